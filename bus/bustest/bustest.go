// Package bustest is what every bus has to hold: [Run] is the conformance suite of
// [bus.Bus], [Bench] measures one. A way to open buses comes in; failures of the
// test come out.
package bustest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/bus"
)

// Open opens an empty bus with these topics and closes it when t ends. It is called
// from several tests at once.
type Open = func(t testing.TB, topics ...bus.Topic) bus.Bus

// Run holds a kind of bus against everything the port promises.
func Run(t *testing.T, open Open) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Open)
	}{
		{"whole", testWhole},
		{"sizes", testSizes},
		{"order of a person", testOrder},
		{"idempotence", testIdempotence},
		{"idempotence has a window", testWindow},
		{"bundles", testBundles},
		{"acks", testAcks},
		{"return by nack", testNack},
		{"return by close", testReturn},
		{"return by lapse", testLapse},
		{"in flight", testInFlight},
		{"one holder", testOneHolder},
		{"independent consumers", testIndependent},
		{"starts", testStarts},
		{"dead letters", testDead},
		{"replay is for one", testReplay},
		{"many at once", testMany},
		{"age", testAge},
		{"full", testFull},
		{"refusals", testRefusals},
		{"forgetting", testForget},
		{"health", testHealth},
		{"contexts", testContexts},
		{"closed", testClosed},
		{"what is kept", testKept},
		{"the seat", testSeat},
		{"work", testWork},
		{"work through an outage", testOutage},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, open)
		})
	}
}

// patience is for what will happen, however busy the machine is; quiet is how long
// nothing has to happen.
const (
	patience = 2 * time.Minute
	quiet    = 100 * time.Millisecond
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// one is a topic with a single partition.
var one = bus.Topic{Name: "events", Partitions: 1}

// Messages are n messages with the ids of from on, of a few people.
func Messages(from, n, people int) []bus.Message {
	all := make([]bus.Message, n)
	for i := range all {
		k := from + i
		all[i] = bus.Message{
			ID:     fmt.Sprintf("e-%07d", k),
			Person: bonafide.PersonID(fmt.Sprintf("p-%d", k%people)),
			Time:   noon.Add(time.Duration(k) * time.Millisecond),
			Data:   fmt.Appendf(nil, `{"n":%d}`, k),
		}
	}
	return all
}

// Health asks until the bus is in a state, and returns what else it says then.
func Health(t testing.TB, b bus.Bus, state bus.State) bus.Health {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		h := b.Health(t.Context())
		if h.State == state {
			return h
		}
		if time.Now().After(deadline) {
			t.Fatalf("the health is %+v, want it %s", h, state)
		}
	}
}

func publish(t *testing.T, b bus.Bus, batch ...bus.Message) {
	t.Helper()
	if err := b.Publish(t.Context(), one.Name, batch); err != nil {
		t.Fatalf("Publish: %v", err)
	}
}

func consume(t testing.TB, b bus.Bus, s bus.Subscription) bus.Consumer {
	t.Helper()
	if s.Topic == "" {
		s.Topic = one.Name
	}
	c, err := b.Consume(t.Context(), s)
	if err != nil {
		t.Fatalf("Consume: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return c
}

// fetch waits for exactly n messages.
func fetch(t *testing.T, c bus.Consumer, n int) []bus.Delivery {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var all []bus.Delivery
	for len(all) < n {
		run, err := c.Fetch(ctx, n-len(all))
		if err != nil {
			t.Fatalf("Fetch after %d of %d messages: %v", len(all), n, err)
		}
		all = append(all, run...)
	}
	return all
}

// nothing holds a consumer to having nothing to give for a while.
func nothing(t *testing.T, c bus.Consumer, why string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), quiet)
	defer cancel()
	if run, err := c.Fetch(ctx, 10); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("%s: Fetch gave %v and error %v, want nothing until the deadline", why, ids(run), err)
	}
}

func ack(t *testing.T, c bus.Consumer, upTo bus.Delivery) {
	t.Helper()
	if err := c.Ack(t.Context(), upTo.Sequence); err != nil {
		t.Fatalf("Ack of %s: %v", upTo.ID, err)
	}
}

func ids(run []bus.Delivery) []string {
	var out []string
	for _, d := range run {
		out = append(out, d.ID)
	}
	return out
}

func want(t *testing.T, run []bus.Delivery, messages ...bus.Message) {
	t.Helper()
	var w []string
	for _, m := range messages {
		w = append(w, m.ID)
	}
	if got := ids(run); !slices.Equal(got, w) {
		t.Fatalf("got %v, want %v", got, w)
	}
}

func wantKind(t *testing.T, doing string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("%s: got error %v, want one of kind %q", doing, err, kind)
	}
}

func testWhole(t *testing.T, open Open) {
	b := open(t, one)
	before := time.Now().Add(-time.Minute)
	all := []bus.Message{
		{ID: "plain", Person: "p", Time: noon, Data: []byte("{}")},
		{ID: "no time", Person: "p"},
		{ID: "céleri 100%25\r\nX: y", Person: "p\x00 %zz 김", Time: noon.Add(123456789), Data: []byte("\r\n\r\n")},
		{ID: "long ago", Person: "p", Time: time.Date(1, 1, 2, 3, 4, 5, 6, time.UTC), Data: []byte{0xff}},
		{ID: "far ahead", Person: "p", Time: time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)},
		{ID: strings.Repeat("i", bus.MaxID), Person: bonafide.PersonID(strings.Repeat("ü", bus.MaxPerson/2)), Time: noon},
		{ID: "elsewhere", Person: "p", Time: noon.In(time.FixedZone("", 9*3600))},
	}
	publish(t, b, all...)
	run := fetch(t, consume(t, b, bus.Subscription{Name: "all"}), len(all))
	for i, d := range run {
		w := all[i]
		if d.ID != w.ID || d.Person != w.Person || !d.Time.Equal(w.Time) || !bytes.Equal(d.Data, w.Data) {
			t.Errorf("message %d came as %+v, was %+v", i, d.Message, w)
		}
		if d.Time.IsZero() != w.Time.IsZero() {
			t.Errorf("message %d came with time %s, was %s", i, d.Time, w.Time)
		}
		if i > 0 && d.Sequence <= run[i-1].Sequence || d.Sequence == 0 {
			t.Errorf("message %d has sequence %d after %d", i, d.Sequence, run[max(0, i-1)].Sequence)
		}
		if d.Attempt != 1 || d.Arrived.Before(before) || d.Arrived.After(time.Now().Add(time.Minute)) {
			t.Errorf("message %d: attempt %d, arrived %s", i, d.Attempt, d.Arrived)
		}
	}
}

func testSizes(t *testing.T, open Open) {
	b := open(t, one)
	big := bytes.Repeat([]byte("0123456789abcdef"), bus.MaxData/16)
	var all []bus.Message
	for i := range 20 { // more than an adapter may want to hold at once
		all = append(all,
			bus.Message{ID: fmt.Sprintf("big %d", i), Person: "p", Data: big},
			bus.Message{ID: fmt.Sprintf("empty %d", i), Person: "p"})
	}
	publish(t, b, all...)
	c := consume(t, b, bus.Subscription{Name: "all"})
	for _, d := range fetch(t, c, len(all)) {
		if big := bytes.HasPrefix([]byte(d.ID), []byte("big")); big && len(d.Data) != bus.MaxData || !big && len(d.Data) != 0 {
			t.Errorf("%s has %d bytes", d.ID, len(d.Data))
		}
	}
	err := b.Publish(t.Context(), one.Name, []bus.Message{{ID: "fits", Person: "p"}, {ID: "huge", Person: "p", Data: make([]byte, bus.MaxData+1)}})
	wantKind(t, "publishing a message that is too large", err, bonafide.ErrInvalid)
	for _, say := range []string{"huge", "1048577", "1048576"} {
		if !strings.Contains(err.Error(), say) {
			t.Errorf("the error %q does not say %q", err, say)
		}
	}
	nothing(t, c, "a refused batch leaves nothing behind")
	publish(t, b) // an empty batch is fine
}

func testOrder(t *testing.T, open Open) {
	const partitions, n, people = 16, 3000, 50
	b := open(t, bus.Topic{Name: one.Name, Partitions: partitions})
	all := Messages(0, n, people)
	for batch := range slices.Chunk(all, 700) {
		publish(t, b, batch...)
	}
	wantBy := make([][]bus.Message, partitions)
	for _, m := range all {
		p := bus.Partition(m.Person, partitions)
		wantBy[p] = append(wantBy[p], m)
	}
	for p, w := range wantBy {
		c := consume(t, b, bus.Subscription{Name: "all", Partition: p, MaxInFlight: 100})
		var got []bus.Delivery
		for len(got) < len(w) {
			run := fetch(t, c, min(37, len(w)-len(got)))
			ack(t, c, run[len(run)-1])
			got = append(got, run...)
		}
		want(t, got, w...)
		if len(w) == 0 {
			nothing(t, c, "a partition of nobody")
		}
	}
}

func testIdempotence(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 60, 3)
	publish(t, b, all[:20]...)
	publish(t, b, all[:20]...)                                     // the same again
	publish(t, b, all[10:40]...)                                   // the known part first
	publish(t, b, all[30], all[40], all[31], all[41], all[40])     // mixed, and twice in one batch
	publish(t, b, slices.Concat(all[42:50], all[:5], all[50:])...) // in the middle
	publish(t, b, all...)                                          // everything
	c := consume(t, b, bus.Subscription{Name: "all"})
	want(t, fetch(t, c, 60), all...)
	nothing(t, c, "everything once")
}

func testBundles(t *testing.T, open Open) {
	const partitions, n = 4, 1000
	b := open(t, bus.Topic{Name: one.Name, Partitions: partitions})
	all := Messages(0, n, 30)
	for range 2 { // whoever is in doubt does it all again
		bundles, err := bus.Bundle(all, partitions)
		if err != nil {
			t.Fatal(err)
		}
		publish(t, b, bundles...)
	}
	for p := range partitions {
		c := consume(t, b, bus.Subscription{Name: "all", Partition: p})
		var expect []bus.Message
		for _, m := range all {
			if bus.Partition(m.Person, partitions) == p {
				expect = append(expect, m)
			}
		}
		var got []bus.Delivery
		for len(got) < len(expect) {
			for _, d := range fetch(t, c, 1) {
				in, err := bus.Unbundle(d.Message)
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range in {
					got = append(got, bus.Delivery{Message: m})
				}
			}
		}
		want(t, got, expect...)
		nothing(t, c, "everything once")
	}
}

func testWindow(t *testing.T, open Open) {
	const window = 200 * time.Millisecond
	b := open(t, bus.Topic{Name: one.Name, Partitions: 1, Dedup: window})
	m := Messages(0, 1, 1)[0]
	published := time.Now()
	publish(t, b, m)
	for deadline := time.Now().Add(patience); ; {
		publish(t, b, m)
		if n := Health(t, b, bus.Ready).Topics[0].Messages; n > 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("an id is known for ever")
		}
		time.Sleep(window / 10)
	}
	if passed := time.Since(published); passed < window {
		t.Errorf("an id was forgotten after %s, within the window of %s", passed, window)
	}
	want(t, fetch(t, consume(t, b, bus.Subscription{Name: "all"}), 2), m, m)
}

func testAcks(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 10, 2)
	publish(t, b, all...)
	s := bus.Subscription{Name: "all"}
	c := consume(t, b, s)
	run := fetch(t, c, 6)
	ack(t, c, run[3])
	wantKind(t, "Ack of what was acked", c.Ack(t.Context(), run[3].Sequence), bus.ErrLapsed)
	wantKind(t, "Ack of what was acked with others", c.Ack(t.Context(), run[0].Sequence), bus.ErrLapsed)
	wantKind(t, "Ack of what was never given", c.Ack(t.Context(), run[5].Sequence+1), bus.ErrLapsed)
	wantKind(t, "Ack of what was never given", c.Ack(t.Context(), run[5].Sequence+1), bonafide.ErrConflict)
	want(t, fetch(t, c, 4), all[6:]...) // what is out stays out
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = consume(t, b, s)
	run = fetch(t, c, 6)
	want(t, run, all[4:]...)
	ack(t, c, run[5])
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = consume(t, b, s)
	nothing(t, c, "all is acked")
	more := Messages(10, 1, 2)
	publish(t, b, more...)
	want(t, fetch(t, c, 1), more...)
}

func testNack(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 8, 2)
	publish(t, b, all...)
	c := consume(t, b, bus.Subscription{Name: "all"})
	run := fetch(t, c, 5)
	ack(t, c, run[1])
	const delay = 250 * time.Millisecond
	from := time.Now()
	if err := c.Nack(t.Context(), delay); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "Ack of what was returned", c.Ack(t.Context(), run[4].Sequence), bus.ErrLapsed)
	run = fetch(t, c, 6)
	if waited := time.Since(from); waited < delay {
		t.Errorf("it came again after %s, before the %s that were asked for", waited, delay)
	}
	want(t, run, all[2:]...)
	for i, d := range run {
		if w := map[bool]int{true: 2, false: 1}[i < 3]; d.Attempt != w {
			t.Errorf("%s: attempt %d, want %d", d.ID, d.Attempt, w)
		}
	}
	for range 3 {
		if err := c.Nack(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		want(t, fetch(t, c, 6), all[2:]...)
	}
}

func testReturn(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 5, 1)
	publish(t, b, all...)
	for range 3 {
		c := consume(t, b, bus.Subscription{Name: "all"})
		want(t, fetch(t, c, 5), all...)
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		_, err := c.Fetch(t.Context(), 1)
		wantKind(t, "Fetch of a closed consumer", err, bus.ErrClosed)
		wantKind(t, "Nack of a closed consumer", c.Nack(t.Context(), 0), bus.ErrClosed)
	}
}

func testLapse(t *testing.T, open Open) {
	const wait, acks = 500 * time.Millisecond, 5
	b := open(t, one)
	all := Messages(0, acks+3, 1)
	publish(t, b, all...)
	c := consume(t, b, bus.Subscription{Name: "all", AckWait: wait})
	// Each ack gives the rest its time anew: all together take longer than one has.
	// A busy machine may let the time pass between two; then what has come back is
	// fetched again.
	before := time.Now()
	run := fetch(t, c, acks+2)
	for acked := 0; acked < acks; {
		time.Sleep(wait / 4)
		err := c.Ack(t.Context(), run[0].Sequence)
		passed := time.Since(before)
		switch {
		case err == nil:
			acked, run, before = acked+1, run[1:], time.Now()
		case errors.Is(err, bus.ErrLapsed) && passed >= wait:
			before = time.Now()
			run = fetch(t, c, acks+2-acked)
		default:
			t.Fatalf("Ack %s after the one before: %v", passed, err)
		}
	}
	want(t, run, all[acks:acks+2]...)
	// One was never given. After it, what was out for too long comes again.
	again := fetch(t, c, 1)
	if again[0].ID == all[acks+2].ID {
		again = fetch(t, c, 1)
	}
	want(t, again, all[acks])
	if again[0].Attempt < 2 {
		t.Errorf("what has lapsed comes again as attempt %d", again[0].Attempt)
	}
	wantKind(t, "Ack too late", c.Ack(t.Context(), run[1].Sequence), bus.ErrLapsed)
}

func testInFlight(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 30, 3)
	publish(t, b, all...)
	c := consume(t, b, bus.Subscription{Name: "all", MaxInFlight: 10})
	run := fetch(t, c, 10)
	nothing(t, c, "ten are out")
	ack(t, c, run[3])
	run = fetch(t, c, 4)
	want(t, run, all[10:14]...)
	nothing(t, c, "ten are out again")
	// An ack wakes a Fetch that waits.
	got := make(chan []bus.Delivery, 1)
	go func() {
		run, err := c.Fetch(t.Context(), 10)
		if err != nil {
			t.Errorf("Fetch: %v", err)
		}
		got <- run
	}()
	time.Sleep(quiet / 2) // it will wait by then, and must not fail if not
	ack(t, c, run[3])
	select {
	case run := <-got:
		want(t, run[:1], all[14])
	case <-time.After(patience):
		t.Fatal("Fetch still waits after an ack")
	}
}

func testOneHolder(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 12, 3)
	publish(t, b, all...)
	first := consume(t, b, bus.Subscription{Name: "all"})
	run := fetch(t, first, 6)
	second := consume(t, b, bus.Subscription{Name: "all"})
	nothing(t, second, "the partition is held")
	ack(t, first, run[1])
	publish(t, b, Messages(12, 2, 3)...)
	nothing(t, second, "the partition is held")
	got := make(chan []bus.Delivery, 1)
	go func() { got <- fetchAll(second, 12) }()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	want(t, <-got, slices.Concat(all[2:], Messages(12, 2, 3))...)
}

// fetchAll is fetch for a goroutine of its own.
func fetchAll(c bus.Consumer, n int) []bus.Delivery {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var all []bus.Delivery
	for len(all) < n {
		run, err := c.Fetch(ctx, n-len(all))
		if err != nil {
			break
		}
		all = append(all, run...)
	}
	return all
}

func testIndependent(t *testing.T, open Open) {
	b := open(t, one, bus.Topic{Name: "other", Partitions: 1})
	all := Messages(0, 4, 2)
	publish(t, b, all...)
	if err := b.Publish(t.Context(), "other", all[:1]); err != nil {
		t.Fatal(err) // an id is a topic's own
	}
	x, y := consume(t, b, bus.Subscription{Name: "x"}), consume(t, b, bus.Subscription{Name: "y"})
	run := fetch(t, x, 4)
	ack(t, x, run[3])
	want(t, fetch(t, y, 4), all...)
	want(t, fetch(t, consume(t, b, bus.Subscription{Topic: "other", Name: "x"}), 1), all[0])
}

func testStarts(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 9, 2)
	publish(t, b, all[:3]...)
	time.Sleep(30 * time.Millisecond)
	first := fetch(t, consume(t, b, bus.Subscription{Name: "look"}), 3)
	since := first[2].Arrived.Add(10 * time.Millisecond)
	publish(t, b, all[3:6]...)
	fresh := consume(t, b, bus.Subscription{Name: "fresh", From: bus.Start{New: true}})
	later := bus.Subscription{Name: "later", From: bus.Start{Since: since}}
	late := consume(t, b, later)
	want(t, fetch(t, late, 3), all[3:6]...)
	publish(t, b, all[6:]...)
	want(t, fetch(t, fresh, 3), all[6:]...)
	nothing(t, fresh, "nothing older")
	// Returning what is out does not reach back before the start.
	if err := fresh.Nack(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	want(t, fetch(t, fresh, 3), all[6:]...)
	run := fetch(t, late, 3)
	ack(t, late, run[0])
	if err := late.Close(); err != nil {
		t.Fatal(err)
	}
	later.From = bus.Start{}
	want(t, fetch(t, consume(t, b, later), 2), all[7:]...) // its own position counts
	want(t, fetch(t, consume(t, b, bus.Subscription{Name: "again"}), 9), all...)
	ahead := consume(t, b, bus.Subscription{Name: "ahead", From: bus.Start{Since: time.Now().Add(-time.Hour)}})
	want(t, fetch(t, ahead, 9), all...)
}

func dead(t *testing.T, b bus.Bus, consumer string) []bus.DeadLetter {
	t.Helper()
	var all []bus.DeadLetter
	for l, err := range b.Dead(t.Context(), one.Name, consumer) {
		if err != nil {
			t.Fatalf("Dead: %v", err)
		}
		all = append(all, l)
	}
	return all
}

func testDead(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 6, 2)
	all[2].ID, all[2].Person, all[2].Data = "odd %\n", "한", []byte("not json")
	publish(t, b, all...)
	s := bus.Subscription{Name: "all"}
	c := consume(t, b, s)
	run := fetch(t, c, 5)
	reason := "line 1: a 'x' was observed\nwhere \xff a brace was expected" + strings.Repeat("!", bus.MaxReason)
	if err := c.Bury(t.Context(), run[2].Sequence, reason); err != nil {
		t.Fatalf("Bury: %v", err)
	}
	wantKind(t, "burying what is acked", c.Bury(t.Context(), run[2].Sequence, "again"), bus.ErrLapsed)
	if err := c.Bury(t.Context(), run[3].Sequence, "second"); err != nil {
		t.Fatalf("Bury: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = consume(t, b, s)
	run = fetch(t, c, 2)
	want(t, run, all[4:]...) // burying acked what stood before it
	letters := dead(t, b, "all")
	if len(letters) != 2 || letters[0].Letter >= letters[1].Letter || letters[1].Reason != "second" {
		t.Fatalf("letters: %+v", letters)
	}
	l, w := letters[0], all[2]
	if l.ID != w.ID || l.Person != w.Person || !l.Time.Equal(w.Time) || !bytes.Equal(l.Data, w.Data) || l.Consumer != "all" || l.Reason != bus.Reason(reason) {
		t.Errorf("the letter %+v is not of %+v", l, w)
	}
	if l.Sequence == 0 || l.Sequence >= run[0].Sequence || l.Arrived.IsZero() || l.Buried.Before(l.Arrived) {
		t.Errorf("the letter says sequence %d, arrived %s, buried %s", l.Sequence, l.Arrived, l.Buried)
	}
	if got := dead(t, b, "other"); len(got) > 0 {
		t.Errorf("another consumer has letters: %v", got)
	}
	if n, err := b.Discard(t.Context(), one.Name, "all", letters[0].Letter); n != 1 || err != nil {
		t.Fatalf("Discard: %d, %v", n, err)
	}
	_, err := b.Discard(t.Context(), one.Name, "all", letters[0].Letter)
	wantKind(t, "discarding twice", err, bonafide.ErrNotFound)
	_, err = b.Replay(t.Context(), one.Name, "other", letters[1].Letter)
	wantKind(t, "replaying another's letter", err, bonafide.ErrNotFound)
	if n, err := b.Discard(t.Context(), one.Name, "all"); n != 1 || err != nil {
		t.Fatalf("Discard of all: %d, %v", n, err)
	}
	if n, err := b.Replay(t.Context(), one.Name, "all"); n != 0 || err != nil {
		t.Fatalf("Replay of none: %d, %v", n, err)
	}
}

func testReplay(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 5, 1)
	publish(t, b, all...)
	mine, other := consume(t, b, bus.Subscription{Name: "mine"}), consume(t, b, bus.Subscription{Name: "other"})
	run := fetch(t, mine, 5)
	for i := range 3 {
		if err := mine.Bury(t.Context(), run[i].Sequence, "not yet"); err != nil {
			t.Fatal(err)
		}
	}
	ack(t, mine, run[4])
	if n, err := b.Replay(t.Context(), one.Name, "mine", dead(t, b, "mine")[1].Letter); n != 1 || err != nil {
		t.Fatalf("Replay: %d, %v", n, err)
	}
	if n, err := b.Replay(t.Context(), one.Name, "mine"); n != 2 || err != nil {
		t.Fatalf("Replay of all: %d, %v", n, err)
	}
	if left := dead(t, b, "mine"); len(left) > 0 {
		t.Errorf("letters are left after a replay: %v", left)
	}
	last := Messages(5, 1, 1)
	publish(t, b, last...)
	again := fetch(t, mine, 4)
	want(t, again, all[1], all[0], all[2], last[0])
	if !again[0].Time.Equal(all[1].Time) || !bytes.Equal(again[0].Data, all[1].Data) {
		t.Errorf("the replay is %+v, was %+v", again[0].Message, all[1])
	}
	// The others do not see it, however much of it there is.
	run = fetch(t, other, 6)
	want(t, run, append(slices.Clone(all), last...)...)
	ack(t, other, run[5])
	nothing(t, other, "a replay for another")
	// What was replayed can be buried again.
	if err := mine.Bury(t.Context(), again[0].Sequence, "still not"); err != nil {
		t.Fatal(err)
	}
	if l := dead(t, b, "mine"); len(l) != 1 || l[0].ID != all[1].ID {
		t.Errorf("letters after burying a replay: %v", l)
	}
}

func testAge(t *testing.T, open Open) {
	const age = time.Second
	b := open(t, bus.Topic{Name: one.Name, Partitions: 2, Dedup: age / 2, MaxAge: age})
	p := bus.Partition("p", 2)
	c := consume(t, b, bus.Subscription{Name: "all", Partition: p})
	stop, stopped := make(chan struct{}), make(chan struct{})
	number := 0
	feed := func(kind string) {
		number++
		if err := b.Publish(t.Context(), one.Name, []bus.Message{{ID: fmt.Sprint(kind, " ", number), Person: "p"}}); err != nil {
			t.Errorf("Publish: %v", err)
		}
	}
	// Two are out when they pass their age, and one was never given.
	var run []bus.Delivery
	for ; len(run) < 2; run = append(run, within(t, c, 2-len(run), age)...) {
		feed("old")
		feed("old")
	}
	feed("old")
	for deadline := time.Now().Add(patience); Health(t, b, bus.Ready).Topics[0].Messages > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("what is past its age is still kept")
		}
	}
	// What is out can still be acked; what aged before it was acked is gone, and
	// does not stand in the way.
	ack(t, c, run[0])
	if err := c.Nack(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(stopped)
		for {
			feed("new")
			select {
			case <-stop:
				return
			case <-time.After(age / 4):
			}
		}
	}()
	for _, c := range []bus.Consumer{c, consume(t, b, bus.Subscription{Name: "late", Partition: p})} {
		if d := fetch(t, c, 1)[0]; !strings.HasPrefix(d.ID, "new ") {
			t.Errorf("%q came after its age", d.ID)
		}
	}
	close(stop)
	<-stopped
}

// within is what comes of n messages in a while.
func within(t *testing.T, c bus.Consumer, n int, d time.Duration) []bus.Delivery {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	run, err := c.Fetch(ctx, n)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Fetch: %v", err)
	}
	return run
}

func testFull(t *testing.T, open Open) {
	b := open(t, bus.Topic{Name: one.Name, Partitions: 1, MaxBytes: 300_000})
	data := make([]byte, 10_000)
	var err error
	taken := 0
	for ; err == nil && taken < 100; taken++ {
		err = b.Publish(t.Context(), one.Name, []bus.Message{{ID: fmt.Sprint(taken), Person: "p", Data: data}})
	}
	taken--
	wantKind(t, "publishing to a full topic", err, bus.ErrFull)
	wantKind(t, "publishing to a full topic", err, bonafide.ErrUnavailable)
	if taken < 20 || taken > 30 {
		t.Errorf("%d messages of 10 kB went into 300 kB", taken)
	}
	var batch []bus.Message
	for i := range 40 {
		batch = append(batch, bus.Message{ID: fmt.Sprint("batch ", i), Person: "p", Data: data})
	}
	wantKind(t, "publishing a batch to a full topic", b.Publish(t.Context(), one.Name, batch), bus.ErrFull)
	if h := Health(t, b, bus.Full); !strings.Contains(h.Why, one.Name) {
		t.Errorf("the health of a full bus is %+v", h)
	}
	c := consume(t, b, bus.Subscription{Name: "all"})
	if run := fetch(t, c, taken); run[0].ID != "0" || run[taken-1].ID != fmt.Sprint(taken-1) {
		t.Errorf("a full topic gives %v", ids(run)) // nothing old made room
	}
	nothing(t, c, "what was refused was not stored")
}

func testRefusals(t *testing.T, open Open) {
	b := open(t, one)
	m := bus.Message{ID: "i", Person: "p"}
	for name, c := range map[string]struct {
		topic string
		batch []bus.Message
		kind  error
	}{
		"unknown topic":    {"nowhere", []bus.Message{m}, bonafide.ErrNotFound},
		"no id":            {one.Name, []bus.Message{m, {Person: "p"}}, bonafide.ErrInvalid},
		"long id":          {one.Name, []bus.Message{{ID: strings.Repeat("i", bus.MaxID+1), Person: "p"}}, bonafide.ErrInvalid},
		"no person":        {one.Name, []bus.Message{{ID: "i"}}, bonafide.ErrInvalid},
		"long person":      {one.Name, []bus.Message{{ID: "i", Person: bonafide.PersonID(strings.Repeat("p", bus.MaxPerson+1))}}, bonafide.ErrInvalid},
		"too many at once": {one.Name, make([]bus.Message, bus.MaxBatch+1), bonafide.ErrInvalid},
	} {
		wantKind(t, "publishing with "+name, b.Publish(t.Context(), c.topic, c.batch), c.kind)
	}
	for name, c := range map[string]struct {
		s    bus.Subscription
		kind error
	}{
		"unknown topic":       {bus.Subscription{Topic: "nowhere", Name: "n"}, bonafide.ErrNotFound},
		"unknown partition":   {bus.Subscription{Topic: one.Name, Name: "n", Partition: 1}, bonafide.ErrNotFound},
		"negative partition":  {bus.Subscription{Topic: one.Name, Name: "n", Partition: -1}, bonafide.ErrNotFound},
		"no name":             {bus.Subscription{Topic: one.Name}, bonafide.ErrInvalid},
		"a name that is none": {bus.Subscription{Topic: one.Name, Name: "a.b*>"}, bonafide.ErrInvalid},
		"negative in flight":  {bus.Subscription{Topic: one.Name, Name: "n", MaxInFlight: -1}, bonafide.ErrInvalid},
		"two starts":          {bus.Subscription{Topic: one.Name, Name: "n", From: bus.Start{New: true, Since: noon}}, bonafide.ErrInvalid},
	} {
		_, err := b.Consume(t.Context(), c.s)
		wantKind(t, "consuming with "+name, err, c.kind)
	}
	c := consume(t, b, bus.Subscription{Name: "all"})
	_, err := c.Fetch(t.Context(), 0)
	wantKind(t, "fetching none", err, bonafide.ErrInvalid)
	nothing(t, c, "what was refused was not stored")
	for _, err := range b.Dead(t.Context(), "nowhere", "all") {
		wantKind(t, "dead letters of an unknown topic", err, bonafide.ErrNotFound)
	}
	_, err = b.Replay(t.Context(), one.Name, "a.*")
	wantKind(t, "replaying for a name that is none", err, bonafide.ErrInvalid)
}

func testForget(t *testing.T, open Open) {
	b := open(t, one)
	all := Messages(0, 3, 1)
	publish(t, b, all...)
	s := bus.Subscription{Name: "all"}
	c := consume(t, b, s)
	run := fetch(t, c, 3)
	ack(t, c, run[2])
	if err := b.Forget(t.Context(), one.Name, "all"); err != nil {
		t.Fatalf("Forget: %v", err)
	}
	wantKind(t, "forgetting twice", b.Forget(t.Context(), one.Name, "all"), bonafide.ErrNotFound)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, err := c.Fetch(ctx, 1)
	wantKind(t, "Fetch of a forgotten consumer", err, bonafide.ErrNotFound)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	want(t, fetch(t, consume(t, b, s), 3), all...) // the name begins anew
}

func testHealth(t *testing.T, open Open) {
	b := open(t, bus.Topic{Name: one.Name, Partitions: 2}, bus.Topic{Name: "other", Partitions: 1})
	all := Messages(0, 40, 10)
	publish(t, b, all...)
	count := map[int]uint64{}
	for _, m := range all {
		count[bus.Partition(m.Person, 2)]++
	}
	c := consume(t, b, bus.Subscription{Name: "all", Partition: 1})
	consume(t, b, bus.Subscription{Name: "all", Partition: 0})
	run := fetch(t, c, 5)
	ack(t, c, run[1])
	if err := c.Bury(t.Context(), run[2].Sequence, "odd"); err != nil {
		t.Fatal(err)
	}
	h := Health(t, b, bus.Ready)
	if h.Why != "" || len(h.Topics) != 2 || h.Topics[0].Name != one.Name || h.Topics[1].Name != "other" {
		t.Fatalf("health: %+v", h)
	}
	th := h.Topics[0]
	if th.Messages != 40 || th.Bytes < 40 || th.Dead != 1 || time.Since(th.Newest).Abs() > time.Minute {
		t.Errorf("topic: %+v", th)
	}
	if w := []bus.Lag{{Consumer: "all", Partition: 0, Waiting: count[0]}, {Consumer: "all", Partition: 1, Waiting: count[1] - 3}}; !slices.Equal(th.Lags, w) {
		t.Errorf("lags %v, want %v", th.Lags, w)
	}
}

func testContexts(t *testing.T, open Open) {
	b := open(t, one)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	wantKind(t, "publishing", b.Publish(ended, one.Name, Messages(0, 3, 1)), context.Canceled)
	_, err := b.Consume(ended, bus.Subscription{Topic: one.Name, Name: "all"})
	wantKind(t, "consuming", err, context.Canceled)
	c := consume(t, b, bus.Subscription{Name: "all"})
	_, err = c.Fetch(ended, 1)
	wantKind(t, "fetching", err, context.Canceled)
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = c.Fetch(short, 1)
	wantKind(t, "fetching", err, context.DeadlineExceeded)
	// A Fetch that was given up loses nothing.
	all := Messages(10, 200, 1)
	publish(t, b, all...)
	var got []bus.Delivery
	for deadline := time.Now().Add(patience); len(got) < 200 && time.Now().Before(deadline); {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		run, err := c.Fetch(ctx, 7)
		cancel()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, bonafide.ErrUnavailable) {
			t.Fatalf("Fetch: %v", err)
		}
		got = append(got, run...)
	}
	want(t, got, all...)
}

func testClosed(t *testing.T, open Open) {
	b := open(t, one)
	c := consume(t, b, bus.Subscription{Name: "all"})
	errs := make(chan error, 1)
	go func() {
		_, err := c.Fetch(context.WithoutCancel(t.Context()), 1)
		errs <- err
	}()
	time.Sleep(quiet / 2) // it will wait by then, and must not fail if not
	if err := b.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatalf("Close again: %v", err)
	}
	select {
	case err := <-errs:
		wantKind(t, "a Fetch that waited", err, bus.ErrClosed)
	case <-time.After(patience):
		t.Fatal("Fetch still waits after Close")
	}
	wantKind(t, "publishing", b.Publish(t.Context(), one.Name, Messages(0, 1, 1)), bus.ErrClosed)
	wantKind(t, "publishing", b.Publish(t.Context(), one.Name, Messages(0, 1, 1)), bonafide.ErrUnavailable)
	_, err := b.Consume(t.Context(), bus.Subscription{Topic: one.Name, Name: "x"})
	wantKind(t, "consuming", err, bus.ErrClosed)
	wantKind(t, "acknowledging", c.Ack(t.Context(), 1), bus.ErrClosed)
	wantKind(t, "burying", c.Bury(t.Context(), 1, ""), bus.ErrClosed)
	wantKind(t, "forgetting", b.Forget(t.Context(), one.Name, "all"), bus.ErrClosed)
	_, err = b.Replay(t.Context(), one.Name, "all")
	wantKind(t, "replaying", err, bus.ErrClosed)
	if h := b.Health(t.Context()); h.State != bus.Unavailable || h.Why == "" {
		t.Errorf("the health of a closed bus is %+v", h)
	}
}
