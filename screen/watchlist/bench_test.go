package watchlist

import (
	"bytes"
	"compress/bzip2"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// cpu is the processor time of this process so far.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measured runs read b.N times and reports processor time a run, the heap that the
// result holds, and the largest resident set of the process so far: run one
// benchmark at a time for that.
func measured(b *testing.B, read func() *List) {
	b.Helper()
	runtime.GC()
	b.ResetTimer()
	from := cpu(b)
	var l *List
	for b.Loop() {
		l = read()
	}
	used := cpu(b) - from
	b.StopTimer()
	b.ReportMetric(used.Seconds()/float64(b.N), "cpu-s/op")
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/1e6, "heap-MB")
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err == nil {
		b.ReportMetric(float64(u.Maxrss)/1e3, "peak-rss-MB")
	}
	runtime.KeepAlive(l)
}

// unpacked writes the advanced XML to disk, so that the reader streams a file.
func unpacked(b *testing.B) string {
	b.Helper()
	in, err := os.Open(filepath.Join(published(b), "ofac_2025-11-19", "sdn_advanced.xml.bz2"))
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	path := filepath.Join(b.TempDir(), "sdn_advanced.xml")
	out, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer out.Close()
	if _, err := io.Copy(out, bzip2.NewReader(in)); err != nil {
		b.Fatal(err)
	}
	return path
}

func BenchmarkAdvancedXML(b *testing.B) {
	path := unpacked(b)
	measured(b, func() *List { return readAll(b, path) })
}

func BenchmarkAdvancedXMLPacked(b *testing.B) {
	path := filepath.Join(published(b), "ofac_2025-11-19", "sdn_advanced.xml.bz2")
	measured(b, func() *List { return readAll(b, path) })
}

func BenchmarkCSVSet(b *testing.B) {
	paths := sdnSet(published(b))
	measured(b, func() *List { return readAll(b, paths...) })
}

func BenchmarkCacheLoad(b *testing.B) {
	path := filepath.Join(b.TempDir(), "list.cache")
	func() {
		l := readAll(b, sdnSet(published(b))[0], sdnSet(published(b))[3])
		if full, err := new(Reader).ReadFiles(context.Background(), filepath.Join(published(b), "ofac_2025-11-19", "sdn_advanced.xml.bz2")); err == nil {
			l = full
		}
		f, err := os.Create(path)
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		if err := WriteCache(f, l); err != nil {
			b.Fatal(err)
		}
	}()
	measured(b, func() *List {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		l, err := ReadCache(path, f)
		if err != nil {
			b.Fatal(err)
		}
		return l
	})
}

func BenchmarkHash(b *testing.B) {
	l := advancedSDN(b)
	for b.Loop() {
		for i := range l.Entries {
			l.Entries[i].Hash()
		}
	}
}

func BenchmarkReadUN(b *testing.B) {
	text, err := os.ReadFile(filepath.Join(published(b), "un", "UN_consolidated.xml"))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Read(context.Background(), "un.xml", bytes.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
