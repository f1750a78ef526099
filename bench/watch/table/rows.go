package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// seen is what the measurements said.
type seen struct {
	figures map[string]map[string]float64 // of a benchmark, by unit
	read    map[string]bool               // files of public samples: all of it could be read
	tests   map[string]bool               // passed
	logged  map[string]string             // the last word of a test
	skipped []string
	test    string
	eval    string
}

func newSeen() *seen {
	return &seen{figures: map[string]map[string]float64{}, read: map[string]bool{}, tests: map[string]bool{}, logged: map[string]string{}}
}

// samples and verdicts are the tests that read the public samples, and that hold
// verdicts on them against those expected, one part a file.
const (
	samples  = "TestSamplesAreRead/"
	verdicts = "TestSampleVerdicts/"
)

func (s *seen) line(l string) {
	l = strings.TrimSpace(l)
	switch {
	case strings.HasPrefix(l, "Benchmark"):
		s.benchmark(strings.Fields(l))
	case strings.HasPrefix(l, "=== RUN"):
		s.test = strings.TrimSpace(strings.TrimPrefix(l, "=== RUN"))
	case strings.HasPrefix(l, "--- PASS: "), strings.HasPrefix(l, "--- FAIL: "):
		name := strings.Fields(l)[2]
		pass := strings.HasPrefix(l, "--- PASS")
		s.tests[name], s.test = pass, ""
		if file, ok := strings.CutPrefix(name, samples); ok {
			s.read[file] = pass
		}
	case strings.Contains(l, " companies: "):
		s.eval = l
	case strings.Contains(l, "_test.go:"):
		_, word, _ := strings.Cut(l, "_test.go:")
		_, word, _ = strings.Cut(word, ": ")
		s.logged[s.test] = word
		if strings.Contains(word, "beside the repository") && !slices.Contains(s.skipped, word) {
			s.skipped = append(s.skipped, word)
		}
	}
}

// benchmark reads "BenchmarkName-2  N  12 ns/op  34 unit …".
func (s *seen) benchmark(f []string) {
	if len(f) < 4 {
		return
	}
	name := strings.TrimPrefix(f[0], "Benchmark")
	if i := strings.LastIndexByte(name, '-'); i > 0 {
		if _, err := strconv.Atoi(name[i+1:]); err == nil {
			name = name[:i]
		}
	}
	units := map[string]float64{}
	for i := 2; i+1 < len(f); i += 2 {
		if v, err := strconv.ParseFloat(f[i], 64); err == nil {
			units[f[i+1]] = v
		}
	}
	s.figures[name] = units
}

// row is one line of the table.
type row struct {
	what, measured, reach string
	missed, absent        bool
}

// group is a figure of each part of a benchmark, and of all parts in equal numbers.
func (s *seen) group(name, unit string) (parts []row, mixed float64) {
	sum := 0.0
	for _, n := range slices.Sorted(maps.Keys(s.figures)) {
		if part, ok := strings.CutPrefix(n, name+"/"); ok && s.figures[n][unit] > 0 {
			parts = append(parts, row{what: "  " + part, measured: count(s.figures[n][unit]), reach: "-"})
			sum += 1 / s.figures[n][unit]
		}
	}
	if len(parts) > 0 {
		mixed = float64(len(parts)) / sum
	}
	return parts, mixed
}

func rows(s *seen) []row {
	var out []row
	add := func(r row) { out = append(out, r) }
	least := func(what, name, unit string, reach float64, more string) {
		f, ok := s.figures[name]
		add(row{what: what, measured: count(f[unit]) + more, reach: count(reach), missed: f[unit] < reach, absent: !ok})
	}
	most := func(what, name, unit string, reach float64) {
		f, ok := s.figures[name]
		_, said := f[unit]
		add(row{what: what, measured: small(f[unit]), reach: "under " + small(reach), missed: f[unit] >= reach, absent: !ok || !said})
	}
	least("SigmaHQ rules loaded", "RulesLoad", "rules", 3780, "")
	most("  loaded in, CPU seconds", "RulesLoad", "CPU-s", 2)
	reg, ok := s.tests["TestRegressionEvents"]
	agree := s.tests["TestEngineAgreesOnRealEvents"]
	add(row{what: "regression events matched, engine agrees with the reference on 2,000 real events", measured: s.logged["TestRegressionEvents"] + yes(reg && agree, "; all, agrees", "; NOT all"), reach: "all", missed: !reg || !agree, absent: !ok})
	least("Windows events/s/core, all Windows rules, decode included", "WindowsEvents", "events/CPU-s", 60_000, fmt.Sprintf(" (%.0f rules)", s.figures["WindowsEvents"]["rules"]))
	parts, mixed := s.group("SaaS", "events/CPU-s")
	add(row{what: "SaaS events/s/core, 250 rules, decode included", measured: count(mixed), reach: count(250_000), missed: mixed < 250_000, absent: len(parts) == 0})
	out = append(out, parts...)
	own := s.figures["Stream"]["events/cpu-s"]
	add(row{what: "our own rules over scenes, events/s/core", measured: count(own), reach: "-", absent: own == 0})
	parts, mixed = s.group("Sources", "events/s")
	add(row{what: "telemetry decode, events/s/core", measured: count(mixed), reach: "-", absent: len(parts) == 0})
	out = append(out, parts...)
	least("end to end, events/s on 2 cores (as the clock says)", "EndToEnd", "events/s", 20_000, "")
	f, ok := s.figures["EndToEnd"]
	add(row{what: "  the same by processor time, 2 cores", measured: count(2 * f["events/CPU-s"]), reach: count(20_000), missed: 2*f["events/CPU-s"] < 20_000, absent: !ok})
	most("  peak memory, MB, 10,000 workers", "EndToEnd", "peak-MB", 500)
	f, ok = s.figures["AlertLatency"]
	add(row{what: fmt.Sprintf("alert p99, seconds, at %s events/s", count(f["events/s"])), measured: fmt.Sprintf("%s (median %s, most %s, %.0f alerts)", small(f["p99-s"]), small(f["p50-s"]), small(f["max-s"]), f["alerts"]), reach: "under 1", missed: f["p99-s"] >= 1, absent: !ok})
	bad := 0
	var files []row
	for _, file := range slices.Sorted(maps.Keys(s.read)) {
		read, _, _ := strings.Cut(s.logged[samples+file], " read")
		files = append(files, row{what: "  " + file, measured: read + yes(s.read[file], "", " NOT ALL"), reach: "all", missed: !s.read[file]})
		if !s.read[file] {
			bad++
		}
		if word := s.logged[verdicts+file]; word != "" {
			files = append(files, row{what: "    verdicts that agree", measured: word, reach: "-", missed: !s.tests[verdicts+file]})
		}
	}
	add(row{what: "public samples read by our parsers", measured: yes(bad == 0, "100 %", "not all"), reach: "100 %", missed: bad > 0, absent: len(files) == 0})
	out = append(out, files...)
	add(evalRow(s.eval))
	return out
}

// evalRow reads "3 companies: 11 of 12 in time (91.7 %), … (0.42 per 1,000)".
func evalRow(l string) row {
	r := row{what: "eval company: recall in 14 days, false reviews per 1,000 worker-weeks", reach: "95 %, under 1", measured: l, absent: l == ""}
	_, percent, _ := strings.Cut(l, "in time (")
	percent, _, _ = strings.Cut(percent, " %")
	recall, err1 := strconv.ParseFloat(percent, 64)
	rate := l[strings.LastIndexByte(l, '(')+1:]
	rate, _, _ = strings.Cut(rate, " per")
	false1000, err2 := strconv.ParseFloat(rate, 64)
	r.missed = err1 != nil || err2 != nil || recall < 95 || false1000 >= 1
	return r
}

func yes(b bool, then, or string) string {
	if b {
		return then
	}
	return or
}

// count writes a number with commas.
func count(v float64) string {
	s := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func small(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }
