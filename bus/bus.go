// Package bus is the port through which events travel from the places that read
// them to the places that judge them: batches of [Message] come in at [Publisher],
// runs of [Delivery] go out at [Consumer]. Adapters are bus/jetstream (embedded
// in the process, or a cluster by URL) and bus/inmem; both pass bus/bustest. What
// follows is the contract that the suite holds them to.
//
// # Publishing
//
// A [Topic] is an append-only log in a fixed number of partitions. A message goes
// to the partition of its person ([Partition]). Publish returns nil only when the
// whole batch is as durable as the adapter can make it: on disk and synced, or on
// a majority of disks. On an error nothing of the batch may be relied on, and the
// way out is always the same: publish the same batch again. It is safe because a
// message whose ID the topic took within its dedup window is taken to be the same
// message and is not stored twice; the window covers restarts. [ErrFull] says that
// the topic has no room and nothing is thrown away to make some; any other
// bonafide.ErrUnavailable that there is no server, no disk or no majority just now;
// bonafide.ErrInvalid that the batch can never be taken as it stands.
//
// # Consuming
//
// A consumer is a durable name on a topic; each of its partitions has a position.
// One holder at a time works on a partition: a second one waits until the first
// closes, or is gone. Messages come in the order they were stored, so those of one
// person come in the order they were published. At most MaxInFlight of them are
// out, that is given and neither acked nor returned; then Fetch waits: a slow
// reader slows itself and nobody else, and what waits, waits on disk.
//
// Ack is cumulative: everything up to a sequence is done. What is out comes again,
// all of it and in order, after Nack, after Close, after AckWait without an ack,
// and when another holder takes over after a crash; an ack of something that has
// gone back returns [ErrLapsed]. So a message comes at least once, a later message
// of a person never overtakes an earlier unfinished one, and whoever must not act
// twice remembers the ID together with what he did.
//
// # Dead letters
//
// Bury sets a message aside for good, with the reason, and acks up to it: the
// letter is durable before the ack. Replay hands it again to that consumer and no
// other, behind what is waiting; Discard ends it. [Work] is the loop that does all
// this: bounded tries, a pause between them, then burial, and no burial at all for
// a fault that is not the message's own.
//
// # What is kept, and who holds the seat
//
// A bus keeps a value under a name, beside its topics ([Keeper]): what a process
// remembers, so that another on another machine can go on from there. [TakeSeat]
// makes one of several processes the one that works, while the others stand by.
//
// # Bundles
//
// [Bundle] packs the events of a batch into few messages, where there are so many
// of them that each in a message of its own costs too much; [Unbundle] undoes it.
package bus

import (
	"cmp"
	"context"
	"io"
	"iter"
	"strings"
	"time"

	"bonafide"
)

// Kinds of failure that a caller of a bus acts on, besides those of package
// bonafide.
var (
	// ErrFull is a topic at its limit of bytes, or a disk at its end. It is a
	// bonafide.ErrUnavailable.
	ErrFull = bonafide.Unavailablef("no room on the bus")
	// ErrLapsed is a delivery that is no longer out: it was acked, returned, or
	// taken back. It is a bonafide.ErrConflict.
	ErrLapsed = bonafide.Conflictf("the delivery is no longer held")
	// ErrClosed is a call after Close. It is a bonafide.ErrUnavailable.
	ErrClosed = bonafide.Unavailablef("the bus is closed")
)

// Limits of what one message may hold, and of one batch.
const (
	MaxData   = 1 << 20 // bytes of Data
	MaxID     = 256     // bytes of ID
	MaxPerson = 256     // bytes of Person
	MaxBatch  = 100_000 // messages in one Publish
	MaxReason = 1 << 10 // bytes of a reason; longer ones are clipped
)

// Topic is a log to publish to.
type Topic struct {
	// Name is 1 to 32 of a-z, 0-9 and '-', beginning with a letter.
	Name string
	// Partitions is fixed for the life of the topic, 1 to 1024.
	Partitions int
	// Dedup is how long an ID is remembered; zero means two minutes. It costs
	// about 150 bytes of memory a message.
	Dedup time.Duration
	// MaxAge is how long a message is kept; zero keeps it until MaxBytes.
	MaxAge time.Duration
	// MaxBytes is where the topic is full; zero means no limit of its own.
	MaxBytes int64
}

// Message is one thing that happened.
type Message struct {
	// ID makes publishing idempotent: the source's own id of the event, best with
	// the source's name before it.
	ID string
	// Person is the key of the partition; within it, order is kept. An event whose
	// person is not known yet carries the account or device it is about.
	Person bonafide.PersonID
	// Time is when it happened, by the source's clock.
	Time time.Time
	// Data is the event itself; it may be empty.
	Data []byte
}

// Delivery is a message that is out.
type Delivery struct {
	Message
	// Sequence is the place in the topic: it grows and is never used again.
	Sequence uint64
	// Arrived is when the bus took the message.
	Arrived time.Time
	// Attempt counts from 1 how often the message has been given since its
	// consumer was opened.
	Attempt int
}

// Subscription names a consumer and one of its partitions.
type Subscription struct {
	Topic string
	// Name is durable: 1 to 32 of a-z, 0-9 and '-', beginning with a letter.
	Name      string
	Partition int
	// From is where a name begins that the topic has not seen; afterwards its own
	// position counts.
	From Start
	// MaxInFlight bounds what is out; zero means 1000.
	MaxInFlight int
	// AckWait is how long something may be out; zero means 30 seconds. An ack
	// starts it anew for what remains.
	AckWait time.Duration
}

// Start is a place in a topic. The zero value is its beginning.
type Start struct {
	// Since is the first message that arrived at or after this moment.
	Since time.Time
	// New is the first message that arrives after the consumer was made.
	New bool
}

// Publisher takes messages in.
type Publisher interface {
	// Publish stores a batch, in its order. See the package comment.
	Publish(ctx context.Context, topic string, batch []Message) error
}

// Consumer gives one partition's messages to one holder. Its methods may be called
// by several goroutines, but order is then the caller's affair.
type Consumer interface {
	// Fetch waits for messages and returns 1 to max of them, or the context's
	// error, or bonafide.ErrUnavailable.
	Fetch(ctx context.Context, max int) ([]Delivery, error)
	// Ack says that everything up to and with the sequence is done.
	Ack(ctx context.Context, upTo uint64) error
	// Nack returns everything that is out, to come again after the delay.
	Nack(ctx context.Context, delay time.Duration) error
	// Bury acks up to the sequence and keeps that one as a dead letter.
	Bury(ctx context.Context, sequence uint64, reason string) error
	// Close gives the partition to the next holder and returns what is out.
	Close() error
}

// Subscriber hands out consumers.
type Subscriber interface {
	// Consume opens a consumer's partition and makes it where it is new.
	Consume(ctx context.Context, s Subscription) (Consumer, error)
	// Forget removes a name with all its positions, but not its dead letters.
	// bonafide.ErrNotFound where the topic does not know it.
	Forget(ctx context.Context, topic, name string) error
}

// DeadLetter is a message that a consumer set aside.
type DeadLetter struct {
	Message
	// Letter is the letter's own number.
	Letter   uint64
	Consumer string
	Reason   string
	// Sequence and Arrived are those of the delivery, Buried is when it was set
	// aside.
	Sequence uint64
	Arrived  time.Time
	Buried   time.Time
}

// DeadLetters reads and settles what consumers set aside.
type DeadLetters interface {
	// Dead yields a consumer's letters, oldest first.
	Dead(ctx context.Context, topic, consumer string) iter.Seq2[DeadLetter, error]
	// Replay hands letters, all where none is named, to their consumer again and
	// returns how many. A letter that is gone is bonafide.ErrNotFound. A Replay
	// that was cut off may be repeated within the dedup window.
	Replay(ctx context.Context, topic, consumer string, letters ...uint64) (int, error)
	// Discard removes letters, all where none is named, and returns how many.
	Discard(ctx context.Context, topic, consumer string, letters ...uint64) (int, error)
}

// Keeper keeps one value under each name.
type Keeper interface {
	// Keep puts what write writes in place of what is kept under a name of 1 to 32
	// of a-z, 0-9 and '-', beginning with a letter: all of it, as durably as a
	// message, or on an error nothing.
	Keep(ctx context.Context, name string, write func(io.Writer) error) error
	// Kept reads what was kept last. A value that is damaged fails before its end.
	// bonafide.ErrNotFound where nothing is.
	Kept(ctx context.Context, name string) (io.ReadCloser, error)
}

// State is how a bus is.
type State string

const (
	Ready       State = "ready"
	Full        State = "full"        // a topic is at its limit
	Unavailable State = "unavailable" // no server, no disk or no majority
)

// Health is a bus's account of itself.
type Health struct {
	State  State         `json:"state"`
	Why    string        `json:"why,omitempty"`
	Topics []TopicHealth `json:"topics,omitempty"`
}

// TopicHealth is how much a topic holds and how far its consumers are.
type TopicHealth struct {
	Name     string    `json:"name"`
	Messages uint64    `json:"messages"`
	Bytes    uint64    `json:"bytes"`
	Newest   time.Time `json:"newest"` // arrival of the newest message
	Dead     uint64    `json:"dead"`   // letters not settled
	Lags     []Lag     `json:"lags,omitempty"`
}

// Lag is how far a consumer is behind in a partition.
type Lag struct {
	Consumer  string `json:"consumer"`
	Partition int    `json:"partition"`
	// Waiting is what was not acked yet, whether out or not.
	Waiting uint64 `json:"waiting"`
}

// Compare orders lags by consumer and partition.
func (l Lag) Compare(o Lag) int {
	return cmp.Or(strings.Compare(l.Consumer, o.Consumer), l.Partition-o.Partition)
}

// Bus is the whole port.
type Bus interface {
	Publisher
	Subscriber
	DeadLetters
	Keeper
	// Health never fails: what could not be asked is its state.
	Health(ctx context.Context) Health
	// Close stops consumers and gives everything back. What Publish acknowledged
	// is kept as durably as before.
	Close() error
}
