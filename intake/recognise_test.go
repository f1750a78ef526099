package intake

import (
	"strings"
	"testing"
)

func TestRecognise(t *testing.T) {
	for _, c := range []struct {
		head, name string
		want       kind
	}{
		{"", "a.json", empty},
		{" \r\n\t", "a.json", empty},
		{"{", "a.txt", jsonObject},
		{"\n\n  {", "", jsonObject},
		{"{a: b}", "a.yaml", yamlText},
		{"[", "a.yaml", jsonArray},
		{"%PDF-1.7", "a.json", pdfFile},
		{"\x00\x01\n%PDF-1.7", "a", pdfFile},
		{"note: \"%PDF-1.7\"", "a.yaml", yamlText},
		{"note: x\n%PDF-1.7", "a.pdf", pdfFile},
		{strings.Repeat("x ", 600) + "%PDF-1.7", "a", unknown},
		{"PK\x03\x04", "a.pdf", zipFile},
		{"\x1f\x8b\x08", "a", gzipFile},
		{"\xff\xfe{", "a", utf16LE},
		{"\xfe\xff", "a", utf16BE},
		{"\xef\xbb\xbf{", "a", utf8BOM},
		{"{\x00\"\x00", "a", notText},
		{"POST /x HTTP/1.1\r\n", "a.json", request},
		{"PUT /x HTTP/1.0\n", "", request},
		{"POST /x HTTP/3\n", "", unknown},
		{"POST it\n", "", unknown},
		{"GET / HTTP/1.1\n", "", unknown},
		{"id,name\n", "a.json", tableText},
		{"email\r\nann@x.example", "", tableText},
		{"Full Name;E-Mail\n", "", tableText},
		{"name: {id,email}\n", "", yamlText},
		{"email: ann@x.example\n", "", yamlText},
		{"bonafide: dossier/1", "", yamlText},
		{"# note\n\n\"bonafide\": dossier/1", "", yamlText},
		{"---", "", yamlText},
		{"--- {a: b}", "", yamlText},
		{"%YAML 1.2\n---\n", "", yamlText},
		{"# only\n# comments\n", "", unknown},
		{"Dear all: hello\n", "", unknown},
		{"http://x.example", "", unknown},
		{": x", "", unknown},
		{"- a\n- b\n", "", unknown},
		{strings.Repeat("name,", 8000), "", unknown},
	} {
		if got := recognise([]byte(c.head), c.name); got != c.want {
			t.Errorf("recognise(%.40q, %q) = %d, want %d", c.head, c.name, got, c.want)
		}
	}
}

func TestClassify(t *testing.T) {
	for data, want := range map[string]jsonKind{
		`{"bonafide":1}`: dossierJSON,
		`{"x":{"bonafide":1},"y":["}",{"a":"\""}],"bonafide":1}`: dossierJSON,
		`{"basics":{}}`: resumeJSON,
		`{"$schema":"https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"}`: resumeJSON,
		`{"$schema":"https://jsonresume.org/x"}`:                                                      resumeJSON,
		`{"$schema":"https://json-schema.org/x"}`:                                                     otherJSON,
		`{"action":"x","payload":{}}`:                                                                 greenhouseJSON,
		`{"data":{},"action":"x"}`:                                                                    ashbyJSON,
		`{"triggeredAt":1,"data":{},"event":"x"}`:                                                     leverJSON,
		`{"event":"x","data":{}}`:                                                                     otherJSON,
		`{"x":{"basics":{}}}`:                                                                         otherJSON,
		`{"x":"bonafide"}`:                                                                            otherJSON,
		`{}`:                                                                                          otherJSON, `{`: otherJSON, `{"`: otherJSON, `{"a"`: otherJSON, `{"a":`: otherJSON, `{"a":}`: otherJSON, `[]`: otherJSON, ``: otherJSON, `{"a\`: otherJSON,
	} {
		if got := classify([]byte(data)); got != want {
			t.Errorf("classify(%s) = %d, want %d", data, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	if got := clip("a\x1b[31m\x7f"); got != "a [31m " {
		t.Errorf("got %q", got)
	}
	if got := clip(strings.Repeat("é", 40)); got != strings.Repeat("é", 30)+"…" {
		t.Errorf("got %q", got)
	}
}

// TestFilesThatGoWrongPartWay: what stands before the mistake is taken in.
func TestFilesThatGoWrongPartWay(t *testing.T) {
	for name, c := range map[string]struct {
		data   string
		taken  int
		refuse string
	}{
		"list, then more":     {"[" + line("a") + "]\n x", 1, "standard input:2: something follows the list"},
		"list without end":    {"[" + line("a") + ",\n", 1, "standard input:2: the list ends in the middle"},
		"empty list":          {"[ ]", 0, ""},
		"numbers":             {"[1, 2]", 0, "its format is not known"},
		"header with a quote": {"na\"me,email\n", 0, "standard input:1: a quotation mark stands in an unquoted field"},
		"header not closed":   {"email,\"name\nx", 0, "standard input:1: a quotation mark is not closed"},
		"header in latin-1":   {"email,Stra\xdfe\nx,y\n", 0, "its header is not UTF-8"},
		"lines below a table": {"id,name\n1,A\n,\n , \n", 1, ""},
		"zone in a row":       {"id,name,tz\n1,A,Nowhere/City\n2,B,\n", 2, ""},
		"short row between":   {"id,name\n1,A\n2\n3,C\n", 2, "standard input:3: the row has another number of fields"},
		"yaml, then nothing":  {"bonafide: dossier/1\nperson: a\n---\n# end\n", 1, ""},
		"yaml after comments": {"# a\n\nbonafide: dossier/1\nperson: a\nsatge: offer\n", 0, "standard input:5 /satge: unknown field"},
		"yaml, dots and more": {"bonafide: dossier/1\nperson: a\n...\nbonafide: dossier/1\nperson: b\n", 2, ""},
		"comments only":       {"---\n# nothing\n", 0, ""},
		"dates of a delivery": {`{"action":"x","payload":{"application":{"candidate":{"id":1,"employments":[{"company_name":"A","start_date":"2020","end_date":"2019"}]}}}}`, 1, ""},
	} {
		dossiers, _, refusals := read(t, New(Config{Now: now, Stdin: strings.NewReader(c.data)}), "-")
		all := strings.Join(refusals, "\n")
		if len(dossiers) != c.taken || !strings.Contains(all, c.refuse) || (c.refuse == "") != (len(refusals) == 0) {
			t.Errorf("%s: took %d, refused %q; want %d and %q", name, len(dossiers), refusals, c.taken, c.refuse)
		}
	}
}
