package app_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"bonafide"
	"bonafide/app"
	"bonafide/flow"
)

// live is a watch that runs until the test ends it.
type live struct {
	t     *testing.T
	stop  func() error
	mu    sync.Mutex
	found []string // "person indicator"
	ails  []bonafide.Trouble
}

// pace makes waits of minutes and hours short.
func pace(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(min(d, 20*time.Millisecond)):
		return nil
	}
}

func startWatch(t *testing.T, config app.Config) *live {
	t.Helper()
	a, err := app.New(t.Context(), config, app.World{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	w, err := a.NewWatch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	l := &live{t: t}
	ended := make(chan error, 1)
	go func() {
		ended <- w.Run(ctx, app.Run{
			Now: time.Now, Sleep: pace, Log: slog.New(slog.DiscardHandler),
			Taken: func(_ time.Time, x *flow.Taken) error {
				l.mu.Lock()
				defer l.mu.Unlock()
				for i := range x.New {
					l.found = append(l.found, string(x.New[i].Person)+" "+string(x.New[i].Indicator))
				}
				return nil
			},
			Trouble: func(x bonafide.Trouble) error {
				l.mu.Lock()
				defer l.mu.Unlock()
				l.ails = append(l.ails, x)
				return nil
			},
		})
	}()
	l.stop = sync.OnceValue(func() error {
		cancel()
		err := <-ended
		if e := a.Close(); err == nil {
			err = e
		}
		return err
	})
	t.Cleanup(func() {
		if err := l.stop(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// waits until something is so.
func (l *live) waits(what string, so func() bool) {
	l.t.Helper()
	for deadline := time.Now().Add(40 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		l.mu.Lock()
		ok := so()
		l.mu.Unlock()
		if ok {
			return
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.t.Fatalf("%s: not within 40 seconds; found %v, troubles %v", what, l.found, l.ails)
}

func (l *live) finds(what string) {
	l.t.Helper()
	l.waits(what+" is found", func() bool { return slices.Contains(l.found, what) })
}

func (l *live) tells(words string) {
	l.t.Helper()
	l.waits(fmt.Sprintf("%q is told", words), func() bool {
		return slices.ContainsFunc(l.ails, func(x bonafide.Trouble) bool { return strings.Contains(x.Words, words) })
	})
}

// firm writes the records of two who share a payee, and gives a configuration whose
// watch reads them.
func firm(t *testing.T) (app.Config, string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"a-hris.csv": hires, "b-payroll.csv": payees} {
		if err := os.MkdirAll(filepath.Join(dir, "logs"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "logs", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	config := app.Defaults()
	config.Store.URL = filepath.Join(dir, "watch.db")
	config.Watch.State = filepath.Join(dir, "state")
	config.Watch.Logs = []string{filepath.Join(dir, "logs")}
	return config, dir
}

func secret(t *testing.T, dir, name, value string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(value+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// oktaEvents are the lines of signIns, as a list that Okta gives.
func oktaEvents(lines string) string {
	return "[" + strings.ReplaceAll(strings.TrimSpace(lines), "\n", ",") + "]"
}

// What vendors deliver is judged; what was not signed by them is not, and is told of.
func TestDeliveries(t *testing.T) {
	config, dir := firm(t)
	config.Watch.Listen = fmt.Sprintf("127.0.0.1:%d", freePort(t))
	config.Watch.Webhooks = map[string]string{"github": secret(t, dir, "github", "swordfish"), "okta": secret(t, dir, "okta", "mackerel")}
	l := startWatch(t, config)
	l.finds("E1 PAY-02")
	send := func(method, vendor, body string, header map[string]string) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, "http://"+config.Watch.Listen+"/"+vendor, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range header {
			r.Header.Set(k, v)
		}
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		b := make([]byte, 1024)
		n, _ := a.Body.Read(b)
		return a.StatusCode, string(b[:n])
	}
	sign := func(key, body string) map[string]string {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(body))
		return map[string]string{"X-Hub-Signature-256": "sha256=" + hex.EncodeToString(mac.Sum(nil))}
	}
	push := `{"action":"created","ref":"main","repository":{"full_name":"corp/wallet","owner":{"login":"corp"}},"sender":{"login":"ann"},"pusher":{"name":"ann","email":"ann@corp.example"}}`
	if code, _ := send("POST", "github", push, sign("swordfish", push)); code != http.StatusNoContent {
		t.Errorf("a signed delivery: %d", code)
	}
	if code, _ := send("POST", "github", push, sign("haddock", push)); code != http.StatusUnauthorized {
		t.Errorf("a delivery with a wrong signature: %d", code)
	}
	l.tells("GitHub: a delivery was refused")
	if code, answer := send("GET", "okta", "", map[string]string{"X-Okta-Verification-Challenge": "c-1"}); code != http.StatusOK || answer != `{"verification":"c-1"}` {
		t.Errorf("Okta's challenge: %d %s", code, answer)
	}
	hook := `{"eventType":"com.okta.event_hook","data":{"events":` + oktaEvents(signIns(5)) + `}}`
	if code, _ := send("POST", "okta", hook, map[string]string{"Authorization": "haddock"}); code != http.StatusUnauthorized {
		t.Errorf("a hook with a wrong secret: %d", code)
	}
	if code, _ := send("POST", "okta", hook, map[string]string{"Authorization": "mackerel"}); code != http.StatusNoContent {
		t.Errorf("a hook: %d", code)
	}
	l.finds("E1 NET-07")
	if code, _ := send("POST", "nobody", "{}", nil); code != http.StatusNotFound {
		t.Errorf("a vendor whom nobody set up: %d", code)
	}
}

// An interface that asks to wait, fails, and takes the token away loses nothing: it
// is told of each, and goes on with the page that was due.
func TestPull(t *testing.T) {
	config, dir := firm(t)
	token := secret(t, dir, "token", "old")
	lines := strings.SplitAfter(signIns(5), "\n")
	var mu sync.Mutex
	asked := map[string]int{}
	var address string
	mux := http.NewServeMux()
	mux.HandleFunc("/api/v1/logs", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		page := r.URL.Query().Get("after")
		asked[page]++
		say := func(next string, events ...string) {
			w.Header().Set("Link", fmt.Sprintf(`<%s/api/v1/logs?after=%s>; rel="next"`, address, next))
			fmt.Fprint(w, oktaEvents(strings.Join(events, "")))
		}
		switch auth := r.Header.Get("Authorization"); {
		case page == "":
			say("2", lines[:4]...)
		case page == "2" && asked[page] == 1:
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		case page == "2" && asked[page] == 2:
			w.WriteHeader(http.StatusBadGateway)
		case page == "2" && auth == "SSWS old":
			w.WriteHeader(http.StatusUnauthorized)
		case page == "2":
			say("3", lines[4:]...)
		default:
			say("3")
		}
	})
	vendor := httptest.NewServer(mux)
	defer vendor.Close()
	address = vendor.URL
	config.Watch.Pull = []app.PullConfig{{API: "okta", Base: address, TokenFile: token}}
	l := startWatch(t, config)
	l.tells("Okta: it asks to wait 1 second")
	l.tells("Okta: it answers 502")
	l.tells("Okta: the token is refused (401); a new one is needed")
	l.mu.Lock()
	early := slices.Contains(l.found, "E1 NET-07")
	l.mu.Unlock()
	if early {
		t.Error("more was found than the first page holds")
	}
	secret(t, dir, "token", "new")
	l.finds("E1 NET-07")
	l.finds("E2 NET-07")
	// After a restart it goes on behind the last page.
	if err := l.stop(); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	first, last := asked[""], asked["3"]
	mu.Unlock()
	again := startWatch(t, config)
	again.waits("the next page is asked for", func() bool { mu.Lock(); defer mu.Unlock(); return asked["3"] > last+1 })
	mu.Lock()
	defer mu.Unlock()
	if asked[""] != first || first != 1 {
		t.Errorf("the first page was asked for %d times", asked[""])
	}
}

// The bus goes away in the middle: reading waits and says so, and goes on when the
// bus is back. Nothing is lost.
func TestBusGone(t *testing.T) {
	dir, port := t.TempDir(), freePort(t)
	nats := func() *server.Server {
		t.Helper()
		s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: dir, SyncAlways: true, NoLog: true, NoSigs: true, MaxPayload: 2 << 20})
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		if !s.ReadyForConnections(10 * time.Second) {
			t.Fatal("the server is not ready")
		}
		return s
	}
	s := nats()
	config, folder := firm(t)
	config.Watch.Bus.URL = s.ClientURL()
	l := startWatch(t, config)
	l.finds("E1 PAY-02")
	s.Shutdown()
	s.WaitForShutdown()
	if err := os.WriteFile(filepath.Join(folder, "logs", "c-okta.ndjson"), []byte(signIns(5)), 0o644); err != nil {
		t.Fatal(err)
	}
	l.tells("the bus takes nothing")
	s = nats()
	l.finds("E1 NET-07")
	l.finds("E2 NET-07")
	if err := l.stop(); err != nil {
		t.Error(err)
	}
	s.Shutdown()
	s.WaitForShutdown()
}
