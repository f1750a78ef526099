package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats-server/v2/server"

	"bonafide/app"
)

// TestWatchTakenOver runs a watch as several processes on one NATS server and one
// store: one that reads, and judges with a state of their own each, of which one
// judges at a time. Judges are killed with kill -9 while lines come in; the next goes on
// from what the bus keeps. In the end the store holds what it holds after a run in one
// process that nobody disturbed, and the same alerts were told.
func TestWatchTakenOver(t *testing.T) {
	program := built(t)
	begin := time.Now().UTC().AddDate(0, 0, -30).Truncate(24 * time.Hour)
	hires, payees, lines := firmFiles(begin)

	quiet := t.TempDir()
	if err := os.WriteFile(filepath.Join(recordsIn(t, quiet, begin, hires, payees), "okta.ndjson"), []byte(strings.Join(lines, "")), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := watching(program, quiet, outputIn(t, quiet), "--log", filepath.Join(quiet, "logs"), "--state", filepath.Join(quiet, "state"), "--once").Run(); err != nil {
		t.Fatal(err)
	}
	want := toldAlerts(t, quiet)
	if len(want) < pairs {
		t.Fatalf("the undisturbed run told %d alerts, want %d at least; the test proves nothing", len(want), pairs)
	}

	nats, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), SyncAlways: true, NoLog: true, NoSigs: true, MaxPayload: 2 << 20})
	if err != nil {
		t.Fatal(err)
	}
	nats.Start()
	defer func() { nats.Shutdown(); nats.WaitForShutdown() }()
	if !nats.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server is not ready")
	}

	shared := t.TempDir()
	logs := recordsIn(t, shared, begin, hires, payees)
	log, err := os.Create(filepath.Join(logs, "okta.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	out := outputIn(t, shared)
	if err := os.Mkdir(filepath.Join(shared, "state"), 0o700); err != nil { // of the store
		t.Fatal(err)
	}
	process := func(role, state string, more ...string) *exec.Cmd {
		t.Helper()
		path := filepath.Join(shared, state+".yaml")
		text := fmt.Sprintf("watch:\n  role: %s\n  state: %s\n  bus: {url: %q}\nstore: {url: %s}\n", role, filepath.Join(shared, state), nats.ClientURL(), filepath.Join(shared, "state", "watch.db"))
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return watching(program, shared, out, append([]string{"--config", path}, more...)...)
	}
	begins := func(c *exec.Cmd) {
		t.Helper()
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	}
	role := func(state string) app.Role {
		var s app.Status
		data, err := os.ReadFile(filepath.Join(shared, state, "status.json"))
		if err == nil {
			_ = json.Unmarshal(data, &s)
		}
		return s.Role
	}
	comes := func(state string, r app.Role) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); role(state) != r; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s is %q, not %q", state, role(state), r)
			}
		}
	}

	reader := process("read", "reader", "--log", logs)
	begins(reader)
	comes("reader", app.Reading)
	judges := []*exec.Cmd{process("all", "one"), process("all", "two")}
	begins(judges[0])
	comes("one", app.Judging)
	begins(judges[1])
	comes("two", app.StandingBy)
	third := len(lines) / 3
	for k := range 2 {
		told := size(t, out)
		if _, err := log.WriteString(strings.Join(lines[k*third:(k+1)*third], "")); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(time.Minute); size(t, out) == told && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond) // it is killed while it judges
		}
		_ = judges[k].Process.Kill()
		_ = judges[k].Wait()
		if k == 0 {
			comes("two", app.Judging)
		}
	}
	if _, err := log.WriteString(strings.Join(lines[2*third:], "")); err != nil {
		t.Fatal(err)
	}
	// The reader is stopped, and reads the rest when it is started again.
	if err := reader.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := reader.Wait(); err != nil {
		t.Fatalf("the reader ended with %v", err)
	}
	if err := process("read", "reader", "--log", logs, "--once").Run(); err != nil {
		t.Fatal(err)
	}
	if err := process("all", "three", "--once").Run(); err != nil {
		t.Fatal(err)
	}
	// A judge that dies between telling and noting it is the one case of an alert that
	// is told twice: under one id.
	told := toldAlerts(t, shared)
	twice := 0
	for id, n := range told {
		twice += n - 1
		told[id] = 1
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("the alerts told by one process and by several:\n%s", diff)
	}
	if twice > 4 { // one run's, each time
		t.Errorf("%d alerts were told twice over two kills", twice)
	}
	if diff := cmp.Diff(standing(t, quiet), standing(t, shared)); diff != "" {
		t.Errorf("the store differs from that of an undisturbed run:\n%s", diff)
	}
}
