package watch

import (
	"cmp"
	"slices"
	"strings"

	"bonafide"
	"bonafide/watch/tools"
)

// related takes back what was said of two people who share things, now that their
// relation is on record. What they share with others stays.
func (x *Engine) related(w *worker) {
	for _, k := range x.sightedOf(w.ID) {
		if !strings.HasPrefix(k.Rule, "watch/shared-") {
			continue
		}
		kind, value, _ := strings.Cut(k.Key, " ")
		var with []bonafide.PersonID
		if kind == "home" {
			for _, s := range x.shares.homes[value] {
				with = append(with, s.Person)
			}
		} else {
			for _, h := range x.shares.holders[shareKey{shareKind(kind), value}] {
				with = append(with, h.Person)
			}
		}
		for _, p := range with {
			// The finding stands for whoever shares it with a stranger still.
			stranger := slices.ContainsFunc(with, func(o bonafide.PersonID) bool { return o != p && !x.roster.related(o, p) })
			if !stranger {
				x.withdraw(sightKey{Person: p, Indicator: k.Indicator, Rule: k.Rule, Key: k.Key})
			}
		}
	}
}

func (x *Engine) withdraw(k sightKey) {
	if _, ok := x.sighted.last[k]; !ok {
		return
	}
	delete(x.sighted.last, k)
	x.out.Withdrawn = append(x.out.Withdrawn, bonafide.Withdrawal{Person: k.Person, Rule: k.Rule, Key: k.Key})
}

// sightedOf are the things raised of a person, in order.
func (x *Engine) sightedOf(id bonafide.PersonID) []sightKey {
	var out []sightKey
	for k := range x.sighted.last {
		if k.Person == id {
			out = append(out, k)
		}
	}
	inOrder(out)
	return out
}

func inOrder(keys []sightKey) {
	slices.SortFunc(keys, func(a, b sightKey) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Indicator, b.Indicator))
	})
}

// everyday are kinds of tools that say little where some of a firm use them: what is
// common here is no sign of anything. Ways in from outside are not among them; they have to
// be on very many machines.
var everyday = map[tools.Kind]bool{
	tools.Tunnel: true, tools.KeepAwake: true, tools.VPN: true, tools.VirtualCamera: true, tools.VirtualGuest: true, tools.VirtualVoice: true,
}

// present are the signs that a tool is on the machine.
var present = map[string]bool{tools.ViaProcess: true, tools.ViaProgram: true, tools.ViaFile: true, tools.ViaService: true, tools.ViaDriver: true}

// custom is from how many people on, and from what share of the firm, what is seen in
// them is a custom of the firm and tells nobody apart.
type custom struct {
	people int
	share  float64
}

var (
	// ofTool is for everyday tools, ofSupport for all others: what one in ten has was
	// put there by the firm. ofRule is for what a weak rule sees, whatever it is, ofAny
	// for what any rule sees, ofBehaviour for what a baseline sees.
	ofTool      = custom{4, 0.01}
	ofSupport   = custom{10, 0.10}
	ofRule      = custom{6, 0.03}
	ofAny       = custom{10, 0.10}
	ofBehaviour = custom{8, 0.06}
)

// customs counts in whom things were seen.
type customs struct {
	users map[string][]bonafide.PersonID // in order, until it is a custom
	told  map[string]bool                // said to be a custom
}

func newCustoms() *customs { return &customs{map[string][]bonafide.PersonID{}, map[string]bool{}} }

// common notes that somebody uses a tool, and says whether it is what people here use.
func (x *Engine) common(person bonafide.PersonID, t *tools.Tool) bool {
	if person == "" {
		return false
	}
	from := ofTool
	if !everyday[t.Kind] {
		if !present[t.Via] {
			return false // who looked a name up has no tool yet
		}
		from = ofSupport
	}
	key := string(t.Kind) + " " + t.Vendor
	return x.isCustom(key, person, from, func(k sightKey) bool { return strings.HasPrefix(k.Key, key+" ") })
}

// usual notes that a rule or a baseline singles somebody out, and says whether it does so
// with so many that it tells nobody apart: what is seen in one of ten honest people weighs
// next to nothing, whatever the catalogue says of it.
func (x *Engine) usual(rule string, person bonafide.PersonID, from custom) bool {
	return x.isCustom("rule "+rule, person, from, func(k sightKey) bool { return k.Rule == rule })
}

// isCustom notes a thing in a person and says whether it is a custom by now. When it
// becomes one, what was raised about it before is taken back.
func (x *Engine) isCustom(key string, person bonafide.PersonID, from custom, about func(sightKey) bool) bool {
	c := x.customs
	if c.told[key] {
		return true
	}
	users := c.users[key]
	if at, known := slices.BinarySearch(users, person); !known {
		users = slices.Insert(users, at, person)
		c.users[key] = users
	}
	if len(users) < from.people || float64(len(users)) < from.share*float64(len(x.roster.people)) {
		return false
	}
	c.told[key] = true
	delete(c.users, key)
	var raised []sightKey
	for k := range x.sighted.last {
		if _, uses := slices.BinarySearch(users, k.Person); uses && about(k) {
			raised = append(raised, k)
		}
	}
	inOrder(raised)
	for _, k := range raised {
		x.withdraw(k)
	}
	return true
}
