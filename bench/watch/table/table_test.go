package main

import (
	"bytes"
	"strings"
	"testing"
)

const measured = `
goos: linux
BenchmarkRulesLoad  	 1	 615035000 ns/op	 0.6150 CPU-s	 3780 rules
=== RUN   TestRegressionEvents
    differential_test.go:147: 92 events, 87 rules
--- PASS: TestRegressionEvents (2.60s)
--- PASS: TestEngineAgreesOnRealEvents (2.60s)
BenchmarkWindowsEvents-2  	   72355	     22973 ns/op	  98.16 MB/s	     95385 events/CPU-s	      2856 rules	       0 B/op	       0 allocs/op
BenchmarkSaaS/okta_systemlog  	  239005	      6103 ns/op	    100000 events/CPU-s	       250.0 rules
BenchmarkSaaS/github_audit    	 1000000	      1126 ns/op	    300000 events/CPU-s	       250.0 rules
BenchmarkEndToEnd-2   	       1	13100738134 ns/op	   6.79 MB/s	      6155 events/CPU-s	      25000 events/s	       400.0 findings	      499.9 peak-MB
=== RUN   TestSamplesAreRead/zoom_operation
    panther_test.go:122: 19 read, 19 recognised
    --- PASS: TestSamplesAreRead/zoom_operation (0.00s)
=== RUN   TestSampleVerdicts/zoom_operation
    verdicts_test.go:470: missing by sigma: Zoom.X, a sample: a cause
    verdicts_test.go:471: SigmaHQ 3 of 4; ours none; 2 of 7 rules have a counterpart
    --- PASS: TestSampleVerdicts/zoom_operation (0.00s)
3 companies: 12 of 12 in time (100.0 %), 12 found; 1 false reviews in 1500 worker-weeks (0.67 per 1,000)
    load_test.go:31: sigma_spec is not beside the repository
`

func TestTable(t *testing.T) {
	var out bytes.Buffer
	missed, err := print(strings.NewReader(measured), &out)
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"SigmaHQ rules loaded": " 3,780 ", "regression events": "92 events, 87 rules; all, agrees", "Windows events": "95,385 (2856 rules)",
		"SaaS events": "150,000", "end to end": "25,000", "the same by processor": "12,310", "peak memory": "500",
		"alert p99": "ABSENT", "telemetry decode": "ABSENT", "public samples": "100 %", "zoom_operation": "19", "verdicts that agree": "SigmaHQ 3 of 4; ours none; 2 of 7 rules have a counterpart", "github_audit": "300,000", "eval company": "12 of 12 in time",
	} {
		got := ""
		for l := range strings.Lines(out.String()) {
			if strings.Contains(l, line) {
				got = l
				break
			}
		}
		if !strings.Contains(got, want) {
			t.Errorf("the row %q is %q, want %q in it", line, got, want)
		}
	}
	if missed != 2 {
		t.Errorf("%d rows are missed, want the one of SaaS and the one of processor time:\n%s", missed, &out)
	}
	if !strings.Contains(out.String(), "absent: sigma_spec is not beside the repository") {
		t.Error("what was left out for want of data is not named")
	}
}
