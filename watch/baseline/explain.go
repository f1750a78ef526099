package baseline

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"bonafide"
)

// Profile is what the baseline knows of a person, for people to read.
type Profile struct {
	Person   bonafide.PersonID `json:"person"`
	Role     string            `json:"role,omitzero"`
	Team     string            `json:"team,omitzero"`
	Contract string            `json:"contract,omitzero"`
	Country  string            `json:"country,omitzero"`
	Peers    string            `json:"peers"`
	// First and Last are the days of the first and the newest event.
	First string `json:"first"`
	Last  string `json:"last"`
	// Wary is the newest day on which risk was high; what was learnt then excuses
	// nothing.
	Wary         string         `json:"high_risk_until,omitzero"`
	Hours        Hours          `json:"hours"`
	Networks     []Known        `json:"networks"`
	Devices      []Known        `json:"devices"`
	Countries    []Known        `json:"countries"`
	Tools        []Known        `json:"tools"`
	Repositories int            `json:"repositories"`
	Rates        []Rate         `json:"rates"`
	Calls        Calls          `json:"calls"`
	Missing      []string       `json:"not_available,omitempty"`
	Told         []Told         `json:"told,omitempty"`
	Allowed      []string       `json:"allowed,omitempty"`
	SignIns      map[string]int `json:"sign_ins_30_days"`
}

// Hours are the busy hours of four weeks.
type Hours struct {
	Zone string `json:"zone,omitzero"`
	Days int    `json:"active_days"`
	// Histogram has the active days of four weeks by local half-hour.
	Histogram [48]int `json:"histogram"`
	// Week is the histogram of half-hours of the week, Monday first, of older weeks,
	// which fade: 255 is every week.
	Week []int `json:"week,omitempty"`
	// Busiest is when the fullest eight hours begin, Offset their distance in hours
	// from the stated day.
	Busiest string  `json:"busiest,omitzero"`
	Offset  float64 `json:"offset_hours"`
	// Mean and Length are the circular mean and the resultant length.
	Mean   string  `json:"mean,omitzero"`
	Length float64 `json:"resultant_length"`
}

// Known is a thing seen of the person since the beginning. Networks and
// repositories are held as fingerprints only.
type Known struct {
	Name  string   `json:"name"`
	Count int      `json:"count"`
	First string   `json:"first"`
	Last  string   `json:"last"`
	Notes []string `json:"notes,omitempty"`
}

// Rate is a volume a day.
type Rate struct {
	What string `json:"what"`
	// Median is of the active days of nine weeks, Mean and Deviation of those before.
	Median     uint32  `json:"median"`
	Days       int     `json:"active_days"`
	Mean       float64 `json:"mean_before,omitzero"`
	Deviation  float64 `json:"deviation_before,omitzero"`
	DaysBefore int     `json:"active_days_before,omitzero"`
}

// Calls are the meetings of 60 days in which the log names equipment.
type Calls struct {
	All     int `json:"calls"`
	Cameras int `json:"camera_on"`
}

// Told is a deviation that was raised.
type Told struct {
	Indicator bonafide.IndicatorID `json:"indicator"`
	Rule      string               `json:"rule"`
	On        string               `json:"on"`
}

// Explain is what is known of a person as of their newest event; an empty profile
// where nothing is.
func (b *Book) Explain(person bonafide.PersonID) Profile {
	p := Profile{Person: person}
	w := b.people[person]
	if w == nil {
		p.Missing = []string{"any event of this person"}
		return p
	}
	p.Role, p.Team, p.Contract, p.Country = w.role, w.team, w.contract, w.country
	p.Peers = b.peersOf(w, w.newest).name
	p.First, p.Last = dateWord(w.first), dateWord(w.newest)
	if w.waryLast != 0 {
		p.Wary = dateWord(w.waryLast)
	}
	r := b.rhythmOf(w, w.newest+1)
	p.Hours = Hours{Zone: w.zone, Days: r.days, Offset: round(r.offset), Length: round(r.length)}
	for i, n := range r.hist {
		p.Hours.Histogram[i] = int(n)
	}
	if r.days > 0 {
		p.Hours.Busiest, p.Hours.Mean = clock(r.start), clock(r.mean)
	}
	if w.folded > 0 {
		for _, n := range w.week {
			p.Hours.Week = append(p.Hours.Week, int(n))
		}
	}
	for k, list := range map[kind]*[]Known{networks: &p.Networks, devices: &p.Devices, countries: &p.Countries, toolset: &p.Tools} {
		*list = knownOf(w.seen[k], k)
	}
	p.Repositories = len(w.seen[repositories])
	p.Rates = []Rate{
		w.rate("clones, downloads and exports", &w.pulls, func(d *day) uint32 { return uint32(d.pulls) }),
		w.rate("KiB exported", &w.kb, func(d *day) uint32 { return d.kb }),
		w.rate("KiB to personal storage", &usual{}, func(d *day) uint32 { return d.own }),
	}
	p.SignIns = map[string]int{}
	located, machine := 0, 0
	for n := before(w.newest, 29); n <= w.newest; n++ {
		d := w.on(n)
		if d == nil {
			continue
		}
		p.SignIns["all"] += int(d.signIns)
		for _, t := range d.through {
			p.SignIns["through hosting or VPN"] += int(t.n)
		}
		for _, t := range b.signInsOf(w, d) {
			if t.of != 0 {
				located += int(t.n)
			}
		}
		if d.device[0] != 0 {
			machine++
		}
	}
	p.SignIns["located"] = located
	for n := before(w.newest, 59); n <= w.newest; n++ {
		if d := w.on(n); d != nil {
			p.Calls.All, p.Calls.Cameras = p.Calls.All+int(d.calls), p.Calls.Cameras+int(d.cameras)
		}
	}
	miss := func(is bool, what string) {
		if is {
			p.Missing = append(p.Missing, what)
		}
	}
	miss(w.zone == "", "a stated zone: working hours cannot be compared")
	miss(w.country == "", "a contracted country: the place of a new device cannot be compared")
	miss(located == 0, "the place of sign-ins")
	miss(machine == 0, "the place of the issued device: sign-ins cannot be compared with it")
	miss(w.issuedLast == 0, "an issued device that the logs name")
	miss(w.powerLast == 0, "power records of the laptop")
	for k, n := range w.shown {
		miss(n == 0, "a sign of a person at the laptop: "+signWords[k])
	}
	miss(p.Calls.All == 0, "meetings whose log names equipment")
	for i, word := range []string{"other hours", "a VPN", "other devices", "calls without a camera", "remote control"} {
		if w.may(1 << i) {
			p.Allowed = append(p.Allowed, word)
		}
	}
	for _, t := range w.told {
		p.Told = append(p.Told, Told{rules[t.rule].indicator, rules[t.rule].name, dateWord(t.day)})
	}
	slices.SortFunc(p.Told, func(x, y Told) int { return cmp.Or(cmp.Compare(x.On, y.On), cmp.Compare(x.Rule, y.Rule)) })
	return p
}

func (w *worker) rate(what string, u *usual, of func(*day) uint32) Rate {
	m, n := w.typical(w.newest+1, 1, of)
	return Rate{what, m, n, round(float64(u.Mean)), round(float64(u.Deviation)), int(u.Days)}
}

func round(f float64) float64 { return math.Round(f*100) / 100 }

func knownOf(s seen, k kind) []Known {
	out := make([]Known, 0, len(s))
	for _, x := range s {
		y := Known{Name: x.name, Count: int(x.n), First: dateWord(x.first), Last: dateWord(x.last)}
		if y.Name == "" {
			y.Name = fmt.Sprintf("%08x", x.fp)
		}
		if k == networks && x.aux != 0 {
			y.Notes = append(y.Notes, "AS"+strconv.FormatUint(uint64(x.aux), 10))
		}
		for _, n := range [...]struct {
			is   mark
			word string
		}{{unvouched, "seen at high risk only"}, {damped, "first seen when new things were expected"}, {mobile, "phone or tablet"}, {issued, "issued"}, {unmanaged, "not managed"}} {
			if x.is&n.is != 0 {
				y.Notes = append(y.Notes, n.word)
			}
		}
		out = append(out, y)
	}
	slices.SortFunc(out, func(a, b Known) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name)) })
	return out
}
