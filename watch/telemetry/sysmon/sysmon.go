// Package sysmon reads Windows events, Sysmon's above all, one a line: as ECS
// (Winlogbeat's "winlog"), as the JSON of EVTX tools ("Event" with "System" and
// "EventData"), flat as NXLog and Sigma's own tests write them. Of the Security
// channel it knows sign-ins, processes, accounts, groups and plugged-in devices;
// script blocks of PowerShell come out as Script Activity; what it does not know
// is a Base Event.
package sysmon

import (
	"strconv"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	eventID = iota
	channel
	providerName
	computer
	recordID
	created
	shipped
	local
	utcTime
	ruleName
	processGUID
	processID
	image
	fileVersion
	description
	product
	company
	original
	command
	directory
	user
	channelUser // whom the service that wrote the event runs as
	channelDomain
	logonID
	integrity
	hashes
	parentGUID
	parentID
	parentImage
	parentCommand
	parentUser
	sourceImage
	sourceID
	sourceGUID
	targetImage
	targetID
	targetGUID
	startFunction
	loaded
	signed
	signature
	signatureStatus
	targetFile
	targetObject
	details
	newName
	eventType
	protocol
	initiated
	sourceIP
	sourceHost
	sourcePort
	destIP
	destHost
	destPort
	queryName
	queryStatus
	queryResults
	pipe
	hostIP
	// The Security channel.
	subjectSID
	subjectName
	subjectDomain
	targetSID
	targetName
	targetDomain
	logonType
	logonProcess
	authPackage
	workstation
	ipAddress
	ipPort
	newProcess
	newProcessID
	securityProcess
	parentProcess
	memberSID
	memberName
	deviceID
	deviceDescription
	className
	vendorIDs
	statusCode
	// PowerShell.
	scriptText
	scriptID
	scriptPath
	contents
	// The account, by the common schema.
	ecsUser
	ecsDomain
	readAt // when the agent read the event
	// Microsoft Defender.
	threatName
	threatSeverity
	threatCategory
	threatProcess
	threatUser
	// Power and sign-in hardware.
	mains
	recognised
)

// Parser reads Windows events.
type Parser struct{ telemetry.Format }

// New is the parser.
func New() *Parser {
	f := jsonline.At
	fields := []jsonline.Field{
		f("EventID", eventID), f("Channel", channel), f("Provider_Name", providerName), f("SourceName", providerName), f("Computer", computer), f("Hostname", computer), f("EventRecordID", recordID), f("RecordNumber", recordID),
		f("TimeCreated_SystemTime", created), f("TimeCreated", created), f("EventTime", local), f("@timestamp", shipped), f("event.created", readAt), f("AccountName", channelUser), f("Domain", channelDomain),
		f("winlog.event_id", eventID), f("winlog.channel", channel), f("winlog.provider_name", providerName), f("winlog.computer_name", computer), f("winlog.record_id", recordID), f("winlog.*", 0),
		f("winlog.user.name", channelUser), f("winlog.user.domain", channelDomain), f("winlog.user.*", 0), f("host.ip", hostIP), f("host.*", 0), f("event.*", 0),
		f("Event.System.EventID", eventID), f("Event.System.EventID.#text", eventID), f("Event.System.EventID.*", 0), f("Event.System.Channel", channel), f("Event.System.Provider.#attributes.Name", providerName), f("Event.System.Provider.Name", providerName), f("Event.System.Provider.*", 0), f("Event.System.Provider.#attributes.*", 0), f("Event.System.Computer", computer),
		f("Event.System.EventRecordID", recordID), f("Event.System.TimeCreated.#attributes.SystemTime", created), f("Event.System.TimeCreated.SystemTime", created), f("Event.System.*", 0), f("Event.*", 0),
	}
	for _, under := range []string{"", "winlog.event_data.", "Event.EventData."} {
		for slot, names := range data {
			for n := range strings.SplitSeq(names, " ") {
				fields = append(fields, f(under+n, slot))
			}
		}
	}
	for slot, names := range common {
		for n := range strings.SplitSeq(names, " ") {
			fields = append(fields, f(n, slot))
		}
	}
	for _, object := range []string{"process", "user", "registry", "dns", "file", "source", "destination", "network"} {
		fields = append(fields, f(object+".*", 0))
	}
	for _, under := range []string{"", "winlog.event_data.", "Event.EventData."} {
		for slot, n := range defended {
			fields = append(fields, f(under+n, slot))
		}
	}
	fields = append(fields, f("winlog.event_data.*", 0), f("Event.EventData.*", 0))
	return &Parser{telemetry.Format{
		Source:  "sysmon",
		Product: telemetry.Product{Name: "Sysmon", Vendor: "Microsoft"},
		Marks:   [][]string{{"EventID", "Channel"}, {"EventID", "Provider_Name"}, {"winlog"}, {"=Event"}},
		Needs:   []telemetry.Need{{Slot: eventID, Name: "EventID"}, {Slot: computer, Name: "Computer"}},
		Shape: jsonline.NewShape(fields...).Known(
			"Task", "Version", "Keywords", "EventTypeOrignal", "port", "UserID", "tags", "ExecutionProcessID", "SeverityValue", "Severity", "EventReceivedTime", "@version", "SourceModuleType", "SourceModuleName",
			"ThreadID", "host", "Message", "ProviderGuid", "OpcodeValue", "AccountType", "Opcode", "Category", "ActivityID", "Level", "Provider_Guid", "Execution_ProcessID", "Execution_ThreadID", "Security_UserID",
			"Correlation_ActivityID", "message", "agent", "ecs", "log", "rule", "related", "hash", "dll"),
	}}
}

// data has the names of event data, which every form shares.
var data = map[int]string{
	utcTime: "UtcTime", ruleName: "RuleName", processGUID: "ProcessGuid", processID: "ProcessId", image: "Image", fileVersion: "FileVersion", description: "Description", product: "Product", company: "Company",
	original: "OriginalFileName", command: "CommandLine ProcessCommandLine", directory: "CurrentDirectory", user: "User", logonID: "LogonId", integrity: "IntegrityLevel", hashes: "Hashes Hash",
	parentGUID: "ParentProcessGuid", parentID: "ParentProcessId", parentImage: "ParentImage", parentCommand: "ParentCommandLine", parentUser: "ParentUser",
	sourceImage: "SourceImage", sourceID: "SourceProcessId", sourceGUID: "SourceProcessGUID SourceProcessGuid", targetImage: "TargetImage", targetID: "TargetProcessId", targetGUID: "TargetProcessGUID TargetProcessGuid", startFunction: "StartFunction GrantedAccess",
	loaded: "ImageLoaded", signed: "Signed", signature: "Signature", signatureStatus: "SignatureStatus", targetFile: "TargetFilename", targetObject: "TargetObject", details: "Details", newName: "NewName", eventType: "EventType",
	protocol: "Protocol", initiated: "Initiated", sourceIP: "SourceIp", sourceHost: "SourceHostname", sourcePort: "SourcePort", destIP: "DestinationIp", destHost: "DestinationHostname", destPort: "DestinationPort",
	queryName: "QueryName", queryStatus: "QueryStatus", queryResults: "QueryResults", pipe: "PipeName",
	subjectSID: "SubjectUserSid", subjectName: "SubjectUserName", subjectDomain: "SubjectDomainName", targetSID: "TargetUserSid TargetSid", targetName: "TargetUserName", targetDomain: "TargetDomainName", logonType: "LogonType",
	logonProcess: "LogonProcessName", authPackage: "AuthenticationPackageName", workstation: "WorkstationName", ipAddress: "IpAddress", ipPort: "IpPort", newProcess: "NewProcessName", newProcessID: "NewProcessId", securityProcess: "ProcessName", parentProcess: "ParentProcessName",
	memberSID: "MemberSid", memberName: "MemberName", deviceID: "DeviceId", deviceDescription: "DeviceDescription", className: "ClassName", vendorIDs: "VendorIds", statusCode: "Status",
	scriptText: "ScriptBlockText", scriptID: "ScriptBlockId", scriptPath: "Path", contents: "Contents Configuration",
	mains: "AcOnline", recognised: "Username",
}

// common has the names of the Elastic Common Schema, into which Winlogbeat's module for
// Sysmon moves what stands in event data elsewhere.
var common = map[int]string{
	processGUID: "process.entity_id", processID: "process.pid", image: "process.executable", command: "process.command_line", directory: "process.working_directory",
	parentGUID: "process.parent.entity_id", parentID: "process.parent.pid", parentImage: "process.parent.executable", parentCommand: "process.parent.command_line",
	original: "process.pe.original_file_name", description: "process.pe.description", product: "process.pe.product", company: "process.pe.company", fileVersion: "process.pe.file_version",
	ecsUser: "user.name", ecsDomain: "user.domain", targetObject: "registry.path", details: "registry.data.strings", queryName: "dns.question.name", targetFile: "file.path",
	sourceIP: "source.ip", sourceHost: "source.domain", sourcePort: "source.port", destIP: "destination.ip", destHost: "destination.domain", destPort: "destination.port", protocol: "network.transport",
}

// defended has the names of the event data of Microsoft Defender.
var defended = map[int]string{
	threatName: "Threat Name", threatSeverity: "Severity Name", threatCategory: "Category Name", threatProcess: "Process Name", threatUser: "Detection User",
}

// defender reads what Microsoft Defender detected, and what it did about it.
func defender(e *telemetry.Event, v *jsonline.Values, id int64) {
	switch id {
	case 1006, 1015, 1116:
		e.Class, e.Activity = telemetry.DetectionFinding, telemetry.FindingCreate
	case 1007, 1117, 1118, 1119:
		e.Class, e.Activity = telemetry.DetectionFinding, telemetry.FindingUpdate
	default:
		other(e)
		return
	}
	e.Finding = &telemetry.Finding{Title: v.Text(threatName), Desc: v.Text(threatCategory)}
	switch strings.ToLower(v.Text(threatSeverity)) {
	case "severe":
		e.Severity = telemetry.Critical
	case "high":
		e.Severity = telemetry.High
	case "moderate":
		e.Severity = telemetry.Medium
	case "low":
		e.Severity = telemetry.Low
	}
	e.Actor.User = account(v.Text(threatUser))
	if path := v.Text(threatProcess); path != "" && path != "Unknown" {
		e.Process = &telemetry.Process{Path: path, Name: telemetry.BaseName(path), User: e.Actor.User}
	}
	if path := strings.TrimPrefix(v.Text(scriptPath), "file:_"); path != "" {
		e.File = file(path)
	}
}

// Parse implements [telemetry.Parser].
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	r, err := p.Open(line)
	if err != nil {
		return into, err
	}
	defer p.Done(r)
	v := &r.Values
	into, e := telemetry.Extend(into)
	p.Begin(r, e)
	// Sysmon's own UtcTime is the moment of the act; the channel's time is when it
	// was written, in flat exports often in local time without saying so.
	e.When(v, "UtcTime", utcTime, created, shipped, local, readAt)
	e.Metadata.Code = v.Text(eventID)
	ch := v.Text(channel)
	e.Metadata.LogName, e.Metadata.Provider = ch, v.Text(providerName)
	e.Device.Hostname = v.Text(computer)
	e.Device.OS = telemetry.OS{Name: "Windows", TypeID: telemetry.OSWindows}
	e.Device.TypeID = 0
	if n := v.Text(recordID); n != "" && e.Device.Hostname != "" {
		e.Metadata.UID = e.Device.Hostname + "/" + ch + "/" + n
		e.Metadata.Sequence = v.Int(recordID)
	}
	for x := v.At(hostIP).Elements(); x.Next(); {
		e.Device.IP = x.Value().Text()
		break
	}
	if name := v.Text(ruleName); name != "" && name != "-" {
		e.StatusDetail = name
	}
	e.Status = telemetry.Success
	id, _ := v.At(eventID).Int()
	switch {
	case strings.Contains(e.Metadata.Provider, "Sysmon") || strings.Contains(ch, "Sysmon"):
		sysmon(e, v, id)
	case ch == "Security" || strings.Contains(e.Metadata.Provider, "Security-Auditing"):
		e.Metadata.Product.Name = "Windows Security"
		security(e, v, id)
	case strings.Contains(e.Metadata.Provider, "Windows Defender") || strings.Contains(ch, "Windows Defender"):
		e.Metadata.Product.Name = "Microsoft Defender"
		defender(e, v, id)
	case strings.Contains(ch, "PowerShell"):
		e.Metadata.Product.Name = "Windows PowerShell"
		if id == 4104 || id == 4103 || id == 400 || id == 600 || id == 800 {
			e.Class, e.Activity = telemetry.ScriptActivity, telemetry.ScriptExecute
			e.Script = &telemetry.Script{UID: v.Text(scriptID), Text: v.First(scriptText, contents)}
			if path := v.Text(scriptPath); path != "" {
				e.Script.File = file(path)
			}
			break
		}
		other(e)
	default:
		e.Metadata.Product.Name = "Windows"
		e.Actor.User = telemetry.User{Name: v.Text(channelUser), Domain: v.Text(channelDomain)}
		other(e)
		presence(e, v, id)
	}
	return into, nil
}

// presence reads what Windows says of somebody being at the machine: that it went
// onto mains or battery, and that its sensor knew a finger or a face.
func presence(e *telemetry.Event, v *jsonline.Values, id int64) {
	switch {
	case strings.HasSuffix(e.Metadata.Provider, "Kernel-Power") && id == 105:
		e.Class, e.Activity, e.Message = telemetry.DeviceConfig, telemetry.Collect, "power"
		e.Presence = &telemetry.Presence{Mains: telemetry.TruthOf(v.At(mains))}
	case strings.HasSuffix(e.Metadata.Provider, "Windows-Biometrics") && (id == 1001 || id == 1004):
		e.Class, e.Activity, e.Message = telemetry.DeviceConfig, telemetry.Collect, "biometrics"
		e.Presence = &telemetry.Presence{Biometric: telemetry.Yes}
		if u := v.Text(recognised); u != "" {
			e.Actor.User = account(u)
		}
	}
}

func other(e *telemetry.Event) { e.Class, e.Activity = telemetry.Base, telemetry.Other }

func file(path string) *telemetry.File {
	return &telemetry.File{Path: path, Name: telemetry.BaseName(path)}
}

// account takes "DOMAIN\name" apart.
func account(s string) telemetry.User {
	if i := strings.LastIndexByte(s, '\\'); i >= 0 {
		return telemetry.User{Domain: s[:i], Name: s[i+1:]}
	}
	return telemetry.User{Name: s}
}

func self(v *jsonline.Values) *telemetry.Process {
	path := v.Text(image)
	return &telemetry.Process{PID: v.Int(processID), UID: v.Text(processGUID), Path: path, Name: telemetry.BaseName(path), User: acting(v)}
}

// acting is the account that an event of Sysmon names, in either form.
func acting(v *jsonline.Values) telemetry.User {
	if s := v.Text(user); s != "" {
		return account(s)
	}
	return account(joined(v.Text(ecsDomain), v.Text(ecsUser)))
}

func sysmon(e *telemetry.Event, v *jsonline.Values, id int64) {
	e.Actor.User = acting(v)
	act := func(c telemetry.Class, a telemetry.Activity) { e.Class, e.Activity = c, a }
	switch id {
	case 1:
		act(telemetry.ProcessActivity, telemetry.ProcessLaunch)
		e.Process = self(v)
		e.Process.Command, e.Process.Directory, e.Process.Integrity = v.Text(command), v.Text(directory), v.Text(integrity)
		e.Process.File = &telemetry.File{Path: e.Process.Path, Name: e.Process.Name, Hashes: v.Text(hashes), Product: v.Text(product), Company: v.Text(company),
			Desc: v.Text(description), Version: v.Text(fileVersion), Original: v.Text(original)}
		parent := v.Text(parentImage)
		e.Process.Parent = &telemetry.Process{PID: v.Int(parentID), UID: v.Text(parentGUID), Path: parent, Name: telemetry.BaseName(parent), Command: v.Text(parentCommand), User: account(v.Text(parentUser))}
		e.Actor.Session.UID = v.Text(logonID)
		if !v.At(image).Given() {
			e.Lack("Image")
		}
	case 5:
		act(telemetry.ProcessActivity, telemetry.ProcessTerminate)
		e.Process = self(v)
	case 8, 10, 25:
		act(telemetry.ProcessActivity, telemetry.ProcessInject)
		if id == 10 {
			e.Activity = telemetry.ProcessOpen
		}
		if id == 25 {
			e.Process = self(v)
			break
		}
		src, dst := v.Text(sourceImage), v.Text(targetImage)
		e.Actor.Process = &telemetry.Process{PID: v.Int(sourceID), UID: v.Text(sourceGUID), Path: src, Name: telemetry.BaseName(src)}
		e.Process = &telemetry.Process{PID: v.Int(targetID), UID: v.Text(targetGUID), Path: dst, Name: telemetry.BaseName(dst)}
		e.Message = v.Text(startFunction)
	case 3:
		act(telemetry.NetworkActivity, telemetry.NetworkOpen)
		e.Actor.Process = self(v)
		e.Src = telemetry.Endpoint{IP: v.Text(sourceIP), Hostname: v.Text(sourceHost), Port: int(v.Int(sourcePort)) & 0xFFFF}
		e.Dst = telemetry.Endpoint{IP: v.Text(destIP), Hostname: v.Text(destHost), Port: int(v.Int(destPort)) & 0xFFFF}
		e.Connection = &telemetry.Connection{Protocol: v.Text(protocol), DirectionID: 2, Direction: "Outbound"}
		if out, ok := v.At(initiated).Bool(); ok && !out {
			e.Connection.DirectionID, e.Connection.Direction = 1, "Inbound"
		}
	case 22:
		act(telemetry.DNSActivity, telemetry.DNSQuery)
		e.Actor.Process = self(v)
		e.Query = &telemetry.Query{Hostname: v.Text(queryName)}
		e.StatusCode = v.Text(queryStatus)
		for a := range strings.SplitSeq(v.Text(queryResults), ";") {
			if a = strings.TrimPrefix(strings.TrimSpace(a), "::ffff:"); a != "" && a != "-" && len(e.Answers) < 16 {
				e.Answers = append(e.Answers, telemetry.Answer{Data: a})
			}
		}
	case 6, 7:
		act(telemetry.ModuleActivity, telemetry.ModuleLoad)
		if id == 7 {
			e.Actor.Process = self(v)
		}
		path := v.Text(loaded)
		e.Module = &telemetry.Module{File: telemetry.File{Path: path, Name: telemetry.BaseName(path), Hashes: v.Text(hashes), Product: v.Text(product), Company: v.Text(company),
			Desc: v.Text(description), Version: v.Text(fileVersion), Original: v.Text(original), Signer: v.Text(signature)}}
	case 2, 9, 11, 15, 23, 26, 27, 28, 29:
		act(telemetry.FileSystemActivity, fileActs[id])
		e.Actor.Process = self(v)
		e.File = file(v.First(targetFile))
		e.File.Hashes = v.Text(hashes)
		if id == 27 || id == 28 {
			e.Status = telemetry.Failure
		}
	case 12, 14:
		act(telemetry.RegistryKey, keyActs[v.Text(eventType)])
		if e.Activity == 0 {
			e.Activity = telemetry.Other
		}
		e.Actor.Process = self(v)
		e.Registry = &telemetry.Registry{Path: v.Text(targetObject), Data: v.Text(newName)}
		if t := v.Text(eventType); t == "DeleteValue" {
			act(telemetry.RegistryValue, telemetry.ValueDelete)
		}
	case 13:
		act(telemetry.RegistryValue, telemetry.ValueSet)
		e.Actor.Process = self(v)
		path := v.Text(targetObject)
		e.Registry = &telemetry.Registry{Path: path, Name: telemetry.BaseName(path), Data: first(v.At(details))}
		if strings.HasSuffix(path, `\TimeZoneInformation\TimeZoneKeyName`) {
			e.Device.Zone = e.Registry.Data
		}
		if p := plugged(e.Registry); p != nil {
			act(telemetry.PeripheralActivity, telemetry.Connect)
			e.Peripheral = p
		}
	case 17, 18:
		act(telemetry.FileSystemActivity, telemetry.FileCreate)
		if id == 18 {
			e.Activity = 14
		}
		e.Actor.Process = self(v)
		e.File = &telemetry.File{Path: v.Text(pipe), Name: v.Text(pipe), Type: "Named Pipe"}
	default:
		other(e)
		if v.At(image).Given() {
			e.Actor.Process = self(v)
		}
	}
}

var fileActs = map[int64]telemetry.Activity{2: telemetry.FileSetAttributes, 9: telemetry.FileRead, 11: telemetry.FileCreate, 15: telemetry.FileCreate, 23: telemetry.FileDelete, 26: telemetry.FileDelete,
	27: telemetry.FileCreate, 28: telemetry.FileDelete, 29: telemetry.FileCreate}

var keyActs = map[string]telemetry.Activity{"CreateKey": telemetry.KeyCreate, "DeleteKey": telemetry.KeyDelete, "RenameKey": telemetry.KeyRename, "DeleteValue": telemetry.KeyModify}

// accountActs are the events of accounts and groups of the Security channel.
var accountActs = map[int64]struct {
	class    telemetry.Class
	activity telemetry.Activity
}{
	4720: {telemetry.AccountChange, telemetry.AccountCreate}, 4722: {telemetry.AccountChange, telemetry.AccountEnable}, 4723: {telemetry.AccountChange, telemetry.PasswordChange}, 4724: {telemetry.AccountChange, telemetry.PasswordReset},
	4725: {telemetry.AccountChange, telemetry.AccountDisable}, 4726: {telemetry.AccountChange, telemetry.AccountDelete}, 4738: {telemetry.AccountChange, telemetry.Other}, 4740: {telemetry.AccountChange, telemetry.AccountLock},
	4767: {telemetry.AccountChange, telemetry.AccountUnlock}, 4728: {telemetry.GroupManagement, telemetry.GroupUserAdd}, 4732: {telemetry.GroupManagement, telemetry.GroupUserAdd}, 4756: {telemetry.GroupManagement, telemetry.GroupUserAdd},
	4729: {telemetry.GroupManagement, telemetry.GroupUserRemove}, 4733: {telemetry.GroupManagement, telemetry.GroupUserRemove}, 4757: {telemetry.GroupManagement, telemetry.GroupUserRemove}, 4727: {telemetry.GroupManagement, telemetry.GroupCreate},
	4731: {telemetry.GroupManagement, telemetry.GroupCreate}, 4730: {telemetry.GroupManagement, telemetry.GroupDelete}, 4734: {telemetry.GroupManagement, telemetry.GroupDelete},
}

var logonTypes = map[string]string{"2": "Interactive", "3": "Network", "4": "Batch", "5": "Service", "7": "Unlock", "8": "Network Cleartext", "9": "New Credentials", "10": "Remote Interactive", "11": "Cached Interactive"}

func security(e *telemetry.Event, v *jsonline.Values, id int64) {
	e.Actor.User = telemetry.User{UID: v.Text(subjectSID), Name: v.Text(subjectName), Domain: v.Text(subjectDomain)}
	target := telemetry.User{UID: v.Text(targetSID), Name: v.Text(targetName), Domain: v.Text(targetDomain)}
	switch id {
	case 4624, 4625, 4634, 4647, 4648, 4778, 4779:
		e.Class, e.Activity, e.User = telemetry.Authentication, telemetry.Logon, target
		if id == 4634 || id == 4647 || id == 4779 {
			e.Activity = telemetry.Logoff
		}
		if id == 4625 {
			e.Status, e.StatusCode = telemetry.Failure, v.Text(statusCode)
		}
		e.LogonType = v.Text(logonType)
		if n, ok := logonTypes[e.LogonType]; ok {
			e.LogonType = n
		}
		e.AuthProtocol = strings.TrimSpace(v.Text(authPackage))
		if ip := v.Text(ipAddress); ip != "-" {
			e.Src.IP = ip
		}
		e.Src.Hostname = v.Text(workstation)
		e.Src.Port = int(v.Int(ipPort)) & 0xFFFF
		switch e.LogonType {
		case "Network", "Network Cleartext", "Remote Interactive":
			e.IsRemote = telemetry.Yes
		case "":
		default:
			e.IsRemote = telemetry.No
		}
	case 4688, 4689:
		e.Class, e.Activity = telemetry.ProcessActivity, telemetry.ProcessLaunch
		path, pid := v.Text(newProcess), v.Int(newProcessID)
		if id == 4689 {
			e.Activity = telemetry.ProcessTerminate
			path, pid = v.Text(securityProcess), v.Int(processID)
		}
		e.Process = &telemetry.Process{PID: pid, Path: path, Name: telemetry.BaseName(path), Command: v.Text(command), User: e.Actor.User}
		if parent := v.Text(parentProcess); parent != "" {
			e.Process.Parent = &telemetry.Process{PID: v.Int(processID), Path: parent, Name: telemetry.BaseName(parent)}
		}
	case 6416, 6419, 6420, 6421, 6422, 6423, 6424:
		e.Class, e.Activity = telemetry.PeripheralActivity, peripheralActs[id]
		e.Peripheral = Peripheral(v.Text(deviceID))
		e.Peripheral.Name, e.Peripheral.Class = v.Text(deviceDescription), v.Text(className)
		if id == 6416 && telemetry.IsHeadset(e.Peripheral.Name) {
			e.Presence = &telemetry.Presence{Headset: telemetry.Yes}
		}
	default:
		a, ok := accountActs[id]
		if !ok {
			other(e)
			return
		}
		e.Class, e.Activity, e.User = a.class, a.activity, target
		if a.class == telemetry.GroupManagement {
			e.Group = telemetry.Group{Name: target.Name, UID: target.UID}
			e.User = telemetry.User{UID: v.Text(memberSID), Name: v.Text(memberName)}
		}
	}
}

var peripheralActs = map[int64]telemetry.Activity{6416: telemetry.Connect, 6419: 4, 6420: 4, 6421: 3, 6422: 3, 6423: telemetry.Other, 6424: telemetry.Other}

// Peripheral takes the numbers and the serial out of a Windows device instance
// path: USB\VID_1D6B&PID_0104\CAFEBABE.
func Peripheral(path string) *telemetry.Peripheral {
	p := &telemetry.Peripheral{UID: path}
	upper := strings.ToUpper(path)
	if i := strings.Index(upper, "VID_"); i >= 0 && len(path) >= i+8 && isHex(path[i+4:i+8]) {
		p.VendorID = strings.ToLower(path[i+4 : i+8])
	}
	if i := strings.Index(upper, "PID_"); i >= 0 && len(path) >= i+8 && isHex(path[i+4:i+8]) {
		p.ProductID = strings.ToLower(path[i+4 : i+8])
	}
	// An instance id with an ampersand is made up by Windows; others are serials.
	if last := telemetry.BaseName(path); last != path && !strings.Contains(last, "&") {
		p.Serial = last
	}
	return p
}

// plugged is the USB device that Windows writes down under its instance path when it is
// plugged in, with what the device calls itself; nil for any other value.
func plugged(r *telemetry.Registry) *telemetry.Peripheral {
	at := strings.Index(strings.ToUpper(r.Path), `\ENUM\USB`)
	if at < 0 {
		return nil
	}
	value := strings.ToLower(r.Name)
	if value != "devicedesc" && value != "friendlyname" && value != "mfg" {
		return nil
	}
	p := Peripheral(strings.TrimSuffix(r.Path[at+len(`\ENUM\`):], `\`+r.Name))
	// "@usb.inf,%usb\composite.devicedesc%;USB Composite Device"
	text := r.Data
	if i := strings.LastIndexByte(text, ';'); i >= 0 {
		text = text[i+1:]
	}
	if value == "mfg" {
		p.Vendor = text
	} else {
		p.Name = text
	}
	return p
}

// first is a text, or the first of a list of texts.
func first(v jsonline.Value) string {
	if v.Kind() != jsonline.Array {
		return v.Text()
	}
	for x := v.Elements(); x.Next(); {
		return x.Value().Text()
	}
	return ""
}

// joined is an account as Windows writes it.
func joined(domain, name string) string {
	if domain == "" || name == "" {
		return name
	}
	return domain + `\` + name
}

func isHex(s string) bool {
	_, err := strconv.ParseUint(s, 16, 16)
	return err == nil
}
