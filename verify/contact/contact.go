// Package contact examines how a person can be reached. A dossier comes in; out
// come findings about mailboxes, phone lines, changes of contact details,
// portfolio sites, references, employers' web domains and the delivery of
// equipment, the artefacts by which the same contact is recognised elsewhere
// (e-mail, canonical e-mail, phone, postal address), and a note of everything
// that could not be looked at.
//
// It works offline. Mail exchangers and registration dates are asked for only
// where the operator gives a [Resolver] or a [Registry]; a question that may not be
// asked is reported as missing and never counts as a good answer. Answers of the
// network are as of the examination: one made again for a past moment sees the
// network of today.
//
// What the numbering plan does not say stays unknown. It names the type of a
// range, not of a line: a number of a geographic or mobile range can still end on
// the internet, and no number is ever reported as "not virtual".
//
// What several people share (a delivery address used by unrelated hires, one
// reference for several candidates, one site's text on another) is not decided
// here: one dossier at a time comes in, and the artefacts that go out are what
// such a comparison needs.
//
// Names of people are read in one place only: the name on a proof of delivery is
// compared with the person's own names. Renaming everybody consistently changes
// nothing.
package contact

import (
	"context"
	"embed"
	"net/netip"
	"time"

	"bonafide"
	"bonafide/proof"
)

// The indicators that this package computes.
const (
	handlePattern     bonafide.IndicatorID = "APP-05"
	virtualLine       bonafide.IndicatorID = "APP-06"
	contactChanges    bonafide.IndicatorID = "APP-07"
	portfolioSite     bonafide.IndicatorID = "APP-12"
	referenceContact  bonafide.IndicatorID = "APP-15"
	employerDomain    bonafide.IndicatorID = "APP-16"
	disposableMail    bonafide.IndicatorID = "APP-31"
	deliveryDiffers   bonafide.IndicatorID = "ONB-01"
	deliveryLate      bonafide.IndicatorID = "ONB-02"
	deliveryForwarded bonafide.IndicatorID = "ONB-03"
	deliveryCollected bonafide.IndicatorID = "ONB-04"
)

// Resolver answers where mail for a domain goes.
type Resolver interface {
	// MX returns the hosts that take mail for an ASCII domain, by preference.
	// A domain that takes no mail is an error of kind [bonafide.ErrNotFound]:
	// [ErrNoDomain], [ErrNullMX] or [ErrNoExchanger]. Every other error says that
	// there was no answer.
	MX(ctx context.Context, domain string) ([]string, error)
}

// Registry answers when a domain was registered.
type Registry interface {
	// Registered returns the registration time of an ASCII registrable domain. A
	// domain that is not registered is an error of kind [bonafide.ErrNotFound];
	// every other error says that there was no answer.
	Registered(ctx context.Context, domain string) (time.Time, error)
}

// Relays knows the shared exits of privacy relays and VPN services, behind which
// one network says nothing about who is in it.
type Relays interface {
	// Relay reports whether many unrelated people leave through the address.
	Relay(netip.Addr) bool
	// Dataset names the table that Relay consults.
	Dataset() bonafide.Dataset
}

// Config is what the operator allows and provides. The zero value works offline
// with the small built-in tables.
type Config struct {
	// Disposable lists domains of disposable mail; nil is the small built-in list.
	Disposable *Domains
	// FreeMail lists domains where anybody gets a mailbox; nil is the small
	// built-in list.
	FreeMail *Domains
	// KnownFirms are further web domains that others may imitate: the operator's
	// own, and those of its partners.
	KnownFirms []string
	// Resolver is asked for mail exchangers; nil asks nobody.
	Resolver Resolver
	// Registry is asked for registration dates; nil asks nobody.
	Registry Registry
	// Relays tells shared network exits apart; nil knows none.
	Relays Relays
	// Concurrency is how many look-ups of one dossier run at a time; 0 means 4.
	Concurrency int
	// Deadline bounds all look-ups of one dossier together; 0 means 5 seconds.
	Deadline time.Duration
}

// Bounds of one dossier. What lies beyond them is reported as missing.
const (
	maxDistinct = 64 // mailboxes, numbers, domains, sites or references
	maxLookups  = 32
	maxRecords  = 256 // that are followed for changes, or held against each other
	maxMissing  = 256
	maxEvidence = 16 // pieces of evidence of one finding
)

// Examiner implements [bonafide.Examiner]. It is safe for concurrent use where its
// [Resolver], [Registry] and [Relays] are.
type Examiner struct {
	config Config
	firms  *firms
	// small says which lists are the built-in ones.
	smallDisposable, smallFreeMail bool
}

// New builds an examiner without side effects. Its errors are of kind
// [bonafide.ErrInvalid].
func New(c Config) (*Examiner, error) {
	if c.Concurrency < 0 || c.Concurrency > 64 {
		return nil, bonafide.Invalidf("contact.concurrency is %d: it runs from 1 to 64", c.Concurrency)
	}
	if c.Deadline < 0 {
		return nil, bonafide.Invalidf("contact.deadline is %s: it cannot be negative", c.Deadline)
	}
	if c.Concurrency == 0 {
		c.Concurrency = 4
	}
	if c.Deadline == 0 {
		c.Deadline = 5 * time.Second
	}
	e := &Examiner{config: c}
	var err error
	if c.Disposable == nil {
		e.smallDisposable = true
		if e.config.Disposable, err = builtIn("disposable.txt"); err != nil {
			return nil, err
		}
	}
	if c.FreeMail == nil {
		e.smallFreeMail = true
		if e.config.FreeMail, err = builtIn("free-mail.txt"); err != nil {
			return nil, err
		}
	}
	known, err := builtIn("firms.txt")
	if err != nil {
		return nil, err
	}
	if e.firms, err = newFirms(known, c.KnownFirms); err != nil {
		return nil, err
	}
	return e, nil
}

// Describe implements [bonafide.Examiner].
func (*Examiner) Describe() bonafide.ExaminerInfo {
	return bonafide.ExaminerInfo{
		Name: "verify/contact",
		Indicators: []bonafide.IndicatorID{
			handlePattern, virtualLine, contactChanges, portfolioSite, referenceContact, employerDomain,
			disposableMail, deliveryDiffers, deliveryLate, deliveryForwarded, deliveryCollected,
		},
	}
}

//go:embed cases
var cases embed.FS

// Cases returns the dossiers that prove the declared indicators.
func (*Examiner) Cases() ([]bonafide.Case, error) { return proof.Cases(cases) }

// Examine implements [bonafide.Examiner]. Its only error is that of a context that
// ended before it began.
func (e *Examiner) Examine(ctx context.Context, d *bonafide.Dossier, asOf time.Time) (bonafide.Examination, error) {
	if err := ctx.Err(); err != nil {
		return bonafide.Examination{}, err
	}
	x := &examination{Examiner: e, d: d, asOf: asOf}
	x.gather()
	x.lookUp(ctx)

	x.handles()
	x.mailboxes()
	x.lines()
	x.changes()
	x.sites()
	x.references()
	x.employers()
	x.deliveries()
	return x.report(), nil
}
