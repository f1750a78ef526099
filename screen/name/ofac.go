package name

import "strings"

// OFAC imitates the score, 0 to 100, that the search tool of the US Treasury's
// Office of Foreign Assets Control gives a name, so that an operator can tell
// what that tool would have shown. It is a measure for comparison only: it does
// not know scripts, romanisations or legal forms, and no index stands behind it.
//
// The office describes its method in FAQ 249 as Jaro-Winkler on the whole name
// and on its parts. Observed on recorded scores: the whole is taken in the order
// in which the list writes it, a common beginning of up to six letters counts,
// of each word of the query the best word of the list, words that agree by less
// than half count nothing, letters with a full stop (J. P.) are left out. The
// higher of the two is the score.
func OFAC(query, listed string) int {
	q, l := ofacWords(query), ofacWords(listed)
	if len(q) == 0 || len(l) == 0 {
		return 0
	}
	whole := jaroWinkler(strings.Join(q, " "), strings.Join(l, " "))
	parts := 0.0
	for _, a := range q {
		best := 0.0
		for _, b := range l {
			best = max(best, jaroWinkler(a, b))
		}
		if best >= ofacLeast {
			parts += best
		}
	}
	return int(100*max(whole, parts/float64(len(q))) + 0.5)
}

const (
	ofacLeast  = 0.5
	ofacPrefix = 6
)

// ofacWords are the words of Latin letters and digits, lower-cased, at most
// MaxTokens.
func ofacWords(s string) []string {
	if len(s) > MaxBytes {
		s = s[:MaxBytes]
	}
	var out []string
	var cur []byte
	flush := func(stop bool) {
		if len(cur) > 0 && !(stop && len(cur) == 1) && len(out) < MaxTokens {
			out = append(out, string(cur[:min(len(cur), maxLetters)]))
		}
		cur = cur[:0]
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			cur = append(cur, c)
		case c >= 'A' && c <= 'Z':
			cur = append(cur, c+'a'-'A')
		case c == '\'':
		case c == '.':
			flush(true)
		default:
			flush(false)
		}
	}
	flush(false)
	return out
}

// jaroWinkler is the similarity of Jaro with Winkler's bonus of a tenth of the
// rest for each letter of a common beginning, up to ofacPrefix.
func jaroWinkler(a, b string) float64 {
	if a == b {
		return 1
	}
	window := max(max(len(a), len(b))/2-1, 0)
	inA, inB := make([]bool, len(a)), make([]bool, len(b))
	common := 0
	for i := range len(a) {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if !inB[j] && a[i] == b[j] {
				inA[i], inB[j] = true, true
				common++
				break
			}
		}
	}
	if common == 0 {
		return 0
	}
	moved, k := 0, 0
	for i := range len(a) {
		if !inA[i] {
			continue
		}
		for !inB[k] {
			k++
		}
		if a[i] != b[k] {
			moved++
		}
		k++
	}
	m := float64(common)
	jaro := (m/float64(len(a)) + m/float64(len(b)) + (m-float64(moved)/2)/m) / 3
	same := 0
	for same < min(len(a), len(b), ofacPrefix) && a[same] == b[same] {
		same++
	}
	return jaro + float64(same)*0.1*(1-jaro)
}
