package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Word is a Word document to be written.
type Word struct {
	// Text has one line for a paragraph; runs of three blanks become tabs.
	Text string
	// Body replaces Text by ready WordprocessingML.
	Body    string
	Core    map[string]string // creator, lastModifiedBy, created, modified, revision
	App     map[string]string // Application, AppVersion, Template, Company, TotalTime, Pages
	RsidIDs []string          // the first is the root
	Links   []string
	Media   map[string][]byte
	Custom  []string
	Parts   map[string]string // further parts by path
}

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

// Part frames content as a part of a Word document.
func Part(root, content string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:` + root + ` ` + wordNS + `>` + content + `</w:` + root + `>`
}

// Paragraph is one paragraph with a run whose properties are given.
func Paragraph(properties, text string) string {
	var b strings.Builder
	b.WriteString("<w:p><w:r>")
	if properties != "" {
		b.WriteString("<w:rPr>" + properties + "</w:rPr>")
	}
	for i, piece := range strings.Split(text, "\t") {
		if i > 0 {
			b.WriteString("<w:tab/>")
		}
		b.WriteString(`<w:t xml:space="preserve">` + escape(piece) + `</w:t>`)
	}
	b.WriteString("</w:r></w:p>")
	return b.String()
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// Bytes writes the file. Entries have no times.
func (d Word) Bytes() []byte {
	body := d.Body
	if body == "" {
		for raw := range strings.SplitSeq(strings.TrimRight(d.Text, "\n"), "\n") {
			indent := len(raw) - len(strings.TrimLeft(raw, " "))
			text := raw[indent:]
			for strings.Contains(text, "    ") {
				text = strings.ReplaceAll(text, "    ", "   ")
			}
			body += Paragraph("", strings.ReplaceAll(text, "   ", "\t"))
		}
	}
	parts := map[string]string{
		"[Content_Types].xml": `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":         `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":   Part("document", "<w:body>"+body+"</w:body>"),
	}
	if len(d.Core) > 0 {
		parts["docProps/core.xml"] = `<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">` + elements(d.Core) + `</cp:coreProperties>`
	}
	if len(d.App) > 0 {
		parts["docProps/app.xml"] = `<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` + elements(d.App) + `</Properties>`
	}
	if len(d.RsidIDs) > 0 {
		s := `<w:rsids><w:rsidRoot w:val="` + d.RsidIDs[0] + `"/>`
		for _, id := range d.RsidIDs {
			s += `<w:rsid w:val="` + id + `"/>`
		}
		parts["word/settings.xml"] = Part("settings", s+"</w:rsids>")
	}
	if len(d.Links) > 0 {
		s := `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
		for i, l := range d.Links {
			s += fmt.Sprintf(`<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="%s" TargetMode="External"/>`, i+1, escape(l))
		}
		parts["word/_rels/document.xml.rels"] = s + `</Relationships>`
	}
	if len(d.Custom) > 0 {
		s := `<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties">`
		for _, c := range d.Custom {
			s += `<property name="` + escape(c) + `"/>`
		}
		parts["docProps/custom.xml"] = s + `</Properties>`
	}
	for name, data := range d.Media {
		parts["word/media/"+name] = string(data)
	}
	maps.Copy(parts, d.Parts)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			panic(err) // a buffer does not fail
		}
		_, _ = w.Write([]byte(parts[name]))
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func elements(m map[string]string) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(m)) {
		fmt.Fprintf(&b, "<%s>%s</%s>", k, escape(m[k]), k)
	}
	return b.String()
}
