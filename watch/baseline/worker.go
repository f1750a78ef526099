package baseline

import (
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/watch/scene"
)

// Allowances of a worker, from exceptions and accommodations.
const (
	hoursAgreed uint8 = 1 << iota
	vpnAllowed
	deviceAllowed
	cameraAgreed
	remoteAllowed
)

// worker is all that is known of a person.
type worker struct {
	id bonafide.PersonID
	// What HR says, as of the newest event.
	role, team, contract, country, zone string
	group, team2                        uint32 // fingerprints of the peer groups
	offset                              int32  // of the stated zone at the newest event, seconds east of UTC
	allowed                             uint8
	notice                              uint16 // day on which notice was given, 0 for none
	left                                uint16

	first, newest uint16 // days with events
	latest        int64  // newest event, unix seconds
	waryLast      uint16 // newest day of high risk
	issuedLast    uint16 // newest day on which an issued device was seen
	oddLast       uint16 // newest day of a sign-in from an unmanaged device
	clones2       uint16 // repositories cloned in the first two days
	clones14      uint16 // and in the first two weeks
	folded        uint16 // days that left the ring
	lowered       uint16 // newest day with a weak sign of distant sign-ins
	shown         [signKinds]uint16
	powerLast     uint16 // newest day on which the device told its power source

	days      [ring]day
	week      week
	pulls, kb usual
	seen      [kinds]seen
	places    []place
	exits     []exit
	sights    []sighting
	sessions  []session
	remotes   []remote
	meetings  []meeting
	long      []longCall
	told      []told
}

// told remembers what was raised, so that it is not raised again every day.
type told struct {
	subject uint32
	day     uint16
	rule    rule
}

const maxTold = 32

// raise reports whether a rule may speak of a subject now, and remembers that it
// did.
func (w *worker) raise(r rule, subject uint32, n uint16) bool {
	for i := range w.told {
		if t := &w.told[i]; t.rule == r && t.subject == subject {
			if apartDays(t.day, n) < rules[r].quiet {
				return false
			}
			t.day = max(t.day, n)
			return true
		}
	}
	x := told{subject, n, r}
	if len(w.told) < maxTold {
		w.told = append(w.told, x)
		return true
	}
	old := 0
	for i := range w.told {
		if w.told[i].day < w.told[old].day {
			old = i
		}
	}
	w.told[old] = x
	return true
}

// silent reports whether a rule spoke of the subject of late.
func (w *worker) silent(r rule, subject uint32, n uint16) bool {
	for i := range w.told {
		if t := &w.told[i]; t.rule == r && t.subject == subject && apartDays(t.day, n) < rules[r].quiet {
			return true
		}
	}
	return false
}

func apartDays(a, b uint16) int {
	if a > b {
		return int(a - b)
	}
	return int(b - a)
}

func (w *worker) may(a uint8) bool { return w.allowed&a != 0 }

// wary reports that the person's risk was high within the last so many days.
func (w *worker) wary(n uint16, within int) bool {
	return w.waryLast != 0 && int(w.waryLast)+within > int(n)
}

// hear takes in what HR says at an event that is the newest of the person.
func (w *worker) hear(k keys, s *scene.Worker, zone *time.Location, offset int32, n uint16) {
	if w.team != s.Team || w.contract != s.Contract || w.role != s.Role {
		w.role, w.team, w.contract = clone(w.role, s.Role), clone(w.team, s.Team), clone(w.contract, s.Contract)
		w.team2 = k.of(w.team + "\x00" + w.contract)
		w.group = k.of(w.team + "\x00" + w.contract + "\x00" + family(w.role))
	}
	w.country = clone(w.country, s.Country)
	if zone != nil {
		w.zone = clone(w.zone, zone.String())
		w.offset = offset
	}
	w.allowed = allowances(s)
	if s.Notice != nil {
		w.notice = before(n, *s.Notice)
	}
	if s.Left != nil {
		w.left = before(n, *s.Left)
	}
}

func before(n uint16, days int) uint16 { return uint16(max(int(n)-max(days, 0), 1)) }

// clone keeps the old string where the new one says the same, and bounds it.
func clone(old, fresh string) string {
	const most = 96
	if n := most; len(fresh) > n {
		for n > 0 && fresh[n]&0xC0 == 0x80 {
			n--
		}
		fresh = fresh[:n]
	}
	if old == fresh {
		return old
	}
	return strings.Clone(fresh)
}

func allowances(s *scene.Worker) (a uint8) {
	for _, x := range s.Exceptions {
		switch x {
		case "hours", "on-call", "oncall", "shift":
			a |= hoursAgreed
		case "vpn":
			a |= vpnAllowed
		case "device":
			a |= deviceAllowed
		case "remote-control":
			a |= remoteAllowed
		}
	}
	for _, x := range s.Accommodations {
		switch x {
		case "hours":
			a |= hoursAgreed
		case "camera":
			a |= cameraAgreed
		}
	}
	return a
}

// ranks are words of a role that tell of seniority, not of the work.
var ranks = []string{"senior", "junior", "lead", "staff", "principal", "sr", "jr", "associate", "head", "chief", "intern", "i", "ii", "iii", "iv", "v"}

// family is a role without its rank: "Senior Backend Engineer II" and "backend
// engineer" do the same work.
func family(role string) string {
	words := strings.FieldsFunc(strings.ToLower(role), func(r rune) bool { return r != '+' && r != '#' && (r < 'a' || r > 'z') && r < 128 })
	kept := words[:0]
	for _, x := range words {
		if !slices.Contains(ranks, x) {
			kept = append(kept, x)
		}
	}
	return strings.Join(kept, " ")
}
