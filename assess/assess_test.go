package assess_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"bonafide"
	"bonafide/assess"
	"bonafide/catalog"
	"bonafide/strict"
)

var now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func load(t testing.TB) *bonafide.Catalogue {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func assessor(t testing.TB) *assess.Assessor {
	t.Helper()
	a, err := assess.New(load(t), assess.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// seen is a finding of today.
func seen(id bonafide.IndicatorID, notes ...string) bonafide.Finding { return ago(id, 0, notes...) }

func ago(id bonafide.IndicatorID, days int, notes ...string) bonafide.Finding {
	return bonafide.Finding{
		Person: "P-1", Indicator: id, ObservedAt: now.AddDate(0, 0, -days), Rule: "test@1", Summary: strings.Join(append([]string{string(id)}, notes...), " "),
		Evidence: []bonafide.Evidence{{Source: "s1", Path: "/sources/0", At: now.AddDate(0, 0, -days)}},
	}
}

func facts(findings ...bonafide.Finding) bonafide.Facts {
	return bonafide.Facts{AsOf: now, Stage: bonafide.Interview, Findings: findings}
}

func passed(id bonafide.CheckID, days int) bonafide.CheckResult {
	return bonafide.CheckResult{Check: id, Outcome: bonafide.Passed, At: now.AddDate(0, 0, -days), By: "a.tester"}
}

func TestBands(t *testing.T) {
	a := assessor(t)
	cases := []struct {
		name  string
		facts bonafide.Facts
		want  bonafide.Band
	}{
		{"nothing observed", facts(), bonafide.Clear},
		{"one weak observation", facts(seen("APP-05")), bonafide.Note},
		{"one strong observation has no breadth", facts(seen("APP-14")), bonafide.Note},
		{"two weak ones of two categories are too little", facts(seen("APP-05"), seen("INT-16")), bonafide.Note},
		{"two medium ones of two categories", facts(seen("APP-13"), seen("APP-15")), bonafide.Review},
		{"two strong ones of one category, each critical beside the other", facts(seen("END-06"), seen("END-18")), bonafide.Review},
		{"two of one group never widen", facts(seen("APP-14"), seen("APP-16")), bonafide.Note},
		{"three categories", facts(seen("ONB-02"), seen("END-04"), seen("NET-03")), bonafide.Urgent},
		{"a decisive one alone", facts(seen("PAY-06")), bonafide.Urgent},
		{"a listing that nobody confirmed is not decisive, but a person must look", facts(seen("PAY-15")), bonafide.Review},
		{"a strong one long ago", facts(ago("NET-05", 600), ago("END-06", 1200)), bonafide.Note},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := a.Assess(c.facts)
			if got.Band != c.want {
				t.Errorf("band %s, want %s (%s; %.2f bits, posterior %.4f)", got.Band, c.want, got.Why, float64(got.Bits), got.Posterior)
			}
		})
	}
}

func TestConfirmedListingIsDecisive(t *testing.T) {
	f := facts(seen("PAY-15"))
	f.Checks = []bonafide.CheckResult{{Check: "list-match-review", Outcome: bonafide.Failed, At: now, By: "compliance"}}
	got := assessor(t).Assess(f)
	if got.Band != bonafide.Urgent || got.Findings[0].Strength != bonafide.Decisive || got.Findings[0].Bits != 0 {
		t.Errorf("band %s, strength %s, bits %v: want urgent, decisive and never summed", got.Band, got.Findings[0].Strength, got.Findings[0].Bits)
	}
	if got.NextCheck == nil || !strings.Contains(got.NextCheck.Why, "PAY-15") {
		t.Errorf("next check %+v does not lead to a person", got.NextCheck)
	}
}

func TestTheWholeSumIsShown(t *testing.T) {
	f := facts(seen("APP-13"), seen("APP-15"), seen("APP-05"), ago("NET-03", 60), seen("APP-16"), seen("APP-14"))
	f.Checks = []bonafide.CheckResult{passed("live-video-document", 1)}
	got := assessor(t).Assess(f)
	sum := int(math.Round(float64(got.PriorBits) * 1000))
	for _, x := range got.Findings {
		sum += int(math.Round(float64(x.Bits) * 1000))
	}
	for _, x := range got.Checks {
		sum += int(math.Round(float64(x.Bits) * 1000))
	}
	if want := int(math.Round(float64(got.Bits) * 1000)); sum != want {
		t.Errorf("the parts add up to %d thousandths of a bit, the whole is %d", sum, want)
	}
	if want := 1 / (1 + math.Exp2(-float64(got.Bits))); math.Abs(got.Posterior-want) > 1e-6 {
		t.Errorf("posterior %v, want %v", got.Posterior, want)
	}
}

func TestWeights(t *testing.T) {
	a := assessor(t)
	// One medium observation alone and fresh: 2.5 bits.
	if got := a.Assess(facts(seen("APP-13"))).Findings[0].Bits; got != 2.5 {
		t.Errorf("a medium observation alone weighs %v bits, want 2.5", got)
	}
	// After one half-life it weighs half.
	if got := a.Assess(facts(ago("APP-15", 730))).Findings[0].Bits; got != 1.25 {
		t.Errorf("after one half-life it weighs %v bits, want 1.25", got)
	}
	// Beside five bits of another group it has its combined strength: critical, 8.
	got := a.Assess(facts(seen("ONB-02"), seen("END-04")))
	for _, f := range got.Findings {
		if f.Indicator == "ONB-02" && f.Bits != 8 {
			t.Errorf("ONB-02 beside a strong observation weighs %v bits, want 8", f.Bits)
		}
	}
	// The second of a group counts half.
	got = a.Assess(facts(seen("APP-14", "first"), seen("APP-14", "second")))
	if got.Findings[0].Bits != 5 || got.Findings[1].Bits != 2.5 {
		t.Errorf("two of a group weigh %v and %v bits, want 5 and 2.5", got.Findings[0].Bits, got.Findings[1].Bits)
	}
}

func TestLaterFactsAreLeftOut(t *testing.T) {
	f := facts(seen("APP-14"))
	f.AsOf = now.AddDate(0, 0, -1)
	f.Checks = []bonafide.CheckResult{passed("live-video-document", 0)}
	got := assessor(t).Assess(f)
	if len(got.Findings) != 0 || len(got.Checks) != 0 || got.Bits != got.PriorBits {
		t.Errorf("an assessment of yesterday knows today: %+v", got)
	}
}

func TestAccommodationSwitchesOff(t *testing.T) {
	f := facts(seen("INT-01"), seen("APP-13"))
	f.Accommodations = []bonafide.Accommodation{"camera"}
	got := assessor(t).Assess(f)
	i := slices.IndexFunc(got.Findings, func(f bonafide.WeighedFinding) bool { return f.Indicator == "INT-01" })
	if got.Findings[i].Bits != 0 || got.Findings[i].SetAside == "" {
		t.Errorf("INT-01 counts %v bits under an accommodation", got.Findings[i].Bits)
	}
	if alone := assessor(t).Assess(facts(seen("APP-13"))); alone.Bits != got.Bits {
		t.Errorf("a switched-off observation leaves its mark: %v bits, want %v", got.Bits, alone.Bits)
	}
}

func TestPassedCheckAnswers(t *testing.T) {
	a := assessor(t)
	before := a.Assess(facts(seen("APP-16"), seen("ONB-01")))
	f := facts(ago("APP-16", 2), seen("ONB-01"))
	f.Checks = []bonafide.CheckResult{passed("employer-callback", 1)}
	after := a.Assess(f)
	if after.Bits >= before.Bits {
		t.Errorf("%v bits after a pass, %v before", after.Bits, before.Bits)
	}
	i := slices.IndexFunc(after.Findings, func(f bonafide.WeighedFinding) bool { return f.Indicator == "APP-16" })
	if after.Findings[i].SetAside == "" {
		t.Error("the confirmed employer's domain still counts")
	}
}

func TestCheckOfOneEmployerSaysNothingOfAnother(t *testing.T) {
	f := facts(ago("APP-16", 2, "domain of Osprey Labs"))
	f.Checks = []bonafide.CheckResult{passed("employer-callback", 1)}
	f.Checks[0].Subject = "Heron Systems"
	if got := assessor(t).Assess(f); got.Findings[0].SetAside != "" {
		t.Errorf("a call to Heron Systems answers for Osprey Labs: %s", got.Findings[0].SetAside)
	}
	f.Checks[0].Subject = "osprey labs"
	if got := assessor(t).Assess(f); got.Findings[0].SetAside == "" {
		t.Error("a call to Osprey Labs answers nothing")
	}
}

func TestBroadCheckAnswersOnlyWhatItWasTakenAbout(t *testing.T) {
	a := assessor(t)
	f := facts(ago("APP-13", 2), ago("APP-25", 2))
	f.Checks = []bonafide.CheckResult{passed("explanation", 1)}
	for _, x := range a.Assess(f).Findings {
		if x.SetAside != "" {
			t.Errorf("an explanation about nothing answers %s", x.Indicator)
		}
	}
	f.Checks[0].About = []bonafide.IndicatorID{"APP-25"}
	for _, x := range a.Assess(f).Findings {
		if (x.SetAside != "") != (x.Indicator == "APP-25") {
			t.Errorf("%s: set aside %q by an explanation about APP-25", x.Indicator, x.SetAside)
		}
	}
}

func TestPossessionSaysNothingOfARestrictedPlace(t *testing.T) {
	f := facts(ago("NET-06", 2), ago("NET-03", 2))
	f.Stage = bonafide.Employed
	f.Checks = []bonafide.CheckResult{passed("device-possession", 1)}
	for _, x := range assessor(t).Assess(f).Findings {
		if (x.SetAside != "") != (x.Indicator == "NET-03") {
			t.Errorf("%s: set aside %q", x.Indicator, x.SetAside)
		}
	}
}

func TestUnansweredIsNoEvidence(t *testing.T) {
	f := facts(seen("APP-13"))
	f.Checks = []bonafide.CheckResult{{Check: "employer-callback", Outcome: bonafide.Unreachable, At: now}}
	got := assessor(t).Assess(f)
	if got.Checks[0].Bits != 0 {
		t.Errorf("an unreachable employer weighs %v bits", got.Checks[0].Bits)
	}
}

func TestHonestLookAlikesCanBeCleared(t *testing.T) {
	// Whatever is observed by rule, for any single group, some check answers it.
	c, a := load(t), assessor(t)
	for _, ind := range c.Indicators {
		if ind.Alone == bonafide.Decisive {
			continue
		}
		cleared := false
		for _, check := range c.Checks {
			f := facts(ago(ind.ID, 2))
			f.Checks = []bonafide.CheckResult{passed(check.ID, 1)}
			f.Checks[0].About = []bonafide.IndicatorID{ind.ID}
			if got := a.Assess(f); got.Findings[0].SetAside != "" && got.Band == bonafide.Clear {
				cleared = true
				break
			}
		}
		if !cleared {
			t.Errorf("%s: no check can clear an honest person of it", ind.ID)
		}
	}
}

func TestNextCheckSettlesWhatWeighs(t *testing.T) {
	got := assessor(t).Assess(facts(seen("APP-16")))
	if got.NextCheck == nil {
		t.Fatal("no next check")
	}
	c := load(t).Check(got.NextCheck.Check)
	if !slices.Contains(c.Settles, "employment-history") {
		t.Errorf("next check %s does not settle the only observation", c.ID)
	}
	if got.NextCheck.GainBits <= 0 || got.NextCheck.Cost != c.Effort() || got.NextCheck.Why == "" {
		t.Errorf("next check %+v", got.NextCheck)
	}
}

func TestNextCheckIsNotRepeated(t *testing.T) {
	a := assessor(t)
	f := facts(seen("APP-16"))
	first := a.Assess(f).NextCheck.Check
	f.Checks = []bonafide.CheckResult{{Check: first, Outcome: bonafide.Requested, At: now.AddDate(0, 0, -1)}}
	if second := a.Assess(f).NextCheck; second != nil && second.Check == first {
		t.Errorf("%s is proposed while it is waited for", first)
	}
}

func TestFrequency(t *testing.T) {
	for p, want := range map[float64]string{
		1.0 / 343: "about 1 in 340 profiles like this",
		0.41:      "about 4 in 10 profiles like this",
		0.088:     "about 1 in 11 profiles like this",
		0.97:      "about 97 in 100 profiles like this",
		0.9999:    "more than 99 in 100 profiles like this",
		0.00001:   "about 1 in 100,000 profiles like this",
		1e-9:      "fewer than 1 in 1,000,000 profiles like this",
	} {
		if got := assess.Frequency(p); got != want {
			t.Errorf("Frequency(%g) = %q, want %q", p, got, want)
		}
	}
}

func TestConfigRefusesWhatIsNoProbability(t *testing.T) {
	for _, c := range []assess.Config{
		{Prior: 0, ReviewAt: .05, UrgentAt: .5}, {Prior: 1, ReviewAt: .05, UrgentAt: .5}, {Prior: math.NaN(), ReviewAt: .05, UrgentAt: .5},
		{Prior: .01, ReviewAt: .6, UrgentAt: .5}, {Prior: .01, ReviewAt: -1, UrgentAt: .5},
	} {
		if _, err := assess.New(load(t), c); err == nil {
			t.Errorf("%+v was accepted", c)
		}
	}
}

func TestSameInputsSameBytes(t *testing.T) {
	a := assessor(t)
	f := facts(hundred(load(t))...)
	want, err := strict.Marshal(a.Assess(f))
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		rand.Shuffle(len(f.Findings), func(i, j int) { f.Findings[i], f.Findings[j] = f.Findings[j], f.Findings[i] })
		got, err := strict.Marshal(a.Assess(f))
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(string(want), string(got)); diff != "" {
			t.Fatalf("another order, other bytes:\n%s", diff)
		}
	}
}

// hundred findings spread over the catalogue and over a year.
func hundred(c *bonafide.Catalogue) []bonafide.Finding {
	var out []bonafide.Finding
	for i := range 100 {
		out = append(out, ago(c.Indicators[(i*7)%len(c.Indicators)].ID, (i*37)%365, fmt.Sprint(i)))
	}
	return out
}

func BenchmarkAssess(b *testing.B) {
	for _, n := range []int{0, 5, 100} {
		b.Run(fmt.Sprintf("findings=%d", n), func(b *testing.B) {
			a := assessor(b)
			f := facts(hundred(load(b))[:n]...)
			// As the spine hands them over: by indicator, oldest first.
			slices.SortFunc(f.Findings, func(x, y bonafide.Finding) int {
				return cmp.Or(strings.Compare(string(x.Indicator), string(y.Indicator)), x.ObservedAt.Compare(y.ObservedAt))
			})
			b.ReportAllocs()
			for b.Loop() {
				_ = a.Assess(f)
			}
		})
	}
}
