// Package record keeps examinations in a relational database, for the adapters
// store/sqlite and store/postgres: all SQL that the two share is written here
// once, and what differs is a [Dialect]. Examinations come in through the ports of
// package bonafide; out come the same examinations, as they stood at any moment.
//
// # Tables
//
// Every record hangs on a person, and nothing is ever overwritten but the head of
// the record and the end of an interval:
//
//	people        one row a person: when first and last recorded, and the head of
//	              the record (newest dossier, examination and assessment), so that
//	              recording reads one row and locks one row
//	dossiers      the versions of a dossier, numbered from 1; the SHA-256 of its
//	              JSON decides whether it is a new one
//	examinations  what was found in a version: the ids of the findings and checks
//	              in their order, and whole the artefacts, what was missing and the
//	              tables consulted. Numbered from 1; a new one is written only
//	              where the version or this content differs from the one before
//	assessments   the sums made of an examination; each differs from the others of
//	              the same examination
//	findings      each from the examination that brought it (examination,
//	              recorded_at) to the one that no longer did (retracted_by,
//	              retracted_at), both null while it stands. One that comes back is
//	              a new row
//	checks        the dossier's check results, by the same rule
//	artefacts     who carries what, by the same rule. They are found by a digest of
//	              kind and value, because a value may be longer than an index takes
//	catalogues    each catalogue by its version
//
// Bodies are the JSON of package strict: exact, with times to the nanosecond. The
// other columns are there to be searched and read; their times are UTC and kept to
// the microsecond, which is what PostgreSQL has, and U+0000, which it cannot keep,
// is shown in them as U+2400.
//
// # The same again
//
// Recording compares with the head of the record. What equals it changes nothing:
// no row, no time. So the same batch may be sent again after a failure. Content
// that went and comes back is recorded anew, as the next version.
//
// # Time
//
// A person's times never run backwards: where the moment of recording lies before
// the last recorded one, that one is used, and version numbers, which always rise,
// decide. Known reads by the recorded time first and then by number.
package record

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"

	"bonafide"
)

// Store implements [bonafide.Store] over database/sql. It is safe for concurrent
// use, also by several processes on the same data.
type Store struct {
	dialect Dialect
	write   *sql.DB
	read    *sql.DB
	closed  atomic.Bool
	tables  tables

	prepared prepared
}

// New makes a store of an opened and migrated database. write and read may be the
// same; the store closes both.
func New(d Dialect, write, read *sql.DB) *Store {
	return &Store{dialect: d, write: write, read: read, tables: newTables(d)}
}

// Close gives the connections back. Closing again does nothing.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	err := s.read.Close()
	if s.write != s.read {
		err = errors.Join(err, s.write.Close())
	}
	if err != nil {
		return fmt.Errorf("closing the store: %w", err)
	}
	return nil
}

// failed gives an error of the database the kind that a caller acts on.
func (s *Store) failed(ctx context.Context, doing string, err error) error {
	for _, kind := range []error{bonafide.ErrInvalid, bonafide.ErrNotFound, bonafide.ErrConflict, bonafide.ErrUnavailable} {
		if errors.Is(err, kind) {
			return fmt.Errorf("%s: %w", doing, err)
		}
	}
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("%s: %w", doing, ended)
	}
	if s.closed.Load() {
		return bonafide.Unavailablef("%s: the store is closed", doing)
	}
	switch s.dialect.Failure(err) {
	case Lost:
		return bonafide.Conflictf("%s: others kept changing the same people: %w", doing, err)
	case Conflict:
		return bonafide.Conflictf("%s: %w", doing, err)
	case Unavailable:
		return bonafide.Unavailablef("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
