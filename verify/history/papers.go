package history

import (
	"strings"
	"time"

	"bonafide"
)

// papers raises ONB-08 where the papers of the onboarding bear names of which more
// than one part differs. Payees are looked at apart.
func (x *examination) papers() {
	var papers []*source
	for i := range x.sources {
		s := &x.sources[i]
		switch {
		case s.Kind == bonafide.HR, s.Kind == bonafide.Payroll, s.Kind == bonafide.Signing,
			s.Kind == bonafide.Form && strings.Contains(strings.ToLower(s.System), "tax"):
			if len(named(s.names)) > 0 {
				papers = append(papers, s)
			}
		}
	}
	var evidence []bonafide.Evidence
	var at time.Time
	pairs, uncompared := 0, 0
	for i, a := range papers {
		for _, b := range papers[i+1:] {
			na, nb := named(a.names), named(b.names)
			r, ia, ib := closest(na, nb)
			if !r.comparable {
				uncompared++
				continue
			}
			if !r.differs() {
				continue
			}
			pairs++
			if t := x.later(a, b); t.After(at) {
				at = t
			}
			evidence = append(evidence,
				x.about(a, na[ia].raw, "name in "+a.label(), item("names", place(a, na[ia]))),
				x.about(b, nb[ib].raw, "name in "+b.label(), item("names", place(b, nb[ib]))))
		}
	}
	if uncompared > 0 {
		x.missing("names on "+plural(uncompared, "pair of papers", "pairs of papers"),
			"they are in scripts between which no transcription is settled; ask which form the official document has", paperNames)
	}
	if pairs > 0 {
		x.report(paperNames, "paper-names", at,
			"More than one part of the name differs between "+plural(pairs, "pair of onboarding papers", "pairs of onboarding papers")+".", evidence...)
	}
}
