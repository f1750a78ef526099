package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/app"
	"bonafide/flow"
	"bonafide/sim/eval"
	"bonafide/strict"
)

func (e *env) eval() *cobra.Command {
	c := &cobra.Command{
		Use:   "eval",
		Short: "Hold what the product finds against what is true",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(e.evalCompany())
	return c
}

func (e *env) evalCompany() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "company DIR...",
		Short: "Replay fictional companies and say who was found, how soon, and whom it cost a review",
		Long: `Company replays each DIR that "bonafide sim company" wrote and holds the result against
DIR/truth: the share of those who are not who they say that was up for review within 14
days of their first visible act, the days it took, reviews of honest people per 1,000
worker-weeks, how far the stated odds can be believed, and for each miss what would have
caught it.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			var sum eval.Sum
			for _, dir := range args {
				r, err := e.evaluate(c, dir)
				if err != nil {
					return fmt.Errorf("%s: %w", dir, err)
				}
				sum.Add(&r)
				if asJSON {
					line, err := strict.Marshal(struct {
						Company string `json:"company"`
						eval.Report
					}{dir, r})
					if err != nil {
						return err
					}
					fmt.Fprintf(e.out, "%s\n", line)
					continue
				}
				if err := printReport(e.out, dir, &r); err != nil {
					return err
				}
			}
			if len(args) > 1 && !asJSON {
				fmt.Fprintf(e.out, "\n%d companies: %d of %d in time (%.1f %%), %d found; %d false reviews in %.0f worker-weeks (%.2f per 1,000)\n",
					sum.Companies, sum.InTime, sum.Operators, sum.Recall()*100, sum.Found, sum.FalseReview, sum.Weeks, sum.FalseRate())
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a company")
	return c
}

func (e *env) evaluate(c *cobra.Command, dir string) (r eval.Report, err error) {
	truth, err := eval.ReadTruth(dir)
	if err != nil {
		return r, err
	}
	config, err := app.CompanyConfig(e.config, dir)
	if err != nil {
		return r, err
	}
	config.Store = app.StoreConfig{}
	a, err := app.New(c.Context(), config, app.World{Now: e.now, In: e.in})
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	w, err := a.NewWatch(c.Context())
	if err != nil {
		return r, err
	}
	var done, total int64
	bar := e.progress("events", func() (int64, int64) { return done, total })
	var seen eval.Watch
	sum, err := w.Replay(c.Context(), app.Replay{
		Dir: dir, Now: e.now().UTC(),
		Taken: func(at time.Time, t *flow.Taken) error {
			for i := range t.Examined {
				seen.Assessed(t.Examined[i].Dossier.Person, at, &t.Examined[i].Assessment)
			}
			for i := range t.Alerts {
				seen.Alerted(t.Alerts[i].Person, at)
			}
			return nil
		},
		Trouble:  func(bonafide.Trouble) error { return nil },
		Progress: func(d, all int64) { done, total = d, all; bar.step() },
	})
	bar.clear()
	if err != nil {
		return r, err
	}
	seen.End = sum.End
	seen.Begin = sum.End.AddDate(0, 0, -90)
	if begin, ok := eval.Begin(dir); ok {
		seen.Begin = begin
	}
	return eval.Hold(truth, &seen), nil
}

func printReport(w io.Writer, dir string, r *eval.Report) error {
	fmt.Fprintf(w, "%s: %d people, %.0f worker-weeks\n", dir, r.People, r.Weeks)
	fmt.Fprintf(w, "  in time      %d of %d operators up for review within 14 days (%.1f %%); %d at some time; median %.1f days\n", r.InTime, r.Operators, r.Recall*100, r.Found, r.MedianDays)
	if r.Hard > 0 {
		fmt.Fprintf(w, "  hard cases   %d of %d found\n", r.HardFound, r.Hard)
	}
	fmt.Fprintf(w, "  false        %d reviews of honest people (%.2f per 1,000 worker-weeks)\n", r.FalseReview, r.FalseRate)
	fmt.Fprintf(w, "  calibration  Brier %.4f;", r.Brier)
	for _, b := range r.Bins {
		if b.People > 0 {
			fmt.Fprintf(w, " %.0f-%.0f %%: %d of %d (said %.1f %%);", b.From*100, b.To*100, b.Operators, b.People, b.Stated*100)
		}
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range r.Cases {
		days := "missed"
		if c.Days >= 0 {
			days = fmt.Sprintf("%.1f days", c.Days)
		}
		fmt.Fprintf(t, "  %s\t%s\tskill %d\t%s\t%s\t%s\t%s\n", c.Person, c.Pattern, c.Skill, days, c.Band, c.Why, c.Would)
	}
	for _, c := range r.False {
		fmt.Fprintf(t, "  %s\t%s\thonest\treviewed\t%s\t%s\t%s\n", c.Person, c.Pattern, c.Band, c.Why, c.Would)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(r.Unseen) > 0 {
		fmt.Fprint(w, "  shown but not raised:")
		for _, u := range r.Unseen {
			fmt.Fprintf(w, " %s %d/%d", u.Indicator, u.Shown-u.Raised, u.Shown)
		}
		fmt.Fprintln(w)
	}
	return nil
}
