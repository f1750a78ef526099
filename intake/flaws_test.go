package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bonafide"
	"bonafide/written"
)

// notes reads what was noted of each person.
func notes(t *testing.T, c Config, name, data string) (people map[bonafide.PersonID][]string, refusals []string) {
	t.Helper()
	c.Now, c.Stdin = now, strings.NewReader(data)
	dossiers, _, refusals := read(t, New(c), "-")
	people = map[bonafide.PersonID][]string{}
	for _, d := range dossiers {
		people[d.Person] = nil
		for _, s := range d.Sources {
			if s.File != nil {
				people[d.Person] = append(people[d.Person], s.File.Notes...)
			}
		}
	}
	return people, refusals
}

// What cannot stand in a record of another format is left out, a field or an entry at
// a time; the record is taken.
func TestWhatCannotStandIsLeftOutWithANote(t *testing.T) {
	people, refusals := notes(t, Config{}, "a.csv", "id,name,tz,city,applied_at\n1,Ana,Nowhere/City,Po\x01rto,2031-01-01\n2,Ben,,,\n")
	want := []string{
		"timeline/applied was left out: 2031-01-01T00:00:00Z lies in the future",
		"collected was left out: 2031-01-01T00:00:00Z lies in the future",
		`time_zone was left out: time zone "Nowhere/City" is not known`,
		"addresses/0/city was left out: it has control characters",
	}
	if len(refusals) > 0 || len(people) != 2 || !slices.Equal(people["1"], want) {
		t.Errorf("refused %q, notes %q, want %q", refusals, people["1"], want)
	}
	people, refusals = notes(t, Config{}, "a.json", `{"action":"x","payload":{"application":{"candidate":{"id":1,"first_name":"A","employments":[{"company_name":"A","start_date":"2020","end_date":"2019"}]}}}}`)
	if want := []string{"employment/0/to was left out: it ends in 2019, before it starts in 2020"}; len(refusals) > 0 || !slices.Equal(people["greenhouse:1"], want) {
		t.Errorf("refused %q, notes %q", refusals, people)
	}
}

func TestAnEntryGoesWhereItsFieldIsEmptyAlready(t *testing.T) {
	d := sound()
	s := &d.Sources[0]
	s.Employment = []bonafide.Employment{{Employer: "A"}, {}, {Employer: "B"}, {}}
	s.Emails = []string{"", "a@x.example"}
	s.File.Made = map[string]string{"Not A Mark": "x"}
	if f := New(Config{Now: now}).mend(&d); f != nil {
		t.Fatalf("not mended: %+v", f)
	}
	if len(s.Employment) != 2 || s.Employment[1].Employer != "B" || !slices.Equal(s.Emails, []string{"a@x.example"}) || len(s.File.Made) != 0 || len(s.File.Notes) != 5 {
		t.Errorf("got %+v, %q, %+v", s.Employment, s.Emails, s.File)
	}
	for _, spoil := range []func(){func() { d.Person = "" }, func() { s.Kind = "x" }, func() { s.ID = "" }, func() { s.Addresses = make([]bonafide.Address, 2000) }} {
		d = sound()
		s = &d.Sources[0]
		spoil()
		if New(Config{Now: now}).mend(&d) == nil {
			t.Errorf("a dossier was mended that cannot do without what is missing: %+v", d)
		}
	}
}

// The order of day and month is that which other rows show or the operator states.
func TestTheOrderOfDatesComesFromTheFileOrTheOperator(t *testing.T) {
	const head, ambiguous, dayFirst, monthFirst = "id,name,applied\n", "1,Ana,11/02/2026\n", "2,Ben,25/01/2026\n", "3,Cy,01/25/2026\n"
	for _, c := range []struct {
		name, data string
		stated     written.Order
		want       string // when 1 applied
	}{
		{"nothing shows it", head + ambiguous, written.Unknown, ""},
		{"a later row shows it", head + ambiguous + dayFirst, written.Unknown, "2026-02-11"},
		{"an earlier row shows it", head + dayFirst + ambiguous, written.Unknown, "2026-02-11"},
		{"rows contradict each other", head + ambiguous + dayFirst + monthFirst, written.Unknown, ""},
		{"it is stated", head + ambiguous, written.DayFirst, "2026-02-11"},
		{"it is stated otherwise than a row shows", head + ambiguous + dayFirst, written.MonthFirst, ""},
	} {
		r := New(Config{Stdin: strings.NewReader(c.data)})
		r.Configure(func(config *Config) { config.Dates = c.stated })
		if c.stated == written.MonthFirst {
			c.want = "2026-11-02"
		}
		dossiers, _, refusals := read(t, r, "-")
		for _, d := range dossiers {
			if d.Person != "1" {
				continue
			}
			got := ""
			if !d.Timeline.Applied.IsZero() {
				got = d.Timeline.Applied.Format("2006-01-02")
			}
			if got != c.want || len(refusals) > 0 || (d.Sources[0].File == nil) != (c.want != "") {
				t.Errorf("%s: %q (%+v), refused %q, want %q", c.name, got, d.Sources[0].File, refusals, c.want)
			}
		}
	}
}

// Looking ahead loses no row and moves no mistake.
func TestLookingAheadKeepsOrder(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,name,applied\n")
	for i := range 3 * rowsAhead {
		if i == 5 {
			b.WriteString("short\n")
		}
		fmt.Fprintf(&b, "%d,Ana,2026-01-02\n", i)
	}
	dossiers, places, refusals := read(t, New(Config{Now: now, Stdin: strings.NewReader(b.String())}), "-")
	if len(dossiers) != 3*rowsAhead || len(refusals) != 1 || !strings.Contains(refusals[0], "standard input:7:") {
		t.Fatalf("%d dossiers, refused %q", len(dossiers), refusals)
	}
	for i, d := range dossiers {
		if string(d.Person) != fmt.Sprint(i) {
			t.Fatalf("row %d at %s is %s", i, places[i], d.Person)
		}
	}
}

func TestARecordOfNobodyIsNothingToExamine(t *testing.T) {
	for name, data := range map[string]string{
		"row":     "id,name,applied\n1,,soon\n",
		"lever":   `{"event":"candidateStageChange","triggeredAt":1781454330072,"data":{"opportunityId":"o"}}`,
		"dossier": "bonafide: dossier/1\nperson: p\nstage: offer\nsources: [{id: form, kind: form}]\n",
	} {
		if people, refusals := notes(t, Config{Persons: true}, name, data); len(people) > 0 || len(refusals) != 1 || !strings.Contains(refusals[0], "nothing to examine: the record says nothing of the person but an id; ") {
			t.Errorf("%s: took %v, refused %q", name, people, refusals)
		}
		if people, refusals := notes(t, Config{}, name, data); len(people) != 1 {
			t.Errorf("%s, where no person is wanted: took %v, refused %q", name, people, refusals)
		}
	}
}

// All that is wrong with a dossier is said at once, each with its own line.
func TestFlaws(t *testing.T) {
	yaml := `bonafide: dossier/1
person: p
stagee: offer
sources:
  - id: form
    kind: form
    nationality: X
    emails: [a@x.example, '']
    employment:
      - {}
      - {employer: B, from: soon}
      - {employer: C, country: Germany}
observations:
  - {indicator: int3, at: 2026-01-01T00:00:00Z, by: r, note: n}
`
	json := `{"bonafide": "dossier/1",
"person": "p",
"stagee": "offer",
"sources": [
{ "id": "form",
"kind": "form",
"nationality": "X",
"emails": ["a@x.example", ""], "employment": [
{},

{"employer": "B", "from": "soon"},
{"employer": "C", "country": "Germany"}],
"zzzzzzz": 1}],
"observations": [{"indicator": "int3", "at": "2026-01-01T00:00:00Z", "by": "r", "note": "n"}]}`
	for name, c := range map[string]struct {
		data string
		want []string
	}{
		"a.yaml": {yaml, []string{
			"a.yaml:3 /stagee", "a.yaml:7 /sources/0/nationality", "a.yaml:11 /sources/0/employment/1/from", "a.yaml:8 /sources/0/emails/1",
			"a.yaml:10 /sources/0/employment/0/employer", "a.yaml:12 /sources/0/employment/2/country", "a.yaml:14 /observations/0/indicator"}},
		"a.json": {json, []string{
			"a.json:3 /stagee", "a.json:7 /sources/0/nationality", "a.json:11 /sources/0/employment/1/from", "a.json:13 /sources/0/zzzzzzz", "a.json:8 /sources/0/emails/1",
			"a.json:9 /sources/0/employment/0/employer", "a.json:12 /sources/0/employment/2/country", "a.json:14 /observations/0/indicator"}},
	} {
		r := New(Config{Now: now})
		raw := bonafide.Raw{Place: name, Name: name, Data: []byte(c.data)}
		var got []string
		for _, f := range r.Flaws(t.Context(), raw) {
			got = append(got, f.Place+" "+f.Path)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: flaws\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if string(raw.Data) != c.data {
			t.Errorf("%s: the record was overwritten", name)
		}
		_, err := r.Decode(t.Context(), raw)
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%d more like it: bonafide dossier check lists them", len(c.want)-1)) {
			t.Errorf("%s: the refusal %v does not tell of the others", name, err)
		}
	}
	many := "bonafide: dossier/1\nperson: p\n"
	for i := range 50 {
		many += fmt.Sprintf("unknown%d: x\n", i)
	}
	raw := bonafide.Raw{Place: "a.yaml", Name: "a.yaml", Data: []byte(many)}
	if n := len(New(Config{}).Flaws(t.Context(), raw)); n != mostFlaws {
		t.Errorf("%d flaws, want %d", n, mostFlaws)
	}
	raw.Data = []byte("bonafide: dossier/1\nperson: p\n")
	if f := New(Config{}).Flaws(t.Context(), raw); len(f) > 0 {
		t.Errorf("a sound dossier has flaws: %v", f)
	}
	raw.Data = []byte("{")
	if f := New(Config{}).Flaws(t.Context(), raw); len(f) != 1 {
		t.Errorf("flaws %v", f)
	}
}

func TestPassedFilesAreNamed(t *testing.T) {
	dir := tree(t, map[string]string{"a.csv": "id,name\n1,A\n", "t.txt": "hello", "x/notes.md": "# x"})
	r := New(Config{Now: now})
	read(t, r, dir)
	if got := r.Passed(); r.Skipped() != 2 || len(got) != 2 || !strings.HasSuffix(got[0], "t.txt") || !strings.HasSuffix(got[1], "notes.md") {
		t.Errorf("passed over %d: %q", r.Skipped(), got)
	}
}
