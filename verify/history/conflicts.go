package history

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide"
)

// The weights of a differing fact, by how well it can be checked.
const (
	weightName       = 1.0  // everything else hangs on it
	weightRecorded   = 1.0  // a third party recorded one side
	weightEmployer   = 0.75 // two full-time jobs told for one time
	weightDates      = 0.5  // dates of one job, as the person told them
	weightDegree     = 0.5
	weightCountry    = 0.5
	weightCity       = 0.25 // people move, and towns have several names
	datesTolerance   = 6 * month
	overlapTolerance = 6 * month
	// movedTolerance is the time between two records after which a move of home
	// explains that they differ.
	movedTolerance = 6 * month
)

// told are the kinds of source whose facts are held against each other.
var told = []bonafide.SourceKind{
	bonafide.Resume, bonafide.Profile, bonafide.Form, bonafide.Identity, bonafide.Background, bonafide.HR,
}

// conflict is one fact that two sources tell differently.
type conflict struct {
	fact string // what it is about, for people
	// kind and the firms or school recognise the same fact in other sources.
	kind     string
	who, and words
	weight   float64
	at       time.Time
	a, b     bonafide.Evidence
}

// conflicts raises APP-08 where the facts that differ weigh enough together. A
// fact counts once, however many sources repeat it.
func (x *examination) conflicts() {
	var found []conflict
	add := func(c conflict) {
		for i := range found {
			if found[i].same(&c) {
				if c.weight > found[i].weight {
					found[i] = c
				}
				return
			}
		}
		found = append(found, c)
	}
	uncompared := 0
	for i := range x.sources {
		a := &x.sources[i]
		if !slices.Contains(told, a.Kind) {
			continue
		}
		for j := i + 1; j < len(x.sources); j++ {
			b := &x.sources[j]
			if !slices.Contains(told, b.Kind) {
				continue
			}
			if !x.nameConflict(a, b, add) {
				uncompared++
			}
			x.homeConflict(a, b, add)
			x.jobConflicts(a, b, add)
			x.degreeConflicts(a, b, add)
		}
	}
	if uncompared > 0 {
		x.missing("names of "+plural(uncompared, "pair of sources", "pairs of sources"),
			"they are in scripts between which no transcription is settled; ask for the spelling of the official document in Latin letters",
			factsConflict)
	}
	sum := 0.0
	for i := range found {
		sum += found[i].weight
	}
	if len(found) == 0 || sum < x.limit {
		return
	}
	slices.SortStableFunc(found, func(a, b conflict) int { return cmp.Compare(b.weight, a.weight) })
	evidence := make([]bonafide.Evidence, 0, 2*len(found))
	facts := make([]string, 0, 4)
	var at time.Time
	for i := range found {
		c := &found[i]
		evidence = append(evidence, c.a, c.b)
		if !slices.Contains(facts, c.fact) && len(facts) < 4 {
			facts = append(facts, c.fact)
		}
		if c.at.After(at) {
			at = c.at
		}
	}
	x.report(factsConflict, "claim-consistency", at, fmt.Sprintf("%s between sources: %s (weight %.2f, limit %.2f).",
		plural(len(found), "fact differs", "facts differ"), strings.Join(facts, "; "), sum, x.limit), evidence...)
}

// same reports whether two conflicts are about one fact.
func (c *conflict) same(o *conflict) bool {
	if c.kind != o.kind {
		return false
	}
	alike := func(a, b words) bool { return len(a.all) == 0 && len(b.all) == 0 || sameFirm(a, b) }
	return alike(c.who, o.who) && alike(c.and, o.and) || alike(c.who, o.and) && alike(c.and, o.who)
}

// recorded reports whether the source was written by somebody who checked.
func (s *source) recorded() bool {
	return s.Kind == bonafide.Background || s.Kind == bonafide.Identity || s.Kind == bonafide.HR
}

// official pairs are looked at by APP-21 and not counted here a second time.
func official(a, b *source) bool {
	is := func(s *source) bool { return s.Kind == bonafide.Identity || s.Kind == bonafide.Background }
	form := func(s *source) bool { return s.Kind == bonafide.Form || s.Kind == bonafide.HR }
	return is(a) && form(b) || is(b) && form(a)
}

// differs reports whether a relation says that two names are different people's.
// One part may differ: names change with marriage, and forms drop letters.
func (r relation) differs() bool { return r.comparable && r.differ > 1 }

func (x *examination) nameConflict(a, b *source, add func(conflict)) (compared bool) {
	na, nb := spoken(a), spoken(b)
	if len(na) == 0 || len(nb) == 0 || official(a, b) {
		return true
	}
	r, i, j := closest(na, nb)
	if !r.comparable {
		return false
	}
	if r.differs() {
		add(conflict{
			fact: "the name", kind: "name", weight: weightName, at: x.later(a, b),
			a: x.about(a, na[i].raw, "name in the "+a.label(), item("names", place(a, na[i]))),
			b: x.about(b, nb[j].raw, "name in the "+b.label(), item("names", place(b, nb[j]))),
		})
	}
	return true
}

// spoken are the names of a source, less what profiles use as handles: a single
// word is as often a nickname.
func spoken(s *source) []*name {
	if s.Kind != bonafide.Profile {
		return named(s.names)
	}
	kept := 0
	for _, n := range s.names {
		if len(n.tokens) > 1 {
			kept++
		}
	}
	if kept == len(s.names) {
		return s.names
	}
	names := make([]*name, 0, kept)
	for _, n := range s.names {
		if len(n.tokens) > 1 {
			names = append(names, n)
		}
	}
	return names
}

// named leaves out names without any letter.
func named(names []*name) []*name {
	for _, n := range names {
		if len(n.tokens) == 0 {
			return slices.DeleteFunc(slices.Clone(names), func(n *name) bool { return len(n.tokens) == 0 })
		}
	}
	return names
}

func place(s *source, n *name) int { return max(0, slices.Index(s.names, n)) }

// homeConflict compares the places of home of records made at about one time.
func (x *examination) homeConflict(a, b *source, add func(conflict)) {
	if len(a.Addresses) == 0 || len(b.Addresses) == 0 || a.Collected.IsZero() || b.Collected.IsZero() ||
		a.Collected.Sub(b.Collected).Abs() > movedTolerance {
		return
	}
	countries, cities := x.homes(a, b, func(h *bonafide.Address) string { return h.Country }, equalFold),
		x.homes(a, b, func(h *bonafide.Address) string { return h.City }, sameCity)
	evidence := func(h [2]int, field string, of func(*bonafide.Address) string) (bonafide.Evidence, bonafide.Evidence) {
		return x.about(a, of(&a.Addresses[h[0]]), "home in the "+a.label(), item("addresses", h[0]), field),
			x.about(b, of(&b.Addresses[h[1]]), "home in the "+b.label(), item("addresses", h[1]), field)
	}
	switch {
	case countries != nil:
		c := conflict{fact: "the country of home", kind: "home", weight: weightCountry, at: x.later(a, b)}
		c.a, c.b = evidence(*countries, "country", func(h *bonafide.Address) string { return h.Country })
		add(c)
	case cities != nil:
		c := conflict{fact: "the city of home", kind: "home", weight: weightCity, at: x.later(a, b)}
		c.a, c.b = evidence(*cities, "city", func(h *bonafide.Address) string { return h.City })
		add(c)
	}
}

// homes returns a pair of home addresses that differ in a field, where no pair agrees.
func (x *examination) homes(a, b *source, of func(*bonafide.Address) string, agree func(a, b string) bool) *[2]int {
	var pair *[2]int
	for i := range min(len(a.Addresses), maxItems) {
		va := of(&a.Addresses[i])
		if va == "" || !home(&a.Addresses[i]) {
			continue
		}
		for j := range min(len(b.Addresses), maxItems) {
			vb := of(&b.Addresses[j])
			if vb == "" || !home(&b.Addresses[j]) {
				continue
			}
			if agree(va, vb) {
				return nil
			}
			if pair == nil {
				pair = &[2]int{i, j}
			}
		}
	}
	return pair
}

func home(a *bonafide.Address) bool { return a.Use == "" || a.Use == "home" }

// sameCity takes "Greater London" for London and forgives spellings.
func sameCity(a, b string) bool {
	if equalFold(a, b) {
		return true
	}
	wa, wb := firmWords(a), firmWords(b)
	if !wa.plainLatin || !wb.plainLatin {
		return true // in a script that cannot be compared
	}
	for _, p := range wa.all {
		for _, q := range wb.all {
			if p == q && len(p) > 2 || likeness(p, q) >= 0.6 {
				return true
			}
		}
	}
	return false
}
