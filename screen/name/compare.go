package name

import (
	"math"
	"slices"
	"strings"
	"sync"
)

// How says by which rule a part of a query met a part of a listed name.
type How uint8

const (
	// Unmet: the part stands on one side only.
	Unmet How = iota
	// Equal: the same letters after normalisation.
	Equal
	// Sound: another spelling of the same sounds (Muhammad = Mohamed).
	Sound
	// Edited: a few letters apart, within the budget of the length.
	Edited
	// Initial: a letter for the name that it begins.
	Initial
	// Nickname: a short form that stands for a formal name.
	Nickname
	// Joined: one side writes as one word what the other parts.
	Joined
	// Symbol: the same legal form or trade word (LLC = ООО, bank = банк).
	Symbol
	// KoreanClass: both spell one Korean name.
	KoreanClass
	// ChineseClass: both spell one Chinese name.
	ChineseClass
	// Literal: a weak alias, met letter by letter.
	Literal
)

func (h How) String() string {
	return [...]string{"unmet", "equal", "sound", "edited", "initial", "nickname", "joined", "symbol", "korean", "chinese", "literal"}[min(h, Literal)]
}

// Part is one step of the explanation of a match.
type Part struct {
	// Query and Listed are the words that met, as normalised; one of them is
	// empty where the part stands on one side only.
	Query, Listed string
	How           How
	// Similarity of the two, 0..1.
	Similarity float64
	// Common is a reading that both sides share, in Hangul or pinyin, where How
	// is KoreanClass or ChineseClass: Jong Un and Jung Eun are both 정은.
	Common string
	// Edits that lie between the two and how many the length would allow;
	// zero unless How is Edited.
	Edits, Budget int
	// Weight of the part in its name, 0..1: rare names weigh more than common
	// ones, particles, titles and legal forms weigh little.
	Weight float64
	// CrossScript says that the two sides are written in different scripts or
	// that one of them leaves sounds open.
	CrossScript bool
	// Own says, where How is Sound or Edited, that Query is a name that people bear and
	// no form of Listed: more likely another person's than a slip.
	Own bool
}

// Match is the outcome of one comparison.
type Match struct {
	// Score is 0..1, finely graded and never 1: the likelihood, by name alone,
	// that the two are one name. A hit is at or above Threshold.
	Score float64
	Band  Band
	// Parts explain the score; filled only with Options.Explain.
	Parts []Part
}

// Band groups scores.
type Band uint8

const (
	// None: not worth showing.
	None Band = iota
	// Weak: below the threshold; shown where somebody asks for more. A weak
	// alias alone never rises above it.
	Weak
	// Possible: at or above Threshold.
	Possible
	// Strong: all of the name is explained, or nearly so.
	Strong
)

func (b Band) String() string {
	return [...]string{"none", "weak", "possible", "strong"}[min(b, Strong)]
}

// Bounds of the bands. A hit is 'above threshold' at or above Threshold; an
// index finds every name that scores Floor or more.
const (
	Floor     = 0.50
	Threshold = 0.70
	StrongAt  = 0.88
)

// BandOf tells the band of a score.
func BandOf(score float64) Band {
	switch {
	case score >= StrongAt:
		return Strong
	case score >= Threshold:
		return Possible
	case score >= Floor:
		return Weak
	}
	return None
}

// Quality is how good a listed name is as a name.
type Quality uint8

const (
	// Primary: the name under which the entry is listed, or an alias that its
	// publisher calls good.
	Primary Quality = iota
	// WeakAlias: an alias that its publisher calls weak or low: a nickname, an
	// acronym, a handle. It is compared letter by letter only and its score
	// stays in the band Weak.
	WeakAlias
)

// Options of a comparison. The zero value is the default.
type Options struct {
	// Weights of words; nil for the built-in table.
	Weights *Weights
	// Listed is the quality of the listed name.
	Listed Quality
	// Explain fills Match.Parts.
	Explain bool
}

// scratch holds the working space of one comparison.
type scratch struct {
	pairs      []pairing
	qw, lw     [MaxTokens]float32
	qUsed      [MaxTokens]bool
	lUsed      [MaxTokens]bool
	chosen     []pairing
	qSum, lSum float32
	// indexed: the query's weights are known beforehand and those of the
	// listed words stand in them.
	indexed bool
	// read: the last score is that of Korean or Chinese syllables; asRead is that score,
	// 0 where they do not meet.
	read         bool
	asRead       float64
	queryWeights [MaxTokens]float32
	lookedUp     [MaxTokens]bool
	met          [MaxTokens][]metToken // by number
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// Compare tells how near a query is to a listed name. It is not symmetric: an
// unexplained part of the query costs more than one of the listed name.
func Compare(query, listed *Name, opt Options) Match {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	m := s.compare(query, listed, opt)
	if m.Score < Floor && opt.Listed == Primary && !query.Empty() && !listed.Empty() {
		m.Score = max(m.Score, s.shade(query, listed))
	}
	return m
}

func (s *scratch) compare(query, listed *Name, opt Options) Match {
	if query.Empty() || listed.Empty() {
		return Match{}
	}
	w := opt.Weights
	if w == nil {
		w = background()
	}
	if opt.Listed == WeakAlias {
		return s.literal(query, listed, opt, w)
	}
	s.weigh(query, listed, w)
	s.pair(query, listed)
	s.choose()
	score := s.score(query, listed)
	var m Match
	how := Unmet
	s.asRead = 0
	if k := koreanScore(query, listed); k > 0 {
		k = math.Pow(k, sharpness) * s.rarity(query, true)
		if s.asRead = k; k > score {
			score, how = k, KoreanClass
		}
	}
	if c := chineseScore(query, listed); c > 0 {
		c = math.Pow(c, sharpness) * s.rarity(query, true)
		if s.asRead = max(s.asRead, c); c > score {
			score, how = c, ChineseClass
		}
	}
	if query.Kind != Any && listed.Kind != Any && query.Kind != listed.Kind {
		score *= otherKind
		s.asRead *= otherKind
	}
	s.read = how != Unmet
	m.Score = score
	m.Band = BandOf(score)
	if opt.Explain {
		m.Parts = s.explain(query, listed, how)
	}
	return m
}

// literal compares a weak alias: letter by letter or not at all. The order of its words
// is no part of it, since lists write the family name first and people do not.
func (s *scratch) literal(query, listed *Name, opt Options, w *Weights) Match {
	if query.joined != listed.joined && !sameWords(query, listed) {
		return Match{}
	}
	s.weigh(query, listed, w)
	s.read = true
	score := weakAliasTop - 0.10*math.Exp(-float64(s.qSum)/2)
	if query.Kind != Any && listed.Kind != Any && query.Kind != listed.Kind {
		score *= otherKind
	}
	m := Match{Score: score, Band: BandOf(score)}
	if opt.Explain {
		m.Parts = []Part{{Query: query.literal, Listed: listed.literal, How: Literal, Similarity: 1, Weight: 1}}
	}
	return m
}

// sameWords tells whether two names have the same words in any order.
func sameWords(a, b *Name) bool {
	if len(a.tokens) != len(b.tokens) || len(a.literal) != len(b.literal) {
		return false
	}
	var used [MaxTokens]bool
	for _, t := range a.tokens {
		found := false
		for j, u := range b.tokens {
			if found = !used[j] && t.text == u.text; found {
				used[j] = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// inOrder is the words of a name of two and more in the order of the alphabet; empty
// for one word.
func (n *Name) inOrder() string {
	if len(n.tokens) < 2 {
		return ""
	}
	words := strings.Fields(n.literal)
	slices.Sort(words)
	return strings.Join(words, " ")
}

func (s *scratch) weigh(q, l *Name, w *Weights) {
	s.qSum, s.lSum = 0, 0
	for i, t := range q.tokens {
		if s.indexed {
			s.qw[i] = s.queryWeights[i]
		} else {
			s.qw[i] = w.of(t)
		}
		s.qSum += s.qw[i]
		s.qUsed[i] = false
	}
	for i, t := range l.tokens {
		if s.indexed {
			s.lw[i] = t.weight
		} else {
			s.lw[i] = w.of(t)
		}
		s.lSum += s.lw[i]
		s.lUsed[i] = false
	}
	s.pairs, s.chosen = s.pairs[:0], s.chosen[:0]
}
