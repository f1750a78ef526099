package watchlist

import (
	"strconv"
	"strings"
	"time"

	"bonafide"
)

func monthOf(n int) time.Month {
	if n < 0 || n > 12 {
		return 13 // not plausible
	}
	return time.Month(n)
}

// plausible reports whether d is a date that a list can give, at its precision.
func plausible(d bonafide.Date) bool {
	switch {
	case d.Year < 1000 || d.Year > 2199 || d.Month < 0 || d.Month > 12 || d.Day < 0:
		return false
	case d.Month == 0:
		return d.Day == 0
	}
	return d.Day <= daysIn(d.Year, d.Month)
}

func daysIn(year int, m time.Month) int { return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// coarse writes a range of whole years or of one whole month with the precision
// that it has: 1 January to 31 December 1965 is 1965.
func coarse(r DateRange) DateRange {
	f, t := r.From, r.To
	switch {
	case f.Day == 0 || t.Day == 0:
	case f.Month == 1 && f.Day == 1 && t.Month == 12 && t.Day == 31:
		r.From, r.To = bonafide.Date{Year: f.Year}, bonafide.Date{Year: t.Year}
	case f.Day == 1 && f.Year == t.Year && f.Month == t.Month && t.Day == daysIn(t.Year, t.Month):
		r.From.Day, r.To.Day = 0, 0
	}
	return r
}

var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
	"january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10,
	"november": 11, "december": 12,
}

// wordDate reads "10 Dec 1948", "Dec 1948", "1948" and 1948-12-10.
func wordDate(s string) (bonafide.Date, bool) {
	f := strings.Fields(strings.Trim(s, " .,"))
	var d bonafide.Date
	switch len(f) {
	case 1:
		if iso, err := bonafide.ParseDate(f[0]); err == nil {
			return iso, !iso.IsZero()
		}
		d.Year = year(f[0])
	case 2:
		d.Month, d.Year = months[strings.ToLower(strings.TrimRight(f[0], "."))], year(f[1])
		if d.Month == 0 {
			return d, false
		}
	case 3:
		d.Day, _ = strconv.Atoi(f[0])
		d.Month, d.Year = months[strings.ToLower(strings.TrimRight(f[1], "."))], year(f[2])
		if d.Month == 0 || d.Day == 0 {
			return d, false
		}
	}
	return d, d.Year != 0 && plausible(d)
}

func year(s string) int {
	if len(s) != 4 {
		return 0
	}
	n := int(atoi([]byte(s)))
	if n < 1000 || n > 2199 {
		return 0
	}
	return n
}

// wordRange reads a date as OFAC remarks print it: one date, "A to B", "1979-1982",
// each also after "circa".
func wordRange(s string) (DateRange, bool) {
	var r DateRange
	s = strings.TrimSpace(s)
	for _, word := range []string{"circa ", "approximately ", "approx. "} {
		if len(s) > len(word) && strings.EqualFold(s[:len(word)], word) {
			r.Circa = true
			s = strings.TrimSpace(s[len(word):])
		}
	}
	var ok bool
	if a, b, two := strings.Cut(s, " to "); two {
		var ok2 bool
		r.From, ok = wordDate(a)
		r.To, ok2 = wordDate(b)
		return r, ok && ok2 && !r.To.Before(r.From)
	}
	if len(s) == 9 && s[4] == '-' {
		y1, y2 := year(s[:4]), year(s[5:])
		r.From, r.To = bonafide.Date{Year: y1}, bonafide.Date{Year: y2}
		return r, y1 != 0 && y2 >= y1
	}
	r.From, ok = wordDate(s)
	r.To = r.From
	return r, ok
}

// slashDate reads day/month/year as the UK prints it; parts that are not known are
// "dd", "mm" or zeros.
func slashDate(s string) (bonafide.Date, bool) {
	f := strings.Split(strings.TrimSpace(s), "/")
	if len(f) != 3 {
		return bonafide.Date{}, false
	}
	d := bonafide.Date{Year: year(f[2])}
	d.Month = monthOf(int(max(atoi([]byte(f[1])), 0)))
	if d.Month != 0 {
		d.Day = int(max(atoi([]byte(f[0])), 0))
	}
	return d, d.Year != 0 && plausible(d)
}

func day(d bonafide.Date) DateRange { return DateRange{From: d, To: d} }

// addBorn adds a date once.
func (e *Entry) addBorn(r DateRange) {
	if r != (DateRange{}) {
		once(&e.Born, r)
	}
}
