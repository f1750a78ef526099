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
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
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
		return !closed(first)
	}
	return len(head) >= longLine && wraps(head)
}

// longLine is how long a line without an end must be to be looked into: lines of
// events are seldom longer.
const longLine = 32 << 10

// closed reports whether the braces of a line are balanced.
func closed(line []byte) bool {
	var s scanner
	for _, c := range line {
		s.step(c)
	}
	return s.depth <= 0
}

// wraps reports whether an object has nothing but plain members before its first list
// of objects.
func wraps(head []byte) bool {
	var s scanner
	for i, c := range head {
		before := s.quoted
		s.step(c)
		switch {
		case before || s.quoted:
		case s.depth == 2 && c == '{':
			return false
		case s.depth == 2 && c == '[':
			rest := bytes.TrimLeft(head[i+1:], " \t\r\n")
			return len(rest) > 0 && rest[0] == '{'
		}
	}
	return false
}

// scanner follows JSON byte by byte, as far as strings and braces go.
type scanner struct {
	depth           int
	quoted, escaped bool
}

func (s *scanner) step(c byte) {
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

// Documents takes a file of JSON documents apart into the objects that stand for
// events, each as one line: the elements of a list, or objects written over
// several lines. An object that is too long to be one event and has a list of
// objects is taken apart into these; so a file of any size is read in bounded
// memory.
type Documents struct {
	in   *bufio.Reader
	max  int
	line []byte
	err  error
	scanner
	list    bool // the document is a list
	starts  []int
	ends    []int // of the elements in line, on the level below a list of an object
	inList  bool  // in the first list of objects of the object
	inner   bool  // the elements are given out, not the object
	pending int   // how many elements of line were given out
}

// NewDocuments reads objects of at most max bytes.
func NewDocuments(in io.Reader, max int) *Documents {
	return &Documents{in: bufio.NewReaderSize(in, chunk), max: max}
}

// Err is why the reading [Failed].
func (d *Documents) Err() error { return d.err }

// Next reads the next object. The data is good until the next call. [Unended] is a
// document that breaks off, [TooLong] an object of more than the limit, of which the
// data has the beginning.
func (d *Documents) Next() ([]byte, Status) {
	if d.inner && d.pending < len(d.ends) {
		d.pending++
		return d.line[d.starts[d.pending-1]:d.ends[d.pending-1]], Whole
	}
	if d.inner {
		// What is left of the line is the element that is being read, or nothing.
		from := len(d.line)
		if len(d.starts) > len(d.ends) {
			from = d.starts[len(d.starts)-1]
		}
		d.line = append(d.line[:0], d.line[from:]...)
		open := len(d.starts) > len(d.ends)
		d.starts, d.ends, d.pending = d.starts[:0], d.ends[:0], 0
		if open {
			d.starts = append(d.starts, 0)
		}
	} else {
		d.line, d.starts, d.ends, d.pending, d.inList = d.line[:0], d.starts[:0], d.ends[:0], 0, false
	}
	long := false
	for {
		c, err := d.in.ReadByte()
		if err != nil {
			switch {
			case !errors.Is(err, io.EOF):
				d.err = err
				return d.line, Failed
			case d.depth > 0 || len(d.line) > 0:
				d.depth = 0
				return d.line, Unended
			}
			return nil, End
		}
		outside := d.depth
		quoted := d.quoted
		if outside == 0 && c != '{' && c != '[' {
			continue // between documents
		}
		d.step(c)
		if !quoted && c == '[' && outside == 0 {
			d.list = true
			continue
		}
		base := 0 // the level on which the objects stand
		if d.list {
			base = 1
		}
		if outside <= base && d.depth <= base {
			if d.depth == 0 {
				d.list = false
			}
			continue // commas and the list's own signs
		}
		if d.inner && outside == 2+base && len(d.starts) == len(d.ends) && c != '{' {
			if !quoted && c == ']' {
				d.inList = false
			}
			continue
		}
		if d.inner && !d.inList {
			// What follows the list says nothing of an event.
			if d.depth == base {
				d.inner = false
				return d.Next()
			}
			continue
		}
		if c == '\n' || c == '\r' {
			c = ' '
		}
		if !long {
			d.line = append(d.line, c)
		}
		if !quoted {
			d.mark(c, outside, base)
		}
		if d.inner && len(d.ends) > d.pending {
			d.pending++
			if long {
				return d.line, TooLong
			}
			return d.line[d.starts[d.pending-1]:d.ends[d.pending-1]], Whole
		}
		if !d.inner && d.depth == base {
			if long {
				return d.line, TooLong
			}
			return d.line, Whole
		}
		if len(d.line) > d.max && !long {
			if !d.inner && d.inList && len(d.ends) > 0 {
				d.inner = true
				return d.Next()
			}
			long = true
			d.line = d.line[:min(len(d.line), 4096)]
			d.inner = d.inner && d.inList
		}
	}
}

// mark notes where elements of the first list of objects of an object stand.
func (d *Documents) mark(c byte, outside, base int) {
	switch {
	case c == '[' && outside == base+1 && len(d.starts) == 0:
		d.inList = true
	case c == ']' && d.depth == base+1 && d.inList && !d.inner:
		// A list without objects is not the one; one with objects has ended.
		d.inList = false
	case c == '{' && outside == base+2 && d.inList:
		d.starts = append(d.starts, max(len(d.line)-1, 0))
	case c == '}' && d.depth == base+2 && d.inList && len(d.starts) > len(d.ends):
		d.ends = append(d.ends, len(d.line))
	}
}

// document reads a file that [IsDocument]. What of it was taken is counted in objects,
// so that one that is written anew with more at its end goes on where it was. A
// document that breaks off is told of once it has not grown since it was looked at.
func (t *Tail) document(ctx context.Context, f *found, s *taken, in io.Reader, sink Sink) (int, error) {
	docs := NewDocuments(in, t.cfg.MaxLine)
	seen := s.Size == f.size // and was not whole then
	n := 0
	for at := 1; ; at++ {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		data, status := docs.Next()
		l := Line{File: f.key, Number: at, Data: data}
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
			l.Data = data[:min(len(data), 4096)]
			l.Problem = &bonafide.Refusal{Place: fmt.Sprintf("%s:%d", f.key, at), Why: "the document breaks off", Remedy: "copy it again as a whole; what stands before this place has been taken"}
			return n, sink(ctx, l)
		case TooLong:
			l.Problem = &bonafide.Refusal{Place: fmt.Sprintf("%s:%d", f.key, at), Why: fmt.Sprintf("the object has more than the %d bytes allowed", t.cfg.MaxLine), Remedy: "split it, or leave out what it embeds"}
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
