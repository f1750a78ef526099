package table

import (
	"bonafide/watch/telemetry"
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
		for e := v.Elements(); e.Next(); {
			if x := e.Value(); x.Kind() == jsonline.Object || x.Kind() == jsonline.String {
				m.walk(outer, name, x, depth+1)
			}
			return
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
