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
	return c.Dossier("a.csv:2", h, f, "a.csv", collected)
}

func TestNamesOfColumns(t *testing.T) {
	for name, want := range map[string]field{
		"E-Mail Address": email, " email ": email, "First  Name": firstName, "\"Phone\"": phone, "ZIP code": postcode, "Application_ID": id,
		"LinkedIn Profile": linkedin, "Nationality": none, "Gender": none, "Visa status": none, "Age": none, "": none,
		"Wohnort": none, strings.Repeat("x", 50): none, "--": none,
	} {
		if got := names[normal(name)]; got != want {
			t.Errorf("column %q is %d, want %d", name, got, want)
		}
	}
	if _, err := Header([]string{"city", "phone"}); err == nil || !strings.Contains(err.Error(), "no column names a person") {
		t.Errorf("got %v", err)
	}
	c, err := Header([]string{"id", " Race", "", "Email", "Salary"})
	if err != nil || !slices.Equal(c.Ignored(), []string{"Race", "Salary"}) {
		t.Errorf("ignored %q, %v", c.Ignored(), err)
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
		"2026-04-13 10:30:01 +0200": true, "2026-04-13T10:30:01.5Z": true, "13/04/2026": false, "13.04.2026": false, "April 13, 2026": false, "46125": false,
	} {
		if _, err := row(t, "id|applied at", "1|"+cell); (err == nil) != ok {
			t.Errorf("time %q: %v", cell, err)
		}
	}
}

func TestRowsThatAreRefused(t *testing.T) {
	for _, c := range []struct{ header, fields, want string }{
		{"id|name", "1", "the row has 1 fields, the header 2"},
		{"id|name|city", "||Porto", "names nobody"},
		{"id|country", "1|Portugal", "/country: country \"Portugal\" is not two letters"},
		{"id|job country", "1|" + strings.Repeat("é", 50), "…\" is not two letters"},
		{"id|Applied On", "1|soon", "/Applied On: \"soon\" is not a time"},
		{"id|name", "1|J\xfcrgen", "not UTF-8"},
	} {
		_, err := row(t, c.header, c.fields)
		var r *bonafide.Refusal
		if !errors.As(err, &r) || r.Place != "a.csv:2" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s / %s: got %v, want %q", c.header, c.fields, err, c.want)
		}
	}
}

func TestIPNeedsATime(t *testing.T) {
	h := []string{"id", "ip"}
	c, err := Header(h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Dossier("a.csv:2", h, []string{"1", "192.0.2.1"}, "a.csv", time.Time{}); err == nil || !strings.Contains(err.Error(), "add a column applied_at") {
		t.Errorf("got %v", err)
	}
	d, err := c.Dossier("a.csv:2", h, []string{"1", "192.0.2.1"}, "a.csv", collected)
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
