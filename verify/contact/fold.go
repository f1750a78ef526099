package contact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold brings text into one form for comparison: compatibility forms resolved
// (Unicode NFKD), case removed, diacritics of the general block dropped, and the
// Latin letters that do not decompose written out. Marks that belong to a script
// (dakuten, vowel signs) stay. It works on at most 512 bytes.
func fold(s string) string {
	if len(s) > 512 {
		s = s[:512]
	}
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "")) {
		switch r = unicode.ToLower(r); {
		case r >= 0x0300 && r <= 0x036F:
		case unicode.Is(unicode.Cf, r): // invisible joiners and direction marks
		case r == 'ß':
			b.WriteString("ss")
		case r == 'æ':
			b.WriteString("ae")
		case r == 'œ':
			b.WriteString("oe")
		case r == 'þ':
			b.WriteString("th")
		case r == 'ø':
			b.WriteByte('o')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'đ', r == 'ð':
			b.WriteByte('d')
		case r == 'ı':
			b.WriteByte('i')
		case r == 'ς':
			b.WriteRune('σ')
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// words splits folded text at everything that is no letter, mark or digit.
// Apostrophes join: "O'Brien" is one word.
func words(s string) []string {
	f := fold(s)
	if strings.ContainsAny(f, "'’ʼ`") {
		f = strings.NewReplacer("'", "", "’", "", "ʼ", "", "`", "").Replace(f)
	}
	return strings.FieldsFunc(f, func(r rune) bool {
		if r < utf8.RuneSelf {
			return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
		}
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// oneEdit reports whether a and b differ by exactly one insertion, deletion,
// substitution or exchange of neighbours.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	// A rune is at most four bytes, so equal lengths in runes can differ by three.
	if len(b)-len(a) > 4 || a == b {
		return false
	}
	// An edit at one end leaves the other as it was.
	if len(a) > 2 && a[0] != b[0] && a[len(a)-1] != b[len(b)-1] {
		return false
	}
	ra, rb := []rune(a), []rune(b)
	if len(ra) > len(rb) {
		ra, rb = rb, ra
	}
	if len(rb)-len(ra) > 1 {
		return false
	}
	i := 0
	for i < len(ra) && ra[i] == rb[i] {
		i++
	}
	j := 0
	for j < len(ra)-i && ra[len(ra)-1-j] == rb[len(rb)-1-j] {
		j++
	}
	restA, restB := ra[i:len(ra)-j], rb[i:len(rb)-j]
	switch {
	case len(restA) <= 1 && len(restB) <= 1:
		return true
	case len(restA) == 2 && len(restB) == 2:
		return restA[0] == restB[1] && restA[1] == restB[0]
	}
	return false
}
