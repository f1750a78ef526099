package wallet

import "strings"

const (
	bech32Charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	bech32Const   = 1
	bech32mConst  = 0x2BC830A3
	// maxBech32 is BIP-173's bound. Cardano, Zcash and others exceed it knowingly.
	maxBech32     = 90
	maxBech32Long = 512
)

var charsetValue = func() (v [256]int8) {
	for i := range v {
		v[i] = -1
	}
	for i := range len(bech32Charset) {
		v[bech32Charset[i]] = int8(i)
	}
	return v
}()

// polymod is the checksum register of BIP-173 after one more value.
func polymod(c uint32, v byte) uint32 {
	top := c >> 25
	c = (c&0x1FFFFFF)<<5 ^ uint32(v)
	if top&1 != 0 {
		c ^= 0x3B6A57B2
	}
	if top&2 != 0 {
		c ^= 0x26508E6D
	}
	if top&4 != 0 {
		c ^= 0x1EA119FA
	}
	if top&8 != 0 {
		c ^= 0x3D4233DD
	}
	if top&16 != 0 {
		c ^= 0x2A1462B3
	}
	return c
}

func polymodPrefix(hrp string) uint32 {
	c := uint32(1)
	for i := range len(hrp) {
		c = polymod(c, hrp[i]>>5)
	}
	c = polymod(c, 0)
	for i := range len(hrp) {
		c = polymod(c, hrp[i]&31)
	}
	return c
}

// bech32Text is a decoded text: prefix, data in groups of five bits without the
// checksum, and which constant the checksum came to (0 for neither).
type bech32Text struct {
	hrp      string // lower case
	data     []byte
	checksum uint32
}

// bech32Shape splits a text at its last 1 and says whether prefix and data are made
// of what bech32 allows, in one case. It does not look at the checksum.
func bech32Shape(s string) (hrp, data string, ok bool) {
	i := strings.LastIndexByte(s, '1')
	if i < 1 || len(s)-i-1 < 6 || len(s) > maxBech32Long || i > 83 {
		return "", "", false
	}
	lower, upper := false, false
	for j := range len(s) {
		c := s[j]
		switch {
		case c < 33 || c > 126:
			return "", "", false
		case 'a' <= c && c <= 'z':
			lower = true
		case 'A' <= c && c <= 'Z':
			upper = true
			c |= 0x20
		}
		if j > i && charsetValue[c] < 0 {
			return "", "", false
		}
	}
	if lower && upper {
		return "", "", false
	}
	if upper {
		s = strings.ToLower(s)
	}
	return s[:i], s[i+1:], true
}

// decodeBech32 reads a text of bech32's shape into buf.
func decodeBech32(buf []byte, hrp, data string) bech32Text {
	c := polymodPrefix(hrp)
	for i := range len(data) {
		v := byte(charsetValue[data[i]])
		c = polymod(c, v)
		buf = append(buf, v)
	}
	t := bech32Text{hrp: hrp, data: buf[:len(buf)-6]}
	if c == bech32Const || c == bech32mConst {
		t.checksum = c
	}
	return t
}

func encodeBech32(hrp string, data []byte, checksum uint32) string {
	c := polymodPrefix(hrp)
	out := make([]byte, 0, len(hrp)+len(data)+7)
	out = append(append(out, hrp...), '1')
	for _, v := range data {
		c = polymod(c, v)
		out = append(out, bech32Charset[v])
	}
	for range 6 {
		c = polymod(c, 0)
	}
	c ^= checksum
	for i := range 6 {
		out = append(out, bech32Charset[c>>(5*(5-i))&31])
	}
	return string(out)
}

func fromCharset(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		out = append(out, byte(charsetValue[s[i]]))
	}
	return out
}

// regroup changes groups of one number of bits into groups of another. With pad the
// rest is filled with zeros; without, a rest of a whole group or of bits that are not
// zero gives nil.
func regroup(dst, p []byte, from, to uint, pad bool) []byte {
	if dst == nil {
		dst = make([]byte, 0, (len(p)*int(from)+int(to)-1)/int(to))
	}
	acc, n := uint32(0), uint(0)
	for _, v := range p {
		acc = acc<<from | uint32(v)
		for n += from; n >= to; {
			n -= to
			dst = append(dst, byte(acc>>n)&(1<<to-1))
		}
		acc &= 1<<n - 1
	}
	switch {
	case pad && n > 0:
		dst = append(dst, byte(acc<<(to-n))&(1<<to-1))
	case !pad && (n >= from || acc != 0):
		return nil
	}
	return dst
}

// witnessPrefixes are the chains with segregated witness; a key keeps the index.
var witnessPrefixes = [...]struct {
	hrp    string
	family Family
}{{"bc", Bitcoin}, {"ltc", Litecoin}, {"btg", BitcoinGold}}

func witnessIndex(hrp string) int {
	for i := range witnessPrefixes {
		if witnessPrefixes[i].hrp == hrp {
			return i
		}
	}
	return -1
}

// witness applies the rules of BIP-173 and BIP-350 to decoded data. why is empty
// where they hold.
func witness(t bech32Text, buf []byte) (version byte, program []byte, why string) {
	if len(t.data) == 0 {
		return 0, nil, "it holds no witness program"
	}
	version = t.data[0]
	program = regroup(buf, t.data[1:], 5, 8, false)
	switch {
	case version > 16:
		return 0, nil, "its witness version is past 16"
	case program == nil:
		return 0, nil, "its padding is not as BIP-173 has it"
	case len(program) < 2 || len(program) > 40:
		return 0, nil, "its witness program has not 2 to 40 bytes"
	case version == 0 && len(program) != 20 && len(program) != 32:
		return 0, nil, "its witness program of version 0 has neither 20 nor 32 bytes"
	case version == 0 && t.checksum != bech32Const, version > 0 && t.checksum != bech32mConst:
		return 0, nil, "the checksum fails: its witness version goes with the other constant, bech32 for 0 and bech32m from 1"
	}
	return version, program, ""
}

func witnessKind(version byte, n int) Kind {
	switch {
	case version == 0 && n == 20:
		return WitnessKey
	case version == 0:
		return WitnessScript
	case version == 1 && n == 32:
		return Taproot
	default:
		return WitnessFuture
	}
}

func encodeWitness(hrp string, version byte, program []byte) string {
	checksum := uint32(bech32mConst)
	if version == 0 {
		checksum = bech32Const
	}
	return encodeBech32(hrp, append([]byte{version}, regroup(nil, program, 8, 5, true)...), checksum)
}
