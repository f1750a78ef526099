package screen

import (
	"fmt"
	"strings"
	"time"

	"bonafide"
	"bonafide/screen/watchlist"
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

// ParseBand reads "weak", "possible" or "strong", in any case.
func ParseBand(s string) (Band, error) {
	switch b := Band(strings.ToLower(strings.TrimSpace(s))); b {
	case Weak, Possible, Strong:
		return b, nil
	}
	return None, bonafide.Invalidf("band %q: it is weak, possible or strong", clip(s, 40))
}

// Reaches reports a band as high as least or higher; no hit reaches nothing.
func (b Band) Reaches(least Band) bool { return b != None && b.rank() >= least.rank() }

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
	// How says what Matched is: "the main name", "an alias", "a weak alias", "a former
	// name", "the listed address", "the listed e-mail address" and the like.
	How string `json:"how"`
	// Party is the entry's main name, whichever of its names or details was met; empty
	// where the list names nobody.
	Party string `json:"party,omitempty"`
	// Programmes are those under which the entry is listed, as its publisher writes them.
	Programmes []string `json:"programmes,omitempty"`

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
	// Dated says that Date is the publisher's; else it is the file's.
	Dated bool `json:"dated"`
	// AgeDays are the whole days since Date when the engine was built; absent on the
	// first day, and where the engine has no clock.
	AgeDays int `json:"age_days,omitzero"`
	// Checked is the last time at which its source was asked; see [ListState].
	Checked time.Time `json:"checked,omitzero"`
	// Stale says why the list is out of date; empty where it is not.
	Stale   string `json:"stale,omitzero"`
	SHA256  string `json:"sha256"`
	Entries int    `json:"entries"`
	// Notes are the first of the list's own notes: what of it is missing, what was passed
	// over. Every answer says them.
	Notes []string `json:"notes,omitempty"`
}

// mostListNotes is how many notes of a list every answer says.
const mostListNotes = 5

func listNotes(l *watchlist.List) []string {
	var out []string
	for i, n := range l.Notes {
		if i == mostListNotes {
			return append(out, fmt.Sprintf("%d further notes", len(l.Notes)-i))
		}
		out = append(out, clip(n, 300))
	}
	return out
}

// missing is what of a list is not there, in one line; empty for a whole list.
func (v *ListVersion) missing() string {
	var out []string
	for _, n := range v.Notes {
		if what, ok := strings.CutPrefix(n, watchlist.Incomplete); ok {
			out = append(out, what)
		}
	}
	return strings.Join(out, "; ")
}

// ListState is what is known of a list beside its content.
type ListState struct {
	// Checked is the last time at which its source was asked and answered; the zero
	// time where nobody asks.
	Checked time.Time
	// Stale says in a few words why the list may be out of date; empty where it is not.
	Stale string
}

func (v *ListVersion) dataset() bonafide.Dataset {
	d := bonafide.Dataset{Name: v.Name, Version: v.Version, Date: v.Date}
	if d.Version == "" {
		d.Version = clip12(v.SHA256)
	}
	return d
}

// Status is what an answer comes to.
type Status string

// The statuses.
const (
	// Found: there is a hit. The bands of the hits say what they are worth.
	Found Status = "hit"
	// NotFound: the lists that were asked do not hold what was asked for, and no more.
	NotFound Status = "not_found"
	// Incomplete: there is no hit, and a list that should have been asked is not there, or
	// has no version in force. It is not NotFound.
	Incomplete Status = "incomplete"
	// Unread: there is no hit, and a name or something that is meant as an address could
	// not be read and was not looked up. It is not NotFound.
	Unread Status = "unread"
)

func clip12(s string) string { return s[:min(len(s), 12)] }

// Answer is what the lists say to one query.
type Answer struct {
	ID    string `json:"id"`
	Query string `json:"query"`
	// Hits are ordered by band, then by what agrees beside the name, then by score.
	Hits []Hit `json:"hits"`
	// Best is the band of the best hit, those included that fewer hits or a least score
	// left out.
	Best Band `json:"-"`
	// Lists are all that were asked. The slice is shared: leave it as it is.
	Lists []ListVersion `json:"lists"`
	// Incomplete names the lists that should have been asked and were not there.
	Incomplete []string `json:"incomplete,omitempty"`
	// Status says in a word what Hits and Unread come to.
	Status Status `json:"status"`
	// Unread says of each address and name that could not be read what is wrong with it.
	// It was not looked up: correct it and ask again.
	Unread []string `json:"unread,omitempty"`
	// Notes say what a reader has to know of this answer: an address whose form
	// has no checksum, a list that was not there or is stale.
	Notes []string `json:"notes,omitempty"`
	// Proof is there where no hit reaches the threshold.
	Proof *Proof `json:"proof,omitempty"`
}
