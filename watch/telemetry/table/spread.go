package table

import (
	"slices"
	"strconv"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/csvline"
	"bonafide/watch/telemetry/jsonline"
)

// member is one value of a row that is an object, with the name of the objects around it.
type member struct {
	outer, name string
	value       jsonline.Value
}

func (m *member) full() string {
	if m.outer == "" {
		return m.name
	}
	return m.outer + "_" + m.name
}

// maxMembers bounds the members that are read of a row.
const maxMembers = 256

// members are those of one row.
type members struct {
	list  []member
	empty []string // names of those that say nothing
}

// done gives the list back: one for each row would cost more than reading it.
func (k *known) done(m *members) {
	clear(m.list)
	clear(m.empty)
	m.list, m.empty = m.list[:0], m.empty[:0]
	k.pool.Put(m)
}

// flat lists the members of a row that say something, those of an object inside of it
// by both names together; of a list the first element.
func (k *known) flat(r *telemetry.Record) *members {
	into, _ := k.pool.Get().(*members)
	if into == nil {
		into = &members{list: make([]member, 0, 64)}
	}
	line := jsonline.ObjectValue(r.Text)
	for m := line.Members(); m.Next(); {
		into.walk("", m.Name(), m.Value(), 0)
	}
	return into
}

func (m *members) walk(outer, name string, v jsonline.Value, depth int) {
	switch k := v.Kind(); {
	case len(m.list) >= maxMembers:
	case !v.Given(), k == jsonline.String && v.Raw() == "":
		if outer == "" && len(m.empty) < maxMembers {
			m.empty = append(m.empty, name)
		}
	case k == jsonline.Object && depth < 3:
		if isProtected(name) {
			return
		}
		if outer != "" {
			name = outer + "_" + name
		}
		for x := v.Members(); x.Next(); {
			m.walk(name, x.Name(), x.Value(), depth+1)
		}
	case k == jsonline.Array && depth < 3:
		// A row speaks of one thing: the first of a list.
		if e := v.Elements(); e.Next() {
			if x := e.Value(); x.Kind() == jsonline.Object || x.Kind() == jsonline.String {
				m.walk(outer, name, x, depth+1)
			}
		}
	default:
		m.list = append(m.list, member{outer, name, v})
	}
}

// spread puts the members of a row where columns of their names go, in whatever style
// they are written. Timed reports whether one of them is named as a time.
func (p *Parser) spread(r *telemetry.Record) (l *layout, timed bool) {
	m := p.known.flat(r)
	defer p.known.done(m)
	if len(p.around) > 0 && !p.known.dated(m.list) {
		m.list = append(m.list, p.around...)
	}
	members := m.list
	l = p.known.laidOut(members)
	timed = l.timed
	for _, n := range m.empty {
		m := p.known.meaning(n)
		timed = timed || m.known && isTime(m.slot)
	}
	r.Doubled += l.doubled
	for i, slot := range l.slots {
		switch {
		case slot >= 0:
			v := members[i].value
			if at := l.clocks[slot]; l.split && at >= 0 {
				if both := v.Text() + " " + members[at].value.Text(); isTimeText(both) {
					v = jsonline.TextValue(both)
				}
			}
			r.Set(slot, v)
		case slot == -1 && len(r.Aside) < 32:
			if m := p.known.meaning(l.names[i]); !m.known {
				r.Aside = append(r.Aside, jsonline.Aside{Name: l.names[i], JSON: members[i].value.JSON()})
			}
		}
	}
	return l, timed
}

// lists are members that hold what one row says was changed, each change in an object.
var lists = [...]string{"changes", "modifications", "updates", "diff", "deltas"}

// Of an object that tells one change: what was changed, and its values.
var (
	changeNames = []string{"path", "field", "fieldname", "attribute", "property", "name", "key"}
	changeOld   = []string{"from", "old", "oldvalue", "before", "previous", "previousvalue"}
	changeNew   = []string{"to", "new", "newvalue", "after", "current", "value"}
)

// listed is the list of changes in a row; not given where there is none.
func (k *known) listed(r *telemetry.Record) jsonline.Value {
	for _, name := range lists {
		if !strings.Contains(r.Text, `"`+name+`"`) {
			continue
		}
		line := jsonline.ObjectValue(r.Text)
		for m := line.Members(); m.Next(); {
			if m.Name() != name || m.Value().Kind() != jsonline.Array {
				continue
			}
			e := m.Value().Elements()
			if !e.Next() || e.Value().Kind() != jsonline.Object {
				break
			}
			one := e.Value()
			what, was, is := of(one, changeNames), of(one, changeOld), of(one, changeNew)
			if what.Kind() == jsonline.String && what.Text() != "" && (was.Kind() != jsonline.Missing || is.Kind() != jsonline.Missing) {
				return m.Value()
			}
		}
	}
	return jsonline.Value{}
}

// of is the first member of an object with one of the names.
func of(object jsonline.Value, names []string) (out jsonline.Value) {
	best := len(names)
	for m := object.Members(); m.Next(); {
		if i := slices.Index(names, csvline.Plain(m.Name())); i >= 0 && i < best {
			best, out = i, m.Value()
		}
	}
	return out
}

// maxChanges bounds the changes of one row.
const maxChanges = 64

// each reads a row with a list of changes as one row of a log of changes for each.
func (p *Parser) each(r *telemetry.Record, list jsonline.Value, into []telemetry.Event) ([]telemetry.Event, error) {
	m := p.known.flat(r)
	defer p.known.done(m)
	rest := unlisted(m)
	from, n := len(into), 0
	for e := list.Elements(); e.Next() && n < maxChanges; n++ {
		one := e.Value()
		if one.Kind() != jsonline.Object {
			continue
		}
		row := p.known.change(rest, one)
		l := p.known.laidOut(row)
		if l.kind != p.kind {
			return into[:from], p.format.Refuse("", "its changes cannot be read", "one change is an object with field, old and new value")
		}
		r.Values.Reset(p.format.Shape)
		for i, slot := range l.slots {
			if slot >= 0 {
				r.Set(slot, row[i].value)
			}
		}
		before := len(into)
		var err error
		if into, err = p.event(r, l, into, l.timed); err != nil {
			return into[:from], err
		}
		for i := before; n > 0 && i < len(into); i++ {
			if into[i].Metadata.UID != "" {
				into[i].Metadata.UID += "/" + strconv.Itoa(n)
			}
		}
	}
	return into, nil
}

// unlisted are the members of a row beside its list of changes, without what says that
// there are some.
func unlisted(m *members) []member {
	rest := m.list[:0]
	for _, x := range m.list {
		first, _, _ := strings.Cut(x.outer+"_", "_")
		if first == "" {
			first = x.name
		}
		if slices.Contains(lists[:], first) || x.outer == "" && happenings[csvline.Plain(x.name)] {
			continue
		}
		rest = append(rest, x)
	}
	clear(m.list[len(rest):])
	m.list = rest
	return rest
}

// change is the row of a log of changes that one change makes with the rest of its row.
func (k *known) change(rest []member, one jsonline.Value) []member {
	return append(slices.Clone(rest), member{"", "field", jsonline.TextValue(of(one, changeNames).Text())},
		member{"", "old_value", k.inWords(of(one, changeOld))}, member{"", "new_value", k.inWords(of(one, changeNew))})
}

// inWords is a value as a text: of an object what its members say, as an address is
// written.
func (k *known) inWords(v jsonline.Value) jsonline.Value {
	if v.Kind() != jsonline.Object {
		return jsonline.TextValue(v.Text())
	}
	var b strings.Builder
	for m := v.Members(); m.Next(); {
		s := m.Value().Text()
		if s == "" || m.Value().Kind() == jsonline.Object || m.Value().Kind() == jsonline.Array || isProtected(m.Name()) {
			continue
		}
		if x := k.meaning(m.Name()); b.Len() > 0 && x.known && x.slot == postal {
			b.WriteByte(' ')
		} else if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(s)
	}
	return jsonline.TextValue(b.String())
}

// Within is the parser for the rows of a list in an object that says of all of them when
// they were paid. What it says of when it was written is none of theirs: it would put
// what has long been true at the end of the time.
func (p *Parser) Within(outer []byte) telemetry.Parser {
	if p.kind != Payroll || p.head != nil {
		return p
	}
	r, err := p.format.Open(outer)
	if err != nil {
		return p
	}
	defer p.format.Done(r)
	m := p.known.flat(r)
	defer p.known.done(m)
	var around []member
	for _, x := range m.list {
		if is := p.known.meaning(x.full()); is.known && is.slot == paidAt && isTimeText(x.value.Text()) {
			around = append(around, member{strings.Clone(x.outer), strings.Clone(x.name), jsonline.TextValue(strings.Clone(x.value.Text()))})
		}
	}
	if len(around) == 0 {
		return p
	}
	q := build(p.kind, p.known)
	q.around = around
	return q
}

// dated reports whether a row has a time of its own.
func (k *known) dated(list []member) bool {
	for i := range list {
		if is := k.meaning(list[i].full()); is.known && isTime(is.slot) && isTimeText(list[i].value.Text()) {
			return true
		}
	}
	return false
}
