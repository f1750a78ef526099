package table_test

import (
	"strings"
	"testing"

	"bonafide/watch/telemetry"
)

// Where HR has equipment sent to is nobody's home; an address without such a word is.
func TestADeliveryAddressIsNoHome(t *testing.T) {
	for name, c := range map[string]struct{ text, home, to string }{
		"an address":                    {"employee_no,position,start_date,address\n7,Engineer,2026-02-01,\"1 Elm St, Reno\"\n", "1 Elm St, Reno", ""},
		"a delivery address alone":      {"employee_no,position,start_date,delivery_address\n7,Engineer,2026-02-01,\"5 Dock Rd, Tampa\"\n", "", "5 Dock Rd, Tampa"},
		"both":                          {"employee_no,position,start_date,home_address,ship_to\n7,Engineer,2026-02-01,\"1 Elm St, Reno\",\"5 Dock Rd, Tampa\"\n", "1 Elm St, Reno", "5 Dock Rd, Tampa"},
		"an empty home beside it":       {"employee_no,position,start_date,home_address,ship_to\n7,Engineer,2026-02-01,,\"5 Dock Rd, Tampa\"\n", "", "5 Dock Rd, Tampa"},
		"the same in German":            {"Personalnummer;Position;Eintrittsdatum;Wohnanschrift;Lieferadresse\n7;Entwicklerin;2026-02-01;Weg 1, 04179 Leipzig;Hafen 5, 20457 Hamburg\n", "Weg 1, 04179 Leipzig", "Hafen 5, 20457 Hamburg"},
		"an address in columns":         {"employee_no,position,start_date,street,city,postal_code\n7,Engineer,2026-02-01,1 Elm St,Reno,89501\n", "1 Elm St, 89501 Reno", ""},
		"an address in columns, beside": {"employee_no,position,start_date,street,city,postal_code,delivery_address\n7,Engineer,2026-02-01,1 Elm St,Reno,89501,\"5 Dock Rd, Tampa\"\n", "1 Elm St, 89501 Reno", "5 Dock Rd, Tampa"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := telemetry.NewDecoder(parsers()).Stream("hris.csv", "hris")
			if err != nil {
				t.Fatal(err)
			}
			var events []telemetry.Event
			for line := range strings.Lines(c.text) {
				if events, err = s.Decode([]byte(line), events); err != nil {
					t.Fatal(err)
				}
			}
			if len(events) != 1 || events[0].Worker.Home != c.home || events[0].Worker.Destination != c.to {
				t.Errorf("%d events, %+v", len(events), events[0].Worker)
			}
		})
	}
}
