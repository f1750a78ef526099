package assess

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bonafide"
)

// aside says why a finding does not count: a number of [sum.checked] from
// answeredBy on, or one of these.
type aside int32

const (
	counts aside = iota
	unknownIndicator
	accommodated
	answeredBy
)

// asideWords says to people why a finding does not count.
func (s *sum) asideWords(why aside) string {
	switch why {
	case unknownIndicator:
		return "not in this catalogue"
	case accommodated:
		return "switched off by an accommodation on record"
	}
	c := &s.checked[why-answeredBy]
	if c.words == "" {
		c.words = "answered by a check: " + string(c.Check) + ", passed " + c.At.UTC().Format(time.DateOnly)
	}
	return c.words
}

// takeFindings keeps each finding once, says which do not count and why, which are
// decisive, and how strong each group is.
func (s *sum) takeFindings() {
	s.rank()
	s.group = zeroed(s.group, s.groups)
	s.found = room(s.found, len(s.ranked))
	for i, r := range s.ranked {
		w := &s.found[i]
		*w = weighed{at: r.at, place: int32(r.place()), class: counting, fade: 1}
		if w.place == unknownPlace {
			w.class, w.aside = setAside, unknownIndicator
			continue
		}
		e := &s.entries[w.place]
		w.fade = e.fade(r.days())
		if w.aside = s.setAside(w, e); w.aside != counts {
			w.class = setAside
			continue
		}
		if e.decisive || e.listing && s.confirms(e) {
			w.class, s.decisive = decisive, true
			continue
		}
		g := &s.group[e.group]
		g.strongest = max(g.strongest, int64(e.alone*w.fade*1e6))
	}
}

// rank brings the findings into one total order, without doubles and without what
// was observed later.
func (s *sum) rank() {
	all := s.in.Findings
	order := slices.Grow(s.ranked[:0], len(all))
	place, last, inOrder := 0, uint64(0), true
	for i := range all {
		f := &all[i]
		age := s.in.AsOf.Sub(f.ObservedAt)
		if age < 0 {
			continue
		}
		place = s.place(f.Indicator, place)
		r := newRanked(place, age, i)
		inOrder = inOrder && r.key > last
		last = r.key
		order = append(order, r)
	}
	// The spine hands them over in this order.
	if !inOrder {
		compare := func(x, y ranked) int {
			switch {
			case x.key < y.key:
				return -1
			case x.key > y.key:
				return 1
			}
			return compareFindings(&all[x.at], &all[y.at])
		}
		slices.SortFunc(order, compare)
		order = slices.CompactFunc(order, func(x, y ranked) bool { return x.key == y.key && compare(x, y) == 0 })
	}
	s.ranked = order[:min(len(order), mostFindings)]
}

// place is where the indicator stands among the ids; findings often come with others
// of the same, so that it looks first where the one before stood.
func (a *Assessor) place(id bonafide.IndicatorID, before int) int {
	if before < len(a.ids) && a.ids[before] == id {
		return before
	}
	if i, ok := a.places[id]; ok {
		return i
	}
	return unknownPlace
}

// ranked is the cheap part of a finding's place in the total order: the indicator's
// place, then the older first.
type ranked struct {
	key uint64
	at  int32
}

const (
	// unknownPlace is where findings stand whose indicator the catalogue lacks.
	unknownPlace = 1<<16 - 1
	// ageLimit bounds the age in a key to 48 bits of milliseconds, 8,900 years, which
	// no [time.Duration] reaches.
	ageLimit = 1<<48 - 1
	msPerDay = 24 * 60 * 60 * 1000
)

func newRanked(place int, age time.Duration, at int) ranked {
	return ranked{uint64(place)<<48 | uint64(ageLimit-age/time.Millisecond), int32(at)}
}

func (r ranked) place() int { return int(r.key >> 48) }

// days is the age in whole days.
func (r ranked) days() int { return int((ageLimit - r.key&ageLimit) / msPerDay) }

// compareFindings compares field by field and stops at the first difference.
func compareFindings(x, y *bonafide.Finding) int {
	if c := strings.Compare(string(x.Indicator), string(y.Indicator)); c != 0 {
		return c
	}
	if c := x.ObservedAt.Compare(y.ObservedAt); c != 0 {
		return c
	}
	if c := strings.Compare(x.Rule, y.Rule); c != 0 {
		return c
	}
	if c := strings.Compare(x.Summary, y.Summary); c != 0 {
		return c
	}
	return slices.CompareFunc(x.Evidence, y.Evidence, compareEvidence)
}

func compareEvidence(x, y bonafide.Evidence) int {
	return cmp.Or(cmp.Compare(x.Source, y.Source), cmp.Compare(x.Path, y.Path), cmp.Compare(x.Value, y.Value),
		cmp.Compare(x.Note, y.Note), x.At.Compare(y.At), compareDatasets(x.Dataset, y.Dataset))
}

func compareDatasets(x, y *bonafide.Dataset) int {
	switch {
	case x == y:
		return 0
	case x == nil:
		return -1
	case y == nil:
		return 1
	}
	return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Version, y.Version), cmp.Compare(x.Date.String(), y.Date.String()))
}

// setAside says why a finding does not count.
func (s *sum) setAside(w *weighed, e *entry) aside {
	for _, off := range e.SwitchedOffBy {
		if slices.Contains(s.in.Accommodations, off) {
			return accommodated
		}
	}
	if len(s.checked) == 0 {
		return counts
	}
	f := &s.in.Findings[w.at]
	for i := range s.checked {
		c := &s.checked[i]
		if s.holds(c) && c.settles(e, int(w.place)) && !f.ObservedAt.After(c.At) && concerns(c.Subject, f) {
			if !slices.Contains(c.answers, e.ID) {
				c.answers = append(c.answers, e.ID)
			}
			return answeredBy + aside(i)
		}
	}
	return counts
}
