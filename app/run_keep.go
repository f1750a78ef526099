package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bonafide"
	"bonafide/bus"
	"bonafide/strict"
	"bonafide/watch/telemetry"
)

// storing is what changed in a run, and how the run is acknowledged.
type storing struct {
	changed map[bonafide.PersonID]bonafide.Examined
	ack     func(context.Context) error
}

// pass gives what changed to be stored while the next run is judged.
func (r *running) pass(ctx context.Context, ack func(context.Context) error) error {
	x := storing{ack: ack}
	if len(r.keep.waiting) > 0 {
		x.changed, r.keep.waiting = r.keep.waiting, map[bonafide.PersonID]bonafide.Examined{}
	}
	r.storing.Add(1)
	select {
	case r.toStore <- x:
		return nil
	case <-ctx.Done():
	}
	// The end has come; what was judged is stored all the same.
	r.toStore <- x
	return ctx.Err()
}

// store records and acknowledges, one run after the other, until there are no more.
// What it cannot do ends the watch.
func (r *running) store(ctx context.Context, stop func()) (err error) {
	keep := keeper{store: r.keep.store}
	for x := range r.toStore {
		if err == nil {
			keep.waiting = x.changed
			err = r.stored(ctx, &keep)
		}
		if err == nil {
			// What was held for too long comes again, and is passed over then; what could
			// not be acked is judged from the snapshot on, which says how far it reaches.
			if ackErr := x.ack(ctx); ackErr != nil && ctx.Err() == nil && !errors.Is(ackErr, bonafide.ErrUnavailable) && !errors.Is(ackErr, bus.ErrLapsed) {
				err = ackErr
			}
		}
		if err != nil {
			stop()
		}
		r.storing.Done()
	}
	return err
}

// stored records what changed; a store that is away is waited for, until the watch
// is to end.
func (r *running) stored(ctx context.Context, keep *keeper) error {
	wait := 100 * time.Millisecond
	for {
		keep.now = r.run.Now().UTC()
		once, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		err := keep.flush(once)
		cancel()
		if err == nil || !errors.Is(err, bonafide.ErrUnavailable) {
			return err
		}
		if ctx.Err() != nil {
			return fmt.Errorf("storing at the end of the watch: %w", err)
		}
		r.trouble(bonafide.Trouble{Kind: bonafide.StoreAway, At: r.run.Now().UTC(), Subject: "store", Words: "the store takes nothing: " + err.Error() + "; judging waits"})
		if r.run.Sleep(ctx, wait) == nil {
			wait = min(2*wait, 10*time.Second)
		}
	}
}

// savedRun is the first line of a snapshot.
type savedRun struct {
	Format   string    `json:"format"`
	At       time.Time `json:"at"`
	Turn     int       `json:"turn"`
	Position []uint64  `json:"position"`
	Arrived  time.Time `json:"arrived,omitzero"` // of the last message that was judged
	Settled  time.Time `json:"settled,omitzero"`
	Alerts   []string  `json:"alerts,omitzero"`
}

// sparing lets the collector run at so many per cent of garbage, unless the operator
// has said otherwise (GOGC), and gives back how it was before.
func sparing(percent int) (restore func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	was := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(was) }
}

// save writes what detectors and flow remember, with how far the bus was read.
func (r *running) save(ctx context.Context) error {
	defer sparing(collectAtSaving)()
	r.engine.Lock()
	defer r.engine.Unlock()
	head := savedRun{Format: snapshotHeader, At: r.run.Now().UTC(), Turn: r.turn, Position: r.position[:], Arrived: r.arrived, Settled: r.settled}
	for id := range r.known {
		head.Alerts = append(head.Alerts, id)
	}
	slices.Sort(head.Alerts)
	line, err := strict.Marshal(head)
	if err != nil {
		return err
	}
	err = r.memory.save(ctx, func(f io.Writer) error {
		if _, err := f.Write(append(line, '\n')); err != nil {
			return err
		}
		if err := r.Engine.Save(f); err != nil {
			return err
		}
		out := bufio.NewWriterSize(f, 1<<16)
		return errors.Join(r.Live.Save(out), out.Flush())
	})
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.status.Snapshot = head.At
	r.mu.Unlock()
	return nil
}

// load takes up the last snapshot, and what was told since, and says where on the bus to
// begin.
func (r *running) load(ctx context.Context) (bus.Start, error) {
	told, err := r.memory.told(ctx)
	if err != nil {
		return bus.Start{}, err
	}
	for _, id := range told {
		r.known[id] = true
	}
	f, place, err := r.memory.load(ctx)
	if errors.Is(err, bonafide.ErrNotFound) {
		return bus.Start{}, nil
	}
	if err != nil {
		return bus.Start{}, err
	}
	defer f.Close()
	damaged := func(err error) (bus.Start, error) {
		if errors.Is(err, bonafide.ErrUnavailable) {
			return bus.Start{}, err
		}
		return bus.Start{}, fmt.Errorf("%s cannot be used (%w); move it away, and the watch is made anew from what the bus holds", place, err)
	}
	in := bufio.NewReaderSize(f, 1<<16)
	line, err := in.ReadBytes('\n')
	var head savedRun
	if err != nil {
		return damaged(err)
	}
	if err := strict.JSON(place, line, &head); err != nil {
		return damaged(err)
	}
	if head.Format != snapshotHeader || len(head.Position) != partitions {
		return damaged(bonafide.Invalidf("it is of another version"))
	}
	leftOut, err := r.Engine.Load(in)
	if err != nil {
		return damaged(err)
	}
	if err := r.Live.Load(in); err != nil {
		return damaged(err)
	}
	if len(leftOut) > 0 {
		r.run.Log.Warn("windows of rules that have changed begin anew", slog.Any("rules", leftOut))
	}
	copy(r.position[:], head.Position)
	r.begun, r.arrived, r.settled = r.position, head.Arrived, head.Settled
	for _, id := range head.Alerts {
		r.known[id] = true
	}
	r.turn = head.Turn + 1
	return bus.Start{Since: head.Arrived}, nil
}

// letters keeps the lines that could not be read, with the reason.
type letters struct {
	mu    sync.Mutex
	f     *os.File
	count atomic.Int64
}

func openLetters(path string) (*letters, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("dead letters: %w", err)
	}
	return &letters{f: f}, nil
}

// add keeps a letter. Where there is no room for it, reading waits: the line is not
// lost.
func (l *letters) add(_ context.Context, x telemetry.DeadLetter) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count.Add(1)
	if err := x.Write(l.f); err != nil {
		return bonafide.Unavailablef("keeping a dead letter: %w", err)
	}
	return nil
}

// Close gives the file back, synced.
func (l *letters) Close() error { return errors.Join(l.f.Sync(), l.f.Close()) }
