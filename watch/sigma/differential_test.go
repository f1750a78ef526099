package sigma

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

var sigmaHQ = sync.OnceValues(func() (*Set, error) {
	return Load(context.Background(), LoadOptions{}, sigmaHQPath)
})

var sigmaHQPath string

func sigmaHQEngine(t testing.TB, keep func(*Rule) bool) *Engine {
	t.Helper()
	sigmaHQPath = shared(t, "sigmahq_rules.tar.gz")
	set, err := sigmaHQ()
	if err != nil {
		t.Fatal(err)
	}
	sub := &Set{}
	for _, r := range set.Rules {
		if keep == nil || keep(r) {
			sub.Rules = append(sub.Rules, r)
		}
	}
	e, err := New(sub, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func isWindows(r *Rule) bool { return r.Logsource.Product == "windows" }

func otrf(t testing.TB) [][]byte {
	t.Helper()
	f, err := os.Open(shared(t, "otrf_windows_sample_2000.ndjson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
	if len(lines) != 2000 {
		t.Fatalf("%d events", len(lines))
	}
	return lines
}

type regression struct {
	Rule      string          `json:"rule_id"`
	Logsource Logsource       `json:"logsource"`
	Event     json.RawMessage `json:"event"`
}

func regressions(t testing.TB) []regression {
	t.Helper()
	f, err := os.Open(shared(t, "sigmahq_regression_events.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []regression
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var r regression
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// The engine and the reference evaluator agree on every real event and rule.
func TestEngineAgreesOnRealEvents(t *testing.T) {
	e := sigmaHQEngine(t, nil)
	m := e.NewMatcher()
	total := 0
	counts := map[string]int{}
	for i, event := range otrf(t) {
		got, err := m.Match(event)
		if err != nil {
			t.Fatalf("event %d: %v", i, err)
		}
		want, err := e.reference(event)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids(got), want) {
			t.Errorf("event %d: %v, want %v", i, ids(got), want)
		}
		total += len(want)
		for _, g := range got {
			counts[g.Rule.Title+" "+g.Rule.Logsource.String()]++
		}
	}
	t.Log(total, counts)
}

// Each regression event is matched by its rule, when the event tells its own source.
func TestRegressionEvents(t *testing.T) {
	e := sigmaHQEngine(t, nil)
	m := e.NewMatcher()
	seen := map[string]bool{}
	hit := map[string]bool{}
	all := regressions(t)
	for i, r := range all {
		got, err := m.Match(r.Event)
		if err != nil {
			t.Fatalf("event %d: %v", i, err)
		}
		want, err := e.reference(r.Event)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids(got), want) {
			t.Errorf("event %d: %v, want %v", i, ids(got), want)
		}
		seen[r.Rule] = true
		hit[r.Rule] = hit[r.Rule] || slices.Contains(want, r.Rule)
	}
	for rule := range seen {
		if !hit[rule] {
			t.Errorf("rule %s matches none of its events", rule)
		}
	}
	t.Logf("%d events, %d rules", len(all), len(seen))
}

// Without routing: every Windows rule on every event.
func TestEngineAgreesWithoutRouting(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	sigmaHQPath = shared(t, "sigmahq_rules.tar.gz")
	set, err := sigmaHQ()
	if err != nil {
		t.Fatal(err)
	}
	sub := &Set{}
	for _, r := range set.Rules {
		c := *r
		c.Logsource = Logsource{Product: "anything"}
		sub.Rules = append(sub.Rules, &c)
	}
	e, err := New(sub, Options{Sources: []Source{{Logsource: Logsource{Product: "anything"}, When: []Clause{{}}}}})
	if err != nil {
		t.Fatal(err)
	}
	m := e.NewMatcher()
	events := otrf(t)
	var some [][]byte
	for i := 0; i < len(events); i += 20 {
		some = append(some, events[i])
	}
	for _, r := range regressions(t) {
		some = append(some, r.Event)
	}
	total := 0
	for i, event := range some {
		got, err := m.Match(event)
		if err != nil {
			t.Fatal(err)
		}
		want, err := e.reference(event)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids(got), want) {
			t.Errorf("event %d: engine only %v, reference only %v", i, minus(ids(got), want), minus(want, ids(got)))
		}
		total += len(want)
	}
	t.Logf("%d events, %d rules, %d matches", len(some), len(sub.Rules), total)
}

// And on the samples of services, whatever their log source.
func TestEngineAgreesOnCloudSamples(t *testing.T) {
	e := sigmaHQEngine(t, func(r *Rule) bool { return !isWindows(r) })
	m := e.NewMatcher()
	names, err := filepath.Glob(filepath.Join(shared(t, "panther_samples"), "*.ndjson"))
	if err != nil || len(names) < 25 {
		t.Fatal(names, err)
	}
	events, matched := 0, 0
	rules := map[string]bool{}
	for _, name := range names {
		for i, event := range samples(t, strings.TrimSuffix(filepath.Base(name), ".ndjson")) {
			got, err := m.Match(event)
			if err != nil {
				t.Fatalf("%s %d: %v", name, i, err)
			}
			want, err := e.reference(event)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(ids(got), want) {
				t.Errorf("%s %d: %v, want %v", name, i, ids(got), want)
			}
			events++
			for _, id := range want {
				matched++
				rules[id] = true
			}
		}
	}
	t.Logf("%d events, %d matches of %d rules", events, matched, len(rules))
	if len(rules) < 20 {
		t.Errorf("only %d rules match: the mapping is poor", len(rules))
	}
}

func minus(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// corpusOf makes n events out of the real ones that differ in their values.
func corpusOf(events [][]byte, n int) [][]byte {
	out := make([][]byte, 0, n)
	for i := 0; len(out) < n; i++ {
		e := events[i%len(events)]
		if round := i / len(events); round > 0 {
			suffix := string(rune('a'+round%26)) + string(rune('a'+round/26%26))
			e = []byte(strings.ReplaceAll(string(e), ".mordor.local", suffix+".mordor.local"))
		}
		out = append(out, e)
	}
	return out
}
