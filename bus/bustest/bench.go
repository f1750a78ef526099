package bustest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"bonafide"
	"bonafide/bus"
)

// Bench measures a kind of bus: messages a second in and out in batches, and how
// long one message takes from Publish to Fetch.
func Bench(b *testing.B, open Open) {
	data := make([]byte, 500) // an event, roughly
	fill := func(batch []bus.Message, from int) {
		for i := range batch {
			k := from + i
			batch[i] = bus.Message{ID: fmt.Sprintf("okta/%012d", k), Person: bonafide.PersonID(fmt.Sprintf("worker-%05d", k%10_000)), Time: noon, Data: data}
		}
	}
	for _, size := range []int{1, 256, 1000} {
		b.Run(fmt.Sprintf("publish/%d", size), func(b *testing.B) {
			under := open(b, bus.Topic{Name: one.Name, Partitions: 8})
			batch := make([]bus.Message, size)
			n := 0
			from := cpu()
			for b.Loop() {
				fill(batch, n)
				n += size
				if err := under.Publish(b.Context(), one.Name, batch); err != nil {
					b.Fatal(err)
				}
			}
			report(b, n, cpu()-from)
		})
	}
	for _, size := range []int{256, 1024} {
		b.Run(fmt.Sprintf("pipeline/single/%d", size), func(b *testing.B) { pipeline(b, open, size, false, fill) })
		b.Run(fmt.Sprintf("pipeline/bundled/%d", size), func(b *testing.B) { pipeline(b, open, size, true, fill) })
	}
	b.Run("consume", func(b *testing.B) {
		under := open(b, bus.Topic{Name: one.Name, Partitions: 1})
		batch := make([]bus.Message, 1000)
		const total = 20_000
		for n := 0; n < total; n += len(batch) {
			fill(batch, n)
			if err := under.Publish(b.Context(), one.Name, batch); err != nil {
				b.Fatal(err)
			}
		}
		n, round := 0, 0
		from := cpu()
		for b.Loop() {
			c := consume(b, under, bus.Subscription{Name: fmt.Sprint("c-", round), MaxInFlight: 2000})
			for got := 0; got < total; {
				run, err := c.Fetch(b.Context(), 500)
				if err != nil {
					b.Fatal(err)
				}
				if err := c.Ack(b.Context(), run[len(run)-1].Sequence); err != nil {
					b.Fatal(err)
				}
				got += len(run)
			}
			n += total
			round++
		}
		report(b, n, cpu()-from)
	})
	b.Run("latency", func(b *testing.B) {
		under := open(b, bus.Topic{Name: one.Name, Partitions: 1})
		c := consume(b, under, bus.Subscription{Name: "all"})
		var took []time.Duration
		batch := make([]bus.Message, 1)
		n := 0
		for b.Loop() {
			fill(batch, n)
			n++
			from := time.Now()
			if err := under.Publish(b.Context(), one.Name, batch); err != nil {
				b.Fatal(err)
			}
			run, err := c.Fetch(b.Context(), 1)
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(from))
			if err := c.Ack(b.Context(), run[0].Sequence); err != nil {
				b.Fatal(err)
			}
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	})
}

func report(b *testing.B, n int, spent time.Duration) {
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(spent.Nanoseconds())/1000/float64(n), "cpu-µs/event")
}

// pipeline publishes batches of events while others consume them: all that an event
// costs on its way.
func pipeline(b *testing.B, open Open, size int, bundled bool, fill func([]bus.Message, int)) {
	const partitions = 8
	under := open(b, bus.Topic{Name: one.Name, Partitions: partitions})
	ctx, cancel := context.WithCancel(b.Context())
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()
	arrived := make(chan int, 1024)
	for p := range partitions {
		c := consume(b, under, bus.Subscription{Name: "all", Partition: p})
		group.Go(func() {
			for {
				run, err := c.Fetch(ctx, 256)
				if err != nil {
					return
				}
				n := len(run)
				if bundled {
					n = 0
					for _, d := range run {
						in, err := bus.Unbundle(d.Message)
						if err != nil {
							b.Errorf("Unbundle: %v", err)
						}
						n += len(in)
					}
				}
				if err := c.Ack(ctx, run[len(run)-1].Sequence); err != nil {
					return
				}
				select {
				case arrived <- n:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	batch := make([]bus.Message, size)
	published, got := 0, 0
	from := cpu()
	for b.Loop() {
		fill(batch, published)
		published += size
		send := batch
		if bundled {
			var err error
			if send, err = bus.Bundle(batch, partitions); err != nil {
				b.Fatal(err)
			}
		}
		if err := under.Publish(ctx, one.Name, send); err != nil {
			b.Fatal(err)
		}
		// As in a flow, what is read is never far behind.
		for published-got > 16_384 {
			got += <-arrived
		}
	}
	for got < published {
		got += <-arrived
	}
	report(b, published, cpu()-from)
}
