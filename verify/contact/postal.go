package contact

import (
	"math"
	"slices"
	"strings"

	"bonafide"
)

// place is a postal address in normal form.
type place struct {
	street   []string // sorted words of the lines, without the unit
	unit     string
	city     []string
	postcode string // upper case, letters and digits only
	country  string
	lat, lon float64
	located  bool
	poBox    bool
}

// unitWords name a part of a building; the word after them is the unit.
var unitWords = map[string]bool{
	"apt": true, "apartment": true, "unit": true, "suite": true, "ste": true, "flat": true, "room": true, "rm": true,
	"wohnung": true, "whg": true, "appartement": true, "appt": true, "apto": true, "departamento": true, "kv": true,
}

// fillers say nothing about which address it is.
var fillers = map[string]bool{"no": true, "nr": true, "number": true, "num": true, "the": true}

// abbreviations of street words, in folded form.
var abbreviations = map[string]string{
	"st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "blvd": "boulevard", "bd": "boulevard", "dr": "drive",
	"ln": "lane", "ct": "court", "pl": "place", "sq": "square", "ter": "terrace", "hwy": "highway", "pkwy": "parkway",
	"cir": "circle", "cres": "crescent", "cl": "close", "gdns": "gardens", "pk": "park", "mt": "mount", "ft": "fort",
	"n": "north", "s": "south", "e": "east", "w": "west", "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest",
	"str": "strasse", "pz": "piazza", "c": "calle", "ul": "ulica", "bldg": "building", "fl": "floor",
}

// addressLines bounds what is read of one address.
const addressLines = 8

// normalise brings an address into its normal form. It is modest: it knows the
// common abbreviations of a few languages and leaves everything else as written,
// folded (see [fold]) and without order.
func normalise(a *bonafide.Address) place {
	p := place{country: strings.ToUpper(strings.TrimSpace(clip(a.Country, 8))), lat: a.Lat, lon: a.Lon}
	p.located = (a.Lat != 0 || a.Lon != 0) && math.Abs(a.Lat) <= 90 && math.Abs(a.Lon) <= 180
	p.city = words(a.City)
	code := words(a.Postcode)
	p.postcode = strings.ToUpper(strings.Join(code, ""))
	// The four digits that a United States postcode may carry name a block of a
	// street, and most records leave them out.
	if p.country == "US" && len(p.postcode) == 9 {
		p.postcode = p.postcode[:5]
	}
	for _, line := range a.Lines[:min(len(a.Lines), addressLines)] {
		p.read(line)
	}
	slices.Sort(p.street)
	p.poBox = p.poBox || a.Place == "po-box"
	return p
}

func (p *place) read(line string) {
	if strings.IndexByte(line, '#') >= 0 {
		line = strings.ReplaceAll(line, "#", " unit ")
	}
	tokens := words(line)
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		switch {
		case unitWords[t] && i+1 < len(tokens) && p.unit == "" && !unitWords[tokens[i+1]]:
			i++
			if fillers[tokens[i]] && i+1 < len(tokens) {
				i++
			}
			p.unit = tokens[i]
			continue
		case unitWords[t]: // "apt #5": the unit follows the second word
			continue
		case fillers[t]:
			continue
		case t == "po" && i+1 < len(tokens) && tokens[i+1] == "box":
			i++
			p.poBox = true
			t = "pobox"
		case t == "p" && i+2 < len(tokens) && tokens[i+1] == "o" && tokens[i+2] == "box":
			i += 2
			p.poBox = true
			t = "pobox"
		case t == "postfach" || t == "pobox":
			p.poBox = true
			t = "pobox"
		default:
			if long, ok := abbreviations[t]; ok {
				t = long
			} else if stem, ok := strings.CutSuffix(t, "str"); ok && len(stem) > 2 {
				t = stem + "strasse"
			}
		}
		p.street = append(p.street, t)
	}
}

// empty reports whether the address says nothing that could be compared.
func (p *place) empty() bool { return len(p.street) == 0 && len(p.city) == 0 && p.postcode == "" }

// key is the address as an artefact, to unit level: "12 main street #4|12345|US".
// The town stands for a missing postcode. Empty where it names no building.
func (p *place) key() string {
	if len(p.street) == 0 || p.postcode == "" && len(p.city) == 0 {
		return ""
	}
	var b strings.Builder
	for i, w := range p.street {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	if p.unit != "" {
		b.WriteString(" #")
		b.WriteString(p.unit)
	}
	b.WriteByte('|')
	if p.postcode != "" {
		b.WriteString(p.postcode)
	} else {
		b.WriteString(strings.Join(p.city, " "))
	}
	b.WriteByte('|')
	b.WriteString(p.country)
	return b.String()
}

// relation is how two addresses compare.
type relation int

const (
	cannotTell relation = iota
	same
	different
)

// compare holds two addresses against each other. Where one says less than the
// other but nothing else, they are the same: an address that merely adds a
// postcode or a flat is no other address.
func (p *place) compare(q *place) relation {
	if p.empty() || q.empty() {
		return cannotTell
	}
	if p.country != "" && q.country != "" && p.country != q.country ||
		p.postcode != "" && q.postcode != "" && p.postcode != q.postcode ||
		p.unit != "" && q.unit != "" && p.unit != q.unit {
		return different
	}
	if len(p.street) > 0 && len(q.street) > 0 {
		switch {
		case within(p.street, q.street) || within(q.street, p.street):
		case within(p.all(), q.all()) || within(q.all(), p.all()):
			// One writes the town into its lines.
		default:
			return different
		}
		if p.postcode != "" && p.postcode == q.postcode || len(p.city) == 0 || len(q.city) == 0 {
			return same
		}
		if sameTown(p, q) {
			return same
		}
		return different
	}
	switch {
	case p.postcode != "" && p.postcode == q.postcode:
		return same
	case len(p.city) > 0 && len(q.city) > 0 && !sameTown(p, q):
		return different
	case len(p.city) > 0 && len(q.city) > 0:
		return same
	}
	return cannotTell
}

func sameTown(p, q *place) bool { return contains(p.city, q.city) || contains(q.city, p.city) }

// all is every word of the address, sorted.
func (p *place) all() []string {
	w := slices.Concat(p.street, p.city)
	if p.postcode != "" {
		w = append(w, strings.ToLower(p.postcode))
	}
	slices.Sort(w)
	return w
}

// within reports whether the sorted words a all occur in the sorted words b, each
// as often.
func within(a, b []string) bool {
	j := 0
	for _, w := range a {
		for j < len(b) && b[j] < w {
			j++
		}
		if j == len(b) || b[j] != w {
			return false
		}
		j++
	}
	return true
}

// contains reports whether every word of b is one of a.
func contains(a, b []string) bool {
	for _, w := range b {
		if !slices.Contains(a, w) {
			return false
		}
	}
	return true
}

// kilometres is the great-circle distance by the haversine formula on a sphere of
// 6,371 km; ok is false where a place has no coordinates.
func kilometres(p, q *place) (km float64, ok bool) {
	if !p.located || !q.located {
		return 0, false
	}
	const radian = math.Pi / 180
	sin := func(degrees float64) float64 { s := math.Sin(degrees * radian / 2); return s * s }
	h := sin(q.lat-p.lat) + math.Cos(p.lat*radian)*math.Cos(q.lat*radian)*sin(q.lon-p.lon)
	return 2 * 6371 * math.Asin(math.Sqrt(min(1, h))), true
}

// written is the address on one line, as evidence.
func written(a *bonafide.Address) string {
	parts := make([]string, 0, len(a.Lines)+3)
	for _, line := range a.Lines[:min(len(a.Lines), addressLines)] {
		parts = append(parts, clip(line, 80))
	}
	for _, s := range []string{a.Postcode, a.City, a.Country} {
		if s != "" {
			parts = append(parts, clip(s, 80))
		}
	}
	return strings.Join(parts, ", ")
}
