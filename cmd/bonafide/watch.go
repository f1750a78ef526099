package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/app"
	"bonafide/flow"
	"bonafide/report"
	"bonafide/strict"
)

func (e *env) watch() *cobra.Command {
	c := &cobra.Command{
		Use:   "watch",
		Short: "Watch what workers' systems log, and keep each person's assessment up to date",
		Long: `Watch reads logs and records (identity provider, endpoints, code host, meetings, HR,
shipments, payroll, ...), joins them by person, and makes each person's assessment
again as soon as something is observed. It asks for a person's look, and never acts.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(e.watchRun(), e.watchReplay(), e.watchStatus())
	return c
}

// watchLine is one line of what a watch tells.
type watchLine struct {
	// Kind is "finding", "alert", "eased" or "trouble".
	Kind string    `json:"kind"`
	At   time.Time `json:"at"` // how far the watching had come
	*bonafide.Finding
	Category bonafide.Category `json:"category,omitzero"`
	Group    bonafide.GroupID  `json:"group,omitzero"`
	// Band, Bits and Posterior are the person's after it.
	Band      bonafide.Band `json:"band,omitzero"`
	Bits      bonafide.Bits `json:"bits,omitzero"`
	Posterior float64       `json:"posterior,omitzero"`
}

type alertLine struct {
	Kind string `json:"kind"`
	*bonafide.Alert
}

// easedLine says that nobody need look at a person any more.
type easedLine struct {
	Kind string `json:"kind"`
	*flow.Eased
}

type troubleLine struct {
	Kind string `json:"kind"`
	*bonafide.Trouble
}

// teller writes what a watch finds, one JSON object a line.
type teller struct {
	w         io.Writer
	catalogue *bonafide.Catalogue
	// text writes what people read instead: alerts as reports, the rest in a line.
	text   *report.Terminal
	counts struct{ findings, alerts, troubles int }
	urgent map[bonafide.PersonID]bonafide.Band
}

// say writes a line for people. What logs say goes into it: nothing of that may move the
// cursor.
func (t *teller) say(at time.Time, format string, words ...any) error {
	line := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, fmt.Sprintf(format, words...))
	_, err := fmt.Fprintf(t.w, "%s  %s\n", at.UTC().Format("2006-01-02 15:04"), line)
	return err
}

func (t *teller) line(v any) error {
	b, err := strict.Marshal(v)
	if err != nil {
		return err
	}
	_, err = t.w.Write(append(b, '\n'))
	return err
}

func (t *teller) taken(at time.Time, x *flow.Taken) error {
	after := map[bonafide.PersonID]*bonafide.Assessment{}
	for i := range x.Examined {
		after[x.Examined[i].Dossier.Person] = &x.Examined[i].Assessment
	}
	for i := range x.New {
		f := &x.New[i]
		l := watchLine{Kind: "finding", At: at, Finding: f}
		if d := t.catalogue.Indicator(f.Indicator); d != nil {
			l.Category, l.Group = d.Category, d.Group
		}
		if a := after[f.Person]; a != nil {
			l.Band, l.Bits, l.Posterior = a.Band, a.Bits, a.Posterior
		}
		t.counts.findings++
		if t.text != nil {
			if err := t.say(at, "%s  %s %s", f.Person, f.Indicator, f.Summary); err != nil {
				return err
			}
			continue
		}
		if err := t.line(l); err != nil {
			return err
		}
	}
	for i := range x.Eased {
		e := &x.Eased[i]
		if t.text != nil {
			if err := t.say(e.At, "%s  no longer up for review (%s): %s", e.Person, e.Was, e.Why); err != nil {
				return err
			}
			continue
		}
		if err := t.line(easedLine{"eased", e}); err != nil {
			return err
		}
	}
	for i := range x.Alerts {
		t.counts.alerts++
		a := &x.Alerts[i]
		t.urgent[a.Person] = a.Band
		if t.text != nil {
			if err := errors.Join(t.say(a.At, "%s  ALERT: %s, was %s", a.Person, a.Band, a.Was), t.text.Text(t.w, a.Person, &a.Assessment)); err != nil {
				return err
			}
			continue
		}
		if err := t.line(alertLine{"alert", a}); err != nil {
			return err
		}
	}
	return nil
}

func (t *teller) trouble(x bonafide.Trouble) error {
	t.counts.troubles++
	if t.text != nil {
		return t.say(x.At, "the watch: %s", x.Words)
	}
	return t.line(troubleLine{"trouble", &x})
}

func (e *env) watchReplay() *cobra.Command {
	var dir, out, store, now string
	var text bool
	c := &cobra.Command{
		Use:   "replay --company DIR [--out FILE]",
		Short: "Read a folder of logs and records in the order in which it all happened",
		Long: `Replay reads every file below DIR, whatever it is: logs of the sources that
"bonafide watch" knows, tables of HR, shipments and payroll, applications and dossiers.
It knows them by their content and merges them by event time. Each finding, alert and
trouble is a line of JSON. The same folder gives the same bytes.

A bonafide.yaml in DIR is its configuration, and DIR/tables holds its reference tables.

Exit codes: 0 done; 1 failed, or lines or files were refused (the rest was read, and what
was found is written); 2 wrong call; 4 DIR does not exist.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if dir == "" {
				return usageError{c, errors.New("--company is missing: name a folder of logs and records")}
			}
			moment, err := e.moment(c, "now", now)
			if err != nil {
				return err
			}
			config, err := app.CompanyConfig(e.config, dir)
			if err != nil {
				return err
			}
			if store != "" {
				config.Store = app.StoreConfig{URL: store}
			}
			a, err := app.New(c.Context(), config, app.World{Now: e.now, In: e.in})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			w, err := a.NewWatch(c.Context())
			if err != nil {
				return err
			}
			refused := false
			if err := e.whole(out, func(f io.Writer) (err error) {
				refused, err = e.replay(c, a, w, dir, moment, f, text)
				return err
			}); err != nil {
				return err
			}
			if refused {
				return quietError{exitFailed}
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&dir, "company", "", "`DIR` of logs and records")
	f.StringVar(&out, "out", "-", "`FILE` for findings, alerts and troubles, one JSON object a line; - is standard output")
	f.StringVar(&store, "store", "", "keep what is found in this store: a `FILE` or postgres://…")
	f.BoolVar(&text, "text", false, "write for people: alerts as reports, the rest a line each")
	f.StringVar(&now, "now", "", "believe no clock beyond this `TIME` (default: the present)")
	return c
}

// replay tells whether something was refused.
func (e *env) replay(c *cobra.Command, a *app.App, w *app.Watch, dir string, now time.Time, f io.Writer, text bool) (some bool, err error) {
	buffer := bufio.NewWriterSize(f, 1<<16)
	t := &teller{w: buffer, catalogue: a.Catalogue, urgent: map[bonafide.PersonID]bonafide.Band{}}
	if text {
		t.text = e.readable()
	}
	var done, total int64
	bar := e.progress("events", func() (int64, int64) { return done, total })
	refused := 0
	sum, err := w.Replay(c.Context(), app.Replay{
		Dir: dir, Now: now, Taken: t.taken, Trouble: t.trouble,
		Refused: func(err error) {
			if refused++; refused <= 20 {
				bar.clear()
				fmt.Fprintf(e.err, "refused: %s\n", err)
			}
		},
		Progress: func(d, all int64) { done, total = d, all; bar.step() },
	})
	bar.clear()
	if flushErr := buffer.Flush(); err == nil {
		err = flushErr
	}
	if err != nil {
		return false, err
	}
	if refused > 20 {
		fmt.Fprintf(e.err, "refused: %d further lines and files\n", refused-20)
	}
	skipped := ""
	if sum.Skipped > 0 {
		skipped = fmt.Sprintf(", %d skipped for their names", sum.Skipped)
	}
	fmt.Fprintf(e.err, "%d events of %d files and %d records, %s to %s: %d findings, %d alerts on %d people, %d troubles; %d doubled, %d refused%s\n",
		sum.Events, sum.Files, sum.Records, sum.Begin.Format(time.DateOnly), sum.End.Format(time.DateOnly),
		t.counts.findings, t.counts.alerts, len(t.urgent), t.counts.troubles, sum.Doubled, sum.Refused, skipped)
	return sum.Refused > 0, nil
}

// readable is how reports look among lines of text.
func (e *env) readable() *report.Terminal { return &report.Terminal{Width: 100} }
