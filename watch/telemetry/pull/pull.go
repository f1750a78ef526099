// Package pull fetches logs from vendors' interfaces: Okta System Log, Entra
// sign-ins and audits over Microsoft Graph, Google Workspace reports, the GitHub
// audit log, Zoom's reports. In comes an [API] that knows one interface; out go its
// lines to a sink, and then, once the sink has taken them, the cursor is saved:
// after a crash the last page may come again, and is found by its events' ids.
//
// A vendor is never hammered: 429 and spent quotas are waited out as the answer
// says, failures double the wait, a token that is refused is not tried again until
// it changes or an hour has gone.
package pull

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"bonafide"
	"bonafide/strict"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/tail"
)

// Cursor is where to go on.
type Cursor struct {
	// URL is the page to ask for next; empty where a new search begins at Since.
	URL string `json:"url,omitzero"`
	// Since is the event time from which a search begins.
	Since time.Time `json:"since,omitzero"`
	// Newest is the newest event time seen.
	Newest time.Time `json:"newest,omitzero"`
}

// Page is what one answer brought.
type Page struct {
	Lines [][]byte
	// Next is the cursor after this page.
	Next Cursor
	// More tells that another page waits already.
	More bool
}

// API knows one vendor's interface. It keeps no state.
type API interface {
	// Source is the name of the parser of its lines: "okta".
	Source() string
	// URL is the address to ask at for a cursor. now bounds searches that need an end.
	URL(c Cursor, now time.Time) (string, error)
	// Authorise puts the token into a request.
	Authorise(r *http.Request, token string)
	// Page reads an answer of status 200 to the request for the address asked.
	Page(asked string, c Cursor, h http.Header, body []byte) (Page, error)
}

// Sink takes the lines of a page, all of them or none. An error stops the puller
// before the page counts as taken; one of kind [bonafide.ErrUnavailable] is tried
// again.
type Sink func(ctx context.Context, source string, lines [][]byte) error

// Memory keeps the cursor.
type Memory interface {
	Load() (Cursor, error) // the zero cursor where there is none
	Save(Cursor) error
}

// Doer is the part of [http.Client] in use.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Config says how a puller works.
type Config struct {
	API    API
	Client Doer
	Sink   Sink
	Memory Memory
	// Token is asked before every request, so that a new one is taken up.
	Token func(context.Context) (string, error)
	Now   func() time.Time
	// Sleep waits, or returns the context's error.
	Sleep func(context.Context, time.Duration) error
	// Notify is told of every change of state; nil where nobody listens.
	Notify func(Report)
	// Since is where the first search begins; zero is 24 hours ago.
	Since time.Time
	// Interval between questions when nothing more waits; 0 is 30 seconds.
	Interval time.Duration
	// MaxBody bounds an answer, in bytes; 0 is 64 MiB.
	MaxBody int64
	// Jitter changes a wait a little, so that many pullers do not ask at once; nil
	// leaves it.
	Jitter func(time.Duration) time.Duration
}

// State is how a puller does.
type State string

// The states of a puller.
const (
	Running State = "running"
	Limited State = "limited" // the vendor asks to wait
	Failing State = "failing" // the vendor or the way to it fails
	Revoked State = "revoked" // the token is refused
	Refused State = "refused" // the request is refused: a setting is wrong
)

// Report tells how a puller does, in words for people.
type Report struct {
	Source string        `json:"source"`
	State  State         `json:"state"`
	Words  string        `json:"words"`
	Wait   time.Duration `json:"wait_ns"`
	Lines  int           `json:"lines"`
}

// The waits.
const (
	firstWait   = time.Second
	longestWait = 5 * time.Minute
	longestHint = time.Hour
	revokedWait = time.Hour
	refusedWait = 15 * time.Minute
)

// Puller pulls from one interface. It is not safe for concurrent use.
type Puller struct {
	cfg      Config
	cursor   Cursor
	failures int
	state    State
	refused  string // the token that was refused
	until    time.Time
}

// New loads the cursor.
func New(cfg Config) (*Puller, error) {
	if cfg.API == nil || cfg.Client == nil || cfg.Sink == nil || cfg.Memory == nil || cfg.Token == nil || cfg.Now == nil || cfg.Sleep == nil {
		return nil, errors.New("a puller needs an interface, client, sink, memory, token, clock and sleep")
	}
	if cfg.Interval <= 0 {
		cfg.Interval = 30 * time.Second
	}
	if cfg.MaxBody <= 0 {
		cfg.MaxBody = 64 << 20
	}
	c, err := cfg.Memory.Load()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cfg.API.Source(), err)
	}
	if c == (Cursor{}) {
		if c.Since = cfg.Since; c.Since.IsZero() {
			c.Since = cfg.Now().Add(-24 * time.Hour)
		}
	}
	return &Puller{cfg: cfg, cursor: c}, nil
}

// Run pulls until the context ends or the sink refuses.
func (p *Puller) Run(ctx context.Context) error {
	for {
		r, err := p.Step(ctx)
		if err != nil {
			return err
		}
		if r.Wait > 0 {
			if err := p.cfg.Sleep(ctx, r.Wait); err != nil {
				return err
			}
		}
	}
}

// Step asks once and says how long to wait before the next time. An error is the
// context's, the sink's or the memory's; what the vendor does is in the report.
func (p *Puller) Step(ctx context.Context) (Report, error) {
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	now := p.cfg.Now()
	token, err := p.cfg.Token(ctx)
	if err != nil {
		return p.fail("no token: " + err.Error()), nil
	}
	if p.state == Revoked && token == p.refused && now.Before(p.until) {
		return p.report(Revoked, "the token is refused; a new one is needed", p.until.Sub(now), 0), nil
	}
	address, err := p.cfg.API.URL(p.cursor, now)
	if err != nil {
		return p.report(Refused, "no request can be made: "+err.Error(), refusedWait, 0), nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return p.report(Refused, "no request can be made: "+plain(err), refusedWait, 0), nil
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "bonafide")
	p.cfg.API.Authorise(req, token)
	resp, err := p.cfg.Client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return Report{}, ctx.Err()
		}
		return p.fail("it cannot be reached: " + plain(err)), nil
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, p.cfg.MaxBody+1))
	if err != nil {
		if ctx.Err() != nil {
			return Report{}, ctx.Err()
		}
		return p.fail("the answer broke off: " + plain(err)), nil
	}
	switch code := resp.StatusCode; {
	case code == http.StatusTooManyRequests, code == http.StatusForbidden && spent(resp.Header):
		wait := p.hint(resp.Header, now)
		return p.report(Limited, fmt.Sprintf("it asks to wait %s", telemetry.Span(wait)), wait, 0), nil
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		p.refused, p.until = token, now.Add(revokedWait)
		return p.report(Revoked, fmt.Sprintf("the token is refused (%d); a new one is needed", code), revokedWait, 0), nil
	case code >= 500 || code == http.StatusRequestTimeout:
		r := p.fail(fmt.Sprintf("it answers %d", code))
		if h, ok := retryAfter(resp.Header, now); ok {
			r.Wait = h
		}
		return r, nil
	case code != http.StatusOK:
		return p.report(Refused, fmt.Sprintf("the request is refused (%d): %s", code, clip(string(body))), refusedWait, 0), nil
	}
	if int64(len(body)) > p.cfg.MaxBody {
		return p.report(Refused, fmt.Sprintf("the answer has more than the %d bytes allowed", p.cfg.MaxBody), refusedWait, 0), nil
	}
	page, err := p.cfg.API.Page(address, p.cursor, resp.Header, body)
	if err != nil {
		return p.fail("the answer cannot be read: " + err.Error()), nil
	}
	// A page that leads elsewhere would take the token with it.
	if page.Next.URL != "" && !sameHost(address, page.Next.URL) {
		return p.report(Refused, "the next page lies on another host", refusedWait, 0), nil
	}
	if len(page.Lines) > 0 {
		if err := p.cfg.Sink(ctx, p.cfg.API.Source(), page.Lines); err != nil {
			if errors.Is(err, bonafide.ErrUnavailable) {
				return p.fail("its events cannot be taken now: " + err.Error()), nil
			}
			return Report{}, fmt.Errorf("%s: %w", p.cfg.API.Source(), err)
		}
	}
	stuck := page.Next == p.cursor
	p.cursor = page.Next
	if !stuck {
		if err := p.cfg.Memory.Save(p.cursor); err != nil {
			return Report{}, fmt.Errorf("%s: %w", p.cfg.API.Source(), err)
		}
	}
	p.failures = 0
	wait := time.Duration(0)
	if !page.More || stuck {
		wait = p.jitter(p.cfg.Interval)
	}
	if left, ok := quota(resp.Header); ok && left == 0 {
		wait = max(wait, p.hint(resp.Header, now))
	}
	return p.report(Running, fmt.Sprintf("%d events", len(page.Lines)), wait, len(page.Lines)), nil
}

// Cursor is where the puller stands.
func (p *Puller) Cursor() Cursor { return p.cursor }

func (p *Puller) report(s State, words string, wait time.Duration, lines int) Report {
	r := Report{Source: p.cfg.API.Source(), State: s, Words: telemetry.Title(p.cfg.API.Source()) + ": " + words, Wait: wait, Lines: lines}
	changed := p.state != s
	p.state = s
	if changed && p.cfg.Notify != nil {
		p.cfg.Notify(r)
	}
	return r
}

func (p *Puller) fail(why string) Report {
	wait := min(firstWait<<min(p.failures, 20), longestWait)
	p.failures++
	return p.report(Failing, why, p.jitter(wait), 0)
}

func (p *Puller) jitter(d time.Duration) time.Duration {
	if p.cfg.Jitter != nil {
		return p.cfg.Jitter(d)
	}
	return d
}

// hint is how long the answer asks to wait.
func (p *Puller) hint(h http.Header, now time.Time) time.Duration {
	if d, ok := retryAfter(h, now); ok {
		return d
	}
	for _, name := range []string{"X-Rate-Limit-Reset", "X-RateLimit-Reset"} {
		if n, err := strconv.ParseInt(h.Get(name), 10, 64); err == nil {
			return within(time.Unix(n, 0).Sub(now))
		}
	}
	wait := min(30*time.Second<<min(p.failures, 10), longestWait)
	p.failures++
	return wait
}

func within(d time.Duration) time.Duration { return min(max(d, time.Second), longestHint) }

// retryAfter reads seconds or a date (RFC 9110, 10.2.3).
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	s := h.Get("Retry-After")
	if s == "" {
		return 0, false
	}
	if n, err := strconv.ParseInt(s, 10, 32); err == nil {
		return within(time.Duration(n) * time.Second), true
	}
	if t, err := http.ParseTime(s); err == nil {
		return within(t.Sub(now)), true
	}
	return 0, false
}

func quota(h http.Header) (int64, bool) {
	for _, name := range []string{"X-Rate-Limit-Remaining", "X-RateLimit-Remaining"} {
		if n, err := strconv.ParseInt(h.Get(name), 10, 64); err == nil {
			return n, true
		}
	}
	return 0, false
}

func spent(h http.Header) bool {
	n, ok := quota(h)
	return ok && n == 0 || h.Get("Retry-After") != ""
}

func sameHost(a, b string) bool {
	u, err := url.Parse(a)
	if err != nil {
		return false
	}
	v, err := url.Parse(b)
	return err == nil && u.Scheme == v.Scheme && strings.EqualFold(u.Host, v.Host)
}

// plain is an error of the network without the address, whose query may be long.
func plain(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err.Error()
	}
	return err.Error()
}

func clip(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "·")), " ")
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}

// FileMemory keeps a cursor in a file, which is replaced as a whole.
type FileMemory string

// Load implements [Memory].
func (f FileMemory) Load() (Cursor, error) {
	var c Cursor
	data, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("reading the cursor: %w", err)
	}
	if err := strict.JSON(string(f), data, &c); err != nil {
		return c, fmt.Errorf("the cursor is damaged; put back an older one, or remove it to begin again: %w", err)
	}
	return c, nil
}

// Save implements [Memory].
func (f FileMemory) Save(c Cursor) error {
	data, err := strict.Marshal(c)
	if err != nil {
		return err
	}
	return tail.Replace(string(f), data)
}
