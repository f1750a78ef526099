package pdf

import (
	"bytes"
	"math"
	"unicode"
)

// matrix is the transformation [a b 0; c d 0; e f 1].
type matrix [6]float64

func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) point(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// glyph is one shown code on the page, in points from the page's lower left.
type glyph struct {
	text    string
	x, y, w float64
	size    float64
	turned  bool // not running from left to right
}

// state is the part of the graphics state that text depends on.
type state struct {
	ctm                 matrix
	font                *font
	size                float64
	charGap, wordGap    float64
	stretch, lead, rise float64
	mode                int
	white               bool
}

type rect [4]float64

// painter runs the content of one page.
type painter struct {
	f      *File
	page   page
	report *Report
	glyphs []glyph

	state
	stack   []state
	tm, tlm matrix
	path    rect // bounds of the path being built
	hasPath bool
	dark    []rect // what was painted and is not white
	allDark bool   // a shading or too many shapes: whiteness says nothing
	images  []rect
	ops     *int // of all pages together
	shown   *int
}

// text runs all pages and lays their text out.
func (f *File) text(pages []page, r *Report) {
	var ops, shown int
	fonts := map[Ref]*font{}
	var out bytes.Buffer
	for i, p := range pages {
		if f.err != nil {
			return
		}
		pt := &painter{f: f, page: p, report: r, ops: &ops, shown: &shown}
		pt.state = state{ctm: pt.page.upright(), stretch: 1}
		pt.run(f.contents(p.dict["Contents"]), p.resources, fonts, 0)
		if i > 0 {
			out.WriteByte('\f')
		}
		layOut(&out, pt.glyphs)
	}
	r.Text = out.String()
}

// upright turns a page that is to be shown turned, together with its box.
func (p *page) upright() matrix {
	m := matrix{1, 0, 0, 1, 0, 0}
	switch p.turn {
	case 90:
		m = matrix{0, -1, 1, 0, 0, 0}
	case 180:
		m = matrix{-1, 0, 0, -1, 0, 0}
	case 270:
		m = matrix{0, 1, -1, 0, 0, 0}
	}
	x1, y1 := m.point(p.box[0], p.box[1])
	x2, y2 := m.point(p.box[2], p.box[3])
	p.box = [4]float64{min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)}
	return m
}

// contents joins the streams of a page.
func (f *File) contents(v any) []byte {
	switch c := f.resolve(v).(type) {
	case *Stream:
		return f.unfold(c)
	case Array:
		var out []byte
		for i, part := range c {
			s, _ := f.resolve(part).(*Stream)
			if i == 10_000 || f.err != nil || len(out) > f.limits.Unfolded {
				break
			}
			out = append(append(out, f.unfold(s)...), '\n')
		}
		return out
	}
	return nil
}

// maxForms bounds forms drawn inside forms.
const maxForms = 8

func (p *painter) run(content []byte, resources Dict, fonts map[Ref]*font, depth int) {
	l := &lexer{data: content}
	var args []any
	bottom := len(p.stack)
	for p.f.err == nil {
		tok := l.token()
		if tok == end {
			break
		}
		op, isOp := tok.(keyword)
		if isOp && (op == "[" || op == "<<" || op == "true" || op == "false" || op == "null") {
			isOp = false
		}
		if !isOp {
			// References cannot stand in content; numbers are only numbers.
			if n, ok := tok.(int); ok {
				tok = n
			} else {
				tok = l.objectFrom(tok, 0)
			}
			if len(args) < 64 {
				args = append(args, tok)
			}
			continue
		}
		if *p.ops++; *p.ops > p.f.limits.Operators {
			p.f.fail(&LimitError{"drawing operators", p.f.limits.Operators})
			return
		}
		if *p.ops%1024 == 0 && p.f.ctx.Err() != nil {
			p.f.fail(p.f.ctx.Err())
			return
		}
		switch op {
		case "BI":
			skipInlineImage(l)
		case "Do":
			p.draw(args, resources, fonts, depth)
		case "Tf":
			p.setFont(args, resources, fonts)
		case "Q":
			if n := len(p.stack); n > bottom {
				p.state, p.stack = p.stack[n-1], p.stack[:n-1]
			}
		default:
			p.do(string(op), args)
		}
		args = args[:0]
	}
	p.stack = p.stack[:min(bottom, len(p.stack))]
}

func (p *painter) setFont(args []any, resources Dict, fonts map[Ref]*font) {
	if len(args) != 2 {
		return
	}
	name, _ := args[0].(Name)
	p.size = num(args[1])
	v := p.f.dict(resources["Font"])[name]
	ref, isRef := v.(Ref)
	if ft, ok := fonts[ref]; ok && isRef {
		p.font = ft
		return
	}
	d := p.f.dict(v)
	if d == nil {
		p.font = nil
		return
	}
	p.font = p.f.font(d)
	if isRef {
		fonts[ref] = p.font
	}
}

func num(v any) float64 {
	switch n := v.(type) {
	case int:
		return float64(n)
	case float64:
		return n
	}
	return 0
}

func nums(args []any, n int) ([]float64, bool) {
	if len(args) < n {
		return nil, false
	}
	out := make([]float64, n)
	for i, a := range args[len(args)-n:] {
		out[i] = num(a)
	}
	return out, true
}

func (p *painter) do(op string, args []any) {
	switch op {
	case "q":
		if len(p.stack) < 512 {
			p.stack = append(p.stack, p.state)
		}
	case "cm":
		if v, ok := nums(args, 6); ok {
			p.ctm = matrix(v).times(p.ctm)
		}
	case "BT":
		p.tm = matrix{1, 0, 0, 1, 0, 0}
		p.tlm = p.tm
	case "Tc", "Tw", "Tz", "TL", "Ts", "Tr":
		if v, ok := nums(args, 1); ok {
			switch op {
			case "Tc":
				p.charGap = v[0]
			case "Tw":
				p.wordGap = v[0]
			case "Tz":
				p.stretch = v[0] / 100
			case "TL":
				p.lead = v[0]
			case "Ts":
				p.rise = v[0]
			case "Tr":
				p.mode = int(v[0])
			}
		}
	case "Td", "TD":
		if v, ok := nums(args, 2); ok {
			if op == "TD" {
				p.lead = -v[1]
			}
			p.move(v[0], v[1])
		}
	case "Tm":
		if v, ok := nums(args, 6); ok {
			p.tm = matrix(v)
			p.tlm = p.tm
		}
	case "T*":
		p.move(0, -p.lead)
	case "Tj", "'", "\"":
		if op == "\"" {
			if v, ok := nums(args[:max(len(args)-1, 0)], 2); ok {
				p.wordGap, p.charGap = v[0], v[1]
			}
		}
		if op != "Tj" {
			p.move(0, -p.lead)
		}
		if len(args) > 0 {
			s, _ := args[len(args)-1].(string)
			p.show(s)
		}
	case "TJ":
		if len(args) == 0 {
			return
		}
		parts, _ := args[len(args)-1].(Array)
		for _, part := range parts {
			if s, ok := part.(string); ok {
				p.show(s)
				continue
			}
			p.advance(-num(part) / 1000 * p.size * p.stretch)
		}
	case "g", "rg", "k", "sc", "scn", "cs":
		p.white = whiteFill(op, args)
	case "re", "m", "l", "c", "v", "y":
		p.build(op, args)
	case "f", "F", "f*", "B", "B*", "b", "b*":
		if p.hasPath && !p.white {
			p.paint(p.path)
		}
		p.hasPath = false
	case "S", "s", "n":
		p.hasPath = false
	case "sh":
		p.allDark = true
	}
}

// whiteFill tells from the number of components what white is.
func whiteFill(op string, args []any) bool {
	if op == "cs" || len(args) == 0 {
		return false
	}
	if _, pattern := args[len(args)-1].(Name); pattern {
		return false
	}
	want := 1.0
	if len(args) == 4 {
		want = 0
	}
	for _, a := range args {
		if math.Abs(num(a)-want) > 0.01 {
			return false
		}
	}
	return len(args) == 1 || len(args) == 3 || len(args) == 4
}

func (p *painter) build(op string, args []any) {
	v, ok := nums(args, min(len(args), 6))
	if !ok || len(v) < 2 {
		return
	}
	if op == "re" {
		if len(v) != 4 {
			return
		}
		v = []float64{v[0], v[1], v[0] + v[2], v[1] + v[3]}
	}
	for i := 0; i+1 < len(v); i += 2 {
		x, y := p.ctm.point(v[i], v[i+1])
		if !p.hasPath {
			p.path, p.hasPath = rect{x, y, x, y}, true
		}
		p.path = rect{min(p.path[0], x), min(p.path[1], y), max(p.path[2], x), max(p.path[3], y)}
	}
}

func (p *painter) paint(r rect) {
	if len(p.dark) == 512 {
		p.allDark = true
		return
	}
	p.dark = append(p.dark, r)
}

func (p *painter) move(x, y float64) {
	p.tlm = matrix{1, 0, 0, 1, x, y}.times(p.tlm)
	p.tm = p.tlm
}

func (p *painter) advance(x float64) {
	p.tm = matrix{1, 0, 0, 1, x, 0}.times(p.tm)
}

func (p *painter) show(s string) {
	if p.font == nil {
		return
	}
	p.font.decode(s, func(c char) {
		if *p.shown++; *p.shown > p.f.limits.Glyphs {
			p.f.fail(&LimitError{"characters", p.f.limits.Glyphs})
			return
		}
		m := matrix{p.size * p.stretch, 0, 0, p.size, 0, p.rise}.times(p.tm).times(p.ctm)
		g := glyph{text: c.text, x: m[4], y: m[5], size: math.Hypot(m[2], m[3])}
		g.w = c.width * math.Hypot(m[0], m[1])
		g.turned = math.Abs(m[1]) > math.Abs(m[0])
		p.keep(g)
		step := c.width*p.size + p.charGap
		if c.space {
			step += p.wordGap
		}
		p.advance(step * p.stretch)
	})
}

// keep judges whether a reader of the page sees the glyph. Blanks are not judged.
func (p *painter) keep(g glyph) {
	if math.IsNaN(g.x) || math.IsNaN(g.y) || math.IsNaN(g.size) || math.Abs(g.x) > 1e6 || math.Abs(g.y) > 1e6 || g.size > 1e5 {
		return
	}
	if g.text == "" {
		p.report.Unreadable++
		return
	}
	visible := false
	for _, r := range g.text {
		visible = visible || unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	box := p.page.box
	if g.x < box[0]-1 || g.x > box[2]+1 || g.y < box[1]-1 || g.y > box[3]+1 {
		if visible {
			p.report.Hidden.OffPage++
		}
		return
	}
	if visible {
		switch {
		case p.mode == 3 || p.mode == 7:
			if over(p.images, g) {
				p.report.Hidden.Scanned++
			} else {
				p.report.Hidden.Invisible++
			}
		case g.size < 2:
			p.report.Hidden.Tiny++
		case p.white && (p.mode == 0 || p.mode == 4) && !p.onDark(g):
			p.report.Hidden.White++
		}
	}
	p.glyphs = append(p.glyphs, g)
}

func (p *painter) onDark(g glyph) bool { return p.allDark || over(p.dark, g) }

func over(areas []rect, g glyph) bool {
	for _, r := range areas {
		if g.x >= r[0]-1 && g.x <= r[2]+1 && g.y >= r[1]-g.size && g.y <= r[3]+1 {
			return true
		}
	}
	return false
}

// draw paints a form or notes where a picture lies.
func (p *painter) draw(args []any, resources Dict, fonts map[Ref]*font, depth int) {
	if len(args) == 0 {
		return
	}
	name, _ := args[len(args)-1].(Name)
	s, ok := p.f.resolve(p.f.dict(resources["XObject"])[name]).(*Stream)
	if !ok {
		return
	}
	switch p.f.resolve(s.Dict["Subtype"]) {
	case Name("Image"):
		r := rect{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
		for _, c := range [][2]float64{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
			x, y := p.ctm.point(c[0], c[1])
			r = rect{min(r[0], x), min(r[1], y), max(r[2], x), max(r[3], y)}
		}
		p.paint(r)
		if len(p.images) < 512 {
			p.images = append(p.images, r)
		}
	case Name("Form"):
		if depth >= maxForms {
			return
		}
		saved, tm, tlm := p.state, p.tm, p.tlm
		if m := p.f.array(s.Dict["Matrix"]); len(m) == 6 {
			var fm matrix
			for i := range fm {
				fm[i] = p.f.number(m[i])
			}
			p.ctm = fm.times(p.ctm)
		}
		inner := p.f.dict(s.Dict["Resources"])
		if inner == nil {
			inner = resources
		}
		p.run(p.f.unfold(s), inner, fonts, depth+1)
		p.state, p.tm, p.tlm = saved, tm, tlm
	}
}

// skipInlineImage goes on after "EI", which must stand between blanks.
func skipInlineImage(l *lexer) {
	for {
		i := bytes.Index(l.data[l.pos:], []byte("EI"))
		if i < 0 {
			l.pos = len(l.data)
			return
		}
		at := l.pos + i
		l.pos = at + 2
		if at > 0 && isSpace(l.data[at-1]) && (l.pos == len(l.data) || isSpace(l.data[l.pos])) {
			return
		}
	}
}
