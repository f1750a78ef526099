package sqlite

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"bonafide"
	"bonafide/store/internal/record"
	"bonafide/store/storetest"
)

// What SQLite's errors mean, each brought about.
func TestFailures(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=max_page_count(20)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	do := func(db *sql.DB, statement string) error {
		_, err := db.ExecContext(t.Context(), statement)
		return err
	}
	if err := do(db, "CREATE TABLE t (x INTEGER PRIMARY KEY, y)"); err != nil {
		t.Fatal(err)
	}
	reader, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for _, c := range []struct {
		name string
		err  error
		want record.Failure
	}{
		{"full", do(db, "INSERT INTO t VALUES (1, zeroblob(1000000))"), record.Unavailable},
		{"read-only", do(reader, "INSERT INTO t VALUES (1, 1)"), record.Unavailable},
		{"twice", do(db, "INSERT INTO t VALUES (1, 1), (1, 1)"), record.Conflict},
		{"no table", do(db, "INSERT INTO none VALUES (1)"), record.Internal},
		{"not SQLite's", errors.New("other"), record.Internal},
	} {
		if c.err == nil || failure(c.err) != c.want {
			t.Errorf("%s: %v is %d, want %d", c.name, c.err, failure(c.err), c.want)
		}
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec("INSERT INTO t VALUES (2, 2)"); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := do(other, "INSERT INTO t VALUES (3, 3)"); failure(err) != record.Unavailable {
		t.Errorf("locked: %v is %d", err, failure(err))
	}
}

// A disk that fills up in the middle of a batch costs the batch and nothing else.
func TestFullDisk(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	write, err := sql.Open("sqlite", address(filepath.Join(t.TempDir(), "y.db"), "_txlock=immediate&_pragma=max_page_count(100)"))
	if err != nil {
		t.Fatal(err)
	}
	write.SetMaxOpenConns(1)
	if err := migrate(t.Context(), write); err != nil {
		t.Fatal(err)
	}
	full := record.New(dialect, write, write)
	defer full.Close()
	all := storetest.Examinations(200)
	if err := full.Record(t.Context(), time.Unix(0, 0), all[:5]); err != nil {
		t.Fatal(err)
	}
	if err := s.Record(t.Context(), time.Unix(0, 0), all[:5]); err != nil {
		t.Fatal(err)
	}
	if err := full.Record(t.Context(), time.Unix(0, 0), all); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	got, err := storetest.Dump(t.Context(), full)
	if err != nil {
		t.Fatal(err)
	}
	want, err := storetest.Dump(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Error("the full store differs from one that never saw the batch")
	}
}

// The settings that durability rests on, as SQLite has them.
func TestSettings(t *testing.T) {
	db, err := sql.Open("sqlite", address(filepath.Join(t.TempDir(), "x.db"), "_txlock=immediate"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000"} {
		var got string
		if err := db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s (%v)", pragma, got, want, err)
		}
	}
}
