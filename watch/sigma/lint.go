package sigma

import (
	"cmp"
	"fmt"
	"slices"
)

// Notice is something about a document that is no reason to refuse it, and may not be
// meant.
type Notice struct {
	File string
	Line int
	// Rule is the id of the document.
	Rule string
	Text string
}

// String is one line.
func (n Notice) String() string {
	return fmt.Sprintf("%s:%d: rule %s: %s", n.File, n.Line, n.Rule, n.Text)
}

// Lint says what the documents of a set may not mean as they are written, and which
// rules no known source serves. Refusals are in the set itself.
func Lint(set *Set, options Options) ([]Notice, error) {
	e, err := New(set, options)
	if err != nil {
		return nil, err
	}
	return e.Lint(), nil
}

// Lint is [Lint] of the engine's set.
func (e *Engine) Lint() []Notice {
	var out []Notice
	add := func(m *Meta, notices ...Notice) {
		for _, n := range notices {
			n.File, n.Rule = m.File, m.ID
			n.Line = max(n.Line, m.Line)
			out = append(out, n)
		}
	}
	note := func(m *Meta, format string, args ...any) { add(m, Notice{Text: fmt.Sprintf(format, args...)}) }
	meta := func(m *Meta) {
		if m.ID == m.place() {
			note(m, "it has neither id nor name, and is known by its place")
		}
		if m.Level != "" && !slices.Contains([]string{"informational", "low", "medium", "high", "critical"}, m.Level) {
			note(m, "the level %q is none of Sigma's", describe(m.Level))
		}
		if m.Status != "" && !slices.Contains([]string{"stable", "test", "experimental", "deprecated", "unsupported"}, m.Status) {
			note(m, "the status %q is none of Sigma's", describe(m.Status))
		}
	}
	for _, r := range e.set.Rules {
		meta(&r.Meta)
		add(&r.Meta, r.notices...)
		if slices.Contains(e.unserved, r.Logsource) {
			note(&r.Meta, "no source serves the log source %s: the rule sees only events that come with it", r.Logsource)
		}
	}
	for _, f := range e.set.Filters {
		meta(&f.Meta)
		add(&f.Meta, f.notices...)
		if !f.negates {
			note(&f.Meta, "the condition has no 'not': a filter keeps what its condition holds for, and leaves out the rest")
		}
	}
	for _, c := range e.set.Correlations {
		meta(&c.Meta)
		add(&c.Meta, c.notices...)
		for name, of := range c.Aliases {
			if !slices.Contains(c.GroupBy, name) && !slices.Contains(c.Fields, name) {
				note(&c.Meta, "the alias %q is not used", describe(name))
			}
			for _, ref := range c.Rules {
				if of[ref] == "" {
					note(&c.Meta, "the alias %q says nothing of the rule %s, whose events are not counted", describe(name), ref)
				}
			}
		}
		if c.Type == ValuePercentile && c.Percentile == nil {
			note(&c.Meta, "value_percentile without 'percentile' measures how many percent of the window have the value of the event")
		}
		upward := slices.ContainsFunc(c.bounds, func(b bound) bool { return b.compare == greater || b.compare == greaterEqual })
		if len(c.bounds) > 0 && !upward && (c.Type == EventCount || c.Type == ValueCount) {
			note(&c.Meta, "the condition is asked when an event comes; that none comes at all is never seen")
		}
		if len(c.Fields) > 1 {
			note(&c.Meta, "several fields are counted as one: each different combination of values")
		}
	}
	slices.SortStableFunc(out, func(a, b Notice) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	return out
}

// Serving are the names of the sources whose events a rule sees, by id or name; empty
// where there is none.
func (e *Engine) Serving(rule string) []string {
	id, ok := e.byID[rule]
	if !ok {
		return nil
	}
	var out []string
	for _, s := range e.serving(e.rules[id].Logsource) {
		out = append(out, s.Name)
	}
	return out
}
