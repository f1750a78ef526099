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
	blank   bool // the line before was empty
	apart   bool // the line was a row, or a list that was taken apart

	outer  []byte // the object that the lines stand in a list of
	within Parser // the parser for it
	of     Parser // that within was made from
}

// maxOuter bounds the object around a list.
const maxOuter = 64 << 10

// Within says that the lines that follow stand in a list of this object, until the next
// call; nil says that they stand in none.
func (s *Stream) Within(outer []byte) {
	if len(outer) > maxOuter {
		outer = nil
	}
	if !bytes.Equal(outer, s.outer) {
		s.outer, s.within, s.of = bytes.Clone(outer), nil, nil
	}
}

// parse lets a parser read a line where it stands.
func (s *Stream) parse(p Parser, line []byte, into []Event) ([]Event, error) {
	if len(s.outer) == 0 {
		return p.Parse(line, into)
	}
	if s.of != p {
		s.of, s.within = p, p
		if x, ok := p.(SurroundedParser); ok {
			s.within = x.Within(s.outer)
		}
	}
	return s.within.Parse(line, into)
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

// Place is the file or connection.
func (s *Stream) Place() string { return s.place }

// Line is the number of the last line decoded, from 1.
func (s *Stream) Line() int { return s.line }

// Apart reports whether the events of the last line come from a row of a table, from
// the elements of a list or out of an envelope: the parser named in them does not read the line itself,
// so who passes lines on has to pass these events on instead.
func (s *Stream) Apart() bool { return s.apart }

// Decode appends the events of the next line to into. An error is a
// [*bonafide.Refusal] with file and line and concerns this line only. Empty lines
// and the head of a table give nothing.
func (s *Stream) Decode(line []byte, into []Event) ([]Event, error) {
	s.line++
	line = bytes.TrimRight(line, "\r\n")
	if s.line == 1 {
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	blank := s.blank
	if s.blank = len(bytes.TrimSpace(line)) == 0; s.blank {
		return into, nil
	}
	if len(line) > MaxLine {
		return into, s.refusal(&bonafide.Refusal{Why: "the line is longer than 4 MiB", Remedy: "split it, or leave out what it embeds"})
	}
	// Some exports have a line or two of words above the head, or a second table below an empty line.
	if s.line == 1 || s.parser == nil && s.line <= maxPreamble || s.head && blank {
		if p := s.headed(line); p != nil {
			s.parser, s.head = p, true
			return into, nil
		}
	}
	s.apart = s.head
	out, err := s.one(line, into)
	return s.deliver(out, into, err)
}

// maxPreamble is how many lines may stand above the head of a table.
const maxPreamble = 16

// one decodes a line, or an element of a list, without naming its place.
func (s *Stream) one(line []byte, into []Event) ([]Event, error) {
	from := len(into)
	// Most lines are of the source of the line before, and recognising each would
	// mean to read it twice: only what that source's parser finds odd is asked about.
	if s.parser != nil {
		out, err := s.parse(s.parser, line, into)
		if s.head || err == nil && !s.odd(out[from:]) || s.parser.Recognise(line) {
			return out, err
		}
		if s.asked {
			if list, ok, why := s.list(line, into); ok {
				return list, why
			}
			if inner, ok, why := s.wrapped(line, into); ok {
				return inner, why
			}
			return out, err
		}
	}
	if p := s.decoder.Recognise(line); p != nil {
		s.parser = p
		return s.parse(p, line, into)
	}
	if out, ok, err := s.list(line, into); ok {
		return out, err
	}
	if out, ok, err := s.wrapped(line, into); ok {
		return out, err
	}
	if s.parser != nil {
		// The parser says why the line cannot be read, or nobody knows it.
		if out, err := s.parse(s.parser, line, into); err != nil {
			return out, err
		}
	}
	why := "no source knows this line"
	if line[0] != '{' && s.parser == nil {
		why = "it is no JSON object, and no head of a table stood above it"
	}
	return into, &bonafide.Refusal{Why: why, Remedy: "name the source of the file, or leave the line out"}
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

// headed is the parser of the rows below a head, nil where the line is none. What
// vendors export has names of its own; tables of records come after it.
func (s *Stream) headed(line []byte) Parser {
	if line[0] == '{' || line[0] == '[' {
		return nil
	}
	list := s.decoder.parsers
	if s.asked {
		list = []Parser{s.decoder.Named(s.parser.Name())}
	}
	if s.head {
		list = append([]Parser{s.parser}, list...)
	}
	for _, p := range list {
		if x, ok := p.(ExportParser); ok {
			if q, ok := x.Export(line); ok {
				return q
			}
		}
	}
	for _, p := range list {
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
