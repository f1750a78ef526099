package sources

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"bonafide"
	"bonafide/watch/telemetry"
)

// fuzz holds for every line: no panic, an error and no events or events that are
// written and read back to the same, whole strings, a time in the years that a
// clock can say.
func fuzz(f *testing.F, source string) {
	p, ok := Named(source)
	if !ok {
		f.Fatalf("no source %s", source)
	}
	for _, file := range []string{source + ".ndjson", source + ".csv", "foreign/" + source + ".names.ndjson", "foreign/" + source + ".appliance.log", "foreign/" + source + ".envelopes.ndjson", "foreign/" + source + ".agents.ndjson", "foreign/" + source + ".cases.ndjson"} {
		data, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			continue
		}
		lines := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
		if h, ok := p.(telemetry.HeadParser); ok {
			if q, ok := h.Head(lines[0]); ok {
				p, lines = q, lines[1:]
			}
		}
		for _, l := range lines {
			f.Add(l)
		}
	}
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"id":{"id":[[]]},"time":1e300}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		p.Recognise(line)
		events, err := p.Parse(line, nil)
		if err != nil {
			if len(events) > 0 {
				t.Fatal("events and an error")
			}
			return
		}
		for i := range events {
			invariants(t, source, &events[i])
			if y := events[i].Time.Year(); !events[i].Time.IsZero() && (y < 1980 || y > 2200) {
				t.Fatalf("the year %d", y)
			}
		}
	})
}

// Whole files, as somebody else's folder has them: heads above rows, lists, lines of
// several sources. Every line gives events or a refusal that names it.
func FuzzFiles(f *testing.F) {
	for _, pattern := range []string{"*.csv", "foreign/*.csv", "foreign/*json", "foreign/*.log"} {
		files, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	d := telemetry.NewDecoder(All())
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, source := range []string{"", "zoom", "hris"} {
			stream, err := d.Stream("x", source)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range bytes.Split(data, []byte("\n")) {
				events, err := stream.Decode(line, nil)
				if err != nil {
					var r *bonafide.Refusal
					if !errors.As(err, &r) || r.Place == "" || r.Why == "" || len(events) > 0 {
						t.Fatalf("%d events and the error %v", len(events), err)
					}
					continue
				}
				for i := range events {
					if events[i].Intake.Part != i {
						t.Fatalf("event %d is part %d", i, events[i].Intake.Part)
					}
					invariants(t, source, &events[i])
				}
			}
		}
	})
}

func FuzzOkta(f *testing.F)        { fuzz(f, "okta") }
func FuzzEntra(f *testing.F)       { fuzz(f, "entra") }
func FuzzWorkspace(f *testing.F)   { fuzz(f, "workspace") }
func FuzzGitHub(f *testing.F)      { fuzz(f, "github") }
func FuzzSysmon(f *testing.F)      { fuzz(f, "sysmon") }
func FuzzCrowdStrike(f *testing.F) { fuzz(f, "crowdstrike") }
func FuzzOsquery(f *testing.F)     { fuzz(f, "osquery") }
func FuzzCloudTrail(f *testing.F)  { fuzz(f, "cloudtrail") }
func FuzzZoom(f *testing.F)        { fuzz(f, "zoom") }
func FuzzMDM(f *testing.F)         { fuzz(f, "mdm") }
func FuzzVPN(f *testing.F)         { fuzz(f, "vpn") }
func FuzzESign(f *testing.F)       { fuzz(f, "esign") }
func FuzzHRIS(f *testing.F)        { fuzz(f, "hris") }
func FuzzShipments(f *testing.F)   { fuzz(f, "shipments") }
func FuzzPayroll(f *testing.F)     { fuzz(f, "payroll") }
func FuzzAccess(f *testing.F)      { fuzz(f, "access") }
func FuzzDLP(f *testing.F)         { fuzz(f, "dlp") }
