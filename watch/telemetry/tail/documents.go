package tail

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"bonafide"
)

// IsDocument reports whether a file that begins so is one JSON document, and not a
// line for each event: a list, an object that is written over several lines, or
// an object on one long line whose first list has the events. Head is
// the beginning of the file; the more of it, the surer.
func IsDocument(head []byte) bool {
	head = head[blank(head):]
	if len(head) == 0 {
		return false
	}
	if head[0] == '[' {
		return true
	}
	if head[0] != '{' {
		return false
	}
	first, _, ended := bytes.Cut(head, []byte("\n"))
	if ended {
		return !closes(first)
	}
	return len(head) >= longLine && envelope(head) > 0
}

// longLine is how long a line without an end must be to be looked into: lines of
// events are seldom longer.
const longLine = 32 << 10

// maxAround bounds the objects around a list: {"data": {"result": [...]}}.
const maxAround = 3

// Knows names the source that an object is an event of; empty where there is none.
type Knows func(object []byte) string

// Documents takes a file apart: into lines or, where it is JSON over several lines, a
// list, or the answer of an interface around one, into the objects that stand for
// events, each without line ends. A file of any size is read in bounded memory.
type Documents struct {
	in      *bufio.Reader
	max     int
	knows   Knows
	how     layout
	around  int // objects that are open around the list of an answer
	lists   int // lists that are open around objects
	line    int
	record  int
	ended   int // lines that were read to their end
	started bool
	outer   []byte // around the list of an answer, without it
	buffer  []byte
	err     error
}

// layout is how the events of a file are written.
type layout int

const (
	unknown layout = iota
	lines          // one on a line
	objects        // in a list, or each over several lines
	answer         // in the list of an object that is not one itself
)

// NewDocuments reads objects of at most max bytes. With knows, a file that is no
// document comes out as its lines, and an answer is what has a list of objects of a
// source around it. Without it, everything is taken for objects, and an answer is an
// object of more than max bytes that has nothing but plain members before its first
// list of objects.
func NewDocuments(in io.Reader, max int, knows Knows) *Documents {
	size := chunk
	if knows == nil && max >= size {
		size = max + 1
	}
	return &Documents{in: bufio.NewReaderSize(in, size), max: max, knows: knows}
}

// Err is why the reading [Failed].
func (d *Documents) Err() error { return d.err }

// Line is the one on which what was read last began, from 1.
func (d *Documents) Line() int { return d.line }

// Record counts, from 1, the objects that began on one line with others; it is 0 for
// the first of them.
func (d *Documents) Record() int { return d.record }

// Around is the object that the list of what was read last stands in, as far as it was
// written before the list, and closed; empty where it stands in none.
func (d *Documents) Around() []byte {
	if d.how != answer {
		return nil
	}
	return d.outer
}

// Next reads the next line or object. The data is good until the next call. [Unended]
// is a document that breaks off, [TooLong] an object of more than the limit, of which
// the data has the beginning: one byte more than the limit.
func (d *Documents) Next() ([]byte, Status) {
	for {
		if d.how == unknown {
			if err := d.look(); err != nil {
				return nil, d.status(err)
			}
		}
		if d.how == lines {
			return d.text()
		}
		whole, err := d.object()
		switch {
		case err != nil:
			return d.buffer, d.status(err)
		case !whole: // the list has ended; another document may follow
			d.how = unknown
			continue
		case d.knows == nil && d.how == objects && d.lists == 0:
			d.how = unknown
		}
		if len(d.buffer) > d.max {
			return d.buffer, TooLong
		}
		return d.buffer, Whole
	}
}

func (d *Documents) status(err error) Status {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Unended
	case errors.Is(err, io.EOF):
		return End
	}
	d.err = err
	return Failed
}

// look finds out how what follows is written.
func (d *Documents) look() error {
	head, err := d.in.Peek(chunk)
	if len(head) == 0 {
		return err
	}
	at := blank(head)
	if d.started {
		at = len(head) - len(bytes.TrimLeft(head, space))
	}
	d.started = true
	first := head[at:]
	switch {
	case len(first) == 0 && err != nil:
		return err
	case len(first) > 0 && first[0] == '[':
		d.how = objects
	case d.knows == nil:
		d.how = objects
		if len(first) == 0 || first[0] != '{' || fits(first, d.max) {
			return nil
		}
		// Only an object that is too long for one is looked into.
		first, _ = d.in.Peek(at + d.max + 1)
		if first = first[min(at, len(first)):]; len(first) <= d.max || fits(first, d.max) {
			return nil
		}
		if within := envelope(first); within > 0 {
			d.how, d.around = answer, 1
			return d.skip(at + within)
		}
	case len(first) > 0 && first[0] == '{':
		line, _, ended := bytes.Cut(first, []byte("\n"))
		whole := ended && closes(line)
		if !whole {
			line = nil
		}
		if within, around := d.wrapped(first, line); within > 0 {
			d.how, d.around = answer, around
			d.outer = shell(bytes.TrimRight(first[:within-1], space+"["))
			return d.skip(at + within)
		}
		if d.how = lines; ended && !whole {
			d.how = objects
		}
	default:
		d.how = lines
	}
	return nil
}

const space = " \t\r\n"

// blank is how many bytes stand before the first that says something.
func blank(head []byte) int {
	return len(head) - len(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), space))
}

// closes reports whether the braces of a line are balanced.
func closes(line []byte) bool {
	var s signs
	for _, c := range line {
		s.step(c)
	}
	return s.depth <= 0
}

// signs follows JSON byte by byte, as far as strings and braces go.
type signs struct {
	depth           int
	quoted, escaped bool
}

func (s *signs) step(c byte) {
	switch {
	case s.escaped:
		s.escaped = false
	case s.quoted && c == '\\':
		s.escaped = true
	case c == '"':
		s.quoted = !s.quoted
	case s.quoted:
	case c == '{' || c == '[':
		s.depth++
	case c == '}' || c == ']':
		s.depth--
	}
}

// envelope is where the first list of objects begins in an object that has nothing but
// plain members before it; 0 where there is none.
func envelope(head []byte) int {
	var s signs
	for i, c := range head {
		before := s.quoted
		s.step(c)
		switch {
		case before || s.quoted:
		case s.depth == 2 && c == '{' || s.depth == 0:
			return 0
		case s.depth == 2 && c == '[':
			rest := bytes.TrimLeft(head[i+1:], space)
			if len(rest) > 0 && rest[0] == '{' {
				return len(head) - len(rest)
			}
			return 0
		}
	}
	return 0
}

// wrapped finds the list of events in an object that is the answer of an interface:
// {"value": [...]}, {"kind": "...", "items": [...]}, {"Records": [...]}. It is the first
// list with an object that a source knows, in an object that is of no source or of the
// same. Line is the object where it ends on its line. At is where the list's first
// object begins, around how many objects are open there; at is 0 where there is none.
func (d *Documents) wrapped(head, line []byte) (at, around int) {
	var s signs
	open := 0 // lists
	for i, c := range head {
		quoted := s.quoted
		s.step(c)
		switch {
		case quoted || s.quoted:
		case c == '[':
			if open++; open > 1 || s.depth-1 > maxAround {
				continue
			}
			rest := bytes.TrimLeft(head[i+1:], space)
			first := element(rest)
			if first == nil {
				continue
			}
			source := d.knows(first)
			if source == "" {
				continue
			}
			outer := line
			if outer == nil {
				outer = shell(head[:i])
			}
			if of := d.knows(outer); of == "" || of == source {
				return len(head) - len(rest), s.depth - 1
			}
		case c == ']':
			open--
		case s.depth == 0:
			return 0, 0
		}
	}
	return 0, 0
}

// element is the object that text begins with, nil where it does not end or begin there.
func element(text []byte) []byte {
	if len(text) == 0 || text[0] != '{' {
		return nil
	}
	var s signs
	for i, c := range text {
		s.step(c)
		if s.depth == 0 {
			return text[:i+1]
		}
	}
	return nil
}

// fits reports whether text begins with a whole object of at most max bytes.
func fits(text []byte, max int) bool {
	e := element(text)
	return e != nil && len(e) <= max
}

// shell is an object that broke off, closed again.
func shell(text []byte) []byte {
	out := bytes.Clone(text)
	out = append(out, "[]"...)
	var open []byte
	var s signs
	for _, c := range text {
		quoted := s.quoted
		s.step(c)
		switch {
		case quoted || s.quoted:
		case c == '{' || c == '[':
			open = append(open, c+2) // in ASCII, two behind stands the closing one
		case (c == '}' || c == ']') && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	for i := len(open) - 1; i >= 0; i-- {
		out = append(out, open[i])
	}
	return out
}

// skip passes over bytes, counting lines.
func (d *Documents) skip(n int) error {
	for range n {
		if _, err := d.byte(); err != nil {
			return err
		}
	}
	return nil
}

func (d *Documents) byte() (byte, error) {
	c, err := d.in.ReadByte()
	if c == '\n' && err == nil {
		d.ended++
	}
	return c, err
}

// text reads the next line, with its end.
func (d *Documents) text() ([]byte, Status) {
	d.buffer = d.buffer[:0]
	d.line, d.record = d.ended+1, 0
	for {
		part, err := d.in.ReadSlice('\n')
		if len(d.buffer) <= d.max {
			d.buffer = append(d.buffer, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && (len(d.buffer) == 0 || !errors.Is(err, io.EOF)) { // only a clean end ends a line
			return nil, d.status(err)
		}
		d.ended++
		if len(bytes.TrimRight(d.buffer, "\r\n")) > d.max {
			d.buffer = d.buffer[:d.max+1]
			return d.buffer, TooLong
		}
		return d.buffer, Whole
	}
}

// object reads the next object; false where the list it would stand in ends.
func (d *Documents) object() (bool, error) {
	d.buffer = d.buffer[:0]
	var s signs
	for {
		c, err := d.byte()
		if err != nil {
			if errors.Is(err, io.EOF) && (s.depth > 0 || d.lists > 0 || d.how == answer) {
				err = io.ErrUnexpectedEOF
			}
			return false, err
		}
		if s.depth == 0 {
			switch {
			case c == ']' && d.how == answer:
				return false, d.close()
			case c == '[' && d.how == objects:
				d.lists++
			case c == ']' && d.lists > 0:
				if d.lists--; d.lists == 0 {
					return false, nil
				}
			}
			if c != '{' {
				continue // the list's own signs
			}
			if d.line == d.ended+1 {
				d.record = max(d.record, 1) + 1
			} else {
				d.line, d.record = d.ended+1, 0
			}
		}
		if len(d.buffer) <= d.max {
			if c == '\n' || c == '\r' {
				c = ' '
			}
			d.buffer = append(d.buffer, c)
		}
		if s.step(c); s.depth == 0 {
			return true, nil
		}
	}
}

// close passes over what follows the list of an answer, up to where the answer ends.
func (d *Documents) close() error {
	s := signs{depth: d.around}
	for s.depth > 0 {
		c, err := d.byte()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		s.step(c)
	}
	return nil
}

// shown is how much is told of what cannot be taken, in bytes.
const shown = 4096

// document reads a file that [IsDocument]. What of it was taken is counted in objects,
// so that one that is written anew with more at its end goes on where it was. A
// document that breaks off is told of once it has not grown since it was looked at.
func (t *Tail) document(ctx context.Context, f *found, s *taken, in io.Reader, sink Sink) (int, error) {
	docs := NewDocuments(in, t.cfg.MaxLine, nil)
	seen := s.Size == f.size // and was not whole then
	n := 0
	for at := 1; ; at++ {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		data, status := docs.Next()
		l := Line{File: f.key, Number: max(docs.Line(), 1), Record: docs.Record(), Data: data}
		switch status {
		case End:
			s.Done, s.Size = true, f.size
			return n, nil
		case Failed:
			return n, fmt.Errorf("reading %s: %w", f.key, docs.Err())
		case Unended:
			s.Done, s.Size = seen || f.rotated || isArchive(f.key), f.size
			if !s.Done {
				return n, nil
			}
			l.Data = data[:min(len(data), shown)]
			l.Problem = &bonafide.Refusal{Place: l.Place(), Why: "the document breaks off", Remedy: "copy it again as a whole; what stands before this place has been taken"}
			return n, sink(ctx, l)
		case TooLong:
			l.Data = data[:min(len(data), shown)]
			l.Problem = &bonafide.Refusal{Place: l.Place(), Why: fmt.Sprintf("the object has more than the %d bytes allowed", t.cfg.MaxLine), Remedy: "split it, or leave out what it embeds"}
		}
		if at <= s.Line {
			continue
		}
		if err := sink(ctx, l); err != nil {
			return n, err
		}
		n++
		s.Line = at
		if t.since++; t.since >= t.cfg.SaveEvery {
			if err := t.Save(); err != nil {
				return n, err
			}
		}
	}
}
