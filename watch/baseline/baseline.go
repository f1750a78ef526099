package baseline

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// Deviation is an indicator of the catalogue that a baseline observed. It becomes
// a finding as it stands.
type Deviation struct {
	Person    bonafide.PersonID
	Indicator bonafide.IndicatorID
	// At is when the fact showed.
	At time.Time
	// Subject is what it is about: a device, a network, a session. Of one subject a
	// rule speaks again only after some weeks.
	Subject string
	// Rule names the baseline with its version: "baseline/hours@1".
	Rule string
	// Summary says in one neutral sentence what was observed, with its figures and,
	// where others were compared with, who they are.
	Summary  string
	Evidence []bonafide.Evidence
}

// rule is an entry of rules.
type rule uint8

const (
	ruleHours rule = iota
	ruleTravel
	ruleHosting
	ruleApart
	ruleSession
	ruleToken
	ruleUnmanaged
	ruleNewDevices
	ruleArrival
	ruleAccess
	ruleOwnStorage
	ruleSurge
	ruleCalls
	ruleRemote
	ruleUntouched
	ruleCamera
)

// rules are what the package can raise. Quiet is for how many days a rule says
// nothing more of the same subject.
var rules = [...]struct {
	indicator bonafide.IndicatorID
	name      string
	quiet     int
}{
	ruleHours:      {"NET-10", "baseline/hours@1", 28},
	ruleTravel:     {"NET-04", "baseline/travel@1", 14},
	ruleHosting:    {"NET-03", "baseline/hosting@1", 28},
	ruleApart:      {"NET-05", "baseline/apart@1", 28},
	ruleSession:    {"NET-09", "baseline/round-the-clock@1", 28},
	ruleToken:      {"NET-12", "baseline/two-networks@1", 14},
	ruleUnmanaged:  {"NET-11", "baseline/unmanaged-device@1", 28},
	ruleNewDevices: {"NET-11", "baseline/new-devices@1", 28},
	ruleArrival:    {"ONB-05", "baseline/arrival@1", 365},
	ruleAccess:     {"ONB-12", "baseline/early-access@1", 28},
	ruleOwnStorage: {"WRK-01", "baseline/own-storage@1", 14},
	ruleSurge:      {"OFF-01", "baseline/surge@1", 28},
	ruleCalls:      {"NET-17", "baseline/all-day-calls@1", 28},
	ruleRemote:     {"END-05", "baseline/remote-days@1", 28},
	ruleUntouched:  {"END-16", "baseline/untouched@1", 28},
	ruleCamera:     {"WRK-05", "baseline/camera@1", 56},
}

// Indicators are all that the package can raise, sorted.
func Indicators() []bonafide.IndicatorID {
	var ids []bonafide.IndicatorID
	for _, r := range rules {
		ids = append(ids, r.indicator)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Book holds the baselines of a firm's people. It is not safe for concurrent use:
// one goroutine owns it, as it owns the part of the stream.
type Book struct {
	cfg    Config
	keys   keys
	people map[bonafide.PersonID]*worker
	// exits counts the people who come through a rented network, by its key: what
	// many share is the firm's own service.
	exits map[uint32]crowd
	rooms map[uint32]room
	stats Stats
	out   []Deviation
}

// Stats counts what was taken in and what had to be let go.
type Stats struct {
	People   int    `json:"people"`
	Observed uint64 `json:"observed"`
	// Unknown scenes have no person, Untimed ones a time that cannot be believed.
	Unknown uint64 `json:"unknown"`
	Untimed uint64 `json:"untimed"`
	// Late events are older than what is held day by day.
	Late uint64 `json:"late"`
	// Forgotten people, meetings and exits of networks made room for newer ones.
	Forgotten     uint64 `json:"forgotten"`
	ForgottenRoom uint64 `json:"forgotten_meetings"`
	UncountedExit uint64 `json:"uncounted_exits"`
	// Evicted counts by set: networks, devices, countries, tools, repositories.
	Evicted map[string]uint64 `json:"evicted"`

	evicted [kinds]uint64
}

// New is an empty book. A threshold that makes no sense is an error of kind
// [bonafide.ErrInvalid].
func New(cfg Config) (*Book, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	b := &Book{cfg: cfg, keys: keysOf(cfg.Key)}
	b.cfg.Key = nil
	b.empty()
	return b, nil
}

func (b *Book) empty() {
	b.people, b.exits, b.rooms, b.stats, b.out = map[bonafide.PersonID]*worker{}, map[uint32]crowd{}, map[uint32]room{}, Stats{}, nil
}

// Stats are the counts so far.
func (b *Book) Stats() Stats {
	s := b.stats
	s.People, s.Evicted = len(b.people), map[string]uint64{}
	for k, n := range s.evicted {
		s.Evicted[kindNames[k]] = n
	}
	return s
}

// moment is when an event happened, in the forms that the rules need.
type moment struct {
	unix int64
	day  uint16 // local date, in days since 1970
	bin  int    // local half-hour
	loc  bool   // local is the stated zone
	east int32  // its offset in seconds
}

func momentOf(t time.Time, zone *time.Location) (m moment, ok bool) {
	m.unix = t.Unix()
	local := m.unix
	if zone != nil {
		_, off := t.In(zone).Zone()
		local += int64(off)
		m.loc, m.east = true, int32(off)
	}
	n := local / 86400
	if n < 366 || n >= 1<<16-1 {
		return m, false
	}
	m.day, m.bin = uint16(n), int(local%86400/1800)
	return m, true
}

// Observe takes one scene in and returns what deviates. Scenes may come in any
// order of time; of one older than 64 days only sets of seen things learn. wary
// says that the person's assessed risk is high: what is learnt then excuses
// nothing, neither now nor later. The returned slice is the caller's.
func (b *Book) Observe(s *scene.Scene, wary bool) []Deviation {
	e := s.Event
	if e == nil || e.Intake.Clock != "" && e.Intake.Clock != telemetry.ClockZone {
		b.stats.Untimed++
		return nil
	}
	m, ok := momentOf(e.Time, s.Zone)
	if !ok {
		b.stats.Untimed++
		return nil
	}
	if e.Meeting != nil {
		b.enter(s, m)
	}
	if s.Person == "" || len(s.Person) > maxText {
		b.stats.Unknown++
		return nil
	}
	b.stats.Observed++
	b.out = nil
	w := b.people[s.Person]
	if w == nil {
		w = b.admit(s.Person, m.day)
	}
	w.first = min(w.first, m.day)
	if s.Worker != nil && m.unix >= w.latest {
		w.hear(b.keys, s.Worker, s.Zone, m.east, m.day)
	}
	w.latest = max(w.latest, m.unix)
	d := w.of(m.day)
	if d == nil {
		b.stats.Late++
		b.learn(w, s, m, wary, nil)
		return nil
	}
	if wary {
		d.flags |= waryDay
		w.waryLast = max(w.waryLast, m.day)
	}
	if s.Worker != nil {
		if s.Worker.OnLeave {
			d.flags |= onLeave
		}
		if s.Worker.Travelling {
			d.flags |= travelling
		}
		if allowances(s.Worker)&hoursAgreed != 0 {
			d.flags |= dutyDay
		}
	}
	hand := byHand(s)
	if hand {
		b.act(w, d, e, m)
	}
	b.learn(w, s, m, wary, d)
	if id := sessionOf(e); id != "" {
		b.session(w, d, s, m, id, hand)
	}
	b.copies(w, d, s, m, wary)
	return b.out
}

func (b *Book) admit(id bonafide.PersonID, n uint16) *worker {
	if len(b.people) >= b.cfg.Workers {
		b.forgetPeople()
	}
	w := &worker{id: id, first: n}
	b.people[id] = w
	return w
}

// forgetPeople lets go of the hundredth part that was heard of least lately.
func (b *Book) forgetPeople() {
	ids := slices.SortedFunc(maps.Keys(b.people), func(x, y bonafide.PersonID) int {
		return cmp.Or(cmp.Compare(b.people[x].latest, b.people[y].latest), cmp.Compare(x, y))
	})
	for _, id := range ids[:max(len(ids)/100, 1)] {
		delete(b.people, id)
		b.stats.Forgotten++
	}
}

// act marks the half-hours in which a person was at work; a time without a zone says
// nothing of them.
func (b *Book) act(w *worker, d *day, e *telemetry.Event, m moment) {
	if e.Intake.Clock == telemetry.ClockZone {
		return
	}
	mark := func(d *day, bin int) {
		d.hours |= 1 << bin
		if m.loc {
			d.flags |= zoned
		}
	}
	mark(d, m.bin)
	c := e.Meeting
	if c == nil || c.Joined.IsZero() || !c.Left.After(c.Joined) {
		return
	}
	// A part in a meeting is work all along, twelve hours at most.
	back := min(int64(c.Left.Sub(c.Joined)/time.Second), 12*3600) / 1800
	end := e.Time.Unix()
	if gap := end - c.Left.Unix(); gap > 1800 || gap < -1800 {
		return // a report of an earlier day
	}
	day, bin := m.day, m.bin
	for range back {
		if bin--; bin < 0 {
			day, bin = day-1, 47
		}
		if x := w.of(day); x != nil {
			mark(x, bin)
		}
	}
}

// learn takes in where and with what an event came about. d is nil for a late one.
func (b *Book) learn(w *worker, s *scene.Scene, m moment, wary bool, d *day) {
	e := s.Event
	in := signIn(s) || tunnelled(s)
	told := machine(s)
	phone := (in || told) && onPhone(e)
	var device *entry
	if s.Device.Key != "" && (in || told) {
		dev := b.keys.of(s.Device.Key)
		device = w.seen[devices].find(dev)
		fresh := false
		if device == nil {
			device, fresh = w.seen[devices].note(devices, dev, m.day, wary, clone("", s.Device.Key), &b.stats.evicted)
		} else {
			device, fresh = w.seen[devices].note(devices, dev, m.day, wary, "", &b.stats.evicted)
		}
		if phone {
			device.is |= mobile
		}
		if s.Device.Issued && s.Device.Owner == s.Person {
			device.is |= issued
			w.issuedLast = max(w.issuedLast, m.day)
		}
		if fresh && b.settling(w, s, m.day) {
			device.is |= damped
		} else if fresh {
			device.is &^= damped
		}
	}
	if s.Net.Key != "" && (in || told || e.Meeting != nil) {
		x, _ := w.seen[networks].note(networks, b.keys.of(s.Net.Key), m.day, wary, "", &b.stats.evicted)
		x.aux = s.Net.ASN
		if len(s.Net.Country) == 2 && !classOf(s.Net.Class).hides() {
			cc := uint32(s.Net.Country[0])<<8 | uint32(s.Net.Country[1])
			b.noteNamed(w, countries, cc, s.Net.Country, m.day, wary)
		}
	}
	if s.Tool != nil {
		b.noteNamed(w, toolset, b.keys.of(s.Tool.Vendor+"/"+s.Tool.Name), s.Tool.Name, m.day, wary)
	}
	if d == nil {
		return
	}
	if r := repositoryOf(e); r != "" {
		w.seen[repositories].note(repositories, b.keys.of(r), m.day, wary, "", &b.stats.evicted)
	}
	if told {
		b.machine(w, d, s, m)
	}
	if e.Meeting != nil {
		b.call(w, d, s, m)
	}
	w.signs(d, e, m.day)
	if device != nil && device.is&issued != 0 {
		b.arrival(w, s, m, device)
	}
	if in {
		b.signedIn(w, d, s, m, device, phone, wary)
	}
	b.remoteUse(w, s, m)
}

func (b *Book) noteNamed(w *worker, k kind, fp uint32, name string, n uint16, wary bool) {
	if w.seen[k].find(fp) == nil {
		name = clone("", name)
	} else {
		name = ""
	}
	w.seen[k].note(k, fp, n, wary, name, &b.stats.evicted)
}

// settling reports that new things are expected: the first weeks of an engagement
// or of what the baseline knows of it.
func (b *Book) settling(w *worker, s *scene.Scene, n uint16) bool {
	if int(n) < int(w.first)+b.cfg.Damp {
		return true
	}
	return s.Worker != nil && s.Worker.Tenure != nil && *s.Worker.Tenure < b.cfg.Damp
}

// deviate adds a deviation to what the call returns.
func (b *Book) deviate(w *worker, r rule, at time.Time, subject, summary string, evidence ...bonafide.Evidence) {
	b.out = append(b.out, Deviation{
		Person: w.id, Indicator: rules[r].indicator, At: at.UTC(), Subject: subject, Rule: rules[r].name, Summary: summary, Evidence: evidence,
	})
}

// evidence is an event as evidence.
func evidence(e *telemetry.Event, value, note string) bonafide.Evidence {
	source := e.Intake.Place
	if source == "" {
		source = e.Intake.Source
	}
	return bonafide.Evidence{Source: bonafide.SourceID(source), Value: value, Note: note, At: e.Time.UTC()}
}

// held is what the baseline itself holds, as evidence.
func held(value, note string, at time.Time) bonafide.Evidence {
	return bonafide.Evidence{Source: "baseline", Value: value, Note: note, At: at.UTC()}
}
