package sources

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bonafide/watch/telemetry"
)

// shared finds a folder of public data beside the repository.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		p := filepath.Join(append([]string{dir, "shared", "data"}, parts...)...)
		if _, err := os.Stat(p); err == nil {
			return p
		}
		dir = filepath.Dir(dir)
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("no shared/data/%s beside the repository", filepath.Join(parts...))
	}
	t.Skipf("no shared/data/%s beside the repository: nothing to compare with", filepath.Join(parts...))
	return ""
}

type sample struct {
	Src     string          `json:"src"`
	Test    string          `json:"test"`
	LogType string          `json:"logtype"`
	Event   json.RawMessage `json:"event"`
}

func samples(t testing.TB, file string) []sample {
	t.Helper()
	f, err := os.Open(filepath.Join(shared(t, "detect", "panther_samples"), file+".ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []sample
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 16<<20)
	for scan.Scan() {
		var s sample
		if err := json.Unmarshal(scan.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

var pantherFiles = []struct {
	file, source string
	events       int
}{
	{"okta_systemlog", "okta", 35}, {"azure_audit", "entra", 28}, {"azure_monitoractivity", "entra", 110}, {"microsoft365_audit_azureactivedirectory", "entra", 4},
	{"gsuite_activityevent", "workspace", 79}, {"github_audit", "github", 59}, {"github_webhook", "github", 68}, {"crowdstrike_fdrevent", "crowdstrike", 53}, {"crowdstrike_dnsrequest", "crowdstrike", 0},
	{"crowdstrike_eventstreams", "crowdstrike", 18}, {"osquery_differential", "osquery", 8}, {"aws_cloudtrail", "cloudtrail", 193}, {"zoom_operation", "zoom", 19}, {"microsoftintune_auditlogs", "mdm", 2},
}

// Every event that the public sample sets hold of our sources is read, whatever
// its collector did to it, and says who, when and what as far as it says so at all.
func TestSamplesAreRead(t *testing.T) {
	for _, f := range pantherFiles {
		t.Run(f.file, func(t *testing.T) {
			p, ok := Named(f.source)
			if !ok {
				t.Fatalf("no source %s", f.source)
			}
			list := samples(t, f.file)
			if len(list) < f.events || len(list) == 0 {
				t.Fatalf("%d samples", len(list))
			}
			recognised, when, who, mapped := 0, 0, 0, 0
			for _, s := range list {
				// Some tests of that collection put another source's event into the file.
				var foreign struct {
					Type string `json:"p_log_type"`
				}
				_ = json.Unmarshal(s.Event, &foreign)
				events, err := p.Parse(s.Event, nil)
				if err != nil || len(events) == 0 {
					t.Errorf("%s: %d events, %v", s.Test, len(events), err)
					continue
				}
				if p.Recognise(s.Event) {
					recognised++
				} else if foreign.Type == "" || foreign.Type == s.LogType {
					t.Logf("not recognised: %s: %.150s", s.Test, s.Event)
				}
				for i := range events {
					e := &events[i]
					invariants(t, s.Test, e)
					if !e.Time.IsZero() {
						when++
					} else if e.Intake.Clock != telemetry.ClockMissing || len(e.Intake.Missing) == 0 {
						t.Errorf("%s: no time and no word of it", s.Test)
					}
					if e.Actor.User != (telemetry.User{}) || e.User != (telemetry.User{}) || e.Device != (telemetry.Device{}) {
						who++
					}
					if e.Class != telemetry.Base {
						mapped++
					}
				}
			}
			t.Logf("%d read, %d recognised, %d with a time, %d with an account or device, %d in a class of their own", len(list), recognised, when, who, mapped)
			if recognised*10 < len(list)*8 {
				t.Errorf("only %d of %d are recognised", recognised, len(list))
			}
		})
	}
}

// invariants hold for every event, whatever line it came from.
func invariants(t testing.TB, name string, e *telemetry.Event) {
	t.Helper()
	if e.Class.String() == "" {
		t.Errorf("%s: class %d has no name", name, e.Class)
	}
	if e.Activity.Name(e.Class) == "Unknown" {
		t.Errorf("%s: activity %d of %v has no name", name, e.Activity, e.Class)
	}
	if e.Intake.Source == "" || e.Metadata.Product.Name == "" || e.Metadata.Version != telemetry.Schema {
		t.Errorf("%s: metadata %+v", name, e.Metadata)
	}
	b, err := e.AppendJSON(nil)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	var back telemetry.Event
	if err := back.UnmarshalJSON(b); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	again, err := back.AppendJSON(nil)
	if err != nil || string(again) != string(b) {
		t.Errorf("%s: what is written is not what is read back (%v):\n%s\n%s", name, err, b, again)
	}
}

// The first two fields of a mapped event are those of the sample, found by a
// different reader.
func TestSamplesKeepTheirFields(t *testing.T) {
	checks := []struct {
		file, source string
		pairs        func(map[string]any, *telemetry.Event) [][2]string
	}{
		{"okta_systemlog", "okta", func(m map[string]any, e *telemetry.Event) [][2]string {
			return [][2]string{{dig(m, "eventtype"), e.Metadata.Code}, {dig(m, "actor.alternateId"), e.Actor.User.Name}, {dig(m, "client.ipAddress"), e.Src.IP}, {dig(m, "uuid"), e.Metadata.UID}, {dig(m, "outcome.result"), e.StatusCode},
				{dig(m, "client.userAgent.rawUserAgent"), e.HTTP.UserAgent}, {dig(m, "securitycontext.asOrg"), e.Src.AS.Name}}
		}},
		{"aws_cloudtrail", "cloudtrail", func(m map[string]any, e *telemetry.Event) [][2]string {
			return [][2]string{{dig(m, "eventName"), e.Metadata.Code}, {dig(m, "eventID"), e.Metadata.UID}, {dig(m, "userIdentity.arn"), e.Actor.User.UIDAlt}, {dig(m, "errorCode"), e.API.Error}, {dig(m, "userAgent"), e.HTTP.UserAgent}}
		}},
		{"github_audit", "github", func(m map[string]any, e *telemetry.Event) [][2]string {
			return [][2]string{{dig(m, "action"), e.Metadata.Code}, {dig(m, "actor"), e.Actor.User.Name}, {dig(m, "actor_ip"), e.Src.IP}, {dig(m, "user_agent"), e.HTTP.UserAgent}, {dig(m, "user"), e.User.Name}}
		}},
		{"gsuite_activityevent", "workspace", func(m map[string]any, e *telemetry.Event) [][2]string {
			return [][2]string{{dig(m, "name"), e.Metadata.Code}, {dig(m, "actor.email"), e.Actor.User.Name}, {dig(m, "ipAddress"), e.Src.IP}, {dig(m, "id.applicationName"), e.Metadata.LogName}}
		}},
		{"zoom_operation", "zoom", func(m map[string]any, e *telemetry.Event) [][2]string {
			return [][2]string{{dig(m, "operator"), e.Actor.User.Name}, {dig(m, "operation_detail"), e.Message}, {dig(m, "category_type"), e.Entity.Type}}
		}},
		{"osquery_differential", "osquery", func(m map[string]any, e *telemetry.Event) [][2]string {
			return [][2]string{{dig(m, "hostIdentifier"), e.Device.Hostname}, {dig(m, "name"), e.Metadata.Provider}, {dig(m, "action"), e.Metadata.Code}}
		}},
	}
	for _, c := range checks {
		t.Run(c.file, func(t *testing.T) {
			p, _ := Named(c.source)
			n := 0
			for _, s := range samples(t, c.file) {
				var m map[string]any
				if err := json.Unmarshal(s.Event, &m); err != nil {
					t.Fatal(err)
				}
				events, err := p.Parse(s.Event, nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, pair := range c.pairs(m, &events[0]) {
					if pair[0] != pair[1] && pair[0] != "" && !(pair[1] == "" && (pair[0] == "None" || pair[0] == "unknown")) {
						t.Errorf("%s: %q became %q", s.Test, pair[0], pair[1])
					}
					n++
				}
			}
			if n == 0 {
				t.Error("nothing compared")
			}
		})
	}
}

func dig(m map[string]any, path string) string {
	var at any = m
	for part := range strings.SplitSeq(path, ".") {
		o, ok := at.(map[string]any)
		if !ok {
			return ""
		}
		at = nil
		if v, ok := o[part]; ok {
			at = v
			continue
		}
		for k, v := range o {
			if strings.EqualFold(k, part) {
				at = v
			}
		}
	}
	switch v := at.(type) {
	case nil:
		return ""
	case string:
		return v
	case map[string]any, []any:
		return ""
	}
	return fmt.Sprint(at)
}

// Where a line could be of several sources, the list decides for the right one.
func TestTheRightSourceIsChosen(t *testing.T) {
	d := telemetry.NewDecoder(All())
	wrong := map[string]int{}
	total, right := 0, 0
	for _, f := range pantherFiles {
		for _, s := range samples(t, f.file) {
			total++
			if p := d.Recognise(s.Event); p != nil && p.Name() == f.source {
				right++
			} else if p != nil {
				wrong[f.file+" as "+p.Name()]++
			} else {
				wrong[f.file+" as nothing"]++
			}
		}
	}
	keys := make([]string, 0, len(wrong))
	for k, n := range wrong {
		keys = append(keys, fmt.Sprintf("%s: %d", k, n))
	}
	slices.Sort(keys)
	t.Logf("%d of %d; %s", right, total, strings.Join(keys, "; "))
	if right*100 < total*95 {
		t.Errorf("only %d of %d lines are taken for their source", right, total)
	}
}
