package name

import "strings"

// OFAC imitates the score, 0 to 100, that the search tool of the US Treasury's
// Office of Foreign Assets Control gives a name, so that an operator can tell
// what that tool would have shown. It is a measure for comparison only: it does
// not know scripts, romanisations or legal forms, and no index stands behind it.
//
// The office describes its method in FAQ 249: Jaro-Winkler on the whole name,
// Jaro-Winkler and Soundex on its parts, the higher score is shown. Observed on
// recorded scores: the whole is taken in the order in which the list writes it; a
// common beginning counts up to six letters; of each word of the query the best word
// of the list counts; words that agree by less than half, or begin with sounds of
// other Soundex groups (Osama and Usama), count nothing; words of one Soundex code
// come a tenth nearer; letters with a full stop (J. P.) are left out.
func OFAC(query, listed string) int {
	q, l := ofacWords(query), ofacWords(listed)
	if len(q) == 0 || len(l) == 0 {
		return 0
	}
	whole := jaroWinkler(strings.Join(q, " "), strings.Join(l, " "), ofacPrefix)
	parts := 0.0
	for _, a := range q {
		best := 0.0
		for _, b := range l {
			best = max(best, ofacMeet(a, b))
		}
		parts += best
	}
	return int(100*max(whole, parts/float64(len(q))) + 0.5)
}

const (
	ofacLeast = 0.5
	// ofacPrefix is how many letters of a common beginning count in whole names,
	// winklerPrefix the same in words.
	ofacPrefix    = 6
	winklerPrefix = 4
	// sameSoundex is the share of the difference that one Soundex code takes away.
	sameSoundex = 0.1
)

// ofacMeet compares one word with one.
func ofacMeet(a, b string) float64 {
	if a[0] != b[0] && (soundexDigit(a[0]) == 0 || soundexDigit(a[0]) != soundexDigit(b[0])) {
		return 0
	}
	sim := jaroWinkler(a, b, winklerPrefix)
	if soundex(a) == soundex(b) {
		sim += sameSoundex * (1 - sim)
	}
	if sim < ofacLeast {
		return 0
	}
	return sim
}

// soundex is the code of a word of lower-case letters (Russell and Odell, as the US
// National Archives describe it): the first letter, then up to three digits; h and w
// part nothing, vowels part equal digits.
func soundex(s string) [4]byte {
	code := [4]byte{s[0], '0', '0', '0'}
	n, last := 1, soundexDigit(s[0])
	for i := 1; i < len(s) && n < len(code); i++ {
		if s[i] == 'h' || s[i] == 'w' {
			continue
		}
		d := soundexDigit(s[i])
		if d != 0 && d != last {
			code[n] = d
			n++
		}
		last = d
	}
	return code
}

// soundexDigit is the group of a letter, 0 for those of none.
func soundexDigit(c byte) byte {
	switch c {
	case 'b', 'f', 'p', 'v':
		return '1'
	case 'c', 'g', 'j', 'k', 'q', 's', 'x', 'z':
		return '2'
	case 'd', 't':
		return '3'
	case 'l':
		return '4'
	case 'm', 'n':
		return '5'
	case 'r':
		return '6'
	}
	return 0
}

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
// rest for each letter of a common beginning, up to prefix.
func jaroWinkler(a, b string, prefix int) float64 {
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
	for same < min(len(a), len(b), prefix) && a[same] == b[same] {
		same++
	}
	return jaro + float64(same)*0.1*(1-jaro)
}
