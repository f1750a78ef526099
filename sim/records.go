package sim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// table is a CSV file of the firm's records.
type table struct {
	name string
	head []string
	rows []row
}

type row struct {
	at    time.Time
	cells []string
	acts  []*Act
}

// fact is a row of hris/changes.csv, but for who it is about.
type fact struct {
	event, old, fresh, until, status, by, reason string
	effective                                    time.Time
	name, login                                  string
}

const (
	hrisTable   = "hris/changes.csv"
	rosterTable = "hris/roster.csv"
	shipTable   = "shipments.csv"
	payTable    = "payroll.csv"
	accessTable = "access.csv"
	dlpTable    = "dlp.csv"
)

var heads = map[string]string{
	hrisTable: "event_id,time,event,employee_id,work_email,full_name,effective_date,old_value,new_value,end_date,status,approved_by,reason,job_title,team,employment_type,start_date,work_location,country,time_zone,address,github_login,personal_email,phone,referred_by",
	// The same columns in both: a roster is the record as it stands.
	rosterTable: "event_id,time,event,employee_id,work_email,full_name,job_title,team,employment_type,start_date,work_location,country,time_zone,address,github_login,personal_email,phone,referred_by,manager",
	shipTable:   "record_id,time,status,tracking_number,carrier,serial,ship_to,recipient,email,employee_id",
	payTable:    "record_id,time,event,employee_id,email,payee_token,payee_name,method,currency,amount,old,reason,changed_by",
	accessTable: "record_id,time,email,resource,privilege,status,approver,reason",
	dlpTable:    "record_id,time,email,file,bytes,destination_url,rule_name,severity,device,status",
}

// put adds a row. Rows outside of the window are dropped, but for those of before
// it that a firm would still hold (early).
func (w *world) put(name string, at time.Time, early bool, p *person, tags []tag, cells ...string) {
	if !at.Before(w.end) || at.Before(w.start) && !early {
		return
	}
	t := w.tables[name]
	if t == nil {
		t = &table{name: name, head: strings.Split(heads[name], ",")}
		w.tables[name] = t
	}
	r := row{at: at.UTC().Truncate(time.Second), cells: cells}
	for _, x := range tags {
		if a := p.mark(x, r.at); a != nil {
			r.acts = append(r.acts, a)
		}
	}
	t.rows = append(t.rows, r)
}

// tell writes a fact of HR.
func (w *world) tell(p *person, at time.Time, f fact, tags ...tag) {
	effective := ""
	if !f.effective.IsZero() {
		effective = f.effective.UTC().Format("2006-01-02")
	}
	cells := []string{f.event, p.number, p.mail, cmp.Or(f.name, p.name()), effective, f.old, f.fresh, f.until, f.status, f.by, f.reason}
	switch f.event {
	case "hire", "start":
		cells = append(cells, p.role.title, p.role.team, p.contract, w.date(p.started), p.at.label(), p.at.code, p.at.zone, p.address, p.login, p.own, p.phone, p.referred())
	case "role_change":
		cells = append(cells, p.role.title, p.role.team, "", "", "", "", "", "", "", "", "", "")
	default:
		cells = append(cells, "", "", "", "", "", "", "", "", f.login, "", "", "")
	}
	w.put(hrisTable, at, false, p, tags, cells...)
}

func (p *person) referred() string {
	if p.referrer == nil {
		return ""
	}
	return p.referrer.mail
}

func (w *world) date(day int) string { return w.start.AddDate(0, 0, day).Format("2006-01-02") }

// check writes a verification step with its outcome.
func (w *world) check(p *person, at time.Time, id, outcome, by, reason string, tags ...tag) {
	w.tell(p, at, fact{event: "verification", fresh: id, status: outcome, by: cmp.Or(by, "it@"+w.domain), reason: reason}, tags...)
}

// leave is time off, on record.
func (w *world) leave(p *person, from, days int) {
	for d := range days {
		p.off[from+d] = true
	}
	p.holidays = append(p.holidays, [2]int{from, from + days - 1})
}

// pay writes a payroll change or payment.
func (w *world) pay(p *person, at time.Time, event, old, reason, by string, tags ...tag) {
	amount := ""
	if event == "payment" {
		amount = money(p.amount)
	}
	w.put(payTable, at, false, p, tags, event, p.number, p.mail, p.payee, p.payeeName, p.method, p.currency, amount, old, reason, by)
}

// ship writes a movement of a device.
func (w *world) ship(p *person, at time.Time, status, tracking, carrier, serial, to, recipient string, tags ...tag) {
	w.put(shipTable, at, true, p, tags, status, tracking, carrier, serial, to, recipient, p.mail, p.number)
}

func (w *world) access(p *person, at time.Time, resource, privilege, status, reason string, tags ...tag) {
	by := "it@" + w.domain
	if p.manager != nil {
		by = p.manager.mail
	}
	w.put(accessTable, at, false, p, tags, p.mail, resource, privilege, status, by, reason)
}

func (w *world) disclose(p *person, at time.Time, file string, size int, target, rule, severity, status string, tags ...tag) {
	host := ""
	if l := p.laptop(w.dayOf(at)); l != nil {
		host = l.host
	}
	w.put(dlpTable, at, false, p, tags, p.mail, file, fmt.Sprint(size), target, rule, severity, host, status)
}

var carriers = []string{"Swiftline Parcel", "Northstar Freight", "Courier Guild"}

// records writes what HR, shipping and payroll hold of everybody.
func (w *world) records() {
	c := derive(w.cfg.Seed, "records")
	for _, p := range w.people {
		if p.started < 0 {
			manager := ""
			if p.manager != nil {
				manager = p.manager.mail
			}
			w.put(rosterTable, w.start, false, p, nil, "roster", p.number, p.mail, p.name(), p.role.title, p.role.team, p.contract, w.date(p.started), p.at.label(), p.at.code, p.at.zone, p.address, p.login, p.own, p.phone, p.referred(), manager)
			l := p.laptops[0]
			tracking := "SP" + c.letters(10)
			w.ship(p, l.enrolled.Add(-26*time.Hour), "delivered", tracking, pick(c, carriers), l.serial, p.address, p.name())
		}
		for _, h := range p.holidays {
			if p.employed(h[0]) {
				at := w.moment(p, max(0, h[0]-c.between(3, 20)), c.span(9, 17))
				w.tell(p, at, fact{event: "leave", fresh: "annual leave", effective: w.start.AddDate(0, 0, h[0]), until: w.date(h[1]), status: "approved"})
			}
		}
		if p.fresh && !p.planned {
			w.onboard(p, c, nil)
		}
		for _, s := range p.stays {
			if s.declared < never {
				w.tell(p, w.moment(p, s.declared, c.span(9, 17)), fact{event: "travel", fresh: s.at.label(), effective: w.start.AddDate(0, 0, s.from), until: w.date(s.to), reason: s.kind})
			}
		}
		// A few ask for rights they need, and get them.
		for range c.some(0.5 * float64(w.cfg.Days) / 90) {
			day := c.below(w.cfg.Days)
			if !p.employed(day) {
				continue
			}
			what := pick(c, []string{"crm", "design-tool", "ticket-system", "analytics", "vpn", "wiki-admin"})
			if p.role.cloud {
				what = pick(c, []string{"aws-staging", "aws-production", "cluster-admin", "log-search"})
			} else if p.role.code {
				what = pick(c, []string{"aws-staging", "package-registry", "log-search", "feature-flags"})
			}
			w.access(p, w.moment(p, day, c.span(9, 17)), what, "member", "requested", pick(c, []string{"needed for a ticket", "new project", "on-call"}))
			w.access(p, w.moment(p, day, c.span(9, 17)).Add(20*time.Hour), what, "member", "approved", "")
		}
		// Data-loss reports that mean little.
		for range c.some(0.45 * float64(w.cfg.Days) / 90) {
			day := c.below(w.cfg.Days)
			if p.employed(day) && p.laptop(day) != nil {
				w.disclose(p, w.moment(p, day, c.span(9, 18)), pick(c, []string{"holiday.jpg", "talk.pdf", "invoice-flat.pdf", "notes.txt", "payslip.pdf", "cv.docx"}), c.between(20, 4000)*1000, pick(c, []string{"drive.example", "mail.example", "share.example", ""}), "Personal storage", "low", pick(c, []string{"allowed", "blocked"}))
			}
		}
	}
	// Pay day is the 25th.
	for m := range 6 {
		day := time.Date(2026, time.Month(3+m), 25, 11, 0, 0, 0, time.UTC)
		for _, p := range w.people {
			if !p.employed(w.dayOf(day)) && !(p.ended < w.dayOf(day) && p.ended > w.dayOf(day)-31) {
				continue
			}
			q := *p
			for i := range p.payees {
				if x := &p.payees[i]; !day.Before(x.from) {
					q.payee, q.payeeName, q.method = x.payee, x.holder, x.method
				}
			}
			amount := money(p.amount)
			w.put(payTable, day.Add(time.Duration(p.n)*time.Second), false, p, p.payTags, "payment", p.number, p.mail, q.payee, q.payeeName, q.method, p.currency, amount, "", "", "payroll@"+w.domain)
		}
	}
}

// payeeFrom is a payee from a moment on.
type payeeFrom struct {
	from                  time.Time
	payee, holder, method string
}

// repay changes where a person is paid.
func (w *world) repay(p *person, at time.Time, payee, holder, method, reason string, tags ...tag) {
	old := p.payee
	if n := len(p.payees); n > 0 {
		old = p.payees[n-1].payee
	}
	p.payees = append(p.payees, payeeFrom{at, payee, holder, method})
	by := p.mail // people change it themselves
	if strings.Contains(reason, "on file") {
		by = "payroll@" + w.domain
	}
	w.put(payTable, at, false, p, tags, "bank change", p.number, p.mail, payee, holder, method, p.currency, "", old, reason, by)
}

// parcel is how a laptop reaches a new hire.
type parcel struct {
	to, recipient string // empty: the hire's own
	changed       float64
	// changed is how many days before dispatch the address was changed; 0 is never.
	changeTags, shipTags, handTags []tag
}

// onboard writes a hire: contract, laptop, first day, checks, first rights.
func (w *world) onboard(p *person, c *chance, way *parcel) {
	hired := w.moment(p, p.hired, c.span(10, 16))
	w.tell(p, hired, fact{event: "hire", effective: w.start.AddDate(0, 0, p.started)}, p.hireTags...)
	w.signatures(p, hired)
	l := p.laptops[0]
	dispatched := w.moment(p, p.started-c.between(3, 4), c.span(9, 12))
	delivered := dispatched.Add(time.Duration(c.span(22, 50) * float64(time.Hour)))
	tracking, carrier := "SP"+c.letters(10), pick(c, carriers)
	to, recipient := p.address, p.name()
	var shipTags, handTags []tag
	if way == nil && c.happens(0.12) {
		// A neighbour, a partner, the front desk.
		recipient = pick(c, []string{pick(c, firstNames) + " " + p.last, pick(c, firstNames) + " " + pick(c, lastNames), "Front desk"})
	}
	if way == nil && c.happens(0.06) {
		way = &parcel{to: p.at.street(c), changed: c.span(0.5, 4)} // at the parents', at work
	}
	if way != nil {
		to, recipient, shipTags, handTags = cmp.Or(way.to, to), cmp.Or(way.recipient, recipient), way.shipTags, way.handTags
		if way.changed > 0 {
			at := dispatched.Add(-time.Duration(way.changed * 24 * float64(time.Hour)))
			if at.Before(hired) {
				at = hired.Add(3 * time.Hour)
			}
			w.tell(p, at, fact{event: "delivery_address_change", old: p.address, fresh: to, reason: "asked to ship the laptop to another address"}, way.changeTags...)
		}
	}
	w.ship(p, dispatched, "dispatched", tracking, carrier, l.serial, to, "", shipTags...)
	w.ship(p, delivered, "delivered", tracking, carrier, l.serial, to, recipient, handTags...)
	l.enrolled = w.moment(p, p.started, p.begin+p.shiftAt(p.started))
	start := w.moment(p, p.started, 9)
	w.tell(p, start.Add(-time.Hour), fact{event: "start", effective: w.start.AddDate(0, 0, p.started)})
	w.pay(p, hired.Add(50*time.Hour), "payee registered", "", p.payReason, p.mail, p.joined...)
	switch {
	case p.noPossession:
	case c.happens(0.1):
		w.check(p, start.Add(3*time.Hour), "device-possession", "requested", "", "in meetings all day")
		w.check(p, start.Add(time.Duration(c.between(1, 4))*24*time.Hour), "device-possession", "passed", "", "asked again")
	default:
		w.check(p, start.Add(time.Duration(c.span(1, 6)*float64(time.Hour))), "device-possession", "passed", "", "asked on the first day")
	}
	w.access(p, start.Add(2*time.Hour), p.role.team, "member", "requested", "new joiner")
	w.access(p, start.Add(3*time.Hour), p.role.team, "member", "approved", "new joiner")
	w.apply(p, c)
}

func (w *world) writeTables() error {
	for _, name := range []string{rosterTable, hrisTable, shipTable, payTable, accessTable, dlpTable} {
		t := w.tables[name]
		if t == nil {
			t = &table{name: name, head: strings.Split(heads[name], ",")}
		}
		slices.SortStableFunc(t.rows, func(a, b row) int { return a.at.Compare(b.at) })
		o, err := w.files.create(name)
		if err != nil {
			return err
		}
		o.line([]byte(heads[name]))
		prefix := strings.NewReplacer("hris/", "", ".csv", "").Replace(name)
		for i, r := range t.rows {
			cells := append([]string{fmt.Sprintf("%s-%d", prefix, i+1), shortTime(r.at)}, r.cells...)
			o.line([]byte(csvLine(cells)))
			w.summary.Lines[prefix]++
			for _, a := range r.acts {
				a.Where = o.place()
			}
		}
		at := w.end
		if name == rosterTable {
			at = w.start
		}
		if err := o.close(at); err != nil {
			return err
		}
	}
	return nil
}

func csvLine(cells []string) string {
	for i, c := range cells {
		if strings.ContainsAny(c, ",\"\n") {
			cells[i] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
	}
	return strings.Join(cells, ",")
}
