package sigma

import (
	"maps"
	"slices"
)

// Where an event of Windows says its channel, number and provider, in the forms of
// NXLog, winlogbeat, Elastic agent, evtx_dump and others.
var (
	channelPaths  = []string{"Channel", "winlog.channel", "Event.System.Channel", "System.Channel", "event_channel", "log_name", "LogName"}
	eventIDPaths  = []string{"EventID", "winlog.event_id", "Event.System.EventID.#text", "Event.System.EventID", "System.EventID.#text", "System.EventID", "event_id", "event.code"}
	providerPaths = []string{"Provider_Name", "SourceName", "winlog.provider_name", "Event.System.Provider.#attributes.Name", "Event.System.Provider.Name", "System.Provider.Name", "ProviderName", "event.provider"}
	computerPaths = []string{"Computer", "winlog.computer_name", "Event.System.Computer", "System.Computer", "Hostname", "ComputerName", "host.name"}
)

var windowsPrefixes = []string{"winlog.event_data.", "Event.EventData.", "EventData.", "event_data.", "winlog.user_data.", "Event.UserData."}

// windowsFields are the names of ECS beside those of the event data.
var windowsFields = map[string][]string{
	"EventID": eventIDPaths[1:], "Channel": channelPaths[1:], "Provider_Name": providerPaths[1:], "Computer": computerPaths[1:],
	"ComputerName":        {"Computer", "winlog.computer_name", "Event.System.Computer", "Hostname", "host.name"},
	"Level":               {"winlog.level", "Event.System.Level", "System.Level", "log.level"},
	"Keywords":            {"winlog.keywords", "Event.System.Keywords"},
	"CommandLine":         {"winlog.event_data.CommandLine", "process.command_line"},
	"Image":               {"winlog.event_data.Image", "process.executable"},
	"ParentImage":         {"winlog.event_data.ParentImage", "process.parent.executable"},
	"ParentCommandLine":   {"winlog.event_data.ParentCommandLine", "process.parent.command_line"},
	"CurrentDirectory":    {"winlog.event_data.CurrentDirectory", "process.working_directory"},
	"OriginalFileName":    {"winlog.event_data.OriginalFileName", "process.pe.original_file_name"},
	"Product":             {"winlog.event_data.Product", "process.pe.product"},
	"Company":             {"winlog.event_data.Company", "process.pe.company"},
	"Description":         {"winlog.event_data.Description", "process.pe.description"},
	"ProcessId":           {"winlog.event_data.ProcessId", "process.pid"},
	"ParentProcessId":     {"winlog.event_data.ParentProcessId", "process.parent.pid"},
	"ProcessGuid":         {"winlog.event_data.ProcessGuid", "process.entity_id"},
	"User":                {"winlog.event_data.User", "user.name"},
	"TargetFilename":      {"winlog.event_data.TargetFilename", "file.path"},
	"TargetObject":        {"winlog.event_data.TargetObject", "registry.path"},
	"Details":             {"winlog.event_data.Details", "registry.data.strings"},
	"ImageLoaded":         {"winlog.event_data.ImageLoaded", "dll.path", "file.path"},
	"PipeName":            {"winlog.event_data.PipeName", "file.name"},
	"QueryName":           {"winlog.event_data.QueryName", "dns.question.name"},
	"DestinationIp":       {"winlog.event_data.DestinationIp", "destination.ip"},
	"DestinationPort":     {"winlog.event_data.DestinationPort", "destination.port"},
	"DestinationHostname": {"winlog.event_data.DestinationHostname", "destination.domain"},
	"SourceIp":            {"winlog.event_data.SourceIp", "source.ip"},
	"SourcePort":          {"winlog.event_data.SourcePort", "source.port"},
	"Protocol":            {"winlog.event_data.Protocol", "network.transport"},
	"ScriptBlockText":     {"winlog.event_data.ScriptBlockText", "powershell.file.script_block_text"},
	"Path":                {"winlog.event_data.Path", "file.path"},
	"Message":             {"message"},
}

func windowsSource(name string, l Logsource, channels []string, ids ...string) Source {
	s := Source{Name: name, Logsource: l, Fields: windowsFields, Prefixes: windowsPrefixes}
	c := Clause{{Paths: channelPaths, Values: channels}}
	if len(ids) > 0 {
		c = append(c, Test{Paths: eventIDPaths, Values: ids})
	}
	s.When = []Clause{c}
	return s
}

// prefixed are the names of event data in all forms.
func prefixed(names ...string) []string {
	out := slices.Clone(names)
	for _, n := range names {
		for _, p := range windowsPrefixes {
			out = append(out, p+n)
		}
	}
	return out
}

const sysmonChannel = "Microsoft-Windows-Sysmon/Operational"

// Sources are the sources that the package knows. The result is the caller's.
func Sources() []Source {
	var out []Source
	out = append(out, windowsSources()...)
	out = append(out, cloudSources()...)
	out = append(out, networkSources()...)
	return append(out, endpointSources()...)
}

func windowsSources() []Source {
	var out []Source
	for _, c := range []struct {
		category string
		ids      []string
	}{
		{"process_creation", []string{"1"}},
		{"file_change", []string{"2"}},
		{"network_connection", []string{"3"}},
		{"sysmon_status", []string{"4", "16"}},
		{"process_termination", []string{"5"}},
		{"driver_load", []string{"6"}},
		{"image_load", []string{"7"}},
		{"create_remote_thread", []string{"8"}},
		{"raw_access_thread", []string{"9"}},
		{"process_access", []string{"10"}},
		{"file_event", []string{"11"}},
		{"registry_add", []string{"12"}},
		{"registry_delete", []string{"12"}},
		{"registry_set", []string{"13"}},
		{"registry_rename", []string{"14"}},
		{"registry_event", []string{"12", "13", "14"}},
		{"create_stream_hash", []string{"15"}},
		{"pipe_created", []string{"17", "18"}},
		{"wmi_event", []string{"19", "20", "21"}},
		{"dns_query", []string{"22"}},
		{"file_delete", []string{"23", "26"}},
		{"clipboard_capture", []string{"24"}},
		{"process_tampering", []string{"25"}},
		{"file_block_executable", []string{"27"}},
		{"file_block_shredding", []string{"28"}},
		{"file_executable_detected", []string{"29"}},
		{"sysmon_error", []string{"255"}},
	} {
		out = append(out, windowsSource("sysmon "+c.category, Logsource{Product: "windows", Category: c.category}, []string{sysmonChannel}, c.ids...))
	}
	audit := windowsSource("security process creation", Logsource{Product: "windows", Category: "process_creation"}, []string{"Security"}, "4688")
	audit.Fields = maps.Clone(windowsFields)
	maps.Copy(audit.Fields, map[string][]string{
		"Image": prefixed("NewProcessName", "process.executable"), "ParentImage": prefixed("ParentProcessName", "process.parent.executable"),
		"User": prefixed("SubjectUserName", "user.name"), "LogonId": prefixed("SubjectLogonId"), "IntegrityLevel": prefixed("MandatoryLabel"),
		"ParentProcessId": prefixed("ProcessId"), "ProcessId": prefixed("NewProcessId"), "CommandLine": prefixed("CommandLine", "ProcessCommandLine", "process.command_line"),
	})
	// In this event ProcessId is the parent's.
	audit.Moved = []string{"ProcessId"}
	out = append(append(out, audit), falcon()...)
	powershell := []string{"Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational"}
	out = append(out,
		windowsSource("powershell module", Logsource{Product: "windows", Category: "ps_module"}, powershell, "4103"),
		windowsSource("powershell script block", Logsource{Product: "windows", Category: "ps_script"}, powershell, "4104"),
		windowsSource("powershell classic start", Logsource{Product: "windows", Category: "ps_classic_start"}, []string{"Windows PowerShell"}, "400"),
		windowsSource("powershell classic provider", Logsource{Product: "windows", Category: "ps_classic_provider_start"}, []string{"Windows PowerShell"}, "600"),
		windowsSource("powershell classic script", Logsource{Product: "windows", Category: "ps_classic_script"}, []string{"Windows PowerShell"}, "800"),
	)
	for _, s := range windowsServices {
		out = append(out, windowsSource("windows "+s.service, Logsource{Product: "windows", Service: s.service}, s.channels))
	}
	out = append(out, Source{Name: "windows", Logsource: Logsource{Product: "windows"}, Fields: windowsFields, Prefixes: windowsPrefixes,
		When: []Clause{{{Paths: channelPaths}, {Paths: eventIDPaths}, {Paths: channelPaths, Values: []string{"Linux-Sysmon/Operational"}, Not: true}}}})
	return out
}

// falcon are the processes and name look-ups of CrowdStrike's sensor, on all systems.
// The name of a parent comes without its folder.
func falcon() []Source {
	named := func(names ...string) Test {
		return anyOf([]string{"event_simpleName", "event.event_simpleName"}, names...)
	}
	on := func(platform string) Test {
		return anyOf([]string{"event_platform", "event.event_platform"}, platform)
	}
	var out []Source
	for _, system := range []struct{ product, platform string }{{"windows", "Win"}, {"macos", "Mac"}, {"linux", "Lin"}} {
		out = append(out, Source{
			Name: "crowdstrike process on " + system.product, Logsource: Logsource{Product: system.product, Category: "process_creation"},
			When: []Clause{{named("ProcessRollup2", "SyntheticProcessRollup2"), on(system.platform)}},
			Fields: map[string][]string{
				"Image": {"ImageFileName", "event.ImageFileName"}, "CommandLine": {"event.CommandLine"},
				"ParentImage": {"ParentImageFileName", "ParentBaseFileName", "event.ParentImageFileName", "event.ParentBaseFileName"},
			},
			Prefixes: []string{"event."}, Times: []string{"timestamp"},
		})
	}
	// Not the look-ups of Windows: their rules leave out browsers by their folder, which
	// these events do not have.
	return append(out, Source{
		Name: "crowdstrike dns", Logsource: Logsource{Category: "dns"},
		When:   []Clause{{named("DnsRequest", "SuspiciousDnsRequest")}},
		Fields: map[string][]string{"query": {"DomainName", "event.DomainName"}, "answer": {"IP4Records", "event.IP4Records"}},
		Times:  []string{"timestamp"},
	})
}

var windowsServices = []struct {
	service  string
	channels []string
}{
	{"security", []string{"Security"}},
	{"system", []string{"System"}},
	{"application", []string{"Application"}},
	{"sysmon", []string{sysmonChannel}},
	{"powershell", []string{"Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational"}},
	{"powershell-classic", []string{"Windows PowerShell"}},
	{"windefend", []string{"Microsoft-Windows-Windows Defender/Operational"}},
	{"taskscheduler", []string{"Microsoft-Windows-TaskScheduler/Operational"}},
	{"wmi", []string{"Microsoft-Windows-WMI-Activity/Operational"}},
	{"dns-server", []string{"DNS Server"}},
	{"dns-server-audit", []string{"Microsoft-Windows-DNS-Server/Audit"}},
	{"dns-server-analytic", []string{"Microsoft-Windows-DNS-Server/Analytical"}},
	{"dns-client", []string{"Microsoft-Windows-DNS Client Events/Operational", "Microsoft-Windows-DNS-Client/Operational"}},
	{"driver-framework", []string{"Microsoft-Windows-DriverFrameworks-UserMode/Operational"}},
	{"ntlm", []string{"Microsoft-Windows-NTLM/Operational"}},
	{"dhcp", []string{"Microsoft-Windows-DHCP-Server/Operational"}},
	{"msexchange-management", []string{"MSExchange Management"}},
	{"applocker", []string{"Microsoft-Windows-AppLocker/MSI and Script", "Microsoft-Windows-AppLocker/EXE and DLL", "Microsoft-Windows-AppLocker/Packaged app-Deployment", "Microsoft-Windows-AppLocker/Packaged app-Execution"}},
	{"printservice-admin", []string{"Microsoft-Windows-PrintService/Admin"}},
	{"printservice-operational", []string{"Microsoft-Windows-PrintService/Operational"}},
	{"terminalservices-localsessionmanager", []string{"Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"}},
	{"codeintegrity-operational", []string{"Microsoft-Windows-CodeIntegrity/Operational"}},
	{"smbclient-security", []string{"Microsoft-Windows-SmbClient/Security"}},
	{"smbclient-connectivity", []string{"Microsoft-Windows-SmbClient/Connectivity"}},
	{"smbserver-connectivity", []string{"Microsoft-Windows-SMBServer/Connectivity"}},
	{"firewall-as", []string{"Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"}},
	{"bits-client", []string{"Microsoft-Windows-Bits-Client/Operational"}},
	{"vhdmp", []string{"Microsoft-Windows-VHDMP/Operational"}},
	{"appxdeployment-server", []string{"Microsoft-Windows-AppXDeploymentServer/Operational"}},
	{"appxpackaging-om", []string{"Microsoft-Windows-AppxPackaging/Operational"}},
	{"appmodel-runtime", []string{"Microsoft-Windows-AppModel-Runtime/Admin"}},
	{"lsa-server", []string{"Microsoft-Windows-LSA/Operational"}},
	{"ldap", []string{"Microsoft-Windows-LDAP-Client/Debug"}},
	{"shell-core", []string{"Microsoft-Windows-Shell-Core/Operational"}},
	{"capi2", []string{"Microsoft-Windows-CAPI2/Operational"}},
	{"certificateservicesclient-lifecycle-system", []string{"Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"}},
	{"diagnosis-scripted", []string{"Microsoft-Windows-Diagnosis-Scripted/Operational"}},
	{"openssh", []string{"OpenSSH/Operational"}},
	{"microsoft-servicebus-client", []string{"Microsoft-ServiceBus-Client", "Microsoft-ServiceBus-Client/Operational"}},
	{"security-mitigations", []string{"Microsoft-Windows-Security-Mitigations/Kernel Mode", "Microsoft-Windows-Security-Mitigations/User Mode"}},
	{"iis-configuration", []string{"Microsoft-IIS-Configuration/Operational"}},
	{"sense", []string{"Microsoft-Windows-SENSE/Operational"}},
	{"kernel-event-tracing", []string{"Microsoft-Windows-Kernel-EventTracing"}},
	{"hyper-v-worker", []string{"Microsoft-Windows-Hyper-V-Worker"}},
	{"microsoft-windows-kernel-file", []string{"Microsoft-Windows-Kernel-File/Analytic"}},
}

// commonTimes are tried after those of the sources.
var commonTimes = []string{
	"@timestamp", "UtcTime", "TimeCreated_SystemTime", "TimeCreated", "EventTime", "Event.System.TimeCreated.#attributes.SystemTime",
	"System.TimeCreated.SystemTime", "timestamp", "time", "event_time", "ts",
}
