package sources

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"bonafide"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/okta"
)

func decode(t *testing.T, source string, lines ...string) (events []telemetry.Event, refused []string, s *telemetry.Stream) {
	t.Helper()
	s, err := telemetry.NewDecoder(All()).Stream("f", source)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		var err error
		if events, err = s.Decode([]byte(l), events); err != nil {
			var r *bonafide.Refusal
			if !errors.As(err, &r) {
				t.Fatal(err)
			}
			refused = append(refused, r.Place+" "+r.Why)
		}
	}
	return events, refused, s
}

const (
	oktaLine  = `{"uuid":"u1","published":"2026-05-13T16:00:00Z","eventType":"user.session.end","actor":{"id":"1","alternateId":"a@corp.example"},"outcome":{"result":"SUCCESS"}}`
	entraLine = `{"id":"e-1","createdDateTime":"2026-05-13T09:00:00Z","userPrincipalName":"a@corp.example","userId":"u","status":{"errorCode":0}}`
)

// A list is taken apart whatever it is called, and what of it cannot be read is told.
func TestListsOfLines(t *testing.T) {
	for _, name := range []string{"Records", "value", "items", "events", "data", "results", "whatever"} {
		events, refused, s := decode(t, "", `{"count":2,"`+name+`":[`+oktaLine+`,`+entraLine+`],"next":null}`)
		if len(refused) > 0 || len(events) != 2 || events[0].Intake.Source != "okta" || events[1].Intake.Source != "entra" || events[1].Intake.Part != 1 || !s.Apart() {
			t.Errorf("%s: %d events, %v", name, len(events), refused)
		}
	}
	events, refused, s := decode(t, "", oktaLine, `[`+oktaLine+`]`, oktaLine)
	if len(events) != 3 || len(refused) > 0 || s.Apart() {
		t.Errorf("%d events, %v, %t", len(events), refused, s.Apart())
	}
	events, refused, _ = decode(t, "", `[`+oktaLine+`,{"a":1},7]`)
	if len(events) != 1 || len(refused) > 0 || !strings.Contains(strings.Join(events[0].Intake.Notes, ""), "2 of the list's elements could not be read: no source knows it") {
		t.Errorf("%d events, %v", len(events), refused)
	}
	events, refused, _ = decode(t, "okta", `{"value":[`+oktaLine+`]}`, `{"value":[`+entraLine+`]}`)
	if len(events) != 2 || events[0].Metadata.UID != "u1" || events[1].Metadata.UID != "" {
		t.Errorf("a named source: %d events, %v", len(events), refused)
	}
	for _, line := range []string{`{"value":[{"a":1}]}`, `{"value":[1,2]}`, `{"value":[]}`, `[`, `[1]`, `{"value":[` + oktaLine, `{"value":{"a":[` + oktaLine + `]}}`} {
		if events, refused, _ := decode(t, "", line); len(events) > 0 || len(refused) != 1 {
			t.Errorf("%.40s: %d events, %v", line, len(events), refused)
		}
	}
	many := "[" + strings.Repeat(oktaLine+",", 10_001) + oktaLine + "]"
	if events, _, _ := decode(t, "", many); len(events) != 10_000 || len(events[9_999].Intake.Notes) == 0 {
		t.Errorf("%d events of a long list", len(events))
	}
}

// Words above the head of an export do not hide it; rows that do not fit the head are
// refused by themselves.
func TestExports(t *testing.T) {
	const head = "uuid,event_type,timestamp,actor.id,actor.alternate_id,outcome.result,target0.type,target0.alternate_id"
	events, refused, s := decode(t, "", "System Log of Corp", "", head, "u1,user.session.start,2026-05-13T16:00:00Z,1,a@corp.example,SUCCESS,,", `u2,"x`, "u3,user.session.end,2026-05-13T16:00:00Z,1,a@corp.example,SUCCESS,User,b@corp.example,,", "u4,,,,,,,,too many")
	if len(events) != 2 || len(refused) != 3 || !s.Apart() || events[1].Intake.Place != "f:6" {
		t.Fatalf("%d events, %q", len(events), refused)
	}
	if !strings.HasPrefix(events[0].Raw, `{"uuid":"u1","eventType":`) {
		t.Errorf("the raw line is %s", events[0].Raw)
	}
	for i, want := range []string{"no head of a table", "does not end", "9 fields"} {
		if !strings.Contains(refused[i], want) {
			t.Errorf("%q does not say %q", refused[i], want)
		}
	}
	if events, refused, _ := decode(t, "okta", head, "u1,user.session.start,2026-05-13T16:00:00Z,1,a@corp.example,SUCCESS,,"); len(events) != 1 || len(refused) > 0 {
		t.Errorf("named: %d events, %v", len(events), refused)
	}
	for _, head := range []string{"a,b", "uuid", "event_type,b", `event_type,"x`, `{"event_type":1,"actor.id":2}`} {
		if p, ok := okta.New().Export([]byte(head)); ok {
			t.Errorf("%q is taken for %s", head, p.Name())
		}
	}
	// The second table below an empty line, and a table of another kind.
	events, refused, _ = decode(t, "", "Meeting ID,Topic,Start Time,End Time,Duration (Minutes)", "1,x,05/13/2026 03:00:00 PM,05/13/2026 04:00:00 PM,60", "", "Name (Original Name),User Email,Total Duration (Minutes)", "A,a@corp.example,57",
		"", "tracking_no,shipped_at,work_email", "1Z,2026-03-29,a@corp.example")
	if len(refused) > 0 || len(events) != 3 || events[1].Meeting.UID != "1" || events[1].Meeting.Seconds != 57*60 || events[1].Time.IsZero() || events[2].Worker == nil {
		t.Errorf("%d events, %v", len(events), refused)
	}
}

// Columns are known by whatever style their names are written in, and the most telling
// of several is taken.
func TestColumnsOfOthers(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`{"Employee ID":"E1","Job Title":"x","username":"al","work_email":"a@corp.example"}`, "a@corp.example"},
		{`{"work_email":"a@corp.example","USER":"al","EMPLOYEE-ID":"E1","jobTitle":"x"}`, "a@corp.example"},
		{`{"employee":{"id":"E1","work_email":"a@corp.example"},"position":"x"}`, "a@corp.example"},
	} {
		events, refused, _ := decode(t, "", c.line)
		if len(events) != 1 || events[0].User.Email != c.want || events[0].Worker.EmployeeID != "E1" || events[0].Worker.Role != "x" {
			t.Errorf("%s: %v %+v", c.line, refused, events)
		}
	}
	// What merely looks like people's records is nobody's.
	for _, line := range []string{`{"app":"x","level":"info","message":"m","user":"u"}`, `{"user":"ann","home":"/home/ann","shell":"sh"}`, `{"worker":"pool-1","action":"start","time":1}`, `{"user":"a","start":"2026-01-01","end":"2026-01-02"}`} {
		if events, refused, _ := decode(t, "", line); len(events) > 0 {
			t.Errorf("%s is taken for %s, %v", line, events[0].Intake.Source, refused)
		}
	}
}

// No account number leaves a payroll table, and one account is one token however it is
// written.
func TestAccountsAreTokens(t *testing.T) {
	events, _, _ := decode(t, "", "Employee ID,Old Account,New Account,Changed At", "E1,DE89 3704 0044 0532 0130 00,DE02-1203,2026-04-10", "E2,,de89370400440532013000,2026-04-11", "E3,****9999,hmac:1,2026-04-12", "E4,,XXXX1234,2026-04-12")
	if len(events) != 4 {
		t.Fatal(len(events))
	}
	if a, b := events[0].Worker.Old, events[1].Worker.Payee; a != b || !strings.HasPrefix(a, "account:") || strings.Contains(a, "8937") {
		t.Errorf("%q and %q", a, b)
	}
	if w := events[2].Worker; w.Old != "" || w.Payee != "hmac:1" || w.New != "hmac:1" {
		t.Errorf("%+v", w)
	}
	if w := events[3].Worker; w.Payee != "" {
		t.Errorf("%+v", w)
	}
}

// What a forwarder or a search engine wraps a line into is taken off, as object and as
// text, and only where the line is one that a source knows.
func TestWrappedLines(t *testing.T) {
	quoted, err := json.Marshal(oktaLine)
	if err != nil {
		t.Fatal(err)
	}
	for name, line := range map[string]string{
		"Elastic":             `{"_index":"i","_id":"1","_source":` + oktaLine + `}`,
		"a forwarder":         `{"timestamp":"2026-05-13T16:00:01Z","source":"okta","host":"fwd-2","raw":` + string(quoted) + `}`,
		"Splunk":              `{"preview":false,"result":{"_raw":` + string(quoted) + `,"_time":"x"}}`,
		"Elastic, as it came": `{"_source":{"@timestamp":"2026-05-13T16:00:01Z","event":{"original":` + string(quoted) + `}}}`,
		"an event bus":        `{"version":"0","detail-type":"x","detail":` + oktaLine + `}`,
	} {
		events, refused, s := decode(t, "", line, line)
		if len(refused) > 0 || len(events) != 2 || events[0].Intake.Source != "okta" || events[0].Metadata.UID != "u1" || !s.Apart() {
			t.Errorf("%s: %d events, %v", name, len(events), refused)
		}
	}
	events, refused, s := decode(t, "", `{"raw":`+string(quoted)+`}`, oktaLine)
	if len(events) != 2 || len(refused) > 0 || s.Apart() {
		t.Errorf("a bare line after a wrapped one: %d events, %v, apart %t", len(events), refused, s.Apart())
	}
	for _, line := range []string{
		`{"raw":"not JSON"}`, `{"raw":"{"}`, `{"raw":{"a":1}}`, `{"elsewhere":` + oktaLine + `}`,
		`{"data":{"data":{"data":{"data":` + oktaLine + `}}}}`, `{"record":{"employee_id":"E1","role":"Engineer","start_date":"2026-01-01"}}`,
	} {
		if events, refused, _ := decode(t, "", line); len(events) > 0 || len(refused) != 1 {
			t.Errorf("%.60s: %d events, %v", line, len(events), refused)
		}
	}
}
