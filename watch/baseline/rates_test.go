package baseline

import (
	"fmt"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

func tenure(n int) option { return func(s *scene.Scene) { s.Worker.Tenure = &n } }

// ONB-12
func TestEarlyAccess(t *testing.T) {
	for _, tc := range []struct {
		name    string
		peers   int
		usual   int // repositories that peers clone when they start
		mine    int
		perDay  int
		tenured bool
		fires   int
		words   []string
	}{
		{"eighty where peers take six", 12, 6, 80, 8, false, 1, []string{"team Core, engineer, employee (12 others)", "median in the same time is 6"}},
		{"a burst in the first two days", 12, 6, 30, 15, false, 1, []string{"first two weeks"}},
		{"as many as peers on their first day", 12, 6, 7, 7, false, 0, nil},
		{"everybody's set-up is large", 12, 40, 60, 30, false, 0, nil},
		{"few, though above all peers", 12, 2, 9, 3, false, 0, nil},
		{"too few peers anywhere", 5, 6, 80, 8, false, 0, nil},
		{"somebody long here", 12, 6, 80, 8, true, 0, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			ids := c.staff(tc.peers, "Core")
			for _, id := range ids {
				for k := range tc.usual {
					c.clone(id, monday.Add(time.Duration(k)*time.Minute), fmt.Sprintf("example/r%d", k))
				}
				c.push(id, monday.AddDate(0, 0, 39))
			}
			c.hire("p", scene.Worker{Team: "Core", Role: "Senior Engineer", Contract: "employee"}, "UTC")
			first := monday.AddDate(0, 0, 40)
			for k := range tc.mine {
				day := k / tc.perDay
				old := day
				if tc.tenured {
					old += 400
				}
				c.clone("p", first.AddDate(0, 0, day).Add(time.Duration(k)*time.Minute), fmt.Sprintf("example/x%d", k), tenure(old))
				// The same repository again is no further one.
				c.clone("p", first.AddDate(0, 0, day).Add(time.Duration(k)*time.Minute), fmt.Sprintf("example/x%d", k), tenure(old))
			}
			c.wants("p", "ONB-12", tc.fires, tc.words...)
		})
	}
}

// WRK-01
func TestOwnStorage(t *testing.T) {
	for _, tc := range []struct {
		name   string
		theirs int64
		mine   int64
		target string
		habit  bool
		opts   []option
		fires  int
	}{
		{"two gigabytes, where peers take little", 5 << 20, 2 << 30, "www.dropbox.com", false, nil, 1},
		{"as much as peers do", 2 << 30, 2 << 30, "www.dropbox.com", false, nil, 0},
		{"a few files", 0, 20 << 20, "www.dropbox.com", false, nil, 0},
		{"to a customer", 5 << 20, 2 << 30, "files.customer.example", false, nil, 0},
		{"blocked", 5 << 20, 2 << 30, "www.dropbox.com", false, []option{func(s *scene.Scene) { s.Event.Status = telemetry.Failure }}, 0},
		{"every day as ever", 5 << 20, 2 << 30, "www.dropbox.com", true, nil, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			ids := c.staff(12, "Core")
			c.hire("p", scene.Worker{Team: "Core", Role: "Engineer", Contract: "employee"}, "UTC")
			days(3, func(n int, day time.Time) {
				for _, id := range ids {
					c.upload(id, day, "www.dropbox.com", tc.theirs)
				}
				if tc.habit {
					c.upload("p", day, tc.target, 1<<30)
				}
			})
			c.said = nil
			last := monday.AddDate(0, 0, 20)
			for k := range 4 {
				c.upload("p", last.Add(time.Duration(k)*time.Minute), tc.target, tc.mine/4, tc.opts...)
			}
			c.wants("p", "WRK-01", tc.fires, "personal storage", "99th percentile", "12 others")
		})
	}
}

// OFF-01
func TestSurge(t *testing.T) {
	notice := func(n int) option {
		return func(s *scene.Scene) {
			if n >= 0 {
				s.Worker.Notice = &n
			}
		}
	}
	story := func(t *testing.T, usual, surge, at int, wary bool) *company {
		c := found(t, Config{})
		c.hire("p", scene.Worker{}, "UTC")
		c.wary["p"] = wary
		given := 50
		for n := range 60 {
			day := monday.AddDate(0, 0, n)
			count := usual
			if n == at {
				count = surge
				if wary {
					c.wary["p"] = false
				}
			}
			for k := range count {
				c.clone("p", day.Add(time.Duration(k)*time.Minute), fmt.Sprintf("example/r%d", k%9), notice(n-given))
			}
			c.push("p", day.Add(8*time.Hour), notice(n-given))
			c.sweep(day.Add(23 * time.Hour))
		}
		return c
	}
	t.Run("after notice", func(t *testing.T) {
		story(t, 3, 40, 52, false).wants("p", "OFF-01", 1, "16 clones, downloads and exports", "within a week of notice (2026-02-24)", "median")
	})
	t.Run("before notice, seen once it is given", func(t *testing.T) {
		c := story(t, 3, 40, 46, false)
		c.wants("p", "OFF-01", 1, "40 clones")
		if got := dateWord(uint16(c.about("p", "OFF-01")[0].At.Unix() / 86400)); got != "2026-02-20" {
			t.Errorf("it showed on %s", got)
		}
	})
	t.Run("weeks before", func(t *testing.T) { story(t, 3, 40, 30, false).quiet("p") })
	t.Run("a handover of the usual size", func(t *testing.T) { story(t, 9, 40, 52, false).quiet("p") })
	t.Run("a few", func(t *testing.T) { story(t, 1, 12, 52, false).quiet("p") })
	t.Run("days of high risk are no measure, and there are no peers", func(t *testing.T) { story(t, 3, 40, 52, true).quiet("p") })

	t.Run("peers measure whom little is known of", func(t *testing.T) {
		c := found(t, Config{})
		ids := c.staff(6, "Core")
		c.hire("p", scene.Worker{Team: "Core", Role: "Engineer", Contract: "employee"}, "UTC")
		days(3, func(n int, day time.Time) {
			for _, id := range ids {
				c.clone(id, day, "example/a")
				c.clone(id, day.Add(time.Hour), "example/b")
			}
		})
		for k := range 30 {
			c.clone("p", monday.AddDate(0, 0, 21).Add(time.Duration(k)*time.Minute), "example/a", notice(1))
		}
		c.wants("p", "OFF-01", 1, "as too little is known of the person", "6 others")
	})
	t.Run("where nobody copies anything, all days of work are the measure", func(t *testing.T) {
		for days, fires := range map[int]int{14: 1, 6: 0} {
			c := found(t, Config{})
			c.hire("p", scene.Worker{}, "UTC")
			for n := range days {
				c.push("p", monday.AddDate(0, 0, n))
			}
			for k := range 30 {
				c.clone("p", monday.AddDate(0, 0, 20).Add(time.Duration(k)*time.Minute), "example/a", notice(1))
			}
			c.wants("p", "OFF-01", fires, "the person's own median of 12 days of work before is 0 clones")
		}
	})
	t.Run("what left the ring is remembered", func(t *testing.T) {
		c := found(t, Config{})
		c.hire("p", scene.Worker{}, "UTC")
		for n := range 20 {
			for k := range 3 {
				c.clone("p", monday.AddDate(0, 0, n).Add(time.Duration(k)*time.Minute), "example/a")
			}
		}
		later := monday.AddDate(0, 0, 200)
		for n := range ring { // after a long leave, days without copies
			c.push("p", later.AddDate(0, 0, n))
		}
		for k := range 30 {
			c.clone("p", later.AddDate(0, 0, ring).Add(time.Duration(k)*time.Minute), "example/a", notice(0))
		}
		c.wants("p", "OFF-01", 1, "own usual of 20 active days before")
	})
	t.Run("bytes, from the last day where no notice was given", func(t *testing.T) {
		c := found(t, Config{})
		c.hire("p", scene.Worker{}, "UTC")
		for n := range 10 {
			c.upload("p", monday.AddDate(0, 0, n), "files.customer.example", 1<<20)
		}
		gone := 1
		c.upload("p", monday.AddDate(0, 0, 20), "files.customer.example", 900<<20, func(s *scene.Scene) { s.Worker.Left = &gone })
		c.wants("p", "OFF-01", 1, "900 MiB", "the last day")
	})
}

func TestCopied(t *testing.T) {
	for _, tc := range []struct {
		name  string
		e     telemetry.Event
		pulls int
	}{
		{"clone", telemetry.Event{Class: telemetry.WebResourcesActivity, Activity: telemetry.WebExport}, 1},
		{"fetch", telemetry.Event{Class: telemetry.WebResourcesActivity, Activity: telemetry.Read}, 0},
		{"clone by a build account", telemetry.Event{Class: telemetry.WebResourcesActivity, Activity: telemetry.WebExport, Actor: telemetry.Actor{User: telemetry.User{Type: telemetry.UserService}}}, 0},
		{"document", telemetry.Event{Class: telemetry.FileHosting, Activity: telemetry.Download}, 1},
		{"object", telemetry.Event{Class: telemetry.APIActivity, Activity: telemetry.Read, API: telemetry.API{Operation: "GetObject"}}, 1},
		{"list", telemetry.Event{Class: telemetry.APIActivity, Activity: telemetry.Read, API: telemetry.API{Operation: "ListBuckets"}}, 0},
		{"shipment", telemetry.Event{Class: telemetry.EntityManagement, Worker: &telemetry.Worker{Fact: telemetry.Shipment}}, 0},
		{"disclosure to a stick", telemetry.Event{Class: telemetry.FileSystemActivity, Message: "Removable media", Worker: &telemetry.Worker{Fact: telemetry.Disclosure}}, 1},
	} {
		if pulls, _, _, _ := copied(&tc.e); pulls != tc.pulls {
			t.Errorf("%s counts %d, want %d", tc.name, pulls, tc.pulls)
		}
	}
	for kb, want := range map[uint32]string{12: "12 KiB", 3 << 10: "3 MiB", 5 << 19: "2.5 GiB"} {
		if got := volume(kb); got != want {
			t.Errorf("%d KiB reads %q, want %q", kb, got, want)
		}
	}
}

func TestPeers(t *testing.T) {
	for role, want := range map[string]string{"Senior Backend Engineer II": "backend engineer", "backend engineer": "backend engineer", "Lead C++ Developer": "c++ developer", "": "", "Staff": ""} {
		if got := family(role); got != want {
			t.Errorf("family of %q is %q, want %q", role, got, want)
		}
	}
	c := found(t, Config{})
	big, small := c.staff(12, "Core"), c.staff(3, "Ops")
	for _, id := range append(append([]bonafide.PersonID{}, big...), small...) {
		c.push(id, monday)
	}
	if p := c.book.peersOf(c.book.people[big[0]], 20458); p.name != "team Core, engineer, employee (11 others)" || len(p.list) != 11 {
		t.Errorf("peers are %s", p.name)
	}
	if p := c.book.peersOf(c.book.people[small[0]], 20458); p.name != "the firm (14 others)" {
		t.Errorf("a group of three is compared with %s", p.name)
	}
	c.wary[big[1]] = true
	c.push(big[1], monday)
	if p := c.book.peersOf(c.book.people[big[0]], 20458); len(p.list) != 10 {
		t.Errorf("somebody at high risk is among the %d peers", len(p.list))
	}
	if p := c.book.peersOf(c.book.people[big[0]], 20600); len(p.list) != 0 {
		t.Errorf("%d peers who left long ago", len(p.list))
	}
}
