package watch

import (
	"slices"
	"strings"
	"time"

	"bonafide"
)

// Record is the dossier that HR, shipping, payroll and the application make up
// together, for the examiners that read dossiers.
func (w *worker) record(at time.Time) bonafide.Dossier {
	d := bonafide.Dossier{
		Format: bonafide.Format, Person: w.ID, Stage: w.stage(at),
		Role:           bonafide.Role{Title: w.Role, Sensitive: sensitive(w.Role, w.Team), Country: w.Country, TimeZone: w.Zone},
		Accommodations: slices.Clone(w.Accommodations),
		Checks:         slices.Clone(w.Checks),
		Timeline:       bonafide.Timeline{Accepted: w.Hired, Started: w.Start, Ended: w.Left},
	}
	hr := bonafide.Source{
		ID: "hr", Kind: bonafide.HR, System: "hris", Collected: w.Seen, Names: slices.Clone(w.Names), Emails: slices.Clone(w.Own), Phones: slices.Clone(w.Phones),
		Addresses: w.addresses(), TimeZone: w.Zone,
	}
	if len(w.Homes) == 0 && w.Place != "" {
		// The place of work is all that is known of where the person lives.
		a := address(w.Place, "work")
		a.Country = w.Country
		hr.Addresses = append(hr.Addresses, a)
	}
	for _, l := range w.Logins {
		hr.Accounts = append(hr.Accounts, bonafide.Account{Service: "github", Handle: l})
	}
	d.Sources = append(d.Sources, hr)
	if len(w.Shipments) > 0 {
		s := bonafide.Source{ID: "shipping", Kind: bonafide.Shipping, System: "shipments", Collected: w.Seen}
		for _, h := range w.Shipments {
			s.Shipments = append(s.Shipments, *h)
		}
		d.Sources = append(d.Sources, s)
	}
	if len(w.Payees) > 0 {
		d.Sources = append(d.Sources, bonafide.Source{ID: "payroll", Kind: bonafide.Payroll, System: "payroll", Collected: w.Seen, Payees: slices.Clone(w.Payees)})
	}
	for i := range w.Applications {
		adopt(&d, &w.Applications[i])
	}
	return d
}

// adopt adds what an application says to the record of the person who was hired on
// it. Names of sources that stand twice are told apart.
func adopt(d, a *bonafide.Dossier) {
	taken := map[bonafide.SourceID]bool{}
	for i := range d.Sources {
		taken[d.Sources[i].ID] = true
	}
	for i := range a.Sources {
		s := a.Sources[i]
		for taken[s.ID] {
			s.ID += "'"
		}
		taken[s.ID] = true
		d.Sources = append(d.Sources, s)
	}
	d.Observations = append(d.Observations, a.Observations...)
	d.Checks = append(d.Checks, a.Checks...)
	for _, x := range a.Accommodations {
		d.Accommodations = addOnce(d.Accommodations, x)
	}
	t, u := &d.Timeline, &a.Timeline
	for _, p := range []struct{ to, from *time.Time }{{&t.Applied, &u.Applied}, {&t.Offered, &u.Offered}, {&t.Accepted, &u.Accepted}, {&t.Started, &u.Started}} {
		if p.to.IsZero() {
			*p.to = *p.from
		}
	}
	if d.Role.Title == "" {
		d.Role.Title = a.Role.Title
	}
	d.Role.Sensitive = d.Role.Sensitive || a.Role.Sensitive
	if d.Role.PayBandMid == 0 {
		d.Role.PayBandMid = a.Role.PayBandMid
	}
}

func (w *worker) stage(at time.Time) bonafide.Stage {
	switch {
	case !w.Notice.IsZero() && !at.Before(w.Notice), !w.Left.IsZero() && !at.Before(w.Left):
		return bonafide.Leaving
	case !w.Start.IsZero() && at.Before(w.Start):
		return bonafide.Onboarding
	case w.Start.IsZero() && !w.Hired.IsZero():
		return bonafide.Onboarding
	}
	return bonafide.Employed
}

// apply takes an application in: it is the record of whoever was hired on it, or
// waits for them under its e-mail addresses, or stands for itself.
func (r *roster) apply(d bonafide.Dossier) bonafide.PersonID {
	if w := r.people[d.Person]; w != nil {
		w.apply(d)
		r.dirty[w.ID] = true
		return w.ID
	}
	if p, ok := r.byNumber[fold(string(d.Person))]; ok {
		w := r.people[p]
		w.apply(d)
		r.dirty[p] = true
		return p
	}
	var mails []string
	for i := range d.Sources {
		for _, m := range d.Sources[i].Emails {
			if m = fold(m); m != "" && len(mails) < 8 {
				mails = append(mails, m)
			}
		}
	}
	for _, m := range mails {
		p, ok := r.byEmail[m]
		if !ok {
			p, ok = r.byWork[m]
		}
		if ok {
			w := r.people[p]
			w.apply(d)
			r.dirty[p] = true
			return p
		}
	}
	for _, m := range mails {
		if len(r.waiting) < r.limit {
			r.waiting[m] = push(r.waiting[m], d, 4)
		}
	}
	return ""
}

// apply keeps an application; a newer word on the same one replaces it.
func (w *worker) apply(d bonafide.Dossier) {
	for i := range w.Applications {
		if w.Applications[i].Person == d.Person {
			w.Applications[i] = d
			return
		}
	}
	w.Applications = push(w.Applications, d, 4)
}

// related says whether two people declared a relation, share a record of it, or
// give one home as theirs.
func (r *roster) related(a, b bonafide.PersonID) bool {
	x, y := r.people[a], r.people[b]
	if x == nil || y == nil {
		return false
	}
	return x.declares(y) || y.declares(x)
}

func (w *worker) declares(o *worker) bool {
	for _, rel := range w.Relations {
		if rel == fold(string(o.ID)) || slices.Contains(o.Work, rel) || slices.ContainsFunc(o.Names, func(n string) bool { return fold(n) == rel }) {
			return true
		}
		// "spouse of E-12": the number stands in words; "lives with Ann Lee (Sales)": so
		// does the name.
		for word := range strings.FieldsFuncSeq(rel, func(c rune) bool { return strings.ContainsRune(" \t,;:()#", c) }) {
			if word == fold(string(o.ID)) {
				return true
			}
		}
		said := nameWords(rel)
		for _, n := range o.Names {
			if words := nameWords(n); len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(said, w) }) {
				return true
			}
		}
	}
	return false
}
