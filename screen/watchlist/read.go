package watchlist

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bonafide"
)

// Bounds of any list, far above what is published.
const (
	// DefaultMaxBytes is the largest unpacked file that is read.
	DefaultMaxBytes = 4 << 30
	mostEntries     = 4_000_000
	headBytes       = 64 << 10
)

// Reader reads list files. The zero value is ready to use.
type Reader struct {
	// Date is the date of a list whose file gives none. The zero value takes the
	// modification time of an [os.File].
	Date bonafide.Date
	// MaxBytes bounds the unpacked size of each file; 0 is [DefaultMaxBytes].
	MaxBytes int64
	// CutRemarks accepts an OFAC CSV file whose remarks are cut at 1,000 characters
	// although their continuation (SDN_COMMENTS.CSV) is not there. Wallets and names are
	// then missing, and the notes say so: whoever answers from the list has to pass them
	// on.
	CutRemarks bool
	// AllowCut accepts what CutRemarks does, and a file whose end mark is missing: it is
	// for looking at old files, never for screening.
	AllowCut bool
	// RequireEnd refuses every OFAC CSV file without its end mark, also a short one.
	RequireEnd bool
}

// Read reads one list from r with the zero [Reader]. name is the file's name; it
// is used in messages, and for the ticker of an address list.
func Read(ctx context.Context, name string, r io.Reader) (*List, error) {
	return new(Reader).Read(ctx, name, r)
}

// Read reads one list. The format is found in the content, compressed or not. A
// part of an OFAC CSV set that is not its main file is refused: read the files of
// the set together with [Reader.ReadFiles].
func (rd *Reader) Read(ctx context.Context, name string, r io.Reader) (*List, error) {
	s, err := rd.open(ctx, name, r)
	if err != nil {
		return nil, err
	}
	format, piece, err := sniff(name, s.head)
	if err != nil {
		return nil, err
	}
	if piece != noPiece && piece != mainPiece {
		return nil, refuse(name, fmt.Sprintf("this is the %s file of an OFAC CSV set, which says nothing by itself", piece), "read it together with the main file (SDN.CSV or CONS_PRIM.CSV)")
	}
	l := &List{Format: format}
	p := &parsing{rd: rd, list: l, in: newInterner(), name: name}
	if err := p.parse(s); err != nil {
		return nil, err
	}
	return p.done([]*source{s})
}

// ReadFiles reads one list from its file or, of an OFAC CSV set, from its files
// together.
func (rd *Reader) ReadFiles(ctx context.Context, paths ...string) (*List, error) {
	switch len(paths) {
	case 0:
		return nil, bonafide.Invalidf("no file to read a list from")
	}
	files := make([]named, len(paths))
	for i, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("reading a list: %w", err)
		}
		defer f.Close()
		files[i] = named{filepath.Base(path), f}
	}
	return rd.readNamed(ctx, files)
}

// named is an open file with the name under which it was published.
type named struct {
	name string
	r    io.Reader
}

func (rd *Reader) readNamed(ctx context.Context, files []named) (*List, error) {
	if len(files) == 1 {
		return rd.Read(ctx, files[0].name, files[0].r)
	}
	return rd.readSet(ctx, files)
}

// parsing is the state of reading one list.
type parsing struct {
	rd   *Reader
	list *List
	in   *interner
	name string // of the file at hand
}

func (p *parsing) parse(s *source) error {
	var err error
	switch p.list.Format {
	case OFACAdvanced:
		err = p.ofacAdvanced(s)
	case OFACCSV:
		err = p.ofacCSV(s, nil)
	case UNXML:
		err = p.unXML(s)
	case EUXML:
		err = p.euXML(s)
	case UKXML:
		err = p.ukXML(s)
	case UKCSV:
		err = p.ukCSV(s)
	case FollowMoney:
		err = p.followMoney(s)
	case OperatorCSV:
		err = p.operatorCSV(s)
	case AddressesJSON:
		err = p.addressesJSON(s)
	case AddressesText:
		err = p.addressesText(s)
	}
	if err == nil {
		err = s.drain()
	}
	return s.explain(err)
}

// add takes a finished entry into the list.
func (p *parsing) add(e Entry, place string) error {
	if e.ID == "" {
		return refuse(place, "an entry without an id", fetchAgain)
	}
	if len(p.list.Entries) >= mostEntries {
		return refuse(place, fmt.Sprintf("more than %d entries", mostEntries), "")
	}
	p.list.Entries = append(p.list.Entries, e)
	return nil
}

// done completes the entries and the list's own fields.
func (p *parsing) done(files []*source) (*List, error) {
	l := p.list
	if len(l.Entries) == 0 {
		return nil, refuse(p.name, "the list has no entries", fetchAgain)
	}
	seen := make(map[string]struct{}, len(l.Entries))
	for i := range l.Entries {
		e := &l.Entries[i]
		if _, twice := seen[e.ID]; twice {
			return nil, refuse(p.name, fmt.Sprintf("two entries with the id %q", e.ID), "")
		}
		seen[e.ID] = struct{}{}
		e.List = l.Name
		e.complete()
		if len(e.Names) == 0 && len(e.Wallets) == 0 {
			l.note(fmt.Sprintf("entry %s has neither a name nor a wallet: it can be found by its documents only", e.ID))
		}
	}
	for _, s := range files {
		l.Files = append(l.Files, File{Name: s.name, Bytes: s.raw.n, SHA256: hex.EncodeToString(s.raw.sum.Sum(nil))})
	}
	l.SHA256 = filesHash(l.Files)
	if l.Published.IsZero() {
		l.Published = dateInName(p.name)
		for _, s := range files {
			if l.Published.IsZero() {
				l.Published = s.date
			}
		}
	} else {
		l.Dated = true
	}
	return l, nil
}

// filesHash is the hash of a list's files; see [List.SHA256].
func filesHash(files []File) string {
	if len(files) == 1 {
		return files[0].SHA256
	}
	lines := make([]string, len(files))
	for i, f := range files {
		lines[i] = f.SHA256 + "  " + f.Name + "\n"
	}
	sortByName(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "")))
	return hex.EncodeToString(sum[:])
}

// source is one open file: its bytes are counted and hashed as given, unpacked,
// and bounded.
type source struct {
	name string
	date bonafide.Date
	raw  *hashing
	head []byte // the first bytes, unpacked
	in   *bufio.Reader
	max  *io.LimitedReader
	most int64
	// utf16 is set where the file was in UTF-16; what is read is UTF-8.
	utf16 bool
}

func (s *source) Read(p []byte) (int, error) { return s.in.Read(p) }

type hashing struct {
	ctx context.Context
	r   io.Reader
	sum hash.Hash
	n   int64
}

func (h *hashing) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := h.r.Read(p)
	h.sum.Write(p[:n])
	h.n += int64(n)
	return n, err
}

func (rd *Reader) open(ctx context.Context, name string, r io.Reader) (*source, error) {
	s := &source{name: name, date: rd.Date, most: rd.MaxBytes}
	if s.most <= 0 {
		s.most = DefaultMaxBytes
	}
	if f, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok && s.date.IsZero() {
		if info, err := f.Stat(); err == nil {
			s.date = bonafide.DateOf(info.ModTime())
		}
	}
	s.raw = &hashing{ctx: ctx, r: r, sum: sha256.New()}
	packed := bufio.NewReaderSize(s.raw, 256<<10)
	magic, err := packed.Peek(4)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	var plain io.Reader = packed
	switch {
	case bytes.HasPrefix(magic, []byte{0x1F, 0x8B}):
		z, err := gzip.NewReader(packed)
		if err != nil {
			return nil, refuse(name, "the gzip file is damaged or incomplete", fetchAgain)
		}
		plain = z
	case bytes.HasPrefix(magic, []byte("BZh")):
		plain = bzip2.NewReader(packed)
	case bytes.HasPrefix(magic, []byte("PK\x03\x04")), bytes.HasPrefix(magic, []byte("PK\x05\x06")):
		if plain, err = unzip(name, packed, s.most); err != nil {
			return nil, err
		}
	case bytes.HasPrefix(magic, []byte{0xFD, '7', 'z', 'X'}):
		return nil, refuse(name, "an xz file", unpackFirst)
	case bytes.HasPrefix(magic, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		return nil, refuse(name, "a zstd file", unpackFirst)
	case bytes.HasPrefix(magic, []byte{'7', 'z', 0xBC, 0xAF}):
		return nil, refuse(name, "a 7z archive", unpackFirst)
	}
	if plain, s.utf16, err = fromUTF16(plain); err != nil {
		return nil, s.explain(err)
	}
	s.max = &io.LimitedReader{R: plain, N: s.most + 1}
	s.in = bufio.NewReaderSize(s.max, 256<<10)
	s.head, err = s.in.Peek(headBytes)
	if err != nil && err != io.EOF {
		return nil, s.explain(err)
	}
	s.head = bytes.Clone(s.head)
	if len(bytes.TrimSpace(s.head)) == 0 {
		return nil, refuse(name, "the file is empty", fetchAgain)
	}
	return s, nil
}

// drain reads what a parser has left, so that the hash covers every byte and a
// checksum at the end of the compression is checked.
func (s *source) drain() error {
	n, err := io.Copy(io.Discard, s.in)
	if err == nil && n > 0 {
		err = refuse(s.name, "data after the end of the list", fetchAgain)
	}
	return err
}

// explain puts the errors of the layers below into words.
func (s *source) explain(err error) error {
	switch {
	case err == nil:
		if s.max.N <= 0 {
			return refuse(s.name, fmt.Sprintf("the list is larger than %d bytes", s.most), "")
		}
		return nil
	case s.max != nil && s.max.N <= 0:
		return refuse(s.name, fmt.Sprintf("the list is larger than %d bytes", s.most), "")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(s.name, "the file is cut short", fetchAgain)
	case errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat):
		return refuse(s.name, "the zip archive is damaged", fetchAgain)
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader):
		return refuse(s.name, "the gzip file is damaged", fetchAgain)
	case isBzip2(err):
		return refuse(s.name, "the bzip2 file is damaged", fetchAgain)
	}
	var flate interface{ error }
	if errors.As(err, &flate) && strings.HasPrefix(err.Error(), "flate: ") {
		return refuse(s.name, "the packed file is damaged", fetchAgain)
	}
	return err
}

func isBzip2(err error) bool {
	var e bzip2.StructuralError
	return errors.As(err, &e)
}

// stem is a file's name without folders and without the endings of formats.
func stem(name string) string {
	name = filepath.Base(name)
	for {
		ext := strings.ToLower(filepath.Ext(name))
		switch ext {
		case ".gz", ".bz2", ".zip", ".xml", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".txt", ".ftm":
			name = name[:len(name)-len(ext)]
		default:
			return name
		}
	}
}

// dateInName finds a date like 2023-05-19 in a file's name.
func dateInName(name string) bonafide.Date {
	name = filepath.Base(name)
	for i := 0; i+10 <= len(name); i++ {
		if name[i] != '1' && name[i] != '2' {
			continue
		}
		if d, err := bonafide.ParseDate(name[i : i+10]); err == nil && d.Day != 0 {
			return d
		}
	}
	return bonafide.Date{}
}
