package flow_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bonafide"
	"bonafide/assess"
	"bonafide/catalog"
	"bonafide/flow"
)

var now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// echo raises APP-13 for every source that it is shown, and says what it saw.
type echo struct{}

func (echo) Describe() bonafide.ExaminerInfo {
	return bonafide.ExaminerInfo{Name: "echo", Indicators: []bonafide.IndicatorID{"APP-13"}}
}

func (echo) Examine(_ context.Context, d *bonafide.Dossier, asOf time.Time) (bonafide.Examination, error) {
	if d.Person == "broken" {
		return bonafide.Examination{}, errors.New("cannot work")
	}
	var x bonafide.Examination
	for i, s := range d.Sources {
		if len(s.Names) == 0 {
			continue
		}
		x.Findings = append(x.Findings, bonafide.Finding{
			Person: d.Person, Indicator: "APP-13", ObservedAt: s.Collected, Rule: "echo@1", Summary: s.Names[0],
			Evidence: []bonafide.Evidence{{Source: s.ID, Path: fmt.Sprintf("/sources/%d/names/0", i)}},
		})
		x.Artefacts = append(x.Artefacts, bonafide.Artefact{Kind: "email", Value: "a@example.test"}, bonafide.Artefact{Kind: "email", Value: "a@example.test"})
	}
	x.Missing = append(x.Missing, bonafide.Missing{What: "b", Why: "b"}, bonafide.Missing{What: "a", Why: "a"}, bonafide.Missing{What: "b", Why: "b"})
	return x, nil
}

func newFlow(t testing.TB) *flow.Flow {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	a, err := assess.New(c, assess.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	return flow.New(a, echo{})
}

func dossier(id bonafide.PersonID) bonafide.Dossier {
	return bonafide.Dossier{
		Format: bonafide.Format, Person: id, Stage: bonafide.Interview,
		Sources: []bonafide.Source{
			{ID: "late", Kind: bonafide.Form, Collected: now.AddDate(0, 0, -1), Names: []string{"late"}},
			{ID: "early", Kind: bonafide.Resume, Collected: now.AddDate(0, 0, -30), Names: []string{"early"}},
		},
	}
}

func TestWhatCameLaterIsLeftOut(t *testing.T) {
	d := dossier("P")
	d.Observations = []bonafide.Observation{{Indicator: "INT-06", At: now.AddDate(0, 0, -2), By: "x", Note: "n"}}
	x, err := newFlow(t).Examine(t.Context(), &d, now.AddDate(0, 0, -10))
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Findings) != 1 || x.Findings[0].Summary != "early" || x.Findings[0].Evidence[0].Path != "/sources/1/names/0" {
		t.Errorf("findings %+v: want the early source only, at its own place", x.Findings)
	}
	if len(x.Dossier.Sources) != 2 || len(x.Dossier.Sources[0].Names) != 1 {
		t.Error("the dossier itself was cut")
	}
	if len(x.Assessment.Sources) != 1 || *x.Assessment.Sources[0].AgeDays != 20 {
		t.Errorf("sources %+v", x.Assessment.Sources)
	}
}

func TestObservationsAndFailedChecksBecomeFindings(t *testing.T) {
	d := dossier("P")
	d.Observations = []bonafide.Observation{{Indicator: "INT-06", At: now, By: "r.achebe", Note: "Answers stayed general."}}
	d.Checks = []bonafide.CheckResult{
		{Check: "employer-callback", Outcome: bonafide.Failed, At: now, By: "t.oduya", Subject: "Osprey Labs", Route: "independent"},
		{Check: "employer-callback", Outcome: bonafide.Unreachable, At: now, Subject: "Heron"},
	}
	x, err := newFlow(t).Examine(t.Context(), &d, now)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, f := range x.Findings {
		ids = append(ids, string(f.Indicator))
		if len(f.Evidence) == 0 || f.Rule == "" {
			t.Errorf("%+v lacks evidence or rule", f)
		}
	}
	if want := []string{"APP-13", "APP-13", "APP-14", "INT-06"}; !slices.Equal(ids, want) {
		t.Errorf("findings %v, want %v", ids, want)
	}
	if !strings.Contains(x.Findings[2].Summary, "Osprey Labs") {
		t.Errorf("summary %q does not name the employer", x.Findings[2].Summary)
	}
}

func TestUnknownCatalogueIdsAreRefused(t *testing.T) {
	d := dossier("P")
	d.Observations = []bonafide.Observation{{Indicator: "XXX-01", At: now, By: "x", Note: "n"}}
	_, err := newFlow(t).Examine(t.Context(), &d, now)
	var r *bonafide.Refusal
	if !errors.As(err, &r) || r.Path != "/observations/0/indicator" {
		t.Errorf("got %v", err)
	}
	d = dossier("P")
	d.Checks = []bonafide.CheckResult{{Check: "no-such", Outcome: bonafide.Passed, At: now, By: "x"}}
	if _, err = newFlow(t).Examine(t.Context(), &d, now); !errors.As(err, &r) || r.Path != "/checks/0/check" {
		t.Errorf("got %v", err)
	}
}

func TestDoublesAreDropped(t *testing.T) {
	d := dossier("P")
	x, err := newFlow(t).Examine(t.Context(), &d, now)
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Artefacts) != 1 || len(x.Missing) != 2 || x.Missing[0].What != "a" {
		t.Errorf("artefacts %v, missing %v", x.Artefacts, x.Missing)
	}
}

// list is an intake of dossiers in memory; an empty person is a refusal.
type list struct {
	people []string
	mu     sync.Mutex
	taken  map[bonafide.PersonID]string
}

func (l *list) Scan(context.Context, string) iter.Seq2[bonafide.Raw, error] {
	return func(yield func(bonafide.Raw, error) bool) {
		for i, p := range l.people {
			raw := bonafide.Raw{Place: fmt.Sprintf("list:%d", i+1), Data: []byte(p)}
			var err error
			if p == "" {
				err = &bonafide.Refusal{Place: raw.Place, Why: "empty"}
			}
			if !yield(raw, err) {
				return
			}
		}
	}
}

func (l *list) Decode(_ context.Context, raw bonafide.Raw) (bonafide.Dossier, error) {
	if string(raw.Data) == "bad" {
		return bonafide.Dossier{}, &bonafide.Refusal{Place: raw.Place, Why: "bad"}
	}
	return dossier(bonafide.PersonID(raw.Data)), nil
}

func (l *list) Claim(id bonafide.PersonID, place string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if first, twice := l.taken[id]; twice {
		return &bonafide.Refusal{Place: place, Why: "stands already at " + first}
	}
	if l.taken == nil {
		l.taken = map[bonafide.PersonID]string{}
	}
	l.taken[id] = place
	return nil
}

// keep records in memory, and can be told to fail.
type keep struct {
	people []bonafide.PersonID
	fail   error
}

func (k *keep) RecordCatalogue(context.Context, *bonafide.Catalogue) error { return nil }

func (k *keep) Record(_ context.Context, _ time.Time, batch []bonafide.Examined) error {
	if k.fail != nil {
		return k.fail
	}
	for _, x := range batch {
		k.people = append(k.people, x.Dossier.Person)
	}
	return nil
}

func TestRunKeepsOrderAndCountsRefusals(t *testing.T) {
	in := &list{}
	for i := range 1000 {
		p := fmt.Sprintf("P-%04d", i)
		switch {
		case i%100 == 7:
			p = "bad"
		case i%100 == 8:
			p = ""
		case i == 999:
			p = "P-0000"
		}
		in.people = append(in.people, p)
	}
	store := &keep{}
	var places []string
	var people []bonafide.PersonID
	summary, err := newFlow(t).Run(t.Context(), in, flow.Batch{
		AsOf: now, Now: func() time.Time { return now }, Recorder: store, Workers: 4,
		Emit: func(r *flow.Result) error {
			places = append(places, r.Place)
			if r.Refused == nil {
				people = append(people, r.Examined.Dossier.Person)
				if len(store.people) < len(people) {
					t.Fatalf("%s was emitted before it was recorded", r.Place)
				}
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if summary.Examined != 979 || summary.Refused != 21 {
		t.Errorf("%+v: want 979 examined, 21 refused", summary)
	}
	for i, p := range places {
		if p != fmt.Sprintf("list:%d", i+1) {
			t.Fatalf("record %d came as %s", i+1, p)
		}
	}
	if !slices.Equal(people, store.people) {
		t.Error("what was emitted is not what was recorded")
	}
}

func TestRunEndsWhereNothingCanGoOn(t *testing.T) {
	gone := bonafide.Unavailablef("the store is away")
	emit := func(*flow.Result) error { return nil }
	b := flow.Batch{AsOf: now, Now: func() time.Time { return now }, Recorder: &keep{fail: gone}, Emit: emit}
	if _, err := newFlow(t).Run(t.Context(), &list{people: []string{"A", "B"}}, b); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("got %v, want the store's error", err)
	}
	b.Recorder = nil
	if _, err := newFlow(t).Run(t.Context(), &list{people: []string{"A", "broken"}}, b); err == nil || !strings.Contains(err.Error(), "list:2") {
		t.Errorf("got %v, want the examiner's error with its place", err)
	}
	stop := errors.New("pipe closed")
	b.Emit = func(*flow.Result) error { return stop }
	many := make([]string, 5000)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	if _, err := newFlow(t).Run(t.Context(), &list{people: many}, b); !errors.Is(err, stop) {
		t.Errorf("got %v, want the writer's error", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	b.Emit = func(*flow.Result) error { cancel(); return nil }
	if _, err := newFlow(t).Run(ctx, &list{people: many}, b); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want cancellation", err)
	}
}

func TestAssessAgainNeedsNoExamination(t *testing.T) {
	f := newFlow(t)
	d := dossier("P")
	x, err := f.Examine(t.Context(), &d, now)
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	a, err := assess.New(c, assess.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	again := flow.Assess(a, &x, now)
	if again.Bits != x.Assessment.Bits || again.Band != x.Assessment.Band {
		t.Errorf("again %v %s, before %v %s", again.Bits, again.Band, x.Assessment.Bits, x.Assessment.Band)
	}
	past := flow.Assess(a, &x, now.AddDate(0, 0, -10))
	if len(past.Findings) != 1 {
		t.Errorf("ten days ago %d findings were known, want 1", len(past.Findings))
	}
}
