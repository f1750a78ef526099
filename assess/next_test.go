package assess

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bonafide"
	"bonafide/catalog"
)

// What is not looked at because it could not pay is no better than what is named.
func TestNextCheckIsTheBestOfAll(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(c, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		s := &sum{Assessor: a, in: bonafide.Facts{AsOf: now, Stage: rapid.SampledFrom(append(slices.Clone(bonafide.Stages), "")).Draw(t, "stage")}}
		for i := range rapid.IntRange(0, 8).Draw(t, "findings") {
			id := rapid.SampledFrom(a.ids).Draw(t, "indicator")
			if e := a.entries[a.places[id]]; !e.decisive {
				s.in.Findings = append(s.in.Findings, bonafide.Finding{Indicator: id, ObservedAt: now, Summary: fmt.Sprint(i)})
			}
		}
		s.takeFindings()
		s.weigh()
		posterior := rapid.Float64Range(1-surest, surest).Draw(t, "posterior")
		got := s.next(posterior)
		for i := range a.checks {
			c := &a.checks[i]
			if s.in.Stage != "" && !slices.Contains(c.Stages, s.in.Stage) {
				continue
			}
			settled := s.settledBy(c)
			if !s.available(c, settled > 0) {
				continue
			}
			score := information(posterior, c, float64(settled)/1000) / c.effort
			if got == nil || score > got.GainBits/got.Cost+1e-6 {
				t.Fatalf("%s tells %g bits for its effort, more than %+v", c.ID, score, got)
			}
		}
	})
}

func TestMilliRoundsAsPeopleDo(t *testing.T) {
	for bits, want := range map[float64]milli{0: 0, 0.0005: 1, -0.0005: -1, 0.0015: 2, 2.4994: 2499, -2.4996: -2500, 8: 8000} {
		if got := toMilli(bits); got != want {
			t.Errorf("%g bits are %d thousandths, want %d", bits, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.Float64Range(-1e6, 1e6).Draw(t, "bits")
		if got, want := toMilli(bits), milli(math.Round(bits*1000)); got != want {
			t.Fatalf("%g bits are %d thousandths, want %d", bits, got, want)
		}
	})
}

// A broad check answers for one observation, the strongest: no more is expected of it, and
// no more is promised.
func TestABroadCheckSettlesOneSideAtATime(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(c, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	broad := 0
	for _, ids := range [][]bonafide.IndicatorID{{"END-06", "NET-07", "NET-03"}, {"END-01", "NET-03"}, {"END-01"}} {
		f := bonafide.Facts{AsOf: at, Stage: bonafide.Employed}
		for _, id := range ids {
			f.Findings = append(f.Findings, bonafide.Finding{Person: "P", Indicator: id, ObservedAt: at, Rule: "t@1", Summary: "s"})
		}
		next := a.Assess(f).NextCheck
		named := 0
		for _, id := range ids {
			if strings.Contains(next.Why, string(id)) {
				named++
			}
		}
		if c.Check(next.Check).Broad {
			if broad++; named != 1 {
				t.Errorf("%v: %s %s", ids, next.Check, next.Why)
			}
		}
	}
	if broad == 0 {
		t.Error("no broad check is proposed; the test proves nothing")
	}
}
