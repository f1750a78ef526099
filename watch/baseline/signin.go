package baseline

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// exit is a hosting or VPN network that a person came through.
type exit struct {
	key, asn uint32
	name     string
	last     uint16
	class    class
	use      exitUse
	place    uint8 // index plus one
}

// exitUse is what came through an exit.
type exitUse uint8

const (
	anyDevice exitUse = iota // a sign-in by a phone or an unmanaged device
	laptopUse                // one that may be the issued laptop's
	tunnelUse                // the laptop's tunnel to the firm
)

const maxExits = 8

func (w *worker) exit(b *Book, n *scene.Network, use exitUse, day uint16, wary bool) uint8 {
	key := b.keys.of(n.Key)
	at := -1
	for i := range w.exits {
		if w.exits[i].key == key && w.exits[i].use == use {
			at = i
		}
	}
	if at < 0 {
		x := exit{key: key, asn: n.ASN, class: classOf(n.Class), name: clone("", cmp.Or(n.Service, n.Org)), use: use}
		if len(w.exits) < maxExits {
			w.exits = append(w.exits, x)
			at = len(w.exits) - 1
		} else {
			at = 0
			for i := range w.exits {
				if w.exits[i].last < w.exits[at].last {
					at = i
				}
			}
			w.exits[at] = x
			for i := range w.days {
				forget(w.days[i].through[:], uint8(at+1))
			}
		}
	}
	w.exits[at].last = max(w.exits[at].last, day)
	if !wary {
		b.share(key, w.id)
	}
	return uint8(at + 1)
}

// crowd counts distinct people by linear counting (Whang, Vander-Zanden and Taylor
// 1990) in 256 bits: good to about a thousand, and the same person never counts
// twice.
type crowd [4]uint64

func (c *crowd) size() int {
	zeros := 0
	for _, x := range c {
		zeros += 64 - bits.OnesCount64(x)
	}
	return int(math.Round(256 * math.Log(256/max(float64(zeros), 0.5))))
}

const maxCrowds = 1 << 15

func (b *Book) share(key uint32, id bonafide.PersonID) {
	c, ok := b.exits[key]
	if !ok && len(b.exits) >= maxCrowds {
		b.stats.UncountedExit++
		return
	}
	i := b.keys.of(string(id)) % 256
	if c[i/64]>>(i%64)&1 == 0 {
		c[i/64] |= 1 << (i % 64)
		b.exits[key] = c
	}
}

// ownService reports that so many come through a network that it is the firm's
// own: a secure-access product, a cloud desktop.
func (b *Book) ownService(key uint32) bool {
	c, ok := b.exits[key]
	if !ok {
		return false
	}
	n := c.size()
	return n >= 5 && n >= min(len(b.people)/10, 1000)
}

// signedIn takes in a sign-in that succeeded, or a tunnel that was opened.
func (b *Book) signedIn(w *worker, d *day, s *scene.Scene, m moment, device *entry, phone, wary bool) {
	e := s.Event
	sp := spotOf(&s.Net)
	tunnel := e.Class == telemetry.TunnelActivity
	if sp.class != egress {
		inc16(&d.signIns, 1)
	}
	laptop := !phone && e.Device.Managed != telemetry.No
	place := uint8(0)
	if !sp.class.hides() && sp.known() && !tunnel {
		place = w.place(&sp, m.day)
	}
	switch {
	case !sp.class.rented():
		if place != 0 {
			d.count(d.at[:], place)
		}
	case !w.may(vpnAllowed):
		use := anyDevice
		switch {
		case tunnel:
			use = tunnelUse
		case laptop:
			use = laptopUse
		}
		if laptop || !tunnel {
			i := w.exit(b, &s.Net, use, m.day, wary)
			w.exits[i-1].place = place
			d.count(d.through[:], i)
		}
	}
	if !sp.class.hides() && sp.known() {
		b.travel(w, s, m, sp, phone)
	}
	if !tunnel && device != nil && !phone {
		b.unmanaged(w, s, m, device)
	}
}

// hosting says that a good part of the sign-ins came through hosting networks
// (NET-03).
func (b *Book) hosting(w *worker, today uint16) {
	if w.may(vpnAllowed) || w.issuedLast == 0 || w.silent(ruleHosting, 0, today) {
		return
	}
	var total, through, on int
	var by [maxExits + 1]int
	var last *day
	for n := before(today, 13); n <= today; n++ {
		d := w.on(n)
		if d == nil {
			continue
		}
		total += int(d.signIns)
		had := false
		for _, t := range d.through {
			if t.n == 0 || t.of == 0 {
				continue
			}
			// A consumer VPN that is known as one is another indicator's (NET-02).
			if x := &w.exits[t.of-1]; x.class != hosting || x.use == anyDevice || b.ownService(x.key) {
				continue
			}
			through += int(t.n)
			by[t.of] += int(t.n)
			had = true
		}
		if had {
			on++
			last = d
		}
	}
	if last == nil || on < b.cfg.HostedDays || through < 3 || float64(through) < b.cfg.HostedShare*float64(total) || !w.raise(ruleHosting, 0, today) {
		return
	}
	most := 1
	for i := range by {
		if by[i] > by[most] {
			most = i
		}
	}
	x := &w.exits[most-1]
	at := w.endOf(last.n)
	b.deviate(w, ruleHosting, at, "hosting",
		fmt.Sprintf("%d of %d sign-ins of the issued laptop in 14 days, on %d days, came through hosting or proxy networks; most through %s.", through, total, on, x.word()),
		held(x.word(), "the laptop is issued for work at home; the firm's own exits and services that many of its people share are left out", at))
}

func (x *exit) word() string {
	s := classWords[x.class]
	if x.name != "" {
		s += " (" + x.name
		if x.asn != 0 {
			s += ", AS" + strconv.FormatUint(uint64(x.asn), 10)
		}
		return s + ")"
	}
	if x.asn != 0 {
		s += " (AS" + strconv.FormatUint(uint64(x.asn), 10) + ")"
	}
	return s
}

// endOf is the last moment of a date in UTC, or of what is known.
func (w *worker) endOf(n uint16) time.Time {
	return time.Unix(min((int64(n)+1)*86400-1, w.latest), 0).UTC()
}

// apart says that sign-ins hardly ever come from where the device is (NET-05).
func (b *Book) apart(w *worker, today uint16) {
	if w.silent(ruleApart, 0, today) {
		return
	}
	var all, far, days, seenDays int
	var gap float64
	var last uint16
	var from, stands uint8
	for n := before(today, 29); n <= today; n++ {
		d := w.on(n)
		if d == nil {
			continue
		}
		if d.device[0] != 0 {
			seenDays++
		}
		if d.flags&travelling != 0 {
			continue
		}
		had := false
		for _, t := range b.signInsOf(w, d) {
			if t.of == 0 {
				continue
			}
			km, by, ok := w.nearest(t.of, n, b.cfg.Distance)
			if !ok {
				continue
			}
			all += int(t.n)
			had = true
			if km > b.cfg.Distance {
				far += int(t.n)
				last = n
				if km >= gap {
					gap, from, stands = km, t.of, by
				}
			}
		}
		if had {
			days++
		}
	}
	if all < b.cfg.ApartSignIns || days < 5 || seenDays < 3 || float64(far) < b.cfg.ApartShare*float64(all) || !w.raise(ruleApart, 0, today) {
		return
	}
	at := w.endOf(last)
	b.deviate(w, ruleApart, at, "device",
		fmt.Sprintf("%d of %d located sign-ins in 30 days, on %d days, came from more than %.0f km away from where the issued device itself was seen.", far, all, days, b.cfg.Distance),
		held(w.places[from-1].word(), "where sign-ins came from: "+classWords[w.places[from-1].class], at), held(w.places[stands-1].word(), fmt.Sprintf("where the device told of itself on %d days", seenDays), at))
}

// signInsOf counts a day's sign-ins by place. The firm's own exits and services are
// left out, and tunnels: they are the device's own word.
func (b *Book) signInsOf(w *worker, d *day) (list [7]tally) {
	n := copy(list[:], d.at[:])
	for _, t := range d.through {
		if t.n == 0 || t.of == 0 {
			continue
		}
		if x := &w.exits[t.of-1]; x.use != tunnelUse && x.place != 0 && !b.ownService(x.key) {
			list[n] = tally{x.place, t.n}
			n++
		}
	}
	return list
}

// nearest is how far a place is from the nearest place that the device was seen at
// within three days; countries that differ are taken for far where distance is not
// known.
func (w *worker) nearest(of uint8, n uint16, far float64) (km float64, by uint8, ok bool) {
	p := &w.places[of-1]
	for k := int(n) - 3; k <= int(n)+3; k++ {
		d := w.on(uint16(max(k, 0)))
		if d == nil {
			continue
		}
		for _, i := range d.device {
			if i == 0 {
				continue
			}
			o := &w.places[i-1]
			x, placed := p.apart(&o.spot)
			switch {
			case placed:
			case p.abroad(&o.spot):
				x = far + 1
			case p.country == o.country:
				x = 0
			default:
				continue
			}
			if !ok || x < km {
				km, by, ok = x, i, true
			}
		}
	}
	return km, by, ok
}

// unmanaged says that sign-ins succeeded from a device that the firm does not
// manage, or from ever new ones (NET-11).
func (b *Book) unmanaged(w *worker, s *scene.Scene, m moment, device *entry) {
	e := s.Event
	if w.may(deviceAllowed) || device.is&issued != 0 || s.Device.Issued && s.Device.Owner == s.Person {
		return
	}
	odd := e.Device.Managed == telemetry.No || strings.HasPrefix(s.Device.Key, "serial:") && !s.Device.Issued
	if odd {
		device.is |= unmanaged
	}
	// Asked at the second sign-in and then more and more rarely: peers are looked at.
	if odd && w.issuedLast != 0 {
		w.oddLast = max(w.oddLast, m.day)
		if device.n >= 2 && bits.OnesCount16(device.n) == 1 && !w.silent(ruleUnmanaged, device.fp, m.day) {
			if odd, all := b.gap(w, m.day); !(odd >= 3 && float64(odd) >= 0.15*float64(all)) && w.raise(ruleUnmanaged, device.fp, m.day) {
				b.deviate(w, ruleUnmanaged, e.Time, s.Device.Key,
					fmt.Sprintf("%d sign-ins succeeded from a device that the firm does not manage, while the person has an issued one; of %d others %d did so in 30 days.", device.n, all, odd),
					evidence(e, s.Device.Key, "held against the firm's inventory and the sign-in's own flag; the issued device was last seen on "+dateWord(w.issuedLast)))
			}
		}
	}
	if device.is&damped != 0 || device.first != m.day || w.silent(ruleNewDevices, 0, m.day) {
		return
	}
	fresh := 0
	for _, x := range w.seen[devices] {
		if x.is&(damped|issued|mobile|unvouched) == 0 && int(x.first)+30 > int(m.day) && x.first <= m.day {
			fresh++
		}
	}
	if fresh > b.cfg.NewDevices && w.raise(ruleNewDevices, 0, m.day) {
		b.deviate(w, ruleNewDevices, e.Time, "devices",
			fmt.Sprintf("Sign-ins succeeded from %d new devices within 30 days, phones and issued devices left out; the first %d days of the engagement are not counted.", fresh, b.cfg.Damp),
			evidence(e, s.Device.Key, fmt.Sprintf("%d devices are known of the whole engagement", len(w.seen[devices]))))
	}
}

// gap counts who else signed in from unmanaged devices within 30 days: where many
// do, policy has a gap.
func (b *Book) gap(w *worker, n uint16) (odd, all int) {
	for _, o := range b.people {
		if o == w || o.wary(n, ring) || int(o.newest)+active < int(n) {
			continue
		}
		all++
		if o.oddLast != 0 && int(o.oddLast)+30 > int(n) {
			odd++
		}
	}
	return odd, all
}

func dateWord(n uint16) string {
	return time.Unix(int64(n)*86400, 0).UTC().Format("2006-01-02")
}
