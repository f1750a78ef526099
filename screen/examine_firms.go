package screen

import (
	"fmt"
	"strconv"
	"strings"

	"bonafide"
	"bonafide/screen/name"
	"bonafide/screen/watchlist"
)

// address finds an address of the person that is a listed one in full.
func (x *examination) address(places []watchlist.Place) (claim, string, bool) {
	for i := range x.d.Sources {
		for j := range x.d.Sources[i].Addresses {
			a := &x.d.Sources[i].Addresses[j]
			for k := range places {
				if sameAddress(a, &places[k]) {
					v := strings.Join(append(append([]string(nil), a.Lines...), a.Postcode, a.City), ", ")
					return claim{i, "addresses/" + strconv.Itoa(j), strings.Trim(v, ", ")}, placeText(&places[k]), true
				}
			}
		}
	}
	return claim{}, "", false
}

func placeText(p *watchlist.Place) string {
	var parts []string
	for _, s := range []string{p.Street, p.Postal, p.City, p.Country} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// firm is a company that the dossier names, where it stands first.
type firm struct {
	at      claim
	domain  claim
	country string
	place   bonafide.Address
}

// firmsOf are the employers, vendors and paid companies of a dossier.
func firmsOf(d *bonafide.Dossier) (firms []firm, more bool) {
	add := func(f firm) {
		f.at.value = strings.TrimSpace(f.at.value)
		if f.at.value == "" || len(f.at.value) > longestValue || len(f.domain.value) > longestValue {
			return
		}
		for i := range firms {
			o := &firms[i]
			if !strings.EqualFold(o.at.value, f.at.value) || o.domain.value != "" && f.domain.value != "" && o.domain.value != f.domain.value || o.country != "" && f.country != "" && o.country != f.country {
				continue
			}
			// The same firm in another record: it may say more.
			if o.domain.value == "" {
				o.domain = f.domain
			}
			if o.country == "" {
				o.country = f.country
			}
			return
		}
		if len(firms) == mostFirms {
			more = true
			return
		}
		firms = append(firms, f)
	}
	for i := range d.Sources {
		s := &d.Sources[i]
		for j := range s.Employment {
			e := &s.Employment[j]
			at := "employment/" + strconv.Itoa(j)
			add(firm{claim{i, at + "/employer", e.Employer}, claim{i, at + "/domain", e.Domain}, e.Country, bonafide.Address{City: e.City, Country: e.Country}})
		}
		for j := range s.References {
			r := &s.References[j]
			at := "references/" + strconv.Itoa(j)
			add(firm{at: claim{i, at + "/employer", r.Employer}, domain: claim{i, at + "/domain", r.Domain}})
		}
		for j := range s.Payees {
			if p := &s.Payees[j]; p.Kind == "company" {
				add(firm{at: claim{i, "payees/" + strconv.Itoa(j) + "/holder", p.Holder}, country: p.Country})
			}
		}
	}
	return firms, more
}

// firms raises VEN-04.
func (x *examination) firms() {
	firms, more := firmsOf(x.d)
	if more {
		x.miss("further firms of the dossier", fmt.Sprintf("more than %d; the first were looked up", mostFirms), namedFirm)
	}
	for i := range firms {
		x.firm(&firms[i])
	}
}

func (x *examination) firm(f *firm) {
	q := Query{ID: string(x.d.Person), Type: Entity, Name: f.at.value, Country: f.country, At: x.asOf, personal: true}
	if f.domain.value != "" {
		q.Sites = []string{f.domain.value}
	}
	w := x.engine.ask(&q, x.engine.threshold)
	hits := w.hits()
	for i := range hits {
		h := &hits[i]
		if h.ref >= uint32(len(x.engine.entries)) || !x.official(h) {
			continue
		}
		en := x.engine.entries[h.ref]
		if en.Schema != watchlist.Entity && en.Schema != watchlist.Unknown {
			continue
		}
		other, confirmed := x.settled(h, &q)
		if other {
			continue
		}
		x.listedFirm(f, w, h, en, confirmed)
	}
}

func (x *examination) listedFirm(f *firm, w *question, h *Hit, en *watchlist.Entry, confirmed string) {
	c := &w.found[w.at[h.ref]]
	table := x.table(h)
	entry := "entry " + en.ID + " of " + h.List
	var shared []string
	var evidence []bonafide.Evidence
	named := c.likeness() >= x.engine.threshold && c.quality == name.Primary
	if named {
		evidence = append(evidence, x.evidence(f.at, fmt.Sprintf("%s lists %s; likeness of the names %s%s", entry, quoted(en.Names[x.engine.nameOf[c.met].at].Full), number(c.likeness()), confirmed), table))
	}
	for _, fact := range h.facts {
		if fact.band.rank() >= Possible.rank() {
			shared = append(shared, "the web domain")
			evidence = append(evidence, x.evidence(f.domain, entry+" gives "+quoted(fact.listed)+confirmed, table))
		}
	}
	if named && c.score >= name.StrongAt {
		m := x.engine.names.Explain(&w.names[c.name], c.met)
		switch {
		case isExact(m) && isDistinctive(m):
			shared = append(shared, "the full name")
		case f.country != "" && compareCountry(f.country, en) == agrees && isDistinctive(m):
			shared = append(shared, "the name and the country of the firm")
		}
	}
	switch {
	case len(shared) > 0:
		x.raise(namedFirm, "firm", "a firm in the record shares "+join(shared)+" with "+entry, evidence...)
	case named && h.Band.rank() >= Possible.rank():
		x.pending(namedFirm, f.at, h, "the firm's name alone is alike ("+number(c.score)+") and counts for nothing")
	}
}

// holders looks up people who are paid in the person's place: by name only, which
// counts for nothing until it is compared.
func (x *examination) holders() {
	var asked []string
	own := claimsOf(x.d).names
	for i := range x.d.Sources {
		for j := range x.d.Sources[i].Payees {
			p := &x.d.Sources[i].Payees[j]
			holder := strings.TrimSpace(p.Holder)
			if p.Kind == "company" || holder == "" || len(asked) == mostHolders {
				continue
			}
			known := false
			for _, o := range own {
				known = known || strings.EqualFold(o.value, holder)
			}
			for _, o := range asked {
				known = known || o == holder
			}
			if known {
				continue
			}
			asked = append(asked, holder)
			q := Query{ID: string(x.d.Person), Type: Person, Name: holder, At: x.asOf, personal: true}
			w := x.engine.ask(&q, x.engine.threshold)
			for _, h := range w.hits() {
				if h.ref >= uint32(len(x.engine.entries)) || !x.official(&h) || h.Band.rank() < Possible.rank() || h.Schema != string(watchlist.Person) && h.Schema != string(watchlist.Unknown) {
					continue
				}
				if other, _ := x.settled(&h, &q); !other {
					x.pending(namedPerson, claim{i, "payees/" + strconv.Itoa(j) + "/holder", holder}, &h, "the name of a payee alone agrees and counts for nothing")
				}
			}
		}
	}
}
