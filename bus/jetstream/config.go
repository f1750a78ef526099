// Package jetstream is the bus on NATS JetStream. A [Config] comes in; a [Bus] that
// passes bus/bustest comes out. By default it runs a NATS server inside the process,
// with files in a folder of its own; several such processes make a cluster; or it
// speaks to a server elsewhere by URL.
//
// # What is durable
//
// The embedded server syncs before it acknowledges (SyncAlways). Its own default
// is to sync every two minutes, and a machine that loses power in between has lost
// acknowledged events. A sync for each message would allow some thousand messages
// a second; so Publish sends atomic batches of up to a thousand, and the server
// syncs once for each. With three replicas an acknowledgement means that two
// servers have synced. A server elsewhere syncs as its operator configured it.
//
// # What is exposed
//
// The embedded server listens on the loopback interface, on a free port, for the
// one user whose password is made anew for each start and is never written down. Not to
// listen at all would look simpler, but NATS then silently leaves clusters. Nodes
// of a cluster listen for each other where the configuration says, with its secret.
//
// # How it is laid out
//
// A topic is a stream with one subject a partition; its dead letters are a second
// stream. A consumer's partition is a durable pull consumer with explicit acks,
// pinned to one holder. A holder that takes over, or returns what is out, resets
// the consumer to its ack floor, and one that sees a gap in the deliveries does
// so too: that is what keeps order over crashes and reconnections. It needs
// NATS 2.14 or newer.
package jetstream

import (
	"log/slog"
	"net"
	"strings"
	"time"

	"bonafide"
	"bonafide/bus"
)

// Config says where the bus is and what it holds.
type Config struct {
	// Dir is the folder of the embedded server; one process at a time uses it.
	Dir string
	// URL names a server elsewhere instead: "nats://one:4222,nats://two:4222".
	URL string
	// User and Password, or CredentialsFile, are for URL. None is ever logged.
	User, Password  string
	CredentialsFile string
	// Cluster makes the embedded server one node of several.
	Cluster *Cluster
	// Topics are made where they are missing.
	Topics []bus.Topic
	// Prefix begins the names of streams and subjects, so that several can share a
	// server: 1 to 32 of a-z, 0-9 and '-', beginning with a letter. Empty means
	// "bonafide".
	Prefix string
	// Replicas of each topic: 1 or 3; zero means 1.
	Replicas int
	// MaxStore bounds the embedded server's bytes on disk; zero leaves it the
	// disk.
	MaxStore int64
	// Patience is how long Publish and the others try before they give
	// bonafide.ErrUnavailable; zero means 5 seconds.
	Patience time.Duration
	// Log hears warnings of server and connection; nil keeps silent.
	Log *slog.Logger
}

// Cluster is an embedded server's place among its peers.
type Cluster struct {
	// Name is the cluster's, Node this server's; both must stay the same.
	Name, Node string
	// Listen is the address for the peers: "10.0.0.1:6222".
	Listen string
	// Peers are the Listen addresses of all nodes; this one's own may be among
	// them.
	Peers []string
	// Secret is what nodes show each other.
	Secret string
}

const (
	defaultPrefix   = "bonafide"
	defaultPatience = 5 * time.Second
	// apiTry bounds one try of an API call: until a meta leader exists, such a
	// call blocks for as long as it is given.
	apiTry = 2 * time.Second
	// overhead is what headers may add to the data of a message.
	overhead = 4 << 10
)

func (c Config) checked() (Config, error) {
	switch {
	case c.URL == "" && c.Dir == "":
		return c, bonafide.Invalidf("the bus needs a folder for its own server or the URL of another")
	case c.URL != "" && (c.Dir != "" || c.Cluster != nil):
		return c, bonafide.Invalidf("the bus has either a folder for its own server or the URL of another, not both")
	case c.Replicas != 0 && c.Replicas != 1 && c.Replicas != 3:
		return c, bonafide.Invalidf("%d replicas of a topic; give 1 or 3", c.Replicas)
	case c.Replicas == 3 && c.URL == "" && c.Cluster == nil:
		return c, bonafide.Invalidf("three replicas need a cluster or the URL of one")
	case len(c.Topics) == 0:
		return c, bonafide.Invalidf("the bus has no topic")
	case c.MaxStore < 0 || c.Patience < 0:
		return c, bonafide.Invalidf("the limit of the store and the patience must not be negative")
	}
	if c.Prefix == "" {
		c.Prefix = defaultPrefix
	}
	if bus.CheckName(c.Prefix) != nil {
		return c, bonafide.Invalidf("the prefix %q of the bus is not 1 to 32 of a-z, 0-9 and '-', beginning with a letter", c.Prefix)
	}
	if c.Replicas == 0 {
		c.Replicas = 1
	}
	if c.Patience == 0 {
		c.Patience = defaultPatience
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if k := c.Cluster; k != nil {
		if k.Name == "" || k.Node == "" || k.Secret == "" || strings.ContainsAny(k.Name+k.Node, " \t\r\n") {
			return c, bonafide.Invalidf("a node of a cluster needs the cluster's name, its own, without spaces, and the secret of the peers")
		}
		for _, a := range append([]string{k.Listen}, k.Peers...) {
			if _, _, err := net.SplitHostPort(a); err != nil {
				return c, bonafide.Invalidf("the address %q of a cluster's node is not host:port", a)
			}
		}
	}
	seen := map[string]bool{}
	topics := make([]bus.Topic, len(c.Topics))
	for i, t := range c.Topics {
		t, err := t.Checked()
		if err != nil {
			return c, err
		}
		if seen[t.Name] {
			return c, bonafide.Invalidf("topic %s is named twice", t.Name)
		}
		seen[t.Name] = true
		topics[i] = t
	}
	c.Topics = topics
	return c, nil
}
