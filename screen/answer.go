package screen

import (
	"bonafide"
)

// Band is how far a hit goes.
type Band string

// The bands of hits; None is no hit.
const (
	None     Band = ""
	Weak     Band = "weak"
	Possible Band = "possible"
	Strong   Band = "strong"
)

func (b Band) rank() int {
	switch b {
	case Weak:
		return 1
	case Possible:
		return 2
	case Strong:
		return 3
	}
	return 0
}

func bandAt(rank int) Band { return [...]Band{None, Weak, Possible, Strong}[max(0, min(rank, 3))] }

// Hit is one listed entry that a query met.
type Hit struct {
	// List is the list's name, ListID the entry's id on it.
	List   string `json:"list"`
	ListID string `json:"list_id"`
	// Schema is person, entity, vessel, aircraft, wallet or unknown.
	Schema string `json:"schema"`
	// Matched is the listed name or detail that was met, as listed.
	Matched string `json:"matched"`
	// Quality of what was met: "strong" or "weak" for names, as far as their
	// publisher stands behind them; "exact" for details.
	Quality string `json:"quality"`
	// Score is 0..1, finely graded and never 1.
	Score float64 `json:"score"`
	Band  Band    `json:"band"`
	// Explain has a sentence for all that speaks for or against the hit.
	Explain []string `json:"explain"`

	// order has what decides between hits of one band.
	order order
	ref   uint32
	// name is the score of the name alone, 0 where the name was not met.
	name  float64
	asked string // the name of the query that was met
	exact bool   // the name is the listed one in all its words
	// settled: more than the name agrees, and how many names lie near does not matter.
	settled bool
	facts   []fact
}

// order is the evidence inside a band, the weightier first.
type order struct {
	identifier, date, country int
	quality                   int
}

// ListVersion names one version of a list.
type ListVersion struct {
	Name    string        `json:"name"`
	Version string        `json:"version"`
	Date    bonafide.Date `json:"date"`
	SHA256  string        `json:"sha256"`
	Entries int           `json:"entries"`
}

func (v *ListVersion) dataset() bonafide.Dataset {
	d := bonafide.Dataset{Name: v.Name, Version: v.Version, Date: v.Date}
	if d.Version == "" {
		d.Version = clip12(v.SHA256)
	}
	return d
}

func clip12(s string) string { return s[:min(len(s), 12)] }

// Answer is what the lists say to one query.
type Answer struct {
	ID    string `json:"id"`
	Query string `json:"query"`
	// Hits are ordered by band, then by what agrees beside the name, then by score.
	Hits []Hit `json:"hits"`
	// Lists are all that were asked. The slice is shared: leave it as it is.
	Lists []ListVersion `json:"lists"`
	// Notes say what a reader has to know of this answer: an address whose checksum
	// fails, a list that was not there.
	Notes []string `json:"notes,omitempty"`
	// Proof is there where no hit reaches the threshold.
	Proof *Proof `json:"proof,omitempty"`
}
