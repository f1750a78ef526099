// Package history holds what a person's sources say against each other and
// against the calendar. A dossier comes in; out come findings about facts that
// differ between sources, about technologies dated before their first release,
// about young accounts beside long careers, names that differ on papers and in
// meetings, steps that stay undone and pay that goes elsewhere; further the
// artefacts by which accounts, sites, files and payees are recognised with other
// people, and a note of everything that could not be held against anything.
//
// It works offline and reads no table but its own, of first public releases.
//
// Names are compared with names and with nothing else. A difference between two
// scripts for which no settled transcription exists is reported as not
// comparable, never as a difference; renaming a person throughout a dossier, in
// any script, leaves every finding as it was. The country of a school, of a bank
// or of a home has no weight of its own: it is compared with what the person
// stated about the same thing.
//
// Every reading of an inexact date is the one that suits the person.
package history

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"time"

	"bonafide"
	"bonafide/proof"
)

// The indicators that this package computes.
const (
	factsConflict     bonafide.IndicatorID = "APP-08"
	profileSparse     bonafide.IndicatorID = "APP-11"
	skillTooEarly     bonafide.IndicatorID = "APP-13"
	identityConflict  bonafide.IndicatorID = "APP-21"
	payFarBelow       bonafide.IndicatorID = "APP-25"
	identityOverdue   bonafide.IndicatorID = "APP-28"
	codeAccountRecent bonafide.IndicatorID = "GIT-16"
	meetingName       bonafide.IndicatorID = "INT-12"
	presencePostponed bonafide.IndicatorID = "INT-15"
	paperNames        bonafide.IndicatorID = "ONB-08"
	payeeName         bonafide.IndicatorID = "PAY-01"
	payeeChanged      bonafide.IndicatorID = "PAY-03"
	payeeElsewhere    bonafide.IndicatorID = "PAY-12"
	otherEmployer     bonafide.IndicatorID = "WRK-12"

	// unconfirmed is reported as missing only: a failed check raises it elsewhere.
	unconfirmed bonafide.IndicatorID = "APP-14"
)

// DefaultConflictLimit is the summed weight of differing facts at which APP-08 is
// raised: one fact that a third party recorded, or two that only the person told.
// A single slip in one's own telling stays below it.
const DefaultConflictLimit = 1.0

// Config is the operator's part. The zero Config is complete.
type Config struct {
	// ConflictLimit is the summed weight of differing facts at which APP-08 is
	// raised, between 0.25 and 100; zero means [DefaultConflictLimit].
	ConflictLimit float64
	// Technologies replaces the table of first public releases that the program
	// carries; empty means that one. Its form is described by [ParseTechnologies].
	Technologies []byte
}

// Examiner holds a dossier against itself. It is safe for concurrent use.
type Examiner struct {
	limit        float64
	technologies *Technologies
}

//go:embed technologies.tsv
var technologiesFile []byte

//go:embed cases
var casesFiles embed.FS

// New builds an examiner. An error is of kind [bonafide.ErrInvalid] and concerns
// the configuration.
func New(c Config) (*Examiner, error) {
	if c.ConflictLimit == 0 {
		c.ConflictLimit = DefaultConflictLimit
	}
	if math.IsNaN(c.ConflictLimit) || c.ConflictLimit < 0.25 || c.ConflictLimit > 100 {
		return nil, bonafide.Invalidf("conflict limit %v: set it between 0.25 and 100", c.ConflictLimit)
	}
	place, data := "technologies.tsv", technologiesFile
	if len(c.Technologies) > 0 {
		place, data = "configured technologies", c.Technologies
	}
	t, err := ParseTechnologies(place, data)
	if err != nil {
		return nil, fmt.Errorf("reading the table of technologies: %w", err)
	}
	return &Examiner{limit: c.ConflictLimit, technologies: t}, nil
}

// Describe implements [bonafide.Examiner].
func (e *Examiner) Describe() bonafide.ExaminerInfo {
	return bonafide.ExaminerInfo{
		Name: "verify/history",
		Indicators: []bonafide.IndicatorID{
			factsConflict, profileSparse, skillTooEarly, identityConflict, payFarBelow, identityOverdue,
			codeAccountRecent, meetingName, presencePostponed, paperNames, payeeName, payeeChanged,
			payeeElsewhere, otherEmployer,
		},
	}
}

// Cases are the dossiers that prove the declared indicators.
func (e *Examiner) Cases() ([]bonafide.Case, error) {
	var fsys fs.FS = casesFiles
	return proof.Cases(fsys)
}

// Examine implements [bonafide.Examiner]. The only error is the context's.
func (e *Examiner) Examine(ctx context.Context, d *bonafide.Dossier, asOf time.Time) (bonafide.Examination, error) {
	x := examination{Examiner: e, d: d, asOf: asOf.UTC()}
	x.prepare()
	for _, rule := range []func(*examination){
		(*examination).conflicts,
		(*examination).anachronisms,
		(*examination).identity,
		(*examination).accounts,
		(*examination).pay,
		(*examination).steps,
		(*examination).meetings,
		(*examination).papers,
		(*examination).payees,
		(*examination).otherJobs,
		(*examination).confirmations,
		(*examination).artefacts,
	} {
		if err := ctx.Err(); err != nil {
			return bonafide.Examination{}, err
		}
		rule(&x)
	}
	slices.SortStableFunc(x.out.Findings, func(a, b bonafide.Finding) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), a.ObservedAt.Compare(b.ObservedAt),
			cmp.Compare(a.Evidence[0].Path, b.Evidence[0].Path), cmp.Compare(a.Summary, b.Summary))
	})
	slices.SortStableFunc(x.out.Missing, func(a, b bonafide.Missing) int {
		return cmp.Or(slices.Compare(a.Indicators, b.Indicators), cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why))
	})
	x.out.Missing = slices.CompactFunc(x.out.Missing, func(a, b bonafide.Missing) bool {
		return a.What == b.What && a.Why == b.Why && slices.Equal(a.Indicators, b.Indicators)
	})
	return x.out, nil
}
