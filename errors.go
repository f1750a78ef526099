package bonafide

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The kinds of failure that a caller acts on. Adapters wrap them; commands turn
// them into exit codes. Everything else is an internal failure.
var (
	// ErrInvalid is input that cannot be accepted as it stands.
	ErrInvalid = errors.New("invalid")
	// ErrNotFound is a person, file or entry that does not exist.
	ErrNotFound = errors.New("not found")
	// ErrConflict is a write that contradicts what is stored.
	ErrConflict = errors.New("conflict")
	// ErrUnavailable is a service or data set that cannot answer now; the same
	// call may succeed later.
	ErrUnavailable = errors.New("not available")
)

// kindError is a message that reads as a sentence and still answers errors.Is.
type kindError struct {
	kind error
	msg  string
	wrap error
}

func (e *kindError) Error() string   { return e.msg }
func (e *kindError) Unwrap() []error { return []error{e.kind, e.wrap} }

func kindf(kind error, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &kindError{kind: kind, msg: err.Error(), wrap: err}
}

// Invalidf is an error of kind [ErrInvalid].
func Invalidf(format string, args ...any) error { return kindf(ErrInvalid, format, args...) }

// NotFoundf is an error of kind [ErrNotFound].
func NotFoundf(format string, args ...any) error { return kindf(ErrNotFound, format, args...) }

// Conflictf is an error of kind [ErrConflict].
func Conflictf(format string, args ...any) error { return kindf(ErrConflict, format, args...) }

// Unavailablef is an error of kind [ErrUnavailable].
func Unavailablef(format string, args ...any) error { return kindf(ErrUnavailable, format, args...) }

// Refusal is one record that was not taken in: where it stands, why, and what to
// do about it. The rest of a batch goes on without it.
type Refusal struct {
	// Place names the file and, where there is one, the line or row:
	// "dossiers/a.yaml:12".
	Place string `json:"place"`
	// Path is the place inside the record as a JSON pointer; empty where unknown.
	Path string `json:"path,omitempty"`
	// Why says in one line what is wrong.
	Why string `json:"why"`
	// Remedy says in one line what to do; empty where Why says it.
	Remedy string `json:"remedy,omitempty"`
}

// Error joins place, path, reason and remedy in one line. What comes from hostile
// input is clipped, and its control characters are shown as a dot.
func (r *Refusal) Error() string {
	s := clip(r.Place, 400)
	if r.Path != "" {
		s += " " + clip(r.Path, 200)
	}
	s += ": " + clip(r.Why, 600)
	if r.Remedy != "" {
		s += "; " + clip(r.Remedy, 600)
	}
	return strings.Map(visible, s)
}

func visible(r rune) rune {
	if unicode.IsControl(r) || r == utf8.RuneError || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) {
		return '·'
	}
	return r
}

// Is makes every refusal of kind [ErrInvalid].
func (r *Refusal) Is(target error) bool { return target == ErrInvalid }

// clip shortens s to n bytes at a rune boundary, so that hostile input cannot
// flood a message.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}
