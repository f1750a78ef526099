package contact

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"

	"bonafide"
)

// nameServer is a real name server on the loopback, over UDP and TCP.
func nameServer(t *testing.T, handle dns.HandlerFunc) string {
	t.Helper()
	// One port for both: the system gives the datagram socket a free one, and
	// somebody else may have it for streams.
	var packets net.PacketConn
	var stream net.Listener
	for try := 0; stream == nil; try++ {
		var err error
		if packets, err = net.ListenPacket("udp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
		if stream, err = net.Listen("tcp", packets.LocalAddr().String()); err != nil {
			packets.Close()
			if try == 20 {
				t.Fatal(err)
			}
		}
	}
	for _, s := range []*dns.Server{{PacketConn: packets, Handler: handle}, {Listener: stream, Handler: handle}} {
		ready := make(chan struct{})
		s.NotifyStartedFunc = func() { close(ready) }
		go func() { _ = s.ActivateAndServe() }()
		<-ready
		t.Cleanup(func() { _ = s.Shutdown() })
	}
	return packets.LocalAddr().String()
}

// zone answers for a small invented zone.
func zone(w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg).SetReply(q)
	name, kind := q.Question[0].Name, q.Question[0].Qtype
	add := func(records ...string) {
		for _, r := range records {
			rr, err := dns.NewRR(r)
			if err != nil {
				panic(err)
			}
			if rr.Header().Rrtype == kind || rr.Header().Rrtype == dns.TypeCNAME {
				m.Answer = append(m.Answer, rr)
			}
		}
	}
	_, overUDP := w.RemoteAddr().(*net.UDPAddr)
	switch name {
	case "firm.example.":
		add("firm.example. 60 MX 20 MX2.firm.example.", "firm.example. 60 MX 10 mx1.firm.example.", "firm.example. 60 MX 10 mx0.firm.example.", "firm.example. 60 MX 5 .")
	case "alias.example.":
		add("alias.example. 60 CNAME firm.example.", "firm.example. 60 MX 10 mx1.firm.example.")
	case "address.example.":
		add("address.example. 60 A 192.0.2.1")
	case "six.example.":
		add("six.example. 60 AAAA 2001:db8::1")
	case "null.example.":
		add("null.example. 60 MX 0 .", "null.example. 60 A 192.0.2.1")
	case "empty.example.":
	case "large.example.":
		if overUDP {
			m.Truncated = true
			break
		}
		for i := range 100 {
			add(fmt.Sprintf("large.example. 60 MX %d a-rather-long-name-of-an-exchanger-%03d.large.example.", i, i))
		}
	case "broken.example.":
		m.Rcode = dns.RcodeServerFailure
	case "refused.example.":
		m.Rcode = dns.RcodeRefused
	case "half.example.": // no exchanger, and then a failure
		if kind != dns.TypeMX {
			m.Rcode = dns.RcodeServerFailure
		}
	case "other.example.":
		m.Question[0].Name = "another.example."
	case "silent.example.":
		return
	default:
		m.Rcode = dns.RcodeNameError
	}
	_ = w.WriteMsg(m)
}

func TestDNS(t *testing.T) {
	r, err := NewDNS(DNSConfig{Server: nameServer(t, zone), Timeout: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		domain string
		hosts  []string
		count  int
		err    error
	}{
		{"firm.example", []string{"mx0.firm.example", "mx1.firm.example", "mx2.firm.example"}, 0, nil},
		{"alias.example", []string{"mx1.firm.example"}, 0, nil},
		{"address.example", []string{"address.example"}, 0, nil},
		{"six.example", []string{"six.example"}, 0, nil},
		{"large.example", nil, 100, nil},
		{"null.example", nil, 0, ErrNullMX},
		{"empty.example", nil, 0, ErrNoExchanger},
		{"absent.example", nil, 0, ErrNoDomain},
		{"broken.example", nil, 0, bonafide.ErrUnavailable},
		{"refused.example", nil, 0, bonafide.ErrUnavailable},
		{"half.example", nil, 0, bonafide.ErrUnavailable},
		{"other.example", nil, 0, bonafide.ErrUnavailable},
		{"silent.example", nil, 0, bonafide.ErrUnavailable},
	}
	for _, tt := range tests {
		hosts, err := r.MX(t.Context(), tt.domain)
		if !errors.Is(err, tt.err) || tt.err == nil && err != nil {
			t.Errorf("%s: %v, want %v", tt.domain, err, tt.err)
		}
		if tt.hosts != nil && !slices.Equal(hosts, tt.hosts) || tt.count > 0 && len(hosts) != tt.count || tt.err != nil && hosts != nil {
			t.Errorf("%s: %d hosts %v", tt.domain, len(hosts), hosts)
		}
		if tt.err != nil && tt.err != bonafide.ErrUnavailable && !errors.Is(err, bonafide.ErrNotFound) {
			t.Errorf("%s: %v is not of kind not found", tt.domain, err)
		}
	}
}

// TestDNSAsksAgain shows that one lost packet is not taken for an answer.
func TestDNSAsksAgain(t *testing.T) {
	var asked atomic.Int32
	server := nameServer(t, func(w dns.ResponseWriter, q *dns.Msg) {
		if asked.Add(1) > 1 {
			zone(w, q)
		}
	})
	r, _ := NewDNS(DNSConfig{Server: server, Timeout: time.Second})
	if hosts, err := r.MX(t.Context(), "firm.example"); err != nil || len(hosts) != 3 {
		t.Errorf("%v, %v", hosts, err)
	}
}

func TestDNSGivesUp(t *testing.T) {
	r, _ := NewDNS(DNSConfig{Server: nameServer(t, zone), Timeout: 5 * time.Second})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	// Whether the socket or the context notices first is open.
	if _, err := r.MX(ctx, "silent.example"); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Error(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := r.MX(ended, "firm.example"); !errors.Is(err, bonafide.ErrUnavailable) || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	closed, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := closed.LocalAddr().String()
	closed.Close()
	r, _ = NewDNS(DNSConfig{Server: address, Timeout: 200 * time.Millisecond})
	if _, err := r.MX(t.Context(), "firm.example"); !errors.Is(err, bonafide.ErrUnavailable) || strings.Contains(err.Error(), address) {
		t.Error(err)
	}
}

func TestNewDNS(t *testing.T) {
	for server, want := range map[string]string{"192.0.2.53": "192.0.2.53:53", "192.0.2.53:5353": "192.0.2.53:5353", "2001:db8::53": "[2001:db8::53]:53", "[2001:db8::53]": "[2001:db8::53]:53"} {
		r, err := NewDNS(DNSConfig{Server: server})
		if err != nil || r.server != want || r.timeout != 2*time.Second || r.attempts != 2 {
			t.Errorf("%s: %+v, %v", server, r, err)
		}
	}
	for _, c := range []DNSConfig{{}, {Server: "a", Timeout: -1}, {Server: "a", Attempts: 11}} {
		if _, err := NewDNS(c); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
