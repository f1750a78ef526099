// Package jsonline reads one line of JSON into the few fields that a caller
// names beforehand. In comes a line and a [Shape]; out come [Values]: the named
// fields as pieces of the line, the unnamed ones kept aside, and a
// [*SyntaxError] where the line is no JSON (RFC 8259) or deeper than [MaxDepth].
//
// The line is read once. Strings are unescaped only when asked for, and share
// the line's memory otherwise. A field name is looked up exactly first; a name
// that differs in case only is taken where the exact one does not stand, because
// log pipelines rename that way.
package jsonline

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth bounds the nesting of a line. The deepest vendor format needs twelve.
const MaxDepth = 48

// maxAside bounds the unnamed fields that are kept of one line.
const maxAside = 32

// SyntaxError says where and why a line is no JSON that can be read.
type SyntaxError struct {
	Offset int // in bytes from the start of the line
	Why    string
}

// Error names the place and the reason.
func (e *SyntaxError) Error() string {
	return "at byte " + strconv.Itoa(e.Offset) + ": " + e.Why
}

// Kind tells what a value is.
type Kind byte

// The kinds of values. Missing is a field that does not stand in the line.
const (
	Missing Kind = iota
	Null
	False
	True
	Number
	String
	Object
	Array
)

// Value is one value of a line, as it stands there.
type Value struct {
	text    string // strings without their quotes
	kind    Kind
	escaped bool
	exact   bool   // reached by names spelled exactly
	path    uint16 // which of the shape's paths led here
}

// TextValue is a string value that comes from elsewhere, such as a CSV field.
// The empty text is a missing value.
func TextValue(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{text: s, kind: String}
}

// ObjectValue is the object that a line holds, which must have been read before.
func ObjectValue(line string) Value {
	return Value{text: strings.TrimLeft(line, " \t\r\n"), kind: Object}
}

// Kind tells what the value is.
func (v Value) Kind() Kind { return v.kind }

// Given reports whether the value stands in the line and is not null.
func (v Value) Given() bool { return v.kind > Null }

// Raw is the value as it stands in the line; strings without their quotes.
func (v Value) Raw() string { return v.text }

// JSON is the value as JSON.
func (v Value) JSON() string {
	switch v.kind {
	case Missing:
		return "null"
	case String:
		return `"` + v.text + `"`
	}
	return v.text
}

// Text is the value in text form: a string unescaped, a number or truth value as
// written. Null, missing values, objects and lists are empty.
func (v Value) Text() string {
	switch v.kind {
	case String:
		if v.escaped {
			return unescape(v.text)
		}
		return v.text
	case Number, True, False:
		return v.text
	}
	return ""
}

// Int is a whole number, also where it is written as a string, in hexadecimal
// after 0x, or with a fraction of zeroes.
func (v Value) Int() (int64, bool) {
	if v.kind != Number && v.kind != String {
		return 0, false
	}
	s := v.text
	if len(s) > 0 && len(s) < 19 {
		n, i := int64(0), 0
		if s[0] == '-' && len(s) > 1 {
			i = 1
		}
		for ; i < len(s) && s[i]-'0' <= 9; i++ {
			n = n*10 + int64(s[i]-'0')
		}
		if i == len(s) {
			if s[0] == '-' {
				n = -n
			}
			return n, true
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	if len(s) > 2 && len(s) <= 18 && (s[:2] == "0x" || s[:2] == "0X") {
		n, err := strconv.ParseInt(s[2:], 16, 64)
		return n, err == nil
	}
	f, ok := v.Float()
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int64(f), true
}

// Float is a finite number, also where it is written as a string.
func (v Value) Float() (float64, bool) {
	if v.kind != Number && v.kind != String || v.text == "" || len(v.text) > 40 {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.text, 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

// Bool is a truth value, also where it is written as a string or as 0 or 1.
func (v Value) Bool() (value, ok bool) {
	switch v.kind {
	case True:
		return true, true
	case False:
		return false, true
	case String, Number:
		switch {
		case v.text == "1" || strings.EqualFold(v.text, "true") || strings.EqualFold(v.text, "yes"):
			return true, true
		case v.text == "0" || strings.EqualFold(v.text, "false") || strings.EqualFold(v.text, "no"):
			return false, true
		}
	}
	return false, false
}

// Aside is a field that the shape does not name.
type Aside struct {
	// Name is the path of names, joined by dots.
	Name string
	// JSON is its value as it stands in the line.
	JSON string
}

// Values are the named fields of a line. The zero Values is ready; it may be
// used again for the next line.
type Values struct {
	slots []Value
	// Aside are the fields that the shape does not name, at most 32 of a line.
	Aside []Aside
	// Doubled counts fields that stood in the line more than once; the last one
	// is the value.
	Doubled int
}

// At is the value of a slot.
func (v *Values) At(slot int) Value { return v.slots[slot] }

// Text is the text form of a slot; see [Value.Text].
func (v *Values) Text(slot int) string { return v.slots[slot].Text() }

// First is the text of the first of the slots that is not empty.
func (v *Values) First(slots ...int) string {
	for _, s := range slots {
		if t := v.slots[s].Text(); t != "" {
			return t
		}
	}
	return ""
}

// Int is the whole number of a slot, 0 where there is none.
func (v *Values) Int(slot int) int64 {
	n, _ := v.slots[slot].Int()
	return n
}

// Float is the number of a slot, 0 where there is none.
func (v *Values) Float(slot int) float64 {
	f, _ := v.slots[slot].Float()
	return f
}

// Set gives a slot its value; used where a row of a table stands for a line.
func (v *Values) Set(slot int, value Value) { v.slots[slot] = value }

// Reset empties the values and makes room for those of a shape.
func (v *Values) Reset(s *Shape) {
	if cap(v.slots) < s.size {
		v.slots = make([]Value, s.size)
	} else {
		v.slots = v.slots[:s.size]
		clear(v.slots)
	}
	clear(v.Aside)
	v.Aside, v.Doubled = v.Aside[:0], 0
}

// Field names one field of a shape.
type Field struct {
	// Path is the field's name, with dots between the names of nested objects.
	// "*" as the last name takes everything below as known and keeps nothing of it.
	Path string
	// Slot is where its value goes; several paths may share a slot.
	Slot int
}

// At names a field; it is [Field] in short.
func At(path string, slot int) Field { return Field{Path: path, Slot: slot} }

// Shape says which fields of a line are wanted. It is immutable and safe for
// concurrent use.
type Shape struct {
	root  *node
	size  int
	paths uint16
}

type node struct {
	path    string
	names   []name
	buckets [64]int16 // index into names + 1
	open    bool      // every name below is known
}

type name struct {
	text  string
	slot  int // -1: none
	child *node
	next  int16  // in the bucket
	path  uint16 // its number in the shape, from 1
}

// NewShape builds a shape. Slots run from 0 to the greatest slot named.
func NewShape(fields ...Field) *Shape {
	s := &Shape{root: &node{}}
	for _, f := range fields {
		s.size = max(s.size, f.Slot+1)
		n := s.root
		rest := f.Path
		for {
			part, tail, more := cut(rest)
			if part == "*" {
				n.open = true
				break
			}
			at := n.add(part, s)
			if !more {
				n.names[at].slot = f.Slot
				break
			}
			if n.names[at].child == nil {
				n.names[at].child = &node{path: join(n.path, part)}
			}
			n, rest = n.names[at].child, tail
		}
	}
	return s
}

// Known adds names whose values are passed over, so that they are not kept
// aside: what a source always sends and nobody reads.
func (s *Shape) Known(paths ...string) *Shape {
	for _, p := range paths {
		n := s.root
		for {
			part, tail, more := cut(p)
			if part == "*" {
				n.open = true
				break
			}
			at := n.add(part, s)
			if !more {
				break
			}
			if n.names[at].child == nil {
				n.names[at].child = &node{path: join(n.path, part)}
			}
			n, p = n.names[at].child, tail
		}
	}
	return s
}

// Knows reports whether the shape names a path, in any case; "*" is no name.
func (s *Shape) Knows(path string) bool {
	n := s.root
	for n != nil {
		part, tail, more := cut(path)
		e, _ := n.find(part)
		if e == nil {
			return false
		}
		if !more {
			return true
		}
		n, path = e.child, tail
	}
	return false
}

// cut splits a path at its first dot. A dot that belongs to a name is written
// as two.
func cut(path string) (first, rest string, more bool) {
	for i := 0; i < len(path); i++ {
		if path[i] != '.' {
			continue
		}
		if i+1 < len(path) && path[i+1] == '.' {
			i++
			continue
		}
		return strings.ReplaceAll(path[:i], "..", "."), path[i+1:], true
	}
	return strings.ReplaceAll(path, "..", "."), "", false
}

func join(path, part string) string {
	if path == "" {
		return part
	}
	return path + "." + part
}

func (n *node) add(text string, s *Shape) int {
	b := bucket(text)
	for i := n.buckets[b]; i != 0; i = n.names[i-1].next {
		if n.names[i-1].text == text {
			return int(i) - 1
		}
	}
	s.paths++
	n.names = append(n.names, name{text: text, slot: -1, next: n.buckets[b], path: s.paths})
	n.buckets[b] = int16(len(n.names))
	return len(n.names) - 1
}

func bucket(s string) int {
	if s == "" {
		return 0
	}
	return (len(s) + int(s[0]|0x20)*3 + int(s[len(s)-1]|0x20)*5 + int(s[len(s)/2]|0x20)*7) & 63
}

// find returns the name's entry and whether it is spelled exactly.
func (n *node) find(key string) (*name, bool) {
	var folded *name
	for i := n.buckets[bucket(key)]; i != 0; {
		e := &n.names[i-1]
		if len(e.text) == len(key) {
			if e.text == key {
				return e, true
			}
			if folded == nil && strings.EqualFold(e.text, key) {
				folded = e
			}
		}
		i = e.next
	}
	return folded, false
}

// Read reads a line, which must hold one JSON object and nothing else, into the
// values. They are reset first and share the line's memory.
func (s *Shape) Read(line string, into *Values) error {
	into.Reset(s)
	r := reader{s: line, into: into}
	r.space()
	if r.p >= len(line) || line[r.p] != '{' {
		return r.fail("an object was expected")
	}
	if err := r.object(s.root, true, 0); err != nil {
		return err
	}
	r.space()
	if r.p < len(line) {
		return r.fail("more follows after the object")
	}
	return nil
}

// ReadValue reads a value that is an object; any other value leaves all fields
// missing.
func (s *Shape) ReadValue(v Value, into *Values) {
	into.Reset(s)
	if v.kind == Object {
		r := reader{s: v.text, into: into}
		if r.object(s.root, true, 0) != nil {
			into.Reset(s) // cannot be: the text was read once
		}
	}
}

type reader struct {
	s    string
	p    int
	into *Values
}

func (r *reader) fail(why string) error { return &SyntaxError{Offset: r.p, Why: why} }

func (r *reader) space() {
	if r.p < len(r.s) && r.s[r.p] > ' ' {
		return // as nearly always: logs are written without space
	}
	r.skip()
}

func (r *reader) skip() {
	s, p := r.s, r.p
	for p < len(s) && s[p] <= ' ' && (s[p] == ' ' || s[p] == '\t' || s[p] == '\n' || s[p] == '\r') {
		p++
	}
	r.p = p
}

// plain has the bytes that stand for themselves inside a string.
var plain = func() (t [256]bool) {
	for i := 0x20; i < 256; i++ {
		t[i] = i != '"' && i != '\\'
	}
	return t
}()

// text reads a string from its opening quote and returns what is between the
// quotes.
func (r *reader) text() (string, bool, error) {
	s, p := r.s, r.p+1
	start, escaped := p, false
	for {
		for p+4 <= len(s) && plain[s[p]] && plain[s[p+1]] && plain[s[p+2]] && plain[s[p+3]] {
			p += 4
		}
		for p < len(s) && plain[s[p]] {
			p++
		}
		if p >= len(s) {
			r.p = len(s)
			return "", false, r.fail("the line ends inside a string")
		}
		switch s[p] {
		case '"':
			r.p = p + 1
			return s[start:p], escaped, nil
		case '\\':
			escaped = true
			if p+1 >= len(s) {
				r.p = len(s)
				return "", false, r.fail("the line ends inside a string")
			}
			switch s[p+1] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
				p += 2
			case 'u':
				if p+6 > len(s) || !hex4(s[p+2:p+6]) {
					r.p = p
					return "", false, r.fail(`four hexadecimal digits were expected after \u`)
				}
				p += 6
			default:
				r.p = p
				return "", false, r.fail("an unknown escape in a string")
			}
		default:
			r.p = p
			return "", false, r.fail("a control character in a string")
		}
	}
}

func hex4(s string) bool {
	for i := 0; i < 4; i++ {
		c := s[i]
		if c-'0' > 9 && (c|0x20)-'a' > 5 {
			return false
		}
	}
	return true
}

// object reads an object from its opening brace. A nil node wants nothing of it.
func (r *reader) object(n *node, exact bool, depth int) error {
	if depth >= MaxDepth {
		return r.fail("nested deeper than " + strconv.Itoa(MaxDepth) + " levels")
	}
	r.p++
	r.space()
	if r.p < len(r.s) && r.s[r.p] == '}' {
		r.p++
		return nil
	}
	for {
		if r.p >= len(r.s) {
			return r.fail("the line ends inside an object")
		}
		if r.s[r.p] != '"' {
			return r.fail("a name was expected")
		}
		key, escaped, err := r.text()
		if err != nil {
			return err
		}
		r.space()
		if r.p >= len(r.s) || r.s[r.p] != ':' {
			return r.fail("a colon was expected")
		}
		r.p++
		r.space()
		if n == nil {
			if _, err := r.value(depth); err != nil {
				return err
			}
		} else if err := r.member(n, key, escaped, exact, depth); err != nil {
			return err
		}
		r.space()
		if r.p >= len(r.s) {
			return r.fail("the line ends inside an object")
		}
		switch r.s[r.p] {
		case ',':
			r.p++
			r.space()
		case '}':
			r.p++
			return nil
		default:
			return r.fail("a comma or the end of the object was expected")
		}
	}
}

func (r *reader) member(n *node, key string, escaped, exact bool, depth int) error {
	if escaped {
		key = unescape(key)
	}
	e, same := n.find(key)
	exact = exact && same
	if e == nil {
		start := r.p
		if _, err := r.value(depth); err != nil {
			return err
		}
		if !n.open && len(r.into.Aside) < maxAside {
			r.into.Aside = append(r.into.Aside, Aside{Name: join(n.path, key), JSON: r.s[start:r.p]})
		}
		return nil
	}
	start := r.p
	if e.child != nil && r.p < len(r.s) && r.s[r.p] == '{' {
		if err := r.object(e.child, exact, depth+1); err != nil {
			return err
		}
		// A member that shares the slot says more than the object around it.
		if e.slot >= 0 && r.into.slots[e.slot].kind <= Null {
			r.set(e, Value{text: r.s[start:r.p], kind: Object}, exact)
		}
		return nil
	}
	v, err := r.value(depth)
	if err != nil {
		return err
	}
	if e.slot >= 0 {
		r.set(e, v, exact)
	}
	return nil
}

func (r *reader) set(e *name, v Value, exact bool) {
	old := &r.into.slots[e.slot]
	v.path = e.path
	if old.kind != Missing {
		if old.path == v.path {
			r.into.Doubled++
		}
		if old.kind != Null && (v.kind == Null || old.exact && !exact) {
			return
		}
	}
	v.exact = exact
	*old = v
}

// value reads any value.
func (r *reader) value(depth int) (Value, error) {
	if r.p >= len(r.s) {
		return Value{}, r.fail("the line ends where a value was expected")
	}
	start := r.p
	switch c := r.s[r.p]; c {
	case '"':
		text, escaped, err := r.text()
		return Value{text: text, kind: String, escaped: escaped}, err
	case '{':
		if err := r.object(nil, true, depth+1); err != nil {
			return Value{}, err
		}
		return Value{text: r.s[start:r.p], kind: Object}, nil
	case '[':
		if err := r.array(depth + 1); err != nil {
			return Value{}, err
		}
		return Value{text: r.s[start:r.p], kind: Array}, nil
	case 't':
		return r.word("true", True)
	case 'f':
		return r.word("false", False)
	case 'n':
		return r.word("null", Null)
	default:
		if c == '-' || c-'0' <= 9 {
			return r.number()
		}
	}
	return Value{}, r.fail("a value was expected")
}

func (r *reader) word(w string, k Kind) (Value, error) {
	if !strings.HasPrefix(r.s[r.p:], w) {
		return Value{}, r.fail("a value was expected")
	}
	r.p += len(w)
	return Value{text: w, kind: k}, nil
}

func (r *reader) number() (Value, error) {
	s, p := r.s, r.p
	start := p
	if s[p] == '-' {
		p++
	}
	digits := func() bool {
		from := p
		for p < len(s) && s[p]-'0' <= 9 {
			p++
		}
		return p > from
	}
	first := p
	if !digits() {
		return Value{}, r.fail("a number was expected")
	}
	if s[first] == '0' && p > first+1 {
		return Value{}, r.fail("a number with a leading zero")
	}
	if p < len(s) && s[p] == '.' {
		p++
		if !digits() {
			return Value{}, r.fail("digits were expected after the point")
		}
	}
	if p < len(s) && s[p]|0x20 == 'e' {
		p++
		if p < len(s) && (s[p] == '+' || s[p] == '-') {
			p++
		}
		if !digits() {
			return Value{}, r.fail("digits were expected in the exponent")
		}
	}
	r.p = p
	return Value{text: s[start:p], kind: Number}, nil
}

func (r *reader) array(depth int) error {
	if depth >= MaxDepth {
		return r.fail("nested deeper than " + strconv.Itoa(MaxDepth) + " levels")
	}
	r.p++
	r.space()
	if r.p < len(r.s) && r.s[r.p] == ']' {
		r.p++
		return nil
	}
	for {
		if _, err := r.value(depth); err != nil {
			return err
		}
		r.space()
		if r.p >= len(r.s) {
			return r.fail("the line ends inside a list")
		}
		switch r.s[r.p] {
		case ',':
			r.p++
			r.space()
		case ']':
			r.p++
			return nil
		default:
			return r.fail("a comma or the end of the list was expected")
		}
	}
}

// Elements steps through a list. A value that is no list has none, except that a
// single object or string counts as a list of one: exports differ in that.
func (v Value) Elements() Elements {
	if v.kind == Array {
		return Elements{r: reader{s: v.text, p: 1}}
	}
	return Elements{one: v, single: v.Given()}
}

// Elements is a position in a list: call Next, then read Value.
type Elements struct {
	r      reader
	one    Value
	single bool
}

// Next goes to the next element and reports whether there is one.
func (e *Elements) Next() bool {
	if e.r.s == "" {
		had := e.single
		e.single = false
		return had
	}
	e.r.space()
	if e.r.p < len(e.r.s) && e.r.s[e.r.p] == ',' {
		e.r.p++
		e.r.space()
	}
	if e.r.p >= len(e.r.s) || e.r.s[e.r.p] == ']' {
		return false
	}
	v, err := e.r.value(0)
	if err != nil {
		return false
	}
	e.one = v
	return true
}

// Value is the element that Next went to.
func (e *Elements) Value() Value { return e.one }

// Members steps through the members of an object; any other value has none.
func (v Value) Members() Members {
	if v.kind == Object {
		return Members{r: reader{s: v.text, p: 1}}
	}
	return Members{}
}

// Members is a position in an object: call Next, then read Name and Value.
type Members struct {
	r     reader
	name  string
	value Value
}

// Next goes to the next member and reports whether there is one.
func (m *Members) Next() bool {
	m.r.space()
	if m.r.p < len(m.r.s) && m.r.s[m.r.p] == ',' {
		m.r.p++
		m.r.space()
	}
	if m.r.p >= len(m.r.s) || m.r.s[m.r.p] != '"' {
		return false
	}
	key, escaped, err := m.r.text()
	if err != nil {
		return false
	}
	if escaped {
		key = unescape(key)
	}
	m.r.space()
	m.r.p++ // the colon
	m.r.space()
	v, err := m.r.value(0)
	if err != nil {
		return false
	}
	m.name, m.value = key, v
	return true
}

// Name is the name of the member that Next went to.
func (m *Members) Name() string { return m.name }

// Value is the value of the member that Next went to.
func (m *Members) Value() Value { return m.value }

func unescape(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			j := strings.IndexByte(s[i:], '\\')
			if j < 0 {
				j = len(s) - i
			}
			b.WriteString(s[i : i+j])
			i += j
			continue
		}
		if i+1 >= len(s) {
			break
		}
		c := s[i+1]
		i += 2
		switch c {
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case 'u':
			if i+4 > len(s) {
				return b.String()
			}
			r := rune(hexValue(s[i : i+4]))
			i += 4
			if utf16.IsSurrogate(r) {
				low := rune(utf8.RuneError)
				if i+6 <= len(s) && s[i] == '\\' && s[i+1] == 'u' {
					low = rune(hexValue(s[i+2 : i+6]))
				}
				if full := utf16.DecodeRune(r, low); full != utf8.RuneError {
					r, i = full, i+6
				} else {
					r = utf8.RuneError
				}
			}
			b.WriteRune(r)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func hexValue(s string) uint16 {
	n, _ := strconv.ParseUint(s, 16, 16)
	return uint16(n)
}

// Names is a list of the names on the first level of a line.
type Names struct {
	names [64]string
	n     int
}

// Has reports whether the name stands there, in any case.
func (n *Names) Has(name string) bool {
	for _, have := range n.names[:n.n] {
		if len(have) == len(name) && strings.EqualFold(have, name) {
			return true
		}
	}
	return false
}

// HasExactly reports whether the name stands there as it is spelled.
func (n *Names) HasExactly(name string) bool {
	for _, have := range n.names[:n.n] {
		if have == name {
			return true
		}
	}
	return false
}

// Len counts the names, at most 64.
func (n *Names) Len() int { return n.n }

// Each calls f with every name, in their order.
func (n *Names) Each(f func(name string)) {
	for _, have := range n.names[:n.n] {
		f(have)
	}
}

// TopNames lists the names on the first level of a line, as far as it can be
// read and at most 64 of them.
func TopNames(line []byte) Names {
	var out Names
	r := reader{s: string(line)}
	r.space()
	if r.p >= len(r.s) || r.s[r.p] != '{' {
		return out
	}
	for m := (Members{r: reader{s: r.s, p: r.p + 1}}); out.n < len(out.names) && m.Next(); {
		out.names[out.n] = m.name
		out.n++
	}
	return out
}

// Near is the JSON pointer of the member before or around an offset on the first
// level of a line, empty where there is none: the place to look at when a line
// cannot be read.
func Near(line string, offset int) string {
	r := reader{s: line}
	r.space()
	last := ""
	m := Members{r: reader{s: line, p: r.p + 1}}
	for {
		before := m.r.p
		next := memberName(line, before)
		if next == "" || before > offset {
			return last
		}
		last = "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(next)
		if !m.Next() {
			return last
		}
	}
}

func memberName(line string, p int) string {
	r := reader{s: line, p: p}
	r.space()
	if r.p < len(line) && line[r.p] == ',' {
		r.p++
		r.space()
	}
	if r.p >= len(line) || line[r.p] != '"' {
		return ""
	}
	key, _, err := r.text()
	if err != nil {
		return ""
	}
	return key
}
