package telemetry

import (
	"strconv"
	"strings"

	"bonafide"
	"bonafide/watch/telemetry/csvline"
)

// ExportParser is the optional ability of a parser of JSON lines to read the table
// that the vendor's console exports.
type ExportParser interface {
	// Export returns the parser for the lines below a head, and false where the line
	// is no head of this source's export. The parser belongs to one stream.
	Export(head []byte) (Parser, bool)
}

// maxHead bounds the line that names the columns.
const maxHead = 64 << 10

// Columns takes the head of a table apart; nil where it cannot be one.
func Columns(head []byte) (names []string, separator byte) {
	if len(head) == 0 || len(head) > maxHead || head[0] == '{' || head[0] == '[' {
		return nil, 0
	}
	separator = csvline.Separator(head)
	names, why := csvline.Split(strings.ToValidUTF8(strings.TrimPrefix(string(head), "\ufeff"), "\ufffd"), separator, nil)
	if why != "" || len(names) < 2 {
		return nil, 0
	}
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names, separator
}

// Paths gives the columns of an export their paths, and says which there are. Of columns
// with one path the first has it; the rest, and those without one, are "other".
func Paths(names []string, of func(name string) string) (paths []string, has map[string]bool) {
	paths, has = make([]string, len(names)), map[string]bool{}
	for i, name := range names {
		path := of(name)
		if path == "" || has[path] {
			path = "other"
		}
		paths[i], has[path] = path, true
	}
	return paths, has
}

// Rows is the parser of a table's rows: each is read as the line of JSON that has
// its cells under the paths of their columns (see [csvline.NewColumns]). What is
// added stands in every row.
type Rows struct {
	Parser
	columns   *csvline.Columns
	separator byte
	added     []string
}

// NewRows is the parser of rows whose lines of JSON p reads. Added are pairs of a
// path and a value.
func NewRows(p Parser, separator byte, paths []string, added ...string) *Rows {
	r := &Rows{Parser: p, separator: separator}
	paths = append([]string(nil), paths...)
	for i := 0; i+1 < len(added); i += 2 {
		paths, r.added = append(paths, added[i]), append(r.added, added[i+1])
	}
	r.columns = csvline.NewColumns(paths)
	return r
}

// Recognise takes every line: rows are recognised by their head.
func (r *Rows) Recognise([]byte) bool { return true }

// JSON is the line of JSON that a row stands for.
func (r *Rows) JSON(line []byte) ([]byte, error) {
	refuse := func(why, remedy string) error { return &bonafide.Refusal{Place: r.Name(), Why: why, Remedy: remedy} }
	if len(line) > MaxLine {
		return nil, refuse("the line is longer than 4 MiB", "")
	}
	cells, why := csvline.Split(string(line), r.separator, make([]string, 0, r.columns.Len()))
	if why != "" {
		return nil, refuse(why, "write one row on one line, with quotes doubled inside of quotes")
	}
	n := r.columns.Len() - len(r.added)
	for len(cells) > n && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > n {
		return nil, refuse("the row has "+strconv.Itoa(len(cells))+" fields, the head "+strconv.Itoa(n), "quote fields that hold the separator")
	}
	for len(cells) < n {
		cells = append(cells, "")
	}
	return r.columns.AppendJSON(nil, append(cells, r.added...)), nil
}

// Parse implements [Parser].
func (r *Rows) Parse(line []byte, into []Event) ([]Event, error) {
	object, err := r.JSON(line)
	if err != nil {
		return into, err
	}
	return r.Parser.Parse(object, into)
}
