package screen

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/screen/watchlist"
)

func TestDecisionsInMemory(t *testing.T) {
	d := &MemoryDecisions{}
	TestDecisions(t, d, func() Decisions { return d })
}

func TestDecisionsInAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "decisions.jsonl")
	open := func() *FileDecisions {
		f, err := OpenFileDecisions(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	d := open()
	TestDecisions(t, d, func() Decisions {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		return open()
	})
	// A crash in the middle of a line loses that line and nothing else.
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(before, `{"records":[{"person":"P-7`...), 0o600); err != nil {
		t.Fatal(err)
	}
	again := open()
	if got, err := again.OfPerson(t.Context(), "P-1"); err != nil || len(got) != 3 {
		t.Errorf("%v, %v", got, err)
	}
	if err := again.Save(t.Context(), Record{Person: "P-8", List: "un", ListID: "1", PersonHash: "p", EntryHash: "e"}); err != nil {
		t.Fatal(err)
	}
	if got, err := open().OfPerson(t.Context(), "P-8"); err != nil || len(got) != 1 {
		t.Errorf("after mending: %v, %v", got, err)
	}
	// Damage in the middle is refused with its line.
	if err := os.WriteFile(path, append([]byte("{\"records\":[{}]}\n"), before...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFileDecisions(path); !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), ":1: ") {
		t.Errorf("damaged: %v", err)
	}
	if err := d.Save(t.Context(), Record{Person: "P-8", List: "un", ListID: "1", PersonHash: "p", EntryHash: "e"}); err == nil {
		t.Error("saved into a closed file")
	}
}

func TestDecideRefuses(t *testing.T) {
	d := &MemoryDecisions{}
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	if err := d.Save(t.Context(), Record{Person: "P", List: "l", ListID: "1", PersonHash: "p", EntryHash: "e", Closed: at}); err != nil {
		t.Fatal(err)
	}
	good := Decision{Outcome: TrueMatch, Reason: "r", By: "b", At: at}
	for what, c := range map[string]struct {
		change func(*Decision)
		kind   error
	}{
		"closed":      {func(*Decision) {}, bonafide.ErrConflict},
		"outcome":     {func(w *Decision) { w.Outcome = "maybe" }, bonafide.ErrInvalid},
		"no author":   {func(w *Decision) { w.By = " " }, bonafide.ErrInvalid},
		"no reason":   {func(w *Decision) { w.Reason = "" }, bonafide.ErrInvalid},
		"no time":     {func(w *Decision) { w.At = time.Time{} }, bonafide.ErrInvalid},
		"over before": {func(w *Decision) { w.Expires = at }, bonafide.ErrInvalid},
	} {
		w := good
		c.change(&w)
		if err := Decide(t.Context(), d, "P", "l", "1", w); !errors.Is(err, c.kind) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestPersonHash(t *testing.T) {
	q := Query{ID: "1", Name: "A B", Names: []string{"C D", "A B"}, DOB: date(t, "1970"), Emails: []string{"x@y.example", "z@y.example"}}
	same := Query{ID: "2", Name: "C D", Names: []string{"A B"}, Born: []bonafide.Date{date(t, "1970")}, Emails: []string{"z@y.example", "x@y.example"}, By: "b", At: time.Unix(1, 0)}
	if PersonHash(&q) != PersonHash(&same) {
		t.Error("order, id, author or moment are in the hash")
	}
	for what, change := range map[string]func(*Query){
		"name": func(q *Query) { q.Name = "A C" }, "date": func(q *Query) { q.DOB = date(t, "1971") }, "mail": func(q *Query) { q.Emails = nil }, "type": func(q *Query) { q.Type = Entity },
		"document": func(q *Query) { q.Documents = []Document{{Number: "1"}} }, "country": func(q *Query) { q.Country = "FR" }, "wallet": func(q *Query) { q.Wallets = []string{"x"} },
		// What moves from one field to another is not the same.
		"field": func(q *Query) { q.Emails, q.Handles = nil, q.Emails },
	} {
		other := q
		change(&other)
		if PersonHash(&q) == PersonHash(&other) {
			t.Errorf("%s is not in the hash", what)
		}
	}
}

// The life of hits over versions of a list: raised once, decided, raised again when a
// side changes or the decision expires, closed when the entry goes.
func TestHitsOverListVersions(t *testing.T) {
	const header = "id,schema,name,aliases,birth_dates,emails,wallets,remarks\n"
	ctx := t.Context()
	people := []Query{
		{ID: "P-1", Name: "Sang-man Kim", Type: Person},
		{ID: "P-2", Name: "Marta Lindqvist", Type: Person, Emails: []string{"M.L@mail.example"}},
		{ID: "P-3", Name: "Torvald Brekke", Type: Person, Wallets: []string{"0x8589427373d6d84e98730d7795d8f6f8731fda16"}},
		{ID: "P-4", Name: "Ngozi Okonkwo", Type: Person},
		{ID: "F-1", Name: "Quorvexa", Type: Entity},
	}
	m, err := NewMonitor(people)
	if err != nil || m.People() != 5 {
		t.Fatal(err)
	}
	d := &MemoryDecisions{}
	day := 0
	version := ownList(t, "l", header+"0,person,Nobody Atall,,,,,\n")
	step := func(what, rows string, want ...string) []Event {
		t.Helper()
		day++
		next := ownList(t, "l", header+"0,person,Nobody Atall,,,,,\n"+rows)
		delta := watchlist.Diff(version, next)
		version = next
		e := newEngine(t, Options{}, next)
		at := time.Date(2026, 6, day, 0, 0, 0, 0, time.UTC)
		events, err := m.Rescreen(ctx, e, "l", delta, d, None, at)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		var got []string
		for _, ev := range events {
			got = append(got, fmt.Sprintf("%s %s %s: %s", ev.Kind, ev.Person, ev.ListID, ev.Why))
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		again, err := m.Rescreen(ctx, e, "l", delta, d, None, at)
		if err != nil || len(again) != 0 {
			t.Errorf("%s, run again: %v, %v", what, again, err)
		}
		return events
	}
	decide := func(person, id string, expires time.Time) {
		t.Helper()
		if err := Decide(ctx, d, person, "l", id, Decision{Outcome: FalsePositive, Reason: "another birth date", By: "c.huber", At: time.Date(2026, 6, day, 1, 0, 0, 0, time.UTC), Expires: expires}); err != nil {
			t.Fatal(err)
		}
	}
	one := "1,person,\"KIM, Sang Man\",,1984-01-08,,,\n"
	events := step("a new entry", one, "raised P-1 1: new hit")
	if events[0].Hit.Band != Possible || len(events[0].Hit.Explain) == 0 {
		t.Errorf("%+v", events[0].Hit)
	}
	step("another entry, and the first moved", "2,person,Nobody Else,,,m.l@MAIL.example,,\n"+one, "raised P-2 2: new hit")
	two := "2,person,Nobody Else,,,m.l@mail.example,,\n"
	step("an open hit whose entry says more, nothing that matters", "1,person,\"KIM, Sang Man\",,1984-01-08,,,a remark\n"+two)
	decide("P-1", "1", time.Time{})
	step("a decision holds while the entry stays", "1,person,\"KIM, Sang Man\",,1984-01-08,,,a remark\n"+two+"3,entity,Quorvexa Ltd,,,,,\n", "raised F-1 3: new hit")
	step("the entry changes after the decision", "1,person,\"KIM, Sang Man\",,1984-01-09,,,a remark\n"+two+"3,entity,Quorvexa Ltd,,,,,\n", "raised P-1 1: the entry has changed since the decision")
	three := "3,entity,Quorvexa Ltd,,,,,\n4,wallet,,,,,ETH:0x8589427373D6D84E98730D7795D8f6f8731FDA16,\n"
	step("a wallet", "1,person,\"KIM, Sang Man\",,1984-01-09,,,a remark\n"+two+three, "raised P-3 4: new hit")
	step("a renamed entry no longer matches", "1,person,\"CHOE, Ryong Hae\",,1984-01-09,,,a remark\n"+two+three, "closed P-1 1: the entry no longer matches")
	step("delisted", "1,person,\"CHOE, Ryong Hae\",,1984-01-09,,,a remark\n3,entity,Quorvexa Ltd,,,,,\n", "closed P-2 2: delisted", "closed P-3 4: delisted")
	step("listed again", "1,person,\"CHOE, Ryong Hae\",,1984-01-09,,,a remark\n"+two+"3,entity,Quorvexa Ltd,,,,,\n", "raised P-2 2: listed again")

	// One person against everything: the same records, the same rules.
	e := newEngine(t, Options{}, version)
	follow := func(what string, q Query, at time.Time, want ...string) {
		t.Helper()
		events, err := e.Follow(ctx, q, d, None, at)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		var got []string
		for _, ev := range events {
			got = append(got, fmt.Sprintf("%s %s: %s", ev.Kind, ev.ListID, ev.Why))
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	at := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	follow("nothing new", people[1], at)
	decide("P-2", "2", at.AddDate(0, 1, 0))
	follow("decided", people[1], at)
	follow("the decision has expired", people[1], at.AddDate(0, 2, 0), "raised 2: the decision has expired")
	decide("P-2", "2", time.Time{})
	changed := people[1]
	changed.Phones = []string{"+44 7700 900123"}
	follow("the person has changed", changed, at, "raised 2: the person's details have changed since the decision")
	changed.Emails = nil
	follow("the person has another mailbox", changed, at, "closed 2: the entry no longer matches")
	follow("a new person", Query{ID: "P-9", Name: "Ryonghae Choe"}, at, "raised 1: new hit")
	e = newEngine(t, Options{}, ownList(t, "l", header+"0,person,Nobody Atall,,,,,\n"))
	follow("the entry is gone", Query{ID: "P-9", Name: "Ryonghae Choe"}, at, "closed 1: delisted")
	if _, err := e.Follow(ctx, Query{Name: "A B"}, d, None, at); !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("nobody followed: %v", err)
	}
	if _, err := m.Rescreen(ctx, e, "l", watchlist.Delta{Added: []string{"77"}}, d, None, at); !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("an engine of the older version: %v", err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := m.Rescreen(ended, e, "l", watchlist.Delta{Added: []string{"0"}}, d, None, at); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
}

func TestMonitorRefuses(t *testing.T) {
	for what, people := range map[string][]Query{
		"no id":           {{Name: "A B"}},
		"twice":           {{ID: "1", Name: "A B"}, {ID: "1", Name: "C D"}},
		"nothing to find": {{ID: "1"}},
	} {
		if _, err := NewMonitor(people); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// The listing of a firm on 2023-05-23: whoever is affected is found from the change.
func TestMeasuredDelta(t *testing.T) {
	data := dataFolder(t)
	read := func(file string) *watchlist.List {
		rd := watchlist.Reader{AllowCut: true}
		l, err := rd.ReadFiles(t.Context(), filepath.Join(data, "delta", file))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	before, after := read("sdn_2023-05-19_before_chinyong.csv"), read("sdn_2023-05-23_after_chinyong.csv")
	delta := watchlist.Diff(before, after)
	r := rand.New(rand.NewPCG(1, 2))
	people := []Query{{ID: "F-1", Name: "Chin Yong Information Technology Cooperation Company", Type: Entity}, {ID: "P-1", Name: "Sang-Man Gim", Type: Person}}
	for i := range 2000 {
		a, b := before.Entries[r.IntN(len(before.Entries))], before.Entries[r.IntN(len(before.Entries))]
		people = append(people, Query{ID: fmt.Sprint(i), Type: Person, Name: strings.Fields(a.PrimaryName())[0] + " " + strings.Fields(b.PrimaryName())[0]})
	}
	m, err := NewMonitor(people)
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(t, Options{}, after)
	start := time.Now()
	events, err := m.Rescreen(t.Context(), e, after.Name, delta, &MemoryDecisions{}, None, time.Date(2023, 5, 23, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, ev := range events {
		found[ev.Person+" "+ev.ListID] = true
	}
	t.Logf("%d added, %d changed, %d removed: %d people screened against the change in %v, %d events", len(delta.Added), len(delta.Changed), len(delta.Removed), len(people), time.Since(start), len(events))
	if !found["F-1 43379"] || !found["P-1 43377"] {
		t.Errorf("events %v", events)
	}
}
