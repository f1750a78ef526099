package lease

import (
	"context"

	"bonafide"
	"bonafide/bus"
)

// Turn lets one Fetch of a consumer run at a time. It is made by [NewTurn] and is
// safe for concurrent use.
type Turn struct {
	taken chan struct{}
}

// NewTurn is a turn that nobody has.
func NewTurn() Turn { return Turn{make(chan struct{}, 1)} }

// Begin checks what a Fetch is asked for and waits for its turn, until ctx ends or
// one of the two is closed: the consumer or its bus. Where there is no error, End
// gives the turn on.
func (t Turn) Begin(ctx context.Context, most int, consumer, whole <-chan struct{}) error {
	if most < 1 {
		return bonafide.Invalidf("fetching %d messages; ask for one or more", most)
	}
	select {
	case t.taken <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-consumer:
		return bus.ErrClosed
	case <-whole:
		return bus.ErrClosed
	}
}

// Wait waits for the turn, however long it takes.
func (t Turn) Wait() { t.taken <- struct{}{} }

// End gives the turn on.
func (t Turn) End() { <-t.taken }
