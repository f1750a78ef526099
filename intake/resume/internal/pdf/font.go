package pdf

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// font turns the bytes of shown strings into text with widths.
type font struct {
	wide    bool  // codes of two bytes, by Identity or a UTF-16 map
	utf16   bool  // the codes are UTF-16 themselves
	unicode *cmap // ToUnicode, nil where absent
	simple  [256]string
	widths  map[int]float64 // in text units, by code
	missing float64
	type3   float64 // unit of a Type 3 font's widths, else 0
}

// char is one shown code.
type char struct {
	text  string // empty where the font has no way to Unicode
	width float64
	space bool // the single byte 32, to which word spacing applies
}

func (f *File) font(d Dict) *font {
	f.walked(4096) // so that a font set a million times is a million fonts
	out := &font{widths: map[int]float64{}}
	subtype, _ := f.resolve(d["Subtype"]).(Name)
	if s, ok := f.resolve(d["ToUnicode"]).(*Stream); ok {
		out.unicode = parseCMap(f.unfold(s))
	}
	if subtype == "Type0" {
		f.compositeFont(out, d)
		return out
	}
	if subtype == "Type3" {
		out.type3 = 0.001
		if m := f.array(d["FontMatrix"]); len(m) == 6 {
			out.type3 = f.number(m[0])
		}
	}
	f.simpleEncoding(out, d)
	descriptor := f.dict(d["FontDescriptor"])
	widths := f.array(d["Widths"])
	first := f.int(d["FirstChar"], 0)
	unit := 0.001
	if out.type3 != 0 {
		unit = out.type3
	}
	for i := 0; i < len(widths) && i < 256; i++ {
		out.widths[first+i] = f.number(widths[i]) * unit
	}
	out.missing = f.number(descriptor["MissingWidth"]) * unit
	if len(widths) == 0 {
		base, _ := f.resolve(d["BaseFont"]).(Name)
		for i := range 256 {
			w := 0.556
			switch {
			case strings.Contains(string(base), "Courier"):
				w = 0.6
			case i >= 32 && i < 127:
				w = float64(helvetica[i-32]) / 1000
			}
			out.widths[i] = w
		}
	}
	return out
}

func (f *File) compositeFont(out *font, d Dict) {
	out.wide = true
	encoding, _ := f.resolve(d["Encoding"]).(Name)
	out.utf16 = strings.HasPrefix(string(encoding), "Uni") && (strings.Contains(string(encoding), "UCS2") || strings.Contains(string(encoding), "UTF16"))
	kids := f.array(d["DescendantFonts"])
	if len(kids) == 0 {
		return
	}
	kid := f.dict(kids[0])
	out.missing = 1
	if dw := f.resolve(kid["DW"]); dw != nil {
		out.missing = f.number(dw) / 1000
	}
	w := f.array(kid["W"])
	left := 1 << 17 // twice the codes that there are
	for i := 0; i+1 < len(w) && left > 0; {
		first := f.int(w[i], 0)
		if list, ok := f.resolve(w[i+1]).(Array); ok {
			for n := 0; n < len(list) && left > 0; n++ {
				out.widths[first+n] = f.number(list[n]) / 1000
				left--
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			break
		}
		last := min(f.int(w[i+1], 0), 1<<16)
		width := f.number(w[i+2]) / 1000
		for n := max(first, 0); n <= last && left > 0; n++ {
			out.widths[n] = width
			left--
		}
		i += 3
	}
}

// simpleEncoding fills the table of a font with codes of one byte: a base
// encoding, the font program's own where there is one, then the differences.
func (f *File) simpleEncoding(out *font, d Dict) {
	descriptor := f.dict(d["FontDescriptor"])
	encoding := f.resolve(d["Encoding"])
	base, _ := encoding.(Name)
	var differences Array
	if e, ok := encoding.(Dict); ok {
		base, _ = f.resolve(e["BaseEncoding"]).(Name)
		differences = f.array(e["Differences"])
	}
	standard := base == "" || base == "StandardEncoding"
	if f.resolve(d["Subtype"]) == Name("TrueType") && base == "" {
		standard, base = false, "WinAnsiEncoding" // what viewers do
	}
	for i := range 256 {
		c := byte(i)
		switch {
		case c >= 0x20 && c < 0x7F:
			out.simple[i] = string(rune(c))
		case c < 0x20 || standard:
		case base == "MacRomanEncoding":
			out.simple[i] = string(charmap.Macintosh.DecodeByte(c))
		default:
			out.simple[i] = string(charmap.Windows1252.DecodeByte(c))
		}
	}
	if standard {
		for c, s := range standardHigh {
			out.simple[c] = s
		}
	}
	if base == "" {
		if s, ok := f.resolve(descriptor["FontFile"]).(*Stream); ok {
			f.programEncoding(out, f.unfold(s))
		}
	}
	code := 0
	for _, v := range differences {
		switch v := f.resolve(v).(type) {
		case int:
			code = v
		case Name:
			if code >= 0 && code < 256 {
				out.simple[code] = glyphText(string(v))
			}
			code++
		}
	}
}

// programEncoding reads "dup 65 /A put" from the clear head of a Type 1 program.
func (f *File) programEncoding(out *font, program []byte) {
	head := program[:min(len(program), 16<<10)]
	i := bytes.Index(head, []byte("/Encoding"))
	if i < 0 || bytes.HasPrefix(bytes.TrimSpace(head[i+9:]), []byte("StandardEncoding")) {
		return
	}
	l := &lexer{data: head, pos: i + 9}
	for range 4096 {
		tok := l.token()
		if tok == end || tok == keyword("readonly") || tok == keyword("def") {
			return
		}
		if tok != keyword("dup") {
			continue
		}
		code, ok1 := l.token().(int)
		name, ok2 := l.token().(Name)
		if ok1 && ok2 && code >= 0 && code < 256 {
			out.simple[code] = glyphText(string(name))
		}
	}
}

// decode calls show for each code of s.
func (ft *font) decode(s string, show func(char)) {
	for len(s) > 0 {
		n := 1
		if ft.wide {
			n = min(2, len(s))
		}
		if ft.unicode != nil && ft.wide {
			n = min(ft.unicode.codeLength(s), len(s))
		}
		code := 0
		for i := range n {
			code = code<<8 | int(s[i])
		}
		c := char{space: n == 1 && code == 32}
		if w, ok := ft.widths[code]; ok {
			c.width = w
		} else {
			c.width = ft.missing
		}
		mapped := false
		if ft.unicode != nil {
			c.text, mapped = ft.unicode.lookup(code)
		}
		switch {
		case mapped:
		case ft.utf16:
			c.text = utf16BE(s[:n])
		case !ft.wide:
			c.text = ft.simple[code]
		}
		show(c)
		s = s[n:]
	}
}
