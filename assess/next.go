package assess

import (
	"fmt"
	"math"
	"slices"
	"strings"
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
	var best *bonafide.NextCheck
	bestScore := 0.0
	carried := zeroed(s.strongest, s.groups)
	for i := range s.found {
		if w := &s.found[i]; w.counts() {
			carried[w.entry.group] += int64(w.bits)
		}
	}
	var bestStep *step
	for i := range s.checks {
		c := &s.checks[i]
		var settled int64
		for _, g := range c.groups {
			settled += carried[g]
		}
		settled -= s.excepted(c)
		if !s.available(c, settled > 0) {
			continue
		}
		gain := information(posterior, c, float64(settled)/1000)
		score := gain / c.Effort()
		if score > bestScore*(1+1e-9) {
			bestScore, bestStep = score, c
			best = &bonafide.NextCheck{Check: c.ID, Title: c.Title, GainBits: round(gain, 1e6), Cost: c.Effort()}
		}
	}
	if best != nil {
		best.Why = s.whyNext(bestStep)
	}
	return best
}

// excepted is what the findings weigh that the check leaves out of groups which it
// settles otherwise.
func (s *sum) excepted(c *step) int64 {
	if len(c.Except) == 0 {
		return 0
	}
	var out int64
	for i := range s.found {
		if w := &s.found[i]; w.counts() && c.settles[w.entry.group] && slices.Contains(c.Except, w.Indicator) {
			out += int64(w.bits)
		}
	}
	return out
}

// available: in this stage, not already answered, not waited for, proper under
// the accommodations on record, and to some purpose.
func (s *sum) available(c *step, settles bool) bool {
	if !c.stages[s.in.Stage] && s.in.Stage != "" || !settles && !c.General {
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
		less := passed * (1 - math.Exp2(-settled))
		passed, failed = passed-less, failed+less
		left = spread(passed, failed, c.Misrepresenting.Unreachable)
	}
	h := 1 - p
	outcome := spread(p*passed+h*c.Honest.Passed, p*failed+h*c.Honest.Failed, p*c.Misrepresenting.Unreachable+h*c.Honest.Unreachable)
	return max(0, outcome-p*left-h*c.honest)
}

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
	var ids []string
	ask := ""
	for _, w := range s.ordered {
		if !w.counts() || !c.settles[w.entry.group] || slices.Contains(c.Except, w.Indicator) {
			continue
		}
		if id := string(w.Indicator); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		if ask == "" && w.entry.NextCheck.Check == c.ID {
			ask = w.entry.NextCheck.Ask
		}
	}
	why := "tells most for its effort at this stage"
	if len(ids) > 0 {
		why = "would settle " + strings.Join(ids, ", ")
	}
	if ask != "" {
		why += ": " + ask
	}
	return why
}

// nextForDecisive sends the first decisive finding where the catalogue says.
func (s *sum) nextForDecisive() *bonafide.NextCheck {
	for _, w := range s.ordered {
		if !w.decisive {
			continue
		}
		out := &bonafide.NextCheck{
			Check: w.entry.NextCheck.Check, Title: w.entry.Title,
			Why: fmt.Sprintf("%s is decisive: %s", w.Indicator, w.entry.NextCheck.Ask),
		}
		if c := s.step(out.Check); c != nil {
			out.Title, out.Cost = c.Title, c.Effort()
			out.GainBits = round(information(0.5, c, 0), 1e6)
		}
		return out
	}
	return nil
}
