package sim

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
)

// applicant is one Greenhouse delivery.
type applicant struct {
	name string
	body []byte
	at   time.Time
	acts []*Act
}

// candidate is what a form holds of somebody.
type candidate struct {
	first, last, mail, phone, city, country, site, job, source string
	company, title                                             string
	applied                                                    time.Time
}

var employers = []string{"Brightwater Analytics", "Tern and Co", "Millstone Software", "Juniper Lane Labs", "Quarrystone Games", "Saltmarsh Payments", "Heronbyte", "Oxbow Logistics", "Copperleaf Health", "Gannet Data", "Fernhill Studio", "Larkspur Systems"}

// delivery is a webhook as Greenhouse sends it.
func (w *world) delivery(p *person, action string, x *candidate, at, offered, accepted, starts time.Time, id int, tags ...tag) {
	if at.Before(w.start.AddDate(0, 0, -60)) || !at.Before(w.end) {
		return
	}
	o := begin(1500)
	o.s("action", action).open("payload").open("application").n("id", int64(75000+id)).at("applied_at", x.applied, millis).at("last_activity_at", at, millis).s("status", map[bool]string{true: "hired", false: "active"}[action == "hire_candidate"])
	o.open("source").n("id", 3).s("public_name", x.source).close()
	o.open("candidate").n("id", int64(61000+id)).s("first_name", x.first).s("last_name", x.last).q("company", x.company).q("title", x.title).at("created_at", x.applied, millis)
	o.list("phone_numbers")
	if x.phone != "" {
		o.open("").s("value", x.phone).s("type", "mobile").close()
	}
	o.end().list("email_addresses").open("").s("value", x.mail).s("type", "personal").close().end()
	o.list("addresses").open("").s("value", x.city+", "+x.country).s("type", "home").close().end()
	o.list("website_addresses")
	if x.site != "" {
		o.open("").s("value", x.site).s("type", "portfolio").close()
	}
	o.end().list("attachments").open("").s("filename", "resume.pdf").s("url", "https://files.example/"+fmt.Sprint(id)+"/resume.pdf").s("type", "resume").close().end().close()
	o.list("jobs").open("").n("id", int64(1+derive(2, x.job).below(60))).s("name", x.job).close().end().list("answers").end()
	if !offered.IsZero() {
		o.open("offer").at("sent_at", offered, millis).at("resolved_at", accepted, millis).s("starts_at", starts.Format("2006-01-02")).close()
	}
	o.close().close()
	a := applicant{name: fmt.Sprintf("ats/%s-%s-%05d.json", at.UTC().Format("20060102T150405"), action, id), body: o.done(), at: at}
	for _, t := range tags {
		if act := p.mark(t, at); act != nil {
			a.acts = append(a.acts, act)
		}
	}
	w.applicants = append(w.applicants, a)
}

// apply is the application of a hire, and the dossier that recruiters kept.
func (w *world) apply(p *person, c *chance) {
	applied := w.moment(p, p.hired-c.between(9, 24), c.span(8, 21))
	x := &candidate{first: p.first, last: p.last, mail: p.own, phone: p.phone, city: p.at.city, country: p.at.country, job: p.role.title, source: pick(c, []string{"Careers page", "Job board", "Referral", "LinkedIn"}), company: pick(c, employers), title: p.role.title, applied: applied}
	if p.pattern == "S-C" {
		x.phone = "" // given with the contract only
	}
	if p.role.code {
		x.site = "https://github.com/" + p.login
	}
	w.delivery(p, "new_candidate_application", x, applied, time.Time{}, time.Time{}, time.Time{}, p.n)
	hired := w.moment(p, p.hired, 10)
	w.delivery(p, "hire_candidate", x, hired, hired.Add(-46*time.Hour), hired.Add(-4*time.Hour), w.moment(p, p.started, 9), p.n)
	w.dossierOf(p, c, applied, x)
}

// others are people who applied and were not hired.
func (w *world) others() {
	c := derive(w.cfg.Seed, "applicants")
	for i := range w.cfg.People * w.cfg.Days / 250 {
		at := pick(c, w.places)
		x := &candidate{first: pick(c, firstNames), last: pick(c, lastNames), city: at.city, country: at.country, job: pick(c, roles).title, source: pick(c, []string{"Careers page", "Job board", "LinkedIn"}), company: pick(c, employers), title: "Engineer",
			applied: w.start.Add(time.Duration(c.unit() * float64(w.cfg.Days) * 24 * float64(time.Hour)))}
		x.mail = plain(x.first) + "." + plain(x.last) + fmt.Sprint(c.between(100, 9999)) + "@" + pick(c, []string{"mailbox.example", "post.example", "inbox.test"})
		x.phone = w.phone(c, at.code)
		w.delivery(nil, "new_candidate_application", x, x.applied, time.Time{}, time.Time{}, time.Time{}, 10000+i)
	}
}

func (w *world) writeApplicants() error {
	w.others()
	slices.SortStableFunc(w.applicants, func(a, b applicant) int { return strings.Compare(a.name, b.name) })
	for _, a := range w.applicants {
		if err := w.files.whole(a.name, append(a.body, '\n'), a.at); err != nil {
			return err
		}
		w.summary.Lines["ats"]++
		for _, act := range a.acts {
			act.Where = a.name + ":1"
		}
	}
	return nil
}

// dossier is a document about a person, written line by line so that the line of an
// act is known.
type dossier struct {
	p                          *person
	applied, offered, accepted time.Time
	started, recruited         time.Time // recruited is when the last source came in
	sources                    []noted   // YAML list items, each one line
	observations               []noted
	checks                     []noted
	accommodations             []string
}

type noted struct {
	at   time.Time
	text string
	acts []*Act
}

func (w *world) dossier(p *person) *dossier {
	d := w.dossiers[p.number]
	if d == nil {
		d = &dossier{p: p, started: w.moment(p, p.started, 9)}
		w.dossiers[p.number] = d
	}
	return d
}

// source adds a source: one line of YAML in flow form.
func (d *dossier) source(at time.Time, line string, tags ...tag) {
	n := noted{at: at, text: line}
	for _, t := range tags {
		if a := d.p.mark(t, at); a != nil {
			n.acts = append(n.acts, a)
		}
	}
	d.sources = append(d.sources, n)
	if at.After(d.recruited) {
		d.recruited = at
	}
}

// observe adds what somebody saw and wrote down. Outside of the window nobody has.
func (w *world) observe(p *person, at time.Time, indicator, by, note string, tags ...tag) {
	if at.Before(w.start.AddDate(0, 0, -60)) || !at.Before(w.end) {
		return
	}
	d := w.dossier(p)
	n := noted{at: at, text: fmt.Sprintf("{indicator: %s, at: %s, by: %s, note: %s}", indicator, shortTime(at), text(by), text(note))}
	for _, t := range append(tags, tag{"dossier", indicator, note}) {
		if a := p.mark(t, at); a != nil {
			n.acts = append(n.acts, a)
		}
	}
	d.observations = append(d.observations, n)
}

func (d *dossier) check(id, outcome string, at time.Time, by, note string) {
	d.checks = append(d.checks, noted{at: at, text: fmt.Sprintf("{check: %s, outcome: %s, at: %s, by: %s, note: %s}", id, outcome, shortTime(at), text(by), text(note))})
}

// address is a postal address of one line as the members of a dossier's address.
func (w *world) yamlAddress(line, use string) string {
	parts := strings.Split(line, ", ")
	country, town := parts[len(parts)-1], ""
	if len(parts) > 2 {
		town = parts[1]
	}
	region, code := "", ""
	if country == "US" && len(parts) > 3 {
		region, code, _ = strings.Cut(parts[2], " ")
	} else if i := strings.LastIndexByte(town, ' '); i > 0 && strings.ContainsAny(town[i:], "0123456789") {
		for _, p := range w.places {
			if rest, ok := strings.CutPrefix(town, p.city+" "); ok {
				town, code = p.city, rest
				break
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "{lines: [%s], city: %s", text(parts[0]), text(town))
	if use != "" {
		fmt.Fprintf(&b, ", use: %s", use)
	}
	if region != "" {
		fmt.Fprintf(&b, ", region: %s", region)
	}
	if code != "" {
		fmt.Fprintf(&b, ", postcode: %s", text(code))
	}
	fmt.Fprintf(&b, ", country: %s", country)
	for _, p := range w.places {
		if p.city == town && p.code == country {
			fmt.Fprintf(&b, ", lat: %.2f, lon: %.2f", p.lat, p.lon)
			break
		}
	}
	return b.String() + "}"
}

// dossierOf is what a recruiter collects of every hire.
func (w *world) dossierOf(p *person, c *chance, applied time.Time, x *candidate) {
	hired := w.moment(p, p.hired, 10)
	d := w.dossier(p)
	d.applied, d.offered, d.accepted = applied, hired.Add(-46*time.Hour), hired.Add(-4*time.Hour)
	if d.offered.Before(applied) {
		d.applied = d.offered.AddDate(0, 0, -5)
	}
	before := employers[(slices.Index(employers, x.company)+1+c.below(6))%len(employers)]
	domain := func(firm string) string { return plain(firm) + ".example" }
	year := 2026 - c.between(1, 4)
	account := ""
	if p.login != "" {
		created := fmt.Sprintf("%d-%02d-%02d", year-c.between(1, 8), c.between(1, 12), c.between(1, 28))
		account = fmt.Sprintf(", accounts: [{service: github, handle: %s, created: %s}]", text(p.login), created)
	}
	d.source(d.applied, fmt.Sprintf("{id: resume, kind: resume, system: resume.pdf, collected: %s, names: [%s], emails: [%s], employment: [{employer: %s, title: %s, domain: %s, from: %d-03, current: true}, {employer: %s, title: %s, domain: %s, from: %d-02, to: %d-02}]%s}",
		shortTime(d.applied), text(p.name()), text(p.own), text(x.company), text(p.role.title), domain(x.company), year, text(before), text(p.role.title), domain(before), year-c.between(2, 5), year, account))
	asked := d.offered.Add(-20 * time.Hour)
	ref, mail := pick(c, firstNames)+" "+pick(c, lastNames), ""
	mail = strings.ReplaceAll(strings.ToLower(ref), " ", ".") + "@" + domain(before)
	var tags []tag
	if p.freeReference {
		mail = strings.ReplaceAll(strings.ToLower(ref), " ", ".") + fmt.Sprint(c.between(10, 99)) + "@gmail.com"
		tags = append(tags, tag{"reference", "APP-15", "the corporate reference answers from a free-mail address"})
	}
	d.source(asked, fmt.Sprintf("{id: reference, kind: reference, system: reference-form, collected: %s, references: [{name: %s, email: %s, employer: %s, domain: %s}]}", shortTime(asked), text(ref), text(mail), text(before), domain(before)), tags...)
	address := p.address
	if p.papers != "" {
		address = p.papers
	}
	d.source(d.offered, fmt.Sprintf("{id: identity, kind: identity, system: identity-vendor, collected: %s, names: [%s], addresses: [%s]}", shortTime(d.offered), text(p.name()), w.yamlAddress(address, "")))
	if !p.freeReference && c.happens(0.8) {
		d.check("reference-callback", "passed", asked.Add(30*time.Hour), "recruiting", "called at the firm's switchboard")
	}
	if c.happens(0.85) && !p.operator() {
		d.check("live-video-document", "passed", d.offered.Add(-3*time.Hour), "recruiting", "document shown in the last interview")
	}
	if p.kind == Honest && p.pattern == "" && c.happens(0.06) {
		w.observe(p, d.offered.Add(-72*time.Hour), "INT-05", "recruiting", "The call lagged in two rounds.")
	}
}

func (w *world) writeDossiers() error {
	var numbers []string
	for n := range w.dossiers {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		d := w.dossiers[n]
		slices.SortStableFunc(d.observations, func(a, b noted) int { return a.at.Compare(b.at) })
		slices.SortStableFunc(d.checks, func(a, b noted) int { return a.at.Compare(b.at) })
		for i, v := range d.versions() {
			name := "dossiers/" + n + ".yaml"
			if i > 0 {
				name = fmt.Sprintf("dossiers/%s-%s.yaml", n, v.Format("2006-01-02"))
			}
			if err := w.files.whole(name, d.upTo(v, name), v); err != nil {
				return err
			}
			w.summary.Lines["dossiers"]++
		}
	}
	return nil
}

// versions are the moments at which the document was saved: when the recruiter was
// done, and on each day on which somebody added something.
func (d *dossier) versions() []time.Time {
	var out []time.Time
	if len(d.sources) > 0 {
		out = append(out, d.recruited)
	}
	var later []time.Time
	for _, list := range [][]noted{d.observations, d.checks} {
		for _, x := range list {
			if x.at.After(d.recruited) {
				later = append(later, x.at)
			}
		}
	}
	slices.SortFunc(later, time.Time.Compare)
	for i, at := range later {
		if i+1 < len(later) && later[i+1].Format("2006-01-02") == at.Format("2006-01-02") {
			continue // saved once a day
		}
		out = append(out, at)
	}
	if len(out) == 0 {
		out = append(out, d.recruited)
	}
	return out
}

// upTo is the document as it was saved at a moment. Acts that stand in no earlier
// one get their place.
func (d *dossier) upTo(v time.Time, name string) []byte {
	p := d.p
	var b bytes.Buffer
	lines := 0
	add := func(format string, args ...any) {
		fmt.Fprintf(&b, format+"\n", args...)
		lines++
	}
	place := func(acts []*Act) {
		for _, a := range acts {
			if a.Where == "" {
				a.Where = fmt.Sprintf("%s:%d", name, lines)
			}
		}
	}
	add("bonafide: dossier/1")
	add("person: %s", p.number)
	add("stage: employment")
	add("role: {title: %s, country: %s, time_zone: %s}", text(p.role.title), p.at.code, p.at.zone)
	started := d.started
	if d.applied.IsZero() {
		add("timeline: {started: %s}", shortTime(started))
	} else {
		add("timeline: {applied: %s, offered: %s, accepted: %s, started: %s}", shortTime(d.applied), shortTime(d.offered), shortTime(d.accepted), shortTime(started))
	}
	if len(d.accommodations) > 0 {
		add("accommodations: [%s]", strings.Join(d.accommodations, ", "))
	}
	list := func(title string, items []noted) {
		first := true
		for _, x := range items {
			if x.at.After(v) {
				continue
			}
			if first {
				add("%s:", title)
				first = false
			}
			add("  - %s", x.text)
			place(x.acts)
		}
	}
	sources := slices.Clone(d.sources)
	if v.After(d.recruited) {
		sources = append(sources, noted{at: v, text: fmt.Sprintf("{id: review, kind: public, system: analyst, collected: %s}", shortTime(v))})
	}
	list("sources", sources)
	list("observations", d.observations)
	list("checks", d.checks)
	return b.Bytes()
}
