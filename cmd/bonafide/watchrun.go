package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/app"
	"bonafide/flow"
	"bonafide/watch/telemetry"
)

func (e *env) watchRun() *cobra.Command {
	var logs []string
	var state, store string
	var once, stdin, text bool
	c := &cobra.Command{
		Use:   "run [--log PATH]...",
		Short: "Watch from now on: follow logs, take deliveries, ask vendors' interfaces",
		Long: `Run reads the logs of watch.logs (and of --log), what vendors deliver to watch.listen
and what the interfaces of watch.pull answer. Each finding, alert and trouble is a line of
JSON on standard output; assessments are kept in the store. What was read is on disk
before it is judged, and a watch that was stopped, in whatever way, goes on where it was.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			config, err := app.LoadConfig(e.config)
			if err != nil {
				return err
			}
			config.Watch.Logs = append(config.Watch.Logs, logs...)
			if state != "" {
				config.Watch.State = state
			}
			if store != "" {
				config.Store = app.StoreConfig{URL: store}
			}
			if config.Store.URL == "" && config.Store.URLFile == "" {
				config.Store.URL = filepath.Join(config.Watch.State, "watch.db")
			}
			judges := config.Watch.Bus.URL != "" && config.Watch.Role != app.OnlyReads // what others read
			if !judges && len(config.Watch.Logs) == 0 && config.Watch.Listen == "" && len(config.Watch.Pull) == 0 && len(config.Watch.NATS) == 0 && !stdin {
				return usageError{c, errors.New("nothing to watch: name logs by --log or in watch.logs, or set watch.listen, watch.pull or watch.nats")}
			}
			if err := os.MkdirAll(config.Watch.State, 0o700); err != nil {
				return fmt.Errorf("the state of the watch: %w", err)
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
			out := bufio.NewWriterSize(e.out, 1<<16)
			var mu sync.Mutex
			t := &teller{w: out, catalogue: a.Catalogue, urgent: map[bonafide.PersonID]bonafide.Band{}}
			if text {
				t.text = e.readable()
			}
			run := app.Run{
				Now: e.now, Sleep: sleep, Drain: once, Log: slog.New(slog.NewTextHandler(e.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
				Taken: func(at time.Time, x *flow.Taken) error {
					mu.Lock()
					defer mu.Unlock()
					return errors.Join(t.taken(at, x), out.Flush())
				},
				Trouble: func(x bonafide.Trouble) error {
					mu.Lock()
					defer mu.Unlock()
					return errors.Join(t.trouble(x), out.Flush())
				},
			}
			if stdin {
				run.In = e.in
			}
			return w.Run(c.Context(), run)
		},
	}
	f := c.Flags()
	f.StringArrayVar(&logs, "log", nil, "a `PATH` of logs, a file or a folder; may be repeated")
	f.StringVar(&state, "state", "", "`DIR` of what the watch remembers (default: watch.state of the configuration)")
	f.StringVar(&store, "store", "", "keep assessments in this store: a `FILE` or postgres://… (default: store.url, else a file in the state)")
	f.BoolVar(&once, "once", false, "read what is there, then end")
	f.BoolVar(&text, "text", false, "write for people: alerts as reports, the rest a line each")
	f.BoolVar(&stdin, "stdin", false, "read standard input as one more log")
	return c
}

// sleep waits, or returns the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (e *env) watchStatus() *cobra.Command {
	var state string
	var asJSON bool
	c := &cobra.Command{
		Use:   "status",
		Short: "Say how the watch does: sources, delays, what waits, who is up for review",
		Long: `Status shows what the running watch last wrote about itself. It exits with 1 where the
watch stands still or a source is silent, lagging or broken, and with 4 where none ever ran.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, err := app.LoadConfig(e.config)
			if err != nil {
				return err
			}
			if state == "" {
				state = config.Watch.State
			}
			path := filepath.Join(state, "status.json")
			data, err := os.ReadFile(path)
			if errors.Is(err, fs.ErrNotExist) {
				return bonafide.NotFoundf("%s is not there: no watch ran with this state", path)
			}
			if err != nil {
				return err
			}
			if asJSON {
				_, err := fmt.Fprintf(e.out, "%s\n", data)
				return err
			}
			var s app.Status
			if err := json.Unmarshal(data, &s); err != nil {
				return bonafide.Invalidf("%s cannot be read: %v", path, err)
			}
			if ailing := printStatus(e.out, &s, e.now().UTC()); ailing {
				return quietError{exitFailed}
			}
			return nil
		},
	}
	c.Flags().StringVar(&state, "state", "", "`DIR` of what the watch remembers (default: watch.state of the configuration)")
	c.Flags().BoolVar(&asJSON, "json", false, "print the status as JSON")
	return c
}

// stands is after how long without a word a watch is taken to stand still.
const stands = 15 * time.Second

func printStatus(w io.Writer, s *app.Status, now time.Time) (ailing bool) {
	if s.Stopped {
		how := "the watch was stopped"
		if s.Once {
			how = "what was there was read once, up to the end"
		}
		ailing = !s.Once
		fmt.Fprintf(w, "%s at %s; %d events since %s, reached %s\n", how, s.At.Format(time.DateTime), s.Events, s.Since.Format(time.DateTime), s.Reached.Format(time.DateTime))
	} else if age := now.Sub(s.At); age > stands {
		ailing = true
		fmt.Fprintf(w, "the watch stands still: its last word is of %s (%s ago)\n", s.At.Format(time.DateTime), telemetry.Span(age))
	} else if s.Role == app.Reading || s.Role == app.StandingBy {
		fmt.Fprintf(w, "%s since %s; another process judges, and its status says how the watch does\n", s.Role, s.Since.Format(time.DateTime))
	} else {
		fmt.Fprintf(w, "watching since %s; %d events, %.0f a second; reached %s\n", s.Since.Format(time.DateTime), s.Events, s.Rate, s.Reached.Format(time.DateTime))
	}
	where := ""
	if s.Dead > 0 {
		where = " (in dead.jsonl beside the status)"
	}
	fmt.Fprintf(w, "%d findings, %d alerts; %d doubled, %d dead letters%s, %d waiting; bus %s", s.Findings, s.Alerts, s.Doubled, s.Dead, where, max(0, s.Waiting), s.Bus.State)
	if s.Bus.Why != "" {
		ailing = true
		fmt.Fprintf(w, " (%s)", s.Bus.Why)
	}
	if !s.Snapshot.IsZero() {
		fmt.Fprintf(w, "; saved %s", s.Snapshot.Format(time.DateTime))
	}
	fmt.Fprint(w, "\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "SOURCE\tSTATE\tNEWEST EVENT\tADMITTED\tDOUBLED\tLATE\tREFUSED\t")
	for _, h := range s.Sources {
		newest := "-"
		if !h.LastEvent.IsZero() {
			newest = h.LastEvent.Format(time.DateTime)
		}
		switch h.State {
		case telemetry.StateSilent, telemetry.StateBroken, telemetry.StateLagging:
			ailing = true
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%s\n", h.Source, h.State, newest, h.Admitted, h.Doubled, h.Late, h.Refused, h.Words)
	}
	_ = t.Flush()
	if len(s.Review) > 0 {
		fmt.Fprintln(w, "\nup for review, and not answered:")
		for _, p := range s.Review {
			faded := ""
			if p.Now.Rank() < p.Band.Rank() {
				faded = " (now " + string(p.Now) + ")"
			}
			fmt.Fprintf(t, "  %s\t%s%s\t%s\t%s\n", p.Person, p.Band, faded, p.Since.Format(time.DateTime), p.Why)
		}
		_ = t.Flush()
	}
	if len(s.Troubles) > 0 {
		fmt.Fprintln(w, "\nlast troubles:")
		for _, x := range s.Troubles {
			fmt.Fprintf(w, "  %s  %s\n", x.At.Format(time.DateTime), x.Words)
		}
	}
	return ailing
}
