package name

import "strings"

// pairing is a run of query tokens that met a run of listed tokens.
type pairing struct {
	q, ql, l, ll uint8 // first token and how many, on either side
	how          How
	sim          float32
	gain         float32
}

// metToken is a listed word that a query word meets.
type metToken struct {
	number uint32
	how    How
	sim    float64
}

// pair lists everything that could meet.
func (s *scratch) pair(q, l *Name) {
	syllabic := sameSyllables(q, l) || q.characters || l.characters
	east := bothEastAsian(q, l)
	for i, a := range q.tokens {
		for j, b := range l.tokens {
			sim, how := s.meet(i, a, b)
			if sim <= 0 {
				continue
			}
			if syllabic && (how == Edited || how == Sound || how == Nickname) || east && how == Initial {
				continue // another syllable is another name, and U is a family as Un is
			}
			if how == Sound {
				if east && sim < sameSounds {
					// What spellings a syllable has is in the sets; a slip of the
					// fingers is left.
					if sim, how = editMeet(a, b), Edited; sim == 0 {
						continue
					}
				}
				more := twoNames * s.common(i, j, a, b)
				if a.syllables == 1 && b.syllables == 1 {
					more += oneSyllable
				}
				if less := more * max(0, 1-sim-freeGap); less > 0 {
					sim -= less
					if slip := editMeet(a, b); slip > sim {
						sim, how = slip, Edited // which it may be all the same
					}
				}
				if sim <= 0 {
					continue
				}
			}
			if l.given > 0 && j >= int(l.given) && sim > genderSim && (how == Sound || how == Edited) && (onlyFinalA(a.text, b.text) || onlyFinalA(a.sound, b.sound)) {
				sim, how = genderSim, Edited
			}
			if a.patronymic != b.patronymic && (how == Sound || how == Edited) && (slavicFamily(a.text) || slavicFamily(b.text)) {
				sim -= fatherAsFamily
			}
			s.add(pairing{uint8(i), 1, uint8(j), 1, how, float32(sim), 0})
		}
	}
	for i := range q.tokens {
		if !q.characters && !l.characters {
			s.joins(q, l, i)
		}
	}
	if q.joined == l.joined && len(q.tokens) != len(l.tokens) {
		s.add(pairing{0, uint8(len(q.tokens)), 0, uint8(len(l.tokens)), Joined, joinedSim, 0})
	}
}

// twoNames is how much more a difference counts between two words that many bear:
// what many bear is a name of its own and seldom a slip or a spelling of another.
// Differences up to freeGap are left aside, since the spellings of one common name
// (Mohammed, Muhammad) lie that far apart.
const (
	twoNames = 4.0
	freeGap  = 0.08
)

// onlyFinalA tells words of which one has an a behind the other's last consonant. As given
// names they are those of a man and a woman, in many tongues (Valentin, Valentina; Karim,
// Karima); of family names they are one.
func onlyFinalA(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := len(a)
	return n >= 4 && len(b) == n+1 && b[n] == 'a' && b[:n] == a && !vowel(a[n-1])
}

// fatherAsFamily is what is taken off where one word is a father's name by its ending
// and the other is not: Nikolayeva is no spelling of Nikolayevna.
const fatherAsFamily = 0.15

// slavicFamily tells a family name by an ending that fathers' names do not have.
func slavicFamily(p string) bool {
	for _, e := range [...]string{"ov", "ova", "ev", "eva"} {
		if strings.HasSuffix(p, e) {
			return true
		}
	}
	return false
}

// oneSyllable is the same where both words are one syllable: there are few, and they lie
// near one another in all tongues (Dung, Tong).
const oneSyllable = 1.5

// common is how common the rarer of two words is, 0 where hardly anybody bears it.
func (s *scratch) common(i, j int, a, b *token) float64 {
	return 1 - float64(max(s.qw[i]/a.share(), s.lw[j]/b.share()))
}

// meet is meet of two tokens; where an index has looked the query's word up,
// what it found is what there is.
func (s *scratch) meet(i int, a, b *token) (float64, How) {
	if !s.indexed || !s.lookedUp[i] {
		return meet(a, b)
	}
	return s.metWith(i, b)
}

// metWith is what a search found for a word of the query and one of the list.
func (s *scratch) metWith(i int, b *token) (float64, How) {
	list, number := s.met[i], uint32(b.number)
	lo, hi := 0, len(list)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if list[mid].number < number {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(list) && list[lo].number == number {
		return list[lo].sim, list[lo].how
	}
	return 0, Unmet
}

// sameSyllables tells whether both names read as Korean, or both as Chinese,
// with one family and as many syllables: then another syllable is another
// name, not a slip. The shortest reading counts.
func sameSyllables(q, l *Name) bool {
	if len(q.korean) > 0 && len(l.korean) > 0 && shortestKorean(q.korean) == shortestKorean(l.korean) {
		for _, a := range q.korean {
			for _, b := range l.korean {
				if a.family.meets(b.family) {
					return true
				}
			}
		}
	}
	if len(q.chinese) > 0 && len(l.chinese) > 0 && shortestChinese(q.chinese) == shortestChinese(l.chinese) {
		for _, a := range q.chinese {
			for _, b := range l.chinese {
				if pinyinMeet(a.family, b.family) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// bothEastAsian tells whether both names read as Korean, or both as Chinese, in all
// their words.
func bothEastAsian(q, l *Name) bool {
	return len(q.korean) > 0 && len(l.korean) > 0 || len(q.chinese) > 0 && len(l.chinese) > 0
}

func shortestKorean(rs []koreanReading) int {
	n := len(rs[0].given)
	for _, r := range rs {
		n = min(n, len(r.given))
	}
	return n
}

func shortestChinese(rs []chineseReading) int {
	n := len(rs[0].given)
	for _, r := range rs {
		n = min(n, len(r.given))
	}
	return n
}

const joinedSim = 0.97

func (s *scratch) add(p pairing) {
	var qw, lw float32
	for i := p.q; i < p.q+p.ql; i++ {
		qw += s.qw[i]
	}
	for j := p.l; j < p.l+p.ll; j++ {
		lw += s.lw[j]
	}
	p.gain = p.sim * p.sim * (qw + lw)
	if p.how == Initial && p.ql == p.ll {
		p.gain = p.sim * p.sim * min(qw, lw)
	}
	s.pairs = append(s.pairs, p)
}

// joins finds what one side writes as one word and the other as two or three.
func (s *scratch) joins(q, l *Name, i int) {
	qt, lt := q.tokens, l.tokens
	for j := range lt {
		if j+1 < len(lt) {
			if sim, how := meetJoined(qt[i], lt[j], lt[j+1]); sim > 0 {
				s.add(pairing{uint8(i), 1, uint8(j), 2, how, float32(sim), 0})
			}
		}
		if i+1 < len(qt) {
			if sim, how := meetJoined(lt[j], qt[i], qt[i+1]); sim > 0 {
				s.add(pairing{uint8(i), 2, uint8(j), 1, how, float32(sim), 0})
			}
			if j+1 < len(lt) && shifted(qt[i], qt[i+1], lt[j], lt[j+1]) {
				s.add(pairing{uint8(i), 2, uint8(j), 2, Joined, joinedSim, 0})
			}
		}
	}
}

// meetJoined compares one word with two that may stand for it: their letters
// joined, exactly, by sound or within one edit; or their initials.
func meetJoined(one, a, b *token) (float64, How) {
	if !joinable(one) || !joinable(a) || !joinable(b) || one.kind == initialToken {
		return 0, Unmet
	}
	n, m := len(one.text), len(a.text)+len(b.text)
	if n == 2 && a.kind != particleToken && b.kind != particleToken && one.text[0] == a.text[0] && one.text[1] == b.text[0] && m > 2 && !vowel(one.text[1]) {
		return initialSim - 0.1, Initial
	}
	if d := n - m; d > 1 || d < -1 || n < 4 {
		return 0, Unmet
	}
	if n == m && one.text[:len(a.text)] == a.text && one.text[len(a.text):] == b.text {
		return joinedSim, Joined
	}
	if n < 6 || len(a.text) < 2 || len(b.text) < 2 || one.kind == numberToken || a.kind == numberToken || b.kind == numberToken || one.text[0] != a.text[0] && one.text[n-1] != b.text[len(b.text)-1] {
		return 0, Unmet
	}
	var buf [2*maxLetters + 2]byte
	joined := append(append(buf[:0], a.text...), b.text...)
	if len(joined) > 2*maxLetters || !oneEdit(one.text, joined) {
		return 0, Unmet
	}
	return joinedSim - editShare(n), Joined
}

func oneEdit(a string, b []byte) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	ra, rb := a[i:], b[i:]
	switch {
	case len(ra) == len(rb):
		if len(ra) == 0 {
			return true
		}
		return ra[1:] == string(rb[1:]) || len(ra) > 1 && ra[0] == rb[1] && ra[1] == rb[0] && ra[2:] == string(rb[2:])
	case len(ra) == len(rb)+1:
		return ra[1:] == string(rb)
	case len(ra)+1 == len(rb):
		return ra == string(rb[1:])
	}
	return false
}

func joinable(t *token) bool {
	switch t.kind {
	case initialToken, nameToken, particleToken, titleToken, symbolToken, formToken, numberToken:
		return true
	}
	return false
}

// shifted tells whether the same letters are parted at another place.
func shifted(a, b, c, d *token) bool {
	if len(a.text) == len(c.text) || len(a.text)+len(b.text) != len(c.text)+len(d.text) || !joinable(a) || !joinable(b) || !joinable(c) || !joinable(d) {
		return false
	}
	if len(a.text) > len(c.text) {
		a, b, c, d = c, d, a, b
	}
	k := len(a.text)
	return c.text[:k] == a.text && b.text[:len(c.text)-k] == c.text[k:] && b.text[len(c.text)-k:] == d.text
}

// choose takes the pairings with the most gain, each token once. Ties fall to
// the first on either side, so that the outcome does not hang on chance.
func (s *scratch) choose() {
	for {
		best := -1
		var gain float32
		for k := range s.pairs {
			p := &s.pairs[k]
			if p.gain <= gain || s.taken(p) {
				continue
			}
			best, gain = k, p.gain
		}
		if best < 0 {
			return
		}
		p := s.pairs[best]
		for i := p.q; i < p.q+p.ql; i++ {
			s.qUsed[i] = true
		}
		for j := p.l; j < p.l+p.ll; j++ {
			s.lUsed[j] = true
		}
		s.chosen = append(s.chosen, p)
	}
}

func (s *scratch) taken(p *pairing) bool {
	for i := p.q; i < p.q+p.ql; i++ {
		if s.qUsed[i] {
			return true
		}
	}
	for j := p.l; j < p.l+p.ll; j++ {
		if s.lUsed[j] {
			return true
		}
	}
	return false
}
