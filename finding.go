package bonafide

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// Finding says that an indicator was observed for a person, on this evidence, at
// this time, by this rule at this version. It is the one currency of the product.
type Finding struct {
	Person    PersonID    `json:"person"`
	Indicator IndicatorID `json:"indicator"`
	// ObservedAt is when the fact showed, not when a program noticed.
	ObservedAt time.Time `json:"observed_at"`
	// Rule names who found it, with its version: "contact/reference-mailbox@1".
	Rule string `json:"rule"`
	// Summary states in one neutral sentence what was observed.
	Summary string `json:"summary"`
	// Evidence is never empty.
	Evidence []Evidence `json:"evidence"`
}

// Statement is what a finding says, where person and indicator are said already.
// It has the fields of a [Finding], so that it can be one seen in another way.
type Statement struct {
	Person     PersonID    `json:"-"`
	Indicator  IndicatorID `json:"-"`
	ObservedAt time.Time   `json:"observed_at"`
	Rule       string      `json:"rule"`
	Summary    string      `json:"summary"`
	Evidence   []Evidence  `json:"evidence"`
}

// Observed holds a statement for structs that name the indicator themselves: one
// level deeper, the statement's own does not compete with theirs.
type Observed struct{ *Statement }

// Observed is the finding's statement with its time in UTC. It shares the finding's
// memory, save where the time was in another zone.
func (f *Finding) Observed() Observed {
	if f.ObservedAt.Location() == time.UTC {
		return Observed{(*Statement)(f)}
	}
	said := Statement(*f)
	said.ObservedAt = said.ObservedAt.UTC()
	return Observed{&said}
}

// ID is the head of the SHA-256 over everything the finding says. The same
// finding made again has the same id.
func (f *Finding) ID() string {
	h := sha256.New()
	field := func(s string) {
		h.Write([]byte(strconv.Itoa(len(s))))
		h.Write([]byte{':'})
		h.Write([]byte(s))
	}
	moment := func(t time.Time) { field(t.UTC().Format(time.RFC3339Nano)) }
	field(string(f.Person))
	field(string(f.Indicator))
	moment(f.ObservedAt)
	field(f.Rule)
	field(f.Summary)
	for i := range f.Evidence {
		e := &f.Evidence[i]
		field(string(e.Source))
		field(e.Path)
		field(e.Value)
		field(e.Note)
		moment(e.At)
		if e.Dataset != nil {
			field(e.Dataset.Name)
			field(e.Dataset.Version)
			field(e.Dataset.Date.String())
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Evidence is one thing that a finding rests on.
type Evidence struct {
	// Source is the record that it stands in; empty where it is a reference table.
	Source SourceID `json:"source,omitempty"`
	// Path is the JSON pointer of the claim in the dossier: "/sources/0/emails/1".
	Path string `json:"path,omitempty"`
	// Value is the claim as written.
	Value string `json:"value,omitempty"`
	// Note says what the value was held against.
	Note string `json:"note,omitempty"`
	// At is when the source was collected.
	At time.Time `json:"at,omitzero"`
	// Dataset is the reference table that the rule consulted.
	Dataset *Dataset `json:"dataset,omitempty"`
}

// Dataset is a reference table as it was consulted. Its age is the assessment's
// time less Date.
type Dataset struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Date    Date   `json:"date,omitzero"`
}

// Missing is something that could not be looked at. It never reads as 'fine'.
type Missing struct {
	// Indicators that nobody could therefore observe, sorted.
	Indicators []IndicatorID `json:"indicators,omitempty"`
	// What was not available: "mail exchanger of example.com".
	What string `json:"what"`
	// Why in one line, with the way out.
	Why string `json:"why"`
}

// Artefact is a typed, normalised thing that can recur with another person.
type Artefact struct {
	// Kind is "email", "email-canonical", "phone", "postal", "ip", "account",
	// "site", "device", "file-lineage", "payee", "name-born".
	Kind string `json:"kind"`
	// Value is the normal form; a secret is a keyed hash.
	Value  string    `json:"value"`
	Source SourceID  `json:"source,omitempty"`
	At     time.Time `json:"at,omitzero"`
}

// Outcome is how a check ended.
type Outcome string

// The outcomes. Only a pass or a failure weighs anything; an unanswered question
// is not evidence.
const (
	Requested   Outcome = "requested"
	Passed      Outcome = "passed"
	Failed      Outcome = "failed"
	Unreachable Outcome = "unreachable"
	Expired     Outcome = "expired"
)

// Outcomes is every outcome, in the order above.
var Outcomes = []Outcome{Requested, Passed, Failed, Unreachable, Expired}

// CheckResult is a verification step taken for a person.
type CheckResult struct {
	Check   CheckID   `json:"check"`
	Outcome Outcome   `json:"outcome"`
	At      time.Time `json:"at"`
	// By is who took it; a passed or failed check without an author is refused.
	By string `json:"by,omitempty"`
	// Subject is what it was about, where there is more than one: an employer.
	Subject string `json:"subject,omitempty"`
	// About names the indicators that the step was taken to settle. Empty leaves it
	// to the catalogue; a broad check without it settles nothing.
	About []IndicatorID `json:"about,omitempty"`
	// Route says how the contact was found: "independent" or "candidate".
	Route string `json:"route,omitempty"`
	Note  string `json:"note,omitempty"`
}
