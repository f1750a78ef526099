// Package docx reads what a resume needs from a WordprocessingML file (ECMA-376)
// that may be hostile: its text in reading order, the marks of its making, its
// links, and what of its text cannot be seen. The file's bytes come in; a
// [Report] goes out, or [ErrNotDocx], [ErrEncrypted] or a [*LimitError].
//
// The archive is unpacked part by part in memory under [Limits]; the XML is read
// as a stream. Nothing outside the file is ever looked up: there are no entities,
// and links are only written down.
package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	// ErrNotDocx is a file that is no archive or has no main document.
	ErrNotDocx = errors.New("the file is not a Word document")
	// ErrEncrypted is a document under a password.
	ErrEncrypted = errors.New("the file is encrypted")
	// ErrMalformed is a document whose main part is not well-formed.
	ErrMalformed = errors.New("the document's text is damaged")
)

// LimitError says which bound of [Limits] the file goes beyond.
type LimitError struct {
	What string
	Max  int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("the file has more than %d %s", e.Max, e.What)
}

// Limits bound the work on one file.
type Limits struct {
	Parts    int // entries of the archive
	Part     int // unpacked bytes of one part
	Unpacked int // unpacked bytes of all parts together
	Ratio    int // unpacked to packed bytes of one part beyond its first 64 kB
	Depth    int // elements inside each other
	Elements int // of all parts together
	Text     int // bytes of text
	Media    int // pictures hashed
	Links    int // kept
}

// DefaultLimits suit a resume many times over.
var DefaultLimits = Limits{
	Parts: 2000, Part: 32 << 20, Unpacked: 64 << 20, Ratio: 200, Depth: 256, Elements: 2_000_000, Text: 2 << 20, Media: 32, Links: 200,
}

// Report is what a file says.
type Report struct {
	// Made has the marks of the file's making, by the keys of a source's file.
	Made map[string]string
	// Pages as the program that saved the file counted them; 0 where it did not.
	Pages int
	// Links are the addresses that hyperlinks point to.
	Links []string
	// Text has one line for a paragraph; table cells are parted by tabs.
	Text   string
	Hidden Hidden
	// Deleted counts deletions that are still tracked in the file.
	Deleted int
}

// Hidden counts letters and digits that do not show on the page.
type Hidden struct {
	Vanished int // set as hidden text
	White    int // white where no shading lies behind
	Tiny     int // smaller than two points
}

// file is an opened archive.
type file struct {
	ctx      context.Context
	limits   Limits
	parts    map[string]*zip.File
	unpacked int
	elements int
}

// Read reports on a whole file. The context ends the work early, with its error.
func Read(ctx context.Context, data []byte, limits Limits) (Report, error) {
	if bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) {
		// A compound file: an encrypted document, or the format before 2007.
		if bytes.Contains(data, utf16le("EncryptedPackage")) {
			return Report{}, ErrEncrypted
		}
		return Report{}, ErrNotDocx
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Report{}, fmt.Errorf("%w: %w", ErrNotDocx, err)
	}
	if len(z.File) > limits.Parts {
		return Report{}, &LimitError{"parts", limits.Parts}
	}
	f := &file{ctx: ctx, limits: limits, parts: make(map[string]*zip.File, len(z.File))}
	for _, part := range z.File {
		name := strings.ToLower(strings.TrimPrefix(path.Clean("/"+part.Name), "/"))
		if part.Flags&1 != 0 {
			return Report{}, ErrEncrypted
		}
		if _, double := f.parts[name]; !double {
			f.parts[name] = part
		}
	}
	main := "word/document.xml"
	if f.parts[main] == nil {
		return Report{}, ErrNotDocx
	}
	r := Report{Made: map[string]string{}}
	if err := f.body(main, &r); err != nil {
		return Report{}, err
	}
	if err := f.properties(&r); err != nil {
		return Report{}, err
	}
	return r, nil
}

func utf16le(s string) []byte {
	var out []byte
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

// open unpacks a part. A part that is not there is empty.
func (f *file) open(name string) ([]byte, error) {
	part := f.parts[name]
	if part == nil {
		return nil, nil
	}
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	rc, err := part.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrMalformed, name, err)
	}
	defer rc.Close()
	// The sizes in the directory are claims; the bound holds for what comes out.
	allowed := min(f.limits.Part, 64<<10+f.limits.Ratio*int(min(part.CompressedSize64, 1<<30)))
	var out bytes.Buffer
	if _, err := io.Copy(&out, io.LimitReader(rc, int64(allowed)+1)); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrMalformed, name, err)
	}
	if out.Len() > allowed {
		if allowed < f.limits.Part {
			return nil, &LimitError{"unpacked bytes for each packed byte of a part", f.limits.Ratio}
		}
		return nil, &LimitError{"unpacked bytes in one part", f.limits.Part}
	}
	if f.unpacked += out.Len(); f.unpacked > f.limits.Unpacked {
		return nil, &LimitError{"unpacked bytes", f.limits.Unpacked}
	}
	return out.Bytes(), nil
}

// handler receives one part's elements. text is what stands directly in the
// innermost open element, a piece at a time.
type handler struct {
	start func(xml.StartElement)
	text  func(xml.CharData)
	end   func(xml.EndElement)
}

// each streams the elements of a part under the limits.
func (f *file) each(name string, h handler) error {
	data, err := f.open(name)
	if err != nil || len(data) == 0 {
		return err
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	depth := 0
	for n := 0; ; n++ {
		if n%4096 == 0 && f.ctx.Err() != nil {
			return f.ctx.Err()
		}
		tok, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %s: %w", ErrMalformed, name, err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > f.limits.Depth {
				return &LimitError{"elements inside each other", f.limits.Depth}
			}
			if f.elements++; f.elements > f.limits.Elements {
				return &LimitError{"elements", f.limits.Elements}
			}
			if h.start != nil {
				h.start(t)
			}
		case xml.CharData:
			if h.text != nil {
				h.text(t)
			}
		case xml.EndElement:
			depth--
			if h.end != nil {
				h.end(t)
			}
		}
	}
}

// attr returns the attribute of that local name, whatever its prefix.
func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// properties reads the parts that say how the file was made.
func (f *file) properties(r *Report) error {
	keys := map[string]map[string]string{
		"docprops/core.xml": {
			"creator": "author", "lastModifiedBy": "last-modified-by", "created": "created", "modified": "modified",
			"revision": "revision",
		},
		"docprops/app.xml": {
			"Application": "application", "AppVersion": "app-version", "Template": "docx-template",
			"Company": "company", "TotalTime": "total-time", "Pages": "pages",
		},
	}
	for _, part := range []string{"docprops/core.xml", "docprops/app.xml"} {
		var value strings.Builder
		err := f.each(part, handler{
			start: func(xml.StartElement) { value.Reset() },
			text: func(t xml.CharData) {
				if value.Len() < 4096 {
					value.Write(t)
				}
			},
			end: func(e xml.EndElement) {
				key, ok := keys[part][e.Name.Local]
				if v := tidy(value.String()); ok && v != "" && r.Made[key] == "" {
					r.Made[key] = v
				}
				value.Reset()
			},
		})
		if hard(err) {
			return err
		}
	}
	r.Pages, _ = strconv.Atoi(r.Made["pages"])
	if r.Pages < 0 || r.Pages > 100_000 {
		r.Pages = 0
	}
	delete(r.Made, "pages")
	rsids := map[string]bool{}
	err := f.each("word/settings.xml", handler{start: func(e xml.StartElement) {
		switch val := tidy(attr(e, "val")); {
		case e.Name.Local == "rsidRoot" && val != "":
			r.Made["docx-rsid-root"] = strings.ToUpper(val)
		case e.Name.Local == "rsid" && len(rsids) < 10_000:
			rsids[val] = true
		}
	}})
	if hard(err) {
		return err
	}
	if len(rsids) > 0 {
		r.Made["docx-rsids"] = strconv.Itoa(len(rsids))
	}
	var custom []string
	err = f.each("docprops/custom.xml", handler{start: func(e xml.StartElement) {
		if name := tidy(attr(e, "name")); e.Name.Local == "property" && name != "" && len(custom) < 32 {
			custom = append(custom, name)
		}
	}})
	if hard(err) {
		return err
	}
	if len(custom) > 0 {
		slices.Sort(custom)
		r.Made["custom-properties"] = strings.Join(custom, ", ")
	}
	return f.media(r)
}

// hard errors end the reading; damage in a part beside the text does not.
func hard(err error) bool {
	return err != nil && !errors.Is(err, ErrMalformed)
}

func (f *file) media(r *Report) error {
	var names, sums []string
	for name := range f.parts {
		if strings.HasPrefix(name, "word/media/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names[:min(len(names), f.limits.Media)] {
		data, err := f.open(name)
		if hard(err) {
			return err
		}
		if err == nil && len(data) > 0 {
			sum := sha256.Sum256(data)
			sums = append(sums, hex.EncodeToString(sum[:]))
		}
	}
	slices.Sort(sums)
	if sums = slices.Compact(sums); len(sums) > 0 {
		r.Made["media-sha256"] = strings.Join(sums, " ")
	}
	return nil
}

// tidy makes one line of a value and clips it.
func tidy(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 512 {
		n := 512
		for !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	return s
}
