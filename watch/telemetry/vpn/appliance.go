package vpn

import (
	"bytes"
	"strings"
	"time"

	"bonafide"
	"bonafide/watch/telemetry"
)

// Lines of the syslog of Cisco's ASA and Firepower about remote access:
//
//	<166>Apr 01 2026 07:51:11 fw1 : %ASA-6-113039: Group <G> User <ann@corp.example> IP <192.0.2.1> AnyConnect parent session started.
//	<166>Apr 01 2026 07:51:13 fw1 : %ASA-6-722051: Group <G> User <ann@corp.example> IP <192.0.2.1> IPv4 Address <10.0.0.1> IPv6 address <::> assigned to session
//	<164>Apr 01 2026 17:02:09 fw1 : %ASA-4-113019: Group = G, Username = ann@corp.example, IP = 192.0.2.1, Session disconnected. Session Type: SSL, Duration: 9h:10m:58s, Bytes xmt: 1, Bytes rcv: 2, Reason: User Requested
//	<166>Apr 01 2026 17:02:09 fw1 : %ASA-6-113015: AAA user authentication Rejected : reason = AAA failure : local database : user = ann : user IP = 192.0.2.1
//
// Their times have a zone seldom; UTC is taken where there is none. Other messages
// come out as nothing.
var marks = [][]byte{[]byte("%ASA-"), []byte("%FTD-")}

// Recognise implements [telemetry.Parser].
func (p *Parser) Recognise(line []byte) bool {
	if len(line) > 0 && line[0] != '{' {
		_, _, ok := message(line)
		return ok
	}
	return p.Format.Recognise(line)
}

// maxAppliance bounds a line of syslog.
const maxAppliance = 16 << 10

// message is the number and the words of a line, and what stands before them.
func message(line []byte) (before, text string, ok bool) {
	if len(line) > maxAppliance {
		return "", "", false
	}
	for _, m := range marks {
		if i := bytes.Index(line, m); i >= 0 && i < 200 {
			s := strings.ToValidUTF8(string(line), "\ufffd")
			if i = strings.Index(s, string(m)); i < 0 {
				return "", "", false
			}
			return s[:i], s[i+len(m):], true
		}
	}
	return "", "", false
}

func (p *Parser) appliance(line []byte, into []telemetry.Event) ([]telemetry.Event, error, bool) {
	before, text, ok := message(line)
	if !ok {
		return into, nil, false
	}
	_, rest, ok := strings.Cut(text, "-")
	id, words, is := strings.Cut(rest, ":")
	if !ok || !is {
		return into, p.Refuse("", "the message has no number", "a line as the appliance writes it is expected"), true
	}
	var what telemetry.Activity
	status := telemetry.Success
	switch id {
	case "113039", "722033", "722022":
		what = telemetry.TunnelOpen
	case "722051", "722041":
		what = telemetry.TunnelRenew
	case "113019", "722023":
		what = telemetry.TunnelClose
	case "113015", "113005", "716039":
		what, status = telemetry.TunnelOpen, telemetry.Failure
	default:
		return into, nil, true
	}
	user := between(words, "User <", "Username = ", "user = ")
	if user == "" {
		return into, p.Refuse("", "the message names nobody", "a line as the appliance writes it is expected"), true
	}
	at, zoned, host, err := when(before)
	if err != nil {
		return into, err, true
	}
	into, e := telemetry.Extend(into)
	e.Metadata.Product, e.Metadata.Version, e.Metadata.LogName = telemetry.Product{Name: "Secure Firewall", Vendor: "Cisco"}, telemetry.Schema, "syslog"
	e.Severity, e.Intake.Source = telemetry.Informational, p.Source
	e.Raw = strings.TrimSpace(strings.ToValidUTF8(string(line), "\ufffd"))
	e.Time = at
	if !zoned {
		e.Intake.Clock = telemetry.ClockZone
		e.Intake.Notes = append(e.Intake.Notes, "its time has no zone; UTC is taken")
	}
	e.Class, e.Activity, e.Status = telemetry.TunnelActivity, what, status
	e.Metadata.Code = id
	e.StatusDetail = between(words, "Reason: ", "reason = ")
	e.User = account(user)
	e.Actor.User = e.User
	e.Src.IP = address(between(words, "user IP = ", " IP <", " IP = "))
	e.Dst.Hostname = host
	e.Tunnel = &telemetry.Tunnel{IP: address(between(words, "IPv4 Address <")), Name: between(words, "Group <", "Group = ")}
	if e.Src.IP == "" {
		e.Lack("src_ip")
	}
	return into, nil, true
}

// between is what stands behind the first of the words that is there: up to the
// bracket that closes, or to a comma, a colon or the end.
func between(text string, words ...string) string {
	for _, w := range words {
		i := strings.Index(text, w)
		if i < 0 {
			continue
		}
		rest := text[i+len(w):]
		end := ",:"
		if strings.HasSuffix(w, "<") {
			end = ">"
		} else if strings.HasSuffix(w, "IP = ") {
			end = ", "
		}
		if j := strings.IndexAny(rest, end); j >= 0 {
			rest = rest[:j]
		}
		return strings.TrimSpace(rest)
	}
	return ""
}

// address is an address, without what stands for none.
func address(s string) string {
	if s == "::" || s == "0.0.0.0" {
		return ""
	}
	return s
}

// when reads the time at the head of a line, and the name of the appliance behind it.
func when(head string) (at time.Time, zoned bool, host string, err error) {
	s := strings.TrimSpace(head)
	if strings.HasPrefix(s, "<") {
		if _, rest, ok := strings.Cut(s, ">"); ok {
			s = strings.TrimSpace(rest)
		}
	}
	fields := strings.Fields(strings.TrimRight(s, " :"))
	for n := min(5, len(fields)); n > 0; n-- {
		text := strings.TrimRight(strings.Join(fields[:n], " "), ":")
		for _, layout := range layouts {
			t, bad := time.Parse(layout, text)
			if bad != nil || t.Year() < 1990 || t.Year() > 2190 {
				continue
			}
			if n < len(fields) {
				host = strings.Trim(fields[n], ":")
			}
			return t.UTC(), strings.ContainsAny(layout, "Z") || strings.HasSuffix(layout, "MST"), host, nil
		}
	}
	return time.Time{}, false, "", &bonafide.Refusal{Place: "vpn", Why: "the line has no time with a year", Remedy: "let the appliance write its time with the year: logging timestamp rfc5424"}
}

var layouts = [...]string{"Jan 2 2006 15:04:05 MST", "Jan 2 2006 15:04:05", time.RFC3339Nano, "2006-01-02T15:04:05"}
