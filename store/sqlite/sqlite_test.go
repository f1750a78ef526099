package sqlite_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/store/sqlite"
	"bonafide/store/storetest"
)

// files is a folder with one database for each test.
type files string

func (folder files) path(t *testing.T) string {
	sum := sha256.Sum256([]byte(t.Name()))
	return filepath.Join(string(folder), hex.EncodeToString(sum[:8])+".db")
}

func (folder files) open(t *testing.T) bonafide.Store { return open(t, folder.path(t)) }

func open(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Errorf("Open: %v", err)
		t.FailNow()
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

var one = []bonafide.Examined{{Dossier: bonafide.Dossier{Person: "p"}}}

func TestStore(t *testing.T) { storetest.Run(t, files(t.TempDir()).open) }

// child names, to the process that a test starts, the file to record to.
const child = "BONAFIDE_TEST_CHILD"

func TestKilled(t *testing.T) {
	folder := files(t.TempDir())
	storetest.Killed(t, folder.open, func(t *testing.T) *exec.Cmd {
		cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
		cmd.Env = append(os.Environ(), child+"="+folder.path(t))
		return cmd
	})
}

func TestChild(t *testing.T) {
	path := os.Getenv(child)
	if path == "" {
		t.Skip("it does the recording in the process that TestKilled starts")
	}
	storetest.Child(t, open(t, path), os.Stdout)
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("these are notes\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, path string
		kind       error
		says       string
	}{
		{"no path", "", bonafide.ErrInvalid, "the path is empty"},
		{"a folder", folder, bonafide.ErrInvalid, "it is a folder"},
		{"a file that is no database", text, bonafide.ErrInvalid, "it is not an SQLite database"},
		{"a folder that is not there", filepath.Join(folder, "none", "x.db"), bonafide.ErrUnavailable, "no such file or directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := sqlite.Open(t.Context(), c.path)
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, %v", s, err)
			}
		})
	}
	if data, err := os.ReadFile(text); err != nil || !strings.HasPrefix(string(data), "these are notes") {
		t.Errorf("the file was changed: %.20q, %v", data, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sqlite.Open(ctx, filepath.Join(folder, "cancelled.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	execute(t, path, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (4711, 1)`)
	_, err := sqlite.Open(t.Context(), path)
	if !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), "4711") || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("got %v", err)
	}
}

func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// Records are about people: nobody else on the machine may read them.
func TestFilesArePrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.db")
	s := open(t, path)
	if err := s.Record(t.Context(), time.Unix(0, 0), one); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has mode %o, want 600", filepath.Base(name), mode)
		}
	}
}

// A path is a path, whatever it means in an address.
func TestPathsAreNotAddresses(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	for _, name := range []string{"a b.db", "a?mode=memory.db", "a#b.db", "100%.db", "%41.db", ":memory:", "file:x.db", "ü.db", "a&_pragma=synchronous(0).db"} {
		s := open(t, name)
		if err := s.Record(t.Context(), time.Unix(0, 0), one); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Size() == 0 {
			t.Errorf("%q: %v, %v", name, info, err)
		}
	}
}

// Somebody else writes for longer than a caller can wait.
func TestLockedByAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.db")
	s := open(t, path)
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Record(ctx, time.Unix(0, 0), one); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Record while locked: %v", err)
	}
	if _, err := s.Known(t.Context(), "p", time.Unix(0, 0)); !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("Known while locked: %v; readers do not wait", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.Record(t.Context(), time.Unix(0, 0), one); err != nil {
		t.Errorf("Record afterwards: %v", err)
	}
}

// What another version wrote, or what was damaged, is said to be so.
func TestUnreadableBodies(t *testing.T) {
	for _, c := range []struct{ damage, says string }{
		{`UPDATE dossiers SET body = '{"bonafide": "dossier/9", "later": 1}'`, "newer version"},
		{`UPDATE assessments SET body = '{"later": 1}'`, "newer version"},
		{`UPDATE examinations SET body = '{"later": 1}'`, "newer version"},
		{`UPDATE findings SET body = '{"later": 1}'`, "newer version"},
		{`DELETE FROM findings`, "is missing"},
		{`UPDATE dossiers SET recorded_at = 'noon'`, "a stored time"},
	} {
		path := filepath.Join(t.TempDir(), "people.db")
		s := open(t, path)
		batch := storetest.Examinations(1)
		if err := s.Record(t.Context(), time.Unix(0, 0), batch); err != nil {
			t.Fatal(err)
		}
		execute(t, path, c.damage)
		_, err := s.Known(t.Context(), batch[0].Dossier.Person, time.Now())
		if err == nil || !strings.Contains(err.Error(), c.says) || errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("after %s: %v", c.damage, err)
		}
	}
	path := filepath.Join(t.TempDir(), "people.db")
	s := open(t, path)
	batch := storetest.Examinations(1)
	if err := s.Record(t.Context(), time.Unix(0, 0), batch); err != nil {
		t.Fatal(err)
	}
	execute(t, path, `UPDATE examinations SET body = '{"later": 1}'`)
	batch[0].Findings = nil
	if err := s.Record(t.Context(), time.Unix(0, 0), batch); err == nil || !strings.Contains(err.Error(), "stored examination 1") {
		t.Errorf("Record upon what cannot be read: %v", err)
	}
	execute(t, path, `DROP TABLE catalogues`)
	if err := s.RecordCatalogue(t.Context(), bonafide.NewCatalogue("1", nil, nil)); err == nil || !strings.Contains(err.Error(), "recording a catalogue") {
		t.Errorf("RecordCatalogue without a table: %v", err)
	}
}

func BenchmarkRecord(b *testing.B) {
	storetest.BenchmarkRecord(b, open(b, filepath.Join(b.TempDir(), "people.db")))
}

func BenchmarkRecordAgain(b *testing.B) {
	storetest.BenchmarkRecordAgain(b, open(b, filepath.Join(b.TempDir(), "people.db")))
}

func BenchmarkKnown(b *testing.B) {
	storetest.BenchmarkKnown(b, open(b, filepath.Join(b.TempDir(), "people.db")))
}

func Example() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	ctx := context.Background()
	store, err := sqlite.Open(ctx, filepath.Join(folder, "people.db"))
	if err != nil {
		panic(err)
	}
	defer store.Close()

	monday := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	dossier := bonafide.Dossier{Format: bonafide.Format, Person: "p-17", Stage: bonafide.Application}
	if err := store.Record(ctx, monday, []bonafide.Examined{{Dossier: dossier}}); err != nil {
		panic(err)
	}
	dossier.Stage = bonafide.Offer
	if err := store.Record(ctx, monday.AddDate(0, 0, 7), []bonafide.Examined{{Dossier: dossier}}); err != nil {
		panic(err)
	}
	for _, day := range []int{1, 8} {
		known, err := store.Known(ctx, "p-17", monday.AddDate(0, 0, day))
		if err != nil {
			panic(err)
		}
		fmt.Println(known.Version, known.Examined.Dossier.Stage)
	}
	// Output:
	// 1 application
	// 2 offer
}

// Any text goes in and comes out as it was, or is refused whole.
func FuzzText(f *testing.F) {
	for _, text := range []string{"", "p", "a\x00b", "\xff", "'; --", "\u2028", "日本", strings.Repeat("x", 1025)} {
		f.Add(text, text)
		f.Add("p", text)
	}
	s, err := sqlite.Open(context.Background(), filepath.Join(f.TempDir(), "people.db"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	at := time.Unix(0, 0)
	f.Fuzz(func(t *testing.T, id, text string) {
		person := bonafide.PersonID(id)
		e := bonafide.Examined{
			Dossier:   bonafide.Dossier{Person: person, Role: bonafide.Role{Title: text}},
			Findings:  []bonafide.Finding{{Person: person, Indicator: bonafide.IndicatorID(text), Rule: text}},
			Artefacts: []bonafide.Artefact{{Kind: text, Value: id}},
		}
		err := s.Record(t.Context(), at, []bonafide.Examined{e})
		k, lost := s.Known(t.Context(), person, at)
		if err != nil {
			if !errors.Is(err, bonafide.ErrInvalid) {
				t.Fatalf("Record: %v", err)
			}
			return
		}
		if lost != nil {
			t.Fatalf("recorded, and then: %v", lost)
		}
		if got := k.Examined; got.Dossier.Role.Title != text || len(got.Findings) != 1 || got.Findings[0].Rule != text || len(got.Artefacts) != 1 || got.Artefacts[0].Value != id {
			t.Fatalf("got %+v", got)
		}
		ids, err := s.Sharing(t.Context(), text, id)
		if err != nil || len(ids) != 1 || ids[0] != person {
			t.Fatalf("carried by %q, %v", ids, err)
		}
	})
}
