package jetstream_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bonafide/bus"
	"bonafide/bus/bustest"
	"bonafide/bus/jetstream"
)

const (
	// childDir names, to the process that TestKilled starts, its folder; childFrom
	// the first event that it publishes and childTotal the end of them.
	childDir, childFrom, childTotal = "BUS_CRASH_DIR", "BUS_CRASH_FROM", "BUS_CRASH_TOTAL"
	// events is how many the test publishes: 100,000 where it is not set, and fewer
	// for -short and the race detector.
	events = "BUS_CRASH_EVENTS"

	crashPeople     = 500
	crashPartitions = 4
)

var crashTopic = bus.Topic{Name: "events", Partitions: crashPartitions, Dedup: 10 * time.Minute}

// A process publishes and consumes, with the server inside it, and is killed again
// and again at no particular moment. In the end the topic holds each event once, in
// order, and the consumer has seen each at least once.
func TestKilled(t *testing.T) {
	t.Parallel()
	total := 100_000
	if testing.Short() || raceDetector {
		total = 20_000
	}
	if s := os.Getenv(events); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 10 {
			t.Fatalf("%s=%q is no number of events", events, s)
		}
		total = n
	}
	dir := t.TempDir()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d, %d events", seed, total)
	chance := rand.New(rand.NewPCG(seed, 0))
	acked, kills, repeated := 0, 0, 0
	for begun := time.Now(); acked < total; kills++ {
		// Publishing starts again some way before what is known to be acked, as it
		// does where the news of an ack is lost with the process.
		from := max(0, acked-chance.IntN(3000))
		// The end comes a moment after so much was acknowledged, or now and then a
		// moment after the start, when the files are just being opened.
		until := min(total, acked+1+chance.IntN(total/4))
		if kills%5 == 4 {
			until = 0
		}
		now := runChild(t, dir, from, total, until, time.Duration(chance.IntN(100))*time.Millisecond)
		repeated += max(0, min(acked, now)-from)
		acked = max(acked, now)
		if time.Since(begun) > 15*time.Minute {
			t.Fatalf("only %d events are acknowledged after %d kills", acked, kills)
		}
	}
	t.Logf("killed %d times, %d events published again on purpose", kills, repeated)
	checkLog(t, dir, total)
	checkSeen(t, dir, total)
}

// runChild lets a child acknowledge up to a number, kills it a moment later, and
// returns up to where it acknowledged.
func runChild(t *testing.T, dir string, from, total, until int, moment time.Duration) (acked int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), childDir+"="+dir, fmt.Sprint(childFrom, "=", from), fmt.Sprint(childTotal, "=", total))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { _ = cmd.Process.Kill() }
	watch := time.AfterFunc(5*time.Minute, kill) // it hangs
	defer watch.Stop()
	ending := until == 0
	if ending {
		time.AfterFunc(moment, kill)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		s, ok := strings.CutPrefix(lines.Text(), "acked ")
		if !ok {
			if strings.Contains(lines.Text(), "FAIL") || strings.Contains(lines.Text(), ".go:") {
				t.Error(lines.Text())
			}
			continue
		}
		if acked, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
		if acked >= until && !ending {
			ending = true
			time.AfterFunc(moment, kill)
		}
	}
	_ = cmd.Wait() // killed, which is no error here
	if !ending {
		t.Fatalf("a child that should have acknowledged up to %d, from %d on, ended at %d", until, from, acked)
	}
	return acked
}

func TestChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("it does the work in the process that TestKilled starts")
	}
	from, _ := strconv.Atoi(os.Getenv(childFrom))
	total, _ := strconv.Atoi(os.Getenv(childTotal))
	b := openAt(t, config(dir, crashTopic))
	var group sync.WaitGroup
	for p := range crashPartitions {
		group.Go(func() {
			if err := see(t.Context(), b, dir, p); err != nil {
				t.Errorf("seeing partition %d: %v", p, err)
			}
		})
	}
	chance := rand.New(rand.NewPCG(uint64(from), uint64(os.Getpid())))
	for from < total {
		n := min(1+chance.IntN(2500), total-from)
		if err := b.Publish(t.Context(), crashTopic.Name, bustest.Messages(from, n, crashPeople)); err != nil {
			t.Fatalf("Publish: %v", err)
		}
		from += n
		fmt.Println("acked", from)
	}
	group.Wait() // until it is killed
}

// see notes the ids of a partition in a file and acks them afterwards.
func see(ctx context.Context, b *jetstream.Bus, dir string, partition int) error {
	f, err := os.OpenFile(seenFile(dir, partition), os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	// The kill may have cut a line in two. It was not acked.
	noted, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	if err := f.Truncate(int64(bytes.LastIndexByte(noted, '\n') + 1)); err != nil {
		return err
	}
	c, err := b.Consume(ctx, bus.Subscription{Topic: crashTopic.Name, Name: "seer", Partition: partition})
	if err != nil {
		return err
	}
	defer c.Close()
	return bus.Work(ctx, c, func(_ context.Context, run []bus.Delivery) (int, error) {
		var lines strings.Builder
		for _, d := range run {
			lines.WriteString(d.ID + " " + string(d.Person) + "\n")
		}
		_, err := f.WriteString(lines.String())
		return len(run), err
	}, bus.WorkOptions{})
}

func seenFile(dir string, partition int) string {
	return filepath.Join(dir, fmt.Sprintf("seen-%d", partition))
}

// checkLog holds the topic to having each event once and in order.
func checkLog(t *testing.T, dir string, total int) {
	t.Helper()
	b := openAt(t, config(dir, crashTopic))
	if h := bustest.Health(t, b, bus.Ready); h.Topics[0].Messages != uint64(total) {
		t.Errorf("the topic holds %+v, want %d messages", h, total)
	}
	count := 0
	for p := range crashPartitions {
		var expect []bus.Message
		for _, m := range bustest.Messages(0, total, crashPeople) {
			if bus.Partition(m.Person, crashPartitions) == p {
				expect = append(expect, m)
			}
		}
		c, err := b.Consume(t.Context(), bus.Subscription{Topic: crashTopic.Name, Name: "auditor", Partition: p, MaxInFlight: 5000})
		if err != nil {
			t.Fatal(err)
		}
		for len(expect) > 0 {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			run, err := c.Fetch(ctx, 2000)
			cancel()
			if err != nil {
				t.Fatalf("partition %d lacks %d events, the first %s: %v", p, len(expect), expect[0].ID, err)
			}
			for i, d := range run {
				if i >= len(expect) || d.ID != expect[i].ID || string(d.Data) != string(expect[i].Data) {
					t.Fatalf("partition %d: event %s stands where %s belongs", p, d.ID, expect[min(i, len(expect)-1)].ID)
				}
			}
			expect = expect[len(run):]
			count += len(run)
			if err := c.Ack(t.Context(), run[len(run)-1].Sequence); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d events: 0 acknowledged lost, 0 doubled, 0 out of order", count)
	// What the killed consumers did not come to.
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for p := range crashPartitions {
		group.Go(func() {
			if err := see(ctx, b, dir, p); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		})
	}
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		var waiting uint64
		for _, l := range bustest.Health(t, b, bus.Ready).Topics[0].Lags {
			if l.Consumer == "seer" {
				waiting += l.Waiting
			}
		}
		if waiting == 0 || time.Now().After(deadline) {
			break
		}
	}
	cancel()
	group.Wait()
}

// checkSeen holds the consumer to having seen each event, and each person's for the
// first time in order: what remembers ids acts once and in order.
func checkSeen(t *testing.T, dir string, total int) {
	t.Helper()
	seen := make(map[string]bool, total)
	last := map[string]string{}
	again := 0
	for p := range crashPartitions {
		data, err := os.ReadFile(seenFile(dir, p))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			id, person, _ := strings.Cut(strings.TrimSpace(line), " ")
			if seen[id] {
				again++
				continue
			}
			seen[id] = true
			if last[person] > id {
				t.Fatalf("%s of %s was seen first after %s", id, person, last[person])
			}
			last[person] = id
		}
	}
	if len(seen) != total {
		t.Fatalf("the consumer has seen %d events of %d", len(seen), total)
	}
	t.Logf("the consumer saw %d events, %d of them more than once", len(seen), again)
}
