package watchlist_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bonafide/screen/watchlist"
)

func ExampleRead() {
	file := "id,schema,name,weak_aliases,birth_dates\n" +
		"7,person,\"Ryang, Song Ho\",goldfish77,circa 1985\n"
	l, err := watchlist.Read(context.Background(), "house_2026-09-01.csv", strings.NewReader(file))
	if err != nil {
		fmt.Println(err)
		return
	}
	e := l.Entries[0]
	fmt.Println(l.Format, l.Published, len(l.Entries))
	fmt.Println(e.PrimaryName(), e.Born[0], e.Handles)
	// Output:
	// operator-csv 2026-09-01 1
	// Song Ho Ryang circa 1985 [goldfish77]
}

func ExampleRead_refused() {
	_, err := watchlist.Read(context.Background(), "un.xml", strings.NewReader("<!DOCTYPE html><html>moved</html>"))
	fmt.Println(err)
	// Output:
	// un.xml: an HTML page, not a list; the address has moved or answered with an error page; open it and look
}

func ExampleDiff() {
	read := func(rows string) *watchlist.List {
		l, err := watchlist.Read(context.Background(), "own.csv", strings.NewReader("id,name,countries\n"+rows))
		if err != nil {
			panic(err)
		}
		return l
	}
	d := watchlist.Diff(read("1,A,KP\n2,B,\n3,C,\n"), read("3,C,\n1,A,CN\n4,D,\n"))
	fmt.Println(d.Added, d.Changed, d.Removed)
	// Output:
	// [4] [{1 [countries]}] [2]
}

func ExampleFolder() {
	dir, err := os.MkdirTemp("", "lists")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "own.csv")
	os.WriteFile(file, []byte("id,name\n1,Invented Trading\n"), 0o644)

	now := func() time.Time { return time.Date(2026, 9, 3, 12, 0, 0, 0, time.UTC) }
	f, err := watchlist.Open(filepath.Join(dir, "lists"), watchlist.Options{Now: now})
	if err != nil {
		fmt.Println(err)
		return
	}
	f.Add(watchlist.Source{Name: "own", Files: []watchlist.Origin{{Path: file}}})
	u, err := f.Update(context.Background(), "own", watchlist.UpdateOptions{})
	fmt.Println(u.Changed, err)
	l, err := f.Load(context.Background(), "own")
	fmt.Println(len(l.Entries), err)
	os.WriteFile(file, []byte("<html>moved</html>"), 0o644)
	_, err = f.Update(context.Background(), "own", watchlist.UpdateOptions{})
	l, _ = f.Load(context.Background(), "own")
	fmt.Println(err != nil, len(l.Entries))
	// Output:
	// true <nil>
	// 1 <nil>
	// true 1
}
