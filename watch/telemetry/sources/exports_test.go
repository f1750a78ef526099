package sources

import (
	"testing"
	"time"

	"bonafide/watch/telemetry"
)

// The inventories that consoles download say whose a device is, when it last reported
// and whether it is looked after.
func TestInventoriesAreRead(t *testing.T) {
	for name, lines := range map[string][2]string{
		"flat":   {"Device Name,Serial Number,Model,OS,OS Version,Assigned User Email,Last Check-in,Enrolled At,Managed", "ann-mbp,C02X,Mac14,macOS,15,ann@corp.example,2026-03-30,2026-01-30,true"},
		"Intune": {"Device name,Serial number,Primary user UPN,Last check-in,Enrollment date,Compliance,OS,OS version", "ann-mbp,C02X,ann@corp.example,2026-03-30,2026-01-30,Compliant,macOS,15"},
	} {
		t.Run(name, func(t *testing.T) {
			events, refused, _ := decode(t, "", lines[0], lines[1])
			if len(events) != 1 || len(refused) > 0 {
				t.Fatalf("%d events, %q", len(events), refused)
			}
			e := &events[0]
			d := &e.Device
			if e.Intake.Source != "mdm" || d.Serial != "C02X" || d.Hostname != "ann-mbp" || d.Owner.Email != "ann@corp.example" || d.OS.TypeID != telemetry.OSMac || d.OS.Version != "15" ||
				d.Seen.Format(time.DateOnly) != "2026-03-30" || d.First.Format(time.DateOnly) != "2026-01-30" || !e.Time.Equal(d.Seen) || d.Managed != telemetry.Yes && d.Compliant != telemetry.Yes {
				t.Errorf("%+v", e)
			}
		})
	}
}

// The log of a gateway's console says who came from where and was given which address.
func TestGatewayLogsAreRead(t *testing.T) {
	events, refused, _ := decode(t, "", "Receive Time,Event ID,Status,Source User,Machine Name,Public IP,Private IP,Source Region,Gateway,Client OS,Serial Number",
		`2026/01/05 08:11:09,gateway-connected,success,ann@corp.example,ann-lt,198.51.100.8,10.9.34.7,DE,gw-fra,Windows,C02X`,
		`2026/01/05 17:11:09,gateway-logout,success,CORP\ann,ann-lt,198.51.100.8,,DE,gw-fra,Windows,C02X`)
	if len(events) != 2 || len(refused) > 0 {
		t.Fatalf("%d events, %q", len(events), refused)
	}
	e := &events[0]
	if e.Intake.Source != "vpn" || e.Class != telemetry.TunnelActivity || e.Activity != telemetry.TunnelOpen || e.Status != telemetry.Success || e.User.Email != "ann@corp.example" || e.Src.IP != "198.51.100.8" || e.Src.Location.Country != "DE" ||
		e.Tunnel.IP != "10.9.34.7" || e.Dst.Hostname != "gw-fra" || e.Device.Serial != "C02X" || e.Device.Hostname != "ann-lt" || e.Device.OS.TypeID != telemetry.OSWindows || e.Time.Format(time.RFC3339) != "2026-01-05T08:11:09Z" {
		t.Errorf("%+v", e)
	}
	if e := &events[1]; e.Activity != telemetry.TunnelClose || e.User.Name != "ann" || e.User.Domain != "CORP" {
		t.Errorf("%+v", e)
	}
}

// Tables that only share columns with these exports stay what they are.
func TestTablesThatAreNoExports(t *testing.T) {
	for name, c := range map[string]struct{ head, row, want string }{
		"parcels":   {"Serial Number,Device Name,Carrier,Ship Date,Delivery Address", "C02X,ann-mbp,DHL,2026-01-02,1 Road", "shipments"},
		"a roster":  {"Employee ID,Job Title,Laptop Serial,Enrolled", "7,Engineer,C02X,yes", "hris"},
		"DLP":       {"Incident Time,User,File Name,Policy,Source IP", "2026-01-02 10:00,ann,a.zip,p,198.51.100.1", "dlp"},
		"attendees": {"Name (Original Name),User Email,Join Time,Leave Time,IP Address,Device", "Ann,ann@corp.example,02/16/2026 09:12:33 AM,02/16/2026 10:12:33 AM,198.51.100.1,Windows", "zoom"},
	} {
		events, refused, _ := decode(t, "", c.head, c.row)
		if len(events) != 1 || len(refused) > 0 || events[0].Intake.Source != c.want {
			t.Errorf("%s: %d events, %q", name, len(events), refused)
		}
	}
}
