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
	calls := make([][2]int, len(list))
	teams, mates, firm := map[uint32]*workHours{}, map[string]*workHours{}, workHours{}
	shares := cameraShares{team: map[uint32][]int{}}
	for i, w := range list {
		rhythms[i] = b.rhythmOf(w, today)
		calls[i][0], calls[i][1] = w.cameraUse(today)
		if w.wary(today, ring) {
			continue
		}
		shares.add(w, calls[i][0], calls[i][1])
		if r := &rhythms[i]; r.days >= b.cfg.HoursDays {
			firm.add(r, 1)
			if w.team != "" {
				in(teams, w.team2).add(r, 1)
				in(mates, w.team).add(r, 1)
			}
		}
	}
	shares.sort()
	var shown [signKinds]int
	for _, w := range list {
		for k, n := range w.shown {
			if n != 0 && int(n)+30 > int(today) {
				shown[k]++
			}
		}
	}
	for i, w := range list {
		if w.left != 0 && int(w.left)+7 < int(today) {
			continue
		}
		if r := &rhythms[i]; r.off && !w.may(hoursAgreed) && !w.silent(ruleHours, 0, today) {
			t, m, f := *in(teams, w.team2), *in(mates, w.team), firm
			if !w.wary(today, ring) {
				f.add(r, -1)
				if w.team != "" {
					t.add(r, -1)
					m.add(r, -1)
				}
			}
			b.hours(w, r, today, m, t, f)
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
		b.camera(w, today, calls[i][0], calls[i][1], &shares)
		b.surgesBefore(w, today)
	}
	b.forgetRoomsBefore(today)
	return b.out
}

// in is the group of a key, made where there is none.
func in[K comparable](groups map[K]*workHours, key K) *workHours {
	g := groups[key]
	if g == nil {
		g = &workHours{}
		groups[key] = g
	}
	return g
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
