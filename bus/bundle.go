package bus

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"

	"bonafide"
)

const (
	// MaxBundled is the most bytes of Data of a message that [Bundle] takes.
	MaxBundled = MaxData - bundleRoom
	// bundleRoom is more than a message's other fields take, and the bundle's own.
	bundleRoom = 1 << 10
	// bundleBytes is where a bundle is closed and the next begun.
	bundleBytes = 128 << 10

	bundleMark = "b1"
)

// Bundle packs a batch for a topic of that many partitions into few larger messages,
// each of one partition, with every person's order kept. A bus works for each
// message that it carries, so that one event in a message of its own costs some
// twenty times what it costs in a bundle, and the memory of ids is spared alike.
//
// What it gives up is that the bus knows single events: the ID of a bundle stands
// for the IDs in it, so that the same batch is the same bundles and is not stored
// twice, but an event that comes in another batch is; and a consumer acks and buries
// a bundle as a whole. Bundle where the consumer knows events by their ID.
//
// Data is at most [MaxBundled] bytes a message; bonafide.ErrInvalid names the one
// that is refused.
func Bundle(batch []Message, partitions int) ([]Message, error) {
	if err := CheckBatch(batch, MaxBundled); err != nil {
		return nil, err
	}
	open := make([]bundle, max(partitions, 1))
	for i := range batch {
		open[Partition(batch[i].Person, partitions)].size += entryBound(&batch[i])
	}
	var bundles []Message
	for i := range batch {
		b, m := &open[Partition(batch[i].Person, partitions)], &batch[i]
		if b.first != nil && len(b.data)+entryBound(m) > bundleBytes {
			bundles = append(bundles, b.message())
		}
		b.add(m)
	}
	for i := range open {
		if b := &open[i]; b.first != nil {
			bundles = append(bundles, b.message())
		}
	}
	return bundles, nil
}

// entryBound is more than a message takes in a bundle.
func entryBound(m *Message) int { return len(m.ID) + len(m.Person) + len(m.Data) + 40 }

// bundle is the one of a partition that is being filled.
type bundle struct {
	size  int // bound of what is still to come
	first *Message
	data  []byte
	ids   []byte
}

func (b *bundle) add(m *Message) {
	if b.first == nil {
		b.first = m
		b.data = append(make([]byte, 0, len(bundleMark)+max(min(b.size, bundleBytes), entryBound(m))), bundleMark...)
		b.ids = b.ids[:0]
	}
	b.size -= entryBound(m)
	b.data = appendText(b.data, string(m.Person))
	b.data = appendText(b.data, m.ID)
	b.ids = appendText(b.ids, m.ID)
	b.data = binary.AppendVarint(b.data, m.Time.Unix()) // the zero time too comes back as itself
	b.data = binary.AppendUvarint(b.data, uint64(m.Time.Nanosecond()))
	b.data = binary.AppendUvarint(b.data, uint64(len(m.Data)))
	b.data = append(b.data, m.Data...)
}

func appendText(to []byte, s string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(s))), s...)
}

// message closes the bundle: as the bus carries it, under the first message's person
// and time.
func (b *bundle) message() Message {
	sum := sha256.Sum256(b.ids)
	m := Message{ID: "bundle/" + hex.EncodeToString(sum[:16]), Person: b.first.Person, Time: b.first.Time, Data: b.data}
	b.first, b.data = nil, nil
	return m
}

// Unbundle is what [Bundle] packed, in its order. Their Data share the bundle's
// memory. What is no bundle is a bonafide.ErrInvalid.
func Unbundle(m Message) ([]Message, error) {
	rest, ok := bytes.CutPrefix(m.Data, []byte(bundleMark))
	if !ok {
		return nil, bonafide.Invalidf("message %q is no bundle", clip(m.ID, 60))
	}
	r := reader{rest: rest}
	var all []Message
	for len(r.rest) > 0 {
		var e Message
		e.Person = bonafide.PersonID(r.take())
		e.ID = string(r.take())
		seconds, nanos := r.signed(), r.unsigned()
		e.Data = r.take()
		if r.short || nanos >= uint64(time.Second) {
			return nil, bonafide.Invalidf("bundle %q cannot be read from its message %d on", clip(m.ID, 60), len(all))
		}
		e.Time = time.Unix(seconds, int64(nanos)).UTC()
		if len(e.Data) == 0 {
			e.Data = nil
		}
		all = append(all, e)
	}
	return all, nil
}

// reader reads a bundle. It is short when something was not all there.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) unsigned() uint64 {
	v, n := binary.Uvarint(r.rest)
	return pass(r, v, n)
}

func (r *reader) signed() int64 {
	v, n := binary.Varint(r.rest)
	return pass(r, v, n)
}

func pass[T int64 | uint64](r *reader, v T, n int) T {
	if n <= 0 {
		r.short, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) take() []byte {
	n := r.unsigned()
	if n > uint64(len(r.rest)) {
		r.short, r.rest = true, nil
		return nil
	}
	t := r.rest[:n:n]
	r.rest = r.rest[n:]
	return t
}
