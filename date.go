package bonafide

import (
	"fmt"
	"time"
)

// Date is a calendar date that may be known only to the month or to the year, as
// resumes state them. The zero Date is unknown. Month and Day are zero where they
// are not known; Day is never known without Month.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads "2006", "2006-01" or "2006-01-02", and a full RFC 3339 time of
// which it keeps the date. Years run from 1900 to 2199. The empty string is the
// unknown date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	for _, layout := range []string{"2006-01-02", "2006-01", "2006", time.RFC3339} {
		if len(s) != len(layout) && layout != time.RFC3339 {
			continue
		}
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if t.Year() < 1900 || t.Year() > 2199 {
			break
		}
		d := Date{Year: t.Year()}
		if layout != "2006" {
			d.Month = t.Month()
		}
		if layout != "2006" && layout != "2006-01" {
			d.Day = t.Day()
		}
		return d, nil
	}
	return Date{}, Invalidf("date %q: write it as 2006, 2006-01 or 2006-01-02", clip(s, 40))
}

// DateOf is the day of t in UTC.
func DateOf(t time.Time) Date {
	y, m, d := t.UTC().Date()
	return Date{y, m, d}
}

// IsZero reports whether the date is unknown.
func (d Date) IsZero() bool { return d.Year == 0 }

// First is the earliest moment that the date can mean, in UTC.
func (d Date) First() time.Time {
	return time.Date(d.Year, max(d.Month, 1), max(d.Day, 1), 0, 0, 0, 0, time.UTC)
}

// Last is the first moment after everything that the date can mean, in UTC: for
// "2019" it is the start of 2020.
func (d Date) Last() time.Time {
	switch {
	case d.Month == 0:
		return time.Date(d.Year+1, 1, 1, 0, 0, 0, 0, time.UTC)
	case d.Day == 0:
		return time.Date(d.Year, d.Month+1, 1, 0, 0, 0, 0, time.UTC)
	default:
		return time.Date(d.Year, d.Month, d.Day+1, 0, 0, 0, 0, time.UTC)
	}
}

// Before reports whether every meaning of d lies before every meaning of e.
// Unknown dates are before nothing.
func (d Date) Before(e Date) bool {
	return !d.IsZero() && !e.IsZero() && !d.Last().After(e.First())
}

// String writes the date with the precision it has.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, int(d.Month))
	default:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
	}
}

// MarshalText implements [encoding.TextMarshaler].
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler] with [ParseDate].
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}
