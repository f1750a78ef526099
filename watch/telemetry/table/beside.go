package table

import (
	"slices"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// What an HR row may say beside its own fact, or instead of one: a register of
// exceptions, of accommodations or of relations has no column for what happened.
var besides = [...]struct {
	slot int
	fact telemetry.Fact
}{{allowed, telemetry.Exception}, {arranged, telemetry.Accommodation}, {relatedTo, telemetry.Relation}}

// maxBeside bounds the values of one cell.
const maxBeside = 16

// beside adds a fact for every value of these columns. The last event of the list is
// the row's own; where the row says nothing else, they take its place.
func beside(v *jsonline.Values, into []telemetry.Event) []telemetry.Event {
	row := into[len(into)-1]
	if row.Worker.Fact != telemetry.Roster {
		return into
	}
	own := slices.ContainsFunc([]int{role, team, startDate, hireDate, home, place, zone, contract, login}, func(slot int) bool { return v.At(slot).Given() })
	said := false
	for _, b := range besides {
		n := 0
		for value := range strings.FieldsFuncSeq(v.Text(b.slot), func(r rune) bool { return r == ';' || r == ',' || r == '|' }) {
			value = strings.TrimSpace(value)
			switch strings.ToLower(value) {
			case "", "-", "no", "none", "n/a", "false", "0":
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
			into, e = telemetry.Extend(into)
			*e = row
			e.Worker, e.Activity = &w, telemetry.Update
			e.Intake.Missing, e.Intake.Notes = slices.Clone(row.Intake.Missing), slices.Clone(row.Intake.Notes)
			if e.Metadata.UID != "" {
				e.Metadata.UID += "/" + string(b.fact) + " " + value
			}
		}
	}
	return into
}
