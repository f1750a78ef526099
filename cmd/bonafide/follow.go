package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/app"
	"bonafide/screen"
	"bonafide/strict"
)

func (e *env) screenFollow(lists *string) *cobra.Command {
	var people, dossiers, decisions, changed, from, failOn string
	c := &cobra.Command{
		Use:   "follow --people FILE | --dossiers PATH",
		Short: "Screen people again and print only what is new",
		Long: `Follow screens a table of people and prints, one JSON object a line, the hits that are
new, those that changed and those that ceased. A hit that was printed before and has
not changed is not printed again, and a decision about it holds until the entry or the
person changes, or it expires.

` + tableColumns() + `
Each person needs an id.

With --dossiers the people are those of records, with every detail that an examination
would screen, and what is decided about them holds there too. A record that names
nobody and has no other detail is passed over and said; the others go on.

With --changed LIST only the people whom that list's latest change can concern are
screened: the cost follows the change, not the number of people.

Exit codes: 0 done; 1 failed, or a list that should be there was not asked, or records
were refused or passed over, or with --fail-on an address could not be read; 2 wrong call; 3 a new hit reached the band of --fail-on;
4 not found; 75 try again.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			band, err := failBand(c, failOn)
			if err != nil {
				return err
			}
			config, err := app.LoadConfig(e.config)
			if err != nil {
				return err
			}
			if *lists != "" {
				config.Screen.Lists = *lists
			}
			engine, err := e.screening(c, *lists)
			if err != nil {
				return err
			}
			known, err := e.decisions(config, decisions)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, known.Close()) }()
			f := following{env: e, least: band, at: e.now().UTC()}
			if dossiers != "" {
				err = f.fromDossiers(c, dossiers)
			} else {
				err = f.fromTable(people)
			}
			if err != nil {
				return err
			}
			for i := range f.queries {
				for _, why := range engine.Unread(f.queries[i]) {
					f.unread++
					fmt.Fprintf(e.err, "unread: %s: %s\n", f.queries[i].ID, why)
				}
			}
			if changed != "" {
				events, err := e.rescreen(c, config, engine, known, f.queries, changed, from, f.at)
				if err != nil {
					return err
				}
				if err := f.print(events); err != nil {
					return err
				}
			} else if err := f.everybody(c.Context(), engine, known); err != nil {
				return err
			}
			fmt.Fprintln(e.err, f.totals())
			missing := e.incomplete(engine)
			switch {
			case f.reached:
				return quietError{exitFindings}
			case missing || f.refused+f.passed > 0 || band != screen.None && f.unread > 0:
				return quietError{exitFailed}
			}
			return nil
		},
	}
	c.Flags().StringVar(&people, "people", "-", "`FILE` of the people; - is standard input")
	c.Flags().StringVar(&dossiers, "dossiers", "", "take the people of these records instead: a `PATH`, as for examine")
	c.MarkFlagsMutuallyExclusive("people", "dossiers")
	c.Flags().StringVar(&decisions, "decisions", "", "`FILE` of hits and decisions (default: screen.decisions of the configuration)")
	c.Flags().StringVar(&changed, "changed", "", "screen only whom the latest change of this kept `LIST` can concern")
	c.Flags().StringVar(&from, "from", "", "with --changed: the `VERSION` that was screened last (default: the one before)")
	failOnFlag(c, &failOn)
	return c
}

// following is one run over people who are followed.
type following struct {
	*env
	least screen.Band // of --fail-on
	at    time.Time

	queries                         []screen.Query
	refused, passed, events, unread int
	reached                         bool // a new hit is of the band least
}

// take keeps a person to be followed. Whoever cannot be asked for is passed over and
// said, so that nobody else is lost by it.
func (f *following) take(seen map[string]bool, q screen.Query) error {
	err := q.Validate()
	switch {
	case err == nil && q.ID == "":
		err = errors.New("the record has no id")
	case err == nil && seen[q.ID]:
		err = fmt.Errorf("%s stands there twice; give each person one record, and an id of their own", q.ID)
	}
	if err != nil {
		f.passed++
		fmt.Fprintf(f.err, "passed over: %s\n", err)
		return nil
	}
	seen[q.ID] = true
	f.queries = append(f.queries, q)
	return nil
}

// everybody asks for one after the other. What is new is printed at once: it is kept as
// printed, and must not be lost by what comes after it.
func (f *following) everybody(ctx context.Context, engine *screen.Engine, known screen.Decisions) error {
	for i := range f.queries {
		events, err := engine.Follow(ctx, f.queries[i], known, screen.Possible, f.at)
		if err != nil {
			return err
		}
		if err := f.print(events); err != nil {
			return err
		}
	}
	return nil
}

func (f *following) print(events []screen.Event) error {
	for i := range events {
		if h := events[i].Hit; h != nil && f.least != screen.None && h.Band.Reaches(f.least) {
			f.reached = true
		}
		if err := strict.MarshalTo(f.out, events[i]); err != nil {
			return err
		}
		f.events++
	}
	return nil
}

func (f *following) totals() string {
	line := fmt.Sprintf("%d people, %d events; %d refused", len(f.queries), f.events, f.refused)
	if f.passed > 0 {
		line += fmt.Sprintf(", %d passed over", f.passed)
	}
	if f.unread > 0 {
		line += fmt.Sprintf("; %d unread", f.unread)
	}
	return line
}

// rescreen screens whom the change of one kept list can concern.
func (e *env) rescreen(c *cobra.Command, config app.Config, engine *screen.Engine, known screen.Decisions, people []screen.Query, list, from string, at time.Time) ([]screen.Event, error) {
	folder, err := app.Lists(config.Screen.Lists, e.now)
	if err != nil {
		return nil, err
	}
	if from == "" {
		versions, err := folder.Versions(list)
		if err != nil {
			return nil, err
		}
		if len(versions) < 2 {
			return nil, bonafide.NotFoundf("%s has no earlier version; screen everybody without --changed", list)
		}
		from = versions[len(versions)-2].ID
	}
	delta, err := folder.Diff(c.Context(), list, from, "")
	if err != nil {
		return nil, err
	}
	monitor, err := screen.NewMonitor(people)
	if err != nil {
		return nil, err
	}
	return monitor.Rescreen(c.Context(), engine, list, delta, known, screen.Possible, at)
}

// fromTable reads a table of people; rows that cannot be taken are said and counted.
func (f *following) fromTable(path string) error {
	seen := map[string]bool{}
	return f.filter(path, "-", func(r io.Reader, _ io.Writer) (err error) {
		f.refused, err = takeEach(f.env, screen.Queries(r, path, f.sayHeader(path)), func(q screen.Query) error { return f.take(seen, q) })
		return err
	})
}

// fromDossiers takes the people from records of any known format.
func (f *following) fromDossiers(c *cobra.Command, path string) (err error) {
	a, err := f.open(c, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	seen := map[string]bool{}
	f.refused, err = takeEach(f.env, dossiers(c.Context(), a.Intake, path), func(d bonafide.Dossier) error { return f.take(seen, screen.PersonQuery(&d)) })
	return err
}

func (e *env) decisions(config app.Config, flag string) (*screen.FileDecisions, error) {
	if flag == "" {
		flag = config.Screen.Decisions
	}
	return screen.OpenFileDecisions(flag)
}

func (e *env) screenDecide() *cobra.Command {
	var decisions, outcome, reason, by, expires string
	c := &cobra.Command{
		Use:     "decide PERSON LIST ENTRY",
		Short:   "Write a decision about a hit: whose it is, and why",
		Example: "  bonafide screen decide C-1001 ofac-sdn 52117 --outcome false-positive --reason 'other birth date, passport seen' --by s.marchand",
		Args:    cobra.ExactArgs(3),
		RunE: func(c *cobra.Command, args []string) (err error) {
			config, err := app.LoadConfig(e.config)
			if err != nil {
				return err
			}
			word := screen.Decision{Outcome: screen.Outcome(outcome), Reason: reason, By: by, At: e.now().UTC()}
			if expires != "" {
				if word.Expires, err = e.moment(c, "expires", expires); err != nil {
					return err
				}
			}
			known, err := e.decisions(config, decisions)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, known.Close()) }()
			return screen.Decide(c.Context(), known, args[0], args[1], args[2], word)
		},
	}
	c.Flags().StringVar(&decisions, "decisions", "", "`FILE` of hits and decisions (default: screen.decisions of the configuration)")
	c.Flags().StringVar(&outcome, "outcome", "", "`OUTCOME`: false-positive or true-match")
	c.Flags().StringVar(&reason, "reason", "", "the `REASON`, in a sentence")
	c.Flags().StringVar(&by, "by", "", "who decides: a `NAME`")
	c.Flags().StringVar(&expires, "expires", "", "the `TIME` at which the question is asked again")
	for _, f := range []string{"outcome", "reason", "by"} {
		_ = c.MarkFlagRequired(f)
	}
	return c
}
