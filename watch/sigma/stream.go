package sigma

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"sync"
	"time"
)

// Stats says what a stream was.
type Stats struct {
	Events  int64
	Broken  int64 // lines that are no event; they keep their number
	Bytes   int64
	Matches int64 // of rules that speak for themselves
	Alerts  int64 // of correlations that do
	Untimed int64 // matches that a correlation reads, of events without a time
	// Correlation says what correlations left out.
	Correlation CorrelationCounts
	// CPU is the processor time of the whole program meanwhile; 0 where it is not known.
	CPU time.Duration
	// Compile is the part of it in which rules were compiled: once for each kind of
	// event that came for the first time.
	Compile time.Duration
	// FirstBroken are the first broken lines, at most 20.
	FirstBroken []BrokenLine
}

// BrokenLine is a line that is no event.
type BrokenLine struct {
	Index int64
	Err   error
}

// EventsPerCPUSecond is the rate of reading, decoding, matching and writing, without
// the compiling of rules, which a longer stream does not repeat; 0 where the time is
// not known.
func (s Stats) EventsPerCPUSecond() float64 {
	if s.CPU <= s.Compile {
		return 0
	}
	return float64(s.Events) / (s.CPU - s.Compile).Seconds()
}

// Result is what one event, or the correlations that it completed, came to.
type Result struct {
	// Index is the number of the event, from 0; empty lines are not counted.
	Index int64
	// Matches are the rules that hold, with those that only serve correlations; see
	// [Engine.Silent].
	Matches []Match
	Alerts  []Alert
	// Err is why the line is no event.
	Err error
}

// StreamOptions of [Engine.Stream].
type StreamOptions struct {
	// Workers evaluate side by side; 0 is one for each processor. The results keep the
	// order of the events whatever their number.
	Workers int
}

// Silent tells whether a rule only serves correlations that do not ask to generate
// its matches.
func (e *Engine) Silent(r *Rule) bool { return e.wants.silent[r.ID] }

const (
	batchBytes = 512 << 10
	batchLines = 1024
)

// batch is a run of lines on its way through a worker.
type batch struct {
	data    []byte
	lines   []lineOf
	results []lineResult
	matches []Match
	done    chan struct{}
}

type lineOf struct {
	from, to int
	err      error
}

type lineResult struct {
	from, to    int // of batch.matches
	err         error
	occurrences []Occurrence
	untimed     int64
}

// Stream evaluates events that come as one JSON object a line and calls emit, in the
// order of the events, for each that matched something, completed a correlation or is
// broken. A line that is too long or no JSON is a result with an error; the stream
// goes on. What emit is given may be used until it returns; its error ends the stream.
func (e *Engine) Stream(ctx context.Context, in io.Reader, options StreamOptions, emit func(Result) error) (stats Stats, err error) {
	began, compiled := processorTime(), e.compiled()
	defer func() { stats.CPU, stats.Compile = processorTime()-began, e.compiled()-compiled }()
	workers := options.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	correlator, err := e.NewCorrelator()
	if err != nil {
		return stats, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		work    = make(chan *batch, workers)
		ordered = make(chan *batch, 2*workers)
		readErr error
		free    = sync.Pool{New: func() any { return &batch{} }}
		running sync.WaitGroup
	)
	running.Go(func() {
		defer close(ordered)
		defer close(work)
		readErr = readBatches(ctx, in, &free, func(b *batch) bool {
			select {
			case ordered <- b:
			case <-ctx.Done():
				return false
			}
			work <- b // a worker always comes: they end only when work is closed
			return true
		})
	})
	for range workers {
		running.Go(func() {
			m := e.NewMatcher()
			for b := range work {
				e.evaluate(ctx, m, b, correlator)
				close(b.done)
			}
		})
	}
	for b := range ordered {
		<-b.done
		if err == nil {
			err = e.deliver(b, &stats, correlator, emit)
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				cancel()
			}
		}
		if cap(b.data) <= 4*batchBytes {
			free.Put(b)
		}
	}
	running.Wait()
	if err == nil {
		err = readErr
	}
	if err == nil {
		if alerts := correlator.Flush(); len(alerts) > 0 {
			stats.count(alerts)
			err = emit(Result{Index: stats.Events - 1, Alerts: alerts})
		}
	}
	stats.Correlation = correlator.Counts()
	return stats, err
}

func (s *Stats) count(alerts []Alert) {
	for _, a := range alerts {
		if !a.Inner {
			s.Alerts++
		}
	}
}

// evaluate matches the lines of a batch. The correlator is only asked what it reads.
func (e *Engine) evaluate(ctx context.Context, m *Matcher, b *batch, correlator *Correlator) {
	for _, l := range b.lines {
		r := lineResult{from: len(b.matches), err: l.err}
		if r.err == nil {
			r.err = ctx.Err()
		}
		if r.err == nil {
			var found []Match
			found, r.err = m.Match(b.data[l.from:l.to])
			b.matches = append(b.matches, found...)
			for _, f := range found {
				if !correlator.Reads(f.Rule.ID) {
					continue
				}
				if o, timed := m.Occurrence(f, 0); timed {
					r.occurrences = append(r.occurrences, o)
				} else {
					r.untimed++
				}
			}
		}
		r.to = len(b.matches)
		b.results = append(b.results, r)
	}
}

func (e *Engine) deliver(b *batch, stats *Stats, correlator *Correlator, emit func(Result) error) error {
	for i, r := range b.results {
		index := stats.Events
		stats.Events++
		stats.Bytes += int64(b.lines[i].to - b.lines[i].from)
		stats.Untimed += r.untimed
		if r.err != nil {
			if errors.Is(r.err, context.Canceled) || errors.Is(r.err, context.DeadlineExceeded) {
				return r.err
			}
			stats.Broken++
			if len(stats.FirstBroken) < 20 {
				stats.FirstBroken = append(stats.FirstBroken, BrokenLine{index, r.err})
			}
		}
		out := Result{Index: index, Matches: b.matches[r.from:r.to], Err: r.err}
		for _, m := range out.Matches {
			if !e.Silent(m.Rule) {
				stats.Matches++
			}
		}
		for _, o := range r.occurrences {
			o.Index = index
			out.Alerts = append(out.Alerts, correlator.Observe(o)...)
		}
		stats.count(out.Alerts)
		if len(out.Matches) == 0 && len(out.Alerts) == 0 && out.Err == nil {
			continue
		}
		if err := emit(out); err != nil {
			return err
		}
	}
	return nil
}

// readBatches cuts the input into batches of whole lines. A line longer than
// MaxEventBytes is passed over in bounded memory.
func readBatches(ctx context.Context, in io.Reader, free *sync.Pool, send func(*batch) bool) error {
	r := bufio.NewReaderSize(in, 256<<10)
	fresh := func() *batch {
		b := free.Get().(*batch)
		clear(b.matches)
		clear(b.results)
		b.data, b.lines, b.results, b.matches, b.done = b.data[:0], b.lines[:0], b.results[:0], b.matches[:0], make(chan struct{})
		return b
	}
	b := fresh()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		from := len(b.data)
		tooLong := false
		var err error
		for {
			var part []byte
			part, err = r.ReadSlice('\n')
			if !tooLong && len(b.data)-from+len(part) > MaxEventBytes+2 {
				tooLong = true
				b.data = b.data[:from]
			}
			if !tooLong {
				b.data = append(b.data, part...)
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				break
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		line := bytes.TrimSpace(b.data[from:])
		if tooLong || len(line) > 0 {
			l := lineOf{from: from, to: len(b.data)}
			if tooLong {
				l.err = broken(MaxEventBytes, fmt.Sprintf("more than %d bytes", MaxEventBytes))
			}
			b.lines = append(b.lines, l)
		}
		ended := err != nil
		if ended || r.Buffered() == 0 || len(b.data) >= batchBytes || len(b.lines) >= batchLines {
			if len(b.lines) == 0 && !ended {
				continue
			}
			if len(b.lines) > 0 && !send(b) {
				return ctx.Err()
			}
			if ended {
				if errors.Is(err, io.EOF) {
					return nil
				}
				return fmt.Errorf("reading events: %w", err)
			}
			b = fresh()
		}
	}
}

// Eval evaluates events, one JSON object a line, against a set and writes a line
// "EVENT_INDEX RULE_ID" for each match of a rule that speaks for itself and each
// correlation, in the order of the events, numbered from 0. A correlation has the
// number of the event that completed it.
func Eval(ctx context.Context, rules *Set, in io.Reader, out io.Writer) (Stats, error) {
	e, err := New(rules, Options{})
	if err != nil {
		return Stats{}, err
	}
	return e.Eval(ctx, in, out, StreamOptions{})
}

// Eval is [Eval] with the engine's own options.
func (e *Engine) Eval(ctx context.Context, in io.Reader, out io.Writer, options StreamOptions) (Stats, error) {
	w := bufio.NewWriterSize(out, 64<<10)
	var line []byte
	write := func(index int64, id string) error {
		line = append(strconv.AppendInt(line[:0], index, 10), ' ')
		line = append(append(line, id...), '\n')
		_, err := w.Write(line)
		return err
	}
	stats, err := e.Stream(ctx, in, options, func(r Result) error {
		for _, m := range r.Matches {
			if e.Silent(m.Rule) {
				continue
			}
			if err := write(r.Index, m.Rule.ID); err != nil {
				return fmt.Errorf("writing matches: %w", err)
			}
		}
		for _, a := range r.Alerts {
			if a.Inner {
				continue
			}
			if err := write(a.Index, a.Correlation.ID); err != nil {
				return fmt.Errorf("writing matches: %w", err)
			}
		}
		return nil
	})
	if err2 := w.Flush(); err == nil && err2 != nil {
		err = fmt.Errorf("writing matches: %w", err2)
	}
	return stats, err
}
