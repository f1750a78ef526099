package table

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
)

var collected = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

// row reads one row under a header; both are parted by bars.
func row(t *testing.T, header, fields string) (bonafide.Dossier, error) {
	t.Helper()
	h, f := strings.Split(header, "|"), strings.Split(fields, "|")
	c, err := Header(h)
	if err != nil {
		t.Fatal(err)
	}
	return c.Dossier("a.csv:2", f, "a.csv", collected)
}

func TestNamesOfColumns(t *testing.T) {
	for name, want := range map[string]field{
		"E-Mail Address": email, " email ": email, "First  Name": firstName, "\"Phone\"": phone, "ZIP code": postcode, "Application_ID": id,
		"LinkedIn Profile": linkedin, "Nationality": none, "Gender": none, "Visa status": none, "Age": none, "": none,
		"Wohnort": location, "Bewerber": name, "Prénom": firstName, "Straße": street, "País": country, "Teléfono": phone, "Bewerbungsdatum": appliedAt, "Staatsangehörigkeit": none, strings.Repeat("x", 70): none, "--": none,
	} {
		if got := names()[normal(name)]; got != want {
			t.Errorf("column %q is %d, want %d", name, got, want)
		}
	}
	if _, err := Header([]string{"city", "phone"}); err == nil || !strings.Contains(err.Error(), "no column names a person") {
		t.Errorf("got %v", err)
	}
	c, err := Header([]string{"id", " Race", "", "Email", "Salary"})
	if err != nil || !slices.Equal(c.Ignored(), []string{"Salary"}) || !slices.Equal(c.Dropped(), []string{"Race"}) {
		t.Errorf("ignored %q, dropped %q, %v", c.Ignored(), c.Dropped(), err)
	}
}

func TestDelimiter(t *testing.T) {
	for line, want := range map[string]rune{
		"id,name,email": ',', "id;name;e-mail": ';', "id\tname": '\t', "name": ',', "\"Full Name\";\"E-Mail\"": ';', "name,city;phone": ',',
		"colour,size": 0, "": 0, "Dear all, please": 0,
	} {
		if got, _, _ := Delimiter(line); got != want {
			t.Errorf("delimiter of %q is %q, want %q", line, got, want)
		}
	}
}

func TestRow(t *testing.T) {
	d, err := row(t, "id|given name|middle name|surname|email|alternate email|mobile|address line 1|address line 2|town|province|zip|country|tz|submitted at|role|role country|github|linkedin|links|company|company website|headline|university|degree|technologies|cover letter|summary",
		"7|Ana|M.|Reis|ana@reis.example|ana@old.example|+351 200|1 Sample|Flat 2|Porto|Norte|4000|pt|Europe/Lisbon|2026-04-13T10:00:00+01:00|Dev|de|@anar|https://linkedin.com/in/anar|https://ana.example; https://gitlab.com/anar|Azulejo|https://www.azulejo.example|Lead|U. Example|MSc|Go; Rust|Dear team|In short")
	if err != nil {
		t.Fatal(err)
	}
	s := d.Sources[0]
	a, j := s.Addresses[0], s.Employment[0]
	if d.Person != "7" || d.Role.Title != "Dev" || d.Role.Country != "DE" || s.Names[0] != "Ana M. Reis" || len(s.Emails) != 2 || len(s.Phones) != 1 ||
		!slices.Equal(a.Lines, []string{"1 Sample", "Flat 2"}) || a.City != "Porto" || a.Region != "Norte" || a.Postcode != "4000" || a.Country != "PT" ||
		s.TimeZone != "Europe/Lisbon" || !s.Collected.Equal(time.Date(2026, 4, 13, 9, 0, 0, 0, time.UTC)) ||
		len(s.Accounts) != 3 || s.Accounts[0].Handle != "anar" || len(s.Sites) != 1 || j.Employer != "Azulejo" || j.Domain != "azulejo.example" || j.Title != "Lead" || !j.Current ||
		s.Education[0].School != "U. Example" || s.Education[0].Degree != "MSc" || len(s.Skills) != 2 || s.Text != "Dear team\n\nIn short" {
		t.Errorf("dossier %+v", d)
	}
}

func TestRowWithoutID(t *testing.T) {
	a, err := row(t, "name|email", "Ana|ana@reis.example")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := row(t, "name|email", "Ana|ana@reis.example")
	c, _ := row(t, "name|email", "An|aana@reis.example")
	if a.Person != b.Person || a.Person == c.Person || !strings.HasPrefix(string(a.Person), "row:") {
		t.Errorf("ids %s, %s, %s", a.Person, b.Person, c.Person)
	}
	if !a.Sources[0].Collected.Equal(collected) {
		t.Errorf("collected %v", a.Sources[0].Collected)
	}
}

func TestStages(t *testing.T) {
	for cell, want := range map[string]bonafide.Stage{
		"": bonafide.Application, "Offer extended": bonafide.Offer, "employment": bonafide.Employed, "Hired": bonafide.Onboarding,
		"Phone screen": bonafide.Interview, "Rejected": bonafide.Application,
	} {
		if d, err := row(t, "id|stage", "1|"+cell); err != nil || d.Stage != want {
			t.Errorf("stage %q is %q, want %q (%v)", cell, d.Stage, want, err)
		}
	}
}

func TestTimes(t *testing.T) {
	for cell, ok := range map[string]bool{
		"2026-04-13": true, "2026-04-13 10:30": true, "2026-04-13 10:30:01": true, "2026-04-13T10:30:01": true, "2026-04-13 10:30:01 UTC": true,
		"2026-04-13 10:30:01 +0200": true, "2026-04-13T10:30:01.5Z": true, "13/04/2026": true, "13.04.2026": true, "April 13, 2026": true, "04/05/2026": false, "46125": false,
	} {
		d, err := row(t, "id|applied at", "1|"+cell)
		if err != nil || d.Timeline.Applied.IsZero() == ok || (d.Sources[0].File == nil) != ok {
			t.Errorf("time %q: %v, %v, %+v", cell, err, d.Timeline.Applied, d.Sources[0].File)
		}
	}
}

func TestRowsThatAreRefused(t *testing.T) {
	for _, c := range []struct{ header, fields, want string }{
		{"id|name", "1", "the row has 1 fields, the header 2"},
		{"id|name|city", "||Porto", "names nobody"},
		{"id|name", "1|J\xfcrgen", "not UTF-8"},
	} {
		_, err := row(t, c.header, c.fields)
		var r *bonafide.Refusal
		if !errors.As(err, &r) || r.Place != "a.csv:2" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s / %s: got %v, want %q", c.header, c.fields, err, c.want)
		}
	}
}

// A cell that cannot be read costs the cell and not the row, and a note names both.
func TestCellsThatCannotBeReadAreLeftOutWithANote(t *testing.T) {
	for _, c := range []struct{ header, fields, want string }{
		{"id|country", "1|Poland / United States", `column "country" was left out: "Poland / United States": it names no country; write one by ISO 3166-1 alpha-2: DE, US`},
		{"id|job country", "1|Atlantis", `column "job country" was left out: "Atlantis": it names no country; write one by ISO 3166-1 alpha-2: DE, US`},
		{"id|Applied On", "1|soon", `column "Applied On" was left out: "soon": it is not a date that can be read; write 2006-01-02, or state the order with --dates dmy or mdy`},
		{"id|Applied On", "1|11/02/2026", `column "Applied On" was left out: "11/02/2026": it may be 11 February or 2 November, and nothing else in the file says which; write 2006-01-02, or state the order with --dates dmy or mdy`},
		{"id|city", "1|K\xf6ln", "column \"city\" was left out: \"K\\xf6ln\": it is not UTF-8; save the table as UTF-8"},
		{"id|ip", "1|192.0.2.300", `column "ip" was left out: "192.0.2.300": it is no IP address`},
	} {
		d, err := row(t, c.header, c.fields)
		if err != nil || d.Sources[0].File == nil || !slices.Equal(d.Sources[0].File.Notes, []string{c.want}) {
			t.Errorf("%s / %s: got %v, %+v, want %q", c.header, c.fields, err, d.Sources[0].File, c.want)
		}
	}
}

func TestOtherLanguagesAndPlaces(t *testing.T) {
	d, err := row(t, "Bewerber-ID|Vorname|Name|E-Mail-Adresse|Telefon|PLZ|Ort|Land|Arbeitgeber|Beworben am", "7|Jürgen|Müller|j@mueller.example|+49 30 901820 44|10115|Berlin|Deutschland|Kranhaus|02.11.2026")
	if err != nil {
		t.Fatal(err)
	}
	s := d.Sources[0]
	if d.Person != "7" || !slices.Equal(s.Names, []string{"Jürgen Müller"}) || len(s.Emails) != 1 || len(s.Phones) != 1 || s.Employment[0].Employer != "Kranhaus" ||
		s.Addresses[0].City != "Berlin" || s.Addresses[0].Postcode != "10115" || s.Addresses[0].Country != "DE" || !d.Timeline.Applied.Equal(time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v, applied %v", s, d.Timeline.Applied)
	}
	for header, fields := range map[string]string{"Nom|Prénom|Pays": "Durand|Anaïs|France", "Nombre|Apellidos|País": "Anaïs|Durand|Francia", "Candidat|Ville|Pays": "Anaïs Durand|Lyon|FR"} {
		d, err := row(t, header, fields)
		if err != nil || !slices.Equal(d.Sources[0].Names, []string{"Anaïs Durand"}) || d.Sources[0].Addresses[0].Country != "FR" {
			t.Errorf("%s: %+v, %v", header, d.Sources, err)
		}
	}
	d, err = row(t, "name|Location", "Ana|Austin, TX, USA")
	if a := d.Sources[0].Addresses; err != nil || len(a) != 1 || a[0].City != "Austin" || a[0].Region != "TX" || a[0].Country != "US" {
		t.Errorf("addresses %+v, %v", a, err)
	}
}

func TestIPNeedsATime(t *testing.T) {
	h := []string{"id", "ip"}
	c, err := Header(h)
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Dossier("a.csv:2", []string{"1", "192.0.2.1"}, "a.csv", time.Time{})
	if err != nil || len(d.Sources[0].Sightings) != 0 || !strings.Contains(d.Sources[0].File.Notes[0], "add a column applied_at") {
		t.Errorf("got %+v, %v", d, err)
	}
	d, err = c.Dossier("a.csv:2", []string{"1", "192.0.2.1"}, "a.csv", collected)
	if err != nil || len(d.Sources[0].Sightings) != 1 || !d.Sources[0].Sightings[0].At.Equal(collected) {
		t.Errorf("got %+v, %v", d, err)
	}
}

// TestNoColumnOfOriginIsRead: changing what may never be an input changes nothing.
func TestNoColumnOfOriginIsRead(t *testing.T) {
	const header = "id|name|email|nationality|gender|ethnicity|visa|language|date of birth|religion|photo"
	a, err := row(t, header, "1|Ana|ana@reis.example|a|b|c|d|e|1990-01-01|g|h")
	if err != nil {
		t.Fatal(err)
	}
	b, err := row(t, header, "1|Ana|ana@reis.example|z|y|x|w|v|1960-01-01|t|s")
	if err != nil {
		t.Fatal(err)
	}
	if s, u := a.Sources[0], b.Sources[0]; s.Text != u.Text || s.Born != u.Born || len(s.Skills) != 0 || a.Person != b.Person {
		t.Errorf("%+v differs from %+v", a, b)
	}
}
