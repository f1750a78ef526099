package resume

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"bonafide"
	"bonafide/written"
)

// Claims reads the claims that the text of a resume makes. links are addresses
// that lie behind words of it. The source returned has claims and nothing else.
func Claims(text string, links []string) bonafide.Source {
	var src bonafide.Source
	claim(&src, text, links)
	return src
}

func claim(src *bonafide.Source, text string, links []string) {
	dates := &scanner{months: written.Months()}
	parts := partsOf(linesOf(unfold(text)))
	c := &collector{src: src}
	headed := slices.ContainsFunc(parts, func(p part) bool { return p.section == experience })
	if name := nameOf(parts[0].lines); name != "" {
		src.Names = []string{name}
	}
	var others []string // addresses of those who speak for the person
	for n := range parts {
		p := &parts[n]
		if p.section == references {
			refs := referees(p.lines, dates)
			src.References = append(src.References, refs...)
			for _, r := range refs {
				others = append(others, r.Email)
			}
			continue
		}
		own := p.section == lead || p.section == contact
		for i := range p.lines {
			if !p.lines[i].blank {
				c.line(&p.lines[i], own, dates)
			}
		}
		switch p.section {
		case experience:
			src.Employment = append(src.Employment, employment(p.lines, dates)...)
		case lead:
			// A page without the heading still states its jobs.
			if !headed && n == 0 {
				src.Employment = append(src.Employment, employment(p.lines, dates)...)
			}
		case education:
			src.Education = append(src.Education, schooling(p.lines, dates)...)
		case skills:
			src.Skills = skillsOf(p.lines, dates, src.Skills)
		}
	}
	src.Employment = src.Employment[:min(len(src.Employment), maxClaims)]
	for _, l := range links {
		if mail, ok := strings.CutPrefix(l, "mailto:"); ok {
			mail, _, _ = strings.Cut(mail, "?")
			if found := emailsOf(mail); len(found) == 1 && !slices.Contains(others, found[0]) {
				c.email(found[0])
			}
			continue
		}
		u, err := url.Parse(l)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		if a, many, ok := accountOf(u); ok && many == 0 {
			a.URL = l
			c.account(a)
		}
	}
}

// nameOf looks at the first line that says more than "Curriculum Vitae", or at a
// line with a label for it.
func nameOf(lines []line) string {
	looked := 0
	for i := range lines {
		l := &lines[i]
		if l.blank {
			continue
		}
		if label, rest, ok := labelled(l.text); ok {
			if strings.Contains("|name|full name|nom|nombre|nome|naam|imię i nazwisko|имя|фио|이름|성명|氏名|名前|姓名|", "|"+strings.ToLower(label)+"|") {
				if rest = cleanLead(splitFirst(rest)); nameShaped(rest) {
					return rest
				}
			}
		}
		if looked > 0 {
			if looked++; looked > 12 {
				return ""
			}
			continue
		}
		if strings.Contains(titlesOfPaper, "|"+strings.ToLower(strings.TrimSpace(l.text))+"|") {
			continue
		}
		looked++
		if first := cleanLead(splitFirst(l.headText())); !l.bullet && nameShaped(first) {
			return first
		}
	}
	return ""
}

func splitFirst(s string) string {
	if parts := splitHead(s); len(parts) > 0 {
		return parts[0]
	}
	return ""
}

// cleanLead takes an honorific or a degree after a comma off a name's line.
func cleanLead(s string) string {
	s, _, _ = strings.Cut(s, ",")
	s, _, _ = strings.Cut(s, "(")
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '|' || r == '-' || r == '–' || r == '—' })
}

// referees reads the blocks of a references section.
func referees(lines []line, dates *scanner) []bonafide.Reference {
	var out []bonafide.Reference
	var now bonafide.Reference
	flush := func() {
		if (now.Email != "" || now.Phone != "" || now.Name != "" && now.Employer != "") && len(out) < maxClaims {
			out = append(out, now)
		}
		now = bonafide.Reference{}
	}
	for i := range lines {
		l := &lines[i]
		if l.blank {
			flush()
			continue
		}
		mails := emailsOf(l.text)
		if now.Email != "" && len(mails) > 0 {
			flush()
		}
		if len(mails) > 0 {
			now.Email = mails[0]
		}
		if phones := phonesOf(l.text, true, dates); len(phones) > 0 && now.Phone == "" {
			now.Phone = phones[0]
		}
		for _, p := range splitHead(l.headText()) {
			for piece := range strings.FieldsFuncSeq(p, func(r rune) bool { return r == ',' || r == ';' }) {
				piece = strings.TrimSpace(piece)
				switch {
				case strings.Contains(piece, "@") || hasDigit(piece) || isTitle(piece) && !isFirm(piece):
				case isFirm(piece) && now.Employer == "":
					now.Employer = piece
				case now.Name == "" && nameShaped(piece):
					now.Name = piece
				}
			}
		}
	}
	flush()
	return out
}
