package jetstream

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"bonafide"
	"bonafide/bus"
)

// Lines is a stream that somebody else writes to, whose messages are lines of a log:
// a way in for what already travels on NATS.
type Lines struct {
	// URL is the server's; User, Password and CredentialsFile are for it.
	URL             string
	User, Password  string
	CredentialsFile string
	// Stream is its name there; it is neither made nor changed. Subject narrows it;
	// empty takes all.
	Stream, Subject string
	// Durable names this reader, so that it goes on where it ended.
	Durable string
	Log     *slog.Logger
}

const (
	linesBatch = 512
	linesWait  = time.Second
	// linesOut is how long a run may be out before the server gives it again.
	linesOut = time.Minute
)

// Follow gives runs of messages to take until ctx ends, and acknowledges a run when
// take has returned nil: a line comes at least once. An error of kind
// bonafide.ErrUnavailable lets the run come again; any other ends it.
func (l Lines) Follow(ctx context.Context, take func(ctx context.Context, lines [][]byte) error) error {
	if l.URL == "" || l.Stream == "" || bus.CheckName(l.Durable) != nil {
		return bonafide.Invalidf("lines from NATS need the server's URL, the stream and a name for this reader (1 to 32 of a-z, 0-9 and '-')")
	}
	if l.Log == nil {
		l.Log = slog.New(slog.DiscardHandler)
	}
	b := &Bus{config: Config{URL: l.URL, User: l.User, Password: l.Password, CredentialsFile: l.CredentialsFile, Log: l.Log}, closing: make(chan struct{})}
	if err := b.connect(); err != nil {
		return err
	}
	defer b.conn.Close()
	js, err := jetstream.New(b.conn)
	if err != nil {
		return failed("reading lines from NATS", err)
	}
	config := jetstream.ConsumerConfig{Durable: l.Durable, AckPolicy: jetstream.AckExplicitPolicy, AckWait: linesOut, MaxAckPending: 4 * linesBatch, FilterSubject: l.Subject}
	var c jetstream.Consumer
	if err := b.try(ctx, func(ctx context.Context) (err error) {
		c, err = js.CreateOrUpdateConsumer(ctx, l.Stream, config)
		return err
	}); err != nil {
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			return bonafide.NotFoundf("the server of NATS has no stream %s", l.Stream)
		}
		return failed("reading lines from NATS", err)
	}
	for ctx.Err() == nil {
		if err := l.run(ctx, c, take); err != nil {
			return err
		}
	}
	return nil
}

// run takes one run of messages.
func (l Lines) run(ctx context.Context, c jetstream.Consumer, take func(context.Context, [][]byte) error) error {
	pause := func(why error) error {
		l.Log.Warn("lines from NATS", slog.String("why", said(why)))
		select {
		case <-ctx.Done():
		case <-time.After(linesWait):
		}
		return nil
	}
	batch, err := c.Fetch(linesBatch, jetstream.FetchMaxWait(linesWait))
	if err != nil {
		return pause(err)
	}
	var lines [][]byte
	var messages []jetstream.Msg
	for m := range batch.Messages() {
		messages = append(messages, m)
		lines = append(lines, m.Data())
	}
	if len(lines) == 0 {
		if err := batch.Error(); err != nil && ctx.Err() == nil {
			return pause(err)
		}
		return nil
	}
	if err := take(ctx, lines); err != nil {
		for _, m := range messages {
			_ = m.Nak() // it comes again anyway, later
		}
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, bonafide.ErrUnavailable) {
			return pause(err)
		}
		return err
	}
	for _, m := range messages {
		if err := m.Ack(); err != nil {
			return pause(err) // what is not acknowledged comes again
		}
	}
	return nil
}
