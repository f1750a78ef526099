package wallet_test

import (
	"bufio"
	"encoding/hex"
	"errors"
	"os"
	"strings"
	"testing"

	"bonafide"
	"bonafide/screen/wallet"
)

func families(as []wallet.Address) string {
	var out []string
	for _, a := range as {
		out = append(out, a.Family.String()+"/"+a.Kind.String())
	}
	return strings.Join(out, " ")
}

// Every row: the text, its readings, the payload, the checksum, the canonical
// spelling of the first reading ("=" for the text itself).
func TestParse(t *testing.T) {
	tests := []struct {
		name, text, readings, payload string
		sum                           wallet.Checksum
		canonical                     string
	}{
		// EIP-55's own test cases.
		{"EIP-55 capitals only", "0x52908400098527886E0F7030069857D2E4169EE7", "evm/account", "52908400098527886e0f7030069857d2e4169ee7", wallet.CaseFree, "="},
		{"EIP-55 capitals only", "0x8617E340B3D01FA5F11F306F4090FD50E238070D", "evm/account", "", wallet.CaseFree, "="},
		{"EIP-55 small only", "0xde709f2102306220921060314715629080e2fb77", "evm/account", "", wallet.CaseFree, "="},
		{"EIP-55 small only", "0x27b1fdb04752bbc536007a920d24acb045561c26", "evm/account", "", wallet.CaseFree, "="},
		{"EIP-55 mixed", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "evm/account", "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", wallet.Verified, "="},
		{"EIP-55 mixed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "evm/account", "", wallet.Verified, "="},
		{"EIP-55 mixed", "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "evm/account", "", wallet.Verified, "="},
		{"EIP-55 mixed", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "evm/account", "", wallet.Verified, "="},
		{"EVM, capital X", "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "evm/account", "", wallet.Verified, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
		{"EVM without 0x", "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "evm/account", "", wallet.CaseFree, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
		{"XDC spelling", "xdc5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "evm/account", "", wallet.CaseFree, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},

		{"Bitcoin, the first block", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bitcoin/p2pkh bitcoin-cash/p2pkh bitcoin-sv/p2pkh", "62e907b15cbf27d5425399ebf6f0fb50ebb88f18", wallet.Verified, "="},
		{"a script of three chains", "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC", "bitcoin/p2sh bitcoin-cash/p2sh litecoin/p2sh", "76a04053bda0a88bda5177b86a15c3b29f559873", wallet.Verified, "="},

		// BIP-350's valid addresses of the main network.
		{"witness v0, capitals", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bitcoin/p2wpkh", "751e76e8199196d454941c45d1b3a323f1433bd6", wallet.Verified, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
		{"witness v1 of 40 bytes", "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", "bitcoin/witness", "751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6", wallet.Verified, "="},
		{"witness v16", "BC1SW50QGDZ25J", "bitcoin/witness", "751e", wallet.Verified, "bc1sw50qgdz25j"},
		{"witness v2", "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "bitcoin/witness", "751e76e8199196d454941c45d1b3a323", wallet.Verified, "="},
		{"taproot", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bitcoin/p2tr", "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", wallet.Verified, "="},

		// The Bitcoin Cash specification.
		{"cashaddr", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "bitcoin-cash/p2pkh", "76a04053bda0a88bda5177b86a15c3b29f559873", wallet.Verified, "="},
		{"cashaddr without prefix", "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "bitcoin-cash/p2pkh", "76a04053bda0a88bda5177b86a15c3b29f559873", wallet.Verified, "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"},
		{"cashaddr in capitals", "BITCOINCASH:QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A", "bitcoin-cash/p2pkh", "76a04053bda0a88bda5177b86a15c3b29f559873", wallet.Verified, "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"},
		{"cashaddr of a script", "ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq", "bitcoin-cash/p2sh", "76a04053bda0a88bda5177b86a15c3b29f559873", wallet.Verified, "bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq"},

		{"Monero, the project's", "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", "monero/standard", "", wallet.Verified, "="},
		{"Monero subaddress", "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H", "monero/subaddress", "", wallet.Verified, "="},
		{"Monero with payment id", "4LL9oSLmtpccfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2bYXZKKQePHES9khPK", "monero/integrated", "", wallet.Verified, "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge"},

		{"XRP", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "xrp/account", "b5f762798a53d543a014caf8b297cff8f2f937e8", wallet.Verified, "="},
		{"XRP X-address", "X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ", "xrp/account", "", wallet.Verified, "r9cZA1mLK5R5Am25ArfXFmqgNwjZgnfk59"},
		{"XRP X-address with tag 1", "X7AcgcsBL6XDcUb289X4mJ8djcdyKaGZMhc9YTE92ehJ2Fu", "xrp/account", "", wallet.Verified, "r9cZA1mLK5R5Am25ArfXFmqgNwjZgnfk59"},

		{"Solana, the token programme", "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "solana/account", "06ddf6e1d765a193d9cbe146ceeb79ac1cb485ed5f5b37913a8cf5857eff00a9", wallet.NoChecksum, "="},
		{"Solana, the system programme", "11111111111111111111111111111111", "solana/account", strings.Repeat("00", 32), wallet.NoChecksum, "="},

		{"Tron in hexadecimal", "41a614f803b6fd780986a42c78ec9c7f77e6ded13c", "tron/account", "a614f803b6fd780986a42c78ec9c7f77e6ded13c", wallet.NoChecksum, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
		{"Tron", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron/account", "a614f803b6fd780986a42c78ec9c7f77e6ded13c", wallet.Verified, "="},

		{"TON raw", "0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e", "ton/account", "00000000ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e", wallet.NoChecksum, "="},
		{"TON bounceable", "EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF", "ton/account", "00000000ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e", wallet.Verified, "0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e"},
		{"TON not bounceable", "UQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPuwA", "ton/account", "00000000ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e", wallet.Verified, "0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e"},
		{"TON masterchain", "-1:5555555555555555555555555555555555555555555555555555555555555555", "ton/account", "ffffffff" + strings.Repeat("55", 32), wallet.NoChecksum, "="},
		{"Substrate", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", "polkadot/account", "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d", wallet.Verified, "="},
		{"the same on Polkadot", "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", "polkadot/account", "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d", wallet.Verified, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"},
		{"Cardano", "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x", "cardano/account", "", wallet.Verified, "="},
		{"Cosmos", "cosmos1nynns8ex9fq6sjjfj8k79ymkdz4sqth06xexae", "cosmos/account", "", wallet.Verified, "="},
		{"32 bytes of something", "5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320", "unknown/hex32", "5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320", wallet.NoChecksum, "="},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := wallet.Parse(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if families(got) != tt.readings {
				t.Errorf("readings %q, want %q", families(got), tt.readings)
			}
			a := got[0]
			if p := hex.EncodeToString(a.Payload()); tt.payload != "" && p != tt.payload {
				t.Errorf("payload %s, want %s", p, tt.payload)
			}
			if a.Checksum != tt.sum {
				t.Errorf("checksum %v, want %v", a.Checksum, tt.sum)
			}
			want := tt.canonical
			if want == "=" {
				want = tt.text
			}
			if s := a.String(); s != want && !(a.Checksum == wallet.CaseFree && strings.EqualFold(s, want)) {
				t.Errorf("canonical %s, want %s", s, want)
			}
			again, err := wallet.Parse(a.String())
			if err != nil || again[0].Key != a.Key {
				t.Errorf("the canonical spelling %s reads as another address: %v %v", a.String(), again, err)
			}
		})
	}
}

// The three spellings of a Bitcoin Cash address have one key, by the specification's
// table of translations.
func TestSpellingsOfBitcoinCashHaveOneKey(t *testing.T) {
	for legacy, cash := range map[string]string{
		"1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu": "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
		"1KXrWXciRDZUpQwQmuM1DbwsKDLYAYsVLR": "qr95sy3j9xwd2ap32xkykttr4cvcu7as4y0qverfuy",
		"16w1D5WRVKJuZUsSRzdLp9w3YGcgoxDXb":  "qqq3728yw0y47sqn6l2na30mcw6zm78dzqre909m2r",
		"3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC": "ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq",
		"3LDsS579y7sruadqu11beEJoTjdFiFCdX4": "pr95sy3j9xwd2ap32xkykttr4cvcu7as4yc93ky28e",
		"31nwvkZwyPdgzjBJZXfDmSWsC4ZLKpYyUw": "pqq3728yw0y47sqn6l2na30mcw6zm78dzq5ucqzc37",
	} {
		old, err := wallet.ParseAs("BCH", legacy)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{cash, "bitcoincash:" + cash, strings.ToUpper(cash)} {
			now, err := wallet.Parse(text)
			if err != nil || len(now) != 1 || now[0].Key != old[0].Key {
				t.Errorf("%s and %s: %v, %v", legacy, text, now, err)
			}
		}
		if s := old[0].String(); s != "bitcoincash:"+cash {
			t.Errorf("%s is written %s", legacy, s)
		}
	}
}

func TestRefusals(t *testing.T) {
	long := strings.Repeat("q", 600)
	tests := []struct {
		name, text string
		kind       error
	}{
		{"EIP-55, one capital too many", "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", wallet.ErrChecksum},
		{"EVM, a letter that is no digit", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg", wallet.ErrChecksum},
		{"EVM, one digit short", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", wallet.ErrForm},
		{"EVM, one digit short, bare", "5aaeb6053f3e94c9b9a09f33669435e7ef1beae", wallet.ErrChecksum},
		{"only the prefix", "0x", wallet.ErrForm},
		{"Bitcoin, last letter", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", wallet.ErrChecksum},
		{"Bitcoin, first letter", "2A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", wallet.ErrChecksum},
		{"Bitcoin, no digit of base58", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0", wallet.ErrChecksum},
		{"Bitcoin, two letters swapped", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivNfa", wallet.ErrChecksum},
		{"Bitcoin, cut", "1A1zP1eP5QGefi2DMPTfTL5SLmv7Dif", wallet.ErrChecksum},
		{"Bitcoin, lower-cased", "1a1zp1ep5qgefi2dmptftl5slmv7divfna", wallet.ErrCaseLost},
		{"Tron, lower-cased", "tr7nhqjekqxgtci8q8zy4pl8otszgjlj6t", wallet.ErrCaseLost},
		{"Solana, lower-cased", "42rlpacwzpx3vyymxsueqsogfynbdqxk298edsnoyohi", wallet.ErrCaseLost},
		{"XRP, lower-cased", "rhb9cjawyb4rj91vrwn96dkukg4bwdtyth", wallet.ErrCaseLost},
		{"Monero, lower-cased", strings.ToLower("44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"), wallet.ErrCaseLost},
		{"Monero, one letter", "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3B", wallet.ErrChecksum},
		{"Monero, a block out of range", "4zzzzzzzzzzBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", wallet.ErrChecksum},
		{"Monero, no digit", "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP30", wallet.ErrChecksum},
		{"XRP, one letter", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi", wallet.ErrChecksum},
		{"XRP, no digit", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyT0", wallet.ErrChecksum},
		{"XRP X-address, one letter", "X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqY", wallet.ErrChecksum},
		{"TON, one letter", "EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHG", wallet.ErrChecksum},
		{"Substrate, one letter", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ", wallet.ErrChecksum},
		{"cashaddr, one letter", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6q", wallet.ErrChecksum},
		{"cosmos, one letter", "cosmos1nynns8ex9fq6sjjfj8k79ymkdz4sqth06xexaq", wallet.ErrChecksum},
		{"bnb, one letter", "bnb136ns6lfw4zs5hg4n85vdthaad7hq5m4gtkgf2q", wallet.ErrChecksum},
		{"cardano, one letter", "stake1uyehkck0ajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgq", wallet.ErrChecksum},

		// BIP-173's and BIP-350's invalid addresses of the main network.
		{"v1 with the constant of bech32", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", wallet.ErrChecksum},
		{"v16 with the constant of bech32", "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL", wallet.ErrChecksum},
		{"v0 with the constant of bech32m", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", wallet.ErrChecksum},
		{"a character outside", "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", wallet.ErrChecksum},
		{"version 17", "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", wallet.ErrForm},
		{"program of 1 byte", "bc1pw5dgrnzv", wallet.ErrForm},
		{"program of 41 bytes", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav", wallet.ErrForm},
		{"v0 of 16 bytes", "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", wallet.ErrForm},
		{"padding of more than 4 bits", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf", wallet.ErrForm},
		{"no data", "bc1gmk9yu", wallet.ErrForm},
		{"BIP-173, checksum", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", wallet.ErrChecksum},
		{"letters of both cases", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8F3t4", wallet.ErrChecksum},

		{"a name", "vitalik.eth", wallet.ErrUnsupported},
		{"a test network, Bitcoin", "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", wallet.ErrUnsupported},
		{"a test network, old form", "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", wallet.ErrUnsupported},
		{"a test network, cashaddr", "bchtest:pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t", wallet.ErrUnsupported},
		{"a test network, Monero", testnetMonero, wallet.ErrUnsupported},
		{"an invoice", "lightning:lnbc20m1", wallet.ErrUnsupported},
		{"a web address", "https://etherscan.io/address/0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", wallet.ErrUnsupported},
		{"an unknown prefix", "nonsuch:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", wallet.ErrUnsupported},
		{"an extended public key", "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8", wallet.ErrUnsupported},

		{"a private key", "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", wallet.ErrSecret},
		{"a compressed private key", "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn", wallet.ErrSecret},
		{"a private key with a wrong character", "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyT0", wallet.ErrSecret},
		{"an extended private key", "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi", wallet.ErrSecret},
		{"a seed of the XRP Ledger", "snoPBrXtMeMyMHUVTgbuqAfg1SUTb", wallet.ErrSecret},
		{"a recovery phrase", "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about", wallet.ErrSecret},

		{"nothing", "", wallet.ErrForm},
		{"blanks", " \t\n", wallet.ErrForm},
		{"a word", "hello", wallet.ErrForm},
		{"two at once", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", wallet.ErrForm},
		{"a Cyrillic letter", "0x5\u0430Aeb6053F3E94C9b9A09f33669435E7Ef1BeAed", wallet.ErrForm},
		{"a control character", "0x5aAeb6053F3E94C9b9\x00A09f33669435E7Ef1BeAed", wallet.ErrForm},
		{"no UTF-8", "\xff\xfe1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", wallet.ErrForm},
		{"a lone surrogate", "\xed\xa0\x801A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", wallet.ErrForm},
		{"only a prefix", "bitcoin:", wallet.ErrForm},
		{"600 letters", long, wallet.ErrForm},
		{"10 kB", strings.Repeat("1", 10_000), wallet.ErrForm},
		{"200 ones", strings.Repeat("1", 200), wallet.ErrForm},
		{"a transfer to nobody", "ethereum:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed/transfer?uint256=1", wallet.ErrForm},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := wallet.Parse(tt.text)
			if !errors.Is(err, tt.kind) || !errors.Is(err, bonafide.ErrInvalid) || len(got) != 0 {
				t.Fatalf("%v, %v; want an error of kind %q", got, err, tt.kind)
			}
			if tt.kind == wallet.ErrChecksum && !strings.Contains(err.Error(), "checksum") {
				t.Errorf("%q does not say that a checksum fails", err)
			}
			if tt.kind == wallet.ErrSecret && strings.Contains(err.Error(), tt.text[4:12]) {
				t.Errorf("the refusal repeats the secret: %q", err)
			}
			if len(err.Error()) > 500 || strings.ContainsAny(err.Error(), "\n\x00") {
				t.Errorf("the message is not one short line: %q", err)
			}
		})
	}
}

const testnetMonero = "9wviCeWe2D8XS82k2ovp5EUYLzBt9pYNW2LXUFsZiv8S3Mt21FZ5qQaAroko1enzw3eGr9qC7X1D7Geoo2RrAotYPwq9Gm8"

// What stands around an address is taken off and said.
func TestSurroundings(t *testing.T) {
	const want = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
	tests := []struct {
		text  string
		notes wallet.Notes
		chain string
	}{
		{"  " + want + "\n", wallet.Trimmed, ""},
		{"\u00A0" + want + "\u3000", wallet.Trimmed, ""},
		{"\"" + want + "\",", wallet.Trimmed, ""},
		{"\uFEFF0x5aAeb6053F3E\u200B94C9b9A09f33669435E7Ef1BeAed", wallet.Invisible, ""},
		{"\u202E" + want + "\u202C", wallet.Invisible, ""},
		{"0x5aAeb6053F3E\u00AD94C9b9A09f33669435E7Ef1Be\uFE0FAed", wallet.Invisible, ""},
		{"ethereum:" + want, wallet.Scheme, "ETH"},
		{"ETHEREUM:pay-" + want + "@56?value=1e18", wallet.Scheme | wallet.Parameters, "chain 56"},
		{"eip155:42161:" + want, wallet.Scheme, "chain 42161"},
		{"BSC:" + want, wallet.Scheme, "BSC"},
		{want + "?value=1", wallet.Parameters, ""},
		{"ethereum:0xdAC17F958D2ee523a2206206994597C13D831ec7/transfer?uint256=5&address=" + want, wallet.Scheme | wallet.Parameters | wallet.Recipient, "ETH"},
		{"bitcoin:" + want, wallet.Scheme | wallet.OtherChain, ""},
		{"5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", wallet.NoPrefix, ""},
	}
	for _, tt := range tests {
		got, err := wallet.Parse(tt.text)
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		if a := got[0]; len(got) != 1 || a.String() != want || a.Notes != tt.notes || a.Chain != tt.chain {
			t.Errorf("%q: %s, notes %q, chain %q; want notes %q, chain %q", tt.text, a.String(), a.Notes, a.Chain, tt.notes, tt.chain)
		}
	}
	for text, want := range map[string]string{
		"bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?amount=1&label=x":                "bitcoin/p2pkh",
		"bip122:000000000019d6689c085ae165831e93:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa": "bitcoin/p2pkh",
		"XBT:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa":                                     "bitcoin/p2pkh",
		"litecoin:3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC":                                "litecoin/p2sh",
		"bitcoincash:1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu":                             "bitcoin-cash/p2pkh",
		"ton://transfer/EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF?amount=1":   "ton/account",
		"ripple:rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh?dt=7":                             "xrp/account",
		"monero:5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320":    "monero/hex32",
	} {
		if got, err := wallet.Parse(text); err != nil || families(got) != want {
			t.Errorf("%s: %s %v, want %s", text, families(got), err, want)
		}
	}
}

func TestParseAs(t *testing.T) {
	const evm, old, script = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC"
	tests := []struct {
		ticker, text, want, chain string
	}{
		{"XBT", old, "bitcoin/p2pkh", "BTC"},
		{"btc", old, "bitcoin/p2pkh", "BTC"},
		{"Digital Currency Address - XBT", old, "bitcoin/p2pkh", "BTC"},
		{" BCH ", old, "bitcoin-cash/p2pkh", "BCH"},
		{"BSV", old, "bitcoin-sv/p2pkh", "BSV"},
		{"LTC", script, "litecoin/p2sh", "LTC"},
		{"USDT", script, "bitcoin/p2sh", "USDT"},
		{"USDT", evm, "evm/account", "USDT"},
		{"USDT", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron/account", "USDT"},
		{"ARB", evm, "evm/account", "ARB"},
		{"MATIC", evm, "evm/account", "POL"},
		{"BNB", evm, "evm/account", "BNB"},
		{"BNB", "bnb136ns6lfw4zs5hg4n85vdthaad7hq5m4gtkgf23", "bnb-beacon/account", "BNB"},
		{"XBT", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron/account", ""},
		{"XMR", "5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320", "monero/hex32", "XMR"},
		{"SUI", "0x5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320", "unknown/hex32", "SUI"},
		{"EOS", "vuniyuoxoeub", "unknown/opaque", "EOS"},
		{"FIL", "f1abjxfbp274xpdqcpuaykwkfb43omjotacm2p3za", "unknown/opaque", "FIL"},
		{"XVG", "DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z", "verge/p2pkh", "XVG"},
	}
	for _, tt := range tests {
		got, err := wallet.ParseAs(tt.ticker, tt.text)
		if err != nil || families(got) != tt.want || got[0].Chain != tt.chain {
			t.Errorf("%s %s: %s on %q, %v; want %s on %q", tt.ticker, tt.text, families(got), got, err, tt.want, tt.chain)
		}
	}
	if got, _ := wallet.ParseAs("XBT", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"); got[0].Notes&wallet.OtherChain == 0 {
		t.Error("a Tron address under XBT goes without a note")
	}
	for _, ticker := range []string{"NEWCOIN", "", "Digital Currency Address - NEWCOIN", strings.Repeat("X", 100)} {
		_, err := wallet.ParseAs(ticker, evm)
		if !errors.Is(err, wallet.ErrTicker) || !strings.Contains(err.Error(), "ticker") {
			t.Errorf("ticker %q: %v", ticker, err)
		}
	}
	if _, err := wallet.ParseAs("EOS", "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"); !errors.Is(err, wallet.ErrSecret) {
		t.Errorf("a private key is kept as it stands: %v", err)
	}
	if _, err := wallet.ParseAs("XBT", " "); !errors.Is(err, wallet.ErrForm) {
		t.Errorf("a blank: %v", err)
	}
	if !wallet.KnownTicker("Digital Currency Address - DOGE") || wallet.KnownTicker("NEWCOIN") {
		t.Error("tickers are told apart wrongly")
	}
}

// The same 20 bytes are one key on all EVM chains and another on Tron.
func TestKeyTellsTronFromEVM(t *testing.T) {
	parse := func(ticker, text string) wallet.Key {
		got, err := wallet.ParseAs(ticker, text)
		if err != nil {
			t.Fatal(err)
		}
		return got[0].Key
	}
	eth := parse("ETH", "0xa614f803B6FD780986A42c78Ec9c7f77e6DeD13C")
	for _, ticker := range []string{"ARB", "BSC", "POL", "AVAX", "ETC", "USDT"} {
		if k := parse(ticker, "0xa614f803b6fd780986a42c78ec9c7f77e6ded13c"); k != eth {
			t.Errorf("%s: %v, want %v", ticker, k, eth)
		}
	}
	tron := parse("TRX", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
	if tron == eth || tron != parse("TRON", "41A614F803B6FD780986A42C78EC9C7F77E6DED13C") {
		t.Errorf("Tron %v, EVM %v", tron, eth)
	}
	if string(tron.Payload()) != string(eth.Payload()) {
		t.Error("the payloads differ")
	}
}

// Addresses made by other software; see the head of the file.
func TestGeneratedByOthers(t *testing.T) {
	f, err := os.Open("testdata/generated.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		rows++
		c := strings.Split(lines.Text(), "\t")
		got, err := wallet.ParseAs(c[0], c[2])
		if err != nil || got[0].Checksum != wallet.Verified || got[0].Notes&wallet.OtherChain != 0 {
			t.Errorf("%s %s: %v %v", c[0], c[2], got, err)
			continue
		}
		if p := hex.EncodeToString(got[0].Payload()); p != c[1] && c[0] != "ATOM" {
			t.Errorf("%s %s: payload %s, want %s", c[0], c[2], p, c[1])
		}
		if s := got[0].String(); s != c[2] {
			t.Errorf("%s %s is written %s", c[0], c[2], s)
		}
		if _, err := wallet.ParseAs(c[0], c[3]); !errors.Is(err, wallet.ErrChecksum) {
			t.Errorf("%s %s with one wrong character: %v", c[0], c[3], err)
		}
	}
	if rows < 60 {
		t.Errorf("%d rows; the file is cut", rows)
	}
}
