package sim

import (
	"strconv"
	"time"
)

// program is something that runs on a laptop.
type program struct {
	image, command, parent, product, company, original string // on Windows
	path, bundle, version                              string // on a Mac or Linux
	host                                               string // a name that it looks up
	port                                               int
}

var programs = map[string]program{
	"chrome":     {`C:\Program Files\Google\Chrome\Application\chrome.exe`, `"chrome.exe" --type=renderer`, `C:\Windows\explorer.exe`, "Google Chrome", "Google LLC", "chrome.exe", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "com.google.Chrome", "134.0", "", 0},
	"code":       {`C:\Program Files\Microsoft VS Code\Code.exe`, `"Code.exe"`, `C:\Windows\explorer.exe`, "Visual Studio Code", "Microsoft Corporation", "electron.exe", "/Applications/Visual Studio Code.app/Contents/MacOS/Electron", "com.microsoft.VSCode", "1.97", "", 0},
	"git":        {`C:\Program Files\Git\cmd\git.exe`, `git fetch --all`, `C:\Program Files\Microsoft VS Code\Code.exe`, "Git", "The Git Development Community", "git.exe", "/usr/bin/git", "", "2.45", "", 0},
	"slack":      {`C:\Program Files\Slack\slack.exe`, `"slack.exe"`, `C:\Windows\explorer.exe`, "Slack", "Slack Technologies Inc.", "slack.exe", "/Applications/Slack.app/Contents/MacOS/Slack", "com.tinyspeck.slackmacgap", "4.41", "", 0},
	"zoom":       {`C:\Program Files\Zoom\bin\Zoom.exe`, `"Zoom.exe"`, `C:\Windows\explorer.exe`, "Zoom Workplace", "Zoom Communications, Inc.", "Zoom.exe", "/Applications/zoom.us.app/Contents/MacOS/zoom.us", "us.zoom.xos", "6.3", "", 0},
	"outlook":    {`C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE`, `"EXCEL.EXE"`, `C:\Windows\explorer.exe`, "Microsoft Office", "Microsoft Corporation", "Excel.exe", "/Applications/Microsoft Excel.app/Contents/MacOS/Microsoft Excel", "com.microsoft.Excel", "16.94", "", 0},
	"powershell": {`C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`, `powershell.exe -NoLogo`, `C:\Windows\explorer.exe`, "Microsoft Windows Operating System", "Microsoft Corporation", "PowerShell.EXE", "/bin/zsh", "", "5.9", "", 0},
	"node":       {`C:\Program Files\nodejs\node.exe`, `node server.js`, `C:\Windows\System32\cmd.exe`, "Node.js", "Node.js", "node.exe", "/usr/local/bin/node", "", "22.1", "", 0},
	"git ssh":    {`C:\Program Files\Git\usr\bin\ssh.exe`, `ssh.exe git@github.com git-upload-pack`, `C:\Program Files\Git\cmd\git.exe`, "OpenSSH", "OpenBSD", "ssh.exe", "/usr/bin/ssh", "", "9.8", "github.com", 22},
	"docker":     {`C:\Program Files\Docker\Docker\Docker Desktop.exe`, `"Docker Desktop.exe"`, `C:\Windows\explorer.exe`, "Docker Desktop", "Docker Inc.", "Docker Desktop.exe", "/Applications/Docker.app/Contents/MacOS/com.docker.backend", "com.docker.docker", "4.38", "", 0},
	"updater":    {`C:\Windows\System32\svchost.exe`, `svchost.exe -k netsvcs -p -s wuauserv`, `C:\Windows\System32\services.exe`, "Microsoft Windows Operating System", "Microsoft Corporation", "svchost.exe", "/usr/sbin/softwareupdate", "", "14.6", "", 0},

	"TeamViewer":            {`C:\Program Files\TeamViewer\TeamViewer.exe`, `"TeamViewer.exe"`, `C:\Windows\explorer.exe`, "TeamViewer", "TeamViewer Germany GmbH", "TeamViewer.exe", "/Applications/TeamViewer.app/Contents/MacOS/TeamViewer", "com.teamviewer.TeamViewer", "15.60", "router1.teamviewer.com", 5938},
	"AnyDesk":               {`C:\Users\Public\Downloads\AnyDesk.exe`, `"AnyDesk.exe" --install "C:\Program Files (x86)\AnyDesk" --start-with-win --silent`, `C:\Windows\explorer.exe`, "AnyDesk", "AnyDesk Software GmbH", "AnyDesk.exe", "/Applications/AnyDesk.app/Contents/MacOS/AnyDesk", "com.philandro.anydesk", "8.1", "relay-4f2a.net.anydesk.com", 7070},
	"AnyDesk service":       {`C:\Program Files (x86)\AnyDesk\AnyDesk.exe`, `"AnyDesk.exe" --service`, `C:\Windows\System32\services.exe`, "AnyDesk", "AnyDesk Software GmbH", "AnyDesk.exe", "/Applications/AnyDesk.app/Contents/MacOS/AnyDesk", "com.philandro.anydesk", "8.1", "relay-9c01.net.anydesk.com", 7070},
	"RustDesk":              {`C:\Program Files\RustDesk\rustdesk.exe`, `"rustdesk.exe" --service`, `C:\Windows\System32\services.exe`, "RustDesk", "Purslane Ltd", "rustdesk.exe", "/Applications/RustDesk.app/Contents/MacOS/rustdesk", "com.carriez.rustdesk", "1.3.8", "rs-ny.rustdesk.com", 21116},
	"Chrome Remote Desktop": {`C:\Program Files (x86)\Google\Chrome Remote Desktop\133.0.6943.0\remoting_start_host.exe`, `"remoting_start_host.exe" --code="4/0AQSTgQ" --redirect-url="https://remotedesktop.google.com/_/oauthredirect" --name=%COMPUTERNAME% --pin=482915`, `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`, "Chrome Remote Desktop", "Google LLC", "remoting_start_host.exe", "/Library/PrivilegedHelperTools/ChromeRemoteDesktopHost.bundle/Contents/MacOS/remoting_me2me_host", "org.chromium.chromoting", "133.0", "remotedesktop-pa.googleapis.com", 443},
	"CRD host":              {`C:\Program Files (x86)\Google\Chrome Remote Desktop\133.0.6943.0\remoting_host.exe`, `"remoting_host.exe" --type=daemon`, `C:\Windows\System32\services.exe`, "Chrome Remote Desktop", "Google LLC", "remoting_host.exe", "/Library/PrivilegedHelperTools/ChromeRemoteDesktopHost.bundle/Contents/MacOS/remoting_me2me_host", "org.chromium.chromoting", "133.0", "remotedesktop-pa.googleapis.com", 443},
	"Splashtop":             {`C:\Program Files (x86)\Splashtop\Splashtop Remote\Client for STP\strwinclt.exe`, `"strwinclt.exe"`, `C:\Windows\explorer.exe`, "Splashtop Business", "Splashtop Inc.", "strwinclt.exe", "/Applications/Splashtop Business.app/Contents/MacOS/Splashtop Business", "com.splashtop.stb.macosx", "3.7", "st-relay.splashtop.com", 443},
	"Mouse Jiggler":         {`C:\Users\Public\Downloads\MouseJiggler.exe`, `MouseJiggler.exe --jiggle --minimized`, `C:\Windows\explorer.exe`, "Mouse Jiggler", "Arkane Systems", "MouseJiggler.exe", "/Applications/Jiggler.app/Contents/MacOS/Jiggler", "com.sticksoftware.Jiggler", "1.9", "", 0},
	"Caffeine":              {`C:\Users\Public\Downloads\caffeine64.exe`, `caffeine64.exe`, `C:\Windows\explorer.exe`, "Caffeine", "Zhorn Software", "caffeine64.exe", "/Applications/Caffeine.app/Contents/MacOS/Caffeine", "com.lightheadsw.caffeine", "1.1.4", "", 0},
	"PowerToys Awake":       {`C:\Program Files\PowerToys\PowerToys.Awake.exe`, `PowerToys.Awake.exe`, `C:\Program Files\PowerToys\PowerToys.exe`, "PowerToys", "Microsoft Corporation", "PowerToys.Awake.dll", "/usr/bin/caffeinate", "", "0.88", "", 0},
	"OBS":                   {`C:\Program Files\obs-studio\bin\64bit\obs64.exe`, `"obs64.exe" --startvirtualcam`, `C:\Windows\explorer.exe`, "OBS Studio", "OBS", "obs64.exe", "/Applications/OBS.app/Contents/MacOS/OBS", "com.obsproject.obs-studio", "31.0", "", 0},
	"Tailscale":             {`C:\Program Files\Tailscale\tailscaled.exe`, `"tailscaled.exe"`, `C:\Windows\System32\services.exe`, "Tailscale", "Tailscale Inc.", "tailscaled.exe", "/Applications/Tailscale.app/Contents/MacOS/Tailscale", "io.tailscale.ipn.macsys", "1.80", "controlplane.tailscale.com", 443},
	"ngrok":                 {`C:\Tools\ngrok.exe`, `ngrok http 3000`, `C:\Windows\System32\cmd.exe`, "ngrok agent", "ngrok, Inc.", "ngrok.exe", "/opt/homebrew/bin/ngrok", "", "3.19", "connect.ngrok-agent.com", 443},
	"cloudflared":           {`C:\Tools\cloudflared.exe`, `cloudflared tunnel run dev`, `C:\Windows\System32\cmd.exe`, "cloudflared", "Cloudflare, Inc.", "cloudflared.exe", "/opt/homebrew/bin/cloudflared", "", "2025.2", "region1.v2.argotunnel.com", 7844},
	"VirtualBox":            {`C:\Program Files\Oracle\VirtualBox\VirtualBoxVM.exe`, `"VirtualBoxVM.exe" --comment dev --startvm dev`, `C:\Program Files\Oracle\VirtualBox\VirtualBox.exe`, "Oracle VM VirtualBox", "Oracle and/or its affiliates", "VirtualBoxVM.exe", "/Applications/UTM.app/Contents/MacOS/UTM", "com.utmapp.UTM", "4.6", "", 0},
	"Mullvad VPN":           {`C:\Program Files\Mullvad VPN\Mullvad VPN.exe`, `"Mullvad VPN.exe"`, `C:\Windows\explorer.exe`, "Mullvad VPN", "Mullvad VPN AB", "Mullvad VPN.exe", "/Applications/Mullvad VPN.app/Contents/MacOS/Mullvad VPN", "net.mullvad.vpn", "2025.4", "", 0},
	"Astrill":               {`C:\Program Files (x86)\Astrill\astrill.exe`, `"astrill.exe"`, `C:\Windows\explorer.exe`, "Astrill", "Astrill Systems Corp.", "astrill.exe", "/Applications/Astrill.app/Contents/MacOS/Astrill", "com.astrill.astrill", "3.11", "", 0},
	"dxdiag":                {`C:\Windows\System32\dxdiag.exe`, `dxdiag`, `C:\Windows\System32\cmd.exe`, "Microsoft Windows Operating System", "Microsoft Corporation", "dxdiag.exe", "/usr/sbin/system_profiler", "", "", "", 0},
	"systeminfo":            {`C:\Windows\System32\systeminfo.exe`, `systeminfo`, `C:\Windows\System32\cmd.exe`, "Microsoft Windows Operating System", "Microsoft Corporation", "sysinfo.exe", "/usr/sbin/sysctl", "", "", "", 0},
	"whoami":                {`C:\Windows\System32\whoami.exe`, `whoami /all`, `C:\Windows\System32\cmd.exe`, "Microsoft Windows Operating System", "Microsoft Corporation", "whoami.exe", "/usr/bin/whoami", "", "", "", 0},
}

// starts writes that a program started: Sysmon on Windows, osquery elsewhere, with
// the connection to its broker where it has one.
func (w *world) starts(c *chance, p *person, t time.Time, name string, tags ...tag) {
	l := p.laptop(w.localDay(p, t))
	if l == nil {
		return
	}
	g := programs[name]
	if l.windows {
		w.process(c, p, l, t, &g, tags...)
		if g.host != "" {
			w.lookup(c, p, l, t.Add(3*time.Second), &g)
			w.connects(c, p, l, t.Add(5*time.Second), &g)
		}
		return
	}
	o := w.osqueryRow(c, p, l, t, "pack/processes/processes", "added")
	o.s("pid", strconv.Itoa(c.between(400, 60000))).s("name", base(g.path)).s("path", g.path).s("cmdline", g.path).s("parent", "1").s("uid", "501").s("username", plain(p.first))
	w.rowDone(o, p, t, tags...)
	if g.host != "" {
		o = w.osqueryRow(c, p, l, t.Add(8*time.Second), "pack/network/process_open_sockets", "added")
		o.s("pid", strconv.Itoa(c.between(400, 60000))).s("path", g.path).s("process_name", base(g.path)).s("protocol", "6").s("local_address", "192.168.1."+strconv.Itoa(c.between(2, 200))).s("local_port", strconv.Itoa(c.between(32768, 60999))).s("remote_address", "203.0.113."+strconv.Itoa(200+c.below(50))).s("remote_port", strconv.Itoa(g.port))
		w.rowDone(o, p, t.Add(8*time.Second))
	}
}

func base(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' || path[i] == '\\' {
			return path[i+1:]
		}
	}
	return path
}

// localDay is the number of the person's own day.
func (w *world) localDay(p *person, t time.Time) int {
	y, m, d := t.In(p.at.loc).Date()
	return w.dayOf(time.Date(y, m, d, 12, 0, 0, 0, time.UTC))
}

func (w *world) winlog(p *person, l *laptop, t time.Time, id int) *object {
	code := strconv.Itoa(id)
	// A clock that is off is the machine's own: the line still arrives in time.
	t = t.Add(l.clock)
	o := begin(1300)
	o.at("@timestamp", t.Add(900*time.Millisecond), millis).open("winlog").s("event_id", code).s("channel", "Microsoft-Windows-Sysmon/Operational").s("provider_name", "Microsoft-Windows-Sysmon").s("computer_name", l.host).n("record_id", t.Sub(w.start.AddDate(0, 0, -400)).Milliseconds()/100)
	return o.open("event_data").at("UtcTime", t, sysTime)
}

func (w *world) winlogDone(o *object, s source, p *person, l *laptop, t time.Time, id int, tags ...tag) {
	o.close().close().open("host").s("name", l.host).close().open("event").s("code", strconv.Itoa(id)).s("kind", "event").close()
	w.log.emit(s, t, o.done(), p, tags...)
}

func (p *person) windowsName() string { return `AzureAD\` + p.first + p.last }

func (w *world) process(c *chance, p *person, l *laptop, t time.Time, g *program, tags ...tag) {
	o := w.winlog(p, l, t, 1)
	o.s("ProcessGuid", "{"+c.uuid()+"}").s("ProcessId", strconv.Itoa(c.between(500, 30000))).s("Image", g.image).s("FileVersion", "1.0").s("Description", g.product).s("Product", g.product).s("Company", g.company).s("OriginalFileName", g.original)
	o.s("CommandLine", g.command).s("CurrentDirectory", `C:\Users\`+p.first+p.last+`\`).s("User", p.windowsName()).s("LogonId", "0x3e7a1").s("IntegrityLevel", "Medium").s("Hashes", "SHA256="+derive(11, g.image).hex(64)).s("ParentProcessGuid", "{"+c.uuid()+"}").s("ParentProcessId", strconv.Itoa(c.between(500, 30000))).s("ParentImage", g.parent).s("ParentCommandLine", `"`+g.parent+`"`)
	w.winlogDone(o, sysmon, p, l, t, 1, tags...)
}

func (w *world) lookup(c *chance, p *person, l *laptop, t time.Time, g *program, tags ...tag) {
	o := w.winlog(p, l, t, 22)
	o.s("ProcessGuid", "{"+c.uuid()+"}").s("ProcessId", strconv.Itoa(c.between(500, 30000))).s("QueryName", g.host).s("QueryStatus", "0").s("QueryResults", "::ffff:203.0.113."+strconv.Itoa(200+c.below(50))+";").s("Image", g.image).s("User", p.windowsName())
	w.winlogDone(o, sysmon, p, l, t, 22, tags...)
}

func (w *world) connects(c *chance, p *person, l *laptop, t time.Time, g *program, tags ...tag) {
	o := w.winlog(p, l, t, 3)
	o.s("ProcessGuid", "{"+c.uuid()+"}").s("ProcessId", strconv.Itoa(c.between(500, 30000))).s("Image", g.image).s("User", p.windowsName()).s("Protocol", "tcp").s("Initiated", "true").s("SourceIp", "192.168.1."+strconv.Itoa(c.between(2, 200))).s("SourcePort", strconv.Itoa(c.between(49152, 65500))).s("DestinationIp", "203.0.113."+strconv.Itoa(200+c.below(50))).s("DestinationHostname", g.host).s("DestinationPort", strconv.Itoa(g.port))
	w.winlogDone(o, sysmon, p, l, t, 3, tags...)
}

// osqueryRow opens a row of a query; rowDone closes and writes it.
func (w *world) osqueryRow(c *chance, p *person, l *laptop, t time.Time, query, action string) *object {
	t = t.Add(l.clock)
	o := begin(700)
	o.s("name", query).s("hostIdentifier", l.host).at("calendarTime", t, osqTime).n("unixTime", t.Unix()).n("epoch", 0).n("counter", int64(c.between(1, 9000))).s("action", action)
	o.open("decorations").s("host_uuid", l.uuid).s("hardware_serial", l.serial).s("hostname", l.host).s("username", plain(p.first)+plain(p.last)).close()
	return o.open("columns")
}

func (w *world) rowDone(o *object, p *person, t time.Time, tags ...tag) {
	o.close()
	w.log.emit(osquery, t, o.done(), p, tags...)
}

func (w *world) plug(c *chance, p *person, l *laptop, t time.Time, u usb, action string, tags ...tag) {
	o := w.osqueryRow(c, p, l, t, "pack/hardware/usb_devices", action)
	o.s("usb_address", strconv.Itoa(c.between(1, 20))).s("usb_port", strconv.Itoa(c.between(1, 6))).s("vendor", u.maker).s("vendor_id", u.vendor).s("version", "1.0").s("model", u.model).s("model_id", u.product).s("serial", u.serial).s("class", u.class).s("subclass", "0").s("protocol", "0").s("removable", "1")
	w.rowDone(o, p, t, tags...)
}

// inventory writes the weekly snapshot of programs.
func (w *world) inventory(c *chance, p *person, l *laptop, t time.Time) {
	o := begin(2600)
	query := "pack/software/apps"
	if l.windows {
		query = "pack/software/programs"
	}
	told := t.Add(l.clock)
	o.s("name", query).s("hostIdentifier", l.host).at("calendarTime", told, osqTime).n("unixTime", told.Unix()).n("epoch", 0).n("counter", int64(c.between(1, 9000))).s("action", "snapshot")
	o.open("decorations").s("host_uuid", l.uuid).s("hardware_serial", l.serial).s("hostname", l.host).s("username", plain(p.first)+plain(p.last)).close()
	o.list("snapshot")
	names := []string{"chrome", "slack", "zoom"}
	if p.role.code {
		names = append(names, "code", "docker")
	} else {
		names = append(names, "outlook")
	}
	day := w.localDay(p, t)
	var tags []tag
	for _, u := range p.uses {
		if _, ok := programs[u.name]; ok && day >= u.from && day <= u.to {
			names = append(names, u.name)
			tags = append(tags, u.tags...)
		}
	}
	for _, n := range names {
		g := programs[n]
		o.open("").s("name", g.product)
		if l.windows {
			o.s("version", g.version).s("publisher", g.company).s("install_date", "").s("identifying_number", "{"+derive(13, n).uuid()+"}").close()
		} else {
			o.s("bundle_short_version", g.version).s("bundle_identifier", g.bundle).s("path", g.path).close()
		}
	}
	o.end()
	w.log.emit(osquery, t, o.done(), p, tags...)
}

// extension writes a browser extension found on the machine.
func (w *world) extension(c *chance, p *person, l *laptop, t time.Time, name, id string, tags ...tag) {
	o := w.osqueryRow(c, p, l, t, "pack/software/chrome_extensions", "added")
	o.s("name", name).s("identifier", id).s("version", "2."+strconv.Itoa(c.below(9))).s("profile", "Profile 1").s("path", "Extensions/"+id)
	w.rowDone(o, p, t, tags...)
}

// browserProfile writes a browser profile with the account that it is synchronised
// with.
func (w *world) browserProfile(c *chance, p *person, l *laptop, t time.Time, account string, tags ...tag) {
	o := w.osqueryRow(c, p, l, t, "pack/software/chrome_profiles", "added")
	o.s("profile", "Profile 2").s("account_email", account).s("sync", "1")
	w.rowDone(o, p, t, tags...)
}

// state writes what a machine says of power, clock and displays.
func (w *world) state(c *chance, p *person, l *laptop, t time.Time, zone string, mains bool, up time.Duration, tags ...tag) {
	o := w.osqueryRow(c, p, l, t, "pack/hardware/battery", "added")
	if mains {
		o.s("state", "charged").s("charging", "0").s("charged", "1").s("percent_remaining", "100").s("cycle_count", strconv.Itoa(14+w.localDay(p, t)/30))
	} else {
		o.s("state", "discharging").s("charging", "0").s("charged", "0").s("percent_remaining", strconv.Itoa(c.between(9, 96))).s("cycle_count", strconv.Itoa(60+p.n%90+w.localDay(p, t)/2))
	}
	w.rowDone(o, p, t, tags...)
	o = w.osqueryRow(c, p, l, t.Add(2*time.Second), "pack/config/uptime", "added")
	o.s("days", strconv.Itoa(int(up.Hours())/24)).s("hours", strconv.Itoa(int(up.Hours())%24)).s("total_seconds", strconv.Itoa(int(up.Seconds())))
	w.rowDone(o, p, t.Add(2*time.Second), tags...)
	if zone != "" {
		w.clockZone(c, p, l, t.Add(4*time.Second), zone)
	}
}

func (w *world) clockZone(c *chance, p *person, l *laptop, t time.Time, zone string, tags ...tag) {
	o := w.osqueryRow(c, p, l, t, "pack/config/time_zone", "added")
	o.s("local_timezone", zone)
	w.rowDone(o, p, t, tags...)
}

func (w *world) systemInfo(c *chance, p *person, l *laptop, t time.Time) {
	o := w.osqueryRow(c, p, l, t, "pack/hardware/system_info", "added")
	o.s("hostname", l.host).s("uuid", l.uuid).s("hardware_vendor", l.maker).s("hardware_model", l.model).s("hardware_serial", l.serial).s("physical_memory", "34359738368")
	w.rowDone(o, p, t)
}

// checkIn is device management hearing from a laptop.
func (w *world) checkIn(c *chance, p *person, l *laptop, t time.Time, s *spot, tags ...tag) {
	o := begin(700)
	if l.windows {
		o.s("device_id", l.uuid).s("device_name", l.host).s("serial_number", l.serial).s("model", l.model).s("manufacturer", l.maker).s("platform", "Windows").s("os_version", l.build).at("last_check_in", t, millis).at("enrolled_at", l.enrolled, seconds).s("ip_address", s.ip)
		o.open("user").s("email", p.mail).s("name", p.name()).s("id", p.workID).close().t("is_managed", true).s("compliant", "compliant").s("ownership", "company").t("agent_installed", true)
	} else {
		o.s("id", strconv.Itoa(4000+p.n)).s("udid", l.uuid).open("general").s("name", l.host).s("lastIpAddress", s.ip).at("lastContactTime", t, millis).at("lastEnrolledDate", l.enrolled, seconds).open("remoteManagement").t("managed", true).close().close()
		o.open("hardware").s("serialNumber", l.serial).s("model", l.model).s("make", l.maker).s("macAddress", l.mac).close().open("operatingSystem").s("name", map[bool]string{true: "Ubuntu", false: "macOS"}[l.linux]).s("version", l.build).close()
		o.open("userAndLocation").s("username", p.mail).s("email", p.mail).s("realname", p.name()).close()
	}
	w.log.emit(mdm, t, o.done(), p, tags...)
}

// alert is a detection of the endpoint agent.
func (w *world) alert(c *chance, p *person, t time.Time, title, detail, severity, tactic, technique, file string, tags ...tag) {
	l := p.laptop(w.localDay(p, t))
	if l == nil {
		return
	}
	o := begin(900)
	o.open("metadata").s("customerIDString", "lanternfish").n("offset", int64(c.below(1<<30))).s("eventType", "EppDetectionSummaryEvent").n("eventCreationTime", t.UnixMilli()).s("version", "1.0").close()
	o.open("event").s("Name", title).s("Description", detail).s("CompositeId", "det:"+c.hex(24)).s("SeverityName", severity).s("Tactic", tactic).s("Technique", technique).s("Hostname", l.host).s("AgentId", l.agent).s("FileName", base(file)).s("FilePath", file).s("CommandLine", file).s("UserName", p.first+p.last).close()
	w.log.emit(crowdstrike, t, o.done(), p, tags...)
}
