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

// appendFold appends the fold of b to dst; bytes that are no UTF-8 become U+FFFD.
func appendFold(dst, b []byte) []byte {
	at := len(dst)
	dst = slices.Grow(dst, len(b))[:at+len(b)]
	plain := 0
	for ; plain+8 <= len(b); plain += 8 {
		x := binary.LittleEndian.Uint64(b[plain : plain+8])
		if x&highBits != 0 {
			break
		}
		binary.LittleEndian.PutUint64(dst[at+plain:at+plain+8], foldWord(x))
	}
	dst = dst[:at+plain]
	for i := plain; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			dst = append(dst, asciiFold[c])
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		dst = utf8.AppendRune(dst, foldRune(r))
		i += n
	}
	return dst
}

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

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

func fold(s string) string { return string(appendFold(make([]byte, 0, len(s)), []byte(s))) }
