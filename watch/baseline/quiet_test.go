package baseline

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// An ordinary firm for a quarter of a year: homes whose prefix changes, phones
// whose carrier puts them out far away, cafés, private VPNs tried for an evening,
// journeys that nobody noted, new laptops, on-call weeks, set-up days. Next to
// nothing is to be said.
func TestOrdinaryFirm(t *testing.T) {
	c := found(t, Config{})
	r := rand.New(rand.NewPCG(7, 11))
	type home struct {
		net    scene.Network
		prefix int
		phone  scene.Network
	}
	cities := []struct {
		country, zone string
		lat, long     float64
	}{{"US", "America/New_York", 40.7, -74}, {"US", "America/Los_Angeles", 34, -118.2}, {"DE", "Europe/Berlin", 52.5, 13.4}, {"PL", "Europe/Warsaw", 52.2, 21}, {"IN", "Asia/Kolkata", 12.9, 77.6}}
	homes := map[bonafide.PersonID]*home{}
	var ids []bonafide.PersonID
	for i := range 60 {
		id := bonafide.PersonID(fmt.Sprintf("p%02d", i))
		city := cities[r.IntN(len(cities))]
		c.hire(id, scene.Worker{Team: []string{"Core", "Wallet", "Support"}[i%3], Role: "Engineer", Contract: "employee", Country: city.country}, city.zone)
		base := scene.Network{IP: "192.0.2.1", Class: scene.Residential, Country: city.country, ASN: uint32(64500 + i%9), Org: "Example Cable", Lat: city.lat, Long: city.long, Radius: 30, Placed: true}
		phone := base
		phone.ASN, phone.Org, phone.Lat, phone.Long, phone.Radius = 64520, "Example Mobile", city.lat+3*r.Float64(), city.long+3*r.Float64(), 200
		homes[id] = &home{base, r.IntN(200), phone}
		ids = append(ids, id)
	}
	weeks := 13
	days(weeks, func(n int, day time.Time) {
		for i, id := range ids {
			h := homes[id]
			if r.IntN(40) == 0 {
				h.prefix = r.IntN(200) // the provider renumbers
			}
			net := h.net
			net.Key, net.IP = fmt.Sprintf("192.0.%d.0/24", h.prefix), fmt.Sprintf("192.0.%d.9", h.prefix)
			y, m, d := day.Date()
			start := time.Date(y, m, d, 8, 0, 0, 0, c.zones[id]).Add(time.Duration(r.IntN(150)) * time.Minute)
			if i%15 == 14 {
				start = start.Add(4 * time.Hour) // a late riser
			}
			var opts []option
			if n/5 == 3+i%8 && i%4 == 0 {
				// A week elsewhere, which nobody noted: the laptop is there too.
				net.Country, net.Lat, net.Long, net.ASN, net.Key = "ES", 40.4, -3.7, 64530, "203.0.113.0/24"
			}
			own := device(fmt.Sprintf("okta:%s-%d", id, n/40), telemetry.Yes) // a new laptop after eight weeks
			c.checkIn(id, start, from(net))
			session := inSession(fmt.Sprint(id, n))
			c.signIn(id, start, append(opts, from(net), own, session, agent(chrome))...)
			for k := range 5 {
				at := start.Add(time.Duration(k*100+r.IntN(60)) * time.Minute)
				c.push(id, at, from(net), session, agent("git/2.50"))
			}
			if r.IntN(3) == 0 {
				c.signIn(id, start.Add(time.Duration(r.IntN(600))*time.Minute), from(scene.Network{IP: "198.51.100.9", Key: fmt.Sprintf("198.51.%d.0/24", r.IntN(20)), Class: h.phone.Class, Country: h.phone.Country, ASN: h.phone.ASN, Lat: h.phone.Lat, Long: h.phone.Long, Radius: h.phone.Radius, Placed: true}), device("okta:phone-"+string(id), telemetry.No), agent("Mozilla/5.0 (iPhone; Mobile)"))
			}
			if r.IntN(60) == 0 { // a private VPN for an evening
				vpn := rented
				vpn.Class, vpn.Key, vpn.Country = scene.Consumer, fmt.Sprintf("203.0.%d.0/24", r.IntN(99)), "NL"
				c.signIn(id, start.Add(9*time.Hour), from(vpn), own, session, agent(chrome))
			}
			if n/5%6 == i%6 && i%3 == 2 && r.IntN(2) == 0 { // on call
				c.push(id, start.Add(17*time.Hour), from(net))
			}
			clones := r.IntN(3)
			if n == 0 {
				clones = 12
			}
			for k := range clones {
				c.clone(id, start.Add(time.Duration(k)*time.Minute), fmt.Sprint("example/r", r.IntN(40)), from(net), tenure(n+i%3*200))
			}
			if r.IntN(30) == 0 {
				c.upload(id, start, "www.dropbox.com", r.Int64N(30<<20))
			}
			cam := ""
			if r.IntN(3) > 0 {
				cam = "FaceTime HD Camera"
			}
			c.meet(id, start.Add(2*time.Hour), part{uid: fmt.Sprint("daily", n, i%3), hours: 0.5, mic: "MacBook Pro Microphone", cam: cam})
			if r.IntN(50) == 0 {
				c.meet(id, start.Add(9*time.Hour), part{uid: fmt.Sprint("day", n, id), hours: 8.5, sharing: telemetry.Yes, mic: "Headset"})
				c.meet(ids[(i+1)%60], start.Add(9*time.Hour), part{uid: fmt.Sprint("day", n, id), hours: 8.5, mic: "Headset"})
			}
		}
		c.sweep(day.AddDate(0, 0, 1))
	})
	t.Logf("%d deviations in %d worker-weeks:%s", len(c.said), 60*weeks, spoken(c.said))
	if len(c.said) > 1 {
		t.Errorf("%d deviations in an ordinary firm", len(c.said))
	}
}
