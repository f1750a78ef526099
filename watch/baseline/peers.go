package baseline

import (
	"slices"
	"strconv"
)

// peers are whom a person is compared with.
type peers struct {
	name string
	list []*worker
}

// active is how many days after the last event somebody is still a peer.
const active = 30

// peersOf are the others of the person's team, contract and family of roles, else
// of the firm. Whose risk is or was lately high is nobody's measure.
func (b *Book) peersOf(w *worker, n uint16) peers {
	var near, all []*worker
	for _, o := range b.people {
		if o == w || o.wary(n, ring) || int(o.newest)+active < int(n) {
			continue
		}
		all = append(all, o)
		if o.group == w.group && w.group != 0 {
			near = append(near, o)
		}
	}
	if len(near)+1 >= b.cfg.Group {
		return peers{groupName(w, len(near)), near}
	}
	return peers{"the firm (" + strconv.Itoa(len(all)) + " others)", all}
}

func groupName(w *worker, others int) string {
	s := "team " + orNone(w.team)
	if f := family(w.role); f != "" {
		s += ", " + f
	}
	if w.contract != "" {
		s += ", " + w.contract
	}
	return s + " (" + strconv.Itoa(others) + " others)"
}

func orNone(s string) string {
	if s == "" {
		return "without a name"
	}
	return s
}

// quantile of sorted values, the nearest rank.
func quantile[T any](sorted []T, q float64) T {
	i := int(q*float64(len(sorted))+0.999999) - 1
	return sorted[min(max(i, 0), len(sorted)-1)]
}

func median(v []uint32) uint32 {
	slices.Sort(v)
	return v[len(v)/2]
}
