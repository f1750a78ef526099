// Package proof runs the cases by which an examiner proves what it declares.
// Cases come in as YAML files, one a case; out comes, for each, whether it held.
// Tests run them, and so does the catalogue's coverage, so that what the product
// says it computes is what it was just seen to compute.
package proof

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/strict"
)

// Prover is an examiner that carries its own cases.
type Prover interface {
	bonafide.Examiner
	Cases() ([]bonafide.Case, error)
}

type caseFile struct {
	Fires   bool             `json:"fires"`
	Why     string           `json:"why"`
	AsOf    time.Time        `json:"as_of"`
	Dossier bonafide.Dossier `json:"dossier"`
}

// Cases reads cases/INDICATOR/NAME.yaml of fsys, in order of path.
func Cases(fsys fs.FS) ([]bonafide.Case, error) {
	files, err := fs.Glob(fsys, "cases/*/*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	cases := make([]bonafide.Case, 0, len(files))
	for _, file := range files {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		var c caseFile
		if err := strict.YAML(file, data, &c); err != nil {
			return nil, err
		}
		if c.Why == "" || c.AsOf.IsZero() || c.Dossier.Person == "" {
			return nil, &bonafide.Refusal{Place: file, Why: "a case needs why, as_of and a dossier with a person"}
		}
		dir, name := path.Split(strings.TrimSuffix(strings.TrimPrefix(file, "cases/"), ".yaml"))
		cases = append(cases, bonafide.Case{
			Name: dir + name, Indicator: bonafide.IndicatorID(strings.TrimSuffix(dir, "/")),
			Fires: c.Fires, Why: c.Why, AsOf: c.AsOf, Dossier: c.Dossier,
		})
	}
	return cases, nil
}

// Result of one case.
type Result struct {
	Case bonafide.Case
	// Err says why the case did not hold; nil where it did.
	Err error
}

// Run examines each case's dossier.
func Run(ctx context.Context, e bonafide.Examiner, cases []bonafide.Case) []Result {
	results := make([]Result, len(cases))
	for i, c := range cases {
		results[i] = Result{Case: c, Err: run(ctx, e, &c)}
	}
	return results
}

func run(ctx context.Context, e bonafide.Examiner, c *bonafide.Case) error {
	got, err := e.Examine(ctx, &c.Dossier, c.AsOf)
	if err != nil {
		return err
	}
	declared := e.Describe().Indicators
	fired := false
	for _, f := range got.Findings {
		if !slices.Contains(declared, f.Indicator) {
			return fmt.Errorf("raised %s, which it does not declare", f.Indicator)
		}
		if f.Person != c.Dossier.Person || f.Rule == "" || f.Summary == "" || len(f.Evidence) == 0 || f.ObservedAt.IsZero() {
			return fmt.Errorf("finding %s lacks person, rule, summary, evidence or time", f.Indicator)
		}
		if f.ObservedAt.After(c.AsOf) {
			return fmt.Errorf("finding %s is observed at %s, after the examination", f.Indicator, f.ObservedAt.Format(time.RFC3339))
		}
		fired = fired || f.Indicator == c.Indicator
	}
	switch {
	case c.Fires && !fired:
		return fmt.Errorf("%s was not raised", c.Indicator)
	case !c.Fires && fired:
		return fmt.Errorf("%s was raised for an honest look-alike", c.Indicator)
	}
	return nil
}

// T is the part of [testing.T] that Test needs, so that the product does not link
// the testing package.
type T interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatal(args ...any)
}

// Test fails t unless each declared indicator has at least one case that fires
// and one honest look-alike that does not, and all cases hold.
func Test(t T, e Prover) {
	t.Helper()
	cases, err := e.Cases()
	if err != nil {
		t.Fatal(err)
	}
	fires, quiet := map[bonafide.IndicatorID]int{}, map[bonafide.IndicatorID]int{}
	for _, r := range Run(t.Context(), e, cases) {
		if r.Err != nil {
			t.Errorf("%s (%s): %v", r.Case.Name, r.Case.Why, r.Err)
		}
		if r.Case.Fires {
			fires[r.Case.Indicator]++
		} else {
			quiet[r.Case.Indicator]++
		}
		if !slices.Contains(e.Describe().Indicators, r.Case.Indicator) {
			t.Errorf("%s: %s is not declared by %s", r.Case.Name, r.Case.Indicator, e.Describe().Name)
		}
	}
	for _, id := range e.Describe().Indicators {
		if fires[id] == 0 || quiet[id] == 0 {
			t.Errorf("%s: %s has %d cases that fire and %d look-alikes; one of each is needed", e.Describe().Name, id, fires[id], quiet[id])
		}
	}
}
