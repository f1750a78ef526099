package sigma

import (
	"strconv"
	"strings"
	"time"
)

// timePart is what a time modifier takes out of a time.
type timePart uint8

const (
	minute timePart = iota + 1
	hour
	day
	week
	month
	year
)

var timeParts = map[string]timePart{"minute": minute, "hour": hour, "day": day, "week": week, "month": month, "year": year}

var partBounds = [...][2]float64{minute: {0, 59}, hour: {0, 23}, day: {1, 31}, week: {1, 53}, month: {1, 12}, year: {0, 9999}}

// of is the part of t: as written where zone is nil, else in that zone. The day is
// that of the month, the week that of ISO 8601.
func (p timePart) of(t time.Time, zone *time.Location) int {
	if zone != nil {
		t = t.In(zone)
	}
	switch p {
	case minute:
		return t.Minute()
	case hour:
		return t.Hour()
	case day:
		return t.Day()
	case week:
		_, w := t.ISOWeek()
		return w
	case month:
		return int(t.Month())
	}
	return t.Year()
}

var layouts = []string{
	time.RFC3339Nano,
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04:05.999999999-0700",
	"2006-01-02 15:04:05.999999999 -0700 MST",
	"2006-01-02 15:04:05.999999999 MST",
	"2006-01-02T15:04Z07:00",
	"2006-01-02",
	time.RFC1123Z,
	time.RFC1123,
	"Mon Jan _2 15:04:05 2006",
}

// parseTime reads the times that logs write: RFC 3339 with T or space, with or
// without zone (then UTC), and seconds, milliseconds, microseconds or nanoseconds
// since 1970 as a number, told apart by size.
func parseTime(b []byte) (time.Time, bool) {
	if len(b) < 8 || len(b) > 48 {
		return time.Time{}, false
	}
	s := strings.TrimSpace(string(b))
	if t, ok := epoch(s); ok {
		return t, true
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, s); err == nil {
			if y := t.Year(); y < 1 || y > 9999 {
				return time.Time{}, false
			}
			return t, true
		}
	}
	return time.Time{}, false
}

func epoch(s string) (time.Time, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 0 || len(whole) < 9 || whole[0] == '0' {
		return time.Time{}, false
	}
	nanos := int64(0)
	if fraction != "" {
		if len(fraction) > 9 {
			fraction = fraction[:9]
		}
		f, err := strconv.ParseUint(fraction, 10, 32)
		if err != nil {
			return time.Time{}, false
		}
		nanos = int64(f)
		for range 9 - len(fraction) {
			nanos *= 10
		}
	}
	switch {
	case n < 1e11:
		return time.Unix(n, nanos).UTC(), true
	case n < 1e14:
		return time.UnixMilli(n).UTC(), true
	case n < 1e17:
		return time.UnixMicro(n).UTC(), true
	}
	return time.Unix(0, n).UTC(), true
}
