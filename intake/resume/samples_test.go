package resume

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"testing"
	"time"

	"bonafide/intake/resume/internal/paper"
)

// samples are the three files in testdata that the rest of the project reads too.
// They are made here, with -update, and are the same bytes every time.
func samples(t testing.TB) map[string][]byte {
	texts := layouts(t)
	word := texts["12-references"]
	return map[string][]byte{
		// An honest resume: nothing in it contradicts anything else.
		"honest.pdf": paper.PDF{
			Pages: paper.Page(texts["01-title-employer-right-dates"]), Flate: true, Streams: true,
			Info: map[string]string{"Producer": "Invented PDF Library 2.4", "Creator": "Invented Office 7", "Author": "Maren Oldenkott",
				"CreationDate": "D:20260412184205+02'00'", "ModDate": "D:20260412184205+02'00'"},
			ID: "\x8f\x11\x2e\x90\x5a\x7b\x4c\x01\xb2\x66\x0d\x93\xee\x12\x70\x41", XMP: map[string]string{"DocumentID": "xmp.did:5f0e8a41-6c0d-4c0b-9d10-3a0c66a2d111"},
			Links: []string{"https://github.com/moldenkott", "mailto:maren.oldenkott@posteo.example"},
		}.Bytes(),
		// Technologies are claimed for years before they were published, and words
		// stand in white beside the text.
		"anachronism.pdf": paper.PDF{
			Pages: addWhite(paper.Page(texts["13-anachronism"]), "golang kubernetes solidity senior"), Updates: 1,
			Info: map[string]string{"Producer": "Invented PDF Library 2.4", "Creator": "Invented Resume Builder", "Author": "user",
				"CreationDate": "D:20260301093000-05'00'", "ModDate": "D:20260420221500-05'00'"},
			ID:  "\x01\x42\xfe\x90\x5a\x7b\x4c\x01\xb2\x66\x0d\x93\xee\x12\x70\x99",
			XMP: map[string]string{"DocumentID": "xmp.did:aa10c9d2-0000-4000-8000-51d1e0f70001", "OriginalDocumentID": "xmp.did:aa10c9d2-0000-4000-8000-51d1e0f70000"},
		}.Bytes(),
		// A Word document that still says which template and which first file it
		// comes from.
		"template.docx": paper.Word{
			Text:    word,
			Core:    map[string]string{"creator": "Template Author", "lastModifiedBy": "Wanda P.", "created": "2019-02-11T08:00:00Z", "modified": "2026-04-30T17:21:00Z", "revision": "14"},
			App:     map[string]string{"Application": "Microsoft Office Word", "AppVersion": "16.0000", "Template": "Modern resume.dotx", "Company": "Invented Studio", "TotalTime": "271", "Pages": "1"},
			RsidIDs: []string{"00A41F3B", "00A41F3B", "00C7712E", "00D90A55"}, Custom: []string{"ResumeTemplateID"},
			Media: map[string][]byte{"image1.png": []byte("\x89PNG\r\n\x1a\n not a picture, but its bytes can be hashed")},
			Links: []string{"https://www.linkedin.com/in/wanda-przykladowska-example"},
		}.Bytes(),
	}
}

func addWhite(pages [][]paper.Line, text string) [][]paper.Line {
	pages[0] = append(pages[0], paper.Line{X: 50, Y: 60, Size: 6, Before: "1 g", Text: text})
	return pages
}

func TestSamplesAreWhatTheyAreMadeOf(t *testing.T) {
	for name, data := range samples(t) {
		path := "testdata/" + name
		if *update {
			if err := os.WriteFile(path, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		// Compressors may differ from one Go release to the next; what is read may not.
		src, made := read(t, Config{PDFToText: "off"}, name, have), read(t, Config{PDFToText: "off"}, name, data)
		made.File.SHA256, made.File.Size = src.File.SHA256, src.File.Size
		if !reflect.DeepEqual(src, made) {
			t.Errorf("%s is not what the generator makes; run with -update", path)
		}
		src.Text = ""
		b, err := json.MarshalIndent(src, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, path+".json", string(b)+"\n")
	}
}

func ExampleReader_Read() {
	data, err := os.ReadFile("testdata/template.docx")
	if err != nil {
		fmt.Println(err)
		return
	}
	reader := New(Config{})
	src, err := reader.Read(context.Background(), "template.docx", data, time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(src.Names[0], src.Emails[0])
	for _, job := range src.Employment {
		fmt.Printf("%s at %s since %s\n", job.Title, job.Employer, job.From)
	}
	fmt.Println("first file:", src.File.Made["docx-rsid-root"])
	// Output:
	// Wanda Przykładowska wanda@poczta.example
	// Programistka Python at Wisła Software Sp. z o.o. since 2019-01
	// Tester at Odra Labs since 2016-04
	// first file: 00A41F3B
}

func ExampleClaims() {
	src := Claims("Experience\n\nEngineer at Acme Tools Ltd\nJan 2019 - Mar 2022\n\nSkills: Go (since 2015), SQL", nil)
	fmt.Println(src.Employment[0].Employer, src.Employment[0].From, src.Employment[0].To)
	fmt.Println(src.Skills[0].Name, src.Skills[0].Since)
	// Output:
	// Acme Tools Ltd 2019-01 2022-03
	// Go 2015
}

func BenchmarkClaims10kB(b *testing.B) {
	text := ""
	for _, l := range layouts(b) {
		text += l + "\n"
	}
	for len(text) < 10_000 {
		text += text
	}
	text = text[:10_000]
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Claims(text, nil)
	}
}

func BenchmarkDOCX(b *testing.B) {
	benchmarkRead(b, "template.docx")
}

func BenchmarkPDFBuiltIn(b *testing.B) {
	benchmarkRead(b, "honest.pdf")
}

func benchmarkRead(b *testing.B, name string) {
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		b.Fatal(err)
	}
	r := New(Config{PDFToText: "off"})
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Read(context.Background(), name, data, collected); err != nil {
			b.Fatal(err)
		}
	}
}
