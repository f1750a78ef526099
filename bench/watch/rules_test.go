package watch

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"bonafide/watch/sigma"
)

// shared finds public data in a folder beside the repository.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for d := dir; ; d = filepath.Dir(d) {
		p := filepath.Join(d, "shared", "data", "detect", name)
		if _, err := os.Stat(p); err == nil {
			return p
		}
		if d == filepath.Dir(d) {
			break
		}
	}
	if os.Getenv("CI") == "true" {
		tb.Fatalf("%s is not beside the repository", name)
	}
	tb.Skipf("%s is not beside the repository", name)
	return ""
}

// published loads all of SigmaHQ: rules with placeholders get an example for each.
func published(tb testing.TB) *sigma.Set {
	tb.Helper()
	path := shared(tb, "sigmahq_rules.tar.gz")
	placeholders := map[string][]string{}
	for {
		set, err := sigma.Load(tb.Context(), sigma.LoadOptions{Placeholders: placeholders}, path)
		if err != nil {
			tb.Fatal(err)
		}
		more := false
		for _, r := range set.Refusals {
			if r.Placeholder != "" && placeholders[r.Placeholder] == nil {
				placeholders[r.Placeholder], more = []string{"example"}, true
			}
		}
		if !more {
			return set
		}
	}
}

// BenchmarkRulesLoad loads and compiles the published rules.
func BenchmarkRulesLoad(b *testing.B) {
	path := shared(b, "sigmahq_rules.tar.gz")
	all := len(published(b).Rules)
	began := processorTime()
	for b.Loop() {
		set, err := sigma.Load(b.Context(), sigma.LoadOptions{}, path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := sigma.New(set, sigma.Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((processorTime()-began).Seconds()/float64(b.N), "CPU-s")
	b.ReportMetric(float64(all), "rules")
}

// BenchmarkSaaS runs 250 published rules for cloud services over the public samples
// of each, one matcher, JSON decode included.
func BenchmarkSaaS(b *testing.B) {
	var set sigma.Set
	for _, r := range published(b).Rules {
		if len(set.Rules) < 250 && slices.Contains([]string{"okta", "aws", "azure", "gcp", "github", "m365", "onelogin", "bitbucket"}, r.Logsource.Product) {
			set.Rules = append(set.Rules, r)
		}
	}
	engine, err := sigma.New(&set, sigma.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"aws_cloudtrail", "okta_systemlog", "github_audit", "azure_audit", "gsuite_activityevent"} {
		b.Run(name, func(b *testing.B) {
			events := samples(b, name)
			m := engine.NewMatcher()
			for _, e := range events {
				if _, err := m.Match(e); err != nil {
					b.Fatal(err)
				}
			}
			n, began := 0, processorTime()
			for b.Loop() {
				if _, err := m.Match(events[n%len(events)]); err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(float64(n)/(processorTime()-began).Seconds(), "events/CPU-s")
			b.ReportMetric(float64(len(set.Rules)), "rules")
		})
	}
}

// samples are the public events of one log type, a line each.
func samples(tb testing.TB, name string) [][]byte {
	tb.Helper()
	f, err := os.Open(filepath.Join(shared(tb, "panther_samples"), name+".ndjson"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var out [][]byte
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var sample struct {
			Event json.RawMessage `json:"event"`
		}
		var one bytes.Buffer
		if err := json.Unmarshal(lines.Bytes(), &sample); err != nil {
			tb.Fatal(err)
		}
		if err := json.Compact(&one, sample.Event); err != nil {
			tb.Fatal(err)
		}
		out = append(out, one.Bytes())
	}
	return out
}
