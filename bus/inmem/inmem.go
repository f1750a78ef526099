// Package inmem is the bus in memory, for tests and for commands that run once and
// keep nothing. Topics and a clock come in; a [Bus] that passes bus/bustest comes
// out. It means everything as package bus says, except that durable means as long
// as the process.
package inmem

import (
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"bonafide"
	"bonafide/bus"
	"bonafide/bus/internal/lease"
)

// Bus is a bus in memory. It is safe for concurrent use.
type Bus struct {
	now     func() time.Time
	closing chan struct{}

	mu     sync.Mutex
	closed bool
	topics []*topic
	letter uint64
	kept   map[string][]byte
}

// topic is a log. An entry's sequence is its place in entries plus first.
type topic struct {
	bus.Topic
	full       bool
	bytes      int64
	first      uint64 // sequence of entries[0]
	entries    []entry
	partitions [][]uint64 // sequences, ascending
	known      map[string]time.Time
	knownOrder []id
	positions  map[place]*position
	letters    []bus.DeadLetter
	changed    chan struct{} // closed and made anew when any of it changes
}

type entry struct {
	bus.Message
	arrived time.Time
	only    string // the consumer that a replay is for
}

type id struct {
	id string
	at time.Time
}

type place struct {
	consumer  string
	partition int
}

// position is a consumer's place in a partition.
type position struct {
	acked  uint64 // everything up to it is done
	holder *consumer
}

var _ bus.Bus = (*Bus)(nil)

// New makes a bus with these topics. now is the clock by which messages arrive and
// ids are forgotten.
func New(now func() time.Time, topics ...bus.Topic) (*Bus, error) {
	b := &Bus{now: now, closing: make(chan struct{}), kept: map[string][]byte{}}
	for _, t := range topics {
		t, err := t.Checked()
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(b.topics, func(o *topic) bool { return o.Name == t.Name }) {
			return nil, bonafide.Invalidf("topic %s is named twice", t.Name)
		}
		b.topics = append(b.topics, &topic{
			Topic: t, first: 1, partitions: make([][]uint64, t.Partitions),
			known: map[string]time.Time{}, positions: map[place]*position{}, changed: make(chan struct{}),
		})
	}
	if len(b.topics) == 0 {
		return nil, bonafide.Invalidf("the bus has no topic")
	}
	return b, nil
}

// topic is called with the lock held.
func (b *Bus) topic(name string) (*topic, error) {
	if b.closed {
		return nil, bus.ErrClosed
	}
	for _, t := range b.topics {
		if t.Name == name {
			return t, nil
		}
	}
	return nil, bonafide.NotFoundf("the bus has no topic %q", name)
}

func (t *topic) stir() {
	close(t.changed)
	t.changed = make(chan struct{})
}

func size(m *bus.Message) int64 { return int64(len(m.ID) + len(m.Person) + len(m.Data) + 64) }

// Publish implements bus.Publisher: the whole batch or nothing.
func (b *Bus) Publish(ctx context.Context, topic string, batch []bus.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	t, err := b.topic(topic)
	if err != nil {
		return err
	}
	if err := bus.CheckBatch(batch, bus.MaxData); err != nil {
		return err
	}
	now := b.now()
	t.forget(now)
	var more int64
	fresh := make([]int, 0, len(batch))
	within := make(map[string]bool, len(batch))
	for i := range batch {
		if _, known := t.known[batch[i].ID]; !known && !within[batch[i].ID] {
			within[batch[i].ID] = true
			fresh = append(fresh, i)
			more += size(&batch[i])
		}
	}
	if t.full = t.MaxBytes > 0 && t.bytes+more > t.MaxBytes; t.full {
		return bus.ErrFull
	}
	for _, i := range fresh {
		m := batch[i]
		m.Data = slices.Clone(m.Data)
		t.add(m, now, "")
		t.remember(m.ID, now)
	}
	if len(fresh) > 0 {
		t.stir()
	}
	return nil
}

func (t *topic) add(m bus.Message, at time.Time, only string) {
	p := bus.Partition(m.Person, t.Partitions)
	t.partitions[p] = append(t.partitions[p], t.first+uint64(len(t.entries)))
	t.entries = append(t.entries, entry{m, at, only})
	t.bytes += size(&m)
}

func (t *topic) remember(key string, at time.Time) {
	t.known[key] = at
	t.knownOrder = append(t.knownOrder, id{key, at})
}

// forget drops what is older than the topic keeps it.
func (t *topic) forget(now time.Time) {
	n := 0
	for n < len(t.knownOrder) && now.Sub(t.knownOrder[n].at) > t.Dedup {
		delete(t.known, t.knownOrder[n].id)
		n++
	}
	t.knownOrder = t.knownOrder[n:]
	if t.MaxAge == 0 {
		return
	}
	n = 0
	for n < len(t.entries) && now.Sub(t.entries[n].arrived) > t.MaxAge {
		t.bytes -= size(&t.entries[n].Message)
		n++
	}
	t.entries, t.first = t.entries[n:], t.first+uint64(n)
	for p, s := range t.partitions {
		i, _ := slices.BinarySearch(s, t.first)
		t.partitions[p] = s[i:]
	}
}

func (t *topic) entry(sequence uint64) *entry { return &t.entries[sequence-t.first] }

// Consume implements bus.Subscriber.
func (b *Bus) Consume(ctx context.Context, s bus.Subscription) (bus.Consumer, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
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
	at := place{s.Name, s.Partition}
	if t.positions[at] == nil {
		t.positions[at] = &position{acked: t.before(s.From)}
	}
	c := &consumer{bus: b, topic: t, sub: s, at: at, closing: make(chan struct{}), turn: lease.NewTurn()}
	c.lapse = time.AfterFunc(time.Hour, c.lapsed)
	c.lapse.Stop()
	return c, nil
}

// before is the sequence before a start.
func (t *topic) before(s bus.Start) uint64 {
	switch {
	case s.New:
		return t.first + uint64(len(t.entries)) - 1
	case !s.Since.IsZero():
		i, _ := slices.BinarySearchFunc(t.entries, s.Since, func(e entry, at time.Time) int {
			if e.arrived.Before(at) {
				return -1
			}
			return 1
		})
		return t.first + uint64(i) - 1
	}
	return 0
}

// Forget implements bus.Subscriber.
func (b *Bus) Forget(_ context.Context, topic, name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, err := b.topic(topic)
	if err != nil {
		return err
	}
	if err := bus.CheckName(name); err != nil {
		return err
	}
	n := len(t.positions)
	for at := range t.positions {
		if at.consumer == name {
			delete(t.positions, at)
		}
	}
	if len(t.positions) == n {
		return bonafide.NotFoundf("topic %s has no consumer %q", topic, name)
	}
	t.stir()
	return nil
}

// Dead implements bus.DeadLetters.
func (b *Bus) Dead(ctx context.Context, topic, consumer string) iter.Seq2[bus.DeadLetter, error] {
	return func(yield func(bus.DeadLetter, error) bool) {
		b.mu.Lock()
		t, err := b.settled(topic, consumer)
		var all []bus.DeadLetter
		if err == nil {
			all = slices.Clone(t.letters)
		}
		b.mu.Unlock()
		if err != nil {
			yield(bus.DeadLetter{}, err)
			return
		}
		for _, l := range all {
			if l.Consumer != consumer {
				continue
			}
			if err := ctx.Err(); err != nil {
				yield(bus.DeadLetter{}, err)
				return
			}
			l.Data = slices.Clone(l.Data)
			if !yield(l, nil) {
				return
			}
		}
	}
}

func (b *Bus) settled(topic, consumer string) (*topic, error) {
	t, err := b.topic(topic)
	if err != nil {
		return nil, err
	}
	return t, bus.CheckName(consumer)
}

// Replay implements bus.DeadLetters.
func (b *Bus) Replay(_ context.Context, topic, consumer string, letters ...uint64) (int, error) {
	return b.settle(topic, consumer, letters, true)
}

// Discard implements bus.DeadLetters.
func (b *Bus) Discard(_ context.Context, topic, consumer string, letters ...uint64) (int, error) {
	return b.settle(topic, consumer, letters, false)
}

func (b *Bus) settle(topic, consumer string, letters []uint64, again bool) (n int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, err := b.settled(topic, consumer)
	if err != nil {
		return 0, err
	}
	if len(letters) == 0 {
		for _, l := range t.letters {
			if l.Consumer == consumer {
				letters = append(letters, l.Letter)
			}
		}
	}
	defer t.stir()
	for _, number := range letters {
		i := slices.IndexFunc(t.letters, func(l bus.DeadLetter) bool { return l.Letter == number && l.Consumer == consumer })
		if i < 0 {
			return n, bonafide.NotFoundf("consumer %s of topic %s has no dead letter %d", consumer, topic, number)
		}
		if again {
			t.add(t.letters[i].Message, b.now(), consumer)
		}
		t.letters = slices.Delete(t.letters, i, i+1)
		n++
	}
	return n, nil
}

// Health implements bus.Bus.
func (b *Bus) Health(context.Context) bus.Health {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return bus.Health{State: bus.Unavailable, Why: bus.ErrClosed.Error()}
	}
	h := bus.Health{State: bus.Ready}
	for _, t := range b.topics {
		t.forget(b.now())
		th := bus.TopicHealth{Name: t.Name, Messages: uint64(len(t.entries)), Bytes: uint64(t.bytes), Dead: uint64(len(t.letters))}
		if n := len(t.entries); n > 0 {
			th.Newest = t.entries[n-1].arrived
		}
		for at, p := range t.positions {
			i, found := slices.BinarySearch(t.partitions[at.partition], p.acked)
			if found {
				i++
			}
			th.Lags = append(th.Lags, bus.Lag{Consumer: at.consumer, Partition: at.partition, Waiting: uint64(len(t.partitions[at.partition]) - i)})
		}
		slices.SortFunc(th.Lags, bus.Lag.Compare)
		h.Topics = append(h.Topics, th)
		if t.full && h.State == bus.Ready {
			h.State, h.Why = bus.Full, "topic "+t.Name+" took nothing more when last asked; give it more bytes or a shorter age"
		}
	}
	return h
}

// Close implements bus.Bus.
func (b *Bus) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.closed = true
		close(b.closing)
	}
	return nil
}

// consumer is one holder, or one that waits to be.
type consumer struct {
	bus     *Bus
	topic   *topic
	sub     bus.Subscription
	at      place
	closing chan struct{}
	close   sync.Once
	turn    lease.Turn // of the Fetch that runs

	// The bus's lock guards what follows.
	out   lease.Out[struct{}]
	given uint64           // the last sequence that was given or passed over
	from  <-chan time.Time // the end of a Nack's delay, nil where there is none
	lapse *time.Timer
}

// Fetch implements bus.Consumer.
func (c *consumer) Fetch(ctx context.Context, most int) ([]bus.Delivery, error) {
	if err := c.turn.Begin(ctx, most, c.closing, c.bus.closing); err != nil {
		return nil, err
	}
	defer c.turn.End()
	for {
		run, changed, from, err := c.next(ctx, most)
		if err != nil || len(run) > 0 {
			return run, err
		}
		if from != nil {
			changed = nil
		}
		select {
		case <-changed:
		case <-from:
			c.bus.mu.Lock()
			c.from = nil
			c.bus.mu.Unlock()
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-c.closing:
			return nil, bus.ErrClosed
		case <-c.bus.closing:
			return nil, bus.ErrClosed
		}
	}
}

// next is what can be given now, or what to wait for.
func (c *consumer) next(ctx context.Context, most int) (run []bus.Delivery, changed <-chan struct{}, from <-chan time.Time, err error) {
	c.bus.mu.Lock()
	defer c.bus.mu.Unlock()
	t := c.topic
	p, err := c.position(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	if c.from != nil {
		return nil, nil, c.from, nil
	}
	if p.holder == nil {
		p.holder, c.given = c, p.acked
	}
	if p.holder != c {
		return nil, t.changed, nil, nil
	}
	t.forget(c.bus.now())
	log := t.partitions[c.at.partition]
	i, found := slices.BinarySearch(log, c.given)
	if found {
		i++
	}
	for ; i < len(log) && len(run) < most && c.out.Len() < c.sub.MaxInFlight; i++ {
		c.given = log[i]
		e := t.entry(c.given)
		if e.only != "" && e.only != c.sub.Name {
			if c.out.Len() == 0 {
				p.acked = c.given
			}
			continue
		}
		if c.out.Len() == 0 {
			c.lapse.Reset(c.sub.AckWait)
		}
		d := bus.Delivery{Message: e.Message, Sequence: c.given, Arrived: e.arrived}
		d.Data = slices.Clone(e.Data)
		d.Attempt = c.out.Give(c.given, struct{}{})
		run = append(run, d)
	}
	return run, t.changed, nil, nil
}

// position is this consumer's place. It is called with the lock held.
func (c *consumer) position(ctx context.Context) (*position, error) {
	select {
	case <-c.closing:
		return nil, bus.ErrClosed
	default:
	}
	if c.bus.closed {
		return nil, bus.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p := c.topic.positions[c.at]
	if p == nil {
		return nil, bonafide.NotFoundf("consumer %s of topic %s was forgotten", c.sub.Name, c.topic.Name)
	}
	return p, nil
}

// giveBack returns what is out. It is called with the lock held.
func (c *consumer) giveBack() {
	c.out.Return()
	c.lapse.Stop()
	if p := c.topic.positions[c.at]; p != nil && p.holder == c {
		c.given = p.acked
	}
	c.topic.stir()
}

func (c *consumer) lapsed() {
	c.bus.mu.Lock()
	defer c.bus.mu.Unlock()
	if c.out.Len() > 0 {
		c.giveBack()
		// Another may have it now: this holder may be stuck.
		if p := c.topic.positions[c.at]; p != nil && p.holder == c {
			p.holder = nil
		}
	}
}

// Ack implements bus.Consumer.
func (c *consumer) Ack(ctx context.Context, upTo uint64) error {
	c.bus.mu.Lock()
	defer c.bus.mu.Unlock()
	return c.ack(ctx, upTo)
}

func (c *consumer) ack(ctx context.Context, upTo uint64) error {
	p, err := c.position(ctx)
	if err != nil {
		return err
	}
	if _, err := c.out.Find(upTo); err != nil {
		return err
	}
	c.out.Done(upTo)
	p.acked = upTo
	if c.out.Len() == 0 {
		c.lapse.Stop()
	} else {
		c.lapse.Reset(c.sub.AckWait)
	}
	c.topic.stir()
	return nil
}

// Nack implements bus.Consumer.
func (c *consumer) Nack(ctx context.Context, delay time.Duration) error {
	c.bus.mu.Lock()
	defer c.bus.mu.Unlock()
	if _, err := c.position(ctx); err != nil {
		return err
	}
	if delay > 0 {
		c.from = time.After(delay)
	}
	c.giveBack()
	return nil
}

// Bury implements bus.Consumer.
func (c *consumer) Bury(ctx context.Context, sequence uint64, reason string) error {
	c.bus.mu.Lock()
	defer c.bus.mu.Unlock()
	if _, err := c.position(ctx); err != nil {
		return err
	}
	if _, err := c.out.Find(sequence); err != nil {
		return err
	}
	t := c.topic
	if sequence < t.first {
		return bonafide.NotFoundf("message %d of topic %s is no longer kept", sequence, t.Name)
	}
	e := t.entry(sequence)
	c.bus.letter++
	t.letters = append(t.letters, bus.DeadLetter{
		Message: e.Message, Letter: c.bus.letter, Consumer: c.sub.Name, Reason: bus.Reason(reason),
		Sequence: sequence, Arrived: e.arrived, Buried: c.bus.now(),
	})
	return c.ack(ctx, sequence)
}

// Close implements bus.Consumer.
func (c *consumer) Close() error {
	c.close.Do(func() {
		close(c.closing)
		c.bus.mu.Lock()
		defer c.bus.mu.Unlock()
		c.giveBack()
		if p := c.topic.positions[c.at]; p != nil && p.holder == c {
			p.holder = nil
		}
		c.topic.stir()
	})
	return nil
}
