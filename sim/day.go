package sim

import (
	"strconv"
	"time"
)

func (p *person) shiftAt(day int) float64 {
	if day >= p.shiftFrom {
		return p.shift
	}
	return 0
}

// here is where a person's laptop is on a day.
func (w *world) here(c *chance, p *person, d int) spot {
	if d >= p.hosted {
		h := p.home(d)
		return spot{ip: h.ip(d), block: h.block, kind: "home", at: h.at}
	}
	if s := p.away(d); s != nil && s.kind != "move" {
		return spot{ip: s.block.host(uint64(20 + (p.n*7+s.from)%180)), block: s.block, kind: "hotel", at: s.at}
	}
	x := c.unit()
	share := func(s float64) bool {
		x -= s
		return x < 0
	}
	switch {
	case share(p.officeShare):
		n := map[string]int{"Porto": 20, "Austin": 21, "Singapore": 22}[p.at.city]
		return spot{ip: "192.0.2." + strconv.Itoa(n), kind: "office", at: p.at, firm: true}
	case share(p.coworkShare):
		return spot{ip: p.cowork.host(uint64(p.coworkLine)), block: p.cowork, kind: "cowork", at: p.at}
	case share(p.cafeShare):
		return spot{ip: p.cafe.host(uint64(2 + c.below(12))), block: p.cafe, kind: "cafe", at: p.at}
	case share(p.mobileShare):
		return w.mobileSpot(c, p, p.at)
	}
	h := p.home(d)
	return spot{ip: h.ip(d), block: h.block, kind: "home", at: h.at}
}

func (w *world) mobileSpot(c *chance, p *person, at *place) spot {
	b := p.mobile
	if at != p.at {
		b = w.space.common("mobile", at, 0)
	}
	return spot{ip: b.host(uint64(c.below(220))), block: b, kind: "mobile", at: at}
}

func weekend(p *place, date time.Time) bool {
	switch date.Weekday() {
	case time.Saturday:
		return true
	case time.Sunday:
		return p.code != "IL" && p.code != "EG"
	case time.Friday:
		return p.code == "IL" || p.code == "EG"
	}
	return false
}

// works says whether a person works on a day, and how much: 0, half or whole.
func (w *world) works(c *chance, p *person, d int) float64 {
	date := w.start.AddDate(0, 0, d)
	at := p.at
	x := c.unit()
	if p.off[d] || p.sick[d] || !p.employed(d) {
		return 0
	}
	if weekend(at, date) || at.holiday(date) {
		onCall := p.role.cloud && (d+700)/7%8 == p.onCall%8
		if x < p.weekend || onCall && x < 0.6 {
			return 0.35
		}
		return 0
	}
	if x < 0.015 {
		return 0 // a day off that nobody wrote down
	}
	return 1
}

// day writes a person's own day.
func (w *world) day(p *person, d int) {
	for i := range p.extras {
		if x := &p.extras[i]; x.day == d {
			x.do(w.moment(p, d, x.hour))
		}
	}
	if !p.employed(d) {
		return
	}
	c := derive(w.cfg.Seed, "day", p.n, d)
	l := p.laptop(d)
	if l == nil {
		return
	}
	at := w.here(c, p, d)
	if d == p.started && p.fresh {
		w.joins(c, p, l, d, &at)
	}
	part := w.works(c, p, d)
	// Device management hears from machines every other day, if they run.
	if (d+p.n)%2 == 0 && (part > 0 || p.standing && d >= p.hosted || c.happens(0.3)) {
		// The answer comes at a time of its own.
		w.checkIn(c, p, l, w.moment(p, d, c.span(8, 20)), &at, w.placeTags(p, d)...)
	}
	if p.standing && d >= p.hosted {
		w.stands(c, p, l, d)
	}
	if part == 0 {
		if c.happens(p.phoneShare * 0.15) {
			w.phoneSession(c, p, w.moment(p, d, c.span(8, 22)), d, 1)
		}
		return
	}
	zone := p.at
	if at.kind == "hotel" {
		zone = at.at
	}
	date := w.start.AddDate(0, 0, d)
	midnight := time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, zone.loc)
	hour := func(h float64) time.Time { return midnight.Add(time.Duration(h * float64(time.Hour))) }
	from := p.begin + c.normal()*p.jitter + p.shiftAt(d)
	length := max(2, (p.length+c.normal()*0.6)*part)
	if part < 1 {
		from += c.span(0, 7)
	}
	lunch := max(from+1.5, p.lunch+p.shiftAt(d)+c.normal()*0.3)
	// busy is a moment of work: not at lunch, more of it in the middle.
	busy := func() float64 {
		for range 5 {
			h := from + length*(c.unit()*0.7+c.unit()*0.3)
			if h < lunch || h > lunch+0.8 {
				return h
			}
		}
		return from + length*0.3
	}
	m := w.laptopMachine(p, l, d)
	net := at
	if len(p.privacy) > 0 && !at.firm && c.happens(p.privacyShare) {
		b := pick(c, p.privacy)
		net = spot{ip: b.host(uint64(c.below(30))), block: b, kind: "vpn", at: at.at}
	} else if p.relay != nil && c.happens(0.8) {
		net = spot{ip: p.relay.host(uint64(c.below(120))), block: p.relay, kind: "relay", at: at.at}
	}
	tags := append([]tag(nil), w.placeTags(p, d)...)
	if net.kind == "vpn" {
		tags = append(tags, p.exitTags...)
	}
	if at.kind == "hotel" || at.kind == "cowork" {
		tags = append(tags, p.marksTravel)
	}
	if at.kind == "home" {
		tags = append(tags, p.marksTravels...)
	}
	if d >= p.shiftFrom {
		tags = append(tags, p.shiftTag)
	}
	s := &session{m: m, at: net, day: d}
	first := hour(from)
	w.signIn(c, p, first, s, time.Duration(length*float64(time.Hour)), int(float64(c.between(1, 3))*part+0.5), tags...)
	if c.happens(0.35 * part) {
		again := &session{m: m, at: net, day: d}
		w.signIn(c, p, hour(lunch+c.span(0.7, 3)), again, 2*time.Hour, 1)
	}
	if c.happens(p.phoneShare) {
		w.phoneSession(c, p, hour(c.span(7.5, 21.5)), d, 1)
	}
	if at.kind == "home" && c.happens(0.01) && d < p.hosted {
		// The line at home is down for an hour.
		spare := w.mobileSpot(c, p, p.at)
		w.signIn(c, p, hour(busy()), &session{m: m, at: spare, day: d}, time.Hour, 1)
	}
	w.desktop(c, p, l, d, from, length, hour, busy, &at)
	if p.role.code {
		for range c.some(3.4 * part) {
			action := pick(c, []string{"git.push", "git.push", "git.fetch", "git.fetch", "git.clone", "pull_request.create", "pull_request.merge"})
			w.gitEvent(c, p, hour(busy()), action, pick(c, p.repos), &at, d)
		}
		if c.happens(0.12 * part) {
			w.codeHook(c, p, hour(busy()), pick(c, p.repos), []string{"src/" + pick(c, []string{"ledger", "router", "store", "view"}) + ".ts"})
		}
	}
	if p.role.cloud {
		for range c.some(4.5 * part) {
			w.cloud(c, p, hour(busy()), &net)
		}
	}
	if c.happens(0.6 * part) {
		w.drive(c, p, hour(busy()), s, pick(c, []string{"view", "edit", "download", "view"}), pick(c, []string{"Weekly notes", "Roadmap", "Runbook", "Budget draft", "Interview guide", "Launch checklist"}))
	}
	if t := p.role.team; (t == "Finance" || t == "Treasury" || t == "People" || t == "Legal") && c.happens(0.8) {
		w.entraSignIn(c, p, hour(busy()), s)
	}
	if p.tunnel && !at.firm && c.happens(0.6) {
		a := hour(from + 0.1)
		w.vpnSession(c, p, a, a.Add(time.Duration(length*0.8*float64(time.Hour))), &session{m: m, at: at, day: d}, l)
	}
	w.calls(c, p, l, d, part, &at, hour, busy)
	if p.direct > 0 && d >= p.directFrom && c.happens(p.direct) {
		w.pastTheLaptop(c, p, d, hour(busy()))
	}
}

// placeTags are the acts that a machine at a host's leaves wherever its address is
// seen.
func (w *world) placeTags(p *person, d int) []tag {
	if d >= p.hosted {
		return p.hostTags
	}
	return nil
}

func (w *world) phoneSession(c *chance, p *person, t time.Time, d, apps int) {
	at := p.at
	if s := p.away(d); s != nil && s.kind != "move" {
		at = s.at
	}
	s := w.mobileSpot(c, p, at)
	if at == p.at && c.happens(0.5) {
		h := p.home(d)
		s = spot{ip: h.ip(d), block: h.block, kind: "home", at: h.at}
	}
	w.signIn(c, p, t, &session{m: w.phoneMachine(p, d), at: s, day: d}, 20*time.Minute, apps)
}

// pastTheLaptop is a sign-in from a machine of the person's own.
func (w *world) pastTheLaptop(c *chance, p *person, d int, t time.Time) {
	if len(p.exits) == 0 {
		return
	}
	b := pick(c, p.exits)
	owner := p
	if p.machineOf != nil {
		owner = p.machineOf
	}
	own := derive(w.cfg.Seed, "own machine", owner.n)
	m := otherMachine(own, true, d)
	s := &session{m: m, at: spot{ip: b.host(uint64(c.below(25))), block: b, kind: b.op.class, at: b.at}, day: d, risk: pick(c, []string{"MEDIUM", "HIGH", "LOW"})}
	w.signIn(c, p, t, s, time.Hour, 2, append(append([]tag(nil), p.directTags...), p.exitTags...)...)
	if p.role.code && c.happens(0.5) {
		w.gitEvent(c, p, t.Add(20*time.Minute), "git.clone", pick(c, p.repos), &s.at, d)
	}
}

// desktop is what the endpoint's sensors keep of a day.
func (w *world) desktop(c *chance, p *person, l *laptop, d int, from, length float64, hour func(float64) time.Time, busy func() float64, at *spot) {
	still := p.standing && d >= p.hosted
	if !still {
		for _, u := range l.desk {
			if (at.kind == "home" || at.kind == "office") && c.happens(0.75) {
				w.plug(c, p, l, hour(from).Add(time.Duration(c.between(5, 90))*time.Second), u, "added")
				if c.happens(0.35) {
					w.plug(c, p, l, hour(from+length), u, "removed")
				}
			}
		}
		zone := ""
		if c.happens(0.12) || at.kind == "hotel" && c.happens(0.5) {
			zone = p.at.zone
			if at.kind == "hotel" {
				zone = at.at.zone
			}
		}
		if c.happens(0.55) {
			w.state(c, p, l, hour(busy()), zone, at.kind == "home" && c.happens(0.55), time.Duration(c.span(1, 90)*float64(time.Hour)))
		}
	}
	if (d+p.n)%7 == 0 {
		w.inventory(c, p, l, hour(busy()))
		w.systemInfo(c, p, l, hour(busy()))
	}
	names := []string{"chrome", "slack", "zoom", "outlook", "updater", "powershell"}
	if p.role.code {
		names = append(names, "code", "git", "node", "docker", "code", "git")
	}
	if l.windows {
		for range c.some(4.5) {
			w.starts(c, p, hour(busy()), pick(c, names))
		}
	} else {
		for range c.some(1.2) {
			w.starts(c, p, hour(busy()), pick(c, names))
		}
	}
	if p.role.code && c.happens(0.3) {
		w.starts(c, p, hour(busy()), "git ssh")
	}
	for i := range p.uses {
		if u := &p.uses[i]; d >= u.from && d <= u.to && c.happens(u.share) {
			w.starts(c, p, hour(busy()), u.name, u.tags...)
		}
	}
	// The help desk looks over somebody's shoulder now and then.
	if c.happens(0.003) {
		w.starts(c, p, hour(busy()), "TeamViewer")
	}
	if c.happens(0.002) {
		w.plug(c, p, l, hour(busy()), pick(c, []usb{{"0781", "5583", "SanDisk", "Ultra Fit", c.letters(12), "0"}, {"04e8", "6860", "SAMSUNG", "SAMSUNG_Android", c.letters(10), "0"}, {"05ac", "12a8", "Apple Inc.", "iPhone", c.letters(12), "0"}, {"1d6b", "0104", "Linux Foundation", "Multifunction Composite Gadget", c.letters(8), "0"}}), "added")
	}
	if c.happens(0.004) {
		for _, n := range []string{"whoami", "systeminfo"}[:1+c.below(2)] {
			w.starts(c, p, hour(busy()), n)
		}
	}
}

// stands is a machine that is never moved: always on mains power, never restarted.
func (w *world) stands(c *chance, p *person, l *laptop, d int) {
	if d%2 == 0 {
		w.state(c, p, l, w.moment(p, d, c.span(0, 23.5)), "", true, time.Duration(d-p.hosted+1)*24*time.Hour, p.standsTag)
	}
}

// calls are the day's meetings: the team's own, which everybody joins for whom it
// is not night, and some with few.
func (w *world) calls(c *chance, p *person, l *laptop, d int, part float64, at *spot, hour func(float64) time.Time, busy func() float64) {
	if part < 1 {
		return
	}
	latency := p.latency
	if d >= p.latencyFrom {
		latency = max(latency, 330+90*c.unit())
	}
	if at.kind == "hotel" || at.kind == "mobile" {
		latency *= 1.6
	}
	camera := func() string {
		if c.happens(p.cameraOff) {
			return ""
		}
		return p.camera
	}
	if p.allDay[d] {
		m := meeting{c.hex(22) + "==", strconv.Itoa(800000000 + c.below(1e8)), hour(p.begin + p.shiftAt(d)), c.between(490, 640), "Working session"}
		w.attend(c, p, &m, at, l, "", latency, true, tag{"all day", "NET-17", "a call with screen sharing lasted the whole working day"})
		return
	}
	var tags []tag
	if p.cameraTag.indicator != "" {
		tags = append(tags, p.cameraTag)
	}
	key := p.role.team + strconv.Itoa(d)
	m, ok := w.standups[key]
	if !ok {
		x := derive(w.cfg.Seed, "standup "+p.role.team)
		start := w.start.AddDate(0, 0, d).Add(time.Duration(13+x.below(4))*time.Hour + time.Duration(x.below(4))*15*time.Minute)
		y := derive(w.cfg.Seed, "standup of "+key)
		m = meeting{y.hex(22) + "==", strconv.Itoa(810000000 + y.below(1e8)), start, y.between(14, 35), p.role.team + " daily"}
		w.standups[key] = m
		delete(w.standups, p.role.team+strconv.Itoa(d-3))
	}
	if h := m.start.In(p.at.loc).Hour(); h >= 7 && h < 22 && c.happens(0.85) {
		w.attend(c, p, &m, at, l, camera(), latency, c.happens(0.08), tags...)
	}
	for range c.some(0.9) {
		m := meeting{c.hex(22) + "==", strconv.Itoa(820000000 + c.below(1e8)), hour(busy()), pick(c, []int{25, 30, 30, 45, 55, 60}), pick(c, []string{"1:1", "Review", "Planning", "Pairing", "Customer call"})}
		if p.shiftAt(d) != 0 {
			m.start = w.moment(p, d, c.span(9, 17)) // colleagues' time, whatever the hour
		}
		w.attend(c, p, &m, at, l, camera(), latency, c.happens(0.25), tags...)
	}
}

// joins is a first day: account, factor, machine.
func (w *world) joins(c *chance, p *person, l *laptop, d int, at *spot) {
	t := w.moment(p, d, p.begin+p.shiftAt(d)-0.3)
	s := &session{id: "idx" + c.hex(20), m: w.laptopMachine(p, l, d), at: *at, day: d}
	made := w.moment(p, d, 7)
	w.okta(c, p, made.Add(-60*time.Hour), nil, userMade, true)
	w.okta(c, p, made, nil, userActive, true)
	group := toGroup
	group.target = p.role.team
	w.okta(c, p, made.Add(2*time.Minute), nil, group, true)
	w.okta(c, p, t, s, passUpdate, false)
	w.okta(c, p, t.Add(2*time.Minute), s, newFactor, false)
	w.systemInfo(c, p, l, t)
	w.clockZone(c, p, l, t.Add(time.Minute), p.at.zone)
	w.checkIn(c, p, l, t.Add(5*time.Minute), at, w.placeTags(p, d)...)
	if p.login != "" {
		o := begin(500)
		at := w.moment(p, d, 10)
		o.n("@timestamp", at.UnixMilli()).s("_document_id", c.hex(22)).s("action", "org.add_member").s("actor", "lanternfish-admin").s("business", "lanternfish").n("created_at", at.UnixMilli()).s("org", "lanternfish").s("user", p.login).n("user_id", int64(900000+p.n)).s("permission", "read").s("external_identity_nameid", p.mail)
		w.log.emit(github, at, o.done(), p)
		for i, r := range p.repos {
			w.gitEvent(c, p, at.Add(time.Duration(20+i*9)*time.Minute), "git.clone", r, &spot{ip: s.at.ip, block: s.at.block, at: s.at.at}, d)
		}
	}
}
