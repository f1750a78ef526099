package bonafide

import "math"

// IndicatorID names an entry of the catalogue: "APP-13".
type IndicatorID string

// CheckID names a verification step of the catalogue: "employer-callback".
type CheckID string

// GroupID names an evidence group: one underlying fact that several indicators
// may show.
type GroupID string

// InputID names a feed that an indicator reads: "resume", "sign-in-log".
type InputID string

// Bits is a weight of evidence: log2 of the likelihood ratio between
// misrepresentation and honesty (I. J. Good, 1950). Positive speaks for
// misrepresentation, negative for honesty.
type Bits float64

// Odds is the likelihood ratio that the weight stands for.
func (b Bits) Odds() float64 { return math.Exp2(float64(b)) }

// Strength is how much an indicator says, in five steps.
type Strength string

// The strengths, weakest first.
const (
	Low      Strength = "low"
	Medium   Strength = "medium"
	High     Strength = "high"
	Critical Strength = "critical"
	// Decisive is never summed: it stops and asks for a human.
	Decisive Strength = "decisive"
)

// Bits is the weight of a strength. A decisive one counts as critical wherever a
// number is needed.
func (s Strength) Bits() Bits {
	switch s {
	case Low:
		return 1
	case Medium:
		return 2.5
	case High:
		return 5
	case Critical, Decisive:
		return 8
	}
	return 0
}

// Category is the side of the engagement that an indicator looks at. Review needs
// evidence from two of them.
type Category string

// The categories.
const (
	CategoryIdentity   Category = "identity"
	CategoryDocument   Category = "document"
	CategoryContact    Category = "contact"
	CategoryNetwork    Category = "network"
	CategoryDevice     Category = "device"
	CategoryCode       Category = "code"
	CategoryBehaviour  Category = "behaviour"
	CategoryMoney      Category = "money"
	CategoryVendor     Category = "vendor"
	CategoryDisclosure Category = "disclosure"
)

// Categories is every category, in the order above.
var Categories = []Category{
	CategoryIdentity, CategoryDocument, CategoryContact, CategoryNetwork, CategoryDevice,
	CategoryCode, CategoryBehaviour, CategoryMoney, CategoryVendor, CategoryDisclosure,
}

// Indicator is an entry of the catalogue.
type Indicator struct {
	ID       IndicatorID `json:"id"`
	Phase    string      `json:"phase"`
	Category Category    `json:"category"`
	Group    GroupID     `json:"group"`
	// Title states the observation in one neutral line.
	Title string `json:"title"`
	// Meaning says what is compared, when it counts, and why it tells anything.
	Meaning string `json:"meaning"`
	// Alone is the strength of the observation by itself, Combined its strength
	// beside independent evidence.
	Alone    Strength `json:"alone"`
	Combined Strength `json:"combined"`
	// HalfLifeDays is the time after which an observation counts half; zero means
	// that it does not age.
	HalfLifeDays int `json:"half_life_days,omitzero"`
	// ObservedBy is "rule" or "analyst".
	ObservedBy string `json:"observed_by"`
	// Inputs are the feeds that it reads.
	Inputs []InputID `json:"inputs"`
	// Innocent are ordinary reasons why an honest person shows it.
	Innocent []string `json:"innocent"`
	// NextCheck is what settles it.
	NextCheck NextStep `json:"next_check"`
	// SwitchedOffBy are the accommodations under which it is not counted.
	SwitchedOffBy []Accommodation `json:"switched_off_by,omitempty"`
	Sources       []Citation      `json:"sources,omitempty"`
}

// NextStep is the check that settles an indicator, and what to ask in it.
type NextStep struct {
	Check CheckID `json:"check"`
	Ask   string  `json:"ask"`
}

// Citation is where a statement of the catalogue comes from.
type Citation struct {
	ID   string `json:"id"`
	URL  string `json:"url,omitempty"`
	Date string `json:"date,omitempty"`
	// Standing is "read" (in the publisher's own text) or "secondary".
	Standing string `json:"standing,omitempty"`
}

// Check is a verification step that people can take.
type Check struct {
	ID    CheckID `json:"id"`
	Title string  `json:"title"`
	// How says what to do, and what a pass and a failure look like.
	How string `json:"how"`
	// Fair says how to keep the step fair, with its alternative.
	Fair   string  `json:"fair"`
	Stages []Stage `json:"stages"`
	// Cost runs from 1 (minutes) to 5 (days, or hundreds of euros).
	Cost int `json:"cost"`
	// Intrusiveness runs from 0 (the person is asked nothing) to 4 (a visit).
	Intrusiveness int `json:"intrusiveness"`
	// ValidDays is how long a pass holds; zero means for good.
	ValidDays int `json:"valid_days,omitzero"`
	// General checks make sense for anybody in a role; the others only where they
	// settle something observed.
	General bool `json:"general,omitzero"`
	// AvoidUnder are the accommodations under which the step is not proposed.
	AvoidUnder []Accommodation `json:"avoid_under,omitempty"`
	// Honest and Misrepresenting are the likelihoods of each outcome.
	Honest          Likelihood `json:"honest"`
	Misrepresenting Likelihood `json:"misrepresenting"`
	// Settles are the evidence groups that a pass answers: what was observed in
	// them before the pass no longer counts.
	Settles []GroupID `json:"settles,omitempty"`
	// Except are indicators of those groups that the pass does not answer.
	Except []IndicatorID `json:"except,omitempty"`
	// Broad checks fit many questions: a pass answers only the indicators that its
	// result names as what it was taken about.
	Broad bool `json:"broad,omitzero"`
	// FailsAs is the indicator that a failure raises. A check without one weighs
	// by its own likelihoods.
	FailsAs IndicatorID `json:"fails_as,omitempty"`
	// Confirms are the indicators that a failure turns decisive: the entry on
	// the list is this person.
	Confirms []IndicatorID `json:"confirms,omitempty"`
}

// Likelihood of each outcome of a check under one hypothesis; they sum to one.
type Likelihood struct {
	Passed      float64 `json:"passed"`
	Failed      float64 `json:"failed"`
	Unreachable float64 `json:"unreachable"`
}

// PassedBits is the weight of a pass; never above zero in a catalogue that lints.
func (c *Check) PassedBits() Bits {
	return Bits(math.Log2(c.Misrepresenting.Passed / c.Honest.Passed))
}

// FailedBits is the weight of a failure that raises no indicator.
func (c *Check) FailedBits() Bits {
	return Bits(math.Log2(c.Misrepresenting.Failed / c.Honest.Failed))
}

// Effort is what a check asks of firm and person together, from 1 to 9.
func (c *Check) Effort() float64 { return float64(c.Cost + c.Intrusiveness) }

// Catalogue is what the product looks for. It is immutable once built.
type Catalogue struct {
	// Version names this content: a release number and the head of its SHA-256.
	Version    string      `json:"version"`
	Indicators []Indicator `json:"indicators"`
	Checks     []Check     `json:"checks"`

	indicators map[IndicatorID]*Indicator
	checks     map[CheckID]*Check
}

// NewCatalogue indexes indicators and checks, which it keeps in the order given.
func NewCatalogue(version string, indicators []Indicator, checks []Check) *Catalogue {
	c := &Catalogue{
		Version: version, Indicators: indicators, Checks: checks,
		indicators: make(map[IndicatorID]*Indicator, len(indicators)),
		checks:     make(map[CheckID]*Check, len(checks)),
	}
	for i := range indicators {
		c.indicators[indicators[i].ID] = &indicators[i]
	}
	for i := range checks {
		c.checks[checks[i].ID] = &checks[i]
	}
	return c
}

// Indicator returns the entry, or nil where the catalogue has none.
func (c *Catalogue) Indicator(id IndicatorID) *Indicator { return c.indicators[id] }

// Check returns the step, or nil where the catalogue has none.
func (c *Catalogue) Check(id CheckID) *Check { return c.checks[id] }
