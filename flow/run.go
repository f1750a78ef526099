package flow

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"bonafide"
)

// Batch says how to examine many records.
type Batch struct {
	// Path is what to examine: a file, a folder, "-" for standard input.
	Path string
	AsOf time.Time
	// Recorder keeps each examination; nil keeps nothing.
	Recorder bonafide.Recorder
	// Now is the moment of recording.
	Now func() time.Time
	// Workers examine side by side; zero means one for each processor.
	Workers int
	// Render turns an examination into output, in a worker. Nil where Emit does it.
	Render func(place string, x *bonafide.Examined) ([]byte, error)
	// Emit receives the results in the order of the records, each after it was
	// recorded. An error ends the run.
	Emit func(*Result) error
}

// Result is what became of one record.
type Result struct {
	Place    string
	Examined bonafide.Examined
	Rendered []byte
	// Refused is set where the record was not taken; Examined is then empty.
	Refused *bonafide.Refusal
}

// Summary counts a run.
type Summary struct {
	Examined int
	Refused  int
	Bands    map[bonafide.Band]int
}

// chunk is a run of neighbouring records, big enough to pay for its passing on
// and for one transaction, small enough to keep memory flat.
type chunk struct {
	raws    []item
	results []Result
	done    chan struct{}
}

type item struct {
	raw bonafide.Raw
	err error
}

const (
	chunkRecords = 64
	chunkBytes   = 1 << 20
)

// Run examines every record of b.Path. A record that cannot be taken is refused
// and the others go on; Run fails where nothing can go on: the path does not
// exist, the recorder is gone, the context has ended.
func (f *Flow) Run(ctx context.Context, in bonafide.Intake, b Batch) (Summary, error) {
	workers := b.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	g, ctx := errgroup.WithContext(ctx)
	work := make(chan *chunk)
	ordered := make(chan *chunk, 2*workers)
	g.Go(func() error {
		defer close(work)
		defer close(ordered)
		return scan(ctx, in, b.Path, func(c *chunk) error {
			// The place in the order is taken before the work is handed out.
			select {
			case ordered <- c:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case work <- c:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	for range workers {
		g.Go(func() error {
			for c := range work {
				for i := range c.raws {
					if err := ctx.Err(); err != nil {
						return err
					}
					r, err := f.one(ctx, in, &b, &c.raws[i])
					if err != nil {
						return err
					}
					c.results[i] = r
				}
				close(c.done)
			}
			return nil
		})
	}
	summary := Summary{Bands: map[bonafide.Band]int{}}
	g.Go(func() error {
		for c := range ordered {
			select {
			case <-c.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			if err := deliver(ctx, in, &b, c.results, &summary); err != nil {
				return err
			}
		}
		return nil
	})
	err := g.Wait()
	return summary, err
}

// scan gathers records into chunks.
func scan(ctx context.Context, in bonafide.Intake, path string, pass func(*chunk) error) error {
	c := &chunk{done: make(chan struct{})}
	size := 0
	flush := func() error {
		if len(c.raws) == 0 {
			return nil
		}
		c.results = make([]Result, len(c.raws))
		full := c
		c, size = &chunk{done: make(chan struct{})}, 0
		return pass(full)
	}
	for raw, err := range in.Scan(ctx, path) {
		var refusal *bonafide.Refusal
		if err != nil && !errors.As(err, &refusal) {
			return errors.Join(flush(), err)
		}
		c.raws = append(c.raws, item{raw, err})
		if size += len(raw.Data); len(c.raws) >= chunkRecords || size >= chunkBytes {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// one takes one record through. The error ends the run; a refusal does not.
func (f *Flow) one(ctx context.Context, in bonafide.Intake, b *Batch, it *item) (Result, error) {
	r := Result{Place: it.raw.Place}
	d, err := bonafide.Dossier{}, it.err
	if err == nil {
		d, err = in.Decode(ctx, it.raw)
	}
	if err == nil {
		r.Examined, err = f.Examine(ctx, &d, b.AsOf)
	}
	var refusal *bonafide.Refusal
	if errors.As(err, &refusal) {
		// The spine names people; the reader wants the file.
		if refusal.Place == string(d.Person) && it.raw.Place != "" {
			refusal.Place = it.raw.Place
		}
		r.Examined, r.Refused = bonafide.Examined{}, refusal
		return r, nil
	}
	if err != nil {
		return r, fmt.Errorf("examine %s: %w", it.raw.Place, err)
	}
	if b.Render != nil {
		if r.Rendered, err = b.Render(r.Place, &r.Examined); err != nil {
			return r, fmt.Errorf("write %s: %w", it.raw.Place, err)
		}
	}
	return r, nil
}

// deliver records the results that stand, then emits them all in order.
func deliver(ctx context.Context, in bonafide.Intake, b *Batch, results []Result, summary *Summary) error {
	batch := make([]bonafide.Examined, 0, len(results))
	for i := range results {
		r := &results[i]
		if r.Refused != nil {
			continue
		}
		if err := in.Claim(r.Examined.Dossier.Person, r.Place); err != nil && !errors.As(err, &r.Refused) {
			return err
		}
		if r.Refused == nil {
			batch = append(batch, r.Examined)
		}
	}
	if b.Recorder != nil && len(batch) > 0 {
		if err := b.Recorder.Record(ctx, b.Now(), batch); err != nil {
			return fmt.Errorf("record: %w", err)
		}
	}
	for i := range results {
		r := &results[i]
		if r.Refused != nil {
			summary.Refused++
		} else {
			summary.Examined++
			summary.Bands[r.Examined.Assessment.Band]++
		}
		if err := b.Emit(r); err != nil {
			return err
		}
	}
	return nil
}
