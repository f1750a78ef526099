package watch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
	"bonafide/written"
)

// roster is what HR, shipping and payroll say of every worker, as facts come in.
type roster struct {
	people map[bonafide.PersonID]*worker
	// byEmail joins an application with the person who was hired on it.
	byEmail map[string]bonafide.PersonID
	// byNumber and byWork find the person of a row.
	byNumber, byWork map[string]bonafide.PersonID
	// byLocal is whose a work address is by its part before the sign; empty where it
	// is two people's.
	byLocal map[string]bonafide.PersonID
	// byName is whose a full name is, byForm whose a login is that is made of it as firms
	// do; empty where it is two people's.
	byName, byForm map[string]bonafide.PersonID
	// bySerial is who received a device.
	bySerial map[string]issue
	// waiting are applications of people whom HR does not know yet, by e-mail.
	waiting map[string][]bonafide.Dossier
	limit   int
	// zoneCountry is the country of a time zone; nil where nobody tells.
	zoneCountry func(zone string) string
	// dirty are people whose dossier has to be made again.
	dirty map[bonafide.PersonID]bool
	// checks are those of the catalogue; nil believes every name.
	checks map[bonafide.CheckID]bool
	// odd are rows that HR may have meant otherwise, since the last look; said is what
	// was told once.
	odd   []bonafide.Trouble
	said  map[string]bool
	zones zones
}

type issue struct {
	Person bonafide.PersonID
	Since  time.Time
}

type span struct {
	From time.Time
	To   time.Time `json:",omitzero"`
}

func (s span) holds(t time.Time) bool {
	return !t.Before(s.From) && (s.To.IsZero() || t.Before(s.To))
}

// worker is one person's state. Its fields are exported for the snapshot only.
type worker struct {
	ID       bonafide.PersonID
	Names    []string `json:",omitzero"`
	Numbers  []string `json:",omitzero"` // employee numbers
	Work     []string `json:",omitzero"` // work addresses
	Own      []string `json:",omitzero"` // own e-mail addresses
	Phones   []string `json:",omitzero"`
	Referrer string   `json:",omitzero"`

	Role     string `json:",omitzero"`
	Team     string `json:",omitzero"`
	Contract string `json:",omitzero"`
	Place    string `json:",omitzero"`
	Country  string `json:",omitzero"`
	Zone     string `json:",omitzero"`
	location *time.Location
	joined   []bonafide.Dossier // applications that were found to be this person's just now

	Hired          time.Time                `json:",omitzero"`
	Start          time.Time                `json:",omitzero"`
	End            time.Time                `json:",omitzero"`
	Notice         time.Time                `json:",omitzero"`
	Left           time.Time                `json:",omitzero"`
	Leaves         []span                   `json:",omitzero"`
	Travels        []span                   `json:",omitzero"`
	Exceptions     []string                 `json:",omitzero"`
	Until          map[string]time.Time     `json:",omitzero"` // when an exception ends
	Accommodations []bonafide.Accommodation `json:",omitzero"`
	Relations      []string                 `json:",omitzero"` // numbers or addresses of declared relations

	Homes      []bonafide.Address     `json:",omitzero"`
	Deliveries []bonafide.Address     `json:",omitzero"` // where HR has equipment sent to
	Shipments  []*bonafide.Shipment   `json:",omitzero"`
	Returned   time.Time              `json:",omitzero"`
	Payees     []bonafide.Payee       `json:",omitzero"`
	Checks     []bonafide.CheckResult `json:",omitzero"`
	Logins     []string               `json:",omitzero"`
	Desk       string                 `json:",omitzero"` // a shared place of work, as HR wrote it

	LateChange   time.Time          `json:",omitzero"` // of the delivery address, between offer and delivery
	Seen         time.Time          `json:",omitzero"` // the newest fact
	Applications []bonafide.Dossier `json:",omitzero"`
}

// Bounds of one worker: a table gone wrong must not fill the memory.
const (
	maxSpans   = 64
	maxList    = 32
	maxHistory = 128
)

func newRoster(limit int) *roster {
	return &roster{
		people: map[bonafide.PersonID]*worker{}, byEmail: map[string]bonafide.PersonID{}, byNumber: map[string]bonafide.PersonID{},
		byWork: map[string]bonafide.PersonID{}, byLocal: map[string]bonafide.PersonID{}, byName: map[string]bonafide.PersonID{}, byForm: map[string]bonafide.PersonID{}, bySerial: map[string]issue{}, waiting: map[string][]bonafide.Dossier{},
		dirty: map[bonafide.PersonID]bool{}, said: map[string]bool{}, limit: limit, zones: zones{},
	}
}

// who is the person whom a row is about: the row's own id, else by number or
// address; a row that is the first of somebody makes a new person.
func (r *roster) who(e *telemetry.Event) bonafide.PersonID {
	w := e.Worker
	if w.Person != "" {
		return w.Person
	}
	number, mail := fold(w.EmployeeID), fold(cmp.Or(e.User.Email, e.User.Name))
	full := e.User.FullName
	if !strings.Contains(mail, "@") && strings.Contains(mail, " ") {
		mail, full = "", cmp.Or(full, mail) // a name where an account should stand
	}
	if p, ok := r.byNumber[number]; ok && number != "" {
		return p
	}
	if p, ok := r.byWork[mail]; ok && mail != "" {
		return p
	}
	if p, ok := r.byEmail[mail]; ok && mail != "" {
		return p // a contractor is paid under an address of their own
	}
	if number == "" && mail == "" {
		if p := r.bySerial[fold(w.Serial)].Person; p != "" {
			return p
		}
		return r.byName[nameKey(full)]
	}
	switch w.Fact {
	case telemetry.AccessRequest, telemetry.AccessGrant, telemetry.Disclosure, telemetry.Signature:
		return "" // these name accounts and whoever signs, not only people of the firm
	}
	return bonafide.PersonID(cmp.Or(strings.TrimSpace(w.EmployeeID), mail))
}

// nameWords are the words of a full name in its order, without case and accents.
func nameWords(s string) []string {
	if s == "" || len(s) > 200 {
		return nil
	}
	words := strings.FieldsFunc(strings.ToLower(norm.NFD.String(s)), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.Is(unicode.Mn, c) })
	for i, w := range words {
		words[i] = strings.Map(func(c rune) rune {
			if unicode.Is(unicode.Mn, c) {
				return -1
			}
			return c
		}, w)
	}
	return words
}

// nameKey is a full name whatever the order of its words: "Ramírez, Paola" is PAOLA
// RAMIREZ. A single word names nobody.
func nameKey(s string) string {
	words := nameWords(s)
	if len(words) < 2 {
		return ""
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// shortestForm is how long a login is at least that is taken for a form of a name.
const shortestForm = 5

// named notes whose a full name is, and the logins that firms make of such a one: the
// initial and the last name, or both names.
func (r *roster) named(name string, id bonafide.PersonID) {
	note := func(in map[string]bonafide.PersonID, key string) {
		if p, known := in[key]; known && p != id {
			in[key] = ""
		} else {
			in[key] = id
		}
	}
	key := nameKey(name)
	if key == "" {
		return
	}
	note(r.byName, key)
	words := nameWords(name)
	first, last := words[0], words[len(words)-1]
	for _, form := range []string{first[:1] + last, first + last, first + "." + last, first + "_" + last, last + first[:1]} {
		if len(form) >= shortestForm {
			note(r.byForm, form)
		}
	}
}

// reach notes whose a work address is.
func (r *roster) reach(mail string, id bonafide.PersonID) {
	r.byWork[mail] = id
	local, _, ok := strings.Cut(mail, "@")
	if !ok || local == "" {
		return
	}
	if p, known := r.byLocal[local]; known && p != id {
		id = ""
	}
	r.byLocal[local] = id
}

// localLogins are sources whose accounts are those of a machine or of the firm's
// directory: their names are, in most firms, work addresses without the domain. The
// names that people choose for themselves elsewhere say nothing of that kind.
var localLogins = map[string]bool{"sysmon": true, "crowdstrike": true, "osquery": true, "vpn": true, "cloudtrail": true}

// whoseLogin is the person whose work address begins with the login of an event that
// no binding knows; empty where there is none, or more than one.
func (r *roster) whoseLogin(e *telemetry.Event) bonafide.PersonID {
	if !localLogins[e.Intake.Source] {
		return ""
	}
	login := fold(cmp.Or(e.Actor.User.Name, e.User.Name))
	if p, known := r.byLocal[login]; known {
		return p
	}
	return r.byForm[login]
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func (r *roster) worker(id bonafide.PersonID) *worker {
	w := r.people[id]
	if w == nil {
		if len(r.people) >= r.limit {
			return nil
		}
		w = &worker{ID: id}
		r.people[id] = w
	}
	return w
}

// take learns a fact and returns the person it concerns; nil where it is nobody's.
func (r *roster) take(e *telemetry.Event) *worker {
	id := r.who(e)
	if id == "" {
		return nil
	}
	w := r.worker(id)
	if w == nil {
		return nil
	}
	f := e.Worker
	f.Person = id
	at := e.Time
	if !f.Effective.IsZero() {
		at = f.Effective
	}
	if f.Fact != telemetry.AccessRequest && f.Fact != telemetry.AccessGrant && f.Fact != telemetry.Disclosure {
		r.record(w, e)
	}
	if e.Time.After(w.Seen) {
		w.Seen = e.Time
	}
	until := telemetryDate(f.EndDate)
	switch f.Fact {
	case telemetry.Hire:
		w.Hired = at
	case telemetry.Start:
		w.Start = at
	case telemetry.AddressChange:
		r.moved(w, e, at)
	case telemetry.Shipment, telemetry.Delivery:
		r.shipped(w, e, at)
	case telemetry.Return:
		w.Returned = at
		delete(r.bySerial, fold(f.Serial))
	case telemetry.PayrollChange, telemetry.Payment:
		w.paid(e, at)
	case telemetry.Leave:
		w.Leaves = push(w.Leaves, span{at, orDays(until, at, 1)}, maxSpans)
	case telemetry.Travel:
		w.Travels = push(w.Travels, span{at, orDays(until, at, 14)}, maxSpans)
	case telemetry.Accommodation:
		if a := accommodation(f.New); a != "" {
			w.Accommodations = addOnce(w.Accommodations, a)
		} else {
			r.strange(e, "the accommodation %q is none of camera, in-person, travel and hours: none is on record", f.New)
		}
	case telemetry.Exception:
		w.except(exception(f.New), until)
		if f.New == "" {
			r.strange(e, "an exception that does not say what it is for (column new): none is on record")
		}
	case telemetry.Relation:
		w.Relations = addOnce(w.Relations, fold(f.New))
	case telemetry.Verification:
		r.verified(w, e, at)
	case telemetry.Roster:
		if word := e.Metadata.Code; word != "" && e.Intake.Source == "hris" && !ordinary[fold(word)] {
			r.strange(e, "the event %q is none that is known; the row counts for what else it states", word)
		}
	case telemetry.Notice:
		w.Notice = at
	case telemetry.Termination:
		w.Left = at
		if !until.IsZero() {
			w.Left = until
		}
		if w.Notice.IsZero() {
			w.Notice = at
		}
	case telemetry.AccessRequest, telemetry.AccessGrant, telemetry.Disclosure, telemetry.Possession:
		return w
	}
	r.dirty[id] = true
	return w
}

// except takes an exception down; what ends is one for as long.
func (w *worker) except(what string, until time.Time) {
	w.Exceptions = addOnce(w.Exceptions, what)
	switch {
	case !slices.Contains(w.Exceptions, what):
	case until.IsZero():
		delete(w.Until, what)
	default:
		if w.Until == nil {
			w.Until = map[string]time.Time{}
		}
		w.Until[what] = until.AddDate(0, 0, 1) // the last day is part of it
	}
}

// excepted are the exceptions that hold at a moment.
func (w *worker) excepted(at time.Time) []string {
	if len(w.Until) == 0 {
		return w.Exceptions
	}
	return slices.DeleteFunc(slices.Clone(w.Exceptions), func(x string) bool {
		until, ends := w.Until[x]
		return ends && !at.Before(until)
	})
}

// paidAsAgreed says that an exception for where the wages go is on record that names
// the holder of the account, or nobody.
func (w *worker) paidAsAgreed(holder string, at time.Time) bool {
	words := nameWords(holder)
	for _, x := range w.excepted(at) {
		text, ok := strings.CutPrefix(x, "payout")
		if !ok {
			continue
		}
		said := nameWords(text)
		if len(said) == 0 || slices.ContainsFunc(words, func(n string) bool { return len(n) > 3 && slices.Contains(said, n) }) {
			return true
		}
	}
	return false
}

// exceptionWords are how people write what rules and tools name by its kind.
var exceptionWords = []struct {
	words []string // all of them
	kind  string
}{
	{[]string{"kvm"}, "network-kvm"}, {[]string{"remote", "tool"}, "remote-control"}, {[]string{"remote", "desktop"}, "remote-control"}, {[]string{"remote", "support"}, "remote-control"},
	{[]string{"remote", "access"}, "remote-control"}, {[]string{"remote", "control"}, "remote-control"}, {[]string{"awake"}, "keep-awake"}, {[]string{"jiggler"}, "keep-awake"},
	{[]string{"virtual", "camera"}, "virtual-camera"}, {[]string{"own device"}, "device"}, {[]string{"byod"}, "device"},
}

// exception is an exception as HR wrote it, with the kind that it means beside it
// where the words name one in another way.
func exception(s string) string {
	s = fold(s)
	for _, x := range exceptionWords {
		all := !strings.Contains(s, x.kind)
		for _, w := range x.words {
			all = all && strings.Contains(s, w)
		}
		if all {
			return s + ", " + x.kind
		}
	}
	return s
}

// record takes what a row says of the person whatever its fact.
func (r *roster) record(w *worker, e *telemetry.Event) {
	f := e.Worker
	// On a parcel or a payment stands whoever was written on it.
	if n := strings.TrimSpace(e.User.FullName); n != "" && (e.Intake.Source == "hris" || len(w.Names) == 0) {
		w.Names = addOnce(w.Names, n)
		r.named(n, w.ID)
	}
	for _, m := range []string{e.User.Email, e.User.Name} {
		if m = fold(m); m != "" && r.byEmail[m] != w.ID && !strings.Contains(m, " ") {
			w.Work = addOnce(w.Work, m)
			r.reach(m, w.ID)
		}
	}
	if n := fold(f.EmployeeID); n != "" {
		r.byNumber[n] = w.ID
		if n != fold(string(w.ID)) {
			w.Numbers = addOnce(w.Numbers, n) // for the snapshot
		}
	}
	if m := fold(f.Email); m != "" {
		w.Own = addOnce(w.Own, m)
		r.byEmail[m] = w.ID
		for _, d := range r.waiting[m] {
			w.joined = append(w.joined, d)
			w.apply(d)
		}
		delete(r.waiting, m)
	}
	if f.Phone != "" {
		w.Phones = addOnce(w.Phones, strings.TrimSpace(f.Phone))
	}
	if f.Login != "" {
		w.Logins = addOnce(w.Logins, f.Login)
	}
	for _, text := range []string{f.Reason, f.New, f.Place} {
		if t := fold(text); strings.Contains(t, "coworking") || strings.Contains(t, "co-working") || strings.Contains(t, "shared office") {
			w.Desk = t
		}
	}
	set(&w.Referrer, f.Referrer)
	set(&w.Role, f.Role)
	set(&w.Team, f.Team)
	set(&w.Contract, f.Contract)
	if f.Place != "" && f.Fact != telemetry.Travel {
		w.Place = f.Place
		if c := countryOf(f.Place); c != "" && f.Country == "" {
			w.Country = c
		}
	}
	set(&w.Country, written.Country(f.Country))
	if f.Zone != "" {
		if l, err := r.zones.load(f.Zone); err == nil {
			w.Zone, w.location = f.Zone, l
			if w.Country == "" && r.zoneCountry != nil {
				w.Country = r.zoneCountry(f.Zone)
			}
		}
	}
	// A row that says nothing of who somebody is has dates of something else.
	describes := f.Fact != telemetry.Roster || f.Role != "" || f.Team != "" || f.Contract != "" || f.Email != "" || f.Zone != "" || e.User.Email != ""
	switch f.Fact {
	case telemetry.Leave, telemetry.Travel, telemetry.Exception, telemetry.Accommodation, telemetry.Verification, telemetry.Relation:
		// The dates of these are their own.
	default:
		if !describes {
			break
		}
		if t := telemetryDate(f.StartDate); !t.IsZero() {
			w.Start = t
		}
	}
	switch f.Fact {
	case telemetry.Roster, telemetry.Hire, telemetry.Start:
		if f.Home != "" && len(w.Homes) == 0 {
			w.Homes = append(w.Homes, address(f.Home, "home"))
		}
		if f.Destination != "" && len(w.Deliveries) == 0 {
			w.Deliveries = append(w.Deliveries, address(f.Destination, "delivery"))
		}
		if t := telemetryDate(f.EndDate); !t.IsZero() && describes {
			w.End = t
		}
		if f.Serial != "" {
			r.issue(w, f.Serial, e.Time)
		}
	}
}

func set(into *string, s string) {
	if s = strings.TrimSpace(s); s != "" {
		*into = s
	}
}

func (r *roster) issue(w *worker, serial string, at time.Time) {
	k := fold(serial)
	if was, ok := r.bySerial[k]; ok && was.Person == w.ID {
		return
	}
	r.bySerial[k] = issue{w.ID, at}
}

// moved is a change of address. Before the equipment is handed over it is a change
// of where it goes; afterwards somebody moved house.
func (r *roster) moved(w *worker, e *telemetry.Event, at time.Time) {
	f := e.Worker
	to := cmp.Or(f.New, f.Home, f.Destination)
	if to == "" {
		return
	}
	words := fold(e.Metadata.Code + " " + f.Reason)
	delivery := strings.Contains(words, "deliver") || strings.Contains(words, "ship")
	open := w.open(at)
	if !delivery && open == nil && (!w.Start.IsZero() && at.After(w.Start) || len(w.Shipments) > 0) {
		w.Homes = push(w.Homes, address(to, "home"), maxList)
		return
	}
	if open == nil {
		open = &bonafide.Shipment{Ordered: at}
		w.Shipments = push(w.Shipments, open, maxList)
	}
	change := bonafide.AddressChange{At: at, To: address(to, "delivery")}
	switch {
	case f.Old != "":
		change.From = address(f.Old, "delivery")
	case len(open.Changes) > 0:
		change.From = open.Changes[len(open.Changes)-1].To
	case !emptyAddress(&open.To):
		change.From = open.To
	case len(w.Homes) > 0:
		change.From = w.Homes[0]
	}
	open.Changes = push(open.Changes, change, maxList)
	open.To = change.To
	if w.Hired.IsZero() || !at.Before(w.Hired) {
		w.LateChange = at
	}
}

// open is the shipment that has not been handed over.
func (w *worker) open(at time.Time) *bonafide.Shipment {
	for _, s := range slices.Backward(w.Shipments) {
		if s.Delivered.IsZero() || at.Before(s.Delivered) {
			return s
		}
	}
	return nil
}

func (r *roster) shipped(w *worker, e *telemetry.Event, at time.Time) {
	f := e.Worker
	order := cmp.Or(f.Tracking, f.Serial)
	var s *bonafide.Shipment
	for _, x := range w.Shipments {
		if x.Order == order && order != "" {
			s = x
		}
	}
	if s == nil {
		// A change of address may have been told before the parcel had a number.
		if o := w.open(at); o != nil && o.Order == "" {
			s = o
		}
	}
	if s == nil {
		s = &bonafide.Shipment{Ordered: at}
		if len(w.Shipments) == 0 && len(w.Deliveries) > 0 {
			s.To = w.Deliveries[0] // what was agreed with HR
		}
		w.Shipments = push(w.Shipments, s, maxList)
	}
	s.Order = cmp.Or(s.Order, order)
	if f.Destination != "" {
		to := address(f.Destination, "delivery")
		if !emptyAddress(&s.To) && !sameAddress(&s.To, &to) {
			s.Changes = push(s.Changes, bonafide.AddressChange{At: at, From: s.To, To: to}, maxList)
			if !w.Hired.IsZero() && !at.Before(w.Hired) {
				w.LateChange = at
			}
		}
		s.To = to
	}
	if f.Fact == telemetry.Delivery {
		s.Delivered, s.CollectedBy = at, cmp.Or(strings.TrimSpace(f.Recipient), s.CollectedBy)
		if f.Serial != "" {
			r.bySerial[fold(f.Serial)] = issue{w.ID, at}
		}
		return
	}
	if state := fold(f.State + " " + e.Metadata.Code); s.Dispatched.IsZero() && !strings.Contains(state, "order") && !strings.Contains(state, "address") {
		s.Dispatched = at
	}
	if f.Serial != "" {
		r.issue(w, f.Serial, at)
	}
}

func (w *worker) paid(e *telemetry.Event, at time.Time) {
	f := e.Worker
	p := bonafide.Payee{Kind: payeeKind(f.Method), Holder: strings.TrimSpace(f.PayeeName), Token: f.Payee, Since: at}
	if f.Payee == "" && f.PayeeName == "" && f.Method == "" {
		return
	}
	if telemetry.IsWallet(f.Payee) {
		p.Kind, p.Wallet, p.Token = "wallet", f.Payee, ""
	}
	if n := len(w.Payees); n > 0 {
		last := &w.Payees[n-1]
		same := last.Token == p.Token && last.Wallet == p.Wallet && (p.Holder == "" || p.Holder == last.Holder)
		if p.Token == "" && p.Wallet == "" && last.Kind != "" && p.Kind != "" && last.Kind != p.Kind {
			same = false // nobody knows the account, but it is of another kind
		}
		if same {
			last.Kind = cmp.Or(last.Kind, p.Kind)
			return
		}
	}
	// A link to a firm is what payroll has on file, not what the worker wrote.
	reason, by := fold(f.Reason), fold(cmp.Or(f.Approver, e.Actor.User.Email, e.Actor.User.Name))
	p.Linked = !slices.Contains(w.Work, by) && !slices.Contains(w.Own, by)
	p.Linked = p.Linked && (strings.Contains(reason, "own company") || strings.Contains(reason, "contract on file") || strings.Contains(reason, "ownership on file"))
	p.Linked = p.Linked || p.Holder != "" && w.paidAsAgreed(p.Holder, at)
	if p.Linked && (p.Kind == "" || p.Kind == "bank") {
		p.Kind = "company" // it is paid by bank transfer, as firms are
	}
	w.Payees = push(w.Payees, p, maxHistory)
}

func payeeKind(method string) string {
	m := fold(method)
	for _, k := range []struct{ word, kind string }{
		{"wallet", "wallet"}, {"crypto", "wallet"}, {"usdc", "wallet"}, {"usdt", "wallet"}, {"stable", "wallet"}, {"bitcoin", "wallet"},
		{"prepaid", "prepaid"}, {"transfer service", "transfer-service"}, {"transfer-service", "transfer-service"}, {"e-money", "transfer-service"}, {"payoneer", "transfer-service"},
		{"wise", "transfer-service"}, {"paypal", "transfer-service"}, {"company", "company"}, {"bank", "bank"}, {"ach", "bank"}, {"sepa", "bank"}, {"wire", "bank"},
	} {
		if strings.Contains(m, k.word) {
			return k.kind
		}
	}
	return ""
}

// verified takes the result of a check down. A name that the catalogue lacks would
// make the whole record of the person unreadable: it is told, and left out.
func (r *roster) verified(w *worker, e *telemetry.Event, at time.Time) {
	f := e.Worker
	c := bonafide.CheckResult{Check: checkName(cmp.Or(f.New, f.Resource)), At: at, By: cmp.Or(f.Approver, e.Actor.User.Name, "HR"), Note: f.Reason}
	switch {
	case c.Check == "":
		r.strange(e, "a verification that does not name its check (column new): it is not on record")
		return
	case r.checks != nil && !r.checks[c.Check]:
		r.strange(e, "the check %q is not in the catalogue (bonafide catalog list --checks): it is not on record", f.New)
		return
	}
	switch state := fold(f.State + " " + e.Metadata.Code); {
	case strings.Contains(state, "not pass"), strings.Contains(state, "fail"), strings.Contains(state, "declin"), strings.Contains(state, "refus"):
		c.Outcome = bonafide.Failed
	case strings.Contains(state, "pass"), strings.Contains(state, "confirm"), strings.Contains(state, "ok"), strings.Contains(state, "clear"):
		c.Outcome = bonafide.Passed
	case strings.Contains(state, "unreach"), strings.Contains(state, "no answer"):
		c.Outcome = bonafide.Unreachable
	default:
		c.Outcome = bonafide.Requested
		if s := fold(f.State); s != "" && !strings.Contains(s, "request") && !strings.Contains(s, "pending") && !strings.Contains(s, "open") && !strings.Contains(s, "progress") {
			r.strange(e, "the outcome %q of a check is none of passed, failed, unreachable and requested: it counts as requested", f.State)
		}
	}
	// A check may name what it was taken for: "about: NET-03 NET-04".
	for _, word := range strings.FieldsFunc(strings.ToUpper(f.Reason), func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == ':' || r == '.' }) {
		if len(word) == 6 && word[3] == '-' {
			c.About = addOnce(c.About, bonafide.IndicatorID(word))
		}
	}
	w.Checks = push(w.Checks, c, maxHistory)
}

// checkName is a check as HR writes it: "Address Document" is address-document.
func checkName(s string) bonafide.CheckID {
	return bonafide.CheckID(strings.Join(strings.FieldsFunc(fold(s), func(c rune) bool { return c == ' ' || c == '_' || c == '-' }), "-"))
}

// ordinary are words for rows that state how things are.
var ordinary = map[string]bool{"roster": true, "record": true, "employee": true, "worker": true, "snapshot": true, "active": true, "current": true, "update": true, "change": true, "export": true}

// accommodation is one of the four that the catalogue knows, by the words that HR
// writes; empty where it is none.
func accommodation(s string) bonafide.Accommodation {
	s = fold(s)
	for _, x := range []struct {
		kind  bonafide.Accommodation
		words []string
	}{
		{"camera", []string{"camera", "video", "webcam"}},
		{"in-person", []string{"in-person", "in person", "onsite", "on-site", "on site", "office"}},
		{"travel", []string{"travel"}},
		{"hours", []string{"hour", "schedule", "shift", "working time", "night"}},
	} {
		for _, w := range x.words {
			if strings.Contains(s, w) {
				return x.kind
			}
		}
	}
	return ""
}

// mostOdd bounds what is told, and remembered as told.
const mostOdd = 1024

// strange tells once of a row that HR may have meant otherwise.
func (r *roster) strange(e *telemetry.Event, format string, words ...any) {
	text := fmt.Sprintf(format, words...)
	key := string(e.Worker.Person) + text
	if e.Worker.Fact == telemetry.Roster {
		key = text // the same word in every row
	}
	if r.said[key] || len(r.said) >= mostOdd {
		return
	}
	r.said[key] = true
	r.odd = append(r.odd, bonafide.Trouble{Kind: bonafide.LineRefused, At: e.Time, Source: e.Intake.Source, Subject: e.Intake.Place, Words: telemetry.Title(e.Intake.Source) + ", " + e.Intake.Place + ": " + text})
}

// around is the worker at a moment, as detectors see it.
func (w *worker) around(at time.Time, into *scene.Worker) {
	*into = scene.Worker{
		Role: w.Role, Team: w.Team, Contract: w.Contract, Country: w.Country, Zone: w.Zone, Sensitive: sensitive(w.Role, w.Team),
		Exceptions: w.excepted(at), Accommodations: w.Accommodations,
		Tenure: signedDays(w.Start, at), Notice: days(w.Notice, at), Left: days(cmp.Or(w.Left, w.End), at), AddressChange: days(w.LateChange, at),
	}
	if n := len(w.Logins); n > 0 {
		into.Login = w.Logins[n-1]
	}
	for i := range w.Leaves {
		into.OnLeave = into.OnLeave || w.Leaves[i].holds(at)
	}
	for i := range w.Travels {
		into.Travelling = into.Travelling || w.Travels[i].holds(at)
	}
	local := at
	if w.location != nil {
		local = at.In(w.location)
	}
	into.Hour, into.Weekday = local.Hour(), int((local.Weekday()+6)%7)+1
}

// sensitive roles reach signing keys, money, production or personal data.
func sensitive(role, team string) bool {
	s := fold(role + " " + team)
	for _, word := range []string{"treasury", "protocol", "security", "infrastructure", "sre", "devops", "platform", "wallet", "custody", "smart contract", "finance", "admin", "release", "signer"} {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

func days(from, at time.Time) *int {
	if from.IsZero() || at.Before(from) {
		return nil
	}
	return signedDays(from, at)
}

func signedDays(from, at time.Time) *int {
	if from.IsZero() {
		return nil
	}
	d := int(at.Sub(from).Hours() / 24)
	if at.Before(from) {
		d--
	}
	return &d
}

func orDays(t, from time.Time, n int) time.Time {
	if t.After(from) {
		return t.AddDate(0, 0, 1) // the last day is part of it
	}
	return from.AddDate(0, 0, n)
}

// telemetryDate reads a date as tables write it; zero where there is none.
func telemetryDate(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, _ := telemetry.StampText(s)
	return t
}

// push appends and forgets the oldest beyond a bound.
func push[T any](list []T, v T, most int) []T {
	if len(list) == most {
		list = append(list[:0], list[1:]...)
	}
	return append(list, v)
}

func addOnce[T comparable](list []T, v T) []T {
	var zero T
	if v == zero || len(list) >= maxList || slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}
