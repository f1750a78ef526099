package history

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of one name; what lies beyond them is not compared.
const (
	maxTokens    = 10
	maxTokenSize = 40 // runes
	maxNameSize  = 400
)

// name is a person's name in comparable form.
type name struct {
	raw    string
	tokens []token
	// whole is every token joined, for names that are written without spaces.
	whole string
}

// token is one part of a name.
type token struct {
	text   string // folded, in its own script
	latin  string // in Latin letters; empty where no transcription is built in
	loose  string // latin without the differences that spellings play with
	bones  string // the classes of its consonants
	script script
	// initial is a single letter of an alphabet.
	initial bool
	// minor parts (particles, titles, generations) may be missing anywhere.
	minor bool
}

// relation is how two names stand to each other.
type relation struct {
	// comparable is false where the scripts differ and no transcription bridges them.
	comparable bool
	// matched and differ count parts that have, or lack, a counterpart. A part that
	// only one side has (a second surname, a patronymic) counts as neither.
	matched, differ int
	// similarity runs from 0 to 1: the mean over the shorter name's parts.
	similarity float64
	// crossed says that the names are in different scripts.
	crossed bool
}

var same = relation{comparable: true, matched: 1, similarity: 1}

// minorParts are particles of surnames, titles and generations.
var minorParts = map[string]bool{
	"de": true, "da": true, "do": true, "di": true, "del": true, "della": true, "dos": true, "das": true, "du": true,
	"von": true, "van": true, "der": true, "den": true, "ter": true, "ten": true, "zu": true, "af": true, "av": true,
	"la": true, "le": true, "el": true, "al": true, "ul": true, "ibn": true, "bin": true, "binti": true, "bint": true,
	"y": true, "e": true, "st": true, "san": true, "ap": true, "jr": true, "sr": true, "ii": true, "iii": true, "iv": true,
	"mr": true, "mrs": true, "ms": true, "mx": true, "dr": true, "prof": true, "ing": true, "phd": true, "md": true, "mba": true,
}

// parseName folds a name: compatibility forms, case, accents, punctuation and
// invisible characters fall away; hyphens part tokens, apostrophes do not. A name
// in Han or Hangul without spaces is parted after its first character.
func parseName(raw string) *name {
	n := &name{raw: raw}
	s := raw
	if len(s) > maxNameSize {
		s = strings.ToValidUTF8(s[:maxNameSize], "")
	}
	if !ascii(s) && !norm.NFKC.IsNormalString(s) {
		s = norm.NFKC.String(s)
	}
	var whole []byte
	var cell [maxTokenSize]rune
	run := cell[:0]
	n.tokens = make([]token, 0, 4)
	flush := func() {
		if len(run) > 0 && len(n.tokens) < maxTokens {
			t := newToken(run)
			whole = append(whole, t.text...)
			n.tokens = append(n.tokens, t)
		}
		run = run[:0]
	}
	for _, r := range s {
		switch {
		case r == '\'' || r == '’' || r == 'ʼ' || r == '`' || r == '´' || r == 'ʻ':
		case r >= 0x200B && r <= 0x200F || r == 0x2060 || r == 0xFEFF || r == 0xAD:
		case r == '々' || unicode.IsLetter(r) || unicode.IsMark(r):
			if p := plain(r); p != 0 && len(run) < maxTokenSize {
				run = append(run, p)
			}
		case r >= '0' && r <= '9':
		default:
			flush()
		}
	}
	flush()
	if len(n.tokens) == 1 {
		n.part()
	}
	n.whole = string(whole)
	n.weigh()
	return n
}

// part splits a single token of two to four characters in a script that writes
// names without spaces.
func (n *name) part() {
	t := &n.tokens[0]
	if t.script != han && t.script != hangul {
		return
	}
	if c := utf8.RuneCountInString(t.text); c < 2 || c > 4 {
		return
	}
	runes := []rune(t.text)
	n.tokens = append(n.tokens[:0], newToken(runes[:1]), newToken(runes[1:]))
}

// weigh marks minor parts, as long as two others remain to compare.
func (n *name) weigh() {
	major := 0
	for i := range n.tokens {
		t := &n.tokens[i]
		t.minor = minorParts[t.text]
		if !t.minor {
			major++
		}
	}
	if major < 2 {
		for i := range n.tokens {
			n.tokens[i].minor = false
		}
	}
}

func newToken(runes []rune) token {
	t := token{}
	mixed := false
	for _, r := range runes {
		if unicode.IsMark(r) {
			continue
		}
		s := scriptOf(r)
		if t.script == noScript {
			t.script = s
		}
		mixed = mixed || s != t.script
	}
	var cell [128]byte
	b := cell[:0]
	if t.script.writable() {
		for _, r := range runes {
			b = appendLatin(b, r)
		}
		t.latin = string(b)
	}
	switch {
	case t.latin != "" && (mixed || t.script == latin):
		// A token of mixed scripts is one look for two spellings: read as Latin.
		t.text, t.script = t.latin, latin
	default:
		t.text = string(runes)
	}
	if t.latin != "" {
		t.loose = loosen(t.latin)
		t.bones = bones(t.latin)
	}
	t.initial = len(runes) == 1 && (t.script == latin || t.script == cyrillic || t.script == greek)
	return t
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// loosen removes what spellings of one name play with: ae for ä, double letters.
func loosen(s string) string {
	var cell [128]byte
	b := cell[:0]
	for i := 0; i < len(s); i++ {
		c := s[i]
		if n := len(b); n > 0 && (b[n-1] == c || c == 'e' && (b[n-1] == 'a' || b[n-1] == 'o' || b[n-1] == 'u')) {
			continue
		}
		b = append(b, c)
	}
	return intern(s, b)
}

// bones keeps the classes of consonants, which survive most transcriptions.
func bones(s string) string {
	var cell [128]byte
	b := cell[:0]
	for i := 0; i < len(s); i++ {
		c := byte(0)
		switch s[i] {
		case 'b', 'p', 'f', 'v':
			c = 'P'
		case 'k', 'g', 'q':
			c = 'K'
		case 'x':
			b = append(b, 'K')
			c = 'S'
		case 'c':
			c = 'K'
			if i+1 < len(s) && (s[i+1] == 'h' || s[i+1] == 'e' || s[i+1] == 'i' || s[i+1] == 'y') {
				c = 'S'
			}
		case 's', 'z', 'j':
			c = 'S'
		case 't', 'd':
			c = 'T'
			if i+1 < len(s) && (s[i+1] == 's' || s[i+1] == 'z') {
				continue // ts, dz
			}
		case 'm':
			c = 'M'
		case 'n':
			c = 'N'
			if i+1 < len(s) && s[i+1] == 'g' {
				i++
			}
		case 'l', 'r':
			c = 'L'
		default:
			continue
		}
		if n := len(b); n == 0 || b[n-1] != c {
			b = append(b, c)
		}
	}
	return string(b)
}

// intern gives s back where b says the same, to save the copy.
func intern(s string, b []byte) string {
	if s == string(b) {
		return s
	}
	return string(b)
}
