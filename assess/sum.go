package assess

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"time"

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
	in *bonafide.Facts

	found   []weighed // in total order
	order   []slot    // in output order
	checked []checked // latest per check and subject, oldest first

	// Scratch, kept between assessments.
	ranked    []ranked
	strongest []int64
	edges     []uint16
	tops      []top

	evidence milli // findings and checks, without the prior
	decisive bool
	critical bool
	// pending: a match that would be decisive if a person confirmed it.
	pending    bool
	categories []bonafide.Category // that stand independently
}

// sums are reused: an assessment's scratch is as large as its result.
var sums = sync.Pool{New: func() any { return new(sum) }}

// putBack forgets everything of the assessment but the room it took.
func (s *sum) putBack() {
	clear(s.found)
	clear(s.checked)
	*s = sum{
		found: s.found[:0], order: s.order[:0], checked: s.checked[:0],
		ranked: s.ranked[:0], strongest: s.strongest[:0], edges: s.edges[:0], tops: s.tops[:0],
	}
	sums.Put(s)
}

// zeroed returns room for n zero values, in buf where it is large enough.
func zeroed[T any](buf []T, n int) []T {
	buf = slices.Grow(buf[:0], n)[:n]
	clear(buf)
	return buf
}

type weighed struct {
	*bonafide.Finding
	entry    *entry // nil where the catalogue does not know the indicator
	fade     float64
	beside   float64
	weight   float64 // faded, with uplift, before its share
	share    float64
	bits     milli
	decisive bool
	aside    string
}

// counts reports whether the finding takes part in sum and breadth.
func (w *weighed) counts() bool { return w.aside == "" && !w.decisive }

type checked struct {
	*bonafide.CheckResult
	step *step // nil where the catalogue does not know the check
	bits milli
	why  string
	// answers are the indicators that the pass set aside.
	answers []bonafide.IndicatorID
}

// holds reports whether c is a pass that still stands at the time of assessment.
func (s *sum) holds(c *checked) bool {
	return c.Outcome == bonafide.Passed && c.step != nil &&
		(c.step.ValidDays == 0 || days(s.in.AsOf.Sub(c.At)) <= float64(c.step.ValidDays))
}

func days(d time.Duration) float64 { return d.Hours() / 24 }

// takeChecks keeps, of each check and what it was about, the outcome that stands: the
// latest, but a request or an unreachable subject does not undo an answer.
func (s *sum) takeChecks() {
	if len(s.in.Checks) == 0 {
		return
	}
	all := make([]*bonafide.CheckResult, 0, len(s.in.Checks))
	for i := range s.in.Checks {
		if c := &s.in.Checks[i]; !c.At.After(s.in.AsOf) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, compareChecks)
	s.checked = slices.Grow(s.checked[:0], len(all))
	for _, c := range all {
		at := slices.IndexFunc(s.checked, func(k checked) bool { return sameQuestion(k.CheckResult, c) })
		if at < 0 {
			s.checked = append(s.checked, checked{CheckResult: c, step: s.step(c.Check)})
			continue
		}
		if answered(c.Outcome) || !answered(s.checked[at].Outcome) {
			s.checked[at].CheckResult = c
		}
	}
	slices.SortStableFunc(s.checked, func(x, y checked) int { return compareChecks(x.CheckResult, y.CheckResult) })
}

// sameQuestion: one step, taken about one thing.
func sameQuestion(x, y *bonafide.CheckResult) bool {
	return x.Check == y.Check && x.Subject == y.Subject && slices.Equal(x.About, y.About)
}

func answered(o bonafide.Outcome) bool {
	return o == bonafide.Passed || o == bonafide.Failed || o == bonafide.Expired
}

func compareChecks(x, y *bonafide.CheckResult) int {
	return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Check, y.Check), cmp.Compare(x.Subject, y.Subject),
		slices.Compare(x.About, y.About), cmp.Compare(x.Outcome, y.Outcome), cmp.Compare(x.By, y.By), cmp.Compare(x.Note, y.Note), cmp.Compare(x.Route, y.Route))
}

func (a *Assessor) step(id bonafide.CheckID) *step {
	for i := range a.checks {
		if a.checks[i].ID == id {
			return &a.checks[i]
		}
	}
	return nil
}

// takeFindings keeps each finding once, says which do not count and why, and
// which are decisive.
func (s *sum) takeFindings() {
	order := slices.Grow(s.ranked[:0], len(s.in.Findings))
	for i := range s.in.Findings {
		f := &s.in.Findings[i]
		age := s.in.AsOf.Sub(f.ObservedAt)
		if age < 0 {
			continue
		}
		place := unknownPlace
		if e := s.indicators[f.Indicator]; e != nil {
			place = e.place
		}
		order = append(order, ranked{uint64(place)<<48 | uint64(ageLimit-min(age/time.Millisecond, ageLimit)), int32(i)})
	}
	all := s.in.Findings
	compare := func(x, y ranked) int {
		switch {
		case x.key < y.key:
			return -1
		case x.key > y.key:
			return 1
		}
		return compareFindings(&all[x.at], &all[y.at])
	}
	slices.SortFunc(order, compare)
	order = slices.CompactFunc(order, func(x, y ranked) bool { return x.key == y.key && compare(x, y) == 0 })
	order = order[:min(len(order), mostFindings)]
	s.ranked = order
	s.found = zeroed(s.found, len(order))
	for i, r := range order {
		w := &s.found[i]
		w.Finding, w.fade = &all[r.at], 1
		place := int(r.key >> 48)
		if place == unknownPlace {
			w.aside = "not in this catalogue"
			continue
		}
		w.entry = s.places[place]
		w.fade = w.entry.fade(int(s.in.AsOf.Sub(w.ObservedAt) / (24 * time.Hour)))
		w.aside = s.setAside(w)
		w.decisive = w.aside == "" && s.isDecisive(w.entry)
		s.decisive = s.decisive || w.decisive
	}
}

const (
	// unknownPlace is where findings stand whose indicator the catalogue lacks.
	unknownPlace = 1<<16 - 1
	// ageLimit bounds the age in a key to 48 bits of milliseconds, 8,900 years.
	ageLimit = 1<<48 - 1
)

// ranked is the cheap part of a finding's place in the total order: the indicator's
// place, then the older first.
type ranked struct {
	key uint64
	at  int32
}

// compareFindings compares field by field and stops at the first difference.
func compareFindings(x, y *bonafide.Finding) int {
	if c := strings.Compare(string(x.Indicator), string(y.Indicator)); c != 0 {
		return c
	}
	if c := x.ObservedAt.Compare(y.ObservedAt); c != 0 {
		return c
	}
	if c := strings.Compare(x.Rule, y.Rule); c != 0 {
		return c
	}
	if c := strings.Compare(x.Summary, y.Summary); c != 0 {
		return c
	}
	return slices.CompareFunc(x.Evidence, y.Evidence, compareEvidence)
}

func compareEvidence(x, y bonafide.Evidence) int {
	return cmp.Or(cmp.Compare(x.Source, y.Source), cmp.Compare(x.Path, y.Path), cmp.Compare(x.Value, y.Value),
		cmp.Compare(x.Note, y.Note), x.At.Compare(y.At), compareDatasets(x.Dataset, y.Dataset))
}

func compareDatasets(x, y *bonafide.Dataset) int {
	switch {
	case x == y:
		return 0
	case x == nil:
		return -1
	case y == nil:
		return 1
	}
	return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Version, y.Version), cmp.Compare(x.Date.String(), y.Date.String()))
}

// setAside says why a finding does not count, or nothing.
func (s *sum) setAside(w *weighed) string {
	for _, off := range w.entry.SwitchedOffBy {
		if slices.Contains(s.in.Accommodations, off) {
			return "switched off by an accommodation on record"
		}
	}
	for i := range s.checked {
		c := &s.checked[i]
		if s.holds(c) && c.settles(w.entry) && !w.ObservedAt.After(c.At) && concerns(c.Subject, w.Finding) {
			if !slices.Contains(c.answers, w.Indicator) {
				c.answers = append(c.answers, w.Indicator)
			}
			return "answered by a check: " + string(c.Check) + ", passed " + c.At.UTC().Format(time.DateOnly)
		}
	}
	return ""
}

// settles reports whether a pass of the check answers the indicator.
func (c *checked) settles(e *entry) bool {
	if !c.step.settles[e.group] || slices.Contains(c.step.Except, e.ID) {
		return false
	}
	if len(c.About) == 0 {
		return !c.step.Broad
	}
	return slices.Contains(c.About, e.ID)
}

// concerns reports whether a check on this subject can answer the finding: one
// employer's confirmation says nothing of another.
func concerns(subject string, f *bonafide.Finding) bool {
	if subject == "" {
		return true
	}
	subject = strings.ToLower(subject)
	if strings.Contains(strings.ToLower(f.Summary), subject) {
		return true
	}
	for i := range f.Evidence {
		if strings.Contains(strings.ToLower(f.Evidence[i].Value), subject) {
			return true
		}
	}
	return false
}

// isDecisive: by itself, or because a check confirmed that the match is this person.
func (s *sum) isDecisive(e *entry) bool {
	if e.Alone == bonafide.Decisive {
		return true
	}
	if e.Combined != bonafide.Decisive {
		return false
	}
	return slices.ContainsFunc(s.checked, func(c checked) bool {
		return c.Outcome == bonafide.Failed && c.step != nil && slices.Contains(c.step.Confirms, e.ID)
	})
}

// weigh gives every finding its part and finds the breadth of the evidence.
func (s *sum) weigh() {
	// Per group its strongest finding alone, faded, in millionths of a bit: whole
	// numbers, so that neither order nor rounding has a part in the sum.
	s.strongest = zeroed(s.strongest, s.groups)
	strongest := s.strongest
	for i := range s.found {
		if w := &s.found[i]; w.counts() {
			strongest[w.entry.group] = max(strongest[w.entry.group], int64(w.entry.alone*w.fade*1e6))
		}
	}
	total := int64(0)
	for _, b := range strongest {
		total += b
	}
	s.edges = zeroed(s.edges, s.groups) // per group: the categories its findings stand for
	edges := s.edges
	for i := range s.found {
		w := &s.found[i]
		if !w.counts() {
			continue
		}
		others := float64(total-strongest[w.entry.group]) / 1e6
		w.beside = (w.entry.combined - w.entry.alone) * min(1, others/fullUplift)
		w.weight = (w.entry.alone + w.beside) * w.fade
		s.critical = s.critical || w.weight >= criticalFrom
		s.pending = s.pending || w.entry.Combined == bonafide.Decisive
		if w.weight >= standing {
			edges[w.entry.group] |= w.entry.category
		}
	}
	s.categories = independent(edges)
	s.share()
}

// share gives each finding its place in its group, strongest first, and brings
// the findings into output order: decisive ones, then by what they add.
func (s *sum) share() {
	s.tops = zeroed(s.tops, s.groups)
	for i := range s.found {
		if w := &s.found[i]; w.counts() {
			s.tops[w.entry.group].add(s.found, int32(i))
		}
	}
	for g := range s.tops {
		for n, at := range s.tops[g].at[:s.tops[g].n] {
			w := &s.found[at]
			w.share = 1 / float64(int(1)<<n)
			w.bits = toMilli(w.weight * w.share)
			s.evidence += w.bits
		}
	}
	order := zeroed(s.order, len(s.found))
	for i := range s.found {
		order[i] = newSlot(s.found[i].class(), s.found[i].bits, i)
	}
	slices.Sort(order)
	s.order = order
}

// top has the strongest findings of a group, in order; equal ones in total order.
type top struct {
	n  int
	at [furthest]int32
}

func (t *top) add(found []weighed, at int32) {
	n := t.n
	for n > 0 && found[t.at[n-1]].weight < found[at].weight {
		n--
	}
	if n == furthest {
		return
	}
	copy(t.at[n+1:], t.at[n:])
	t.at[n] = at
	t.n = min(t.n+1, furthest)
}

// ordered yields the findings in output order.
func (s *sum) ordered(yield func(int, *weighed) bool) {
	for i, o := range s.order {
		if !yield(i, &s.found[o.at()]) {
			return
		}
	}
}

// class puts decisive findings first and those set aside last.
func (w *weighed) class() int {
	switch {
	case w.decisive:
		return 0
	case w.aside == "":
		return 1
	}
	return 2
}

// slot is a finding's place in the output as one number: its class, then the
// heavier first, then its place in the total order that takeFindings left.
type slot uint64

// mostFindings bounds the findings of one assessment; later ones are left out.
const mostFindings = 1 << 22

func newSlot(class int, bits milli, at int) slot {
	return slot(class)<<62 | slot(1<<40-1-bits)<<22 | slot(at)
}

func (s slot) at() int { return int(s & (mostFindings - 1)) }

// weighChecks gives each check its part: a pass by its likelihoods, a failure by
// them too unless it is itself a finding. Further passes of one check on other
// subjects count half of the one before.
func (s *sum) weighChecks() {
	passes := map[bonafide.CheckID]int{}
	for i := range s.checked {
		c := &s.checked[i]
		switch {
		case c.step == nil:
			c.why = "not in this catalogue"
		case c.Outcome == bonafide.Passed && !s.holds(c):
			c.why = "no longer valid"
		case c.Outcome == bonafide.Passed:
			n := passes[c.Check]
			passes[c.Check]++
			if n < furthest {
				c.bits = min(0, toMilli(float64(c.step.PassedBits())/float64(int(1)<<n)))
			}
			c.why = "nothing here that it would answer"
			if len(c.answers) > 0 {
				c.why = "answers " + join(c.answers)
			}
		case c.Outcome == bonafide.Failed && c.step.FailsAs != "":
			c.why = "counted as " + string(c.step.FailsAs)
		case c.Outcome == bonafide.Failed && len(c.step.Confirms) > 0:
			c.why = "makes the match decisive"
		case c.Outcome == bonafide.Failed:
			c.bits = max(0, toMilli(float64(c.step.FailedBits())))
			c.why = "weighed by how rarely honest people fail it"
		case c.Outcome == bonafide.Unreachable:
			c.why = "an unanswered question is not evidence"
		case c.Outcome == bonafide.Requested:
			c.why = "waiting for an answer"
		default:
			c.why = "no longer valid"
		}
		s.evidence += c.bits
	}
}

// independent is the largest set of categories that can each be shown by an
// evidence group of its own: a maximum matching of groups and categories, by
// augmenting paths. One fact read twice never stands for two categories.
func independent(edges []uint16) []bonafide.Category {
	var owner [16]int // category to group+1
	for g := range edges {
		if edges[g] != 0 {
			var seen uint16
			augment(edges, &owner, g, &seen)
		}
	}
	var out []bonafide.Category
	for i, c := range bonafide.Categories {
		if owner[i] != 0 {
			out = append(out, c)
		}
	}
	return out
}

func augment(edges []uint16, owner *[16]int, g int, seen *uint16) bool {
	for open := edges[g] &^ *seen; open != 0; open = edges[g] &^ *seen {
		c := bits.TrailingZeros16(open)
		*seen |= 1 << c
		if owner[c] == 0 || augment(edges, owner, owner[c]-1, seen) {
			owner[c] = g + 1
			return true
		}
	}
	return false
}
