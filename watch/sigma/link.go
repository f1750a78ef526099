package sigma

import (
	"fmt"
	"slices"
)

// link lays filters over rules and refuses correlations whose rules do not stand in
// the set, or that lead back to themselves. The order of the files does not matter.
func (r *reader) link() {
	s := r.set
	for _, f := range s.Filters {
		laid := 0
		for _, rule := range s.Rules {
			if !f.All && !slices.Contains(f.Rules, rule.ID) && (rule.Name == "" || !slices.Contains(f.Rules, rule.Name)) {
				continue
			}
			if !f.Logsource.within(rule.Logsource) {
				if !f.All {
					f.notices = append(f.notices, Notice{Line: f.Line, Text: fmt.Sprintf("rule %s reads another log source and is not filtered", rule.ID)})
				}
				continue
			}
			laid++
			rule.holds = all(rule.holds, &expr{kind: f.is.kind, kids: f.is.kids, leaf: f.is.leaf, name: "filter " + f.ID})
			rule.Filters = append(rule.Filters, f.ID)
		}
		if laid == 0 {
			f.notices = append(f.notices, Notice{Line: f.Line, Text: "the filter fits no rule of the set"})
		}
	}

	for {
		known := map[string]bool{}
		for _, rule := range s.Rules {
			known[rule.ID], known[rule.Name] = true, true
		}
		byName := map[string]*Correlation{}
		for _, c := range s.Correlations {
			known[c.ID], known[c.Name] = true, true
			byName[c.ID], byName[c.Name] = c, c
		}
		delete(known, "")
		bad := map[*Correlation]*refused{}
		for _, c := range s.Correlations {
			for _, name := range c.Rules {
				if !known[name] {
					bad[c] = &refused{line: c.Line, pointer: "/correlation/rules", why: fmt.Sprintf("%q is no rule or correlation of the set, or was refused", describe(name)),
						remedy: "load the rule beside it"}
					break
				}
			}
			if bad[c] == nil && circular(c, byName, nil) {
				bad[c] = &refused{line: c.Line, pointer: "/correlation/rules", why: "the correlation leads back to itself, or chains more than 16 deep"}
			}
		}
		if len(bad) == 0 {
			return
		}
		s.Correlations = slices.DeleteFunc(s.Correlations, func(c *Correlation) bool {
			if why := bad[c]; why != nil {
				r.refuse(c.File, c.Line, c.ID, why)
				return true
			}
			return false
		})
	}
}

func circular(c *Correlation, byName map[string]*Correlation, open []*Correlation) bool {
	if slices.Contains(open, c) || len(open) > 16 {
		return true
	}
	open = append(open, c)
	for _, name := range c.Rules {
		if next := byName[name]; next != nil && circular(next, byName, open) {
			return true
		}
	}
	return false
}
