package name

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of what Parse reads. Anything beyond them is left out and Name.Cut
// says so.
const (
	// MaxBytes is how much of a name is read, in bytes.
	MaxBytes = 10_240
	// MaxTokens is how many tokens of a name are kept.
	MaxTokens = 32
	// maxLetters is how many letters of one word are kept; no listed name has
	// a word of more than 40.
	maxLetters = 48
)

// script is the writing system of a word.
type script uint8

const (
	scriptNone script = iota
	latin
	cyrillic
	greek
	armenian
	georgian
	hebrew
	arabic
	indic
	thai
	khmer
	kana
	hangul
	han
	ethiopic
	myanmar
)

// word is a run of letters and digits of one script, lower-cased.
type word struct {
	runes  []rune
	script script
	// glued: no space stands between this word and the one before.
	glued bool
	// comma: a comma stands after the word, as in 'LAST, First'.
	comma bool
	// dot: a full stop stands after the word, as in 'S. M. Kim'.
	dot bool
	// middle: a middle dot stands after the word, the mark that parts the
	// names of a foreigner in Chinese and Japanese writing.
	middle bool
	// capitals: all of its Latin letters are capitals, as in 'MBA'.
	capitals bool
	// title is what the word stands for where it is a title, empty where it is none.
	title string
}

// splitWords cuts a name into words. Zero-width and bidirectional marks
// vanish, emoji and punctuation part words, apostrophes join what they stand
// between, bytes that are no UTF-8 (lone surrogates among them) vanish.
func splitWords(s string) (words []word, cut bool) {
	if len(s) > MaxBytes {
		end := MaxBytes
		for end > MaxBytes-utf8.UTFMax && !utf8.RuneStart(s[end]) {
			end--
		}
		s, cut = s[:end], true
	}
	if !ascii(s) {
		s = companyMarks.Replace(norm.NFKC.String(strings.ToValidUTF8(s, "")))
		if len(s) > 4*MaxBytes {
			// Compatibility forms can grow eighteenfold; nobody's name does.
			s, cut = strings.ToValidUTF8(s[:4*MaxBytes], ""), true
		}
	}
	var cur []rune
	curScript := scriptNone
	glued, small := false, false
	flush := func() {
		if len(cur) > 0 {
			words = append(words, word{runes: cur, script: curScript, glued: glued, capitals: !small})
			cur, curScript, glued, small = nil, scriptNone, true, false
		}
	}
	for _, r := range s {
		if len(words) >= 4*MaxTokens {
			return words, true
		}
		switch {
		case r >= 'a' && r <= 'z':
			small = true
		case r >= '0' && r <= '9':
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r == ' ' || r == '\t' || r == '\n':
			flush()
			glued = false
			continue
		case r < utf8.RuneSelf:
			if r == '\'' || r == '`' {
				continue
			}
			flush()
			if n := len(words); n > 0 {
				switch r {
				case ',', ';':
					words[n-1].comma = true
					glued = false
				case '.':
					words[n-1].dot = true
				case '&':
					words = append(words, word{runes: []rune("and"), script: latin})
					glued = false
				}
			}
			continue
		case apostrophe(r) || invisible(r):
			continue
		case r == '\u30fb' || r == '\u00b7' || r == '\u2022' || r == '\u2027' || r == '\uff65':
			flush()
			if n := len(words); n > 0 {
				words[n-1].middle = true
			}
			continue
		case r == '\u060c' || r == '\u3001':
			flush()
			if n := len(words); n > 0 {
				words[n-1].comma = true
			}
			glued = false
			continue
		case r == '\u30fc' || unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r):
			r = unicode.ToLower(r)
		default:
			flush()
			if unicode.IsSpace(r) {
				glued = false
			}
			continue
		}
		sc := scriptOf(r)
		if len(cur) > 0 && sc != scriptNone && curScript != scriptNone && sc != curScript && parts(sc, curScript) {
			flush()
		}
		if curScript == scriptNone || sc > curScript {
			if sc != scriptNone {
				curScript = sc
			}
		}
		if len(cur) < maxLetters {
			cur = append(cur, r)
		} else {
			cut = true
		}
	}
	flush()
	foldHomoglyphs(words)
	return words, cut
}

// companyMarks are the legal forms that are written as one letter in brackets (㈜).
var companyMarks = strings.NewReplacer("(주)", " 주식회사 ", "(유)", " 유한회사 ", "(株)", " 株式会社 ", "(有)", " 有限会社 ")

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func apostrophe(r rune) bool {
	switch r {
	case '\u2018', '\u2019', '\u201b', '\u02bb', '\u02bc', '\u02bd', '\u02be', '\u02bf', '\u02b9', '\u02ba', '\u02c8', '\u00b4', '\u2032', '\u05f3', '\u05f4', '\uff07', '\ua78c':
		return true
	}
	return false
}

// invisible tells the runes that no reader sees: zero-width and bidirectional
// marks, variation selectors, tags, soft hyphens.
func invisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef ||
		r == 0x034f || r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0x0640
}

// parts tells whether a change between two scripts parts words: East Asian
// scripts run without spaces, while a change among alphabets inside a word is
// a homoglyph.
func parts(a, b script) bool {
	east := func(s script) bool { return s == han || s == kana || s == hangul }
	return east(a) || east(b)
}

func scriptOf(r rune) script {
	switch {
	case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
		return latin
	case r < 0x80:
		return scriptNone
	case r < 0x250, r >= 0x1e00 && r < 0x1f00, r >= 0x250 && r < 0x2b0:
		return latin
	case r >= 0x370 && r < 0x400, r >= 0x1f00 && r < 0x2000:
		return greek
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case r >= 0x530 && r < 0x590:
		return armenian
	case r >= 0x590 && r < 0x600:
		return hebrew
	case r >= 0x600 && r < 0x780, r >= 0x8a0 && r < 0x900, r >= 0xfb50 && r < 0xfe00, r >= 0xfe70 && r < 0xff00:
		return arabic
	case r >= 0x900 && r < 0xd80:
		return indic
	case r >= 0xe00 && r < 0xf00:
		return thai
	case r >= 0x1000 && r < 0x10a0:
		return myanmar
	case r >= 0x10a0 && r < 0x1100, r >= 0x1c90 && r < 0x1cc0:
		return georgian
	case r >= 0x1100 && r < 0x1200, r >= 0xac00 && r < 0xd7b0:
		return hangul
	case r >= 0x1200 && r < 0x13a0:
		return ethiopic
	case r >= 0x1780 && r < 0x1800:
		return khmer
	case r >= 0x3040 && r < 0x3100, r >= 0x31f0 && r < 0x3200:
		return kana
	case r >= 0x3400 && r < 0xa000, r >= 0xf900 && r < 0xfb00, r >= 0x20000 && r < 0x32000, r == 0x3005:
		return han
	}
	return scriptNone
}

// unread tells whether words have letters that no table reads.
func unread(words []word) bool {
	for _, w := range words {
		if w.script == latin {
			continue
		}
		for _, r := range w.runes {
			switch {
			case r < utf8.RuneSelf:
			case scriptOf(r) == scriptNone:
				if unicode.In(r, unicode.Lo, unicode.Lu, unicode.Ll, unicode.Lt) {
					return true
				}
			case w.script == han && hanTable()[r] == nil && unicode.IsLetter(r):
				return true
			}
		}
		if s, _ := romanise(w); s == "" && w.script > cyrillic && unicode.Is(unicode.Lo, w.runes[0]) {
			return true
		}
	}
	return false
}

// cyrillicLook gives the Latin letter that a Cyrillic or Greek letter looks
// like in capitals or small letters.
func latinLook(r rune) rune {
	switch r {
	case 'а', 'α':
		return 'a'
	case 'в', 'β':
		return 'b'
	case 'е', 'ε', 'ё':
		return 'e'
	case 'к', 'κ':
		return 'k'
	case 'м', 'μ':
		return 'm'
	case 'н', 'η':
		return 'h'
	case 'о', 'ο':
		return 'o'
	case 'р', 'ρ':
		return 'p'
	case 'с':
		return 'c'
	case 'т', 'τ':
		return 't'
	case 'у', 'υ':
		return 'y'
	case 'х', 'χ':
		return 'x'
	case 'і', 'ι':
		return 'i'
	case 'ј':
		return 'j'
	case 'ѕ':
		return 's'
	case 'ν':
		return 'v'
	case 'ԁ':
		return 'd'
	case 'һ':
		return 'h'
	case 'ԛ':
		return 'q'
	case 'ԝ':
		return 'w'
	case 'ζ':
		return 'z'
	}
	return 0
}

func cyrillicLook(r rune) rune {
	switch r {
	case 'a':
		return 'а'
	case 'b':
		return 'в'
	case 'e':
		return 'е'
	case 'k':
		return 'к'
	case 'm':
		return 'м'
	case 'h':
		return 'н'
	case 'o':
		return 'о'
	case 'p':
		return 'р'
	case 'c':
		return 'с'
	case 't':
		return 'т'
	case 'y':
		return 'у'
	case 'x':
		return 'х'
	case 'i':
		return 'і'
	}
	return 0
}

// foldHomoglyphs decides the script of each word that mixes alphabets by the
// letters that exist in one of them only, and folds the look-alikes to it.
func foldHomoglyphs(words []word) {
	cyrillicWords, latinWords := 0, 0
	for i := range words {
		switch words[i].script {
		case cyrillic:
			cyrillicWords++
		case latin:
			latinWords++
		}
	}
	for i := range words {
		w := &words[i]
		if w.script != cyrillic && w.script != greek {
			continue
		}
		latins, ownOnly, latinOnly := 0, 0, 0
		for _, r := range w.runes {
			switch scriptOf(r) {
			case latin:
				latins++
				if cyrillicLook(r) == 0 {
					latinOnly++
				}
			case cyrillic, greek:
				if latinLook(r) == 0 {
					ownOnly++
				}
			}
		}
		if latins == 0 {
			continue
		}
		if ownOnly > 0 && latinOnly <= ownOnly || ownOnly == 0 && latinOnly == 0 && cyrillicWords > latinWords+1 {
			for k, r := range w.runes {
				if l := cyrillicLook(r); l != 0 && w.script == cyrillic {
					w.runes[k] = l
				}
			}
			continue
		}
		for k, r := range w.runes {
			if l := latinLook(r); l != 0 {
				w.runes[k] = l
			}
		}
		if ownOnly == 0 {
			w.script = latin
		}
	}
}
