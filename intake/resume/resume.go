// Package resume takes in a resume as it was handed over, a PDF or a Word
// document. The file's bytes come in; one [bonafide.Source] of kind resume goes
// out, with the text, the marks of the file's making, and the claims that the
// text makes.
//
// Claims are read by the layout that resumes share: headings, date ranges, lists,
// addresses of mail and web. What is ambiguous is left empty. Of a name only its
// place is looked at: a first line of two to five words, or its like in scripts
// that write names without spaces. Nothing is ever derived from a name, and the
// file's language marks are not kept.
//
// Files are hostile until read. Every bound that a file goes beyond, and every
// file that cannot be read, is a [*bonafide.Refusal] that says what to do.
package resume

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"bonafide"
	"bonafide/intake/resume/internal/docx"
	"bonafide/intake/resume/internal/pdf"
)

// Config sets how files are read. Its zero value is the default.
type Config struct {
	// MaxBytes bounds one file; 0 means 20 MiB.
	MaxBytes int64 `json:"max_bytes,omitempty"`
	// Timeout bounds the reading of one file; 0 means 20 seconds.
	Timeout time.Duration `json:"timeout,omitempty"`
	// PDFToText says how text is taken out of a PDF: "" uses poppler's pdftotext
	// where it is installed and the built-in reader elsewhere, "off" always uses
	// the built-in reader, anything else is the program's path.
	PDFToText string `json:"pdftotext,omitempty"`
	// ChildMemory bounds the address space of pdftotext in bytes; 0 means 1 GiB.
	ChildMemory int64 `json:"child_memory,omitempty"`
}

// Reader reads resumes. It is safe for concurrent use.
type Reader struct {
	config  Config
	poppler *poppler // nil where the built-in reader does the work
}

// builtIn is the name by which the built-in reader signs.
const builtIn = "go-pdf"

// maxText bounds the text of one resume in bytes, some 500 pages.
const maxText = 2 << 20

// New looks for pdftotext and does nothing else.
func New(c Config) *Reader {
	if c.MaxBytes <= 0 {
		c.MaxBytes = 20 << 20
	}
	if c.Timeout <= 0 {
		c.Timeout = 20 * time.Second
	}
	if c.ChildMemory <= 0 {
		c.ChildMemory = 1 << 30
	}
	return &Reader{config: c, poppler: findPoppler(c)}
}

// Read understands one file. name is its base name, which becomes the source's
// system; collected is when it was handed over. Besides the keys that
// [bonafide.File] names, Made may have "revision", "total-time", "application",
// "app-version", "docx-rsids" (their number), "custom-properties" (their names)
// and "xmp-instance-id"; "media-sha256" has one hash for each picture, parted by
// spaces. Errors are [*bonafide.Refusal], except the caller's own cancellation.
func (r *Reader) Read(ctx context.Context, name string, data []byte, collected time.Time) (bonafide.Source, error) {
	src := bonafide.Source{
		ID: bonafide.SourceID(name), Kind: bonafide.Resume, System: name, Collected: collected,
	}
	if int64(len(data)) > r.config.MaxBytes {
		return src, refuse(name, fmt.Sprintf("the file has %d bytes, more than the %d allowed", len(data), r.config.MaxBytes),
			"ask for a smaller file, or raise max_bytes")
	}
	limited, cancel := context.WithTimeout(ctx, r.config.Timeout)
	defer cancel()
	sum := sha256.Sum256(data)
	src.File = &bonafide.File{
		Name: name, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)), Made: map[string]string{},
	}
	var links []string
	var err error
	switch kindOf(data) {
	case "pdf":
		src.File.Type = "pdf"
		links, err = r.readPDF(limited, &src, data)
	case "docx":
		src.File.Type = "docx"
		links, err = readDOCX(limited, &src, data)
	default:
		return src, refuse(name, "the file is neither a PDF nor a Word document ("+path.Ext(name)+" by its name)",
			"save it as PDF or .docx")
	}
	if err != nil {
		if ctx.Err() != nil {
			return src, ctx.Err()
		}
		return src, r.refusal(name, err)
	}
	if !hasText(src.Text) {
		return src, refuse(name, "scanned picture: text could not be read", "run OCR on it and hand in the result")
	}
	if len(src.Text) > maxText {
		return src, refuse(name, fmt.Sprintf("the text has more than %d bytes", maxText), "hand in the resume alone")
	}
	claim(&src, src.Text, links)
	leaveOut(&src)
	if len(src.File.Made) == 0 {
		src.File.Made = nil
	}
	return src, nil
}

// leaveOut takes out entries whose heading could not be read, and says so.
func leaveOut(src *bonafide.Source) {
	src.Employment = slices.DeleteFunc(src.Employment, func(e bonafide.Employment) bool {
		if strings.TrimSpace(e.Employer) != "" || strings.TrimSpace(e.Title) != "" {
			return false
		}
		until := e.To.String()
		if e.Current {
			until = "the present"
		}
		src.File.Notes = append(src.File.Notes, fmt.Sprintf("the job from %s to %s was left out: neither employer nor title could be read", e.From, until))
		return true
	})
}

// kindOf looks at the first bytes, never at the name.
func kindOf(data []byte) string {
	switch {
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return "pdf"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return "docx"
	}
	return ""
}

// hasText asks for a line's worth of letters: a scan may carry a stamp.
func hasText(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			if n++; n == 20 {
				return true
			}
		}
	}
	return false
}

func (r *Reader) readPDF(ctx context.Context, src *bonafide.Source, data []byte) (links []string, err error) {
	report, err := pdf.Read(ctx, data, pdf.DefaultLimits)
	if err != nil {
		return nil, err
	}
	file := src.File
	file.Pages, file.Reader = report.Pages, builtIn
	keep(file.Made, map[string]string{
		"pdf-id": report.ID, "xmp-document-id": report.XMP["DocumentID"],
		"xmp-original-document-id": report.XMP["OriginalDocumentID"], "xmp-instance-id": report.XMP["InstanceID"],
		"producer": report.Info["Producer"], "creator": report.Info["Creator"], "author": report.Info["Author"],
		"created": report.Info["CreationDate"], "modified": report.Info["ModDate"],
		"media-sha256": strings.Join(report.Images, " "),
	})
	h := report.Hidden
	file.Notes = append(file.Notes, counted(
		count{report.Updates, "incremental update after the first save", "incremental updates after the first save"},
		count{h.Invisible, "letter drawn invisibly", "letters drawn invisibly"},
		count{h.Scanned, "letter recognised on a picture", "letters recognised on a picture"},
		count{h.White, "letter in white on white", "letters in white on white"},
		count{h.Tiny, "letter smaller than two points", "letters smaller than two points"},
		count{h.OffPage, "letter outside the page", "letters outside the page"},
	)...)
	// The page's own characters tell what has no width: pdftotext leaves some out.
	text, notes := seen(report.Text)
	file.Notes = append(file.Notes, notes...)
	if r.poppler != nil {
		better, err := r.poppler.text(ctx, data)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err == nil:
			src.Text, _ = seen(better)
			file.Reader = r.poppler.version()
			return report.Links, nil
		}
		file.Notes = append(file.Notes, "read by the built-in reader: "+err.Error())
	}
	src.Text = text
	file.Notes = append(file.Notes, counted(
		count{report.Unreadable, "character could not be read: its font has no map to Unicode", "characters could not be read: their font has no map to Unicode"},
	)...)
	return report.Links, nil
}

func readDOCX(ctx context.Context, src *bonafide.Source, data []byte) (links []string, err error) {
	report, err := docx.Read(ctx, data, docx.DefaultLimits)
	if err != nil {
		return nil, err
	}
	clean, notes := seen(report.Text)
	src.Text = clean
	src.File.Pages, src.File.Reader = report.Pages, "go-docx"
	keep(src.File.Made, report.Made)
	h := report.Hidden
	src.File.Notes = counted(
		count{h.Vanished, "letter set as hidden text", "letters set as hidden text"},
		count{h.White, "letter in white on white", "letters in white on white"},
		count{h.Tiny, "letter smaller than two points", "letters smaller than two points"},
		count{report.Deleted, "tracked deletion", "tracked deletions"},
	)
	src.File.Notes = append(src.File.Notes, notes...)
	return report.Links, nil
}

func keep(made, marks map[string]string) {
	for k, v := range marks {
		if v != "" {
			made[k] = v
		}
	}
}

type count struct {
	n         int
	one, many string
}

// counted writes a note for each count that is not zero.
func counted(counts ...count) []string {
	var notes []string
	for _, c := range counts {
		switch {
		case c.n == 1:
			notes = append(notes, "1 "+c.one)
		case c.n > 1:
			notes = append(notes, fmt.Sprintf("%d %s", c.n, c.many))
		}
	}
	return notes
}

func refuse(name, why, remedy string) *bonafide.Refusal {
	return &bonafide.Refusal{Place: name, Why: why, Remedy: remedy}
}

// refusal says of each failure what to do about it.
func (r *Reader) refusal(name string, err error) *bonafide.Refusal {
	var pdfLimit *pdf.LimitError
	var docxLimit *docx.LimitError
	why, remedy := err.Error(), "ask for the file again, newly saved as PDF"
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		why, remedy = fmt.Sprintf("the file was not read within %s", r.config.Timeout), "ask for a simpler file, or raise the timeout"
	case errors.Is(err, pdf.ErrEncrypted), errors.Is(err, docx.ErrEncrypted):
		remedy = "ask for a copy saved without a password or restrictions"
	case errors.Is(err, pdf.ErrTruncated):
		remedy = "ask for the file again: it was cut off on its way"
	case errors.As(err, &pdfLimit), errors.As(err, &docxLimit):
		remedy = "ask for a plain copy, newly saved"
	case errors.Is(err, docx.ErrNotDocx):
		why, remedy = docx.ErrNotDocx.Error(), "save it as .docx or PDF; the older .doc is not read"
	case errors.Is(err, docx.ErrMalformed):
		remedy = "open it in a word processor and save it again"
	}
	return refuse(name, why, remedy)
}
