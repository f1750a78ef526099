package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
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
//
// On a cluster several processes read, each what is near it, and one of them judges:
// the one that has the seat. The others stand by; what the detectors remember is kept
// with the bus, so that any of them can take over.
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
	seat           = "judge"
	// seatWithin is after how long a judge that has vanished is replaced.
	seatWithin = 10 * time.Second
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
	memory  memory
	role    atomic.Value // Role

	// position is the last sequence of each partition that was judged, begun what it
	// was at the start.
	position, begun [partitions]uint64
	arrived         time.Time              // of the last message that was judged, by the bus's clock
	settled         time.Time              // the last day of event time that was settled
	turn            int                    // number of this consumer; a new one begins where the snapshot ends
	free            chan []telemetry.Event // lists to be used again
	toStore         chan storing
	storing         sync.WaitGroup // what was given to be stored and is not yet
	keep            *keeper
	status          Status
	mu              sync.Mutex // over status
	known           map[string]bool
	counted         atomic.Int64 // events that were judged
	waiting         atomic.Int64 // lines on the bus that were not judged yet
	read            atomic.Bool  // all readers have reached the end, once
	engine          sync.Mutex   // over engine, live and position
}

// Run watches until the context ends, or, with [Run.Drain], until everything was
// read. Everything that was acknowledged is kept.
func (w *Watch) Run(ctx context.Context, run Run) (err error) {
	config := &w.app.config.Watch
	r := &running{Watch: w, run: run, state: config.State, decoder: telemetry.NewDecoder(sources.All()), known: map[string]bool{}}
	r.role.Store(Reading)
	if err := os.MkdirAll(r.state, 0o700); err != nil {
		return fmt.Errorf("the state of the watch: %w", err)
	}
	for _, path := range config.Logs {
		if _, err := os.Stat(path); err != nil {
			return bonafide.NotFoundf("watch.logs names %s: %v", path, err)
		}
	}
	// Much is kept for long, and a watch runs beside other things: memory is spared
	// for some processor time.
	defer sparing(collectAt)()
	if r.dead, err = openLetters(filepath.Join(r.state, "dead.jsonl")); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.dead.Close()) }()
	r.free, r.toStore = make(chan []telemetry.Event, 4*partitions), make(chan storing, 4)
	if r.bus, err = w.openBus(ctx, run.Log); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.bus.Close()) }()
	if config.Bus.URL != "" {
		r.memory = &onBus{bus: r.bus}
	} else {
		r.memory = &inFolder{dir: r.state}
	}
	defer func() { err = errors.Join(err, r.memory.Close()) }()
	r.status.Since, r.status.Once = run.Now().UTC(), run.Drain

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	if err := r.readers(ctx, g); err != nil {
		stop()
		return errors.Join(err, g.Wait())
	}
	g.Go(func() error {
		defer stop()
		if config.Role == OnlyReads {
			return r.onlyRead(ctx)
		}
		return r.takesSeat(ctx)
	})
	err = g.Wait()
	r.mu.Lock()
	r.status.Stopped = true
	r.mu.Unlock()
	r.writeStatus(context.WithoutCancel(ctx))
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// openBus runs the bus in the process, or reaches the one that is configured.
func (w *Watch) openBus(ctx context.Context, log *slog.Logger) (bus.Bus, error) {
	c := &w.app.config.Watch
	config := jetstream.Config{Log: log, Topics: []bus.Topic{{Name: topic, Partitions: partitions, MaxAge: 14 * 24 * time.Hour}}}
	if c.Bus.URL == "" {
		config.Dir = filepath.Join(c.State, "bus")
	} else {
		config.URL, config.CredentialsFile, config.Replicas = c.Bus.URL, c.Bus.CredentialsFile, c.Bus.Replicas
		config.Topics = append(config.Topics, bus.SeatTopic(seat))
	}
	return jetstream.Open(ctx, config)
}

// readers begins to read everything that is configured.
func (r *running) readers(ctx context.Context, g *errgroup.Group) error {
	var reading sync.WaitGroup
	for i, path := range r.app.config.Watch.Logs {
		reading.Add(1)
		g.Go(func() error { return r.follow(ctx, i, path, &reading) })
	}
	if r.run.In != nil {
		reading.Add(1)
		g.Go(func() error { defer reading.Done(); return r.stdin(ctx) })
	}
	go func() { reading.Wait(); r.read.Store(true) }()
	return r.deliveries(ctx, g)
}

// onlyRead leaves the judging to others.
func (r *running) onlyRead(ctx context.Context) error {
	for !r.run.Drain || !r.read.Load() {
		r.writeStatus(ctx)
		if err := r.run.Sleep(ctx, statusEvery); err != nil {
			break
		}
	}
	return nil
}
