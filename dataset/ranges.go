package dataset

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Magic begins every table of ranges. All numbers are little-endian, addresses
// are in network order:
//
//	 0  8 bytes  Magic
//	 8  uint32   form, 1
//	12  uint32   n4, number of IPv4 boundaries
//	16  uint32   n6, number of IPv6 boundaries
//	20  uint32   nv, number of values
//	24  uint32   nt, bytes of text
//	28  uint32   0
//	32  n4 x uint32    first addresses, rising
//	    n4 x uint32    values
//	    n6 x 16 bytes  first addresses, rising
//	    n6 x uint32    values
//	    nv x 3 uint32  values: network number, offset and length of its text
//	    nt bytes       text, UTF-8
//
// A boundary holds until the next one. Value 0 says that nothing is known; value
// v is the v-th of the values. The text is a country of two capital letters, the
// name of an operator, or empty.
const Magic = "bfranges"

const (
	headerBytes = 32
	// maxRows bounds boundaries and values: some ten times the largest table known.
	maxRows = 8 << 20
	maxText = 64 << 20
	// maxName bounds an operator's name in bytes.
	maxName = 120
)

// u128 is an IPv6 address, or an IPv4 address in its low 32 bits.
type u128 struct{ hi, lo uint64 }

func (a u128) compare(b u128) int {
	if c := cmp.Compare(a.hi, b.hi); c != 0 {
		return c
	}
	return cmp.Compare(a.lo, b.lo)
}

func (a u128) next() u128 {
	a.lo++
	if a.lo == 0 {
		a.hi++
	}
	return a
}

func fromAddr(a netip.Addr) u128 {
	if a.Is4() {
		b := a.As4()
		return u128{lo: uint64(binary.BigEndian.Uint32(b[:]))}
	}
	b := a.As16()
	return u128{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}

// lastOf is the last address of a prefix.
func lastOf(p netip.Prefix) u128 {
	a := fromAddr(p.Addr())
	free := p.Addr().BitLen() - p.Bits()
	if free >= 64 {
		a.lo = ^uint64(0)
		if free -= 64; free == 64 {
			a.hi = ^uint64(0)
		} else {
			a.hi |= 1<<free - 1
		}
		return a
	}
	a.lo |= 1<<free - 1
	return a
}

type span struct {
	from, to u128
	value    uint32
}

type mark struct {
	start u128
	value uint32
}

type value struct {
	number uint32
	text   string
}

// rangeTable gathers ranges in any order and writes them in canonical form.
type rangeTable struct {
	v4, v6 []span
	values []value
	index  map[value]uint32
}

func newRangeTable() *rangeTable { return &rangeTable{index: map[value]uint32{}} }

func (t *rangeTable) value(v value) uint32 {
	if n, ok := t.index[v]; ok {
		return n
	}
	t.values = append(t.values, v)
	n := uint32(len(t.values))
	t.index[v] = n
	return n
}

func (t *rangeTable) full() bool { return len(t.v4)+len(t.v6) >= maxRows/2 }

func (t *rangeTable) add(from, to netip.Addr, v value) error {
	if from.Is4() != to.Is4() || from.Compare(to) > 0 {
		return fmt.Errorf("the range %s to %s does not run forward", from, to)
	}
	if t.full() {
		return fmt.Errorf("more than %d ranges", maxRows/2)
	}
	s := span{fromAddr(from), fromAddr(to), t.value(v)}
	if from.Is4() {
		t.v4 = append(t.v4, s)
	} else {
		t.v6 = append(t.v6, s)
	}
	return nil
}

func (t *rangeTable) addPrefix(p netip.Prefix, v value) error {
	if t.full() {
		return fmt.Errorf("more than %d ranges", maxRows/2)
	}
	s := span{fromAddr(p.Addr()), lastOf(p), t.value(v)}
	if p.Addr().Is4() {
		t.v4 = append(t.v4, s)
	} else {
		t.v6 = append(t.v6, s)
	}
	return nil
}

// flatten makes boundaries of spans: where they overlap, the one that starts later
// wins, and of two that start together the narrower, so that the most specific
// range speaks.
func flatten(spans []span, last u128) []mark {
	slices.SortStableFunc(spans, func(a, b span) int {
		if c := a.from.compare(b.from); c != 0 {
			return c
		}
		return b.to.compare(a.to)
	})
	marks := make([]mark, 0, len(spans)+len(spans)/2)
	emit := func(at u128, value uint32) {
		n := len(marks)
		if n > 0 && marks[n-1].start == at {
			marks = marks[:n-1]
			n--
		}
		if before := uint32(0); n > 0 {
			before = marks[n-1].value
			if before == value {
				return
			}
		} else if value == before {
			return
		}
		marks = append(marks, mark{at, value})
	}
	var open []span
	closeBefore := func(limit u128, all bool) {
		for len(open) > 0 {
			top := open[len(open)-1]
			if !all && top.to.compare(limit) >= 0 {
				return
			}
			open = open[:len(open)-1]
			if top.to == last {
				open = open[:0]
				return
			}
			at := top.to.next()
			for len(open) > 0 && open[len(open)-1].to.compare(at) < 0 {
				open = open[:len(open)-1]
			}
			value := uint32(0)
			if len(open) > 0 {
				value = open[len(open)-1].value
			}
			emit(at, value)
		}
	}
	for _, s := range spans {
		closeBefore(s.from, false)
		emit(s.from, s.value)
		open = append(open, s)
	}
	closeBefore(u128{}, true)
	return marks
}

var (
	last4 = u128{lo: 1<<32 - 1}
	last6 = u128{^uint64(0), ^uint64(0)}
)

// encode writes the canonical table and counts its ranges.
func (t *rangeTable) encode() ([]byte, int) {
	m4, m6 := flatten(t.v4, last4), flatten(t.v6, last6)
	// Only values that are still used are written, in order of first use: the
	// same ranges give the same bytes however they came in.
	order := make([]uint32, len(t.values)+1)
	var used []value
	entries := 0
	for _, marks := range [][]mark{m4, m6} {
		for i := range marks {
			v := marks[i].value
			if v == 0 {
				continue
			}
			entries++
			if order[v] == 0 {
				used = append(used, t.values[v-1])
				order[v] = uint32(len(used))
			}
			marks[i].value = order[v]
		}
	}
	var text bytes.Buffer
	at := map[string]uint32{}
	rows := make([]byte, 0, 12*len(used))
	for _, v := range used {
		off, ok := at[v.text]
		if !ok {
			off = uint32(text.Len())
			at[v.text] = off
			text.WriteString(v.text)
		}
		rows = binary.LittleEndian.AppendUint32(rows, v.number)
		rows = binary.LittleEndian.AppendUint32(rows, off)
		rows = binary.LittleEndian.AppendUint32(rows, uint32(len(v.text)))
	}
	out := make([]byte, 0, headerBytes+8*len(m4)+20*len(m6)+len(rows)+text.Len())
	out = append(out, Magic...)
	for _, n := range []int{1, len(m4), len(m6), len(used), text.Len(), 0} {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	for _, m := range m4 {
		out = binary.LittleEndian.AppendUint32(out, uint32(m.start.lo))
	}
	for _, m := range m4 {
		out = binary.LittleEndian.AppendUint32(out, m.value)
	}
	for _, m := range m6 {
		out = binary.BigEndian.AppendUint64(out, m.start.hi)
		out = binary.BigEndian.AppendUint64(out, m.start.lo)
	}
	for _, m := range m6 {
		out = binary.LittleEndian.AppendUint32(out, m.value)
	}
	out = append(out, rows...)
	return append(out, text.Bytes()...), entries
}

// checkTable reports the number of ranges of a canonical table, or what is wrong
// with it. It trusts nothing: a mirror's table passes here too.
func checkTable(kind Kind, data []byte) (entries int, err error) {
	if len(data) < headerBytes || string(data[:8]) != Magic {
		return 0, fmt.Errorf("it does not begin as a table of ranges does")
	}
	word := func(i int) uint64 { return uint64(binary.LittleEndian.Uint32(data[8+4*i:])) }
	if word(0) != 1 || word(5) != 0 {
		return 0, fmt.Errorf("it has form %d; this program reads form 1", word(0))
	}
	n4, n6, nv, nt := word(1), word(2), word(3), word(4)
	if n4 > maxRows || n6 > maxRows || nv > maxRows || nt > maxText {
		return 0, fmt.Errorf("it has more rows than a table may have")
	}
	if want := headerBytes + 8*n4 + 20*n6 + 12*nv + nt; uint64(len(data)) != want {
		return 0, fmt.Errorf("it has %d bytes where its header announces %d", len(data), want)
	}
	at := func(off uint64) uint32 { return binary.LittleEndian.Uint32(data[off:]) }
	values4 := headerBytes + 4*n4
	starts6 := headerBytes + 8*n4
	values6 := starts6 + 16*n6
	for i := range n4 {
		if i > 0 && at(headerBytes+4*i) <= at(headerBytes+4*i-4) {
			return 0, fmt.Errorf("its IPv4 ranges are not in order")
		}
		v := at(values4 + 4*i)
		if uint64(v) > nv {
			return 0, fmt.Errorf("an IPv4 range names a value that is not there")
		}
		if v != 0 {
			entries++
		}
	}
	for i := range n6 {
		if here := starts6 + 16*i; i > 0 && bytes.Compare(data[here:here+16], data[here-16:here]) <= 0 {
			return 0, fmt.Errorf("its IPv6 ranges are not in order")
		}
		v := at(values6 + 4*i)
		if uint64(v) > nv {
			return 0, fmt.Errorf("an IPv6 range names a value that is not there")
		}
		if v != 0 {
			entries++
		}
	}
	rows := values6 + 4*n6
	text := data[rows+12*nv:]
	for i := range nv {
		number := at(rows + 12*i)
		off, n := uint64(at(rows+12*i+4)), uint64(at(rows+12*i+8))
		if off+n > nt || !utf8.Valid(text[off:off+n]) {
			return 0, fmt.Errorf("a value's text is not there")
		}
		if err := checkValue(kind, value{number, string(text[off : off+n])}); err != nil {
			return 0, err
		}
	}
	if entries == 0 {
		return 0, fmt.Errorf("it is empty")
	}
	return entries, nil
}

func checkValue(kind Kind, v value) error {
	switch {
	case kind == IPCountry && (v.number != 0 || !isCountry(v.text)):
		return fmt.Errorf("%q is no country", clip(v.text))
	case kind == IPASN && v.number == 0:
		return fmt.Errorf("an operator has no network number")
	case len(v.text) > maxName:
		return fmt.Errorf("an operator's name is longer than %d bytes", maxName)
	}
	return nil
}

// isCountry reports whether s has the shape of an ISO 3166-1 alpha-2 code.
func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' && s != "ZZ"
}

// operatorName cleans a name for screens and bounds it.
func operatorName(s string) string { return oneLine(s, maxName) }

// oneLine drops what is not graphic, makes all space single and keeps n bytes.
func oneLine(s string, n int) string {
	return clipBytes(strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsGraphic(r)
	}), " "), n)
}

func clip(s string) string {
	if len(s) <= 60 {
		return s
	}
	return clipBytes(s, 60) + "…"
}

func clipBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
