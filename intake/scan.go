package intake

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"bonafide"
	"bonafide/intake/table"
	"bonafide/written"
)

// stdinName stands for a file's name where standard input is read.
const stdinName = "standard input"

// headBytes are looked at to recognise a file.
const headBytes = 4096

// Scan yields the records of a file, of the files below a folder in lexical order,
// or of standard input ("-"). Lines, rows and lists are streamed. It stops early,
// without an error, where ctx is done.
func (r *Reader) Scan(ctx context.Context, path string) iter.Seq2[bonafide.Raw, error] {
	return func(yield func(bonafide.Raw, error) bool) {
		s := scan{r: r, ctx: ctx, yield: yield}
		s.start(path)
	}
}

// scan is one walk. Its methods report whether to go on.
type scan struct {
	r     *Reader
	ctx   context.Context
	yield func(bonafide.Raw, error) bool
	files int
}

func (s *scan) refuse(place, remedy, why string, args ...any) bool {
	return s.yield(bonafide.Raw{Place: place, Name: filepath.Base(place)}, refuse(place, remedy, why, args...))
}

func (s *scan) start(path string) bool {
	s.r.done.Store(0)
	s.r.total.Store(0)
	if path == "-" {
		return s.stream(stdinName, stdinName, s.r.cfg.Stdin, false)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return s.refuse(path, "check the path", "%s", reason(err))
	case info.IsDir():
		return s.folder(path, 1)
	case !info.Mode().IsRegular():
		return s.refuse(path, "give a file, a folder, or - for standard input", "it is neither a file nor a folder")
	}
	s.r.total.Store(info.Size())
	return s.file(path, false)
}

// reason is an operating system's error without the path, which the place has.
func reason(err error) string {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "it may not be read"
	case errors.As(err, &p):
		return p.Err.Error()
	}
	return err.Error()
}

func (s *scan) folder(path string, depth int) bool {
	if depth > s.r.limits.Depth {
		return s.refuse(path, "flatten it", "folders are nested deeper than %d levels", s.r.limits.Depth)
	}
	entries, err := s.entries(path)
	if err != nil {
		return s.refuse(path, "check the path", "%s", reason(err))
	}
	if depth == 1 {
		s.r.total.Store(int64(len(entries)))
	}
	for i, e := range entries {
		if s.ctx.Err() != nil {
			return false
		}
		if depth == 1 {
			s.r.done.Store(int64(i))
		}
		full := filepath.Join(path, e.Name())
		more := true
		switch {
		case strings.HasPrefix(e.Name(), "."):
			if !e.IsDir() {
				s.r.pass(full)
			}
		case e.IsDir():
			more = s.folder(full, depth+1)
		case e.Type()&fs.ModeSymlink != 0:
			if !recordLike(e.Name()) {
				s.r.pass(full)
				break
			}
			more = s.refuse(full, "put the file itself there", "it is a symbolic link, and none is followed")
		case !e.Type().IsRegular():
			more = s.refuse(full, "take it out of the folder", "it is a device, pipe or socket")
		default:
			if s.files++; s.files > s.r.limits.Files {
				s.refuse(full, "split the folder", "more than %d files", s.r.limits.Files)
				return false
			}
			more = s.file(full, true)
		}
		if !more {
			return false
		}
	}
	return true
}

// entries lists a folder in order; one that holds too many is read no further than
// the limit, so that listing it takes bounded memory.
func (s *scan) entries(path string) ([]fs.DirEntry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(2*s.r.limits.Files + 1000)
	if err != nil && err != io.EOF {
		return nil, err
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

func (s *scan) file(path string, listed bool) bool {
	f, err := os.Open(path)
	if err != nil {
		return s.refuse(path, "check the path", "%s", reason(err))
	}
	defer f.Close()
	var from io.Reader = f
	if !listed {
		from = &metered{in: f, done: &s.r.done}
	}
	return s.stream(path, filepath.Base(path), from, listed)
}

// metered tells how far the one file that was named has been read.
type metered struct {
	in   io.Reader
	done *atomic.Int64
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.in.Read(p)
	m.done.Add(int64(n))
	return n, err
}

// source is a file being read.
type source struct {
	place, name string
	in          *bufio.Reader
	records     int
	line        int // of the next byte, from 1
}

// stream reads one file. listed says that it was found in a folder and not named,
// so that it may be something else altogether.
func (s *scan) stream(place, name string, from io.Reader, listed bool) bool {
	in := bufio.NewReaderSize(from, 64<<10)
	f := &source{place: place, name: name, in: in, line: 1}
	k, head, err := f.recognise()
	if err != nil {
		return s.refuse(place, "", "%s", reason(err))
	}
	if k == gzipFile {
		compressed := &counted{in: in}
		z, err := gzip.NewReader(compressed)
		if err != nil {
			return s.refuse(place, "compress it again", "it is not well-formed gzip")
		}
		f.in = bufio.NewReaderSize(&inflating{z: z, from: compressed, ratio: int64(s.r.limits.Ratio)}, 64<<10)
		if k, head, err = f.recognise(); err != nil {
			return s.refuse(place, "", "%s", reason(err))
		}
	}
	if listed && !recordLike(name) && !evident(k, head) && !(k == zipFile && s.docx(f)) {
		s.r.pass(place)
		return true
	}
	switch k {
	case jsonObject:
		return s.lines(f)
	case jsonArray:
		return s.list(f)
	case yamlText:
		return s.documents(f)
	case tableText:
		return s.table(f)
	case request:
		return s.whole(f, s.r.limits.RecordBytes)
	case pdfFile, zipFile:
		return s.whole(f, s.r.limits.ResumeBytes)
	}
	if extension(name) == ".jsonl" || extension(name) == ".ndjson" {
		return s.lines(f)
	}
	if k == unknown && (extension(name) == ".csv" || extension(name) == ".tsv") {
		return s.refuse(place, "name the columns in the first row: id, name, email, phone, country, applied_at, ...", "no column of its first row names a person")
	}
	return s.yield(bonafide.Raw{Place: place, Name: name}, notKnown(place, k))
}

// recognise looks at the first bytes, and turns text into UTF-8 on the way.
func (f *source) recognise() (kind, []byte, error) {
	for range 3 {
		head, err := f.in.Peek(headBytes)
		if err != nil && err != io.EOF {
			return unknown, nil, err
		}
		k := recognise(head, f.name)
		switch k {
		case utf8BOM:
			f.in.Discard(3)
			continue
		case utf16LE, utf16BE:
			f.in.Discard(2)
			f.in = bufio.NewReaderSize(newUTF16(f.in, k == utf16BE), 64<<10)
			continue
		}
		return k, head, nil
	}
	return unknown, nil, nil
}

// docx looks into a file in a folder that is an archive and not called a record.
func (s *scan) docx(f *source) bool {
	data, err := io.ReadAll(io.LimitReader(f.in, int64(s.r.limits.ResumeBytes)+1))
	if err != nil || len(data) > s.r.limits.ResumeBytes || !isDOCX(data) {
		return false
	}
	f.in = bufio.NewReader(bytes.NewReader(data))
	return true
}

// record hands out one record; false ends the file as well as the scan.
func (s *scan) record(f *source, place string, data []byte) bool {
	return s.ctx.Err() == nil && s.yield(bonafide.Raw{Place: place, Name: f.name, Data: data}, nil)
}

// count counts a record. The second result ends the file but not the scan.
func (s *scan) count(f *source) (more, ok bool) {
	if f.records++; f.records > s.r.limits.Records {
		return s.refuse(f.place, "split it", "more than %d records", s.r.limits.Records), false
	}
	return true, true
}

// whole hands out a file that is one record.
func (s *scan) whole(f *source, limit int) bool {
	data, err := io.ReadAll(io.LimitReader(f.in, int64(limit)+1))
	if err != nil {
		return s.refuse(f.place, "", "%s", reason(err))
	}
	if len(data) > limit {
		return s.tooLarge(f.place, limit)
	}
	return s.record(f, f.place, data)
}

func (s *scan) tooLarge(place string, limit int) bool {
	return s.refuse(place, "split it", "more than the %d bytes that one record may have", limit)
}

var errTooLong = errors.New("too long")

// readLine reads a line with its end. One past the limit is read away, not kept.
func (f *source) readLine(limit int) ([]byte, error) {
	f.line++
	var line []byte
	long := false
	for {
		part, err := f.in.ReadSlice('\n')
		if len(line)+len(part) > limit {
			long, line = true, nil
		} else if !long {
			line = append(line, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
		case long && (err == nil || err == io.EOF):
			return nil, errTooLong
		default:
			return line, err
		}
	}
}

// lines reads JSON lines, or one document that spans several.
func (s *scan) lines(f *source) bool {
	limit := s.r.limits.RecordBytes
	named := extension(f.name) == ".jsonl" || extension(f.name) == ".ndjson"
	for first := true; ; {
		at := f.line
		line, err := f.readLine(limit)
		if err != nil && err != io.EOF && err != errTooLong {
			return s.refuse(f.place, "", "%s", reason(err))
		}
		line = bytes.TrimRight(line, "\r\n")
		if blank := err != errTooLong && len(bytes.TrimSpace(line)) == 0; !blank {
			place := fmt.Sprintf("%s:%d", f.place, at)
			if first && !named && (err == errTooLong || !balanced(line)) {
				return s.document(f, line, err)
			}
			if first && !named && f.ended() {
				return s.records(f, line)
			}
			first = false
			if more, ok := s.count(f); !ok {
				return more
			}
			if err == errTooLong {
				if !s.tooLarge(place, limit) {
					return false
				}
			} else if !s.record(f, place, line) {
				return false
			}
		}
		if err == io.EOF {
			return true
		}
	}
}

// document reads the rest of a JSON file whose first line is no record by itself.
// Blank lines before it count, so that lines in messages are those of the file.
func (s *scan) document(f *source, start []byte, err error) bool {
	limit := s.r.limits.RecordBytes
	if err == errTooLong {
		return s.tooLarge(f.place, limit)
	}
	rest, err := io.ReadAll(io.LimitReader(f.in, int64(limit-len(start))+1))
	if err != nil {
		return s.refuse(f.place, "", "%s", reason(err))
	}
	if len(start)+len(rest) > limit {
		return s.tooLarge(f.place, limit)
	}
	data := append(bytes.Repeat([]byte{'\n'}, min(f.line-2, limit)), start...)
	data = append(data, '\n')
	return s.records(f, append(data, rest...))
}

// records reads an object that is a record, or one with a list of records inside.
func (s *scan) records(f *source, data []byte) bool {
	i, ok := inside(data)
	if !ok || !balanced(bytes.TrimRight(data, " \t\r\n")) {
		return s.record(f, f.place, data)
	}
	for i = space(data, i+1); i < len(data) && data[i] != ']'; i = space(data, i) {
		if data[i] == ',' {
			i++
			continue
		}
		from := i
		if i = skipValue(data, i); i <= from {
			break
		}
		if more, ok := s.count(f); !ok {
			return more
		}
		if !s.record(f, at(f.place, 1+bytes.Count(data[:from], []byte{'\n'})), data[from:i]) {
			return false
		}
	}
	return true
}

// ended reports whether nothing but white space follows in what is buffered.
func (f *source) ended() bool {
	head, err := f.in.Peek(headBytes)
	return err == io.EOF && len(bytes.TrimSpace(head)) == 0
}

// balanced reports whether every bracket of a line is closed in it.
func balanced(line []byte) bool {
	end := skipValue(line, space(line, 0))
	return end > 0 && end <= len(line) && line[end-1] == '}'
}

// list reads a JSON list of records.
func (s *scan) list(f *source) bool {
	limit := s.r.limits.RecordBytes
	f.next() // the bracket, which was seen
	for {
		c, err := f.next()
		if err == nil && c == ',' {
			c, err = f.next()
		}
		switch {
		case err == nil && c == ']':
			if _, err := f.next(); err == nil {
				return s.refuse(at(f.place, f.line), "give one list a file", "something follows the list")
			}
			return true
		case err != nil && err != io.EOF:
			return s.refuse(f.place, "", "%s", reason(err))
		case err != nil:
			return s.refuse(at(f.place, f.line), "fetch it again: it looks truncated", "the list ends in the middle")
		}
		line := f.line
		data, err := f.value(c, limit)
		if err != nil && err != errTooLong {
			return s.refuse(at(f.place, line), "fetch it again: it looks truncated", "the list ends in the middle of a record")
		}
		if more, ok := s.count(f); !ok {
			return more
		}
		if err == errTooLong {
			if !s.tooLarge(at(f.place, line), limit) {
				return false
			}
		} else if !s.record(f, at(f.place, line), data) {
			return false
		}
	}
}

// next is the next byte that is not white space.
func (f *source) next() (byte, error) {
	for {
		c, err := f.in.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case '\n':
			f.line++
		case ' ', '\t', '\r':
		default:
			return c, nil
		}
	}
}

// value reads the element that begins with c, up to the comma or bracket that ends
// it, which stays unread.
func (f *source) value(c byte, limit int) ([]byte, error) {
	var data []byte
	level, quoted, escaped, long := 0, false, false, false
	for {
		if !long {
			if data = append(data, c); len(data) > limit {
				long, data = true, nil
			}
		}
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			level++
		case c == '}' || c == ']':
			level--
		}
		if c == '\n' {
			f.line++
		}
		next, err := f.in.Peek(1)
		if err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		if level <= 0 && !quoted && (next[0] == ',' || next[0] == ']') {
			break
		}
		c, _ = f.in.ReadByte()
	}
	if long {
		return nil, errTooLong
	}
	return data, nil
}

// documents reads a stream of YAML documents. A line that begins with three hyphens
// or dots ends a document wherever it stands (YAML 1.2.2, section 9.1.2), so that
// documents can be told apart before they are parsed.
func (s *scan) documents(f *source) bool {
	limit := s.r.limits.RecordBytes
	var doc []byte
	start, long, some, many := 1, false, false, false
	emit := func(last bool) (more, ok bool) {
		defer func() { doc, long, some = nil, false, false }()
		if !long && !some {
			return true, true
		}
		if more, ok := s.count(f); !ok {
			return more, false
		}
		place := at(f.place, start)
		if last && !many {
			place = f.place
			if start > 1 && !long {
				doc = append(bytes.Repeat([]byte{'\n'}, start-1), doc...)
			}
		}
		many = true
		if long {
			return s.tooLarge(place, limit), true
		}
		more = s.record(f, place, doc)
		return more, more
	}
	for {
		at := f.line
		line, err := f.readLine(limit)
		if err != nil && err != io.EOF && err != errTooLong {
			return s.refuse(f.place, "", "%s", reason(err))
		}
		marker := documentMarker(line)
		if marker != 0 {
			if more, ok := emit(false); !ok || !more {
				return more
			}
			start = at
		}
		switch {
		case marker == '.':
			start = at + 1
		case err == errTooLong || len(doc)+len(line) > limit:
			long, doc = true, nil
		case !long:
			if !some && len(doc) == 0 && marker == 0 {
				start = at
			}
			doc = append(doc, line...)
			some = some || meaningful(line, marker)
		}
		if err == io.EOF {
			more, _ := emit(true)
			return more
		}
	}
}

// documentMarker is '-' for a line that starts a document, '.' for one that ends it.
func documentMarker(line []byte) byte {
	if len(line) < 3 || (len(line) > 3 && line[3] != ' ' && line[3] != '\t' && line[3] != '\n' && line[3] != '\r') {
		return 0
	}
	switch string(line[:3]) {
	case "---":
		return '-'
	case "...":
		return '.'
	}
	return 0
}

// meaningful says whether a line of YAML is more than white space, a comment, a
// directive or a bare marker.
func meaningful(line []byte, marker byte) bool {
	if marker == '-' {
		line = line[3:]
	}
	line = bytes.TrimSpace(line)
	return len(line) > 0 && line[0] != '#' && line[0] != '%'
}

// table reads rows.
func (s *scan) table(f *source) bool {
	head, _ := f.in.Peek(headBytes * 8)
	above := len(head) - len(bytes.TrimLeft(head, " \t\r\n"))
	above = bytes.LastIndexByte(head[:above], '\n') + 1
	delimiter, _, _ := table.Delimiter(firstLine(head[above:]))
	guard := &guarded{in: f.in, limit: s.r.limits.RecordBytes}
	rows := csv.NewReader(guard)
	rows.Comma = delimiter
	header, err := rows.Read()
	if err != nil {
		return s.badRow(f, rows, err, guard)
	}
	header = slices.Clone(header)
	if len(header) > s.r.limits.Columns {
		return s.refuse(f.place, "leave out those that are not read", "%d columns, more than the %d that a table may have", len(header), s.r.limits.Columns)
	}
	columns, err := table.Header(header)
	if err != nil {
		return s.refuse(f.place, "", "%v", err)
	}
	for _, h := range header {
		if !utf8.ValidString(h) {
			return s.refuse(f.place, "save the table as UTF-8", "its header is not UTF-8")
		}
	}
	s.remark(f, "columns that were not read, because their names are not known", columns.Ignored())
	s.remark(f, "columns that were left unread on purpose, because nothing may be concluded from them", columns.Dropped())
	in := &rowReader{rows: rows, guard: guard}
	columns.Order = s.r.cfg.Dates
	if columns.Order == written.Unknown && columns.Dates() {
		columns.Order = in.order(&columns)
	}
	s.r.sheets.Store(f.place, &sheet{header, columns})
	for {
		next := in.read()
		if next.err == io.EOF {
			return true
		}
		if next.err != nil {
			var p *csv.ParseError
			if !s.badRow(f, rows, next.err, guard) {
				return false
			}
			if !errors.As(next.err, &p) || errors.Is(guard.err, errTooLong) {
				return true
			}
			continue
		}
		if blankRow(next.cells) {
			continue
		}
		if more, ok := s.count(f); !ok {
			return more
		}
		if s.ctx.Err() != nil || !s.yield(bonafide.Raw{Place: at(f.place, next.line), Name: f.name, Header: header, Row: next.cells}, nil) {
			return false
		}
	}
}

// remark tells the operator of columns that were not read, once a file.
func (s *scan) remark(f *source, why string, columns []string) {
	if len(columns) == 0 {
		return
	}
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = fmt.Sprintf("%q", clip(c))
	}
	s.r.remark(fmt.Sprintf("%s: %s: %s", f.place, why, strings.Join(quoted, ", ")))
}

// rowReader reads the rows of a table, and can look ahead.
type rowReader struct {
	rows  *csv.Reader
	guard *guarded
	held  []tableRow
}

type tableRow struct {
	cells []string
	line  int
	err   error
}

func (r *rowReader) read() tableRow {
	if len(r.held) > 0 {
		next := r.held[0]
		r.held = r.held[1:]
		return next
	}
	return r.fresh()
}

func (r *rowReader) fresh() tableRow {
	r.guard.spent = 0
	cells, err := r.rows.Read()
	next := tableRow{cells: cells, err: err}
	if err == nil {
		next.line, _ = r.rows.FieldPos(0)
	}
	return next
}

// rowsAhead is how many rows are looked at for the order of day and month.
const rowsAhead = 4096

// order is in which order the rows ahead write day and month: the one that some of
// their dates show, and none contradicts.
func (r *rowReader) order(columns *table.Columns) written.Order {
	order := written.Unknown
	size := 0
	for len(r.held) < rowsAhead && size < r.guard.limit {
		next := r.fresh()
		r.held = append(r.held, next)
		if next.err != nil {
			break // as far as can be read; what is wrong is said in its turn
		}
		for _, c := range next.cells {
			size += len(c)
		}
		switch o := columns.OrderOf(next.cells); {
		case o == written.Unknown || o == order:
		case order == written.Unknown:
			order = o
		default:
			return written.Unknown
		}
	}
	return order
}

// blankRow is what spreadsheets write below a table: delimiters only.
func blankRow(row []string) bool {
	for _, cell := range row {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

func (s *scan) badRow(f *source, rows *csv.Reader, err error, guard *guarded) bool {
	var p *csv.ParseError
	switch {
	case errors.Is(guard.err, errTooLong):
		return s.refuse(f.place, "close the quotation mark", "a row is longer than %d bytes: a quotation mark is not closed", guard.limit)
	case guard.err != nil && guard.err != io.EOF:
		return s.refuse(f.place, "", "%s", reason(guard.err))
	case errors.As(err, &p):
		place := at(f.place, p.StartLine)
		switch {
		case errors.Is(err, csv.ErrFieldCount):
			return s.refuse(place, "quote fields that hold the delimiter; a last row that is short may be truncated", "the row has another number of fields than the header")
		case errors.Is(err, csv.ErrQuote):
			return s.refuse(place, "close the quotation mark, or fetch the file again: it looks truncated", "a quotation mark is not closed, or text follows the closing one")
		}
		return s.refuse(place, "put the field in quotation marks and double those inside", "a quotation mark stands in an unquoted field")
	}
	return s.refuse(f.place, "", "%s", reason(err))
}

// guarded bounds what one row may take.
type guarded struct {
	in           io.Reader
	limit, spent int
	err          error
}

func (g *guarded) Read(p []byte) (int, error) {
	if g.spent > g.limit {
		g.err = errTooLong
		return 0, errTooLong
	}
	n, err := g.in.Read(p)
	g.spent += n
	if err != nil {
		g.err = err
	}
	return n, err
}

// inflating reads gzip and stops where it swells out of proportion.
type inflating struct {
	z     *gzip.Reader
	from  *counted
	ratio int64
	out   int64
}

func (r *inflating) Read(p []byte) (int, error) {
	n, err := r.z.Read(p)
	r.out += int64(n)
	switch {
	case err != nil && err != io.EOF:
		return n, errors.New("its compressed data is damaged or ends in the middle")
	case r.out > 1<<20 && r.out > r.ratio*r.from.n:
		return n, fmt.Errorf("its compressed data swells to more than %d times its size", r.ratio)
	}
	return n, err
}

// counted counts what was read.
type counted struct {
	in *bufio.Reader
	n  int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counted) ReadByte() (byte, error) {
	b, err := c.in.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}
