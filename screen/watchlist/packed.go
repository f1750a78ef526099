package watchlist

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

// mostArchive bounds a zip archive, which is read whole: its table of contents stands at
// the end.
const mostArchive = 512 << 20

const unpackFirst = "unpack it first: lists are read plain, or as .gz, .bz2 or .zip"

// unzip opens the one list file of an archive. What stands beside it and is no data by its
// name is passed over.
func unzip(name string, packed io.Reader, most int64) (io.Reader, error) {
	b, err := io.ReadAll(io.LimitReader(packed, mostArchive+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if len(b) > mostArchive {
		return nil, refuse(name, fmt.Sprintf("a zip archive of more than %d bytes", mostArchive), unpackFirst)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, refuse(name, "the zip archive is damaged or incomplete", fetchAgain)
	}
	var lists []*zip.File
	for _, f := range z.File {
		switch {
		case f.Name == "[Content_Types].xml":
			return nil, refuse(name, "a spreadsheet or document of an office program", "save it as CSV in UTF-8")
		case f.FileInfo().IsDir(), strings.HasPrefix(f.Name, "__MACOSX/"), noData(path.Base(f.Name)):
		default:
			lists = append(lists, f)
		}
	}
	if len(lists) != 1 {
		return nil, refuse(name, fmt.Sprintf("a zip archive of %d files where one list is expected", len(lists)), unpackFirst)
	}
	f := lists[0]
	switch {
	case f.Flags&1 != 0:
		return nil, refuse(name, "the zip archive is encrypted", unpackFirst)
	case f.UncompressedSize64 > uint64(most):
		return nil, refuse(name, fmt.Sprintf("the list is larger than %d bytes", most), "")
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, refuse(name, "the zip archive is packed in a way that is not read", unpackFirst)
	}
	if err != nil {
		return nil, refuse(name, "the zip archive is damaged or incomplete", fetchAgain)
	}
	return r, nil
}

// fromUTF16 turns a text that begins with the mark of UTF-16 into UTF-8.
func fromUTF16(r io.Reader) (plain io.Reader, was bool, err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	mark, err := in.Peek(2)
	if err != nil && err != io.EOF {
		return nil, false, err
	}
	if string(mark) != "\xFF\xFE" && string(mark) != "\xFE\xFF" {
		return in, false, nil
	}
	return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder().Reader(&pairs{r: in}), true, nil
}

// pairs passes bytes on and fails where their number is odd at the end: half a character
// is a file that is cut short.
type pairs struct {
	r   io.Reader
	odd bool
}

func (p *pairs) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.odd = p.odd != (n%2 == 1)
	if err == io.EOF && p.odd {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
