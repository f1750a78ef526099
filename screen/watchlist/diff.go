package watchlist

import "slices"

// Delta is what changed between two versions of a list. Entries that only moved
// or were laid out anew are not in it.
type Delta struct {
	Added   []string `json:"added,omitempty"`
	Changed []Change `json:"changed,omitempty"`
	Removed []string `json:"removed,omitempty"`
}

// Change is one changed entry and the fields in which it changed.
type Change struct {
	ID     string   `json:"id"`
	Fields []string `json:"fields"`
}

// Empty reports whether nothing changed.
func (d *Delta) Empty() bool { return len(d.Added)+len(d.Changed)+len(d.Removed) == 0 }

// Diff compares two versions by id and canonical hash. Added and changed entries
// are in the order of the newer list, removed ones in that of the older. Where an
// id changed because the publisher merged entries (a referent of a new entry), the
// old entry counts as removed and the new one as added.
func Diff(older, newer *List) Delta {
	var d Delta
	was := make(map[string]*Entry, len(older.Entries))
	for i := range older.Entries {
		was[older.Entries[i].ID] = &older.Entries[i]
	}
	for i := range newer.Entries {
		e := &newer.Entries[i]
		o, ok := was[e.ID]
		if !ok {
			d.Added = append(d.Added, e.ID)
			continue
		}
		delete(was, e.ID)
		if f := changedFields(o, e); len(f) > 0 {
			d.Changed = append(d.Changed, Change{e.ID, f})
		}
	}
	for i := range older.Entries {
		if _, gone := was[older.Entries[i].ID]; gone {
			d.Removed = append(d.Removed, older.Entries[i].ID)
		}
	}
	return d
}

func changedFields(a, b *Entry) []string {
	var out []string
	var ca, cb canon
	for f, name := range fieldNames {
		ca.reset()
		cb.reset()
		a.field(f, &ca)
		b.field(f, &cb)
		slices.Sort(ca.values)
		slices.Sort(cb.values)
		if !slices.Equal(slices.Compact(ca.values), slices.Compact(cb.values)) {
			out = append(out, name)
		}
	}
	return out
}
