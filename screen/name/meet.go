package name

import (
	"math/bits"
	"strings"
	"sync"
)

var costs = sync.OnceValue(newCosts)

// meet is how near two tokens are by themselves, 0 where they are different
// words. It depends on nothing but the two tokens.
func meet(a, b *token) (sim float64, how How) {
	if a == b || a.text == b.text && a.kind == b.kind {
		if a.kind == formToken || a.kind == symbolToken || a.kind == particleToken {
			if a.class != b.class {
				return 0, Unmet
			}
		}
		if (a.open == closed) != (b.open == closed) {
			return 0.97, Equal
		}
		return 1, Equal
	}
	if a.kind != b.kind {
		switch {
		case a.kind == initialToken && b.kind == nameToken, a.kind == nameToken && b.kind == initialToken:
			switch {
			case a.text[0] != b.text[0]:
				return 0, Unmet
			case a.kind == nameToken:
				return listedInitialSim, Initial
			}
			return initialSim, Initial
		case a.kind == nameToken && b.kind == symbolToken, a.kind == symbolToken && b.kind == nameToken:
			if a.text == b.text {
				return 1, Equal
			}
			// A misspelt trade word is read as a name.
		default:
			if a.text == b.text && a.kind != initialToken && b.kind != initialToken {
				return 0.9, Equal
			}
			return 0, Unmet
		}
	}
	switch a.kind {
	case particleToken, titleToken, formToken:
		if a.class == b.class && a.class != "" {
			return 0.97, Symbol
		}
		return 0, Unmet
	case symbolToken:
		if b.kind == symbolToken && a.class != "" && a.class == b.class {
			return 0.93, Symbol
		}
	case numberToken, initialToken:
		return 0, Unmet
	}
	return meetNames(a, b)
}

const (
	initialSim = 0.85
	// listedInitialSim: a list that has only a letter confirms little of the
	// name that the query spells out.
	listedInitialSim = 0.60
	nicknameSim      = 0.80
)

// meetNames compares two words by sound and by letters and takes the better.
func meetNames(a, b *token) (sim float64, how How) {
	la, lb := len(a.text), len(b.text)
	if la == 0 || lb == 0 {
		return 0, Unmet
	}
	if la > 3 && genderPair(a.text, b.text) {
		return genderSim, Edited
	}
	if sim = editMeet(a, b); sim > 0 {
		how = Edited
	}
	if near, by := soundMeet(a, b); near > sim && servant[a.text] == servant[b.text] {
		sim, how = near, by // Abdullah is a whole name, Abd al- the beginning of one
	}
	if (a.stem != nil) != (b.stem != nil) && sim < 1-stemCost {
		if a.stem != nil {
			a = a.stem
		} else {
			b = b.stem
		}
		if a.text == b.text {
			if a.foreign || b.foreign {
				return 1 - stemCost, Equal // read otherwise
			}
			return 1 - stemCost, Joined
		}
		if near, by := meetNames(a, b); near-stemCost > sim {
			return near - stemCost, by
		}
		return sim, how
	}
	if a.nick != "" && a.nick == b.nick && (a.text == a.nick || b.text == b.nick) && sim < nicknameSim {
		sim, how = nicknameSim, Nickname
	}
	return sim, how
}

// editMeet compares two words letter by letter, 0 where more edits lie between them
// than their length allows.
func editMeet(a, b *token) float64 {
	la, lb := len(a.text), len(b.text)
	longest := max(la, lb)
	if budget := editBudget(longest); budget > 0 && la-lb <= budget && lb-la <= budget && popcount(a.mask^b.mask) <= 2*budget {
		switch d := edits(a.text, b.text, budget); {
		case d > budget, d > 1 && d > editBudget(longest-commonEnding(a.text, b.text)):
		case d == 1 && swapped(a.text, b.text):
			return 1 - swapShare*editShare(longest)
		default:
			return 1 - float64(d)*editShare(longest)
		}
	}
	if la == 3 && lb == 3 && a.mask == b.mask && swapped(a.text, b.text) {
		// The cliff allows three letters no edit; two of them in the other
		// order is the one slip that still tells the word.
		return swapThree
	}
	return 0
}

// commonEnding is how long an ending is that both words have and that very many family
// names share: what tells them apart is the rest.
func commonEnding(a, b string) int {
	for _, e := range [...]string{"chenko", "enko", "chuk", "ashvili", "opoulos", "zadeh"} {
		if strings.HasSuffix(a, e) && strings.HasSuffix(b, e) {
			return len(e)
		}
	}
	return 0
}

// sameSounds is the likeness of words of the same sounds.
const sameSounds = 0.985

// stemCost is what an article that only one side has written into the word takes off,
// and another reading of a word.
const stemCost = 0.03

// genderPair tells words that differ only in a final a or o: Antonio and
// Antonia are two people. Ukrainian and Belarusian families in -ko and -ka are
// one.
func genderPair(a, b string) bool {
	n := len(a) - 1
	return n == len(b)-1 && n > 0 && a[n-1] != 'k' && a[:n] == b[:n] && (a[n] == 'a' && b[n] == 'o' || a[n] == 'o' && b[n] == 'a')
}

// swapped tells words of one length that differ by two neighbours exchanged.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

const (
	// A swap is the slip of the fingers that is least often another name.
	swapShare = 0.60
	swapThree = 0.60
)

const genderSim = 0.55

// editShare is how much one edit takes off the similarity.
// Short words are nearer to other words by chance.
func editShare(length int) float64 {
	switch {
	case length <= 5:
		return 1.35 / float64(max(length, 4))
	case length <= 7:
		return 1.25 / float64(length)
	}
	return 1.05 / float64(length)
}

func soundMeet(a, b *token) (float64, How) {
	if a.keys[0] == onlyVowels || b.keys[0] == onlyVowels {
		// Vowels alone sound like any others: a run of one is no name's spelling.
		if d := len(a.text) - len(b.text); a.sound != b.sound || d > 1 || d < -1 {
			return 0, Unmet
		}
	}
	isOpen := a.open != closed || b.open != closed
	longest := max(len(a.sound), len(b.sound))
	limit := 100 * longest * 26 / 100
	share := shareKey(a, b)
	spelling := false // of one word, with no slip in it
	switch {
	case isOpen && share:
		// All consonants agree: what the script leaves open is cheap already.
		limit = 100 * longest * 17 / 100
	case isOpen && keysOneApart(a, b):
		limit = 100 * longest * 22 / 100
	case soundsOneApart(a, b):
	case share:
		// Two closed spellings of one sound differ in vowels and in near
		// consonants; a whole consonant is an edit.
		limit, spelling = min(limit, max(95, 14*longest)), true
	default:
		return 0, Unmet
	}
	d := costs().soundDistance(a.sound, b.sound, a.open, b.open, limit)
	if d > limit || spelling && d > 95 && d > max(95, 14*(longest-commonEnding(a.text, b.text))) {
		return 0, Unmet
	}
	sim := 0.99 - float64(d)/100/float64(max(longest, 3))
	if isOpen && min(len(a.keys[0]), len(b.keys[0])) <= 2 {
		sim -= fewConsonants // two consonants tell little where vowels are open
	}
	if isOpen && !share {
		sim -= otherConsonant
	}
	return sim, Sound
}

// onlyVowels is the class key of words without a consonant.
const onlyVowels = "A"

// otherConsonant: a consonant differs where vowels are open too.
const otherConsonant = 0.05

const fewConsonants = 0.05

func shareKey(a, b *token) bool {
	for i := 0; i < int(a.nkeys); i++ {
		for j := 0; j < int(b.nkeys); j++ {
			if a.hashes[i] == b.hashes[j] {
				return true
			}
		}
	}
	return false
}

// soundsOneApart tells whether the sounds of two words lie one edit apart: a
// typing error in another romanisation.
func soundsOneApart(a, b *token) bool {
	la, lb := len(a.sound), len(b.sound)
	if !a.foreign && !b.foreign && min(la, lb) < leastLatinSounds {
		return false
	}
	return max(la, lb) >= leastSounds && popcount(a.soundMask^b.soundMask) <= 2 && la-lb <= 1 && lb-la <= 1 && edits(a.sound, b.sound, 1) <= 1
}

// leastSounds is the length from which one sound may differ, leastLatinSounds
// the same where both sides are spelt in Latin letters by their owners.
const (
	leastSounds      = 5
	leastLatinSounds = 7
)

// keysOneApart tells whether two class keys of three consonants and more differ
// in one; it is asked only where a script leaves sounds open.
func keysOneApart(a, b *token) bool {
	for i := 0; i < int(a.nkeys); i++ {
		for j := 0; j < int(b.nkeys); j++ {
			if len(a.keys[i]) >= 3 && len(a.keys[i]) == len(b.keys[j]) && edits(a.keys[i], b.keys[j], 1) <= 1 {
				return true
			}
		}
	}
	return false
}

func popcount(x uint64) int { return bits.OnesCount64(x) }
