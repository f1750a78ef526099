package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/app"
	"bonafide/screen"
	"bonafide/strict"
)

func (e *env) screen() *cobra.Command {
	var lists, kind, dob, country, failOn, by string
	var top int
	var least float64
	var asJSON bool
	c := &cobra.Command{
		Use:   "screen NAME|WALLET",
		Short: "Screen a person, a firm or a wallet against the lists",
		Long: `Screen looks a name up in every list, across scripts and romanisations, and a wallet by
what its address decodes to. A name alone is never more than a possible match: a
namesake scores like the listed person. "Not found" says what was asked of which
versions, and how old they are; it never says that somebody is clean. What is written
like an address and is none is "unread": it was not looked up.

Exit codes: 0 asked, whatever was found; 1 failed, or a list that should be there was not
asked, or an address could not be read and nothing else was found; 2 wrong call; 3 a hit reached the band of --fail-on; 4 no list
is there; 75 try again.`,
		Example: "  bonafide screen --lists ./lists 'Pak Jong Chon'\n  bonafide screen --fail-on possible --dob 1970-03-04 'Pak Jong Chon'\n  bonafide screen batch --in queries.csv --out hits.jsonl",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			q := screen.Query{Name: args[0], By: by}
			var err error
			if q.Type, err = screen.ParseType(kind); err != nil {
				return usageError{c, err}
			}
			if q.DOB, err = bonafide.ParseDate(dob); err != nil {
				return usageError{c, fmt.Errorf("--dob: %w", err)}
			}
			if q.Country, err = screen.ParseCountry(country); err != nil {
				return usageError{c, fmt.Errorf("--country: %w", err)}
			}
			band, err := failBand(c, failOn)
			if err := errors.Join(err, inRange(c, top, least)); err != nil {
				return err
			}
			engine, err := e.engine(c, lists)
			if err != nil {
				return err
			}
			answer, err := engine.Query(q, top, least)
			if err != nil {
				return err
			}
			if asJSON {
				err = strict.MarshalTo(e.out, answer)
			} else {
				err = e.printAnswer(&answer)
			}
			missing := e.incomplete(engine)
			switch {
			case err != nil:
				return err
			case band != screen.None && answer.Best.Reaches(band):
				return quietError{exitFindings}
			case missing || answer.Status == screen.Unread:
				return quietError{exitFailed}
			}
			return nil
		},
	}
	c.PersistentFlags().StringVar(&lists, "lists", "", "`FOLDER` of list files as published, or of 'bonafide lists' (default: screen.lists of the configuration)")
	c.Flags().StringVar(&kind, "type", "any", "what is asked for: person, entity, wallet, any")
	c.Flags().StringVar(&dob, "dob", "", "birth `DATE`, as far as it is known: 1990, 1990-04 or 1990-04-12")
	c.Flags().StringVar(&country, "country", "", "`COUNTRY`: a code of ISO 3166-1 (DE, DEU) or its English name (Germany)")
	c.Flags().IntVar(&top, "top", 10, "print at most `N` hits")
	c.Flags().Float64Var(&least, "min", 0, "print hits from this `SCORE` on (0 to 1)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	c.Flags().StringVar(&by, "by", "", "who asks: a `NAME`, kept in the proof of an answer without a hit")
	failOnFlag(c, &failOn)
	c.AddCommand(e.screenBatch(&lists), e.screenPairs(), e.screenFollow(&lists), e.screenDecide())
	return c
}

func failOnFlag(c *cobra.Command, failOn *string) {
	c.Flags().StringVar(failOn, "fail-on", "", "exit with 3 if a hit reaches this `BAND` (weak, possible, strong)")
	_ = c.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions([]string{"weak", "possible", "strong"}, cobra.ShellCompDirectiveNoFileComp))
}

// inRange refuses bounds of hits that cannot be meant.
func inRange(c *cobra.Command, top int, least float64) error {
	switch {
	case top < 0:
		return usageError{c, fmt.Errorf("--top is %d; write how many hits to show, 0 for all", top)}
	case !(least >= 0 && least <= 1):
		return usageError{c, fmt.Errorf("--min is %v; scores are from 0 to 1", least)}
	}
	return nil
}

// failBand reads the band of --fail-on; None where it is not given.
func failBand(c *cobra.Command, s string) (screen.Band, error) {
	if s == "" {
		return screen.None, nil
	}
	band, err := screen.ParseBand(s)
	if err != nil {
		return screen.None, usageError{c, fmt.Errorf("--fail-on is %q; it is weak, possible or strong", s)}
	}
	return band, nil
}

// screening is the engine; what every answer of it has to say is said once.
func (e *env) screening(c *cobra.Command, folder string) (*screen.Engine, error) {
	engine, err := e.engine(c, folder)
	if engine != nil {
		for _, note := range engine.Notes() {
			fmt.Fprintf(e.err, "note: %s\n", note)
		}
	}
	return engine, err
}

// incomplete says which lists should have been asked and were not there. The command
// fails then: "not found" would be no answer.
func (e *env) incomplete(engine *screen.Engine) bool {
	for _, l := range engine.Incomplete() {
		fmt.Fprintf(e.err, "incomplete: not asked: %s\n", l)
	}
	return len(engine.Incomplete()) > 0
}

// engine builds the engine over the lists of flag or configuration.
func (e *env) engine(c *cobra.Command, folder string) (*screen.Engine, error) {
	config, err := app.LoadConfig(e.config)
	if err != nil {
		return nil, err
	}
	if folder != "" {
		config.Screen.Lists = folder
	}
	engine, err := app.Screening(c.Context(), config, e.now)
	if err == nil && engine == nil {
		return nil, bonafide.NotFoundf("no list in %s; 'bonafide lists add' keeps lists, --lists names a folder of list files", config.Screen.Lists)
	}
	return engine, err
}

// tableColumns says in the help which columns a table of queries may have.
func tableColumns() string {
	return "Columns, in any order, and the names that are taken for the same:\n\n  " + strings.Join(screen.QueryColumns(), "\n  ") + `

A first and a last name stand for the name, and a row with a wallet needs none. type is
person, entity, wallet or any; dob is 1990, 1990-04 or 1990-04-12; country is a code of
ISO 3166-1 or an English name; several wallets are parted by blanks or semicolons. The
fields are parted by commas, semicolons or tabs.`
}

func (e *env) screenBatch(lists *string) *cobra.Command {
	var in, out, failOn string
	var opt screen.BatchOptions
	c := &cobra.Command{
		Use:   "batch --in FILE --out FILE",
		Short: "Screen a table of queries: columns id, name, type, dob, country, wallet",
		Long: `Batch answers each row of a table with one line of JSON, in the order of the rows.

` + tableColumns() + `

Exit codes: 0 every row has an answer, also those with an address that could not be read
("status":"unread", counted apart); 1 failed, or a list that should be there was not
asked, or rows were refused, or with --fail-on an address could not be read; 2 wrong call; 3 a hit reached the band of --fail-on; 4 a file
or every list is missing; 75 try again.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			band, err := failBand(c, failOn)
			if err := errors.Join(err, inRange(c, opt.Top, opt.Min)); err != nil {
				return err
			}
			engine, err := e.screening(c, *lists)
			if err != nil {
				return err
			}
			opt.Place = in
			opt.Refused = func(r *bonafide.Refusal) { fmt.Fprintf(e.err, "refused: %s\n", r) }
			opt.Header = e.sayHeader(in)
			var s screen.Summary
			err = e.filter(in, out, func(r io.Reader, w io.Writer) (err error) {
				s, err = engine.Batch(c.Context(), r, w, opt)
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(e.err, "%d queries: %d strong, %d possible, %d weak, %d without a hit, %d unread; %d refused\n", s.Queries, s.Strong, s.Possible, s.Weak, s.NoHit, s.Unread, s.Refused)
			fmt.Fprintf(e.err, "asked: %s\n", listsAndAges(engine.Lists()))
			missing := e.incomplete(engine)
			switch {
			case band != screen.None && s.Reached(band) > 0:
				return quietError{exitFindings}
			case missing || s.Refused > 0 || band != screen.None && s.Unread > 0:
				return quietError{exitFailed}
			}
			return nil
		},
	}
	filterFlags(c, &in, &out)
	c.Flags().IntVar(&opt.Top, "top", 10, "at most `N` hits a query")
	c.Flags().Float64Var(&opt.Min, "min", 0, "hits from this `SCORE` on (0 to 1)")
	c.Flags().StringVar(&opt.By, "by", "", "who asks: a `NAME`, kept in the proofs")
	c.Flags().BoolVar(&opt.Proof, "proof", false, "add to each answer without a hit what was asked of which versions")
	c.Flags().IntVar(&opt.Workers, "workers", 0, "work on this many queries side by side (default: one a processor)")
	failOnFlag(c, &failOn)
	return c
}

// sayHeader says how the header of a table was understood.
func (e *env) sayHeader(place string) func(string) {
	return func(said string) { fmt.Fprintf(e.err, "note: %s: columns %s\n", place, said) }
}

func (e *env) screenPairs() *cobra.Command {
	var in, out string
	var opt screen.PairOptions
	c := &cobra.Command{
		Use:   "pairs --in FILE --out FILE",
		Short: "Score pairs of names: columns name1, name2, schema",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			opt.Place = in
			opt.Refused = func(r *bonafide.Refusal) { fmt.Fprintf(e.err, "refused: %s\n", r) }
			refused := 0
			err := e.filter(in, out, func(r io.Reader, w io.Writer) (err error) {
				_, refused, err = screen.Pairs(c.Context(), r, w, opt)
				return err
			})
			if err != nil {
				return err
			}
			if refused > 0 {
				return quietError{exitFailed}
			}
			return nil
		},
	}
	filterFlags(c, &in, &out)
	c.Flags().BoolVar(&opt.OFAC, "ofac", false, "score like the US Treasury's own search tool, 0 to 100")
	return c
}

func filterFlags(c *cobra.Command, in, out *string) {
	c.Flags().StringVar(in, "in", "-", "read from this `FILE`; - is standard input")
	c.Flags().StringVar(out, "out", "-", "write to this `FILE`; - is standard output")
}

// filter runs work from one file to another. The output is whole or not there.
func (e *env) filter(in, out string, work func(io.Reader, io.Writer) error) (err error) {
	r := e.in
	if in != "-" {
		f, err := os.Open(in)
		if errors.Is(err, os.ErrNotExist) {
			return bonafide.NotFoundf("%s does not exist", in)
		}
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		defer f.Close()
		r = f
	}
	return e.whole(out, func(w io.Writer) error { return work(r, w) })
}
