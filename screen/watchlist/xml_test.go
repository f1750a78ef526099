package watchlist

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// tree writes the elements and texts of a document as our reader sees them.
func tree(in io.Reader) (string, error) {
	x := newXMLReader("x.xml", in)
	root, err := x.root()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	var walk func(name string) error
	walk = func(name string) error {
		b.WriteString("<" + name + ">")
		own, err := x.mixed(func(n []byte) error { return walk(string(n)) })
		b.WriteString(string(own) + "</>")
		return err
	}
	if err := walk(root); err != nil {
		return "", err
	}
	return b.String(), x.finish()
}

// reference does the same with encoding/xml.
func reference(s string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(s))
	d.Entity = map[string]string{}
	var b strings.Builder
	var own []string
	for {
		t, err := d.Token()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			b.WriteString("<" + t.Name.Local + ">")
			own = append(own, "")
		case xml.EndElement:
			b.WriteString(strings.Trim(own[len(own)-1], " \t\r\n") + "</>")
			own = own[:len(own)-1]
		case xml.CharData:
			if len(own) > 0 {
				own[len(own)-1] += string(t)
			}
		}
	}
}

func TestXMLReadsAsTheStandardLibraryDoes(t *testing.T) {
	for name, doc := range map[string]string{
		"advanced": sampleAdvanced, "un": sampleUN, "eu": sampleEU, "uk": sampleUKXML,
		"small": "<a>1<b/>2<c x='>'>&lt;&#x41;&#66;<![CDATA[<&>]]></c><!-- no <b> --><?pi x?></a>\n<!-- end -->",
	} {
		want, err := reference(doc)
		if err != nil {
			t.Fatal(err)
		}
		for how, in := range map[string]io.Reader{"whole": strings.NewReader(doc), "byte by byte": iotest.OneByteReader(strings.NewReader(doc))} {
			got, err := tree(in)
			if err != nil {
				t.Fatalf("%s %s: %v", name, how, err)
			}
			if got != want {
				t.Errorf("%s %s:\n%s\nwant\n%s", name, how, got, want)
			}
		}
	}
}

func TestXMLFaultsNameTheLine(t *testing.T) {
	for doc, says := range map[string]string{
		"<a>\n<b>\n</c></a>": "x.xml:3: </c> does not close <b>",
		"<a>\n<b":            "x.xml:2: the file ends inside a tag",
		"<a>\n\n":            "x.xml:3: the file ends inside <a>",
		"<a>\n<!-- ":         "x.xml:2: the file ends inside a tag",
		"<a><![CDATA[ ":      "ends inside a tag",
		"<a><?x ":            "ends inside a tag",
		"<a><b<c></a>":       "'<' inside a tag",
		"<a>< b/></a>":       "without a name",
		"<a>&#0;</a>":        "unknown entity",
		"<a>&#x110000;</a>":  "unknown entity",
		"<a>&" + strings.Repeat("x", 50) + "</a>": "bare '&'",
		"<a><!ELEMENT x></a>":                     "document type",
		"</a>":                                    "does not close",
		"<a></":                                   "ends inside a tag",
		"<a><":                                    "ends inside a tag",
		"<a/><b/>":                                "second document element",
		"   ":                                     "no element",
	} {
		_, err := tree(strings.NewReader(doc))
		wantRefusal(t, err, says)
	}
	if _, err := tree(iotest.ErrReader(io.ErrClosedPipe)); err != io.ErrClosedPipe {
		t.Errorf("error %v, want that of the reader", err)
	}
	if _, err := tree(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("<a></a>")))); err == nil {
		t.Error("an error of the reader is lost")
	}
}

func TestXMLBounds(t *testing.T) {
	_, err := tree(strings.NewReader("<a>" + strings.Repeat("x", xmlTextSize+1) + "</a>"))
	wantRefusal(t, err, "text of more than")
	_, err = tree(strings.NewReader("<a b=\"" + strings.Repeat("x", xmlToken+1)))
	wantRefusal(t, err, "tag or text of more than")
	_, err = tree(strings.NewReader("<a>" + strings.Repeat("x<b/>", xmlTextSize+1) + "</a>"))
	wantRefusal(t, err, "text of more than")
	if _, err := tree(stuck{}); err != io.ErrNoProgress {
		t.Errorf("a reader that gives nothing: %v", err)
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestXMLAttributes(t *testing.T) {
	x := newXMLReader("x.xml", strings.NewReader("<a one=\"1\" two = '2 &amp; &#51; &no; &x' empty=\"\" n=\"4294967296\" bad=\"\xff\" worse=\"&amp;\xff\" x:y=\"z\" broken=oops/>"))
	if _, err := x.root(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"one": "1", "two": "2 & 3  &x", "empty": "", "bad": "\uFFFD", "worse": "&\uFFFD", "x:y": "z", "broken": "", "none": ""} {
		if got := string(x.attr(name)); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if x.number("one") != 1 || x.number("n") != -1 || x.number("none") != -1 || x.number("bad") != -1 {
		t.Error("numbers of attributes")
	}
	if string(x.attr("unclosed")) != "" {
		t.Error("an attribute that is not there")
	}
}

func TestTextPassesOverChildren(t *testing.T) {
	x := newXMLReader("x.xml", strings.NewReader("<a><b>one<c>no<d/></c>two</b><b/></a>"))
	if _, err := x.root(); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := x.children(func([]byte) error {
		s, err := x.text()
		got = append(got, string(s))
		return err
	})
	if err != nil || strings.Join(got, "|") != "onetwo|" {
		t.Errorf("%q, %v", got, err)
	}
}
