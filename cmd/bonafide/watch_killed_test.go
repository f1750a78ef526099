package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide"
	"bonafide/store/sqlite"
)

const pairs = 30

// firmFiles are the records of a small firm in which pairs of workers share a payee,
// and what its identity provider logs: pairs begin, one after the other, to sign in
// from one home. Both together bring a pair up for review.
func firmFiles(begin time.Time) (hires, payees string, log []string) {
	var h, p strings.Builder
	h.WriteString("event,time,employee_id,email,full_name,time_zone,country,role,team,start_date,address\n")
	p.WriteString("event,time,employee_id,payee_token,payee_name,method\n")
	for i := range 2 * pairs {
		fmt.Fprintf(&h, "hire,%s,E%d,w%d@corp.example,Worker%c%c Example%c,America/Chicago,US,Engineer,Team %d,%s,\"%d Oak St, Austin, TX 73301\"\n",
			begin.AddDate(0, 0, -10).Format(time.RFC3339), i, i, 'a'+i/26, 'a'+i%26, 'a'+i%26, i%4, begin.Format(time.DateOnly), i)
		fmt.Fprintf(&p, "payee change,%s,E%d,tok:%d,W Example,bank\n", begin.AddDate(0, 0, -9).Format(time.RFC3339), i, i/2)
	}
	n := 0
	for day := range 10 {
		for hour := range 4 {
			for i := range 2 * pairs {
				home := 2 * pairs
				if pair := i / 2; day >= pair%7 {
					home = pair // both from one line, from some day on
				} else {
					home += i
				}
				n++
				log = append(log, fmt.Sprintf(`{"uuid":"u-%d","published":%q,"eventType":"user.session.start","actor":{"id":"u%d","type":"User","alternateId":"w%d@corp.example"},"client":{"ipAddress":"198.18.%d.9"},"securityContext":{"asNumber":64500,"asOrg":"Example Cable","isProxy":false},"outcome":{"result":"SUCCESS"},"version":"0","severity":"INFO","displayMessage":"x","target":[]}`+"\n",
					n, begin.AddDate(0, 0, day).Add(time.Duration(15+hour)*time.Hour+time.Duration(i)*time.Minute/2).Format(time.RFC3339), i, i, home))
			}
		}
	}
	return h.String(), p.String(), log
}

// TestWatchKilledInTheMiddle kills a watch with kill -9 again and again while the log
// grows that it follows. In the end the store holds what it holds after a run that
// nobody disturbed, and each alert was told once.
func TestWatchKilledInTheMiddle(t *testing.T) {
	program := built(t)
	// Days that lie behind, whenever the test runs.
	begin := time.Now().UTC().AddDate(0, 0, -30).Truncate(24 * time.Hour)
	hires, payees, lines := firmFiles(begin)
	records := func(dir string) string { return recordsIn(t, dir, begin, hires, payees) }
	watch := func(dir string, out *os.File, more ...string) *exec.Cmd {
		return watching(program, dir, out, append([]string{"--log", filepath.Join(dir, "logs"), "--state", filepath.Join(dir, "state")}, more...)...)
	}
	output := func(dir string) *os.File { return outputIn(t, dir) }

	quiet := t.TempDir()
	if err := os.WriteFile(filepath.Join(records(quiet), "okta.ndjson"), []byte(strings.Join(lines, "")), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := watch(quiet, output(quiet), "--once").Run(); err != nil {
		t.Fatal(err)
	}
	want := toldAlerts(t, quiet)
	if len(want) < pairs {
		t.Fatalf("the undisturbed run told %d alerts, want %d at least; the test proves nothing", len(want), pairs)
	}

	disturbed := t.TempDir()
	log, err := os.Create(filepath.Join(records(disturbed), "okta.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	out := output(disturbed)
	const kills = 6
	written := 0
	for k := range kills {
		c := watch(disturbed, out)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		upTo := len(lines) * (k + 1) / (kills + 1)
		deadline := time.Now().Add(10 * time.Second)
		// The kill comes while lines come in, at whatever moment; early runs are let
		// tell something first, so that there is something to tell twice.
		told := size(t, out)
		for written < upTo || (k%2 == 1 && size(t, out) == told && time.Now().Before(deadline)) {
			if next := min(written+40, upTo); next > written {
				// In the middle of a line, too.
				text := strings.Join(lines[written:next], "")
				cut := rand.Intn(len(text))
				for _, part := range []string{text[:cut], text[cut:]} {
					if _, err := log.WriteString(part); err != nil {
						t.Fatal(err)
					}
				}
				written = next
			}
			time.Sleep(time.Duration(rand.Int63n(int64(12 * time.Millisecond))))
		}
		time.Sleep(time.Duration(rand.Int63n(int64(300 * time.Millisecond))))
		_ = c.Process.Kill()
		if c.Wait() == nil {
			t.Fatal("a watch ended by itself")
		}
	}
	if _, err := log.WriteString(strings.Join(lines[written:], "")); err != nil {
		t.Fatal(err)
	}
	if err := watch(disturbed, out, "--once").Run(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, toldAlerts(t, disturbed)); diff != "" {
		t.Errorf("how often each alert was told, undisturbed and killed %d times:\n%s", kills, diff)
	}
	if diff := cmp.Diff(standing(t, quiet), standing(t, disturbed)); diff != "" {
		t.Errorf("the store differs from that of an undisturbed run:\n%s", diff)
	}
	if dead, err := os.ReadFile(filepath.Join(disturbed, "state", "dead.jsonl")); err != nil || len(dead) > 0 {
		t.Errorf("lines were set aside: %s (%v)", dead, err)
	}
}

// built is the real program.
func built(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "bonafide")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// recordsIn writes the firm's tables, to be read before its log.
func recordsIn(t *testing.T, dir string, begin time.Time, hires, payees string) (logs string) {
	t.Helper()
	logs = filepath.Join(dir, "logs")
	if err := os.Mkdir(logs, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"a-hris.csv": hires, "b-payroll.csv": payees} {
		path := filepath.Join(logs, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, begin, begin); err != nil {
			t.Fatal(err)
		}
	}
	return logs
}

// watching is a watch that is ready to be started.
func watching(program, dir string, out *os.File, arguments ...string) *exec.Cmd {
	c := exec.Command(program, append([]string{"watch", "run"}, arguments...)...)
	c.Env = append(os.Environ(), "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir, "HOME="+dir)
	c.Stdout, c.Stderr = out, os.Stderr
	return c
}

func outputIn(t *testing.T, dir string) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "out.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func size(t *testing.T, f *os.File) int64 {
	t.Helper()
	i, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return i.Size()
}

// toldAlerts counts the alerts of all runs together, by id and whom they are about.
// A line that a kill cut off was not told.
func toldAlerts(t *testing.T, dir string) map[string]int {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "out.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for line := range bytes.Lines(data) {
		var l struct{ Kind, ID, Person, Band string }
		if json.Unmarshal(line, &l) == nil && l.Kind == "alert" {
			out[l.Person+" "+l.Band+" "+l.ID]++
		}
	}
	return out
}

// standing is what the store holds of everybody.
func standing(t *testing.T, dir string) map[string]bonafide.Examined {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, "state", "watch.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	out := map[string]bonafide.Examined{}
	for i := range 2 * pairs {
		id := fmt.Sprintf("E%d", i)
		known, err := s.Known(t.Context(), bonafide.PersonID(id), time.Now().Add(time.Hour))
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		out[id] = known.Examined
	}
	return out
}
