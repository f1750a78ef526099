package replay

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"bonafide/watch/telemetry"
)

// values takes a file apart: into lines or, where it is JSON over several lines, a
// list, or the answer of an interface around one, into the objects that stand for
// events.
type values struct {
	r       *bufio.Reader
	decoder *telemetry.Decoder
	order   dateOrder
	how     layout
	around  int // objects that are open around the list of an answer
	// line is the one on which what was read last began, from 1; record counts, from 1,
	// those that began on one line with others, and is 0 where a line has one only.
	line, record int
	ended        int // lines that were read to their end
	buffer       []byte
}

// layout is how the events of a file are written.
type layout int

const (
	unknown layout = iota
	lines          // one on a line
	objects        // in a list, or each over several lines
	answer         // in the list of an object that is not one itself
)

// headBytes is how much of a file is looked at.
const headBytes = 1 << 16

// maxAround bounds the objects around a list: {"data": {"result": [...]}}.
const maxAround = 3

func newValues(r io.Reader, d *telemetry.Decoder, order dateOrder) *values {
	return &values{r: bufio.NewReaderSize(r, headBytes), decoder: d, order: order}
}

// next returns the next line or object; it is good until the next call.
func (v *values) next() ([]byte, error) {
	for {
		if v.how == unknown {
			if err := v.look(); err != nil {
				return nil, err
			}
		}
		if v.how == lines {
			return v.text()
		}
		data, err := v.object()
		if data != nil || err != nil {
			return data, err
		}
		v.how = unknown // the list has ended; another answer may follow
	}
}

// look finds out how what follows is written.
func (v *values) look() error {
	head, err := v.r.Peek(headBytes)
	if len(head) == 0 {
		return err
	}
	blank := len(head) - len(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	switch first := head[blank:]; {
	case len(first) == 0 && len(head) < headBytes:
		return io.EOF
	case len(first) > 0 && first[0] == '[':
		v.how = objects
	case len(first) > 0 && first[0] == '{':
		line, _, ended := bytes.Cut(first, []byte("\n"))
		whole := ended && closes(line)
		if !whole {
			line = nil
		}
		if at, around := wrapped(first, line, v.decoder); at > 0 {
			v.how, v.around = answer, around
			return v.skip(blank + at)
		}
		if v.how = lines; ended && !whole {
			v.how = objects
		}
	default:
		v.how = lines
	}
	return nil
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

// wrapped finds the list of events in an object that is the answer of an interface:
// {"value": [...]}, {"kind": "...", "items": [...]}, {"Records": [...]}. It is the first
// list with an object that a source knows, in an object that is of no source or of the
// same. Line is the object where it ends on its line. At is where the list's first object begins, around
// how many objects are open there; at is 0 where there is none.
func wrapped(head, line []byte, d *telemetry.Decoder) (at, around int) {
	var s signs
	lists := 0 // that are open
	for i, c := range head {
		quoted := s.quoted
		s.step(c)
		switch {
		case quoted || s.quoted:
		case c == '[':
			if lists++; lists > 1 || s.depth-1 > maxAround {
				continue
			}
			rest := head[i+1:]
			from := len(rest) - len(bytes.TrimLeft(rest, " \t\r\n"))
			first := element(rest[from:])
			if first == nil {
				continue
			}
			p := d.Recognise(first)
			if p == nil {
				continue
			}
			outer := line
			if outer == nil {
				outer = shell(head[:i])
			}
			if q := d.Recognise(outer); q == nil || q.Name() == p.Name() {
				return i + 1 + from, s.depth - 1
			}
		case c == ']':
			lists--
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
func (v *values) skip(n int) error {
	for range n {
		if _, err := v.byte(); err != nil {
			return err
		}
	}
	return nil
}

func (v *values) byte() (byte, error) {
	c, err := v.r.ReadByte()
	if c == '\n' && err == nil {
		v.ended++
	}
	return c, err
}

func (v *values) text() ([]byte, error) {
	v.buffer = v.buffer[:0]
	v.line = v.ended + 1
	for {
		part, err := v.r.ReadSlice('\n')
		if len(v.buffer) <= telemetry.MaxLine {
			v.buffer = append(v.buffer, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && len(v.buffer) == 0 {
			return nil, err
		}
		v.ended++
		if len(v.buffer) > telemetry.MaxLine+1 {
			v.buffer = v.buffer[:telemetry.MaxLine+1] // one byte too long: refused by the decoder
		}
		if v.order == orderDay {
			v.buffer = monthFirst(v.buffer)
		}
		return v.buffer, nil
	}
}

// object reads the next object; nil and no error where the list of an answer ends.
func (v *values) object() ([]byte, error) {
	v.buffer = v.buffer[:0]
	var s signs
	for {
		c, err := v.byte()
		if err != nil {
			if s.depth > 0 && errors.Is(err, io.EOF) {
				return nil, io.ErrUnexpectedEOF
			}
			return nil, err
		}
		if s.depth == 0 {
			if c == ']' && v.how == answer {
				return nil, v.close()
			}
			if c != '{' {
				continue // the list's own signs
			}
			if v.line == v.ended+1 {
				v.record = max(v.record, 1) + 1
			} else {
				v.line, v.record = v.ended+1, 0
			}
		}
		if len(v.buffer) <= telemetry.MaxLine {
			if c == '\n' || c == '\r' {
				c = ' '
			}
			v.buffer = append(v.buffer, c)
		}
		if s.step(c); s.depth == 0 {
			return v.buffer, nil
		}
	}
}

// close passes over what follows the list of an answer, up to where the answer ends.
func (v *values) close() error {
	s := signs{depth: v.around}
	for s.depth > 0 {
		c, err := v.byte()
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
