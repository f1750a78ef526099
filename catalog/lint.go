package catalog

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"bonafide"
)

// Problem is something that a catalogue must not hold.
type Problem struct {
	// Place is the id of the entry, or the group or file that it concerns.
	Place string `json:"place"`
	// Why says in one line what is wrong.
	Why string `json:"why"`
}

// String joins place and reason in one line.
func (p Problem) String() string { return p.Place + ": " + p.Why }

// phases are the values of an indicator's phase, with the stages at which what was
// observed in it can be settled: its own and those after it. Pay is due while the
// engagement lasts.
var phases = map[string][]bonafide.Stage{
	"application": bonafide.Stages,
	"interview":   bonafide.Stages[1:],
	"onboarding":  bonafide.Stages[3:],
	"employment":  bonafide.Stages[4:],
	"payment":     bonafide.Stages[4:],
	"offboarding": bonafide.Stages[5:],
}

// families are the prefixes of indicator ids, with the phases that each may have.
var families = map[string][]string{
	"APP": {"application"},
	"GIT": {"application", "employment"},
	"INT": {"interview"},
	"ONB": {"onboarding"},
	"NET": {"employment"},
	"END": {"employment"},
	"WRK": {"employment"},
	"PAY": {"payment"},
	"VEN": {"application", "onboarding", "employment"},
	"OFF": {"offboarding"},
}

var (
	strengths      = []bonafide.Strength{bonafide.Low, bonafide.Medium, bonafide.High, bonafide.Critical, bonafide.Decisive}
	observers      = []string{"rule", "analyst"}
	accommodations = []bonafide.Accommodation{"camera", "in-person", "travel", "hours"}
	standings      = []string{"read", "secondary"}
)

// The bounds of texts are in runes: long enough to say something, short enough to
// be read. Half-lives are in days.
const (
	titleMin, titleMax       = 10, 100
	meaningMin, meaningMax   = 80, 900
	textMin, textMax         = 60, 900
	lineMin, lineMax         = 5, 300
	halfLifeMin, halfLifeMax = 14, 1825
)

// Lint says what is wrong with a catalogue whose indicators read the inputs given.
// The result is sorted by place and then by reason, without doubles, and empty
// where the catalogue holds all that it must.
func Lint(c *bonafide.Catalogue, inputs []Input) []Problem {
	l := linter{c: c}
	words, err := guardedWords()
	if err != nil {
		l.add("protected.yaml", "%v", err)
		words = &guard{}
	}
	l.guard = words
	known := l.inputs(inputs)
	l.indicators(known)
	l.checks()
	l.groups()
	slices.SortFunc(l.problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Place, b.Place), strings.Compare(a.Why, b.Why))
	})
	return slices.Compact(l.problems)
}

type linter struct {
	c        *bonafide.Catalogue
	guard    *guard
	problems []Problem
}

func (l *linter) add(place, format string, args ...any) {
	if place == "" {
		place = "(no id)"
	}
	l.problems = append(l.problems, Problem{place, fmt.Sprintf(format, args...)})
}

func (l *linter) inputs(inputs []Input) map[bonafide.InputID]bool {
	known := make(map[bonafide.InputID]bool, len(inputs))
	for _, in := range inputs {
		place := string(in.ID)
		if known[in.ID] {
			l.add(place, "the input stands there twice")
		}
		known[in.ID] = true
		if !isSlug(place) {
			l.add(place, "an input's id is lower-case words joined by hyphens")
		}
		l.line(place, "title", in.Title, lineMin, titleMax)
		if hit := l.guard.inID(place); hit != nil {
			l.add(place, "%s is protected and can be no input: %s", hit.Name, hit.Why)
		}
		l.protected(place, "title", in.Title)
	}
	return known
}

func (l *linter) indicators(known map[bonafide.InputID]bool) {
	seen := map[bonafide.IndicatorID]bool{}
	for i := range l.c.Indicators {
		ind := &l.c.Indicators[i]
		place := string(ind.ID)
		if seen[ind.ID] {
			l.add(place, "the indicator stands there twice")
		}
		seen[ind.ID] = true
		l.family(place, ind.Phase)
		oneOf(l, place, "category", ind.Category, bonafide.Categories)
		oneOf(l, place, "strength alone", ind.Alone, strengths)
		oneOf(l, place, "combined strength", ind.Combined, strengths)
		oneOf(l, place, "observed_by", ind.ObservedBy, observers)
		if slices.Index(strengths, ind.Combined) < slices.Index(strengths, ind.Alone) {
			l.add(place, "it is weaker combined (%s) than alone (%s)", ind.Combined, ind.Alone)
		}
		if !isSlug(string(ind.Group)) {
			l.add(place, "its group %q is no lower-case words joined by hyphens", ind.Group)
		}
		if n := ind.HalfLifeDays; n != 0 && (n < halfLifeMin || n > halfLifeMax) {
			l.add(place, "its half-life of %d days is outside %d to %d; leave it out where it does not age", n, halfLifeMin, halfLifeMax)
		}
		l.line(place, "title", ind.Title, titleMin, titleMax)
		l.line(place, "meaning", ind.Meaning, meaningMin, meaningMax)
		l.protected(place, "title", ind.Title)
		l.protected(place, "meaning", ind.Meaning)
		l.reads(place, ind.Inputs, known)
		l.innocent(place, ind.Innocent)
		l.nextCheck(place, ind.NextCheck)
		for _, a := range distinct(l, place, "switched_off_by", ind.SwitchedOffBy) {
			oneOf(l, place, "accommodation", a, accommodations)
		}
		l.sources(place, ind.Sources)
	}
}

// family checks that the id is a known prefix with two digits, and that the phase
// is one that the prefix may have.
func (l *linter) family(place, phase string) {
	prefix, number, _ := strings.Cut(place, "-")
	allowed, ok := families[prefix]
	if !ok || len(number) != 2 || !isDigit(number[0]) || !isDigit(number[1]) || number == "00" {
		l.add(place, "an indicator's id is one of %s, a hyphen and two digits", strings.Join(sortedKeys(families), ", "))
		allowed = sortedKeys(phases)
	}
	if _, ok := phases[phase]; !ok {
		l.add(place, "its phase %q is none of %s", phase, strings.Join(sortedKeys(phases), ", "))
	} else if !slices.Contains(allowed, phase) {
		l.add(place, "its phase %q does not go with %s, which has %s", phase, prefix, strings.Join(allowed, ", "))
	}
}

func (l *linter) reads(place string, inputs []bonafide.InputID, known map[bonafide.InputID]bool) {
	if len(inputs) == 0 {
		l.add(place, "it reads no input")
	}
	for _, in := range distinct(l, place, "inputs", inputs) {
		if !known[in] {
			l.add(place, "its input %q is not in inputs.yaml", in)
		}
	}
}

func (l *linter) innocent(place string, reasons []string) {
	if len(reasons) == 0 {
		l.add(place, "it has no innocent explanation")
	}
	for _, r := range distinct(l, place, "innocent", reasons) {
		l.line(place, "innocent explanation", r, lineMin, lineMax)
	}
}

func (l *linter) nextCheck(place string, next bonafide.NextStep) {
	if l.c.Check(next.Check) == nil {
		l.add(place, "its next check %q is not in checks.yaml", next.Check)
	}
	l.line(place, "question of the next check", next.Ask, lineMin, lineMax)
	l.protected(place, "question of the next check", next.Ask)
}

func (l *linter) sources(place string, sources []bonafide.Citation) {
	for _, s := range sources {
		if s.ID == "" {
			l.add(place, "a source has no id")
		}
		if s.URL != "" && !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
			l.add(place, "the address of source %s is no web address", s.ID)
		}
		if _, err := bonafide.ParseDate(s.Date); err != nil {
			l.add(place, "source %s: %v", s.ID, err)
		}
		if s.Standing != "" {
			oneOf(l, place, "standing of source "+s.ID, s.Standing, standings)
		}
	}
}

func (l *linter) checks() {
	seen := map[bonafide.CheckID]bool{}
	for i := range l.c.Checks {
		ch := &l.c.Checks[i]
		place := string(ch.ID)
		if seen[ch.ID] {
			l.add(place, "the check stands there twice")
		}
		seen[ch.ID] = true
		if !isSlug(place) {
			l.add(place, "a check's id is lower-case words joined by hyphens")
		}
		l.line(place, "title", ch.Title, titleMin, titleMax)
		l.line(place, "how", ch.How, textMin, textMax)
		l.line(place, "fair", ch.Fair, textMin, textMax)
		l.protected(place, "title", ch.Title)
		l.protected(place, "how", ch.How)
		if len(ch.Stages) == 0 {
			l.add(place, "it can be made at no stage")
		}
		for _, s := range distinct(l, place, "stages", ch.Stages) {
			oneOf(l, place, "stage", s, bonafide.Stages)
		}
		for _, a := range distinct(l, place, "avoid_under", ch.AvoidUnder) {
			oneOf(l, place, "accommodation", a, accommodations)
		}
		l.effort(place, ch)
		l.likelihoods(place, ch)
		distinct(l, place, "settles", ch.Settles)
		if ch.FailsAs != "" && l.c.Indicator(ch.FailsAs) == nil {
			l.add(place, "it fails as %q, which is no indicator", ch.FailsAs)
		}
		for _, id := range distinct(l, place, "confirms", ch.Confirms) {
			ind := l.c.Indicator(id)
			if ind == nil {
				l.add(place, "it confirms %q, which is no indicator", id)
			} else if ind.Combined != bonafide.Decisive {
				l.add(place, "it confirms %s, which is not decisive when combined", id)
			}
		}
	}
}

func (l *linter) effort(place string, ch *bonafide.Check) {
	if ch.Cost < 1 || ch.Cost > 5 {
		l.add(place, "its cost of %d is outside 1 to 5", ch.Cost)
	}
	if ch.Intrusiveness < 0 || ch.Intrusiveness > 4 {
		l.add(place, "its intrusiveness of %d is outside 0 to 4", ch.Intrusiveness)
	}
	if ch.ValidDays < 0 || ch.ValidDays > 3650 {
		l.add(place, "its pass holds for %d days, outside 1 to 3650; leave it out where it holds for good", ch.ValidDays)
	}
}

// likelihoods checks what keeps the sum sane: each hypothesis' outcomes are all
// possible and sum to one, a pass never speaks against a person and a failure never
// for one.
func (l *linter) likelihoods(place string, ch *bonafide.Check) {
	for _, h := range []struct {
		name string
		p    bonafide.Likelihood
	}{{"honest", ch.Honest}, {"misrepresenting", ch.Misrepresenting}} {
		for _, p := range []float64{h.p.Passed, h.p.Failed, h.p.Unreachable} {
			if !(p > 0 && p < 1) {
				l.add(place, "its %s likelihoods must each lie between 0 and 1", h.name)
				break
			}
		}
		if sum := h.p.Passed + h.p.Failed + h.p.Unreachable; !(math.Abs(sum-1) <= 1e-9) {
			l.add(place, "its %s likelihoods sum to %g, not to 1", h.name, sum)
		}
	}
	if ch.Misrepresenting.Passed > ch.Honest.Passed {
		l.add(place, "a pass would speak against the person")
	}
	if ch.Misrepresenting.Failed < ch.Honest.Failed {
		l.add(place, "a failure would speak for the person")
	}
}

// line checks a text of one line, within bounds in runes.
func (l *linter) line(place, what, s string, least, most int) {
	switch n := utf8.RuneCountInString(s); {
	case strings.TrimSpace(s) == "":
		l.add(place, "its %s is empty", what)
	case n < least || n > most:
		l.add(place, "its %s has %d characters, outside %d to %d", what, n, least, most)
	}
	if strings.ContainsAny(s, "\n\r\t") || strings.TrimSpace(s) != s {
		l.add(place, "its %s is not one trimmed line", what)
	}
}

func (l *linter) protected(place, what, s string) {
	for _, hit := range l.guard.inText(s) {
		l.add(place, "its %s names %q without saying that it is never looked at; %s is protected: %s", what, hit.word, hit.Name, hit.Why)
	}
}

func oneOf[T ~string](l *linter, place, what string, v T, allowed []T) {
	if !slices.Contains(allowed, v) {
		names := make([]string, len(allowed))
		for i, a := range allowed {
			names[i] = string(a)
		}
		l.add(place, "its %s %q is none of %s", what, v, strings.Join(names, ", "))
	}
}

// distinct reports values that stand in a list twice, and returns the list.
func distinct[T ~string](l *linter, place, what string, list []T) []T {
	for i, v := range list {
		if slices.Contains(list[:i], v) {
			l.add(place, "%q stands in its %s twice", v, what)
		}
	}
	return list
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// isSlug reports whether s is lower-case words of letters and digits joined by
// single hyphens, beginning with a letter.
func isSlug(s string) bool {
	if s == "" || len(s) > 60 || s[0] < 'a' || s[0] > 'z' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', isDigit(c):
		case c == '-' && s[i-1] != '-':
		default:
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
