package telemetry

import (
	"math"
	"strings"
	"time"

	"bonafide/watch/telemetry/jsonline"
)

// Years outside of these are no event times: the clock of a machine that never
// had one says 1970, and a parser that read the wrong field says 55000.
const (
	firstYear = 1980
	lastYear  = 2200
)

// Stamp reads a time as logs write it: RFC 3339 and its kin with a space for the
// T, any number of digits of a second, with or without a zone (UTC then); a count
// of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by
// size; the forms of osquery ("Tue Sep 11 16:14:21 2018 UTC") and of Microsoft's
// portals ("4/11/2025 6:21:02 PM", the month first); and dates as people write them,
// see [written]. Zones must lie within 14 hours of UTC, and be no letters that mean
// several. The
// result is in UTC; false where it cannot be read or is in no year from 1980 to
// 2200.
func Stamp(v jsonline.Value) (time.Time, bool) {
	switch v.Kind() {
	case jsonline.Number:
		if t, ok := count(v); ok || len(v.Raw()) != 8 {
			return t, ok
		}
		return written(v.Raw()) // 20260701
	case jsonline.String:
		s := v.Raw()
		if len(s) > 64 {
			return time.Time{}, false
		}
		if t, ok := civil(s); ok {
			return t, true
		}
		if len(s) >= 9 && (s[0]-'0' <= 9) && !strings.ContainsAny(s, "-:/ ") {
			if t, ok := count(v); ok {
				return t, true
			}
		}
		return written(v.Text())
	}
	return time.Time{}, false
}

// StampText is [Stamp] of a string.
func StampText(s string) (time.Time, bool) { return Stamp(jsonline.TextValue(s)) }

func count(v jsonline.Value) (time.Time, bool) {
	if n, ok := v.Int(); ok {
		switch {
		case n < 0:
			return time.Time{}, false
		case n < 1e11:
			return believable(time.Unix(n, 0))
		case n < 1e14:
			return believable(time.UnixMilli(n))
		case n < 1e17:
			return believable(time.UnixMicro(n))
		}
		return believable(time.Unix(0, n))
	}
	f, ok := v.Float()
	if !ok || f < 0 || f > 1e14 {
		return time.Time{}, false
	}
	if f > 1e11 {
		f /= 1000
	}
	whole, part := math.Modf(f)
	return believable(time.Unix(int64(whole), int64(math.Round(part*1e6))*1000))
}

func believable(t time.Time) (time.Time, bool) {
	t = t.UTC()
	if t.Year() < firstYear || t.Year() > lastYear {
		return time.Time{}, false
	}
	return t, true
}

func two(s string, at int) int {
	a, b := s[at]-'0', s[at+1]-'0'
	if a > 9 || b > 9 {
		return -1
	}
	return int(a)*10 + int(b)
}

// civil reads 2006-01-02T15:04:05.999999999Z07:00 by hand: it is read once per
// event, and time.Parse costs a tenth of the whole.
func civil(s string) (time.Time, bool) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return time.Time{}, false
	}
	century, year := two(s, 0), two(s, 2)
	month, day := two(s, 5), two(s, 8)
	if century < 0 || year < 0 || month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}, false
	}
	y := century*100 + year
	if y < firstYear || y > lastYear || day > daysIn(y, month) {
		return time.Time{}, false
	}
	sec := days(y, month, day) * 86400
	if len(s) == 10 {
		return time.Unix(sec, 0).UTC(), true
	}
	if len(s) < 16 || s[10] != 'T' && s[10] != ' ' && s[10] != 't' || s[13] != ':' {
		return time.Time{}, false
	}
	hour, minute, second := two(s, 11), two(s, 14), 0
	p := 16
	if len(s) >= 19 && s[16] == ':' {
		second = two(s, 17)
		p = 19
	}
	// A leap second is written as 60 and counts as the next one.
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 {
		return time.Time{}, false
	}
	sec += int64(hour*3600 + minute*60 + second)
	ns := int64(0)
	if p < len(s) && (s[p] == '.' || s[p] == ',') {
		p++
		scale := int64(1e8)
		from := p
		for ; p < len(s) && s[p]-'0' <= 9; p++ {
			ns += int64(s[p]-'0') * scale
			scale /= 10
		}
		if p == from {
			return time.Time{}, false
		}
	}
	zone := s[p:]
	if len(zone) > 0 && zone[0] == ' ' {
		zone = zone[1:]
	}
	switch {
	case zone == "" || zone == "Z" || zone == "z" || zone == "UTC":
	case zone[0] == '+' || zone[0] == '-':
		digits := zone[1:]
		if len(digits) == 5 && digits[2] == ':' {
			digits = digits[:2] + digits[3:]
		}
		if len(digits) == 2 {
			digits += "00"
		}
		if len(digits) != 4 {
			return time.Time{}, false
		}
		h, m := two(digits, 0), two(digits, 2)
		if h < 0 || m < 0 || m > 59 || h*60+m > 14*60 {
			return time.Time{}, false
		}
		offset := int64(h*3600 + m*60)
		if zone[0] == '+' {
			offset = -offset
		}
		sec += offset
	default:
		return time.Time{}, false
	}
	return time.Unix(sec, ns).UTC(), true
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// days counts from 1970-01-01 in the proleptic Gregorian calendar, with years
// that begin in March so that the leap day comes last.
func days(y, m, d int) int64 {
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	return int64(era)*146097 + int64(yoe*365+yoe/4-yoe/100+doy) - 719468
}
