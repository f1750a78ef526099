package app

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
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
	"bonafide/strict"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
	"bonafide/watch/telemetry/tail"
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

// Status is what `watch status` shows.
type Status struct {
	At       time.Time          `json:"at"`
	Since    time.Time          `json:"since"`
	Reached  time.Time          `json:"reached"` // event time
	Events   int64              `json:"events"`
	Doubled  int64              `json:"doubled"`
	Findings int64              `json:"findings"`
	Alerts   int64              `json:"alerts"`
	Dead     int64              `json:"dead_letters"`
	Rate     float64            `json:"events_per_second"`
	Waiting  int64              `json:"waiting"`
	Snapshot time.Time          `json:"snapshot,omitzero"`
	Bus      bus.Health         `json:"bus"`
	Sources  []telemetry.Health `json:"sources"`
	Troubles []bonafide.Trouble `json:"troubles,omitzero"`
	Review   []Standing         `json:"review,omitzero"`
}

// Standing is a person who is up for review.
type Standing struct {
	Person bonafide.PersonID `json:"person"`
	Band   bonafide.Band     `json:"band"`
	Since  time.Time         `json:"since"`
	Why    string            `json:"why"`
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

// follow reads a file or folder and puts its lines on the bus.
func (r *running) follow(ctx context.Context, i int, path string, readers *sync.WaitGroup) error {
	var once sync.Once
	reached := func() { once.Do(readers.Done) }
	defer reached()
	p := r.publisher()
	name := strings.Map(func(c rune) rune {
		if c == '/' || c == '\\' || c == ':' {
			return '_'
		}
		return c
	}, path)
	cursors := filepath.Join(r.state, "cursors")
	if err := os.MkdirAll(cursors, 0o700); err != nil {
		return err
	}
	t, err := tail.Open(tail.Config{Path: path, Cursor: filepath.Join(cursors, fmt.Sprintf("%02d%s.json", i, name)), Flush: func() error { return p.flush(ctx) }})
	if err != nil {
		return err
	}
	streams := map[string]*telemetry.Stream{}
	sink := func(ctx context.Context, l tail.Line) error {
		s := streams[l.File]
		if s == nil {
			if s, err = r.decoder.Stream(l.File, ""); err != nil {
				return err
			}
			if l.Number > 1 {
				r.headOf(s, path, l.File)
				s.StartAt(l.Number - 1)
			}
			if len(streams) > 1024 {
				clear(streams)
			}
			streams[l.File] = s
		}
		if l.Problem != nil {
			return r.dead.add(ctx, telemetry.Letter("", l.Data, l.Problem, r.run.Now().UTC()))
		}
		if s.Line() != l.Number-1 {
			s.StartAt(l.Number - 1)
		}
		return p.line(ctx, s, l.Data)
	}
	return t.Follow(ctx, sink, func(ctx context.Context) error {
		reached()
		return r.run.Sleep(ctx, pollEvery)
	})
}

// headOf gives a stream that begins in the middle of a table the table's head.
func (r *running) headOf(s *telemetry.Stream, path, file string) {
	full := filepath.Join(path, filepath.FromSlash(file))
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		full = path
	}
	f, err := os.Open(full)
	if err != nil {
		return
	}
	defer f.Close()
	lines := tail.NewLines(io.LimitReader(f, 64<<10), 64<<10)
	if line, _, status := lines.Next(); status == tail.Whole {
		_, _ = s.Decode(line, nil) // a log's first line is read again; only a head is kept
	}
}

func (r *running) stdin(ctx context.Context) error {
	p := r.publisher()
	s, err := r.decoder.Stream("standard input", "")
	if err != nil {
		return err
	}
	lines := tail.NewLines(r.run.In, telemetry.MaxLine)
	for {
		line, _, status := lines.Next()
		switch status {
		case tail.End:
			return p.flush(ctx)
		case tail.Failed:
			return errors.Join(lines.Err(), p.flush(ctx))
		case tail.TooLong:
			if err := r.dead.add(ctx, telemetry.Letter("", line, bonafide.Invalidf("the line is longer than 4 MiB"), r.run.Now().UTC())); err != nil {
				return err
			}
			continue
		}
		if err := p.line(ctx, s, line); err != nil {
			return err
		}
	}
}

// publisher gathers lines and puts them on the bus.
type publisher struct {
	r      *running
	batch  []bus.Message
	events []telemetry.Event
	// sealed is where lines of the batch stand, scratch where bundles are pressed.
	sealed, scratch []byte
}

func (r *running) publisher() *publisher { return &publisher{r: r} }

// line takes one line in. What cannot be read becomes a dead letter.
func (p *publisher) line(ctx context.Context, s *telemetry.Stream, line []byte) error {
	now := p.r.run.Now().UTC()
	var err error
	p.events, err = s.Decode(line, p.events[:0])
	if err != nil {
		return p.r.dead.add(ctx, telemetry.Letter("", line, err, now))
	}
	if len(p.events) == 0 {
		return nil
	}
	first := &p.events[0]
	table := first.Worker != nil && (len(line) == 0 || line[0] != '{')
	for i := range p.events {
		e := &p.events[i]
		m := bus.Message{ID: e.ID(), Time: e.Time, Person: key(e)}
		if table {
			body, err := e.AppendJSON(nil)
			if err != nil {
				return err
			}
			m.Data = p.seal(e.Intake.Source, e.Intake.Place, now, readEvent, body)
		} else {
			if i > 0 {
				break // one line, one message: its further events are read with it
			}
			if len(p.events) > 1 {
				m.ID += "+" // the line, not its first event
			}
			m.Data = p.seal(e.Intake.Source, e.Intake.Place, now, rawLine, line)
		}
		if len(m.Data) > bus.MaxData {
			if err := p.r.dead.add(ctx, telemetry.Letter(e.Intake.Source, line, bonafide.Invalidf("the line is longer than the bus takes"), now)); err != nil {
				return err
			}
			continue
		}
		p.batch = append(p.batch, m)
	}
	if len(p.batch) >= publishBatch {
		return p.flush(ctx)
	}
	return nil
}

// seal makes an envelope in the memory of the batch, which is used again after it was
// published. What outgrows it is kept by the messages that are there already.
func (p *publisher) seal(source, place string, received time.Time, kind string, data []byte) []byte {
	from := len(p.sealed)
	p.sealed = seal(p.sealed, source, place, received, kind, data)
	return p.sealed[from:len(p.sealed):len(p.sealed)]
}

// key is what a message is about, as the bus wants to know: the account, or the
// machine. Whose it is is asked when it is judged, in the order of the bus.
func key(e *telemetry.Event) bonafide.PersonID {
	id := cmp.Or(e.Actor.User.Email, e.Actor.User.Name, e.User.Email, e.User.Name, e.Device.Serial, e.Device.Hostname, e.Intake.Source)
	if len(id) > bus.MaxPerson {
		id = id[:bus.MaxPerson]
	}
	return bonafide.PersonID(strings.ToValidUTF8(id, "?"))
}

func (p *publisher) empty() {
	clear(p.batch)
	p.batch, p.sealed = p.batch[:0], p.sealed[:0]
}

// flush publishes what was gathered, again and again while the bus is not there:
// back-pressure, not loss.
func (p *publisher) flush(ctx context.Context) error {
	if len(p.batch) == 0 {
		return nil
	}
	// One message on the bus for what goes to one partition: a sync for each event
	// would be most of the work.
	bundles, err := bus.Bundle(p.batch, partitions)
	if err != nil {
		return err
	}
	for i := range bundles {
		p.scratch = pack(&bundles[i], p.scratch)
	}
	wait := 100 * time.Millisecond
	for {
		err := p.r.bus.Publish(ctx, topic, bundles)
		if err == nil {
			p.r.waiting.Add(int64(len(p.batch)))
			p.empty()
			return nil
		}
		if !errors.Is(err, bonafide.ErrUnavailable) || errors.Is(err, bus.ErrClosed) || ctx.Err() != nil {
			return err
		}
		p.r.trouble(bonafide.Trouble{Kind: "bus", At: p.r.run.Now().UTC(), Subject: "bus", Words: "the bus takes nothing: " + err.Error() + "; reading waits"})
		if err := p.r.run.Sleep(ctx, wait); err != nil {
			return err
		}
		wait = min(2*wait, 10*time.Second)
	}
}

// judged is a run of one partition, decoded.
type judged struct {
	partition int
	last      uint64
	arrived   time.Time // of the last
	count     int
	events    []telemetry.Event
	received  []time.Time
	ack       func(context.Context) error
}

// consume fetches a partition's messages and decodes them.
func (r *running) consume(ctx context.Context, c bus.Consumer, partition int, to chan<- judged) error {
	defer c.Close()
	passed := r.begun[partition]
	for ctx.Err() == nil {
		run, err := c.Fetch(ctx, fetchBatch)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if !errors.Is(err, bonafide.ErrUnavailable) || errors.Is(err, bus.ErrClosed) {
				return fmt.Errorf("reading the bus: %w", err)
			}
			if err := r.run.Sleep(ctx, time.Second); err != nil {
				return nil
			}
			continue
		}
		newest := &run[len(run)-1]
		b := judged{partition: partition, last: newest.Sequence, arrived: newest.Arrived}
		select {
		case b.events = <-r.free:
		default:
		}
		for i := range run {
			if run[i].Sequence <= passed {
				continue // judged before the snapshot, or given once more after a long wait
			}
			if err := r.open(ctx, run[i].Message, &b); err != nil {
				return err
			}
		}
		passed = max(passed, b.last)
		last := b.last
		b.ack = func(ctx context.Context) error { return c.Ack(ctx, last) }
		select {
		case to <- b:
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// open reads the events of a message into b; what cannot be read is set aside.
func (r *running) open(ctx context.Context, m bus.Message, b *judged) error {
	var messages []bus.Message
	err := unpack(&m)
	if err == nil {
		messages, err = bus.Unbundle(m)
	}
	if err != nil {
		return r.dead.add(ctx, telemetry.Letter("", m.Data, err, r.run.Now().UTC()))
	}
	for _, m := range messages {
		from := len(b.events)
		events, received, err := unseal(r.decoder, m.Data, b.events)
		if err != nil {
			if err := r.dead.add(ctx, telemetry.Letter("", m.Data, err, r.run.Now().UTC())); err != nil {
				return err
			}
			continue
		}
		b.events, b.count = events, b.count+1
		for range len(events) - from {
			b.received = append(b.received, received)
		}
	}
	return nil
}

// judge lets the detectors see what came in, one run after the other.
func (r *running) judge(ctx context.Context, from <-chan judged) error {
	var counted int64
	begun := r.run.Now()
	nextSnapshot, nextStatus := begun.Add(snapshotEvery), begun
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	idle := 0
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case b := <-from:
			idle = 0
			if err := r.one(ctx, &b); err != nil {
				return err
			}
			counted += int64(len(b.events))
			r.waiting.Add(-int64(b.count))
		case <-tick.C:
			if r.run.Drain && r.read.Load() && r.drained(ctx) {
				if idle++; idle > 1 {
					r.engine.Lock()
					err := r.Engine.Finish()
					if err == nil {
						err = r.tell(ctx)
					}
					r.engine.Unlock()
					if err != nil {
						return err
					}
					if err := r.pass(ctx, func(context.Context) error { return nil }); err != nil {
						return err
					}
					r.storing.Wait()
					r.writeStatus(ctx, counted, begun)
					return nil
				}
			}
		}
		if now := r.run.Now(); now.After(nextStatus) {
			nextStatus = now.Add(statusEvery)
			r.writeStatus(ctx, counted, begun)
			if now.After(nextSnapshot) {
				nextSnapshot = now.Add(snapshotEvery)
				r.storing.Wait() // a snapshot is of what is in the store
				if ctx.Err() != nil {
					return ctx.Err()
				}
				if err := r.save(); err != nil {
					return err
				}
			}
		}
	}
}

// drained says that nothing waits on the bus.
func (r *running) drained(ctx context.Context) bool {
	for _, t := range r.bus.Health(ctx).Topics {
		for _, l := range t.Lags {
			if l.Consumer == r.consumer(r.turn) && l.Waiting > 0 {
				return false
			}
		}
	}
	return true
}

// one judges a run to its end, and gives what changed to be stored; only then is the
// run acknowledged.
func (r *running) one(ctx context.Context, b *judged) error {
	r.engine.Lock()
	for i := range b.events {
		if err := r.event(ctx, &b.events[i], b.received[i]); err != nil {
			r.engine.Unlock()
			return err
		}
	}
	r.position[b.partition] = max(r.position[b.partition], b.last)
	if b.arrived.After(r.arrived) {
		r.arrived = b.arrived
	}
	r.engine.Unlock()
	select {
	case r.free <- b.events[:0]: // detectors keep strings of events, not events
	default:
	}
	return r.pass(ctx, b.ack)
}

func (r *running) event(ctx context.Context, e *telemetry.Event, received time.Time) error {
	if !r.Engine.Admit(e, received) {
		r.mu.Lock()
		r.status.Doubled++
		r.mu.Unlock()
		return nil
	}
	if err := r.Engine.Observe(e); err != nil {
		return err
	}
	if r.Engine.Pending() {
		if err := r.tell(ctx); err != nil {
			return err
		}
	}
	if e.Intake.Clock != "" {
		return nil
	}
	return r.settle(ctx, e.Time)
}

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
		r.trouble(bonafide.Trouble{Kind: "store", At: r.run.Now().UTC(), Subject: "store", Words: "the store takes nothing: " + err.Error() + "; judging waits"})
		if r.run.Sleep(ctx, wait) == nil {
			wait = min(2*wait, 10*time.Second)
		}
	}
}

// tell lets the flow take what was found, and tells of it.
func (r *running) tell(ctx context.Context) error {
	found := r.Engine.Take()
	for _, t := range found.Troubles {
		r.trouble(t)
	}
	if len(found.Sighted)+len(found.Withdrawn)+len(found.Records) == 0 {
		return nil
	}
	taken, err := r.Live.Take(context.WithoutCancel(ctx), found) // what was found is not there a second time
	if err != nil {
		return err
	}
	return r.changed(found.At, taken)
}

// settle looks once a day of event time at those who are up for review: what has faded
// is to be seen without an event of theirs.
func (r *running) settle(ctx context.Context, at time.Time) error {
	day := at.Truncate(24 * time.Hour)
	if !day.After(r.settled) {
		return nil
	}
	r.settled = day
	taken, err := r.Live.Settle(context.WithoutCancel(ctx), at)
	if err != nil {
		return err
	}
	return r.changed(at, taken)
}

// changed gives what changed to be stored, and tells of what was not told before.
func (r *running) changed(at time.Time, taken flow.Taken) error {
	for i := range taken.Examined {
		r.keep.waiting[taken.Examined[i].Dossier.Person] = taken.Examined[i]
	}
	// After a crash the same steps are made again: what was told has the same id.
	fresh := taken.Alerts[:0]
	for _, a := range taken.Alerts {
		if !r.known[a.ID] {
			r.known[a.ID] = true
			fresh = append(fresh, a)
		}
	}
	taken.Alerts = fresh
	r.mu.Lock()
	r.status.Findings += int64(len(taken.New))
	r.status.Alerts += int64(len(taken.Alerts))
	r.status.Reached = at
	for _, a := range taken.Alerts {
		r.status.Review = slices.DeleteFunc(r.status.Review, func(s Standing) bool { return s.Person == a.Person })
		r.status.Review = append(r.status.Review, Standing{a.Person, a.Band, a.At, a.Why})
	}
	for i := range taken.Examined {
		if x := &taken.Examined[i]; x.Assessment.Band.Rank() < bonafide.Review.Rank() {
			r.status.Review = slices.DeleteFunc(r.status.Review, func(s Standing) bool { return s.Person == x.Dossier.Person })
		}
	}
	r.mu.Unlock()
	if r.run.Taken != nil {
		if err := r.run.Taken(at, &taken); err != nil {
			return err
		}
	}
	return r.told.add(taken.Alerts)
}

func (r *running) trouble(t bonafide.Trouble) {
	r.mu.Lock()
	if len(r.status.Troubles) >= 20 {
		r.status.Troubles = r.status.Troubles[1:]
	}
	r.status.Troubles = append(r.status.Troubles, t)
	r.mu.Unlock()
	if r.run.Trouble != nil {
		if err := r.run.Trouble(t); err != nil {
			r.run.Log.Error("telling a trouble", slog.Any("error", err))
		}
	}
}

func (r *running) writeStatus(ctx context.Context, counted int64, begun time.Time) {
	now := r.run.Now().UTC()
	health := r.bus.Health(ctx)
	r.engine.Lock()
	sources := r.Engine.Sources(now)
	var quiet []bonafide.Trouble
	if !r.run.Drain {
		quiet = r.Engine.Quiet(now)
	} else { // logs that are read once say nothing of now
		for i := range sources {
			if h := &sources[i]; h.State == telemetry.StateSilent || h.State == telemetry.StateLagging {
				h.State, h.Words = telemetry.StateOK, telemetry.Title(h.Source)+": read up to "+h.LastEvent.UTC().Format(time.DateTime)
			}
		}
	}
	r.engine.Unlock()
	for _, t := range quiet {
		r.trouble(t)
	}
	r.mu.Lock()
	s := r.status
	s.At, s.Events, s.Bus, s.Sources, s.Waiting, s.Dead = now, counted, health, sources, r.waiting.Load(), r.dead.count.Load()
	if d := now.Sub(begun).Seconds(); d > 0 {
		s.Rate = float64(counted) / d
	}
	s.Troubles, s.Review = slices.Clone(s.Troubles), slices.Clone(s.Review)
	r.mu.Unlock()
	data, err := json.MarshalIndent(s, "", "  ")
	if err == nil {
		err = tail.Replace(filepath.Join(r.state, "status.json"), data)
	}
	if err != nil {
		r.run.Log.Error("writing the status", slog.Any("error", err))
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
	Rules    string    `json:"rules"`
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
func (r *running) save() error {
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
	err = tail.ReplaceWith(filepath.Join(r.state, "snapshot"), func(f io.Writer) error {
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
	return r.told.clear()
}

// load takes up the last snapshot and says where on the bus to begin.
func (r *running) load() (bus.Start, error) {
	path := filepath.Join(r.state, "snapshot")
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return bus.Start{}, nil
	}
	if err != nil {
		return bus.Start{}, fmt.Errorf("the state of the watch: %w", err)
	}
	defer f.Close()
	damaged := func(err error) (bus.Start, error) {
		return bus.Start{}, fmt.Errorf("%s cannot be used (%w); move it away, and the watch is made anew from what the bus holds", path, err)
	}
	in := bufio.NewReaderSize(f, 1<<16)
	line, err := in.ReadBytes('\n')
	var head savedRun
	if err != nil {
		return damaged(io.ErrUnexpectedEOF)
	}
	if err := strict.JSON(path, line, &head); err != nil {
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

// told keeps the ids of alerts that were told since the last snapshot, so that after
// a crash they are not told again. It is not synced: after a loss of power an alert
// may be told twice, under one id.
type told struct{ f *os.File }

func openTold(path string, into map[string]bool) (*told, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("alerts that were told: %w", err)
	}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		into[lines.Text()] = true
	}
	if err := lines.Err(); err != nil {
		return nil, errors.Join(fmt.Errorf("alerts that were told: %w", err), f.Close())
	}
	return &told{f}, nil
}

func (t *told) add(alerts []bonafide.Alert) error {
	for i := range alerts {
		if _, err := t.f.WriteString(alerts[i].ID + "\n"); err != nil {
			return bonafide.Unavailablef("noting that an alert was told: %w", err)
		}
	}
	return nil
}

// clear forgets what a snapshot now holds.
func (t *told) clear() error { return t.f.Truncate(0) }

// Close gives the file back.
func (t *told) Close() error { return t.f.Close() }

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
