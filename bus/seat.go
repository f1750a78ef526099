package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"bonafide"
)

// Seat is what one of several processes holds at a time: the one that works, while
// the others stand by.
//
// It is made of what a bus promises anyway. A topic of one partition has one
// consumer; the process that is given its messages holds the seat. The holder keeps one
// message unacknowledged at all times, so that there is always something that comes
// to the next holder, and it sends a beat, which has to come back to it: while it
// does, the seat is its own.
type Seat struct {
	lost   chan struct{}
	stop   context.CancelFunc
	closed chan struct{}
	once   sync.Once
	bus    Bus
	topic  string
	owner  string
	every  time.Duration
	within time.Duration
	c      Consumer
	beat   int
	last   uint64 // is not acknowledged yet
}

const seatConsumer = "seat"

// SeatTopic is the topic of a seat. What is in it is worth nothing after a while.
func SeatTopic(name string) Topic { return Topic{Name: name, Partitions: 1, MaxAge: time.Hour} }

// TakeSeat waits until the seat is free and takes it. owner is a name that no other
// process has, not even a former one of the same machine. A holder that has vanished is noticed after
// within, and one that lost touch with the bus has lost the seat when it is back and
// its beat does not return within the same time.
func TakeSeat(ctx context.Context, b Bus, topic, owner string, within time.Duration) (*Seat, error) {
	c, err := b.Consume(ctx, Subscription{Topic: topic, Name: seatConsumer, AckWait: within})
	if err != nil {
		return nil, err
	}
	s := &Seat{lost: make(chan struct{}), closed: make(chan struct{}), bus: b, topic: topic, owner: owner, every: within / 4, within: within, c: c}
	if err := s.take(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	go s.keep(ctx)
	return s, nil
}

// take waits for a message, whose ever.
func (s *Seat) take(ctx context.Context) error {
	for {
		err := s.send(ctx)
		if err == nil {
			err = s.receive(ctx)
		}
		if err == nil || ctx.Err() != nil || !errors.Is(err, bonafide.ErrUnavailable) || errors.Is(err, ErrClosed) {
			return err
		}
		select {
		case <-time.After(s.every):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Seat) send(ctx context.Context) error {
	s.beat++
	return s.bus.Publish(ctx, s.topic, []Message{{ID: fmt.Sprintf("%s/%d", s.owner, s.beat), Person: seatConsumer}})
}

// receive waits for messages and acknowledges all that came before the last.
func (s *Seat) receive(ctx context.Context) error {
	run, err := s.c.Fetch(ctx, DefaultMaxInFlight)
	if err != nil {
		return err
	}
	before := s.last
	if len(run) > 1 {
		before = run[len(run)-2].Sequence
	}
	s.last = run[len(run)-1].Sequence
	if before == 0 || before >= s.last {
		return nil // the only one, or the same once more
	}
	if err := s.c.Ack(ctx, before); err != nil && !errors.Is(err, ErrLapsed) {
		return err
	}
	return nil
}

// keep lets the beat go round until it does not come back.
func (s *Seat) keep(ctx context.Context) {
	defer close(s.closed)
	ctx, stop := context.WithCancel(ctx)
	seen, failed := make(chan struct{}, 1), make(chan struct{})
	// It is fetched all the time: who does not ask for messages is taken to be gone.
	go func() {
		defer close(failed)
		for {
			switch err := s.receive(ctx); {
			case err == nil:
				select {
				case seen <- struct{}{}:
				default:
				}
			case ctx.Err() != nil || !errors.Is(err, bonafide.ErrUnavailable):
				return
			default:
				select {
				case <-time.After(s.every / 4):
				case <-ctx.Done():
				}
			}
		}
	}()
	defer func() { stop(); <-failed }()
	beat := time.NewTicker(s.every)
	defer beat.Stop()
	gone := time.NewTimer(s.within)
	defer gone.Stop()
	for {
		select {
		case <-beat.C:
			if s.send(ctx) != nil {
				gone.Reset(s.within) // while nobody can send, nobody can take the seat
			}
			continue
		case <-seen:
			gone.Reset(s.within)
			continue
		case <-gone.C:
			select {
			case <-seen: // it came while a beat was being sent
				gone.Reset(s.within)
				continue
			default:
			}
		case <-failed:
		case <-ctx.Done():
		}
		if ctx.Err() == nil {
			close(s.lost)
		}
		return
	}
}

// Lost is closed when another process may hold the seat.
func (s *Seat) Lost() <-chan struct{} { return s.lost }

// Close gives the seat to the next.
func (s *Seat) Close() error {
	var err error
	s.once.Do(func() {
		s.stop()
		<-s.closed
		err = s.c.Close()
	})
	return err
}
