package replay_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"bonafide"
	"bonafide/watch/replay"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
)

func okta(id, at string) string {
	return fmt.Sprintf(`{"uuid":%q,"published":%q,"eventType":"user.session.start","actor":{"id":"u","type":"User","alternateId":"ann@corp.example"},"client":{"ipAddress":"192.0.2.1"},"outcome":{"result":"SUCCESS"},"version":"0","severity":"INFO","displayMessage":"x","target":[]}`, id, at)
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		data := []byte(text)
		if strings.HasSuffix(name, ".gz") {
			var b strings.Builder
			z := gzip.NewWriter(&b)
			if _, err := z.Write(data); err != nil {
				t.Fatal(err)
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			data = []byte(b.String())
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

type result struct {
	ids     []string
	refused []string
	others  []string
}

func run(t *testing.T, dir string, ahead int) result {
	t.Helper()
	var r result
	var mu sync.Mutex
	order := telemetry.NewOrder(telemetry.OrderConfig{})
	p, err := replay.Look(t.Context(), replay.Config{
		Dir: dir, Decoder: telemetry.NewDecoder(sources.All()), Ahead: ahead, Skip: func(path string) bool { return path == "truth" },
		Admit: func(e *telemetry.Event) bool { return order.Admit(e, e.Time) == telemetry.Fresh },
		Refused: func(_ string, _ []byte, err error) {
			mu.Lock()
			defer mu.Unlock()
			r.refused = append(r.refused, err.Error())
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Others {
		r.others = append(r.others, f.Path)
	}
	if err := p.Run(t.Context(), func(e *telemetry.Event) error {
		r.ids = append(r.ids, e.Metadata.UID)
		return nil
	}, nil); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFilesComeOutInTheOrderOfTime(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"okta/2.ndjson":    okta("d", "2026-03-02T10:00:00Z") + "\n" + okta("f", "2026-03-02T12:00:00Z") + "\n",
		"okta/1.ndjson.gz": okta("b", "2026-03-01T10:00:00Z") + "\n" + okta("a", "2026-03-01T09:00:00Z") + "\n" + okta("c", "2026-03-01T11:00:00Z") + "\n",
		// A list in one document, over several lines.
		"export.json":  "[\n" + strings.ReplaceAll(okta("e", "2026-03-02T11:00:00Z"), ",", ",\n  ") + ",\n" + okta("g", "2026-03-03T00:00:00Z") + "\n]\n",
		"late.ndjson":  okta("b", "2026-03-01T10:00:00Z") + "\n{broken\n" + okta("h", "2026-03-04T00:00:00Z"),
		"note.pdf":     "%PDF-1.4 nothing",
		"truth/x.json": okta("z", "2026-03-01T00:00:00Z"),
		".hidden":      okta("z", "2026-03-01T00:00:00Z"),
	})
	r := run(t, dir, 0)
	if got := strings.Join(r.ids, ""); got != "abcdefgh" {
		t.Errorf("order %q, want abcdefgh: doubled ones left out, disorder mended", got)
	}
	if len(r.refused) != 1 || !strings.Contains(r.refused[0], "late.ndjson:2") {
		t.Errorf("refused %v", r.refused)
	}
	if !slices.Equal(r.others, []string{"note.pdf"}) {
		t.Errorf("others %v", r.others)
	}
}

func TestAManyLinedFileIsReadAheadByItsBound(t *testing.T) {
	dir := t.TempDir()
	var a, b strings.Builder
	for i := range 3000 {
		fmt.Fprintln(&a, okta(fmt.Sprintf("a%04d", i), fmt.Sprintf("2026-03-01T%02d:%02d:%02dZ", i/600, i/10%60, i%10*6)))
		fmt.Fprintln(&b, okta(fmt.Sprintf("b%04d", i), fmt.Sprintf("2026-03-01T%02d:%02d:%02dZ", i/600, i/10%60, i%10*6+3)))
	}
	write(t, dir, map[string]string{"a.ndjson": a.String(), "b.ndjson": b.String()})
	r := run(t, dir, 16)
	if len(r.ids) != 6000 {
		t.Fatalf("%d events", len(r.ids))
	}
	for i, id := range r.ids {
		if want := fmt.Sprintf("%c%04d", "ab"[i%2], i/2); id != want {
			t.Fatalf("event %d is %s, want %s", i, id, want)
		}
	}
	again := run(t, dir, 16)
	if !slices.Equal(r.ids, again.ids) {
		t.Error("two runs differ")
	}
}

func TestRunEndsWithItsContextAndItsSink(t *testing.T) {
	dir := t.TempDir()
	var a strings.Builder
	for i := range 5000 {
		fmt.Fprintln(&a, okta(fmt.Sprint(i), "2026-03-01T00:00:00Z"))
	}
	write(t, dir, map[string]string{"a.ndjson": a.String()})
	p, err := replay.Look(t.Context(), replay.Config{Dir: dir, Decoder: telemetry.NewDecoder(sources.All())})
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("full")
	if err := p.Run(t.Context(), func(*telemetry.Event) error { return stop }, nil); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err = p.Run(ctx, func(*telemetry.Event) error {
		if n++; n == 10 {
			cancel()
		}
		return nil
	}, nil)
	if n < 5000 && !errors.Is(err, context.Canceled) {
		t.Errorf("after %d events: %v", n, err)
	}
	if _, err := replay.Look(t.Context(), replay.Config{Dir: filepath.Join(dir, "none"), Decoder: telemetry.NewDecoder(sources.All())}); !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("a folder that is not there: %v", err)
	}
}
