package sigma

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func isCloud(r *Rule) bool {
	return slices.Contains([]string{"okta", "aws", "azure", "gcp", "github", "m365", "onelogin", "bitbucket"}, r.Logsource.Product)
}

// samples are the events of one log type, as one line each.
func samples(t testing.TB, name string) [][]byte {
	t.Helper()
	f, err := os.Open(filepath.Join(shared(t, "panther_samples"), name+".ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out [][]byte
	s := bufio.NewScanner(f)
	s.Buffer(nil, 4<<20)
	for s.Scan() {
		var line struct {
			Event json.RawMessage `json:"event"`
		}
		if err := json.Unmarshal(s.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		var one bytes.Buffer
		if err := json.Compact(&one, line.Event); err != nil {
			t.Fatal(err)
		}
		out = append(out, one.Bytes())
	}
	return out
}

// benchmark runs one matcher over distinct events and reports events per second of
// processor time.
func benchmark(b *testing.B, e *Engine, events [][]byte) {
	m := e.NewMatcher()
	size := 0
	for _, ev := range events {
		size += len(ev)
		if _, err := m.Match(ev); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.SetBytes(int64(size / len(events)))
	n := 0
	began := processorTime()
	for b.Loop() {
		if _, err := m.Match(events[n%len(events)]); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(n)/(processorTime()-began).Seconds(), "events/CPU-s")
	b.ReportMetric(float64(len(e.rules)), "rules")
}

func BenchmarkWindowsEvents(b *testing.B) {
	benchmark(b, sigmaHQEngine(b, isWindows), corpusOf(otrf(b), 20_000))
}

func BenchmarkAllRulesWindowsEvents(b *testing.B) {
	benchmark(b, sigmaHQEngine(b, nil), corpusOf(otrf(b), 20_000))
}

func BenchmarkRegressionEvents(b *testing.B) {
	var events [][]byte
	for _, r := range regressions(b) {
		events = append(events, r.Event)
	}
	benchmark(b, sigmaHQEngine(b, isWindows), events)
}

func BenchmarkCloud(b *testing.B) {
	for _, name := range []string{"aws_cloudtrail", "okta_systemlog", "github_audit", "azure_audit", "gsuite_activityevent"} {
		b.Run(name, func(b *testing.B) { benchmark(b, sigmaHQEngine(b, isCloud), samples(b, name)) })
	}
}

func BenchmarkScan(b *testing.B) {
	e := sigmaHQEngine(b, isWindows)
	s := newScanner(e.layout)
	events := otrf(b)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		ev := events[n%len(events)]
		b.SetBytes(int64(len(ev)))
		if err := s.read(ev); err != nil {
			b.Fatal(err)
		}
		n++
	}
}

func BenchmarkCorrelation(b *testing.B) {
	e := correlating(b, CorrelationOptions{}, "title: X\nid: x\ncorrelation: {type: value_count, rules: [a], group-by: [u], timespan: 1h, condition: {field: n, gte: 10000}}")
	c, err := e.NewCorrelator()
	if err != nil {
		b.Fatal(err)
	}
	fields := make([]map[string][]string, 1800)
	for i := range fields {
		fields[i] = map[string][]string{"u": {string(rune('a' + i%16))}, "n": {string(rune('0' + i))}}
	}
	at := seen{}.occurrence(0).Time
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		i++
		c.Observe(Occurrence{Rule: "a", Time: at.Add(time.Duration(i) * time.Millisecond), Index: int64(i), Fields: fields[i%len(fields)]})
	}
}

// After warm-up an event costs no memory.
func TestNoAllocations(t *testing.T) {
	e := sigmaHQEngine(t, isWindows)
	m := e.NewMatcher()
	events := otrf(t)
	run := func() {
		for _, ev := range events[:400] {
			if _, err := m.Match(ev); err != nil {
				t.Fatal(err)
			}
		}
	}
	run()
	if raceDetector {
		t.Skip("the race detector makes pools forget")
	}
	if n := testing.AllocsPerRun(3, run); n > 4 {
		t.Errorf("%v allocations for 400 events", n)
	}
}
