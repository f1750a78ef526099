package sigma

import (
	"bytes"
	"encoding/binary"
)

// rawGate tells quickly, on the bytes of an event as it came, whether a keyword may
// stand in it. Only then are its values collected and searched one by one.
type rawGate struct {
	pieces []string // folded
	four   gramSet
}

// newRawGate makes a gate of folded keywords; nil where one of them has no piece that
// stands in JSON as it is.
func newRawGate(literals []wantedLiteral) *rawGate {
	g := &rawGate{}
	for _, l := range literals {
		piece := rawPiece(l.text)
		if len(piece) < 4 {
			return nil
		}
		g.pieces = append(g.pieces, piece)
	}
	common := commonGrams(func(yield func(string)) {
		for _, p := range g.pieces {
			yield(p)
		}
	})
	texts := make([]soughtText, len(g.pieces))
	for i, p := range g.pieces {
		texts[i] = soughtText{int32(i), p}
	}
	g.four = newFourSet(texts, common, lowered)
	return g
}

// lowered makes ASCII letters of a run small; other bytes it may confuse, which a
// comparison then tells.
const lowered = 0x20202020

// rawPiece is the longest run of s that JSON writes as it is.
func rawPiece(s string) string {
	best, from := "", 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] >= ' ' && s[i] < 0x7f && s[i] != '\\' && s[i] != '"' && s[i] != '/' {
			continue
		}
		if i-from > len(best) {
			best = s[from:i]
		}
		from = i + 1
	}
	return best
}

func (g *rawGate) may(data []byte) bool {
	for i := g.four.next(data, 0); i >= 0; i = g.four.next(data, i+g.four.apart) {
		for _, e := range g.four.find(binary.LittleEndian.Uint32(data[i:]) | lowered) {
			p := g.pieces[e.literal]
			from := i - int(e.offset)
			if from >= 0 && from+len(p) <= len(data) && equalFolded(data[from:from+len(p)], p) {
				return true
			}
		}
	}
	return disguised(data)
}

func equalFolded(b []byte, s string) bool {
	for i, c := range b {
		if asciiFold[c] != s[i] {
			return false
		}
	}
	return true
}

// disguised tells whether an ASCII letter may stand in the event in another form: as
// \u00XX, or as the long s or the Kelvin sign, whose folds are s and k.
func disguised(data []byte) bool {
	if bytes.Contains(data, []byte("\u017F")) || bytes.Contains(data, []byte("\u212A")) {
		return true
	}
	for {
		i := bytes.Index(data, []byte(`\u`))
		if i < 0 || i+2 >= len(data) {
			return false
		}
		if c := data[i+2]; c == '0' || c == '2' {
			return true
		}
		data = data[i+2:]
	}
}
