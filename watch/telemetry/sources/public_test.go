package sources

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bonafide/watch/telemetry"
)

// Where an OCSF form of an event is public, ours agrees in who, where, which
// event; where it differs in class or activity the reason stands here.
func TestPublicOCSFPairs(t *testing.T) {
	raw, err := filepath.Glob(filepath.Join(shared(t, "detect", "ocsf_examples"), "*.raw"))
	if err != nil || len(raw) == 0 {
		t.Fatal("no pairs", err)
	}
	differs := map[string]string{
		"git.push":                "a push changes a repository: Web Resources Activity, as clones and downloads",
		"system.api_token.create": "a token is a managed entity",
	}
	agree, total := 0, 0
	for _, file := range raw {
		line, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		other, err := os.ReadFile(strings.TrimSuffix(file, ".raw") + ".ocsf")
		if err != nil {
			t.Fatal(err)
		}
		var want map[string]any
		if err := json.Unmarshal(other, &want); err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		source := "okta"
		if strings.HasPrefix(name, "GitHub") {
			source = "github"
		}
		p, _ := Named(source)
		events, err := p.Parse(line, nil)
		if err != nil || len(events) != 1 {
			t.Errorf("%s: %d events, %v", name, len(events), err)
			continue
		}
		e := &events[0]
		invariants(t, name, e)
		for _, pair := range [][2]string{{dig(want, "actor.user.uid"), e.Actor.User.UID}, {dig(want, "http_request.user_agent"), e.HTTP.UserAgent}, {dig(want, "src_endpoint.location.city"), e.Src.Location.City}} {
			if pair[0] != "" && pair[0] != pair[1] {
				t.Errorf("%s: %q is %q with us", name, pair[0], pair[1])
			}
		}
		total++
		if dig(want, "class_uid") == jsonNumber(int(e.Class)) && dig(want, "activity_id") == jsonNumber(int(e.Activity)) {
			agree++
		} else {
			if differs[e.Metadata.Code] == "" {
				t.Errorf("%s differs from the public form without a reason", e.Metadata.Code)
			}
			t.Logf("%s (%s): class %s activity %s there, %d %d here: %s", name, e.Metadata.Code, dig(want, "class_uid"), dig(want, "activity_id"), e.Class, e.Activity, differs[e.Metadata.Code])
		}
	}
	t.Logf("class and activity agree in %d of %d", agree, total)
	if agree*2 < total {
		t.Errorf("class and activity agree in %d of %d only", agree, total)
	}
}

func jsonNumber(n int) string {
	b, _ := json.Marshal(n)
	return string(b)
}

// Real Windows events, flat as two collectors write them, are read with host,
// time and number, and nearly all of Sysmon's come out in a class of their own.
func TestWindowsEvents(t *testing.T) {
	p, _ := Named("sysmon")
	f, err := os.Open(filepath.Join(shared(t, "detect"), "otrf_windows_sample_2000.ndjson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	scan := bufio.NewScanner(zipped)
	scan.Buffer(nil, 16<<20)
	n, sysmon, classed := 0, 0, 0
	aside := map[string]int{}
	for scan.Scan() {
		n++
		events, err := p.Parse(scan.Bytes(), nil)
		if err != nil {
			t.Fatalf("line %d: %v", n, err)
		}
		e := &events[0]
		if n%50 == 0 {
			invariants(t, "otrf", e)
		}
		if e.Time.IsZero() || e.Device.Hostname == "" || e.Metadata.Code == "" || e.Metadata.UID == "" && strings.Contains(e.Raw, `"RecordNumber"`) {
			t.Errorf("line %d: time %v host %q code %q id %q", n, e.Time, e.Device.Hostname, e.Metadata.Code, e.Metadata.UID)
		}
		for _, a := range e.Unmapped {
			aside[a.Name]++
		}
		if strings.Contains(e.Metadata.LogName, "Sysmon") {
			sysmon++
			if e.Class != telemetry.Base {
				classed++
			}
		}
	}
	if err := scan.Err(); err != nil || n != 2000 {
		t.Fatal(n, err)
	}
	t.Logf("%d events, %d of Sysmon, %d of those in a class of their own; %d names kept aside", n, sysmon, classed, len(aside))
	if classed*100 < sysmon*98 {
		t.Errorf("%d of %d Sysmon events in a class of their own", classed, sysmon)
	}
	g, err := os.Open(filepath.Join(shared(t, "detect"), "sigmahq_regression_events.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	scan = bufio.NewScanner(g)
	scan.Buffer(nil, 16<<20)
	for scan.Scan() {
		var s struct {
			Source struct {
				Category string `json:"category"`
			} `json:"logsource"`
			Event json.RawMessage `json:"event"`
		}
		if err := json.Unmarshal(scan.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		events, err := p.Parse(s.Event, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !p.Recognise(s.Event) {
			t.Errorf("not recognised: %.200s", s.Event)
		}
		if e := &events[0]; s.Source.Category == "process_creation" && (e.Class != telemetry.ProcessActivity || e.Process.Command == "" && e.Process.Path == "") {
			t.Errorf("a process creation came out as %v: %.200s", e.Class, s.Event)
		}
	}
}

// Attributes that events are written with are OCSF's, or stand here with the
// reason why not.
func TestAttributeNames(t *testing.T) {
	ours := map[string]string{
		"worker": "HR facts: OCSF has no record of a worker", "meeting": "OCSF has none of a meeting", "presence": "OCSF has no word of somebody being at a device", "signals": "a vendor's judgement of a request", "intake": "what was noted while an event came in",
		"service": "Authentication", "query": "DNS Activity", "raw_data": "base event", "unmapped": "base event",
	}
	standard := strings.Fields(`activity_id activity_name actor answers api auth_factors auth_protocol category_name category_uid class_name class_uid connection_info device dst_endpoint entity file finding_info group http_request
		is_mfa is_remote logon_type message metadata module package peripheral_device privileges process reg_key reg_value resources script session severity severity_id src_endpoint startup_item status status_code status_detail
		status_id time time_dt traffic tunnel_interface type_name type_uid user web_resources`)
	for _, s := range standard {
		ours[s] = "OCSF 1.8"
	}
	seen := map[string]bool{}
	for name, lines := range golden(t) {
		stream, err := telemetry.NewDecoder(All()).Stream(name, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			events, err := stream.Decode(l, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i := range events {
				b, err := events[i].AppendJSON(nil)
				if err != nil {
					t.Fatal(err)
				}
				var m map[string]json.RawMessage
				if err := json.Unmarshal(b, &m); err != nil {
					t.Fatal(err)
				}
				for k := range m {
					seen[k] = true
					if ours[k] == "" {
						t.Errorf("%s writes the attribute %q, which is neither OCSF's nor explained", name, k)
					}
				}
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d attributes are written at all", len(seen))
	}
}

func TestProtectedColumnsAreDropped(t *testing.T) {
	for name, lines := range golden(t) {
		if !strings.HasPrefix(name, "hris") {
			continue
		}
		stream, err := telemetry.NewDecoder(All()).Stream(name, "")
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, l := range lines {
			events, err := stream.Decode(l, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i := range events {
				n++
				b, _ := events[i].AppendJSON(nil)
				for _, word := range []string{"Nationality", "nationality", "Birth", "1990", "Gender", "gender"} {
					if strings.Contains(string(b), word) {
						t.Errorf("%s is in %s", word, b)
					}
				}
				if !strings.Contains(string(b), "Cost Note") && n == 1 && name == "hris.csv" {
					t.Errorf("a harmless column was dropped: %s", b)
				}
			}
		}
		if n == 0 || name == "hris.csv" && n != 11 {
			t.Errorf("%d rows", n)
		}
	}
}
