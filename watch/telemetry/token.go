package telemetry

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Token stands for a value that is compared and never shown: a telephone number,
// the number of an account. Equal values of one kind give equal tokens, whatever
// spaces, dashes, dots, brackets and case they are written with. It is the kind, a colon and
// the first 16 hexadecimal digits of a SHA-256; who guesses a number can check the guess, so
// it is no secret, and sources that can are to send a keyed hash of their own.
func Token(kind, value string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r | 0x20
		case r == ' ' || r == '-' || r == '.' || r == '(' || r == ')' || r == '/' || r == '\u00a0':
			return -1
		}
		return r
	}, value)
	if kind == "phone" {
		// The international prefix is written "+" or "00".
		plain = strings.TrimPrefix(plain, "+")
		plain = strings.TrimPrefix(plain, "00")
	}
	if plain == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(kind + "\x00" + plain))
	return kind + ":" + hex.EncodeToString(sum[:8])
}

// IsPhone reports whether a text is a telephone number as vendors write it: 7 to 17
// digits with a prefix, spaces, dashes, dots and brackets.
func IsPhone(s string) bool {
	digits := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c-'0' <= 9:
			digits++
		case c == '+' || c == ' ' || c == '-' || c == '.' || c == '(' || c == ')':
		default:
			return false
		}
	}
	return digits >= 7 && digits <= 17
}
