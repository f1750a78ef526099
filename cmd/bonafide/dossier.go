package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/app"
	"bonafide/intake"
	"bonafide/report"
	"bonafide/strict"
)

func (e *env) dossier() *cobra.Command {
	c := &cobra.Command{
		Use:   "dossier",
		Short: "Write, check and look up dossiers",
		Long: `A dossier is all that is known of a person at a moment: sources with their claims,
what people observed, and checks with their outcome. Those kept in a store can be
looked up as they stood at any moment, and their assessment made again.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(e.dossierNew(), e.dossierCheck(), e.dossierSchema(), e.dossierConvert(), e.dossierList(), e.dossierShow(), e.dossierAssess(), e.dossierHistory(), e.dossierSharing())
	return c
}

func (e *env) dossierSchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of a dossier",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			data, err := intake.Schema()
			if err != nil {
				return err
			}
			_, err = e.out.Write(data)
			return err
		},
	}
}

func (e *env) dossierConvert() *cobra.Command {
	var dates string
	c := &cobra.Command{
		Use:   "convert FILE|FOLDER|-...",
		Short: "Read records of any known format and print them as dossiers, one JSON object a line",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			a, err := e.open(c, "")
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			if err := e.reading(c, a, dates, false); err != nil {
				return err
			}
			refused := 0
			for _, path := range args {
				n, err := takeEach(e, dossiers(c.Context(), a.Intake, path), func(d bonafide.Dossier) error {
					return strict.MarshalTo(e.out, d)
				})
				if refused += n; err != nil {
					return err
				}
			}
			e.sayUnread(a.Intake)
			if refused > 0 {
				return quietError{exitFailed}
			}
			return nil
		},
	}
	datesFlag(c, &dates)
	return c
}

// open wires the product with the store that is named, without one where none is: a
// command that only reads makes no store, whatever the configuration says.
func (e *env) open(c *cobra.Command, store string) (*app.App, error) {
	config, err := app.LoadConfig(e.config)
	if err != nil {
		return nil, err
	}
	config.Store = app.StoreConfig{URL: store}
	return app.New(c.Context(), config, app.World{Now: e.now, In: e.in})
}

// archive wires the product with the store that the call reads, of flag or
// configuration. Reading makes none: a store that is not there is an error.
func (e *env) archive(c *cobra.Command, store string) (*app.App, error) {
	config, err := app.LoadConfig(e.config)
	if err != nil {
		return nil, err
	}
	if store != "" {
		config.Store = app.StoreConfig{URL: store}
	}
	path, err := config.StoreURL()
	if err != nil {
		return nil, err
	}
	switch {
	case path == "":
		return nil, usageError{c, errors.New("no store is named; give --store FILE, or set store.url in the configuration")}
	case !strings.Contains(path, "://"):
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil, bonafide.NotFoundf("store %s does not exist; 'bonafide examine --store FILE' makes one", path)
		}
	}
	return app.New(c.Context(), config, app.World{Now: e.now, In: e.in})
}

func storeFlag(c *cobra.Command, store *string) {
	c.Flags().StringVar(store, "store", "", "the store: a `FILE` or postgres://… (default: store.url of the configuration)")
}

func (e *env) dossierList() *cobra.Command {
	var store, from string
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the people in the store with their latest assessment, those who need a look first",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			least := bonafide.Band(from)
			if from != "" && least.Rank() < 0 {
				return usageError{c, fmt.Errorf("--band is %q; it is clear, note, review or urgent", from)}
			}
			a, err := e.archive(c, store)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			people, err := e.standing(c, a, least)
			if err != nil {
				return err
			}
			t := e.terminal()
			for i := range people {
				p := &people[i]
				if !asJSON {
					err = t.Brief(e.out, p.id, &p.shown)
				} else if known, e2 := a.Store.Known(c.Context(), p.id, e.now()); e2 != nil {
					err = e2
				} else {
					err = report.JSON(e.out, p.id, "", known.Examined.Assessment, report.Notes(&known.Examined.Dossier)...)
				}
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
	storeFlag(c, &store)
	c.Flags().StringVar(&from, "band", "", "only people in this `BAND` or above it: note, review, urgent")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line, as examine --json does")
	_ = c.RegisterFlagCompletionFunc("band", cobra.FixedCompletions([]string{"note", "review", "urgent"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// listedPerson is a person of the store, with what a list shows of the assessment.
type listedPerson struct {
	id    bonafide.PersonID
	shown bonafide.Assessment
}

// standing reads where everybody stands who is in a band or above it, the highest
// first.
func (e *env) standing(c *cobra.Command, a *app.App, least bonafide.Band) ([]listedPerson, error) {
	var people []listedPerson
	for id, err := range a.Store.People(c.Context(), "") {
		if err != nil {
			return nil, err
		}
		known, err := a.Store.Known(c.Context(), id, e.now())
		if err != nil {
			return nil, err
		}
		if x := &known.Examined.Assessment; x.Band.Rank() >= least.Rank() {
			people = append(people, listedPerson{id, bonafide.Assessment{Band: x.Band, Bits: x.Bits, Frequency: x.Frequency, Why: x.Why}})
		}
	}
	slices.SortStableFunc(people, func(a, b listedPerson) int {
		return cmp.Or(cmp.Compare(b.shown.Band.Rank(), a.shown.Band.Rank()), cmp.Compare(b.shown.Bits, a.shown.Bits))
	})
	return people, nil
}

func (e *env) dossierShow() *cobra.Command {
	var store, knownAt string
	c := &cobra.Command{
		Use:   "show PERSON",
		Short: "Print a person's dossier as it stood",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			at, err := e.moment(c, "known-at", knownAt)
			if err != nil {
				return err
			}
			a, err := e.archive(c, store)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			known, err := a.Store.Known(c.Context(), bonafide.PersonID(args[0]), at)
			if err != nil {
				return err
			}
			out, err := strict.MarshalIndent(known.Examined.Dossier)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(e.out, "%s\n", out)
			return err
		},
	}
	storeFlag(c, &store)
	c.Flags().StringVar(&knownAt, "known-at", "", "as it was recorded at this `TIME` (default now)")
	return c
}

func (e *env) dossierAssess() *cobra.Command {
	var store, knownAt, asOf string
	var asJSON bool
	c := &cobra.Command{
		Use:   "assess PERSON",
		Short: "Make a person's assessment again, as of any moment",
		Long: `Assess adds up what the store holds, without examining the dossier again.
--as-of moves the moment of the assessment: later observations and checks are left
out and the others are as old as they were then. --known-at moves what was known:
records that came in later are left out, and the catalogue is the one in use then.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			known, err := e.moment(c, "known-at", knownAt)
			if err != nil {
				return err
			}
			when, err := e.moment(c, "as-of", asOf)
			if err != nil {
				return err
			}
			if asOf == "" {
				when = known
			}
			a, err := e.archive(c, store)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			id := bonafide.PersonID(args[0])
			x, err := a.Reassess(c.Context(), id, known, when)
			if err != nil {
				return err
			}
			notes := report.Notes(&x.Dossier)
			if asJSON {
				return report.JSON(e.out, id, "", x.Assessment, notes...)
			}
			return e.terminal().Text(e.out, id, &x.Assessment, notes...)
		},
	}
	storeFlag(c, &store)
	c.Flags().StringVar(&asOf, "as-of", "", "the moment of the assessment, a `TIME` (default that of --known-at)")
	c.Flags().StringVar(&knownAt, "known-at", "", "use what was recorded by this `TIME` (default now)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func (e *env) dossierHistory() *cobra.Command {
	var store string
	var asJSON bool
	c := &cobra.Command{
		Use:   "history PERSON",
		Short: "List a person's versions and assessments",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			a, err := e.archive(c, store)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			h, err := a.Store.History(c.Context(), bonafide.PersonID(args[0]))
			if err != nil {
				return err
			}
			if asJSON {
				return strict.MarshalTo(e.out, h)
			}
			return e.printHistory(&h)
		},
	}
	storeFlag(c, &store)
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func (e *env) printHistory(h *bonafide.History) error {
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, v := range h.Versions {
		fmt.Fprintf(w, "%s\tversion %d\t%s\n", v.RecordedAt.UTC().Format(time.RFC3339), v.Version, v.SHA256[:min(12, len(v.SHA256))])
		for _, p := range slices.DeleteFunc(slices.Clone(h.Assessments), func(p bonafide.PastAssessment) bool { return p.DossierVersion != v.Version }) {
			fmt.Fprintf(w, "%s\t  %s\t%+.1f bits as of %s, catalogue %s\n", p.RecordedAt.UTC().Format(time.RFC3339), p.Band, float64(p.Bits),
				p.AsOf.UTC().Format(time.RFC3339), p.CatalogVersion)
		}
	}
	return w.Flush()
}

func (e *env) dossierSharing() *cobra.Command {
	var store string
	c := &cobra.Command{
		Use:     "sharing KIND VALUE",
		Short:   "List the people whose records carry an artefact",
		Example: "  bonafide dossier sharing phone +12025550123",
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) (err error) {
			a, err := e.archive(c, store)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			people, err := a.Store.Sharing(c.Context(), args[0], args[1])
			if err != nil {
				return err
			}
			if len(people) == 0 {
				return bonafide.NotFoundf("nobody's record carries %s %s", args[0], args[1])
			}
			for _, id := range people {
				fmt.Fprintln(e.out, id)
			}
			return nil
		},
	}
	storeFlag(c, &store)
	return c
}
