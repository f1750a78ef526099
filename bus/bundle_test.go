package bus_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/bus"
	"bonafide/bus/bustest"
)

// What goes into bundles comes out whole; each bundle is of one partition, and each
// person's order is kept.
func TestBundle(t *testing.T) {
	const partitions = 4
	all := bustest.Messages(0, 2000, 50)
	all[3].Time, all[4].Data, all[5].ID, all[5].Person = time.Time{}, nil, "\x00 %\n", "한"
	all[6].Time = time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC)
	all[7].Data = bytes.Repeat([]byte("x"), bus.MaxBundled)
	all[8].Time = time.Date(1, 1, 1, 0, 0, 0, 1, time.FixedZone("", 3600))
	bundles, err := bus.Bundle(all, partitions)
	if err != nil {
		t.Fatal(err)
	}
	if len(bundles) < partitions+1 || len(bundles) > 2*partitions+2 {
		t.Errorf("%d bundles of %d messages", len(bundles), len(all))
	}
	if err := bus.CheckBatch(bundles, bus.MaxData); err != nil {
		t.Errorf("the bus does not take the bundles: %v", err)
	}
	next := map[bonafide.PersonID][]bus.Message{}
	for _, m := range all {
		next[m.Person] = append(next[m.Person], m)
	}
	count, ids := 0, map[string]bool{}
	for _, b := range bundles {
		if ids[b.ID] {
			t.Errorf("two bundles have the id %s", b.ID)
		}
		ids[b.ID] = true
		in, err := bus.Unbundle(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range in {
			if bus.Partition(m.Person, partitions) != bus.Partition(b.Person, partitions) {
				t.Fatalf("%s of %s travels in another partition", m.ID, m.Person)
			}
			w := next[m.Person][0]
			next[m.Person] = next[m.Person][1:]
			if m.ID != w.ID || !m.Time.Equal(w.Time) || m.Time.IsZero() != w.Time.IsZero() || !bytes.Equal(m.Data, w.Data) {
				t.Fatalf("%q of %s at %s stands where %q at %s belongs", m.ID, m.Person, m.Time, w.ID, w.Time)
			}
			count++
		}
	}
	if count != len(all) {
		t.Errorf("%d messages came out of %d", count, len(all))
	}
}

func TestBundleAgainIsTheSame(t *testing.T) {
	id := func(batch []bus.Message) string {
		t.Helper()
		b, err := bus.Bundle(batch, 1)
		if err != nil || len(b) != 1 {
			t.Fatalf("%d bundles, error %v", len(b), err)
		}
		return b[0].ID
	}
	first := id(bustest.Messages(0, 5, 2))
	if again := id(bustest.Messages(0, 5, 2)); again != first {
		t.Errorf("the same batch has the ids %s and %s", first, again)
	}
	if other := id(bustest.Messages(0, 6, 2)); other == first {
		t.Error("another batch has the same id")
	}
}

func TestBundleRefuses(t *testing.T) {
	for name, m := range map[string]bus.Message{
		"no id":     {Person: "p"},
		"no person": {ID: "i"},
		"too large": {ID: "i", Person: "p", Data: make([]byte, bus.MaxBundled+1)},
	} {
		if _, err := bus.Bundle([]bus.Message{m}, 4); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%s: got error %v, want one of kind %q", name, err, bonafide.ErrInvalid)
		}
	}
	if b, err := bus.Bundle(nil, 4); len(b) != 0 || err != nil {
		t.Errorf("an empty batch: %d bundles, error %v", len(b), err)
	}
}

// A bundle that was cut off, or is something else, is refused and not guessed at.
func FuzzUnbundle(f *testing.F) {
	whole, err := bus.Bundle(bustest.Messages(0, 3, 2), 1)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole[0].Data)
	f.Add(whole[0].Data[:len(whole[0].Data)-1])
	f.Add([]byte("b1"))
	f.Add([]byte("b1\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"))
	f.Add([]byte(`{"n":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := bus.Unbundle(bus.Message{ID: "i", Data: data})
		if err != nil {
			if !errors.Is(err, bonafide.ErrInvalid) || len(all) > 0 {
				t.Fatalf("%d messages, error %v", len(all), err)
			}
			return
		}
		size := 0
		for _, m := range all {
			size += len(m.ID) + len(m.Person) + len(m.Data)
		}
		if size > len(data) {
			t.Fatalf("%d bytes came out of %d", size, len(data))
		}
	})
}

func TestUnbundleRefuses(t *testing.T) {
	whole, err := bus.Bundle(bustest.Messages(0, 2, 1), 1)
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for n := range whole[0].Data {
		if _, err := bus.Unbundle(bus.Message{ID: "cut", Data: whole[0].Data[:n]}); err == nil {
			read++
		} else if !strings.Contains(err.Error(), "cut") {
			t.Fatalf("the error %q does not name the bundle", err)
		}
	}
	if read != 2 { // one of nothing, one of the first message
		t.Errorf("%d beginnings of a bundle of two can be read", read)
	}
}

func BenchmarkBundle(b *testing.B) {
	batch := make([]bus.Message, 256)
	for i := range batch {
		batch[i] = bus.Message{ID: fmt.Sprintf("okta/%012d", i), Person: bonafide.PersonID(fmt.Sprintf("worker-%05d", i)), Data: make([]byte, 500)}
	}
	n := 0
	for b.Loop() {
		bundles, err := bus.Bundle(batch, 8)
		if err != nil {
			b.Fatal(err)
		}
		for _, m := range bundles {
			all, err := bus.Unbundle(m)
			if err != nil {
				b.Fatal(err)
			}
			n += len(all)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/event")
}
