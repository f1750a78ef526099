package intake

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bonafide"
	"bonafide/intake/ats"
	"bonafide/intake/jsonresume"
	"bonafide/intake/table"
	"bonafide/strict"
)

// Decode understands one record and checks the dossier made of it. A dossier that
// somebody wrote is refused for its first mistake; of what was made of another
// format, a field that cannot be read is left out and noted.
func (r *Reader) Decode(ctx context.Context, raw bonafide.Raw) (bonafide.Dossier, error) {
	d, err := r.understand(ctx, raw)
	if err != nil {
		return bonafide.Dossier{}, first(err)
	}
	return d, nil
}

func (r *Reader) understand(ctx context.Context, raw bonafide.Raw) (bonafide.Dossier, error) {
	if raw.Row != nil || raw.Header != nil {
		return r.row(raw)
	}
	base, line := split(raw)
	d, err := r.record(ctx, base, raw)
	if several, ok := err.(flaws); ok {
		for i, f := range several {
			if p, ok := placed(f, raw, base, line).(*bonafide.Refusal); ok {
				several[i] = p
			}
		}
		return d, several
	}
	if err != nil {
		return d, placed(err, raw, base, line)
	}
	return d, nil
}

// record decodes; its refusals name base, or base and a line inside the record.
func (r *Reader) record(ctx context.Context, base string, raw bonafide.Raw) (bonafide.Dossier, error) {
	data := raw.Data
	k := recognise(data, raw.Name)
	switch k {
	case utf8BOM:
		data = data[3:]
		k = recognise(data, raw.Name)
	case utf16LE, utf16BE:
		text, err := io.ReadAll(newUTF16(bytes.NewReader(data[2:]), k == utf16BE))
		if err != nil {
			return bonafide.Dossier{}, refuse(base, "save it as UTF-8", "%v", err)
		}
		data = text
		k = recognise(data, raw.Name)
	}
	limit := r.limits.RecordBytes
	if k == pdfFile || k == zipFile {
		limit = r.limits.ResumeBytes
	}
	if len(data) > limit {
		return bonafide.Dossier{}, refuse(base, "split it", "%d bytes, more than the %d that one record may have", len(data), limit)
	}
	switch k {
	case jsonObject:
		return r.object(base, raw, data, nil)
	case yamlText:
		return r.yaml(base, raw, data)
	case request:
		return r.captured(base, raw, data)
	case pdfFile, zipFile:
		return r.resume(ctx, base, raw, data, k)
	}
	return bonafide.Dossier{}, notKnown(base, k)
}

// notKnown refuses bytes that are no record.
func notKnown(place string, k kind) error {
	const known = "known: dossier (YAML, JSON), JSON Resume, applicant-system delivery, PDF, DOCX, CSV, JSON lines"
	switch k {
	case empty:
		return refuse(place, "", "it is empty")
	case jsonArray:
		return refuse(place, "one list of records is enough", "a list stands where a record is wanted")
	case notText:
		return refuse(place, "text has to be UTF-8, or UTF-16 with a byte-order mark; "+known, "it is neither text nor a format that is known")
	case gzipFile:
		return refuse(place, "unpack it", "it is compressed twice, or holds no JSON lines or table")
	}
	return refuse(place, known, "its format is not known")
}

// object decodes a JSON object; header is that of the request that it came in.
func (r *Reader) object(place string, raw bonafide.Raw, data []byte, header http.Header) (bonafide.Dossier, error) {
	switch k := classify(data); k {
	case dossierJSON:
		var d bonafide.Dossier
		if err := strict.JSON(place, data, &d); err == nil && r.check(&d) == nil {
			return d, r.person(place, &d)
		}
		data = slices.Clone(data) // the search for mistakes writes over it
		return r.strictly(place, data, func(d *bonafide.Dossier) error { return strict.JSON(place, data, d) },
			func(pointer string) int { return lineOf(data, pointer) })
	case resumeJSON:
		s, err := jsonresume.Decode(place, data, raw.Name, r.cfg.Collected)
		if err != nil {
			return bonafide.Dossier{}, addLine(err, place, data)
		}
		d := ofResume(data, s)
		return d, r.made(place, &d)
	case greenhouseJSON:
		return r.delivery(place, ats.Greenhouse, data, header)
	case ashbyJSON:
		return r.delivery(place, ats.Ashby, data, header)
	case leverJSON:
		return r.delivery(place, ats.Lever, data, header)
	case harvestJSON:
		d, err := ats.Candidate(place, data)
		if err != nil {
			return bonafide.Dossier{}, err
		}
		return d, r.made(place, &d)
	case applicantJSON:
		d, err := table.Object(place, data, raw.Name, r.cfg.Collected)
		if err != nil {
			return bonafide.Dossier{}, err
		}
		return d, r.made(place, &d)
	}
	// Not well-formed is a better reason than not known.
	var probe struct{}
	if err := strict.Lenient(place, data, &probe); err != nil {
		return bonafide.Dossier{}, err
	}
	return bonafide.Dossier{}, unknownObject(place, data)
}

func unknownObject(place string, data []byte) error {
	person, sources := false, false
	members(data, func(name, _ []byte) bool {
		person = person || string(name) == "person"
		sources = sources || string(name) == "sources"
		return true
	})
	if person || sources {
		return refuse(place, `begin it with "bonafide": "`+bonafide.Format+`"`, "it does not say which format it has")
	}
	return refuse(place, `a dossier says "bonafide": "`+bonafide.Format+`", a JSON Resume has "basics"`, "it is JSON, but of no kind that is known")
}

func (r *Reader) yaml(place string, raw bonafide.Raw, data []byte) (bonafide.Dossier, error) {
	docs, err := strict.Documents(place, data)
	if err != nil {
		return bonafide.Dossier{}, err
	}
	if len(docs) != 1 {
		return bonafide.Dossier{}, refuse(at(place, docs[1].Line), "", "a second document begins here; one is wanted")
	}
	doc := &docs[0]
	switch classify(doc.JSON()) {
	case dossierJSON:
		// The document decodes what JSON returns, its own memory.
		return r.strictly(place, doc.JSON(), func(d *bonafide.Dossier) error { return doc.Decode(d) }, yamlLines(doc))
	case resumeJSON:
		s, err := jsonresume.Decode(place, doc.JSON(), raw.Name, r.cfg.Collected)
		if err != nil {
			return bonafide.Dossier{}, onLine(err, place, doc)
		}
		d := ofResume(data, s)
		return d, r.made(place, &d)
	}
	if bytes.HasPrefix(doc.JSON(), []byte("{")) {
		if err, ok := unknownObject(place, doc.JSON()).(*bonafide.Refusal); ok {
			err.Why = strings.Replace(err.Why, "it is JSON", "it is YAML", 1)
			return bonafide.Dossier{}, err
		}
	}
	return bonafide.Dossier{}, notKnown(place, unknown)
}

// yamlLines finds lines by pointer where the document tells them.
func yamlLines(doc *strict.Document) func(string) int {
	if l, ok := any(doc).(interface{ LineOf(pointer string) int }); ok {
		return l.LineOf
	}
	return func(string) int { return 0 }
}

// ofResume is a dossier that holds a résumé and nothing else. Its id is derived
// from the file's content.
func ofResume(data []byte, s bonafide.Source) bonafide.Dossier {
	sum := sha256.Sum256(data)
	return bonafide.Dossier{
		Format: bonafide.Format, Person: bonafide.PersonID("resume:" + hex.EncodeToString(sum[:8])),
		Stage: bonafide.Application, Sources: []bonafide.Source{s},
	}
}

// delivery checks the signature, and only then reads what was signed.
func (r *Reader) delivery(place string, v ats.Vendor, data []byte, header http.Header) (bonafide.Dossier, error) {
	if header == nil {
		header = r.cfg.Headers
	}
	note := ""
	if secrets := r.secrets(v); len(secrets) == 0 {
		note = " (signature not checked)"
	} else if err := ats.Verify(v, secrets, header, data, time.Time{}); err != nil {
		why, remedy := ats.Reason(err)
		return bonafide.Dossier{}, refuse(place, remedy, "%s", why)
	} else if v == ats.Lever {
		note = " (signature does not cover the data)"
	}
	d, err := ats.Decode(v, place, data, note)
	if err != nil {
		return bonafide.Dossier{}, err
	}
	return d, r.made(place, &d)
}

// captured reads a delivery that was kept as the HTTP request that brought it.
func (r *Reader) captured(place string, raw bonafide.Raw, data []byte) (bonafide.Dossier, error) {
	in := bufio.NewReader(bytes.NewReader(bytes.TrimLeft(data, " \t\r\n")))
	req, err := http.ReadRequest(in)
	if err != nil {
		return bonafide.Dossier{}, refuse(place, "keep it as it was sent: request line, headers, empty line, body", "it is not a well-formed HTTP request")
	}
	var body []byte
	if req.ContentLength > 0 || len(req.TransferEncoding) > 0 {
		body, err = io.ReadAll(io.LimitReader(req.Body, int64(r.limits.RecordBytes)+1))
		if err != nil {
			return bonafide.Dossier{}, refuse(place, "keep the whole body", "the request's body ends before its stated length")
		}
	} else {
		body, err = io.ReadAll(in)
	}
	if err != nil || len(bytes.TrimSpace(body)) == 0 {
		return bonafide.Dossier{}, refuse(place, "keep the body below the headers, after an empty line", "the request has no body")
	}
	// Lines inside the body are counted from the request's first.
	above := bytes.Count(data[:max(0, bytes.LastIndex(data, body))], []byte{'\n'})
	if recognise(body, "") == jsonObject {
		if k := classify(body); k == greenhouseJSON || k == ashbyJSON || k == leverJSON {
			d, err := r.object(place, raw, body, req.Header)
			if err != nil {
				return d, shift(err, place, above)
			}
			return d, nil
		}
	}
	return bonafide.Dossier{}, refuse(place, "other records are given as files of their own", "the request's body is no Greenhouse, Ashby or Lever delivery")
}

// resume has a résumé file read.
func (r *Reader) resume(ctx context.Context, place string, raw bonafide.Raw, data []byte, k kind) (bonafide.Dossier, error) {
	if k == zipFile && !isDOCX(data) {
		return bonafide.Dossier{}, refuse(place, "unpack it", "it is an archive and no DOCX")
	}
	if r.cfg.Resume == nil {
		return bonafide.Dossier{}, refuse(place, "give a dossier or a JSON Resume", "reading PDF and DOCX is switched off")
	}
	s, err := r.cfg.Resume.Read(ctx, raw.Name, data, r.cfg.Collected)
	if err != nil {
		return bonafide.Dossier{}, err
	}
	if s.ID == "" {
		s.ID = "resume"
	}
	if s.Kind == "" {
		s.Kind = bonafide.Resume
	}
	d := ofResume(data, s)
	return d, r.made(place, &d)
}

// isDOCX looks for the main part of a word-processing document (ECMA-376).
func isDOCX(data []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "word/document.xml" })
}

func (r *Reader) row(raw bonafide.Raw) (bonafide.Dossier, error) {
	c, err := r.columns(&raw)
	if err != nil {
		return bonafide.Dossier{}, refuse(raw.Place, "", "%v", err)
	}
	d, err := c.Dossier(raw.Place, raw.Row, raw.Name, r.cfg.Collected)
	if err != nil {
		return bonafide.Dossier{}, err
	}
	return d, r.made(raw.Place, &d)
}

// sheet is a table whose header has been understood.
type sheet struct {
	header []string
	table.Columns
}

// columns are those of a row's table, as the scan understood it.
func (r *Reader) columns(raw *bonafide.Raw) (*table.Columns, error) {
	base, _ := split(*raw)
	if known, ok := r.sheets.Load(base); ok {
		if s := known.(*sheet); slices.Equal(s.header, raw.Header) {
			return &s.Columns, nil
		}
	}
	c, err := table.Header(raw.Header)
	c.Order = r.cfg.Dates
	return &c, err
}

// made checks a dossier that was made of another format: what cannot stand is left
// out, unless nothing would be left.
func (r *Reader) made(place string, d *bonafide.Dossier) error {
	if f := r.mend(d); f != nil {
		return &bonafide.Refusal{Place: place, Path: f.path, Why: "in the dossier made of it, " + f.why, Remedy: f.remedy}
	}
	return r.person(place, d)
}

// split parts a record's place into the file and the line that it begins at.
func split(raw bonafide.Raw) (base string, line int) {
	i := strings.LastIndexByte(raw.Place, ':')
	if i < 0 || raw.Name == "" || strings.HasSuffix(raw.Place, raw.Name) || !strings.HasSuffix(raw.Place[:i], raw.Name) {
		return raw.Place, 0
	}
	n, err := strconv.Atoi(raw.Place[i+1:])
	if err != nil {
		return raw.Place, 0
	}
	return raw.Place[:i], n
}

// placed makes an error a refusal whose lines are counted in the file.
func placed(err error, raw bonafide.Raw, base string, line int) error {
	var r *bonafide.Refusal
	if !errors.As(err, &r) {
		return refuse(raw.Place, "", "%s", strings.Join(strings.Fields(err.Error()), " "))
	}
	switch {
	case r.Place == "" || (line > 0 && r.Place == base):
		r.Place = raw.Place
	case line > 0:
		return shift(r, base, line-1)
	}
	return r
}

// shift adds lines to the line that a refusal names.
func shift(err error, base string, lines int) error {
	r, ok := err.(*bonafide.Refusal)
	if !ok {
		return err
	}
	if after, ok := strings.CutPrefix(r.Place, base+":"); ok {
		if n, err := strconv.Atoi(after); err == nil {
			r.Place = at(base, n+lines)
		}
	}
	return r
}

// addLine adds the line of a refusal's pointer where it has none yet.
func addLine(err error, place string, data []byte) error {
	if r, ok := err.(*bonafide.Refusal); ok && r.Place == place && r.Path != "" {
		r.Place = at(place, lineOf(data, r.Path))
	}
	return err
}

// onLine puts a refusal of what was made of YAML on its line, or at least on that
// of its document.
func onLine(err error, place string, doc *strict.Document) error {
	if r, ok := err.(*bonafide.Refusal); ok {
		r.Place = at(place, max(doc.Line, yamlLines(doc)(r.Path)))
	}
	return err
}

func at(place string, line int) string {
	if line <= 0 {
		return place
	}
	return place + ":" + strconv.Itoa(line)
}

// lineOf is the line at which the value of a JSON pointer begins (RFC 6901), or of
// the nearest value around it that exists. It is asked for refused records only.
func lineOf(data []byte, pointer string) int {
	i, _ := valueAt(data, pointer)
	return 1 + bytes.Count(data[:min(i, len(data))], []byte{'\n'})
}

// valueAt is where the value of a JSON pointer begins; where it does not exist, the
// nearest value around it.
func valueAt(data []byte, pointer string) (i int, found bool) {
	i = space(data, 0)
	if pointer == "" {
		return i, i < len(data)
	}
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if i >= len(data) {
			return i, false
		}
		next := -1
		switch data[i] {
		case '{':
			members(data[i:], func(name, rest []byte) bool {
				if unquote(name) == token {
					next = len(data) - len(rest)
					return false
				}
				return true
			})
		case '[':
			n, err := strconv.Atoi(token)
			if err != nil {
				break
			}
			j := space(data, i+1)
			for ; n > 0 && j < len(data) && data[j] != ']'; n-- {
				if j = space(data, skipValue(data, j)); j < len(data) && data[j] == ',' {
					j = space(data, j+1)
				}
			}
			if n == 0 && j < len(data) && data[j] != ']' {
				next = j
			}
		}
		if next < 0 {
			return i, false
		}
		i = next
	}
	return i, i < len(data)
}

// unquote is a member's name as a pointer's token.
func unquote(name []byte) string {
	s := string(name)
	if strings.IndexByte(s, '\\') >= 0 {
		// A name that cannot be unescaped is compared as it stands.
		_ = strict.Lenient("", []byte(`"`+s+`"`), &s)
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
}
