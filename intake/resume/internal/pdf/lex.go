package pdf

import (
	"math"
	"strconv"
)

// The objects of a PDF: nil, bool, int, float64, string, Name, Array, Dict, Ref
// and *Stream.
type (
	Name  string
	Array []any
	Dict  map[Name]any
	Ref   struct{ Num, Gen int }
	// Stream is a dictionary with the bytes as they stand in the file.
	Stream struct {
		Dict Dict
		Raw  []byte
	}
	// keyword is any other word: an operator, "obj", "R", a closing bracket.
	keyword string
)

// maxNesting bounds arrays and dictionaries inside each other.
const maxNesting = 64

// lexer reads tokens of data from pos on. It never fails: what makes no sense is
// passed over.
type lexer struct {
	data []byte
	pos  int
}

// end is what token returns where the data end.
const end keyword = ""

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0 || c == '\f'
}

func isDelim(c byte) bool {
	switch c {
	case '<', '>', '(', ')', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (l *lexer) skipSpace() {
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		if c == '%' {
			for l.pos < len(l.data) && l.data[l.pos] != '\n' && l.data[l.pos] != '\r' {
				l.pos++
			}
			continue
		}
		if !isSpace(c) {
			return
		}
		l.pos++
	}
}

// token returns the next number, string, Name or keyword.
func (l *lexer) token() any {
	l.skipSpace()
	if l.pos >= len(l.data) {
		return end
	}
	c := l.data[l.pos]
	switch c {
	case '/':
		l.pos++
		return l.name()
	case '(':
		l.pos++
		return l.literal()
	case '<':
		l.pos++
		if l.pos < len(l.data) && l.data[l.pos] == '<' {
			l.pos++
			return keyword("<<")
		}
		return l.hex()
	case '>':
		l.pos++
		if l.pos < len(l.data) && l.data[l.pos] == '>' {
			l.pos++
			return keyword(">>")
		}
		return keyword(">")
	case '[', ']', '{', '}', ')':
		l.pos++
		return keyword(l.data[l.pos-1 : l.pos])
	}
	start := l.pos
	for l.pos < len(l.data) && !isSpace(l.data[l.pos]) && !isDelim(l.data[l.pos]) {
		l.pos++
	}
	word := l.data[start:l.pos]
	if c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
		if n, ok := number(word); ok {
			return n
		}
	}
	return keyword(word)
}

// number reads an integer or a real; PDF knows no exponents.
func number(w []byte) (any, bool) {
	i, neg := 0, false
	for i < len(w) && (w[i] == '-' || w[i] == '+') {
		neg = neg || w[i] == '-'
		i++
	}
	if i == len(w) {
		return nil, false
	}
	n, whole := 0, true
	for _, c := range w[i:] {
		if c < '0' || c > '9' {
			whole = false
			break
		}
		if n > math.MaxInt32 {
			whole = false
			break
		}
		n = n*10 + int(c-'0')
	}
	if whole {
		if neg {
			n = -n
		}
		return n, true
	}
	for _, c := range w[i:] {
		if c != '.' && c != '-' && (c < '0' || c > '9') {
			return nil, false
		}
	}
	if len(w) > 64 {
		return nil, false
	}
	f, err := strconv.ParseFloat(string(w[i:]), 64)
	if err != nil || math.IsInf(f, 0) {
		return 0.0, true // "1.2.3" or "4-5": writers' slips that viewers take for zero
	}
	if neg {
		f = -f
	}
	return f, true
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func (l *lexer) name() Name {
	start, escaped := l.pos, false
	for l.pos < len(l.data) && !isSpace(l.data[l.pos]) && !isDelim(l.data[l.pos]) {
		escaped = escaped || l.data[l.pos] == '#'
		l.pos++
	}
	raw := l.data[start:l.pos]
	if !escaped {
		return Name(raw)
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			if hi, lo := unhex(raw[i+1]), unhex(raw[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return Name(out)
}

func (l *lexer) hex() string {
	var out []byte
	half := -1
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		l.pos++
		if c == '>' {
			break
		}
		n := unhex(c)
		switch {
		case n < 0:
		case half < 0:
			half = n
		default:
			out = append(out, byte(half<<4|n))
			half = -1
		}
	}
	if half >= 0 {
		out = append(out, byte(half<<4))
	}
	return string(out)
}

func (l *lexer) literal() string {
	var out []byte
	open := 1
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		l.pos++
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return string(out)
			}
		case '\r':
			if l.pos < len(l.data) && l.data[l.pos] == '\n' {
				l.pos++
			}
			c = '\n'
		case '\\':
			if l.pos >= len(l.data) {
				return string(out)
			}
			c = l.data[l.pos]
			l.pos++
			switch c {
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			case 'b':
				c = '\b'
			case 'f':
				c = '\f'
			case '\r':
				if l.pos < len(l.data) && l.data[l.pos] == '\n' {
					l.pos++
				}
				continue
			case '\n':
				continue
			case '0', '1', '2', '3', '4', '5', '6', '7':
				n := int(c - '0')
				for i := 0; i < 2 && l.pos < len(l.data) && l.data[l.pos] >= '0' && l.data[l.pos] <= '7'; i++ {
					n = n<<3 | int(l.data[l.pos]-'0')
					l.pos++
				}
				c = byte(n)
			}
		}
		out = append(out, c)
	}
	return string(out)
}

// object reads one object. A bare word comes back as a keyword.
func (l *lexer) object(depth int) any {
	return l.objectFrom(l.token(), depth)
}

func (l *lexer) objectFrom(tok any, depth int) any {
	switch t := tok.(type) {
	case int:
		if t < 0 {
			return t
		}
		// "12 0 R" is a reference; anything else was only a number.
		back := l.pos
		if gen, ok := l.token().(int); ok && gen >= 0 {
			if l.token() == keyword("R") {
				return Ref{t, gen}
			}
		}
		l.pos = back
		return t
	case keyword:
		switch t {
		case "null":
			return nil
		case "true":
			return true
		case "false":
			return false
		case "[":
			return l.array(depth + 1)
		case "<<":
			return l.dict(depth + 1)
		}
	}
	return tok
}

func (l *lexer) array(depth int) Array {
	a := Array{}
	for {
		tok := l.token()
		if tok == end || tok == keyword("]") {
			return a
		}
		if tok == keyword(">>") || tok == keyword("endobj") || tok == keyword("stream") {
			return a
		}
		if depth > maxNesting {
			continue
		}
		a = append(a, l.objectFrom(tok, depth))
	}
}

func (l *lexer) dict(depth int) Dict {
	d := Dict{}
	for {
		tok := l.token()
		if tok == end || tok == keyword(">>") || tok == keyword("endobj") {
			return d
		}
		key, ok := tok.(Name)
		if !ok || depth > maxNesting {
			continue
		}
		val := l.token()
		if val == keyword(">>") {
			return d
		}
		d[key] = l.objectFrom(val, depth)
	}
}
