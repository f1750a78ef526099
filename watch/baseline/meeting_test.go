package baseline

import (
	"fmt"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// NET-17
func TestCalls(t *testing.T) {
	day := func(n int) time.Time { return monday.AddDate(0, 0, n).Add(9 * time.Hour) } // ends
	outsider := func(c *company, end time.Time, p part) { c.meet("", end, p) }
	for _, tc := range []struct {
		name  string
		call  func(c *company, n int)
		days  int
		fires int
	}{
		{"with somebody no record knows", func(c *company, n int) {
			uid := fmt.Sprint("m", n)
			outsider(c, day(n), part{uid: uid, hours: 9, who: "guest"})
			c.meet("p", day(n), part{uid: uid, hours: 9, sharing: telemetry.Yes})
		}, 3, 1},
		{"alone in a room", func(c *company, n int) {
			c.meet("p", day(n), part{uid: fmt.Sprint("m", n), hours: 9, sharing: telemetry.Yes})
		}, 3, 1},
		{"a series with one number", func(c *company, n int) {
			c.meet("p", day(n), part{uid: "8412", hours: 9, sharing: telemetry.Yes})
		}, 3, 1},
		{"the other one shares, and is told of later", func(c *company, n int) {
			uid := fmt.Sprint("m", n)
			c.meet("p", day(n), part{uid: uid, hours: 8.5})
			outsider(c, day(n).Add(time.Minute), part{uid: uid, hours: 9, who: "guest", sharing: telemetry.Yes})
		}, 3, 1},
		{"two days", func(c *company, n int) {
			c.meet("p", day(n), part{uid: fmt.Sprint("m", n), hours: 9, sharing: telemetry.Yes})
		}, 2, 0},
		{"two colleagues who pair", func(c *company, n int) {
			uid := fmt.Sprint("m", n)
			c.meet("p", day(n), part{uid: uid, hours: 9, sharing: telemetry.Yes})
			c.meet("q", day(n), part{uid: uid, hours: 9})
		}, 5, 0},
		{"a group programs", func(c *company, n int) {
			uid := fmt.Sprint("m", n)
			c.meet("p", day(n), part{uid: uid, hours: 9, sharing: telemetry.Yes})
			c.meet("q", day(n), part{uid: uid, hours: 9})
			outsider(c, day(n), part{uid: uid, hours: 1, who: "guest"})
		}, 5, 0},
		{"nothing shared", func(c *company, n int) {
			c.meet("p", day(n), part{uid: fmt.Sprint("m", n), hours: 9})
		}, 5, 0},
		{"a room left and entered again", func(c *company, n int) {
			c.meet("p", day(n), part{uid: fmt.Sprint("m", n), hours: 0.2, sharing: telemetry.Yes})
			c.meet("p", day(n).Add(-8*time.Hour), part{uid: fmt.Sprint("m", n), hours: 0.2, sharing: telemetry.Yes})
		}, 5, 0},
		{"one part told by two logs", func(c *company, n int) {
			for range 2 {
				c.meet("p", day(n), part{uid: fmt.Sprint("m", n), hours: 5, sharing: telemetry.Yes})
			}
		}, 5, 0},
		{"opened and closed without a length", func(c *company, n int) {
			e := telemetry.Event{Class: telemetry.NetworkActivity, Activity: telemetry.NetworkOpen, Meeting: &telemetry.Meeting{UID: "8412", Sharing: telemetry.Yes}}
			c.event("p", day(n).Add(-9*time.Hour), e)
			e.Activity = telemetry.NetworkClose
			c.event("p", day(n), e)
		}, 3, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			c.hire("p", scene.Worker{}, "UTC")
			c.hire("q", scene.Worker{}, "UTC")
			for n := range tc.days {
				tc.call(c, n)
				c.sweep(day(n).Add(12 * time.Hour))
			}
			c.wants("p", "NET-17", tc.fires, "more than eight hours")
			c.quiet("q")
		})
	}
}

// WRK-05
func TestCamera(t *testing.T) {
	for _, tc := range []struct {
		name   string
		worker scene.Worker
		team   int // others of the team
		theirs string
		mine   func(n int) string
		weeks  int
		fires  int
	}{
		{"never, where the team mostly has it on", scene.Worker{}, 6, "Built-in", func(int) string { return "" }, 9, 1},
		{"in a small team the firm is asked", scene.Worker{}, 2, "Built-in", func(int) string { return "" }, 9, 1},
		{"now and then", scene.Worker{}, 6, "Built-in", func(n int) string {
			if n%8 == 0 {
				return "Built-in"
			}
			return ""
		}, 9, 0},
		{"accommodation", scene.Worker{Accommodations: []bonafide.Accommodation{"camera"}}, 6, "Built-in", func(int) string { return "" }, 9, 0},
		{"the team's way", scene.Worker{}, 6, "", func(int) string { return "" }, 9, 0},
		{"a month is too short", scene.Worker{}, 6, "Built-in", func(int) string { return "" }, 4, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			ids := append(c.staff(tc.team, "Core"), c.staff(8, "Other")...)
			tc.worker.Team, tc.worker.Role, tc.worker.Contract = "Core", "Engineer", "employee"
			c.hire("p", tc.worker, "UTC")
			days(tc.weeks, func(n int, day time.Time) {
				uid := fmt.Sprint("daily", n)
				for _, id := range ids {
					c.meet(id, day, part{uid: uid, hours: 0.5, mic: "Built-in", cam: tc.theirs})
				}
				c.meet("p", day, part{uid: uid, hours: 0.5, mic: "Built-in", cam: tc.mine(n)})
				c.sweep(day.AddDate(0, 0, 1))
			})
			c.wants("p", "WRK-05", tc.fires, "calls in 60 days", "the median of")
			for _, id := range ids {
				c.quiet(id)
			}
		})
	}
	t.Run("a log that names no equipment", func(t *testing.T) {
		c := found(t, Config{})
		ids := c.staff(8, "Core")
		days(9, func(n int, day time.Time) {
			for _, id := range ids {
				c.meet(id, day, part{uid: fmt.Sprint("daily", n), hours: 0.5})
			}
			c.sweep(day.AddDate(0, 0, 1))
		})
		c.quiet(ids[0])
	})
}
