package watch

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bonafide"
	"bonafide/watch/rules"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
	"bonafide/watch/tools"
)

// Proved is what stories and the samples of rules have just shown of an indicator.
type Proved struct {
	Indicator bonafide.IndicatorID
	// Fires and Quiet count the people and samples that had to raise it, and the
	// honest look-alikes that had not to.
	Fires, Quiet int
	// Failed names what did not hold, and how.
	Failed []string
	// By are the parts that raise it: "watch/baseline, watch/rules".
	By string
}

// Prove tells all stories to an engine each, and runs the samples of the program's
// rules and of those in the folders. The result is in order of indicator. An error
// says that something could not be told at all, or that a story which claims no
// indicator does not hold.
func Prove(ctx context.Context, folders ...string) ([]Proved, error) {
	book, err := rules.Load(ctx)
	if err != nil {
		return nil, err
	}
	table, err := tools.Load()
	if err != nil {
		return nil, err
	}
	stories, err := Stories()
	if err != nil {
		return nil, err
	}
	all := proofs{}
	for i := range stories {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s := &stories[i]
		told, err := s.tell(book, table)
		if err != nil {
			return nil, err
		}
		if broken := s.judge(told, all); broken != "" {
			return nil, bonafide.Invalidf("story %s: %s", s.Name, broken)
		}
		if len(s.Cleared) == 0 {
			continue
		}
		if told, err = s.unsaid().tell(book, table); err != nil {
			return nil, err
		}
		s.judgeUnsaid(told, all)
	}
	if len(folders) > 0 {
		if book, err = rules.Load(ctx, folders...); err != nil {
			return nil, err
		}
	}
	if err := all.samples(ctx, book); err != nil {
		return nil, err
	}
	return all.list(), nil
}

type proofs map[bonafide.IndicatorID]*proving

type proving struct {
	Proved
	by map[string]bool
}

func (p proofs) of(id bonafide.IndicatorID) *proving {
	x := p[id]
	if x == nil {
		x = &proving{Proved: Proved{Indicator: id}, by: map[string]bool{}}
		p[id] = x
	}
	return x
}

// list leaves out what has look-alikes only: nobody raises it.
func (p proofs) list() []Proved {
	var out []Proved
	for _, id := range slices.Sorted(maps.Keys(p)) {
		x := p[id]
		if x.Fires == 0 && len(x.Failed) == 0 {
			continue
		}
		x.By = cmp.Or(strings.Join(slices.Sorted(maps.Keys(x.by)), ", "), "watch")
		out = append(out, x.Proved)
	}
	return out
}

// part is the part of the watch that a finding's rule belongs to.
func part(rule string) string {
	first, _, _ := strings.Cut(rule, "/")
	if first == "watch" {
		return "watch"
	}
	return "watch/" + first
}

// samples counts what the rules' own samples show.
func (p proofs) samples(ctx context.Context, book *rules.Book) error {
	notices, _, err := book.Prove(ctx)
	if err != nil {
		return err
	}
	counted := map[string]bool{}
	for _, r := range book.Rules() {
		if r.Indicator == "" || counted[r.File+" "+string(r.Indicator)] {
			continue
		}
		counted[r.File+" "+string(r.Indicator)] = true
		x := p.of(r.Indicator)
		x.by["watch/rules"] = true
		for _, s := range book.Samples(r.File) {
			if s.Fires {
				x.Fires++
			} else {
				x.Quiet++
			}
		}
		for _, n := range notices {
			if n.File != r.File {
				continue
			}
			x.Failed = append(x.Failed, n.String())
			// A sample that does not hold shows nothing.
			if strings.HasSuffix(n.Text, "does not fire") {
				x.Fires--
			} else {
				x.Quiet--
			}
		}
	}
	return nil
}

// telling is what an engine made of a story.
type telling struct {
	bonafide.Watched
	events int
	known  func(bonafide.PersonID) bool
}

// Events are the events of the story's lines, in order of time. A line that cannot
// be read is an error.
func (s *Story) Events() ([]telemetry.Event, error) {
	files, err := s.Text()
	if err != nil {
		return nil, err
	}
	for i := range s.Applications {
		delete(files, "application-"+strconv.Itoa(i+1)+".json")
	}
	decoder := telemetry.NewDecoder(sources.All())
	var out []telemetry.Event
	for _, name := range sortedKeys(files) {
		stream, err := decoder.Stream(name, "")
		if err != nil {
			return nil, fmt.Errorf("story %s: %s: %w", s.Name, name, err)
		}
		for line := range strings.Lines(files[name]) {
			if out, err = stream.Decode([]byte(line), out); err != nil {
				return nil, fmt.Errorf("story %s: %s: %w", s.Name, name, err)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b telemetry.Event) int { return a.Time.Compare(b.Time) })
	return out, nil
}

// Config is the firm's configuration in the story.
func (s *Story) Config(book *rules.Book, table *tools.Table) Config {
	return Config{Rules: book, Tools: table, Approved: s.Approved, Offices: s.Offices, Restricted: s.Restricted}
}

func (s *Story) tell(book *rules.Book, table *tools.Table) (telling, error) {
	events, err := s.Events()
	if err != nil {
		return telling{}, err
	}
	x, err := New(s.Config(book, table))
	if err != nil {
		return telling{}, err
	}
	out := telling{events: len(events), known: func(p bonafide.PersonID) bool { return x.roster.people[p] != nil }}
	applications := slices.Clone(s.Applications)
	for i := range events {
		for len(applications) > 0 && !applications[0].Complete().After(events[i].Time) {
			x.Apply(applications[0], applications[0].Complete())
			applications = applications[1:]
		}
		if !x.Admit(&events[i], events[i].Time) {
			return telling{}, bonafide.Invalidf("story %s: %s says the same twice", s.Name, events[i].Intake.Place)
		}
		if err := x.Observe(&events[i]); err != nil {
			return telling{}, fmt.Errorf("story %s: %w", s.Name, err)
		}
	}
	for _, d := range applications {
		x.Apply(d, d.Complete())
	}
	if err := x.Finish(); err != nil {
		return telling{}, fmt.Errorf("story %s: %w", s.Name, err)
	}
	out.Watched = x.Take()
	return out, nil
}

// judge holds what was found against the story's claims. What belongs to no
// indicator is returned.
func (s *Story) judge(t telling, all proofs) (broken string) {
	found := map[string][]*bonafide.Sighted{}
	for i := range t.Sighted {
		f := &t.Sighted[i]
		k := string(f.Person) + " " + string(f.Indicator)
		found[k] = append(found[k], f)
	}
	fail := func(id, format string, args ...any) {
		x := all.of(bonafide.IndicatorID(id))
		x.Failed = append(x.Failed, s.Name+": "+fmt.Sprintf(format, args...))
	}
	for _, claim := range s.Finds {
		who, id, rule := words(claim)
		var by *bonafide.Sighted
		for _, f := range found[who+" "+id] {
			name, _, _ := strings.Cut(f.Rule, "@")
			if (rule == "" || name == rule) && f.Summary != "" && len(f.Evidence) > 0 && !f.ObservedAt.IsZero() {
				by = f
			}
		}
		if by == nil {
			fail(id, "%s was not found", claim)
			continue
		}
		x := all.of(by.Indicator)
		x.Fires++
		x.by[part(by.Rule)] = true
	}
	for _, claim := range slices.Concat(s.Never, s.Cleared) {
		who, id, _ := words(claim)
		held := true
		for _, f := range t.Sighted {
			if (who == "*" || who == string(f.Person)) && (id == "*" || id == string(f.Indicator)) {
				held = false
				all.of(f.Indicator).by[part(f.Rule)] = true
				fail(string(f.Indicator), "%s was found of %s by %s, and must not be: %s", f.Indicator, f.Person, f.Rule, f.Summary)
			}
		}
		switch {
		case who != "*" && !t.known(bonafide.PersonID(who)) && id != "*":
			fail(id, "the story has nobody named %s", who)
		case who != "*" && !t.known(bonafide.PersonID(who)):
			broken = "it has nobody named " + who
		case held && who != "*" && id != "*":
			all.of(bonafide.IndicatorID(id)).Quiet++
		}
	}
	for _, claim := range s.Withdraws {
		who, id, _ := words(claim)
		if !slices.ContainsFunc(found[who+" "+id], func(f *bonafide.Sighted) bool {
			return slices.Contains(t.Withdrawn, bonafide.Withdrawal{Person: f.Person, Rule: f.Rule, Key: f.Key})
		}) {
			fail(id, "%s was not withdrawn", claim)
		}
	}
	for _, want := range s.Troubles {
		if !slices.ContainsFunc(t.Troubles, func(x bonafide.Trouble) bool { return strings.Contains(x.Words, want) }) {
			broken = fmt.Sprintf("no trouble says %q", want)
		}
	}
	return broken
}

// judgeUnsaid sees to it that what is cleared would be found otherwise: a look-alike
// that never looked alike shows nothing.
func (s *Story) judgeUnsaid(t telling, all proofs) {
	for _, claim := range s.Cleared {
		who, id, _ := words(claim)
		if !slices.ContainsFunc(t.Sighted, func(f bonafide.Sighted) bool {
			return string(f.Person) == who && string(f.Indicator) == id
		}) {
			x := all.of(bonafide.IndicatorID(id))
			x.Failed = append(x.Failed, fmt.Sprintf("%s: %s would not be found either if HR had nothing on record", s.Name, claim))
		}
	}
}

// words are person, indicator and rule of a claim.
func words(claim string) (who, id, rule string) {
	list := append(strings.Fields(claim), "", "", "")
	return list[0], list[1], list[2]
}
