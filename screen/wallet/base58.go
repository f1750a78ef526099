package wallet

import "crypto/sha256"

// alphabet is a base58 alphabet with its reverse.
type alphabet struct {
	digits string
	value  [256]int8 // -1 where the byte is no digit
}

func newAlphabet(digits string) (a alphabet) {
	a.digits = digits
	for i := range a.value {
		a.value[i] = -1
	}
	for i := range len(digits) {
		a.value[digits[i]] = int8(i)
	}
	return a
}

var (
	bitcoinAlphabet = newAlphabet("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
	rippleAlphabet  = newAlphabet("rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz")
)

// maxBase58 bounds a base58 text: the longest known form, a Byron address of Cardano,
// has 115 digits.
const maxBase58 = 160

// decodeBase58 appends the decoded bytes to dst. bad is the place of the first byte
// that is no digit, -1 where there is none. Texts past maxBase58 have no decoding.
func decodeBase58(dst []byte, s string, a *alphabet) (out []byte, bad int) {
	if len(s) > maxBase58 {
		return dst, maxBase58
	}
	zeros := 0
	for zeros < len(s) && s[zeros] == a.digits[0] {
		zeros++
	}
	// Five digits at a time into 32-bit limbs, least significant first.
	var limbs [maxBase58*6/32 + 1]uint32
	used := 0
	for i := zeros; i < len(s); {
		chunk, scale := uint64(0), uint64(1)
		for range 5 {
			if i == len(s) {
				break
			}
			v := a.value[s[i]]
			if v < 0 {
				return dst, i
			}
			chunk, scale, i = chunk*58+uint64(v), scale*58, i+1
		}
		for j := range used {
			chunk += uint64(limbs[j]) * scale
			limbs[j] = uint32(chunk)
			chunk >>= 32
		}
		if chunk > 0 {
			limbs[used] = uint32(chunk)
			used++
		}
	}
	for range zeros {
		dst = append(dst, 0)
	}
	leading := true
	for j := used - 1; j >= 0; j-- {
		for shift := 24; shift >= 0; shift -= 8 {
			b := byte(limbs[j] >> shift)
			if leading && b == 0 {
				continue
			}
			leading = false
			dst = append(dst, b)
		}
	}
	return dst, -1
}

func encodeBase58(p []byte, a *alphabet) string {
	zeros := 0
	for zeros < len(p) && p[zeros] == 0 {
		zeros++
	}
	var digits []byte // least significant first
	for _, b := range p[zeros:] {
		carry := int(b)
		for i := range digits {
			carry += int(digits[i]) << 8
			digits[i] = byte(carry % 58)
			carry /= 58
		}
		for ; carry > 0; carry /= 58 {
			digits = append(digits, byte(carry%58))
		}
	}
	out := make([]byte, 0, zeros+len(digits))
	for range zeros {
		out = append(out, a.digits[0])
	}
	for i := len(digits) - 1; i >= 0; i-- {
		out = append(out, a.digits[digits[i]])
	}
	return string(out)
}

// doubleSHA is the four checksum bytes of base58check.
func doubleSHA(p []byte) [4]byte {
	first := sha256.Sum256(p)
	second := sha256.Sum256(first[:])
	return [4]byte(second[:4])
}

// checked cuts the checksum off and says whether it holds.
func checked(p []byte) ([]byte, bool) {
	if len(p) < 5 {
		return nil, false
	}
	body := p[:len(p)-4]
	return body, doubleSHA(body) == [4]byte(p[len(p)-4:])
}

func encodeBase58Check(body []byte, a *alphabet) string {
	sum := doubleSHA(body)
	return encodeBase58(append(append([]byte(nil), body...), sum[:]...), a)
}

// The version bytes of base58check addresses. Those with two families are written
// alike on both chains.
const (
	versionP2PKH   = 0x00
	versionP2SH    = 0x05
	versionTron    = 0x41
	versionLTCP2SH = 0x32
)

// reading is one way to take a version.
type reading struct {
	family Family
	kind   Kind
	notes  Notes
}

// baseReadings lists who uses a version of one byte; nil for nobody known here.
func baseReadings(version byte) []reading {
	switch version {
	case versionP2PKH:
		return p2pkhReadings
	case versionP2SH:
		return p2shReadings
	case 0x30:
		return ltcP2PKHReadings
	case versionLTCP2SH:
		return ltcP2SHReadings
	case 0x4C:
		return dashP2PKHReadings
	case 0x10:
		return dashP2SHReadings
	case 0x1E:
		return dogeP2PKHReadings
	case 0x16:
		return dogeP2SHReadings
	case 0x21:
		return vergeP2SHReadings
	case 0x26:
		return btgP2PKHReadings
	case 0x17:
		return btgP2SHReadings
	case versionTron:
		return tronReadings
	}
	return nil
}

var (
	p2pkhReadings     = []reading{{Bitcoin, PubKeyHash, 0}, {BitcoinCash, PubKeyHash, Legacy}, {BitcoinSV, PubKeyHash, 0}}
	p2shReadings      = []reading{{Bitcoin, ScriptHash, 0}, {BitcoinCash, ScriptHash, Legacy}, {Litecoin, ScriptHash, Legacy}}
	ltcP2PKHReadings  = []reading{{Litecoin, PubKeyHash, 0}}
	ltcP2SHReadings   = []reading{{Litecoin, ScriptHash, 0}}
	dashP2PKHReadings = []reading{{Dash, PubKeyHash, 0}}
	dashP2SHReadings  = []reading{{Dash, ScriptHash, 0}}
	dogeP2PKHReadings = []reading{{Dogecoin, PubKeyHash, 0}, {Verge, PubKeyHash, 0}}
	dogeP2SHReadings  = []reading{{Dogecoin, ScriptHash, 0}}
	vergeP2SHReadings = []reading{{Verge, ScriptHash, 0}}
	btgP2PKHReadings  = []reading{{BitcoinGold, PubKeyHash, 0}}
	btgP2SHReadings   = []reading{{BitcoinGold, ScriptHash, 0}}
	tronReadings      = []reading{{Tron, Account, 0}}
	zecP2PKHReadings  = []reading{{Zcash, PubKeyHash, 0}}
	zecP2SHReadings   = []reading{{Zcash, ScriptHash, 0}}
	otherReadings     = []reading{{Unknown, Opaque, 0}}
)

// pairReadings is baseReadings for a version of two bytes.
func pairReadings(a, b byte) []reading {
	switch {
	case a == 0x1C && b == 0xB8:
		return zecP2PKHReadings
	case a == 0x1C && b == 0xBD:
		return zecP2SHReadings
	}
	return nil
}

// testVersion reports the versions of test networks.
func testVersion(v []byte) bool {
	if len(v) == 2 {
		return v[0] == 0x1D && v[1] == 0x25 || v[0] == 0x1C && v[1] == 0xBA
	}
	switch v[0] {
	case 0x6F, 0xC4, 0x3A, 0x8C, 0x71:
		return true
	}
	return false
}
