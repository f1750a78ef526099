package flow

import (
	"slices"
	"time"

	"bonafide"
)

// cut is the dossier as it stood: what was collected, seen, observed or checked
// after asOf is gone. Sources keep their place, so that pointers into the dossier
// stay true; a later source is left empty.
func cut(d *bonafide.Dossier, asOf time.Time) *bonafide.Dossier {
	if !reaches(d, asOf) {
		return d
	}
	then := *d
	then.Sources = slices.Clone(d.Sources)
	for i := range then.Sources {
		s := &then.Sources[i]
		if s.Collected.After(asOf) {
			*s = bonafide.Source{ID: s.ID, Kind: s.Kind}
			continue
		}
		s.Sightings = until(s.Sightings, func(x bonafide.Sighting) bool { return x.At.After(asOf) })
	}
	then.Observations = until(d.Observations, func(o bonafide.Observation) bool { return o.At.After(asOf) })
	then.Checks = until(d.Checks, func(c bonafide.CheckResult) bool { return c.At.After(asOf) })
	then.Timeline = bonafide.Timeline{
		Applied: by(d.Timeline.Applied, asOf), Offered: by(d.Timeline.Offered, asOf), Accepted: by(d.Timeline.Accepted, asOf),
		Started: by(d.Timeline.Started, asOf), Ended: by(d.Timeline.Ended, asOf),
	}
	return &then
}

// reaches reports whether anything in d is later than asOf.
func reaches(d *bonafide.Dossier, asOf time.Time) bool {
	t := &d.Timeline
	for _, m := range [...]time.Time{t.Applied, t.Offered, t.Accepted, t.Started, t.Ended} {
		if m.After(asOf) {
			return true
		}
	}
	for i := range d.Sources {
		s := &d.Sources[i]
		if s.Collected.After(asOf) || slices.ContainsFunc(s.Sightings, func(x bonafide.Sighting) bool { return x.At.After(asOf) }) {
			return true
		}
	}
	return slices.ContainsFunc(d.Observations, func(o bonafide.Observation) bool { return o.At.After(asOf) }) ||
		slices.ContainsFunc(d.Checks, func(c bonafide.CheckResult) bool { return c.At.After(asOf) })
}

func until[T any](all []T, later func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), later)
}

func by(t, asOf time.Time) time.Time {
	if t.After(asOf) {
		return time.Time{}
	}
	return t
}
