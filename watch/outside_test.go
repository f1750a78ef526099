package watch_test

import (
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch"
	"bonafide/watch/telemetry"
)

// at is a moment of the tests' month.
func at(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) }

func row(when time.Time, mail string, w telemetry.Worker) telemetry.Event {
	e := telemetry.Event{Time: when, Class: telemetry.EntityManagement, User: telemetry.Account(mail), Worker: &w}
	e.Intake.Source, e.Intake.Place = "hris", "people.csv:2"
	return e
}

func process(source, login, host, path string, when time.Time) telemetry.Event {
	e := telemetry.Event{Time: when, Class: telemetry.ProcessActivity, Activity: telemetry.ProcessLaunch, Status: telemetry.Success}
	e.Intake.Source, e.Device.Hostname = source, host
	e.Actor.User.Name = login
	e.Process = &telemetry.Process{Path: path, Name: telemetry.BaseName(path), Command: path}
	return e
}

func engine(t *testing.T) *watch.Engine {
	t.Helper()
	k := newKit(t)
	e, err := watch.New(watch.Config{Rules: k.book, Tools: k.table})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func people(w bonafide.Watched, indicator bonafide.IndicatorID) (out []string) {
	for _, s := range w.Sighted {
		if s.Indicator == indicator {
			out = append(out, string(s.Person))
		}
	}
	return out
}

const anyDesk = `C:\Program Files (x86)\AnyDesk\AnyDesk.exe`

// A machine's log names accounts by the work address without its domain. Where that
// is one person's, it is that person's event; where it is two people's, nobody's. What
// somebody calls themselves at the code host is no such name.
func TestAMachinesLoginIsTheWorkAddress(t *testing.T) {
	for name, c := range map[string]struct {
		source, login string
		more          []telemetry.Event
		want          string
	}{
		"one person's":       {"sysmon", "ann.lee", nil, "E1"},
		"in capitals":        {"crowdstrike", "Ann.Lee", nil, "E1"},
		"two people's":       {"sysmon", "ann.lee", []telemetry.Event{row(at(1, 1), "ann.lee@agency.example", telemetry.Worker{Fact: telemetry.Roster, EmployeeID: "E2"})}, ""},
		"a name of choice":   {"github", "ann.lee", nil, ""},
		"a machine's own":    {"sysmon", "PC-1$", nil, ""},
		"nobody's on record": {"sysmon", "bob", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			x := engine(t)
			events := append([]telemetry.Event{row(at(1, 0), "ann.lee@corp.example", telemetry.Worker{Fact: telemetry.Roster, EmployeeID: "E1"})}, c.more...)
			events = append(events, process(c.source, c.login, "pc-1", anyDesk, at(2, 9)))
			w := observe(t, x, events, true)
			if got := strings.Join(people(w, "END-01"), " "); got != c.want {
				t.Errorf("END-01 of %q, want %q", got, c.want)
			}
			for _, tr := range w.Troubles {
				if tr.Kind == bonafide.UnknownAccount && strings.Contains(tr.Subject, "$") {
					t.Errorf("told of a machine's own account: %s", tr.Words)
				}
			}
		})
	}
}

// An inventory that was exported at the end knows whose a device was from its enrolment
// on; a device with two owners is nobody's.
func TestAnInventoryIsForeseen(t *testing.T) {
	inventory := func(mail string) *telemetry.Event {
		e := &telemetry.Event{Time: at(30, 0), Class: telemetry.DeviceInventory}
		e.Intake.Source = "mdm"
		e.Device = telemetry.Device{Serial: "S1", Hostname: "pc-1", First: at(1, 12), Owner: telemetry.Account(mail)}
		return e
	}
	hr := []telemetry.Event{
		row(at(1, 0), "ann@corp.example", telemetry.Worker{Fact: telemetry.Roster, EmployeeID: "E1"}),
		row(at(1, 0), "bob@corp.example", telemetry.Worker{Fact: telemetry.Roster, EmployeeID: "E2"}),
	}
	for name, c := range map[string]struct {
		owners []string
		when   time.Time
		want   string
	}{
		"since its enrolment":      {[]string{"ann@corp.example"}, at(2, 9), "E1"},
		"not before":               {[]string{"ann@corp.example"}, at(1, 9), ""},
		"two owners are named":     {[]string{"ann@corp.example", "bob@corp.example"}, at(2, 9), ""},
		"an owner nobody knows":    {[]string{"cat@corp.example"}, at(2, 9), ""},
		"no inventory is foreseen": {nil, at(2, 9), ""},
	} {
		t.Run(name, func(t *testing.T) {
			x := engine(t)
			for _, o := range c.owners {
				x.Foresee(inventory(o))
			}
			w := observe(t, x, append(hr[:2:2], process("osquery", "", "pc-1", anyDesk, c.when)), true)
			if got := strings.Join(people(w, "END-01"), " "); got != c.want {
				t.Errorf("END-01 of %q, want %q", got, c.want)
			}
		})
	}
}

// The dates of an absence are not those of the employment.
func TestAnAbsenceIsNoStart(t *testing.T) {
	x := engine(t)
	for _, e := range []telemetry.Event{
		row(at(1, 0), "ann@corp.example", telemetry.Worker{Fact: telemetry.Roster, EmployeeID: "E1", StartDate: "2024-01-08"}),
		row(at(2, 0), "ann@corp.example", telemetry.Worker{Fact: telemetry.Leave, EmployeeID: "E1", StartDate: "2026-03-05", EndDate: "2026-03-20"}),
	} {
		if err := x.Observe(&e); err != nil {
			t.Fatal(err)
		}
	}
	records := x.Take().Records
	if len(records) != 1 || records[0].Timeline.Started.Format(time.DateOnly) != "2024-01-08" || !records[0].Timeline.Ended.IsZero() {
		t.Errorf("%+v", records)
	}
}

// A guest of a meeting has no account that the firm could bind or close.
func TestGuestsOfMeetingsAreNoTrouble(t *testing.T) {
	x := engine(t)
	e := telemetry.Event{Time: at(2, 9), Class: telemetry.NetworkActivity, Activity: telemetry.NetworkClose, Meeting: &telemetry.Meeting{UID: "m"}}
	e.Intake.Source, e.Actor.User = "zoom", telemetry.Account("guest@partner.example")
	if w := observe(t, x, []telemetry.Event{e}, true); len(w.Troubles) != 0 {
		t.Errorf("%+v", w.Troubles)
	}
}

// A source's first weekend is no silence; a later pause of as many days is.
func TestTheFirstWeekendIsNoSilence(t *testing.T) {
	day := func(n int) (out []telemetry.Event) {
		for h := 8; h < 18; h++ {
			for m := range 4 {
				e := telemetry.Event{Time: at(n, h).Add(time.Duration(m) * 15 * time.Minute), Class: telemetry.Authentication, Status: telemetry.Success}
				e.Intake.Source = "okta"
				out = append(out, e)
			}
		}
		return out
	}
	var weeks []telemetry.Event
	for n := 2; n <= 27; n++ { // the second of March 2026 is a Monday
		if (n-2)%7 < 5 {
			weeks = append(weeks, day(n)...)
		}
	}
	silent := func(w bonafide.Watched) (n int) {
		for _, tr := range w.Troubles {
			if tr.Kind == bonafide.SourceSilent {
				n++
			}
		}
		return n
	}
	x := engine(t)
	if n := silent(observe(t, x, weeks, false)); n != 0 {
		t.Errorf("%d silences in four usual weeks", n)
	}
	quiet := append([]telemetry.Event{}, process("osquery", "", "pc-1", "/bin/ls", at(31, 12).AddDate(0, 0, 3)))
	if n := silent(observe(t, x, quiet, true)); n != 1 {
		t.Errorf("%d silences after a week without a word", n)
	}
}

// A sign-in from a device that was never enrolled has no name for it and counts all
// the same.
func TestUnmanagedDevicesWithoutNamesCount(t *testing.T) {
	signIn := func(mail string, n int, managed telemetry.Truth) telemetry.Event {
		e := telemetry.Event{Time: at(n, 10), Class: telemetry.Authentication, Activity: telemetry.Logon, Status: telemetry.Success, User: telemetry.Account(mail)}
		e.Actor.User, e.Intake.Source, e.Src.IP = e.User, "entra", "203.0.113.9"
		e.Device = telemetry.Device{Managed: managed, OS: telemetry.OS{Name: "Windows10", TypeID: telemetry.OSWindows}}
		if managed == telemetry.Yes {
			e.Device.Name, e.Device.UID, e.Device.Serial = "pc-1", "d1", "S1"
		}
		return e
	}
	events := []telemetry.Event{
		row(at(1, 0), "ann@corp.example", telemetry.Worker{Fact: telemetry.Roster, EmployeeID: "E1", StartDate: "2024-01-08", Serial: "S1"}),
	}
	for n := 2; n < 12; n++ {
		events = append(events, signIn("ann@corp.example", n, telemetry.Yes))
	}
	for n := 12; n < 16; n++ {
		events = append(events, signIn("ann@corp.example", n, telemetry.No))
	}
	w := observe(t, engine(t), events, true)
	if got := people(w, "NET-11"); len(got) == 0 || got[0] != "E1" {
		t.Errorf("NET-11 of %v", got)
	}
}

// An exception counts in whatever words it was written down, and for what it names only.
func TestExceptionsAreUnderstood(t *testing.T) {
	for _, c := range []struct {
		words string
		fires bool
	}{
		{"", true}, {"AnyDesk for customers", false}, {"remote-control", false}, {"Remote-Tool", false}, {"remote support tools", false}, {"Remote desktop", false}, {"vpn", true}, {"KVM switch", true},
	} {
		x := engine(t)
		events := []telemetry.Event{row(at(1, 0), "ann@corp.example", telemetry.Worker{Fact: telemetry.Roster, EmployeeID: "E1"})}
		if c.words != "" {
			events = append(events, row(at(1, 1), "ann@corp.example", telemetry.Worker{Fact: telemetry.Exception, EmployeeID: "E1", New: c.words}))
		}
		w := observe(t, x, append(events, process("sysmon", "ann", "pc-1", anyDesk, at(2, 9))), true)
		if got := people(w, "END-01"); len(got) > 0 != c.fires {
			t.Errorf("with the exception %q: END-01 of %v", c.words, got)
		}
	}
}
