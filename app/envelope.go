package app

import (
	"bytes"
	"strconv"
	"time"

	"bonafide"
	"bonafide/watch/telemetry"
)

// An envelope is what travels on the bus: a line as it came, with its source, its
// place and the time of its receipt; or, for rows of tables, which mean nothing
// without the head above them, the event that was read from it.
//
//	source NUL place NUL received (ns since 1970) NUL kind NUL bytes
const (
	rawLine   = "line"
	readEvent = "event"
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
