package app

import (
	"bytes"
	"strconv"
	"time"

	"github.com/klauspost/compress/s2"

	"bonafide"
	"bonafide/bus"
	"bonafide/strict"
	"bonafide/watch/telemetry"
)

// An envelope is what travels on the bus: a line as it came, with its source, its
// place and the time of its receipt; or, for rows of tables, which mean nothing
// without the head above them, the event that was read from it.
//
//	source NUL place NUL received (ns since 1970) NUL kind NUL bytes
const (
	rawLine    = "line"
	readEvent  = "event"
	readRecord = "record" // an applicant's record, as a dossier
)

func seal(to []byte, source, place string, received time.Time, kind string, data []byte) []byte {
	to = append(to, source...)
	to = append(to, 0)
	to = append(to, place...)
	to = append(to, 0)
	to = strconv.AppendInt(to, received.UnixNano(), 10)
	to = append(to, 0)
	to = append(to, kind...)
	to = append(to, 0)
	return append(to, data...)
}

// record reads an envelope's dossier; nil where it holds something else.
func record(data []byte) (*bonafide.Dossier, error) {
	for range 3 {
		var ok bool
		if _, data, ok = bytes.Cut(data, []byte{0}); !ok {
			return nil, nil // told of where events are read
		}
	}
	body, ok := bytes.CutPrefix(data, []byte(readRecord+"\x00"))
	if !ok {
		return nil, nil
	}
	d := new(bonafide.Dossier)
	if err := strict.JSON("the bus", body, d); err != nil {
		return nil, err
	}
	return d, nil
}

// unseal reads an envelope's events.
func unseal(decoder *telemetry.Decoder, data []byte, into []telemetry.Event) ([]telemetry.Event, time.Time, error) {
	bad := func(why string) ([]telemetry.Event, time.Time, error) {
		return into, time.Time{}, bonafide.Invalidf("an envelope on the bus %s", why)
	}
	var parts [4][]byte
	rest := data
	for i := range parts {
		var ok bool
		if parts[i], rest, ok = bytes.Cut(rest, []byte{0}); !ok {
			return bad("is cut off")
		}
	}
	source, place := string(parts[0]), string(parts[1])
	ns, err := strconv.ParseInt(string(parts[2]), 10, 64)
	if err != nil {
		return bad("has no time of receipt")
	}
	received := time.Unix(0, ns).UTC()
	from := len(into)
	switch string(parts[3]) {
	case rawLine:
		p := decoder.Named(source)
		if p == nil {
			return bad("is of the source " + strconv.Quote(source) + ", which this version does not know")
		}
		if into, err = p.Parse(rest, into); err != nil {
			return into[:from], received, err
		}
		for i := from; i < len(into); i++ {
			into[i].Intake.Place, into[i].Intake.Part = place, i-from
		}
	case readEvent:
		into, e := telemetry.Extend(into)
		if err := e.UnmarshalJSON(rest); err != nil {
			return into[:from], received, err
		}
		return into, received, nil
	default:
		return bad("is of an unknown kind")
	}
	return into, received, nil
}

const (
	// packed begins a bundle that was pressed together. Logs say the same again and
	// again: the bus carries, syncs and keeps a sixth of them.
	packed = "z1"
	// maxUnpacked is more than a bundle ever is.
	maxUnpacked = 4 << 20
)

// pack presses a bundle together, where that makes it smaller; scratch is used again.
func pack(m *bus.Message, scratch []byte) []byte {
	if most := s2.MaxEncodedLen(len(m.Data)); cap(scratch) < most {
		scratch = make([]byte, most)
	}
	scratch = s2.Encode(scratch[:cap(scratch)], m.Data)
	if len(packed)+len(scratch) < len(m.Data) {
		m.Data = append(append(m.Data[:0], packed...), scratch...)
	}
	return scratch
}

// unpack gives a bundle back as it was.
func unpack(m *bus.Message) error {
	data, ok := bytes.CutPrefix(m.Data, []byte(packed))
	if !ok {
		return nil
	}
	if n, err := s2.DecodedLen(data); err != nil || n > maxUnpacked {
		return bonafide.Invalidf("a bundle on the bus cannot be unpacked: %d bytes, %v", n, err)
	}
	out, err := s2.Decode(nil, data)
	if err != nil {
		return bonafide.Invalidf("a bundle on the bus cannot be unpacked: %w", err)
	}
	m.Data = out
	return nil
}
