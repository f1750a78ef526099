package sigma

import (
	"fmt"
	"slices"
)

// Source is one form in which the events of a log arrive: how they are told, and
// what the fields that rules name are called in them.
type Source struct {
	// Name is for people: "sysmon process creation".
	Name string
	// Logsource is what the source serves. A rule reads it when all that the rule's
	// logsource asks for is given by it.
	Logsource Logsource
	// When tells the source's events: any of the clauses. Without one it is used only
	// for events that come with a logsource.
	When []Clause
	// Fields gives for the field of a rule the paths where its value may stand, in
	// order; the first that is there counts. The rule's own name is always tried first,
	// unless Moved says that it means something else there. A path "=text" is that
	// text in every event.
	Fields map[string][]string
	// Moved are names of Fields that are not tried as they stand.
	Moved []string
	// Prefixes are put before every name that Fields does not know: "winlog.event_data.".
	Prefixes []string
	// Times are paths of the event's time, in order.
	Times []string
}

// Clause holds when all its tests do.
type Clause []Test

// Test asks for a field: that it is there, or that it has one of the values. Not
// turns it round.
type Test struct {
	Paths  []string
	Values []string
	Not    bool
}

// paths are the places of a rule's field in events of the source.
func (s *Source) paths(field string) []string {
	var out []string
	if !slices.Contains(s.Moved, field) {
		out = append(out, field)
	}
	out = append(out, s.Fields[field]...)
	for _, p := range s.Prefixes {
		out = append(out, p+field)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(out, func(p string) bool {
		twice := seen[p]
		seen[p] = true
		return twice
	})
}

// maxAtoms bounds the different tests of all sources.
const maxAtoms = 512

type mask [maxAtoms / 64]uint64

// clause is a compiled Clause: atoms that must and must not hold.
type clause struct{ yes, no mask }

func (c *clause) holds(m *mask) bool {
	for i := range m {
		if m[i]&c.yes[i] != c.yes[i] || m[i]&c.no[i] != 0 {
			return false
		}
	}
	return true
}

// router tells which groups an event belongs to from the tests that hold.
type router struct {
	atoms map[string]int
	// nodes gives for a node the atoms it decides.
	nodes map[int32]*routeNode
}

type routeNode struct {
	present mask
	values  map[string]mask
}

func newRouter() *router { return &router{atoms: map[string]int{}, nodes: map[int32]*routeNode{}} }

func (r *router) clause(l *layout, tests Clause) (clause, error) {
	var c clause
	for _, t := range tests {
		id := fmt.Sprintf("%q %q", t.Paths, t.Values)
		atom, ok := r.atoms[id]
		if !ok {
			if atom = len(r.atoms); atom >= maxAtoms {
				return c, fmt.Errorf("sigma: the sources ask for more than %d different tests", maxAtoms)
			}
			r.atoms[id] = atom
			for _, p := range t.Paths {
				n := l.want(p)
				rn := r.nodes[n]
				if rn == nil {
					rn = &routeNode{values: map[string]mask{}}
					r.nodes[n] = rn
				}
				if len(t.Values) == 0 {
					rn.present[atom/64] |= 1 << (atom % 64)
				}
				for _, v := range t.Values {
					m := rn.values[fold(v)]
					m[atom/64] |= 1 << (atom % 64)
					rn.values[fold(v)] = m
				}
			}
		}
		if t.Not {
			c.no[atom/64] |= 1 << (atom % 64)
		} else {
			c.yes[atom/64] |= 1 << (atom % 64)
		}
	}
	return c, nil
}
