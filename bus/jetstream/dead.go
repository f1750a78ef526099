package jetstream

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"bonafide"
	"bonafide/bus"
)

// Headers of a dead letter.
const (
	headerReason = "Bonafide-Reason"
	headerFrom   = "Bonafide-From" // sequence and arrival in nanoseconds
)

// bury copies a message, from the log itself, to the dead letters of a consumer.
// Doing it again within the dedup window changes nothing.
func (b *Bus) bury(ctx context.Context, t *stream, consumer string, sequence uint64, reason string) error {
	ctx, cancel := b.patient(ctx)
	defer cancel()
	return b.try(ctx, func(ctx context.Context) error {
		s, err := b.js.Stream(ctx, t.name())
		if err != nil {
			return err
		}
		m, err := s.GetMsg(ctx, sequence)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return bonafide.NotFoundf("message %d of topic %s is no longer kept", sequence, t.Name)
		}
		if err != nil {
			return err
		}
		id := m.Header.Get(headerOriginal)
		if id == "" {
			id = m.Header.Get(headerID)
		}
		_, err = b.ask(ctx, &nats.Msg{
			Subject: t.letters(consumer),
			Header: nats.Header{
				headerID:       []string{consumer + " " + strconv.FormatUint(sequence, 10)},
				headerOriginal: []string{id},
				headerMeta:     []string{m.Header.Get(headerMeta)},
				headerReason:   []string{escape(bus.Reason(reason))},
				headerFrom:     []string{fmt.Sprintf("%d %d", sequence, m.Time.UnixNano())},
			},
			Data: m.Data,
		})
		return err
	})
}

// Dead implements bus.DeadLetters.
func (b *Bus) Dead(ctx context.Context, topic, consumer string) iter.Seq2[bus.DeadLetter, error] {
	return func(yield func(bus.DeadLetter, error) bool) {
		t, err := b.settled(topic, consumer)
		if err != nil {
			yield(bus.DeadLetter{}, err)
			return
		}
		for after := uint64(0); ; {
			l, err := b.letter(ctx, t, consumer, after+1, true)
			if errors.Is(err, bonafide.ErrNotFound) {
				return
			}
			if err != nil {
				yield(l, failed("reading dead letters of "+consumer, err))
				return
			}
			after = l.Letter
			if !yield(l, nil) {
				return
			}
		}
	}
}

func (b *Bus) settled(topic, consumer string) (*stream, error) {
	t, err := b.topic(topic)
	if err != nil {
		return nil, err
	}
	return t, bus.CheckName(consumer)
}

// letter reads a consumer's letter of that number, or the first from there on.
func (b *Bus) letter(ctx context.Context, t *stream, consumer string, number uint64, orLater bool) (l bus.DeadLetter, err error) {
	ctx, cancel := b.patient(ctx)
	defer cancel()
	var m *jetstream.RawStreamMsg
	err = b.try(ctx, func(ctx context.Context) error {
		s, err := b.js.Stream(ctx, t.dead())
		if err != nil {
			return err
		}
		var o []jetstream.GetMsgOpt
		if orLater {
			o = append(o, jetstream.WithGetMsgSubject(t.letters(consumer)))
		}
		m, err = s.GetMsg(ctx, number, o...)
		return err
	})
	if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && m.Subject != t.letters(consumer) {
		return l, bonafide.NotFoundf("consumer %s of topic %s has no dead letter %d", consumer, t.Name, number)
	}
	if err != nil {
		return l, err
	}
	l.Letter, l.Consumer, l.Buried, l.Data = m.Sequence, consumer, m.Time.UTC(), m.Data
	l.ID, l.Reason = unescape(m.Header.Get(headerOriginal)), unescape(m.Header.Get(headerReason))
	if l.Time, l.Person, err = parseMeta(m.Header.Get(headerMeta)); err != nil {
		return l, err
	}
	sequence, arrived, _ := strings.Cut(m.Header.Get(headerFrom), " ")
	n, err1 := strconv.ParseUint(sequence, 10, 64)
	at, err2 := strconv.ParseInt(arrived, 10, 64)
	l.Sequence, l.Arrived = n, time.Unix(0, at).UTC()
	return l, errors.Join(err1, err2)
}

// Replay implements bus.DeadLetters.
func (b *Bus) Replay(ctx context.Context, topic, consumer string, letters ...uint64) (int, error) {
	return b.settle(ctx, topic, consumer, letters, func(ctx context.Context, t *stream, l bus.DeadLetter) error {
		m := t.message(&l.Message)
		m.Header[headerID] = []string{"replay " + consumer + " " + strconv.FormatUint(l.Letter, 10)}
		m.Header[headerOriginal] = []string{escape(l.ID)}
		m.Header[headerOnly] = []string{consumer}
		_, err := b.ask(ctx, m)
		return err
	})
}

// Discard implements bus.DeadLetters.
func (b *Bus) Discard(ctx context.Context, topic, consumer string, letters ...uint64) (int, error) {
	return b.settle(ctx, topic, consumer, letters, func(context.Context, *stream, bus.DeadLetter) error { return nil })
}

// settle does something with each letter and removes it.
func (b *Bus) settle(ctx context.Context, topic, consumer string, letters []uint64, do func(context.Context, *stream, bus.DeadLetter) error) (n int, err error) {
	t, err := b.settled(topic, consumer)
	if err != nil {
		return 0, err
	}
	if len(letters) == 0 {
		for l, err := range b.Dead(ctx, topic, consumer) {
			if err != nil {
				return 0, err
			}
			letters = append(letters, l.Letter)
		}
	}
	for _, number := range letters {
		l, err := b.letter(ctx, t, consumer, number, false)
		if err != nil {
			return n, failed("reading dead letters of "+consumer, err)
		}
		once, cancel := b.patient(ctx)
		err = b.try(once, func(ctx context.Context) error {
			if err := do(ctx, t, l); err != nil {
				return err
			}
			s, err := b.js.Stream(ctx, t.dead())
			if err != nil {
				return err
			}
			return s.DeleteMsg(ctx, number)
		})
		cancel()
		if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
			return n, failed("settling dead letters of "+consumer, err)
		}
		n++
	}
	return n, nil
}
