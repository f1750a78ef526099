package contact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bonafide"
)

// registryServer is a registry with its own bootstrap file on the loopback.
func registryServer(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	mux.HandleFunc("/boot/dns.json", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"version":"1.0","publication":"2026-01-01T00:00:00Z","services":[[["example"],["%[1]s/rdap/"]],[["test"],["%[1]s/down/","%[1]s/rdap/"]]]}`, s.URL)
	})
	answer := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/rdap+json")
			_, _ = io.WriteString(w, body)
		}
	}
	domain := func(events string) http.HandlerFunc {
		return answer(`{"rdapConformance":["rdap_level_0"],"objectClassName":"domain","ldhName":"x.example","events":[` + events + `]}`)
	}
	registered := `{"eventAction":"last changed","eventDate":"2025-01-01T00:00:00Z"},{"eventAction":"registration","eventDate":"2019-05-04T03:02:01+02:00"}`
	mux.HandleFunc("/rdap/domain/old.example", domain(registered))
	mux.HandleFunc("/rdap/domain/second.test", domain(registered))
	mux.HandleFunc("/rdap/domain/secret.example", domain(""))
	mux.HandleFunc("/rdap/domain/odd.example", domain(`{"eventAction":"registration","eventDate":"yesterday"}`))
	mux.HandleFunc("/rdap/domain/entity.example", answer(`{"objectClassName":"entity","handle":"x"}`))
	mux.HandleFunc("/rdap/domain/garbage.example", answer(`{"objectClassName":`))
	mux.HandleFunc("/rdap/domain/endless.example", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"objectClassName":"domain","handle":"`)
		_, _ = io.CopyN(w, letters{}, maxAnswer+1024)
		_, _ = io.WriteString(w, `","events":[`+registered+`]}`)
	})
	mux.HandleFunc("/rdap/domain/slow.example", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/down/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	return s
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestRDAP(t *testing.T) {
	s := registryServer(t)
	r, err := NewRDAP(RDAPConfig{HTTP: s.Client(), Bootstrap: s.URL + "/boot", UserAgent: "bonafide-test"})
	if err != nil {
		t.Fatal(err)
	}
	for domain, want := range map[string]error{
		"old.example": nil, "second.test": nil, "absent.example": bonafide.ErrNotFound, "secret.example": bonafide.ErrUnavailable, "odd.example": bonafide.ErrUnavailable,
		"entity.example": bonafide.ErrUnavailable, "garbage.example": bonafide.ErrUnavailable, "endless.example": bonafide.ErrUnavailable, "firm.invalid": bonafide.ErrUnavailable,
	} {
		at, err := r.Registered(t.Context(), domain)
		if !errors.Is(err, want) || want == nil && (err != nil || !at.Equal(time.Date(2019, 5, 4, 1, 2, 1, 0, time.UTC))) {
			t.Errorf("%s: %s, %v", domain, at, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := r.Registered(ctx, "slow.example"); !errors.Is(err, bonafide.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	r.token <- struct{}{} // somebody else reads the registry of servers
	if _, err := r.Registered(ctx, "old.example"); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	<-r.token
}

// TestRDAPSideBySide is for the race detector: the library is not safe, the
// adapter is.
func TestRDAPSideBySide(t *testing.T) {
	s := registryServer(t)
	r, _ := NewRDAP(RDAPConfig{HTTP: s.Client(), Bootstrap: s.URL + "/boot/"})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := r.Registered(t.Context(), "old.example"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestNewRDAP(t *testing.T) {
	if r, err := NewRDAP(RDAPConfig{}); err != nil || !strings.Contains(r.bootstrap.BaseURL.String(), "data.iana.org") {
		t.Error(err)
	}
	for _, u := range []string{"ftp://x.example/", "x", "http://", "://"} {
		if _, err := NewRDAP(RDAPConfig{Bootstrap: u}); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%s: %v", u, err)
		}
	}
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	r, _ := NewRDAP(RDAPConfig{Bootstrap: s.URL})
	if _, err := r.Registered(t.Context(), "old.example"); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Error("no bootstrap file:", err)
	}
}
