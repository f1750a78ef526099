package intake

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the program brings the zones; this test is one

	"github.com/google/go-cmp/cmp"

	"bonafide"
	"bonafide/strict"
)

var update = flag.Bool("update", false, "write the golden files anew")

// today is the clock of all tests.
var today = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func now() time.Time { return today }

// canned stands for the reader of PDF and DOCX.
type canned struct{}

func (canned) Read(_ context.Context, name string, data []byte, collected time.Time) (bonafide.Source, error) {
	if strings.Contains(string(data), "unreadable") {
		return bonafide.Source{}, errors.New("the reader\nfound no text")
	}
	return bonafide.Source{System: name, Collected: collected, Text: fmt.Sprintf("%d bytes", len(data)),
		File: &bonafide.File{Name: name, Size: int64(len(data))}}, nil
}

// read takes in everything below path, as the spine does: in order, each id once.
func read(t testing.TB, r *Reader, path string) (dossiers []bonafide.Dossier, places, refusals []string) {
	t.Helper()
	refused := func(err error) {
		var refusal *bonafide.Refusal
		if !errors.As(err, &refusal) {
			t.Fatalf("%s: %v is no refusal", path, err)
		}
		if !errors.Is(err, bonafide.ErrInvalid) || strings.ContainsAny(err.Error(), "\n\r\x1b") {
			t.Errorf("%s: refusal %q is not one line of kind invalid", path, err)
		}
		refusals = append(refusals, strings.ReplaceAll(err.Error(), filepath.Dir(path)+string(filepath.Separator), ""))
	}
	for raw, err := range r.Scan(t.Context(), path) {
		if err != nil {
			refused(err)
			continue
		}
		d, err := r.Decode(t.Context(), raw)
		if err == nil {
			err = r.Claim(d.Person, raw.Place)
		}
		if err != nil {
			refused(err)
			continue
		}
		dossiers = append(dossiers, d)
		places = append(places, strings.ReplaceAll(raw.Place, filepath.Dir(path)+string(filepath.Separator), ""))
	}
	return dossiers, places, refusals
}

func files(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); if that is right, run with -update:\n%s", file, diff)
	}
}

// TestGood takes in each sample and holds the dossiers against the golden ones.
func TestGood(t *testing.T) {
	for _, name := range files(t, "testdata/good") {
		t.Run(name, func(t *testing.T) {
			r := New(Config{Now: now, Resume: canned{}})
			dossiers, places, refusals := read(t, r, "testdata/good/"+name)
			for _, refusal := range refusals {
				t.Errorf("refused: %s", refusal)
			}
			var b strings.Builder
			for i := range dossiers {
				data, err := strict.MarshalIndent(dossiers[i])
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&b, "# %s\n%s\n", places[i], data)
				var again bonafide.Dossier
				if err := strict.JSON(places[i], data, &again); err != nil {
					t.Errorf("what was made of it is no dossier: %v", err)
				}
				if diff := cmp.Diff(dossiers[i], again); diff != "" {
					t.Errorf("writing and reading changes it (-made +read):\n%s", diff)
				}
			}
			for _, remark := range r.Remarks() {
				fmt.Fprintf(&b, "# remark: %s\n", strings.ReplaceAll(remark, "testdata/good/", ""))
			}
			golden(t, "testdata/golden/"+name+".txt", b.String())
		})
	}
}

// TestBad takes in each file with a mistake in it, for which it is named, and
// holds what is said about it against the golden lines.
func TestBad(t *testing.T) {
	var b strings.Builder
	for _, name := range files(t, "testdata/bad") {
		dossiers, _, refusals := read(t, New(Config{Now: now}), "testdata/bad/"+name)
		if len(refusals) == 0 {
			t.Errorf("%s: not refused", name)
		}
		fmt.Fprintf(&b, "%s", name)
		if len(dossiers) > 0 {
			fmt.Fprintf(&b, " (%d taken)", len(dossiers))
		}
		b.WriteByte('\n')
		for _, refusal := range refusals {
			fmt.Fprintf(&b, "    %s\n", refusal)
		}
	}
	golden(t, "testdata/bad.txt", b.String())
}
