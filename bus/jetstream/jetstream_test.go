package jetstream_test

import (
	"context"
	"flag"
	"os"
	"testing"
	"time"

	"bonafide/bus"
	"bonafide/bus/bustest"
	"bonafide/bus/jetstream"
)

func config(dir string, topics ...bus.Topic) jetstream.Config {
	// A busy machine is no outage.
	return jetstream.Config{Dir: dir, Topics: topics, Patience: time.Minute}
}

// The tests wait for disks, elections and time far more than they compute: more of them
// run at once than there are processors, unless -parallel says otherwise.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		if err := flag.Set("test.parallel", "10"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func open(t testing.TB, topics ...bus.Topic) bus.Bus {
	t.Helper()
	return openAt(t, config(t.TempDir(), topics...))
}

func openAt(t testing.TB, c jetstream.Config) *jetstream.Bus {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	b, err := jetstream.Open(ctx, c)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return b
}

func TestBus(t *testing.T) {
	t.Parallel()
	bustest.Run(t, open)
}

func BenchmarkBus(b *testing.B) { bustest.Bench(b, open) }
