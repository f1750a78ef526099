package watch

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bonafide"
	"bonafide/app"
	"bonafide/flow"
)

// firm is the company that is watched. BENCH_EVENTS is how many lines it logs.
func firm() Company {
	return Company{People: 10_000, Start: time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC), Marked: 400}
}

func number(name string, or int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil && n > 0 {
		return n
	}
	return or
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// watchOf is a live watch with a store and state in a folder.
func watchOf(tb testing.TB, dir string, logs ...string) (*app.App, *app.Watch) {
	tb.Helper()
	config := app.Defaults()
	config.Store.URL = filepath.Join(dir, "watch.db")
	config.Watch.State = filepath.Join(dir, "state")
	config.Watch.Logs = logs
	a, err := app.New(tb.Context(), config, app.World{Now: time.Now})
	if err != nil {
		tb.Fatal(err)
	}
	w, err := a.NewWatch(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return a, w
}

// peak is the most memory the process has held, in MB, and whether it is known.
func peak() (float64, bool) {
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb * 1024 / 1e6, err == nil
		}
	}
	return 0, false
}

// BenchmarkEndToEnd is a watch of 10,000 workers: files in, findings in the store.
func BenchmarkEndToEnd(b *testing.B) {
	events := number("BENCH_EVENTS", 300_000)
	dir := b.TempDir()
	logs := filepath.Join(dir, "logs")
	if err := os.Mkdir(logs, 0o755); err != nil {
		b.Fatal(err)
	}
	c := firm()
	if err := c.Records(logs); err != nil {
		b.Fatal(err)
	}
	size, err := c.Logs(logs, events, 12*time.Hour, 24)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	for b.Loop() {
		state, err := os.MkdirTemp(dir, "run")
		if err != nil {
			b.Fatal(err)
		}
		a, w := watchOf(b, state, logs)
		findings := 0
		began, used := time.Now(), processorTime()
		err = w.Run(b.Context(), app.Run{
			Now: time.Now, Sleep: sleep, Drain: true, Log: slog.New(slog.DiscardHandler),
			Taken:   func(_ time.Time, x *flow.Taken) error { findings += len(x.New); return nil },
			Trouble: func(bonafide.Trouble) error { return nil },
		})
		if err != nil {
			b.Fatal(err)
		}
		took, used := time.Since(began), processorTime()-used
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
		all := float64(events + 2*c.People + c.Marked)
		b.ReportMetric(all/took.Seconds(), "events/s")
		b.ReportMetric(all/used.Seconds(), "events/CPU-s")
		b.ReportMetric(float64(findings), "findings")
		if mb, ok := peak(); ok {
			b.ReportMetric(mb, "peak-MB")
		}
		b.ReportMetric(restart(b, state, logs).Seconds(), "restart-s")
	}
}

// restart is how long a watch takes to go on where it ended, with nothing new to read
// and nothing to tell.
func restart(b *testing.B, state, logs string) time.Duration {
	began := time.Now()
	a, w := watchOf(b, state, logs)
	defer a.Close()
	err := w.Run(b.Context(), app.Run{
		Now: time.Now, Sleep: sleep, Drain: true, Log: slog.New(slog.DiscardHandler), Trouble: func(bonafide.Trouble) error { return nil },
		Taken: func(_ time.Time, x *flow.Taken) error {
			if len(x.New)+len(x.Alerts) > 0 {
				b.Errorf("%d findings and %d alerts were told once more", len(x.New), len(x.Alerts))
			}
			return nil
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// BenchmarkAlertLatency is the time from a line that is written to a followed file to
// the alert that it causes, while BENCH_RATE lines a second come in (20,000) for
// BENCH_SECONDS (30). The watch has 10,000 workers and saves what it knows in between.
func BenchmarkAlertLatency(b *testing.B) {
	rate, seconds := number("BENCH_RATE", 20_000), number("BENCH_SECONDS", 30)
	for b.Loop() {
		latency(b, rate, seconds)
	}
}

func latency(b *testing.B, rate, seconds int) {
	dir := b.TempDir()
	c := firm()
	records := filepath.Join(dir, "records")
	if err := os.Mkdir(records, 0o755); err != nil {
		b.Fatal(err)
	}
	if err := c.Records(records); err != nil {
		b.Fatal(err)
	}
	live := filepath.Join(dir, "live")
	if err := os.Mkdir(live, 0o755); err != nil {
		b.Fatal(err)
	}
	logs := map[string]*os.File{}
	defer func() {
		for _, f := range logs {
			_ = f.Close()
		}
	}()
	a, w := watchOf(b, dir, records, live)
	defer a.Close()
	ctx, stop := context.WithCancel(b.Context())
	defer stop()

	var mu sync.Mutex
	wrote, took := map[bonafide.PersonID]time.Time{}, map[bonafide.PersonID]time.Duration{}
	ready := make(chan struct{})
	paid := map[bonafide.PersonID]bool{}
	ended := make(chan error, 1)
	go func() {
		ended <- w.Run(ctx, app.Run{
			Now: time.Now, Sleep: sleep, Log: slog.New(slog.DiscardHandler),
			Taken: func(_ time.Time, x *flow.Taken) error {
				mu.Lock()
				defer mu.Unlock()
				for i := range x.New {
					if len(paid) == c.Marked {
						break
					}
					if paid[x.New[i].Person] = true; len(paid) == c.Marked {
						close(ready)
					}
				}
				for i := range x.Alerts {
					p := x.Alerts[i].Person
					if at, ok := wrote[p]; ok && took[p] == 0 {
						took[p] = time.Since(at)
					}
				}
				return nil
			},
			Trouble: func(bonafide.Trouble) error { return nil },
		})
	}()
	select {
	case <-ready: // the records are read: all who share a payee are known
	case err := <-ended:
		b.Fatal(err)
	case <-time.After(5 * time.Minute):
		b.Fatal("the records are not read after five minutes")
	}
	// Lines come in steps of 10 ms, as a collector writes them.
	const step = 10 * time.Millisecond
	steps := seconds * int(time.Second/step)
	n, sent := 0, 0
	lines := map[string][]byte{} // of each source
	began := time.Now()
	for k := range steps {
		time.Sleep(time.Until(began.Add(time.Duration(k) * step)))
		at := c.Start.Add(time.Duration(k) * step)
		for source := range lines {
			lines[source] = lines[source][:0]
		}
		var line []byte
		for ; n < (k+1)*rate/int(time.Second/step); n++ {
			var source string
			line, source = c.Line(line[:0], n, at)
			lines[source] = append(lines[source], line...)
		}
		// Every fourth step one of the marked shows another sign, after a while to warm up.
		if warm := steps / 10; k >= warm && k%4 == 0 && sent < c.Marked/2 {
			lines["osquery"] = c.Sign(lines["osquery"], 2*sent, at)
			mu.Lock()
			wrote[bonafide.PersonID(c.number(2*sent))] = time.Now()
			mu.Unlock()
			sent++
		}
		for source, text := range lines {
			if logs[source] == nil {
				f, err := os.Create(filepath.Join(live, source+".ndjson"))
				if err != nil {
					b.Fatal(err)
				}
				logs[source] = f
			}
			if _, err := logs[source].Write(text); err != nil {
				b.Fatal(err)
			}
		}
	}
	wroteAll := time.Since(began)
	for range 300 {
		mu.Lock()
		done := len(took) == sent
		mu.Unlock()
		if done {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	var all []time.Duration
	for _, d := range took {
		all = append(all, d)
	}
	if len(all) < sent*99/100 || len(all) == 0 {
		b.Fatalf("%d of %d alerts were told", len(all), sent)
	}
	slices.Sort(all)
	b.ReportMetric(all[len(all)/2].Seconds(), "p50-s")
	b.ReportMetric(all[(len(all)*99-1)/100].Seconds(), "p99-s")
	b.ReportMetric(all[len(all)-1].Seconds(), "max-s")
	b.ReportMetric(float64(len(all)), "alerts")
	b.ReportMetric(float64(n)/wroteAll.Seconds(), "events/s")
}
