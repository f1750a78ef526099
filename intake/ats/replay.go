package ats

import (
	"sync"
	"time"
)

// ReplayGuard remembers the ids of deliveries that were accepted, so that none is
// accepted twice. It holds a bounded number for a bounded time and forgets the
// oldest first. It is safe for concurrent use.
type ReplayGuard struct {
	mu   sync.Mutex
	now  func() time.Time
	keep time.Duration
	at   map[string]time.Time
	ring []string // in order of arrival, from next on
	next int
}

// NewReplayGuard remembers up to size ids, each for keep. Greenhouse repeats a
// delivery for up to 16 hours, Lever's signature holds for [Window].
func NewReplayGuard(size int, keep time.Duration, now func() time.Time) *ReplayGuard {
	size = max(size, 1)
	return &ReplayGuard{now: now, keep: keep, at: make(map[string]time.Time), ring: make([]string, size)}
}

// Accept remembers the id and reports true, or reports false where it was accepted
// before. The empty id is accepted always: its vendor gives none.
func (g *ReplayGuard) Accept(id string) bool {
	if id == "" {
		return true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if at, seen := g.at[id]; seen {
		if now.Sub(at) < g.keep {
			return false
		}
		// It expired: it keeps its place in the ring and is young again.
		g.at[id] = now
		return true
	}
	if old := g.ring[g.next]; old != "" {
		delete(g.at, old)
	}
	g.ring[g.next] = id
	g.next = (g.next + 1) % len(g.ring)
	g.at[id] = now
	return true
}
