package contact

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"bonafide"
)

// Why a domain takes no mail. All are of kind [bonafide.ErrNotFound].
var (
	// ErrNoDomain is a name that does not exist (NXDOMAIN).
	ErrNoDomain = bonafide.NotFoundf("the domain does not exist")
	// ErrNullMX is a domain that says that it takes no mail (RFC 7505).
	ErrNullMX = bonafide.NotFoundf("the domain says that it takes no mail")
	// ErrNoExchanger is a domain with neither a mail exchanger nor an address.
	ErrNoExchanger = bonafide.NotFoundf("the domain has neither a mail exchanger nor an address")
)

// DNSConfig says whom [DNS] asks.
type DNSConfig struct {
	// Server is the recursive resolver, "host" or "host:port". There is no
	// default: who learns which domains are looked up is the operator's choice.
	Server string
	// Timeout of one attempt; 0 means 2 seconds.
	Timeout time.Duration
	// Attempts at most; 0 means 2.
	Attempts int
}

// DNS implements [Resolver] against one recursive resolver.
type DNS struct {
	server   string
	timeout  time.Duration
	attempts int
}

// NewDNS opens nothing; its errors are of kind [bonafide.ErrInvalid].
func NewDNS(c DNSConfig) (*DNS, error) {
	if c.Server == "" {
		return nil, bonafide.Invalidf("contact.resolver is empty; name a recursive resolver as host:port")
	}
	if c.Timeout < 0 || c.Attempts < 0 || c.Attempts > 10 {
		return nil, bonafide.Invalidf("contact.resolver: timeout %s and %d attempts are out of bounds; attempts run from 1 to 10", c.Timeout, c.Attempts)
	}
	if _, _, err := net.SplitHostPort(c.Server); err != nil {
		c.Server = net.JoinHostPort(strings.Trim(c.Server, "[]"), "53")
	}
	if c.Timeout == 0 {
		c.Timeout = 2 * time.Second
	}
	if c.Attempts == 0 {
		c.Attempts = 2
	}
	return &DNS{c.Server, c.Timeout, c.Attempts}, nil
}

// MX implements [Resolver] after RFC 5321 section 5.1: a domain without mail
// exchanger that has an address is its own. A server failure, a refusal or
// silence is an error of kind [bonafide.ErrUnavailable].
func (r *DNS) MX(ctx context.Context, domain string) ([]string, error) {
	answer, err := r.ask(ctx, domain, dns.TypeMX)
	if err != nil {
		return nil, err
	}
	var exchangers []*dns.MX
	null := false
	for _, rr := range answer.Answer {
		if mx, ok := rr.(*dns.MX); ok {
			if mx.Mx == "." {
				null = true
				continue
			}
			exchangers = append(exchangers, mx)
		}
	}
	if len(exchangers) > 0 {
		slices.SortStableFunc(exchangers, func(a, b *dns.MX) int {
			if a.Preference != b.Preference {
				return int(a.Preference) - int(b.Preference)
			}
			return strings.Compare(a.Mx, b.Mx)
		})
		hosts := make([]string, len(exchangers))
		for i, mx := range exchangers {
			hosts[i] = strings.ToLower(strings.TrimSuffix(mx.Mx, "."))
		}
		return hosts, nil
	}
	if null {
		return nil, ErrNullMX
	}
	for _, kind := range []uint16{dns.TypeA, dns.TypeAAAA} {
		answer, err := r.ask(ctx, domain, kind)
		if err != nil {
			return nil, err
		}
		for _, rr := range answer.Answer {
			if rr.Header().Rrtype == kind {
				return []string{domain}, nil
			}
		}
	}
	return nil, ErrNoExchanger
}

// ask puts one question, over UDP first and over TCP where the answer does not fit.
func (r *DNS) ask(ctx context.Context, domain string, kind uint16) (*dns.Msg, error) {
	question := new(dns.Msg).SetQuestion(dns.Fqdn(domain), kind)
	question.SetEdns0(1232, false)
	var last error
	for range r.attempts {
		answer, err := r.exchange(ctx, "udp", question)
		if err == nil && answer.Truncated {
			answer, err = r.exchange(ctx, "tcp", question)
		}
		switch {
		case ctx.Err() != nil:
			return nil, bonafide.Unavailablef("the resolver was not asked to the end: %w", ctx.Err())
		case err != nil:
			last = silence(err)
		case len(answer.Question) != 1 || !strings.EqualFold(answer.Question[0].Name, question.Question[0].Name) || answer.Question[0].Qtype != kind:
			last = bonafide.Unavailablef("the resolver answered another question")
		case answer.Rcode == dns.RcodeSuccess:
			return answer, nil
		case answer.Rcode == dns.RcodeNameError:
			return nil, ErrNoDomain
		default:
			last = bonafide.Unavailablef("the resolver answered %s", dns.RcodeToString[answer.Rcode])
		}
	}
	return nil, last
}

func (r *DNS) exchange(ctx context.Context, network string, question *dns.Msg) (*dns.Msg, error) {
	client := dns.Client{Net: network, Timeout: r.timeout}
	answer, _, err := client.ExchangeContext(ctx, question.Copy(), r.server)
	return answer, err
}

// silence says without addresses and ports that no usable answer came, so that the
// same silence reads the same each time.
func silence(err error) error {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return bonafide.Unavailablef("the resolver did not answer in time")
	}
	return bonafide.Unavailablef("the resolver could not be asked")
}
