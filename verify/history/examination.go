package history

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bonafide"
)

// Bounds of one examination. A dossier past them is examined up to them and says so.
const (
	maxSources = 48  // sources that are held against each other
	maxNames   = 6   // names of one source
	maxJobs    = 32  // jobs of one source
	maxAllJobs = 256 // jobs of all sources
	maxItems   = 48  // schools, addresses, accounts, steps or payees of one source
	maxSkills  = 256 // skills of one source
	maxShown   = 12  // pieces of evidence in one finding, and findings of one indicator
)

// examination is the work on one dossier.
type examination struct {
	*Examiner
	d    *bonafide.Dossier
	asOf time.Time

	// sources are those of the dossier, in its order and up to maxSources.
	sources []source
	known   []*name // each distinct name once
	// reported counts findings, which a hostile dossier could multiply.
	reported map[bonafide.IndicatorID]int
	out      bonafide.Examination
}

// source is a source of the dossier, ready to be compared.
type source struct {
	*bonafide.Source
	at    int // its place in the dossier
	names []*name
	jobs  []job
	// schools are read of sources whose facts are compared.
	schools []school
}

func (x *examination) prepare() {
	n := min(len(x.d.Sources), maxSources)
	x.sources = make([]source, n)
	cut := len(x.d.Sources) > n
	jobs, names := 0, 0
	for i := range x.d.Sources[:n] {
		jobs += min(len(x.d.Sources[i].Employment), maxJobs)
		names += min(len(x.d.Sources[i].Names), maxNames)
	}
	allJobs, allNames := make([]job, 0, min(jobs, maxAllJobs)), make([]*name, 0, names)
	for i := range x.sources {
		s := &x.sources[i]
		s.Source, s.at = &x.d.Sources[i], i
		first := len(allNames)
		for j := range min(len(s.Names), maxNames) {
			allNames = append(allNames, x.name(s.Names[j]))
		}
		s.names = allNames[first:len(allNames):len(allNames)]
		first = len(allJobs)
		for j := range min(len(s.Employment), maxJobs, maxAllJobs-first) {
			allJobs = append(allJobs, newJob(&s.Employment[j], j))
		}
		s.jobs = allJobs[first:len(allJobs):len(allJobs)]
		if slices.Contains(told, s.Kind) && len(s.Education) > 0 {
			s.schools = make([]school, min(len(s.Education), maxItems))
			for j := range s.schools {
				e := &s.Education[j]
				s.schools[j] = school{Education: e, at: j, name: firmWords(e.School), level: levelsOf(e.Degree)}
			}
		}
		cut = cut || len(s.Names) > maxNames || len(s.Employment) > len(s.jobs) || len(s.Skills) > maxSkills || len(s.Education) > maxItems
	}
	if cut {
		x.missing("part of the dossier", "it has more sources, or more names, jobs or skills in one of them, than are compared; split it",
			factsConflict, skillTooEarly)
	}
}

// name parses s once for all sources that write it alike.
func (x *examination) name(s string) *name {
	for _, n := range x.known {
		if n.raw == s {
			return n
		}
	}
	n := parseName(s)
	x.known = append(x.known, n)
	return n
}

// of yields the sources of the given kinds.
func (x *examination) of(kinds ...bonafide.SourceKind) func(func(*source) bool) {
	return func(yield func(*source) bool) {
		for i := range x.sources {
			if slices.Contains(kinds, x.sources[i].Kind) && !yield(&x.sources[i]) {
				return
			}
		}
	}
}

// observed is when s was collected, or the examination where it does not say.
func (x *examination) observed(s *source) time.Time { return x.notAfter(s.Collected) }

// notAfter is t, or the moment of the examination where t is unknown or later.
func (x *examination) notAfter(t time.Time) time.Time {
	if t.IsZero() || t.After(x.asOf) {
		return x.asOf
	}
	return t
}

// about is the evidence that stands in s below its place in the dossier.
func (x *examination) about(s *source, value, note string, path ...string) bonafide.Evidence {
	e := bonafide.Evidence{Source: s.ID, Path: pointer(s.at, path...), Value: clip(value, 200), Note: note, At: s.Collected}
	return e
}

// pointer is the JSON pointer of a claim.
func pointer(source int, path ...string) string {
	b := make([]byte, 0, 48)
	b = append(b, "/sources/"...)
	b = strconv.AppendInt(b, int64(source), 10)
	for _, p := range path {
		b = append(b, '/')
		b = append(b, p...)
	}
	return string(b)
}

func item(field string, i int) string { return field + "/" + strconv.Itoa(i) }

// report raises a finding by the named rule. The evidence beyond maxShown is left
// off: the summary says how much there is. Further findings of one indicator add
// nothing that counts, and end at maxShown.
func (x *examination) report(id bonafide.IndicatorID, rule string, at time.Time, summary string, evidence ...bonafide.Evidence) {
	if x.reported == nil {
		x.reported = map[bonafide.IndicatorID]int{}
	}
	if len(evidence) > maxShown {
		evidence = evidence[:maxShown]
	}
	if x.reported[id]++; x.reported[id] > maxShown {
		return
	}
	x.out.Findings = append(x.out.Findings, bonafide.Finding{
		Person: x.d.Person, Indicator: id, ObservedAt: x.notAfter(at), Rule: "history/" + rule + "@1",
		Summary: summary, Evidence: evidence,
	})
}

func (x *examination) missing(what, why string, ids ...bonafide.IndicatorID) {
	slices.Sort(ids)
	x.out.Missing = append(x.out.Missing, bonafide.Missing{Indicators: ids, What: what, Why: why})
}

// later is the later of two sources' times of collection, as an observation.
func (x *examination) later(a, b *source) time.Time {
	if ta, tb := x.observed(a), x.observed(b); ta.After(tb) {
		return ta
	} else {
		return tb
	}
}

// label names a source for people: its kind, and its system where it has one.
func (s *source) label() string {
	if s.System == "" {
		return string(s.Kind)
	}
	return string(s.Kind) + " (" + clip(s.System, 40) + ")"
}

// clip shortens s to n bytes at a rune boundary.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}

// plural writes a count with its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// days between two moments; negative where b is before a.
func days(a, b time.Time) int { return int(b.Sub(a).Hours() / 24) }

// months of about 30.4 days, in which tolerances are stated.
const month = 730 * time.Hour

// apart is the time between two dates that neither can explain away: zero where
// some reading of both agrees. Unknown dates are never apart.
func apart(a, b bonafide.Date) time.Duration {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	switch {
	case a.Last().Before(b.First()):
		return b.First().Sub(a.Last())
	case b.Last().Before(a.First()):
		return a.First().Sub(b.Last())
	}
	return 0
}

func equalFold(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
