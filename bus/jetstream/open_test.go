package jetstream_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"bonafide"
	"bonafide/bus"
	"bonafide/bus/bustest"
	"bonafide/bus/jetstream"
)

var one = bus.Topic{Name: "events", Partitions: 1}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	node := &jetstream.Cluster{Name: "c", Node: "n", Listen: "127.0.0.1:1", Secret: "s"}
	for name, c := range map[string]jetstream.Config{
		"no place":              {Topics: []bus.Topic{one}},
		"two places":            {Dir: dir, URL: "nats://127.0.0.1:1", Topics: []bus.Topic{one}},
		"no topic":              {Dir: dir},
		"a topic twice":         {Dir: dir, Topics: []bus.Topic{one, one}},
		"a topic that is none":  {Dir: dir, Topics: []bus.Topic{{Name: "events"}}},
		"two replicas":          {Dir: dir, Replicas: 2, Topics: []bus.Topic{one}},
		"replicas of one":       {Dir: dir, Replicas: 3, Topics: []bus.Topic{one}},
		"a prefix of subjects":  {Dir: dir, Prefix: "a.*", Topics: []bus.Topic{one}},
		"a negative limit":      {Dir: dir, MaxStore: -1, Topics: []bus.Topic{one}},
		"a node without secret": {Dir: dir, Cluster: &jetstream.Cluster{Name: "c", Node: "n", Listen: "127.0.0.1:1"}, Topics: []bus.Topic{one}},
		"a node without port":   {Dir: dir, Cluster: &jetstream.Cluster{Name: "c", Node: "n", Listen: "127.0.0.1", Secret: "s"}, Topics: []bus.Topic{one}},
		"a port of words":       {Dir: dir, Cluster: &jetstream.Cluster{Name: "c", Node: "n", Listen: "127.0.0.1:nats", Secret: "s"}, Topics: []bus.Topic{one}},
		"a cluster by URL":      {URL: "nats://127.0.0.1:1", Cluster: node, Topics: []bus.Topic{one}},
	} {
		if _, err := jetstream.Open(t.Context(), c); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%s: got error %v, want one of kind %q", name, err, bonafide.ErrInvalid)
		}
	}
}

func TestOneProcessAFolder(t *testing.T) {
	t.Parallel()
	c := config(t.TempDir(), one)
	b := openAt(t, c)
	if _, err := jetstream.Open(t.Context(), c); !errors.Is(err, bonafide.ErrConflict) {
		t.Errorf("opening the folder twice: got error %v, want one of kind %q", err, bonafide.ErrConflict)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	openAt(t, c) // it was given back
}

func TestFolderIsPrivate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir() + "/new/bus"
	openAt(t, config(dir, one))
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if m := info.Mode().Perm(); m != 0o700 {
		t.Errorf("the folder has mode %o", m)
	}
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := jetstream.Open(t.Context(), config(file, one)); err == nil {
		t.Error("a file was taken for a folder")
	}
}

func TestReopened(t *testing.T) {
	t.Parallel()
	c := config(t.TempDir(), one)
	b := openAt(t, c)
	all := bustest.Messages(0, 10, 2)
	if err := b.Publish(t.Context(), one.Name, all[:5]); err != nil {
		t.Fatal(err)
	}
	s := bus.Subscription{Topic: one.Name, Name: "all"}
	cons, err := b.Consume(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	run, err := cons.Fetch(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := cons.Ack(t.Context(), run[0].Sequence); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}

	// Bounds may change; what is stored, and what ids are known, stays.
	c.Topics = []bus.Topic{{Name: one.Name, Partitions: 1, MaxAge: time.Hour, MaxBytes: 1 << 20, Dedup: time.Minute}}
	b = openAt(t, c)
	if err := b.Publish(t.Context(), one.Name, all); err != nil {
		t.Fatal(err)
	}
	s.MaxInFlight = 3
	if cons, err = b.Consume(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for want := all[1:]; len(want) > 0; {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		run, err := cons.Fetch(ctx, 10)
		cancel()
		if err != nil {
			t.Fatalf("%d are missing: %v", len(want), err)
		}
		if len(run) > 3 {
			t.Fatalf("%d are out, of 3 at most", len(run))
		}
		for i, d := range run {
			if d.ID != want[i].ID {
				t.Fatalf("%s stands where %s belongs", d.ID, want[i].ID)
			}
		}
		want = want[len(run):]
		if err := cons.Ack(t.Context(), run[len(run)-1].Sequence); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}

	c.Topics = []bus.Topic{{Name: one.Name, Partitions: 2}}
	_, err = jetstream.Open(t.Context(), c)
	if !errors.Is(err, bonafide.ErrConflict) || !strings.Contains(err.Error(), "partition") {
		t.Errorf("changing the partitions: got error %v, want a conflict that says so", err)
	}
}

// log collects what is logged.
type log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func (l *log) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// elsewhere starts a server that the bus does not own.
func elsewhere(t testing.TB, dir string, port int, maxPayload int32) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: dir, SyncAlways: true, NoLog: true, NoSigs: true,
		Username: "user", Password: "swordfish", MaxPayload: maxPayload,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server is not ready")
	}
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	return s
}

func TestBusElsewhere(t *testing.T) {
	t.Parallel()
	bustest.Run(t, func(t testing.TB, topics ...bus.Topic) bus.Bus {
		s := elsewhere(t, t.TempDir(), server.RANDOM_PORT, 2<<20)
		return openAt(t, jetstream.Config{URL: s.ClientURL(), User: "user", Password: "swordfish", Topics: topics, Patience: time.Minute})
	})
}

func TestServersBoundOfPayload(t *testing.T) {
	t.Parallel()
	s := elsewhere(t, t.TempDir(), server.RANDOM_PORT, 64<<10)
	b := openAt(t, jetstream.Config{URL: s.ClientURL(), User: "user", Password: "swordfish", Topics: []bus.Topic{one}, Patience: time.Minute})
	err := b.Publish(t.Context(), one.Name, []bus.Message{{ID: "i", Person: "p", Data: make([]byte, 62<<10)}})
	if !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), "61440") {
		t.Errorf("got error %v, want an invalid message and the server's own bound", err)
	}
	longest := bus.Message{ID: strings.Repeat("\n", bus.MaxID), Person: bonafide.PersonID(strings.Repeat("\n", bus.MaxPerson)), Data: make([]byte, 60<<10)}
	if err := b.Publish(t.Context(), one.Name, []bus.Message{longest}); err != nil {
		t.Errorf("the longest message does not fit: %v", err)
	}
}

// The server goes away and comes back: calls say so, nothing is lost, and what was
// out comes again in order.
func TestServerGone(t *testing.T) {
	t.Parallel()
	dir, port := t.TempDir(), freePorts(t, 1)[0]
	s := elsewhere(t, dir, port, 2<<20)
	var logged log
	b := openAt(t, jetstream.Config{URL: s.ClientURL(), User: "user", Password: "swordfish", Topics: []bus.Topic{one}, Patience: 2 * time.Second, Log: logged.logger()})
	all := bustest.Messages(0, 60, 3)
	insist(t, "publishing", func() error { return b.Publish(t.Context(), one.Name, all[:20]) })
	var c bus.Consumer
	insist(t, "consuming", func() (err error) {
		c, err = b.Consume(t.Context(), bus.Subscription{Topic: one.Name, Name: "all"})
		return err
	})
	var run []bus.Delivery
	fetch := func() {
		t.Helper()
		insist(t, "fetching", func() (err error) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			run, err = c.Fetch(ctx, 10)
			return err
		})
	}
	fetch()
	insist(t, "acknowledging", func() error { return c.Ack(t.Context(), run[0].Sequence) })
	s.Shutdown()
	s.WaitForShutdown()

	if err := b.Publish(t.Context(), one.Name, all[20:40]); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("publishing to nobody: got error %v, want one of kind %q", err, bonafide.ErrUnavailable)
	}
	if len(run) > 1 {
		if err := c.Ack(t.Context(), run[1].Sequence); !errors.Is(err, bonafide.ErrUnavailable) {
			t.Errorf("acknowledging to nobody: got error %v, want one of kind %q", err, bonafide.ErrUnavailable)
		}
	}
	if _, err := c.Fetch(t.Context(), 10); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("fetching from nobody: got error %v, want one of kind %q", err, bonafide.ErrUnavailable)
	}
	if h := b.Health(t.Context()); h.State != bus.Unavailable || h.Why == "" {
		t.Errorf("the health without a server is %+v", h)
	}

	elsewhere(t, dir, port, 2<<20)
	insist(t, "publishing to the server that is back", func() error { return b.Publish(t.Context(), one.Name, all) })
	for want := all[1:]; len(want) > 0; {
		fetch()
		for i, d := range run {
			if d.ID != want[i].ID {
				t.Fatalf("%s stands where %s belongs", d.ID, want[i].ID)
			}
		}
		want = want[len(run):]
		insist(t, "acknowledging", func() error { return c.Ack(t.Context(), run[len(run)-1].Sequence) })
	}
	if strings.Contains(logged.String(), "swordfish") {
		t.Errorf("the log holds the password:\n%s", &logged)
	}
}

func TestCredentialsAreNeverSaid(t *testing.T) {
	t.Parallel()
	s := elsewhere(t, t.TempDir(), server.RANDOM_PORT, 2<<20)
	host := strings.TrimPrefix(s.ClientURL(), "nats://")
	for name, c := range map[string]jetstream.Config{
		"a wrong password":          {URL: s.ClientURL(), User: "user", Password: "hunter2"},
		"a wrong password by URL":   {URL: "nats://user:hunter2@" + host},
		"a URL that is none":        {URL: "nats://user:hunter2@%zz:host"},
		"a server that is none":     {URL: "nats://user:hunter2@127.0.0.1:1"},
		"a file that is none":       {URL: s.ClientURL(), CredentialsFile: "/nowhere/hunter2"},
		"another server's password": {URL: "nats://" + host, User: "hunter2", Password: "hunter2"},
	} {
		var logged log
		c.Topics, c.Log = []bus.Topic{one}, logged.logger()
		_, err := jetstream.Open(t.Context(), c)
		if !errors.Is(err, bonafide.ErrUnavailable) {
			t.Errorf("%s: got error %v, want one of kind %q", name, err, bonafide.ErrUnavailable)
			continue
		}
		if said := err.Error() + logged.String(); strings.Contains(said, "hunter2") {
			t.Errorf("%s: what is said holds the credential: %s", name, said)
		}
	}
}

// A peer with another secret is kept out, and neither secret is logged.
func TestClusterSecret(t *testing.T) {
	t.Parallel()
	c := openCluster(t, one)
	var logged log
	for i := range c.configs {
		own := *c.configs[i].Cluster
		if i == 2 {
			own.Secret = "hunter2"
		}
		c.configs[i].Cluster, c.configs[i].Log = &own, logged.logger()
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	opened := make(chan error, 2)
	for _, i := range []int{0, 2} {
		go func() {
			b, err := jetstream.Open(ctx, c.configs[i])
			if err == nil {
				err = b.Close()
			}
			opened <- err
		}()
	}
	for deadline := time.Now().Add(2 * time.Minute); !strings.Contains(logged.String(), "authentication error"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("nothing was logged of a peer that was kept out:\n%s", &logged)
		}
	}
	cancel() // two that do not know each other would wait for a majority for ever
	for range 2 {
		if err := <-opened; !errors.Is(err, context.Canceled) {
			t.Errorf("a node of two with two secrets: got error %v, want one that still waited", err)
		}
	}
	said := logged.String()
	if strings.Contains(said, "hunter2") || strings.Contains(said, "a secret of the test") {
		t.Errorf("the log holds a secret:\n%s", said)
	}
}

// The store's limit is said, and what was acknowledged is kept.
func TestStoreLimit(t *testing.T) {
	t.Parallel()
	c := config(t.TempDir(), one)
	c.MaxStore = 2 << 20
	b := openAt(t, c)
	taken, err := fill(t, b)
	if !errors.Is(err, bus.ErrFull) {
		t.Fatalf("publishing past the limit: got error %v, want one of kind %q", err, bus.ErrFull)
	}
	if taken < 15 || taken > 32 {
		t.Errorf("%d messages of 64 kB went into 2 MB", taken)
	}
	bustest.Health(t, b, bus.Full)
}

// fill publishes messages of 64 kB until one is refused.
func fill(t *testing.T, b *jetstream.Bus) (taken int, err error) {
	t.Helper()
	data := bytes.Repeat([]byte("x"), 64<<10)
	for ; taken < 10_000; taken++ {
		m := bustest.Messages(taken, 1, 1)
		m[0].Data = data
		if err := b.Publish(t.Context(), one.Name, m); err != nil {
			return taken, err
		}
	}
	t.Fatal("nothing was refused")
	return 0, nil
}

// What somebody else wrote to the stream is passed over, and said.
func TestForeignMessage(t *testing.T) {
	t.Parallel()
	s := elsewhere(t, t.TempDir(), server.RANDOM_PORT, 2<<20)
	var logged log
	b := openAt(t, jetstream.Config{URL: s.ClientURL(), User: "user", Password: "swordfish", Topics: []bus.Topic{one}, Patience: time.Minute, Log: logged.logger()})
	conn, err := nats.Connect(s.ClientURL(), nats.UserInfo("user", "swordfish"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	all := bustest.Messages(0, 2, 1)
	for i := range all {
		if _, err := conn.Request("bonafide.event.events.0", []byte("hello"), 5*time.Second); err != nil {
			t.Fatal(err)
		}
		if err := b.Publish(t.Context(), one.Name, all[i:i+1]); err != nil {
			t.Fatal(err)
		}
	}
	c, err := b.Consume(t.Context(), bus.Subscription{Topic: one.Name, Name: "all"})
	if err != nil {
		t.Fatal(err)
	}
	for got := 0; got < 2; {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		run, err := c.Fetch(ctx, 10)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range run {
			if d.ID != all[got].ID {
				t.Fatalf("%s stands where %s belongs", d.ID, all[got].ID)
			}
			got++
		}
		if err := c.Ack(t.Context(), run[len(run)-1].Sequence); err != nil {
			t.Fatal(err)
		}
	}
	if h := bustest.Health(t, b, bus.Ready); h.Topics[0].Lags[0].Waiting != 0 {
		t.Errorf("lags: %v", h.Topics[0].Lags)
	}
	if !strings.Contains(logged.String(), "passed over") {
		t.Errorf("nothing was said of a foreign message:\n%s", &logged)
	}
}
