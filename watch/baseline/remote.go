package baseline

import (
	"fmt"
	"math/bits"
	"net/netip"

	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
	"bonafide/watch/tools"
)

// remote is a day's half-hours in which somebody elsewhere worked at the laptop.
type remote struct {
	mask        uint64
	open, close int64 // of a session whose other end is not known yet
	peer        uint32
	day         uint16
	name        string
}

const maxRemotes = 12

// remoteUse takes in incoming sessions of remote control on the issued laptop
// (END-05). Peers in the laptop's own network are the person's own desk.
func (b *Book) remoteUse(w *worker, s *scene.Scene, m moment) {
	e := s.Event
	if !s.Device.Issued || s.Device.Owner != s.Person || s.Tool != nil && s.Tool.Approved || w.may(remoteAllowed) {
		return
	}
	opens, closes := false, false
	switch {
	case e.Status == telemetry.Failure:
		return
	case e.Class == telemetry.Authentication && e.LogonType == "Remote Interactive":
		opens, closes = e.Activity == telemetry.Logon, e.Activity == telemetry.Logoff
	case e.Class == telemetry.RDPActivity:
		opens, closes = e.Activity >= 1 && e.Activity <= 4, e.Activity == 7
	case e.Class == telemetry.NetworkActivity && e.Meeting == nil && s.Tool != nil && s.Tool.Kind == tools.RemoteControl && e.Connection != nil && e.Connection.DirectionID == 1:
		opens, closes = e.Activity == telemetry.NetworkOpen, e.Activity == telemetry.NetworkClose
	default:
		return
	}
	ip := outside(e.Src.IP)
	if ip == "" && e.Class == telemetry.NetworkActivity {
		ip = outside(e.Dst.IP)
	}
	if ip == "" || classOf(s.Net.Class) == egress {
		return
	}
	if d := w.on(m.day); d != nil && d.net != 0 && (s.Net.ASN != 0 && d.net == s.Net.ASN || s.Net.Key != "" && d.net == b.keys.of(s.Net.Key)) && sameNet(w, b.keys.of(s.Net.Key)) {
		return
	}
	peer := b.keys.of(ip)
	x := w.remote(peer, m.day, ip)
	x.mask |= 1 << m.bin
	switch {
	case opens:
		x.open = m.unix
	case closes:
		x.close = m.unix
		if x.open == 0 {
			// It may have begun the day before.
			if y := w.remoteOn(peer, m.day-1); y != nil && y.open != 0 && m.unix-y.open < 86400 {
				x.open, y.open = y.open, 0
			}
		}
	}
	if x.open == 0 || x.close <= x.open {
		return
	}
	span := min((x.close-x.open)/1800, 47)
	x.open, x.close = 0, 0
	n, bin := m.day, m.bin
	for range span {
		if bin--; bin < 0 {
			n, bin = n-1, 47
		}
		w.remote(peer, n, ip).mask |= 1 << bin
	}
}

// sameNet reports that the laptop itself was seen in the network.
func sameNet(w *worker, key uint32) bool {
	x := w.seen[networks].find(key)
	return x != nil && x.n > 1
}

// outside is an address that is not of a private network; empty where it is.
func outside(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified() || a.IsMulticast() {
		return ""
	}
	return ip
}

func (w *worker) remoteOn(peer uint32, n uint16) *remote {
	for i := range w.remotes {
		if w.remotes[i].peer == peer && w.remotes[i].day == n {
			return &w.remotes[i]
		}
	}
	return nil
}

func (w *worker) remote(peer uint32, n uint16, ip string) *remote {
	if x := w.remoteOn(peer, n); x != nil {
		return x
	}
	x := remote{peer: peer, day: n, name: clone("", ip)}
	if len(w.remotes) < maxRemotes {
		w.remotes = append(w.remotes, x)
		return &w.remotes[len(w.remotes)-1]
	}
	old := 0
	for i := range w.remotes {
		// A day that counts is kept before one that does not.
		a, o := &w.remotes[i], &w.remotes[old]
		if full, was := a.full(), o.full(); full != was {
			if !full {
				old = i
			}
		} else if a.day < o.day {
			old = i
		}
	}
	w.remotes[old] = x
	return &w.remotes[old]
}

// full reports five hours or more.
func (x *remote) full() bool { return bits.OnesCount64(x.mask) >= 10 }

func (b *Book) remoteDays(w *worker, today uint16) {
	for i := range w.remotes {
		x := &w.remotes[i]
		n, half, last := 0, 0, uint16(0)
		for _, y := range w.remotes {
			if y.peer == x.peer && y.full() && y.day <= today && int(y.day)+30 > int(today) {
				n++
				half += bits.OnesCount64(y.mask)
				last = max(last, y.day)
			}
		}
		if n < 3 || !w.raise(ruleRemote, x.peer, today) {
			continue
		}
		at := w.endOf(last)
		b.deviate(w, ruleRemote, at, x.name,
			fmt.Sprintf("On %d days of 30 the issued laptop was worked at from the same outside address for five hours or more, %.0f hours in all.", n, float64(half)/2),
			held(x.name, "peers in the laptop's own or a private network and tools that the firm allows are left out", at))
	}
}
