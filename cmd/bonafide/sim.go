package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"bonafide/sim"
)

func (e *env) sim() *cobra.Command {
	c := &cobra.Command{
		Use:   "sim",
		Short: "Write fictional records to try the product on",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(e.simCompany())
	return c
}

func (e *env) simCompany() *cobra.Command {
	var config sim.Config
	c := &cobra.Command{
		Use:   "company --out DIR [--seed N] [--people N] [--days N]",
		Short: "Write a fictional crypto firm: its people, records and logs, and the truth about them",
		Long: `Company writes the records and logs of a fictional firm in the vendors' own formats,
with a few workers who are not who they say and as many honest people who look like
them. What is true stands in DIR/truth, which no other command but "bonafide eval"
reads. Everybody and everything in it is invented. The same seed writes the same bytes.`,
		Example: `  bonafide sim company --seed 7 --out firm
  bonafide watch replay --company firm --out findings.jsonl
  bonafide eval company firm`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if config.Dir == "" {
				return usageError{c, errors.New("--out is missing: name a folder that is new or empty")}
			}
			var done, total int64
			bar := e.progress("days", func() (int64, int64) { return done, total })
			config.Progress = func(d, all int) { done, total = int64(d), int64(all); bar.step() }
			s, err := sim.Write(c.Context(), config)
			bar.clear()
			if err != nil {
				return err
			}
			fmt.Fprintf(e.err, "%s: %d people, %s to %s, %d files of %d MB; what is true of them is in %s\n", config.Dir, s.People,
				s.Start.Format(time.DateOnly), s.End.Format(time.DateOnly), s.Files, s.Bytes>>20, filepath.Join(config.Dir, "truth"))
			return nil
		},
	}
	f := c.Flags()
	f.Uint64Var(&config.Seed, "seed", 1, "`N`: another number, another firm")
	f.IntVar(&config.People, "people", 400, "`N` people")
	f.IntVar(&config.Days, "days", 90, "`N` days")
	f.StringVar(&config.Dir, "out", "", "`DIR` to write to, new or empty")
	return c
}
