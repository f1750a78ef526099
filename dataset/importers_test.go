package dataset

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// spread returns the rows of a canonical table as text, for comparison.
func spread(t testing.TB, data []byte) []string {
	t.Helper()
	word := func(off int) int { return int(binary.LittleEndian.Uint32(data[off:])) }
	n4, n6, nv := word(12), word(16), word(20)
	rows := headerBytes + 8*n4 + 20*n6
	text := data[rows+12*nv:]
	say := func(v int) string {
		if v == 0 {
			return "-"
		}
		r := rows + 12*(v-1)
		s := string(text[word(r+4) : word(r+4)+word(r+8)])
		if n := word(r); n != 0 {
			s = netip.AddrFrom4([4]byte{0, 0, byte(n >> 8), byte(n)}).String()[4:] + "=" + s
		}
		if s == "" {
			s = "+"
		}
		return s
	}
	var out []string
	for i := range n4 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(word(headerBytes+4*i)))
		out = append(out, netip.AddrFrom4(b).String()+" "+say(word(headerBytes+4*n4+4*i)))
	}
	for i := range n6 {
		off := headerBytes + 8*n4
		out = append(out, netip.AddrFrom16([16]byte(data[off+16*i:])).String()+" "+say(word(off+16*n6+4*i)))
	}
	return out
}

func TestRangesAreSortedMergedAndTheNarrowerWins(t *testing.T) {
	for name, c := range map[string]struct {
		csv  string
		want []string
	}{
		"neighbours of one country are one range": {"8.0.0.0,8.0.0.255,PT\n8.0.1.0,8.0.1.255,PT\n", []string{"8.0.0.0 PT", "8.0.2.0 -"}},
		"any order":              {"9.0.0.0,9.0.0.255,KE\n8.0.0.0,8.0.0.255,PT\n", []string{"8.0.0.0 PT", "8.0.1.0 -", "9.0.0.0 KE", "9.0.1.0 -"}},
		"a range inside another": {"8.0.0.0,8.0.0.255,PT\n8.0.0.16,8.0.0.31,KE\n", []string{"8.0.0.0 PT", "8.0.0.16 KE", "8.0.0.32 PT", "8.0.1.0 -"}},
		"the same start":         {"8.0.0.0,8.0.0.15,KE\n8.0.0.0,8.0.0.255,PT\n", []string{"8.0.0.0 KE", "8.0.0.16 PT", "8.0.1.0 -"}},
		"ranges that overlap":    {"8.0.0.0,8.0.0.20,PT\n8.0.0.10,8.0.0.30,KE\n8.0.0.25,8.0.0.40,US\n", []string{"8.0.0.0 PT", "8.0.0.10 KE", "8.0.0.25 US", "8.0.0.41 -"}},
		"to the last address":    {"255.255.255.0,255.255.255.255,PT\n", []string{"255.255.255.0 PT"}},
		"from the first address": {"0.0.0.0,255.255.255.255,PT\n0.0.0.0,0.0.0.0,KE\n", []string{"0.0.0.0 KE", "0.0.0.1 PT"}},
		"both families":          {"2400::,2400::f,JP\n8.0.0.0,8.0.0.0,PT\n", []string{"8.0.0.0 PT", "8.0.0.1 -", "2400:: JP", "2400::10 -"}},
		"the last of IPv6":       {"ffff::,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,JP\n2400::,2400:0:0:0:ffff:ffff:ffff:ffff,PT\n", []string{"2400:: PT", "2400:0:0:1:: -", "ffff:: JP"}},
		"not in use":             {"8.0.0.0,8.0.0.255,ZZ\n9.0.0.0,9.0.0.0,PT\n", []string{"9.0.0.0 PT", "9.0.0.1 -"}},
		"a header":               {"start,end,country_code\n9.0.0.0,9.0.0.0,PT\n", []string{"9.0.0.0 PT", "9.0.0.1 -"}},
	} {
		l := newRangeList(IPCountry)
		if err := l.readCSV(strings.NewReader(c.csv)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := l.finish()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s := spread(t, got.data); !slices.Equal(s, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", name, s, c.want)
		}
		if n, err := checkTable(IPCountry, got.data); err != nil || n != got.entries {
			t.Errorf("%s: the table does not pass its own check: %d %v", name, n, err)
		}
	}
}

// Whatever the order of nested networks, every address is answered by the
// narrowest that holds it.
func TestNestedNetworksAnswerByTheNarrowest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		type network struct {
			p netip.Prefix
			v value
		}
		var list []network
		seen := map[netip.Prefix]bool{}
		for i := range 60 {
			p := netip.PrefixFrom(netip.AddrFrom4([4]byte{8, 0, byte(rng.IntN(2)), byte(rng.IntN(256))}), 22+rng.IntN(11)).Masked()
			if !seen[p] {
				seen[p] = true
				list = append(list, network{p, value{uint32(i + 1), "x"}})
			}
		}
		tab := newRangeTable()
		for _, n := range list {
			if err := tab.addPrefix(n.p, n.v); err != nil {
				t.Fatal(err)
			}
		}
		marks := flatten(tab.v4, last4)
		for host := range 1024 {
			a := netip.AddrFrom4([4]byte{8, 0, byte(host >> 8), byte(host)})
			want, best := uint32(0), -1
			for _, n := range list {
				if n.p.Contains(a) && n.p.Bits() > best {
					best, want = n.p.Bits(), n.v.number
				}
			}
			got := uint32(0)
			for _, m := range marks {
				if m.start.compare(fromAddr(a)) <= 0 {
					got = 0
					if m.value != 0 {
						got = tab.values[m.value-1].number
					}
				}
			}
			if got != want {
				t.Fatalf("%s: %d, want %d of %v", a, got, want, list)
			}
		}
	}
}

func TestTheSameRangesGiveTheSameBytes(t *testing.T) {
	rows := strings.SplitAfter("8.0.0.0,8.0.0.255,64500,First\n9.0.0.0,9.0.0.255,64501,\"Second, Inc.\"\n10.0.0.0,10.0.0.255,64500,First\n2400::,2400::f,64502,Third\n", "\n")
	var first []byte
	for range 6 {
		l := newRangeList(IPASN)
		if err := l.readCSV(strings.NewReader(strings.Join(rows, ""))); err != nil {
			t.Fatal(err)
		}
		c, err := l.finish()
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = c.data
		}
		if !bytes.Equal(first, c.data) {
			t.Fatal("another order gave other bytes")
		}
		rows = append(rows[1:4:4], rows[0])
	}
	want := []string{"8.0.0.0 251.244=First", "8.0.1.0 -", "9.0.0.0 251.245=Second, Inc.", "9.0.1.0 -", "10.0.0.0 251.244=First", "10.0.1.0 -", "2400:: 251.246=Third", "2400::10 -"}
	if got := spread(t, first); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// many is a list of n good lines.
func many(n int, line func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(i) + "\n")
	}
	return b.String()
}

func v4(i int) string { return netip.AddrFrom4([4]byte{8, byte(i >> 8), byte(i), 0}).String() }

func TestListsThatAreRefused(t *testing.T) {
	network := func(i int) string { return v4(i) + "/24" }
	for name, c := range map[string]struct {
		kind Kind
		text string
		want string // in the error; empty where the list is taken in
	}{
		"empty":                     {VPNRanges, "", "empty"},
		"comments only":             {VPNRanges, "# nothing\n", "empty"},
		"networks":                  {VPNRanges, "8.0.0.0/24\n# more\n8.8.8.8\n2400::/32\n", ""},
		"a column after a comma":    {RelayRanges, "8.0.0.0/24,GB,GB-EN,London,\n", ""},
		"web page":                  {VPNRanges, "<!doctype html>\n<html>\n", "no usable entry"},
		"host bits":                 {VPNRanges, "8.0.0.1/24\n", "no usable entry"},
		"zone":                      {VPNRanges, "fe80::1%eth0\n", "no usable entry"},
		"a few odd lines":           {VPNRanges, many(200, network) + "odd\n", ""},
		"too many odd lines":        {VPNRanges, many(20, network) + "odd\n", "more than one in a hundred (line 21"},
		"cut off in a line":         {VPNRanges, many(200, network) + "8.9.9.0/", "cut off"},
		"cut off in a network":      {VPNRanges, many(200, network) + "8.9.9.0/2", "cut off"},
		"without a last line end":   {VPNRanges, many(200, network) + "8.9.9.0/24", ""},
		"half the internet":         {VPNRanges, "0.0.0.0/1\n", "large part of the internet"},
		"half of IPv6":              {VPNRanges, "2000::/3\n", "large part of the internet"},
		"endless line":              {VPNRanges, strings.Repeat("8", maxLine+10), "longer than"},
		"countries":                 {IPCountry, "8.0.0.0,8.0.0.255,PT\n", ""},
		"operators as countries":    {IPCountry, "8.0.0.0,8.0.0.255,64500,First\n", "4 columns where 3"},
		"countries as operators":    {IPASN, "8.0.0.0,8.0.0.255,PT\n", "3 columns where 4"},
		"backwards":                 {IPCountry, "8.0.0.255,8.0.0.0,PT\n", "does not run forward"},
		"two families":              {IPCountry, "8.0.0.255,2400::,PT\n", "does not run forward"},
		"mapped":                    {IPCountry, "::ffff:8.0.0.0,::ffff:8.0.0.1,PT\n", "no range of addresses"},
		"numbers as addresses":      {IPCountry, "134217728,134217983,PT\n", "no range of addresses"},
		"no country":                {IPCountry, "8.0.0.0,8.0.0.255,Portugal\n", "is no country"},
		"country cut off":           {IPCountry, many(200, func(i int) string { return v4(i) + "," + v4(i) + ",PT" }) + "9.0.0.0,9.0.0.0,P", "cut off"},
		"only unused":               {IPCountry, "8.0.0.0,8.0.0.255,ZZ\n", "empty"},
		"number too large":          {IPASN, "8.0.0.0,8.0.0.255,99999999999,First\n", "no network number"},
		"unused operator":           {IPASN, "8.0.0.0,8.0.0.255,0,none\n9.0.0.0,9.0.0.0,1,x\n", ""},
		"numbers":                   {HostingASNs, "ASN,Entity\n64500,\"First, Inc.\"\n\"64501\",\"Second\" \nAS64502 # Third\n64503\n", ""},
		"no numbers":                {HostingASNs, "first\nsecond\n", "no usable entry"},
		"number zero":               {HostingASNs, "0,none\n", "no usable entry"},
		"domains":                   {FreeMailDomains, "Mail.Example\n@other.example\n*.third.example\nfourth.example.\n", ""},
		"domains in JSON":           {DisposableDomains, `["a.example", "b.example"]`, ""},
		"no list in JSON":           {DisposableDomains, `{"a": 1}`, "no usable entry"},
		"numbers in JSON":           {DisposableDomains, `[1]`, "not text"},
		"JSON cut off":              {DisposableDomains, `["a.example", "b.exa`, "cut off"},
		"JSON without its end":      {DisposableDomains, `["a.example", "b.example"`, "cut off"},
		"JSON and more":             {DisposableDomains, `["a.example"] []`, "follows"},
		"JSON with nothing":         {DisposableDomains, `[]`, "empty"},
		"addresses as domains":      {DisposableDomains, "192.0.2.1\nlocalhost\n-a.example\na-.example\na..example\n" + strings.Repeat("a", 64) + ".example\n" + strings.Repeat("a.", 130) + "example\n", "no usable entry"},
		"domains that are not text": {DisposableDomains, "\xff\xfe.example\n", "no usable entry"},
	} {
		o := offer{manifest: Manifest{Kind: c.kind, Name: "list"}, files: []string{writeFile(t, "list.txt", c.text)}}
		got, err := o.read(t.Context(), &Options{})
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want == "" && got.entries == 0:
			t.Errorf("%s: nothing was read", name)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestListsInCanonicalForm(t *testing.T) {
	for _, c := range []struct {
		kind       Kind
		text, want string
	}{
		{DisposableDomains, "B.example\na.example\n@a.example\n*.c.example\n", "a.example\nb.example\nc.example\n"},
		{HostingASNs, "ASN,Entity\n64501, \"Second, Inc.\"\n\"64500\",\"First\tLtd\x07\"\nas64501,Again\n", "64500\tFirst Ltd\n64501\tAgain\n"},
	} {
		o := offer{manifest: Manifest{Kind: c.kind}, files: []string{writeFile(t, "list.txt", c.text)}}
		got, err := o.read(t.Context(), &Options{})
		if err != nil || string(got.data) != c.want {
			t.Errorf("%s: %q %v", c.kind, got.data, err)
			continue
		}
		if again, err := canonical(c.kind, got.data); err != nil || again.entries != got.entries {
			t.Errorf("%s: the canonical list is not taken as canonical: %v", c.kind, err)
		}
		if _, err := canonical(c.kind, []byte(c.text)); err == nil {
			t.Errorf("%s: a list in another form was taken as canonical", c.kind)
		}
	}
}

func TestDamagedTablesAreRefused(t *testing.T) {
	l := newRangeList(IPCountry)
	if err := l.readCSV(strings.NewReader("8.0.0.0,8.0.0.255,PT\n2400::,2400::f,JP\n")); err != nil {
		t.Fatal(err)
	}
	c, err := l.finish()
	if err != nil {
		t.Fatal(err)
	}
	set := func(at int, v byte) []byte {
		b := slices.Clone(c.data)
		b[at] = v
		return b
	}
	for name, data := range map[string][]byte{
		"empty": nil, "other format": bytes.Repeat([]byte("x"), 64), "cut off": c.data[:len(c.data)-1], "later form": set(8, 2),
		"too many rows": set(15, 0xff), "not in order": set(headerBytes+3, 0xff), "value that is not there": set(headerBytes+8, 9),
		"IPv6 not in order": set(headerBytes+16, 0xff), "IPv6 value that is not there": set(headerBytes+16+32, 9),
		"text that is not there": set(len(c.data)-4-8, 99), "no country": set(len(c.data)-1, '?'), "no ranges": newEmptyTable(),
	} {
		if _, err := checkTable(IPCountry, data); err == nil {
			t.Errorf("%s was taken in", name)
		}
	}
	if _, err := checkTable(IPASN, c.data); err == nil {
		t.Error("countries were taken as operators")
	}
}

func newEmptyTable() []byte {
	data, _ := newRangeTable().encode()
	return data
}

func TestMaxMindDB(t *testing.T) {
	nested := mmdb(6, map[string]map[string]any{
		"8.0.0.0/24": {"country": map[string]any{"iso_code": "PT"}}, "9.0.0.0/8": {"country": map[string]any{"iso_code": "KE"}},
		"2400::/16": {"country": map[string]any{"iso_code": "JP"}},
	})
	flat := mmdb(4, map[string]map[string]any{"8.0.0.0/24": {"country_code": "PT"}, "9.0.0.0/8": {"country_code": "KE"}})
	operators := mmdb(6, map[string]map[string]any{"8.0.0.0/24": {"autonomous_system_number": uint32(300), "autonomous_system_organization": "First"}})
	for name, c := range map[string]struct {
		kind Kind
		data []byte
		want []string
	}{
		"nested":    {IPCountry, nested, []string{"8.0.0.0 PT", "8.0.1.0 -", "9.0.0.0 KE", "10.0.0.0 -", "2400:: JP", "2401:: -"}},
		"flat":      {IPCountry, flat, []string{"8.0.0.0 PT", "8.0.1.0 -", "9.0.0.0 KE", "10.0.0.0 -"}},
		"operators": {IPASN, operators, []string{"8.0.0.0 1.44=First", "8.0.1.0 -"}},
	} {
		l := newRangeList(c.kind)
		if err := l.readMMDB(c.data); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := l.finish()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s := spread(t, got.data); !slices.Equal(s, c.want) {
			t.Errorf("%s: got %q", name, s)
		}
	}
	for name, data := range map[string][]byte{"empty": nil, "cut off": nested[:len(nested)-40], "no countries": operators} {
		if err := newRangeList(IPCountry).readMMDB(data); err == nil {
			t.Errorf("%s was taken in", name)
		}
	}
	o := offer{manifest: Manifest{Kind: VPNRanges}, files: []string{writeFile(t, "x.mmdb", string(flat))}}
	if _, err := o.read(t.Context(), &Options{}); err == nil || !strings.Contains(err.Error(), "MaxMind") {
		t.Errorf("a MaxMind DB as a list of networks: %v", err)
	}
}

// mmdb writes a MaxMind DB (format 2.0) of records of 24 bits.
func mmdb(version int, networks map[string]map[string]any) []byte {
	type node struct{ next [2]int } // child > 0, data < 0
	nodes := []node{{}}
	var data []byte
	keys := make([]string, 0, len(networks))
	for k := range networks {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		at := len(data)
		data = append(data, mmdbValue(networks[k])...)
		p := netip.MustParsePrefix(k)
		bits, length := p.Addr().AsSlice(), p.Bits()
		if version == 6 && p.Addr().Is4() {
			bits, length = append(make([]byte, 12), bits...), length+96
		}
		n := 0
		for i := range length {
			b := bits[i/8] >> (7 - i%8) & 1
			if i == length-1 {
				nodes[n].next[b] = -at - 1
				break
			}
			if nodes[n].next[b] == 0 {
				nodes = append(nodes, node{})
				nodes[n].next[b] = len(nodes) - 1
			}
			n = nodes[n].next[b]
		}
	}
	var out []byte
	for _, n := range nodes {
		for _, c := range n.next {
			v := len(nodes)
			switch {
			case c > 0:
				v = c
			case c < 0:
				v = len(nodes) + 16 + (-c - 1)
			}
			out = append(out, byte(v>>16), byte(v>>8), byte(v))
		}
	}
	out = append(append(out, make([]byte, 16)...), data...)
	out = append(out, "\xab\xcd\xefMaxMind.com"...)
	return append(out, mmdbValue(map[string]any{
		"binary_format_major_version": uint16(2), "binary_format_minor_version": uint16(0), "build_epoch": uint64(1), "database_type": "Test",
		"ip_version": uint16(version), "node_count": uint32(len(nodes)), "record_size": uint16(24),
	})...)
}

func mmdbValue(v any) []byte {
	number := func(kind byte, n uint64) []byte {
		var b []byte
		for ; n > 0; n >>= 8 {
			b = append([]byte{byte(n)}, b...)
		}
		if kind > 7 {
			return append([]byte{byte(len(b)), kind - 7}, b...)
		}
		return append([]byte{kind<<5 | byte(len(b))}, b...)
	}
	switch v := v.(type) {
	case string:
		if len(v) > 28 {
			return append([]byte{2<<5 | 29, byte(len(v) - 29)}, v...)
		}
		return append([]byte{2<<5 | byte(len(v))}, v...)
	case uint16:
		return number(5, uint64(v))
	case uint32:
		return number(6, uint64(v))
	case uint64:
		return number(9, v)
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		out := []byte{7<<5 | byte(len(v))}
		for _, k := range keys {
			out = append(append(out, mmdbValue(k)...), mmdbValue(v[k])...)
		}
		return out
	}
	panic("not needed")
}

func FuzzDomains(f *testing.F) {
	f.Add("a.example\nb.example\n")
	f.Add(`["a.example"]`)
	f.Add("[")
	f.Fuzz(func(t *testing.T, text string) {
		var l domainList
		if l.read(strings.NewReader(text)) != nil {
			return
		}
		c, err := l.finish()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := canonical(FreeMailDomains, c.data); err != nil {
			t.Fatalf("%q became %q: %v", text, c.data, err)
		}
	})
}

func FuzzASNs(f *testing.F) {
	f.Add("ASN,Entity\n64500,\"First\"\n")
	f.Add("AS1 # x\n")
	f.Add("1 #\x00#")
	f.Fuzz(func(t *testing.T, text string) {
		var l numberList
		if l.read(strings.NewReader(text)) != nil {
			return
		}
		c, err := l.finish()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := canonical(HostingASNs, c.data); err != nil {
			t.Fatalf("%q became %q: %v", text, c.data, err)
		}
	})
}

func fuzzRanges(t *testing.T, kind Kind, read func(*rangeList) error) {
	l := newRangeList(kind)
	if read(l) != nil {
		return
	}
	c, err := l.finish()
	if err != nil {
		return
	}
	if n, err := checkTable(kind, c.data); err != nil || n != c.entries {
		t.Fatalf("the table made of it does not pass its own check: %d of %d, %v", n, c.entries, err)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("8.0.0.0,8.0.0.255,PT\n2400::,2400::f,JP\n", false)
	f.Add("8.0.0.0,8.0.0.255,64500,\"First, Inc.\"\n8.0.0.9,8.0.1.0,1,x\n", true)
	f.Add("\"", false)
	f.Fuzz(func(t *testing.T, text string, operators bool) {
		kind := IPCountry
		if operators {
			kind = IPASN
		}
		fuzzRanges(t, kind, func(l *rangeList) error { return l.readCSV(strings.NewReader(text)) })
	})
}

func FuzzNetworks(f *testing.F) {
	f.Add("8.0.0.0/24\n2400::/32\n8.8.8.8\n")
	f.Add("255.255.255.255\n0.0.0.0/8\nffff::/16\n")
	f.Fuzz(func(t *testing.T, text string) {
		fuzzRanges(t, VPNRanges, func(l *rangeList) error { return l.readNetworks(strings.NewReader(text)) })
	})
}

func FuzzMMDB(f *testing.F) {
	f.Add(mmdb(6, map[string]map[string]any{"8.0.0.0/24": {"country_code": "PT"}, "2400::/16": {"country_code": "JP"}}), false)
	f.Add(mmdb(4, map[string]map[string]any{"8.0.0.0/24": {"autonomous_system_number": uint32(300)}}), true)
	f.Fuzz(func(t *testing.T, data []byte, operators bool) {
		kind := IPCountry
		if operators {
			kind = IPASN
		}
		fuzzRanges(t, kind, func(l *rangeList) error { return l.readMMDB(data) })
	})
}

func FuzzCanonical(f *testing.F) {
	l := newRangeList(IPCountry)
	if err := l.readCSV(strings.NewReader("8.0.0.0,8.0.0.255,PT\n2400::,2400::f,JP\n")); err != nil {
		f.Fatal(err)
	}
	c, _ := l.finish()
	f.Add(c.data)
	f.Add([]byte(Magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		if n, err := checkTable(IPCountry, data); err == nil && n == 0 {
			t.Fatal("an empty table was taken in")
		}
	})
}

func BenchmarkCSV(b *testing.B) {
	text := many(60_000, func(i int) string { return v4(i) + "," + v4(i) + ",64500,\"First, Inc.\"" })
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		l := newRangeList(IPASN)
		if err := l.readCSV(strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
		if _, err := l.finish(); err != nil {
			b.Fatal(err)
		}
	}
}
