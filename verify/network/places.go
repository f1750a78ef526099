package network

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed zones.tsv
var zonesTSV string

// gazetteer knows the time zones of each country with the principal place of each.
type gazetteer struct {
	byCountry map[string][]*zone
	byName    map[string]*zone

	mu sync.Mutex
	// others are zones by names that the table does not have ("US/Eastern"). The
	// cache holds facts only and is bounded.
	others map[string]*time.Location
}

type zone struct {
	// x, y, z is the principal place on the unit sphere.
	x, y, z  float64
	location func() *time.Location
}

func newGazetteer(tsv string) *gazetteer {
	g := &gazetteer{byCountry: make(map[string][]*zone, 256), byName: make(map[string]*zone, 512), others: map[string]*time.Location{}}
	for line := range strings.Lines(tsv) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 4 || strings.HasPrefix(f[0], "#") {
			continue
		}
		lat, _ := strconv.ParseFloat(f[2], 64)
		lon, _ := strconv.ParseFloat(f[3], 64)
		lat, lon = lat*math.Pi/180, lon*math.Pi/180
		z := &zone{x: math.Cos(lat) * math.Cos(lon), y: math.Cos(lat) * math.Sin(lon), z: math.Sin(lat)}
		name := f[1]
		z.location = sync.OnceValue(func() *time.Location {
			l, err := time.LoadLocation(name)
			if err != nil {
				return nil
			}
			return l
		})
		g.byCountry[f[0]] = append(g.byCountry[f[0]], z)
		g.byName[name] = z
	}
	return g
}

// location is the zone of an IANA name or of an offset such as "+09:00"; nil
// where there is none.
func (g *gazetteer) location(name string) *time.Location {
	if z := g.byName[name]; z != nil {
		return z.location()
	}
	if len(name) == 0 || len(name) > 40 || name == "Local" {
		return nil
	}
	if name[0] == '+' || name[0] == '-' {
		if seconds, ok := offset(name); ok {
			return time.FixedZone(name, seconds)
		}
		return nil
	}
	for i := range len(name) {
		switch c := name[i]; {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9', c == '/', c == '_', c == '-', c == '+':
		default:
			return nil
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if l, ok := g.others[name]; ok {
		return l
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		l = nil
	}
	if len(g.others) < 1024 {
		g.others[name] = l
	}
	return l
}

// offset reads "+09:00", "-0330" and "+9", at most 14 hours, in seconds.
func offset(s string) (int, bool) {
	digits := strings.Replace(s[1:], ":", "", 1)
	if len(digits) == 0 || len(digits) > 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil {
		return 0, false
	}
	hours, minutes := int(n), 0
	if len(digits) > 2 {
		hours, minutes = int(n)/100, int(n)%100
	}
	if hours > 14 || minutes > 59 {
		return 0, false
	}
	seconds := hours*3600 + minutes*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// offsetAt is the zone's distance from UTC at t, in seconds.
func offsetAt(l *time.Location, t time.Time) int {
	_, seconds := t.In(l).Zone()
	return seconds
}

// saysNothing reports whether a client's zone is UTC: containers, test machines
// and browsers that guard privacy report it wherever they are.
func saysNothing(name string) bool {
	switch name {
	case "", "UTC", "Etc/UTC", "GMT", "Etc/GMT", "Etc/Universal", "Universal", "Zulu", "Etc/Zulu", "Z", "+00:00", "-00:00", "+0000":
		return true
	}
	return false
}

const (
	earthRadius = 6371.0 // kilometres
	// reach is taken off the distance between two countries' principal places: so
	// far may people live from the principal place of their own time zone, on both
	// sides together. It errs on the honest side.
	reach = 2000.0
)

// apart is a lower bound of the distance between two countries in kilometres.
// ok is false where one of them has no known place.
func (g *gazetteer) apart(a, b string) (km float64, ok bool) {
	from, to := g.byCountry[a], g.byCountry[b]
	if len(from) == 0 || len(to) == 0 {
		return 0, false
	}
	// The nearest pair has the largest cosine of the angle between its places.
	cosine := -1.0
	for _, p := range from {
		for _, q := range to {
			cosine = max(cosine, p.x*q.x+p.y*q.y+p.z*q.z)
		}
	}
	return max(0, earthRadius*math.Acos(min(1, cosine))-reach), true
}

// ZoneCountry is the country in which an IANA zone has its principal place, ISO
// 3166-1 alpha-2; empty for zones that belong to none ("Etc/UTC") or that the
// table does not have.
func ZoneCountry(name string) string {
	if name == "" {
		return ""
	}
	for line := range strings.Lines(zonesTSV) {
		if country, rest, ok := strings.Cut(line, "\t"); ok && strings.HasPrefix(rest, name) && len(rest) > len(name) && rest[len(name)] == '\t' {
			return country
		}
	}
	return ""
}
