package report

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"bonafide"
)

//go:embed page.html.tmpl
var pageText string

// pages is parsed when the first page is written.
var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{
		"signed": signed, "rate": rate, "old": old, "day": day, "arithmetic": arithmetic, "small": small,
		"waterfall": waterfall, "origin": origin, "ids": joinIDs, "clean": shown, "sentence": sentence,
	}).Parse(pageText))
})

// Spool keeps what is written of a page until its order is known, such as a file.
type Spool interface {
	io.Writer
	io.ReaderAt
}

// Page is a printable page of assessments. They are added as they come; when it is
// closed, those that ask for most attention stand first, and several have an index.
// It holds no script and loads nothing.
type Page struct {
	w        io.Writer
	spool    Spool
	buffered *bufio.Writer
	size     int64
	people   []entry
}

// entry is one person's place in the index and in the spool.
type entry struct {
	ID        string // in the page
	Person    bonafide.PersonID
	Band      bonafide.Band
	Frequency string
	Why       string
	bits      bonafide.Bits
	at, size  int64
}

// NewPage begins a page that is written to w when it is closed, and until then kept
// in the spool.
func NewPage(w io.Writer, spool Spool) *Page {
	p := &Page{w: w, spool: spool}
	p.buffered = bufio.NewWriterSize(spool, 1<<16)
	return p
}

// Write counts what goes into the spool.
func (e *entry) Write(b []byte) (int, error) {
	e.size += int64(len(b))
	return len(b), nil
}

type section struct {
	ID         string
	Person     bonafide.PersonID
	Assessment *bonafide.Assessment
	Sources    map[bonafide.SourceID]bonafide.SourceAge
	Notes      []string
}

// Add takes one person's assessment, with notes on how the record was read.
func (p *Page) Add(person bonafide.PersonID, a *bonafide.Assessment, notes ...string) error {
	e := entry{ID: fmt.Sprintf("p%d", len(p.people)+1), Person: person, Band: a.Band, Frequency: a.Frequency, Why: short(a.Why, 160), bits: a.Bits, at: p.size}
	if err := pages().ExecuteTemplate(io.MultiWriter(p.buffered, &e), "person", section{e.ID, person, a, ages(a), notes}); err != nil {
		return err
	}
	p.size += e.size
	p.people = append(p.people, e)
	return nil
}

// Close writes the page; how many were refused, and remarks on columns that were not
// read, are said at its foot.
func (p *Page) Close(refused int, asOf time.Time, remarks ...string) error {
	if err := p.buffered.Flush(); err != nil {
		return err
	}
	slices.SortStableFunc(p.people, func(a, b entry) int {
		return cmp.Or(cmp.Compare(b.Band.Rank(), a.Band.Rank()), cmp.Compare(b.bits, a.bits))
	})
	if err := pages().ExecuteTemplate(p.w, "head", p.people); err != nil {
		return err
	}
	for i := range p.people {
		if _, err := io.Copy(p.w, io.NewSectionReader(p.spool, p.people[i].at, p.people[i].size)); err != nil {
			return err
		}
	}
	return pages().ExecuteTemplate(p.w, "foot", struct {
		Refused int
		AsOf    time.Time
		Remarks []string
	}{refused, asOf.UTC(), remarks})
}

// shown makes foreign text safe for a page; a quoted command has quotation marks.
func shown(s string) string { return strings.ReplaceAll(plain(s), "`", "'") }

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	s = strings.TrimSpace(shown(s))
	if s == "" {
		return s
	}
	if s[0] >= 'a' && s[0] <= 'z' {
		s = string(s[0]-32) + s[1:]
	}
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return s
}

// bar is one row of the waterfall.
type bar struct {
	Label, Bits string
	X, Width    float64
	Y           int
	Kind        string // "prior", "for", "against", "total"
}

// tick is a mark on the axis, labelled as a frequency.
type tick struct {
	X     float64
	Label string
}

// chart is the sum as a picture: each bar begins where the one before ended.
type chart struct {
	Bars          []bar
	Ticks         []tick
	Links         []link
	Height, Width int
	Plot          float64
	Summary       string
}

// link joins the end of a bar with the start of the next.
type link struct {
	X      float64
	Y1, Y2 int
}

const (
	chartWidth = 760
	labelWidth = 250
	valueWidth = 60
	rowHeight  = 24
	mostBars   = 40
)

// waterfall lays the sum out from the prior to the posterior.
func waterfall(a *bonafide.Assessment) chart {
	type step struct {
		label string
		bits  float64
	}
	var steps []step
	rest := step{label: "further observations"}
	for i := range a.Findings {
		f := &a.Findings[i]
		if f.Bits == 0 {
			continue
		}
		if len(steps) >= mostBars {
			rest.bits += float64(f.Bits)
			continue
		}
		steps = append(steps, step{string(f.Indicator) + " " + short(f.Title, 34), float64(f.Bits)})
	}
	if rest.bits != 0 {
		steps = append(steps, rest)
	}
	for i := range a.Checks {
		if c := &a.Checks[i]; c.Bits != 0 {
			steps = append(steps, step{short(string(c.Check)+" "+string(c.Outcome), 40), float64(c.Bits)})
		}
	}
	prior := float64(a.PriorBits)
	low, high, at := min(prior, float64(a.Bits)), max(prior, float64(a.Bits)), prior
	for _, s := range steps {
		at += s.bits
		low, high = min(low, at), max(high, at)
	}
	low, high = low-1, max(high, 0)+1
	plot := float64(chartWidth - labelWidth - valueWidth)
	x := func(bits float64) float64 { return labelWidth + (bits-low)/(high-low)*plot }
	c := chart{Width: chartWidth, Plot: labelWidth + plot}
	y := 8
	row := func(label string, from, to float64, text, kind string) {
		c.Bars = append(c.Bars, bar{label, text, min(x(from), x(to)), max(1.5, abs(x(to)-x(from))), y, kind})
		y += rowHeight
	}
	join := func(bits float64) {
		c.Links = append(c.Links, link{x(bits), y - 6, y + 6})
	}
	row("before any evidence", low, prior, signed(a.PriorBits), "prior")
	at = prior
	for _, s := range steps {
		join(at)
		kind := "for"
		if s.bits < 0 {
			kind = "against"
		}
		row(s.label, at, at+s.bits, signed(bonafide.Bits(s.bits)), kind)
		at += s.bits
	}
	join(at)
	row("after all evidence", low, float64(a.Bits), signed(a.Bits), "total")
	for _, mark := range [...]struct {
		bits  float64
		label string
	}{{-9.9658, "1 in 1,000"}, {-6.6294, "1 in 100"}, {-3.1699, "1 in 10"}, {0, "1 in 2"}, {3.1699, "9 in 10"}, {6.6294, "99 in 100"}} {
		if mark.bits > low && mark.bits < high {
			c.Ticks = append(c.Ticks, tick{x(mark.bits), mark.label})
		}
	}
	c.Height = y + 24
	c.Summary = fmt.Sprintf("From %s bits before any evidence to %s after it, %s.", signed(a.PriorBits), signed(a.Bits), a.Frequency)
	return c
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// short cuts s to n characters.
func short(s string, n int) string {
	r := []rune(plain(s))
	if len(r) <= n {
		return string(r)
	}
	return strings.TrimRight(string(r[:n-1]), " ") + "…"
}
