package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/app"
	"bonafide/catalog"
	"bonafide/strict"
)

func (e *env) catalog() *cobra.Command {
	c := &cobra.Command{
		Use:   "catalog",
		Short: "Show what is looked for, and what of it the program computes",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(e.catalogList(), e.catalogShow(), e.catalogLint(), e.catalogCoverage(), e.catalogSchema())
	return c
}

// inForce is the catalogue of the configuration.
func (e *env) inForce() (*bonafide.Catalogue, error) {
	config, err := app.LoadConfig(e.config)
	if err != nil {
		return nil, err
	}
	return app.Catalogue(config)
}

func (e *env) catalogList() *cobra.Command {
	var checks, asJSON bool
	var category, phase string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the indicators, or the checks",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			c, err := e.inForce()
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
			if checks {
				for i := range c.Checks {
					k := &c.Checks[i]
					if asJSON {
						if err := strict.MarshalTo(e.out, k); err != nil {
							return err
						}
						continue
					}
					fmt.Fprintf(w, "%s\teffort %g\tpass %+.1f bits\t%s\n", k.ID, k.Effort(), float64(k.PassedBits()), k.Title)
				}
				return w.Flush()
			}
			for i := range c.Indicators {
				k := &c.Indicators[i]
				if category != "" && string(k.Category) != category || phase != "" && k.Phase != phase {
					continue
				}
				if asJSON {
					if err := strict.MarshalTo(e.out, k); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintf(w, "%s\t%s\t%s, beside others %s\t%s\t%s\n", k.ID, k.Category, k.Alone, k.Combined, map[string]string{"rule": "rule", "analyst": "person"}[k.ObservedBy], k.Title)
			}
			if err := w.Flush(); err != nil {
				return err
			}
			if !asJSON {
				fmt.Fprintln(e.err, "note: this is what is looked for; 'bonafide catalog coverage' shows what of it the program computes today, what waits for a person and what nothing looks at yet")
			}
			return nil
		},
	}
	c.Flags().BoolVar(&checks, "checks", false, "list the checks")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	c.Flags().StringVar(&category, "category", "", "only indicators of this `CATEGORY`")
	c.Flags().StringVar(&phase, "phase", "", "only indicators of this `PHASE`")
	_ = c.RegisterFlagCompletionFunc("category", e.complete(func(k *bonafide.Catalogue) (words []string) {
		for i := range k.Indicators {
			words = append(words, string(k.Indicators[i].Category))
		}
		return words
	}))
	_ = c.RegisterFlagCompletionFunc("phase", e.complete(func(k *bonafide.Catalogue) (words []string) {
		for i := range k.Indicators {
			words = append(words, k.Indicators[i].Phase)
		}
		return words
	}))
	return c
}

// complete offers words of the catalogue in force to the shell, each once.
func (e *env) complete(words func(*bonafide.Catalogue) []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		c, err := e.inForce()
		if err != nil || len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		list := words(c)
		slices.Sort(list)
		return slices.Compact(list), cobra.ShellCompDirectiveNoFileComp
	}
}

func (e *env) catalogShow() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "show ID",
		Short:   "Show one indicator or check in full",
		Example: "  bonafide catalog show APP-13\n  bonafide catalog show employer-callback",
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: e.complete(func(k *bonafide.Catalogue) (ids []string) {
			for i := range k.Indicators {
				ids = append(ids, string(k.Indicators[i].ID)+"\t"+k.Indicators[i].Title)
			}
			for i := range k.Checks {
				ids = append(ids, string(k.Checks[i].ID)+"\t"+k.Checks[i].Title)
			}
			return ids
		}),
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := e.inForce()
			if err != nil {
				return err
			}
			indicator, check := c.Indicator(bonafide.IndicatorID(strings.ToUpper(args[0]))), c.Check(bonafide.CheckID(args[0]))
			switch {
			case indicator == nil && check == nil:
				return bonafide.NotFoundf("the catalogue %s has no entry %q; bonafide catalog list shows them", c.Version, args[0])
			case asJSON && indicator != nil:
				return strict.MarshalTo(e.out, indicator)
			case asJSON:
				return strict.MarshalTo(e.out, check)
			case indicator != nil:
				return showIndicator(e.out, indicator)
			}
			return showCheck(e.out, check)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func showIndicator(w io.Writer, i *bonafide.Indicator) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n\n", i.ID, i.Title)
	fmt.Fprintf(&b, "%s\n\n", fold(i.Meaning, 90))
	fmt.Fprintf(&b, "category      %s, evidence group %s, phase %s\n", i.Category, i.Group, i.Phase)
	fmt.Fprintf(&b, "weight        %s alone (%.1f bits), %s beside independent evidence (%.1f bits)\n", i.Alone, float64(i.Alone.Bits()), i.Combined, float64(i.Combined.Bits()))
	if i.HalfLifeDays > 0 {
		fmt.Fprintf(&b, "half-life     %d days\n", i.HalfLifeDays)
	} else {
		fmt.Fprintf(&b, "half-life     none: it does not age\n")
	}
	fmt.Fprintf(&b, "observed by   %s\n", map[string]string{"rule": "a rule", "analyst": "a person"}[i.ObservedBy])
	fmt.Fprintf(&b, "reads         %s\n", joined(i.Inputs))
	if len(i.SwitchedOffBy) > 0 {
		fmt.Fprintf(&b, "switched off  by an accommodation on record: %s\n", joined(i.SwitchedOffBy))
	}
	fmt.Fprintf(&b, "\nmay be\n")
	for _, s := range i.Innocent {
		fmt.Fprintf(&b, "  - %s\n", s)
	}
	fmt.Fprintf(&b, "\nto settle it: %s\n  %s\n", i.NextCheck.Check, i.NextCheck.Ask)
	if len(i.Sources) > 0 {
		fmt.Fprintf(&b, "\nsources\n")
	}
	for _, s := range i.Sources {
		fmt.Fprintf(&b, "  - %s, %s (%s)\n    %s\n", s.ID, s.Date, s.Standing, s.URL)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func showCheck(w io.Writer, c *bonafide.Check) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n\n%s\n\nfair: %s\n\n", c.ID, c.Title, fold(c.How, 90), fold(c.Fair, 84))
	fmt.Fprintf(&b, "stages        %s\n", joined(c.Stages))
	fmt.Fprintf(&b, "effort        cost %d of 5, intrusiveness %d of 4\n", c.Cost, c.Intrusiveness)
	if c.ValidDays > 0 {
		fmt.Fprintf(&b, "valid         %d days\n", c.ValidDays)
	}
	fmt.Fprintf(&b, "likelihoods   passed %.0f %% of honest people, %.0f %% of those who misrepresent: a pass weighs %+.2f bits\n",
		100*c.Honest.Passed, 100*c.Misrepresenting.Passed, float64(c.PassedBits()))
	fmt.Fprintf(&b, "              failed %.0f %% and %.0f %%, unreachable %.0f %% and %.0f %%\n",
		100*c.Honest.Failed, 100*c.Misrepresenting.Failed, 100*c.Honest.Unreachable, 100*c.Misrepresenting.Unreachable)
	if len(c.Settles) > 0 {
		fmt.Fprintf(&b, "a pass answers  %s\n", joined(c.Settles))
	}
	if c.FailsAs != "" {
		fmt.Fprintf(&b, "a failure is counted as %s\n", c.FailsAs)
	}
	if len(c.Confirms) > 0 {
		fmt.Fprintf(&b, "a failure makes decisive: %s\n", joined(c.Confirms))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func joined[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = string(x)
	}
	return strings.Join(words, ", ")
}

// fold breaks s into lines of at most width bytes.
func fold(s string, width int) string {
	var b strings.Builder
	n := 0
	for word := range strings.FieldsSeq(s) {
		if n > 0 && n+1+len(word) > width {
			b.WriteByte('\n')
			n = 0
		}
		if n > 0 {
			b.WriteByte(' ')
			n++
		}
		b.WriteString(word)
		n += len(word)
	}
	return b.String()
}

func (e *env) catalogLint() *cobra.Command {
	return &cobra.Command{
		Use:   "lint [FOLDER]",
		Short: "Check a catalogue: the one in force, or a folder",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			fsys := catalog.Files()
			config, err := app.LoadConfig(e.config)
			if err != nil {
				return err
			}
			folder := config.Catalog.Folder
			if len(args) == 1 {
				folder = args[0]
			}
			if folder != "" {
				if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
					return bonafide.NotFoundf("%s does not exist", folder)
				}
				fsys = os.DirFS(folder)
			}
			c, inputs, err := catalog.Read(fsys)
			if err != nil {
				return err
			}
			problems := catalog.Lint(c, inputs)
			for _, p := range problems {
				fmt.Fprintln(e.out, p)
			}
			if len(problems) > 0 {
				fmt.Fprintf(e.err, "%d problems\n", len(problems))
				return quietError{exitFailed}
			}
			_, err = fmt.Fprintf(e.out, "ok: catalogue %s, %d indicators, %d checks, %d inputs\n", c.Version, len(c.Indicators), len(c.Checks), len(inputs))
			return err
		},
	}
}

func (e *env) catalogCoverage() *cobra.Command {
	var asJSON bool
	var state string
	c := &cobra.Command{
		Use:   "coverage",
		Short: "Tell which indicators the program computes, by running their proofs",
		Long: `Coverage runs the cases of every examiner, now: samples that must raise an
indicator and honest look-alikes that must not. An indicator counts as computed
only where all of its cases have just held.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			a, err := e.open(c, "")
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			r, err := a.Coverage(c.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return strict.MarshalTo(e.out, r)
			}
			if err := printCoverage(e.out, &r, catalog.State(state)); err != nil {
				return err
			}
			if r.Count(catalog.Broken) > 0 || len(r.Unknown) > 0 {
				return quietError{exitFailed}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	c.Flags().StringVar(&state, "state", "", "list only indicators in this `STATE`: computed, broken, analyst, uncovered")
	_ = c.RegisterFlagCompletionFunc("state", cobra.FixedCompletions([]string{"computed", "broken", "analyst", "uncovered"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func printCoverage(out io.Writer, r *catalog.Report, only catalog.State) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, c := range r.Indicators {
		if only != "" && c.State != only {
			continue
		}
		detail := c.Why
		if c.State == catalog.Computed {
			detail = fmt.Sprintf("%s, proved by %d cases and %d look-alikes", c.Examiner, c.Fires, c.Quiet)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.Indicator, c.State, c.Title, detail)
	}
	fmt.Fprintln(w)
	fmt.Fprintf(w, "category\tcomputed\tbroken\tanalyst\tuncovered\n")
	for _, c := range r.Categories {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", c.Category, c.Counts[0].Indicators, c.Counts[1].Indicators, c.Counts[2].Indicators, c.Counts[3].Indicators)
	}
	fmt.Fprintf(w, "all %d\t%d\t%d\t%d\t%d\n", len(r.Indicators), r.Count(catalog.Computed), r.Count(catalog.Broken), r.Count(catalog.Analyst), r.Count(catalog.Uncovered))
	for _, id := range r.Unknown {
		fmt.Fprintf(w, "%s\tdeclared by an examiner, not in the catalogue\n", id)
	}
	return w.Flush()
}

func (e *env) catalogSchema() *cobra.Command {
	return &cobra.Command{
		Use:       "schema indicators|checks",
		Short:     "Print the JSON Schema of the catalogue's files",
		Args:      cobra.ExactArgs(1),
		ValidArgs: []string{"indicators", "checks"},
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := catalog.Schema(args[0])
			if err != nil {
				return err
			}
			_, err = e.out.Write(data)
			return err
		},
	}
}
