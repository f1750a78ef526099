package intake

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"bonafide"
)

// tree writes files below a new folder; a name that ends in a slash is a folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "in")
	for name, content := range files {
		full := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func line(person string) string { return `{"bonafide":"dossier/1","person":"` + person + `"}` }

func people(dossiers []bonafide.Dossier) []string {
	var ids []string
	for _, d := range dossiers {
		ids = append(ids, string(d.Person))
	}
	return ids
}

func TestFolderIsWalkedInLexicalOrder(t *testing.T) {
	root := tree(t, map[string]string{
		"b.json":             line("b"),
		"a/2.yaml":           "bonafide: dossier/1\nperson: a2\n",
		"a/10.yaml":          "bonafide: dossier/1\nperson: a10\n",
		"c.txt":              "id,name,email\nc1,Ann,ann@x.example\n", // a table by its content
		"d.dat":              line("d"),
		"e":                  "bonafide: dossier/1\nperson: e\n",
		"README.md":          "# People\n\nSee below.\n",
		"notes.txt":          "Title: a note\n",
		"other.txt":          `{"name": "x"}`,
		"photo.jpg":          "\xff\xd8\xff\xe0",
		".hidden.json":       line("hidden"),
		".git/config":        "[core]",
		"broken.json":        "{",
		"package.json":       `{"name": "x"}`,
		"letters/hello.docx": "no archive",
	})
	if err := os.Symlink(filepath.Join(root, "b.json"), filepath.Join(root, "link.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(root, filepath.Join(root, "loop")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(root, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := New(Config{Now: now})
	dossiers, places, refusals := read(t, r, root)
	if got, want := strings.Join(people(dossiers), " "), "a10 a2 b c1 d e"; got != want {
		t.Errorf("people %q, want %q (places %q)", got, want, places)
	}
	var refused []string
	for _, s := range refusals {
		name, _, _ := strings.Cut(strings.TrimPrefix(s, "in/"), ":")
		refused = append(refused, name)
	}
	if got, want := strings.Join(refused, " "), "broken.json letters/hello.docx link.json package.json pipe"; got != want {
		t.Errorf("refused %q, want %q:\n%s", got, want, strings.Join(refusals, "\n"))
	}
	if r.Skipped() != 6 { // README.md, notes.txt, other.txt, photo.jpg, .hidden.json, loop
		t.Errorf("skipped %d files, want 6", r.Skipped())
	}
}

func TestPathsThatCannotBeRead(t *testing.T) {
	for path, want := range map[string]string{
		filepath.Join(t.TempDir(), "nowhere.json"): "there is no such file",
		"/dev/null": "neither a file nor a folder",
	} {
		_, _, refusals := read(t, New(Config{}), path)
		if len(refusals) != 1 || !strings.Contains(refusals[0], want) {
			t.Errorf("%s: got %q, want one refusal with %q", path, refusals, want)
		}
	}
}

func TestLinkGivenByNameIsFollowed(t *testing.T) {
	root := tree(t, map[string]string{"a.json": line("a")})
	link := filepath.Join(root, "l.json")
	if err := os.Symlink(filepath.Join(root, "a.json"), link); err != nil {
		t.Fatal(err)
	}
	if dossiers, _, refusals := read(t, New(Config{}), link); len(dossiers) != 1 || len(refusals) != 0 {
		t.Errorf("got %d dossiers and %q", len(dossiers), refusals)
	}
}

func TestStandardInput(t *testing.T) {
	for name, c := range map[string]struct {
		in     string
		places []string
		refuse string
	}{
		"lines":        {line("a") + "\r\n" + line("b") + "\r\n", []string{"standard input:1", "standard input:2"}, ""},
		"one":          {line("a") + "\n\n", []string{"standard input"}, ""},
		"indented":     {"{\n  \"bonafide\": \"dossier/1\",\n  \"person\": \"a\"\n}\n", []string{"standard input"}, ""},
		"yaml":         {"bonafide: dossier/1\nperson: a\n", []string{"standard input"}, ""},
		"table":        {"name\nAnn\n", []string{"standard input:2"}, ""},
		"wrong line 4": {"\n\n{\n \"bonafide\": 1}", nil, "standard input:4 /bonafide: a number stands where text is wanted"},
		"nothing":      {"", nil, "standard input: it is empty"},
	} {
		r := New(Config{Now: now, Stdin: strings.NewReader(c.in)})
		_, places, refusals := read(t, r, "-")
		if !slices.Equal(places, c.places) || strings.Join(refusals, "\n") != c.refuse {
			t.Errorf("%s: places %q, refusals %q", name, places, refusals)
		}
	}
}

func TestLimits(t *testing.T) {
	many := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(line(fmt.Sprint("p", i)) + "\n")
		}
		return b.String()
	}
	list := func(n int) string {
		return "[" + strings.TrimSuffix(strings.ReplaceAll(many(n), "\n", ","), ",") + "]"
	}
	long := `{"bonafide":"dossier/1","person":"` + strings.Repeat("x", 300) + `"}`
	for name, c := range map[string]struct {
		limits Limits
		files  map[string]string
		taken  int
		refuse string
	}{
		"records in lines":  {Limits{Records: 3}, map[string]string{"a.jsonl": many(5)}, 3, "more than 3 records"},
		"records in a list": {Limits{Records: 3}, map[string]string{"a.json": list(5)}, 3, "more than 3 records"},
		"records in yaml":   {Limits{Records: 1}, map[string]string{"a.yaml": "---\nbonafide: dossier/1\nperson: a\n---\nbonafide: dossier/1\nperson: b\n"}, 1, "more than 1 records"},
		"records in rows":   {Limits{Records: 1}, map[string]string{"a.csv": "name\nA\nB\nC\n"}, 1, "more than 1 records"},
		"long line":         {Limits{RecordBytes: 200}, map[string]string{"a.jsonl": line("a") + "\n" + long + "\n" + line("b")}, 2, "a.jsonl:2: more than the 200 bytes"},
		"long first line":   {Limits{RecordBytes: 200}, map[string]string{"a.json": long}, 0, "more than the 200 bytes"},
		"long document":     {Limits{RecordBytes: 200}, map[string]string{"a.json": strings.Replace(long, "{", "{\n", 1)}, 0, "more than the 200 bytes"},
		"long in a list":    {Limits{RecordBytes: 200}, map[string]string{"a.json": "[" + long + ",\n" + line("b") + "]"}, 1, "a.json:1: more than the 200 bytes"},
		"long yaml":         {Limits{RecordBytes: 200}, map[string]string{"a.yaml": "---\nbonafide: dossier/1\nperson: a\n---\n" + strings.Repeat("a: b\n", 100) + "---\nbonafide: dossier/1\nperson: c\n"}, 2, "a.yaml:4: more than the 200 bytes"},
		"long row":          {Limits{RecordBytes: 200}, map[string]string{"a.csv": "id,name\n1,A\n2,\"" + strings.Repeat("x\n", 9000)}, 1, "a quotation mark is not closed"},
		"long request":      {Limits{RecordBytes: 200}, map[string]string{"a.http": "POST / HTTP/1.1\n\n" + long}, 0, "more than the 200 bytes"},
		"long file":         {Limits{ResumeBytes: 200}, map[string]string{"a.pdf": "%PDF-1.4" + long}, 0, "more than the 200 bytes"},
		"files":             {Limits{Files: 2}, map[string]string{"a.json": line("a"), "b.json": line("b"), "c.json": line("c")}, 2, "more than 2 files"},
		"depth":             {Limits{Depth: 2}, map[string]string{"1/a.json": line("a"), "1/2/b.json": line("b")}, 1, "deeper than 2 levels"},
		"columns":           {Limits{Columns: 2}, map[string]string{"a.csv": "id,name,email\n"}, 0, "more than the 2"},
		"sources":           {Limits{Sources: 1}, map[string]string{"a.json": `{"bonafide":"dossier/1","person":"a","sources":[{"id":"a","kind":"form"},{"id":"b","kind":"form"}]}`}, 0, "more than the 1"},
		"claims":            {Limits{Claims: 1}, map[string]string{"a.json": `{"bonafide":"dossier/1","person":"a","sources":[{"id":"a","kind":"form","names":["A"],"emails":["b@x.example"]}]}`}, 0, "more than the 1"},
		"field":             {Limits{FieldBytes: 3}, map[string]string{"a.json": `{"bonafide":"dossier/1","person":"a","sources":[{"id":"a","kind":"form","names":["Anna"]}]}`}, 0, "more than the 3"},
		"text":              {Limits{TextBytes: 3}, map[string]string{"a.json": `{"bonafide":"dossier/1","person":"a","sources":[{"id":"a","kind":"form","text":"Anna"}]}`}, 0, "more than the 3"},
	} {
		t.Run(name, func(t *testing.T) {
			dossiers, _, refusals := read(t, New(Config{Now: now, Limits: c.limits}), tree(t, c.files))
			if len(dossiers) != c.taken || len(refusals) != 1 || !strings.Contains(refusals[0], c.refuse) {
				t.Errorf("took %d, refused %q; want %d and %q", len(dossiers), refusals, c.taken, c.refuse)
			}
		})
	}
}

// endless yields the same line for ever, and counts what was asked of it.
type endless struct {
	line []byte
	read int64
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for len(p)-n >= len(e.line) {
		n += copy(p[n:], e.line)
	}
	e.read += int64(n)
	return n, nil
}

func TestLinesAndRowsAreStreamed(t *testing.T) {
	for name, l := range map[string]string{"lines": line("p") + "\n", "rows": "name,email\n", "list": line("p") + ",", "yaml": "---\nbonafide: dossier/1\n"} {
		in := &endless{line: []byte(l)}
		start := strings.NewReader("")
		if name == "list" {
			start = strings.NewReader("[")
		}
		records := 0
		for range New(Config{Stdin: io.MultiReader(start, in)}).Scan(t.Context(), "-") {
			if records++; records == 1000 {
				break
			}
		}
		if records != 1000 || in.read > 1<<20 {
			t.Errorf("%s: %d records took %d bytes", name, records, in.read)
		}
	}
}

func TestScanStopsWhenAsked(t *testing.T) {
	root := tree(t, map[string]string{"a.jsonl": line("a") + "\n" + line("b"), "b.json": line("c"), "c.json": "x", "d/e.json": line("d")})
	for stop := 1; stop <= 4; stop++ {
		n := 0
		for range New(Config{}).Scan(t.Context(), root) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("stopped at %d, wanted %d", n, stop)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for range New(Config{}).Scan(ctx, root) {
		n++
		cancel()
	}
	if n != 1 {
		t.Errorf("%d records after the context was done", n)
	}
}

// failing is a disk that gives up.
type failing struct{ after io.Reader }

func (f failing) Read(p []byte) (int, error) {
	if n, err := f.after.Read(p); err == nil {
		return n, nil
	}
	return 0, &os.PathError{Op: "read", Path: "x", Err: syscall.EIO}
}

func TestReadErrorsAreRefusals(t *testing.T) {
	for name, start := range map[string]string{
		"at once": "", "lines": line("a") + "\n" + line("b") + "\n", "document": "{\n", "list": "[" + line("a") + ",", "value": "[{",
		"yaml": "---\nbonafide: dossier/1\nperson: a\n", "rows": "name,email\na,b\n", "whole": "POST / HTTP/1.1\n\n", "utf16": "\xff\xfe{\x00\n\x00",
	} {
		// A full buffer ahead of the failure, so that the first look succeeds.
		in := io.MultiReader(strings.NewReader(start), strings.NewReader(strings.Repeat(" ", 8192)))
		if start == "" {
			in = strings.NewReader("")
		}
		_, _, refusals := read(t, New(Config{Stdin: failing{in}}), "-")
		if len(refusals) == 0 {
			t.Errorf("%s: no refusal", name)
		}
	}
}

func TestCompressedFiles(t *testing.T) {
	squeeze := func(s string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(s))
		z.Close()
		return b.String()
	}
	root := tree(t, map[string]string{
		"a.jsonl.gz": squeeze(line("a") + "\n" + line("b")),
		"b.csv.gz":   squeeze("\xef\xbb\xbfid,name\nc,Cy\n"),
		"c.pdf.gz":   squeeze("%PDF-1.7 x"),
	})
	dossiers, _, refusals := read(t, New(Config{Now: now, Resume: canned{}}), root)
	if got := strings.Join(people(dossiers)[:3], " "); got != "a b c" || len(dossiers) != 4 || len(refusals) != 0 {
		t.Errorf("took %q, refused %q", people(dossiers), refusals)
	}
}

// docx is a minimal word-processing archive.
func docx(t testing.TB) []byte {
	t.Helper()
	return archive(t, "[Content_Types].xml", "word/document.xml")
}

func TestResumeFiles(t *testing.T) {
	root := tree(t, map[string]string{
		"a.pdf": "%PDF-1.7 hello", "b.docx": string(docx(t)), "c.bin": string(docx(t)), "d.zip": string(archive(t, "x.txt")),
		"e.docx": string(archive(t, "x.txt")), "f.pdf": "\n\x01junk\n%PDF-1.3", "g.pdf": "%PDF-1 unreadable",
	})
	collected := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	r := New(Config{Now: now, Resume: canned{}, Collected: collected})
	dossiers, _, refusals := read(t, r, root)
	if len(dossiers) != 3 {
		t.Fatalf("took %d: %q", len(dossiers), refusals)
	}
	for _, d := range dossiers {
		s := d.Sources[0]
		if !strings.HasPrefix(string(d.Person), "resume:") || len(d.Person) != len("resume:")+16 || d.Stage != bonafide.Application ||
			s.ID != "resume" || s.Kind != bonafide.Resume || !s.Collected.Equal(collected) {
			t.Errorf("dossier %+v", d)
		}
	}
	want := []string{
		`in/c.bin /person: person "` + string(dossiers[1].Person) + `" stands already at ` + filepath.Join(root, "b.docx") + "; keep one record a person, or give another id",
		"in/e.docx: it is an archive and no DOCX; unpack it",
		"in/g.pdf: the reader found no text",
	}
	if !slices.Equal(refusals, []string{strings.ReplaceAll(want[0], filepath.Dir(root)+"/", ""), want[1], want[2]}) {
		t.Errorf("refused %q", refusals)
	}
	if r.Skipped() != 1 {
		t.Errorf("skipped %d, want the archive", r.Skipped())
	}
	_, _, refusals = read(t, New(Config{}), filepath.Join(root, "a.pdf"))
	if len(refusals) != 1 || !strings.Contains(refusals[0], "switched off") {
		t.Errorf("without a reader: %q", refusals)
	}
}

func TestSignatures(t *testing.T) {
	secrets := map[string][]string{"greenhouse": {"old-secret", "new-secret"}, "ashby": {"a"}, "lever": {"l", ""}}
	header := func(name, value string) http.Header { h := http.Header{}; h.Set(name, value); return h }
	hire, err := os.ReadFile("testdata/good/greenhouse-hire.json")
	if err != nil {
		t.Fatal(err)
	}
	captured, err := os.ReadFile("testdata/good/greenhouse-captured.http")
	if err != nil {
		t.Fatal(err)
	}
	lever := `{"triggeredAt":1781454330072,"event":"candidateHired","data":{"contactId":"c"},"token":"t","signature":"` + sign("l", "t1781454330072") + `"}`
	for name, c := range map[string]struct {
		cfg    Config
		data   string
		system string
		refuse string
	}{
		"captured":           {Config{Secrets: secrets}, string(captured), "greenhouse", ""},
		"captured unchecked": {Config{}, string(captured), "greenhouse (signature not checked)", ""},
		"captured changed": {Config{Secrets: secrets}, strings.Replace(string(captured), "Johan", "Jonas", 1), "",
			"its signature matches none of the secrets; check the secret; a body that was reformatted no longer matches"},
		"captured, other secret": {Config{Secrets: map[string][]string{"greenhouse": {"other"}}}, string(captured), "",
			"its signature matches none of the secrets"},
		"bare, secret set": {Config{Secrets: secrets}, string(hire), "", "it carries no Signature header, and a secret is set"},
		"bare, with headers": {Config{Secrets: secrets, Headers: header("Signature", "sha256 "+sign("old-secret", string(bytes.TrimSpace(hire))))},
			string(bytes.TrimSpace(hire)), "greenhouse", ""},
		"empty secret": {Config{Secrets: map[string][]string{"greenhouse": {""}}}, string(hire), "greenhouse (signature not checked)", ""},
		"ashby":        {Config{Secrets: secrets, Headers: header("Ashby-Signature", "sha256=00")}, `{"action":"x","data":{}}`, "", "its signature is not a SHA-256 in hex"},
		"lever":        {Config{Secrets: secrets}, lever, "lever (signature does not cover the data)", ""},
		"lever unsigned": {Config{Secrets: secrets}, `{"triggeredAt":1,"event":"candidateHired","data":{"contactId":"c"}}`, "",
			"it carries no signature, token and triggeredAt, and a secret is set"},
		"signature before content": {Config{Secrets: secrets}, `{"action":"x","payload":{`, "", "it carries no Signature header"},
	} {
		t.Run(name, func(t *testing.T) {
			c.cfg.Now = now
			d, err := New(c.cfg).Decode(t.Context(), bonafide.Raw{Place: "x", Name: "x", Data: []byte(c.data)})
			switch {
			case c.refuse == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.refuse == "" && d.Sources[0].System != c.system:
				t.Errorf("system %q, want %q", d.Sources[0].System, c.system)
			case c.refuse != "" && (err == nil || !strings.Contains(err.Error(), c.refuse)):
				t.Errorf("got %v, want %q", err, c.refuse)
			}
		})
	}
}

func TestLinesOfACapturedRequestCountFromItsFirst(t *testing.T) {
	data := "POST /x HTTP/1.1\r\nHost: h.example\r\nTransfer-Encoding: chunked\r\n\r\n"
	body := "{\n\"action\": \"a\",\n\"payload\": {\"application\": 1}}"
	chunked := fmt.Sprintf("%s%x\r\n%s\r\n0\r\n\r\n", data, len(body), body)
	plain := strings.Replace(data, "Transfer-Encoding: chunked\r\n", "", 1) + body
	for place, c := range map[string]string{chunked: "x:8 /payload/application", plain: "x:6 /payload/application"} {
		_, err := New(Config{}).Decode(t.Context(), bonafide.Raw{Place: "x", Name: "x", Data: []byte(place)})
		if err == nil || !strings.HasPrefix(err.Error(), c) {
			t.Errorf("got %v, want %s", err, c)
		}
	}
}

func TestDecodeTakesTextInItsOwnEncoding(t *testing.T) {
	for name, data := range map[string]string{
		"bom":   "\xef\xbb\xbf" + line("é"),
		"utf16": "\xfe\xff" + wide(line("é")),
	} {
		d, err := New(Config{}).Decode(t.Context(), bonafide.Raw{Place: name, Name: name, Data: []byte(data)})
		if err != nil || d.Person != "é" {
			t.Errorf("%s: %v, %v", name, d.Person, err)
		}
	}
	for name, raw := range map[string]bonafide.Raw{
		"broken utf-16":   {Data: []byte("\xfe\xff\xd8\x00\x00a")},
		"half a unit":     {Data: []byte("\xff\xfea\x00b")},
		"alone at end":    {Data: []byte("\xff\xfe\x00\xd8")},
		"compressed":      {Data: []byte("\x1f\x8b")},
		"too many fields": {Header: []string{"id"}, Row: []string{"1", "2"}},
		"no such table":   {Header: []string{"x"}, Row: []string{"1"}},
		"too long":        {Data: make([]byte, 9<<20)},
	} {
		raw.Place, raw.Name = name, name
		if _, err := New(Config{}).Decode(t.Context(), raw); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestPlaceAndLineOfARecordAmongSeveral(t *testing.T) {
	for _, c := range []struct {
		place, name, base string
		line              int
	}{
		{"dir/a.jsonl:12", "a.jsonl", "dir/a.jsonl", 12},
		{"dir/a.jsonl", "a.jsonl", "dir/a.jsonl", 0},
		{"dir/a:12", "a:12", "dir/a:12", 0},
		{"dir/a:12:3", "a:12", "dir/a:12", 3},
		{"C:/x", "x", "C:/x", 0},
		{"a:b", "a", "a:b", 0},
	} {
		if base, line := split(bonafide.Raw{Place: c.place, Name: c.name}); base != c.base || line != c.line {
			t.Errorf("split(%q, %q) = %q, %d", c.place, c.name, base, line)
		}
	}
}

func TestLineOfAPointer(t *testing.T) {
	data := []byte("{\n\"a\": [\n1,\n{\"b/c\": \"]\",\n\"d\\u0065\":\n2}\n],\n\"e\": {}}")
	for pointer, want := range map[string]int{
		"": 1, "/a": 2, "/a/0": 3, "/a/1": 4, "/a/1/b~1c": 4, "/a/1/de": 6, "/e": 8, "/nowhere": 1, "/a/7": 2, "/a/x": 2, "/a/1/nowhere": 4, "/e/x/y": 8,
	} {
		if got := lineOf(data, pointer); got != want {
			t.Errorf("line of %q is %d, want %d", pointer, got, want)
		}
	}
}

func TestSeenNamesTheEarlierPlace(t *testing.T) {
	var s Seen
	for i := range 1000 {
		if err := s.Claim(bonafide.PersonID(fmt.Sprint("p", i)), fmt.Sprintf("f%d.jsonl:%d", i/100, i%100+1)); err != nil {
			t.Fatal(err)
		}
	}
	err := s.Claim("p742", "late.json")
	if err == nil || !strings.Contains(err.Error(), `late.json /person: person "p742" stands already at f7.jsonl:43`) {
		t.Errorf("got %v", err)
	}
	if len(s.files) != 10 {
		t.Errorf("%d names are kept for 10 files", len(s.files))
	}
}

func TestRemarksAreBounded(t *testing.T) {
	r := New(Config{})
	for i := range 300 {
		r.remark(fmt.Sprint(i))
	}
	if n := len(r.Remarks()); n != 100 {
		t.Errorf("%d remarks", n)
	}
}

func TestProgress(t *testing.T) {
	root := tree(t, map[string]string{"a.json": line("a"), "b.json": line("b"), "c/d.json": line("d")})
	r := New(Config{})
	var at []int64
	for range r.Scan(t.Context(), root) {
		done, total := r.Progress()
		if total != 3 {
			t.Errorf("total %d", total)
		}
		at = append(at, done)
	}
	if !slices.Equal(at, []int64{0, 1, 2}) {
		t.Errorf("a folder's progress is %v", at)
	}
	r = New(Config{})
	read(t, r, filepath.Join(root, "a.json"))
	if done, total := r.Progress(); done != total || total != int64(len(line("a"))) {
		t.Errorf("a file's progress is %d of %d", done, total)
	}
	r = New(Config{Stdin: strings.NewReader(line("a"))})
	read(t, r, "-")
	if _, total := r.Progress(); total != 0 {
		t.Errorf("standard input has a total of %d", total)
	}
}

// The list of an applicant system's interface is taken apart, on one line or many; each
// application has its own line.
func TestListsOfApplications(t *testing.T) {
	one := `{"candidate":{"name":"Ann Lee","emails":["ann@mail.example"]},"id":"a1"}`
	two := `{"candidate":{"name":"Bo Cole","emails":["bo@mail.example"]},"id":"a2"}`
	harvest := `{"id":7,"first_name":"Cy","last_name":"Dorn","email_addresses":[{"value":"cy@mail.example"}],"applications":[{"applied_at":"2026-02-18T21:11:27Z"}]}`
	root := tree(t, map[string]string{
		"flat.json":   `{"applications":[` + one + `,` + two + `]}`,
		"lines.json":  "{\n \"total\": 2,\n \"applications\": [\n" + strings.ReplaceAll(one, "a1", "b1") + ",\n" + strings.ReplaceAll(two, "a2", "b2") + "\n]\n}\n",
		"list.json":   "[" + harvest + "]",
		"none.json":   `{"applications":[{"height":1}]}`,
		"broken.json": "{\n \"applications\": [" + one,
	})
	dossiers, _, refusals := read(t, New(Config{Now: now}), root)
	if got, want := strings.Join(people(dossiers), " "), "a1 a2 b1 b2 greenhouse:7"; got != want {
		t.Errorf("people %q, want %q", got, want)
	}
	if len(refusals) != 2 || !strings.Contains(refusals[0], "broken.json") || !strings.Contains(refusals[1], "none.json") {
		t.Error(refusals)
	}
}
