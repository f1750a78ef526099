package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"bonafide"
)

// Terminal is how text is laid out.
type Terminal struct {
	// Width in columns; zero means 100.
	Width int
	// Colour marks bands; set it on a terminal only.
	Colour bool
}

// Brief writes one line: person, band, frequency, why.
func (t Terminal) Brief(w io.Writer, person bonafide.PersonID, a *bonafide.Assessment) error {
	_, err := fmt.Fprintf(w, "%s  %-24s %s; %s\n", t.band(a.Band), plain(string(person)), a.Frequency, plain(a.Why))
	return err
}

// Text writes the whole assessment, with notes on how the record was read.
func (t Terminal) Text(out io.Writer, person bonafide.PersonID, a *bonafide.Assessment, notes ...string) error {
	if t.Width <= 0 {
		t.Width = 100
	}
	p := &page{w: bufio.NewWriter(out), t: t}
	p.line("%s  %s  %s", t.strong(plain(string(person))), t.band(a.Band), a.Frequency)
	p.wrap("  ", plain(a.Why))
	if len(a.Findings) > 0 {
		p.head("observed", "bits")
	}
	by := ages(a)
	for i := range a.Findings {
		p.finding(&a.Findings[i], by)
	}
	if len(a.Checks) > 0 {
		p.head("checked", "bits")
	}
	for i := range a.Checks {
		c := &a.Checks[i]
		what := string(c.Check)
		if c.Subject != "" {
			what += " of " + plain(c.Subject)
		}
		p.weight(fmt.Sprintf("%s, %s %s: %s", what, c.Outcome, day(c.At), c.Why), c.Bits)
	}
	p.head("sum", "bits")
	p.weight(fmt.Sprintf("before any evidence: %s (base rate set by the operator)", rate(a.Prior)), a.PriorBits)
	p.weight("all observations and checks", a.Bits-a.PriorBits)
	p.weight(a.Frequency, a.Bits)
	if len(a.Missing) > 0 {
		p.head("not available", "")
		for _, m := range a.Missing {
			s := plain(m.What) + ": " + plain(m.Why)
			if len(m.Indicators) > 0 {
				s += " (" + joinIDs(m.Indicators) + ")"
			}
			p.item(s)
		}
	}
	p.head("sources", "")
	for _, s := range a.Sources {
		name := string(s.Source) + ", " + string(s.Kind)
		if s.System != "" {
			name += " (" + plain(s.System) + ")"
		}
		p.item(name + ": " + old(s.AgeDays))
	}
	if len(a.Sources) == 0 {
		p.item("none")
	}
	for _, d := range a.Datasets {
		p.item(d.Name + " " + d.Version + ": " + old(d.AgeDays))
	}
	if len(notes) > 0 {
		p.head("notes on reading", "")
	}
	for _, n := range notes {
		p.item(plain(n))
	}
	p.head("next best check", "")
	if n := a.NextCheck; n != nil {
		p.item(fmt.Sprintf("%s: %s", n.Check, n.Title))
		p.wrap("      ", fmt.Sprintf("%s. Expected information %s bits for effort %g of 9.", strings.TrimSuffix(plain(n.Why), "."), small(n.GainBits), n.Cost))
	} else {
		p.item("none is left at this stage")
	}
	p.line("")
	p.wrap("  ", t.faint("As of "+a.AsOf.Format("2006-01-02 15:04 MST")+", catalogue "+a.CatalogVersion+". Observations, not conclusions: a person decides."))
	p.line("")
	return p.flush()
}

// small writes an amount of information so that it is never shown as nothing.
func small(b float64) string {
	if b > 0 && b < 0.01 {
		return "under 0.01"
	}
	return fmt.Sprintf("%.2f", b)
}

func joinIDs(ids []bonafide.IndicatorID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}

type page struct {
	w   *bufio.Writer
	t   Terminal
	err error
}

func (p *page) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *page) flush() error {
	if p.err != nil {
		return p.err
	}
	return p.w.Flush()
}

func (p *page) head(left, right string) {
	p.line("")
	if right == "" {
		p.line("  %s", p.t.faint(left))
		return
	}
	p.line("  %s%s%s", p.t.faint(left), strings.Repeat(" ", max(1, p.t.Width-2-len(left)-len(right))), p.t.faint(right))
}

// weight writes a line with its bits at the right edge.
func (p *page) weight(s string, b bonafide.Bits) {
	bits := signed(b)
	lines := wrapped(s, p.t.Width-4-8)
	for i, l := range lines {
		if i < len(lines)-1 {
			p.line("    %s", l)
			continue
		}
		p.line("    %s%s%s", l, strings.Repeat(" ", max(1, p.t.Width-4-columns(l)-columns(bits))), bits)
	}
}

func (p *page) item(s string) {
	for i, l := range wrapped(s, p.t.Width-4) {
		if i == 0 {
			p.line("    %s", l)
		} else {
			p.line("      %s", l)
		}
	}
}

func (p *page) wrap(indent, s string) {
	for _, l := range wrapped(s, p.t.Width-len(indent)) {
		p.line("%s%s", indent, l)
	}
}

func (p *page) finding(f *bonafide.WeighedFinding, by map[bonafide.SourceID]bonafide.SourceAge) {
	p.weight(p.t.strong(string(f.Indicator))+"  "+f.Title, f.Bits)
	const in = "            "
	p.wrap(in, plain(f.Summary))
	for i := range f.Evidence {
		e := &f.Evidence[i]
		var parts []string
		if e.Value != "" {
			parts = append(parts, "“"+plain(e.Value)+"”")
		}
		if e.Note != "" {
			parts = append(parts, plain(e.Note))
		}
		if o := origin(e, by); o != "" {
			parts = append(parts, "["+plain(o)+"]")
		}
		p.wrap(in, p.t.faint("· ")+strings.Join(parts, " "))
	}
	p.wrap(in, p.t.faint(fmt.Sprintf("seen %s by %s; %s", day(f.ObservedAt), f.Rule, arithmetic(f))))
	if len(f.Innocent) > 0 {
		p.wrap(in, "may be: "+strings.Join(f.Innocent, "; "))
	}
	if f.NextCheck.Ask != "" {
		p.wrap(in, "to settle it: "+f.NextCheck.Ask)
	}
}

func (t Terminal) band(b bonafide.Band) string {
	s := fmt.Sprintf("%-6s", b)
	if !t.Colour {
		return s
	}
	code := map[bonafide.Band]string{bonafide.Clear: "32", bonafide.Note: "36", bonafide.Review: "33;1", bonafide.Urgent: "35;1"}[b]
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (t Terminal) strong(s string) string {
	if !t.Colour {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

func (t Terminal) faint(s string) string {
	if !t.Colour {
		return s
	}
	return "\x1b[2m" + s + "\x1b[0m"
}

// plain makes foreign text safe for a terminal: control and bidirectional
// formatting characters are shown as a dot, line ends as blanks, and what is
// longer than a reader would read is cut.
func plain(s string) string {
	const most = 400
	clean := func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return '·'
		}
		return r
	}
	if len(s) > most {
		n := most
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n] + "…"
	}
	return strings.Map(clean, s)
}

// columns counts what a terminal shows: no escape sequences, two columns for wide
// characters (East Asian Width, by block), none for combining ones.
func columns(s string) int {
	n, escape := 0, false
	for _, r := range s {
		switch {
		case escape:
			escape = r != 'm'
		case r == '\x1b':
			escape = true
		case unicode.Is(unicode.Mn, r):
		case r >= 0x1100 && r <= 0x115F, r >= 0x2E80 && r <= 0xA4CF, r >= 0xAC00 && r <= 0xD7A3,
			r >= 0xF900 && r <= 0xFAFF, r >= 0xFE30 && r <= 0xFE6F, r >= 0xFF00 && r <= 0xFF60, r >= 0x1F300 && r <= 0x1FAFF, r >= 0x20000 && r <= 0x3FFFD:
			n += 2
		default:
			n++
		}
	}
	return n
}

// wrapped breaks s at blanks into lines of at most width columns; a longer word
// stands on a line of its own.
func wrapped(s string, width int) []string {
	var lines []string
	var b strings.Builder
	used := 0
	for word := range strings.FieldsSeq(s) {
		n := columns(word)
		if used > 0 && used+1+n > width {
			lines = append(lines, b.String())
			b.Reset()
			used = 0
		}
		if used > 0 {
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += n
	}
	return append(lines, b.String())
}
