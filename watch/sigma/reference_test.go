package sigma

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// The reference evaluator interprets the condition of a rule straight, value by
// value, over a decoded event: no index, no witness, no cache. The engine must agree
// with it on every pair of event and rule.

type refValue struct {
	text string
	fold string
	null bool // null, or an empty list
}

// refEvent is an event by the names of its fields; "" holds every value.
type refEvent map[string][]refValue

func refDecode(data []byte) (refEvent, error) {
	e := refEvent{}
	dec := json.NewDecoder(bytes.NewReader(data))
	var root json.RawMessage
	if err := dec.Decode(&root); err != nil {
		return nil, err
	}
	if b := bytes.TrimSpace(root); len(b) == 0 || b[0] != '{' {
		return nil, fmt.Errorf("no object")
	}
	if dec.More() {
		return nil, fmt.Errorf("more follows")
	}
	return e, e.flatten("", root, true)
}

func (e refEvent) flatten(name string, raw json.RawMessage, root bool) error {
	raw = bytes.TrimSpace(raw)
	add := func(v refValue) {
		v.fold = refFold(v.text)
		if name != "" {
			e[name] = append(e[name], v)
		}
	}
	leaf := func(text string) {
		e[""] = append(e[""], refValue{text: text, fold: refFold(text)})
		add(refValue{text: text})
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	t, err := dec.Token()
	if err != nil {
		return err
	}
	switch v := t.(type) {
	case json.Delim:
		if v == '[' {
			if !dec.More() {
				add(refValue{null: true})
			}
			for dec.More() {
				var item json.RawMessage
				if err := dec.Decode(&item); err != nil {
					return err
				}
				if err := e.flatten(name, item, false); err != nil {
					return err
				}
			}
			return nil
		}
		if !root {
			add(refValue{text: string([]rune(string(raw)))})
		}
		for dec.More() {
			k, err := dec.Token()
			if err != nil {
				return err
			}
			var item json.RawMessage
			if err := dec.Decode(&item); err != nil {
				return err
			}
			child := strings.ReplaceAll(k.(string), " ", "")
			if name != "" {
				child = name + "." + child
			}
			if err := e.flatten(child, item, false); err != nil {
				return err
			}
		}
	case string:
		leaf(v)
	case json.Number:
		leaf(refNumber(string(v)))
	case bool:
		leaf(strconv.FormatBool(v))
	case nil:
		add(refValue{null: true})
	}
	return nil
}

func refNumber(s string) string {
	if strings.ContainsAny(s, ".eE") {
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			if f == 0 {
				return "0"
			}
			if f > -1e21 && f < 1e21 && (f >= 1e-6 || f <= -1e-6) {
				return strconv.FormatFloat(f, 'f', -1, 64)
			}
			return strconv.FormatFloat(f, 'g', -1, 64)
		}
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// refFold is written another way than fold: the smallest of the class that is a
// letter in lower case if it is ASCII.
func refFold(s string) string {
	return strings.Map(func(r rune) rune {
		class := []rune{r}
		for n := unicode.SimpleFold(r); n != r; n = unicode.SimpleFold(n) {
			class = append(class, n)
		}
		least := slices.Min(class)
		if 'A' <= least && least <= 'Z' {
			return least + 32
		}
		return least
	}, s)
}

func (e refEvent) lookup(s *Source, field string) []refValue {
	if field == "" {
		return e[""]
	}
	for _, p := range s.paths(field) {
		if text, constant := strings.CutPrefix(p, "="); constant {
			return []refValue{{text: text, fold: refFold(text)}}
		}
		if v := e[p]; v != nil {
			return v
		}
	}
	return nil
}

func (e refEvent) holds(x *expr, s *Source, zone *time.Location) bool {
	switch x.kind {
	case isAnd:
		for _, k := range x.kids {
			if !e.holds(k, s, zone) {
				return false
			}
		}
		return true
	case isOr:
		for _, k := range x.kids {
			if e.holds(k, s, zone) {
				return true
			}
		}
		return false
	case isNot:
		return !e.holds(x.kids[0], s, zone)
	}
	p := x.leaf
	values := e.lookup(s, p.field)
	var real []refValue
	for _, v := range values {
		if !v.null {
			real = append(real, v)
		}
	}
	switch p.op {
	case opExists:
		return p.want == (len(values) > 0)
	case opNull:
		return len(real) == 0
	case opField:
		any, others := false, 0
		for _, o := range e.lookup(s, p.ref) {
			if o.null {
				continue
			}
			others++
			for _, v := range real {
				a, b := v.text, o.text
				if !p.cased {
					a, b = v.fold, o.fold
				}
				switch p.refForm {
				case shapePrefix:
					any = any || strings.HasPrefix(a, b)
				case shapeSuffix:
					any = any || strings.HasSuffix(a, b)
				case shapeContains:
					any = any || strings.Contains(a, b)
				default:
					any = any || a == b
				}
			}
		}
		if p.negated {
			return !any && len(real) > 0 && others > 0
		}
		return any
	}
	for _, val := range real {
		v := val.text
		var ok bool
		switch p.op {
		case opPattern:
			if p.cased {
				ok = refGlob(p.pattern, v)
			} else {
				ok = refGlob(p.pattern, val.fold)
			}
		case opRegex:
			ok = p.re.MatchString(v)
		case opCIDR:
			a, err := netip.ParseAddr(v)
			ok = err == nil && p.network.Contains(a.Unmap().WithZone(""))
		case opCompare:
			n, err := strconv.ParseFloat(v, 64)
			ok = err == nil && strings.Trim(v, "0123456789.eE+-") == "" && len(v) <= 64 && strings.IndexAny(v, "0123456789-+.") == 0 && refCompare(p.compare, n, p.number)
		case opTime:
			t, is := parseTime([]byte(v))
			ok = is && refCompare(p.compare, float64(p.part.of(t, zone)), p.number)
		}
		if ok {
			return true
		}
	}
	return false
}

func refCompare(c comparison, a, b float64) bool {
	return map[comparison]bool{equal: a == b, less: a < b, lessEqual: a <= b, greater: a > b, greaterEqual: a >= b, unequal: a != b}[c]
}

func refGlob(p pattern, s string) bool {
	if len(p) == 0 {
		return s == ""
	}
	switch p[0].kind {
	case literal:
		rest, ok := strings.CutPrefix(s, p[0].text)
		return ok && refGlob(p[1:], rest)
	case oneRune:
		for i := range s {
			if i > 0 {
				return refGlob(p[1:], s[i:])
			}
		}
		return s != "" && refGlob(p[1:], "")
	}
	if len(p) == 1 {
		return true
	}
	if p[1].kind == literal && !strings.Contains(s, p[1].text) {
		return false
	}
	for i := range s {
		if refGlob(p[1:], s[i:]) {
			return true
		}
	}
	return refGlob(p[1:], "")
}

func (e refEvent) belongs(s *Source) bool {
	for _, c := range s.When {
		ok := true
		for _, t := range c {
			any := false
			for _, p := range t.Paths {
				if len(t.Values) == 0 {
					any = any || len(e[p]) > 0
				}
				for _, v := range e[p] {
					for _, want := range t.Values {
						any = any || !v.null && v.fold == refFold(want)
					}
				}
			}
			ok = ok && any != t.Not
		}
		if ok {
			return true
		}
	}
	return false
}

// reference gives the ids of the rules that hold, in the order of the set.
func (e *Engine) reference(event []byte, origin ...Logsource) ([]string, error) {
	ev, err := refDecode(event)
	if err != nil {
		return nil, err
	}
	hit := map[int32]bool{}
	served := map[Logsource]bool{}
	run := func(g *group) {
		served[g.logsource] = true
		for _, r := range g.rules {
			if !hit[r] && ev.holds(e.rules[r].holds, g.source, e.options.Zone) {
				hit[r] = true
			}
		}
	}
	for _, g := range e.groups {
		if ev.belongs(g.source) {
			run(g)
		}
	}
	for _, o := range origin {
		for _, g := range e.groups {
			if g.logsource.within(o) && !served[g.logsource] {
				run(g)
			}
		}
	}
	var out []string
	for i, r := range e.rules {
		if hit[int32(i)] {
			out = append(out, r.ID)
		}
	}
	return out, nil
}

func ids(matches []Match) []string {
	var out []string
	for _, m := range matches {
		out = append(out, m.Rule.ID)
	}
	return out
}
