package sim

import (
	"fmt"
	"time"
)

// lives gives ordinary things to people: some join, leave, travel, move, change
// roles, phones and laptops, forget passwords, use tools. Operators live too, but
// do not leave or travel.
func (w *world) lives() {
	rate := float64(w.cfg.Days) / 90
	for _, p := range w.people {
		c := derive(w.cfg.Seed, "life", p.n)
		plainPerson := p.pattern == ""
		if plainPerson && !p.fresh && c.happens(0.06*rate) {
			w.join(c, p, c.between(min(12, w.cfg.Days/3), max(12, w.cfg.Days-8)))
		}
		if plainPerson && !p.fresh && c.happens(0.035*rate) {
			w.leaves(c, p)
		}
		w.travels(c, p, rate)
		w.devices(c, p, rate)
		w.tools(c, p)
		if plainPerson && c.happens(0.03*rate) {
			w.moves(c, p)
		}
		if plainPerson && c.happens(0.025*rate) {
			day := c.between(3, w.cfg.Days)
			old := *p.role
			fresh := old
			fresh.title = "Senior " + old.title
			p.once(day, 10, func(t time.Time) {
				p.role = &fresh
				w.tell(p, t, fact{event: "role_change", old: old.title, fresh: fresh.title, effective: t})
			})
		}
		if plainPerson && c.happens(0.05*rate) {
			// A new bank, the same holder.
			day := c.below(w.cfg.Days)
			if p.employed(day) {
				w.repay(p, w.moment(p, day, c.span(8, 22)), "hmac:"+c.hex(20), p.name(), p.method, "new bank")
			}
		}
		if plainPerson && p.cameraOff > 0.8 && c.happens(0.3) {
			w.tell(p, w.moment(p, c.below(w.cfg.Days), 11), fact{event: "accommodation", fresh: "camera", status: "approved"})
		}
	}
}

// join makes somebody a new hire who starts on a day.
func (w *world) join(c *chance, p *person, day int) {
	for weekend(p.at, w.start.AddDate(0, 0, day)) || p.at.holiday(w.start.AddDate(0, 0, day)) {
		day++
	}
	p.fresh, p.started, p.hired = true, day, day-c.between(8, 12)
	for d := range 12 {
		delete(p.off, day+d)
		delete(p.sick, day+d)
	}
	p.holidays = nil
	p.officeShare = min(p.officeShare, 0.2)
	if c.happens(0.2) && len(w.people) > 20 {
		if r := pick(c, w.people); r != p && r.kind == Honest && !r.fresh {
			p.referrer = r
		}
	}
}

// leaves is notice, last weeks, a few files of one's own, the laptop's way back.
func (w *world) leaves(c *chance, p *person) {
	notice := c.between(4, max(5, w.cfg.Days-10))
	last := notice + c.between(10, 28)
	p.notice, p.ended = notice, last
	w.tell(p, w.moment(p, notice, 10), fact{event: "notice", effective: w.start.AddDate(0, 0, last), until: w.date(last), reason: pick(c, []string{"resigned", "resigned", "end of contract"})})
	w.tell(p, w.moment(p, last, 17), fact{event: "termination", effective: w.start.AddDate(0, 0, last), until: w.date(last)})
	for i := range c.some(2.2) {
		w.disclose(p, w.moment(p, c.between(notice, last), c.span(10, 18)), pick(c, []string{"family-photos.zip", "payslips.zip", "cv.docx", "reference-letter.pdf", "contacts.csv"}), c.between(1, 60)*100000+i, pick(c, []string{"drive.example", "mail.example"}), "Personal storage", "low", "allowed")
	}
	l := p.laptops[0]
	back := w.moment(p, last+c.between(3, 11), 14)
	w.ship(p, back, "return dispatched", "SP"+c.letters(10), pick(c, carriers), l.serial, "1 Granary Row, Porto 4050, PT", "")
	p.once(last, 18, func(t time.Time) { w.okta(c, p, t, nil, userGone, true) })
}

func (w *world) travels(c *chance, p *person, rate float64) {
	if p.operator() {
		return
	}
	for range c.some(0.35 * rate) {
		from := c.below(w.cfg.Days)
		s := stay{from: from, to: from + c.between(2, 9), kind: pick(c, []string{"business", "business", "family", "conference"}), at: pick(c, w.places), declared: never}
		if s.at == p.at || p.away(from) != nil || from < p.started+5 || p.hosted < never {
			continue
		}
		s.block = w.space.common("business", s.at, c.below(2))
		if c.happens(0.75) {
			s.declared = max(0, from-c.between(1, 14))
		} else if c.happens(0.4) {
			s.declared = min(w.cfg.Days-1, from+c.between(1, 3)) // told of late
		}
		p.stays = append(p.stays, s)
		if c.happens(0.4) {
			// On the way, by the aircraft's network.
			b := w.space.common("airline", w.places[0], 0)
			p.once(from, c.span(6, 20), func(t time.Time) {
				if p.employed(from) && p.laptop(from) != nil {
					w.signIn(c, p, t, &session{m: w.laptopMachine(p, p.laptop(from), from), at: spot{ip: b.host(uint64(c.below(100))), block: b, kind: "airline", at: p.at}, day: from}, time.Hour, 1)
				}
			})
		}
	}
}

// moves is a change of home.
func (w *world) moves(c *chance, p *person) {
	day := c.between(4, w.cfg.Days)
	at := p.at
	if c.happens(0.25) {
		at = pick(c, w.places)
	}
	if at.code != p.at.code {
		at = p.at // a move abroad is a new contract
	}
	p.homes = append(p.homes, lived{day, w.space.household(c, at, c.happens(0.5))})
	old, fresh := p.address, at.street(c)
	w.tell(p, w.moment(p, max(0, day+c.between(-9, 6)), 12), fact{event: "address_change", old: old, fresh: fresh, effective: w.start.AddDate(0, 0, day), reason: "moved house"})
}

// devices are new phones and browsers, replaced laptops, forgotten passwords.
func (w *world) devices(c *chance, p *person, rate float64) {
	session := func(t time.Time) *session {
		d := w.localDay(p, t)
		l := p.laptop(d)
		if !p.employed(d) || l == nil {
			return nil
		}
		at := w.here(c, p, d)
		return &session{id: "idx" + c.hex(20), m: w.laptopMachine(p, l, d), at: at, day: d}
	}
	if c.happens(0.12 * rate) {
		p.once(c.below(w.cfg.Days), 9.2+c.unit()*7, func(t time.Time) {
			s := session(t)
			if s == nil {
				return
			}
			w.okta(c, p, t, nil, noFactors, true)
			p.phoneID, p.phoneName, p.phonePrint = "guo"+c.hex(17), pick(c, []string{"iPhone 16", "Pixel 9", "Galaxy S24", "iPhone 15"}), c.hex(32)
			w.okta(c, p, t.Add(4*time.Minute), s, deviceAdded, false)
			w.okta(c, p, t.Add(5*time.Minute), s, newFactor, false)
		})
	}
	for range c.some(0.2 * rate) {
		p.once(c.below(w.cfg.Days), 8.8+c.unit()*8, func(t time.Time) {
			if s := session(t); s != nil {
				w.okta(c, p, t, s, sessionFail, false)
				w.okta(c, p, t.Add(time.Minute), s, passReset, false)
				w.okta(c, p, t.Add(3*time.Minute), s, passUpdate, false)
			}
		})
	}
	if c.happens(0.06 * rate) {
		p.once(c.below(w.cfg.Days), 6, func(time.Time) {
			p.profile = c.hex(32)
			if c.happens(0.4) {
				p.browser = pick(c, []string{"CHROME", "FIREFOX", "EDGE"})
			}
		})
	}
	if p.pattern == "" && !p.fresh && c.happens(0.04*rate) && w.cfg.Days > 20 {
		day := c.between(8, w.cfg.Days-5)
		old := p.laptops[0]
		fresh := w.newLaptop(c, old.windows)
		fresh.from, old.to = day, day-1
		fresh.enrolled = w.moment(p, day, 9)
		p.laptops = append(p.laptops, fresh)
		tracking, carrier := "SP"+c.letters(10), pick(c, carriers)
		w.ship(p, w.moment(p, day-4, 10), "dispatched", tracking, carrier, fresh.serial, p.address, "")
		w.ship(p, w.moment(p, day-2, 13), "delivered", tracking, carrier, fresh.serial, p.address, p.name())
		w.ship(p, w.moment(p, day+4, 15), "return dispatched", "SP"+c.letters(10), carrier, old.serial, "1 Granary Row, Porto 4050, PT", "")
	}
}

// tools are programs that some people run, for reasons of their own.
func (w *world) tools(c *chance, p *person) {
	whole := func(name string, share float64) {
		p.uses = append(p.uses, use{name: name, from: -never, to: never, share: share})
	}
	if p.role.code {
		switch x := c.unit(); {
		case x < 0.10:
			whole("Tailscale", 0.3)
		case x < 0.14:
			whole("ngrok", 0.1)
		case x < 0.17:
			whole("cloudflared", 0.1)
		case x < 0.23:
			whole("VirtualBox", 0.25)
		}
	}
	permit := func(what string) {
		if c.happens(0.4) {
			w.tell(p, w.moment(p, c.below(max(2, w.cfg.Days/4)), 11), fact{event: "exception", fresh: what, status: "approved", by: "security@" + w.domain})
		}
	}
	if n := len(p.uses); n > 0 && p.role.code && p.pattern == "" && p.uses[0].name != "Tailscale" {
		permit(p.uses[0].name)
	}
	if len(p.privacy) > 0 && p.pattern == "" {
		permit("vpn")
	}
	if c.happens(0.012) {
		whole("Caffeine", 0.2)
	}
	if c.happens(0.02) {
		whole("PowerToys Awake", 0.1)
	}
	if c.happens(0.012) {
		whole("OBS", 0.06)
	}
	if p.role.team == "IT" {
		whole("TeamViewer", 0.8)
	}
	if len(p.privacy) > 0 && p.privacy[0].op.service == "Mullvad" && c.happens(0.5) {
		whole("Mullvad VPN", 0.4)
	}
}

// signatures are the contract's envelope, seen and signed.
func (w *world) signatures(p *person, hired time.Time) {
	c := derive(w.cfg.Seed, "envelope", p.n)
	h := p.home(p.hired)
	ip, id := h.ip(p.hired), "env-"+c.hex(12)
	if p.signsFrom != nil {
		ip = p.signsFrom.host(3)
	}
	for i, what := range []string{"sent", "viewed", "signed"} {
		at := hired.Add(-time.Duration(5-2*i) * time.Hour)
		o := begin(420)
		o.s("envelope_id", id).at("time", at, seconds).s("email", p.own).s("name", p.name()).s("action", what).s("ip", ip).s("title", "Contract of "+p.role.title).s("id", id+"-"+fmt.Sprint(i))
		w.log.emit(esign, at, o.done(), p)
	}
}
