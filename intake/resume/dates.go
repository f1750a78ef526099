package resume

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bonafide"
)

// span is a stretch of time as a line states it.
type span struct {
	from, to   bonafide.Date
	current    bool
	start, end int  // bytes of the line that it takes up
	open       bool // "since 2020": no end was written
	single     bool // one date only
}

// present has the words for an end that has not come.
const present = " present now current today ongoing date heute gegenwart laufend aktuell jetzt aujourd'hui présent présente actuel " +
	"actuellement maintenant actualidad actual presente hoy ahora atual atualmente momento hoje oggi attuale attualmente ora heden nu " +
	"obecnie teraz dziś nadal 현재 현재까지 재직중 재직 現在 现在 至今 今 настоящее н.в "

// tills are the words and signs between two dates.
const tills = " - – — − ‐ ‑ ~ ～ 〜 → to till until through thru bis à au jusqu'à jusqu'en a al hasta até ate ao fino tot t/m do po ~ 부터 から 至 到 по "

// sinces stand before a date that has no end.
const sinces = " since seit depuis desde dal dall' da sinds vanaf od from ab с "

// scanner finds dates in a line; its tables are made once.
type scanner struct {
	months map[string]time.Month
}

// spans lists the ranges of s, and single dates that are no part of one, from left
// to right. At most eight are looked for.
func (c *scanner) spans(s string) []span {
	if !hasDigit(s) {
		return nil
	}
	var out []span
	for i := 0; i < len(s) && len(out) < 8; {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !startsWord(s, i) || !(unicode.IsLetter(r) || unicode.IsDigit(r)) {
			i += n
			continue
		}
		sp, ok := c.span(s, i)
		if !ok {
			i += n
			continue
		}
		out = append(out, sp)
		i = max(sp.end, i+n)
	}
	return out
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			return true
		}
	}
	return false
}

// startsWord reports whether a word or number begins at i.
func startsWord(s string, i int) bool {
	if i == 0 {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	here, _ := utf8.DecodeRuneInString(s[i:])
	if unicode.IsDigit(here) {
		return !unicode.IsDigit(before) && before != '.' && before != ',' && before != '$' && before != '€' && before != '£' &&
			before != '#' && before != '+' && before != '_' && !(unicode.IsLetter(before) && before < 0x2E80)
	}
	return !unicode.IsLetter(before)
}

// span reads a range or a single date that begins at i.
func (c *scanner) span(s string, i int) (span, bool) {
	open := false
	at := i
	if word, end := wordAt(s, i); word != "" && end < len(s) && listed(sinces, lower(word)) {
		if j := skipBlank(s, end); j > end {
			open, at = true, j
		}
	}
	from, end, ok := c.date(s, at)
	half := time.Month(0)
	if !ok {
		if open {
			return span{}, false
		}
		// "Jan – Mar 2022": the year comes with the end.
		word, stop := wordAt(s, i)
		m, known := c.months[lower(word)]
		if !known {
			return span{}, false
		}
		half, end = m, stop
		if end < len(s) && s[end] == '.' {
			end++
		}
	}
	sp := span{from: from, start: i, end: end, single: true}
	if next, ok := till(s, end); ok {
		if j, ok := c.presentAt(s, next); ok && half == 0 {
			sp.current, sp.single, sp.end = true, false, j
			return sp, true
		}
		if to, j, ok := c.date(s, next); ok {
			if half != 0 && to.Month != 0 {
				sp.from = bonafide.Date{Year: to.Year, Month: half}
			} else if half != 0 {
				return span{}, false
			}
			if !to.Last().Before(sp.from.First()) {
				sp.to, sp.single, sp.end = to, false, j
				return sp, true
			}
		}
		if half == 0 && from.Month == 0 {
			if to, j, ok := shortYear(s, next, from.Year); ok {
				sp.to, sp.single, sp.end = to, false, j
				return sp, true
			}
		}
		// "2019年4月〜": the sign alone says that it goes on.
		if half == 0 && next == len(s) && next > end && strings.ContainsAny(s[end:next], "~〜～") {
			sp.current, sp.open, sp.single, sp.end = true, true, false, next
			return sp, true
		}
	}
	if half != 0 {
		return span{}, false
	}
	if open {
		sp.current, sp.open, sp.single = true, true, false
	}
	return sp, true
}

// till skips blanks and one word or sign that joins two dates.
func till(s string, i int) (int, bool) {
	j := skipBlank(s, i)
	if j >= len(s) {
		return 0, false
	}
	r, n := utf8.DecodeRuneInString(s[j:])
	if strings.ContainsRune("-–—−‐‑~～〜→至到", r) {
		return skipBlank(s, j+n), true
	}
	for _, w := range [...]string{"부터", "から"} {
		if strings.HasPrefix(s[j:], w) {
			k := skipBlank(s, j+len(w))
			if r, n := utf8.DecodeRuneInString(s[k:]); strings.ContainsRune("~～〜-–", r) {
				k = skipBlank(s, k+n)
			}
			return k, true
		}
	}
	word, end := wordAt(s, j)
	if word == "t" && strings.HasPrefix(s[end:], "/m") {
		word, end = "t/m", end+2
	}
	if word == "" || !listed(tills, lower(word)) {
		return 0, false
	}
	k := skipBlank(s, end)
	// "a la actualidad", "fino ad oggi", "up to the present": the article is passed over.
	if w, e := wordAt(s, k); w != "" && listed(" la a ad the al o dnia ", lower(w)) && e < len(s) {
		k = skipBlank(s, e)
	}
	return k, k > end
}

func (c *scanner) presentAt(s string, i int) (int, bool) {
	word, end := wordAt(s, i)
	if word == "" {
		return 0, false
	}
	w := lower(word)
	if w == "o" || w == "the" || w == "la" {
		word, end = wordAt(s, skipBlank(s, end))
		w = lower(word)
	}
	if listed(present, w) {
		return end, true
	}
	for _, p := range [...]string{"현재", "現在", "现在", "至今", "今"} {
		if strings.HasPrefix(word, p) {
			return i + len(p), true
		}
	}
	return 0, false
}

// date reads one date at i: a month's name and a year, numbers in the usual
// orders, or a year alone.
func (c *scanner) date(s string, i int) (bonafide.Date, int, bool) {
	if i >= len(s) {
		return bonafide.Date{}, 0, false
	}
	if s[i] >= '0' && s[i] <= '9' {
		return c.numeric(s, i)
	}
	word, end := wordAt(s, i)
	m, ok := c.months[lower(word)]
	if !ok {
		return bonafide.Date{}, 0, false
	}
	j := end
	if j < len(s) && s[j] == '.' {
		j++
	}
	j = skipBlank(s, j)
	if j < len(s) && (s[j] == ',' || s[j] == '/') {
		j = skipBlank(s, j+1)
	}
	if w, e := wordAt(s, j); w != "" && listed(" de del of ", lower(w)) {
		j = skipBlank(s, e)
	}
	if y, e, ok := year(s, j); ok {
		return bonafide.Date{Year: y, Month: m}, e, true
	}
	for _, mark := range [...]string{"'", "’"} { // "Jan '19"
		if strings.HasPrefix(s[j:], mark) {
			if n, e := digits(s, j+len(mark)); e == j+len(mark)+2 {
				return bonafide.Date{Year: century(n), Month: m}, e, true
			}
		}
	}
	return bonafide.Date{}, 0, false
}

// numeric reads "2019-01", "2019/1", "2019.01", "01/2019", "1.3.2019", "2019년 3월",
// "2019年4月", "3 March 2019" and "2019".
func (c *scanner) numeric(s string, i int) (bonafide.Date, int, bool) {
	n, end := digits(s, i)
	width := end - i
	none := bonafide.Date{}
	switch {
	case width == 4 && n >= 1950 && n < 2100:
		d := bonafide.Date{Year: n}
		for _, mark := range [...]string{"年", "년"} {
			if rest, ok := strings.CutPrefix(s[end:], mark); ok {
				end += len(mark)
				k := skipBlank(s, end)
				if m, e := digits(s, k); e > k && m >= 1 && m <= 12 && rest != "" {
					for _, mark := range [...]string{"月", "월"} {
						if strings.HasPrefix(s[e:], mark) {
							return bonafide.Date{Year: n, Month: time.Month(m)}, e + len(mark), true
						}
					}
				}
				return d, end, true
			}
		}
		if end < len(s) && (s[end] == '-' || s[end] == '/' || s[end] == '.') {
			m, e := digits(s, end+1)
			w := e - end - 1
			if (w == 2 || w == 1 && s[end] != '-') && m >= 1 && m <= 12 && !continued(s, e, s[end]) {
				return bonafide.Date{Year: n, Month: time.Month(m)}, e, true
			}
			if (w == 2 || w == 1) && m >= 1 && m <= 12 && e < len(s) && s[e] == s[end] {
				if day, e2 := digits(s, e+1); e2 > e+1 && e2 <= e+3 && day >= 1 && day <= 31 && !continued(s, e2, 0) {
					return valid(n, m, day), e2, true
				}
			}
		}
		if letterAt(s, end) {
			return none, 0, false
		}
		return d, end, true
	case width <= 2 && n >= 1 && n <= 31 && end < len(s):
		sep := s[end]
		if sep == '/' || sep == '-' || sep == '.' && end+1 < len(s) && s[end+1] >= '0' && s[end+1] <= '9' {
			if y, e, ok := year(s, end+1); ok && n <= 12 {
				return bonafide.Date{Year: y, Month: time.Month(n)}, e, true
			}
			m, e := digits(s, end+1)
			if e > end+1 && e <= end+3 && e < len(s) && s[e] == sep {
				if y, e2, ok := year(s, e+1); ok {
					switch {
					case sep == '.' || n > 12:
						if m >= 1 && m <= 12 {
							return valid(y, m, n), e2, true
						}
					case m > 12 && m <= 31:
						return valid(y, n, m), e2, true
					case m >= 1: // 03/04/2019 is March here and April there
						return bonafide.Date{Year: y}, e2, true
					}
				}
			}
			return none, 0, false
		}
		// "3 March 2019", "3. März 2019"
		if sep == '.' {
			end++
		}
		if d, e, ok := c.date(s, skipBlank(s, end)); ok && d.Month != 0 && d.Day == 0 && skipBlank(s, end) > end {
			return valid(d.Year, int(d.Month), n), e, true
		}
	}
	return none, 0, false
}

// valid drops a day that the month does not have.
func valid(y, m, day int) bonafide.Date {
	d := bonafide.Date{Year: y, Month: time.Month(m)}
	if t := time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC); t.Month() == time.Month(m) {
		d.Day = day
	}
	return d
}

// continued reports whether a number goes on at i.
func continued(s string, i int, sep byte) bool {
	if i >= len(s) {
		return false
	}
	if s[i] >= '0' && s[i] <= '9' {
		return true
	}
	return sep != 0 && s[i] == sep && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9'
}

func year(s string, i int) (int, int, bool) {
	n, end := digits(s, i)
	if end-i != 4 || n < 1950 || n >= 2100 {
		return 0, 0, false
	}
	for _, mark := range [...]string{"年", "년"} {
		if strings.HasPrefix(s[end:], mark) {
			end += len(mark)
		}
	}
	return n, end, true
}

// shortYear reads the "19" of "2016–19".
func shortYear(s string, i, first int) (bonafide.Date, int, bool) {
	n, end := digits(s, i)
	y := first/100*100 + n
	if end-i != 2 || y < first || continued(s, end, '.') || continued(s, end, '/') || letterAt(s, end) {
		return bonafide.Date{}, 0, false
	}
	return bonafide.Date{Year: y}, end, true
}

// letterAt reports whether a letter of an alphabet follows: "2019er" is no year,
// "2019부터" is.
func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r) && r < 0x2E80
}

func century(n int) int {
	if n >= 50 {
		return 1900 + n
	}
	return 2000 + n
}

func digits(s string, i int) (n, end int) {
	end = i
	for end < len(s) && s[end] >= '0' && s[end] <= '9' && end-i < 9 {
		n = n*10 + int(s[end]-'0')
		end++
	}
	return n, end
}

// wordAt returns the letters at i, with apostrophes and full stops between them.
func wordAt(s string, i int) (string, int) {
	end := i
	for end < len(s) {
		r, n := utf8.DecodeRuneInString(s[end:])
		inner := (r == '\'' || r == '’' || r == '.') && end > i
		if inner {
			next, _ := utf8.DecodeRuneInString(s[end+n:])
			inner = unicode.IsLetter(next)
		}
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !inner || end-i > 64 {
			break
		}
		end += n
	}
	return s[i:end], end
}

func skipBlank(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsSpace(r) {
			return i
		}
		i += n
	}
	return i
}

// lower folds case and writes the apostrophe one way. Words that are lower case
// already are returned as they are.
func lower(s string) string {
	s = strings.ToLower(s)
	if strings.Contains(s, "’") {
		s = strings.ReplaceAll(s, "’", "'")
	}
	return s
}

// listed reports whether word stands in a list of words parted and framed by
// spaces.
func listed(list, word string) bool {
	for at := 0; word != "" && !strings.Contains(word, " "); {
		i := strings.Index(list[at:], word)
		if i < 0 {
			return false
		}
		i += at
		if list[i-1] == ' ' && list[i+len(word)] == ' ' {
			return true
		}
		at = i + 1
	}
	return false
}
