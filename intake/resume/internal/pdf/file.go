package pdf

import (
	"bytes"
	"context"
)

// File is an opened PDF. It is used by one goroutine.
type File struct {
	ctx     context.Context
	data    []byte
	limits  Limits
	entries map[int]entry
	trailer Dict

	objects  map[int]any
	loading  map[int]bool
	packs    map[int]*pack
	unfolded int
	parsed   int // bytes gone through so far, some of them more than once
	rebuilt  bool
	err      error // the first bound that was broken; nothing is read after it
}

// entry says where an object is: at an offset, or as the n-th of an object stream.
type entry struct {
	offset int
	pack   int // object number of the stream, 0 for an object of its own
	index  int
}

// pack is an unfolded object stream.
type pack struct {
	data    []byte
	offsets map[int]int // by object number
}

// maxResolve bounds references that lead to references.
const maxResolve = 32

// Open finds the cross-reference table of data, or builds one by going through
// the file where the table is damaged. data is kept and not changed.
func Open(ctx context.Context, data []byte, limits Limits) (*File, error) {
	head := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-"))
	if head < 0 {
		return nil, ErrNotPDF
	}
	data = data[head:]
	tail := data[max(0, len(data)-2048):]
	if !bytes.Contains(tail, []byte("%%EOF")) && !bytes.Contains(tail, []byte("startxref")) {
		return nil, ErrTruncated
	}
	f := &File{
		ctx: ctx, data: data, limits: limits,
		objects: map[int]any{}, loading: map[int]bool{}, packs: map[int]*pack{},
	}
	f.readTables()
	if f.err == nil && f.dict(f.dict(f.trailer["Root"])["Pages"]) == nil {
		f.rebuild()
	}
	switch {
	case f.err != nil:
		return nil, f.err
	case f.trailer["Encrypt"] != nil:
		return nil, ErrEncrypted
	case f.dict(f.dict(f.trailer["Root"])["Pages"]) == nil:
		if f.err != nil {
			return nil, f.err
		}
		return nil, ErrMalformed
	}
	return f, nil
}

func (f *File) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

// walked counts parsing. An honest file is gone through about once; one whose
// objects run into each other could make every object as long as the file.
func (f *File) walked(n int) {
	if f.parsed += n; f.parsed > 8*len(f.data)+4*f.unfolded+4<<20 {
		f.fail(ErrMalformed)
	}
}

// readTables follows the chain of cross-reference sections, newest first.
func (f *File) readTables() {
	f.entries, f.trailer = map[int]entry{}, nil
	at := bytes.LastIndex(f.data, []byte("startxref"))
	if at < 0 {
		return
	}
	l := &lexer{data: f.data, pos: at + len("startxref")}
	next, ok := l.token().(int)
	seen := map[int]bool{}
	for ok && next > 0 && next < len(f.data) && !seen[next] && len(seen) < 1000 && f.err == nil {
		seen[next] = true
		var d Dict
		l := &lexer{data: f.data, pos: next}
		if l.token() == keyword("xref") {
			d = f.readTable(l)
		} else {
			d = f.readTableStream(next)
		}
		if d == nil {
			return
		}
		if f.trailer == nil {
			f.trailer = d
		}
		if hybrid, ok := d["XRefStm"].(int); ok && hybrid > 0 && hybrid < len(f.data) && !seen[hybrid] {
			seen[hybrid] = true
			f.readTableStream(hybrid)
		}
		next, ok = d["Prev"].(int)
	}
}

// add keeps the first entry for a number: sections come newest first.
func (f *File) add(num int, e entry) bool {
	if _, ok := f.entries[num]; ok {
		return true
	}
	if len(f.entries) >= f.limits.Objects {
		f.fail(&LimitError{"objects", f.limits.Objects})
		return false
	}
	f.entries[num] = e
	return true
}

func (f *File) readTable(l *lexer) Dict {
	for {
		switch tok := l.token().(type) {
		case int:
			start := tok
			count, ok := l.token().(int)
			if !ok {
				return nil
			}
			for i := range count {
				offset, ok1 := l.token().(int)
				_, ok2 := l.token().(int)
				kind, ok3 := l.token().(keyword)
				if !ok1 || !ok2 || !ok3 {
					return nil
				}
				if kind != "n" {
					offset = -1
				}
				if !f.add(start+i, entry{offset: offset}) {
					return nil
				}
			}
		case keyword:
			if tok != "trailer" {
				return nil
			}
			d, _ := l.object(0).(Dict)
			return d
		default:
			return nil
		}
	}
}

func (f *File) readTableStream(at int) Dict {
	_, obj := f.objectAt(at)
	s, ok := obj.(*Stream)
	if !ok || s.Dict["Type"] != Name("XRef") {
		return nil
	}
	w, _ := s.Dict["W"].(Array)
	if len(w) < 3 {
		return nil
	}
	var width [3]int
	for i := range width {
		n, ok := w[i].(int)
		if !ok || n < 0 || n > 8 {
			return nil
		}
		width[i] = n
	}
	total := width[0] + width[1] + width[2]
	index, _ := s.Dict["Index"].(Array)
	if index == nil {
		index = Array{0, s.Dict["Size"]}
	}
	data := f.unfold(s)
	field := func(n, otherwise int) int {
		if n == 0 {
			return otherwise
		}
		v := 0
		for _, c := range data[:n] {
			v = v<<8 | int(c)
		}
		data = data[n:]
		return v
	}
	for i := 0; i+1 < len(index) && total > 0; i += 2 {
		start, ok1 := index[i].(int)
		count, ok2 := index[i+1].(int)
		if !ok1 || !ok2 {
			return nil
		}
		for n := 0; n < count && len(data) >= total; n++ {
			kind, second, third := field(width[0], 1), field(width[1], 0), field(width[2], 0)
			e := entry{offset: -1}
			switch kind {
			case 1:
				e.offset = second
			case 2:
				e.pack, e.index = second, third
			}
			if !f.add(start+n, e) {
				return nil
			}
		}
	}
	return s.Dict
}

// objectAt reads "12 0 obj ..." and returns the number, or -1 where none is.
func (f *File) objectAt(at int) (int, any) {
	if at < 0 || at >= len(f.data) {
		return -1, nil
	}
	l := &lexer{data: f.data, pos: at}
	num, ok1 := l.token().(int)
	_, ok2 := l.token().(int)
	if !ok1 || !ok2 || l.token() != keyword("obj") {
		return -1, nil
	}
	obj := l.object(0)
	f.walked(l.pos - at)
	d, ok := obj.(Dict)
	if !ok {
		return num, obj
	}
	if l.token() != keyword("stream") {
		return num, d
	}
	if l.pos < len(f.data) && f.data[l.pos] == '\r' {
		l.pos++
	}
	if l.pos < len(f.data) && f.data[l.pos] == '\n' {
		l.pos++
	}
	return num, &Stream{Dict: d, Raw: f.streamBytes(d, l.pos)}
}

// streamBytes takes the stated length where "endstream" follows it, and looks for
// that word where it does not.
func (f *File) streamBytes(d Dict, start int) []byte {
	mark := []byte("endstream")
	if n := f.int(d["Length"], -1); n >= 0 && n <= len(f.data)-start {
		l := &lexer{data: f.data, pos: start + n}
		for l.pos < len(l.data) && isSpace(l.data[l.pos]) {
			l.pos++
		}
		if bytes.HasPrefix(f.data[l.pos:], mark) {
			return f.data[start : start+n]
		}
	}
	rest := f.data[start:]
	i := bytes.Index(rest, mark)
	if i < 0 {
		i = len(rest)
	}
	f.walked(i)
	return rest[:i]
}

// load returns the object of a number, nil where there is none.
func (f *File) load(num int) any {
	if obj, ok := f.objects[num]; ok {
		return obj
	}
	e, ok := f.entries[num]
	if !ok || f.err != nil || f.loading[num] || len(f.loading) > maxResolve {
		return nil
	}
	f.loading[num] = true
	defer delete(f.loading, num)
	var obj any
	if e.pack != 0 {
		obj = f.unpack(e.pack, num)
	} else if e.offset >= 0 {
		var found int
		found, obj = f.objectAt(e.offset)
		if found != num && !f.rebuilt {
			// The table points elsewhere: trust the file, not the table.
			f.rebuild()
			if e, ok := f.entries[num]; ok && e.pack != 0 {
				obj = f.unpack(e.pack, num)
			} else if ok {
				_, obj = f.objectAt(e.offset)
			} else {
				obj = nil
			}
		} else if found != num {
			obj = nil
		}
	}
	f.objects[num] = obj
	return obj
}

func (f *File) unpack(packNum, num int) any {
	p, ok := f.packs[packNum]
	if !ok {
		p = &pack{offsets: map[int]int{}}
		f.packs[packNum] = p
		if e := f.entries[packNum]; e.pack == 0 { // a stream cannot stand inside a stream
			s, _ := f.load(packNum).(*Stream)
			f.openPack(p, s)
		}
	}
	at, ok := p.offsets[num]
	if !ok {
		return nil
	}
	l := &lexer{data: p.data, pos: at}
	obj := l.object(0)
	f.walked(l.pos - at)
	return obj
}

func (f *File) openPack(p *pack, s *Stream) {
	if s == nil || s.Dict["Type"] != Name("ObjStm") {
		return
	}
	p.data = f.unfold(s)
	first := f.int(s.Dict["First"], 0)
	l := &lexer{data: p.data}
	for range min(f.int(s.Dict["N"], 0), len(p.data)) {
		num, ok1 := l.token().(int)
		off, ok2 := l.token().(int)
		if !ok1 || !ok2 {
			return
		}
		if at := first + off; at >= 0 && at < len(p.data) {
			p.offsets[num] = at
		}
	}
}

// rebuild goes through the file for "12 0 obj" and "trailer", the last of each
// counting, and opens every object stream it meets.
func (f *File) rebuild() {
	f.rebuilt = true
	f.entries, f.objects, f.packs = map[int]entry{}, map[int]any{}, map[int]*pack{}
	f.trailer = Dict{}
	var packs []int
	for at := 0; f.err == nil; {
		i := bytes.Index(f.data[at:], []byte("obj"))
		if i < 0 {
			break
		}
		i += at
		at = i + 3
		start, num, ok := numberBefore(f.data, i)
		if !ok {
			continue
		}
		if _, had := f.entries[num]; !had && len(f.entries) >= f.limits.Objects {
			f.fail(&LimitError{"objects", f.limits.Objects})
			return
		}
		f.entries[num] = entry{offset: start}
		head := f.data[i:min(len(f.data), i+400)]
		if bytes.Contains(head, []byte("ObjStm")) {
			packs = append(packs, num)
		}
		if bytes.Contains(head, []byte("XRef")) {
			if _, obj := f.objectAt(start); obj != nil {
				if s, ok := obj.(*Stream); ok && s.Dict["Type"] == Name("XRef") {
					f.mergeTrailer(s.Dict)
				}
			}
		}
	}
	for at := 0; f.err == nil; {
		i := bytes.Index(f.data[at:], []byte("trailer"))
		if i < 0 {
			break
		}
		at += i + len("trailer")
		l := &lexer{data: f.data[:min(len(f.data), at+64<<10)], pos: at}
		if d, ok := l.object(0).(Dict); ok {
			f.mergeTrailer(d)
		}
		f.walked(l.pos - at)
	}
	for _, num := range packs {
		if f.err != nil {
			return
		}
		p := &pack{offsets: map[int]int{}}
		s, _ := f.load(num).(*Stream)
		f.openPack(p, s)
		f.packs[num] = p
		for inner := range p.offsets {
			if _, own := f.entries[inner]; !own && !f.add(inner, entry{pack: num}) {
				return
			}
		}
	}
}

func (f *File) mergeTrailer(d Dict) {
	for _, key := range []Name{"Root", "Info", "ID", "Encrypt"} {
		if v, ok := d[key]; ok {
			f.trailer[key] = v
		}
	}
}

// numberBefore reads the "12 0 " that stands before position i.
func numberBefore(data []byte, i int) (start, num int, ok bool) {
	back := func(j int, want func(byte) bool) int {
		for j > 0 && want(data[j-1]) && i-j < 32 {
			j--
		}
		return j
	}
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	genEnd := back(i, isSpace)
	gen := back(genEnd, digit)
	numEnd := back(gen, isSpace)
	start = back(numEnd, digit)
	if genEnd == i || gen == genEnd || numEnd == gen || start == numEnd {
		return 0, 0, false
	}
	num, ok = (&lexer{data: data[:numEnd], pos: start}).token().(int)
	return start, num, ok
}

func (f *File) resolve(v any) any {
	for range maxResolve {
		ref, ok := v.(Ref)
		if !ok {
			return v
		}
		v = f.load(ref.Num)
	}
	return nil
}

func (f *File) dict(v any) Dict {
	switch v := f.resolve(v).(type) {
	case Dict:
		return v
	case *Stream:
		return v.Dict
	}
	return nil
}

func (f *File) array(v any) Array {
	a, _ := f.resolve(v).(Array)
	return a
}

func (f *File) int(v any, otherwise int) int {
	switch n := f.resolve(v).(type) {
	case int:
		return n
	case float64:
		if n > -1e9 && n < 1e9 {
			return int(n)
		}
	}
	return otherwise
}

func (f *File) number(v any) float64 {
	switch n := f.resolve(v).(type) {
	case int:
		return float64(n)
	case float64:
		return n
	}
	return 0
}
