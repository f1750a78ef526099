package baseline

import (
	"fmt"
	"math"
	"math/bits"
)

// rhythm is when somebody works, over four weeks, in the stated zone.
type rhythm struct {
	hist   [48]uint16 // active days by half-hour
	days   int        // active days
	weeks  int        // with at least three of them
	away   int        // weeks whose busiest hours lie away from the stated day
	start  float64    // of the busiest eight hours
	offset float64    // hours from the middle of the stated day to theirs, -12 to 12
	mean   float64    // circular mean, hour of the day
	length float64    // resultant length, 0 spread evenly to 1 all at once
	within float64    // share of activity in the busiest eight hours
	inDay  float64    // share in the stated day and an hour either side
	utc    float64    // middle of the busiest hours in UTC
	off    bool
}

const window = 16 // half-hours of the busiest eight hours

// rhythmOf reads the four weeks up to the day before today. Leave, travel and days
// with other agreed hours are left out, and days with less than an hour of acts.
func (b *Book) rhythmOf(w *worker, today uint16) (r rhythm) {
	var week [4][48]uint16
	var active [4]int
	for back := 1; back <= 28; back++ {
		if int(today) <= back {
			break
		}
		d := w.on(today - uint16(back))
		if d == nil || d.flags&zoned == 0 || d.flags&(onLeave|travelling|dutyDay) != 0 || bits.OnesCount64(d.hours) < 2 {
			continue
		}
		r.days++
		k := (back - 1) / 7
		active[k]++
		for x := d.hours; x != 0; x &= x - 1 {
			i := bits.TrailingZeros64(x)
			r.hist[i]++
			week[k][i]++
		}
	}
	middle := float64(b.cfg.DayStart+b.cfg.DayEnd) / 2
	start, in, total := busiest(&r.hist, middle)
	if total == 0 {
		return r
	}
	r.start, r.within = float64(start)/2, float64(in)/float64(total)
	r.offset = circular(r.start+window/4, middle)
	r.utc = r.start + window/4 - float64(w.offset)/3600
	r.mean, r.length = circularMean(&r.hist)
	day := 0
	for i := 2*b.cfg.DayStart - 2; i < 2*b.cfg.DayEnd+2; i++ {
		day += int(r.hist[(i+48)%48])
	}
	r.inDay = float64(day) / float64(total)
	for k := range week {
		if active[k] < 3 {
			continue
		}
		r.weeks++
		s, _, _ := busiest(&week[k], middle)
		if math.Abs(circular(float64(s)/2+window/4, middle)) > b.cfg.HoursOff {
			r.away++
		}
	}
	r.off = r.days >= b.cfg.HoursDays && r.weeks >= 3 && math.Abs(r.offset) > b.cfg.HoursOff && r.away >= 3 && r.away >= r.weeks-1 &&
		r.within >= 0.55 && r.length >= 0.3 && r.inDay <= 0.35
	return r
}

// busiest is where the fullest eight hours begin. Of equal ones the nearest to the
// middle of the stated day is taken.
func busiest(h *[48]uint16, middle float64) (start, in, total int) {
	sum := 0
	for i := range h {
		total += int(h[i])
		if i < window {
			sum += int(h[i])
		}
	}
	near := math.Inf(1)
	for s := range 48 {
		gap := math.Abs(circular(float64(s)/2+window/4, middle))
		if sum > in || sum == in && gap < near {
			start, in, near = s, sum, gap
		}
		sum += int(h[(s+window)%48]) - int(h[s])
	}
	return start, in, total
}

// circular is the way from b to a on the clock, above -12 to 12 hours.
func circular(a, b float64) float64 {
	d := math.Mod(a-b, 24)
	switch {
	case d > 12:
		d -= 24
	case d <= -12:
		d += 24
	}
	return d
}

// circularMean is the mean direction and the resultant length (Mardia and Jupp,
// Directional Statistics, 2.2), with each half-hour at its middle.
func circularMean(h *[48]uint16) (hour, length float64) {
	var x, y, n float64
	for i := range h {
		a := (float64(i) + 0.5) * 2 * math.Pi / 48
		x += float64(h[i]) * math.Cos(a)
		y += float64(h[i]) * math.Sin(a)
		n += float64(h[i])
	}
	if n == 0 {
		return 0, 0
	}
	hour = math.Atan2(y, x) * 24 / (2 * math.Pi)
	if hour < 0 {
		hour += 24
	}
	return hour, math.Sqrt(x*x+y*y) / n
}

// workHours counts the people of a group by their busiest hours, in half-hours: by
// the clock of the world, and of those away from their stated day by how far.
type workHours struct {
	n        int
	utc, off [48]int
}

func slot(hours float64) int { return (int(math.Round(2*hours))%48 + 48) % 48 }

func (g *workHours) add(r *rhythm, by int) {
	g.n += by
	g.utc[slot(r.utc)] += by
	if r.off {
		g.off[slot(r.offset)] += by
	}
}

// near3 counts those within three hours.
func near3(h *[48]int, at float64) (n int) {
	for d := -6; d <= 6; d++ {
		n += h[(slot(at)+d+48)%48]
	}
	return n
}

// hours says that somebody's busiest hours have lain away from the stated day for
// weeks (NET-10), unless it is how the team works: people of the same team and
// contract are as far from their own stated day, or the whole team, mates, is at
// work at these very hours, whatever the zone: somebody keeps another region's
// hours to work with them. The groups hold the others only.
func (b *Book) hours(w *worker, r *rhythm, today uint16, mates, team, firm workHours) {
	if mates.n >= 4 && 2*near3(&mates.utc, r.utc) > mates.n {
		return
	}
	name := "team " + orNone(w.team)
	if w.contract != "" {
		name += ", " + w.contract
	}
	if team.n < 4 {
		team, name = firm, "the firm"
	}
	like := near3(&team.off, r.offset)
	if team.n >= 4 && 2*like > team.n || !w.raise(ruleHours, 0, today) {
		return
	}
	at := w.endOf(today - 1)
	b.deviate(w, ruleHours, at, "hours",
		fmt.Sprintf("Over %d active days of four weeks the busiest eight hours began at %s in the stated zone, %.1f hours from the stated day of %02d:00 to %02d:00, in %d of %d weeks; %d of %d others of %s work alike.",
			r.days, clock(r.start), math.Abs(r.offset), b.cfg.DayStart, b.cfg.DayEnd, r.away, r.weeks, like, team.n, name),
		held("busiest from "+clock(r.start), fmt.Sprintf("%s; circular mean %s, resultant length %.2f, %.0f per cent of activity within the eight hours; leave, travel and agreed hours are left out", w.zone, clock(r.mean), r.length, 100*r.within), at))
}

func clock(h float64) string {
	m := int(math.Round(h*60)) % 1440
	return fmt.Sprintf("%02d:%02d", m/60, m%60)
}
