package screen

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/screen/watchlist"
)

// What is written like an address and is none is unread, with the reason; it is neither
// "not found" nor a name.
func TestUnread(t *testing.T) {
	e := inventedEngine(t, Options{})
	for _, c := range []struct {
		text   string
		of     Type
		status Status
		why    string
	}{
		{"0x8589427373D6D84E98730D7795D8f6f8731FDA1", Any, Unread, "it has 39 hexadecimal digits; an EVM address has 40"},
		{"0x8589427373D6D84E98730D7795D8f6f8731FDA166", Any, Unread, "it has 41 hexadecimal digits"},
		{"0x8589427373D6D84E98730D7795D8f6f8731FDA17", Any, Unread, "EIP-55"},
		{"0x8589427373D6D84E98730D7795D8f6f8731FDAl6", Any, Unread, "no hexadecimal digit"},
		{"0x8589…DA16", Any, Unread, "U+2026"},
		{"0x8589...DA16", Any, Unread, "0x"},
		{"vitalik.eth", Any, Unread, "resolve it first"},
		{"Some-One.SOL", Any, Unread, "resolve it first"},
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", Any, Unread, "the checksum fails"},
		{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", Any, Unread, "bech32"},
		{"not an address", Wallet, Unread, "a blank inside"},
		{"0x8589427373D6D84E98730D7795D8f6f8731FDA1", Wallet, Unread, "39 hexadecimal digits"},
		// Those are looked up, and not found.
		{"0x8589427373d6d84e98730d7795d8f6f8731fda17", Any, NotFound, ""},
		{"0xdeadbeef", Any, NotFound, ""},
		{"harbour-light-advisory2024.example", Any, NotFound, ""},
		{"someone.with.a.long.name1985@mail.example", Any, NotFound, ""},
		{"Wilhelmina Oosterhout", Any, NotFound, ""},
		{"vitalik.eth", Person, NotFound, ""},
		// And a name is a name.
		{"Kim Sang Man", Any, Found, ""},
	} {
		a, err := e.Query(Query{Name: c.text, Type: c.of}, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if a.Status != c.status || !strings.Contains(strings.Join(a.Unread, "\n"), c.why) || (len(a.Unread) > 0) != (c.status == Unread) {
			t.Errorf("%q: %s, unread %q, notes %q, hits %+v; want %s", c.text, a.Status, a.Unread, a.Notes, a.Hits, c.status)
		}
		if (a.Proof != nil) != (c.status == NotFound) {
			t.Errorf("%q: %s with proof %v", c.text, a.Status, a.Proof)
		}
		if again := e.Unread(Query{Name: c.text, Type: c.of}); !slices.Equal(again, a.Unread) {
			t.Errorf("%q: asked for by itself: %q, want %q", c.text, again, a.Unread)
		}
		data, err := json.Marshal(a)
		if err != nil || !strings.Contains(string(data), `"status":"`+string(c.status)+`"`) || strings.Contains(string(data), `"unread":[`) != (c.status == Unread) {
			t.Errorf("%s, %v", data, err)
		}
	}
	// A hit is a hit, also where an address beside it could not be read.
	a, err := e.Query(Query{Name: "Kim Sang Man", Wallets: []string{"vitalik.eth"}}, 0, 0)
	if err != nil || a.Status != Found || len(a.Unread) != 1 {
		t.Errorf("%+v, %v", a, err)
	}
	// An address without a checksum that is not found says that a slip goes unseen.
	a, err = e.Query(Query{Name: "0x8589427373d6d84e98730d7795d8f6f8731fda17"}, 0, 0)
	if err != nil || !strings.Contains(strings.Join(a.Notes, "\n"), "a typing error goes unseen") {
		t.Errorf("notes %q, %v", a.Notes, err)
	}
}

// A hit says whose entry it is, what of it was met, and under what it is listed.
func TestHitNamesTheParty(t *testing.T) {
	l := ownList(t, "own", "id,schema,name,aliases,weak_aliases,previous_names,programmes,wallets,emails,handles\n"+
		"42,person,\"ROWAN, Tilda Marsh\",Mathilde Rovanova,Grey Heron,Tilda Penhallow,DPRK4;CYBER2,XBT:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,tilda@rowan.example,heron_88x\n"+
		"43,wallet,,,,,TORNADO,ETH:0x8589427373D6D84E98730D7795D8f6f8731FDA16,,\n")
	former := l.Entries[0]
	former.ID, former.Delisted = "8", date(t, "2025-03-22")
	former.Wallets = []watchlist.Wallet{{Ticker: "XBT", Address: "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC"}}
	e := newEngine(t, Options{Former: []watchlist.Entry{former}}, l)
	programmes := "DPRK4 CYBER2"
	for _, c := range []struct {
		q                           Query
		id, how, party, programmes_ string
	}{
		{Query{Name: "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}, "42", "the listed address", "Tilda Marsh ROWAN", programmes},
		{Query{Name: "0x8589427373d6d84e98730d7795d8f6f8731fda16"}, "43", "the listed address", "", "TORNADO"},
		{Query{Name: "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC"}, "8", "the formerly listed address", "Tilda Marsh ROWAN", programmes},
		{Query{Name: "Tilda Marsh Rowan"}, "42", "the main name", "Tilda Marsh ROWAN", programmes},
		{Query{Name: "Mathilde Rovanova"}, "42", "an alias", "Tilda Marsh ROWAN", programmes},
		{Query{Name: "Tilda Penhallow"}, "42", "a former name", "Tilda Marsh ROWAN", programmes},
		{Query{Name: "Grey Heron"}, "42", "a weak alias", "Tilda Marsh ROWAN", programmes},
		{Query{Emails: []string{"TILDA@rowan.example"}}, "42", "the listed e-mail address", "Tilda Marsh ROWAN", programmes},
		{Query{Handles: []string{"heron_88x"}}, "42", "the listed account name", "Tilda Marsh ROWAN", programmes},
	} {
		a, err := e.Query(c.q, 0, 0)
		if err != nil || len(a.Hits) == 0 {
			t.Errorf("%s: no hit: %+v, %v", c.q.echo(), a, err)
			continue
		}
		if h := a.Hits[0]; h.ListID != c.id || h.How != c.how || h.Party != c.party || strings.Join(h.Programmes, " ") != c.programmes_ {
			t.Errorf("%s: %+v, want %+v", c.q.echo(), h, c)
		}
	}
}

// A stale list is said in every answer, with its age, and in an examination.
func TestStaleListIsSaid(t *testing.T) {
	now := time.Date(2026, 6, 11, 12, 0, 0, 0, time.UTC)
	l := ownList(t, "own", invented)
	l.Published, l.Dated = date(t, "2026-06-01"), true
	state := ListState{Checked: now.Add(-time.Hour), Stale: "the last update failed on 2026-06-11T11:00:00Z"}
	e := newEngine(t, Options{Now: func() time.Time { return now }, States: map[*watchlist.List]ListState{l: state}}, l)
	a, err := e.Query(Query{Name: "Nobody Atall"}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if v := a.Lists[0]; v.Stale != state.Stale || v.AgeDays != 10 || !v.Dated || !v.Checked.Equal(state.Checked) {
		t.Errorf("%+v", v)
	}
	if n := strings.Join(a.Notes, "\n"); !strings.Contains(n, "stale: the list own: the last update failed") {
		t.Errorf("notes: %s", n)
	}
	x, err := NewExaminer(e, nil).Examine(t.Context(), &bonafide.Dossier{Person: "P", Sources: []bonafide.Source{{ID: "form", Names: []string{"Nobody Atall"}}}}, now)
	if err != nil || !slices.ContainsFunc(x.Missing, func(m bonafide.Missing) bool {
		return strings.Contains(m.What, "the newest state of the list own") && strings.Contains(m.Why, "the last update failed")
	}) {
		t.Errorf("%+v, %v", x.Missing, err)
	}
	if e = newEngine(t, Options{Now: func() time.Time { return now }}, l); len(e.Notes()) != 0 {
		t.Errorf("a list that is in order is said to be stale: %q", e.Notes())
	}
}

func TestParseCountry(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "DE": "DE", "de": "DE", "DEU": "DE", "Germany": "DE", " germany ": "DE", "South Korea": "KR", "PRK": "KP", "UK": "GB", "Czechia": "CZ",
		"Saint Barthélemy": "BL", "United States of America": "US", "Tokelau": "TK",
	} {
		if got, err := ParseCountry(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for text, says := range map[string]string{"Germoney": "is not known", "ZZ": "is not known", "ZZZ": "is not known", "Korea": "North Korea or South Korea", "Congo": "CG or CD", "276": "is not known"} {
		if got, err := ParseCountry(text); !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), says) || got != "" {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func TestBands(t *testing.T) {
	for text, want := range map[string]Band{"weak": Weak, "Possible": Possible, "strong ": Strong} {
		if b, err := ParseBand(text); err != nil || b != want {
			t.Errorf("%q: %q, %v", text, b, err)
		}
	}
	if _, err := ParseBand("terrible"); !errors.Is(err, bonafide.ErrInvalid) {
		t.Error(err)
	}
	if !Strong.Reaches(Possible) || !Weak.Reaches(Weak) || Weak.Reaches(Possible) || None.Reaches(None) {
		t.Error("bands do not reach as they should")
	}
	if s := (Summary{Strong: 1, Possible: 2, Weak: 4}); s.Reached(Weak) != 7 || s.Reached(Possible) != 3 || s.Reached(Strong) != 1 {
		t.Errorf("%+v", s)
	}
}
