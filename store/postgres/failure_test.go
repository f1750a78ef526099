package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"bonafide/store/internal/record"
)

func TestFailures(t *testing.T) {
	for code, want := range map[string]record.Failure{
		"40001": record.Lost,        // serialization_failure
		"40P01": record.Lost,        // deadlock_detected
		"23505": record.Lost,        // unique_violation
		"23503": record.Conflict,    // foreign_key_violation
		"40002": record.Conflict,    // transaction_integrity_constraint_violation
		"55P03": record.Unavailable, // lock_not_available
		"25006": record.Unavailable, // read_only_sql_transaction
		"53100": record.Unavailable, // disk_full
		"53300": record.Unavailable, // too_many_connections
		"57P01": record.Unavailable, // admin_shutdown
		"08006": record.Unavailable, // connection_failure
		"28P01": record.Unavailable, // invalid_password
		"58030": record.Unavailable, // io_error
		"42P01": record.Internal,    // undefined_table
		"":      record.Internal,
	} {
		if got := failure(fmt.Errorf("doing: %w", &pgconn.PgError{Code: code})); got != want {
			t.Errorf("%s is %d, want %d", code, got, want)
		}
	}
	for _, err := range []error{io.ErrUnexpectedEOF, io.EOF, net.ErrClosed, &net.OpError{Err: errors.New("reset")}} {
		if got := failure(fmt.Errorf("doing: %w", err)); got != record.Unavailable {
			t.Errorf("%v is %d", err, got)
		}
	}
	if got := failure(errors.New("other")); got != record.Internal {
		t.Errorf("another error is %d", got)
	}
}

func TestOtherFailuresOfOpening(t *testing.T) {
	config, err := pgx.ParseConfig("postgres://u@h:1/d")
	if err != nil {
		t.Fatal(err)
	}
	err = opening(context.Background(), config, errors.New("other"))
	if got := err.Error(); !strings.HasPrefix(got, `opening the database "d" at h:1: other`) {
		t.Errorf("got %s", got)
	}
}

func TestApplicationName(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://u@h/d":                       "bonafide",
		"postgresql://u@h/d?application_name=hr": "hr",
	} {
		config, err := parse(address)
		if err != nil || config.RuntimeParams["application_name"] != want {
			t.Errorf("%s: %v, %v", address, config, err)
		}
	}
}
