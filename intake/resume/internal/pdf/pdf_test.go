package pdf

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"bonafide/intake/resume/internal/paper"
)

func read(t testing.TB, data []byte) Report {
	t.Helper()
	r, err := Read(context.Background(), data, DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// simple writes objects as they are given, with a table and a trailer.
func simple(trailer string, objects ...string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, table)
	return []byte(b.String())
}

func stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

const (
	catalogue  = "<< /Type /Catalog /Pages 2 0 R >>"
	onePage    = "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>"
	helvetica4 = "<< /Type /Page /Resources << /Font << /F 4 0 R >> >> /Contents 5 0 R >>"
	fontObject = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
)

func shown(content string) []byte {
	return simple("", catalogue, onePage, helvetica4, fontObject, stream("", content))
}

func TestTextOperators(t *testing.T) {
	cases := map[string]struct{ content, want string }{
		"Tj":            {"BT /F 10 Tf 50 700 Td (Hello) Tj ET", "Hello\n"},
		"TJ with gap":   {"BT /F 10 Tf 50 700 Td [(He) 20 (llo) -400 (you)] TJ ET", "Hello you\n"},
		"next line":     {"BT /F 10 Tf 12 TL 50 700 Td (one) Tj T* (two) Tj (three) ' ET", "one\ntwo\nthree\n"},
		"quote":         {"BT /F 10 Tf 12 TL 50 700 Td (one) Tj 1 1 (two) \" ET", "one\ntwo\n"},
		"TD sets lead":  {"BT /F 10 Tf 50 700 Td (one) Tj 0 -12 TD (two) Tj T* (three) Tj ET", "one\ntwo\nthree\n"},
		"scaled by cm":  {"2 0 0 2 0 0 cm BT /F 5 Tf 25 350 Td (small made big) Tj ET", "small made big\n"},
		"order by page": {"BT /F 10 Tf 1 0 0 1 50 600 Tm (below) Tj 1 0 0 1 50 700 Tm (above) Tj ET", "above\n\nbelow\n"},
		"columns":       {"BT /F 10 Tf 1 0 0 1 50 700 Tm (left) Tj 1 0 0 1 400 700 Tm (right) Tj ET", "left | right"},
		"bold by twice": {"BT /F 10 Tf 1 0 0 1 50 700 Tm (bold) Tj 1 0 0 1 50.3 700 Tm (bold) Tj ET", "bold\n"},
		"escapes": {`BT /F 10 Tf 50 700 Td (a\(b\)\\ \101\n\
c) Tj ET`, "a(b)\\ A c\n"},
		"octal and ends of line": {"BT /F 10 Tf 50 700 Td (a\\(\\)\\102\\n\\r\\t\\b\\f(c)\r\nd\\\r\ne) Tj ET", "a()B      (c) de\n"},
		"hexadecimal":            {"BT /F 10 Tf 50 700 Td <48656C6C6F2> Tj ET", "Hello\n"},
		"sideways":               {"BT /F 10 Tf 50 700 Td (flat) Tj 0 1 -1 0 30 300 Tm (up) Tj ET", "flat\n\nup\n"},
		"saved state":            {"q 1 0 0 1 0 -100 cm Q Q Q BT /F 10 Tf 50 700 Td (kept) Tj ET", "kept\n"},
		"inline image":           {"BI /W 1 /H 1 /BPC 8 /CS /G ID (EI EIx Tj \nEI BT /F 10 Tf 50 700 Td (after) Tj ET", "after\n"},
		"spacing":                {"BT /F 10 Tf 20 Tc 50 700 Td (ab) Tj 0 Tc 30 Tw ( c) Tj 50 Tz 2 Ts (d) Tj ET", "a | b | cd"},
		"contents in parts":      {"%parts%", "one two\n"},
		"white on dark":          {"0 0 m 600 0 l 600 800 l h f 1 1 1 sc 0.1 0.2 0.3 0.4 0 0 c n 0 0 1 1 re S /P scn /Cs cs 1 sc BT /F 10 Tf 50 700 Td (x) Tj ET", "x\n"},
		"white over shading":     {"/Sh sh 1 g BT /F 10 Tf 50 700 Td (x) Tj ET", "x\n"},
		"white by pattern":       {"/P scn BT /F 10 Tf 50 700 Td (x) Tj ET", "x\n"},
		"unclosed image":         {"BT /F 10 Tf 50 700 Td (x) Tj ET BI no end", "x\n"},
		"names with escapes":     {"BT /#46 10 Tf 50 700 Td (x) Tj /F#4 9 Tf ET", "x\n"},
		"no font":                {"BT 50 700 Td (nothing to show it in) Tj /G 10 Tf (nor here) Tj ET", ""},
		"broken":                 {"BT /F Tf Td Tm TJ Tj ' \" ] >> } ) (open", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			data := shown(c.content)
			if c.content == "%parts%" {
				data = simple("", catalogue, onePage, strings.Replace(helvetica4, "5 0 R", "[5 0 R 6 0 R 4 0 R]", 1), fontObject,
					stream("", "BT /F 10 Tf 50 700 Td (one)"), stream("", " Tj ( two) Tj ET"))
			}
			r := read(t, data)
			got := r.Text
			if r.Hidden != (Hidden{}) {
				t.Errorf("hidden %+v", r.Hidden)
			}
			if name == "columns" || name == "spacing" {
				got = strings.Join(strings.Fields(got), " | ") // how wide the gaps are does not matter
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestEncodingsOfFonts(t *testing.T) {
	show := func(font, hex string, more ...string) string {
		objects := append([]string{catalogue, onePage, helvetica4, font, stream("", "BT /F 10 Tf 50 700 Td <"+hex+"> Tj ET")}, more...)
		r := read(t, simple("", objects...))
		return strings.TrimSuffix(r.Text, "\n") + strings.Repeat("?", r.Unreadable)
	}
	program := "%!PS-AdobeFont-1.0: X\n/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\ndup 1 /Lslash put\ndup 2 /f_i put\nreadonly def\n"
	cases := map[string]struct {
		font, hex, want string
		more            []string
	}{
		"standard":           {font: "<< /Subtype /Type1 >>", hex: "41AEE8", want: "AfiŁ"},
		"program's own":      {font: "<< /Subtype /Type1 /FontDescriptor << /FontFile 6 0 R >> >>", hex: "010241", want: "ŁfiA", more: []string{stream("", program)}},
		"differences":        {font: "<< /Subtype /Type1 /Encoding << /BaseEncoding /MacRomanEncoding /Differences [65 /uni0416 /u1F600 /eacute.sc /afii10071 /nothing] >> >>", hex: "41424344458E", want: "Ж😀éё é?"},
		"truetype":           {font: "<< /Subtype /TrueType >>", hex: "80", want: "€"},
		"mac":                {font: "<< /Subtype /TrueType /Encoding /MacRomanEncoding >>", hex: "8E", want: "é"},
		"map of one byte":    {font: "<< /Subtype /Type1 /ToUnicode 6 0 R >>", hex: "0102", want: "ЯA", more: []string{stream("", "1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <01> <042F> <02> <0041> endbfchar")}},
		"map by ranges":      {font: "<< /Subtype /Type0 /Encoding /Identity-H /ToUnicode 6 0 R >>", hex: "000100050006", want: "a한글", more: []string{stream("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfrange <0001> <0004> <0061> <0005> <0006> [<D55C> <AE00>] endbfrange")}},
		"utf-16 map by name": {font: "<< /Subtype /Type0 /Encoding /UniKS-UTF16-H >>", hex: "AE40C608C2DC", want: "김예시"},
		"no way to Unicode":  {font: "<< /Subtype /Type0 /Encoding /Identity-H >>", hex: "00010002", want: "??"},
		"type 3":             {font: "<< /Subtype /Type3 /FontMatrix [0.01 0 0 0.01 0 0] /FirstChar 65 /Widths [60 60] /Encoding << /Differences [65 /A /B] >> >>", hex: "4142", want: "AB"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := show(c.font, c.hex, c.more...); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWidthsOfCompositeFonts(t *testing.T) {
	f := &File{limits: DefaultLimits, ctx: context.Background()}
	ft := f.font(Dict{"Subtype": Name("Type0"), "Encoding": Name("Identity-H"), "DescendantFonts": Array{
		Dict{"DW": 500, "W": Array{1, Array{250, 300.0}, 10, 12, 700, 99}},
	}})
	want := map[string]float64{"\x00\x01": .25, "\x00\x02": .3, "\x00\x0B": .7, "\x00\x0D": .5}
	for code, width := range want {
		ft.decode(code, func(c char) {
			if c.width != width {
				t.Errorf("width of %x is %v, want %v", code, c.width, width)
			}
		})
	}
}

func TestTurnedPagesAreReadUpright(t *testing.T) {
	content := map[string]string{
		"90": "0 1 -1 0 300 50", "180": "-1 0 0 -1 300 600", "-90": "0 -1 1 0 300 600", "270": "0 -1 1 0 300 600", "0": "1 0 0 1 50 600",
	}
	for turn, tm := range content {
		data := simple("", catalogue, "<< /Type /Pages /Kids [3 0 R] /MediaBox [0 0 612 792] /Rotate "+turn+" >>", helvetica4, fontObject,
			stream("", "BT /F 10 Tf "+tm+" Tm (Hello there) Tj ET"))
		if r := read(t, data); r.Text != "Hello there\n" || r.Hidden.OffPage != 0 {
			t.Errorf("turned by %s: got %q, %+v", turn, r.Text, r.Hidden)
		}
	}
}

func TestRecognisedTextOverAScanIsNotHidden(t *testing.T) {
	data := paper.PDF{Pages: [][]paper.Line{{{X: 552, Y: 745, Size: 4, Text: "ab", Before: "3 Tr"}, {X: 50, Y: 600, Text: "abc", Before: "3 Tr"}}}, Images: [][]byte{{1}}}.Bytes()
	if h := read(t, data).Hidden; h != (Hidden{Scanned: 2, Invisible: 3}) {
		t.Errorf("got %+v", h)
	}
}

func TestFilters(t *testing.T) {
	content := "BT /F 10 Tf 50 700 Td (Hello) Tj ET"
	var hex, run strings.Builder
	for i := range len(content) {
		fmt.Fprintf(&hex, "%02x", content[i])
	}
	run.WriteByte(byte(len(content) - 1))
	run.WriteString(content)
	run.WriteString("\xFE \x80")
	cases := map[string]struct{ dict, data, want string }{
		"hex":              {"/Filter /ASCIIHexDecode", hex.String() + ">", "Hello\n"},
		"run length":       {"/Filter [/RunLengthDecode]", run.String(), "Hello\n"},
		"flate":            {"/Filter /FlateDecode", string(paper.Deflate([]byte(content))), "Hello\n"},
		"flate, cut short": {"/Filter /FlateDecode", string(paper.Deflate([]byte(content)))[:len(paper.Deflate([]byte(content)))-4], "Hello\n"},
		"flate, bad head":  {"/Filter /FlateDecode", "\x00\x00" + string(paper.Deflate([]byte(content)))[2:], "Hello\n"},
		"flate, no data":   {"/Filter /FlateDecode", "x", ""},
		"a picture's":      {"/Filter /DCTDecode", content, ""},
		"too many":         {"/Filter [/Crypt /Crypt /Crypt /Crypt /Crypt]", content, ""},
		"none":             {"", content, "Hello\n"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			data := simple("", catalogue, onePage, helvetica4, fontObject, stream(c.dict, c.data))
			if got := read(t, data).Text; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPredictors(t *testing.T) {
	f := &File{limits: DefaultLimits}
	cases := map[string]struct {
		parms Dict
		in    []byte
		want  []byte
	}{
		"none, sub, up, average, paeth": {Dict{"Predictor": 15, "Columns": 2},
			[]byte{0, 1, 2, 1, 1, 1, 2, 1, 1, 3, 1, 1, 4, 1, 1}, []byte{1, 2, 1, 2, 2, 3, 2, 3, 3, 4}},
		"tiff":          {Dict{"Predictor": 2, "Columns": 2, "Colors": 2}, []byte{1, 2, 3, 4, 5, 6}, []byte{1, 2, 4, 6, 5, 6}},
		"no predictor":  {Dict{}, []byte{1, 2}, []byte{1, 2}},
		"of other bits": {Dict{"Predictor": 12, "BitsPerComponent": 4}, []byte{1, 2}, nil},
	}
	for name, c := range cases {
		if got := f.predict(c.in, c.parms); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestDatesOfMaking(t *testing.T) {
	for in, want := range map[string]string{
		"D:20190312101500+09'00'": "2019-03-12T10:15:00+09:00",
		"D:20190312101500-05'30":  "2019-03-12T10:15:00-05:30",
		"D:20190312101500Z00'00'": "2019-03-12T10:15:00Z",
		"D:20190312101500+0900":   "2019-03-12T10:15:00+09:00",
		"D:20190312101500+09":     "2019-03-12T10:15:00+09:00",
		"D:20190312101500":        "2019-03-12T10:15:00",
		"2019":                    "2019-01-01T00:00:00",
		"D:20191":                 "D:20191",
		"D:20191399":              "D:20191399",
		"March 2019":              "March 2019",
		"D:20190312101500+99'99'": "2019-03-12T10:15:00",
	} {
		if got := date(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestTextStrings(t *testing.T) {
	for in, want := range map[string]string{
		"plain\n text":               "plain text",
		"\xFE\xFF\x00Z\x00o\x01\x42": "Zoł",
		"\xFF\xFEZ\x00o\x00":         "Zo",
		"\xEF\xBB\xBFZoë":            "Zoë",
		"a\x85b\xE9":                 "a–bé",
		strings.Repeat("é", 600):     strings.Repeat("Ã©", 128),
	} {
		if got := textString(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestGlyphNames(t *testing.T) {
	for name, want := range map[string]string{
		"A": "A", "eacute": "é", "Zcaron": "Ž", "uni00E9": "é", "uni00410042": "AB", "u0416": "Ж", "f_f_i": "ffi", "a.alt": "a",
		"ohungarumlaut": "ő", "Scommaaccent": "Ş", "afii10023": "Ё", "afii10024": "Ж", "afii10070": "е", "afii10097": "я", "afii1": "",
		"uniZZZZ": "", "unknown": "", "1": "", "germandbls": "ß", strings.Repeat("x", 100): "",
	} {
		if got := glyphText(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestRightToLeftIsReadInOrder(t *testing.T) {
	for drawn, want := range map[string]string{
		"\u05DD\u05D5\u05DC\u05E9":          "\u05E9\u05DC\u05D5\u05DD",
		"(2019) \u05DD\u05D5\u05DC\u05E9":   "\u05E9\u05DC\u05D5\u05DD (2019)",
		"Name: \u05DD\u05D5\u05DC\u05E9 ok": "Name: \u05E9\u05DC\u05D5\u05DD ok",
		"plain":                             "plain",
	} {
		if got := logical(drawn); got != want {
			t.Errorf("%q: got %q, want %q", drawn, got, want)
		}
	}
}

func TestDamagedFilesAreReadByTheirObjects(t *testing.T) {
	good := shown("BT /F 10 Tf 50 700 Td (Hello) Tj ET")
	shifted := strings.Replace(string(good), "%PDF-1.4\n", "%PDF-1.4\n% a line that moves every offset\n", 1)
	cases := map[string]string{
		"offsets moved":          shifted,
		"junk before the header": "From: somebody\r\n\r\n" + string(good),
		"startxref is wrong":     strings.Replace(string(good), "startxref\n", "startxref\n9", 1),
		"length is wrong":        strings.Replace(string(good), "/Length 35", "/Length 3", 1),
		"table is cut":           strings.Replace(string(good), "0000000000 65535 f", "0000000000 x f", 1),
		"version 2":              strings.Replace(string(good), "%PDF-1.4", "%PDF-2.0", 1),
	}
	for name, data := range cases {
		t.Run(name, func(t *testing.T) {
			if got := read(t, []byte(data)).Text; got != "Hello\n" {
				t.Errorf("got %q", got)
			}
		})
	}
	streams := paper.PDF{Pages: paper.Page("Hello"), Streams: true, ID: "x"}.Bytes()
	broken := strings.Replace(string(streams), "startxref\n", "startxref\n1", 1)
	if r := read(t, []byte(broken)); r.Text != "Hello\n" || r.ID != "78" {
		t.Errorf("object streams: got %q, id %q", r.Text, r.ID)
	}
}

func TestMadeForTheWebIsNoUpdate(t *testing.T) {
	data := strings.Replace(string(shown("")), "1 0 obj\n<<", "1 0 obj\n<< /Linearized 1", 1) + "%%EOF\n"
	if r := read(t, []byte(data)); r.Updates != 0 {
		t.Errorf("%d updates", r.Updates)
	}
}

func TestXMPAsAttributes(t *testing.T) {
	xmp := `<x xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:o="urn:other" xmpMM:DocumentID="uuid:1" xmpMM:InstanceID=" uuid:2 " o:OriginalDocumentID="no"/>`
	data := simple("", "<< /Type /Catalog /Pages 2 0 R /Metadata 3 0 R >>", "<< /Type /Pages /Kids [] >>", stream("", xmp))
	if r := read(t, data); !reflect.DeepEqual(r.XMP, map[string]string{"DocumentID": "uuid:1", "InstanceID": "uuid:2"}) {
		t.Errorf("got %v", r.XMP)
	}
}

func TestCirclesAndBombsEnd(t *testing.T) {
	deep := strings.Repeat("[", 100_000)
	manyForms := strings.Repeat("/F Do ", 2000)
	form := func(content string) string {
		return stream("/Subtype /Form /Resources << /XObject << /F 4 0 R >> >>", content)
	}
	cases := map[string][]byte{
		"pages that hold themselves": simple("", catalogue, "<< /Type /Pages /Kids [2 0 R 2 0 R] >>"),
		"a reference to itself":      simple("", catalogue, "<< /Type /Pages /Kids [3 0 R] >>", "3 0 R"),
		"lengths that need others":   simple("", catalogue, onePage, "<< /Contents 4 0 R >>", "<< /Length 5 0 R >> stream\nendstream", "<< /Length 4 0 R >> stream\nendstream"),
		"a form that draws itself":   simple("", catalogue, onePage, "<< /Resources << /XObject << /F 4 0 R >> >> /Contents 5 0 R >>", form(manyForms), stream("", manyForms)),
		"brackets without end":       simple("", catalogue, onePage, helvetica4, fontObject, stream("", deep)),
		"brackets in an object":      simple("", catalogue, deep),
		"dictionaries without end":   simple("", catalogue, strings.Repeat("<</A", 100_000)),
		"objects inside each other":  []byte("%PDF-1.4\n" + strings.Repeat("1 0 obj<</XRef", 100_000) + "startxref\n0\n%%EOF"),
		"trailers inside each other": []byte("%PDF-1.4\n" + strings.Repeat("trailer<</A", 100_000) + "startxref\n0\n%%EOF"),
		"streams without end":        []byte("%PDF-1.4\n" + strings.Repeat("1 0 obj<</Type/XRef>>stream\n", 50_000) + "startxref\n0\n%%EOF"),
		"a table that points back":   []byte("%PDF-1.4\nxref\n0 0\ntrailer<</Prev 9>>\nstartxref\n9\n%%EOF"),
		"a table of a billion":       []byte("%PDF-1.4\nxref\n0 1000000000\ntrailer<<>>\nstartxref\n9\n%%EOF"),
		"an object stream of itself": simple("", catalogue, onePage, stream("/Type /ObjStm /N 1000000000 /First 5", "3 0 3 0 3 0")),
		"a font with endless widths": simple("", catalogue, onePage, helvetica4, "<< /Subtype /Type0 /DescendantFonts [<< /W ["+strings.Repeat("0 65535 1 ", 20_000)+"] >>] >>", stream("", strings.Repeat("/F 1 Tf ", 1000))),
		"numbers beyond all measure": shown("BT /F 99999999999999999999 Tf 1e9 700 Td 1 0 0 1 99999999 -.5.5 Tm (x) Tj -- ++ . ET"),
		"a map of a million codes":   simple("", catalogue, onePage, "<< /Resources << /Font << /F 4 0 R >> >> /Contents 5 0 R >>", "<< /ToUnicode 6 0 R >>", stream("", "BT /F 9 Tf ("+strings.Repeat("abc", 1000)+") Tj"), stream("", strings.Repeat("1 beginbfrange <01> <02> <0041> endbfrange ", 70_000))),
	}
	for name, data := range cases {
		t.Run(name, func(t *testing.T) {
			start := time.Now() // work that grows with the square of the size would take minutes
			_, err := Read(context.Background(), data, DefaultLimits)
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %s (error %v)", took, err)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	limits := Limits{Objects: 50, Pages: 2, Unfolded: 4000, Operators: 100, Glyphs: 100, Images: 1, Links: 1}
	page := func(s string) [][]paper.Line { return [][]paper.Line{{{X: 50, Y: 700, Text: s}}} }
	cases := map[string]struct {
		file paper.PDF
		what string
	}{
		"pages":      {paper.PDF{Pages: make([][]paper.Line, 3)}, "pages"},
		"objects":    {paper.PDF{Pages: page("x"), Images: make([][]byte, 60)}, "objects"},
		"unfolded":   {paper.PDF{Pages: page("x"), Flate: true, Extra: strings.Repeat(" ", 5000)}, "unfolded bytes"},
		"ascii85":    {paper.PDF{Pages: page("x"), ASCII85: true, Extra: strings.Repeat(" ", 5000)}, "unfolded bytes"},
		"operators":  {paper.PDF{Pages: page("x"), Extra: strings.Repeat("q Q ", 100)}, "drawing operators"},
		"characters": {paper.PDF{Pages: page(strings.Repeat("x", 101))}, "characters"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Read(context.Background(), c.file.Bytes(), limits)
			var over *LimitError
			if !errors.As(err, &over) || over.What != c.what || !strings.Contains(err.Error(), fmt.Sprint(over.Max)) {
				t.Errorf("got %v, want a limit on %s", err, c.what)
			}
		})
	}
	r, err := Read(context.Background(), paper.PDF{Pages: page("x"), Images: [][]byte{{1}, {2}, {3}}, Links: []string{"https://a.example", "https://b.example"}}.Bytes(), limits)
	if err != nil || len(r.Images) != 1 || len(r.Links) != 1 {
		t.Errorf("pictures %d, links %d, %v", len(r.Images), len(r.Links), err)
	}
}

func TestTheContextEndsTheWork(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, shown("BT ET"), DefaultLimits); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(shown("BT /F 10 Tf 50 700 Td (Hello) Tj ET"))
	f.Add(paper.PDF{Pages: paper.Page("Hello\nthere – 안녕"), Streams: true, Flate: true, ID: "abc", Info: map[string]string{"Producer": "x"}, XMP: map[string]string{"DocumentID": "1"}}.Bytes())
	f.Add(paper.PDF{Pages: paper.Page("Hello"), ASCII85: true, Form: true, Updates: 1, Images: [][]byte{{1}}, Links: []string{"https://a.example"}}.Bytes())
	f.Add([]byte("%PDF-1.4\n1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[2 0 R]>>endobj trailer<</Root 1 0 R>> startxref 0 %%EOF"))
	limits := Limits{Objects: 1000, Pages: 20, Unfolded: 1 << 20, Operators: 20_000, Glyphs: 20_000, Images: 4, Links: 4}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(context.Background(), data, limits)
		if err == nil && (r.Pages > limits.Pages || len(r.Images) > limits.Images || len(r.Text) > 1<<20) {
			t.Errorf("beyond the limits: %d pages, %d pictures, %d bytes", r.Pages, len(r.Images), len(r.Text))
		}
	})
}

// FuzzContent runs operators on an otherwise good page, which whole-file fuzzing
// seldom reaches.
func FuzzContent(f *testing.F) {
	f.Add("BT /F 10 Tf 50 700 Td [(He) 20 (llo)] TJ 3 Tr 1 g T* (x) ' ET q 1 0 0 1 0 0 cm Q 0 0 9 9 re f")
	f.Add("BI ID EI /F Do 1 1 1 scn (a) Tj")
	limits := DefaultLimits
	limits.Operators, limits.Glyphs = 20_000, 20_000
	f.Fuzz(func(t *testing.T, content string) {
		_, _ = Read(context.Background(), shown(content), limits)
	})
}

func FuzzCMap(f *testing.F) {
	f.Add([]byte("1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <01> <0041> endbfchar 1 beginbfrange <02> <05> [<0041>] endbfrange"), "ab\x01")
	f.Fuzz(func(t *testing.T, data []byte, s string) {
		ft := &font{unicode: parseCMap(data), wide: len(s)%2 == 0}
		n := 0
		ft.decode(s, func(char) { n++ })
		if n > len(s) {
			t.Errorf("%d codes in %d bytes", n, len(s))
		}
	})
}
