package baseline

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bonafide"
)

// A snapshot begins with these words and its version. The version changes whenever
// the layout or the meaning of a field does.
const (
	opening = "bonafide baseline "
	version = 1
)

// Save writes the whole state. Equal states give equal bytes.
func (b *Book) Save(w io.Writer) error {
	sum := crc32.NewIEEE()
	out := io.MultiWriter(w, sum)
	c := &codec{buf: fmt.Appendf(nil, "%s%d\n", opening, version)}
	check := b.keys.check()
	c.fixed32(&check)
	b.stats.walk(c)
	n := uint64(len(b.people))
	c.u64(&n)
	for _, id := range slices.Sorted(maps.Keys(b.people)) {
		p := b.people[id]
		p.walk(c)
		if len(c.buf) > 1<<16 {
			if _, err := out.Write(c.buf); err != nil {
				return fmt.Errorf("writing the baselines: %w", err)
			}
			c.buf = c.buf[:0]
		}
	}
	n = uint64(len(b.exits))
	c.u64(&n)
	for _, k := range slices.Sorted(maps.Keys(b.exits)) {
		v := b.exits[k]
		c.fixed32(&k)
		v.walk(c)
	}
	n = uint64(len(b.rooms))
	c.u64(&n)
	for _, k := range slices.Sorted(maps.Keys(b.rooms)) {
		r := b.rooms[k]
		c.fixed32(&k)
		r.walk(c)
	}
	if _, err := out.Write(c.buf); err != nil {
		return fmt.Errorf("writing the baselines: %w", err)
	}
	if _, err := w.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32())); err != nil {
		return fmt.Errorf("writing the baselines: %w", err)
	}
	return nil
}

// Load replaces the state by a snapshot. One of another version, of another key or
// that is damaged is refused with an error of kind [bonafide.ErrInvalid] and leaves
// the book as it was: it is then built again from the log.
func (b *Book) Load(r io.Reader) error {
	const perPerson, rest = 16 << 10, 64 << 20
	most := int64(b.cfg.Workers)*perPerson + rest
	all, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return fmt.Errorf("reading the baselines: %w", err)
	}
	if int64(len(all)) > most {
		return refuse("it is longer than %d people can be", b.cfg.Workers)
	}
	head, _, ok := strings.Cut(string(all[:min(len(all), len(opening)+20)]), "\n")
	if !ok || !strings.HasPrefix(head, opening) {
		return refuse("it does not begin as a snapshot of baselines does")
	}
	if v := strings.TrimPrefix(head, opening); v != strconv.Itoa(version) {
		return refuse("it is of version %.12q and this program reads version %d", v, version)
	}
	if len(all) < len(head)+1+4 {
		return refuse("it ends too early")
	}
	end := len(all) - 4
	if crc32.ChecksumIEEE(all[:end]) != binary.LittleEndian.Uint32(all[end:]) {
		return refuse("its checksum does not fit: it was cut or changed")
	}
	c := &codec{buf: all[len(head)+1 : end], reading: true}
	var check uint32
	if c.fixed32(&check); c.err == nil && check != b.keys.check() {
		return refuse("it was written with another key")
	}
	fresh := &Book{cfg: b.cfg, keys: b.keys}
	fresh.empty()
	fresh.stats.walk(c)
	var n uint64
	c.u64(&n)
	var last bonafide.PersonID
	for range n {
		if c.err != nil {
			break
		}
		w := &worker{}
		w.walk(c)
		if c.err == nil && (w.id <= last || len(fresh.people) >= b.cfg.Workers) {
			return refuse("its people are out of order or more than %d", b.cfg.Workers)
		}
		last = w.id
		fresh.people[w.id] = w
	}
	c.u64(&n)
	for range n {
		var k uint32
		var v crowd
		c.fixed32(&k)
		v.walk(c)
		if c.err != nil || len(fresh.exits) >= maxCrowds {
			break
		}
		fresh.exits[k] = v
	}
	c.u64(&n)
	for range n {
		var k uint32
		var r room
		c.fixed32(&k)
		r.walk(c)
		if c.err != nil || len(fresh.rooms) >= maxRooms {
			break
		}
		fresh.rooms[k] = r
	}
	if c.err != nil {
		return refuse("%s", c.err.Error())
	}
	if len(c.buf) != 0 {
		return refuse("something follows its end")
	}
	*b = *fresh
	return nil
}

func refuse(format string, args ...any) error {
	return bonafide.Invalidf("the snapshot of baselines cannot be read: %s; leave it out, and the baselines are built again from the log", fmt.Sprintf(format, args...))
}

func (k keys) check() uint32 { return k.of("the key that the fingerprints were made with") }

func (s *Stats) walk(c *codec) {
	for _, v := range [...]*uint64{&s.Observed, &s.Unknown, &s.Untimed, &s.Late, &s.Forgotten, &s.ForgottenRoom, &s.UncountedExit} {
		c.u64(v)
	}
	for i := range s.evicted {
		c.u64(&s.evicted[i])
	}
}

func (v *crowd) walk(c *codec) {
	for i := range v {
		c.u64(&v[i])
	}
}

func (r *room) walk(c *codec) {
	for i := range r.people {
		c.fixed32(&r.people[i])
	}
	r.n = uint8(c.uint(uint64(r.n), uint64(len(r.people))))
	c.bit(&r.outsider)
	c.bit(&r.sharing)
	c.u16(&r.last)
}

func (w *worker) walk(c *codec) {
	id := string(w.id)
	c.text(&id)
	w.id = bonafide.PersonID(id)
	for _, v := range [...]*string{&w.role, &w.team, &w.contract, &w.country, &w.zone} {
		c.text(v)
	}
	c.fixed32(&w.group)
	c.fixed32(&w.team2)
	c.u8(&w.allowed)
	c.i64(&w.latest)
	east := int64(w.offset)
	c.i64(&east)
	w.offset = int32(east)
	for _, v := range [...]*uint16{&w.notice, &w.left, &w.first, &w.newest, &w.waryLast, &w.issuedLast, &w.oddLast, &w.clones2, &w.clones14, &w.folded, &w.lowered, &w.powerLast} {
		c.u16(v)
	}
	for i := range w.shown {
		c.u16(&w.shown[i])
	}
	for _, u := range [...]*usual{&w.pulls, &w.kb} {
		c.u16(&u.Days)
		if u.Days > 0 {
			c.f32(&u.Mean)
			c.f32(&u.Deviation)
		}
	}
	if w.folded > 0 {
		for i := range w.week {
			c.u8(&w.week[i])
		}
	}
	list(c, &w.places, maxPlaces, func(p *place) {
		p.spot.walk(c)
		c.u16(&p.last)
	})
	list(c, &w.exits, maxExits, func(x *exit) {
		c.fixed32(&x.key)
		c.u32(&x.asn)
		c.text(&x.name)
		c.u16(&x.last)
		x.class.walk(c)
		x.use = exitUse(c.uint(uint64(x.use), uint64(tunnelUse)))
		x.place = uint8(c.uint(uint64(x.place), uint64(len(w.places))))
	})
	w.walkDays(c)
	for k := range w.seen {
		s := (*[]entry)(&w.seen[k])
		list(c, s, caps[k], func(x *entry) {
			c.fixed32(&x.fp)
			c.u32(&x.aux)
			c.u16(&x.first)
			age := x.last - x.first
			c.u16(&age)
			x.last = x.first + age
			c.u16(&x.n)
			c.u8((*uint8)(&x.is))
			c.text(&x.name)
		})
	}
	list(c, &w.sights, maxSights, func(x *sighting) {
		x.spot.walk(c)
		c.fixed32(&x.key)
		c.fixed32(&x.dev)
		c.u32(&x.asn)
		c.i64(&x.t)
		c.i64(&x.prev)
		c.u8(&x.is)
	})
	list(c, &w.sessions, maxSessions, func(x *session) {
		c.fixed32(&x.fp)
		c.i64(&x.start)
		c.i64(&x.last)
		for i := range x.uses {
			u := &x.uses[i]
			if c.i64(&u.t); u.t == 0 {
				continue
			}
			u.spot.walk(c)
			c.fixed32(&u.key)
			c.fixed32(&u.dev)
			c.fixed32(&u.agent)
			c.u8(&u.system)
		}
	})
	list(c, &w.remotes, maxRemotes, func(x *remote) {
		c.u64(&x.mask)
		c.i64(&x.open)
		c.i64(&x.close)
		c.fixed32(&x.peer)
		c.u16(&x.day)
		c.text(&x.name)
	})
	list(c, &w.meetings, maxMeetings, func(x *meeting) {
		c.i64(&x.first)
		c.i64(&x.last)
		c.i64(&x.open)
		c.fixed32(&x.key)
		c.u32(&x.sum)
		c.u16(&x.day)
	})
	list(c, &w.long, maxLong, func(x *longCall) {
		c.fixed32(&x.key)
		c.u32(&x.seconds)
		c.u16(&x.day)
	})
	list(c, &w.told, maxTold, func(x *told) {
		c.fixed32(&x.subject)
		c.u16(&x.day)
		x.rule = rule(c.uint(uint64(x.rule), uint64(len(rules)-1)))
	})
}

func (w *worker) walkDays(c *codec) {
	n := uint64(0)
	for i := range w.days {
		if w.days[i].n != 0 {
			n++
		}
	}
	n = c.uint(n, ring)
	if !c.reading {
		for i := range w.days {
			if d := &w.days[i]; d.n != 0 {
				d.walk(c, w)
			}
		}
		return
	}
	for range n {
		var d day
		d.walk(c, w)
		if c.err != nil {
			return
		}
		at := &w.days[d.n%ring]
		if d.n == 0 || at.n != 0 {
			c.fail()
			return
		}
		*at = d
	}
}

// Parts of a day that are mostly empty are told by a bit each.
func (d *day) walk(c *codec, w *worker) {
	c.u16(&d.n)
	var has uint16
	for i, x := range [...]bool{d.hours != 0, d.flags != 0, d.signIns != 0, d.at != [4]tally{}, d.through != [3]tally{}, d.device != [2]uint8{}, d.net != 0, d.pulls != 0, d.clones != 0, d.kb != 0, d.own != 0, d.calls != 0, d.physical != 0} {
		if x {
			has |= 1 << i
		}
	}
	c.u16(&has)
	is := func(i int) bool { return has>>i&1 == 1 }
	if is(0) {
		lo, hi := uint32(d.hours), uint32(d.hours>>32)
		c.fixed32(&lo)
		c.u32(&hi)
		d.hours = uint64(lo) | uint64(hi)<<32
		if d.hours>>48 != 0 {
			c.fail()
		}
	}
	if is(1) {
		c.u16(&d.flags)
	}
	if is(2) {
		c.u16(&d.signIns)
	}
	if is(3) {
		walkTallies(c, d.at[:], len(w.places))
	}
	if is(4) {
		walkTallies(c, d.through[:], len(w.exits))
	}
	if is(5) {
		for i := range d.device {
			d.device[i] = uint8(c.uint(uint64(d.device[i]), uint64(len(w.places))))
		}
	}
	if is(6) {
		c.fixed32(&d.net)
	}
	if is(7) {
		c.u16(&d.pulls)
	}
	if is(8) {
		c.u16(&d.clones)
	}
	if is(9) {
		c.u32(&d.kb)
	}
	if is(10) {
		c.u32(&d.own)
	}
	if is(11) {
		c.u8(&d.calls)
		c.u8(&d.cameras)
	}
	if is(12) {
		c.u8(&d.physical)
		if d.physical>>signKinds != 0 {
			c.fail()
		}
	}
}

func walkTallies(c *codec, t []tally, most int) {
	for i := range t {
		if t[i].of = uint8(c.uint(uint64(t[i].of), uint64(most))); t[i].of == 0 {
			t[i].n = 0
			return
		}
		c.u8(&t[i].n)
	}
}

func (s *spot) walk(c *codec) {
	x := uint64(s.class) << 1
	if s.placed {
		x |= 1
	}
	x = c.uint(x, uint64(relay)<<1|1)
	s.class, s.placed = class(x>>1), x&1 == 1
	cc := uint16(s.country[0])<<8 | uint16(s.country[1])
	c.u16(&cc)
	s.country = [2]byte{byte(cc >> 8), byte(cc)}
	if s.placed {
		c.f32(&s.lat)
		c.f32(&s.long)
		c.u16(&s.radius)
	}
}

func (k *class) walk(c *codec) { *k = class(c.uint(uint64(*k), uint64(relay))) }
