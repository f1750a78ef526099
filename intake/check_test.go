package intake

import (
	"strings"
	"testing"
	"time"

	"bonafide"
)

// sound is a dossier without a flaw that has one of everything.
func sound() bonafide.Dossier {
	t := today.Add(-48 * time.Hour)
	n := 5
	address := bonafide.Address{Use: "home", Lines: []string{"1 Example Plaza"}, City: "Austin\n", Country: "US", Place: "residential", Lat: 30, Lon: -97}
	return bonafide.Dossier{
		Format: bonafide.Format, Person: "p", Stage: bonafide.Employed,
		Role:           bonafide.Role{Title: "Engineer", Country: "US", TimeZone: "America/Chicago", PayBandMid: 1},
		Timeline:       bonafide.Timeline{Applied: t, Offered: t, Accepted: t, Started: t, Ended: today.Add(9000 * time.Hour)},
		Accommodations: []bonafide.Accommodation{"in-person"},
		Sources: []bonafide.Source{{
			ID: "s", Kind: bonafide.Form, System: "form", Collected: t, Names: []string{"A B"}, Born: bonafide.Date{Year: 1990},
			Emails: []string{"a@x.example"}, Phones: []string{"+1 202 555 0100"}, Addresses: []bonafide.Address{address}, TimeZone: "Europe/Berlin",
			Employment: []bonafide.Employment{{Employer: "E", Title: "T", From: bonafide.Date{Year: 2019}, To: bonafide.Date{Year: 2019}, Registered: "no", Text: "did\nthings"}},
			Education:  []bonafide.Education{{School: "S", From: bonafide.Date{Year: 2010}, To: bonafide.Date{Year: 2012}}},
			Skills:     []bonafide.Skill{{Name: "Go", Years: 5}}, Accounts: []bonafide.Account{{Service: "github", Handle: "a", Connections: &n}},
			Sites: []bonafide.Site{{URL: "https://a.example", State: "live"}}, References: []bonafide.Reference{{Name: "R", IP: "192.0.2.1"}},
			Sightings: []bonafide.Sighting{{At: t, IP: "2001:db8::1", Use: "meeting", TimeZone: "+05:45"}}, Slots: []time.Time{today.Add(99 * time.Hour)},
			Steps:     []bonafide.Step{{Name: "in-person", Due: today.Add(99 * time.Hour), Done: t, Declined: t, Postponed: []bonafide.Postponement{{At: t, Reason: "ill"}}}},
			Shipments: []bonafide.Shipment{{Order: "1", Ordered: t, Dispatched: t, Delivered: t, To: address, Changes: []bonafide.AddressChange{{At: t, From: address, To: address}}}},
			Payees:    []bonafide.Payee{{Kind: "bank", Holder: "A B", Country: "US", Since: t}},
			File:      &bonafide.File{Name: "a.pdf", SHA256: strings.Repeat("0a", 32), Made: map[string]string{"pdf-id": "1"}, Notes: []string{"n"}},
			Text:      "text",
		}},
		Observations: []bonafide.Observation{{Indicator: "INT-03", At: t, By: "r", Note: "n", Source: "s"}},
		Checks:       []bonafide.CheckResult{{Check: "employer-callback", Outcome: bonafide.Passed, At: t, By: "h", Route: "candidate", About: []bonafide.IndicatorID{"APP-15"}}},
	}
}

// TestCheck breaks one thing of a sound dossier at a time.
func TestCheck(t *testing.T) {
	r := New(Config{Now: now})
	whole := sound()
	if f := r.check(&whole); f != nil {
		t.Fatalf("the sound dossier has a flaw: %+v", f)
	}
	late := today.Add(25 * time.Hour)
	lateDay := bonafide.DateOf(today.Add(72 * time.Hour))
	long := strings.Repeat("x", 65537)
	for _, c := range []struct {
		name   string
		spoil  func(d *bonafide.Dossier, s *bonafide.Source)
		path   string
		reason string
	}{
		{"format", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Format = "" }, "/bonafide", "not known"},
		{"person with line end", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Person = "a\nb" }, "/person", "invisible"},
		{"person of blanks", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Person = " " }, "/person", "missing"},
		{"person with separator", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Person = "a\u2028" }, "/person", "invisible"},
		{"accommodation", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Accommodations[0] = "-x" }, "/accommodations/0", "not written like one"},
		{"role title", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Role.Title = "a\x00" }, "/role/title", "control"},
		{"role country", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Role.Country = "USA" }, "/role/country", "capital"},
		{"role zone", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Role.TimeZone = "+01:00" }, "/role/time_zone", "not known"},
		{"role zone upwards", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Role.TimeZone = "../../etc/passwd" }, "/role/time_zone", "not known"},
		{"pay band", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Role.PayBandMid = -1 }, "/role/pay_band_mid", "below zero"},
		{"applied", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Timeline.Applied = late }, "/timeline/applied", "future"},
		{"started", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Timeline.Started = time.Unix(-1e12, 0) }, "/timeline/started", "out of bounds"},
		{"ended", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Timeline.Ended = d.Timeline.Started.Add(-1) }, "/timeline/ended", "before"},
		{"observations", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Observations = make([]bonafide.Observation, 1001) }, "", "more than the 1000"},
		{"source id", func(_ *bonafide.Dossier, s *bonafide.Source) { s.ID = "" }, "/sources/0/id", "missing"},
		{"kind", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Kind = "" }, "/sources/0/kind", "not known"},
		{"system", func(_ *bonafide.Dossier, s *bonafide.Source) { s.System = long }, "/sources/0/system", "65537 bytes"},
		{"name", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Names[0] = long }, "/sources/0/names/0", "65537 bytes"},
		{"born", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Born = lateDay }, "/sources/0/born", "future"},
		{"address line", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Addresses[0].Lines[0] = "a\x07" }, "/sources/0/addresses/0/lines/0", "control"},
		{"address city", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Addresses[0].City = "a\x07" }, "/sources/0/addresses/0/city", "control"},
		{"address place", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Addresses[0].Place = "moon" }, "/sources/0/addresses/0/place", "not known"},
		{"longitude", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Addresses[0].Lon = 181 }, "/sources/0/addresses/0/lon", "180"},
		{"employer", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Employment[0].Employer = "\x7f" }, "/sources/0/employment/0/employer", "control"},
		{"no employer", func(_ *bonafide.Dossier, s *bonafide.Source) {
			s.Employment[0].Employer, s.Employment[0].Title = "", " "
		}, "/sources/0/employment/0/employer", "neither"},
		{"register", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Employment[0].Registered = "maybe" }, "/sources/0/employment/0/registered", "not known"},
		{"job country", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Employment[0].Country = "1A" }, "/sources/0/employment/0/country", "capital"},
		{"job domain date", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Employment[0].DomainRegistered = lateDay }, "/sources/0/employment/0/domain_registered", "future"},
		{"job text", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Employment[0].Text = long }, "/sources/0/employment/0/text", "65537"},
		{"school", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Education[0].School = "" }, "/sources/0/education/0/school", "no school"},
		{"degree", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Education[0].Degree = long }, "/sources/0/education/0/degree", "65537"},
		{"skill", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Skills[0].Name = "" }, "/sources/0/skills/0/name", "no skill"},
		{"skill name", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Skills[0].Name = long }, "/sources/0/skills/0/name", "65537"},
		{"reference", func(_ *bonafide.Dossier, s *bonafide.Source) { s.References[0].Email = long }, "/sources/0/references/0/email", "65537"},
		{"reference ip", func(_ *bonafide.Dossier, s *bonafide.Source) { s.References[0].IP = "fe80::1%eth0" }, "/sources/0/references/0/ip", "not one"},
		{"service", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Accounts[0].Service = "" }, "/sources/0/accounts/0/service", "no service"},
		{"account date", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Accounts[0].Created = lateDay }, "/sources/0/accounts/0/created", "future"},
		{"site", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Sites[0].URL = "" }, "/sources/0/sites/0/url", "no address"},
		{"site state", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Sites[0].State = "up" }, "/sources/0/sites/0/state", "not known"},
		{"site date", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Sites[0].Registered = lateDay }, "/sources/0/sites/0/registered", "future"},
		{"sighting time", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Sightings[0].At = time.Time{} }, "/sources/0/sightings/0/at", "missing"},
		{"sighting use", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Sightings[0].Use = "x" }, "/sources/0/sightings/0/use", "not known"},
		{"sighting name", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Sightings[0].Name = "\x01" }, "/sources/0/sightings/0/name", "control"},
		{"sighting offset", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Sightings[0].TimeZone = "+99:99" }, "/sources/0/sightings/0/time_zone", "offset"},
		{"slot", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Slots[0] = time.Unix(1e12, 0) }, "/sources/0/slots/0", "out of bounds"},
		{"step", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Steps[0].Name = "" }, "/sources/0/steps/0/name", "no name"},
		{"step declined", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Steps[0].Declined = late }, "/sources/0/steps/0/declined", "future"},
		{"postponement", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Steps[0].Postponed[0].At = late }, "/sources/0/steps/0/postponed/0/at", "future"},
		{"postponement reason", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Steps[0].Postponed[0].Reason = "\x00" }, "/sources/0/steps/0/postponed/0/reason", "control"},
		{"order", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Shipments[0].Order = "\x00" }, "/sources/0/shipments/0/order", "control"},
		{"ordered", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Shipments[0].Ordered = late }, "/sources/0/shipments/0/ordered", "future"},
		{"dispatched", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Shipments[0].Dispatched = late }, "/sources/0/shipments/0/dispatched", "future"},
		{"shipment to", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Shipments[0].To.Country = "x" }, "/sources/0/shipments/0/to/country", "capital"},
		{"change", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Shipments[0].Changes[0].At = late }, "/sources/0/shipments/0/changes/0/at", "future"},
		{"change from", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Shipments[0].Changes[0].From.Lat = 100 }, "/sources/0/shipments/0/changes/0/from/lat", "90"},
		{"change to", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Shipments[0].Changes[0].To.Lat = 100 }, "/sources/0/shipments/0/changes/0/to/lat", "90"},
		{"payee kind", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Payees[0].Kind = "cash" }, "/sources/0/payees/0/kind", "not known"},
		{"payee holder", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Payees[0].Holder = "\x00" }, "/sources/0/payees/0/holder", "control"},
		{"payee country", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Payees[0].Country = "us" }, "/sources/0/payees/0/country", "capital"},
		{"payee since", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Payees[0].Since = late }, "/sources/0/payees/0/since", "future"},
		{"pay request", func(_ *bonafide.Dossier, s *bonafide.Source) { s.PayRequest.Amount = -1 }, "/sources/0/pay_request/amount", "below zero"},
		{"file size", func(_ *bonafide.Dossier, s *bonafide.Source) { s.File.Size = -1 }, "/sources/0/file/size", "below zero"},
		{"file pages", func(_ *bonafide.Dossier, s *bonafide.Source) { s.File.Pages = -1 }, "/sources/0/file/pages", "below zero"},
		{"file digest", func(_ *bonafide.Dossier, s *bonafide.Source) { s.File.SHA256 = strings.Repeat("G", 64) }, "/sources/0/file/sha256", "hex"},
		{"file mark", func(_ *bonafide.Dossier, s *bonafide.Source) { s.File.Made = map[string]string{"PDF id": "1"} }, "/sources/0/file/made", "not written like one"},
		{"file mark value", func(_ *bonafide.Dossier, s *bonafide.Source) { s.File.Made["pdf-id"] = long }, "/sources/0/file/made/pdf-id", "65537"},
		{"file note", func(_ *bonafide.Dossier, s *bonafide.Source) { s.File.Notes[0] = long }, "/sources/0/file/notes/0", "65537"},
		{"file name", func(_ *bonafide.Dossier, s *bonafide.Source) { s.File.Name = "\x1b" }, "/sources/0/file/name", "control"},
		{"text", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Text = "\x00" }, "/sources/0/text", "control"},
		{"indicator digits", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Observations[0].Indicator = "INT-3x" }, "/observations/0/indicator", "not written like one"},
		{"indicator letters", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Observations[0].Indicator = "InT-33" }, "/observations/0/indicator", "not written like one"},
		{"observation author", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Observations[0].By = "\x00" }, "/observations/0/by", "control"},
		{"observation note", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Observations[0].Note = long }, "/observations/0/note", "65537"},
		{"check", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Checks[0].Check = "" }, "/checks/0/check", "not written like one"},
		{"check time", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Checks[0].At = time.Time{} }, "/checks/0/at", "missing"},
		{"check about", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Checks[0].About[0] = "APP15" }, "/checks/0/about/0", "not written like one"},
		{"check about many", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Checks[0].About = make([]bonafide.IndicatorID, 1001) }, "/checks/0/about", "more than the 1000"},
		{"check route", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Checks[0].Route = "x" }, "/checks/0/route", "not known"},
		{"check subject", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Checks[0].Subject = long }, "/checks/0/subject", "65537"},
		{"check note", func(d *bonafide.Dossier, _ *bonafide.Source) { d.Checks[0].Note = long }, "/checks/0/note", "65537"},
		{"claims in lists", func(_ *bonafide.Dossier, s *bonafide.Source) { s.Addresses[0].Lines = make([]string, 1001) }, "/sources/0", "more than the 1000"},
	} {
		d := sound()
		c.spoil(&d, &d.Sources[0])
		f := r.check(&d)
		if f == nil || f.path != c.path || !strings.Contains(f.why+" "+f.remedy, c.reason) {
			t.Errorf("%s: got %+v, want %s with %q", c.name, f, c.path, c.reason)
		}
	}
}

func TestWithoutAClockNothingLiesInTheFuture(t *testing.T) {
	d := sound()
	d.Checks[0].At = time.Date(2150, 1, 1, 0, 0, 0, 0, time.UTC)
	if f := New(Config{}).check(&d); f != nil {
		t.Errorf("got %+v", f)
	}
}

func TestTomorrowIsNotYetTheFuture(t *testing.T) {
	d := sound()
	d.Checks[0].At = today.Add(24 * time.Hour)
	if f := New(Config{Now: now}).check(&d); f != nil {
		t.Errorf("got %+v", f)
	}
}
