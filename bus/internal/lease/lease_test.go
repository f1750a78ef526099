package lease_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"bonafide"
	"bonafide/bus"
	"bonafide/bus/internal/lease"
)

func TestOut(t *testing.T) {
	var o lease.Out[string]
	if o.Len() != 0 {
		t.Fatalf("new: %d", o.Len())
	}
	for _, n := range []uint64{3, 5, 9} {
		if a := o.Give(n, string(rune('a'+n))); a != 1 {
			t.Errorf("%d: attempt %d", n, a)
		}
	}
	if got, err := o.UpTo(5); err != nil || !slices.Equal(got, []string{"d", "f"}) {
		t.Errorf("up to 5: %v, %v", got, err)
	}
	for _, n := range []uint64{0, 4, 10} {
		if _, err := o.UpTo(n); !errors.Is(err, bus.ErrLapsed) {
			t.Errorf("up to %d: %v", n, err)
		}
		if _, err := o.Find(n); !errors.Is(err, bus.ErrLapsed) {
			t.Errorf("find %d: %v", n, err)
		}
	}
	if got, err := o.Find(9); got != "j" || err != nil {
		t.Errorf("find 9: %q, %v", got, err)
	}
	o.Done(3)
	o.Return()
	if o.Len() != 0 {
		t.Errorf("%d are out", o.Len())
	}
	if a, b, c := o.Give(5, ""), o.Give(9, ""), o.Give(11, ""); a != 2 || b != 2 || c != 1 {
		t.Errorf("attempts %d %d %d, want 2 2 1", a, b, c)
	}
	o.Done(20)
	o.Return()
	if o.Len() != 0 || o.Give(5, "") != 1 {
		t.Error("what is done has its attempts kept")
	}
}

func TestTurn(t *testing.T) {
	turn, open, closed := lease.NewTurn(), make(chan struct{}), make(chan struct{})
	close(closed)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := turn.Begin(t.Context(), 0, open, open); !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("asking for none: %v", err)
	}
	if err := turn.Begin(t.Context(), 1, open, open); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		ctx             context.Context
		consumer, whole chan struct{}
		kind            error
	}{
		"the context":  {ended, open, open, context.Canceled},
		"the consumer": {t.Context(), closed, open, bus.ErrClosed},
		"the bus":      {t.Context(), open, closed, bus.ErrClosed},
	} {
		if err := turn.Begin(c.ctx, 1, c.consumer, c.whole); !errors.Is(err, c.kind) {
			t.Errorf("another has the turn and %s ends: %v", name, err)
		}
	}
	next := make(chan struct{})
	go func() {
		turn.Wait()
		close(next)
	}()
	turn.End()
	<-next
}
