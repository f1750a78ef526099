package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/strict"
)

// sample is a dossier of ten sources, as many as the product's speed is stated for.
func sample() bonafide.Dossier {
	d := sound()
	at := func(h int) time.Time { return today.Add(-time.Duration(h) * time.Hour) }
	date := func(y int) bonafide.Date { return bonafide.Date{Year: y, Month: 3, Day: 1} }
	d.Sources = nil
	for i, k := range []bonafide.SourceKind{bonafide.Resume, bonafide.Form, bonafide.Profile, bonafide.Identity, bonafide.Meeting,
		bonafide.Signing, bonafide.HR, bonafide.Shipping, bonafide.Payroll, bonafide.SignIn} {
		s := bonafide.Source{
			ID: bonafide.SourceID(fmt.Sprint("source-", i)), Kind: k, System: "system", Collected: at(100 + i),
			Names: []string{"Mira Osei-Lindqvist"}, Emails: []string{"mira.osei@northwind-mail.example"}, Phones: []string{"+1 202 555 0143"},
			Addresses: []bonafide.Address{{Use: "home", Lines: []string{"1 Example Plaza, Apt 4"}, City: "Austin", Region: "TX", Postcode: "78701", Country: "US"}},
			TimeZone:  "America/Chicago",
		}
		if i < 3 {
			s.Employment = []bonafide.Employment{
				{Employer: "Harbourline Labs", Title: "Backend Engineer", Domain: "harbourline.example", From: date(2019), To: date(2023), Text: strings.Repeat("Built settlement services in Go. ", 5)},
				{Employer: "Quillmark", Title: "Platform Engineer", From: date(2023), Current: true},
			}
			s.Education = []bonafide.Education{{School: "Example State University", Degree: "BSc", From: date(2009), To: date(2013)}}
			s.Skills = []bonafide.Skill{{Name: "Go", Since: date(2016)}, {Name: "Rust"}, {Name: "Kubernetes"}}
			s.Accounts = []bonafide.Account{{Service: "github", Handle: "mira-osei", URL: "https://github.com/mira-osei"}}
		}
		if i > 3 {
			s.Sightings = []bonafide.Sighting{{At: at(i), IP: "198.51.100.7", Use: "meeting", TimeZone: "America/Chicago"}, {At: at(i + 1), IP: "2001:db8::17", Use: "sign-in"}}
		}
		d.Sources = append(d.Sources, s)
	}
	d.Observations[0].Source = "source-4"
	return d
}

func decodeBench(b *testing.B, name string, data []byte) {
	r := New(Config{Now: now, Resume: canned{}})
	raw := bonafide.Raw{Place: name, Name: name, Data: data}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Decode(b.Context(), raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeJSON(b *testing.B) {
	d := sample()
	data, err := strict.Marshal(d)
	if err != nil {
		b.Fatal(err)
	}
	decodeBench(b, "a.json", data)
}

func BenchmarkDecodeYAML(b *testing.B) {
	d := sample()
	data, err := strict.MarshalIndent(d) // YAML in flow style
	if err != nil {
		b.Fatal(err)
	}
	decodeBench(b, "a.yaml", data)
}

func BenchmarkCheck(b *testing.B) {
	d := sample()
	r := New(Config{Now: now})
	b.ReportAllocs()
	for b.Loop() {
		if f := r.check(&d); f != nil {
			b.Fatal(f)
		}
	}
}

func BenchmarkRow(b *testing.B) {
	r := New(Config{Now: now})
	raw := bonafide.Raw{Place: "a.csv:2", Name: "a.csv",
		Header: []string{"Candidate ID", "First Name", "Last Name", "E-Mail", "Country", "Applied At", "LinkedIn"},
		Row:    []string{"A-1", "Noor", "Haddad", "noor@haddad.example", "GB", "2026-04-11T08:00:00Z", "linkedin.com/in/noor-haddad"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Decode(b.Context(), raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScanLines(b *testing.B) {
	d := sample()
	data, err := strict.Marshal(d)
	if err != nil {
		b.Fatal(err)
	}
	lines := strings.Repeat(string(data)+"\n", 500)
	b.SetBytes(int64(len(lines)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for range New(Config{Stdin: strings.NewReader(lines)}).Scan(b.Context(), "-") {
			n++
		}
		if n != 500 {
			b.Fatal(n)
		}
	}
}

func BenchmarkSeen(b *testing.B) {
	b.ReportAllocs()
	var s Seen
	i := 0
	for b.Loop() {
		i++
		if err := s.Claim(bonafide.PersonID(fmt.Sprint(i)), fmt.Sprint("people.jsonl:", i)); err != nil {
			b.Fatal(err)
		}
	}
}
