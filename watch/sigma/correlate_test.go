package sigma

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const threeRules = `
title: A
id: a
logsource: {product: test}
detection: {s: {kind: a}, condition: s}
---
title: B
name: b
logsource: {product: test}
detection: {s: {kind: b}, condition: s}
---
title: C
id: c
logsource: {product: test}
detection: {s: {kind: c}, condition: s}
---
`

func correlating(t testing.TB, options CorrelationOptions, documents ...string) *Engine {
	t.Helper()
	set := Parse(LoadOptions{}, "c.yml", []byte(threeRules+strings.Join(documents, "\n---\n")))
	if len(set.Refusals) > 0 {
		t.Fatal(set.Refusals[0])
	}
	e, err := New(set, Options{Sources: []Source{everywhere}, Correlation: options})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// evaluate gives the lines that Eval writes for events "seconds kind more".
func evaluate(t testing.TB, e *Engine, events ...string) []string {
	t.Helper()
	var in strings.Builder
	for _, ev := range events {
		var sec int
		var kind, more string
		if _, err := fmt.Sscanf(ev, "%d %s", &sec, &kind); err != nil {
			t.Fatal(err)
		}
		if parts := strings.SplitN(ev, " ", 3); len(parts) == 3 {
			more = "," + parts[2]
		}
		fmt.Fprintf(&in, "{\"time\":%q,\"kind\":%q%s}\n", time.Unix(1_800_000_000+int64(sec), 0).UTC().Format(time.RFC3339), kind, more)
	}
	var out bytes.Buffer
	if _, err := e.Eval(t.Context(), strings.NewReader(in.String()), &out, StreamOptions{Workers: 1}); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

func TestCorrelations(t *testing.T) {
	cor := func(body string) string {
		return "title: X\nid: x\ncorrelation:\n" + indent(body)
	}
	cases := []struct {
		name, correlation string
		events            []string
		want              string // "INDEX ID" joined by commas
	}{
		{"event_count", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 3}"),
			[]string{`0 a "u":"x"`, `1 a "u":"y"`, `5 a "u":"X"`, `10 a "u":"x"`, `11 a "u":"x"`}, "3 x"},
		{"a window slides", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 3}"),
			[]string{`0 a "u":1`, `6 a "u":1`, `11 a "u":1`, `16 a "u":1`}, "3 x"},
		{"again in a later window", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 2}"),
			[]string{`0 a "u":1`, `1 a "u":1`, `2 a "u":1`, `60 a "u":1`, `61 a "u":1`}, "1 x,4 x"},
		{"again after a timespan", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 2}"),
			[]string{`0 a "u":1`, `4 a "u":1`, `8 a "u":1`, `12 a "u":1`, `16 a "u":1`}, "1 x,4 x"},
		{"range", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 1m\ncondition: {gt: 1, lt: 3}"),
			[]string{`0 a "u":1`, `1 a "u":1`, `2 a "u":1`}, "1 x"},
		{"eq", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 1m\ncondition: {eq: 2}"),
			[]string{`0 a "u":1`, `1 a "u":1`, `2 a "u":1`}, "1 x"},
		{"neq", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 1m\ncondition: {neq: 1}"),
			[]string{`0 a "u":1`, `1 a "u":1`}, "1 x"},
		{"several rules", cor("type: event_count\nrules: [a, b]\ngroup-by: [u]\ntimespan: 1m\ncondition: {gte: 2}"),
			[]string{`0 a "u":1`, `1 b "u":1`}, "1 x"},
		{"no value to group by", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 1m\ncondition: {gte: 2}"),
			[]string{`0 a`, `1 a`, `2 a "u":null`, `3 a "u":[]`}, ""},
		{"a list to group by", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 1m\ncondition: {gte: 2}"),
			[]string{`0 a "u":["x","y"]`, `1 a "u":"y"`}, "1 x"},
		{"tuples to group by", cor("type: event_count\nrules: [a]\ngroup-by: [u, h]\ntimespan: 1m\ncondition: {gte: 2}"),
			[]string{`0 a "u":"a","h":"bc"`, `1 a "u":"ab","h":"c"`, `2 a "u":"a","h":"bc"`}, "2 x"},
		{"no group-by", cor("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {gte: 2}"),
			[]string{`0 a`, `1 a`}, "1 x"},
		{"value_count", cor("type: value_count\nrules: [a]\ngroup-by: [h]\ntimespan: 10s\ncondition: {field: u, gte: 3}"),
			[]string{`0 a "h":1,"u":"x"`, `1 a "h":1,"u":"X"`, `2 a "h":1,"u":"y"`, `11 a "h":1,"u":"z"`, `12 a "h":1,"u":"w"`}, "3 x"},
		{"value_count of tuples", cor("type: value_count\nrules: [a]\ngroup-by: [h]\ntimespan: 10s\ncondition: {field: [u, v], gte: 2}"),
			[]string{`0 a "h":1,"u":"x","v":"y"`, `1 a "h":1,"u":"x","v":"y"`, `2 a "h":1,"u":"x","v":"z"`}, "2 x"},
		{"value_count of lists", cor("type: value_count\nrules: [a]\ngroup-by: [h]\ntimespan: 10s\ncondition: {field: t.id, gte: 3}"),
			[]string{`0 a "h":1,"t":[{"id":1},{"id":2}]`, `1 a "h":1,"t":[{"id":3}]`}, "1 x"},
		{"value_sum", cor("type: value_sum\nrules: [a]\ngroup-by: [h]\ntimespan: 10s\ncondition: {field: n, gt: 100}"),
			[]string{`0 a "h":1,"n":60`, `1 a "h":1,"n":"40"`, `2 a "h":1,"n":"many"`, `3 a "h":1,"n":0.5`}, "3 x"},
		{"value_sum forgets", cor("type: value_sum\nrules: [a]\ngroup-by: [h]\ntimespan: 10s\ncondition: {field: n, gt: 100}"),
			[]string{`0 a "h":1,"n":60`, `11 a "h":1,"n":60`}, ""},
		{"value_avg", cor("type: value_avg\nrules: [a]\ngroup-by: [h]\ntimespan: 10s\ncondition: {field: n, gte: 10}"),
			[]string{`0 a "h":1,"n":5`, `1 a "h":1,"n":14`, `2 a "h":1,"n":11`}, "2 x"},
		{"value_median", cor("type: value_median\nrules: [a]\ngroup-by: [h]\ntimespan: 10s\ncondition: {field: n, gte: 10}"),
			[]string{`0 a "h":1,"n":1`, `1 a "h":1,"n":18`, `2 a "h":1,"n":10`}, "2 x"},
		{"value_percentile at a rank", cor("type: value_percentile\nrules: [a]\ngroup-by: [h]\ntimespan: 1m\ncondition: {field: n, percentile: 75, gte: 10}"),
			[]string{`0 a "h":1,"n":1`, `1 a "h":1,"n":2`, `2 a "h":1,"n":10`, `3 a "h":1,"n":10`}, "2 x"},
		{"value_percentile as a share", cor("type: value_percentile\nrules: [a]\ngroup-by: [h]\ntimespan: 1m\ncondition: {field: i, lte: 25}"),
			[]string{`0 a "h":1,"i":"x"`, `1 a "h":1,"i":"x"`, `2 a "h":1,"i":"x"`, `3 a "h":1,"i":"rare"`, `4 a "h":1,"i":"x"`}, "3 x"},
		{"temporal", cor("type: temporal\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 10s"),
			[]string{`0 c "u":1`, `1 a "u":1`, `2 b "u":2`, `3 b "u":1`, `4 a "u":1`}, "3 x"},
		{"temporal, too far apart", cor("type: temporal\nrules: [a, b]\ngroup-by: [u]\ntimespan: 10s"),
			[]string{`0 a "u":1`, `11 b "u":1`}, ""},
		{"temporal, some of the rules", cor("type: temporal\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 2}"),
			[]string{`0 a "u":1`, `1 a "u":1`, `2 c "u":1`}, "2 x"},
		{"temporal_ordered", cor("type: temporal_ordered\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 10s"),
			[]string{`0 b "u":1`, `1 a "u":1`, `2 c "u":1`, `3 b "u":1`, `4 c "u":1`, `5 c "u":1`}, "4 x"},
		{"temporal_ordered takes the latest beginning", cor("type: temporal_ordered\nrules: [a, b]\ngroup-by: [u]\ntimespan: 10s"),
			[]string{`0 a "u":1`, `5 a "u":1`, `12 b "u":1`}, "2 x"},
		{"temporal_ordered, the other way round", cor("type: temporal_ordered\nrules: [a, b]\ngroup-by: [u]\ntimespan: 10s"),
			[]string{`0 b "u":1`, `1 a "u":1`}, ""},
		{"aliases", cor("type: temporal\nrules: [a, b]\naliases: {who: {a: actor.id, b: principal}}\ngroup-by: [who]\ntimespan: 10s"),
			[]string{`0 a "actor":{"id":"x"}`, `1 b "principal":"y"`, `2 b "principal":"X"`}, "2 x"},
		{"an alias that leaves a rule out", cor("type: event_count\nrules: [a, b]\naliases: {who: {a: id}}\ngroup-by: [who]\ntimespan: 10s\ncondition: {gte: 2}"),
			[]string{`0 a "id":1`, `1 b "id":1`, `2 b "who":1`}, ""},
		{"generate", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 2}\ngenerate: true"),
			[]string{`0 a "u":1`, `1 a "u":1`}, "0 a,1 a,1 x"},
		{"other rules speak for themselves", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 2}"),
			[]string{`0 b "u":1`}, "0 b"},
		{"chain", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 2}") +
			"\n---\ntitle: Y\nid: y\ncorrelation: {type: temporal_ordered, rules: [x, b], group-by: [u], timespan: 1m}",
			[]string{`0 b "u":1`, `1 a "u":1`, `2 a "u":1`, `3 b "u":2`, `4 b "u":1`}, "4 y"},
		{"chain that generates", cor("type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 2}") +
			"\n---\ntitle: Y\nid: y\ncorrelation: {type: temporal_ordered, rules: [x, b], group-by: [u], timespan: 1m, generate: true}",
			[]string{`1 a "u":1`, `2 a "u":1`, `4 b "u":1`}, "1 x,2 b,2 y"},
		{"chain over aliases and fields of the last event", cor("type: event_count\nrules: [a]\naliases: {who: {a: id}}\ngroup-by: [who]\ntimespan: 10s\ncondition: {gte: 2}") +
			"\n---\ntitle: Y\nid: y\ncorrelation: {type: value_count, rules: [x], group-by: [site], timespan: 1m, condition: {field: who, gte: 2}}",
			[]string{`1 a "id":1,"site":"s"`, `2 a "id":1,"site":"s"`, `3 a "id":2,"site":"s"`, `4 a "id":2,"site":"s"`}, "3 y"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := evaluate(t, correlating(t, CorrelationOptions{}, c.correlation), c.events...)
			if strings.Join(got, ",") != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

func TestCorrelationsRefused(t *testing.T) {
	const head = "title: X\nid: x\ncorrelation: "
	cases := []struct{ document, why string }{
		{head + "text", "no map"},
		{head + "{type: foo, rules: [a], timespan: 1s}", "no type"},
		{head + "{type: event_count, timespan: 1s, condition: {gte: 1}}", "names 0 rules"},
		{head + "{type: event_count, rules: [a, a], timespan: 1s, condition: {gte: 1}}", "twice"},
		{head + "{type: event_count, rules: [a], condition: {gte: 1}}", "no timespan"},
		{head + "{type: event_count, rules: [a], timespan: 5x, condition: {gte: 1}}", "no timespan"},
		{head + "{type: event_count, rules: [a], timespan: 0s, condition: {gte: 1}}", "no timespan"},
		{head + "{type: event_count, rules: [a], timespan: 400d, condition: {gte: 1}}", "longer than a year"},
		{head + "{type: event_count, rules: [a], timespan: 1s}", "needs a condition"},
		{head + "{type: event_count, rules: [a], timespan: 1s, condition: 5}", "no map of comparisons"},
		{head + "{type: event_count, rules: [a], timespan: 1s, condition: {}}", "compares with nothing"},
		{head + "{type: event_count, rules: [a], timespan: 1s, condition: {ge: 5}}", "no comparison"},
		{head + "{type: event_count, rules: [a], timespan: 1s, condition: {gte: five}}", "no number"},
		{head + "{type: event_count, rules: [a], timespan: 1s, condition: {gte: 1, field: u}}", "reads no field"},
		{head + "{type: value_count, rules: [a], timespan: 1s, condition: {gte: 1}}", "needs the field"},
		{head + "{type: value_sum, rules: [a], timespan: 1s, condition: {gte: 1, field: [u, v]}}", "reads one field"},
		{head + "{type: value_sum, rules: [a], timespan: 1s, condition: {gte: 1, field: u, percentile: 5}}", "for value_percentile"},
		{head + "{type: value_percentile, rules: [a], timespan: 1s, condition: {gte: 1, field: u, percentile: 101}}", "0 to 100"},
		{head + "{type: temporal_ordered, rules: [a], timespan: 1s, condition: {gte: 1}}", "has no condition"},
		{head + "{type: temporal, rules: [a], timespan: 1s, window: tumbling}", "not known here"},
		{head + "{type: temporal, rules: [a], timespan: 1s, aliases: [a]}", "aliases are no map"},
		{head + "{type: temporal, rules: [a], timespan: 1s, aliases: {u: x}}", "map of rule to field"},
		{head + "{type: temporal, rules: [a], timespan: 1s, aliases: {u: {z: x}}}", "no rule of this correlation"},
		{head + "{type: temporal, rules: [a], timespan: 1s, aliases: {u: {a: [x]}}}", "names one field"},
		{head + "{type: temporal, rules: [a], timespan: 1s, generate: perhaps}", "true or false"},
		{head + "{type: temporal, rules: [nowhere], timespan: 1s}", "no rule or correlation of the set"},
		{head + "{type: temporal, rules: [x], timespan: 1s}", "back to itself"},
	}
	for _, c := range cases {
		set := Parse(LoadOptions{}, "c.yml", []byte(threeRules+c.document))
		if len(set.Refusals) != 1 || !strings.Contains(set.Refusals[0].Error(), c.why) || len(set.Correlations) != 0 {
			t.Errorf("%s\n%v, want %s", c.document, set.Refusals, c.why)
		}
	}
	// A refused rule takes along what reads it, through any number of steps.
	set := Parse(LoadOptions{}, "c.yml", []byte(detection("bad", selection("F|foo: a"))+"---\n"+
		head+"{type: temporal, rules: [bad], timespan: 1s}\n---\ntitle: Y\nid: y\ncorrelation: {type: temporal, rules: [x], timespan: 1s}"))
	if len(set.Refusals) != 3 {
		t.Errorf("%v", set.Refusals)
	}
}

// The state stays within its bounds, and says what it left out.
func TestCorrelationBounds(t *testing.T) {
	const doc = "title: X\nid: x\ncorrelation: {type: event_count, rules: [a], group-by: [u], timespan: 1h, condition: {gte: 3}}"
	e := correlating(t, CorrelationOptions{Groups: 2, Events: 2}, doc)
	c, err := e.NewCorrelator()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Unix(1_800_000_000, 0)
	see := func(sec int, user string) int {
		return len(c.Observe(Occurrence{Rule: "a", Time: at.Add(time.Duration(sec) * time.Second), Index: int64(sec), Fields: map[string][]string{"u": {user}}}))
	}
	see(0, "x")
	see(1, "x")
	see(2, "y")
	see(3, "z") // x goes: it was longest without an event
	if got := see(4, "x"); got != 0 {
		t.Error("the evicted group is still there")
	}
	see(3, "late")
	if n := c.Counts(); n.Evicted != 2 || n.Groups != 2 || n.Late != 1 {
		t.Errorf("%+v", n)
	}
	// Windows hold twice what the condition asks for, at least.
	for i := 10; i < 30; i++ {
		see(i, "many")
	}
	if n := c.Counts(); n.Dropped != 14 {
		t.Errorf("%+v", n)
	}
	see(1+3600+30, "w")
	if n := c.Counts(); n.Groups != 1 {
		t.Errorf("idle groups stay: %+v", n)
	}
	if _, err := correlating(t, CorrelationOptions{Groups: -1}, doc).NewCorrelator(); err == nil {
		t.Error("a negative bound")
	}
	if _, err := correlating(t, CorrelationOptions{}, strings.Replace(doc, "gte: 3", "gte: 5000000", 1)).NewCorrelator(); err == nil {
		t.Error("a condition beyond the bounds")
	}

	// A clock that runs ahead does not make the others late.
	e = correlating(t, CorrelationOptions{Latest: func() time.Time { return at.Add(time.Hour) }}, doc)
	if c, err = e.NewCorrelator(); err != nil {
		t.Fatal(err)
	}
	see(1, "x")
	see(100000, "x")
	see(2, "x")
	if n := c.Counts(); n.Future != 1 || n.Late != 0 {
		t.Errorf("%+v", n)
	}

	// More may not wait than the bound says.
	e = correlating(t, CorrelationOptions{Tolerance: time.Hour, Pending: 5}, doc)
	if c, err = e.NewCorrelator(); err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		see(i, "x")
	}
	if n := c.Counts(); n.Pending != 5 || n.Hurried != 5 {
		t.Errorf("%+v", n)
	}
}

// seen is one event of a drawn history.
type seen struct {
	at     int // seconds
	rule   int
	user   string
	number int
}

func drawHistory(t *rapid.T) []seen {
	n := rapid.IntRange(1, 40).Draw(t, "events")
	out := make([]seen, n)
	at := 0
	for i := range out {
		at += rapid.IntRange(0, 6).Draw(t, "gap")
		out[i] = seen{at, rapid.IntRange(0, 2).Draw(t, "rule"), rapid.SampledFrom([]string{"x", "y"}).Draw(t, "user"), rapid.IntRange(-3, 6).Draw(t, "number")}
	}
	return out
}

var ruleIDs = []string{"a", "b", "c"}

func (s seen) occurrence(i int) Occurrence {
	return Occurrence{Rule: ruleIDs[s.rule], Time: time.Unix(1_800_000_000+int64(s.at), 0), Index: int64(i),
		Fields: map[string][]string{"u": {s.user}, "n": {fmt.Sprint(s.number)}}}
}

// slow is the meaning of a correlation, computed from the whole history at each event.
func slow(c *Correlation, history []seen, span int) []int {
	var out []int
	emitted := map[string]int{}
	for i, now := range history {
		ordered := c.Type == TemporalOrdered
		if c.Type != Temporal && !ordered && now.rule > 0 {
			continue
		}
		var w []seen
		for _, h := range history[:i+1] {
			if h.user == now.user && now.at-h.at <= span && (c.Type == Temporal || ordered || h.rule < 1) {
				w = append(w, h)
			}
		}
		holds := false
		if ordered {
			// Is there a run of three events that ends here?
			for x, h := range w[:len(w)-1] {
				for _, g := range w[x+1 : len(w)-1] {
					holds = holds || h.rule == 0 && g.rule == 1 && now.rule == 2
				}
			}
		} else {
			holds = c.slowHolds(w, c.slowMeasure(w))
		}
		key := now.user
		if c.Type == ValuePercentile && c.Percentile == nil {
			key += fmt.Sprint(now.number)
		}
		if last, ever := emitted[key]; holds && (!ever || now.at-last > span) {
			out = append(out, i)
			emitted[key] = now.at
		}
	}
	return out
}

func (c *Correlation) slowHolds(w []seen, m float64) bool {
	if c.Type == Temporal && len(c.bounds) == 0 {
		return m == float64(len(c.Rules))
	}
	for _, b := range c.bounds {
		if !refCompare(b.compare, m, b.number) {
			return false
		}
	}
	return true
}

func (c *Correlation) slowMeasure(w []seen) float64 {
	var numbers []float64
	sum := 0.0
	distinct := map[int]int{}
	rules := map[int]bool{}
	for _, h := range w {
		numbers = append(numbers, float64(h.number))
		sum += float64(h.number)
		distinct[h.number]++
		rules[h.rule] = true
	}
	slices.Sort(numbers)
	n := len(numbers)
	switch c.Type {
	case ValueCount:
		return float64(len(distinct))
	case ValueSum:
		return sum
	case ValueAvg:
		return sum / float64(n)
	case ValueMedian:
		return (numbers[(n-1)/2] + numbers[n/2]) / 2
	case ValuePercentile:
		if c.Percentile == nil {
			return 100 * float64(distinct[w[n-1].number]) / float64(n)
		}
		return numbers[max(int(math.Ceil(*c.Percentile*float64(n)/100)), 1)-1]
	case Temporal:
		return float64(len(rules))
	}
	return float64(n)
}

// Every type means the same as its slow definition, in any order of arrival within
// the tolerance, and across a restart at any event.
func TestCorrelationsAgreeWithTheirMeaning(t *testing.T) {
	bodies := []string{
		"type: event_count, rules: [a], condition: {gte: 3}",
		"type: event_count, rules: [a], condition: {lt: 3, gt: 1}",
		"type: value_count, rules: [a], condition: {field: n, gte: 3}",
		"type: value_sum, rules: [a], condition: {field: n, gt: 6}",
		"type: value_avg, rules: [a], condition: {field: n, gt: 2}",
		"type: value_median, rules: [a], condition: {field: n, gte: 2}",
		"type: value_percentile, rules: [a], condition: {field: n, lte: 30}",
		"type: value_percentile, rules: [a], condition: {field: n, percentile: 80, gte: 4}",
		"type: temporal, rules: [a, b, c]",
		"type: temporal, rules: [a, b, c], condition: {eq: 2}",
		"type: temporal_ordered, rules: [a, b, c]",
	}
	for _, body := range bodies {
		t.Run(body, func(t *testing.T) {
			const span = 12
			doc := "title: X\nid: x\ncorrelation: {" + body + ", group-by: [u], timespan: 12s}"
			plain := correlating(t, CorrelationOptions{}, doc)
			patient := correlating(t, CorrelationOptions{Tolerance: 10 * time.Second}, doc)
			cor := plain.set.Correlations[0]
			rapid.Check(t, func(r *rapid.T) {
				history := drawHistory(r)
				want := slow(cor, history, span)
				observe := func(e *Engine, order []int, restart int) []int {
					c, err := e.NewCorrelator()
					if err != nil {
						r.Fatal(err)
					}
					var got []int
					for k, i := range order {
						if k == restart {
							var state bytes.Buffer
							if err := c.Save(&state); err != nil {
								r.Fatal(err)
							}
							if c, err = e.NewCorrelator(); err != nil {
								r.Fatal(err)
							}
							if _, err := c.Load(&state); err != nil {
								r.Fatal(err)
							}
						}
						for _, a := range c.Observe(history[i].occurrence(i)) {
							got = append(got, int(a.Index))
						}
					}
					for _, a := range c.Flush() {
						got = append(got, int(a.Index))
					}
					if n := c.Counts(); n.Late > 0 {
						r.Fatalf("%+v", n)
					}
					return got
				}
				order := make([]int, len(history))
				for i := range order {
					order[i] = i
				}
				if got := observe(plain, order, rapid.IntRange(0, len(order)).Draw(r, "restart")); !slices.Equal(got, want) {
					r.Fatalf("in order: %v, want %v", got, want)
				}
				// An event may be overtaken by those at most ten seconds younger.
				delay := make([]int, len(order))
				for i := range delay {
					delay[i] = history[i].at + rapid.IntRange(0, 10).Draw(r, "delay")
				}
				slices.SortStableFunc(order, func(a, b int) int { return delay[a] - delay[b] })
				if got := observe(patient, order, rapid.IntRange(0, len(order)).Draw(r, "restart")); !slices.Equal(got, want) {
					r.Fatalf("in another order %v: %v, want %v", order, got, want)
				}
			})
		})
	}
}

func TestSavedStateThatDoesNotFit(t *testing.T) {
	const doc = "title: X\nid: x\ncorrelation: {type: event_count, rules: [a], group-by: [u], timespan: 1h, condition: {gte: 3}}"
	e := correlating(t, CorrelationOptions{}, doc)
	c, err := e.NewCorrelator()
	if err != nil {
		t.Fatal(err)
	}
	c.Observe(seen{1, 0, "x", 1}.occurrence(1))
	var state bytes.Buffer
	if err := c.Save(&state); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Load(bytes.NewReader(state.Bytes())); err == nil {
		t.Error("loaded into a correlator in use")
	}
	other, err := correlating(t, CorrelationOptions{}, strings.Replace(doc, "1h", "2h", 1)).NewCorrelator()
	if err != nil {
		t.Fatal(err)
	}
	if left, err := other.Load(bytes.NewReader(state.Bytes())); err != nil || !slices.Equal(left, []string{"x"}) {
		t.Errorf("%v, %v", left, err)
	}
	for _, bad := range []string{``, `{}`, `{"version":2}`,
		strings.Replace(state.String(), `"group":["x"]`, `"group":[]`, 1),
		strings.Replace(state.String(), `"entries":[{`, `"entries":[{"r":7,`, 1),
		strings.Replace(state.String(), `"group":["x"]`, `"group":["x"],"chains":[{}]`, 1),
	} {
		fresh, err := e.NewCorrelator()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fresh.Load(strings.NewReader(bad)); err == nil {
			t.Errorf("loaded: %s", bad)
		}
	}
}
