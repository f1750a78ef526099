package intake

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide"
	"bonafide/strict"
)

// fuzz feeds bytes to Scan and Decode as a file of the name given. Whatever comes
// out is a refusal of one line, or a dossier that survives writing and reading.
func fuzz(f *testing.F, name string, seeds ...string) {
	for _, seed := range seeds {
		data, err := os.ReadFile("testdata/" + seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	reader := New(Config{Now: now, Resume: canned{}})
	f.Fuzz(func(t *testing.T, data []byte) {
		refusal := func(err error) {
			var r *bonafide.Refusal
			if !errors.As(err, &r) || strings.ContainsAny(err.Error(), "\n\r\x1b\x00") || r.Place == "" || r.Why == "" {
				t.Fatalf("%q is no refusal of one line", err)
			}
		}
		decode := func(raw bonafide.Raw) {
			d, err := reader.Decode(t.Context(), raw)
			flaws := reader.Flaws(t.Context(), raw)
			if (err == nil) != (len(flaws) == 0) || len(flaws) > mostFlaws {
				t.Fatalf("decoding says %v, and %d flaws are listed", err, len(flaws))
			}
			for _, f := range flaws {
				refusal(f)
			}
			if err != nil {
				refusal(err)
				return
			}
			if d.Person == "" || d.Format != bonafide.Format {
				t.Fatalf("dossier without person or format from %q", data)
			}
			out, err := strict.Marshal(d)
			if err != nil {
				t.Fatalf("cannot be written: %v", err)
			}
			var again bonafide.Dossier
			if err := strict.JSON("again", out, &again); err != nil {
				t.Fatalf("cannot be read again: %v", err)
			}
			if f := reader.check(&again); f != nil {
				t.Fatalf("does not pass again: %+v", f)
			}
			twice, err := strict.Marshal(again)
			if err != nil || string(twice) != string(out) {
				t.Fatalf("changes on the way: %s", cmp.Diff(string(out), string(twice)))
			}
		}
		decode(bonafide.Raw{Place: name, Name: name, Data: data})
		r := New(Config{Now: now, Stdin: strings.NewReader(string(data))})
		records := 0
		for raw, err := range r.Scan(t.Context(), "-") {
			if records++; records > len(data)+1 {
				t.Fatalf("%d records of %d bytes", records, len(data))
			}
			if err != nil {
				refusal(err)
				continue
			}
			raw.Name = name
			decode(raw)
		}
	})
}

func FuzzDossierYAML(f *testing.F) {
	fuzz(f, "a.yaml", "good/dossier.yaml", "good/stream.yaml", "bad/alias-bomb.yaml", "good/resume.yaml")
}

func FuzzDossierJSON(f *testing.F) {
	fuzz(f, "a.json", "good/dossier.json", "good/list.json", "good/people.jsonl", "bad/truncated.json", "bad/trailing-data.json")
}

func FuzzJSONResume(f *testing.F) {
	fuzz(f, "resume.json", "good/resume.json", "good/resume-date.json", "good/resume-country.json")
}

func FuzzGreenhouse(f *testing.F) {
	fuzz(f, "g.json", "good/greenhouse-application.json", "good/greenhouse-hire.json", "bad/greenhouse-offer.json")
}

func FuzzAshby(f *testing.F) {
	fuzz(f, "a.json", "good/ashby-submit.json", "good/ashby-hire.json", "bad/ashby-type.json")
}

func FuzzLever(f *testing.F) { fuzz(f, "l.json", "good/lever-stage.json", "bad/lever-test.json") }

func FuzzTable(f *testing.F) {
	fuzz(f, "a.csv", "good/applicants.csv", "good/excel-utf16.csv", "good/bom-tab.tsv", "bad/bare-quote.csv", "good/ambiguous-date.csv", "good/country-name.csv")
}

func FuzzCapturedRequest(f *testing.F) {
	fuzz(f, "a.http", "good/greenhouse-captured.http", "bad/request-malformed.http", "bad/request-truncated.http", "bad/request-other-body.http")
}

// FuzzLineOf holds the finder of lines against any bytes and pointer.
func FuzzLineOf(f *testing.F) {
	f.Add([]byte("{\"a\": [1,\n{\"b\": \"\\\"\"}]}"), "/a/1/b")
	f.Add([]byte("[[["), "/0/0/0/0")
	f.Add([]byte("{\"a\\"), "/a")
	f.Fuzz(func(t *testing.T, data []byte, pointer string) {
		if n := lineOf(data, pointer); n < 1 || n > 1+strings.Count(string(data), "\n") {
			t.Fatalf("line %d", n)
		}
		classify(data)
		recognise(data, pointer)
	})
}
