package wallet

import "golang.org/x/crypto/sha3"

func keccak(p []byte) (sum [32]byte) {
	h := sha3.NewLegacyKeccak256()
	h.Write(p)
	h.Sum(sum[:0])
	return sum
}

const hexDigits = "0123456789abcdef"

func lowerHex(p []byte) string {
	out := make([]byte, 0, 2*len(p))
	for _, b := range p {
		out = append(out, hexDigits[b>>4], hexDigits[b&15])
	}
	return string(out)
}

// hexValues has -1 for a byte that is no hexadecimal digit.
var hexValues = func() (v [256]int8) {
	for i := range v {
		v[i] = -1
	}
	for i := range len(hexDigits) {
		v[hexDigits[i]] = int8(i)
		if i > 9 {
			v[hexDigits[i]-0x20] = int8(i)
		}
	}
	return v
}()

func isHex(s string) bool {
	for i := range len(s) {
		if hexValues[s[i]] < 0 {
			return false
		}
	}
	return s != ""
}

// appendHex decodes a text that isHex has passed, of even length.
func appendHex(dst []byte, s string) []byte {
	for i := 0; i+1 < len(s); i += 2 {
		dst = append(dst, byte(hexValues[s[i]])<<4|byte(hexValues[s[i+1]]))
	}
	return dst
}

// letterCases says which cases of letters a text has.
func letterCases(s string) (lower, upper bool) {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z':
			lower = true
		case 'A' <= c && c <= 'Z':
			upper = true
		}
	}
	return lower, upper
}

// eip55 is the spelling of 40 hexadecimal digits with the checksum in its capitals.
func eip55(digits []byte) {
	for i, c := range digits {
		if 'A' <= c && c <= 'F' {
			digits[i] = c | 0x20
		}
	}
	sum := keccak(digits)
	for i, c := range digits {
		if nibble := sum[i/2] >> (4 * (1 - i%2)) & 15; c >= 'a' && nibble >= 8 {
			digits[i] = c &^ 0x20
		}
	}
}

func encodeEVM(p []byte) string {
	out := []byte("0x" + lowerHex(p))
	eip55(out[2:])
	return string(out)
}

// evm reads 40 hexadecimal digits. Mixed case must satisfy EIP-55.
func evm(digits string) (Address, bool) {
	var raw [20]byte
	a := Address{Family: EVM, Key: fixedKey(formEVM, appendHex(raw[:0], digits))}
	if lower, upper := letterCases(digits); !lower || !upper {
		a.Checksum, a.Notes = CaseFree, OneCase
		return a, true
	}
	var want [40]byte
	copy(want[:], digits)
	eip55(want[:])
	a.Checksum = Verified
	return a, string(want[:]) == digits
}
