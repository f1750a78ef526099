package main

import (
	_ "embed"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/app"
	"bonafide/report"
)

//go:embed dossier_new.yaml
var newDossier []byte

func (e *env) dossierNew() *cobra.Command {
	return &cobra.Command{
		Use:     "new",
		Short:   "Print a dossier to start from, with what may stand in it",
		Example: "  bonafide dossier new > candidate.yaml",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := e.out.Write(newDossier)
			return err
		},
	}
}

func (e *env) dossierCheck() *cobra.Command {
	var dates string
	c := &cobra.Command{
		Use:   "check FILE|FOLDER|-...",
		Short: "Say everything that is wrong with records, without examining them",
		Long: `Check reads records of any known format. Of a dossier it lists up to 20 mistakes, each
with its line and the way out; of other formats also what would be left out of them.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			if err := exist(args); err != nil {
				return err
			}
			a, err := e.open(c, "")
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			if err := e.reading(c, a, dates, true); err != nil {
				return err
			}
			sound, wrong := 0, 0
			for _, path := range args {
				for raw, err := range a.Intake.Scan(c.Context(), path) {
					flaws, err := e.flaws(c, a, raw, err)
					if err != nil {
						return err
					}
					for _, f := range flaws {
						fmt.Fprintln(e.out, f)
					}
					if len(flaws) > 0 {
						wrong++
					} else {
						sound++
					}
				}
			}
			e.sayUnread(a.Intake)
			if wrong > 0 {
				fmt.Fprintf(e.err, "%d can be examined, %d cannot\n", sound, wrong)
				return quietError{exitFailed}
			}
			_, err = fmt.Fprintf(e.out, "ok: %d can be examined\n", sound)
			return err
		},
	}
	datesFlag(c, &dates)
	return c
}

// flaws are all that is wrong with a record; what is only left out is noted on the
// output.
func (e *env) flaws(c *cobra.Command, a *app.App, raw bonafide.Raw, unread error) ([]*bonafide.Refusal, error) {
	var refusal *bonafide.Refusal
	if errors.As(unread, &refusal) {
		return []*bonafide.Refusal{refusal}, nil
	}
	if unread != nil {
		return nil, unread
	}
	if flaws := a.Intake.Flaws(c.Context(), raw); len(flaws) > 0 {
		return flaws, nil
	}
	d, err := a.Intake.Decode(c.Context(), raw)
	if err == nil {
		err = a.Intake.Claim(d.Person, raw.Place)
	}
	if errors.As(err, &refusal) {
		return []*bonafide.Refusal{refusal}, nil
	}
	if err != nil {
		return nil, err
	}
	for _, n := range report.Notes(&d) {
		fmt.Fprintf(e.out, "%s: note: %s\n", raw.Place, n)
	}
	var unknown []*bonafide.Refusal
	for i, o := range d.Observations {
		if a.Catalogue.Indicator(o.Indicator) == nil {
			unknown = append(unknown, &bonafide.Refusal{Place: raw.Place, Path: fmt.Sprintf("/observations/%d/indicator", i),
				Why: fmt.Sprintf("indicator %q is not in the catalogue", o.Indicator), Remedy: "bonafide catalog list shows what is"})
		}
	}
	for i, k := range d.Checks {
		if a.Catalogue.Check(k.Check) == nil {
			unknown = append(unknown, &bonafide.Refusal{Place: raw.Place, Path: fmt.Sprintf("/checks/%d/check", i),
				Why: fmt.Sprintf("check %q is not in the catalogue", k.Check), Remedy: "bonafide catalog list --checks shows what is"})
		}
	}
	return unknown, nil
}
