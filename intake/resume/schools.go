package resume

import (
	"slices"
	"strings"

	"bonafide"
)

// schooling reads an education section. A new entry begins where a school, a degree
// or a time comes a second time.
func schooling(lines []line, dates *scanner) []bonafide.Education {
	var out []bonafide.Education
	var now bonafide.Education
	var loose []string
	flush := func() {
		if now.School == "" && now.Degree != "" && len(loose) == 1 {
			now.School = loose[0]
		}
		if (now.School != "" || now.Degree != "") && len(out) < maxClaims {
			out = append(out, now)
		}
		now, loose = bonafide.Education{}, nil
	}
	for i := range lines {
		l := &lines[i]
		if l.blank {
			if now.School != "" && now.Degree != "" {
				flush()
			}
			continue
		}
		if len(l.text) > 240 || sentence(l.text) {
			continue
		}
		rest := l.headText()
		spans := dates.spans(l.text)
		if len(spans) > 0 {
			sp := spans[0]
			for _, s := range spans {
				if !s.single {
					sp = s
					break
				}
			}
			rest = without(l, sp)
			if !now.From.IsZero() || !now.To.IsZero() || now.Degree != "" && isDegree(rest) || now.School != "" && isSchool(rest) {
				flush()
			}
			if sp.single {
				now.To = sp.from
			} else {
				now.From, now.To = sp.from, sp.to
			}
		}
		if l.bullet && len(spans) == 0 && !isDegree(rest) && !isSchool(rest) {
			continue
		}
		for _, p := range educationParts(rest) {
			degree, school := isDegree(p), isSchool(p)
			if degree && school {
				// "Licence, Université X" was cut before; a lone part with both words is
				// told by which stands first.
				// "MBA Example Business School" is both, one after the other.
				if head, tail, ok := strings.Cut(p, " "); ok && isDegree(head) && !isSchool(head) && isSchool(tail) && !isDegree(tail) && now.School == "" {
					now.School, p = tail, head
				}
				degree = firstWord(p, "degree", degreeStems) < firstWord(p, "school", schoolStems)
				school = !degree
			}
			switch {
			case degree:
				if now.Degree != "" {
					flush()
				}
				now.Degree, now.Field = degreeAndField(p)
			case school:
				if now.School != "" {
					flush()
				}
				now.School = p
			case !l.bullet && len(strings.Fields(p)) <= 6 && !hasDigit(p):
				loose = append(loose, p)
			}
		}
	}
	flush()
	return out
}

// educationParts cuts at bars and at those commas that part degree and school.
func educationParts(s string) []string {
	var out []string
	for _, p := range splitHead(s) {
		pieces := strings.FieldsFunc(p, func(r rune) bool { return r == ',' || r == '、' || r == '，' })
		kinds := 0
		for _, piece := range pieces {
			if isDegree(piece) || isSchool(piece) {
				kinds++
			}
		}
		if kinds < 2 {
			if kinds == 1 && len(pieces) > 1 && (isSchool(pieces[0]) || isDegree(pieces[0])) {
				// "University of X, City" and "BSc Physics, City College of Y"
				out = append(out, strings.TrimSpace(pieces[0]))
				if isDegree(pieces[0]) && !isSchool(pieces[0]) {
					for _, piece := range pieces[1:] {
						out = append(out, strings.TrimSpace(piece))
					}
				}
				continue
			}
			if i := boundary(p); i > 0 {
				out = append(out, strings.TrimSpace(p[:i]), strings.TrimSpace(p[i:]))
				continue
			}
			out = append(out, p)
			continue
		}
		for _, piece := range pieces {
			if piece = strings.TrimSpace(piece); piece != "" {
				out = append(out, piece)
			}
		}
	}
	return out
}

// boundary cuts "가나대학교 컴퓨터공학 학사" and "某大学 计算机 本科" after the school.
func boundary(s string) int {
	for _, stem := range schoolStems {
		if i := strings.Index(s, stem); i >= 0 && stem[0] >= 0x80 && isDegree(s[i+len(stem):]) {
			return i + len(stem)
		}
	}
	return 0
}

func firstWord(s, set string, stems []string) int {
	low := strings.ToLower(s)
	first := len(s)
	for _, w := range wordsOf(low) {
		if sets()[set][w] {
			first = min(first, strings.Index(low, w))
		}
	}
	for _, stem := range stems {
		if i := strings.Index(low, stem); i >= 0 {
			first = min(first, i)
		}
	}
	return first
}

// degreeAndField cuts "BSc in Computer Science" and "B.Sc. Computer Science".
func degreeAndField(s string) (degree, field string) {
	s = strings.TrimSpace(s)
	for _, in := range [...]string{" in ", " em ", " en ", " w ", ": ", "："} {
		if d, f, ok := strings.Cut(s, in); ok && isDegree(d) {
			return strings.TrimSpace(d), strings.TrimSpace(f)
		}
	}
	if first, rest, ok := strings.Cut(s, " "); ok && isDegree(first) && !isDegree(rest) && !listed(" of de da do du em en in di w ", firstField(rest)) {
		return first, strings.Trim(rest, " ()")
	}
	words := strings.Fields(s)
	if n := len(words); n > 1 && !isDegree(strings.Join(words[:n-1], " ")) {
		if last := words[n-1]; slices.ContainsFunc(degreeStems, func(stem string) bool { return strings.Contains(last, stem) }) {
			return last, strings.Join(words[:n-1], " ")
		}
	}
	return s, ""
}

func firstField(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return strings.ToLower(word)
}
