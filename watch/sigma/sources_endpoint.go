package sigma

// endpointSources are Linux, macOS and what is not a Windows log: Sysmon for Linux,
// auditd, syslog, Zeek, and endpoint agents that write ECS.
func endpointSources() []Source {
	var out []Source
	for _, c := range []struct {
		category string
		ids      []string
		ecs      Clause
	}{
		{"process_creation", []string{"1"}, Clause{is("event.category", "process"), is("event.type", "start")}},
		{"network_connection", []string{"3"}, Clause{is("event.category", "network"), is("event.type", "start", "connection")}},
		{"file_event", []string{"11"}, Clause{is("event.category", "file"), is("event.type", "creation", "change")}},
	} {
		for _, os := range []string{"linux", "macos", "windows"} {
			name := []string{os}
			if os == "macos" {
				name = append(name, "darwin")
			}
			s := Source{Name: os + " " + c.category, Logsource: Logsource{Product: os, Category: c.category}, Fields: windowsFields, Prefixes: windowsPrefixes}
			if os == "linux" {
				s.When = append(s.When, Clause{anyOf(channelPaths, "Linux-Sysmon/Operational"), anyOf(eventIDPaths, c.ids...)})
			}
			s.When = append(s.When, append(Clause{anyOf([]string{"host.os.type", "host.os.platform", "host.os.family"}, name...), hasNot("winlog.channel")}, c.ecs...))
			out = append(out, s)
		}
	}
	// Endpoint agents that write ECS know more kinds of events on Windows.
	for _, c := range []struct {
		category string
		ecs      Clause
	}{
		{"file_delete", Clause{is("event.category", "file"), is("event.type", "deletion")}},
		{"file_rename", Clause{is("event.category", "file"), is("event.action", "rename", "overwrite")}},
		{"file_access", Clause{is("event.category", "file"), is("event.action", "open", "access")}},
		{"registry_event", Clause{is("event.category", "registry")}},
		{"registry_set", Clause{is("event.category", "registry"), is("event.type", "change", "creation")}},
		{"image_load", Clause{is("event.category", "library")}},
		{"driver_load", Clause{is("event.category", "driver")}},
		{"dns_query", Clause{has("dns.question.name")}},
	} {
		out = append(out, Source{Name: "windows agent " + c.category, Logsource: Logsource{Product: "windows", Category: c.category}, Fields: windowsFields,
			When: []Clause{append(Clause{anyOf([]string{"host.os.type", "host.os.platform", "host.os.family"}, "windows"), hasNot("winlog.channel")}, c.ecs...)}})
	}
	out = append(out, windowsSource("kernel file access", Logsource{Product: "windows", Category: "file_access"}, []string{"Microsoft-Windows-Kernel-File/Analytic"}, "12"),
		windowsSource("kernel file rename", Logsource{Product: "windows", Category: "file_rename"}, []string{"Microsoft-Windows-Kernel-File/Analytic"}, "19"))
	out = append(out,
		Source{Name: "auditd", Logsource: Logsource{Product: "linux", Service: "auditd"},
			When: []Clause{
				{is("type", "SYSCALL", "EXECVE", "PATH", "CWD", "PROCTITLE", "SOCKADDR", "CONFIG_CHANGE", "USER_CHAUTHTOK", "USER_AUTH", "USER_ACCT", "USER_LOGIN", "USER_CMD",
					"ADD_USER", "ADD_GROUP", "DEL_USER", "DEL_GROUP", "SERVICE_STOP", "SERVICE_START", "AVC", "BPF", "TTY", "USER_TTY", "DAEMON_END", "KERN_MODULE")},
				{is("event.module", "auditd")},
			},
			Prefixes: []string{"auditd.data.", "auditd.log."}},
		Source{Name: "kubernetes audit log", Logsource: Logsource{Product: "kubernetes", Service: "audit"}, When: []Clause{{has("verb"), has("objectRef.resource", "requestURI")}}},
	)
	programs := []string{"program", "process.name", "SYSLOG_IDENTIFIER", "appname", "syslog.appname", "ident"}
	for _, p := range []struct {
		service string
		names   []string
	}{
		{"sshd", []string{"sshd", "sshd-session"}}, {"sudo", []string{"sudo"}}, {"cron", []string{"cron", "CRON", "crond", "anacron"}},
		{"vsftpd", []string{"vsftpd"}}, {"clamav", []string{"clamd", "clamav", "freshclam"}}, {"guacamole", []string{"guacd"}},
		{"auth", []string{"sshd", "sudo", "su", "login", "polkitd", "systemd-logind", "pkexec"}},
	} {
		out = append(out, Source{Name: "linux " + p.service, Logsource: Logsource{Product: "linux", Service: p.service}, When: []Clause{{anyOf(programs, p.names...)}}})
	}
	syslog := []Clause{{has(programs...), has("facility", "severity", "log.syslog.facility.name", "priority", "PRIORITY", "SYSLOG_FACILITY", "syslog.severity")}}
	out = append(out, Source{Name: "linux syslog", Logsource: Logsource{Product: "linux", Service: "syslog"}, When: syslog})
	out = append(out, Source{Name: "linux", Logsource: Logsource{Product: "linux"}, When: append(syslog,
		Clause{is("host.os.type", "linux")}, Clause{anyOf(channelPaths, "Linux-Sysmon/Operational")}, Clause{is("event.module", "auditd")})})
	for _, service := range []string{"http", "dns", "smb_files", "dce_rpc", "x509", "rdp", "kerberos"} {
		out = append(out, Source{Name: "zeek " + service, Logsource: Logsource{Product: "zeek", Service: service},
			When: []Clause{{anyOf([]string{"_path", "@path"}, service)}, {is("event.dataset", "zeek."+service)}}, Prefixes: []string{"zeek." + service + "."}, Times: []string{"ts"}})
	}
	return out
}
