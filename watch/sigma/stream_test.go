package sigma

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func streaming(t testing.TB) *Engine {
	t.Helper()
	set := Parse(LoadOptions{}, "s.yml", []byte(detection("one", selection("F: 1"))+"---\n"+detection("all", selection("F: '*'"))))
	e, err := New(set, Options{Sources: []Source{everywhere}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Whatever the number of workers, the lines come in the order of the events.
func TestEvalKeepsOrder(t *testing.T) {
	e := streaming(t)
	var in, want strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&in, "{\"F\":%d,\"pad\":%q}\n", i%7, strings.Repeat("x", i%90))
		if i%7 == 1 {
			fmt.Fprintf(&want, "%d one\n", i)
		}
		fmt.Fprintf(&want, "%d all\n", i)
	}
	for _, workers := range []int{0, 1, 4} {
		var out bytes.Buffer
		stats, err := e.Eval(t.Context(), strings.NewReader(in.String()), &out, StreamOptions{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if out.String() != want.String() {
			t.Fatalf("%d workers: the output differs", workers)
		}
		if stats.Events != 20_000 || stats.Bytes != int64(in.Len()) || stats.Broken != 0 || stats.Matches != 22857 {
			t.Errorf("%+v", stats)
		}
		if stats.CPU <= 0 || stats.EventsPerCPUSecond() < 1000 {
			t.Errorf("%v, %v events a second", stats.CPU, stats.EventsPerCPUSecond())
		}
	}
}

// Broken lines are told and keep their number; the stream goes on.
func TestBrokenLines(t *testing.T) {
	long := `{"F":"` + strings.Repeat("x", 10<<20) + `"}`
	tooLong := `{"F":"` + strings.Repeat("x", MaxEventBytes) + `"}`
	cases := []struct{ line, why string }{
		{`{"F":1}`, ""},
		{`{"F":1`, "ends in the middle"},
		{`{"F":`, "ends in the middle"},
		{`{"F" 1}`, "a colon"},
		{`{"F":1,}`, "a key"},
		{`{F:1}`, "a key"},
		{`{"F":1 "G":2}`, "a comma"},
		{`{"F":[1 2]}`, "a comma"},
		{`{"F":[1`, "ends in the middle"},
		{`{"F":tru}`, "a value"},
		{`{"F":folse}`, "a value"},
		{`{"F":nul}`, "a value"},
		{`{"F":+1}`, "a value"},
		{`{"x":[}]}`, "do not balance"},
		{`{"x":{"y":[1,2}}`, "do not balance"},
		{`{"x":{`, "ends in the middle"},
		{`{"F":"abc`, "does not end"},
		{`{"F":"abc\"}`, "does not end"},
		{`{"x":{"abc\"}`, "does not end"},
		{`{"F":1}{"F":2}`, "follows"},
		{`[1]`, "no JSON object"},
		{`null`, "no JSON object"},
		{"\xff\xfe{", "no JSON object"},
		{`{"F":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, "nested deeper"},
		{`{"x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, "nested deeper"},
		{`{"F":` + strings.Repeat(`{"F":`, 200), "nested deeper"},
		{`{"F":[` + strings.Repeat("1,", MaxValues) + `1]}`, "more than 16384 values"},
		{long, ""},
		{tooLong, "more than"},
		{`{"F":1}`, ""},
	}
	var in strings.Builder
	for _, c := range cases {
		in.WriteString(c.line + "\r\n\n   \n") // empty lines do not count
	}
	at := 0
	stats, err := streaming(t).Stream(t.Context(), strings.NewReader(strings.TrimSuffix(in.String(), "\r\n\n   \n")), StreamOptions{Workers: 2}, func(r Result) error {
		for ; int64(at) < r.Index; at++ {
			t.Errorf("line %d said nothing", at)
		}
		c := cases[at]
		at++
		if c.why == "" {
			if r.Err != nil || len(r.Matches) == 0 {
				t.Errorf("line %d: %v, %v", r.Index, r.Err, r.Matches)
			}
			return nil
		}
		var b *BrokenEvent
		if !errors.As(r.Err, &b) || !strings.Contains(b.Error(), c.why) {
			t.Errorf("%.60s: %v, want %s", c.line, r.Err, c.why)
		}
		return nil
	})
	if err != nil || at != len(cases) {
		t.Errorf("%v after %d lines", err, at)
	}
	if stats.Broken != int64(len(cases)-3) || len(stats.FirstBroken) != 20 || stats.FirstBroken[0].Index != 1 {
		t.Errorf("%+v", stats)
	}
}

func TestStreamEnds(t *testing.T) {
	e := streaming(t)
	line := "{\"F\":1}\n"
	stop := errors.New("stop")
	if _, err := e.Stream(t.Context(), strings.NewReader(strings.Repeat(line, 5000)), StreamOptions{}, func(r Result) error {
		if r.Index == 10 {
			return stop
		}
		return nil
	}); !errors.Is(err, stop) {
		t.Error(err)
	}
	if _, err := e.Eval(t.Context(), strings.NewReader(strings.Repeat(line, 50000)), failing{}, StreamOptions{}); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
	if _, err := e.Eval(t.Context(), strings.NewReader(line), failing{}, StreamOptions{}); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
	if _, err := e.Eval(t.Context(), io.MultiReader(strings.NewReader(line), iotest.ErrReader(stop)), io.Discard, StreamOptions{}); !errors.Is(err, stop) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	if _, err := e.Stream(ctx, strings.NewReader(strings.Repeat(line, 100_000)), StreamOptions{}, func(Result) error {
		if seen++; seen == 5 {
			cancel()
		}
		return nil
	}); !errors.Is(err, context.Canceled) || seen > 90_000 {
		t.Error(err, seen)
	}
	if stats, err := Eval(t.Context(), &Set{}, strings.NewReader(line), io.Discard); err != nil || stats.Events != 1 {
		t.Error(stats, err)
	}
}

// What was read is evaluated at once; nothing waits for a buffer to fill.
func TestStreamDoesNotWait(t *testing.T) {
	r, w := io.Pipe()
	got := make(chan int64)
	go func() {
		_, err := streaming(t).Stream(context.Background(), r, StreamOptions{}, func(r Result) error {
			got <- r.Index
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		close(got)
	}()
	for i := range int64(3) {
		fmt.Fprintf(w, "{\"F\":1}\n")
		select {
		case n := <-got:
			if n != i {
				t.Fatalf("event %d, want %d", n, i)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("nothing comes")
		}
	}
	w.Close()
	if _, open := <-got; open {
		t.Error("more than was written")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// Correlations in a stream: the last ones come when the input ends; matches without a
// time are counted.
func TestStreamCorrelates(t *testing.T) {
	e := correlating(t, CorrelationOptions{Tolerance: time.Hour},
		"title: X\nid: x\ncorrelation: {type: temporal_ordered, rules: [a, b], group-by: [u], timespan: 1h}")
	in := `{"kind":"b","u":1,"time":"2026-01-01T10:00:05Z"}
{"kind":"a","u":1,"time":"2026-01-01T10:00:00Z"}
{"kind":"a","u":1}
{"kind":"c","u":1}
`
	var out bytes.Buffer
	stats, err := e.Eval(t.Context(), strings.NewReader(in), &out, StreamOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != "3 c\n0 x\n" || stats.Alerts != 1 || stats.Matches != 1 || stats.Untimed != 1 || stats.Correlation.Observed != 2 {
		t.Errorf("%q %+v", out.String(), stats)
	}
}
