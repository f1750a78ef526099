package bonafide

import "time"

// Watched is what a detector makes of a run of events. Detectors are stateful and
// see events in the order of their own time; the same events give the same Watched.
type Watched struct {
	// At is the moment that the events have reached, by their own time.
	At time.Time
	// Sighted are findings, in the order in which they showed.
	Sighted []Sighted
	// Withdrawn are sightings that have lost their ground: a relation was declared, a
	// tool turned out to be what everybody here uses. They come after Sighted.
	Withdrawn []Withdrawal
	// Records are people's dossiers that changed; each replaces the person's one
	// before.
	Records []Dossier
	// Troubles are what ails the watching itself.
	Troubles []Trouble
}

// Sighted is a finding of a detector.
type Sighted struct {
	Finding
	// Key tells what the finding is about besides person and indicator: a device, a
	// network, a tool. A later sighting with the same key replaces the earlier one:
	// the same thing seen again is not more evidence, it is fresher evidence.
	Key string
}

// Withdrawal takes back what was sighted of a person with a rule and key.
type Withdrawal struct {
	Person PersonID
	Rule   string
	Key    string
}

// TroubleKind is what sort of trouble it is.
type TroubleKind string

// The kinds of trouble.
const (
	SourceSilent   TroubleKind = "source-silent"
	SourceLagging  TroubleKind = "source-lagging"
	SourceBroken   TroubleKind = "source-broken"
	SourceBack     TroubleKind = "source-back"
	UnknownAccount TroubleKind = "unknown-account" // an account or device that belongs to nobody
	SharedKey      TroubleKind = "shared-key"      // two people hold one account or device at a time
	LineRefused    TroubleKind = "line-refused"
	BusAway        TroubleKind = "bus"   // reading waits
	StoreAway      TroubleKind = "store" // judging waits
)

// Trouble is a finding about the operation of the watching: what is silent, late,
// unknown or unreadable. It concerns no person and weighs nothing; it says what is
// not seen.
type Trouble struct {
	Kind TroubleKind `json:"trouble"`
	At   time.Time   `json:"at"`
	// Source is the log it concerns.
	Source string `json:"source,omitzero"`
	// Subject is the account, device or line.
	Subject string `json:"subject,omitzero"`
	// Words say it in one line: "Okta: nothing for 40 minutes".
	Words string `json:"words"`
}

// Alert asks a person to look at somebody: an assessment has risen to a band that
// needs one, or has gained an independent side while it was there. There is one
// for each such step, however many events led to it.
type Alert struct {
	// ID is the same for the same step of the same person.
	ID     string    `json:"id"`
	At     time.Time `json:"at"`
	Person PersonID  `json:"person"`
	Band   Band      `json:"band"`
	Was    Band      `json:"was"`
	// Why says in one sentence what brought it.
	Why string `json:"why"`
	// Combinations are the published ones that the findings make up.
	Combinations []CombinationID `json:"combinations,omitzero"`
	// Held says that so many alerts came at once that this one is part of a storm:
	// it is kept, and told together with the others.
	Held       bool       `json:"held,omitzero"`
	Assessment Assessment `json:"assessment"`
}

// CombinationID names a combination of the catalogue: "C1".
type CombinationID string

// Combination is a set of indicators that were published together. It adds no
// weight, the sum does that: it names what a reader should recognise.
type Combination struct {
	ID    CombinationID `json:"id"`
	Title string        `json:"title"`
	// All has to be there: of each list at least one.
	All [][]IndicatorID `json:"all"`
	// Why says what makes it strong.
	Why string `json:"why"`
}

// Met reports whether the indicators make the combination up.
func (c *Combination) Met(has func(IndicatorID) bool) bool {
	for _, any := range c.All {
		one := false
		for _, id := range any {
			one = one || has(id)
		}
		if !one {
			return false
		}
	}
	return len(c.All) > 0
}
