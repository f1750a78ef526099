package history

import (
	"slices"
	"strings"
	"time"

	"bonafide"
)

// overdueDays is how many business days an identity step may be late.
const overdueDays = 5

// steps raises APP-28 and INT-15: identity steps that stay undone while others get
// done, and presence that is put off again and again.
func (x *examination) steps() {
	for i := range x.sources {
		s := &x.sources[i]
		for j := range min(len(s.Steps), maxItems) {
			step := &s.Steps[j]
			name := stepName(step.Name)
			switch {
			case name == "right-to-work" || name == "notarised-identity":
				x.identityStep(s, step, j, name)
			case presence(name):
				x.presenceStep(s, step, j, name)
			}
		}
	}
}

func stepName(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), " ", "-"), "_", "-")
}

// presence reports whether a step needs the person's body.
func presence(name string) bool {
	return strings.Contains(name, "in-person") || strings.Contains(name, "biometric") || strings.Contains(name, "on-site")
}

// done reports whether any source has a step of the name as done.
func (x *examination) done(name string) bool {
	for i := range x.sources {
		for j := range min(len(x.sources[i].Steps), maxItems) {
			if st := &x.sources[i].Steps[j]; !st.Done.IsZero() && stepName(st.Name) == name {
				return true
			}
		}
	}
	return false
}

func (x *examination) identityStep(s *source, step *bonafide.Step, at int, name string) {
	if x.done(name) {
		return
	}
	// A step may have been done since the record was made: its state is that of then.
	known := x.observed(s)
	overdue := !step.Due.IsZero() && businessDays(step.Due, overdueDays).Before(known)
	if step.Declined.IsZero() && !overdue {
		return
	}
	other, field, prompt := x.promptStep(name)
	if !prompt {
		return
	}
	when, value, what, path := known, step.Due.UTC().Format(time.DateOnly), "was more than five business days overdue", "due"
	if !step.Declined.IsZero() {
		when, value, what, path = step.Declined, step.Declined.UTC().Format(time.DateOnly), "was declined", "declined"
	}
	x.report(identityOverdue, "identity-step", when,
		"The step "+clip(step.Name, 60)+" "+what+" while another step was done in time.",
		x.about(s, value, clip(step.Name, 60)+": "+path, item("steps", at), path), x.about(other, field.value, field.note, field.path...))
}

type stepEvidence struct {
	value, note string
	path        []string
}

// promptStep finds another step that was done by its date.
func (x *examination) promptStep(than string) (*source, stepEvidence, bool) {
	for i := range x.sources {
		s := &x.sources[i]
		for j := range min(len(s.Steps), maxItems) {
			st := &s.Steps[j]
			if stepName(st.Name) == than || st.Done.IsZero() || st.Due.IsZero() || st.Done.After(businessDays(st.Due, 1)) {
				continue
			}
			return s, stepEvidence{st.Done.UTC().Format(time.DateOnly), "done in time: " + clip(st.Name, 60), []string{item("steps", j), "done"}}, true
		}
	}
	return nil, stepEvidence{}, false
}

// businessDays is t and n days further on which offices mostly work, Monday to Friday.
func businessDays(t time.Time, n int) time.Time {
	for n > 0 {
		t = t.AddDate(0, 0, 1)
		if d := t.Weekday(); d != time.Saturday && d != time.Sunday {
			n--
		}
	}
	return t
}

func (x *examination) presenceStep(s *source, step *bonafide.Step, at int, name string) {
	if x.done(name) {
		return
	}
	if !step.Declined.IsZero() {
		x.report(presencePostponed, "presence-step", step.Declined, "The step "+clip(step.Name, 60)+" was declined.",
			x.about(s, step.Declined.UTC().Format(time.DateOnly), clip(step.Name, 60)+": declined", item("steps", at), "declined"))
		return
	}
	var reasons []string
	var evidence []bonafide.Evidence
	var last time.Time
	for k := range min(len(step.Postponed), maxItems) {
		p := &step.Postponed[k]
		reason := strings.Join(firmWords(p.Reason).all, " ")
		if reason == "" || slices.Contains(reasons, reason) {
			continue // one lasting reason is one reason
		}
		reasons = append(reasons, reason)
		evidence = append(evidence, x.about(s, p.Reason, "reason for postponing on "+p.At.UTC().Format(time.DateOnly),
			item("steps", at), item("postponed", k), "reason"))
		if p.At.After(last) {
			last = p.At
		}
	}
	if len(reasons) >= 2 {
		x.report(presencePostponed, "presence-step", last,
			"The step "+clip(step.Name, 60)+" was postponed "+plural(len(reasons), "time", "times")+", each time for another reason.", evidence...)
	}
}
