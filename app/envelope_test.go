package app

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/bus"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
)

// What is packed comes out as it was: logs much smaller on the way, what cannot be
// pressed as it is.
func TestPackedBundles(t *testing.T) {
	noise := make([]byte, 100<<10)
	r := rand.NewChaCha8([32]byte{})
	_, _ = r.Read(noise)
	var scratch []byte
	for name, c := range map[string]struct {
		data  []byte
		ratio int
	}{
		"logs":    {bytes.Repeat([]byte(`b1{"eventType":"user.session.start","actor":{"alternateId":"ann@corp.example"}}`), 1000), 5},
		"noise":   {append([]byte("b1"), noise...), 1},
		"nothing": {nil, 0},
	} {
		m := bus.Message{ID: "i", Person: "p", Data: bytes.Clone(c.data)}
		scratch = pack(&m, scratch)
		if len(m.Data)*c.ratio > len(c.data) {
			t.Errorf("%s: %d bytes are packed in %d", name, len(c.data), len(m.Data))
		}
		if err := unpack(&m); err != nil || !bytes.Equal(m.Data, c.data) {
			t.Errorf("%s: %d bytes come back for %d (%v)", name, len(m.Data), len(c.data), err)
		}
	}
	for name, data := range map[string]string{
		"cut off": packed + "\xff\x01abc", "empty": packed, "too large": packed + "\xff\xff\xff\xff\x07",
	} {
		if err := unpack(&bus.Message{Data: []byte(data)}); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzUnseal(f *testing.F) {
	decoder := telemetry.NewDecoder(sources.All())
	at := time.Unix(1772582848, 5).UTC()
	f.Add(seal(nil, "okta", "okta.ndjson:7", at, rawLine, []byte(`{"uuid":"a","published":"2026-03-02T15:00:00Z","eventType":"user.session.start"}`)))
	f.Add(seal(nil, "hris", "hris.csv:2", at, readEvent, []byte(`{"class_uid":3004,"metadata":{"product":{"name":"HRIS"},"version":"1.8.0"},"worker":{"fact":"hire"}}`)))
	f.Add(seal(nil, "nobody", "x", at, rawLine, []byte("{}")))
	f.Add(seal(nil, "okta", "x", at, "other", []byte("{}")))
	f.Add([]byte("okta\x00x\x00now\x00line\x00{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		before := make([]telemetry.Event, 1, 4)
		events, received, err := unseal(decoder, data, before)
		if err != nil {
			if len(events) != 1 {
				t.Errorf("%d events of what is refused", len(events)-1)
			}
			return
		}
		parts := strings.SplitN(string(data), "\x00", 5)
		if again := seal(nil, parts[0], parts[1], received, parts[3], []byte(parts[4])); len(parts) != 5 || received.IsZero() || len(again) == 0 {
			t.Errorf("%q is read as of %s", data, received)
		}
	})
}
