package telemetry

import (
	"errors"
	"strconv"

	"bonafide"
	"bonafide/watch/telemetry/jsonline"
)

// maxElements bounds the events of one line.
const maxElements = 10_000

// list decodes a line that holds a list of lines: the answer of an interface
// ("value", "items", "Records", "data"), or a bare list. Which member has the list is
// not asked by name: it is the one whose first element a source knows.
// False where there is none.
func (s *Stream) list(line []byte, into []Event) ([]Event, bool, error) {
	elements, ok := s.elements(line)
	if !ok {
		return into, false, nil
	}
	s.apart = true
	if line[0] == '{' {
		s.Within(line)
		defer s.Within(nil)
	}
	out, n, lost := into, 0, 0
	first := ""
	for elements.Next() {
		if n++; n > maxElements {
			break
		}
		v := elements.Value()
		if v.Kind() != jsonline.Object {
			lost, first = lost+1, reason(first, &bonafide.Refusal{Why: "an element of the list is no object"})
			continue
		}
		more, err := s.element([]byte(v.Raw()), out)
		if err != nil {
			lost, first = lost+1, reason(first, err)
			continue
		}
		out = more
	}
	if len(out) == len(into) {
		return into, true, &bonafide.Refusal{Why: "no element of the list could be read: " + first, Remedy: "name the source of the file, or leave the line out"}
	}
	e := &out[len(out)-1]
	if lost > 0 {
		e.Intake.Notes = append(e.Intake.Notes, strconv.Itoa(lost)+" of the list's elements could not be read: "+first)
	}
	if n > maxElements {
		e.Intake.Notes = append(e.Intake.Notes, "the list has more elements than the "+strconv.Itoa(maxElements)+" that are taken")
	}
	return out, true, nil
}

func reason(first string, now error) string {
	if first != "" {
		return first
	}
	var r *bonafide.Refusal
	if errors.As(now, &r) {
		return r.Why
	}
	return now.Error()
}

// element decodes one element; lists inside of lists are not looked for.
func (s *Stream) element(line []byte, into []Event) ([]Event, error) {
	if !s.parser.Recognise(line) {
		p := s.decoder.Recognise(line)
		if p == nil {
			return into, &bonafide.Refusal{Why: "no source knows it"}
		}
		if !s.asked {
			s.parser = p
		}
	}
	return s.parse(s.parser, line, into)
}

// mostAround is how many members may stand beside the list of an answer whose elements
// are rows of a table: an object with more is a record of its own, and a list in it is
// of what belongs to it.
const mostAround = 8

func (s *Stream) elements(line []byte) (jsonline.Elements, bool) {
	text := string(line)
	if line[0] == '[' {
		text = `{"":` + text + `}`
	} else if line[0] != '{' {
		return jsonline.Elements{}, false
	}
	var v jsonline.Values
	if everything.Read(text, &v) != nil {
		return jsonline.Elements{}, false
	}
	object := jsonline.ObjectValue(text)
	around := -1
	for m := object.Members(); m.Next(); {
		around++
	}
	for m := object.Members(); m.Next(); {
		if m.Value().Kind() != jsonline.Array {
			continue
		}
		list := m.Value().Elements()
		probe := list
		if !probe.Next() || probe.Value().Kind() != jsonline.Object {
			continue
		}
		first := []byte(probe.Value().Raw())
		if s.parser != nil && s.parser.Recognise(first) {
			return list, true
		}
		if p := s.decoder.Recognise(first); p != nil && !s.asked {
			if _, table := p.(HeadParser); table && around > mostAround {
				continue
			}
			s.parser = p
			return list, true
		}
	}
	return jsonline.Elements{}, false
}
