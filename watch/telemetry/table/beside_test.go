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
