package watch_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/strict"
	"bonafide/watch"
	"bonafide/watch/rules"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
	"bonafide/watch/tools"
)

// story is a piece of a company's life in the vendors' own lines, and what a watch
// must and must not find in it.
type story struct {
	Why   string            `json:"why"`
	Files map[string]string `json:"files"`
	// Repeat writes the lines of a file again for so many days, a day later each time:
	// {{day}} is the date.
	Repeat map[string]int `json:"repeat,omitzero"`
	// Finds are "PERSON INDICATOR"; Never are those that would be an injustice.
	Finds     []string `json:"finds,omitzero"`
	Never     []string `json:"never,omitzero"`
	Troubles  []string `json:"troubles,omitzero"`
	Approved  []string `json:"approved,omitzero"`
	Countries []string `json:"restricted,omitzero"`
}

var firstDay = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func (s *story) events(t *testing.T) []telemetry.Event {
	t.Helper()
	var out []telemetry.Event
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for n := range s.Files {
			if !yield(n) {
				return
			}
		}
	}) {
		stream, err := telemetry.NewDecoder(sources.All()).Stream(name, "")
		if err != nil {
			t.Fatal(err)
		}
		text := s.Files[name]
		var all strings.Builder
		for i := range max(1, s.Repeat[name]) {
			all.WriteString(strings.ReplaceAll(text, "{{day}}", firstDay.AddDate(0, 0, i).Format(time.DateOnly)))
		}
		for line := range strings.Lines(all.String()) {
			events, err := stream.Decode([]byte(line), nil)
			if err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			out = append(out, events...)
		}
	}
	slices.SortStableFunc(out, func(a, b telemetry.Event) int { return a.Time.Compare(b.Time) })
	return out
}

func newEngine(t testing.TB, cfg watch.Config) *watch.Engine {
	t.Helper()
	var err error
	if cfg.Rules, err = rules.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if cfg.Tools, err = tools.Load(); err != nil {
		t.Fatal(err)
	}
	e, err := watch.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func run(t *testing.T, e *watch.Engine, events []telemetry.Event) bonafide.Watched {
	t.Helper()
	var all bonafide.Watched
	take := func() {
		w := e.Take()
		all.Sighted = append(all.Sighted, w.Sighted...)
		all.Records = append(all.Records, w.Records...)
		all.Troubles = append(all.Troubles, w.Troubles...)
		all.At = w.At
	}
	for i := range events {
		if !e.Admit(&events[i], events[i].Time) {
			continue
		}
		if err := e.Observe(&events[i]); err != nil {
			t.Fatal(err)
		}
		if e.Pending() {
			take()
		}
	}
	if err := e.Finish(); err != nil {
		t.Fatal(err)
	}
	take()
	return all
}

func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no stories", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var s story
			if err := strict.YAML(path, data, &s); err != nil {
				t.Fatal(err)
			}
			events := s.events(t)
			e := newEngine(t, watch.Config{Approved: s.Approved, Restricted: s.Countries})
			w := run(t, e, events)
			got := map[string]bonafide.Sighted{}
			for _, f := range w.Sighted {
				got[string(f.Person)+" "+string(f.Indicator)] = f
			}
			for _, want := range s.Finds {
				f, ok := got[want]
				if !ok {
					t.Errorf("%s was not found (%s)", want, s.Why)
					continue
				}
				if f.Summary == "" || len(f.Evidence) == 0 || f.Rule == "" || f.ObservedAt.IsZero() {
					t.Errorf("%s lacks a part: %+v", want, f)
				}
			}
			for key, f := range got {
				person, indicator, _ := strings.Cut(key, " ")
				if slices.Contains(s.Never, key) || slices.Contains(s.Never, "* "+indicator) || slices.Contains(s.Never, person+" *") {
					t.Errorf("%s was found, and must not be (%s): %s %+v", key, s.Why, f.Summary, f.Evidence)
				}
			}
			var said strings.Builder
			for _, x := range w.Troubles {
				fmt.Fprintln(&said, x.Words)
			}
			for _, want := range s.Troubles {
				if !strings.Contains(said.String(), want) {
					t.Errorf("no trouble says %q; said:\n%s", want, said.String())
				}
			}
			// Saved in the middle and taken up, the rest brings the same.
			half := len(events) / 2
			first := newEngine(t, watch.Config{Approved: s.Approved, Restricted: s.Countries})
			a := run2(t, first, events[:half])
			var b bytes.Buffer
			if err := first.Save(&b); err != nil {
				t.Fatal(err)
			}
			second := newEngine(t, watch.Config{Approved: s.Approved, Restricted: s.Countries})
			if _, err := second.Load(bytes.NewReader(b.Bytes())); err != nil {
				t.Fatal(err)
			}
			var again bytes.Buffer
			if err := second.Save(&again); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b.Bytes(), again.Bytes()) {
				t.Error("what was saved, loaded and saved again differs")
			}
			c := run(t, second, events[half:])
			split := append(a.Sighted, c.Sighted...)
			if len(split) != len(w.Sighted) {
				t.Errorf("with a save in the middle there are %d findings, without %d", len(split), len(w.Sighted))
			}
			for i := range min(len(split), len(w.Sighted)) {
				if split[i].Finding.ID() != w.Sighted[i].Finding.ID() {
					t.Errorf("finding %d differs after a save in the middle: %+v and %+v", i, split[i], w.Sighted[i])
					break
				}
			}
		})
	}
}

// run2 is run without the end.
func run2(t *testing.T, e *watch.Engine, events []telemetry.Event) bonafide.Watched {
	t.Helper()
	var all bonafide.Watched
	for i := range events {
		if !e.Admit(&events[i], events[i].Time) {
			continue
		}
		if err := e.Observe(&events[i]); err != nil {
			t.Fatal(err)
		}
		w := e.Take()
		all.Sighted = append(all.Sighted, w.Sighted...)
		all.Troubles = append(all.Troubles, w.Troubles...)
	}
	return all
}
