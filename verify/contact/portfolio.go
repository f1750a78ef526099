package contact

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide"
)

// youngSite is the age at application below which a site's domain counts as very
// new.
const youngSite = 90

// portfolio is one site of the person, by host, with everywhere it stands.
type portfolio struct {
	host   string
	domain string // registrable; empty where it is a hosting service's or a well-known firm's
	claims []claim
	sites  []*bonafide.Site
}

func (x *examination) gatherSites() {
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		if !own(s) {
			continue
		}
		for j := range s.Sites {
			x.gatherSite(claim{i, field("sites", j), s.Sites[j].URL}, &s.Sites[j])
		}
	}
}

func (x *examination) gatherSite(c claim, s *bonafide.Site) {
	host, err := parseHost(s.URL)
	if err != nil {
		x.miss("a site of source "+x.source(c.source), err.Error()+"; correct it in the record", portfolioSite)
		return
	}
	host = strings.TrimPrefix(host, "www.")
	for i := range x.portfolio {
		if p := &x.portfolio[i]; p.host == host {
			p.claims, p.sites = append(p.claims, c), append(p.sites, s)
			return
		}
	}
	if len(x.portfolio) == maxDistinct {
		x.miss(fmt.Sprintf("sites beyond the first %d", maxDistinct), "one dossier is looked at to that bound; split it by system", portfolioSite)
		return
	}
	p := portfolio{host: host, claims: []claim{c}, sites: []*bonafide.Site{s}}
	if d := registrable(host); d != "" && !hosted(host) && !x.firms.genuine[d] {
		p.domain = d
	}
	x.portfolio = append(x.portfolio, p)
}

// registered is the earliest registration that a source gives, with its claim.
func (p *portfolio) registered() (d bonafide.Date, c claim) {
	for i, s := range p.sites {
		if !s.Registered.IsZero() && (d.IsZero() || s.Registered.First().Before(d.First())) {
			d, c = s.Registered, p.claims[i]
		}
	}
	return d, c
}

// sites is APP-12, except for what several applicants share.
func (x *examination) sites() {
	var unseen []string
	for i := range x.portfolio {
		p := &x.portfolio[i]
		if !x.siteState(p) {
			unseen = append(unseen, p.host)
		}
		if p.domain != "" {
			x.siteAge(p)
		}
	}
	if len(unseen) > 0 {
		slices.Sort(unseen)
		x.miss("state of the site "+names(unseen), "nobody looked; open it and record live, parked or dead", portfolioSite)
	}
}

// siteState reports whether anything is known of the site's state. The newest
// source that says it counts.
func (x *examination) siteState(p *portfolio) bool {
	newest := -1
	for i, s := range p.sites {
		if s.State != "" && (newest < 0 || !x.observed(p.claims[i].source).Before(x.observed(p.claims[newest].source))) {
			newest = i
		}
	}
	if newest >= 0 {
		state := p.sites[newest].State
		if state == "parked" || state == "dead" {
			c := p.claims[newest]
			x.raise(portfolioSite, "site-out-of-work", x.observed(c.source), fmt.Sprintf("The site %s was found %s.", p.host, state),
				x.about(c, "state found: "+state, nil))
		}
		return true
	}
	if answer, asked := x.look.registered[p.domain]; asked && isNotFound(answer.err) {
		rdap := x.live("rdap")
		x.raise(portfolioSite, "site-out-of-work", x.asOf, fmt.Sprintf("The domain of the site %s is not registered.", p.host),
			append(x.evidence(p.claims[:min(len(p.claims), maxEvidence-1)], "held against the domain registry", nil),
				bonafide.Evidence{Value: p.domain, Note: "not registered", At: x.asOf, Dataset: &rdap})...)
		return true
	}
	return false
}

func (x *examination) siteAge(p *portfolio) {
	date, from := p.registered()
	var table *bonafide.Dataset
	if date.IsZero() {
		answer, asked := x.look.registered[p.domain]
		if !asked || answer.err != nil {
			return // noted as missing where it was asked for
		}
		rdap := x.live("rdap")
		date, table, from = bonafide.DateOf(answer.at), &rdap, p.claims[0]
	}
	applied := x.d.Timeline.Applied
	if applied.IsZero() {
		applied = x.observed(p.claims[0].source)
	}
	limit := applied.Add(-days(youngSite))
	switch {
	case date.First().After(limit):
		at := x.observed(from.source)
		if table != nil {
			at = x.asOf
		}
		e := x.about(from, "domain registered "+date.String(), table)
		e.At = at
		x.raise(portfolioSite, "site-young", at,
			fmt.Sprintf("The domain of the site %s was registered %s, less than %d days before the application of %s.",
				p.host, date, youngSite, applied.UTC().Format(time.DateOnly)), e)
	case date.Last().After(limit):
		x.miss("day on which the domain of "+p.host+" was registered",
			"its date is known as "+date.String()+" only, too coarse for an age of "+fmt.Sprint(youngSite)+" days; ask the registry", portfolioSite)
	}
}
