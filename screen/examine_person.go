package screen

import (
	"fmt"
	"strconv"
	"strings"

	"bonafide"
	"bonafide/screen/name"
)

// payeeWallet is the address of a payee that is a wallet; empty where the record has
// none.
func payeeWallet(p *bonafide.Payee) string { return p.Wallet }

// walletAccount is the service of an account that is an address.
const walletAccount = "wallet"

// personClaims are a dossier's claims about the person, where each value stands first.
type personClaims struct {
	names, born, emails, phones, sites, handles, wallets []claim
}

func (p *personClaims) add(to *[]claim, c claim) {
	c.value = strings.TrimSpace(c.value)
	if c.value == "" || len(c.value) > longestValue {
		return
	}
	for _, o := range *to {
		if o.value == c.value {
			return
		}
	}
	*to = append(*to, c)
}

func claimsOf(d *bonafide.Dossier) *personClaims {
	p := &personClaims{}
	for i := range d.Sources {
		s := &d.Sources[i]
		for j, v := range s.Names {
			p.add(&p.names, claim{i, "names/" + strconv.Itoa(j), v})
		}
		if !s.Born.IsZero() {
			p.add(&p.born, claim{i, "born", s.Born.String()})
		}
		for j, v := range s.Emails {
			p.add(&p.emails, claim{i, "emails/" + strconv.Itoa(j), v})
		}
		for j, v := range s.Phones {
			p.add(&p.phones, claim{i, "phones/" + strconv.Itoa(j), v})
		}
		for j := range s.Sites {
			p.add(&p.sites, claim{i, "sites/" + strconv.Itoa(j) + "/url", s.Sites[j].URL})
		}
		for j := range s.Accounts {
			a := &s.Accounts[j]
			at := "accounts/" + strconv.Itoa(j)
			if a.Service == walletAccount {
				p.add(&p.wallets, claim{i, at + "/handle", a.Handle})
				continue
			}
			p.add(&p.handles, claim{i, at + "/handle", a.Handle})
			if a.Handle == "" {
				p.add(&p.handles, claim{i, at + "/url", handleOfAccount(a.URL)})
			}
			p.add(&p.sites, claim{i, at + "/url", a.URL})
		}
		for j := range s.Payees {
			p.add(&p.wallets, claim{i, "payees/" + strconv.Itoa(j) + "/wallet", payeeWallet(&s.Payees[j])})
		}
	}
	return p
}

func values(claims []claim, most int) []string {
	out := make([]string, 0, min(len(claims), most))
	for _, c := range claims[:min(len(claims), most)] {
		out = append(out, c.value)
	}
	return out
}

// PersonQuery is the question that the examiner asks about the person of a dossier:
// what a [Monitor] has to be given, so that its decisions and the examiner's are
// about the same.
func PersonQuery(d *bonafide.Dossier) Query { return claimsOf(d).query(d) }

func (p *personClaims) query(d *bonafide.Dossier) Query {
	q := Query{
		ID: string(d.Person), Type: Person, Names: values(p.names, mostNames), Emails: values(p.emails, mostValues), Phones: values(p.phones, mostValues),
		Sites: values(p.sites, mostValues), Handles: values(p.handles, mostValues), Wallets: values(p.wallets, mostValues), personal: true,
	}
	for _, c := range p.born[:min(len(p.born), mostValues)] {
		if b, err := bonafide.ParseDate(c.value); err == nil {
			q.Born = append(q.Born, b)
		}
	}
	return q
}

// person raises PAY-15, PAY-06 and APP-26.
func (x *examination) person() {
	p := claimsOf(x.d)
	if len(p.names) > mostNames || max(len(p.emails), len(p.phones), len(p.sites), len(p.handles), len(p.wallets)) > mostValues {
		x.miss("further names and details of the dossier", fmt.Sprintf("more than %d names or %d details of one kind; the first were looked up", mostNames, mostValues), declared...)
	}
	q := p.query(x.d)
	if len(q.Names) == 0 {
		x.miss("the person's name", "no source has a name that could be held against the lists", namedPerson)
	}
	if q.Validate() != nil {
		return // nothing to look for
	}
	q.At = x.asOf
	w := x.engine.ask(&q, x.engine.threshold)
	for _, why := range w.unread {
		if why != w.secretWhy {
			x.miss("a payout wallet on the lists", why, payoutWallet)
		}
	}
	for _, why := range w.unreadNames {
		x.miss("a name of the person", why, namedPerson)
	}
	if w.secret != "" {
		x.miss("a payout wallet on the lists", "the record holds a private key in place of an address; whoever sent it should move the money", payoutWallet)
	}
	hits := w.hits()
	for i := range hits {
		h := &hits[i]
		if h.ref >= uint32(len(x.engine.entries)) {
			if h.Quality == "exact" {
				x.former(p, h)
			}
			continue
		}
		other, confirmed := x.settled(h, &q)
		if other {
			continue
		}
		named := h.name > 0 && x.named(p, w, h, confirmed)
		x.details(p, h, confirmed, named)
	}
}

// former shows a wallet that was listed once.
func (x *examination) former(p *personClaims, h *Hit) {
	x.miss("payout wallet "+quoted(h.Matched)+" of entry "+h.ListID+" of "+h.List, "it was listed and is no longer: nothing is counted; compare the dates with the payments", payoutWallet)
}

// named raises PAY-15 where the name and a second attribute agree, and reports whether
// it did. A wallet of an official list is no second attribute: it raises PAY-06.
func (x *examination) named(p *personClaims, w *question, h *Hit, confirmed string) (raised bool) {
	c := &w.found[w.at[h.ref]]
	en := x.engine.entries[h.ref]
	if listedKind(en.Schema) == name.Entity || c.quality == name.WeakAlias || c.likeness() < x.engine.threshold {
		return false
	}
	date := compareAllDates(w.born, en.Born)
	at := p.names[0]
	for _, n := range p.names {
		if n.value == w.names[c.name].Text {
			at = n
		}
	}
	listed := en.Names[x.engine.nameOf[c.met].at].Full
	table := x.table(h)
	entry := "entry " + en.ID + " of " + h.List
	evidence := []bonafide.Evidence{x.evidence(at, fmt.Sprintf("%s lists %s; likeness of the names %s%s", entry, quoted(listed), number(c.likeness()), confirmed), table)}
	var second []string
	if date.agreement == agrees && (date.sharp || c.likeness() >= name.StrongAt) {
		second = append(second, "the birth date")
		for _, b := range p.born {
			if b.value == date.query.String() {
				evidence = append(evidence, x.evidence(b, entry+" gives "+date.listed.String(), table))
			}
		}
	}
	for _, f := range h.facts {
		if f.band.rank() < Possible.rank() || f.kind == "wallet" && x.official(h) {
			continue
		}
		second = append(second, "the "+f.kind)
		if fc, ok := p.find(f); ok {
			evidence = append(evidence, x.evidence(fc, entry+" gives "+quoted(f.listed), table))
		}
	}
	if c, place, ok := x.address(en.Places); ok {
		second = append(second, "the address")
		evidence = append(evidence, x.evidence(c, entry+" gives "+quoted(place), table))
	}
	switch {
	case len(second) > 0 && x.official(h):
		x.raise(namedPerson, "name-and-attribute", "the name and "+join(second)+" agree with "+entry, evidence...)
		return true
	case len(second) > 0:
		x.pending(listedDetailID, at, h, "the name and "+join(second)+" agree, on a list that is not an authority's")
	case date.agreement == contradicts || h.Band.rank() < Possible.rank():
		// The birth dates tell the two apart.
	case x.official(h):
		x.pending(namedPerson, at, h, "the name alone agrees ("+number(c.score)+") and counts for nothing")
	}
	return false
}

func join(s []string) string {
	if len(s) < 2 {
		return strings.Join(s, "")
	}
	return strings.Join(s[:len(s)-1], ", ") + " and " + s[len(s)-1]
}

// find is the claim that a fact is about.
func (p *personClaims) find(f fact) (claim, bool) {
	for _, claims := range [][]claim{p.emails, p.phones, p.sites, p.handles, p.wallets} {
		for _, c := range claims {
			if c.value == f.query {
				return c, true
			}
		}
	}
	return claim{}, false
}

// details raises PAY-06 for wallets on official lists and APP-26 for everything else
// that stands on a list by itself. Where the entry was named, its details stand in that
// finding already: one fact raises one finding.
func (x *examination) details(p *personClaims, h *Hit, confirmed string, named bool) {
	table := x.table(h)
	entry := "entry " + h.ListID + " of " + h.List
	for _, f := range h.facts {
		c, ok := p.find(f)
		if !ok {
			continue
		}
		e := x.evidence(c, entry+" gives "+quoted(f.listed)+": "+f.why+confirmed, table)
		switch {
		case f.kind == "wallet" && f.band != Strong:
			x.former(p, &Hit{List: h.List, ListID: h.ListID, Matched: f.listed})
		case f.kind == "wallet" && x.official(h):
			x.raise(payoutWallet, "payout-wallet", "the payout wallet is the one that "+entry+" lists", e)
		case f.band.rank() >= Possible.rank() && named:
		case f.band.rank() >= Possible.rank():
			x.raise(listedDetailID, "detail", "the "+f.kind+" is one that "+entry+" gives", e)
		default:
			x.pending(listedDetailID, c, &Hit{List: h.List, ListID: h.ListID, Matched: f.listed}, f.why)
		}
	}
}
