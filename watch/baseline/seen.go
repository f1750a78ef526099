package baseline

// kind is what a set of seen things holds.
type kind int

const (
	networks kind = iota
	devices
	countries
	toolset
	repositories
	kinds
)

// caps bound each set; the entry that was not seen for longest makes room.
var caps = [kinds]int{networks: 48, devices: 12, countries: 12, toolset: 16, repositories: 96}

var kindNames = [kinds]string{"networks", "devices", "countries", "tools", "repositories"}

// mark is what is known of a seen thing.
type mark uint8

const (
	// unvouched: seen only while the person's risk was high.
	unvouched mark = 1 << iota
	// damped: first seen when new things were expected.
	damped
	mobile
	issued
	// unmanaged: a sign-in said that the firm does not manage the device.
	unmanaged
	// near: the issued device was first seen where it was delivered.
	near
	// cloned: the repository was copied whole.
	cloned
)

// entry is a thing seen of a person, over the whole employment.
type entry struct {
	fp uint32
	// aux is the network's number, or the minute of a device's first distant check-in.
	aux         uint32
	first, last uint16 // days
	n           uint16 // events, up to 65,535
	is          mark
	// name is kept where there are few and people want to read it.
	name string
}

type seen []entry

func (s seen) find(fp uint32) *entry {
	for i := range s {
		if s[i].fp == fp {
			return &s[i]
		}
	}
	return nil
}

// note takes a sighting in and reports whether it is the first that counts. What
// was seen only while risk was high is new once more afterwards.
func (s *seen) note(k kind, fp uint32, day uint16, wary bool, name string, evicted *[kinds]uint64) (*entry, bool) {
	if e := s.find(fp); e != nil {
		fresh := false
		if e.is&unvouched != 0 && !wary {
			e.is &^= unvouched
			e.first, e.n, fresh = day, 0, true
		}
		if e.n < 1<<16-1 {
			e.n++
		}
		e.first, e.last = min(e.first, day), max(e.last, day)
		return e, fresh
	}
	x := entry{fp: fp, first: day, last: day, n: 1, name: name}
	if wary {
		x.is = unvouched
	}
	if len(*s) < caps[k] {
		*s = append(*s, x)
		return &(*s)[len(*s)-1], true
	}
	old := 0
	for i := range *s {
		if a, b := &(*s)[i], &(*s)[old]; a.last < b.last || a.last == b.last && a.fp < b.fp {
			old = i
		}
	}
	evicted[k]++
	(*s)[old] = x
	return &(*s)[old], true
}
