package storetest

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"slices"
	"testing"
	"time"

	"bonafide"
)

const (
	killedPeople = 1000
	killedBatch  = 64
)

// Killed kills a process in the middle of recording, at no particular moment, and
// holds the store to it: every batch that was acknowledged is there, no batch is
// there in part, and recording everything again makes the store that an undisturbed
// run makes. child is the command of a process that opens the data of t and calls
// [Child]; its standard output belongs to Killed.
func Killed(t *testing.T, open Open, child func(t *testing.T) *exec.Cmd) {
	all := Examinations(killedPeople)
	undisturbed := open(t)
	record(t, undisturbed, noon, all...)
	want := dump(t, undisturbed)

	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	for round := range 3 {
		// Alive, it would write 16 batches.
		lines, pause := chance.IntN(12), time.Duration(chance.IntN(20_000))*time.Microsecond
		t.Run(fmt.Sprintf("round %d", round), func(t *testing.T) {
			s := open(t)
			acknowledged := kill(t, child(t), lines, pause)
			n := len(people(t, s, ""))
			t.Logf("killed %s after batch %d; %d batches acknowledged, %d people stored", pause, lines, acknowledged, n)
			if n < min(acknowledged*killedBatch, killedPeople) {
				t.Fatalf("%d people are stored, of %d batches of %d acknowledged", n, acknowledged, killedBatch)
			}
			if n%killedBatch != 0 && n != killedPeople {
				t.Fatalf("%d people are stored: a part of a batch of %d", n, killedBatch)
			}
			record(t, s, noon.Add(time.Hour), all...)
			same(t, "the store after recording again", dump(t, s), want)
		})
	}
}

// kill starts a child, kills it some time after it has acknowledged so many
// batches, and returns how many it acknowledged in all.
func kill(t *testing.T, child *exec.Cmd, lines int, pause time.Duration) int {
	t.Helper()
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged := -1 // the first line says that it has begun
	for scan := bufio.NewScanner(out); scan.Scan(); {
		if scan.Text() != "recorded" {
			continue
		}
		if acknowledged++; acknowledged == lines {
			time.AfterFunc(pause, func() { _ = child.Process.Kill() })
		}
	}
	if acknowledged < lines {
		t.Errorf("the child ended by itself after %d batches", acknowledged)
	}
	// It was killed, or just finished: either is no error here.
	_ = child.Wait()
	return acknowledged
}

// Child is what the process of [Killed] does with the store: it writes a line when
// it has begun and one for each batch that was acknowledged.
func Child(t *testing.T, s bonafide.Store, out io.Writer) {
	fmt.Fprintln(out, "recorded")
	for batch := range slices.Chunk(Examinations(killedPeople), killedBatch) {
		record(t, s, noon, batch...)
		fmt.Fprintln(out, "recorded")
	}
}
