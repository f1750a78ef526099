package resume

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/intake/resume/internal/paper"
)

var collected = time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)

// needPoppler skips where pdftotext is not installed; in CI it must be.
func needPoppler(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("pdftotext is not installed: apt-get install poppler-utils")
		}
		t.Skip("SKIPPED: pdftotext is not installed; its side of the comparison was not tested")
	}
}

func read(t testing.TB, c Config, name string, data []byte) bonafide.Source {
	t.Helper()
	src, err := New(c).Read(context.Background(), name, data, collected)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestEveryReaderMakesTheSameClaims(t *testing.T) {
	variants := map[string]func(*paper.PDF){
		"plain":          func(*paper.PDF) {},
		"flate":          func(p *paper.PDF) { p.Flate = true },
		"object-streams": func(p *paper.PDF) { p.Streams, p.Flate = true, true },
		"ascii85":        func(p *paper.PDF) { p.Flate, p.ASCII85 = true, true },
		"form":           func(p *paper.PDF) { p.Form = true },
		"updates":        func(p *paper.PDF) { p.Updates = 2 },
	}
	for name, text := range layouts(t) {
		want, err := os.ReadFile("testdata/layouts/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		check := func(t *testing.T, c Config, file string, data []byte) {
			t.Helper()
			src := read(t, c, file, data)
			src.Collected = time.Time{}
			if got := asJSON(t, src); got != string(want) {
				t.Errorf("%s read by %s: claims differ from the layout's\ntext:\n%s\ngot:\n%s", file, src.File.Reader, src.Text, got)
			}
		}
		for kind, change := range variants {
			p := paper.PDF{Pages: paper.Page(text)}
			change(&p)
			t.Run(name+"/"+kind+"/built-in", func(t *testing.T) {
				check(t, Config{PDFToText: "off"}, name+".pdf", p.Bytes())
			})
			t.Run(name+"/"+kind+"/pdftotext", func(t *testing.T) {
				needPoppler(t)
				check(t, Config{}, name+".pdf", p.Bytes())
			})
		}
		t.Run(name+"/docx", func(t *testing.T) {
			word := paper.Word{Text: text}
			if strings.HasSuffix(name, "sidebar") {
				word = asTable(text, 30) // columns of a page are a table there
			}
			check(t, Config{}, name+".docx", word.Bytes())
		})
	}
}

// asTable puts what stands before and behind a column into two cells of one row,
// below the lines that have nothing before it.
func asTable(text string, column int) paper.Word {
	var above, left, right string
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		runes := []rune(strings.TrimRight(l, " ") + strings.Repeat(" ", column))
		a, b := strings.TrimSpace(string(runes[:column])), strings.TrimSpace(string(runes[column:]))
		if left == "" && (a == "" || strings.TrimSpace(l) == l && above == "") {
			above += paper.Paragraph("", strings.TrimSpace(a+b))
			continue
		}
		left, right = left+paper.Paragraph("", a), right+paper.Paragraph("", b)
	}
	return paper.Word{Body: above + "<w:tbl><w:tr><w:tc>" + left + "</w:tc><w:tc>" + right + "</w:tc></w:tr></w:tbl>"}
}

func TestFontsAndEncodings(t *testing.T) {
	text := "Zoë Röhrig – é ö • engineer of pipes and valves"
	for _, font := range []string{paper.WinAnsi, paper.MacRoman, paper.Unicode, paper.Named} {
		want := text
		if font == paper.MacRoman {
			want = strings.ReplaceAll(text, "Zoë", "Zoé") // the writer knows only some codes of this encoding
		}
		if font == paper.Named {
			want = "Łukasz żółć – é ö А engineer of pipes and valves"
			want = strings.ReplaceAll(want, "ółć", "o")
		}
		data := paper.PDF{Pages: [][]paper.Line{{{X: 50, Y: 700, Font: font, Text: want}}}}.Bytes()
		for _, c := range []Config{{PDFToText: "off"}, {}} {
			if c.PDFToText == "" {
				if _, err := exec.LookPath("pdftotext"); err != nil {
					continue
				}
			}
			if got := strings.TrimSpace(read(t, c, "a.pdf", data).Text); got != want {
				t.Errorf("font %s, reader %q: got %q, want %q", font, c.PDFToText, got, want)
			}
		}
	}
}

func TestMarksOfMaking(t *testing.T) {
	p := paper.PDF{
		Pages: paper.Page("Nobody Invented\nnobody@mail.example\nA few more words on this page."),
		Info: map[string]string{"Producer": "Writer 9.1", "Creator": "Paper (office)", "Author": "Zoë Łuk",
			"CreationDate": "D:20240305101500+09'00'", "ModDate": "D:20240306Z"},
		ID: "0123456789abcdef", XMP: map[string]string{"DocumentID": "xmp.did:1", "OriginalDocumentID": "xmp.did:0", "InstanceID": "xmp.iid:2"},
		Links: []string{"https://github.com/nobody-invented", "mailto:nobody@mail.example", "https://firm.example/"},
	}
	img := []byte("64 bytes of grey that a viewer would show as a square ..........")
	p.Images = [][]byte{img, []byte("another picture")}
	for name, change := range map[string]func(*paper.PDF){
		"table":   func(*paper.PDF) {},
		"streams": func(p *paper.PDF) { p.Streams, p.Flate = true, true },
	} {
		t.Run(name, func(t *testing.T) {
			p := p
			change(&p)
			src := read(t, Config{PDFToText: "off"}, "cv.pdf", p.Bytes())
			want := map[string]string{
				"pdf-id": "30313233343536373839616263646566", "producer": "Writer 9.1", "creator": "Paper (office)", "author": "Zoë Łuk",
				"created": "2024-03-05T10:15:00+09:00", "modified": "2024-03-06T00:00:00Z",
				"xmp-document-id": "xmp.did:1", "xmp-original-document-id": "xmp.did:0", "xmp-instance-id": "xmp.iid:2",
				"media-sha256": hashes(p.Images),
			}
			if !reflect.DeepEqual(src.File.Made, want) {
				t.Errorf("made: got %v, want %v", src.File.Made, want)
			}
			if src.File.Pages != 1 || src.File.Type != "pdf" || src.File.Reader != "go-pdf" || src.Kind != bonafide.Resume || src.System != "cv.pdf" || !src.Collected.Equal(collected) {
				t.Errorf("source: %+v, file: %+v", src, src.File)
			}
			if len(src.Accounts) != 1 || src.Accounts[0].Handle != "nobody-invented" || len(src.Sites) != 0 || len(src.Emails) != 1 {
				t.Errorf("links: accounts %v, sites %v, emails %v", src.Accounts, src.Sites, src.Emails)
			}
		})
	}
}

// hashes of the stored bytes, sorted.
func hashes(pictures [][]byte) string {
	var out []string
	for _, p := range pictures {
		out = append(out, fmt.Sprintf("%x", sha256.Sum256(p)))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestNotesOnWhatDoesNotShow(t *testing.T) {
	line := func(y float64, text, before string) paper.Line {
		return paper.Line{X: 50, Y: y, Text: text, Before: before}
	}
	plain := line(700, "An ordinary line that everybody can read.", "")
	cases := map[string]struct {
		lines []paper.Line
		extra string
		want  []string
	}{
		"nothing":               {lines: []paper.Line{plain}},
		"invisible":             {lines: []paper.Line{plain, line(600, "kubernetes", "3 Tr")}, want: []string{"10 letters drawn invisibly"}},
		"white":                 {lines: []paper.Line{plain, line(600, "rust", "1 g")}, want: []string{"4 letters in white on white"}},
		"white, by three parts": {lines: []paper.Line{plain, line(600, "rust", "1 1 1 rg")}, want: []string{"4 letters in white on white"}},
		"white, by four parts":  {lines: []paper.Line{plain, line(600, "rust", "0 0 0 0 k")}, want: []string{"4 letters in white on white"}},
		"white on a dark bar":   {lines: []paper.Line{plain, line(600, "header", "1 g")}, extra: "0.2 g 0 580 612 60 re f 0 g"},
		"tiny":                  {lines: []paper.Line{plain, {X: 50, Y: 600, Size: 1, Text: "golang"}}, want: []string{"6 letters smaller than two points"}},
		"off the page":          {lines: []paper.Line{plain, line(-90, "solidity", "")}, want: []string{"8 letters outside the page"}},
		"zero width":            {lines: []paper.Line{plain, line(600, "ku\u200Bber\u200Bnetes", "")}, want: []string{"2 zero-width characters"}},
		"turned":                {lines: []paper.Line{plain, line(600, "abc\u202Edef", "")}, want: []string{"1 direction-turning character"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			src := read(t, Config{PDFToText: "off"}, "a.pdf", paper.PDF{Pages: [][]paper.Line{c.lines}, Extra: c.extra}.Bytes())
			if !reflect.DeepEqual(src.File.Notes, c.want) {
				t.Errorf("notes %q, want %q", src.File.Notes, c.want)
			}
			if strings.ContainsAny(src.Text, "\u200B\u202E") {
				t.Error("the text still has characters without width")
			}
			if _, err := exec.LookPath("pdftotext"); err == nil {
				if other := read(t, Config{}, "a.pdf", paper.PDF{Pages: [][]paper.Line{c.lines}, Extra: c.extra}.Bytes()); !reflect.DeepEqual(other.File.Notes, c.want) {
					t.Errorf("with pdftotext: notes %q, want %q", other.File.Notes, c.want)
				}
			}
		})
	}
	src := read(t, Config{PDFToText: "off"}, "a.pdf", paper.PDF{Pages: [][]paper.Line{{plain}}, Updates: 3}.Bytes())
	if want := []string{"3 incremental updates after the first save"}; !reflect.DeepEqual(src.File.Notes, want) {
		t.Errorf("notes %q, want %q", src.File.Notes, want)
	}
}

func TestJoinersAndDirectionMarksOfScriptsThatNeedThemAreNoOddity(t *testing.T) {
	for _, s := range []string{
		"\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", // Persian with a non-joiner
		"\u0915\u094D\u200D\u0937",                         // Devanagari with a joiner
		"\u200F\u05E9\u05DC\u05D5\u05DD\u200E abc",         // Hebrew with direction marks
		"plain text", "soft\u00ADhyphen", "\uFEFFbyte order mark first", // typesetters' and programs' marks
	} {
		if _, notes := seen(s); notes != nil {
			t.Errorf("%q: notes %q", s, notes)
		}
	}
	if clean, notes := seen("ad\u200Dmin \u200Bx"); clean != "admin x" || !reflect.DeepEqual(notes, []string{"2 zero-width characters"}) {
		t.Errorf("got %q, %q", clean, notes)
	}
}

func TestRefusals(t *testing.T) {
	text := strings.Repeat("Words that fill a page of an invented resume. ", 3)
	good := paper.PDF{Pages: paper.Page(text), Flate: true}.Bytes()
	docx := paper.Word{Text: text}.Bytes()
	zeros := make([]byte, 70<<20)
	cases := map[string]struct {
		config Config
		data   []byte
		why    string
		remedy string
	}{
		"truncated pdf":    {data: good[:len(good)/2], why: "ends early", remedy: "cut off"},
		"encrypted pdf":    {data: paper.PDF{Pages: paper.Page(text), Encrypt: true}.Bytes(), why: "encrypted", remedy: "without a password"},
		"bomb in a page":   {data: bomb(zeros), why: "unfolded bytes", remedy: "plain copy"},
		"too many pages":   {data: paper.PDF{Pages: make([][]paper.Line, 201)}.Bytes(), why: "more than 200 pages", remedy: "plain copy"},
		"scan":             {data: paper.PDF{Pages: [][]paper.Line{{}}, Images: [][]byte{{1, 2, 3}}}.Bytes(), why: "scanned picture: text could not be read", remedy: "OCR"},
		"no structure":     {data: []byte("%PDF-1.4\nnothing\nstartxref\n0\n%%EOF"), why: "structure", remedy: "newly saved"},
		"too large":        {config: Config{MaxBytes: 100}, data: good, why: "more than the 100 allowed", remedy: "max_bytes"},
		"timeout":          {config: Config{Timeout: time.Nanosecond}, data: good, why: "not read within", remedy: "timeout"},
		"another kind":     {data: []byte("{\\rtf1 words}"), why: "neither a PDF nor a Word document", remedy: "save it as PDF"},
		"empty":            {data: nil, why: "neither a PDF nor a Word document"},
		"truncated docx":   {data: docx[:len(docx)/2], why: "not a Word document", remedy: ".docx"},
		"old doc":          {data: []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), why: "not a Word document", remedy: "older .doc"},
		"encrypted docx":   {data: []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), why: "encrypted", remedy: "without a password"},
		"docx bomb":        {data: paper.Word{Body: "<w:p/>", Parts: map[string]string{"word/header1.xml": string(zeros[:20<<20])}}.Bytes(), why: "unpacked bytes", remedy: "plain copy"},
		"docx, deep":       {data: paper.Word{Body: strings.Repeat("<w:p>", 300) + strings.Repeat("</w:p>", 300)}.Bytes(), why: "elements inside each other", remedy: "plain copy"},
		"docx, damaged":    {data: paper.Word{Body: "<w:p><w:r></w:p>"}.Bytes(), why: "damaged", remedy: "word processor"},
		"docx, entities":   {data: paper.Word{Parts: map[string]string{"word/document.xml": `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><w:document>&a;</w:document>`}}.Bytes(), why: "damaged"},
		"docx, no words":   {data: paper.Word{Body: "<w:p/>"}.Bytes(), why: "scanned picture", remedy: "OCR"},
		"archive, no word": {data: []byte("PK\x05\x06" + strings.Repeat("\x00", 18)), why: "neither"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := New(c.config).Read(context.Background(), "cv.bin", c.data, collected)
			var r *bonafide.Refusal
			if !errors.As(err, &r) {
				t.Fatalf("got %v, want a refusal", err)
			}
			if r.Place != "cv.bin" || !strings.Contains(r.Why, c.why) || !strings.Contains(r.Remedy, c.remedy) {
				t.Errorf("refusal %q; want why %q, remedy %q", r, c.why, c.remedy)
			}
			if !errors.Is(err, bonafide.ErrInvalid) {
				t.Error("a refusal is invalid input")
			}
		})
	}
}

// bomb is a page whose contents unfold to n.
func bomb(n []byte) []byte {
	p := paper.PDF{Pages: [][]paper.Line{{}}, Flate: true, Extra: string(n)}
	return p.Bytes()
}

func TestTheCallersCancellationIsNoRefusal(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := New(Config{}).Read(ctx, "a.pdf", paper.PDF{Pages: paper.Page("words and more words on a page")}.Bytes(), collected)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// script is a program that stands in for pdftotext.
func script(t *testing.T, body string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: shell scripts do not run here")
	}
	path := t.TempDir() + "/pdftotext"
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheChildIsBounded(t *testing.T) {
	data := paper.PDF{Pages: paper.Page("Words that the built-in reader finds on this page.")}.Bytes()
	t.Run("time: it and what it started are killed", func(t *testing.T) {
		mark := t.TempDir() + "/alive"
		p := script(t, "(/bin/sleep 3; /bin/mkdir "+mark+") & /bin/sleep 30")
		start := time.Now()
		_, err := New(Config{PDFToText: p, Timeout: 300 * time.Millisecond}).Read(context.Background(), "a.pdf", data, collected)
		var r *bonafide.Refusal
		if !errors.As(err, &r) || !strings.Contains(r.Why, "not read within") {
			t.Fatalf("got %v", err)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("took %s", took)
		}
		time.Sleep(3 * time.Second)
		if _, err := os.Stat(mark); err == nil {
			t.Error("a grandchild lived on")
		}
	})
	t.Run("environment is empty", func(t *testing.T) {
		t.Setenv("SECRET_OF_THE_PARENT", "x")
		src := read(t, Config{PDFToText: script(t, `echo "the environment holds ${SECRET_OF_THE_PARENT:-no such thing}"`)}, "a.pdf", data)
		if !strings.Contains(src.Text, "no such thing") {
			t.Errorf("text %q", src.Text)
		}
	})
	t.Run("no file can be written", func(t *testing.T) {
		if runtime.GOOS != "linux" {
			t.Skip("SKIPPED: only Linux must honour every limit")
		}
		target := t.TempDir() + "/out"
		src := read(t, Config{PDFToText: script(t, "echo content > "+target)}, "a.pdf", data)
		if b, _ := os.ReadFile(target); len(b) > 0 {
			t.Errorf("the child wrote %q", b)
		}
		if src.File.Reader != "go-pdf" || len(src.File.Notes) != 1 || !strings.HasPrefix(src.File.Notes[0], "read by the built-in reader: pdftotext could not") {
			t.Errorf("reader %q, notes %q", src.File.Reader, src.File.Notes)
		}
	})
	t.Run("memory", func(t *testing.T) {
		if runtime.GOOS != "linux" {
			t.Skip("SKIPPED: only Linux must honour every limit")
		}
		src := read(t, Config{PDFToText: script(t, "ulimit -v; ulimit -t; echo these are the limits of the child process"), ChildMemory: 256 << 20}, "a.pdf", data)
		if !strings.HasPrefix(src.Text, "262144\n15\n") {
			t.Errorf("limits %q", src.Text)
		}
	})
	t.Run("output", func(t *testing.T) {
		_, err := New(Config{PDFToText: script(t, "while :; do echo words without end; done")}).Read(context.Background(), "a.pdf", data, collected)
		var r *bonafide.Refusal
		if !errors.As(err, &r) || !strings.Contains(r.Why, "the text has more than") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("failure falls back", func(t *testing.T) {
		src := read(t, Config{PDFToText: script(t, "echo broken >&2; exit 3")}, "a.pdf", data)
		if src.File.Reader != "go-pdf" || !strings.Contains(src.Text, "built-in reader finds") {
			t.Errorf("reader %q, text %q", src.File.Reader, src.Text)
		}
	})
}

func TestTheReaderSignsWithItsVersion(t *testing.T) {
	needPoppler(t)
	src := read(t, Config{}, "a.pdf", paper.PDF{Pages: paper.Page("Words that are found on this page.")}.Bytes())
	rest, ok := strings.CutPrefix(src.File.Reader, "pdftotext ")
	if !ok || rest == "" || rest[0] < '0' || rest[0] > '9' {
		t.Errorf("reader %q", src.File.Reader)
	}
}

// A job whose heading cannot be told costs the job, with a note, and not the resume.
func TestAJobWithoutHeadingIsLeftOutWithANote(t *testing.T) {
	text := "Ilka Sandmann\nilka@sandmann.example\n\nEXPERIENCE\nPlatform Engineer, Deichwerk GmbH          09/2016 - 02/2021\n• Ran the build machines.\n\n03/2012 - 08/2016\n• Looked after forty servers.\n"
	data := paper.PDF{Pages: paper.Page(text)}.Bytes()
	s, err := New(Config{PDFToText: "off"}).Read(t.Context(), "mixed.pdf", data, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Employment) != 1 || s.Employment[0].Employer != "Deichwerk GmbH" {
		t.Errorf("employment %+v", s.Employment)
	}
	if want := "the job from 2012-03 to 2016-08 was left out: neither employer nor title could be read"; !slices.Contains(s.File.Notes, want) {
		t.Errorf("notes %q lack %q", s.File.Notes, want)
	}
}
