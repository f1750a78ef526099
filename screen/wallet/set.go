package wallet

import (
	"encoding/binary"
	"math/bits"
)

// Ref points at an address of one [Set]. The zero Ref is not found.
type Ref uint32

// Set is an index of addresses: what lists them and what labels them. It is immutable
// and safe for concurrent use. The zero Set holds nothing.
type Set struct {
	// filter answers most absent keys from one word: four bits a key, sixteen bits of
	// filter for each.
	filter []uint64
	table  table
	// heads are the first rows of each address, less one; 0 where there is none.
	heads  []heads
	rows   []row
	labels []labelRow
	words  []string
	texts  []byte
	report Report
}

type heads struct{ listing, label uint32 }

// row is a listing with its strings interned.
type row struct {
	list, id, ticker, entity, programme uint32
	text                                uint32 // start in texts
	textLen                             uint16
	flags                               uint8
	listed, delisted                    uint32
	next                                uint32
}

const (
	otherChain = 1 << iota // the ticker contradicts the address
	undecoded              // kept by its exact text only
)

type labelRow struct {
	source, name, category, abuse, actor, confidence, reference uint32
	modified                                                    uint32
	next                                                        uint32
}

// Len is the number of different addresses.
func (s *Set) Len() int { return s.table.n }

// Report says what the set was built from.
func (s *Set) Report() Report { return s.report }

// Find looks one key up. It allocates nothing.
func (s *Set) Find(k *Key) Ref {
	if len(s.filter) == 0 {
		return 0
	}
	h := k.hash()
	word, mask := s.filterAt(h)
	if s.filter[word]&mask != mask {
		return 0
	}
	return s.table.find(k, h)
}

// FindAll looks keys up in order and writes their refs into found, which must be as
// long as keys. It allocates nothing.
func (s *Set) FindAll(found []Ref, keys []Key) {
	found = found[:len(keys)]
	if len(s.filter) == 0 {
		clear(found)
		return
	}
	// In blocks: first all filter words, whose loads then overlap, then the few keys
	// that pass.
	const block = 32
	var hashes [block]uint64
	var passed [block]uint8
	for len(keys) > 0 {
		n := min(block, len(keys))
		left := 0
		for i := range n {
			h := keys[i].hash()
			word, mask := s.filterAt(h)
			hashes[i], found[i] = h, 0
			passed[left] = uint8(i)
			if s.filter[word]&mask == mask {
				left++
			}
		}
		for _, i := range passed[:left] {
			found[i] = s.table.find(&keys[i], hashes[i])
		}
		keys, found = keys[n:], found[n:]
	}
}

func (s *Set) filterAt(h uint64) (word int, mask uint64) {
	w, _ := bits.Mul64(h, uint64(len(s.filter)))
	return int(w), 1<<(h&63) | 1<<(h>>6&63) | 1<<(h>>12&63) | 1<<(h>>18&63)
}

// fillFilter is called once, when all keys are in the table.
func (s *Set) fillFilter() {
	s.filter = make([]uint64, max(1, s.table.n/4))
	for i := range s.table.n {
		k := s.table.key(uint32(i))
		word, mask := s.filterAt(k.hash())
		s.filter[word] |= mask
	}
}

// table is an open-addressing table over 64-bit hashes. A slot holds the upper half
// of the hash and the number of the key, from 1; keys lie end to end and decide.
type table struct {
	slots []uint64
	keys  []byte
	ends  []uint32
	n     int
}

func (t *table) start(i uint32) uint32 {
	if i == 0 {
		return 0
	}
	return t.ends[i-1]
}

func (t *table) key(i uint32) (k Key) {
	k.n = uint8(copy(k.b[:], t.keys[t.start(i):t.ends[i]]))
	return k
}

func (t *table) find(k *Key, h uint64) Ref {
	mask := uint64(len(t.slots) - 1)
	for at := h & mask; ; at = (at + 1) & mask {
		slot := t.slots[at]
		if slot == 0 {
			return 0
		}
		if slot>>32 == h>>32 {
			i := uint32(slot) - 1
			if string(t.keys[t.start(i):t.ends[i]]) == string(k.b[:k.n]) {
				return Ref(i + 1)
			}
		}
	}
}

// insert finds a key or adds it.
func (t *table) insert(k *Key) (i uint32, added bool) {
	if 8*(t.n+1) > 5*len(t.slots) {
		t.grow()
	}
	h := k.hash()
	if r := t.find(k, h); r != 0 {
		return uint32(r) - 1, false
	}
	i = uint32(t.n)
	t.keys = append(t.keys, k.bytes()...)
	t.ends = append(t.ends, uint32(len(t.keys)))
	t.n++
	t.place(h, i)
	return i, true
}

func (t *table) place(h uint64, i uint32) {
	mask := uint64(len(t.slots) - 1)
	at := h & mask
	for t.slots[at] != 0 {
		at = (at + 1) & mask
	}
	t.slots[at] = h>>32<<32 | uint64(i+1)
}

func (t *table) grow() {
	t.slots = make([]uint64, max(256, 2*len(t.slots)))
	for i := range t.n {
		k := t.key(uint32(i))
		t.place(k.hash(), uint32(i))
	}
}

// Bytes is the memory that the index holds, strings of names left out.
func (s *Set) Bytes() int {
	return 8*len(s.filter) + 8*len(s.table.slots) + cap(s.table.keys) + 4*cap(s.table.ends) + 8*cap(s.heads) +
		binary.Size(row{})*cap(s.rows) + binary.Size(labelRow{})*cap(s.labels) + cap(s.texts)
}
