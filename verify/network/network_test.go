package network

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"bonafide"
	"bonafide/proof"
)

func examiner(t testing.TB, c Config) *Examiner {
	t.Helper()
	e, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

var asOf = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

func examine(t testing.TB, e *Examiner, d *bonafide.Dossier) bonafide.Examination {
	t.Helper()
	x, err := e.Examine(t.Context(), d, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func indicators(x bonafide.Examination) []bonafide.IndicatorID {
	var ids []bonafide.IndicatorID
	for _, f := range x.Findings {
		ids = append(ids, f.Indicator)
	}
	return ids
}

// row is a range of a test table.
type row struct {
	from, to string
	number   uint32
	text     string
}

// table writes rows, given in order and apart from each other, in canonical form.
func table(rows ...row) []byte {
	type mark struct {
		at    netip.Addr
		value uint32
	}
	var v4, v6 []mark
	var values, text []byte
	for i, r := range rows {
		from, to := netip.MustParseAddr(r.from), netip.MustParseAddr(r.to)
		list := &v6
		if from.Is4() {
			list = &v4
		}
		if n := len(*list); n > 0 && (*list)[n-1].at == from {
			*list = (*list)[:n-1]
		}
		*list = append(*list, mark{from, uint32(i + 1)}, mark{to.Next(), 0})
		values = binary.LittleEndian.AppendUint32(values, r.number)
		values = binary.LittleEndian.AppendUint32(values, uint32(len(text)))
		values = binary.LittleEndian.AppendUint32(values, uint32(len(r.text)))
		text = append(text, r.text...)
	}
	out := []byte(rangesMagic)
	for _, n := range []int{1, len(v4), len(v6), len(rows), len(text), 0} {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	for _, m := range v4 {
		b := m.at.As4()
		out = binary.LittleEndian.AppendUint32(out, binary.BigEndian.Uint32(b[:]))
	}
	for _, m := range v4 {
		out = binary.LittleEndian.AppendUint32(out, m.value)
	}
	for _, m := range v6 {
		b := m.at.As16()
		out = append(out, b[:]...)
	}
	for _, m := range v6 {
		out = binary.LittleEndian.AppendUint32(out, m.value)
	}
	return append(append(out, values...), text...)
}

func ranges(t testing.TB, name string, rows ...row) *Ranges {
	t.Helper()
	r, err := ReadRanges(table(rows...), bonafide.Dataset{Name: name, Version: "1"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCases(t *testing.T) { proof.Test(t, examiner(t, Config{})) }

var code = regexp.MustCompile(`\b[A-Z]{2}\b`)

// No country weighs more than another: when the countries change places in what is
// stated, in what is looked up and on the map, the same is found word for word.
func TestExchangingCountriesChangesNothing(t *testing.T) {
	plain := examiner(t, Config{})
	cases, err := plain.Cases()
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for c := range plain.places().byCountry {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	rng := rand.New(rand.NewPCG(1, 2))
	findings := 0
	for round := range 10 {
		to := map[string]string{}
		for i, j := range rng.Perm(len(codes)) {
			to[codes[i]] = codes[j]
		}
		move := func(c string) string {
			if m, ok := to[c]; ok {
				return m
			}
			return c
		}
		moved := examiner(t, Config{})
		for i, c := range moved.tables.examples.countries {
			moved.tables.examples.countries[i] = move(c)
		}
		g := newGazetteer(zonesTSV)
		byCountry := map[string][]*zone{}
		for c, z := range g.byCountry {
			byCountry[move(c)] = z
		}
		g.byCountry = byCountry
		moved.places = func() *gazetteer { return g }
		regions := moved.regionsOf
		moved.regionsOf = func(n int) []string {
			var out []string
			for _, r := range regions(n) {
				out = append(out, move(r))
			}
			return out
		}
		for _, c := range cases {
			want := examine(t, plain, &c.Dossier)
			d := moveDossier(t, c.Dossier, move)
			got := examine(t, moved, &d)
			findings += len(want.Findings)
			wantText, _ := json.Marshal(want.Findings)
			gotText, _ := json.Marshal(got.Findings)
			if w := code.ReplaceAllStringFunc(string(wantText), move); w != string(gotText) {
				t.Fatalf("round %d, %s:\nwant %s\ngot  %s", round, c.Name, w, gotText)
			}
		}
	}
	if findings == 0 {
		t.Fatal("no finding was compared")
	}
}

// moveDossier changes every country of a dossier.
func moveDossier(t *testing.T, d bonafide.Dossier, move func(string) string) bonafide.Dossier {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	text = regexp.MustCompile(`"country":"([A-Z]{2})"`).ReplaceAllFunc(text, func(m []byte) []byte {
		return fmt.Appendf(nil, `"country":%q`, move(string(m[11:13])))
	})
	var out bonafide.Dossier
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLookup(t *testing.T) {
	countries := ranges(t, "countries",
		row{"8.0.0.0", "8.0.0.255", 0, "PT"}, row{"8.0.1.0", "8.0.1.255", 0, "KE"},
		row{"2400::", "2400:0:ffff:ffff:ffff:ffff:ffff:ffff", 0, "JP"})
	operators := ranges(t, "operators", row{"8.0.0.0", "8.0.0.127", 64500, "First"}, row{"8.0.1.0", "8.0.1.255", 64501, "Second"})
	asns, err := ReadASNs([]byte("64501\tSecond\n64502\t\n"), bonafide.Dataset{Name: "asns"})
	if err != nil {
		t.Fatal(err)
	}
	e := examiner(t, Config{Countries: countries, Operators: operators, HostingASNs: asns,
		VPN:     ranges(t, "vpn", row{"8.0.0.16", "8.0.0.31", 0, ""}),
		Relay:   ranges(t, "relay", row{"8.0.0.24", "8.0.0.31", 0, ""}),
		Hosting: ranges(t, "hosting", row{"8.0.0.8", "8.0.0.31", 0, ""})})
	for _, c := range []struct {
		addr, country string
		asn           uint32
		operator      string
		kind, from    string
	}{
		{"8.0.0.0", "PT", 64500, "First", "", ""},
		{"::ffff:8.0.0.7", "PT", 64500, "First", "", ""},
		{"8.0.0.8", "PT", 64500, "First", "hosting", "hosting"},
		{"8.0.0.16", "PT", 64500, "First", "vpn", "vpn"},
		{"8.0.0.31", "PT", 64500, "First", "relay", "relay"},
		{"8.0.0.128", "PT", 0, "", "", ""},
		{"8.0.1.9", "KE", 64501, "Second", "hosting", "asns"},
		{"8.0.2.0", "", 0, "", "", ""},
		{"1.2.3.4", "", 0, "", "", ""},
		{"9.9.9.9", "", 0, "", "", ""},
		{"2400::1", "JP", 0, "", "", ""},
		{"2400:1::", "", 0, "", "", ""},
		{"2003::1", "", 0, "", "", ""},
	} {
		a, err := e.Lookup(netip.MustParseAddr(c.addr))
		from := ""
		if a.KindFrom != nil {
			from = a.KindFrom.Name
		}
		if err != nil || a.Country != c.country || a.ASN != c.asn || a.Operator != c.operator || a.Kind() != c.kind || from != c.from || a.Documentation {
			t.Errorf("%s: %+v %v, want %+v", c.addr, a, err, c)
		}
		if a.CountryFrom == nil || a.CountryFrom.Name != "countries" || a.OperatorFrom.Name != "operators" {
			t.Errorf("%s: the answer does not name its tables", c.addr)
		}
	}
}

func TestAddressesThatMeanNothingOutside(t *testing.T) {
	e := examiner(t, Config{})
	for _, s := range []string{"10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.1.1", "100.64.0.1", "100.127.255.255",
		"0.1.2.3", "192.0.0.8", "198.18.0.1", "198.19.255.255", "240.0.0.1", "255.255.255.255", "224.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
		"fd00::1", "ff02::1", "64:ff9b::808:808", "2001::1", "100::1", "::ffff:10.0.0.1"} {
		if _, err := e.Lookup(netip.MustParseAddr(s)); err != ErrNotPublic {
			t.Errorf("%s: %v, want %v", s, err, ErrNotPublic)
		}
	}
	if _, err := e.Lookup(netip.Addr{}); err != ErrNotPublic {
		t.Errorf("no address: %v", err)
	}
	for _, s := range []string{"100.128.0.1", "8.8.8.8", "2600::1", "198.20.0.1"} {
		if _, err := e.Lookup(netip.MustParseAddr(s)); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestDocumentationAddresses(t *testing.T) {
	// A table that knows the documentation ranges is not asked about them.
	e := examiner(t, Config{Countries: ranges(t, "c", row{"192.0.2.0", "192.0.2.255", 0, "FR"})})
	for s, want := range map[string]string{
		"192.0.2.0": "US ", "192.0.2.31": "DE ", "192.0.2.255": "XX ", "198.51.100.18": "DE hosting", "203.0.113.0": "US vpn",
		"203.0.113.127": "NL vpn", "203.0.113.128": "US relay", "203.0.113.255": "NL relay",
		"2001:db8:11::1": "DE ", "2001:db8:2f::1": "XX hosting", "2001:db8:38::1": "ES vpn", "2001:db8:40::1": "US relay",
		"2001:db8:50::1": " ", "2001:db8::1": " ", "2001:db8:100::1": " ",
	} {
		a, err := e.Lookup(netip.MustParseAddr(s))
		if got := a.Country + " " + a.Kind(); err != nil || got != want || !a.Documentation {
			t.Errorf("%s: %q %v, want %q", s, got, err, want)
		}
		if a.Country != "" && a.CountryFrom.Name != "documentation addresses" {
			t.Errorf("%s: answered by %v", s, a.CountryFrom)
		}
	}
	if a, err := e.Lookup(netip.MustParseAddr("192.0.3.0")); err != nil || a.Documentation || a.Country != "" {
		t.Errorf("an address beside the documentation range was answered from it: %+v", a)
	}
}

func TestLookupAgreesWithASearchOfEveryRow(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	rows := randomRows(rng, 3000)
	r := ranges(t, "random", rows...)
	slow := func(a netip.Addr) string {
		for _, w := range rows {
			from, to := netip.MustParseAddr(w.from), netip.MustParseAddr(w.to)
			if from.Is4() == a.Is4() && from.Compare(a) <= 0 && a.Compare(to) <= 0 {
				return w.text
			}
		}
		return ""
	}
	check := func(a netip.Addr) {
		got := ""
		if e := r.find(a); e != nil {
			got = e.text
		}
		if want := slow(a); got != want {
			t.Fatalf("%s: %q, want %q", a, got, want)
		}
	}
	for i := range 400 {
		w := rows[rng.IntN(len(rows))]
		for _, a := range []netip.Addr{netip.MustParseAddr(w.from), netip.MustParseAddr(w.to)} {
			check(a)
			check(a.Prev())
			check(a.Next())
		}
		check(netip.AddrFrom4([4]byte{byte(i), byte(rng.IntN(256)), byte(rng.IntN(256)), byte(rng.IntN(256))}))
	}
}

// randomRows are n ranges in order, two thirds of them IPv4.
func randomRows(rng *rand.Rand, n int) []row {
	var rows []row
	at := uint32(1 << 24)
	step := (uint32(1<<32-1) - at) / uint32(n+1)
	for i := range n * 2 / 3 {
		from := at + rng.Uint32N(step/2)
		to := from + rng.Uint32N(step/2)
		rows = append(rows, row{v4(from), v4(to), uint32(i + 1), string([]byte{'A' + byte(i%26), 'A' + byte(i/26%26)})})
		at += step
	}
	for i := range n / 3 {
		var a, b [16]byte
		binary.BigEndian.PutUint64(a[:], 0x2400<<48+uint64(i)<<34)
		binary.BigEndian.PutUint64(b[:], 0x2400<<48+uint64(i)<<34+rng.Uint64N(1<<33))
		b[15] = 255
		rows = append(rows, row{netip.AddrFrom16(a).String(), netip.AddrFrom16(b).String(), uint32(i + 1), "SX"})
	}
	return rows
}

func v4(n uint32) string {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], n)
	return netip.AddrFrom4(b).String()
}

func TestLookupAllocatesNothing(t *testing.T) {
	r := ranges(t, "random", randomRows(rand.New(rand.NewPCG(5, 6)), 1000)...)
	e := examiner(t, Config{Countries: r, Operators: r, VPN: r, Relay: r, Hosting: r})
	for _, s := range []string{"9.9.9.9", "2400::1", "192.0.2.1", "10.0.0.1"} {
		a := netip.MustParseAddr(s)
		if n := testing.AllocsPerRun(100, func() { e.Lookup(a) }); n != 0 {
			t.Errorf("%s: %v allocations", s, n)
		}
	}
}

func TestDamagedTablesAreRefused(t *testing.T) {
	good := table(row{"8.0.0.0", "8.0.0.255", 0, "PT"}, row{"9.0.0.0", "9.0.0.255", 0, "KE"}, row{"2400::", "2400::ffff", 0, "JP"})
	set := func(at int, v byte) []byte {
		b := slices.Clone(good)
		b[at] = v
		return b
	}
	for name, data := range map[string][]byte{
		"empty": nil, "other format": []byte("start,end,country\n"), "cut off": good[:len(good)-1], "longer": append(slices.Clone(good), 0),
		"later form": set(8, 2), "too many rows": set(15, 0xff), "ranges not in order": set(headerAt(1)+3, 0xff),
		"value that is not there": set(headerAt(4), 9), "text that is not there": set(len(good)-6-4, 200), "text that is not UTF-8": set(len(good)-1, 0xff),
		"IPv6 not in order": set(headerAt(8), 0xff),
	} {
		if _, err := ReadRanges(data, bonafide.Dataset{Name: "x"}); err == nil || !strings.Contains(err.Error(), "bonafide data update") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, s := range []string{"x\n", "0\tzero\n", "5\ta\n5\tb\n", "5\ta", "9\n4\n", "99999999999\n"} {
		if _, err := ReadASNs([]byte(s), bonafide.Dataset{Name: "x"}); err == nil {
			t.Errorf("ASNs %q were taken in", s)
		}
	}
}

func headerAt(word int) int { return rangesHeader + 4*word }

func TestNewRefuses(t *testing.T) {
	for _, c := range []Config{{Restricted: []string{"Utopia"}}, {Restricted: []string{"1A"}}, {Egress: []netip.Prefix{{}}}} {
		if _, err := New(c); err == nil {
			t.Errorf("%+v was accepted", c)
		}
	}
}

func home(country string) bonafide.Source {
	return bonafide.Source{ID: "form", Kind: bonafide.Form, Collected: asOf.AddDate(0, 0, -20), Addresses: []bonafide.Address{{Country: country}}}
}

func signIn(at time.Time, ip string) bonafide.Sighting {
	return bonafide.Sighting{At: at, IP: ip, Use: "sign-in"}
}

func dossier(stage bonafide.Stage, sources ...bonafide.Source) *bonafide.Dossier {
	return &bonafide.Dossier{Format: bonafide.Format, Person: "p", Stage: stage, Sources: sources}
}

func TestOperatorsListAndExits(t *testing.T) {
	at := asOf.AddDate(0, 0, -3)
	log := bonafide.Source{ID: "okta", Kind: bonafide.SignIn, Sightings: []bonafide.Sighting{signIn(at, "192.0.2.20"), signIn(at.Add(time.Hour), "198.51.100.20")}}
	d := dossier(bonafide.Employed, log)
	if got := indicators(examine(t, examiner(t, Config{}), d)); len(got) != 0 {
		t.Errorf("without a list: %v", got)
	}
	restricted := examiner(t, Config{Restricted: []string{"de"}})
	if got := indicators(examine(t, restricted, d)); !slices.Equal(got, []bonafide.IndicatorID{net06}) {
		t.Errorf("with the operator's list: %v", got)
	}
	// The firm's own exit says nothing, whatever the tables say of it.
	exits := examiner(t, Config{Restricted: []string{"DE"}, Egress: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24")}})
	if x := examine(t, exits, d); len(x.Findings) != 0 || len(x.Artefacts) != 0 {
		t.Errorf("the firm's own exits: %v %v", indicators(x), x.Artefacts)
	}
	hr := bonafide.Source{ID: "hr", Kind: bonafide.HR, Addresses: []bonafide.Address{{Country: "DE"}}}
	if got := indicators(examine(t, restricted, dossier(bonafide.Employed, log, hr))); len(got) != 0 {
		t.Errorf("disclosed in the personnel record: %v", got)
	}
}

func TestMissingNamesTablesAndRecords(t *testing.T) {
	whats := func(x bonafide.Examination) map[string]bonafide.Missing {
		m := map[string]bonafide.Missing{}
		for _, v := range x.Missing {
			m[v.What] = v
		}
		return m
	}
	e := examiner(t, Config{})
	form := home("US")
	form.Sightings = []bonafide.Sighting{{At: form.Collected, IP: "8.8.8.8"}, {At: form.Collected, IP: "10.0.0.1"}, {At: form.Collected, IP: "nonsense"},
		{At: form.Collected, IP: "192.0.2.1", TimeZone: "Mars/Olympus"}}
	m := whats(examine(t, e, dossier(bonafide.Employed, form)))
	for what, want := range map[string]string{
		"country of network addresses": "ip-country", "VPN networks": "vpn-ranges", "hosting networks": "hosting-ranges", "privacy relays": "relay-ranges",
		`address "10.0.0.1"`: "not a public address", `address "nonsense"`: "not an IP address", `time zone "Mars/Olympus"`: "IANA",
		"meeting and signing addresses": "meeting platform", "sign-ins": "identity provider",
		"countries of residence, bank, phone and network": "fewer than three",
	} {
		if v, ok := m[what]; !ok || !strings.Contains(v.Why, want) {
			t.Errorf("%q: %+v, want %q", what, v, want)
		}
	}
	if v := m["country of network addresses"]; !slices.Contains(v.Indicators, app17) || !strings.Contains(v.Why, "bonafide data update") {
		t.Errorf("%+v", v)
	}
	m = whats(examine(t, e, dossier(bonafide.Application)))
	if _, ok := m["address of the application"]; !ok || len(m) != 2 {
		t.Errorf("an empty dossier: %v", m)
	}
	// With every table in place, only what the record lacks is missing.
	r := ranges(t, "r", row{"8.0.0.0", "8.255.255.255", 1, "US"})
	full := examiner(t, Config{Countries: r, Operators: r, VPN: ranges(t, "v"), Relay: ranges(t, "l"), Hosting: ranges(t, "h"), Restricted: []string{"DE"}})
	form.Sightings = form.Sightings[:1]
	x := examine(t, full, dossier(bonafide.Application, form))
	if len(x.Missing) != 1 || len(x.Findings) != 0 || len(x.Datasets) != 4 {
		t.Errorf("%v %v %v", x.Missing, x.Findings, x.Datasets)
	}
	// A hosting network without any sign of an issued laptop is not judged.
	log := bonafide.Source{ID: "okta", Kind: bonafide.SignIn, Sightings: []bonafide.Sighting{signIn(asOf.AddDate(0, 0, -1), "198.51.100.1")}}
	x = examine(t, e, dossier(bonafide.Employed, log))
	if _, ok := whats(x)["issued laptop"]; !ok || len(x.Findings) != 0 {
		t.Errorf("%v %v", x.Missing, indicators(x))
	}
	log.Sightings[0].Device = "device-1"
	if got := indicators(examine(t, e, dossier(bonafide.Employed, log))); !slices.Equal(got, []bonafide.IndicatorID{net03}) {
		t.Errorf("with a device: %v", got)
	}
	form = home("US")
	form.Addresses = nil
	form.Sightings = []bonafide.Sighting{{At: form.Collected, IP: "192.0.2.50"}}
	if _, ok := whats(examine(t, e, dossier(bonafide.Application, form)))["stated home country"]; !ok {
		t.Error("a home that nobody stated is not reported as missing")
	}
}

func TestArtefacts(t *testing.T) {
	at := asOf.AddDate(0, 0, -2)
	log := bonafide.Source{ID: "okta", Kind: bonafide.SignIn, Sightings: []bonafide.Sighting{
		{At: at, IP: "192.0.2.1", Device: "d-1"}, {At: at, IP: " 192.0.2.1 ", Device: "d-1"}, {At: at, IP: "2001:db8:10::5"},
		{At: at, IP: "203.0.113.1"}, {At: at, IP: "203.0.113.200", Device: "d-2"}, {At: at, IP: "10.0.0.1"},
		{At: asOf.Add(time.Hour), IP: "192.0.2.2"}, // later than the examination
	}}
	ref := bonafide.Source{ID: "ref", Kind: bonafide.ReferenceRec, References: []bonafide.Reference{{IP: "192.0.2.3"}, {IP: "203.0.113.3"}, {IP: "?"}}}
	var got []string
	for _, a := range examine(t, examiner(t, Config{}), dossier(bonafide.Employed, log, ref)).Artefacts {
		got = append(got, a.Kind+" "+a.Value)
	}
	want := []string{"ip 192.0.2.1", "device d-1", "ip 2001:db8:10::5", "ip 2001:db8:10::/64", "device d-2", "ip 192.0.2.3"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestClientClocks(t *testing.T) {
	summer := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	winter := time.Date(2026, 1, 14, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		zone, home string
		at         time.Time
		fires      bool
	}{
		{"Europe/Stockholm", "DE", summer, false},
		{"+02:00", "DE", summer, false},
		{"+0200", "DE", summer, false},
		{"+03:00", "DE", summer, false}, // an hour is left to borders
		{"+04:00", "DE", summer, true},
		{"-5", "US", winter, false},
		{"America/Los_Angeles", "US", summer, false},
		{"US/Eastern", "US", summer, false}, // an old name
		{"Europe/Berlin", "US", summer, true},
		{"-03:30", "CA", winter, false},
		{"Etc/UTC", "US", summer, false},
		{"Local", "US", summer, false},
		{"../etc/passwd", "US", summer, false},
		{"+99:00", "US", summer, false},
		{"+9a", "US", summer, false},
		{"Asia/Tokyo", "XX", summer, false}, // no map has it
	} {
		form := home(c.home)
		form.Sightings = []bonafide.Sighting{{At: c.at, TimeZone: c.zone}}
		x := examine(t, examiner(t, Config{}), dossier(bonafide.Application, form))
		if got := len(x.Findings) == 1 && x.Findings[0].Indicator == app17; got != c.fires || len(x.Findings) > 1 {
			t.Errorf("%s against %s: %v", c.zone, c.home, x.Findings)
		}
	}
}

func TestPhoneCallingCodes(t *testing.T) {
	x := examination{Examiner: examiner(t, Config{})}
	for phone, want := range map[string]string{
		"+49 30 1234567": "DE", "0049 (30) 123": "DE", "+351 21 123": "PT", "(030) 123": "", "+": "", "+0": "", "+1 202 555 0123": "US",
		"+800 1234 5678": "", "+x49": "", "": "", "+44 20 7946 0123": "GB", "+999": "",
	} {
		regions, _ := x.phoneRegions(phone)
		got := ""
		if len(regions) > 0 {
			got = regions[0]
		}
		if got != want {
			t.Errorf("%q: %v, want %q", phone, regions, want)
		}
	}
}

// Where records allow several readings, the one with the fewest countries is taken.
func TestCountryMixTakesTheKindestReading(t *testing.T) {
	form := home("US")
	form.Phones = []string{"+49 30 1234567", "+1 202 555 0123"}
	pay := bonafide.Source{ID: "pay", Kind: bonafide.Payroll, Payees: []bonafide.Payee{{Country: "PT"}, {Country: "CA", Kind: "bank"}}}
	app := bonafide.Source{ID: "log", Kind: bonafide.Form, Sightings: []bonafide.Sighting{{At: asOf.AddDate(0, 0, -5), IP: "192.0.2.65"}}} // CA
	e := examiner(t, Config{})
	if got := indicators(examine(t, e, dossier(bonafide.Onboarding, form, pay, app))); slices.Contains(got, app22) {
		t.Errorf("US and CA alone suffice to read it: %v", got)
	}
	pay.Payees = pay.Payees[:1]
	if got := indicators(examine(t, e, dossier(bonafide.Onboarding, form, pay, app))); !slices.Contains(got, app22) {
		t.Errorf("US, PT and CA: %v", got)
	}
}

func TestDistances(t *testing.T) {
	g := newGazetteer(zonesTSV)
	for _, c := range []struct {
		a, b     string
		min, max float64
	}{
		{"DE", "PL", 0, 0}, {"US", "CA", 0, 0}, {"US", "MX", 0, 0}, {"PT", "ES", 0, 0}, {"KE", "UG", 0, 0}, {"ES", "MA", 0, 0},
		{"BR", "JP", 12000, 18000}, {"DE", "AU", 9000, 14000}, {"GB", "NZ", 14000, 18500},
	} {
		km, ok := g.apart(c.a, c.b)
		back, _ := g.apart(c.b, c.a)
		if !ok || km < c.min || km > c.max || km != back {
			t.Errorf("%s to %s: %.0f km %v, back %.0f", c.a, c.b, km, ok, back)
		}
	}
	if _, ok := g.apart("DE", "XX"); ok {
		t.Error("XX has a place")
	}
}

func TestUnknownDistanceIsMissing(t *testing.T) {
	at := asOf.AddDate(0, 0, -2)
	log := bonafide.Source{ID: "okta", Kind: bonafide.SignIn, Sightings: []bonafide.Sighting{signIn(at, "192.0.2.1"), signIn(at.Add(time.Minute), "192.0.2.241")}}
	d := dossier(bonafide.Employed, log)
	d.Role.Country = "XX"
	x := examine(t, examiner(t, Config{}), d)
	if len(x.Findings) != 0 || !slices.ContainsFunc(x.Missing, func(m bonafide.Missing) bool { return strings.HasPrefix(m.What, "distance from US to XX") }) {
		t.Errorf("%v %v", x.Findings, x.Missing)
	}
}

func TestOfferedHoursZones(t *testing.T) {
	night := func(zone string) []time.Time {
		l, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		var out []time.Time
		for d := range 5 {
			out = append(out, time.Date(2026, 5, 11+d, 2, 0, 0, 0, l))
		}
		return out
	}
	for name, c := range map[string]struct {
		form, sched, role string
		slots             []time.Time
		fires, missing    bool
	}{
		"the person's zone":                        {form: "America/New_York", slots: night("America/New_York"), fires: true},
		"the person's zone before the scheduler's": {form: "America/New_York", sched: "Asia/Tokyo", slots: night("America/New_York"), fires: true},
		"the scheduler's where nothing else":       {sched: "Asia/Tokyo", slots: night("Asia/Tokyo"), fires: true},
		"the role's before the scheduler's":        {sched: "Asia/Tokyo", role: "Europe/Lisbon", slots: night("Europe/Lisbon"), fires: true},
		"no zone":                                  {slots: night("Asia/Tokyo"), missing: true},
		"unknown zone":                             {form: "Mars/Olympus", slots: night("Asia/Tokyo"), missing: true},
		"the same slot four times":                 {form: "America/New_York", slots: slices.Repeat(night("America/New_York")[:1], 4)},
	} {
		d := dossier(bonafide.Interview, bonafide.Source{ID: "f", Kind: bonafide.Form, TimeZone: c.form}, bonafide.Source{ID: "s", Kind: bonafide.Scheduling, TimeZone: c.sched, Slots: c.slots})
		d.Role.TimeZone = c.role
		x := examine(t, examiner(t, Config{}), d)
		missing := slices.ContainsFunc(x.Missing, func(m bonafide.Missing) bool { return m.What == "stated time zone" })
		if fires := slices.Contains(indicators(x), int16); fires != c.fires || missing != c.missing {
			t.Errorf("%s: fires %v, missing %v", name, fires, missing)
		}
	}
}

func TestManySightingsAreBounded(t *testing.T) {
	log := bonafide.Source{ID: "okta", Kind: bonafide.SignIn}
	for i := range maxSightings + 10 {
		log.Sightings = append(log.Sightings, bonafide.Sighting{At: asOf.Add(-time.Hour), IP: fmt.Sprintf("198.51.100.%d", i%256), Device: "d"})
	}
	x := examine(t, examiner(t, Config{}), dossier(bonafide.Employed, log))
	if !slices.ContainsFunc(x.Missing, func(m bonafide.Missing) bool { return strings.HasPrefix(m.What, "sightings past") }) {
		t.Errorf("%v", x.Missing)
	}
	for _, f := range x.Findings {
		if len(f.Evidence) > 2*maxEvidence {
			t.Errorf("%s has %d pieces of evidence", f.Indicator, len(f.Evidence))
		}
	}
}

func TestExamineStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := examiner(t, Config{}).Examine(ctx, dossier(bonafide.Application), asOf); err == nil {
		t.Error("it went on")
	}
}

func TestCountryCodes(t *testing.T) {
	for in, want := range map[string]string{"DE": "DE", " de ": "DE", "uk": "GB", "EL": "GR", "": "", "DEU": "", "D1": "", "4Z": "", "\xc3\xa9": ""} {
		if got := countryCode(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// A home in two countries is stated twice and contradicted by neither.
func TestSeveralHomes(t *testing.T) {
	form, hr := home("DE"), home("PL")
	hr.ID, hr.Kind = "hr", bonafide.HR
	form.Sightings = []bonafide.Sighting{{At: form.Collected, IP: "192.0.2.50"}}
	if got := indicators(examine(t, examiner(t, Config{}), dossier(bonafide.Application, form, hr))); len(got) != 0 {
		t.Errorf("one of the stated homes: %v", got)
	}
	form.Sightings[0].IP = "192.0.2.1"
	x := examine(t, examiner(t, Config{}), dossier(bonafide.Application, form, hr, hr))
	if len(x.Findings) != 1 || len(x.Findings[0].Evidence) != 3 {
		t.Fatalf("%+v", x.Findings)
	}
	want := []string{"/sources/0/sightings/0/ip", "/sources/0/addresses/0/country", "/sources/1/addresses/0/country"}
	for i, e := range x.Findings[0].Evidence {
		if e.Path != want[i] {
			t.Errorf("%s, want %s", e.Path, want[i])
		}
	}
	if e := x.Findings[0].Evidence[0]; e.Dataset == nil || e.Dataset.Name != "documentation addresses" || !strings.Contains(e.Note, "in US, AS64496") {
		t.Errorf("%+v", e)
	}
}

func TestLongTextIsCut(t *testing.T) {
	if got := clip("ééé", 3); got != "é…" {
		t.Errorf("%q", got)
	}
	form := home("DE")
	form.Sightings = []bonafide.Sighting{{At: form.Collected, IP: strings.Repeat("9", 1<<16)}}
	for _, m := range examine(t, examiner(t, Config{}), dossier(bonafide.Application, form)).Missing {
		if len(m.What) > 100 {
			t.Errorf("%d bytes", len(m.What))
		}
	}
}

func ExampleExaminer_Lookup() {
	e, err := New(Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := e.Lookup(netip.MustParseAddr("198.51.100.20"))
	fmt.Println(a.Country, a.Kind(), a.Operator, err)
	_, err = e.Lookup(netip.MustParseAddr("10.0.0.1"))
	fmt.Println(err)
	// Output:
	// DE hosting Example Hosting (documentation) <nil>
	// not a public address
}
