package assess

import (
	"math"
	"slices"
	"time"

	"bonafide"
)

// requestStands is how long a requested check is waited for before it is proposed again.
const requestStands = 14 * 24 * time.Hour

// surest is the posterior beyond which checks are not compared.
const surest = 0.9999

// next finds, among the checks that can be taken now, the one with the most
// expected information for its effort.
//
// The information is the mutual information between the check's outcome and the
// question whether the person misrepresents something (Lindley, 1956), at the
// present posterior. Where a pass would set findings aside, the pass is by so
// much less likely for somebody to whom they truly apply: P(pass | misrepresents)
// is divided by the odds that the findings carry, and the rest goes to failure.
// So the outcomes' likelihoods and the rule that sets findings aside agree.
func (s *sum) next(posterior float64) *bonafide.NextCheck {
	if s.decisive {
		return s.nextForDecisive()
	}
	// No sum is so sure that a check could not change it: near certainty every
	// question looks useless, and somebody has to take the next step all the same.
	posterior = max(1-surest, min(surest, posterior))
	s.gains = zeroed(s.gains, len(s.checks))
	steps := s.anyStage
	if s.in.Stage != "" {
		steps = s.atStage[s.in.Stage]
	}
	// No outcome tells more than the question holds. Least effort comes first: once
	// the whole answer would not pay, no later check can win.
	whole, most := 1.01*(surprise(posterior)+surprise(1-posterior)), 0.0
	for _, c := range steps {
		if whole < most*c.effort {
			break
		}
		settled := s.settledBy(c)
		if s.available(c, settled > 0) {
			s.gains[c.place] = information(posterior, c, float64(settled)/1000)
			most = max(most, s.gains[c.place]/c.effort)
		}
	}
	// Of equals the first of the catalogue.
	var best *step
	bestScore := 0.0
	for i, gain := range s.gains {
		if score := gain / s.checks[i].effort; score > bestScore*(1+1e-9) {
			best, bestScore = &s.checks[i], score
		}
	}
	if best == nil {
		return nil
	}
	return &bonafide.NextCheck{
		Check: best.ID, Title: best.Title, GainBits: round(s.gains[best.place], 1e6), Cost: best.effort, Why: s.whyNext(best),
	}
}

// settledBy is what a pass would set aside. A broad check answers for the observation
// that its result names: of many sides it settles one at a time.
func (s *sum) settledBy(c *step) milli {
	var all, most milli
	for _, g := range c.groups {
		carried := s.group[g].carried
		all, most = all+carried, max(most, carried)
	}
	all -= s.excepted(c)
	if c.Broad {
		return min(all, most)
	}
	return all
}

// excepted is what the findings weigh that the check leaves out of groups which it
// settles otherwise.
func (s *sum) excepted(c *step) milli {
	if c.except == nil {
		return 0
	}
	var out milli
	for i := range s.found {
		if w := &s.found[i]; w.class == counting && c.except[w.place] && c.settles[s.entries[w.place].group] {
			out += w.bits
		}
	}
	return out
}

// available: not already answered, not waited for, proper under the accommodations
// on record, and to some purpose.
func (s *sum) available(c *step, settles bool) bool {
	if !settles && !c.General {
		return false
	}
	for _, a := range c.AvoidUnder {
		if slices.Contains(s.in.Accommodations, a) {
			return false
		}
	}
	unreachable := 0
	for i := range s.checked {
		k := &s.checked[i]
		if k.Check != c.ID {
			continue
		}
		switch {
		case k.Outcome == bonafide.Failed:
			return false
		case s.holds(k) && !settles:
			return false
		case k.Outcome == bonafide.Requested && s.in.AsOf.Sub(k.At) < requestStands:
			return false
		case k.Outcome == bonafide.Unreachable:
			unreachable++
		}
	}
	return unreachable < 2
}

// information is the mutual information in bits between the outcome of a check and
// the question: the entropy of the outcome less what is left of it when the answer is
// known.
func information(p float64, c *step, settled float64) float64 {
	passed, failed, left := c.Misrepresenting.Passed, c.Misrepresenting.Failed, c.misrepresenting
	if settled > 0 {
		less := float64(passed * (1 - math.Exp2(-settled)))
		passed, failed = passed-less, failed+less
		left = surprise(passed) + surprise(failed) + c.unheard
	}
	h := 1 - p
	outcome := spread(mix(p, passed, c.Honest.Passed), mix(p, failed, c.Honest.Failed), mix(p, c.Misrepresenting.Unreachable, c.Honest.Unreachable))
	return max(0, outcome-float64(p*left)-float64(h*c.honest))
}

// mix is the probability of an outcome of which one hypothesis, itself of
// probability p, says x and the other y. The conversions keep every platform from
// fusing the operations, which would round otherwise.
func mix(p, x, y float64) float64 { return float64(p*x) + float64((1-p)*y) }

// spread is the entropy of three outcomes, in bits.
func spread(a, b, c float64) float64 { return surprise(a) + surprise(b) + surprise(c) }

func surprise(p float64) float64 {
	if p <= 0 {
		return 0
	}
	return -p * math.Log2(p)
}

// whyNext says what the check would settle and what to ask.
func (s *sum) whyNext(c *step) string {
	text := s.text[:0]
	ask := ""
	said := make([]int32, 0, 16)
	for _, o := range s.order {
		w := &s.found[o.at()]
		if w.class != counting {
			continue
		}
		e := &s.entries[w.place]
		if !c.settles[e.group] || c.except != nil && c.except[w.place] {
			continue
		}
		if ask == "" && e.NextCheck.Check == c.ID {
			ask = e.NextCheck.Ask
		}
		if slices.Contains(said, w.place) || c.Broad && len(said) > 0 {
			continue
		}
		if len(said) == 0 {
			text = append(text, "would settle "...)
		} else {
			text = append(text, ", "...)
		}
		said = append(said, w.place)
		text = append(text, e.ID...)
	}
	if len(said) == 0 {
		text = append(text, "tells most for its effort at this stage"...)
	}
	if ask != "" {
		text = append(append(text, ": "...), ask...)
	}
	s.text = text
	return string(text)
}

// nextForDecisive sends the first decisive finding where the catalogue says.
func (s *sum) nextForDecisive() *bonafide.NextCheck {
	// Decisive findings come first in the output.
	e := &s.entries[s.found[s.order[0].at()].place]
	out := &bonafide.NextCheck{
		Check: e.NextCheck.Check, Title: e.Title, Why: string(e.ID) + " is decisive: " + e.NextCheck.Ask,
	}
	if c := s.step(out.Check); c != nil {
		out.Title, out.Cost = c.Title, c.effort
		out.GainBits = round(information(0.5, c, 0), 1e6)
	}
	return out
}
