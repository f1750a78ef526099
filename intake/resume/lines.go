package resume

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is one line of a resume.
type line struct {
	text   string   // trimmed, runs of blanks as one space, the bullet taken off
	wide   string   // text with tabs for its wide gaps, at the same offsets
	cells  []string // text at its wide gaps
	bullet bool
	indent int
	blank  bool
}

// maxLines bounds what claims are looked for in.
const maxLines = 20_000

// linesOf cuts a text into lines. No-break and other wide blanks are blanks.
func linesOf(text string) []line {
	out := make([]line, 0, strings.Count(text, "\n")+1)
	for raw := range strings.SplitSeq(text, "\n") {
		if len(out) == maxLines {
			break
		}
		out = append(out, lineOf(raw))
	}
	return out
}

func lineOf(raw string) line {
	raw = strings.TrimRightFunc(strings.Trim(raw, "\f\r"), unicode.IsSpace)
	l := line{}
	for i, r := range raw {
		if !unicode.IsSpace(r) {
			raw = raw[i:]
			break
		}
		if r == '\t' {
			l.indent += 7
		}
		l.indent++
	}
	if raw == "" {
		l.blank = true
		return l
	}
	if rest, ok := cutBullet(raw); ok {
		l.bullet, raw = true, rest
	}
	// Tabs and runs of three blanks are wide; two are a slip or a justified line.
	start, gap, tab := 0, 0, false
	flush := func(stop int) {
		if cell := strings.Join(strings.Fields(raw[start:stop]), " "); cell != "" {
			l.cells = append(l.cells, cell)
		}
	}
	gapAt := 0
	for i, r := range raw {
		if unicode.IsSpace(r) {
			if gap == 0 {
				gapAt = i
			}
			gap++
			tab = tab || r == '\t'
			continue
		}
		if gap >= 3 || tab {
			flush(gapAt)
			start = i
		}
		gap, tab = 0, false
	}
	flush(len(raw))
	l.text, l.wide = strings.Join(l.cells, " "), strings.Join(l.cells, "\t")
	l.blank = l.text == ""
	return l
}

const bullets = "•▪◦●○■□►▶‣⁃∙·*–—-o➢➤✓✔❖♦◆"

// cutBullet takes a bullet off. Dashes, stars and the letter o are bullets only
// before a blank.
func cutBullet(s string) (string, bool) {
	r, n := utf8.DecodeRuneInString(s)
	if !strings.ContainsRune(bullets, r) && !(r >= 0xE000 && r <= 0xF8FF) { // private use: symbol fonts
		return s, false
	}
	rest := strings.TrimLeftFunc(s[n:], unicode.IsSpace)
	if strings.ContainsRune("*–—-o·", r) && len(rest) == len(s)-n {
		return s, false
	}
	if strings.HasSuffix(rest, string(r)) {
		return s, false // an ornament on both sides of a heading
	}
	return rest, rest != ""
}

// wordsOf cuts s at everything that is neither letter, mark, digit nor one of the
// signs inside technical words.
func wordsOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '+' && r != '#' && r != '.' && r != '-' && r != '\'' && r != '’'
	})
}
