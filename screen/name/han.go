package name

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed tables/han.txt
var hanText string

// hanReading is how a character is read: up to two syllables of pinyin
// without tones (ü as v) and up to three Hangul syllables.
type hanReading struct {
	pinyin []string
	hangul []rune
}

var hanTable = sync.OnceValue(func() map[rune]*hanReading {
	m := make(map[rune]*hanReading, 10_000)
	for line := range strings.Lines(hanText) {
		py, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "|")
		ko, chars, _ := strings.Cut(rest, "|")
		r := &hanReading{pinyin: strings.Fields(py), hangul: []rune(ko)}
		for _, c := range chars {
			m[c] = r
		}
	}
	return m
})

// hanLetters spells a word of characters in pinyin.
func hanLetters(rs []rune) string {
	var b strings.Builder
	for _, r := range rs {
		if h := hanTable()[r]; h != nil {
			b.WriteString(strings.ReplaceAll(h.pinyin[0], "v", "u"))
		}
	}
	return b.String()
}

// hangulLetters spells Hangul by the Revised Romanisation, letter by letter:
// a syllable's number from U+AC00 is (onset*21 + nucleus)*28 + coda.
func hangulLetters(rs []rune) string {
	onsets := [...]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	nuclei := [...]string{"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"}
	codas := [...]string{"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"}
	var b strings.Builder
	for _, r := range rs {
		if r < 0xac00 || r > 0xd7a3 {
			continue
		}
		o := int(r - 0xac00)
		b.WriteString(onsets[o/588])
		b.WriteString(nuclei[o%588/28])
		b.WriteString(codas[o%28])
	}
	return b.String()
}

func runeCount(s string) int { return utf8.RuneCountInString(s) }
