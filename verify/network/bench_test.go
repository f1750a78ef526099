package network

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"bonafide"
)

// big is a table of half a million ranges.
func big(b *testing.B) []byte {
	b.Helper()
	return table(randomRows(rand.New(rand.NewPCG(7, 8)), 500_000)...)
}

func BenchmarkReadRanges500k(b *testing.B) {
	data := big(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadRanges(data, bonafide.Dataset{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup500k(b *testing.B) {
	r, err := ReadRanges(big(b), bonafide.Dataset{Name: "big"})
	if err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(9, 10))
	var v4s, v6s [4096]netip.Addr
	for i := range v4s {
		v4s[i] = netip.AddrFrom4([4]byte{byte(1 + rng.IntN(99)), byte(rng.IntN(256)), byte(rng.IntN(256)), byte(rng.IntN(256))})
		v6s[i] = netip.AddrFrom16([16]byte{0x24, byte(rng.IntN(3)), byte(rng.IntN(256)), byte(rng.IntN(256)), byte(rng.IntN(256))})
	}
	one := examiner(b, Config{Countries: r})
	all := examiner(b, Config{Countries: r, Operators: r, VPN: r, Relay: r, Hosting: r})
	for name, c := range map[string]struct {
		e     *Examiner
		addrs *[4096]netip.Addr
	}{"country-v4": {one, &v4s}, "country-v6": {one, &v6s}, "five-tables-v4": {all, &v4s}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				c.e.Lookup(c.addrs[i&4095])
				i++
			}
		})
	}
}

// tenSources is a dossier as an employee's is: ten sources, twenty connections.
func tenSources() *bonafide.Dossier {
	at := asOf.AddDate(0, -1, 0)
	d := dossier(bonafide.Employed)
	d.Role = bonafide.Role{Country: "US", TimeZone: "America/New_York"}
	kinds := []bonafide.SourceKind{bonafide.Form, bonafide.Resume, bonafide.Profile, bonafide.Meeting, bonafide.Signing, bonafide.Scheduling,
		bonafide.HR, bonafide.Shipping, bonafide.Payroll, bonafide.SignIn}
	for i, k := range kinds {
		s := bonafide.Source{ID: bonafide.SourceID(k), Kind: k, Collected: at}
		switch k {
		case bonafide.Form, bonafide.Resume, bonafide.HR:
			s.Addresses = []bonafide.Address{{Country: "US"}}
			s.Phones = []string{"+1 202 555 0123"}
			s.TimeZone = "America/New_York"
			s.Sightings = []bonafide.Sighting{{At: at, IP: "192.0.2.5", TimeZone: "America/Chicago", Use: "application"}}
		case bonafide.Meeting, bonafide.Signing:
			for j := range 3 {
				s.Sightings = append(s.Sightings, bonafide.Sighting{At: at.AddDate(0, 0, j), IP: fmt.Sprintf("8.%d.%d.4", i, j)})
			}
		case bonafide.SignIn:
			for j := range 10 {
				s.Sightings = append(s.Sightings, bonafide.Sighting{At: at.AddDate(0, 0, j), IP: fmt.Sprintf("9.%d.%d.4", i, 30*j), Device: "laptop"})
			}
		case bonafide.Scheduling:
			for j := range 5 {
				s.Slots = append(s.Slots, at.AddDate(0, 0, j))
			}
		case bonafide.Payroll:
			s.Payees = []bonafide.Payee{{Kind: "bank", Country: "US"}}
		case bonafide.Shipping:
			s.Shipments = []bonafide.Shipment{{Delivered: at}}
		}
		d.Sources = append(d.Sources, s)
	}
	return d
}

func BenchmarkExamineTenSources(b *testing.B) {
	r, err := ReadRanges(big(b), bonafide.Dataset{Name: "big"})
	if err != nil {
		b.Fatal(err)
	}
	e := examiner(b, Config{Countries: r, Operators: r, VPN: ranges(b, "v"), Relay: ranges(b, "l"), Hosting: ranges(b, "h"), Restricted: []string{"DE"}})
	d := tenSources()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Examine(b.Context(), d, asOf); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzReadRanges(f *testing.F) {
	f.Add(table(row{"8.0.0.0", "8.0.0.255", 0, "PT"}, row{"2400::", "2400::ffff", 7, "Operator"}))
	f.Add(table())
	f.Add([]byte(rangesMagic))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ReadRanges(data, bonafide.Dataset{Name: "fuzz"})
		if err != nil {
			return
		}
		for _, s := range []string{"0.0.0.0", "8.0.0.1", "255.255.255.255", "::", "2400::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"} {
			r.find(netip.MustParseAddr(s))
		}
	})
}

func FuzzReadASNs(f *testing.F) {
	f.Add([]byte("1\ta\n2\tb\n"))
	f.Add([]byte("x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ReadASNs(data, bonafide.Dataset{Name: "fuzz"})
		if err == nil {
			a.has(1)
		}
	})
}

// FuzzExamine feeds hostile text into every field that a rule reads.
func FuzzExamine(f *testing.F) {
	f.Add("192.0.2.1", "US", "America/New_York", "+1 202 555 0123", "device")
	f.Add("fe80::1%eth0", "de", "+99:99", "00", "")
	f.Add("::ffff:1.2.3.4", "\xff\xff", "../..", "+١٢", strings.Repeat("x", 300))
	e := examiner(f, Config{})
	f.Fuzz(func(t *testing.T, ip, country, zone, phone, device string) {
		var sources []bonafide.Source
		for _, k := range bonafide.SourceKinds {
			s := bonafide.Source{ID: "s", Kind: k, TimeZone: zone, Phones: []string{phone}, Addresses: []bonafide.Address{{Country: country}},
				Payees: []bonafide.Payee{{Country: country}}, References: []bonafide.Reference{{IP: ip}}}
			for i := range 4 {
				at := asOf.Add(-time.Duration(i) * time.Hour)
				s.Slots = append(s.Slots, at)
				s.Sightings = append(s.Sightings, bonafide.Sighting{At: at, IP: ip, TimeZone: zone, Device: device}, bonafide.Sighting{IP: "192.0.2.50", Use: "sign-in"})
			}
			sources = append(sources, s)
		}
		x, err := e.Examine(t.Context(), dossier(bonafide.Employed, sources...), asOf)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range x.Findings {
			if len(f.Evidence) == 0 || f.ObservedAt.After(asOf) || f.Summary == "" {
				t.Fatalf("%+v", f)
			}
		}
	})
}
