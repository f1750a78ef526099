package baseline

import (
	"maps"
	"slices"
	"time"
)

// Sweep looks for what shows only over time: hours over weeks, the share of
// sign-ins from elsewhere, days that recur. It is called at moments of event time,
// once a day; a day counts once it is over in every zone's date up to now. The
// deviations come in order of person and rule.
func (b *Book) Sweep(now time.Time) []Deviation {
	m, ok := momentOf(now, nil)
	if !ok {
		return nil
	}
	today := m.day
	b.out = nil
	ids := slices.Sorted(maps.Keys(b.people))
	list := make([]*worker, 0, len(ids))
	for _, id := range ids {
		if w := b.people[id]; int(w.newest)+active >= int(today) {
			list = append(list, w)
		}
	}

	rhythms := make([]rhythm, len(list))
	teams := map[uint32][]int{}
	var known []int
	for i, w := range list {
		rhythms[i] = b.rhythmOf(w, today)
		if rhythms[i].days >= b.cfg.HoursDays && !w.wary(today, ring) {
			known = append(known, i)
			if w.team2 != 0 {
				teams[w.team2] = append(teams[w.team2], i)
			}
		}
	}
	var shown [signKinds]int
	for _, w := range list {
		for k, n := range w.shown {
			if n != 0 && int(n)+30 > int(today) {
				shown[k]++
			}
		}
	}
	share := cameraShare(today)

	for i, w := range list {
		if w.left != 0 && int(w.left)+7 < int(today) {
			continue
		}
		others := func(of []int) []*rhythm {
			var out []*rhythm
			for _, k := range of {
				if k != i {
					out = append(out, &rhythms[k])
				}
			}
			return out
		}
		if rhythms[i].off {
			firm := len(known)
			if slices.Contains(known, i) {
				firm--
			}
			b.hours(w, &rhythms[i], today, others(teams[w.team2]), func() []*rhythm { return others(known) }, firm)
		}
		b.hosting(w, today)
		b.apart(w, today)
		b.calls(w, today)
		b.remoteDays(w, today)
		var telling [signKinds]bool
		for k := range telling {
			n := shown[k]
			if w.shown[k] != 0 && int(w.shown[k])+30 > int(today) {
				n--
			}
			telling[k] = n >= 3
		}
		b.untouched(w, today, telling)
		b.camera(w, today, share)
		b.surgesBefore(w, today)
	}
	b.forgetRoomsBefore(today)
	return b.out
}

// surgesBefore looks at the days before notice once it was given.
func (b *Book) surgesBefore(w *worker, today uint16) {
	around := w.notice
	if around == 0 {
		around = w.left
	}
	if around == 0 || int(around)+8 < int(today) {
		return
	}
	for n := before(around, 7); n <= around+7 && n <= today; n++ {
		if d := w.on(n); d != nil {
			b.surge(w, d, nil)
		}
	}
}

// forgetRoomsBefore lets go of meetings that no rule asks about any more.
func (b *Book) forgetRoomsBefore(today uint16) {
	keep := map[uint32]bool{}
	for _, w := range b.people {
		for _, x := range w.long {
			keep[x.key] = true
		}
	}
	maps.DeleteFunc(b.rooms, func(k uint32, r room) bool {
		return int(r.last)+30 < int(today) || int(r.last)+2 < int(today) && !keep[k]
	})
}
