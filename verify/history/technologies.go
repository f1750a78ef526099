package history

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bonafide"
)

// Bounds of a table of technologies and of the text that is read by it.
const (
	maxTableBytes = 1 << 20
	maxRows       = 5000
	maxSpellings  = 40
	maxWords      = 6  // of one spelling
	maxWordSize   = 32 // bytes of one word of a spelling
	maxText       = 64 << 10
	maxMentions   = 512
)

// Technologies is a table of first public releases, indexed for reading text. It is
// immutable.
type Technologies struct {
	dataset bonafide.Dataset
	rows    []technology
	// byFirst leads from the first word of a spelling to all that begin with it,
	// the longest first.
	byFirst map[string][]spelling
}

// technology is a row of the table.
type technology struct {
	name     string
	released bonafide.Date
	first    time.Time // the earliest day that released can mean
	note     string
}

// spelling is one way of writing a technology.
type spelling struct {
	row int
	// written is as the table has it, words its parts in lower case.
	written string
	words   []string
	// ambiguous spellings are also everyday words or other names; exact ones are so
	// only in other letters or at the start of a sentence.
	ambiguous, exact bool
}

// Dataset names the table as it stands in evidence.
func (t *Technologies) Dataset() bonafide.Dataset { return t.dataset }

// ParseTechnologies reads a table of first public releases: UTF-8 text of lines.
// Lines that begin with # are comments; of them, "# version: V" and "# date: D" are
// wanted. Every other line has three columns, split by one tab: spellings, split by
// a comma and a space, of which the first is the name; the first public release
// (2006, 2006-01 or 2006-01-02); and a note of where that is known from. A leading
// ~ marks a spelling that is also an everyday word or another name; a leading = one
// that is neither when it stands in its exact letters inside a sentence. Errors are
// [*bonafide.Refusal].
func ParseTechnologies(place string, data []byte) (*Technologies, error) {
	if len(data) > maxTableBytes {
		return nil, &bonafide.Refusal{Place: place, Why: fmt.Sprintf("%d bytes, more than the %d that the table may have", len(data), maxTableBytes)}
	}
	if !utf8.Valid(data) {
		return nil, &bonafide.Refusal{Place: place, Why: "it is not UTF-8", Remedy: "save it as UTF-8"}
	}
	rows := bytes.Count(data, []byte{'\n'}) + 1
	t := &Technologies{
		dataset: bonafide.Dataset{Name: "bonafide-technologies"},
		rows:    make([]technology, 0, min(rows, maxRows)),
		byFirst: make(map[string][]spelling, 2*min(rows, maxRows)),
	}
	line := 0
	for text := range strings.Lines(string(data)) {
		line++
		text = strings.TrimRight(text, "\r\n")
		refuse := func(why, remedy string) error {
			return &bonafide.Refusal{Place: fmt.Sprintf("%s:%d", place, line), Why: why, Remedy: remedy}
		}
		switch {
		case strings.TrimSpace(text) == "":
			continue
		case strings.HasPrefix(text, "# version:"):
			t.dataset.Version = clip(strings.TrimSpace(text[len("# version:"):]), 40)
			continue
		case strings.HasPrefix(text, "# date:"):
			d, err := bonafide.ParseDate(strings.TrimSpace(text[len("# date:"):]))
			if err != nil {
				return nil, refuse(err.Error(), "")
			}
			t.dataset.Date = d
			continue
		case text[0] == '#':
			continue
		}
		columns := strings.Split(text, "\t")
		if len(columns) != 3 {
			return nil, refuse(fmt.Sprintf("%d columns where 3 are wanted", len(columns)), "write spellings, release and note, split by one tab")
		}
		if len(t.rows) == maxRows {
			return nil, refuse(fmt.Sprintf("more than %d rows", maxRows), "")
		}
		released, err := bonafide.ParseDate(columns[1])
		if err != nil {
			return nil, refuse(err.Error(), "")
		}
		if released.IsZero() {
			return nil, refuse("the release has no date", "leave the technology out where nobody knows")
		}
		if err := t.add(columns[0], released, columns[2]); err != "" {
			return nil, refuse(err, "")
		}
	}
	if t.dataset.Version == "" || t.dataset.Date.IsZero() {
		return nil, &bonafide.Refusal{Place: place, Why: "it does not say its version and date", Remedy: "begin it with # version: and # date:"}
	}
	if len(t.rows) == 0 {
		return nil, &bonafide.Refusal{Place: place, Why: "it has no row"}
	}
	return t, nil
}

// add takes a row in and says what is wrong with it.
func (t *Technologies) add(spellings string, released bonafide.Date, note string) string {
	row := len(t.rows)
	list := strings.Split(spellings, ", ")
	if len(list) > maxSpellings {
		return fmt.Sprintf("more than %d spellings", maxSpellings)
	}
	for i, written := range list {
		written, ambiguous := strings.CutPrefix(strings.TrimSpace(written), "~")
		written, exact := strings.CutPrefix(written, "=")
		s := spelling{row: row, written: written, ambiguous: ambiguous, exact: exact}
		for pos := 0; ; {
			w, ok := nextWord(written, pos)
			if !ok {
				break
			}
			if len(s.words) == maxWords || w.size == 0 {
				return fmt.Sprintf("%q has more than %d words, a word longer than %d bytes, or letters other than a to z", clip(written, 60), maxWords, maxWordSize)
			}
			s.words = append(s.words, string(w.lower()))
			pos = w.end
		}
		if len(s.words) == 0 {
			return fmt.Sprintf("spelling %d has no word", i+1)
		}
		if i == 0 {
			t.rows = append(t.rows, technology{name: written, released: released, first: released.First(), note: note})
		}
		same := t.byFirst[s.words[0]]
		at := len(same)
		for k := range same {
			if equalWords(same[k].words, s.words) {
				return fmt.Sprintf("%q stands there twice", clip(written, 60))
			}
			if len(same[k].words) < len(s.words) && at == len(same) {
				at = k
			}
		}
		same = append(same, spelling{})
		copy(same[at+1:], same[at:])
		same[at] = s
		t.byFirst[s.words[0]] = same
	}
	return ""
}

func equalWords(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// word is a run of letters and digits, with the signs that end C++ and C# and the
// point that begins .NET.
type word struct {
	start, end int
	letter     [maxWordSize]byte
	size       int
}

// lower is the word in lower case; empty where it cannot be part of a spelling.
func (w *word) lower() []byte { return w.letter[:w.size] }

// nextWord finds the next word of s at or after pos.
func nextWord(s string, pos int) (word, bool) {
	var w word
	i := pos
	for i < len(s) {
		if n := wordRune(s, i); n > 0 {
			break
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		i += n
	}
	if i >= len(s) {
		return w, false
	}
	w.start = i
	plain, n := true, 0
	if i > pos && s[i-1] == '.' && (i == 1 || i > 1 && opens(s[i-2])) {
		w.start--
		w.letter[0] = '.'
		n = 1
	}
	for i < len(s) {
		size := wordRune(s, i)
		if size == 0 {
			break
		}
		c := s[i]
		if size > 1 || n == maxWordSize {
			plain = false
		} else {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			w.letter[n] = c
			n++
		}
		i += size
	}
	for i < len(s) && (s[i] == '+' || s[i] == '#') && n > 0 && n < maxWordSize {
		w.letter[n] = s[i]
		n++
		i++
	}
	w.end = i
	if plain && w.letter[n-1] != '.' {
		w.size = n
	}
	return w, true
}

// opens reports whether a point after c begins a word instead of ending one.
func opens(c byte) bool {
	switch c {
	case ' ', '\n', '\t', '(', ',', '/', '|', ';', '"', '~':
		return true
	}
	return false
}

// wordRune is the size of the letter or digit at s[i], or 0 where there is none.
func wordRune(s string, i int) int {
	c := s[i]
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		return 1
	case c < utf8.RuneSelf:
		return 0
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
		return n
	}
	return 0
}

// mention is a technology read in a text.
type mention struct {
	row        int
	start, end int
	spelling   *spelling
	// unsure where the word may be an everyday one here.
	unsure bool
}

// whole reads s as the name of one technology and of nothing else, as a list of
// skills has it. There a spelling that may be an everyday word is meant as one in its
// exact letters and in small ones; SWIFT is a network of banks.
func (t *Technologies) whole(s string) (row int, ok bool) {
	if len(s) > 200 {
		return 0, false
	}
	s = strings.TrimSpace(s)
	m, ok := t.at(s, 0)
	if !ok || strings.Trim(s[:m.start]+s[m.end:], " .()+0123456789") != "" || !m.spelling.meant(s[m.start:m.end]) {
		return 0, false
	}
	return m.row, true
}

// meant reports whether an item of a list, written so, is the technology.
func (s *spelling) meant(written string) bool {
	return !s.ambiguous && !s.exact || written == s.written || written == strings.ToLower(s.written)
}

// at matches the longest spelling whose first word is the next one of s.
func (t *Technologies) at(s string, pos int) (mention, bool) {
	w, ok := nextWord(s, pos)
	if !ok {
		return mention{}, false
	}
	return t.from(s, &w)
}

func (t *Technologies) from(s string, first *word) (mention, bool) {
	if first.size == 0 {
		return mention{}, false
	}
	list := t.byFirst[string(first.lower())]
	for i := range list {
		sp := &list[i]
		end, ok := first.end, true
		for _, want := range sp.words[1:] {
			w, more := nextWord(s, end)
			if !more || !gap(s[end:w.start]) || string(w.lower()) != want {
				ok = false
				break
			}
			end = w.end
		}
		if ok {
			return mention{row: sp.row, start: first.start, end: end, spelling: sp}, true
		}
	}
	return mention{}, false
}

// gap reports whether what stands between two words may stand inside a name.
func gap(s string) bool {
	switch s {
	case "", " ", ".", "-", "/", "_", "'", "\n", "’", "\u00a0", " & ":
		return true
	}
	return false
}

// mentions appends the technologies that a running text names. A spelling that may
// be an everyday word counts only in its exact letters and inside a list that has at
// least one technology for sure. skip says which spellings are somebody's name here.
func (t *Technologies) mentions(into []mention, s string, skip func(*spelling) bool) []mention {
	if len(s) > maxText {
		s = s[:maxText]
	}
	first := len(into)
	group := first // the first mention of the list that is being read
	sure := false  // the list has an unambiguous one
	closeList := func() {
		if sure && len(into) > group+1 {
			group = len(into)
			return
		}
		// A list of one, or of ambiguous words only: keep what is unambiguous.
		kept := group
		for i := group; i < len(into); i++ {
			if !into[i].unsure {
				into[kept] = into[i]
				kept++
			}
		}
		into = into[:kept]
		group = kept
	}
	last := -1 // end of the mention before
	for pos := 0; len(into)-first < maxMentions; {
		w, ok := nextWord(s, pos)
		if !ok {
			break
		}
		m, ok := t.from(s, &w)
		if !ok {
			pos = w.end
			continue
		}
		pos = m.end
		if (m.spelling.ambiguous || m.spelling.exact) && s[m.start:m.end] != m.spelling.written || skip(m.spelling) {
			continue
		}
		m.unsure = m.spelling.ambiguous || m.spelling.exact && beginsSentence(s[:m.start])
		if last < 0 || !separates(s[last:m.start]) {
			closeList()
			sure = false
		}
		into = append(into, m)
		sure = sure || !m.unsure
		last = m.end
	}
	closeList()
	return into
}

// beginsSentence reports whether a word after s would be the first of a sentence,
// where any word has a capital.
func beginsSentence(s string) bool {
	s = strings.TrimRight(s, " \t\u00a0\"'(")
	if s == "" {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:;\n\r•·–—-*>", r)
}

// separates reports whether s, which stands between two technologies, makes them
// neighbours in a list: spaces, versions and at least one separator.
func separates(s string) bool {
	if len(s) > 16 {
		return false
	}
	found := false
	for _, r := range s {
		switch {
		case r == ',' || r == '/' || r == '|' || r == '·' || r == '•' || r == ';' || r == '\n':
			found = true
		case r == ' ' || r == '\t' || r == '\r' || r == '\u00a0':
		case r >= '0' && r <= '9' || r == '.' || r == '(' || r == ')' || r == '+':
		default:
			return false
		}
	}
	return found
}
