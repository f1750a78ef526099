package baseline

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

func TestHours(t *testing.T) {
	both := func(w int) func(int, time.Time) []float64 {
		return func(n int, _ time.Time) []float64 {
			if n/5%2 == w {
				return atNight
			}
			return nineToFive
		}
	}
	always := func(h []float64) func(int, time.Time) []float64 {
		return func(int, time.Time) []float64 { return h }
	}
	for _, tc := range []struct {
		name   string
		hours  func(n int, day time.Time) []float64
		worker scene.Worker
		zone   string
		weeks  int
		opts   []option
		fires  bool
	}{
		{name: "twelve hours off for five weeks", hours: always(atNight), weeks: 5, fires: true},
		{name: "seven hours early", hours: always(shifted(-7, nineToFive)), weeks: 5, fires: true},
		{name: "the stated day", hours: always(nineToFive), weeks: 6},
		{name: "the same in Sydney", hours: always(nineToFive), zone: "Australia/Sydney", weeks: 6},
		{name: "a late riser, four hours off", hours: always(shifted(4, nineToFive)), weeks: 6},
		{name: "two weeks are too few", hours: always(atNight), weeks: 2},
		{name: "night worker by agreement", hours: always(atNight), worker: scene.Worker{Accommodations: []bonafide.Accommodation{"hours"}}, weeks: 6},
		{name: "exception for other hours", hours: always(atNight), worker: scene.Worker{Exceptions: []string{"hours"}}, weeks: 6},
		{name: "carer with two blocks", hours: always([]float64{8.2, 8.8, 9.3, 9.9, 10.4, 20.1, 20.6, 21.2, 21.8, 22.3, 22.9}), weeks: 6},
		{name: "early and late blocks", hours: always([]float64{6.2, 6.8, 7.3, 7.9, 8.4, 20.1, 20.6, 21.2, 21.8, 22.3}), weeks: 6},
		{name: "on call round the clock", hours: func(n int, _ time.Time) []float64 { return shifted(float64(n*7%24), []float64{0, 0.6, 1.2, 1.8, 3.1}) }, weeks: 6},
		{name: "every other week at night", hours: both(0), weeks: 6},
		{name: "travelling with notice", hours: always(atNight), weeks: 6, opts: []option{trip}},
		{name: "on leave, reading mail at night", hours: always(atNight), weeks: 6, opts: []option{leave}},
		{name: "a week of nights only", hours: func(n int, _ time.Time) []float64 {
			if n >= 20 {
				return atNight
			}
			return nineToFive
		}, weeks: 5},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			if tc.zone == "" {
				tc.zone = "America/New_York"
			}
			c.hire("p", tc.worker, tc.zone)
			days(tc.weeks, func(n int, day time.Time) {
				y, m, d := day.Date()
				for _, h := range tc.hours(n, day) {
					c.push("p", time.Date(y, m, d, 0, 0, 0, 0, c.zones["p"]).Add(time.Duration(h*float64(time.Hour))), tc.opts...)
				}
				c.sweep(day.AddDate(0, 0, 1))
			})
			if !tc.fires {
				c.quiet("p")
				return
			}
			c.wants("p", "NET-10", 1, "active days", "09:00 to 17:00")
		})
	}
}

func shifted(by float64, hours []float64) []float64 {
	out := make([]float64, len(hours))
	for i, h := range hours {
		out[i] = h + by
	}
	return out
}

// A zone without a name, or none at all, is missing data and no deviation.
func TestHoursWithoutZone(t *testing.T) {
	c := found(t, Config{})
	c.hire("p", scene.Worker{}, "UTC")
	c.zones["p"] = nil
	days(6, func(_ int, day time.Time) {
		for _, h := range atNight {
			c.push("p", day.Add(time.Duration(h*float64(time.Hour))))
		}
		c.sweep(day.AddDate(0, 0, 1))
	})
	c.quiet("p")
	if p := c.book.Explain("p"); !strings.Contains(strings.Join(p.Missing, ";"), "stated zone") {
		t.Errorf("the missing zone is not told: %q", p.Missing)
	}
}

// Programs that run by themselves say nothing of hours.
func TestHoursWithoutNoise(t *testing.T) {
	c := found(t, Config{})
	c.hire("p", scene.Worker{}, "America/New_York")
	noise := []telemetry.Event{
		{Class: telemetry.ProcessActivity, Activity: telemetry.ProcessLaunch, Process: &telemetry.Process{Name: "updater", User: telemetry.User{Name: "ann"}, Parent: &telemetry.Process{Name: "launchd"}}},
		{Class: telemetry.ProcessActivity, Activity: telemetry.ProcessLaunch, Process: &telemetry.Process{Name: "git", User: telemetry.User{Name: "SYSTEM"}, Parent: &telemetry.Process{Name: "cmd.exe"}}},
		{Class: telemetry.Authentication, Activity: telemetry.Logon, Metadata: telemetry.Metadata{Code: "app.oauth2.token.grant"}},
		{Class: telemetry.Authentication, Activity: telemetry.Logon, Metadata: telemetry.Metadata{Code: "NonInteractiveUserSignInLogs"}},
		{Class: telemetry.Authentication, Activity: telemetry.Logon, Metadata: telemetry.Metadata{Code: "AssumeRole"}},
		{Class: telemetry.Authentication, Activity: telemetry.Logon, LogonType: "Service"},
		{Class: telemetry.WebResourcesActivity, Activity: telemetry.Update, Actor: telemetry.Actor{User: telemetry.User{Name: "release[bot]"}}},
		{Class: telemetry.WebResourcesActivity, Activity: telemetry.Update, Actor: telemetry.Actor{User: telemetry.User{Type: telemetry.UserService}}},
		{Class: telemetry.TunnelActivity, Activity: telemetry.TunnelRenew},
		{Class: telemetry.DeviceInventory, Activity: telemetry.Collect},
	}
	days(6, func(_ int, day time.Time) {
		c.work("p", day, nineToFive...)
		for h := range 24 {
			for _, e := range noise {
				c.event("p", day.Add(time.Duration(h)*time.Hour), e)
			}
		}
		c.sweep(day.AddDate(0, 0, 1))
	})
	c.quiet("p")
	p := c.book.Explain("p")
	for i, n := range p.Hours.Histogram {
		if n > 0 && (i < 18 || i >= 34) {
			t.Errorf("noise counts at %s", clock(float64(i)/2))
		}
	}
	if p.Hours.Days != 20 {
		t.Errorf("%d active days, want 20", p.Hours.Days)
	}
}

func TestActsByHand(t *testing.T) {
	for _, tc := range []struct {
		name string
		e    telemetry.Event
		want bool
	}{
		{"sign-in", login, true},
		{"unlock", telemetry.Event{Class: telemetry.Authentication, Activity: telemetry.Logon, LogonType: "Unlock"}, true},
		{"network logon", telemetry.Event{Class: telemetry.Authentication, Activity: telemetry.Logon, LogonType: "Network"}, false},
		{"meeting", telemetry.Event{Class: telemetry.NetworkActivity, Meeting: &telemetry.Meeting{}}, true},
		{"connection", telemetry.Event{Class: telemetry.NetworkActivity}, false},
		{"push", telemetry.Event{Class: telemetry.WebResourcesActivity, Activity: telemetry.Update}, true},
		{"document", telemetry.Event{Class: telemetry.FileHosting, Activity: telemetry.HostedUpdate}, true},
		{"sync", telemetry.Event{Class: telemetry.FileHosting, Activity: telemetry.Upload}, false},
		{"review", telemetry.Event{Class: telemetry.APIActivity, Metadata: telemetry.Metadata{Code: "pull_request.opened"}}, true},
		{"call", telemetry.Event{Class: telemetry.APIActivity, Metadata: telemetry.Metadata{Code: "DescribeInstances"}}, false},
		{"shell", telemetry.Event{Class: telemetry.ProcessActivity, Activity: telemetry.ProcessLaunch, Process: &telemetry.Process{Name: "git", User: telemetry.User{Name: "ann"}, Parent: &telemetry.Process{Name: "zsh"}}}, true},
		{"desktop", telemetry.Event{Class: telemetry.ProcessActivity, Activity: telemetry.ProcessLaunch, Process: &telemetry.Process{Name: "code.exe"}, Actor: telemetry.Actor{Process: &telemetry.Process{Path: `C:\Windows\Explorer.EXE`}, User: telemetry.User{Name: "ann"}}}, true},
		{"no parent", telemetry.Event{Class: telemetry.ProcessActivity, Activity: telemetry.ProcessLaunch, Process: &telemetry.Process{Name: "git"}}, false},
		{"underscore user", telemetry.Event{Class: telemetry.ProcessActivity, Activity: telemetry.ProcessLaunch, Process: &telemetry.Process{Name: "x", User: telemetry.User{Name: "_mdm"}, Parent: &telemetry.Process{Name: "bash"}}}, false},
		{"failure", telemetry.Event{Class: telemetry.Authentication, Activity: telemetry.Logon, Status: telemetry.Failure}, false},
		{"HR fact", telemetry.Event{Class: telemetry.WebResourcesActivity, Activity: telemetry.Update, Worker: &telemetry.Worker{}}, false},
	} {
		if got := byHand(&scene.Scene{Event: &tc.e}); got != tc.want {
			t.Errorf("%s: by hand is %v, want %v", tc.name, got, tc.want)
		}
	}
}

// The team's way of work is nobody's deviation; high risk is nobody's measure.
func TestHoursOfTheTeam(t *testing.T) {
	story := func(night int, wary bool) *company {
		c := found(t, Config{})
		ids := c.staff(8, "Support")
		for _, id := range ids[:night] {
			c.wary[id] = wary
		}
		c.wary[ids[0]] = false
		days(5, func(_ int, day time.Time) {
			for i, id := range ids {
				if i < night {
					c.work(id, day, atNight...)
				} else {
					c.work(id, day, nineToFive...)
				}
			}
			c.sweep(day.AddDate(0, 0, 1))
		})
		return c
	}
	t.Run("most of the team works at night", func(t *testing.T) {
		c := story(6, false)
		for i := range 8 {
			c.quiet(bonafide.PersonID(fmt.Sprintf("support-%02d", i)))
		}
	})
	t.Run("one of eight", func(t *testing.T) {
		story(1, false).wants("support-00", "NET-10", 1, "0 of 7 others of team Support, employee work alike")
	})
	// Somebody in Manila who works with a team in New York keeps its hours; one who
	// works by day there while saying to be in New York does not.
	t.Run("another region's hours, with the team", func(t *testing.T) {
		c := found(t, Config{})
		ids := c.staff(6, "Core")
		c.hire("abroad", scene.Worker{Team: "Core", Role: "Engineer", Contract: "contractor", Country: "PH"}, "Asia/Manila")
		c.hire("away", scene.Worker{Team: "Core", Role: "Engineer", Contract: "contractor", Country: "US"}, "America/New_York")
		days(5, func(_ int, day time.Time) {
			for _, id := range ids {
				c.work(id, day, nineToFive...)
			}
			c.work("abroad", day, shifted(13, nineToFive)...)
			c.work("away", day, shifted(-13, nineToFive)...)
			c.sweep(day.AddDate(0, 0, 1))
		})
		c.quiet("abroad")
		c.wants("away", "NET-10", 1)
	})
	t.Run("colleagues at high risk are no measure", func(t *testing.T) {
		story(6, true).wants("support-00", "NET-10", 1)
	})
}

// Half an hour a week: what the person did before excuses nothing.
func TestHoursDrift(t *testing.T) {
	c := found(t, Config{})
	c.hire("p", scene.Worker{}, "Europe/Berlin")
	when := -1
	days(26, func(n int, day time.Time) {
		var hours []float64
		for _, h := range nineToFive {
			hours = append(hours, h+float64(n/5)*0.5)
		}
		c.work("p", day, hours...)
		if c.sweep(day.AddDate(0, 0, 1)) != nil && when < 0 {
			when = n / 5
		}
	})
	if when < 10 || when > 15 {
		t.Fatalf("raised in week %d, want it soon after the fifth hour of drift", when)
	}
	if len(c.about("p", "NET-10")) < 2 {
		t.Error("a deviation that stays is told again after four weeks")
	}
}

// Local hours stay the same when the clock changes.
func TestHoursAcrossDaylightSaving(t *testing.T) {
	c := found(t, Config{})
	c.hire("p", scene.Worker{}, "America/New_York")
	days(16, func(_ int, day time.Time) { // to the end of April
		c.work("p", day, nineToFive...)
		c.sweep(day.AddDate(0, 0, 1))
	})
	c.quiet("p")
	p := c.book.Explain("p")
	if p.Hours.Busiest != "09:00" || p.Hours.Histogram[18] != 20 {
		t.Errorf("busiest from %s, %d days at nine: the change of clocks shows", p.Hours.Busiest, p.Hours.Histogram[18])
	}
	if len(p.Hours.Week) != 336 || p.Hours.Week[18] == 0 || p.Hours.Week[5*48+20] != 0 {
		t.Error("the weekly histogram of older weeks is not what was worked")
	}
}

// A meeting is work all along.
func TestMeetingFillsHours(t *testing.T) {
	c := found(t, Config{})
	c.hire("p", scene.Worker{}, "America/New_York")
	end := time.Date(2026, 1, 6, 7, 10, 0, 0, time.UTC) // 02:10 local
	c.meet("p", end, part{uid: "m", hours: 4})
	d := c.book.people["p"].on(uint16(time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC).Unix() / 86400))
	if d == nil || d.hours>>44&1 == 0 || d.hours>>47&1 == 0 {
		t.Fatal("the evening before the end of a long meeting is not marked")
	}
}

func TestCircular(t *testing.T) {
	for _, tc := range []struct{ a, b, want float64 }{{1, 23, 2}, {23, 1, -2}, {13, 13, 0}, {1, 13, 12}, {25, 13, 12}, {0.5, 13, 11.5}} {
		if got := circular(tc.a, tc.b); got != tc.want {
			t.Errorf("from %v to %v is %v hours, want %v", tc.b, tc.a, got, tc.want)
		}
	}
	var h [48]uint16
	h[46], h[1] = 1, 1 // 23:15 and 00:45
	if mean, length := circularMean(&h); math.Abs(circular(mean, 0)) > 1e-9 || math.Abs(length-math.Cos(math.Pi*0.75/12)) > 1e-9 {
		t.Errorf("mean %v, length %v", mean, length)
	}
	if mean, length := circularMean(new([48]uint16)); mean != 0 || length != 0 {
		t.Error("no activity has no mean")
	}
	for i := range h {
		h[i] = 3
	}
	if _, length := circularMean(&h); length > 1e-9 {
		t.Errorf("an even spread has resultant length %v", length)
	}
	if start, _, _ := busiest(&h, 13); start != 18 {
		t.Errorf("of equal windows the stated day is taken, not %d", start)
	}
}
