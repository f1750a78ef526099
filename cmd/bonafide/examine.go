package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"bonafide"
	"bonafide/app"
	"bonafide/flow"
	"bonafide/report"
)

type examineFlags struct {
	asOf    string
	json    bool
	brief   bool
	html    string
	failOn  string
	store   string
	data    string
	headers []string
	schema  bool
	workers int
}

func (e *env) examine() *cobra.Command {
	var f examineFlags
	c := &cobra.Command{
		Use:   "examine [flags] FILE|FOLDER|-",
		Short: "Examine candidates or workers and report what does not add up",
		Long: `Examine reads records, whatever they are: dossiers (YAML or JSON), JSON Resume,
webhook payloads of Greenhouse, Ashby and Lever, resumes as PDF or DOCX, tables of
applicants (CSV), JSON lines of these, or a folder of them. It knows them by their
content. A record that cannot be read is refused in one line and the others go on.

Exit codes: 0 done, 1 failed or records were refused, 2 wrong call, 3 somebody
reached the band of --fail-on, 4 not found, 75 try again.`,
		Example: `  bonafide examine samples/dossiers
  bonafide examine --json applicants.jsonl | jq 'select(.assessment.band != "clear")'
  bonafide examine --as-of 2026-06-01 --html report.html candidate.yaml`,
		Args: func(c *cobra.Command, args []string) error {
			if f.schema {
				return cobra.NoArgs(c, args)
			}
			return cobra.ExactArgs(1)(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if f.schema {
				_, err := e.out.Write(report.Schema())
				return err
			}
			return e.runExamine(c, &f, args[0])
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.asOf, "as-of", "", "examine as of a past `TIME` (2026-06-01 or 2026-06-01T12:00:00Z)")
	flags.BoolVar(&f.json, "json", false, "print one JSON object a line")
	flags.BoolVar(&f.brief, "brief", false, "print one line a person")
	flags.StringVar(&f.html, "html", "", "write a printable page to `FILE`")
	flags.StringVar(&f.failOn, "fail-on", "", "exit with 3 if anybody reaches this `BAND` (note, review, urgent)")
	flags.StringVar(&f.store, "store", "", "keep the examinations in this store: a `FILE` or postgres://… (default: store.url of the configuration)")
	flags.StringVar(&f.data, "data", "", "`FOLDER` of the reference tables (default: data.folder of the configuration)")
	flags.StringArrayVar(&f.headers, "header", nil, "`HEADER` that came with a webhook payload, with its signature: 'Signature: sha256 …'")
	flags.BoolVar(&f.schema, "schema", false, "print the JSON Schema of --json and exit")
	flags.IntVar(&f.workers, "workers", 0, "examine this many records side by side (default: one a processor)")
	c.MarkFlagsMutuallyExclusive("json", "brief")
	_ = c.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions([]string{"note", "review", "urgent"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// moment reads a time as people write it; empty is now.
func (e *env) moment(c *cobra.Command, flag, s string) (time.Time, error) {
	if s == "" {
		return e.now().UTC(), nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, usageError{c, fmt.Errorf("--%s %q is no time; write 2026-06-01 or 2026-06-01T12:00:00Z", flag, s)}
}

func (e *env) runExamine(c *cobra.Command, f *examineFlags, path string) (err error) {
	asOf, err := e.moment(c, "as-of", f.asOf)
	if err != nil {
		return err
	}
	failOn := bonafide.Band(f.failOn)
	if f.failOn != "" && failOn.Rank() < 1 {
		return usageError{c, fmt.Errorf("--fail-on is %q; it is note, review or urgent", f.failOn)}
	}
	headers, err := parseHeaders(c, f.headers)
	if err != nil {
		return err
	}
	if path != "-" {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return bonafide.NotFoundf("%s does not exist", path)
		}
	}
	config, err := app.LoadConfig(e.config)
	if err != nil {
		return err
	}
	if f.store != "" {
		config.Store = app.StoreConfig{URL: f.store}
	}
	if f.data != "" {
		config.Data.Folder = f.data
	}
	a, err := app.New(c.Context(), config, app.World{Now: e.now, In: e.in, Headers: headers})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()

	out := bufio.NewWriterSize(e.out, 1<<16)
	w := &examineWriter{f: f, out: out, terminal: e.terminal()}
	if f.html != "" {
		if err := w.openPage(); err != nil {
			return err
		}
		defer w.abandonPage()
	}
	bar := e.progress("examined", a.Intake.Progress)
	batch := flow.Batch{
		Path: path, AsOf: asOf, Now: func() time.Time { return e.now().UTC() }, Workers: f.workers,
		Emit: func(r *flow.Result) error {
			bar.step()
			if r.Refused != nil {
				bar.clear()
				fmt.Fprintf(e.err, "refused: %s\n", r.Refused)
				return nil
			}
			return w.write(r)
		},
	}
	if f.json && f.html == "" {
		batch.Render = func(place string, x *bonafide.Examined) ([]byte, error) {
			var b bytes.Buffer
			err := report.JSON(&b, x.Dossier.Person, place, x.Assessment)
			return b.Bytes(), err
		}
	}
	summary, err := a.Examine(c.Context(), batch)
	bar.clear()
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	if err != nil {
		return err
	}
	if err := w.closePage(summary.Refused, asOf); err != nil {
		return err
	}
	e.sayTotals(&summary, path)
	switch {
	case failOn != "" && reached(&summary, failOn):
		return quietError{exitFindings}
	case summary.Refused > 0:
		return quietError{exitFailed}
	}
	return nil
}

func parseHeaders(c *cobra.Command, lines []string) (http.Header, error) {
	h := http.Header{}
	for _, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		if !ok || strings.TrimSpace(name) == "" {
			return nil, usageError{c, fmt.Errorf("--header %q has no colon; write 'Name: value'", line)}
		}
		h.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	return h, nil
}

func reached(s *flow.Summary, band bonafide.Band) bool {
	for b, n := range s.Bands {
		if n > 0 && b.Rank() >= band.Rank() {
			return true
		}
	}
	return false
}

// sayTotals counts a run of more than one record, or one with refusals, on the
// error stream, where it does not disturb the output.
func (e *env) sayTotals(s *flow.Summary, path string) {
	if s.Examined+s.Refused == 0 {
		fmt.Fprintf(e.err, "nothing to examine in %s\n", path)
		return
	}
	if s.Examined+s.Refused == 1 && s.Refused == 0 {
		return
	}
	var parts []string
	for i := len(bonafide.Bands) - 1; i >= 0; i-- {
		if n := s.Bands[bonafide.Bands[i]]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, bonafide.Bands[i]))
		}
	}
	line := fmt.Sprintf("%d examined", s.Examined)
	if len(parts) > 0 {
		line += ": " + strings.Join(parts, ", ")
	}
	if s.Refused > 0 {
		line += fmt.Sprintf("; %d refused", s.Refused)
	}
	fmt.Fprintln(e.err, line)
}

// terminal is how text is laid out on the output stream.
func (e *env) terminal() report.Terminal {
	t := report.Terminal{Width: 100}
	if f, ok := e.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			t.Width = max(40, min(width, 110))
		}
		t.Colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	return t
}

// examineWriter writes results where the flags want them.
type examineWriter struct {
	f        *examineFlags
	out      io.Writer
	terminal report.Terminal
	temp     *os.File
	pageOut  *bufio.Writer
	page     *report.Page
}

func (w *examineWriter) write(r *flow.Result) error {
	person, a := r.Examined.Dossier.Person, &r.Examined.Assessment
	if w.page != nil {
		if err := w.page.Add(person, a); err != nil {
			return err
		}
	}
	switch {
	case w.f.json && r.Rendered != nil:
		_, err := w.out.Write(r.Rendered)
		return err
	case w.f.json:
		return report.JSON(w.out, person, r.Place, *a)
	case w.f.brief, w.page != nil:
		return w.terminal.Brief(w.out, person, a)
	}
	return w.terminal.Text(w.out, person, a)
}

// openPage writes beside the target, so that a page is whole or not there.
func (w *examineWriter) openPage() (err error) {
	w.temp, err = os.CreateTemp(filepath.Dir(w.f.html), ".bonafide-*.html")
	if err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	w.pageOut = bufio.NewWriterSize(w.temp, 1<<16)
	w.page = report.NewPage(w.pageOut)
	return nil
}

func (w *examineWriter) closePage(refused int, asOf time.Time) error {
	if w.page == nil {
		return nil
	}
	err := errors.Join(w.page.Close(refused, asOf), w.pageOut.Flush(), w.temp.Sync(), w.temp.Chmod(0o644), w.temp.Close())
	if err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	if err := os.Rename(w.temp.Name(), w.f.html); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	w.temp = nil
	return nil
}

// abandonPage removes a page that was not finished.
func (w *examineWriter) abandonPage() {
	if w.temp != nil {
		_ = w.temp.Close()
		_ = os.Remove(w.temp.Name())
	}
}
