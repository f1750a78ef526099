package telemetry

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"bonafide"
	"bonafide/strict"
)

// KeyKind is what a key of the directory names.
type KeyKind string

// The kinds of keys.
const (
	KeyEmail    KeyKind = "email"
	KeyLogin    KeyKind = "login"    // an account's name in one system
	KeyAccount  KeyKind = "account"  // an account's id in one system
	KeyEmployee KeyKind = "employee" // the number in the HRIS
	KeySerial   KeyKind = "serial"   // of a device
	KeyDevice   KeyKind = "device"   // a device's id in one system
	KeyAgent    KeyKind = "agent"    // an endpoint agent's id
	KeyHost     KeyKind = "host"     // a device's name
	KeyBadge    KeyKind = "badge"
	KeyPayee    KeyKind = "payee"
)

var keyKinds = []KeyKind{KeyEmail, KeyLogin, KeyAccount, KeyEmployee, KeySerial, KeyDevice, KeyAgent, KeyHost, KeyBadge, KeyPayee}

// Key names something that belongs to one person at a time. System is the source
// that it is good in; empty is good in all. Values are compared without case.
type Key struct {
	Kind   KeyKind `json:"kind"`
	System string  `json:"system,omitzero"`
	Value  string  `json:"value"`
}

// String is the key for people: "okta login ann@corp.example".
func (k Key) String() string {
	if k.System != "" {
		return k.System + " " + string(k.Kind) + " " + k.Value
	}
	return string(k.Kind) + " " + k.Value
}

func (k Key) folded() Key {
	k.Value = strings.ToLower(strings.TrimSpace(k.Value))
	k.System = strings.ToLower(k.System)
	if k.Kind == KeyHost {
		k.Value = shortHost(k.Value)
	}
	return k
}

// shortHost is a machine's name without its domain: lists of devices and logs seldom
// agree on whether it stands there. An address of a network stays whole.
func shortHost(s string) string {
	short, _, _ := strings.Cut(s, ".")
	if short == "" || strings.Trim(short, "0123456789") == "" {
		return s
	}
	return short
}

// Binding says that a key belongs to a person from a moment until before another.
// A zero From has no beginning, a zero To no end.
type Binding struct {
	Key
	Person bonafide.PersonID `json:"person"`
	From   time.Time         `json:"from,omitzero"`
	To     time.Time         `json:"to,omitzero"`
	// Said is where it is known from: a file and line, or an event's source.
	Said string `json:"said,omitzero"`
}

func (b *Binding) holds(at time.Time) bool {
	return (b.From.IsZero() || !at.Before(b.From)) && (b.To.IsZero() || at.Before(b.To))
}

func (b *Binding) overlaps(c *Binding) bool {
	return (b.To.IsZero() || c.From.IsZero() || c.From.Before(b.To)) && (c.To.IsZero() || b.From.IsZero() || b.From.Before(c.To))
}

// Conflict is a key that two people have at a time. Neither is taken for right: it
// is material for a finding.
type Conflict struct {
	Key   Key     `json:"key"`
	Kept  Binding `json:"kept"`
	Other Binding `json:"other"`
}

// Error words the conflict.
func (c *Conflict) Error() string {
	return fmt.Sprintf("%s belongs to %s (%s) and to %s (%s) at a time", c.Key, c.Kept.Person, cmp.Or(c.Kept.Said, "unknown"), c.Other.Person, cmp.Or(c.Other.Said, "unknown"))
}

// Is makes every conflict of kind [bonafide.ErrConflict].
func (c *Conflict) Is(target error) bool { return target == bonafide.ErrConflict }

// Directory says whose an account, device or payee is at a moment. It is safe for
// concurrent use.
type Directory struct {
	mu       sync.RWMutex
	bindings map[Key][]Binding
	size     int
	limit    int
}

// NewDirectory is an empty directory that holds at most so many bindings; 0 is a
// million.
func NewDirectory(limit int) *Directory {
	return &Directory{bindings: map[Key][]Binding{}, limit: cmp.Or(limit, 1_000_000)}
}

// Len counts the bindings.
func (d *Directory) Len() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.size
}

// Add puts a binding in. A [*Conflict] says that another person has the key at the
// time: both are kept, and [Directory.Resolve] tells of both. The same binding
// again changes nothing; one that continues or repeats an earlier one of the same
// person extends it.
func (d *Directory) Add(b Binding) error {
	k := b.folded()
	if k.Value == "" || b.Person == "" {
		return bonafide.Invalidf("a binding needs a key and a person (%s)", cmp.Or(b.Said, string(b.Kind)))
	}
	if !slices.Contains(keyKinds, b.Kind) {
		return bonafide.Invalidf("%q is no kind of key", b.Kind)
	}
	if len(k.Value) > 512 || len(b.Person) > 512 {
		return bonafide.Invalidf("a key or person of more than 512 bytes")
	}
	if !b.To.IsZero() && !b.From.IsZero() && !b.From.Before(b.To) {
		return bonafide.Invalidf("%s: it ends at %s, before it begins", b.Key, b.To.Format(time.RFC3339))
	}
	// Keys and names may be pieces of a line that would be held in memory whole.
	b.Value, b.System, b.Said, b.Person = strings.Clone(k.Value), strings.Clone(k.System), strings.Clone(b.Said), bonafide.PersonID(strings.Clone(string(b.Person)))
	k = b.Key
	d.mu.Lock()
	defer d.mu.Unlock()
	list := d.bindings[k]
	var conflict *Conflict
	for i := range list {
		have := &list[i]
		if have.Person == b.Person && have.overlaps(&b) {
			if have.From.IsZero() || b.From.IsZero() {
				have.From = time.Time{}
			} else if b.From.Before(have.From) {
				have.From = b.From
			}
			if have.To.IsZero() || b.To.IsZero() {
				have.To = time.Time{}
			} else if b.To.After(have.To) {
				have.To = b.To
			}
			return nil
		}
		if have.Person != b.Person && have.overlaps(&b) && conflict == nil {
			conflict = &Conflict{Key: k, Kept: *have, Other: b}
		}
	}
	if d.size >= d.limit {
		return bonafide.Unavailablef("the directory holds %d bindings and takes no more", d.size)
	}
	d.bindings[k] = append(list, b)
	d.size++
	if conflict != nil {
		return conflict
	}
	return nil
}

// End lets a person's binding of a key end at a moment: a device came back, an
// account was closed.
func (d *Directory) End(k Key, person bonafide.PersonID, at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range d.bindings[k.folded()] {
		b := &d.bindings[k.folded()][i]
		if b.Person == person && b.holds(at) && b.From.Before(at) {
			b.To = at
		}
	}
}

// Holders are the people who have a key at a moment, in the order in which they
// were added.
func (d *Directory) Holders(k Key, at time.Time) []bonafide.PersonID {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.holders(k.folded(), at)
}

func (d *Directory) holders(k Key, at time.Time) (out []bonafide.PersonID) {
	add := func(k Key) {
		for i := range d.bindings[k] {
			if b := &d.bindings[k][i]; b.holds(at) && !slices.Contains(out, b.Person) {
				out = append(out, b.Person)
			}
		}
	}
	add(k)
	if k.System != "" {
		k.System = ""
		add(k)
	}
	return out
}

// holder is the one person who has a key at a moment, and since when; empty where there
// is none, or more than one.
func (d *Directory) holder(k Key, at time.Time) (person bonafide.PersonID, since time.Time) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	list := d.bindings[k.folded()]
	for i := range list {
		switch b := &list[i]; {
		case !b.holds(at):
		case person != "" && person != b.Person:
			return "", time.Time{}
		default:
			person, since = b.Person, b.From
		}
	}
	return person, since
}

// handOn ends what others have of a key that follows a device, once the device is
// somebody's who has it from a moment on.
func (d *Directory) handOn(k Key, to bonafide.PersonID, at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := d.bindings[k.folded()]
	for i := range list {
		if b := &list[i]; b.Person != to && b.holds(at) && !b.From.IsZero() && b.From.Before(at) {
			b.To = at
		}
	}
}

// How tells by what an event was given to a person, or why to none.
type How struct {
	// Key is what decided. Role tells where in the event it stood: worker, user,
	// actor, device.
	Key  Key    `json:"key,omitzero"`
	Role string `json:"role,omitzero"`
	// Unknown are keys of the event that belong to nobody at the time.
	Unknown []Key `json:"unknown,omitzero"`
	// Conflict has the people who share the deciding key at the time; the event is
	// then given to nobody.
	Conflict []bonafide.PersonID `json:"conflict,omitzero"`
	// Others are people whom other keys of the same event name: another person's
	// device under this account.
	Others []Further `json:"others,omitzero"`
}

// Further is a person whom a further key of an event names.
type Further struct {
	Key    Key               `json:"key"`
	Role   string            `json:"role"`
	Person bonafide.PersonID `json:"person"`
}

type roleKey struct {
	role string
	key  Key
}

// Resolve says whose event it is at the time it happened. The person whom an
// account change, a group change or an HR fact is about comes before the one who
// made it; elsewhere the actor comes first; a device decides where no account
// does. False where nobody is known or two people share the key: the event is
// delivered all the same, and what was unknown is told.
func (d *Directory) Resolve(e *Event) (bonafide.PersonID, How, bool) {
	var how How
	if e.Worker != nil && e.Worker.Person != "" {
		return e.Worker.Person, How{Role: "worker"}, true
	}
	var buf [24]roleKey
	keys := e.keys(buf[:0])
	d.mu.RLock()
	defer d.mu.RUnlock()
	person, decided := bonafide.PersonID(""), ""
	for _, k := range keys {
		if how.Conflict != nil && decided == k.role {
			continue
		}
		people := d.holders(k.key.folded(), e.Time)
		switch {
		case len(people) == 0:
			if len(how.Unknown) < 8 && !slices.Contains(how.Unknown, k.key) {
				how.Unknown = append(how.Unknown, k.key)
			}
		case person == "" && how.Conflict == nil && len(people) == 1:
			person, decided, how.Key, how.Role = people[0], k.role, k.key, k.role
		case person == "" && how.Conflict == nil:
			how.Conflict, decided, how.Key, how.Role = people, k.role, k.key, k.role
		default:
			for _, p := range people {
				if p != person && !slices.ContainsFunc(how.Others, func(o Further) bool { return o.Person == p && o.Role == k.role }) && len(how.Others) < 8 {
					how.Others = append(how.Others, Further{Key: k.key, Role: k.role, Person: p})
				}
			}
		}
	}
	if person != "" {
		// Further names of an account that is known by one of them are no news.
		how.Unknown = slices.DeleteFunc(how.Unknown, func(k Key) bool { return roleOf(keys, k) == decided })
	}
	return person, how, person != ""
}

func roleOf(keys []roleKey, k Key) string {
	for _, r := range keys {
		if r.key == k {
			return r.role
		}
	}
	return ""
}

// keys lists what an event names, in the order in which it decides.
func (e *Event) keys(to []roleKey) []roleKey {
	src := e.Intake.Source
	switch e.Class {
	case AccountChange, UserAccess, GroupManagement, EntityManagement:
		to = userKeys(to, "user", src, &e.User)
		to = userKeys(to, "actor", src, &e.Actor.User)
	default:
		to = userKeys(to, "actor", src, &e.Actor.User)
		to = userKeys(to, "user", src, &e.User)
	}
	if w := e.Worker; w != nil {
		to = appendKey(to, "worker", KeyEmployee, "", w.EmployeeID)
		to = appendKey(to, "worker", KeyPayee, "", w.Payee)
		to = appendKey(to, "worker", KeyLogin, "github", w.Login)
		to = appendKey(to, "device", KeySerial, "", w.Serial)
	}
	dev := &e.Device
	to = appendKey(to, "device", KeySerial, "", dev.Serial)
	to = appendKey(to, "device", KeyAgent, src, dev.AgentUID)
	to = appendKey(to, "device", KeyDevice, src, dev.UID)
	to = appendKey(to, "device", KeyHost, "", dev.Hostname)
	if dev.Hostname != dev.Name {
		to = appendKey(to, "device", KeyHost, "", dev.Name)
	}
	return userKeys(to, "device", src, &dev.Owner)
}

func userKeys(to []roleKey, role, src string, u *User) []roleKey {
	if u.Type == UserSystem || u.Type == UserService {
		return to
	}
	to = appendKey(to, role, KeyEmail, "", u.Email)
	if u.Name != u.Email {
		to = appendKey(to, role, KeyLogin, src, u.Name)
	}
	return appendKey(to, role, KeyAccount, src, u.UID)
}

func appendKey(to []roleKey, role string, kind KeyKind, system, value string) []roleKey {
	if value == "" || len(value) > 512 || len(to) == cap(to) {
		return to
	}
	switch value {
	case "-", "SYSTEM", "unknown", "None", "root", "LOCAL SERVICE", "NETWORK SERVICE":
		return to // a name that every machine has is nobody's
	}
	return append(to, roleKey{role, Key{kind, system, value}})
}

// Learn takes from an event what it says about who has what: a hire's address,
// number and login, a shipment's or an inventory's device, a payroll change's
// payee, and the end of all that with a return or a termination. What it cannot
// place it leaves. The errors are [*Conflict].
func (d *Directory) Learn(e *Event) []error {
	var errs []error
	add := func(p bonafide.PersonID, kind KeyKind, system, value string, from time.Time) {
		if value == "" || p == "" {
			return
		}
		if err := d.Add(Binding{Key: Key{kind, system, value}, Person: p, From: from, Said: cmp.Or(e.Intake.Place, e.Intake.Source)}); err != nil {
			errs = append(errs, err)
		}
	}
	if w := e.Worker; w != nil {
		at := e.Time
		if !w.Effective.IsZero() {
			at = w.Effective
		}
		p := w.Person
		if p == "" {
			p, _, _ = d.Resolve(e)
		}
		if p == "" {
			return nil
		}
		switch w.Fact {
		case Hire, Start, Roster, RoleChange, AddressChange, NameChange:
			// An account made before the first day is the same person's.
			add(p, KeyEmployee, "", w.EmployeeID, time.Time{})
			add(p, KeyEmail, "", e.User.Email, time.Time{})
			add(p, KeyLogin, "github", w.Login, time.Time{})
			add(p, KeySerial, "", w.Serial, at)
		case Shipment:
			add(p, KeySerial, "", w.Serial, at)
		case Delivery, Possession:
			add(p, KeySerial, "", w.Serial, at)
			add(p, KeyHost, "", e.Device.Hostname, at)
		case PayrollChange, Payment:
			add(p, KeyPayee, "", w.Payee, at)
		case Return:
			d.End(Key{KeySerial, "", w.Serial}, p, at)
			d.End(Key{KeyHost, "", e.Device.Hostname}, p, at)
		case Termination:
			d.endAll(p, at)
		}
		return errs
	}
	if e.Class == DeviceInventory {
		owner := e.Device.Owner
		if p := d.Holders(Key{KeyEmail, "", owner.Email}, e.Time); owner.Email != "" && len(p) == 1 {
			from := e.Device.First
			if from.IsZero() {
				from = e.Time
			}
			add(p[0], KeySerial, "", e.Device.Serial, from)
			add(p[0], KeyDevice, e.Intake.Source, e.Device.UID, from)
			add(p[0], KeyHost, "", e.Device.Hostname, from)
			return errs
		}
		// A device known by its serial tells whose its agent is.
		// One that was handed on is no longer the former holder's.
		if p, from := d.holder(Key{KeySerial, "", e.Device.Serial}, e.Time); e.Device.Serial != "" && p != "" {
			for _, k := range []Key{{KeyAgent, e.Intake.Source, e.Device.AgentUID}, {KeyDevice, e.Intake.Source, e.Device.UID}, {KeyHost, "", e.Device.Hostname}} {
				if from.IsZero() || from.After(e.Time) {
					from = e.Time
				}
				d.handOn(k, p, from)
				add(p, k.Kind, k.System, k.Value, from)
			}
		}
	}
	return errs
}

// endAll ends what a person has but for addresses and numbers: they name the
// person after the last day too, and a sign-in then is of interest.
func (d *Directory) endAll(p bonafide.PersonID, at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for k, list := range d.bindings {
		if k.Kind != KeyPayee && k.Kind != KeyBadge {
			continue
		}
		for i := range list {
			if b := &list[i]; b.Person == p && b.holds(at) && b.From.Before(at) {
				b.To = at
			}
		}
	}
}

// ReadDirectory reads bindings from CSV (kind, system, value, person, from, to) or
// from JSON, one object a line or a list. Conflicts and refused rows are returned
// as errors; the rest is in the directory.
func (d *Directory) ReadDirectory(place string, data []byte) []error {
	if len(data) > 64<<20 {
		return []error{bonafide.Invalidf("%s: a directory of more than 64 MiB", place)}
	}
	var errs []error
	add := func(line int, b Binding) {
		b.Said = fmt.Sprintf("%s:%d", place, line)
		if err := d.Add(b); err != nil {
			errs = append(errs, err)
		}
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		var list []Binding
		if err := strict.JSON(place, []byte(text), &list); err != nil {
			return []error{err}
		}
		for i, b := range list {
			add(i+1, b)
		}
		return errs
	}
	var head []string
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '{' {
			var b Binding
			if err := strict.JSON(fmt.Sprintf("%s:%d", place, n), []byte(line), &b); err != nil {
				errs = append(errs, err)
				continue
			}
			add(n, b)
			continue
		}
		cells := strings.Split(line, ",")
		if head == nil {
			for _, c := range cells {
				head = append(head, strings.ToLower(strings.TrimSpace(c)))
			}
			if !slices.Contains(head, "kind") || !slices.Contains(head, "value") || !slices.Contains(head, "person") {
				return append(errs, &bonafide.Refusal{Place: fmt.Sprintf("%s:%d", place, n), Why: "the head must name kind, value and person", Remedy: "write kind,system,value,person,from,to"})
			}
			continue
		}
		var b Binding
		bad := ""
		if len(cells) > len(head) {
			bad = "the row has more fields than the head"
		}
		for i := range min(len(cells), len(head)) {
			c := strings.Trim(strings.TrimSpace(cells[i]), `"`)
			switch head[i] {
			case "kind":
				b.Kind = KeyKind(c)
			case "system":
				b.System = c
			case "value":
				b.Value = c
			case "person":
				b.Person = bonafide.PersonID(c)
			case "from", "to":
				if c == "" {
					continue
				}
				t, ok := StampText(c)
				if !ok {
					bad = fmt.Sprintf("%s: %q is no time", head[i], c)
				} else if head[i] == "from" {
					b.From = t
				} else {
					b.To = t
				}
			}
		}
		if bad != "" {
			errs = append(errs, &bonafide.Refusal{Place: fmt.Sprintf("%s:%d", place, n), Why: bad})
			continue
		}
		add(n, b)
	}
	return errs
}

// Bindings are all bindings, in order of key and beginning.
func (d *Directory) Bindings() []Binding {
	d.mu.RLock()
	defer d.mu.RUnlock()
	out := make([]Binding, 0, d.size)
	for _, list := range d.bindings {
		out = append(out, list...)
	}
	slices.SortFunc(out, func(a, b Binding) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.System, b.System), cmp.Compare(a.Value, b.Value), a.From.Compare(b.From), cmp.Compare(a.Person, b.Person))
	})
	return out
}
