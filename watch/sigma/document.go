package sigma

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"bonafide"
)

// Bounds of one file.
const (
	// MaxFileBytes bounds one file of rules.
	MaxFileBytes = 4 << 20
	maxDocuments = 10_000
	maxNodes     = 200_000
	maxDepth     = 32
)

// reader reads documents into a set.
type reader struct {
	set     *Set
	options LoadOptions
	ids     map[string]string // of what stands in the set: id to place
}

// file reads all documents of one file.
func (r *reader) file(name string, data []byte) {
	r.set.Files++
	if len(data) > MaxFileBytes {
		r.refuse(name, 0, "", &refused{why: fmt.Sprintf("%d bytes, more than the %d that a file may have", len(data), MaxFileBytes), remedy: "split it"})
		return
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		r.refuse(name, 0, "", &refused{why: "it is not UTF-8", remedy: "save it as UTF-8"})
		return
	}
	if line := tooDeep(data); line > 0 {
		r.refuse(name, line, "", &refused{why: fmt.Sprintf("nested deeper than %d levels", maxDepth)})
		return
	}
	r.documents(name, data)
}

// tooDeep bounds brackets and indentation before the parser recurses into them.
func tooDeep(data []byte) (line int) {
	level, line := 0, 1
	for i, c := range data {
		switch c {
		case '\n':
			line++
			j := i + 1
			for dashes := 0; j < len(data) && (data[j] == '-' || data[j] == ' ' || data[j] == '?' || data[j] == ':'); j++ {
				if data[j] != ' ' {
					if dashes++; dashes > 4*maxDepth {
						return line
					}
				}
			}
		case '[', '{':
			if level++; level > 8*maxDepth {
				return line
			}
		case ']', '}':
			level = max(0, level-1)
		}
	}
	return 0
}

var yamlLine = regexp.MustCompile(`^line (\d+): `)

func (r *reader) documents(name string, data []byte) {
	// The parser is a library's and its input may be hostile: a panic is a refusal.
	defer func() {
		if p := recover(); p != nil {
			r.refuse(name, 0, "", &refused{why: "it is not well-formed YAML"})
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(data))
	// Without aliases a file has fewer values than bytes.
	left := maxNodes + len(data)
	for count := 0; ; count++ {
		if count >= maxDocuments {
			r.refuse(name, 0, "", &refused{why: fmt.Sprintf("more than %d documents in one file", maxDocuments), remedy: "split it"})
			return
		}
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			// What follows a broken document cannot be told from it.
			msg, line := strings.TrimPrefix(err.Error(), "yaml: "), 0
			if m := yamlLine.FindStringSubmatch(msg); m != nil {
				line, _ = strconv.Atoi(m[1])
				msg = msg[len(m[0]):]
			}
			r.set.Documents++
			r.refuse(name, line, "", &refused{why: "it is not well-formed YAML: " + describe(strings.Join(strings.Fields(msg), " "))})
			return
		}
		root := &doc
		if doc.Kind == yaml.DocumentNode && len(doc.Content) == 1 {
			root = doc.Content[0]
		}
		if root.ShortTag() == "!!null" {
			continue // an empty document
		}
		r.set.Documents++
		budget := min(maxNodes, left)
		left -= budget
		root, bad := plainTree(root, &budget, 0, nil)
		left += max(budget, 0)
		if bad != nil {
			r.refuse(name, bad.line, "", bad)
			continue
		}
		r.document(name, root)
	}
}

// plainTree puts aliased nodes in the place of their aliases, within a budget of nodes.
func plainTree(n *yaml.Node, budget *int, depth int, open []*yaml.Node) (*yaml.Node, *refused) {
	if *budget--; *budget < 0 {
		return nil, refuse(n, "", "more than %d values, aliases counted", maxNodes)
	}
	if depth > maxDepth {
		return nil, refuse(n, "", "nested deeper than %d levels", maxDepth)
	}
	switch n.Kind {
	case yaml.AliasNode:
		if slices.Contains(open, n.Alias) {
			return nil, refuse(n, "", "an alias stands inside what it names")
		}
		return plainTree(n.Alias, budget, depth+1, append(open, n.Alias))
	case yaml.MappingNode, yaml.SequenceNode:
		out := *n
		out.Content = make([]*yaml.Node, len(n.Content))
		for i, k := range n.Content {
			p, r := plainTree(k, budget, depth+1, append(open, n))
			if r != nil {
				return nil, r
			}
			if n.Kind == yaml.MappingNode && i%2 == 0 && (p.Tag == "!!merge" || p.Kind != yaml.ScalarNode) {
				return nil, refuse(k, "", "a key must be plain text")
			}
			out.Content[i] = p
		}
		return &out, nil
	}
	return n, nil
}

func (r *reader) refuse(file string, line int, rule string, why *refused) {
	if why.line > 0 {
		line = why.line
	}
	place := file
	if line > 0 {
		place += ":" + strconv.Itoa(line)
	}
	r.set.Refusals = append(r.set.Refusals, &Refusal{
		Refusal: bonafide.Refusal{Place: place, Path: why.pointer, Why: why.why, Remedy: why.remedy},
		Rule:    rule, Placeholder: why.placeholder,
	})
}

// member is the value of a key of a map; nil where it has none.
func member(n *yaml.Node, key string) *yaml.Node {
	if n != nil && n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				return n.Content[i+1]
			}
		}
	}
	return nil
}

func scalar(n *yaml.Node, key string) string {
	if v := member(n, key); v != nil && v.Kind == yaml.ScalarNode && v.ShortTag() != "!!null" {
		return v.Value
	}
	return ""
}

// texts reads a list of scalars, or one scalar as a list of one; anything else in
// it is passed over.
func texts(n *yaml.Node) []string {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		if n.ShortTag() == "!!null" {
			return nil
		}
		return []string{n.Value}
	}
	var out []string
	if n.Kind == yaml.SequenceNode {
		for _, k := range n.Content {
			if k.Kind == yaml.ScalarNode {
				out = append(out, k.Value)
			}
		}
	}
	return out
}

func (r *reader) document(file string, n *yaml.Node) {
	m := Meta{
		ID: scalar(n, "id"), Name: scalar(n, "name"), Title: scalar(n, "title"), Status: scalar(n, "status"),
		Level: scalar(n, "level"), Description: scalar(n, "description"), Author: scalar(n, "author"),
		Date: scalar(n, "date"), Modified: scalar(n, "modified"), Taxonomy: scalar(n, "taxonomy"),
		Tags: texts(member(n, "tags")), References: texts(member(n, "references")),
		FalsePositives: texts(member(n, "falsepositives")), File: file, Line: n.Line,
	}
	known := m.ID
	if known == "" {
		known = m.Name
	}
	if known == "" {
		known = m.Title
	}
	if m.ID == "" {
		m.ID = m.Name
	}
	if m.ID == "" {
		m.ID = m.place()
	}
	bad := r.take(m, n)
	if bad != nil {
		if bad.line == 0 {
			bad.line = n.Line
		}
		r.refuse(file, bad.line, known, bad)
		return
	}
	r.ids[m.ID] = m.place()
	if m.Name != "" {
		r.ids[m.Name] = m.place()
	}
}

func (r *reader) take(m Meta, n *yaml.Node) *refused {
	if n.Kind != yaml.MappingNode {
		return refuse(n, "", "a Sigma document is a map")
	}
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		if k := n.Content[i]; seen[k.Value] {
			return refuse(k, "/"+pointerEscape(k.Value), "%q stands there twice", describe(k.Value))
		}
		seen[n.Content[i].Value] = true
	}
	if len(m.ID) > 512 || strings.ContainsAny(m.ID, " \t\r\n") && scalar(n, "id") != "" {
		return refuse(member(n, "id"), "/id", "the id is no single word of at most 512 bytes")
	}
	for _, id := range []string{m.ID, m.Name} {
		if at, twice := r.ids[id]; twice && id != "" {
			return &refused{pointer: "/id", why: fmt.Sprintf("%q is the id or name of a document already read, at %s", describe(id), at), remedy: "give it its own"}
		}
	}
	detection, correlation, filter := member(n, "detection"), member(n, "correlation"), member(n, "filter")
	kinds := 0
	for _, k := range []*yaml.Node{detection, correlation, filter} {
		if k != nil {
			kinds++
		}
	}
	switch {
	case member(n, "action") != nil:
		return &refused{pointer: "/action", why: "'action' joins documents in a way that Sigma 2 has left", remedy: "write each rule out"}
	case kinds > 1:
		return &refused{why: "it is more than one of rule, correlation and filter"}
	case correlation != nil:
		return r.correlation(m, n, correlation)
	case filter != nil:
		return r.filter(m, n, filter)
	case detection != nil:
		return r.rule(m, n, detection)
	}
	return &refused{why: "it has none of 'detection', 'correlation' and 'filter'"}
}

func (r *reader) logsource(n *yaml.Node) (Logsource, *refused) {
	l := member(n, "logsource")
	if l == nil {
		return Logsource{}, &refused{pointer: "/logsource", why: "it has no 'logsource'"}
	}
	if l.Kind != yaml.MappingNode {
		return Logsource{}, refuse(l, "/logsource", "the logsource is no map")
	}
	lower := func(key string) string { return strings.ToLower(strings.TrimSpace(scalar(l, key))) }
	out := Logsource{Category: lower("category"), Product: lower("product"), Service: lower("service")}
	if out == (Logsource{}) {
		return out, refuse(l, "/logsource", "the logsource names neither category nor product nor service")
	}
	return out, nil
}

// searchesOf reads every key but the reserved ones as a search, then the
// condition or conditions, of which any may hold.
func (r *reader) searchesOf(n *yaml.Node, pointer string, d *detectionReader, reserved ...string) ([]search, *expr, string, *refused) {
	if n.Kind != yaml.MappingNode {
		return nil, nil, "", refuse(n, pointer, "it is no map of searches")
	}
	var searches []search
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		at := pointer + "/" + pointerEscape(key.Value)
		if seen[key.Value] {
			return nil, nil, "", refuse(key, at, "%q stands there twice", describe(key.Value))
		}
		seen[key.Value] = true
		if slices.Contains(reserved, key.Value) {
			continue
		}
		if key.Value == "" || key.Kind != yaml.ScalarNode {
			return nil, nil, "", refuse(key, at, "a search has no name")
		}
		if strings.ContainsFunc(key.Value, func(r rune) bool { return r < 0x80 && !identifierByte(byte(r)) }) {
			d.note(key.Line, "%q is an unusual name for a search; was a field meant?", describe(key.Value))
		}
		e, bad := d.search(val, at)
		if bad != nil {
			return nil, nil, "", bad
		}
		searches = append(searches, search{name: key.Value, line: key.Line, is: e})
	}
	condition := member(n, "condition")
	if condition == nil {
		return nil, nil, "", refuse(n, pointer, "it has no 'condition'")
	}
	conditions := texts(condition)
	if len(conditions) == 0 || condition.Kind == yaml.SequenceNode && len(conditions) != len(condition.Content) {
		return nil, nil, "", refuse(condition, pointer+"/condition", "the condition is neither text nor a list of texts")
	}
	used := map[string]bool{}
	var kids []*expr
	for _, c := range conditions {
		e, err := readCondition(c, searches, used)
		if err != nil {
			return nil, nil, "", refuse(condition, pointer+"/condition", "%s", err.Error())
		}
		kids = append(kids, e)
	}
	for _, s := range searches {
		if !used[s.name] {
			d.note(s.line, "the search %q is not used by the condition", s.name)
		}
	}
	e := some(kids...)
	if e.larger(4 * maxPredicates) {
		return nil, nil, "", refuse(condition, pointer+"/condition", "the condition grows too large")
	}
	return searches, e, strings.Join(conditions, "; "), nil
}

func (r *reader) rule(m Meta, n, detection *yaml.Node) *refused {
	l, bad := r.logsource(n)
	if bad != nil {
		return bad
	}
	d := detectionReader{placeholders: r.options.Placeholders}
	searches, e, _, bad := r.searchesOf(detection, "/detection", &d, "condition", "timeframe")
	if bad != nil {
		return bad
	}
	if t := member(detection, "timeframe"); t != nil {
		d.note(t.Line, "'timeframe' means nothing without a correlation")
	}
	r.set.Rules = append(r.set.Rules, &Rule{Meta: m, Logsource: l, searches: searches, holds: e, notices: d.notices})
	return nil
}

func (r *reader) filter(m Meta, n, filter *yaml.Node) *refused {
	l, bad := r.logsource(n)
	if bad != nil {
		return bad
	}
	d := detectionReader{placeholders: r.options.Placeholders}
	_, e, condition, bad := r.searchesOf(filter, "/filter", &d, "condition", "rules")
	if bad != nil {
		return bad
	}
	rules := member(filter, "rules")
	ids := texts(rules)
	if len(ids) == 0 {
		return refuse(filter, "/filter/rules", "the filter names no rules; 'any' stands for all of its log source")
	}
	f := &Filter{Meta: m, Logsource: l, Rules: ids, is: e, notices: d.notices}
	f.All = len(ids) == 1 && strings.EqualFold(ids[0], "any")
	words, _ := conditionWords(condition)
	f.negates = slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, "not") })
	r.set.Filters = append(r.set.Filters, f)
	return nil
}

var correlationKeys = []string{"type", "rules", "aliases", "group-by", "timespan", "condition", "generate"}

func (r *reader) correlation(m Meta, n, c *yaml.Node) *refused {
	if c.Kind != yaml.MappingNode {
		return refuse(c, "/correlation", "it is no map")
	}
	for i := 0; i < len(c.Content); i += 2 {
		if k := c.Content[i]; !slices.Contains(correlationKeys, k.Value) {
			return &refused{line: k.Line, pointer: "/correlation/" + pointerEscape(k.Value), why: fmt.Sprintf("%q is not known here", describe(k.Value)),
				remedy: "known are " + strings.Join(correlationKeys, ", ")}
		}
	}
	out := &Correlation{Meta: m, Type: CorrelationType(scalar(c, "type"))}
	switch out.Type {
	case EventCount, ValueCount, Temporal, TemporalOrdered, ValueSum, ValueAvg, ValuePercentile, ValueMedian:
	default:
		return refuse(c, "/correlation/type", "%q is no type of correlation", describe(string(out.Type)))
	}
	out.Rules = texts(member(c, "rules"))
	if len(out.Rules) == 0 || len(out.Rules) > 1000 {
		return refuse(c, "/correlation/rules", "it names %d rules", len(out.Rules))
	}
	if sorted := slices.Sorted(slices.Values(out.Rules)); len(slices.Compact(sorted)) != len(out.Rules) {
		return refuse(c, "/correlation/rules", "a rule stands there twice")
	}
	out.GroupBy = texts(member(c, "group-by"))
	if len(out.GroupBy) > 16 {
		return refuse(c, "/correlation/group-by", "more than 16 fields to group by")
	}
	for i, g := range out.GroupBy {
		out.GroupBy[i] = strings.ReplaceAll(g, " ", "")
	}
	if len(out.GroupBy) == 0 {
		out.notices = append(out.notices, Notice{Line: c.Line, Text: "without group-by all events are counted together"})
	}
	span, why := timespan(scalar(c, "timespan"))
	if why != "" {
		return refuse(c, "/correlation/timespan", "%s", why)
	}
	out.Timespan = span
	if a := member(c, "aliases"); a != nil {
		if a.Kind != yaml.MappingNode {
			return refuse(a, "/correlation/aliases", "the aliases are no map")
		}
		out.Aliases = map[string]map[string]string{}
		for i := 0; i+1 < len(a.Content); i += 2 {
			name, of := a.Content[i].Value, a.Content[i+1]
			if of.Kind != yaml.MappingNode {
				return refuse(of, "/correlation/aliases/"+pointerEscape(name), "an alias is a map of rule to field")
			}
			fields := map[string]string{}
			for j := 0; j+1 < len(of.Content); j += 2 {
				if of.Content[j+1].Kind != yaml.ScalarNode || of.Content[j+1].Value == "" {
					return refuse(of, "/correlation/aliases/"+pointerEscape(name), "an alias names one field for each rule")
				}
				if !slices.Contains(out.Rules, of.Content[j].Value) {
					return refuse(of.Content[j], "/correlation/aliases/"+pointerEscape(name), "%q is no rule of this correlation", describe(of.Content[j].Value))
				}
				fields[of.Content[j].Value] = strings.ReplaceAll(of.Content[j+1].Value, " ", "")
			}
			out.Aliases[strings.ReplaceAll(name, " ", "")] = fields
		}
	}
	switch g := scalar(c, "generate"); strings.ToLower(g) {
	case "", "false":
	case "true":
		out.Generate = true
	default:
		return refuse(c, "/correlation/generate", "generate is true or false")
	}
	// Both places are seen: beside the correlation in the schema, inside it in prose.
	if strings.EqualFold(scalar(n, "generate"), "true") {
		out.Generate = true
	}
	if bad := out.readCondition(c); bad != nil {
		return bad
	}
	r.set.Correlations = append(r.set.Correlations, out)
	return nil
}

func (out *Correlation) readCondition(c *yaml.Node) *refused {
	const at = "/correlation/condition"
	n := member(c, "condition")
	temporal := out.Type == Temporal || out.Type == TemporalOrdered
	if n == nil {
		if temporal {
			return nil
		}
		return refuse(c, at, "a %s needs a condition", out.Type)
	}
	if n.Kind != yaml.MappingNode {
		return refuse(n, at, "the condition is no map of comparisons")
	}
	if out.Type == TemporalOrdered {
		return refuse(n, at, "a temporal_ordered has no condition: all its rules, in their order")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i].Value, n.Content[i+1]
		switch key {
		case "field":
			out.Fields = texts(val)
			for i, f := range out.Fields {
				out.Fields[i] = strings.ReplaceAll(f, " ", "")
			}
		case "percentile":
			p, ok := number([]byte(val.Value))
			if !ok || p < 0 || p > 100 || out.Type != ValuePercentile {
				return refuse(val, at+"/percentile", "percentile is a number from 0 to 100, for value_percentile")
			}
			out.Percentile = &p
		default:
			cmp, ok := comparisons[key]
			if !ok {
				return refuse(n.Content[i], at, "%q is no comparison; known are gt, gte, lt, lte, eq, neq and field", describe(key))
			}
			num, ok := number([]byte(val.Value))
			if !ok || val.Kind != yaml.ScalarNode {
				return refuse(val, at+"/"+key, "%q is no number", describe(val.Value))
			}
			out.bounds = append(out.bounds, bound{cmp, num})
		}
	}
	if len(out.bounds) == 0 {
		return refuse(n, at, "the condition compares with nothing")
	}
	values := out.Type != EventCount && !temporal
	switch {
	case values && len(out.Fields) == 0:
		return refuse(n, at, "a %s needs the field whose values it reads", out.Type)
	case !values && len(out.Fields) > 0:
		return refuse(n, at, "a %s reads no field", out.Type)
	case len(out.Fields) > 1 && out.Type != ValueCount:
		return refuse(n, at, "a %s reads one field", out.Type)
	case len(out.Fields) > 8:
		return refuse(n, at, "more than 8 fields")
	}
	return nil
}

// holds tells whether the measure meets all comparisons.
func (c *Correlation) holds(measure float64) bool {
	for _, b := range c.bounds {
		if !b.compare.holds(measure, b.number) {
			return false
		}
	}
	return true
}

const maxTimespan = 366 * 24 * time.Hour

func timespan(s string) (time.Duration, string) {
	if len(s) < 2 || len(s) > 10 {
		return 0, fmt.Sprintf("%q is no timespan; write 90s, 5m, 24h or 7d", describe(s))
	}
	unit, ok := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[s[len(s)-1]]
	n, err := strconv.ParseUint(s[:len(s)-1], 10, 31)
	if !ok || err != nil || n == 0 {
		return 0, fmt.Sprintf("%q is no timespan; write 90s, 5m, 24h or 7d", describe(s))
	}
	if n > uint64(maxTimespan/unit) {
		return 0, fmt.Sprintf("a timespan of %s is longer than a year", s)
	}
	return time.Duration(n) * unit, ""
}
