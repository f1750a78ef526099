package history

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide"
)

const (
	// payeeLikeness is the similarity of names below which a holder is another person.
	payeeLikeness = 0.8
	// settlingIn is the time after the start in which any change of payee counts,
	// manyWithin that in which two do.
	settlingIn = 30 // days
	manyWithin = 90 // days
)

// payees raises PAY-01, PAY-03 and PAY-12.
func (x *examination) payees() {
	x.payeeChanges()
	legal := x.legalNames()
	var seen []*bonafide.Payee
	for i := range x.sources {
		s := &x.sources[i]
		for j := range min(len(s.Payees), maxItems) {
			p := &s.Payees[j]
			if slices.ContainsFunc(seen, func(o *bonafide.Payee) bool {
				return o.Kind == p.Kind && o.Holder == p.Holder && o.Country == p.Country && o.Linked == p.Linked
			}) {
				continue // the same payee in another record
			}
			if len(seen) == maxItems {
				return
			}
			seen = append(seen, p)
			if p.Holder != "" && !(p.Kind == "company" && p.Linked) {
				x.holder(s, p, j, legal)
			}
			x.channel(s, p, j)
		}
	}
}

// owner is a name of the person with the source that has it.
type owner struct {
	*name
	source *source
}

// legalNames are the names of official records, or all names where there is none.
func (x *examination) legalNames() []owner {
	var legal, any []owner
	for i := range x.sources {
		s := &x.sources[i]
		for _, n := range s.names {
			if len(n.tokens) == 0 {
				continue
			}
			switch s.Kind {
			case bonafide.Identity, bonafide.HR, bonafide.Background, bonafide.Form:
				legal = append(legal, owner{n, s})
			case bonafide.Meeting, bonafide.ReferenceRec:
			default:
				any = append(any, owner{n, s})
			}
		}
	}
	if len(legal) > 0 {
		return legal
	}
	return any
}

func (x *examination) holder(s *source, p *bonafide.Payee, at int, legal []owner) {
	holder := parseName(p.Holder)
	if len(legal) == 0 || len(holder.tokens) == 0 {
		x.missing("holder of "+pointer(s.at, item("payees", at)), "the dossier has no name to compare it with", payeeName)
		return
	}
	var best relation
	of := 0
	for i := range legal {
		r := compareNames(holder, legal[i].name)
		if r.crossed && r.matched > 0 && r.similarity < payeeLikeness {
			r.comparable = false // half a likeness across scripts may be the transcription's
		}
		switch {
		case i == 0 || r.comparable && !best.comparable:
			best, of = r, i // the first that can be compared is shown
		case r.comparable && r.similarity > best.similarity:
			best = r
		}
	}
	switch {
	case best.comparable && best.similarity >= payeeLikeness:
	case !best.comparable:
		x.missing("holder of "+pointer(s.at, item("payees", at)),
			"holder and person are written in scripts between which no transcription is settled; ask for a bank letter in both", payeeName)
	default:
		x.report(payeeName, "payee-name", x.later(s, legal[of].source),
			fmt.Sprintf("The name of the account's holder differs from the person's (similarity %.2f, limit %.2f).", best.similarity, payeeLikeness),
			x.about(s, p.Holder, "holder of the account", item("payees", at), "holder"),
			x.about(legal[of].source, legal[of].raw, "name in the "+legal[of].source.label(), item("names", place(legal[of].source, legal[of].name))))
	}
}

// channel raises PAY-12: a bank in neither country concerned, or a company that
// nothing links to the person. Which country it is has no weight.
func (x *examination) channel(s *source, p *bonafide.Payee, at int) {
	field := item("payees", at)
	switch {
	case p.Linked:
		return
	case p.Kind == "company":
		x.report(payeeElsewhere, "payee-channel", x.observed(s), "The payee is a company, and no record links it to the person.",
			x.about(s, p.Kind, "payee without a recorded link: "+clip(p.Holder, 80), field, "kind"))
		return
	case p.Kind != "bank" && p.Kind != "" || p.Country == "":
		// A transfer service's account stands where the service has its bank.
		return
	}
	var residence []bonafide.Evidence
	for i := range x.sources {
		h := &x.sources[i]
		for j := range min(len(h.Addresses), maxItems) {
			a := &h.Addresses[j]
			if !home(a) || a.Country == "" {
				continue
			}
			if equalFold(a.Country, p.Country) {
				return
			}
			residence = append(residence, x.about(h, a.Country, "country of home", item("addresses", j), "country"))
		}
	}
	contract := x.d.Role.Country
	if equalFold(contract, p.Country) {
		return
	}
	if contract == "" || len(residence) == 0 {
		what := "country of residence"
		if len(residence) > 0 {
			what = "contracted country"
		}
		x.missing(what, "without it the bank's country cannot be compared; record it", payeeElsewhere)
		return
	}
	x.report(payeeElsewhere, "payee-channel", x.observed(s), "The bank is in neither the country of residence nor that of the contract.",
		append([]bonafide.Evidence{
			x.about(s, p.Country, "country of the bank", field, "country"),
			{Path: "/role/country", Value: contract, Note: "contracted country"},
		}, residence...)...)
}

// change of payee.
type change struct {
	source *source
	at     int
	when   time.Time
	token  string
}

// payeeChanges raises PAY-03: any change soon after the start, or two within ninety
// days.
func (x *examination) payeeChanges() {
	var all []change
	for i := range x.sources {
		s := &x.sources[i]
		for j := range min(len(s.Payees), maxItems) {
			p := &s.Payees[j]
			if p.Since.IsZero() || p.Since.After(x.asOf) {
				continue
			}
			token := p.Token
			if token == "" {
				continue // without the account's mark nobody can tell a change from a correction
			}
			all = append(all, change{s, j, p.Since, token})
		}
	}
	slices.SortStableFunc(all, func(a, b change) int { return a.when.Compare(b.when) })
	changes := all[:0:0]
	for i := range all {
		if i > 0 && all[i].token != all[i-1].token {
			changes = append(changes, all[i])
		}
	}
	shown := func(c *change) bonafide.Evidence {
		return x.about(c.source, c.when.UTC().Format(time.DateOnly), "payee changed", item("payees", c.at), "since")
	}
	if start := x.d.Timeline.Started; !start.IsZero() {
		for i := range changes {
			c := &changes[i]
			if after := c.when.Sub(start); after >= 0 && days(start, c.when) < settlingIn {
				x.report(payeeChanged, "payee-changes", c.when, "The payee changed within thirty days of the start.", shown(c),
					bonafide.Evidence{Path: "/timeline/started", Value: start.UTC().Format(time.DateOnly), Note: "start of the engagement"})
				return
			}
		}
	}
	for i := 1; i < len(changes); i++ {
		if days(changes[i-1].when, changes[i].when) <= manyWithin {
			x.report(payeeChanged, "payee-changes", changes[i].when, "The payee changed twice within ninety days.", shown(&changes[i-1]), shown(&changes[i]))
			return
		}
	}
}

// accountValue is the account in the form in which it recurs: "github:jroe".
func accountValue(a *bonafide.Account) string {
	service := strings.ToLower(strings.TrimSpace(a.Service))
	handle := strings.TrimSpace(a.Handle)
	if handle == "" {
		handle = lastSegment(a.URL)
	}
	handle = strings.ToLower(strings.Trim(handle, "@/ "))
	if service == "" || handle == "" || len(handle) > 200 || len(service) > 60 {
		return ""
	}
	return service + ":" + handle
}

// lastSegment is the last part of a URL's path, where profiles have their handle.
func lastSegment(url string) string {
	rest := bare(url)
	_, path, ok := strings.Cut(rest, "/")
	if !ok {
		return ""
	}
	path = strings.TrimRight(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// bare is a URL without scheme, query and fragment.
func bare(url string) string {
	url = strings.TrimSpace(url)
	if i := strings.Index(url, "://"); i >= 0 {
		url = url[i+3:]
	}
	if i := strings.IndexAny(url, "?#"); i >= 0 {
		url = url[:i]
	}
	return url
}
