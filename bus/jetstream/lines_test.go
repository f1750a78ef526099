package jetstream_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	natsjs "github.com/nats-io/nats.go/jetstream"

	"bonafide"
	"bonafide/bus/jetstream"
)

// foreign is a server of somebody else's, with a stream of lines.
func foreign(t *testing.T) (*server.Server, natsjs.JetStream) {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	go s.Start()
	if !s.ReadyForConnections(30 * time.Second) {
		t.Fatal("the server did not start")
	}
	t.Cleanup(s.Shutdown)
	conn, err := nats.Connect(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := natsjs.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(t.Context(), natsjs.StreamConfig{Name: "LOGS", Subjects: []string{"logs.>"}}); err != nil {
		t.Fatal(err)
	}
	return s, js
}

func TestLinesComeFromSomebodyElsesStream(t *testing.T) {
	t.Parallel()
	s, js := foreign(t)
	for i := range 1200 {
		if _, err := js.Publish(t.Context(), "logs.okta", fmt.Appendf(nil, `{"n":%d}`, i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := js.Publish(t.Context(), "logs.other", []byte("not ours")); err != nil {
		t.Fatal(err)
	}
	l := jetstream.Lines{URL: s.ClientURL(), Stream: "LOGS", Subject: "logs.okta", Durable: "bonafide"}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen := map[string]int{}
	refused := false
	err := l.Follow(ctx, func(_ context.Context, lines [][]byte) error {
		if !refused {
			refused = true
			return bonafide.Unavailablef("no room")
		}
		for _, line := range lines {
			seen[string(line)]++
		}
		if len(seen) == 1200 {
			cancel()
		}
		return nil
	})
	if err != nil || len(seen) != 1200 || seen["not ours"] != 0 {
		t.Fatalf("%d lines, %v", len(seen), err)
	}

	// The reader goes on where it ended; a fault of the lines ends it.
	if _, err := js.Publish(t.Context(), "logs.okta", []byte("last")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err = l.Follow(t.Context(), func(_ context.Context, lines [][]byte) error {
		for _, line := range lines {
			if string(line) == "last" {
				return broken
			}
			t.Errorf("%s came again", line)
		}
		return nil
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestLinesNeedAStreamThatIsThere(t *testing.T) {
	t.Parallel()
	s, _ := foreign(t)
	take := func(context.Context, [][]byte) error { return nil }
	err := jetstream.Lines{URL: s.ClientURL(), Stream: "NONE", Durable: "bonafide"}.Follow(t.Context(), take)
	if !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("a stream that is not there: %v", err)
	}
	if err := (jetstream.Lines{URL: s.ClientURL(), Stream: "LOGS"}).Follow(t.Context(), take); !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("no name: %v", err)
	}
	if err := (jetstream.Lines{URL: "nats://127.0.0.1:1", Stream: "LOGS", Durable: "x"}).Follow(t.Context(), take); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("no server: %v", err)
	}
}
