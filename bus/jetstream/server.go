package jetstream

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"bonafide"
	"bonafide/bus"
)

// embedded is a NATS server inside the process.
type embedded struct {
	server         *server.Server
	lock           *os.File
	user, password string

	// fault is what the server said when a write failed. The stream stays out of
	// order until the server starts again, and answers nothing meanwhile.
	fault atomic.Pointer[string]
}

// start runs a server on the folder. It is up when start returns, but a node of a
// cluster may still be without a leader.
func start(ctx context.Context, c Config) (_ *embedded, err error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the bus: %w", err)
	}
	lock, err := lockFolder(c.Dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, lock.Close())
		}
	}()
	e := &embedded{lock: lock, user: "bonafide", password: rand.Text()}
	o := &server.Options{
		ServerName: "bonafide",
		Host:       "127.0.0.1",
		Port:       server.RANDOM_PORT,
		Username:   e.user,
		Password:   e.password,
		JetStream:  true,
		StoreDir:   c.Dir,
		// Without it an acknowledged write may be lost with the machine: the
		// default syncs every two minutes.
		SyncAlways:             true,
		JetStreamMaxStore:      c.MaxStore,
		JetStreamMaxMemory:     64 << 20, // no stream is in memory
		MaxPayload:             1<<20 + 64<<10,
		DisableJetStreamBanner: true,
		NoSigs:                 true, // signals are the program's
		NoLog:                  true,
	}
	if c.MaxStore == 0 {
		// Zero would reserve three quarters of what is free at this moment.
		o.JetStreamMaxStore = 1 << 50
	}
	if k := c.Cluster; k != nil {
		host, port, err := hostPort(k.Listen)
		if err != nil {
			return nil, err
		}
		o.ServerName = k.Node
		o.Cluster = server.ClusterOpts{Name: k.Name, Host: host, Port: port, Username: "node", Password: k.Secret, PoolSize: -1}
		for _, p := range k.Peers {
			if p != k.Listen {
				o.Routes = append(o.Routes, &url.URL{Scheme: "nats", User: url.UserPassword("node", k.Secret), Host: p})
			}
		}
	}
	s, err := server.NewServer(o)
	if err != nil {
		return nil, fmt.Errorf("making the server of the bus: %w", err)
	}
	s.SetLoggerV2(serverLog{c.Log, secrets{e.password, clusterSecret(c)}, &e.fault}, false, false, false)
	e.server = s
	s.Start()
	ready := 10 * time.Second
	if d, ok := ctx.Deadline(); ok {
		ready = min(ready, time.Until(d))
	}
	if !s.ReadyForConnections(ready) {
		s.Shutdown()
		s.WaitForShutdown()
		return nil, bonafide.Unavailablef("the server of the bus was not ready after %s; is the folder %s readable, is the cluster's port free?", ready, c.Dir)
	}
	return e, nil
}

// stop shuts the server down and gives the folder back.
func (e *embedded) stop() error {
	e.server.Shutdown()
	e.server.WaitForShutdown()
	return e.lock.Close()
}

func clusterSecret(c Config) string {
	if c.Cluster == nil {
		return ""
	}
	return c.Cluster.Secret
}

func hostPort(address string) (string, int, error) {
	host, p, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, bonafide.Invalidf("the address %q of a cluster's node is not host:port", address)
	}
	port, err := strconv.Atoi(p)
	if err != nil || port < 1 || port > 65535 {
		return "", 0, bonafide.Invalidf("the address %q of a cluster's node has no port of 1 to 65535", address)
	}
	return host, port, nil
}

// lockFolder keeps a second process off the folder: NATS itself would let both
// write.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "bonafide.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the lock of the bus: %w", err)
	}
	if err := lockFile(f); err != nil {
		_ = f.Close()
		if errors.Is(err, fs.ErrExist) {
			return nil, bonafide.Conflictf("the folder %s of the bus is in use by another process", dir)
		}
		return nil, fmt.Errorf("locking the folder of the bus: %w", err)
	}
	return f, nil
}

// secrets are what no log line may hold.
type secrets []string

func (s secrets) without(line string) string {
	for _, secret := range s {
		if secret != "" {
			line = strings.ReplaceAll(line, secret, "(secret)")
		}
	}
	return line
}

// serverLog passes the server's warnings and errors on, and nothing below.
type serverLog struct {
	log     *slog.Logger
	secrets secrets
	fault   *atomic.Pointer[string]
}

func (l serverLog) say(level slog.Level, format string, v []any) {
	line := l.secrets.without(fmt.Sprintf(format, v...))
	switch {
	case strings.HasPrefix(line, "Plaintext passwords"):
		return // they are made for one start and stand in no file
	case strings.Contains(line, outOfSpace), strings.Contains(strings.ToLower(line), "critical write error"):
		// There is no other way to hear of it: publications are not answered.
		l.fault.CompareAndSwap(nil, &line)
	}
	l.log.Log(context.Background(), level, "bus server", slog.String("says", line))
}

const outOfSpace = "no space left on device"

// broken is the error of a server whose disk failed, nil while it is well.
func (e *embedded) broken() error {
	if e == nil {
		return nil
	}
	switch line := e.fault.Load(); {
	case line == nil:
		return nil
	case strings.Contains(*line, outOfSpace):
		return fmt.Errorf("%w: the disk is full; make room and start again", bus.ErrFull)
	default:
		return bonafide.Unavailablef("the disk of the bus refuses writes; see the log, and start again")
	}
}

func (l serverLog) Warnf(format string, v ...any)  { l.say(slog.LevelWarn, format, v) }
func (l serverLog) Errorf(format string, v ...any) { l.say(slog.LevelError, format, v) }
func (l serverLog) Fatalf(format string, v ...any) { l.say(slog.LevelError, format, v) }
func (serverLog) Noticef(string, ...any)           {}
func (serverLog) Debugf(string, ...any)            {}
func (serverLog) Tracef(string, ...any)            {}
