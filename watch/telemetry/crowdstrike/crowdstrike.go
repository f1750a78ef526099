// Package crowdstrike reads CrowdStrike Falcon: sensor events of the Falcon Data
// Replicator, flat as it writes them or with the sensor's fields under "event",
// and the event stream of detections and audits. Processes come out as Process
// Activity, DNS requests as DNS Activity, connections as Network Activity, USB
// devices as Peripheral Activity, sign-ins as Authentication, agents that come
// online as Device Inventory, detections as Detection Finding, console audits as
// User Access, Account Change or API Activity.
package crowdstrike

import (
	"strconv"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	simpleName = iota
	kind
	id
	aid
	cid
	aip
	platform
	moment
	contextTime
	deviceTimestamp
	computer
	image
	command
	pid
	targetPID
	sid
	userName
	md5
	sha1
	sha256
	parentName
	parentPID
	grandParent
	contextPID
	contextImage
	domainName
	requestType
	queryStatus
	ip4s
	localIP
	localPort
	remoteIP
	remotePort
	protocol
	direction
	usbVendor
	usbProduct
	usbVendorName
	usbProductName
	usbSerial
	usbClass
	usbInstance
	logonType
	remoteAddress
	logonDomain
	targetFile
	product
	productVersion
	serial
	vendorModel
	macAddress
	session
	scriptContent
	// The event stream.
	streamType
	streamTime
	streamOffset
	streamTenant
	utc
	operation
	service
	success
	userID
	userIP
	audit
	detectName
	detectDesc
	detectID
	severity
	tactic
	technique
	hostname
	localAddress
	filePath
	fileName
	streamSHA256
	streamMD5
	agentID
	streamParent
	streamParentCommand
	// The list of agents that comes beside the replicated events.
	listed
	firstSeen
	agentVersion
	maker
	osName
)

const auKey, auValue = 0, 1

var pair = jsonline.NewShape(jsonline.At("Key", auKey), jsonline.At("ValueString", auValue), jsonline.At("*", 0))

// Parser reads CrowdStrike events.
type Parser struct{ telemetry.Format }

// New is the parser.
func New() *Parser {
	f := jsonline.At
	fields := []jsonline.Field{f("fdr_event_type", kind), f("metadata.eventType", streamType), f("metadata.eventCreationTime", streamTime), f("metadata.offset", streamOffset), f("metadata.customerIDString", streamTenant), f("metadata.*", 0)}
	// Replicated events are flat; collectors put the sensor's own fields under "event".
	for _, under := range []string{"", "event."} {
		fields = append(fields,
			f(under+"event_simpleName", simpleName), f(under+"id", id), f(under+"aid", aid), f(under+"cid", cid), f(under+"aip", aip), f(under+"event_platform", platform), f(under+"timestamp", moment),
			f(under+"ContextTimeStamp", contextTime), f(under+"ContextTimeStamp_decimal", contextTime), f(under+"ProcessStartTime", deviceTimestamp), f(under+"ComputerName", computer), f(under+"ImageFileName", image), f(under+"CommandLine", command),
			f(under+"RawProcessId", pid), f(under+"TargetProcessId", targetPID), f(under+"UserSid", sid), f(under+"UserName", userName), f(under+"MD5HashData", md5), f(under+"SHA1HashData", sha1), f(under+"SHA256HashData", sha256),
			f(under+"ParentBaseFileName", parentName), f(under+"ParentProcessId", parentPID), f(under+"GrandParentBaseFileName", grandParent), f(under+"ContextProcessId", contextPID), f(under+"ContextBaseFileName", contextImage),
			f(under+"DomainName", domainName), f(under+"RequestType", requestType), f(under+"QueryStatus", queryStatus), f(under+"IP4Records", ip4s), f(under+"LocalAddressIP4", localIP), f(under+"LocalAddressIP6", localIP), f(under+"LocalPort", localPort),
			f(under+"RemoteAddressIP4", remoteIP), f(under+"RemoteAddressIP6", remoteIP), f(under+"RemotePort", remotePort), f(under+"Protocol", protocol), f(under+"ConnectionDirection", direction),
			f(under+"DeviceVendorId", usbVendor), f(under+"DeviceProductId", usbProduct), f(under+"DeviceManufacturer", usbVendorName), f(under+"DeviceProduct", usbProductName), f(under+"DeviceSerialNumber", usbSerial), f(under+"DeviceUsbClass", usbClass), f(under+"DeviceInstanceId", usbInstance),
			f(under+"LogonType", logonType), f(under+"LogonDomain", logonDomain), f(under+"TargetFileName", targetFile), f(under+"SystemProductName", vendorModel), f(under+"SystemSerialNumber", serial), f(under+"MAC", macAddress), f(under+"MACAddress", macAddress), f(under+"OSVersionString", productVersion),
			f(under+"ProductName", product), f(under+"SessionId", session), f(under+"ScriptContent", scriptContent),
			f(under+"UTCTimestamp", utc), f(under+"OperationName", operation), f(under+"ServiceName", service), f(under+"Success", success), f(under+"UserId", userID), f(under+"UserIp", userIP), f(under+"AuditKeyValues", audit),
			f(under+"Name", detectName), f(under+"DetectName", detectName), f(under+"Description", detectDesc), f(under+"DetectDescription", detectDesc), f(under+"CompositeId", detectID), f(under+"DetectId", detectID), f(under+"SeverityName", severity), f(under+"Tactic", tactic), f(under+"Technique", technique),
			f(under+"Hostname", hostname), f(under+"LocalIP", localAddress), f(under+"FilePath", filePath), f(under+"FileName", fileName), f(under+"SHA256String", streamSHA256), f(under+"MD5String", streamMD5), f(under+"AgentId", agentID), f(under+"SensorId", agentID),
			f(under+"ParentImageFileName", streamParent), f(under+"ParentCommandLine", streamParentCommand),
		)
	}
	fields = append(fields, f("Time", listed), f("FirstSeen", firstSeen), f("AgentVersion", agentVersion), f("SystemManufacturer", maker), f("Version", osName))
	fields = append(fields, f("RemoteIP", remoteAddress), f("event.RemoteIP", remoteAddress), f("event.*", 0))
	return &Parser{telemetry.Format{
		Source:  "crowdstrike",
		Product: telemetry.Product{Name: "Falcon", Vendor: "CrowdStrike"},
		LogName: "fdr",
		Marks:   [][]string{{"event_simpleName", "aid"}, {"fdr_event_type"}, {"event_simpleName", "cid"}, {"metadata", "event"}, {"aid", "ComputerName", "=FirstSeen"}, {"aid", "ComputerName", "SystemSerialNumber"}},
		Shape: jsonline.NewShape(fields...).Known("name", "ConfigBuild", "ConfigStateHash", "Entitlements", "EffectiveTransmissionClass", "TreeId", "ContextThreadId", "InContext", "EventOrigin", "SourceProcessId", "SourceThreadId",
			"SessionProcessId", "Tags", "TokenType", "SignInfoFlags", "AuthenticationId", "AuthenticodeHashData", "ImageSubsystem", "IntegrityLevel", "ParentAuthenticationId", "ProcessCreateFlags", "ProcessEndTime",
			"ProcessParameterFlags", "ProcessSxsFlags", "ConnectionFlags", "DualRequest", "DnsRequestCount", "InterfaceIndex", "UID", "GID", "RUID", "RGID", "SVUID", "SVGID", "p_log_type",
			"AgentLoadFlags", "AgentLocalTime", "AgentTimeOffset", "BiosManufacturer", "BiosVersion", "ChassisType", "City", "Country", "Continent", "Timezone", "ConfigIDBuild", "FalconGroupingTags", "SensorGroupingTags", "HostHiddenStatus", "MachineDomain", "OU", "PointerSize", "ProductType", "ServicePackMajor", "SiteName"),
	}}
}

// Parse implements [telemetry.Parser].
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	r, err := p.Open(line)
	if err != nil {
		return into, err
	}
	defer p.Done(r)
	into, e := telemetry.Extend(into)
	p.Begin(r, e)
	if r.At(streamType).Given() {
		stream(r, e)
	} else if !r.At(simpleName).Given() && !r.At(kind).Given() && r.At(aid).Given() && r.At(computer).Given() && (r.At(firstSeen).Given() || r.At(serial).Given()) {
		agent(&r.Values, e)
	} else {
		sensor(&r.Values, e)
	}
	return into, nil
}

// zeroed is how Falcon writes a hash that it did not compute.
func zeroed(s string) string {
	if strings.Trim(s, "0") == "" {
		return ""
	}
	return s
}

// agent is a row of the list of agents: which machine has which, since when. The place
// and the zone in it are those of the address that it reports from, not of its clock.
func agent(v *jsonline.Values, e *telemetry.Event) {
	e.Class, e.Activity, e.Status, e.Metadata.LogName = telemetry.DeviceInventory, telemetry.Collect, telemetry.Success, "aidmaster"
	e.When(v, "Time", listed, moment)
	e.Metadata.TenantUID = v.Text(cid)
	first, last := telemetry.StampOr(v.At(firstSeen)), e.Time
	e.Device = telemetry.Device{UID: v.Text(aid), AgentUID: v.Text(aid), Hostname: v.Text(computer), Serial: plainly(v.Text(serial)), Model: plainly(v.Text(vendorModel)), Vendor: plainly(v.Text(maker)), MAC: v.Text(macAddress), IP: v.Text(aip), First: first, Seen: last,
		OS: telemetry.OS{Name: v.Text(osName), TypeID: telemetry.SystemOf(v.Text(platform))}}
	if at := e.Metadata.OriginalTime; at != "" && e.Device.UID != "" {
		e.Metadata.UID = e.Device.UID + "/" + at
	}
}

// plainly is a text of the list of agents, which writes nothing in several words.
func plainly(s string) string {
	switch strings.ToLower(s) {
	case "none", "unknown", "-", "n/a", "default string", "to be filled by o.e.m.", "system serial number", "0":
		return ""
	}
	return s
}

func sensor(v *jsonline.Values, e *telemetry.Event) {
	e.When(v, "timestamp", contextTime, moment, deviceTimestamp)
	name := v.First(simpleName, kind)
	if name == "" {
		e.Lack("event_simpleName")
	}
	e.Metadata.UID, e.Metadata.Code, e.Metadata.TenantUID = v.Text(id), name, v.Text(cid)
	e.Device = telemetry.Device{UID: v.Text(aid), AgentUID: v.Text(aid), Hostname: v.Text(computer), Serial: v.Text(serial), Model: v.Text(vendorModel), MAC: v.Text(macAddress)}
	if e.Device.UID == "" {
		e.Lack("aid")
	}
	if s := v.Text(platform); s != "" {
		e.Device.OS = telemetry.OS{Name: s, TypeID: telemetry.SystemOf(s), Version: v.Text(productVersion)}
	}
	// The address that the cloud sees the sensor come from.
	e.Src.IP = v.Text(aip)
	e.Actor.User = telemetry.User{UID: v.Text(sid), Name: v.Text(userName), Domain: v.Text(logonDomain)}
	e.Status = telemetry.Success
	switch {
	case strings.HasPrefix(name, "ProcessRollup2") || strings.HasPrefix(name, "SyntheticProcessRollup2") || name == "" && v.At(image).Given():
		e.Class, e.Activity = telemetry.ProcessActivity, telemetry.ProcessLaunch
		path := v.Text(image)
		e.Process = &telemetry.Process{PID: v.Int(pid), UID: v.Text(targetPID), Path: path, Name: telemetry.BaseName(path), Command: v.Text(command), User: e.Actor.User,
			File: &telemetry.File{Path: path, Name: telemetry.BaseName(path), MD5: zeroed(v.Text(md5)), SHA1: zeroed(v.Text(sha1)), SHA256: zeroed(v.Text(sha256))}}
		if n := v.Text(parentName); n != "" || v.At(parentPID).Given() {
			e.Process.Parent = &telemetry.Process{Name: n, UID: v.Text(parentPID)}
			if g := v.Text(grandParent); g != "" {
				e.Process.Parent.Parent = &telemetry.Process{Name: g}
			}
		}
	case name == "EndOfProcess":
		e.Class, e.Activity = telemetry.ProcessActivity, telemetry.ProcessTerminate
		e.Process = &telemetry.Process{UID: v.Text(targetPID), Path: v.Text(image), Name: telemetry.BaseName(v.Text(image))}
	case strings.HasPrefix(name, "DnsRequest"):
		e.Class, e.Activity = telemetry.DNSActivity, telemetry.DNSQuery
		e.Query = &telemetry.Query{Hostname: v.Text(domainName), Type: dnsType(v.Text(requestType))}
		e.StatusCode = v.Text(queryStatus)
		for a := range strings.SplitSeq(v.Text(ip4s), ";") {
			if a != "" && len(e.Answers) < 16 {
				e.Answers = append(e.Answers, telemetry.Answer{Data: a, Type: "A"})
			}
		}
		context(v, e)
	case strings.HasPrefix(name, "NetworkConnect") || strings.HasPrefix(name, "NetworkReceiveAccept") || strings.HasPrefix(name, "NetworkListen"):
		e.Class, e.Activity = telemetry.NetworkActivity, telemetry.NetworkOpen
		if strings.HasPrefix(name, "NetworkListen") {
			e.Activity = telemetry.Listens
		}
		e.Device.IP = v.Text(aip)
		e.Src = telemetry.Endpoint{IP: v.Text(localIP), Port: port(v, localPort)}
		e.Dst = telemetry.Endpoint{IP: v.Text(remoteIP), Port: port(v, remotePort)}
		e.Connection = &telemetry.Connection{Protocol: protocols[v.Text(protocol)], DirectionID: 2, Direction: "Outbound"}
		if v.Text(direction) == "1" {
			e.Connection.DirectionID, e.Connection.Direction = 1, "Inbound"
		}
		context(v, e)
	case strings.HasPrefix(name, "RemovableMedia") || strings.HasPrefix(name, "DcUsb") || strings.HasPrefix(name, "Usb"):
		e.Class, e.Activity = telemetry.PeripheralActivity, telemetry.Connect
		if strings.Contains(name, "Disconnected") || strings.Contains(name, "Unmounted") {
			e.Activity = telemetry.Disconnect
		}
		e.Peripheral = &telemetry.Peripheral{Name: v.Text(usbProductName), Vendor: v.Text(usbVendorName), VendorID: hex4(v.Text(usbVendor)), ProductID: hex4(v.Text(usbProduct)), Serial: v.Text(usbSerial), Class: v.Text(usbClass), UID: v.Text(usbInstance)}
		if telemetry.IsHeadset(e.Peripheral.Name) {
			e.Presence = &telemetry.Presence{Headset: telemetry.Yes}
			if e.Activity == telemetry.Disconnect {
				e.Presence.Headset = telemetry.No
			}
		}
	case name == "UserLogon" || name == "UserLogonFailed2" || name == "UserLogonFailed" || name == "UserLogoff" || name == "UserIdentity":
		e.Class, e.Activity, e.User = telemetry.Authentication, telemetry.Logon, e.Actor.User
		e.LogonType = v.Text(logonType)
		if name == "UserLogoff" {
			e.Activity = telemetry.Logoff
		}
		if strings.HasPrefix(name, "UserLogonFailed") {
			e.Status = telemetry.Failure
		}
		if ip := v.First(remoteAddress, remoteIP); ip != "" {
			e.Src.IP, e.IsRemote = ip, telemetry.Yes
		}
	case name == "AgentOnline" || name == "SensorHeartbeat" || name == "HostInfo" || name == "SystemCapacity" || name == "OsVersionInfo":
		e.Class, e.Activity = telemetry.DeviceInventory, telemetry.Log
	case strings.HasPrefix(name, "ScriptControl") || name == "CommandHistory":
		e.Class, e.Activity = telemetry.ScriptActivity, telemetry.ScriptExecute
		e.Script = &telemetry.Script{Text: v.First(scriptContent, command)}
		context(v, e)
	case strings.Contains(name, "Written") || strings.Contains(name, "FileCreate") || strings.HasPrefix(name, "NewExecutable"):
		e.Class, e.Activity = telemetry.FileSystemActivity, telemetry.FileCreate
		path := v.Text(targetFile)
		e.File = &telemetry.File{Path: path, Name: telemetry.BaseName(path), SHA256: zeroed(v.Text(sha256))}
		context(v, e)
	default:
		e.Class, e.Activity = telemetry.Base, telemetry.Other
	}
}

func context(v *jsonline.Values, e *telemetry.Event) {
	if uid, name := v.Text(contextPID), v.Text(contextImage); uid != "" || name != "" {
		e.Actor.Process = &telemetry.Process{UID: uid, Name: name}
	}
}

func port(v *jsonline.Values, slot int) int {
	if n := v.Int(slot); n > 0 && n < 65536 {
		return int(n)
	}
	return 0
}

// hex4 writes a number as USB ids are written; Falcon gives them in decimal.
func hex4(s string) string {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return strings.ToLower(strings.TrimPrefix(s, "0x"))
	}
	const digits = "0123456789abcdef"
	return string([]byte{digits[n>>12&15], digits[n>>8&15], digits[n>>4&15], digits[n&15]})
}

var protocols = map[string]string{"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}

func dnsType(s string) string {
	switch s {
	case "1":
		return "A"
	case "28":
		return "AAAA"
	case "5":
		return "CNAME"
	case "15":
		return "MX"
	case "16":
		return "TXT"
	}
	return s
}

func stream(r *telemetry.Record, e *telemetry.Event) {
	v := &r.Values
	e.Metadata.LogName = "event_stream"
	e.When(v, "metadata.eventCreationTime", streamTime, utc, deviceTimestamp)
	code := v.Text(streamType)
	e.Metadata.Code, e.Metadata.TenantUID, e.Metadata.Sequence = code, v.Text(streamTenant), v.Int(streamOffset)
	if e.Metadata.TenantUID != "" && v.At(streamOffset).Given() {
		e.Metadata.UID = e.Metadata.TenantUID + "/" + v.Text(streamOffset)
	}
	e.Actor.User = telemetry.Account(v.First(userID, userName))
	e.Src.IP = v.Text(userIP)
	e.Status = telemetry.Success
	if ok, given := v.At(success).Bool(); given && !ok {
		e.Status = telemetry.Failure
	}
	if strings.HasSuffix(code, "DetectionSummaryEvent") || strings.HasSuffix(code, "IncidentSummaryEvent") {
		e.Class, e.Activity = telemetry.DetectionFinding, telemetry.FindingCreate
		e.Finding = &telemetry.Finding{UID: v.Text(detectID), Title: v.Text(detectName), Desc: v.Text(detectDesc)}
		if t := v.Text(tactic); t != "" {
			e.Finding.Types = append(e.Finding.Types, t+": "+v.Text(technique))
		}
		e.Severity = severityOf(v.Text(severity))
		e.Device = telemetry.Device{UID: v.Text(agentID), AgentUID: v.Text(agentID), Hostname: v.First(hostname, computer), IP: v.Text(localAddress), MAC: v.Text(macAddress)}
		path := v.First(filePath, fileName)
		e.Process = &telemetry.Process{Path: path, Name: v.Text(fileName), Command: v.Text(command), File: &telemetry.File{Path: path, Name: v.Text(fileName), SHA256: zeroed(v.Text(streamSHA256)), MD5: zeroed(v.Text(streamMD5))}}
		if n := v.Text(streamParent); n != "" {
			e.Process.Parent = &telemetry.Process{Name: n, Command: v.Text(streamParentCommand)}
		}
		return
	}
	op := v.Text(operation)
	target := ""
	for x := v.At(audit).Elements(); x.Next(); {
		pair.ReadValue(x.Value(), &r.Part)
		switch r.Part.Text(auKey) {
		case "target_name", "target_user", "user_name":
			target = r.Part.Text(auValue)
		case "roles":
			for role := range strings.SplitSeq(r.Part.Text(auValue), ",") {
				if role = strings.TrimSpace(role); role != "" && len(e.Privileges) < 32 {
					e.Privileges = append(e.Privileges, role)
				}
			}
		}
	}
	if target != "" {
		e.User = telemetry.Account(target)
	}
	e.Message = op
	switch op {
	case "userAuthenticate", "twoFactorAuthenticate", "samlAuthenticate":
		e.Class, e.Activity, e.IsRemote = telemetry.Authentication, telemetry.Logon, telemetry.Yes
		e.User = e.Actor.User
	case "grantUserRoles":
		e.Class, e.Activity = telemetry.UserAccess, telemetry.PrivilegesAssign
	case "revokeUserRoles":
		e.Class, e.Activity = telemetry.UserAccess, telemetry.PrivilegesRevoke
	case "changePassword":
		e.Class, e.Activity = telemetry.AccountChange, telemetry.PasswordChange
	case "requestResetPassword", "resetPassword":
		e.Class, e.Activity = telemetry.AccountChange, telemetry.PasswordReset
	case "createUser":
		e.Class, e.Activity = telemetry.AccountChange, telemetry.AccountCreate
	case "deleteUser":
		e.Class, e.Activity = telemetry.AccountChange, telemetry.AccountDelete
	default:
		e.Class, e.Activity = telemetry.APIActivity, telemetry.Other
		e.API.Operation, e.API.Service.Name = op, v.Text(service)
		switch lower := strings.ToLower(op); {
		case strings.HasPrefix(lower, "create") || strings.HasPrefix(lower, "add"):
			e.Activity = telemetry.Create
		case strings.HasPrefix(lower, "delete") || strings.HasPrefix(lower, "remove"):
			e.Activity = telemetry.Delete
		case strings.HasPrefix(lower, "update") || strings.HasPrefix(lower, "set"):
			e.Activity = telemetry.Update
		}
	}
	if e.Class == telemetry.AccountChange && e.User.Name == "" {
		e.User = e.Actor.User
	}
}

func severityOf(s string) telemetry.Severity {
	switch strings.ToLower(s) {
	case "low":
		return telemetry.Low
	case "medium":
		return telemetry.Medium
	case "high":
		return telemetry.High
	case "critical":
		return telemetry.Critical
	case "informational":
		return telemetry.Informational
	}
	return telemetry.SeverityUnknown
}
