package screen

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
)

// Where a list is not there, an answer without a hit is incomplete and nothing else.
func TestStatusWithoutAList(t *testing.T) {
	l := ownList(t, "own", "id,schema,name\n1,person,Boris Proverov\n")
	e := newEngine(t, Options{Incomplete: []string{"eu: no version of it is in force"}}, l)
	for text, want := range map[string]Status{"Tilda Penhallow": Incomplete, "Boris Proverov": Found, "0x8589427373D6D84E98730D7795D8f6f8731FDA17": Unread} {
		a, err := e.Query(Query{Name: text}, 0, 0)
		if err != nil || a.Status != want || len(a.Incomplete) != 1 {
			t.Errorf("%s: %s, %q, %v; want %s", text, a.Status, a.Incomplete, err, want)
		}
	}
	if got := e.Incomplete(); len(got) != 1 || got[0] != "eu: no version of it is in force" {
		t.Errorf("%q", got)
	}
	if a, err := newEngine(t, Options{}, l).Query(Query{Name: "Tilda Penhallow"}, 0, 0); err != nil || a.Status != NotFound || a.Incomplete != nil {
		t.Errorf("%+v, %v", a, err)
	}
}

// A hit on a list that is not there is not closed: nobody knows that it was delisted.
func TestFollowWithoutAList(t *testing.T) {
	own, other := ownList(t, "own", "id,schema,name\n1,person,Boris Proverov\n"), ownList(t, "other", "id,schema,name\n9,person,Tilda Penhallow\n")
	q, at, known := Query{ID: "p", Name: "Boris Proverov"}, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), &MemoryDecisions{}
	for _, c := range []struct {
		what   string
		e      *Engine
		events int
	}{
		{"both are there", newEngine(t, Options{}, own, other), 1},
		{"one is not there", newEngine(t, Options{Incomplete: []string{"own: damaged"}}, other), 0},
		{"one was taken out", newEngine(t, Options{}, other), 1},
	} {
		events, err := c.e.Follow(t.Context(), q, known, Possible, at)
		if err != nil || len(events) != c.events {
			t.Errorf("%s: %+v, %v", c.what, events, err)
		}
	}
}

// What is missing of a list, and what was passed over, is said in every answer; what is
// missing is among what an examination misses.
func TestNotesOfListsAreSaid(t *testing.T) {
	l := ownList(t, "own", "id,schema,name\n1,person,Boris Proverov\n")
	l.Notes = []string{"incomplete: 18 remarks are cut", "passed over in the folder: old (a folder)", "c", "d", "e", "f", "g"}
	e := newEngine(t, Options{}, l)
	a, err := e.Query(Query{Name: "Tilda Penhallow"}, 0, 0)
	if err != nil || len(a.Lists[0].Notes) != 6 || len(a.Proof.Lists[0].Notes) != 6 {
		t.Fatalf("%+v, %v", a, err)
	}
	for _, n := range []string{"the list own: incomplete: 18 remarks are cut", "the list own: passed over in the folder: old (a folder)", "the list own: 2 further notes"} {
		if !slices.Contains(a.Notes, n) || !slices.Contains(e.Notes(), n) {
			t.Errorf("%q is not said: %q", n, a.Notes)
		}
	}
	x, err := NewExaminer(e, nil).Examine(t.Context(), &bonafide.Dossier{Person: "P", Sources: []bonafide.Source{{ID: "form", Names: []string{"Tilda Penhallow"}}}}, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	if err != nil || !slices.ContainsFunc(x.Missing, func(m bonafide.Missing) bool {
		return m.What == "a part of the list own" && strings.Contains(m.Why, "18 remarks are cut") && !strings.Contains(m.Why, "passed over")
	}) {
		t.Errorf("%+v, %v", x.Missing, err)
	}
}
