package watch

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
)

// Every line that is measured with is read, by the source that it is of, as one event
// of its own; and nothing of it is unknown to the parser.
func TestCompanyIsRead(t *testing.T) {
	c := firm()
	c.People, c.Marked = 500, 20
	decoder := telemetry.NewDecoder(sources.All())
	ids, seen := map[string]bool{}, map[string]int{}
	check := func(line []byte, source string, at time.Time) {
		t.Helper()
		s, err := decoder.Stream("x", "")
		if err != nil {
			t.Fatal(err)
		}
		events, err := s.Decode(bytes.TrimSpace(line), nil)
		if err != nil || len(events) != 1 {
			t.Fatalf("%d events of %s: %v", len(events), line, err)
		}
		e := &events[0]
		if e.Intake.Source != source || !e.Time.Truncate(time.Second).Equal(at.Truncate(time.Second)) && source != "zoom" || len(e.Intake.Missing) > 0 {
			t.Fatalf("it is of %s at %s and misses %v: %s", e.Intake.Source, e.Time, e.Intake.Missing, line)
		}
		if ids[e.ID()] {
			t.Fatalf("its id came before: %s", line)
		}
		ids[e.ID()] = true
		seen[source]++
	}
	for n := range 2000 {
		at := c.Start.Add(time.Duration(n) * 3 * time.Second)
		line, source := c.Line(nil, n, at)
		check(line, source, at)
	}
	for i := range c.Marked {
		check(c.Sign(nil, i, c.Start), "osquery", c.Start)
	}
	for _, source := range []string{"okta", "sysmon", "github", "osquery", "zoom"} {
		if seen[source] < 100 {
			t.Errorf("%d lines of %s", seen[source], source)
		}
	}
}

// The same company is the same bytes.
func TestCompanyIsTheSame(t *testing.T) {
	c := firm()
	c.People, c.Marked = 50, 4
	write := func() map[string]string {
		dir := t.TempDir()
		if err := c.Records(dir); err != nil {
			t.Fatal(err)
		}
		size, err := c.Logs(dir, 1000, time.Hour, 3)
		if err != nil {
			t.Fatal(err)
		}
		names, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, n := range names {
			data, err := os.ReadFile(n)
			if err != nil {
				t.Fatal(err)
			}
			out[filepath.Base(n)] = string(data)
			if filepath.Ext(n) == ".ndjson" {
				size -= int64(len(data))
			}
		}
		if size != 0 || len(out) != 3+5*3 {
			t.Errorf("%d files, %d bytes are not accounted for", len(out), size)
		}
		return out
	}
	first, second := write(), write()
	for n, text := range first {
		if second[n] != text {
			t.Errorf("%s differs", n)
		}
	}
}
