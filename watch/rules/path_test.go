package rules_test

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bonafide/watch/rules"
	"bonafide/watch/scene"
	"bonafide/watch/sigma"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
	"bonafide/watch/tools"
)

// Lines as vendors write them pass parser, table of tools and rules: what the
// sources' own examples tell comes out as the indicators that they show, under the
// field names that parsers use.
func TestVendorsLines(t *testing.T) {
	table, err := tools.Load()
	if err != nil {
		t.Fatal(err)
	}
	book := load(t)
	engine, err := book.Engine(sigma.Options{})
	if err != nil {
		t.Fatal(err)
	}
	matcher := engine.NewMatcher()
	zero, one, nine := 0, 1, 9
	got := map[string]bool{}
	run := func(source string, lines []byte, s scene.Scene) {
		t.Helper()
		p, ok := sources.Named(source)
		if !ok {
			t.Fatalf("no source %s", source)
		}
		for scan := bufio.NewScanner(bytes.NewReader(lines)); scan.Scan(); {
			events, err := p.Parse(scan.Bytes(), nil)
			if err != nil {
				t.Errorf("%s: %v", source, err)
				continue
			}
			for i := range events {
				s := s
				s.Event = &events[i]
				if tool, ok := table.Of(s.Event); ok {
					s.Tool = &tool
				}
				line, err := s.AppendJSON(nil)
				if err != nil {
					t.Fatal(err)
				}
				matches, err := matcher.Match(line)
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range matches {
					r, ok := book.Of(m.Rule.ID)
					if !ok {
						t.Errorf("rule %s is not in the book", m.Rule.ID)
					}
					got[source+" "+string(r.Indicator)] = true
				}
			}
		}
	}
	s := scene.Scene{Person: "P-1", Device: scene.Device{Key: "SN1", Issued: true, Owner: "P-1", Age: &zero}, Worker: &scene.Worker{Role: "Frontend Engineer", Tenure: &nine, Login: "annlee77"}}
	files, err := filepath.Glob("../telemetry/sources/testdata/*.ndjson")
	if err != nil || len(files) == 0 {
		t.Fatal("no lines", err)
	}
	for _, f := range files {
		lines, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		run(strings.TrimSuffix(filepath.Base(f), ".ndjson"), lines, s)
	}
	run("osquery", []byte(`{"name":"pack/hardware/usb_devices","hostIdentifier":"h","unixTime":1778684400,"action":"added","columns":{"vendor":"GLKVM","vendor_id":"1d6b","model":"Composite KVM Device","model_id":"0104","serial":"CAFEBABE","class":"0"}}
{"name":"processes","hostIdentifier":"h","unixTime":1778684400,"action":"added","columns":{"name":"caffeinate","path":"/usr/bin/caffeinate","cmdline":"caffeinate -dis","pid":"9"}}
{"name":"chrome_extensions","hostIdentifier":"h","unixTime":1778684400,"action":"added","columns":{"name":"Authenticator","identifier":"bhghoamapcdpbohphigoooaddinpkbai","version":"8"}}
{"name":"system_info","hostIdentifier":"h","unixTime":1778684400,"action":"added","columns":{"hostname":"h","hardware_vendor":"QEMU","hardware_model":"Standard PC (Q35 + ICH9, 2009)"}}
{"name":"arp_cache","hostIdentifier":"h","unixTime":1778684400,"action":"added","columns":{"address":"192.168.1.7","mac":"30:52:53:00:00:01","interface":"en0"}}
{"name":"connected_displays","hostIdentifier":"h","unixTime":1778684400,"action":"added","columns":{"name":"Toshiba-H2C","vendor_id":"5262","product_id":"8801"}}
`), s)
	run("sysmon", []byte(`{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Provider_Name":"Microsoft-Windows-Sysmon","Computer":"h","UtcTime":"2026-05-13 15:00:00.000","Image":"C:\\Program Files (x86)\\Google\\Chrome Remote Desktop\\1\\remoting_start_host.exe","CommandLine":"remoting_start_host.exe --code=4/x --pin=123456","ParentImage":"C:\\Windows\\System32\\cmd.exe","User":"H\\ann"}
{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Provider_Name":"Microsoft-Windows-Sysmon","Computer":"h","UtcTime":"2026-05-13 15:00:01.000","Image":"C:\\Windows\\System32\\dxdiag.exe","CommandLine":"dxdiag","ParentImage":"C:\\Windows\\explorer.exe","User":"H\\ann"}
{"EventID":13,"Channel":"Microsoft-Windows-Sysmon/Operational","Provider_Name":"Microsoft-Windows-Sysmon","Computer":"h","UtcTime":"2026-05-13 15:00:02.000","TargetObject":"HKLM\\System\\CurrentControlSet\\Control\\TimeZoneInformation\\TimeZoneKeyName","Details":"China Standard Time","Image":"C:\\Windows\\system32\\svchost.exe","EventType":"SetValue"}
{"EventID":22,"Channel":"Microsoft-Windows-Sysmon/Operational","Provider_Name":"Microsoft-Windows-Sysmon","Computer":"h","UtcTime":"2026-05-13 15:00:03.000","QueryName":"pikvm.local","QueryStatus":"0","Image":"C:\\chrome.exe"}
{"EventID":22,"Channel":"Microsoft-Windows-Sysmon/Operational","Provider_Name":"Microsoft-Windows-Sysmon","Computer":"h","UtcTime":"2026-05-13 15:00:03.500","QueryName":"relay-0a1b2c3d.net.anydesk.com","QueryStatus":"0","Image":"C:\\ProgramData\\x.exe"}
{"EventID":6416,"Channel":"Security","Provider_Name":"Microsoft-Windows-Security-Auditing","Computer":"h","TimeCreated":"2026-05-13T15:00:04Z","DeviceId":"HID\\VID_1D6B&PID_0104&MI_00\\8&1&0","DeviceDescription":"HID Keyboard Device","ClassName":"Keyboard"}
`), s)
	run("github", []byte(`{"ref":"refs/heads/main","repository":{"id":3,"full_name":"corp/vault","private":true},"pusher":{"name":"quietcoder88","email":"ann.lee@corp.example"},"sender":{"login":"quietcoder88","id":8,"type":"User"},"commits":[{"id":"1","added":[],"modified":[".github/workflows/release.yml"],"removed":[]}],"head_commit":{"timestamp":"2026-05-13T10:20:00Z"}}
{"forkee":{"full_name":"annlee77/vault","owner":{"login":"annlee77","type":"User"}},"repository":{"id":3,"full_name":"corp/vault","private":true},"sender":{"login":"annlee77","id":7,"type":"User"}}
`), s)
	going := s
	going.Worker = &scene.Worker{Role: "Frontend Engineer", Notice: &one}
	run("github", []byte(`{"action":"repo.access","actor":"annlee77","org":"corp","repo":"corp/vault","visibility":"public","previous_visibility":"private","created_at":1778668700000,"_document_id":"a1"}
`), going)
	run("workspace", []byte(`{"id":{"applicationName":"admin","time":"2026-05-13T15:00:00Z","uniqueQualifier":"1","customerId":"C1"},"actor":{"callerType":"USER","email":"ann.lee@corp.example"},"events":[{"type":"CUSTOMER_TAKEOUT","name":"CUSTOMER_TAKEOUT_CREATED","parameters":[]}]}
`), s)
	first := s
	first.Device, first.Worker = scene.Device{}, &scene.Worker{Role: "Frontend Engineer", Tenure: &one}
	for source, line := range map[string]string{
		"cloudtrail":  `{"eventVersion":"1.10","userIdentity":{"type":"AssumedRole","principalId":"A:ann.lee@corp.example"},"eventTime":"2026-05-13T12:00:00Z","eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging","awsRegion":"us-east-1","eventID":"1","requestParameters":{"name":"all-events"}}`,
		"crowdstrike": `{"metadata":{"customerIDString":"c1","offset":901,"eventType":"EppDetectionSummaryEvent","eventCreationTime":1778669800000},"event":{"Name":"Known Malware","CompositeId":"c1:1","SeverityName":"High","MACAddress":"02-00-5E-10-00-01","UserName":"ann.lee"}}`,
		"okta":        `{"uuid":"1","eventType":"system.log_stream.lifecycle.delete","published":"2026-05-13T12:00:00Z","actor":{"id":"u","type":"User","alternateId":"ann.lee@corp.example"},"outcome":{"result":"SUCCESS"},"target":[]}`,
		"entra":       `{"time":"2026-05-13T12:00:00Z","resourceId":"/subscriptions/1/x/workspaces/all","operationName":"MICROSOFT.OPERATIONALINSIGHTS/WORKSPACES/DELETE","category":"Administrative","resultType":"Success","callerIpAddress":"192.0.2.10","tenantId":"t","identity":{"claims":{"name":"ann.lee@corp.example"}}}`,
	} {
		run(source, []byte(line), first)
	}
	want := strings.Fields(`github/OFF-01 cloudtrail/WRK-08 workspace/WRK-08 workspace/WRK-01 cloudtrail/ONB-10 crowdstrike/ONB-10 okta/ONB-10 entra/ONB-10 osquery/END-01 osquery/END-02 osquery/END-04 osquery/END-06 osquery/END-08 osquery/END-09 osquery/END-10 osquery/END-13 osquery/NET-14
		sysmon/END-01 sysmon/END-03 sysmon/END-07 sysmon/END-19 sysmon/NET-14 sysmon/NET-16 sysmon/ONB-11 crowdstrike/END-01 crowdstrike/END-06 zoom/NET-17 github/GIT-19 github/GIT-21 github/WRK-01 access/WRK-08 zoom/INT-04`)
	var lacks []string
	for _, w := range want {
		if !got[strings.Replace(w, "/", " ", 1)] {
			lacks = append(lacks, w)
		}
	}
	var all []string
	for g := range got {
		all = append(all, g)
	}
	slices.Sort(all)
	t.Logf("fired or counted: %s", strings.Join(all, ", "))
	if len(lacks) > 0 {
		t.Errorf("not shown by vendors' lines: %v", lacks)
	}
}

// An event that every class may have is read by the rules without a matcher's
// complaint, whatever is in it.
func TestEveryClassIsRead(t *testing.T) {
	engine, err := load(t).Engine(sigma.Options{})
	if err != nil {
		t.Fatal(err)
	}
	served := map[string]bool{}
	for _, r := range load(t).Set.Rules {
		for _, s := range engine.Serving(r.ID) {
			served[s] = true
		}
	}
	for _, c := range rules.Categories() {
		if !served["scene "+c] {
			t.Errorf("no rule is served by %s", c)
		}
	}
	for c := range telemetry.Class(7000) {
		e := telemetry.Event{Class: c}
		s := scene.Scene{Event: &e}
		line, err := s.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		if m, err := engine.Match(line); err != nil || len(m) > 0 {
			t.Fatalf("class %d: %d matches, %v", c, len(m), err)
		}
	}
}
