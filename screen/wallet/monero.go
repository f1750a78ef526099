package wallet

import "bytes"

// The network bytes of Monero's main network.
const (
	moneroStandard   = 18
	moneroIntegrated = 19
	moneroSub        = 42
)

// moneroBlock is the number of digits that a last block of n bytes takes.
var moneroBlock = [9]int{0, 2, 3, 5, 6, 7, 9, 10, 11}

// decodeMoneroBase58 reads CryptoNote's base58: blocks of 11 digits are 8 bytes each,
// which makes the length fixed. bad is as in decodeBase58; a block that overflows is
// bad at its start.
func decodeMoneroBase58(dst []byte, s string) (out []byte, bad int) {
	for at := 0; at < len(s); at += 11 {
		block := s[at:min(at+11, len(s))]
		size := -1
		for n, digits := range moneroBlock {
			if digits == len(block) {
				size = n
			}
		}
		if size < 0 {
			return dst, at
		}
		hi, lo := uint64(0), uint64(0)
		for i := range len(block) {
			v := bitcoinAlphabet.value[block[i]]
			if v < 0 {
				return dst, at + i
			}
			// 58^11 is just past 64 bits, so the high word stays small.
			carry, low := mul58(lo, uint64(v))
			hi, lo = hi*58+carry, low
		}
		if hi > 0 || size < 8 && lo>>(8*size) > 0 {
			return dst, at
		}
		for i := size - 1; i >= 0; i-- {
			dst = append(dst, byte(lo>>(8*i)))
		}
	}
	return dst, -1
}

// mul58 is lo*58+v in two words.
func mul58(lo, v uint64) (carry, low uint64) {
	a, b := (lo>>32)*58, (lo&0xFFFFFFFF)*58+v
	a += b >> 32
	return a >> 32, a<<32 | b&0xFFFFFFFF
}

func encodeMonero(net byte, keys []byte) string {
	body := append([]byte{net}, keys...)
	sum := keccak(body)
	body = append(body, sum[:4]...)
	var out bytes.Buffer
	for at := 0; at < len(body); at += 8 {
		block := body[at:min(at+8, len(body))]
		v := uint64(0)
		for _, b := range block {
			v = v<<8 | uint64(b)
		}
		digits := make([]byte, moneroBlock[len(block)])
		for i := len(digits) - 1; i >= 0; i-- {
			digits[i] = bitcoinAlphabet.digits[v%58]
			v /= 58
		}
		out.Write(digits)
	}
	return out.String()
}

// monero reads 95 or 106 digits.
func monero(text string) (Address, error) {
	var buf [80]byte
	raw, bad := decodeMoneroBase58(buf[:0], text)
	if bad >= 0 {
		if bitcoinAlphabet.value[text[bad]] < 0 {
			return Address{}, notDigit(text, bad)
		}
		return Address{}, refuse(ErrChecksum, text, "the checksum fails: a block of this Monero address is out of range; copy it again")
	}
	body := raw[:len(raw)-4]
	if sum := keccak(body); !bytes.Equal(sum[:4], raw[len(raw)-4:]) {
		return Address{}, refuse(ErrChecksum, text, "the checksum of this Monero address fails; copy it again")
	}
	a := Address{Family: Monero, Checksum: Verified}
	switch {
	case body[0] == moneroStandard && len(body) == 65:
		a.Kind = Standard
	case body[0] == moneroSub && len(body) == 65:
		a.Kind = Subaddress
	case body[0] == moneroIntegrated && len(body) == 73:
		a.Kind, a.Notes = Integrated, PaymentID
	default:
		return Address{}, refuse(ErrUnsupported, text, "a Monero address of a test network, which no list holds")
	}
	a.Key = fixedKey(formMonero, body[1:65])
	return a, nil
}
