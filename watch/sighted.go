package watch

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"bonafide"
)

// sighted remembers what was raised, so that the same thing seen a thousand times
// is one finding, freshened once a week.
type sighted struct {
	last map[sightKey]time.Time
}

type sightKey struct {
	Person    bonafide.PersonID
	Indicator bonafide.IndicatorID
	Rule, Key string
}

const (
	freshen    = 7 * 24 * time.Hour
	maxSighted = 1 << 20
	remembered = 400 * 24 * time.Hour
)

func newSighted() *sighted { return &sighted{last: map[sightKey]time.Time{}} }

// sight raises a finding, unless the same was raised lately.
func (x *Engine) sight(s bonafide.Sighted) {
	if s.Person == "" || len(s.Evidence) == 0 {
		return
	}
	if !x.sighted.due(&s) {
		return
	}
	k := sightKey{s.Person, s.Indicator, s.Rule, s.Key}
	if len(x.sighted.last) < maxSighted {
		x.sighted.last[k] = s.ObservedAt
	}
	x.out.Sighted = append(x.out.Sighted, s)
}

// due says that a finding is new, or that the same was raised long enough ago.
func (s *sighted) due(f *bonafide.Sighted) bool {
	last, ok := s.last[sightKey{f.Person, f.Indicator, f.Rule, f.Key}]
	return !ok || f.ObservedAt.Sub(last) >= freshen
}

// forget drops what is so old that it may be told anew.
func (s *sighted) forget(now time.Time) {
	if len(s.last) < maxSighted/2 {
		return
	}
	maps.DeleteFunc(s.last, func(_ sightKey, t time.Time) bool { return now.Sub(t) > remembered })
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func contains(s, part string) bool { return strings.Contains(s, part) }
