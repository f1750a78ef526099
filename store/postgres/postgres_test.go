package postgres_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"bonafide"
	"bonafide/store/postgres"
	"bonafide/store/storetest"
)

// server is the address of the PostgreSQL to test with; tests skip where there is none.
func server(t testing.TB) string {
	t.Helper()
	address := os.Getenv("BONAFIDE_TEST_POSTGRES")
	if address == "" {
		const remedy = "BONAFIDE_TEST_POSTGRES names no server; run it as scripts/postgres.sh run go test ./store/..."
		if os.Getenv("CI") == "true" {
			t.Fatal(remedy)
		}
		t.Skip(remedy)
	}
	return address
}

// schema makes an empty schema for a test, with a name that no other run has, and
// returns the address that leads there.
func schema(t testing.TB) string {
	t.Helper()
	address := server(t)
	sum := sha256.Sum256([]byte(t.TempDir()))
	name := "test_" + hex.EncodeToString(sum[:8])
	execute(t, address, "CREATE SCHEMA "+name)
	t.Cleanup(func() { execute(t, address, "DROP SCHEMA "+name+" CASCADE") })
	return within(t, address, name)
}

// within is the address of a schema.
func within(t testing.TB, address, schema string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal("BONAFIDE_TEST_POSTGRES is no address")
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

func execute(t testing.TB, address, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	// A test's context has ended when its cleanup runs.
	if _, err := db.ExecContext(context.WithoutCancel(t.Context()), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// schemas has one schema for each test.
type schemas struct {
	mu   sync.Mutex
	made map[*testing.T]string
}

func (s *schemas) address(t *testing.T) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made == nil {
		s.made = map[*testing.T]string{}
	}
	if s.made[t] == "" {
		s.made[t] = schema(t)
	}
	return s.made[t]
}

func (s *schemas) open(t *testing.T) bonafide.Store { return open(t, s.address(t)) }

func open(t testing.TB, address string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), address)
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

func TestStore(t *testing.T) {
	server(t)
	storetest.Run(t, new(schemas).open)
}

// child names, to the process that a test starts, the schema to record to.
const child = "BONAFIDE_TEST_CHILD"

func TestKilled(t *testing.T) {
	server(t)
	made := new(schemas)
	storetest.Killed(t, made.open, func(t *testing.T) *exec.Cmd {
		cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
		cmd.Env = append(os.Environ(), child+"="+made.address(t))
		return cmd
	})
}

func TestChild(t *testing.T) {
	address := os.Getenv(child)
	if address == "" {
		t.Skip("it does the recording in the process that TestKilled starts")
	}
	storetest.Child(t, open(t, address), os.Stdout)
}

const secret = "hush4711"

// Whatever goes wrong with an address, what it says of the secret is nothing.
func TestSecretsStaySecret(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := nobody.Addr().String()
	nobody.Close()
	for _, c := range []struct {
		name, address string
		kind          error
	}{
		{"nothing", "", bonafide.ErrInvalid},
		{"no address", secret, bonafide.ErrInvalid},
		{"another scheme", "mysql://u:" + secret + "@h/d", bonafide.ErrInvalid},
		{"key and value", "host=h password=" + secret, bonafide.ErrInvalid},
		{"not an URL", "postgres://u:" + secret + "%zz@h/d", bonafide.ErrInvalid},
		{"not a port", "postgres://u:" + secret + "@h:port/d", bonafide.ErrInvalid},
		{"a bare slash in the password", "postgres://u:1/" + secret + "@h/d", bonafide.ErrInvalid},
		{"a bare question mark in the password", "postgres://u:1?" + secret + "@h/d", bonafide.ErrInvalid},
		{"a bare hash in the password", "postgres://u:1#" + secret + "@h/d", bonafide.ErrInvalid},
		{"a setting that is none", "postgres://u:" + secret + "@h/d?sslmode=perhaps", bonafide.ErrInvalid},
		{"nobody there", "postgres://u:" + secret + "@" + closed + "/d", bonafide.ErrUnavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := postgres.Open(t.Context(), c.address)
			if !errors.Is(err, c.kind) {
				t.Fatalf("got %v, %v; want an error of kind %q", s, err, c.kind)
			}
			if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, secret) {
				t.Errorf("the error tells the secret: %s", text)
			}
		})
	}
}

func TestWrongPassword(t *testing.T) {
	u, err := url.Parse(server(t))
	if err != nil {
		t.Fatal(err)
	}
	right, _ := u.User.Password()
	u.User = url.UserPassword(u.User.Username(), secret)
	_, err = postgres.Open(t.Context(), u.String())
	if !errors.Is(err, bonafide.ErrUnavailable) || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), right) {
		t.Errorf("got %v", err)
	}
}

func TestCancelledOpen(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := postgres.Open(ctx, server(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	address := schema(t)
	if err := open(t, address).Close(); err != nil {
		t.Fatal(err)
	}
	execute(t, address, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (4711, true)`)
	_, err := postgres.Open(t.Context(), address)
	if !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), "4711") {
		t.Errorf("got %v", err)
	}
}

// A server that goes away and comes back is a moment of unavailability.
func TestConnectionsEnd(t *testing.T) {
	address := schema(t)
	s := open(t, address+"&application_name="+url.QueryEscape(t.Name()))
	end := func() {
		execute(t, address, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '`+t.Name()+`'`)
	}
	for range 5 {
		end()
		if err := s.Record(t.Context(), time.Unix(0, 0), one); err != nil && !errors.Is(err, bonafide.ErrUnavailable) {
			t.Errorf("Record: %v", err)
		}
		end()
		if _, err := s.Known(t.Context(), "p", time.Unix(0, 0)); err != nil && !errors.Is(err, bonafide.ErrUnavailable) && !errors.Is(err, bonafide.ErrNotFound) {
			t.Errorf("Known: %v", err)
		}
	}
	if err := s.Record(t.Context(), time.Unix(0, 0), one); err != nil {
		t.Errorf("Record in the end: %v", err)
	}
}

// A database that only reads, as a standby does, is unavailable for recording.
func TestReadOnly(t *testing.T) {
	address := schema(t)
	if err := open(t, address).Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, address+"&default_transaction_read_only=on")
	if err := s.Record(t.Context(), time.Unix(0, 0), one); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("Record: %v", err)
	}
	if _, err := s.Known(t.Context(), "p", time.Unix(0, 0)); !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("Known: %v", err)
	}
}

func BenchmarkRecord(b *testing.B) { storetest.BenchmarkRecord(b, open(b, schema(b))) }

func BenchmarkRecordAgain(b *testing.B) { storetest.BenchmarkRecordAgain(b, open(b, schema(b))) }

func BenchmarkKnown(b *testing.B) { storetest.BenchmarkKnown(b, open(b, schema(b))) }
