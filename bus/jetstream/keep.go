package jetstream

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"bonafide"
	"bonafide/bus"
)

// What is kept is an object of JetStream's object store: chunks, then a word about
// them with their SHA-256, which is what replaces the value before; a value whose
// writer died was never there.

const (
	// keepWithin bounds the writing, and the reading, of one value.
	keepWithin = 2 * time.Minute
	keepChunk  = 128 << 10
)

func (b *Bus) bucket() string { return b.config.Prefix + "-kept" }

// Keep implements bus.Keeper.
func (b *Bus) Keep(ctx context.Context, name string, write func(io.Writer) error) error {
	if err := bus.CheckName(name); err != nil {
		return err
	}
	if b.isClosed() {
		return bus.ErrClosed
	}
	ctx, cancel := context.WithTimeout(ctx, keepWithin)
	defer cancel()
	patient, done := b.patient(ctx)
	defer done()
	var objects jetstream.ObjectStore
	err := b.try(patient, func(ctx context.Context) (err error) {
		objects, err = b.js.ObjectStore(ctx, b.bucket())
		if errors.Is(err, jetstream.ErrBucketNotFound) {
			objects, err = b.js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: b.bucket(), Storage: jetstream.FileStorage, Replicas: b.config.Replicas})
		}
		return err
	})
	if err != nil {
		return failed("keeping "+name+" on the bus", err)
	}
	from, to := io.Pipe()
	var wrote error
	written := make(chan struct{})
	go func() {
		defer close(written)
		wrote = write(to)
		_ = to.CloseWithError(wrote)
	}()
	_, err = objects.Put(ctx, jetstream.ObjectMeta{Name: name, Opts: &jetstream.ObjectMetaOptions{ChunkSize: keepChunk}}, from)
	_ = from.CloseWithError(io.ErrClosedPipe) // write ends, if it has not yet
	<-written
	if wrote != nil && !errors.Is(wrote, io.ErrClosedPipe) {
		return wrote
	}
	return failed("keeping "+name+" on the bus", err)
}

// Kept implements bus.Keeper.
func (b *Bus) Kept(ctx context.Context, name string) (_ io.ReadCloser, err error) {
	if err := bus.CheckName(name); err != nil {
		return nil, err
	}
	if b.isClosed() {
		return nil, bus.ErrClosed
	}
	ctx, cancel := context.WithTimeout(ctx, keepWithin)
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	patient, done := b.patient(ctx)
	defer done()
	var objects jetstream.ObjectStore
	err = b.try(patient, func(ctx context.Context) (err error) {
		objects, err = b.js.ObjectStore(ctx, b.bucket())
		if err == nil {
			_, err = objects.GetInfo(ctx, name)
		}
		return err
	})
	if errors.Is(err, jetstream.ErrBucketNotFound) || errors.Is(err, jetstream.ErrObjectNotFound) {
		return nil, bonafide.NotFoundf("the bus keeps nothing under %q", name)
	}
	if err != nil {
		return nil, failed("reading what the bus keeps under "+name, err)
	}
	value, err := objects.Get(ctx, name)
	if err != nil {
		return nil, failed("reading what the bus keeps under "+name, err)
	}
	return &kept{value, name, cancel}, nil
}

// kept is a value that is being read. Its digest is held against it at the end.
type kept struct {
	value  jetstream.ObjectResult
	name   string
	cancel context.CancelFunc
}

// Read reads on. That the digest does not fit is said in place of the end.
func (k *kept) Read(p []byte) (int, error) {
	n, err := k.value.Read(p)
	if err != nil && err != io.EOF {
		err = failed("reading what the bus keeps under "+k.name, err)
	}
	return n, err
}

// Close gives the value back.
func (k *kept) Close() error {
	defer k.cancel()
	return k.value.Close()
}

func (b *Bus) isClosed() bool {
	select {
	case <-b.closing:
		return true
	default:
		return false
	}
}
