package baseline

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// keys turn names into 32-bit fingerprints. They are the same in every run, as
// snapshots need them to be, and keyed, as outsiders choose the names.
type keys struct{ a, b uint64 }

func keysOf(secret []byte) keys {
	sum := sha256.Sum256(append([]byte("bonafide baseline fingerprints\x00"), secret...))
	return keys{binary.LittleEndian.Uint64(sum[:]), binary.LittleEndian.Uint64(sum[8:]) | 1}
}

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// of is the fingerprint of a name, 0 of the empty one and of no other.
func (k keys) of(s string) uint32 {
	if s == "" {
		return 0
	}
	h := k.a ^ uint64(len(s))
	for len(s) >= 8 {
		w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		h = mix(h^w, k.b)
		s = s[8:]
	}
	var w uint64
	for i := range len(s) {
		w |= uint64(s[i]) << (8 * i)
	}
	return k.end(mix(h^w, k.b))
}

func (k keys) end(h uint64) uint32 {
	h = mix(h^k.a, 0x9E3779B97F4A7C15)
	if f := uint32(h ^ h>>32); f != 0 {
		return f
	}
	return 1
}

// agent is the fingerprint of a user agent without its version numbers: an update
// is not another program.
func (k keys) agent(s string) uint32 {
	if s == "" {
		return 0
	}
	if len(s) > 512 {
		s = s[:512]
	}
	h, w, n := k.a, uint64(0), 0
	for i := range len(s) {
		c := s[i]
		if c >= '0' && c <= '9' || c == '.' || c == '_' || c == ' ' {
			continue
		}
		w |= uint64(c) << (8 * n)
		if n++; n == 8 {
			h, w, n = mix(h^w, k.b), 0, 0
		}
	}
	return k.end(mix(h^w, k.b))
}
