package table

import (
	"slices"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
	"bonafide/written"
)

// What an HR row may say beside its own fact, or instead of one: a register of
// exceptions, of accommodations or of relations has no column for what happened.
var besides = [...]struct {
	slot int
	fact telemetry.Fact
}{{allowed, telemetry.Exception}, {arranged, telemetry.Accommodation}, {relatedTo, telemetry.Relation}}

// describes reports whether a row says what somebody is.
func describes(v *jsonline.Values) bool {
	return slices.ContainsFunc([]int{role, team, startDate, hireDate, home, place, zone, contract, login}, func(slot int) bool { return v.At(slot).Given() })
}

// unsaid is the fact of an HR row that does not name one: a table of leavers has last
// days, a table of travels a destination between two dates.
func unsaid(v *jsonline.Values) telemetry.Fact {
	switch {
	case v.At(event).Given() || describes(v):
	case v.At(until).Given() && v.At(destination).Given():
		return telemetry.Travel
	case v.At(endDate).Given() && !v.At(allowed).Given() && !v.At(arranged).Given() && !v.At(relatedTo).Given():
		return telemetry.Termination
	}
	return telemetry.Roster
}

// span reads the columns from and until, or from and to, as the time of a fact where
// they have dates and not values that changed.
func span(v *jsonline.Values) {
	if !isStamp(v, old) || v.At(effective).Given() {
		return
	}
	switch {
	case v.At(until).Given():
	case isStamp(v, fresh):
		switch hrFact(strings.ToLower(v.Text(event))) {
		case telemetry.Travel, telemetry.Leave:
		default:
			return
		}
		v.Set(until, v.At(fresh))
		v.Set(fresh, jsonline.Value{})
	default:
		return
	}
	v.Set(effective, v.At(old))
	v.Set(old, jsonline.Value{})
}

// maxBeside bounds the values of one cell.
const maxBeside = 16

// beside adds a fact for every value of these columns. The last event of the list is
// the row's own; where the row says nothing else, they take its place.
func beside(v *jsonline.Values, into []telemetry.Event) []telemetry.Event {
	row := into[len(into)-1]
	if fact := row.Worker.Fact; isStamp(v, noticed) && (fact == telemetry.Roster || fact == telemetry.Termination) {
		w := *row.Worker
		w.Fact, w.StartDate, w.Effective = telemetry.Notice, "", telemetry.StampOr(v.At(noticed))
		into = step(into, &row, &w, v, noticed, string(w.Fact))
		e := &into[len(into)-1]
		e.Activity, e.Intake.Clock = telemetry.Update, ""
		e.Intake.Missing = slices.DeleteFunc(e.Intake.Missing, func(m string) bool { return m == "time" })
	}
	if row.Worker.Fact != telemetry.Roster {
		return into
	}
	own := isStamp(v, noticed) || describes(v)
	said := false
	for _, b := range besides {
		n := 0
		for value := range strings.FieldsFuncSeq(v.Text(b.slot), func(r rune) bool { return r == ';' || r == ',' || r == '|' }) {
			value = strings.TrimSpace(value)
			if lower := strings.ToLower(value); value == "" || lower == "no" || lower == "false" || lower == "0" || written.Absent(value) {
				continue
			}
			if n++; n > maxBeside {
				break
			}
			if !own && !said {
				into = into[:len(into)-1]
			}
			said = true
			w := *row.Worker
			w.Fact, w.New, w.StartDate = b.fact, value, ""
			if b.fact == telemetry.Accommodation {
				w.Reason = "" // what it is for is nobody's business here
			}
			var e *telemetry.Event
			into, e = another(into, &row, &w, string(b.fact)+" "+value)
			e.Activity = telemetry.Update
		}
	}
	return into
}
