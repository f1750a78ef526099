package main

import (
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
	var people, dossiers, decisions, changed, from string
	c := &cobra.Command{
		Use:   "follow --people FILE | --dossiers PATH",
		Short: "Screen people again and print only what is new",
		Long: `Follow screens a table of people (columns id, name, type, dob, country) and prints, one
JSON object a line, the hits that are new, those that changed and those that ceased.
A hit that was printed before and has not changed is not printed again, and a
decision about it holds until the entry or the person changes, or it expires.

With --dossiers the people are those of dossiers, with every detail that an examination
would screen, and what is decided about them holds there too.

With --changed LIST only the people whom that list's latest change can concern are
screened: the cost follows the change, not the number of people.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			config, err := app.LoadConfig(e.config)
			if err != nil {
				return err
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
			var queries []screen.Query
			refused := 0
			if dossiers != "" {
				queries, refused, err = e.dossierQueries(c, dossiers)
			} else {
				queries, refused, err = e.queries(people)
			}
			if err != nil {
				return err
			}
			at := e.now().UTC()
			var events []screen.Event
			if changed != "" {
				if *lists != "" {
					config.Screen.Lists = *lists
				}
				events, err = e.rescreen(c, config, engine, known, queries, changed, from, at)
				if err != nil {
					return err
				}
			}
			for i := range queries {
				if changed != "" {
					break
				}
				new, err := engine.Follow(c.Context(), queries[i], known, screen.Possible, at)
				if err != nil {
					return err
				}
				events = append(events, new...)
			}
			for i := range events {
				if err := strict.MarshalTo(e.out, events[i]); err != nil {
					return err
				}
			}
			fmt.Fprintf(e.err, "%d people, %d events; %d refused\n", len(queries), len(events), refused)
			if refused > 0 {
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
	return c
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

// queries reads a table of people; rows that cannot be taken are said and counted.
func (e *env) queries(path string) (queries []screen.Query, refused int, err error) {
	err = e.filter(path, "-", func(r io.Reader, _ io.Writer) error {
		refused, err = takeEach(e, screen.Queries(r, path), func(q screen.Query) error {
			queries = append(queries, q)
			return nil
		})
		return err
	})
	return queries, refused, err
}

// dossierQueries takes the people from records of any known format.
func (e *env) dossierQueries(c *cobra.Command, path string) (queries []screen.Query, refused int, err error) {
	a, err := e.open(c, "")
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	refused, err = takeEach(e, dossiers(c.Context(), a.Intake, path), func(d bonafide.Dossier) error {
		queries = append(queries, screen.PersonQuery(&d))
		return nil
	})
	return queries, refused, err
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
