package sigma

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"bonafide"
)

func TestExplainTellsWhatFailed(t *testing.T) {
	set := Parse(LoadOptions{}, "w.yml", []byte(`title: Odd parent
id: odd
logsource: {product: windows, category: process_creation}
detection:
  selection:
    Image|endswith: '\cmd.exe'
    ParentImage|endswith: '\winword.exe'
  filter:
    User: [SYSTEM, null]
  condition: selection and not filter
`))
	e, err := New(set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	event := `{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Image":"C:\\Windows\\System32\\CMD.exe","ParentImage":"C:\\x\\excel.exe"}`
	x, err := e.Explain("odd", []byte(event))
	if err != nil {
		t.Fatal(err)
	}
	want := `Odd parent (odd) does not match
read as: sysmon process_creation
no  and
no    selection: and
yes     Image|endswith: "\\cmd.exe"   (the event has "C:\\Windows\\System32\\CMD.exe")
no      ParentImage|endswith: "\\winword.exe"   (the event has "C:\\x\\excel.exe")
no    not
yes     filter: or
no        User: "SYSTEM"   (the event has no such field)
yes       User: null   (the event has no such field)
`
	if x.String() != want {
		t.Errorf("%s\nwant\n%s", x, want)
	}
	x, err = e.Explain("odd", []byte(`{"Image":"cmd"}`))
	if err != nil || x.Source != "" || x.Matches || !strings.Contains(x.String(), "does not belong to the rule's log source windows/process_creation/-") {
		t.Error(err, x)
	}
	if _, err := e.Explain("nobody", []byte(event)); !errors.Is(err, bonafide.ErrNotFound) {
		t.Error(err)
	}
	if _, err := e.Explain("odd", []byte(`{`)); !errors.Is(err, bonafide.ErrInvalid) {
		t.Error(err)
	}
}

// Explanations of real events say what the engine says.
func TestExplainAgreesOnRealEvents(t *testing.T) {
	e := sigmaHQEngine(t, nil)
	for i, r := range regressions(t) {
		if i%4 != 0 {
			continue
		}
		found, err := e.Match(r.Event)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			x, err := e.Explain(f.Rule.ID, r.Event)
			if err != nil || !x.Matches || !x.Condition.Holds || x.Source == "" {
				t.Errorf("%s: %v\n%s", f.Rule.ID, err, x)
			}
		}
	}
}

func TestLint(t *testing.T) {
	docs := strings.Join([]string{
		"title: T\nlogsource: {product: test}\nlevel: severe\nstatus: fine\ndetection:\n  sel|endswith: {F|contains|all: a}\n  unused: {F: a}\n  timeframe: 5m\n  condition: 1 of sel*",
		strings.Replace(detection("strange", selection("F: a")), "product: test", "product: abacus", 1),
		detection("a", selection("F: a")), detection("b", selection("F: a")),
		"title: F\nid: f\nlogsource: {product: test}\nfilter: {rules: [a], s: {F: a}, condition: s}",
		"title: F\nid: g\nlogsource: {product: other}\nfilter: {rules: [a], s: {F: a}, condition: not s}",
		"title: X\nid: x\ncorrelation: {type: value_count, rules: [a, b], aliases: {u: {a: F}}, timespan: 5m, condition: {field: [F, G], lt: 5}}",
		"title: Y\nid: y\ncorrelation: {type: value_percentile, rules: [a], timespan: 5m, condition: {field: F, lt: 5}}",
	}, "\n---\n")
	set := Parse(LoadOptions{}, "l.yml", []byte(docs))
	if len(set.Refusals) > 0 {
		t.Fatal(set.Refusals[0])
	}
	notices, err := Lint(set, Options{Sources: []Source{everywhere}})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, n := range notices {
		lines = append(lines, n.String())
	}
	for _, want := range []string{
		"l.yml:1: rule l.yml:1: it has neither id nor name",
		`the level "severe"`, `the status "fine"`, "'all' on a single value", `"unused" is not used`, "'timeframe' means nothing", "unusual name for a search",
		"rule strange: no source serves the log source abacus/-/-",
		"rule f: the condition has no 'not'",
		"rule g: rule a reads another log source", "rule g: the filter fits no rule",
		"rule x: without group-by", `rule x: the alias "u" is not used`, `the alias "u" says nothing of the rule b`, "that none comes at all is never seen", "counted as one",
		"rule y: value_percentile without 'percentile'",
	} {
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, want) }) {
			t.Errorf("no notice %q in\n%s", want, strings.Join(lines, "\n"))
		}
	}
	if !slices.IsSortedFunc(notices, func(a, b Notice) int { return a.Line - b.Line }) {
		t.Error("the notices are in no order")
	}
}

// Of SigmaHQ's rules, those that no source serves are known.
func TestServedLogSources(t *testing.T) {
	e := sigmaHQEngine(t, nil)
	unserved := 0
	for _, r := range e.rules {
		if slices.Contains(e.unserved, r.Logsource) {
			unserved++
		}
		if (isWindows(r) || isCloud(r)) && len(e.Serving(r.ID)) == 0 {
			t.Errorf("%s: no source serves %s", r.ID, r.Logsource)
		}
	}
	t.Logf("%d of %d rules are only for events that come with their log source: %v", unserved, len(e.rules), e.unserved)
	if unserved > 90 {
		t.Errorf("%d rules without a source", unserved)
	}
	if e.Serving("nobody") != nil {
		t.Error("an unknown rule is served")
	}
}
