package storetest

import (
	"fmt"
	"math"
	"strings"
	"time"

	"bonafide"
)

var nan = bonafide.Bits(math.NaN())

// Examinations makes n examinations of n people, the same at every call: dossiers
// of ten sources and some 8 kB with five findings each, as large as the real ones
// are. Neighbours share some artefacts.
func Examinations(n int) []bonafide.Examined {
	out := make([]bonafide.Examined, n)
	for i := range out {
		out[i] = examined(i)
	}
	return out
}

func examined(i int) bonafide.Examined {
	// Ids come in no order, as derived ids do.
	id := bonafide.PersonID(fmt.Sprintf("%08x-%06d", uint32(i+1)*2654435761, i))
	name := fmt.Sprintf("Jo Example%d", i)
	mail := fmt.Sprintf("jo.%d@mail.example", i)
	collected := noon.Add(-time.Duration(i%500)*time.Hour + 123456789)
	d := bonafide.Dossier{
		Format: bonafide.Format, Person: id, Stage: bonafide.Stages[i%len(bonafide.Stages)],
		Role:     bonafide.Role{Title: "Protocol engineer", Sensitive: i%2 == 0, Country: "PT", TimeZone: "Europe/Lisbon"},
		Timeline: bonafide.Timeline{Applied: collected},
	}
	var artefacts []bonafide.Artefact
	for n, kind := range bonafide.SourceKinds[:10] {
		s := bonafide.Source{
			ID: bonafide.SourceID(fmt.Sprintf("s%d", n)), Kind: kind, System: "ats", Collected: collected,
			Names: []string{name}, Emails: []string{mail}, Phones: []string{fmt.Sprintf("+1 202 555 01%02d", i%100)},
			Addresses: []bonafide.Address{{Lines: []string{fmt.Sprintf("%d Example Street", i)}, City: "Lisbon", Country: "PT"}},
			Employment: []bonafide.Employment{
				{Employer: "First Example Ltd", Title: "Engineer", Domain: "first.example", From: bonafide.Date{Year: 2019, Month: 3}, Current: true},
				{Employer: "Second Example GmbH", Title: "Developer", Domain: "second.example", From: bonafide.Date{Year: 2015}, To: bonafide.Date{Year: 2019}},
			},
			Accounts: []bonafide.Account{{Service: "github", Handle: fmt.Sprintf("jo-%d", i), Created: bonafide.Date{Year: 2014, Month: 7, Day: 1}}},
			Text:     strings.Repeat(fmt.Sprintf("Worked on part %d of a product. ", i+n), 8),
		}
		d.Sources = append(d.Sources, s)
		artefacts = append(artefacts, bonafide.Artefact{Kind: "ip", Value: fmt.Sprintf("192.0.2.%d", (i+n)%256), Source: s.ID, At: collected})
	}
	d.Checks = []bonafide.CheckResult{{Check: "employer-callback", Outcome: bonafide.Passed, At: collected, By: "reviewer", Subject: "First Example Ltd"}}
	artefacts = append(artefacts, bonafide.Artefact{Kind: "email", Value: mail, Source: "s0", At: collected})
	e := bonafide.Examined{
		Dossier: d, Artefacts: artefacts,
		Missing:  []bonafide.Missing{{Indicators: []bonafide.IndicatorID{"APP-15"}, What: "mail exchanger of first.example", Why: "no network; run it with one"}},
		Datasets: []bonafide.Dataset{{Name: "ip-ranges", Version: "2026-05", Date: bonafide.Date{Year: 2026, Month: 5, Day: 1}}},
	}
	for n := range 5 {
		f := finding(id, bonafide.IndicatorID(fmt.Sprintf("APP-%02d", 1+(i+n)%40)))
		f.ObservedAt = collected
		e.Findings = append(e.Findings, f)
	}
	e.Assessment = assessment(e, noon, bonafide.Bands[i%4], bonafide.Bits(i%17)-8.4)
	return e
}

// small is the least that an examination of a person usually has.
func small(id bonafide.PersonID) bonafide.Examined {
	return bonafide.Examined{
		Dossier: bonafide.Dossier{
			Format: bonafide.Format, Person: id, Stage: bonafide.Application,
			Sources: []bonafide.Source{{ID: "cv", Kind: bonafide.Resume, Names: []string{"Jo Example"}}},
		},
		Assessment: bonafide.Assessment{Band: bonafide.Clear, AsOf: noon, CatalogVersion: "1.0"},
	}
}

func finding(id bonafide.PersonID, indicator bonafide.IndicatorID) bonafide.Finding {
	return bonafide.Finding{
		Person: id, Indicator: indicator, ObservedAt: noon, Rule: "contact/sample@1",
		Summary: "The reference's mailbox is not at the employer's domain: free.example instead of first.example.",
		Evidence: []bonafide.Evidence{
			{Source: "cv", Path: "/sources/0/emails/0", Value: "jo@free.example", Note: "held against first.example", At: noon},
			{Path: "/sources/1/references/0", Value: "first.example", Dataset: &bonafide.Dataset{Name: "free-mail", Version: "3"}},
		},
	}
}

func assessment(e bonafide.Examined, asOf time.Time, band bonafide.Band, bits bonafide.Bits) bonafide.Assessment {
	a := bonafide.Assessment{
		Band: band, Bits: bits, Prior: 1.0 / 343, PriorBits: -8.4, Posterior: 0.0029, Frequency: "about 3 in 1,000 profiles like this",
		Why: "one category", AsOf: asOf, CatalogVersion: "1.0+0123abcd", Missing: e.Missing,
	}
	for _, f := range e.Findings {
		a.Findings = append(a.Findings, bonafide.WeighedFinding{
			Described: &bonafide.Described{
				Indicator: f.Indicator, Title: "A reference's mailbox differs from the employer's", Category: bonafide.CategoryContact, Group: "reference-contact",
				Innocent:  []string{"Many people leave a firm before they speak for a former colleague."},
				NextCheck: bonafide.NextStep{Check: "employer-callback", Ask: "Ask the firm's switchboard for the person."},
				Strength:  bonafide.Medium,
			},
			Bits: 2.5, Sum: bonafide.Sum{Alone: 2.5, Fade: 1, Share: 1}, Observed: f.Observed(),
		})
	}
	for _, s := range e.Dossier.Sources {
		age := 3
		a.Sources = append(a.Sources, bonafide.SourceAge{Source: s.ID, Kind: s.Kind, System: s.System, AgeDays: &age})
	}
	for _, d := range e.Datasets {
		a.Datasets = append(a.Datasets, bonafide.DatasetAge{Dataset: d})
	}
	return a
}

// rename makes an examination one of another person.
func rename(e *bonafide.Examined, id bonafide.PersonID) {
	e.Dossier.Person = id
	for i := range e.Findings {
		e.Findings[i].Person = id
	}
}

func indicators(k bonafide.Known) (ids []bonafide.IndicatorID) {
	for _, f := range k.Examined.Findings {
		ids = append(ids, f.Indicator)
	}
	return ids
}
