package wallet

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The valid strings of BIP-173 and BIP-350, and those that are invalid for another
// reason than their characters.
func TestBech32Strings(t *testing.T) {
	valid := map[uint32][]string{
		bech32Const: {
			"A12UEL5L", "a12uel5l",
			"an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
			"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
			"1" + "1" + strings.Repeat("q", 82) + "c8247j",
			"split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "?1ezyfcl",
		},
		bech32mConst: {
			"A1LQFN3A", "a1lqfn3a",
			"an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
			"abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
			"1" + "1" + strings.Repeat("l", 82) + "ludsr8",
			"split1checkupstagehandshakeupstreamerranterredcaperredlc445v", "?1v759aa",
		},
	}
	for want, texts := range valid {
		for _, text := range texts {
			hrp, data, ok := bech32Shape(text)
			if !ok {
				t.Errorf("%s is not taken for bech32", text)
				continue
			}
			got := decodeBech32(nil, hrp, data)
			if got.checksum != want {
				t.Errorf("%s: constant %#x, want %#x", text, got.checksum, want)
			}
			if s := encodeBech32(got.hrp, got.data, want); s != strings.ToLower(text) {
				t.Errorf("%s is written %s", text, s)
			}
		}
	}
	for _, text := range []string{
		"\x201nwldj5", "\x7f1axkwrx", "\x801eym55h", "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "de1lg7wt\xff",
		"A1G7SGD8", "10a06t8", "1qzzfhee", "\x201xj0phk", "qyrz8wqd2c9m", "1qyrz8wqd2c9m", "y1b0jsk6g", "lt1igcx5c0", "in1muywd", "mm1crxm3i", "au1s5cgom", "M1VUXWEZ",
	} {
		if hrp, data, ok := bech32Shape(text); ok && decodeBech32(nil, hrp, data).checksum != 0 {
			t.Errorf("%q is taken for valid", text)
		}
	}
}

func TestCashaddrVectors(t *testing.T) {
	tests := []struct {
		prefix, payload string
		typ             byte
		hash            string
	}{
		{"bitcoincash", "qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2", 0, "f5bf48b397dae70be82b3cca4793f8eb2b6cdac9"},
		{"bchtest", "pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t", 1, "f5bf48b397dae70be82b3cca4793f8eb2b6cdac9"},
		{"pref", "pr6m7j9njldwwzlg9v7v53unlr4jkmx6ey65nvtks5", 1, "f5bf48b397dae70be82b3cca4793f8eb2b6cdac9"},
		{"prefix", "0r6m7j9njldwwzlg9v7v53unlr4jkmx6ey3qnjwsrf", 15, "f5bf48b397dae70be82b3cca4793f8eb2b6cdac9"},
		{"bitcoincash", "q9adhakpwzztepkpwp5z0dq62m6u5v5xtyj7j3h2ws4mr9g0", 0, "7adbf6c17084bc86c1706827b41a56f5ca32865925e946ea"},
	}
	for _, tt := range tests {
		typ, hash, err := decodeCash(tt.prefix, tt.payload)
		if err != nil || typ != tt.typ || hex.EncodeToString(hash) != tt.hash {
			t.Errorf("%s:%s: type %d, hash %x, %v", tt.prefix, tt.payload, typ, hash, err)
		}
		if s := encodeCash(tt.prefix, tt.typ, hash); s != tt.prefix+":"+tt.payload {
			t.Errorf("written %s", s)
		}
	}
	for payload, want := range map[string]error{
		"q": ErrForm, strings.Repeat("q", 200): ErrForm, "br6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2": ErrForm,
		"qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekgq": ErrChecksum,
	} {
		if _, _, err := decodeCash("bitcoincash", payload); err != want {
			t.Errorf("%s: %v, want %v", payload, err, want)
		}
	}
}

// A type of cashaddr that nobody has defined, with a checksum that holds.
func TestCashaddrOfUnknownType(t *testing.T) {
	text := encodeCash("bitcoincash", 2, make([]byte, 20))
	if a, err := cash(strings.TrimPrefix(text, "bitcoincash:")); err != nil || a.Kind != PubKeyHash {
		t.Errorf("a token-aware address: %v, %v", a, err)
	}
	text = encodeCash("bitcoincash", 1, bytes.Repeat([]byte{7}, 32))
	got, err := Parse(text)
	if err != nil || got[0].Kind != ScriptHash || got[0].String() != text {
		t.Errorf("a script hash of 32 bytes: %v, %v", got, err)
	}
	text = encodeCash("bitcoincash", 5, make([]byte, 20))
	if _, err := cash(strings.TrimPrefix(text, "bitcoincash:")); !errors.Is(err, ErrForm) {
		t.Errorf("type 5: %v", err)
	}
}

// Forms whose checksum holds and which are still no address.
func TestValidChecksumOfSomethingElse(t *testing.T) {
	p20, p10 := bytes.Repeat([]byte{9}, 20), bytes.Repeat([]byte{9}, 10)
	five := func(p []byte) []byte { return regroup(nil, p, 8, 5, true) }
	tests := []struct {
		text string
		kind error
	}{
		{encodeBech32("bnb", five(p10), bech32Const), ErrForm},
		{encodeBech32("addr", five(p10), bech32Const), ErrForm},
		{encodeBech32("nsec", five(p20), bech32Const), ErrSecret},
		{encodeBech32("npub", five(p20), bech32Const), ErrUnsupported},
		{encodeBech32("tbnb", five(p20), bech32Const), ErrUnsupported},
		{encodeBech32("lnbc20m", five(p20), bech32Const), ErrUnsupported},
		{encodeBech32("odd", five(bytes.Repeat([]byte{1}, 60)), bech32Const), ErrForm},
		{encodeWitness("bc", 1, bytes.Repeat([]byte{1}, 41)), ErrForm},
		{encodeBase58Check(append([]byte{0x3A}, p20...), &bitcoinAlphabet), ErrUnsupported},
		{encodeBase58Check(append([]byte{0x1D, 0x25}, p20...), &bitcoinAlphabet), ErrUnsupported},
		{encodeBase58Check(append([]byte{0x04, 0x93}, make([]byte, 29)...), &rippleAlphabet), ErrUnsupported},
		{encodeTONText(0x91, 0, p20), ErrUnsupported},
		{encodeBech32("bc", nil, bech32Const), ErrForm},
	}
	for _, tt := range tests {
		if got, err := Parse(tt.text); !errors.Is(err, tt.kind) {
			t.Errorf("%s: %v, %v; want an error of kind %q", tt.text, got, err, tt.kind)
		}
	}
	// A version that nobody here knows is kept, and told apart from the rest.
	got, err := Parse(encodeBase58Check(append([]byte{0x99}, p20...), &bitcoinAlphabet))
	if err != nil || got[0].Family != Unknown || got[0].Kind != Opaque || got[0].Checksum != Verified {
		t.Errorf("version 0x99: %v, %v", got, err)
	}
}

func encodeTONText(flags, workchain byte, hash []byte) string {
	p := append([]byte{flags, workchain}, hash...)
	p = append(p, make([]byte, 34-len(p))...)
	c := crc16(p)
	return encodeBase64URL(append(p, byte(c>>8), byte(c)))
}

// A payload past what a key holds is kept by its digest, and still told apart.
func TestLongPayloads(t *testing.T) {
	const text = "DdzFFzCqrhsuQV5ohP1EBh9d4UjmmWDb2Vui2s2SACSBDeEW74kHhp3zj9hvLFDb9mK7hRr7fbctu1UYatPaF1omXiXPwf12bn7DQvbT"
	got, err := Parse(text)
	if err != nil || got[0].Family != Cardano || got[0].Kind != Byron {
		t.Fatalf("%v, %v", got, err)
	}
	if s := got[0].String(); s != text {
		t.Errorf("written %s", s)
	}
	// A Byron address with more attributes than a key holds.
	more := encodeByron(bytes.Repeat([]byte{1}, 90))
	got, err = Parse(more)
	if err != nil || !got[0].Key.digested() || len(got[0].Payload()) != 32 || !strings.HasPrefix(got[0].String(), "cardano:sha256:") {
		t.Errorf("%s: %v, %v", more, got, err)
	}
	stake := encodeBech32("stake", regroup(nil, append([]byte{0xE1}, make([]byte, 28)...), 8, 5, true), bech32Const)
	if got, err = Parse(stake); err != nil || got[0].Family != Cardano || got[0].String() != stake {
		t.Errorf("%s: %v, %v", stake, got, err)
	}
	if _, err := Parse(text[:len(text)-1] + "U"); !errors.Is(err, ErrChecksum) {
		t.Errorf("one wrong character: %v", err)
	}
	long := encodeBech32("zs", make([]byte, 80), bech32mConst)
	got, err = Parse(long)
	if err != nil || got[0].Family != Zcash || got[0].Kind != Opaque {
		t.Fatalf("%v, %v", got, err)
	}
	a, b := textKey(strings.Repeat("x", 100)), textKey(strings.Repeat("x", 101))
	if a == b || len(a.Payload()) != 32 {
		t.Error("long texts are not told apart")
	}
	if s := (&Address{Key: a}).String(); !strings.HasPrefix(s, "text:sha256:") {
		t.Errorf("written %s", s)
	}
	var none Key
	if !none.IsZero() || none.String() != "" || none.Payload() != nil || none.body() != nil {
		t.Error("the zero key says something")
	}
}

func TestNames(t *testing.T) {
	if Family(200).String() != "unknown" || Kind(200).String() != "opaque" || Status(200).String() != "not_found" || NoChecksum.String() != "none" {
		t.Error("values out of range have no name")
	}
	for f := range families {
		if f.String() == "" {
			t.Errorf("family %d has no name", f)
		}
	}
	if n := len(noteTexts); 1<<(n-1) != int(OtherChain) {
		t.Errorf("%d texts for the notes up to %d", n, OtherChain)
	}
	for _, s := range []Status{NotFound, Labelled, ListedLater, FormerlyListed, Listed} {
		if strings.Contains(s.String(), "clean") || strings.Contains(s.String(), "clear") {
			t.Errorf("%s promises something", s)
		}
	}
}

// form draws a payload and writes it in one of the forms that carry a checksum.
type form struct {
	name   string
	length int
	// digits are the characters a wrong one is drawn from.
	digits string
	write  func(p []byte) string
	family Family
}

func base58Form(name string, f Family, version ...byte) form {
	return form{name, 20, bitcoinAlphabet.digits, func(p []byte) string {
		return encodeBase58Check(append(append([]byte(nil), version...), p...), &bitcoinAlphabet)
	}, f}
}

var checkedForms = []form{
	base58Form("bitcoin p2pkh", Bitcoin, 0), base58Form("bitcoin p2sh", Bitcoin, 5), base58Form("litecoin", Litecoin, 0x30), base58Form("litecoin p2sh", Litecoin, 0x32),
	base58Form("dash", Dash, 0x4C), base58Form("dogecoin", Dogecoin, 0x1E), base58Form("zcash", Zcash, 0x1C, 0xB8), base58Form("tron", Tron, 0x41), base58Form("gold", BitcoinGold, 0x26),
	{"p2wpkh", 20, bech32Charset, func(p []byte) string { return encodeWitness("bc", 0, p) }, Bitcoin},
	{"p2tr", 32, bech32Charset, func(p []byte) string { return encodeWitness("bc", 1, p) }, Bitcoin},
	{"litecoin witness", 20, bech32Charset, func(p []byte) string { return encodeWitness("ltc", 0, p) }, Litecoin},
	{"bnb", 20, bech32Charset, func(p []byte) string { return encodeBech32("bnb", regroup(nil, p, 8, 5, true), bech32Const) }, BNB},
	{"cosmos", 20, bech32Charset, func(p []byte) string { return encodeBech32("cosmos", regroup(nil, p, 8, 5, true), bech32Const) }, Cosmos},
	{"cashaddr", 20, bech32Charset, func(p []byte) string { return encodeCash("bitcoincash", 0, p) }, BitcoinCash},
	{"xrp", 20, rippleAlphabet.digits, func(p []byte) string { return encodeBase58Check(append([]byte{0}, p...), &rippleAlphabet) }, XRP},
	{"monero", 64, bitcoinAlphabet.digits, func(p []byte) string { return encodeMonero(moneroStandard, p) }, Monero},
	{"monero subaddress", 64, bitcoinAlphabet.digits, func(p []byte) string { return encodeMonero(moneroSub, p) }, Monero},
}

// What is written reads back as the same payload, and writes the same again.
func TestRoundTrip(t *testing.T) {
	forms := append([]form{
		{"evm", 20, "", encodeEVM, EVM},
		{"solana", 32, "", func(p []byte) string { return encodeBase58(p, &bitcoinAlphabet) }, Solana},
		{"polkadot", 32, "", func(p []byte) string { return encodeSS58(42, p) }, Polkadot},
		{"ton", 32, "", func(p []byte) string { return encodeTON(append(make([]byte, 4), p...)) }, TON},
	}, checkedForms...)
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(forms).Draw(t, "form")
		p := rapid.SliceOfN(rapid.Byte(), f.length, f.length).Draw(t, "payload")
		text := f.write(p)
		got, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got[0].Family != f.family || f.family != TON && f.family != Cosmos && !bytes.Equal(got[0].Payload(), p) {
			t.Fatalf("%s: %v %x, want %v %x", text, got[0].Family, got[0].Payload(), f.family, p)
		}
		if s := got[0].String(); s != text {
			t.Fatalf("%s is written %s", text, s)
		}
	})
}

// Any change of one character in a form with a checksum is refused. For bech32 and
// cashaddr that is certain, by construction of the code; for base58check it fails once
// in 2^32, which no run of this test will see.
func TestOneWrongCharacterIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(checkedForms).Draw(t, "form")
		p := rapid.SliceOfN(rapid.Byte(), f.length, f.length).Draw(t, "payload")
		text := f.write(p)
		from := max(strings.IndexByte(text, ':')+1, 0)
		i := rapid.IntRange(from, len(text)-1).Draw(t, "place")
		c := rapid.SampledFrom([]byte(f.digits)).Draw(t, "character")
		if text[i] == c {
			t.Skip("nothing changed")
		}
		wrong := text[:i] + string(c) + text[i+1:]
		got, err := Parse(wrong)
		// A changed version digit of a short program is still refused, but as a form.
		if !errors.Is(err, ErrChecksum) && !errors.Is(err, ErrForm) && !errors.Is(err, ErrUnsupported) {
			t.Fatalf("%s for %s: %v, %v", wrong, text, got, err)
		}
	})
}

// Any other printable character, at any place, in any of these forms: refused, and
// never read as an address of another form.
func TestEveryWrongCharacterIsRefused(t *testing.T) {
	seed := keccak(nil)
	for _, f := range checkedForms {
		text := f.write(append(seed[:], seed[:]...)[:f.length])
		for i := strings.IndexByte(text, ':') + 1; i < len(text); i++ {
			for c := byte('!'); c <= '~'; c++ {
				if c == text[i] {
					continue
				}
				wrong := text[:i] + string(c) + text[i+1:]
				got, err := Parse(wrong)
				if err == nil {
					t.Errorf("%s: %s for %s is read as %v", f.name, wrong, text, got[0].Family)
				}
				if strings.IndexByte(f.digits, c) >= 0 && !errors.Is(err, ErrChecksum) {
					t.Errorf("%s: %s: %v does not say that the checksum fails", f.name, wrong, err)
				}
			}
		}
	}
}

// Look-ups in bulk answer as single ones do, and as a map does.
func TestFindAll(t *testing.T) {
	b, err := NewBuilder(Options{})
	if err != nil {
		t.Fatal(err)
	}
	listed := map[Key]bool{}
	var keys []Key
	for n := range 2000 {
		k := fixedKey(formEVM, payload20(n))
		keys = append(keys, k)
		if n%3 == 0 {
			listed[k] = true
			if err := b.Add(Listing{List: "l", Address: "0x" + lowerHex(payload20(n))}); err != nil {
				t.Fatal(err)
			}
		}
	}
	set := b.Build()
	found := make([]Ref, len(keys))
	if n := testing.AllocsPerRun(10, func() { set.FindAll(found, keys) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	for i := range keys {
		if (found[i] != 0) != listed[keys[i]] || found[i] != set.Find(&keys[i]) {
			t.Errorf("key %d: %d, alone %d, listed %v", i, found[i], set.Find(&keys[i]), listed[keys[i]])
		}
		if found[i] != 0 && set.Result(found[i], time.Time{}).Now[0].Address != "0x"+lowerHex(payload20(i)) {
			t.Errorf("key %d brings another address along", i)
		}
	}
	new(Set).FindAll(found, keys)
	for i, r := range found {
		if r != 0 {
			t.Errorf("an empty set finds key %d", i)
		}
	}
}

// Every ticker of the switch is its own name in the answer, so that a listing's chain
// is never empty.
func TestTickers(t *testing.T) {
	for ticker, want := range map[string]familySet{
		"XBT": 1 << Bitcoin, "BCH": 1 << BitcoinCash, "BSV": 1 << BitcoinSV, "BTG": 1 << BitcoinGold, "LTC": 1 << Litecoin, "DOGE": 1 << Dogecoin, "DASH": 1 << Dash, "ZEC": 1 << Zcash,
		"XVG": 1 << Verge, "TRX": inTron, "XMR": 1 << Monero, "XRP": 1 << XRP, "SOL": inSolana, "TON": inTON, "ADA": 1 << Cardano, "DOT": inPolkadot, "KSM": inPolkadot, "TAO": inPolkadot,
		"BEP2": inBNB, "BNB": inBNB | inEVM, "BUSD": inBNB | inEVM, "AVAX": inEVM | inCosmos, "CRO": inEVM | inCosmos, "INJ": inEVM | inCosmos, "SEI": inEVM | inCosmos, "KAVA": inEVM | inCosmos,
		"ATOM": inCosmos, "OSMO": inCosmos, "TIA": inCosmos, "RUNE": inCosmos, "LUNA": inCosmos, "EGLD": inCosmos,
	} {
		if c, ok := chainOf(ticker); !ok || c.in != want || c.name == "" {
			t.Errorf("%s: %+v, want %b", ticker, c, want)
		}
	}
	for _, ticker := range strings.Fields("ETH ETC BSC ARB OP BASE MATIC FTM XDAI CELO LINEA SCROLL ZKSYNC BLAST MNT KCS HT XDC RON DAI WETH WBTC BETH") {
		if c, ok := chainOf(strings.ToLower(ticker)); !ok || c.in != inEVM || c.name == "" {
			t.Errorf("%s: %+v", ticker, c)
		}
	}
	for _, ticker := range strings.Fields("USDT USDC TUSD USDD PYUSD USD1 EURC ALGO EOS FIL XLM XTZ NEAR HBAR ICP SUI APT STRK XEM XNO IOTA KAS FLOW WAVES NEO") {
		if c, ok := chainOf(ticker); !ok || c.name != ticker {
			t.Errorf("%s: %+v", ticker, c)
		}
	}
}

// EIP-55 sees a wrong digit with the probability that it states, 1 less 1 in 4,500 or
// so for an address of average letters; a wrong capital always, unless it leaves one
// case only.
func TestOneWrongDigitOfMixedCaseIsRefused(t *testing.T) {
	tried, missed := 0, 0
	for n := range 3000 {
		p := keccak([]byte{byte(n), byte(n >> 8)})
		text := encodeEVM(p[:20])
		i := 2 + int(p[20])%40
		c := "0123456789abcdefABCDEF"[int(p[21])%22]
		if text[i] == c || strings.EqualFold(text[i:i+1], string(c)) {
			continue
		}
		tried++
		if _, err := Parse(text[:i] + string(c) + text[i+1:]); err == nil {
			missed++
		}
	}
	if tried < 2500 || missed > 6 {
		t.Errorf("%d of %d wrong digits went unseen", missed, tried)
	}
}

func TestTableFindsWhatItHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tab table
		model := map[Key]uint32{}
		for range rapid.IntRange(0, 600).Draw(t, "keys") {
			k := textKey(rapid.StringN(0, 80, 90).Draw(t, "text"))
			i, added := tab.insert(&k)
			old, had := model[k]
			if added == had || had && old != i {
				t.Fatalf("%v: place %d, added %v; had %v at %d", k, i, added, had, old)
			}
			model[k] = i
		}
		for k, i := range model {
			if r := tab.find(&k, k.hash()); r != Ref(i+1) {
				t.Fatalf("%v: %d, want %d", k, r, i+1)
			}
			if tab.key(i) != k {
				t.Fatalf("%v is kept as %v", k, tab.key(i))
			}
		}
	})
}

// The same hash of a key, written for eleven chains: each finds the one listed.
func TestTwinsOfAKeyHash(t *testing.T) {
	b, err := NewBuilder(Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := bytes.Repeat([]byte{7}, 20)
	listed := encodeWitness("bc", 0, p)
	if err := b.Add(Listing{List: "l", ListID: "1", Address: listed}); err != nil {
		t.Fatal(err)
	}
	set := b.Build()
	texts := []string{encodeBech32("bnb", regroup(nil, p, 8, 5, true), bech32Const), encodeWitness("ltc", 0, p), encodeBase58Check(append([]byte{0}, p...), &rippleAlphabet)}
	for _, v := range [][]byte{{0}, {0x30}, {0x4C}, {0x1E}, {0x26}, {0x1C, 0xB8}} {
		texts = append(texts, encodeBase58Check(append(v, p...), &bitcoinAlphabet))
	}
	for _, text := range texts {
		got, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		twins := set.Twins(got[0], time.Time{})
		if len(twins) != 1 || twins[0].Address.String() != listed || twins[0].Result.Status != Listed {
			t.Errorf("%s: %v", text, twins)
		}
		if s := set.LookupAll(got, time.Time{}).Status; s != NotFound {
			t.Errorf("%s is %v itself", text, s)
		}
	}
}
