package record

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"bonafide"
)

// Layout writes a UTC time as text of one length, so that text sorts as time does.
const Layout = "2006-01-02T15:04:05.000000Z"

var (
	earliest = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
)

// column is a time as columns keep it: UTC, to the microsecond, with a year of
// four digits. The exact time is in the body.
func column(t time.Time) time.Time {
	t = t.UTC().Truncate(time.Microsecond)
	if t.Before(earliest) {
		return earliest
	}
	if t.After(latest) {
		return latest
	}
	return t
}

// moment reads a time column of either database.
type moment struct{ time.Time }

// Scan implements [database/sql.Scanner].
func (m *moment) Scan(src any) error {
	switch v := src.(type) {
	case time.Time:
		m.Time = v.UTC()
		return nil
	case string:
		t, err := time.Parse(Layout, v)
		if err != nil {
			return fmt.Errorf("a stored time: %w", err)
		}
		m.Time = t
		return nil
	}
	return fmt.Errorf("a stored time is a %T", src)
}

// plain is text as a column shows it. PostgreSQL has no U+0000 in text.
func plain(s string) string {
	if strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(s, "\x00", "\u2400")
}

// MaxKey bounds, in bytes, what is used as a key: an id of a person, a version of
// a catalogue. PostgreSQL's indexes take 2,700 bytes for a whole row.
const MaxKey = 1024

// key checks text that is used as a key.
func key(what, s string) error {
	switch {
	case s == "":
		return bonafide.Invalidf("%s is empty", what)
	case len(s) > MaxKey:
		return bonafide.Invalidf("%s has %d bytes, more than %d", what, len(s), MaxKey)
	case !utf8.ValidString(s):
		return bonafide.Invalidf("%s %q is not UTF-8", what, s)
	case strings.IndexByte(s, 0) >= 0:
		return bonafide.Invalidf("%s %q holds U+0000", what, s)
	}
	return nil
}
