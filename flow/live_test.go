package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/flow"
)

func sighted(p bonafide.PersonID, id bonafide.IndicatorID, at time.Time, key string) bonafide.Sighted {
	return bonafide.Sighted{Key: key, Finding: bonafide.Finding{
		Person: p, Indicator: id, ObservedAt: at, Rule: "test@1", Summary: "something was observed",
		Evidence: []bonafide.Evidence{{Source: "log", Value: key, At: at}},
	}}
}

func take(t *testing.T, l *flow.Live, at time.Time, s ...bonafide.Sighted) flow.Taken {
	t.Helper()
	x, err := l.Take(t.Context(), bonafide.Watched{At: at, Sighted: s})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestAnAlertComesOnceForEachStep(t *testing.T) {
	l := flow.NewLive(newFlow(t), flow.LiveConfig{Combinations: []bonafide.Combination{
		{ID: "C1", All: [][]bonafide.IndicatorID{{"ONB-02"}, {"END-01"}, {"NET-03"}}},
		{ID: "C9", All: [][]bonafide.IndicatorID{{"PAY-01"}}},
	}})
	if x := take(t, l, now, sighted("P", "END-01", now, "AnyDesk")); len(x.Alerts) != 0 || l.Wary("P") {
		t.Fatalf("one category alerts: %+v", x.Alerts)
	}
	x := take(t, l, now.Add(time.Minute), sighted("P", "ONB-02", now, "parcel"), sighted("P", "END-03", now, "pin"), sighted("P", "NET-03", now, "exit"))
	if len(x.Alerts) != 1 {
		t.Fatalf("%d alerts, want one: band %s", len(x.Alerts), l.Band("P"))
	}
	a := x.Alerts[0]
	if a.Band.Rank() < bonafide.Review.Rank() || a.Was != bonafide.Note || !slices.Equal(a.Combinations, []bonafide.CombinationID{"C1"}) || a.ID == "" {
		t.Errorf("alert %+v", a)
	}
	for _, side := range []string{"contact", "device", "network"} {
		if !strings.Contains(a.Why, side) {
			t.Errorf("why %q does not name %s", a.Why, side)
		}
	}
	if !l.Wary("P") {
		t.Error("nobody is wary of a person up for review")
	}
	// The same things again, a thousand times, are no news.
	for i := range 1000 {
		at := now.Add(time.Duration(i) * time.Minute)
		if x := take(t, l, at, sighted("P", "END-03", at, "pin")); len(x.Alerts) != 0 {
			t.Fatalf("alert %d for what is known: %+v", i, x.Alerts)
		}
	}
	// A further independent side is, once the quiet time is over.
	later := now.Add(25 * time.Hour)
	if x := take(t, l, later, sighted("P", "PAY-02", later, "account")); len(x.Alerts) != 1 {
		t.Errorf("a further side gave %d alerts", len(x.Alerts))
	}
}

func TestASightingWithTheSameKeyReplacesTheOneBefore(t *testing.T) {
	l := flow.NewLive(newFlow(t), flow.LiveConfig{Findings: 4})
	for i := range 10 {
		at := now.Add(time.Duration(i) * time.Hour)
		x := take(t, l, at, sighted("P", "END-01", at, "AnyDesk"))
		if n := len(x.Examined[0].Findings); n != 1 {
			t.Fatalf("%d findings of one thing", n)
		}
		if !x.Examined[0].Findings[0].ObservedAt.Equal(at) {
			t.Fatal("the fresher sighting did not take its place")
		}
	}
	for i := range 10 {
		at := now.Add(time.Duration(20+i) * time.Hour)
		x := take(t, l, at, sighted("P", "END-01", at, fmt.Sprint("tool ", i)))
		if n := len(x.Examined[0].Findings); n > 4 {
			t.Fatalf("%d findings are kept, the bound is 4", n)
		}
	}
}

func TestRecordsAreExaminedAndFindingsToldOnce(t *testing.T) {
	l := flow.NewLive(newFlow(t), flow.LiveConfig{})
	d := dossier("P")
	w := bonafide.Watched{At: now, Records: []bonafide.Dossier{d}}
	x, err := l.Take(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Examined) != 1 || len(x.New) == 0 {
		t.Fatalf("examined %d, new %d", len(x.Examined), len(x.New))
	}
	if x, err = l.Take(t.Context(), w); err != nil || len(x.New) != 0 {
		t.Errorf("the same record told %d findings again (%v)", len(x.New), err)
	}
}

func TestAStormIsHeld(t *testing.T) {
	l := flow.NewLive(newFlow(t), flow.LiveConfig{Storm: 5})
	held, told := 0, 0
	for i := range 20 {
		p := bonafide.PersonID(fmt.Sprintf("P%02d", i))
		for _, a := range take(t, l, now, sighted(p, "END-03", now, "a"), sighted(p, "ONB-02", now, "b"), sighted(p, "PAY-02", now, "c")).Alerts {
			if a.Held {
				held++
			} else {
				told++
			}
		}
	}
	if told != 5 || held != 15 {
		t.Errorf("%d told, %d held; want 5 and 15", told, held)
	}
}

func TestSameInputsSameAlerts(t *testing.T) {
	run := func() string {
		l := flow.NewLive(newFlow(t), flow.LiveConfig{})
		var b strings.Builder
		for i := range 50 {
			p := bonafide.PersonID(fmt.Sprintf("P%02d", i%7))
			at := now.Add(time.Duration(i) * time.Hour)
			for _, a := range take(t, l, at, sighted(p, []bonafide.IndicatorID{"END-03", "ONB-02", "PAY-02", "NET-07"}[i%4], at, "k")).Alerts {
				fmt.Fprintln(&b, a.ID, a.Person, a.Band, a.Why)
			}
		}
		return b.String()
	}
	if a, b := run(), run(); a != b || a == "" {
		t.Errorf("two runs differ, or tell nothing:\n%s\n%s", a, b)
	}
}

// A record that names what the catalogue lacks costs nobody else theirs, and the
// person is judged by the record before.
func TestARecordThatCannotBeExaminedIsToldAndPassedOver(t *testing.T) {
	l := flow.NewLive(newFlow(t), flow.LiveConfig{})
	good := dossier("P")
	if _, err := l.Take(t.Context(), bonafide.Watched{At: now, Records: []bonafide.Dossier{good}}); err != nil {
		t.Fatal(err)
	}
	bad, other := dossier("P"), dossier("Q")
	bad.Checks = []bonafide.CheckResult{{Check: "no-such-check", At: now, Outcome: bonafide.Passed}}
	x, err := l.Take(t.Context(), bonafide.Watched{At: now.Add(time.Hour), Records: []bonafide.Dossier{bad, other}})
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Refused) != 1 || x.Refused[0].Person != "P" || !strings.Contains(x.Refused[0].Err.Error(), "no-such-check") {
		t.Errorf("refused: %+v", x.Refused)
	}
	if len(x.Examined) != 2 || len(x.Examined[0].Findings) == 0 || len(x.Examined[0].Dossier.Checks) != 0 {
		t.Errorf("P is not judged by the record before, or Q was lost: %d examined", len(x.Examined))
	}
	if x := take(t, l, now.Add(2*time.Hour)); len(x.Refused) != 0 {
		t.Error("the same record is refused again and again")
	}
}

// Whoever was told of stays open until a check answers or the ground is taken back;
// what only fades stays open too. Then it is said once.
func TestWhatWasToldIsOpenUntilItIsAnswered(t *testing.T) {
	told := func() *flow.Live {
		l := flow.NewLive(newFlow(t), flow.LiveConfig{})
		x := take(t, l, now, sighted("P", "END-03", now, "a"), sighted("P", "ONB-02", now, "b"), sighted("P", "PAY-02", now, "c"))
		if len(x.Alerts) != 1 || len(l.Open()) != 1 {
			t.Fatalf("%d alerts, %d open", len(x.Alerts), len(l.Open()))
		}
		return l
	}
	faded := told()
	later := now.AddDate(9, 0, 0)
	x, err := faded.Settle(t.Context(), later)
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Eased) != 0 || len(faded.Open()) != 1 || faded.Open()[0].Now.Rank() >= bonafide.Review.Rank() {
		t.Errorf("what has faded was answered by nobody: eased %+v, open %+v", x.Eased, faded.Open())
	}

	back := told()
	gone := bonafide.Watched{At: now.Add(time.Hour)}
	for _, key := range []string{"a", "b", "c"} {
		gone.Withdrawn = append(gone.Withdrawn, bonafide.Withdrawal{Person: "P", Rule: "test@1", Key: key})
	}
	if x, err = back.Take(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	if len(x.Eased) != 1 || x.Eased[0].Person != "P" || x.Eased[0].Was.Rank() < bonafide.Review.Rank() || len(back.Open()) != 0 {
		t.Errorf("eased %+v, open %+v", x.Eased, back.Open())
	}
	if x := take(t, back, now.Add(2*time.Hour), sighted("P", "END-03", now, "a"), sighted("P", "ONB-02", now, "b"), sighted("P", "PAY-02", now, "c")); len(x.Alerts) != 1 {
		t.Errorf("it came back and %d alerts tell it", len(x.Alerts))
	}

	// What loses a part of its ground and stays up for review is no news.
	part := told()
	x, err = part.Take(t.Context(), bonafide.Watched{At: now.Add(time.Hour), Sighted: []bonafide.Sighted{sighted("P", "NET-03", now, "d")},
		Withdrawn: []bonafide.Withdrawal{{Person: "P", Rule: "test@1", Key: "a"}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Alerts)+len(x.Eased) != 0 || len(part.Open()) != 1 {
		t.Errorf("alerts %+v, eased %+v", x.Alerts, x.Eased)
	}
}

// Who stands open, and why, is kept over a restart.
func TestOpenIsSaved(t *testing.T) {
	l := flow.NewLive(newFlow(t), flow.LiveConfig{})
	take(t, l, now, sighted("P", "END-03", now, "a"), sighted("P", "ONB-02", now, "b"), sighted("P", "PAY-02", now, "c"))
	var b strings.Builder
	if err := l.Save(&b); err != nil {
		t.Fatal(err)
	}
	again := flow.NewLive(newFlow(t), flow.LiveConfig{})
	if err := again.Load(strings.NewReader(b.String())); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(l.Open(), again.Open()) || again.Open()[0].Why == "" {
		t.Errorf("open before %+v, after %+v", l.Open(), again.Open())
	}
}
