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
	"clientos": "client_os", "clientversion": "client_version", "sessionid": "session_id", "bytesin": "bytes_in", "bytesout": "bytes_out", "macaddress": "mac_address",
}

// Export reads the head of a session log as the console of a gateway downloads it:
// somebody's name, the address they came from, and the tunnel or the gateway.
func (p *Parser) Export(head []byte) (telemetry.Parser, bool) {
	names, separator := telemetry.Columns(head)
	paths := make([]string, len(names))
	has := map[string]bool{}
	for i, name := range names {
		path := exported[csvline.Plain(name)]
		if path == "" || has[path] {
			path = "other"
		}
		paths[i], has[path] = path, true
	}
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
