// Package postgres keeps examinations in PostgreSQL 13 or later: the store of
// several processes and machines. Examinations come in through the ports of
// package bonafide and out again as they stood at any moment.
//
// What is acknowledged is as durable as the server's synchronous_commit makes it;
// the default is durable. The tables lie in the first schema of the search path,
// which the address may set: postgres://.../bonafide?search_path=people.
//
// No error and no log line holds the address, because the address holds a password.
package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"bonafide"
	"bonafide/store/internal/record"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is one schema of a PostgreSQL database. It implements [bonafide.Store].
type Store struct{ *record.Store }

// connections bounds how many connections one process holds.
const connections = 8

// Open connects to postgres://user:password@host:5432/database?sslmode=... and
// brings the tables up to date. Processes that open it at once wait for each other.
//
// Errors: [bonafide.ErrInvalid] where the address cannot be read or the database
// belongs to a newer version of the program; [bonafide.ErrUnavailable] where the
// server cannot be reached or refuses the login.
func Open(ctx context.Context, address string) (*Store, error) {
	config, err := parse(address)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(stdlib.GetConnector(*config))
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(opening(ctx, config, err), db.Close())
	}
	return &Store{record.New(dialect, db, db)}, nil
}

// parse reads the address. Its errors quote nothing of it: where an address is
// malformed, nobody knows which part of it is the password.
func parse(address string) (*pgx.ConnConfig, error) {
	const remedy = "write it as postgres://user:password@host:5432/database, with the password percent-encoded"
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return nil, bonafide.Invalidf("the address of the database cannot be read; %s", remedy)
	}
	// A password with a bare / ? or # would otherwise be taken for the database.
	if strings.Contains(u.Path+u.RawQuery+u.Fragment, "@") {
		return nil, bonafide.Invalidf("the address of the database has an @ behind its host; %s", remedy)
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, bonafide.Invalidf("the address of the database, or a setting in it or in a PG variable of the environment, cannot be read; %s", remedy)
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "bonafide"
	}
	return config, nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	fsys, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return record.Migrate(ctx, db, goose.DialectPostgres, fsys, goose.WithSessionLocker(migrating{}))
}

// migrating lets one process at a time change the tables of a schema. It waits in
// the server, so that it costs no polling and ends with the connection.
type migrating struct{}

const migrationLock = `hashtextextended('bonafide migrations of ' || current_schema(), 0)`

func (migrating) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(`+migrationLock+`)`)
	return err
}

func (migrating) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock(`+migrationLock+`)`)
	return err
}

var dialect = record.Dialect{
	Place:   func(n int) string { return "$" + strconv.Itoa(n) },
	Lock:    " FOR UPDATE",
	Moment:  func(t time.Time) any { return t },
	Failure: failure,
}

// failure reads the SQLSTATE (PostgreSQL manual, appendix A).
func failure(err error) record.Failure {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		if away(err) {
			return record.Unavailable
		}
		return record.Internal
	}
	switch e.Code {
	case "40001", "40P01", "23505":
		// Serialization, deadlock, or a row that another transaction has just
		// added: read again, this one is made anew upon what the other left.
		return record.Lost
	case "55P03", "55006", "25006":
		return record.Unavailable // locked, in use, read-only
	}
	switch e.Code[:min(2, len(e.Code))] {
	case "08", "28", "53", "57", "58":
		return record.Unavailable // connection, login, resources, shut down, system
	case "23", "40":
		return record.Conflict
	}
	return record.Internal
}

// away reports whether the server could not be reached or went away.
func away(err error) bool {
	return errors.As(err, new(*pgconn.ConnectError)) || errors.As(err, new(net.Error)) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// opening says which server went wrong and how, without the address.
func opening(ctx context.Context, config *pgx.ConnConfig, err error) error {
	doing := fmt.Sprintf("opening the database %q at %s", config.Database, net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port))))
	switch {
	case errors.Is(err, bonafide.ErrInvalid):
		return fmt.Errorf("%s: %w", doing, err)
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", doing, ctx.Err())
	case failure(err) == record.Unavailable:
		return bonafide.Unavailablef("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
