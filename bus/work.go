package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bonafide"
)

// Handler does what a run of messages asks for. It returns how many of them, from
// the first, are done; an error concerns the one after those. An error of kind
// bonafide.ErrUnavailable is not the message's fault: it is tried until it works.
type Handler func(ctx context.Context, run []Delivery) (done int, err error)

// WorkOptions bounds [Work]. The zero value has the defaults.
type WorkOptions struct {
	// Batch is the longest run; zero means 500.
	Batch int
	// Attempts is how often a message is tried before it is buried; zero means 5.
	Attempts int
	// Pause is how long to wait after the nth failure in a row; nil doubles from
	// 100 ms up to 10 s.
	Pause func(n int) time.Duration
	// Failed hears of every failure and of every burial; nil keeps silent.
	Failed func(d Delivery, err error, buried bool)
}

// Work hands a consumer's messages to h, acks what is done, tries again what
// failed, and buries what keeps failing. It returns nil when the context ends, and
// an error where the consumer was closed.
func Work(ctx context.Context, c Consumer, h Handler, o WorkOptions) error {
	if o.Batch <= 0 {
		o.Batch = 500
	}
	if o.Attempts <= 0 {
		o.Attempts = 5
	}
	if o.Pause == nil {
		o.Pause = doubling
	}
	var stuck uint64 // the sequence that failed last
	var failures, outages int
	for ctx.Err() == nil {
		run, err := c.Fetch(ctx, o.Batch)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if errors.Is(err, ErrClosed) || !errors.Is(err, bonafide.ErrUnavailable) {
				return fmt.Errorf("fetching work: %w", err)
			}
			outages++
			sleep(ctx, o.Pause(outages))
			continue
		}
		outages = 0
		done, failure := h(ctx, run)
		done = min(max(done, 0), len(run))
		if done > 0 {
			if err := c.Ack(ctx, run[done-1].Sequence); err != nil {
				if ctx.Err() != nil {
					return nil
				}
				if !errors.Is(err, ErrLapsed) && !errors.Is(err, bonafide.ErrUnavailable) || errors.Is(err, ErrClosed) {
					return fmt.Errorf("acknowledging work: %w", err)
				}
				// It comes again; whoever handles it knows its id.
				_ = c.Nack(ctx, o.Pause(1))
				continue
			}
		}
		if done == len(run) {
			continue
		}
		if failure == nil {
			failure = errors.New("the handler stopped without saying why")
		}
		if ctx.Err() != nil {
			return nil
		}
		d := run[done]
		if d.Sequence != stuck {
			stuck, failures = d.Sequence, 0
		}
		failures++
		pause := o.Pause(failures)
		if failures >= o.Attempts && !errors.Is(failure, bonafide.ErrUnavailable) {
			err := c.Bury(ctx, d.Sequence, failure.Error())
			if err == nil {
				if o.Failed != nil {
					o.Failed(d, failure, true)
				}
				// What stood behind it in the run was not tried.
				pause = 0
			}
		} else if o.Failed != nil {
			o.Failed(d, failure, false)
		}
		if err := c.Nack(ctx, pause); err != nil && ctx.Err() == nil && errors.Is(err, ErrClosed) {
			return fmt.Errorf("returning work: %w", err)
		}
	}
	return nil
}

func doubling(n int) time.Duration {
	return min(100*time.Millisecond<<min(n-1, 10), 10*time.Second)
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
