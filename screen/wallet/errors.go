package wallet

import (
	"errors"
	"fmt"
	"strconv"

	"bonafide"
)

// The kinds of failure that a caller tells apart. All are also of kind
// [bonafide.ErrInvalid].
var (
	// ErrChecksum is a text of a known form whose checksum fails: at least one
	// character is wrong.
	ErrChecksum = errors.New("the checksum fails")
	// ErrCaseLost is an [ErrChecksum] of a form that lives by its capitals, written in
	// one case. Nothing can bring them back; the list was probably lower-cased on its
	// way.
	ErrCaseLost = fmt.Errorf("%w: the letter case is lost", ErrChecksum)
	// ErrForm is a text that has no form known here.
	ErrForm = errors.New("no known form of address")
	// ErrUnsupported is something that is understood and is no address to look up: a
	// name, an invoice, a test network.
	ErrUnsupported = errors.New("not supported")
	// ErrSecret is a private key. The error does not repeat it.
	ErrSecret = errors.New("a private key")
	// ErrTicker is a ticker or chain that nobody here knows.
	ErrTicker = errors.New("unknown ticker")
)

// Error is a text that was not read as an address.
type Error struct {
	// Text is the input, quoted and cut to 64 bytes; empty where it is a secret.
	Text string
	// Why says in one line what is wrong, and what to do.
	Why  string
	kind error
}

// Error is one line.
func (e *Error) Error() string {
	if e.Text == "" {
		return "address: " + e.Why
	}
	return "address " + e.Text + ": " + e.Why
}

// Unwrap gives the kind.
func (e *Error) Unwrap() error { return e.kind }

// Is makes every such error of kind [bonafide.ErrInvalid].
func (e *Error) Is(target error) bool { return target == bonafide.ErrInvalid }

func refuse(kind error, text, why string) error {
	return &Error{Text: quote(text), Why: why, kind: kind}
}

// quote shows hostile text: cut, in ASCII, with everything else escaped.
func quote(s string) string {
	const limit = 64
	if len(s) > limit {
		return strconv.QuoteToASCII(s[:limit]) + "..."
	}
	return strconv.QuoteToASCII(s)
}
