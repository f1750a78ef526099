package sigma

import (
	"bytes"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// operation is what a predicate asks of a field.
type operation uint8

const (
	opPattern operation = iota // a value fits the pattern
	opRegex                    // the expression is found in a value
	opCIDR                     // a value is an address of the network
	opExists                   // the field is there, or is not
	opNull                     // the field has no value
	opCompare                  // a value is a number on this side of the given one
	opField                    // a value equals, starts with, ... a value of another field
	opTime                     // a part of a time compares with a number
)

type comparison uint8

const (
	equal comparison = iota
	less
	lessEqual
	greater
	greaterEqual
	unequal
)

var comparisons = map[string]comparison{"eq": equal, "lt": less, "lte": lessEqual, "gt": greater, "gte": greaterEqual, "neq": unequal}

func (c comparison) String() string {
	return [...]string{"eq", "lt", "lte", "gt", "gte", "neq"}[c]
}

func (c comparison) holds(a, b float64) bool {
	switch c {
	case less:
		return a < b
	case lessEqual:
		return a <= b
	case greater:
		return a > b
	case greaterEqual:
		return a >= b
	case unequal:
		return a != b
	}
	return a == b
}

// predicate is one question about one field of an event. All of it is fixed when
// the rule is read.
type predicate struct {
	field string // empty: every value of the event
	op    operation
	cased bool

	pattern pattern // opPattern; folded unless cased
	re      *regexp.Regexp
	source  string // the expression as written, with its flags
	network netip.Prefix
	want    bool // opExists
	compare comparison
	number  float64
	ref     string // opField
	refForm shape
	negated bool // opField with neq: both are there and no pair fits
	part    timePart

	id   string // key, once all of it is known
	line int
	text string // as written, for people
}

// key tells predicates apart: two of one field with equal keys ask the same question.
func (p *predicate) key() string {
	b := []byte{byte(p.op), 0}
	if p.cased {
		b[1] = 1
	}
	switch p.op {
	case opPattern:
		for _, t := range p.pattern {
			b = append(append(append(b, byte(t.kind)), t.text...), 0)
		}
	case opRegex:
		b = append(b, p.source...)
	case opCIDR:
		b = p.network.AppendTo(b)
	case opExists:
		b = strconv.AppendBool(b, p.want)
	case opCompare, opTime:
		b = strconv.AppendFloat(append(b, byte(p.part), byte(p.compare)), p.number, 'g', -1, 64)
	case opField:
		b = append(strconv.AppendBool(append(b, byte(p.refForm)), p.negated), p.ref...)
	}
	return string(b)
}

// value is one value of an event: its text, as it is and folded.
type value struct {
	plain  []byte
	folded []byte
}

// meets tells whether one value answers the question. Fields without values,
// opExists, opNull and opField are for the caller.
func (p *predicate) meets(v value, zone *time.Location) bool {
	switch p.op {
	case opPattern:
		if p.cased {
			return p.pattern.match(v.plain)
		}
		return p.pattern.match(v.folded)
	case opRegex:
		return p.re.Match(v.plain)
	case opCIDR:
		a, ok := address(v.plain)
		return ok && p.network.Contains(a)
	case opCompare:
		n, ok := number(v.plain)
		return ok && p.compare.holds(n, p.number)
	case opTime:
		t, ok := parseTime(v.plain)
		return ok && p.compare.holds(float64(p.part.of(t, zone)), p.number)
	}
	return false
}

// fits compares the values of two fields.
func (p *predicate) fits(a, b value) bool {
	x, y := a.folded, b.folded
	if p.cased {
		x, y = a.plain, b.plain
	}
	switch p.refForm {
	case shapePrefix:
		return bytes.HasPrefix(x, y)
	case shapeSuffix:
		return bytes.HasSuffix(x, y)
	case shapeContains:
		return bytes.Contains(x, y)
	}
	return bytes.Equal(x, y)
}

// address reads an IP address; one of IPv4 written in IPv6 is one of IPv4, and a
// zone is left out.
func address(b []byte) (netip.Addr, bool) {
	if len(b) == 0 || len(b) > 80 {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(string(b))
	if err != nil {
		return netip.Addr{}, false
	}
	return a.Unmap().WithZone(""), true
}

// number reads a decimal number of ordinary length.
func number(b []byte) (float64, bool) {
	if len(b) == 0 || len(b) > 64 || !(b[0] >= '0' && b[0] <= '9' || b[0] == '-' || b[0] == '+' || b[0] == '.') {
		return 0, false
	}
	for _, c := range b {
		if !(c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E') {
			return 0, false
		}
	}
	n, err := strconv.ParseFloat(string(b), 64)
	return n, err == nil
}

// numberText is the one text form of a number as JSON or YAML writes it: 4688.0
// and 4.688e3 are 4688. Whole numbers without exponent stay as they are.
func numberText(s string) string {
	if !strings.ContainsAny(s, ".eE") {
		if s == "-0" {
			return "0"
		}
		return s
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	if n == 0 {
		return "0"
	}
	form := byte('f')
	if a := max(n, -n); a < 1e-6 || a >= 1e21 {
		form = 'g'
	}
	return strconv.FormatFloat(n, form, -1, 64)
}

// describe cuts a text for messages.
func describe(s string) string {
	if len(s) <= 80 {
		return s
	}
	n := 80
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
