package history

import (
	"bonafide"
)

// identity raises APP-21 where an identity document or a background check gives
// another birth date or another name than the form or the personnel record.
func (x *examination) identity() {
	var evidence []bonafide.Evidence
	what, at := "", x.asOf
	uncompared := false
	note := func(a, b *source, field string, pair ...bonafide.Evidence) {
		if t := x.later(a, b); len(evidence) == 0 || t.After(at) {
			at = t
		}
		evidence = append(evidence, pair...)
		switch what {
		case "", field:
			what = field
		default:
			what = "birth date and name"
		}
	}
	for a := range x.of(bonafide.Identity, bonafide.Background) {
		for b := range x.of(bonafide.Form, bonafide.HR) {
			if bornApart(a.Born, b.Born) {
				note(a, b, "birth date",
					x.about(a, a.Born.String(), "birth date in the "+a.label(), "born"),
					x.about(b, b.Born.String(), "birth date in the "+b.label(), "born"))
			}
			na, nb := named(a.names), named(b.names)
			if len(na) == 0 || len(nb) == 0 {
				continue
			}
			r, i, j := closest(na, nb)
			uncompared = uncompared || !r.comparable
			if r.differs() {
				note(a, b, "name",
					x.about(a, na[i].raw, "name in the "+a.label(), item("names", place(a, na[i]))),
					x.about(b, nb[j].raw, "name in the "+b.label(), item("names", place(b, nb[j]))))
			}
		}
	}
	if uncompared {
		x.missing("names of identity record and form",
			"they are in scripts between which no transcription is settled; compare them with the document's own Latin spelling", identityConflict)
	}
	if len(evidence) > 0 {
		x.report(identityConflict, "identity-elements", at,
			"The "+what+" of the identity or background record differs from what the form or the personnel record says.", evidence...)
	}
}

// bornApart reports whether no reading of two birth dates agrees. Day and month may
// stand in either order: forms of different countries turn them round.
func bornApart(a, b bonafide.Date) bool {
	if a.IsZero() || b.IsZero() || apart(a, b) == 0 && a.Year == b.Year && (a.Day == b.Day || a.Day == 0 || b.Day == 0) {
		return false
	}
	if a.Year != b.Year {
		return true
	}
	if a.Day == 0 || b.Day == 0 {
		return a.Month != 0 && b.Month != 0 && a.Month != b.Month && a.Day != int(b.Month) && b.Day != int(a.Month)
	}
	return !(int(a.Month) == b.Day && int(b.Month) == a.Day)
}
