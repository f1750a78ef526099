package watch

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/watch/rules"
	"bonafide/watch/scene"
	"bonafide/watch/sigma"
)

// ruleRun runs the rules over scenes.
type ruleRun struct {
	book       *rules.Book
	engine     *sigma.Engine
	matcher    *sigma.Matcher
	correlator *sigma.Correlator
	json       []byte
	index      int64
	released   time.Time
	behind     behinds
	broken     int64
}

// lateness is how much an event may be behind those already counted and still
// count, as of their time: windows are days long, and an answer within a second
// is worth more than the order of minutes.
const lateness = 24 * time.Hour

func newRuleRun(book *rules.Book) (*ruleRun, error) {
	engine, err := book.Engine(sigma.Options{})
	if err != nil {
		return nil, fmt.Errorf("compiling the rules: %w", err)
	}
	r := &ruleRun{book: book, engine: engine, matcher: engine.NewMatcher()}
	r.correlator, err = engine.NewCorrelator()
	return r, err
}

func (r *ruleRun) observe(x *Engine, s *scene.Scene) error {
	var err error
	if r.json, err = s.AppendJSON(r.json[:0]); err != nil {
		return err
	}
	r.matcher.InZone(s.Zone)
	matches, err := r.matcher.Match(r.json)
	if err != nil {
		var broken *sigma.BrokenEvent
		if errors.As(err, &broken) {
			r.broken++ // an event beyond the bounds of rules; baselines see it all the same
			return nil
		}
		return err
	}
	for _, m := range matches {
		rule, known := r.book.Of(m.Rule.ID)
		if known && rule.Indicator != "" && !r.engine.Silent(m.Rule) && s.Person != "" && !(s.Tool != nil && s.Tool.Common) {
			f := bonafide.Sighted{Key: subject(s), Finding: bonafide.Finding{
				Person: s.Person, Indicator: rule.Indicator, ObservedAt: s.Event.Time, Rule: ruleName(&rule), Summary: rule.Summary,
			}}
			from := ofAny
			if rule.Level == "low" {
				from = ofRule
			}
			if !x.usual(f.Rule, s.Person, from) && x.sighted.due(&f) {
				f.Evidence = r.evidence(s, rule)
				x.sight(f)
			}
		}
		if !r.correlator.Reads(m.Rule.ID) {
			continue
		}
		r.index++
		o, ok := r.matcher.Occurrence(m, r.index)
		if !ok {
			continue
		}
		if o.Time.Before(r.released) {
			if r.released.Sub(o.Time) > lateness {
				continue
			}
			o.Time = r.released
		}
		r.released = o.Time
		r.behind.add(r.index, s.Person, r.evidence(s, rule))
		r.alerts(x, r.correlator.Observe(o))
	}
	return nil
}

// subject is what a match is about: the tool, the machine, the network or the thing
// acted upon, whichever says most.
func subject(s *scene.Scene) string {
	switch {
	case s.Tool != nil:
		return string(s.Tool.Kind) + " " + s.Tool.Vendor + " " + s.Device.Key
	case s.Net.Service != "":
		return "service " + s.Net.Service
	case len(s.Event.Resources) > 0:
		return "resource " + s.Event.Resources[0].Name
	case len(s.Event.WebResources) > 0:
		return "resource " + s.Event.WebResources[0].Name
	case s.Device.Key != "":
		return "device " + s.Device.Key
	}
	return ""
}

func (r *ruleRun) evidence(s *scene.Scene, rule rules.Rule) []bonafide.Evidence {
	var out []bonafide.Evidence
	for _, f := range rule.Evidence {
		if v := lookup(r.json, strings.Split(f, ".")); v != "" && len(out) < 4 {
			out = append(out, evidence(s, v, f))
		}
	}
	if len(out) == 0 {
		out = append(out, evidence(s, strings.Clone(cmp.Or(s.Device.Key, s.Net.IP, s.Event.Metadata.Code)), s.Event.Class.String()))
	}
	return out
}

// ruleName is how findings name a rule: its place below the rules, and its version.
func ruleName(r *rules.Rule) string {
	name := strings.TrimSuffix(r.File, filepath.Ext(r.File))
	if !r.Own {
		name = r.ID
	}
	return "rules/" + name + "@" + cmp.Or(r.Version, "1")
}

// clip bounds what is shown of a value.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// alerts raises what correlations found, for everybody whose events are behind it.
func (r *ruleRun) alerts(x *Engine, alerts []sigma.Alert) {
	for i := range alerts {
		a := &alerts[i]
		rule, known := r.book.Of(a.Correlation.ID)
		if !known || a.Inner {
			continue
		}
		var people []bonafide.PersonID
		evidence := map[bonafide.PersonID][]bonafide.Evidence{}
		for _, n := range a.Events {
			b, ok := r.behind.of(n)
			if !ok || b.person == "" {
				continue
			}
			if !slices.Contains(people, b.person) {
				people = append(people, b.person)
			}
			if len(evidence[b.person]) < 6 {
				evidence[b.person] = append(evidence[b.person], unpackEvidence(b.evidence)...)
			}
		}
		key := fmt.Sprint(a.Group)
		for _, p := range people {
			list := evidence[p]
			// What one shares with others is shown with theirs.
			for _, o := range people {
				if o != p && len(list) < 8 && len(evidence[o]) > 0 {
					e := evidence[o][0]
					e.Note = "with " + string(o) + "; " + e.Note
					list = append(list, e)
				}
			}
			if x.usual(ruleName(&rule), p, ofAny) {
				continue
			}
			x.sight(bonafide.Sighted{Key: key, Finding: bonafide.Finding{
				Person: p, Indicator: rule.Indicator, ObservedAt: a.Time, Rule: ruleName(&rule), Summary: rule.Summary, Evidence: list,
			}})
		}
	}
}

func (r *ruleRun) finish(x *Engine) error {
	r.alerts(x, r.correlator.Flush())
	return nil
}
