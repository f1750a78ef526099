package history

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"bonafide"
)

// earlyMonths is how long before the first release a use may begin: people test
// betas and round dates.
const earlyMonths = 3

// roundedYears is what "five years" may have been rounded up by.
const roundedYears = 0.5

// early is a use that is dated before the technology's first public release.
type early struct {
	row    int
	used   string // for people
	at     time.Time
	shown  bonafide.Evidence
	length time.Duration // by how much
}

// anachronisms raises APP-13. Dates are read as late, and releases as early, as they
// can be.
func (x *examination) anachronisms() {
	x.out.Datasets = append(x.out.Datasets, x.technologies.dataset)
	var found []early
	add := func(e early) {
		for i := range found {
			if found[i].row == e.row {
				if e.length > found[i].length {
					found[i] = e
				}
				return
			}
		}
		found = append(found, e)
	}
	for i := range x.sources {
		x.earlySkills(&x.sources[i], add)
	}
	x.earlyMentions(add)
	if len(found) == 0 {
		return
	}
	worst := &found[0]
	var at time.Time
	evidence := make([]bonafide.Evidence, 0, 2*len(found))
	for i := range found {
		e := &found[i]
		t := &x.technologies.rows[e.row]
		evidence = append(evidence, e.shown, bonafide.Evidence{
			Value: t.name + " " + t.released.String(), Note: "first public release: " + t.note, Dataset: &x.technologies.dataset,
		})
		if e.length > worst.length {
			worst = e
		}
		if e.at.After(at) {
			at = e.at
		}
	}
	t := &x.technologies.rows[worst.row]
	summary := fmt.Sprintf("Use of %s is dated %s; its first public release was %s", t.name, worst.used, t.released)
	if len(found) > 1 {
		summary += fmt.Sprintf(" (%s dated too early)", plural(len(found), "technology", "technologies"))
	}
	x.report(skillTooEarly, "skill-before-release", at, summary+".", evidence...)
}

// before is by how much a use that had begun by then came too early; zero where it
// did not.
func (t *technology) before(begun time.Time) time.Duration {
	if begun.Before(t.first) && begun.AddDate(0, earlyMonths, 0).Before(t.first) {
		return t.first.Sub(begun)
	}
	return 0
}

func (x *examination) earlySkills(s *source, add func(early)) {
	for i := range min(len(s.Skills), maxSkills) {
		skill := &s.Skills[i]
		counted := skill.Years > 0 && skill.Years < 100
		if skill.Since.IsZero() && !counted {
			continue
		}
		row, ok := x.technologies.whole(skill.Name)
		if !ok {
			continue
		}
		t := &x.technologies.rows[row]
		if !skill.Since.IsZero() {
			if by := t.before(skill.Since.Last()); by > 0 && !x.helpedBuild(row) {
				add(early{
					row: row, used: "from " + skill.Since.String(), at: x.observed(s), length: by,
					shown: x.about(s, skill.Since.String(), t.name+" in the "+s.label(), item("skills", i), "since"),
				})
			}
			continue
		}
		years := time.Duration((skill.Years - roundedYears) * 365.25 * 24 * float64(time.Hour))
		if by := t.before(x.observed(s).Add(-years)); by > 0 && !x.helpedBuild(row) {
			stated := strconv.FormatFloat(skill.Years, 'g', 4, 64)
			add(early{
				row: row, used: "back " + stated + " years from " + x.observed(s).Format("2006-01"), at: x.observed(s), length: by,
				shown: x.about(s, stated, "years of "+t.name+" in the "+s.label(), item("skills", i), "years"),
			})
		}
	}
}

// helpedBuild reports whether the person worked for a firm of the technology's name:
// those who make a thing use it before it is out.
func (x *examination) helpedBuild(row int) bool {
	name := firmWords(x.technologies.rows[row].name)
	for i := range x.sources {
		for j := range x.sources[i].jobs {
			if contains(x.sources[i].jobs[j].firm.all, name.all) {
				return true
			}
		}
	}
	return false
}

func contains(all, some []string) bool {
	for _, w := range some {
		found := false
		for _, o := range all {
			found = found || o == w
		}
		if !found {
			return false
		}
	}
	return len(some) > 0
}

// earlyMentions reads the descriptions of jobs that had ended before a technology
// came out. A job that spans the release says nothing of when the use began.
func (x *examination) earlyMentions(add func(early)) {
	buf := make([]mention, 0, 16)
	for i := range x.sources {
		s := &x.sources[i]
		for j := range s.jobs {
			e := s.jobs[j].Employment
			if e.Text == "" || e.To.IsZero() || e.Current {
				continue
			}
			ended := e.To.Last()
			// Names cost a search each, and most texts have nothing that is too early.
			buf = x.technologies.mentions(buf[:0], e.Text, never)
			if !x.anyEarly(buf, ended) {
				continue
			}
			buf = x.technologies.mentions(buf[:0], x.nameless(e.Text), x.isFirm)
			for _, m := range buf {
				t := &x.technologies.rows[m.row]
				if by := t.before(ended); by > 0 {
					add(early{
						row: m.row, used: "in a job that ended " + e.To.String(), at: x.observed(s), length: by,
						shown: x.about(s, passage(e.Text, m.start, m.end),
							"description of a job that ended "+e.To.String()+" in the "+s.label(), item("employment", j), "text"),
					})
				}
			}
		}
	}
}

func never(*spelling) bool { return false }

func (x *examination) anyEarly(found []mention, ended time.Time) bool {
	for i := range found {
		if x.technologies.rows[found[i].row].before(ended) > 0 {
			return true
		}
	}
	return false
}

// nameless is the text with the person's full names blotted out, letter for letter,
// where they stand in it: Julia Swift is no list of languages. A single word of a
// name is read as any other, so that who bears it makes no difference.
func (x *examination) nameless(text string) string {
	for i := range x.sources {
		for _, name := range x.sources[i].Names {
			if name = strings.TrimSpace(name); strings.ContainsRune(name, ' ') && strings.Contains(text, name) {
				text = strings.ReplaceAll(text, name, strings.Repeat("x", len(name)))
			}
		}
	}
	return text
}

// isFirm reports whether a spelling is a part of an employer's name, and therefore
// not read as a technology.
func (x *examination) isFirm(s *spelling) bool {
	for i := range x.sources {
		for j := range x.sources[i].jobs {
			if contains(x.sources[i].jobs[j].firm.all, s.words) {
				return true
			}
		}
	}
	return false
}

// passage is the text around a mention, on one line.
func passage(s string, start, end int) string {
	const around = 40
	from, to := max(0, start-around), min(len(s), end+around)
	for from > 0 && s[from]&0xC0 == 0x80 {
		from--
	}
	for to < len(s) && s[to]&0xC0 == 0x80 {
		to++
	}
	b := []byte(s[from:to])
	for i, c := range b {
		if c < ' ' {
			b[i] = ' '
		}
	}
	out := string(b)
	if from > 0 {
		out = "…" + out
	}
	if to < len(s) {
		out += "…"
	}
	return out
}
