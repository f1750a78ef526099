package screen

import (
	"context"
	"errors"
	"time"

	"bonafide"
)

// T is the part of [testing.T] that [TestDecisions] needs, so that the product does
// not link the testing package.
type T interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// TestDecisions holds an adapter of [Decisions] against its contract. d is empty;
// reopen gives a new adapter on the same records, or d itself where nothing outlives
// it.
func TestDecisions(t T, d Decisions, reopen func() Decisions) {
	t.Helper()
	ctx := t.Context()
	record := func(person, list, id string) Record {
		return Record{Person: person, List: list, ListID: id, PersonHash: "p", EntryHash: "e", Band: Possible, Score: 0.875, Matched: "A Name", Raised: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	}
	same := func(what string, got []Record, err error, want ...recordKey) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		ok := len(got) == len(want)
		for i := range got {
			ok = ok && got[i].key() == want[i]
		}
		if !ok {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	got, err := d.OfPerson(ctx, "P-1")
	same("nothing of a person", got, err)
	got, err = d.OfEntry(ctx, "un", "1")
	same("nothing of an entry", got, err)
	if err := d.Save(ctx, record("P-2", "un", "1"), record("P-1", "un", "2"), record("P-1", "un", "1"), record("P-1", "eu", "9")); err != nil {
		t.Fatalf("save: %v", err)
	}
	got, err = d.OfPerson(ctx, "P-1")
	same("a person's, in order of list and entry", got, err, recordKey{"P-1", "eu", "9"}, recordKey{"P-1", "un", "1"}, recordKey{"P-1", "un", "2"})
	got, err = d.OfEntry(ctx, "un", "1")
	same("an entry's, in order of person", got, err, recordKey{"P-1", "un", "1"}, recordKey{"P-2", "un", "1"})

	// A save that cannot be taken changes nothing, not even by its good records.
	better := record("P-1", "un", "1")
	better.Score = 0.9
	if err := d.Save(ctx, better, Record{Person: "P-3"}); !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("a record without an entry was taken: %v", err)
	}
	if got, err = d.OfEntry(ctx, "un", "1"); err != nil || got[0].Score != 0.875 {
		t.Errorf("half of a refused save was taken: %v %v", got, err)
	}

	word := Decision{Outcome: FalsePositive, Reason: "another birth date", By: "c.huber", At: time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC), Expires: time.Date(2027, 6, 2, 0, 0, 0, 0, time.UTC)}
	if err := Decide(ctx, d, "P-1", "un", "1", word); err != nil {
		t.Fatalf("decide: %v", err)
	}
	if err := Decide(ctx, d, "P-1", "un", "77", word); !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("a decision on a hit that never was: %v", err)
	}
	got, err = d.OfEntry(ctx, "un", "1")
	if err != nil || got[0].Decision == nil || *got[0].Decision != word || got[1].Decision != nil {
		t.Fatalf("the decision is not kept: %v %v", got, err)
	}
	// What was read is the reader's own.
	got[0].Decision.By = "somebody else"

	d = reopen()
	got, err = d.OfPerson(ctx, "P-1")
	same("after opening again", got, err, recordKey{"P-1", "eu", "9"}, recordKey{"P-1", "un", "1"}, recordKey{"P-1", "un", "2"})
	if w := got[1].Decision; w == nil || *w != word || got[1].Score != 0.875 || !got[1].Raised.Equal(record("", "", "").Raised) {
		t.Errorf("the record has changed: %+v", got[1])
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := d.Save(ended, record("P-9", "un", "1")); !errors.Is(err, context.Canceled) {
		t.Errorf("saved although the context had ended: %v", err)
	}
}
