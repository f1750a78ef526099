package sigma

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
)

// action is what the hit of a literal says of a predicate: that it holds, or, where
// it is not sure, that it may hold and must be asked.
type action struct {
	predicate int32
	sure      bool
}

// wantedLiteral is a literal that an index looks for.
type wantedLiteral struct {
	place   shape // shapeExact, shapePrefix, shapeSuffix or shapeContains
	text    string
	actions []action
}

// fieldIndex finds at once all literals that the rules of a program look for in one
// field. Values are folded.
type fieldIndex struct {
	literals []wantedLiteral
	whole    bool      // all literals are whole values
	longest  int       // of the literals, where all are whole values
	firsts   [4]uint64 // by byte: a literal begins with it, where all are whole values

	exact    literalTable
	afterSep [2]literalTable // suffixes that begin at the last \ or /
	prefixes anchoredTable
	suffixes anchoredTable
	contains gramTable
}

var separators = [2]byte{'\\', '/'}

// indexBuilder collects literals; equal ones share an entry.
type indexBuilder struct {
	byText map[wantedKey]int32
	index  fieldIndex
}

type wantedKey struct {
	place shape
	text  string
}

func (b *indexBuilder) add(place shape, text string, a action) {
	if b.byText == nil {
		b.byText = map[wantedKey]int32{}
	}
	k := wantedKey{place, text}
	id, ok := b.byText[k]
	if !ok {
		id = int32(len(b.index.literals))
		b.byText[k] = id
		b.index.literals = append(b.index.literals, wantedLiteral{place: place, text: text})
	}
	l := &b.index.literals[id]
	l.actions = append(l.actions, a)
}

func (b *indexBuilder) build() *fieldIndex {
	x := &b.index
	var exact, prefix, suffix, inside []int32
	var after [2][]int32
	for i, l := range x.literals {
		id := int32(i)
		switch l.place {
		case shapeExact:
			exact = append(exact, id)
		case shapePrefix:
			prefix = append(prefix, id)
		case shapeSuffix:
			placed := false
			for s, c := range separators {
				if l.text != "" && l.text[0] == c && strings.IndexByte(l.text[1:], c) < 0 {
					after[s] = append(after[s], id)
					placed = true
				}
			}
			if !placed {
				suffix = append(suffix, id)
			}
		default:
			inside = append(inside, id)
		}
	}
	if x.whole = len(exact) == len(x.literals); x.whole {
		for _, l := range x.literals {
			x.longest = max(x.longest, len(l.text))
			if l.text != "" {
				x.firsts[l.text[0]/64] |= 1 << (l.text[0] % 64)
			}
		}
	}
	x.exact = newLiteralTable(x.literals, exact)
	for s := range after {
		x.afterSep[s] = newLiteralTable(x.literals, after[s])
	}
	x.prefixes = newAnchoredTable(x.literals, prefix, false)
	x.suffixes = newAnchoredTable(x.literals, suffix, true)
	x.contains = newGramTable(x.literals, inside)
	return x
}

// literalTable finds the literal equal to a text.
type literalTable struct {
	ids  []int32 // id+1; 0 is free
	mask uint64
}

func newLiteralTable(literals []wantedLiteral, ids []int32) literalTable {
	if len(ids) == 0 {
		return literalTable{}
	}
	size := 1 << bits.Len(uint(4*len(ids)))
	t := literalTable{ids: make([]int32, size), mask: uint64(size - 1)}
	for _, id := range ids {
		i := textHash(0, []byte(literals[id].text)) & t.mask
		for t.ids[i] != 0 {
			i = (i + 1) & t.mask
		}
		t.ids[i] = id + 1
	}
	return t
}

func (t *literalTable) find(literals []wantedLiteral, b []byte) int32 {
	for i := textHash(0, b) & t.mask; ; i = (i + 1) & t.mask {
		id := t.ids[i]
		if id == 0 {
			return -1
		}
		if literals[id-1].text == string(b) {
			return id - 1
		}
	}
}

// anchoredTable finds the literals that a text begins (or ends) with, by its first
// (or last) bytes: eight, four, or all of a shorter literal.
type anchoredTable struct {
	long   map[uint64][]int32
	middle map[uint32][]int32
	short  []int32
	end    bool
}

func newAnchoredTable(literals []wantedLiteral, ids []int32, end bool) anchoredTable {
	t := anchoredTable{end: end}
	for _, id := range ids {
		s := []byte(literals[id].text)
		switch {
		case len(s) >= 8:
			if t.long == nil {
				t.long = map[uint64][]int32{}
			}
			k := binary.LittleEndian.Uint64(s)
			if end {
				k = binary.LittleEndian.Uint64(s[len(s)-8:])
			}
			t.long[k] = append(t.long[k], id)
		case len(s) >= 4:
			if t.middle == nil {
				t.middle = map[uint32][]int32{}
			}
			k := binary.LittleEndian.Uint32(s)
			if end {
				k = binary.LittleEndian.Uint32(s[len(s)-4:])
			}
			t.middle[k] = append(t.middle[k], id)
		default:
			t.short = append(t.short, id)
		}
	}
	return t
}

func (t *anchoredTable) fits(text string, b []byte) bool {
	if len(b) < len(text) {
		return false
	}
	if t.end {
		return string(b[len(b)-len(text):]) == text
	}
	return string(b[:len(text)]) == text
}

// gramTable finds literals anywhere in a text. Each literal is known by one of its
// runs of four bytes (the rarest), three, two or one where it is shorter. Whether a
// run is anybody's is one bit; only then are the literals compared. A literal of
// seven bytes or more may be known by four neighbouring runs, one of which begins at a
// multiple of four wherever the literal stands; then only every fourth place is looked
// at. So the shortest literal of four bytes or more says how many places apart is
// looked for all of them, in one pass.
type gramTable struct {
	four    gramSet
	three   gramSet
	two     map[uint16][]gramEntry
	twoBits []uint64
	one     [][]gramEntry // by byte
	always  []int32       // the empty literal
}

type gramEntry struct {
	literal int32
	offset  int32
}

// gramSet finds runs of bytes and the literals that are known by them.
type gramSet struct {
	apart   int    // how many places apart is looked
	also    uint32 // bits that are set in every key
	bits    []uint64
	shift   uint
	keys    []uint32
	ranges  []gramRange
	entries []gramEntry
	mask    uint32
}

type gramRange struct{ from, to int32 }

const gramMix = 0x9E3779B1

// plainWords are runs of text that stand in nearly every event: a literal is better
// known by something else.
const plainWords = `c:\windows\system32\ c:\windows\syswow64\ c:\program files (x86)\microsoft\ c:\program files\ \registry\machine\system\currentcontrolset\services\
hklm\software\microsoft\windows nt\currentversion\ hku\s-1-5-21- \appdata\local\temp\ c:\users\administrator\ \svchost.exe -k netsvcs \powershell.exe
\cmd.exe /c microsoft.net\framework64\v4.0.30319\ c:\windows\winsxs\amd64_microsoft-windows- .dll+ ntdll.dll kernelbase.dll kernel32.dll rpcrt4.dll combase.dll
c:\programdata\microsoft\windows defender\platform\ https://www.microsoft.com/ /usr/bin/ /usr/local/ /bin/bash -c amazonaws.com assumed-role user
commandname parametername value system.management.automation object string hostapplication= hostversion=5.1 runspaceid= new-object write-output
microsoft corporation operating system sha256= md5= imphash= sha1= nt authority\system`

func newGramTable(literals []wantedLiteral, ids []int32) gramTable {
	var t gramTable
	if len(ids) == 0 {
		return t
	}
	common := commonGrams(func(yield func(string)) {
		for _, id := range ids {
			yield(literals[id].text)
		}
	})
	var long []soughtText
	var three []keyedGram
	for _, id := range ids {
		s := []byte(literals[id].text)
		switch n := len(s); {
		case n == 0:
			t.always = append(t.always, id)
		case n == 1:
			if t.one == nil {
				t.one = make([][]gramEntry, 256)
			}
			t.one[s[0]] = append(t.one[s[0]], gramEntry{literal: id})
		case n == 2:
			if t.two == nil {
				t.two, t.twoBits = map[uint16][]gramEntry{}, make([]uint64, 1<<16/64)
			}
			k := binary.LittleEndian.Uint16(s)
			t.two[k] = append(t.two[k], gramEntry{literal: id})
			t.twoBits[k/64] |= 1 << (k % 64)
		case n == 3:
			three = append(three, keyedGram{uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16, gramEntry{literal: id}})
		default:
			long = append(long, soughtText{id, literals[id].text})
		}
	}
	t.four = newFourSet(long, common, 0)
	if three != nil {
		t.three = newGramSet(three, 1, 0)
	}
	return t
}

// farthest bounds how many places apart is looked: more would save little.
const farthest = 8

type keyedGram struct {
	key uint32
	gramEntry
}

// soughtText is a literal of four bytes or more.
type soughtText struct {
	literal int32
	text    string
}

// newFourSet makes the set of the runs of four bytes by which the texts are known. The bits
// of also do not count.
func newFourSet(texts []soughtText, common gramCounts, also uint32) gramSet {
	if len(texts) == 0 {
		return gramSet{}
	}
	apart := farthest
	for _, t := range texts {
		apart = min(apart, len(t.text)-3)
	}
	var runs []keyedGram
	for _, t := range texts {
		runs = append(runs, common.rarest([]byte(t.text), t.literal, apart)...)
	}
	return newGramSet(runs, apart, also)
}

// gramCounts guesses how often runs of four bytes stand in events.
type gramCounts map[uint32]int32

func commonGrams(texts func(func(string))) gramCounts {
	c := gramCounts{}
	c.add(plainWords, 1000)
	texts(func(s string) { c.add(s, 1) })
	return c
}

func (c gramCounts) add(s string, weight int32) {
	for i := 0; i+4 <= len(s); i++ {
		c[uint32(s[i])|uint32(s[i+1])<<8|uint32(s[i+2])<<16|uint32(s[i+3])<<24] += weight
	}
}

// rarest are n neighbouring runs of s, the rarest that there are.
func (c gramCounts) rarest(s []byte, literal int32, n int) []keyedGram {
	best, at := int32(-1), 0
	for i := 0; i+n+3 <= len(s); i++ {
		sum := int32(0)
		for k := range n {
			sum += c[binary.LittleEndian.Uint32(s[i+k:])]
		}
		if best < 0 || sum < best {
			best, at = sum, i
		}
	}
	out := make([]keyedGram, n)
	for k := range out {
		out[k] = keyedGram{binary.LittleEndian.Uint32(s[at+k:]), gramEntry{literal: literal, offset: int32(at + k)}}
	}
	return out
}

func newGramSet(all []keyedGram, apart int, also uint32) gramSet {
	for i := range all {
		all[i].key |= also
	}
	slices.SortStableFunc(all, func(a, b keyedGram) int { return cmp.Compare(a.key, b.key) })
	width := min(max(bits.Len(uint(32*len(all))), 10), 20)
	g := gramSet{apart: apart, also: also, bits: make([]uint64, 1<<width/64), shift: uint(32 - width)}
	size := 1 << bits.Len(uint(2*len(all)))
	g.keys, g.ranges, g.mask = make([]uint32, size), make([]gramRange, size), uint32(size-1)
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].key == all[i].key {
			g.entries = append(g.entries, all[j].gramEntry)
			j++
		}
		h := all[i].key * gramMix
		b := h >> g.shift
		g.bits[b/64] |= 1 << (b % 64)
		k := (h >> 8) & g.mask
		for g.ranges[k].to != 0 {
			k = (k + 1) & g.mask
		}
		g.keys[k], g.ranges[k] = all[i].key, gramRange{int32(i), int32(j)}
		i = j
	}
	return g
}

// next is the first place of b, from i on, with a run of four bytes that may be
// somebody's; -1 where there is none. Nearly all time of a search is spent in this loop,
// which stands alone so that all it needs stays in registers.
//
//go:noinline
func (g *gramSet) next(b []byte, i int) int {
	bits, shift, apart, also := g.bits, g.shift&31, g.apart, g.also
	if bits == nil {
		return -1
	}
	for ; i+4 <= len(b); i += apart {
		h := (binary.LittleEndian.Uint32(b[i:i+4]) | also) * gramMix >> shift
		if bits[h/64]&(1<<(h%64)) != 0 {
			return i
		}
	}
	return -1
}

// find gives the literals known by the run.
func (g *gramSet) find(key uint32) []gramEntry {
	for k := (key * gramMix >> 8) & g.mask; g.ranges[k].to != 0; k = (k + 1) & g.mask {
		if g.keys[k] == key {
			return g.entries[g.ranges[k].from:g.ranges[k].to]
		}
	}
	return nil
}
