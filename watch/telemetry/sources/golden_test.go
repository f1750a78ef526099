package sources

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bonafide/watch/telemetry"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T) map[string][][]byte {
	t.Helper()
	out := map[string][][]byte{}
	// The files of foreign are as somebody else's folder has them: exports, lists, tables.
	for _, pattern := range []string{"*.ndjson", "*.csv", "foreign/*"} {
		files, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if filepath.Ext(f) == ".golden" {
				continue
			}
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			out[filepath.Base(f)] = bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
		}
	}
	return out
}

// Lines in the vendors' formats, recognised by themselves, become exactly the
// events of the golden files.
func TestGolden(t *testing.T) {
	seen := map[string]bool{}
	for name, lines := range golden(t) {
		t.Run(name, func(t *testing.T) {
			source, _, _ := strings.Cut(name, ".")
			seen[source] = true
			stream, err := telemetry.NewDecoder(All()).Stream(name, "")
			if err != nil {
				t.Fatal(err)
			}
			var got []byte
			for _, line := range lines {
				events, err := stream.Decode(line, nil)
				if err != nil {
					t.Fatal(err)
				}
				for i := range events {
					if events[i].Intake.Source != source {
						t.Errorf("line %d is taken for %s", stream.Line(), events[i].Intake.Source)
					}
					invariants(t, name, &events[i])
					events[i].Raw = "" // the line stands beside it
					if got, err = events[i].AppendJSON(got); err != nil {
						t.Fatal(err)
					}
					got = append(got, '\n')
				}
			}
			file := filepath.Join("testdata", strings.TrimSuffix(name, filepath.Ext(name))+".golden")
			if file != filepath.Join("testdata", source+".golden") {
				file = filepath.Join("testdata", "foreign", filepath.Base(file))
			}
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			wantLines, gotLines := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
			for i := range max(len(wantLines), len(gotLines)) {
				var w, g []byte
				if i < len(wantLines) {
					w = wantLines[i]
				}
				if i < len(gotLines) {
					g = gotLines[i]
				}
				if !bytes.Equal(w, g) {
					t.Errorf("event %d:\n got %s\nwant %s", i+1, g, w)
				}
			}
		})
	}
	for _, p := range All() {
		if !seen[p.Name()] {
			t.Errorf("no golden file for %s", p.Name())
		}
	}
}

func bench(b *testing.B, source, file string, n int) {
	p, ok := Named(source)
	if !ok {
		b.Fatal("no such source")
	}
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		b.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
	if h, ok := p.(telemetry.HeadParser); ok {
		if q, ok := h.Head(lines[0]); ok {
			p, lines = q, lines[1:]
		}
	}
	line := lines[n]
	into, err := p.Parse(line, nil)
	if err != nil {
		b.Fatal(err)
	}
	per := len(into)
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		into, _ = p.Parse(line, into[:0])
	}
	b.ReportMetric(float64(b.N*per)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkSources(b *testing.B) {
	for _, c := range []struct {
		source, file string
		line         int
	}{{"okta", "okta.ndjson", 0}, {"entra", "entra.ndjson", 0}, {"workspace", "workspace.ndjson", 1}, {"github", "github.ndjson", 0}, {"sysmon", "sysmon.ndjson", 0}, {"crowdstrike", "crowdstrike.ndjson", 0}, {"osquery", "osquery.ndjson", 0},
		{"cloudtrail", "cloudtrail.ndjson", 0}, {"zoom", "zoom.ndjson", 1}, {"mdm", "mdm.ndjson", 0}, {"vpn", "vpn.ndjson", 0}, {"esign", "esign.ndjson", 0}, {"hris", "hris.csv", 0}, {"payroll", "payroll.ndjson", 0}} {
		b.Run(c.source, func(b *testing.B) { bench(b, c.source, c.file, c.line) })
	}
}

// The whole way of a line: recognised, parsed, ordered.
func BenchmarkStream(b *testing.B) {
	data, err := os.ReadFile(filepath.Join("testdata", "okta.ndjson"))
	if err != nil {
		b.Fatal(err)
	}
	line, _, _ := bytes.Cut(data, []byte("\n"))
	stream, err := telemetry.NewDecoder(All()).Stream("okta.ndjson", "")
	if err != nil {
		b.Fatal(err)
	}
	order := telemetry.NewOrder(telemetry.OrderConfig{})
	now := time.Date(2026, 5, 13, 16, 0, 0, 0, time.UTC)
	var into []telemetry.Event
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if into, err = stream.Decode(line, into[:0]); err != nil {
			b.Fatal(err)
		}
		n++
		into[0].Metadata.UID = strconv.Itoa(n)
		if order.Admit(&into[0], now) != telemetry.Fresh {
			b.Fatal("doubled")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// An event is written for the rules that look at it, and as a whole goes through the bus.
func BenchmarkWire(b *testing.B) {
	for _, source := range []string{"okta", "sysmon", "osquery"} {
		data, err := os.ReadFile(filepath.Join("testdata", source+".ndjson"))
		if err != nil {
			b.Fatal(err)
		}
		line, _, _ := bytes.Cut(data, []byte("\n"))
		p, _ := Named(source)
		events, err := p.Parse(line, nil)
		if err != nil {
			b.Fatal(err)
		}
		written, err := events[0].AppendJSON(nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(source+"/write", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if written, err = events[0].AppendJSON(written[:0]); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(source+"/read", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var e telemetry.Event
				if err := e.UnmarshalJSON(written); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
