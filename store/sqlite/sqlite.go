// Package sqlite keeps examinations in one SQLite file: the store of a single
// machine. Examinations come in through the ports of package bonafide and out
// again as they stood at any moment; beside the file SQLite keeps a -wal and a
// -shm file, which belong to it.
//
// What is acknowledged is durable: the log is flushed to disk at every commit. A
// process that is killed in the middle of a batch leaves nothing of it.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	sqlite "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"bonafide"
	"bonafide/store/internal/record"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is one SQLite file. It implements [bonafide.Store].
type Store struct{ *record.Store }

// readers is how many reads go on at once. Each has its own connection and its
// own view of the file; the one writer never waits for them.
const readers = 4

// Open opens the file, creates it where it is missing (mode 0600, in an existing
// folder), and brings its tables up to date. Several processes may have the same
// file open, on the same machine.
//
// Errors: [bonafide.ErrInvalid] where path is empty, a folder, no database, or a
// database of a newer version of the program; [bonafide.ErrUnavailable] where the
// file cannot be reached, written or locked.
func Open(ctx context.Context, path string) (*Store, error) {
	s, err := open(ctx, path)
	if err != nil {
		return nil, opening(ctx, path, err)
	}
	return s, nil
}

func open(ctx context.Context, path string) (*Store, error) {
	if path == "" {
		return nil, bonafide.Invalidf("the path is empty")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, bonafide.Invalidf("it is a folder; name a file in it")
	}
	// SQLite would create the file with the mode that the umask leaves; its side
	// files take their mode from this one.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	write, err := sql.Open("sqlite", address(path, "_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	// One writer: SQLite has one lock for writing, and waiting for it in a queue
	// of the process is fairer than in SQLite's.
	write.SetMaxOpenConns(1)
	if err := migrate(ctx, write); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read, err := sql.Open("sqlite", address(path, "_pragma=query_only(1)"))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return &Store{record.New(dialect, write, read)}, nil
}

// address is the file as the driver wants it, with the settings of every connection.
func address(path, more string) string {
	settings := []string{
		// First of all, so that the settings below wait for a lock too.
		"_pragma=busy_timeout(10000)",
		"_pragma=foreign_keys(1)",
		// Readers and the writer do not wait for each other.
		"_pragma=journal_mode(WAL)",
		// With NORMAL, a power cut may take back what was acknowledged.
		"_pragma=synchronous(FULL)",
		// In KiB; the default of 2,000 reads pages again within one batch.
		"_pragma=cache_size(-32000)",
		// In pages of 4 KiB: about eight batches between two checkpoints.
		"_pragma=wal_autocheckpoint(4000)",
		// A commit rewrites the log from its start after a checkpoint; this keeps
		// the file from staying as large as its largest moment. In bytes.
		"_pragma=journal_size_limit(67108864)",
		more,
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: strings.Join(settings, "&")}
	return u.String()
}

// migrate brings the tables up to date. Another process may be doing the same:
// one of the two then fails on a table that the other has just made, and finds
// everything done the next time.
func migrate(ctx context.Context, db *sql.DB) error {
	fsys, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		err := record.Migrate(ctx, db, goose.DialectSQLite3, fsys)
		if err == nil || try == 5 || errors.Is(err, bonafide.ErrInvalid) || ctx.Err() != nil || primary(err) != codes.SQLITE_ERROR {
			return err
		}
		time.Sleep(time.Duration(try) * 20 * time.Millisecond)
	}
}

var dialect = record.Dialect{
	Place: func(int) string { return "?" },
	// The transaction holds the one lock from its start.
	Lock:    "",
	Moment:  func(t time.Time) any { return t.Format(record.Layout) },
	Prepare: true,
	Failure: failure,
}

// primary is SQLite's result code without its detail; zero where err has none.
func primary(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}

func failure(err error) record.Failure {
	switch primary(err) {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_FULL, codes.SQLITE_IOERR,
		codes.SQLITE_CANTOPEN, codes.SQLITE_READONLY, codes.SQLITE_NOMEM, codes.SQLITE_PERM:
		return record.Unavailable
	case codes.SQLITE_CONSTRAINT:
		return record.Conflict
	}
	return record.Internal
}

// opening says what went wrong with a file, and gives it its kind.
func opening(ctx context.Context, path string, err error) error {
	doing := fmt.Sprintf("opening the database %s", path)
	switch {
	case errors.Is(err, bonafide.ErrInvalid):
		return fmt.Errorf("%s: %w", doing, err)
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", doing, ctx.Err())
	case primary(err) == codes.SQLITE_NOTADB:
		return bonafide.Invalidf("%s: it is not an SQLite database: %w", doing, err)
	case errors.As(err, new(*fs.PathError)), failure(err) == record.Unavailable:
		return bonafide.Unavailablef("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
