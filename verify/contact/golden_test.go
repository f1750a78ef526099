package contact

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"bonafide/strict"
)

var update = flag.Bool("update", false, "write the golden file anew")

// TestGolden holds everything that the examiner says of its own cases: what it
// found, in which words, and what it could not look at.
func TestGolden(t *testing.T) {
	e := examiner(t, Config{})
	list, err := e.Cases()
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	for _, c := range list {
		out, err := e.Examine(t.Context(), &c.Dossier, c.AsOf)
		if err != nil {
			t.Fatal(err)
		}
		got.WriteString("== " + c.Name + "\n")
		for _, f := range out.Findings {
			got.WriteString(string(f.Indicator) + " " + f.Rule + " " + f.ObservedAt.Format("2006-01-02") + " " + f.Summary + "\n")
			for _, v := range f.Evidence {
				got.WriteString("   " + v.Path + " [" + v.Value + "] " + v.Note)
				if v.Dataset != nil {
					got.WriteString(" {" + v.Dataset.Name + " " + v.Dataset.Version + "}")
				}
				got.WriteString("\n")
			}
		}
		for _, m := range out.Missing {
			line, err := strict.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			got.WriteString("missing " + string(line) + "\n")
		}
		for _, a := range out.Artefacts {
			got.WriteString("artefact " + a.Kind + " " + a.Value + " of " + string(a.Source) + "\n")
		}
	}
	const file = "testdata/cases.golden"
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		g, w := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
		for i := range g {
			if i >= len(w) || g[i] != w[i] {
				t.Fatalf("line %d differs (go test -update writes it anew):\n%s", i+1, g[i])
			}
		}
		t.Fatalf("%d lines, %d wanted", len(g), len(w))
	}
}
