package sim

import "time"

// silence is a time in which a source delivers nothing.
type silence struct {
	source   source
	from, to time.Time
	lost     bool // what happened then never comes; otherwise all comes afterwards
}

type faults struct{ silences []silence }

func (w *world) planFaults() faults {
	c := derive(w.cfg.Seed, "faults")
	var f faults
	for _, s := range []source{okta, github, sysmon, osquery, zoom, cloudtrail, mdm} {
		for range c.some(1.2 * float64(w.cfg.Days) / 90) {
			from := w.start.Add(time.Duration(c.span(0.5, float64(w.cfg.Days)) * 24 * float64(time.Hour)))
			f.silences = append(f.silences, silence{s, from, from.Add(time.Duration(c.span(0.7, 7) * float64(time.Hour))), s == osquery || c.happens(0.2)})
		}
	}
	// A vendor places some networks wrongly for days.
	var homes []*person
	for _, p := range w.people {
		if p.kind == Honest && p.pattern == "" && p.relay == nil {
			homes = append(homes, p)
		}
	}
	for range 1 + w.cfg.People/130 {
		p := pick(c, homes)
		b := p.home(0).block
		b.wrong, b.wrongFrom = pick(c, w.places), c.below(max(1, w.cfg.Days-6))
		b.end = b.wrongFrom + c.between(3, 8)
	}
	// A machine's clock is off.
	for range 1 + w.cfg.People/200 {
		if l := pick(c, homes).laptop(0); l != nil {
			l.clock = time.Duration(c.between(4, 190)) * time.Minute
			if c.happens(0.4) {
				l.clock = -l.clock
			}
		}
	}
	return f
}

// outage is when a line comes that would come at a moment, and whether it is lost.
func (f *faults) outage(s source, out time.Time, c *chance) (time.Time, bool) {
	for i := range f.silences {
		if x := &f.silences[i]; x.source == s && !out.Before(x.from) && out.Before(x.to) {
			return x.to.Add(time.Duration(c.span(1, 1500) * float64(time.Second))), x.lost
		}
	}
	return out, false
}
