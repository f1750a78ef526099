package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/strict"
	scenes "bonafide/watch/rules"
	"bonafide/watch/sigma"
)

func (e *env) rules() *cobra.Command {
	c := &cobra.Command{
		Use:   "rules",
		Short: "Check and run Sigma rules",
		Long: `Rules are Sigma 2.1: detections, correlations and filters, from files, folders or
archives. A rule that cannot be evaluated exactly as written is refused, with its
place and the reason.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	var rules []string
	var placeholders []string
	c.PersistentFlags().StringArrayVar(&rules, "rules", nil, "a `FILE`, folder or archive (.tar.gz, .zip) of rules; may be repeated")
	c.PersistentFlags().StringArrayVar(&placeholders, "placeholder", nil, "the values of a placeholder: `NAME=VALUE,VALUE`")
	var own bool
	c.PersistentFlags().BoolVar(&own, "own", false, "the product's own rules over scenes, and those of watch.rules")
	load := func(c *cobra.Command, more ...string) (*sigma.Set, error) {
		if own {
			book, err := e.ownRules(c)
			if err != nil {
				return nil, err
			}
			return book.Set, nil
		}
		return e.loadRules(c, append(rules, more...), placeholders)
	}
	c.AddCommand(e.rulesLint(load, &own), e.rulesList(load, &own), e.rulesTest(load, &own), e.rulesExplain(load, &own), e.rulesEval(load))
	return c
}

type ruleLoader func(c *cobra.Command, more ...string) (*sigma.Set, error)

func (e *env) loadRules(c *cobra.Command, paths, placeholders []string) (*sigma.Set, error) {
	if len(paths) == 0 {
		return nil, usageError{c, errors.New("--rules is missing: name a file, a folder or an archive")}
	}
	for _, p := range paths {
		if _, err := os.Stat(p); errors.Is(err, os.ErrNotExist) {
			return nil, bonafide.NotFoundf("%s does not exist", p)
		}
	}
	options := sigma.LoadOptions{Placeholders: map[string][]string{}}
	for _, p := range placeholders {
		name, values, ok := strings.Cut(p, "=")
		if !ok {
			return nil, usageError{c, fmt.Errorf("--placeholder %q has no '='; write NAME=VALUE,VALUE", p)}
		}
		options.Placeholders[name] = strings.Split(values, ",")
	}
	return sigma.Load(c.Context(), options, paths...)
}

// sayRefused says the refusals of a set, one a line.
func (e *env) sayRefused(set *sigma.Set) {
	for _, r := range set.Refusals {
		fmt.Fprintf(e.err, "refused: %s\n", r)
	}
}

func (e *env) rulesLint(load ruleLoader, own *bool) *cobra.Command {
	return &cobra.Command{
		Use:   "lint [PATH...]",
		Short: "Say which rules are refused, and which may not mean what they say",
		RunE: func(c *cobra.Command, args []string) error {
			if *own {
				return e.lintOwn(c)
			}
			set, err := load(c, args...)
			if err != nil {
				return err
			}
			for _, r := range set.Refusals {
				fmt.Fprintf(e.out, "refused: %s\n", r)
			}
			notices, err := sigma.Lint(set, sigma.Options{})
			if err != nil {
				return err
			}
			for _, n := range notices {
				fmt.Fprintln(e.out, n)
			}
			fmt.Fprintf(e.err, "%d documents: %d rules, %d correlations, %d filters, %d refused, %d notices\n",
				set.Documents, len(set.Rules), len(set.Correlations), len(set.Filters), len(set.Refusals), len(notices))
			if len(set.Refusals) > 0 {
				return quietError{exitFailed}
			}
			return nil
		},
	}
}

func (e *env) rulesList(load ruleLoader, own *bool) *cobra.Command {
	return &cobra.Command{
		Use:   "list [PATH...]",
		Short: "List rules and correlations",
		RunE: func(c *cobra.Command, args []string) error {
			if *own {
				return e.listOwn(c)
			}
			set, err := load(c, args...)
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
			for _, r := range set.Rules {
				fmt.Fprintf(w, "%s\t%s\t%s/%s/%s\t%s\n", r.ID, r.Level, r.Logsource.Product, r.Logsource.Category, r.Logsource.Service, r.Title)
			}
			for _, r := range set.Correlations {
				fmt.Fprintf(w, "%s\t%s\tcorrelation\t%s\n", r.ID, r.Level, r.Title)
			}
			e.sayRefused(set)
			if err := w.Flush(); err != nil {
				return err
			}
			if len(set.Refusals) > 0 {
				return quietError{exitFailed}
			}
			return nil
		},
	}
}

func (e *env) rulesEval(load ruleLoader) *cobra.Command {
	var in, out string
	c := &cobra.Command{
		Use:   "eval --rules PATH --in FILE --out FILE",
		Short: "Run rules over events, one JSON object a line",
		Long: `Eval writes a line "EVENT_INDEX RULE_ID" for each match, the index counted from 0, and
says how many events it took in a second of processor time.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			set, err := load(c)
			if err != nil {
				return err
			}
			e.sayRefused(set)
			var stats sigma.Stats
			err = e.filter(in, out, func(r io.Reader, w io.Writer) (err error) {
				stats, err = sigma.Eval(c.Context(), set, r, w)
				return err
			})
			if err != nil {
				return err
			}
			for _, b := range stats.FirstBroken {
				fmt.Fprintf(e.err, "broken: %+v\n", b)
			}
			fmt.Fprintf(e.err, "%d events (%d broken), %d matches, %d alerts of correlations, %d rules; %.0f events per CPU-second\n",
				stats.Events, stats.Broken, stats.Matches, stats.Alerts, len(set.Rules), stats.EventsPerCPUSecond())
			return nil
		},
	}
	filterFlags(c, &in, &out)
	return c
}

func (e *env) rulesExplain(load ruleLoader, own *bool) *cobra.Command {
	var in string
	c := &cobra.Command{
		Use:   "explain RULE_ID --rules PATH --in EVENT",
		Short: "Tell which condition of a rule held for an event, or failed",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			set, err := load(c)
			if err != nil {
				return err
			}
			if _, ok := set.Rule(args[0]); !ok {
				return bonafide.NotFoundf("no rule %s was loaded", args[0])
			}
			options := sigma.Options{}
			if *own {
				options = scenes.Options(options)
			}
			engine, err := sigma.New(set, options)
			if err != nil {
				return err
			}
			return e.filter(in, "-", func(r io.Reader, w io.Writer) error {
				return eachEvent(r, func(event []byte) error {
					x, err := engine.Explain(args[0], event)
					if err != nil {
						return err
					}
					_, err = fmt.Fprintln(w, x)
					return err
				})
			})
		},
	}
	c.Flags().StringVar(&in, "in", "-", "`FILE` of events, one JSON object a line; - is standard input")
	return c
}

// expected is one line of a test: an event, and the rules that must match it.
type expected struct {
	// Rules must match; where Exactly is set, no others may.
	Rules   []string       `json:"rules"`
	Exactly bool           `json:"exactly,omitzero"`
	Event   map[string]any `json:"event"`
}

func (e *env) rulesTest(load ruleLoader, own *bool) *cobra.Command {
	var in string
	c := &cobra.Command{
		Use:   "test --rules PATH --in FILE",
		Short: "Hold rules to samples: lines of {\"rules\": [ids], \"exactly\": true, \"event\": {…}}",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if *own {
				return e.testOwn(c)
			}
			set, err := load(c)
			if err != nil {
				return err
			}
			engine, err := sigma.New(set, sigma.Options{})
			if err != nil {
				return err
			}
			lines, failed := 0, 0
			err = e.filter(in, "-", func(r io.Reader, w io.Writer) error {
				return eachEvent(r, func(line []byte) error {
					lines++
					problems, err := holds(engine, fmt.Sprintf("%s:%d", in, lines), line)
					if err != nil {
						return err
					}
					if len(problems) > 0 {
						failed++
						fmt.Fprintf(w, "%s:%d: %s\n", in, lines, strings.Join(problems, "; "))
					}
					return nil
				})
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(e.err, "%d samples, %d failed\n", lines, failed)
			if failed > 0 {
				return quietError{exitFailed}
			}
			return nil
		},
	}
	c.Flags().StringVar(&in, "in", "-", "`FILE` of samples; - is standard input")
	return c
}

// holds says what of a sample does not hold.
func holds(engine *sigma.Engine, place string, line []byte) ([]string, error) {
	var want expected
	if err := strict.JSON(place, line, &want); err != nil {
		return nil, err
	}
	event, err := strict.Marshal(want.Event)
	if err != nil {
		return nil, err
	}
	matches, err := engine.Match(event)
	if err != nil {
		return nil, err
	}
	got := map[string]bool{}
	for _, m := range matches {
		got[m.Rule.ID] = true
	}
	var problems []string
	for _, id := range want.Rules {
		if !got[id] {
			problems = append(problems, "rule "+id+" does not match")
		}
		delete(got, id)
	}
	for _, id := range slices.Sorted(maps.Keys(got)) {
		if want.Exactly {
			problems = append(problems, "rule "+id+" matches")
		}
	}
	return problems, nil
}

// eachEvent calls take for each line that is not empty.
func eachEvent(r io.Reader, take func([]byte) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		if line := bytes.TrimSpace(lines.Bytes()); len(line) > 0 {
			if err := take(line); err != nil {
				return err
			}
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return bonafide.Invalidf("a line has more than 16 MiB; split it")
	}
	return lines.Err()
}
