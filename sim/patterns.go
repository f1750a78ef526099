package sim

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// deal gives patterns to people. From 300 people on there is at least one case of
// each, and about two in a hundred are operators; smaller firms get some.
func (w *world) deal() {
	c := derive(w.cfg.Seed, "deal")
	free := w.free(c)
	next := func(want func(*person) bool) *person {
		for i, p := range free {
			if want == nil || want(p) {
				free = append(free[:i], free[i+1:]...)
				return p
			}
		}
		if len(free) == 0 {
			return nil
		}
		p := free[0]
		free = free[1:]
		return p
	}
	codes := func(p *person) bool { return p.role.code }
	target := max(1, int(math.Round(0.02*float64(w.cfg.People))))
	order := []string{"S-A", "S-C", "S-F", "S-D", "S-B", "S-E"}
	if w.cfg.People < 300 {
		order = []string{"S-A", "S-B", "S-C", "S-D", "S-E", "S-F"}
		shuffle(c, order)
	}
	cases, count := w.cfg.cases, 0
	for i := 0; w.cfg.cases == nil && (count < target || w.cfg.People >= 300 && i < len(order)); i++ {
		k := order[i%len(order)]
		cases = append(cases, k)
		count++
		if k == "S-C" || k == "S-F" {
			count++
		}
	}
	seen := map[string]int{}
	for i, k := range cases {
		skill := 1 + c.below(5)
		n := 1
		if k == "S-C" || k == "S-F" {
			n = 2
			if w.cfg.People >= 300 {
				n = []int{2, 2, 3, 3, 4}[c.below(5)]
			}
		}
		var who []*person
		for range n {
			if p := next(codes); p != nil {
				who = append(who, p)
			}
		}
		if len(who) < n {
			break
		}
		x := derive(w.cfg.Seed, "case "+k, i)
		for _, p := range who {
			p.kind, p.pattern, p.skill = Operator, k, skill
			if n > 1 {
				p.group = who
			}
			p.uses, p.officeShare, p.cafeShare, p.coworkShare, p.mobileShare, p.phoneShare, p.privacy, p.relay, p.weekend = nil, 0, 0, 0, 0, 0, nil, nil, 0.1
			p.tunnel = false
		}
		switch k {
		case "S-A":
			w.lateAddress(x, who[0])
		case "S-B":
			w.blockedAtBoot(x, who[0])
		case "S-C":
			w.farm(x, who)
		case "S-D":
			w.rented(x, who[0])
		case "S-E":
			w.quiet(x, who[0], (seen[k]+int(w.cfg.Seed))%3)
		case "S-F":
			w.payees(x, who)
		default:
			for _, p := range who {
				p.kind, p.pattern, p.skill = Honest, k, 0
			}
			w.lookAlike(k, x, who[0], next)
		}
		seen[k]++
	}
	if w.cfg.cases != nil {
		return
	}
	names := slices.Clone(lookAlikes)
	if w.cfg.People < 150 {
		shuffle(c, names)
		names = names[:max(2, w.cfg.People/10)]
	}
	for round := range max(1, w.cfg.People/500) {
		for i, k := range names {
			p := next(nil)
			if p == nil || len(free) < 4 {
				return
			}
			p.pattern = k
			w.lookAlike(k, derive(w.cfg.Seed, "look-alike "+k, i+100*round), p, next)
		}
	}
}

// free are the people who can get a pattern, in random order: no team leads.
func (w *world) free(c *chance) []*person {
	lead := map[*person]bool{}
	for _, p := range w.people {
		lead[p.manager] = true
	}
	var out []*person
	for _, p := range w.people {
		if !lead[p] {
			out = append(out, p)
		}
	}
	shuffle(c, out)
	return out
}

// settle moves a person to a town before anything was written of them.
func (w *world) settle(c *chance, p *person, at *place) {
	p.at = at
	p.address, p.phone = at.street(c), w.phone(c, at.code)
	p.homes = []lived{{-never, w.space.household(c, at, false)}}
	p.mobile = w.space.common("mobile", at, 0)
	p.cafe, p.cowork, p.officeShare, p.cafeShare, p.coworkShare = nil, nil, 0, 0, 0
	p.currency = cmp.Or(currencies[at.code], "USD")
}

func distance(a, b *place) float64 {
	const r = math.Pi / 180
	x := math.Sin((b.lat-a.lat)*r/2)*math.Sin((b.lat-a.lat)*r/2) + math.Cos(a.lat*r)*math.Cos(b.lat*r)*math.Sin((b.lon-a.lon)*r/2)*math.Sin((b.lon-a.lon)*r/2)
	return 2 * 6371 * math.Asin(math.Sqrt(x))
}

// pair is a stated town and another of the same country, far from it.
func (w *world) pair(c *chance) (stated, other *place) {
	for {
		a, b := pick(c, w.places), pick(c, w.places)
		if a != b && a.code == b.code && distance(a, b) > 150 {
			return a, b
		}
	}
}

// abroad is a town in another country.
func (w *world) abroad(c *chance, from *place) *place {
	for {
		if p := pick(c, w.places); p.code != from.code && distance(p, from) > 1500 {
			return p
		}
	}
}

// startDay is a first day early enough that the days behind it show something.
func (w *world) startDay(c *chance) int {
	return c.between(min(14, w.cfg.Days/3+2), min(46, w.cfg.Days/2))
}

// handDay is a day on which something begins with somebody who works already.
func (w *world) handDay(c *chance) int { return c.between(min(5, w.cfg.Days/5), min(50, w.cfg.Days/2)) }

func (w *world) freshLaptop(c *chance, p *person, windows bool) {
	l := w.newLaptop(c, windows)
	l.from, l.desk = -never, nil
	p.laptops = []*laptop{l}
}

// hostAt puts the laptop into a host's home from a day on, where it stands still.
func (p *person) hostAt(h *home, day int) {
	p.homes = append(p.homes, lived{day, h})
	p.hosted, p.standing = day, true
	p.standsTag = tag{"stands", "END-16", "the laptop is always on mains power, is never restarted and never moved"}
}

// hours moves work into another part of the day, the less the more skill there is.
func (p *person) hours(c *chance, day int) {
	switch p.skill {
	case 1:
		p.shift = c.span(9, 12)
	case 2:
		p.shift = c.span(7, 10)
	case 3:
		p.shift = c.span(5.6, 7)
	default:
		return
	}
	if c.happens(0.4) {
		p.shift = -p.shift
	}
	p.shiftFrom = day
	p.shiftTag = tag{"hours", "NET-10", fmt.Sprintf("works %.0f hours away from the stated day", math.Abs(p.shift))}
}

// past lets the person sign in from a machine of their own through an exit. The
// more skill, the fewer lapses.
func (w *world) past(c *chance, p *person, day int, class string, variant int) {
	p.direct = []float64{0, 0.5, 0.35, 0.2, 0.07, 0.03}[p.skill]
	p.directFrom = day
	for range 2 {
		p.exits = append(p.exits, w.exit(class, variant, c, w.abroad(c, p.at)))
	}
	p.directTags = []tag{{"own machine", "NET-11", "a sign-in succeeded from a machine that the firm does not manage"}}
	switch {
	case class == "vpn" && variant == 0:
		p.exitTags = []tag{{"exit", "NET-01", "a sign-in came through an exit of Astrill"}}
	case class == "vpn":
		p.exitTags = []tag{{"exit", "NET-02", "a sign-in came through a consumer VPN"}}
	default:
		p.exitTags = []tag{{"exit", "NET-03", "a sign-in came from a hosting network"}}
	}
	p.directTags = append(p.directTags, tag{"far", "NET-04", "sign-ins from two countries within a day"})
	if p.skill <= 4 || p.pattern == "S-F" {
		// The first lapse comes soon: something has to be set up.
		first := day + c.between(0, 4)
		p.once(first, p.begin+p.shiftAt(first)+c.span(1, 6), func(t time.Time) {
			w.pastTheLaptop(derive(w.cfg.Seed, "lapse", p.n), p, first, t)
		})
	}
}

// controls puts remote control on the laptop: by software, or by a network KVM
// whose strings say so, or by one whose strings were changed.
func (w *world) controls(c *chance, p *person, day int) {
	install := func(day int, hour float64, name, indicator, note string) {
		p.once(day, hour, func(t time.Time) {
			w.starts(c, p, t, name, tag{name, indicator, note}, tag{name, "END-01", name + " is not an approved tool"})
		})
		p.uses = append(p.uses, use{name: name, from: day, to: never, share: 0.6, tags: []tag{{name + " broker", "NET-16", "the laptop contacts the brokers of " + name}}})
	}
	at := p.begin + p.shiftAt(day)
	switch p.skill {
	case 1:
		p.once(day, at+2.1, func(t time.Time) {
			w.starts(c, p, t, "Chrome Remote Desktop", tag{"crd", "END-03", "Chrome Remote Desktop was set up by a script with a fixed PIN"}, tag{"crd", "END-04", "a remote-control tool appeared within fourteen days of issue"})
		})
		p.uses = append(p.uses, use{name: "CRD host", from: day, to: never, share: 0.8})
		install(day+c.between(1, 3), at+3, "AnyDesk", "END-02", "a second vendor's remote-control tool on one device")
		p.uses = append(p.uses, use{name: "Mouse Jiggler", from: day + c.between(2, 6), to: never, share: 0.5, tags: []tag{{"jiggler", "END-09", "a program simulates activity"}}})
		for range 4 {
			p.allDay[day+c.between(4, 24)] = true
		}
	case 2:
		install(day, at+1.5, "AnyDesk", "END-04", "a remote-control tool appeared within fourteen days of issue")
		install(day+c.between(3, 6), at+4, "RustDesk", "END-02", "a second vendor's remote-control tool on one device")
	case 3:
		install(day+c.between(1, 4), at+2, "RustDesk", "END-04", "a remote-control tool appeared within fourteen days of issue")
	case 4:
		kvm := pick(c, networkKVMs)
		p.once(day, at+0.4, func(t time.Time) {
			if l := p.laptop(w.localDay(p, t)); l != nil {
				w.plug(c, p, l, t, kvm, "added", tag{"kvm", "END-06", "a USB device has the default strings of a network KVM"})
			}
		})
		for k := range 3 {
			p.once(day+9+14*k, at+0.5, func(t time.Time) {
				if l := p.laptop(w.localDay(p, t)); l != nil {
					w.plug(c, p, l, t, kvm, "added")
				}
			})
		}
	case 5:
		p.once(day, at+0.4, func(t time.Time) {
			if l := p.laptop(w.localDay(p, t)); l != nil {
				// Another device's numbers and names: nothing to be seen in the strings.
				w.plug(c, p, l, t, usb{"046d", "c31c", "Logitech", "USB Keyboard", "", "0"}, "added")
				w.plug(c, p, l, t.Add(2*time.Second), usb{"046d", "c077", "Logitech", "M105 Optical Mouse", "", "0"}, "added")
			}
		})
	}
	if p.skill <= 3 {
		p.latencyFrom = day
		p.latencyTag = tag{"latency", "INT-05", "audio and video delay far above the firm's range"}
	}
}

var networkKVMs = []usb{
	{"1d6b", "0104", "PiKVM", "PiKVM Composite Device", "CAFEBABE", "0"}, {"1d6b", "0104", "tinypilot", "Multifunction USB Device", "6b65796d696d6570690", "0"}, {"1d6b", "0104", "JetKVM", "USB Emulation Device", "", "0"},
	{"1d6b", "0104", "GLKVM", "Composite KVM Device", "CAFEBABE", "0"}, {"3346", "1009", "Sipeed", "NanoKVM", "", "0"},
}

// shown asks for the laptop: on the first day, and unannounced later.
func (w *world) shown(c *chance, p *person, day int) {
	p.noPossession = true
	at := w.moment(p, day, c.span(10, 15))
	late := w.moment(p, day+c.between(7, 11), c.span(10, 15))
	failed := tag{"possession", "ONB-07", "the unannounced possession check was not passed"}
	switch {
	case p.skill <= 2:
		w.check(p, at, "device-possession", "failed", "", "no answer for forty minutes, then another serial number", failed)
	case p.skill <= 4:
		w.check(p, at, "device-possession", "requested", "", "put off to another day")
		w.check(p, late, "device-possession", "failed", "", "declined twice, no reason given", failed)
	default:
		w.check(p, at, "device-possession", "passed", "", "asked on the first day")
		w.check(p, late.AddDate(0, 0, 1), "device-possession", "failed", "", "asked unannounced; the serial shown was another", failed)
	}
}

// pays sends the pay to another holder.
func (w *world) pays(c *chance, p *person, day int) {
	holder := pick(c, firstNames) + " " + pick(c, lastNames)
	method := "bank transfer"
	if p.skill <= 2 {
		method = pick(c, []string{"Payoneer", "Wise"})
	}
	w.repay(p, w.moment(p, day, c.span(8, 20)), "hmac:"+c.hex(20), holder, method, "new account", tag{"payee", "PAY-01", "the holder of the account has another name"}, tag{"payee", "PAY-03", "payout details changed in the first thirty days"})
}

func (w *world) asksRights(c *chance, p *person, day int) {
	if p.skill <= 3 {
		w.access(p, w.moment(p, day, 14), pick(c, []string{"prod-signer", "treasury-multisig", "package-registry"}), pick(c, []string{"signer", "publisher", "administrator"}), "requested", "to help with the release", tag{"rights", "WRK-08", "signing or publishing rights were requested early"})
		w.access(p, w.moment(p, day+1, 14), "prod-signer", "signer", "denied", "not for this role")
	}
}

// lateAddress is S-A: the parcel is sent elsewhere at the last moment, the laptop
// is worked remotely, sign-ins come through VPN exits past it.
func (w *world) lateAddress(c *chance, p *person) {
	stated, other := w.pair(c)
	w.settle(c, p, stated)
	w.freshLaptop(c, p, true)
	p.fresh, p.planned = true, true
	w.join(c, p, w.startDay(c))
	host := w.space.household(c, other, p.skill >= 4 && c.happens(0.3))
	host.every = 0
	p.hostAt(host, -never)
	p.hosted = p.started
	p.hours(c, p.started)
	to := other.street(c)
	recipient := pick(c, firstNames) + " " + pick(c, lastNames)
	way := &parcel{to: to, recipient: recipient, changed: c.span(0.7, 2.6), changeTags: []tag{{"address", "ONB-02", "the delivery address changed shortly before dispatch to a place far away"}}, handTags: []tag{{"handed", "ONB-04", "somebody else collected the parcel"}}}
	if p.skill >= 4 {
		way.recipient, way.handTags = p.name(), nil
	}
	w.shown(c, p, p.started)
	w.onboard(p, c, way)
	w.controls(c, p, p.started)
	w.past(c, p, p.started+c.between(1, 4), "vpn", 0)
	if p.skill <= 2 {
		p.exits = append(p.exits, w.exit("hosting", c.below(4), c, w.abroad(c, p.at)))
		p.exitTags = append(p.exitTags, tag{"hosting", "NET-03", "sign-ins come from rented servers"})
	}
	w.pays(c, p, p.started+c.between(3, 8))
	w.asksRights(c, p, p.started+c.between(5, 14))
}

// blockedAtBoot is S-B: an edited photo, free-mail references, another address than
// on the document, malware at the first start.
func (w *world) blockedAtBoot(c *chance, p *person) {
	stated, other := w.pair(c)
	w.settle(c, p, stated)
	w.freshLaptop(c, p, true)
	p.fresh, p.planned = true, true
	w.join(c, p, w.startDay(c))
	p.hired = p.started - 7 // they press for a quick start
	// The document has one address, HR and the parcel another.
	p.papers, p.freeReference = other.street(c), p.skill <= 4
	host := w.space.household(c, stated, false)
	host.every = 0
	p.hostAt(host, -never)
	p.hosted = p.started
	p.hours(c, p.started)
	w.shown(c, p, p.started)
	w.onboard(p, c, &parcel{shipTags: []tag{{"ship", "ONB-01", "the delivery address differs from that of the identity document"}}})
	first := p.begin + p.shiftAt(p.started)
	alarm := tag{"alert", "ONB-10", "high-severity endpoint alerts soon after first use"}
	if p.skill <= 3 {
		p.once(p.started, first+0.3, func(t time.Time) {
			w.alert(c, p, t, "Credential theft tool blocked", "A known credential stealer was blocked at start", "High", "Credential Access", "Credentials from Password Stores", `\Device\HarddiskVolume3\Users\Public\Downloads\sync.exe`, alarm)
			w.alert(c, p, t.Add(9*time.Minute), "Session history file changed", "The history of commands was edited", "High", "Defense Evasion", "Indicator Removal", `\Device\HarddiskVolume3\Windows\System32\cmd.exe`)
			w.alert(c, p, t.Add(25*time.Minute), "Device isolated", "The device was taken off the network by an analyst", "High", "Response", "Isolation", "")
		})
		w.observe(p, w.moment(p, p.started+c.between(1, 2), 15), "APP-09", "security", "The application photo equals a stock picture with edits.")
		w.observe(p, w.moment(p, p.started+c.between(5, 6), 12), "OFF-04", "security", "No contact by any route since the laptop was isolated and a call was asked for.")
		p.ended = p.started + c.between(6, 9)
		p.once(p.ended, 17, func(t time.Time) { w.okta(c, p, t, nil, userGone, true) })
		w.tell(p, w.moment(p, p.ended, 16), fact{event: "termination", effective: w.start.AddDate(0, 0, p.ended), until: w.date(p.ended)})
		return
	}
	p.once(p.started+1, first+1.5, func(t time.Time) {
		w.alert(c, p, t, "Agent tampering", "An attempt to stop the endpoint agent was blocked", "High", "Defense Evasion", "Impair Defenses", `\Device\HarddiskVolume3\Windows\System32\sc.exe`, alarm)
	})
	w.observe(p, w.moment(p, p.started+c.between(6, 10), 15), "APP-09", "security", "The application photo equals a stock picture with edits.")
	w.controls(c, p, p.started)
	w.past(c, p, p.started+c.between(2, 9), "vpn", 1)
	w.pays(c, p, p.started+c.between(3, 9))
}

// farm is S-C: the laptops of several hires in one home, one sent abroad, one
// company paid for several.
func (w *world) farm(c *chance, who []*person) {
	_, other := w.pair(c)
	host := w.space.household(c, other, false)
	host.every = 0
	unit := other.street(c)
	day := w.startDay(c)
	firm := pick(c, []string{"Lakeshore Digital LLC", "Copper Ridge Consulting LLC", "Blue Mesa Software LLC"})
	account, phone, authenticator := "hmac:"+c.hex(20), "", "guo"+c.hex(17)
	started := []int{}
	for i, p := range who {
		stated, _ := w.pair(c)
		for stated == other || stated.code != other.code && other.code == "US" {
			stated, _ = w.pair(c)
		}
		w.settle(c, p, stated)
		w.freshLaptop(c, p, c.happens(0.6))
		p.fresh, p.planned = true, true
		w.join(c, p, min(day+i*c.between(1, 4), w.cfg.Days-4))
		if i > 0 {
			p.hired = min(max(p.hired, who[0].hired+1), p.started-5)
		}
		started = append(started, p.started)
		abroad := len(who) >= 3 && i == len(who)-1
		if abroad {
			far := w.abroad(c, p.at)
			h := w.space.household(c, far, false)
			p.hostAt(h, -never)
			p.hostTags = []tag{{"abroad", "ONB-05", "the laptop is first seen in another country than it was delivered to"}}
		} else {
			p.hostAt(host, -never)
		}
		p.hosted = p.started
		p.hours(c, p.started)
		if p.skill <= 2 {
			// One number for all of them.
			if phone == "" {
				phone = w.phone(c, "US")
			}
			p.phone = phone
			if i > 0 {
				p.hireTags = []tag{{"phone", "APP-01", "the phone number appears under another name"}}
			}
		}
		if p.skill <= 3 {
			p.phoneID, p.phoneName = authenticator, "Pixel 8"
			if i > 0 {
				p.once(p.started, p.begin+p.shiftAt(p.started)+0.2, func(t time.Time) {
					h := p.home(p.started)
					s := &session{id: "idx" + c.hex(20), m: w.phoneMachine(p, p.started), at: spot{ip: h.ip(p.started), block: h.block, kind: "home", at: h.at}, day: p.started}
					w.okta(c, p, t, s, newFactor, false, tag{"factor", "NET-15", "one authenticator serves two accounts"})
				})
			}
		}
		way := &parcel{to: unit, recipient: pick(c, firstNames) + " " + pick(c, lastNames), shipTags: []tag{{"ship", "ONB-01", "the delivery address is not the verified one"}}}
		if p.skill >= 4 {
			way.recipient = p.name()
		}
		if i > 0 {
			way.shipTags = append(way.shipTags, tag{"shared", "ONB-03", "unrelated hires receive equipment at one unit"})
		}
		if i < 2 || c.happens(0.5) {
			p.payee, p.payeeName, p.method = account, firm, "company account"
			p.payTags = []tag{{"one account", "PAY-02", "two people are paid to one account"}, {"firm", "PAY-12", "the payee is a company with no recorded link"}}
			if i > 0 {
				p.joined = p.payTags // shared from the first record on
			}
		}
		w.shown(c, p, p.started)
		w.onboard(p, c, way)
		if p.skill <= 3 {
			// Switches and small KVM devices run a farm, not tools on each laptop.
			kvm := pick(c, networkKVMs)
			p.once(p.started, p.begin+p.shiftAt(p.started)+0.5, func(t time.Time) {
				if l := p.laptop(w.localDay(p, t)); l != nil {
					w.plug(c, p, l, t, kvm, "added", tag{"kvm", "END-06", "a USB device has the default strings of a network KVM"})
				}
			})
		} else {
			w.controls(c, p, p.started)
		}
		if i == 0 {
			w.check(p, w.moment(p, p.started+c.between(9, 16), 12), "company-register", "failed", "finance@"+w.domain, "registered five weeks ago at an address of many firms", tag{"register", "PAY-14", "the payee company is very new"})
		}
		if c.happens(0.5) {
			w.past(c, p, p.started+c.between(2, 8), "hosting", c.below(4))
		}
	}
	// From the second laptop on there are several in one home.
	for i, p := range who {
		if len(p.hostTags) > 0 {
			continue
		}
		from := max(p.started, started[1])
		if i == 0 || len(who) == 2 || i < len(who)-1 {
			p.once(from, 0.1, func(time.Time) {
				p.hostTags = []tag{{"one home", "NET-07", "several unrelated people work from one home network"}, {"one home", "END-18", "laptops of unrelated people stay in one place"}}
			})
		}
	}
}

// rented is S-D: somebody's real identity, worked from elsewhere.
func (w *world) rented(c *chance, p *person) {
	stated, _ := w.pair(c)
	w.settle(c, p, stated)
	w.freshLaptop(c, p, true)
	p.fresh, p.planned = true, true
	w.join(c, p, w.startDay(c))
	p.hostAt(p.homes[0].home, -never)
	p.hosted = p.started
	p.hours(c, p.started)
	p.noPossession = p.skill <= 2
	if p.skill > 2 {
		w.shown(c, p, p.started)
	}
	w.onboard(p, c, nil)
	first := p.begin + p.shiftAt(p.started)
	if p.skill <= 4 {
		for i, name := range []string{"dxdiag", "systeminfo", "whoami"}[:2+c.below(2)] {
			p.once(p.started, first+0.25+0.1*float64(i), func(t time.Time) {
				w.starts(c, p, t, name, tag{"inventory", "ONB-11", "inventory commands ran within the first hour"})
			})
		}
	}
	if p.skill <= 3 {
		p.once(p.started, first+1.3, func(t time.Time) {
			w.starts(c, p, t, "Chrome Remote Desktop", tag{"crd", "END-03", "Chrome Remote Desktop was set up by a script with a fixed PIN"}, tag{"crd", "END-01", "a remote-control tool that is not approved"}, tag{"crd", "END-04", "a remote-control tool appeared within fourteen days of issue"})
		})
		p.uses = append(p.uses, use{name: "CRD host", from: p.started, to: never, share: 0.7, tags: []tag{{"crd broker", "NET-16", "the laptop contacts a broker of remote control"}}})
		p.latencyFrom, p.latencyTag = p.started, tag{"latency", "INT-05", "audio and video delay far above the firm's range"}
	} else {
		w.controls(c, p, p.started)
	}
	p.once(p.started+c.between(1, 3), first+2, func(t time.Time) {
		if l := p.laptop(w.localDay(p, t)); l != nil {
			w.browserProfile(c, p, l, t, pick(c, []string{"dev.harbor88", "r.calloway.dev", "northpine.studio"})+"@mailbox.example", tag{"profile", "END-12", "a browser profile under another name is synchronised"})
			if p.skill <= 4 {
				w.extension(c, p, l, t.Add(time.Minute), pick(c, []string{"Authenticator.cc", "OTP.ee"}), "bhghoamapcdpbohphigoooaddinpkbai", tag{"otp", "END-13", "a browser-based generator of one-time codes"})
			}
		}
	})
	far := w.space.common("business", w.abroad(c, p.at), 0)
	p.once(p.started+c.between(3, 6), first+1, func(t time.Time) {
		d := w.localDay(p, t)
		w.okta(c, p, t.Add(-20*time.Minute), nil, noFactors, true)
		m := otherMachine(derive(w.cfg.Seed, "own machine", p.n), true, d)
		s := &session{m: m, at: spot{ip: far.host(5), block: far, kind: "cafe", at: far.at}, day: d, risk: "MEDIUM"}
		w.signIn(c, p, t, s, time.Hour, 2, tag{"reset", "NET-15", "a reset of factors was followed by a sign-in from another country"}, tag{"reset", "NET-11", "a sign-in succeeded from a machine that the firm does not manage"})
		w.okta(c, p, t.Add(3*time.Minute), s, newFactor, false)
	})
	w.observe(p, w.moment(p, p.started+c.between(6, 13), 14), "APP-29", "people", "A former applicant told of an offer to rent out their name for this post.")
	w.pays(c, p, p.started+c.between(4, 10))
	if p.skill <= 2 {
		day := p.started + c.between(14, 22)
		for i := range 6 {
			w.disclose(p, w.moment(p, day, 10+float64(i)/3), `C:\src\`+pick(c, []string{"wallet-core", "ledger-api", "signer", "contracts"})+fmt.Sprint(i)+".zip", c.between(80, 900)*1000000, "drive.example", "Source to personal storage", "high", "allowed", tag{"copies", "WRK-01", "code was copied in bulk to personal storage"})
		}
		if p.login != "" {
			p.once(day, first+3, func(t time.Time) {
				d := w.localDay(p, t)
				h := p.home(d)
				at := spot{ip: h.ip(d), block: h.block, at: h.at}
				w.gitAs(c, p, p.login+"-dev", t, "git.push", p.repos[0], &at, d, tag{"login", "GIT-19", "company work was pushed from an account not on record"})
				for k := range 14 {
					w.gitEvent(c, p, t.Add(time.Duration(k)*4*time.Minute), "git.clone", "lanternfish/"+pick(c, []string{"signer", "settlement", "infra-live", "wallet-core", "contracts", "pipelines"}), &at, d, tag{"clones", "OFF-01", "many repositories were cloned in an hour"})
				}
			})
		}
	}
}

// quiet is S-E: three cases that are hard, as they should be.
func (w *world) quiet(c *chance, p *person, variant int) {
	p.skill = max(4, p.skill)
	day := w.handDay(c)
	switch variant {
	case 0:
		p.hard, p.note = true, "proof of control over the code account's history, and an unannounced live video"
		w.observe(p, w.moment(p, day, 11), "GIT-12", "security", "The code account lay still for six years and became busy two months before the application.")
		w.observe(p, w.moment(p, day, 11.2), "GIT-13", "security", "The archive has no public event of the account for five years in which the calendar shows work.")
	case 1:
		p.started, p.hired = -c.between(900, 1200), -1250
		p.hard, p.note = true, "one live meeting in person or at a partner's office"
		reasons := []string{"family matters", "passport renewal", "a knee operation", "a conference talk"}
		shuffle(c, reasons)
		for i := range 3 {
			d := day + i*c.between(6, 10)
			w.check(p, w.moment(p, d, 12), "in-person-meeting", "declined", p.mail, reasons[i], tag{fmt.Sprint("onsite", i), "WRK-07", "attendance on site was declined: " + reasons[i]})
		}
		w.observe(p, w.moment(p, day+c.between(21, 28), 10), "WRK-07", "people", "Three visits to the office and a promotion were declined, each with another reason.")
	default:
		p.note = "the unannounced possession check"
		w.observe(p, w.moment(p, day, 13), "GIT-07", "security", "The code account is linked to three accounts that other firms reported.")
		w.check(p, w.moment(p, day+c.between(2, 4), 10), "device-possession", "requested", "", "asked for a picture of the laptop at home")
		w.check(p, w.moment(p, day+c.between(5, 6), 10), "device-possession", "declined", "", "resigned instead of sending a picture", tag{"possession", "ONB-07", "the possession check was refused"})
		last := day + 10
		p.ended, p.notice = last, day+6
		w.tell(p, w.moment(p, day+6, 11), fact{event: "notice", effective: w.start.AddDate(0, 0, last), until: w.date(last), reason: "resigned"})
		w.tell(p, w.moment(p, last, 17), fact{event: "termination", effective: w.start.AddDate(0, 0, last), until: w.date(last)})
		w.observe(p, w.moment(p, day+9, 16), "OFF-04", "people", "No contact by any route since the picture was asked for.")
		p.once(last, 18, func(t time.Time) { w.okta(c, p, t, nil, userGone, true) })
	}
}

// payees is S-F: contractors whose pay meets in one place. Their accounts passed to
// others on a day.
func (w *world) payees(c *chance, who []*person) {
	day := w.handDay(c)
	shared := "0x" + c.hex(40)
	for i, p := range who {
		p.contract = "contractor"
		d := day + i*c.between(1, 3)
		wallet := "0x" + c.hex(40)
		tags := []tag{{"coin", "PAY-05", "pay in a stablecoin was asked for where bank transfer is the default"}}
		if p.skill <= 2 {
			wallet = shared
			if i > 0 {
				tags = append(tags, tag{"one wallet", "PAY-02", "two people are paid to one wallet"})
			}
		}
		w.repay(p, w.moment(p, d, c.span(8, 20)), wallet, p.name(), "USDC wallet", "asks to be paid in USDC", tags...)
		p.hours(c, d)
		lapse := d
		if i > 0 {
			lapse = max(d, day+5) + c.between(0, 2) // after the machine was seen under the first account
		}
		w.past(c, p, lapse, "hosting", c.below(4))
		p.direct = max(p.direct, 0.12)
		p.machineOf = who[0]
		if i > 0 {
			p.directTags = append(p.directTags, tag{"one machine", "NET-15", "one machine and authenticator serve two accounts"})
			p.exits = who[0].exits
		}
		if p.skill <= 3 {
			p.phoneID, p.phoneName = who[0].phoneID, who[0].phoneName
			p.once(d+1, p.begin+p.shiftAt(d+1)+0.3, func(t time.Time) {
				x := w.localDay(p, t)
				b := p.exits[0]
				s := &session{id: "idx" + c.hex(20), m: w.phoneMachine(p, x), at: spot{ip: b.host(4), block: b, kind: "hosting", at: b.at}, day: x}
				w.okta(c, p, t, s, newFactor, false, tag{"factor", "NET-15", "one authenticator serves two accounts"})
			})
		}
		// The analyst looks at the chain once pay has moved.
		look := d + c.between(20, 34)
		w.observe(p, w.moment(p, look, 12), "PAY-08", "compliance", "Two payees forward most of their pay to one address that is no known service.")
		if i == 0 {
			w.observe(p, w.moment(p, look, 12.5), "PAY-07", "compliance", "The collecting address received from a listed address by one hop.")
		}
		w.check(p, w.moment(p, d+c.between(8, 13), 12), "wallet-control", "requested", "finance@"+w.domain, "a signed message from the wallet was asked for")
	}
}
