package intake

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"bonafide"
)

// flaw is what is wrong with a dossier: the JSON pointer, the reason, the way out.
// Pointers are put together only while a flaw is handed up, so that a dossier
// without one costs nothing.
type flaw struct{ path, why, remedy string }

// flawed is a flaw of a field, or of the whole where path is empty.
func flawed(path, why, remedy string) *flaw {
	if path != "" {
		path = "/" + path
	}
	return &flaw{path, why, remedy}
}

// in puts an element of a list before the path.
func (f *flaw) in(list string, i int) *flaw {
	if f != nil {
		f.path = "/" + list + "/" + strconv.Itoa(i) + f.path
	}
	return f
}

// under puts a field before the path.
func (f *flaw) under(field string) *flaw {
	if f != nil {
		f.path = "/" + field + f.path
	}
	return f
}

// zones remembers the zones that loaded: reading one takes longer than all the
// other checks of a dossier.
type zones struct{ known sync.Map }

func (z *zones) ok(name string) bool {
	if _, ok := z.known.Load(name); ok {
		return true
	}
	if name == "" || name == "Local" || len(name) > 64 {
		return false
	}
	if _, err := time.LoadLocation(name); err != nil {
		return false
	}
	z.known.Store(name, struct{}{})
	return true
}

// checker checks one dossier by the limits and at the time of its reader.
type checker struct {
	limits *Limits
	zones  *zones
	latest time.Time // zero: nothing lies in the future
}

// check says what is wrong with a dossier, or nil. That indicators and checks exist
// in the catalogue is not looked at, only that they are written like ones.
func (r *Reader) check(d *bonafide.Dossier) *flaw {
	c := checker{limits: &r.limits, zones: &r.zones}
	if now := r.cfg.Now(); !now.IsZero() {
		// A day of grace: clocks and date lines differ.
		c.latest = now.Add(24 * time.Hour)
	}
	return c.dossier(d)
}

func (c *checker) dossier(d *bonafide.Dossier) *flaw {
	if d.Format != bonafide.Format {
		return flawed("bonafide", "format "+strconv.Quote(clip(d.Format))+" is not known", "this program reads "+bonafide.Format)
	}
	if f := identifier("person", string(d.Person)); f != nil {
		return f
	}
	if d.Stage != "" && !slices.Contains(bonafide.Stages, d.Stage) {
		return flawed("stage", "stage "+strconv.Quote(clip(string(d.Stage)))+" is not known", "known: "+join(bonafide.Stages))
	}
	if f := c.role(&d.Role); f != nil {
		return f.under("role")
	}
	if f := c.timeline(&d.Timeline); f != nil {
		return f.under("timeline")
	}
	for i, a := range d.Accommodations {
		if !slug(string(a)) {
			return flawed("accommodations/"+strconv.Itoa(i), "accommodation "+strconv.Quote(clip(string(a)))+" is not written like one", "small letters and hyphens: camera, in-person, travel, hours")
		}
	}
	if n := len(d.Sources); n > c.limits.Sources {
		return flawed("sources", strconv.Itoa(n)+" sources, more than the "+strconv.Itoa(c.limits.Sources)+" that a dossier may have", "leave the oldest out")
	}
	for i := range d.Sources {
		if f := c.source(&d.Sources[i]); f != nil {
			return f.in("sources", i)
		}
		for j := range i {
			if d.Sources[j].ID == d.Sources[i].ID {
				return flawed("id", "source "+strconv.Quote(string(d.Sources[i].ID))+" stands there twice, first as /sources/"+strconv.Itoa(j), "give each source an id of its own").in("sources", i)
			}
		}
	}
	if n := len(d.Observations) + len(d.Checks) + len(d.Accommodations); n > c.limits.Claims {
		return flawed("", strconv.Itoa(n)+" observations and checks, more than the "+strconv.Itoa(c.limits.Claims)+" that a dossier may have", "leave the oldest out")
	}
	for i := range d.Observations {
		if f := c.observation(d, &d.Observations[i]); f != nil {
			return f.in("observations", i)
		}
	}
	for i := range d.Checks {
		if f := c.result(&d.Checks[i]); f != nil {
			return f.in("checks", i)
		}
	}
	return nil
}

func (c *checker) role(r *bonafide.Role) *flaw {
	if f := c.short("title", r.Title); f != nil {
		return f
	}
	if f := country(r.Country); f != nil {
		return f
	}
	if r.PayBandMid < 0 {
		return flawed("pay_band_mid", "an amount below zero", "")
	}
	return c.zone(r.TimeZone, false)
}

func (c *checker) timeline(t *bonafide.Timeline) *flaw {
	for _, m := range []struct {
		name string
		t    time.Time
	}{{"offered", t.Offered}, {"accepted", t.Accepted}, {"started", t.Started}, {"ended", t.Ended}} {
		if f := c.planned(m.name, m.t); f != nil {
			return f
		}
	}
	if !t.Started.IsZero() && !t.Ended.IsZero() && t.Ended.Before(t.Started) {
		return flawed("ended", "it ends before it starts", "correct one of the two times")
	}
	return c.past("applied", t.Applied)
}

func (c *checker) source(s *bonafide.Source) *flaw {
	if f := identifier("id", string(s.ID)); f != nil {
		return f
	}
	if !slices.Contains(bonafide.SourceKinds, s.Kind) {
		return flawed("kind", "kind "+strconv.Quote(clip(string(s.Kind)))+" is not known", "known: "+join(bonafide.SourceKinds))
	}
	if f := c.short("system", s.System); f != nil {
		return f
	}
	if f := c.past("collected", s.Collected); f != nil {
		return f
	}
	if n := claims(s); n > c.limits.Claims {
		return flawed("", strconv.Itoa(n)+" claims, more than the "+strconv.Itoa(c.limits.Claims)+" that a source may have", "split the source, or leave the oldest out")
	}
	for _, l := range []struct {
		name string
		list []string
	}{{"names", s.Names}, {"emails", s.Emails}, {"phones", s.Phones}} {
		for i, v := range l.list {
			if strings.TrimSpace(v) == "" {
				return flawed(l.name+"/"+strconv.Itoa(i), "it is empty", "leave it out")
			}
			if f := c.short("", v); f != nil {
				return f.in(l.name, i)
			}
		}
	}
	if f := c.pastDate("born", s.Born); f != nil {
		return f
	}
	if f := c.zone(s.TimeZone, false); f != nil {
		return f
	}
	for i := range s.Addresses {
		if f := c.address(&s.Addresses[i]); f != nil {
			return f.in("addresses", i)
		}
	}
	if f := c.career(s); f != nil {
		return f
	}
	if f := c.online(s); f != nil {
		return f
	}
	if f := c.process(s); f != nil {
		return f
	}
	for i := range s.Payees {
		if f := c.payee(&s.Payees[i]); f != nil {
			return f.in("payees", i)
		}
	}
	if s.PayRequest.Amount < 0 {
		return flawed("pay_request/amount", "an amount below zero", "")
	}
	if s.File != nil {
		if f := c.file(s.File); f != nil {
			return f.under("file")
		}
	}
	return c.text("text", s.Text, c.limits.TextBytes)
}

func claims(s *bonafide.Source) int {
	n := len(s.Names) + len(s.Emails) + len(s.Phones) + len(s.Addresses) + len(s.Employment) + len(s.Education) +
		len(s.Skills) + len(s.Accounts) + len(s.Sites) + len(s.References) + len(s.Sightings) + len(s.Slots) +
		len(s.Steps) + len(s.Shipments) + len(s.Payees)
	for i := range s.Addresses {
		n += len(s.Addresses[i].Lines)
	}
	for i := range s.Steps {
		n += len(s.Steps[i].Postponed)
	}
	for i := range s.Shipments {
		n += len(s.Shipments[i].Changes)
	}
	if s.File != nil {
		n += len(s.File.Made) + len(s.File.Notes)
	}
	return n
}

var addressUses = []string{"home", "delivery", "work", "postal"}
var addressPlaces = []string{"residential", "office", "hotel", "mail-agent", "forwarder", "po-box", "carrier-counter"}

func (c *checker) address(a *bonafide.Address) *flaw {
	if f := oneOf("use", a.Use, addressUses); f != nil {
		return f
	}
	if f := oneOf("place", a.Place, addressPlaces); f != nil {
		return f
	}
	for i, l := range a.Lines {
		if f := c.short("", l); f != nil {
			return f.in("lines", i)
		}
	}
	if f := c.shorts("city", a.City, "region", a.Region, "postcode", a.Postcode); f != nil {
		return f
	}
	if a.Lat < -90 || a.Lat > 90 {
		return flawed("lat", "a latitude beyond 90 degrees", "")
	}
	if a.Lon < -180 || a.Lon > 180 {
		return flawed("lon", "a longitude beyond 180 degrees", "")
	}
	return country(a.Country)
}

var yesNo = []string{"yes", "no"}

// career checks what the person says of work, schools, skills and references.
func (c *checker) career(s *bonafide.Source) *flaw {
	for i := range s.Employment {
		e := &s.Employment[i]
		f := c.shorts("employer", e.Employer, "title", e.Title, "domain", e.Domain, "city", e.City)
		switch {
		case f != nil:
		case strings.TrimSpace(e.Employer) == "" && strings.TrimSpace(e.Title) == "":
			f = flawed("employer", "neither employer nor title is given", "leave the entry out")
		case e.To.Before(e.From):
			f = flawed("to", "it ends in "+e.To.String()+", before it starts in "+e.From.String(), "correct one of the two dates")
		case e.Current && !e.To.IsZero():
			f = flawed("to", "it has an end and is current", "leave one of the two out")
		default:
			if f = oneOf("registered", e.Registered, yesNo); f == nil {
				f = country(e.Country)
			}
			if f == nil {
				f = c.pastDate("domain_registered", e.DomainRegistered)
			}
			if f == nil {
				f = c.text("text", e.Text, c.limits.FieldBytes)
			}
		}
		if f != nil {
			return f.in("employment", i)
		}
	}
	for i := range s.Education {
		e := &s.Education[i]
		f := c.shorts("school", e.School, "degree", e.Degree, "field", e.Field)
		switch {
		case f != nil:
		case strings.TrimSpace(e.School) == "":
			f = flawed("school", "no school is given", "leave the entry out")
		case e.To.Before(e.From):
			f = flawed("to", "it ends in "+e.To.String()+", before it starts in "+e.From.String(), "correct one of the two dates")
		}
		if f != nil {
			return f.in("education", i)
		}
	}
	for i := range s.Skills {
		k := &s.Skills[i]
		f := c.short("name", k.Name)
		switch {
		case f != nil:
		case strings.TrimSpace(k.Name) == "":
			f = flawed("name", "no skill is named", "leave the entry out")
		case k.Years < 0 || k.Years > 80:
			f = flawed("years", "years of experience run from 0 to 80", "")
		}
		if f != nil {
			return f.in("skills", i)
		}
	}
	for i := range s.References {
		e := &s.References[i]
		f := c.shorts("name", e.Name, "email", e.Email, "phone", e.Phone, "employer", e.Employer, "domain", e.Domain)
		if f == nil {
			f = ip(e.IP)
		}
		if f != nil {
			return f.in("references", i)
		}
	}
	return nil
}

var siteStates = []string{"live", "parked", "dead"}

// online checks accounts and sites.
func (c *checker) online(s *bonafide.Source) *flaw {
	for i := range s.Accounts {
		a := &s.Accounts[i]
		f := c.shorts("service", a.Service, "handle", a.Handle, "url", a.URL)
		if f == nil && strings.TrimSpace(a.Service) == "" {
			f = flawed("service", "no service is named", "write github, linkedin, telegram, ...")
		}
		if f == nil {
			f = c.pastDate("created", a.Created)
		}
		if f != nil {
			return f.in("accounts", i)
		}
	}
	for i := range s.Sites {
		a := &s.Sites[i]
		f := c.short("url", a.URL)
		if f == nil && strings.TrimSpace(a.URL) == "" {
			f = flawed("url", "no address is given", "leave the entry out")
		}
		if f == nil {
			f = oneOf("state", a.State, siteStates)
		}
		if f == nil {
			f = c.pastDate("registered", a.Registered)
		}
		if f != nil {
			return f.in("sites", i)
		}
	}
	return nil
}

var sightingUses = []string{"application", "meeting", "signing", "sign-in", "reference"}

// process checks what happened on the way: sightings, slots, steps, shipments.
func (c *checker) process(s *bonafide.Source) *flaw {
	for i := range s.Sightings {
		g := &s.Sightings[i]
		f := c.moment("at", g.At)
		if f == nil {
			f = ip(g.IP)
		}
		if f == nil {
			f = oneOf("use", g.Use, sightingUses)
		}
		if f == nil {
			f = c.shorts("name", g.Name, "device", g.Device)
		}
		if f == nil {
			f = c.zone(g.TimeZone, true)
		}
		if f != nil {
			return f.in("sightings", i)
		}
	}
	for i, t := range s.Slots {
		if f := c.planned("", t); f != nil {
			return f.in("slots", i)
		}
	}
	for i := range s.Steps {
		if f := c.step(&s.Steps[i]); f != nil {
			return f.in("steps", i)
		}
	}
	for i := range s.Shipments {
		if f := c.shipment(&s.Shipments[i]); f != nil {
			return f.in("shipments", i)
		}
	}
	return nil
}

func (c *checker) step(s *bonafide.Step) *flaw {
	if strings.TrimSpace(s.Name) == "" {
		return flawed("name", "the step has no name", "write right-to-work, notarised-identity, in-person, ...")
	}
	f := c.short("name", s.Name)
	if f == nil {
		f = c.planned("due", s.Due)
	}
	if f == nil {
		f = c.past("done", s.Done)
	}
	if f == nil {
		f = c.past("declined", s.Declined)
	}
	for i := range s.Postponed {
		if f != nil {
			break
		}
		if f = c.moment("at", s.Postponed[i].At); f == nil {
			f = c.text("reason", s.Postponed[i].Reason, c.limits.FieldBytes)
		}
		f = f.in("postponed", i)
	}
	return f
}

func (c *checker) shipment(s *bonafide.Shipment) *flaw {
	f := c.shorts("order", s.Order, "collected_by", s.CollectedBy)
	if f == nil {
		f = c.past("ordered", s.Ordered)
	}
	if f == nil {
		f = c.past("dispatched", s.Dispatched)
	}
	if f == nil {
		f = c.past("delivered", s.Delivered)
	}
	if f == nil {
		f = c.address(&s.To).under("to")
	}
	for i := range s.Changes {
		if f != nil {
			break
		}
		ch := &s.Changes[i]
		if f = c.moment("at", ch.At); f == nil {
			f = c.address(&ch.From).under("from")
		}
		if f == nil {
			f = c.address(&ch.To).under("to")
		}
		f = f.in("changes", i)
	}
	return f
}

var payeeKinds = []string{"bank", "transfer-service", "prepaid", "wallet", "company"}

func (c *checker) payee(p *bonafide.Payee) *flaw {
	f := oneOf("kind", p.Kind, payeeKinds)
	if f == nil {
		f = c.shorts("holder", p.Holder, "token", p.Token, "wallet", p.Wallet)
	}
	if f == nil {
		f = country(p.Country)
	}
	if f == nil {
		f = c.past("since", p.Since)
	}
	return f
}

func (c *checker) file(f *bonafide.File) *flaw {
	if f.Size < 0 {
		return flawed("size", "a size below zero", "")
	}
	if f.Pages < 0 {
		return flawed("pages", "a number of pages below zero", "")
	}
	if f.SHA256 != "" && !hexDigest(f.SHA256) {
		return flawed("sha256", "it is not a SHA-256 in small hex digits", "")
	}
	for name, value := range f.Made {
		if !slug(name) {
			return flawed("made", "mark "+strconv.Quote(clip(name))+" is not written like one", "small letters, digits and hyphens: pdf-id, producer")
		}
		if fl := c.text(name, value, c.limits.FieldBytes); fl != nil {
			return fl.under("made")
		}
	}
	for i, n := range f.Notes {
		if fl := c.text("", n, c.limits.FieldBytes); fl != nil {
			return fl.in("notes", i)
		}
	}
	return c.shorts("name", f.Name, "type", f.Type, "reader", f.Reader)
}

func (c *checker) observation(d *bonafide.Dossier, o *bonafide.Observation) *flaw {
	if !indicator(string(o.Indicator)) {
		return flawed("indicator", "indicator "+strconv.Quote(clip(string(o.Indicator)))+" is not written like one", "APP-15")
	}
	if f := c.moment("at", o.At); f != nil {
		return f
	}
	if strings.TrimSpace(o.By) == "" {
		return flawed("by", "an observation without its author", "say who observed it")
	}
	if strings.TrimSpace(o.Note) == "" {
		return flawed("note", "an observation without a note", "say in neutral words what was seen")
	}
	if f := c.short("by", o.By); f != nil {
		return f
	}
	if f := c.text("note", o.Note, c.limits.FieldBytes); f != nil {
		return f
	}
	if o.Source != "" && !slices.ContainsFunc(d.Sources, func(s bonafide.Source) bool { return s.ID == o.Source }) {
		return flawed("source", "source "+strconv.Quote(clip(string(o.Source)))+" is not in the dossier", "name the id of one of its sources")
	}
	return nil
}

var routes = []string{"independent", "candidate"}

func (c *checker) result(r *bonafide.CheckResult) *flaw {
	if !slug(string(r.Check)) {
		return flawed("check", "check "+strconv.Quote(clip(string(r.Check)))+" is not written like one", "small letters and hyphens: employer-callback")
	}
	if !slices.Contains(bonafide.Outcomes, r.Outcome) {
		return flawed("outcome", "outcome "+strconv.Quote(clip(string(r.Outcome)))+" is not known", "known: "+join(bonafide.Outcomes))
	}
	if f := c.moment("at", r.At); f != nil {
		return f
	}
	if (r.Outcome == bonafide.Passed || r.Outcome == bonafide.Failed) && strings.TrimSpace(r.By) == "" {
		return flawed("by", "a check that "+string(r.Outcome)+" without its author", "say who took it")
	}
	if n := len(r.About); n > c.limits.Claims {
		return flawed("about", strconv.Itoa(n)+" indicators, more than the "+strconv.Itoa(c.limits.Claims)+" that a check may name", "leave it to the catalogue")
	}
	for i, id := range r.About {
		if !indicator(string(id)) {
			return flawed("about/"+strconv.Itoa(i), "indicator "+strconv.Quote(clip(string(id)))+" is not written like one", "APP-15")
		}
	}
	if f := oneOf("route", r.Route, routes); f != nil {
		return f
	}
	if f := c.shorts("by", r.By, "subject", r.Subject); f != nil {
		return f
	}
	return c.text("note", r.Note, c.limits.FieldBytes)
}

// identifier checks an id that a person or a program chose.
func identifier(name, s string) *flaw {
	switch n := utf8.RuneCountInString(s); {
	case strings.TrimSpace(s) == "":
		return flawed(name, "the id is missing", "give it an id that says nothing about the person")
	case n > 128:
		return flawed(name, "the id has "+strconv.Itoa(n)+" characters, more than 128", "shorten it")
	}
	for _, r := range s {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return flawed(name, "the id has invisible characters", "take them out")
		}
	}
	return nil
}

// shorts checks texts, given as name and value in turn.
func (c *checker) shorts(pairs ...string) *flaw {
	for i := 0; i+1 < len(pairs); i += 2 {
		if f := c.short(pairs[i], pairs[i+1]); f != nil {
			return f
		}
	}
	return nil
}

// short checks text of one line.
func (c *checker) short(name, s string) *flaw {
	for i := range len(s) {
		if s[i] < ' ' && s[i] != '\t' || s[i] == 0x7f {
			if s[i] == '\n' || s[i] == '\r' {
				continue // block scalars and cells end in one
			}
			return flawed(name, "it has control characters", "take them out")
		}
	}
	if len(s) > c.limits.FieldBytes {
		return tooLong(name, len(s), c.limits.FieldBytes)
	}
	return nil
}

// text checks text of several lines.
func (c *checker) text(name, s string, limit int) *flaw {
	if len(s) > limit {
		return tooLong(name, len(s), limit)
	}
	if strings.IndexByte(s, 0) >= 0 {
		return flawed(name, "it has control characters", "take them out")
	}
	return nil
}

func tooLong(name string, n, limit int) *flaw {
	return flawed(name, strconv.Itoa(n)+" bytes, more than the "+strconv.Itoa(limit)+" that a field may have", "shorten it")
}

// moment is a time that has to be there and in the past.
func (c *checker) moment(name string, t time.Time) *flaw {
	if t.IsZero() {
		return flawed(name, "the time is missing", "write 2006-01-02T15:04:05Z")
	}
	return c.past(name, t)
}

// past is a time that cannot lie in the future.
func (c *checker) past(name string, t time.Time) *flaw {
	if f := c.planned(name, t); f != nil {
		return f
	}
	if !c.latest.IsZero() && t.After(c.latest) {
		return flawed(name, t.UTC().Format(time.RFC3339)+" lies in the future", "correct the time, or this machine's clock")
	}
	return nil
}

// planned is a time that may lie in the future, within reason.
func (c *checker) planned(name string, t time.Time) *flaw {
	if t.IsZero() {
		return nil
	}
	if y := t.Year(); y < 1900 || y > 2199 {
		return flawed(name, "the year "+strconv.Itoa(y)+" is out of bounds", "years run from 1900 to 2199")
	}
	return nil
}

func (c *checker) pastDate(name string, d bonafide.Date) *flaw {
	if d.IsZero() || c.latest.IsZero() || !d.First().After(c.latest) {
		return nil
	}
	return flawed(name, d.String()+" lies in the future", "correct the date, or this machine's clock")
}

// zone is an IANA time zone; offset allows "+09:00" too.
func (c *checker) zone(s string, offset bool) *flaw {
	if s == "" || c.zones.ok(s) {
		return nil
	}
	if offset && len(s) == 6 && (s[0] == '+' || s[0] == '-') && s[3] == ':' {
		if _, err := time.Parse("-07:00", s); err == nil {
			return nil
		}
	}
	remedy := "write an IANA zone: Europe/Berlin"
	if offset {
		remedy += ", or an offset: +09:00"
	}
	return flawed("time_zone", "time zone "+strconv.Quote(clip(s))+" is not known", remedy)
}

func country(s string) *flaw {
	if s == "" || len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' {
		return nil
	}
	return flawed("country", "country "+strconv.Quote(clip(s))+" is not two capital letters", "write it by ISO 3166-1 alpha-2: DE, US")
}

func ip(s string) *flaw {
	if s == "" {
		return nil
	}
	if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
		return nil
	}
	return flawed("ip", "IP address "+strconv.Quote(clip(s))+" is not one", "write 192.0.2.1 or 2001:db8::1, without port")
}

func oneOf(name, s string, known []string) *flaw {
	if s == "" || slices.Contains(known, s) {
		return nil
	}
	return flawed(name, strconv.Quote(clip(s))+" is not known here", "known: "+strings.Join(known, ", "))
}

// slug is an id of small letters, digits and single hyphens.
func slug(s string) bool {
	if s == "" || len(s) > 64 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || s[i-1] == '-') {
			return false
		}
	}
	return true
}

// indicator is capital letters, a hyphen and digits: APP-15.
func indicator(s string) bool {
	head, tail, ok := strings.Cut(s, "-")
	if !ok || len(head) < 2 || len(head) > 8 || len(tail) < 1 || len(tail) > 4 {
		return false
	}
	for i := range len(head) {
		if head[i] < 'A' || head[i] > 'Z' {
			return false
		}
	}
	for i := range len(tail) {
		if tail[i] < '0' || tail[i] > '9' {
			return false
		}
	}
	return true
}

func hexDigest(s string) bool {
	if len(s) != 64 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func join[S ~string](list []S) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = string(s)
	}
	return strings.Join(parts, ", ")
}
