package screen

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bonafide"
	"bonafide/screen/name"
	"bonafide/screen/watchlist"
)

// Bounds of one examination.
const (
	mostNames    = 16
	mostFirms    = 24
	mostHolders  = 8
	mostPending  = 10 // possible matches that are named one by one
	mostEvidence = 12
)

// examination is the work on one dossier.
type examination struct {
	*Examiner
	ctx  context.Context
	d    *bonafide.Dossier
	asOf time.Time

	records []Record
	asked   bool // the decisions were read
	err     error
	hidden  int // possible matches beyond mostPending
	out     bonafide.Examination
}

// claim is where a value stands in the dossier.
type claim struct {
	source int
	path   string // below the source: "emails/0"
	value  string
}

func (x *examination) evidence(c claim, note string, table *bonafide.Dataset) bonafide.Evidence {
	return bonafide.Evidence{
		Source: x.d.Sources[c.source].ID, Path: "/sources/" + strconv.Itoa(c.source) + "/" + c.path, Value: clip(c.value, 200), Note: note,
		At: x.notAfter(x.d.Sources[c.source].Collected), Dataset: table,
	}
}

func (x *examination) notAfter(t time.Time) time.Time {
	if t.IsZero() || t.After(x.asOf) {
		return x.asOf
	}
	return t
}

func (x *examination) raise(id bonafide.IndicatorID, rule, summary string, evidence ...bonafide.Evidence) {
	at := time.Time{}
	for i := range evidence {
		if evidence[i].At.After(at) {
			at = evidence[i].At
		}
	}
	x.out.Findings = append(x.out.Findings, bonafide.Finding{
		Person: x.d.Person, Indicator: id, ObservedAt: x.notAfter(at).UTC(), Rule: "screen/" + rule + "@1", Summary: summary,
		Evidence: evidence[:min(len(evidence), mostEvidence)],
	})
}

func (x *examination) miss(what, why string, ids ...bonafide.IndicatorID) {
	m := bonafide.Missing{Indicators: ids, What: what, Why: why}
	if !slices.ContainsFunc(x.out.Missing, func(o bonafide.Missing) bool { return o.What == what && o.Why == why }) {
		x.out.Missing = append(x.out.Missing, m)
	}
}

// pending reports a match that somebody has to compare before it counts.
func (x *examination) pending(id bonafide.IndicatorID, c claim, h *Hit, why string) {
	if len(x.out.Missing) >= mostPending {
		x.hidden++
		return
	}
	x.miss(
		fmt.Sprintf("possible list match, to be compared: %s with entry %s of %s, listed as %s", quoted(c.value), h.ListID, h.List, quoted(h.Matched)),
		why+"; next: list-match-review, compare every attribute of the entry with the person's papers", id)
}

func (x *examination) lists() {
	for i := range x.engine.versions {
		x.out.Datasets = append(x.out.Datasets, x.engine.versions[i].dataset())
	}
	for i := range x.engine.versions {
		if v := &x.engine.versions[i]; v.Stale != "" {
			x.miss("the newest state of the list "+clip(v.Name, 100), clip(v.Stale, 200)+"; bonafide lists status", declared...)
		}
	}
	for i := range x.engine.versions {
		if v := &x.engine.versions[i]; v.missing() != "" {
			x.miss("a part of the list "+clip(v.Name, 100), clip(v.missing(), 400), declared...)
		}
	}
	for _, l := range x.engine.opt.Incomplete {
		x.miss("the list "+clip(l, 300), "it is not loaded; bonafide lists update", declared...)
	}
}

func (x *examination) table(h *Hit) *bonafide.Dataset {
	d := x.engine.versions[x.engine.listOf[h.ref]].dataset()
	return &d
}

func (x *examination) official(h *Hit) bool { return x.engine.official[x.engine.listOf[h.ref]] }

// settled reports whether somebody has decided that the entry is another one, and
// what was said where it was confirmed.
func (x *examination) settled(h *Hit, q *Query) (other bool, confirmed string) {
	if x.decisions == nil {
		return false, ""
	}
	if !x.asked {
		x.asked = true
		if x.records, x.err = x.decisions.OfPerson(x.ctx, string(x.d.Person)); x.err != nil {
			return false, ""
		}
	}
	for i := range x.records {
		r := &x.records[i]
		if r.List != h.List || r.ListID != h.ListID || r.Decision == nil || r.Decision.At.After(x.asOf) {
			continue
		}
		if !r.settles(q, h, PersonHash(q), entryHash(x.engine.entries[h.ref]), x.asOf) {
			continue
		}
		if r.Decision.Outcome == FalsePositive {
			return true, ""
		}
		return false, "; confirmed by " + clip(r.Decision.By, 80) + " on " + r.Decision.At.UTC().Format(time.DateOnly)
	}
	return false, ""
}

func (x *examination) report() (bonafide.Examination, error) {
	if x.err != nil {
		return bonafide.Examination{}, fmt.Errorf("reading decisions on list matches: %w", x.err)
	}
	if x.hidden > 0 {
		x.out.Missing = append(x.out.Missing, bonafide.Missing{
			Indicators: []bonafide.IndicatorID{namedPerson, namedFirm}, What: fmt.Sprintf("%d further possible list matches", x.hidden),
			Why: "a dossier shows the first " + strconv.Itoa(mostPending) + " only; ask bonafide screen for all",
		})
	}
	slices.SortStableFunc(x.out.Findings, func(a, b bonafide.Finding) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Summary, b.Summary))
	})
	slices.SortStableFunc(x.out.Missing, func(a, b bonafide.Missing) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why))
	})
	return x.out, nil
}

// isDistinctive: the words of a firm's name that are no form or trade word are two at
// least, or one of eight letters. Shorter names belong to many.
func isDistinctive(m name.Match) bool {
	words, longest := 0, 0
	for i := range m.Parts {
		p := &m.Parts[i]
		if p.How != name.Equal && p.How != name.KoreanClass && p.How != name.ChineseClass || p.Weight < 0.2 {
			continue
		}
		words += len(strings.Fields(p.Listed))
		longest = max(longest, len(p.Listed))
	}
	return words >= 2 || longest >= 8
}

// sameAddress: the country agrees, and the postcode or the street with its number.
func sameAddress(have *bonafide.Address, listed *watchlist.Place) bool {
	if have.Country == "" || !strings.EqualFold(have.Country, listed.Country) {
		return false
	}
	if p := normalNumber(have.Postcode); p != "" && p == normalNumber(listed.Postal) {
		return true
	}
	street := normalNumber(listed.Street)
	if len(street) < 8 || !strings.ContainsAny(street, "0123456789") {
		return false
	}
	for _, l := range have.Lines {
		if normalNumber(l) == street {
			return true
		}
	}
	return false
}
