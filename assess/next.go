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
	before := entropy(posterior)
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
		gain := information(posterior, before, c.Check, float64(settled)/1000)
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

// information is the mutual information in bits between outcome and question.
func information(p, before float64, c *bonafide.Check, settled float64) float64 {
	passF := c.Misrepresenting.Passed * math.Exp2(-max(0, settled))
	failF := c.Misrepresenting.Failed + c.Misrepresenting.Passed - passF
	after := 0.0
	for _, o := range [...][2]float64{
		{passF, c.Honest.Passed}, {failF, c.Honest.Failed}, {c.Misrepresenting.Unreachable, c.Honest.Unreachable},
	} {
		joint := p * o[0]
		all := joint + (1-p)*o[1]
		if all > 0 {
			after += all * entropy(joint/all)
		}
	}
	return max(0, before-after)
}

// entropy of a yes-or-no question, in bits.
func entropy(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	return -p*math.Log2(p) - (1-p)*math.Log2(1-p)
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
			out.GainBits = round(information(0.5, 1, c.Check, 0), 1e6)
		}
		return out
	}
	return nil
}
