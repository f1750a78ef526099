package pdf

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// layOut writes glyphs as lines of text from top to bottom. A gap of a quarter of
// the letters' size is a space; wide gaps become as many spaces as letters would
// fill them, so that columns stay apart.
func layOut(out *bytes.Buffer, glyphs []glyph) {
	var flat, turned []glyph
	for _, g := range glyphs {
		if g.turned {
			turned = append(turned, g)
		} else {
			flat = append(flat, g)
		}
	}
	slices.SortStableFunc(flat, func(a, b glyph) int {
		switch {
		case a.y > b.y:
			return -1
		case a.y < b.y:
			return 1
		}
		return 0
	})
	left, letter := math.Inf(1), letterWidth(flat)
	for _, g := range flat {
		left = min(left, g.x)
	}
	last := math.NaN()
	for len(flat) > 0 {
		n, base, size := 1, flat[0].y, flat[0].size
		for n < len(flat) && base-flat[n].y < 0.3*max(min(size, flat[n].size), 1) {
			size = max(size, flat[n].size)
			n++
		}
		line := flat[:n]
		flat = flat[n:]
		text := lineText(line, left, letter)
		if strings.TrimSpace(text) == "" {
			continue
		}
		if last-base > 1.9*max(size, 4) {
			out.WriteByte('\n')
		}
		last = base
		out.WriteString(text)
		out.WriteByte('\n')
	}
	if len(turned) > 0 {
		// Sideways text is kept in drawing order, apart from the lines.
		var b strings.Builder
		for i, g := range turned {
			if i > 0 && math.Hypot(g.x-turned[i-1].x, g.y-turned[i-1].y) > 1.5*max(g.size, g.w) {
				b.WriteByte(' ')
			}
			b.WriteString(g.text)
		}
		out.WriteString("\n" + strings.TrimSpace(b.String()) + "\n")
	}
}

// letterWidth is the middle width of the page's letters.
func letterWidth(glyphs []glyph) float64 {
	var widths []float64
	for i := 0; i < len(glyphs) && len(widths) < 2000; i++ {
		if glyphs[i].w > 0 && glyphs[i].text != " " {
			widths = append(widths, glyphs[i].w)
		}
	}
	if len(widths) == 0 {
		return 5
	}
	slices.Sort(widths)
	return max(widths[len(widths)/2], 1)
}

func lineText(line []glyph, left, letter float64) string {
	slices.SortStableFunc(line, func(a, b glyph) int {
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		}
		return 0
	})
	// A letter printed twice on the same spot is one letter in bold.
	line = slices.CompactFunc(line, func(a, b glyph) bool {
		return a.text == b.text && a.text != " " && math.Abs(a.x-b.x) < 0.08*max(a.size, 1) && math.Abs(a.y-b.y) < 0.1*max(a.size, 1)
	})
	var b strings.Builder
	written := 0 // characters
	pad := func(n int) {
		b.WriteString(strings.Repeat(" ", n))
		written += n
	}
	// Places on the page are places in the line: letters are taken a little narrower
	// than they are, so that text seldom runs beyond its own place.
	place := func(x float64) int { return min(int((x-left)/(0.85*letter)), 240) }
	pad(max(place(line[0].x), 0))
	at := line[0].x
	blank := true
	for _, g := range line {
		gap := g.x - at
		if strings.TrimSpace(g.text) == "" {
			// A drawn space is a space; wider gaps are judged with the next letter.
			if !blank {
				pad(1)
				blank = true
				at = max(at, g.x+g.w)
			}
			continue
		}
		switch {
		case gap > 2*max(letter, 0.5*g.size):
			pad(max(place(g.x)-written, 3))
		case gap > 0.15*max(g.size, 1) && !blank:
			pad(1)
		}
		b.WriteString(g.text)
		written += utf8.RuneCountInString(g.text)
		blank = false
		at = g.x + g.w
	}
	return logical(strings.TrimRight(b.String(), " "))
}

// logical turns a line as drawn from left to right into the order of reading
// where it has letters that run from right to left.
func logical(s string) string {
	rtl, ltr := 0, 0
	for _, r := range s {
		switch {
		case rightToLeft(r):
			rtl++
		case unicode.IsLetter(r):
			ltr++
		}
	}
	if rtl == 0 {
		return s
	}
	runes := []rune(s)
	if rtl >= ltr {
		slices.Reverse(runes)
		reverseRuns(runes, func(r rune) bool { return !rightToLeft(r) && (unicode.IsLetter(r) || unicode.IsDigit(r)) })
		for i, r := range runes {
			runes[i] = mirrored(r)
		}
	} else {
		reverseRuns(runes, rightToLeft)
	}
	return string(runes)
}

func rightToLeft(r rune) bool {
	return r >= 0x0590 && r <= 0x08FF && !(r >= 0x0660 && r <= 0x0669) || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFC
}

// reverseRuns reverses each stretch that begins and ends with a rune of the kind
// and has no rune of the other direction between.
func reverseRuns(runes []rune, is func(rune) bool) {
	for i := 0; i < len(runes); i++ {
		if !is(runes[i]) {
			continue
		}
		stop := i + 1
		for j := i + 1; j < len(runes); j++ {
			if is(runes[j]) {
				stop = j + 1
			} else if unicode.IsLetter(runes[j]) {
				break
			}
		}
		slices.Reverse(runes[i:stop])
		i = stop
	}
}

func mirrored(r rune) rune {
	switch r {
	case '(':
		return ')'
	case ')':
		return '('
	case '[':
		return ']'
	case ']':
		return '['
	}
	return r
}
