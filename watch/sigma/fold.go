package sigma

import (
	"encoding/binary"
	"slices"
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
	at := len(dst)
	dst = slices.Grow(dst, len(s))[:at+len(s)]
	plain := 0
	for plain+8 <= len(s) {
		x := word(s, plain)
		if x&highBits != 0 {
			break
		}
		binary.LittleEndian.PutUint64(dst[at+plain:], foldWord(x))
		plain += 8
	}
	dst = dst[:at+plain]
	for i := plain; i < len(s); {
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

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

func word[T string | []byte](s T, at int) uint64 {
	_ = s[at+7]
	return uint64(s[at]) | uint64(s[at+1])<<8 | uint64(s[at+2])<<16 | uint64(s[at+3])<<24 | uint64(s[at+4])<<32 | uint64(s[at+5])<<40 | uint64(s[at+6])<<48 | uint64(s[at+7])<<56
}

// foldWord folds eight bytes of ASCII at once: adding to each byte sets its highest
// bit from a letter on, and bit 7 two places lower is what makes a letter small.
func foldWord(x uint64) uint64 {
	fromA := x + (0x80-'A')*lowBits
	pastZ := x + (0x7F-'Z')*lowBits
	return x | (fromA&^pastZ&highBits)>>2
}

// hasByte tells whether one of eight bytes is c.
func hasByte(x uint64, c byte) bool {
	y := x ^ uint64(c)*lowBits
	return (y-lowBits)&^y&highBits != 0
}

func fold(s string) string { return string(appendFold(make([]byte, 0, len(s)), s)) }
