package table_test

import (
	"slices"
	"strings"
	"testing"

	"bonafide/watch/telemetry"
)

// What stands for nothing is no account, serial, phone or address; what looks like it
// and is one stays.
func TestWhatStandsForNothing(t *testing.T) {
	read := func(source, text string) []telemetry.Event {
		t.Helper()
		s, err := telemetry.NewDecoder(parsers()).Stream(source+".csv", source)
		if err != nil {
			t.Fatal(err)
		}
		var events []telemetry.Event
		for line := range strings.Lines(text) {
			if events, err = s.Decode([]byte(line), events); err != nil {
				t.Fatal(err)
			}
		}
		return events
	}
	for _, x := range []string{"n/a", "N/A", "-", "–", "none", "(none)", "pending", "TBD", "keine", "Keine Angabe", "0", "unknown", "not provided", "***"} {
		for _, e := range read("payroll", "employee_no,paid_at,payee_wallet,method,payee_name\n7,2026-02-01,"+x+",crypto,"+x+"\n") {
			if e.Worker.Payee != "" || x != "0" && e.Worker.PayeeName != "" {
				t.Errorf("%q is paid to: %q of %q", x, e.Worker.Payee, e.Worker.PayeeName)
			}
		}
		for _, e := range read("hris", "employee_no,position,start_date,personal_email,phone,serial,home_address,github_login\n7,Engineer,2026-02-01,"+strings.Repeat(x+",", 4)+x+"\n") {
			if w := e.Worker; slices.ContainsFunc([]string{w.Email, w.Phone, w.Serial, w.Home, w.Destination, w.Login}, func(s string) bool { return s != "" }) {
				t.Errorf("%q: %+v", x, w)
			}
		}
	}
	for _, x := range []string{"Na", "Null"} {
		e := read("payroll", "employee_no,paid_at,iban_hash,payee_name\n7,2026-02-01,h:1,"+x+"\n")
		if len(e) != 1 || e[0].Worker.PayeeName != x || e[0].Worker.Payee != "h:1" {
			t.Errorf("%s is a name: %+v", x, e[0].Worker)
		}
	}
}
