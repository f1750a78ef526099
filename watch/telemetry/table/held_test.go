package table_test

import (
	"strings"
	"testing"

	"bonafide/watch/telemetry"
)

// A machine that the list calls shared, or gives to nobody, is a device of the firm
// without an owner.
func TestSharedDevicesAreNobodys(t *testing.T) {
	const head = "Serial,Host Name,Worker,Employee ID,Date Issued,Property Type,Note\n"
	for note, shared := range map[string]bool{
		`"Front desk, shared"`: true, "Pool device": true, "spare": true, "Empfang": true, "salle de réunion; partagé": true,
		"Loan until October": false, "Test rig": false, "Stockholm office": false, "carpool sticker on the lid": false, "": false,
	} {
		_, all := read(t, head+"PF1A2B3C,NB-1,Ann Lee,7,2026-03-01,Laptop,"+note+"\n")
		if len(all) != 1 || (all[0].Class == telemetry.DeviceInventory) != shared {
			t.Errorf("%s: %+v", note, all)
			continue
		}
		if e := &all[0]; shared && (e.Worker != nil || e.User.FullName != "" || e.Device.Serial != "PF1A2B3C" || e.Device.Hostname != "NB-1") {
			t.Errorf("%s: %+v", note, e)
		}
	}
	for _, row := range []string{`{"serialNumber":"PF1A2B3C","hostname":"nb-1","assignedTo":null,"assignedAt":"2026-03-01"}`, `{"serialNumber":"PF1A2B3C","hostname":"nb-1","assignedTo":"Pool","assignedAt":"2026-03-01"}`} {
		if _, all := read(t, row+"\n"); len(all) != 1 || all[0].Class != telemetry.DeviceInventory || strings.Contains(strings.Join(all[0].Intake.Missing, " "), "person") {
			t.Errorf("%s: %+v", row, all)
		}
	}
}

// Who changed something is not whom it is about.
func TestAddressOfWhoChangedIt(t *testing.T) {
	_, all := read(t, `{"occurredAt":"2026-05-20T08:13:31Z","worker":{"id":"7","name":"Ann Lee"},"actor":{"email":"hr@corp.example"},"changes":[{"path":"employment.title","from":"A","to":"B"}]}`+"\n")
	if len(all) != 1 || all[0].User.Email != "" || all[0].Actor.User.Email != "hr@corp.example" || all[0].Worker.Role != "B" {
		t.Fatalf("%+v", all)
	}
	got, _ := read(t, `{"occurredAt":"2026-05-20T08:13:31Z","worker":{"id":"7"},"changes":[{"path":"nationality","from":"SECRET","to":"SECRET"},{"path":"address.home","from":null,"to":{"line1":"1 A St","gender":"SECRET"}}]}`+"\n")
	if len(got) != 1 || strings.Contains(got[0], "SECRET") {
		t.Error(got)
	}
}

// A list says of all its rows when they were paid; what it says of when it was written is
// none of theirs, and a record with a list in it is no list.
func TestWhatStandsAroundAList(t *testing.T) {
	row := `{"employee":{"id":"7","name":"Ann Lee"},"payout":{"method":"bank","accountHash":"h:1","amount":"1","status":"PAID"}}`
	for outer, want := range map[string]string{
		`{"payDate":"2026-05-29","items":[` + row + `]}`:                                                        "payroll payment 7 2026-05-29 payee=h:1 method=bank",
		`{"period":{"start":"2026-05-01","end":"2026-05-29"},"items":[` + row + `]}`:                            "payroll payment 7 2026-05-29 payee=h:1 method=bank",
		`{"exportedAt":"2026-05-29","items":[` + row + `]}`:                                                     "refused",
		`{"id":1,"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"payDate":"2026-05-29","items":[` + row + `]}`: "refused",
	} {
		if got, _ := read(t, outer+"\n"); len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%s: %q", outer, got)
		}
	}
}
