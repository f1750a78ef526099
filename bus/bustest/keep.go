package bustest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"bonafide"
	"bonafide/bus"
)

func testKept(t *testing.T, open Open) {
	b, ctx := open(t, one), t.Context()
	if _, err := b.Kept(ctx, "snapshot"); !errors.Is(err, bonafide.ErrNotFound) {
		t.Fatalf("what was never kept is read with %v", err)
	}
	keep := func(name string, value []byte) {
		t.Helper()
		if err := b.Keep(ctx, name, func(w io.Writer) error { _, err := w.Write(value); return err }); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(name string, want []byte) {
		t.Helper()
		r, err := b.Kept(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s holds %d bytes, not the %d that were kept last", name, len(got), len(want))
		}
	}
	large := make([]byte, 3<<20+7)
	for i := range large {
		large[i] = byte(i * i >> 3)
	}
	keep("snapshot", large)
	keep("told", nil)
	holds("snapshot", large)
	holds("told", nil)
	keep("snapshot", large[:99])
	holds("snapshot", large[:99])

	// A writer that fails half-way leaves what was there.
	fault := errors.New("the source of it ended")
	err := b.Keep(ctx, "snapshot", func(w io.Writer) error {
		if _, err := w.Write(large); err != nil {
			return err
		}
		return fault
	})
	if !errors.Is(err, fault) {
		t.Errorf("the writer's own fault came back as %v", err)
	}
	holds("snapshot", large[:99])

	// Who stops to read does not hold up anybody.
	keep("snapshot", large)
	r, err := b.Kept(ctx, "snapshot")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(r, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	holds("snapshot", large)

	for _, name := range []string{"", "A", "a b", "../a"} {
		if err := b.Keep(ctx, name, func(io.Writer) error { return nil }); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("keeping under %q: %v", name, err)
		}
		if _, err := b.Kept(ctx, name); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("reading under %q: %v", name, err)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.Keep(ctx, "snapshot", func(io.Writer) error { return nil }); !errors.Is(err, bus.ErrClosed) {
		t.Errorf("keeping on a closed bus: %v", err)
	}
	if _, err := b.Kept(ctx, "snapshot"); !errors.Is(err, bus.ErrClosed) {
		t.Errorf("reading from a closed bus: %v", err)
	}
}

// vanishes is after how long a holder of the seat counts as gone.
const vanishes = 8 * time.Second

func testSeat(t *testing.T, open Open) {
	b := open(t, bus.SeatTopic("judge"))
	first, err := bus.TakeSeat(t.Context(), b, "judge", "one", vanishes)
	if err != nil {
		t.Fatal(err)
	}
	waits, cancel := context.WithTimeout(t.Context(), 3*vanishes/2)
	defer cancel()
	if s, err := bus.TakeSeat(waits, b, "judge", "two", vanishes); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("a second took the seat of the first: %v, %v", s, err)
	}
	select {
	case <-first.Lost():
		t.Fatal("the first lost the seat to one that only waited")
	default:
	}
	taken := make(chan *bus.Seat, 1)
	go func() {
		s, err := bus.TakeSeat(t.Context(), b, "judge", "three", vanishes)
		if err != nil {
			t.Error(err)
		}
		taken <- s
	}()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	third := <-taken
	if third == nil {
		return
	}
	defer third.Close()
	select {
	case <-third.Lost():
		t.Error("the third lost the seat that nobody wants")
	case <-time.After(vanishes):
	}
	// Another begins anew under its feet.
	if err := b.Forget(t.Context(), "judge", "seat"); err != nil {
		t.Fatal(err)
	}
	select {
	case <-third.Lost():
	case <-time.After(patience):
		t.Error("the third does not notice that it lost the seat")
	}
}
