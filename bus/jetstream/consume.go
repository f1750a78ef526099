package jetstream

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"bonafide"
	"bonafide/bus"
	"bonafide/bus/internal/lease"
)

const (
	// group is the one priority group of a consumer: who is pinned in it holds the
	// partition.
	group     = "holder"
	headerPin = "Nats-Pin-Id"
	// serverAckWait is a backstop only: what is out is taken back here, in order,
	// by resetting the consumer, and never by the server, which would let later
	// messages overtake.
	serverAckWait = time.Hour
	// pullHeld and pullFree are how long a request for messages stands while the
	// partition is held and while it is not; a holder that is gone is noticed at
	// the end of a request.
	pullHeld = 5 * time.Second
	pullFree = time.Second
	// grace is what a request's end may take to arrive.
	grace = time.Second
	// pullBytes bounds what stands in memory of one consumer and was not fetched.
	pullBytes = 16 << 20
)

// Consume implements bus.Subscriber.
func (b *Bus) Consume(ctx context.Context, s bus.Subscription) (bus.Consumer, error) {
	t, err := b.topic(s.Topic)
	if err != nil {
		return nil, err
	}
	if s, err = s.Checked(); err != nil {
		return nil, err
	}
	if err := t.CheckPartition(s.Partition); err != nil {
		return nil, err
	}
	want := jetstream.ConsumerConfig{
		Durable:        t.durable(s.Name, s.Partition),
		FilterSubject:  t.subject(s.Partition),
		DeliverPolicy:  jetstream.DeliverAllPolicy,
		AckPolicy:      jetstream.AckExplicitPolicy,
		AckWait:        serverAckWait,
		MaxDeliver:     -1,
		MaxAckPending:  s.MaxInFlight,
		MaxWaiting:     64,
		PriorityPolicy: jetstream.PriorityPolicyPinned,
		PriorityGroups: []string{group},
		PinnedTTL:      max(s.AckWait, 2*pullFree),
	}
	switch {
	case s.From.New:
		want.DeliverPolicy = jetstream.DeliverNewPolicy
	case !s.From.Since.IsZero():
		since := s.From.Since.UTC()
		want.DeliverPolicy, want.OptStartTime = jetstream.DeliverByStartTimePolicy, &since
	}
	ctx, cancel := b.patient(ctx)
	defer cancel()
	var created time.Time
	err = b.try(ctx, func(ctx context.Context) error {
		have, err := b.js.Consumer(ctx, t.name(), want.Durable)
		if errors.Is(err, jetstream.ErrConsumerNotFound) {
			have, err = b.js.CreateConsumer(ctx, t.name(), want)
		}
		if err != nil {
			return err
		}
		created = have.CachedInfo().Created
		// Where it began is history; only the bounds may change.
		next := have.CachedInfo().Config
		if next.MaxAckPending == want.MaxAckPending && next.PinnedTTL == want.PinnedTTL {
			return nil
		}
		next.MaxAckPending, next.PinnedTTL = want.MaxAckPending, want.PinnedTTL
		_, err = b.js.UpdateConsumer(ctx, t.name(), next)
		return err
	})
	if err != nil {
		return nil, failed("opening consumer "+s.Name+" of topic "+t.Name, err)
	}
	c := &consumer{
		bus: b, topic: t, sub: s, durable: want.Durable, created: created,
		turn: lease.NewTurn(), wake: make(chan struct{}, 1), closing: make(chan struct{}),
	}
	c.life, c.end = context.WithCancel(context.Background())
	c.lapse = time.AfterFunc(time.Hour, c.lapsed)
	c.lapse.Stop()
	return c, nil
}

// Forget implements bus.Subscriber.
func (b *Bus) Forget(ctx context.Context, topic, name string) error {
	t, err := b.topic(topic)
	if err != nil {
		return err
	}
	if err := bus.CheckName(name); err != nil {
		return err
	}
	ctx, cancel := b.patient(ctx)
	defer cancel()
	removed := 0
	for p := range t.Partitions {
		err := b.try(ctx, func(ctx context.Context) error { return b.js.DeleteConsumer(ctx, t.name(), t.durable(name, p)) })
		switch {
		case err == nil:
			removed++
		case !errors.Is(err, jetstream.ErrConsumerNotFound):
			return failed("forgetting consumer "+name, err)
		}
	}
	if removed == 0 {
		return bonafide.NotFoundf("topic %s has no consumer %q", topic, name)
	}
	return nil
}

// consumer is one holder, or one that waits to be.
type consumer struct {
	bus     *Bus
	topic   *stream
	sub     bus.Subscription
	durable string
	created time.Time // a consumer of this name that is younger is another

	turn    lease.Turn    // of the Fetch that runs, and of the end of Close
	wake    chan struct{} // something below has changed
	closing chan struct{}
	close   sync.Once
	life    context.Context // ends with closing
	end     context.CancelFunc

	mu     sync.Mutex
	out    lease.Out[string] // the handles are where acks go
	acked  uint64            // by this holder; what is below never comes again
	rewind bool              // what was out has gone back; start again at the floor
	from   <-chan time.Time  // the end of a Nack's delay, nil where there is none
	lapse  *time.Timer

	// Only the Fetch that runs touches what follows, and what it has started.
	aligning chan error // has the outcome of an align that runs, nil where none does
	inbox    *nats.Subscription
	messages chan *nats.Msg
	pin      string
	address  string // of the inbox; a request's number follows
	request  uint64 // number of the request that stands, or stood last
	asked    int    // messages of the standing request that may still come
	expires  *time.Timer
	number   uint64 // of the last delivery since the consumer was reset
	last     uint64 // the highest sequence since then
	broken   uint64
	silences int
}

// Fetch implements bus.Consumer.
func (c *consumer) Fetch(ctx context.Context, most int) ([]bus.Delivery, error) {
	if err := c.turn.Begin(ctx, most, c.closing, c.bus.closing); err != nil {
		return nil, err
	}
	defer c.turn.End()
	for {
		if err := c.open(ctx); err != nil {
			return nil, err
		}
		if err := c.settle(ctx); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err() // not the server's fault
			}
			return nil, failed("fetching for consumer "+c.sub.Name, err)
		}
		if c.asked == 0 {
			if err := c.pull(); err != nil {
				return nil, failed("fetching for consumer "+c.sub.Name, err)
			}
		}
		var expired <-chan time.Time
		if c.asked > 0 {
			expired = c.expires.C
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-c.closing:
			return nil, bus.ErrClosed
		case <-c.bus.closing:
			return nil, bus.ErrClosed
		case <-c.wake:
		case <-expired:
			// Neither the end of the request nor all that it had left: what is missing
			// would come an hour later.
			c.giveBack()
			if c.silences++; c.silences > 2 {
				c.silences = 0
				return nil, bonafide.Unavailablef("consumer %s of topic %s: the server of the bus is silent", c.sub.Name, c.topic.Name)
			}
		case m := <-c.messages:
			run, err := c.take(ctx, m, most)
			if err != nil {
				return nil, failed("fetching for consumer "+c.sub.Name, err)
			}
			if len(run) > 0 {
				return run, nil
			}
		}
	}
}

// open is the error of a consumer that may not go on.
func (c *consumer) open(ctx context.Context) error {
	select {
	case <-c.closing:
		return bus.ErrClosed
	case <-c.bus.closing:
		return bus.ErrClosed
	default:
		return ctx.Err()
	}
}

// settle brings the server's idea of what is out into line with ours before
// anything is asked for.
func (c *consumer) settle(ctx context.Context) error {
	if n := c.bus.broken.Load(); n != c.broken && c.aligning == nil {
		// What was on its way may be lost, and would come an hour later.
		c.broken = n
		c.giveBack()
	}
	c.mu.Lock()
	rewind, from := c.rewind, c.from
	c.mu.Unlock()
	if from != nil && c.aligning == nil {
		c.hangUp()
		select {
		case <-from:
		case <-ctx.Done():
			return ctx.Err()
		case <-c.closing:
			return bus.ErrClosed
		case <-c.bus.closing:
			return bus.ErrClosed
		}
		c.mu.Lock()
		c.from = nil
		c.mu.Unlock()
	}
	if rewind && c.aligning == nil {
		c.hangUp()
	}
	if c.aligning == nil {
		if c.inbox != nil && (c.pin != "" || c.asked > 0) {
			return nil
		}
		// It goes on where ctx ends: callers with little time each would never get
		// beyond it.
		c.aligning = make(chan error, 1)
		go func() { c.aligning <- c.align(rewind) }()
	}
	select {
	case err := <-c.aligning:
		c.aligning = nil
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-c.closing:
		return bus.ErrClosed
	case <-c.bus.closing:
		return bus.ErrClosed
	}
}

// align asks who holds the partition, resets it where that is ours to do, and opens
// an inbox. Nothing else touches what belongs to Fetch while it runs.
func (c *consumer) align(rewind bool) error {
	ctx, cancel := c.bus.patient(c.life)
	defer cancel()
	if c.pin == "" {
		var info *jetstream.ConsumerInfo
		err := c.bus.try(ctx, func(ctx context.Context) error {
			held, err := c.bus.js.Consumer(ctx, c.topic.name(), c.durable)
			if err == nil {
				info = held.CachedInfo()
			}
			return err
		})
		if err == nil && !info.Created.Equal(c.created) {
			err = jetstream.ErrConsumerNotFound // it was forgotten and made again
		}
		if err != nil {
			return c.gone(err)
		}
		held := len(info.PriorityGroups) > 0 && info.PriorityGroups[0].PinnedClientID != ""
		if !held && info.NumAckPending > 0 {
			// A holder has gone and left something out. Nothing new need come for it
			// to come again.
			rewind = true
		} else if held {
			rewind = false // not ours to reset
		}
	}
	if rewind {
		err := c.bus.try(ctx, func(ctx context.Context) error {
			s, err := c.bus.js.Stream(ctx, c.topic.name())
			if err != nil {
				return err
			}
			_, err = s.ResetConsumer(ctx, c.durable)
			return err
		})
		if err != nil {
			return c.gone(err)
		}
	}
	c.mu.Lock()
	c.rewind = false
	c.mu.Unlock()
	if c.inbox != nil {
		return nil
	}
	// A request's messages, its end, and some more.
	c.messages = make(chan *nats.Msg, c.sub.MaxInFlight+64)
	address := c.bus.conn.NewInbox()
	inbox, err := c.bus.conn.ChanSubscribe(address+".*", c.messages)
	if err != nil {
		return err
	}
	c.address = address
	// The server must not be asked again on an inbox whose messages it was told to
	// reset: a new one for each beginning.
	c.inbox, c.number, c.last, c.asked = inbox, 0, 0, 0
	return nil
}

func (c *consumer) gone(err error) error {
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		return bonafide.NotFoundf("consumer %s of topic %s was forgotten", c.sub.Name, c.topic.Name)
	}
	return err
}

// giveBack returns what is out.
func (c *consumer) giveBack() {
	c.mu.Lock()
	c.out.Return()
	c.rewind = true
	c.lapse.Stop()
	c.mu.Unlock()
	c.hangUp()
}

// hangUp ends the standing request and forgets what came for it.
func (c *consumer) hangUp() {
	if c.inbox != nil {
		_ = c.inbox.Unsubscribe()
		c.inbox, c.messages, c.asked = nil, nil, 0
	}
}

// request is the body of a pull request, of ADR-13 and ADR-42.
type request struct {
	Batch   int           `json:"batch"`
	Bytes   int           `json:"max_bytes,omitempty"`
	Expires time.Duration `json:"expires"`
	Group   string        `json:"group"`
	Pin     string        `json:"id,omitempty"`
}

// pull asks for as much as may be out.
func (c *consumer) pull() error {
	c.mu.Lock()
	room := c.sub.MaxInFlight - c.out.Len()
	c.mu.Unlock()
	if room <= 0 {
		return nil
	}
	r := request{Batch: room, Bytes: pullBytes, Expires: min(pullHeld, c.sub.AckWait/2+pullFree/2), Group: group, Pin: c.pin}
	if c.pin == "" {
		// The first message only says that the partition is ours.
		r.Batch, r.Bytes, r.Expires = 1, 0, pullFree
	}
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	c.request++
	if err := c.bus.conn.PublishRequest("$JS.API.CONSUMER.MSG.NEXT."+c.topic.name()+"."+c.durable, c.replyTo(), body); err != nil {
		return err
	}
	c.asked = r.Batch
	if c.expires == nil {
		c.expires = time.NewTimer(r.Expires + grace)
	} else {
		c.expires.Reset(r.Expires + grace)
	}
	return nil
}

func (c *consumer) replyTo() string { return c.address + "." + strconv.FormatUint(c.request, 10) }

// take reads a message and those that stand behind it already.
func (c *consumer) take(ctx context.Context, m *nats.Msg, most int) ([]bus.Delivery, error) {
	run := make([]bus.Delivery, 0, min(most, len(c.messages)+1))
	for {
		d, ok, err := c.read(ctx, m)
		if c.inbox == nil {
			return nil, err // what was given has gone back
		}
		if err != nil {
			if len(run) > 0 {
				return run, nil
			}
			return nil, err
		}
		if ok {
			run = append(run, d)
		}
		if len(run) == most {
			return run, nil
		}
		select {
		case m = <-c.messages:
		default:
			return run, nil
		}
	}
}

// read reads one message or the end of a request. ok is false where there is
// nothing to give.
func (c *consumer) read(ctx context.Context, m *nats.Msg) (d bus.Delivery, ok bool, err error) {
	c.silences = 0
	if m.Reply == "" {
		return d, false, c.ended(ctx, m)
	}
	at, err := m.Metadata()
	if err != nil {
		return d, false, bonafide.Unavailablef("a delivery cannot be read: %s", err)
	}
	c.asked = max(0, c.asked-1)
	if pin := m.Header.Get(headerPin); pin != c.pin {
		// The partition is ours from now on, and what an earlier holder had out
		// comes first.
		c.pin = pin
		c.giveBack()
		return d, false, nil
	}
	if at.Sequence.Consumer != c.number+1 {
		// A reset numbers deliveries from 1 anew. One was lost on the way, or another
		// has reset the consumer.
		c.giveBack()
		return d, false, nil
	}
	c.number = at.Sequence.Consumer
	before := c.last
	c.last = max(c.last, at.Sequence.Stream)
	d, foreign := delivery(m, at)
	if foreign != nil {
		c.bus.config.Log.Warn("a message of the bus is passed over", slog.String("topic", c.topic.Name), slog.Uint64("sequence", at.Sequence.Stream), slog.String("why", foreign.Error()))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rewind {
		return d, false, nil // it comes again
	}
	if at.Sequence.Stream <= max(before, c.acked) {
		// What the server could not bring to an inbox that is gone, it queues again,
		// even behind the reset that answers for it. All of it was given since.
		if _, err := c.out.Find(at.Sequence.Stream); err == nil {
			return d, false, nil
		}
		return d, false, c.bus.conn.Publish(m.Reply, ackBody)
	}
	if only := m.Header.Get(headerOnly); foreign != nil || only != "" && only != c.sub.Name {
		// Somebody else's replay, or not of our making: passed over, and acked with
		// what follows.
		if c.out.Len() == 0 {
			return d, false, c.bus.conn.Publish(m.Reply, ackBody)
		}
		c.out.Give(at.Sequence.Stream, m.Reply)
		return d, false, nil
	}
	if c.out.Len() == 0 {
		c.lapse.Reset(c.sub.AckWait)
	}
	d.Attempt = c.out.Give(d.Sequence, m.Reply)
	return d, true, nil
}

// ended reads the end of a request.
func (c *consumer) ended(ctx context.Context, m *nats.Msg) error {
	if m.Subject != c.replyTo() {
		return nil // of a request that is over
	}
	status, why := m.Header.Get("Status"), m.Header.Get("Description")
	switch {
	case status == "100":
		return nil
	case status == "409" && strings.EqualFold(why, "Batch Completed"):
		return nil // all of it is here or on its way
	case status == "408", status == "409" && strings.Contains(why, "MaxBytes"):
		// Its time or its bytes are used up. With replicas the end overtakes the last
		// messages, which wait for a majority: they are still expected.
		left, err := strconv.Atoi(m.Header.Get("Nats-Pending-Messages"))
		if err != nil {
			left = c.asked
		}
		c.asked = max(0, c.asked-left)
		return nil
	case status == "400":
		return bonafide.Unavailablef("the server refuses the request for messages: %s", why)
	case status == "423":
		// Another holds the partition.
		c.pin = ""
		c.giveBack()
	default:
		// 503 nobody answers, 409 the consumer has gone or its leader has changed.
		c.pin = ""
		c.asked = 0
	}
	select {
	case <-time.After(100 * time.Millisecond):
	case <-c.closing:
	case <-ctx.Done():
	}
	return nil
}

func delivery(m *nats.Msg, at *nats.MsgMetadata) (bus.Delivery, error) {
	when, person, err := parseMeta(m.Header.Get(headerMeta))
	if err != nil {
		return bus.Delivery{}, err
	}
	id := m.Header.Get(headerOriginal)
	if id == "" {
		id = m.Header.Get(headerID)
	}
	return bus.Delivery{
		Message:  bus.Message{ID: unescape(id), Person: person, Time: when, Data: m.Data},
		Sequence: at.Sequence.Stream,
		Arrived:  at.Timestamp.UTC(),
	}, nil
}

// lapsed takes back what was out for too long.
func (c *consumer) lapsed() {
	c.mu.Lock()
	if c.out.Len() > 0 {
		c.out.Return()
		c.rewind = true
	}
	c.mu.Unlock()
	c.stir()
}

func (c *consumer) stir() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

var ackBody = []byte("+ACK")

// Ack implements bus.Consumer.
func (c *consumer) Ack(ctx context.Context, upTo uint64) error {
	if err := c.open(ctx); err != nil {
		return err
	}
	c.mu.Lock()
	replies, err := c.out.UpTo(upTo)
	c.mu.Unlock()
	if err != nil {
		return err
	}
	ctx, cancel := c.bus.patient(ctx)
	defer cancel()
	last := len(replies) - 1
	err = c.bus.try(ctx, func(ctx context.Context) error {
		for _, r := range replies[:last] {
			if err := c.bus.conn.Publish(r, ackBody); err != nil {
				return err
			}
		}
		// The answer to the last covers those before it on the same connection.
		_, err := c.bus.conn.RequestWithContext(ctx, replies[last], ackBody)
		return err
	})
	if err != nil {
		return failed("acknowledging for consumer "+c.sub.Name, err)
	}
	c.mu.Lock()
	c.acked = max(c.acked, upTo)
	if c.out.Done(upTo); c.out.Len() == 0 {
		c.lapse.Stop()
	} else {
		c.lapse.Reset(c.sub.AckWait)
	}
	c.mu.Unlock()
	c.stir()
	return nil
}

// Nack implements bus.Consumer.
func (c *consumer) Nack(ctx context.Context, delay time.Duration) error {
	if err := c.open(ctx); err != nil {
		return err
	}
	c.mu.Lock()
	c.out.Return()
	c.rewind = true
	c.lapse.Stop()
	if delay > 0 {
		c.from = time.After(delay)
	}
	c.mu.Unlock()
	c.stir()
	return nil
}

// Bury implements bus.Consumer.
func (c *consumer) Bury(ctx context.Context, sequence uint64, reason string) error {
	if err := c.open(ctx); err != nil {
		return err
	}
	c.mu.Lock()
	_, err := c.out.Find(sequence)
	c.mu.Unlock()
	if err != nil {
		return err
	}
	if err := c.bus.bury(ctx, c.topic, c.sub.Name, sequence, reason); err != nil {
		return failed("burying a message of consumer "+c.sub.Name, err)
	}
	return c.Ack(ctx, sequence)
}

// Close implements bus.Consumer.
func (c *consumer) Close() error {
	c.close.Do(func() {
		close(c.closing)
		c.end()
		c.turn.Wait() // the Fetch that runs sees closing
		defer c.turn.End()
		if c.aligning != nil {
			<-c.aligning
		}
		c.lapse.Stop()
		c.hangUp()
		if c.pin == "" || c.bus.conn.IsClosed() {
			return
		}
		// Without it the next holder would wait until the pin's time is over, which
		// it does where this fails.
		ctx, cancel := context.WithTimeout(context.Background(), apiTry)
		defer cancel()
		if s, err := c.bus.js.Stream(ctx, c.topic.name()); err == nil {
			_ = s.UnpinConsumer(ctx, c.durable, group)
		}
	})
	return nil
}
