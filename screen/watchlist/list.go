package watchlist

import (
	"strings"

	"bonafide"
)

// Format is a file format that can be read.
type Format string

// The formats.
const (
	OFACAdvanced  Format = "ofac-advanced-xml"
	OFACCSV       Format = "ofac-csv"
	UNXML         Format = "un-xml"
	EUXML         Format = "eu-xml"
	UKXML         Format = "uk-xml"
	UKCSV         Format = "uk-csv"
	FollowMoney   Format = "ftm-json"
	OperatorCSV   Format = "operator-csv"
	AddressesJSON Format = "addresses-json"
	AddressesText Format = "addresses-text"
)

// File is one file that a list was read from.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// List is one version of one list.
type List struct {
	// Name is the list's short name: "ofac-sdn", "ofac-cons", "un", "eu", "uk", or
	// the file's name where the content does not say.
	Name   string
	Format Format
	// Version is the publisher's mark of this version; empty where there is none.
	Version string
	// Published is the publisher's date, and where the file has none, a date in the
	// file's name, and else the date of the file.
	Published bonafide.Date
	// Dated says that Published stands inside the file.
	Dated bool
	// SHA256 is over the bytes as given, in hex. Of a list in several files it is
	// over the lines "<sha256>  <name>\n" of its files in the order of their names.
	SHA256 string
	Files  []File
	// Entries are in the order of the file.
	Entries []Entry
	// Notes say what was passed over, and what a reader should know of this file. Those
	// that begin with [Incomplete] come first: something of the list is missing.
	Notes []string
}

// Entry finds an entry by its id; nil where there is none. It takes time in
// proportion to the list.
func (l *List) Entry(id string) *Entry {
	for i := range l.Entries {
		if l.Entries[i].ID == id {
			return &l.Entries[i]
		}
	}
	return nil
}

// Counts are the sizes of a list.
type Counts struct {
	Entries int `json:"entries"`
	Persons int `json:"persons"`
	Names   int `json:"names"`
	Aliases int `json:"aliases"`
	// WeakAliases are the aliases of low quality among them.
	WeakAliases int `json:"weak_aliases"`
	Dates       int `json:"dates"`
	Documents   int `json:"documents"`
	Wallets     int `json:"wallets"`
}

// Count counts what a list holds. Aliases include the primary names.
func (l *List) Count() Counts {
	c := Counts{Entries: len(l.Entries)}
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.Schema == Person {
			c.Persons++
		}
		c.Names += len(e.Names)
		last := -1
		for j := range e.Names {
			if a := int(e.Names[j].Alias); a != last {
				last = a
				c.Aliases++
				if e.Names[j].Quality == Weak {
					c.WeakAliases++
				}
			}
		}
		c.Dates += len(e.Born)
		c.Documents += len(e.Documents)
		c.Wallets += len(e.Wallets)
	}
	return c
}

// Incomplete begins the notes on what should be in a list and is not.
const Incomplete = "incomplete: "

// lacks notes that something of the list is missing, before all else.
func (l *List) lacks(s string) {
	rest := l.Notes
	at := 0
	for at < len(rest) && strings.HasPrefix(rest[at], Incomplete) {
		at++
	}
	l.Notes = append([]string(nil), rest[:at]...)
	l.note(Incomplete + s)
	l.Notes = append(l.Notes, rest[at:]...)
}

// note adds a line to the notes once, up to a bound.
func (l *List) note(s string) {
	const most = 200
	if len(l.Notes) >= most {
		return
	}
	for _, n := range l.Notes {
		if n == s {
			return
		}
	}
	l.Notes = append(l.Notes, strings.ToValidUTF8(s, "·"))
}
