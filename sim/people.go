package sim

import (
	"fmt"
	"strings"
	"time"
)

// role is a job of the firm.
type role struct {
	title, team string
	code, cloud bool // works on code, in the cloud account
	weight      int
}

var roles = []*role{
	{"Smart Contract Engineer", "Protocol", true, false, 9}, {"Protocol Researcher", "Protocol", true, false, 3}, {"Wallet Engineer", "Wallet", true, false, 10}, {"Mobile Engineer", "Wallet", true, false, 5},
	{"Frontend Engineer", "Web", true, false, 12}, {"Full-stack Engineer", "Web", true, false, 10}, {"Backend Engineer", "Exchange", true, true, 14}, {"Site Reliability Engineer", "Infrastructure", true, true, 7},
	{"Security Engineer", "Security", true, true, 4}, {"Data Engineer", "Data", true, true, 6}, {"Data Analyst", "Data", false, false, 5}, {"QA Engineer", "Quality", true, false, 6}, {"Product Manager", "Product", false, false, 6},
	{"Product Designer", "Product", false, false, 5}, {"Support Engineer", "Support", false, false, 9}, {"IT Support Technician", "IT", false, false, 3}, {"Accountant", "Finance", false, false, 4}, {"Treasury Analyst", "Treasury", false, false, 2},
	{"People Partner", "People", false, false, 4}, {"Recruiter", "People", false, false, 3}, {"Counsel", "Legal", false, false, 2}, {"Marketing Specialist", "Marketing", false, false, 6}, {"Partnerships Lead", "Partnerships", false, false, 4},
	{"Technical Writer", "Product", false, false, 3},
}

// laptop is an issued device.
type laptop struct {
	serial, host, model, maker, uuid, mac, okta string
	windows, linux                              bool
	from, to                                    int // days on which it is in use
	enrolled                                    time.Time
	agent                                       string
	desk                                        []usb // what is plugged in at the desk
	build                                       string
	// clock is how far its clock is off.
	clock time.Duration
}

// usb is a thing that can be plugged in.
type usb struct{ vendor, product, maker, model, serial, class string }

// stay is time away from home.
type stay struct {
	from, to int
	kind     string // travel, family, move
	at       *place
	block    *block
	declared int // the day of the notice, or never
}

const never = 1 << 20

// person is somebody on the roster.
type person struct {
	n                                       int
	number, first, last, mail, own, phone   string
	login                                   string // at the code host
	role                                    *role
	contract                                string // employee, contractor, agency
	manager                                 *person
	referrer                                *person
	at                                      *place
	address                                 string
	hired, started, ended, notice           int
	fresh                                   bool // hired within the window
	laptops                                 []*laptop
	phoneID, phoneName, phonePrint, browser string
	profile                                 string // the fingerprint of the browser
	homes                                   []lived
	stays                                   []stay
	coworkLine                              int // which of a town's spaces
	cafe, cowork                            *block
	cafeShare, coworkShare, officeShare     float64
	mobileShare, phoneShare                 float64
	mobile                                  *block
	begin, length, lunch, jitter            float64 // hours
	weekend                                 float64 // chance of work on a day off
	off                                     map[int]bool
	sick                                    map[int]bool
	onCall                                  int // week modulo 6
	camera, microphone                      string
	cameraOff                               float64
	latency                                 float64 // ms
	tunnel                                  bool    // uses the firm's VPN
	privacy                                 []*block
	privacyShare                            float64
	relay                                   *block
	repos                                   []string
	payee, payeeName, method, currency      string
	amount                                  int
	workID                                  string // in Okta and Zoom
	uses                                    []use  // tools that run on the laptop
	extras                                  []extra
	holidays                                [][2]int
	payees                                  []payeeFrom
	payReason                               string
	joined                                  []tag // acts of the first payee record
	payTags                                 []tag
	planned, noPossession                   bool
	signsFrom                               *block
	hireTags                                []tag
	marksTravel                             tag
	marksTravels                            []tag
	machineOf                               *person // whose own machine is used
	freeReference                           bool
	papers                                  string // the address on the identity document, where it is another
	standing                                bool   // a machine that stands still, on mains power

	// What only patterns set.
	kind, pattern, clears, note string
	skill                       int
	hard                        bool
	shift                       float64 // hours by which work is moved
	shiftFrom                   int
	hosted                      int     // from this day the laptop stands still at a host's
	direct                      float64 // share of days with sign-ins past the laptop
	directFrom                  int
	exits                       []*block
	exitTags                    []tag
	directTags                  []tag
	latencyFrom                 int
	hostTags                    []tag
	shiftTag, latencyTag        tag
	cameraTag, standsTag        tag
	allDay                      map[int]bool // calls that last the whole day
	marked                      map[string]*Act
	acts                        []*Act
	group                       []*person
}

// lived is a home from a day on.
type lived struct {
	from int
	home *home
}

// use is a program that runs on a share of the days.
type use struct {
	name     string
	from, to int
	share    float64
	tags     []tag
}

// extra is something that happens once.
type extra struct {
	day  int
	hour float64 // of the stated local day
	do   func(t time.Time)
}

func (p *person) name() string { return p.first + " " + p.last }

func (p *person) operator() bool { return p.kind == Operator }

// employed says that the person has accounts on a day.
func (p *person) employed(day int) bool { return day >= p.started && day <= p.ended }

func (p *person) laptop(day int) *laptop {
	for i := len(p.laptops) - 1; i >= 0; i-- {
		if l := p.laptops[i]; day >= l.from && day <= l.to {
			return l
		}
	}
	return nil
}

func (p *person) home(day int) *home {
	h := p.homes[0].home
	for _, l := range p.homes {
		if day >= l.from {
			h = l.home
		}
	}
	return h
}

func (p *person) away(day int) *stay {
	for i := range p.stays {
		if s := &p.stays[i]; day >= s.from && day <= s.to {
			return s
		}
	}
	return nil
}

func (p *person) once(day int, hour float64, do func(t time.Time)) {
	p.extras = append(p.extras, extra{day, hour, do})
}

// plain is a text with letters only, as logins and addresses have.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r | 0x20
		}
		return -1
	}, s)
}

var cameras = []string{"FaceTime HD Camera", "Integrated Camera", "HP Wide Vision HD Camera", "Logitech BRIO", "HD Pro Webcam C920", "Integrated Webcam", "Logitech StreamCam"}
var microphones = []string{"Built-in Microphone", "Microphone Array (Realtek(R) Audio)", "Jabra Evolve2 65", "Poly Voyager 4320", "AirPods Pro", "Microphone (Logitech BRIO)"}

var desks = [][]usb{
	{{"046d", "c52b", "Logitech", "USB Receiver", "", "0"}, {"0bda", "8153", "Realtek", "USB 10/100/1000 LAN", "000001", "0"}},
	{{"413c", "b06e", "Dell Inc.", "Dell dock", "", "9"}, {"413c", "2113", "Dell", "Dell KB216 Wired Keyboard", "", "0"}, {"413c", "301a", "Dell", "Dell MS116 Optical Mouse", "", "0"}},
	{{"0b0e", "24c7", "Jabra", "Jabra Link 380", "50C2ED1A", "0"}},
	{{"05ac", "024f", "Apple Inc.", "Magic Keyboard", "", "0"}, {"05ac", "0265", "Apple Inc.", "Magic Trackpad", "", "0"}},
	{{"3434", "0361", "Keychron", "Keychron K8", "", "0"}, {"1532", "0078", "Razer", "Razer Viper", "", "0"}, {"1050", "0407", "Yubico", "YubiKey OTP+FIDO+CCID", "", "0"}},
	{{"1050", "0407", "Yubico", "YubiKey OTP+FIDO+CCID", "", "0"}},
	{{"17e9", "6006", "DisplayLink", "USB3.0 Dual Dock", "1703091", "0"}, {"046d", "c077", "Logitech", "M105 Optical Mouse", "", "0"}, {"04f2", "0402", "Chicony", "Genius Keyboard", "", "0"}},
}

// newLaptop is an issued machine.
func (w *world) newLaptop(c *chance, windows bool) *laptop {
	l := &laptop{windows: windows, to: never, uuid: strings.ToUpper(c.uuid()), okta: "guo" + c.hex(17), agent: c.hex(32), mac: fmt.Sprintf("00:00:5E:00:53:%02X", c.below(256))}
	switch {
	case windows:
		l.serial, l.maker, l.build = "5CG"+c.letters(7), "HP", "10.0.22631"
		l.model = pick(c, []string{"HP EliteBook 845 G10", "HP EliteBook 640 G10", "HP ZBook Firefly 14"})
		if c.happens(0.4) {
			l.serial, l.maker, l.model = c.letters(7), "Dell Inc.", pick(c, []string{"Latitude 7440", "XPS 15 9530"})
		}
	case c.happens(0.08):
		l.linux, l.serial, l.maker, l.model, l.build = true, "PF"+c.letters(6), "LENOVO", "ThinkPad X1 Carbon Gen 11", "22.04"
	default:
		l.serial, l.maker, l.build = "C02"+c.letters(9), "Apple Inc.", "14.6.1"
		l.model = pick(c, []string{"Mac15,6", "Mac14,9", "Mac15,12", "Mac14,2"})
	}
	l.host = "LF-" + l.serial[len(l.serial)-7:]
	l.desk = pick(c, desks)
	if c.happens(0.25) {
		l.desk = nil
	}
	return l
}

// recruit makes the people of the firm: who they are, where and how they work.
func (w *world) recruit() {
	total, roleTotal := 0, 0
	for _, p := range w.places {
		total += p.weight
	}
	for _, r := range roles {
		roleTotal += r.weight
	}
	taken := map[string]bool{}
	for i := range w.cfg.People {
		c := derive(w.cfg.Seed, "person", i)
		p := &person{n: i, number: fmt.Sprintf("E%04d", 1001+i), ended: never, notice: never, kind: Honest, hosted: never, shiftFrom: never, directFrom: never, latencyFrom: never,
			marked: map[string]*Act{}, off: map[int]bool{}, sick: map[int]bool{}, allDay: map[int]bool{}}
		for {
			p.first, p.last = pick(c, firstNames), pick(c, lastNames)
			p.mail = plain(p.first) + "." + plain(p.last)
			if !taken[p.mail] {
				break
			}
			if c.happens(0.02) { // a firm that has used up the names
				p.mail += fmt.Sprint(c.between(2, 99999))
				if !taken[p.mail] {
					break
				}
			}
		}
		taken[p.mail] = true
		p.own = p.mail + "@" + pick(c, []string{"mailbox.example", "post.example", "inbox.test"})
		p.mail += "@" + w.domain
		for at, k := c.below(total), 0; p.at == nil; k++ {
			if at -= w.places[k].weight; at < 0 {
				p.at = w.places[k]
			}
		}
		for at, k := c.below(roleTotal), 0; p.role == nil; k++ {
			if at -= roles[k].weight; at < 0 {
				p.role = roles[k]
			}
		}
		p.phone = w.phone(c, p.at.code)
		p.address = p.at.street(c)
		switch x := c.unit(); {
		case x < 0.66:
			p.contract = "employee"
		case x < 0.9:
			p.contract = "contractor"
		default:
			p.contract = "agency"
		}
		p.started = -c.between(20, 1400)
		p.hired = p.started - c.between(14, 45)
		w.habits(c, p)
		w.people = append(w.people, p)
	}
	leads := map[string]*person{}
	for _, p := range w.people {
		if leads[p.role.team] == nil && p.contract == "employee" {
			leads[p.role.team] = p
		}
	}
	for _, p := range w.people {
		if m := leads[p.role.team]; m != p {
			p.manager = m
		}
	}
}

func (w *world) phone(c *chance, code string) string {
	for range 40 {
		n := ""
		switch code {
		case "US", "CA":
			n = fmt.Sprintf("+1 %s 555 01%02d", pick(c, areaCodes), c.below(100))
		case "GB":
			n = fmt.Sprintf("+44 7700 900%03d", c.below(1000))
		case "FR":
			n = fmt.Sprintf("+33 6 39 98 %02d %02d", c.below(100), c.below(100))
		case "DE":
			n = fmt.Sprintf("+49 30 23125 %03d", c.below(1000))
		default:
			return "" // no range for fiction is known there
		}
		if !w.phones[n] {
			w.phones[n] = true
			return n
		}
	}
	return ""
}

func (w *world) habits(c *chance, p *person) {
	p.workID = "00u" + c.hex(17)
	if p.role.code {
		p.login = plain(p.first[:1]) + plain(p.last) + pick(c, []string{"", "", "-lf", "dev", fmt.Sprint(c.between(1, 99))})
		for w.logins[p.login] {
			p.login += fmt.Sprint(c.below(10))
		}
		w.logins[p.login] = true
		p.repos = w.reposOf(c, p.role.team)
	}
	windows := c.happens(0.5)
	if p.role.code {
		windows = c.happens(0.38)
	}
	l := w.newLaptop(c, windows)
	l.from = -never
	l.enrolled = w.start.AddDate(0, 0, -c.between(3, 380)).Add(time.Duration(c.between(8, 17)) * time.Hour)
	p.laptops = []*laptop{l}
	p.phoneID, p.phoneName, p.phonePrint = "guo"+c.hex(17), pick(c, []string{"iPhone 15", "iPhone 13", "Pixel 8", "Galaxy S23", "iPhone SE", "Pixel 7a"}), c.hex(32)
	p.browser, p.profile = pick(c, []string{"CHROME", "CHROME", "CHROME", "EDGE", "FIREFOX", "SAFARI"}), c.hex(32)
	if windows && p.browser == "SAFARI" {
		p.browser = "EDGE"
	}
	p.homes = []lived{{-never, w.space.household(c, p.at, c.happens(0.4))}}
	p.mobile = w.space.common("mobile", p.at, 0)
	p.begin, p.length = 8.7+c.normal()*0.8, 8.3+c.normal()*0.5
	switch x := c.unit(); {
	case x < 0.05:
		p.begin -= 2.2 // early birds
	case x < 0.13:
		p.begin += 3.5 // late ones
	}
	p.lunch, p.jitter = 12.3+c.normal()*0.5, 0.25+0.5*c.unit()
	p.weekend = 0.02
	if c.happens(0.15) {
		p.weekend = 0.2
	}
	p.cafeShare, p.mobileShare, p.phoneShare = 0, 0, 0
	if c.happens(0.3) {
		p.cafe, p.cafeShare = w.space.common("business", p.at, 0), 0.02+0.08*c.unit()
	}
	if c.happens(0.07) {
		p.cowork, p.coworkShare = w.space.common("business", p.at, 1), 0.3+0.4*c.unit()
		p.coworkLine = c.below(9) // a town has several
	}
	if c.happens(0.25) {
		p.mobileShare = 0.02 + 0.05*c.unit()
	}
	if c.happens(0.6) {
		p.phoneShare = 0.05 + 0.25*c.unit()
	}
	if p.at.offices && c.happens(0.6) {
		p.officeShare = 0.15 + 0.5*c.unit()
	}
	p.onCall = c.below(40)
	p.camera, p.microphone = pick(c, cameras), pick(c, microphones)
	p.cameraOff = 0.05 + 0.4*c.unit()
	if c.happens(0.06) {
		p.cameraOff = 0.85
	}
	p.latency = 40 + 60*c.unit()
	p.tunnel = p.role.code && c.happens(0.4) || c.happens(0.12)
	switch x := c.unit(); {
	case x < 0.04:
		v := 1 + c.below(2)
		for range 2 + c.below(2) {
			p.privacy = append(p.privacy, w.exit("vpn", v, c, p.at))
		}
		p.privacyShare = 0.1 + 0.4*c.unit()
	case x < 0.08 && p.browser == "SAFARI":
		p.relay = w.exit("relay", 0, c, p.at)
	}
	p.payee, p.payeeName, p.method, p.currency = "hmac:"+c.hex(20), p.name(), "bank transfer", currencies[p.at.code]
	if p.currency == "" {
		p.currency = "USD"
	}
	p.amount = c.between(38, 130) * 100
	if p.contract == "contractor" && c.happens(0.12) {
		p.method = pick(c, []string{"Wise", "Payoneer"})
	}
	// Holidays taken, days ill.
	for range c.some(0.9 * float64(w.cfg.Days) / 90) {
		from, n := c.below(w.cfg.Days), c.between(1, 9)
		w.leave(p, from, n)
	}
	for range c.some(1.3 * float64(w.cfg.Days) / 90) {
		from := c.below(w.cfg.Days)
		for d := range c.between(1, 3) {
			p.sick[from+d] = true
		}
	}
}

var currencies = map[string]string{"US": "USD", "CA": "CAD", "GB": "GBP", "IE": "EUR", "DE": "EUR", "FR": "EUR", "NL": "EUR", "ES": "EUR", "PT": "EUR", "PL": "PLN", "CZ": "CZK", "SE": "SEK", "EE": "EUR", "GR": "EUR",
	"IN": "INR", "SG": "SGD", "JP": "JPY", "AU": "AUD", "NZ": "NZD", "BR": "BRL", "MX": "MXN", "ZA": "ZAR"}

// exit is an exit of a VPN or hosting operator, in a town of another or the same
// country.
func (w *world) exit(class string, variant int, c *chance, near *place) *block {
	var at *place
	if near != nil && c.happens(0.7) {
		at = near
	} else {
		at = pick(c, w.places)
	}
	// Services have few exits: one town a country.
	for _, p := range w.places {
		if p.code == at.code {
			at = p
			break
		}
	}
	return w.space.common(class, at, variant)
}

var teamRepos = map[string][]string{
	"Protocol": {"contracts", "protocol-specs", "audit-notes"}, "Wallet": {"wallet-core", "wallet-ios", "wallet-android", "signer"}, "Web": {"web-app", "design-system", "docs-site"},
	"Exchange": {"matching-engine", "ledger-api", "settlement"}, "Infrastructure": {"infra-live", "cluster-config", "runbooks"}, "Security": {"detections", "policy", "infra-live"}, "Data": {"pipelines", "dashboards"}, "Quality": {"e2e-tests", "web-app", "ledger-api"},
}

func (w *world) reposOf(c *chance, team string) []string {
	list := append([]string(nil), teamRepos[team]...)
	if c.happens(0.4) {
		list = append(list, "handbook")
	}
	for i := range list {
		list[i] = "lanternfish/" + list[i]
	}
	return list
}
