package catalog

import (
	"slices"

	"bonafide"
)

// groups checks that whoever is honest can be cleared: each group has a check that
// answers it, that can still be made when it is observed, and under any
// accommodation.
func (l *linter) groups() {
	members := map[bonafide.GroupID][]*bonafide.Indicator{}
	for i := range l.c.Indicators {
		ind := &l.c.Indicators[i]
		members[ind.Group] = append(members[ind.Group], ind)
	}
	settlers := map[bonafide.GroupID][]*bonafide.Check{}
	for i := range l.c.Checks {
		ch := &l.c.Checks[i]
		for _, g := range ch.Settles {
			if members[g] == nil {
				l.add(string(ch.ID), "it settles the group %q, which no indicator has", g)
			}
			settlers[g] = append(settlers[g], ch)
		}
	}
	names := sortedKeys(members)
	for i, g := range names {
		for _, other := range names[i+1:] {
			if oneTypoAway(string(g), string(other)) {
				l.add(string(g), "the group is one typo away from %q", other)
			}
		}
		if !slices.ContainsFunc(members[g], func(ind *bonafide.Indicator) bool { return ind.Alone != bonafide.Decisive }) {
			continue // decisive ones go to people, not to a check
		}
		if len(settlers[g]) == 0 {
			l.add(string(g), "no check settles the group, so nobody could be cleared of it")
			continue
		}
		for _, ind := range members[g] {
			if ind.Alone != bonafide.Decisive {
				l.cleared(ind, settlers[g])
			}
		}
	}
}

// cleared checks that somebody who shows the indicator can take one of the checks
// from its phase on, under any one accommodation too.
func (l *linter) cleared(ind *bonafide.Indicator, settlers []*bonafide.Check) {
	stages, ok := phases[ind.Phase]
	if !ok {
		return // reported where it stands
	}
	inTime := slices.DeleteFunc(slices.Clone(settlers), func(ch *bonafide.Check) bool {
		return !slices.ContainsFunc(ch.Stages, func(s bonafide.Stage) bool { return slices.Contains(stages, s) })
	})
	if len(inTime) == 0 {
		l.add(string(ind.ID), "no check that settles its group can be made in the phase %q or after", ind.Phase)
		return
	}
	for _, a := range accommodations {
		proper := func(ch *bonafide.Check) bool { return !slices.Contains(ch.AvoidUnder, a) }
		if !slices.Contains(ind.SwitchedOffBy, a) && !slices.ContainsFunc(inTime, proper) {
			l.add(string(ind.ID), "under the accommodation %q no check that settles its group is left", a)
		}
	}
}

// oneTypoAway reports whether one letter put in, left out, changed or swapped with
// its neighbour turns a into b. Equal strings are not.
func oneTypoAway(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == b || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
