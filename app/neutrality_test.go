package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bonafide"
	"bonafide/app"
	"bonafide/strict"
)

var asOf = time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)

func newApp(t testing.TB) *app.App {
	t.Helper()
	config := app.Defaults()
	config.Data.Folder = filepath.Join(t.TempDir(), "none")
	config.Screen.Lists = filepath.Join(t.TempDir(), "none")
	a, err := app.New(t.Context(), config, app.World{Now: func() time.Time { return asOf.AddDate(0, 6, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// samples are the dossiers of the repository's samples folder.
func samples(t testing.TB, a *app.App) []bonafide.Dossier {
	t.Helper()
	var out []bonafide.Dossier
	for raw, err := range a.Intake.Scan(t.Context(), "../samples") {
		if err != nil {
			t.Fatal(err)
		}
		d, err := a.Intake.Decode(t.Context(), raw)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	if len(out) < 10 {
		t.Fatalf("%d samples", len(out))
	}
	return out
}

// people's names of many origins: one word, many words, and scripts of all kinds.
var names = []string{
	"Kim Jong Su", "김정수", "朴 哲", "Li Jiadong", "李家東", "Nguyễn Thị Minh Khai", "Владимир Сергеевич Соколов", "Oleksandr Шевченко",
	"محمد عبد الله الحسن", "Abd al-Rahman ibn Yusuf", "דוד לוי", "राम प्रसाद शर्मा", "Ngozi Okonkwo-Adeyemi", "María José Carreño Quiñones",
	"Jean-Luc d'Aubigné", "Friðrik Þórsson", "O'Brien Siobhán", "Sukarno", "さくら 田中", "Σωκράτης Παπαδόπουλος", "John Smith", "X Æ",
	"Julia Swift", "Ruby Go", "React Rust", "Crystal Dart", "Kubernetes Jenkins",
}

// assessed is the assessment's JSON of a dossier.
func assessed(t testing.TB, a *app.App, d bonafide.Dossier) string {
	t.Helper()
	x, err := a.Flow.Examine(t.Context(), &d, asOf)
	if err != nil {
		t.Fatal(err)
	}
	out, err := strict.Marshal(x.Assessment)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// copied is a deep copy, so that a change leaves the original alone.
func copied(t testing.TB, d bonafide.Dossier) bonafide.Dossier {
	t.Helper()
	data, err := strict.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var out bonafide.Dossier
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// renamed gives every name of the person another one, the same everywhere.
func renamed(d *bonafide.Dossier, rename func(string) string) {
	for i := range d.Sources {
		s := &d.Sources[i]
		for j := range s.Names {
			s.Names[j] = rename(s.Names[j])
		}
		for j := range s.Sightings {
			if s.Sightings[j].Name != "" {
				s.Sightings[j].Name = rename(s.Sightings[j].Name)
			}
		}
		for j := range s.Payees {
			if s.Payees[j].Holder != "" {
				s.Payees[j].Holder = rename(s.Payees[j].Holder)
			}
		}
	}
}

// TestNamesChangeNothing: any name of any origin in place of any other leaves the
// assessment the same to the byte. Dossiers in which names themselves conflict are
// left out: there the conflict is the finding.
func TestNamesChangeNothing(t *testing.T) {
	a := newApp(t)
	for _, d := range samples(t, a) {
		if d.Person == "W-2001" || d.Person == "W-2002" {
			continue // a proof of delivery, a payee: names that differ
		}
		want := assessed(t, a, d)
		for _, name := range names {
			changed := copied(t, d)
			renamed(&changed, func(string) string { return name })
			if got := assessed(t, a, changed); got != want {
				t.Fatalf("%s under the name %q:\n%s", d.Person, name, cmp.Diff(want, got))
			}
		}
	}
}

// Random names of random letters, drawn as a person's and written alike everywhere.
func TestRandomNamesChangeNothing(t *testing.T) {
	a := newApp(t)
	all := samples(t, a)
	want := map[bonafide.PersonID]string{}
	for _, d := range all {
		want[d.Person] = assessed(t, a, d)
	}
	rapid.Check(t, func(rt *rapid.T) {
		d := rapid.SampledFrom(all).Draw(rt, "sample")
		if d.Person == "W-2001" || d.Person == "W-2002" {
			rt.Skip("names that differ are its finding")
		}
		name := strings.TrimSpace(rapid.StringMatching(`[\p{L}\p{M}]{1,12}( [\p{L}\p{M}'-]{1,12}){0,3}`).Draw(rt, "name"))
		changed := copied(t, d)
		renamed(&changed, func(string) string { return name })
		if got := assessed(t, a, changed); got != want[d.Person] {
			rt.Fatalf("%s under the name %q:\n%s", d.Person, name, cmp.Diff(want[d.Person], got))
		}
	})
}

// TestJSONResumeTraitsChangeNothing: what a JSON Resume says of languages, place of
// birth, nationality, photo and the country of a school has no part in anything.
func TestJSONResumeTraitsChangeNothing(t *testing.T) {
	a := newApp(t)
	read := func(resume string) string {
		path := filepath.Join(t.TempDir(), "resume.json")
		if err := os.WriteFile(path, []byte(resume), 0o644); err != nil {
			t.Fatal(err)
		}
		for raw, err := range a.Intake.Scan(t.Context(), path) {
			if err != nil {
				t.Fatal(err)
			}
			d, err := a.Intake.Decode(t.Context(), raw)
			if err != nil {
				t.Fatal(err)
			}
			return assessed(t, a, d)
		}
		t.Fatal("no record")
		return ""
	}
	resume := func(name, photo, school, language, birth, nationality string) string {
		return fmt.Sprintf(`{"basics":{"name":%q,"image":%q,"email":"someone1234@gmail.com","phone":"+44 20 7946 0958","nationality":%q,"birthplace":%q,
			"location":{"city":"Leeds","countryCode":"GB"}},
			"work":[{"name":"Fell Payments","position":"Engineer","startDate":"2009-02","endDate":"2012-03","summary":"Kubernetes and Terraform."}],
			"education":[{"institution":%q,"area":"Computing","studyType":"BSc","startDate":"2004-09","endDate":"2008-06"}],
			"languages":[{"language":%q,"fluency":"Native speaker"}]}`, name, photo, nationality, birth, school, language)
	}
	want := read(resume("Imke Sorensen", "https://a.example/1.jpg", "University of Leeds", "English", "Leeds", "British"))
	if !strings.Contains(want, `"APP-13"`) {
		t.Fatal("the sample shows nothing; the test would prove nothing")
	}
	for _, other := range []string{
		resume("김정수", "https://b.example/2.png", "Kim Il Sung University", "Korean", "Pyongyang", "DPRK"),
		resume("Владимир Соколов", "", "МГУ", "Russian", "Москва", "Russian"),
		resume("Sukarno", "data:image/png;base64,AAAA", "Universitas Indonesia", "Bahasa Indonesia", "Surabaya", "Indonesian"),
		resume("محمد الحسن", "x", "جامعة القاهرة", "Arabic", "القاهرة", "Egyptian"),
	} {
		if got := read(other); got != want {
			t.Errorf("a trait moved the assessment:\n%s", cmp.Diff(want, got))
		}
	}
}

// TestProtectedTraitsHaveNoField: what has no field cannot be scored.
func TestProtectedTraitsHaveNoField(t *testing.T) {
	a := newApp(t)
	for _, field := range []string{"nationality", "citizenship", "ethnicity", "race", "religion", "sex", "gender", "age", "accent", "language", "languages",
		"place_of_birth", "birthplace", "photo", "image", "permit", "visa", "disability", "marital_status"} {
		for _, at := range []string{"", "sources"} {
			text := fmt.Sprintf("bonafide: dossier/1\nperson: P\n%s: x\n", field)
			if at != "" {
				text = fmt.Sprintf("bonafide: dossier/1\nperson: P\nsources:\n  - {id: a, kind: form, %s: x}\n", field)
			}
			_, err := a.Intake.Decode(t.Context(), bonafide.Raw{Place: "p.yaml", Name: "p.yaml", Data: []byte(text)})
			if err == nil || !strings.Contains(err.Error(), "unknown field") {
				t.Errorf("%s %s: %v; want an unknown field", at, field, err)
			}
		}
	}
}

// TestCountriesHaveNoWeight: exchanging a country for another one everywhere it is
// stated leaves a dossier without network look-ups as it was.
func TestCountriesHaveNoWeight(t *testing.T) {
	a := newApp(t)
	for _, d := range samples(t, a) {
		for i := range d.Sources {
			d.Sources[i].Sightings = nil
			d.Sources[i].Phones = nil
			d.Sources[i].Slots = nil
		}
		want := assessed(t, a, d)
		for _, country := range []string{"KP", "CN", "RU", "IR", "NG", "US", "CH"} {
			changed := copied(t, d)
			home := map[string]bool{}
			swap := func(c *string) {
				if *c != "" {
					home[*c] = true
					*c = country
				}
			}
			swap(&changed.Role.Country)
			for i := range changed.Sources {
				s := &changed.Sources[i]
				for j := range s.Addresses {
					swap(&s.Addresses[j].Country)
				}
				for j := range s.Employment {
					swap(&s.Employment[j].Country)
				}
				for j := range s.Payees {
					swap(&s.Payees[j].Country)
				}
				for j := range s.Shipments {
					swap(&s.Shipments[j].To.Country)
					for k := range s.Shipments[j].Changes {
						swap(&s.Shipments[j].Changes[k].From.Country)
						swap(&s.Shipments[j].Changes[k].To.Country)
					}
				}
			}
			if len(home) > 1 {
				t.Fatalf("%s states several countries", d.Person)
			}
			if bits := bitsOf(t, a, changed); bits != bitsOf(t, a, d) {
				t.Errorf("%s in %s: %s\n%s", d.Person, country, bits, cmp.Diff(want, assessed(t, a, changed)))
			}
		}
	}
}

// bitsOf is what was found and what it weighs, without the passages shown.
func bitsOf(t testing.TB, a *app.App, d bonafide.Dossier) string {
	t.Helper()
	x, err := a.Flow.Examine(t.Context(), &d, asOf)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %v", x.Assessment.Band, x.Assessment.Bits)
	for _, f := range x.Assessment.Findings {
		fmt.Fprintf(&b, " %s=%v", f.Indicator, f.Bits)
	}
	return b.String()
}
