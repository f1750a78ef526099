package inmem_test

import (
	"flag"
	"os"
	"testing"
	"time"

	"bonafide/bus"
	"bonafide/bus/bustest"
	"bonafide/bus/inmem"
)

// The tests wait for time to pass far more than they compute: more of them
// run at once than there are processors, unless -parallel says otherwise.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		if err := flag.Set("test.parallel", "32"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func open(t testing.TB, topics ...bus.Topic) bus.Bus {
	t.Helper()
	b, err := inmem.New(time.Now, topics...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func TestBus(t *testing.T) {
	t.Parallel()
	bustest.Run(t, open)
}

func BenchmarkBus(b *testing.B) { bustest.Bench(b, open) }
