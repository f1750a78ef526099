package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"bonafide"
	"bonafide/bus"
	"bonafide/strict"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/tail"
)

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
	t, err := tail.Open(tail.Config{Path: path, Cursor: filepath.Join(cursors, fmt.Sprintf("%02d%s.json", i, name)), Flush: func() error { return p.flush(ctx) }, Early: early})
	if err != nil {
		return err
	}
	streams := map[string]*telemetry.Stream{}
	sink := func(ctx context.Context, l tail.Line) error {
		if strings.HasPrefix(l.File, "truth/") {
			return nil // of a fictional firm
		}
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

// early are tables: who works here is known before what they did.
func early(path string) bool {
	path = strings.ToLower(strings.TrimSuffix(path, ".gz"))
	return strings.HasSuffix(path, ".csv") || strings.HasSuffix(path, ".tsv")
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
		if m, ok := p.application(ctx, s, line, now); ok {
			p.batch = append(p.batch, m)
			return nil
		}
		return p.r.dead.add(ctx, telemetry.Letter("", line, err, now))
	}
	if len(p.events) == 0 {
		return nil
	}
	// A row of a table, or a part of a larger document, means nothing on the bus without
	// what stood above it: what was read of it travels instead.
	apart := s.Apart()
	for i := range p.events {
		e := &p.events[i]
		m := bus.Message{ID: e.ID(), Time: e.Time, Person: key(e)}
		if apart {
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

// application reads a line that no source of logs knows as a record of an applicant: what
// an applicant tracking system delivers, a dossier.
func (p *publisher) application(ctx context.Context, s *telemetry.Stream, line []byte, now time.Time) (m bus.Message, ok bool) {
	line = bytes.TrimSpace(line)
	if len(line) == 0 || line[0] != '{' {
		return m, false
	}
	place := fmt.Sprintf("%s:%d", s.Place(), s.Line())
	d, err := p.r.app.Intake.Decode(ctx, bonafide.Raw{Place: place, Name: filepath.Base(s.Place()), Data: bytes.Clone(line)})
	if err != nil {
		return m, false
	}
	body, err := strict.Marshal(&d)
	if err != nil || len(body) > bus.MaxBundled-1024 {
		return m, false
	}
	sum := sha256.Sum256(body)
	return bus.Message{
		ID: "record/" + hex.EncodeToString(sum[:16]), Time: d.Complete(), Person: d.Person, Data: p.seal("", place, now, readRecord, body),
	}, true
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
		p.r.trouble(bonafide.Trouble{Kind: bonafide.BusAway, At: p.r.run.Now().UTC(), Subject: "bus", Words: "the bus takes nothing: " + err.Error() + "; reading waits"})
		if err := p.r.run.Sleep(ctx, wait); err != nil {
			return err
		}
		wait = min(2*wait, 10*time.Second)
	}
}
