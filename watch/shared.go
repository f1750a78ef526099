package watch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// shares finds what two people have in common that belongs to one: a delivery
// address, an account to be paid to, contact details, a home network. Reuse is hard
// to avoid for whoever runs several personas, and it is neutral: only the thing
// counts, and a relation on record ends it.
type shares struct {
	holders map[shareKey][]holder
	// homes are the days on which somebody worked from an address, days those on which
	// they worked from any home.
	homes map[string][]stay
	days  map[bonafide.PersonID]*stay
	size  int
}

type shareKey struct {
	Kind  shareKind
	Value string
}

type shareKind string

const (
	shareAddress shareKind = "address"
	sharePayee   shareKind = "payee"
	shareDevice  shareKind = "device"
	shareMail    shareKind = "email"
	sharePhone   shareKind = "phone"
)

type holder struct {
	Person bonafide.PersonID
	At     time.Time
	Said   string `json:",omitzero"`
	// Name is the person's: one who is known by two numbers is not two people.
	Name string `json:",omitzero"`
}

// stay is one person's days at one network address.
type stay struct {
	Person bonafide.PersonID
	// Bits are the last 32 days, the newest lowest; Day is that one, counted from 1970.
	Bits uint32
	Day  int
}

const (
	maxShares = 1 << 20
	// maxHolders is where a thing stops being anybody's: an office, a carrier's exit,
	// an agency's inbox.
	maxHolders = 12
	// stayDays is how many of the last thirty days make a network somebody's place.
	stayDays = 3
	// crowd is how many people make an address a public one.
	crowd = 6
)

func newShares() *shares {
	return &shares{holders: map[shareKey][]holder{}, homes: map[string][]stay{}, days: map[bonafide.PersonID]*stay{}}
}

// add notes that somebody has a thing, and returns the others who have it, nil
// where it is known already or belongs to too many to mean anything.
func (s *shares) add(k shareKey, h holder) []holder {
	list := s.holders[k]
	if slices.ContainsFunc(list, func(x holder) bool { return x.Person == h.Person }) {
		return nil
	}
	if s.size >= maxShares || len(list) >= maxHolders {
		return nil
	}
	s.size++
	s.holders[k] = append(list, h)
	return list
}

// facts joins what an HR, shipping or payroll fact says with what others have.
func (x *Engine) shareFacts(w *worker, e *telemetry.Event) {
	f, at := e.Worker, e.Time
	h := holder{w.ID, at, e.Intake.Place, name(w.Names)}
	switch f.Fact {
	case telemetry.Shipment, telemetry.Delivery, telemetry.AddressChange:
		for _, text := range []string{f.Destination, f.New} {
			if text == "" || f.Fact != telemetry.AddressChange && text == f.New {
				continue
			}
			a := address(text, "delivery")
			if k := addressKey(&a); k != "" && !x.office(k) {
				x.meet(w, shareKey{shareAddress, k}, h, text)
			}
		}
	case telemetry.PayrollChange, telemetry.Payment:
		if f.Payee != "" {
			x.meet(w, shareKey{sharePayee, fold(f.Payee)}, h, "")
		}
	}
	if m := fold(f.Email); m != "" {
		x.meet(w, shareKey{shareMail, m}, h, m)
	}
	if p := digits(f.Phone); len(p) > 6 {
		x.meet(w, shareKey{sharePhone, p}, h, f.Phone)
	}
}

// shareRecord joins what an application says of contact details.
func (x *Engine) shareRecord(id bonafide.PersonID, d *bonafide.Dossier) {
	for i := range d.Sources {
		s := &d.Sources[i]
		switch s.Kind {
		case bonafide.Resume, bonafide.Form, bonafide.CoverLetter, bonafide.Messages:
		default:
			continue
		}
		at := s.Collected
		if at.IsZero() {
			at = x.clock
		}
		h := holder{id, at, string(s.ID) + " of " + string(d.Person), name(s.Names)}
		for _, m := range s.Emails {
			if m = fold(m); m != "" {
				x.meet(nil, shareKey{shareMail, m}, h, m)
			}
		}
		for _, p := range s.Phones {
			if n := digits(p); len(n) > 6 {
				x.meet(nil, shareKey{sharePhone, n}, h, p)
			}
		}
	}
}

// name is how a person's name is compared here: without case, in any order of its
// words.
func name(names []string) string {
	if len(names) == 0 {
		return ""
	}
	words := strings.Fields(fold(names[0]))
	slices.Sort(words)
	return strings.Join(words, " ")
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func (x *Engine) office(key string) bool { return slices.Contains(x.offices, key) }

var sharedAs = map[shareKind]struct {
	indicator bonafide.IndicatorID
	what      string
}{
	shareAddress: {"ONB-03", "Equipment for %s goes to one address, and no relation between them is on record."},
	sharePayee:   {"PAY-02", "%s are paid to one account, and no relation between them is on record."},
	shareDevice:  {"NET-15", "Accounts of %s were signed in to with one device of their own, and no relation between them is on record."},
	shareMail:    {"APP-01", "One e-mail address is on record for %s, and no relation between them is."},
	sharePhone:   {"APP-01", "One telephone number is on record for %s, and no relation between them is."},
}

// meet raises what a shared thing says of everybody who has it.
func (x *Engine) meet(w *worker, k shareKey, h holder, shown string) {
	others := x.shares.add(k, h)
	if len(others) == 0 {
		return
	}
	var strangers []holder
	for _, o := range others {
		if x.roster.related(h.Person, o.Person) || o.Name == h.Name && h.Name != "" {
			continue
		}
		strangers = append(strangers, o)
	}
	// Two who give one home as theirs live together, and say so: a parcel to it, or an
	// account for both, is what households have.
	if (k.Kind == shareAddress || k.Kind == sharePayee) && len(strangers) == 1 && w != nil && x.sameHome(w, strangers[0].Person) {
		return
	}
	if len(strangers) == 0 {
		return
	}
	as := sharedAs[k.Kind]
	summary := capital(fmt.Sprintf(as.what, people(len(strangers)+1)))
	for _, p := range append(slices.Clone(strangers), h) {
		indicator := as.indicator
		// What a leaver had and a newcomer brings is the newcomer's finding.
		if p.Person == h.Person && k.Kind != shareAddress && k.Kind != sharePayee {
			if o := x.roster.people[strangers[0].Person]; o != nil && !o.Left.IsZero() && o.Left.Before(h.At) {
				indicator = "OFF-06"
			}
		}
		var evidence []bonafide.Evidence
		for _, o := range append(slices.Clone(strangers), h) {
			note := "with " + string(o.Person)
			if o.Person == p.Person {
				note = "with this person"
			}
			evidence = append(evidence, bonafide.Evidence{Value: shown, Note: note + said(o.Said), At: o.At})
		}
		x.sight(bonafide.Sighted{
			Key: string(k.Kind) + " " + k.Value,
			Finding: bonafide.Finding{
				Person: p.Person, Indicator: indicator, ObservedAt: h.At, Rule: "watch/shared-" + string(k.Kind) + "@1", Summary: summary, Evidence: evidence,
			},
		})
	}
}

func said(place string) string {
	if place == "" {
		return ""
	}
	return ", " + place
}

func people(n int) string {
	if n == 2 {
		return "two people"
	}
	return fmt.Sprintf("%d people", n)
}

// shareFactor joins the private devices by which people sign in: what is bound to one
// as a second factor serves two. The firm's own laptops are left out, where those
// who help others sign in.
func (x *Engine) shareFactor(s *scene.Scene) {
	e := s.Event
	if e.Class != telemetry.Authentication || e.Activity != telemetry.Logon || s.Device.Issued || e.Device.UID == "" {
		return
	}
	// A machine that the firm manages, has an agent on or has in its inventory is the
	// firm's, whoever else signs in at it: a front desk, a machine for tests or events.
	h := host(&e.Device)
	if agents[e.Intake.Source] || e.Device.Managed == telemetry.Yes || h != "" && x.devices.serials["host:"+h] != "" {
		return
	}
	w := x.roster.people[s.Person]
	if w == nil || len(h) > 4 && slices.ContainsFunc(w.excepted(e.Time), func(agreed string) bool { return strings.Contains(agreed, h) }) {
		return
	}
	x.meet(w, shareKey{shareDevice, e.Intake.Source + ":" + fold(e.Device.UID)}, holder{s.Person, e.Time, e.Intake.Place, name(w.Names)}, e.Device.Name)
}

// shareHome joins the places that people work from. A place is a full address of a
// residential network on several days; what many use is nobody's home.
func (x *Engine) shareHome(s *scene.Scene) {
	if s.Net.Class != scene.Residential && s.Net.Class != "" || s.Net.IP == "" || s.Net.Class == scene.Egress || s.Person == "" {
		return
	}
	w := x.roster.people[s.Person]
	if w == nil || s.Worker != nil && s.Worker.Travelling {
		return
	}
	day := int(s.Event.Time.Unix() / 86400)
	all := x.shares.days[s.Person]
	if all == nil {
		all = &stay{Person: s.Person, Bits: 1, Day: day}
		x.shares.days[s.Person] = all
	}
	all.on(day)
	// What agents and inventories tell of an issued machine is another log than who
	// signed in.
	place, of, rule, what := s.Net.IP, bonafide.IndicatorID("NET-07"), "watch/shared-home@1", "%s with different homes on record worked from one home connection on several days within a month."
	if s.Device.Issued && s.Device.Owner == s.Person && agents[s.Event.Intake.Source] {
		place, of, rule, what = "devices "+s.Net.IP, "END-18", "watch/shared-place@1", "The issued laptops of %s with different homes on record stood at one home connection on several days within a month."
	}
	list := x.shares.homes[place]
	at := slices.IndexFunc(list, func(o stay) bool { return o.Person == s.Person })
	fresh := false
	if at < 0 {
		if len(list) > crowd || len(x.shares.homes) >= maxShares {
			return
		}
		list = append(list, stay{Person: s.Person, Bits: 1, Day: day})
		at, fresh = len(list)-1, true
		x.shares.homes[place] = list
	}
	h := &list[at]
	if h.on(day) {
		fresh = true
	}
	if !fresh || len(list) < 2 || len(list) > crowd || !x.lives(h, day) {
		return
	}
	var with []bonafide.PersonID
	for i := range list {
		o := &list[i]
		if o.Person == s.Person || !x.lives(o, day) || x.roster.related(s.Person, o.Person) || x.sameHome(w, o.Person) {
			continue
		}
		with = append(with, o.Person)
	}
	if len(with) == 0 {
		return
	}
	for _, p := range append(with, s.Person) {
		others := make([]string, 0, len(with))
		for _, o := range append(with, s.Person) {
			if o != p {
				others = append(others, string(o))
			}
		}
		x.sight(bonafide.Sighted{
			Key: "home " + place,
			Finding: bonafide.Finding{
				Person: p, Indicator: of, ObservedAt: s.Event.Time, Rule: rule,
				Summary: capital(fmt.Sprintf(what, people(len(with)+1))),
				Evidence: []bonafide.Evidence{{
					Source: bonafide.SourceID(s.Event.Intake.Source), Value: s.Net.IP, Note: "also used by " + strings.Join(others, ", ") + said(s.Event.Intake.Place), At: s.Event.Time,
				}},
			},
		})
	}
}

// on notes a day and reports whether it is a new one.
func (s *stay) on(day int) bool {
	switch {
	case day > s.Day:
		if shift := day - s.Day; shift < 32 {
			s.Bits = s.Bits<<shift | 1
		} else {
			s.Bits = 1
		}
		s.Day = day
		return true
	case day < s.Day && s.Day-day < 32:
		s.Bits |= 1 << (s.Day - day)
	}
	return false
}

// lives says that a stay is where somebody works from: on several days, and on most
// of those on which they worked from any home. Who drops in at a shared office now
// and then works from home on the others.
func (x *Engine) lives(s *stay, day int) bool {
	n := days30(s, day)
	all := x.shares.days[s.Person]
	return n >= stayDays && all != nil && 10*n >= 6*days30(all, day)
}

// agents are sources that tell of a machine itself.
var agents = map[string]bool{"mdm": true, "osquery": true, "sysmon": true, "crowdstrike": true}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// days30 counts the days of a stay within thirty days before a day.
func days30(s *stay, day int) int {
	back := day - s.Day
	if back < 0 {
		back = 0
	}
	n := 0
	for i := range 30 - min(back, 30) {
		n += int(s.Bits >> i & 1)
	}
	return n
}

// sameHome says that HR has one address for both: they live together, and HR knows.
func (x *Engine) sameHome(w *worker, other bonafide.PersonID) bool {
	o := x.roster.people[other]
	if o == nil {
		return false
	}
	if w.Desk != "" && o.Desk != "" {
		return true // both work from a shared office, and HR knows it
	}
	theirs := o.addresses()
	for _, a := range w.addresses() {
		k := addressKey(&a)
		for j := range theirs {
			if k != "" && k == addressKey(&theirs[j]) {
				return true
			}
		}
	}
	return false
}

// addresses are all that HR has of a person: where they live and where equipment goes.
func (w *worker) addresses() []bonafide.Address { return slices.Concat(w.Homes, w.Deliveries) }
