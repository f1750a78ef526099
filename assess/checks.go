package assess

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bonafide"
)

type checked struct {
	*bonafide.CheckResult
	step *step // nil where the catalogue does not know the check
	bits milli
	why  string
	// answers are the indicators that the pass set aside, words what is said of each.
	answers []bonafide.IndicatorID
	words   string
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
	s.given = slices.Grow(s.given[:0], len(s.in.Checks))
	for i := range s.in.Checks {
		if c := &s.in.Checks[i]; !c.At.After(s.in.AsOf) {
			s.given = append(s.given, c)
		}
	}
	slices.SortFunc(s.given, compareChecks)
	s.checked = slices.Grow(s.checked[:0], len(s.given))
	for _, c := range s.given {
		at := s.asked(c)
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

// asked is where the question of c stands among those taken, -1 where it is new: one
// step, taken about one thing.
func (s *sum) asked(c *bonafide.CheckResult) int {
	for i := range s.checked {
		if k := &s.checked[i]; k.Check == c.Check && k.Subject == c.Subject && slices.Equal(k.About, c.About) {
			return i
		}
	}
	return -1
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

// settles reports whether a pass of the check answers the indicator at the place.
func (c *checked) settles(e *entry, place int) bool {
	if !c.step.settles[e.group] || c.step.except != nil && c.step.except[place] {
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

// confirms reports whether a check's failure made the match decisive: it is this person.
func (s *sum) confirms(e *entry) bool {
	for i := range s.checked {
		if c := &s.checked[i]; c.Outcome == bonafide.Failed && c.step != nil && slices.Contains(c.step.Confirms, e.ID) {
			return true
		}
	}
	return false
}

// weighChecks gives each check its part: a pass by its likelihoods, a failure by
// them too unless it is itself a finding. Further passes of one check on other
// subjects count half of the one before.
func (s *sum) weighChecks() {
	if len(s.checked) == 0 {
		return
	}
	s.passes = zeroed(s.passes, len(s.checks))
	for i := range s.checked {
		c := &s.checked[i]
		switch {
		case c.step == nil:
			c.why = "not in this catalogue"
		case c.Outcome == bonafide.Passed && !s.holds(c):
			c.why = "no longer valid"
		case c.Outcome == bonafide.Passed:
			n := s.passes[c.step.place]
			s.passes[c.step.place]++
			if n < furthest {
				c.bits = min(0, toMilli(c.step.passedBits/float64(int(1)<<n)))
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
			c.bits = max(0, toMilli(c.step.failedBits))
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

func join[T ~string](cs []T) string {
	words := make([]string, len(cs))
	for i, c := range cs {
		words[i] = string(c)
	}
	return strings.Join(words, ", ")
}
