package resume

import (
	"strings"
	"unicode"

	"bonafide"
)

// skillsOf reads the items of a skills section: lists by commas, bars or bullets,
// with an optional label before a colon.
func skillsOf(lines []line, dates *scanner, have []bonafide.Skill) []bonafide.Skill {
	for i := range lines {
		l := &lines[i]
		if l.blank {
			continue
		}
		cells := l.cells
		if len(cells) == 2 && len(strings.Fields(cells[0])) <= 3 && strings.ContainsAny(cells[1], ",;|·") && !strings.ContainsAny(cells[0], ",;|·") {
			cells = cells[1:] // a label in a column of its own
		}
		for _, cell := range cells {
			// "Go: 8 years" is an item, "Languages: Go, Rust" a label.
			if _, rest, ok := labelled(cell); ok && (years(rest) == 0 || len(items(rest)) > 1) {
				cell = rest
			} else if label := strings.TrimRight(cell, ":："); label != cell {
				continue
			}
			for _, item := range items(cell) {
				s, ok := skillOf(item, dates)
				if !ok || len(have) == maxClaims {
					continue
				}
				have = addSkill(have, s)
			}
		}
	}
	return have
}

func addSkill(have []bonafide.Skill, s bonafide.Skill) []bonafide.Skill {
	for i := range have {
		if strings.EqualFold(have[i].Name, s.Name) {
			if have[i].Since.IsZero() {
				have[i].Since = s.Since
			}
			if have[i].Years == 0 {
				have[i].Years = s.Years
			}
			return have
		}
	}
	return append(have, s)
}

// items cuts at commas, semicolons, bars and bullets outside brackets.
func items(s string) []string {
	var out []string
	depth, start := 0, 0
	for i, r := range s {
		switch r {
		case '(', '[', '（':
			depth++
		case ')', ']', '）':
			depth = max(depth-1, 0)
		case ',', ';', '|', '·', '•', '、', '，', '；', '●', '▪':
			if depth == 0 {
				out = append(out, s[start:i])
				start = i + len(string(r))
			}
		}
	}
	return append(out, s[start:])
}

// skillOf reads "Kubernetes (since 2016)", "React – 8 years", "Go 2015–present".
func skillOf(s string, dates *scanner) (bonafide.Skill, bool) {
	s = strings.TrimSpace(s)
	for _, and := range [...]string{"and ", "und ", "et ", "y ", "e "} {
		if rest, ok := strings.CutPrefix(s, and); ok {
			s = strings.TrimSpace(rest)
			break
		}
	}
	var out bonafide.Skill
	stop := len(s)
	for _, sp := range dates.spans(s) {
		if !sp.single && sp.current || sp.open {
			out.Since = sp.from
			stop = min(stop, sp.start)
			break
		}
	}
	if out.Since.IsZero() {
		if i, y := yearsAt(s); y > 0 {
			out.Years = y
			stop = min(stop, i)
		}
	}
	if i := strings.IndexAny(s, "(（["); i > 0 {
		stop = min(stop, i)
	}
	name := strings.TrimFunc(s[:stop], func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("-–—:：,;.*~", r) && r != '.'
	})
	name = strings.TrimRight(name, ". ")
	if n := len([]rune(name)); n == 0 || n > 40 || len(strings.Fields(name)) > 4 || !strings.ContainsFunc(name, unicode.IsLetter) || strings.Contains(name, "@") {
		return out, false
	}
	out.Name = name
	return out, true
}

func years(s string) float64 {
	_, y := yearsAt(s)
	return y
}

// yearsAt finds "8 years", "8+ yrs", "8 Jahre", "8年", "8년" and where it begins.
func yearsAt(s string) (int, float64) {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' || !startsWord(s, i) {
			continue
		}
		n, end := digits(s, i)
		value := float64(n)
		if end < len(s)-1 && (s[end] == '.' || s[end] == ',') {
			if tenth, e := digits(s, end+1); e == end+2 {
				value += float64(tenth) / 10
				end = e
			}
		}
		j := end
		if j < len(s) && s[j] == '+' {
			j++
		}
		j = skipBlank(s, j)
		word, _ := wordAt(s, j)
		word = lower(word)
		match := listed(" years year yrs yr y jahre jahren jahr ans an années años año anos ano anni anno jaar lata lat rok лет год года ", word) ||
			strings.HasPrefix(word, "年") || strings.HasPrefix(word, "년")
		if match && value > 0 && value <= 60 {
			// "5 years of" in a sentence and "over 5 years": the sign before is cut too.
			start := i
			for start > 0 && strings.ContainsRune(" -–—(:~>", rune(s[start-1])) {
				start--
			}
			for start > 2 && s[start-1]&0xC0 == 0x80 { // a dash of several bytes
				back := strings.TrimRight(s[:start], "–—‐ ")
				if len(back) == start {
					break
				}
				start = len(back)
			}
			return start, value
		}
		i = max(i, end-1)
	}
	return 0, 0
}
