package wallet

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"strconv"
	"strings"

	"golang.org/x/crypto/blake2b"
)

// ripple reads a classic address or an X-address. ok is false where the text is of
// neither shape.
func ripple(text string) (a Address, ok bool, err error) {
	classic := len(text) >= 25 && len(text) <= 35 && text[0] == 'r'
	extended := len(text) == 47 && (text[0] == 'X' || text[0] == 'T')
	if !classic && !extended {
		return a, false, nil
	}
	var buf [64]byte
	raw, bad := decodeBase58(buf[:0], text, &rippleAlphabet)
	if bad >= 0 {
		return a, true, notDigit(text, bad)
	}
	body, good := checked(raw)
	a = Address{Family: XRP, Checksum: Verified}
	switch {
	case !good:
		return a, true, refuse(ErrChecksum, text, "the checksum of this XRP address fails; copy it again")
	case classic && len(body) == 21 && body[0] == 0:
		a.Key = fixedKey(formXRP, body[1:])
	case extended && len(body) == 31 && body[0] == 0x05 && body[1] == 0x44:
		a.Key = fixedKey(formXRP, body[2:22])
		if body[22] != 0 {
			a.Notes = PaymentID
		}
	case extended && len(body) == 31 && body[0] == 0x04 && body[1] == 0x93:
		return a, true, refuse(ErrUnsupported, text, "an XRP address of a test network, which no list holds")
	default:
		return a, true, refuse(ErrForm, text, "its checksum holds, but it is no account of the XRP Ledger")
	}
	return a, true, nil
}

// crc16 is CRC-16/XMODEM.
func crc16(p []byte) (c uint16) {
	for _, b := range p {
		c ^= uint16(b) << 8
		for range 8 {
			if c&0x8000 != 0 {
				c = c<<1 ^ 0x1021
			} else {
				c <<= 1
			}
		}
	}
	return c
}

// ton reads the user-friendly and the raw form. ok is false where the text is of
// neither shape, or a base64 text whose flags are no TON address's.
func ton(text string) (a Address, ok bool, err error) {
	if chain, hash, found := strings.Cut(text, ":"); found {
		if len(hash) != 64 || !isHex(hash) || chain != "0" && chain != "-1" {
			return a, false, nil
		}
		workchain, _ := strconv.Atoi(chain)
		var p [36]byte
		binary.BigEndian.PutUint32(p[:], uint32(int32(workchain)))
		appendHex(p[:4], hash)
		return Address{Family: TON, Checksum: NoChecksum, Notes: Unchecked, Key: fixedKey(formTON, p[:])}, true, nil
	}
	if len(text) != 48 {
		return a, false, nil
	}
	enc := base64.RawURLEncoding
	if strings.ContainsAny(text, "+/") {
		enc = base64.RawStdEncoding
	}
	var raw [36]byte
	if n, err := enc.Strict().Decode(raw[:], []byte(text)); err != nil || n != 36 {
		return a, false, nil
	}
	flags := raw[0]
	if f := flags &^ 0x80; f != 0x11 && f != 0x51 || raw[1] != 0 && raw[1] != 0xFF {
		return a, false, nil
	}
	if crc16(raw[:34]) != binary.BigEndian.Uint16(raw[34:]) {
		return a, true, refuse(ErrChecksum, text, "the checksum of this TON address fails; copy it again")
	}
	if flags&0x80 != 0 {
		return a, true, refuse(ErrUnsupported, text, "a TON address of a test network, which no list holds")
	}
	var p [36]byte
	binary.BigEndian.PutUint32(p[:], uint32(int32(int8(raw[1]))))
	copy(p[4:], raw[2:34])
	return Address{Family: TON, Checksum: Verified, Key: fixedKey(formTON, p[:])}, true, nil
}

// encodeTON is the raw form, which knows no flags.
func encodeTON(p []byte) string {
	return strconv.Itoa(int(int32(binary.BigEndian.Uint32(p)))) + ":" + lowerHex(p[4:])
}

// ss58Sum is the checksum of the SS58 form over prefix and account.
func ss58Sum(p []byte) [2]byte {
	sum := blake2b.Sum512(append([]byte("SS58PRE"), p...))
	return [2]byte(sum[:2])
}

// ss58 reads 35 or 36 decoded bytes: a network prefix of one or two bytes, an account
// of 32, a checksum of two.
func ss58(raw []byte) (Address, bool) {
	head := len(raw) - 34
	if head != 1 && head != 2 || head == 1 && raw[0] > 63 || head == 2 && (raw[0] < 64 || raw[0] > 127) {
		return Address{}, false
	}
	if ss58Sum(raw[:head+32]) != [2]byte(raw[head+32:]) {
		return Address{}, false
	}
	return Address{Family: Polkadot, Checksum: Verified, Key: fixedKey(formPolkadot, raw[head:head+32])}, true
}

func encodeSS58(network byte, account []byte) string {
	p := append([]byte{network}, account...)
	sum := ss58Sum(p)
	return encodeBase58(append(p, sum[:]...), &bitcoinAlphabet)
}

// byron reads the first form of Cardano addresses: CBOR [24(payload), crc32(payload)].
func byron(raw []byte) (a Address, ok, good bool) {
	if len(raw) < 12 || raw[0] != 0x82 || raw[1] != 0xD8 || raw[2] != 0x18 || raw[3] != 0x58 {
		return a, false, false
	}
	n := int(raw[4])
	if len(raw) < 5+n+2 {
		return a, false, false
	}
	// A copy, so that the caller's buffer can stay on its stack.
	payload, rest := bytes.Clone(raw[5:5+n]), raw[5+n:]
	var sum uint32
	switch {
	case rest[0] == 0x1A && len(rest) == 5:
		sum = binary.BigEndian.Uint32(rest[1:])
	case rest[0] == 0x19 && len(rest) == 3:
		sum = uint32(binary.BigEndian.Uint16(rest[1:]))
	default:
		return a, false, false
	}
	return Address{Family: Cardano, Kind: Byron, Checksum: Verified, Key: newKey(formCardano, payload)}, true, crc32.ChecksumIEEE(payload) == sum
}

// encodeByron is the reverse of byron.
func encodeByron(payload []byte) string {
	out := append([]byte{0x82, 0xD8, 0x18, 0x58, byte(len(payload))}, payload...)
	if sum := crc32.ChecksumIEEE(payload); sum > 0xFFFF {
		out = binary.BigEndian.AppendUint32(append(out, 0x1A), sum)
	} else {
		out = binary.BigEndian.AppendUint16(append(out, 0x19), uint16(sum))
	}
	return encodeBase58(out, &bitcoinAlphabet)
}
