// Package vpn reads the session log of a VPN gateway: one JSON object a line under
// the names that gateways and their collectors share (GlobalProtect, AnyConnect,
// OpenVPN Access Server, WireGuard front ends), the reports of sessions that consoles
// download, and the syslog of Cisco's ASA. Connecting and disconnecting come
// out as Tunnel Activity with the address the person came from and the one given
// to the tunnel; a refused sign-in is a Tunnel Activity that failed.
package vpn

import (
	"slices"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	moment = iota
	uid
	user
	action
	status
	reason
	source
	sourcePort
	country
	city
	tunnel
	gateway
	device
	serial
	hostID
	system
	client
	session
	bytesIn
	bytesOut
	mac
	asNumber
	product
	ended
)

// Parser reads VPN session logs.
type Parser struct{ telemetry.Format }

// New is the parser.
func New() *Parser {
	f := jsonline.At
	names := []struct {
		slot  int
		names string
	}{
		{moment, "time timestamp @timestamp event_time eventTime time_generated receive_time start_time"}, {uid, "uid id event_id log_id"},
		{user, "user username user_name srcuser source_user common_name email"}, {action, "action event event_type eventid status_event type"},
		{status, "status result outcome"}, {reason, "reason error terminate_reason disconnect_reason login_failure_reason"},
		{source, "src_ip source_ip srcip remote_ip public_ip client_ip real_address"}, {sourcePort, "src_port source_port real_port"},
		{country, "country source_country srcregion src_country"}, {city, "city source_city"},
		{tunnel, "vpn_ip assigned_ip private_ip tunnel_ip virtual_address"}, {gateway, "gateway server portal node group_policy"},
		{device, "device hostname machinename machine_name device_name host_name"}, {serial, "serial serial_number serialnumber device_serial"}, {hostID, "host_id hostid device_id"},
		{system, "os client_os platform endpoint_os_type"}, {client, "client client_version client_ver user_agent"}, {session, "session session_id sessionid tunnel_id"},
		{bytesIn, "bytes_in bytes_received rx_bytes"}, {bytesOut, "bytes_out bytes_sent tx_bytes"}, {mac, "mac mac_address"}, {asNumber, "asn as_number"}, {product, "product vendor"}, {ended, "end_time disconnected_at logout_time"},
	}
	var fields []jsonline.Field
	for _, n := range names {
		for name := range strings.SplitSeq(n.names, " ") {
			fields = append(fields, f(name, n.slot))
		}
	}
	return &Parser{telemetry.Format{
		Source:  "vpn",
		Product: telemetry.Product{Name: "VPN"},
		LogName: "sessions",
		Marks:   [][]string{{"user", "vpn_ip"}, {"username", "vpn_ip"}, {"user", "assigned_ip"}, {"username", "assigned_ip"}, {"srcuser", "portal"}, {"common_name", "real_address"}, {"user", "src_ip", "gateway"}, {"username", "src_ip", "gateway"}},
		Needs:   []telemetry.Need{{Slot: user, Name: "user"}, {Slot: source, Name: "src_ip"}},
		Shape:   jsonline.NewShape(fields...),
	}}
}

// Parse implements [telemetry.Parser].
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	if len(line) > 0 && line[0] != '{' {
		if events, err, ok := p.appliance(line, into); ok {
			return events, err
		}
	}
	r, err := p.Open(line)
	if err != nil {
		return into, err
	}
	defer p.Done(r)
	into, e := telemetry.Extend(into)
	p.Begin(r, e)
	v := &r.Values
	e.When(v, "time", moment)
	e.Class, e.Activity = telemetry.TunnelActivity, telemetry.Other
	e.Metadata.UID, e.Metadata.Code = v.Text(uid), v.Text(action)
	if s := v.Text(product); s != "" {
		e.Metadata.Product.Name = s
	}
	what := strings.ToLower(v.Text(action) + " " + v.Text(status))
	switch {
	case strings.TrimSpace(what) == "" && (v.At(ended).Given() || v.At(tunnel).Given()):
		// A report of sessions has no word for what happened: they began.
		e.Activity = telemetry.TunnelOpen
	case strings.Contains(what, "disconnect") || strings.Contains(what, "logout") || strings.Contains(what, "end") || strings.Contains(what, "close"):
		e.Activity = telemetry.TunnelClose
	case strings.Contains(what, "renew") || strings.Contains(what, "rekey") || strings.Contains(what, "reconnect"):
		e.Activity = telemetry.TunnelRenew
	case strings.Contains(what, "connect") || strings.Contains(what, "login") || strings.Contains(what, "start") || strings.Contains(what, "auth"):
		e.Activity = telemetry.TunnelOpen
	}
	e.Status = telemetry.Success
	if strings.Contains(what, "fail") || strings.Contains(what, "denied") || strings.Contains(what, "refused") {
		e.Status = telemetry.Failure
	}
	e.StatusDetail = v.Text(reason)
	e.User = account(v.Text(user))
	e.Actor.User = e.User
	e.Src = telemetry.Endpoint{IP: v.Text(source), Location: telemetry.Location{Country: v.Text(country), City: v.Text(city)}, AS: telemetry.AS{Number: v.Int(asNumber)}}
	if n := v.Int(sourcePort); n > 0 && n < 65536 {
		e.Src.Port = int(n)
	}
	if i := strings.LastIndexByte(e.Src.IP, ':'); i > 0 && strings.Count(e.Src.IP, ":") == 1 {
		e.Src.IP = e.Src.IP[:i]
	}
	e.Dst.Hostname = v.Text(gateway)
	e.Tunnel = &telemetry.Tunnel{IP: v.Text(tunnel), Name: v.Text(gateway)}
	e.Session.UID = v.Text(session)
	e.Device = telemetry.Device{UID: v.Text(hostID), Hostname: v.Text(device), Serial: v.Text(serial), MAC: v.Text(mac)}
	if s := v.Text(system); s != "" {
		e.Device.OS = telemetry.OS{Name: s, TypeID: telemetry.SystemOf(s)}
	}
	e.HTTP.UserAgent = v.Text(client)
	if v.At(bytesIn).Given() || v.At(bytesOut).Given() {
		in, out := max(v.Int(bytesIn), 0), max(v.Int(bytesOut), 0)
		e.Traffic = &telemetry.Traffic{In: in, Out: out}
	}
	if e.Metadata.Code == "" && e.Activity == telemetry.TunnelOpen {
		if at, ok := telemetry.Stamp(v.At(ended)); ok && at.After(e.Time) {
			// And they ended.
			e.StatusDetail, e.Traffic = "", nil
			if text := v.Text(moment); len(text) > 10 && !strings.ContainsAny(text[10:], "Zz+") && strings.Count(text[10:], "-") == 0 {
				e.Intake.Clock = telemetry.ClockZone
				e.Intake.Notes = append(slices.Clip(e.Intake.Notes), "its times have no zone; UTC is taken")
			}
			begun := *e
			var end *telemetry.Event
			into, end = telemetry.Extend(into)
			*end = begun
			end.Activity, end.StatusDetail, end.Time, end.Metadata.OriginalTime = telemetry.TunnelClose, v.Text(reason), at, v.At(ended).Raw()
			end.Tunnel = &telemetry.Tunnel{IP: v.Text(tunnel), Name: v.Text(gateway)}
			end.Intake.Missing, end.Intake.Notes = slices.Clone(begun.Intake.Missing), slices.Clone(begun.Intake.Notes)
			if in, out := max(v.Int(bytesIn), 0), max(v.Int(bytesOut), 0); in > 0 || out > 0 {
				end.Traffic = &telemetry.Traffic{In: in, Out: out}
			}
		}
	}
	return into, nil
}

func account(s string) telemetry.User {
	if i := strings.LastIndexByte(s, '\\'); i >= 0 {
		return telemetry.User{Domain: s[:i], Name: s[i+1:]}
	}
	return telemetry.Account(s)
}
