package screen

import (
	"slices"
	"strings"
	"unicode"
)

// Who writes a name down often writes two: in the letters of the passport and in those
// of home, or a name and what somebody else is known as. Each is a name by itself and
// asked for by itself, beside the whole.

// aliasWords part a name from another of the same one.
var aliasWords = []string{"a.k.a.", "a.k.a", "aka", "a/k/a", "alias", "also known as", "f.k.a.", "f.k.a", "fka", "f/k/a", "formerly", "formerly known as", "née", "nee", "né", "geb.", "geborene", "geborener",
	"d/b/a", "dba", "d.b.a.", "t/a", "c/o", "alias:", "alias.", "dit", "detto", "он же", "она же"}

// openAliasWords are those of them that may stand at the end, where a form was left empty;
// the others are family names too.
var openAliasWords = []string{"a.k.a.", "a.k.a", "aka", "a/k/a", "f.k.a.", "f.k.a", "fka", "f/k/a", "d/b/a", "c/o", "alias:"}

// most names within one text, and the longest text that is looked through.
const (
	mostWithin    = 6
	longestWithin = 400
)

// namesWithin are the names that stand in a text beside one another; none where it is one
// name.
func namesWithin(text string) []string {
	if len(text) > longestWithin {
		return nil
	}
	var out []string
	add := func(parts []string) {
		for _, p := range parts {
			if p = strings.Trim(p, " ,;:-/()[]（）「」"); p != text && wholeName(p) && !slices.Contains(out, p) && len(out) < mostWithin {
				out = append(out, p)
			}
		}
	}
	parts := byAlias(text)
	if len(parts) > 1 || len(parts[0]) < len(strings.Join(strings.Fields(text), " ")) {
		add(parts)
	}
	for _, p := range parts {
		add(byScript(p))
	}
	return out
}

// wholeName tells a text that may be somebody's name: two words, or two characters of a
// script without blanks.
func wholeName(s string) bool {
	words, east := 0, 0
	for w := range strings.FieldsSeq(s) {
		letters := 0
		for _, r := range w {
			if unicode.IsLetter(r) {
				letters++
				if scriptOf(r) == eastAsian {
					east++
				}
			}
		}
		if letters > 0 {
			words++
		}
	}
	return words >= 2 || east >= 2
}

// byAlias parts a text at the words that lead to another name.
func byAlias(text string) []string {
	words := strings.Fields(text)
	for len(words) > 2 && slices.Contains(openAliasWords, strings.ToLower(words[len(words)-1])) {
		words = words[:len(words)-1]
	}
	var out []string
	from := 0
	for i := 1; i+1 < len(words); i++ {
		if i <= from {
			continue
		}
		for n := min(3, len(words)-1-i); n >= 1; n-- {
			if lead := strings.ToLower(strings.Trim(strings.Join(words[i:i+n], " "), "(),;")); slices.Contains(aliasWords, lead) {
				out = append(out, strings.Join(words[from:i], " "))
				from = i + n
				i += n - 1
				break
			}
		}
	}
	return append(out, strings.Join(words[from:], " "))
}

// byScript parts a text that is written in two scripts, each whole name by itself.
func byScript(text string) []string {
	var parts [2]strings.Builder
	var scripts [2]*unicode.RangeTable
	n := 0
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("()[]（）「」/|,;", r) }) {
		for len(w) > 0 {
			run, script := scriptRun(w)
			w = w[len(run):]
			if script == nil {
				continue // digits and signs
			}
			at := slices.Index(scripts[:n], script)
			if at < 0 {
				if n == 2 {
					return nil
				}
				scripts[n] = script
				at = n
				n++
			}
			parts[at].WriteString(run)
			if len(w) == 0 || len(run) > 0 {
				parts[at].WriteByte(' ')
			}
		}
	}
	if n < 2 {
		return nil
	}
	a, b := strings.TrimSpace(parts[0].String()), strings.TrimSpace(parts[1].String())
	if !wholeName(a) || !wholeName(b) {
		return nil
	}
	return []string{a, b}
}

// eastAsian stands for characters, kana and Hangul together.
var eastAsian = unicode.Han

// scriptOf is the script of a letter; nil for what is none or is in all scripts.
func scriptOf(r rune) *unicode.RangeTable {
	if r < 0x80 {
		if unicode.IsLetter(r) {
			return unicode.Latin
		}
		return nil
	}
	switch {
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
		return eastAsian
	case !unicode.IsLetter(r) && !unicode.IsMark(r):
		return nil
	}
	for _, t := range [...]*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Arabic, unicode.Hebrew, unicode.Greek, unicode.Armenian, unicode.Georgian, unicode.Thai,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Myanmar, unicode.Khmer, unicode.Ethiopic} {
		if unicode.Is(t, r) {
			return t
		}
	}
	return nil
}

// scriptRun is the beginning of a word that is written in one script.
func scriptRun(w string) (run string, script *unicode.RangeTable) {
	for i, r := range w {
		s := scriptOf(r)
		switch {
		case s == nil || s == script:
		case script == nil:
			script = s
		default:
			return w[:i], script
		}
	}
	return w, script
}
