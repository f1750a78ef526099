package telemetry_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
)

// Rows of a table without ids are told apart by what they say; the same row in a
// later export is the same.
func TestRowsWithoutIDs(t *testing.T) {
	o := telemetry.NewOrder(telemetry.OrderConfig{})
	now := at("2026-05-13T12:00:00Z")
	admit := func(row string) telemetry.Verdict {
		s, err := telemetry.NewDecoder(sources.All()).Stream("export-"+row[:1]+".csv", "")
		if err != nil {
			t.Fatal(err)
		}
		s.StartAt(0)
		if _, err := s.Decode([]byte("tracking_number,carrier,serial,date,status"), nil); err != nil {
			t.Fatal(err)
		}
		events, err := s.Decode([]byte(row), nil)
		if err != nil || s.Line() != 2 {
			t.Fatal(err, s.Line())
		}
		return o.Admit(&events[0], now)
	}
	a, b := "1Z9,Parcel,5CG1,2026-03-29,dispatched", "1Z9,Parcel,5CG1,2026-03-31,delivered"
	if admit(a) != telemetry.Fresh || admit(b) != telemetry.Fresh || admit(a) != telemetry.Doubled {
		t.Error("rows without ids are confused")
	}
	// Also where the row has no time and was given that of its receipt.
	c := "1Z9,Parcel,5CG1,,delivered"
	if admit(c) != telemetry.Fresh {
		t.Error("a row without a time")
	}
	now = now.Add(time.Hour)
	if admit(c) != telemetry.Doubled {
		t.Error("a row without a time is new an hour later")
	}
}

func TestManySourcesAreBounded(t *testing.T) {
	o := telemetry.NewOrder(telemetry.OrderConfig{Sources: 2})
	now := at("2026-05-13T12:00:00Z")
	for _, s := range []string{"a", "b", "c"} {
		e := event(s, "1", now)
		if o.Admit(&e, now) != telemetry.Fresh {
			t.Errorf("%s is not delivered", s)
		}
	}
	if h := o.Health(now); len(h) != 2 || h[0].Shed != 1 {
		t.Errorf("%+v", h)
	}
	if err := (telemetry.OrderConfig{Lateness: -1}).Validate(); err == nil {
		t.Error("a negative lateness")
	}
	e, f := event("a", "1", now), event("a", "1", now.Add(time.Hour))
	if e.ID() != f.ID() || len(e.ID()) != 32 {
		t.Error("an id depends on more than source and uid")
	}
}

func TestRate(t *testing.T) {
	o := telemetry.NewOrder(telemetry.OrderConfig{})
	now := at("2026-05-13T12:00:00Z")
	for i := range 300 {
		e := event("okta", string(rune('0'+i%10))+strings.Repeat("x", i), now)
		o.Admit(&e, now.Add(time.Duration(i)*time.Second))
	}
	if r := o.Health(now.Add(5 * time.Minute))[0].Rate; r != 20 {
		t.Errorf("300 events in fifteen minutes are %v a minute", r)
	}
	if r := o.Health(now.Add(40 * time.Minute))[0].Rate; r != 0 {
		t.Errorf("after a silence: %v", r)
	}
}

// The last day ends payees and badges; an account used later still names the
// person.
func TestTermination(t *testing.T) {
	d := telemetry.NewDirectory(0)
	from := at("2026-01-01")
	for _, k := range []telemetry.Key{{Kind: telemetry.KeyPayee, Value: "tok"}, {Kind: telemetry.KeyBadge, Value: "B1"}, {Kind: telemetry.KeyEmail, Value: "ann@corp.example"}} {
		if err := d.Add(telemetry.Binding{Key: k, Person: "p-ann", From: from}); err != nil {
			t.Fatal(err)
		}
	}
	e := event("hris", "1", at("2026-06-30"))
	e.Worker = &telemetry.Worker{Person: "p-ann", Fact: telemetry.Termination}
	d.Learn(&e)
	for kind, value := range map[telemetry.KeyKind]string{telemetry.KeyPayee: "tok", telemetry.KeyBadge: "B1"} {
		if got := d.Holders(telemetry.Key{Kind: kind, Value: value}, at("2026-07-01")); len(got) != 0 {
			t.Errorf("%s after the last day: %v", kind, got)
		}
	}
	if got := d.Holders(telemetry.Key{Kind: telemetry.KeyEmail, Value: "ANN@corp.example"}, at("2026-07-01")); len(got) != 1 {
		t.Errorf("the address after the last day: %v", got)
	}
}

// Every attribute that Go knows survives being written and read.
func TestEveryAttributeSurvives(t *testing.T) {
	when := at("2026-05-13T12:00:00.123456789Z")
	file := telemetry.File{Name: "n", Path: "p", UID: "u", Type: "t", Size: 1, Owner: "o", Product: "pr", Company: "c", Desc: "d", Version: "v", Original: "i", Signer: "s", MD5: "1", SHA1: "2", SHA256: "3"}
	user := telemetry.User{UID: "u", UIDAlt: "a", Name: "n", FullName: "f", Email: "e", Domain: "d", Type: telemetry.UserAdmin, Account: "acc", Key: "k"}
	e := telemetry.Event{
		Class: telemetry.ProcessActivity, Activity: telemetry.ProcessLaunch, Time: when, Severity: telemetry.High, Status: telemetry.Failure, User: user, Actor: telemetry.Actor{User: user, Process: &telemetry.Process{PID: 1, File: &file}},
		Device:  telemetry.Device{UID: "d", Serial: "s", AgentUID: "a", Seen: when, First: when, Owner: user, Managed: telemetry.Yes, Personal: telemetry.No},
		HTTP:    telemetry.HTTP{URL: "u", UserAgent: "a"},
		API:     telemetry.API{Operation: "o", Error: "e", ErrorText: "t", Request: "r"},
		Factors: []telemetry.Factor{{Type: "t", Provider: "p", Device: "d"}},
		Script:  &telemetry.Script{UID: "u", Text: "text", File: &file}, Module: &telemetry.Module{File: file}, Peripheral: &telemetry.Peripheral{VendorID: "1d6b", ProductID: "0104"},
		Resources: []telemetry.Resource{{Name: "n", Owner: "o", Data: "d"}}, Package: &telemetry.Software{Name: "n", Path: "p", Installed: "i"}, Startup: &telemetry.Startup{Name: "n", Path: "p", User: "u"},
		Worker: &telemetry.Worker{Person: "p", Fact: telemetry.Hire, Effective: when}, Meeting: &telemetry.Meeting{UID: "m", Joined: when, Sharing: telemetry.No}, IsMFA: telemetry.No,
		Intake: telemetry.Intake{Source: "s", Received: when, Clock: telemetry.ClockPast, Late: true, Missing: []string{"x"}},
	}
	b, err := e.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back telemetry.Event
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if c, err := back.AppendJSON(nil); err != nil || !bytes.Equal(b, c) {
		t.Errorf("%v\n%s\n%s", err, b, c)
	}
	if !back.Time.Equal(when) || back.Device.Serial != "s" || back.User.Account != "acc" || back.Factors[0].Device != "d" || back.Actor.Process.File.SHA256 != "3" || back.Startup.User != "u" || back.IsMFA != telemetry.No {
		t.Errorf("%+v", back)
	}
	for _, want := range []string{`"type_uid":100701`, `"time":1778673600123`, `"time_dt":"2026-05-13T12:00:00.123456789Z"`, `"hw_info":{"serial_number":"s"}`, `"url":{"url_string":"u"}`, `"script_content":{"value":"text"}`, `"severity":"High"`, `"is_mfa":false`} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("%s is not in %s", want, b)
		}
	}
	if err := back.UnmarshalJSON([]byte(`{"class_uid":"x"}`)); err == nil {
		t.Error("a class that is text")
	}
}

// No file, whatever it holds, stops the reading or comes out half.
func FuzzStream(f *testing.F) {
	f.Add([]byte("employee_id,event,time\nE1,hire,2026-01-01\n\"E2\nx"))
	f.Add([]byte(`{"uuid":"1","published":"2026-05-13T15:58:20Z","eventType":"x","actor":{},"outcome":{}}` + "\n{}\n\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := telemetry.NewDecoder(sources.All()).Stream("f", "")
		if err != nil {
			t.Fatal(err)
		}
		d, o := telemetry.NewDirectory(100), telemetry.NewOrder(telemetry.OrderConfig{Remember: 10})
		for line := range bytes.Lines(data) {
			events, err := s.Decode(line, nil)
			if err != nil && len(events) > 0 {
				t.Fatal("events and an error")
			}
			for i := range events {
				o.Admit(&events[i], at("2026-05-13"))
				d.Learn(&events[i])
				d.Resolve(&events[i])
			}
		}
	})
}

func FuzzDirectory(f *testing.F) {
	f.Add([]byte("kind,value,person,from\nemail,a@b.example,p,2026-01-01\n"))
	f.Add([]byte(`[{"kind":"email","value":"a","person":"p"}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d := telemetry.NewDirectory(50)
		d.ReadDirectory("d", data)
		if d.Len() > 50 || len(d.Bindings()) != d.Len() {
			t.Fatal(d.Len())
		}
	})
}

// Lines that would unfold to gigabytes are taken in part, and say so.
func TestUnfoldingIsBounded(t *testing.T) {
	many := func(one string, n int) string { return strings.TrimSuffix(strings.Repeat(one+",", n), ",") }
	for _, tt := range []struct {
		source, line string
		events       int
	}{
		{"cloudtrail", `{"Records":[` + many("{}", 20_000) + `]}`, 10_000},
		{"osquery", `{"name":"x","hostIdentifier":"h","unixTime":1778684400,"snapshot":[` + many(`{"a":"b"}`, 20_000) + `]}`, 10_000},
		{"workspace", `{"id":{"applicationName":"drive","time":"2026-05-13T12:00:00Z"},"events":[` + many(`{"name":"view"}`, 1000) + `]}`, 256},
	} {
		p, _ := sources.Named(tt.source)
		events, err := p.Parse([]byte(tt.line), nil)
		if err != nil || len(events) != tt.events || len(events[len(events)-1].Intake.Notes) != 1 {
			t.Errorf("%s: %d events, %v", tt.source, len(events), err)
		}
	}
	p, _ := sources.Named("cloudtrail")
	if events, err := p.Parse([]byte(`{"Records":[{},5]}`), nil); err == nil || len(events) != 0 {
		t.Errorf("a record that is a number: %d events, %v", len(events), err)
	}
}

// Whose act it was does not depend on the order of a line's fields.
func TestOrderOfFieldsDoesNotMatter(t *testing.T) {
	p, _ := sources.Named("sysmon")
	for _, line := range []string{
		`{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Hostname":"PC","UtcTime":"2026-05-13 15:00:00.1","User":"CORP\\ann","Image":"C:\\x.exe","AccountName":"SYSTEM","Domain":"NT AUTHORITY"}`,
		`{"AccountName":"SYSTEM","Domain":"NT AUTHORITY","EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Hostname":"PC","UtcTime":"2026-05-13 15:00:00.1","User":"CORP\\ann","Image":"C:\\x.exe"}`,
	} {
		events, err := p.Parse([]byte(line), nil)
		if err != nil || events[0].Actor.User.Name != "ann" || events[0].Process.User.Domain != "CORP" {
			t.Errorf("%+v %v", events, err)
		}
	}
	m, _ := sources.Named("mdm")
	for _, user := range []string{`{"username":"ann","email":"ann@corp.example"}`, `{"email":"ann@corp.example","username":"ann"}`} {
		events, err := m.Parse([]byte(`{"udid":"U","hardware":{"serialNumber":"S"},"general":{"lastContactTime":"2026-05-13T15:00:00Z"},"userAndLocation":`+user+`}`), nil)
		if err != nil || events[0].Device.Owner.Email != "ann@corp.example" {
			t.Errorf("%+v %v", events, err)
		}
	}
}

// A time without a zone is no broken clock, moves no watermark, and stays what it is as
// long as a zone explains it.
func TestTimesWithoutAZone(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		at   time.Time
		want telemetry.Clock
	}{
		"of now":            {now, telemetry.ClockZone},
		"of a zone east":    {now.Add(9 * time.Hour), telemetry.ClockZone},
		"of no zone at all": {now.Add(20 * time.Hour), telemetry.ClockAhead},
		"of years ago":      {now.AddDate(-3, 0, 0), telemetry.ClockPast},
	} {
		o := telemetry.NewOrder(telemetry.DefaultOrder())
		e := telemetry.Event{Time: c.at, Raw: name}
		e.Intake.Source, e.Intake.Clock = "zoom", telemetry.ClockZone
		if o.Admit(&e, now) != telemetry.Fresh || e.Intake.Clock != c.want || c.want == telemetry.ClockZone && !e.Time.Equal(c.at) {
			t.Errorf("%s: %s %s", name, e.Intake.Clock, e.Time)
		}
		broken := 0
		for _, h := range o.Health(now) {
			for _, n := range h.Clocks {
				broken += int(n)
			}
		}
		if _, moved := o.Watermark("zoom"); moved || (broken > 0) != (c.want != telemetry.ClockZone) {
			t.Errorf("%s: %d broken clocks, watermark moved: %t", name, broken, moved)
		}
	}
}
