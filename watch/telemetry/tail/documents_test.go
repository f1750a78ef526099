package tail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func apart(t *testing.T, text string, limit int) []string {
	t.Helper()
	d := NewDocuments(iotest.HalfReader(strings.NewReader(text)), limit, nil)
	var out []string
	for range 100_000 {
		data, status := d.Next()
		switch status {
		case End:
			return out
		case Whole:
			var flat bytes.Buffer
			if err := json.Compact(&flat, data); err != nil {
				t.Fatalf("%q: %v", data, err)
			}
			out = append(out, flat.String())
		case Unended:
			return append(out, "unended")
		case TooLong:
			out = append(out, "too long")
		default:
			t.Fatal(d.Err())
		}
	}
	t.Fatal("it does not end")
	return nil
}

// A document comes out as its objects, whatever it is wrapped in.
func TestDocuments(t *testing.T) {
	for _, c := range []struct {
		name, text string
		limit      int
		want       []string
	}{
		{"a list", "[\n {\"a\": 1},\n {\"a\": [2]}\n]\n", 100, []string{`{"a":1}`, `{"a":[2]}`}},
		{"objects over several lines", "{\n \"a\": 1\n}\n{\n \"a\": \"}{\\\"\"\n}\n", 100, []string{`{"a":1}`, `{"a":"}{\""}`}},
		{"lists after each other", `[{"a":1}] [{"a":2}]`, 100, []string{`{"a":1}`, `{"a":2}`}},
		{"a list that is short enough stays in its object", "{\n\"value\":[{\"a\":1},{\"a\":2}]\n}", 100, []string{`{"value":[{"a":1},{"a":2}]}`}},
		{"a long one is taken apart", "{\"context\":\"x\",\n\"value\":[{\"a\":1},{\"a\":{\"b\":[{}]}} , {\"a\":3}],\"next\":{\"x\":[{\"n\":1}]}}\n{\"value\":[{\"a\":4}]}", 36, []string{`{"a":1}`, `{"a":{"b":[{}]}}`, `{"a":3}`, `{"value":[{"a":4}]}`}},
		{"an element that is too long", `{"value":[{"a":1},{"a":"` + strings.Repeat("x", 50) + `"},{"a":3}]}`, 30, []string{`{"a":1}`, "too long", `{"a":3}`}},
		{"an object that is too long", `[{"a":"` + strings.Repeat("x", 50) + `"},{"a":3}]`, 30, []string{"too long", `{"a":3}`}},
		{"it breaks off", "[{\"a\":1},{\"a\":", 100, []string{`{"a":1}`, "unended"}},
		{"nothing", " \n", 100, nil},
		{"an empty list", "[]", 100, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := apart(t, c.text, c.limit); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDocumentsAreKnownByTheirBeginning(t *testing.T) {
	long := strings.Repeat(`{"a":1},`, 8000)
	for text, want := range map[string]bool{
		"[": true, "\xef\xbb\xbf [\n": true, "{\n": true, "{\"a\":\n1}": true, "{\"a\":1}\n{\"a\":2}\n": false, `{"a":1}`: false, "a,b\n": false, "": false,
		`{"Records":[` + long: true, `{"@odata.context":"[{","value": [ ` + long: true, `{"a":{"b":[{` + long: false, `{"target":[{"a":1}]}`: false, `{"a":[1,` + long: false,
	} {
		if got := IsDocument([]byte(text)); got != want {
			t.Errorf("%.60q: %v", text, got)
		}
	}
}

func FuzzDocuments(f *testing.F) {
	f.Add(`[{"a":1},{"a":{"b":[{}]}}]`, 20)
	f.Add(`{"value":[{"a":1},{"a":2},{"a":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}],"n":[{}]}`, 25)
	f.Add("{\n\"a\":\"\\\"\"}\n{}", 10)
	f.Add(`]}]{"a":[{`, 4)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = 1 + limit&0xff
		d := NewDocuments(strings.NewReader(text), limit, nil)
		for n := 0; ; n++ {
			if n > 2*len(text)+2 {
				t.Fatal("it does not end")
			}
			data, status := d.Next()
			if status == End {
				return
			}
			if len(data) > max(limit+1, 4096) {
				t.Fatal(fmt.Sprint("an object of ", len(data), " bytes"))
			}
			if status == Unended || status == Failed {
				return
			}
		}
	})
}

// A file that is a document is taken up to where it is whole, and goes on there when
// more has been written.
func TestDocumentsInAFolder(t *testing.T) {
	f := setUp(t)
	room := strings.Repeat(" ", 600) // a file is known by its first bytes
	f.write("pretty.json", "["+room+"\n {\"a\": 1},\n {\"a\":\n 2}\n]\n")
	f.want(`pretty.json:2={"a": 1} pretty.json:3={"a":  2}`)
	f.want("")
	f.write("pretty.json", "["+room+"\n {\"a\": 1},\n {\"a\":\n 2},\n {\"a\":3},{\"a\"")
	f.want(`pretty.json:5={"a":3}`)
	if got := f.once(); !strings.Contains(got, "pretty.json:5") || !strings.Contains(got, "breaks off") {
		t.Errorf("not grown: %q", got)
	}
	f.want("")
	f.write("list.json.gz", zipped(t, "[{\"b\":1},\n{\"b\":2}]"))
	f.want(`list.json.gz:1={"b":1} list.json.gz:2={"b":2}`)
	f.fail = 2
	f.write("other.json", "[{\"c\":1},{\"c\":2}]")
	f.want(`other.json:1={"c":1}`)
	f.fail = 0
	f.want(`other.json:1={"c":2}`)
}

// A place says which object of a line it is where several begin on one.
func TestPlaces(t *testing.T) {
	d := NewDocuments(strings.NewReader("[{},\n{}, {},{}]\n{}"), 10, nil)
	var got []string
	for {
		if _, status := d.Next(); status != Whole {
			break
		}
		got = append(got, (&Line{File: "a", Number: d.Line(), Record: d.Record()}).Place())
	}
	if want := []string{"a:1", "a:2", "a:2, record 2", "a:2, record 3", "a:3"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestAroundAList(t *testing.T) {
	knows := func(object []byte) string {
		if strings.Contains(string(object), `"known"`) {
			return "x"
		}
		return ""
	}
	for text, want := range map[string]string{
		"{\"day\":\"2026-05-29\",\n\"in\":{\"a\":1},\"items\":[{\"known\":1},{\"known\":2}],\"n\":2}": `{"day":"2026-05-29","in":{"a":1},"items":[]}`,
		"[{\"known\":1}]": "",
		"{\"known\":1}\n": "",
	} {
		d := NewDocuments(strings.NewReader(text), 1000, knows)
		data, status := d.Next()
		if got := string(d.Around()); status != Whole || strings.ReplaceAll(strings.ReplaceAll(got, "\n", ""), " ", "") != want {
			t.Errorf("%s: %q %v, around it %q", text, data, status, got)
		}
	}
}
