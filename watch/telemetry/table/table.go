// Package table reads records of people operations: HRIS changes, shipments,
// payroll changes, access requests and data-loss reports. A table comes in as CSV
// whose first line names the columns, or as one JSON object a line; column names
// are known by their usual variants. HR, shipping and payroll rows come out as
// Entity Management with a [telemetry.Worker], access requests as User Access,
// data-loss reports as File System or Web Resources Activity with the fact
// "disclosure".
//
// Columns about what may never be an input (nationality, sex, age, kind of permit
// and so on) are dropped, neither kept aside nor in the raw line: these events
// carry no raw line.
package table

import (
	"strconv"
	"strings"
	"time"

	"bonafide"
	"bonafide/watch/telemetry"
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

const (
	uid = iota
	moment
	person
	employee
	email
	name
	event
	effective
	old
	fresh
	place
	zone
	role
	team
	contract
	startDate
	endDate
	login
	serial
	tracking
	carrier
	status
	destination
	recipient
	payee
	payeeName
	method
	amount
	resource
	privilege
	approver
	reason
	file
	bytes
	target
	device
	rule
	severity
	actor
	source
	ownEmail
	phone
	referrer
	country
)

// columns are the variants of each column's name. Case, spaces, dashes and
// underscores do not matter in a CSV head; JSON names are written as here.
var columns = map[int]string{
	uid: "id uid record_id event_id row_id", moment: "time timestamp date event_date event_time changed_at created_at updated_at", person: "person person_id worker_id", employee: "employee_id employee_number employee emp_id",
	email: "email work_email user_email user login_email", name: "full_name name employee_name display_name legal_name", event: "event change change_type event_type type action fact", effective: "effective effective_date effective_from",
	old: "old old_value from previous before", fresh: "new new_value to current after value", place: "verified_place place work_location location city", zone: "zone time_zone timezone stated_zone tz",
	role: "role title job_title position", team: "team department org_unit cost_center", contract: "contract employment_type worker_type contract_type", startDate: "start_date hire_date first_day", endDate: "end_date last_day termination_date",
	login: "github github_login code_login repository_login", serial: "serial serial_number device_serial asset asset_serial", tracking: "tracking tracking_number waybill", carrier: "carrier courier shipper",
	status: "status state shipment_status", destination: "destination address ship_to delivery_address", recipient: "recipient signed_by received_by collected_by", payee: "payee payee_token account_token account_hash iban_hash wallet",
	payeeName: "payee_name account_name account_holder", method: "method payment_method channel provider", amount: "amount net net_pay", resource: "resource system application repository entitlement", privilege: "privilege permission access_level requested_role",
	approver: "approver approved_by manager", reason: "reason justification comment note", file: "file file_name filename object document", bytes: "bytes size file_size", target: "target destination_url url domain recipient_domain",
	device: "device hostname device_name", rule: "rule policy rule_name policy_name", severity: "severity priority", actor: "changed_by actor requested_by", source: "ip src_ip ip_address",
	ownEmail: "personal_email private_email home_email", phone: "phone mobile phone_number personal_phone", referrer: "referred_by referrer referral", country: "country work_country contract_country",
}

// protected are parts of column names that may never be an input.
var protected = []string{"nationality", "citizen", "gender", "sex", "ethnic", "race", "religio", "birth", "dob", "age", "marital", "visa", "permit", "immigration", "passport", "photo", "disab", "pregnan", "language", "accent", "orientation", "veteran", "origin"}

// keys tell which table a row belongs to: one list of columns suffices.
var keys = map[Kind][][]int{
	Shipments: {{tracking}, {carrier, serial}, {carrier, destination}, {serial, destination}},
	Payroll:   {{payee}, {payeeName, method}, {payeeName, amount}},
	Access:    {{resource, approver}, {resource, privilege}, {resource, reason}, {privilege, approver}},
	DLP:       {{file, rule}, {file, target}, {file, bytes}, {rule, target}},
	HRIS:      {{employee, event}, {person, event}, {employee, startDate}, {person, startDate}, {email, startDate}, {employee, role}},
}

// Parser reads one kind of table.
type Parser struct {
	format telemetry.Format
	kind   Kind
	head   []int // slot of each column of a CSV table; -1: unknown, -2: dropped
	names  []string
}

// New is the parser of a table: of JSON lines, and of CSV once [Parser.Head] has
// seen the first line.
func New(kind Kind) *Parser {
	var fields []jsonline.Field
	for slot, names := range columns {
		for n := range strings.SplitSeq(names, " ") {
			fields = append(fields, jsonline.At(n, slot))
		}
	}
	return &Parser{kind: kind, format: telemetry.Format{
		Source:  string(kind),
		Product: telemetry.Product{Name: product[kind]},
		LogName: string(kind),
		Shape:   jsonline.NewShape(fields...),
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
	return p.fits(func(slot int) bool {
		for n := range strings.SplitSeq(columns[slot], " ") {
			if names.Has(n) {
				return true
			}
		}
		return false
	})
}

func (p *Parser) fits(has func(slot int) bool) bool {
	for _, k := range kinds {
		for _, list := range keys[k] {
			all := true
			for _, slot := range list {
				all = all && has(slot)
			}
			if all {
				return k == p.kind
			}
		}
	}
	return false
}

// Head implements [telemetry.HeadParser].
func (p *Parser) Head(line []byte) (telemetry.Parser, bool) {
	if len(line) > 16<<10 || len(line) == 0 || line[0] == '{' {
		return nil, false
	}
	cells, err := split(strings.TrimPrefix(string(line), "\ufeff"), separator(line))
	if err != "" || len(cells) < 2 {
		return nil, false
	}
	slots := map[string]int{}
	for slot, names := range columns {
		for n := range strings.SplitSeq(names, " ") {
			slots[plain(n)] = slot
		}
	}
	q := New(p.kind)
	known := map[int]bool{}
	for _, c := range cells {
		at := -1
		if s, ok := slots[plain(c)]; ok && !known[s] {
			at = s
			known[s] = true
		} else if isProtected(c) {
			at = -2
		}
		q.head = append(q.head, at)
		q.names = append(q.names, c)
	}
	if !q.fits(func(slot int) bool { return known[slot] }) {
		return nil, false
	}
	return &row{Parser: q, separator: separator(line)}, true
}

// row is the parser of the rows below a head.
type row struct {
	*Parser
	separator byte
}

func separator(line []byte) byte {
	best, most := byte(','), 0
	for _, c := range []byte{',', ';', '\t'} {
		if n := strings.Count(string(line), string(rune(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r | 0x20
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

func isProtected(name string) bool {
	flat := plain(name)
	for _, w := range protected {
		if w == "age" || w == "sex" || w == "race" || w == "origin" || w == "dob" || w == "visa" {
			// Short words are compared whole: "package", "trace" and "stage" are none.
			for part := range strings.FieldsFuncSeq(strings.ToLower(name), func(r rune) bool { return r < 'a' || r > 'z' }) {
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

// split takes a CSV line apart (RFC 4180, without line ends inside of quotes).
func split(line string, sep byte) (cells []string, why string) {
	line = strings.TrimRight(line, "\r\n")
	for {
		if len(cells) == 256 {
			return nil, "there are more than 256 columns"
		}
		if len(line) > 0 && line[0] == '"' {
			var b strings.Builder
			rest := line[1:]
			for {
				i := strings.IndexByte(rest, '"')
				if i < 0 {
					return nil, "a quoted field does not end on its line"
				}
				b.WriteString(rest[:i])
				rest = rest[i+1:]
				if len(rest) == 0 || rest[0] != '"' {
					break
				}
				b.WriteByte('"')
				rest = rest[1:]
			}
			if len(rest) > 0 && rest[0] != sep {
				return nil, "text follows a quoted field"
			}
			cells = append(cells, b.String())
			if len(rest) == 0 {
				return cells, ""
			}
			line = rest[1:]
			continue
		}
		i := strings.IndexByte(line, sep)
		if i < 0 {
			return append(cells, line), ""
		}
		cells = append(cells, line[:i])
		line = line[i+1:]
	}
}

// Parse reads a JSON row.
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	r, err := p.format.Open(line)
	if err != nil {
		return into, err
	}
	defer p.format.Done(r)
	return p.event(r, into)
}

// Parse reads a CSV row.
func (p *row) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	if len(line) > telemetry.MaxLine {
		return into, p.format.Refuse("", "the line is longer than 4 MiB", "")
	}
	cells, why := split(strings.ToValidUTF8(string(line), "\ufffd"), p.separator)
	if why != "" {
		return into, p.format.Refuse("", why, "write one row on one line, with quotes doubled inside of quotes")
	}
	if len(cells) > len(p.head) {
		return into, p.format.Refuse("", "the row has "+strconv.Itoa(len(cells))+" fields, the head "+strconv.Itoa(len(p.head)), "quote fields that hold the separator")
	}
	r, err := p.format.Open([]byte("{}"))
	if err != nil {
		return into, err
	}
	defer p.format.Done(r)
	for i, c := range cells {
		c = strings.TrimSpace(c)
		switch slot := p.head[i]; {
		case slot >= 0:
			r.Set(slot, jsonline.TextValue(c))
		case slot == -1 && c != "" && len(r.Aside) < 32:
			r.Aside = append(r.Aside, jsonline.Aside{Name: p.names[i], JSON: quote(c)})
		}
	}
	return p.event(r, into)
}

func quote(s string) string {
	b := append(make([]byte, 0, len(s)+2), '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < 0x20:
			b = append(b, '\\', 'u', '0', '0', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}

func (p *Parser) event(r *telemetry.Record, into []telemetry.Event) ([]telemetry.Event, error) {
	v := &r.Values
	kept := r.Aside[:0]
	for _, a := range r.Aside {
		if !isProtected(a.Name) {
			kept = append(kept, a)
		}
	}
	r.Aside = kept
	into, e := telemetry.Extend(into)
	p.format.Begin(r, e)
	e.Raw = ""
	e.When(v, "time", moment, effective)
	e.Metadata.UID, e.Status = v.Text(uid), telemetry.Success
	w := &telemetry.Worker{
		Person: bonafide.PersonID(v.Text(person)), EmployeeID: v.Text(employee), Login: v.Text(login), Place: v.Text(place), Role: v.Text(role), Team: v.Text(team), Contract: v.Text(contract),
		StartDate: v.Text(startDate), EndDate: v.Text(endDate), Old: v.Text(old), New: v.Text(fresh), Payee: v.Text(payee), PayeeName: v.Text(payeeName), Method: v.Text(method), Amount: v.Text(amount),
		Serial: v.Text(serial), Carrier: v.Text(carrier), Tracking: v.Text(tracking), Destination: v.Text(destination), Recipient: v.Text(recipient), State: v.Text(status),
		Resource: v.Text(resource), Approver: v.Text(approver), Reason: v.Text(reason),
		Country: v.Text(country), Email: v.Text(ownEmail), Phone: v.Text(phone), Referrer: v.Text(referrer), Effective: telemetry.StampOr(v.At(effective)),
	}
	if z := v.Text(zone); z != "" {
		// A zone that does not exist would make every working hour wrong.
		if _, err := time.LoadLocation(z); err != nil || z == "Local" || strings.Contains(z, "..") {
			e.Lack("zone")
		} else {
			w.Zone = z
		}
	}
	e.Worker = w
	e.User = telemetry.Account(v.Text(email))
	e.User.FullName = v.Text(name)
	if w.Person == "" && w.EmployeeID == "" && e.User.Email == "" && e.User.Name == "" && w.Serial == "" {
		e.Lack("person")
	}
	if a := v.Text(actor); a != "" {
		e.Actor.User = telemetry.Account(a)
	}
	e.Class, e.Activity = telemetry.EntityManagement, telemetry.Update
	e.Entity = telemetry.Entity{Type: "worker", UID: w.EmployeeID}
	what := strings.ToLower(v.Text(event) + " " + v.Text(status))
	e.Metadata.Code = v.Text(event)
	switch p.kind {
	case HRIS:
		w.Fact = hrFact(what)
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
		e.Device.Serial = w.Serial
		switch {
		case has(what, "return"):
			w.Fact = telemetry.Return
		case has(what, "deliver", "collected", "picked up", "signed"):
			w.Fact = telemetry.Delivery
		case has(what, "possession"):
			w.Fact = telemetry.Possession
		}
	case Payroll:
		w.Fact = telemetry.PayrollChange
		e.Entity = telemetry.Entity{Type: "payee", UID: w.Payee}
		if has(what, "paid", "payment", "payout", "transfer") && !has(what, "change") {
			w.Fact, e.Activity = telemetry.Payment, telemetry.Other
		}
	case Access:
		w.Fact = telemetry.AccessRequest
		e.Class, e.Activity, e.Entity = telemetry.UserAccess, telemetry.Other, telemetry.Entity{}
		e.Resources = append(e.Resources, telemetry.Resource{Name: w.Resource})
		if x := v.Text(privilege); x != "" {
			e.Privileges = append(e.Privileges, x)
		}
		switch {
		case has(what, "grant", "approved", "assigned"):
			w.Fact, e.Activity = telemetry.AccessGrant, telemetry.PrivilegesAssign
		case has(what, "revoke", "remove"):
			e.Activity = telemetry.PrivilegesRevoke
		case has(what, "denied", "rejected"):
			e.Status = telemetry.Failure
		}
	case DLP:
		w.Fact = telemetry.Disclosure
		e.Class, e.Activity, e.Entity = telemetry.FileSystemActivity, telemetry.FileRead, telemetry.Entity{}
		e.Actor.User = e.User
		e.File = &telemetry.File{Path: v.Text(file), Name: telemetry.BaseName(v.Text(file)), Size: max(v.Int(bytes), 0)}
		e.Device.Hostname, e.Message = v.Text(device), v.Text(rule)
		if t := v.Text(target); t != "" {
			e.Class, e.Activity = telemetry.WebResourcesActivity, telemetry.WebExport
			e.WebResources = append(e.WebResources, telemetry.Resource{Name: t, Data: v.Text(file)})
		}
		e.Severity = severities[strings.ToLower(v.Text(severity))]
		if has(what, "block", "prevent") {
			e.Status = telemetry.Failure
		}
	}
	e.Src.IP = v.Text(source)
	return into, nil
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
	case has(what, "address", "relocation", "delivery"):
		return telemetry.AddressChange
	case has(what, "bank", "payee", "payroll"):
		return telemetry.PayrollChange
	case has(what, "rename", "name"):
		return telemetry.NameChange
	case has(what, "terminat", "offboard", "left", "last day"):
		return telemetry.Termination
	case has(what, "notice", "resign"):
		return telemetry.Notice
	case has(what, "leave", "vacation", "absence"):
		return telemetry.Leave
	case has(what, "return"):
		return telemetry.Return
	case has(what, "start", "onboard", "first day"):
		return telemetry.Start
	case has(what, "hire", "offer accepted", "signed"):
		return telemetry.Hire
	case has(what, "role", "title", "team", "promotion", "transfer", "manager"):
		return telemetry.RoleChange
	}
	return telemetry.Roster
}
