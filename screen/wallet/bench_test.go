package wallet

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// cpuSeconds is the processor time of this process: on a busy machine the clock on the
// wall measures the neighbours.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// payload20 is 20 bytes, different for each n.
func payload20(n int) []byte {
	var seed [8]byte
	binary.LittleEndian.PutUint64(seed[:], uint64(n))
	sum := doubleSHA(seed[:])
	var p [20]byte
	copy(p[:], sum[:])
	binary.LittleEndian.PutUint64(p[4:], uint64(n)*0x9E3779B97F4A7C15)
	return p[:]
}

func setOf(b *testing.B, n int) *Set {
	b.Helper()
	builder, err := NewBuilder(Options{})
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		p := payload20(i)
		text := "0x" + lowerHex(p)
		if i%2 == 1 {
			text = encodeBase58Check(append([]byte{0}, p...), &bitcoinAlphabet)
		}
		if err := builder.Add(Listing{List: "l", ListID: "1", Address: text}); err != nil {
			b.Fatal(err)
		}
	}
	return builder.Build()
}

// Look-ups of keys against sets of two sizes; one in ten is listed.
func BenchmarkFindAll(b *testing.B) {
	for _, n := range []int{1000, 1_000_000} {
		set := setOf(b, n)
		keys := make([]Key, 1<<17)
		for i := range keys {
			at := i + 10_000_000
			if i%10 == 0 {
				at = i * 2 % n
			}
			keys[i] = fixedKey(formEVM, payload20(at))
		}
		found := make([]Ref, len(keys))
		b.Run(fmt.Sprintf("listed=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			start := cpuSeconds()
			for b.Loop() {
				set.FindAll(found, keys)
			}
			b.ReportMetric(float64(b.N)*float64(len(keys))/b.Elapsed().Seconds()/1e6, "M/s")
			b.ReportMetric(float64(b.N)*float64(len(keys))/(cpuSeconds()-start)/1e6, "M/cpu-s")
		})
		hits := 0
		for _, r := range found {
			if r != 0 {
				hits++
			}
		}
		if hits < len(keys)/10 {
			b.Fatalf("%d hits in %d", hits, len(keys))
		}
	}
}

func BenchmarkAppendParse(b *testing.B) {
	p := payload20(7)
	for name, text := range map[string]string{
		"evm-lower": "0x" + lowerHex(p), "evm-mixed": encodeEVM(p), "bitcoin": encodeBase58Check(append([]byte{0}, p...), &bitcoinAlphabet),
		"bech32": encodeWitness("bc", 0, p), "tron": encodeBase58Check(append([]byte{0x41}, p...), &bitcoinAlphabet),
		"monero": encodeMonero(18, append(bytes.Repeat(p, 3), 1, 2, 3, 4)), "solana": encodeBase58(append(p, p[:12]...), &bitcoinAlphabet), "wrong": genesisWrong,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var buf [4]Address
			for b.Loop() {
				_, _ = AppendParse(buf[:0], text)
			}
		})
	}
}

const genesisWrong = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"

// The whole way: a line of text in, parse, look up, a line of JSON out. A fifth each
// of EVM in lower case, EVM with capitals, Bitcoin, bech32 and Tron; one in a hundred
// is listed.
func BenchmarkScreenLines(b *testing.B) {
	set := setOf(b, 10_000)
	for _, shape := range []string{"%s\n", `{"id":"q1","address":"%s"}` + "\n"} {
		var in bytes.Buffer
		const lines = 20_000
		for i := range lines {
			at := i + 10_000_000
			if i%100 == 0 {
				at = i / 100 * 2
			}
			p := payload20(at)
			text := "0x" + lowerHex(p)
			switch i % 5 {
			case 1:
				text = encodeEVM(p)
			case 2:
				text = encodeBase58Check(append([]byte{0}, p...), &bitcoinAlphabet)
			case 3:
				text = encodeWitness("bc", 0, p)
			case 4:
				text = encodeBase58Check(append([]byte{0x41}, p...), &bitcoinAlphabet)
			}
			fmt.Fprintf(&in, shape, text)
		}
		name := "text"
		if shape[0] == '{' {
			name = "json"
		}
		b.Run(name, func(b *testing.B) {
			start := cpuSeconds()
			for b.Loop() {
				done, err := ScreenLines(context.Background(), set, time.Time{}, bytes.NewReader(in.Bytes()), io.Discard)
				if err != nil || done.Lines != lines || done.Unread != 0 || done.ByStatus[Listed] == 0 {
					b.Fatalf("%+v, %v", done, err)
				}
			}
			b.ReportMetric(float64(b.N)*lines/b.Elapsed().Seconds()/1e3, "k/s")
			b.ReportMetric(float64(b.N)*lines/(cpuSeconds()-start)/1e3, "k/cpu-s")
		})
	}
}

// A million addresses: time to build and memory held, by the index's own count and
// by the heap's.
func BenchmarkBuildMillion(b *testing.B) {
	const n = 1_000_000
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		set := setOf(b, n)
		runtime.GC()
		runtime.ReadMemStats(&after)
		if set.Len() != n {
			b.Fatalf("%d addresses", set.Len())
		}
		b.ReportMetric(float64(set.Bytes())/n, "index-B/address")
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/n, "heap-B/address")
	}
}
