package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"bonafide"
	"bonafide/bus"
	"bonafide/bus/jetstream"
	"bonafide/flow"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
)

// Run is a live watch.
//
// Lines are read, judged readable and put on the bus; only then does a reader's
// cursor move. Behind the bus one loop lets the detectors see them, records what
// changed in the store, and acknowledges. From time to time everything that the
// detectors remember is saved together with how far the bus was read; after a crash
// the watch goes on from there, and what it does twice has the same ids as before.
type Run struct {
	// Out is where alerts, findings and troubles are told, a step at a time.
	Taken   func(at time.Time, t *flow.Taken) error
	Trouble func(bonafide.Trouble) error
	Now     func() time.Time
	Sleep   func(context.Context, time.Duration) error
	Log     *slog.Logger
	// Drain ends the watch once everything that is there was read.
	Drain bool
	// In is standard input, read as one more log; nil reads none.
	In io.Reader
}

const (
	topic = "events"
	// One partition, so that what is judged again after a crash is judged in the same
	// order, and says the same under the same ids. Bundles leave one to spare.
	partitions     = 1
	consumerName   = "watch"
	publishBatch   = 1024
	fetchBatch     = 4 // bundles, each of up to 128 KiB
	snapshotEvery  = 5 * time.Minute
	statusEvery    = 2 * time.Second
	pollEvery      = 200 * time.Millisecond
	snapshotHeader = "watch-run/2"
	// Per cent of garbage over what is kept: always, and while a snapshot is written,
	// which needs much for a moment.
	collectAt       = 35
	collectAtSaving = 15
)

// running is a live watch at work.
type running struct {
	*Watch
	run     Run
	state   string
	bus     bus.Bus
	decoder *telemetry.Decoder
	dead    *letters

	// position is the last sequence of each partition that was judged, begun what it
	// was at the start.
	position, begun [partitions]uint64
	arrived         time.Time // of the last message that was judged, by the bus's clock
	settled         time.Time // the last day of event time that was settled
	turn            int       // number of this consumer; a new one begins where the snapshot ends
	told            *told
	free            chan []telemetry.Event // lists to be used again
	toStore         chan storing
	storing         sync.WaitGroup // what was given to be stored and is not yet
	keep            *keeper
	status          Status
	mu              sync.Mutex // over status
	known           map[string]bool
	waiting         atomic.Int64 // lines on the bus that were not judged yet
	read            atomic.Bool  // all readers have reached the end, once
	engine          sync.Mutex   // over engine, live and position
}

// Run watches until the context ends, or, with [Run.Drain], until everything was
// read. Everything that was acknowledged is kept.
func (w *Watch) Run(ctx context.Context, run Run) (err error) {
	r := &running{Watch: w, run: run, state: w.app.config.Watch.State, decoder: telemetry.NewDecoder(sources.All()), known: map[string]bool{}}
	if err := os.MkdirAll(r.state, 0o700); err != nil {
		return fmt.Errorf("the state of the watch: %w", err)
	}
	// Much is kept for long, and a watch runs beside other things: memory is spared
	// for some processor time.
	defer sparing(collectAt)()
	if r.dead, err = openLetters(filepath.Join(r.state, "dead.jsonl")); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.dead.Close()) }()
	r.free, r.toStore = make(chan []telemetry.Event, 4*partitions), make(chan storing, 4)
	busConfig := jetstream.Config{Log: run.Log, Topics: []bus.Topic{{Name: topic, Partitions: partitions, MaxAge: 14 * 24 * time.Hour}}}
	if url := w.app.config.Watch.Bus; url != "" {
		busConfig.URL = url
	} else {
		busConfig.Dir = filepath.Join(r.state, "bus")
	}
	if r.bus, err = jetstream.Open(ctx, busConfig); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.bus.Close()) }()
	r.keep = &keeper{store: w.app.Store, now: run.Now().UTC()}
	if err := r.keep.begin(ctx, w.app.Catalogue); err != nil {
		return err
	}
	from, err := r.load()
	if err != nil {
		return err
	}
	if r.told, err = openTold(filepath.Join(r.state, "told"), r.known); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.told.Close()) }()
	r.status.Since = run.Now().UTC()
	for _, path := range w.app.config.Watch.Logs {
		if _, err := os.Stat(path); err != nil {
			return bonafide.NotFoundf("watch.logs names %s: %v", path, err)
		}
	}

	// A consumer goes on where its acks end, detectors where the snapshot ends. So each
	// start has a consumer of its own, which begins at the snapshot.
	turns := r.turns(ctx)
	for _, turn := range turns {
		r.turn = max(r.turn, turn+1)
	}
	if err := r.save(); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	var readers sync.WaitGroup
	for i, path := range w.app.config.Watch.Logs {
		readers.Add(1)
		g.Go(func() error { return r.follow(ctx, i, path, &readers) })
	}
	if run.In != nil {
		readers.Add(1)
		g.Go(func() error { defer readers.Done(); return r.stdin(ctx) })
	}
	if err := r.deliveries(ctx, g); err != nil {
		return err
	}
	go func() { readers.Wait(); r.read.Store(true) }()
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
		if err := r.bus.Forget(ctx, topic, r.consumer(turn)); err != nil {
			run.Log.Warn("a former consumer of the bus could not be removed", slog.Any("error", err)) // the next start tries again
		}
	}
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
	return r.save()
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
