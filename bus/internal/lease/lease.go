// Package lease keeps the account of what a consumer has out: deliveries go in as
// they are given, and come out as they are acked, returned or lapse. Both adapters
// use it, so that both mean the same by 'out'. It is not safe for concurrent use:
// its owner holds a lock.
package lease

import (
	"sort"

	"bonafide/bus"
)

// Out is what is out of one partition, in order of sequence. T is what the adapter
// needs to ack a delivery.
type Out[T any] struct {
	given    []entry[T]
	attempts map[uint64]int
}

type entry[T any] struct {
	sequence uint64
	handle   T
}

// Give notes a delivery, later than all that are out, and counts its attempts.
func (o *Out[T]) Give(sequence uint64, handle T) (attempt int) {
	o.given = append(o.given, entry[T]{sequence, handle})
	return o.attempts[sequence] + 1
}

// Len is how many are out.
func (o *Out[T]) Len() int { return len(o.given) }

// Find is the handle of a delivery that is out, or bus.ErrLapsed.
func (o *Out[T]) Find(sequence uint64) (handle T, err error) {
	i := o.at(sequence)
	if i < 0 {
		return handle, bus.ErrLapsed
	}
	return o.given[i].handle, nil
}

// UpTo are the handles up to and with a sequence that is out, or bus.ErrLapsed.
func (o *Out[T]) UpTo(sequence uint64) ([]T, error) {
	i := o.at(sequence)
	if i < 0 {
		return nil, bus.ErrLapsed
	}
	handles := make([]T, i+1)
	for j := range handles {
		handles[j] = o.given[j].handle
	}
	return handles, nil
}

// Done forgets everything up to and with a sequence.
func (o *Out[T]) Done(upTo uint64) {
	n := sort.Search(len(o.given), func(i int) bool { return o.given[i].sequence > upTo })
	for _, e := range o.given[:n] {
		delete(o.attempts, e.sequence)
	}
	o.given = append(o.given[:0], o.given[n:]...)
}

// Return forgets everything that is out, and remembers that it was tried.
func (o *Out[T]) Return() {
	if o.attempts == nil && len(o.given) > 0 {
		o.attempts = make(map[uint64]int, len(o.given))
	}
	for _, e := range o.given {
		o.attempts[e.sequence]++
	}
	o.given = nil
}

func (o *Out[T]) at(sequence uint64) int {
	i := sort.Search(len(o.given), func(i int) bool { return o.given[i].sequence >= sequence })
	if i == len(o.given) || o.given[i].sequence != sequence {
		return -1
	}
	return i
}
