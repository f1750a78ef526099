package history

import (
	"strings"
	"unicode/utf8"
)

// compareNames sets two names side by side, whatever the order of their parts.
func compareNames(a, b *name) relation {
	if len(a.tokens) == 0 || len(b.tokens) == 0 {
		return relation{}
	}
	if a == b || a.whole == b.whole {
		return same
	}
	if unspaced(a, b) {
		return same
	}
	var ca, cb [maxTokens]*token
	na, nb := common(a, b, &ca), common(b, a, &cb)
	if na > 0 && nb > 0 {
		return match(ca[:na], cb[:nb], tokenSame, false)
	}
	for i := range a.tokens {
		if a.tokens[i].latin == "" {
			return relation{crossed: true}
		}
	}
	for i := range b.tokens {
		if b.tokens[i].latin == "" {
			return relation{crossed: true}
		}
	}
	return compareCrossed(a, b, &ca, &cb)
}

// unspaced reports whether a Han or Hangul name stands inside the other: a given
// name alone, or the same name with and without spaces.
func unspaced(a, b *name) bool {
	s := a.tokens[0].script
	if s != han && s != hangul || b.tokens[0].script != s {
		return false
	}
	return strings.Contains(a.whole, b.whole) || strings.Contains(b.whole, a.whole)
}

// common gathers a's tokens in scripts that b uses too: "Wei Wang 王伟" is
// compared with "王伟" by its Han part.
func common(a, b *name, into *[maxTokens]*token) int {
	n := 0
	for i := range a.tokens {
		for j := range b.tokens {
			if a.tokens[i].script == b.tokens[j].script {
				into[n] = &a.tokens[i]
				n++
				break
			}
		}
	}
	return n
}

// compareCrossed compares through transcription, leniently: romanisations are
// chosen by their bearers. Half a likeness is not comparable rather than different.
func compareCrossed(a, b *name, ca, cb *[maxTokens]*token) relation {
	na, nb := 0, 0
	var ja, jb [maxTokens * 16]byte
	wa, wb := ja[:0], jb[:0]
	for i := range a.tokens {
		if t := &a.tokens[i]; t.bones != "" {
			ca[na] = t
			na++
			wa = append(wa, t.bones[:min(len(t.bones), 16)]...)
		}
	}
	for i := range b.tokens {
		if t := &b.tokens[i]; t.bones != "" {
			cb[nb] = t
			nb++
			wb = append(wb, t.bones[:min(len(t.bones), 16)]...)
		}
	}
	if na == 0 || nb == 0 {
		return relation{crossed: true}
	}
	r := match(ca[:na], cb[:nb], bonesSame, true)
	r.crossed = true
	likeness := likeness(string(wa), string(wb))
	switch {
	case likeness >= 0.7:
		r.matched, r.differ, r.similarity = max(r.matched, 1), 0, 1
	case r.matched == 0 && (likeness >= 0.34 || na < len(a.tokens) || nb < len(b.tokens)):
		r.comparable = false
	}
	return r
}

// match pairs tokens one to one, the surest pairs first.
func match(a, b []*token, equal func(a, b *token) bool, crossed bool) relation {
	var usedA, usedB [maxTokens]bool
	pair := func(ok func(a, b *token) bool) {
		for i, ta := range a {
			for j, tb := range b {
				if !usedA[i] && !usedB[j] && ok(ta, tb) {
					usedA[i], usedB[j] = true, true
				}
			}
		}
	}
	if !crossed {
		pair(func(a, b *token) bool { return a.text == b.text })
	}
	pair(equal)
	pair(initialOf)
	if !crossed {
		joins(a, b, &usedA, &usedB)
		joins(b, a, &usedB, &usedA)
	}
	r := relation{comparable: true}
	openA, majorA, matchedA := count(a, &usedA)
	openB, majorB, matchedB := count(b, &usedB)
	r.matched = min(matchedA, matchedB)
	r.differ = min(openA, openB)
	if r.matched == 0 {
		// Nothing in common: a single name beside two others differs from both.
		r.differ = max(openA, openB)
	}
	short, long, usedS, usedL, major, matched := a, b, &usedA, &usedB, majorA, matchedA
	if majorB < majorA {
		short, long, usedS, usedL, major, matched = b, a, &usedB, &usedA, majorB, matchedB
	}
	sum := float64(matched)
	for i, t := range short {
		if usedS[i] || t.minor {
			continue
		}
		best := 0.0
		for j, o := range long {
			if usedL[j] {
				continue
			}
			if crossed {
				best = max(best, likeness(t.bones, o.bones))
			} else {
				best = max(best, likeness(t.text, o.text))
			}
		}
		sum += best
	}
	r.similarity = sum / float64(max(major, 1))
	return r
}

// count gives the tokens that matter: those left open, all, and those matched.
func count(tokens []*token, used *[maxTokens]bool) (open, all, matched int) {
	for i, t := range tokens {
		switch {
		case used[i] && !t.minor:
			matched++
			all++
		case !t.minor:
			open++
			all++
		}
	}
	return open, all, matched
}

// joins pairs two or three neighbours that the other side writes as one.
func joins(a, b []*token, usedA, usedB *[maxTokens]bool) {
	for j, tb := range b {
		if usedB[j] {
			continue
		}
		for i := range a {
			joined := ""
			for k := i; k < len(a) && k < i+3 && !usedA[k]; k++ {
				joined += a[k].text
				if k > i && (joined == tb.text || len(joined) <= 100 && tb.loose != "" && loosen(joined) == tb.loose) {
					for m := i; m <= k; m++ {
						usedA[m] = true
					}
					usedB[j] = true
					break
				}
				if len(joined) >= len(tb.text)+2 {
					break
				}
			}
			if usedB[j] {
				break
			}
		}
	}
}

// tokenSame reports whether two tokens of one script are spellings of one name.
// Short tokens are given the same leeway as long ones: their vowels may differ.
func tokenSame(a, b *token) bool {
	if a.script != b.script || a.initial || b.initial {
		return false
	}
	if a.text == b.text {
		return true
	}
	la, lb := utf8.RuneCountInString(a.text), utf8.RuneCountInString(b.text)
	if a.latin != "" && b.latin != "" {
		if a.loose == b.loose {
			return true
		}
		if a.bones == b.bones && a.bones != "" && (len(a.bones) >= 3 || len(a.latin) <= 3 && len(b.latin) <= 3) {
			return true
		}
	}
	if a.script == han || a.script == hangul {
		return false
	}
	leeway := 0
	switch longest := max(la, lb); {
	case longest >= 9:
		leeway = 2
	case longest >= 5:
		leeway = 1
	}
	return leeway > 0 && la-lb <= leeway && lb-la <= leeway && distance(a.text, b.text, leeway) <= leeway
}

func bonesSame(a, b *token) bool {
	x, y := a.bones, b.bones
	if x == y {
		return true
	}
	// Lim and Im, Ryu and Yu: an opening l or r comes and goes.
	if strings.TrimPrefix(x, "L") == strings.TrimPrefix(y, "L") {
		return true
	}
	return max(len(x), len(y)) >= 3 && distance(x, y, 1) <= 1
}

// initialOf reports whether one is an initial of the other, through their Latin
// letters where they have them.
func initialOf(a, b *token) bool {
	switch {
	case a.initial:
		return strings.HasPrefix(b.text, a.text) || a.latin != "" && strings.HasPrefix(b.latin, a.latin)
	case b.initial:
		return initialOf(b, a)
	}
	return false
}

// likeness is one less the edit distance as a share of the longer text.
func likeness(a, b string) float64 {
	longest := max(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	if longest == 0 {
		return 0
	}
	return 1 - float64(distance(a, b, longest))/float64(longest)
}

// distance is the Levenshtein distance in characters. It gives up past limit.
func distance(a, b string, limit int) int {
	const most = maxTokens * 16
	var xs, ys [most]rune
	x, y := runes(a, xs[:0]), runes(b, ys[:0])
	var row [most + 1]int
	for j := range len(y) + 1 {
		row[j] = j
	}
	for i := range x {
		diagonal, least := row[0], i+1
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
			least = min(least, row[j+1])
		}
		if least > limit {
			return least
		}
	}
	return row[len(y)]
}

func runes(s string, into []rune) []rune {
	for _, r := range s {
		if len(into) == cap(into) {
			break
		}
		into = append(into, r)
	}
	return into
}

// closest is the best relation between any name of one list and any of the other:
// somebody who gives two names is met under either.
func closest(a, b []*name) (best relation, ia, ib int) {
	first := true
	for i := range a {
		for j := range b {
			r := compareNames(a[i], b[j])
			if first || better(r, best) {
				best, ia, ib, first = r, i, j, false
			}
			if r.comparable && r.differ == 0 {
				return r, i, j
			}
		}
	}
	return best, ia, ib
}

func better(r, than relation) bool {
	if r.comparable != than.comparable {
		// Somebody who gives a name in two scripts is met in the shared one.
		return r.comparable
	}
	// Of equals the first stands: which is nearest would depend on letters.
	return r.differ < than.differ
}
