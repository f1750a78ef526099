package watchlist

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bonafide"
)

// kept is a folder with one list that is taken from a file.
func kept(t *testing.T, s Source, text string) (*Folder, *clock, func(string)) {
	t.Helper()
	f, c := openFolder(t, Options{})
	path := filepath.Join(t.TempDir(), "list.file")
	put := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(text)
	s.Name, s.Files = "house", []Origin{{Path: path}}
	if err := f.Add(s); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Update(t.Context(), "house", UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	return f, c, put
}

// rows is an operator's list of n entries that are called by a word.
func rows(n int, header, row string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for i := range n {
		fmt.Fprintf(&b, row+"\n", i, i)
	}
	return b.String()
}

// What comes in the place of a list and is another one does not come into force, however
// many entries it has.
func TestAnotherListIsRefused(t *testing.T) {
	many := rows(300, "id,name", "%d,Invented Person %d")
	for what, c := range map[string]struct {
		was, comes string
		says       string
		accept     UpdateOptions
	}{
		"another format":               {manyEntries(300, "2026-09-01"), many, "of format operator-csv and the version in force of eu-xml", UpdateOptions{AcceptOther: true}},
		"others under other ids":       {many, rows(300, "id,name", "x%d,Somebody Else %d"), "300 of the 300 entries in force are not in the file", UpdateOptions{AcceptShrink: true}},
		"others under the same ids":    {many, rows(300, "id,name", "%d,Somebody Else %d"), "300 of the 300 entries in force are not in the file", UpdateOptions{AcceptShrink: true}},
		"others in rows without ids":   {rows(300, "gender,name", "%.0dmale,Invented Person %d"), rows(300, "gender,name", "%.0dmale,Somebody Else %d"), "300 of the 300", UpdateOptions{AcceptShrink: true}},
		"a fifth is another":           {many, rows(240, "id,name", "%d,Invented Person %d") + strings.TrimPrefix(rows(60, "", "y%d,Somebody Else %d"), "\n"), "60 of the 300 entries", UpdateOptions{AcceptShrink: true}},
		"another date and fewer names": {manyEntries(300, "2026-09-01"), manyEntries(200, "2026-09-02"), "shrank from 300 to 200 entries", UpdateOptions{AcceptShrink: true}},
	} {
		f, _, put := kept(t, Source{}, c.was)
		put(c.comes)
		_, err := f.Update(t.Context(), "house", UpdateOptions{})
		wantRefusal(t, err, c.says)
		if s := status(t, f); !s.Stale || s.Fault == "" {
			t.Errorf("%s: the status says nothing: %s", what, s)
		}
		all := c.accept
		all.AcceptShrink = true
		if u, err := f.Update(t.Context(), "house", all); err != nil || !u.Changed {
			t.Errorf("%s: accepted by a person: %+v, %v", what, u, err)
		}
	}
}

// New ids, a new layout of names and merged entries are no other list.
func TestTheSameListUnderNewIDs(t *testing.T) {
	for what, c := range map[string]struct{ was, comes string }{
		"new ids":       {rows(50, "id,name", "%d,Invented Person %d"), rows(50, "id,name", "N-%d,Invented Person %d")},
		"new layout":    {rows(50, "id,name", "%d,Invented Person %d"), rows(50, "id,name", "%d,\"PERSON %d, Invented\"")},
		"merged ids":    {rows(50, "id,name,aliases", "%d,Invented Person %d,Alias"), rows(50, "id,referents,name,aliases", "N-%[1]d,%[1]d,Somebody New %[1]d,Alias")},
		"rows moved on": {rows(50, "gender,name", "%.0dmale,Invented Person %d"), strings.Replace(rows(50, "gender,name", "%.0dmale,Invented Person %d"), "\n", "\nmale,Somebody New\n", 1)},
	} {
		f, _, put := kept(t, Source{}, c.was)
		put(c.comes)
		if u, err := f.Update(t.Context(), "house", UpdateOptions{}); err != nil || !u.Changed {
			t.Errorf("%s: %+v, %v", what, u, err)
		}
	}
}

// The same format from another publisher: the OFAC's other list.
func TestAnotherPublisherIsRefused(t *testing.T) {
	f, _, _ := kept(t, Source{}, sampleSDN)
	v := status(t, f).Version
	if v.Content != "ofac-sdn" {
		t.Fatalf("content %q", v.Content)
	}
	l, err := f.Load(t.Context(), "house")
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.source("house")
	if err != nil {
		t.Fatal(err)
	}
	st := state{Current: v.ID}
	wantRefusal(t, f.acceptable(t.Context(), s, st, v, l, l, "ofac-cons", UpdateOptions{}), "the file is the list ofac-cons and the version in force is ofac-sdn")
	if err := f.acceptable(t.Context(), s, st, v, l, l, "ofac-cons", UpdateOptions{AcceptOther: true}); err != nil {
		t.Error(err)
	}
	v.Content = "" // kept before it was noted
	if err := f.acceptable(t.Context(), s, st, v, l, l, "ofac-cons", UpdateOptions{}); err != nil {
		t.Error(err)
	}
}

// The bound on what may go: 0 lets nothing go, and a negative one that was kept before
// is read as none.
func TestBoundOnWhatMayGo(t *testing.T) {
	list := func(n int) string { return rows(n, "id,name", "%d,Invented Person %d") }
	f, _, put := kept(t, Source{MaxShrink: new(0.0)}, list(100))
	put(list(99))
	_, err := f.Update(t.Context(), "house", UpdateOptions{})
	wantRefusal(t, err, "shrank from 100 to 99 entries, more than the bound of 0 %")
	put(list(101))
	if _, err := f.Update(t.Context(), "house", UpdateOptions{}); err != nil {
		t.Error(err)
	}
	if err := f.Add(Source{Name: "b", Files: []Origin{{Path: "b.csv"}}, MaxShrink: new(-1.0)}); err == nil {
		t.Error("a negative bound is taken")
	}
	path := filepath.Join(f.dir, "sources.json")
	b, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(b), `"max_shrink": 0`) {
		t.Fatalf("%s, %v", b, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(b), `"max_shrink": 0`, `"max_shrink": -1`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	put(list(80))
	_, err = f.Update(t.Context(), "house", UpdateOptions{})
	wantRefusal(t, err, "shrank from 101 to 80 entries, more than the bound of 10 %")
	put(list(95))
	if _, err := f.Update(t.Context(), "house", UpdateOptions{}); err != nil {
		t.Error(err)
	}
}

// A date in time to come is refused, and where one was taken before, it makes no later
// version an old copy.
func TestDatesInTimeToCome(t *testing.T) {
	f, c, put := kept(t, Source{}, manyEntries(100, "2026-09-01"))
	put(manyEntries(101, "2036-11-20"))
	_, err := f.Update(t.Context(), "house", UpdateOptions{AcceptOlder: true})
	wantRefusal(t, err, "the file is dated 2036-11-20, which is in the future")
	if l, err := f.Load(t.Context(), "house"); err != nil || len(l.Entries) != 100 {
		t.Errorf("%d entries in force, %v", len(l.Entries), err)
	}
	put(manyEntries(101, "2026-09-04")) // tomorrow, where the publisher is
	if _, err := f.Update(t.Context(), "house", UpdateOptions{}); err != nil {
		t.Error(err)
	}
	c.now = time.Date(2036, 12, 1, 0, 0, 0, 0, time.UTC) // a clock that was wrong
	put(manyEntries(102, "2036-11-20"))
	if _, err := f.Update(t.Context(), "house", UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	c.now = time.Date(2026, 9, 6, 0, 0, 0, 0, time.UTC)
	put(manyEntries(103, "2026-09-05"))
	if u, err := f.Update(context.Background(), "house", UpdateOptions{}); err != nil || u.Version.Published != (bonafide.Date{Year: 2026, Month: 9, Day: 5}) {
		t.Errorf("%+v, %v", u, err)
	}
}
