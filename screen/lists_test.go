package screen

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bonafide/screen/watchlist"
)

// dataFolder finds the public test data beside the repository. Without it a test is
// skipped, loudly; under CI=true its absence is a failure.
func dataFolder(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if path := filepath.Join(dir, "..", "shared", "data", "sanctions"); exists(path) && exists(filepath.Join(dir, "go.mod")) {
			return path
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("the public sanctions data is absent: shared/data/sanctions is not beside the repository")
	}
	t.Skip("skipped: the public sanctions data (shared/data/sanctions) is not beside the repository")
	return ""
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

func readTable(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	header, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		for i, h := range header {
			m[h] = row[i]
		}
		out = append(out, m)
	}
}

// sdn2024 is the SDN list of the bench queries.
func sdn2024(t testing.TB, data string) *watchlist.List {
	t.Helper()
	rd := watchlist.Reader{AllowCut: true}
	l, err := rd.ReadFiles(t.Context(), filepath.Join(data, "ofac_2024-05-03", "sdn.csv"), filepath.Join(data, "ofac_2025-02", "alt.csv"),
		filepath.Join(data, "ofac_2025-02", "add.csv"), filepath.Join(data, "ofac_2025-02", "sdn_comments.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// ownList reads an operator's CSV.
func ownList(t testing.TB, name, text string) *watchlist.List {
	t.Helper()
	l, err := watchlist.Read(context.Background(), name+".csv", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func newEngine(t testing.TB, opt Options, lists ...*watchlist.List) *Engine {
	t.Helper()
	e, err := New(t.Context(), lists, opt)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
