package resume

import (
	"slices"
	"strings"
	"unicode/utf8"

	"bonafide"
)

// maxClaims bounds the claims of one kind.
const maxClaims = 200

// maxHead is the most words that a heading line of an entry has.
const maxHead = 14

// anchor is a line of an entry that states its time.
type anchor struct {
	at   int // line
	span span
	rest string // the line without the time
}

// anchors finds the lines whose point is a stretch of time. A date inside a
// sentence is none.
func anchors(lines []line, dates *scanner) []anchor {
	var out []anchor
	for i := range lines {
		l := &lines[i]
		if l.blank || len(l.text) > 240 || len(out) == maxClaims {
			continue
		}
		for _, sp := range dates.spans(l.text) {
			if sp.single {
				continue
			}
			rest := without(l, sp)
			words := len(strings.Fields(rest))
			if words > maxHead || l.bullet && words > 8 || sentence(rest) {
				break
			}
			// "since 2020" in a line of its own, or behind a heading; not within words.
			if sp.open && !apart(l, sp) {
				break
			}
			out = append(out, anchor{i, sp, rest})
			break
		}
	}
	return out
}

// apart reports whether an open time stands by itself: the line begins with it, or
// a sign or a gap parts it from what is before, and nothing follows.
func apart(l *line, sp span) bool {
	before := strings.TrimRight(l.wide[:sp.start], " ")
	after := strings.Trim(l.wide[sp.end:], " )].\t")
	if before == "" {
		return len(strings.Fields(after)) <= maxHead/2 || strings.HasPrefix(l.wide[sp.end:], "\t")
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	return after == "" && strings.ContainsRune("\t,(|[·•–—-:;", last)
}

// without cuts the time out of a line, with the signs around it and a duration
// after it ("· 2 yrs 3 mos"). Wide gaps stay as bars.
func without(l *line, sp span) string {
	before, after := l.wide[:sp.start], l.wide[sp.end:]
	after = strings.TrimLeft(after, ") ]\t")
	if i := strings.IndexAny(after, "(·"); i >= 0 && i <= 2 && isDuration(after[i:]) {
		after = ""
	}
	rest := strings.TrimRight(before, " (|–—-,·[:；：\t") + " | " + strings.TrimLeft(after, " )|–—-,·]:：")
	return strings.Trim(strings.ReplaceAll(rest, "\t", " | "), " |")
}

func isDuration(s string) bool {
	s = strings.ToLower(s)
	return hasDigit(s) && len(s) < 40 && (strings.Contains(s, "yr") || strings.Contains(s, "year") || strings.Contains(s, "mo") ||
		strings.Contains(s, "jahr") || strings.Contains(s, "an") || strings.Contains(s, "año") || strings.Contains(s, "년") || strings.Contains(s, "年"))
}

func sentence(s string) bool {
	return len(s) > 40 && (strings.HasSuffix(s, ".") || strings.Contains(s, ". ")) && !isFirm(s)
}

// headLine reports whether a line may name an employer or a title.
func headLine(l *line) bool {
	return !l.blank && !l.bullet && len(strings.Fields(l.text)) <= maxHead && !sentence(l.text) && len(emailsOf(l.text)) == 0
}

// entry is the block of lines of one job or course.
type entry struct {
	anchor anchor
	heads  []string // heading parts in order, the anchor's own among them
	body   []line
}

// entries groups a section around its anchors. Where the headings stand, above the
// time, on its line or below it, is read from the first entry and held to.
func entries(lines []line, dates *scanner) []entry {
	marks := anchors(lines, dates)
	if len(marks) == 0 {
		return nil
	}
	taken := func(i int) bool {
		return slices.ContainsFunc(marks, func(a anchor) bool { return a.at == i })
	}
	above := 0
	for i := marks[0].at - 1; i >= 0 && above < 2 && headLine(&lines[i]); i-- {
		above++
	}
	out := make([]entry, 0, len(marks))
	starts := make([]int, len(marks)) // first line of each entry
	for n, m := range marks {
		e := entry{anchor: m}
		starts[n] = m.at
		own := splitHead(m.rest)
		if len(own) < 2 || m.rest == "" {
			for i := m.at - 1; i >= 0 && m.at-i <= above && headLine(&lines[i]) && !taken(i); i-- {
				if n > 0 && i <= marks[n-1].at {
					break
				}
				starts[n] = i
			}
		}
		for i := starts[n]; i < m.at; i++ {
			e.heads = append(e.heads, lines[i].headText())
		}
		if m.rest != "" {
			e.heads = append(e.heads, m.rest)
		}
		out = append(out, e)
	}
	for n := range out {
		e := &out[n]
		stop := len(lines)
		if n+1 < len(out) {
			stop = starts[n+1]
		}
		from := e.anchor.at + 1
		// What the line and those above did not say, the lines below may.
		for from < stop && len(splitHead(strings.Join(e.heads, " | "))) < 2 && headLine(&lines[from]) && !pastHead(e, &lines[from]) {
			e.heads = append(e.heads, lines[from].headText())
			from++
		}
		// An entry in another layout than the first: its heading stands above after all.
		if len(e.heads) == 0 {
			first := e.anchor.at
			for first > 0 && e.anchor.at-first < 2 && headLine(&lines[first-1]) && !taken(first-1) {
				first--
			}
			for i := first; i < e.anchor.at; i++ {
				e.heads = append(e.heads, lines[i].headText())
			}
			if n > 0 {
				before := &out[n-1]
				before.body = before.body[:max(0, len(before.body)-(e.anchor.at-first))]
			}
		}
		if from < stop {
			e.body = lines[from:stop]
		}
	}
	return out
}

// headText has the line with its wide gaps as bars.
func (l *line) headText() string { return strings.Join(l.cells, " | ") }

// pastHead reports whether a line below an entry's time is text rather than a
// second heading: it is long, or goes on like prose.
func pastHead(e *entry, l *line) bool {
	words := len(strings.Fields(l.text))
	if words > 9 || strings.HasSuffix(l.text, ".") && !isFirm(l.text) {
		return true
	}
	if len(e.heads) == 0 {
		return false
	}
	// One half is known: the other must be of the other kind.
	have := strings.Join(e.heads, " ")
	if isTitle(have) {
		return isTitle(l.text) && !isFirm(l.text) || words > 6
	}
	return !isTitle(l.text)
}

// splitHead cuts a heading at the signs that part title and employer.
func splitHead(s string) []string {
	for _, sep := range [...]string{" — ", " – ", " - ", " · ", " • ", " // ", "｜", " / "} {
		s = strings.ReplaceAll(s, sep, " | ")
	}
	var out []string
	for part := range strings.SplitSeq(s, "|") {
		if part = strings.Trim(part, " ,;:–—-"); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// employment turns the entries of a section into jobs.
func employment(lines []line, dates *scanner) []bonafide.Employment {
	found := entries(lines, dates)
	out := make([]bonafide.Employment, 0, len(found))
	type parts struct{ list []string }
	unsure := map[int]parts{}
	titleFirst := 0
	for n, e := range found {
		job := bonafide.Employment{From: e.anchor.span.from, To: e.anchor.span.to, Current: e.anchor.span.current}
		heads := splitHead(strings.Join(e.heads, " | "))
		job.PartTime = partTime(strings.Join(e.heads, " "))
		heads = slices.DeleteFunc(heads, func(s string) bool { return onlyTerms(s) })
		title, employer, order := titleAndEmployer(heads)
		job.Title, job.Employer = title, employer
		titleFirst += order
		if title == "" && employer == "" && len(heads) > 0 {
			unsure[n] = parts{heads}
		}
		job.Text = bodyText(e.body)
		out = append(out, job)
	}
	for n, p := range unsure {
		// The other entries show which comes first; where they do not, it is not said.
		job := &out[n]
		if len(p.list) == 1 {
			if head, tail, ok := strings.Cut(p.list[0], ", "); ok && isFirm(head) != isFirm(tail) && len(tail) > 8 {
				p.list = []string{head, tail}
			}
		}
		switch {
		case len(p.list) >= 2 && titleFirst > 0:
			job.Title, job.Employer = p.list[0], p.list[1]
		case len(p.list) >= 2 && titleFirst < 0:
			job.Employer, job.Title = p.list[0], p.list[1]
		default:
			job.Text = strings.TrimSpace(strings.Join(p.list, "\n") + "\n" + job.Text)
		}
	}
	for n := range out {
		job := &out[n]
		job.Employer, job.Domain = cutDomain(job.Employer)
		if len(job.Employer) > 200 {
			job.Employer = ""
		}
		if len(job.Title) > 200 {
			job.Title = ""
		}
	}
	return out
}

// titleAndEmployer tells the parts of a heading by their words. order is 1 where
// the title came first, -1 where the employer did, 0 where it is not known.
func titleAndEmployer(parts []string) (title, employer string, order int) {
	if len(parts) == 0 {
		return "", "", 0
	}
	for _, p := range parts {
		if t, e, ok := cutAt(p); ok {
			return t, e, 1
		}
	}
	if len(parts) == 1 {
		return commas(parts[0])
	}
	at, sure := -1, 0
	for i, p := range parts {
		if isTitle(p) {
			if at < 0 || isFirm(parts[at]) && !isFirm(p) {
				at = i
			}
			sure++
		}
	}
	if at < 0 {
		// Nobody's word is a title: a firm's form still tells the employer.
		for i, p := range parts {
			if isFirm(p) {
				if len(parts) == 2 {
					return place(parts[1-i]), beforePlace(p), 2*i - 1
				}
				return "", beforePlace(p), 0
			}
		}
		return "", "", 0
	}
	if t, e, o := commas(parts[at]); t != "" && e != "" && isFirm(e) {
		return t, e, o
	}
	// The employer is the firm among the other parts, or the nearest of them.
	pick := -1
	for i, p := range parts {
		if i == at || isTitle(p) && !isFirm(p) {
			continue
		}
		if pick < 0 || isFirm(p) && !isFirm(parts[pick]) {
			pick = i
		}
	}
	if pick < 0 {
		if t, e, o := commas(parts[at]); t != "" && e != "" {
			return t, e, o
		}
		return parts[at], "", 0
	}
	if order = 1; pick < at {
		order = -1
	}
	// "Engineer, Acme" with the place behind a bar.
	if t, e, _ := commas(parts[at]); t != "" && e != "" && !isFirm(parts[pick]) && pick > at && len(parts) == 2 && looksPlace(parts[pick]) {
		return t, e, 1
	}
	return parts[at], beforePlace(parts[pick]), order
}

// place is empty for a part that is a place and not a title.
func place(s string) string {
	if looksPlace(s) {
		return ""
	}
	return s
}

// looksPlace reports whether a part has the shape of "Berlin, Germany" or "Remote".
func looksPlace(s string) bool {
	l := strings.ToLower(s)
	return strings.Contains(s, ", ") && !isFirm(s) && !isTitle(s) || strings.Contains(l, "remote") || strings.Contains(l, "hybrid")
}

// beforePlace takes ", Berlin" off an employer, but not ", Inc.".
func beforePlace(s string) string {
	head, tail, ok := strings.Cut(s, ", ")
	if !ok || isFirm(tail) && !isFirm(head) || isFirm(tail) && len(tail) < 8 {
		return s
	}
	return head
}

// cutAt reads "Engineer at Acme".
func cutAt(s string) (title, employer string, ok bool) {
	for _, at := range [...]string{" at ", " @ ", " bei ", " chez ", " @"} {
		if t, e, found := strings.Cut(s, at); found && isTitle(t) && strings.TrimSpace(e) != "" {
			return strings.TrimRight(strings.TrimSpace(t), ","), beforePlace(strings.TrimSpace(e)), true
		}
	}
	return "", "", false
}

// commas reads a heading whose parts have only commas between them.
func commas(s string) (title, employer string, order int) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '、' || r == '，' })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	// A firm's form belongs to the name before it: "Acme, Inc."
	for i := 1; i < len(parts); i++ {
		if isFirm(parts[i]) && len(strings.Fields(parts[i])) == 1 && len(parts[i]) <= 8 && !isTitle(parts[i-1]) {
			parts[i-1] += ", " + parts[i]
			parts = slices.Delete(parts, i, i+1)
			i--
		}
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	if len(parts) == 0 {
		return "", "", 0
	}
	at := slices.IndexFunc(parts, func(p string) bool { return isTitle(p) && !isFirm(p) })
	if at < 0 {
		at = slices.IndexFunc(parts, isTitle)
	}
	switch {
	case at < 0:
		if isFirm(parts[0]) || len(parts) == 1 && !isFirm(s) {
			if len(parts) == 1 && !isFirm(s) {
				return "", "", 0
			}
			return "", parts[0], 0
		}
		return "", "", 0
	case len(parts) == 1:
		return spaceSplit(parts[0])
	case at == 0:
		for _, p := range parts[1:] {
			if isFirm(p) {
				return parts[0], p, 1
			}
		}
		if isTitle(parts[1]) {
			return strings.Join(parts[:2], ", "), strings.Join(parts[2:min(3, len(parts))], ""), 1
		}
		return parts[0], parts[1], 1
	default:
		return parts[at], parts[0], -1
	}
}

// spaceSplit reads "주식회사 가나다 백엔드 개발자", where the firm's form ends or begins the
// employer; anything else is a title alone.
func spaceSplit(s string) (title, employer string, order int) {
	words := strings.Fields(s)
	if len(words) < 2 || !isFirm(s) {
		return s, "", 0
	}
	for i, w := range words {
		if isFirm(w) && slices.ContainsFunc(firmStems, func(stem string) bool { return strings.Contains(w, stem) }) {
			stop := i + 1
			if slices.Contains(firmStems, w) {
				stop++
			}
			if stop < len(words) && !isTitle(strings.Join(words[:stop], " ")) {
				return strings.Join(words[stop:], " "), strings.Join(words[:stop], " "), -1
			}
		}
	}
	return s, "", 0
}

const partTimeWords = "part-time|part time|teilzeit|temps partiel|media jornada|tiempo parcial|meio período|part-timer|deeltijd|niepełny etat|파트타임|アルバイト|パートタイム|兼职|兼職"

func partTime(s string) bool {
	s = strings.ToLower(s)
	for w := range strings.SplitSeq(partTimeWords, "|") {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// onlyTerms is a part that states terms of work and nothing else.
func onlyTerms(s string) bool {
	s = strings.ToLower(strings.Trim(s, "()[] "))
	return strings.Contains("|full-time|full time|part-time|part time|contract|remote|on-site|hybrid|permanent|internship|teilzeit|vollzeit|"+
		"temps plein|temps partiel|cdi|cdd|정규직|계약직|파트타임|正社員|契約社員|全职|兼职|", "|"+s+"|") && s != "" || isDuration(s) && len(s) < 24 && (s[0] >= '0' && s[0] <= '9')
}

// cutDomain takes "(acme.example)" or a bare domain off an employer's name.
func cutDomain(s string) (name, domain string) {
	for w := range strings.FieldsSeq(s) {
		bare := strings.ToLower(strings.Trim(w, "()[],;"))
		bare = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(bare, "https://"), "http://"), "www.")
		bare = strings.TrimRight(bare, "/")
		dot := strings.LastIndexByte(bare, '.')
		if dot <= 0 || strings.ContainsAny(bare, "/@&") || !listed(endings, bare[dot+1:]) {
			continue
		}
		rest := strings.TrimSpace(strings.Replace(s, w, "", 1))
		if rest == "" {
			return s, bare // the domain is the name
		}
		if strings.ContainsAny(w, "([") || strings.HasPrefix(strings.ToLower(w), "www.") || strings.Contains(w, "://") {
			return strings.Trim(rest, " ,-–—"), bare
		}
	}
	return s, ""
}

// bodyText joins the lines of a description.
func bodyText(lines []line) string {
	var b strings.Builder
	for i := range lines {
		if lines[i].blank {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(lines[i].text)
	}
	return b.String()
}
