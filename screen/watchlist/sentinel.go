package watchlist

import (
	"context"
	"fmt"
	"strings"
)

// Sentinel is an entry that a list must have, so that a list which lost a part of
// itself is noticed. All fields that are set must hold for one entry.
type Sentinel struct {
	// ID is the publisher's key; empty where any entry may be it.
	ID string `json:"id,omitempty"`
	// Name are words that one of the names must have, in any order and case.
	Name string `json:"name,omitempty"`
	// Wallet is an address that the entry must list.
	Wallet string `json:"wallet,omitempty"`
	// Document is a number that the entry must list.
	Document string `json:"document,omitempty"`
}

// String names the sentinel.
func (s Sentinel) String() string {
	return strings.Join(strings.Fields(strings.Join([]string{s.ID, s.Name, s.Wallet, s.Document}, " ")), " ")
}

// Probe asks the engine that answers screenings whether it finds a sentinel in a
// list. It returns an error where it does not.
type Probe func(ctx context.Context, l *List, s Sentinel) error

// DefaultSentinels are entries that have long stood on the official lists: one for
// each script, id type and wallet that matters here. They are checked against the
// published files for "ofac-sdn" (19 November 2025) and "un" (27 February 2026);
// for "eu" and "uk" they are names only. Other lists have none.
func DefaultSentinels(list string) []Sentinel {
	switch list {
	case "ofac-sdn":
		return []Sentinel{
			{ID: "27307", Name: "Lazarus Group", Wallet: "0x098B716B8Aaf21512996dC57EB0615e2383E2f96"},
			{ID: "22985", Name: "Cheil Credit Bank"},
			{ID: "20157", Name: "Kim Jong Un"},
			{ID: "28264", Name: "Li Jiadong", Document: "210302198701102136"},
			{ID: "43379", Name: "Chinyong Information Technology"},
		}
	case "un":
		return []Sentinel{{Name: "Korea Mining Development Trading Corporation"}, {Name: "Ri Je-Son"}}
	case "eu", "uk":
		return []Sentinel{{Name: "Korea Mining Development Trading"}}
	}
	return nil
}

// SelfTest checks that a list has every sentinel, and that probe, where it is not
// nil, finds each. The error names all that fail.
func SelfTest(ctx context.Context, l *List, sentinels []Sentinel, probe Probe) error {
	var failed []string
	for _, s := range sentinels {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !l.has(s) {
			failed = append(failed, s.String()+" (not in the list)")
			continue
		}
		if probe == nil {
			continue
		}
		if err := probe(ctx, l, s); err != nil {
			failed = append(failed, fmt.Sprintf("%s (%v)", s, err))
		}
	}
	if len(failed) > 0 {
		return refuse(l.Name, "the self-test fails for "+strings.Join(failed, ", "),
			"the list is not complete, or these entries were taken off it: then change the sentinels")
	}
	return nil
}

func (l *List) has(s Sentinel) bool {
	for i := range l.Entries {
		if e := &l.Entries[i]; (s.ID == "" || e.ID == s.ID) && e.fits(s) {
			return true
		}
	}
	return false
}

func (e *Entry) fits(s Sentinel) bool {
	return (s.Name == "" || e.named(s.Name)) && (s.Wallet == "" || e.listsWallet(s.Wallet)) && (s.Document == "" || e.listsDocument(s.Document))
}

func (e *Entry) named(words string) bool {
	want := plainWords(words)
	for i := range e.Names {
		have := plainWords(e.Names[i].Full)
		found := 0
		for _, w := range want {
			for _, h := range have {
				if h == w {
					found++
					break
				}
			}
		}
		if found == len(want) {
			return true
		}
	}
	return false
}

func plainWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == '-' })
}

func (e *Entry) listsWallet(address string) bool {
	for _, w := range e.Wallets {
		if strings.EqualFold(w.Address, address) {
			return true
		}
	}
	return false
}

func (e *Entry) listsDocument(number string) bool {
	for _, d := range e.Documents {
		if strings.EqualFold(d.Number, number) {
			return true
		}
	}
	return false
}
