package rules_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/catalog"
	"bonafide/strict"
	"bonafide/watch/rules"
	"bonafide/watch/scene"
	"bonafide/watch/sigma"
	"bonafide/watch/telemetry"
)

func load(t testing.TB, folders ...string) *rules.Book {
	t.Helper()
	b, err := rules.Load(t.Context(), folders...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryDocumentIsTaken(t *testing.T) {
	b := load(t)
	for _, r := range b.Set.Refusals {
		t.Error(r)
	}
	notices, err := sigma.Lint(b.Set, rules.Options(sigma.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notices {
		t.Error(n)
	}
}

func TestSamplesHold(t *testing.T) {
	b := load(t)
	notices, ran, err := b.Prove(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notices {
		t.Error(n)
	}
	t.Logf("%d rules and correlations speak, %d samples", len(b.Rules()), ran)
	if ran < 150 {
		t.Errorf("only %d samples ran", ran)
	}
}

// A rule that lacks what the product needs of it is told.
func TestLint(t *testing.T) {
	catalogue, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	known := func(id bonafide.IndicatorID) bool { return catalogue.Indicator(id) != nil }
	for _, n := range load(t).Lint(known) {
		t.Error(n)
	}

	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("bare.yml", "title: Bare\nid: bare\ntags: [bonafide.zzz-99]\nlogsource: {product: bonafide}\ndetection: {s: {class_uid: 1}, condition: s}\n")
	write("others.yml", "title: Of others\nid: others\nlogsource: {product: windows}\ndetection: {s: {EventID: 1}, condition: s}\n")
	write("broken.samples.yaml", "- nmae: x\n")
	write("refused.yml", "title: Refused\nid: refused\nlogsource: {product: bonafide}\ndetection: {s: {a|nosuch: 1}, condition: s}\n")
	b := load(t, dir)
	var got []string
	for _, n := range b.Lint(known) {
		got = append(got, strings.TrimPrefix(n.String(), dir+string(filepath.Separator)))
	}
	for _, want := range []string{"broken.samples.yaml: ", "bare.yml: bare: the catalogue has no indicator ZZZ-99", "bare.yml: bare: fields names no evidence", "bare.yml: bare: falsepositives names no innocent explanation", "bare.yml: bare: it has no date",
		"bare.yml: bare: no sample fires", "bare.yml: bare: no honest look-alike among the samples"} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("nothing says %q in\n%s", want, strings.Join(got, "\n"))
		}
	}
	if len(got) != 7 {
		t.Errorf("%d notices: %q", len(got), got)
	}
	if len(b.Set.Refusals) != 1 || !strings.HasPrefix(b.Set.Refusals[0].Place, filepath.Join(dir, "refused.yml")) {
		t.Errorf("refusals %v", b.Set.Refusals)
	}
	if r, ok := b.Of("others"); !ok || r.Indicator != "" || r.Own {
		t.Errorf("a rule of others: %+v %v", r, ok)
	}
}

// A folder of the operator's adds a rule with samples, and a filter over one of
// ours, without a change of code.
func TestOperatorsFolder(t *testing.T) {
	dir := t.TempDir()
	var kvm rules.Rule
	for _, r := range load(t).Rules() {
		if r.Indicator == "END-06" {
			kvm = r
		}
	}
	for name, text := range map[string]string{
		"own-desk.yml": "title: The firm's own capture desk was plugged in\nid: 4f1c1b5a-5a49-4f7f-9f51-6a2a0e1d2c33\ndate: 2026-10-01\ntags: [bonafide.end-06]\nfields: [peripheral_device.name]\nfalsepositives: [the studio]\n" +
			"logsource: {product: bonafide, category: peripheral}\ndetection: {s: {peripheral_device.name: Studio Desk}, condition: s}\nlevel: low\n",
		"own-desk.samples.yaml": "- name: plugged in\n  fires: true\n  events:\n  - {class_uid: 1010, time_dt: 2026-05-13T15:00:00Z, peripheral_device: {name: studio desk}}\n" +
			"- name: a keyboard\n  fires: false\n  events:\n  - {class_uid: 1010, time_dt: 2026-05-13T15:00:00Z, peripheral_device: {name: Keyboard}}\n",
		"quiet.yml": "title: The laboratory has its KVMs\nid: 0f5cf9a4-3f5e-4d4f-a0df-7a3f0a2b4f55\nlogsource: {product: bonafide, category: peripheral}\nfilter:\n  rules: [" + kvm.ID + "]\n  lab: {scene.worker.team: Lab}\n  condition: not lab\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := load(t, dir)
	for _, r := range b.Set.Refusals {
		t.Error(r)
	}
	notices, _, err := b.Prove(t.Context())
	if err != nil || len(notices) > 0 {
		t.Fatal(notices, err)
	}
	if notices := b.Lint(func(bonafide.IndicatorID) bool { return true }); len(notices) > 0 {
		t.Error(notices)
	}
	r, ok := b.Of("4f1c1b5a-5a49-4f7f-9f51-6a2a0e1d2c33")
	if !ok || r.Own || r.Version != "2026-10-01" || r.File != filepath.Join(dir, "own-desk.yml") || !slices.Equal(r.Evidence, []string{"peripheral_device.name"}) {
		t.Errorf("%+v", r)
	}
	engine, err := b.Engine(sigma.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for team, want := range map[string]int{"Lab": 0, "Sales": 1} {
		e := fmt.Sprintf(`{"class_uid":1010,"time_dt":"2026-05-13T15:00:00Z","scene":{"worker":{"team":%q},"tool":{"kind":"network-kvm","via":"usb"}}}`, team)
		if m, err := engine.Match([]byte(e)); err != nil || len(m) != want {
			t.Errorf("%s: %d matches, %v", team, len(m), err)
		}
	}
}

func TestLoadRefusals(t *testing.T) {
	if _, err := rules.Load(t.Context(), filepath.Join(t.TempDir(), "none")); err == nil || !strings.Contains(err.Error(), "is no folder") {
		t.Errorf("got %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := rules.Load(ended); err == nil {
		t.Error("an ended context is not noticed")
	}
	if _, ok := load(t).Of("none"); ok {
		t.Error("a rule that is not there is found")
	}
}

// A false sample and a missing match are told.
func TestProveTells(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"r.yml":          "title: R\nid: r\ntags: [bonafide.end-06]\nlogsource: {product: bonafide}\ndetection: {s: {class_uid: 1010}, condition: s}\n",
		"r.samples.yaml": "- {name: wanted, fires: true, events: [{class_uid: 1}]}\n- {name: unwanted, fires: false, events: [{class_uid: 1010}]}\n- {name: no object, fires: true, events: [7]}\n- {name: another rule, rule: x, fires: false, events: [{class_uid: 1010}]}\n",
		"c.yml":          "title: C\nid: c\ntags: [bonafide.end-06]\ncorrelation: {type: event_count, rules: [q], group-by: [g], timespan: 1h, condition: {gte: 1}}\n---\ntitle: Q\nid: q\nlogsource: {product: bonafide}\ndetection: {s: {class_uid: 7}, condition: s}\n",
		"c.samples.yaml": "- {name: timeless, fires: true, events: [{class_uid: 7, g: 1}]}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// A class that no source of ours names needs no source: rules without a category read all.
	notices, _, err := load(t, dir).Prove(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range notices {
		got = append(got, n.Text)
	}
	for _, want := range []string{`sample "wanted" does not fire`, `sample "unwanted" fires`, `sample "no object"`} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("nothing says %q in %q", want, got)
		}
	}
	if slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "another rule") }) {
		t.Errorf("a sample of another rule is held against this one: %q", got)
	}
}

// What samples call the fields of a scene is what scenes call them: each is read
// into the product's types and written again, and nothing gets lost.
func TestSamplesAreScenes(t *testing.T) {
	b := load(t)
	seen := map[string]bool{}
	for _, r := range b.Rules() {
		if seen[r.File] {
			continue
		}
		seen[r.File] = true
		for _, s := range b.Samples(r.File) {
			for i, raw := range s.Events {
				place := fmt.Sprintf("%s: %s: event %d", r.File, s.Name, i+1)
				var e telemetry.Event
				if err := e.UnmarshalJSON(raw); err != nil {
					t.Errorf("%s: %v", place, err)
					continue
				}
				var parts struct {
					Scene json.RawMessage `json:"scene"`
				}
				if err := json.Unmarshal(raw, &parts); err != nil {
					t.Fatal(err)
				}
				sc := scene.Scene{Event: &e}
				if err := strict.JSON(place, parts.Scene, &sc); err != nil {
					t.Error(err)
					continue
				}
				again, err := sc.AppendJSON(nil)
				if err != nil {
					t.Fatal(err)
				}
				var want, got map[string]any
				if json.Unmarshal(raw, &want) != nil || json.Unmarshal(again, &got) != nil {
					t.Fatalf("%s: no JSON", place)
				}
				for _, lost := range missing("", want, got) {
					t.Errorf("%s: %s", place, lost)
				}
			}
		}
	}
}

func missing(path string, want, got any) (out []string) {
	switch w := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		for name, v := range w {
			x, ok := g[name]
			if !ok {
				out = append(out, path+"."+name+" is no field of a scene")
				continue
			}
			out = append(out, missing(path+"."+name, v, x)...)
		}
	case []any:
		g, _ := got.([]any)
		for i, v := range w {
			if i >= len(g) {
				return append(out, fmt.Sprintf("%s[%d] is lost", path, i))
			}
			out = append(out, missing(fmt.Sprintf("%s[%d]", path, i), v, g[i])...)
		}
	default:
		if fmt.Sprint(want) != fmt.Sprint(got) {
			out = append(out, fmt.Sprintf("%s is %v and comes out as %v", path, want, got))
		}
	}
	return out
}

// Evidence that no sample of the rule ever has is a field misspelt or one that
// nobody sends.
func TestEvidenceIsThere(t *testing.T) {
	b := load(t)
	e := telemetry.Event{Class: telemetry.Base}
	for _, r := range b.Rules() {
		known := map[string]bool{}
		for _, s := range b.Samples(r.File) {
			for _, raw := range s.Events {
				if err := e.UnmarshalJSON(raw); err != nil {
					t.Fatal(err)
				}
				var m map[string]any
				if err := json.Unmarshal(raw, &m); err != nil {
					t.Fatal(err)
				}
				names("", m, known)
			}
		}
		some := false
		for _, f := range r.Evidence {
			some = some || known[f]
		}
		if !some {
			t.Errorf("%s: no sample has any of %v", r.File, r.Evidence)
		}
	}
}

func names(path string, v any, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, x := range v {
			p := strings.TrimPrefix(path+"."+name, ".")
			into[p] = true
			names(p, x, into)
		}
	case []any:
		for _, x := range v {
			names(path, x, into)
		}
	}
}

// Nothing that may never be an input is asked for by a rule.
func TestNoRuleReadsWhatMayNeverCount(t *testing.T) {
	files, err := filepath.Glob("*/*.yml")
	if err != nil || len(files) < 30 {
		t.Fatal(len(files), err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		lower := strings.ToLower(string(text))
		for _, word := range []string{"nationality", "citizen", "ethnic", "gender", "passport", "accent", "keyboardlayout", "worker.country", "location.country", "fake", "fraud", "guilty", "liar", "suspicious"} {
			if strings.Contains(lower, word) {
				t.Errorf("%s: %q", f, word)
			}
		}
	}
}

// Log sources that a rule may name.
func TestCategories(t *testing.T) {
	want := "sign_in account access process software startup peripheral dns network tunnel cloud file inventory alert meeting worker code"
	if got := strings.Join(rules.Categories(), " "); got != want {
		t.Errorf("got %s", got)
	}
}

var update = flag.Bool("update", false, "write the list in docs/rules.md")

// The list in docs/rules.md is that of the rules.
func TestDocumentedList(t *testing.T) {
	const begin, end = "<!-- rules -->\n", "<!-- end -->"
	path := filepath.Join("..", "..", "docs", "rules.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| indicator | finding | level | form | file |\n|---|---|---|---|---|\n")
	for _, r := range load(t).Rules() {
		form := "event"
		if r.Correlation {
			form = "correlation"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | `%s` |\n", r.Indicator, r.Summary, r.Level, form, r.File)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no marks for the list", path)
	}
	want := before + begin + b.String() + end + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(text) != want {
		t.Error("docs/rules.md is not that of the rules; run go test ./watch/rules -run DocumentedList -update")
	}
}

// mixed are scenes of many kinds as JSON: those of the samples, with the parts that
// real events have besides, in an order that repeats nothing soon.
func mixed(tb testing.TB, n int) [][]byte {
	tb.Helper()
	b := load(tb)
	var samples []scene.Scene
	seen := map[string]bool{}
	for _, r := range b.Rules() {
		if seen[r.File] {
			continue
		}
		seen[r.File] = true
		for _, s := range b.Samples(r.File) {
			for _, raw := range s.Events {
				var e telemetry.Event
				var parts struct {
					Scene json.RawMessage `json:"scene"`
				}
				if e.UnmarshalJSON(raw) != nil || json.Unmarshal(raw, &parts) != nil {
					tb.Fatal("a sample is no event")
				}
				sc := scene.Scene{Event: &e}
				if err := strict.JSON("sample", parts.Scene, &sc); err != nil {
					tb.Fatal(err)
				}
				samples = append(samples, sc)
			}
		}
	}
	tenure := 300
	var out [][]byte
	for i := range n {
		s := samples[(i*37)%len(samples)]
		e := *s.Event
		s.Event = &e
		e.Time = e.Time.Add(time.Duration(i) * time.Second)
		e.Metadata.UID = fmt.Sprintf("event-%d", i)
		if e.Metadata.Product.Name == "" {
			e.Metadata.Product = telemetry.Product{Name: "Sensor", Vendor: "Vendor", Version: "1"}
		}
		e.Metadata.LogName, e.Metadata.OriginalTime = "log", e.Time.Format(time.RFC3339Nano)
		e.Device.Hostname, e.Device.Serial, e.Device.UID = fmt.Sprintf("host-%d.corp.example", i%500), fmt.Sprintf("SN%d", i%500), fmt.Sprintf("11111111-2222-3333-4444-%012d", i%500)
		e.Device.OS = telemetry.OS{Name: "Windows", Version: "11", TypeID: telemetry.OSWindows}
		if e.Actor.User.Name == "" {
			e.Actor.User = telemetry.Account(fmt.Sprintf("worker%d@corp.example", i%500))
		}
		e.Intake.Source, e.Intake.Place = "sensor", "sensor.ndjson:1"
		e.Raw = strings.Repeat(`{"EventID":1,"Image":"C:\\Program Files\\Example\\example.exe"}`, 6)
		s.Person = bonafide.PersonID(fmt.Sprintf("P-%d", i%500))
		if i%4 != 0 {
			// Three of four show no tool.
			s.Tool = nil
		}
		if s.Worker == nil {
			s.Worker = &scene.Worker{Role: "Engineer", Team: "Core", Tenure: &tenure, Zone: "America/Chicago"}
		}
		line, err := s.AppendJSON(nil)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, line)
	}
	return out
}

func BenchmarkMatch(b *testing.B) {
	lines := mixed(b, 10_000)
	size := 0
	for _, l := range lines {
		size += len(l)
	}
	engine, err := load(b).Engine(sigma.Options{})
	if err != nil {
		b.Fatal(err)
	}
	m := engine.NewMatcher()
	matches := 0
	for _, l := range lines {
		found, err := m.Match(l)
		if err != nil {
			b.Fatal(err)
		}
		matches += len(found)
	}
	b.SetBytes(int64(size / len(lines)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := m.Match(lines[i%len(lines)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
	b.ReportMetric(float64(matches)/float64(len(lines)), "matches/event")
}

// The rate in processor time, with correlations, says the same on a busy machine.
func BenchmarkStream(b *testing.B) {
	lines := mixed(b, 10_000)
	engine, err := load(b).Engine(sigma.Options{})
	if err != nil {
		b.Fatal(err)
	}
	all := bytes.Join(lines, []byte("\n"))
	var stats sigma.Stats
	for b.Loop() {
		if stats, err = engine.Stream(b.Context(), bytes.NewReader(all), sigma.StreamOptions{Workers: 1}, func(sigma.Result) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(stats.EventsPerCPUSecond(), "events/cpu-s")
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := rules.Load(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// Rules that only serve a correlation, also through a chain, have its indicator
// and evidence: what is kept of their events is shown with its findings.
func TestServingRules(t *testing.T) {
	b := load(t)
	serving := 0
	for _, s := range b.Set.Rules {
		r, ok := b.Of(s.ID)
		if !ok {
			t.Fatalf("%s is not in the book", s.ID)
		}
		if r.Serving {
			serving++
			if r.Indicator == "" || len(r.Evidence) == 0 || string(r.Indicator) != filepath.Dir(r.File) {
				t.Errorf("%s serves %q with %v", r.File, r.Indicator, r.Evidence)
			}
		}
	}
	if serving < 10 {
		t.Errorf("%d rules serve", serving)
	}
	for _, r := range b.Rules() {
		if r.Serving {
			t.Errorf("%s raises nothing and is listed", r.File)
		}
	}
}

func TestLargeFileIsTold(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "big.samples.yaml"), bytes.Repeat([]byte("# x\n"), 1<<19), 0o600); err != nil {
		t.Fatal(err)
	}
	notices := load(t, dir).Lint(func(bonafide.IndicatorID) bool { return true })
	if len(notices) != 1 || !strings.Contains(notices[0].String(), "larger than 1 MiB") {
		t.Errorf("got %v", notices)
	}
}

func ExampleBook_Of() {
	book, err := rules.Load(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := book.Engine(sigma.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	matches, err := engine.Match([]byte(`{"class_uid":1010,"time_dt":"2026-05-13T15:00:00Z","scene":{"person":"P-1","tool":{"kind":"network-kvm","vendor":"PiKVM","via":"usb"}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range matches {
		rule, _ := book.Of(m.Rule.ID)
		fmt.Println(rule.Indicator, rule.Summary)
	}
	// Output: END-06 A USB device calls itself what a network KVM calls itself by default
}
