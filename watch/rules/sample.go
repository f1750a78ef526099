package rules

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"bonafide"
	"bonafide/watch/sigma"
)

// Sample is a little story that a rule must tell or must not tell.
type Sample struct {
	Name  string `json:"name"`
	Fires bool   `json:"fires"`
	Why   string `json:"why,omitzero"`
	// Rule is the id of the rule meant, where the file has several that speak.
	Rule string `json:"rule,omitzero"`
	// Events are scenes as JSON, in order: OCSF with the member scene.
	Events []jsontext.Value `json:"events"`
}

// Notice is something about a rule or its samples that should be mended.
type Notice struct {
	File string
	Rule string
	Text string
}

func (n Notice) String() string {
	if n.Rule == "" {
		return n.File + ": " + n.Text
	}
	return n.File + ": " + n.Rule + ": " + n.Text
}

// Samples are the samples of a rule's file.
func (b *Book) Samples(file string) []Sample {
	return b.samples[strings.TrimSuffix(strings.TrimSuffix(file, ".yml"), ".yaml")]
}

// Prove runs all samples as the product runs its events, and says which do not hold
// and how many were run.
func (b *Book) Prove(ctx context.Context) (notices []Notice, ran int, err error) {
	engine, err := b.Engine(sigma.Options{})
	if err != nil {
		return nil, 0, err
	}
	matcher := engine.NewMatcher()
	var files []string
	for _, r := range b.rules {
		if !slices.Contains(files, r.File) {
			files = append(files, r.File)
		}
	}
	for _, file := range files {
		for _, s := range b.Samples(file) {
			if err := ctx.Err(); err != nil {
				return nil, ran, err
			}
			ran++
			spoke, err := fired(engine, matcher, s.Events)
			if err != nil {
				notices = append(notices, Notice{File: file, Text: fmt.Sprintf("sample %q: %v", s.Name, err)})
				continue
			}
			var said []string
			for _, id := range spoke {
				if r, ok := b.Of(id); ok && r.File == file && (s.Rule == "" || s.Rule == id) {
					said = append(said, id)
				}
			}
			switch {
			case s.Fires && len(said) == 0:
				notices = append(notices, Notice{File: file, Rule: s.Rule, Text: fmt.Sprintf("sample %q does not fire", s.Name)})
			case !s.Fires && len(said) > 0:
				notices = append(notices, Notice{File: file, Rule: said[0], Text: fmt.Sprintf("sample %q fires", s.Name)})
			}
		}
	}
	return notices, ran, nil
}

// fired are the ids of rules and correlations that speak over the events.
func fired(engine *sigma.Engine, matcher *sigma.Matcher, events []jsontext.Value) ([]string, error) {
	correlator, err := engine.NewCorrelator()
	if err != nil {
		return nil, err
	}
	var out []string
	alerts := func(list []sigma.Alert) {
		for _, a := range list {
			if !a.Inner {
				out = append(out, a.Correlation.ID)
			}
		}
	}
	for i, e := range events {
		matches, err := matcher.Match(e)
		if err != nil {
			return nil, err
		}
		for _, m := range matches {
			if !engine.Silent(m.Rule) {
				out = append(out, m.Rule.ID)
			}
			if correlator.Reads(m.Rule.ID) {
				o, ok := matcher.Occurrence(m, int64(i))
				if !ok {
					return nil, bonafide.Invalidf("event %d has no time_dt", i+1)
				}
				alerts(correlator.Observe(o))
			}
		}
	}
	alerts(correlator.Flush())
	return out, nil
}

// Lint says what rules lack that the product needs of them. known tells the
// indicators of the catalogue. Rules of others without a tag of ours are passed
// over: they raise nothing.
func (b *Book) Lint(known func(bonafide.IndicatorID) bool) []Notice {
	out := slices.Clone(b.broken)
	for _, r := range b.rules {
		say := func(format string, args ...any) {
			out = append(out, Notice{File: r.File, Rule: r.ID, Text: fmt.Sprintf(format, args...)})
		}
		if r.Indicator == "" {
			if r.Own {
				say("no tag bonafide.… maps it to an indicator")
			}
			continue
		}
		if !known(r.Indicator) {
			say("the catalogue has no indicator %s", r.Indicator)
		}
		if r.Own && path.Dir(r.File) != string(r.Indicator) {
			say("it is for %s and lies in the folder %s", r.Indicator, path.Dir(r.File))
		}
		if len(r.Evidence) == 0 {
			say("fields names no evidence")
		}
		if len(r.Innocent) == 0 {
			say("falsepositives names no innocent explanation")
		}
		if r.Version == "" {
			say("it has no date")
		}
		fires, honest := false, false
		for _, s := range b.Samples(r.File) {
			if s.Rule == "" || s.Rule == r.ID {
				fires, honest = fires || s.Fires, honest || !s.Fires
			}
		}
		if !fires {
			say("no sample fires")
		}
		if !honest {
			say("no honest look-alike among the samples")
		}
	}
	return out
}
