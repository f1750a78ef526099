package baseline

import (
	"bytes"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
	"bonafide/watch/tools"
)

// Whatever scenes come in, in whatever order: nothing panics, everything that is
// said is complete, and the state can be written and read back.
func FuzzObserve(f *testing.F) {
	f.Add([]byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"))
	f.Add(bytes.Repeat([]byte{3, 1, 0, 0, 2, 9, 4, 1, 7, 1, 0, 8}, 40))
	f.Add(bytes.Repeat([]byte{7, 2, 200, 0, 1, 3, 5, 5, 5, 1, 90, 2, 8, 1, 1, 1}, 60))
	zones := []*time.Location{nil, time.UTC, time.FixedZone("x", 14*3600), time.FixedZone("y", -12*3600)}
	nets := []scene.Network{{}, newYork, warsaw, rented, office, relayed, mobile4, {IP: "x", Key: "k", Lat: 1e300, Long: -1e300, Radius: -5, Placed: true, Country: "long"}}
	classes := []telemetry.Class{telemetry.Authentication, telemetry.NetworkActivity, telemetry.WebResourcesActivity, telemetry.FileHosting, telemetry.TunnelActivity, telemetry.RDPActivity, telemetry.DeviceInventory, telemetry.DeviceConfig, telemetry.ProcessActivity, telemetry.APIActivity, telemetry.PeripheralActivity, telemetry.Base}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := New(Config{Workers: 5, Group: 2, Repositories: 1, OwnBytes: 1})
		if err != nil {
			t.Fatal(err)
		}
		next := func() int {
			if len(data) == 0 {
				return 0
			}
			x := data[0]
			data = data[1:]
			return int(x)
		}
		at := monday
		for n := 0; len(data) > 0 && n < 500; n++ {
			at = at.Add(time.Duration(next()-100) * time.Hour)
			small := next() - 20
			e := &telemetry.Event{
				Class: classes[next()%len(classes)], Activity: telemetry.Activity(next() % 9), Status: telemetry.Status(next() % 3), Time: at,
				Message: "battery lid", Presence: &telemetry.Presence{Mains: telemetry.Truth(next()%3 - 1), LidMoved: telemetry.Yes, Biometric: telemetry.Truth(next()%3 - 1)}, Connection: &telemetry.Connection{DirectionID: next() % 3},
			}
			s := &scene.Scene{Event: e, Person: bonafide.PersonID([]string{"", "a", "b", "c", "d", "e", "f"}[next()%7]), Zone: zones[next()%4], Net: nets[next()%len(nets)]}
			flags := next()
			if flags&1 != 0 {
				s.Worker = &scene.Worker{Team: "t", Tenure: &small, Notice: &small, Left: &small, Country: "US", OnLeave: flags&2 != 0, Travelling: flags&4 != 0}
			}
			if flags&8 != 0 {
				s.Device = scene.Device{Key: string(rune('a' + next()%30)), Issued: flags&16 != 0, Owner: s.Person, Age: &small}
			}
			if flags&32 != 0 {
				e.Meeting = &telemetry.Meeting{UID: string(rune('a' + next()%9)), Joined: at.Add(time.Duration(-next()) * time.Hour), Left: at, Seconds: int64(next()) * 1000, Sharing: telemetry.Yes, Camera: "x"}
			}
			if flags&64 != 0 {
				e.Worker = &telemetry.Worker{Fact: telemetry.Disclosure}
				e.File = &telemetry.File{Size: int64(next())<<40 - 5}
				e.WebResources = []telemetry.Resource{{Name: "dropbox", Type: "repository"}}
			}
			if flags&128 != 0 {
				e.Session.UID = string(rune('a' + next()%9))
				e.HTTP.UserAgent = []string{chrome, firefox, outlook}[next()%3]
				e.Src.IP = "203.0.113.9"
				e.LogonType = "Remote Interactive"
				s.Tool = &tools.Tool{Kind: tools.RemoteControl}
			}
			said := b.Observe(s, next()%5 == 0)
			if n%16 == 0 {
				said = append(said, b.Sweep(at)...)
			}
			for _, d := range said {
				if d.Person == "" || d.Indicator == "" || d.At.IsZero() || d.Subject == "" || d.Summary == "" || len(d.Evidence) == 0 {
					t.Fatalf("incomplete: %+v", d)
				}
			}
		}
		for id := range b.people {
			b.Explain(id)
		}
		one := save(t, b)
		again, _ := New(Config{Workers: 5, Group: 2, Repositories: 1, OwnBytes: 1})
		if err := again.Load(bytes.NewReader(one)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one, save(t, again)) {
			t.Fatal("read back it differs")
		}
	})
}
