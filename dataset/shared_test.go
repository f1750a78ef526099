package dataset_test

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/dataset"
	"bonafide/verify/network"
)

var at = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// shared finds public data beside the repository; it is no part of it.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		path := filepath.Join(dir, "..", "shared", "data", filepath.FromSlash(name))
		if _, err := os.Stat(path); err == nil {
			return path
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		if os.Getenv("CI") == "true" {
			t.Fatalf("public data %s is not there, and CI needs it", name)
		}
		t.Skipf("skipped: public data %s is not there", name)
	}
}

func ranges(t *testing.T, f *dataset.Folder, kind dataset.Kind) *network.Ranges {
	t.Helper()
	data, ds, err := f.Open(kind)
	if err != nil {
		t.Fatal(err)
	}
	r, err := network.ReadRanges(data, ds)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What this package writes is what the network examiner reads.
func TestTheExaminerReadsWhatIsInstalled(t *testing.T) {
	dir, from := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		"my-country.csv":   "8.0.0.0,8.0.255.255,PT\n8.0.7.0,8.0.7.255,KE\n2400::,2400:0:0:ffff:ffff:ffff:ffff:ffff,JP\n",
		"my-asn.csv":       "8.0.0.0,8.0.255.255,64500,\"First, Inc.\"\n",
		"vpn_ipv4.txt":     "8.0.1.0/24\n",
		"relay.txt":        "8.0.1.8/29\n",
		"bad-asn-list.csv": "ASN,Entity\n64500,First\n",
	} {
		file := filepath.Join(from, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		opt := dataset.Options{At: at}
		if name == "relay.txt" {
			opt.Kind = dataset.RelayRanges
		}
		if _, err := dataset.Update(t.Context(), dir, file, opt); err != nil {
			t.Fatal(err)
		}
	}
	f, err := dataset.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	list, ds, err := f.Open(dataset.HostingASNs)
	if err != nil {
		t.Fatal(err)
	}
	asns, err := network.ReadASNs(list, ds)
	if err != nil {
		t.Fatal(err)
	}
	e, err := network.New(network.Config{Countries: ranges(t, f, dataset.IPCountry), Operators: ranges(t, f, dataset.IPASN),
		VPN: ranges(t, f, dataset.VPNRanges), Relay: ranges(t, f, dataset.RelayRanges), HostingASNs: asns})
	if err != nil {
		t.Fatal(err)
	}
	for addr, want := range map[string]string{
		"8.0.0.1": "PT 64500 First, Inc. hosting", "8.0.7.255": "KE 64500 First, Inc. hosting", "8.0.1.1": "PT 64500 First, Inc. vpn",
		"8.0.1.9": "PT 64500 First, Inc. relay", "2400::9": "JP 0  ", "8.1.0.0": " 0  ",
	} {
		a, err := e.Lookup(netip.MustParseAddr(addr))
		if got := fmt.Sprint(a.Country, " ", a.ASN, " ", a.Operator, " ", a.Kind()); err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", addr, got, err, want)
		}
	}
}

// The published lists, as they are: every network in them is answered, and a
// sample of addresses agrees with a search of the list itself.
func TestPublishedLists(t *testing.T) {
	folder, asnFile := shared(t, "detect/x4b"), shared(t, "detect/bad-asn-list.csv")
	dir := t.TempDir()
	for _, from := range []string{folder, asnFile} {
		changes, err := dataset.Update(t.Context(), dir, from, dataset.Options{At: at, Date: bonafide.Date{Year: 2026, Month: 8}})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			if c.Now.LeftOut != 0 || c.Now.Entries < 500 {
				t.Errorf("%s: %d entries, %d left out", c.Kind, c.Now.Entries, c.Now.LeftOut)
			}
		}
	}
	f, err := dataset.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	e, err := network.New(network.Config{VPN: ranges(t, f, dataset.VPNRanges), Hosting: ranges(t, f, dataset.HostingRanges)})
	if err != nil {
		t.Fatal(err)
	}
	var listed []netip.Prefix
	for _, name := range []string{"vpn_ipv4.txt", "vpn_ipv6.txt"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			listed = append(listed, netip.MustParsePrefix(strings.TrimSpace(line)))
		}
	}
	for _, p := range listed {
		if a, err := e.Lookup(p.Addr()); err != nil || !a.VPN || a.KindFrom == nil || a.KindFrom.Version != "2026-08" {
			t.Fatalf("%s: %+v %v", p, a, err)
		}
	}
	for i := 0; i < len(listed); i += 200 {
		addr := listed[i].Addr().Prev()
		want := slices.ContainsFunc(listed, func(p netip.Prefix) bool { return p.Contains(addr) })
		if a, err := e.Lookup(addr); err != nil || a.VPN != want {
			t.Errorf("%s before %s: %v %v, want %v", addr, listed[i], a.VPN, err, want)
		}
	}
	// Eleven blocks that the registry names after one VPN service: VPN lists miss
	// them, lists of hosting networks have them.
	vpn, hosting := 0, 0
	for _, s := range []string{"104.140.119.0", "103.6.219.0", "144.48.61.0", "79.124.1.0", "208.110.84.0", "139.99.141.0", "208.167.237.0",
		"139.99.190.0", "142.44.226.0", "192.99.141.0", "216.155.131.0"} {
		a, err := e.Lookup(netip.MustParseAddr(s))
		if err != nil {
			t.Fatal(err)
		}
		if a.VPN {
			vpn++
		}
		if a.Hosting {
			hosting++
		}
	}
	if vpn != 0 || hosting != 11 {
		t.Errorf("%d of 11 blocks on the VPN list, %d on the hosting list; 0 and 11 were measured before", vpn, hosting)
	}
	list, ds, err := f.Open(dataset.HostingASNs)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := network.ReadASNs(list, ds); err != nil {
		t.Error(err)
	}
	for _, n := range []int{198375, 51447, 398779} {
		if !strings.Contains("\n"+string(list), "\n"+strconv.Itoa(n)+"\t") {
			t.Errorf("AS%d is not listed", n)
		}
	}
}

func ExampleUpdate() {
	dir, err := os.MkdirTemp("", "tables")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	list := filepath.Join(dir, "own-list.txt")
	if err := os.WriteFile(list, []byte("Throwaway.example\nbin.example\n"), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	changes, err := dataset.Update(context.Background(), filepath.Join(dir, "data"), list, dataset.Options{
		At: at, Kind: dataset.DisposableDomains, Version: "1", Licence: "own work",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range changes {
		fmt.Println(c.Kind, c.Now.Version, c.Now.Entries)
	}
	folder, err := dataset.Open(filepath.Join(dir, "data"))
	if err != nil {
		fmt.Println(err)
		return
	}
	table, from, err := folder.Open(dataset.DisposableDomains)
	fmt.Printf("%s%s %v", table, from.Name, err)
	// Output:
	// disposable-domains 1 2
	// bin.example
	// throwaway.example
	// own-list <nil>
}
