package sigma

import "slices"

// demands are the fields that correlations read of the matches of each rule, and
// which rules speak for themselves.
type demands struct {
	fields map[*Rule][]string
	// readers are the correlations that read a rule or correlation, by its id.
	readers map[string][]usage
	// silent are ids that only correlations without generate refer to.
	silent map[string]bool
}

// usage is one correlation's use of a rule: at which place of its list.
type usage struct {
	correlation *Correlation
	place       int
}

func newDemands(set *Set) *demands {
	d := &demands{fields: map[*Rule][]string{}, readers: map[string][]usage{}, silent: map[string]bool{}}
	rules, correlations := map[string]*Rule{}, map[string]*Correlation{}
	for _, r := range set.Rules {
		rules[r.ID] = r
		if r.Name != "" {
			rules[r.Name] = r
		}
	}
	for _, c := range set.Correlations {
		correlations[c.ID] = c
		if c.Name != "" {
			correlations[c.Name] = c
		}
	}
	spoken := map[string]bool{}
	for _, c := range set.Correlations {
		for i, ref := range c.Rules {
			id := ref
			if r := rules[ref]; r != nil {
				id = r.ID
			} else if inner := correlations[ref]; inner != nil {
				id = inner.ID
			}
			d.readers[id] = append(d.readers[id], usage{c, i})
			if c.Generate {
				spoken[id] = true
			}
		}
	}
	for id := range d.readers {
		d.silent[id] = !spoken[id]
	}
	var demand func(c *Correlation, names []string, depth int)
	demand = func(c *Correlation, names []string, depth int) {
		if depth > 20 {
			return
		}
		for _, ref := range c.Rules {
			var fields []string
			for _, n := range names {
				if f, ok := c.field(n, ref); ok {
					fields = append(fields, f)
				}
			}
			if r := rules[ref]; r != nil {
				for _, f := range fields {
					if !slices.Contains(d.fields[r], f) {
						d.fields[r] = append(d.fields[r], f)
					}
				}
			} else if inner := correlations[ref]; inner != nil {
				demand(inner, fields, depth+1)
			}
		}
	}
	for _, c := range set.Correlations {
		demand(c, append(slices.Clone(c.GroupBy), c.Fields...), 0)
	}
	return d
}

func (d *demands) of(r *Rule) []string { return d.fields[r] }

// field is what a name of the correlation is called in one of its rules. ok is false
// where the name is an alias that says nothing of the rule.
func (c *Correlation) field(name, ref string) (field string, ok bool) {
	alias, is := c.Aliases[name]
	if !is {
		return name, true
	}
	field, ok = alias[ref]
	return field, ok
}
