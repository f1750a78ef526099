package history

import (
	"fmt"

	"bonafide"
)

const (
	employerCallback   bonafide.CheckID = "employer-callback"
	schoolConfirmation bonafide.CheckID = "school-confirmation"
)

// stated is an employer or a school that the person names, once.
type stated struct {
	name words
	raw  string
	// answered says that somebody there answered, whatever the answer.
	answered bool
	// independent and candidate say by which routes nobody could be reached.
	independent, candidate bool
}

// confirmations reports what nobody has confirmed yet. An answer, good or bad, is
// the check's own to weigh; silence is never a finding.
func (x *examination) confirmations() {
	var firms, schools []stated
	add := func(to []stated, name words, raw string) []stated {
		if len(name.all) == 0 {
			return to
		}
		for i := range to {
			if sameFirm(to[i].name, name) {
				return to
			}
		}
		return append(to, stated{name: name, raw: raw})
	}
	for s := range x.of(bonafide.Resume, bonafide.Form, bonafide.Profile) {
		for i := range s.jobs {
			if !s.jobs[i].nobody && len(firms) < maxItems {
				firms = add(firms, s.jobs[i].firm, s.jobs[i].Employer)
			}
		}
		for i := range s.schools {
			if len(schools) < maxItems {
				schools = add(schools, s.schools[i].name, s.schools[i].School)
			}
		}
	}
	x.unconfirmed(firms, employerCallback, "employers")
	x.unconfirmed(schools, schoolConfirmation, "schools")
}

func (x *examination) unconfirmed(list []stated, check bonafide.CheckID, what string) {
	for i := range x.d.Checks {
		c := &x.d.Checks[i]
		if c.Check != check || c.At.After(x.asOf) {
			continue
		}
		subject := firmWords(c.Subject)
		for j := range list {
			if !sameFirm(subject, list[j].name) && (len(list) > 1 || c.Subject != "") {
				continue
			}
			switch {
			case c.Outcome == bonafide.Passed || c.Outcome == bonafide.Failed:
				list[j].answered = true
			case c.Outcome == bonafide.Unreachable && c.Route == "independent":
				list[j].independent = true
			case c.Outcome == bonafide.Unreachable:
				list[j].candidate = true
			}
		}
	}
	open := 0
	for i := range list {
		switch {
		case list[i].answered:
		case list[i].independent && list[i].candidate:
			x.missing(clip(list[i].raw, 80)+" could not be reached by two routes",
				"silence says nothing; ask for a payslip, a contract or a diploma number that the issuer can confirm", unconfirmed)
		default:
			open++
		}
	}
	if open > 0 {
		x.missing(fmt.Sprintf("%d of %d stated %s not confirmed", open, len(list), what),
			"no check by "+string(check)+" has an answer; take one by an independently found contact", unconfirmed)
	}
}
