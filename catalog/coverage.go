package catalog

import (
	"cmp"
	"slices"
	"strconv"

	"bonafide"
)

// State says whether the product computes an indicator, and how it knows.
type State string

// The states, best first.
const (
	// Computed: an examiner declares it, and its cases were just seen to hold.
	Computed State = "computed"
	// Broken: an examiner declares it, but a case does not hold or is missing.
	Broken State = "broken"
	// Analyst: it waits for somebody to write an observation down.
	Analyst State = "analyst"
	// Uncovered: a rule could compute it, and none does.
	Uncovered State = "uncovered"
)

// States is every state, in the order above.
var States = []State{Computed, Broken, Analyst, Uncovered}

// Proof is what the cases of an examiner showed of one indicator that it declares.
type Proof struct {
	// Examiner is the name that it declares: "verify/contact".
	Examiner string
	// Fires and Quiet count the cases that had to raise the indicator, and the
	// honest look-alikes that had not to.
	Fires, Quiet int
	// Failed names the cases that did not hold.
	Failed []string
}

// Report is the coverage of a catalogue.
type Report struct {
	CatalogVersion string  `json:"catalog_version"`
	Counts         []Count `json:"counts"`
	// Categories counts by category, in the order of [bonafide.Categories].
	Categories []CategoryCounts `json:"categories"`
	// Indicators in the order of the catalogue.
	Indicators []Covered `json:"indicators"`
	// Unknown are declared indicators that the catalogue does not have, sorted.
	Unknown []bonafide.IndicatorID `json:"unknown,omitempty"`
}

// Count is how many indicators are in a state.
type Count struct {
	State      State `json:"state"`
	Indicators int   `json:"indicators"`
}

// CategoryCounts are the counts of one category.
type CategoryCounts struct {
	Category bonafide.Category `json:"category"`
	Counts   []Count           `json:"counts"`
}

// Covered is one indicator with its state.
type Covered struct {
	Indicator bonafide.IndicatorID `json:"indicator"`
	Title     string               `json:"title"`
	Category  bonafide.Category    `json:"category"`
	State     State                `json:"state"`
	// Examiner, Fires, Quiet and Failed are those of the proof, where there is one.
	Examiner string   `json:"examiner,omitempty"`
	Fires    int      `json:"fires,omitempty"`
	Quiet    int      `json:"quiet,omitempty"`
	Failed   []string `json:"failed,omitempty"`
	// Why says in one line what is missing; empty where it is computed.
	Why string `json:"why,omitempty"`
}

// Count is the number of indicators in the state.
func (r *Report) Count(s State) int { return r.Counts[slices.Index(States, s)].Indicators }

// Coverage says of each indicator of the catalogue whether the product computes
// it, by what the declared examiners' cases have just shown. An indicator without a
// proof is not declared by anybody.
func Coverage(c *bonafide.Catalogue, computed map[bonafide.IndicatorID]Proof) Report {
	r := Report{CatalogVersion: c.Version, Counts: noCounts(), Indicators: make([]Covered, 0, len(c.Indicators))}
	for _, category := range bonafide.Categories {
		r.Categories = append(r.Categories, CategoryCounts{category, noCounts()})
	}
	for i := range c.Indicators {
		covered := cover(&c.Indicators[i], computed)
		r.Indicators = append(r.Indicators, covered)
		state := slices.Index(States, covered.State)
		r.Counts[state].Indicators++
		if k := slices.Index(bonafide.Categories, covered.Category); k >= 0 {
			r.Categories[k].Counts[state].Indicators++
		}
	}
	for id := range computed {
		if c.Indicator(id) == nil {
			r.Unknown = append(r.Unknown, id)
		}
	}
	slices.SortFunc(r.Unknown, cmp.Compare)
	return r
}

func noCounts() []Count {
	counts := make([]Count, len(States))
	for i, s := range States {
		counts[i].State = s
	}
	return counts
}

func cover(ind *bonafide.Indicator, computed map[bonafide.IndicatorID]Proof) Covered {
	out := Covered{Indicator: ind.ID, Title: ind.Title, Category: ind.Category}
	p, declared := computed[ind.ID]
	if !declared {
		out.State, out.Why = Uncovered, "no examiner declares it"
		if ind.ObservedBy == "analyst" {
			out.State, out.Why = Analyst, "it waits for an observation"
		}
		return out
	}
	out.Examiner, out.Fires, out.Quiet, out.Failed = p.Examiner, p.Fires, p.Quiet, slices.Sorted(slices.Values(p.Failed))
	out.State = Broken
	switch {
	case len(p.Failed) == 1:
		out.Why = "a case does not hold"
	case len(p.Failed) > 1:
		out.Why = strconv.Itoa(len(p.Failed)) + " cases do not hold"
	case p.Fires == 0:
		out.Why = "no case shows that it fires"
	case p.Quiet == 0:
		out.Why = "no honest look-alike shows that it stays quiet"
	default:
		out.State = Computed
	}
	return out
}
