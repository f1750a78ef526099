package vpn

import (
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/csvline"
)

// exported are the columns of the session logs that consoles download, by their plain
// form, and the members of the line.
var exported = map[string]string{
	"receivetime": "receive_time", "generatetime": "time_generated", "timegenerated": "time_generated", "time": "time", "timestamp": "timestamp", "starttime": "start_time",
	"eventid": "eventid", "event": "event", "action": "action", "status": "status", "reason": "reason", "error": "error", "loginfailurereason": "login_failure_reason", "disconnectreason": "disconnect_reason",
	"sourceuser": "srcuser", "user": "user", "username": "username", "machinename": "machine_name", "hostname": "hostname", "devicename": "device_name", "serialnumber": "serial_number", "hostid": "host_id",
	"publicip": "public_ip", "publicipv4": "public_ip", "publicipaddress": "public_ip", "sourceip": "source_ip", "clientip": "client_ip", "privateip": "private_ip", "privateipv4": "private_ip", "assignedip": "assigned_ip", "vpnip": "vpn_ip",
	"sourceregion": "srcregion", "sourcecountry": "source_country", "gateway": "gateway", "gatewayname": "gateway", "portal": "portal", "grouppolicy": "group_policy",
	"usuario": "user", "benutzer": "user", "benutzername": "user", "utilisateur": "user", "gebruiker": "user", "anmeldename": "user", "connectionprofile": "portal", "verbindungsprofil": "portal", "tunnelgroup": "portal", "gruppenrichtlinie": "group_policy", "grouppolicyname": "group_policy",
	"logintime": "start_time", "connecttime": "start_time", "sessionstart": "start_time", "connectedat": "start_time", "loginat": "start_time", "anmeldung": "start_time", "anmeldezeit": "start_time", "verbindungsbeginn": "start_time", "beginn": "start_time", "start": "start_time", "debut": "start_time", "inicio": "start_time",
	"logouttime": "end_time", "disconnecttime": "end_time", "endtime": "end_time", "sessionend": "end_time", "disconnectedat": "end_time", "abmeldung": "end_time", "abmeldezeit": "end_time", "verbindungsende": "end_time", "ende": "end_time", "end": "end_time", "fin": "end_time",
	"offentlicheip": "public_ip", "offentlicheipadresse": "public_ip", "oeffentlicheip": "public_ip", "quellip": "source_ip", "ippublique": "public_ip", "ippublica": "public_ip", "zugewieseneip": "assigned_ip", "zugewieseneipadresse": "assigned_ip", "ipassignee": "assigned_ip", "ipasignada": "assigned_ip", "assignedipv4": "assigned_ip", "assignedipaddress": "assigned_ip",
	"client": "client_version", "useragent": "client_version", "betriebssystem": "client_os", "bytesempfangen": "bytes_in", "bytesgesendet": "bytes_out", "bytesrx": "bytes_in", "bytestx": "bytes_out", "bytesreceived": "bytes_in", "bytessent": "bytes_out",
	"grunddertrennung": "reason", "disconnectionreason": "reason", "terminatereason": "reason",
	"clientos": "client_os", "clientversion": "client_version", "sessionid": "session_id", "bytesin": "bytes_in", "bytesout": "bytes_out", "macaddress": "mac_address",
}

// Export reads the head of a session log as the console of a gateway downloads it:
// somebody's name, the address they came from, and the tunnel or the gateway.
func (p *Parser) Export(head []byte) (telemetry.Parser, bool) {
	names, separator := telemetry.Columns(head)
	paths, has := telemetry.Paths(names, func(name string) string { return exported[csvline.Plain(telemetry.Plainly(name))] })
	one := func(names ...string) bool {
		for _, n := range names {
			if has[n] {
				return true
			}
		}
		return false
	}
	if !one("srcuser", "user", "username") || !one("public_ip", "source_ip", "client_ip") || !one("private_ip", "assigned_ip", "vpn_ip", "gateway", "portal", "group_policy") {
		return nil, false
	}
	return telemetry.NewRows(p, separator, paths), true
}
