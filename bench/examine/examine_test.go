package examine

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// build makes the binary and the dossiers once.
var build = sync.OnceValues(func() (dir string, err error) {
	if dir, err = os.MkdirTemp("", "bonafide-bench"); err != nil {
		return "", err
	}
	c := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(dir, "bonafide"), "bonafide/cmd/bonafide")
	c.Stderr = os.Stderr
	if err := c.Run(); err != nil {
		return "", err
	}
	f, err := os.Create(filepath.Join(dir, "people.jsonl"))
	if err != nil {
		return "", err
	}
	if err := generate(f, people); err != nil {
		return "", err
	}
	return dir, f.Close()
})

const people = 10_000

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := build(); err == nil && os.Getenv("KEEP") == "" {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// run runs the binary and reports its time and its peak memory.
func run(b *testing.B, args ...string) (wall, cpu time.Duration, peak int64) {
	b.Helper()
	dir, err := build()
	if err != nil {
		b.Fatal(err)
	}
	c := exec.Command(filepath.Join(dir, "bonafide"), args...)
	c.Env = append(os.Environ(), "XDG_DATA_HOME="+filepath.Join(dir, "share"), "XDG_CONFIG_HOME="+filepath.Join(dir, "config"))
	c.Stdout = io.Discard
	began := time.Now()
	if err := c.Run(); err != nil {
		b.Fatal(err)
	}
	usage := c.ProcessState.SysUsage().(*syscall.Rusage)
	return time.Since(began), c.ProcessState.UserTime() + c.ProcessState.SystemTime(), usage.Maxrss << 10
}

func inbox(b *testing.B) string {
	b.Helper()
	dir, err := build()
	if err != nil {
		b.Fatal(err)
	}
	return filepath.Join(dir, "people.jsonl")
}

// BenchmarkExamine examines 10,000 dossiers of ten sources each.
func BenchmarkExamine(b *testing.B) {
	for name, args := range map[string][]string{
		"store=none":   {"examine", "--json", "--as-of", "2026-06-15"},
		"store=sqlite": {"examine", "--json", "--as-of", "2026-06-15", "--store"},
	} {
		b.Run(name, func(b *testing.B) {
			in := inbox(b)
			for b.Loop() {
				call := args
				if name == "store=sqlite" {
					call = append(args[:len(args):len(args)], filepath.Join(b.TempDir(), "bench.db"))
				}
				wall, cpu, peak := run(b, append(call[:len(call):len(call)], in)...)
				b.ReportMetric(people/wall.Seconds(), "dossiers/s")
				b.ReportMetric(float64(cpu.Microseconds())/people, "cpu-us/dossier")
				b.ReportMetric(float64(peak)/1e6, "peak-MB")
			}
		})
	}
}

// BenchmarkStart is the time from the start of the program to the end of its first
// output.
func BenchmarkStart(b *testing.B) {
	for name, args := range map[string][]string{
		"version": {"version"},
		"examine": {"examine", "--as-of", "2026-06-15", "../../samples/01-plain.yaml"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				wall, _, peak := run(b, args...)
				b.ReportMetric(float64(wall.Microseconds())/1000, "ms")
				b.ReportMetric(float64(peak)/1e6, "peak-MB")
			}
		})
	}
}
