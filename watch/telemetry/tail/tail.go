// Package tail reads lines from files that grow, from folders of them, from gzip
// archives and from a stream such as standard input. In comes a path; out go
// [Line] values in the order of the files; a file that is one JSON document over
// several lines, or a list, comes out as its objects, one a Line. What was taken is remembered in a
// cursor file, which is replaced as a whole, so that a restart goes on where the
// last acknowledged line ended.
//
// A file is known by its first bytes and those taken last, not by its name: one that was renamed by log
// rotation is read to its end and goes on being itself; one that was cut off and
// written anew is read from its beginning. A line without an end is waited for,
// and taken as it is once the file has been rotated away. A line of more than the
// limit is passed over, told of, and costs no memory.
package tail

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/strict"
	"bonafide/watch/telemetry"
)

// Line is one line as it stands in a file, without its end.
type Line struct {
	// File is the path below the folder, Number counts from 1. Record counts the objects
	// of a document that begin on one line, from 1; 0 for the first of them.
	File   string
	Number int
	Record int
	Data   []byte
	// Problem is set where the line could not be taken: it was too long, or the
	// file ended in the middle of an archive. Data then has what can be shown.
	Problem *bonafide.Refusal
}

// Place is where the line stands: "okta.json:3, record 2".
func (l *Line) Place() string {
	place := fmt.Sprintf("%s:%d", l.File, l.Number)
	if l.Record > 0 {
		place += fmt.Sprintf(", record %d", l.Record)
	}
	return place
}

// Sink takes a line. The data is good until it returns. An error stops the reading
// before the line counts as taken: it will come again.
type Sink func(ctx context.Context, l Line) error

// Config says what is read and how.
type Config struct {
	// Path is a file or a folder, which is read with all its folders.
	Path string
	// Patterns of file names, such as "*.log" and "*.json.gz"; none takes those that
	// end in .log, .json, .ndjson, .jsonl, .csv or one of these with .gz.
	Patterns []string
	// Cursor is the file that remembers what was taken; empty remembers nothing.
	Cursor string
	// MaxLine bounds a line, in bytes; 0 is [telemetry.MaxLine].
	MaxLine int
	// MaxFiles bounds the files of a folder; 0 is 10,000.
	MaxFiles int
	// MaxInflate bounds what an archive may inflate to, in bytes; 0 is 8 GiB.
	MaxInflate int64
	// Flush is called before the cursor is saved, for a sink that gathers lines: what
	// it does not take then will come again. nil where the sink takes each line.
	Flush func() error
	// Early says of a file's path below the folder that it is read before the others, as
	// long as nothing of it was taken; nil reads all by their age.
	Early func(path string) bool
	// SaveEvery is after how many lines the cursor is saved, besides at the end of
	// each file; 0 is 10,000.
	SaveEvery int
}

// Tail reads a file or folder. It is not safe for concurrent use.
type Tail struct {
	cfg   Config
	state cursor
	since int
}

// cursor is what was taken of each file.
type cursor struct {
	Format string            `json:"tail"`
	Files  map[string]*taken `json:"files"`
}

// taken is how far one file was taken. Its key is the path below the folder.
type taken struct {
	// Head is the hash of the first HeadBytes bytes.
	Head      string `json:"head"`
	HeadBytes int64  `json:"head_bytes"`
	// Last is the hash of the bytes before Offset, as many as LastBytes: exports that
	// begin alike are not taken for each other.
	Last      string `json:"last,omitzero"`
	LastBytes int64  `json:"last_bytes,omitzero"`
	// Offset is where the next line begins; in archives it counts inflated bytes.
	Offset int64 `json:"offset"`
	Line   int   `json:"line"`
	// Size of an archive or document that was read to its end, or failed at.
	Size int64 `json:"size,omitzero"`
	Done bool  `json:"done,omitzero"`
	// Failed says why an archive could not be read on.
	Failed string `json:"failed,omitzero"`
}

const (
	cursorFormat = "cursor/1"
	headBytes    = 512
	chunk        = 64 << 10
)

// Open reads the cursor. A damaged one is an error that says what to do, not a new
// beginning.
func Open(cfg Config) (*Tail, error) {
	cfg.MaxLine = cmp.Or(cfg.MaxLine, telemetry.MaxLine)
	cfg.MaxFiles = cmp.Or(cfg.MaxFiles, 10_000)
	cfg.MaxInflate = cmp.Or(cfg.MaxInflate, 8<<30)
	cfg.SaveEvery = cmp.Or(cfg.SaveEvery, 10_000)
	for _, p := range cfg.Patterns {
		if _, err := filepath.Match(p, "x"); err != nil {
			return nil, bonafide.Invalidf("the pattern %q of file names: %w", p, err)
		}
	}
	t := &Tail{cfg: cfg, state: cursor{Format: cursorFormat, Files: map[string]*taken{}}}
	if cfg.Cursor == "" {
		return t, nil
	}
	data, err := os.ReadFile(cfg.Cursor)
	if errors.Is(err, fs.ErrNotExist) {
		return t, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the cursor: %w", err)
	}
	if err := strict.JSON(cfg.Cursor, data, &t.state); err != nil {
		return nil, fmt.Errorf("the cursor is damaged; put back an older one, or remove it to read everything again: %w", err)
	}
	if t.state.Format != cursorFormat {
		return nil, bonafide.Invalidf("%s: it is no cursor of this version", cfg.Cursor)
	}
	if t.state.Files == nil {
		t.state.Files = map[string]*taken{}
	}
	return t, nil
}

// Save writes the cursor: to a new file beside it, which then takes its place.
func (t *Tail) Save() error {
	t.since = 0
	if t.cfg.Flush != nil {
		if err := t.cfg.Flush(); err != nil {
			return err
		}
	}
	if t.cfg.Cursor == "" {
		return nil
	}
	data, err := strict.Marshal(&t.state)
	if err != nil {
		return err
	}
	return Replace(t.cfg.Cursor, data)
}

// Replace writes a file as a whole: who reads it sees the old content or the new.
func Replace(path string, data []byte) error {
	return ReplaceWith(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// ReplaceWith is [Replace] with content that is written piece by piece.
func ReplaceWith(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("saving %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = fmt.Errorf("saving %s: %w", path, err)
		}
	}()
	if err = write(f); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	if dir, openErr := os.Open(filepath.Dir(path)); openErr == nil {
		_ = dir.Sync() // not every file system can; the rename is done
		dir.Close()
	}
	return nil
}

// Follow reads what is there, waits with wait, and reads again, until the context
// ends. Wait returns an error when the context does.
func (t *Tail) Follow(ctx context.Context, sink Sink, wait func(context.Context) error) error {
	for {
		if _, err := t.Once(ctx, sink); err != nil {
			return err
		}
		if err := wait(ctx); err != nil {
			return err
		}
	}
}

// Once reads everything that is there and not yet taken, and reports how many
// lines it gave to the sink.
func (t *Tail) Once(ctx context.Context, sink Sink) (int, error) {
	files, err := t.files()
	if err != nil {
		return 0, err
	}
	t.recognise(files)
	// The rest of a renamed file comes before what was written under its old name;
	// file systems do not always keep the times of both apart.
	slices.SortStableFunc(files, func(a, b found) int {
		switch {
		case a.rotated == b.rotated:
			return 0
		case a.rotated:
			return -1
		}
		return 1
	})
	if t.cfg.Early != nil {
		early := func(f found) int {
			if s := t.state.Files[f.key]; s.Offset == 0 && !s.Done && t.cfg.Early(f.key) {
				return 0
			}
			return 1
		}
		slices.SortStableFunc(files, func(a, b found) int { return early(a) - early(b) })
	}
	total := 0
	for i := range files {
		n, err := t.file(ctx, &files[i], sink)
		total += n
		if err != nil {
			return total, errors.Join(err, t.Save())
		}
	}
	return total, t.Save()
}

type found struct {
	path, key string
	size      int64
	modified  time.Time
	head      []byte
	rotated   bool // a newer file has its old name
}

func (t *Tail) files() ([]found, error) {
	info, err := os.Stat(t.cfg.Path)
	if err != nil {
		return nil, fmt.Errorf("reading logs: %w", err)
	}
	if !info.IsDir() {
		f := found{path: t.cfg.Path, key: filepath.Base(t.cfg.Path), size: info.Size(), modified: info.ModTime()}
		out := []found{f}
		// A file that rotation renamed lies beside it and may have an unread rest.
		siblings, _ := filepath.Glob(filepath.Join(filepath.Dir(t.cfg.Path), globQuote(filepath.Base(t.cfg.Path))+".*"))
		for _, s := range siblings {
			if t.state.Files[f.key] == nil || strings.HasSuffix(s, ".gz") || s == t.cfg.Cursor {
				continue
			}
			if i, err := os.Stat(s); err == nil && i.Mode().IsRegular() && t.sameHead(s, t.state.Files[f.key]) {
				out = append(out, found{path: s, key: filepath.Base(s), size: i.Size(), modified: i.ModTime()})
			}
		}
		return t.heads(out)
	}
	var out []found
	err = filepath.WalkDir(t.cfg.Path, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // it went away between listing and looking
			}
			return err
		}
		if d.IsDir() || !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") || path == t.cfg.Cursor || !t.wanted(d.Name()) {
			return nil
		}
		i, err := d.Info()
		if err != nil {
			return nil
		}
		if len(out) >= t.cfg.MaxFiles {
			return bonafide.Invalidf("%s: more than %d files; name a pattern or move old ones away", t.cfg.Path, t.cfg.MaxFiles)
		}
		key, err := filepath.Rel(t.cfg.Path, path)
		if err != nil {
			return err
		}
		out = append(out, found{path: path, key: filepath.ToSlash(key), size: i.Size(), modified: i.ModTime()})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading logs: %w", err)
	}
	return t.heads(out)
}

func globQuote(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(s)
}

func (t *Tail) wanted(name string) bool {
	for _, p := range t.cfg.Patterns {
		if ok, _ := filepath.Match(p, name); ok {
			return true
		}
	}
	if len(t.cfg.Patterns) > 0 {
		return false
	}
	bare := strings.TrimSuffix(name, ".gz")
	for _, ext := range []string{".log", ".json", ".ndjson", ".jsonl", ".csv"} {
		// "app.log.1" is app.log, rotated.
		if strings.HasSuffix(bare, ext) || strings.Contains(bare, ext+".") {
			return true
		}
	}
	return false
}

func (t *Tail) heads(list []found) ([]found, error) {
	out := list[:0]
	for _, f := range list {
		file, err := os.Open(f.path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("reading logs: %w", err)
		}
		head := make([]byte, headBytes)
		n, err := io.ReadFull(file, head)
		file.Close()
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fmt.Errorf("reading logs: %w", err)
		}
		f.head = head[:n]
		out = append(out, f)
	}
	// Older files first, so that a rotated file's rest comes before the new file.
	slices.SortFunc(out, func(a, b found) int { return cmp.Or(a.modified.Compare(b.modified), cmp.Compare(a.key, b.key)) })
	return out, nil
}

func (t *Tail) sameHead(path string, s *taken) bool {
	if s.HeadBytes == 0 {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, s.HeadBytes)
	if _, err := io.ReadFull(f, head); err != nil {
		return false
	}
	return digest(head) == s.Head
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// fits reports whether the file is the one of which this was taken.
func (s *taken) fits(f *found) bool {
	if s.HeadBytes == 0 || int64(len(f.head)) < s.HeadBytes || digest(f.head[:s.HeadBytes]) != s.Head {
		return false
	}
	if isArchive(f.key) {
		return true
	}
	if s.Offset == 0 && s.Done && f.size < s.Size {
		return false // a document that was written anew, with less in it
	}
	if s.Offset > f.size {
		return false
	}
	if s.LastBytes == 0 {
		return true
	}
	file, err := os.Open(f.path)
	if err != nil {
		return false
	}
	defer file.Close()
	sum, _ := lastBytes(file, s.Offset)
	return sum == s.Last
}

// lastBytes hashes what stands before an offset.
func lastBytes(file io.ReaderAt, offset int64) (string, int64) {
	n := min(offset, headBytes)
	b := make([]byte, n)
	if _, err := file.ReadAt(b, offset-n); err != nil && !errors.Is(err, io.EOF) {
		return "", n
	}
	return digest(b), n
}

// recognise moves the state of files that were renamed to their new names, and
// drops that of files which are gone or were written anew.
func (t *Tail) recognise(files []found) {
	next := map[string]*taken{}
	left := map[string]*taken{}
	for k, s := range t.state.Files {
		left[k] = s
	}
	for i := range files {
		f := &files[i]
		if s := left[f.key]; s != nil && s.fits(f) {
			next[f.key] = s
			delete(left, f.key)
		}
	}
	for i := range files {
		f := &files[i]
		if next[f.key] != nil {
			continue
		}
		for _, k := range slices.Sorted(maps.Keys(left)) {
			// An archive that grew under another name is another archive.
			if s := left[k]; k != f.key && s.fits(f) && (!isArchive(f.key) || s.Size == f.size) {
				next[f.key] = s
				f.rotated = true
				delete(left, k)
				break
			}
		}
		if next[f.key] == nil {
			next[f.key] = &taken{}
		}
	}
	t.state.Files = next
}

// isDocument looks at the beginning of a file. A list cannot be a line of its own;
// whatever else, a file that lines were taken from has lines.
func (t *Tail) isDocument(file io.ReaderAt) bool {
	head := make([]byte, chunk)
	n, _ := file.ReadAt(head, 0)
	return IsDocument(head[:n])
}

func isArchive(name string) bool { return strings.HasSuffix(name, ".gz") }

func (t *Tail) file(ctx context.Context, f *found, sink Sink) (int, error) {
	s := t.state.Files[f.key]
	if n := int64(len(f.head)); n > s.HeadBytes {
		s.Head, s.HeadBytes = digest(f.head), n
	}
	archive := isArchive(f.key)
	if (s.Done || archive && s.Failed != "") && s.Size == f.size || !archive && s.Offset >= f.size {
		return 0, nil
	}
	file, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("reading logs: %w", err)
	}
	defer file.Close()
	var in io.Reader = file
	if archive {
		zipped, err := gzip.NewReader(bufio.NewReaderSize(file, chunk))
		if err != nil {
			return 0, t.broken(ctx, f, s, sink, err)
		}
		defer zipped.Close()
		peeked := bufio.NewReaderSize(io.LimitReader(zipped, t.cfg.MaxInflate), chunk)
		in = peeked
		if head, _ := peeked.Peek(chunk); s.Offset == 0 && IsDocument(head) {
			return t.document(ctx, f, s, in, sink)
		}
		if _, err := io.CopyN(io.Discard, in, s.Offset); err != nil {
			return 0, t.broken(ctx, f, s, sink, err)
		}
	} else if s.Offset == 0 && t.isDocument(file) {
		return t.document(ctx, f, s, file, sink)
	} else if _, err := file.Seek(s.Offset, io.SeekStart); err != nil {
		return 0, fmt.Errorf("reading logs: %w", err)
	}
	if !archive {
		defer func() { s.Last, s.LastBytes = lastBytes(file, s.Offset) }()
	}
	lines := NewLines(in, t.cfg.MaxLine)
	n := 0
	for {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		data, length, status := lines.Next()
		if status == End {
			break
		}
		if status == Unended && !archive && !f.rotated {
			break // it is still being written
		}
		if status == Failed {
			if archive {
				return n, t.broken(ctx, f, s, sink, lines.Err())
			}
			return n, fmt.Errorf("reading %s: %w", f.key, lines.Err())
		}
		l := Line{File: f.key, Number: s.Line + 1, Data: data}
		if status == TooLong {
			l.Problem = &bonafide.Refusal{Place: fmt.Sprintf("%s:%d", f.key, l.Number), Why: fmt.Sprintf("the line has %d bytes, more than the %d allowed", length, t.cfg.MaxLine), Remedy: "split it, or leave out what it embeds"}
		}
		if err := sink(ctx, l); err != nil {
			return n, err
		}
		n++
		s.Offset += length
		s.Line++
		if t.since++; t.since >= t.cfg.SaveEvery {
			if !archive {
				s.Last, s.LastBytes = lastBytes(file, s.Offset)
			}
			if err := t.Save(); err != nil {
				return n, err
			}
		}
	}
	if archive {
		s.Done, s.Failed, s.Size = true, "", f.size
		if s.Offset >= t.cfg.MaxInflate {
			return n, t.broken(ctx, f, s, sink, fmt.Errorf("it inflates to more than %d bytes", t.cfg.MaxInflate))
		}
	}
	return n, nil
}

// broken tells once of an archive that cannot be read on; it is tried again when
// its size changes, as one does that is still being copied.
func (t *Tail) broken(ctx context.Context, f *found, s *taken, sink Sink, why error) error {
	s.Done, s.Failed, s.Size = false, why.Error(), f.size
	return sink(ctx, Line{File: f.key, Number: s.Line + 1, Problem: &bonafide.Refusal{
		Place: fmt.Sprintf("%s:%d", f.key, s.Line+1), Why: "the archive cannot be read on: " + why.Error(), Remedy: "copy it again as a whole; what stands before this place has been taken",
	}})
}

// Status tells what [Lines.Next] found.
type Status int

// The states of a line.
const (
	Whole   Status = iota
	Unended        // the input ends without a line end
	TooLong        // passed over; the data has its beginning
	End
	Failed
)

// Lines reads lines of bounded length.
type Lines struct {
	in   *bufio.Reader
	max  int
	line []byte
	err  error
}

// NewLines reads lines of at most max bytes.
func NewLines(in io.Reader, max int) *Lines {
	return &Lines{in: bufio.NewReaderSize(in, chunk), max: max}
}

// Err is why the reading [Failed].
func (l *Lines) Err() error { return l.err }

// Next reads the next line. The data, without the line end, is good until the next
// call; length counts all bytes that were taken from the input.
func (l *Lines) Next() (data []byte, length int64, status Status) {
	l.line = l.line[:0]
	long := false
	for {
		part, err := l.in.ReadSlice('\n')
		length += int64(len(part))
		if !long {
			if len(l.line) == 0 && err == nil && len(part) <= l.max+1 {
				return bytes.TrimSuffix(part, []byte("\n")), length, Whole
			}
			l.line = append(l.line, part...)
			if len(bytes.TrimSuffix(l.line, []byte("\n"))) > l.max {
				long = true
				l.line = l.line[:min(len(l.line), 4096)]
			}
		}
		switch {
		case err == nil && long:
			return l.line, length, TooLong
		case err == nil:
			return bytes.TrimSuffix(l.line, []byte("\n")), length, Whole
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && length == 0:
			return nil, 0, End
		case errors.Is(err, io.EOF) && long:
			return l.line, length, TooLong
		case errors.Is(err, io.EOF):
			return l.line, length, Unended
		default:
			l.err = err
			return nil, length, Failed
		}
	}
}

// Stream reads all lines of an input that cannot be read twice, such as standard
// input. The last line may lack its end.
func Stream(ctx context.Context, name string, in io.Reader, maxLine int, sink Sink) (int, error) {
	maxLine = cmp.Or(maxLine, telemetry.MaxLine)
	lines := NewLines(in, maxLine)
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		data, length, status := lines.Next()
		l := Line{File: name, Number: n + 1, Data: data}
		switch status {
		case End:
			return n, nil
		case Failed:
			return n, fmt.Errorf("reading %s: %w", name, lines.Err())
		case TooLong:
			l.Problem = &bonafide.Refusal{Place: fmt.Sprintf("%s:%d", name, n+1), Why: fmt.Sprintf("the line has %d bytes, more than the %d allowed", length, maxLine), Remedy: "split it, or leave out what it embeds"}
		}
		if err := sink(ctx, l); err != nil {
			return n, err
		}
	}
}
