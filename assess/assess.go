// Package assess adds up what was observed and what was checked. Findings, check
// outcomes, a catalogue and a moment come in; an assessment with its whole sum
// comes out. It is a pure function: same inputs, same bytes, in any order.
//
// The arithmetic is Good's weight of evidence. Each finding weighs what its
// indicator weighs alone, and more, up to its combined strength, in proportion to
// the evidence of other groups beside it: full strength takes five bits beside
// it, the weight of one strong observation. Weights fade by half-life. In one
// evidence group the strongest counts whole and each further one half of the one
// before. A passed check weighs the log ratio of its outcome's likelihoods, never
// more than zero, and sets aside what it answers. Contributions are whole
// thousandths of a bit, so that the sum does not depend on the order of adding.
package assess

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"bonafide"
)

// DefaultPrior is one vendor's own figure for applicants linked to this scheme:
// 1 in 343 (Pindrop, 2026-02-25). Operators set their own.
const DefaultPrior = 1.0 / 343

// Config is what the operator decides about the arithmetic.
type Config struct {
	// Prior is the base rate of misrepresentation among the people examined.
	Prior float64
	// ReviewAt and UrgentAt are the posteriors from which a band may be given, if
	// the evidence has the breadth that the band needs.
	ReviewAt, UrgentAt float64
}

// Defaults are the shipped settings.
func Defaults() Config { return Config{Prior: DefaultPrior, ReviewAt: 0.05, UrgentAt: 0.5} }

// Validate refuses settings that are no probabilities.
func (c Config) Validate() error {
	for name, p := range map[string]float64{"prior": c.Prior, "review_at": c.ReviewAt, "urgent_at": c.UrgentAt} {
		if !(p > 0 && p < 1) {
			return bonafide.Invalidf("assess.%s is %g; it is a probability between 0 and 1, both excluded", name, p)
		}
	}
	if c.ReviewAt > c.UrgentAt {
		return bonafide.Invalidf("assess.review_at %g is above assess.urgent_at %g", c.ReviewAt, c.UrgentAt)
	}
	return nil
}

// Assessor assesses by one catalogue and configuration. It is safe for concurrent use.
type Assessor struct {
	config    Config
	catalogue *bonafide.Catalogue
	// entries are the indicators in order of id, ids their ids, and places where an
	// id stands in both.
	entries []entry
	ids     []bonafide.IndicatorID
	places  map[bonafide.IndicatorID]int
	groups  int
	prior   milli
	checks  []step // as the catalogue has them
	// anyStage has all the checks, atStage those of a stage; least effort first.
	anyStage []*step
	atStage  map[bonafide.Stage][]*step
}

// entry is an indicator ready for the inner loop.
type entry struct {
	*bonafide.Indicator
	// described is what its findings share, confirmed the same where they are decisive.
	described, confirmed *bonafide.Described
	group                int
	category             uint16 // one bit
	alone, combined      float64
	// decisive by itself; listing where a check may make it so.
	decisive, listing bool
	// fading has what each day of the first half-life leaves of it; nil where it
	// does not fade.
	fading []float64
}

// fade is what is left of an observation after so many whole days.
func (e *entry) fade(days int) float64 {
	n := len(e.fading)
	if n == 0 {
		return 1
	}
	if days < n {
		return e.fading[days]
	}
	return math.Ldexp(e.fading[days%n], -(days / n))
}

// fadings are the tables by half-life in days.
type fadings map[int][]float64

func (f fadings) of(halfLife int) []float64 {
	if halfLife <= 0 {
		return nil
	}
	if f[halfLife] == nil {
		table := make([]float64, halfLife)
		for day := range table {
			table[day] = math.Exp2(-float64(day) / float64(halfLife))
		}
		f[halfLife] = table
	}
	return f[halfLife]
}

// step is a check ready for the inner loop.
type step struct {
	*bonafide.Check
	place   int    // in the catalogue
	settles []bool // by group
	groups  []int  // that it settles
	except  []bool // by indicator's place; nil where there are none
	effort  float64
	// passedBits and failedBits are the weights of its outcomes.
	passedBits, failedBits float64
	// honest and misrepresenting are the entropies of the outcome under each
	// hypothesis, in bits; unheard is the part of the latter that an unreachable
	// subject has.
	honest, misrepresenting, unheard float64
}

// New prepares an assessor.
func New(c *bonafide.Catalogue, config Config) (*Assessor, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	a := &Assessor{config: config, catalogue: c, prior: toMilli(logit(config.Prior))}
	groups := a.addIndicators()
	a.groups = len(groups)
	a.addChecks(groups)
	return a, nil
}

// addIndicators returns the evidence groups, numbered.
func (a *Assessor) addIndicators() map[bonafide.GroupID]int {
	groups, faded := map[bonafide.GroupID]int{}, fadings{}
	a.places = make(map[bonafide.IndicatorID]int, len(a.catalogue.Indicators))
	for i := range a.catalogue.Indicators {
		ind := &a.catalogue.Indicators[i]
		if _, ok := groups[ind.Group]; !ok {
			groups[ind.Group] = len(groups)
		}
		a.places[ind.ID] = i
	}
	a.ids = slices.Sorted(maps.Keys(a.places))
	a.entries = make([]entry, len(a.ids))
	for place, id := range a.ids {
		ind := &a.catalogue.Indicators[a.places[id]]
		a.places[id] = place
		a.entries[place] = entry{
			Indicator: ind, group: groups[ind.Group], category: categoryBit(ind.Category),
			alone: float64(ind.Alone.Bits()), combined: float64(ind.Combined.Bits()),
			decisive: ind.Alone == bonafide.Decisive, listing: ind.Combined == bonafide.Decisive,
			fading:    faded.of(ind.HalfLifeDays),
			described: describe(ind, ind.Alone), confirmed: describe(ind, bonafide.Decisive),
		}
	}
	return groups
}

func describe(ind *bonafide.Indicator, strength bonafide.Strength) *bonafide.Described {
	return &bonafide.Described{
		Indicator: ind.ID, Title: ind.Title, Category: ind.Category, Group: ind.Group,
		Innocent: ind.Innocent, NextCheck: ind.NextCheck, Strength: strength,
	}
}

func (a *Assessor) addChecks(groups map[bonafide.GroupID]int) {
	a.checks = make([]step, len(a.catalogue.Checks))
	a.atStage = map[bonafide.Stage][]*step{}
	for i := range a.checks {
		s := &a.checks[i]
		*s = step{Check: &a.catalogue.Checks[i], place: i, settles: make([]bool, len(groups))}
		s.effort, s.passedBits, s.failedBits = s.Effort(), float64(s.PassedBits()), float64(s.FailedBits())
		s.honest = spread(s.Honest.Passed, s.Honest.Failed, s.Honest.Unreachable)
		s.misrepresenting = spread(s.Misrepresenting.Passed, s.Misrepresenting.Failed, s.Misrepresenting.Unreachable)
		s.unheard = surprise(s.Misrepresenting.Unreachable)
		for _, g := range s.Settles {
			if n, ok := groups[g]; ok && !s.settles[n] {
				s.settles[n] = true
				s.groups = append(s.groups, n)
			}
		}
		for _, id := range s.Except {
			if place, ok := a.places[id]; ok {
				if s.except == nil {
					s.except = make([]bool, len(a.ids))
				}
				s.except[place] = true
			}
		}
		a.anyStage = append(a.anyStage, s)
	}
	slices.SortStableFunc(a.anyStage, func(x, y *step) int { return cmp.Compare(x.effort, y.effort) })
	for _, s := range a.anyStage {
		for i, stage := range s.Stages {
			if !slices.Contains(s.Stages[:i], stage) {
				a.atStage[stage] = append(a.atStage[stage], s)
			}
		}
	}
}

// Catalogue is the one assessed by.
func (a *Assessor) Catalogue() *bonafide.Catalogue { return a.catalogue }

// Assess computes the assessment at facts.AsOf; see [bonafide.Assessor].
func (a *Assessor) Assess(facts bonafide.Facts) bonafide.Assessment {
	s := sums.Get().(*sum)
	defer s.putBack()
	s.Assessor, s.in = a, facts
	s.takeChecks()
	s.takeFindings()
	s.weigh()
	s.weighChecks()
	return s.result()
}

// milli is a weight in thousandths of a bit.
type milli int64

// toMilli rounds to the nearest, halves away from zero.
func toMilli(bits float64) milli {
	x := float64(bits * 1000)
	whole := milli(x)
	switch rest := x - float64(whole); {
	case rest >= 0.5:
		return whole + 1
	case rest <= -0.5:
		return whole - 1
	}
	return whole
}

func (m milli) bits() bonafide.Bits { return bonafide.Bits(float64(m) / 1000) }

// logit is the log2 odds of a probability.
func logit(p float64) float64 { return math.Log2(p / (1 - p)) }

// probability is the inverse of logit.
func probability(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }

func categoryBit(c bonafide.Category) uint16 {
	for i, x := range bonafide.Categories {
		if x == c {
			return 1 << i
		}
	}
	return 0
}
