package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/app"
	"bonafide/screen"
	"bonafide/strict"
)

func (e *env) screen() *cobra.Command {
	var lists, kind, dob, country string
	var top int
	var least float64
	var asJSON bool
	c := &cobra.Command{
		Use:   "screen NAME|WALLET",
		Short: "Screen a person, a firm or a wallet against the lists",
		Long: `Screen looks a name up in every list, across scripts and romanisations, and a wallet by
what its address decodes to. A name alone is never more than a possible match: a
namesake scores like the listed person. "Not found" says what was asked of which
versions; it never says that somebody is clean.`,
		Example: "  bonafide screen --lists ./lists 'Pak Jong Chon'\n  bonafide screen batch --in queries.csv --out hits.jsonl",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			q := screen.Query{Name: args[0], Country: country}
			var err error
			if q.Type, err = screen.ParseType(kind); err != nil {
				return usageError{c, err}
			}
			if q.DOB, err = bonafide.ParseDate(dob); err != nil {
				return usageError{c, fmt.Errorf("--dob: %w", err)}
			}
			engine, err := e.screening(c, lists)
			if err != nil {
				return err
			}
			answer, err := engine.Query(q, top, least)
			if err != nil {
				return err
			}
			if asJSON {
				return strict.MarshalTo(e.out, answer)
			}
			return e.printAnswer(&answer)
		},
	}
	c.PersistentFlags().StringVar(&lists, "lists", "", "`FOLDER` of list files as published, or of 'bonafide lists' (default: screen.lists of the configuration)")
	c.Flags().StringVar(&kind, "type", "any", "what is asked for: person, entity, wallet, any")
	c.Flags().StringVar(&dob, "dob", "", "birth `DATE`, as far as it is known: 1990, 1990-04 or 1990-04-12")
	c.Flags().StringVar(&country, "country", "", "`COUNTRY`, ISO 3166-1 alpha-2")
	c.Flags().IntVar(&top, "top", 10, "print at most `N` hits")
	c.Flags().Float64Var(&least, "min", 0, "print hits from this `SCORE` on (0 to 1)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	c.AddCommand(e.screenBatch(&lists), e.screenPairs(), e.screenFollow(&lists), e.screenDecide())
	return c
}

// screening builds the engine over the lists of flag or configuration.
func (e *env) screening(c *cobra.Command, folder string) (*screen.Engine, error) {
	config, err := app.LoadConfig(e.config)
	if err != nil {
		return nil, err
	}
	if folder != "" {
		config.Screen.Lists = folder
	}
	engine, err := app.Screening(c.Context(), config, e.now)
	if engine != nil {
		for _, note := range engine.Notes() {
			fmt.Fprintf(e.err, "note: %s\n", note)
		}
	}
	if err == nil && engine == nil {
		return nil, bonafide.NotFoundf("no list in %s; 'bonafide lists add' keeps lists, --lists names a folder of list files", config.Screen.Lists)
	}
	return engine, err
}

func (e *env) printAnswer(a *screen.Answer) error {
	w := bufio.NewWriter(e.out)
	for i := range a.Hits {
		h := &a.Hits[i]
		fmt.Fprintf(w, "%-8s  %.3f  %s  %s %s (%s, %s name)\n", h.Band, h.Score, h.Matched, h.List, h.ListID, h.Schema, h.Quality)
		for _, line := range h.Explain {
			fmt.Fprintf(w, "          %s\n", line)
		}
	}
	if len(a.Hits) == 0 {
		fmt.Fprintln(w, "not found")
	}
	for _, n := range a.Notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
	for _, l := range a.Lists {
		date := l.Date.String()
		if date == "" {
			date = "unknown date"
		}
		fmt.Fprintf(w, "asked: %s of %s, %d entries, SHA-256 %.12s\n", l.Name, date, l.Entries, l.SHA256)
	}
	return w.Flush()
}

func (e *env) screenBatch(lists *string) *cobra.Command {
	var in, out string
	var opt screen.BatchOptions
	c := &cobra.Command{
		Use:   "batch --in FILE --out FILE",
		Short: "Screen a table of queries: columns id, name, type, dob, country",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			engine, err := e.screening(c, *lists)
			if err != nil {
				return err
			}
			opt.Place = in
			opt.Refused = func(r *bonafide.Refusal) { fmt.Fprintf(e.err, "refused: %s\n", r) }
			var s screen.Summary
			err = e.filter(in, out, func(r io.Reader, w io.Writer) (err error) {
				s, err = engine.Batch(c.Context(), r, w, opt)
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(e.err, "%d queries: %d strong, %d possible, %d weak, %d without a hit; %d refused\n", s.Queries, s.Strong, s.Possible, s.Weak, s.NoHit, s.Refused)
			if s.Refused > 0 {
				return quietError{exitFailed}
			}
			return nil
		},
	}
	filterFlags(c, &in, &out)
	c.Flags().IntVar(&opt.Top, "top", 10, "at most `N` hits a query")
	c.Flags().Float64Var(&opt.Min, "min", 0, "hits from this `SCORE` on (0 to 1)")
	c.Flags().BoolVar(&opt.Proof, "proof", false, "add to each answer without a hit what was asked of which versions")
	c.Flags().IntVar(&opt.Workers, "workers", 0, "work on this many queries side by side (default: one a processor)")
	return c
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
	if out == "-" {
		w := bufio.NewWriterSize(e.out, 1<<16)
		return errors.Join(work(r, w), w.Flush())
	}
	temp, err := os.CreateTemp(filepath.Dir(out), ".bonafide-*")
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
		}
	}()
	w := bufio.NewWriterSize(temp, 1<<16)
	if err := work(r, w); err != nil {
		return err
	}
	if err := errors.Join(w.Flush(), temp.Sync(), temp.Chmod(0o644), temp.Close()); err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	if err := os.Rename(temp.Name(), out); err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	return nil
}
