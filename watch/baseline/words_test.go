package baseline

import (
	"fmt"
	"testing"
	"time"

	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

func TestOutside(t *testing.T) {
	for ip, want := range map[string]string{"203.0.113.9": "203.0.113.9", "10.0.0.1": "", "192.168.1.1": "", "127.0.0.1": "", "fe80::1": "", "2001:db8::1": "2001:db8::1", "": "", "name": ""} {
		if got := outside(ip); got != want {
			t.Errorf("%q is %q, want %q", ip, got, want)
		}
	}
}

func TestSystemOf(t *testing.T) {
	iphone := "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)"
	if systemOf(chrome) == systemOf(firefox) || systemOf(iphone) == systemOf("Mozilla/5.0 (Macintosh; Intel Mac OS X 15)") || systemOf("curl/8") != 0 {
		t.Error("systems are not told apart")
	}
	for _, tc := range []struct {
		e    telemetry.Event
		want bool
	}{
		{telemetry.Event{HTTP: telemetry.HTTP{UserAgent: iphone}}, true},
		{telemetry.Event{HTTP: telemetry.HTTP{UserAgent: chrome}}, false},
		{telemetry.Event{Device: telemetry.Device{OS: telemetry.OS{TypeID: telemetry.OSAndroid}}}, true},
		{telemetry.Event{Device: telemetry.Device{OS: telemetry.OS{TypeID: telemetry.OSMac}}, HTTP: telemetry.HTTP{UserAgent: iphone}}, false},
	} {
		if onPhone(&tc.e) != tc.want {
			t.Errorf("%+v: on a phone is not %v", tc.e, tc.want)
		}
	}
}

// A place that makes room for another is forgotten wherever it was counted.
func TestPlacesMakeRoom(t *testing.T) {
	c := found(t, Config{})
	c.hire("p", scene.Worker{}, "UTC")
	for k := range 40 {
		n := newYork
		n.Key, n.Lat, n.ASN = fmt.Sprint("192.0.2.", k), float64(k), uint32(k+1)
		c.checkIn("p", monday.AddDate(0, 0, k), from(n))
		c.signIn("p", monday.AddDate(0, 0, k), from(n), laptop)
	}
	w := c.book.people["p"]
	if len(w.places) != maxPlaces {
		t.Fatalf("%d places", len(w.places))
	}
	counted, seen := 0, 0
	for i := range w.days {
		for _, x := range w.days[i].at {
			counted += int(x.n)
		}
		if w.days[i].device[0] != 0 {
			seen++
		}
	}
	if counted != maxPlaces || seen != maxPlaces {
		t.Errorf("%d sign-ins and %d days point at places, want %d of each", counted, seen, maxPlaces)
	}
}

func TestClip(t *testing.T) {
	long := ""
	for range 60 {
		long += "é"
	}
	a := clone("", "x"+long)
	if len(a) != 95 || clone(a, "x"+long) != a {
		t.Errorf("%d bytes: not cut between letters", len(a))
	}
}

func TestUsual(t *testing.T) {
	var u usual
	for range 400 {
		u.add(10)
	}
	if u.Mean < 9.99 || u.Mean > 10.01 || u.Deviation > 0.2 {
		t.Errorf("of ten every day: %+v", u)
	}
	for range 30 {
		u.add(110)
	}
	if u.Mean < 58 || u.Mean > 62 {
		t.Errorf("after a half-life at 110 the mean is %v, want 60", u.Mean)
	}
}

// A deviation that stays is told again after its time, another subject at once.
func TestTold(t *testing.T) {
	w := &worker{}
	for _, tc := range []struct {
		subject uint32
		day     uint16
		want    bool
	}{{1, 100, true}, {1, 101, false}, {2, 101, true}, {1, 95, false}, {1, 114, true}, {1, 115, false}} {
		if w.silent(ruleTravel, tc.subject, tc.day) == tc.want || w.raise(ruleTravel, tc.subject, tc.day) != tc.want {
			t.Errorf("subject %d on day %d: want %v", tc.subject, tc.day, tc.want)
		}
	}
	for i := range uint32(100) {
		w.raise(ruleTravel, 100+i, 200+uint16(i))
	}
	if len(w.told) != maxTold {
		t.Errorf("%d told", len(w.told))
	}
}

// Everything that a person's record holds is bounded.
func TestBounds(t *testing.T) {
	c := found(t, Config{})
	c.hire("p", scene.Worker{}, "UTC")
	busyYear(c, "p", false)
	for i := range 100 {
		at := monday.AddDate(1, 0, 0).Add(time.Duration(i) * time.Minute)
		c.push("p", at, inSession(fmt.Sprint(i)))
	}
	w := c.book.people["p"]
	for name, n := range map[string][2]int{
		"places": {len(w.places), maxPlaces}, "exits": {len(w.exits), maxExits}, "sightings": {len(w.sights), maxSights}, "sessions": {len(w.sessions), maxSessions},
		"remote days": {len(w.remotes), maxRemotes}, "meetings": {len(w.meetings), maxMeetings}, "long calls": {len(w.long), maxLong}, "told": {len(w.told), maxTold},
	} {
		if n[0] > n[1] {
			t.Errorf("%d %s, want %d at most", n[0], name, n[1])
		}
	}
	for k := range w.seen {
		if len(w.seen[k]) > caps[k] {
			t.Errorf("%d %s", len(w.seen[k]), kindNames[k])
		}
	}
}
