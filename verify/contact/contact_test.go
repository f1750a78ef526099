package contact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bonafide"
	"bonafide/strict"
)

var asOf = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

func day(n int) time.Time { return asOf.AddDate(0, 0, n) }

func examine(t testing.TB, e *Examiner, d bonafide.Dossier) bonafide.Examination {
	t.Helper()
	d.Person = "p-1"
	out, err := e.Examine(context.Background(), &d, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// told is everything raised and missing, one line each.
func told(out bonafide.Examination) string {
	var b strings.Builder
	for _, f := range out.Findings {
		fmt.Fprintf(&b, "%s %s %s\n", f.Indicator, f.Rule, f.Summary)
	}
	for _, m := range out.Missing {
		fmt.Fprintf(&b, "missing %v %s: %s\n", m.Indicators, m.What, m.Why)
	}
	return b.String()
}

func source(kind bonafide.SourceKind, at time.Time, fill func(*bonafide.Source)) bonafide.Source {
	s := bonafide.Source{ID: bonafide.SourceID(kind), Kind: kind, Collected: at}
	fill(&s)
	return s
}

// TestLooksUpAgainstRealPeers examines one dossier against a name server and a
// registry on the loopback.
func TestLooksUpAgainstRealPeers(t *testing.T) {
	s := registryServer(t)
	resolver, err := NewDNS(DNSConfig{Server: nameServer(t, zone), Timeout: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	registry, err := NewRDAP(RDAPConfig{HTTP: s.Client(), Bootstrap: s.URL + "/boot"})
	if err != nil {
		t.Fatal(err)
	}
	e := examiner(t, Config{Resolver: resolver, Registry: registry})
	d := bonafide.Dossier{Sources: []bonafide.Source{source(bonafide.Resume, day(-10), func(s *bonafide.Source) {
		s.Emails = []string{"a@firm.example", "a@null.example", "a@absent.example", "a@empty.example", "a@broken.example", "a@gmail.com"}
		s.Sites = []bonafide.Site{{URL: "old.example", State: "live"}, {URL: "absent.example"}, {URL: "jo.github.io"}, {URL: "linkedin.com/in/jo"}}
		s.Employment = []bonafide.Employment{
			{Employer: "Old", Domain: "old.example", From: bonafide.Date{Year: 2012}, Registered: "yes"},
			{Employer: "Second", Domain: "second.test", From: bonafide.Date{Year: 2021}, Registered: "yes"},
			{Employer: "Secret", Domain: "secret.example", From: bonafide.Date{Year: 2021}, Registered: "yes"},
		}
	})}}
	got := told(examine(t, e, d))
	for _, want := range []string{
		"The e-mail domain null.example takes no mail.", "The e-mail domain absent.example takes no mail.", "The e-mail domain empty.example takes no mail.",
		"missing [APP-31] mail exchanger of broken.example: the resolver answered SERVFAIL; examine again later",
		"APP-12 contact/site-out-of-work@1 The domain of the site absent.example is not registered.",
		"APP-16 contact/employer-domain-young@1 The stated employer's domain old.example was registered 2019-05-04, more than a year after the stated job had begun.",
		"missing [APP-16] registration date of secret.example: the registry does not tell the registration date",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("wanted: %s\ngot:\n%s", want, got)
		}
	}
	for _, not := range []string{"firm.example takes", "gmail.com takes", "broken.example takes", "second.test was", "date of linkedin.com", "date of absent.example", "no resolver", "no registry", "registration date of jo"} {
		if strings.Contains(got, not) {
			t.Errorf("not wanted: %s\n%s", not, got)
		}
	}
	out := examine(t, e, d)
	for _, f := range out.Findings {
		if f.Rule == "contact/domain-takes-no-mail@1" {
			last := f.Evidence[len(f.Evidence)-1]
			if last.Dataset == nil || last.Dataset.Name != "dns" || !last.At.Equal(asOf) || !f.ObservedAt.Equal(asOf) {
				t.Errorf("the answer of the network is not as of the examination: %+v", last)
			}
		}
	}
	if !slices.ContainsFunc(out.Datasets, func(d bonafide.Dataset) bool { return d.Name == "rdap" }) {
		t.Error("the registry is not named among what was consulted")
	}
}

type resolverFunc func(context.Context, string) ([]string, error)

func (f resolverFunc) MX(ctx context.Context, d string) ([]string, error) { return f(ctx, d) }

type registryFunc func(context.Context, string) (time.Time, error)

func (f registryFunc) Registered(ctx context.Context, d string) (time.Time, error) { return f(ctx, d) }

func mails(n int) bonafide.Dossier {
	return bonafide.Dossier{Sources: []bonafide.Source{source(bonafide.Form, day(-1), func(s *bonafide.Source) {
		for i := range n {
			s.Emails = append(s.Emails, fmt.Sprintf("a@d%03d.example", i))
		}
	})}}
}

func TestLookupsAreBounded(t *testing.T) {
	var running, most, asked atomic.Int32
	e := examiner(t, Config{Concurrency: 3, Resolver: resolverFunc(func(context.Context, string) ([]string, error) {
		asked.Add(1)
		for n := running.Add(1); ; {
			if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
				break
			}
		}
		time.Sleep(time.Millisecond)
		running.Add(-1)
		return []string{"mx.example"}, nil
	}), Registry: registryFunc(func(context.Context, string) (time.Time, error) { return time.Time{}, errors.New("asked") })})
	d := mails(50)
	d.Sources[0].Sites = []bonafide.Site{{URL: "jo.example"}}
	got := told(examine(t, e, d))
	if most.Load() > 3 || asked.Load() != maxLookups {
		t.Errorf("%d at a time, %d in all", most.Load(), asked.Load())
	}
	for _, want := range []string{"mail exchanger of d049.example: more than 32 look-ups", "[APP-12] registration date of jo.example: more than 32 look-ups"} {
		if !strings.Contains(got, want) {
			t.Errorf("wanted %s in\n%s", want, got)
		}
	}
}

func TestDeadlineAndPanicsAreMissing(t *testing.T) {
	e := examiner(t, Config{Deadline: 20 * time.Millisecond,
		Resolver: resolverFunc(func(ctx context.Context, d string) ([]string, error) {
			switch d {
			case "d000.example":
				panic("a strange answer")
			case "d001.example":
				return nil, nil
			}
			<-ctx.Done()
			return nil, ctx.Err()
		})})
	got := told(examine(t, e, mails(3)))
	for _, want := range []string{
		"mail exchanger of d000.example: the answer could not be read: a strange answer",
		"The e-mail domain d001.example takes no mail.", "mail exchanger of d002.example: context deadline exceeded",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("wanted %s in\n%s", want, got)
		}
	}
}

func TestExamineEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := examiner(t, Config{}).Examine(ctx, &bonafide.Dossier{}, asOf); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestGivenListsAreNotCalledSmall(t *testing.T) {
	l, err := ReadDomains(strings.NewReader("throwaway.example\n"), list)
	if err != nil {
		t.Fatal(err)
	}
	e := examiner(t, Config{Disposable: l, FreeMail: l})
	d := bonafide.Dossier{Sources: []bonafide.Source{source(bonafide.Form, day(-1), func(s *bonafide.Source) {
		s.Emails = []string{"a@x.throwaway.example", "b@firm.example"}
		s.References = []bonafide.Reference{{Employer: "Firm", Email: "r@throwaway.example"}, {Employer: "Firm", Email: "r@firm.example"}}
	})}}
	out := examine(t, e, d)
	got := told(out)
	if strings.Contains(got, "built-in") || !strings.Contains(got, "APP-31 contact/disposable-domain") || !strings.Contains(got, "APP-15 contact/reference-free-mail") {
		t.Error(got)
	}
	if !slices.Contains(out.Datasets, list) || *out.Findings[0].Evidence[0].Dataset != list {
		t.Error("the list is not named")
	}
}

type relays string

func (r relays) Relay(a netip.Addr) bool { return a.String() == string(r) }
func (relays) Dataset() bonafide.Dataset { return bonafide.Dataset{Name: "relays", Version: "1"} }

func TestReferenceNetworks(t *testing.T) {
	d := func(candidate, reference string) bonafide.Dossier {
		return bonafide.Dossier{Sources: []bonafide.Source{
			source(bonafide.Meeting, day(-5), func(s *bonafide.Source) { s.Sightings = []bonafide.Sighting{{At: day(-5), IP: candidate}} }),
			source(bonafide.ReferenceRec, day(-3), func(s *bonafide.Source) { s.References = []bonafide.Reference{{IP: reference, Private: true}} }),
		}}
	}
	tests := []struct {
		candidate, reference, relay string
		fires                       bool
	}{
		{"198.51.100.7", "198.51.100.7", "", true},
		{"198.51.100.7", "::ffff:198.51.100.9", "", true},
		{"198.51.100.7", "198.51.101.7", "", false},
		{"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "", true},
		{"2001:db8:1:2::1", "2001:db8:1:3::1", "", false},
		{"198.51.100.7", "198.51.100.7", "198.51.100.7", false},
		{"198.51.100.7", "198.51.100.8", "198.51.100.7", false},
		{"198.51.100.7", "198.51.100.8", "203.0.113.1", true},
		{"100.64.1.1", "100.64.1.1", "", false},
		{"192.168.0.1", "192.168.0.1", "", false},
		{"fe80::1%eth0", "fe80::1", "", false},
		{"not an address", "198.51.100.7", "", false},
	}
	for _, tt := range tests {
		c := Config{}
		if tt.relay != "" {
			c.Relays = relays(tt.relay)
		}
		out := examine(t, examiner(t, c), d(tt.candidate, tt.reference))
		if (len(out.Findings) == 1) != tt.fires {
			t.Errorf("%+v: %s", tt, told(out))
		}
		if tt.fires && strings.Contains(told(out), "shared network exits") != (tt.relay == "") {
			t.Errorf("%+v: whether relays were known is not said: %s", tt, told(out))
		}
	}
}

// TestUnreadableIsMissing says of everything that cannot be read that it is missing.
func TestUnreadableIsMissing(t *testing.T) {
	d := bonafide.Dossier{Stage: bonafide.Employed, Sources: []bonafide.Source{
		source(bonafide.Form, time.Time{}, func(s *bonafide.Source) {
			s.Emails, s.Phones = []string{"nobody"}, []string{"020 7946 0123", "+44 1"}
			s.Sites = []bonafide.Site{{URL: "::"}, {URL: "live.example", Registered: bonafide.Date{Year: 2026}}}
			s.Employment = []bonafide.Employment{{Employer: "A", Domain: "?"}, {Employer: "B", Domain: "co.uk"}, {Employer: "C"}}
			s.References = []bonafide.Reference{{Name: "x"}, {Email: "x", Phone: "y", IP: "z", Employer: "E"}, {Email: "r@firm.example", Domain: "?"}}
			s.Shipments = []bonafide.Shipment{
				{To: bonafide.Address{City: "Fairview"}, CollectedBy: "A Cole", Changes: []bonafide.AddressChange{{At: day(-1)}}},
			}
		}),
	}}
	d.Timeline.Applied = day(-30)
	got := told(examine(t, examiner(t, Config{}), d))
	for _, want := range []string{
		`an e-mail address of source form: "nobody" has no @`, "the country of a telephone number of source form", "a telephone number of source form",
		"a site of source form", "day on which the domain of live.example was registered", "state of the site live.example",
		"an employer's web domain in source form", "web domain of the employer C", "company-register entry of A, B, C",
		"contact details of a reference", "a reference's e-mail address in source form", "a reference's telephone number in source form", "network of a reference in source form", "a reference's web domain in source form",
		"verified address", "type of the delivery address", "date of the offer", "name of the person", "[APP-07] start date",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("wanted: %s\ngot:\n%s", want, got)
		}
	}
	if strings.Contains(got, "contact/") {
		t.Error("something was raised from what cannot be read:\n", got)
	}
}

func TestBounds(t *testing.T) {
	d := mails(maxDistinct + 1)
	s := &d.Sources[0]
	for i := range maxDistinct + 1 {
		s.Phones = append(s.Phones, fmt.Sprintf("+44 20 7946 %04d", i))
		s.Sites = append(s.Sites, bonafide.Site{URL: fmt.Sprintf("s%d.example", i), State: "live", Registered: bonafide.Date{Year: 2010}})
		s.Employment = append(s.Employment, bonafide.Employment{Employer: fmt.Sprintf("firm %d", i)})
		s.References = append(s.References, bonafide.Reference{Email: fmt.Sprintf("r%d@firm.example", i)})
		s.Addresses = append(s.Addresses, bonafide.Address{Use: "delivery", Lines: []string{fmt.Sprintf("%d Mill Road", i)}, Postcode: "NX1"})
	}
	got := told(examine(t, examiner(t, Config{}), d))
	for _, want := range []string{"e-mail addresses beyond the first 64", "telephone numbers beyond the first 64", "sites beyond the first 64", "employers beyond the first 64", "references beyond the first 64", "delivery addresses beyond the first 64"} {
		if !strings.Contains(got, want) {
			t.Errorf("wanted: %s\ngot:\n%s", want, got)
		}
	}
}

func TestChangesNeedADate(t *testing.T) {
	record := func(id string, at time.Time, phone string) bonafide.Source {
		return bonafide.Source{ID: bonafide.SourceID(id), Kind: bonafide.HR, System: "People", Collected: at, Phones: []string{phone}}
	}
	e := examiner(t, Config{})
	d := bonafide.Dossier{Timeline: bonafide.Timeline{Offered: day(-20)}, Sources: []bonafide.Source{
		record("a", time.Time{}, "+44 7700 900111"), record("b", day(-5), "+44 7700 900222"),
	}}
	if got := told(examine(t, e, d)); !strings.Contains(got, "order of the records of people") || strings.Contains(got, "APP-07 contact") {
		t.Error(got)
	}
	// An old number that returns is no new one, and one change seen in two systems is one.
	d.Sources = []bonafide.Source{
		record("a", day(-15), "+44 7700 900111"), record("b", day(-10), "+44 7700 900222"), record("c", day(-5), "+44 7700 900111"),
		{ID: "d", Kind: bonafide.HR, Collected: day(-15), Phones: []string{"+44 7700 900111"}},
		{ID: "e", Kind: bonafide.HR, Collected: day(-9), Phones: []string{"+44 7700 900222"}},
	}
	if got := told(examine(t, e, d)); !strings.Contains(got, "Contact details changed once before the start date, once after the offer.") {
		t.Error(got)
	}
	d.Timeline.Offered = time.Time{}
	if got := told(examine(t, e, d)); strings.Contains(got, "APP-07 contact") {
		t.Error("one change before any offer was raised:", got)
	}
}

func TestLateChanges(t *testing.T) {
	fairview := bonafide.Address{Lines: []string{"12 Main Street"}, City: "Fairview", Postcode: "12345"}
	elmdale := bonafide.Address{Lines: []string{"900 Oak Street"}, City: "Elmdale", Postcode: "54321"}
	tests := []struct {
		name   string
		ship   bonafide.Shipment
		raised string
	}{
		{"after dispatch", bonafide.Shipment{Dispatched: day(-6), Changes: []bonafide.AddressChange{{At: day(-5), From: fairview, To: elmdale}}}, "accepted, after dispatch."},
		{"in the last hour", bonafide.Shipment{Dispatched: day(-5).Add(time.Minute), Changes: []bonafide.AddressChange{{At: day(-5), From: fairview, To: elmdale}}}, "(in the same hour)"},
		{"in the hour before", bonafide.Shipment{Dispatched: day(-5).Add(time.Hour), Changes: []bonafide.AddressChange{{At: day(-5), From: fairview, To: elmdale}}}, "(1 hour)"},
		{"from the change before", bonafide.Shipment{Dispatched: day(-1), Changes: []bonafide.AddressChange{{At: day(-40), To: fairview}, {At: day(-6), To: elmdale}}}, "accepted."},
		{"not dispatched", bonafide.Shipment{Changes: []bonafide.AddressChange{{At: day(-5), From: fairview, To: elmdale}}}, "accepted."},
		{"no time", bonafide.Shipment{Changes: []bonafide.AddressChange{{From: fairview, To: elmdale}}}, ""},
		{"to a counter", bonafide.Shipment{CounterChosen: true, Changes: []bonafide.AddressChange{{At: day(-5), From: fairview, To: elmdale}}}, ""},
		{"from nowhere", bonafide.Shipment{Changes: []bonafide.AddressChange{{At: day(-5), To: elmdale}}}, ""},
	}
	for _, tt := range tests {
		d := bonafide.Dossier{Timeline: bonafide.Timeline{Accepted: day(-30)}, Sources: []bonafide.Source{
			source(bonafide.HR, day(-40), func(s *bonafide.Source) { s.Addresses = []bonafide.Address{elmdale} }),
			source(bonafide.Shipping, day(-1), func(s *bonafide.Source) { s.Shipments = []bonafide.Shipment{tt.ship} }),
		}}
		out := examine(t, examiner(t, Config{}), d)
		got := told(out)
		if strings.Contains(got, "ONB-02 contact/") != (tt.raised != "") || !strings.Contains(got, tt.raised) {
			t.Errorf("%s: %s", tt.name, got)
		}
		if tt.raised != "" && !strings.Contains(out.Findings[0].Evidence[0].Note, "it is the verified address") {
			t.Errorf("%s: that the new address is the verified one is not said", tt.name)
		}
	}
}

// TestHostileSizesEnd gives the examiner far more than a person has.
func TestHostileSizesEnd(t *testing.T) {
	var d bonafide.Dossier
	for i := range 5000 {
		a := bonafide.Address{Lines: []string{fmt.Sprint(i)}, Postcode: fmt.Sprint(i), Supported: true}
		d.Sources = append(d.Sources, bonafide.Source{ID: bonafide.SourceID(fmt.Sprint(i)), Kind: bonafide.HR, System: "x", Collected: day(-1),
			Emails: []string{"a@b.example", "broken"}, Phones: []string{"+44 7700 900111", "1"}, Names: []string{"a a a a a a a a a a a a"}, Addresses: []bonafide.Address{a},
			Shipments:  []bonafide.Shipment{{To: a, CollectedBy: "a a a a a a a a a a a b", Delivered: day(-1)}},
			References: []bonafide.Reference{{Email: "a@b.example", Phone: fmt.Sprint(i)}}})
	}
	out := examine(t, examiner(t, Config{}), d)
	got := told(out)
	for _, want := range []string{beyond, "shipments beyond the first 64", "verified addresses beyond the first 256", "order of more than 256 records"} {
		if !strings.Contains(got, want) && len(out.Missing) <= maxMissing {
			t.Errorf("%s is not said", want)
		}
	}
	if !strings.Contains(got, beyond) || len(out.Missing) > maxMissing+1 {
		t.Errorf("%d things are missing", len(out.Missing))
	}
}

func sample() bonafide.Dossier {
	d := bonafide.Dossier{Format: bonafide.Format, Person: "p-1", Stage: bonafide.Offer}
	d.Timeline = bonafide.Timeline{Applied: day(-60), Offered: day(-30)}
	for i := range 10 {
		s := bonafide.Source{ID: bonafide.SourceID(fmt.Sprint("s", i)), Kind: bonafide.SourceKinds[i%len(bonafide.SourceKinds)], System: "sys", Collected: day(i - 50),
			Names: []string{"Mira Okafor"}, Emails: []string{"mira.okafor@gmail.com", "mira@okafor.example"}, Phones: []string{"+44 7700 900123"},
			Addresses:  []bonafide.Address{{Lines: []string{"Flat 2, 5 Mill Road"}, City: "Northam", Postcode: "NX1 2AB", Country: "GB"}},
			Sites:      []bonafide.Site{{URL: "https://okafor.example", State: "live", Registered: bonafide.Date{Year: 2019}}},
			Employment: []bonafide.Employment{{Employer: "Northwind", Domain: "northwind.example", From: bonafide.Date{Year: 2019}, Registered: "yes"}, {Employer: "Fernlight", Domain: "fernlight.example", From: bonafide.Date{Year: 2016}}},
		}
		if i == 4 {
			s.References = []bonafide.Reference{{Name: "Ada Brook", Employer: "Northwind", Domain: "northwind.example", Email: "ada@northwind-hr.example", Phone: "+44 20 7946 0123", IP: "198.51.100.9"}}
			s.Sightings = []bonafide.Sighting{{At: day(-40), IP: "198.51.100.7"}}
		}
		if i == 9 {
			s.Shipments = []bonafide.Shipment{{Delivered: day(-41), To: bonafide.Address{Lines: []string{"9 Quay"}, City: "Southam", Postcode: "SX1"}, CollectedBy: "Tomas Reyes"}}
		}
		d.Sources = append(d.Sources, s)
	}
	return d
}

func TestSameDossierSameBytes(t *testing.T) {
	d := sample()
	var first []byte
	for range 20 {
		out := examine(t, examiner(t, Config{}), d)
		got, err := strict.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if !bytes.Equal(got, first) {
			t.Fatal("two examinations of one dossier differ")
		}
	}
	if len(examine(t, examiner(t, Config{}), d).Findings) < 3 {
		t.Error("the sample raises too little to say anything")
	}
}

// TestNamesDoNotMatter renames everybody and expects the same indicators by the
// same rules at the same times.
func TestNamesDoNotMatter(t *testing.T) {
	d := sample()
	want := examine(t, examiner(t, Config{}), d)
	rename := map[string]string{"Mira Okafor": "Zhang Wei", "Tomas Reyes": "Anna Müller", "Ada Brook": "Óscar Ibáñez"}
	for i := range d.Sources {
		s := &d.Sources[i]
		for j := range s.Names {
			s.Names[j] = rename[s.Names[j]]
		}
		for j := range s.Shipments {
			s.Shipments[j].CollectedBy = rename[s.Shipments[j].CollectedBy]
		}
		for j := range s.References {
			s.References[j].Name = rename[s.References[j].Name]
		}
	}
	got := examine(t, examiner(t, Config{}), d)
	if told(got) != told(want) {
		t.Errorf("after renaming:\n%s\nbefore:\n%s", told(got), told(want))
	}
}

func TestNothingIsObservedAfterTheExamination(t *testing.T) {
	d := sample()
	for i := range d.Sources {
		d.Sources[i].Collected = day(100)
	}
	for _, f := range examine(t, examiner(t, Config{}), d).Findings {
		if f.ObservedAt.After(asOf) {
			t.Errorf("%s is observed at %s", f.Rule, f.ObservedAt)
		}
	}
}

// TestReferenceNumberWithoutCountry finds a shared number even where neither says
// its country, and says so where it cannot.
func TestReferenceNumberWithoutCountry(t *testing.T) {
	d := bonafide.Dossier{Sources: []bonafide.Source{
		source(bonafide.Form, day(-5), func(s *bonafide.Source) {
			s.Phones, s.Addresses = []string{"020 7946 0123"}, []bonafide.Address{{Country: "GB"}}
		}),
		source(bonafide.ReferenceRec, day(-3), func(s *bonafide.Source) {
			s.References = []bonafide.Reference{{Phone: "020-7946 0123"}, {Phone: "020 7946 0999"}}
		}),
	}}
	e := examiner(t, Config{})
	got := told(examine(t, e, d))
	if !strings.Contains(got, "A reference's telephone number is the candidate's own.") || !strings.Contains(got, "write it with + and country code") {
		t.Error(got)
	}
	d.Role.Country = "GB"
	if got := told(examine(t, e, d)); !strings.Contains(got, "the candidate's own.") || strings.Contains(got, "write it with +") {
		t.Error(got)
	}
}

func TestDeliveryAgainstSeveralRecords(t *testing.T) {
	old := bonafide.Address{Lines: []string{"12 Main Street"}, City: "Fairview", Postcode: "12345", Country: "US", Lat: 41.88, Lon: -87.63}
	new := bonafide.Address{Lines: []string{"900 Oak Street"}, City: "Elmdale", Postcode: "54321", Country: "US", Lat: 32.78, Lon: -96.80}
	town := bonafide.Address{City: "Elmdale", Country: "US"}
	ship := func(verified ...bonafide.Address) string {
		d := bonafide.Dossier{Sources: []bonafide.Source{
			source(bonafide.Shipping, day(-1), func(s *bonafide.Source) { s.Shipments = []bonafide.Shipment{{To: new}} }),
		}}
		for i, a := range verified {
			d.Sources = append(d.Sources, source(bonafide.HR, day(i-9), func(s *bonafide.Source) { s.Addresses = []bonafide.Address{a} }))
		}
		out := examine(t, examiner(t, Config{}), d)
		for _, f := range out.Findings {
			return f.Evidence[0].Note + "; " + f.Evidence[len(f.Evidence)-1].Value
		}
		return told(out)
	}
	for want, got := range map[string]string{
		"1295 km away; 12 Main Street, 12345, Fairview, US": ship(old),
		"one of the two names no street":                    ship(town),
		"1295 km away; 12 Main":                             ship(old, town),
		"type of the delivery address":                      ship(old, new),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("wanted %s in %s", want, got)
		}
	}
}

// TestPretendedFirm looks at a candidate's and a reference's mailbox where the CV
// names a known firm without its domain.
func TestPretendedFirm(t *testing.T) {
	d := bonafide.Dossier{Sources: []bonafide.Source{source(bonafide.Form, day(-5), func(s *bonafide.Source) {
		s.Emails = []string{"jo@coinbase-careers.com"}
		s.Employment = []bonafide.Employment{{Employer: "EY"}, {Employer: "Northwind"}, {Employer: "Coinbase, Inc."}}
		s.References = []bonafide.Reference{{Employer: "Coinbase", Email: "boss@c0inbase.com"}, {Employer: "Coinbase", Email: "boss@coinbase.com"}}
	})}}
	got := told(examine(t, examiner(t, Config{}), d))
	for _, want := range []string{
		"APP-16 contact/mailbox-imitates-employer@1 The e-mail domain coinbase-careers.com adds a word to the domain coinbase.com of a stated employer.",
		"APP-15 contact/reference-imitates-employer@1 A reference's mail domain c0inbase.com looks the same as the employer's domain coinbase.com.",
	} {
		if strings.Count(got, want) != 1 {
			t.Errorf("wanted: %s\ngot:\n%s", want, got)
		}
	}
}

func TestEmployerDomainAge(t *testing.T) {
	date := func(y int, m time.Month) bonafide.Date { return bonafide.Date{Year: y, Month: m} }
	tests := []struct {
		from, to, registered bonafide.Date
		current              bool
		raised               string
	}{
		{date(2026, 1), bonafide.Date{}, date(2026, 4), true, "less than a year before it was looked up, and after the stated job had begun"},
		{date(2019, 1), bonafide.Date{}, date(2021, 4), true, "more than a year after the stated job had begun"},
		{date(2019, 1), date(2020, 1), date(2021, 4), false, "after the stated job had ended"},
		{date(2019, 1), bonafide.Date{}, date(2019, 9), true, ""},
		{date(2026, 3), bonafide.Date{}, date(2026, 1), true, ""}, // a young firm and a younger job
		{bonafide.Date{Year: 2026}, bonafide.Date{}, date(2026, 4), true, ""},
		{bonafide.Date{}, bonafide.Date{}, date(2026, 4), true, ""},
	}
	for _, tt := range tests {
		d := bonafide.Dossier{Sources: []bonafide.Source{source(bonafide.Resume, day(-5), func(s *bonafide.Source) {
			s.Employment = []bonafide.Employment{{Employer: "Northwind", Domain: "northwind.example", Registered: "yes", From: tt.from, To: tt.to, Current: tt.current, DomainRegistered: tt.registered}}
		})}}
		got := told(examine(t, examiner(t, Config{}), d))
		if strings.Contains(got, "APP-16 contact/") != (tt.raised != "") || !strings.Contains(got, tt.raised) {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}

// A domain that one source of the person states is not said to be missing because
// another leaves it out.
func TestTheDomainOfAnEmployerMayStandInAnotherSource(t *testing.T) {
	resume := bonafide.Source{ID: "resume", Kind: bonafide.Resume, Employment: []bonafide.Employment{{Employer: "Halborn Works"}, {Employer: "Kestrel"}, {Employer: "Dunlin"}}}
	form := bonafide.Source{ID: "form", Kind: bonafide.Form, Employment: []bonafide.Employment{{Employer: "halborn works", Domain: "halborn.example"}},
		References: []bonafide.Reference{{Name: "R", Employer: "Kestrel", Domain: "kestrel.example"}}}
	out := examine(t, examiner(t, Config{}), bonafide.Dossier{Sources: []bonafide.Source{resume, form}})
	var missing []string
	for _, m := range out.Missing {
		if strings.HasPrefix(m.What, "web domain of the employer") {
			missing = append(missing, m.What)
		}
	}
	if !slices.Equal(missing, []string{"web domain of the employer Dunlin"}) {
		t.Errorf("missing %q", missing)
	}
}
