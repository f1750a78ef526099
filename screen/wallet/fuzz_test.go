package wallet_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bonafide"
	"bonafide/screen/wallet"
)

var seeds = []string{
	mixer, genesis, script, tronUSDT, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
	"44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
	"X7AcgcsBL6XDcUb289X4mJ8djcdyKaGZMhc9YTE92ehJ2Fu", "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF",
	"0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
	"DdzFFzCqrhsuQV5ohP1EBh9d4UjmmWDb2Vui2s2SACSBDeEW74kHhp3zj9hvLFDb9mK7hRr7fbctu1UYatPaF1omXiXPwf12bn7DQvbT",
	"addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
	"ethereum:pay-" + mixer + "@56/transfer?address=" + mixer + "&uint256=1", "bip122:x:" + genesis, "vitalik.eth", "", "1", "0x", ":", "a1", "\u200b\xff",
	"5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
}

// Whatever comes in: no panic, an error of the right kind in one line, or readings
// whose canonical spelling reads back as the same address.
func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := wallet.Parse(s)
		if err != nil {
			if !errors.Is(err, bonafide.ErrInvalid) || len(got) != 0 || strings.ContainsAny(err.Error(), "\n\r") || len(err.Error()) > 700 || !utf8.ValidString(err.Error()) {
				t.Fatalf("%q: %v, %q", s, got, err)
			}
			return
		}
		for _, a := range got {
			if a.Key.IsZero() {
				t.Fatalf("%q: a reading without a key: %+v", s, a)
			}
			if strings.Contains(a.Key.String(), "sha256") {
				continue
			}
			again, err := wallet.Parse(a.String())
			if err != nil {
				t.Fatalf("%q is written %q: %v", s, a.String(), err)
			}
			same := false
			for _, b := range again {
				same = same || b.Key == a.Key
			}
			if !same {
				t.Fatalf("%q is written %q, which reads as %+v", s, a.String(), again)
			}
		}
	})
}

func FuzzParseAs(f *testing.F) {
	for _, s := range seeds {
		f.Add("XBT", s)
		f.Add("EOS", s)
	}
	f.Fuzz(func(t *testing.T, ticker, s string) {
		got, err := wallet.ParseAs(ticker, s)
		if (err == nil) != (len(got) > 0) || err != nil && !errors.Is(err, bonafide.ErrInvalid) {
			t.Fatalf("%q %q: %v, %v", ticker, s, got, err)
		}
	})
}

// Whatever is listed is found again by the text as listed.
func FuzzListedIsFound(f *testing.F) {
	for _, s := range seeds {
		f.Add("", s)
		f.Add("LTC", s)
	}
	f.Fuzz(func(t *testing.T, ticker, s string) {
		b, err := wallet.NewBuilder(wallet.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if b.Add(wallet.Listing{List: "l", Ticker: ticker, Address: s}) != nil {
			return
		}
		if _, r, err := b.Build().LookupText("", s, time.Time{}); err != nil || r.Status != wallet.Listed {
			t.Fatalf("%q %q: %v, %v", ticker, s, r.Status, err)
		}
	})
}

func FuzzReaders(f *testing.F) {
	f.Add(pack)
	f.Add(`{"0xa": {"name": "A", "labels": ["x", "y"]}, "b": 1}`)
	f.Add("address,name,lastmod\n0xa,A,2024-05\n\"")
	f.Add("uid,asset,address,name,program,listed,delisted\n7,ETH,0xa,A,P,2022-08-08,2025-03-22\n")
	f.Fuzz(func(t *testing.T, s string) {
		ok := func(err error) bool {
			var r *bonafide.Refusal
			return err == nil || errors.As(err, &r)
		}
		for _, err := range wallet.ReadTagPack("p", strings.NewReader(s)) {
			if !ok(err) {
				t.Fatal(err)
			}
		}
		for _, err := range wallet.ReadLabelJSON("p", "s", "", bonafide.Date{}, strings.NewReader(s)) {
			if !ok(err) {
				t.Fatal(err)
			}
		}
		for _, err := range wallet.ReadLabelCSV("p", "s", strings.NewReader(s)) {
			if !ok(err) {
				t.Fatal(err)
			}
		}
		for _, err := range wallet.ReadListingCSV("p", "s", strings.NewReader(s)) {
			if !ok(err) {
				t.Fatal(err)
			}
		}
	})
}

// Every line is answered by one line of valid JSON.
func FuzzScreenLines(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Add([]byte(`{"id":"a","address":"` + genesis + `","ticker":"XBT"}`))
	f.Add([]byte(`{"id":"\ud800","address":"x"}`))
	b, err := wallet.NewBuilder(wallet.Options{})
	if err != nil {
		f.Fatal(err)
	}
	if err := b.Add(wallet.Listing{List: "l", Address: genesis, Entity: "\xff\"\\\u2028"}); err != nil {
		f.Fatal(err)
	}
	set := b.Build()
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		done, err := wallet.ScreenLines(context.Background(), set, time.Time{}, bytes.NewReader(in), &out)
		if err != nil {
			t.Fatal(err)
		}
		lines := 0
		for line := range bytes.Lines(out.Bytes()) {
			lines++
			if !json.Valid(line) || !utf8.Valid(line) {
				t.Fatalf("%q", line)
			}
		}
		if lines != done.Lines {
			t.Fatalf("%d answers, counted %d", lines, done.Lines)
		}
	})
}
