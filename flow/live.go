package flow

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"bonafide"
)

// Live keeps everybody's assessment up to date while detectors watch: what they
// sighted and the records they made come in, assessments are made again at once,
// and whoever rises to a band that needs a person is told of, once.
//
// It is for one goroutine. The same Watched in the same order give the same alerts.
type Live struct {
	flow   *Flow
	config LiveConfig
	people map[bonafide.PersonID]*standing
	storm  storm
	// touched is reused from one take to the next.
	touched []bonafide.PersonID
}

// LiveConfig bounds a Live. The zero value has the defaults.
type LiveConfig struct {
	// Quiet is how long after an alert a further independent side of the same
	// person is only noted; a higher band is always told. Zero means 24 hours.
	Quiet time.Duration
	// Storm is how many alerts within an hour are told one by one; further ones are
	// marked as held, to be told together. Zero means 50.
	Storm int
	// Findings bounds what is kept of one person's sightings; zero means 256. The
	// oldest goes first.
	Findings int
	// Combinations are those of the catalogue.
	Combinations []bonafide.Combination
	// Sees says that the detectors see what an indicator needs, so that a record need
	// not have it. nil is nothing.
	Sees func(bonafide.IndicatorID) bool
}

// standing is where a person stands.
type standing struct {
	examined bonafide.Examined // by the examiners, from the newest record that could be read
	record   *bonafide.Dossier // came in and is to be examined
	sighted  []bonafide.Sighted
	keys     map[string]int  // place in sighted
	raised   map[string]bool // what examiners found before
	band     bonafide.Band
	told     bonafide.Band       // of the last alert, while nobody has answered it
	sides    []bonafide.Category // that it rested on
	toldAt   time.Time
	why      string
	before   bonafide.Band // the band before the last assessment
	lost     bool          // sightings were taken back since
	touched  bool
}

// NewLive is a Live that knows nobody.
func NewLive(f *Flow, c LiveConfig) *Live {
	if c.Quiet == 0 {
		c.Quiet = 24 * time.Hour
	}
	if c.Storm == 0 {
		c.Storm = 50
	}
	if c.Findings == 0 {
		c.Findings = 256
	}
	return &Live{flow: f, config: c, people: map[bonafide.PersonID]*standing{}, storm: storm{most: c.Storm}}
}

// Band is where a person stands; clear where nothing is known.
func (l *Live) Band(id bonafide.PersonID) bonafide.Band {
	if s := l.people[id]; s != nil && s.band != "" {
		return s.band
	}
	return bonafide.Clear
}

// Wary says that a person is up for review.
func (l *Live) Wary(id bonafide.PersonID) bool { return l.Band(id).Rank() >= bonafide.Review.Rank() }

// Taken is what became of a Watched.
type Taken struct {
	// Examined are the people whose assessment was made again, in order of id, as a
	// store keeps them. They are good until the next Take.
	Examined []bonafide.Examined
	// Refused are the people whose record cannot be examined, with the reason; they are
	// judged by the record before.
	Refused []RefusedRecord
	// Eased are those who were up for review and no longer are.
	Eased []Eased
	// New are the findings that were not there before, or are seen again after a
	// while: of the detectors as they came, of the examiners as a record changed.
	New    []bonafide.Finding
	Alerts []bonafide.Alert
}

// RefusedRecord is a record that names what the catalogue lacks, or cannot be read.
type RefusedRecord struct {
	Person bonafide.PersonID
	Err    error
}

// Eased says that an alert needs nobody any more: a check answered it, or what it
// rested on was taken back. What has only faded was not answered, and is not eased.
type Eased struct {
	Person bonafide.PersonID `json:"person"`
	At     time.Time         `json:"at"`
	Band   bonafide.Band     `json:"band"`
	Was    bonafide.Band     `json:"was"`
	Why    string            `json:"why"`
}

// Standing is a person who was told of, and whom nobody has answered for.
type Standing struct {
	Person bonafide.PersonID `json:"person"`
	// Band is that of the alert, Now what it is at present, after evidence has faded.
	Band  bonafide.Band `json:"band"`
	Now   bonafide.Band `json:"now"`
	Since time.Time     `json:"since"` // of the alert
	Why   string        `json:"why"`
}

// Open are all who are up for review and not answered for, the most urgent first.
func (l *Live) Open() []Standing {
	var out []Standing
	for id, s := range l.people {
		if s.told != "" {
			out = append(out, Standing{Person: id, Band: s.told, Now: s.band, Since: s.toldAt, Why: s.why})
		}
	}
	slices.SortFunc(out, func(a, b Standing) int {
		return cmp.Or(b.Band.Rank()-a.Band.Rank(), a.Since.Compare(b.Since), strings.Compare(string(a.Person), string(b.Person)))
	})
	return out
}

func (l *Live) standing(id bonafide.PersonID) *standing {
	s := l.people[id]
	if s == nil {
		s = &standing{keys: map[string]int{}, raised: map[string]bool{}}
		s.examined.Dossier = bonafide.Dossier{Format: bonafide.Format, Person: id, Stage: bonafide.Employed}
		l.people[id] = s
	}
	if !s.touched {
		s.touched = true
		l.touched = append(l.touched, id)
	}
	return s
}

// Take takes in what detectors found and returns what changed. A record that cannot be
// examined costs nobody else theirs. An error says that an examiner could not work;
// nothing of the call is lost then, the next Take does it again.
func (l *Live) Take(ctx context.Context, w bonafide.Watched) (Taken, error) {
	for i := range w.Records {
		d := &w.Records[i]
		l.standing(d.Person).record = d
	}
	var out Taken
	for i := range w.Sighted {
		l.standing(w.Sighted[i].Person).sight(&w.Sighted[i], l.config.Findings)
		out.New = append(out.New, w.Sighted[i].Finding)
	}
	for i := range w.Withdrawn {
		if s := l.people[w.Withdrawn[i].Person]; s != nil && s.withdraw(&w.Withdrawn[i]) {
			l.standing(w.Withdrawn[i].Person)
		}
	}
	slices.Sort(l.touched)
	for _, id := range l.touched {
		s := l.people[id]
		x, err := l.assess(ctx, s, w.At, &out)
		if err != nil {
			return Taken{}, fmt.Errorf("%s: %w", id, err)
		}
		out.Examined = append(out.Examined, x)
		if e, ok := s.eased(id, &x.Assessment); ok {
			out.Eased = append(out.Eased, e)
		}
		if a, ok := l.alert(id, s, &x.Assessment); ok {
			out.Alerts = append(out.Alerts, a)
		}
	}
	for _, id := range l.touched {
		l.people[id].touched = false
	}
	l.touched = l.touched[:0]
	return out, nil
}

// Settle makes the assessments of those who are up for review again at a moment:
// evidence fades, and what faded is to be seen without waiting for an event.
func (l *Live) Settle(ctx context.Context, at time.Time) (Taken, error) {
	for id, s := range l.people {
		if s.band.Rank() >= bonafide.Review.Rank() {
			l.standing(id)
		}
	}
	return l.Take(ctx, bonafide.Watched{At: at})
}

// place tells sightings apart.
func place(f *bonafide.Sighted) string { return string(f.Indicator) + "\x00" + f.Rule + "\x00" + f.Key }

func (s *standing) sight(f *bonafide.Sighted, most int) {
	key := place(f)
	if i, ok := s.keys[key]; ok {
		if !f.ObservedAt.Before(s.sighted[i].ObservedAt) {
			s.sighted[i] = *f
		}
		return
	}
	if len(s.sighted) >= most {
		oldest := 0
		for i := range s.sighted {
			if s.sighted[i].ObservedAt.Before(s.sighted[oldest].ObservedAt) {
				oldest = i
			}
		}
		for k, i := range s.keys {
			if i == oldest {
				delete(s.keys, k)
			}
		}
		s.sighted[oldest], s.keys[key] = *f, oldest
		return
	}
	s.keys[key] = len(s.sighted)
	s.sighted = append(s.sighted, *f)
}

// withdraw forgets sightings and reports whether there were any.
func (s *standing) withdraw(w *bonafide.Withdrawal) bool {
	before := len(s.sighted)
	s.sighted = slices.DeleteFunc(s.sighted, func(x bonafide.Sighted) bool { return x.Rule == w.Rule && x.Key == w.Key })
	if len(s.sighted) == before {
		return false
	}
	s.lost = true // what an alert rested on is gone
	clear(s.keys)
	for i := range s.sighted {
		s.keys[place(&s.sighted[i])] = i
	}
	return true
}

func (l *Live) assess(ctx context.Context, s *standing, at time.Time, out *Taken) (bonafide.Examined, error) {
	if s.record != nil {
		x, err := l.flow.Examine(ctx, s.record, at)
		switch {
		case errors.Is(err, bonafide.ErrInvalid):
			out.Refused = append(out.Refused, RefusedRecord{s.record.Person, err})
		case err != nil:
			return bonafide.Examined{}, err
		default:
			s.examined = x
			s.examined.Assessment = bonafide.Assessment{} // made below, of all findings
			for i := range x.Findings {
				f := &x.Findings[i]
				if key := string(f.Indicator) + "\x00" + f.Rule + "\x00" + f.Summary; !s.raised[key] {
					s.raised[key] = true
					out.New = append(out.New, *f)
				}
			}
		}
		s.record = nil
	}
	x := s.examined
	x.Findings = slices.Clone(s.examined.Findings)
	x.Missing = slices.DeleteFunc(slices.Clone(x.Missing), l.seen)
	for i := range s.sighted {
		x.Findings = append(x.Findings, s.sighted[i].Finding)
	}
	tidy(&x)
	x.Assessment = l.flow.assessor.Assess(FactsOf(&x, at))
	s.before, s.band = cmp.Or(s.band, bonafide.Clear), x.Assessment.Band
	return x, nil
}

// seen says that what a record lacks is seen by the detectors.
func (l *Live) seen(m bonafide.Missing) bool {
	return l.config.Sees != nil && len(m.Indicators) > 0 && !slices.ContainsFunc(m.Indicators, func(id bonafide.IndicatorID) bool { return !l.config.Sees(id) })
}

// eased brings what was told to what still stands of it.
func (s *standing) eased(id bonafide.PersonID, a *bonafide.Assessment) (Eased, bool) {
	lost := s.lost
	s.lost = false
	if s.told == "" {
		return Eased{}, false
	}
	if a.Band.Rank() >= bonafide.Review.Rank() {
		if lost && a.Band.Rank() < s.told.Rank() {
			s.told = a.Band // the same again is no news, more is
		}
		return Eased{}, false
	}
	// What only faded is not closed: the same thing seen afresh was told already.
	out := Eased{Person: id, At: a.AsOf, Band: a.Band, Was: s.told, Why: "what the alert rested on was taken back"}
	if by := answeredBy(a); by != "" {
		out.Why = by
	} else if !lost {
		return Eased{}, false
	}
	s.told, s.sides, s.why = "", nil, ""
	return out, true
}

// alert says whether a person is to be told of.
func (l *Live) alert(id bonafide.PersonID, s *standing, a *bonafide.Assessment) (bonafide.Alert, bool) {
	was := s.told
	if was == "" {
		was = s.before
	}
	if a.Band.Rank() < bonafide.Review.Rank() {
		return bonafide.Alert{}, false
	}
	sides := sidesOf(a)
	higher := a.Band.Rank() > s.told.Rank()
	wider := slices.ContainsFunc(sides, func(c bonafide.Category) bool { return !slices.Contains(s.sides, c) })
	if !higher && (!wider || a.AsOf.Sub(s.toldAt) < l.config.Quiet) {
		return bonafide.Alert{}, false
	}
	s.told, s.sides, s.toldAt, s.why = a.Band, sides, a.AsOf, because(a)
	out := bonafide.Alert{At: a.AsOf, Person: id, Band: a.Band, Was: was, Why: s.why, Held: l.storm.over(a.AsOf), Assessment: *a}
	for i := range l.config.Combinations {
		c := &l.config.Combinations[i]
		if c.Met(func(i bonafide.IndicatorID) bool { return counts(a, i) }) {
			out.Combinations = append(out.Combinations, c.ID)
		}
	}
	h := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%v", id, a.AsOf.UTC().Format(time.RFC3339Nano), a.Band, sides))
	out.ID = hex.EncodeToString(h[:8])
	return out, true
}

// answeredBy says what has set something aside: a check, an accommodation; empty where
// nothing has.
func answeredBy(a *bonafide.Assessment) string {
	for i := range a.Findings {
		if f := &a.Findings[i]; f.SetAside != "" {
			return string(f.Indicator) + ": " + f.SetAside
		}
	}
	return ""
}

func counts(a *bonafide.Assessment, id bonafide.IndicatorID) bool {
	return slices.ContainsFunc(a.Findings, func(f bonafide.WeighedFinding) bool { return f.Indicator == id && f.SetAside == "" })
}

// sidesOf are the categories that carry an assessment, in order.
func sidesOf(a *bonafide.Assessment) []bonafide.Category {
	var out []bonafide.Category
	for i := range a.Findings {
		f := &a.Findings[i]
		if f.Bits > 0 && !slices.Contains(out, f.Category) {
			out = append(out, f.Category)
		}
	}
	slices.Sort(out)
	return out
}

// because names the strongest observation of each side, strongest first.
func because(a *bonafide.Assessment) string {
	var parts []string
	var seen []bonafide.Category
	for i := range a.Findings {
		f := &a.Findings[i]
		if f.Bits <= 0 || slices.Contains(seen, f.Category) {
			continue
		}
		seen = append(seen, f.Category)
		parts = append(parts, fmt.Sprintf("%s %s (%s)", f.Indicator, f.Title, f.Category))
		if len(parts) == 4 {
			break
		}
	}
	return strings.Join(parts, "; ")
}

// storm counts alerts by the hour.
type storm struct {
	most  int
	hour  int64
	count int
}

func (s *storm) over(at time.Time) bool {
	if h := at.Unix() / 3600; h != s.hour {
		s.hour, s.count = h, 0
	}
	s.count++
	return s.count > s.most
}

// liveState is one person's line of a saved Live.
type liveState struct {
	Person   bonafide.PersonID   `json:"person"`
	Examined bonafide.Examined   `json:"examined"`
	Sighted  []bonafide.Sighted  `json:"sighted,omitzero"`
	Raised   []string            `json:"raised,omitzero"`
	Band     bonafide.Band       `json:"band,omitzero"`
	Told     bonafide.Band       `json:"told,omitzero"`
	Sides    []bonafide.Category `json:"sides,omitzero"`
	ToldAt   time.Time           `json:"told_at,omitzero"`
	Why      string              `json:"why,omitzero"`
}

// Save writes where everybody stands, one line a person. Equal states give equal bytes.
func (l *Live) Save(w io.Writer) error {
	enc := json.NewEncoder(w)
	for _, id := range slices.Sorted(maps.Keys(l.people)) {
		s := l.people[id]
		x := s.examined
		x.Assessment = bonafide.Assessment{} // made again with the next step
		if err := enc.Encode(liveState{id, x, s.sighted, slices.Sorted(maps.Keys(s.raised)), s.band, s.told, s.sides, s.toldAt, s.why}); err != nil {
			return fmt.Errorf("saving %s: %w", id, err)
		}
	}
	return nil
}

// Load takes up what [Live.Save] wrote, into a Live that knows nobody.
func (l *Live) Load(r io.Reader) error {
	dec := json.NewDecoder(r)
	for {
		var s liveState
		if err := dec.Decode(&s); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return bonafide.Invalidf("the saved assessments cannot be read: %v", err)
		}
		if s.Person == "" {
			return bonafide.Invalidf("the saved assessments have a line without a person")
		}
		x := &standing{examined: s.Examined, keys: map[string]int{}, raised: map[string]bool{}, band: s.Band, told: s.Told, sides: s.Sides, toldAt: s.ToldAt, why: s.Why}
		for i := range s.Sighted {
			x.sight(&s.Sighted[i], l.config.Findings)
		}
		for _, k := range s.Raised {
			x.raised[k] = true
		}
		l.people[s.Person] = x
	}
}
