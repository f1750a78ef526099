package name

import (
	"cmp"
	"math"
	"slices"
)

// What a difference between two names tells hangs on how many names lie near: where
// many listed parties have words like those of the query, one of them is met by chance;
// where hardly any has, a difference is a slip or another spelling. A search knows how
// many: the expected number of parties that a query like this one meets by chance, with
// words as near as those of a hit, is the number of parties times the share of them, for
// each word, that have such a word. This is what sequence search calls the expectation
// of a hit (Karlin and Altschul, 1990), with words taken as independent.
//
// The constants were chosen on one half of invented names and labelled queries and
// hold on the other, see docs/screening-names.md.
const (
	// From this expectation on (as a logarithm of 2: one in 181) a difference counts
	// more, below it less.
	crowded = -7.5
	// crowding is how much more a difference counts each time the expectation doubles,
	// of the mean difference of the words that met.
	crowding = 0.30
	// Each time the expectation halves, this much of the score is given back, by
	// mostRaise at the most, and by raiseShare of what slips and spellings cost at the
	// most: a difference costs more than that, so that no name that differs comes before
	// one that does not.
	raise, mostRaise, raiseShare = 0.03, 0.20, 1.35
	// leftRaise is how much less is given back by the share of the listed name that is
	// left over: a slip in the rest does not confirm it.
	leftRaise = 2.0
	// anotherName is how much of the score a difference costs in a word that is a name of
	// its own.
	anotherName = 0.75
	// Words this near count as near even for a word that was met nearer: which spelling
	// of a name a list has says nothing of how many bear it.
	oneSpelling = 0.90
	// The lowest that a name falls to is Floor and this much of what it had above it, so
	// that the order stays.
	lowest = 0.02
	// nobody is how often a word that no other party has is met all the same, in
	// parties: a list shows not all names that there are.
	nobody = 0.05
)

// nearness is how many parties have a word that a query's word meets with at least a
// similarity.
type nearness struct {
	sim     float64
	parties int
}

// crowd is what a search learns of the words near each word of a query, when it is first
// asked.
type crowd struct {
	levels  [MaxTokens][]nearness // by similarity, the nearest first; nil if not yet counted
	counted [MaxTokens]bool
	ranked  []metToken
	party   []uint32 // by number of the party: the count that saw it last
	epoch   uint32
}

func (c *crowd) begin() { c.counted = [MaxTokens]bool{} }

// numberParties numbers the parties of the entries without gaps.
func (x *Index) numberParties() {
	x.party = make([]uint32, len(x.entries))
	number := map[uint32]uint32{}
	for i := range x.entries {
		n, ok := number[x.entries[i].Ref]
		if !ok {
			n = uint32(len(number))
			number[x.entries[i].Ref] = n
		}
		x.party[i] = n
	}
	x.parties = len(number)
}

// count finds how many parties have words near the i-th of the query.
func (x *Index) count(s *search, i int) {
	c := &s.crowd
	c.counted[i] = true
	c.ranked = append(c.ranked[:0], s.met[i]...)
	slices.SortFunc(c.ranked, func(a, b metToken) int {
		return cmp.Or(cmp.Compare(b.sim, a.sim), cmp.Compare(a.number, b.number))
	})
	if c.epoch++; c.epoch == 0 {
		clear(c.party)
		c.epoch = 1
	}
	levels, parties := c.levels[i][:0], 0
	for k, m := range c.ranked {
		for _, id := range x.postings[m.number] {
			if p := x.party[id]; c.party[p] != c.epoch {
				c.party[p] = c.epoch
				parties++
			}
		}
		if k+1 == len(c.ranked) || c.ranked[k+1].sim != m.sim {
			levels = append(levels, nearness{m.sim, parties})
		}
	}
	c.levels[i] = levels
}

// partiesNear is how many parties have a word that the i-th of the query meets with at least a
// similarity.
func (x *Index) partiesNear(s *search, i int, sim float64) int {
	if !s.crowd.counted[i] {
		x.count(s, i)
	}
	parties := 0
	for _, l := range s.crowd.levels[i] {
		if l.sim < sim {
			break
		}
		parties = l.parties
	}
	return parties
}

// byChance is the logarithm of 2 of how many other parties a query with such words is
// expected to meet as nearly as the name that was compared last.
func (x *Index) byChance(s *search, l *Name) float64 {
	all := float64(x.parties)
	log := math.Log2(all)
	for _, p := range s.chosen {
		for i := int(p.q); i < int(p.q+p.ql); i++ {
			if !s.lookedUp[i] {
				continue
			}
			var sim float64
			if p.ql == 1 && p.ll == 1 {
				sim, _ = s.metWith(i, l.tokens[p.l])
				sim = min(sim, oneSpelling)
			}
			log += math.Log2(min(1, max(float64(x.partiesNear(s, i, sim)-1), nobody)/all))
		}
	}
	return log
}

// difference is how far, on average, the words that met lie apart; words of the same
// letters do not.
func (s *scratch) difference() float64 {
	var met, apart float32
	for _, p := range s.chosen {
		same := p.how == Equal || p.how == Symbol || p.how == Joined && p.sim >= joinedSim
		for i := p.q; i < p.q+p.ql; i++ {
			met += s.qw[i]
			if !same {
				apart += s.qw[i] * (1 - p.sim)
			}
		}
	}
	if met == 0 {
		return 0
	}
	return float64(apart / met)
}

// slips is how far, on average, words lie apart that a slip or a spelling parts, and the
// same over the words of the query that are names of their own.
func (s *scratch) slips(q, l *Name) (slips, own float64) {
	var met float64
	for k := range s.chosen {
		p := &s.chosen[k]
		for i := p.q; i < p.q+p.ql; i++ {
			met += float64(s.qw[i])
		}
		if p.how == Sound || p.how == Edited {
			apart := float64(s.qw[p.q]) * float64(1-p.sim)
			slips += apart
			own += apart * ownName(q, l, p)
		}
	}
	if met == 0 {
		return 0, 0
	}
	return slips / met, own / met
}

// ownName is how much more a difference counts because the query's word is a name of
// its own, 0 where it does not.
func ownName(q, l *Name, p *pairing) float64 {
	if p.how != Sound && p.how != Edited || q.Kind != Person && l.Kind != Person {
		return 0
	}
	return personNames().own(q.tokens[p.q].text, l.tokens[p.l].text)
}

// listedLeft is the share of the listed name that met nothing.
func (s *scratch) listedLeft(l *Name) float64 {
	var left float32
	for j := range l.tokens {
		if !s.lUsed[j] {
			left += s.lw[j]
		}
	}
	return float64(left / s.lSum)
}

// amidOthers grades the comparison made last by how many listed names lie near, by how
// many words end alike and by whether those that differ are names of their own. What is the same, letter for letter or as syllables, stays
// as it is, and a name that is found never falls below Floor.
func (x *Index) amidOthers(s *search, q, l *Name, m Match, h *Hit) {
	h.Plain, h.Score, h.ByChance, h.Ending, h.Own = m.Score, m.Score, 0, 0, 0
	apart := s.difference()
	if apart == 0 || s.read || m.Score < Floor {
		return
	}
	farther := x.farther(s, q, l)
	apart += farther
	log := x.byChance(s, l)
	h.ByChance = math.Exp2(log)
	h.Ending = ending * farther
	slips, own := s.slips(q, l)
	h.Own = anotherName * own
	shift := -h.Ending - h.Own
	if more := log - crowded; more > 0 {
		shift -= crowding * apart * more
	} else {
		shift += min(raise*-more, mostRaise, raiseShare*slips*max(0, 1-leftRaise*s.listedLeft(l)))
	}
	h.Score = max(m.Score+shift, s.asRead, Floor+(m.Score-Floor)*lowest)
}
