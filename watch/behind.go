package watch

import (
	"encoding/binary"
	"sort"
	"time"

	"bonafide"
)

// behinds remembers the events that correlations may name, the newest maxBehind of
// them. There are many, and most are never asked for: they are kept small, and as few
// things for the collector to look at.
type behinds struct {
	ring  []behind
	first int // where the oldest stands
}

// behind is what is kept of an event that a correlation has counted.
type behind struct {
	index    int64
	person   bonafide.PersonID
	evidence string // packed
}

const maxBehind = 1 << 17

// add keeps an event. Its index is above those before.
func (b *behinds) add(index int64, person bonafide.PersonID, evidence []bonafide.Evidence) {
	e := behind{index, person, packEvidence(evidence)}
	if len(b.ring) < maxBehind {
		b.ring = append(b.ring, e)
		return
	}
	b.ring[b.first] = e
	b.first = (b.first + 1) % len(b.ring)
}

// at is the event that is nth of age.
func (b *behinds) at(n int) *behind { return &b.ring[(b.first+n)%len(b.ring)] }

// of is whose an event is; ok tells that it is remembered.
func (b *behinds) of(index int64) (e *behind, ok bool) {
	n := sort.Search(len(b.ring), func(n int) bool { return b.at(n).index >= index })
	if n == len(b.ring) || b.at(n).index != index {
		return nil, false
	}
	return b.at(n), true
}

// packEvidence writes texts after their lengths. What points into a dossier or a table
// is not among what events show.
func packEvidence(list []bonafide.Evidence) string {
	var buf [512]byte
	b := buf[:0]
	for i := range list {
		e := &list[i]
		for _, s := range [...]string{string(e.Source), e.Value, e.Note} {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
		b = binary.AppendVarint(b, e.At.Unix())
		b = binary.AppendUvarint(b, uint64(e.At.Nanosecond()))
	}
	return string(b)
}

func unpackEvidence(packed string) []bonafide.Evidence {
	var out []bonafide.Evidence
	b := []byte(packed)
	text := func() string {
		n, size := binary.Uvarint(b)
		s := string(b[size : size+int(n)])
		b = b[size+int(n):]
		return s
	}
	for len(b) > 0 {
		e := bonafide.Evidence{Source: bonafide.SourceID(text()), Value: text(), Note: text()}
		seconds, size := binary.Varint(b)
		b = b[size:]
		nanos, size := binary.Uvarint(b)
		b = b[size:]
		e.At = time.Unix(seconds, int64(nanos)).UTC()
		out = append(out, e)
	}
	return out
}
