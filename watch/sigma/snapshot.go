package sigma

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"bonafide"
)

// The state of correlations as it is written; times keep their nanoseconds.
type savedState struct {
	Version      int                `json:"version"`
	Latest       time.Time          `json:"latest"`
	Released     time.Time          `json:"released"`
	Sequence     int64              `json:"sequence"`
	Counts       CorrelationCounts  `json:"counts"`
	Pending      []savedPending     `json:"pending,omitempty"`
	Correlations []savedCorrelation `json:"correlations,omitempty"`
}

type savedPending struct {
	Occurrence
	Sequence int64 `json:"sequence"`
}

type savedCorrelation struct {
	ID      string        `json:"id"`
	Shape   string        `json:"shape"`
	Windows []savedWindow `json:"windows"` // by last event
}

type savedWindow struct {
	Group   []string             `json:"group"`
	Last    time.Time            `json:"last"`
	Emitted time.Time            `json:"emitted"`
	Told    map[string]time.Time `json:"told,omitempty"`
	Entries []occurred           `json:"entries,omitempty"`
	Chains  []run                `json:"chains,omitempty"`
	Passed  []run                `json:"passed,omitempty"`
}

const savedVersion = 1

// shapeOf changes when windows of the correlation no longer mean the same.
func shapeOf(c *Correlation) string {
	return fmt.Sprintf("%s %q %q %s %q %t", c.Type, c.Rules, c.GroupBy, c.Timespan, c.Fields, c.Percentile != nil)
}

// Save writes the whole state as JSON. Equal states give equal bytes.
func (c *Correlator) Save(w io.Writer) error {
	s := savedState{Version: savedVersion, Latest: c.latest, Released: c.released, Sequence: c.sequence, Counts: c.counts}
	for _, p := range c.pending {
		s.Pending = append(s.Pending, savedPending{p.Occurrence, p.sequence})
	}
	slices.SortFunc(s.Pending, func(a, b savedPending) int { return cmp.Compare(a.Sequence, b.Sequence) })
	for _, st := range c.order {
		out := savedCorrelation{ID: st.correlation.ID, Shape: shapeOf(st.correlation), Windows: []savedWindow{}}
		for w := st.oldest; w != nil; w = w.newer {
			out.Windows = append(out.Windows, savedWindow{Group: w.group, Last: w.last, Emitted: w.emitted, Told: w.told,
				Entries: w.entries[w.first:], Chains: w.chains, Passed: w.passed})
		}
		s.Correlations = append(s.Correlations, out)
	}
	if err := json.NewEncoder(w).Encode(s); err != nil {
		return fmt.Errorf("saving the state of correlations: %w", err)
	}
	return nil
}

// Load puts the state that Save wrote into a correlator that has seen nothing.
// Windows of correlations that are gone, or that now count otherwise, are left out;
// their ids are the result.
func (c *Correlator) Load(r io.Reader) (leftOut []string, err error) {
	if c.sequence != 0 {
		return nil, fmt.Errorf("loading the state of correlations: the correlator is in use")
	}
	var s savedState
	if err := json.NewDecoder(r).Decode(&s); err != nil {
		return nil, bonafide.Invalidf("loading the state of correlations: %w", err)
	}
	if s.Version != savedVersion {
		return nil, bonafide.Invalidf("loading the state of correlations: version %d is not known", s.Version)
	}
	byID := map[string]*correlationState{}
	for _, st := range c.order {
		byID[st.correlation.ID] = st
	}
	for _, saved := range s.Correlations {
		st := byID[saved.ID]
		if st == nil || shapeOf(st.correlation) != saved.Shape {
			leftOut = append(leftOut, saved.ID)
			continue
		}
		for _, sw := range saved.Windows {
			if err := st.restore(sw); err != nil {
				return nil, err
			}
		}
	}
	c.latest, c.released, c.sequence, c.counts = s.Latest, s.Released, s.Sequence, s.Counts
	for _, p := range s.Pending {
		c.pending = append(c.pending, waiting{p.Occurrence, p.Sequence})
	}
	c.pending.order()
	return leftOut, nil
}

func (st *correlationState) restore(sw savedWindow) error {
	c := st.correlation
	key := tupleKey(sw.Group)
	if len(sw.Group) != len(c.GroupBy) || st.windows[key] != nil {
		return bonafide.Invalidf("loading the state of correlations: a group of %s does not fit", c.ID)
	}
	w := &window{key: key, group: sw.Group, last: sw.Last, emitted: sw.Emitted, told: sw.Told, chains: sw.Chains, passed: sw.Passed}
	if sw.Chains != nil && (len(sw.Chains) != len(c.Rules) || len(sw.Passed) != len(c.Rules)) {
		return bonafide.Invalidf("loading the state of correlations: the runs of %s do not fit", c.ID)
	}
	for _, e := range sw.Entries {
		if e.Rule < 0 || e.Rule >= len(c.Rules) {
			return bonafide.Invalidf("loading the state of correlations: an event of %s does not fit", c.ID)
		}
		w.push(c, e)
	}
	st.windows[key] = w
	st.append(w)
	return nil
}
