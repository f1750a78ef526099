package watch_test

import (
	"bytes"
	"slices"
	"testing"

	"bonafide"
	"bonafide/watch"
	"bonafide/watch/rules"
	"bonafide/watch/telemetry"
	"bonafide/watch/tools"
)

// kit is what all engines of a test share.
type kit struct {
	book  *rules.Book
	table *tools.Table
}

func newKit(t testing.TB) kit {
	t.Helper()
	book, err := rules.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	table, err := tools.Load()
	if err != nil {
		t.Fatal(err)
	}
	return kit{book, table}
}

func (k kit) engine(t testing.TB, s *watch.Story) *watch.Engine {
	t.Helper()
	e, err := watch.New(s.Config(k.book, k.table))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// observe lets an engine see events and takes what it found after each; ends says
// that no more come.
func observe(t testing.TB, e *watch.Engine, events []telemetry.Event, ends bool) bonafide.Watched {
	t.Helper()
	var all bonafide.Watched
	take := func() {
		w := e.Take()
		all.Sighted = append(all.Sighted, w.Sighted...)
		all.Withdrawn = append(all.Withdrawn, w.Withdrawn...)
		all.Troubles = append(all.Troubles, w.Troubles...)
	}
	for i := range events {
		if !e.Admit(&events[i], events[i].Time) {
			continue
		}
		if err := e.Observe(&events[i]); err != nil {
			t.Fatal(err)
		}
		if e.Pending() {
			take()
		}
	}
	if ends {
		if err := e.Finish(); err != nil {
			t.Fatal(err)
		}
		take()
	}
	return all
}

// An engine that is saved in the middle of a story and taken up finds the same.
func TestSavedInTheMiddle(t *testing.T) {
	stories, err := watch.Stories()
	if err != nil {
		t.Fatal(err)
	}
	k := newKit(t)
	for i := range stories {
		s := &stories[i]
		t.Run(s.Name, func(t *testing.T) {
			events, err := s.Events()
			if err != nil {
				t.Fatal(err)
			}
			whole := observe(t, k.engine(t, s), slices.Clone(events), true)
			half := len(events) / 2
			first, second := k.engine(t, s), k.engine(t, s)
			a := observe(t, first, events[:half], false)
			var saved, again bytes.Buffer
			if err := first.Save(&saved); err != nil {
				t.Fatal(err)
			}
			if _, err := second.Load(bytes.NewReader(saved.Bytes())); err != nil {
				t.Fatal(err)
			}
			if err := second.Save(&again); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(saved.Bytes(), again.Bytes()) {
				t.Error("what was saved, loaded and saved again differs")
			}
			b := observe(t, second, events[half:], true)
			found := append(a.Sighted, b.Sighted...)
			if len(found) != len(whole.Sighted) {
				t.Fatalf("with a save in the middle there are %d findings, without %d", len(found), len(whole.Sighted))
			}
			for i := range found {
				if found[i].Finding.ID() != whole.Sighted[i].Finding.ID() {
					t.Fatalf("finding %d differs after a save in the middle: %+v and %+v", i, found[i], whole.Sighted[i])
				}
			}
			if got := append(a.Withdrawn, b.Withdrawn...); !slices.Equal(got, whole.Withdrawn) {
				t.Errorf("withdrawn with a save in the middle: %v, without: %v", got, whole.Withdrawn)
			}
			if got := append(a.Troubles, b.Troubles...); !slices.Equal(got, whole.Troubles) {
				t.Errorf("troubles with a save in the middle: %v, without: %v", got, whole.Troubles)
			}
		})
	}
}
