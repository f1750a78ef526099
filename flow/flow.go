// Package flow is the spine: a dossier comes in, every examiner reads it, what
// people observed and what checks brought is added as findings, and an assessment
// comes out. It knows the ports of package bonafide and no capability behind them.
package flow

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide"
)

// Flow examines dossiers. It is safe for concurrent use.
type Flow struct {
	examiners []bonafide.Examiner
	assessor  bonafide.Assessor
}

// New makes a flow of these examiners, in this order.
func New(assessor bonafide.Assessor, examiners ...bonafide.Examiner) *Flow {
	return &Flow{examiners: examiners, assessor: assessor}
}

// Examine examines d as of a moment. What was collected, observed or checked
// later has no part in it. The error is a [*bonafide.Refusal] where the dossier
// names an indicator or a check that the catalogue lacks.
func (f *Flow) Examine(ctx context.Context, d *bonafide.Dossier, asOf time.Time) (bonafide.Examined, error) {
	if err := f.known(d); err != nil {
		return bonafide.Examined{}, err
	}
	then := cut(d, asOf)
	out := bonafide.Examined{Dossier: *d}
	for _, e := range f.examiners {
		x, err := e.Examine(ctx, then, asOf)
		if err != nil {
			return bonafide.Examined{}, fmt.Errorf("%s: %w", e.Describe().Name, err)
		}
		out.Findings = append(out.Findings, x.Findings...)
		out.Artefacts = append(out.Artefacts, x.Artefacts...)
		out.Missing = append(out.Missing, x.Missing...)
		out.Datasets = append(out.Datasets, x.Datasets...)
	}
	out.Findings = append(out.Findings, f.testimony(then)...)
	tidy(&out)
	out.Assessment = f.assessor.Assess(FactsOf(&out, asOf))
	return out, nil
}

// Assess makes the assessment of what was recorded again, at another moment,
// without examining the dossier again.
func Assess(assessor bonafide.Assessor, x *bonafide.Examined, asOf time.Time) bonafide.Assessment {
	return assessor.Assess(FactsOf(x, asOf))
}

// FactsOf is what the assessment of an examination depends on.
func FactsOf(x *bonafide.Examined, asOf time.Time) bonafide.Facts {
	facts := bonafide.Facts{
		AsOf: asOf, Stage: x.Dossier.Stage, Accommodations: x.Dossier.Accommodations,
		Findings: x.Findings, Checks: x.Dossier.Checks, Missing: x.Missing,
	}
	for i := range x.Dossier.Sources {
		if s := &x.Dossier.Sources[i]; !s.Collected.After(asOf) {
			facts.Sources = append(facts.Sources, bonafide.SourceAge{
				Source: s.ID, Kind: s.Kind, System: s.System, AgeDays: age(s.Collected, asOf),
			})
		}
	}
	for _, d := range x.Datasets {
		a := bonafide.DatasetAge{Dataset: d}
		if !d.Date.IsZero() {
			a.AgeDays = age(d.Date.First(), asOf)
		}
		facts.Datasets = append(facts.Datasets, a)
	}
	return facts
}

// age in whole days; nil where the moment is unknown, never below zero.
func age(at, asOf time.Time) *int {
	if at.IsZero() {
		return nil
	}
	days := max(0, int(asOf.Sub(at).Hours()/24))
	return &days
}

// tidy brings an examination into one order and drops doubles, so that the same
// dossier gives the same bytes.
func tidy(x *bonafide.Examined) {
	slices.SortStableFunc(x.Findings, func(a, b bonafide.Finding) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), a.ObservedAt.Compare(b.ObservedAt), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Summary, b.Summary))
	})
	slices.SortFunc(x.Artefacts, func(a, b bonafide.Artefact) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Source, b.Source), a.At.Compare(b.At))
	})
	x.Artefacts = slices.Compact(x.Artefacts)
	slices.SortFunc(x.Missing, func(a, b bonafide.Missing) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why), slices.Compare(a.Indicators, b.Indicators))
	})
	x.Missing = slices.CompactFunc(x.Missing, func(a, b bonafide.Missing) bool {
		return a.What == b.What && a.Why == b.Why && slices.Equal(a.Indicators, b.Indicators)
	})
	slices.SortFunc(x.Datasets, func(a, b bonafide.Dataset) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version))
	})
	x.Datasets = slices.Compact(x.Datasets)
}

// known refuses catalogue ids that the catalogue lacks.
func (f *Flow) known(d *bonafide.Dossier) error {
	c := f.assessor.Catalogue()
	for i, o := range d.Observations {
		if c.Indicator(o.Indicator) == nil {
			return &bonafide.Refusal{
				Place: string(d.Person), Path: fmt.Sprintf("/observations/%d/indicator", i),
				Why: fmt.Sprintf("indicator %q is not in the catalogue %s", o.Indicator, c.Version), Remedy: "bonafide catalog list shows what is",
			}
		}
	}
	for i, k := range d.Checks {
		if c.Check(k.Check) == nil {
			return &bonafide.Refusal{
				Place: string(d.Person), Path: fmt.Sprintf("/checks/%d/check", i),
				Why: fmt.Sprintf("check %q is not in the catalogue %s", k.Check, c.Version), Remedy: "bonafide catalog list --checks shows what is",
			}
		}
	}
	return nil
}

// testimony turns what people observed, and checks that failed, into findings.
func (f *Flow) testimony(d *bonafide.Dossier) []bonafide.Finding {
	var out []bonafide.Finding
	for i := range d.Observations {
		o := &d.Observations[i]
		out = append(out, bonafide.Finding{
			Person: d.Person, Indicator: o.Indicator, ObservedAt: o.At, Rule: "flow/observation@1", Summary: o.Note,
			Evidence: []bonafide.Evidence{{
				Source: o.Source, Path: fmt.Sprintf("/observations/%d", i), Note: "observed by " + o.By, At: o.At,
			}},
		})
	}
	c := f.assessor.Catalogue()
	for i := range d.Checks {
		k := &d.Checks[i]
		step := c.Check(k.Check)
		if k.Outcome != bonafide.Failed || step.FailsAs == "" {
			continue
		}
		summary := step.Title + ": not passed"
		if k.Subject != "" {
			summary += " for " + k.Subject
		}
		note := "taken by " + k.By
		if k.Route != "" {
			note += ", contact found by the " + strings.Replace(k.Route, "independent", "firm", 1)
		}
		out = append(out, bonafide.Finding{
			Person: d.Person, Indicator: step.FailsAs, ObservedAt: k.At, Rule: "flow/failed-check@1", Summary: summary,
			Evidence: []bonafide.Evidence{{Path: fmt.Sprintf("/checks/%d", i), Value: k.Subject, Note: note, At: k.At}},
		})
	}
	return out
}
