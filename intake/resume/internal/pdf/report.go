package pdf

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"slices"
	"strings"
)

// Read reports on a whole file. The context ends the work early, with its error.
func Read(ctx context.Context, data []byte, limits Limits) (Report, error) {
	f, err := Open(ctx, data, limits)
	if err != nil {
		return Report{}, err
	}
	r := Report{ID: f.id(), Info: f.info(), XMP: f.xmp(), Updates: f.updates()}
	pages := f.pages()
	r.Pages = len(pages)
	r.Images, r.Links = f.images(pages), f.links(pages)
	f.text(pages, &r)
	return r, f.err
}

func (f *File) id() string {
	ids := f.array(f.trailer["ID"])
	if len(ids) == 0 {
		return ""
	}
	first, _ := f.resolve(ids[0]).(string)
	return hex.EncodeToString([]byte(clipBytes(first, 64)))
}

func clipBytes(s string, n int) string { return s[:min(len(s), n)] }

func (f *File) info() map[string]string {
	d, out := f.dict(f.trailer["Info"]), map[string]string{}
	for _, key := range []Name{"Producer", "Creator", "Author", "CreationDate", "ModDate"} {
		s, _ := f.resolve(d[key]).(string)
		if s = textString(s); s == "" {
			continue
		}
		if key == "CreationDate" || key == "ModDate" {
			s = date(s)
		}
		out[string(key)] = s
	}
	return out
}

// updates counts end marks after the first. A file laid out for the web has two
// from the start.
func (f *File) updates() int {
	n := bytes.Count(f.data, []byte("%%EOF")) - 1
	if bytes.Contains(f.data[:min(len(f.data), 1024)], []byte("/Linearized")) {
		n--
	}
	return max(n, 0)
}

const xmpMM = "http://ns.adobe.com/xap/1.0/mm/"

// xmp reads the media-management properties, which writers put down as elements
// or as attributes.
func (f *File) xmp() map[string]string {
	s, _ := f.resolve(f.dict(f.trailer["Root"])["Metadata"]).(*Stream)
	data := f.unfold(s)
	out := map[string]string{}
	keep := func(name xml.Name, value string) {
		switch name.Local {
		case "DocumentID", "OriginalDocumentID", "InstanceID":
			if value = clip(printable(value), 128); name.Space == xmpMM && value != "" && out[name.Local] == "" {
				out[name.Local] = value
			}
		}
	}
	d := xml.NewDecoder(bytes.NewReader(data[:min(len(data), 1<<20)]))
	var open []xml.Name
	for range 20_000 {
		tok, err := d.Token()
		if err != nil || len(open) > maxNesting {
			break
		}
		switch t := tok.(type) {
		case xml.StartElement:
			open = append(open, t.Name)
			for _, a := range t.Attr {
				keep(a.Name, a.Value)
			}
		case xml.EndElement:
			open = open[:max(len(open)-1, 0)]
		case xml.CharData:
			if len(open) > 0 {
				keep(open[len(open)-1], string(t))
			}
		}
	}
	return out
}

// page is a leaf of the page tree with what it inherits.
type page struct {
	dict      Dict
	resources Dict
	box       [4]float64 // of the visible page: left, bottom, right, top
	turn      int        // degrees clockwise by which it is shown turned
}

func (f *File) pages() []page {
	var out []page
	seen := map[Ref]bool{}
	var walk func(v any, inherited page, depth int)
	walk = func(v any, inherited page, depth int) {
		ref, isRef := v.(Ref)
		if isRef && seen[ref] || depth > maxNesting || f.err != nil || f.ctx.Err() != nil {
			return
		}
		if isRef {
			seen[ref] = true
		}
		d := f.dict(v)
		if d == nil {
			return
		}
		inherited.dict = d
		if r := f.dict(d["Resources"]); r != nil {
			inherited.resources = r
		}
		if turn := f.resolve(d["Rotate"]); turn != nil {
			inherited.turn = ((f.int(turn, 0) % 360) + 360) % 360
		}
		for _, key := range []Name{"MediaBox", "CropBox"} {
			if box, ok := f.box(d[key]); ok {
				inherited.box = box
			}
		}
		if kids, ok := f.resolve(d["Kids"]).(Array); ok && d["Type"] != Name("Page") {
			for _, kid := range kids {
				if _, ok := kid.(Ref); ok {
					walk(kid, inherited, depth+1)
				}
			}
			return
		}
		if len(out) == f.limits.Pages {
			f.fail(&LimitError{"pages", f.limits.Pages})
			return
		}
		out = append(out, inherited)
	}
	walk(f.dict(f.trailer["Root"])["Pages"], page{box: [4]float64{0, 0, 612, 792}}, 0)
	if err := f.ctx.Err(); err != nil {
		f.fail(err)
	}
	return out
}

func (f *File) box(v any) ([4]float64, bool) {
	a := f.array(v)
	if len(a) != 4 {
		return [4]float64{}, false
	}
	x1, y1, x2, y2 := f.number(a[0]), f.number(a[1]), f.number(a[2]), f.number(a[3])
	b := [4]float64{min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)}
	return b, b[2] > b[0] && b[3] > b[1]
}

// images hashes the stored bytes of the pictures that pages and their forms draw.
func (f *File) images(pages []page) []string {
	var out []string
	seen := map[*Stream]bool{}
	var look func(resources Dict, depth int)
	look = func(resources Dict, depth int) {
		objects := f.dict(resources["XObject"])
		for _, key := range sortedKeys(objects) {
			s, ok := f.resolve(objects[key]).(*Stream)
			if !ok || seen[s] || len(seen) > 1000 || len(out) == f.limits.Images {
				continue
			}
			seen[s] = true
			switch f.resolve(s.Dict["Subtype"]) {
			case Name("Image"):
				sum := sha256.Sum256(s.Raw)
				out = append(out, hex.EncodeToString(sum[:]))
			case Name("Form"):
				if depth < 4 {
					look(f.dict(s.Dict["Resources"]), depth+1)
				}
			}
		}
	}
	for _, p := range pages {
		look(p.resources, 0)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (f *File) links(pages []page) []string {
	var out []string
	for _, p := range pages {
		annots := f.array(p.dict["Annots"])
		for _, a := range annots[:min(len(annots), 1000)] {
			d := f.dict(f.dict(a)["A"])
			uri, _ := f.resolve(d["URI"]).(string)
			if uri = strings.ToValidUTF8(printable(uri), ""); uri == "" || len(uri) > 2048 || slices.Contains(out, uri) {
				continue
			}
			if out = append(out, uri); len(out) == f.limits.Links {
				return out
			}
		}
	}
	return out
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
