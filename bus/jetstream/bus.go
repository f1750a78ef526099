package jetstream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"bonafide"
	"bonafide/bus"
)

// Bus is a bus on JetStream. It is safe for concurrent use.
type Bus struct {
	config  Config
	server  *embedded // nil where the server is elsewhere
	conn    *nats.Conn
	js      jetstream.JetStream
	topics  map[string]*stream
	maxData int

	// broken counts the moments at which deliveries may have been lost on the way.
	broken atomic.Uint64

	closing chan struct{}
	close   sync.Once
	closed  error
}

// stream is a topic on the server.
type stream struct {
	bus.Topic
	prefix   string
	replicas int
	batches  chan struct{} // bounds the batches in flight; the server takes 50
	// failure is the error of the last publication, nil where it went well.
	failure atomic.Pointer[error]
}

const inFlightBatches = 8

func (t *stream) name() string                   { return t.prefix + "_" + t.Name }
func (t *stream) dead() string                   { return t.name() + "_DEAD" }
func (t *stream) subject(p int) string           { return t.prefix + ".event." + t.Name + "." + strconv.Itoa(p) }
func (t *stream) letters(c string) string        { return t.prefix + ".dead." + t.Name + "." + c }
func (t *stream) durable(c string, p int) string { return c + "_" + strconv.Itoa(p) }

var _ bus.Bus = (*Bus)(nil)

// Open starts or reaches the server and makes what topics are missing. Nothing
// listens, and nothing is written, before Open is called. It waits for the leader
// of a cluster until ctx ends.
func Open(ctx context.Context, c Config) (_ *Bus, err error) {
	c, err = c.checked()
	if err != nil {
		return nil, err
	}
	b := &Bus{config: c, topics: make(map[string]*stream, len(c.Topics)), closing: make(chan struct{})}
	for _, t := range c.Topics {
		b.topics[t.Name] = &stream{Topic: t, prefix: c.Prefix, replicas: c.Replicas, batches: make(chan struct{}, inFlightBatches)}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.Close())
		}
	}()
	if c.URL == "" {
		if b.server, err = start(ctx, c); err != nil {
			return nil, err
		}
	}
	if err = b.connect(); err != nil {
		return nil, err
	}
	if b.js, err = jetstream.New(b.conn); err != nil {
		return nil, fmt.Errorf("opening the bus: %w", err)
	}
	b.maxData = min(bus.MaxData, int(b.conn.MaxPayload())-overhead)
	for _, t := range c.Topics {
		if err = b.ensure(ctx, b.topics[t.Name]); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *Bus) connect() error {
	o := []nats.Option{
		nats.Name("bonafide"),
		nats.Timeout(apiTry),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(100 * time.Millisecond),
		// What could not be sent is reported, not kept: Publish tries again itself.
		nats.ReconnectBufSize(-1),
		nats.RetryOnFailedConnect(false),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			b.broken.Add(1)
			if err != nil {
				b.config.Log.Warn("bus disconnected", slog.String("why", said(err)))
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { b.broken.Add(1) }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			b.broken.Add(1) // a slow consumer has lost deliveries
			b.config.Log.Warn("bus connection", slog.String("why", said(err)))
		}),
	}
	url := b.config.URL
	switch {
	case b.server != nil:
		url = b.server.server.ClientURL()
		o = append(o, nats.UserInfo(b.server.user, b.server.password), nats.IgnoreDiscoveredServers())
	case b.config.CredentialsFile != "":
		o = append(o, nats.UserCredentials(b.config.CredentialsFile))
	case b.config.User != "":
		o = append(o, nats.UserInfo(b.config.User, b.config.Password))
	}
	conn, err := nats.Connect(url, o...)
	if err != nil {
		// The error of a malformed URL quotes it, with what it may hold.
		return bonafide.Unavailablef("connecting to the server of the bus: %s", b.unsaid(err))
	}
	b.conn = conn
	return nil
}

func (b *Bus) unsaid(err error) string {
	switch {
	case errors.Is(err, nats.ErrNoServers), errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrTimeout):
		return said(err)
	}
	return "the URL, the credentials or the answer is not usable"
}

// try calls the API in tries of two seconds, until it works, the error is of a kind
// that lasts, or ctx ends.
func (b *Bus) try(ctx context.Context, call func(context.Context) error) error {
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, 500*time.Millisecond) {
		once, cancel := context.WithTimeout(ctx, apiTry)
		err := call(once)
		cancel()
		if err == nil || lasting(err) || known(err) {
			return err
		}
		if fault := b.server.broken(); fault != nil {
			return fault
		}
		select {
		case <-b.closing:
			return bus.ErrClosed
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return ctx.Err()
			}
			return err
		case <-time.After(pause):
		}
	}
}

// known reports an answer, as opposed to none.
func known(err error) bool {
	return errors.Is(err, jetstream.ErrStreamNotFound) || errors.Is(err, jetstream.ErrConsumerNotFound) ||
		errors.Is(err, jetstream.ErrBucketNotFound) || errors.Is(err, jetstream.ErrObjectNotFound) ||
		errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) || errors.Is(err, jetstream.ErrMsgNotFound) ||
		errors.Is(err, bonafide.ErrConflict) || errors.Is(err, bonafide.ErrInvalid)
}

// patient bounds a call by the bus's patience, so that it ends with a reason where
// the caller gave no deadline.
func (b *Bus) patient(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, b.config.Patience)
}

const metaPartitions = "bonafide-partitions"

// ensure makes a topic's streams, or brings their limits up to date.
func (b *Bus) ensure(ctx context.Context, t *stream) error {
	maxBytes := int64(-1)
	if t.MaxBytes > 0 {
		maxBytes = t.MaxBytes
	}
	events := jetstream.StreamConfig{
		Name:     t.name(),
		Subjects: []string{t.prefix + ".event." + t.Name + ".*"},
		Storage:  jetstream.FileStorage,
		Replicas: b.config.Replicas,
		// Full is said, never made up for by dropping the oldest.
		Discard:            jetstream.DiscardNew,
		MaxAge:             t.MaxAge,
		MaxBytes:           maxBytes,
		Duplicates:         t.Dedup,
		AllowAtomicPublish: true,
		Metadata:           map[string]string{metaPartitions: strconv.Itoa(t.Partitions)},
	}
	dead := jetstream.StreamConfig{
		Name:       t.dead(),
		Subjects:   []string{t.prefix + ".dead." + t.Name + ".*"},
		Storage:    jetstream.FileStorage,
		Replicas:   b.config.Replicas,
		Discard:    jetstream.DiscardNew,
		Duplicates: t.Dedup,
		MaxBytes:   -1,
	}
	for _, want := range []jetstream.StreamConfig{events, dead} {
		err := b.try(ctx, func(ctx context.Context) error {
			s, err := b.js.Stream(ctx, want.Name)
			if errors.Is(err, jetstream.ErrStreamNotFound) {
				_, err = b.js.CreateStream(ctx, want)
				return err
			}
			if err != nil {
				return err
			}
			have := s.CachedInfo().Config
			if p := have.Metadata[metaPartitions]; p != want.Metadata[metaPartitions] {
				return bonafide.Conflictf("topic %s has %s partitions and the configuration says %d: a person would change partition and lose the order; use another topic name", t.Name, p, t.Partitions)
			}
			if have.MaxAge == want.MaxAge && have.MaxBytes == want.MaxBytes && have.Duplicates == want.Duplicates && have.Replicas == want.Replicas {
				return nil
			}
			_, err = b.js.UpdateStream(ctx, want)
			return err
		})
		if err != nil {
			return failed("opening topic "+t.Name, err)
		}
	}
	return nil
}

func (b *Bus) topic(name string) (*stream, error) {
	if b.isClosed() {
		return nil, bus.ErrClosed
	}
	t := b.topics[name]
	if t == nil {
		return nil, bonafide.NotFoundf("the bus has no topic %q", name)
	}
	return t, nil
}

// Close implements bus.Bus.
func (b *Bus) Close() error {
	b.close.Do(func() {
		close(b.closing)
		if b.conn != nil {
			// Acks that were given are on their way; let them out.
			_ = b.conn.FlushTimeout(time.Second)
			b.conn.Close()
		}
		if b.server != nil {
			b.closed = b.server.stop()
		}
	})
	return b.closed
}
