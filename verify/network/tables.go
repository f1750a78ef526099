package network

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"bonafide"
)

// Ranges is a table of address ranges, read from its canonical file: what package
// dataset writes as table.bin, little-endian with addresses in network order.
//
//	8 bytes "bfranges", then uint32: form 1, n4, n6, nv, nt, 0
//	n4 first addresses, n4 values, n6 first addresses, n6 values,
//	nv values of network number, text offset and text length, nt bytes of text
//
// A range holds until the next begins; value 0 says that nothing is known.
// It is immutable and safe for concurrent use.
type Ranges struct {
	dataset bonafide.Dataset
	starts4 []uint32
	values4 []uint32
	// first4 has for each leading 16 bits where to begin in starts4, so that a
	// search looks at a handful of rows that lie together.
	first4  []uint32
	hi6     []uint64
	lo6     []uint64
	values6 []uint32
	values  []entry
}

// entry is what a range says: a country, or an operator with its number.
type entry struct {
	number uint32
	text   string
}

const (
	rangesMagic  = "bfranges"
	rangesHeader = 32
	maxRows      = 8 << 20
	maxText      = 64 << 20
)

// ReadRanges reads a canonical table; it keeps nothing of data. An error is of
// kind [bonafide.ErrInvalid]. It costs about a millisecond for 100,000 ranges.
func ReadRanges(data []byte, from bonafide.Dataset) (*Ranges, error) {
	r := &Ranges{dataset: from}
	if err := r.read(data); err != nil {
		return nil, bonafide.Invalidf("table %s: %w; install it again with 'bonafide data update'", clip(from.Name, 60), err)
	}
	return r, nil
}

func (r *Ranges) read(data []byte) error {
	if len(data) < rangesHeader || string(data[:8]) != rangesMagic {
		return fmt.Errorf("it is no table of ranges")
	}
	word := func(i int) uint64 { return uint64(binary.LittleEndian.Uint32(data[8+4*i:])) }
	if word(0) != 1 {
		return fmt.Errorf("it has form %d; this program reads form 1", word(0))
	}
	n4, n6, nv, nt := word(1), word(2), word(3), word(4)
	if n4 > maxRows || n6 > maxRows || nv > maxRows || nt > maxText {
		return fmt.Errorf("it has more rows than a table may have")
	}
	if want := rangesHeader + 8*n4 + 20*n6 + 12*nv + nt; uint64(len(data)) != want {
		return fmt.Errorf("it has %d bytes where its header announces %d", len(data), want)
	}
	rest := data[rangesHeader:]
	words := func(n uint64) []uint32 {
		out := make([]uint32, n)
		for i := range out {
			out[i] = binary.LittleEndian.Uint32(rest[4*i:])
		}
		rest = rest[4*n:]
		return out
	}
	r.starts4 = words(n4)
	r.values4 = words(n4)
	r.hi6, r.lo6 = make([]uint64, n6), make([]uint64, n6)
	for i := range r.hi6 {
		r.hi6[i] = binary.BigEndian.Uint64(rest[16*i:])
		r.lo6[i] = binary.BigEndian.Uint64(rest[16*i+8:])
	}
	rest = rest[16*n6:]
	r.values6 = words(n6)
	rows := words(3 * nv)
	text := string(rest)
	r.values = make([]entry, nv)
	for i := range r.values {
		off, n := uint64(rows[3*i+1]), uint64(rows[3*i+2])
		if off+n > nt || !utf8.ValidString(text[off:off+n]) {
			return fmt.Errorf("the text of a value is not there")
		}
		r.values[i] = entry{rows[3*i], text[off : off+n]}
	}
	return r.index()
}

// index checks order and values, and prepares the search.
func (r *Ranges) index() error {
	for i, v := range r.values4 {
		if i > 0 && r.starts4[i] <= r.starts4[i-1] || uint64(v) > uint64(len(r.values)) {
			return fmt.Errorf("its IPv4 ranges are damaged")
		}
	}
	for i, v := range r.values6 {
		if i > 0 && (r.hi6[i] < r.hi6[i-1] || r.hi6[i] == r.hi6[i-1] && r.lo6[i] <= r.lo6[i-1]) || uint64(v) > uint64(len(r.values)) {
			return fmt.Errorf("its IPv6 ranges are damaged")
		}
	}
	r.first4 = make([]uint32, 1<<16+1)
	row := 0
	for head := range 1 << 16 {
		for row < len(r.starts4) && r.starts4[row]>>16 < uint32(head) {
			row++
		}
		r.first4[head] = uint32(row)
	}
	r.first4[1<<16] = uint32(len(r.starts4))
	return nil
}

// find returns what the table says of an address, nil where nothing.
func (r *Ranges) find(a netip.Addr) *entry {
	if r == nil {
		return nil
	}
	v := uint32(0)
	if a.Is4() {
		b := a.As4()
		ip := binary.BigEndian.Uint32(b[:])
		// Rows lo..hi-1 begin with the same 16 bits; the one before them may hold too.
		lo, hi := r.first4[ip>>16], r.first4[ip>>16+1]
		for lo < hi {
			mid := (lo + hi) / 2
			if r.starts4[mid] <= ip {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		if lo > 0 {
			v = r.values4[lo-1]
		}
	} else {
		b := a.As16()
		h, l := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
		lo, hi := 0, len(r.hi6)
		for lo < hi {
			mid := int(uint(lo+hi) / 2)
			if r.hi6[mid] < h || r.hi6[mid] == h && r.lo6[mid] <= l {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		if lo > 0 {
			v = r.values6[lo-1]
		}
	}
	if v == 0 {
		return nil
	}
	return &r.values[v-1]
}

// ASNs is a set of network numbers.
type ASNs struct {
	dataset bonafide.Dataset
	numbers []uint32
}

// ReadASNs reads a canonical list: one number a line in rising order, a tab, and
// the holder's name. An error is of kind [bonafide.ErrInvalid].
func ReadASNs(data []byte, from bonafide.Dataset) (*ASNs, error) {
	a := &ASNs{dataset: from}
	for n := 1; len(data) > 0; n++ {
		line, rest, ok := bytes.Cut(data, []byte{'\n'})
		number, _, _ := strings.Cut(string(line), "\t")
		v, err := strconv.ParseUint(number, 10, 32)
		if !ok || err != nil || v == 0 || (len(a.numbers) > 0 && uint32(v) <= a.numbers[len(a.numbers)-1]) || n > maxRows {
			return nil, bonafide.Invalidf("table %s: line %d is damaged; install it again with 'bonafide data update'", clip(from.Name, 60), n)
		}
		a.numbers = append(a.numbers, uint32(v))
		data = rest
	}
	return a, nil
}

func (a *ASNs) has(number uint32) bool {
	if a == nil {
		return false
	}
	_, ok := slices.BinarySearch(a.numbers, number)
	return ok
}

// Dataset names the table.
func (r *Ranges) Dataset() bonafide.Dataset { return r.dataset }
