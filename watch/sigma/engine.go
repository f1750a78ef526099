package sigma

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options of an engine.
type Options struct {
	// Zone is where the time modifiers (hour, week, ...) read a time. nil reads its
	// parts as they are written.
	Zone *time.Location
	// Sources are added to those that the package knows, and are tried before them.
	Sources []Source
	// Times are paths of an event's time, tried before those of the sources.
	Times []string
	// Correlation bounds the state of correlations.
	Correlation CorrelationOptions
}

// group is the rules of one log source under one source that serves them.
type group struct {
	id        int
	logsource Logsource
	source    *Source
	when      []clause
	rules     []int32
}

// route is what events that answer the tests alike are given to.
type route struct {
	groups   []*group
	programs []*program
}

// Engine evaluates events against a set of rules. It is safe for use by several
// goroutines; each needs its own [Matcher] or [Engine.Match].
type Engine struct {
	options Options
	set     *Set
	rules   []*Rule
	byID    map[string]int32
	sources []*Source
	groups  []*group
	// unserved are log sources that no source serves.
	unserved []Logsource

	layout      *layout
	routing     []*routeNode // by node
	slots       []slot
	slotByField map[fieldOf]int32
	slotByPaths map[string]int32
	constants   [][]byte
	everything  int32
	times       []int32
	wants       *demands
	envelope    struct{ event, logsource, category, product, service int32 }

	mu       sync.Mutex
	programs map[string]*program
	// compiling is the processor time that it took so far.
	compiling time.Duration
	pool      sync.Pool
}

// New makes an engine of the rules of a set. Programs are compiled when the first
// event of their kind comes.
func New(set *Set, options Options) (*Engine, error) {
	e := &Engine{
		options: options, set: set, rules: set.Rules, byID: map[string]int32{},
		layout: newLayout(), slotByField: map[fieldOf]int32{}, slotByPaths: map[string]int32{}, programs: map[string]*program{},
	}
	for i, r := range e.rules {
		e.byID[r.ID] = int32(i)
		if r.Name != "" {
			e.byID[r.Name] = int32(i)
		}
	}
	for i := range options.Sources {
		e.sources = append(e.sources, &options.Sources[i])
	}
	known := Sources()
	for i := range known {
		e.sources = append(e.sources, &known[i])
	}
	// A name of its own, which no event can have: keys lose their spaces.
	e.everything = e.layout.node(" every value")
	e.layout.nodes[e.everything].wanted = true
	e.envelope.event, e.envelope.logsource = e.layout.want("event"), e.layout.want("logsource")
	e.envelope.category, e.envelope.product, e.envelope.service = e.layout.want("logsource.category"), e.layout.want("logsource.product"), e.layout.want("logsource.service")
	e.wants = newDemands(set)
	router := newRouter()
	if err := e.group(router); err != nil {
		return nil, err
	}
	paths := slices.Clone(options.Times)
	for _, s := range e.sources {
		paths = append(paths, s.Times...)
	}
	seen := map[string]bool{}
	for _, p := range append(paths, commonTimes...) {
		if !seen[p] {
			seen[p] = true
			e.times = append(e.times, e.layout.want(p))
		}
	}
	e.routing = make([]*routeNode, len(e.layout.nodes))
	for n, rn := range router.nodes {
		e.routing[n] = rn
	}
	e.pool.New = func() any { return e.NewMatcher() }
	return e, nil
}

// group joins rules and sources, and makes every field known to the layout.
func (e *Engine) group(router *router) error {
	byLogsource := map[Logsource][]int32{}
	var order []Logsource
	for i, r := range e.rules {
		if byLogsource[r.Logsource] == nil {
			order = append(order, r.Logsource)
		}
		byLogsource[r.Logsource] = append(byLogsource[r.Logsource], int32(i))
	}
	for _, l := range order {
		serving := e.serving(l)
		if len(serving) == 0 {
			e.unserved = append(e.unserved, l)
			serving = []*Source{{Name: "as given", Logsource: l}}
		}
		for _, s := range serving {
			g := &group{id: len(e.groups), logsource: l, source: s, rules: byLogsource[l]}
			for _, tests := range s.When {
				c, err := router.clause(e.layout, tests)
				if err != nil {
					return fmt.Errorf("source %s: %w", s.Name, err)
				}
				g.when = append(g.when, c)
			}
			e.groups = append(e.groups, g)
			for _, r := range g.rules {
				e.rules[r].holds.leaves(func(p *predicate) {
					if p.field != "" {
						e.slotOf(s, p.field)
					}
					if p.op == opField {
						e.slotOf(s, p.ref)
					}
				})
				for _, f := range e.wants.of(e.rules[r]) {
					e.slotOf(s, f)
				}
			}
		}
	}
	return nil
}

// serving are the sources of a log source: those that serve exactly it, else all that
// give what it asks for.
func (e *Engine) serving(l Logsource) []*Source {
	var exact, wider []*Source
	for _, s := range e.sources {
		switch {
		case s.Logsource == l:
			exact = append(exact, s)
		case l.within(s.Logsource):
			wider = append(wider, s)
		}
	}
	if exact != nil {
		return exact
	}
	return wider
}

// routeOf finds or makes the route of events for which the tests of k hold.
func (e *Engine) routeOf(k mask, origin []Logsource) *route {
	var r route
	for _, g := range e.groups {
		for i := range g.when {
			if g.when[i].holds(&k) {
				r.groups = append(r.groups, g)
				break
			}
		}
	}
	for _, o := range origin {
		for _, g := range e.groups {
			if !g.logsource.within(o) || slices.ContainsFunc(r.groups, func(have *group) bool { return have.logsource == g.logsource }) {
				continue
			}
			r.groups = append(r.groups, g)
		}
	}
	slices.SortFunc(r.groups, func(a, b *group) int { return a.id - b.id })
	e.mu.Lock()
	defer e.mu.Unlock()
	r.programs = e.programsOf(r.groups)
	return &r
}

// maxPrograms bounds the programs that join several groups. Events whose mixture of
// fields is odder than that are given to the groups one by one.
const maxPrograms = 512

func (e *Engine) programsOf(groups []*group) []*program {
	if len(groups) == 0 {
		return nil
	}
	var key strings.Builder
	for _, g := range groups {
		fmt.Fprintf(&key, "%d ", g.id)
	}
	if p := e.programs[key.String()]; p != nil {
		return []*program{p}
	}
	if len(groups) > 1 && len(e.programs) >= maxPrograms {
		var out []*program
		for _, g := range groups {
			out = append(out, e.programsOf([]*group{g})...)
		}
		return out
	}
	began := processorTime()
	p := compile(e, groups)
	e.compiling += processorTime() - began
	e.programs[key.String()] = p
	return []*program{p}
}

func (e *Engine) compiled() time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.compiling
}

// Match evaluates one event; the result is the caller's. Many events are faster
// through a [Matcher].
func (e *Engine) Match(event []byte, origin ...Logsource) ([]Match, error) {
	m := e.pool.Get().(*Matcher)
	defer e.pool.Put(m)
	found, err := m.Match(event, origin...)
	return slices.Clone(found), err
}

// Set is what the engine was made of.
func (e *Engine) Set() *Set { return e.set }
