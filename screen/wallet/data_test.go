package wallet_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/screen/wallet"
)

// sharedData finds the folder of real public data beside the repository. A newcomer's
// clone goes without; continuous integration must not.
func sharedData(t testing.TB, parts ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		t.Fatal("no go.mod above the package")
	}
	path := filepath.Join(append([]string{filepath.Dir(dir), "shared", "data"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is absent, and CI=true", path)
		}
		t.Skipf("%s is absent: the test reads real public data from beside the repository", path)
	}
	return path
}

func open(t testing.TB, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func ofac2025(t testing.TB) []wallet.Listing {
	t.Helper()
	path := sharedData(t, "onchain", "ofac_addresses_with_entity_2025-11-19.csv")
	var out []wallet.Listing
	for l, err := range wallet.ReadListingCSV("ofac.csv", "us_ofac_sdn", open(t, path)) {
		if err != nil {
			t.Fatal(err)
		}
		l.Listed = bonafide.Date{}
		out = append(out, l)
	}
	return out
}

func newBuilder(t testing.TB) *wallet.Builder {
	t.Helper()
	b, err := wallet.NewBuilder(wallet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func build(t testing.TB, listings []wallet.Listing) *wallet.Set {
	t.Helper()
	b := newBuilder(t)
	for _, l := range listings {
		if err := b.Add(l); err != nil {
			t.Fatal(err)
		}
	}
	return b.Build()
}

// Every address that OFAC listed on 2025-11-19 is read, and is found in every spelling
// that people give it.
func TestEveryListedAddressIsReadAndFound(t *testing.T) {
	listings := ofac2025(t)
	if len(listings) != 761 {
		t.Fatalf("%d rows, want 761", len(listings))
	}
	set := build(t, listings)
	if r := set.Report(); r.Listings != 760 || r.Undecoded != 0 || r.OtherChain != 1 {
		t.Errorf("report %+v; want 760 different listings, all decoded, one under another chain's ticker", r)
	}
	byFamily := map[string]int{}
	unverified := map[wallet.Kind]int{}
	for _, l := range listings {
		as, err := wallet.ParseAs(l.Ticker, l.Address)
		if err != nil {
			t.Errorf("%s %s: %v", l.Ticker, l.Address, err)
			continue
		}
		if l.Ticker == "USDT" {
			byFamily[as[0].Family.String()]++
		}
		if as[0].Checksum == wallet.NoChecksum {
			unverified[as[0].Kind]++
		}
		spellings := []string{l.Address, " " + l.Address + "\n", as[0].String()}
		if as[0].Family == wallet.EVM {
			spellings = append(spellings, strings.ToLower(l.Address), "0x"+strings.ToUpper(l.Address[2:]))
		}
		for _, text := range spellings {
			_, r, err := set.LookupText("", text, time.Time{})
			if err != nil || r.Status != wallet.Listed || !slices.ContainsFunc(r.Now, func(h wallet.Hit) bool { return h.ListID == l.ListID }) {
				t.Errorf("%s of %s is not found as %q: %v, %v", l.Address, l.ListID, text, r.Status, err)
			}
		}
		// One wrong character never finds anything where there is a checksum.
		if as[0].Checksum == wallet.Verified {
			last := byte('q')
			if l.Address[len(l.Address)-1] == last {
				last = 'p'
			}
			if _, _, err := set.LookupText(l.Ticker, l.Address[:len(l.Address)-1]+string(last), time.Time{}); err == nil {
				t.Errorf("%s with another last character is looked up", l.Address)
			}
		}
	}
	// The USDT group holds three families; the ticker tells nothing.
	if byFamily["tron"] != 78 || byFamily["evm"] != 8 || byFamily["bitcoin"] != 7 {
		t.Errorf("USDT: %v, want 78 Tron, 8 EVM, 7 Bitcoin", byFamily)
	}
	// One Monero entry of 64 hexadecimal digits and one Solana address go unchecked.
	if len(unverified) != 2 || unverified[wallet.Hex32] != 1 || unverified[wallet.Account] != 1 {
		t.Errorf("without a checksum: %v", unverified)
	}
}

func TestKnownDoubles(t *testing.T) {
	set := build(t, ofac2025(t))
	tests := []struct {
		text    string
		entries string // list id and ticker of each hit
	}{
		{"0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c", "42498 ARB 42498 BSC 42498 ETH"},
		{"LeKvNdNEzgQkzVVnRdV3fAu2DSF1nLsNw6", "30518 LTC 30520 LTC"},
		{"0xB6F5EC1A0A9CD1526536D3F0426C429529471F40", "43377 ETH 43377 USDC 43377 USDT"},
		{"TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq", "45404 XBT"},
		{"bnb136ns6lfw4zs5hg4n85vdthaad7hq5m4gtkgf23", "56360 BNB"},
	}
	for _, l := range ofac2025(t) {
		if strings.HasPrefix(l.Address, "1H939d") {
			tests = append(tests, struct{ text, entries string }{l.Address, "38419 XBT 38420 XBT"})
		}
	}
	if len(tests) < 6 {
		t.Error("the address of 38419 and 38420 is missing")
	}
	for _, tt := range tests {
		_, r, err := set.LookupText("", tt.text, time.Time{})
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		var got []string
		for _, h := range r.Now {
			got = append(got, h.ListID, h.Ticker)
			if (h.Ticker == "XBT" && h.Address[0] == 'T') != h.OtherChain {
				t.Errorf("%s under %s: other chain is %v", h.Address, h.Ticker, h.OtherChain)
			}
		}
		if strings.Join(got, " ") != tt.entries {
			t.Errorf("%s: %s, want %s", tt.text, strings.Join(got, " "), tt.entries)
		}
	}
}

// Entry 47635 lists the same 20 bytes on Ethereum and on Tron: two keys, twins of
// each other.
func TestTwinPayload(t *testing.T) {
	var one []wallet.Listing
	for _, l := range ofac2025(t) {
		if l.Address == "TXEsK1sEsKjZ1xtHitnyAAoqw3WLdYdRNW" {
			one = append(one, l)
		}
	}
	set := build(t, one)
	eth, err := wallet.Parse("0xE950DC316b836e4EeFb8308bf32Bf7C72a1358FF")
	if err != nil {
		t.Fatal(err)
	}
	if r := set.Lookup(eth[0], time.Time{}); r.Status != wallet.NotFound {
		t.Errorf("the Ethereum address is %v where only Tron's is listed", r.Status)
	}
	twins := set.Twins(eth[0], time.Time{})
	if len(twins) != 1 || twins[0].Address.Family != wallet.Tron || twins[0].Result.Now[0].ListID != "47635" || twins[0].Address.String() != one[0].Address {
		t.Errorf("twins %+v", twins)
	}
	tron, err := wallet.Parse(one[0].Address)
	if err != nil || set.Lookup(tron[0], time.Time{}).Status != wallet.Listed || len(set.Twins(tron[0], time.Time{})) != 0 {
		t.Errorf("the Tron address itself: %v", err)
	}
}

// The mirrors in true case: every line is read.
func TestTrueCaseMirrors(t *testing.T) {
	for _, dir := range [][]string{{"sanctions", "crypto", "0xB10C_2024-09-27"}, {"onchain", "ofac-0xB10C"}} {
		files, err := filepath.Glob(filepath.Join(sharedData(t, dir...), "*.txt"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%v: %d files, %v", dir, len(files), err)
		}
		b := newBuilder(t)
		rows := 0
		for _, path := range files {
			ticker := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "sanctioned_addresses_"), ".txt")
			for l, err := range wallet.ReadAddressLines(path, "us_ofac_sdn", ticker, open(t, path)) {
				if err != nil {
					t.Fatal(err)
				}
				rows++
				if err := b.Add(l); err != nil {
					t.Error(err)
				}
			}
		}
		if r := b.Build().Report(); r.Undecoded != 0 || r.Listings != rows || rows < 500 {
			t.Errorf("%v: %d rows, %+v", dir, rows, r)
		}
	}
	var texts []string
	data, err := os.ReadFile(sharedData(t, "sanctions", "crypto", "nhamilton1_xbt_2026-07-14.json"))
	if err != nil || json.Unmarshal(data, &texts) != nil {
		t.Fatal(err)
	}
	other := 0
	for _, text := range texts {
		as, err := wallet.ParseAs("XBT", text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if as[0].Notes&wallet.OtherChain != 0 {
			other++
		}
	}
	if len(texts) < 500 || other > 5 {
		t.Errorf("%d addresses, %d of another chain", len(texts), other)
	}
}

// A list that was lower-cased on its way: EVM, bech32 and cashaddr survive it, and the
// rest says what happened, address by address. Nothing is found by luck.
func TestLowerCasedList(t *testing.T) {
	data, err := os.ReadFile(sharedData(t, "sanctions", "crypto", "thomasgregg_sanctioned-addresses_2026-08-22.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Addresses map[string]struct {
			Entries []struct {
				Entity, Program, Type, UID string
			}
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	b := newBuilder(t)
	usable, lost := map[string]int{}, map[string]int{}
	for text, a := range file.Addresses {
		for _, e := range a.Entries {
			if err := b.Add(wallet.Listing{List: "us_ofac_sdn", ListID: e.UID, Ticker: e.Type, Address: text, Entity: e.Entity, Programme: e.Program}); err != nil {
				t.Error(err)
			}
			as, err := wallet.ParseAs(e.Type, text)
			switch {
			case err == nil:
				usable[as[0].Family.String()]++
				if f := as[0].Family; f != wallet.EVM && as[0].Kind != wallet.WitnessKey && as[0].Kind != wallet.WitnessScript && as[0].Kind != wallet.Taproot &&
					f != wallet.BitcoinCash && f != wallet.BNB && as[0].Kind != wallet.Hex32 {
					t.Errorf("%s is read as %v although its case is lost", text, f)
				}
			case errors.Is(err, wallet.ErrCaseLost):
				lost[strings.TrimPrefix(e.Type, "Digital Currency Address - ")]++
			default:
				t.Errorf("%s: %v; want it to say that the case is lost", text, err)
			}
		}
	}
	r := b.Build().Report()
	t.Logf("usable %v, lost %v, report %d undecoded of %d", usable, lost, r.Undecoded, r.Listings)
	if usable["evm"] < 100 || lost["TRX"] != 198 || lost["SOL"] != 4 || r.Undecoded == 0 || len(r.Examples) == 0 {
		t.Errorf("usable %v, lost %v, report %+v", usable, lost, r)
	}
}

// The label sets as published: what goes in, and what is refused and why.
func TestPublishedLabels(t *testing.T) {
	b := newBuilder(t)
	files, err := filepath.Glob(filepath.Join(sharedData(t, "onchain", "tagpacks"), "*.yaml"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d packs, %v", len(files), err)
	}
	rows, problems := 0, map[string]int{}
	for _, path := range files {
		for row, err := range wallet.ReadTagPack(filepath.Base(path), open(t, path)) {
			if err != nil {
				t.Error(err)
				continue
			}
			rows++
			if err := b.AddLabel(row); err != nil {
				problems[row.Ticker+" "+row.Address] += 1
				t.Logf("%s:%d: %v", filepath.Base(path), row.Line, err)
			}
		}
	}
	if rows != 10946 {
		t.Errorf("%d tags, want 10946", rows)
	}
	if len(problems) > 20 {
		t.Errorf("%d tags were not taken in", len(problems))
	}
	for name, ticker := range map[string]string{"etherscan": "ETH", "arbiscan": "ARB", "bscscan": "BSC", "optimism": "OP", "polygonscan": "POL"} {
		refused := map[string]bool{}
		path := sharedData(t, "onchain", "etherscan-labels", name+"-combinedAccountLabels.json.gz")
		for row, err := range wallet.ReadLabelJSON(name, name, ticker, bonafide.Date{Year: 2023}, open(t, path)) {
			if err != nil {
				t.Fatal(err)
			}
			if err := b.AddLabel(row); err != nil {
				refused[row.Address] = true
			}
		}
		if len(refused) > 2 {
			t.Errorf("%s: refused %v; only stray keys should be", name, refused)
		}
	}
	for row, err := range wallet.ReadLabelCSV("data.csv", "ultrasound", open(t, sharedData(t, "onchain", "ofac-ultrasound", "data.csv"))) {
		if err != nil {
			t.Fatal(err)
		}
		if err := b.AddLabel(row); err != nil {
			t.Error(err)
		}
	}
	set := b.Build()
	t.Logf("%+v, %d bytes", set.Report(), set.Bytes())
	_, r, err := set.LookupText("", "0x098B716B8Aaf21512996dC57EB0615e2383E2f96", time.Time{})
	if err != nil || r.Status != wallet.Labelled || len(r.Labels) < 3 || r.Labels[0].Confidence.Level() < r.Labels[len(r.Labels)-1].Confidence.Level() {
		t.Errorf("the bridge thief's address: %v %v %+v", err, r.Status, r.Labels)
	}
}
