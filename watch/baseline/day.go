package baseline

import "math"

// ring is how many days are held one by one. Older ones live on in the weekly
// histogram and the usual volumes.
const ring = 64

// Flags of a day.
const (
	onLeave uint16 = 1 << iota
	travelling
	waryDay  // some of it was learnt while risk was high
	zoned    // the hours are in a stated zone
	dutyDay  // the firm allowed other hours
	longRun  // a session ran through the night
	deviceOn // the issued device was seen
	manyNets // the issued device was seen in two networks
	mains    // the device told that it has mains power
)

// Signs of a person at the laptop.
const (
	battery   uint8 = 1 << iota // it ran on battery
	lid                         // the lid moved
	headset                     // a headset was in use
	audio                       // built-in camera, microphone or speaker was in use
	biometric                   // fingerprint or face was read
	signKinds = iota
)

// tally counts events of a place or exit, by its index plus one.
type tally struct{ of, n uint8 }

// day is what a person did on one local date.
type day struct {
	// hours has a bit for each half-hour with an act of the person.
	hours uint64
	kb    uint32 // exported
	own   uint32 // of that, to personal storage
	// net is the network of the issued device.
	net      uint32
	n        uint16 // days since 1970; 0 is an empty slot
	flags    uint16
	signIns  uint16
	pulls    uint16 // clones, downloads and exports
	clones   uint16 // repositories cloned for the first time
	at       [4]tally
	through  [3]tally // hosting and VPN exits
	device   [2]uint8
	calls    uint8
	cameras  uint8
	physical uint8
}

// usual is a volume over active days that left the ring, with exponential decay
// (half-life of 30 active days).
type usual struct {
	Mean, Deviation float32
	Days            uint16
}

const decay = 0.977160 // 2^(-1/30)

func (u *usual) add(v float64) {
	if u.Days < math.MaxUint16 {
		u.Days++
	}
	// While there are few days their plain mean is the better estimate.
	a := max(1-decay, 1/float64(u.Days))
	d := v - float64(u.Mean)
	u.Mean += float32(a * d)
	u.Deviation += float32(a * (math.Abs(d) - float64(u.Deviation)))
}

// week is a histogram of half-hours of the week in which older weeks fade: each
// bin is the decayed share of its days, of 255.
type week [336]uint8

func (w *week) add(d *day) {
	bins := w[48*weekday(d.n) : 48*weekday(d.n)+48]
	for i := range bins {
		x := int(bins[i]) * 7 / 8
		if d.hours>>i&1 == 1 {
			x += 32
		}
		bins[i] = uint8(min(x, 255))
	}
}

// weekday counts from Monday, 0. 1 January 1970 was a Thursday.
func weekday(n uint16) int { return int(n+3) % 7 }

// of returns the slot of a date, nil where the date has left the ring.
func (w *worker) of(n uint16) *day {
	d := &w.days[n%ring]
	switch {
	case d.n == n:
		return d
	case d.n > n || int(n)+ring <= int(w.newest):
		return nil
	}
	w.fold(d)
	*d = day{n: n}
	w.newest = max(w.newest, n)
	return d
}

// on returns the slot of a date as it stands, nil where nothing is known of it.
func (w *worker) on(n uint16) *day {
	if d := &w.days[n%ring]; d.n == n && n != 0 {
		return d
	}
	return nil
}

// fold lets a day live on in what is known for good. A day of high risk does not.
func (w *worker) fold(d *day) {
	if d.n == 0 || d.flags&waryDay != 0 {
		return
	}
	w.folded++
	if d.hours != 0 && d.flags&zoned != 0 {
		w.week.add(d)
	}
	if d.pulls > 0 {
		w.pulls.add(float64(d.pulls))
	}
	if d.kb > 0 {
		w.kb.add(float64(d.kb))
	}
}

func (d *day) count(list []tally, of uint8) {
	for i := range list {
		if list[i].of == of || list[i].of == 0 {
			list[i].of = of
			if list[i].n < 255 {
				list[i].n++
			}
			return
		}
	}
}

func inc16(v *uint16, by int) { *v = uint16(min(int(*v)+by, math.MaxUint16)) }

func inc32(v *uint32, by int64) { *v = uint32(min(int64(*v)+by, math.MaxUint32)) }

func inc8(v *uint8) {
	if *v < 255 {
		*v++
	}
}
