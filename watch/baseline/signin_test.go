package baseline

import (
	"fmt"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// NET-04
func TestTravel(t *testing.T) {
	type step struct {
		hours float64
		net   scene.Network
		opts  []option
	}
	own, other := device("okta:laptop", 0), device("okta:other", 0)
	phone := func(s *scene.Scene) {
		device("okta:phone", 0)(s)
		s.Event.Device.OS.TypeID = telemetry.OSiOS
	}
	in := func(n scene.Network, f func(*scene.Network)) scene.Network { f(&n); return n }
	for _, tc := range []struct {
		name   string
		worker scene.Worker
		steps  []step
		fires  int
	}{
		{"two devices, seven thousand kilometres in an hour", scene.Worker{}, []step{{0, newYork, []option{own}}, {1, warsaw, []option{other}}}, 1},
		{"the same told late and in the wrong order", scene.Worker{}, []step{{1, warsaw, []option{other}}, {0, newYork, []option{own}}}, 1},
		{"no device in the log", scene.Worker{}, []step{{0, newYork, nil}, {1, warsaw, nil}}, 1},
		{"a VPN exit with another device", scene.Worker{}, []step{{0, newYork, []option{own}}, {1, rented, []option{other}}}, 1},
		{"two countries in turn, two devices", scene.Worker{}, []step{{0, newYork, []option{own}}, {10, warsaw, []option{other}}, {20, newYork, []option{own}}}, 1},
		{"the same device, once", scene.Worker{}, []step{{0, newYork, []option{own}}, {1, warsaw, []option{own}}}, 0},
		{"the same device, on two days", scene.Worker{}, []step{{0, newYork, []option{own}}, {1, warsaw, []option{own}}, {48, newYork, []option{own}}, {49, warsaw, []option{own}}}, 1},
		{"a VPN switched on, same device", scene.Worker{}, []step{{0, newYork, []option{own}}, {1, rented, []option{own}}, {24, newYork, []option{own}}, {25, rented, []option{own}}}, 0},
		{"a VPN switched on, no device named", scene.Worker{}, []step{{0, newYork, nil}, {1, rented, nil}, {24, newYork, nil}, {25, rented, nil}}, 0},
		{"an agreed VPN", scene.Worker{Exceptions: []string{"vpn"}}, []step{{0, newYork, []option{own}}, {1, rented, []option{other}}}, 0},
		{"the firm's own exit", scene.Worker{}, []step{{0, newYork, []option{own}}, {0.1, office, []option{other}}}, 0},
		{"a privacy relay", scene.Worker{}, []step{{0, newYork, []option{own}}, {0.1, relayed, []option{other}}}, 0},
		{"travel with notice", scene.Worker{}, []step{{0, newYork, []option{own}}, {1, warsaw, []option{other, trip}}}, 0},
		{"a flight and a new phone", scene.Worker{}, []step{{0, newYork, []option{own}}, {11, warsaw, []option{phone}}, {20, warsaw, []option{own}}}, 0},
		{"a phone that roams through its home carrier, once", scene.Worker{}, []step{{0, newYork, []option{phone}}, {1, warsaw, []option{own}}}, 0},
		{"a phone that roams for a week", scene.Worker{}, []step{{0, newYork, []option{phone}}, {1, warsaw, []option{own}}, {48, newYork, []option{phone}}, {49, warsaw, []option{own}}}, 0},
		{"a phone elsewhere while the laptop is at home, on two days", scene.Worker{}, []step{{0, newYork, []option{own}}, {1, warsaw, []option{phone}}, {48, newYork, []option{own}}, {49, warsaw, []option{phone}}}, 1},
		{"a phone and a laptop behind a VPN", scene.Worker{}, []step{{0, rented, []option{own}}, {1, warsaw, []option{phone}}, {48, rented, []option{own}}, {49, warsaw, []option{phone}}}, 0},
		{"carrier exits within the radius", scene.Worker{}, []step{{0, newYork, []option{own}}, {0.2, in(mobile4, func(n *scene.Network) { n.Radius = 1200 }), []option{phone}}}, 0},
		{"one carrier at two places", scene.Worker{}, []step{{0, mobile4, []option{own}}, {0.2, in(mobile4, func(n *scene.Network) { n.Key, n.Lat, n.Long = "198.51.100.32/27", 34, -118 }), []option{other}}}, 0},
		{"one address at two places: the table moved it", scene.Worker{}, []step{{0, newYork, []option{own}}, {1, in(newYork, func(n *scene.Network) { n.Lat, n.Long = 47, -122 }), []option{other}}}, 0},
		{"below three hundred kilometres", scene.Worker{}, []step{{0, newYork, []option{own}}, {0.1, boston, []option{other}}}, 0},
		{"wifi on board", scene.Worker{}, []step{{0, newYork, []option{own}}, {1, in(warsaw, func(n *scene.Network) { n.Org = "Example Inflight Internet" }), []option{other}}}, 0},
		{"countries only, in turn", scene.Worker{}, []step{{0, in(newYork, func(n *scene.Network) { n.Placed = false }), []option{own}}, {5, in(warsaw, func(n *scene.Network) { n.Placed = false }), []option{other}}, {9, in(newYork, func(n *scene.Network) { n.Placed = false }), []option{own}}}, 1},
		{"countries only, once", scene.Worker{}, []step{{0, in(newYork, func(n *scene.Network) { n.Placed = false }), []option{own}}, {5, in(warsaw, func(n *scene.Network) { n.Placed = false }), []option{other}}}, 0},
		{"a week between", scene.Worker{}, []step{{0, newYork, []option{own}}, {168, warsaw, []option{other}}}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			c.hire("p", tc.worker, "America/New_York")
			for _, s := range tc.steps {
				c.signIn("p", monday.Add(time.Duration(s.hours*float64(time.Hour))), append([]option{from(s.net)}, s.opts...)...)
			}
			c.wants("p", "NET-04", tc.fires, "no notice of travel")
		})
	}
	t.Run("failed sign-ins do not count", func(t *testing.T) {
		c := found(t, Config{})
		c.hire("p", scene.Worker{}, "America/New_York")
		fails := func(s *scene.Scene) { s.Event.Status = telemetry.Failure }
		c.signIn("p", monday, from(newYork), own)
		c.signIn("p", monday.Add(time.Hour), from(warsaw), other, fails)
		c.quiet("p")
	})
}

// NET-03
func TestHosting(t *testing.T) {
	for _, tc := range []struct {
		name   string
		worker scene.Worker
		net    func(n, k int) scene.Network
		opts   []option
		fires  int
	}{
		{"every sign-in of a home laptop through hosting", scene.Worker{}, func(n, k int) scene.Network { return rented }, []option{laptop}, 1},
		{"a laptop that the log does not name", scene.Worker{}, func(n, k int) scene.Network { return rented }, nil, 1},
		{"one in twenty", scene.Worker{}, func(n, k int) scene.Network {
			if n%7 == 3 && k == 0 {
				return rented
			}
			return newYork
		}, []option{laptop}, 0},
		{"a single day", scene.Worker{}, func(n, k int) scene.Network {
			if n == 3 {
				return rented
			}
			return newYork
		}, []option{laptop}, 0},
		{"an agreed VPN", scene.Worker{Exceptions: []string{"vpn"}}, func(n, k int) scene.Network { return rented }, []option{laptop}, 0},
		{"the firm's exit", scene.Worker{}, func(n, k int) scene.Network { return office }, []option{laptop}, 0},
		{"a privacy relay", scene.Worker{}, func(n, k int) scene.Network { return relayed }, []option{laptop}, 0},
		{"a phone", scene.Worker{}, func(n, k int) scene.Network { return rented }, []option{device("okta:phone", 0), agent("Mozilla/5.0 (iPhone)")}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			c.hire("p", tc.worker, "America/New_York")
			c.checkIn("p", monday.Add(-time.Hour), from(newYork))
			days(2, func(n int, day time.Time) {
				for k := range 3 {
					c.signIn("p", day.Add(time.Duration(6+k)*time.Hour), append([]option{from(tc.net(n, k))}, tc.opts...)...)
				}
				c.sweep(day.AddDate(0, 0, 1))
			})
			c.wants("p", "NET-03", tc.fires, "sign-ins of the issued laptop in 14 days", "Example Hosting")
		})
	}
	t.Run("a service that many of the firm share", func(t *testing.T) {
		c := found(t, Config{})
		ids := c.staff(20, "Core")
		days(2, func(n int, day time.Time) {
			for _, id := range ids[:6] {
				c.checkIn(id, day, from(newYork))
				c.signIn(id, day.Add(7*time.Hour), from(rented), laptop)
				c.signIn(id, day.Add(8*time.Hour), from(rented), laptop)
			}
			for _, id := range ids[6:] {
				c.signIn(id, day.Add(8*time.Hour), from(newYork))
			}
			c.sweep(day.AddDate(0, 0, 1))
		})
		for _, id := range ids {
			c.quiet(id)
		}
	})
	t.Run("people at high risk do not make it a service", func(t *testing.T) {
		c := found(t, Config{})
		ids := c.staff(20, "Core")
		for _, id := range ids[:6] {
			c.wary[id] = true
		}
		days(2, func(n int, day time.Time) {
			for _, id := range ids {
				c.checkIn(id, day, from(newYork))
				c.signIn(id, day.Add(7*time.Hour), from(newYork), laptop)
			}
			for _, id := range ids[:7] {
				c.signIn(id, day.Add(8*time.Hour), from(rented), laptop)
				c.signIn(id, day.Add(9*time.Hour), from(rented), laptop)
			}
			c.sweep(day.AddDate(0, 0, 1))
		})
		c.wants(ids[6], "NET-03", 1)
	})
}

// Weeks of high risk from a hosting network, then cleared: that time excuses
// nothing.
func TestPoisoning(t *testing.T) {
	c := found(t, Config{})
	ids := c.staff(12, "Core")
	p := ids[0]
	odd := device("okta:odd", telemetry.No)
	days(12, func(n int, day time.Time) {
		c.wary[p] = n >= 15 && n < 40
		for _, id := range ids {
			c.checkIn(id, day, from(newYork))
			if id == p && n >= 15 {
				continue
			}
			c.signIn(id, day.Add(6*time.Hour), from(newYork), laptop)
		}
		if n >= 15 {
			c.signIn(p, day.Add(6*time.Hour), from(rented), odd)
			c.signIn(p, day.Add(7*time.Hour), from(rented), laptop)
			c.signIn(p, day.Add(8*time.Hour), from(rented), laptop)
			c.upload(p, day.Add(9*time.Hour), "drive.personal.example", 400<<20)
		}
		c.sweep(day.AddDate(0, 0, 1))
	})
	cleared := monday.AddDate(0, 0, 8*7)
	for _, indicator := range []bonafide.IndicatorID{"NET-03", "NET-11"} {
		after := 0
		for _, d := range c.about(p, indicator) {
			if d.At.After(cleared) {
				after++
			}
		}
		if after == 0 {
			t.Errorf("%s is excused by the weeks of high risk: %s", indicator, spoken(c.said))
		}
	}
	w := c.book.people[p]
	if m, n := w.typical(w.newest, 1, func(d *day) uint32 { return d.own }); n > 20 || m == 0 {
		t.Errorf("the own usual rests on %d days, those of high risk among them", n)
	}
	for _, id := range ids[1:] {
		c.quiet(id)
	}
}

// A thing seen only at high risk is new once more when it is seen afterwards.
func TestSeenAtHighRisk(t *testing.T) {
	var s seen
	var evicted [kinds]uint64
	if _, fresh := s.note(devices, 7, 100, true, "x", &evicted); !fresh {
		t.Error("the first sighting is one")
	}
	if _, fresh := s.note(devices, 7, 130, true, "", &evicted); fresh {
		t.Error("a second one at high risk is none")
	}
	x, fresh := s.note(devices, 7, 150, false, "", &evicted)
	if !fresh || x.first != 150 || x.n != 1 || x.is&unvouched != 0 {
		t.Errorf("after high risk it is not new: %+v", x)
	}
	if _, fresh := s.note(devices, 7, 151, true, "", &evicted); fresh {
		t.Error("what was learnt in calm days is forgotten")
	}
	for i := range uint32(caps[devices]) {
		s.note(devices, 100+i, 200+uint16(i), false, "", &evicted)
	}
	if len(s) != caps[devices] || evicted[devices] != 1 || s.find(7) != nil {
		t.Errorf("%d entries, %d evicted", len(s), evicted[devices])
	}
}

// NET-05
func TestApart(t *testing.T) {
	for _, tc := range []struct {
		name    string
		worker  scene.Worker
		device  scene.Network
		sign    func(n int) scene.Network
		opts    []option
		silent  bool // the device tells nothing
		fires   int
		missing string
	}{
		{name: "sign-ins from elsewhere for weeks", device: newYork, sign: func(int) scene.Network { return warsaw }, fires: 1},
		{name: "countries only", device: scene.Network{IP: "192.0.2.1", Key: "192.0.2.0/24", Class: scene.Residential, Country: "US"}, sign: func(int) scene.Network {
			return scene.Network{IP: "203.0.113.1", Key: "203.0.113.0/24", Class: scene.Residential, Country: "PL"}
		}, fires: 1},
		{name: "both at home", device: newYork, sign: func(int) scene.Network { return newYork }},
		{name: "single spikes", device: newYork, sign: func(n int) scene.Network {
			if n%4 == 0 {
				return warsaw
			}
			return newYork
		}},
		{name: "the firm's tunnel", device: newYork, sign: func(int) scene.Network { return office }},
		{name: "an agreed VPN", worker: scene.Worker{Exceptions: []string{"vpn"}}, device: newYork, sign: func(int) scene.Network { return rented }},
		{name: "the device is where the person is, abroad", device: warsaw, sign: func(int) scene.Network { return warsaw }},
		{name: "travelling with notice", device: newYork, sign: func(int) scene.Network { return warsaw }, opts: []option{trip}},
		{name: "nothing known of the device's place", silent: true, sign: func(int) scene.Network { return warsaw }},
		{name: "the device is seen behind the firm's exit only", device: office, sign: func(int) scene.Network { return warsaw }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			c.hire("p", tc.worker, "America/New_York")
			days(4, func(n int, day time.Time) {
				if !tc.silent {
					c.checkIn("p", day, from(tc.device))
				}
				c.signIn("p", day.Add(4*time.Hour), append([]option{from(tc.sign(n))}, tc.opts...)...)
				c.sweep(day.AddDate(0, 0, 1))
			})
			c.wants("p", "NET-05", tc.fires, "located sign-ins in 30 days", "300 km")
		})
	}
}

// NET-11
func TestUnmanagedDevice(t *testing.T) {
	c := found(t, Config{})
	ids := c.staff(12, "Core")
	p := ids[0]
	for _, id := range ids {
		c.checkIn(id, monday, from(newYork))
	}
	// In the second week of the engagement: damping is for new things, not for these.
	odd := device("okta:odd", telemetry.No)
	c.signIn(p, monday.AddDate(0, 0, 9), from(newYork), odd)
	c.quiet(p)
	c.signIn(p, monday.AddDate(0, 0, 9).Add(time.Hour), from(newYork), odd)
	c.wants(p, "NET-11", 1, "does not manage", "of 11 others 0")
	c.signIn(p, monday.AddDate(0, 0, 9).Add(2*time.Hour), from(newYork), odd)
	c.signIn(p, monday.AddDate(0, 0, 9).Add(3*time.Hour), from(newYork), odd)
	c.wants(p, "NET-11", 1)

	t.Run("where many do, policy has a gap", func(t *testing.T) {
		c := found(t, Config{})
		ids := c.staff(12, "Core")
		for _, id := range ids {
			c.checkIn(id, monday, from(newYork))
		}
		for _, id := range ids[:4] {
			c.signIn(id, monday.Add(time.Hour), from(newYork), device("okta:home-"+string(id), telemetry.No))
		}
		for _, id := range ids[3:5] {
			for k := range 6 {
				c.signIn(id, monday.Add(time.Duration(2+k)*time.Hour), from(newYork), device("okta:home-"+string(id), telemetry.No))
			}
			c.quiet(id)
		}
	})
	for name, tc := range map[string]struct {
		worker scene.Worker
		opts   []option
		issued bool
	}{
		"no issued device yet":        {opts: []option{odd}},
		"a phone":                     {issued: true, opts: []option{odd, agent("Mozilla/5.0 (Linux; Android 14)")}},
		"an exception for the device": {issued: true, worker: scene.Worker{Exceptions: []string{"device"}}, opts: []option{odd}},
		"the issued laptop, reset":    {issued: true, opts: []option{laptop, func(s *scene.Scene) { s.Event.Device.Managed = telemetry.No }}},
		"a log without device ids":    {issued: true},
		"a log without the flag":      {issued: true, opts: []option{device("okta:same-laptop", 0)}},
	} {
		t.Run(name, func(t *testing.T) {
			c := found(t, Config{})
			c.hire("p", tc.worker, "UTC")
			if tc.issued {
				c.checkIn("p", monday, from(newYork))
			}
			for k := range 6 {
				c.signIn("p", monday.AddDate(0, 0, k), append([]option{from(newYork)}, tc.opts...)...)
			}
			c.quiet("p")
		})
	}
}

func TestNewDevices(t *testing.T) {
	story := func(start int, n int, opts ...option) *company {
		c := found(t, Config{})
		c.hire("p", scene.Worker{}, "UTC")
		c.signIn("p", monday, from(newYork), device("okta:first", 0))
		for k := range n {
			at := monday.AddDate(0, 0, start+3*k)
			c.signIn("p", at, append([]option{from(newYork), device(fmt.Sprintf("okta:new-%d", k), 0)}, opts...)...)
			c.signIn("p", at.Add(time.Hour), append([]option{from(newYork), device(fmt.Sprintf("okta:new-%d", k), 0)}, opts...)...)
		}
		return c
	}
	story(20, 3).wants("p", "NET-11", 1, "3 new devices within 30 days")
	story(20, 6).wants("p", "NET-11", 1)
	story(20, 2).quiet("p")
	story(1, 4).quiet("p") // the first fortnight
	story(20, 4, agent("Mozilla/5.0 (iPhone)")).quiet("p")
	t.Run("spread over months", func(t *testing.T) {
		c := found(t, Config{})
		c.hire("p", scene.Worker{}, "UTC")
		for k := range 6 {
			c.signIn("p", monday.AddDate(0, 0, 40*k), from(newYork), device(fmt.Sprintf("okta:new-%d", k), 0))
		}
		c.quiet("p")
	})
	t.Run("after months of leave everything is known still", func(t *testing.T) {
		c := found(t, Config{})
		c.hire("p", scene.Worker{}, "UTC")
		for k := range 3 {
			c.signIn("p", monday, from(newYork), device(fmt.Sprintf("okta:old-%d", k), 0))
		}
		for k := range 3 {
			c.signIn("p", monday.AddDate(0, 0, 200+k), from(newYork), device(fmt.Sprintf("okta:old-%d", k), 0))
		}
		c.quiet("p")
	})
}
