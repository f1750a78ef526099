package screen

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// MemoryDecisions keeps records in memory. The zero value is empty and ready.
type MemoryDecisions struct {
	mu       sync.RWMutex
	records  map[recordKey]Record
	byPerson map[string][]recordKey
	byEntry  map[entryID][]recordKey
}

// Save implements [Decisions].
func (m *MemoryDecisions) Save(ctx context.Context, records ...Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range records {
		if err := records[i].validate(); err != nil {
			return err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(records)
	return nil
}

func (m *MemoryDecisions) put(records []Record) {
	if m.records == nil {
		m.records, m.byPerson, m.byEntry = map[recordKey]Record{}, map[string][]recordKey{}, map[entryID][]recordKey{}
	}
	for _, r := range records {
		k := r.key()
		if _, known := m.records[k]; !known {
			m.byPerson[k.person] = append(m.byPerson[k.person], k)
			m.byEntry[entryID{k.list, k.id}] = append(m.byEntry[entryID{k.list, k.id}], k)
		}
		m.records[k] = copied(r)
	}
}

// copied shares nothing with the caller's record.
func copied(r Record) Record {
	if r.Decision != nil {
		d := *r.Decision
		r.Decision = &d
	}
	return r
}

// OfPerson implements [Decisions].
func (m *MemoryDecisions) OfPerson(ctx context.Context, person string) ([]Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.sorted(m.byPerson[person]), nil
}

// OfEntry implements [Decisions].
func (m *MemoryDecisions) OfEntry(ctx context.Context, list, id string) ([]Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.sorted(m.byEntry[entryID{list, id}]), nil
}

func (m *MemoryDecisions) sorted(keys []recordKey) []Record {
	out := make([]Record, 0, len(keys))
	for _, k := range keys {
		out = append(out, copied(m.records[k]))
	}
	slices.SortFunc(out, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.List, b.List), cmp.Compare(a.ListID, b.ListID))
	})
	return out
}
