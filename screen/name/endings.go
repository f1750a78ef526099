package name

import (
	"math"
	"slices"
	"sort"
	"strings"
)

// An ending that many listed words share tells little: Yurchenko and Kurchenko are two
// names whose rare part has three letters, and one of them differs. How much an ending
// tells is the logarithm of the share of listed words that have it; a letter of an
// ordinary word tells letterBits. Endings are not known beforehand, of any language: they
// are those of the words of the list.
const (
	letterBits = 3.0
	// An ending has this many letters at the least and at the most.
	leastEnding, mostEnding = 3, 8
	// An ending counts from this many different words on.
	leastSharing = 8
	// What tells something of a word counts as this many letters at the least.
	leastTelling = 3.0
	// ending is how much of the score the difference costs that the ending hid.
	ending = 1.5
)

// learnEndings sorts the different words of names from their last letter on.
func (x *Index) learnEndings() {
	var all strings.Builder // one string holds them all
	var ends []int
	for n, t := range x.tokens {
		if n > 0 && t.kind == nameToken && len(x.postings[n]) > 0 {
			all.WriteString(backwards(t.text))
			ends = append(ends, all.Len())
		}
	}
	x.backwards = make([]string, 0, len(ends))
	from := 0
	for _, to := range ends {
		x.backwards = append(x.backwards, all.String()[from:to])
		from = to
	}
	slices.Sort(x.backwards)
	x.backwards = slices.Compact(x.backwards)
}

func backwards(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// telling is how many letters of two words tell something, and the letters of the
// longer one: fewer where both end as many listed words do.
func (x *Index) telling(a, b string) (telling, letters float64) {
	letters = float64(max(len(a), len(b)))
	telling = letters
	common := 0
	for common < min(len(a)-1, len(b)-1, mostEnding) && a[len(a)-1-common] == b[len(b)-1-common] {
		common++
	}
	from, to := 0, len(x.backwards)
	for k := leastEnding; k <= common; k++ {
		// The words that end so, one letter more each time, lie within those before.
		from += sort.Search(to-from, func(i int) bool { return byEnding(x.backwards[from+i], a, k) >= 0 })
		to = from + sort.Search(to-from, func(i int) bool { return byEnding(x.backwards[from+i], a, k) > 0 })
		sharing := to - from
		if sharing < leastSharing {
			break
		}
		bits := math.Log2(float64(len(x.backwards)) / float64(sharing))
		telling = min(telling, letters-float64(k)+bits/letterBits)
	}
	return max(telling, leastTelling), letters
}

// byEnding orders a word, written backwards, by its last letters against those of
// another word; 0 where they are the same.
func byEnding(back, word string, letters int) int {
	for i := range letters {
		switch w := word[len(word)-1-i]; {
		case i == len(back) || back[i] < w:
			return -1
		case back[i] > w:
			return 1
		}
	}
	return 0
}

// farther is how much farther apart, on average, the words that met last lie by the
// letters that tell something.
func (x *Index) farther(s *search, q, l *Name) float64 {
	var met, more float64
	for _, p := range s.chosen {
		for i := p.q; i < p.q+p.ql; i++ {
			met += float64(s.qw[i])
		}
		if p.how != Sound && p.how != Edited {
			continue
		}
		if telling, letters := x.telling(q.tokens[p.q].text, l.tokens[p.l].text); telling < letters {
			more += float64(s.qw[p.q]) * float64(1-p.sim) * (letters/telling - 1)
		}
	}
	if met == 0 {
		return 0
	}
	return more / met
}
