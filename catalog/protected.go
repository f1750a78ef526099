package catalog

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"bonafide/strict"
)

// Trait is something about a person that may never be an input, with the words by
// which it would come in.
type Trait struct {
	Name string `json:"trait"`
	// Words are looked for in ids and texts, whole and in any case.
	Words []string `json:"words"`
	// IDs are looked for in ids only: in a text they mean too many things.
	IDs []string `json:"ids,omitempty"`
	// Unless are phrases in which a word means something else.
	Unless []string `json:"unless,omitempty"`
	// Why says in one line what is wrong with looking at it.
	Why string `json:"why"`
}

type protectedFile struct {
	// ReleasedBy are the words of a sentence that says that it is left out.
	ReleasedBy []string `json:"released_by"`
	Protected  []Trait  `json:"protected"`
}

// Protected returns the traits that [Lint] keeps out, in the order of their file.
func Protected() ([]Trait, error) {
	g, err := guardedWords()
	if err != nil {
		return nil, err
	}
	traits := make([]Trait, len(g.traits))
	for i := range g.traits {
		traits[i] = g.traits[i].Trait
	}
	return traits, nil
}

// guardedWords reads the built-in list: an operator's folder cannot relax it.
var guardedWords = sync.OnceValues(func() (*guard, error) {
	data, err := files.ReadFile("protected.yaml")
	if err != nil {
		return nil, err
	}
	var f protectedFile
	if err := strict.YAML("catalog/protected.yaml", data, &f); err != nil {
		return nil, err
	}
	return newGuard(&f), nil
})

// guard finds protected words.
type guard struct {
	released [][]string
	traits   []guarded
	// first has the first word of every phrase: most sentences have none of them.
	first map[string]bool
}

type guarded struct {
	Trait
	words, ids, unless [][]string
}

type hit struct {
	*guarded
	word string
}

func newGuard(f *protectedFile) *guard {
	g := &guard{released: phrases(f.ReleasedBy), first: map[string]bool{}}
	for _, t := range f.Protected {
		g.traits = append(g.traits, guarded{
			Trait: t, words: phrases(t.Words), ids: phrases(t.IDs), unless: phrases(t.Unless),
		})
		for _, phrase := range g.traits[len(g.traits)-1].words {
			if len(phrase) > 0 {
				g.first[phrase[0]] = true
			}
		}
	}
	return g
}

func phrases(list []string) [][]string {
	out := make([][]string, len(list))
	for i, s := range list {
		out[i] = wordsOf(s)
	}
	return out
}

// inID returns the trait that the id names, or nil. An id has no sentence that
// could say otherwise.
func (g *guard) inID(id string) *guarded {
	words := wordsOf(id)
	for i := range g.traits {
		t := &g.traits[i]
		if find(words, t.words) != nil || find(words, t.ids) != nil {
			return t
		}
	}
	return nil
}

// inText returns the traits that the text names in a sentence that does not say
// that they are left out.
func (g *guard) inText(s string) []hit {
	var hits []hit
	for sentence := range sentences(s) {
		words := wordsOf(sentence)
		if !slices.ContainsFunc(words, func(w string) bool { return g.first[w] }) || find(words, g.released) != nil {
			continue
		}
		for i := range g.traits {
			t := &g.traits[i]
			if w := find(without(words, t.unless), t.words); w != nil {
				hits = append(hits, hit{t, strings.Join(w, " ")})
			}
		}
	}
	return hits
}

// sentences yields the parts of s that end in a full stop, question mark,
// exclamation mark or semicolon before a space. A release holds for its own
// sentence only.
func sentences(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := 0
		for i := 0; i < len(s); i++ {
			if strings.IndexByte(".?!;", s[i]) >= 0 && (i+1 == len(s) || s[i+1] == ' ') {
				if !yield(s[start : i+1]) {
					return
				}
				start = i + 1
			}
		}
		if start < len(s) {
			yield(s[start:])
		}
	}
}

// wordsOf splits into lower-case words; apostrophes stay, everything else that is
// no letter or digit separates.
func wordsOf(s string) []string {
	s = strings.ReplaceAll(strings.ToLower(s), "’", "'")
	return strings.FieldsFunc(s, func(r rune) bool { return r != '\'' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// find returns the first phrase that stands in words as a whole, or nil.
func find(words []string, list [][]string) []string {
	for _, phrase := range list {
		if index(words, phrase) >= 0 {
			return phrase
		}
	}
	return nil
}

func index(words, phrase []string) int {
	if len(phrase) == 0 {
		return -1
	}
	for i := 0; i+len(phrase) <= len(words); i++ {
		if slices.Equal(words[i:i+len(phrase)], phrase) {
			return i
		}
	}
	return -1
}

// without blanks the phrases out, so that what stands around them does not join.
func without(words []string, list [][]string) []string {
	out := words
	for _, phrase := range list {
		for i := index(out, phrase); i >= 0; i = index(out, phrase) {
			out = slices.Clone(out)
			clear(out[i : i+len(phrase)])
		}
	}
	return out
}
