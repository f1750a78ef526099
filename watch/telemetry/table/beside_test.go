package table_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/table"
)

// A register of one kind of fact has no column for what happened, and a wide table has
// such columns beside others.
func TestRegistersAndWideTables(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"exceptions":       {"workerId;grantedOn;exception;justification\nW1;2026-01-02;kvm;home lab\nW2;2026-01-03;none;\n", []string{"exception W1 2026-01-02 kvm", "roster W2 2026-01-03 "}},
		"accommodations":   {"worker_id,granted_on,accommodation,reason\nW1,2026-01-02,camera,private\n", []string{"accommodation W1 2026-01-02 camera"}},
		"relations":        {"workerId,declaredOn,relatedTo,relationship\nW1,2026-01-02,W2,spouse\n", []string{"relation W1 2026-01-02 W2"}},
		"absences":         {"workerId,absenceType,startDate,endDate\nW1,parental leave,2026-01-02,2026-02-01\nW2,Sick,2026-01-05,2026-01-06\n", []string{"leave W1 2026-01-02 ", "leave W2 2026-01-05 "}},
		"leavers":          {"workerId;lastDayOfWork;noticeGivenOn;reason\nW1;2026-02-24;2026-02-17;resignation\nW2;2026-03-24;;retires\n", []string{"termination W1 2026-02-24 ", "notice W1 2026-02-17 ", "termination W2 2026-03-24 "}},
		"a wide notice":    {"employee_no,position,leaving_date,notice_date,as_of\n7,Engineer,2026-03-01,2026-02-01,2026-01-02\n", []string{"roster 7 2026-01-02 ", "notice 7 2026-02-01 "}},
		"travels":          {"workerId;from;until;destination\nW1;2026-01-24;2026-02-03;Bangkok\n", []string{"travel W1 2026-01-24 "}},
		"absences from to": {"workerId,absenceType,from,to\nW1,sick,2026-01-24,2026-02-03\n", []string{"leave W1 2026-01-24 "}},
		"a changed date":   {"workerId,date,field,from,to\nW1,2026-01-02,job title,2026-01-24,2026-02-03\n", []string{"role_change W1 2026-01-02 2026-02-03"}},
		"a resignation":    {"workerId,event,resignation_date\nW1,Resignation,2026-01-02\n", []string{"notice W1 2026-01-02 "}},
		"a roster alone":   {"employee_no,position\n7,Engineer\n", []string{"roster 7 0001-01-01 "}},
		"a wide table":     {"employee_no,position,leaving_date,approved_exceptions,accommodation,as_of\n7,Engineer,2026-03-01,vpn; kvm,camera,2026-01-02\n8,Engineer,,,,2026-01-02\n", []string{"roster 7 2026-01-02 ", "exception 7 2026-01-02 vpn", "exception 7 2026-01-02 kvm", "accommodation 7 2026-01-02 camera", "roster 8 2026-01-02 "}},
		"a log of changes": {"date_of_change,employee_no,field,old_value,new_value\n2026-01-02,7,Address,Old Road 1,New Road 2\n", []string{"address_change 7 2026-01-02 New Road 2"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := telemetry.NewDecoder(parsers()).Stream("x.csv", "")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for line := range strings.Lines(c.text) {
				events, err := s.Decode([]byte(line), nil)
				if err != nil {
					t.Fatal(err)
				}
				for i := range events {
					w := events[i].Worker
					id := w.EmployeeID
					if id == "" {
						id = string(w.Person)
					}
					got = append(got, fmt.Sprintf("%s %s %s %s", w.Fact, id, events[i].Time.Format(time.DateOnly), w.New))
					if (w.Fact == telemetry.Travel || w.Fact == telemetry.Leave) && w.EndDate == "" {
						t.Errorf("%s without an end", w.Fact)
					}
					if w.Fact == telemetry.Accommodation && w.Reason != "" {
						t.Errorf("an accommodation's reason was kept: %q", w.Reason)
					}
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func parsers() (out []telemetry.Parser) {
	for _, p := range table.All() {
		out = append(out, p)
	}
	return out
}

// What happened at a time that nobody can read is refused with the way out, and not
// taken as of another day; a row that says of nobody when anything happened is kept.
func TestRowsWithoutAReadableTime(t *testing.T) {
	for name, c := range map[string]struct {
		head, row string
		want      string // part of the refusal; empty where the row is kept
	}{
		"no column is known":    {"employee_number,wann,gender,account_holder,bank_account_hash", "7,2026-01-02,x,Ann,0xaa", "no column is known for its time; its columns are employee_number, wann, account_holder, bank_account_hash; name the column time, date or"},
		"it is no time":         {"change_date,employee_number,account_holder,bank_account_hash", "Tuesday,7,Ann,0xaa", "its time cannot be read"},
		"a parcel":              {"serial_number,ship_date,tracking", "S1,31.31.2026,T1", "write times as"},
		"a disclosure":          {"user_email,file_name,policy", "ann@corp.example,a.zip,p", "name the column"},
		"an HR fact":            {"worker_id,event", "W1,termination", "name the column"},
		"JSON":                  {"", `{"serial_number":"S1","tracking":"T1","moved":"2026-01-02"}`, "its columns are serial_number, tracking, moved"},
		"a parcel not yet sent": {"serial_number,ship_date,tracking", "S1,,T1", ""},
		"it was delivered":      {"serial_number,delivered,tracking", "S1,yes,T1", ""},
		"a roster":              {"worker_id,job_title,as_of", "W1,Engineer,never", ""},
		"JSON not yet sent":     {"", `{"serial_number":"S1","tracking":"T1","shipped_at":null}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := telemetry.NewDecoder(parsers()).Stream("x", "")
			if err != nil {
				t.Fatal(err)
			}
			if c.head != "" {
				if _, err := s.Decode([]byte(c.head), nil); err != nil {
					t.Fatal(err)
				}
			}
			events, err := s.Decode([]byte(c.row), nil)
			switch {
			case c.want == "" && (err != nil || len(events) != 1 || events[0].Intake.Clock != telemetry.ClockMissing):
				t.Errorf("%d events, %v", len(events), err)
			case c.want != "" && (err == nil || len(events) != 0 || !strings.Contains(err.Error(), c.want)):
				t.Errorf("%d events, %v", len(events), err)
			}
		})
	}
}
