package network

import (
	"errors"
	"net/netip"

	"bonafide"
)

// ErrNotPublic says that an address is private, reserved or shared by a carrier's
// customers, and means nothing outside its own network.
var ErrNotPublic = errors.New("not a public address")

// Answer is what the tables know of an address. Each part comes with the table
// that said so, nil where none did.
type Answer struct {
	// Country is ISO 3166-1 alpha-2, empty where unknown.
	Country     string
	CountryFrom *bonafide.Dataset
	// ASN is the number of the network that announces the address, 0 where unknown.
	ASN          uint32
	Operator     string
	OperatorFrom *bonafide.Dataset
	// VPN, Relay and Hosting say on which lists the network stands; it may stand
	// on several.
	VPN, Relay, Hosting bool
	KindFrom            *bonafide.Dataset
	// Documentation says that the address is reserved for examples and that
	// everything above is invented.
	Documentation bool
}

// Kind is "relay", "vpn", "hosting", or empty for a network like any other. A list
// that says more precisely what an exit is comes first: relays stand on many lists
// of VPN networks, and VPN services in many hosting networks.
func (a *Answer) Kind() string {
	switch {
	case a.Relay:
		return "relay"
	case a.VPN:
		return "vpn"
	case a.Hosting:
		return "hosting"
	}
	return ""
}

type tables struct {
	countries, operators, vpn, relay, hosting *Ranges
	hostingASNs                               *ASNs
	examples                                  *examples
}

func (t *tables) lookup(addr netip.Addr) (Answer, error) {
	addr = addr.Unmap()
	if !isPublic(addr) {
		return Answer{}, ErrNotPublic
	}
	if isDocumentation(addr) {
		return t.examples.answer(addr), nil
	}
	return t.written(addr), nil
}

// written is what the tables have of an address, whatever it is reserved for.
func (t *tables) written(addr netip.Addr) Answer {
	var a Answer
	if t.countries != nil {
		a.CountryFrom = &t.countries.dataset
		if e := t.countries.find(addr); e != nil {
			a.Country = e.text
		}
	}
	if t.operators != nil {
		a.OperatorFrom = &t.operators.dataset
		if e := t.operators.find(addr); e != nil {
			a.ASN, a.Operator = e.number, e.text
		}
	}
	switch {
	case t.hosting.find(addr) != nil:
		a.Hosting, a.KindFrom = true, &t.hosting.dataset
	case a.ASN != 0 && t.hostingASNs.has(a.ASN):
		a.Hosting, a.KindFrom = true, &t.hostingASNs.dataset
	}
	if t.vpn.find(addr) != nil {
		a.VPN, a.KindFrom = true, &t.vpn.dataset
	}
	if t.relay.find(addr) != nil {
		a.Relay, a.KindFrom = true, &t.relay.dataset
	}
	return a
}

// isPublic reports whether an address, unmapped, means the same everywhere: it
// leaves out the IANA special-purpose registries (RFC 6890), such as private and
// carriers' shared space, but not the documentation ranges. It is on the path of
// every lookup, hence compares by hand.
func isPublic(a netip.Addr) bool {
	if a.Is4() {
		b := a.As4()
		switch b[0] {
		case 0, 10, 127:
			return false
		case 100:
			return b[1]&0xC0 != 64
		case 169:
			return b[1] != 254
		case 172:
			return b[1]&0xF0 != 16
		case 192:
			return !(b[1] == 168 || b[1] == 0 && b[2] == 0)
		case 198:
			return b[1]&0xFE != 18
		}
		return b[0] < 224
	}
	if !a.Is6() || a.Zone() != "" {
		return false
	}
	b := a.As16()
	// Global unicast is 2000::/3; of it Teredo, 2001::/32, carries other addresses.
	return b[0]&0xE0 == 0x20 && !(b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0)
}

// isDocumentation reports whether an address is reserved for examples.
func isDocumentation(a netip.Addr) bool {
	if a.Is4() {
		switch b := a.As4(); b[0] {
		case 192:
			return b[1] == 0 && b[2] == 2
		case 198:
			return b[1] == 51 && b[2] == 100
		case 203:
			return b[1] == 0 && b[2] == 113
		}
		return false
	}
	b := a.As16()
	return b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8
}
