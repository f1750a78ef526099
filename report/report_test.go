package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/net/html"

	"bonafide"
	"bonafide/report"
	"bonafide/strict"
)

var update = flag.Bool("update", false, "write the golden files")

func days(n int) *int { return &n }

func described(id bonafide.IndicatorID, title string, category bonafide.Category, group bonafide.GroupID) *bonafide.Described {
	d := &bonafide.Described{Indicator: id, Title: title, Category: category, Group: group, Innocent: []string{"an old machine"}, Strength: bonafide.Medium}
	switch id {
	case "APP-13":
		d.Innocent = []string{"a slip in a date", "work on a version before release"}
		d.NextCheck = bonafide.NextStep{Check: "work-walkthrough", Ask: "Ask which version it was."}
	case "APP-15":
		d.Innocent = []string{"a small firm without a domain"}
		d.NextCheck = bonafide.NextStep{Check: "reference-callback", Ask: "Call the switchboard."}
	}
	return d
}

// sample has everything that a report can show.
func sample() bonafide.Assessment {
	at := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	table := &bonafide.Dataset{Name: "bonafide-technologies", Version: "2026.11", Date: bonafide.Date{Year: 2026, Month: 11}}
	return bonafide.Assessment{
		Band: bonafide.Review, Bits: 0.6, Prior: 1.0 / 343, PriorBits: -8.418, Posterior: 0.6025, Frequency: "about 6 in 10 profiles like this",
		Why:  "2 observations in 2 independent categories (document, contact)",
		AsOf: at, CatalogVersion: "1.0.0+abc",
		Findings: []bonafide.WeighedFinding{
			{
				Described: described("APP-13", "A technology is claimed before its release", "document", "cv-chronology"),
				Bits:      5, Sum: bonafide.Sum{Alone: 2.5, Beside: 2.5, Fade: 1, Share: 1},
				Observed: bonafide.Observed{Statement: &bonafide.Statement{
					ObservedAt: at.AddDate(0, 0, -10), Rule: "history/chronology@1",
					Summary:  "Kubernetes is used from 2010-03; its first release is of 2014-06.",
					Evidence: []bonafide.Evidence{{Source: "resume", Path: "/sources/0/employment/1", Value: "Migrated to Kubernetes\x1b[31m", Note: "2010-03 to 2012-11", At: at, Dataset: table}},
				}},
			},
			{
				Described: described("APP-15", "A reference answers from free mail", "contact", "reference-contact"),
				Bits:      4.018, Sum: bonafide.Sum{Alone: 2.5, Beside: 2.5, Fade: 0.8, Share: 0.5},
				Observed: bonafide.Observed{Statement: &bonafide.Statement{
					ObservedAt: at.AddDate(0, 0, -10), Rule: "contact/reference@1",
					Summary: "<script>alert(1)</script> is no name", Evidence: []bonafide.Evidence{{Source: "form", Value: "m.varga@mail.example"}},
				}},
			},
			{
				Described: described("INT-01", "The camera stayed off", "behaviour", "camera-use"),
				SetAside:  "switched off by an accommodation on record",
				Observed: bonafide.Observed{Statement: &bonafide.Statement{
					ObservedAt: at, Rule: "flow/observation@1", Summary: "Camera off twice.",
					Evidence: []bonafide.Evidence{{Note: "observed by p.dunne"}},
				}},
			},
		},
		Checks: []bonafide.WeighedCheck{
			{Check: "employer-callback", Title: "Call a named employer", Outcome: bonafide.Passed, Bits: -2.2, At: at, Subject: "Quarry", Why: "answers APP-14"},
			{Check: "live-video-document", Title: "Live video", Outcome: bonafide.Unreachable, At: at, Why: "an unanswered question is not evidence"},
		},
		Missing: []bonafide.Missing{{Indicators: []bonafide.IndicatorID{"APP-06"}, What: "line type of +1 202 555 0143", Why: "the numbering plan does not say"}},
		Sources: []bonafide.SourceAge{{Source: "resume", Kind: "resume", System: "resume.pdf", AgeDays: days(31)}, {Source: "form", Kind: "form"}},
		Datasets: []bonafide.DatasetAge{
			{Dataset: *table, AgeDays: days(0)},
		},
		NextCheck: &bonafide.NextCheck{Check: "reference-callback", Title: "Reach the reference", GainBits: 0.41, Cost: 3, Why: "would settle APP-15: Call the switchboard."},
	}
}

// memory is a spool.
type memory struct{ bytes.Buffer }

func (m *memory) ReadAt(b []byte, at int64) (int, error) {
	return bytes.NewReader(m.Bytes()).ReadAt(b, at)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (run with -update to renew):\n%s", path, diff)
	}
}

func TestText(t *testing.T) {
	a := sample()
	var b bytes.Buffer
	if err := (report.Terminal{Width: 100}).Text(&b, "C-1002", &a, "form: attachment not fetched: resume.pdf", "resume: the job from 2012-03 to 2016-08 was left out: neither employer nor title could be read"); err != nil {
		t.Fatal(err)
	}
	golden(t, "review.txt", b.Bytes())
	if strings.Contains(b.String(), "\x1b") {
		t.Error("an escape sequence of the evidence reached the terminal")
	}
	for _, line := range strings.Split(b.String(), "\n") {
		if n := len([]rune(line)); n > 100 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestColourOnlyWhereAsked(t *testing.T) {
	a := sample()
	var b bytes.Buffer
	if err := (report.Terminal{Width: 80, Colour: true}).Brief(&b, "C-1002", &a); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "\x1b[") {
		t.Error("no colour")
	}
}

func TestWordsAreAnObservers(t *testing.T) {
	a := sample()
	var text, page bytes.Buffer
	if err := (report.Terminal{}).Text(&text, "C-1002", &a); err != nil {
		t.Fatal(err)
	}
	p := report.NewPage(&page, &memory{})
	if err := p.Add("C-1002", &a); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(0, a.AsOf); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{text.String(), html.UnescapeString(page.String())} {
		for _, word := range []string{"guilty", "fraudster", "fake", "liar", "criminal", "suspect", "reject"} {
			if strings.Contains(strings.ToLower(out), word) {
				t.Errorf("a report says %q", word)
			}
		}
		for _, must := range []string{"catalogue", "1.0.0+abc", "about 6 in 10", "the numbering plan does not say", "Call the switchboard", "31 days old"} {
			if !strings.Contains(out, must) {
				t.Errorf("a report lacks %q", must)
			}
		}
	}
}

func TestPage(t *testing.T) {
	a := sample()
	var b bytes.Buffer
	p := report.NewPage(&b, &memory{})
	if err := p.Add("C-1002", &a, "form: attachment not fetched: `cv.pdf`"); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(2, a.AsOf, `a.csv: columns that were not read: "Shoe size"`); err != nil {
		t.Fatal(err)
	}
	golden(t, "review.html", b.Bytes())
	doc, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		for _, at := range n.Attr {
			if at.Key == "src" || at.Key == "href" || strings.HasPrefix(at.Key, "on") {
				t.Errorf("<%s %s=%q>: the page loads or runs something", n.Data, at.Key, at.Val)
			}
		}
	}
	// Prior, two findings and a check that weigh, posterior.
	if count["script"] != 0 || count["svg"] != 1 || count["rect"] != 5 || count["h1"] != 1 {
		t.Errorf("elements %v", count)
	}
}

// Of several people those who need a person stand first, in the index and below it.
func TestAPageOfManyHasTheUrgentFirst(t *testing.T) {
	var b bytes.Buffer
	p := report.NewPage(&b, &memory{})
	for i, band := range []bonafide.Band{bonafide.Clear, bonafide.Note, bonafide.Urgent, bonafide.Review, bonafide.Urgent} {
		a := sample()
		a.Band, a.Bits = band, bonafide.Bits(i)
		if err := p.Add(bonafide.PersonID(fmt.Sprintf("P-%d", i)), &a); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(0, time.Time{}); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	var index, sections []string
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "a" {
			index = append(index, n.Attr[0].Val+" "+n.FirstChild.Data)
		}
		if n.Type == html.ElementNode && n.Data == "article" {
			sections = append(sections, "#"+n.Attr[1].Val)
		}
	}
	if want := []string{"#p5 P-4", "#p3 P-2", "#p4 P-3", "#p2 P-1", "#p1 P-0"}; !slices.Equal(index, want) {
		t.Errorf("index %q, want %q", index, want)
	}
	if want := []string{"#p5", "#p3", "#p4", "#p2", "#p1"}; !slices.Equal(sections, want) {
		t.Errorf("sections %q, want %q", sections, want)
	}
}

func TestNotesNameTheirSource(t *testing.T) {
	d := bonafide.Dossier{Sources: []bonafide.Source{{ID: "form", File: &bonafide.File{Notes: []string{"a", "b"}}}, {ID: "x"}, {ID: "resume", File: &bonafide.File{Notes: []string{"c"}}}}}
	if got := report.Notes(&d); !slices.Equal(got, []string{"form: a", "form: b", "resume: c"}) {
		t.Errorf("notes %q", got)
	}
}

func TestEmptyPage(t *testing.T) {
	var b bytes.Buffer
	if err := report.NewPage(&b, &memory{}).Close(3, time.Time{}); err != nil || !strings.Contains(b.String(), "3 records could not be read") {
		t.Errorf("%v: %s", err, b.String())
	}
}

func TestNothingObserved(t *testing.T) {
	a := bonafide.Assessment{Band: bonafide.Clear, Bits: -8.4, PriorBits: -8.4, Prior: 1.0 / 343, Frequency: "about 1 in 340 profiles like this", Why: "nothing observed in what was available"}
	var b bytes.Buffer
	if err := (report.Terminal{}).Text(&b, "C-1", &a); err != nil {
		t.Fatal(err)
	}
	p := report.NewPage(&b, &memory{})
	if err := p.Add("C-1", &a); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "none is left at this stage") {
		t.Errorf("%s", b.String())
	}
}

func TestJSONKeepsToItsSchema(t *testing.T) {
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("assessment.json", schema); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("assessment.json")
	if err != nil {
		t.Fatal(err)
	}
	full := sample()
	bare := bonafide.Assessment{Band: bonafide.Clear, Prior: 0.003, AsOf: full.AsOf}
	for _, a := range []bonafide.Assessment{full, bare} {
		var b bytes.Buffer
		if err := report.JSON(&b, "C-1002", "a.yaml", a, "form: a note"); err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(b.Bytes(), []byte("\n")); n != 1 {
			t.Errorf("%d line ends", n)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Error(err)
		}
		var line map[string]any
		if err := json.Unmarshal(b.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		delete(line["assessment"].(map[string]any), "band")
		if err := s.Validate(line); err == nil {
			t.Error("the schema accepts an assessment without a band")
		}
	}
}

func TestJSONRoundTrip(t *testing.T) {
	var b bytes.Buffer
	a := sample()
	if err := report.JSON(&b, "C-1002", "", a); err != nil {
		t.Fatal(err)
	}
	var line report.Line
	if err := strict.JSON("line", b.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, line.Assessment); diff != "" {
		t.Errorf("read back:\n%s", diff)
	}
}

func BenchmarkJSON(b *testing.B) {
	a := sample()
	var buf bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := report.JSON(&buf, "C-1002", "a.yaml", a); err != nil {
			b.Fatal(err)
		}
	}
}
