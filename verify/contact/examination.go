package contact

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bonafide"
)

// examination is the work on one dossier.
type examination struct {
	*Examiner
	d    *bonafide.Dossier
	asOf time.Time

	mails     []mailbox
	phones    []line
	portfolio []portfolio
	jobs      []employer
	look      lookups

	out bonafide.Examination
}

// claim is where a value stands in the dossier.
type claim struct {
	source int
	field  string // below the source: "emails/0"
	value  string
}

func field(name string, index int) string { return name + "/" + strconv.Itoa(index) }

func (c claim) path() string { return "/sources/" + strconv.Itoa(c.source) + "/" + c.field }

// observed is when a source was collected, or the examination where it does not say.
func (x *examination) observed(source int) time.Time {
	return x.notAfter(x.d.Sources[source].Collected)
}

// notAfter is t, or the moment of the examination where t is unknown or later.
func (x *examination) notAfter(t time.Time) time.Time {
	if t.IsZero() || t.After(x.asOf) {
		return x.asOf
	}
	return t
}

// about is the evidence of a claim.
func (x *examination) about(c claim, note string, table *bonafide.Dataset) bonafide.Evidence {
	return bonafide.Evidence{
		Source: x.d.Sources[c.source].ID, Path: c.path(), Value: clip(c.value, 200), Note: note,
		At: x.observed(c.source), Dataset: table,
	}
}

// latest is the newest collection among claims: the fact still showed then.
func (x *examination) latest(claims []claim) time.Time {
	var t time.Time
	for _, c := range claims {
		if at := x.observed(c.source); at.After(t) {
			t = at
		}
	}
	return t
}

// evidence is that of several claims of the same thing.
func (x *examination) evidence(claims []claim, note string, table *bonafide.Dataset) []bonafide.Evidence {
	evidence := make([]bonafide.Evidence, 0, min(len(claims), maxEvidence))
	for _, c := range claims[:min(len(claims), maxEvidence)] {
		evidence = append(evidence, x.about(c, note, table))
	}
	return evidence
}

func (x *examination) raise(id bonafide.IndicatorID, rule string, at time.Time, summary string, evidence ...bonafide.Evidence) {
	x.out.Findings = append(x.out.Findings, bonafide.Finding{
		Person: x.d.Person, Indicator: id, ObservedAt: x.notAfter(at).UTC(),
		Rule: "contact/" + rule + "@1", Summary: summary, Evidence: evidence[:min(len(evidence), maxEvidence)],
	})
}

// beyond stands for everything that is missing past the bound.
const beyond = "further parts of the dossier"

func (x *examination) miss(what, why string, ids ...bonafide.IndicatorID) {
	for i := range x.out.Missing {
		if m := &x.out.Missing[i]; m.What == what && m.Why == why {
			for _, id := range ids {
				if !slices.Contains(m.Indicators, id) {
					m.Indicators = append(m.Indicators, id)
				}
			}
			return
		}
	}
	if len(x.out.Missing) >= maxMissing && what != beyond {
		x.miss(beyond, fmt.Sprintf("more than %d things of this dossier could not be looked at; repair those that are named first", maxMissing), ids...)
		return
	}
	x.out.Missing = append(x.out.Missing, bonafide.Missing{What: what, Why: why, Indicators: ids})
}

func (x *examination) consulted(table bonafide.Dataset) {
	if !slices.Contains(x.out.Datasets, table) {
		x.out.Datasets = append(x.out.Datasets, table)
	}
}

func (x *examination) artefact(kind, value string, source int) {
	if value == "" {
		return
	}
	s := &x.d.Sources[source]
	x.out.Artefacts = append(x.out.Artefacts, bonafide.Artefact{Kind: kind, Value: value, Source: s.ID, At: s.Collected})
}

// report puts everything in an order that depends on the dossier alone.
func (x *examination) report() bonafide.Examination {
	slices.SortStableFunc(x.out.Findings, func(a, b bonafide.Finding) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Rule, b.Rule), a.ObservedAt.Compare(b.ObservedAt),
			cmp.Compare(a.Evidence[0].Path, b.Evidence[0].Path), cmp.Compare(a.Summary, b.Summary))
	})
	slices.SortStableFunc(x.out.Artefacts, func(a, b bonafide.Artefact) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	// The first source that carries an artefact stands for all of them.
	x.out.Artefacts = slices.CompactFunc(x.out.Artefacts, func(a, b bonafide.Artefact) bool {
		return a.Kind == b.Kind && a.Value == b.Value
	})
	for i := range x.out.Missing {
		slices.Sort(x.out.Missing[i].Indicators)
	}
	slices.SortFunc(x.out.Missing, func(a, b bonafide.Missing) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why))
	})
	slices.SortFunc(x.out.Datasets, func(a, b bonafide.Dataset) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version))
	})
	return x.out
}

// clip shortens s to n bytes at a rune boundary and keeps it on one line.
func clip(s string, n int) string {
	if len(s) > n {
		for n > 0 && s[n]&0xC0 == 0x80 {
			n--
		}
		s = s[:n] + "…"
	}
	if strings.ContainsAny(s, "\r\n\t") {
		s = strings.Join(strings.Fields(s), " ")
	}
	return s
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
