package tools

import (
	"bytes"
	"net/netip"
	"strings"

	"bonafide/watch/telemetry"
)

// Of is the tool that an event shows, false where it shows none. It allocates
// nothing.
func (t *Table) Of(e *telemetry.Event) (Tool, bool) {
	switch e.Class {
	case telemetry.ProcessActivity, telemetry.DetectionFinding:
		if k, via := t.process(e.Process); k != nil {
			return k.shown(via)
		}
	case telemetry.ScriptActivity:
		// Long scripts are not searched: they hold every word.
		if e.Script != nil && len(e.Script.Text) <= 256 && asksMachine(e.Script.Text) {
			return Tool{Kind: Inventory, Vendor: "system", Name: "hardware query", Via: ViaCommand}, true
		}
	case telemetry.ModuleActivity:
		if e.Module != nil {
			if k := t.file(&e.Module.File, driverName(e.Module.File.Name, e.Module.File.Path)); k != nil {
				return k.shown(ViaDriver)
			}
		}
	case telemetry.FileSystemActivity:
		if e.File != nil && (e.Activity == telemetry.FileCreate || e.Activity == telemetry.FileRename) && isProgram(e.File.Path) {
			if k := t.base(e.File.Path); k != nil && k.judge == nil {
				return k.shown(ViaFile)
			}
		}
	case telemetry.RegistryValue, telemetry.RegistryKey:
		if e.Registry != nil && e.Activity != telemetry.ValueDelete {
			if _, rest, ok := strings.Cut(e.Registry.Path, `\Services\`); ok {
				name, _, _ := strings.Cut(rest, `\`)
				if k := t.services.whole(name); k != nil {
					return k.shown(ViaService)
				}
			}
		}
	case telemetry.PeripheralActivity, telemetry.PeripheralQuery:
		if e.Peripheral != nil {
			if k, via := t.peripheral(e.Peripheral, e.Message); k != nil {
				return k.shown(via)
			}
		}
	case telemetry.DNSActivity:
		if e.Query != nil {
			if k := t.domain(e.Query.Hostname); k != nil {
				return k.shown(ViaDomain)
			}
		}
	case telemetry.NetworkActivity, telemetry.RDPActivity, telemetry.TunnelActivity:
		if e.Meeting != nil {
			return t.meeting(e.Meeting)
		}
		for _, host := range [...]string{e.Dst.Hostname, e.Dst.Domain} {
			if k := t.domain(host); k != nil {
				return k.shown(ViaDomain)
			}
		}
		if k := t.ports[e.Dst.Port]; k != nil && public(e.Dst.IP) {
			return k.shown(ViaPort)
		}
	case telemetry.SoftwareInventory:
		if e.Package != nil && e.Metadata.Code != "removed" {
			return t.software(e.Package)
		}
	case telemetry.StartupItemQuery, telemetry.ServiceQuery:
		if e.Startup != nil && e.Metadata.Code != "removed" {
			for _, name := range [...]string{e.Startup.Name, unit(e.Startup.Name)} {
				if k := t.services.whole(name); k != nil {
					return k.shown(ViaService)
				}
			}
			for _, name := range [...]string{e.Startup.Path, e.Startup.Name} {
				if k := t.base(name); k != nil && k.judge == nil {
					return k.shown(ViaService)
				}
			}
		}
	case telemetry.DeviceInventory:
		if g := guestOf(t.guests, &e.Device); g != nil {
			return Tool{Kind: VirtualGuest, Vendor: g.vendor, Name: g.name, Via: ViaDevice}, true
		}
	}
	if p := e.Actor.Process; p != nil && p != e.Process {
		if k := t.named(p); k != nil {
			return k.shown(ViaProcess)
		}
	}
	return Tool{}, false
}

// unit takes what systemd and launchd put behind a service's name off:
// "chrome-remote-desktop@ann.service".
func unit(name string) string {
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".service"), ".plist")
	name, _, _ = strings.Cut(name, "@")
	return name
}

func (k *known) shown(via string) (Tool, bool) {
	tool := k.Tool
	tool.Via = via
	return tool, true
}

// process looks at a process by its names and its file's; what is judged by the
// command line comes out as a command.
func (t *Table) process(p *telemetry.Process) (*known, string) {
	if p == nil {
		return nil, ""
	}
	k := t.base(p.Name)
	if k == nil && p.Path != "" && (p.Name == "" || !strings.HasSuffix(p.Path, p.Name)) {
		k = t.base(p.Path)
	}
	switch {
	case k != nil && k.judge == nil:
		return k, ViaProcess
	case k != nil && k.judge(p.Command):
		return k, ViaCommand
	case k != nil:
		return nil, ""
	}
	if p.File != nil {
		if k := t.file(p.File, ""); k != nil {
			return k, ViaProcess
		}
	}
	return nil, ""
}

// named looks at a process by its names alone.
func (t *Table) named(p *telemetry.Process) *known {
	for _, name := range [...]string{p.Name, p.Path} {
		if k := t.base(name); k != nil {
			if k.judge != nil {
				return nil
			}
			return k
		}
		if p.Name != "" && strings.HasSuffix(p.Path, p.Name) {
			break
		}
	}
	return nil
}

// file looks at what a program's file says of itself: a renamed program keeps the
// name that it was built under.
func (t *Table) file(f *telemetry.File, name string) *known {
	for _, s := range [...]string{name, f.Original} {
		if k := t.base(s); k != nil && k.judge == nil {
			return k
		}
	}
	if f.Product != "" && !strings.HasPrefix(f.Product, "Microsoft") {
		var b [longest]byte
		if k := t.programs.find(product(b[:0], f.Product)); k != nil {
			return k
		}
	}
	for _, s := range [...]string{f.Signer, f.Company} {
		if rest, ok := strings.CutPrefix(s, "CN="); ok {
			s, _, _ = strings.Cut(rest, ",")
		}
		if k := t.signers.whole(s); k != nil {
			return k
		}
	}
	return nil
}

// base looks for the last part of a path, without .exe or .app.
func (t *Table) base(path string) *known {
	for i := len(path) - 1; i >= 0; i-- {
		if c := path[i]; c == '\\' || c == '/' {
			path = path[i+1:]
			break
		}
	}
	if len(path) > 4 && path[len(path)-4] == '.' {
		switch c := path[len(path)-3:]; {
		case strings.EqualFold(c, "exe"), strings.EqualFold(c, "app"):
			path = path[:len(path)-4]
		}
	}
	if path == "" || len(path) > longest {
		return nil
	}
	whole, begins := t.files.sieve.perhaps(path[0], len(path)), len(path) >= prefixLength && t.prefixed.perhaps(path[0], prefixLength)
	if !whole && !begins {
		return nil
	}
	var b [longest]byte
	name := lower(b[:0], path)
	if whole {
		if k := t.files.find(name); k != nil {
			return k
		}
	}
	if begins {
		for _, w := range t.prefixes[string(name[:prefixLength])] {
			if len(name) >= len(w.text) && string(name[:len(w.text)]) == w.text {
				return w.tool
			}
		}
	}
	return nil
}

func driverName(name, path string) string {
	if name == "" {
		name = telemetry.BaseName(path)
	}
	for _, ending := range [...]string{".sys", ".dll", ".ko", ".dylib", ".kext", ".ax"} {
		if n := len(name) - len(ending); n > 0 && strings.EqualFold(name[n:], ending) {
			return name[:n]
		}
	}
	return name
}

// isProgram tells programs from notes, links and traces that bear a tool's name.
func isProgram(path string) bool {
	for _, ending := range [...]string{".exe", ".app"} {
		if n := len(path) - len(ending); n > 0 && strings.EqualFold(path[n:], ending) {
			return true
		}
	}
	return false
}

func (t *Table) software(p *telemetry.Software) (Tool, bool) {
	via := ViaProgram
	if strings.Contains(p.Type, "extension") || strings.Contains(p.Type, "addon") {
		via = ViaExtension
		if k := t.extensions.whole(p.UID); k != nil {
			return k.shown(via)
		}
	}
	name := p.Name
	for range 2 {
		var b [longest]byte
		if k := t.programs.find(product(b[:0], name)); k != nil {
			return k.shown(via)
		}
		// "Simplify - autofill ..." and "AnyDesk: remote desktop" have the name in front.
		cut, _, ok := strings.Cut(name, " - ")
		if !ok {
			break
		}
		name = cut
	}
	if k := t.base(p.Path); k != nil && k.judge == nil && isProgram(p.Path) {
		return k.shown(via)
	}
	return Tool{}, false
}

// site are first labels of pages that people read: to read about a tool is not to
// use it.
func site(label string) bool {
	var b [16]byte
	if len(label) > len(b) {
		return false
	}
	switch string(lower(b[:0], label)) {
	case "www", "docs", "doc", "help", "support", "blog", "status", "download", "downloads", "forum", "forums", "community", "store", "shop", "kb", "learn", "info", "news", "go", "pages", "my", "account", "trust", "image":
		return true
	}
	return false
}

// domain looks for a name and the names above it.
func (t *Table) domain(host string) *known {
	host = strings.TrimSuffix(host, ".")
	if len(host) < 4 || len(host) > 253 {
		return nil
	}
	// The last label alone is nobody's.
	last := strings.LastIndexByte(host, '.')
	for start := 0; start < last; {
		if k := t.domains.whole(host[start:]); k != nil {
			if start == 0 && strings.IndexByte(host, '.') == last && (k.Kind == RemoteControl || k.Kind == Tunnel || k.Kind == VPN) {
				return nil
			}
			if start > 0 && site(host[strings.LastIndexByte(host[:start-1], '.')+1:start-1]) {
				return nil
			}
			return k
		}
		next := strings.IndexByte(host[start:], '.')
		if next < 0 {
			break
		}
		start += next + 1
	}
	return nil
}

// public tells addresses of the internet from those of a network at home.
func public(ip string) bool {
	a, err := netip.ParseAddr(ip)
	return err == nil && a.IsGlobalUnicast() && !a.IsPrivate()
}

func (t *Table) meeting(m *telemetry.Meeting) (Tool, bool) {
	if k := t.device(m.Camera); k != nil {
		return k.shown(ViaCamera)
	}
	if k := t.device(m.Microphone); k != nil {
		return k.shown(ViaMicrophone)
	}
	return Tool{}, false
}

// device looks for a part of a device's name: meetings are few, and their names
// are free text.
func (t *Table) device(name string) *known {
	if name == "" || len(name) > 256 {
		return nil
	}
	var b [256]byte
	text := lower(b[:0], name)
	for i := range t.devices {
		if bytes.Contains(text, []byte(t.devices[i].text)) {
			return t.devices[i].tool
		}
	}
	return nil
}
