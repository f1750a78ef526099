package sim

import (
	"cmp"
	"slices"
	"time"

	"bonafide/strict"
)

// The kinds of people.
const (
	Honest   = "honest"
	Operator = "operator"
)

// Act is what a person did that leaves a line.
type Act struct {
	At        time.Time `json:"at"`
	Indicator string    `json:"indicator"` // of the catalogue
	Note      string    `json:"note"`
	// Where is the file and line, from 1, below the company's folder.
	Where string `json:"where"`
}

// Truth is what holds of one person. The product never reads it.
type Truth struct {
	Person string `json:"person"` // the employee number
	Kind   string `json:"kind"`   // [Honest] or [Operator]
	// Pattern is "S-A" to "S-F" for operators, the look-alike's name for some honest
	// people, else empty. Group names the people of one scheme or household.
	Pattern string   `json:"pattern,omitzero"`
	Group   []string `json:"group,omitempty"`
	// Skill of an operator, 1 to 5.
	Skill int `json:"skill,omitzero"`
	// Hard cases leave too little for a review before the decisive step; Note says
	// what would catch them.
	Hard bool   `json:"hard,omitzero"`
	Note string `json:"note,omitzero"`
	// FirstAct is the first of Acts, zero where there is none.
	FirstAct time.Time `json:"first_act,omitzero"`
	Acts     []Act     `json:"acts"`
	// Clears is what clears a look-alike, and where it stands.
	Clears string `json:"clears,omitzero"`
}

// mark notes an act once; nil where it is known already, or belongs to nobody.
func (p *person) mark(t tag, at time.Time) *Act {
	if p == nil || p.pattern == "" || t.indicator == "" || p.marked[t.key+t.indicator] != nil {
		return nil
	}
	a := &Act{At: at.UTC(), Indicator: t.indicator, Note: t.note}
	p.marked[t.key+t.indicator] = a
	p.acts = append(p.acts, a)
	return a
}

func (w *world) writeTruth() error {
	o, err := w.files.create("truth/truth.jsonl")
	if err != nil {
		return err
	}
	for _, p := range w.people {
		t := Truth{Person: p.number, Kind: p.kind, Pattern: p.pattern, Skill: p.skill, Hard: p.hard, Note: p.note, Clears: p.clears, Acts: []Act{}}
		for _, q := range p.group {
			t.Group = append(t.Group, q.number)
		}
		for _, a := range p.acts {
			if a.Where != "" {
				t.Acts = append(t.Acts, *a)
			}
		}
		slices.SortStableFunc(t.Acts, func(a, b Act) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Indicator, b.Indicator)) })
		if len(t.Acts) > 0 {
			t.FirstAct = t.Acts[0].At
		}
		w.summary.Acts += len(t.Acts)
		switch {
		case p.kind == Operator:
			w.summary.Operators++
		case p.pattern != "":
			w.summary.LookAlikes++
		}
		data, err := strict.Marshal(&t)
		if err != nil {
			return err
		}
		o.line(data)
	}
	return o.close(w.end)
}
