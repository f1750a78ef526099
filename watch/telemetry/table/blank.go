package table

import (
	"bonafide/watch/telemetry/jsonline"
	"bonafide/written"
)

// identifying are the slots whose values tell people, devices and accounts apart, and by
// which they are joined.
var identifying = [...]int{email, login, serial, device, tracking, payee, wallet, account, oldPayee, oldAccount, newPayee, newAccount, ownEmail, phone, referrer, relatedTo, destination, home, street, oldAddress, newAddress}

// naming are the slots of people's names and numbers: somebody may be called Null, and
// be the first of a count from 0.
var naming = [...]int{person, employee, name, payeeName, recipient, givenTo, addressee}

// blank empties the slots in which nothing is written that a reader would take down:
// "n/a" is not the account of all who have it.
func blank(v *jsonline.Values) {
	for _, slot := range identifying {
		if written.AbsentID(v.Text(slot)) {
			v.Set(slot, jsonline.Value{})
		}
	}
	for _, slot := range naming {
		if written.Absent(v.Text(slot)) {
			v.Set(slot, jsonline.Value{})
		}
	}
}
