package sigma

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// slot is where a field of a source stands: nodes in order, the first that is there
// counts. A negative number is a constant of the engine.
type slot struct{ nodes []int32 }

// ask is a predicate in a program.
type ask struct {
	*predicate
	use, refUse int32 // the fields, as uses of the program
	// gated: without a hit of its literals, or a value of its field, it does not hold.
	gated bool
	cost  float64
}

// use is a field that a program reads.
type use struct {
	slot    int32 // -1: every value of the event
	index   *fieldIndex
	present []action // when the field has a value
}

// step is a node of a compiled condition.
type step struct {
	kind exprKind
	// from and to bound the kids in program.kids; of a leaf, from is the predicate.
	from, to int32
}

// place is where a use is read in an event: the node of the lowest rank that is there. A
// negative node is a constant.
type place struct{ node, rank int32 }

// nowhere is the node of a use whose field is not there.
const nowhere = math.MinInt32

// choice is a use that reads a node unless one of a lower rank is there.
type choice struct{ use, rank int32 }

type compiledRule struct {
	rule int32 // of the engine
	root int32
}

// program is all rules of some groups, compiled together: one pass over the fields,
// then only the rules one of whose literals was hit.
type program struct {
	predicates  []ask
	uses        []use
	places      []place // by use: where it is read in an event without any field
	choiceStart []int32 // by node: its choices
	choices     []choice
	rules       []compiledRule
	always      []int32 // rules without a witness
	watchStart  []int32 // by predicate: rules to visit when it holds or may hold
	watchers    []int32
	steps       []step
	kids        []int32
	keywords    bool
	gate        *rawGate // nil: keywords are always searched
}

type compiler struct {
	engine   *Engine
	program  *program
	uses     map[int32]int32
	asks     map[askKey]int32
	builders []indexBuilder
	source   *Source
	cache    map[fieldOf]int32
}

type askKey struct {
	use int32
	id  string
}

type fieldOf struct {
	source *Source
	field  string
}

func compile(e *Engine, groups []*group) *program {
	c := compiler{engine: e, program: &program{}, uses: map[int32]int32{}, asks: map[askKey]int32{}, cache: map[fieldOf]int32{}}
	var watch [][2]int32
	for _, g := range groups {
		c.source = g.source
		for _, r := range g.rules {
			id := int32(len(c.program.rules))
			ids := map[*predicate]int32{}
			e.rules[r].holds.leaves(func(p *predicate) {
				if _, ok := ids[p]; !ok {
					ids[p] = c.ask(p)
				}
			})
			lookup := func(p *predicate) int32 { return ids[p] }
			w := c.witness(e.rules[r].holds, lookup)
			root := c.step(e.rules[r].holds, lookup)
			c.program.rules = append(c.program.rules, compiledRule{rule: r, root: root})
			if w == nil {
				c.program.always = append(c.program.always, id)
				continue
			}
			for _, p := range w.predicates {
				watch = append(watch, [2]int32{p, id})
			}
		}
	}
	slices.SortFunc(watch, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	watch = slices.Compact(watch)
	p := c.program
	p.watchStart = make([]int32, len(p.predicates)+1)
	for _, w := range watch {
		p.watchers = append(p.watchers, w[1])
		p.watchStart[w[0]+1]++
	}
	for i := range p.predicates {
		p.watchStart[i+1] += p.watchStart[i]
	}
	c.choose()
	for i := range p.uses {
		if p.uses[i].slot < 0 && len(p.uses[i].present) == 0 {
			p.gate = newRawGate(c.builders[i].index.literals)
		}
		if len(c.builders[i].index.literals) > 0 {
			p.uses[i].index = c.builders[i].build()
		}
	}
	return p
}

// choose turns the places of the uses round, so that the fields of an event find their
// uses: an event has few of all the fields that rules name.
func (c *compiler) choose() {
	p, e := c.program, c.engine
	byNode := make([][]choice, len(e.layout.nodes))
	for i, u := range p.uses {
		nodes := []int32{e.everything}
		if u.slot >= 0 {
			nodes = e.slots[u.slot].nodes
		}
		unread := place{nowhere, math.MaxInt32}
		for rank, n := range nodes {
			if n < 0 { // a constant is always there
				unread = place{n, int32(rank)}
				break
			}
			byNode[n] = append(byNode[n], choice{int32(i), int32(rank)})
		}
		p.places = append(p.places, unread)
	}
	p.choiceStart = make([]int32, 1, len(byNode)+1)
	for _, choices := range byNode {
		p.choices = append(p.choices, choices...)
		p.choiceStart = append(p.choiceStart, int32(len(p.choices)))
	}
}

func (c *compiler) use(field string) int32 {
	slot := int32(-1)
	if field != "" {
		slot = c.engine.slotOf(c.source, field)
	} else {
		c.program.keywords = true
	}
	u, ok := c.uses[slot]
	if !ok {
		u = int32(len(c.program.uses))
		c.uses[slot] = u
		c.program.uses = append(c.program.uses, use{slot: slot})
		c.builders = append(c.builders, indexBuilder{})
	}
	return u
}

func (c *compiler) useOf(field string) int32 {
	k := fieldOf{c.source, field}
	u, ok := c.cache[k]
	if !ok {
		u = c.use(field)
		c.cache[k] = u
	}
	return u
}

// ask adds a predicate, or finds the one that asks the same of the same field.
func (c *compiler) ask(p *predicate) int32 {
	u := c.useOf(p.field)
	key := askKey{u, p.id}
	if id, ok := c.asks[key]; ok {
		return id
	}
	id := int32(len(c.program.predicates))
	c.asks[key] = id
	a := ask{predicate: p, use: u, gated: true}
	if p.op == opField {
		a.refUse = c.useOf(p.ref)
	}
	b := &c.builders[u]
	present := func(sure bool) {
		c.program.uses[u].present = append(c.program.uses[u].present, action{id, sure})
		a.cost = 0.9
	}
	switch p.op {
	case opPattern:
		place, text, sure := gate(p.pattern)
		if place == shapeAny {
			present(sure)
			break
		}
		text = fold(text)
		b.add(place, text, action{id, sure && !p.cased})
		a.cost = literalCost(place, text)
	case opRegex:
		set := requiredLiterals(p.source)
		if set == nil {
			present(false)
			break
		}
		for _, s := range set {
			b.add(shapeContains, s, action{id, false})
		}
		a.cost = setCost(set)
	case opExists, opNull:
		a.gated, a.cost = false, math.Inf(1)
	default:
		present(false)
	}
	c.program.predicates = append(c.program.predicates, a)
	return id
}

// gate is the literal by which a pattern is noticed, and whether its hit is the whole
// answer. shapeAny: any value at all.
func gate(p pattern) (place shape, text string, sure bool) {
	if s, lit := p.shape(); s != shapeGlob {
		return s, lit, true
	}
	place = shapeAny
	for i, t := range p {
		if t.kind != literal || len(t.text) <= len(text) {
			continue
		}
		text = t.text
		switch i {
		case 0:
			place = shapePrefix
		case len(p) - 1:
			place = shapeSuffix
		default:
			place = shapeContains
		}
	}
	return place, text, false
}

// step compiles a condition; cheap questions come first, which changes no answer.
func (c *compiler) step(e *expr, id func(*predicate) int32) int32 {
	s := step{kind: e.kind}
	if e.kind == isLeaf {
		s.from = id(e.leaf)
	} else {
		type kid struct {
			at     int32
			weight int
		}
		kids := make([]kid, len(e.kids))
		for i, k := range e.kids {
			kids[i] = kid{c.step(k, id), c.weight(k, id)}
		}
		slices.SortStableFunc(kids, func(a, b kid) int { return cmp.Compare(a.weight, b.weight) })
		s.from = int32(len(c.program.kids))
		for _, k := range kids {
			c.program.kids = append(c.program.kids, k.at)
		}
		s.to = int32(len(c.program.kids))
	}
	c.program.steps = append(c.program.steps, s)
	return int32(len(c.program.steps) - 1)
}

func (c *compiler) weight(e *expr, id func(*predicate) int32) int {
	if e.kind == isLeaf {
		switch {
		case e.leaf.op == opRegex:
			return 50
		case e.leaf.op == opPattern:
			if s, _ := e.leaf.pattern.shape(); s != shapeGlob {
				return 1
			}
		}
		return 8
	}
	n := 1
	for _, k := range e.kids {
		n += c.weight(k, id)
	}
	return n
}

// slotOf is the slot of a field in a source. All were made when the engine was, so
// that the layout is complete before the first event.
func (e *Engine) slotOf(s *Source, field string) int32 {
	k := fieldOf{s, field}
	if id, ok := e.slotByField[k]; ok {
		return id
	}
	return e.pathSlot(k, s.paths(field))
}

func (e *Engine) pathSlot(k fieldOf, paths []string) int32 {
	key := strings.Join(paths, "\x00")
	id, ok := e.slotByPaths[key]
	if !ok {
		var sl slot
		for _, p := range paths {
			if text, constant := strings.CutPrefix(p, "="); constant {
				e.constants = append(e.constants, []byte(text))
				sl.nodes = append(sl.nodes, -int32(len(e.constants)))
				continue
			}
			sl.nodes = append(sl.nodes, e.layout.want(p))
		}
		id = int32(len(e.slots))
		e.slots = append(e.slots, sl)
		e.slotByPaths[key] = id
	}
	e.slotByField[k] = id
	return id
}
