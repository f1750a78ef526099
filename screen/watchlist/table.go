package watchlist

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// table is a CSV file with a header.
type table struct {
	s       *source
	r       *csv.Reader
	columns map[string]int
	header  []string
	row     []string
	line    int
}

// openTable reads up to and with the header. Lines before the header, of one column,
// go to preamble. Column names are compared without case and outer blanks.
func openTable(s *source, comma rune, isHeader func([]string) bool, preamble func(string)) (*table, error) {
	if b, err := s.in.Peek(3); err == nil && bytes.Equal(b, []byte("\xEF\xBB\xBF")) {
		s.in.Discard(3)
	}
	t := &table{s: s, r: csv.NewReader(s), columns: map[string]int{}}
	t.r.Comma = comma
	t.r.FieldsPerRecord = -1
	t.r.ReuseRecord = true
	for n := 0; ; n++ {
		if err := t.next(); err != nil {
			if err == io.EOF {
				err = refuse(s.name, "no header line", fetchAgain)
			}
			return nil, err
		}
		if isHeader(t.row) {
			break
		}
		if n > 5 {
			return nil, refuse(s.name, "no header line", fetchAgain)
		}
		preamble(strings.Join(t.row, ","))
	}
	for i, c := range t.row {
		c = strings.ToLower(oneSpace(c))
		if _, twice := t.columns[c]; twice && c != "" {
			return nil, refuse(t.place(), fmt.Sprintf("the column %q stands there twice", c), "")
		}
		t.columns[c] = i
		t.header = append(t.header, c)
	}
	return t, nil
}

func (t *table) place() string { return fmt.Sprintf("%s:%d", t.s.name, t.line) }

// next reads a row; io.EOF after the last. A row that is not as long as the header
// is refused.
func (t *table) next() error {
	row, err := t.r.Read()
	if err != nil {
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return refuse(fmt.Sprintf("%s:%d", t.s.name, bad.Line), "a row is damaged or cut short: "+bad.Err.Error(), fetchAgain)
		}
		return err
	}
	t.line, _ = t.r.FieldPos(0)
	if t.header != nil && len(row) != len(t.header) {
		return refuse(t.place(), fmt.Sprintf("a row of %d columns where the header has %d", len(row), len(t.header)), fmt.Sprintf("put a cell that holds a %q in quotes, or fetch the file again", t.r.Comma))
	}
	for i := range row {
		if !utf8.ValidString(row[i]) {
			return refuse(t.place(), "text that is not UTF-8", "save the file as UTF-8")
		}
	}
	t.row = row
	return nil
}

// cell is the value of the first of the named columns that the table has.
func (t *table) cell(names ...string) string {
	for _, n := range names {
		if i, ok := t.columns[n]; ok {
			return oneSpace(t.row[i])
		}
	}
	return ""
}

// lines is a cell with its line feeds.
func (t *table) lines(name string) string {
	if i, ok := t.columns[name]; ok {
		return strings.TrimSpace(t.row[i])
	}
	return ""
}
