// Package replay reads a folder of logs and records as if it happened again: lines
// of all files come out as events in the order of their own time, whatever files
// they stand in. In comes a folder; out go events, and the names of files that no
// source of telemetry knows.
//
// Files are merged by time as they are read. Each is read ahead by a bounded number
// of lines, so that small disorder within a file and any order of files is mended;
// a line that is later still comes when it is read and is late, as it would have
// been. The same files give the same events in the same order.
package replay

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"bonafide"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/tail"
)

// Config says what is read and how.
type Config struct {
	// Dir is a folder, read with all its folders, or one file.
	Dir string
	// Decoder knows the sources.
	Decoder *telemetry.Decoder
	// Skip says of a path below the folder that it is not to be read.
	Skip func(path string) bool
	// Ahead is how many events of a file are read ahead; 0 is 1024. Tables of records,
	// which come in any order, are read 65,536 ahead.
	Ahead int
	// Admit judges an event as it is read, before it is put in order; false leaves it
	// out. It is called by several goroutines.
	Admit func(*telemetry.Event) bool
	// Refused hears of each line that cannot be read, in order of file and line within
	// one file. It is called by several goroutines.
	Refused func(source string, line []byte, err error)
}

// File is one file of the folder.
type File struct {
	Path string // below the folder, with slashes
	Full string
	// Source is the log that its first lines belong to; empty where nobody knows them.
	Source string
	// First is the earliest time of its first lines.
	First time.Time
	Size  int64
	// Why says why it cannot be read.
	Why string

	order dateOrder
	// untimed says that rows of it have no time of their own, and stand for how things were
	// at the beginning.
	untimed bool
}

// opens is when the file has to be open. Tables of people are in no order: a row that
// tells how things were may stand below one of yesterday.
func (f *File) opens() time.Time {
	if f.untimed || isTable(f.Path) && f.Size <= maxEarly {
		return time.Time{}
	}
	return f.First.Add(-slack)
}

// Plan is a folder that was looked at.
type Plan struct {
	cfg Config
	// Files are those of telemetry, by first time; Others those that no source knows.
	Files, Others []File
	// Begin is the earliest time of all.
	Begin time.Time
}

const (
	defaultAhead = 1024
	tableAhead   = 65_536
	peekLines    = 64
	maxFiles     = 100_000
	// slack is how much earlier than its first lines a file is opened: the earliest
	// line of a file need not be among the first.
	slack = 36 * time.Hour
	// maxInventory bounds what is read of an inventory ahead of its time.
	maxInventory = 50_000
	// maxEarly is how large a table may be that is read from the start.
	maxEarly        = 64 << 20
	inventorySource = "mdm"
	// maxInflate bounds an archive.
	maxInflate = 16 << 30
)

// Look lists the files of a folder and looks into each.
func Look(ctx context.Context, cfg Config) (*Plan, error) {
	if cfg.Ahead <= 0 {
		cfg.Ahead = defaultAhead
	}
	p := &Plan{cfg: cfg}
	info, err := os.Stat(cfg.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, bonafide.NotFoundf("%s does not exist", cfg.Dir)
	}
	if err != nil {
		return nil, err
	}
	var files []File
	if !info.IsDir() {
		files = append(files, File{Path: filepath.Base(cfg.Dir), Full: cfg.Dir, Size: info.Size()})
	} else if err := filepath.WalkDir(cfg.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(cfg.Dir, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if strings.HasPrefix(d.Name(), ".") && rel != "." || cfg.Skip != nil && rel != "." && cfg.Skip(rel) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		if len(files) >= maxFiles {
			return bonafide.Invalidf("%s: more than %d files; put them together, or read it in parts", cfg.Dir, maxFiles)
		}
		f := File{Path: rel, Full: path}
		if i, err := d.Info(); err == nil {
			f.Size = i.Size()
		}
		files = append(files, f)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("reading %s: %w", cfg.Dir, err)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	p.orders(files)
	for i := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f := &files[i]
		p.peek(f)
		if f.Source == "" {
			p.Others = append(p.Others, *f)
			continue
		}
		if !f.First.IsZero() && (p.Begin.IsZero() || f.First.Before(p.Begin)) {
			p.Begin = f.First
		}
		p.Files = append(p.Files, *f)
	}
	slices.SortStableFunc(p.Files, func(a, b File) int { return cmp.Or(a.opens().Compare(b.opens()), a.First.Compare(b.First)) })
	return p, nil
}

// orders finds out how tables write their dates. One that does not tell writes them as
// the other tables of the folder do, where these agree.
func (p *Plan) orders(files []File) {
	var day, month bool
	for i := range files {
		f := &files[i]
		if !isTable(f.Path) {
			continue
		}
		r, err := open(f.Full)
		if err != nil {
			continue // told when it is looked into
		}
		f.order = orderOf(r)
		r.Close()
		day, month = day || f.order == orderDay, month || f.order == orderMonth
	}
	for i := range files {
		if f := &files[i]; isTable(f.Path) && f.order == orderUntold && day && !month {
			f.order = orderDay
		}
	}
}

// peek looks at the first lines of a file.
func (p *Plan) peek(f *File) {
	r, err := open(f.Full)
	if err != nil {
		f.Why = err.Error()
		return
	}
	defer r.Close()
	s, err := p.cfg.Decoder.Stream(f.Path, "")
	if err != nil {
		f.Why = err.Error()
		return
	}
	v := p.values(r, f)
	counts := map[string]int{}
	for range peekLines {
		line, err := v.next()
		if err != nil {
			break
		}
		s.StartAt(v.Line() - 1)
		s.Within(v.Around())
		events, err := s.Decode(line, nil)
		if err != nil {
			continue
		}
		for i := range events {
			e := &events[i]
			counts[e.Intake.Source]++
			f.untimed = f.untimed || e.Time.IsZero()
			if !e.Time.IsZero() && (f.First.IsZero() || e.Time.Before(f.First)) {
				f.First = e.Time
			}
		}
	}
	for name, n := range counts {
		if f.Source == "" || n > counts[f.Source] || n == counts[f.Source] && name < f.Source {
			f.Source = name
		}
	}
}

// values are the lines of a file, or the objects that stand for its events.
type values struct {
	*tail.Documents
	order dateOrder
}

func (p *Plan) values(r io.Reader, f *File) *values {
	knows := func(object []byte) string {
		if q := p.cfg.Decoder.Recognise(object); q != nil {
			return q.Name()
		}
		return ""
	}
	return &values{tail.NewDocuments(r, telemetry.MaxLine, knows), f.order}
}

// next returns the next line or object; it is good until the next call. One that is too
// long is refused by the decoder.
func (v *values) next() ([]byte, error) {
	data, status := v.Next()
	switch status {
	case tail.End:
		return nil, io.EOF
	case tail.Unended:
		return nil, io.ErrUnexpectedEOF
	case tail.Failed:
		return nil, v.Err()
	}
	if v.order != orderUntold {
		data = monthFirst(data, v.order)
	}
	return data, nil
}

// Run reads the files and calls emit with every event, in order. The event is good
// until emit returns; its strings stay. Progress hears of bytes read, now and then.
func (p *Plan) Run(ctx context.Context, emit func(*telemetry.Event) error, progress func(bytes int64)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m := &merge{}
	next := 0
	defer func() {
		cancel()
		for _, r := range m.readers {
			r.stop()
		}
	}()
	for {
		// Open what may hold an earlier event than the earliest at hand.
		for next < len(p.Files) && (len(m.readers) == 0 || !p.Files[next].opens().After(m.readers[0].head().Time)) {
			r := p.start(ctx, &p.Files[next], next)
			next++
			ok, err := r.fill(ctx)
			if err != nil {
				return err
			}
			if ok {
				heap.Push(m, r)
			}
		}
		if len(m.readers) == 0 {
			return ctx.Err()
		}
		r := m.readers[0]
		if err := emit(r.head()); err != nil {
			return err
		}
		r.pop()
		ok, err := r.fill(ctx)
		if err != nil {
			return err
		}
		if progress != nil && r.read > 0 {
			progress(r.read)
			r.read = 0
		}
		if ok {
			heap.Fix(m, 0)
		} else {
			heap.Remove(m, 0)
			r.stop()
		}
	}
}

// Inventory calls f with the devices of all inventories, before anything is run. An export that was made at the end of the time knows whose the devices were
// from their enrolment on.
func (p *Plan) Inventory(ctx context.Context, f func(*telemetry.Event)) error {
	left := maxInventory
	for i := range p.Files {
		if file := &p.Files[i]; file.Source == inventorySource && left > 0 {
			if err := p.inventory(ctx, file, &left, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// inventory reads one of the exports, as far as the bound of all allows.
func (p *Plan) inventory(ctx context.Context, file *File, left *int, f func(*telemetry.Event)) error {
	in, err := open(file.Full)
	if err != nil {
		return fmt.Errorf("reading %s: %w", file.Path, err)
	}
	defer in.Close()
	s, err := p.cfg.Decoder.Stream(file.Path, "")
	if err != nil {
		return err
	}
	v := p.values(in, file)
	var events []telemetry.Event
	for ; *left > 0; *left-- {
		line, err := v.next()
		if err != nil {
			break // told of when the file is read
		}
		s.StartAt(v.Line() - 1)
		s.Within(v.Around())
		if events, err = s.Decode(line, events[:0]); err != nil {
			continue
		}
		for i := range events {
			f(&events[i])
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// merge is a heap of readers by their earliest event.
type merge struct{ readers []*reader }

func (m *merge) Len() int      { return len(m.readers) }
func (m *merge) Swap(i, j int) { m.readers[i], m.readers[j] = m.readers[j], m.readers[i] }
func (m *merge) Push(x any)    { m.readers = append(m.readers, x.(*reader)) }
func (m *merge) Pop() any {
	r := m.readers[len(m.readers)-1]
	m.readers = m.readers[:len(m.readers)-1]
	return r
}
func (m *merge) Less(i, j int) bool {
	a, b := m.readers[i], m.readers[j]
	if c := a.head().Time.Compare(b.head().Time); c != 0 {
		return c < 0
	}
	return a.rank < b.rank
}

// reader reads one file ahead: a goroutine decodes batches, the heap puts them in order.
type reader struct {
	rank    int // of the file: tables before logs, then by first time
	batches chan batch
	cancel  context.CancelFunc
	window  window
	ahead   int
	ended   bool
	read    int64
}

type batch struct {
	events []telemetry.Event
	bytes  int64
	err    error
}

const batchEvents = 128

func (p *Plan) start(ctx context.Context, f *File, rank int) *reader {
	ctx, cancel := context.WithCancel(ctx)
	r := &reader{rank: rank, batches: make(chan batch, 2), cancel: cancel, ahead: p.cfg.Ahead}
	if isTable(f.Path) {
		r.ahead = max(r.ahead, tableAhead)
	}
	go p.decode(ctx, f, r)
	return r
}

func (p *Plan) decode(ctx context.Context, f *File, r *reader) {
	defer close(r.batches)
	send := func(b batch) bool {
		select {
		case r.batches <- b:
			return true
		case <-ctx.Done():
			return false
		}
	}
	in, err := open(f.Full)
	if err != nil {
		send(batch{err: fmt.Errorf("reading %s: %w", f.Path, err)})
		return
	}
	defer in.Close()
	s, err := p.cfg.Decoder.Stream(f.Path, "")
	if err != nil {
		send(batch{err: err})
		return
	}
	v := p.values(in, f)
	events := make([]telemetry.Event, 0, batchEvents+16)
	var size int64
	for {
		line, err := v.next()
		if err != nil {
			if !errors.Is(err, io.EOF) && p.cfg.Refused != nil {
				p.cfg.Refused(f.Source, nil, &bonafide.Refusal{Place: f.Path, Why: err.Error(), Remedy: "the part before was read; get the file anew"})
			}
			break
		}
		size += int64(len(line)) + 1
		from := len(events)
		s.StartAt(v.Line() - 1)
		s.Within(v.Around())
		events, err = s.Decode(line, events)
		if err != nil {
			if p.cfg.Refused != nil {
				p.cfg.Refused(f.Source, line, err)
			}
			continue
		}
		kept := events[:from]
		for i := from; i < len(events); i++ {
			if n := v.Record(); n > 0 {
				events[i].Intake.Place += ", record " + strconv.Itoa(n)
			}
			if e := &events[i]; e.Time.IsZero() {
				e.Time, e.Intake.Clock = p.Begin, telemetry.ClockMissing
			}
			if p.cfg.Admit == nil || p.cfg.Admit(&events[i]) {
				if len(kept) != i {
					kept = append(kept, events[i])
				} else {
					kept = events[:i+1]
				}
			}
		}
		clear(events[len(kept):])
		events = kept
		if len(events) >= batchEvents {
			if !send(batch{events: events, bytes: size}) {
				return
			}
			events, size = make([]telemetry.Event, 0, batchEvents+16), 0
		}
	}
	send(batch{events: events, bytes: size})
}

// fill reads ahead until the window is full or the file ends, and reports whether
// there is anything.
func (r *reader) fill(ctx context.Context) (bool, error) {
	for !r.ended && r.window.Len() < r.ahead {
		select {
		case b, ok := <-r.batches:
			if !ok {
				r.ended = true
				continue
			}
			if b.err != nil {
				return false, b.err
			}
			r.read += b.bytes
			for i := range b.events {
				r.window.add(&b.events[i])
			}
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
	return r.window.Len() > 0, nil
}

func (r *reader) head() *telemetry.Event { return r.window.items[0].event }
func (r *reader) pop()                   { heap.Pop(&r.window) }
func (r *reader) stop() {
	r.cancel()
	for range r.batches { // the decoder ends
	}
}

// window is a heap of events by time, then in the order in which they stood.
type window struct {
	items []waiting
	count int64
}

type waiting struct {
	event *telemetry.Event
	n     int64
}

func (w *window) add(e *telemetry.Event) {
	w.count++
	heap.Push(w, waiting{e, w.count})
}
func (w *window) Len() int      { return len(w.items) }
func (w *window) Swap(i, j int) { w.items[i], w.items[j] = w.items[j], w.items[i] }
func (w *window) Push(x any)    { w.items = append(w.items, x.(waiting)) }
func (w *window) Pop() any {
	x := w.items[len(w.items)-1]
	w.items[len(w.items)-1] = waiting{}
	w.items = w.items[:len(w.items)-1]
	return x
}
func (w *window) Less(i, j int) bool {
	if c := w.items[i].event.Time.Compare(w.items[j].event.Time); c != 0 {
		return c < 0
	}
	return w.items[i].n < w.items[j].n
}

// open opens a file, through gzip where its first bytes say so.
func open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	b := bufio.NewReaderSize(f, 1<<16)
	if magic, _ := b.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(b)
		if err != nil {
			f.Close()
			return nil, err
		}
		return &both{io.LimitReader(z, maxInflate), f}, nil
	}
	return &both{b, f}, nil
}

type both struct {
	io.Reader
	io.Closer
}
