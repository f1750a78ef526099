package watchlist

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"
	"strings"
)

// Digest is the canonical hash of an entry.
type Digest [sha256.Size]byte

// Fields that a change can be in, in the order in which they are reported.
var fieldNames = [...]string{
	"schema", "names", "born", "birth_places", "countries", "gender", "documents", "programmes", "places",
	"wallets", "emails", "phones", "sites", "handles", "risks", "links", "remarks", "listed", "delisted",
}

// Hash is over what the entry says and not over how it is laid out: the order of
// names, dates, documents and remarks, runs of blanks, and the publisher's
// internal ids of names do not change it. Two versions of an entry with the same
// hash need no new screening. The hash holds within one format: the CSV and the
// XML of one list say things differently.
func (e *Entry) Hash() Digest {
	h := sha256.New()
	var c canon
	for f := range fieldNames {
		c.reset()
		e.field(f, &c)
		c.write(h)
	}
	var d Digest
	h.Sum(d[:0])
	return d
}

// canon gathers the values of one field as a set.
type canon struct{ values []string }

func (c *canon) reset() { c.values = c.values[:0] }

// add takes one value of one or more members. Blanks are normalised, empty values
// left out.
func (c *canon) add(members ...string) {
	empty := true
	for i, m := range members {
		members[i] = oneSpace(m)
		empty = empty && members[i] == ""
	}
	if empty {
		return
	}
	c.values = append(c.values, strings.Join(members, "\x1f"))
}

// write puts the sorted set into h, each value with its length before it.
func (c *canon) write(h hash.Hash) {
	slices.Sort(c.values)
	c.values = slices.Compact(c.values)
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(c.values)))
	h.Write(n[:])
	for _, v := range c.values {
		binary.BigEndian.PutUint64(n[:], uint64(len(v)))
		h.Write(n[:])
		h.Write([]byte(v))
	}
}

// field adds the values of field f of e.
func (e *Entry) field(f int, c *canon) {
	strs := func(s []string) {
		for _, v := range s {
			c.add(v)
		}
	}
	switch fieldNames[f] {
	case "schema":
		c.add(string(e.Schema))
	case "names":
		for i := range e.Names {
			n := &e.Names[i]
			parts := make([]string, 0, len(n.Parts))
			for _, p := range n.Parts {
				parts = append(parts, p.Type.String()+":"+oneSpace(p.Text))
			}
			c.add(n.Full, n.Quality.String(), n.Kind.String(), strings.Join(parts, "\x1e"))
		}
	case "born":
		for _, d := range e.Born {
			c.add(d.String())
		}
	case "birth_places":
		strs(e.BirthPlaces)
	case "countries":
		for _, v := range e.Countries {
			c.add(v.Code, v.Name, v.Role.String())
		}
	case "gender":
		c.add(e.Gender)
	case "documents":
		for _, d := range e.Documents {
			disputed := ""
			if d.Disputed {
				disputed = "disputed"
			}
			c.add(d.Type, d.Label, d.Number, d.Country, disputed)
		}
	case "programmes":
		strs(e.Programmes)
	case "places":
		for _, p := range e.Places {
			c.add(p.Street, p.City, p.Region, p.Postal, p.Country)
		}
	case "wallets":
		for _, w := range e.Wallets {
			c.add(w.Ticker, w.Address)
		}
	case "emails":
		strs(e.Emails)
	case "phones":
		strs(e.Phones)
	case "sites":
		strs(e.Sites)
	case "handles":
		strs(e.Handles)
	case "risks":
		strs(e.Risks)
	case "links":
		for _, l := range e.Links {
			c.add(l.Relation, l.ID, l.Name)
		}
	case "remarks":
		strs(e.Remarks)
	case "listed":
		c.add(e.Listed.String())
	case "delisted":
		c.add(e.Delisted.String())
	}
}

// oneSpace trims s and makes every run of blanks one blank.
func oneSpace(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ':
			clean = clean && i > 0 && i < len(s)-1 && s[i-1] != ' '
		case c < ' ', c >= 0x80 && (c == 0xC2 || c == 0xE2 || c == 0xE3):
			clean = false // may be a no-break or an ideographic blank
		}
	}
	if clean {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}
