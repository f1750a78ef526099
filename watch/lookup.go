package watch

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// lookup is the text of what stands at a path in JSON without spaces; of a list, the
// first that has it. A name may hold dots itself: "a.b" is looked for before "b" in
// "a". Nothing is built for what is passed over: correlations ask at most events.
func lookup(v []byte, path []string) string {
	if len(v) == 0 {
		return ""
	}
	switch v[0] {
	case '{':
		return member(v, path)
	case '[':
		for at := 1; at < len(v) && v[at] != ']'; {
			end := at + length(v[at:])
			if end == at {
				return "" // no JSON
			}
			if s := lookup(v[at:end], path); s != "" {
				return s
			}
			if at = end; at < len(v) && v[at] == ',' {
				at++
			}
		}
	case '"':
		if len(path) == 0 {
			text, err := jsontext.AppendUnquote(nil, v[:length(v)])
			if err == nil {
				return clip(string(text))
			}
		}
	case 't', 'f':
		if len(path) == 0 {
			return string(v[:length(v)])
		}
	case 'n':
	default:
		if f, err := strconv.ParseFloat(string(v[:length(v)]), 64); err == nil && len(path) == 0 {
			return fmt.Sprint(f)
		}
	}
	return ""
}

// member looks in an object for the names that begin a path, the longest first.
func member(v []byte, path []string) string {
	var fits [8][]byte // by how many parts the name has
	for at := 1; at < len(v) && v[at] == '"'; {
		key := at + length(v[at:])
		if key >= len(v) {
			break
		}
		end := key + 1 + length(v[key+1:])
		for n := min(len(path), len(fits)-1); n > 0; n-- {
			if named(v[at+1:key-1], path[:n]) {
				fits[n] = v[key+1 : end]
			}
		}
		if at = end; at < len(v) && v[at] == ',' {
			at++
		}
	}
	for n := min(len(path), len(fits)-1); n > 0; n-- {
		if fits[n] != nil {
			if s := lookup(fits[n], path[n:]); s != "" {
				return s
			}
		}
	}
	return ""
}

// named says that a quoted name is the parts, joined by dots.
func named(key []byte, parts []string) bool {
	if bytes.IndexByte(key, '\\') >= 0 {
		text, err := jsontext.AppendUnquote(nil, append(append([]byte{'"'}, key...), '"'))
		return err == nil && string(text) == strings.Join(parts, ".")
	}
	for i, p := range parts {
		if i > 0 {
			if len(key) == 0 || key[0] != '.' {
				return false
			}
			key = key[1:]
		}
		if len(key) < len(p) || string(key[:len(p)]) != p {
			return false
		}
		key = key[len(p):]
	}
	return len(key) == 0
}

// length is how many bytes the value takes that v begins with.
func length(v []byte) int {
	depth := 0
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '"':
			i += quoted(v[i:])
			if depth == 0 {
				return min(i+1, len(v))
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth <= 0 {
				return i + 1 + depth // a closing that belongs to what is around ends a number before it
			}
		case ',', ':':
			if depth == 0 {
				return i
			}
		}
	}
	return len(v)
}

// quoted is where the text ends that v begins with: at its closing quotation mark.
func quoted(v []byte) int {
	for i := 1; i < len(v); i++ {
		n := bytes.IndexByte(v[i:], '"')
		if n < 0 {
			return len(v)
		}
		i += n
		escapes := 0
		for v[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i
		}
	}
	return len(v)
}
