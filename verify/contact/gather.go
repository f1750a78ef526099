package contact

import (
	"fmt"
	"strings"

	"bonafide"
)

// mailbox is one distinct mailbox of the person, with everywhere it stands.
type mailbox struct {
	Mailbox
	canonical Mailbox
	claims    []claim
}

// line is one distinct telephone number of the person, with everywhere it stands.
type line struct {
	number
	claims []claim
}

// own reports whether a source's contact details are the person's: a reference's
// answer carries the reference's.
func own(s *bonafide.Source) bool { return s.Kind != bonafide.ReferenceRec }

func (x *examination) gather() {
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		if !own(s) {
			continue
		}
		for j, e := range s.Emails {
			x.gatherMailbox(claim{i, field("emails", j), e})
		}
		region := x.region(s)
		for j, p := range s.Phones {
			x.gatherNumber(claim{i, field("phones", j), p}, region)
		}
		for j := range s.Addresses {
			if a := &s.Addresses[j]; a.Use != "work" && !shared(a.Place) {
				p := normalise(a)
				x.artefact("postal", p.key(), i)
			}
		}
		for j := range s.Shipments {
			if h := &s.Shipments[j]; !h.CounterChosen && !shared(h.To.Place) {
				p := normalise(&h.To)
				x.artefact("postal", p.key(), i)
			}
		}
	}
	x.gatherSites()
	x.gatherEmployers()
	for _, m := range x.mails {
		x.artefact("email", m.String(), m.claims[0].source)
		x.artefact("email-canonical", m.canonical.String(), m.claims[0].source)
	}
	for _, l := range x.phones {
		x.artefact("phone", l.e164, l.claims[0].source)
	}
}

// shared places are used by people who have nothing to do with each other.
func shared(place string) bool { return place == "office" || place == "carrier-counter" }

// region is the country whose numbers a source writes without country code: that
// of its address, or else of the role.
func (x *examination) region(s *bonafide.Source) string {
	for i := range s.Addresses[:min(len(s.Addresses), 16)] {
		if c := strings.TrimSpace(s.Addresses[i].Country); len(c) == 2 {
			return c
		}
	}
	return x.roleCountry()
}

// roleCountry is the contracted country, empty where it is none.
func (x *examination) roleCountry() string {
	if c := strings.TrimSpace(x.d.Role.Country); len(c) == 2 {
		return c
	}
	return ""
}

func (x *examination) source(i int) string { return clip(string(x.d.Sources[i].ID), 80) }

func (x *examination) gatherMailbox(c claim) {
	// Most sources repeat one address as it stands.
	for i := range x.mails {
		if x.mails[i].claims[0].value == c.value {
			x.mails[i].claims = append(x.mails[i].claims, c)
			return
		}
	}
	m, err := ParseMailbox(c.value)
	if err != nil {
		x.miss("an e-mail address of source "+x.source(c.source), err.Error()+"; correct it in the record",
			handlePattern, contactChanges, referenceContact, employerDomain, disposableMail)
		return
	}
	for i := range x.mails {
		if x.mails[i].Mailbox == m {
			x.mails[i].claims = append(x.mails[i].claims, c)
			return
		}
	}
	if len(x.mails) == maxDistinct {
		x.miss(fmt.Sprintf("e-mail addresses beyond the first %d", maxDistinct), "one dossier is looked at to that bound; split it by system",
			handlePattern, contactChanges, referenceContact, employerDomain, disposableMail)
		return
	}
	x.mails = append(x.mails, mailbox{m, m.Canonical(), []claim{c}})
}

func (x *examination) gatherNumber(c claim, region string) {
	for i := range x.phones {
		first := x.phones[i].claims[0]
		if first.value == c.value && (international(c.value) || x.region(&x.d.Sources[first.source]) == region) {
			x.phones[i].claims = append(x.phones[i].claims, c)
			return
		}
	}
	if region == "" && !international(strings.TrimSpace(c.value)) {
		x.miss("the country of a telephone number of source "+x.source(c.source),
			"it has no country code, and neither the source nor the role names a country; write it with +", virtualLine, contactChanges, referenceContact)
		return
	}
	n, err := parseNumber(c.value, region)
	if err != nil {
		x.miss("a telephone number of source "+x.source(c.source), err.Error()+"; correct it in the record", virtualLine, contactChanges, referenceContact)
		return
	}
	for i := range x.phones {
		if x.phones[i].e164 == n.e164 {
			x.phones[i].claims = append(x.phones[i].claims, c)
			return
		}
	}
	if len(x.phones) == maxDistinct {
		x.miss(fmt.Sprintf("telephone numbers beyond the first %d", maxDistinct), "one dossier is looked at to that bound; split it by system",
			virtualLine, contactChanges, referenceContact)
		return
	}
	x.phones = append(x.phones, line{n, []claim{c}})
}

// names joins what is missing for several things alike, so that one reason is said
// once.
func names(list []string) string {
	const shown = 5
	if len(list) > shown {
		return strings.Join(list[:shown], ", ") + fmt.Sprintf(" and %d more", len(list)-shown)
	}
	return strings.Join(list, ", ")
}
