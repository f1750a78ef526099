package assess

import (
	"slices"
	"sync"

	"bonafide"
)

const (
	// fullUplift is how many bits beside a finding bring it to its combined strength.
	fullUplift = 5.0
	// standing is the least weight with which a finding stands for its category.
	standing = 0.5
	// criticalFrom is the weight from which an observation is called critical:
	// half-way between high and critical.
	criticalFrom = 6.5
	// furthest is how many findings of one group count at all; the next would add
	// less than one per cent.
	furthest = 8
)

// sum is one assessment in the making.
type sum struct {
	*Assessor
	in bonafide.Facts

	found   []weighed // in total order
	order   []slot    // in output order
	checked []checked // latest per check and subject, oldest first
	group   []group   // by its number

	evidence milli // findings and checks, without the prior
	counted  int   // findings that add something
	decisive bool
	critical bool
	// pending: a match that would be decisive if a person confirmed it.
	pending    bool
	categories uint16 // that stand independently

	// Scratch, kept between assessments.
	ranked []ranked
	given  []*bonafide.CheckResult
	passes []int
	gains  []float64
	text   []byte
}

// sums are reused: an assessment's scratch is as large as its result.
var sums = sync.Pool{New: func() any { return new(sum) }}

// putBack forgets everything of the assessment but the room it took.
func (s *sum) putBack() {
	clear(s.checked)
	clear(s.given)
	*s = sum{
		found: s.found[:0], order: s.order[:0], checked: s.checked[:0], group: s.group[:0],
		ranked: s.ranked[:0], given: s.given[:0], passes: s.passes[:0], gains: s.gains[:0], text: s.text[:0],
	}
	sums.Put(s)
}

// room is room for n values, in buf where it is large enough. They keep what was
// there before.
func room[T any](buf []T, n int) []T { return slices.Grow(buf[:0], n)[:n] }

// zeroed is room for n zero values.
func zeroed[T any](buf []T, n int) []T {
	buf = room(buf, n)
	clear(buf)
	return buf
}

// weighed is a finding with its part in the sum. It holds no pointers: the garbage
// collector need not look into the scratch.
type weighed struct {
	at     int32 // in the facts
	place  int32 // of its indicator, or unknownPlace
	aside  aside
	class  class
	bits   milli
	fade   float64
	beside float64
	weight float64 // faded, with uplift, before its share
	share  float64
}

// class brings findings into output order.
type class uint8

const (
	decisive class = iota
	counting       // takes part in sum and breadth
	setAside
)

// group is an evidence group in the making.
type group struct {
	// strongest is its strongest finding alone, faded, in millionths of a bit: whole
	// numbers, so that neither order nor rounding has a part in the sum.
	strongest int64
	carried   milli  // what its findings add
	edges     uint16 // the categories that they stand for
	n         int32
	top       [furthest]int32 // its strongest findings, in order; equal ones in total order
}

func (g *group) add(found []weighed, at int32) {
	n := g.n
	for n > 0 && found[g.top[n-1]].weight < found[at].weight {
		n--
	}
	if n == furthest {
		return
	}
	copy(g.top[n+1:], g.top[n:])
	g.top[n] = at
	g.n = min(g.n+1, furthest)
}

// weigh gives every finding its part and finds the breadth of the evidence.
func (s *sum) weigh() {
	total := int64(0)
	for i := range s.group {
		total += s.group[i].strongest
	}
	for i := range s.found {
		w := &s.found[i]
		if w.class != counting {
			continue
		}
		e := &s.entries[w.place]
		g := &s.group[e.group]
		others := float64(total-g.strongest) / 1e6
		w.beside = (e.combined - e.alone) * min(1, others/fullUplift)
		w.weight = float64(e.alone+w.beside) * w.fade
		s.critical = s.critical || w.weight >= criticalFrom
		s.pending = s.pending || e.listing
		if w.weight >= standing {
			g.edges |= e.category
		}
		g.add(s.found, int32(i))
	}
	s.categories = independent(s.group)
	s.share()
}

// share gives each finding its place in its group, strongest first, and brings
// the findings into output order: decisive ones, then by what they add.
func (s *sum) share() {
	for i := range s.group {
		g := &s.group[i]
		for n, at := range g.top[:g.n] {
			w := &s.found[at]
			w.share = 1 / float64(int(1)<<n)
			w.bits = toMilli(w.weight * w.share)
			g.carried += w.bits
			if w.bits > 0 {
				s.counted++
			}
		}
		s.evidence += g.carried
	}
	s.order = room(s.order, len(s.found))
	for i := range s.found {
		s.order[i] = newSlot(s.found[i].class, s.found[i].bits, i)
	}
	slices.Sort(s.order)
}

// slot is a finding's place in the output as one number: its class, then the
// heavier first, then its place in the total order that takeFindings left.
type slot uint64

// mostFindings bounds the findings of one assessment; later ones are left out.
const mostFindings = 1 << 22

func newSlot(c class, bits milli, at int) slot {
	return slot(c)<<62 | slot(1<<40-1-bits)<<22 | slot(at)
}

func (s slot) at() int { return int(s & (mostFindings - 1)) }
