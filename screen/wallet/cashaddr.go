package wallet

// cashSizes are the hash lengths that the low bits of a cashaddr version name.
var cashSizes = [8]int{20, 24, 28, 32, 40, 48, 56, 64}

func cashPolymod(c uint64, v byte) uint64 {
	top := byte(c >> 35)
	c = (c&0x07FFFFFFFF)<<5 ^ uint64(v)
	for i, g := range [5]uint64{0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470} {
		if top&(1<<i) != 0 {
			c ^= g
		}
	}
	return c
}

// cashState is the register after the prefix and its separator.
func cashState(prefix string) uint64 {
	c := uint64(1)
	for i := range len(prefix) {
		c = cashPolymod(c, prefix[i]&31)
	}
	return cashPolymod(c, 0)
}

// decodeCash reads the part after the prefix of a cashaddr, in lower case, by the
// Bitcoin Cash specification. The type is 0 for a key's hash, 1 for a script's; 2 and
// 3 are the same, able to hold tokens.
func decodeCash(prefix, payload string) (typ byte, hash []byte, kind error) {
	if len(payload) < 8 || len(payload) > 112 {
		return 0, nil, ErrForm
	}
	c := cashState(prefix)
	data := make([]byte, 0, 112)
	for i := range len(payload) {
		v := charsetValue[payload[i]]
		if v < 0 {
			return 0, nil, ErrForm
		}
		c = cashPolymod(c, byte(v))
		data = append(data, byte(v))
	}
	if c != 1 {
		return 0, nil, ErrChecksum
	}
	raw := regroup(nil, data[:len(data)-8], 5, 8, false)
	if len(raw) < 1 || raw[0]&0x80 != 0 || len(raw)-1 != cashSizes[raw[0]&7] {
		return 0, nil, ErrForm
	}
	return raw[0] >> 3, raw[1:], nil
}

func encodeCash(prefix string, typ byte, hash []byte) string {
	version := typ << 3
	for i, n := range cashSizes {
		if n == len(hash) {
			version |= byte(i)
		}
	}
	data := regroup(nil, append([]byte{version}, hash...), 8, 5, true)
	c := cashState(prefix)
	out := append([]byte(prefix), ':')
	for _, v := range data {
		c = cashPolymod(c, v)
		out = append(out, bech32Charset[v])
	}
	for range 8 {
		c = cashPolymod(c, 0)
	}
	c ^= 1
	for i := range 8 {
		out = append(out, bech32Charset[c>>(5*(7-i))&31])
	}
	return string(out)
}

// cashShape reports a text that can be a cashaddr of 20 or 32 bytes without its
// prefix: 42 or 61 characters, starting with the letter that its type gives.
func cashShape(s string) bool {
	if len(s) != 42 && len(s) != 61 {
		return false
	}
	lower, upper := false, false
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			upper = true
			c |= 0x20
		} else if 'a' <= c && c <= 'z' {
			lower = true
		}
		if charsetValue[c] < 0 {
			return false
		}
	}
	switch s[0] | 0x20 {
	case 'q', 'p', 'z', 'r':
		return !lower || !upper
	}
	return false
}
