package sigma

import (
	"bytes"
	"encoding/binary"
	"slices"
	"time"
)

// What is known of a predicate while an event is looked at.
const (
	unknown uint8 = iota
	fails
	holds
	maybe // its literal was hit; it must be asked
)

// span is a piece of a buffer; from is -1 where it was not made yet.
type span struct{ from, to int32 }

// held is a value of a field of the event.
type held struct {
	found    int32 // in the scanner; negative: a constant of the engine
	fold     span
	original span
}

// reading is the state of one field of the program for this event.
type reading struct {
	first, count int32 // of the values that are not null
	there        bool
}

// Matcher evaluates events one after another in reused buffers. It serves one
// goroutine at a time.
type Matcher struct {
	engine  *Engine
	scanner *scanner
	routes  map[mask]*route

	program    *program
	memo       []uint8
	touched    []int32
	places     []place
	readings   []reading
	values     []held
	folds      []byte
	foldOf     []span // by value of the event: fields of several names read the same ones
	originals  []byte
	candidates []int32
	seen       []uint32
	round      uint32
	matches    []Match
	rules      []int32
	current    *route
	zone       *time.Location
}

// NewMatcher gives a matcher over the engine's rules.
func (e *Engine) NewMatcher() *Matcher {
	return &Matcher{engine: e, scanner: newScanner(e.layout), routes: map[mask]*route{}, zone: e.options.Zone}
}

// InZone makes time modifiers read the following events in another zone than that of the
// options, say that of the person whose event comes next. nil reads times as written.
func (m *Matcher) InZone(zone *time.Location) { m.zone = zone }

// Match is a rule that holds for an event.
type Match struct {
	Rule *Rule
	// rule is its place in the engine.
	rule int32
}

// Match evaluates one event, a JSON object, and gives the rules that hold, in the
// order of the set. The result and the event are used until the next call. An event
// that came with a word on its log source, here or around it as
// {"logsource": {"product": ...}, "event": {...}}, is also given to the rules of that
// log source. The error is a [*BrokenEvent].
func (m *Matcher) Match(event []byte, origin ...Logsource) ([]Match, error) {
	m.matches = m.matches[:0]
	m.current = nil
	if err := m.scanner.read(event); err != nil {
		return nil, err
	}
	if inner, from, ok := m.envelope(); ok {
		if err := m.scanner.read(inner); err != nil {
			return nil, err
		}
		origin = append(origin[:len(origin):len(origin)], from)
	}
	r := m.route(origin)
	m.current = r
	m.folds, m.foldOf = m.folds[:0], m.foldOf[:0]
	m.rules = m.rules[:0]
	for _, p := range r.programs {
		if err := m.run(p); err != nil {
			return nil, err
		}
		for _, c := range m.candidates {
			if rule := &p.rules[c]; m.eval(rule.root) {
				m.rules = append(m.rules, rule.rule)
			}
		}
	}
	if len(m.rules) > 1 {
		slices.Sort(m.rules)
		m.rules = slices.Compact(m.rules)
	}
	for _, id := range m.rules {
		m.matches = append(m.matches, Match{Rule: m.engine.rules[id], rule: id})
	}
	return m.matches, nil
}

// envelope finds the event inside one that says its log source.
func (m *Matcher) envelope() (inner []byte, from Logsource, ok bool) {
	s := m.scanner
	e := m.engine.envelope
	event := s.head[e.event]
	if event == 0 || s.head[e.logsource] == 0 || s.founds[event].kind != isObject || s.founds[s.head[e.logsource]].kind != isObject {
		return nil, from, false
	}
	word := func(n int32) string {
		f := s.head[n]
		if f == 0 || s.founds[f].kind != isString || s.founds[f].end-s.founds[f].start > 256 {
			return ""
		}
		return string(s.folded(nil, &s.founds[f]))
	}
	from = Logsource{Category: word(e.category), Product: word(e.product), Service: word(e.service)}
	return s.data[s.founds[event].start:s.founds[event].end], from, from != Logsource{}
}

// Occurrence is a match of the last event for a [Correlator], with the fields that
// correlations read of it. ok is false where the event has no time.
func (m *Matcher) Occurrence(match Match, index int64) (o Occurrence, ok bool) {
	o = Occurrence{Rule: match.Rule.ID, Index: index}
	if o.Time, ok = m.Time(); !ok {
		return o, false
	}
	o.Fields = map[string][]string{}
	for _, f := range m.engine.wants.of(match.Rule) {
		for _, v := range m.fieldValues(match.Rule.Logsource, f) {
			if !slices.Contains(o.Fields[f], v) {
				o.Fields[f] = append(o.Fields[f], v)
			}
		}
	}
	return o, true
}

// fieldValues are the values of a field that some rule or correlation reads, under the
// first source of the log source that has it.
func (m *Matcher) fieldValues(l Logsource, field string) []string {
	for _, g := range m.current.groups {
		if g.logsource != l {
			continue
		}
		slot, known := m.engine.slotByField[fieldOf{g.source, field}]
		if !known {
			continue
		}
		r := m.readField(slot)
		var out []string
		for v := r.first; v < r.first+min(r.count, maxCombos); v++ {
			out = append(out, string(m.original(v)))
		}
		m.values = m.values[:r.first]
		if out != nil {
			return out
		}
	}
	return nil
}

// maxRoutes bounds the routes that a matcher remembers; events with odd mixtures of
// fields could otherwise fill the memory.
const maxRoutes = 4096

func (m *Matcher) route(origin []Logsource) *route {
	var k mask
	s := m.scanner
	for _, n := range s.touched {
		rn := m.engine.routing[n]
		if rn == nil {
			continue
		}
		for i, bits := range rn.present {
			k[i] |= bits
		}
		if len(rn.values) == 0 {
			continue
		}
		looked := 0
		for f := s.head[n]; f != 0 && looked < 8; f = s.founds[f].next {
			if s.founds[f].end-s.founds[f].start > 256 {
				continue
			}
			looked++
			m.folds = s.folded(m.folds[:0], &s.founds[f])
			if bits, ok := rn.values[string(m.folds)]; ok {
				for i, b := range bits {
					k[i] |= b
				}
			}
		}
	}
	if len(origin) == 0 {
		if r := m.routes[k]; r != nil {
			return r
		}
	}
	r := m.engine.routeOf(k, origin)
	if len(origin) == 0 {
		if len(m.routes) >= maxRoutes {
			clear(m.routes)
		}
		m.routes[k] = r
	}
	return r
}

// run reads the fields of the program and collects the rules to look at.
func (m *Matcher) run(p *program) error {
	for _, t := range m.touched {
		m.memo[t] = unknown
	}
	if m.program != p {
		m.program = p
		if len(m.memo) < len(p.predicates) {
			m.memo = make([]uint8, len(p.predicates))
		}
		if len(m.readings) < len(p.uses) {
			m.readings = make([]reading, len(p.uses))
			m.places = make([]place, len(p.uses))
		}
		if len(m.seen) < len(p.rules) {
			m.seen = make([]uint32, len(p.rules))
			m.round = 0
		}
	}
	m.touched = m.touched[:0]
	m.candidates = m.candidates[:0]
	m.values = m.values[:0]
	m.originals = m.originals[:0]
	if m.round++; m.round == 0 {
		clear(m.seen)
		m.round = 1
	}
	keywords := p.keywords && (p.gate == nil || p.gate.may(m.scanner.data))
	if keywords && m.scanner.head[m.engine.everything] == 0 {
		if err := m.scanner.everything(m.engine.everything); err != nil {
			return err
		}
	}
	copy(m.places, p.places)
	for _, n := range m.scanner.touched {
		for _, c := range p.choices[p.choiceStart[n]:p.choiceStart[n+1]] {
			if c.rank < m.places[c.use].rank {
				m.places[c.use] = place{n, c.rank}
			}
		}
	}
	for i := range p.uses {
		u := &p.uses[i]
		if u.slot < 0 && !keywords {
			m.readings[i] = reading{}
			continue
		}
		r := m.read(m.places[i].node)
		m.readings[i] = r
		if r.count == 0 {
			continue
		}
		for _, a := range u.present {
			m.fire(a)
		}
		if u.index != nil {
			for v := r.first; v < r.first+r.count; v++ {
				if !m.excluded(u.index, v) {
					m.look(u.index, m.folded(v))
				}
			}
		}
	}
	for _, r := range p.always {
		m.candidate(r)
	}
	return nil
}

// readField collects the values of a field: those of the first place that is there.
func (m *Matcher) readField(slotID int32) reading {
	if slotID < 0 {
		return m.read(m.engine.everything)
	}
	for _, n := range m.engine.slots[slotID].nodes {
		if n < 0 || m.scanner.head[n] != 0 {
			return m.read(n)
		}
	}
	return m.read(nowhere)
}

// read collects the values of a node, or a constant.
func (m *Matcher) read(node int32) reading {
	s := m.scanner
	r := reading{first: int32(len(m.values))}
	if node == nowhere {
		return r
	}
	if node < 0 {
		m.values = append(m.values, held{found: node, fold: span{-1, 0}, original: span{-1, 0}})
		return reading{first: r.first, count: 1, there: true}
	}
	for f := s.head[node]; f != 0; f = s.founds[f].next {
		r.there = true
		if k := s.founds[f].kind; k == isNull || k == isEmpty {
			continue
		}
		m.values = append(m.values, held{found: f, fold: span{-1, 0}, original: span{-1, 0}})
	}
	r.count = int32(len(m.values)) - r.first
	return r
}

func (m *Matcher) folded(v int32) []byte {
	h := &m.values[v]
	if h.fold.from < 0 {
		h.fold = m.foldedSpan(h.found)
	}
	return m.folds[h.fold.from:h.fold.to]
}

func (m *Matcher) foldedSpan(id int32) span {
	from := int32(len(m.folds))
	if id < 0 {
		m.folds = appendFold(m.folds, m.engine.constants[-id-1])
		return span{from, int32(len(m.folds))}
	}
	if n := int(id) - len(m.foldOf); n >= 0 {
		at := len(m.foldOf)
		m.foldOf = slices.Grow(m.foldOf, n+1)[:id+1]
		clear(m.foldOf[at:])
	}
	// A place that was not made yet ends at 0; an empty text has nothing to keep.
	if have := m.foldOf[id]; have.to > 0 {
		return have
	}
	m.folds = m.scanner.folded(m.folds, &m.scanner.founds[id])
	m.foldOf[id] = span{from, int32(len(m.folds))}
	return m.foldOf[id]
}

// excluded tells from the length and the first byte of a value as it is written that it
// is none of the literals of an index that looks for whole values. Most are none, and need
// not be folded.
func (m *Matcher) excluded(x *fieldIndex, v int32) bool {
	id := m.values[v].found
	if !x.whole || id < 0 {
		return false
	}
	f := &m.scanner.founds[id]
	if f.kind == isNumber || f.start == f.end { // a number may be written in other ways
		return false
	}
	// Six bytes of JSON stand for one at the most.
	if int(f.end-f.start) > 6*x.longest {
		return true
	}
	c := quickFold[m.scanner.data[f.start]]
	return c != 0 && x.firsts[c/64]&(1<<(c%64)) == 0
}

func (m *Matcher) original(v int32) []byte {
	h := &m.values[v]
	if h.original.from < 0 {
		from := len(m.originals)
		if h.found < 0 {
			m.originals = append(m.originals, m.engine.constants[-h.found-1]...)
		} else {
			m.originals = m.scanner.plain(m.originals, &m.scanner.founds[h.found])
		}
		h.original = span{int32(from), int32(len(m.originals))}
	}
	return m.originals[h.original.from:h.original.to]
}

func (m *Matcher) candidate(rule int32) {
	if m.seen[rule] != m.round {
		m.seen[rule] = m.round
		m.candidates = append(m.candidates, rule)
	}
}

// fire notes that a predicate holds or may hold, and who wanted to know.
func (m *Matcher) fire(a action) {
	known := m.memo[a.predicate]
	if known == unknown {
		m.touched = append(m.touched, a.predicate)
		p := m.program
		for _, r := range p.watchers[p.watchStart[a.predicate]:p.watchStart[a.predicate+1]] {
			m.candidate(r)
		}
	}
	switch {
	case a.sure:
		m.memo[a.predicate] = holds
	case known == unknown:
		m.memo[a.predicate] = maybe
	}
}

func (m *Matcher) hit(x *fieldIndex, literal int32) {
	for _, a := range x.literals[literal].actions {
		m.fire(a)
	}
}

// look finds all literals of the index in a folded value.
func (m *Matcher) look(x *fieldIndex, b []byte) {
	if x.exact.ids != nil {
		if id := x.exact.find(x.literals, b); id >= 0 {
			m.hit(x, id)
		}
	}
	if x.whole {
		return
	}
	for i := range x.afterSep {
		if t := &x.afterSep[i]; t.ids != nil {
			if at := bytes.LastIndexByte(b, separators[i]); at >= 0 {
				if id := t.find(x.literals, b[at:]); id >= 0 {
					m.hit(x, id)
				}
			}
		}
	}
	m.anchored(x, &x.prefixes, b)
	m.anchored(x, &x.suffixes, b)
	m.inside(x, b)
}

func (m *Matcher) anchored(x *fieldIndex, t *anchoredTable, b []byte) {
	for _, id := range t.short {
		if t.fits(x.literals[id].text, b) {
			m.hit(x, id)
		}
	}
	if t.middle != nil && len(b) >= 4 {
		k := binary.LittleEndian.Uint32(b)
		if t.end {
			k = binary.LittleEndian.Uint32(b[len(b)-4:])
		}
		for _, id := range t.middle[k] {
			if t.fits(x.literals[id].text, b) {
				m.hit(x, id)
			}
		}
	}
	if t.long != nil && len(b) >= 8 {
		k := binary.LittleEndian.Uint64(b)
		if t.end {
			k = binary.LittleEndian.Uint64(b[len(b)-8:])
		}
		for _, id := range t.long[k] {
			if t.fits(x.literals[id].text, b) {
				m.hit(x, id)
			}
		}
	}
}

func (m *Matcher) inside(x *fieldIndex, b []byte) {
	t := &x.contains
	for _, id := range t.always {
		m.hit(x, id)
	}
	for i := t.four.next(b, 0); i >= 0; i = t.four.next(b, i+t.four.apart) {
		m.compareGram(x, &t.four, binary.LittleEndian.Uint32(b[i:]), i, b)
	}
	if t.three.bits != nil {
		bits, shift := t.three.bits, t.three.shift
		for i := 0; i+3 <= len(b); i++ {
			g := uint32(b[i]) | uint32(b[i+1])<<8 | uint32(b[i+2])<<16
			h := g * gramMix >> shift
			if bits[h/64]&(1<<(h%64)) != 0 {
				m.compareGram(x, &t.three, g, i, b)
			}
		}
	}
	if t.two != nil {
		for i := 0; i+2 <= len(b); i++ {
			g := binary.LittleEndian.Uint16(b[i:])
			if t.twoBits[g/64]&(1<<(g%64)) != 0 {
				for _, e := range t.two[g] {
					m.hit(x, e.literal)
				}
			}
		}
	}
	if t.one != nil {
		for _, c := range b {
			for _, e := range t.one[c] {
				m.hit(x, e.literal)
			}
		}
	}
}

func (m *Matcher) compareGram(x *fieldIndex, g *gramSet, key uint32, at int, b []byte) {
	for _, e := range g.find(key) {
		text := x.literals[e.literal].text
		from := at - int(e.offset)
		if from >= 0 && from+len(text) <= len(b) && string(b[from:from+len(text)]) == text {
			m.hit(x, e.literal)
		}
	}
}

// eval tells whether the condition at a step holds.
func (m *Matcher) eval(at int32) bool {
	p := m.program
	s := &p.steps[at]
	switch s.kind {
	case isLeaf:
		switch m.memo[s.from] {
		case holds:
			return true
		case fails:
			return false
		case unknown:
			if p.predicates[s.from].gated {
				return false
			}
			m.touched = append(m.touched, s.from)
		}
		ok := m.answer(&p.predicates[s.from])
		m.memo[s.from] = fails
		if ok {
			m.memo[s.from] = holds
		}
		return ok
	case isAnd:
		for _, k := range p.kids[s.from:s.to] {
			if !m.eval(k) {
				return false
			}
		}
		return true
	case isOr:
		for _, k := range p.kids[s.from:s.to] {
			if m.eval(k) {
				return true
			}
		}
		return false
	}
	return !m.eval(p.kids[s.from])
}

// answer asks a predicate that no literal decides.
func (m *Matcher) answer(a *ask) bool {
	r := m.readings[a.use]
	switch a.op {
	case opExists:
		return r.there == a.want
	case opNull:
		return r.count == 0
	case opField:
		other := m.readings[a.refUse]
		any := false
		for v := r.first; v < r.first+r.count; v++ {
			for w := other.first; w < other.first+other.count; w++ {
				if any = a.fits(m.value(v, a.cased), m.value(w, a.cased)); any {
					return !a.negated
				}
			}
		}
		return a.negated && r.count > 0 && other.count > 0
	}
	plain := a.cased || a.op != opPattern
	for v := r.first; v < r.first+r.count; v++ {
		if a.meets(m.value(v, plain), m.zone) {
			return true
		}
	}
	return false
}

// value makes the form of a value that is asked for.
func (m *Matcher) value(v int32, plain bool) value {
	if plain {
		return value{plain: m.original(v)}
	}
	return value{folded: m.folded(v)}
}

// Time is the time of the event last given to Match, by the paths of the options and
// the sources.
func (m *Matcher) Time() (time.Time, bool) {
	for _, n := range m.engine.times {
		for f := m.scanner.head[n]; f != 0; f = m.scanner.founds[f].next {
			if k := m.scanner.founds[f].kind; k != isString && k != isNumber {
				continue
			}
			at := len(m.originals)
			m.originals = m.scanner.plain(m.originals, &m.scanner.founds[f])
			t, ok := parseTime(m.originals[at:])
			m.originals = m.originals[:at]
			if ok {
				return t, true
			}
		}
	}
	return time.Time{}, false
}
