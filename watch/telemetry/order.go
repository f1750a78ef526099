package telemetry

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// OrderConfig sets the bounds of an [Order]. The zero value is replaced by
// [DefaultOrder]'s values, field by field.
type OrderConfig struct {
	// Remember is how many event ids of each source are kept to find doubles, at
	// least; twice as many at most.
	Remember int
	// Sources bounds how many sources are told apart.
	Sources int
	// Lateness is how far an event may lie behind the newest of its source without
	// being late.
	Lateness time.Duration
	// Ahead is how far an event's time may lie after its receipt.
	Ahead time.Duration
	// Horizon is how far an event's time may lie before its receipt.
	Horizon time.Duration
	// Silence is after how long without an event a source counts as silent; a
	// source's own value stands in SilenceOf.
	Silence   time.Duration
	SilenceOf map[string]time.Duration
	// Lag is how far the newest event of a source that still delivers may lie
	// behind, before the source counts as lagging.
	Lag time.Duration
}

// DefaultOrder has the bounds in use where nothing else is set: 100,000 ids a
// source, 15 minutes of lateness, 5 minutes ahead, a horizon of 400 days, silence
// after 40 minutes, lag after 30.
func DefaultOrder() OrderConfig {
	return OrderConfig{Remember: 100_000, Sources: 256, Lateness: 15 * time.Minute, Ahead: 5 * time.Minute, Horizon: 400 * 24 * time.Hour, Silence: 40 * time.Minute, Lag: 30 * time.Minute}
}

// Validate refuses bounds that make no sense.
func (c OrderConfig) Validate() error {
	if c.Remember < 0 || c.Sources < 0 || c.Lateness < 0 || c.Ahead < 0 || c.Horizon < 0 || c.Silence < 0 || c.Lag < 0 {
		return fmt.Errorf("the bounds of telemetry order must not be negative")
	}
	return nil
}

// Verdict is what [Order.Admit] says of an event.
type Verdict int

// The verdicts.
const (
	Fresh Verdict = iota
	// Doubled is an event whose id came before: it is to be dropped.
	Doubled
)

// Order takes out doubles, keeps the watermark of each source, judges clocks and
// watches over the sources' health. Its memory is bounded by its configuration. It
// is safe for concurrent use. The same events with the same times of receipt give
// the same verdicts.
type Order struct {
	cfg     OrderConfig
	mu      sync.Mutex
	sources map[string]*sourceState
	// shed counts events of sources that there was no room to tell apart.
	shed int64
}

type eventID [16]byte

type sourceState struct {
	young, old map[eventID]struct{}
	newest     time.Time // event time
	seen       time.Time // receipt
	first      time.Time
	admitted   int64
	doubled    int64
	late       int64
	refused    int64
	evicted    int64
	clocks     map[Clock]int64
	recent     [recentSlots]int64 // events per minute of receipt
	recentAt   int64              // the minute of the last slot
	broken     string
	brokenAt   time.Time
	lastWhy    string
	run        int64 // lines refused since the last event
}

const recentSlots = 15

// NewOrder is an order with nothing in it.
func NewOrder(cfg OrderConfig) *Order {
	d := DefaultOrder()
	cfg.Remember = cmp.Or(cfg.Remember, d.Remember)
	cfg.Sources = cmp.Or(cfg.Sources, d.Sources)
	cfg.Lateness = cmp.Or(cfg.Lateness, d.Lateness)
	cfg.Ahead = cmp.Or(cfg.Ahead, d.Ahead)
	cfg.Horizon = cmp.Or(cfg.Horizon, d.Horizon)
	cfg.Silence = cmp.Or(cfg.Silence, d.Silence)
	cfg.Lag = cmp.Or(cfg.Lag, d.Lag)
	cfg.SilenceOf = maps.Clone(cfg.SilenceOf)
	return &Order{cfg: cfg, sources: map[string]*sourceState{}}
}

func (o *Order) source(name string, now time.Time) *sourceState {
	s := o.sources[name]
	if s == nil {
		if len(o.sources) >= o.cfg.Sources {
			return nil
		}
		s = &sourceState{young: map[eventID]struct{}{}, old: map[eventID]struct{}{}, clocks: map[Clock]int64{}, first: now}
		o.sources[name] = s
	}
	return s
}

// ID is what doubles are found by: the source and its own id of the event, or,
// where it gives none, the source and the line itself. It is a hash that outsiders
// cannot make collide.
func (e *Event) ID() string {
	id := e.id()
	return hex.EncodeToString(id[:])
}

func (e *Event) id() eventID {
	var buf [512]byte
	b := append(buf[:0], e.Intake.Source...)
	b = append(b, 0)
	if e.Metadata.UID != "" {
		b = append(b, 'u')
		b = append(b, e.Metadata.TenantUID...)
		b = append(b, 0)
		b = append(b, e.Metadata.UID...)
	} else {
		b = append(b, 'l', byte(e.Intake.Part), byte(e.Intake.Part>>8))
		if e.Raw != "" {
			b = append(b, e.Raw...)
		} else if text, err := e.worded(); err == nil {
			b = append(b, text...)
		}
	}
	sum := sha256.Sum256(b)
	return eventID(sum[:16])
}

// worded is the event without what its way in added, for sources that keep no
// raw line.
func (e *Event) worded() ([]byte, error) {
	c := *e
	c.Intake = Intake{}
	if e.Intake.Clock == ClockMissing || e.Intake.Clock == ClockAhead {
		c.Time = time.Time{}
	}
	return c.AppendJSON(nil)
}

// maxZone is how far a zone may lie from UTC.
const maxZone = 14 * time.Hour

// Admit judges an event that came in at received. It sets the time of receipt,
// the state of the clock and whether the event is late; an event without a
// believable time is given the time of receipt. What is [Doubled] is to be
// dropped, everything else to be delivered.
func (o *Order) Admit(e *Event, received time.Time) Verdict {
	received = received.UTC()
	id := e.id()
	o.mu.Lock()
	defer o.mu.Unlock()
	e.Intake.Received = received
	s := o.source(e.Intake.Source, received)
	if s == nil {
		o.shed++
		s = &sourceState{clocks: map[Clock]int64{}}
	}
	if received.After(s.seen) {
		s.seen = received
	}
	s.broken, s.run = "", 0
	if _, ok := s.young[id]; ok {
		s.doubled++
		return Doubled
	}
	if _, ok := s.old[id]; ok {
		s.doubled++
		return Doubled
	}
	if s.young != nil {
		if len(s.young) >= o.cfg.Remember {
			s.evicted += int64(len(s.old))
			s.old, s.young = s.young, make(map[eventID]struct{}, o.cfg.Remember)
		}
		s.young[id] = struct{}{}
	}
	s.admitted++
	s.count(received)
	switch {
	case e.Time.IsZero():
		e.Time, e.Intake.Clock = received, ClockMissing
	case e.Intake.Clock == ClockZone && e.Time.After(received) && !e.Time.After(received.Add(o.cfg.Ahead+maxZone)):
		// East of UTC, it is what the zone makes of it.
	case e.Time.After(received.Add(o.cfg.Ahead)):
		e.Time, e.Intake.Clock = received, ClockAhead
	case e.Time.Before(received.Add(-o.cfg.Horizon)):
		e.Intake.Clock = ClockPast
	}
	if e.Intake.Clock != "" && e.Intake.Clock != ClockZone {
		s.clocks[e.Intake.Clock]++
	}
	if e.Time.Before(s.newest.Add(-o.cfg.Lateness)) {
		e.Intake.Late = true
		s.late++
	}
	// Only a clock that can be believed moves the watermark.
	if e.Intake.Clock == "" && e.Time.After(s.newest) {
		s.newest = e.Time
	}
	return Fresh
}

// Refused notes a line of a source that could not be read.
func (o *Order) Refused(source, why string, at time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if s := o.source(source, at); s != nil {
		s.refused++
		s.run++
		s.lastWhy = why
	}
}

// Expect makes a source known before its first event, so that its silence is
// noticed.
func (o *Order) Expect(source string, since time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.source(source, since.UTC())
}

// Broken notes that a source cannot deliver, in words for people; the next event
// or [Order.Mended] takes it back.
func (o *Order) Broken(source, why string, at time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if s := o.source(source, at); s != nil && s.broken == "" {
		s.broken, s.brokenAt = why, at
	}
}

// Mended takes back [Order.Broken], and notes that the source was asked and had
// nothing new: it is not silent for want of trying.
func (o *Order) Mended(source string, at time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if s := o.source(source, at); s != nil {
		s.broken = ""
	}
}

// Watermark is the moment before which no more events of the source are expected:
// its newest event time less the lateness allowed. False where there is none yet.
func (o *Order) Watermark(source string) (time.Time, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.sources[source]
	if s == nil || s.newest.IsZero() {
		return time.Time{}, false
	}
	return s.newest.Add(-o.cfg.Lateness), true
}

func (s *sourceState) count(at time.Time) {
	minute := at.Unix() / 60
	switch {
	case s.recentAt == 0 || minute-s.recentAt >= recentSlots:
		s.recent, s.recentAt = [recentSlots]int64{}, minute
	case minute > s.recentAt:
		for m := s.recentAt + 1; m <= minute; m++ {
			s.recent[m%recentSlots] = 0
		}
		s.recentAt = minute
	case s.recentAt-minute >= recentSlots:
		return
	}
	s.recent[minute%recentSlots]++
}

// State is how a source does.
type State string

// The states of a source.
const (
	StateWaiting State = "waiting" // nothing yet
	StateOK      State = "ok"
	StateLagging State = "lagging"
	StateSilent  State = "silent"
	StateBroken  State = "broken"
)

// Health is how a source does at a moment.
type Health struct {
	Source    string          `json:"source"`
	State     State           `json:"state"`
	Words     string          `json:"words"` // "Okta: nothing for 40 minutes"
	LastEvent time.Time       `json:"last_event,omitzero"`
	LastSeen  time.Time       `json:"last_seen,omitzero"`
	Lag       time.Duration   `json:"lag_ns"`     // of the newest event behind its receipt
	Rate      float64         `json:"per_minute"` // over the last fifteen minutes
	Admitted  int64           `json:"admitted"`
	Doubled   int64           `json:"doubled"`
	Late      int64           `json:"late"`
	Refused   int64           `json:"refused"`
	Evicted   int64           `json:"evicted"` // ids that were forgotten to stay within bounds
	Clocks    map[Clock]int64 `json:"clocks,omitzero"`
	Shed      int64           `json:"shed,omitzero"`
}

// Health tells how each source does, in order of name.
func (o *Order) Health(now time.Time) []Health {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := make([]Health, 0, len(o.sources))
	for _, name := range slices.Sorted(maps.Keys(o.sources)) {
		s := o.sources[name]
		h := Health{Source: name, LastEvent: s.newest, LastSeen: s.seen, Admitted: s.admitted, Doubled: s.doubled, Late: s.late, Refused: s.refused, Evicted: s.evicted, Shed: o.shed}
		if len(s.clocks) > 0 {
			h.Clocks = maps.Clone(s.clocks)
		}
		minute := now.Unix() / 60
		for i, n := range s.recent {
			m := s.recentAt - (s.recentAt-int64(i))%recentSlots
			if s.recentAt > 0 && m <= minute && minute-m < recentSlots {
				h.Rate += float64(n)
			}
		}
		h.Rate /= recentSlots
		if !s.newest.IsZero() && s.seen.After(s.newest) {
			h.Lag = s.seen.Sub(s.newest)
		}
		h.State, h.Words = o.judge(Title(name), s, now, h.Lag, cmp.Or(o.cfg.SilenceOf[name], o.cfg.Silence))
		out = append(out, h)
	}
	return out
}

func (o *Order) judge(title string, s *sourceState, now time.Time, lag, silence time.Duration) (State, string) {
	since := s.seen
	if since.IsZero() {
		since = s.first
	}
	quiet := now.Sub(since)
	switch {
	case s.broken != "":
		return StateBroken, fmt.Sprintf("%s: %s, for %s", title, s.broken, Span(now.Sub(s.brokenAt)))
	case s.run >= 20:
		return StateBroken, fmt.Sprintf("%s: the last %d lines could not be read: %s", title, s.run, s.lastWhy)
	case quiet >= silence:
		return StateSilent, fmt.Sprintf("%s: nothing for %s", title, Span(quiet))
	case s.seen.IsZero():
		return StateWaiting, fmt.Sprintf("%s: waiting for the first event", title)
	case lag >= o.cfg.Lag:
		return StateLagging, fmt.Sprintf("%s: events come %s late", title, Span(lag))
	}
	return StateOK, fmt.Sprintf("%s: last event %s ago", title, Span(quiet))
}

var titles = map[string]string{"okta": "Okta", "entra": "Entra ID", "workspace": "Google Workspace", "github": "GitHub", "sysmon": "Windows", "crowdstrike": "CrowdStrike", "osquery": "osquery", "cloudtrail": "CloudTrail",
	"zoom": "Zoom", "mdm": "Device management", "vpn": "VPN", "esign": "Electronic signature", "hris": "HRIS", "shipments": "Shipments", "payroll": "Payroll", "access": "Access requests", "dlp": "Data loss prevention"}

// Title is a source's name for people.
func Title(source string) string { return cmp.Or(titles[source], source) }

// Span words a duration for people: "40 minutes", "3 hours".
func Span(d time.Duration) string {
	n, unit := int64(d/time.Second), "second"
	switch {
	case d >= 48*time.Hour:
		n, unit = int64(d/(24*time.Hour)), "day"
	case d >= 2*time.Hour:
		n, unit = int64(d/time.Hour), "hour"
	case d >= time.Minute:
		n, unit = int64(d/time.Minute), "minute"
	}
	if n < 0 {
		n = 0
	}
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
