package watch

import (
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
	slices.SortFunc(out, func(a, b sightKey) int {
		return strings.Compare(a.Rule+"\x00"+a.Key, b.Rule+"\x00"+b.Key)
	})
	return out
}

// everyday are kinds of tools that say little where many of a firm use them: what is
// common here is no sign of anything. Ways in from outside are not among them.
var everyday = map[tools.Kind]bool{
	tools.Tunnel: true, tools.KeepAwake: true, tools.VPN: true, tools.VirtualCamera: true, tools.VirtualGuest: true, tools.VirtualVoice: true,
}

const (
	// commonPeople and commonShare are from when on a tool is common in a firm.
	commonPeople = 4
	commonShare  = 0.01
)

// customs counts who uses which tool.
type customs struct {
	users map[string][]bonafide.PersonID
	told  map[string]bool // said to be common
}

func newCustoms() *customs { return &customs{map[string][]bonafide.PersonID{}, map[string]bool{}} }

const maxUsers = 64

// common notes that somebody uses a tool, and says whether it is what people here use.
// When it becomes so, what was raised about it before is taken back.
func (x *Engine) common(person bonafide.PersonID, t *tools.Tool) bool {
	if !everyday[t.Kind] || person == "" {
		return false
	}
	key := string(t.Kind) + " " + t.Vendor
	c := x.customs
	users := c.users[key]
	if len(users) < maxUsers && !slices.Contains(users, person) {
		users = append(users, person)
		c.users[key] = users
	}
	if c.told[key] {
		return true
	}
	if len(users) < commonPeople || float64(len(users)) < commonShare*float64(len(x.roster.people)) {
		return false
	}
	c.told[key] = true
	for _, p := range users {
		for _, k := range x.sightedOf(p) {
			if strings.HasPrefix(k.Key, key+" ") {
				x.withdraw(k)
			}
		}
	}
	return true
}

const (
	// habitPeople and habitShare are from when on what a weak rule sees is a habit of
	// the firm and no sign of anything.
	habitPeople = 6
	habitShare  = 0.03
)

// habit notes that a weak rule holds for somebody, and says whether it holds for so
// many that it tells nobody apart. When it comes to that, what the rule raised
// before is taken back.
func (x *Engine) habit(rule string, person bonafide.PersonID) bool {
	key := "rule " + rule
	c := x.customs
	users := c.users[key]
	if len(users) < maxUsers && !slices.Contains(users, person) {
		users = append(users, person)
		c.users[key] = users
	}
	if c.told[key] {
		return true
	}
	if len(users) < habitPeople || float64(len(users)) < habitShare*float64(len(x.roster.people)) {
		return false
	}
	c.told[key] = true
	for _, p := range users {
		for _, k := range x.sightedOf(p) {
			if k.Rule == rule {
				x.withdraw(k)
			}
		}
	}
	return true
}
