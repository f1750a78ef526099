package bonafide_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bonafide"
)

func TestDateKeepsThePrecisionItHas(t *testing.T) {
	for in, want := range map[string]string{"2019": "2019", "2019-03": "2019-03", "2019-03-31": "2019-03-31", "2024-02-29": "2024-02-29", "": "", "2019-03-31T10:00:00Z": "2019-03-31"} {
		d, err := bonafide.ParseDate(in)
		if err != nil || d.String() != want {
			t.Errorf("%q: %q, %v; want %q", in, d, err, want)
		}
	}
	for _, in := range []string{"2019-13", "2019-02-30", "31.12.2019", "1066", "2300", "soon", "2019-3", " 2019", "２０１９", strings.Repeat("2", 500)} {
		if d, err := bonafide.ParseDate(in); !errors.Is(err, bonafide.ErrInvalid) || len(err.Error()) > 120 {
			t.Errorf("%.20q was read as %v (%v)", in, d, err)
		}
	}
}

func TestDateInterval(t *testing.T) {
	for in, want := range map[string][2]string{
		"2019":       {"2019-01-01", "2020-01-01"},
		"2019-12":    {"2019-12-01", "2020-01-01"},
		"2019-02-28": {"2019-02-28", "2019-03-01"},
	} {
		d, err := bonafide.ParseDate(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{d.First().Format(time.DateOnly), d.Last().Format(time.DateOnly)}; got != want {
			t.Errorf("%s means %v, want %v", in, got, want)
		}
	}
}

func TestDateBeforeIsSure(t *testing.T) {
	parse := func(s string) bonafide.Date {
		d, err := bonafide.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{{"2018", "2019", true}, {"2019", "2019", false}, {"2019", "2019-12", false}, {"2019-11", "2019-12", true}, {"2019-12-31", "2020", true}, {"", "2019", false}, {"2019", "", false}} {
		if got := parse(c.a).Before(parse(c.b)); got != c.want {
			t.Errorf("%q before %q: %v", c.a, c.b, got)
		}
	}
}

func TestDateRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := bonafide.DateOf(time.Unix(rapid.Int64Range(-2_000_000_000, 7_000_000_000).Draw(t, "seconds"), 0))
		switch rapid.IntRange(0, 2).Draw(t, "precision") {
		case 0:
			d.Month, d.Day = 0, 0
		case 1:
			d.Day = 0
		}
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back bonafide.Date
		if err := json.Unmarshal(text, &back); err != nil || back != d {
			t.Fatalf("%v became %s became %v (%v)", d, text, back, err)
		}
		if !d.First().Before(d.Last()) {
			t.Fatalf("%v ends before it begins", d)
		}
	})
}

func TestErrorKinds(t *testing.T) {
	cause := errors.New("cause")
	for _, c := range []struct {
		kind error
		make func(string, ...any) error
	}{{bonafide.ErrInvalid, bonafide.Invalidf}, {bonafide.ErrNotFound, bonafide.NotFoundf}, {bonafide.ErrConflict, bonafide.Conflictf}, {bonafide.ErrUnavailable, bonafide.Unavailablef}} {
		err := fmt.Errorf("outer: %w", c.make("read %s: %w", "x", cause))
		if !errors.Is(err, c.kind) || !errors.Is(err, cause) || err.Error() != "outer: read x: cause" {
			t.Errorf("%v: kind %v, cause %v", err, errors.Is(err, c.kind), errors.Is(err, cause))
		}
	}
}

func TestRefusalIsOneSafeLine(t *testing.T) {
	r := &bonafide.Refusal{Place: "a\nb.yaml:3", Path: "/x\x1b[31m", Why: "bad \u202evalue" + strings.Repeat("é", 2000), Remedy: "mend it"}
	s := r.Error()
	if strings.ContainsAny(s, "\n\r\x1b\u202e") || len(s) > 2000 || !strings.HasSuffix(s, "; mend it") {
		t.Errorf("%q", s)
	}
	if !errors.Is(r, bonafide.ErrInvalid) {
		t.Error("a refusal is not invalid input")
	}
}

func TestStrengths(t *testing.T) {
	for s, want := range map[bonafide.Strength]bonafide.Bits{bonafide.Low: 1, bonafide.Medium: 2.5, bonafide.High: 5, bonafide.Critical: 8, bonafide.Decisive: 8, "": 0} {
		if got := s.Bits(); got != want {
			t.Errorf("%q weighs %v bits, want %v", s, got, want)
		}
	}
	if got := bonafide.Bits(5).Odds(); got != 32 {
		t.Errorf("5 bits are odds of %v, want 32", got)
	}
}

func TestCheckWeights(t *testing.T) {
	c := bonafide.Check{Cost: 2, Intrusiveness: 1, Honest: bonafide.Likelihood{Passed: 0.8, Failed: 0.05}, Misrepresenting: bonafide.Likelihood{Passed: 0.2, Failed: 0.4}}
	if got := float64(c.PassedBits()); math.Abs(got+2) > 1e-12 {
		t.Errorf("a pass weighs %v bits, want -2", got)
	}
	if got := float64(c.FailedBits()); math.Abs(got-3) > 1e-12 {
		t.Errorf("a failure weighs %v bits, want 3", got)
	}
	if c.Effort() != 3 {
		t.Errorf("effort %v", c.Effort())
	}
}

func TestBandsAreOrdered(t *testing.T) {
	for i, b := range bonafide.Bands {
		if b.Rank() != i {
			t.Errorf("%s has rank %d", b, b.Rank())
		}
	}
	if bonafide.Band("terrible").Rank() != -1 {
		t.Error("a band that is none has a rank")
	}
}

func TestCatalogueFindsEntries(t *testing.T) {
	c := bonafide.NewCatalogue("v", []bonafide.Indicator{{ID: "APP-01"}}, []bonafide.Check{{ID: "call"}})
	if c.Indicator("APP-01") == nil || c.Indicator("APP-02") != nil || c.Check("call") == nil || c.Check("x") != nil {
		t.Error("entries are found wrongly")
	}
}

// A finding's id covers everything it says, and nothing runs together.
func TestObservedSharesTheFindingAndIsInUTC(t *testing.T) {
	noon := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	f := bonafide.Finding{Person: "somebody", Indicator: "APP-14", ObservedAt: noon, Rule: "test@1", Summary: "seen", Evidence: []bonafide.Evidence{{Source: "s1"}}}
	if o := f.Observed(); &o.Evidence[0] != &f.Evidence[0] || &o.Summary != &f.Summary {
		t.Error("the finding was copied")
	}
	f.ObservedAt = noon.In(time.FixedZone("", 2*60*60))
	got, err := json.Marshal(bonafide.WeighedFinding{Described: &bonafide.Described{Indicator: f.Indicator}, Observed: f.Observed()})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(got), `{"indicator":"APP-14",`) || strings.Contains(string(got), "somebody") ||
		!strings.HasSuffix(string(got), `"observed_at":"2026-06-01T12:00:00Z","rule":"test@1","summary":"seen","evidence":[{"source":"s1"}]}`) {
		t.Errorf("%s", got)
	}
	var back bonafide.WeighedFinding
	if err := json.Unmarshal(got, &back); err != nil || back.Indicator != "APP-14" || back.Summary != "seen" || !back.ObservedAt.Equal(noon) {
		t.Errorf("read back as %+v, %v", back, err)
	}
	if f.ObservedAt.Location() == time.UTC {
		t.Error("the finding itself was changed")
	}
}

func TestFindingID(t *testing.T) {
	at := time.Date(2026, 6, 1, 12, 0, 0, 1, time.FixedZone("x", 3600))
	base := func() bonafide.Finding {
		return bonafide.Finding{Person: "P", Indicator: "APP-01", ObservedAt: at, Rule: "r@1", Summary: "s",
			Evidence: []bonafide.Evidence{{Source: "a", Path: "/b", Value: "c", Note: "d", At: at, Dataset: &bonafide.Dataset{Name: "n", Version: "1", Date: bonafide.Date{Year: 2026}}}}}
	}
	f := base()
	want := f.ID()
	f.ObservedAt = f.ObservedAt.UTC()
	if f.ID() != want {
		t.Error("the same moment in another zone has another id")
	}
	for name, change := range map[string]func(*bonafide.Finding){
		"person":        func(f *bonafide.Finding) { f.Person = "Q" },
		"indicator":     func(f *bonafide.Finding) { f.Indicator = "APP-02" },
		"time":          func(f *bonafide.Finding) { f.ObservedAt = f.ObservedAt.Add(1) },
		"rule":          func(f *bonafide.Finding) { f.Rule = "r@2" },
		"summary":       func(f *bonafide.Finding) { f.Summary = "t" },
		"source":        func(f *bonafide.Finding) { f.Evidence[0].Source = "b" },
		"path":          func(f *bonafide.Finding) { f.Evidence[0].Path = "/c" },
		"value":         func(f *bonafide.Finding) { f.Evidence[0].Value = "d" },
		"note":          func(f *bonafide.Finding) { f.Evidence[0].Note = "e" },
		"evidence time": func(f *bonafide.Finding) { f.Evidence[0].At = time.Time{} },
		"table":         func(f *bonafide.Finding) { f.Evidence[0].Dataset.Version = "2" },
		"table's date":  func(f *bonafide.Finding) { f.Evidence[0].Dataset.Date.Year = 2025 },
		"no table":      func(f *bonafide.Finding) { f.Evidence[0].Dataset = nil },
		"more evidence": func(f *bonafide.Finding) { f.Evidence = append(f.Evidence, bonafide.Evidence{}) },
		"shifted": func(f *bonafide.Finding) {
			f.Evidence[0].Value, f.Evidence[0].Note = "cd", ""
		},
	} {
		f := base()
		change(&f)
		if f.ID() == want {
			t.Errorf("another %s, the same id", name)
		}
	}
}

func ExampleParseDate() {
	d, err := bonafide.ParseDate("2019-03")
	fmt.Println(d, d.First().Format(time.DateOnly), d.Last().Format(time.DateOnly), err)
	// Output: 2019-03 2019-03-01 2019-04-01 <nil>
}

func TestADossierIsCompleteWithItsNewestPart(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 6, day, 0, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name string
		d    bonafide.Dossier
		want time.Time
	}{
		{"nothing has a time", bonafide.Dossier{Sources: []bonafide.Source{{ID: "x"}}}, time.Time{}},
		{"the application only", bonafide.Dossier{Timeline: bonafide.Timeline{Applied: at(2)}}, at(2)},
		{"the newest source", bonafide.Dossier{Sources: []bonafide.Source{{Collected: at(3)}, {Collected: at(1)}}, Timeline: bonafide.Timeline{Applied: at(9)}}, at(3)},
		{"a later observation", bonafide.Dossier{Sources: []bonafide.Source{{Collected: at(3)}}, Observations: []bonafide.Observation{{At: at(5)}}}, at(5)},
		{"a later check", bonafide.Dossier{Observations: []bonafide.Observation{{At: at(5)}}, Checks: []bonafide.CheckResult{{At: at(7)}}}, at(7)},
	} {
		if got := tt.d.Complete(); !got.Equal(tt.want) {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
