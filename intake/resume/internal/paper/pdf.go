// Package paper writes small valid PDF and Word files for tests: plain text comes
// in, laid out as given; a file goes out, the same bytes for the same input.
package paper

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"
)

// Fonts that a line can be set in.
const (
	WinAnsi  = "F1" // a standard font, WinAnsiEncoding
	MacRoman = "F2" // the same, MacRomanEncoding
	Unicode  = "F3" // a composite font, Identity-H with a ToUnicode map
	Named    = "F4" // a standard font whose upper codes are named by Differences
)

// Line is text on a page.
type Line struct {
	X, Y, Size float64 // points from the lower left; size 0 means 10
	Font       string  // "" picks WinAnsi, or Unicode where that has not all letters
	Text       string
	Before     string // operators before the text: "3 Tr", "1 g"
}

// PDF is a file to be written.
type PDF struct {
	Pages   [][]Line
	Info    map[string]string // Producer, Creator, Author, CreationDate, ModDate
	ID      string            // the first element of /ID, as bytes
	XMP     map[string]string // DocumentID, ...
	Links   []string          // on the first page
	Images  [][]byte          // raw bytes of pictures on the first page
	Streams bool              // objects in object streams, with a cross-reference stream
	Flate   bool              // contents compressed
	ASCII85 bool              // contents in ASCII85 on top
	Updates int               // further saves
	Encrypt bool              // a dictionary for encryption, without any encryption
	Form    bool              // the page draws its text through a form
	Extra   string            // operators at the start of each page
}

// Page sets plain text in lines from the top of a page; runs of three blanks or
// more become white space of that width. It returns as many pages as needed.
func Page(text string) [][]Line {
	const top, bottom, left, lead, letter = 740.0, 40.0, 50.0, 13.0, 5.2
	var pages [][]Line
	var page []Line
	y := top
	for raw := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if y < bottom {
			pages, page, y = append(pages, page), nil, top
		}
		column := 0
		for raw != "" {
			trimmed := strings.TrimLeft(raw, " ")
			column += len(raw) - len(trimmed)
			i := strings.Index(trimmed, "   ")
			piece := trimmed
			if i >= 0 {
				piece = trimmed[:i]
			}
			raw = trimmed[len(piece):]
			if piece != "" {
				page = append(page, Line{X: left + float64(column)*letter, Y: y, Text: drawn(piece)})
			}
			column += len([]rune(piece))
		}
		y -= lead
	}
	return append(pages, page)
}

// drawn reverses text that runs from right to left: a page is drawn from the left.
func drawn(s string) string {
	runes := []rune(s)
	if r := runes[0]; r >= 0x0590 && r <= 0x08FF {
		slices.Reverse(runes)
	}
	return string(runes)
}

// differences are codes that the Named font gives to glyph names.
var differences = []struct {
	code byte
	name string
	char rune
}{
	{200, "eacute", 'é'}, {201, "Lslash", 'Ł'}, {202, "uni017C", 'ż'}, {203, "endash", '–'}, {204, "odieresis", 'ö'}, {205, "afii10017", 'А'},
}

// macUpper are the codes of MacRoman that tests use.
var macUpper = map[rune]byte{'é': 0x8E, 'ö': 0x9A, 'ü': 0x9F, '–': 0xD0, '•': 0xA5, 'ä': 0x8A}

var winUpper = map[rune]byte{'–': 0x96, '—': 0x97, '•': 0x95, '’': 0x92, '“': 0x93, '”': 0x94, '€': 0x80, 'š': 0x9A, 'Š': 0x8A, 'ž': 0x9E, 'Ž': 0x8E, 'œ': 0x9C}

// writer collects numbered objects; number 1 is the first.
type writer struct {
	objects []string // bodies
	streams map[int]bool
	codes   map[rune]int // of the Unicode font
	order   []rune
}

func (w *writer) add(body string) int {
	w.objects = append(w.objects, body)
	return len(w.objects)
}

func (w *writer) stream(dict string, data []byte, flate, a85 bool) int {
	var filters []string
	if flate {
		data = Deflate(data)
		filters = append(filters, "/FlateDecode")
	}
	if a85 {
		data = encode85(data)
		filters = append([]string{"/ASCII85Decode"}, filters...)
	}
	if len(filters) > 0 {
		dict += " /Filter [" + strings.Join(filters, " ") + "]"
	}
	n := w.add(fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data))
	w.streams[n] = true
	return n
}

// Deflate compresses data in the zlib format.
func Deflate(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(data)
	_ = z.Close()
	return b.Bytes()
}

func encode85(data []byte) []byte {
	var out []byte
	for len(data) > 0 {
		n := min(4, len(data))
		var group [4]byte
		copy(group[:], data[:n])
		data = data[n:]
		v := uint32(group[0])<<24 | uint32(group[1])<<16 | uint32(group[2])<<8 | uint32(group[3])
		var five [5]byte
		for i := 4; i >= 0; i-- {
			five[i] = byte('!' + v%85)
			v /= 85
		}
		out = append(out, five[:n+1]...)
	}
	return append(out, "~>"...)
}

// Bytes writes the file.
func (p PDF) Bytes() []byte {
	w := &writer{streams: map[int]bool{}, codes: map[rune]int{}}
	catalogue, pages := w.add(""), w.add("")
	f1 := w.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	f2 := w.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /MacRomanEncoding >>")
	f4 := w.add("")
	f3 := w.add("")
	var named strings.Builder
	for _, d := range differences {
		fmt.Fprintf(&named, "%d /%s ", d.code, d.name)
	}
	w.objects[f4-1] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [" + named.String() + "] >> >>"
	var kids, xobjects []string
	var images strings.Builder
	for i, img := range p.Images {
		n := w.stream("/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8", img, false, false)
		xobjects = append(xobjects, fmt.Sprintf("/I%d %d 0 R", i, n))
		fmt.Fprintf(&images, "q 20 0 0 20 550 %d cm /I%d Do Q\n", 740-30*i, i)
	}
	for n, lines := range p.Pages {
		content := p.Extra + "\n"
		if n == 0 {
			content += images.String()
		}
		for _, l := range lines {
			content += w.show(l)
		}
		resources := fmt.Sprintf("<< /Font << /F1 %d 0 R /F2 %d 0 R /F3 %d 0 R /F4 %d 0 R >> /XObject << %s >> >>", f1, f2, f3, f4, strings.Join(xobjects, " "))
		if p.Form {
			form := w.stream("/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources "+resources, []byte(content), p.Flate, p.ASCII85)
			resources = fmt.Sprintf("<< /XObject << /Fm %d 0 R >> >>", form)
			content = "q /Fm Do Q"
		}
		stream := w.stream("", []byte(content), p.Flate, p.ASCII85)
		annots := ""
		if n == 0 {
			for _, l := range p.Links {
				annots += fmt.Sprintf("<< /Type /Annot /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (%s) >> >> ", l)
			}
		}
		kids = append(kids, fmt.Sprintf("%d 0 R", w.add(fmt.Sprintf(
			"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] /Resources %s /Contents %d 0 R /Annots [%s] >>", pages, resources, stream, annots))))
	}
	w.objects[f3-1] = w.unicodeFont(p.Flate)
	w.objects[pages-1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids))
	metadata := ""
	if len(p.XMP) > 0 {
		metadata = fmt.Sprintf(" /Metadata %d 0 R", w.stream("/Type /Metadata /Subtype /XML", []byte(xmp(p.XMP)), false, false))
	}
	w.objects[catalogue-1] = fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R%s >>", pages, metadata)
	var info strings.Builder
	for _, k := range slices.Sorted(maps.Keys(p.Info)) {
		fmt.Fprintf(&info, "/%s %s ", k, textString(p.Info[k]))
	}
	trailer := fmt.Sprintf("/Root %d 0 R", catalogue)
	if info.Len() > 0 {
		trailer += fmt.Sprintf(" /Info %d 0 R", w.add("<< "+info.String()+">>"))
	}
	if p.ID != "" {
		trailer += fmt.Sprintf(" /ID [<%x> <%x>]", p.ID, p.ID+"2")
	}
	if p.Encrypt {
		trailer += " /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <" + strings.Repeat("00", 32) + "> /U <" + strings.Repeat("00", 32) + "> >>"
	}
	return w.file(trailer, p.Streams, p.Updates)
}

func (w *writer) show(l Line) string {
	size, font := l.Size, l.Font
	if size == 0 {
		size = 10
	}
	if font == "" {
		font = WinAnsi
		for _, r := range l.Text {
			if _, ok := winUpper[r]; !ok && (r > 0xFF || r >= 0x7F && r < 0xA0) {
				font = Unicode
			}
		}
	}
	var hex strings.Builder
	for _, r := range l.Text {
		if font == Unicode {
			code, ok := w.codes[r]
			if !ok {
				code = len(w.order) + 1
				w.codes[r] = code
				w.order = append(w.order, r)
			}
			fmt.Fprintf(&hex, "%04X", code)
			continue
		}
		c := byte(r)
		switch font {
		case MacRoman:
			if m, ok := macUpper[r]; ok {
				c = m
			}
		case Named:
			for _, d := range differences {
				if d.char == r {
					c = d.code
				}
			}
		default:
			if m, ok := winUpper[r]; ok {
				c = m
			}
		}
		fmt.Fprintf(&hex, "%02X", c)
	}
	before := ""
	if l.Before != "" {
		before = l.Before + " "
	}
	return fmt.Sprintf("q %sBT /%s %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET Q\n", before, font, size, l.X, l.Y, hex.String())
}

// unicodeFont maps the codes in use back to characters.
func (w *writer) unicodeFont(flate bool) string {
	var m, widths strings.Builder
	m.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for i, r := range w.order {
		fmt.Fprintf(&m, "1 beginbfchar <%04X> <", i+1)
		for _, u := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&m, "%04X", u)
		}
		m.WriteString("> endbfchar\n")
		width := 520
		switch {
		case r >= 0x2E80:
			width = 1000
		case r == ' ' || r == '.' || r == ',':
			width = 280
		case r >= 0x200B && r <= 0x200F:
			width = 0
		}
		fmt.Fprintf(&widths, "%d ", width)
	}
	m.WriteString("endcmap CMapName currentdict /CMap defineresource pop end end")
	to := w.stream("", []byte(m.String()), flate, false)
	descriptor := w.add("<< /Type /FontDescriptor /FontName /ABCDEF+Invented /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>")
	kid := w.add(fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Invented /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /DW 1000 /W [1 [%s]] >>", descriptor, widths.String()))
	return fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Invented /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", kid, to)
}

func textString(s string) string {
	for _, r := range s {
		if r > 0x7E {
			var b strings.Builder
			b.WriteString("<FEFF")
			for _, u := range utf16.Encode([]rune(s)) {
				fmt.Fprintf(&b, "%04X", u)
			}
			return b.String() + ">"
		}
	}
	return "(" + strings.NewReplacer("(", `\(`, ")", `\)`, `\`, `\\`).Replace(s) + ")"
}

func xmp(ids map[string]string) string {
	var b strings.Builder
	b.WriteString(`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">`)
	for _, k := range slices.Sorted(maps.Keys(ids)) {
		fmt.Fprintf(&b, "<xmpMM:%s>%s</xmpMM:%s>", k, ids[k], k)
	}
	b.WriteString(`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`)
	return b.String()
}

// file puts the objects in order, with a table or with streams.
func (w *writer) file(trailer string, streams bool, updates int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	offsets := make([]int, len(w.objects)+3)
	write := func(n int, body string) {
		offsets[n] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, body)
	}
	if !streams {
		for i, body := range w.objects {
			write(i+1, body)
		}
		table := b.Len()
		fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(w.objects)+1)
		for n := 1; n <= len(w.objects); n++ {
			fmt.Fprintf(&b, "%010d 00000 n \n", offsets[n])
		}
		fmt.Fprintf(&b, "trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n", len(w.objects)+1, trailer, table)
		for range updates {
			// The first object is written again, as a viewer does that signs or fills in.
			prev := table
			write(1, w.objects[0])
			table = b.Len()
			fmt.Fprintf(&b, "xref\n1 1\n%010d 00000 n \ntrailer\n<< /Size %d %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n",
				offsets[1], len(w.objects)+1, trailer, prev, table)
		}
		return b.Bytes()
	}
	// Everything that is no stream goes into one object stream.
	pack, table := len(w.objects)+1, len(w.objects)+2
	var head, bodies strings.Builder
	index := map[int]int{}
	for i, body := range w.objects {
		if n := i + 1; !w.streams[n] {
			index[n] = len(index)
			fmt.Fprintf(&head, "%d %d ", n, bodies.Len())
			bodies.WriteString(body + " ")
			continue
		}
		write(i+1, body)
	}
	packed := Deflate([]byte(head.String() + bodies.String()))
	write(pack, fmt.Sprintf("<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", len(index), head.Len(), len(packed), packed))
	offsets[table] = b.Len()
	// Rows of 1, 4 and 2 bytes, each behind the PNG predictor "up".
	var rows []byte
	prev := make([]byte, 7)
	for n := 0; n <= table; n++ {
		kind, second, third := 1, offsets[n], 0
		if n == 0 {
			kind, third = 0, 65535
		}
		if at, ok := index[n]; ok {
			kind, second, third = 2, pack, at
		}
		row := []byte{byte(kind), byte(second >> 24), byte(second >> 16), byte(second >> 8), byte(second), byte(third >> 8), byte(third)}
		rows = append(rows, 2)
		for i := range row {
			rows = append(rows, row[i]-prev[i])
		}
		prev = row
	}
	packed = Deflate(rows)
	fmt.Fprintf(&b, "%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] %s /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 7 >> /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n",
		table, table+1, trailer, len(packed), packed, offsets[table])
	return b.Bytes()
}
