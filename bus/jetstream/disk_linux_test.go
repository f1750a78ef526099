package jetstream_test

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"time"

	"bonafide"
	"bonafide/bus"
	"bonafide/bus/bustest"
)

// A disk that is full refuses, and after somebody has made room and the bus was
// opened again, everything acknowledged is there and publishing goes on.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmounting: %v", err)
		}
	})
	c := config(dir, one)
	b := openAt(t, c)
	taken, err := fill(t, b)
	if !errors.Is(err, bus.ErrFull) {
		t.Fatalf("publishing to a full disk: got error %v, want one of kind %q", err, bus.ErrFull)
	}
	t.Logf("after %d messages of 64 kB: %v", taken, err)
	if err := b.Publish(t.Context(), one.Name, bustest.Messages(taken, 50, 1)); err == nil {
		taken += 50 // small ones may still fit
	} else if !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("publishing a batch to a full disk: got error %v, want one of kind %q", err, bonafide.ErrUnavailable)
	}
	t.Logf("health: %s", bustest.Health(t, b, bus.Full).Why)
	if err := b.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}

	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=96m"); err != nil {
		t.Fatal(err)
	}
	b = openAt(t, c)
	if err := b.Publish(t.Context(), one.Name, bustest.Messages(1_000_000, 10, 1)); err != nil {
		t.Fatalf("publishing after room was made: %v", err)
	}
	cons, err := b.Consume(t.Context(), bus.Subscription{Topic: one.Name, Name: "all"})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for !seen[bustest.Messages(1_000_009, 1, 1)[0].ID] {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		run, err := cons.Fetch(ctx, 100)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range run {
			seen[d.ID] = true
		}
		if err := cons.Ack(t.Context(), run[len(run)-1].Sequence); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range bustest.Messages(0, taken, 1) {
		if !seen[m.ID] {
			t.Errorf("%s was acknowledged and is lost", m.ID)
		}
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}
