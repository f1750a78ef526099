package baseline

import (
	"fmt"
	"strings"
	"time"

	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// sighting is the newest time, and the one before, that an account came from a
// network with a device.
type sighting struct {
	spot
	key, dev, asn uint32
	t, prev       int64
	is            uint8
}

const (
	notified uint8 = 1 << iota // a notice of travel covers it
	byPhone
	sharedExit // aircraft, satellite: the place is the operator's
)

const maxSights = 8

// travel compares a sign-in with the others of a day around it (NET-04).
func (b *Book) travel(w *worker, s *scene.Scene, m moment, sp spot, phone bool) {
	x := sighting{spot: sp, key: b.keys.of(s.Net.Key), dev: b.keys.of(s.Device.Key), asn: s.Net.ASN, t: m.unix}
	if x.key == 0 {
		x.key = b.keys.of(s.Net.IP)
	}
	if s.Worker != nil && s.Worker.Travelling {
		x.is |= notified
	}
	if phone {
		x.is |= byPhone
	}
	var mine *sighting
	for i := range w.sights {
		if o := &w.sights[i]; o.key == x.key && o.dev == x.dev {
			mine = o
		}
	}
	since := int64(0) // when the person was last here, within a day
	if mine != nil {
		for _, t := range [...]int64{mine.t, mine.prev} {
			if t != 0 && t < x.t && x.t-t <= 86400 {
				since = max(since, t)
			}
		}
	}
	if !w.silent(ruleTravel, 0, m.day) {
		for i := range w.sights {
			if o := &w.sights[i]; o != mine && b.tooFar(w, s.Event, &x, o, since, m, s.Net.Org) {
				break
			}
		}
	}
	switch {
	case mine == nil && len(w.sights) < maxSights:
		w.sights = append(w.sights, x)
	case mine == nil:
		old := 0
		for i := range w.sights {
			if w.sights[i].t < w.sights[old].t {
				old = i
			}
		}
		w.sights[old] = x
	case x.t > mine.t:
		x.prev = mine.t
		*mine = x
	case x.t > mine.prev && x.t != mine.t:
		mine.prev = x.t
	}
}

func (b *Book) tooFar(w *worker, e *telemetry.Event, x, o *sighting, since int64, m moment, org string) bool {
	if x.key == o.key || (x.is|o.is)&(notified|sharedExit) != 0 {
		return false
	}
	rented := x.class.rented() || o.class.rented()
	if rented && w.may(vpnAllowed) {
		return false
	}
	// One carrier puts the same customer out at several places.
	if x.asn != 0 && x.asn == o.asn && x.country == o.country {
		return false
	}
	// A phone abroad comes out at its home carrier: that says nothing of the person who
	// signs in elsewhere with the laptop.
	home := countryOf(w.country)
	for _, y := range [...]*sighting{x, o} {
		if y.is&byPhone != 0 && (rented || y.country == home || home == [2]byte{}) {
			return false
		}
	}
	same, differ := x.dev != 0 && x.dev == o.dev, x.dev != 0 && o.dev != 0 && x.dev != o.dev
	km, placed := x.apart(&o.spot)
	for _, t := range [...]int64{o.t, o.prev} {
		dt := x.t - t
		if dt < 0 {
			dt = -dt
		}
		if t == 0 || dt > 86400 {
			continue
		}
		hours := float64(max(dt, 60)) / 3600
		impossible := placed && km > b.cfg.Distance && km > b.cfg.Speed*hours
		// A flight is no contradiction; to be in both countries in turn is.
		inTurn := x.abroad(&o.spot) && (!placed || km > b.cfg.Distance) && since != 0 && since < t && t < x.t && !same
		if !impossible && !inTurn {
			continue
		}
		// A VPN switched on or off moves the place, not the person: with a hosting exit
		// only two devices make it two people.
		if rented && !differ {
			continue
		}
		if skyward(org) {
			x.is |= sharedExit
			return false
		}
		// The same device on both sides, a phone that is away while the laptop is not, or no
		// device at all in a mere change of country: once may be an error of a table.
		if same || (x.is|o.is)&byPhone != 0 || inTurn && !impossible && !differ {
			if !w.again(m.day) {
				continue
			}
		}
		if !w.raise(ruleTravel, 0, m.day) {
			return true
		}
		how := "by a device that the log does not name"
		switch {
		case same:
			how = "by the same device, on more than one day"
		case differ:
			how = "by two devices"
		}
		what := "countries that differ"
		if placed {
			what = fmt.Sprintf("places %.0f km apart beyond their accuracy", km)
		}
		about := "place"
		if w.country != "" {
			about = "the contracted place of work is in " + w.country
		}
		b.deviate(w, ruleTravel, e.Time, "travel",
			fmt.Sprintf("Sign-ins came %s from %s within %s (%s and %s); no notice of travel covers it.", how, what, telemetry.Span(time.Duration(max(dt, 60))*time.Second), o.word(), x.word()),
			evidence(e, x.word(), classWords[x.class]+"; "+about), held(o.word(), classWords[o.class]+", the sign-in compared with", time.Unix(t, 0)))
		return true
	}
	return false
}

// again reports whether the like was seen on another day of two weeks, and
// remembers this day.
func (w *worker) again(n uint16) bool {
	was := w.lowered
	w.lowered = max(w.lowered, n)
	return was != 0 && was != n && apartDays(was, n) <= 14
}

// skyWords name networks whose place is the operator's and not the traveller's.
var skyWords = []string{"satellite", "inflight", "in-flight", "gogo", "viasat", "starlink", "space exploration", "avionics", "anuvu", "intelsat", "inmarsat", "hughes", "eutelsat", "oneweb", "sita on"}

func skyward(org string) bool {
	if org == "" {
		return false
	}
	org = strings.ToLower(org)
	for _, s := range skyWords {
		if strings.Contains(org, s) {
			return true
		}
	}
	return false
}
