package resume

import (
	"strings"
	"unicode/utf8"
)

// unfold puts a page's side column before its main one, so that lines are not read
// across both. A column is told by a heading that stands behind a wide gap, with a
// gutter below it that stays free: dates at the right margin are no column.
func unfold(text string) string {
	if !strings.Contains(text, "   ") {
		return text
	}
	pages := strings.Split(text, "\f")
	for i, p := range pages {
		pages[i] = unfoldPage(p)
	}
	return strings.Join(pages, "\f")
}

func unfoldPage(page string) string {
	lines := strings.Split(page, "\n")
	for i, l := range lines {
		at := headingBehindGap(l)
		if at < 0 {
			continue
		}
		column := utf8.RuneCountInString(l[:at])
		// Lines above that are parted at the same place belong to the columns too.
		first := i
		for first > 0 && parted(lines[first-1], column) {
			first--
		}
		var left, right []string
		both, crossed, filled := 0, 0, 0
		for _, l := range lines[first:] {
			a, b, free := cutAtColumn(l, column)
			left, right = append(left, a), append(right, b)
			if strings.TrimSpace(l) == "" {
				continue
			}
			filled++
			if !free {
				crossed++
			} else if strings.TrimSpace(a) != "" && strings.TrimSpace(b) != "" {
				both++
			}
		}
		if both < 3 || crossed*5 > filled {
			continue
		}
		out := append(lines[:first:first], left...)
		return strings.Join(append(append(out, ""), right...), "\n")
	}
	return page
}

// headingBehindGap returns the byte at which a heading begins after a wide gap, or -1.
func headingBehindGap(l string) int {
	i := strings.LastIndex(l, "   ")
	if i < 0 || len(l) > 400 {
		return -1
	}
	i += 3
	if i < 12 || len(l)-i > 60 {
		return -1
	}
	if _, ok := headingText(strings.TrimSpace(l[i:])); !ok {
		return -1
	}
	return i
}

// parted reports whether a line has text on both sides of the gutter.
func parted(l string, column int) bool {
	a, b, free := cutAtColumn(l, column)
	return free && strings.TrimSpace(a) != "" && strings.TrimSpace(b) != ""
}

// cutAtColumn cuts a line where the right column begins, one place early or late.
// A line that runs through the gutter stays whole, on the left.
func cutAtColumn(l string, column int) (left, right string, free bool) {
	if utf8.RuneCountInString(l) <= column-2 {
		return l, "", true
	}
	runes := []rune(l)
	for c := max(column-2, 2); c <= min(column+2, len(runes)); c++ {
		gap := runes[c-1] == ' ' && runes[c-2] == ' '
		if gap && (c == len(runes) || runes[c] != ' ') {
			return string(runes[:c]), string(runes[c:]), true
		}
	}
	lead := len(runes) - len([]rune(strings.TrimLeft(l, " ")))
	if lead >= column-2 {
		return "", l, true
	}
	if column < len(runes) && strings.TrimSpace(string(runes[max(column-3, 0):column])) == "" {
		return string(runes[:column]), string(runes[column:]), true // text set in on the right
	}
	return l, "", false
}
