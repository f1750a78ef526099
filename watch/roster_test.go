package watch_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch"
	"bonafide/watch/telemetry"
)

// What HR mistypes is told with its place, once, and does not stand on record as
// something else. What is only written another way is understood.
func TestWhatHRMistypesIsTold(t *testing.T) {
	k := newKit(t)
	for name, c := range map[string]struct {
		row  telemetry.Worker
		code string
		says string // empty: nothing
	}{
		"a check that is none":     {telemetry.Worker{Fact: telemetry.Verification, New: "no-such-check", State: "passed"}, "verification", `the check "no-such-check" is not in the catalogue`},
		"a check in other letters": {telemetry.Worker{Fact: telemetry.Verification, New: "Address Document", State: "passed"}, "verification", ""},
		"a check without a name":   {telemetry.Worker{Fact: telemetry.Verification, State: "passed"}, "verification", "does not name its check"},
		"an outcome that is none":  {telemetry.Worker{Fact: telemetry.Verification, New: "address-document", State: "maybe"}, "verification", `the outcome "maybe"`},
		"an accommodation":         {telemetry.Worker{Fact: telemetry.Accommodation, New: "Camera off!"}, "accommodation", ""},
		"an accommodation of none": {telemetry.Worker{Fact: telemetry.Accommodation, New: "parking"}, "accommodation", `the accommodation "parking" is none of`},
		"an exception for nothing": {telemetry.Worker{Fact: telemetry.Exception}, "exception", "does not say what it is for"},
		"an event that is none":    {telemetry.Worker{Fact: telemetry.Roster}, "exceptoin", `the event "exceptoin" is none that is known`},
		"a row of the roster":      {telemetry.Worker{Fact: telemetry.Roster}, "roster", ""},
	} {
		t.Run(name, func(t *testing.T) {
			x, err := watch.New(watch.Config{Rules: k.book, Tools: k.table, Checks: []bonafide.CheckID{"address-document"}})
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				c.row.EmployeeID = "E1"
				e := row(at(1, 0), "ann.lee@corp.example", c.row)
				e.Metadata.Code = c.code
				if err := x.Observe(&e); err != nil {
					t.Fatal(err)
				}
			}
			w := x.Take()
			var said []string
			for _, s := range w.Troubles {
				said = append(said, s.Words)
			}
			switch {
			case c.says == "" && len(said) > 0:
				t.Errorf("told: %q", said)
			case c.says != "" && (len(said) != 1 || !strings.Contains(said[0], c.says) || !strings.Contains(said[0], "people.csv:2")):
				t.Errorf("told %q, want %q once, with its place", said, c.says)
			}
			if c.row.Fact == telemetry.Verification && slices.ContainsFunc(w.Records, func(d bonafide.Dossier) bool {
				return slices.ContainsFunc(d.Checks, func(k bonafide.CheckResult) bool { return k.Check != "address-document" })
			}) {
				t.Error("a check that the catalogue lacks is on record")
			}
		})
	}
}

// A row that gives only a name is the row of whoever has that name, however it is
// written; of two people's name it is nobody's.
func TestARowWithANameOnly(t *testing.T) {
	for name, want := range map[string]bonafide.PersonID{
		"Siobhán MacLeod": "E1", "SIOBHAN MACLEOD": "E1", "MacLeod, Siobhan": "E1", "MacLeod": "", "Bo Sand": "", "Kim Lee": "",
	} {
		t.Run(name, func(t *testing.T) {
			x := engine(t)
			for id, full := range map[string]string{"E1": "Siobhán MacLeod", "E2": "Kim Lee", "E3": "Lee Kim"} {
				e := row(at(1, 0), id+"@corp.example", telemetry.Worker{Fact: telemetry.Roster, EmployeeID: id})
				e.User.FullName = full
				if err := x.Observe(&e); err != nil {
					t.Fatal(err)
				}
			}
			x.Take()
			e := row(at(2, 0), "", telemetry.Worker{Fact: telemetry.Delivery, Tracking: "T1", Recipient: "D. KRAMER"})
			e.User, e.Intake.Source = telemetry.User{FullName: name}, "shipments"
			if err := x.Observe(&e); err != nil {
				t.Fatal(err)
			}
			got := bonafide.PersonID("")
			for _, d := range x.Take().Records {
				got = d.Person
			}
			if got != want {
				t.Errorf("the parcel is %q's, want %q", got, want)
			}
		})
	}
}

// A machine's login that is made of a name, as firms make them, is that person's; where
// two people's names make it, nobody's.
func TestALoginMadeOfAName(t *testing.T) {
	for login, want := range map[string]string{"slindqvist": "E1", "sara.lindqvist": "E1", "lindqvists": "E1", "sara": "", "blee": "", "klee": ""} {
		t.Run(login, func(t *testing.T) {
			x := engine(t)
			for id, full := range map[string]string{"E1": "Sara Lindqvist", "E2": "Kim Lee", "E3": "Ken Lee"} {
				e := row(at(1, 0), id+"@corp.example", telemetry.Worker{Fact: telemetry.Roster, EmployeeID: id})
				e.User.FullName = full
				if err := x.Observe(&e); err != nil {
					t.Fatal(err)
				}
			}
			x.Take()
			e := process("osquery", login, "pc-1", anyDesk, at(2, 9))
			if err := x.Observe(&e); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(people(x.Take(), "END-01"), " "); got != want {
				t.Errorf("the tool is %q's, want %q", got, want)
			}
		})
	}
}

// A relation that HR wrote in words is one, by number and by name; somebody else's is not.
func TestARelationInWords(t *testing.T) {
	for words, want := range map[string]bool{
		"E2": true, "spouse of E2": true, "Flat share with Kim Lee (Sales), who referred them": true, "lives with LEE, KIM": true, "bo@corp.example": true,
		"Flat share with Kim Park (Sales)": false, "lives with parents": false,
	} {
		t.Run(words, func(t *testing.T) {
			x := engine(t)
			for _, p := range []struct{ id, full, mail string }{{"E1", "Ann Sand", "ann@corp.example"}, {"E2", "Kim Lee", "bo@corp.example"}} {
				e := row(at(1, 0), p.mail, telemetry.Worker{Fact: telemetry.Roster, EmployeeID: p.id})
				e.User.FullName = p.full
				if err := x.Observe(&e); err != nil {
					t.Fatal(err)
				}
			}
			rel := row(at(1, 1), "ann@corp.example", telemetry.Worker{Fact: telemetry.Relation, EmployeeID: "E1", New: words})
			if err := x.Observe(&rel); err != nil {
				t.Fatal(err)
			}
			for _, id := range []string{"E1", "E2"} {
				pay := row(at(2, 0), "", telemetry.Worker{Fact: telemetry.PayrollChange, EmployeeID: id, Payee: "tok:1", Method: "bank"})
				pay.Intake.Source = "payroll"
				if err := x.Observe(&pay); err != nil {
					t.Fatal(err)
				}
			}
			told := len(people(x.Take(), "PAY-02")) > 0
			if told == want {
				t.Errorf("shared account told: %v, want %v", told, !want)
			}
		})
	}
}

// What a baseline sees in one of sixteen people of a firm, and in eight at least, is taken
// back and not raised again; in fewer it stands.
func TestWhatManyDoIsTakenBack(t *testing.T) {
	for _, c := range []struct{ people, seen, stand int }{{40, 12, 0}, {40, 7, 7}, {400, 12, 12}} {
		x := engine(t)
		for i := range c.people {
			e := row(at(1, 0), fmt.Sprintf("w%d@corp.example", i), telemetry.Worker{Fact: telemetry.Roster, EmployeeID: fmt.Sprintf("E%d", i), Zone: "America/Chicago"})
			if err := x.Observe(&e); err != nil {
				t.Fatal(err)
			}
		}
		// One session in two countries within minutes, by two machines.
		for i := range c.seen {
			for k, use := range []struct{ ip, country, agent string }{{"198.51.100.7", "US", "Mozilla/5.0 (Windows NT 10.0)"}, {"203.0.113.9", "BR", "Mozilla/5.0 (X11; Linux x86_64)"}} {
				e := telemetry.Event{Time: at(5, 10).Add(time.Duration(10*i+k) * time.Minute), Class: telemetry.Authentication, Activity: telemetry.Logon, Status: telemetry.Success}
				e.Intake.Source, e.User = "okta", telemetry.Account(fmt.Sprintf("w%d@corp.example", i))
				e.Actor.User = e.User
				e.Session.UID, e.HTTP.UserAgent = fmt.Sprintf("s%d", i), use.agent
				e.Src.IP, e.Src.Location.Country, e.Src.AS.Name, e.Src.AS.Number = use.ip, use.country, "Example Cable", 64500
				if err := x.Observe(&e); err != nil {
					t.Fatal(err)
				}
			}
		}
		w := x.Take()
		stand := len(people(w, "NET-12"))
		stand -= len(w.Withdrawn)
		if stand != c.stand {
			t.Errorf("%d of %d people: %d findings stand, want %d", c.seen, c.people, stand, c.stand)
		}
	}
}

// Where HR has equipment sent to is on record as that, and is no address that somebody
// vouched for: it speaks against nobody by itself.
func TestHRsDeliveryAddressIsNoHome(t *testing.T) {
	x := engine(t)
	hire := row(at(1, 0), "e1@corp.example", telemetry.Worker{Fact: telemetry.Hire, EmployeeID: "E1", StartDate: "2026-02-01", Destination: "5 Dock Rd, Tampa, FL 33601"})
	sent := row(at(2, 0), "e1@corp.example", telemetry.Worker{Fact: telemetry.Shipment, EmployeeID: "E1", Tracking: "T1", Destination: "1 Elm St, Reno, NV 89501"})
	sent.Intake.Source = "shipments"
	for _, e := range []telemetry.Event{hire, sent} {
		if err := x.Observe(&e); err != nil {
			t.Fatal(err)
		}
	}
	records := x.Take().Records
	if len(records) == 0 {
		t.Fatal("no record")
	}
	d := records[len(records)-1]
	for _, s := range d.Sources {
		for _, a := range s.Addresses {
			if a.Use != "delivery" && a.Use != "work" {
				t.Errorf("%s has %+v", s.ID, a)
			}
		}
	}
	if i := slices.IndexFunc(d.Sources, func(s bonafide.Source) bool { return s.Kind == bonafide.HR }); i < 0 || len(d.Sources[i].Addresses) != 1 {
		t.Errorf("%+v", d.Sources)
	}
}
