package eval_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/sim"
	"bonafide/sim/eval"
)

var day = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func assessment(band bonafide.Band, posterior float64, ids ...bonafide.IndicatorID) *bonafide.Assessment {
	a := &bonafide.Assessment{Band: band, Posterior: posterior, NextCheck: &bonafide.NextCheck{Check: "device-possession"}}
	for _, id := range ids {
		f := bonafide.Finding{Indicator: id, ObservedAt: day}
		a.Findings = append(a.Findings, bonafide.WeighedFinding{Described: &bonafide.Described{Indicator: id}, Bits: 5, Observed: f.Observed()})
	}
	return a
}

func TestAWatchIsHeldAgainstTheTruth(t *testing.T) {
	truth := []sim.Truth{
		{Person: "soon", Kind: sim.Operator, Pattern: "S-A", Skill: 2, FirstAct: day, Acts: []sim.Act{{At: day, Indicator: "END-01"}}},
		{Person: "late", Kind: sim.Operator, Pattern: "S-A", FirstAct: day, Acts: []sim.Act{{At: day, Indicator: "PAY-02", Where: "payroll.csv:3"}}},
		{Person: "missed", Kind: sim.Operator, Pattern: "S-B", FirstAct: day, Acts: []sim.Act{{At: day, Indicator: "END-06", Where: "osquery.ndjson:9"}}},
		{Person: "hard", Kind: sim.Operator, Pattern: "S-E", FirstAct: day, Hard: true, Note: "one live meeting"},
		{Person: "blamed", Kind: sim.Honest, Pattern: "couple", Clears: "the relation declared"},
		{Person: "plain", Kind: sim.Honest},
	}
	w := &eval.Watch{Begin: day, End: day.AddDate(0, 0, 70)}
	w.Assessed("soon", day.AddDate(0, 0, 3), assessment(bonafide.Note, 0.02, "END-01"))
	w.Assessed("soon", day.AddDate(0, 0, 4), assessment(bonafide.Review, 0.6, "END-01", "NET-03"))
	w.Alerted("soon", day.AddDate(0, 0, 4))
	w.Assessed("late", day.AddDate(0, 0, 20), assessment(bonafide.Urgent, 0.95, "PAY-02"))
	w.Alerted("late", day.AddDate(0, 0, 20))
	w.Assessed("late", day.AddDate(0, 0, 21), assessment(bonafide.Urgent, 0.96, "PAY-02", "NET-07"))
	w.Alerted("late", day.AddDate(0, 0, 21)) // a further side, of the same review
	w.Assessed("missed", day.AddDate(0, 0, 9), assessment(bonafide.Note, 0.03))
	w.Assessed("blamed", day.AddDate(0, 0, 1), assessment(bonafide.Review, 0.4, "PAY-02"))
	w.Alerted("blamed", day.AddDate(0, 0, 1))
	w.Assessed("blamed", day.AddDate(0, 0, 2), assessment(bonafide.Clear, 0.01))
	w.Assessed("blamed", day.AddDate(0, 0, 3), assessment(bonafide.Review, 0.4, "PAY-02"))
	w.Alerted("blamed", day.AddDate(0, 0, 3))
	w.Assessed("plain", day.AddDate(0, 0, 3), assessment(bonafide.Review, 0.1, "NET-02")) // nobody was told again
	r := eval.Hold(truth, w)
	if r.Operators != 3 || r.InTime != 1 || r.Found != 2 || r.Hard != 1 || r.HardFound != 0 {
		t.Errorf("operators %d, in time %d, found %d, hard %d (%d found)", r.Operators, r.InTime, r.Found, r.Hard, r.HardFound)
	}
	// Two separate times up for review are two reviews of an honest person.
	if r.FalseReview != 2 || r.Weeks != 60 || r.FalseRate < 33.3 || r.FalseRate > 33.4 {
		t.Errorf("%d false reviews in %v weeks, %v per 1,000", r.FalseReview, r.Weeks, r.FalseRate)
	}
	if len(r.False) != 1 || r.False[0].Would != "the relation declared" {
		t.Errorf("false %+v", r.False)
	}
	would := map[bonafide.PersonID]string{}
	for _, c := range r.Cases {
		would[c.Person] = c.Would
	}
	if !strings.Contains(would["missed"], "END-06 (osquery.ndjson:9)") || !strings.Contains(would["missed"], "device-possession") || would["hard"] != "hard: one live meeting" || would["soon"] != "" {
		t.Errorf("what would have caught them: %q", would)
	}
	if len(r.Unseen) != 1 || r.Unseen[0].Indicator != "END-06" {
		t.Errorf("unseen %+v", r.Unseen)
	}
	people := 0
	for _, b := range r.Bins {
		people += b.People
	}
	if people != len(truth) {
		t.Errorf("the bins of calibration hold %d people", people)
	}
	var sum eval.Sum
	sum.Add(&r)
	sum.Add(&r)
	if sum.Recall() != r.Recall || sum.FalseRate() != r.FalseRate || sum.Operators != 6 {
		t.Errorf("sum %+v", sum)
	}
}

func TestTruthIsReadStrictly(t *testing.T) {
	dir := t.TempDir()
	if _, err := eval.ReadTruth(dir); !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("a folder without truth: %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "truth"), 0o755); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		`{"person":"E1","kind":"honest","acts":[]}` + "\n": "",
		`{"person":"E1","kind":"guilty","acts":[]}` + "\n": "neither operator nor honest",
		`{"person":"E1","kind":`:                           "truth.jsonl:1",
	} {
		if err := os.WriteFile(filepath.Join(dir, "truth", "truth.jsonl"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := eval.ReadTruth(dir)
		switch {
		case want == "" && (err != nil || len(got) != 1):
			t.Errorf("%s: %v %v", text, got, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	if _, ok := eval.Begin(dir); ok {
		t.Error("a company without company.json has a first day")
	}
	if err := os.WriteFile(filepath.Join(dir, "company.json"), []byte(`{"start":"2026-03-02"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if begin, ok := eval.Begin(dir); !ok || !begin.Equal(day) {
		t.Errorf("first day %v %v", begin, ok)
	}
}
