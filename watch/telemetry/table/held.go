package table

import (
	"slices"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// held makes of a row of a list of devices who has one, from the day that it was given
// out to the day that it came back. The last event of the list is the row's own.
//
// One that the list calls shared, or gives to nobody, is a device of the firm without
// an owner.
func (p *Parser) held(v *jsonline.Values, into []telemetry.Event) []telemetry.Event {
	row := into[len(into)-1]
	into = into[:len(into)-1]
	w := *row.Worker
	said := telemetry.Plainly(v.Text(reason) + " " + v.Text(remark) + " " + v.Text(detail) + " " + v.Text(category) + " " + v.Text(mode) + " " + v.Text(status) + " " + v.Text(event))
	if w.Person == "" && w.EmployeeID == "" && row.User.Email == "" {
		said += " " + telemetry.Plainly(row.User.FullName)
	}
	nobody := w.Person == "" && w.EmployeeID == "" && row.User.Email == "" && row.User.Name == "" && row.User.FullName == ""
	if nobody || hasWord(said, sharedWords) {
		into, e := telemetry.Extend(into)
		*e = row
		e.Worker, e.User, e.Entity = nil, telemetry.User{}, telemetry.Entity{}
		e.Class, e.Activity = telemetry.DeviceInventory, telemetry.Collect
		e.Intake.Missing = slices.DeleteFunc(slices.Clone(row.Intake.Missing), func(s string) bool { return s == "person" })
		e.Intake.Notes = append(slices.Clip(row.Intake.Notes), "a device that the list gives to nobody, or calls shared")
		e.When(v, "time", issued, moment, recorded)
		return into
	}
	w.Fact, w.State, w.Reason, w.Recipient, w.StartDate, w.EndDate, w.Role, w.Team, w.Contract = telemetry.Possession, "given out", "", "", "", "", "", "", ""
	into = step(into, &row, &w, v, issued, w.State)
	if isStamp(v, returned) {
		back := w
		back.Fact, back.State = telemetry.Return, "returned"
		into = step(into, &row, &back, v, returned, back.State)
	}
	return into
}

// hasWord reports whether one of the words, or rows of words, stands in a text by itself.
func hasWord(s string, words []string) bool {
	letter := func(i int) bool {
		return i >= 0 && i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= 0x80)
	}
	for _, w := range words {
		for from := 0; ; {
			i := strings.Index(s[from:], w)
			if i < 0 {
				break
			}
			if i += from; !letter(i-1) && !letter(i+len(w)) {
				return true
			}
			from = i + len(w)
		}
	}
	return false
}
