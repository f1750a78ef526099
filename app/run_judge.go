package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"bonafide"
	"bonafide/bus"
	"bonafide/flow"
	"bonafide/watch/telemetry"
)

// judged is a run of one partition, decoded.
type judged struct {
	partition int
	last      uint64
	arrived   time.Time // of the last
	count     int
	events    []telemetry.Event
	received  []time.Time
	records   []filed
	ack       func(context.Context) error
}

// filed is an applicant's record, and how many events of the run come before it.
type filed struct {
	dossier bonafide.Dossier
	after   int
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
		if d, err := record(m.Data); err != nil {
			if err := r.dead.add(ctx, telemetry.Letter("", m.Data, err, r.run.Now().UTC())); err != nil {
				return err
			}
			continue
		} else if d != nil {
			b.records, b.count = append(b.records, filed{*d, len(b.events)}), b.count+1
			continue
		}
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
			r.counted.Add(int64(len(b.events)))
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
					r.writeStatus(ctx)
					return nil
				}
			}
		}
		if now := r.run.Now(); now.After(nextStatus) {
			nextStatus = now.Add(statusEvery)
			r.writeStatus(ctx)
			if now.After(nextSnapshot) {
				nextSnapshot = now.Add(snapshotEvery)
				r.storing.Wait() // a snapshot is of what is in the store
				if ctx.Err() != nil {
					return ctx.Err()
				}
				if err := r.save(ctx); err != nil { // the last one still holds
					if ctx.Err() != nil {
						return ctx.Err()
					}
					r.trouble(bonafide.Trouble{Kind: bonafide.StoreAway, At: now.UTC(), Subject: "snapshot", Words: "what the watch remembers could not be saved: " + err.Error() + "; it is tried again in " + telemetry.Span(snapshotEvery)})
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
	records := b.records
	for i := range len(b.events) + 1 {
		var err error
		for err == nil && len(records) > 0 && records[0].after == i {
			d := &records[0].dossier
			r.Engine.Apply(*d, d.Complete())
			err, records = r.tell(ctx), records[1:]
		}
		if err == nil && i < len(b.events) {
			err = r.event(ctx, &b.events[i], b.received[i])
		}
		if err != nil {
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
	return r.changed(ctx, found.At, taken)
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
	return r.changed(ctx, at, taken)
}

// changed gives what changed to be stored, and tells of what was not told before.
func (r *running) changed(ctx context.Context, at time.Time, taken flow.Taken) error {
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
	r.mu.Unlock()
	for _, x := range taken.Refused {
		r.trouble(refusedRecord(at, x))
	}
	if r.run.Taken != nil {
		if err := r.run.Taken(at, &taken); err != nil {
			return err
		}
	}
	if len(taken.Alerts) == 0 {
		return nil
	}
	ids := make([]string, len(taken.Alerts))
	for i := range taken.Alerts {
		ids[i] = taken.Alerts[i].ID
	}
	return r.memory.tell(context.WithoutCancel(ctx), ids)
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
