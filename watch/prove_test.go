package watch

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/baseline"
	"bonafide/watch/rules"
	"bonafide/watch/tools"
)

// ownRules are the rules that the engine and the baselines hold themselves.
var ownRules = []string{
	"watch/shared-address", "watch/shared-payee", "watch/shared-email", "watch/shared-phone", "watch/shared-device", "watch/shared-home", "watch/shared-place", "watch/restricted", "watch/return-overdue",
	"baseline/hours", "baseline/travel", "baseline/hosting", "baseline/apart", "baseline/round-the-clock", "baseline/two-networks", "baseline/unmanaged-device", "baseline/new-devices", "baseline/arrival",
	"baseline/early-access", "baseline/own-storage", "baseline/surge", "baseline/all-day-calls", "baseline/remote-days", "baseline/untouched", "baseline/camera",
}

func parts(t testing.TB) (*rules.Book, *tools.Table, []Story) {
	t.Helper()
	book, err := rules.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	table, err := tools.Load()
	if err != nil {
		t.Fatal(err)
	}
	stories, err := Stories()
	if err != nil {
		t.Fatal(err)
	}
	return book, table, stories
}

func TestEverythingIsProved(t *testing.T) {
	proved, err := Prove(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := baseline.Indicators()
	want = append(want, "APP-01", "END-18", "NET-06", "NET-07", "NET-15", "OFF-03", "OFF-06", "ONB-03", "PAY-02")
	for _, p := range proved {
		for _, f := range p.Failed {
			t.Errorf("%s: %s", p.Indicator, f)
		}
		if p.Fires == 0 || p.Quiet == 0 || p.By == "" {
			t.Errorf("%s by %q: %d cases, %d look-alikes", p.Indicator, p.By, p.Fires, p.Quiet)
		}
		want = slices.DeleteFunc(want, func(id bonafide.IndicatorID) bool { return id == p.Indicator })
	}
	if len(want) > 0 {
		t.Errorf("nothing proves %v", want)
	}
}

// Each rule of the engine's own code speaks in some story, and each story has an
// honest person beside whom it finds.
func TestStoriesReachEveryRule(t *testing.T) {
	book, table, stories := parts(t)
	heard := map[string]bool{}
	for i := range stories {
		s := &stories[i]
		told, err := s.tell(book, table)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range told.Sighted {
			name, _, _ := strings.Cut(f.Rule, "@")
			heard[name] = true
			if part(name) != "watch/rules" && !slices.Contains(ownRules, name) {
				t.Errorf("%s speaks in %s and is not on the list of this test", name, s.Name)
			}
		}
		if s.Why == "" {
			t.Errorf("%s does not say why", s.Name)
		}
		if len(s.Finds) > 0 && len(s.Never)+len(s.Cleared)+len(s.Withdraws) == 0 {
			t.Errorf("%s has no honest look-alike", s.Name)
		}
		kind, _, _ := strings.Cut(s.Name, "-")
		switch kind {
		case "TROUBLE", "C1", "LOOKALIKE":
		default:
			if !slices.ContainsFunc(s.Finds, func(c string) bool { _, id, _ := words(c); return strings.HasPrefix(s.Name, id+"-") }) {
				t.Errorf("%s does not find what it is named after", s.Name)
			}
		}
	}
	for _, name := range ownRules {
		if !heard[name] {
			t.Errorf("%s speaks in no story", name)
		}
	}
}

// A story that does not hold is told of with its indicator.
func TestWhatDoesNotHoldFails(t *testing.T) {
	book, table, _ := parts(t)
	base := Story{
		Name: "PAY-02-here", Why: "two are paid to one account",
		Logs: []StoryLog{
			{Form: "roster", Each: []string{"ann", "bo", "cy"}, With: map[string]string{"who": "{{each}}"}},
			{Form: "payroll", From: 1, Each: []string{"ann", "bo"}, With: map[string]string{"who": "{{each}}", "payee": "tok:1"}},
		},
	}
	for name, c := range map[string]struct {
		story  func(*Story)
		id     bonafide.IndicatorID
		says   string
		broken string
	}{
		"holds":                     {func(s *Story) { s.Finds, s.Never = []string{"ann PAY-02"}, []string{"cy PAY-02", "* NET-07"} }, "PAY-02", "", ""},
		"not found":                 {func(s *Story) { s.Finds = []string{"cy PAY-02"} }, "PAY-02", "cy PAY-02 was not found", ""},
		"found by another rule":     {func(s *Story) { s.Finds = []string{"ann PAY-02 baseline/hours"} }, "PAY-02", "was not found", ""},
		"found wrongly":             {func(s *Story) { s.Never = []string{"ann PAY-02"} }, "PAY-02", "must not be", ""},
		"found of anybody":          {func(s *Story) { s.Never = []string{"* PAY-02"} }, "PAY-02", "must not be", ""},
		"found at all":              {func(s *Story) { s.Never = []string{"bo *"} }, "PAY-02", "must not be", ""},
		"nobody of this name":       {func(s *Story) { s.Never = []string{"dora PAY-02"} }, "PAY-02", "nobody named dora", ""},
		"nobody of any indicator":   {func(s *Story) { s.Never = []string{"dora *"} }, "", "", "nobody named dora"},
		"a look-alike of nothing":   {func(s *Story) { s.Cleared = []string{"cy PAY-02"} }, "PAY-02", "would not be found either", ""},
		"not withdrawn":             {func(s *Story) { s.Withdraws = []string{"ann PAY-02"} }, "PAY-02", "was not withdrawn", ""},
		"a trouble that nobody has": {func(s *Story) { s.Troubles = []string{"thunder"} }, "", "", "thunder"},
	} {
		t.Run(name, func(t *testing.T) {
			s := base
			c.story(&s)
			all := proofs{}
			told, err := s.tell(book, table)
			if err != nil {
				t.Fatal(err)
			}
			broken := s.judge(told, all)
			s.judgeUnsaid(told, all)
			if c.broken != "" && !strings.Contains(broken, c.broken) || c.broken == "" && broken != "" {
				t.Errorf("broken: %q, want %q", broken, c.broken)
			}
			if c.id == "" {
				return
			}
			got := strings.Join(all.of(c.id).Failed, "\n")
			if c.says == "" && got != "" || !strings.Contains(got, c.says) {
				t.Errorf("failed: %q, want %q", got, c.says)
			}
			if c.says == "" && (all.of(c.id).Fires != 1 || all.of(c.id).Quiet != 1 || all.list()[0].By != "watch") {
				t.Errorf("proved: %+v", all.list())
			}
		})
	}
}

func TestStoriesThatCannotBeWritten(t *testing.T) {
	for name, c := range map[string]struct {
		log  StoryLog
		says string
	}{
		"no such form":      {StoryLog{Form: "runes"}, "no form"},
		"no such place":     {StoryLog{Form: "okta", On: "atlantis"}, "no place atlantis"},
		"no word":           {StoryLog{Form: "hr", With: map[string]string{"who": "ann"}}, "nothing stands for {{event}}"},
		"a circle of words": {StoryLog{Form: "hr", With: map[string]string{"who": "ann", "event": "{{event}}"}}, "without end"},
		"no time of day":    {StoryLog{Form: "hr", At: []string{"noon"}}, "no time of day"},
		"an hour too many":  {StoryLog{Form: "hr", At: []string{"48:00"}}, "no time of day"},
		"no span":           {StoryLog{Form: "zoom", Lasts: "long"}, "lasts"},
		"a word left open":  {StoryLog{Form: "hr", With: map[string]string{"who": "{{ann"}}, "nothing stands for {{ann}}"},
	} {
		t.Run(name, func(t *testing.T) {
			s := Story{Name: "X", Logs: []StoryLog{c.log}}
			if _, err := s.Text(); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
	twice := Story{Name: "X", Files: map[string]string{"hr.csv": "x"}, Logs: []StoryLog{{Form: "hr", With: map[string]string{"who": "ann", "event": "notice"}}}}
	if _, err := twice.Text(); err == nil || !strings.Contains(err.Error(), "written twice") {
		t.Errorf("a file that is written twice: %v", err)
	}
}

func TestDaysAndTimesOfALine(t *testing.T) {
	s := Story{Name: "X", Logs: []StoryLog{{
		Form: "zoom", From: 3, Days: 4, Weekdays: true, At: []string{"23:30", "25:00"}, Lasts: "1h", With: map[string]string{"who": "ann", "meeting": "m{{n}}"},
	}}}
	events, err := s.Events()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range events {
		got = append(got, events[i].Time.UTC().Format("Mon 15:04"))
	}
	// From Thursday on four days of which two are a weekend: the end of a call is its time.
	if want := []string{"Fri 00:30", "Fri 02:00", "Sat 00:30", "Sat 02:00"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if StoryBegin.Weekday() != time.Monday {
		t.Error("stories begin on a Monday")
	}
}

// Rules of the operator's own count too, with their samples.
func TestRulesOfAFolderAreProved(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"idle.yml": `title: A device reported an odd name
id: 5f3f8b58-9c41-4f0a-8f6e-0d2f5a3a9b01
status: test
date: 2026-11-26
logsource: {product: bonafide, category: sign_in}
detection:
  name: {device.name: ODD}
  condition: name
fields: [device.name]
falsepositives: [a joke]
level: low
tags: [bonafide.end-17]
`,
		"idle.samples.yaml": `- {name: odd, fires: true, events: [{class_uid: 3002, time_dt: "2026-03-02T09:00:00Z", device: {name: ODD}}]}
- {name: even, fires: false, events: [{class_uid: 3002, time_dt: "2026-03-02T09:00:00Z", device: {name: EVEN}}]}
- {name: wrong, fires: true, events: [{class_uid: 3002, time_dt: "2026-03-02T09:00:00Z", device: {name: EVEN}}]}
- {name: unjust, fires: false, events: [{class_uid: 3002, time_dt: "2026-03-02T09:00:00Z", device: {name: ODD}}]}
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	proved, err := Prove(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(proved, func(p Proved) bool { return p.Indicator == "END-17" })
	if at < 0 {
		t.Fatal("nothing proves the folder's rule")
	}
	p := proved[at]
	if p.Fires != 1 || p.Quiet != 1 || p.By != "watch/rules" || len(p.Failed) != 2 || !strings.Contains(strings.Join(p.Failed, "\n"), `"wrong" does not fire`) || !strings.Contains(strings.Join(p.Failed, "\n"), `"unjust" fires`) {
		t.Errorf("got %+v", p)
	}
	if _, err := Prove(t.Context(), filepath.Join(dir, "none")); err == nil {
		t.Error("a folder that does not exist is no error")
	}
}
