package sigma

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// Whatever a file holds, it is taken in or refused with a place and a reason, and what
// was taken in can be evaluated and agrees with the reference.
func FuzzRules(f *testing.F) {
	f.Add([]byte(detection("a", selection("F|contains|windash: ' -x'\nG|re|i: 'a+'"))))
	f.Add([]byte(threeRules + "title: X\ncorrelation: {type: temporal, rules: [a, b], group-by: [u], timespan: 5m, aliases: {u: {a: F, b: G}}}"))
	f.Add([]byte(detection("a", "k: ['x*y', null]\nk2: {'|all': [a, b]}\ncondition: 1 of k* and not k2")))
	f.Add([]byte("title: F\nlogsource: {product: test}\nfilter: {rules: any, s: {F: a}, condition: not s}\n---\n" + detection("a", selection("F|base64offset|contains: abc"))))
	f.Add([]byte("a: &a [*a]\n---\n- - - -\n"))
	event := []byte(`{"F":"a -x","G":["AA",5,null,{"b":"abc"}],"time":"2026-01-01T00:00:00Z"}`)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4<<10 {
			return
		}
		set := Parse(LoadOptions{}, "f.yml", data)
		for _, r := range set.Refusals {
			if !strings.HasPrefix(r.Error(), "f.yml") || r.Why == "" {
				t.Fatalf("%q", r.Error())
			}
		}
		for _, r := range set.Rules {
			r.Logsource = everywhere.Logsource
		}
		e, err := New(set, Options{Sources: []Source{everywhere}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Match(event)
		if err != nil {
			t.Fatal(err)
		}
		want, err := e.reference(event)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids(got), want) {
			t.Fatalf("engine %v, reference %v", ids(got), want)
		}
		e.Lint()
		if _, err := e.NewCorrelator(); err != nil && !strings.Contains(err.Error(), "1000000") {
			t.Fatal(err)
		}
	})
}

// Whatever a line holds, the scanner ends; what encoding/json takes, it takes, with the
// same values.
func FuzzEvents(f *testing.F) {
	set := Parse(LoadOptions{}, "f.yml", []byte(detection("a", selection("F: a*\na.b|re: 'b'"))+"---\n"+detection("b", "k: [keyword, 'k?y']\ncondition: k")+"---\n"+
		detection("c", "s: {a.b.c: null, G|fieldref: F}\nt: {F|cased: Ab}\ncondition: s or t")+"---\n"+detection("d", selection("F|exists: true\nG|gte: 5\nF|contains: '\\'"))))
	e, err := New(set, Options{Sources: []Source{everywhere}})
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{
		`{"F":"ab","a":{"b":"xbx"}}`, `{"a.b":["b",{"c":1}],"F":"\u0061\\"}`, `{"x":{"y":[[],{},"keyword"]}}`, `{"F":"Ab","G":1e2}`, `{`, `{"F":"\ud83d\ude00\ud83d"}`,
		`{"F":{"G":[1,2,{"z":"\""}]}, "G" : -0.0 }`, `[]`, `{"F" :tru}`, "{\"F\":\"\xff\xfe\"}", `{"F":1,}`, `{"F":[1,2}`, strings.Repeat(`{"a":`, 200), `{"logsource":{"product":"test"},"event":{"F":"a"}}`,
	} {
		f.Add([]byte(s))
	}
	m := e.NewMatcher()
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := m.Match(data)
		if err != nil {
			if json.Valid(data) && bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) && !strings.Contains(err.Error(), "deeper") && !strings.Contains(err.Error(), "more than") {
				t.Fatalf("%v: %q", err, data)
			}
			return
		}
		if !json.Valid(data) || bytes.Contains(data, []byte("logsource")) {
			return
		}
		want, err := e.reference(data)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids(got), want) {
			t.Fatalf("engine %v, reference %v: %q", ids(got), want, data)
		}
	})
}

// Whatever comes in whatever order, correlations end, stay within their bounds, and
// give the same when saved and loaded in the middle.
func FuzzCorrelations(f *testing.F) {
	e := correlating(f, CorrelationOptions{Tolerance: 3 * time.Second, Groups: 3, Events: 4, Pending: 5},
		"title: X\nid: x\ncorrelation: {type: event_count, rules: [a, b], group-by: [u], timespan: 9s, condition: {gte: 2}}",
		"title: V\nid: v\ncorrelation: {type: value_percentile, rules: [a], group-by: [u], timespan: 20s, condition: {field: n, lte: 40}}",
		"title: M\nid: m\ncorrelation: {type: value_median, rules: [a], group-by: [u], timespan: 20s, condition: {field: n, gte: 4}}",
		"title: Y\nid: y\ncorrelation: {type: temporal_ordered, rules: [x, c, a], group-by: [u], timespan: 30s}",
		"title: Z\nid: z\ncorrelation: {type: temporal, rules: [y, b], timespan: 60s}")
	f.Add([]byte("a1b2c3a9"), 2)
	f.Add([]byte("zyxwvutsrqponmlkjihgfedcba0123456789"), 9)
	f.Fuzz(func(t *testing.T, data []byte, restart int) {
		if len(data) > 400 {
			return
		}
		play := func(restart int) []Alert {
			c, err := e.NewCorrelator()
			if err != nil {
				t.Fatal(err)
			}
			var out []Alert
			at := 0
			for i, b := range data {
				if i == restart {
					var state bytes.Buffer
					if err := c.Save(&state); err != nil {
						t.Fatal(err)
					}
					if c, err = e.NewCorrelator(); err != nil {
						t.Fatal(err)
					}
					if _, err := c.Load(&state); err != nil {
						t.Fatal(err)
					}
				}
				at += int(b>>4) - 4
				s := seen{at: at, rule: int(b) % 3, user: string(rune('p' + b%5)), number: int(b>>3) % 9}
				out = append(out, c.Observe(s.occurrence(i))...)
			}
			out = append(out, c.Flush()...)
			n := c.Counts()
			if n.Groups > 5*3 || n.Pending != 0 || n.Observed != int64(len(data)) && restart < 0 {
				t.Fatalf("%+v", n)
			}
			return out
		}
		a, b := play(-1), play(restart)
		if len(a) != len(b) {
			t.Fatalf("%d alerts, %d after a restart", len(a), len(b))
		}
		for i := range a {
			if a[i].Correlation != b[i].Correlation || a[i].Index != b[i].Index || !a[i].Time.Equal(b[i].Time) || !slices.Equal(a[i].Events, b[i].Events) {
				t.Fatalf("%+v\n%+v", a[i], b[i])
			}
		}
	})
}
