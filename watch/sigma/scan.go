package sigma

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"bonafide"
)

// Bounds of one event.
const (
	// MaxEventBytes bounds one event.
	MaxEventBytes = 16 << 20
	// MaxEventDepth bounds its nesting.
	MaxEventDepth = 128
	// MaxValues bounds how many values of an event are looked at, lists counted by
	// element.
	MaxValues = 1 << 14
)

// layout is the tree of the field names that anybody asks for. A field's name is
// the keys that lead to it, joined by dots, lists left out; so a key that holds a
// dot itself needs no special care. Spaces in keys do not count. It is built once
// and then only read.
type layout struct {
	byName      map[string]int32
	nodes       []node
	keys        map[string]bool // transitions already made
	transitions []transition    // the first is none
	table       []keyPlace
	mask        uint64
}

// node is a name or the beginning of one; node 0 is the event itself.
type node struct {
	name   string
	wanted bool // values are recorded
	deeper bool // names go on below
}

type transition struct {
	hash   uint64
	parent int32
	to     int32
	odd    bool // the key has a backslash or quote and is only found unescaped
	key    string
}

// keyPlace is a place of the table of transitions. It is small, since most keys of an event
// are nobody's and one look at a place must be enough to tell so.
type keyPlace struct {
	tag        uint32 // the upper half of the hash
	transition int32  // 0: the place is free
}

func newLayout() *layout {
	return &layout{byName: map[string]int32{"": 0}, nodes: []node{{}}, keys: map[string]bool{}, transitions: make([]transition, 1), table: make([]keyPlace, 64), mask: 63}
}

func (l *layout) node(name string) int32 {
	n, ok := l.byName[name]
	if !ok {
		n = int32(len(l.nodes))
		l.byName[name] = n
		l.nodes = append(l.nodes, node{name: name})
	}
	return n
}

// want makes the name known and returns its node.
func (l *layout) want(name string) int32 {
	n := l.node(name)
	if l.nodes[n].wanted || n == 0 {
		return n
	}
	l.nodes[n].wanted = true
	cuts := []int{0}
	for i := range len(name) {
		if name[i] == '.' {
			cuts = append(cuts, i+1)
		}
	}
	if len(cuts) > 16 {
		cuts = cuts[:16]
	}
	ends := make([]int, 0, len(cuts))
	for _, c := range cuts[1:] {
		ends = append(ends, c-1)
	}
	ends = append(ends, len(name))
	for i, from := range cuts {
		parent := int32(0)
		if from > 0 {
			parent = l.node(name[:from-1])
		}
		for _, end := range ends[i:] {
			l.connect(parent, name[from:end], l.node(name[:end]))
		}
	}
	return n
}

func (l *layout) connect(parent int32, key string, to int32) {
	id := fmt.Sprintf("%d\x00%s", parent, key)
	if l.keys[id] {
		return
	}
	l.keys[id] = true
	l.nodes[parent].deeper = true
	l.transitions = append(l.transitions, transition{hash: textHash(uint64(parent), []byte(key)), parent: parent, to: to, key: key, odd: strings.ContainsAny(key, "\\\"")})
	if 3*len(l.transitions) <= len(l.table) {
		l.place(int32(len(l.transitions) - 1))
		return
	}
	l.table = make([]keyPlace, 2*len(l.table))
	l.mask = uint64(len(l.table) - 1)
	for i := range l.transitions[1:] {
		l.place(int32(i + 1))
	}
}

func (l *layout) place(id int32) {
	h := l.transitions[id].hash
	i := h & l.mask
	for l.table[i].transition != 0 {
		i = (i + 1) & l.mask
	}
	l.table[i] = keyPlace{tag: uint32(h >> 32), transition: id}
}

// find is the node that a key leads to below parent; -1 where nobody asks for it.
func (l *layout) find(parent int32, key []byte, unescaped bool) int32 {
	h := textHash(uint64(parent), key)
	for i := h & l.mask; ; i = (i + 1) & l.mask {
		p := l.table[i]
		if p.transition == 0 {
			return -1
		}
		if p.tag != uint32(h>>32) {
			continue
		}
		t := &l.transitions[p.transition]
		if t.parent == parent && string(key) == t.key && (unescaped || !t.odd) {
			return t.to
		}
	}
}

// textHash mixes the length and the first, middle and last eight bytes. The
// tables it serves hold only names and literals of rules, and every hit is
// compared in full.
func textHash(seed uint64, b []byte) uint64 {
	var x, y, z uint64
	n := len(b)
	switch {
	case n >= 8:
		x = binary.LittleEndian.Uint64(b)
		y = binary.LittleEndian.Uint64(b[n-8:])
		if n > 16 {
			z = binary.LittleEndian.Uint64(b[n/2-4:])
		}
	case n >= 4:
		x = uint64(binary.LittleEndian.Uint32(b))
		y = uint64(binary.LittleEndian.Uint32(b[n-4:]))
	case n > 0:
		x = uint64(b[0]) | uint64(b[n/2])<<8 | uint64(b[n-1])<<16
	}
	h := (x ^ (seed+uint64(n)<<32)*0x9E3779B97F4A7C15) * 0xD6E8FEB86659FD93
	h ^= h >> 32
	h = (h ^ y ^ z*0xA0761D6478BD642F) * 0xE7037ED1A0B428DB
	return h ^ h>>29
}

type valueKind uint8

const (
	isString valueKind = iota
	isNumber
	isTrue
	isFalse
	isNull
	isObject
	isEmpty // an empty list: there, and without a value
)

// found is one value of the event that a node asks for; the text lies in the event.
type found struct {
	start, end int32
	next       int32
	kind       valueKind
}

// scanner reads one event at a time into reused buffers.
type scanner struct {
	layout  *layout
	data    []byte
	founds  []found // 0 is none
	head    []int32 // by node
	tail    []int32
	touched []int32
	key     []byte
}

func newScanner(l *layout) *scanner {
	return &scanner{layout: l, founds: make([]found, 1, 256), head: make([]int32, len(l.nodes)), tail: make([]int32, len(l.nodes))}
}

// BrokenEvent is an event that is no JSON object, or is beyond the bounds.
type BrokenEvent struct {
	// Offset is the byte where it was noticed, from 0.
	Offset int
	Why    string
}

func (e *BrokenEvent) Error() string { return fmt.Sprintf("byte %d of the event: %s", e.Offset, e.Why) }

// Is makes it of kind [bonafide.ErrInvalid].
func (e *BrokenEvent) Is(target error) bool { return target == bonafide.ErrInvalid }

func broken(at int, why string) error { return &BrokenEvent{at, why} }

// read finds the wanted values. Structure is checked; texts and containers that
// nobody asks for are only passed over.
func (s *scanner) read(data []byte) error {
	for _, n := range s.touched {
		s.head[n] = 0
	}
	s.touched = s.touched[:0]
	s.founds = s.founds[:1]
	s.data = data
	if len(data) > MaxEventBytes {
		return broken(MaxEventBytes, fmt.Sprintf("more than %d bytes", MaxEventBytes))
	}
	i := s.space(0)
	if i >= len(data) || data[i] != '{' {
		return broken(i, "it is no JSON object")
	}
	i, err := s.object(i, 0, 1)
	if err != nil {
		return err
	}
	if i = s.space(i); i < len(data) {
		return broken(i, "something follows the object")
	}
	return nil
}

func (s *scanner) space(i int) int {
	for i < len(s.data) {
		switch s.data[i] {
		case ' ', '\t', '\n', '\r':
			i++
			continue
		}
		break
	}
	return i
}

func (s *scanner) object(i int, parent int32, depth int) (int, error) {
	if depth > MaxEventDepth {
		return i, broken(i, fmt.Sprintf("nested deeper than %d levels", MaxEventDepth))
	}
	data := s.data
	i = s.space(i + 1)
	if i < len(data) && data[i] == '}' {
		return i + 1, nil
	}
	for {
		if i >= len(data) || data[i] != '"' {
			return i, broken(i, "a key is wanted")
		}
		// What text does, without a call: half of an event is keys.
		var err error
		n := bytes.IndexByte(data[i+1:], '"')
		end := i + n + 2
		if n < 0 || data[i+n] == '\\' {
			if end, err = s.text(i); err != nil {
				return i, err
			}
		}
		key := data[i+1 : end-1]
		i = end
		if i < len(data) && data[i] == ':' {
			i++
		} else {
			if i = s.space(i); i >= len(data) || data[i] != ':' {
				return i, broken(i, "a colon is wanted")
			}
			i++
		}
		to := s.layout.find(parent, key, false)
		if to < 0 && unusualKey(key) {
			s.key = appendUnescaped(s.key[:0], key)
			s.key = slices.DeleteFunc(s.key, func(c byte) bool { return c == ' ' })
			to = s.layout.find(parent, s.key, true)
		}
		if i < len(data) && data[i] <= ' ' {
			i = s.space(i)
		}
		// The same for texts that nobody asks for, most of the other half.
		if to < 0 && i < len(data) && data[i] == '"' {
			n := bytes.IndexByte(data[i+1:], '"')
			end = i + n + 2
			if n < 0 || data[i+n] == '\\' {
				if end, err = s.text(i); err != nil {
					return end, err
				}
			}
			i = end
		} else if i, err = s.value(i, to, depth); err != nil {
			return i, err
		}
		if i < len(data) && data[i] <= ' ' {
			i = s.space(i)
		}
		if i >= len(data) {
			return i, broken(i, "it ends in the middle")
		}
		switch data[i] {
		case ',':
			i++
			if i < len(data) && data[i] <= ' ' {
				i = s.space(i)
			}
		case '}':
			return i + 1, nil
		default:
			return i, broken(i, "a comma or the end of the object is wanted")
		}
	}
}

// unusualKey tells whether a key is not to be compared as it stands.
func unusualKey(key []byte) bool {
	for i := 0; i+8 <= len(key); i += 8 {
		if unusualWord(binary.LittleEndian.Uint64(key[i : i+8])) {
			return true
		}
	}
	if last := len(key) - 8; last >= 0 {
		return unusualWord(binary.LittleEndian.Uint64(key[last:]))
	}
	for _, c := range key {
		if c == ' ' || c == '\\' || c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

func unusualWord(x uint64) bool { return x&highBits != 0 || hasByte(x, ' ') || hasByte(x, '\\') }

// text passes over a string that begins at i; the result lies behind its end.
func (s *scanner) text(i int) (int, error) {
	data := s.data
	j := i + 1
	for {
		n := bytes.IndexByte(data[j:], '"')
		if n < 0 {
			return i, broken(i, "the text does not end")
		}
		j += n
		if data[j-1] != '\\' {
			return j + 1, nil
		}
		k := j - 1
		for k > i && data[k] == '\\' {
			k--
		}
		if (j-1-k)%2 == 0 {
			return j + 1, nil
		}
		j++
	}
}

func (s *scanner) record(n int32, kind valueKind, start, end int) error {
	id := int32(len(s.founds))
	if id > MaxValues {
		return broken(start, fmt.Sprintf("more than %d values of fields that rules ask for", MaxValues))
	}
	s.founds = append(s.founds, found{start: int32(start), end: int32(end), kind: kind})
	if s.head[n] == 0 {
		s.head[n] = id
		s.touched = append(s.touched, n)
	} else {
		s.founds[s.tail[n]].next = id
	}
	s.tail[n] = id
	return nil
}

// value reads the value at i for node n; n is -1 where nobody asks.
func (s *scanner) value(i int, n int32, depth int) (end int, err error) {
	data := s.data
	if i >= len(data) {
		return i, broken(i, "it ends in the middle")
	}
	wanted := n >= 0 && s.layout.nodes[n].wanted
	kind := isString
	switch c := data[i]; c {
	case '"':
		if end, err = s.text(i); err != nil {
			return end, err
		}
		if wanted {
			err = s.record(n, isString, i+1, end-1)
		}
		return end, err
	case '{':
		if n < 0 {
			return s.skip(i, depth)
		}
		if s.layout.nodes[n].deeper {
			end, err = s.object(i, n, depth+1)
		} else {
			end, err = s.skip(i, depth)
		}
		if err == nil && wanted {
			err = s.record(n, isObject, i, end)
		}
		return end, err
	case '[':
		if n < 0 {
			return s.skip(i, depth)
		}
		return s.list(i, n, depth+1)
	case 't':
		kind, end = isTrue, i+4
		if end > len(data) || string(data[i:end]) != "true" {
			return i, broken(i, "a value is wanted")
		}
	case 'f':
		kind, end = isFalse, i+5
		if end > len(data) || string(data[i:end]) != "false" {
			return i, broken(i, "a value is wanted")
		}
	case 'n':
		kind, end = isNull, i+4
		if end > len(data) || string(data[i:end]) != "null" {
			return i, broken(i, "a value is wanted")
		}
	default:
		if c != '-' && (c < '0' || c > '9') {
			return i, broken(i, "a value is wanted")
		}
		kind, end = isNumber, i+1
		for end < len(data) && numeric(data[end]) {
			end++
		}
	}
	if wanted {
		err = s.record(n, kind, i, end)
	}
	return end, err
}

func numeric(c byte) bool {
	return '0' <= c && c <= '9' || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-'
}

func (s *scanner) list(i int, n int32, depth int) (int, error) {
	if depth > MaxEventDepth {
		return i, broken(i, fmt.Sprintf("nested deeper than %d levels", MaxEventDepth))
	}
	data := s.data
	start := i
	i = s.space(i + 1)
	if i < len(data) && data[i] == ']' {
		if s.layout.nodes[n].wanted {
			return i + 1, s.record(n, isEmpty, start, i+1)
		}
		return i + 1, nil
	}
	for {
		var err error
		if i, err = s.value(i, n, depth); err != nil {
			return i, err
		}
		if i = s.space(i); i >= len(data) {
			return i, broken(i, "it ends in the middle")
		}
		switch data[i] {
		case ',':
			i = s.space(i + 1)
		case ']':
			return i + 1, nil
		default:
			return i, broken(i, "a comma or the end of the list is wanted")
		}
	}
}

// skip passes over an object or list; its brackets must balance.
func (s *scanner) skip(i, depth int) (int, error) {
	data := s.data
	var open [MaxEventDepth + 1]byte
	level := 0
	for i < len(data) {
		switch c := data[i]; c {
		case '"':
			n := bytes.IndexByte(data[i+1:], '"')
			if n >= 0 && data[i+n] != '\\' {
				i += n + 2
				continue
			}
			end, err := s.text(i)
			if err != nil {
				return i, err
			}
			i = end
			continue
		case '{', '[':
			if level++; depth+level > MaxEventDepth {
				return i, broken(i, fmt.Sprintf("nested deeper than %d levels", MaxEventDepth))
			}
			open[level] = c + 2 // the closing bracket of both kinds
		case '}', ']':
			if open[level] != c {
				return i, broken(i, "the brackets do not balance")
			}
			if level--; level == 0 {
				return i + 1, nil
			}
		}
		i++
	}
	return i, broken(i, "it ends in the middle")
}

// everything records every text, number and boolean of the event for node n, whatever
// its key: what keywords are searched in. The event was read before.
func (s *scanner) everything(n int32) error {
	data := s.data
	key := false // the next string is a key
	var objects [MaxEventDepth + 2]bool
	level := 0
	for i := 0; i < len(data); {
		switch c := data[i]; {
		case c == '{' || c == '[':
			if level++; level > MaxEventDepth {
				return broken(i, fmt.Sprintf("nested deeper than %d levels", MaxEventDepth))
			}
			objects[level] = c == '{'
			key = c == '{'
			i++
		case c == '}' || c == ']':
			level = max(0, level-1)
			i++
		case c == ',':
			key = objects[level]
			i++
		case c == '"':
			end, err := s.text(i)
			if err != nil {
				return err
			}
			if !key {
				if err := s.record(n, isString, i+1, end-1); err != nil {
					return err
				}
			}
			key = false
			i = end
		case c == 't' || c == 'f':
			kind, end := isTrue, i+4
			if c == 'f' {
				kind, end = isFalse, i+5
			}
			if end > len(data) {
				return broken(i, "it ends in the middle")
			}
			if err := s.record(n, kind, i, end); err != nil {
				return err
			}
			i = end
		case c == 'n':
			i += 4
		case c == '-' || '0' <= c && c <= '9':
			end := i + 1
			for end < len(data) && numeric(data[end]) {
				end++
			}
			if err := s.record(n, isNumber, i, end); err != nil {
				return err
			}
			i = end
		default:
			i++
		}
	}
	return nil
}

// plain appends the text of a value as it is.
func (s *scanner) plain(dst []byte, f *found) []byte {
	src := s.data[f.start:f.end]
	switch f.kind {
	case isString:
		return appendUnescaped(dst, src)
	case isNumber:
		return append(dst, numberForm(src)...)
	}
	return appendValid(dst, src)
}

// folded appends the folded text of a value.
func (s *scanner) folded(dst []byte, f *found) []byte {
	src := s.data[f.start:f.end]
	switch f.kind {
	case isNumber:
		return appendFold(dst, numberForm(src))
	case isString:
	default:
		return appendFold(dst, src)
	}
	at := len(dst)
	dst = slices.Grow(dst, len(src))[:at+len(src)]
	o, i := at, 0
	for i < len(src) {
		// Eight at a time, up to what needs to be looked at.
		for i+8 <= len(src) {
			x := binary.LittleEndian.Uint64(src[i:])
			if x&highBits != 0 || hasByte(x, '\\') {
				break
			}
			binary.LittleEndian.PutUint64(dst[o:], foldWord(x))
			o += 8
			i += 8
		}
		if i == len(src) {
			break
		}
		if last := len(src) - 8; i > last && last >= 0 && o-at == i {
			// Nothing was shortened so far: the last eight bytes may be folded over some that
			// were folded before.
			if x := binary.LittleEndian.Uint64(src[last:]); x&highBits == 0 && !hasByte(x, '\\') {
				binary.LittleEndian.PutUint64(dst[at+last:], foldWord(x))
				return dst
			}
		}
		c := src[i]
		if f := quickFold[c]; f != 0 {
			dst[o] = f
			o++
			i++
			continue
		}
		if c == '\\' && i+1 < len(src) {
			switch e := src[i+1]; e {
			case '\\', '"', '/':
				dst[o] = e
				o++
				i += 2
				continue
			case 'n':
				dst[o] = '\n'
				o++
				i += 2
				continue
			case 'r':
				dst[o] = '\r'
				o++
				i += 2
				continue
			case 't':
				dst[o] = '\t'
				o++
				i += 2
				continue
			}
		}
		return foldUnescaped(dst[:o], src[i:])
	}
	return dst[:o]
}

// quickFold is asciiFold without what needs care: zero for those.
var quickFold = func() (t [256]byte) {
	for i := 1; i < utf8.RuneSelf; i++ {
		if i != '\\' {
			t[i] = asciiFold[i]
		}
	}
	return t
}()

func numberForm(b []byte) []byte {
	for _, c := range b {
		if c == '.' || c == 'e' || c == 'E' {
			return []byte(numberText(string(b)))
		}
	}
	if string(b) == "-0" {
		return b[1:]
	}
	return b
}

func appendValid(dst, src []byte) []byte {
	if utf8.Valid(src) {
		return append(dst, src...)
	}
	for _, r := range string(src) {
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// nextRune reads one character of a JSON text from src, which is not empty, and how
// many bytes it takes.
func nextRune(src []byte) (rune, int) {
	if src[0] != '\\' {
		return utf8.DecodeRune(src)
	}
	if len(src) < 2 {
		return '\\', 1
	}
	switch c := src[1]; c {
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'u':
		r, ok := hex4(src[2:])
		if !ok {
			return utf8.RuneError, 2
		}
		if utf16.IsSurrogate(r) {
			if len(src) >= 12 && src[6] == '\\' && src[7] == 'u' {
				if low, ok := hex4(src[8:]); ok {
					if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
						return pair, 12
					}
				}
			}
			return utf8.RuneError, 6
		}
		return r, 6
	default:
		if c < utf8.RuneSelf {
			return rune(c), 2
		}
		return utf8.RuneError, 1
	}
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

func appendUnescaped(dst, src []byte) []byte {
	for len(src) > 0 {
		if c := src[0]; c != '\\' && c < utf8.RuneSelf {
			dst = append(dst, c)
			src = src[1:]
			continue
		}
		r, n := nextRune(src)
		dst = utf8.AppendRune(dst, r)
		src = src[n:]
	}
	return dst
}

func foldUnescaped(dst, src []byte) []byte {
	for len(src) > 0 {
		if f := quickFold[src[0]]; f != 0 {
			dst = append(dst, f)
			src = src[1:]
			continue
		}
		r, n := nextRune(src)
		dst = utf8.AppendRune(dst, foldRune(r))
		src = src[n:]
	}
	return dst
}
