package baseline

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// company tells a book what people do, day by day, and keeps what it says.
type company struct {
	t     testing.TB
	book  *Book
	said  []Deviation
	wary  map[bonafide.PersonID]bool
	facts map[bonafide.PersonID]*scene.Worker
	zones map[bonafide.PersonID]*time.Location
	n     int
}

// monday is the first day of the stories, 09:00 UTC.
var monday = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

func found(t testing.TB, cfg Config) *company {
	t.Helper()
	b, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return &company{t: t, book: b, wary: map[bonafide.PersonID]bool{}, facts: map[bonafide.PersonID]*scene.Worker{}, zones: map[bonafide.PersonID]*time.Location{}}
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// hire sets what HR says of a person.
func (c *company) hire(id bonafide.PersonID, w scene.Worker, stated string) {
	if w.Team == "" {
		w.Team, w.Role, w.Contract = "Wallet", "Engineer", "employee"
	}
	if w.Country == "" {
		w.Country = "US"
	}
	c.facts[id] = &w
	c.zones[id] = zone(c.t, stated)
}

type option func(s *scene.Scene)

func (c *company) event(id bonafide.PersonID, at time.Time, e telemetry.Event, options ...option) []Deviation {
	c.n++
	e.Time = at
	if e.Intake.Source == "" {
		e.Intake.Source = "okta"
	}
	e.Intake.Place = fmt.Sprintf("log:%d", c.n)
	e.Status = telemetry.Success
	s := &scene.Scene{Event: &e, Person: id, Zone: c.zones[id]}
	if w := c.facts[id]; w != nil {
		x := *w
		s.Worker = &x
	}
	for _, o := range options {
		o(s)
	}
	out := c.book.Observe(s, c.wary[id])
	c.said = append(c.said, out...)
	return out
}

func (c *company) sweep(at time.Time) []Deviation {
	out := c.book.Sweep(at)
	c.said = append(c.said, out...)
	return out
}

// about lists what was said of a person's indicator.
func (c *company) about(id bonafide.PersonID, indicator bonafide.IndicatorID) (list []Deviation) {
	for _, d := range c.said {
		if d.Person == id && d.Indicator == indicator {
			list = append(list, d)
		}
	}
	return list
}

func (c *company) wants(id bonafide.PersonID, indicator bonafide.IndicatorID, times int, words ...string) {
	c.t.Helper()
	list := c.about(id, indicator)
	if len(list) != times {
		c.t.Fatalf("%s of %s was raised %d times, want %d: %s", indicator, id, len(list), times, spoken(c.said))
	}
	for _, d := range list {
		if len(d.Evidence) == 0 || d.At.IsZero() || d.Subject == "" || d.Rule == "" {
			c.t.Errorf("incomplete: %+v", d)
		}
		for _, w := range words {
			if !strings.Contains(d.Summary, w) {
				c.t.Errorf("the summary lacks %q: %s", w, d.Summary)
			}
		}
		for _, w := range []string{"fake", "fraud", "guilty", "liar", "suspicious"} {
			if strings.Contains(strings.ToLower(d.Summary), w) {
				c.t.Errorf("the summary is not neutral: %s", d.Summary)
			}
		}
	}
}

func (c *company) quiet(id bonafide.PersonID) {
	c.t.Helper()
	for _, d := range c.said {
		if d.Person == id {
			c.t.Errorf("said of %s: %s %s %s", id, d.Indicator, d.At.Format(time.RFC3339), d.Summary)
		}
	}
}

func spoken(list []Deviation) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "\n  %s %s %s %s", d.Person, d.Indicator, d.At.Format(time.RFC3339), d.Summary)
	}
	return b.String()
}

// Networks of the stories. Addresses are for documentation (RFC 5737).
var (
	newYork = scene.Network{IP: "192.0.2.10", Key: "192.0.2.0/24", Class: scene.Residential, Country: "US", ASN: 64500, Org: "Example Cable", Lat: 40.7, Long: -74.0, Radius: 20, Placed: true}
	boston  = scene.Network{IP: "192.0.2.200", Key: "192.0.2.128/25", Class: scene.Residential, Country: "US", ASN: 64509, Org: "Example Fibre", Lat: 42.36, Long: -71.06, Radius: 20, Placed: true}
	mobile4 = scene.Network{IP: "198.51.100.7", Key: "198.51.100.0/24", Class: scene.Residential, Country: "US", ASN: 64501, Org: "Example Mobile", Lat: 41.8, Long: -87.6, Radius: 300, Placed: true}
	warsaw  = scene.Network{IP: "203.0.113.7", Key: "203.0.113.0/24", Class: scene.Residential, Country: "PL", ASN: 64502, Org: "Example DSL", Lat: 52.2, Long: 21.0, Radius: 20, Placed: true}
	rented  = scene.Network{IP: "203.0.113.200", Key: "203.0.113.128/25", Class: scene.Hosting, Country: "US", ASN: 64503, Org: "Example Hosting", Lat: 34.0, Long: -118.2, Radius: 20, Placed: true}
	office  = scene.Network{IP: "198.51.100.200", Key: "198.51.100.128/25", Class: scene.Egress, Country: "IE", ASN: 64504, Lat: 53.3, Long: -6.2, Radius: 5, Placed: true}
	relayed = scene.Network{IP: "198.51.100.100", Key: "198.51.100.64/26", Class: scene.Relay, Country: "DE", ASN: 64505, Lat: 50.1, Long: 8.6, Radius: 50, Placed: true}
)

func from(n scene.Network) option { return func(s *scene.Scene) { s.Net = n } }

// laptop is the issued one of the scene's person.
func laptop(s *scene.Scene) {
	s.Device = scene.Device{Key: "serial:" + string(s.Person), Issued: true, Owner: s.Person}
	s.Event.Device.Serial = string(s.Person)
}

func arrived(days int) option {
	return func(s *scene.Scene) {
		laptop(s)
		s.Device.Age = &days
	}
}

func device(key string, managed telemetry.Truth) option {
	return func(s *scene.Scene) {
		s.Device = scene.Device{Key: key}
		s.Event.Device.UID, s.Event.Device.Managed = key, managed
	}
}

func agent(ua string) option     { return func(s *scene.Scene) { s.Event.HTTP.UserAgent = ua } }
func inSession(id string) option { return func(s *scene.Scene) { s.Event.Actor.Session.UID = id } }
func leave(s *scene.Scene)       { s.Worker.OnLeave = true }
func trip(s *scene.Scene)        { s.Worker.Travelling = true }

var login = telemetry.Event{
	Class: telemetry.Authentication, Activity: telemetry.Logon, IsRemote: telemetry.Yes,
	Metadata: telemetry.Metadata{Code: "user.session.start"}, User: telemetry.User{Type: telemetry.UserPerson}, Actor: telemetry.Actor{User: telemetry.User{Type: telemetry.UserPerson}},
}

func (c *company) signIn(id bonafide.PersonID, at time.Time, options ...option) []Deviation {
	return c.event(id, at, login, options...)
}

func (c *company) push(id bonafide.PersonID, at time.Time, options ...option) []Deviation {
	return c.event(id, at, telemetry.Event{
		Class: telemetry.WebResourcesActivity, Activity: telemetry.Update, Metadata: telemetry.Metadata{Code: "git.push"}, Intake: telemetry.Intake{Source: "github"},
		WebResources: []telemetry.Resource{{Name: "example/wallet", Type: "repository"}}, Actor: telemetry.Actor{User: telemetry.User{Type: telemetry.UserPerson}},
	}, options...)
}

func (c *company) clone(id bonafide.PersonID, at time.Time, repository string, options ...option) []Deviation {
	return c.event(id, at, telemetry.Event{
		Class: telemetry.WebResourcesActivity, Activity: telemetry.WebExport, Metadata: telemetry.Metadata{Code: "git.clone"}, Intake: telemetry.Intake{Source: "github"},
		WebResources: []telemetry.Resource{{Name: repository, Type: "repository"}}, Actor: telemetry.Actor{User: telemetry.User{Type: telemetry.UserPerson}},
	}, options...)
}

// checkIn is a machine's own word, by its agent.
func (c *company) checkIn(id bonafide.PersonID, at time.Time, options ...option) []Deviation {
	return c.event(id, at, telemetry.Event{Class: telemetry.DeviceInventory, Activity: telemetry.Collect, Intake: telemetry.Intake{Source: "mdm"}}, append([]option{laptop}, options...)...)
}

func (c *company) upload(id bonafide.PersonID, at time.Time, target string, size int64, options ...option) []Deviation {
	return c.event(id, at, telemetry.Event{
		Class: telemetry.WebResourcesActivity, Activity: telemetry.WebExport, Intake: telemetry.Intake{Source: "dlp"}, File: &telemetry.File{Name: "archive.zip", Size: size},
		WebResources: []telemetry.Resource{{Name: target}}, Worker: &telemetry.Worker{Fact: telemetry.Disclosure},
	}, options...)
}

type part struct {
	uid      string
	hours    float64
	sharing  telemetry.Truth
	cam, mic string
	who      string // of an outsider
}

// meet is a part in a meeting that ends at a moment.
func (c *company) meet(id bonafide.PersonID, end time.Time, p part, options ...option) []Deviation {
	long := time.Duration(p.hours * float64(time.Hour))
	return c.event(id, end, telemetry.Event{
		Class: telemetry.NetworkActivity, Activity: telemetry.NetworkClose, Intake: telemetry.Intake{Source: "zoom"},
		Meeting: &telemetry.Meeting{UID: p.uid, Participant: p.who, Joined: end.Add(-long), Left: end, Seconds: int64(long / time.Second), Sharing: p.sharing, Camera: p.cam, Microphone: p.mic},
	}, options...)
}

// days calls f for each working day of so many weeks.
func days(weeks int, f func(n int, day time.Time)) {
	n := 0
	for d := range weeks * 7 {
		t := monday.AddDate(0, 0, d)
		if wd := t.Weekday(); wd == time.Saturday || wd == time.Sunday {
			continue
		}
		f(n, t)
		n++
	}
}

// staff hires people who work from nine to five in New York.
func (c *company) staff(n int, team string) (ids []bonafide.PersonID) {
	for i := range n {
		id := bonafide.PersonID(fmt.Sprintf("%s-%02d", strings.ToLower(team), i))
		c.hire(id, scene.Worker{Team: team, Role: "Engineer", Contract: "employee", Country: "US"}, "America/New_York")
		ids = append(ids, id)
	}
	return ids
}

// work is an ordinary day: acts at local hours.
func (c *company) work(id bonafide.PersonID, day time.Time, hours ...float64) {
	y, m, d := day.Date()
	for _, h := range hours {
		at := time.Date(y, m, d, 0, 0, 0, 0, c.zones[id]).Add(time.Duration(h * float64(time.Hour)))
		c.push(id, at)
	}
}

var (
	nineToFive = []float64{9.2, 9.7, 10.4, 11.1, 11.8, 13.2, 13.9, 14.5, 15.1, 15.8, 16.6}
	atNight    = []float64{21.2, 21.7, 22.4, 23.1, 23.8, 25.2, 25.9, 26.5, 27.1, 27.8, 28.6}
)

func sorted(list []Deviation) []string {
	var out []string
	for _, d := range list {
		out = append(out, fmt.Sprintf("%s %s %s", d.Person, d.Indicator, d.Subject))
	}
	slices.Sort(out)
	return out
}
