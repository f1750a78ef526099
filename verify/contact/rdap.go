package contact

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/openrdap/rdap"
	"github.com/openrdap/rdap/bootstrap"

	"bonafide"
)

// RDAPConfig says whom [RDAP] asks.
type RDAPConfig struct {
	// HTTP carries the requests; nil is a client of 10 seconds.
	HTTP *http.Client
	// Bootstrap is the URL of the folder with the registry of servers, dns.json
	// (RFC 9224); empty is IANA's.
	Bootstrap string
	// UserAgent names the operator to registries; may be empty.
	UserAgent string
}

// RDAP implements [Registry] by the registration data access protocol (RFC 9082,
// RFC 9083). Many country registries have none.
type RDAP struct {
	client *rdap.Client
	// The library's bootstrap is not safe for concurrent use: whoever holds the
	// one token uses it.
	token     chan struct{}
	bootstrap *bootstrap.Client
}

// maxAnswer bounds one answer of a registry, and the registry of servers.
const maxAnswer = 4 << 20

// NewRDAP opens nothing; its errors are of kind [bonafide.ErrInvalid].
func NewRDAP(c RDAPConfig) (*RDAP, error) {
	if c.Bootstrap == "" {
		c.Bootstrap = bootstrap.DefaultBaseURL
	}
	base, err := url.Parse(c.Bootstrap)
	if err != nil || base.Scheme != "https" && base.Scheme != "http" || base.Host == "" {
		return nil, bonafide.Invalidf("contact.registry: %q is not the URL of a bootstrap folder", clip(c.Bootstrap, 120))
	}
	client := http.Client{Timeout: 10 * time.Second}
	if c.HTTP != nil {
		client = *c.HTTP
	}
	client.Transport = bounded{client.Transport}
	boot := &bootstrap.Client{HTTP: &client, BaseURL: base}
	return &RDAP{
		// Everything that the library would fill in later is filled in now, so
		// that its client is only read from then on.
		client:    &rdap.Client{HTTP: &client, Bootstrap: boot, Verbose: func(string) {}, UserAgent: c.UserAgent},
		token:     make(chan struct{}, 1),
		bootstrap: boot,
	}, nil
}

// Registered implements [Registry]. No service for the domain's ending, no answer
// and an answer without a registration date are errors of kind
// [bonafide.ErrUnavailable].
func (r *RDAP) Registered(ctx context.Context, domain string) (time.Time, error) {
	servers, err := r.servers(ctx, domain)
	if err != nil {
		return time.Time{}, err
	}
	last := bonafide.Unavailablef("no registration data service covers the domain's ending")
	for _, server := range servers[:min(len(servers), 3)] {
		answer, err := r.client.Do(rdap.NewDomainRequest(domain).WithContext(ctx).WithServer(server))
		var failure *rdap.ClientError
		switch {
		case ctx.Err() != nil:
			return time.Time{}, bonafide.Unavailablef("the registry was not asked to the end: %w", ctx.Err())
		case errors.As(err, &failure) && failure.Type == rdap.ObjectDoesNotExist:
			return time.Time{}, bonafide.NotFoundf("the domain is not registered")
		case err != nil:
			last = bonafide.Unavailablef("the registry gave no usable answer")
			continue
		}
		d, ok := answer.Object.(*rdap.Domain)
		if !ok {
			last = bonafide.Unavailablef("the registry answered with something else than a domain")
			continue
		}
		for _, e := range d.Events {
			if e.Action == "registration" {
				if at, err := time.Parse(time.RFC3339, e.Date); err == nil {
					return at.UTC(), nil
				}
			}
		}
		last = bonafide.Unavailablef("the registry does not tell the registration date")
	}
	return time.Time{}, last
}

func (r *RDAP) servers(ctx context.Context, domain string) ([]*url.URL, error) {
	select {
	case r.token <- struct{}{}:
		defer func() { <-r.token }()
	case <-ctx.Done():
		return nil, bonafide.Unavailablef("the registry of servers was not asked to the end: %w", ctx.Err())
	}
	question := &bootstrap.Question{RegistryType: bootstrap.DNS, Query: domain}
	answer, err := r.bootstrap.Lookup(question.WithContext(ctx))
	if err != nil {
		return nil, bonafide.Unavailablef("the registry of servers could not be read")
	}
	// The library shares these URLs between answers and writes into them when it
	// sends a request: everybody gets copies.
	servers := make([]*url.URL, len(answer.URLs))
	for i, u := range answer.URLs {
		own := *u
		servers[i] = &own
	}
	return servers, nil
}

// bounded cuts answers off at maxAnswer, because the library reads them whole.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(req *http.Request) (*http.Response, error) {
	next := b.next
	if next == nil {
		next = http.DefaultTransport
	}
	resp, err := next.RoundTrip(req)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	}
	return resp, err
}
