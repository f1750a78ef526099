package jetstream

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"bonafide"
	"bonafide/bus"
)

// Headers of a message, of ADR-50 (atomic batches) and of our own.
const (
	headerBatch    = "Nats-Batch-Id"
	headerNumber   = "Nats-Batch-Sequence"
	headerCommit   = "Nats-Batch-Commit"
	headerID       = "Nats-Msg-Id"
	headerMeta     = "Bonafide"      // time in nanoseconds, space, person
	headerOnly     = "Bonafide-Only" // the consumer that a replay is for
	headerOriginal = "Bonafide-Id"   // the id, where Nats-Msg-Id is another
)

// A batch of the server holds at most chunkMessages; chunkBytes keeps one batch
// from filling the server's memory.
const (
	chunkMessages = 1000
	chunkBytes    = 4 << 20
	// newInARow is how many messages in a row must turn out to be new before the
	// rest is tried as a batch again.
	newInARow = 8
)

// Publish implements bus.Publisher. Chunks of the batch are stored one after the
// other, each whole or not at all.
func (b *Bus) Publish(ctx context.Context, topic string, batch []bus.Message) error {
	t, err := b.topic(topic)
	if err != nil {
		return err
	}
	if err := bus.CheckBatch(batch, b.maxData); err != nil {
		return err
	}
	select {
	case t.batches <- struct{}{}:
		defer func() { <-t.batches }()
	case <-ctx.Done():
		return ctx.Err()
	case <-b.closing:
		return bus.ErrClosed
	}
	if fault := b.server.broken(); fault != nil {
		return fault // it would not answer
	}
	ctx, cancel := b.patient(ctx)
	defer cancel()
	for len(batch) > 0 {
		n := chunk(batch)
		if err := failed("publishing to topic "+t.Name, b.store(ctx, t, batch[:n])); err != nil {
			if errors.Is(err, bonafide.ErrUnavailable) {
				t.failure.Store(&err)
			}
			return err
		}
		t.failure.Store(nil)
		batch = batch[n:]
	}
	return nil
}

// chunk is how many messages, from the first, go into one batch of the server.
func chunk(batch []bus.Message) int {
	n, size := 0, 0
	for n < len(batch) && n < chunkMessages {
		size += len(batch[n].Data) + overhead/8
		if n > 0 && size > chunkBytes {
			break
		}
		n++
	}
	return n
}

// store stores a chunk: as one atomic batch and, where the server knows some of it
// already, one by one until the known part is passed. One by one and awaited, since
// a failure in the middle must not let a later message overtake.
func (b *Bus) store(ctx context.Context, t *stream, batch []bus.Message) error {
	for len(batch) > 0 {
		err := b.try(ctx, func(ctx context.Context) error { return b.storeAtomic(ctx, t, batch) })
		if code(err) != codeDuplicateInBatch {
			return err
		}
		fresh := 0
		for len(batch) > 0 && fresh < newInARow {
			var known bool
			err := b.try(ctx, func(ctx context.Context) (err error) {
				known, err = b.storeOne(ctx, t, &batch[0])
				return err
			})
			if err != nil {
				return err
			}
			if fresh++; known {
				fresh = 0
			}
			batch = batch[1:]
		}
	}
	return nil
}

func (b *Bus) storeAtomic(ctx context.Context, t *stream, batch []bus.Message) error {
	if len(batch) == 1 {
		_, err := b.storeOne(ctx, t, &batch[0])
		return err
	}
	id := rand.Text()
	for i := range batch[:len(batch)-1] {
		m := t.message(&batch[i])
		m.Header[headerBatch] = []string{id}
		m.Header[headerNumber] = []string{strconv.Itoa(i + 1)}
		if err := b.conn.PublishMsg(m); err != nil {
			return err
		}
	}
	m := t.message(&batch[len(batch)-1])
	m.Header[headerBatch] = []string{id}
	m.Header[headerNumber] = []string{strconv.Itoa(len(batch))}
	m.Header[headerCommit] = []string{"1"}
	ack, err := b.ask(ctx, m)
	if err != nil {
		return err
	}
	if ack.Count != len(batch) {
		return fmt.Errorf("the server stored %d of a batch of %d", ack.Count, len(batch))
	}
	return nil
}

// storeOne reports whether the server knew the message.
func (b *Bus) storeOne(ctx context.Context, t *stream, m *bus.Message) (known bool, err error) {
	ack, err := b.ask(ctx, t.message(m))
	if err != nil {
		return false, err
	}
	return ack.Duplicate, nil
}

// acknowledgement is the server's answer to a publication.
type acknowledgement struct {
	Error     *jetstream.APIError `json:"error"`
	Stream    string              `json:"stream"`
	Sequence  uint64              `json:"seq"`
	Duplicate bool                `json:"duplicate"`
	Count     int                 `json:"count"`
}

var errNoAcknowledgement = errors.New("the answer is no acknowledgement")

func (b *Bus) ask(ctx context.Context, m *nats.Msg) (acknowledgement, error) {
	var ack acknowledgement
	answer, err := b.conn.RequestMsgWithContext(ctx, m)
	if err != nil {
		return ack, err
	}
	if err := json.Unmarshal(answer.Data, &ack); err != nil {
		return ack, errNoAcknowledgement
	}
	if ack.Error != nil {
		return ack, ack.Error
	}
	if ack.Stream == "" || ack.Sequence == 0 {
		return ack, errNoAcknowledgement
	}
	return ack, nil
}

func (t *stream) message(m *bus.Message) *nats.Msg {
	return &nats.Msg{
		Subject: t.subject(bus.Partition(m.Person, t.Partitions)),
		Header: nats.Header{
			headerID:   []string{escape(m.ID)},
			headerMeta: []string{meta(m)},
		},
		Data: m.Data,
	}
}

// meta is a message's time and person as one header.
func meta(m *bus.Message) string {
	if m.Time.IsZero() {
		return "- " + escape(string(m.Person))
	}
	// Seconds and nanoseconds apart: a source may claim any year.
	return strconv.FormatInt(m.Time.Unix(), 10) + "." + strconv.Itoa(m.Time.Nanosecond()) + " " + escape(string(m.Person))
}

func parseMeta(s string) (when time.Time, person bonafide.PersonID, err error) {
	at, who, ok := strings.Cut(s, " ")
	if !ok {
		return when, "", errors.New("a message of the bus has no time and person")
	}
	if at != "-" {
		s, n, _ := strings.Cut(at, ".")
		seconds, err1 := strconv.ParseInt(s, 10, 64)
		nanos, err2 := strconv.ParseInt(n, 10, 64)
		if err := errors.Join(err1, err2); err != nil {
			return when, "", fmt.Errorf("the time of a message of the bus: %w", err)
		}
		when = time.Unix(seconds, nanos).UTC()
	}
	return when, bonafide.PersonID(unescape(who)), nil
}

// escape makes any text fit a header's value: what is not a visible ASCII
// character, and '%', is written as %XX.
func escape(s string) string {
	n := 0
	for i := range len(s) {
		if !plain(s[i]) {
			n++
		}
	}
	if n == 0 {
		return s
	}
	const hex = "0123456789ABCDEF"
	out := make([]byte, 0, len(s)+2*n)
	for i := range len(s) {
		if c := s[i]; plain(c) {
			out = append(out, c)
		} else {
			out = append(out, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(out)
}

func plain(c byte) bool { return c > ' ' && c < 0x7f && c != '%' }

func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(v))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}
