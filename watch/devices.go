package watch

import (
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// devices gives a machine one name in all sources: agents, inventories and sign-ins
// know it by different ones, and some events carry two of them.
type devices struct {
	serials map[string]string // host name or id of a source -> serial number
	first   map[string]time.Time
}

const maxDevices = 1 << 20

func newDevices() *devices {
	return &devices{serials: map[string]string{}, first: map[string]time.Time{}}
}

// learn takes from an event which names belong to one machine.
func (d *devices) learn(e *telemetry.Event) {
	s := fold(e.Device.Serial)
	if s == "" || len(d.serials) >= maxDevices {
		return
	}
	if h := host(&e.Device); h != "" {
		d.bind("host:"+h, s)
	}
	if e.Device.UID != "" {
		d.bind(e.Intake.Source+":"+fold(e.Device.UID), s)
	}
	if e.Device.AgentUID != "" {
		d.bind(e.Intake.Source+":"+fold(e.Device.AgentUID), s)
	}
}

// Foresee takes an inventory's word of whose a device is before its time comes: an
// export knows the owner since the enrolment. It counts once the owner is known, and
// says nothing of a device for which two owners are named.
func (x *Engine) Foresee(e *telemetry.Event) {
	mail, serial := fold(e.Device.Owner.Email), fold(e.Device.Serial)
	if e.Class != telemetry.DeviceInventory || mail == "" || serial == "" || e.Device.First.IsZero() || e.Device.First.After(e.Time) {
		return
	}
	f := &x.foreseen
	switch was, ok := f.owner[serial]; {
	case ok && was != mail:
		f.owner[serial] = ""
	case !ok && len(f.owner) < maxDevices:
		f.owner[serial] = mail
		f.of[mail] = append(f.of[mail], *e)
	}
}

// foreseen are devices by the address of their owner, and owners by serial.
type foreseen struct {
	of    map[string][]telemetry.Event
	owner map[string]string
}

// recall binds what was foreseen of somebody whom a record has just named.
func (x *Engine) recall(e *telemetry.Event) {
	mail := fold(e.User.Email)
	list := x.foreseen.of[mail]
	if len(list) == 0 || len(x.directory.Holders(telemetry.Key{Kind: telemetry.KeyEmail, Value: mail}, list[0].Time)) == 0 {
		return
	}
	delete(x.foreseen.of, mail)
	for i := range list {
		if d := &list[i]; x.foreseen.owner[fold(d.Device.Serial)] == mail {
			for _, err := range x.directory.Learn(d) {
				x.conflict(err, d)
			}
			x.devices.learn(d)
		}
	}
}

// host is a machine's name without its domain.
func host(d *telemetry.Device) string {
	h := d.Hostname
	if h == "" {
		h = d.Name
	}
	h, _, _ = strings.Cut(fold(h), ".")
	switch h {
	case "localhost", "unknown", "computer", "":
		return ""
	}
	return h
}

// bind keeps what is new, in memory of its own: text of an event holds its whole line.
func (d *devices) bind(key, serial string) {
	if d.serials[key] != serial {
		d.serials[key] = strings.Clone(serial)
	}
}

func (d *devices) key(e *telemetry.Event) (key, serial string) {
	if s := fold(e.Device.Serial); s != "" {
		return "serial:" + s, s
	}
	h := host(&e.Device)
	if h != "" {
		if s := d.serials["host:"+h]; s != "" {
			return "serial:" + s, s
		}
	}
	for _, id := range [...]string{e.Device.UID, e.Device.AgentUID} {
		if id == "" {
			continue
		}
		if s := d.serials[e.Intake.Source+":"+fold(id)]; s != "" {
			return "serial:" + s, s
		}
	}
	switch {
	case h != "" && e.Device.Hostname != "":
		return "host:" + h, ""
	case e.Device.UID != "":
		return e.Intake.Source + ":" + fold(e.Device.UID), ""
	case h != "":
		return "host:" + h, ""
	}
	return "", ""
}

// of fills in the machine of an event.
func (x *Engine) device(e *telemetry.Event, person bonafide.PersonID, into *scene.Device) {
	*into = scene.Device{}
	if unnamed(e) {
		into.Key = e.Intake.Source + ":unmanaged " + fold(e.Device.OS.Name)
		return
	}
	if e.Device.Serial == "" && e.Device.Hostname == "" && e.Device.Name == "" && e.Device.UID == "" && e.Device.AgentUID == "" {
		return
	}
	key, serial := x.devices.key(e)
	into.Key = key
	if key == "" {
		return
	}
	first, ok := x.devices.first[key]
	if !ok {
		first = e.Time
		// A record of a device is no sign of life of it.
		if e.Worker == nil && e.Class != telemetry.DeviceInventory && len(x.devices.first) < maxDevices {
			x.devices.first[key] = first
		}
	}
	into.Hours = max(0, int(e.Time.Sub(first).Hours()))
	if i, ok := x.roster.bySerial[serial]; ok && serial != "" {
		into.Issued, into.Owner = true, i.Person
		into.Age = days(i.Since, e.Time)
		if w := x.roster.people[i.Person]; w != nil {
			into.Country = w.deliveredTo()
		}
		return
	}
	if serial == "" {
		return
	}
	// A device that only the inventory knows is the firm's all the same.
	if people := x.directory.Holders(telemetry.Key{Kind: telemetry.KeySerial, Value: serial}, e.Time); len(people) == 1 {
		into.Issued, into.Owner = true, people[0]
		if w := x.roster.people[people[0]]; w != nil && into.Age == nil {
			if s := w.deliveredAt(); !s.IsZero() {
				into.Age = days(s, e.Time)
			}
		}
	}
}

// unnamed reports whether a sign-in came from a device that the identity provider calls
// unmanaged and has no name for: devices that were never enrolled have no id there.
// Those of one system are taken for one, so that they count as no more than they are.
func unnamed(e *telemetry.Event) bool {
	d := &e.Device
	return e.Class == telemetry.Authentication && d.Managed == telemetry.No && d.OS.Name != "" && d.Serial == "" && d.Hostname == "" && d.Name == "" && d.UID == "" && d.AgentUID == ""
}

// deliveredAt is when the person's last equipment was handed over.
func (w *worker) deliveredAt() time.Time {
	var at time.Time
	for _, s := range w.Shipments {
		if s.Delivered.After(at) {
			at = s.Delivered
		}
	}
	return at
}

// deliveredTo is the country to which the last equipment went.
func (w *worker) deliveredTo() string {
	for _, s := range slices.Backward(w.Shipments) {
		if !s.Delivered.IsZero() && s.To.Country != "" {
			return s.To.Country
		}
	}
	return ""
}
