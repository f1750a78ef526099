package name

import (
	"strings"
)

// Kind says what bears a name; it decides which rules read it.
type Kind uint8

const (
	// Any is used where the kind is not known: organisation rules apply if the
	// name shows a legal form, else those for people.
	Any Kind = iota
	// Person is a human being.
	Person
	// Entity is an organisation, a vessel or an aircraft.
	Entity
)

func (k Kind) String() string { return [...]string{"any", "person", "entity"}[min(k, Entity)] }

type tokenKind uint8

const (
	nameToken     tokenKind = iota
	initialToken            // one letter of a person's name
	particleToken           // bin, de, von, al; of, and
	titleToken              // Dr, Haji, Mullah
	formToken               // LLC, GmbH, ООО
	symbolToken             // a word of trade with one sense in many tongues: bank, банк
	numberToken
)

// token is one unit of a name. Tokens are immutable once made, so that an
// index can share them among names.
type token struct {
	text  string // Latin letters and digits
	sound string
	// keys are the class keys, hashes their hashes: words that share a hash
	// count as sharing a key, everywhere alike.
	keys   [maxKeys]string
	hashes [maxKeys]uint32
	nkeys  uint8
	kind   tokenKind
	open   openness
	// stem is the word without an article that is written into it (Alshehri), or as its
	// script lets it be read otherwise; nil where there is none.
	stem *token
	// foreign: written in another script than Latin.
	foreign bool
	// dotted: a full stop stands behind, which makes a letter an initial.
	dotted bool
	// patronymic: a father's name by its ending; many leave it out.
	patronymic bool
	class      string // of particles, titles, forms, symbols: what it stands for
	nick       string // the formal name that a nickname stands for, or the name itself
	mask       uint64 // which letters occur
	// soundMask tells which sounds occur; sounds that share a bit only make it
	// less sharp.
	soundMask uint64
	// syllables is how many runs of vowels the sounds have.
	syllables uint8
	// weight is set by the index for shared tokens, 0 where not yet known.
	weight float32
	number int32 // of the token in the index, from 1
}

// Name is a name made ready for comparison. It is immutable, safe for
// concurrent use, and costs a few hundred bytes.
type Name struct {
	// Text is the name as it was given, cut at MaxBytes.
	Text string
	Kind Kind
	// Cut says that the name went beyond MaxBytes or MaxTokens and was
	// compared in part.
	Cut bool
	// Unread says that there were letters that Parse cannot read: those of a script that it
	// has no table for (Sinhala, Tibetan, Syriac, Thaana, Mongolian), or characters that
	// are in none. What is found, or not, is then said of the rest of the name, and of
	// nothing where the name is Empty: the answer is 'not read', never 'not found'.
	Unread bool

	tokens  []*token
	literal string // the tokens' texts parted by blanks: what equality means
	joined  string // the same without blanks
	korean  []koreanReading
	chinese []chineseReading
	// characters: written in Hangul or characters and read as Korean or
	// Chinese; what its letters would sound like is then no evidence.
	characters bool
	given      int8 // the token with which the given names begin, after a comma; 0 where unknown
	entity     bool
}

// Empty tells that nothing comparable is left of the name: no letter, no
// digit.
func (n *Name) Empty() bool { return len(n.tokens) == 0 }

// String is the normalised name.
func (n *Name) String() string { return n.literal }

// Parse makes a name ready for comparison. It accepts any string: invalid
// UTF-8, lone surrogates, zero-width and bidirectional marks and emoji vanish;
// what lies beyond MaxBytes and MaxTokens is left out and marked by Cut.
func Parse(s string, kind Kind) Name {
	words, cut := splitWords(s)
	if len(s) > MaxBytes {
		s = strings.ToValidUTF8(s[:MaxBytes], "")
	}
	n := Name{Text: s, Kind: kind, Cut: cut, Unread: unread(words)}
	dotted := joinDotted(words, kind == Entity)
	switch kind {
	case Entity:
		n.entity = true
		n.tokens = entityTokens(dotted)
	case Person:
		words = markTitles(words)
		n.tokens, n.given = personTokens(words)
	default:
		n.tokens = entityTokens(dotted)
		for _, t := range n.tokens {
			n.entity = n.entity || t.kind == formToken && t.class != vessel // M. V. Ivanov
		}
		if !n.entity {
			words = markTitles(words)
			n.tokens, n.given = personTokens(words)
		}
	}
	n.sayLess()
	if len(n.tokens) > MaxTokens {
		n.tokens, n.Cut = n.tokens[:MaxTokens], true
	}
	if !n.entity && len(n.tokens) > 0 {
		n.readEastAsian(words)
		if len(n.korean) > 0 || len(n.chinese) > 0 {
			// An, La and Do are families and syllables here, no particles.
			for i, t := range n.tokens {
				if t.kind == particleToken {
					n.tokens[i] = newToken(t.text, t.open, nameToken)
				}
			}
		}
	}
	var b strings.Builder
	for i, t := range n.tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	n.literal = b.String()
	if n.joined = n.literal; len(n.tokens) > 1 {
		n.joined = strings.ReplaceAll(n.literal, " ", "")
	}
	return n
}

// mostRepeats is how often one word of a name is kept. Nobody's name says a word more
// often, and a name of nothing but one common word would meet half a list.
const mostRepeats = 3

// sayLess leaves out words that a name has said often enough.
func (n *Name) sayLess() {
	if len(n.tokens) <= mostRepeats {
		return
	}
	kept, given := n.tokens[:0], n.given
	for i, t := range n.tokens {
		said := 0
		for _, before := range kept {
			if before.text == t.text && before.kind == t.kind {
				said++
			}
		}
		if said < mostRepeats {
			kept = append(kept, t)
			continue
		}
		n.Cut = true
		if i < int(n.given) {
			given--
		}
	}
	n.tokens, n.given = kept, given
}

// joinDotted makes one word of letters that stand alone beside each other:
// A.B.C. and L.X.C. are ABC and LXC, o.O.O. is OOO; with spaced, A B C too.
func joinDotted(words []word, spaced bool) []word {
	out := make([]word, 0, len(words))
	for i := 0; i < len(words); i++ {
		w := words[i]
		if len(w.runes) == 1 && w.script != han && w.script != hangul && w.script != kana {
			j := i + 1
			runes := w.runes
			for j < len(words) && len(words[j].runes) == 1 && (words[j-1].dot || words[j].glued || spaced) && words[j].script == w.script && !words[j-1].comma {
				runes = append(runes[:len(runes):len(runes)], words[j].runes...)
				j++
			}
			// The last letters of an acronym may come as one word: S.A.L. as
			// S.A.L, Z.O.O. as z o.o.
			if j > i+1 {
				last := words[j-1]
				w = word{runes: runes, script: w.script, glued: w.glued, comma: last.comma}
				i = j - 1
			}
		}
		out = append(out, w)
	}
	return out
}

func newToken(spelt string, open openness, kind tokenKind) *token {
	t := &token{text: plain(spelt), kind: kind, open: open}
	if len(t.text) > maxLetters {
		t.text = t.text[:maxLetters]
	}
	t.sound = sounds(spelt)
	if len(t.sound) > maxLetters {
		t.sound = t.sound[:maxLetters]
	}
	if kind == nameToken || kind == symbolToken {
		var n int
		t.keys, n = classKeys(t.sound)
		t.nkeys = uint8(n)
		for i := range n {
			t.hashes[i] = hashOf(0, []byte(t.keys[i]))
		}
	}
	for i := 0; i < len(t.sound); i++ {
		t.soundMask |= 1 << (t.sound[i] & 63)
		if vowel(t.sound[i]) && (i == 0 || !vowel(t.sound[i-1])) {
			t.syllables++
		}
	}
	for i := 0; i < len(t.text); i++ {
		t.mask |= 1 << (t.text[i] & 63)
	}
	return t
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// letterLook folds digits that stand for letters in a person's name.
var letterLook = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t")

type speltWord struct {
	text string
	open openness
	word
}

func personTokens(words []word) (tokens []*token, given int8) {
	spelt := make([]speltWord, 0, len(words)+2)
	alone := len(untitled(words)) <= 1
	for _, w := range words {
		if w.title != "" {
			if s, open := romanise(w); s != "" {
				spelt = append(spelt, speltWord{s, open, w})
			}
			continue
		}
		if (w.script == han || w.script == hangul) && !w.middle && alone && len(w.runes) >= 2 && len(w.runes) <= 4 {
			// Family name and given name are written as one word.
			k := 1
			if compoundFamily(w.runes) {
				k = 2
			}
			for _, part := range [][]rune{w.runes[:k], w.runes[k:]} {
				if len(part) == 0 {
					continue
				}
				pw := word{runes: part, script: w.script}
				s, open := romanise(pw)
				if s != "" {
					spelt = append(spelt, speltWord{s, open, pw})
				}
			}
			continue
		}
		s, open := romanise(w)
		if w.script == arabic && strings.HasPrefix(string(w.runes), "ال") && len(w.runes) > 3 && s != "allah" {
			spelt = append(spelt, speltWord{"al", closed, word{script: arabic}})
			s = strings.TrimPrefix(s, "al")
		}
		if s == "" {
			continue
		}
		if len(s) > 1 && hasDigit(s) && !allDigits(s) {
			s = letterLook.Replace(s)
		}
		spelt = append(spelt, speltWord{s, open, w})
		if len(spelt) > 2*MaxTokens {
			break
		}
	}
	spelt = partArabic(spelt)
	out := make([]*token, 0, len(spelt))
	for _, w := range spelt {
		kind, class := nameToken, ""
		p := plain(w.text)
		if once := undoubled(p); len(p) > 3 && once != p && particles[p] == "" && titles[p] == "" && (particles[once] != "" || titles[once] != "") {
			p, w.text = once, once
		}
		switch {
		case w.title != "":
			kind, class = titleToken, w.title
		case allDigits(p):
			kind = numberToken
		case particles[p] != "":
			kind, class = particleToken, particles[p]
		case titles[p] != "" && len(spelt) > 1:
			kind, class = titleToken, titles[p]
		case len(p) == 1 && w.script != han && w.script != hangul && w.script != kana:
			kind = initialToken
		}
		t := newToken(w.text, w.open, kind)
		t.class = class
		t.foreign, t.dotted = w.script > latin, w.dot
		if kind == nameToken {
			t.nick = nicknames[p]
			t.patronymic = fathers(p)
			if len(p) >= 7 && (p[:2] == "al" || p[:2] == "el") && !vowel(p[2]) {
				t.stem = newToken(w.text[2:], w.open, nameToken)
			} else if other := otherReading(w.word, w.text); other != "" && plain(other) != p {
				t.stem = newToken(other, w.open, nameToken)
				t.stem.foreign = t.foreign
			}
		}
		if t.text != "" {
			out = append(out, t)
		}
		if w.comma && given == 0 && len(out) < MaxTokens {
			given = int8(len(out))
		}
	}
	onlyNames(out)
	return out, given
}

// onlyNames turns particles and titles back into names where nothing else is
// there: 'Al Haji' is somebody's whole name.
func onlyNames(ts []*token) {
	for _, t := range ts {
		if t.kind == nameToken || t.kind == numberToken {
			return
		}
	}
	for i, t := range ts {
		if t.kind == particleToken || t.kind == titleToken {
			ts[i] = newToken(t.text, t.open, nameToken)
		}
	}
}

// partArabic spells in one way what lists and papers join, part and spell
// freely: abd al-X and X al-din are two words each, abdul X and X uddin, in
// whatever order the parts stand; abd allah is one.
func partArabic(ws []speltWord) []speltWord {
	out := make([]speltWord, 0, len(ws)+2)
	put := func(w speltWord, text string) {
		w.text = text
		w.runes = nil
		out = append(out, w)
	}
	for i, w := range ws {
		p := plain(w.text)
		last := speltWord{}
		if len(out) > 0 {
			last = out[len(out)-1]
		}
		switch {
		case article[p] && i > 0 && servant[plain(ws[i-1].text)]:
			continue // abd al-X
		case article[p] && i+1 < len(ws) && faith[plain(ws[i+1].text)]:
			continue // X al-din
		case servant[p] || servantSlip(p) || servant[undoubled(p)]:
			put(w, "abdul")
			continue
		case faith[p] && i > 0 || faithEnding[p]:
			put(w, "uddin")
			continue
		case (p == "allah" || p == "ullah") && last.text == "abdul":
			out[len(out)-1].text = "abdullah"
			continue
		}
		if rest, ok := servantOf(p); ok {
			put(w, "abdul")
			out[len(out)-1].comma = false
			w.text, p = rest, rest
		}
		if stem, ok := faithStem(p); ok {
			comma := w.comma
			w.comma = false
			put(w, stem)
			put(w, "uddin")
			out[len(out)-1].comma = comma
			continue
		}
		out = append(out, w)
	}
	return out
}

// servantOf takes apart what is written in one word: Abdulrahman, Abdurrahman,
// Abdelaziz, Abdalrahman.
func servantOf(p string) (rest string, ok bool) {
	if !strings.HasPrefix(p, "abd") && !strings.HasPrefix(p, "abed") || len(p) < 7 {
		return "", false
	}
	if edits(p, "abdullah", 1) <= 1 || edits(p, "abdallah", 1) <= 1 {
		return "", false
	}
	r := strings.TrimPrefix(strings.TrimPrefix(p, "abd"), "abed")
	k := 0
	for k < len(r) && vowel(r[k]) {
		k++
	}
	if k == 0 || k > 2 || len(r)-k < 4 {
		return "", false
	}
	r = r[k:]
	switch {
	case strings.HasPrefix(r, "llah"), strings.HasPrefix(r, "lla"):
		return "", false // Abdullah is a name of its own
	case r[0] == 'l':
		return r[1:], true
	case r[0] == r[1]:
		return r[1:], true // the article taken up by a sun letter
	}
	return "", false
}

// fathers tells the Slavic father's name by its ending.
func fathers(p string) bool {
	if len(p) < 7 {
		return false
	}
	for _, e := range [...]string{"ovich", "evich", "ovych", "evych", "ovna", "evna", "ivna", "yvna", "ovitch", "evitch", "owitsch", "ewitsch", "avich", "avna", "awna"} {
		if strings.HasSuffix(p, e) {
			return true
		}
	}
	return false
}

// undoubled writes each run of one letter once.
func undoubled(s string) string {
	same := true
	for i := 1; i < len(s); i++ {
		same = same && s[i] != s[i-1]
	}
	if same {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if i == 0 || s[i] != s[i-1] {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// servantSlip tells a misspelt Abdul, which would else never meet the form in
// which all its spellings are kept.
func servantSlip(p string) bool {
	return len(p) >= 4 && len(p) <= 6 && strings.Contains(p, "b") && strings.Contains(p, "d") &&
		(edits(p, "abdul", 1) <= 1 || edits(p, "abdur", 1) <= 1 || edits(p, "abdel", 1) <= 1)
}

var faithEnding = wordSet("uddin eddine eddin aldin eldin uldin uddeen addin aldeen oddin iddin")

// faithStem takes -al-din off the end of a word.
func faithStem(p string) (stem string, ok bool) {
	for _, e := range [...]string{"uddeen", "eddine", "addine", "uddine", "oddine", "iddine", "aldeen", "eddin", "addin", "oddin", "iddin", "aldin", "eldin", "uldin", "uddin"} {
		if len(p) >= len(e)+3 && strings.HasSuffix(p, e) {
			return p[:len(p)-len(e)], true
		}
	}
	return "", false
}

func entityTokens(words []word) []*token {
	spelt := make([]speltWord, 0, len(words))
	for _, w := range words {
		if w.script == han || w.script == kana || w.script == hangul {
			spelt = append(spelt, solidWords(w)...)
			continue
		}
		s, open := romanise(w)
		if s != "" {
			spelt = append(spelt, speltWord{s, open, w})
		}
		if len(spelt) > 3*MaxTokens {
			break
		}
	}
	t := orgPhrases()
	out := make([]*token, 0, len(spelt))
	names := 0
	for i := 0; i < len(spelt); {
		p := plain(spelt[i].text)
		if ph, ok := t.solid[string(spelt[i].runes)]; ok && spelt[i].script >= kana && spelt[i].script <= han {
			tok := newToken(spelt[i].text, bySound, ph.kind)
			tok.class = ph.class
			out = append(out, tok)
			i++
			continue
		}
		if ph, ok := t.find(spelt, i); ok && (ph.class != vessel || i == 0 && len(spelt) > 1) {
			tok := newToken(strings.ReplaceAll(joinTexts(spelt[i:i+ph.words]), " ", ""), spelt[i].open, ph.kind)
			tok.class = ph.class
			out = append(out, tok)
			i += ph.words
			continue
		}
		if al := spelt[i]; al.script == arabic && len(al.runes) > 3 && strings.HasPrefix(string(al.runes), "ال") && strings.HasPrefix(p, "al") && p != "allah" {
			// The article that Latin letters part: الفجر is Al Fajr.
			tok := newToken("al", closed, particleToken)
			tok.class = "al"
			out = append(out, tok)
			spelt[i].text, spelt[i].runes = al.text[len("al"):], nil
			continue
		}
		kind, class := nameToken, ""
		switch {
		case allDigits(p):
			kind = numberToken
		case numberWords[p] != "":
			// A number word may be compound: forty-four, Forty 4.
			v := numberWords[p]
			if len(v) == 2 && v[1] == '0' && len(p) > 3 && i+1 < len(spelt) {
				next := plain(spelt[i+1].text)
				if nv := numberWords[next]; len(nv) == 1 {
					v = v[:1] + nv
					i++
				} else if len(next) == 1 && allDigits(next) {
					v = v[:1] + next
					i++
				}
			}
			tok := newToken(v, closed, numberToken)
			out = append(out, tok)
			i++
			continue
		case stopWords[p]:
			kind, class = particleToken, p
			if article[p] {
				class = "al"
			}
		}
		tok := newToken(spelt[i].text, spelt[i].open, kind)
		tok.class = class
		if kind == nameToken {
			names++
		}
		if tok.text != "" {
			out = append(out, tok)
		}
		i++
	}
	if len(out) > 0 && out[0].class == vessel && (names == 0 || formsIn(out[1:])) {
		out[0] = newToken(out[0].text, out[0].open, nameToken) // MT Bank, MV Ltd
		names++
	}
	if names == 0 {
		// Nothing but trade words: then they are the name.
		for i, t := range out {
			if t.kind == symbolToken || t.kind == particleToken {
				nt := newToken(t.text, t.open, symbolToken)
				nt.class = t.class
				if t.kind == particleToken {
					nt.class = ""
					nt.kind = particleToken
					nt.class = t.class
				}
				out[i] = nt
			}
		}
	}
	return out
}

func formsIn(ts []*token) bool {
	for _, t := range ts {
		if t.kind == formToken {
			return true
		}
	}
	return false
}

func joinTexts(ws []speltWord) string {
	var b strings.Builder
	for _, w := range ws {
		b.WriteString(plain(w.text))
	}
	return b.String()
}

func (t *phraseTable) find(ws []speltWord, i int) (phrase, bool) {
	first := plain(ws[i].text)
	if !t.firsts[first] {
		return phrase{}, false
	}
	key := first
	best, ok := t.phrases[key]
	for n := 2; n <= t.longest && i+n <= len(ws); n++ {
		key += " " + plain(ws[i+n-1].text)
		if ph, hit := t.phrases[key]; hit {
			best, ok = ph, true
		}
	}
	return best, ok
}

// solidWords cuts forms and trade words off the end and the head of a word
// that is written without blanks.
func solidWords(w word) []speltWord {
	t := orgPhrases()
	var head, tail []word
	rs := w.runes
	if _, ok := t.solid[string(rs)]; ok {
		s, open := romanise(w)
		return []speltWord{{s, open, w}}
	}
	for cut := true; cut && len(rs) > 2; {
		cut = false
		for n := min(10, len(rs)-1); n >= 2; n-- {
			if _, ok := t.solid[string(rs[len(rs)-n:])]; ok {
				tail = append([]word{{runes: rs[len(rs)-n:], script: w.script}}, tail...)
				rs, cut = rs[:len(rs)-n], true
				break
			}
			if _, ok := t.solid[string(rs[:n])]; ok {
				head = append(head, word{runes: rs[:n], script: w.script})
				rs, cut = rs[n:], true
				break
			}
		}
	}
	all := append(append(head, word{runes: rs, script: w.script}), tail...)
	out := make([]speltWord, 0, len(all))
	for _, p := range all {
		if s, open := romanise(p); s != "" {
			out = append(out, speltWord{s, open, p})
		}
	}
	return out
}
