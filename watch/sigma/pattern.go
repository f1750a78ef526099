package sigma

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// tokenKind tells what a part of a pattern stands for.
type tokenKind uint8

const (
	literal   tokenKind = iota // this text
	anyRun                     // *: any run of characters, also none
	oneRune                    // ?: exactly one character
	reference                  // %name%: only while a rule is read
)

type token struct {
	kind tokenKind
	text string
}

// pattern is a Sigma text value: literals and wildcards. Neighbouring literals and
// neighbouring runs are always joined; the empty pattern is the empty text.
type pattern []token

// parsePattern reads a text value by Sigma's escapes: a backslash before *, ? or
// a backslash takes away the meaning of what follows; before anything else it is
// itself.
func parsePattern(s string) pattern {
	var p pattern
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			p = append(p, token{literal, lit.String()})
			lit.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\\':
			if i+1 < len(s) && (s[i+1] == '*' || s[i+1] == '?' || s[i+1] == '\\') {
				i++
			}
			lit.WriteByte(s[i])
		case '*':
			flush()
			p = append(p, token{kind: anyRun})
		case '?':
			flush()
			p = append(p, token{kind: oneRune})
		default:
			lit.WriteByte(c)
		}
	}
	flush()
	return p.joined()
}

func plainPattern(s string) pattern {
	if s == "" {
		return nil
	}
	return pattern{{literal, s}}
}

func (p pattern) joined() pattern {
	var out pattern
	for _, t := range p {
		if t.kind == literal && t.text == "" {
			continue
		}
		if n := len(out); n > 0 && t.kind == out[n-1].kind {
			if t.kind == anyRun {
				continue
			}
			if t.kind == literal {
				out[n-1].text += t.text
				continue
			}
		}
		out = append(out, t)
	}
	return out
}

// open puts a wildcard token before and behind, as contains, endswith and
// startswith do. It must be a token: a star pasted behind a text that ends in a
// backslash would be escaped by it.
func (p pattern) open(before, behind bool) pattern {
	var out pattern
	if before {
		out = append(out, token{kind: anyRun})
	}
	out = append(out, p...)
	if behind {
		out = append(out, token{kind: anyRun})
	}
	return out.joined()
}

func (p pattern) folded() pattern {
	out := make(pattern, len(p))
	for i, t := range p {
		out[i] = token{t.kind, fold(t.text)}
	}
	return out
}

// plain is the text of a pattern without wildcards.
func (p pattern) plain() (string, bool) {
	switch {
	case len(p) == 0:
		return "", true
	case len(p) == 1 && p[0].kind == literal:
		return p[0].text, true
	}
	return "", false
}

// String writes the pattern as a Sigma value.
func (p pattern) String() string {
	var b strings.Builder
	for _, t := range p {
		switch t.kind {
		case anyRun:
			b.WriteByte('*')
		case oneRune:
			b.WriteByte('?')
		case reference:
			b.WriteString("%" + t.text + "%")
		default:
			for _, c := range []byte(t.text) {
				if c == '*' || c == '?' {
					b.WriteByte('\\')
				}
				b.WriteByte(c)
			}
		}
	}
	return b.String()
}

// shape is the form of a pattern; the simple forms need no walk.
type shape uint8

const (
	shapeGlob shape = iota
	shapeExact
	shapePrefix
	shapeSuffix
	shapeContains
	shapeAny
)

// shape returns the form of the pattern and the one literal of a simple form.
func (p pattern) shape() (shape, string) {
	if s, ok := p.plain(); ok {
		return shapeExact, s
	}
	switch {
	case len(p) == 1 && p[0].kind == anyRun:
		return shapeAny, ""
	case len(p) == 2 && p[0].kind == literal && p[1].kind == anyRun:
		return shapePrefix, p[0].text
	case len(p) == 2 && p[0].kind == anyRun && p[1].kind == literal:
		return shapeSuffix, p[1].text
	case len(p) == 3 && p[0].kind == anyRun && p[1].kind == literal && p[2].kind == anyRun:
		return shapeContains, p[1].text
	}
	return shapeGlob, ""
}

// match tells whether the whole of s fits. s is valid UTF-8, folded where the
// pattern is. The work is at most len(s) times len(p).
func (p pattern) match(s []byte) bool {
	switch shape, lit := p.shape(); shape {
	case shapeExact:
		return string(s) == lit
	case shapePrefix:
		return len(s) >= len(lit) && string(s[:len(lit)]) == lit
	case shapeSuffix:
		return len(s) >= len(lit) && string(s[len(s)-len(lit):]) == lit
	case shapeContains:
		return bytes.Contains(s, []byte(lit))
	case shapeAny:
		return true
	}
	i, t := 0, 0
	star, resume := -1, 0 // the last * passed, and where its run may end next
	for {
		if t < len(p) {
			switch tok := p[t]; tok.kind {
			case anyRun:
				star, resume = t, i
				t++
				continue
			case literal:
				if len(s)-i >= len(tok.text) && string(s[i:i+len(tok.text)]) == tok.text {
					i += len(tok.text)
					t++
					continue
				}
			case oneRune:
				if i < len(s) {
					_, n := utf8.DecodeRune(s[i:])
					i += n
					t++
					continue
				}
			}
		} else if i == len(s) {
			return true
		}
		if star < 0 || resume >= len(s) {
			return false
		}
		_, n := utf8.DecodeRune(s[resume:])
		resume += n
		i, t = resume, star+1
	}
}
