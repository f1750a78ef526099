package baseline

import (
	"math"

	"bonafide/watch/scene"
)

// class is a network's class in one byte.
type class uint8

const (
	unclassed class = iota
	egress
	residential
	hosting
	consumer
	relay
)

func classOf(c scene.NetClass) class {
	switch c {
	case scene.Egress:
		return egress
	case scene.Residential:
		return residential
	case scene.Hosting:
		return hosting
	case scene.Consumer:
		return consumer
	case scene.Relay:
		return relay
	}
	return unclassed
}

// hides reports that the network says nothing of where a person is by its nature:
// the firm's own exit, or a relay.
func (c class) hides() bool { return c == egress || c == relay }

// rented reports a hosting network or a consumer's VPN.
func (c class) rented() bool { return c == hosting || c == consumer }

var classWords = [...]string{"an unknown network", "the firm's exit", "a home or mobile network", "a hosting network", "a consumer VPN", "a relay"}

// spot is where an address is, as far as somebody knows.
type spot struct {
	lat, long float32
	radius    uint16 // km
	country   [2]byte
	class     class
	placed    bool
}

func spotOf(n *scene.Network) spot {
	s := spot{class: classOf(n.Class), country: countryOf(n.Country)}
	if n.Placed && sound(n.Lat, 90) && sound(n.Long, 180) {
		s.lat, s.long, s.placed = float32(n.Lat), float32(n.Long), true
		s.radius = 50 // where nobody says how exact it is
		if n.Radius > 0 {
			s.radius = uint16(min(n.Radius, 20_000))
		}
	}
	return s
}

func sound(v, most float64) bool { return v >= -most && v <= most }

func countryOf(s string) (c [2]byte) {
	if len(s) == 2 {
		c = [2]byte{s[0], s[1]}
	}
	return c
}

func (s *spot) known() bool { return s.placed || s.country != [2]byte{} }

// word names the spot for people.
func (s *spot) word() string {
	if s.country == [2]byte{} {
		return "a place without a country's name"
	}
	return string(s.country[:])
}

// abroad reports that both countries are known and differ.
func (s *spot) abroad(o *spot) bool {
	return s.country != [2]byte{} && o.country != [2]byte{} && s.country != o.country
}

// apart is the distance in km beyond both radii, false where it is not known.
func (s *spot) apart(o *spot) (float64, bool) {
	if !s.placed || !o.placed {
		return 0, false
	}
	return max(distance(s, o)-float64(s.radius)-float64(o.radius), 0), true
}

// distance is along the great circle (haversine formula, mean radius 6,371 km).
func distance(a, b *spot) float64 {
	const rad = math.Pi / 180
	la, lb := float64(a.lat)*rad, float64(b.lat)*rad
	sa, so := math.Sin((lb-la)/2), math.Sin((float64(b.long)-float64(a.long))*rad/2)
	h := sa*sa + math.Cos(la)*math.Cos(lb)*so*so
	return 2 * 6371 * math.Asin(math.Sqrt(min(h, 1)))
}

// place is a spot that a person's events come from again and again.
type place struct {
	spot
	last uint16
}

const maxPlaces = 16

// same reports that a spot is taken for the place: a quarter of a degree apart at
// most.
func (p *place) same(s *spot) bool {
	if p.country != s.country || p.class != s.class || p.placed != s.placed {
		return false
	}
	return !s.placed || abs32(p.lat-s.lat) <= 0.25 && abs32(p.long-s.long) <= 0.25
}

func abs32(f float32) float32 {
	if f < 0 {
		return -f
	}
	return f
}

// place is the index plus one of a spot's place.
func (w *worker) place(s *spot, n uint16) uint8 {
	for i := range w.places {
		if w.places[i].same(s) {
			w.places[i].last = max(w.places[i].last, n)
			return uint8(i + 1)
		}
	}
	if len(w.places) < maxPlaces {
		w.places = append(w.places, place{*s, n})
		return uint8(len(w.places))
	}
	old := 0
	for i := range w.places {
		if w.places[i].last < w.places[old].last {
			old = i
		}
	}
	w.places[old] = place{*s, n}
	gone := uint8(old + 1)
	for i := range w.exits {
		if w.exits[i].place == gone {
			w.exits[i].place = 0
		}
	}
	for i := range w.days {
		d := &w.days[i]
		forget(d.at[:], gone)
		for j := range d.device {
			if d.device[j] == gone {
				d.device[j] = 0
			}
		}
	}
	return gone
}

func forget(list []tally, gone uint8) {
	for i := range list {
		if list[i].of == gone {
			copy(list[i:], list[i+1:])
			list[len(list)-1] = tally{}
		}
	}
}
