package telemetry_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
)

func at(s string) time.Time {
	t, ok := telemetry.StampText(s)
	if !ok {
		panic(s)
	}
	return t
}

func TestStamp(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"2026-05-13T15:58:20.353Z", "2026-05-13T15:58:20.353Z"}, {"2026-05-13 15:58:20", "2026-05-13T15:58:20Z"}, {"2026-05-13T15:58:20.123456789+02:00", "2026-05-13T13:58:20.123456789Z"},
		{"2026-05-13T15:58:20-0530", "2026-05-13T21:28:20Z"}, {"2026-05-13T15:58Z", "2026-05-13T15:58:00Z"}, {"2026-05-13", "2026-05-13T00:00:00Z"}, {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
		{"2026-05-13T23:59:60Z", "2026-05-14T00:00:00Z"}, {"2026-05-13T15:58:20.1234567890123Z", "2026-05-13T15:58:20.123456789Z"}, {"1778684400", "2026-05-13T15:00:00Z"}, {"1778684400123", "2026-05-13T15:00:00.123Z"},
		{"1778684400123456", "2026-05-13T15:00:00.123456Z"}, {"1778684400123456789", "2026-05-13T15:00:00.123456789Z"}, {"1682368414.719", "2023-04-24T20:33:34.719Z"},
		{"Tue Sep 11 16:14:21 2018 UTC", "2018-09-11T16:14:21Z"}, {"4/11/2025 6:21:02 PM", "2025-04-11T18:21:02Z"}, {"2000-12-31T23:59:59Z", "2000-12-31T23:59:59Z"},
		// Refused.
		{"", ""}, {"yesterday", ""}, {"2023-02-29T00:00:00Z", ""}, {"2026-13-01T00:00:00Z", ""}, {"2026-05-13T25:00:00Z", ""}, {"2026-05-13T15:58:20+25:00", ""}, {"2026-05-13T15:58:20 Mars", ""},
		{"1601-01-01T00:00:00Z", ""}, {"9999-12-31T00:00:00Z", ""}, {"2026-05-13T15:58:20.Z", ""}, {"Tue Sep 11 16:14:21 2018 XYZ", ""}, {"0", ""}, {"99999999999999999999", ""}, {"-5", ""},
	} {
		got, ok := telemetry.StampText(tt.in)
		if want := tt.want; ok != (want != "") || ok && got.Format(time.RFC3339Nano) != want {
			t.Errorf("%q: %v %v, want %q", tt.in, got, ok, want)
		}
	}
}

// The hand-made calendar is the standard library's.
func FuzzStamp(f *testing.F) {
	f.Add("2026-05-13T15:58:20.353Z")
	f.Add("2024-02-29 00:00:00+14:00")
	f.Add("1778684400123")
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := telemetry.StampText(s)
		if ok && (got.Location() != time.UTC || got.Year() < 1980 || got.Year() > 2200) {
			t.Fatalf("%q: %v", s, got)
		}
		if want, err := time.Parse(time.RFC3339Nano, s); err == nil && ok && !got.Equal(want) {
			t.Fatalf("%q: %v, the standard library says %v", s, got, want.UTC())
		}
	})
}

func event(source, uid string, when time.Time) telemetry.Event {
	e := telemetry.Event{Class: telemetry.Authentication, Activity: telemetry.Logon, Time: when}
	e.Intake.Source, e.Metadata.UID = source, uid
	return e
}

func TestOrder(t *testing.T) {
	o := telemetry.NewOrder(telemetry.OrderConfig{Remember: 2})
	now := at("2026-05-13T12:00:00Z")
	step := func(uid string, when time.Time) (telemetry.Verdict, telemetry.Event) {
		e := event("okta", uid, when)
		return o.Admit(&e, now), e
	}
	if v, e := step("1", now.Add(-time.Minute)); v != telemetry.Fresh || e.Intake.Late || e.Intake.Clock != "" || !e.Intake.Received.Equal(now) {
		t.Errorf("the first: %v %+v", v, e.Intake)
	}
	if v, _ := step("1", now.Add(-time.Minute)); v != telemetry.Doubled {
		t.Error("the same again is not doubled")
	}
	if v, e := step("2", now.Add(-20*time.Minute)); v != telemetry.Fresh || !e.Intake.Late {
		t.Errorf("19 minutes behind the newest: %v %+v", v, e.Intake)
	}
	if _, e := step("3", now.Add(time.Hour)); e.Intake.Clock != telemetry.ClockAhead || !e.Time.Equal(now) {
		t.Errorf("an hour ahead: %v %+v", e.Time, e.Intake)
	}
	if w, ok := o.Watermark("okta"); !ok || !w.Equal(now.Add(-16*time.Minute)) {
		t.Errorf("the watermark is %v: a clock that is ahead moved it", w)
	}
	if _, e := step("4", time.Time{}); e.Intake.Clock != telemetry.ClockMissing || !e.Time.Equal(now) {
		t.Errorf("without a time: %+v", e.Intake)
	}
	if _, e := step("5", at("1990-01-01")); e.Intake.Clock != telemetry.ClockPast || e.Time.Year() != 1990 {
		t.Errorf("long past: %+v", e.Intake)
	}
	// Two generations of two ids are kept, the first is forgotten by now and counted.
	if v, _ := step("1", now.Add(-time.Minute)); v != telemetry.Fresh {
		t.Error("an id beyond the bound is still known")
	}
	h := o.Health(now)
	if len(h) != 1 || h[0].Evicted == 0 || h[0].Doubled != 1 || h[0].Admitted != 6 || h[0].Clocks[telemetry.ClockAhead] != 1 {
		t.Errorf("%+v", h)
	}
	// Another source may use the same ids; lines without an id are told apart by
	// themselves.
	e := event("github", "1", now)
	if o.Admit(&e, now) != telemetry.Fresh {
		t.Error("ids of two sources collide")
	}
	a, b := event("osquery", "", now), event("osquery", "", now)
	a.Raw, b.Raw = "line a", "line b"
	if o.Admit(&a, now) != telemetry.Fresh || o.Admit(&b, now) != telemetry.Fresh || o.Admit(&a, now) != telemetry.Doubled {
		t.Error("lines without an id")
	}
}

func TestOrderSurvivesARestart(t *testing.T) {
	o := telemetry.NewOrder(telemetry.OrderConfig{})
	now := at("2026-05-13T12:00:00Z")
	for i := range 100 {
		e := event("okta", fmt.Sprint(i), now.Add(time.Duration(i)*time.Second))
		o.Admit(&e, now)
	}
	o.Broken("zoom", "the token is refused", now)
	var saved bytes.Buffer
	if err := o.Save(&saved); err != nil {
		t.Fatal(err)
	}
	text := saved.String()
	p := telemetry.NewOrder(telemetry.OrderConfig{})
	if err := p.Load(&saved); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		e := event("okta", fmt.Sprint(i), now)
		if p.Admit(&e, now) != telemetry.Doubled {
			t.Fatalf("%d is taken again after a restart", i)
		}
	}
	before, _ := o.Watermark("okta")
	if after, ok := p.Watermark("okta"); !ok || !after.Equal(before) {
		t.Errorf("watermark %v, was %v", after, before)
	}
	var again bytes.Buffer
	if err := o.Save(&again); err != nil || again.String() != text {
		t.Error("the same state is saved differently")
	}
	if err := telemetry.NewOrder(telemetry.OrderConfig{}).Load(strings.NewReader(`{"source":"x","young":"zz"}`)); !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("a damaged state: %v", err)
	}
}

func TestHealthWords(t *testing.T) {
	o := telemetry.NewOrder(telemetry.OrderConfig{SilenceOf: map[string]time.Duration{"hris": 72 * time.Hour}})
	start := at("2026-05-13T12:00:00Z")
	o.Expect("zoom", start)
	e := event("okta", "1", start)
	o.Admit(&e, start)
	h := event("hris", "1", start)
	o.Admit(&h, start)
	g := event("github", "1", start.Add(-3*time.Hour))
	o.Admit(&g, start)
	o.Broken("entra", "the token is refused (401); a new one is needed", start)
	for range 25 {
		o.Refused("vpn", "it is no JSON", start)
	}
	words := func(now time.Time) (out []string) {
		for _, h := range o.Health(now) {
			out = append(out, string(h.State)+" "+h.Words)
		}
		return out
	}
	got := strings.Join(words(start.Add(40*time.Minute)), "\n")
	for _, want := range []string{"silent Okta: nothing for 40 minutes", "silent Zoom: nothing for 40 minutes", "ok HRIS: last event 40 minutes ago", "broken Entra ID: the token is refused (401); a new one is needed, for 40 minutes", "broken VPN: the last 25 lines could not be read: it is no JSON"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if got := strings.Join(words(start.Add(time.Minute)), "\n"); !strings.Contains(got, "lagging GitHub: events come 3 hours late") || !strings.Contains(got, "waiting Zoom: waiting for the first event") {
		t.Error(got)
	}
	o.Mended("entra", start)
	if got := strings.Join(words(start), "\n"); strings.Contains(got, "broken Entra") {
		t.Error(got)
	}
}

func TestDirectory(t *testing.T) {
	d := telemetry.NewDirectory(0)
	if errs := d.ReadDirectory("dir.csv", []byte("kind,system,value,person,from,to\nemail,,Ann.Lee@corp.example,p-ann,,\nserial,,5CG1,p-ann,2026-04-01,2026-06-01\nserial,,5CG1,p-bob,2026-06-01,\nlogin,github,annlee77,p-ann,,\nagent,crowdstrike,aid1,p-bob,,\npayee,,tok1,p-ann,,\nnonsense,,x,p,,\nemail,,y,p,never,\n")); len(errs) != 2 {
		t.Fatalf("%v", errs)
	}
	if errs := d.ReadDirectory("dir.json", []byte(`[{"kind":"badge","value":"B7","person":"p-ann"}]`)); len(errs) != 0 {
		t.Fatal(errs)
	}
	when := at("2026-05-13T12:00:00Z")
	e := event("okta", "1", when)
	e.Actor.User = telemetry.User{UID: "00u1", Name: "ann.lee@corp.example", Email: "ann.lee@corp.example"}
	if p, how, ok := d.Resolve(&e); !ok || p != "p-ann" || how.Role != "actor" || how.Key.Kind != telemetry.KeyEmail || len(how.Unknown) != 0 {
		t.Errorf("%v %+v %v", p, how, ok)
	}
	// Another person's device under this account is told.
	e.Device.Serial, e.Time = "5cg1", at("2026-06-02")
	if p, how, ok := d.Resolve(&e); !ok || p != "p-ann" || len(how.Others) != 1 || how.Others[0].Person != "p-bob" || how.Others[0].Role != "device" {
		t.Errorf("%v %+v %v", p, how, ok)
	}
	// A device alone decides by its date.
	dev := event("osquery", "2", when)
	dev.Device.Serial = "5CG1"
	if p, how, ok := d.Resolve(&dev); !ok || p != "p-ann" || how.Role != "device" {
		t.Errorf("%v %+v %v", p, how, ok)
	}
	// A login is good in its own system only.
	gh := event("github", "3", when)
	gh.Actor.User.Name = "AnnLee77"
	if p, _, ok := d.Resolve(&gh); !ok || p != "p-ann" {
		t.Errorf("%v %v", p, ok)
	}
	gh.Intake.Source = "vpn"
	if _, how, ok := d.Resolve(&gh); ok || len(how.Unknown) != 1 || how.Unknown[0].String() != "vpn login AnnLee77" {
		t.Errorf("unknown: %+v %v", how, ok)
	}
	// Two people for one account at a time: said on adding, and given to nobody.
	err := d.Add(telemetry.Binding{Key: telemetry.Key{Kind: telemetry.KeyLogin, System: "github", Value: "annlee77"}, Person: "p-eve", Said: "hris.csv:9"})
	var c *telemetry.Conflict
	if !errors.As(err, &c) || !errors.Is(err, bonafide.ErrConflict) || c.Other.Person != "p-eve" || !strings.Contains(err.Error(), "p-ann (dir.csv:5) and to p-eve (hris.csv:9)") {
		t.Errorf("%v", err)
	}
	gh.Intake.Source = "github"
	if p, how, ok := d.Resolve(&gh); ok || p != "" || len(how.Conflict) != 2 {
		t.Errorf("%v %+v %v", p, how, ok)
	}
	// An account change is the affected person's event.
	change := event("okta", "4", when)
	change.Class, change.Actor.User.Email, change.User.Email = telemetry.AccountChange, "it@corp.example", "ann.lee@corp.example"
	if p, how, ok := d.Resolve(&change); !ok || p != "p-ann" || how.Role != "user" {
		t.Errorf("%v %+v %v", p, how, ok)
	}
	for _, bad := range []telemetry.Binding{{Person: "p"}, {Key: telemetry.Key{Kind: telemetry.KeyEmail, Value: "x"}}, {Key: telemetry.Key{Kind: telemetry.KeyEmail, Value: "x"}, Person: "p", From: when, To: when}} {
		if err := d.Add(bad); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	small := telemetry.NewDirectory(1)
	_ = small.Add(telemetry.Binding{Key: telemetry.Key{Kind: telemetry.KeyEmail, Value: "a"}, Person: "p"})
	if err := small.Add(telemetry.Binding{Key: telemetry.Key{Kind: telemetry.KeyEmail, Value: "b"}, Person: "p"}); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("a full directory: %v", err)
	}
}

// A hire, a shipment and a payroll change teach the directory; a return ends it.
func TestDirectoryLearns(t *testing.T) {
	d := telemetry.NewDirectory(0)
	stream, err := telemetry.NewDecoder(sources.All()).Stream("hris.ndjson", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		`{"id":"1","time":"2026-03-20","person":"p-ann","employee_id":"E77","event":"hire","email":"ann.lee@corp.example","github_login":"annlee77"}`,
		`{"id":"2","time":"2026-03-29","email":"ann.lee@corp.example","serial":"5CG1","carrier":"Parcel","tracking":"1Z9","status":"dispatched"}`,
		`{"id":"3","time":"2026-04-10","employee_id":"E77","event":"bank change","payee_token":"hmac:9f","payee_name":"J Doe","method":"x"}`,
		`{"device_id":"k-1","device_name":"ann-mbp","serial_number":"C02X","last_check_in":"2026-05-01T00:00:00Z","user":{"email":"ann.lee@corp.example"},"platform":"Mac"}`,
		`{"id":"4","time":"2026-07-01","email":"ann.lee@corp.example","serial":"5CG1","carrier":"Parcel","tracking":"1ZA","status":"returned"}`,
	} {
		events, err := stream.Decode([]byte(line), nil)
		if err != nil {
			t.Fatal(err)
		}
		if errs := d.Learn(&events[0]); len(errs) > 0 {
			t.Fatal(errs)
		}
	}
	for _, tt := range []struct {
		kind          telemetry.KeyKind
		system, value string
		when          string
		known         bool
	}{
		{telemetry.KeyEmail, "", "ann.lee@corp.example", "2026-01-01", true}, {telemetry.KeyLogin, "github", "annlee77", "2026-05-01", true}, {telemetry.KeyEmployee, "", "E77", "2026-05-01", true},
		{telemetry.KeySerial, "", "5CG1", "2026-03-01", false}, {telemetry.KeySerial, "", "5CG1", "2026-05-01", true}, {telemetry.KeySerial, "", "5CG1", "2026-07-02", false},
		{telemetry.KeyPayee, "", "hmac:9f", "2026-05-01", true}, {telemetry.KeySerial, "", "C02X", "2026-05-02", true}, {telemetry.KeyHost, "", "ann-mbp", "2026-05-02", true}, {telemetry.KeyDevice, "mdm", "k-1", "2026-05-02", true},
	} {
		got := d.Holders(telemetry.Key{Kind: tt.kind, System: tt.system, Value: tt.value}, at(tt.when))
		if (len(got) == 1 && got[0] == "p-ann") != tt.known {
			t.Errorf("%s %s at %s: %v", tt.kind, tt.value, tt.when, got)
		}
	}
	if d.Len() != len(d.Bindings()) || d.Len() == 0 {
		t.Error(d.Len(), len(d.Bindings()))
	}
}

func TestBadLines(t *testing.T) {
	stream, err := telemetry.NewDecoder(sources.All()).Stream("okta.log", "")
	if err != nil {
		t.Fatal(err)
	}
	good := `{"uuid":"1","published":"2026-05-13T15:58:20Z","eventType":"user.session.start","actor":{"id":"00u1","alternateId":"a@corp.example"},"outcome":{"result":"SUCCESS"}}`
	deep := `{"uuid":"1","published":"2026-05-13T15:58:20Z","eventType":"x","actor":` + strings.Repeat(`{"a":`, 80) + "1" + strings.Repeat("}", 80) + "}"
	for i, tt := range []struct {
		name, line, why string
		events          int
		note            func(*telemetry.Event) bool
	}{
		{name: "good", line: "\xef\xbb\xbf" + good + "\r", events: 1},
		{name: "empty", line: "  "},
		{name: "cut off", line: good[:80], why: "okta.log:3 /eventType: it is no JSON object that can be read: at byte 80"},
		{name: "deep", line: deep, why: "nested deeper than 48 levels"},
		{name: "of nobody", line: `{"hello":"world"}`, why: "no source knows this line"},
		{name: "no JSON", line: "Oct 11 22:14:15 host su: failed", why: "it is no JSON object"},
		{name: "ten megabytes", line: `{"uuid":"` + strings.Repeat("x", 10<<20) + `"}`, why: "longer than 4 MiB"},
		{name: "not UTF-8", line: strings.Replace(good, "a@corp", "\xff@corp", 1), events: 1, note: func(e *telemetry.Event) bool {
			return len(e.Intake.Notes) == 1 && strings.HasPrefix(e.Actor.User.Name, "\ufffd")
		}},
		{name: "doubled field", line: strings.Replace(good, `"uuid":"1"`, `"uuid":"0","uuid":"1"`, 1), events: 1, note: func(e *telemetry.Event) bool { return len(e.Intake.Notes) == 1 && e.Metadata.UID == "1" }},
		{name: "no time", line: strings.Replace(good, "published", "publishd", 1), events: 1, note: func(e *telemetry.Event) bool {
			return e.Intake.Clock == telemetry.ClockMissing && e.Intake.Missing[0] == "published" && e.Unmapped[0].Name == "publishd"
		}},
		{name: "a time of no year", line: strings.Replace(good, "2026-05-13T", "0026-05-13T", 1), events: 1, note: func(e *telemetry.Event) bool { return e.Time.IsZero() && e.Metadata.OriginalTime != "" }},
		{name: "another source between", line: `{"eventVersion":"1.08","userIdentity":{"type":"Root"},"eventTime":"2026-05-13T15:58:20Z","eventSource":"s3","eventName":"GetObject","awsRegion":"x"}`, events: 1, note: func(e *telemetry.Event) bool {
			return e.Intake.Source == "cloudtrail" && e.Intake.Place == "okta.log:12"
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			events, err := stream.Decode([]byte(tt.line), nil)
			if len(events) != tt.events || (err != nil) != (tt.why != "") {
				t.Fatalf("%d events, %v", len(events), err)
			}
			if err != nil {
				if !strings.Contains(err.Error(), tt.why) || !strings.Contains(err.Error(), fmt.Sprintf("okta.log:%d", i+1)) || !errors.Is(err, bonafide.ErrInvalid) {
					t.Error(err)
				}
				// A dead letter keeps what is needed to replay the line.
				l := telemetry.Letter("okta", []byte(tt.line), err, at("2026-05-13"))
				var b bytes.Buffer
				if err := l.Write(&b); err != nil {
					t.Fatal(err)
				}
				back, line, err := telemetry.ReadLetter(bytes.TrimSpace(b.Bytes()))
				if l.Cut != (err != nil) || !l.Cut && (string(line) != tt.line || back.Why != l.Why) {
					t.Errorf("the letter came back as %q, %v", line, err)
				}
			}
			if tt.note != nil && !tt.note(&events[0]) {
				t.Errorf("%+v %+v", events[0].Intake, events[0].Unmapped)
			}
		})
	}
	if _, err := telemetry.NewDecoder(sources.All()).Stream("x", "nonsense"); !errors.Is(err, bonafide.ErrInvalid) {
		t.Error(err)
	}
	named, err := telemetry.NewDecoder(sources.All()).Stream("x", "okta")
	if err != nil {
		t.Fatal(err)
	}
	if events, err := named.Decode([]byte(`{"published":"2026-05-13T15:58:20Z"}`), nil); err != nil || len(events) != 1 || len(events[0].Intake.Missing) != 3 {
		t.Errorf("a named source takes what it would not recognise: %v %v", events, err)
	}
}

func TestTableRows(t *testing.T) {
	for _, tt := range []struct{ head, row, why string }{
		{"employee_id,event,time", `E1,hire,2026-01-01,extra`, "the row has 4 fields, the head 3"},
		{"employee_id,event,time", `"E1,hire,2026-01-01`, "a quoted field does not end on its line"},
		{"employee_id,event,time", `"E1"x,hire,2026-01-01`, "text follows a quoted field"},
		{"employee_id,event,time", `"E ""1""",hire,2026-01-01`, ""},
	} {
		s, _ := telemetry.NewDecoder(sources.All()).Stream("hr.csv", "")
		if _, err := s.Decode([]byte(tt.head), nil); err != nil {
			t.Fatal(err)
		}
		events, err := s.Decode([]byte(tt.row), nil)
		switch {
		case tt.why != "" && (err == nil || !strings.Contains(err.Error(), tt.why)):
			t.Errorf("%s: %v", tt.row, err)
		case tt.why == "" && (err != nil || events[0].Worker.EmployeeID != `E "1"`):
			t.Errorf("%s: %v %v", tt.row, events, err)
		}
	}
	s, _ := telemetry.NewDecoder(sources.All()).Stream("x.csv", "")
	if _, err := s.Decode([]byte("colour,shape"), nil); err == nil || !strings.Contains(err.Error(), "no head of a table") {
		t.Error(err)
	}
}

func Example() {
	decoder := telemetry.NewDecoder(sources.All())
	stream, _ := decoder.Stream("okta.ndjson", "")
	events, _ := stream.Decode([]byte(`{"uuid":"1","published":"2026-05-13T15:58:20Z","eventType":"user.session.start","actor":{"id":"00u1","type":"User","alternateId":"ann@corp.example"},"outcome":{"result":"SUCCESS"},"client":{"ipAddress":"192.0.2.1"}}`), nil)

	people := telemetry.NewDirectory(0)
	_ = people.Add(telemetry.Binding{Key: telemetry.Key{Kind: telemetry.KeyEmail, Value: "ann@corp.example"}, Person: "p-ann"})

	order := telemetry.NewOrder(telemetry.DefaultOrder())
	for i := range events {
		e := &events[i]
		if order.Admit(e, time.Date(2026, 5, 13, 16, 0, 0, 0, time.UTC)) == telemetry.Doubled {
			continue
		}
		person, how, _ := people.Resolve(e)
		fmt.Println(e.Class, e.Activity.Name(e.Class), e.Src.IP, person, how.Key)
	}
	// Output: Authentication Logon 192.0.2.1 p-ann email ann@corp.example
}

// A machine is known with and without its domain, and what is told of its agent is of
// whoever has the device.
func TestDirectoryKnowsWhoHasADevice(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	d := telemetry.NewDirectory(0)
	have := func(fact telemetry.Fact, who bonafide.PersonID, at time.Time) {
		t.Helper()
		e := telemetry.Event{Time: at, Device: telemetry.Device{Serial: "S1", Hostname: "NB-1"}, Worker: &telemetry.Worker{Person: who, Fact: fact, Serial: "S1"}}
		if errs := d.Learn(&e); len(errs) > 0 {
			t.Fatal(errs)
		}
	}
	agent := func(at time.Time) {
		e := telemetry.Event{Time: at, Class: telemetry.DeviceInventory, Intake: telemetry.Intake{Source: "crowdstrike"}, Device: telemetry.Device{Serial: "S1", AgentUID: "a1", Hostname: "nb-1.corp.example"}}
		d.Learn(&e)
	}
	have(telemetry.Possession, "ann", day(1))
	agent(day(5))
	have(telemetry.Return, "ann", day(10))
	have(telemetry.Possession, "bo", day(12))
	agent(day(14))
	for _, c := range []struct {
		key  telemetry.Key
		at   time.Time
		want []bonafide.PersonID
	}{
		{telemetry.Key{Kind: telemetry.KeyHost, Value: "NB-1.corp.example"}, day(2), []bonafide.PersonID{"ann"}},
		{telemetry.Key{Kind: telemetry.KeyHost, Value: "nb-1"}, day(11), nil},
		{telemetry.Key{Kind: telemetry.KeyHost, Value: "nb-1.local"}, day(13), []bonafide.PersonID{"bo"}},
		{telemetry.Key{Kind: telemetry.KeyAgent, System: "crowdstrike", Value: "a1"}, day(2), []bonafide.PersonID{"ann"}},
		{telemetry.Key{Kind: telemetry.KeyAgent, System: "crowdstrike", Value: "a1"}, day(13), []bonafide.PersonID{"bo"}},
		{telemetry.Key{Kind: telemetry.KeyHost, Value: "192.0.2.7"}, day(2), nil},
	} {
		if got := d.Holders(c.key, c.at); !slices.Equal(got, c.want) {
			t.Errorf("%s on %s: %v, want %v", c.key, c.at.Format(time.DateOnly), got, c.want)
		}
	}
}
