package telemetry

import (
	"encoding/base64"
	"errors"
	"io"
	"time"
	"unicode/utf8"

	"bonafide"
)

// DeadLetter is a line that could not be read, kept with the reason so that it can
// be replayed once the reason is gone. It is written as one line of JSON.
type DeadLetter struct {
	Source string    `json:"source,omitzero"`
	Place  string    `json:"place"`
	Path   string    `json:"path,omitzero"`
	Why    string    `json:"why"`
	At     time.Time `json:"at"`
	// Line is the line as it came; Base64 instead where it is not UTF-8.
	Line   string `json:"line,omitzero"`
	Base64 string `json:"base64,omitzero"`
	// Size is the line's length in bytes; Cut tells that only its beginning is kept.
	Size int  `json:"size"`
	Cut  bool `json:"cut,omitzero"`
}

// keptOfLine bounds what is kept of a line that is too long to be read.
const keptOfLine = 256 << 10

// Letter is the dead letter of a line that err refused.
func Letter(source string, line []byte, err error, at time.Time) DeadLetter {
	l := DeadLetter{Source: source, Why: err.Error(), At: at.UTC(), Size: len(line)}
	var r *bonafide.Refusal
	if errors.As(err, &r) {
		l.Place, l.Path, l.Why = r.Place, r.Path, r.Why
	}
	if len(line) > MaxLine {
		line, l.Cut = line[:keptOfLine], true
	}
	if utf8.Valid(line) {
		l.Line = string(line)
	} else {
		l.Base64 = base64.StdEncoding.EncodeToString(line)
	}
	return l
}

// Write writes the letter as one line.
func (l *DeadLetter) Write(w io.Writer) error {
	b, err := write(l)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// ReadLetter reads a line that [DeadLetter.Write] wrote, and returns the line to
// be replayed. A letter that was cut cannot be replayed.
func ReadLetter(line []byte) (DeadLetter, []byte, error) {
	var l DeadLetter
	if err := read(line, &l); err != nil {
		return l, nil, bonafide.Invalidf("it is no dead letter: %w", err)
	}
	if l.Cut {
		return l, nil, bonafide.Invalidf("%s: only the beginning of the line was kept, it cannot be replayed", l.Place)
	}
	if l.Base64 != "" {
		b, err := base64.StdEncoding.DecodeString(l.Base64)
		if err != nil {
			return l, nil, bonafide.Invalidf("%s: the letter is damaged: %w", l.Place, err)
		}
		return l, b, nil
	}
	return l, []byte(l.Line), nil
}
