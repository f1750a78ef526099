package name

// deletions finds numbers by the hash of a string with letters deleted. Hashes
// may collide; whoever asks compares for himself.
type deletions struct {
	hashes  []uint32
	numbers []uint32
	starts  []uint32 // by the upper bits of the hash
	shift   uint
}

// deletionBuilder gathers in blocks of one size, so that nothing grows by being copied.
type deletionBuilder struct {
	blocks [][]entered
	seen   map[uint32]bool
}

type entered struct{ hash, number uint32 }

const blockSize = 1 << 15

func (b *deletionBuilder) put(e entered) {
	last := len(b.blocks) - 1
	if last < 0 || len(b.blocks[last]) == blockSize {
		b.blocks = append(b.blocks, make([]entered, 0, blockSize))
		last++
	}
	b.blocks[last] = append(b.blocks[last], e)
}

// len is how many entries were made.
func (b *deletionBuilder) len() int {
	if len(b.blocks) == 0 {
		return 0
	}
	return (len(b.blocks)-1)*blockSize + len(b.blocks[len(b.blocks)-1])
}

// add enters all strings that are left when up to most letters are deleted.
func (b *deletionBuilder) add(seed uint32, s string, most int, number uint32) {
	if b.seen == nil {
		b.seen = map[uint32]bool{}
	}
	clear(b.seen)
	put := func(v []byte) {
		h := hashOf(seed, v)
		if !b.seen[h] {
			b.seen[h] = true
			b.put(entered{h, number})
		}
	}
	var buf [2*maxLetters + 2]byte
	v := append(buf[:0], s...)
	put(v)
	if most >= 1 {
		eachDeletion(v, put)
	}
	if most >= 2 {
		eachTwoDeletions(v, put)
	}
}

// build sorts the entries by counting on the upper bits of the hash.
func (b *deletionBuilder) build() deletions {
	bits := uint(8)
	n := b.len()
	for 1<<bits < n/4 && bits < 20 {
		bits++
	}
	d := deletions{shift: 32 - bits, starts: make([]uint32, 1<<bits+1), hashes: make([]uint32, n), numbers: make([]uint32, n)}
	for _, block := range b.blocks {
		for _, e := range block {
			d.starts[e.hash>>d.shift+1]++
		}
	}
	for i := 1; i < len(d.starts); i++ {
		d.starts[i] += d.starts[i-1]
	}
	next := append([]uint32(nil), d.starts...)
	for _, block := range b.blocks {
		for _, e := range block {
			at := next[e.hash>>d.shift]
			next[e.hash>>d.shift]++
			d.hashes[at], d.numbers[at] = e.hash, e.number
		}
	}
	// Within a bucket, equal hashes stand together.
	for i := 0; i+1 < len(d.starts); i++ {
		lo, hi := d.starts[i], d.starts[i+1]
		for j := lo + 1; j < hi; j++ {
			h, n := d.hashes[j], d.numbers[j]
			k := j
			for k > lo && d.hashes[k-1] > h {
				d.hashes[k], d.numbers[k] = d.hashes[k-1], d.numbers[k-1]
				k--
			}
			d.hashes[k], d.numbers[k] = h, n
		}
	}
	return d
}

// at gives the numbers entered under a hash.
func (d *deletions) at(h uint32) []uint32 {
	if len(d.starts) == 0 {
		return nil
	}
	lo, hi := d.starts[h>>d.shift], d.starts[h>>d.shift+1]
	for lo < hi && d.hashes[lo] < h {
		lo++
	}
	end := lo
	for end < hi && d.hashes[end] == h {
		end++
	}
	return d.numbers[lo:end]
}

// variants visits what shares a string with s after up to most deletions.
func (d *deletions) variants(seed uint32, s []byte, most int, visit func(uint32)) {
	look := func(v []byte) {
		for _, n := range d.at(hashOf(seed, v)) {
			visit(n)
		}
	}
	look(s)
	if most >= 1 {
		eachDeletion(s, look)
	}
	if most >= 2 {
		eachTwoDeletions(s, look)
	}
}

func eachDeletion(s []byte, visit func([]byte)) {
	var buf [2*maxLetters + 2]byte
	for i := range s {
		if i > 0 && s[i] == s[i-1] {
			continue // the same string again
		}
		visit(append(append(buf[:0], s[:i]...), s[i+1:]...))
	}
}

func eachTwoDeletions(s []byte, visit func([]byte)) {
	var buf [2*maxLetters + 2]byte
	for i := range s {
		for j := i + 1; j < len(s); j++ {
			v := append(append(buf[:0], s[:i]...), s[i+1:j]...)
			visit(append(v, s[j+1:]...))
		}
	}
}

func hashOf(seed uint32, s []byte) uint32 {
	h := uint64(seed) * 0x9e3779b97f4a7c15
	for _, c := range s {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return uint32(h >> 32)
}
