package app

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/s2"

	"bonafide"
	"bonafide/bus"
	"bonafide/watch/telemetry/tail"
)

// memory is where a judge keeps what it remembers: the last snapshot, and the ids of
// the alerts that were told since, so that they are not told again.
type memory interface {
	// save replaces the snapshot, and forgets what it now holds of alerts.
	save(ctx context.Context, write func(io.Writer) error) error
	// load opens the snapshot and names it; bonafide.ErrNotFound where there is none.
	load(ctx context.Context) (io.ReadCloser, string, error)
	// tell adds ids to what was told.
	tell(ctx context.Context, ids []string) error
	told(ctx context.Context) ([]string, error)
	io.Closer
}

// inFolder keeps it on this machine, for a bus of its own.
type inFolder struct {
	dir   string
	alert *os.File
}

func (m *inFolder) save(_ context.Context, write func(io.Writer) error) error {
	if err := tail.ReplaceWith(filepath.Join(m.dir, "snapshot"), write); err != nil {
		return err
	}
	return m.alert.Truncate(0)
}

func (m *inFolder) load(context.Context) (io.ReadCloser, string, error) {
	path := filepath.Join(m.dir, "snapshot")
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, path, bonafide.NotFoundf("%s is not there", path)
	}
	if err != nil {
		return nil, path, fmt.Errorf("the state of the watch: %w", err)
	}
	return f, path, nil
}

// tell is not synced: after a loss of power an alert may be told twice, under one id.
func (m *inFolder) tell(_ context.Context, ids []string) error {
	if _, err := m.alert.WriteString(strings.Join(ids, "\n") + "\n"); err != nil {
		return bonafide.Unavailablef("noting that an alert was told: %w", err)
	}
	return nil
}

func (m *inFolder) told(context.Context) ([]string, error) {
	f, err := os.OpenFile(filepath.Join(m.dir, "told"), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("alerts that were told: %w", err)
	}
	m.alert = f
	return idLines(f)
}

// Close gives the file back.
func (m *inFolder) Close() error {
	if m.alert == nil {
		return nil
	}
	return m.alert.Close()
}

// onBus keeps it with the bus, where another machine finds it.
type onBus struct {
	bus   bus.Keeper
	since []string // told since the snapshot
}

const (
	keptSnapshot = "watch-snapshot"
	keptTold     = "watch-told"
)

func (m *onBus) save(ctx context.Context, write func(io.Writer) error) error {
	err := m.bus.Keep(ctx, keptSnapshot, func(to io.Writer) error {
		pressed := s2.NewWriter(to, s2.WriterConcurrency(1))
		return errors.Join(write(pressed), pressed.Close())
	})
	if err != nil {
		return err
	}
	m.since = nil
	return m.tell(ctx, nil)
}

func (m *onBus) load(ctx context.Context) (io.ReadCloser, string, error) {
	kept, err := m.bus.Kept(ctx, keptSnapshot)
	if err != nil {
		return nil, "", err
	}
	return struct {
		io.Reader
		io.Closer
	}{s2.NewReader(kept), kept}, "the object " + keptSnapshot + " of the bucket bonafide-kept on the bus", nil
}

// tell writes all that was told since the snapshot: a few ids.
func (m *onBus) tell(ctx context.Context, ids []string) error {
	m.since = append(m.since, ids...)
	return m.bus.Keep(ctx, keptTold, func(to io.Writer) error {
		_, err := io.WriteString(to, strings.Join(m.since, "\n"))
		return err
	})
}

func (m *onBus) told(ctx context.Context) ([]string, error) {
	kept, err := m.bus.Kept(ctx, keptTold)
	if errors.Is(err, bonafide.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	ids, err := idLines(kept)
	m.since = ids
	return ids, errors.Join(err, kept.Close())
}

// Close does nothing: the bus is its owner's.
func (m *onBus) Close() error { return nil }

func idLines(from io.Reader) (ids []string, err error) {
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		if id := bytes.TrimSpace(lines.Bytes()); len(id) > 0 {
			ids = append(ids, string(id))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("alerts that were told: %w", err)
	}
	return ids, nil
}
