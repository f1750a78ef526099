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
	config     Config
	catalogue  *bonafide.Catalogue
	indicators map[bonafide.IndicatorID]*entry
	places     []*entry // in order of id
	groups     int
	prior      milli
	checks     []step
}

// entry is an indicator ready for the inner loop.
type entry struct {
	*bonafide.Indicator
	described       *bonafide.Described
	place           int // in order of id
	group           int
	category        uint16 // one bit
	alone, combined float64
	// fading has what each day of the first half-life leaves of it; nil where it
	// does not fade.
	fading []float64
}

// fade is what is left of an observation after so many whole days.
func (e *entry) fade(days int) float64 {
	if len(e.fading) == 0 {
		return 1
	}
	return math.Ldexp(e.fading[days%len(e.fading)], -(days / len(e.fading)))
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
	settles []bool // by group
	groups  []int  // that it settles
	// honest and misrepresenting are the entropies of the outcome under each
	// hypothesis, in bits.
	honest, misrepresenting float64
	stages                  map[bonafide.Stage]bool
}

// New prepares an assessor.
func New(c *bonafide.Catalogue, config Config) (*Assessor, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	a := &Assessor{
		config: config, catalogue: c,
		indicators: make(map[bonafide.IndicatorID]*entry, len(c.Indicators)),
		prior:      toMilli(logit(config.Prior)),
	}
	groups, faded := map[bonafide.GroupID]int{}, fadings{}
	for i := range c.Indicators {
		ind := &c.Indicators[i]
		g, ok := groups[ind.Group]
		if !ok {
			g = len(groups)
			groups[ind.Group] = g
		}
		e := &entry{
			Indicator: ind, group: g, category: categoryBit(ind.Category),
			alone: float64(ind.Alone.Bits()), combined: float64(ind.Combined.Bits()),
			described: &bonafide.Described{
				Indicator: ind.ID, Title: ind.Title, Category: ind.Category, Group: ind.Group, Innocent: ind.Innocent, NextCheck: ind.NextCheck,
			},
		}
		e.fading = faded.of(ind.HalfLifeDays)
		a.indicators[ind.ID] = e
	}
	a.groups = len(groups)
	for place, id := range slices.Sorted(maps.Keys(a.indicators)) {
		a.indicators[id].place = place
		a.places = append(a.places, a.indicators[id])
	}
	for i := range c.Checks {
		s := step{Check: &c.Checks[i], settles: make([]bool, len(groups)), stages: map[bonafide.Stage]bool{}}
		s.honest = spread(s.Honest.Passed, s.Honest.Failed, s.Honest.Unreachable)
		s.misrepresenting = spread(s.Misrepresenting.Passed, s.Misrepresenting.Failed, s.Misrepresenting.Unreachable)
		for _, g := range s.Settles {
			if n, ok := groups[g]; ok && !s.settles[n] {
				s.settles[n] = true
				s.groups = append(s.groups, n)
			}
		}
		for _, stage := range s.Stages {
			s.stages[stage] = true
		}
		a.checks = append(a.checks, s)
	}
	return a, nil
}

// Catalogue is the one assessed by.
func (a *Assessor) Catalogue() *bonafide.Catalogue { return a.catalogue }

// Assess computes the assessment at facts.AsOf; see [bonafide.Assessor].
func (a *Assessor) Assess(facts bonafide.Facts) bonafide.Assessment {
	s := sums.Get().(*sum)
	defer s.putBack()
	s.Assessor, s.in = a, &facts
	s.takeChecks()
	s.takeFindings()
	s.weigh()
	s.weighChecks()
	return s.result()
}

// milli is a weight in thousandths of a bit.
type milli int64

func toMilli(bits float64) milli    { return milli(math.Round(bits * 1000)) }
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
