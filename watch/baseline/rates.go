package baseline

import (
	"fmt"
	"math/bits"
	"slices"

	"bonafide/watch/scene"
)

// copies takes in what was cloned, downloaded or exported, and looks whether it is
// much: for somebody new (ONB-12), to personal storage (WRK-01), around notice
// (OFF-01).
func (b *Book) copies(w *worker, d *day, s *scene.Scene, m moment, wary bool) {
	pulls, size, own, repository := copied(s.Event)
	if pulls == 0 {
		return
	}
	inc16(&d.pulls, pulls)
	kb := (size + 1023) / 1024
	inc32(&d.kb, kb)
	if repository != "" {
		x, _ := w.seen[repositories].note(repositories, b.keys.of(repository), m.day, wary, "", &b.stats.evicted)
		if x.is&cloned == 0 {
			x.is |= cloned
			inc16(&d.clones, 1)
			b.access(w, s, m)
		}
	}
	if own && kb > 0 {
		was := d.own
		inc32(&d.own, kb)
		floor := uint32(b.cfg.OwnBytes / 1024)
		// Peers are looked at when the day's volume passes the bound, and at each
		// doubling.
		if d.own >= floor && (was < floor || bits.Len32(was) != bits.Len32(d.own)) {
			b.ownStorage(w, d, s, m)
		}
	}
	if w.notice != 0 && apartDays(w.notice, m.day) <= 7 || w.left != 0 && apartDays(w.left, m.day) <= 7 {
		b.surge(w, d, s)
	}
}

// access compares the repositories that somebody new cloned with what peers cloned
// in their own first days.
func (b *Book) access(w *worker, s *scene.Scene, m moment) {
	since := int(m.day) - int(w.first)
	if s.Worker != nil && s.Worker.Tenure != nil {
		since = *s.Worker.Tenure
		if since < 0 {
			since = 0
		}
		if since >= 14 && int(m.day)-int(w.first) < 14 {
			// Somebody long here whom the baseline only meets: what they clone now is
			// what peers are measured by.
			since = int(m.day) - int(w.first)
			w.note14(since)
			return
		}
	}
	if since >= 14 {
		return
	}
	w.note14(since)
	if s.Worker == nil || s.Worker.Tenure == nil || int(w.clones14) <= b.cfg.Repositories {
		return
	}
	if w.silent(ruleAccess, 0, m.day) {
		return
	}
	p := b.peersOf(w, m.day)
	value, words := uint32(w.clones14), "first two weeks"
	pick := func(o *worker) uint32 { return uint32(o.clones14) }
	for range 2 {
		var v []uint32
		for _, o := range p.list {
			// Whom the baseline has followed for two weeks.
			if int(o.first)+14 <= int(m.day) {
				v = append(v, pick(o))
			}
		}
		if len(v) >= b.cfg.Group-1 {
			slices.Sort(v)
			p95, med := quantile(v, 0.95), v[len(v)/2]
			if value > p95 && value >= 3*med && w.raise(ruleAccess, 0, m.day) {
				b.deviate(w, ruleAccess, s.Event.Time, "repositories",
					fmt.Sprintf("%d repositories were cloned in the %s of the engagement; of %d people of %s the median in the same time is %d, the 95th percentile %d.", value, words, len(v), p.name, med, p95),
					evidence(s.Event, fmt.Sprintf("%d repositories", value), "held against the same days of the peers' own start"))
				return
			}
		}
		if since >= 2 || int(w.clones2) <= b.cfg.Repositories {
			return
		}
		value, words, pick = uint32(w.clones2), "first 48 hours", func(o *worker) uint32 { return uint32(o.clones2) }
	}
}

func (w *worker) note14(since int) {
	inc16(&w.clones14, 1)
	if since < 2 {
		inc16(&w.clones2, 1)
	}
}

// ownStorage compares a day's bytes to personal storage with the peers' largest
// days and with the person's own.
func (b *Book) ownStorage(w *worker, d *day, s *scene.Scene, m moment) {
	if w.silent(ruleOwnStorage, 0, m.day) {
		return
	}
	p := b.peersOf(w, m.day)
	if len(p.list) < 4 {
		return
	}
	largest := make([]uint32, 0, len(p.list))
	for _, o := range p.list {
		top := uint32(0)
		for i := range o.days {
			if x := &o.days[i]; x.n <= m.day && int(x.n)+30 > int(m.day) && x.flags&waryDay == 0 {
				top = max(top, x.own)
			}
		}
		largest = append(largest, top)
	}
	slices.Sort(largest)
	p99 := quantile(largest, 0.99)
	mine, n := w.typical(m.day, 1, func(x *day) uint32 { return x.own })
	if d.own <= p99 || n >= 5 && float64(d.own) < b.cfg.SurgeTimes*float64(mine) || !w.raise(ruleOwnStorage, 0, m.day) {
		return
	}
	b.deviate(w, ruleOwnStorage, s.Event.Time, "personal storage",
		fmt.Sprintf("%s went to personal storage in a day; the 99th percentile of the largest days of %s in 30 days is %s.", volume(d.own), p.name, volume(p99)),
		evidence(s.Event, volume(d.own), "held against the largest day of each peer; the person's own median day is "+volume(mine)))
}

// typical is the median of the person's active days before a date, and of how many
// it is. Days of high risk are no measure.
func (w *worker) typical(n uint16, least uint32, of func(*day) uint32) (uint32, int) {
	var buffer [ring]uint32
	v := buffer[:0]
	for i := range w.days {
		if d := &w.days[i]; d.n != 0 && d.n < n && int(d.n)+ring > int(n) && d.flags&waryDay == 0 && of(d) >= least {
			v = append(v, of(d))
		}
	}
	if len(v) == 0 {
		return 0, 0
	}
	k := len(v)
	return median(v), k
}

// measures are what a surge is looked for in: how much of it is ordinary whatever
// came before, and in which unit.
var measures = []struct {
	floor uint32
	of    func(*day) uint32
	usual func(*worker) *usual
	word  func(uint32) string
}{
	{15, func(d *day) uint32 { return uint32(d.pulls) }, func(w *worker) *usual { return &w.pulls }, func(n uint32) string { return fmt.Sprintf("%d clones, downloads and exports", n) }},
	{50 << 10, func(d *day) uint32 { return d.kb }, func(w *worker) *usual { return &w.kb }, volume},
}

// surge compares a day near notice or the last day with the person's own median
// day before (OFF-01).
func (b *Book) surge(w *worker, d *day, s *scene.Scene) {
	around := w.notice
	if around == 0 {
		around = w.left
	}
	for k := range measures {
		x := &measures[k]
		v := x.of(d)
		if v < x.floor || w.silent(ruleSurge, 0, d.n) {
			continue
		}
		med, n := w.typical(before(around, 7), 1, x.of)
		whose := fmt.Sprintf("the person's own median of %d active days before", n)
		if n < 5 {
			switch u := x.usual(w); {
			case u.Days >= 5:
				med, whose = uint32(u.Mean), fmt.Sprintf("the person's own usual of %d active days before", u.Days)
			default:
				p := b.peersOf(w, d.n)
				var all []uint32
				for _, o := range p.list {
					if m, n := o.typical(d.n, 1, x.of); n >= 5 {
						all = append(all, m)
					}
				}
				switch {
				case len(all) >= 4:
					med, whose = median(all), "the median of "+p.name+", as too little is known of the person"
				default:
					// Where hardly anybody exports anything, all days of work are the measure.
					if med, n = w.typical(before(around, 7), 0, x.of); n < 10 {
						continue // nothing to compare with
					}
					whose = fmt.Sprintf("the person's own median of %d days of work before", n)
				}
			}
		}
		if float64(v) <= b.cfg.SurgeTimes*float64(med) || !w.raise(ruleSurge, 0, d.n) {
			continue
		}
		at := w.endOf(d.n)
		note, value := "held against "+whose, x.word(v)
		ev := held(value, note, at)
		if s != nil {
			at, ev = s.Event.Time, evidence(s.Event, value, note)
		}
		b.deviate(w, ruleSurge, at, "exports",
			fmt.Sprintf("%s on a day within a week of %s; %s is %s.", value, noticeWord(w), whose, x.word(med)), ev)
	}
}

func noticeWord(w *worker) string {
	if w.notice != 0 {
		return "notice (" + dateWord(w.notice) + ")"
	}
	return "the last day (" + dateWord(w.left) + ")"
}

func volume(kb uint32) string {
	switch {
	case kb >= 1<<20:
		return fmt.Sprintf("%.1f GiB", float64(kb)/(1<<20))
	case kb >= 1<<10:
		return fmt.Sprintf("%.0f MiB", float64(kb)/(1<<10))
	}
	return fmt.Sprintf("%d KiB", kb)
}
