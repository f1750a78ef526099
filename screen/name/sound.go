package name

// A sound is one byte: a lower-case letter for what is spelt with it, an
// upper-case letter for what takes two or more (S for sh, C for ch, Z for zh,
// J for dj, X for kh, G for gh, T for th, D for dh, E for ei and ai, O for au).

// sounds reads a Latin spelling into sounds. Doubled letters count once.
func sounds(s string) string {
	out := make([]byte, 0, len(s))
	rs := []rune(s)
	at := func(i int) rune {
		if i < len(rs) {
			return rs[i]
		}
		return 0
	}
	put := func(c byte) {
		if n := len(out); n > 0 && out[n-1] == c {
			return
		}
		out = append(out, c)
	}
	for i := 0; i < len(rs); {
		a, b, c, d := rs[i], at(i+1), at(i+2), at(i+3)
		switch {
		case a == 's' && b == 'c' && hasRunes(rs[i:], "schtsch"), a == 's' && b == 'z' && hasRunes(rs[i:], "szcz"):
			put('S') // щ in German and Polish
			i += 4
			if b == 'c' {
				i += 3
			}
		case a == 't' && b == 's' && c == 'c' && d == 'h':
			put('C')
			i += 4
		case a == 's' && b == 'h' && c == 'c' && d == 'h':
			put('S')
			i += 4
		case a == 's' && b == 'c' && c == 'h', a == 't' && b == 'c' && c == 'h':
			if a == 's' {
				put('S')
			} else {
				put('C')
			}
			i += 3
		case a == 'd' && b == 'z' && c == 'h', a == 'd' && b == 's' && c == 'h':
			put('J')
			i += 3
		case a == 's' && (b == 'h' || b == 'z') || a == 'š':
			put('S')
			i += width(a == 'š')
		case a == 'c' && (b == 'h' || b == 'z') || a == 'č':
			put('C')
			i += width(a == 'č')
		case a == 'z' && b == 'h' || a == 'r' && b == 'z' || a == 'ž':
			put('Z')
			i += width(a == 'ž')
		case a == 'd' && b == 'j':
			put('J')
			i += 2
		case a == 'k' && b == 'h':
			put('X')
			i += 2
		case a == 'g' && b == 'h':
			put('G')
			i += 2
		case a == 't' && b == 'h':
			put('T')
			i += 2
		case a == 'd' && b == 'h':
			put('D')
			i += 2
		case a == 'p' && b == 'h':
			put('f')
			i += 2
		case a == 't' && (b == 's' || b == 'z'):
			put('c')
			i += 2
		case a == 'c' && b == 'k':
			put('k')
			i += 2
		case a == 'x':
			put('k')
			put('s')
			i++
		case a == 'q' && b == 'u':
			put('k')
			i += 2
		case a == 'c':
			if b == 'e' || b == 'i' || b == 'y' || b == 0 && i > 0 && vowel(byte(rs[i-1])) {
				put('c')
			} else {
				put('k')
			}
			i++
		case a == 'o' && (b == 'u' || b == 'o'):
			put('u')
			i += 2
		case a == 'e' && b == 'e':
			put('i')
			i += 2
		case a == 'i' && b == 'e' && c != 0 && i > 0:
			put('i')
			i += 2
		case (a == 'a' || a == 'e') && (b == 'i' || b == 'y' || b == 'j') && !vowelRune(c), a == 'a' && b == 'e':
			put('E')
			i += 2
		case a == 'a' && (b == 'u' || b == 'w') && !vowelRune(c):
			put('O')
			i += 2
		case (a == 'i' || a == 'y') && (b == 'y' || b == 'i' || b == 'j') && c == 0:
			put('i')
			i += 2
		case (a == 'i' || a == 'j') && (b == 'a' || b == 'o' || b == 'u' || b == 'e') && a == 'i':
			put('y')
			i++
		case a == 'y' && !vowelRune(b):
			put('i')
			i++
		case a >= 'a' && a <= 'z' || a >= '0' && a <= '9':
			put(byte(a))
			i++
		default:
			i++
		}
	}
	return string(out)
}

func hasRunes(rs []rune, prefix string) bool {
	for i := range len(prefix) {
		if i == len(rs) || rs[i] != rune(prefix[i]) {
			return false
		}
	}
	return true
}

func width(single bool) int {
	if single {
		return 1
	}
	return 2
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'E', 'O':
		return true
	}
	return false
}

func vowelRune(r rune) bool { return r < 0x80 && vowel(byte(r)) || r == 'y' }

// maxKeys bounds the class keys of one token: w and j are each read two ways.
const maxKeys = 4

// classKeys gives the keys under which a token meets its other spellings: the
// consonants in coarse classes, a leading vowel as A. Two spellings of one
// name share a key in all systems that Parse knows; the distance then decides
// how near they are. w is a consonant (Iwanow, Walid) or a vowel (Mawlawi,
// Maulavi); j is a glide (Jelena, Sergej) or a sibilant (Jamal, Jukov).
func classKeys(snd string) (keys [maxKeys]string, n int) {
	hasW, hasJ := false, false
	for i := 0; i < len(snd); i++ {
		hasW = hasW || snd[i] == 'w'
		hasJ = hasJ || snd[i] == 'j'
	}
	add := func(k string) {
		for i := 0; i < n; i++ {
			if keys[i] == k {
				return
			}
		}
		keys[n] = k
		n++
	}
	add(classKey(snd, false, false))
	if hasW {
		add(classKey(snd, true, false))
	}
	if hasJ {
		add(classKey(snd, false, true))
	}
	if hasW && hasJ {
		add(classKey(snd, true, true))
	}
	return keys, n
}

func classKey(snd string, wVowel, jGlide bool) string {
	out := make([]byte, 0, 16)
	parted := true // a vowel stands since the last consonant
	for i := 0; i < len(snd); i++ {
		var c byte
		switch snd[i] {
		case 'a', 'e', 'i', 'o', 'u', 'E', 'O', 'y':
			c = 'A'
		case 'w':
			if c = 'f'; wVowel {
				c = 'A'
			}
		case 'j':
			if c = 's'; jGlide {
				c = 'A'
			}
		case 'b', 'p':
			c = 'p'
		case 'v', 'f':
			c = 'f'
		case 'k', 'g', 'q', 'G':
			c = 'k'
		case 'h', 'X':
			if i > 0 {
				continue
			}
			c = 'h'
		case 's', 'z', 'c', 'S', 'C', 'Z', 'J':
			c = 's'
		case 't', 'd', 'T', 'D':
			c = 't'
		case 'l', 'r':
			c = 'r'
		default:
			c = snd[i]
		}
		if c == 'A' && i > 0 {
			parted = true
			continue
		}
		if n := len(out); n > 0 && out[n-1] == c && !parted {
			continue
		}
		parted = c == 'A'
		out = append(out, c)
	}
	return string(out)
}

// costs of replacing one sound by another, in hundredths; 100 where not named.
type costTable [128][128]uint8

const (
	vowelGap     = 45
	glideGap     = 25
	hushedGap    = 30
	consonantGap = 100
)

// newCosts builds the table of near sounds. Each pair is a difference between
// two romanisations of one name in some system; none is a typing error.
func newCosts() *costTable {
	var t costTable
	for a := range t {
		for b := range t[a] {
			if a != b {
				t[a][b] = 100
			}
		}
	}
	pair := func(cost uint8, pairs ...string) {
		for _, p := range pairs {
			t[p[0]][p[1]], t[p[1]][p[0]] = cost, cost
		}
	}
	pair(15, "iy", "Ei", "Ee", "jy", "ij", "kq", "vw", "Xh", "Gg", "Zj", "Jj", "cs", "Oo", "Dd", "Tt", "uw")
	pair(25, "ou", "ei", "ae", "Ea", "CS", "vf", "kX", "sz", "JZ", "Gq", "GX", "Ou", "Oa", "Oe", "cC", "wf", "Dz")
	pair(35, "kg", "qg", "gh", "CJ", "SZ", "ao", "Ey", "cz", "pb", "td", "Cj", "Ts", "bv", "ye", "ya", "Ck", "CX", "JC", "Gk")
	pair(50, "au", "ai", "eo", "eu", "io", "iu", "sS", "zZ", "zS", "gj", "gJ", "Jz", "sC", "Tf", "kh", "Eo", "Eu", "qX", "qh", "Jd", "vb", "yo", "yu")
	return &t
}

// gap is the cost of a sound that stands on one side only.
func gap(c byte, prev byte) int {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'E', 'O':
		if vowel(prev) {
			return glideGap
		}
		return vowelGap
	case 'y', 'w', 'j':
		return glideGap
	case 'h', 'X':
		return hushedGap
	}
	return consonantGap
}

// soundDistance is the cheapest way from one row of sounds to another, in
// hundredths of a consonant, or more than limit. What the script of a side
// leaves open costs little: beside an abjad, the vowels that only the other
// side writes; on a side spelt by sound, the vowels that fill its syllables.
func (t *costTable) soundDistance(a, b string, openA, openB openness, limit int) int {
	if a == b {
		return 0
	}
	if len(a) > maxLetters || len(b) > maxLetters {
		return limit + 1
	}
	written := openA == abjad || openB == abjad
	exchange := openA == bySound || openB == bySound
	var rowA, rowB, gapB [maxLetters + 1]int
	prev, cur := rowA[:len(b)+1], rowB[:len(b)+1]
	for j := 1; j <= len(b); j++ {
		gapB[j] = openGap(b, j-1, openB, openA)
		prev[j] = prev[j-1] + gapB[j]
	}
	for i := 1; i <= len(a); i++ {
		ca := a[i-1]
		ga := openGap(a, i-1, openA, openB)
		cur[0] = prev[0] + ga
		least := cur[0]
		row := &t[ca&127]
		last := i == len(a)
		for j := 1; j <= len(b); j++ {
			best := prev[j-1]
			if cb := b[j-1]; ca != cb {
				swap := int(row[cb&127])
				if exchange && (ca == 'l' && cb == 'r' || ca == 'r' && cb == 'l') {
					swap = 10
				}
				if written && vowel(ca) && vowel(cb) {
					swap = writtenSwap(ca, cb, swap)
				}
				if last && j == len(b) && before(a, i-1) != 'k' && (ca == 'a' && cb == 'o' || ca == 'o' && cb == 'a') {
					swap = 100 // Antonio and Antonia are two people
				}
				best += swap
			}
			if v := prev[j] + ga; v < best {
				best = v
			}
			if v := cur[j-1] + gapB[j]; v < best {
				best = v
			}
			cur[j] = best
			if best < least {
				least = best
			}
		}
		if least > limit {
			return limit + 1
		}
		prev, cur = cur, prev
	}
	return prev[len(b)]
}

func before(s string, i int) byte {
	if i == 0 {
		return 0
	}
	return s[i-1]
}

// writtenSwap is the cost of another vowel where one side is an abjad: what it
// writes of vowels is long and sure, but i and e are one letter, and u and o.
func writtenSwap(a, b byte, swap int) int {
	switch {
	case a == 'i' && b == 'e', a == 'e' && b == 'i', a == 'u' && b == 'o', a == 'o' && b == 'u':
		return 5
	case swap >= 50:
		return 80
	}
	return swap
}

// openGap is the cost of the sound at i that stands on one side only, given
// what the scripts of that side and of the other leave open. Abjads write the
// vowel that begins a word, and the i or u that ends it.
func openGap(s string, i int, own, other openness) int {
	c, prev := s[i], before(s, i)
	g := gap(c, prev)
	switch {
	case !vowel(c):
		if i == 0 && (c == 'w' || c == 'j' || (c == 'h' || c == 'y') && (own == abjad || other == abjad)) {
			return headGap
		}
		if c == 'h' && (own == abjad || other == abjad) && i < len(s)-1 {
			return headGap
		}
		return g
	case own == abjad && other != abjad:
		if i == len(s)-1 && c == 'a' {
			return g // a final he or ta marbuta may be silent
		}
		return headGap
	case other == abjad && own != abjad:
		switch {
		case i == 0:
			return headGap
		case i == len(s)-1 && c != 'a' && c != 'e':
			return headGap
		}
		return openVowel
	case own == bySound, own == inherent && c == 'a':
		return min(g, openVowel)
	case i > 0 && i == len(s)-1 && (c == 'a' || c == 'i') && !vowel(prev):
		return endGap
	}
	return g
}

// endGap is the cost of a final a or i that only one side has: Rahim and Rahima,
// Amin and Amini are two people.
const endGap = 100

// headGap is the cost of a sound that every script writes at that place.
const headGap = 60

// openVowel is the cost of a vowel that the other script does not write.
const openVowel = 12

// editBudget is how many edits two words may lie apart. It grows with the
// logarithm of the length and has a cliff: a word of three letters holds none.
func editBudget(length int) int {
	switch {
	case length <= 3:
		return 0
	case length <= 7:
		return 1
	default:
		return 2
	}
}

// edits is the optimal string alignment distance (insertion, deletion,
// replacement, swap of neighbours), or more than limit.
func edits(a, b string, limit int) int {
	if a == b {
		return 0
	}
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 0 {
		return len(b)
	}
	if len(b) == 0 {
		return len(a)
	}
	if limit == 0 {
		return 1
	}
	var r0, r1, r2 [2*maxLetters + 2]int
	if len(b) > 2*maxLetters {
		return limit + 1
	}
	two, one, cur := r0[:len(b)+1], r1[:len(b)+1], r2[:len(b)+1]
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			c := one[j-1]
			if a[i-1] != b[j-1] {
				c++
			}
			c = min(c, one[j]+1, cur[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				c = min(c, two[j-2]+1)
			}
			cur[j] = c
			least = min(least, c)
		}
		if least > limit {
			return limit + 1
		}
		two, one, cur = one, cur, two
	}
	return one[len(b)]
}
