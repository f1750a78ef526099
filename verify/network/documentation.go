package network

import (
	"net/netip"

	"bonafide"
)

// exampleCountries are the countries that the documentation addresses are said to
// be in, sixteen addresses each, in this order. All of it is invented, so that
// samples and cases mean something; no other address is ever answered from here.
var exampleCountries = [16]string{"US", "DE", "GB", "PL", "CA", "BR", "JP", "NL", "ES", "PT", "IN", "KE", "AU", "MX", "UA", exampleRestricted}

// exampleRestricted is a code that ISO 3166 leaves to its users and that no country
// has. It stands on every list of restricted countries, so that samples of NET-06
// need no operator's list and no real country.
const exampleRestricted = "XX"

// examples answers for the addresses that RFC 5737 and RFC 3849 reserve for
// documentation, with network numbers that RFC 5398 reserves for the same:
//
//	192.0.2.0/24      2001:db8:1N::/48  home connections     AS64496
//	198.51.100.0/24   2001:db8:2N::/48  hosting networks     AS64497
//	203.0.113.0/25    2001:db8:3N::/48  VPN exits            AS64498
//	203.0.113.128/25  2001:db8:4N::/48  privacy relay exits  AS64499
//
// In IPv4 the country is chosen by the sixteenth of the network (192.0.2.0-15 is
// the first, 192.0.2.16-31 the second); 203.0.113.0/24 has room for the first
// eight of each half. In IPv6 it is the hexadecimal digit N. The rest of
// 2001:db8::/32 is answered with nothing.
type examples struct {
	dataset   bonafide.Dataset
	countries [16]string
}

func (e *Examiner) documentation() {
	e.tables.examples = &examples{bonafide.Dataset{Name: "documentation addresses", Version: "1"}, exampleCountries}
}

func (x *examples) answer(a netip.Addr) Answer {
	kind, place := byte(0), byte(0)
	if a.Is4() {
		b := a.As4()
		place = b[3] >> 4
		switch b[0] {
		case 192:
			kind = 1
		case 198:
			kind = 2
		default:
			kind = 3 + place>>3
			place &= 7
		}
	} else {
		b := a.As16()
		if b[4] == 0 {
			kind, place = b[5]>>4, b[5]&15
		}
	}
	out := Answer{Documentation: true}
	if kind < 1 || kind > 4 {
		return out
	}
	from := &x.dataset
	out.Country, out.CountryFrom = x.countries[place], from
	out.ASN, out.OperatorFrom = 64495+uint32(kind), from
	switch kind {
	case 1:
		out.Operator = "Example Broadband (documentation)"
	case 2:
		out.Operator = "Example Hosting (documentation)"
		out.Hosting, out.KindFrom = true, from
	case 3:
		out.Operator = "Example VPN (documentation)"
		out.VPN, out.KindFrom = true, from
	case 4:
		out.Operator = "Example Relay (documentation)"
		out.Relay, out.KindFrom = true, from
	}
	return out
}
