package jetstream

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"bonafide"
	"bonafide/bus"
)

// Health implements bus.Bus. It asks each topic once, for two seconds at most.
func (b *Bus) Health(ctx context.Context) bus.Health {
	h := bus.Health{State: bus.Ready}
	for _, t := range b.config.Topics {
		th, err := b.topicHealth(ctx, t.Name)
		if err != nil {
			return bus.Health{State: bus.Unavailable, Why: failed("asking about topic "+t.Name, err).Error()}
		}
		h.Topics = append(h.Topics, th)
		// The server may answer questions and yet take nothing.
		if failure := b.topics[t.Name].failure.Load(); failure != nil && h.State == bus.Ready {
			h.State, h.Why = bus.Unavailable, (*failure).Error()
			if errors.Is(*failure, bus.ErrFull) {
				h.State, h.Why = bus.Full, h.Why+"; give topic "+t.Name+" more bytes, a shorter age, or the disk more room"
			}
		}
	}
	return h
}

func (b *Bus) topicHealth(ctx context.Context, name string) (h bus.TopicHealth, err error) {
	t, err := b.topic(name)
	if err != nil {
		return h, err
	}
	ctx, cancel := context.WithTimeout(ctx, apiTry)
	defer cancel()
	events, err := b.js.Stream(ctx, t.name())
	if err != nil {
		return h, err
	}
	info := events.CachedInfo()
	if k := info.Cluster; k != nil && t.replicas > 1 {
		// A server that lost its peers still answers from memory for a while.
		current := 1
		for _, r := range k.Replicas {
			if r.Current && !r.Offline {
				current++
			}
		}
		if k.Leader == "" {
			return h, bonafide.Unavailablef("topic %s has no leader: no majority of the servers is there", name)
		}
		if 2*current <= t.replicas {
			return h, bonafide.Unavailablef("topic %s has %d of %d replicas: no majority", name, current, t.replicas)
		}
	}
	letters, err := b.js.Stream(ctx, t.dead())
	if err != nil {
		return h, err
	}
	h = bus.TopicHealth{Name: name, Messages: info.State.Msgs, Bytes: info.State.Bytes, Newest: info.State.LastTime.UTC(), Dead: letters.CachedInfo().State.Msgs}
	list := events.ListConsumers(ctx)
	for c := range list.Info() {
		if l, ok := lag(c); ok {
			h.Lags = append(h.Lags, l)
		}
	}
	slices.SortFunc(h.Lags, bus.Lag.Compare)
	return h, list.Err()
}

func lag(c *jetstream.ConsumerInfo) (bus.Lag, bool) {
	name, p, ok := strings.Cut(c.Name, "_")
	partition, err := strconv.Atoi(p)
	if !ok || err != nil {
		return bus.Lag{}, false // somebody else's consumer on our stream
	}
	return bus.Lag{Consumer: name, Partition: partition, Waiting: c.NumPending + uint64(c.NumAckPending)}, true
}
