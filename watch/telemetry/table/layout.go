package table

import (
	"hash/maphash"
	"slices"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/csvline"
)

// meaning is what the name of a column tells by itself.
type meaning struct {
	plain string // letters and digits of the name
	column
	known     bool
	protected bool
	// stem is the name without its words for date and time of day: "Delivery Date" and
	// "Delivery Time" are both of "delivery".
	stem        string
	date, clock bool
}

// instead is where a name belongs that something else is better for.
var instead = map[string]int{
	"employee": name, "worker": name, "person": name, "contractor": name, "staff": name, "user": name,
	"state": region, "city": town, "country": shipCountry, "note": remark, "notes": remark,
	"recipient": addressee, "recipientname": addressee, "receiver": addressee, "receivername": addressee,
	"type": category, "role": privilege, "rolle": privilege, "rolerequested": privilege, "amount": units, "policy": category, "requester": requester, "requestedby": requester, "shipper": sender,
}

// leaves are names of the list of events that tell of an absence.
var leaves = map[string]bool{"absencetype": true, "leavetype": true, "timeofftype": true, "absence": true, "policytype": true, "timeoffpolicy": true, "leavepolicy": true, "absencepolicy": true}

// happenings are names of columns that say what happened, rather than what was changed.
var happenings = map[string]bool{"event": true, "eventtype": true, "eventname": true, "type": true, "action": true, "fact": true, "transactiontype": true, "businessprocess": true, "reasonforchange": true}

// maxNames bounds the names that are remembered.
const maxNames = 4096

// meaning is what a name tells; it is worked out once.
func (k *known) meaning(name string) meaning {
	if m, ok := k.names.Load(name); ok {
		return m.(meaning)
	}
	m := k.read(name)
	if len(name) < 128 && k.named.Load() < maxNames {
		k.named.Add(1)
		k.names.Store(strings.Clone(name), m)
	}
	return m
}

func (k *known) read(name string) meaning {
	if len(name) > 256 {
		return meaning{}
	}
	m := meaning{plain: csvline.Plain(telemetry.Plainly(name))}
	words := wordsOf(unwrapped(name))
	m.clocks(words)
	if m.column, m.known = k.slots[m.plain]; m.known {
		return m
	}
	if m.protected = isProtected(name); m.protected {
		return m
	}
	if m.column, m.known = k.slots[strings.Join(words, "")]; m.known {
		m.plain = strings.Join(words, "")
		return m
	}
	if m.column, m.known = k.guess(words); m.known {
		return m
	}
	// What stands in an object inside of another is called by what is around it first.
	money := false
	for at := 1; at < len(words); at++ {
		if outer := words[at-1 : at]; among(outer, aroundWords) {
			money = true
		} else if !among(outer, personWords) && !among(outer, recordWords) {
			break
		}
		if m.column, m.known = k.slots[strings.Join(words[at:], "")]; m.known && (!money || slices.Contains(moneySlots, m.slot)) {
			m.rank += guessed
			return m
		}
		m.column, m.known = column{}, false
	}
	return m
}

// aroundWords are names of the objects around what is said of a payment, moneySlots what
// may be said there.
var (
	recordWords = []string{"employment", "job", "attributes", "profile", "record", "core", "basic", "contact"}
	aroundWords = []string{"payout", "payment", "destination", "bank", "payroll", "details", "info"}
	moneySlots  = []int{payee, wallet, account, payeeName, method, amount, accountType, paidAt, oldPayee, newPayee, oldAccount, newAccount}
)

var personWords = strings.Split(people+"|recipient", "|")

// clocks notes whether the name is one of a date or of a time of day.
func (m *meaning) clocks(words []string) {
	var stem strings.Builder
	for _, w := range words {
		switch w {
		case "date", "datum", "fecha", "data", "dia", "jour":
			m.date = true
		case "time", "uhrzeit", "hora", "heure", "tijd", "zeit":
			m.clock = true
		default:
			stem.WriteString(w)
		}
	}
	m.stem = stem.String()
	if m.date && m.clock {
		m.date, m.clock = false, false
	}
}

// layout is where each column of a table goes.
type layout struct {
	names     []string
	slots     []int // -1: unknown, -2: dropped
	clocks    [slotCount]int
	split     bool // some column of clocks is beside its date
	has       [slotCount]bool
	doubled   int
	kind      Kind // empty: none of ours
	timed     bool
	purpose   purpose
	eventName string // plain, of the column that says what happened
	guesses   []string
	note      string
	// tickets says that the rows are requests of all kinds.
	tickets bool
	// foreign says that the rows are about something that people take part in, whose
	// days are not theirs.
	foreign bool
	// leave says that a column is called policy, which is of leave where a row asks for
	// days.
	leave bool
	// holding says that the rows are devices with whom has them, from when to when.
	holding bool
	// delivers says that the destination is where something is to go, by its column.
	delivers bool
	// bare says that the table's ids are perhaps those of people.
	bare bool
}

// purpose is what kind of facts the rows of an HR table tell.
type purpose int

const (
	anything purpose = iota
	arrangements
	absences
	changes
	verifications
)

// taken is which column has a slot, and how telling its name is.
type taken struct{ at, rank int }

// layOut puts the columns of a table where they belong.
func (k *known) layOut(names []string) *layout {
	l := &layout{names: names, slots: make([]int, len(names))}
	means := make([]meaning, len(names))
	var can [slotCount]int
	for slot := range l.clocks {
		l.clocks[slot] = -1
	}
	for i, n := range names {
		means[i] = k.meaning(n)
		if l.slots[i] = -1; means[i].protected {
			l.slots[i] = -2
		}
		if means[i].known {
			can[means[i].slot]++
		}
	}
	var by [slotCount]taken
	var assign func(i, slot, rank int)
	other := func(i, slot, rank int) {
		if alt, ok := instead[means[i].plain]; ok && alt != slot && !l.has[alt] {
			assign(i, alt, rank)
		}
	}
	assign = func(i, slot, rank int) {
		switch was := by[slot]; {
		case !l.has[slot]:
		case means[was.at].plain == means[i].plain && names[was.at] == names[i]:
			l.doubled++
			l.slots[was.at] = -1
		case rank < was.rank:
			l.slots[was.at] = -1
			l.has[slot], by[slot], l.slots[i] = true, taken{i, rank}, slot
			other(was.at, slot, was.rank)
			return
		default:
			other(i, slot, rank)
			return
		}
		l.has[slot], by[slot], l.slots[i] = true, taken{i, rank}, slot
	}
	address := can[street]+can[postal] > 0
	signed := false
	for i := range means {
		if m := &means[i]; m.known && m.slot == recipient && instead[m.plain] != addressee {
			signed = true
		}
	}
	for i := range means {
		m := &means[i]
		if !m.known {
			continue
		}
		if m.clock && l.beside(means, i) {
			continue
		}
		slot := m.slot
		switch alt := instead[m.plain]; {
		case address && (alt == town || alt == region), signed && alt == addressee,
			alt == privilege && can[resource] > 0 && can[privilege] == 0 && can[startDate]+can[hireDate] == 0,
			alt == category && m.plain == "policy" && can[units] > 0 && can[file] == 0,
			alt == shipCountry && address && can[tracking]+can[carrier] > 0:
			slot = alt
		case m.plain == "type" && can[payeeName] > 0 && can[account]+can[amount]+can[paidAt] == 0 && can[old]+can[fresh]+can[effective] == 0,
			m.plain == "type" && can[payeeName] > 0 && can[account]+can[payee]+can[wallet] > 0 && can[accountType] == 0 && can[effective]+can[old]+can[fresh] == 0 && can[moment] == 0:
			slot = accountType // of the account: checking, prepaid
		case slot == destination && can[method] > 0 && can[street]+can[tracking]+can[carrier]+can[shipped]+can[delivered]+can[serial] == 0 && m.plain != "destination":
			slot = account // that the pay goes to
		}
		l.absent(m)
		assign(i, slot, m.rank)
	}
	for i := range means {
		if m := &means[i]; m.known && l.slots[i] >= 0 && m.rank >= guessed && m.rank < 2*guessed && len(l.guesses) < 8 {
			l.guesses = append(l.guesses, strings.TrimSpace(names[i]))
		}
	}
	if len(l.guesses) > 0 {
		l.note = "columns read by their words: " + strings.Join(l.guesses, ", ")
	}
	for i := range means {
		l.leave = l.leave || means[i].plain == "policy"
		l.foreign = l.foreign || !means[i].known && among(wordsOf(unwrapped(names[i])), foreignWords)
		l.tickets = l.tickets || among(wordsOf(unwrapped(names[i])), ticketWords)
	}
	l.delivers = l.has[destination] && has(means[by[destination].at].plain, shippingWords...)
	if l.has[event] {
		l.eventName = means[by[event].at].plain
	}
	l.pair(means)
	for slot, is := range l.has {
		l.timed = l.timed || is && isTime(slot)
	}
	l.purposes()
	l.holding = l.has[issued] && (l.has[serial] || l.has[device]) && (l.who() || l.has[serial] && l.has[device]) && !l.has[tracking] && !l.has[carrier] && !l.has[destination] && !l.has[street] && !l.has[recipient] && !l.has[addressee] && !l.has[threat] && !l.has[resource]
	l.kind = l.of()
	if at := by[uid]; l.kind == HRIS && l.has[uid] && means[at.at].plain == "id" && (l.has[employee] || l.has[name]) && (l.purpose != anything || !l.has[event]) {
		l.bare = true
	}
	return l
}

func (l *layout) absent(m *meaning) {
	if leaves[m.plain] {
		l.purpose = absences
	}
}

// beside reports whether a column of times of day has one of dates of the same stem.
func (l *layout) beside(means []meaning, i int) bool {
	for j := range means {
		if j != i && means[j].date && means[j].stem == means[i].stem && means[j].known {
			return true
		}
	}
	return false
}

// pair remembers which column has the time of day of a date.
func (l *layout) pair(means []meaning) {
	for i := range means {
		if !means[i].clock || l.slots[i] >= 0 {
			continue
		}
		for j := range means {
			if slot := l.slots[j]; j != i && slot >= 0 && means[j].date && means[j].stem == means[i].stem {
				l.clocks[slot], l.split = i, true
			}
		}
	}
}

func (l *layout) who() bool {
	return l.has[employee] || l.has[person] || l.has[email] || l.has[name] || l.has[first] && l.has[last]
}

func (l *layout) purposes() {
	spans := (l.has[begins] || l.has[old] || l.has[startDate] || l.has[effective]) && (l.has[ends] || l.has[fresh] || l.has[endDate] || l.has[until])
	switch {
	case l.purpose == absences || l.has[absence]:
		l.purpose = absences
	case !l.who():
	case l.has[arrangement]:
		l.purpose = arrangements
	case l.has[event] && l.has[old] && l.has[fresh] && !l.has[category] && !happenings[l.eventName]:
		l.purpose = changes
	case l.has[checked] && l.has[status] && !l.has[event] && !l.has[old]:
		l.purpose = verifications
	case l.has[category] && (l.has[detail] || l.has[topic] && !l.tickets) && (l.has[approver] || l.has[until] || l.has[effective]) && !l.has[resource] && !l.has[role]:
		l.purpose = arrangements
	case l.leave && spans && l.has[status] && (l.has[moment] || l.has[recorded] || l.has[approver]) && !l.foreign:
		l.purpose = absences
	case l.has[category] && spans && (l.has[amount] || l.has[units]) && !l.has[payeeName] && !l.has[account] && !l.has[method]:
		l.purpose = absences
	}
}

// of is which table it is; empty where it is none of ours.
func (l *layout) of() Kind {
	if l.has[applicants] && !l.has[employee] && !l.has[person] {
		return ""
	}
	if l.holding {
		return Shipments
	}
	if l.purpose == arrangements || (l.purpose == absences || l.purpose == changes || l.purpose == verifications) && l.who() {
		return HRIS
	}
	if l.foreign && !l.has[event] && !l.has[role] && !l.has[hireDate] && !l.has[tracking] && !l.has[account] && !l.has[payee] && !l.has[wallet] && !l.has[resource] && !l.has[privilege] {
		return ""
	}
	for _, k := range kinds {
		// A roster may have the laptop, the address and the payee of each person.
		if roster(&l.has) && (k == Payroll || k == Shipments && !l.has[tracking] && !l.has[carrier] && !l.has[shipped] && !l.has[delivered]) {
			continue
		}
		for _, list := range keys[k] {
			if k == Payroll && len(list) == 2 && list[1] == payeeName && l.has[event] {
				continue
			}
			all := true
			for _, slot := range list {
				all = all && l.has[slot]
			}
			if all {
				return k
			}
		}
	}
	return ""
}

// maxLayouts bounds the layouts of objects that are remembered.
const maxLayouts = 1024

// laidOut is the layout of an object whose members have these names.
func (k *known) laidOut(members []member) *layout {
	var h maphash.Hash
	h.SetSeed(k.seed)
	for i := range members {
		h.WriteString(members[i].outer)
		h.WriteByte(0)
		h.WriteString(members[i].name)
		h.WriteByte(1)
	}
	sum := h.Sum64()
	if got, ok := k.layouts.Load(sum); ok {
		if l := got.(*layout); l.is(members) {
			return l
		}
	}
	names := make([]string, len(members))
	for i := range members {
		names[i] = strings.Clone(members[i].full())
	}
	l := k.layOut(names)
	if k.laid.Load() < maxLayouts {
		k.laid.Add(1)
		k.layouts.Store(sum, l)
	}
	return l
}

func (l *layout) is(members []member) bool {
	if len(l.names) != len(members) {
		return false
	}
	for i := range members {
		n, outer := l.names[i], members[i].outer
		if outer != "" {
			if len(n) <= len(outer) || n[:len(outer)] != outer || n[len(outer)] != '_' {
				return false
			}
			n = n[len(outer)+1:]
		}
		if n != members[i].name {
			return false
		}
	}
	return true
}

var ticketWords = []string{"ticket", "tickets", "issue", "vorgang", "incident", "ticketnummer", "ritm", "demande", "solicitud"}

var foreignWords = []string{"project", "projects", "allocation", "assignment", "training", "course", "benefit", "coverage", "review", "goal", "goals", "objective", "certification", "certificate", "insurance", "shift", "projekt", "schulung", "kurs", "seminar", "zertifikat", "formation", "projet", "proyecto", "curso", "opleiding", "cursus"}
