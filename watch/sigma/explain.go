package sigma

import (
	"fmt"
	"strconv"
	"strings"

	"bonafide"
)

// Explanation says why a rule holds for an event or does not.
type Explanation struct {
	Rule *Rule
	// Source is the form in which the event was read; empty where the event belongs to
	// no source of the rule. It is then read as the first of them.
	Source string
	// Matches tells what the engine says: the condition holds, and the event belongs to
	// the rule's log source.
	Matches bool
	// Condition is the whole condition, with filters.
	Condition Reason
}

// Reason is a part of a condition with its outcome.
type Reason struct {
	// Text is "and", "or", "not", or the question as the rule writes it.
	Text string
	// Search is the name of the search that begins here.
	Search string
	Holds  bool
	// Values are what the event has in the field, at most eight, clipped; Missing says
	// that it has no such field. Both only of questions.
	Values  []string
	Missing bool
	Line    int
	Parts   []Reason
}

// Explain evaluates one rule, by id or name, on one event, part by part and without
// the engine's shortcuts.
func (e *Engine) Explain(rule string, event []byte, origin ...Logsource) (Explanation, error) {
	id, ok := e.byID[rule]
	if !ok {
		return Explanation{}, bonafide.NotFoundf("no rule %q is loaded", describe(rule))
	}
	m := e.NewMatcher()
	found, err := m.Match(event, origin...)
	if err != nil {
		return Explanation{}, err
	}
	out := Explanation{Rule: e.rules[id]}
	for _, f := range found {
		out.Matches = out.Matches || f.rule == id
	}
	if m.scanner.head[e.everything] == 0 {
		if err := m.scanner.everything(e.everything); err != nil {
			return out, err
		}
	}
	for _, g := range m.current.groups {
		if g.logsource == out.Rule.Logsource {
			if r := m.reason(out.Rule.holds, g.source); out.Source == "" || r.Holds && !out.Condition.Holds {
				out.Source, out.Condition = g.source.Name, r
			}
		}
	}
	if out.Source == "" {
		for _, g := range e.groups {
			if g.logsource == out.Rule.Logsource {
				out.Condition = m.reason(out.Rule.holds, g.source)
				break
			}
		}
	}
	return out, nil
}

func (m *Matcher) reason(x *expr, s *Source) Reason {
	r := Reason{Search: x.name}
	switch x.kind {
	case isLeaf:
		m.ask(x.leaf, s, &r)
		return r
	case isNot:
		k := m.reason(x.kids[0], s)
		r.Text, r.Holds, r.Parts = "not", !k.Holds, []Reason{k}
		return r
	}
	r.Text, r.Holds = "and", true
	if x.kind == isOr {
		r.Text, r.Holds = "or", false
	}
	for _, kid := range x.kids {
		k := m.reason(kid, s)
		r.Parts = append(r.Parts, k)
		if x.kind == isAnd {
			r.Holds = r.Holds && k.Holds
		} else {
			r.Holds = r.Holds || k.Holds
		}
	}
	return r
}

func (m *Matcher) ask(p *predicate, s *Source, r *Reason) {
	r.Text, r.Line = p.text, p.line
	slot := int32(-1)
	if p.field != "" {
		slot = m.engine.slotOf(s, p.field)
	}
	read := m.readField(slot)
	r.Missing = !read.there
	for v := read.first; v < read.first+min(read.count, 8) && p.field != ""; v++ {
		r.Values = append(r.Values, describe(string(m.original(v))))
	}
	both := func(v int32) value { return value{plain: m.original(v), folded: m.folded(v)} }
	switch p.op {
	case opExists:
		r.Holds = read.there == p.want
		return
	case opNull:
		r.Holds = read.count == 0
		return
	case opField:
		other := m.readField(m.engine.slotOf(s, p.ref))
		fits := false
		for v := read.first; v < read.first+read.count; v++ {
			for w := other.first; w < other.first+other.count; w++ {
				fits = fits || p.fits(both(v), both(w))
			}
		}
		r.Holds = fits
		if p.negated {
			r.Holds = !fits && read.count > 0 && other.count > 0
		}
		return
	}
	for v := read.first; v < read.first+read.count && !r.Holds; v++ {
		r.Holds = p.meets(both(v), m.zone)
	}
}

// String writes the explanation for people, a line for each part.
func (x Explanation) String() string {
	var b strings.Builder
	verdict := "does not match"
	if x.Matches {
		verdict = "matches"
	}
	fmt.Fprintf(&b, "%s (%s) %s\n", x.Rule.Title, x.Rule.ID, verdict)
	if x.Source == "" {
		fmt.Fprintf(&b, "the event does not belong to the rule's log source %s\n", x.Rule.Logsource)
	} else {
		fmt.Fprintf(&b, "read as: %s\n", x.Source)
	}
	x.Condition.write(&b, 0)
	return b.String()
}

func (r Reason) write(b *strings.Builder, depth int) {
	mark := "no "
	if r.Holds {
		mark = "yes"
	}
	fmt.Fprintf(b, "%s %s", mark, strings.Repeat("  ", depth))
	if r.Search != "" {
		fmt.Fprintf(b, "%s: ", r.Search)
	}
	b.WriteString(r.Text)
	switch {
	case r.Parts != nil:
	case r.Missing:
		b.WriteString("   (the event has no such field)")
	case r.Values != nil:
		quoted := make([]string, len(r.Values))
		for i, v := range r.Values {
			quoted[i] = strconv.Quote(v)
		}
		fmt.Fprintf(b, "   (the event has %s)", strings.Join(quoted, ", "))
	}
	b.WriteByte('\n')
	for _, p := range r.Parts {
		p.write(b, depth+1)
	}
}
