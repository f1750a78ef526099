// Package csvline reads one line of a table (RFC 4180, without line ends inside of
// quotes) and makes of it the line of JSON that it stands for. In comes a line; out
// come its cells, or an object whose members are nested as the columns' names say.
package csvline

import (
	"sort"
	"strconv"
	"strings"

	"bonafide/watch/telemetry/jsonline"
)

// MaxColumns bounds a line.
const MaxColumns = 512

// Separator is the one of comma, semicolon and tab that stands most often in a line.
func Separator(line []byte) byte {
	best, most := byte(','), 0
	for _, c := range []byte{',', ';', '\t'} {
		n := 0
		for _, b := range line {
			if b == c {
				n++
			}
		}
		if n > most {
			best, most = c, n
		}
	}
	return best
}

// Split takes a line apart and appends its cells. Why is empty or says in words
// why the line cannot be read.
func Split(line string, separator byte, into []string) (cells []string, why string) {
	line = strings.TrimRight(line, "\r\n")
	cells = into
	for n := 0; ; n++ {
		if n == MaxColumns {
			return nil, "there are more than " + strconv.Itoa(MaxColumns) + " columns"
		}
		if len(line) > 0 && line[0] == '"' {
			cell, rest, why := quoted(line[1:])
			if why != "" {
				return nil, why
			}
			if len(rest) > 0 && rest[0] != separator {
				return nil, "text follows a quoted field"
			}
			cells = append(cells, cell)
			if len(rest) == 0 {
				return cells, ""
			}
			line = rest[1:]
			continue
		}
		i := strings.IndexByte(line, separator)
		if i < 0 {
			return append(cells, line), ""
		}
		cells = append(cells, line[:i])
		line = line[i+1:]
	}
}

func quoted(s string) (cell, rest, why string) {
	i := strings.IndexByte(s, '"')
	if i < 0 {
		return "", "", "a quoted field does not end on its line"
	}
	if i+1 == len(s) || s[i+1] != '"' {
		return s[:i], s[i+1:], "" // as nearly always: nothing to put together
	}
	var b strings.Builder
	for {
		b.WriteString(s[:i])
		s = s[i+1:]
		if len(s) == 0 || s[0] != '"' {
			return b.String(), s, ""
		}
		b.WriteByte('"')
		s = s[1:]
		if i = strings.IndexByte(s, '"'); i < 0 {
			return "", "", "a quoted field does not end on its line"
		}
	}
}

// Columns are the members that the cells of a line become.
type Columns struct {
	root  *node
	count int
}

type node struct {
	name     string
	column   int // -1: none
	list     bool
	children []*node
}

// NewColumns takes the path of each column: names with dots between them, numbers
// for the elements of a list. A column without a path is left out, and so is one
// whose path another has or goes through.
func NewColumns(paths []string) *Columns {
	c := &Columns{root: &node{column: -1}, count: len(paths)}
	for i, p := range paths {
		if p == "" {
			continue
		}
		n := c.root
		for part := range strings.SplitSeq(p, ".") {
			n = n.child(part)
		}
		if n.column < 0 {
			n.column = i
		}
	}
	c.root.order(0)
	return c
}

func (n *node) child(name string) *node {
	for _, k := range n.children {
		if k.name == name {
			return k
		}
	}
	k := &node{name: name, column: -1}
	n.children = append(n.children, k)
	return k
}

// maxDepth bounds the nesting that names can ask for.
const maxDepth = 16

func (n *node) order(depth int) {
	if depth == maxDepth {
		n.children = nil
	}
	n.list = len(n.children) > 0 && depth > 0
	for _, k := range n.children {
		if _, err := strconv.ParseUint(k.name, 10, 16); err != nil {
			n.list = false
		}
		k.order(depth + 1)
	}
	if n.list {
		sort.SliceStable(n.children, func(i, j int) bool {
			a, _ := strconv.Atoi(n.children[i].name)
			b, _ := strconv.Atoi(n.children[j].name)
			return a < b
		})
	}
}

// Len counts the columns.
func (c *Columns) Len() int { return c.count }

// AppendJSON appends the object of a line's cells. Empty cells are left out; a cell that
// holds an object or a list is taken as one.
func (c *Columns) AppendJSON(to []byte, cells []string) []byte {
	from := len(to)
	if to = c.root.append(to, cells); len(to) == from {
		to = append(to, "{}"...)
	}
	return to
}

// append writes nothing where all cells below are empty.
func (n *node) append(to []byte, cells []string) []byte {
	if len(n.children) == 0 {
		if n.column < 0 || n.column >= len(cells) {
			return to
		}
		return value(to, strings.TrimSpace(cells[n.column]))
	}
	begin, end := byte('{'), byte('}')
	if n.list {
		begin, end = '[', ']'
	}
	start := len(to)
	to = append(to, begin)
	empty := true
	for _, k := range n.children {
		before := len(to)
		if !empty {
			to = append(to, ',')
		}
		if !n.list {
			to = append(Quote(to, k.name), ':')
		}
		filled := len(to)
		if to = k.append(to, cells); len(to) == filled {
			to = to[:before]
			continue
		}
		empty = false
	}
	if empty {
		return to[:start]
	}
	return append(to, end)
}

var any = jsonline.NewShape(jsonline.At("*", 0))

func value(to []byte, cell string) []byte {
	if cell == "" {
		return to
	}
	if cell[0] == '{' || cell[0] == '[' && len(cell) > 1 && strings.IndexByte(`{"]`, cell[1]) >= 0 {
		var v jsonline.Values
		if any.Read(`{"v":`+cell+`}`, &v) == nil {
			return append(to, cell...)
		}
	}
	return Quote(to, cell)
}

// Quote appends a text as a JSON string. Text that is not UTF-8 stays so.
func Quote(to []byte, s string) []byte {
	to = append(to, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			to = append(to, '\\', c)
		case c < 0x20:
			to = append(to, '\\', 'u', '0', '0', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		default:
			to = append(to, c)
		}
	}
	return append(to, '"')
}

// Camel is a name in snake case, or of several words, as JSON writes it: "ip_address"
// becomes "ipAddress".
func Camel(s string) string {
	var b strings.Builder
	up := false
	for _, r := range s {
		switch {
		case r == '_' || r == ' ' || r == '-':
			up = b.Len() > 0
		case up && r >= 'a' && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
			up = false
		default:
			b.WriteRune(r)
			up = false
		}
	}
	return b.String()
}

// Plain is a name by its letters and digits alone, in lower case.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r | 0x20
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}
