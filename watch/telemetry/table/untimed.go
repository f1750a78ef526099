package table

import (
	"slices"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// times are the columns that an event may have its time from.
var times = [...]int{moment, recorded, effective, paidAt, startDate, hireDate, endDate, noticed, until, ordered, shipped, delivered, returned}

func isTime(slot int) bool { return slices.Contains(times[:], slot) }

// unread reports whether a time was written that cannot be read: in the columns of the
// row's own time, or with figures in one of the others.
func unread(v *jsonline.Values, own []int) bool {
	for _, slot := range times {
		if text := v.Text(slot); text != "" && !isStamp(v, slot) && (slices.Contains(own, slot) || strings.ContainsAny(text, "0123456789")) {
			return true
		}
	}
	return false
}

// maxNamed bounds the columns that a refusal names.
const maxNamed = 24

// untimed is the refusal of a row that happened at some time nobody can read. To take
// it as of any other day would put it before or after what it has to be compared with.
func (p *Parser) untimed(r *telemetry.Record, timed bool) error {
	var names []string
	if p.head != nil {
		names = p.head.names
	} else {
		line := jsonline.ObjectValue(r.Text)
		for m := line.Members(); m.Next() && len(names) <= maxNamed; {
			names = append(names, m.Name())
		}
	}
	var said []string
	for _, n := range names {
		if len(said) == maxNamed {
			said = append(said, "and others")
			break
		}
		if !isProtected(n) {
			said = append(said, n[:min(len(n), 64)])
		}
	}
	columns := "its columns are " + strings.Join(said, ", ")
	if timed {
		return p.format.Refuse("", "its time cannot be read; "+columns, "write times as 2026-03-31 or 2026-03-31T09:00:00Z")
	}
	return p.format.Refuse("", "no column is known for its time; "+columns, "name the column time, date or effective_date")
}

func isTimeText(s string) bool {
	_, ok := telemetry.StampText(s)
	return ok
}

// standing reports whether a row of accounts has no date at all, in no column, and no
// word for what happened: it states how things are.
func (p *Parser) standing(r *telemetry.Record) bool {
	v := &r.Values
	if !v.At(payeeName).Given() || v.At(event).Given() || v.At(amount).Given() {
		return false
	}
	for slot := range slotCount {
		if v.At(slot).Kind() == jsonline.String && isStamp(v, slot) {
			return false
		}
	}
	for _, a := range r.Aside {
		if len(a.JSON) > 2 && (isTimeText(a.JSON[1:len(a.JSON)-1]) || isTimeText(a.JSON)) {
			return false
		}
	}
	return true
}
