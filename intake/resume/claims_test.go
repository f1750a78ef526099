package resume

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bonafide"
)

var update = flag.Bool("update", false, "write golden files and samples anew")

// layouts are the texts in testdata/layouts, by name.
func layouts(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/layouts/*.txt")
	if err != nil || len(files) < 12 {
		t.Fatalf("layouts: %d files, %v", len(files), err)
	}
	out := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(f), ".txt")] = string(b)
	}
	return out
}

// asJSON writes claims alone: no file, no text.
func asJSON(t testing.TB, s bonafide.Source) string {
	t.Helper()
	s.File, s.Text, s.ID, s.System, s.Kind = nil, "", "", "", bonafide.Resume
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run the test with -update and look at the difference\ngot:\n%s", path, got)
	}
}

func TestClaimsOfLayouts(t *testing.T) {
	for name, text := range layouts(t) {
		t.Run(name, func(t *testing.T) {
			golden(t, "testdata/layouts/"+name+".json", asJSON(t, Claims(text, nil)))
		})
	}
}
