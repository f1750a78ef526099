package bus_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bonafide"
	"bonafide/bus"
	"bonafide/bus/inmem"
)

func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	clock := func() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }
	b, err := inmem.New(clock, bus.Topic{Name: "events", Partitions: 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()

	batch := []bus.Message{
		{ID: "okta/1", Person: "w-17", Data: []byte("signed in")},
		{ID: "okta/2", Person: "w-17", Data: []byte("changed the payee")},
	}
	// The second call stores nothing: the ids are known.
	fmt.Println(b.Publish(ctx, "events", batch), b.Publish(ctx, "events", batch))

	c, err := b.Consume(ctx, bus.Subscription{Topic: "events", Name: "rules", Partition: bus.Partition("w-17", 4)})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = bus.Work(ctx, c, func(_ context.Context, run []bus.Delivery) (int, error) {
		for _, d := range run {
			fmt.Printf("%s %s: %s\n", d.Person, d.ID, d.Data)
		}
		cancel()
		return len(run), nil
	}, bus.WorkOptions{})
	fmt.Println(err)
	// Output:
	// <nil> <nil>
	// w-17 okta/1: signed in
	// w-17 okta/2: changed the payee
	// <nil>
}

// A flow: events travel in bundles, what was found is stored together with how far
// the flow has come, and only then is it acked. What comes again is passed over.
func ExampleBundle() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	clock := func() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }
	topic := bus.Topic{Name: "events", Partitions: 1}
	b, err := inmem.New(clock, topic)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()

	bundles, err := bus.Bundle([]bus.Message{
		{ID: "okta/1", Person: "w-17", Data: []byte("signed in")},
		{ID: "okta/2", Person: "w-23", Data: []byte("signed in")},
	}, topic.Partitions)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(bundles), "message,", b.Publish(ctx, topic.Name, bundles))

	c, err := b.Consume(ctx, bus.Subscription{Topic: topic.Name, Name: "flow"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	var cursor uint64 // stands in the store, beside the findings
	err = bus.Work(ctx, c, func(_ context.Context, run []bus.Delivery) (int, error) {
		for i, d := range run {
			if d.Sequence <= cursor {
				continue
			}
			events, err := bus.Unbundle(d.Message)
			if err != nil {
				return i, err // tried again, then set aside with the reason
			}
			for _, e := range events {
				fmt.Printf("%s %s: %s\n", e.Person, e.ID, e.Data)
			}
			cursor = d.Sequence // in one transaction with what was found
		}
		cancel() // a flow goes on
		return len(run), nil
	}, bus.WorkOptions{})
	fmt.Println(err)
	// Output:
	// 1 message, <nil>
	// w-17 okta/1: signed in
	// w-23 okta/2: signed in
	// <nil>
}

// The partition is part of what is stored: these values may never change.
func TestPartitionIsStable(t *testing.T) {
	for _, c := range []struct {
		person bonafide.PersonID
		n      int
		want   int
	}{
		{"", 16, 6}, {"w-17", 1, 0}, {"w-17", 0, 0}, {"w-17", 4, 0}, {"w-17", 16, 4}, {"worker-00001", 16, 0},
		{"worker-00002", 16, 8}, {"김", 1024, 903},
	} {
		if got := bus.Partition(c.person, c.n); got != c.want {
			t.Errorf("Partition(%q, %d) = %d, was always %d", c.person, c.n, got, c.want)
		}
	}
}

func TestPartitionIsEven(t *testing.T) {
	for _, n := range []int{2, 7, 16, 64} {
		count := make([]int, n)
		const people = 20_000
		for i := range people {
			count[bus.Partition(bonafide.PersonID(fmt.Sprintf("worker-%05d", i)), n)]++
		}
		mean := float64(people) / float64(n)
		for p, c := range count {
			if d := math.Abs(float64(c) - mean); d > 5*math.Sqrt(mean) {
				t.Errorf("partition %d of %d has %d people of %d", p, n, c, people)
			}
		}
	}
}

func TestTopicChecked(t *testing.T) {
	good, err := bus.Topic{Name: "a-1", Partitions: 1024, MaxAge: time.Hour}.Checked()
	if err != nil || good.Dedup != bus.DefaultDedup {
		t.Errorf("got %+v, %v", good, err)
	}
	for name, topic := range map[string]bus.Topic{
		"no name":                 {Partitions: 1},
		"a digit first":           {Name: "1a", Partitions: 1},
		"capitals":                {Name: "Events", Partitions: 1},
		"a dot":                   {Name: "a.b", Partitions: 1},
		"a long name":             {Name: strings.Repeat("a", 33), Partitions: 1},
		"no partition":            {Name: "a"},
		"too many partitions":     {Name: "a", Partitions: 1025},
		"a window that is none":   {Name: "a", Partitions: 1, Dedup: time.Millisecond},
		"a negative age":          {Name: "a", Partitions: 1, MaxAge: -1},
		"negative bytes":          {Name: "a", Partitions: 1, MaxBytes: -1},
		"an age below the window": {Name: "a", Partitions: 1, MaxAge: time.Second},
	} {
		if _, err := topic.Checked(); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%s: got error %v, want an invalid topic", name, err)
		}
	}
}

func TestReason(t *testing.T) {
	long := bus.Reason(strings.Repeat("ü", bus.MaxReason))
	if len(long) > bus.MaxReason || !utf8.ValidString(long) || len(long) < bus.MaxReason-4 {
		t.Errorf("a long reason has %d bytes, valid %v", len(long), utf8.ValidString(long))
	}
	if got := bus.Reason("a\xffb"); got != "a\uFFFDb" {
		t.Errorf("got %q", got)
	}
}

// scripted is a consumer that answers as a test says.
type scripted struct {
	bus.Consumer
	fetch []error
	acks  []error
	nacks []time.Duration
	bury  error
	calls int
}

func (s *scripted) Fetch(context.Context, int) ([]bus.Delivery, error) {
	s.calls++
	if len(s.fetch) > 0 {
		err := s.fetch[0]
		s.fetch = s.fetch[1:]
		if err != nil {
			return nil, err
		}
	}
	return []bus.Delivery{{Sequence: 7}}, nil
}

func (s *scripted) Ack(context.Context, uint64) error {
	if len(s.acks) == 0 {
		return nil
	}
	err := s.acks[0]
	s.acks = s.acks[1:]
	return err
}

func (s *scripted) Nack(_ context.Context, d time.Duration) error {
	s.nacks = append(s.nacks, d)
	return nil
}

func (s *scripted) Bury(context.Context, uint64, string) error { return s.bury }

func TestWorkMeetsFaults(t *testing.T) {
	done := func(_ context.Context, run []bus.Delivery) (int, error) { return len(run), nil }
	odd := errors.New("odd")
	pause := func(int) time.Duration { return time.Millisecond }
	for _, c := range []struct {
		name  string
		c     scripted
		h     bus.Handler
		calls int
		nacks int
		kind  error
	}{
		{"an outage is waited for", scripted{fetch: []error{bonafide.ErrUnavailable, bonafide.ErrUnavailable, nil, bus.ErrClosed}}, done, 4, 0, bus.ErrClosed},
		{"a forgotten consumer ends it", scripted{fetch: []error{bonafide.NotFoundf("forgotten")}}, done, 1, 0, bonafide.ErrNotFound},
		{"an ack too late is no end", scripted{fetch: []error{nil, nil, bus.ErrClosed}, acks: []error{bus.ErrLapsed, nil}}, done, 3, 1, bus.ErrClosed},
		{"an ack that cannot be given now", scripted{fetch: []error{nil, bus.ErrClosed}, acks: []error{bonafide.ErrUnavailable}}, done, 2, 1, bus.ErrClosed},
		{"an ack of a closed bus", scripted{acks: []error{bus.ErrClosed}}, done, 1, 0, bus.ErrClosed},
		{"an ack that fails oddly", scripted{acks: []error{odd}}, done, 1, 0, odd},
		{"a handler that stops in silence", scripted{fetch: []error{nil, nil, bus.ErrClosed}}, func(context.Context, []bus.Delivery) (int, error) { return -1, nil }, 3, 2, bus.ErrClosed},
		{"a burial that fails is tried again", scripted{fetch: []error{nil, nil, nil, bus.ErrClosed}, bury: bonafide.ErrUnavailable},
			func(context.Context, []bus.Delivery) (int, error) { return 0, odd }, 4, 3, bus.ErrClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := bus.Work(t.Context(), &c.c, c.h, bus.WorkOptions{Attempts: 2, Pause: pause})
			if !errors.Is(err, c.kind) || c.c.calls != c.calls || len(c.c.nacks) != c.nacks {
				t.Errorf("ended with %v after %d fetches and %d returns; want %v, %d, %d", err, c.c.calls, len(c.c.nacks), c.kind, c.calls, c.nacks)
			}
		})
	}
}

func TestWorkPausesLonger(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var s scripted
	err := bus.Work(ctx, &s, func(context.Context, []bus.Delivery) (int, error) {
		if len(s.nacks) == 9 {
			cancel()
		}
		return 0, bonafide.ErrUnavailable
	}, bus.WorkOptions{})
	want := "[100ms 200ms 400ms 800ms 1.6s 3.2s 6.4s 10s 10s]"
	if got := fmt.Sprint(s.nacks); err != nil || got != want {
		t.Errorf("pauses %s, want %s; error %v", got, want, err)
	}
}
