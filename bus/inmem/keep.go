package inmem

import (
	"bytes"
	"context"
	"io"

	"bonafide"
	"bonafide/bus"
)

// Keep implements bus.Keeper.
func (b *Bus) Keep(ctx context.Context, name string, write func(io.Writer) error) error {
	if err := bus.CheckName(name); err != nil {
		return err
	}
	var value bytes.Buffer
	if err := write(&value); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return bus.ErrClosed
	}
	b.kept[name] = value.Bytes()
	return nil
}

// Kept implements bus.Keeper.
func (b *Bus) Kept(ctx context.Context, name string) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := bus.CheckName(name); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil, bus.ErrClosed
	}
	value, ok := b.kept[name]
	if !ok {
		return nil, bonafide.NotFoundf("the bus keeps nothing under %q", name)
	}
	return io.NopCloser(bytes.NewReader(value)), nil
}
