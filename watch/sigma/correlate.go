package sigma

import (
	"container/heap"
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// CorrelationOptions bound the state of correlations. The zero value takes the
// defaults.
type CorrelationOptions struct {
	// Tolerance is how late an event may come, measured against the latest event time
	// seen. Events wait that long, so that findings do not depend on the order in
	// which events arrive. What comes later still is counted and left out.
	Tolerance time.Duration
	// Groups bounds the groups of each correlation; 0 is 100,000. The group that was
	// longest without an event goes first.
	Groups int
	// Events bounds the events in the window of one group; 0 is 10,000, and always at
	// least twice what the condition compares with. The oldest goes first.
	Events int
	// Pending bounds the events that wait; 0 is 1,000,000. The earliest is taken
	// before its time when more come.
	Pending int
	// Latest, where it is given, is the time beyond which an event's own time is not
	// believed: asked at every event. It keeps a clock that runs ahead from making all
	// others late.
	Latest func() time.Time
}

const (
	defaultGroups  = 100_000
	defaultEvents  = 10_000
	defaultPending = 1_000_000
	maxCombos      = 32 // groups that one event with lists of values may belong to
	maxEvidence    = 64
	maxText        = 1024 // bytes of a value that are kept
)

// Occurrence is a match of a rule at a time, with the fields that correlations ask
// for.
type Occurrence struct {
	// Rule is the id of the rule.
	Rule string
	Time time.Time
	// Index is the caller's number of the event; it must grow with every event.
	Index  int64
	Fields map[string][]string
}

// Alert is a correlation that holds. There is one for a group within a timespan: what
// keeps holding does not speak at every event.
type Alert struct {
	Correlation *Correlation
	// Time is that of the event that completed it, Index the event's number.
	Time  time.Time
	Index int64
	// Since is the time of the first event in the window.
	Since time.Time
	// Group are the values of the fields of group-by, in their order.
	Group []string
	// Measure is what was compared: the count, sum, average, ...; of temporal ones the
	// number of rules seen.
	Measure float64
	// Events are the numbers of the events behind it, at most the latest 64.
	Events []int64
	// Inner says that it only serves another correlation, which does not ask to
	// generate it.
	Inner bool
}

// CorrelationCounts says what was left out, and how large the state is.
type CorrelationCounts struct {
	Observed int64 // occurrences given
	Late     int64 // beyond the tolerance: left out
	Future   int64 // of a time that is not believed: left out
	Unusable int64 // without a value for a field of group-by, or a number where one is needed
	Evicted  int64 // groups that went before their time
	Dropped  int64 // events that went from a full window
	Hurried  int64 // events taken before their time
	Pending  int   // events that wait now
	Groups   int   // groups now
}

// Correlator keeps the windows of an engine's correlations. It serves one goroutine.
// What it finds depends on the events alone.
type Correlator struct {
	options  CorrelationOptions
	demands  *demands
	states   map[*Correlation]*correlationState
	order    []*correlationState
	pending  pendingHeap
	latest   time.Time
	released time.Time
	counts   CorrelationCounts
	sequence int64
	alerts   []Alert
}

type correlationState struct {
	correlation *Correlation
	windows     map[string]*window
	oldest      *window // a list by last event
	newest      *window
	capacity    int
}

// window is the events of one group of one correlation.
type window struct {
	key     string
	group   []string
	entries []occurred
	first   int // of entries
	older   *window
	newer   *window
	last    time.Time
	emitted time.Time
	told    map[string]time.Time // by value, where the share of a value is measured
	values  map[string]int       // value_count, and the share of value_percentile
	numbers []float64            // sorted: value_median and value_percentile
	sum     float64
	removed int
	seen    []int // temporal: events of each rule
	chains  []run // temporal_ordered: the latest begun run that reached each rule
	passed  []run // the one before it, of another event
}

type occurred struct {
	Time   time.Time `json:"t"`
	Index  int64     `json:"i"`
	Rule   int       `json:"r,omitempty"`
	Text   string    `json:"v,omitempty"`
	Number float64   `json:"n,omitempty"`
}

// run is a run of events in the order of the rules.
type run struct {
	Start  time.Time `json:"s"`
	Events []int64   `json:"e"`
}

// last is the number of the run's last event; -1 of none.
func (r *run) last() int64 {
	if len(r.Events) == 0 {
		return -1
	}
	return r.Events[len(r.Events)-1]
}

// NewCorrelator gives a correlator with empty windows.
func (e *Engine) NewCorrelator() (*Correlator, error) {
	o := e.options.Correlation
	if o.Groups == 0 {
		o.Groups = defaultGroups
	}
	if o.Events == 0 {
		o.Events = defaultEvents
	}
	if o.Pending == 0 {
		o.Pending = defaultPending
	}
	if o.Groups < 0 || o.Events < 0 || o.Pending < 0 || o.Tolerance < 0 {
		return nil, fmt.Errorf("sigma: a bound of the correlations is negative")
	}
	c := &Correlator{options: o, demands: e.wants, states: map[*Correlation]*correlationState{}}
	for _, cor := range e.set.Correlations {
		s := &correlationState{correlation: cor, windows: map[string]*window{}, capacity: o.Events}
		if cor.Type == EventCount || cor.Type == ValueCount {
			for _, b := range cor.bounds {
				if b.number > 1e6 {
					return nil, fmt.Errorf("sigma: correlation %s counts to %v; at most 1000000 events are kept in a window", cor.ID, b.number)
				}
				s.capacity = max(s.capacity, 2*int(b.number))
			}
		}
		c.states[cor] = s
		c.order = append(c.order, s)
	}
	return c, nil
}

// Reads tells whether any correlation reads the rule.
func (c *Correlator) Reads(rule string) bool { return len(c.demands.readers[rule]) > 0 }

type waiting struct {
	Occurrence
	sequence int64
}

type pendingHeap []waiting

func (h pendingHeap) Len() int { return len(h) }
func (h pendingHeap) Less(i, j int) bool {
	if !h[i].Time.Equal(h[j].Time) {
		return h[i].Time.Before(h[j].Time)
	}
	if h[i].Index != h[j].Index {
		return h[i].Index < h[j].Index
	}
	return h[i].sequence < h[j].sequence
}
func (h pendingHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *pendingHeap) Push(x any)   { *h = append(*h, x.(waiting)) }
func (h *pendingHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	old[len(old)-1] = waiting{}
	*h = old[:len(old)-1]
	return x
}

// order makes a heap of what was put in anyhow.
func (h *pendingHeap) order() { heap.Init(h) }

// Observe takes a match in and gives the alerts of all events whose time has come.
// The result is used until the next call.
func (c *Correlator) Observe(o Occurrence) []Alert {
	c.alerts = c.alerts[:0]
	c.counts.Observed++
	if c.options.Latest != nil && o.Time.After(c.options.Latest()) {
		c.counts.Future++
		return nil
	}
	if o.Time.Before(c.latest.Add(-c.options.Tolerance)) || o.Time.Before(c.released) {
		c.counts.Late++
		return nil
	}
	c.sequence++
	heap.Push(&c.pending, waiting{o, c.sequence})
	if o.Time.After(c.latest) {
		c.latest = o.Time
	}
	mark := c.latest.Add(-c.options.Tolerance)
	for len(c.pending) > 0 {
		t := c.pending[0].Time
		// At the mark itself another event may still come, and belong before.
		if !t.Before(mark) && (c.options.Tolerance > 0 || t.After(mark)) {
			if len(c.pending) <= c.options.Pending {
				break
			}
			c.counts.Hurried++
		}
		c.release()
	}
	return c.alerts
}

// Flush takes all waiting events as if their time had come.
func (c *Correlator) Flush() []Alert {
	c.alerts = c.alerts[:0]
	for len(c.pending) > 0 {
		c.release()
	}
	return c.alerts
}

// Counts says what was left out so far.
func (c *Correlator) Counts() CorrelationCounts {
	out := c.counts
	out.Pending = len(c.pending)
	for _, s := range c.order {
		out.Groups += len(s.windows)
	}
	return out
}

func (c *Correlator) release() {
	w := heap.Pop(&c.pending).(waiting)
	if w.Time.After(c.released) {
		c.released = w.Time
	}
	c.take(w.Occurrence)
}

// take gives an occurrence to every correlation that reads its rule.
func (c *Correlator) take(o Occurrence) {
	for _, u := range c.demands.readers[o.Rule] {
		s := c.states[u.correlation]
		ref := u.correlation.Rules[u.place]
		groups, ok := combinations(o.Fields, u.correlation, ref, u.correlation.GroupBy)
		if !ok {
			c.counts.Unusable++
			continue
		}
		values := [][]string{nil}
		if len(u.correlation.Fields) > 0 {
			if values, ok = combinations(o.Fields, u.correlation, ref, u.correlation.Fields); !ok {
				c.counts.Unusable++
				continue
			}
		}
		for _, g := range groups {
			c.add(s, g, o, u.place, values)
		}
	}
}

// combinations are the tuples of values of the named fields: one from each, the first
// maxCombos of them. ok is false where a field has none.
func combinations(fields map[string][]string, c *Correlation, ref string, names []string) (out [][]string, ok bool) {
	out = [][]string{nil}
	for _, n := range names {
		f, known := c.field(n, ref)
		values := fields[f]
		if !known || len(values) == 0 {
			return nil, false
		}
		var more [][]string
		for _, o := range out {
			for _, v := range values {
				if len(v) > maxText {
					v = fmt.Sprintf("%s %x", describe(v), sha256.Sum256([]byte(fold(v))))
				}
				if len(more) < maxCombos {
					more = append(more, append(o[:len(o):len(o)], v))
				}
			}
		}
		out = more
	}
	seen := map[string]bool{}
	out = slices.DeleteFunc(out, func(t []string) bool {
		k := tupleKey(t)
		twice := seen[k]
		seen[k] = true
		return twice
	})
	return out, true
}

// tupleKey is equal for tuples that are equal but for case.
func tupleKey(t []string) string {
	if len(t) == 1 {
		return fold(t[0])
	}
	var b strings.Builder
	for _, v := range t {
		f := fold(v)
		fmt.Fprintf(&b, "%d:%s", len(f), f)
	}
	return b.String()
}

func (c *Correlator) add(s *correlationState, group []string, o Occurrence, place int, values [][]string) {
	cor := s.correlation
	for s.oldest != nil && o.Time.Sub(s.oldest.last) > cor.Timespan {
		s.remove(s.oldest)
	}
	key := tupleKey(group)
	w := s.windows[key]
	if w == nil {
		if len(s.windows) >= c.options.Groups {
			s.remove(s.oldest)
			c.counts.Evicted++
		}
		w = &window{key: key, group: group}
		s.windows[key] = w
		s.append(w)
	} else if s.newest != w {
		s.unlink(w)
		s.append(w)
	}
	w.last = o.Time
	if cor.Type == TemporalOrdered {
		c.ordered(s, w, o, place)
		return
	}

	for w.first < len(w.entries) && o.Time.Sub(w.entries[w.first].Time) > cor.Timespan {
		w.drop(cor)
	}
	w.compact()
	added := false
	var last occurred
	for _, v := range values {
		e := occurred{Time: o.Time, Index: o.Index, Rule: place}
		switch {
		case cor.Type == ValueCount || w.isShare(cor):
			e.Text = tupleKey(v)
		case len(cor.Fields) > 0:
			n, ok := number([]byte(v[0]))
			if !ok || math.IsInf(n, 0) || math.IsNaN(n) || math.Abs(n) > 1e300 {
				continue
			}
			e.Number = n
		}
		if w.size() >= s.capacity {
			w.drop(cor)
			c.counts.Dropped++
		}
		w.push(cor, e)
		added, last = true, e
	}
	if !added {
		c.counts.Unusable++
		return
	}
	if w.meets(cor) && w.speaks(cor, o.Time) {
		var events []int64
		for i := w.first; i < len(w.entries); i++ {
			if n := len(events); n == 0 || events[n-1] != w.entries[i].Index {
				events = append(events, w.entries[i].Index)
			}
		}
		c.alert(s, w, o, last.Rule, w.entries[w.first].Time, w.measure(cor), events)
	}
}

// speaks tells whether an alert at the time is the first within a timespan, for the
// group or, where the share of a value is measured, for the value; and remembers it.
func (w *window) speaks(c *Correlation, at time.Time) bool {
	if w.isShare(c) {
		e := w.entries[len(w.entries)-1].Text
		if w.told == nil {
			w.told = map[string]time.Time{}
		}
		for k, t := range w.told {
			if at.Sub(t) > c.Timespan {
				delete(w.told, k)
			}
		}
		if _, told := w.told[e]; told {
			return false
		}
		w.told[e] = at
		return true
	}
	if !w.emitted.IsZero() && at.Sub(w.emitted) <= c.Timespan {
		return false
	}
	w.emitted = at
	return true
}

// ordered follows the runs of events in the order of the rules. For each rule it keeps
// the run that reached it and began last: whatever else could still be completed in
// time, this one can.
func (c *Correlator) ordered(s *correlationState, w *window, o Occurrence, place int) {
	cor := s.correlation
	if w.chains == nil {
		w.chains, w.passed = make([]run, len(cor.Rules)), make([]run, len(cor.Rules))
	}
	var next run
	if place == 0 {
		next = run{Start: o.Time, Events: []int64{o.Index}}
	} else {
		before := w.chains[place-1]
		if before.last() == o.Index {
			before = w.passed[place-1] // an event serves one rule of a run
		}
		if before.Events == nil || o.Time.Sub(before.Start) > cor.Timespan {
			return
		}
		next = run{Start: before.Start, Events: append(slices.Clone(before.Events), o.Index)}
	}
	if have := w.chains[place]; have.Events != nil && have.Start.After(next.Start) {
		return
	}
	if w.chains[place].last() != o.Index {
		w.passed[place] = w.chains[place]
	}
	w.chains[place] = next
	if place < len(cor.Rules)-1 {
		return
	}
	if w.speaks(cor, o.Time) {
		c.alert(s, w, o, place, next.Start, float64(len(cor.Rules)), next.Events)
	}
}

// alert tells of a correlation that holds, and gives it to those that read it.
func (c *Correlator) alert(s *correlationState, w *window, o Occurrence, place int, since time.Time, measure float64, events []int64) {
	cor := s.correlation
	if len(events) > maxEvidence {
		events = events[len(events)-maxEvidence:]
	}
	c.alerts = append(c.alerts, Alert{
		Correlation: cor, Time: o.Time, Index: o.Index, Since: since, Group: w.group, Measure: measure,
		Events: slices.Clone(events), Inner: c.demands.silent[cor.ID],
	})
	if len(c.demands.readers[cor.ID]) == 0 {
		return
	}
	fields := map[string][]string{}
	for k, v := range o.Fields {
		fields[k] = v
	}
	for name, of := range cor.Aliases {
		if f, ok := of[cor.Rules[place]]; ok {
			fields[name] = o.Fields[f]
		}
	}
	for i, g := range cor.GroupBy {
		fields[g] = []string{w.group[i]}
	}
	c.take(Occurrence{Rule: cor.ID, Time: o.Time, Index: o.Index, Fields: fields})
}

func (s *correlationState) append(w *window) {
	w.older, w.newer = s.newest, nil
	if s.newest != nil {
		s.newest.newer = w
	} else {
		s.oldest = w
	}
	s.newest = w
}

func (s *correlationState) unlink(w *window) {
	if w.older != nil {
		w.older.newer = w.newer
	} else {
		s.oldest = w.newer
	}
	if w.newer != nil {
		w.newer.older = w.older
	} else {
		s.newest = w.older
	}
}

func (s *correlationState) remove(w *window) {
	s.unlink(w)
	delete(s.windows, w.key)
}

func (w *window) size() int { return len(w.entries) - w.first }

// isShare: value_percentile without a rank measures how much of the window has the
// event's value.
func (w *window) isShare(c *Correlation) bool {
	return c.Type == ValuePercentile && c.Percentile == nil
}

func (w *window) sorts(c *Correlation) bool {
	return c.Type == ValueMedian || c.Type == ValuePercentile && c.Percentile != nil
}

func (w *window) push(c *Correlation, e occurred) {
	w.entries = append(w.entries, e)
	switch {
	case c.Type == ValueCount || w.isShare(c):
		if w.values == nil {
			w.values = map[string]int{}
		}
		w.values[e.Text]++
	case w.sorts(c):
		at, _ := slices.BinarySearch(w.numbers, e.Number)
		w.numbers = slices.Insert(w.numbers, at, e.Number)
	case c.Type == Temporal:
		if w.seen == nil {
			w.seen = make([]int, len(c.Rules))
		}
		w.seen[e.Rule]++
	}
	w.sum += e.Number
}

// drop takes the oldest entry out.
func (w *window) drop(c *Correlation) {
	e := w.entries[w.first]
	w.entries[w.first] = occurred{}
	w.first++
	switch {
	case c.Type == ValueCount || w.isShare(c):
		if w.values[e.Text]--; w.values[e.Text] == 0 {
			delete(w.values, e.Text)
		}
	case w.sorts(c):
		at, _ := slices.BinarySearch(w.numbers, e.Number)
		w.numbers = slices.Delete(w.numbers, at, at+1)
	case c.Type == Temporal:
		w.seen[e.Rule]--
	}
	w.sum -= e.Number
	w.removed++
	// Adding and taking away leaves rounding behind.
	if w.removed >= 256 || w.size() == 0 {
		w.removed, w.sum = 0, 0
		for _, e := range w.entries[w.first:] {
			w.sum += e.Number
		}
	}
	if w.first > 1024 && 2*w.first > len(w.entries) {
		w.compact()
	}
}

// compact gives room back once more than half of it is behind.
func (w *window) compact() {
	if w.first == 0 || 2*w.first < len(w.entries) {
		return
	}
	n := copy(w.entries, w.entries[w.first:])
	clear(w.entries[n:])
	w.entries, w.first = w.entries[:n], 0
}

// measure is what the condition compares; the window is not empty.
func (w *window) measure(c *Correlation) float64 {
	n := float64(w.size())
	switch c.Type {
	case ValueCount:
		return float64(len(w.values))
	case ValueSum:
		return w.sum
	case ValueAvg:
		return w.sum / n
	case ValueMedian:
		k := len(w.numbers)
		if k%2 == 1 {
			return w.numbers[k/2]
		}
		return w.numbers[k/2-1]/2 + w.numbers[k/2]/2
	case ValuePercentile:
		if c.Percentile == nil {
			return 100 * float64(w.values[w.entries[len(w.entries)-1].Text]) / n
		}
		k := int(math.Ceil(*c.Percentile / 100 * n)) // nearest rank
		return w.numbers[min(max(k, 1), len(w.numbers))-1]
	case Temporal:
		k := 0
		for _, s := range w.seen {
			if s > 0 {
				k++
			}
		}
		return float64(k)
	}
	return n
}

func (w *window) meets(c *Correlation) bool {
	m := w.measure(c)
	if c.Type == Temporal && len(c.bounds) == 0 {
		return int(m) == len(c.Rules)
	}
	return c.holds(m)
}
