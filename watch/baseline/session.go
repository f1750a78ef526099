package baseline

import (
	"fmt"
	"strings"

	"bonafide/watch/scene"
)

// session is a sign-in session of a person.
type session struct {
	fp uint32
	// The run of activity without a pause of six hours, unix seconds.
	start, last int64
	uses        [3]use
}

// use is where and with what a session was used.
type use struct {
	spot
	key, dev, agent uint32
	t               int64
	system          uint8
}

const (
	maxSessions = 6
	pause       = 6 * 3600
	dayAndNight = 20 * 3600
)

func (b *Book) session(w *worker, d *day, s *scene.Scene, m moment, id string, hand bool) {
	x := w.session(b.keys.of(id), m.unix)
	if hand {
		b.roundTheClock(w, d, s, m, x)
	}
	if s.Net.Key != "" {
		b.twoNetworks(w, s, m, x)
	}
}

func (w *worker) session(fp uint32, t int64) *session {
	for i := range w.sessions {
		if w.sessions[i].fp == fp {
			return &w.sessions[i]
		}
	}
	x := session{fp: fp, start: t, last: t}
	if len(w.sessions) < maxSessions {
		w.sessions = append(w.sessions, x)
		return &w.sessions[len(w.sessions)-1]
	}
	old := 0
	for i := range w.sessions {
		if w.sessions[i].last < w.sessions[old].last {
			old = i
		}
	}
	w.sessions[old] = x
	return &w.sessions[old]
}

// roundTheClock says that a session was worked in by day and night on several days
// (NET-09).
func (b *Book) roundTheClock(w *worker, d *day, s *scene.Scene, m moment, x *session) {
	switch {
	case m.unix-x.last >= pause:
		x.start, x.last = m.unix, m.unix
	case m.unix > x.last:
		x.last = m.unix
	case m.unix < x.start && x.start-m.unix < pause:
		x.start = m.unix
	}
	if x.last-x.start <= dayAndNight || m.unix-x.start <= dayAndNight || d.flags&dutyDay != 0 {
		return
	}
	d.flags |= longRun
	n := 0
	for k := before(m.day, 29); k <= m.day; k++ {
		if y := w.on(k); y != nil && y.flags&longRun != 0 {
			n++
		}
	}
	if n >= 3 && w.raise(ruleSession, 0, m.day) {
		b.deviate(w, ruleSession, s.Event.Time, "sessions",
			fmt.Sprintf("On %d days of 30 a session had been in use for more than 20 hours without a pause of six; the present one for %d hours.", n, (x.last-x.start)/3600),
			evidence(s.Event, fmt.Sprintf("%d hours", (x.last-x.start)/3600), "acts of a person only: renewals of tokens are left out, and no other hours are agreed"))
	}
}

// twoNetworks says that a session is used from two networks by two machines within
// an hour (NET-12).
func (b *Book) twoNetworks(w *worker, s *scene.Scene, m moment, x *session) {
	e := s.Event
	y := use{spot: spotOf(&s.Net), key: b.keys.of(s.Net.Key), dev: b.keys.of(s.Device.Key), agent: b.keys.agent(e.HTTP.UserAgent), t: m.unix, system: systemOf(e.HTTP.UserAgent)}
	if y.agent == 0 && y.dev == 0 {
		return
	}
	var mine *use
	old := 0
	for i := range x.uses {
		o := &x.uses[i]
		if o.t < x.uses[old].t {
			old = i
		}
		switch {
		case o.t == 0:
		case o.key == y.key && o.agent == y.agent && o.dev == y.dev:
			mine = o
		case o.key != y.key && m.unix-o.t <= 3600 && o.t-m.unix <= 3600 && b.twoHands(w, o, &y) && w.raise(ruleToken, x.fp, m.day):
			b.deviate(w, ruleToken, e.Time, fmt.Sprintf("session %08x", x.fp),
				fmt.Sprintf("One session was used within an hour from two networks and by two programs or devices: %s (%s) and %s (%s).", classWords[o.class], o.word(), classWords[y.class], y.word()),
				evidence(e, s.Net.Key, "held against the session's use from "+o.word()))
		}
	}
	switch {
	case mine == nil:
		x.uses[old] = y
	case m.unix > mine.t:
		mine.t = m.unix
	}
}

// twoHands reports that two uses are by two machines in two sorts of network or
// far apart. Wi-Fi to mobile, and a VPN switched on, change the network only.
func (b *Book) twoHands(w *worker, o, y *use) bool {
	if o.class.hides() || y.class.hides() || w.may(vpnAllowed) && (o.class.rented() || y.class.rented()) {
		return false
	}
	// A telephone beside the computer is in its carrier's network, which may be placed
	// anywhere in the country.
	if o.isPhone() != y.isPhone() && !o.class.rented() && !y.class.rented() && !o.abroad(&y.spot) {
		return false
	}
	km, placed := o.apart(&y.spot)
	far := placed && km > b.cfg.Distance || !placed && o.abroad(&y.spot)
	sort := o.class != unclassed && y.class != unclassed && o.class.rented() != y.class.rented()
	if !far && !sort {
		return false
	}
	if o.dev != 0 && y.dev != 0 {
		return o.dev != y.dev
	}
	if o.agent == 0 || y.agent == 0 || o.agent == y.agent {
		return false
	}
	// Two programs of one machine share a session: another system is another machine.
	return o.system != 0 && y.system != 0 && o.system != y.system || far && sort
}

// isPhone reports a use by a telephone or tablet.
func (u *use) isPhone() bool { return u.system >= 1 && u.system <= phones }

const phones = 3 // the first so many systems

var systems = []string{"Android", "iPhone", "iPad", "Windows", "Mac", "CrOS", "Linux"}

func systemOf(agent string) uint8 {
	if len(agent) > 512 {
		agent = agent[:512]
	}
	for i, s := range systems {
		if strings.Contains(agent, s) {
			return uint8(i + 1)
		}
	}
	return 0
}
