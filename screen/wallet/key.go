package wallet

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// keySize bounds what a key keeps of a payload; longer ones are kept by SHA-256.
const keySize = 71

// Key is the canonical form of an address: what sort of payload it is, and the
// payload. Keys are equal exactly where the addresses are the same, and can be
// compared with == and used in maps. The zero Key is no address's.
type Key struct {
	n uint8
	b [keySize]byte // form, then body; zero past n
}

// The forms, the first byte of a key. Their numbers are not written anywhere.
const (
	formEVM      = 1 + iota // 20 bytes
	formBase58              // length of the version, version, 20 bytes
	formWitness             // index in witnessPrefixes, version, program
	formCash                // type, hash of other than 20 bytes
	formBech32              // 'b' or 'm', text without its checksum
	formBNB                 // 20 bytes
	formMonero              // spend key, view key
	formHex32               // 32 bytes
	formXRP                 // 20 bytes
	formSolana              // 32 bytes
	formTON                 // workchain as 4 bytes, 32 bytes
	formCardano             // address bytes
	formPolkadot            // 32 bytes
	formText                // the text
	digestFlag   = 0x80     // the body is a SHA-256
)

var formNames = [...]string{"", "evm", "base58", "witness", "cash", "bech32", "bnb", "monero", "hex32", "xrp", "solana", "ton", "cardano", "polkadot", "text"}

// head is the number of body bytes before the payload.
func (k *Key) head() int {
	switch k.form() {
	case formBase58:
		return 1 + int(k.b[1])
	case formWitness:
		return 2
	case formCash, formBech32:
		if !k.digested() {
			return 1
		}
	}
	return 0
}

func (k *Key) form() byte     { return k.b[0] &^ digestFlag }
func (k *Key) digested() bool { return k.b[0]&digestFlag != 0 }
func (k *Key) bytes() []byte  { return k.b[:k.n] }
func (k *Key) body() []byte {
	if k.n == 0 {
		return nil
	}
	return append([]byte(nil), k.b[1:k.n]...)
}
func (k *Key) version() []byte { return append([]byte(nil), k.b[2:2+int(k.b[1])]...) }

// Payload is the decoded payload, or its SHA-256 where it is longer than 70 bytes.
func (k *Key) Payload() []byte {
	if k.n == 0 {
		return nil
	}
	return append([]byte(nil), k.b[1+k.head():k.n]...)
}

// IsZero reports the key of no address.
func (k Key) IsZero() bool { return k.n == 0 }

// String names the form and shows the body in hexadecimal, for logs:
// "evm:8589427373d6d84e98730d7795d8f6f8731fda16".
func (k Key) String() string {
	if k.n == 0 {
		return ""
	}
	s := formNames[k.form()]
	if k.digested() {
		s += ":sha256"
	}
	return s + ":" + lowerHex(k.b[1:k.n])
}

// newKey is form and body; a body that does not fit is kept by its SHA-256.
func newKey(form byte, parts ...[]byte) (k Key) {
	n := 1
	for _, p := range parts {
		n += len(p)
	}
	k.b[0] = form
	if n > keySize {
		sum := sha256.Sum256(bytes.Join(parts, nil))
		k.b[0] |= digestFlag
		k.n = uint8(1 + copy(k.b[1:], sum[:]))
		return k
	}
	at := 1
	for _, p := range parts {
		at += copy(k.b[at:], p)
	}
	k.n = uint8(n)
	return k
}

// fixedKey is newKey for one body that is known to fit.
func fixedKey(form byte, body []byte) (k Key) {
	k.b[0] = form
	k.n = uint8(1 + copy(k.b[1:], body))
	return k
}

// hash20Key is the key of a base58check address.
func hash20Key(version, hash []byte) (k Key) {
	k.b[0], k.b[1] = formBase58, byte(len(version))
	n := 2 + copy(k.b[2:], version)
	k.n = uint8(n + copy(k.b[n:], hash))
	return k
}

// textKey is the key of a text that is only ever compared whole.
func textKey(s string) (k Key) {
	if len(s) < keySize {
		k.b[0] = formText
		k.n = uint8(1 + copy(k.b[1:], s))
		return k
	}
	return newKey(formText, []byte(s))
}

// hash spreads the key over 64 bits by folded multiplication. It needs no secret:
// whoever chooses queries meets a full comparison of one key at most per probe, and
// whoever chooses the lists needs no collisions to do harm.
func (k *Key) hash() uint64 {
	h := uint64(k.n) * 0x9E3779B97F4A7C15
	for i := 0; i < int(k.n); i += 8 {
		// The array is 71 bytes: the last full word starts at 63, and a key that
		// reaches past it is cut into an overlapping word.
		hi, lo := bits.Mul64(h^binary.LittleEndian.Uint64(k.b[min(i, keySize-8):]), 0xD6E8FEB86659FD93)
		h = hi ^ lo ^ 0xA0761D6478BD642F
	}
	hi, lo := bits.Mul64(h, 0x8EBC6AF09C88C6E3)
	return hi ^ lo
}
