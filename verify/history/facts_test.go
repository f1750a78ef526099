package history_test

import (
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/verify/history"
)

// anyFact is an examiner that raises APP-08 for any single fact that differs.
func anyFact(t *testing.T) *history.Examiner {
	t.Helper()
	e, err := history.New(history.Config{ConflictLimit: 0.25})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func differing(t *testing.T, sources string) string {
	t.Helper()
	got, err := anyFact(t).Examine(t.Context(), dossier(t, "sources:\n"+sources), asOf)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.Findings {
		if f.Indicator == "APP-08" {
			return f.Summary
		}
	}
	return ""
}

const (
	cv   = "  - {id: cv, kind: resume, collected: 2026-05-01T00:00:00Z, "
	page = "  - {id: page, kind: profile, collected: 2026-05-02T00:00:00Z, "
	form = "  - {id: form, kind: form, collected: 2026-05-02T00:00:00Z, "
	bg   = "  - {id: bg, kind: background, collected: 2026-05-02T00:00:00Z, "
)

func TestFactsThatAgree(t *testing.T) {
	for _, c := range []struct{ why, a, b string }{
		{"a slip of a few months", cv + "employment: [{employer: Heronfield, from: 2018-01, to: 2020-06}]}", form + "employment: [{employer: Heronfield, from: 2018-05, to: 2020-09}]}"},
		{"years against months", cv + "employment: [{employer: Heronfield, from: 2018, to: 2020}]}", form + "employment: [{employer: Heronfield, from: 2018-11, to: 2020-01}]}"},
		{"an open end", cv + "employment: [{employer: Heronfield, from: 2018}]}", form + "employment: [{employer: Heronfield, from: 2018-01, to: 2019-01}]}"},
		{"a first spell told alone", cv + "employment: [{employer: Heronfield, from: 2018-01, to: 2019-01}]}",
			page + "employment: [{employer: Heronfield, from: 2018-01, to: 2019-01}, {employer: Heronfield, from: 2022-01, to: 2024-01}]}"},
		{"a part of a stay of two titles", cv + "employment: [{employer: Heronfield, from: 2019-01, to: 2023-01}]}",
			page + "employment: [{employer: Heronfield, from: 2018-01, to: 2020-01}, {employer: Heronfield, from: 2020-01, current: true}]}"},
		{"a firm by its initials", cv + "employment: [{employer: Heron Field Quarry, from: 2018, to: 2023}]}", form + "employment: [{employer: HFQ, from: 2018, to: 2023}]}"},
		{"a firm written as one word", cv + "employment: [{employer: Heron Field, from: 2018, to: 2023}]}", form + "employment: [{employer: HeronField, from: 2018, to: 2023}]}"},
		{"two words parted elsewhere", cv + "employment: [{employer: Heron Fieldlab, from: 2018, to: 2023}]}", form + "employment: [{employer: Heronfield Lab, from: 2018, to: 2023}]}"},
		{"a firm by its domain", cv + "employment: [{employer: Old Name, domain: firm.example, from: 2018, to: 2023}]}", form + "employment: [{employer: New Brand, domain: FIRM.example, from: 2018, to: 2023}]}"},
		{"a firm by a legal form with points", cv + "employment: [{employer: Heronfield S. A., from: 2018, to: 2023}]}", form + "employment: [{employer: Heronfield Sp. z o.o., from: 2018, to: 2023}]}"},
		{"a slip in a firm's name", cv + "employment: [{employer: Heronfield, from: 2018, to: 2023}]}", form + "employment: [{employer: Heronfeld, from: 2018, to: 2023}]}"},
		{"a firm in another script", cv + "employment: [{employer: Яндекс, from: 2018, to: 2023}]}", form + "employment: [{employer: Yandeks, from: 2018, to: 2023}]}"},
		{"firms in scripts that cannot be compared", cv + "employment: [{employer: 腾云科技, from: 2018, to: 2023}]}", form + "employment: [{employer: Quillmoor, from: 2018, to: 2023}]}"},
		{"side work", cv + "employment: [{employer: Heronfield, from: 2018, to: 2023}]}", form + "employment: [{employer: Quillmoor, from: 2018, to: 2023, part_time: true}]}"},
		{"own account", cv + "employment: [{employer: Heronfield, from: 2018, to: 2023}]}", form + "employment: [{employer: Freelance, from: 2018, to: 2023}]}"},
		{"a firm that is not named", cv + "employment: [{employer: Heronfield, from: 2018, to: 2023}]}", form + "employment: [{employer: Stealth Startup, from: 2018, to: 2023}]}"},
		{"two jobs told side by side", cv + "employment: [{employer: Heronfield, from: 2018, to: 2023}, {employer: Oxbow, from: 2018, to: 2023}]}", form + "employment: [{employer: Quillmoor, from: 2018, to: 2023}]}"},
		{"both jobs in the other source", cv + "employment: [{employer: Heronfield, from: 2018, to: 2023}]}",
			form + "employment: [{employer: Quillmoor, from: 2018, to: 2023}, {employer: Heronfield, from: 2018, to: 2023}]}"},
		{"one job of both in the other source", cv + "employment: [{employer: Heronfield, from: 2018, to: 2023}, {employer: Quillmoor, from: 2010, to: 2011}]}",
			bg + "employment: [{employer: Quillmoor, from: 2010, to: 2011}]}"},
		{"a handover of some months", cv + "employment: [{employer: Heronfield, from: 2018-01, to: 2020-06}]}", form + "employment: [{employer: Quillmoor, from: 2020-02, to: 2023-01}]}"},
		{"a profile left alone", cv + "employment: [{employer: Quillmoor, from: 2022-01, current: true}]}", page + "employment: [{employer: Heronfield, from: 2018-01, current: true}]}"},
		{"no dates", cv + "employment: [{employer: Heronfield}]}", form + "employment: [{employer: Quillmoor, from: 2018}]}"},
		{"an unnamed employer", cv + "employment: [{employer: '', from: 2018, to: 2023}]}", form + "employment: [{employer: Quillmoor, from: 2018, to: 2023}]}"},
		{"greater and inner city", cv + "addresses: [{city: Greater Graz, country: AT}]}", form + "addresses: [{city: Graz, country: at}]}"},
		{"a city in another script", cv + "addresses: [{city: 東京, country: JP}]}", form + "addresses: [{city: Tokyo, country: JP}]}"},
		{"one of two homes", cv + "addresses: [{city: Graz, country: AT}, {city: Lisbon, country: PT}]}", form + "addresses: [{city: Lisboa, country: PT}]}"},
		{"a delivery address is no home", cv + "addresses: [{city: Graz, country: AT}]}", form + "addresses: [{city: Lisbon, country: PT, use: delivery}, {use: home}]}"},
		{"records of different years", cv + "addresses: [{city: Graz, country: AT}]}", "  - {id: old, kind: form, collected: 2024-05-02T00:00:00Z, addresses: [{city: Lisbon, country: PT}]}"},
		{"a record without a date", cv + "addresses: [{city: Graz, country: AT}]}", "  - {id: old, kind: form, addresses: [{city: Lisbon, country: PT}]}"},
		{"titles of another system", cv + "education: [{school: Ostmark University, degree: Diplom}]}", form + "education: [{school: Ostmark University, degree: Master}]}"},
		{"both degrees in one source", cv + "education: [{school: Ostmark University, degree: BSc}]}",
			form + "education: [{school: Ostmark University, degree: M.Sc.}, {school: Ostmark University, degree: B.Sc.}]}"},
		{"the other degree in the first source", cv + "education: [{school: Ostmark University, degree: BSc}, {school: Ostmark University, degree: MSc}]}",
			form + "education: [{school: Ostmark University, degree: Master}]}"},
		{"a handle as a profile's name", cv + "names: [Karl Ostrava]}", page + "names: [nightowl, Karl O]}"},
		{"a name of signs", cv + "names: ['***', Karl Ostrava]}", form + "names: [Ostrava Karl]}"},
		{"one of two names", cv + "names: [Karl Ostrava, 王小明]}", form + "names: [王小明, Karl Winston Ostrava]}"},
		{"a name given in two scripts", cv + "names: [王小明, Wang Xiaoming]}", form + "names: [Xiaoming Wang]}"},
		{"sources of other kinds", cv + "names: [Karl Ostrava]}", "  - {id: r, kind: reference, names: [Winston Abernathy]}"},
	} {
		for _, sources := range []string{c.a + "\n" + c.b + "\n", c.b + "\n" + c.a + "\n"} {
			if got := differing(t, sources); got != "" {
				t.Errorf("%s: %s", c.why, got)
			}
		}
	}
}

func TestFactsThatDiffer(t *testing.T) {
	for _, c := range []struct{ want, a, b string }{
		{"the name", cv + "names: [Karl Ostrava]}", form + "names: [Winston Abernathy]}"},
		{"dates at Heronfield (weight 0.50", cv + "employment: [{employer: Heronfield, from: 2016-01, to: 2020-06}]}", form + "employment: [{employer: Heronfield, from: 2018-05, to: 2020-09}]}"},
		{"dates at Heronfield (weight 0.50", cv + "employment: [{employer: Heronfield, from: 2018-01, to: 2019-06}]}", form + "employment: [{employer: Heronfield, from: 2018-01, to: 2022-09}]}"},
		{"dates at Heronfield (weight 1.00", cv + "employment: [{employer: Heronfield, from: 2018-01, current: true}]}", bg + "employment: [{employer: Heronfield, from: 2018-01, to: 2021-09}]}"},
		{"dates at Heronfield (weight 0.50", cv + "employment: [{employer: Heronfield, from: 2012-01, to: 2019-06}]}",
			page + "employment: [{employer: Heronfield, from: 2018-01, to: 2019-01}, {employer: Heronfield, from: 2019-02, to: 2020-06}]}"},
		{"dates at Heronfield (weight 0.50", cv + "employment: [{employer: Heronfield, from: 2018-01, to: 2024-06}]}",
			page + "employment: [{employer: Heronfield, from: 2018-01, to: 2019-01}, {employer: Heronfield, from: 2019-02, to: 2020-06}]}"},
		{"full-time employer of one time (weight 0.75", cv + "employment: [{employer: Heronfield, from: 2018, to: 2023}]}", form + "employment: [{employer: Quillmoor, from: 2018, to: 2023}]}"},
		{"full-time employer of one time (weight 1.00", cv + "employment: [{employer: Heronfield, from: 2018, current: true}]}", bg + "employment: [{employer: Quillmoor, from: 2018, current: true}]}"},
		{"the country of home (weight 0.50", cv + "addresses: [{city: Graz, country: AT}]}", form + "addresses: [{city: Lisbon, country: PT}]}"},
		{"the city of home (weight 0.25", cv + "addresses: [{city: Graz, country: AT}]}", form + "addresses: [{city: Linz, country: AT}]}"},
		{"the degree of Ostmark University (weight 0.50", cv + "education: [{school: Ostmark University, degree: PhD}]}", form + "education: [{school: University of Ostmark, degree: BSc}]}"},
		{"the degree of Ostmark University (weight 1.00", cv + "education: [{school: Ostmark University, degree: Ph.D.}]}", bg + "education: [{school: Ostmark University, degree: B.Eng.}]}"},
		// One fact in three sources counts once.
		{"dates at Heronfield (weight 1.00", cv + "employment: [{employer: Heronfield, from: 2014-01, to: 2020-06}]}",
			form + "employment: [{employer: Heronfield Labs, from: 2014-01, to: 2020-06}]}\n" + bg + "employment: [{employer: Heronfield Labs Ltd, from: 2018-05, to: 2020-09}]}"},
	} {
		if got := differing(t, c.a+"\n"+c.b+"\n"); !strings.Contains(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestNamesShownInMeetings(t *testing.T) {
	for shown, fires := range map[string]bool{
		"Karl O.":                        false,
		"KO":                             false,
		"K. O.":                          false,
		"K. Q.":                          false, // initials may be anybody's
		"Ostra":                          false,
		"Karli Ostrava-Lindqvist":        false,
		"kostrava@work.example":          false,
		"karl.ostrava@work.example":      false,
		"xq17@work.example":              false,
		"42@work.example":                false,
		"owl@work.example":               false,
		"night-owl@work.example":         false,
		"winston.abernathy@mail.example": true,
		"王小明":                            false,
		"wang.王@mail.example":            false,
		"Blue Kite Limited":              false,
		"HERONFIELD (Karl)":              false,
		"Winston Abernathy":              true,
		"Winston A Abernathy":            true,
		"iPhone von Winston Abernathy":   false,
		"???":                            false,
	} {
		d := &bonafide.Dossier{Person: "p", Sources: []bonafide.Source{
			{ID: "form", Kind: bonafide.Form, Names: []string{"Karl Ostrava"}, Emails: []string{"owl@home.example"},
				Accounts:   []bonafide.Account{{Service: "github", Handle: "@night-owl"}},
				Employment: []bonafide.Employment{{Employer: "Heronfield"}}},
			{ID: "m", Kind: bonafide.Meeting, Collected: asOf.Add(-time.Hour), Sightings: []bonafide.Sighting{
				{Name: shown}, {Use: "sign-in", Name: "Somebody Else"}, {Use: "meeting"},
			}},
		}}
		got := examine(t, d)
		if (len(got.Findings) == 1) != fires {
			t.Errorf("%q: %+v, want fires %v", shown, got.Findings, fires)
		}
	}
}

func TestBirthDates(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		fires bool
	}{
		{"1990-04-12", "1990-04-12", false},
		{"1990-04-12", "1990-12-04", false}, // day and month turned round
		{"1990-04", "1990-04-12", false},
		{"1990", "1990-04-12", false},
		{"1990-04-12", "1990-04-13", true},
		{"1990-04-12", "1991-04-12", true},
		{"1990-04", "1990-07-12", true},
		{"1990-12", "1990-04-12", false}, // its day may be the month
		{"", "1990-07-12", false},
	} {
		d := dossier(t, "sources:\n  - {id: id, kind: identity, born: '"+c.a+"'}\n  - {id: form, kind: form, born: '"+c.b+"'}\n")
		if got := examine(t, d); (len(got.Findings) == 1) != c.fires {
			t.Errorf("%s and %s: %+v, want fires %v", c.a, c.b, got.Findings, c.fires)
		}
	}
}

func TestIdentityOfBothKindsIsOneFinding(t *testing.T) {
	got := examine(t, dossier(t, `
sources:
  - {id: id, kind: identity, names: [Karl Ostrava], born: 1990-04-12}
  - {id: form, kind: form, names: [Winston Abernathy], born: 1988-04-12}
`))
	if len(got.Findings) != 1 || !strings.Contains(got.Findings[0].Summary, "birth date and name") || len(got.Findings[0].Evidence) != 4 {
		t.Errorf("%+v", got.Findings)
	}
	if !got.Findings[0].ObservedAt.Equal(asOf) {
		t.Errorf("without a date of collection it is observed at %s, want the examination's", got.Findings[0].ObservedAt)
	}
}

func TestSkillsOfMakersAndRanges(t *testing.T) {
	for _, c := range []struct {
		why, sources string
		fires        bool
	}{
		{"the same technology in two sources is told once", cv + "skills: [{name: Kubernetes, since: 2010}, {name: k8s, since: 2009}]}\n" + form + "skills: [{name: Kubernetes, since: 2011}]}", true},
		{"a maker's person", cv + "skills: [{name: Kubernetes, years: 20}], employment: [{employer: Kubernetes Inc, from: 2005}]}", false},
		{"no date", cv + "skills: [{name: Kubernetes}, {name: Frobnicator, since: 1990}, {name: Kubernetes, years: -3}, {name: Kubernetes, years: 400}]}", false},
		{"a job that runs on", cv + "employment: [{employer: Heronfield, from: 2000, current: true, text: 'Kubernetes'}, {employer: Oxbow, from: 2000, text: 'Kubernetes'}]}", false},
		{"the own full name beside a list", cv + "names: [Julia Kafka], employment: [{employer: Heronfield, from: 2000, to: 2005, text: 'Julia Kafka, Java, Perl, Linux'}]}", false},
		{"a list that has words of the own name", cv + "names: [Julia Kafka], employment: [{employer: Heronfield, from: 2000, to: 2005, text: 'Java, Julia, Perl, Kafka, Linux'}]}", true},
		{"the same list of somebody else", cv + "names: [Karl Ostrava], employment: [{employer: Heronfield, from: 2000, to: 2005, text: 'Java, Julia, Perl, Kafka, Linux'}]}", true},
		{"an employer in a list", cv + "employment: [{employer: Docker Movers, from: 2000, to: 2005, text: 'Java, Docker'}]}", false},
	} {
		got := examine(t, dossier(t, "sources:\n"+c.sources+"\n"))
		n := 0
		for _, f := range got.Findings {
			if f.Indicator == "APP-13" {
				n++
			}
		}
		if (n == 1) != c.fires {
			t.Errorf("%s: %+v, want fires %v", c.why, got.Findings, c.fires)
		}
	}
}

// A long passage is cut around the mention, at whole characters and on one line.
func TestPassage(t *testing.T) {
	d := &bonafide.Dossier{Person: "p", Sources: []bonafide.Source{{ID: "cv", Kind: bonafide.Resume, Employment: []bonafide.Employment{{
		Employer: "Heronfield", From: bonafide.Date{Year: 2001}, To: bonafide.Date{Year: 2005},
		Text: strings.Repeat("é", 60) + "x\n Kubernetes " + strings.Repeat("ü", 60),
	}}}}}
	got := examine(t, d)
	if len(got.Findings) != 1 {
		t.Fatalf("%+v", got.Findings)
	}
	if v := got.Findings[0].Evidence[0].Value; !strings.HasPrefix(v, "…é") || !strings.Contains(v, "x  Kubernetes ü") || !strings.HasSuffix(v, "ü…") {
		t.Errorf("%q", v)
	}
}
