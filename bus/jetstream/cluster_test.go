package jetstream_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"bonafide"
	"bonafide/bus"
	"bonafide/bus/bustest"
	"bonafide/bus/jetstream"
)

// cluster is three nodes on the loopback interface.
type cluster struct {
	configs []jetstream.Config
	nodes   []*jetstream.Bus
}

func openCluster(t *testing.T, topics ...bus.Topic) *cluster {
	t.Helper()
	c := &cluster{nodes: make([]*jetstream.Bus, 3)}
	var peers []string
	for _, port := range freePorts(t, 3) {
		peers = append(peers, fmt.Sprint("127.0.0.1:", port))
	}
	dir := t.TempDir()
	for i := range 3 {
		c.configs = append(c.configs, jetstream.Config{
			Dir: filepath.Join(dir, fmt.Sprint(i)), Topics: topics, Replicas: 3, Patience: 3 * time.Second,
			Cluster: &jetstream.Cluster{Name: "test", Node: fmt.Sprint("node-", i), Listen: peers[i], Peers: peers, Secret: "a secret of the test"},
		})
	}
	t.Cleanup(func() {
		for i := range c.nodes {
			c.stop(t, i)
		}
	})
	return c
}

// freePorts are ports that a server can take, and take again after it has stopped:
// they lie below those that systems give to connections that go out.
func freePorts(t testing.TB, n int) []int {
	t.Helper()
	var ports []int
	for try := 0; len(ports) < n && try < 1000; try++ {
		port := 10_000 + rand.IntN(20_000)
		l, err := net.Listen("tcp", fmt.Sprint("127.0.0.1:", port))
		if err != nil {
			continue
		}
		defer l.Close() // only when all are taken, so that no two are the same
		ports = append(ports, port)
	}
	if len(ports) < n {
		t.Fatal("no free port was found")
	}
	return ports
}

// start opens nodes at once: none is ready before a majority is.
func (c *cluster) start(t *testing.T, which ...int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var group sync.WaitGroup
	for _, i := range which {
		group.Go(func() {
			b, err := jetstream.Open(ctx, c.configs[i])
			if err != nil {
				t.Errorf("opening node %d: %v", i, err)
				return
			}
			c.nodes[i] = b
		})
	}
	group.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

func (c *cluster) stop(t *testing.T, i int) {
	t.Helper()
	if c.nodes[i] == nil {
		return
	}
	if err := c.nodes[i].Close(); err != nil {
		t.Errorf("closing node %d: %v", i, err)
	}
	c.nodes[i] = nil
}

// insist repeats a call while the bus is not available, as a client does whose
// servers elect a leader.
func insist(t *testing.T, doing string, call func() error) (retries int) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; retries++ {
		err := call()
		if err == nil {
			return retries
		}
		if !errors.Is(err, bonafide.ErrUnavailable) || time.Now().After(deadline) {
			t.Fatalf("%s: %v", doing, err)
		}
	}
}

// publishUntil publishes n messages from a number on, in batches, each again until
// it is acknowledged, and returns how often one had to be.
func publishUntil(t *testing.T, b *jetstream.Bus, from, n int) (retries int) {
	t.Helper()
	for end := from + n; from < end; {
		batch := bustest.Messages(from, min(250, end-from), 20)
		retries += insist(t, fmt.Sprint("publishing from ", from), func() error { return b.Publish(t.Context(), "events", batch) })
		from += len(batch)
	}
	return retries
}

func TestCluster(t *testing.T) {
	t.Parallel()
	const partitions = 4
	many := 5000
	if testing.Short() {
		many = 2000
	}
	c := openCluster(t, bus.Topic{Name: "events", Partitions: partitions, Dedup: 5 * time.Minute})
	c.start(t, 0, 1, 2)
	n := 0
	publish := func(count int) {
		t.Helper()
		begun := time.Now()
		retries := publishUntil(t, c.nodes[0], n, count)
		n += count
		t.Logf("%d messages acknowledged in %s, %d calls repeated", count, time.Since(begun).Round(time.Millisecond), retries)
	}
	publish(many)
	bustest.Health(t, c.nodes[0], bus.Ready)

	t.Log("one node stops: publishing goes on")
	c.stop(t, 2)
	publish(many)

	t.Log("two nodes stopped: publishing is refused")
	c.stop(t, 1)
	refused := bustest.Messages(n, 100, 20)
	for range 2 {
		begun := time.Now()
		err := c.nodes[0].Publish(t.Context(), "events", refused)
		if !errors.Is(err, bonafide.ErrUnavailable) {
			t.Fatalf("publishing without a majority: got error %v, want one of kind %q", err, bonafide.ErrUnavailable)
		}
		t.Logf("after %s: %v", time.Since(begun).Round(time.Millisecond), err)
	}
	t.Log(bustest.Health(t, c.nodes[0], bus.Unavailable).Why)

	t.Log("all nodes are back: nothing acknowledged is lost, nothing is there twice")
	c.start(t, 1, 2)
	publish(many) // the refused ones too, whether or not they were stored after all
	seen := 0
	for p := range partitions {
		var cons bus.Consumer
		insist(t, "consuming", func() (err error) {
			cons, err = c.nodes[1].Consume(t.Context(), bus.Subscription{Topic: "events", Name: "auditor", Partition: p})
			return err
		})
		var expect []bus.Message
		for _, m := range bustest.Messages(0, n, 20) {
			if bus.Partition(m.Person, partitions) == p {
				expect = append(expect, m)
			}
		}
		for len(expect) > 0 {
			var run []bus.Delivery
			insist(t, fmt.Sprintf("fetching the %d of partition %d from %s on", len(expect), p, expect[0].ID), func() (err error) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				run, err = cons.Fetch(ctx, 500)
				return err
			})
			for i, d := range run {
				if d.ID != expect[i].ID {
					t.Fatalf("partition %d: %s stands where %s belongs", p, d.ID, expect[i].ID)
				}
			}
			expect = expect[len(run):]
			seen += len(run)
			insist(t, "acknowledging", func() error { return cons.Ack(t.Context(), run[len(run)-1].Sequence) })
		}
		if err := cons.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d of %d messages, each once and in order", seen, n)
}

// The conformance suite holds on a cluster too: one of three servers elsewhere, of
// which each test uses a part of its own.
func TestBusOnCluster(t *testing.T) {
	t.Parallel()
	url := clusterElsewhere(t)
	var n atomic.Int64
	bustest.Run(t, func(t testing.TB, topics ...bus.Topic) bus.Bus {
		return openAt(t, jetstream.Config{
			URL: url, User: "user", Password: "swordfish", Replicas: 3, Topics: topics, Prefix: fmt.Sprint("test-", n.Add(1)), Patience: time.Minute,
		})
	})
}

// clusterElsewhere starts three servers that the bus does not own.
func clusterElsewhere(t *testing.T) string {
	t.Helper()
	ports := freePorts(t, 3)
	var routes []*url.URL
	for _, port := range ports {
		routes = append(routes, &url.URL{Scheme: "nats", Host: fmt.Sprint("127.0.0.1:", port)})
	}
	var urls []string
	for i := range 3 {
		s, err := server.NewServer(&server.Options{
			ServerName: fmt.Sprint("elsewhere-", i), Host: "127.0.0.1", Port: server.RANDOM_PORT, NoLog: true, NoSigs: true,
			Username: "user", Password: "swordfish", MaxPayload: 2 << 20,
			JetStream: true, StoreDir: t.TempDir(), SyncAlways: true,
			Cluster: server.ClusterOpts{Name: "elsewhere", Host: "127.0.0.1", Port: ports[i]}, Routes: routes,
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
		if !s.ReadyForConnections(10 * time.Second) {
			t.Fatal("a server is not ready")
		}
		urls = append(urls, s.ClientURL())
	}
	return strings.Join(urls, ",")
}
