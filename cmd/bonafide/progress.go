package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// progress is a bar on the error stream: on a terminal only, and only once the
// work has taken two seconds.
type progress struct {
	w      io.Writer
	verb   string
	amount func() (done, total int64) // in bytes; total is zero where unknown
	start  time.Time
	last   time.Time
	count  int
	shown  bool
}

const (
	quietFor     = 2 * time.Second
	betweenDraws = 100 * time.Millisecond
)

func (e *env) progress(verb string, amount func() (done, total int64)) *progress {
	p := &progress{verb: verb, amount: amount, start: time.Now()}
	if f, ok := e.err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.w = f
	}
	return p
}

// step counts one record and draws when it is time to.
func (p *progress) step() {
	p.count++
	if p.w == nil {
		return
	}
	now := time.Now()
	if now.Sub(p.start) < quietFor || now.Sub(p.last) < betweenDraws {
		return
	}
	p.last, p.shown = now, true
	rate := float64(p.count) / now.Sub(p.start).Seconds()
	line := fmt.Sprintf("%s %d, %.0f a second", p.verb, p.count, rate)
	if done, total := p.amount(); total > 0 {
		const width = 30
		share := min(1, float64(done)/float64(total))
		full := int(share * width)
		line = fmt.Sprintf("[%s%s] %3.0f %%  %s", strings.Repeat("█", full), strings.Repeat("·", width-full), share*100, line)
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s", line)
}

// clear removes the bar, so that a message can stand in its place.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}
