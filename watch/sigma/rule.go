package sigma

import (
	"fmt"
	"strings"
	"time"

	"bonafide"
)

// Logsource says which log a rule reads. Empty fields ask for nothing.
type Logsource struct {
	Category string `json:"category,omitempty"`
	Product  string `json:"product,omitempty"`
	Service  string `json:"service,omitempty"`
}

// String writes product/category/service with - for what is not said.
func (l Logsource) String() string {
	part := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	return part(l.Product) + "/" + part(l.Category) + "/" + part(l.Service)
}

// within tells whether all that l asks for is given by other.
func (l Logsource) within(other Logsource) bool {
	return (l.Category == "" || l.Category == other.Category) &&
		(l.Product == "" || l.Product == other.Product) &&
		(l.Service == "" || l.Service == other.Service)
}

// Meta is what every document says about itself. Nothing in it decides a match;
// unknown keys are passed over.
type Meta struct {
	// ID is the document's id; where it has none, its name, else its place.
	ID          string
	Name        string
	Title       string
	Status      string
	Level       string
	Description string
	Author      string
	Date        string
	Modified    string
	Taxonomy    string
	Tags        []string
	References  []string
	// FalsePositives are the innocent explanations that the author names.
	FalsePositives []string
	// File and Line say where the document begins. A file of an archive is named
	// "archive.tar.gz!path/in/it.yml".
	File string
	Line int
}

func (m *Meta) place() string { return fmt.Sprintf("%s:%d", m.File, m.Line) }

// Rule is a rule that looks at one event.
type Rule struct {
	Meta
	Logsource Logsource
	// Filters are the ids of the filters that were laid over the rule.
	Filters []string

	searches []search
	holds    *expr // of the conditions, with filters
	notices  []Notice
}

// search is a named search of a detection.
type search struct {
	name string
	line int
	is   *expr
}

// Filter narrows rules. It is laid over each as: rule and condition.
type Filter struct {
	Meta
	Logsource Logsource
	// Rules are ids or names; All says that it is for every rule of the log source.
	Rules []string
	All   bool

	is      *expr
	negates bool
	notices []Notice
}

// CorrelationType is what a correlation counts or orders.
type CorrelationType string

// The eight types.
const (
	EventCount      CorrelationType = "event_count"
	ValueCount      CorrelationType = "value_count"
	Temporal        CorrelationType = "temporal"
	TemporalOrdered CorrelationType = "temporal_ordered"
	ValueSum        CorrelationType = "value_sum"
	ValueAvg        CorrelationType = "value_avg"
	ValuePercentile CorrelationType = "value_percentile"
	ValueMedian     CorrelationType = "value_median"
)

// Correlation is a rule over the matches of other rules.
type Correlation struct {
	Meta
	Type CorrelationType
	// Rules are the ids or names of the rules and correlations it reads, in order.
	Rules    []string
	GroupBy  []string
	Timespan time.Duration
	// Aliases gives for a name and a rule (id or name) the field of that rule.
	Aliases map[string]map[string]string
	// Fields are the fields whose values are counted or added up.
	Fields   []string
	Generate bool
	// Percentile is the rank asked for by value_percentile, in percent; without one
	// (nil) the measure is the share of the event's value in the window.
	Percentile *float64

	bounds  []bound
	notices []Notice
}

// bound is one comparison of a correlation's condition; all must hold.
type bound struct {
	compare comparison
	number  float64
}

// Refusal is a document that was not taken in: the place (file and line), the
// pointer into the document, the reason and the way out, and which rule it is.
type Refusal struct {
	bonafide.Refusal
	// Rule is the id, name or title of the document; empty where it has none.
	Rule string `json:"rule,omitempty"`
	// Placeholder is the name of a placeholder without values, where that is the
	// reason.
	Placeholder string `json:"placeholder,omitempty"`
}

// Error is one line: place, rule, reason, remedy.
func (r *Refusal) Error() string {
	s := r.Refusal
	if r.Rule != "" {
		s.Why = "rule " + describe(r.Rule) + ": " + s.Why
	}
	return s.Error()
}

// Set is what was loaded. Its order is that of the files' names.
type Set struct {
	Rules        []*Rule
	Correlations []*Correlation
	Filters      []*Filter
	// Refusals are the documents that cannot be evaluated exactly as written.
	Refusals []*Refusal
	// Documents counts all documents read, Files the files.
	Documents, Files int
}

// Rule finds a rule by id or name.
func (s *Set) Rule(id string) (*Rule, bool) {
	for _, r := range s.Rules {
		if r.ID == id || r.Name == id && id != "" {
			return r, true
		}
	}
	return nil, false
}

// exprKind is the kind of a node of a condition.
type exprKind uint8

const (
	isLeaf exprKind = iota
	isAnd
	isOr
	isNot
)

// expr is a condition: immutable after it was read, shared where a search is named
// twice.
type expr struct {
	kind exprKind
	kids []*expr
	leaf *predicate
	name string // the search that begins here, for people
}

func all(kids ...*expr) *expr  { return join(isAnd, kids) }
func some(kids ...*expr) *expr { return join(isOr, kids) }
func not(e *expr) *expr        { return &expr{kind: isNot, kids: []*expr{e}} }

func join(kind exprKind, kids []*expr) *expr {
	if len(kids) == 1 {
		return kids[0]
	}
	return &expr{kind: kind, kids: kids}
}

// leaves calls f for every predicate below e.
func (e *expr) leaves(f func(*predicate)) {
	if e.kind == isLeaf {
		f(e.leaf)
		return
	}
	for _, k := range e.kids {
		k.leaves(f)
	}
}

// larger tells whether e has more than n nodes, counted where they are named.
func (e *expr) larger(n int) bool { return e.count(n) < 0 }

// count is what is left of n after the nodes of e; it ends where nothing is.
func (e *expr) count(n int) int {
	n--
	for _, k := range e.kids {
		if n < 0 {
			break
		}
		n = k.count(n)
	}
	return n
}

// String writes the condition for people.
func (e *expr) String() string {
	switch e.kind {
	case isLeaf:
		return e.leaf.text
	case isNot:
		return "not (" + e.kids[0].String() + ")"
	}
	word := " and "
	if e.kind == isOr {
		word = " or "
	}
	parts := make([]string, len(e.kids))
	for i, k := range e.kids {
		parts[i] = k.String()
	}
	return "(" + strings.Join(parts, word) + ")"
}
