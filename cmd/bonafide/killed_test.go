package main

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/store/sqlite"
	"bonafide/store/storetest"
)

// TestKilledInTheMiddle kills the program with kill -9 during a batch of 1,000
// dossiers, several times, then runs the same command to its end: output and store
// must equal those of a run that nobody disturbed.
func TestKilledInTheMiddle(t *testing.T) {
	program := filepath.Join(t.TempDir(), "bonafide")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	inbox := filepath.Join(t.TempDir(), "inbox.jsonl")
	if err := os.WriteFile(inbox, thousand(), 0o644); err != nil {
		t.Fatal(err)
	}
	examine := func(store string) *exec.Cmd {
		c := exec.Command(program, "examine", "--json", "--as-of", "2026-06-15", "--store", store, inbox)
		c.Env = append(os.Environ(), "XDG_DATA_HOME="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir())
		return c
	}
	quiet := filepath.Join(t.TempDir(), "quiet.db")
	began := time.Now()
	want, err := examine(quiet).Output()
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)

	disturbed := filepath.Join(t.TempDir(), "disturbed.db")
	// How long a run takes changes with the machine's load: where one ended before its
	// time, the next has half of it.
	const wanted = 5
	killed := 0
	for try := 0; killed < wanted; try++ {
		if try == 60 {
			t.Fatalf("%d runs were killed before their end, want %d; the test proves nothing", killed, wanted)
		}
		c := examine(disturbed)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int63n(int64(took))))
		_ = c.Process.Kill()
		if err := c.Wait(); err != nil {
			killed++
		} else {
			took = max(took/2, 20*time.Millisecond)
		}
	}
	got, err := examine(disturbed).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the output differs from that of an undisturbed run")
	}
	if diff := cmp.Diff(dump(t, quiet), dump(t, disturbed)); diff != "" {
		t.Errorf("the store differs from that of an undisturbed run:\n%s", diff)
	}
}

func dump(t *testing.T, path string) string {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	out, err := storetest.Dump(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// thousand dossiers, one a line, each with something to find.
func thousand() []byte {
	var b bytes.Buffer
	for i := range 1000 {
		fmt.Fprintf(&b, `{"bonafide":"dossier/1","person":"P-%04d","stage":"interview","sources":[`+
			`{"id":"form","kind":"form","collected":"2026-05-01T00:00:00Z","names":["Person %d"],"emails":["someone%04d@gmail.com"],"phones":["+1 202 555 01%02d"]},`+
			`{"id":"cv","kind":"resume","collected":"2026-05-02T00:00:00Z","employment":[{"employer":"Firm %d","from":"2009","to":"2011","text":"Ran Kubernetes and Terraform."}]}]}`+"\n",
			i, i, i, i%100, i)
	}
	return b.Bytes()
}
