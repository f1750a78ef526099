package sigma

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Bytes is the text in UTF-16, little or big endian, with or without the mark
// of byte order.
func utf16Bytes(s string, big, mark bool) string {
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	out := make([]byte, 0, 2*len(units))
	for _, u := range units {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return string(out)
}

// base64Offsets are the three texts one of which stands in the Base64 form of
// everything that contains s, whatever stands before and behind it.
func base64Offsets(s string) []string {
	cutFront := [3]int{0, 2, 3}
	cutBack := [3]int{0, 3, 2}
	var out []string
	for shift := range 3 {
		e := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(" ", shift) + s))
		from, to := cutFront[shift], len(e)-cutBack[(len(s)+shift)%3]
		if from < to {
			out = append(out, e[from:to])
		}
	}
	return out
}

// dashes are the characters that Windows programs take for the mark of an option.
var dashes = []string{"-", "/", "–", "—", "―"}

// Bounds of what one value may become by windash and expand.
const (
	maxVariants     = 4096
	maxVariantBytes = 4 << 20
)

// tooMany tells whether n forms of the pattern are too many, or too long together.
func tooMany(n int, p pattern) bool {
	size := 0
	for _, t := range p {
		size += len(t.text)
	}
	return n > maxVariants || n > 1 && n*size > maxVariantBytes
}

// dashVariants replaces each dash that starts an option (before a word character,
// not after one) by each of the five forms, in all combinations. ok is false when
// there would be more than maxVariants.
func dashVariants(p pattern) (out []pattern, ok bool) {
	out = []pattern{nil}
	for _, t := range p {
		if t.kind != literal {
			for i := range out {
				out[i] = append(out[i], t)
			}
			continue
		}
		before := rune(0)
		from := 0
		for i, r := range t.text {
			next, _ := utf8.DecodeRuneInString(t.text[i+utf8.RuneLen(r):])
			if (r == '-' || r == '/') && !wordRune(before) && wordRune(next) {
				if tooMany(len(out)*len(dashes), p) {
					return nil, false
				}
				var more []pattern
				for _, o := range out {
					for _, d := range dashes {
						more = append(more, append(o[:len(o):len(o)], token{literal, t.text[from:i] + d}))
					}
				}
				out, from = more, i+1
			}
			before = r
		}
		for i := range out {
			out[i] = append(out[i][:len(out[i]):len(out[i])], token{literal, t.text[from:]})
		}
	}
	for i := range out {
		out[i] = out[i].joined()
	}
	return out, true
}

func wordRune(r rune) bool {
	return r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
