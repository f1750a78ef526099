package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"bonafide/screen"
	"bonafide/screen/watchlist"
)

// printAnswer writes an answer for people: what could not be read first, then the hits,
// then what was asked.
func (e *env) printAnswer(a *screen.Answer) error {
	w := bufio.NewWriter(e.out)
	for _, why := range a.Unread {
		fmt.Fprintf(w, "unread: %s\n", why)
	}
	if len(a.Unread) > 0 {
		fmt.Fprintln(w, "        it was not looked up, which is not the same as not found")
	}
	for i := range a.Hits {
		printHit(w, &a.Hits[i])
	}
	switch a.Status {
	case screen.NotFound:
		fmt.Fprintf(w, "not found on %s\n", listsAndAges(a.Lists))
	case screen.Incomplete:
		fmt.Fprintf(w, "incomplete: no hit on %s, but not every list was asked, which is not the same as not found\n", listsAndAges(a.Lists))
	}
	for _, n := range a.Notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
	asked := "asked"
	if a.Status == screen.Unread {
		asked = "not asked"
	}
	for i := range a.Lists {
		l := &a.Lists[i]
		fmt.Fprintf(w, "%s: %s %s, %d entries, SHA-256 %.12s", asked, l.Name, edition(l), l.Entries, l.SHA256)
		if !l.Checked.IsZero() {
			fmt.Fprintf(w, ", checked %s ago", watchlist.Long(e.now().Sub(l.Checked)))
		}
		if l.Stale != "" {
			fmt.Fprint(w, "; STALE")
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

func printHit(w io.Writer, h *screen.Hit) {
	how := h.How
	if h.Party != "" && h.Party != h.Matched {
		how += " of " + h.Party
	}
	fmt.Fprintf(w, "%-8s  %.3f  %s  %s %s (%s; %s)\n", h.Band, h.Score, h.Matched, h.List, cmp.Or(h.ListID, "-"), h.Schema, how)
	if len(h.Programmes) > 0 {
		fmt.Fprintf(w, "          listed under: %s\n", strings.Join(h.Programmes, ", "))
	}
	for _, line := range h.Explain {
		fmt.Fprintf(w, "          %s\n", line)
	}
}

// listsAndAges names the lists that were asked, each with its date and age.
func listsAndAges(lists []screen.ListVersion) string {
	named := make([]string, len(lists))
	for i := range lists {
		named[i] = lists[i].Name + " " + edition(&lists[i])
		if lists[i].Stale != "" {
			named[i] += ", STALE"
		}
	}
	return strings.Join(named, "; ")
}

// edition says which edition of a list was asked, and how old it is.
func edition(l *screen.ListVersion) string {
	if l.Date.IsZero() {
		return "of an unknown date"
	}
	text := "from a file of "
	if l.Dated {
		text = "published "
	}
	text += l.Date.String()
	if l.AgeDays != 0 {
		text += " (" + watchlist.Long(time.Duration(l.AgeDays)*24*time.Hour) + " ago)"
	}
	return text
}
