package bustest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bonafide"
	"bonafide/bus"
)

// testMany lets several publish and several consume at once, a consumer fail now
// and then, and holds each person's order and each message's once-ness to it.
func testMany(t *testing.T, open Open) {
	const partitions, publishers, each, people = 8, 4, 500, 40
	b := open(t, bus.Topic{Name: one.Name, Partitions: partitions})
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	var group sync.WaitGroup
	for p := range publishers {
		group.Go(func() {
			for from := 0; from < each; from += 50 {
				batch := make([]bus.Message, 50)
				for i := range batch {
					batch[i] = bus.Message{
						ID:     fmt.Sprintf("%d/%04d", p, from+i),
						Person: bonafide.PersonID(fmt.Sprintf("%d/%d", p, i%people)),
					}
				}
				for range 2 { // each twice
					if err := b.Publish(t.Context(), one.Name, batch); err != nil {
						t.Errorf("Publish: %v", err)
					}
				}
			}
		})
	}
	var (
		seen  sync.Map // id to true
		last  sync.Map // person to the last id that was acked
		count atomic.Int64
	)
	for p := range partitions {
		group.Go(func() {
			c, err := b.Consume(ctx, bus.Subscription{Topic: one.Name, Name: "all", Partition: p, MaxInFlight: 64})
			if err != nil {
				t.Errorf("Consume: %v", err)
				return
			}
			defer func() { _ = c.Close() }()
			for round := 1; ; round++ {
				run, err := c.Fetch(ctx, 32)
				if err != nil {
					if count.Load() < publishers*each {
						t.Errorf("Fetch: %v", err)
					}
					return
				}
				if round%5 == 0 {
					if err := c.Nack(ctx, 0); err != nil {
						t.Errorf("Nack: %v", err)
					}
					continue
				}
				for _, d := range run {
					if _, twice := seen.LoadOrStore(d.ID, true); twice {
						t.Errorf("%s came again after its ack", d.ID)
					}
					if before, ok := last.Swap(d.Person, d.ID); ok && before.(string) >= d.ID {
						t.Errorf("%s of %s came after %s", d.ID, d.Person, before)
					}
				}
				if err := c.Ack(ctx, run[len(run)-1].Sequence); err != nil {
					t.Errorf("Ack: %v", err)
				}
				if count.Add(int64(len(run))) >= publishers*each {
					cancel()
				}
			}
		})
	}
	group.Wait()
	if h := Health(t, b, bus.Ready); h.Topics[0].Messages != publishers*each {
		t.Errorf("the topic holds %d messages, want %d", h.Topics[0].Messages, publishers*each)
	}
	if n := count.Load(); n != publishers*each {
		t.Errorf("%d messages came, want %d", n, publishers*each)
	}
}

func brief(int) time.Duration { return 5 * time.Millisecond }

func testWork(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 50, 5)
	publish(t, b, all...)
	c := consume(t, b, bus.Subscription{Name: "all"})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tried := map[string]int{}
	var handled []bus.Delivery
	var heard []string
	err := bus.Work(ctx, c, func(_ context.Context, run []bus.Delivery) (int, error) {
		for i, d := range run {
			tried[d.ID]++
			switch {
			case d.ID == all[7].ID:
				return i, errors.New("a brace was expected")
			case d.ID == all[8].ID && tried[d.ID] < 3:
				return i, errors.New("not just now")
			}
			handled = append(handled, d)
		}
		if len(handled) == 49 {
			cancel()
		}
		return len(run), nil
	}, bus.WorkOptions{Batch: 20, Attempts: 3, Pause: brief, Failed: func(d bus.Delivery, err error, buried bool) {
		heard = append(heard, fmt.Sprint(d.ID, " ", err, " ", buried))
	}})
	if err != nil {
		t.Fatalf("Work: %v", err)
	}
	want(t, handled, append(append([]bus.Message{}, all[:7]...), all[8:]...)...)
	letters := dead(t, b, "all")
	if len(letters) != 1 || letters[0].ID != all[7].ID || letters[0].Reason != "a brace was expected" || tried[all[7].ID] != 3 {
		t.Errorf("letters %v after %d tries", letters, tried[all[7].ID])
	}
	if len(heard) != 5 || heard[2] != all[7].ID+" a brace was expected true" || heard[4] != all[8].ID+" not just now false" {
		t.Errorf("heard %q", heard)
	}
}

func testOutage(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 3, 1)
	publish(t, b, all...)
	c := consume(t, b, bus.Subscription{Name: "all"})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tries := 0
	err := bus.Work(ctx, c, func(_ context.Context, run []bus.Delivery) (int, error) {
		if tries++; tries < 8 {
			return 0, bonafide.Unavailablef("the store is busy")
		}
		cancel()
		return len(run), nil
	}, bus.WorkOptions{Attempts: 2, Pause: brief})
	if err != nil || tries != 8 {
		t.Errorf("Work ended with %v after %d tries, want 8", err, tries)
	}
	if l := dead(t, b, "all"); len(l) > 0 {
		t.Errorf("an outage has buried %v", l)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	err = bus.Work(t.Context(), c, nil, bus.WorkOptions{})
	wantKind(t, "work of a closed consumer", err, bus.ErrClosed)
}
