package sim

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
	"time"
)

// operator is an invented firm that runs networks.
type operator struct {
	name, isp, domain string
	number            uint32
	class             string // home, mobile, hosting, vpn, relay, airline
	service           string // of a VPN
}

// block is a network of an operator in a town: a /24, or a /48 of IPv6.
type block struct {
	prefix netip.Prefix
	op     *operator
	at     *place
	// lat and lon are where vendors place it, which is near, seldom right.
	lat, lon float64
	// wrong is where one vendor places it between two days.
	wrong          *place
	wrongFrom, end int
}

// space hands out the invented address space: 198.18.0.0/15, which is set aside
// for tests of networks (RFC 2544), and 2001:db8::/32, set aside for documentation.
type space struct {
	seed      uint64
	next4     int
	next6     int
	blocks    []*block
	operators []*operator
	byKey     map[string]*operator
	shared    map[string]*block
}

const v4Blocks = 512

func newSpace(seed uint64) *space {
	return &space{seed: seed, byKey: map[string]*operator{}, shared: map[string]*block{}}
}

var ispWords = []string{"Alder", "Bluebird", "Cinder", "Dovetail", "Ember", "Fennel", "Glade", "Harrier", "Isthmus", "Jackdaw", "Kelp", "Lumen Vale", "Meridian", "Nettle", "Osprey", "Pinecone", "Quill", "Rookery", "Sorrel", "Tern", "Umber", "Vesper", "Willet", "Yarrow"}

// operatorOf is the operator of a class in a country, made when first asked for.
func (s *space) operatorOf(class, code string, variant int) *operator {
	key := class + code + strconv.Itoa(variant)
	if o := s.byKey[key]; o != nil {
		return o
	}
	c := derive(s.seed, "operator "+key)
	o := &operator{number: uint32(64512 + len(s.operators)%1000), class: class}
	word := ispWords[(c.below(len(ispWords))+variant)%len(ispWords)]
	switch class {
	case "home":
		o.name = word + pick(c, []string{" Broadband ", " Fibre ", " Telecom ", " Cable "}) + code
	case "mobile":
		o.name = word + " Mobile " + code
	case "business":
		o.name = word + " Business Internet " + code
	case "hosting":
		o.name = []string{"Northgate Hosting", "Cobalt Data Centers", "Peregrine Dedicated Servers", "Halyard VPS", "Tidewater Hosting"}[variant%5]
	case "vpn":
		o.service = []string{"Astrill", "Mullvad", "Proton"}[variant%3]
		o.name = []string{"Astrill Systems Corp", "Mullvad VPN AB", "Proton AG"}[variant%3]
	case "relay":
		o.name = "Meadow Private Relay"
	case "airline":
		o.name = "Stratus Inflight Connectivity"
	}
	o.isp = o.name
	domain := []byte{}
	for i := 0; i < len(o.name); i++ {
		if ch := o.name[i] | 0x20; ch >= 'a' && ch <= 'z' {
			domain = append(domain, ch)
		}
	}
	o.domain = string(domain) + ".example"
	s.byKey[key] = o
	s.operators = append(s.operators, o)
	return o
}

func (s *space) add(b *block) *block {
	c := derive(s.seed, "block", len(s.blocks))
	spread := 0.12
	if b.op.class == "mobile" {
		spread = 0.6
	}
	b.lat, b.lon = b.at.lat+c.normal()*spread, b.at.lon+c.normal()*spread
	s.blocks = append(s.blocks, b)
	return b
}

// four is a new /24; once they are used up, earlier ones of the same kind of
// operator and town are handed out again, as pools are.
func (s *space) four(op *operator, at *place) *block {
	if s.next4 >= v4Blocks {
		for _, b := range s.blocks {
			if b.op == op && b.at == at && b.prefix.Addr().Is4() {
				return b
			}
		}
		return s.six(op, at)
	}
	n := s.next4
	s.next4++
	return s.add(&block{prefix: netip.PrefixFrom(netip.AddrFrom4([4]byte{198, byte(18 + n>>8), byte(n), 0}), 24), op: op, at: at})
}

// six is a new /48.
func (s *space) six(op *operator, at *place) *block {
	n := s.next6 & 0xffff
	s.next6++
	var a [16]byte
	copy(a[:], []byte{0x20, 0x01, 0x0d, 0xb8, byte(n >> 8), byte(n)})
	return s.add(&block{prefix: netip.PrefixFrom(netip.AddrFrom16(a), 48), op: op, at: at})
}

// common is a block that everybody uses who is there: a mobile network, an exit of
// a VPN, a hotel's line.
func (s *space) common(class string, at *place, variant int) *block {
	key := class + at.city + strconv.Itoa(variant)
	if b := s.shared[key]; b != nil {
		return b
	}
	code := at.code
	if class == "hosting" || class == "vpn" || class == "relay" || class == "airline" {
		code = ""
	}
	op := s.operatorOf(class, code, variant)
	b := s.four(op, at)
	s.shared[key] = b
	return b
}

// home is a line of one household. Its address changes every few days, or never.
type home struct {
	block *block
	at    *place
	every int // days between changes; 0 keeps the address
	salt  int
}

// household is a new home line. Four in ten have IPv6.
func (s *space) household(c *chance, at *place, six bool) *home {
	op := s.operatorOf("home", at.code, c.below(2))
	h := &home{at: at, salt: c.below(1 << 20)}
	// Blocks for the rest of the world are kept free.
	if six || s.next4 > v4Blocks-190 {
		h.block = s.six(op, at)
	} else {
		h.block = s.four(op, at)
	}
	switch {
	case c.happens(0.45):
	case c.happens(0.5):
		h.every = c.between(12, 40)
	default:
		h.every = c.between(2, 9)
	}
	return h
}

// ip is the address on a day.
func (h *home) ip(day int) string {
	n := 0
	if h.every > 0 {
		n = (day+400+h.salt)/h.every + 1
	}
	return h.block.host(uint64(h.salt)<<20 + uint64(n))
}

// host is an address in a block that belongs to a number.
func (b *block) host(n uint64) string {
	v := mix(n + 0x51ed270b)
	if b.prefix.Addr().Is4() {
		a := b.prefix.Addr().As4()
		a[3] = byte(2 + v%250)
		return netip.AddrFrom4(a).String()
	}
	a := b.prefix.Addr().As16()
	a[7] = byte(n >> 24)
	binary.BigEndian.PutUint64(a[8:], v|1)
	return netip.AddrFrom16(a).String()
}

// spot is where a machine is connected, as far as logs can tell.
type spot struct {
	ip    string
	block *block
	kind  string // home, mobile, cafe, cowork, office, hotel, airline, vpn, relay, hosting
	at    *place // where the machine is; a VPN's exit is elsewhere
	// lat and lon are where the machine is, for systems that locate devices.
	firm bool // the firm's own exit
}

// seen is where a vendor places the spot on a day.
func (s *spot) seen(day int) (p *place, lat, lon float64) {
	b := s.block
	if b == nil {
		return s.at, s.at.lat, s.at.lon
	}
	if b.wrong != nil && day >= b.wrongFrom && day < b.end {
		return b.wrong, b.wrong.lat, b.wrong.lon
	}
	return b.at, b.lat, b.lon
}

func (s *spot) proxy() bool {
	return s.block != nil && (s.block.op.class == "vpn" || s.block.op.class == "relay")
}

func (s *spot) number() (uint32, string, string, string) {
	if s.block == nil {
		return 64500, "Lanternfish Protocol", "lanternfish protocol", "lanternfish.example"
	}
	o := s.block.op
	return o.number, o.name, o.isp, o.domain
}

func shortTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func money(n int) string { return fmt.Sprintf("%d.00", n) }
