package contact

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"bonafide"
)

// employer is one stated employer, by name and domain, with everywhere it stands.
type employer struct {
	name   string // squashed
	domain string // registrable; empty where none is stated
	hosted bool   // the domain is a hosting service's customer
	claims []claim
	jobs   []*bonafide.Employment
}

func isNotFound(err error) bool { return errors.Is(err, bonafide.ErrNotFound) }

func (x *examination) gatherEmployers() {
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		if !own(s) {
			continue
		}
		for j := range s.Employment {
			x.gatherEmployer(i, j, &s.Employment[j])
		}
	}
}

func (x *examination) gatherEmployer(source, index int, job *bonafide.Employment) {
	c := claim{source, field("employment", index), job.Employer}
	name := squash(job.Employer)
	domain, onHost := "", false
	if job.Domain != "" {
		c.field, c.value = c.field+"/domain", job.Domain
		host, err := parseHost(job.Domain)
		if err == nil && registrable(host) == "" {
			err = bonafide.Invalidf("%q is a public suffix", clip(host, 80))
		}
		if err != nil {
			x.miss("an employer's web domain in source "+x.source(source), err.Error()+"; correct it in the record", employerDomain)
		} else {
			domain, onHost = registrable(host), hosted(host)
		}
	}
	for i := range x.jobs {
		if e := &x.jobs[i]; e.name == name && e.domain == domain {
			e.claims, e.jobs = append(e.claims, c), append(e.jobs, job)
			return
		}
	}
	if len(x.jobs) == maxDistinct {
		x.miss(fmt.Sprintf("employers beyond the first %d", maxDistinct), "one dossier is looked at to that bound; split it by system", employerDomain)
		return
	}
	x.jobs = append(x.jobs, employer{name, domain, onHost, []claim{c}, []*bonafide.Employment{job}})
}

// datable are the domains whose registration date a rule wants and no source gives.
func (x *examination) datable() (sites, employers []string) {
	for i := range x.portfolio {
		if p := &x.portfolio[i]; p.domain != "" {
			if d, _ := p.registered(); d.IsZero() {
				sites = append(sites, p.domain)
			}
		}
	}
	for i := range x.jobs {
		if e := &x.jobs[i]; e.domain != "" && !e.hosted && !x.firms.genuine[e.domain] && e.start() >= 0 {
			if d, _ := e.registered(); d.IsZero() {
				employers = append(employers, e.domain)
			}
		}
	}
	slices.Sort(sites)
	slices.Sort(employers)
	return slices.Compact(sites), slices.Compact(employers)
}

// registered is the earliest registration that a source gives, with its place.
func (e *employer) registered() (d bonafide.Date, at int) {
	for i, j := range e.jobs {
		if r := j.DomainRegistered; !r.IsZero() && (d.IsZero() || r.First().Before(d.First())) {
			d, at = r, i
		}
	}
	return d, at
}

// start is the index of the job that began first, -1 where no start is stated.
func (e *employer) start() int {
	first := -1
	for i, j := range e.jobs {
		if !j.From.IsZero() && (first < 0 || j.From.First().Before(e.jobs[first].From.First())) {
			first = i
		}
	}
	return first
}

// employers is APP-16.
func (x *examination) employers() {
	var noDomain, noRegister []string
	for i := range x.jobs {
		e := &x.jobs[i]
		if !x.registerEntry(e) && !x.firms.genuine[e.domain] {
			noRegister = append(noRegister, clip(e.jobs[0].Employer, 60))
		}
		if e.domain == "" {
			if e.jobs[0].Domain == "" && !x.domainStated(e.name) {
				noDomain = append(noDomain, clip(e.jobs[0].Employer, 60))
			}
			continue
		}
		x.consulted(x.firms.dataset)
		if known, how := x.firms.imitated(e.domain, e.jobs[0].Employer); known != nil {
			x.raise(employerDomain, "employer-imitates", x.latest(e.claims),
				fmt.Sprintf("The stated employer's domain %s %s %s.", shown(e.domain), how, known.domain),
				x.evidence(e.claims, how+" "+known.domain, x.firms.table(known))...)
		}
		if !e.hosted && !x.firms.genuine[e.domain] {
			x.domainAge(e)
		}
	}
	if len(noDomain) > 0 {
		slices.Sort(noDomain)
		x.miss("web domain of the employer "+names(slices.Compact(noDomain)), "none is stated; ask for it or find it in a company register", employerDomain)
	}
	if len(noRegister) > 0 {
		slices.Sort(noRegister)
		x.miss("company-register entry of "+names(slices.Compact(noRegister)), "nobody looked; look it up and record registered: yes or no", employerDomain)
	}
	x.imitatingMailboxes()
}

// domainStated reports whether some source of the person states a domain of the
// employer of that name: as another job's, or as a reference's.
func (x *examination) domainStated(name string) bool {
	if slices.ContainsFunc(x.jobs, func(e employer) bool { return e.name == name && e.jobs[0].Domain != "" }) {
		return true
	}
	for i := range x.d.Sources {
		for _, r := range x.d.Sources[i].References {
			if r.Domain != "" && squash(r.Employer) == name {
				return true
			}
		}
	}
	return false
}

// registerEntry reports whether anybody looked into a company register. The newest
// source that says so counts.
func (x *examination) registerEntry(e *employer) bool {
	newest := -1
	for i, j := range e.jobs {
		if j.Registered != "" && (newest < 0 || !x.observed(e.claims[i].source).Before(x.observed(e.claims[newest].source))) {
			newest = i
		}
	}
	if newest < 0 {
		return false
	}
	if e.jobs[newest].Registered == "no" {
		c := e.claims[newest]
		ev := x.about(c, "no entry in the company register", nil)
		ev.Value = clip(e.jobs[newest].Employer, 200)
		x.raise(employerDomain, "employer-not-registered", x.observed(c.source), "No company register lists a stated employer.", ev)
	}
	return true
}

// everyFirmHasOne is the year from which a firm without a web domain is unusual. A
// firm that took its domain earlier may be much older than it.
const everyFirmHasOne = 2010

// domainAge raises where the stated job began before its employer's domain was
// registered and the domain is younger than a year, or came more than a year into
// the job, or only after its end. A firm that took its domain in its first year
// and has kept it since is ordinary.
func (x *examination) domainAge(e *employer) {
	first := e.start()
	if first < 0 {
		return
	}
	job := e.jobs[first]
	registered, at := e.registered()
	c := e.claims[at]
	seen := x.observed(c.source)
	var table *bonafide.Dataset
	if registered.IsZero() {
		answer, asked := x.look.registered[e.domain]
		if !asked || answer.err != nil {
			return // noted as missing
		}
		rdap := x.live("rdap")
		registered, table, c, seen = bonafide.DateOf(answer.at), &rdap, e.claims[first], x.asOf
	}
	if !job.From.Before(registered) {
		return
	}
	since := registered.First()
	why := ""
	switch {
	case since.After(seen.Add(-days(365))):
		why = "less than a year before it was looked up, and after the stated job had begun"
	case registered.Year < everyFirmHasOne:
		return
	case job.To.Before(registered) && !job.Current:
		why = "after the stated job had ended"
	case since.Sub(job.From.Last()) > days(365):
		why = "more than a year after the stated job had begun"
	default:
		return
	}
	note := fmt.Sprintf("domain registered %s, job from %s", registered, job.From)
	ev := x.about(c, note, table)
	ev.At = seen
	x.raise(employerDomain, "employer-domain-young", seen,
		fmt.Sprintf("The stated employer's domain %s was registered %s, %s.", shown(e.domain), registered, why), ev)
}

// imitatingMailboxes looks for a mailbox of the person at a domain that looks like
// a stated employer's and is not.
func (x *examination) imitatingMailboxes() {
	for i := range x.mails {
		m := &x.mails[i]
		domain := registrable(m.Domain)
		if domain == "" || x.ordinary(m.Domain) || x.firms.genuine[domain] || hosted(m.Domain) ||
			slices.ContainsFunc(x.jobs, func(e employer) bool { return e.domain == domain }) {
			continue
		}
		d := firmOf(domain)
		for j := range x.jobs {
			e := &x.jobs[j]
			known, how := x.pretended(&d, e)
			if how == "" {
				continue
			}
			x.raise(employerDomain, "mailbox-imitates-employer", x.latest(m.claims),
				fmt.Sprintf("The e-mail domain %s %s the domain %s of a stated employer.", shown(domain), how, shown(known)),
				append(x.evidence(m.claims[:min(len(m.claims), maxEvidence-1)], how+" "+known, nil), x.about(e.claims[0], "stated employer", &x.firms.dataset))...)
			break
		}
	}
}

// pretended says which domain of an employer a domain imitates: the one stated, or
// the one that a known firm of that name has.
func (x *examination) pretended(d *firm, e *employer) (known, how string) {
	if e.domain != "" {
		f := firmOf(e.domain)
		return e.domain, likeness(d.label, d.skeleton, f.label, f.skeleton)
	}
	if len(e.name) < 4 {
		return "", ""
	}
	for i := range x.firms.list {
		if k := &x.firms.list[i]; k.label == e.name {
			return k.domain, likeness(d.label, d.skeleton, k.label, k.skeleton)
		}
	}
	return "", ""
}

// shown writes a domain for people: an international one with its Unicode form.
func shown(domain string) string {
	if strings.HasPrefix(domain, "xn--") {
		return domain + " (" + label(domain) + ")"
	}
	return domain
}
