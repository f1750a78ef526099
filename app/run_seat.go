package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"bonafide"
	"bonafide/bus"
)

// Role is what a process of a watch does at the moment.
type Role string

const (
	Judging    Role = "judging"
	StandingBy Role = "standing by" // another process judges
	Reading    Role = "reading"     // and never judges
)

// takesSeat judges as soon as no other process does. In a bus of its own there is
// none.
func (r *running) takesSeat(ctx context.Context) error {
	if r.app.config.Watch.Bus.URL == "" {
		return r.judges(ctx, nil)
	}
	r.role.Store(StandingBy)
	waiting, enough := context.WithCancel(ctx)
	defer enough()
	go r.standsBy(waiting, enough)
	host, _ := os.Hostname()
	owner := fmt.Sprintf("%.100s/%d/%d", host, os.Getpid(), r.run.Now().UnixNano())
	s, err := bus.TakeSeat(waiting, r.bus, seat, owner, seatWithin)
	enough()
	if err != nil {
		if ctx.Err() == nil && errors.Is(err, context.Canceled) {
			return nil // everything was read, and another judges it
		}
		return err
	}
	err = r.judges(ctx, s.Lost())
	return errors.Join(err, s.Close())
}

// standsBy says how it is while the seat is another's. What was to be read once was
// read at some time, and whoever has the seat then judges it.
func (r *running) standsBy(ctx context.Context, enough func()) {
	begun := r.run.Now()
	for ctx.Err() == nil {
		r.writeStatus(ctx)
		if r.run.Drain && r.read.Load() && r.run.Now().Sub(begun) > 3*seatWithin {
			enough()
			return
		}
		if r.run.Sleep(ctx, statusEvery) != nil {
			return
		}
	}
}

// judges goes on where the last judge's snapshot ends, until ctx ends, everything was
// read once, or another has taken the seat.
func (r *running) judges(ctx context.Context, lost <-chan struct{}) error {
	r.role.Store(Judging)
	r.keep = &keeper{store: r.app.Store, now: r.run.Now().UTC()}
	if err := r.keep.begin(ctx, r.app.Catalogue); err != nil {
		return err
	}
	from, err := r.load(ctx)
	if err != nil {
		return err
	}
	// A consumer goes on where its acks end, detectors where the snapshot ends. So each
	// start has a consumer of its own, which begins at the snapshot.
	turns := r.turns(ctx)
	for _, turn := range turns {
		r.turn = max(r.turn, turn+1)
	}
	if err := r.save(ctx); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	batches := make(chan judged, partitions)
	for p := range partitions {
		c, err := r.bus.Consume(ctx, bus.Subscription{Topic: topic, Name: r.consumer(r.turn), Partition: p, From: from, MaxInFlight: 4 * fetchBatch})
		if err != nil {
			stop()
			return errors.Join(err, g.Wait())
		}
		g.Go(func() error { return r.consume(ctx, c, p, batches) })
	}
	for _, turn := range turns {
		// A judge that was thought gone and is not ends with this.
		if err := r.bus.Forget(ctx, topic, r.consumer(turn)); err != nil {
			r.run.Log.Warn("a former consumer of the bus could not be removed", slog.Any("error", err)) // the next start tries again
		}
	}
	g.Go(func() error {
		select {
		case <-lost:
			return bonafide.Unavailablef("another process has taken over the judging; started again, this one stands by")
		case <-ctx.Done():
			return nil
		}
	})
	var storeErr error
	g.Go(func() error { storeErr = r.store(ctx, stop); return storeErr })
	g.Go(func() error { defer stop(); defer close(r.toStore); return r.judge(ctx, batches) })
	err = g.Wait()
	if storeErr != nil {
		err = storeErr // it may have ended the others
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		return err // what was not stored is judged again from the last snapshot
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	return r.save(within)
}

// turns are the consumers that the bus knows of former starts.
func (r *running) turns(ctx context.Context) []int {
	var out []int
	for _, t := range r.bus.Health(ctx).Topics {
		for _, l := range t.Lags {
			if n, ok := strings.CutPrefix(l.Consumer, consumerName+"-"); ok {
				if turn, err := strconv.Atoi(n); err == nil && !slices.Contains(out, turn) {
					out = append(out, turn)
				}
			}
		}
	}
	return out
}

func (r *running) consumer(turn int) string { return fmt.Sprintf("%s-%d", consumerName, turn) }
