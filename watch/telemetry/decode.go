package telemetry

import (
	"bytes"
	"errors"
	"strconv"

	"bonafide"
)

// Decoder chooses the parser of a line and names the line in errors. It is safe
// for concurrent use.
type Decoder struct {
	parsers []Parser
}

// NewDecoder is a decoder of the sources listed; they are asked in that order.
func NewDecoder(parsers []Parser) *Decoder {
	return &Decoder{parsers: append([]Parser(nil), parsers...)}
}

// Recognise is the first parser that takes the line for its own, nil where none
// does.
func (d *Decoder) Recognise(line []byte) Parser {
	for _, p := range d.parsers {
		if p.Recognise(line) {
			return p
		}
	}
	return nil
}

// Named is the parser of a source, nil where there is none.
func (d *Decoder) Named(source string) Parser {
	for _, p := range d.parsers {
		if p.Name() == source {
			return p
		}
	}
	return nil
}

// Stream decodes the lines of one file or connection, in order. It keeps the
// parser that fitted the line before and asks the others only where that one does
// not fit any more. It is not safe for concurrent use.
type Stream struct {
	decoder *Decoder
	place   string
	parser  Parser
	line    int
	asked   bool // the parser was named by the caller
	head    bool // the parser came from a head
}

// Stream begins a file or connection. A source may be named; where it is empty,
// lines are recognised.
func (d *Decoder) Stream(place, source string) (*Stream, error) {
	s := &Stream{decoder: d, place: place}
	if source != "" {
		if s.parser = d.Named(source); s.parser == nil {
			return nil, bonafide.Invalidf("%s: there is no source %q", place, source)
		}
		s.asked = true
	}
	return s, nil
}

// StartAt sets the number of the line before the next one, so that places are
// right where reading starts in the middle.
func (s *Stream) StartAt(line int) { s.line = line }

// Line is the number of the last line decoded, from 1.
func (s *Stream) Line() int { return s.line }

// Decode appends the events of the next line to into. An error is a
// [*bonafide.Refusal] with file and line and concerns this line only. Empty lines
// and the head of a table give nothing.
func (s *Stream) Decode(line []byte, into []Event) ([]Event, error) {
	s.line++
	line = bytes.TrimRight(line, "\r\n")
	if s.line == 1 {
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	if len(bytes.TrimSpace(line)) == 0 {
		return into, nil
	}
	if len(line) > MaxLine {
		return into, s.refusal(&bonafide.Refusal{Why: "the line is longer than 4 MiB", Remedy: "split it, or leave out what it embeds"})
	}
	if s.line == 1 {
		if p := s.headed(line); p != nil {
			s.parser, s.head = p, true
			return into, nil
		}
	}
	from := len(into)
	// Most lines are of the source of the line before, and recognising each would
	// mean to read it twice: only what that source's parser finds odd is asked about.
	if s.parser != nil {
		out, err := s.parser.Parse(line, into)
		if s.head || s.asked || err == nil && !s.odd(out[from:]) || s.parser.Recognise(line) {
			return s.deliver(out, into, err)
		}
	}
	p := s.decoder.Recognise(line)
	switch {
	case p != nil:
		s.parser = p
		out, err := p.Parse(line, into)
		return s.deliver(out, into, err)
	case s.parser != nil:
		return into, s.unknown(line, into)
	}
	why := "no source knows this line"
	if line[0] != '{' {
		why = "it is no JSON object, and no head of a table stood above it"
	}
	return into, s.refusal(&bonafide.Refusal{Why: why, Remedy: "name the source of the file, or leave the line out"})
}

// odd reports whether events may come from a line of another source: something is
// missing, something is new, or the source is a table, whose columns others share.
func (s *Stream) odd(events []Event) bool {
	if _, ok := s.parser.(HeadParser); ok || len(events) == 0 {
		return true
	}
	for i := range events {
		e := &events[i]
		if len(e.Intake.Missing) > 0 || len(e.Unmapped) > 0 || e.Class == Base {
			return true
		}
	}
	return false
}

func (s *Stream) deliver(out, into []Event, err error) ([]Event, error) {
	if err != nil {
		return into, s.refusal(err)
	}
	place := s.at()
	for i := len(into); i < len(out); i++ {
		out[i].Intake.Place, out[i].Intake.Part = place, i-len(into)
	}
	return out, nil
}

// unknown is the refusal of a line that nobody recognises in a stream of a known
// source: the parser says why it cannot be read, or nobody knows it.
func (s *Stream) unknown(line []byte, into []Event) error {
	if _, err := s.parser.Parse(line, into[len(into):]); err != nil {
		return s.refusal(err)
	}
	return s.refusal(&bonafide.Refusal{Why: "no source knows this line", Remedy: "name the source of the file, or leave the line out"})
}

func (s *Stream) headed(line []byte) Parser {
	if line[0] == '{' || line[0] == '[' {
		return nil
	}
	if s.asked {
		if h, ok := s.parser.(HeadParser); ok {
			if p, ok := h.Head(line); ok {
				return p
			}
		}
		return nil
	}
	for _, p := range s.decoder.parsers {
		if h, ok := p.(HeadParser); ok {
			if q, ok := h.Head(line); ok {
				return q
			}
		}
	}
	return nil
}

func (s *Stream) at() string { return s.place + ":" + strconv.Itoa(s.line) }

func (s *Stream) refusal(err error) error {
	r := &bonafide.Refusal{Why: err.Error()}
	var given *bonafide.Refusal
	if errors.As(err, &given) {
		copied := *given
		r = &copied
	}
	r.Place = s.at()
	return r
}
