package docx

import (
	"encoding/xml"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// body reads the text of the main part with its headers before it and its
// footers and notes after it.
func (f *file) body(main string, r *Report) error {
	var headers, after []string
	for name := range f.parts {
		dir, base := path.Split(name)
		switch {
		case dir != "word/" || !strings.HasSuffix(base, ".xml"):
		case strings.HasPrefix(base, "header"):
			headers = append(headers, name)
		case strings.HasPrefix(base, "footer"), base == "footnotes.xml", base == "endnotes.xml":
			after = append(after, name)
		}
	}
	slices.Sort(headers)
	slices.Sort(after)
	var text []string
	written := 0
	for _, name := range slices.Concat(headers, []string{main}, after) {
		w := &walker{report: r, most: f.limits.Text, written: written}
		err := f.each(name, handler{start: w.start, text: w.text, end: w.end})
		if written = w.written; written > w.most {
			return &LimitError{"bytes of text", w.most}
		}
		if err != nil && (name == main || hard(err)) {
			return err
		}
		// A header of the first page and one of the others often say the same.
		if t := strings.Trim(w.out.String(), "\n"); strings.TrimSpace(t) != "" && !slices.Contains(text, t) {
			text = append(text, t)
		}
		if err := f.links("word/_rels/"+path.Base(name)+".rels", r); hard(err) {
			return err
		}
	}
	r.Text = strings.Join(text, "\n\n")
	return nil
}

func (f *file) links(rels string, r *Report) error {
	return f.each(rels, handler{start: func(e xml.StartElement) {
		target := strings.TrimSpace(attr(e, "Target"))
		if e.Name.Local != "Relationship" || attr(e, "TargetMode") != "External" || len(target) > 2048 ||
			!strings.HasSuffix(attr(e, "Type"), "/hyperlink") || len(r.Links) >= f.limits.Links {
			return
		}
		if !slices.Contains(r.Links, target) {
			r.Links = append(r.Links, target)
		}
	}})
}

// walker turns the elements of a part into text. It knows elements by their local
// names: the transitional and the strict namespace use the same.
type walker struct {
	report *Report
	out    strings.Builder
	rows   []*row

	paragraph strings.Builder
	written   int // bytes of text so far, those beyond most not kept
	most      int
	skip      int // inside a fallback, a deletion or a field's code
	box       int // inside a text box
	inText    bool
	inProps   string // "rPr", "pPr", "tcPr" while inside one
	run       look
	par       look
	cell      []look
}

// look is what decides whether text shows.
type look struct {
	vanish, white, shaded bool
	half                  int // size in half points, 0 where not set
}

// row of a table, possibly inside another table's cell.
type row struct {
	cells []string
	cell  strings.Builder
}

func (w *walker) start(e xml.StartElement) {
	name := e.Name.Local
	switch name {
	case "Fallback", "del", "moveFrom", "instrText", "delText", "delInstrText":
		if name == "del" && w.inProps == "" {
			w.report.Deleted++
		}
		w.skip++
	case "txbxContent":
		w.box++
	case "tr":
		w.rows = append(w.rows, &row{})
		w.cell = append(w.cell, look{})
	case "p":
		w.par = look{}
	case "r":
		w.run = look{}
	case "t":
		w.inText = true
	case "tab":
		if w.inProps == "" {
			w.write("\t")
		}
	case "br", "cr":
		if attr(e, "type") != "page" && attr(e, "type") != "column" {
			w.write("\n")
		}
	case "noBreakHyphen":
		w.write("-")
	case "rPr", "pPr", "tcPr":
		w.inProps = name
		if name == "tcPr" && len(w.cell) > 0 {
			w.cell[len(w.cell)-1] = look{}
		}
	default:
		w.property(name, e)
	}
}

// property notes what a run, paragraph or cell looks like. A paragraph mark's own
// run properties say nothing of the text, and do no harm: the next run resets.
func (w *walker) property(name string, e xml.StartElement) {
	val := attr(e, "val")
	switch name {
	case "vanish", "webHidden":
		if name == "vanish" && val != "0" && val != "false" && val != "off" {
			w.run.vanish = true
		}
	case "color":
		w.run.white = strings.EqualFold(val, "FFFFFF") || attr(e, "themeColor") == "background1"
	case "highlight":
		w.run.shaded = w.run.shaded || val != "white" && val != "none"
	case "sz":
		w.run.half, _ = strconv.Atoi(val)
	case "shd":
		fill := strings.ToUpper(attr(e, "fill"))
		dark := fill != "" && fill != "AUTO" && fill != "FFFFFF" || attr(e, "themeFill") != ""
		switch w.inProps {
		case "rPr":
			w.run.shaded = w.run.shaded || dark
		case "pPr":
			w.par.shaded = dark
		case "tcPr":
			if len(w.cell) > 0 {
				w.cell[len(w.cell)-1].shaded = dark
			}
		}
	}
}

func (w *walker) text(t xml.CharData) {
	if !w.inText || w.skip > 0 {
		return
	}
	w.write(string(t))
	shaded := w.run.shaded || w.par.shaded || w.box > 0
	for _, c := range w.cell {
		shaded = shaded || c.shaded
	}
	var into *int
	switch {
	case w.run.vanish:
		into = &w.report.Hidden.Vanished
	case w.run.white && !shaded:
		into = &w.report.Hidden.White
	case w.run.half > 0 && w.run.half < 4:
		into = &w.report.Hidden.Tiny
	default:
		return
	}
	for _, r := range string(t) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			*into++
		}
	}
}

func (w *walker) write(s string) {
	if w.skip > 0 {
		return
	}
	if w.written += len(s); w.written > w.most {
		return
	}
	w.paragraph.WriteString(s)
}

func (w *walker) end(e xml.EndElement) {
	switch e.Name.Local {
	case "Fallback", "del", "moveFrom", "instrText", "delText", "delInstrText":
		w.skip = max(w.skip-1, 0)
	case "txbxContent":
		w.box--
	case "t":
		w.inText = false
	case "rPr", "pPr", "tcPr":
		w.inProps = ""
		if e.Name.Local == "pPr" {
			w.run = look{}
		}
	case "p":
		if w.skip > 0 {
			return
		}
		w.line(strings.TrimRight(w.paragraph.String(), " \t\n"))
		w.paragraph.Reset()
	case "tc":
		if n := len(w.rows); n > 0 {
			top := w.rows[n-1]
			top.cells = append(top.cells, strings.Trim(top.cell.String(), "\n"))
			top.cell.Reset()
		}
	case "tr":
		if n := len(w.rows); n > 0 {
			top := w.rows[n-1]
			w.rows, w.cell = w.rows[:n-1], w.cell[:n-1]
			if text := top.join(); text != "" {
				w.line(text)
			}
		}
	}
}

// line adds a paragraph to the innermost open cell, or to the text.
func (w *walker) line(s string) {
	to := &w.out
	if n := len(w.rows); n > 0 {
		to = &w.rows[n-1].cell
	}
	to.WriteString(s)
	to.WriteByte('\n')
}

// join puts cells side by side where at most one of them has several lines: a
// date beside an entry. Columns of a page are put one after the other.
func (r *row) join() string {
	var cells []string
	tall := 0
	for _, c := range r.cells {
		if strings.TrimSpace(c) == "" {
			continue
		}
		cells = append(cells, c)
		if strings.Contains(c, "\n") {
			tall++
		}
	}
	if tall > 1 {
		return strings.Join(cells, "\n\n")
	}
	var first, rest []string
	for _, c := range cells {
		head, tail, more := strings.Cut(c, "\n")
		first = append(first, head)
		if more {
			rest = append(rest, tail)
		}
	}
	return strings.Join(append([]string{strings.Join(first, "\t")}, rest...), "\n")
}
