// Package watch judges what workers' systems log. In come telemetry events in the
// order of their time, and people's applications; out go findings of catalogue
// indicators, the records that HR facts make up, and what ails the watching.
//
// The parts stand in the order in which an event passes them: the roster learns HR,
// shipping and payroll facts; the directory says whose event it is; the scene says
// what is known around it (watch/scene); shared finds what two people have in
// common; watch/rules are Sigma rules over the scene; watch/baseline knows what is
// usual for the person and for people like them.
//
// Engine keeps state and is for one goroutine. The same events in the same order
// give the same Watched, and the state can be saved and taken up.
package watch

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"bonafide"
	"bonafide/watch/baseline"
	"bonafide/watch/rules"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
	"bonafide/watch/tools"
)

// Config is what an engine needs to know.
type Config struct {
	// Rules and Tools are what is looked for.
	Rules *rules.Book
	Tools *tools.Table
	// Baseline says what is usual.
	Baseline baseline.Config
	// Networks has tables of addresses; nil leaves vendors' own words.
	Networks Networks
	// ZoneCountry is the country of a time zone; nil leaves the place of work.
	ZoneCountry func(zone string) string
	// Egress are the firm's own exits.
	Egress []netip.Prefix
	// Approved are tools that the firm allows to everybody, by vendor, name or kind.
	Approved []string
	// Offices are addresses to which equipment for many people goes.
	Offices []string
	// Restricted is the compliance team's list of countries.
	Restricted []string
	// Wary says that a person's assessed risk is high: what is learnt then excuses
	// nothing. nil is nobody.
	Wary func(bonafide.PersonID) bool
	// Checks are those of the catalogue; nil believes every name that HR writes.
	Checks []bonafide.CheckID
	// Order judges doubles, lateness and silence.
	Order telemetry.OrderConfig
	// People bounds how many are told apart; 0 is 200,000.
	People int
}

// Engine is the detectors with their state.
type Engine struct {
	cfg       Config
	roster    *roster
	directory *telemetry.Directory
	devices   *devices
	networks  *networks
	shares    *shares
	rules     *ruleRun
	baseline  *baseline.Book
	tools     *tools.Table
	approved  map[string]bool
	offices   []string
	sighted   *sighted
	customs   *customs
	health    *health

	clock time.Time // the newest event time
	sweep time.Time // the next sweep
	look  time.Time // the next look for silent sources
	out   bonafide.Watched
	now   scene.Scene
	at    scene.Worker
	tool  tools.Tool

	foreseen  foreseen
	gathering scene.Meeting
	meetings  meetings
}

const maxPeople = 200_000

// New makes an engine that has seen nothing.
func New(cfg Config) (*Engine, error) {
	cfg.People = cmp.Or(cfg.People, maxPeople)
	x := &Engine{
		cfg: cfg, roster: newRoster(cfg.People), directory: telemetry.NewDirectory(0), devices: newDevices(),
		networks: &networks{egress: cfg.Egress, tables: cfg.Networks, known: map[string]scene.Network{}},
		shares:   newShares(), meetings: meetings{}, tools: cfg.Tools, approved: map[string]bool{}, sighted: newSighted(), customs: newCustoms(), health: newHealth(cfg.Order),
	}
	x.foreseen = foreseen{of: map[string][]telemetry.Event{}, owner: map[string]string{}}
	x.roster.zoneCountry = cfg.ZoneCountry
	if cfg.Checks != nil {
		x.roster.checks = map[bonafide.CheckID]bool{}
		for _, c := range cfg.Checks {
			x.roster.checks[c] = true
		}
	}
	for _, a := range cfg.Approved {
		x.approved[fold(a)] = true
	}
	for _, o := range cfg.Offices {
		a := address(o, "work")
		if k := addressKey(&a); k != "" {
			x.offices = append(x.offices, k)
		}
	}
	var err error
	if x.baseline, err = baseline.New(cfg.Baseline); err != nil {
		return nil, err
	}
	if x.rules, err = newRuleRun(cfg.Rules); err != nil {
		return nil, err
	}
	return x, nil
}

// Apply takes an application in, at the moment at which it came: a dossier that came by
// another way than HR.
func (x *Engine) Apply(d bonafide.Dossier, at time.Time) {
	if at.After(x.clock) {
		x.clock = at
	}
	id := x.roster.apply(d)
	if id == "" {
		id = d.Person
		x.out.Records = append(x.out.Records, d)
	}
	x.shareRecord(id, &d)
}

// Bind reads whose accounts and devices are from a table (see
// [telemetry.Directory.ReadDirectory]). Its errors concern rows; the rest counts.
func (x *Engine) Bind(place string, data []byte) []error {
	return x.directory.ReadDirectory(place, data)
}

// Whose is the person whom an event belongs to, empty where nobody is known. It may
// be called by readers.
func (x *Engine) Whose(e *telemetry.Event) bonafide.PersonID {
	id, _, _ := x.directory.Resolve(e)
	return id
}

// Sources tells how each source does. Tables are exported now and then: they are
// neither silent nor lagging.
func (x *Engine) Sources(now time.Time) []telemetry.Health {
	out := x.health.order.Health(now)
	for i := range out {
		if h := &out[i]; slices.Contains(tables, h.Source) && (h.State == telemetry.StateSilent || h.State == telemetry.StateLagging) {
			h.State, h.Words = telemetry.StateOK, telemetry.Title(h.Source)+": last export of "+h.LastEvent.UTC().Format(time.DateOnly)
		}
	}
	return out
}

// Reached is the newest event time.
func (x *Engine) Reached() time.Time { return x.clock }

// Quiet tells what changed with the sources: silent, lagging and broken ones, and
// those that are back.
func (x *Engine) Quiet(now time.Time) []bonafide.Trouble {
	return append(x.health.check(now), x.health.ailing(now)...)
}

// Admit judges an event that came in: false says that it was doubled and is to be
// left out. It may be called by the reader, before the events are put in order.
func (x *Engine) Admit(e *telemetry.Event, received time.Time) bool {
	return x.health.order.Admit(e, received) == telemetry.Fresh
}

// Observe takes an event in. Strings of the event are used after it returns.
func (x *Engine) Observe(e *telemetry.Event) error {
	if e.Time.After(x.clock) {
		x.clock = e.Time
		if x.sweep.IsZero() {
			x.sweep = e.Time.Truncate(24 * time.Hour).Add(24 * time.Hour)
		}
		for !x.clock.Before(x.sweep) {
			x.Sweep(x.sweep)
			x.sweep = x.sweep.Add(24 * time.Hour)
		}
		if !x.clock.Before(x.look) {
			x.look = x.clock.Add(checkEvery)
			x.out.Troubles = append(x.out.Troubles, x.health.check(x.clock)...)
		}
	}
	x.health.saw(e)
	if e.Worker != nil {
		if w := x.roster.take(e); w != nil {
			x.shareFacts(w, e)
			for i := range w.joined {
				x.shareRecord(w.ID, &w.joined[i])
			}
			w.joined = nil
			if e.Worker.Fact == telemetry.Relation {
				x.related(w)
			}
		}
		x.out.Troubles = append(x.out.Troubles, x.roster.odd...)
		x.roster.odd = x.roster.odd[:0]
	}
	for _, err := range x.directory.Learn(e) {
		x.conflict(err, e)
	}
	x.devices.learn(e)
	if e.Worker != nil {
		x.recall(e)
	}
	s, how := x.see(e)
	if s.Person == "" {
		x.unknown(&how, e)
	} else if isActivity(e) {
		x.shareHome(s)
		x.shareFactor(s)
		x.restricted(s)
	}
	if err := x.rules.observe(x, s); err != nil {
		return err
	}
	// Scenes of nobody are of use too: they tell who else takes part in a meeting.
	for _, d := range x.baseline.Observe(s, s.Person != "" && x.cfg.Wary != nil && x.cfg.Wary(s.Person)) {
		x.deviates(d)
	}
	return nil
}

// see makes the scene of an event, which is good until the next, and says by what it was
// given to a person or why to nobody.
func (x *Engine) see(e *telemetry.Event) (*scene.Scene, telemetry.How) {
	s := &x.now
	*s = scene.Scene{Event: e}
	person, how, ok := x.directory.Resolve(e)
	if e.Worker != nil && e.Worker.Person != "" {
		person, ok = e.Worker.Person, true
	}
	if !ok && how.Conflict == nil {
		person = x.roster.whoseLogin(e)
		ok = person != ""
	}
	if ok {
		s.Person = person
	}
	for _, o := range how.Others {
		s.Others = append(s.Others, o.Person)
	}
	x.device(e, person, &s.Device)
	x.networks.of(e, &s.Net)
	w := x.roster.people[person]
	if w != nil {
		s.Zone = w.location
		w.around(e.Time, &x.at)
		s.Worker = &x.at
	}
	s.Day = day(e.Time, s.Zone)
	if e.Meeting != nil {
		x.gathering = x.meetings.take(e, s.Person != "")
		s.Meeting = &x.gathering
	}
	if t, found := x.tools.Of(e); found {
		x.tool = t
		x.tool.Approved = x.allows(w, &t)
		x.tool.Common = x.common(person, &t)
		s.Tool = &x.tool
	}
	return s, how
}

// allows says that the firm lets somebody use a tool: everybody, or this person.
func (x *Engine) allows(w *worker, t *tools.Tool) bool {
	names := [...]string{fold(t.Vendor), fold(t.Name), fold(string(t.Kind))}
	for _, n := range names {
		if n != "" && x.approved[n] {
			return true
		}
	}
	if w == nil {
		return false
	}
	for _, e := range w.excepted(x.clock) {
		for _, n := range names {
			if n != "" && (e == n || len(n) > 3 && contains(e, n)) {
				return true
			}
		}
	}
	return false
}

// isActivity says that somebody did something, rather than that a record stands.
func isActivity(e *telemetry.Event) bool {
	switch e.Class {
	case telemetry.EntityManagement, telemetry.UserInventory, telemetry.UserAccess, telemetry.GroupManagement, telemetry.AccountChange:
		return false
	}
	return e.Status != telemetry.Failure
}

// restricted is NET-06: a legal duty, held against the contracted place of work
// and notices of travel only.
func (x *Engine) restricted(s *scene.Scene) {
	c := s.Net.Country
	if c == "" || s.Event.Class != telemetry.Authentication || s.Net.Class == scene.Egress || !slices.Contains(x.cfg.Restricted, c) {
		return
	}
	if s.Worker != nil && (s.Worker.Country == c || s.Worker.Travelling) {
		return
	}
	x.sight(bonafide.Sighted{Key: "country " + c, Finding: bonafide.Finding{
		Person: s.Person, Indicator: "NET-06", ObservedAt: s.Event.Time, Rule: "watch/restricted@1",
		Summary:  "A sign-in succeeded from a country on the compliance team's list that is neither the place of work nor covered by a notice of travel.",
		Evidence: []bonafide.Evidence{evidence(s, s.Net.IP, "in "+c)},
	}})
}

// evidence points at the event.
func evidence(s *scene.Scene, value, note string) bonafide.Evidence {
	e := s.Event
	if e.Intake.Place != "" {
		if note != "" {
			note += "; "
		}
		note += e.Intake.Place
	}
	return bonafide.Evidence{Source: bonafide.SourceID(e.Intake.Source), Value: value, Note: note, At: e.Time}
}

func (x *Engine) deviates(d baseline.Deviation) {
	if x.usual(d.Rule, d.Person, ofBehaviour) {
		return
	}
	x.sight(bonafide.Sighted{Key: d.Subject, Finding: bonafide.Finding{
		Person: d.Person, Indicator: d.Indicator, ObservedAt: d.At, Rule: d.Rule, Summary: d.Summary, Evidence: d.Evidence,
	}})
}

// Sweep looks for what only time shows: what is usual over weeks, equipment that did
// not come back, sources that fell silent. The engine calls it for every day that
// its events pass; a live watch calls it between events too.
func (x *Engine) Sweep(now time.Time) {
	for _, d := range x.baseline.Sweep(now) {
		x.deviates(d)
	}
	x.overdue(now)
	x.sighted.forget(now)
	x.health.fade()
}

// overdue is OFF-03: equipment of a leaver that is not back after two weeks.
func (x *Engine) overdue(now time.Time) {
	var late []bonafide.PersonID
	for id, w := range x.roster.people {
		left := cmp.Or(w.Left, w.End)
		if left.IsZero() || w.deliveredAt().IsZero() || !w.Returned.IsZero() || now.Sub(left) < 14*24*time.Hour || now.Sub(left) > 60*24*time.Hour {
			continue
		}
		late = append(late, id)
	}
	slices.Sort(late)
	for _, id := range late {
		w := x.roster.people[id]
		left := cmp.Or(w.Left, w.End)
		x.sight(bonafide.Sighted{Key: "return", Finding: bonafide.Finding{
			Person: id, Indicator: "OFF-03", ObservedAt: left.AddDate(0, 0, 14), Rule: "watch/return-overdue@1",
			Summary:  "The issued equipment is not back two weeks after the last day.",
			Evidence: []bonafide.Evidence{{Value: left.UTC().Format(time.DateOnly), Note: "the last day; no return is on record", At: left}},
		}})
	}
}

// Pending says that there is something to take.
func (x *Engine) Pending() bool {
	return len(x.out.Sighted)+len(x.out.Withdrawn)+len(x.out.Records)+len(x.out.Troubles)+len(x.roster.dirty) > 0
}

// Finish says that no more events come: what waited for late ones is judged.
func (x *Engine) Finish() error {
	if !x.sweep.IsZero() {
		x.Sweep(x.clock)
	}
	return x.rules.finish(x)
}

// Take gives what was found since the last call.
func (x *Engine) Take() bonafide.Watched {
	w := x.out
	w.At = x.clock
	for _, id := range sortedKeys(x.roster.dirty) {
		w.Records = append(w.Records, x.roster.people[id].record(x.clock))
	}
	clear(x.roster.dirty)
	x.out = bonafide.Watched{}
	return w
}
