package watchlist

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of any XML list. The largest lists have depths below 12 and texts below
// 30 kB.
const (
	xmlDepth    = 64
	xmlToken    = 4 << 20
	xmlTextSize = 1 << 20
)

// xmlReader walks through an XML document by recursive descent: children calls a
// function for each child element, and text reads a leaf. It knows what lists use
// (UTF-8, elements, attributes, CDATA, comments, the five entities and character
// references) and refuses the rest: a document type or an entity of its own has no
// place in a list. It holds one tag or text at a time.
//
// encoding/xml takes ten times as long for the 120 MB of the OFAC list.
type xmlReader struct {
	in    io.Reader
	place string
	buf   []byte
	pos   int // next byte to read
	end   int
	eof   bool
	line  int

	// name and attrs are of the element last entered; both are valid until the next
	// call that reads.
	name  []byte
	attrs []byte
	empty bool // the element last entered was <name/>

	open   []byte // names of the open elements, one after the other
	starts []int  // where each begins in open
	value  []byte // scratch of text
	attrv  []byte // scratch of attr
}

func newXMLReader(place string, in io.Reader) *xmlReader {
	return &xmlReader{in: in, place: place, buf: make([]byte, 256<<10), line: 1}
}

func (x *xmlReader) fail(format string, args ...any) error {
	return refuse(fmt.Sprintf("%s:%d", x.place, x.line), fmt.Sprintf(format, args...), "")
}

// fill reads more input; it returns io.EOF at the end of it.
func (x *xmlReader) fill() error {
	if x.eof {
		return io.EOF
	}
	if x.pos > 0 {
		x.end = copy(x.buf, x.buf[x.pos:x.end])
		x.pos = 0
	}
	if x.end == len(x.buf) {
		if len(x.buf) >= xmlToken {
			return x.fail("a tag or text of more than %d bytes", xmlToken)
		}
		x.buf = append(x.buf, make([]byte, len(x.buf))...)
	}
	for tries := 0; ; tries++ {
		n, err := x.in.Read(x.buf[x.end:])
		x.end += n
		if err == io.EOF {
			x.eof = true
			if n == 0 {
				return io.EOF
			}
			return nil
		}
		if err != nil {
			return err
		}
		if n > 0 {
			return nil
		}
		if tries > 100 {
			return io.ErrNoProgress
		}
	}
}

// until returns the input up to and without the mark, and consumes both. The
// result is valid until the next read.
func (x *xmlReader) until(mark string) ([]byte, error) {
	from := 0
	for {
		w := x.buf[x.pos:x.end]
		var i int
		if len(mark) == 1 {
			i = bytes.IndexByte(w[from:], mark[0])
		} else {
			i = bytes.Index(w[from:], []byte(mark))
		}
		if i >= 0 {
			i += from
			out := w[:i]
			x.line += bytes.Count(out, newline)
			x.pos += i + len(mark)
			return out, nil
		}
		from = max(0, len(w)-len(mark)+1)
		if err := x.fill(); err != nil {
			if err == io.EOF {
				x.line += bytes.Count(w, newline)
				return nil, io.ErrUnexpectedEOF
			}
			return nil, err
		}
	}
}

var newline = []byte{'\n'}

type xmlKind int

const (
	xmlStart xmlKind = iota
	xmlEnd
	xmlDone
)

// tag reads up to the next start or end tag. Where text is wanted, the text before
// it is appended to x.value.
func (x *xmlReader) tag(text bool) (xmlKind, error) {
	for {
		t, err := x.until("<")
		if err == io.ErrUnexpectedEOF {
			if len(x.starts) > 0 {
				return 0, x.fail("the file ends inside <%s>: it is incomplete", x.top())
			}
			if rest := x.buf[x.pos:x.end]; len(bytes.TrimSpace(rest)) > 0 {
				return 0, x.fail("text after the end of the document")
			}
			return xmlDone, nil
		}
		if err != nil {
			return 0, err
		}
		if len(t) > 0 {
			switch {
			case text:
				if err := x.unescape(t); err != nil {
					return 0, err
				}
			case !blank(t):
				return 0, x.fail("text %q where an element is expected", clipped(t))
			}
		}
		for x.end-x.pos < 9 && !x.eof { // the longest mark is ![CDATA[
			if err := x.fill(); err != nil && err != io.EOF {
				return 0, err
			}
		}
		w := x.buf[x.pos:x.end]
		switch {
		case len(w) == 0:
			return 0, x.fail("the file ends inside a tag: it is incomplete")
		case w[0] == '/':
			x.pos++
			n, err := x.until(">")
			if err != nil {
				return 0, x.cut(err)
			}
			n = bytes.TrimRight(n, " \t\r\n")
			if len(x.starts) == 0 || !bytes.Equal(n, x.top()) {
				return 0, x.fail("</%s> does not close <%s>", clipped(n), x.top())
			}
			x.pop()
			return xmlEnd, nil
		case w[0] == '?':
			n, err := x.until("?>")
			if err != nil {
				return 0, x.cut(err)
			}
			if bytes.HasPrefix(n, []byte("?xml")) {
				if i := bytes.Index(n, []byte("encoding=")); i >= 0 && len(n) > i+10 {
					enc, _, _ := bytes.Cut(n[i+10:], n[i+9:i+10])
					s, _ := x.in.(*source)
					decoded := s != nil && s.utf16 && strings.EqualFold(string(enc), "utf-16")
					if e := strings.ToLower(string(enc)); !decoded && e != "utf-8" && e != "utf8" && e != "us-ascii" && e != "ascii" {
						return 0, refuse(x.place, fmt.Sprintf("encoding %q", clipped(enc)), "save the file as UTF-8")
					}
				}
			}
		case bytes.HasPrefix(w, []byte("!--")):
			x.pos += 3
			if _, err := x.until("-->"); err != nil {
				return 0, x.cut(err)
			}
		case bytes.HasPrefix(w, []byte("![CDATA[")):
			x.pos += 8
			t, err := x.until("]]>")
			if err != nil {
				return 0, x.cut(err)
			}
			if text {
				if err := x.keep(t); err != nil {
					return 0, err
				}
			} else if !blank(t) {
				return 0, x.fail("text %q where an element is expected", clipped(t))
			}
		case w[0] == '!':
			return 0, x.fail("a document type declaration: lists have none")
		default:
			return xmlStart, x.start()
		}
	}
}

func (x *xmlReader) cut(err error) error {
	if err == io.ErrUnexpectedEOF {
		return x.fail("the file ends inside a tag: it is incomplete")
	}
	return err
}

// start reads a start tag from behind its '<'.
func (x *xmlReader) start() error {
	from := 0
	quote := byte(0)
	for {
		w := x.buf[x.pos:x.end]
		i := from
		for ; i < len(w); i++ {
			c := w[i]
			if quote != 0 {
				if c == quote {
					quote = 0
				}
				continue
			}
			if c == '"' || c == '\'' {
				quote = c
			} else if c == '>' {
				break
			} else if c == '<' {
				return x.fail("a '<' inside a tag")
			}
		}
		if i < len(w) {
			t := w[:i]
			x.line += bytes.Count(t, newline)
			x.pos += i + 1
			x.empty = false
			if n := len(t); n > 0 && t[n-1] == '/' {
				x.empty = true
				t = t[:n-1]
			}
			n := 0
			for n < len(t) && t[n] != ' ' && t[n] != '\n' && t[n] != '\t' && t[n] != '\r' {
				n++
			}
			if n == 0 {
				return x.fail("a tag without a name")
			}
			x.name, x.attrs = t[:n], t[n:]
			if len(x.starts) >= xmlDepth {
				return x.fail("elements nested more than %d deep", xmlDepth)
			}
			if !x.empty {
				x.starts = append(x.starts, len(x.open))
				x.open = append(x.open, x.name...)
			}
			return nil
		}
		from = i
		if err := x.fill(); err != nil {
			if err == io.EOF {
				return x.fail("the file ends inside a tag: it is incomplete")
			}
			return err
		}
	}
}

func (x *xmlReader) top() []byte {
	if len(x.starts) == 0 {
		return nil
	}
	return x.open[x.starts[len(x.starts)-1]:]
}

func (x *xmlReader) pop() {
	x.open = x.open[:x.starts[len(x.starts)-1]]
	x.starts = x.starts[:len(x.starts)-1]
}

// local is a name without its namespace prefix.
func local(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// root enters the document element and gives its name.
func (x *xmlReader) root() (string, error) {
	if x.end == 0 {
		if err := x.fill(); err != nil && err != io.EOF {
			return "", err
		}
	}
	if bytes.HasPrefix(x.buf[x.pos:x.end], []byte("\xEF\xBB\xBF")) {
		x.pos += 3
	}
	k, err := x.tag(false)
	if err != nil {
		return "", err
	}
	if k != xmlStart {
		return "", x.fail("no element in the file")
	}
	return string(local(x.name)), nil
}

// children calls f for every child of the element last entered, with the child's
// local name. f must read the child whole, with children, text or skip.
func (x *xmlReader) children(f func(name []byte) error) error {
	if x.empty {
		x.empty = false
		return nil
	}
	for {
		k, err := x.tag(false)
		if err != nil {
			return err
		}
		if k == xmlEnd {
			return nil
		}
		if k == xmlDone {
			return x.fail("the file ends too early: it is incomplete")
		}
		if err := f(local(x.name)); err != nil {
			return err
		}
	}
}

// skip passes over the element last entered.
func (x *xmlReader) skip() error {
	if x.empty {
		x.empty = false
		return nil
	}
	depth := len(x.starts)
	for len(x.starts) >= depth {
		x.value = x.value[:0]
		if _, err := x.tag(true); err != nil {
			return err
		}
		x.empty = false
	}
	return nil
}

// text reads the text of a leaf element, trimmed; child elements are passed over.
// The result is valid until the next read.
func (x *xmlReader) text() ([]byte, error) {
	x.value = x.value[:0]
	if x.empty {
		x.empty = false
		return nil, nil
	}
	k, err := x.tag(true)
	if err != nil {
		return nil, err
	}
	if k == xmlEnd {
		return bytes.TrimSpace(x.value), nil
	}
	own := bytes.Clone(x.value)
	if err := x.skip(); err != nil {
		return nil, err
	}
	rest, err := x.mixed(func([]byte) error { return x.skip() })
	return bytes.TrimSpace(append(own, rest...)), err
}

// mixed calls f for every child of the element last entered, and gives the
// element's own text.
func (x *xmlReader) mixed(f func(name []byte) error) ([]byte, error) {
	if x.empty {
		x.empty = false
		return nil, nil
	}
	var own []byte
	for {
		x.value = x.value[:0]
		k, err := x.tag(true)
		if err != nil {
			return nil, err
		}
		if own = append(own, x.value...); len(own) > xmlTextSize {
			return nil, x.fail("a text of more than %d bytes", xmlTextSize)
		}
		if k == xmlEnd {
			return bytes.TrimSpace(own), nil
		}
		if err := f(local(x.name)); err != nil {
			return nil, err
		}
	}
}

// finish checks that nothing but blanks and comments follows the document element.
func (x *xmlReader) finish() error {
	k, err := x.tag(false)
	if err != nil {
		return err
	}
	if k != xmlDone {
		return x.fail("a second document element <%s>", clipped(x.name))
	}
	return nil
}

// keep appends plain text to x.value.
func (x *xmlReader) keep(t []byte) error {
	if len(x.value)+len(t) > xmlTextSize {
		return x.fail("a text of more than %d bytes", xmlTextSize)
	}
	if !utf8.Valid(t) {
		return refuse(fmt.Sprintf("%s:%d", x.place, x.line), "text that is not UTF-8", "save the file as UTF-8")
	}
	x.value = append(x.value, t...)
	return nil
}

// unescape appends text with its entities resolved to x.value.
func (x *xmlReader) unescape(t []byte) error {
	for {
		i := bytes.IndexByte(t, '&')
		if i < 0 {
			return x.keep(t)
		}
		if err := x.keep(t[:i]); err != nil {
			return err
		}
		t = t[i+1:]
		j := bytes.IndexByte(t, ';')
		if j < 0 || j > 32 {
			return x.fail("a bare '&'")
		}
		r, ok := entity(t[:j])
		if !ok {
			return x.fail("unknown entity &%s;", clipped(t[:j]))
		}
		x.value = utf8.AppendRune(x.value, r)
		t = t[j+1:]
	}
}

func entity(name []byte) (rune, bool) {
	switch string(name) {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := string(name[1:]), 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}

// attr is the value of an attribute of the element last entered; nil where it has
// none. The result is valid until the next call of attr or the next read.
func (x *xmlReader) attr(name string) []byte {
	a := x.attrs
	for {
		for len(a) > 0 && (a[0] == ' ' || a[0] == '\n' || a[0] == '\t' || a[0] == '\r') {
			a = a[1:]
		}
		eq := bytes.IndexByte(a, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimRight(a[:eq], " \t\r\n")
		a = bytes.TrimLeft(a[eq+1:], " \t\r\n")
		if len(a) == 0 || a[0] != '"' && a[0] != '\'' {
			return nil
		}
		q := bytes.IndexByte(a[1:], a[0])
		if q < 0 {
			return nil
		}
		v := a[1 : 1+q]
		a = a[q+2:]
		if string(key) != name {
			continue
		}
		if bytes.IndexByte(v, '&') < 0 {
			if !utf8.Valid(v) {
				return bytes.ToValidUTF8(v, []byte("\uFFFD"))
			}
			return v
		}
		x.attrv = x.attrv[:0]
		for len(v) > 0 {
			i := bytes.IndexByte(v, '&')
			if i < 0 {
				x.attrv = append(x.attrv, v...)
				break
			}
			x.attrv = append(x.attrv, v[:i]...)
			j := bytes.IndexByte(v[i:], ';')
			if j < 0 {
				x.attrv = append(x.attrv, v[i:]...)
				break
			}
			if r, ok := entity(v[i+1 : i+j]); ok {
				x.attrv = utf8.AppendRune(x.attrv, r)
			}
			v = v[i+j+1:]
		}
		return bytes.ToValidUTF8(x.attrv, []byte("\uFFFD"))
	}
}

// number is an attribute as a number below 2^31; -1 where it is none.
func (x *xmlReader) number(name string) int32 { return atoi(x.attr(name)) }

// atoi reads an unsigned number below 2^31; -1 where b is none.
func atoi(b []byte) int32 {
	if len(b) == 0 || len(b) > 10 {
		return -1
	}
	var n int64
	for _, c := range b {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int64(c-'0')
	}
	if n > 1<<31-1 {
		return -1
	}
	return int32(n)
}

func blank(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return true
}

func clipped(b []byte) []byte { return b[:min(len(b), 40)] }
