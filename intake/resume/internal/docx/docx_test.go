package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"bonafide/intake/resume/internal/paper"
)

func read(t testing.TB, w paper.Word) Report {
	t.Helper()
	r, err := Read(context.Background(), w.Bytes(), DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTextInReadingOrder(t *testing.T) {
	p := func(s string) string { return paper.Paragraph("", s) }
	cell := func(paragraphs ...string) string { return "<w:tc>" + strings.Join(paragraphs, "") + "</w:tc>" }
	row := func(cells ...string) string { return "<w:tbl><w:tr>" + strings.Join(cells, "") + "</w:tr></w:tbl>" }
	cases := map[string]struct{ body, want string }{
		"paragraphs":       {p("one") + p("") + p("two"), "one\n\ntwo"},
		"tabs and breaks":  {"<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:br w:type=\"page\"/><w:noBreakHyphen/><w:cr/><w:t>d</w:t></w:r></w:p>", "a\tb\nc-\nd"},
		"tab stops":        {"<w:p><w:pPr><w:tabs><w:tab w:pos=\"9\"/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>", "a"},
		"row of cells":     {row(cell(p("2019")), cell(p("Engineer"))), "2019\tEngineer"},
		"date beside text": {row(cell(p("2019")), cell(p("Engineer"), p("did things"))), "2019\tEngineer\ndid things"},
		"columns of page":  {row(cell(p("left"), p("more left")), cell(p("right"), p("more right"))), "left\nmore left\n\nright\nmore right"},
		"table in a table": {row(cell(row(cell(p("inner")), cell(p("beside"))), "<w:p/>"), cell(p(""))), "inner\tbeside"},
		"deleted text":     {"<w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>", "kept"},
		"moved text":       {"<w:p><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom><w:r><w:t>kept</w:t></w:r></w:p>", "kept"},
		"field code":       {"<w:p><w:r><w:instrText>HYPERLINK</w:instrText></w:r><w:r><w:t>shown</w:t></w:r></w:p>", "shown"},
		"text box once": {"<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" + p("boxed") + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>" +
			p("boxed") + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>", "boxed"},
		"entities of XML": {p("R&D <x>"), "R&D <x>"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := read(t, paper.Word{Body: c.body}).Text; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestHeadersFootersAndNotes(t *testing.T) {
	p := paper.Paragraph("", "someone@mail.example")
	r := read(t, paper.Word{Text: "body", Parts: map[string]string{
		"word/header1.xml": paper.Part("hdr", p), "word/header2.xml": paper.Part("hdr", p),
		"word/footer1.xml":   paper.Part("ftr", paper.Paragraph("", "page one")),
		"word/footnotes.xml": paper.Part("footnotes", "<w:footnote>"+paper.Paragraph("", "a note")+"</w:footnote>"),
		"word/endnotes.xml":  "<broken",
	}})
	if want := "someone@mail.example\n\nbody\n\npage one\n\na note"; r.Text != want {
		t.Errorf("got %q, want %q", r.Text, want)
	}
}

func TestMarksOfMaking(t *testing.T) {
	r := read(t, paper.Word{
		Text:    "words",
		Core:    map[string]string{"creator": " Some\nbody ", "lastModifiedBy": "Other", "created": "2019-02-11T08:00:00Z", "modified": "2020-01-01T00:00:00Z", "revision": "3"},
		App:     map[string]string{"Application": "Word", "AppVersion": "16.0", "Template": "Normal.dotm", "Company": "Firm", "TotalTime": "5", "Pages": "2"},
		RsidIDs: []string{"00a41f3b", "00C7712E", "00C7712E"}, Custom: []string{"B", "A"},
		Media: map[string][]byte{"image1.png": []byte("x"), "copy.png": []byte("x"), "empty.png": nil},
		Links: []string{"https://github.com/x", "https://github.com/x", "mailto:a@b.example"},
	})
	want := map[string]string{
		"author": "Some body", "last-modified-by": "Other", "created": "2019-02-11T08:00:00Z", "modified": "2020-01-01T00:00:00Z", "revision": "3",
		"application": "Word", "app-version": "16.0", "docx-template": "Normal.dotm", "company": "Firm", "total-time": "5",
		"docx-rsid-root": "00A41F3B", "docx-rsids": "2", "custom-properties": "A, B",
		"media-sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
	}
	if !reflect.DeepEqual(r.Made, want) {
		t.Errorf("got %v, want %v", r.Made, want)
	}
	if r.Pages != 2 || !reflect.DeepEqual(r.Links, []string{"https://github.com/x", "mailto:a@b.example"}) {
		t.Errorf("pages %d, links %v", r.Pages, r.Links)
	}
}

func TestHiddenText(t *testing.T) {
	white := `<w:color w:val="FFFFFF"/>`
	shaded := `<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>` + paper.Paragraph(white, "heading") + `</w:tc></w:tr></w:tbl>`
	cases := map[string]struct {
		body string
		want Hidden
	}{
		"plain":                {paper.Paragraph("", "words"), Hidden{}},
		"vanished":             {paper.Paragraph("<w:vanish/>", "words 12"), Hidden{Vanished: 7}},
		"vanish switched off":  {paper.Paragraph(`<w:vanish w:val="0"/>`, "words"), Hidden{}},
		"white":                {paper.Paragraph(white, "go rust"), Hidden{White: 6}},
		"white by theme":       {paper.Paragraph(`<w:color w:val="auto" w:themeColor="background1"/>`, "go"), Hidden{White: 2}},
		"white on shaded cell": {shaded, Hidden{}},
		"white on shaded line": {`<w:p><w:pPr><w:shd w:fill="000000"/></w:pPr><w:r><w:rPr>` + white + `</w:rPr><w:t>x</w:t></w:r></w:p>`, Hidden{}},
		"white on shaded run":  {paper.Paragraph(white+`<w:shd w:fill="000000"/>`, "x"), Hidden{}},
		"white on highlight":   {paper.Paragraph(white+`<w:highlight w:val="black"/>`, "x"), Hidden{}},
		"white in a box":       {"<w:txbxContent>" + paper.Paragraph(white, "x") + "</w:txbxContent>", Hidden{}},
		"tiny":                 {paper.Paragraph(`<w:sz w:val="2"/>`, "solidity"), Hidden{Tiny: 8}},
		"ordinary size":        {paper.Paragraph(`<w:sz w:val="21"/>`, "solidity"), Hidden{}},
		"look ends with run":   {paper.Paragraph(white, "a") + paper.Paragraph("", "b"), Hidden{White: 1}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := read(t, paper.Word{Body: c.body}).Hidden; got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
	if r := read(t, paper.Word{Body: "<w:p><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"}); r.Deleted != 1 {
		t.Errorf("%d deletions", r.Deleted)
	}
}

func TestLimits(t *testing.T) {
	limits := DefaultLimits
	limits.Parts, limits.Part, limits.Unpacked, limits.Elements, limits.Text, limits.Links, limits.Media = 12, 200_000, 300_000, 1000, 2000, 1, 1
	noise := func(n int) string { // does not compress
		b := make([]byte, n)
		x := uint32(1)
		for i := range b {
			x = x*1664525 + 1013904223
			b[i] = byte(x >> 24)
		}
		return string(b)
	}
	many := map[string]string{}
	for i := range 20 {
		many["x"+string(rune('a'+i))] = ""
	}
	cases := map[string]struct {
		word paper.Word
		what string
	}{
		"parts":    {paper.Word{Parts: many}, "parts"},
		"one part": {paper.Word{Text: "x", Media: map[string][]byte{"a.png": []byte(noise(250_000))}}, "unpacked bytes in one part"},
		"elements": {paper.Word{Body: strings.Repeat("<w:p/>", 1001)}, "elements"},
		"text":     {paper.Word{Text: strings.Repeat("x", 2001)}, "bytes of text"},
		"ratio":    {paper.Word{Body: strings.Repeat(" ", 190_000)}, "unpacked bytes for each packed byte of a part"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Read(context.Background(), c.word.Bytes(), limits)
			var over *LimitError
			if !errors.As(err, &over) || over.What != c.what {
				t.Errorf("got %v, want a limit on %s", err, c.what)
			}
		})
	}
	limits.Elements, limits.Unpacked = 100_000, 150_000
	_, err := Read(context.Background(), paper.Word{Text: "x", Media: map[string][]byte{"a.png": []byte(noise(190_000))}}.Bytes(), limits)
	var over *LimitError
	if !errors.As(err, &over) || over.What != "unpacked bytes" || !strings.Contains(err.Error(), "150000") {
		t.Errorf("got %v, want a limit on all parts together", err)
	}
	r, err := Read(context.Background(), paper.Word{Text: "x", Links: []string{"a", "b"}, Media: map[string][]byte{"a": {1}, "b": {2}}}.Bytes(), limits)
	if err != nil || len(r.Links) != 1 || len(strings.Fields(r.Made["media-sha256"])) != 1 {
		t.Errorf("links %v, media %q, %v", r.Links, r.Made["media-sha256"], err)
	}
}

func TestOtherArchives(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.Create("readme.txt")
	_, _ = w.Write([]byte("x"))
	_ = z.Close()
	if _, err := Read(context.Background(), b.Bytes(), DefaultLimits); !errors.Is(err, ErrNotDocx) {
		t.Errorf("got %v", err)
	}
	b.Reset()
	z = zip.NewWriter(&b)
	w, _ = z.CreateHeader(&zip.FileHeader{Name: "word/document.xml", Flags: 1})
	_, _ = w.Write([]byte("x"))
	_ = z.Close()
	if _, err := Read(context.Background(), b.Bytes(), DefaultLimits); !errors.Is(err, ErrEncrypted) {
		t.Errorf("got %v", err)
	}
}

func TestTheContextEndsTheWork(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, paper.Word{Text: "x"}.Bytes(), DefaultLimits); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestLongValuesAreClipped(t *testing.T) {
	r := read(t, paper.Word{Text: "x", Core: map[string]string{"creator": strings.Repeat("é", 3000)}})
	if n := len(r.Made["author"]); n != 512 {
		t.Errorf("%d bytes", n)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(paper.Word{Text: "one   two\nthree", Core: map[string]string{"creator": "x"}, RsidIDs: []string{"1"}, Links: []string{"https://a.example"}}.Bytes())
	f.Add(paper.Word{Body: "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"}.Bytes())
	limits := DefaultLimits
	limits.Unpacked, limits.Part = 1<<20, 1<<20
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(context.Background(), data, limits)
		if err == nil && len(r.Text) > 4<<20 {
			t.Errorf("%d bytes of text", len(r.Text))
		}
	})
}

// FuzzBody runs markup in an otherwise good document, past the archive.
func FuzzBody(f *testing.F) {
	f.Add("<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill='0'/></w:tcPr><w:p><w:r><w:t>x</w:t><w:tab/></w:r></w:p></w:tc></w:tr></w:tbl><w:del/>")
	f.Add("</w:tr></w:tc><w:tr><w:txbxContent></w:p>")
	f.Fuzz(func(t *testing.T, body string) {
		_, _ = Read(context.Background(), paper.Word{Body: body}.Bytes(), DefaultLimits)
	})
}
