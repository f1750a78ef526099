package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/app"
	"bonafide/watch/rules"
)

// ownRules are the product's rules with those of the configuration's folders.
func (e *env) ownRules(c *cobra.Command) (*rules.Book, error) {
	config, err := app.LoadConfig(e.config)
	if err != nil {
		return nil, err
	}
	return rules.Load(c.Context(), config.Watch.Rules...)
}

// lintOwn says what is wrong with rules over scenes: the indicator, the evidence, the
// samples that each needs.
func (e *env) lintOwn(c *cobra.Command) error {
	config, err := app.LoadConfig(e.config)
	if err != nil {
		return err
	}
	catalogue, err := app.Catalogue(config)
	if err != nil {
		return err
	}
	book, err := rules.Load(c.Context(), config.Watch.Rules...)
	if err != nil {
		return err
	}
	notices := book.Lint(func(id bonafide.IndicatorID) bool { return catalogue.Indicator(id) != nil })
	for _, n := range notices {
		fmt.Fprintln(e.out, n)
	}
	e.sayRefused(book.Set)
	fmt.Fprintf(e.err, "%d rules that speak, %d notices, %d refused\n", len(book.Rules()), len(notices), len(book.Set.Refusals))
	if len(notices)+len(book.Set.Refusals) > 0 {
		return quietError{exitFailed}
	}
	return nil
}

// testOwn runs every sample of every rule over scenes.
func (e *env) testOwn(c *cobra.Command) error {
	book, err := e.ownRules(c)
	if err != nil {
		return err
	}
	notices, ran, err := book.Prove(c.Context())
	if err != nil {
		return err
	}
	for _, n := range notices {
		fmt.Fprintln(e.out, n)
	}
	fmt.Fprintf(e.err, "%d samples, %d failed\n", ran, len(notices))
	if len(notices) > 0 {
		return quietError{exitFailed}
	}
	return nil
}

// listOwn lists the rules over scenes with their indicators.
func (e *env) listOwn(c *cobra.Command) error {
	book, err := e.ownRules(c)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, r := range book.Rules() {
		kind := "rule"
		if r.Correlation {
			kind = "correlation"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Indicator, r.Level, kind, r.File, r.Summary)
	}
	e.sayRefused(book.Set)
	return w.Flush()
}
