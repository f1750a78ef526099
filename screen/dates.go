package screen

import (
	"time"

	"bonafide"
	"bonafide/screen/watchlist"
)

// agreement is how two statements of one fact stand to each other.
type agreement int

const (
	unknown agreement = iota
	contradicts
	near
	compatible
	agrees
)

// compareDates compares a birth date with one listed interval. Two dates agree where
// both are known to the day and are the same, or where the list gives a month or a
// year only, without circa, and the other lies in it: that is all it can agree with,
// and sharp says whether it was to the day. A date that is itself coarse is at most
// compatible. Near are a swapped day and month, one digit, and one year.
func compareDates(d bonafide.Date, r watchlist.DateRange) (a agreement, sharp bool) {
	if d.IsZero() || r.From.IsZero() && r.To.IsZero() {
		return unknown, false
	}
	from, to := time.Time{}, time.Time{}
	if !r.From.IsZero() {
		from = r.From.First()
	}
	if !r.To.IsZero() {
		to = r.To.Last()
	}
	if r.Circa {
		// Publishers say circa for a year or two either way.
		if !from.IsZero() {
			from = from.AddDate(-1, 0, 0)
		}
		if !to.IsZero() {
			to = to.AddDate(1, 0, 0)
		}
	}
	first, last := d.First(), d.Last()
	overlap := (to.IsZero() || first.Before(to)) && (from.IsZero() || from.Before(last))
	point := r.From == r.To && !r.Circa
	switch {
	case overlap && point && d == r.From && d.Day != 0:
		return agrees, true
	case overlap && point && d.Day != 0 && r.From.Day == 0:
		return agrees, false
	case overlap:
		return compatible, false
	case nearDates(d, r, first, last, from, to):
		return near, false
	}
	return contradicts, false
}

func nearDates(d bonafide.Date, r watchlist.DateRange, first, last, from, to time.Time) bool {
	if !to.IsZero() && first.Before(to.AddDate(1, 0, 0)) && (from.IsZero() || from.AddDate(-1, 0, 0).Before(last)) ||
		to.IsZero() && from.AddDate(-1, 0, 0).Before(last) {
		return true
	}
	if r.From != r.To || d.Day == 0 || r.From.Day == 0 {
		return false
	}
	l := r.From
	if d.Year == l.Year && int(d.Month) == l.Day && d.Day == int(l.Month) {
		return true
	}
	return oneDigit(d.String(), l.String())
}

func oneDigit(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	n := 0
	for i := range len(a) {
		if a[i] != b[i] {
			n++
		}
	}
	return n == 1
}

// dates is the best agreement between any of the dates and any of the listed ones.
type dates struct {
	agreement
	sharp  bool
	query  bonafide.Date
	listed watchlist.DateRange
}

func compareAllDates(have []bonafide.Date, listed []watchlist.DateRange) dates {
	var best dates
	for _, d := range have {
		for _, r := range listed {
			a, sharp := compareDates(d, r)
			if a > best.agreement || a == best.agreement && sharp && !best.sharp {
				best = dates{a, sharp, d, r}
			}
		}
	}
	return best
}
