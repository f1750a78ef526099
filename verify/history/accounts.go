package history

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"bonafide"
)

const (
	// youngProfile is the age below which a profile counts as young, where more than
	// longCareer years are stated.
	youngProfile = 12 // months
	longCareer   = 5  // years
	// fewConnections is the number of contacts below which a profile is bare, where
	// more than someCareer years are stated: a newcomer knows few people yet.
	fewConnections = 50
	someCareer     = 2
	// youngCodeAccount in months, beside several years of work with code accounts.
	youngCodeAccount = 6
	severalYears     = 3
)

// professional services are networks where a career leaves contacts.
var professional = map[string]bool{"linkedin": true, "xing": true, "wellfound": true, "angellist": true, "viadeo": true, "polywork": true}

// codeHosts are services that hold a person's public code.
var codeHosts = map[string]bool{
	"github": true, "gitlab": true, "bitbucket": true, "codeberg": true, "gitea": true, "gitee": true, "sourceforge": true, "sourcehut": true,
}

// experience is the longest career that a source states, in years, and where.
func (x *examination) experience() (years float64, s *source, evidence bonafide.Evidence) {
	for i := range x.sources {
		c := &x.sources[i]
		if c.Kind != bonafide.Resume && c.Kind != bonafide.Form && c.Kind != bonafide.Profile {
			continue
		}
		first := -1
		for j := range c.jobs {
			if f := c.jobs[j].From; !f.IsZero() && (first < 0 || f.Last().Before(c.jobs[first].From.Last())) {
				first = j
			}
		}
		if first >= 0 {
			from := c.jobs[first].From
			if y := x.observed(c).Sub(from.Last()).Hours() / (24 * 365.25); y > years {
				years, s = y, c
				evidence = x.about(c, from.String(), "first job in the "+c.label(), item("employment", first), "from")
			}
		}
		for j := range min(len(c.Skills), maxSkills) {
			if y := c.Skills[j].Years; y > years && y < 100 {
				years, s = y, c
				evidence = x.about(c, strconv.FormatFloat(y, 'g', 4, 64), "years of "+clip(c.Skills[j].Name, 40)+" in the "+c.label(),
					item("skills", j), "years")
			}
		}
	}
	return years, s, evidence
}

// accounts raises APP-11 and GIT-16: young or bare accounts beside a long career.
func (x *examination) accounts() {
	years, stated, career := x.experience()
	if stated == nil {
		return
	}
	x.profiles(years, stated, career)
	x.codeAccount(years, stated, career)
}

// applied is the moment that an account's age is counted to.
func (x *examination) applied(s *source) time.Time {
	if !x.d.Timeline.Applied.IsZero() && !x.d.Timeline.Applied.After(x.asOf) {
		return x.d.Timeline.Applied
	}
	return x.observed(s)
}

func (x *examination) profiles(years float64, stated *source, career bonafide.Evidence) {
	var evidence []bonafide.Evidence
	var at time.Time
	summary := ""
	say := func(s *source, what string, e bonafide.Evidence) {
		if summary == "" {
			summary = fmt.Sprintf("%s beside about %.0f stated years of work.", what, years)
		}
		if t := x.later(s, stated); t.After(at) {
			at = t
		}
		evidence = append(evidence, e)
	}
	for i := range x.sources {
		s := &x.sources[i]
		for j := range min(len(s.Accounts), maxItems) {
			a := &s.Accounts[j]
			if !professional[strings.ToLower(strings.TrimSpace(a.Service))] {
				continue
			}
			if years > longCareer && !a.Created.IsZero() && a.Created.First().AddDate(0, youngProfile, 0).After(x.applied(s)) {
				say(s, "The "+clip(a.Service, 40)+" profile was created "+a.Created.String(),
					x.about(s, a.Created.String(), "creation of the "+clip(a.Service, 40)+" profile", item("accounts", j), "created"))
			}
			if years > someCareer && a.Connections != nil && *a.Connections >= 0 && *a.Connections < fewConnections {
				say(s, "The "+clip(a.Service, 40)+" profile has "+plural(*a.Connections, "connection", "connections"),
					x.about(s, strconv.Itoa(*a.Connections), "connections of the "+clip(a.Service, 40)+" profile", item("accounts", j), "connections"))
			}
		}
	}
	if len(evidence) > 0 {
		x.report(profileSparse, "profile-age", at, summary, append([]bonafide.Evidence{career}, evidence...)...)
	}
}

// codeAccount raises GIT-16 where every code account is recent.
func (x *examination) codeAccount(years float64, stated *source, career bonafide.Evidence) {
	if years < severalYears {
		return
	}
	var evidence []bonafide.Evidence
	var newest bonafide.Date
	var service string
	var at time.Time
	undated := 0
	handles := map[string]bool{} // accounts whose date some source knows
	key := func(a *bonafide.Account) string { return accountValue(a) }
	for i := range x.sources {
		s := &x.sources[i]
		for j := range min(len(s.Accounts), maxItems) {
			a := &s.Accounts[j]
			if !codeHosts[strings.ToLower(strings.TrimSpace(a.Service))] || a.Created.IsZero() {
				continue
			}
			if k := key(a); k != "" {
				handles[k] = true
			}
			if !a.Created.First().AddDate(0, youngCodeAccount, 0).After(x.applied(s)) {
				return // an older account carries the history
			}
			if newest.IsZero() {
				newest, service = a.Created, a.Service
			}
			if t := x.later(s, stated); t.After(at) {
				at = t
			}
			evidence = append(evidence, x.about(s, a.Created.String(), "creation of the "+clip(a.Service, 40)+" account", item("accounts", j), "created"))
		}
	}
	if len(evidence) == 0 {
		return
	}
	for i := range x.sources {
		for j := range min(len(x.sources[i].Accounts), maxItems) {
			a := &x.sources[i].Accounts[j]
			if codeHosts[strings.ToLower(strings.TrimSpace(a.Service))] && a.Created.IsZero() && !handles[key(a)] {
				undated++
			}
		}
	}
	if undated > 0 {
		x.missing("creation date of "+plural(undated, "code account", "code accounts"),
			"another account is recent; look up when this one was created", codeAccountRecent)
		return
	}
	x.report(codeAccountRecent, "code-account-age", at,
		fmt.Sprintf("The %s account was created %s, less than six months before the application, beside about %.0f stated years of work.",
			clip(service, 40), newest, years), append([]bonafide.Evidence{career}, evidence...)...)
}
