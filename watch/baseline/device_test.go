package baseline

import (
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
	"bonafide/watch/tools"
)

// ONB-05
func TestArrival(t *testing.T) {
	type step struct {
		hours float64
		age   int
		net   scene.Network
		opts  []option
	}
	for _, tc := range []struct {
		name    string
		country string
		steps   []step
		fires   int
	}{
		{"twice in another country", "US", []step{{0, 1, warsaw, nil}, {5, 1, warsaw, nil}}, 1},
		{"told in the wrong order", "US", []step{{5, 1, warsaw, nil}, {0, 1, warsaw, nil}}, 1},
		{"once", "US", []step{{0, 1, warsaw, nil}}, 0},
		{"twice within minutes is one reading", "US", []step{{0, 1, warsaw, nil}, {0.4, 1, warsaw, nil}}, 0},
		{"first at home, then on a journey", "US", []step{{0, 1, newYork, nil}, {50, 3, warsaw, nil}, {60, 3, warsaw, nil}}, 0},
		{"after the first fortnight", "US", []step{{0, 15, warsaw, nil}, {50, 17, warsaw, nil}}, 0},
		{"before delivery, at the supplier", "US", []step{{0, -3, warsaw, nil}, {50, -1, warsaw, nil}}, 0},
		{"travel with notice", "US", []step{{0, 1, warsaw, []option{trip}}, {5, 1, warsaw, []option{trip}}}, 0},
		{"behind a VPN", "PL", []step{{0, 1, rented, nil}, {5, 1, rented, nil}}, 0},
		{"behind the firm's exit", "US", []step{{0, 1, office, nil}, {5, 1, office, nil}}, 0},
		{"at home abroad", "PL", []step{{0, 1, warsaw, nil}, {5, 1, warsaw, nil}}, 0},
		{"no country on record", "", []step{{0, 1, warsaw, nil}, {5, 1, warsaw, nil}}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			c.hire("p", scene.Worker{Country: "US"}, "America/New_York")
			c.facts["p"].Country = tc.country
			for _, s := range tc.steps {
				c.checkIn("p", monday.Add(time.Duration(s.hours*float64(time.Hour))), append([]option{arrived(s.age), from(s.net)}, s.opts...)...)
			}
			c.wants("p", "ONB-05", tc.fires, "told twice of being in PL", "contracted place is in US")
		})
	}
}

// END-05
func TestRemoteDays(t *testing.T) {
	inbound := func(open bool) telemetry.Event {
		e := telemetry.Event{Class: telemetry.NetworkActivity, Activity: telemetry.NetworkClose, Intake: telemetry.Intake{Source: "sysmon"}, Connection: &telemetry.Connection{DirectionID: 1}}
		if open {
			e.Activity = telemetry.NetworkOpen
		}
		return e
	}
	remoteTool := func(approved bool) option {
		return func(s *scene.Scene) {
			s.Tool = &tools.Tool{Kind: tools.RemoteControl, Vendor: "Example", Name: "Example Desk", Via: "process", Approved: approved}
		}
	}
	peer := func(ip string, n scene.Network) option {
		return func(s *scene.Scene) { s.Event.Src.IP, s.Net = ip, n }
	}
	away := peer("203.0.113.200", rented)
	for _, tc := range []struct {
		name   string
		worker scene.Worker
		hours  int
		days   int
		opts   []option
		each   bool // events all along instead of open and close
		fires  int
	}{
		{name: "six hours a day from one address", hours: 6, days: 4, opts: []option{away, remoteTool(false)}, fires: 1},
		{name: "six hours of single connections", hours: 6, days: 4, opts: []option{away, remoteTool(false)}, each: true, fires: 1},
		{name: "through midnight", hours: 15, days: 4, opts: []option{away, remoteTool(false)}, fires: 1},
		{name: "two days", hours: 6, days: 2, opts: []option{away, remoteTool(false)}},
		{name: "an hour of support a day", hours: 1, days: 10, opts: []option{away, remoteTool(false)}},
		{name: "an allowed tool", hours: 6, days: 4, opts: []option{away, remoteTool(true)}},
		{name: "the own desktop at home", hours: 6, days: 4, opts: []option{peer("192.168.1.20", scene.Network{}), remoteTool(false)}},
		{name: "the own address outside", hours: 6, days: 4, opts: []option{peer("192.0.2.10", newYork), remoteTool(false)}},
		{name: "an exception", worker: scene.Worker{Exceptions: []string{"remote-control"}}, hours: 6, days: 4, opts: []option{away, remoteTool(false)}},
		{name: "no tool of remote control", hours: 6, days: 4, opts: []option{away}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			c.hire("p", tc.worker, "UTC")
			days(2, func(n int, day time.Time) {
				c.checkIn("p", day.Add(-time.Hour), from(newYork))
				c.checkIn("p", day.Add(-time.Minute), from(newYork))
				if n >= tc.days {
					return
				}
				opts := append([]option{laptop}, tc.opts...)
				if tc.each {
					for k := range 2 * tc.hours {
						c.event("p", day.Add(time.Duration(k)*30*time.Minute), inbound(true), opts...)
					}
				} else {
					c.event("p", day, inbound(true), opts...)
					c.event("p", day.Add(time.Duration(tc.hours)*time.Hour), inbound(false), opts...)
				}
				c.sweep(day.AddDate(0, 0, 1))
			})
			c.wants("p", "END-05", tc.fires, "same outside address for five hours or more")
		})
	}
	t.Run("remote desktop sessions", func(t *testing.T) {
		c := found(t, Config{})
		c.hire("p", scene.Worker{}, "UTC")
		days(1, func(_ int, day time.Time) {
			logon := telemetry.Event{Class: telemetry.Authentication, Activity: telemetry.Logon, LogonType: "Remote Interactive", IsRemote: telemetry.Yes, Intake: telemetry.Intake{Source: "sysmon"}}
			logoff := logon
			logoff.Activity = telemetry.Logoff
			// The end is told first.
			c.event("p", day.Add(7*time.Hour), logoff, laptop, away)
			c.event("p", day, logon, laptop, away)
			c.sweep(day.AddDate(0, 0, 1))
		})
		c.wants("p", "END-05", 1)
	})
}

// END-16
func TestUntouched(t *testing.T) {
	battery := func(state string) telemetry.Event {
		mains := map[string]telemetry.Truth{"charging": telemetry.Yes, "discharging": telemetry.No}[state]
		return telemetry.Event{Class: telemetry.DeviceConfig, Activity: telemetry.Collect, Message: "battery", Presence: &telemetry.Presence{Mains: mains}, Intake: telemetry.Intake{Source: "osquery"}}
	}
	plug := telemetry.Event{Class: telemetry.PeripheralActivity, Activity: telemetry.Connect, Peripheral: &telemetry.Peripheral{Name: "Example USB Headset"}, Intake: telemetry.Intake{Source: "osquery"}}
	touch := login
	touch.Factors = []telemetry.Factor{{Type: "Windows Hello"}}
	// Five colleagues whose telemetry shows that such signs are told of.
	colleagues := func(c *company, ids []bonafide.PersonID, day time.Time) {
		for _, id := range ids {
			c.event(id, day, plug, laptop)
			c.meet(id, day.Add(2*time.Hour), part{uid: "daily", hours: 1, mic: "MacBook Pro Microphone"})
			c.event(id, day, touch)
		}
	}
	for _, tc := range []struct {
		name   string
		extra  func(c *company, n int, day time.Time)
		state  string
		others bool
		fires  int
	}{
		{"nothing for a month", nil, "charging", true, 1},
		{"docked, with a headset in calls", func(c *company, n int, day time.Time) {
			c.meet("p", day.Add(2*time.Hour), part{uid: "daily", hours: 1, mic: "Jabra Speak 510"})
		}, "charging", true, 0},
		{"a fingerprint now and then", func(c *company, n int, day time.Time) {
			if n == 12 {
				c.event("p", day, touch)
			}
		}, "charging", true, 0},
		{"on battery once", func(c *company, n int, day time.Time) {
			if n == 12 {
				c.event("p", day, battery("discharging"), laptop)
			}
		}, "charging", true, 0},
		{"in a second network once", func(c *company, n int, day time.Time) {
			if n == 12 {
				c.checkIn("p", day.Add(time.Hour), from(mobile4))
			}
		}, "charging", true, 0},
		{"a firm whose telemetry shows no such signs", nil, "charging", false, 0},
		{"an unknown state of power", nil, "unknown", false, 0},
		{"virtual devices in calls are no sign", func(c *company, n int, day time.Time) {
			c.meet("p", day.Add(2*time.Hour), part{uid: "daily", hours: 1, mic: "HDMI Capture", cam: "OBS Virtual Camera"})
		}, "charging", true, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			ids := c.staff(5, "Core")
			c.hire("p", scene.Worker{Team: "Core", Role: "Engineer", Contract: "employee"}, "America/New_York")
			days(7, func(n int, day time.Time) {
				if tc.others {
					colleagues(c, ids, day)
				}
				c.checkIn("p", day, from(newYork))
				c.event("p", day, battery(tc.state), laptop)
				if tc.extra != nil {
					tc.extra(c, n, day)
				}
				if n > 20 && n < 33 {
					c.sweep(day.AddDate(0, 0, 1))
				}
			})
			c.wants("p", "END-16", tc.fires, "showed none of")
			for _, id := range ids {
				c.quiet(id)
			}
		})
	}
}

// A call is as long as it is, whatever zone its times are in; when it was says nothing.
func TestTimesWithoutAZone(t *testing.T) {
	call := telemetry.Event{
		Class: telemetry.NetworkActivity, Activity: telemetry.NetworkClose, Intake: telemetry.Intake{Source: "zoom", Clock: telemetry.ClockZone},
		Meeting: &telemetry.Meeting{UID: "m", Seconds: 9 * 3600, Sharing: telemetry.Yes},
	}
	c := found(t, Config{})
	c.hire("p", scene.Worker{Team: "Core", Role: "Engineer", Contract: "employee"}, "America/New_York")
	days(2, func(n int, day time.Time) { c.event("p", day.Add(3*time.Hour), call) })
	if d := c.book.Explain("p").Hours.Days; d != 0 {
		t.Errorf("hours of %d days were learnt from times without a zone", d)
	}
	if c.book.Stats().Observed == 0 {
		t.Error("the calls were not taken in")
	}
}
