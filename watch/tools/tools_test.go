package tools_test

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sysmon"
	"bonafide/watch/tools"
)

func load(t testing.TB) *tools.Table {
	t.Helper()
	table, err := tools.Load()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func launch(path, command string) telemetry.Event {
	return telemetry.Event{Class: telemetry.ProcessActivity, Activity: telemetry.ProcessLaunch, Process: &telemetry.Process{Path: path, Name: telemetry.BaseName(path), Command: command}}
}

func built(path string, f telemetry.File) telemetry.Event {
	e := launch(path, path)
	e.Process.File = &f
	return e
}

func usb(p telemetry.Peripheral) telemetry.Event {
	return telemetry.Event{Class: telemetry.PeripheralActivity, Activity: telemetry.Connect, Peripheral: &p}
}

func dns(host string) telemetry.Event {
	return telemetry.Event{Class: telemetry.DNSActivity, Query: &telemetry.Query{Hostname: host}}
}

func software(p telemetry.Software) telemetry.Event {
	return telemetry.Event{Class: telemetry.SoftwareInventory, Package: &p}
}

func service(name, path string) telemetry.Event {
	return telemetry.Event{Class: telemetry.ServiceQuery, Startup: &telemetry.Startup{Name: name, Path: path}}
}

func machine(vendor, model string) telemetry.Event {
	return telemetry.Event{Class: telemetry.DeviceInventory, Device: telemetry.Device{Vendor: vendor, Model: model}}
}

func connection(host, ip string, port int) telemetry.Event {
	return telemetry.Event{Class: telemetry.NetworkActivity, Dst: telemetry.Endpoint{Hostname: host, IP: ip, Port: port}}
}

func meeting(camera, microphone string) telemetry.Event {
	return telemetry.Event{Class: telemetry.NetworkActivity, Meeting: &telemetry.Meeting{Camera: camera, Microphone: microphone}}
}

func script(text string) telemetry.Event {
	return telemetry.Event{Class: telemetry.ScriptActivity, Script: &telemetry.Script{Text: text}}
}

func TestOf(t *testing.T) {
	table := load(t)
	broker := dns("relay-1a2b3c4d.net.anydesk.com")
	broker.Actor.Process = &telemetry.Process{Name: "AnyDesk.exe"}
	written := telemetry.Event{Class: telemetry.FileSystemActivity, Activity: telemetry.FileCreate, File: &telemetry.File{Path: `C:\Users\ann\Downloads\AnyDesk.exe`}}
	trace := telemetry.Event{Class: telemetry.FileSystemActivity, Activity: telemetry.FileCreate, File: &telemetry.File{Path: `C:\Users\ann\Desktop\AnyDesk.lnk`}}
	read := telemetry.Event{Class: telemetry.FileSystemActivity, Activity: telemetry.FileRead, File: &telemetry.File{Path: `C:\Users\ann\Downloads\AnyDesk.exe`}}
	acted := telemetry.Event{Class: telemetry.FileSystemActivity, Activity: telemetry.FileRead, File: &telemetry.File{Path: `C:\a.txt`}, Actor: telemetry.Actor{Process: &telemetry.Process{Name: "rustdesk.exe"}}}
	registry := telemetry.Event{Class: telemetry.RegistryValue, Activity: telemetry.ValueSet, Registry: &telemetry.Registry{Path: `HKLM\System\CurrentControlSet\Services\TeamViewer\ImagePath`}}
	gone := software(telemetry.Software{Name: "AnyDesk"})
	gone.Metadata.Code = "removed"
	driver := telemetry.Event{Class: telemetry.ModuleActivity, Module: &telemetry.Module{File: telemetry.File{Path: `C:\Windows\System32\drivers\mcvidrv.sys`}}}
	screen := usb(telemetry.Peripheral{Name: "PiKVM V4 Plus"})
	screen.Message = "connected_displays"
	for _, c := range []struct {
		name  string
		event telemetry.Event
		want  string // kind vendor via, empty for none
	}{
		{"process", launch(`C:\Program Files (x86)\AnyDesk\AnyDesk.exe`, ""), "remote-control AnyDesk process"},
		{"process of macOS", launch("/Applications/AnyDesk.app/Contents/MacOS/AnyDesk", ""), "remote-control AnyDesk process"},
		{"process by path alone", telemetry.Event{Class: telemetry.ProcessActivity, Process: &telemetry.Process{Path: "/usr/bin/rustdesk"}}, "remote-control RustDesk process"},
		{"a beginning of a name", launch(`C:\Users\ann\rustdesk-1.3.2-x86_64.exe`, ""), "remote-control RustDesk process"},
		{"ScreenConnect under any name of its house", launch(`C:\Program Files (x86)\ScreenConnect Client (0f1e)\ScreenConnect.ClientService.exe`, ""), "remote-control ConnectWise process"},
		{"renamed", built(`C:\Users\ann\notes.exe`, telemetry.File{Original: "AnyDesk.exe"}), "remote-control AnyDesk process"},
		{"by product", built(`C:\Users\ann\x.exe`, telemetry.File{Product: "TeamViewer"}), "remote-control TeamViewer process"},
		{"by signer", built(`C:\Users\ann\x.exe`, telemetry.File{Signer: "CN=philandro Software GmbH, O=philandro Software GmbH, C=DE"}), "remote-control AnyDesk process"},
		{"by maker", built(`C:\Users\ann\x.exe`, telemetry.File{Company: "AnyDesk Software GmbH"}), "remote-control AnyDesk process"},
		{"who acted", acted, "remote-control RustDesk process"},
		{"scripted set-up", launch("/opt/google/chrome-remote-desktop/start-host", "start-host --code=4/x --pin=123456"), ""},
		{"scripted set-up of Windows", launch(`C:\Program Files (x86)\Google\Chrome Remote Desktop\131.0\remoting_start_host.exe`, "remoting_start_host --code=4/x --pin=123456"), "remote-control Google process"},
		{"written to disk", written, "remote-control AnyDesk file"},
		{"a link to it", trace, ""},
		{"only read", read, ""},
		{"service in the registry", registry, "remote-control TeamViewer service"},
		{"service", service("chromoting", ""), "remote-control Google service"},
		{"service of systemd", service("chrome-remote-desktop@ann.service", ""), "remote-control Google service"},
		{"service of launchd", service("com.philandro.anydesk.Service.plist", "/Library/LaunchDaemons/com.philandro.anydesk.service.plist"), "remote-control AnyDesk service"},
		{"a label that ends like a unit", service("com.teamviewer.service", ""), "remote-control TeamViewer service"},
		{"service by its path", service("com.example.helper", "/usr/local/bin/tailscaled"), "tunnel Tailscale service"},
		{"installed", software(telemetry.Software{Name: "TeamViewer 15 Host (x64)"}), "remote-control TeamViewer program"},
		{"installed with version", software(telemetry.Software{Name: "AnyDesk 8.0.6"}), "remote-control AnyDesk program"},
		{"installed on macOS", software(telemetry.Software{Name: "Amphetamine.app"}), "keep-awake Amphetamine program"},
		{"taken off", gone, ""},
		{"extension by id", software(telemetry.Software{Name: "Authenticator", UID: "bhghoamapcdpbohphigoooaddinpkbai", Type: "chrome_extensions"}), "many-accounts Authenticator.cc extension"},
		{"extension of the same name", software(telemetry.Software{Name: "Authenticator", UID: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Type: "chrome_extensions"}), ""},
		{"extension by name", software(telemetry.Software{Name: "Simplify Copilot - Autofill", Type: "chrome_extensions"}), "answers Simplify extension"},
		{"driver", driver, "virtual-camera ManyCam driver"},
		{"broker", broker, "remote-control AnyDesk domain"},
		{"broker of Google", dns("remotedesktop-pa.googleapis.com."), "remote-control Google domain"},
		{"broker of RustDesk", dns("rs-sg.rustdesk.com"), "remote-control RustDesk domain"},
		{"broker of TeamViewer, connected", connection("router15.teamviewer.com", "203.0.113.9", 5938), "remote-control TeamViewer domain"},
		{"a home page", dns("www.teamviewer.com"), ""},
		{"a bare home page", dns("rustdesk.com"), ""},
		{"a download page", dns("download.anydesk.com"), ""},
		{"a name that ends alike", dns("notanydesk.com"), ""},
		{"port at a public address", connection("", "203.0.113.9", 21116), "remote-control RustDesk port"},
		{"port at home", connection("", "192.168.1.9", 21116), ""},
		{"port of nobody", connection("", "203.0.113.9", 443), ""},
		{"KVM on the network", dns("pikvm.local"), "network-kvm PiKVM domain"},
		{"KVM by its maker", usb(telemetry.Peripheral{VendorID: "1d6b", ProductID: "0104", Vendor: "PiKVM", Name: "PiKVM Composite Device"}), "network-kvm PiKVM usb"},
		{"KVM by its pair", usb(telemetry.Peripheral{VendorID: "3346", ProductID: "1009"}), "network-kvm Sipeed usb"},
		{"KVM by its serial", usb(telemetry.Peripheral{VendorID: "1D6B", ProductID: "0104", Serial: "CAFEBABE", UID: `USB\VID_1D6B&PID_0104\CAFEBABE`}), "network-kvm network KVM usb"},
		{"KVM by its disk", usb(telemetry.Peripheral{UID: `USBSTOR\CDROM&VEN_GLINET&PROD_FLASH_DRIVE&REV_1.00\A&24467633&0&CAFEBABE&0`}), "network-kvm GL.iNet usb"},
		{"KVM by its product", usb(telemetry.Peripheral{VendorID: "1d6b", ProductID: "0104", Name: "USB Emulation Device"}), "network-kvm JetKVM usb"},
		{"KVM by its other product", usb(telemetry.Peripheral{VendorID: "1d6b", ProductID: "0104", Name: "Composite KVM Device"}), "network-kvm network KVM usb"},
		{"the screen of a KVM", screen, "network-kvm PiKVM display"},
		{"the gadget pair alone", usb(telemetry.Peripheral{VendorID: "1d6b", ProductID: "0104", Vendor: "Linux Foundation", Name: "Multifunction Composite Gadget", Serial: "0123456789"}), ""},
		{"that serial on something else", usb(telemetry.Peripheral{VendorID: "046d", ProductID: "c52b", Serial: "CAFEBABE"}), ""},
		{"a keyboard", usb(telemetry.Peripheral{VendorID: "046d", ProductID: "c52b", Vendor: "Logitech", Name: "USB Receiver"}), ""},
		{"a mechanical KVM switch", usb(telemetry.Peripheral{VendorID: "0557", ProductID: "2419", Vendor: "ATEN", Name: "KVM Switch"}), ""},
		{"caffeinate alone", launch("/usr/bin/caffeinate", "caffeinate -d -i -s"), "keep-awake caffeinate command"},
		{"caffeinate for ten hours", launch("/usr/bin/caffeinate", "caffeinate -u -t 36000"), "keep-awake caffeinate command"},
		{"caffeinate for a minute", launch("/usr/bin/caffeinate", "caffeinate -u -t 60"), ""},
		{"caffeinate around a build", launch("/usr/bin/caffeinate", "caffeinate -i make test"), ""},
		{"caffeinate for a process", launch("/usr/bin/caffeinate", "caffeinate -w 4711"), ""},
		{"ssh back", launch("/usr/bin/ssh", "ssh -fNR 2222:localhost:22 user@host.example"), "tunnel OpenSSH command"},
		{"ssh back by option", launch("/usr/bin/ssh", `"/usr/bin/ssh" -i key -o RemoteForward=2222:localhost:22 host.example`), "tunnel OpenSSH command"},
		{"ssh there", launch("/usr/bin/ssh", "ssh -L 8080:localhost:80 host.example"), ""},
		{"a far command with -R", launch("/usr/bin/ssh", "ssh -p 22 host.example ls -R"), ""},
		{"code tunnel", launch("/usr/local/bin/code", "code tunnel --name laptop"), "tunnel Microsoft dev tunnels command"},
		{"code", launch("/usr/local/bin/code", "code ."), ""},
		{"dxdiag", launch(`C:\Windows\System32\dxdiag.exe`, "dxdiag"), "inventory system command"},
		{"hardware by wmic", launch(`C:\Windows\System32\wbem\WMIC.exe`, "wmic ComputerSystem get model"), "inventory system command"},
		{"something else by wmic", launch(`C:\Windows\System32\wbem\WMIC.exe`, "wmic process list"), ""},
		{"own address", launch("/usr/bin/curl", "curl -s https://ifconfig.me"), "inventory system command"},
		{"another page", launch("/usr/bin/curl", "curl -s https://api.example/v1"), ""},
		{"hardware by script", script("Get-ComputerInfo | Format-List"), "inventory system command"},
		{"a long script", script(strings.Repeat("# help\n", 60) + "Get-ComputerInfo"), ""},
		{"virtual camera in a meeting", meeting("OBS Virtual Camera", ""), "virtual-camera OBS camera"},
		{"capture card", meeting("USB HDMI Capture", ""), "virtual-camera HDMI capture camera"},
		{"changed voice", meeting("FaceTime HD Camera", "Voicemod Virtual Audio Device"), "virtual-voice Voicemod microphone"},
		{"built-in camera", meeting("FaceTime HD Camera", "MacBook Pro Microphone"), ""},
		{"guest", machine("VMware, Inc.", "VMware7,1"), "virtual-guest VMware device"},
		{"guest of Hyper-V", machine("Microsoft Corporation", "Virtual Machine"), "virtual-guest Microsoft device"},
		{"a Surface", machine("Microsoft Corporation", "Surface Laptop 5"), ""},
		{"a MacBook", machine("", "MacBookPro18,3"), ""},
		{"an empty machine", machine("", ""), ""},
		{"an empty event", telemetry.Event{Class: telemetry.ProcessActivity}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if tool, ok := table.Of(&c.event); ok {
				got = fmt.Sprintf("%s %s %s", tool.Kind, tool.Vendor, tool.Via)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// ordinary are programs that lie on the laptops of people who do their own work.
const ordinary = `agent client server setup installer update updater service host launcher helper explorer svchost rundll32 cmd powershell_ise conhost lsass winlogon services csrss dwm taskmgr notepad mmc regedit msiexec
	mstsc chrome chromium firefox msedge safari brave opera slack teams ms-teams zoom zoom.us webex outlook winword excel powerpnt onenote acrobat code-helper cursor idea64 goland pycharm webstorm devenv node npm yarn pnpm deno bun python
	python3 ruby java javaw go gopls rust-analyzer cargo rustc clang gcc make cmake git gh docker dockerd containerd kubectl helm terraform vagrant ansible tmux screen vim nvim emacs zsh bash fish iterm2 terminal kitty alacritty wezterm
	putty winscp filezilla mobaxterm ssh-agent sshd rsync scp gpg gpg-agent openssl postgres psql redis-server mysqld mongod nginx httpd figma notion linear 1password bitwarden keepassxc lastpass okta-verify dropbox onedrive googledrivefs
	spotify vlc obs64 obs steam discord telegram whatsapp signal postman insomnia wireshark virtualbox vboxmanage vmware vmware-vmx prl_client_app qemu-system-x86_64 utm parallels adb emulator studio64 xcode simulator instruments
	falcon-sensor csfalconservice osqueryd sysmon sysmon64 jamf kandji munki intunemanagementextension sentinelagent mdmagent wazuh-agent crowdstrike nvda voiceover jaws dragon magnifier duet synergy barrier mousewithoutborders logioptions
	remote connect control desktop rdp dd level duet radiance parsecvdisplay controller nox remoteservice rdpclip tscon quickaccess support login monitor backup sync online open browser instance`

func TestOrdinaryProgramsAreNoTools(t *testing.T) {
	table := load(t)
	for name := range strings.FieldsSeq(ordinary) {
		for _, path := range []string{`C:\Program Files\X\` + name + ".exe", "/usr/bin/" + name, "/Applications/" + name + ".app/Contents/MacOS/" + name} {
			e := launch(path, path)
			if tool, ok := table.Of(&e); ok {
				t.Errorf("%s is taken for %s", path, tool.Name)
			}
		}
	}
	for _, name := range []string{"Google Chrome", "Microsoft Edge", "Mozilla Firefox (x64 en-US)", "Zoom Workplace (64-bit)", "Slack", "Docker Desktop", "Microsoft Teams", "Quick Assist", "Remote Desktop Connection", "Windows App", "OBS Studio", "Microsoft PowerToys",
		"NVDA", "Python 3.13.1 (64-bit)", "Go Programming Language amd64 go1.26", "Visual Studio Code", "1Password", "Cisco Secure Client", "GlobalProtect", "Cisco AnyConnect", "WireGuard", "OpenVPN Connect", "Cloudflare WARP", "Zscaler", "VirtualBox 7.1", "Android Studio",
		"Authenticator", "Support", "Agent", "Remote", "Level", "Control", "Connect", "Client", "Server", "VNC", "KVM", "Simplify", "Mouse", "Awake"} {
		e := software(telemetry.Software{Name: name})
		if tool, ok := table.Of(&e); ok {
			t.Errorf("the program %q is taken for %s", name, tool.Name)
		}
	}
	for _, host := range []string{"github.com", "api.github.com", "google.com", "docs.google.com", "remotedesktop.google.com.evil.example", "s3.amazonaws.com", "login.microsoftonline.com", "zoom.us", "us04web.zoom.us", "goto.com", "zoho.com", "mail.zoho.com", "www.anydesk.com",
		"controlplane.tailscale.example", "outlook.office.com", "slack.com", "registry.npmjs.org", "proxy.golang.org", "example.com", "com", "local", "printer.local", ""} {
		e := dns(host)
		if tool, ok := table.Of(&e); ok {
			t.Errorf("the name %q is taken for %s", host, tool.Name)
		}
	}
	for _, name := range []string{"EventLog", "wuauserv", "Spooler", "sshd", "com.apple.ARDAgent", "TermService", "OpenVPNService"} {
		e := service(name, "")
		if tool, ok := table.Of(&e); ok {
			t.Errorf("the service %q is taken for %s", name, tool.Name)
		}
	}
}

// data finds the public data that lie beside the repository.
func data(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, "shared", "data", "detect", name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing", name)
	}
	t.Skipf("%s is not beside the repository", name)
	return ""
}

// Real events of a lab in which attacks were played show the built-in commands and
// no tool that is not there.
func TestRealWindowsEvents(t *testing.T) {
	table := load(t)
	f, err := os.Open(data(t, "otrf_windows_sample_2000.ndjson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 4<<20)
	p := sysmon.New()
	events, hits := 0, map[string]int{}
	for lines.Scan() {
		parsed, err := p.Parse(lines.Bytes(), nil)
		if err != nil {
			continue
		}
		for i := range parsed {
			events++
			if tool, ok := table.Of(&parsed[i]); ok {
				hits[tool.Name+" "+tool.Via]++
			}
		}
	}
	if events < 1900 {
		t.Fatalf("only %d events were read", events)
	}
	t.Logf("%d events, hits: %v", events, hits)
	for name := range hits {
		if !strings.HasSuffix(name, " command") {
			t.Errorf("%s is seen in events of a lab that had none", name)
		}
	}
}

// What owners of KVMs published of them is recognised.
func TestRealKVMs(t *testing.T) {
	table := load(t)
	for file, want := range map[string]string{"comet_lsusb": "GL.iNet", "jetkvm_lsusb": "JetKVM"} {
		text, err := os.ReadFile(data(t, filepath.Join("ipkvm", file)))
		if err != nil {
			t.Fatal(err)
		}
		var p telemetry.Peripheral
		for line := range strings.Lines(string(text)) {
			f := strings.Fields(line)
			if len(f) < 2 {
				continue
			}
			switch f[0] {
			case "idVendor":
				p.VendorID = strings.TrimPrefix(f[1], "0x")
			case "idProduct":
				p.ProductID = strings.TrimPrefix(f[1], "0x")
			case "iManufacturer":
				p.Vendor = strings.Join(f[2:], " ")
			case "iProduct":
				p.Name = strings.Join(f[2:], " ")
			case "iSerial":
				p.Serial = strings.Join(f[2:], " ")
			}
			if p.Vendor != "" && p.Name != "" {
				break
			}
		}
		e := usb(p)
		if tool, ok := table.Of(&e); !ok || tool.Vendor != want {
			t.Errorf("%s: got %+v, want %s", file, tool, want)
		}
	}
	text, err := os.ReadFile(data(t, "ipkvm/comet_windows"))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(text)) {
		if _, id, ok := strings.Cut(line, "Instance ID:"); ok {
			p := sysmon.Peripheral(strings.TrimSpace(id))
			e := usb(*p)
			if _, ok := table.Of(&e); ok {
				seen++
			}
		}
	}
	if seen == 0 {
		t.Error("no instance path of the Comet is recognised")
	}
}

func TestTableIsSound(t *testing.T) {
	table := load(t)
	if n := table.Len(); n < 250 {
		t.Errorf("the table has %d tools, fewer than were written", n)
	}
}

var events = map[string]telemetry.Event{
	"process":    built(`C:\Program Files\Google\Chrome\Application\chrome.exe`, telemetry.File{Original: "chrome.exe", Product: "Google Chrome", Company: "Google LLC", Signer: "Google LLC"}),
	"module":     {Class: telemetry.ModuleActivity, Module: &telemetry.Module{File: telemetry.File{Name: "wintrust.dll", Original: "WINTRUST.DLL", Product: "Microsoft® Windows® Operating System", Company: "Microsoft Corporation"}}, Actor: telemetry.Actor{Process: &telemetry.Process{Name: "chrome.exe", Path: `C:\chrome.exe`}}},
	"dns":        dns("edge-chat.instagram.example.com"),
	"network":    connection("ec2-203-0-113-9.compute-1.amazonaws.com", "203.0.113.9", 443),
	"sign-in":    {Class: telemetry.Authentication},
	"peripheral": usb(telemetry.Peripheral{VendorID: "046d", ProductID: "c52b", Vendor: "Logitech", Name: "USB Receiver", UID: "046d:c52b"}),
	"software":   software(telemetry.Software{Name: "Mozilla Firefox (x64 en-US)", Version: "140.0", Vendor: "Mozilla", Path: `C:\Program Files\Mozilla Firefox\firefox.exe`}),
}

func TestOfAllocatesNothing(t *testing.T) {
	table := load(t)
	for name, e := range events {
		if n := testing.AllocsPerRun(100, func() { table.Of(&e) }); n != 0 {
			t.Errorf("%s: %.0f allocations", name, n)
		}
	}
}

func BenchmarkOf(b *testing.B) {
	table := load(b)
	for name, e := range events {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				table.Of(&e)
			}
		})
	}
}

func FuzzOf(f *testing.F) {
	table := load(f)
	for _, s := range []string{"", `C:\x\AnyDesk.exe`, "ssh -fNR 1:2:3", `"`, "v", "TeamViewer 15 (x64", "a.b.c", ".", "caffeinate -t", "CN=x", `USB\VID_1D6B&PID_0104`, strings.Repeat("a.", 200)} {
		f.Add(s, s, 1007)
	}
	classes := []telemetry.Class{telemetry.ProcessActivity, telemetry.ScriptActivity, telemetry.ModuleActivity, telemetry.FileSystemActivity, telemetry.RegistryValue, telemetry.PeripheralActivity, telemetry.DNSActivity, telemetry.NetworkActivity, telemetry.SoftwareInventory, telemetry.ServiceQuery, telemetry.DeviceInventory, telemetry.Authentication}
	f.Fuzz(func(t *testing.T, a, b string, n int) {
		file := telemetry.File{Name: a, Path: b, Original: a, Product: b, Company: a, Signer: b}
		p := &telemetry.Process{Name: a, Path: b, Command: b, File: &file}
		for _, c := range classes {
			e := telemetry.Event{Class: c, Activity: telemetry.Activity(n & 7), Process: p, Actor: telemetry.Actor{Process: &telemetry.Process{Name: b, Path: a}}, File: &file, Module: &telemetry.Module{File: file}, Script: &telemetry.Script{Text: a}, Registry: &telemetry.Registry{Path: a},
				Peripheral: &telemetry.Peripheral{Name: a, Vendor: b, VendorID: a, ProductID: b, UID: a, Serial: b}, Query: &telemetry.Query{Hostname: a}, Dst: telemetry.Endpoint{Hostname: a, IP: b, Port: n}, Package: &telemetry.Software{Name: a, UID: b, Path: b}, Startup: &telemetry.Startup{Name: a, Path: b},
				Device: telemetry.Device{Vendor: a, Model: b}}
			if n&8 != 0 {
				e.Meeting = &telemetry.Meeting{Camera: a, Microphone: b}
			}
			if tool, ok := table.Of(&e); ok && (tool.Kind == "" || tool.Vendor == "" || tool.Via == "") {
				t.Errorf("half a tool: %+v", tool)
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := tools.Load(); err != nil {
			b.Fatal(err)
		}
	}
}
