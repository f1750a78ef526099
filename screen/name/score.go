package name

import (
	"math"
)

// Shares of the score. They were set from the causes of errors on labelled
// pairs, see docs/screening-names.md; each stands for one statement.
const (
	// An unexplained part of the query counts against the match nearly whole.
	queryLeft = 0.95
	// An unexplained part of the listed name counts less: people leave out
	// patronymics and second family names, lists do not.
	listLeft = 0.34
	// If little information was met, what the list has more weighs more.
	listLeftPoor = 0.50
	// Parts left over on both sides contradict each other.
	conflictBase, conflictShare = 0.12, 0.50
	// Numbers that differ name different things: 11420 CORP is not 1142 CORP.
	numberConflict = 0.35
	// A number on one side only.
	numberLeft = 0.28
	// The father named as the son.
	reversal = 0.40
	// The listed person's first given name met nothing, a later one did.
	firstGiven = 0.12
	// None of the listed person's given names met, only family names did.
	allGiven = 0.20
	// Korean or Chinese names of one family with more or fewer syllables.
	syllableCount = 0.15
	// Both show a legal form, but not the same.
	formConflict = 0.18
	// Similarity of matched parts is taken to this power.
	sharpness = 1.5
	// The weakest part counts once more: one name of two that is only alike is
	// less than two that are nearly equal.
	weakestShare = 0.30
	// An exact common name stays this much below an exact rare one.
	commonness = 0.10
	// What a name of another kind is worth.
	otherKind = 0.85
	// The most that a weak alias reaches.
	weakAliasTop = Threshold - 0.01
)

// rarity grades what was met by how much it tells: few or common words tell
// less. It moves a score by commonness at the most.
func (s *scratch) rarity(q *Name, whole bool) float64 {
	var told float32
	if whole {
		told = s.qSum
	} else {
		for _, p := range s.chosen {
			for i := p.q; i < p.q+p.ql; i++ {
				told += s.qw[i] * p.sim
			}
		}
	}
	return 1 - commonness*math.Exp(-float64(told)/1.2)
}

// score weighs what met and what was left over.
func (s *scratch) score(q, l *Name) float64 {
	var met, metSim, metList float32
	weakest := float32(1)
	content := false
	for _, p := range s.chosen {
		for i := p.q; i < p.q+p.ql; i++ {
			met += s.qw[i]
			metSim += s.qw[i] * p.sim
			k := q.tokens[i].kind
			content = content || p.how != Initial && (k == nameToken || k == symbolToken || k == numberToken)
			if k == nameToken && p.how != Initial && p.how != Nickname {
				weakest = min(weakest, p.sim)
			}
		}
		for j := p.l; j < p.l+p.ll; j++ {
			metList += s.lw[j]
		}
	}
	if !content || met == 0 {
		return 0
	}
	average := float64(metSim / met)
	qOpen, lOpen, qNum, lNum := s.open(q, l)
	if qOpen && !lOpen {
		met += s.repeated(q) // a word that a query says twice counts once
	}
	told := float64(met)
	qTitles, lTitles := s.titlesLeft(q, l)
	leftQ := max(0, float64(1-(met+qTitles)/s.qSum))
	leftL := max(0, float64(1-(metList+lTitles)/s.lSum))
	off := queryLeft*leftQ + (listLeft+listLeftPoor*math.Exp(-told/0.8))*leftL
	if reversed(s.chosen, q, l) {
		off += reversal
	}
	off += s.givenLeft(q, l)
	if otherLength(q, l) {
		off += syllableCount
	}
	if s.formsDiffer(q, l) {
		off += formConflict
	}
	if qOpen && lOpen {
		if s.indexed && 1-off < Floor {
			return 0 // no search shows it, however alike the rest may be
		}
		off += (conflictBase + conflictShare*min(leftQ, leftL)) * (1 - max(0, 2*s.resemblance(q, l)-1))
	}
	switch {
	case qNum && lNum:
		off += numberConflict
	case qNum || lNum:
		off += numberLeft
	}
	score := math.Pow(average, sharpness) * (1 - off) * s.rarity(q, false) * (1 - weakestShare*float64(1-weakest))
	return max(score, 0)
}

// repeated is the weight of left words of the query that it says elsewhere too.
func (s *scratch) repeated(q *Name) float32 {
	var w float32
	for i, t := range q.tokens {
		if s.qUsed[i] || t.kind != nameToken {
			continue
		}
		for k, o := range q.tokens {
			if k < i && o.text == t.text && o.kind == t.kind || k > i && s.qUsed[k] && o.text == t.text && o.kind == t.kind {
				w += 0.9 * s.qw[i]
				break
			}
		}
	}
	return w
}

// titlesLeft is the weight of the titles that are left over on either side and tell
// nothing against a name: what anybody is called by. Those that are part of a name
// (Haji, Mullah) tell one listed name from another.
func (s *scratch) titlesLeft(q, l *Name) (inQuery, inList float32) {
	for i, t := range q.tokens {
		if !s.qUsed[i] && t.kind == titleToken && !honorific[t.class] {
			inQuery += s.qw[i]
		}
	}
	for j, t := range l.tokens {
		if !s.lUsed[j] && t.kind == titleToken && !honorific[t.class] {
			inList += s.lw[j]
		}
	}
	return
}

// open tells whether names, and whether numbers, are left over on either side.
func (s *scratch) open(q, l *Name) (qOpen, lOpen, qNum, lNum bool) {
	for i, t := range q.tokens {
		if !s.qUsed[i] {
			qOpen = qOpen || t.kind == nameToken || t.kind == symbolToken || t.kind == initialToken
			qNum = qNum || t.kind == numberToken
		}
	}
	for j, t := range l.tokens {
		if !s.lUsed[j] {
			lOpen = lOpen || t.kind == nameToken || t.kind == symbolToken || t.kind == initialToken
			lNum = lNum || t.kind == numberToken
		}
	}
	return
}

// reversed tells whether two sides that both name fathers ('A bin B') name
// them in another order: the father is then the son.
func reversed(chosen []pairing, q, l *Name) bool {
	var qb, lb = -1, -1
	for i, t := range q.tokens {
		if t.class == "bin" && qb < 0 {
			qb = i
		}
	}
	for i, t := range l.tokens {
		if t.class == "bin" && lb < 0 {
			lb = i
		}
	}
	if qb < 0 || lb < 0 {
		return false
	}
	for _, a := range chosen {
		for _, b := range chosen {
			if int(a.q) < qb && int(b.q) > qb && int(a.l) > lb && int(b.l) < lb {
				return true
			}
		}
	}
	return false
}

// formsDiffer tells whether both sides show legal forms and none of them met.
func (s *scratch) formsDiffer(q, l *Name) bool {
	qf, lf := false, false
	for i, t := range q.tokens {
		if t.kind == formToken {
			if s.qUsed[i] {
				return false
			}
			qf = true
		}
	}
	for j, t := range l.tokens {
		if t.kind == formToken {
			if s.lUsed[j] {
				return false
			}
			lf = true
		}
	}
	return qf && lf
}

// resemblance is how alike the likest words are that are left over on either
// side: what is nearly alike contradicts less.
func (s *scratch) resemblance(q, l *Name) float64 {
	best := 0.0
	for i, a := range q.tokens {
		if s.qUsed[i] || a.kind != nameToken {
			continue
		}
		for j, b := range l.tokens {
			if !s.lUsed[j] && b.kind == nameToken {
				best = max(best, likeness(a, b))
			}
		}
	}
	return best
}

// givenLeft is what is taken off where a list that writes 'LAST, First Second'
// has its first given name left over while a later one met, or all of its
// given names while the query has a name left for them.
func (s *scratch) givenLeft(q, l *Name) float64 {
	g := int(l.given)
	if g <= 0 || g >= len(l.tokens) || s.lUsed[g] || l.tokens[g].kind != nameToken {
		return 0
	}
	for j := g + 1; j < len(l.tokens); j++ {
		if s.lUsed[j] && l.tokens[j].kind == nameToken {
			return firstGiven
		}
	}
	if len(s.chosen) > 1 {
		return allGiven
	}
	return 0
}

// otherLength tells whether both names read in one East Asian way, with one
// family, but only with other numbers of syllables.
func otherLength(q, l *Name) bool {
	differ := false
	for _, a := range q.korean {
		for _, b := range l.korean {
			if a.family.meets(b.family) {
				if len(a.given) == len(b.given) {
					return false
				}
				differ = true
			}
		}
	}
	for _, a := range q.chinese {
		for _, b := range l.chinese {
			if pinyinMeet(a.family, b.family) > 0 {
				if len(a.given) == len(b.given) {
					return false
				}
				differ = true
			}
		}
	}
	return differ
}

// shade orders what lies below Floor, where no index looks: words that met
// nothing still lie nearer to one another or farther off.
func (s *scratch) shade(q, l *Name) float64 {
	var sum float32
	for _, p := range s.chosen {
		for i := p.q; i < p.q+p.ql; i++ {
			sum += s.qw[i] * p.sim
		}
	}
	for i, a := range q.tokens {
		if s.qUsed[i] || a.kind != nameToken {
			continue
		}
		best := 0.0
		for j, b := range l.tokens {
			if s.lUsed[j] || b.kind != nameToken {
				continue
			}
			best = max(best, likeness(a, b))
		}
		sum += s.qw[i] * float32(best)
	}
	x := float64(sum / s.qSum)
	return (Floor - 0.01) * x * x
}

func likeness(a, b *token) float64 {
	if n := max(len(a.text), len(b.text)); n > 0 {
		byLetter := 1 - float64(edits(a.text, b.text, n))/float64(n)
		m := max(len(a.sound), len(b.sound), 1)
		bySound := 1 - float64(costs().soundDistance(a.sound, b.sound, a.open, b.open, 100*m))/100/float64(m)
		return max(byLetter, bySound, 0)
	}
	return 0
}

func koreanScore(q, l *Name) float64 {
	best := 0.0
	for _, a := range q.korean {
		for _, b := range l.korean {
			best = max(best, koreanMeet(a, b))
		}
	}
	return best
}

func chineseScore(q, l *Name) float64 {
	best := 0.0
	for _, a := range q.chinese {
		for _, b := range l.chinese {
			best = max(best, chineseMeet(a, b))
		}
	}
	return best
}
