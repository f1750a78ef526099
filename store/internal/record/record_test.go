package record

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // any database will do

	"bonafide"
)

var (
	errLost     = errors.New("lost")
	errConflict = errors.New("conflict")
	errAway     = errors.New("away")
)

// memory is a store without tables whose failures are as the errors above say.
func memory(t *testing.T) *Store {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	s := New(Dialect{
		Place:  func(int) string { return "?" },
		Moment: func(t time.Time) any { return t.Format(Layout) },
		Failure: func(err error) Failure {
			switch {
			case errors.Is(err, errLost):
				return Lost
			case errors.Is(err, errConflict):
				return Conflict
			case errors.Is(err, errAway):
				return Unavailable
			}
			return Internal
		},
	}, db, db)
	t.Cleanup(func() { s.Close() })
	return s
}

func TestALostTransactionIsMadeAgain(t *testing.T) {
	s := memory(t)
	n := 0
	err := s.transact(t.Context(), "trying", func(tx *transaction) error {
		if n++; n < 4 {
			return errLost
		}
		return tx.exec(t.Context(), "CREATE TABLE t (x)")
	})
	if err != nil || n != 4 {
		t.Fatalf("after %d tries: %v", n, err)
	}
	if err := each(t.Context(), s.read, "SELECT x FROM t", nil, nil); err != nil {
		t.Errorf("the fourth try was not kept: %v", err)
	}
}

func TestAlwaysLosingIsAConflict(t *testing.T) {
	n := 0
	err := memory(t).transact(t.Context(), "trying", func(*transaction) error { n++; return errLost })
	if !errors.Is(err, bonafide.ErrConflict) || n != tries {
		t.Errorf("after %d tries: %v", n, err)
	}
}

func TestLosingEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err := memory(t).transact(ctx, "trying", func(*transaction) error {
		if n++; n == 3 {
			cancel()
		}
		return errLost
	})
	if !errors.Is(err, context.Canceled) || n != 3 {
		t.Errorf("after %d tries: %v", n, err)
	}
	// While it waits to try again.
	ctx, cancel = context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err = memory(t).transact(ctx, "trying", func(*transaction) error { return errLost })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestKindsOfFailure(t *testing.T) {
	for _, c := range []struct{ err, kind error }{
		{errConflict, bonafide.ErrConflict},
		{errAway, bonafide.ErrUnavailable},
		{bonafide.NotFoundf("no"), bonafide.ErrNotFound},
		{errors.New("other"), nil},
	} {
		err := memory(t).transact(t.Context(), "trying", func(*transaction) error { return c.err })
		if !errors.Is(err, c.err) || !strings.HasPrefix(err.Error(), "trying: ") {
			t.Errorf("%v became %v", c.err, err)
		}
		for _, kind := range []error{bonafide.ErrInvalid, bonafide.ErrNotFound, bonafide.ErrConflict, bonafide.ErrUnavailable} {
			if errors.Is(err, kind) != (kind == c.kind) {
				t.Errorf("%v: of kind %q: %v", err, kind, errors.Is(err, kind))
			}
		}
	}
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	s := memory(t)
	err := s.transact(t.Context(), "trying", func(tx *transaction) error {
		if err := tx.exec(t.Context(), "CREATE TABLE t (x)"); err != nil {
			return err
		}
		return errConflict
	})
	if err == nil {
		t.Fatal("no error")
	}
	if err := each(t.Context(), s.read, "SELECT x FROM t", nil, nil); err == nil {
		t.Error("the table is there")
	}
}

func TestStatementsArePreparedOnce(t *testing.T) {
	s := memory(t)
	s.dialect.Prepare = true
	const query = "INSERT INTO t VALUES (?)"
	step := func(f func(tx *transaction) error) {
		t.Helper()
		if err := s.transact(t.Context(), "trying", f); err != nil {
			t.Fatal(err)
		}
	}
	step(func(tx *transaction) error { return tx.exec(t.Context(), "CREATE TABLE t (x)") })
	for i := range 3 {
		step(func(tx *transaction) error { return tx.exec(t.Context(), query, i) })
	}
	first := s.prepared.find(query)
	if first == nil {
		t.Fatal("it is not prepared")
	}
	s.prepared.learn(t.Context(), s.write, []string{query, "no statement", query})
	if s.prepared.find(query) != first || s.prepared.find("no statement") != nil {
		t.Error("learning again changes it")
	}
	spare, err := s.write.PrepareContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer spare.Close()
	if s.prepared.keep(query, spare) {
		t.Error("a second one takes its place")
	}
	var n int
	if err := s.read.QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil || n != 3 {
		t.Errorf("%d rows, %v", n, err)
	}
}

func TestStatementsAreSpeltOut(t *testing.T) {
	d := Dialect{Place: func(n int) string { return "$" + string(rune('0'+n)) }}
	in := newInsert(d, "t (a, b)", 2, " TAIL")
	if got, want := in.text[0], "INSERT INTO t (a, b) VALUES ($1, $2) TAIL"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := in.text[1], "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) TAIL"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	a := newAmong(d, "SELECT x IN", " TAIL")
	if got, want := a.text[1], "SELECT x IN ($1, $2) TAIL"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestColumnsHoldTimesThatSort(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2026-06-01T12:00:00.123456789+02:00", "2026-06-01T10:00:00.123456Z"},
		{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"},
		{"0000-01-01T00:00:00+14:00", "0000-01-01T00:00:00.000000Z"},
		{"9999-12-31T23:59:59.999999999-12:00", "9999-12-31T23:59:59.999999Z"},
	} {
		in, err := time.Parse(time.RFC3339Nano, c.in)
		if err != nil {
			t.Fatal(err)
		}
		if got := column(in).Format(Layout); got != c.want {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
		var m moment
		if err := m.Scan(c.want); err != nil || !m.Equal(column(in)) {
			t.Errorf("%s reads back as %s, %v", c.want, m.Time, err)
		}
	}
	var m moment
	for _, src := range []any{nil, 7, "noon", []byte("2026-06-01T10:00:00.123456Z")} {
		if err := m.Scan(src); err == nil {
			t.Errorf("%v reads as %s", src, m.Time)
		}
	}
}

func TestDigestsTellKindFromValue(t *testing.T) {
	// SHA-256 of "\x05emaila@mail.example", by sha256sum.
	if got, want := digest("email", "a@mail.example"), "a5433db596198ce55073301bc1336363"; got != want {
		t.Errorf("got %s", got)
	}
	seen := map[string]string{}
	for _, pair := range [][2]string{{"", ""}, {"a", ""}, {"", "a"}, {"ab", "c"}, {"a", "bc"}, {"\x01a", ""}, {"", "\x01a"}} {
		d := digest(pair[0], pair[1])
		if other, taken := seen[d]; taken {
			t.Errorf("%q has the digest of %q", pair, other)
		}
		seen[d] = strings.Join(pair[:], "|")
	}
}

func TestMigrationsThatCannotBeRead(t *testing.T) {
	s := memory(t)
	if err := Migrate(t.Context(), s.write, goose.DialectSQLite3, fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "reading migrations") {
		t.Errorf("without any: %v", err)
	}
	broken := fstest.MapFS{"00001_x.sql": {Data: []byte("-- +goose Up\nCREATE TABEL t (x);\n")}}
	if err := Migrate(t.Context(), s.write, goose.DialectSQLite3, broken); err == nil || !strings.Contains(err.Error(), "migrating") {
		t.Errorf("with a broken one: %v", err)
	}
}
