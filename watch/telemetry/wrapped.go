package telemetry

import (
	"bonafide/watch/telemetry/jsonline"
)

// envelopes are the members in which forwarders and search engines put the line that
// they pass on, as an object or as its text: Elastic's _source, Splunk's _raw, a field
// raw, message or original, the detail of an event bus.
var envelopes = map[string]bool{
	"_source": true, "raw": true, "_raw": true, "raw_event": true, "rawEvent": true, "rawData": true, "raw_log": true, "message": true, "@message": true, "msg": true, "original": true, "event": true,
	"log": true, "payload": true, "jsonPayload": true, "protoPayload": true, "body": true, "record": true, "result": true, "detail": true, "data": true, "content": true,
}

const (
	// wrappings is how many envelopes a line may be in.
	wrappings = 3
	// maxMembers bounds the members of an envelope that are looked at.
	maxMembers = 64
)

// wrapped decodes a line that stands in an envelope which no source knows. False where
// there is none with a line that one knows. Tables are not looked for: their rows have
// objects of their own.
func (s *Stream) wrapped(line []byte, into []Event) ([]Event, bool, error) {
	inner, p := s.inner(line, wrappings)
	if p == nil {
		return into, false, nil
	}
	s.apart = true
	if !s.asked {
		s.parser = p
	}
	out, err := p.Parse(inner, into)
	return out, true, err
}

func (s *Stream) inner(line []byte, depth int) ([]byte, Parser) {
	if depth == 0 || len(line) == 0 || line[0] != '{' {
		return nil, nil
	}
	text := string(line)
	var v jsonline.Values
	if everything.Read(text, &v) != nil {
		return nil, nil
	}
	object := jsonline.ObjectValue(text)
	left := maxMembers
	for m := object.Members(); left > 0 && m.Next(); left-- {
		if !envelopes[m.Name()] {
			continue
		}
		var inner []byte
		switch m.Value().Kind() {
		case jsonline.Object:
			inner = []byte(m.Value().Raw())
		case jsonline.String:
			inner = []byte(m.Value().Text())
		}
		if len(inner) == 0 || inner[0] != '{' {
			continue
		}
		p := s.decoder.Recognise(inner)
		if _, table := p.(HeadParser); p != nil && !table && (!s.asked || p.Name() == s.parser.Name()) {
			return inner, p
		}
		if deeper, p := s.inner(inner, depth-1); p != nil {
			return deeper, p
		}
	}
	return nil, nil
}
