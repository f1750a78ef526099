package wallet

import (
	"errors"
	"fmt"
	"strings"
)

// Parse reads one address in any known form. It returns every reading of the text:
// one, except where two chains write their addresses alike. Blanks, invisible
// characters, quotes, URI schemes ("bitcoin:", "ethereum:pay-0x..@56?value=1"),
// "TICKER:address" and CAIP-10 are taken off and noted.
//
// Errors are [*Error], of kind [ErrChecksum], [ErrCaseLost], [ErrForm],
// [ErrUnsupported] or [ErrSecret].
func Parse(s string) ([]Address, error) { return AppendParse(nil, s) }

// AppendParse is [Parse] into a slice of the caller's. It returns dst as it was where
// it fails.
func AppendParse(dst []Address, s string) ([]Address, error) {
	c, err := clean(s)
	if err != nil {
		return dst, err
	}
	return c.readings(dst)
}

// ParseAs is [Parse] where the chain or ticker is known: "XBT", "tron", "Digital
// Currency Address - ETH". Of several readings it keeps those of that chain, and it
// keeps the text as it stands where the chain's own form is not known here (EOS,
// Filecoin); nothing is checked then. Where the address is plainly another chain's the readings
// carry the note [OtherChain]: tickers mislead, payloads do not. An unknown ticker is
// of kind [ErrTicker].
func ParseAs(chainOrTicker, s string) ([]Address, error) {
	return appendParseAs(nil, chainOrTicker, s)
}

func appendParseAs(dst []Address, ticker, s string) ([]Address, error) {
	as, ok := chainOf(ticker)
	if !ok {
		return dst, unknownTicker(ticker)
	}
	c, err := clean(s)
	if err != nil {
		return dst, err
	}
	c.said, c.named = as, true
	return c.readings(dst)
}

func unknownTicker(ticker string) error {
	return &Error{Why: fmt.Sprintf("nobody here knows the ticker %s; say which chain's addresses it has, or leave the ticker empty", quote(ticker)), kind: ErrTicker}
}

// readings decodes the body and brings it together with the chain that was named.
func (c *cleaned) readings(dst []Address) ([]Address, error) {
	start := len(dst)
	dst, err := decode(dst, c.body)
	if err != nil {
		// A chain whose own form is not known here: whatever it is, it is kept.
		if c.named && c.said.in == inUnknown && !errors.Is(err, ErrSecret) {
			dst, err = append(dst[:start], Address{Kind: Opaque, Notes: Unchecked, Key: textKey(c.body)}), nil
		} else {
			return dst[:start], err
		}
	}
	for i := range dst[start:] {
		dst[start+i].Notes |= c.notes
	}
	if !c.named {
		return dst, nil
	}
	kept := start
	for i := start; i < len(dst); i++ {
		a := dst[i]
		if a.Family == Unknown && a.Kind == Hex32 && c.said.in&(c.said.in-1) == 0 && (c.said.in.has(Monero) || c.said.in.has(Unknown)) {
			for f := range families {
				if c.said.in.has(f) {
					a.Family = f
				}
			}
		}
		if c.said.in.has(a.Family) {
			a.Chain = c.chain()
			dst[kept] = a
			kept++
		}
	}
	if kept > start {
		return dst[:kept], nil
	}
	for i := start; i < len(dst); i++ {
		dst[i].Notes |= OtherChain
	}
	return dst, nil
}

func (c *cleaned) chain() string {
	if c.chainID != "" && len(c.chainID) <= 20 {
		return "chain " + c.chainID
	}
	return c.said.name
}

// decode finds the form of a text by its shape and decodes it.
func decode(dst []Address, text string) ([]Address, error) {
	if a, ok, err := hexadecimal(text); ok || err != nil {
		return appendOne(dst, a, err)
	}
	if hrp, data, ok := bech32Shape(text); ok {
		if a, ok, err := bech32(text, hrp, data); ok {
			return appendOne(dst, a, err)
		}
	}
	if cashShape(text) {
		a, err := cash(text)
		return appendOne(dst, a, err)
	}
	if a, ok, err := ton(text); ok {
		return appendOne(dst, a, err)
	}
	if n := len(text); n == 95 || n == 106 {
		// The last five are test networks'.
		if strings.IndexByte("489AB57", text[0]) >= 0 {
			if err := caseKept(text); err != nil {
				return dst, err
			}
			a, err := monero(text)
			return appendOne(dst, a, err)
		}
	}
	a, ok, rippleErr := ripple(text)
	if ok && rippleErr == nil {
		return append(dst, a), nil
	}
	if ok && text[0] == 'r' {
		if err := caseKept(text); err != nil {
			return dst, err
		}
		return dst, rippleErr
	}
	dst, err := base58(dst, text)
	if err != nil && rippleErr != nil {
		return dst, rippleErr
	}
	return dst, err
}

func appendOne(dst []Address, a Address, err error) ([]Address, error) {
	if err != nil {
		return dst, err
	}
	return append(dst, a), nil
}

// hexadecimal reads EVM addresses, Tron's in hexadecimal, and 32 bytes of whatever.
func hexadecimal(text string) (a Address, ok bool, err error) {
	digits, notes := text, NoPrefix
	switch {
	case strings.HasPrefix(text, "0x"), strings.HasPrefix(text, "0X"):
		digits, notes = text[2:], 0
	case strings.HasPrefix(text, "xdc") && len(text) == 43, strings.HasPrefix(text, "XDC") && len(text) == 43:
		digits, notes = text[3:], 0
	case len(text) != 40 && len(text) != 42 && len(text) != 64:
		return a, false, nil
	}
	bare := notes != 0
	if !isHex(digits) {
		if bare {
			return a, false, nil
		}
		kind := ErrForm
		if len(digits) == 40 {
			kind = ErrChecksum
		}
		return a, false, refuse(kind, text, "the checksum fails: behind 0x stands something that is no hexadecimal digit; copy it again")
	}
	switch len(digits) {
	case 40:
		a, good := evm(digits)
		if !good {
			return a, false, refuse(ErrChecksum, text, "the checksum in its capitals (EIP-55) fails; copy it again")
		}
		a.Notes |= notes
		return a, true, nil
	case 42:
		if digits[:2] == "41" {
			var p [20]byte
			return Address{Family: Tron, Notes: Unchecked, Key: hash20Key([]byte{versionTron}, appendHex(p[:0], digits[2:]))}, true, nil
		}
	case 64:
		var p [32]byte
		return Address{Kind: Hex32, Notes: Ambiguous32 | Unchecked, Key: fixedKey(formHex32, appendHex(p[:0], digits))}, true, nil
	}
	if bare {
		return a, false, nil
	}
	return a, false, refuse(ErrForm, text, fmt.Sprintf("it has %d hexadecimal digits; an EVM address has 40", len(digits)))
}

// bech32 reads a text of bech32's shape. ok is false where it is not bech32 after all.
func bech32(text, hrp, data string) (a Address, ok bool, err error) {
	var buf [maxBech32Long]byte
	t := decodeBech32(buf[:0], hrp, data)
	at := witnessIndex(hrp)
	if t.checksum == 0 {
		if at >= 0 || knownPrefix(hrp) {
			return a, true, refuse(ErrChecksum, text, "the checksum (bech32) fails; copy it again")
		}
		return a, false, nil
	}
	a = Address{Checksum: Verified}
	if at >= 0 {
		var space [maxBech32Long]byte
		version, program, why := witness(t, space[:0])
		if why == "" && len(text) > maxBech32 {
			why = "it has more than the 90 characters that BIP-173 allows"
		}
		if why != "" {
			kind := ErrForm
			if strings.HasPrefix(why, "the checksum") {
				kind = ErrChecksum
			}
			return a, true, refuse(kind, text, why)
		}
		a.Family, a.Kind = witnessPrefixes[at].family, witnessKind(version, len(program))
		a.Key = newKey(formWitness, []byte{byte(at), version}, program)
		return a, true, nil
	}
	switch hrp {
	case "tb", "bcrt", "sb", "tltc", "rltc", "tbnb", "addr_test", "stake_test", "ztestsapling", "utest", "tltcmweb":
		return a, true, refuse(ErrUnsupported, text, "an address of a test network, which no list holds")
	case "nsec", "age-secret-key-", "secret-extended-key-main":
		return a, true, refuse(ErrSecret, "", "a private key, and no address; whoever sent it should stop using it")
	case "npub", "note", "nprofile", "nevent", "lnurl", "lno", "lni":
		return a, true, refuse(ErrUnsupported, text, "it is bech32, but no address of a chain")
	case "bnb":
		if p := regroup(nil, t.data, 5, 8, false); len(p) == 20 && t.checksum == bech32Const {
			a.Family, a.Key = BNB, fixedKey(formBNB, p)
			return a, true, nil
		}
		return a, true, refuse(ErrForm, text, "its checksum holds, but it is no account of the BNB Beacon Chain")
	case "addr", "stake":
		if p := regroup(nil, t.data, 5, 8, false); len(p) >= 29 && t.checksum == bech32Const {
			a.Family, a.Key = Cardano, newKey(formCardano, p)
			return a, true, nil
		}
		return a, true, refuse(ErrForm, text, "its checksum holds, but it is no address of Cardano")
	case "zs", "u":
		a.Family, a.Kind = Zcash, Opaque
	case "ltcmweb":
		a.Family, a.Kind = Litecoin, Opaque
	default:
		if strings.HasPrefix(hrp, "lnbc") || strings.HasPrefix(hrp, "lntb") {
			return a, true, refuse(ErrUnsupported, text, "a Lightning invoice names no address that a list could hold")
		}
		if len(text) > maxBech32 {
			return a, true, refuse(ErrForm, text, "its prefix is not known and it has more than the 90 characters that BIP-173 allows")
		}
		a.Family = Cosmos
	}
	mark := byte('b')
	if t.checksum == bech32mConst {
		mark = 'm'
	}
	a.Key = newKey(formBech32, []byte{mark}, []byte(hrp), []byte{'1'}, []byte(data[:len(data)-6]))
	return a, true, nil
}

// knownPrefix lists prefixes common enough that a failing checksum is a wrong
// character and not another form.
func knownPrefix(hrp string) bool {
	switch hrp {
	case "bnb", "addr", "stake", "cosmos", "osmo", "celestia", "thor", "terra", "inj", "sei", "kava", "erd", "avax", "cro", "juno", "dydx", "zs", "u", "ltcmweb", "tb", "bcrt":
		return true
	}
	return false
}

// cash reads a cashaddr without its prefix.
func cash(text string) (Address, error) {
	typ, hash, kind := decodeCash("bitcoincash", strings.ToLower(text))
	switch {
	case kind == ErrChecksum:
		return Address{}, refuse(ErrChecksum, text, "the checksum (cashaddr) fails; copy it again")
	case kind != nil || typ > 3:
		return Address{}, refuse(ErrForm, text, "its checksum holds, but it is no address of Bitcoin Cash")
	}
	a := Address{Family: BitcoinCash, Kind: PubKeyHash, Checksum: Verified}
	version := byte(versionP2PKH)
	if typ&1 != 0 {
		a.Kind, version = ScriptHash, versionP2SH
	}
	if len(hash) == 20 {
		// The key of the old spelling: it is the same address.
		a.Key = hash20Key([]byte{version}, hash)
	} else {
		a.Key = newKey(formCash, []byte{typ & 1}, hash)
	}
	return a, nil
}

// base58 reads base58check in all its versions, and what else is written in base58.
func base58(dst []Address, text string) ([]Address, error) {
	var buf [maxBase58]byte
	raw, bad := decodeBase58(buf[:0], text, &bitcoinAlphabet)
	if bad >= 0 {
		switch {
		case strings.IndexByte(text, '.') > 0:
			return dst, refuse(ErrUnsupported, text, "a name, not an address; resolve it first, and screen the address that it leads to")
		case secretShape(text):
			return dst, refuse(ErrSecret, "", "it looks like a private key with a wrong character, and no address")
		case addressShape(text):
			if err := caseKept(text); err != nil {
				return dst, err
			}
			return dst, notDigit(text, bad)
		}
		return dst, refuse(ErrForm, text, "it has no form of address that is known here")
	}
	switch n := len(raw); {
	case n == 25 || n == 26:
		body, good := checked(raw)
		if !good {
			return dst, checksumFails(text)
		}
		version, hash := body[:n-24], body[n-24:]
		readings := baseReadings(version[0])
		if n == 26 {
			readings = pairReadings(version[0], version[1])
		}
		if readings == nil {
			if testVersion(version) {
				return dst, refuse(ErrUnsupported, text, "an address of a test network, which no list holds")
			}
			readings = otherReadings
		}
		key := hash20Key(version, hash)
		for _, r := range readings {
			a := Address{Family: r.family, Kind: r.kind, Notes: r.notes, Checksum: Verified, Key: key}
			if a.legacyLitecoin() {
				a.Key = hash20Key([]byte{versionLTCP2SH}, hash)
			}
			dst = append(dst, a)
		}
		return dst, nil
	case n == 32 && !secretShape(text):
		if err := caseKept(text); err != nil {
			return dst, err
		}
		return append(dst, Address{Family: Solana, Notes: Unchecked, Key: fixedKey(formSolana, raw)}), nil
	case n == 35 || n == 36:
		if a, good := ss58(raw); good {
			return append(dst, a), nil
		}
		return dst, checksumFails(text)
	case n == 37 || n == 38:
		if _, good := checked(raw); good || secretShape(text) {
			return dst, refuse(ErrSecret, "", "a private key, and no address; whoever sent it should move the money")
		}
	case n == 82:
		if _, good := checked(raw); good || secretShape(text) {
			if raw[0] == 0x04 && raw[1] == 0x88 && raw[2] == 0xB2 {
				return dst, refuse(ErrUnsupported, text, "an extended public key; screen the addresses that it leads to")
			}
			return dst, refuse(ErrSecret, "", "an extended key, which may be a private one, and no address")
		}
	case n > 40:
		if a, ok, good := byron(raw); ok && good {
			return append(dst, a), nil
		} else if ok {
			return dst, checksumFails(text)
		}
	}
	if seed, no := decodeBase58(buf[:0], text, &rippleAlphabet); no < 0 && text[0] == 's' && len(seed) == 21 {
		if _, good := checked(seed); good {
			return dst, refuse(ErrSecret, "", "a secret seed of the XRP Ledger, and no address; whoever sent it should move the money")
		}
	}
	if secretShape(text) {
		return dst, refuse(ErrSecret, "", "it looks like a private key, and is no address")
	}
	if addressShape(text) {
		return dst, checksumFails(text)
	}
	return dst, refuse(ErrForm, text, "it has no form of address that is known here")
}

// addressShape reports letters and digits in a length that base58 addresses have.
func addressShape(text string) bool {
	if len(text) < 25 || len(text) > 115 {
		return false
	}
	for i := range len(text) {
		c := text[i] | 0x20
		if (c < 'a' || c > 'z') && (text[i] < '0' || text[i] > '9') {
			return false
		}
	}
	return true
}

// secretShape reports what looks like a private key in base58, right or wrong.
func secretShape(text string) bool {
	switch {
	case len(text) == 51 && (text[0] == '5' || text[0] == '6'):
		return addressShape(text)
	case len(text) == 52 && (text[0] == 'K' || text[0] == 'L' || text[0] == 'T' || text[0] == 'Q' || text[0] == 'X'):
		return addressShape(text)
	case len(text) > 100 && len(text) < 116 && text[1:4] == "prv":
		return addressShape(text)
	}
	return false
}

// caseKept refuses a base58 text in one letter case. An honest one of this length has
// letters of one case only once in ten thousand times or less; a list that was
// lower-cased on its way, always.
func caseKept(text string) error {
	lower, upper := letterCases(text)
	if lower != upper {
		return refuse(ErrCaseLost, text, "the checksum fails: its letters are all of one case; where its form needs both, take it from its publisher")
	}
	return nil
}

func checksumFails(text string) error {
	if err := caseKept(text); err != nil {
		return err
	}
	return refuse(ErrChecksum, text, "the checksum fails; copy it again")
}

func notDigit(text string, at int) error {
	if at >= len(text) {
		return refuse(ErrForm, text, "it is too long for base58")
	}
	return refuse(ErrChecksum, text, fmt.Sprintf("the checksum fails: %s at place %d is no digit of base58; copy it again", quote(text[at:at+1]), at+1))
}
