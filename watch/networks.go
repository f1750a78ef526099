package watch

import (
	_ "embed"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
	"bonafide/written"
)

// Networks tells what is known of an address from tables.
type Networks interface {
	// Network is the table's word on an address: class, country, number and operator
	// of its network. What is not known is empty.
	Network(addr netip.Addr) scene.Network
}

// networks classes the addresses of events: by the firm's own exits, by tables, and
// by what the vendor put into the event.
type networks struct {
	egress []netip.Prefix
	tables Networks
	known  map[string]scene.Network // what tables say, by address
}

// maxKnown bounds the memory of looked-up addresses.
const maxKnown = 1 << 16

func (n *networks) of(e *telemetry.Event, into *scene.Network) {
	*into = scene.Network{}
	ip := e.Src.IP
	if ip == "" {
		ip = e.Device.IP
	}
	if ip == "" {
		return
	}
	x, ok := n.known[ip]
	if !ok {
		x = n.look(ip)
		if len(n.known) >= maxKnown {
			clear(n.known)
		}
		n.known[strings.Clone(ip)] = x
	}
	*into = x
	if x.IP == "" || x.Class == scene.Egress {
		return
	}
	loc, as := &e.Src.Location, &e.Src.AS
	org := as.Name
	if org == "" {
		org = loc.ISP
	}
	if into.ASN == 0 && as.Number > 0 && as.Number < 1<<32 {
		into.ASN = uint32(as.Number)
	}
	if into.Org == "" {
		into.Org = org
	}
	if into.Country == "" {
		into.Country = written.Country(loc.Country)
	}
	if loc.Lat != 0 || loc.Long != 0 {
		into.Lat, into.Long, into.Placed = loc.Lat, loc.Long, true
		into.Radius = 50
		if loc.City == "" {
			into.Radius = 500 // the vendor knows the country only
		}
	}
	if into.Service == "" {
		if into.Service = service(org, loc.ISP, e.Src.Domain); into.Service == "" {
			into.Service = serviceNumbers[into.ASN]
		}
	}
	switch {
	case into.Service == astrill:
		// Its exits are rented servers outside of any list of VPNs.
		into.Class = scene.Hosting
	case into.Service != "":
		into.Class = scene.Consumer
	case into.Class != "":
	case isHosting()[into.ASN] || hostingName(org) || hostingName(loc.ISP):
		into.Class = scene.Hosting
	case e.Signals.Proxy == telemetry.Yes:
		into.Class = scene.Hosting // a proxy that nobody can name
	case org != "" || e.Signals.Proxy == telemetry.No:
		into.Class = scene.Residential
	}
}

func (n *networks) look(ip string) scene.Network {
	addr, err := netip.ParseAddr(ip)
	if err != nil || addr.IsLoopback() || addr.IsUnspecified() || addr.IsLinkLocalUnicast() || addr.IsMulticast() {
		return scene.Network{}
	}
	addr = addr.Unmap().WithZone("")
	if addr.IsPrivate() || shared.Contains(addr) {
		return scene.Network{} // says nothing of where somebody is
	}
	var x scene.Network
	if n.tables != nil {
		x = n.tables.Network(addr)
	}
	bits := 24
	if addr.Is6() {
		bits = 48
	}
	if p, err := addr.Prefix(bits); err == nil {
		x.Key = p.String()
	}
	x.IP = addr.String()
	for _, p := range n.egress {
		if p.Contains(addr) {
			x.Class = scene.Egress
		}
	}
	if x.Class != scene.Egress {
		x.Service = service(x.Org)
		if x.Class == "" && (isHosting()[x.ASN] || hostingName(x.Org)) {
			x.Class = scene.Hosting
		}
	}
	return x
}

// shared is the space of carriers' own translation (RFC 6598).
var shared = netip.MustParsePrefix("100.64.0.0/10")

const astrill = "Astrill"

// services are consumer VPNs by the words that name their networks.
var services = []struct{ word, name string }{
	{"astrill", astrill}, {"mullvad", "Mullvad"}, {"nordvpn", "NordVPN"}, {"nord vpn", "NordVPN"}, {"tefincom", "NordVPN"}, {"expressvpn", "ExpressVPN"}, {"express vpn", "ExpressVPN"},
	{"proton", "Proton VPN"}, {"surfshark", "Surfshark"}, {"torguard", "TorGuard"}, {"hotspot shield", "Hotspot Shield"}, {"private internet access", "Private Internet Access"},
	{"windscribe", "Windscribe"}, {"cyberghost", "CyberGhost"}, {"ipvanish", "IPVanish"}, {"purevpn", "PureVPN"}, {"tunnelbear", "TunnelBear"}, {"hide.me", "hide.me"},
}

func service(names ...string) string {
	for _, n := range names {
		if n == "" {
			continue
		}
		n = strings.ToLower(n)
		for _, s := range services {
			if strings.Contains(n, s.word) {
				return s.name
			}
		}
	}
	return ""
}

//go:embed hosting.txt
var hostingList string

// isHosting reports whether a network is a hosting provider's, by its number; the
// operator's tables know more, by address.
var isHosting = sync.OnceValue(func() map[uint32]bool {
	out := make(map[uint32]bool, 1024)
	for line := range strings.Lines(hostingList) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			if n, err := strconv.ParseUint(word, 10, 32); err == nil {
				out[uint32(n)] = true
			}
		}
	}
	return out
})

// serviceNumbers are networks that consumer VPNs run themselves.
var serviceNumbers = map[uint32]string{
	136787: "NordVPN", 207137: "NordVPN", 209854: "Surfshark", 199218: "Proton VPN", 62371: "Proton VPN", 39351: "Mullvad", 198605: "Avast VPN",
}

// hostingWords name hosting networks in the names that registries and vendors give.
var hostingWords = []string{
	"hosting", "datacamp", "data center", "datacenter", "data centre", "datacentre", "m247", "digitalocean", "digital ocean", "vultr", "choopa", "linode", "akamai connected cloud", "hetzner", "ovh", "leaseweb",
	"contabo", "scaleway", "colocrossing", "quadranet", "psychz", "tzulo", "colocation", "google cloud", "oracle cloud", "alibaba", "tencent cloud",
	"ibm cloud", "huawei cloud", "microsoft azure", "dedicated server", "vps", "amazon", "aws", "packethub", "cdn77", "clouvider", "hostroyale", "servermania", "servers",
}

func hostingName(name string) bool {
	if name == "" {
		return false
	}
	name = strings.ToLower(name)
	for _, w := range hostingWords {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}
