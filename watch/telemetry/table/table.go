// Package table reads records of people operations: HRIS changes, shipments,
// payroll changes, access requests and data-loss reports. A table comes in as CSV
// whose first line names the columns, or as one JSON object a line; column names
// are known by their usual variants, and others by their words. What a row says in
// words (an arrangement, a change in a log) becomes the fact that it means; what was
// read so is noted. HR, shipping and payroll rows come out as
// Entity Management with a [telemetry.Worker], access requests as User Access,
// data-loss reports as File System or Web Resources Activity with the fact
// "disclosure".
//
// Columns about what may never be an input (nationality, sex, age, kind of permit
// and so on) are dropped, neither kept aside nor in the raw line: these events
// carry no raw line.
package table

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bonafide"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/csvline"
	"bonafide/watch/telemetry/jsonline"
)

// Kind is which table it is.
type Kind string

// The tables.
const (
	HRIS      Kind = "hris"
	Shipments Kind = "shipments"
	Payroll   Kind = "payroll"
	Access    Kind = "access"
	DLP       Kind = "dlp"
)

// Kinds are all tables, in the order in which they are recognised.
var kinds = []Kind{Shipments, Payroll, Access, DLP, HRIS}

// Kinds are all tables, in the order in which a parser for each should be asked.
func Kinds() []Kind { return append([]Kind(nil), kinds...) }

// Parser reads one kind of table.
type Parser struct {
	format telemetry.Format
	kind   Kind
	known  *known
	head   *layout  // of a CSV table
	around []member // what the list that the rows stand in says of all of them
}

// known is what all tables share: the names of columns and the zones that exist.
type known struct {
	slots   map[string]column // by the plain form of a name
	hints   []hint
	names   sync.Map     // name to meaning: what its words mean costs more than a row
	named   atomic.Int32 // of the names remembered
	seed    maphash.Seed
	layouts sync.Map // of objects, by a hash of their names
	laid    atomic.Int32
	pool    sync.Pool    // of members
	zones   sync.Map     // name to bool: reading one from the database of zones costs more than a row
	count   atomic.Int32 // of the zones remembered
}

// column is where a name belongs, and how telling it is among the names of its slot:
// the first of the list is the best.
type column struct{ slot, rank int }

// maxZones bounds the zones that are remembered; there are some 600.
const maxZones = 2048

func learn() *known {
	k := &known{slots: make(map[string]column, 1024), hints: learnHints(), seed: maphash.MakeSeed()}
	for slot, names := range columns {
		rank := 0
		for n := range strings.SplitSeq(names, " ") {
			if n != "" {
				k.slots[csvline.Plain(n)] = column{slot, rank}
				if rank++; slot == email && !strings.Contains(n, "mail") || slot == serial && (strings.Contains(n, "asset") || strings.Contains(n, "equipment")) {
					// A login stands for an address where there is none, a tag for a serial.
					k.slots[csvline.Plain(n)] = column{slot, rank + 2*guessed}
				}
			}
		}
	}
	return k
}

// New is the parser of a table: of JSON lines, and of CSV once [Parser.Head] has
// seen the first line.
func New(kind Kind) *Parser { return build(kind, learn()) }

// All are the parsers of all tables, in the order in which they should be asked.
func All() []*Parser {
	k := learn()
	var out []*Parser
	for _, kind := range kinds {
		out = append(out, build(kind, k))
	}
	return out
}

func build(kind Kind, k *known) *Parser {
	return &Parser{kind: kind, known: k, format: telemetry.Format{
		Source:  string(kind),
		Product: telemetry.Product{Name: product[kind]},
		LogName: string(kind),
		Shape:   jsonline.NewShape(jsonline.At("*", slotCount-1)),
	}}
}

var product = map[Kind]string{HRIS: "HRIS", Shipments: "Shipments", Payroll: "Payroll", Access: "Access Requests", DLP: "Data Loss Prevention"}

// Name is the table's kind.
func (p *Parser) Name() string { return string(p.kind) }

// Recognise reports whether the line is a JSON row of this table. Rows of a CSV
// table are recognised by their head.
func (p *Parser) Recognise(line []byte) bool {
	if p.head != nil {
		return true
	}
	if len(line) > telemetry.MaxLine {
		return false
	}
	names := jsonline.TopNames(line)
	if names.Len() == 0 {
		return false
	}
	top := make([]member, 0, 64)
	nested := false
	names.Each(func(n string) {
		top = append(top, member{name: n})
		nested = nested || holders[n]
	})
	l := p.known.laidOut(top)
	if !nested || l.has[applicants] {
		return l.kind == p.kind
	}
	r, err := p.format.Open(line)
	if err != nil {
		return false
	}
	defer p.format.Done(r)
	m := p.known.flat(r)
	defer p.known.done(m)
	if list := p.known.listed(r).Elements(); list.Next() {
		return p.known.laidOut(p.known.change(unlisted(m), list.Value())).kind == p.kind
	}
	return p.known.laidOut(m.list).kind == p.kind
}

// holders are members that are objects with what a row tells of somebody.
var holders = map[string]bool{"employee": true, "worker": true, "contractor": true, "person": true, "staff": true, "recipient": true, "personal": true, "personalInfo": true, "personal_info": true, "work": true, "address": true, "shipment": true, "payee": true, "profile": true, "attributes": true, "assignedTo": true, "assigned_to": true, "assignee": true, "requester": true, "user": true, "payout": true, "payment": true, "destination": true, "changes": true}

// zone reports whether there is a time zone of this name.
func (k *known) zone(name string) bool {
	if have, ok := k.zones.Load(name); ok {
		return have.(bool)
	}
	_, err := time.LoadLocation(name)
	is := err == nil && name != "Local" && !strings.Contains(name, "..")
	if len(name) < 64 && k.count.Load() < maxZones {
		k.count.Add(1)
		k.zones.Store(name, is)
	}
	return is
}

func roster(has *[slotCount]bool) bool {
	return (has[startDate] || has[hireDate]) && (has[role] || has[team])
}

// Head implements [telemetry.HeadParser].
func (p *Parser) Head(line []byte) (telemetry.Parser, bool) {
	cells, separator := telemetry.Columns(line)
	if cells == nil {
		return nil, false
	}
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = strings.TrimSpace(c)
	}
	l := p.known.layOut(names)
	if l.kind != p.kind {
		return nil, false
	}
	q := build(p.kind, p.known)
	q.head = l
	return &row{Parser: q, separator: separator}, true
}

// row is the parser of the rows below a head.
type row struct {
	*Parser
	separator byte
}

func isProtected(name string) bool {
	plain := telemetry.Plainly(name)
	flat := csvline.Plain(plain)
	if flat == "alter" {
		return true // in German; "Alter Wert" is an old value
	}
	for _, w := range protected {
		if wholeWords[w] {
			for part := range strings.FieldsFuncSeq(plain, func(r rune) bool { return r < 'a' || r > 'z' }) {
				if part == w {
					return true
				}
			}
			continue
		}
		if strings.Contains(flat, w) {
			return true
		}
	}
	return false
}

// Parse reads a JSON row.
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	r, err := p.format.Open(line)
	if err != nil {
		return into, err
	}
	defer p.format.Done(r)
	if list := p.known.listed(r); list.Given() {
		return p.each(r, list, into)
	}
	l, timed := p.spread(r)
	return p.event(r, l, into, timed)
}

// Parse reads a CSV row.
func (p *row) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	if len(line) > telemetry.MaxLine {
		return into, p.format.Refuse("", "the line is longer than 4 MiB", "")
	}
	cells, why := csvline.Split(strings.ToValidUTF8(string(line), "\ufffd"), p.separator, make([]string, 0, len(p.head.slots)))
	if why != "" {
		return into, p.format.Refuse("", why, "write one row on one line, with quotes doubled inside of quotes")
	}
	for len(cells) > len(p.head.slots) && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > len(p.head.slots) {
		return into, p.format.Refuse("", "the row has "+strconv.Itoa(len(cells))+" fields, the head "+strconv.Itoa(len(p.head.slots)), "quote fields that hold the separator")
	}
	r, err := p.format.Open(empty)
	if err != nil {
		return into, err
	}
	defer p.format.Done(r)
	for i, c := range cells {
		c = strings.TrimSpace(c)
		switch slot := p.head.slots[i]; {
		case slot >= 0:
			if at := p.head.clocks[slot]; p.head.split && at >= 0 && at < len(cells) && c != "" {
				if clock := strings.TrimSpace(cells[at]); clock != "" {
					if both := c + " " + clock; isTimeText(both) {
						c = both
					}
				}
			}
			r.Set(slot, jsonline.TextValue(c))
		case slot == -1 && c != "" && len(r.Aside) < 32:
			r.Aside = append(r.Aside, jsonline.Aside{Name: p.head.names[i], JSON: string(csvline.Quote(nil, c))})
		}
	}
	return p.event(r, p.head, into, p.head.timed)
}

var empty = []byte("{}")

func (p *Parser) event(r *telemetry.Record, l *layout, into []telemetry.Event, timed bool) ([]telemetry.Event, error) {
	v := &r.Values
	blank(v)
	if p.kind == HRIS && l.purpose == anything {
		span(v)
	}
	into, e := telemetry.Extend(into)
	p.format.Begin(r, e)
	e.Raw = ""
	if len(l.guesses) > 0 {
		e.Intake.Notes = append(e.Intake.Notes, l.note)
	}
	if e.Status = telemetry.Success; !l.bare {
		e.Metadata.UID = v.Text(uid)
	}
	w := &telemetry.Worker{
		Person: bonafide.PersonID(v.Text(person)), EmployeeID: v.Text(employee), Login: v.Text(login), Place: v.Text(place), Role: v.Text(role), Team: v.Text(team), Contract: v.Text(contract),
		StartDate: v.First(startDate, hireDate), EndDate: v.Text(endDate), Old: v.First(old, oldAddress), New: v.First(fresh, newAddress), PayeeName: v.Text(payeeName), Method: v.Text(method), Amount: v.Text(amount),
		Serial: v.Text(serial), Carrier: v.Text(carrier), Tracking: v.Text(tracking), Destination: v.First(destination, home, street), Recipient: v.Text(recipient), State: v.Text(status),
		Resource: v.Text(resource), Approver: v.Text(approver), Reason: v.Text(reason),
		Country: v.Text(country), Email: v.Text(ownEmail), Phone: v.Text(phone), Referrer: v.Text(referrer), Effective: telemetry.StampOr(v.At(effective)),
	}
	w.Payee = v.First(payee, newPayee)
	if x := v.Text(wallet); x != "" && (w.Payee == "" || payWay(w.Method) == "crypto wallet") {
		w.Payee = accountToken(x) // a table may have a column for the account and one for the wallet
	}
	if w.Payee == "" {
		w.Payee = accountToken(v.First(account, newAccount))
	}
	if whole := together(v); whole != "" {
		w.Destination = whole
	}
	if z := v.Text(zone); z != "" {
		// A zone that does not exist would make every working hour wrong.
		if p.known.zone(z) {
			w.Zone = z
		} else {
			e.Lack("zone")
		}
	}
	e.Worker = w
	e.User = telemetry.Account(v.Text(email))
	e.User.FullName = fullName(v.Text(name), v.Text(first), v.Text(last))
	p.byName(v, e)
	if l.holding && e.User.Name == "" && telemetry.IsEmail(e.User.FullName) {
		e.User = telemetry.Account(e.User.FullName)
	}
	if w.Person == "" && w.EmployeeID == "" && e.User.Email == "" && e.User.Name == "" && e.User.FullName == "" && w.Serial == "" {
		e.Lack("person")
	}
	if who := cmp.Or(w.EmployeeID, string(w.Person), e.User.Email, e.User.FullName); e.Metadata.UID != "" && who != "" && p.kind == HRIS && l.purpose != anything {
		e.Metadata.UID += "/" + who // one case may be of several people
	}
	if a := v.Text(actor); a != "" {
		e.Actor.User = telemetry.Account(a)
	}
	e.Class, e.Activity = telemetry.EntityManagement, telemetry.Update
	e.Entity = telemetry.Entity{Type: "worker", UID: w.EmployeeID}
	what := strings.ToLower(v.Text(event) + " " + v.Text(status))
	e.Metadata.Code = v.Text(event)
	at := []int{moment, paidAt, recorded, effective}
	switch p.kind {
	case HRIS:
		switch l.purpose {
		case absences:
			if p.absent(v, e) {
				return into[:len(into)-1], nil
			}
		case arrangements:
			p.spanned(v, w)
		case verifications:
			// Which checks there are is known where the fact is used.
			w.Fact, w.New, w.Old = telemetry.Verification, v.Text(checked), ""
		case changes:
			if w.Fact = hrFact(what); p.changed(v, e) {
				return into[:len(into)-1], nil
			}
			if w.Fact == telemetry.Roster && e.Metadata.Code == "update" {
				w.Old, w.New = "", ""
			}
		default:
			w.Fact = hrFact(telemetry.Plainly(what))
			if w.Fact == telemetry.PayrollChange {
				p.money(v, e, w.Old, w.New)
			}
		}
		if l.purpose == anything && w.Fact == telemetry.Roster {
			w.Fact = unsaid(v)
		}
		if u := v.Text(until); u != "" && (w.Fact == telemetry.Travel || w.Fact == telemetry.Leave) && w.EndDate == "" {
			w.EndDate = u
		}
		if w.Fact == telemetry.Roster && v.At(newAddress).Given() {
			w.Fact = telemetry.AddressChange
		}
		if h := v.Text(home); h != "" && !strings.Contains(w.Destination, h) {
			w.Destination = h
		}
		l.housed(v, w)
		// A row without a time of its own is as old as what it states.
		switch w.Fact {
		case telemetry.Termination:
			if at = append(at, endDate); !v.At(event).Given() && !v.At(moment).Given() {
				at = append([]int{endDate}, at...) // a state, whose day is not that of the record
			}
		case telemetry.Notice:
			at = append([]int{noticed}, at...)
		case telemetry.Hire:
			at = append(at, hireDate, startDate)
		case telemetry.Start, telemetry.Leave, telemetry.Travel:
			at = append(at, startDate, begins, old)
		}
		if l.purpose == arrangements || l.purpose == verifications {
			at = append(at, begins, old, startDate)
		}
		switch w.Fact {
		case telemetry.Accommodation:
			w.Reason = "" // what it is for is nobody's business here
		case telemetry.Hire:
			e.Activity = telemetry.Create
		case telemetry.Termination:
			e.Activity = telemetry.EntityDeactivate
		case telemetry.Roster:
			e.Activity = telemetry.Read
		}
	case Shipments:
		w.Fact = telemetry.Shipment
		e.Entity = telemetry.Entity{Type: "shipment", UID: w.Tracking, Name: w.Serial}
		e.Device.Serial, e.Device.Hostname = w.Serial, v.Text(device)
		if l.holding {
			return p.held(v, into), nil
		}
		w.Fact = shipmentFact(telemetry.Plainly(what))
		if w.Fact == telemetry.Delivery || w.Fact == telemetry.Shipment {
			handed(w, v.Text(givenTo))
		}
		if w.Recipient != "" && (somebody(w.Recipient) == "" || has(telemetry.Plainly(v.Text(givenTo)+" "+v.Text(street2)), desks...)) {
			e.Intake.Notes = append(slices.Clip(e.Intake.Notes), "who signed is no person that the parcel is for or of whom it is known: "+w.Recipient)
			w.Recipient = ""
		}
		if w.Serial == "" {
			if w.Serial = serialIn(v.Text(reference)); w.Serial != "" {
				e.Device.Serial, e.Entity.Name = w.Serial, w.Serial
				e.Intake.Notes = append(slices.Clip(e.Intake.Notes), "the serial is read out of the reference "+v.Text(reference))
			}
		}
		if p.cameBack(v, e) {
			w.Fact = telemetry.Return
		}
		if w.Country != "" && (l.has[street] || l.has[postal]) {
			w.Country = "" // of where the parcel goes, not of where somebody works
		}
	case Payroll:
		w.Fact = telemetry.PayrollChange
		e.Entity = telemetry.Entity{Type: "payee", UID: w.Payee}
		if w.Old == "" {
			if w.Old = v.Text(oldPayee); w.Old == "" {
				w.Old = accountToken(v.Text(oldAccount))
			}
		}
		if w.New == "" && (v.At(newPayee).Given() || v.At(newAccount).Given()) {
			w.New = w.Payee
		}
		if way := payWay(v.Text(accountType)); way != "" && (w.Method == "" || way == "prepaid") {
			w.Method = way
		}
		if w.Payee == "" && w.PayeeName == "" && payWay(w.Method) == "bank" && !v.At(newAccount).Given() {
			w.Method = "" // it says nothing of whose account it is, nor of which
		}
		if has(what, "paid", "payment", "payout", "transfer") && !has(what, "change") || !v.At(event).Given() && isStamp(v, paidAt) && w.Old == "" {
			w.Fact, e.Activity = telemetry.Payment, telemetry.Other
		}
	case Access:
		if p.otherTicket(v, l) {
			return into[:len(into)-1], nil
		}
		what = telemetry.Plainly(what)
		w.Fact = telemetry.AccessRequest
		e.Class, e.Activity, e.Entity = telemetry.UserAccess, telemetry.Other, telemetry.Entity{}
		e.Resources = append(e.Resources, telemetry.Resource{Name: w.Resource})
		if x := v.Text(privilege); x != "" {
			e.Privileges = append(e.Privileges, x)
		}
		switch {
		case has(what, "grant", "approved", "assigned", "genehmigt", "bewilligt", "approuve", "aprobad", "goedgekeurd") && !has(what, refusedWords...):
			w.Fact, e.Activity = telemetry.AccessGrant, telemetry.PrivilegesAssign
		case has(what, "revoke", "remove"):
			e.Activity = telemetry.PrivilegesRevoke
		case has(what, "denied", "rejected") || has(what, refusedWords...):
			e.Status = telemetry.Failure
		}
	case DLP:
		if l.has[threat] {
			p.detected(v, e)
			break
		}
		w.Fact = telemetry.Disclosure
		e.Class, e.Activity, e.Entity = telemetry.FileSystemActivity, telemetry.FileRead, telemetry.Entity{}
		e.Actor.User = e.User
		e.File = &telemetry.File{Path: v.Text(file), Name: telemetry.BaseName(v.Text(file)), Size: max(v.Int(bytes), 0)}
		e.Device.Hostname, e.Message = v.Text(device), v.Text(rule)
		if t := v.First(target, destination); t != "" {
			e.Class, e.Activity = telemetry.WebResourcesActivity, telemetry.WebExport
			e.WebResources = append(e.WebResources, telemetry.Resource{Name: t, Data: v.Text(file)})
		}
		e.Severity = severities[strings.ToLower(v.Text(severity))]
		if has(what, "block", "prevent") {
			e.Status = telemetry.Failure
		}
	}
	e.Src.IP = v.Text(source)
	if p.kind == Shipments && dated(v) {
		return p.journey(v, into), nil
	}
	e.When(v, "time", at...)
	if l.purpose == arrangements {
		list, unknown := p.agreed(v, w)
		if len(list) == 0 && unknown == "" {
			return into[:len(into)-1], nil
		}
		if len(list) == 0 {
			w.Fact, w.EndDate, w.Reason, e.Metadata.Code, e.Activity = telemetry.Roster, "", "", unknown, telemetry.Read
			return into, nil
		}
		if e.Intake.Clock != telemetry.ClockMissing || !unread(v, at) {
			return told(list, into), nil // one without a day of its own holds as it stands
		}
		return into[:len(into)-1], p.untimed(r, timed)
	}
	if p.kind == Payroll && e.Intake.Clock == telemetry.ClockMissing && !timed && p.standing(r) {
		// A list of accounts as they are.
		e.Activity = telemetry.Read
		e.Intake.Notes = append(slices.Clip(e.Intake.Notes), "a list of accounts without a time: they are taken as they stand")
		return into, nil
	}
	if e.Intake.Clock == telemetry.ClockMissing && w.Fact != telemetry.Roster && p.kind != Access && (!timed || unread(v, at)) {
		return into[:len(into)-1], p.untimed(r, timed)
	}
	if p.kind == HRIS && l.purpose == anything {
		return beside(v, p.formerly(v, ofLeaver(v, into))), nil
	}
	return into, nil
}

// ofLeaver puts the record of somebody who has left before the fact that they have: a
// list of people says of leavers, too, who they were and where they lived. The last
// event of the list is the row's own, and stays so.
func ofLeaver(v *jsonline.Values, into []telemetry.Event) []telemetry.Event {
	row := into[len(into)-1]
	if row.Worker.Fact != telemetry.Termination || v.At(event).Given() || !describes(v) {
		return into
	}
	w := *row.Worker
	w.Fact, w.State = telemetry.Roster, ""
	into, e := another(into[:len(into)-1], &row, &w, "record")
	e.Activity, e.Intake.Clock = telemetry.Read, ""
	e.Time, e.Metadata.OriginalTime = time.Time{}, ""
	e.When(v, "time", moment, recorded, effective)
	return append(into, row)
}

// formerly adds the name that somebody had before, where a record of them has it. The
// last event of the list is the row's own, and stays so.
func (p *Parser) formerly(v *jsonline.Values, into []telemetry.Event) []telemetry.Event {
	row := into[len(into)-1]
	was := v.Text(former)
	if was == "" || !isPlainName(was) || row.User.FullName == "" || row.Worker.Fact != telemetry.Roster {
		return into
	}
	if !strings.Contains(was, " ") {
		given := v.Text(first)
		if given == "" {
			given, _, _ = strings.Cut(row.User.FullName, " ")
		}
		was = given + " " + was
	}
	if strings.EqualFold(was, row.User.FullName) {
		return into
	}
	w := telemetry.Worker{Person: row.Worker.Person, EmployeeID: row.Worker.EmployeeID, Fact: telemetry.Roster}
	into, e := another(into[:len(into)-1], &row, &w, "former name")
	e.User.FullName, e.Metadata.Code = was, "record"
	e.Intake.Notes = append(e.Intake.Notes, "a name that the record has as a former one")
	return append(into, row)
}

func isPlainName(s string) bool {
	return len(s) < 128 && !strings.ContainsAny(s, "0123456789@_/:")
}

// handed reads a column "delivered to", which has an address or a person.
func handed(w *telemetry.Worker, to string) {
	switch {
	case to == "", somebody(to) == "":
	case strings.ContainsAny(to, "0123456789,") && w.Destination == "":
		w.Destination = to
	case w.Recipient == "" && !strings.ContainsAny(to, "0123456789,"):
		w.Recipient = to
	}
}

func shipmentFact(what string) telemetry.Fact {
	switch {
	case has(what, "return", "ruckgabe", "retour", "zuruckgesandt", "devuelt", "devoluc"):
		return telemetry.Return
	case has(what, "out for delivery", "undeliver", "not delivered", "attempt", "to be delivered"):
		return telemetry.Shipment
	case has(what, "deliver", "collected", "picked up", "signed", "handed over", "zugestellt", "abgeholt", "ausgehandigt", "livre", "entregad", "bezorgd", "afgeleverd"):
		return telemetry.Delivery
	case has(what, "possession"):
		return telemetry.Possession
	}
	return telemetry.Shipment
}

// The columns that each tell a step of a parcel, with the state that the step is
// in where no column says so.
var steps = [...]struct {
	slot  int
	fact  telemetry.Fact
	state string
}{{ordered, telemetry.Shipment, "ordered"}, {issued, telemetry.Delivery, "handed over"}, {shipped, telemetry.Shipment, "dispatched"}, {delivered, telemetry.Delivery, "delivered"}, {returned, telemetry.Return, "returned"}}

func dated(v *jsonline.Values) bool {
	for _, s := range steps {
		if isStamp(v, s.slot) {
			return true
		}
	}
	return false
}

// isStamp reports whether a slot has a time: a column "delivered" may have a yes.
func isStamp(v *jsonline.Values, slot int) bool {
	_, ok := telemetry.Stamp(v.At(slot))
	return ok
}

// journey makes one fact of each step that a row has a time for. The last event of
// the list is the row's own; it is the pattern of all.
func (p *Parser) journey(v *jsonline.Values, into []telemetry.Event) []telemetry.Event {
	row := into[len(into)-1]
	into = into[:len(into)-1]
	pattern, last := *row.Worker, row.Worker.Fact
	if last == telemetry.Return && !isStamp(v, returned) && p.cameBack(v, &row) {
		// The way back is one fact: it is there when it is delivered.
		w := pattern
		slot := shipped
		if isStamp(v, delivered) {
			slot = delivered
		}
		return step(into, &row, &w, v, slot, string(last))
	}
	from := ""
	if isStamp(v, shipped) {
		from = redirected(v.First(remark, reason))
	}
	for _, s := range steps {
		if !isStamp(v, s.slot) {
			continue
		}
		if s.slot == issued && (v.At(tracking).Given() && has(telemetry.Plainly(v.First(mode, category, method)), "versand", "ship", "mail", "post", "courier", "kurier", "envoi", "envio", "verzend")) {
			// Who gives a device out by parcel has sent it then.
			w := pattern
			w.Fact, w.State, w.Recipient = telemetry.Shipment, "dispatched", ""
			into = step(into, &row, &w, v, s.slot, w.State)
			continue
		}
		if s.slot == ordered && isStamp(v, shipped) {
			continue // it says nothing that the dispatch does not
		}
		w := pattern
		if w.Fact, w.State = s.fact, s.state; s.fact == telemetry.Shipment {
			w.Recipient = ""
		}
		into = step(into, &row, &w, v, s.slot, s.state)
		if s.slot == shipped && from != "" {
			c := pattern
			c.Fact, c.Old, c.New, c.Recipient, c.Reason = telemetry.AddressChange, from, c.Destination, "", "delivery address, redirected on the way"
			into = step(into, &row, &c, v, shipped, "redirected")
			e := &into[len(into)-1]
			e.Metadata.Code = "delivery address"
			e.Intake.Notes = append(e.Intake.Notes, "the change of the address is read out of a remark; its day is that of the dispatch")
		}
		if s.fact == last {
			last = ""
		}
	}
	// What the row's state says beyond its dates, at the row's own time.
	if last != "" && last != telemetry.Shipment && isStamp(v, moment) {
		w := pattern
		into = step(into, &row, &w, v, moment, string(last))
	}
	return into
}

func step(into []telemetry.Event, row *telemetry.Event, w *telemetry.Worker, v *jsonline.Values, slot int, name string) []telemetry.Event {
	into, e := another(into, row, w, name)
	e.When(v, "time", slot)
	return into
}

// another adds an event after the pattern of a row, with a fact of its own. part tells the
// event's id from the row's; it is empty for the one that takes the row's place.
func another(into []telemetry.Event, row *telemetry.Event, w *telemetry.Worker, part string) ([]telemetry.Event, *telemetry.Event) {
	into, e := telemetry.Extend(into)
	*e = *row
	e.Worker = w
	e.Intake.Missing, e.Intake.Notes = slices.Clone(row.Intake.Missing), slices.Clone(row.Intake.Notes)
	if part != "" && e.Metadata.UID != "" {
		e.Metadata.UID += "/" + part
	}
	return into, e
}

// accountToken stands for the account that a table writes out: numbers are never
// kept. A token stays as it is, and digits that are struck out identify nobody.
func accountToken(s string) string {
	s = strings.TrimSpace(s)
	if telemetry.IsWallet(s) {
		return s
	}
	digits := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c-'0' <= 9:
			digits++
		case c == '*' || (c == 'X' || c == 'x') && i+1 < len(s) && s[i+1] == c:
			return ""
		case c >= 0x80 && (strings.HasPrefix(s[i:], "\u2022") || strings.HasPrefix(s[i:], "\u25cf") || strings.HasPrefix(s[i:], "\u00b7") || strings.HasPrefix(s[i:], "\u2026")):
			return ""
		case c == ':' || c == '_' || c == '@':
			return s
		}
	}
	if digits < 4 || len(s) > 2 && s[:2] == "0x" || len(s) >= 40 {
		return s
	}
	return telemetry.Token("account", s)
}

var severities = map[string]telemetry.Severity{"": telemetry.Informational, "info": telemetry.Informational, "low": telemetry.Low, "medium": telemetry.Medium, "high": telemetry.High, "critical": telemetry.Critical}

func has(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func hrFact(what string) telemetry.Fact {
	switch {
	case has(what, "accommodation"):
		return telemetry.Accommodation
	case has(what, "relation"):
		return telemetry.Relation
	case has(what, "exception"):
		return telemetry.Exception
	case has(what, "verification", "check"):
		return telemetry.Verification
	case has(what, "travel"):
		return telemetry.Travel
	case has(what, "address", "relocation", "delivery", "adresse", "anschrift", "umzug", "verhuizing", "demenagement", "mudanza"):
		return telemetry.AddressChange
	case has(what, "bank", "payee", "payroll"):
		return telemetry.PayrollChange
	case has(what, "rename", "name"):
		return telemetry.NameChange
	case has(what, "terminat", "offboard", "left", "last day", "austritt", "ausgeschieden", "uitdienst", "uit dienst", "sortie"):
		return telemetry.Termination
	case has(what, "notice", "resign"):
		return telemetry.Notice
	case has(what, "leave", "vacation", "absence", "time off", "sick", "holiday", "sabbatical", "urlaub", "elternzeit", "conge", "vacances", "vacaciones", "verlof"):
		return telemetry.Leave
	case has(what, "return"):
		return telemetry.Return
	case has(what, "start", "onboard", "first day"):
		return telemetry.Start
	case has(what, "hire", "offer accepted", "signed", "einstellung", "eintritt", "embauche", "contratacion", "indienst", "in dienst"):
		return telemetry.Hire
	case has(what, "role", "title", "team", "promotion", "transfer", "manager"):
		return telemetry.RoleChange
	}
	return telemetry.Roster
}
