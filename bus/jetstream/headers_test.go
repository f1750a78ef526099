package jetstream

import (
	"testing"
	"time"

	"bonafide"
	"bonafide/bus"
)

// Any id, person and time come back from the headers as they went in, and no header
// holds what could end it.
func FuzzHeaders(f *testing.F) {
	f.Add("okta/1", "w-17", int64(1780315200), int64(0))
	f.Add("100%25\r\nNats-Batch-Commit: 1", "\x00 %zz 김", int64(-62135596799), int64(999999999))
	f.Add("%", "%4", int64(1<<40), int64(5))
	f.Add("", "", int64(0), int64(0))
	f.Fuzz(func(t *testing.T, id, person string, seconds, nanos int64) {
		m := bus.Message{ID: id, Person: bonafide.PersonID(person), Time: time.Unix(seconds%(1<<40), nanos%1e9)}
		for _, header := range []string{escape(m.ID), escape(string(m.Person))} {
			for i := range len(header) {
				if c := header[i]; c <= ' ' || c > '~' {
					t.Fatalf("%q holds byte %#x", header, c)
				}
			}
		}
		if got := unescape(escape(id)); got != id {
			t.Fatalf("%q came back as %q", id, got)
		}
		when, who, err := parseMeta(meta(&m))
		if err != nil || who != m.Person || !when.Equal(m.Time) {
			t.Fatalf("%+v came back as %s, %q, %v", m, when, who, err)
		}
	})
}

// What somebody else wrote to the stream is refused, not guessed at.
func FuzzParseMeta(f *testing.F) {
	for _, s := range []string{"", " ", "-", "- p", "1.2 p", "1 p", "x.1 p", "1.x p", "9223372036854775807.1 p", "1.-5 %"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		when, who, err := parseMeta(s)
		if err != nil && (who != "" || !when.IsZero()) {
			t.Fatalf("%q gave %s and %q with error %v", s, when, who, err)
		}
		unescape(s)
	})
}

func TestParseMetaRefuses(t *testing.T) {
	for _, s := range []string{"", "-", "1.2", "1 p", "x.1 p", "1.x p"} {
		if _, _, err := parseMeta(s); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
	if when, who, err := parseMeta("- w%2017"); !when.IsZero() || who != "w 17" || err != nil {
		t.Errorf("got %s, %q, %v", when, who, err)
	}
}
