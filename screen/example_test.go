package screen_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"bonafide"
	"bonafide/screen"
	"bonafide/screen/watchlist"
)

// list is a list of the operator's own, with invented entries.
func list(rows string) *watchlist.List {
	l, err := watchlist.Read(context.Background(), "sample.csv", strings.NewReader("id,schema,name,weak_aliases,birth_dates,wallets\n"+rows))
	if err != nil {
		panic(err)
	}
	return l
}

const person = "7,person,\"KIM, Sang Man\",Old Fox,1984-01-08,ETH:0x8589427373D6D84E98730D7795D8f6f8731FDA16\n"

func ExampleEngine_Query() {
	e, err := screen.New(context.Background(), []*watchlist.List{list(person)}, screen.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, q := range []screen.Query{
		{Name: "Gim Sangman", Type: screen.Person},
		{Name: "Gim Sangman", Type: screen.Person, DOB: bonafide.Date{Year: 1984, Month: time.January, Day: 8}},
		{Name: "0x8589427373d6d84e98730d7795d8f6f8731fda16"},
		{Name: "Old Fox"},
		{Name: "Maria Huber"},
	} {
		a, err := e.Query(q, 10, 0)
		if err != nil {
			fmt.Println(err)
			continue
		}
		for _, h := range a.Hits {
			fmt.Println(h.Band, h.ListID, h.Matched)
		}
		if len(a.Hits) == 0 {
			fmt.Println("no hit:", a.Proof.Engine, a.Proof.Lists[0].Name, a.Proof.Query.Names)
		}
	}
	// Output:
	// possible 7 Sang Man KIM
	// strong 7 Sang Man KIM
	// strong 7 0x8589427373D6D84E98730D7795D8f6f8731FDA16
	// weak 7 Old Fox
	// no hit: screen/5 sample [maria huber]
}

func ExamplePairs() {
	// As the search tool of the US Treasury would score them.
	in := strings.NewReader("name1,name2,schema\nPutin,\"PUTINA, Maria\",Person\n")
	if _, _, err := screen.Pairs(context.Background(), in, os.Stdout, screen.PairOptions{OFAC: true}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// name1,name2,schema,score
	// Putin,"PUTINA, Maria",Person,97
}

// A list changes: only those whom the change can affect are screened again, and a
// decision holds until a side changes.
func ExampleMonitor_Rescreen() {
	ctx := context.Background()
	people, err := screen.NewMonitor([]screen.Query{{ID: "P-1", Name: "Sang-man Kim"}, {ID: "P-2", Name: "Maria Huber"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	decisions := &screen.MemoryDecisions{}
	older := list("1,person,Nobody Atall,,,\n")
	for day, rows := range []string{person, person, strings.Replace(person, "1984", "1948", 1), ""} {
		at := time.Date(2026, 6, 1+day, 0, 0, 0, 0, time.UTC)
		newer := list("1,person,Nobody Atall,,,\n" + rows)
		e, err := screen.New(ctx, []*watchlist.List{newer}, screen.Options{})
		if err != nil {
			fmt.Println(err)
			return
		}
		events, err := people.Rescreen(ctx, e, newer.Name, watchlist.Diff(older, newer), decisions, screen.Possible, at)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, ev := range events {
			fmt.Println(at.Format(time.DateOnly), ev.Kind, ev.Person, ev.ListID, ev.Why)
			if ev.Kind == screen.Raised {
				word := screen.Decision{Outcome: screen.FalsePositive, Reason: "another birth date", By: "c.huber", At: at}
				if err := screen.Decide(ctx, decisions, ev.Person, ev.List, ev.ListID, word); err != nil {
					fmt.Println(err)
				}
			}
		}
		older = newer
	}
	// Output:
	// 2026-06-01 raised P-1 7 new hit
	// 2026-06-03 raised P-1 7 the entry has changed since the decision
	// 2026-06-04 closed P-1 7 delisted
}
