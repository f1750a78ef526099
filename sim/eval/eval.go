// Package eval holds what a watch found in a company against the truth that the
// company was written with. In come the truth, one line a person, and the findings
// and alerts of the watch; out goes a report: who was found and how soon, whom it
// cost a review who had done nothing, how far the stated odds can be believed, and
// for each miss what would have caught it.
package eval

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/sim"
	"bonafide/strict"
)

const operator = sim.Operator

// ReadTruth reads the truth of a company's folder.
func ReadTruth(dir string) ([]sim.Truth, error) {
	path := filepath.Join(dir, "truth", "truth.jsonl")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, bonafide.NotFoundf("%s is not there: the company was written without its truth", path)
	}
	if err != nil {
		return nil, err
	}
	var out []sim.Truth
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var t sim.Truth
		if err := strict.JSON(fmt.Sprintf("%s:%d", path, n), lines.Bytes(), &t); err != nil {
			return nil, err
		}
		if t.Kind != operator && t.Kind != sim.Honest {
			return nil, &bonafide.Refusal{Place: fmt.Sprintf("%s:%d", path, n), Path: "/kind", Why: fmt.Sprintf("kind %q is neither operator nor honest", t.Kind)}
		}
		out = append(out, t)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// Watch is what a watch found, gathered as it goes.
type Watch struct {
	Begin, End time.Time
	people     map[bonafide.PersonID]*seen
}

type seen struct {
	reviews []time.Time
	// band is of the last assessment, before that of the one before it.
	band, before bonafide.Band
	highest      float64 // posterior
	last         bonafide.Assessment
	observed     map[bonafide.IndicatorID]time.Time
}

func (w *Watch) of(id bonafide.PersonID) *seen {
	if w.people == nil {
		w.people = map[bonafide.PersonID]*seen{}
	}
	s := w.people[id]
	if s == nil {
		s = &seen{band: bonafide.Clear, before: bonafide.Clear, observed: map[bonafide.IndicatorID]time.Time{}}
		w.people[id] = s
	}
	return s
}

// Assessed takes an assessment in, at the moment at which it was made.
func (w *Watch) Assessed(id bonafide.PersonID, at time.Time, a *bonafide.Assessment) {
	s := w.of(id)
	s.before, s.band, s.last = s.band, a.Band, *a
	s.highest = max(s.highest, a.Posterior)
	for i := range a.Findings {
		f := &a.Findings[i]
		if _, ok := s.observed[f.Indicator]; !ok {
			s.observed[f.Indicator] = at
		}
	}
}

// Alerted takes an alert in, after the assessment that it is of. It is a review where the
// person was not up for one: what joins while people look is part of the same.
func (w *Watch) Alerted(id bonafide.PersonID, at time.Time) {
	if s := w.of(id); s.before.Rank() < bonafide.Review.Rank() {
		s.reviews = append(s.reviews, at)
	}
}

// Within is how soon an operator is to be up for review.
const Within = 14 * 24 * time.Hour

// Report is the result.
type Report struct {
	People int `json:"people"`
	Weeks  float64
	// Operators that the records can show, and those found within [Within] and at all.
	Operators   int     `json:"operators"`
	InTime      int     `json:"in_time"`
	Found       int     `json:"found"`
	Recall      float64 `json:"recall"` // in time
	MedianDays  float64 `json:"median_days"`
	Hard        int     `json:"hard"`
	HardFound   int     `json:"hard_found"`
	FalseReview int     `json:"false_reviews"`
	// FalseRate is false reviews per 1,000 worker-weeks.
	FalseRate float64  `json:"false_per_1000_weeks"`
	Brier     float64  `json:"brier"`
	Bins      []Bin    `json:"calibration"`
	Cases     []Case   `json:"cases"`
	False     []Case   `json:"false_cases"`
	Patterns  []Tally  `json:"patterns"`
	Unseen    []Unseen `json:"unseen_indicators"`
}

// Bin is people whose highest posterior lay in a range.
type Bin struct {
	From, To  float64
	People    int
	Stated    float64 // mean of what was said
	Operators int
}

// Case is one person in the report.
type Case struct {
	Person  bonafide.PersonID `json:"person"`
	Pattern string            `json:"pattern"`
	Skill   int               `json:"skill,omitzero"`
	// Days from the first act to review; negative where it was not reached.
	Days  float64       `json:"days"`
	Band  bonafide.Band `json:"band"`
	Why   string        `json:"why"`
	Would string        `json:"would,omitzero"`
}

// Tally counts a pattern.
type Tally struct {
	Pattern string `json:"pattern"`
	People  int    `json:"people"`
	Review  int    `json:"review"`
}

// Unseen is an indicator that people showed and the watch did not raise.
type Unseen struct {
	Indicator bonafide.IndicatorID `json:"indicator"`
	Shown     int                  `json:"shown"`
	Raised    int                  `json:"raised"`
}

// Hold holds a watch against the truth.
func Hold(truth []sim.Truth, w *Watch) Report {
	r := Report{People: len(truth)}
	r.Weeks = float64(len(truth)) * w.End.Sub(w.Begin).Hours() / 24 / 7
	tallies := map[string]*Tally{}
	shown := map[bonafide.IndicatorID]*Unseen{}
	var days []float64
	for i := range truth {
		t := &truth[i]
		s := w.of(bonafide.PersonID(t.Person))
		tally := tallies[t.Pattern]
		if tally == nil {
			tally = &Tally{Pattern: t.Pattern}
			tallies[t.Pattern] = tally
		}
		tally.People++
		if len(s.reviews) > 0 {
			tally.Review++
		}
		for _, id := range indicators(t) {
			u := shown[id]
			if u == nil {
				u = &Unseen{Indicator: id}
				shown[id] = u
			}
			u.Shown++
			if _, ok := s.observed[id]; ok {
				u.Raised++
			}
		}
		truth01 := 0.0
		if t.Kind == operator {
			truth01 = 1
		}
		r.Brier += (s.highest - truth01) * (s.highest - truth01)
		if t.Kind != operator {
			for range s.reviews {
				r.FalseReview++
			}
			if len(s.reviews) > 0 {
				r.False = append(r.False, Case{Person: bonafide.PersonID(t.Person), Pattern: t.Pattern, Days: -1, Band: s.band, Why: why(&s.last), Would: t.Clears})
			}
			continue
		}
		c := Case{Person: bonafide.PersonID(t.Person), Pattern: t.Pattern, Skill: t.Skill, Days: -1, Band: s.band, Why: why(&s.last)}
		if len(s.reviews) > 0 {
			c.Days = max(0, s.reviews[0].Sub(t.FirstAct).Hours()/24)
		}
		if t.Hard {
			r.Hard++
			if c.Days >= 0 {
				r.HardFound++
			}
			c.Would = "hard: " + t.Note
			r.Cases = append(r.Cases, c)
			continue
		}
		r.Operators++
		if c.Days >= 0 {
			r.Found++
			days = append(days, c.Days)
		}
		if c.Days >= 0 && c.Days <= Within.Hours()/24 {
			r.InTime++
		} else {
			c.Would = would(t, s)
		}
		r.Cases = append(r.Cases, c)
	}
	if r.Operators > 0 {
		r.Recall = float64(r.InTime) / float64(r.Operators)
	}
	if len(truth) > 0 {
		r.Brier /= float64(len(truth))
	}
	if r.Weeks > 0 {
		r.FalseRate = float64(r.FalseReview) / r.Weeks * 1000
	}
	if len(days) > 0 {
		slices.Sort(days)
		r.MedianDays = days[len(days)/2]
	}
	r.Bins = bins(truth, w)
	for _, t := range tallies {
		r.Patterns = append(r.Patterns, *t)
	}
	slices.SortFunc(r.Patterns, func(a, b Tally) int { return cmp.Compare(a.Pattern, b.Pattern) })
	for _, u := range shown {
		if u.Raised < u.Shown {
			r.Unseen = append(r.Unseen, *u)
		}
	}
	slices.SortFunc(r.Unseen, func(a, b Unseen) int {
		return cmp.Or(cmp.Compare(b.Shown-b.Raised, a.Shown-a.Raised), cmp.Compare(a.Indicator, b.Indicator))
	})
	return r
}

func indicators(t *sim.Truth) []bonafide.IndicatorID {
	var out []bonafide.IndicatorID
	for _, a := range t.Acts {
		if id := bonafide.IndicatorID(a.Indicator); id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// why lists what weighs, strongest first.
func why(a *bonafide.Assessment) string {
	var parts []string
	for i := range a.Findings {
		if f := &a.Findings[i]; f.Bits > 0 && len(parts) < 6 {
			parts = append(parts, fmt.Sprintf("%s %+.1f", f.Indicator, f.Bits))
		}
	}
	if len(parts) == 0 {
		return "nothing observed"
	}
	return strings.Join(parts, ", ")
}

// would says what would have caught a miss: the acts that were not seen, else the
// check that was next.
func would(t *sim.Truth, s *seen) string {
	var unseen []string
	for _, a := range t.Acts {
		if _, ok := s.observed[bonafide.IndicatorID(a.Indicator)]; !ok && a.Indicator != "" {
			unseen = append(unseen, strings.TrimSpace(fmt.Sprintf("%s (%s)", a.Indicator, a.Where)))
		}
	}
	slices.Sort(unseen)
	unseen = slices.Compact(unseen)
	var out []string
	if len(unseen) > 0 {
		out = append(out, "not raised: "+strings.Join(unseen[:min(len(unseen), 6)], ", "))
	}
	if n := s.last.NextCheck; n != nil {
		out = append(out, "next check: "+string(n.Check))
	}
	if len(out) == 0 {
		return "nothing in the records"
	}
	return strings.Join(out, "; ")
}

func bins(truth []sim.Truth, w *Watch) []Bin {
	edges := []float64{0, 0.01, 0.05, 0.2, 0.5, 0.9, 1}
	out := make([]Bin, len(edges)-1)
	for i := range out {
		out[i].From, out[i].To = edges[i], edges[i+1]
	}
	for i := range truth {
		p := w.of(bonafide.PersonID(truth[i].Person)).highest
		for j := range out {
			b := &out[j]
			if p >= b.From && (p < b.To || j == len(out)-1) {
				b.People++
				b.Stated += p
				if truth[i].Kind == operator {
					b.Operators++
				}
				break
			}
		}
	}
	for i := range out {
		if out[i].People > 0 {
			out[i].Stated /= float64(out[i].People)
			out[i].Stated = math.Round(out[i].Stated*1e4) / 1e4
		}
	}
	return out
}

// Sum adds reports up.
type Sum struct {
	Companies, Operators, InTime, Found, FalseReview int
	Weeks                                            float64
}

// Add adds a company's report.
func (s *Sum) Add(r *Report) {
	s.Companies++
	s.Operators += r.Operators
	s.InTime += r.InTime
	s.Found += r.Found
	s.FalseReview += r.FalseReview
	s.Weeks += r.Weeks
}

// Recall is the share found in time.
func (s *Sum) Recall() float64 {
	if s.Operators == 0 {
		return 0
	}
	return float64(s.InTime) / float64(s.Operators)
}

// FalseRate is false reviews per 1,000 worker-weeks.
func (s *Sum) FalseRate() float64 {
	if s.Weeks == 0 {
		return 0
	}
	return float64(s.FalseReview) / s.Weeks * 1000
}

// Begin is the first day of a company, from its company.json.
func Begin(dir string) (time.Time, bool) {
	data, err := os.ReadFile(filepath.Join(dir, "company.json"))
	if err != nil {
		return time.Time{}, false
	}
	var c struct {
		Start string `json:"start"`
	}
	if json.Unmarshal(data, &c) != nil {
		return time.Time{}, false
	}
	start, err := time.Parse(time.DateOnly, c.Start)
	return start, err == nil
}
