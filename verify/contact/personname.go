package contact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// personName is a person's name, to be compared with another spelling of it and
// with nothing else.
type personName struct {
	words   []string
	scripts scripts
}

// scripts is a set of writing systems; names in different ones cannot be compared
// word by word.
type scripts uint16

var scriptTables = [...]*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Arabic, unicode.Hebrew, unicode.Devanagari, unicode.Hangul,
	unicode.Thai, unicode.Armenian, unicode.Georgian, unicode.Bengali, unicode.Tamil,
}

const (
	scriptHan   scripts = 1 << 14 // with kana, which are mixed with it
	scriptOther scripts = 1 << 15
)

func scriptOf(r rune) scripts {
	if r < utf8.RuneSelf {
		return 1
	}
	for i, t := range scriptTables {
		if unicode.Is(t, r) {
			return 1 << i
		}
	}
	if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
		return scriptHan
	}
	return scriptOther
}

// notNames are words of a proof of delivery that stand where nobody signed, and
// forms of address.
var notNames = map[string]bool{
	"front": true, "desk": true, "reception": true, "receptionist": true, "mailroom": true, "mail": true, "room": true, "concierge": true,
	"porch": true, "door": true, "garage": true, "neighbour": true, "neighbor": true, "left": true, "at": true, "with": true, "resident": true,
	"individual": true, "signed": true, "signature": true, "on": true, "file": true, "agent": true, "security": true, "locker": true, "box": true,
	"receiving": true, "required": true, "not": true, "no": true, "waived": true, "dock": true, "warehouse": true, "lobby": true, "office": true, "staff": true,
	"contactless": true, "doorman": true, "counter": true, "parcel": true, "shop": true, "leasing": true, "management": true, "mailbox": true, "letterbox": true, "depot": true,
	"driver": true, "household": true, "member": true, "empfang": true, "nachbar": true, "nachbarin": true, "packstation": true, "briefkasten": true, "hausmeister": true, "pforte": true, "poststelle": true,
	"accueil": true, "voisin": true, "gardien": true, "receptie": true, "buren": true, "conserje": true, "vecino": true, "portineria": true,
	"safe": true, "place": true, "the": true, "delivered": true, "recipient": true, "customer": true, "na": true, "unknown": true, "none": true,
	"mr": true, "mrs": true, "ms": true, "miss": true, "mx": true, "dr": true, "prof": true, "sir": true, "madam": true, "herr": true, "frau": true, "monsieur": true, "madame": true,
}

// readName takes a name apart. Words are folded (see [fold]); forms of address and
// the remarks of carriers fall away.
func readName(s string) personName {
	var n personName
	for _, w := range words(s) {
		if notNames[w] || strings.Trim(w, "0123456789") == "" {
			continue
		}
		n.words = append(n.words, w)
		for _, r := range w {
			if unicode.IsLetter(r) {
				n.scripts |= scriptOf(r)
			}
		}
		if len(n.words) == 12 {
			break
		}
	}
	return n
}

// sameAs reports whether one name can be a spelling of the other: every word of the
// shorter has its own counterpart in the longer, in any order. A counterpart is
// equal, begins with the word (initials, short forms), or differs by one character
// in five or more; words written together equal words written apart.
func (a *personName) sameAs(b *personName) bool {
	if len(a.words) == 0 || len(b.words) == 0 {
		return false
	}
	if strings.Join(a.words, "") == strings.Join(b.words, "") {
		return true
	}
	short, long := a.words, b.words
	if len(short) > len(long) {
		short, long = long, short
	}
	return matchAll(short, long)
}

// matchAll reports whether every word of short gets a counterpart of its own, by
// augmenting paths: a word whose only choice is taken moves the taker on. Trying
// all choices instead would take a hostile name twelve factorial steps.
func matchAll(short, long []string) bool {
	taker := make([]int, len(long)) // the word of short that holds this one, plus one
	var place func(v int, tried *uint16) bool
	place = func(v int, tried *uint16) bool {
		for i, w := range long {
			if *tried&(1<<i) != 0 || !counterpart(short[v], w) {
				continue
			}
			*tried |= 1 << i
			if taker[i] == 0 || place(taker[i]-1, tried) {
				taker[i] = v + 1
				return true
			}
		}
		return false
	}
	for v := range short {
		var tried uint16
		if !place(v, &tried) {
			return false
		}
	}
	return true
}

func counterpart(v, w string) bool {
	if strings.HasPrefix(v, w) || strings.HasPrefix(w, v) {
		return true
	}
	return utf8.RuneCountInString(v) >= 5 && utf8.RuneCountInString(w) >= 5 && oneEdit(v, w)
}
