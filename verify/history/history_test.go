package history_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/proof"
	"bonafide/strict"
	"bonafide/verify/history"
)

var asOf = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

func examiner(t testing.TB) *history.Examiner {
	t.Helper()
	e, err := history.New(history.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func dossier(t testing.TB, text string) *bonafide.Dossier {
	t.Helper()
	d := new(bonafide.Dossier)
	if err := strict.YAML("dossier", []byte("bonafide: dossier/1\nperson: p\n"+text), d); err != nil {
		t.Fatal(err)
	}
	return d
}

func examine(t testing.TB, d *bonafide.Dossier) bonafide.Examination {
	t.Helper()
	got, err := examiner(t).Examine(t.Context(), d, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestDeclaredIndicatorsAreProved(t *testing.T) { proof.Test(t, examiner(t)) }

func TestConfigurationIsChecked(t *testing.T) {
	for _, c := range []history.Config{
		{ConflictLimit: -1}, {ConflictLimit: 0.1}, {ConflictLimit: 1000}, {ConflictLimit: math.NaN()}, {Technologies: []byte("Go\t2009\n")},
	} {
		if _, err := history.New(c); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%+v: %v, want an error of kind invalid", c, err)
		}
	}
	own, err := history.New(history.Config{Technologies: []byte("# version: house-1\n# date: 2026-05\nFrobnicator\t2020\town release notes\n")})
	if err != nil {
		t.Fatal(err)
	}
	got, err := own.Examine(t.Context(), dossier(t, "sources: [{id: cv, kind: resume, skills: [{name: frobnicator, since: 2018}]}]"), asOf)
	if err != nil || len(got.Findings) != 1 || got.Findings[0].Evidence[1].Dataset.Version != "house-1" {
		t.Errorf("an own table: %+v, %v", got.Findings, err)
	}
}

func TestLimitIsTheFirms(t *testing.T) {
	d := dossier(t, `
sources:
  - {id: cv, kind: resume, collected: 2026-05-01T00:00:00Z, employment: [{employer: Heronfield, from: 2015, to: 2020}]}
  - {id: form, kind: form, collected: 2026-05-01T00:00:00Z, employment: [{employer: Heronfield GmbH, from: 2017-09, to: 2020}]}
`)
	for limit, fires := range map[float64]bool{0: false, 0.5: true, 0.75: false} {
		e, err := history.New(history.Config{ConflictLimit: limit})
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Examine(t.Context(), d, asOf)
		if err != nil || (len(got.Findings) == 1) != fires {
			t.Errorf("limit %v: %d findings, %v", limit, len(got.Findings), err)
		}
	}
}

// honest is a person of ten sources who tells everywhere the same.
const honest = `
stage: employment
role: {title: Engineer, country: DE, pay_band_mid: 90000}
timeline: {applied: 2026-01-10T00:00:00Z, started: 2026-03-01T00:00:00Z}
checks:
  - {check: employer-callback, outcome: passed, at: 2026-02-01T00:00:00Z, by: talent, subject: Heronfield Software, route: independent}
  - {check: employer-callback, outcome: unreachable, at: 2026-02-01T00:00:00Z, subject: Quillmoor, route: independent}
  - {check: employer-callback, outcome: unreachable, at: 2026-02-05T00:00:00Z, subject: Quillmoor Ltd, route: candidate}
  - {check: employer-callback, outcome: requested, at: 2026-02-05T00:00:00Z, subject: Tamarisk Bay}
  - {check: school-confirmation, outcome: failed, at: 2026-02-05T00:00:00Z, by: talent, subject: Ostmark University, route: independent}
sources:
  - id: cv
    kind: resume
    system: resume.pdf
    collected: 2026-01-10T00:00:00Z
    names: [Ana-Sofía Brandt]
    emails: [ana.brandt@mail.example]
    addresses: [{city: Köln, country: DE}]
    employment:
      - {employer: Heronfield Software GmbH, title: Developer, from: 2012-02, to: 2016-12, text: "Moved billing to PostgreSQL, Django, Ansible. Ran Jenkins and nginx; wrote C++ and Python for the scheduler."}
      - {employer: Quillmoor Ltd, title: Senior engineer, from: 2017-01, to: 2021-06, text: "Kubernetes, Terraform, Go, Kafka; TypeScript front ends with React and GraphQL on AWS."}
      - {employer: Tamarisk Bay, title: Lead engineer, from: 2021-08, to: 2026-02, text: "Solidity contracts on Ethereum and Arbitrum with Foundry, tested with Hardhat; OpenTelemetry everywhere."}
    education: [{school: Ostmark University, degree: B.Sc., field: Computer science, from: 2008, to: 2011}]
    skills: [{name: Kubernetes, since: 2016}, {name: Go, since: 2017}, {name: TypeScript, years: 9}, {name: Solidity, years: 5}, {name: Python, years: 14}]
    accounts: [{service: github, handle: anabrandt}, {service: linkedin, url: "https://www.linkedin.example/in/anabrandt/"}]
    sites: [{url: "https://www.anabrandt.example/"}]
    file: {type: pdf, made: {pdf-id: "4F2A", producer: some printer}}
  - id: form
    kind: form
    system: applicant-system
    collected: 2026-01-10T00:00:00Z
    names: [Ana Sofia Brandt]
    born: 1989-04-12
    addresses: [{city: Cologne, country: DE}]
    employment:
      - {employer: Tamarisk Bay Inc., from: 2021-08, current: true}
      - {employer: Quillmoor, from: 2017, to: 2021}
    pay_request: {amount: 88000}
  - id: page
    kind: profile
    system: linkedin
    collected: 2026-01-12T00:00:00Z
    names: [Ana Sofía Brandt]
    employment:
      - {employer: Tamarisk Bay, from: 2021-08, current: true}
      - {employer: Quillmoor Ltd., from: 2019-03, to: 2021-06}
      - {employer: Quillmoor Ltd., from: 2017-01, to: 2019-02}
      - {employer: Heronfield, from: 2012-02, to: 2016-12}
    education: [{school: Ostmark University, degree: Bachelor of Science}]
    accounts: [{service: linkedin, handle: AnaBrandt, created: 2011, connections: 412}]
  - id: code
    kind: profile
    system: github
    collected: 2026-01-12T00:00:00Z
    names: [anab]
    accounts: [{service: GitHub, handle: AnaBrandt, created: 2013-05-01}]
  - id: id
    kind: identity
    collected: 2026-02-10T00:00:00Z
    names: [BRANDT ANA SOFIA]
    born: 1989-04-12
  - id: bg
    kind: background
    collected: 2026-02-20T00:00:00Z
    names: [Ana Sofia Brandt]
    born: 1989-04-12
    employment:
      - {employer: Tamarisk Bay Incorporated, from: 2021-08-02, to: 2026-02-15}
      - {employer: Quillmoor Limited, from: 2017-01-09, to: 2021-06-30}
    education: [{school: Ostmark University, degree: BSc}]
  - id: calls
    kind: meeting
    collected: 2026-02-01T00:00:00Z
    sightings:
      - {at: 2026-01-20T09:00:00Z, use: meeting, name: Ana Brandt}
      - {at: 2026-01-28T09:00:00Z, use: meeting, name: Anas iPad}
  - id: sign
    kind: signing
    collected: 2026-02-25T00:00:00Z
    names: [Ana S. Brandt]
  - id: hr
    kind: hr
    collected: 2026-03-20T00:00:00Z
    names: [Ana Sofia Brandt]
    born: 1989-04-12
    addresses: [{city: Köln, country: DE}]
    steps:
      - {name: right-to-work, due: 2026-02-20T00:00:00Z, done: 2026-02-18T00:00:00Z}
      - {name: in-person, due: 2026-02-20T00:00:00Z, done: 2026-02-28T00:00:00Z, postponed: [{at: 2026-02-19T00:00:00Z, reason: illness}]}
  - id: pay
    kind: payroll
    collected: 2026-03-20T00:00:00Z
    payees: [{kind: bank, holder: Ana S Brandt, country: DE, token: k7, since: 2026-02-26T00:00:00Z}]
`

func TestAPersonWhoTellsTheSameHasNoFindings(t *testing.T) {
	got := examine(t, dossier(t, honest))
	for _, f := range got.Findings {
		t.Errorf("%s: %s", f.Indicator, f.Summary)
	}
	var missing []string
	for _, m := range got.Missing {
		missing = append(missing, fmt.Sprint(m.Indicators, " ", m.What))
	}
	want := []string{
		"[APP-14] 1 of 3 stated employers not confirmed",
		"[APP-14] Quillmoor Ltd could not be reached by two routes",
	}
	if !slices.Equal(missing, want) {
		t.Errorf("missing\n%q, want\n%q", missing, want)
	}
	var artefacts []string
	for _, a := range got.Artefacts {
		artefacts = append(artefacts, a.Kind+" "+a.Value+" "+string(a.Source))
	}
	if want := []string{
		"account github:anabrandt cv", "account linkedin:anabrandt cv", "file-lineage pdf-id:4f2a cv", "payee k7 pay", "site anabrandt.example cv",
	}; !slices.Equal(artefacts, want) {
		t.Errorf("artefacts %q, want %q", artefacts, want)
	}
	if len(got.Datasets) != 1 || got.Datasets[0].Name != "bonafide-technologies" || got.Datasets[0].Version == "" || got.Datasets[0].Date.IsZero() {
		t.Errorf("datasets %+v", got.Datasets)
	}
}

// Every piece of evidence points at something that stands in the dossier.
func TestEvidencePointsIntoTheDossier(t *testing.T) {
	e := examiner(t)
	cases, err := e.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		data, err := strict.Marshal(&c.Dossier)
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Examine(t.Context(), &c.Dossier, c.AsOf)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range got.Findings {
			if f.ObservedAt.After(c.AsOf) || !strings.HasPrefix(f.Rule, "history/") || !strings.HasSuffix(f.Rule, "@1") {
				t.Errorf("%s: %s by %s at %s", c.Name, f.Indicator, f.Rule, f.ObservedAt)
			}
			for _, v := range f.Evidence {
				if v.Dataset != nil {
					continue
				}
				if !stands(data, v.Path) {
					t.Errorf("%s: %s: nothing stands at %s", c.Name, f.Indicator, v.Path)
				}
				if v.Value == "" || v.Note == "" || strings.HasPrefix(v.Path, "/sources/") && v.Source == "" {
					t.Errorf("%s: %s: incomplete evidence %+v", c.Name, f.Indicator, v)
				}
			}
		}
	}
}

// stands reports whether a JSON pointer leads to a value.
func stands(data []byte, pointer string) bool {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return false
	}
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		switch in := v.(type) {
		case map[string]any:
			v = in[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(in) {
				return false
			}
			v = in[i]
		}
		if v == nil {
			return false
		}
	}
	return true
}

func TestExaminationIsRepeatable(t *testing.T) {
	e := examiner(t)
	cases, err := e.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		first, err := e.Examine(t.Context(), &c.Dossier, c.AsOf)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			again, err := e.Examine(t.Context(), &c.Dossier, c.AsOf)
			if err != nil || !reflect.DeepEqual(first, again) {
				t.Fatalf("%s: differs when made again: %v", c.Name, err)
			}
		}
		if !slices.IsSortedFunc(first.Findings, func(a, b bonafide.Finding) int { return strings.Compare(string(a.Indicator), string(b.Indicator)) }) {
			t.Errorf("%s: findings are not in order", c.Name)
		}
	}
}

func TestStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := examiner(t).Examine(ctx, dossier(t, honest), asOf); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want the context's error", err)
	}
}

// The words of a finding accuse nobody.
func TestSummariesAreNeutral(t *testing.T) {
	e := examiner(t)
	cases, err := e.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		got, err := e.Examine(t.Context(), &c.Dossier, c.AsOf)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range got.Findings {
			for _, word := range []string{"fake", "fraud", "guilty", "liar", "lie ", "suspicious", "suspect"} {
				if strings.Contains(strings.ToLower(f.Summary), word) {
					t.Errorf("%s: %q says %q", c.Name, f.Summary, word)
				}
			}
		}
	}
}

func TestSummaries(t *testing.T) {
	e := examiner(t)
	cases, err := e.Cases()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"APP-08/two-employers-at-one-time": "2 facts differ between sources: the full-time employer of one time (weight 1.50, limit 1.00).",
		"APP-08/background-dates-differ":   "1 fact differs between sources: dates at Heronfield Software GmbH (weight 1.00, limit 1.00).",
		"APP-13/skill-since":               "Use of Kubernetes is dated from 2012-03; its first public release was 2014-06.",
		"APP-13/job-ended-before-release":  "Use of Docker is dated in a job that ended 2010; its first public release was 2013-03 (2 technologies dated too early).",
		"APP-13/years-counted-back":        "Use of Solidity is dated back 12 years from 2020-06; its first public release was 2014-08.",
		"APP-11/bare-profile":              "The LinkedIn profile has 11 connections beside about 9 stated years of work.",
		"APP-25/far-below-and-silent":      "The pay asked for is 60 % of the band's midpoint, and no counter-proposal is on record.",
		"INT-15/new-reasons":               "The step in-person was postponed 2 times, each time for another reason.",
	}
	for _, c := range cases {
		w, ok := want[c.Name]
		if !ok {
			continue
		}
		got, err := e.Examine(t.Context(), &c.Dossier, c.AsOf)
		if err != nil || len(got.Findings) != 1 || got.Findings[0].Summary != w {
			t.Errorf("%s: %v %+v, want %q", c.Name, err, got.Findings, w)
		}
		delete(want, c.Name)
	}
	for name := range want {
		t.Errorf("there is no case %s", name)
	}
}

// A dossier without bounds is examined in bounded time, and says what was left out.
func TestHostileDossier(t *testing.T) {
	d := &bonafide.Dossier{Person: "p"}
	for i := range 200 {
		s := bonafide.Source{ID: bonafide.SourceID(fmt.Sprint("s", i)), Kind: bonafide.SourceKinds[i%len(bonafide.SourceKinds)], Collected: asOf}
		for j := range 200 {
			s.Names = append(s.Names, fmt.Sprintf("%s %s", strings.Repeat("x", i%90+1), strings.Repeat("y", j%90+1)))
			s.Employment = append(s.Employment, bonafide.Employment{
				Employer: fmt.Sprintf("firm%dx%d", i, j), From: bonafide.Date{Year: 2000}, To: bonafide.Date{Year: 2020},
				Text: strings.Repeat("Kubernetes, Go, Rust, ", 20),
			})
			s.Payees = append(s.Payees, bonafide.Payee{Kind: "bank", Holder: fmt.Sprint("holder of ", strings.Repeat("z", j)), Country: "CA"})
			s.Sightings = append(s.Sightings, bonafide.Sighting{At: asOf, Use: "meeting", Name: fmt.Sprintf("zz%c qq%c", 'a'+j%26, 'a'+i%26)})
			s.Steps = append(s.Steps, bonafide.Step{Name: fmt.Sprint("in-person ", j), Declined: asOf})
		}
		d.Sources = append(d.Sources, s)
	}
	begun := time.Now()
	got := examine(t, d)
	if took := time.Since(begun); took > time.Minute {
		t.Errorf("took %s", took)
	}
	if len(got.Findings) > 200 {
		t.Errorf("%d findings", len(got.Findings))
	}
	for _, f := range got.Findings {
		if len(f.Evidence) > 12 {
			t.Errorf("%s has %d pieces of evidence", f.Indicator, len(f.Evidence))
		}
	}
	if !slices.ContainsFunc(got.Missing, func(m bonafide.Missing) bool { return m.What == "part of the dossier" }) {
		t.Error("nothing says that a part was left out")
	}
}

func TestMissing(t *testing.T) {
	for _, c := range []struct{ name, dossier, want string }{
		{"names of two unsettled scripts", `
sources:
  - {id: a, kind: identity, names: [王小明]}
  - {id: b, kind: form, names: [Wang Xiaoming]}
`, "[APP-21] names of identity record and form"},
		{"names of sources", `
sources:
  - {id: a, kind: resume, names: [王小明]}
  - {id: b, kind: form, names: [Wang Xiaoming]}
`, "[APP-08] names of 1 pair of sources"},
		{"papers", `
sources:
  - {id: a, kind: hr, names: [王小明]}
  - {id: b, kind: signing, names: [Wang Xiaoming]}
`, "[ONB-08] names on 1 pair of papers"},
		{"a single word in a meeting", `
sources:
  - {id: a, kind: form, names: [Karl Ostrava]}
  - {id: b, kind: meeting, sightings: [{at: 2026-05-01T00:00:00Z, name: Bob}]}
`, "[INT-12] name shown in 1 meeting"},
		{"a bank without a residence", `
role: {country: DE}
sources: [{id: a, kind: payroll, payees: [{kind: bank, country: CA}]}]
`, "[PAY-12] country of residence"},
		{"a bank without a contract", `
sources:
  - {id: h, kind: hr, addresses: [{country: AT}]}
  - {id: a, kind: payroll, payees: [{kind: bank, country: CA}]}
`, "[PAY-12] contracted country"},
		{"a holder without a name", `
sources: [{id: a, kind: payroll, payees: [{kind: bank, holder: Karl Ostrava}]}]
`, "[PAY-01] holder of /sources/0/payees/0"},
		{"a holder in another script", `
sources:
  - {id: h, kind: hr, names: [Karl Ostrava]}
  - {id: a, kind: payroll, payees: [{kind: bank, holder: 王小明}]}
`, "[PAY-01] holder of /sources/1/payees/0"},
		{"a code account without a date", `
timeline: {applied: 2026-05-01T00:00:00Z}
sources:
  - id: cv
    kind: resume
    employment: [{employer: Heronfield, from: 2010, current: true}]
    accounts: [{service: github, handle: a, created: 2026-04}, {service: gitlab, handle: b}]
`, "[GIT-16] creation date of 1 code account"},
		{"a school that nobody asked", `
sources: [{id: cv, kind: resume, education: [{school: Ostmark University}]}]
`, "[APP-14] 1 of 1 stated schools not confirmed"},
		{"one route is not enough to call an employer silent", `
checks: [{check: employer-callback, outcome: unreachable, at: 2026-05-01T00:00:00Z, subject: Heronfield, route: independent}]
sources: [{id: cv, kind: resume, employment: [{employer: Heronfield}, {employer: Freelance}, {employer: Stealth Startup}]}]
`, "[APP-14] 1 of 1 stated employers not confirmed"},
	} {
		got := examine(t, dossier(t, c.dossier))
		if len(got.Findings) > 0 {
			t.Errorf("%s: raised %s", c.name, got.Findings[0].Indicator)
		}
		var missing []string
		for _, m := range got.Missing {
			missing = append(missing, fmt.Sprint(m.Indicators, " ", m.What))
		}
		if !slices.Contains(missing, c.want) {
			t.Errorf("%s: missing %q, want %q", c.name, missing, c.want)
		}
	}
}

func TestArtefacts(t *testing.T) {
	got := examine(t, dossier(t, `
sources:
  - id: late
    kind: profile
    collected: 2026-05-02T00:00:00Z
    accounts: [{service: GitHub, handle: "@Night-Owl"}, {service: gitlab, url: "https://gitlab.example/u/Owl/?tab=x"}, {service: xing}, {handle: nobody}]
    sites: [{url: "HTTPS://WWW.Owl.Example/Work/"}, {url: "owl.example/Work#top"}, {url: "https://"}]
  - id: early
    kind: resume
    collected: 2026-05-01T00:00:00Z
    accounts: [{service: github, handle: night-owl}]
    file: {made: {docx-rsid-root: 00A1B2C3, xmp-document-id: "uuid:AB", media-sha256: "aa,bb", author: Somebody, docx-template: Normal.dotm}}
`))
	var all []string
	for _, a := range got.Artefacts {
		all = append(all, a.Kind+" "+a.Value+" "+string(a.Source))
	}
	want := []string{
		"account github:night-owl early", "account gitlab:owl late",
		"file-lineage docx-rsid-root:00a1b2c3 early", "file-lineage media-sha256:aa early", "file-lineage media-sha256:bb early",
		"file-lineage xmp-document-id:uuid:ab early", "site owl.example/Work late",
	}
	if !slices.Equal(all, want) {
		t.Errorf("artefacts %q, want %q", all, want)
	}
}

func Example() {
	e, err := history.New(history.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	d := &bonafide.Dossier{Person: "p-1", Sources: []bonafide.Source{{
		ID: "cv", Kind: bonafide.Resume, Collected: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
		Skills: []bonafide.Skill{{Name: "Kubernetes", Since: bonafide.Date{Year: 2011}}},
	}}}
	got, err := e.Examine(context.Background(), d, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range got.Findings {
		fmt.Println(f.Indicator, f.Summary)
		fmt.Println(f.Evidence[0].Path, f.Evidence[0].Value)
	}
	// Output:
	// APP-13 Use of Kubernetes is dated from 2011; its first public release was 2014-06.
	// /sources/0/skills/0/since 2011
}

func BenchmarkExamineTenSources(b *testing.B) {
	e, d := examiner(b), dossier(b, honest)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Examine(b.Context(), d, asOf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		examiner(b)
	}
}
