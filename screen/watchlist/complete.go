package watchlist

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// complete fills in what follows from the other fields of an entry.
func (e *Entry) complete() {
	for i := range e.Names {
		if e.Names[i].Script == "" {
			e.Names[i].Script = scriptOf(e.Names[i].Full)
		}
	}
	// Entries with wallets or e-mail addresses are listed for what they did online:
	// there, a nickname in one word is an account name.
	online := len(e.Wallets)+len(e.Emails) > 0
	for i := range e.Names {
		if n := &e.Names[i]; n.Quality == Weak && handleLike(n.Full, online) {
			addOnce(&e.Handles, n.Full)
		}
	}
}

// handleLike reports whether a weak alias is written like an account name: one word
// of five to forty bytes in ASCII that starts in lower case or has a digit, an
// underscore or an @ in it; of an entry that is listed for what it did online, any
// such word that is not all capitals.
func handleLike(s string, online bool) bool {
	if len(s) < 5 || len(s) > 40 {
		return false
	}
	lower, mark := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			lower++
		case c >= 'A' && c <= 'Z', c == '.', c == '-':
		case c >= '0' && c <= '9', c == '_', c == '@':
			mark = true
		default:
			return false
		}
	}
	return mark || s[0] >= 'a' && s[0] <= 'z' || online && lower > 0
}

// compareUpTo is the number of values of a field up to which repeated ones are left
// out. Real entries stay far below it; beyond it the time of a hostile file would
// grow with its square.
const compareUpTo = 2000

// once adds a value to a set.
func once[T comparable](set *[]T, v T) {
	if len(*set) <= compareUpTo && slices.Contains(*set, v) {
		return
	}
	*set = append(*set, v)
}

// addOnce adds a text to a set; empty texts are left out.
func addOnce(set *[]string, s string) {
	if s = oneSpace(s); s != "" {
		once(set, s)
	}
}

// addPlace adds an address and its country.
func (e *Entry) addPlace(at Place) {
	if at == (Place{}) {
		return
	}
	once(&e.Places, at)
	e.addCountry(at.Country, Residence)
}

// alias is the number of the next alias of e.
func (e *Entry) nextAlias() uint16 {
	if len(e.Names) == 0 {
		return 0
	}
	return min(e.Names[len(e.Names)-1].Alias, 1<<16-2) + 1
}

// fullName puts typed parts into reading order.
func fullName(parts []Part) string {
	if len(parts) == 1 {
		return parts[0].Text
	}
	family := false
	for _, p := range parts {
		family = family || p.Type == Family
	}
	script := "Latn"
	if family {
		script = scriptOf(joinParts(parts, " ", nil))
	}
	switch {
	case !family, script == "Hang":
		return joinParts(parts, " ", nil)
	case script == "Hani":
		return joinParts(parts, "", nil)
	}
	return joinParts(parts, " ", readingOrder)
}

var readingOrder = []PartType{Whole, Given, Middle, Patronymic, Family, Matronymic, Maiden, Nickname, Suffix}

// joinParts joins parts in the given order of types, as they stand where it is nil.
func joinParts(parts []Part, sep string, order []PartType) string {
	var b strings.Builder
	put := func(p Part) {
		if b.Len() > 0 {
			b.WriteString(sep)
		}
		b.WriteString(p.Text)
	}
	if order == nil {
		for _, p := range parts {
			put(p)
		}
		return b.String()
	}
	for _, t := range order {
		for _, p := range parts {
			if p.Type == t {
				put(p)
			}
		}
	}
	return b.String()
}

// addressLike reports whether s can be an address of a digital currency by its
// letters and length. Whether its checksum holds is not looked at here.
func addressLike(s string) bool {
	if len(s) < 24 || len(s) > 120 {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == ':':
		default:
			return false
		}
	}
	return true
}

// latin1 decodes a text that is not UTF-8 as Windows-1252 (without its rare signs).
func latin1(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}

// printable reports whether s has a letter or digit in it.
func printable(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return true
		}
	}
	return false
}
