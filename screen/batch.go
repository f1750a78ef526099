package screen

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"bonafide"
	"bonafide/strict"
	"bonafide/written"
)

// BatchOptions of a batch. The zero value gives all hits that the engine finds.
type BatchOptions struct {
	// Top is the most hits a query gets; 0 gives all.
	Top int
	// Min is the least score of a hit.
	Min float64
	// Workers work side by side; 0 is one for each processor.
	Workers int
	// Proof adds to each answer without a hit at the threshold its proof.
	Proof bool
	// Place names the input in refusals: "queries.csv".
	Place string
	// Refused is told of each row that is not taken, in order; nil leaves it to the
	// count. It is never called twice at once.
	Refused func(*bonafide.Refusal)
	// Header is told once what of the header is read under another name than the
	// documented one, and what is not read; nil is told nothing.
	Header func(said string)
	// By is who asks; it is kept in proofs.
	By string
}

// Summary counts a batch.
type Summary struct {
	Queries int `json:"queries"`
	// Refused rows got no answer.
	Refused int `json:"refused"`
	// Strong, Possible and Weak count queries by their best hit, Unread those without one
	// that hold an address which could not be read, NoHit the rest.
	Strong   int `json:"strong"`
	Possible int `json:"possible"`
	Weak     int `json:"weak"`
	Unread   int `json:"unread"`
	NoHit    int `json:"no_hit"`
}

// Reached counts the queries whose best hit is of band least or higher.
func (s *Summary) Reached(least Band) int {
	n := 0
	for band, queries := range map[Band]int{Strong: s.Strong, Possible: s.Possible, Weak: s.Weak} {
		if band.Reaches(least) {
			n += queries
		}
	}
	return n
}

const (
	batchChunk = 64
	// longestRow bounds a row, quoted line breaks included.
	longestRow = 1 << 20
)

// row is one line of the input on its way to an answer.
type row struct {
	line    int
	query   Query
	refused *bonafide.Refusal
	out     []byte
	band    Band
	status  Status
}

type chunk struct {
	rows []row
	err  error
	done chan struct{}
}

// Batch answers a CSV of queries with a line of JSON for each, in the order of the
// rows, while it reads. The header names the columns id, name, type (person, entity,
// wallet, any), dob (2006, 2006-01, 2006-01-02), country (as [ParseCountry] reads it) and
// wallet (several parted by semicolons or blanks), or gives them another name of
// [QueryColumns]; others are passed over. A first and a last name stand for the name, and
// a wallet does without one. The fields are parted by commas, semicolons or tabs.
// Of a birth date that is no day of the calendar (1968-13-30) the year is compared, and
// the answer says so.
// A row that cannot be taken is refused with its line, and the rest goes on. Batch
// fails where nothing can go on: the header, the reader, the writer, the context.
func (e *Engine) Batch(ctx context.Context, in io.Reader, out io.Writer, opt BatchOptions) (Summary, error) {
	t, err := openTable(in, opt.Place, queryColumns, "name", "last name", "wallet")
	if err != nil {
		return Summary{}, err
	}
	if opt.Header != nil && t.said != "" {
		opt.Header(t.said)
	}
	var sum Summary
	w := bufio.NewWriterSize(out, 64<<10)
	read := func() (row, error) { return t.query(opt.By) }
	answer := func(r *row) error {
		if r.refused != nil {
			return nil
		}
		a, err := e.Query(r.query, opt.Top, opt.Min)
		if err != nil {
			r.refused = &bonafide.Refusal{Place: t.at(r.line), Why: err.Error()}
			return nil
		}
		if !opt.Proof {
			a.Proof = nil
		}
		r.status, r.band = a.Status, a.Best
		var b bytes.Buffer
		if err := strict.MarshalTo(&b, a); err != nil {
			return fmt.Errorf("writing the answer to %s: %w", t.at(r.line), err)
		}
		r.out = append(bytes.TrimRight(b.Bytes(), "\n"), '\n')
		return nil
	}
	deliver := func(r *row) error {
		if r.refused != nil {
			sum.Refused++
			if opt.Refused != nil {
				opt.Refused(r.refused)
			}
			return nil
		}
		sum.Queries++
		switch {
		case r.band == Strong:
			sum.Strong++
		case r.band == Possible:
			sum.Possible++
		case r.band == Weak:
			sum.Weak++
		case r.status == Unread:
			sum.Unread++
		default:
			sum.NoHit++
		}
		_, err := w.Write(r.out)
		return err
	}
	err = inOrder(ctx, opt.Workers, read, answer, deliver)
	return sum, errors.Join(err, w.Flush())
}

// inOrder reads rows, answers them side by side and delivers them in order. read
// ends with [io.EOF].
func inOrder(ctx context.Context, workers int, read func() (row, error), answer, deliver func(*row) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	work := make(chan *chunk)
	ordered := make(chan *chunk, 2*workers)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	all.Go(func() {
		defer close(work)
		defer close(ordered)
		for end := false; !end; {
			c := &chunk{done: make(chan struct{})}
			for len(c.rows) < batchChunk && !end {
				r, err := read()
				if end = err != nil; !end {
					c.rows = append(c.rows, r)
				} else if err != io.EOF {
					c.err = err
				}
			}
			for _, to := range []chan *chunk{ordered, work} {
				select {
				case to <- c:
				case <-ctx.Done():
					return
				}
			}
		}
	})
	for range workers {
		all.Go(func() {
			for c := range work {
				for i := range c.rows {
					if err := answer(&c.rows[i]); err != nil {
						c.rows, c.err = c.rows[:i], err
						break
					}
					if ctx.Err() != nil {
						return
					}
				}
				close(c.done)
			}
		})
	}
	for {
		var c *chunk
		var open bool
		select {
		case c, open = <-ordered:
		case <-ctx.Done():
			return ctx.Err()
		}
		if !open {
			return ctx.Err()
		}
		select {
		case <-c.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		for i := range c.rows {
			if err := deliver(&c.rows[i]); err != nil {
				return err
			}
		}
		if c.err != nil {
			return c.err
		}
	}
}

// table is a CSV with a header.
type table struct {
	place   string
	header  []string
	columns map[string]int
	renamed map[string]bool
	said    string // of the header, see [places]
	in      *csv.Reader
	bound   *boundedRows
	raw     *rawRows
}

// openTable reads the header. Each of the columns stands there once at the most, and
// one of those that are needed stands there.
func openTable(in io.Reader, place string, known []column, needed ...string) (*table, error) {
	if place == "" {
		place = "queries"
	}
	bound := &boundedRows{r: in}
	lines := tableLines(bound)
	raw := &rawRows{r: lines}
	t := &table{place: place, in: csv.NewReader(raw), bound: bound, raw: raw}
	t.in.Comma = delimiter(lines)
	t.in.FieldsPerRecord = -1
	t.in.LazyQuotes = true
	var names []string
	for _, c := range known {
		names = append(names, c.name)
	}
	remedy := "begin with a header: " + strings.Join(names, ",")
	header, err := t.in.Read()
	if err == io.EOF {
		return nil, &bonafide.Refusal{Place: t.at(1), Why: "the file is empty", Remedy: remedy}
	}
	if err != nil {
		return nil, t.fault(err)
	}
	t.bound.row()
	if err := t.closed(1); err != nil {
		return nil, err
	}
	t.header = header
	seen := map[string]bool{}
	for _, h := range header {
		h = strings.ToLower(strings.TrimSpace(h))
		if seen[h] && h != "" {
			return nil, &bonafide.Refusal{Place: t.at(1), Why: "the column " + strconv.QuoteToASCII(clip(h, 40)) + " stands there twice"}
		}
		seen[h] = true
	}
	t.columns, t.renamed, t.said = places(header, known)
	for _, n := range needed {
		if _, ok := t.columns[n]; ok {
			return t, nil
		}
	}
	if len(needed) == 0 {
		return t, nil
	}
	return nil, &bonafide.Refusal{Place: t.at(1), Why: "the column " + needed[0] + " is missing", Remedy: remedy}
}

// needs refuses a table without one of the columns.
func (t *table) needs(columns ...string) error {
	for _, n := range columns {
		if _, ok := t.columns[n]; !ok {
			return &bonafide.Refusal{Place: t.at(1), Why: "the column " + n + " is missing", Remedy: "add it to the header"}
		}
	}
	return nil
}

func (t *table) at(line int) string { return t.place + ":" + strconv.Itoa(line) }

func (t *table) fault(err error) error {
	var p *csv.ParseError
	if errors.Is(err, errLongRow) {
		return &bonafide.Refusal{Place: t.at(t.bound.line), Why: fmt.Sprintf("a row of more than %d bytes", longestRow), Remedy: "look for a quote that is not closed"}
	}
	if errors.As(err, &p) {
		return &bonafide.Refusal{Place: t.at(p.StartLine), Why: p.Err.Error()}
	}
	return fmt.Errorf("reading %s: %w", t.place, err)
}

// next reads a row. A refusal concerns this row only; io.EOF ends.
func (t *table) next() (fields []string, line int, refused *bonafide.Refusal, err error) {
	fields, err = t.in.Read()
	line, _ = t.in.FieldPos(0)
	t.bound.row()
	if err == io.EOF {
		return nil, 0, nil, err
	}
	var p *csv.ParseError
	if err == nil || errors.As(err, &p) {
		if err := t.closed(line); err != nil {
			return nil, 0, nil, err
		}
	}
	switch {
	case p != nil:
		return nil, p.StartLine, &bonafide.Refusal{Place: t.at(p.StartLine), Why: p.Err.Error()}, nil
	case err != nil:
		return nil, 0, nil, t.fault(err)
	case len(fields) != len(t.header):
		return fields, line, &bonafide.Refusal{Place: t.at(line), Why: fmt.Sprintf("%d fields where the header has %d", len(fields), len(t.header)), Remedy: "put fields with a comma in quotes"}, nil
	}
	for _, f := range fields {
		if !utf8.ValidString(f) {
			return fields, line, &bonafide.Refusal{Place: t.at(line), Why: "the row is not valid UTF-8", Remedy: "save the file as UTF-8"}, nil
		}
	}
	return fields, line, nil, nil
}

// cell is what a row has in a column; "n/a" and the like are nothing.
func (t *table) cell(fields []string, column string) string {
	i, ok := t.columns[column]
	if !ok || i >= len(fields) {
		return ""
	}
	cell := strings.TrimSpace(fields[i])
	if written.Absent(cell) {
		return ""
	}
	return cell
}

// query reads one query.
func (t *table) query(by string) (row, error) {
	fields, line, refused, err := t.next()
	if err != nil || refused != nil {
		return row{line: line, refused: refused}, err
	}
	r := row{line: line}
	q := Query{ID: t.cell(fields, "id"), Name: t.cell(fields, "name"), By: by}
	refuse := func(why, remedy string) (row, error) {
		r.refused = &bonafide.Refusal{Place: t.at(line), Why: why, Remedy: remedy}
		return r, nil
	}
	if q.Name == "" {
		q.Name = strings.TrimSpace(t.cell(fields, "first name") + " " + t.cell(fields, "last name"))
	}
	q.Wallets = strings.FieldsFunc(t.cell(fields, "wallet"), func(r rune) bool { return unicode.IsSpace(r) || r == ';' || r == ',' || r == '|' })
	q.Wallets = slices.DeleteFunc(q.Wallets, written.AbsentID)
	if q.Name == "" && len(q.Wallets) == 0 {
		return refuse("the name is empty", "")
	}
	if len(q.ID) > longestValue {
		return refuse("an id of more than 1024 bytes", "")
	}
	// What stands in a column of another name may be meant otherwise: there it is said
	// and left out, and the name is screened.
	leave := func(column, cell string) bool {
		if t.renamed[column] {
			q.notes = append(q.notes, "the "+column+" "+quoted(cell)+" could not be read and was not compared")
		}
		return t.renamed[column]
	}
	kind := t.cell(fields, "type")
	if q.Type, err = ParseType(kind); err != nil {
		if q.Type = Any; !leave("type", kind) {
			return refuse(err.Error(), "")
		}
	}
	if q.Type == Wallet && len(q.Wallets) > 0 && !addressLike(q.Name) {
		q.Type = Any // the name is the holder's
	}
	dob := t.cell(fields, "dob")
	if q.DOB, err = bonafide.ParseDate(dob); err != nil {
		// An impossible day in the right form is a slip, often of day and month: the
		// year still tells something, and the name is screened all the same.
		if q.DOB, err = yearOf(dob); err == nil {
			q.notes = append(q.notes, "the birth date "+quoted(dob)+" is no day of the calendar: only its year was compared")
		} else if !leave("dob", dob) {
			return refuse("dob: "+err.Error(), "")
		}
	}
	country := t.cell(fields, "country")
	if q.Country, err = ParseCountry(country); err != nil {
		switch {
		case len(country) == 2:
			// A code that is no more, or a region's, must not keep the name from being screened.
			q.notes = append(q.notes, err.Error()+"; no country was compared")
		case !leave("country", country):
			return refuse(err.Error(), "")
		}
	}
	r.query = q
	return r, nil
}

// yearOf is the year of a date that has the form 2006-01-02.
func yearOf(s string) (bonafide.Date, error) {
	d, err := bonafide.ParseDate(s)
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' || strings.Trim(s[5:7]+s[8:], "0123456789") != "" {
		return d, err
	}
	return bonafide.ParseDate(s[:4])
}

var errLongRow = errors.New("the row is too long")

// closed refuses a row over several lines whose quotes are not those of one row: a quote
// that nobody closed has taken the rows behind it in, and they would pass as screened.
func (t *table) closed(line int) error {
	raw := bytes.Trim(t.raw.take(t.in.InputOffset()), "\r\n")
	lines := bytes.Count(raw, []byte("\n"))
	if lines == 0 {
		return nil
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma, r.FieldsPerRecord = t.in.Comma, -1
	if _, err := r.Read(); err == nil {
		return nil
	}
	return &bonafide.Refusal{Place: t.at(line), Why: fmt.Sprintf("a quote opens here that is not closed as one, and takes %d further lines in", lines), Remedy: "close it, or write it twice; nothing behind it was screened"}
}

// rawRows keeps what was read of the row at hand.
type rawRows struct {
	r    io.Reader
	held []byte
	from int64
}

func (w *rawRows) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.held = append(w.held, p[:n]...)
	return n, err
}

// take gives the bytes up to an offset, once.
func (w *rawRows) take(to int64) []byte {
	n := min(int(to-w.from), len(w.held))
	out := w.held[:n]
	w.held, w.from = w.held[n:], to
	return out
}

// boundedRows ends a reader where the bytes since the last row are too many: a quote
// that is never closed must not take the whole file into memory.
type boundedRows struct {
	r    io.Reader
	read int64
	last int64
	line int
}

func (b *boundedRows) row() { b.last = b.read; b.line++ }

func (b *boundedRows) Read(p []byte) (int, error) {
	if b.read-b.last > longestRow {
		return 0, errLongRow
	}
	n, err := b.r.Read(p[:min(len(p), 32<<10)])
	b.read += int64(n)
	return n, err
}
