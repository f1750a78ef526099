package sim

import "time"

// lookAlikes are honest people who set off observations. Each has in the records
// what clears it.
var lookAlikes = []string{
	"expat-astrill", "capture-card-camera", "home-lab-kvm", "managed-service-technician", "couple", "name-change", "imported-history", "contractor-transfer-service", "night-worker",
	"camera-accommodation", "identity-theft-victim", "support-two-tools", "traveller", "co-working", "flatmates", "own-company",
}

func (w *world) lookAlike(name string, c *chance, p *person, next func(func(*person) bool) *person) {
	day := c.between(min(3, w.cfg.Days/5), max(4, min(60, w.cfg.Days*2/3)))
	// soon is some days after, when somebody asked and it was answered.
	soon := func(a, b int) time.Time { return w.moment(p, day+c.between(a, b), c.span(9, 17)) }
	permit := func(at time.Time, what, reason string) {
		w.tell(p, at, fact{event: "exception", fresh: what, status: "approved", by: "security@" + w.domain, reason: reason})
	}
	second := func() *person {
		q := next(nil)
		if q == nil {
			return nil
		}
		q.pattern, q.clears = name, p.clears
		p.group = append(p.group, p, q)
		q.group = p.group
		return q
	}
	switch name {
	case "expat-astrill":
		p.clears = "the place is on record, the device is seen there, possession and network were checked"
		for range 3 {
			p.privacy = append(p.privacy, w.exit("vpn", 0, c, nil))
		}
		p.relay, p.privacyShare = nil, 0.65
		p.exitTags = []tag{{"exit", "NET-01", "a sign-in came through an exit of Astrill"}, {"exit", "NET-03", "the exit lies in a hosting network"}, {"exit", "NET-04", "exits in several countries"}}
		p.uses = append(p.uses, use{name: "Astrill", from: -never, to: never, share: 0.5, tags: []tag{{"client", "END-15", "a consumer VPN client is installed"}}})
		day = c.between(1, 6)
		w.check(p, soon(1, 5), "device-possession", "passed", "", "about: NET-01, NET-03; serial and place shown on video")
		w.check(p, soon(2, 6), "network-repeat", "passed", "", "about: NET-01, NET-03, NET-04; signed in without the VPN from the stated home")
		permit(soon(3, 9), "vpn", "lives where the open network is filtered")
	case "capture-card-camera":
		p.clears = "the built-in camera was used for a minute"
		p.camera, p.cameraOff = pick(c, []string{"Cam Link 4K", "HDMI Capture", "USB3 HDMI Capture"}), 0.05
		p.cameraTag = tag{"camera", "INT-04", "the meeting log shows a capture card as camera"}
		day = c.between(2, 9)
		w.check(p, soon(1, 9), "builtin-camera", "passed", "", "about: INT-04; a photo camera on a capture card")
	case "home-lab-kvm":
		p.clears = "the exception form, and the possession check"
		for i, k := range []int{0, 1, 5} {
			p.once(day+k, 19.2+float64(i)/3, func(t time.Time) {
				if l := p.laptop(w.localDay(p, t)); l != nil {
					w.plug(c, p, l, t, networkKVMs[0], "added", tag{"kvm", "END-06", "a USB device has the strings of a PiKVM"})
					w.plug(c, p, l, t.Add(40*time.Minute), networkKVMs[0], "removed")
				}
			})
		}
		w.check(p, soon(1, 7), "device-possession", "passed", "", "about: END-06; laptop and home lab shown on video")
		permit(soon(2, 8), "PiKVM", "home lab, not used with the laptop any more")
	case "managed-service-technician":
		p.clears = "the role, the approved list and the manager's word"
		r := roleNamed("IT Support Technician")
		p.role, p.contract, p.login, p.repos = r, "agency", "", nil
		p.uses = append(p.uses, use{name: "TeamViewer", from: -never, to: never, share: 0.9}, use{name: "Splashtop", from: -never, to: never, share: 0.5, tags: []tag{{"tool", "END-01", "Splashtop is not on the general list"}, {"tool", "END-02", "tools of two vendors on one device"}}})
		permit(w.moment(p, c.between(0, 3), 10), "Splashtop", "the provider's tool for its other customers")
		w.check(p, w.moment(p, c.between(2, 8), 11), "manager-confirmation", "passed", "", "about: END-01, END-02; part of the job")
	case "couple":
		p.clears = "two verified identities, and the relation declared"
		if q := second(); q != nil {
			w.oneRoof(c, p, q, true)
		}
	case "name-change":
		p.clears = "the document of the change, asked for in private"
		old, fresh := p.last, pick(c, lastNames)
		bank := day - c.between(2, 5)
		w.repay(p, w.moment(p, max(0, bank), 10), "hmac:"+c.hex(20), p.first+" "+fresh, p.method, "account under my new name", tag{"payee", "PAY-01", "the holder of the account has another name"})
		p.once(day, 9.5, func(t time.Time) {
			w.tell(p, t, fact{event: "name_change", old: p.first + " " + old, fresh: p.first + " " + fresh, name: p.first + " " + fresh, effective: t}, tag{"name", "ONB-08", "the name differs between papers"})
			p.last = fresh
			w.okta(c, p, t.Add(2*time.Hour), nil, renamed, true)
		})
		if p.login != "" {
			login := p.login
			p.once(day+2, 11, func(t time.Time) {
				p.login = plain(p.first[:1]) + plain(fresh) + "-" + p.number[3:]
				w.tell(p, t, fact{event: "name_change", old: login, fresh: p.login, name: p.name(), login: p.login, reason: "new login at the code host"}, tag{"login", "GIT-10", "the code-hosting login changed during employment"})
			})
		}
		w.check(p, soon(3, 8), "name-change-document", "passed", "people@"+w.domain, "about: PAY-01, ONB-08, GIT-10")
	case "imported-history":
		p.clears = "the original location of the history"
		w.observe(p, w.moment(p, day, 11), "GIT-01", "security", "A repository has commits that are older than the account.")
		w.observe(p, w.moment(p, day, 11.1), "GIT-04", "security", "Eight years of dates were pushed within one hour.")
		at := soon(2, 7)
		w.dossier(p).check("history-origin", "passed", at, "security", "imported from a public archive of another host")
		w.check(p, at, "history-origin", "passed", "security@"+w.domain, "about: GIT-01, GIT-04")
	case "contractor-transfer-service":
		p.clears = "proof that the account is the person's own"
		p.contract, p.method = "contractor", "bank transfer"
		w.repay(p, w.moment(p, day, 12), "hmac:"+c.hex(20), p.name(), pick(c, []string{"Wise", "Payoneer"}), "lower fees", tag{"channel", "PAY-04", "pay goes to a transfer service"})
		w.check(p, soon(3, 11), "payee-proof", "passed", "finance@"+w.domain, "about: PAY-04, PAY-12")
	case "night-worker":
		p.clears = "one live meeting in the stated morning, and the arrangement on record"
		p.shift, p.shiftFrom = c.span(8.5, 11), -never
		p.shiftTag = tag{"hours", "NET-10", "works at night in the stated zone"}
		p.weekend = 0.1
		w.check(p, w.moment(p, c.between(8, 25)%w.cfg.Days, 9.5), "unannounced-video", "passed", "people@"+w.domain, "about: NET-10, GIT-17; met in the morning of the stated place")
		permit(w.moment(p, c.between(5, 30)%w.cfg.Days, 11), "hours", "works when the children sleep")
	case "camera-accommodation":
		p.clears = "the accommodation on record"
		p.cameraOff = 1
		p.cameraTag = tag{"camera", "WRK-05", "the camera is never on in team calls"}
		w.tell(p, w.moment(p, c.between(0, 2), 9), fact{event: "accommodation", fresh: "camera", status: "approved", by: "people@" + w.domain})
		w.dossier(p).accommodations = []string{"camera"}
		w.observe(p, w.moment(p, day, 14), "INT-01", "hiring manager", "The camera stayed off in two talks about another team's post.")
	case "identity-theft-victim":
		p.clears = "an in-person check, and the list entry corrected"
		p.fresh, p.planned = true, true
		w.join(c, p, w.startDay(c))
		w.onboard(p, c, nil)
		// Somebody used the name some weeks before.
		at := w.moment(p, p.hired-c.between(30, 44), 12)
		w.delivery(p, "new_candidate_application", &candidate{first: p.first, last: p.last, mail: plain(p.first) + plain(p.last) + "77@post.example", phone: p.phone, city: p.at.city, country: p.at.country, job: p.role.title, source: "Job board", applied: at}, at, time.Time{}, time.Time{}, time.Time{}, 9000+p.n)
		seen := w.moment(p, p.started-c.between(1, 4), 10)
		w.observe(p, seen, "APP-26", "people", "The name and phone equal an entry on a shared list.")
		w.observe(p, seen.Add(49*time.Hour), "PAY-16", "finance", "The tax office reports the number from a distant employer at the same time.")
		met := w.moment(p, p.started+c.between(2, 7), 11)
		w.check(p, met, "in-person-meeting", "passed", "people@"+w.domain, "about: APP-26, APP-21, PAY-16; met at the partner's office with the document")
		w.check(p, met.Add(50*time.Hour), "list-match-review", "passed", "security@"+w.domain, "about: APP-26; the entry names the person who used the identity")
	case "support-two-tools":
		p.clears = "the role, and the exceptions on record"
		p.role, p.login, p.repos = roleNamed("Support Engineer"), "", nil
		p.uses = append(p.uses, use{name: "TeamViewer", from: -never, to: never, share: 0.4}, use{name: "AnyDesk service", from: -never, to: never, share: 0.5, tags: []tag{{"tool", "END-01", "AnyDesk is not on the general list"}, {"tool", "END-02", "tools of two vendors on one device"}, {"tool", "NET-16", "the laptop contacts the brokers of AnyDesk"}}})
		permit(w.moment(p, c.between(1, 9), 10), "AnyDesk", "customers ask for it")
		w.check(p, w.moment(p, c.between(3, 10), 15), "manager-confirmation", "passed", "", "about: END-01, END-02, NET-16")
	case "traveller":
		p.clears = "notices of travel, some of them late"
		p.exitTags = nil
		from := c.between(2, 7)
		for from < w.cfg.Days-3 {
			s := stay{from: from, to: from + c.between(3, 8), kind: "business", at: pick(c, w.places), declared: max(0, from-c.between(1, 9))}
			if c.happens(0.3) {
				s.declared = min(w.cfg.Days-1, from+c.between(1, 2))
			}
			if s.at != p.at {
				s.block = w.space.common("business", s.at, c.below(2))
				p.stays = append(p.stays, s)
				p.once(s.from, 8, func(time.Time) {
					p.marksTravel = tag{"travel", "NET-04", "sign-ins from places far apart within a day"}
				})
			}
			from = s.to + c.between(4, 12)
		}
	case "co-working":
		p.clears = "the space is a business that many firms use; homes differ"
		b := w.space.four(w.space.operatorOf("business", p.at.code, 2), p.at)
		list := []*person{p}
		for range 1 + c.below(2) {
			if q := second(); q != nil {
				w.settle(c, q, p.at)
				list = append(list, q)
			}
		}
		for _, q := range list {
			q.group = list
			q.cowork, q.coworkLine, q.coworkShare, q.officeShare = b, 1, 0.7, 0
			q.exitTags = nil
			q.marksTravel = tag{"space", "NET-07", "several people work from one network"}
			w.check(q, w.moment(q, c.between(5, 14)%w.cfg.Days, 13), "case-comparison", "passed", "people@"+w.domain, "about: NET-07; members of one co-working space, asked each alone")
		}
	case "flatmates":
		p.clears = "the relation is declared, both identities verified, separate accounts"
		if q := second(); q != nil {
			w.oneRoof(c, p, q, false)
		}
	case "own-company":
		p.clears = "the register names the person as owner; the contract is with the company"
		p.contract = "contractor"
		w.repay(p, w.moment(p, day, 12), "hmac:"+c.hex(20), p.last+" "+pick(c, []string{"Engineering Ltd", "Consulting GmbH", "Software Unip. Lda", "Studio LLC"}), "company account", "own company; contract on file", tag{"payee", "PAY-01", "the holder of the account has another name"}, tag{"payee", "PAY-12", "the payee is a company"})
		w.check(p, soon(2, 9), "company-register", "passed", "finance@"+w.domain, "about: PAY-01, PAY-12, PAY-14; owner confirmed in the register")
		w.check(p, soon(3, 10), "payee-proof", "passed", "finance@"+w.domain, "about: PAY-01, PAY-12; statement of the company's account")
	}
}

// oneRoof are two who live together: a couple shares an account, flatmates do not.
// The second is hired within the window.
func (w *world) oneRoof(c *chance, p, q *person, couple bool) {
	w.settle(c, q, p.at)
	h := w.space.household(c, p.at, false)
	p.homes, q.homes = []lived{{-never, h}}, []lived{{-never, h}}
	q.address = p.address
	q.fresh, q.planned, q.referrer = true, true, p
	w.join(c, q, w.startDay(c))
	q.referrer = p
	way := &parcel{shipTags: []tag{{"ship", "ONB-03", "two people receive equipment at one address"}}}
	home := []tag{{"home", "NET-07", "two people work from one home network"}, {"home", "END-18", "laptops of two people stay in one place"}}
	if couple {
		if q.last != p.last && c.happens(0.5) {
			q.last = p.last
		}
		q.payee, q.payeeName = p.payee, p.name()
		q.payTags = []tag{{"payee", "PAY-02", "two people are paid to one account"}}
		if q.payeeName != q.name() {
			q.payTags = append(q.payTags, tag{"payee", "PAY-01", "the holder of the account has another name"})
		}
		q.joined = q.payTags
		w.check(q, w.moment(q, q.started+c.between(4, 12), 10), "payee-proof", "passed", "finance@"+w.domain, "about: PAY-01, PAY-02; a joint account, both names on the statement")
		q.hireTags = []tag{{"contact", "APP-01", "the postal address appears under two names"}}
	} else if c.happens(0.4) {
		q.last = p.last // siblings
	}
	w.onboard(q, c, way)
	p.once(q.started, 0.2, func(time.Time) { p.marksTravels = home })
	q.marksTravels = home
	// They say so at once, or when asked.
	told := w.moment(q, q.started+c.between(-3, 6), 11)
	w.tell(q, told, fact{event: "relation", fresh: p.number, status: "declared", reason: "household"})
	w.tell(p, told.Add(3*time.Hour), fact{event: "relation", fresh: q.number, status: "declared", reason: "household"})
	for _, x := range []*person{p, q} {
		w.check(x, w.moment(x, q.started+c.between(2, 9), 12), "in-person-meeting", "passed", "people@"+w.domain, "about: ONB-03, NET-07, END-18, PAY-02, APP-01; both met at the office")
		w.check(x, w.moment(x, q.started+c.between(3, 10), 15), "case-comparison", "passed", "people@"+w.domain, "about: ONB-03, NET-07, END-18, PAY-02, APP-01; asked each alone, the answers agree")
	}
}

func roleNamed(title string) *role {
	for _, r := range roles {
		if r.title == title {
			return r
		}
	}
	return roles[0]
}
