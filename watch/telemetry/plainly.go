package telemetry

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plainly is a text in lower case and without accents, as words of several languages
// are compared: "Zürich" is "zurich", "Straße" is "strasse". Letters of other scripts
// stay as they are.
func Plainly(s string) string {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf && (s[i] < 'A' || s[i] > 'Z') {
		i++
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			b.WriteByte(byte(r) | 0x20)
		case r < utf8.RuneSelf:
			b.WriteByte(byte(r))
		case r >= 0x300 && r <= 0x36f:
			// an accent that stands for itself
		default:
			r = unicode.ToLower(r)
			if at := strings.IndexRune(accented, r); at >= 0 {
				b.WriteString(letters[utf8.RuneCountInString(accented[:at])])
			} else {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

const accented = "äàáâãåāăąæçćčĉďđðèéêëēėęěğģìíîïīįıķłļľĺñńňņòóôõöøōőœřŕşśšșßťțþùúûüūůűųýÿźžż"

var letters = strings.Split("a a a a a a a a a ae c c c c d d d e e e e e e e e g g i i i i i i i k l l l l n n n n o o o o o o o o oe r r s s s s ss t t th u u u u u u u u y y z z z", " ")
