// Package pdf reads what a resume needs from a PDF file (ISO 32000-2) that may be
// hostile: the marks of its making, its links, and its text with what on the page
// cannot be seen. The file's bytes come in; a [Report] goes out, or an error of
// one of the kinds below.
//
// Nothing is executed, fetched, decrypted or rendered. Every loop is bounded by
// [Limits]: nesting, objects, pages, operators, glyphs, and the bytes that
// compressed streams unfold to. Images are never unfolded. References that run in
// circles end where they began.
package pdf

import (
	"errors"
	"fmt"
)

var (
	// ErrNotPDF is a file without the header that every PDF has.
	ErrNotPDF = errors.New("the file has no PDF header")
	// ErrTruncated is a file that ends before its end mark.
	ErrTruncated = errors.New("the file ends early: its end mark is missing")
	// ErrEncrypted is a file under a password or a permission lock.
	ErrEncrypted = errors.New("the file is encrypted")
	// ErrMalformed is a file in which no pages can be found.
	ErrMalformed = errors.New("the file's structure cannot be read")
)

// LimitError says which bound of [Limits] the file goes beyond.
type LimitError struct {
	What string // "pages", "objects", "unfolded bytes", ...
	Max  int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("the file has more than %d %s", e.Max, e.What)
}

// Limits bound the work on one file.
type Limits struct {
	Objects   int // entries of the cross-reference table
	Pages     int
	Unfolded  int // bytes that all compressed streams together unfold to
	Operators int // of all pages together
	Glyphs    int // characters shown on all pages together
	Images    int // hashed; further ones are passed over
	Links     int // kept; further ones are passed over
}

// DefaultLimits suit a resume many times over.
var DefaultLimits = Limits{
	Objects: 100_000, Pages: 200, Unfolded: 64 << 20, Operators: 2_000_000, Glyphs: 1_000_000, Images: 32, Links: 200,
}

// Report is what a file says.
type Report struct {
	Pages int
	// ID is the first element of the trailer's /ID in lower-case hexadecimal. It
	// is made with the file and survives later saves.
	ID string
	// Info has Producer, Creator, Author, CreationDate and ModDate as text; dates
	// are RFC 3339 where they can be read, without an offset where none was given.
	Info map[string]string
	// XMP has DocumentID, OriginalDocumentID and InstanceID of the catalogue's
	// metadata (ISO 16684-1).
	XMP map[string]string
	// Updates counts the times the file was saved on top of its first version.
	Updates int
	// Images has the SHA-256 of the stored bytes of each image, sorted, once each.
	Images []string
	// Links are the addresses that link annotations point to, in page order.
	Links []string
	// Text is the text of all pages in reading order by lines, with gaps kept as
	// runs of spaces; pages are parted by a form feed.
	Text string
	// Hidden counts characters that a reader of the page does not see.
	Hidden Hidden
	// Unreadable counts shown characters whose font has no way to Unicode.
	Unreadable int
}

// Hidden counts letters and digits on the pages that do not meet the eye.
type Hidden struct {
	Invisible int // drawn in text rendering mode 3
	Scanned   int // the same over a picture, as text recognition leaves it
	White     int // filled white where nothing darker was drawn before
	Tiny      int // smaller than two points
	OffPage   int // outside the page; not part of the text
}
