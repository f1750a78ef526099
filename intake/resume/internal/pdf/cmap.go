package pdf

// cmap is a ToUnicode map (ISO 32000-2, 9.10.3).
type cmap struct {
	chars           map[int]string
	absent          map[int]bool // codes looked for in vain
	ranges          []codeRange
	oneLow, oneHigh int // codes of one byte, where there are some
	two             bool
}

type codeRange struct {
	low, high int
	to        []rune // of low; the last counts up
}

// maxCodes bounds the entries of one map; no font has more glyphs.
const maxCodes = 1 << 16

func parseCMap(data []byte) *cmap {
	m := &cmap{chars: map[int]string{}, absent: map[int]bool{}, oneHigh: -1}
	l := &lexer{data: data}
	code := func(s string) int {
		n := 0
		for i := range min(len(s), 4) {
			n = n<<8 | int(s[i])
		}
		return n
	}
	var operands []any
	for {
		tok := l.token()
		if tok == end || len(m.chars)+len(m.ranges) > maxCodes {
			return m
		}
		word, isWord := tok.(keyword)
		if !isWord || word == "[" || word == "<<" {
			if len(operands) < 1024 {
				operands = append(operands, l.objectFrom(tok, 0))
			} else {
				l.objectFrom(tok, 0)
			}
			continue
		}
		switch word {
		case "endcodespacerange":
			for i := 0; i+1 < len(operands); i += 2 {
				low, _ := operands[i].(string)
				high, _ := operands[i+1].(string)
				if len(low) == 1 {
					m.oneLow, m.oneHigh = code(low), code(high)
				} else {
					m.two = true
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(operands); i += 2 {
				from, ok1 := operands[i].(string)
				to, ok2 := operands[i+1].(string)
				if ok1 && ok2 {
					m.chars[code(from)] = utf16BE(to)
				}
			}
		case "endbfrange":
			for i := 0; i+2 < len(operands); i += 3 {
				from, ok1 := operands[i].(string)
				till, ok2 := operands[i+1].(string)
				if !ok1 || !ok2 {
					continue
				}
				low, high := code(from), code(till)
				switch to := operands[i+2].(type) {
				case string:
					if r := []rune(utf16BE(to)); len(r) > 0 {
						m.ranges = append(m.ranges, codeRange{low, high, r})
					}
				case Array:
					for n := 0; n < len(to) && low+n <= high; n++ {
						if s, ok := to[n].(string); ok {
							m.chars[low+n] = utf16BE(s)
						}
					}
				}
			}
		}
		operands = operands[:0]
	}
}

func (m *cmap) codeLength(s string) int {
	if c := int(s[0]); c >= m.oneLow && c <= m.oneHigh && (!m.two || len(s) == 1) {
		return 1
	}
	return 2
}

func (m *cmap) lookup(code int) (string, bool) {
	if s, ok := m.chars[code]; ok {
		return s, true
	}
	if m.absent[code] {
		return "", false
	}
	for i := range m.ranges {
		if r := &m.ranges[i]; code >= r.low && code <= r.high {
			out := append([]rune(nil), r.to...)
			out[len(out)-1] += rune(code - r.low)
			s := string(out)
			m.chars[code] = s // looked up again with every letter of the text
			return s, true
		}
	}
	m.absent[code] = true
	return "", false
}
