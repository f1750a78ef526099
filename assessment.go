package bonafide

import "time"

// Band is how much attention an assessment asks for. It is never a verdict.
type Band string

// The bands, lowest first.
const (
	// Clear: nothing observed that outweighs what was checked.
	Clear Band = "clear"
	// Note: something observed, not enough to take a person's time.
	Note Band = "note"
	// Review: a person should look. Needs two independent categories or one
	// critical observation.
	Review Band = "review"
	// Urgent: a person should look now. Needs three independent categories or one
	// decisive observation.
	Urgent Band = "urgent"
)

// Bands is every band, lowest first.
var Bands = []Band{Clear, Note, Review, Urgent}

// Rank is the band's place in [Bands], -1 where it is none.
func (b Band) Rank() int {
	for i, x := range Bands {
		if x == b {
			return i
		}
	}
	return -1
}

// Assessment is a person's odds at a time, with the whole sum shown:
// PriorBits + the findings' bits + the checks' bits = Bits.
type Assessment struct {
	Band Band `json:"band"`
	// Bits is the weight of all evidence on top of the prior: log2 of the
	// posterior odds.
	Bits Bits `json:"bits"`
	// Prior is the base rate the operator set, PriorBits its log2 odds.
	Prior     float64 `json:"prior"`
	PriorBits Bits    `json:"prior_bits"`
	// Posterior is the share of profiles like this that misrepresent something.
	Posterior float64 `json:"posterior"`
	// Frequency says Posterior as people read it: "about 4 in 10 profiles like this".
	Frequency string `json:"frequency"`
	// Why says in one sentence how the band came about.
	Why            string    `json:"why"`
	AsOf           time.Time `json:"as_of"`
	CatalogVersion string    `json:"catalog_version"`
	// Findings by falling weight.
	Findings []WeighedFinding `json:"findings"`
	// Checks that weigh something or were unreachable, oldest first.
	Checks []WeighedCheck `json:"checks"`
	// Missing is what was not available to it.
	Missing []Missing `json:"missing"`
	// Sources with their age at AsOf.
	Sources []SourceAge `json:"sources"`
	// Datasets that were consulted, with their age at AsOf.
	Datasets []DatasetAge `json:"datasets,omitempty"`
	// NextCheck is the most informative check for its effort; nil where none is left.
	NextCheck *NextCheck `json:"next_check"`
}

// WeighedFinding is a finding with its part in the sum.
type WeighedFinding struct {
	// What the catalogue says of the indicator; shared by its findings, never nil.
	*Described
	// Bits is what the finding adds; zero where SetAside says why.
	Bits Bits `json:"bits"`
	// Sum says how Bits came about.
	Sum Sum `json:"sum"`
	// SetAside says why the finding does not count: answered by a check, switched
	// off by an accommodation.
	SetAside string `json:"set_aside,omitempty"`
	// What was observed; shared with the finding, never nil.
	Observed
}

// Described is what a reader of a finding needs of the catalogue.
type Described struct {
	Indicator IndicatorID `json:"indicator"`
	Title     string      `json:"title"`
	Category  Category    `json:"category"`
	Group     GroupID     `json:"group"`
	Innocent  []string    `json:"innocent"`
	NextCheck NextStep    `json:"next_check"`
	// Strength is the catalogue's strength alone, or decisive.
	Strength Strength `json:"strength"`
}

// Sum is the arithmetic of one finding:
// (Alone + Beside) * Fade * Share is its weight, rounded to a thousandth of a bit.
type Sum struct {
	// Alone is the weight of the indicator by itself.
	Alone Bits `json:"alone"`
	// Beside is what independent evidence of other groups adds to it.
	Beside Bits `json:"beside"`
	// Fade is what age leaves of it, 1 when fresh.
	Fade float64 `json:"fade"`
	// Share is 1 for the strongest of its evidence group, and half of the one
	// before for each further one.
	Share float64 `json:"share"`
}

// WeighedCheck is a check with its part in the sum.
type WeighedCheck struct {
	Check   CheckID   `json:"check"`
	Title   string    `json:"title"`
	Outcome Outcome   `json:"outcome"`
	Bits    Bits      `json:"bits"`
	At      time.Time `json:"at"`
	Subject string    `json:"subject,omitempty"`
	// Why says what it settled, or why it weighs nothing.
	Why string `json:"why,omitempty"`
}

// SourceAge is a source and how old its claims are.
type SourceAge struct {
	Source  SourceID   `json:"source"`
	Kind    SourceKind `json:"kind"`
	System  string     `json:"system,omitempty"`
	AgeDays *int       `json:"age_days"` // nil where the source has no date
}

// DatasetAge is a reference table and how old it is.
type DatasetAge struct {
	Dataset
	AgeDays *int `json:"age_days"` // nil where the table has no date
}

// NextCheck is the check to take next: of those that can be taken now, the one
// with the most information for its effort.
type NextCheck struct {
	Check CheckID `json:"check"`
	Title string  `json:"title"`
	// GainBits is the expected information of the outcome about the person, in
	// bits of Shannon entropy.
	GainBits float64 `json:"gain_bits"`
	// Cost is the check's effort: cost and intrusiveness together, 1 to 9.
	Cost float64 `json:"cost"`
	// Why says what it would settle, and what to ask.
	Why string `json:"why"`
}
