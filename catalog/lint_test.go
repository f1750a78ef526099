package catalog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bonafide"
	"bonafide/catalog"
)

// sound is a catalogue of one indicator and one check that lints.
type sound struct {
	inputs     []catalog.Input
	indicators []bonafide.Indicator
	checks     []bonafide.Check
}

func newSound() *sound {
	return &sound{
		inputs: []catalog.Input{{ID: "resume", Title: "A curriculum vitae"}},
		indicators: []bonafide.Indicator{{
			ID: "APP-13", Phase: "application", Category: bonafide.CategoryDocument, Group: "cv-chronology",
			Title: "A technology is claimed before its release", Meaning: strings.Repeat("The year is held against the release. ", 3) + "It counts.",
			Alone: bonafide.Medium, Combined: bonafide.High, ObservedBy: "rule",
			Inputs: []bonafide.InputID{"resume"}, Innocent: []string{"a slip in a date"},
			NextCheck:     bonafide.NextStep{Check: "explanation", Ask: "Which version was it?"},
			SwitchedOffBy: []bonafide.Accommodation{"camera"},
			Sources:       []bonafide.Citation{{ID: "SEAL", URL: "https://frameworks.example", Date: "2026-05", Standing: "read"}},
		}},
		checks: []bonafide.Check{{
			ID: "explanation", Title: "Ask for the reason", How: strings.Repeat("Ask and note. ", 6) + "Done.", Fair: strings.Repeat("Ask everybody. ", 6) + "Done.",
			Stages: []bonafide.Stage{bonafide.Application}, Cost: 1, Intrusiveness: 1,
			Honest:          bonafide.Likelihood{Passed: 0.8, Failed: 0.1, Unreachable: 0.1},
			Misrepresenting: bonafide.Likelihood{Passed: 0.4, Failed: 0.4, Unreachable: 0.2},
			Settles:         []bonafide.GroupID{"cv-chronology"}, FailsAs: "APP-13",
		}},
	}
}

func (s *sound) lint() []catalog.Problem {
	return catalog.Lint(bonafide.NewCatalogue("test", s.indicators, s.checks), s.inputs)
}

// second adds a copy of the indicator under another id and group.
func (s *sound) second(id bonafide.IndicatorID, group bonafide.GroupID) *bonafide.Indicator {
	ind := s.indicators[0]
	ind.ID, ind.Group = id, group
	s.indicators = append(s.indicators, ind)
	return &s.indicators[len(s.indicators)-1]
}

func TestSoundCatalogueLints(t *testing.T) {
	if problems := newSound().lint(); len(problems) > 0 {
		t.Fatal(problems)
	}
}

func TestLint(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*sound)
		want  []string // exactly these
	}{
		{"indicator twice", func(s *sound) { s.second("APP-13", "cv-chronology") }, []string{"APP-13: the indicator stands there twice"}},
		{"no indicator id", func(s *sound) { s.indicators[0].ID = ""; s.checks[0].FailsAs = "" }, []string{"(no id): an indicator's id is one of APP, END, GIT, INT, NET, OFF, ONB, PAY, VEN, WRK, a hyphen and two digits"}},
		{"unknown family", func(s *sound) { s.indicators[0].ID = "ABC-01"; s.checks[0].FailsAs = "" }, []string{"ABC-01: an indicator's id is one of"}},
		{"number zero", func(s *sound) { s.indicators[0].ID = "APP-00"; s.checks[0].FailsAs = "" }, []string{"APP-00: an indicator's id is one of"}},
		{"three digits", func(s *sound) { s.indicators[0].ID = "APP-130"; s.checks[0].FailsAs = "" }, []string{"APP-130: an indicator's id is one of"}},
		{"letters for digits", func(s *sound) { s.indicators[0].ID = "APP-1x"; s.checks[0].FailsAs = "" }, []string{"APP-1x: an indicator's id is one of"}},
		{"unknown phase", func(s *sound) { s.indicators[0].Phase = "dreaming" }, []string{`APP-13: its phase "dreaming" is none of application, employment, interview, offboarding, onboarding, payment`}},
		{"phase of another family", func(s *sound) { s.indicators[0].Phase = "interview"; s.checks[0].Stages = bonafide.Stages }, []string{`APP-13: its phase "interview" does not go with APP, which has application`}},
		{"unknown category", func(s *sound) { s.indicators[0].Category = "mood" }, []string{`APP-13: its category "mood" is none of identity, document`}},
		{"unknown strength", func(s *sound) { s.indicators[0].Alone = "huge" }, []string{`APP-13: its strength alone "huge" is none of low, medium, high, critical, decisive`}},
		{"unknown combined strength", func(s *sound) { s.indicators[0].Combined = "huge" }, []string{"APP-13: it is weaker combined (huge)", `APP-13: its combined strength "huge" is none of`}},
		{"weaker combined", func(s *sound) { s.indicators[0].Combined = bonafide.Low }, []string{"APP-13: it is weaker combined (low) than alone (medium)"}},
		{"unknown observer", func(s *sound) { s.indicators[0].ObservedBy = "oracle" }, []string{`APP-13: its observed_by "oracle" is none of rule, analyst`}},
		{"group in capitals", func(s *sound) { s.indicators[0].Group = "CV"; s.checks[0].Settles[0] = "CV" }, []string{`APP-13: its group "CV" is no lower-case words`}},
		{"half-life too short", func(s *sound) { s.indicators[0].HalfLifeDays = 2 }, []string{"APP-13: its half-life of 2 days is outside 14 to 1825"}},
		{"negative half-life", func(s *sound) { s.indicators[0].HalfLifeDays = -1 }, []string{"APP-13: its half-life of -1 days"}},
		{"short title", func(s *sound) { s.indicators[0].Title = "Dates" }, []string{"APP-13: its title has 5 characters, outside 10 to 100"}},
		{"no meaning", func(s *sound) { s.indicators[0].Meaning = " " }, []string{"APP-13: its meaning is empty", "APP-13: its meaning is not one trimmed line"}},
		{"meaning of two lines", func(s *sound) { s.indicators[0].Meaning += "\nMore." }, []string{"APP-13: its meaning is not one trimmed line"}},
		{"no input", func(s *sound) { s.indicators[0].Inputs = nil }, []string{"APP-13: it reads no input"}},
		{"unknown input", func(s *sound) { s.indicators[0].Inputs = []bonafide.InputID{"horoscope"} }, []string{`APP-13: its input "horoscope" is not in inputs.yaml`}},
		{"input named twice", func(s *sound) { s.indicators[0].Inputs = []bonafide.InputID{"resume", "resume"} }, []string{`APP-13: "resume" stands in its inputs twice`}},
		{"no innocent explanation", func(s *sound) { s.indicators[0].Innocent = nil }, []string{"APP-13: it has no innocent explanation"}},
		{"empty innocent explanation", func(s *sound) { s.indicators[0].Innocent = []string{""} }, []string{"APP-13: its innocent explanation is empty"}},
		{"unknown next check", func(s *sound) { s.indicators[0].NextCheck.Check = "ordeal" }, []string{`APP-13: its next check "ordeal" is not in checks.yaml`}},
		{"nothing to ask", func(s *sound) { s.indicators[0].NextCheck.Ask = "" }, []string{"APP-13: its question of the next check is empty"}},
		{"unknown accommodation", func(s *sound) { s.indicators[0].SwitchedOffBy[0] = "mercy" }, []string{`APP-13: its accommodation "mercy" is none of camera, in-person, travel, hours`}},
		{"source without id", func(s *sound) { s.indicators[0].Sources[0].ID = "" }, []string{"APP-13: a source has no id"}},
		{"source elsewhere", func(s *sound) { s.indicators[0].Sources[0].URL = "file:///etc/passwd" }, []string{"APP-13: the address of source SEAL is no web address"}},
		{"source with an odd date", func(s *sound) { s.indicators[0].Sources[0].Date = "soon" }, []string{`APP-13: source SEAL: date "soon"`}},
		{"source hearsay", func(s *sound) { s.indicators[0].Sources[0].Standing = "hearsay" }, []string{`APP-13: its standing of source SEAL "hearsay" is none of read, secondary`}},

		{"check twice", func(s *sound) { s.checks = append(s.checks, s.checks[0]) }, []string{"explanation: the check stands there twice"}},
		{"check id with capitals", func(s *sound) { s.checks[0].ID = "Ask"; s.indicators[0].NextCheck.Check = "Ask" }, []string{"Ask: a check's id is lower-case words"}},
		{"check id with two hyphens", func(s *sound) { s.checks[0].ID = "a--b"; s.indicators[0].NextCheck.Check = "a--b" }, []string{"a--b: a check's id is lower-case words"}},
		{"no way to be fair", func(s *sound) { s.checks[0].Fair = "" }, []string{"explanation: its fair is empty"}},
		{"no stage", func(s *sound) { s.checks[0].Stages = nil }, []string{`APP-13: no check that settles its group can be made in the phase "application" or after`, "explanation: it can be made at no stage"}},
		{"unknown stage", func(s *sound) { s.checks[0].Stages = append(s.checks[0].Stages, "afterlife") }, []string{`explanation: its stage "afterlife" is none of`}},
		{"free of cost", func(s *sound) { s.checks[0].Cost = 0 }, []string{"explanation: its cost of 0 is outside 1 to 5"}},
		{"too intrusive", func(s *sound) { s.checks[0].Intrusiveness = 5 }, []string{"explanation: its intrusiveness of 5 is outside 0 to 4"}},
		{"holds for a negative time", func(s *sound) { s.checks[0].ValidDays = -1 }, []string{"explanation: its pass holds for -1 days"}},
		{"sum above one", func(s *sound) { s.checks[0].Honest.Passed = 0.9 }, []string{"explanation: its honest likelihoods sum to 1.1, not to 1"}},
		{"an impossible outcome", func(s *sound) {
			s.checks[0].Misrepresenting = bonafide.Likelihood{Passed: 0.5, Failed: 0.5}
		}, []string{"explanation: its misrepresenting likelihoods must each lie between 0 and 1"}},
		{"a pass that accuses", func(s *sound) {
			s.checks[0].Misrepresenting = bonafide.Likelihood{Passed: 0.85, Failed: 0.1, Unreachable: 0.05}
		}, []string{"explanation: a pass would speak against the person"}},
		{"a failure that clears", func(s *sound) {
			s.checks[0].Misrepresenting = bonafide.Likelihood{Passed: 0.4, Failed: 0.05, Unreachable: 0.55}
		}, []string{"explanation: a failure would speak for the person"}},
		{"fails as nothing", func(s *sound) { s.checks[0].FailsAs = "APP-99" }, []string{`explanation: it fails as "APP-99", which is no indicator`}},
		{"confirms nothing", func(s *sound) { s.checks[0].Confirms = []bonafide.IndicatorID{"APP-99"} }, []string{`explanation: it confirms "APP-99", which is no indicator`}},
		{"confirms what is not decisive", func(s *sound) { s.checks[0].Confirms = []bonafide.IndicatorID{"APP-13"} }, []string{"explanation: it confirms APP-13, which is not decisive when combined"}},

		{"input twice", func(s *sound) { s.inputs = append(s.inputs, s.inputs[0]) }, []string{"resume: the input stands there twice"}},
		{"input with a bad id", func(s *sound) { s.inputs = append(s.inputs, catalog.Input{ID: "chain_", Title: "Transfers"}) }, []string{"chain_: an input's id is lower-case words"}},
		{"input without title", func(s *sound) { s.inputs = append(s.inputs, catalog.Input{ID: "mail"}) }, []string{"mail: its title is empty"}},

		{"settles an unknown group", func(s *sound) { s.checks[0].Settles = append(s.checks[0].Settles, "portfolio") }, []string{`explanation: it settles the group "portfolio", which no indicator has`}},
		{"settles a group twice", func(s *sound) { s.checks[0].Settles = append(s.checks[0].Settles, "cv-chronology") }, []string{`explanation: "cv-chronology" stands in its settles twice`}},
		{"nobody can be cleared", func(s *sound) { s.second("APP-14", "employment-history") }, []string{"employment-history: no check settles the group, so nobody could be cleared of it"}},
		{"decisive needs no check", func(s *sound) {
			ind := s.second("APP-14", "extortion-message")
			ind.Alone, ind.Combined = bonafide.Decisive, bonafide.Decisive
		}, nil},
		{"cleared too early", func(s *sound) {
			ind := s.second("OFF-04", "cv-chronology")
			ind.Phase = "offboarding"
		}, []string{`OFF-04: no check that settles its group can be made in the phase "offboarding" or after`}},
		{"not cleared under an accommodation", func(s *sound) { s.checks[0].AvoidUnder = []bonafide.Accommodation{"hours", "camera"} }, []string{`APP-13: under the accommodation "hours" no check that settles its group is left`}},
		{"avoided under an unknown accommodation", func(s *sound) { s.checks[0].AvoidUnder = []bonafide.Accommodation{"mercy"} }, []string{`explanation: its accommodation "mercy" is none of`}},
		{"groups one letter apart", func(s *sound) {
			s.second("APP-14", "cv-chronologi")
			s.checks[0].Settles = append(s.checks[0].Settles, "cv-chronologi")
		}, []string{`cv-chronologi: the group is one typo away from "cv-chronology"`}},

		{"a protected input", func(s *sound) { s.inputs = append(s.inputs, catalog.Input{ID: "name-origin", Title: "Names and more"}) }, []string{"name-origin: origin of a name is protected and can be no input: it stands in for origin"}},
		{"a protected title of an input", func(s *sound) {
			s.inputs = append(s.inputs, catalog.Input{ID: "person", Title: "Citizenship as stated"})
		}, []string{`person: its title names "citizenship" without saying that it is never looked at; nationality is protected`}},
		{"a protected title", func(s *sound) { s.indicators[0].Title = "The accent does not fit" }, []string{`APP-13: its title names "accent"`}},
		{"a protected meaning", func(s *sound) { s.indicators[0].Meaning += " Mother tongue counts double." }, []string{`APP-13: its meaning names "mother tongue"`}},
		{"a meaning that leaves it out", func(s *sound) { s.indicators[0].Meaning += " Mother tongue and accent are never looked at." }, nil},
		{"a protected question", func(s *sound) { s.indicators[0].NextCheck.Ask = "Of which religion are you?" }, []string{`APP-13: its question of the next check names "religion"`}},
		{"a protected step", func(s *sound) { s.checks[0].How += " Note the place of birth." }, []string{`explanation: its how names "place of birth"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSound()
			c.spoil(s)
			got := s.lint()
			if len(got) != len(c.want) {
				t.Fatalf("problems are %q, want %d like %q", got, len(c.want), c.want)
			}
			for i, p := range got {
				if !strings.HasPrefix(p.String(), c.want[i]) {
					t.Errorf("problem %d is %q, want it to begin with %q", i, p, c.want[i])
				}
			}
		})
	}
}

func TestLintIsSorted(t *testing.T) {
	s := newSound()
	s.second("ABC-01", "b")
	s.second("APP-14", "a")
	s.checks[0].Cost, s.checks[0].ValidDays, s.checks[0].FailsAs = 9, -4, "X"
	got := s.lint()
	lines := make([]string, len(got))
	for i, p := range got {
		lines[i] = p.Place + "\x00" + p.Why
	}
	if len(lines) < 5 || !slices.IsSorted(lines) {
		t.Errorf("problems are not sorted: %q", got)
	}
}

func ExampleLint() {
	c, err := catalog.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	inputs, err := catalog.Inputs()
	if err != nil {
		fmt.Println(err)
		return
	}
	inputs = append(slices.Clone(inputs), catalog.Input{ID: "keyboard-layout", Title: "Settings of the keyboard"})
	for _, problem := range catalog.Lint(c, inputs) {
		fmt.Println(problem)
	}
	// Output:
	// keyboard-layout: keyboard layout is protected and can be no input: it stands in for origin; only a change back and forth of the clock's zone is looked at
}
