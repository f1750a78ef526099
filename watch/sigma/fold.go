package sigma

import (
	"unicode"
	"unicode/utf8"
)

// Two texts are equal in Sigma when their folds are equal. The fold of a rune is
// the ASCII lower-case letter of its class under simple case folding, else the
// smallest rune of the class. It is a map rune by rune, it agrees with (?i) of the
// regular expressions, and it never makes a valid text longer.

var asciiFold = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			t[i] = byte(i) + 'a' - 'A'
		}
	}
	return t
}()

func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		return rune(asciiFold[r])
	}
	least := r
	for n := unicode.SimpleFold(r); n != r; n = unicode.SimpleFold(n) {
		least = min(least, n)
	}
	if least < utf8.RuneSelf {
		return rune(asciiFold[least])
	}
	return least
}

// appendFold appends the fold of s to dst; bytes that are no UTF-8 become U+FFFD.
func appendFold[T string | []byte](dst []byte, s T) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			dst = append(dst, asciiFold[c])
			i++
			continue
		}
		end := min(i+utf8.UTFMax, len(s))
		r, n := utf8.DecodeRuneInString(string(s[i:end]))
		dst = utf8.AppendRune(dst, foldRune(r))
		i += n
	}
	return dst
}

func fold(s string) string { return string(appendFold(make([]byte, 0, len(s)), s)) }
