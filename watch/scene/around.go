package scene

import "bonafide/watch/tools"

func (l *line) around(s *Scene) {
	l.text("person", string(s.Person))
	pointed(l, "worker", s.Worker, worker)
	object(l, "net", &s.Net, network)
	object(l, "device", &s.Device, machine)
	pointed(l, "tool", s.Tool, tool)
	pointed(l, "meeting", s.Meeting, func(l *line, m *Meeting) {
		l.alwaysInt("participants", int64(m.Participants))
		l.name("external")
		if m.External {
			*l = append(*l, "true"...)
		} else {
			*l = append(*l, "false"...)
		}
	})
	l.always("day", s.Day)
	texts(l, "others", s.Others)
}

func (l *line) days(name string, v *int) {
	if v != nil {
		l.alwaysInt(name, int64(*v))
	}
}

func worker(l *line, w *Worker) {
	l.text("role", w.Role)
	l.text("team", w.Team)
	l.text("contract", w.Contract)
	l.text("country", w.Country)
	l.text("zone", w.Zone)
	l.bool("sensitive", w.Sensitive)
	l.days("tenure_days", w.Tenure)
	l.days("notice_days", w.Notice)
	l.days("left_days", w.Left)
	l.days("address_change_days", w.AddressChange)
	l.bool("on_leave", w.OnLeave)
	l.bool("travelling", w.Travelling)
	texts(l, "exceptions", w.Exceptions)
	texts(l, "accommodations", w.Accommodations)
	l.text("login", w.Login)
	l.alwaysInt("hour", int64(w.Hour))
	l.alwaysInt("weekday", int64(w.Weekday))
}

func network(l *line, n *Network) {
	l.text("ip", n.IP)
	l.text("class", string(n.Class))
	l.text("service", n.Service)
	l.text("country", n.Country)
	l.int("asn", int64(n.ASN))
	l.text("org", n.Org)
	l.text("key", n.Key)
	l.number("lat", n.Lat)
	l.number("long", n.Long)
	l.number("radius_km", n.Radius)
	l.bool("placed", n.Placed)
}

func machine(l *line, d *Device) {
	l.text("key", d.Key)
	l.bool("issued", d.Issued)
	l.text("owner", string(d.Owner))
	l.days("days", d.Age)
	l.text("country", d.Country)
	l.alwaysInt("hours", int64(d.Hours))
}

func tool(l *line, t *tools.Tool) {
	l.always("kind", string(t.Kind))
	l.always("vendor", t.Vendor)
	l.always("name", t.Name)
	l.always("via", t.Via)
	l.bool("approved", t.Approved)
	l.bool("common", t.Common)
}
