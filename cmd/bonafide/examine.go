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
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"bonafide"
	"bonafide/app"
	"bonafide/flow"
	"bonafide/intake"
	"bonafide/report"
	"bonafide/written"
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
	dates   string
}

func (e *env) examine() *cobra.Command {
	var f examineFlags
	c := &cobra.Command{
		Use:   "examine [flags] FILE|FOLDER|-...",
		Short: "Examine candidates or workers and report what does not add up",
		Long: `Examine reads records, whatever they are: dossiers (YAML or JSON), JSON Resume,
webhook payloads of Greenhouse, Ashby and Lever, resumes as PDF or DOCX, tables of
applicants (CSV), JSON lines of these, or a folder of them. It knows them by their
content. A record that cannot be read is refused in one line and the others go on. Of a
table, a resume or a payload, a field that cannot be read is left out: the report, --json
and --html note which and why.

A date such as 11/02/2026 is read where other rows of its table show the order of day and
month, or --dates states it; else it is left out.

Exit codes: 0 done, 1 failed or records were refused, 2 wrong call, 3 somebody
reached the band of --fail-on, 4 not found, 75 try again.`,
		Example: `  bonafide examine samples
  bonafide examine resumes/*.pdf
  bonafide examine --json applicants.jsonl | jq 'select(.assessment.band != "clear")'
  bonafide examine --as-of 2026-06-01 --html report.html candidate.yaml`,
		Args: func(c *cobra.Command, args []string) error {
			if f.schema {
				return cobra.NoArgs(c, args)
			}
			return cobra.MinimumNArgs(1)(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if f.schema {
				_, err := e.out.Write(report.Schema())
				return err
			}
			return e.runExamine(c, &f, args)
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
	datesFlag(c, &f.dates)
	c.MarkFlagsMutuallyExclusive("json", "brief")
	_ = c.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions([]string{"note", "review", "urgent"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func datesFlag(c *cobra.Command, order *string) {
	c.Flags().StringVar(order, "dates", "", "the `ORDER` in which tables write day and month: dmy or mdy (default: what other rows of a table show)")
	_ = c.RegisterFlagCompletionFunc("dates", cobra.FixedCompletions([]string{"dmy", "mdy"}, cobra.ShellCompDirectiveNoFileComp))
}

// reading sets how records are read.
func (e *env) reading(c *cobra.Command, a *app.App, dates string, persons bool) error {
	order, err := written.ParseOrder(dates)
	if err != nil {
		return usageError{c, fmt.Errorf("--dates: %w", err)}
	}
	a.Intake.Configure(func(config *intake.Config) { config.Dates, config.Persons = order, persons })
	return nil
}

// exist refuses a call that names what is not there.
func exist(paths []string) error {
	for _, path := range paths {
		if path == "-" {
			continue
		}
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return bonafide.NotFoundf("%s does not exist", path)
		}
	}
	return nil
}

// sayUnread tells on the error stream which columns and files were not read.
func (e *env) sayUnread(in *intake.Reader) {
	for _, remark := range in.Remarks() {
		fmt.Fprintf(e.err, "note: %s\n", remark)
	}
	n, named := in.Skipped(), in.Passed()
	if n == 0 {
		return
	}
	what := "1 file was passed over, because nothing in it looks like a record"
	if n > 1 {
		what = fmt.Sprintf("%d files were passed over, because nothing in them looks like a record", n)
	}
	list := strings.Join(named, ", ")
	if more := n - int64(len(named)); more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	fmt.Fprintf(e.err, "note: %s: %s\n", what, list)
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

func (e *env) runExamine(c *cobra.Command, f *examineFlags, paths []string) (err error) {
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
	if err := exist(paths); err != nil {
		return err
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
	if err := e.reading(c, a, f.dates, true); err != nil {
		return err
	}

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
		AsOf: asOf, Now: func() time.Time { return e.now().UTC() }, Workers: f.workers,
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
			err := report.JSON(&b, x.Dossier.Person, place, x.Assessment, report.Notes(&x.Dossier)...)
			return b.Bytes(), err
		}
	}
	summary := flow.Summary{Bands: map[bonafide.Band]int{}}
	for _, batch.Path = range paths {
		var s flow.Summary
		s, err = a.Examine(c.Context(), batch)
		summary.Examined += s.Examined
		summary.Refused += s.Refused
		for band, n := range s.Bands {
			summary.Bands[band] += n
		}
		if err != nil {
			break
		}
	}
	bar.clear()
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	if err != nil {
		return err
	}
	if err := w.closePage(summary.Refused, asOf, a.Intake.Remarks()); err != nil {
		return err
	}
	e.sayUnread(a.Intake)
	if w.noted > 0 && (f.brief || f.html != "") {
		fmt.Fprintf(e.err, "note: of %d a field was left out; the report without --brief, --json and --html say which and why\n", w.noted)
	}
	e.sayTotals(&summary, paths)
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
func (e *env) sayTotals(s *flow.Summary, paths []string) {
	if s.Examined+s.Refused == 0 {
		fmt.Fprintf(e.err, "nothing to examine in %s\n", strings.Join(paths, ", "))
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
	// Somebody who exports it means it, whatever the stream is.
	if width, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && width > 0 {
		t.Width = max(40, min(width, 110))
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
	spool    *os.File
	page     *report.Page
	noted    int // records with notes on how they were read
}

func (w *examineWriter) write(r *flow.Result) error {
	if r.Rendered != nil {
		_, err := w.out.Write(r.Rendered)
		return err
	}
	person, a, notes := r.Examined.Dossier.Person, &r.Examined.Assessment, report.Notes(&r.Examined.Dossier)
	if slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, "was left out") }) {
		w.noted++
	}
	if w.page != nil {
		if err := w.page.Add(person, a, notes...); err != nil {
			return err
		}
	}
	switch {
	case w.f.json:
		return report.JSON(w.out, person, r.Place, *a, notes...)
	case w.f.brief, w.page != nil:
		return w.terminal.Brief(w.out, person, a)
	}
	return w.terminal.Text(w.out, person, a, notes...)
}

// openPage writes beside the target, so that a page is whole or not there.
func (w *examineWriter) openPage() (err error) {
	if special(w.f.html) {
		return bonafide.Invalidf("%s is no file; name one for the page", w.f.html)
	}
	w.temp, err = os.CreateTemp(filepath.Dir(w.f.html), ".bonafide-*.html")
	if err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	if w.spool, err = os.CreateTemp(filepath.Dir(w.f.html), ".bonafide-*.part"); err != nil {
		w.abandonPage()
		return fmt.Errorf("write page: %w", err)
	}
	w.pageOut = bufio.NewWriterSize(w.temp, 1<<16)
	w.page = report.NewPage(w.pageOut, w.spool)
	return nil
}

func (w *examineWriter) closePage(refused int, asOf time.Time, remarks []string) error {
	if w.page == nil {
		return nil
	}
	err := errors.Join(w.page.Close(refused, asOf, remarks...), w.pageOut.Flush(), w.temp.Sync(), w.temp.Chmod(0o644), w.temp.Close())
	if err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	if err := os.Rename(w.temp.Name(), w.f.html); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	w.temp = nil
	return nil
}

// abandonPage removes what a page leaves behind, and one that was not finished.
func (w *examineWriter) abandonPage() {
	if w.spool != nil {
		_ = w.spool.Close()
		_ = os.Remove(w.spool.Name())
	}
	if w.temp != nil {
		_ = w.temp.Close()
		_ = os.Remove(w.temp.Name())
	}
}
