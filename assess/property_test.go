package assess_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"bonafide"
	"bonafide/assess"
	"bonafide/strict"
)

// draws makes facts of any findings and checks of the catalogue.
func draws(c *bonafide.Catalogue) *rapid.Generator[bonafide.Facts] {
	return rapid.Custom(func(t *rapid.T) bonafide.Facts {
		return bonafide.Facts{
			AsOf:     now,
			Stage:    rapid.SampledFrom(bonafide.Stages).Draw(t, "stage"),
			Findings: rapid.SliceOfN(findings(c), 0, 12).Draw(t, "findings"),
			Checks:   rapid.SliceOfN(checks(c), 0, 6).Draw(t, "checks"),
		}
	})
}

func findings(c *bonafide.Catalogue) *rapid.Generator[bonafide.Finding] {
	return rapid.Custom(func(t *rapid.T) bonafide.Finding {
		id := rapid.SampledFrom(c.Indicators).Draw(t, "indicator").ID
		return ago(id, rapid.IntRange(-3, 1000).Draw(t, "days"), rapid.StringMatching(`[a-c]?`).Draw(t, "note"))
	})
}

func checks(c *bonafide.Catalogue) *rapid.Generator[bonafide.CheckResult] {
	return rapid.Custom(func(t *rapid.T) bonafide.CheckResult {
		return bonafide.CheckResult{
			Check:   rapid.SampledFrom(c.Checks).Draw(t, "check").ID,
			Outcome: rapid.SampledFrom(bonafide.Outcomes).Draw(t, "outcome"),
			At:      now.AddDate(0, 0, -rapid.IntRange(-3, 900).Draw(t, "days")),
			By:      "x", Subject: rapid.SampledFrom([]string{"", "", "a", "b"}).Draw(t, "subject"),
			About: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bonafide.IndicatorID {
				return rapid.SampledFrom(c.Indicators).Draw(t, "about").ID
			}), 0, 2).Draw(t, "abouts"),
		}
	})
}

func TestOrderDoesNotMatter(t *testing.T) {
	c, a := load(t), assessor(t)
	rapid.Check(t, func(t *rapid.T) {
		f := draws(c).Draw(t, "facts")
		want, err := strict.Marshal(a.Assess(f))
		if err != nil {
			t.Fatal(err)
		}
		f.Findings = rapid.Permutation(f.Findings).Draw(t, "findings in another order")
		f.Checks = rapid.Permutation(f.Checks).Draw(t, "checks in another order")
		got, err := strict.Marshal(a.Assess(f))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Fatalf("another order, other bytes:\n%s\n%s", want, got)
		}
	})
}

func TestMoreEvidenceNeverLowersTheBand(t *testing.T) {
	c, a := load(t), assessor(t)
	rapid.Check(t, func(t *rapid.T) {
		f := draws(c).Draw(t, "facts")
		before := a.Assess(f)
		f.Findings = append(slices.Clone(f.Findings), findings(c).Draw(t, "one more"))
		after := a.Assess(f)
		if after.Band.Rank() < before.Band.Rank() {
			t.Fatalf("from %s to %s", before.Band, after.Band)
		}
		if after.Bits < before.Bits && after.Band != bonafide.Urgent {
			t.Fatalf("from %v to %v bits", before.Bits, after.Bits)
		}
	})
}

func TestTwoOfOneGroupNeverCountAsTwo(t *testing.T) {
	c, a := load(t), assessor(t)
	rapid.Check(t, func(t *rapid.T) {
		ind := rapid.SampledFrom(c.Indicators).Draw(t, "indicator")
		if ind.Alone == bonafide.Decisive {
			t.Skip("never summed")
		}
		n := rapid.IntRange(2, 40).Draw(t, "how often")
		var many []bonafide.Finding
		for i := range n {
			// Any indicator of the group serves.
			var mates []bonafide.Indicator
			for _, m := range c.Indicators {
				if m.Group == ind.Group && m.Alone != bonafide.Decisive && (m.Combined != bonafide.Decisive || ind.Combined == bonafide.Decisive) {
					mates = append(mates, m)
				}
			}
			many = append(many, seen(rapid.SampledFrom(mates).Draw(t, "mate").ID, string(rune('a'+i))))
		}
		got := a.Assess(facts(many...))
		strongest := bonafide.Bits(0)
		for _, f := range got.Findings {
			strongest = max(strongest, f.Bits)
		}
		if sum := got.Bits - got.PriorBits; sum >= 2*strongest {
			t.Fatalf("%d observations of group %s weigh %v bits, the strongest %v", n, ind.Group, sum, strongest)
		}
		if got.Band.Rank() > bonafide.Note.Rank() && ind.Combined != bonafide.Decisive {
			t.Fatalf("one group alone reached %s", got.Band)
		}
	})
}

func TestPassedCheckNeverRaises(t *testing.T) {
	c, a := load(t), assessor(t)
	rapid.Check(t, func(t *rapid.T) {
		f := draws(c).Draw(t, "facts")
		before := a.Assess(f)
		pass := checks(c).Draw(t, "pass")
		pass.Outcome = bonafide.Passed
		f.Checks = append(slices.Clone(f.Checks), pass)
		after := a.Assess(f)
		if after.Bits > before.Bits || after.Band.Rank() > before.Band.Rank() {
			t.Fatalf("%s: from %s at %v to %s at %v bits", pass.Check, before.Band, before.Bits, after.Band, after.Bits)
		}
	})
}

func TestPostersOfTheSumAgree(t *testing.T) {
	c := load(t)
	rapid.Check(t, func(t *rapid.T) {
		prior := rapid.Float64Range(1e-6, 0.9).Draw(t, "prior")
		a, err := assess.New(c, assess.Config{Prior: prior, ReviewAt: 0.05, UrgentAt: 0.5})
		if err != nil {
			t.Fatal(err)
		}
		got := a.Assess(draws(c).Draw(t, "facts"))
		if got.Posterior < 0 || got.Posterior > 1 || got.Band.Rank() < 0 || got.Why == "" || got.Frequency == "" {
			t.Fatalf("%+v", got)
		}
		for _, f := range got.Findings {
			if f.Bits < 0 || (f.SetAside != "" && f.Bits != 0) || len(f.Evidence) == 0 {
				t.Fatalf("%+v", f)
			}
		}
	})
}
