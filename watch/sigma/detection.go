package sigma

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Bounds of one document.
const (
	maxPredicates      = 50_000
	maxExpressionBytes = 8 << 10
)

// refused is why a document cannot be evaluated, at a line of it.
type refused struct {
	line        int
	pointer     string
	why, remedy string
	placeholder string
}

func (r *refused) Error() string { return r.why }

func refuse(n *yaml.Node, pointer, why string, args ...any) *refused {
	return &refused{line: n.Line, pointer: pointer, why: fmt.Sprintf(why, args...)}
}

// detectionReader turns searches into conditions over predicates.
type detectionReader struct {
	placeholders map[string][]string
	predicates   int
	notices      []Notice
}

func (d *detectionReader) note(line int, format string, args ...any) {
	d.notices = append(d.notices, Notice{Line: line, Text: fmt.Sprintf(format, args...)})
}

// search reads one named search: a map (all of it), a list of maps (any), or a list
// of plain values, which are keywords (any).
func (d *detectionReader) search(n *yaml.Node, pointer string) (*expr, *refused) {
	switch n.Kind {
	case yaml.MappingNode:
		return d.fields(n, pointer)
	case yaml.SequenceNode:
		if len(n.Content) == 0 {
			return nil, refuse(n, pointer, "the search is an empty list")
		}
		var kids []*expr
		for i, item := range n.Content {
			at := pointer + "/" + strconv.Itoa(i)
			var e *expr
			var r *refused
			switch item.Kind {
			case yaml.MappingNode:
				e, r = d.fields(item, at)
			case yaml.ScalarNode:
				e, r = d.item("", nil, item, at)
			default:
				r = refuse(item, at, "a list stands inside the list of a search")
			}
			if r != nil {
				return nil, r
			}
			kids = append(kids, e)
		}
		return some(kids...), nil
	case yaml.ScalarNode:
		return d.item("", nil, n, pointer)
	}
	return nil, refuse(n, pointer, "the search is neither a map nor a list")
}

func (d *detectionReader) fields(n *yaml.Node, pointer string) (*expr, *refused) {
	if len(n.Content) == 0 {
		return nil, refuse(n, pointer, "the search is an empty map")
	}
	var kids []*expr
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		at := pointer + "/" + pointerEscape(key.Value)
		if key.Kind != yaml.ScalarNode {
			return nil, refuse(key, pointer, "a field's name must be plain text")
		}
		if seen[key.Value] {
			return nil, refuse(key, at, "%q stands there twice", describe(key.Value))
		}
		seen[key.Value] = true
		parts := strings.Split(key.Value, "|")
		name := parts[0]
		if key.ShortTag() == "!!null" {
			name = ""
		}
		e, r := d.item(name, parts[1:], val, at)
		if r != nil {
			return nil, r
		}
		kids = append(kids, e)
	}
	return all(kids...), nil
}

// draft is a value on its way through the modifiers: a text, a number, a boolean
// or null, in one or several forms of which any may fit.
type draft struct {
	node  *yaml.Node
	tag   string // !!str, !!int, !!float, !!bool, !!null
	raw   []string
	forms []pattern
}

// chain is what the modifiers of a field say together.
type chain struct {
	every, cased, negated bool
	op                    operation
	flags                 string // of a regular expression
	compare               comparison
	compares              bool
	part                  timePart
	refForm               shape
	expands               bool
	modifiers             []string
}

// item reads a field with its modifiers and its value or values.
func (d *detectionReader) item(field string, modifiers []string, n *yaml.Node, pointer string) (*expr, *refused) {
	field = strings.ReplaceAll(field, " ", "") // the taxonomy has no spaces in names
	if len(field) > 512 {
		return nil, refuse(n, pointer, "the name of the field has %d bytes", len(field))
	}
	c, why := readChain(modifiers)
	if why != "" {
		return nil, refuse(n, pointer, "%s", why)
	}
	var nodes []*yaml.Node
	switch n.Kind {
	case yaml.ScalarNode:
		nodes = []*yaml.Node{n}
	case yaml.SequenceNode:
		nodes = n.Content
		if len(nodes) == 0 {
			return nil, refuse(n, pointer, "the list of values is empty")
		}
	default:
		return nil, refuse(n, pointer, "a field needs a value or a list of values")
	}
	if c.every && len(nodes) == 1 {
		d.note(n.Line, "'all' on a single value changes nothing")
	}
	var kids []*expr
	for i, node := range nodes {
		at := pointer
		if n.Kind == yaml.SequenceNode {
			at += "/" + strconv.Itoa(i)
		}
		if node.Kind != yaml.ScalarNode {
			return nil, refuse(node, at, "a value must be text, a number, true, false or null")
		}
		if !utf8.ValidString(node.Value) {
			return nil, refuse(node, at, "the value is not UTF-8")
		}
		predicates, r := d.value(field, c, node, at)
		if r != nil {
			return nil, r
		}
		var forms []*expr
		for _, p := range predicates {
			p.field, p.cased, p.line = field, c.cased, node.Line
			if p.text == "" {
				p.text = written(field, c.modifiers, node)
			}
			p.id = p.key()
			forms = append(forms, &expr{kind: isLeaf, leaf: p})
		}
		if d.predicates += len(forms); d.predicates > maxPredicates {
			return nil, refuse(node, at, "the rule asks more than %d questions", maxPredicates)
		}
		kids = append(kids, some(forms...))
	}
	e := some(kids...)
	if c.every {
		e = all(kids...)
	}
	if c.negated && c.op != opField {
		e = not(e)
	}
	return e, nil
}

func written(field string, modifiers []string, n *yaml.Node) string {
	name := strings.Join(append([]string{field}, modifiers...), "|")
	if name == "" {
		name = "keyword"
	}
	v := describe(n.Value)
	if n.ShortTag() == "!!str" {
		v = strconv.Quote(v)
	}
	if v == "" {
		v = "null"
	}
	return name + ": " + v
}

// readChain reads modifiers; why is empty when they make sense together.
func readChain(modifiers []string) (c chain, why string) {
	seen := map[string]bool{}
	c.modifiers = modifiers
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(s string) bool { return seen[s] })
	}
	for _, m := range modifiers {
		if seen[m] {
			return c, fmt.Sprintf("the modifier %q stands there twice", m)
		}
		switch m {
		case "contains", "startswith", "endswith":
			if has("contains", "startswith", "endswith") {
				return c, "contains, startswith and endswith cannot be joined"
			}
			c.refForm = map[string]shape{"contains": shapeContains, "startswith": shapePrefix, "endswith": shapeSuffix}[m]
		case "all":
			c.every = true
		case "cased":
			c.cased = true
		case "neq":
			c.negated = true
		case "exists":
			c.op = opExists
		case "re":
			c.op = opRegex
		case "i", "m", "s":
			if !seen["re"] {
				return c, fmt.Sprintf("the modifier %q belongs behind re", m)
			}
			c.flags += m
		case "cidr":
			c.op = opCIDR
		case "fieldref":
			c.op = opField
		case "lt", "lte", "gt", "gte":
			if c.compares {
				return c, "a field takes one of lt, lte, gt and gte; name it twice for a range"
			}
			c.compares, c.compare = true, comparisons[m]
			if c.op == opPattern {
				c.op = opCompare
			}
		case "minute", "hour", "day", "week", "month", "year":
			if c.part != 0 {
				return c, "a field takes one part of a time"
			}
			c.part = timeParts[m]
			if c.op == opPattern || c.op == opCompare {
				c.op = opTime
			}
		case "base64", "base64offset", "wide", "utf16le", "utf16be", "utf16", "windash":
		case "expand":
			c.expands = true
		case "":
			return c, "a modifier is empty: two bars, or one at the end"
		default:
			return c, fmt.Sprintf("the modifier %q is not known", describe(m))
		}
		seen[m] = true
	}
	kinds := 0
	for _, group := range [][]string{{"re"}, {"cidr"}, {"fieldref"}, {"exists"}, {"lt", "lte", "gt", "gte", "minute", "hour", "day", "week", "month", "year"}} {
		if has(group...) {
			kinds++
		}
	}
	texts := has("base64", "base64offset", "wide", "utf16le", "utf16be", "utf16", "windash")
	switch {
	case kinds > 1:
		return c, "the modifiers ask for different things: " + strings.Join(modifiers, ", ")
	case kinds == 1 && texts, kinds == 1 && c.op != opField && has("contains", "startswith", "endswith"):
		return c, "the modifiers cannot be joined: " + strings.Join(modifiers, ", ")
	case c.cased && kinds == 1 && c.op != opField:
		return c, "cased is for text: regular expressions are cased unless they say i, and the others know no case"
	case c.expands && (c.op == opExists || c.op == opField):
		return c, "expand is for values"
	case has("base64") && has("base64offset"):
		return c, "base64 and base64offset cannot be joined"
	}
	return c, ""
}

// value turns one value into predicates of which any may hold.
func (d *detectionReader) value(field string, c chain, n *yaml.Node, pointer string) ([]*predicate, *refused) {
	v := draft{node: n, tag: n.ShortTag()}
	text := n.Value
	switch v.tag {
	case "!!null", "!!bool", "!!str":
	case "!!int", "!!float":
		// 0x1F, 0o17 and 1_000 are kept as written: that is what logs hold.
		if _, ok := number([]byte(text)); ok {
			text = numberText(strings.TrimPrefix(text, "+"))
		}
	default: // timestamps and whatever else YAML reads into plain text
		v.tag = "!!str"
	}
	if field == "" && (c.op == opExists || c.op == opField || c.op == opTime || c.op == opCompare || c.op == opCIDR) {
		return nil, refuse(n, pointer, "keywords take text and regular expressions only")
	}
	switch c.op {
	case opExists:
		if v.tag != "!!bool" {
			return nil, refuse(n, pointer, "exists takes true or false")
		}
		return []*predicate{{op: opExists, want: strings.EqualFold(text, "true")}}, nil
	case opField:
		if v.tag != "!!str" || text == "" {
			return nil, refuse(n, pointer, "fieldref takes the name of a field")
		}
		return []*predicate{{op: opField, ref: strings.ReplaceAll(text, " ", ""), refForm: c.refForm, negated: c.negated}}, nil
	}
	if v.tag == "!!null" {
		if field == "" || c.op != opPattern || len(c.modifiers) > 0 && !onlyOf(c.modifiers, "neq", "all", "cased") {
			return nil, refuse(n, pointer, "null takes no modifier and is no keyword")
		}
		return []*predicate{{op: opNull}}, nil
	}
	if v.tag == "!!bool" {
		text = strings.ToLower(text)
	}
	v.raw = []string{text}
	if c.op == opPattern {
		if v.tag == "!!str" {
			v.forms = []pattern{parsePattern(text)}
		} else {
			v.forms = []pattern{plainPattern(text)}
		}
	}
	for _, m := range c.modifiers {
		if r := d.transform(&v, c, m, pointer); r != nil {
			return nil, r
		}
	}
	var out []*predicate
	if c.op == opPattern {
		if field == "" {
			for i := range v.forms {
				v.forms[i] = v.forms[i].open(true, true)
			}
		}
		seen := map[string]bool{}
		for _, f := range v.forms {
			for _, t := range f {
				if !utf8.ValidString(t.text) {
					return nil, refuse(n, pointer, "the encoded value is no text that an event can hold; base64 belongs behind it")
				}
			}
			if !c.cased {
				f = f.folded()
			}
			p := &predicate{op: opPattern, pattern: f}
			if len(v.forms) > 1 {
				if k := p.key(); seen[k] {
					continue
				} else {
					seen[k] = true
				}
			}
			out = append(out, p)
		}
		return out, nil
	}
	for _, raw := range v.raw {
		p, r := c.question(raw, n, pointer)
		if r != nil {
			return nil, r
		}
		out = append(out, p)
	}
	return out, nil
}

// question makes the predicate of a value that is no pattern.
func (c chain) question(raw string, n *yaml.Node, pointer string) (*predicate, *refused) {
	switch c.op {
	case opRegex:
		if len(raw) > maxExpressionBytes {
			return nil, refuse(n, pointer, "the regular expression has %d bytes, more than %d", len(raw), maxExpressionBytes)
		}
		source := raw
		if c.flags != "" {
			source = "(?" + c.flags + ")" + raw
		}
		re, err := regexp.Compile(source)
		if err != nil {
			return nil, refuse(n, pointer, "the regular expression is not one of RE2: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		}
		return &predicate{op: opRegex, re: re, source: source}, nil
	case opCIDR:
		net, err := netip.ParsePrefix(raw)
		if err != nil {
			a, ok := address([]byte(raw))
			if !ok {
				return nil, refuse(n, pointer, "%q is no network", describe(raw))
			}
			net = netip.PrefixFrom(a, a.BitLen())
		}
		if net.Addr().Is4In6() && net.Bits() >= 96 {
			net = netip.PrefixFrom(net.Addr().Unmap(), net.Bits()-96)
		}
		return &predicate{op: opCIDR, network: net.Masked()}, nil
	}
	num, ok := number([]byte(raw))
	if !ok {
		return nil, refuse(n, pointer, "%q is no number", describe(raw))
	}
	if c.op == opCompare {
		return &predicate{op: opCompare, compare: c.compare, number: num}, nil
	}
	if b := partBounds[c.part]; num < b[0] || num > b[1] {
		return nil, refuse(n, pointer, "that part of a time lies between %v and %v", b[0], b[1])
	}
	return &predicate{op: opTime, part: c.part, compare: c.compare, number: num}, nil
}

func onlyOf(modifiers []string, allowed ...string) bool {
	return !slices.ContainsFunc(modifiers, func(m string) bool { return !slices.Contains(allowed, m) })
}

// transform lays one modifier on the value.
func (d *detectionReader) transform(v *draft, c chain, m, pointer string) *refused {
	each := func(f func(pattern) ([]pattern, *refused)) *refused {
		var out []pattern
		for _, p := range v.forms {
			more, r := f(p)
			if r != nil {
				return r
			}
			if out = append(out, more...); tooMany(len(out), p) {
				return refuse(v.node, pointer, "the value becomes more than %d values, or too long ones", maxVariants)
			}
		}
		v.forms = out
		return nil
	}
	encoded := func(f func(string) []string) *refused {
		return each(func(p pattern) ([]pattern, *refused) {
			s, ok := p.plain()
			if !ok {
				return nil, refuse(v.node, pointer, "a value with wildcards cannot be encoded by %s; encodings come before contains", m)
			}
			var out []pattern
			for _, e := range f(s) {
				out = append(out, plainPattern(e))
			}
			if len(out) == 0 {
				return nil, refuse(v.node, pointer, "the value is too short for %s", m)
			}
			return out, nil
		})
	}
	wide := func(big, mark bool) *refused {
		return each(func(p pattern) ([]pattern, *refused) {
			out := slices.Clone(p)
			for i, t := range out {
				if t.kind == literal {
					out[i].text = utf16Bytes(t.text, big, mark && i == 0)
				}
			}
			return []pattern{out}, nil
		})
	}
	switch m {
	case "contains", "startswith", "endswith":
		if c.op == opPattern {
			return each(func(p pattern) ([]pattern, *refused) {
				return []pattern{p.open(m != "startswith", m != "endswith")}, nil
			})
		}
	case "base64":
		return encoded(func(s string) []string { return []string{base64.StdEncoding.EncodeToString([]byte(s))} })
	case "base64offset":
		return encoded(base64Offsets)
	case "wide", "utf16le":
		return wide(false, false)
	case "utf16be":
		return wide(true, false)
	case "utf16":
		return wide(false, true)
	case "windash":
		return each(func(p pattern) ([]pattern, *refused) {
			out, ok := dashVariants(p)
			if !ok {
				return nil, refuse(v.node, pointer, "windash makes more than %d values of it, or too long ones; write fewer dashes", maxVariants)
			}
			return out, nil
		})
	case "expand":
		return d.expand(v, c, pointer)
	}
	return nil
}

// expand puts the configured values in the place of each %name%.
func (d *detectionReader) expand(v *draft, c chain, pointer string) *refused {
	lookup := func(name string) ([]string, *refused) {
		values := d.placeholders[name]
		if len(values) == 0 {
			return nil, &refused{line: v.node.Line, pointer: pointer, placeholder: name,
				why: fmt.Sprintf("the placeholder %%%s%% has no values", describe(name)), remedy: "configure its values"}
		}
		return values, nil
	}
	found := false
	if c.op != opPattern {
		out := []string{""}
		rest := v.raw[0]
		for {
			before, name, after, ok := cutPlaceholder(rest)
			if !ok {
				break
			}
			found = true
			values, r := lookup(name)
			if r != nil {
				return r
			}
			if tooMany(len(out)*len(values), plainPattern(v.raw[0])) {
				return refuse(v.node, pointer, "the value becomes more than %d values, or too long ones", maxVariants)
			}
			var more []string
			for _, o := range out {
				for _, val := range values {
					if c.op == opRegex {
						val = regexp.QuoteMeta(val)
					}
					more = append(more, o+before+val)
				}
			}
			out, rest = more, after
		}
		for i := range out {
			out[i] += rest
		}
		v.raw = out
	} else {
		var result []pattern
		for _, p := range v.forms {
			out := []pattern{nil}
			for _, t := range p {
				rest := t.text
				for t.kind == literal {
					before, name, after, ok := cutPlaceholder(rest)
					if !ok {
						break
					}
					found = true
					values, r := lookup(name)
					if r != nil {
						return r
					}
					if tooMany(len(out)*len(values), p) {
						return refuse(v.node, pointer, "the value becomes more than %d values, or too long ones", maxVariants)
					}
					var more []pattern
					for _, o := range out {
						for _, val := range values {
							q := append(o[:len(o):len(o)], token{literal, before})
							more = append(more, append(q, parsePattern(val)...))
						}
					}
					out, rest = more, after
				}
				for i := range out {
					out[i] = append(out[i][:len(out[i]):len(out[i])], token{t.kind, rest})
				}
			}
			for _, o := range out {
				result = append(result, o.joined())
			}
		}
		v.forms = result
	}
	if !found {
		return refuse(v.node, pointer, "expand is asked for and the value names no %%placeholder%%")
	}
	return nil
}

func cutPlaceholder(s string) (before, name, after string, ok bool) {
	for from := 0; ; {
		i := strings.IndexByte(s[from:], '%')
		if i < 0 {
			return "", "", "", false
		}
		i += from
		j := strings.IndexByte(s[i+1:], '%')
		if j < 0 {
			return "", "", "", false
		}
		name = s[i+1 : i+1+j]
		if name != "" && !strings.ContainsFunc(name, func(r rune) bool { return !wordRune(r) && r != '-' && r != '.' }) {
			return s[:i], name, s[i+j+2:], true
		}
		from = i + 1
	}
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

func pointerEscape(s string) string { return pointerEscaper.Replace(s) }
