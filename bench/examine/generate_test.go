package examine

import (
	"bufio"
	"fmt"
	"io"
	"math/rand"
	"time"

	"bonafide"
	"bonafide/strict"
)

// generate writes n dossiers of ten sources each as JSON lines: the record of an
// ordinary hire, of whom one in ten shows something. The same seed writes the same
// bytes.
func generate(w io.Writer, n int) error {
	out := bufio.NewWriterSize(w, 1<<20)
	rng := rand.New(rand.NewSource(1))
	for i := range n {
		if err := strict.MarshalTo(out, dossier(rng, i)); err != nil {
			return err
		}
	}
	return out.Flush()
}

var (
	given    = []string{"Amara", "Bence", "Chidi", "Dagny", "Elif", "Farid", "Goran", "Haruka", "Ines", "Jun", "Katya", "Lior", "Mei", "Nadia", "Oskar"}
	family   = []string{"Adeyemi", "Bakker", "Castro", "Dimitrov", "Eide", "Fontaine", "Gupta", "Haddad", "Ivanova", "Jansen", "Kimura", "Larsen", "Moreau"}
	cities   = []place{{"Berlin", "DE", "Europe/Berlin", "+49 30 231250", 16, 9}, {"Austin", "US", "America/Chicago", "+1 202 55501", 0, 15}, {"Madrid", "ES", "Europe/Madrid", "+34 9100001", 128, 8}, {"Leeds", "GB", "Europe/London", "+44 20 794609", 32, 10}}
	firms    = []string{"Larch Rail", "Quarry Software", "Copperline", "Tamarind Pay", "Fell Payments", "Brook & Tarn", "Osprey Labs", "Heron Systems", "Juniper Freight"}
	skills   = []string{"Go", "PostgreSQL", "Kubernetes", "Terraform", "React", "Solidity", "Kafka", "Rust", "TypeScript", "Python"}
	mailHost = []string{"gmail.com", "outlook.com", "proton.me", "adeyemi.example", "castro.example"}
)

// place has its documentation address of that country and a working hour in UTC.
type place struct {
	city, country, zone, dial string
	net, hour                 int
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.Intn(len(from))] }

func dossier(rng *rand.Rand, i int) bonafide.Dossier {
	at := pick(rng, cities)
	applied := time.Date(2026, 3, 1+rng.Intn(28), at.hour, rng.Intn(60), 0, 0, time.UTC)
	day := func(n int) time.Time { return applied.AddDate(0, 0, n) }
	name := pick(rng, given) + " " + pick(rng, family)
	email := fmt.Sprintf("%c.person%d@%s", 'a'+rune(i%26), i, pick(rng, mailHost))
	phone := fmt.Sprintf("%s%02d", at.dial, i%100)
	home := bonafide.Address{Lines: []string{fmt.Sprintf("%d Mill Lane", 1+i%200)}, City: at.city, Country: at.country, Postcode: fmt.Sprintf("%05d", 10000+i%9000)}
	year := 2016 + rng.Intn(4) - 9*(i%10/9)
	jobs := []bonafide.Employment{
		{Employer: pick(rng, firms), Title: "Engineer", Domain: "firm.example", From: bonafide.Date{Year: year, Month: 3}, To: bonafide.Date{Year: year + 3, Month: 2},
			Text: "Built services in " + pick(rng, skills) + " and " + pick(rng, skills) + ", ran the on-call rota and wrote the runbooks for three teams."},
		{Employer: pick(rng, firms), Title: "Senior engineer", From: bonafide.Date{Year: year + 3, Month: 4}, Current: true,
			Text: "Leads a group of five; moved billing to " + pick(rng, skills) + "."},
	}
	ip := fmt.Sprintf("192.0.2.%d", at.net+i%16)
	return bonafide.Dossier{
		Format: bonafide.Format, Person: bonafide.PersonID(fmt.Sprintf("P-%06d", i)), Stage: bonafide.Onboarding,
		Role:     bonafide.Role{Title: "Engineer", Sensitive: i%3 == 0, Country: at.country, TimeZone: at.zone},
		Timeline: bonafide.Timeline{Applied: applied, Offered: day(20), Accepted: day(22)},
		Sources: []bonafide.Source{
			{ID: "form", Kind: bonafide.Form, System: "careers", Collected: applied, Names: []string{name}, Emails: []string{email}, Phones: []string{phone}, Addresses: []bonafide.Address{home}, TimeZone: at.zone,
				Sightings: []bonafide.Sighting{{At: applied, IP: ip, Use: "application", TimeZone: at.zone}}},
			{ID: "cv", Kind: bonafide.Resume, System: "resume.pdf", Collected: applied, Names: []string{name}, Emails: []string{email}, Employment: jobs,
				Education:  []bonafide.Education{{School: "Polytechnic", Degree: "BSc", From: bonafide.Date{Year: year - 4}, To: bonafide.Date{Year: year}}},
				Skills:     []bonafide.Skill{{Name: pick(rng, skills), Since: bonafide.Date{Year: year + 4}}, {Name: pick(rng, skills), Years: 4}},
				References: []bonafide.Reference{{Name: "Ilse Brandt", Email: "ilse@firm.example", Employer: jobs[0].Employer, Domain: "firm.example"}},
				File:       &bonafide.File{Name: "resume.pdf", Type: "pdf", Pages: 2, Made: map[string]string{"producer": "cairo 1.16", "pdf-id": fmt.Sprintf("%032x", i)}}},
			{ID: "profile", Kind: bonafide.Profile, System: "linkedin", Collected: day(1), Names: []string{name}, Employment: jobs[:1+i%2], Accounts: []bonafide.Account{{Service: "github", Handle: fmt.Sprintf("dev-%d", i), Created: bonafide.Date{Year: year}}}},
			{ID: "interview", Kind: bonafide.Meeting, System: "zoom", Collected: day(6), Names: []string{name}, Sightings: []bonafide.Sighting{{At: day(6), IP: ip, Use: "meeting", Name: name}, {At: day(9), IP: ip, Use: "meeting", Name: name}}},
			{ID: "slots", Kind: bonafide.Scheduling, Collected: day(3), TimeZone: at.zone, Slots: []time.Time{day(5), day(6), day(7), day(8).Add(5 * time.Hour)}},
			{ID: "id", Kind: bonafide.Identity, System: "identity-vendor", Collected: day(15), Names: []string{name}, Born: bonafide.Date{Year: 1985 + i%15, Month: 4, Day: 12}, Addresses: []bonafide.Address{home}},
			{ID: "signing", Kind: bonafide.Signing, System: "e-sign", Collected: day(22), Names: []string{name}, Sightings: []bonafide.Sighting{{At: day(22), IP: ip, Use: "signing"}}},
			{ID: "hr", Kind: bonafide.HR, System: "hris", Collected: day(23), Names: []string{name}, Emails: []string{email}, Phones: []string{phone}, Addresses: []bonafide.Address{home}},
			{ID: "payroll", Kind: bonafide.Payroll, Collected: day(24), Names: []string{name}, Payees: []bonafide.Payee{{Kind: "bank", Holder: name, Country: at.country, Token: fmt.Sprintf("hmac:%x", i), Since: day(24)}}},
			{ID: "shipping", Kind: bonafide.Shipping, Collected: day(28), Shipments: []bonafide.Shipment{{Order: fmt.Sprint(i), Ordered: day(24), Dispatched: day(26), Delivered: day(28), To: home, CollectedBy: name}}},
		},
		Checks: []bonafide.CheckResult{{Check: "employer-callback", Outcome: bonafide.Passed, At: day(12), By: "t.oduya", Subject: jobs[0].Employer, Route: "independent"}},
	}
}
