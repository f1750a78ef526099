package proof_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bonafide"
	"bonafide/proof"
)

// examiner raises an indicator for everybody whose id begins with it.
type examiner struct {
	declared []bonafide.IndicatorID
	files    fstest.MapFS
	spoil    func(*bonafide.Finding)
}

func (e examiner) Describe() bonafide.ExaminerInfo {
	return bonafide.ExaminerInfo{Name: "test", Indicators: e.declared}
}

func (e examiner) Cases() ([]bonafide.Case, error) { return proof.Cases(e.files) }

func (e examiner) Examine(_ context.Context, d *bonafide.Dossier, asOf time.Time) (x bonafide.Examination, err error) {
	if d.Person == "error" {
		return x, errors.New("cannot")
	}
	if id, ok := strings.CutPrefix(string(d.Person), "fires "); ok {
		f := bonafide.Finding{Person: d.Person, Indicator: bonafide.IndicatorID(id), ObservedAt: asOf, Rule: "r@1", Summary: "s", Evidence: []bonafide.Evidence{{}}}
		if e.spoil != nil {
			e.spoil(&f)
		}
		x.Findings = append(x.Findings, f)
	}
	return x, nil
}

func caseFile(fires bool, person string) *fstest.MapFile {
	return &fstest.MapFile{Data: fmt.Appendf(nil, "fires: %v\nwhy: w\nas_of: 2026-06-01T00:00:00Z\ndossier: {bonafide: dossier/1, person: %s}\n", fires, person)}
}

// report collects what Test says.
type report struct {
	t     *testing.T
	said  []string
	fatal bool
}

func (r *report) Helper()                      {}
func (r *report) Context() context.Context     { return r.t.Context() }
func (r *report) Errorf(f string, args ...any) { r.said = append(r.said, fmt.Sprintf(f, args...)) }
func (r *report) Fatal(args ...any)            { r.fatal = true; panic(fmt.Sprint(args...)) }

func TestProofs(t *testing.T) {
	good := fstest.MapFS{"cases/A-1/a.yaml": caseFile(true, "fires A-1"), "cases/A-1/b.yaml": caseFile(false, "quiet")}
	for name, c := range map[string]struct {
		e    examiner
		want string
	}{
		"holds":             {examiner{declared: []bonafide.IndicatorID{"A-1"}, files: good}, ""},
		"no look-alike":     {examiner{declared: []bonafide.IndicatorID{"A-1"}, files: fstest.MapFS{"cases/A-1/a.yaml": good["cases/A-1/a.yaml"]}}, "has 1 cases that fire and 0 look-alikes"},
		"does not fire":     {examiner{declared: []bonafide.IndicatorID{"A-1"}, files: fstest.MapFS{"cases/A-1/a.yaml": caseFile(true, "quiet")}}, "A-1 was not raised"},
		"fires wrongly":     {examiner{declared: []bonafide.IndicatorID{"A-1"}, files: fstest.MapFS{"cases/A-1/a.yaml": caseFile(false, "fires A-1")}}, "raised for an honest look-alike"},
		"not declared":      {examiner{declared: []bonafide.IndicatorID{"B-1"}, files: good}, "raised A-1, which it does not declare"},
		"fails":             {examiner{declared: []bonafide.IndicatorID{"A-1"}, files: fstest.MapFS{"cases/A-1/a.yaml": caseFile(true, "error")}}, "cannot"},
		"without evidence":  {examiner{declared: []bonafide.IndicatorID{"A-1"}, files: good, spoil: func(f *bonafide.Finding) { f.Evidence = nil }}, "lacks"},
		"of somebody else":  {examiner{declared: []bonafide.IndicatorID{"A-1"}, files: good, spoil: func(f *bonafide.Finding) { f.Person = "x" }}, "lacks"},
		"out of the future": {examiner{declared: []bonafide.IndicatorID{"A-1"}, files: good, spoil: func(f *bonafide.Finding) { f.ObservedAt = f.ObservedAt.Add(1) }}, "after the examination"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &report{t: t}
			proof.Test(r, c.e)
			said := strings.Join(r.said, "\n")
			if c.want == "" && said != "" || !strings.Contains(said, c.want) {
				t.Errorf("said %q, want %q", said, c.want)
			}
		})
	}
}

func TestCasesAreReadStrictly(t *testing.T) {
	for name, file := range map[string]string{
		"unknown field": "fires: true\nwhy: w\nas_of: 2026-06-01T00:00:00Z\nfoo: 1\ndossier: {bonafide: dossier/1, person: p}\n",
		"no reason":     "fires: true\nas_of: 2026-06-01T00:00:00Z\ndossier: {bonafide: dossier/1, person: p}\n",
		"no person":     "fires: true\nwhy: w\nas_of: 2026-06-01T00:00:00Z\ndossier: {bonafide: dossier/1}\n",
	} {
		_, err := proof.Cases(fstest.MapFS{"cases/A-1/x.yaml": &fstest.MapFile{Data: []byte(file)}})
		if !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), "cases/A-1/x.yaml") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
