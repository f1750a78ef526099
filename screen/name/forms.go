package name

import (
	_ "embed"
	"iter"
	"strings"
	"sync"
)

//go:embed tables/forms.txt
var formsText string

//go:embed tables/symbols.txt
var symbolsText string

// fields iterates over the blank-parted fields of a line.
func fields(s string) iter.Seq[string] { return strings.FieldsSeq(s) }

// phrase is what a run of words in an organisation's name stands for.
type phrase struct {
	kind  tokenKind // formToken or symbolToken
	class string    // 'LLC', 'bank'
	words int
}

// phraseTable finds the longest phrase that begins at a word. Keys are the
// words, romanised and joined by one blank.
type phraseTable struct {
	phrases map[string]phrase
	longest int
	// firsts are the first words of phrases, to end most searches at once.
	firsts map[string]bool
	// solid are the phrases of scripts without blanks, by their runes.
	solid map[string]phrase
}

var orgPhrases = sync.OnceValue(func() *phraseTable {
	t := &phraseTable{phrases: map[string]phrase{}, firsts: map[string]bool{}, solid: map[string]phrase{}}
	add := func(alias string, kind tokenKind, class string) {
		words, _ := splitWords(alias)
		words = joinDotted(words, true)
		if len(words) == 0 {
			return
		}
		if len(words) == 1 && (words[0].script == han || words[0].script == kana || words[0].script == hangul) {
			t.solid[string(words[0].runes)] = phrase{kind, class, 1}
			return
		}
		parts := make([]string, len(words))
		for i, w := range words {
			s, _ := romanise(w)
			parts[i] = plain(s)
		}
		key := strings.Join(parts, " ")
		if key == "" {
			return
		}
		if _, ok := t.phrases[key]; ok || numberWords[key] != "" {
			return
		}
		t.phrases[key] = phrase{kind, class, len(words)}
		t.firsts[parts[0]] = true
		t.longest = max(t.longest, len(words))
	}
	// Forms that the tables spell otherwise, and Russian forms as the lists
	// romanise them.
	for _, f := range extraForms {
		for alias := range strings.SplitSeq(f.aliases, "|") {
			add(alias, formToken, f.class)
		}
	}
	for line := range strings.Lines(formsText) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		for _, alias := range parts[2:] {
			if n := runeCount(alias); n < 2 {
				continue
			}
			add(alias, formToken, parts[0])
		}
	}
	for line := range strings.Lines(symbolsText) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		for _, alias := range parts[1:] {
			add(alias, symbolToken, parts[0])
		}
	}
	for _, s := range extraSymbols {
		for alias := range strings.SplitSeq(s.aliases, "|") {
			add(alias, symbolToken, s.class)
		}
	}
	return t
})

var extraForms = [...]struct{ class, aliases string }{
	{"LLC", "ooo|limited|ltd|llc|obshchestvo s ogranichennoi otvetstvennostyu|obshchestvo s ogranichennoy otvetstvennostyu|limited liability company|limited sirketi|private limited|private ltd|pvt ltd|pvt limited|pvt|pte ltd|pte limited|pte|private limited company|pvt ltd co|co pvt ltd|company private limited|有限责任公司|有限責任公司|有限会社|co ltd|company limited|corporation limited|co limited"},
	{"JSC", "ao|oao|zao|pao|aktsionernoe obshchestvo|publichnoe aktsionernoe obshchestvo|otkrytoe aktsionernoe obshchestvo|zakrytoe aktsionernoe obshchestvo|joint stock company|joint stock compan|open joint stock company|closed joint stock company|public joint stock company|anonim sirketi|inc|incorporated|sa|sa de cv|s de rl de cv|plc|aktiengeselschaft|㈜"},
	// What stands before the name of a ship: motor vessel, motor tanker.
	{vessel, "mv|mt"},
}

// vessel is the class of the prefixes of ships. They are forms at the head of a name only.
const vessel = "vessel"

// extraSymbols are short forms of trade words that the tables have not.
var extraSymbols = [...]struct{ class, aliases string }{
	{"tech", "tech|techs"},
	{"trade", "trdg|trdng"},
}

// numberWords spells numbers and ordinals as digits.
var numberWords = map[string]string{
	"first": "1", "1st": "1", "second": "2", "2nd": "2", "third": "3", "3rd": "3", "fourth": "4", "4th": "4", "fifth": "5", "5th": "5",
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
	"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15",
	"forty": "40", "fourty": "40", "twenty": "20", "thirty": "30", "fifty": "50",
}
