package pull

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/okta"
)

var start = time.Date(2026, 5, 13, 12, 0, 0, 0, time.UTC)

// rig is a puller against a vendor whose answers the test writes, on a clock that
// only waits move.
type rig struct {
	t      *testing.T
	server *httptest.Server
	answer func(w http.ResponseWriter, r *http.Request)
	asked  []*http.Request
	lines  []string
	now    time.Time
	token  string
	sink   error
	states []string
	memory FileMemory
	puller *Puller
}

func newRig(t *testing.T, api func(base string) API) *rig {
	r := &rig{t: t, now: start, token: "t1", memory: FileMemory(filepath.Join(t.TempDir(), "cursor.json"))}
	r.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.asked = append(r.asked, req)
		r.answer(w, req)
	}))
	t.Cleanup(r.server.Close)
	r.open(api(r.server.URL))
	return r
}

func (r *rig) open(api API) {
	r.t.Helper()
	var err error
	r.puller, err = New(Config{
		API: api, Client: r.server.Client(), Memory: r.memory, Now: func() time.Time { return r.now }, Token: func(context.Context) (string, error) { return r.token, nil },
		Sleep: func(ctx context.Context, d time.Duration) error { r.now = r.now.Add(d); return ctx.Err() },
		Sink: func(_ context.Context, source string, lines [][]byte) error {
			if r.sink != nil {
				return r.sink
			}
			for _, l := range lines {
				r.lines = append(r.lines, string(l))
			}
			return nil
		},
		Notify: func(rep Report) { r.states = append(r.states, string(rep.State)) },
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) step() Report {
	r.t.Helper()
	rep, err := r.puller.Step(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	r.now = r.now.Add(rep.Wait)
	return rep
}

func oktaAt(base string) API { return Okta{Base: base} }

func logEvent(id int) string {
	return fmt.Sprintf(`{"uuid":"e%d","eventType":"user.session.start","published":"2026-05-13T11:%02d:00.000Z","actor":{"id":"a"},"outcome":{"result":"SUCCESS"}}`, id, id%60)
}

// A vendor that pages like Okta: two events a page, with a next link in every
// answer.
func (r *rig) paged(total int) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, req *http.Request) {
		var from int
		fmt.Sscan(req.URL.Query().Get("after"), &from)
		to := min(from+2, total)
		w.Header().Add("Link", fmt.Sprintf(`<%s/api/v1/logs?self>; rel="self"`, r.server.URL))
		w.Header().Add("Link", fmt.Sprintf(`<%s/api/v1/logs?after=%d>; rel="next"`, r.server.URL, to))
		var page []string
		for i := from; i < to; i++ {
			page = append(page, logEvent(i))
		}
		fmt.Fprintf(w, "[%s]", strings.Join(page, ","))
	}
}

func TestPages(t *testing.T) {
	r := newRig(t, oktaAt)
	r.answer = r.paged(5)
	for range 3 {
		if rep := r.step(); rep.State != Running || rep.Wait != 0 {
			t.Fatalf("%+v", rep)
		}
	}
	if rep := r.step(); rep.Lines != 0 || rep.Wait != 30*time.Second {
		t.Errorf("caught up: %+v", rep)
	}
	if len(r.lines) != 5 || !strings.Contains(r.lines[4], "e4") {
		t.Error(r.lines)
	}
	q := r.asked[0].URL.Query()
	if q.Get("since") != "2026-05-12T12:00:00.000Z" || q.Get("sortOrder") != "ASCENDING" || r.asked[0].Header.Get("Authorization") != "SSWS t1" {
		t.Errorf("%v %v", q, r.asked[0].Header)
	}
}

// After a crash the last page comes again, and its events are found by their ids.
func TestCrashBetweenSinkAndCursor(t *testing.T) {
	r := newRig(t, oktaAt)
	r.answer = r.paged(5)
	r.step()
	saved, err := os.ReadFile(string(r.memory))
	if err != nil {
		t.Fatal(err)
	}
	r.step()
	if err := os.WriteFile(string(r.memory), saved, 0o644); err != nil { // the second save never happened
		t.Fatal(err)
	}
	r.open(oktaAt(r.server.URL))
	for range 3 {
		r.step()
	}
	order, p, fresh := telemetry.NewOrder(telemetry.OrderConfig{}), okta.New(), 0
	for _, l := range r.lines {
		events, err := p.Parse([]byte(l), nil)
		if err != nil {
			t.Fatal(err)
		}
		if order.Admit(&events[0], start) == telemetry.Fresh {
			fresh++
		}
	}
	if len(r.lines) != 7 || fresh != 5 {
		t.Errorf("%d lines, %d fresh; want 7 and 5", len(r.lines), fresh)
	}
}

func TestWaiting(t *testing.T) {
	r := newRig(t, oktaAt)
	reply := func(code int, header ...string) Report {
		r.answer = func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
		}
		return r.step()
	}
	if rep := reply(429, "Retry-After", "17"); rep.State != Limited || rep.Wait != 17*time.Second || rep.Words != "Okta: it asks to wait 17 seconds" {
		t.Errorf("%+v", rep)
	}
	if rep := reply(429, "Retry-After", r.now.Add(90*time.Second).Format(http.TimeFormat)); rep.Wait != 90*time.Second {
		t.Errorf("a date: %+v", rep)
	}
	if rep := reply(429, "X-Rate-Limit-Reset", fmt.Sprint(r.now.Add(42*time.Second).Unix())); rep.Wait != 42*time.Second {
		t.Errorf("a reset: %+v", rep)
	}
	if rep := reply(429, "Retry-After", "99999999"); rep.Wait != time.Hour {
		t.Errorf("a wait without sense: %+v", rep)
	}
	if rep := reply(403, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", fmt.Sprint(r.now.Add(time.Minute).Unix())); rep.State != Limited || rep.Wait != time.Minute {
		t.Errorf("GitHub's way: %+v", rep)
	}
	var waits []time.Duration
	for range 12 {
		waits = append(waits, reply(500).Wait)
	}
	if waits[0] != time.Second || waits[1] != 2*time.Second || waits[11] != 5*time.Minute {
		t.Errorf("failures wait %v", waits)
	}
	if rep := reply(503, "Retry-After", "7"); rep.Wait != 7*time.Second || rep.State != Failing {
		t.Errorf("%+v", rep)
	}
	if rep := reply(400); rep.State != Refused || rep.Wait != 15*time.Minute {
		t.Errorf("%+v", rep)
	}
	r.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Rate-Limit-Remaining", "0")
		w.Header().Set("X-Rate-Limit-Reset", fmt.Sprint(r.now.Add(50*time.Second).Unix()))
		fmt.Fprint(w, "["+logEvent(1)+"]")
	}
	if rep := r.step(); rep.State != Running || rep.Wait != 50*time.Second || rep.Lines != 1 {
		t.Errorf("a spent quota: %+v", rep)
	}
	// The next failure begins with a short wait again.
	if rep := reply(500); rep.Wait != time.Second {
		t.Errorf("%+v", rep)
	}
}

// A token that is refused is told of once and not tried again until it changes or
// an hour has gone.
func TestRevokedToken(t *testing.T) {
	r := newRig(t, oktaAt)
	r.answer = func(w http.ResponseWriter, req *http.Request) {
		if req.Header.Get("Authorization") != "SSWS t2" {
			w.WriteHeader(401)
			return
		}
		fmt.Fprint(w, "["+logEvent(1)+"]")
	}
	rep, err := r.puller.Step(context.Background())
	if err != nil || rep.State != Revoked || rep.Words != "Okta: the token is refused (401); a new one is needed" {
		t.Fatalf("%+v %v", rep, err)
	}
	for range 50 {
		r.now = r.now.Add(time.Minute)
		if rep, err = r.puller.Step(context.Background()); err != nil || rep.State != Revoked {
			t.Fatalf("%+v %v", rep, err)
		}
	}
	if len(r.asked) != 1 {
		t.Errorf("asked %d times within the hour", len(r.asked))
	}
	r.now = r.now.Add(11 * time.Minute)
	r.step()
	if len(r.asked) != 2 {
		t.Errorf("asked %d times after the hour", len(r.asked))
	}
	r.token = "t2"
	if rep := r.step(); rep.State != Running || rep.Lines != 1 {
		t.Errorf("with the new token: %+v", rep)
	}
	if got := strings.Join(r.states, " "); got != "revoked running" {
		t.Errorf("told of %s", got)
	}
}

func TestBadAnswers(t *testing.T) {
	r := newRig(t, oktaAt)
	for _, body := range []string{`{"broken`, `[1,2]`, `{"value":{}}x`} {
		r.answer = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
		if rep := r.step(); rep.State != Failing || !strings.Contains(rep.Words, "the answer cannot be read") {
			t.Errorf("%s: %+v", body, rep)
		}
	}
	r.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", `<https://elsewhere.example/logs?after=1>; rel="next"`)
		fmt.Fprint(w, "["+logEvent(1)+"]")
	}
	if rep := r.step(); rep.State != Refused || len(r.lines) != 0 {
		t.Errorf("a link to another host: %+v, %d lines", rep, len(r.lines))
	}
	r.puller.cfg.MaxBody = 10
	if rep := r.step(); rep.State != Refused || !strings.Contains(rep.Words, "more than the 10 bytes") {
		t.Errorf("%+v", rep)
	}
	r.puller.cfg.MaxBody = 1 << 20
	r.answer = r.paged(2)
	r.sink = bonafide.Unavailablef("the disk is full")
	if rep := r.step(); rep.State != Failing || r.puller.Cursor().URL != "" {
		t.Errorf("%+v %+v", rep, r.puller.Cursor())
	}
	r.sink = errors.New("it is over")
	if _, err := r.puller.Step(context.Background()); err == nil {
		t.Error("the sink's refusal is no error")
	}
	r.server.Close()
	if rep := r.step(); rep.State != Failing || !strings.Contains(rep.Words, "it cannot be reached") {
		t.Errorf("%+v", rep)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if err := r.puller.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := os.WriteFile(string(r.memory), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := New(r.puller.cfg); !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("a damaged cursor: %v", err)
	}
	if _, err := New(Config{}); err == nil {
		t.Error("a puller of nothing")
	}
}

func TestVendors(t *testing.T) {
	t.Run("graph", func(t *testing.T) {
		r := newRig(t, func(b string) API { return Graph{Base: b, List: "signIns"} })
		r.answer = func(w http.ResponseWriter, req *http.Request) {
			if req.URL.Query().Get("$skiptoken") == "" && len(r.asked) == 1 {
				fmt.Fprintf(w, `{"@odata.nextLink":"%s/v1.0/auditLogs/signIns?$skiptoken=2","value":[{"id":"1","createdDateTime":"2026-05-13T10:00:00Z"}]}`, r.server.URL)
				return
			}
			fmt.Fprint(w, `{"value":[{"id":"2","createdDateTime":"2026-05-13T11:00:00Z"}]}`)
		}
		if rep := r.step(); rep.Wait != 0 || rep.Lines != 1 {
			t.Errorf("%+v", rep)
		}
		r.step()
		r.step()
		if f := r.asked[2].URL.Query().Get("$filter"); f != "createdDateTime ge 2026-05-13T10:50:00.000Z" || r.asked[0].Header.Get("Authorization") != "Bearer t1" {
			t.Error(f)
		}
	})
	t.Run("google", func(t *testing.T) {
		r := newRig(t, func(b string) API { return Google{Base: b, Application: "login"} })
		r.answer = func(w http.ResponseWriter, req *http.Request) {
			if req.URL.Query().Get("pageToken") == "" {
				fmt.Fprint(w, `{"items":[{"id":{"time":"2026-05-13T11:00:00Z"}}],"nextPageToken":"p2"}`)
				return
			}
			fmt.Fprint(w, `{"items":[{"id":{"time":"2026-05-13T09:00:00Z"}}]}`)
		}
		r.step()
		r.step()
		if c := r.puller.Cursor(); c.URL != "" || !c.Since.Equal(time.Date(2026, 5, 13, 10, 50, 0, 0, time.UTC)) || len(r.lines) != 2 {
			t.Errorf("%+v %v", c, r.lines)
		}
		if a, b := r.asked[0].URL.Query(), r.asked[1].URL.Query(); a.Get("startTime") != b.Get("startTime") {
			t.Error("the pages of one search have different starts")
		}
	})
	t.Run("github", func(t *testing.T) {
		r := newRig(t, func(b string) API { return GitHub{Base: b, Org: "corp"} })
		r.answer = func(w http.ResponseWriter, req *http.Request) {
			if req.URL.Query().Get("after") == "" {
				w.Header().Set("Link", fmt.Sprintf(`<%s/orgs/corp/audit-log?after=c1&per_page=100>; rel="next"`, r.server.URL))
			}
			fmt.Fprint(w, `[{"action":"git.clone","@timestamp":1778667500353}]`)
		}
		r.step()
		if rep := r.step(); rep.Wait == 0 {
			t.Errorf("the last page is asked for without a wait: %+v", rep)
		}
		r.step()
		if r.asked[2].URL.Query().Get("after") != "c1" || r.asked[0].URL.Query().Get("phrase") != "created:>=2026-05-12T12:00:00Z" {
			t.Error(r.asked[2].URL, r.asked[0].URL)
		}
	})
	t.Run("zoom", func(t *testing.T) {
		r := newRig(t, func(b string) API { return Zoom{Base: b, Report: "operationlogs"} })
		r.answer = func(w http.ResponseWriter, req *http.Request) {
			if req.URL.Query().Get("next_page_token") == "" {
				fmt.Fprint(w, `{"operation_logs":[{"time":"2026-05-13T11:00:00Z","operator":"x","category_type":"User"}],"next_page_token":"n"}`)
				return
			}
			fmt.Fprint(w, `{"operation_logs":[],"next_page_token":""}`)
		}
		r.step()
		r.step()
		if q := r.asked[1].URL.Query(); q.Get("next_page_token") != "n" || q.Get("from") != "2026-05-12" || q.Get("to") != "2026-05-13" {
			t.Error(q)
		}
		// A quiet month is passed over in one step.
		r.puller.cursor = Cursor{Since: start.AddDate(0, -3, 0)}
		r.answer = func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", start.Format(http.TimeFormat))
			fmt.Fprint(w, `{"operation_logs":[]}`)
		}
		if rep := r.step(); rep.Wait != 0 || !r.puller.Cursor().Since.After(start.AddDate(0, -3, 20)) {
			t.Errorf("%+v %+v", rep, r.puller.Cursor())
		}
	})
	for _, bad := range []API{Okta{Base: "http://corp.okta.example"}, Okta{Base: ":"}, Graph{Base: "https://g.example", List: "users"}, Google{Base: "https://g.example"}, GitHub{Base: "https://g.example", Org: "a/b"}, Zoom{Base: "https://z.example", Report: "x"}} {
		if u, err := bad.URL(Cursor{Since: start}, start); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%+v: %s %v", bad, u, err)
		}
	}
}

func FuzzPages(f *testing.F) {
	f.Add([]byte(`[{"uuid":"1","published":"2026-05-13T10:00:00Z"}]`), `<https://a.example/x>; rel="next"`)
	f.Add([]byte(`{"value":[{}],"@odata.nextLink":"https://a.example"}`), ``)
	f.Fuzz(func(t *testing.T, body []byte, l string) {
		for _, api := range []API{Okta{}, Graph{List: "signIns"}, Google{Base: "https://a.example", Application: "x"}, GitHub{Org: "x"}, Zoom{Report: "activities"}} {
			_, _ = api.Page("https://a.example/x", Cursor{}, http.Header{"Link": {l}, "Date": {l}}, body)
		}
	})
}
