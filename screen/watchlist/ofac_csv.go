package watchlist

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const (
	// cutLength is the length at which the OFAC cuts remarks in SDN.CSV.
	cutLength = 1000
	// shortFile is the number of rows up to which a file without its end mark is
	// taken for an extract made by hand. The published files have thousands.
	shortFile = 1000
	null      = "-0-"
)

func sortByName(lines []string) {
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[min(66, len(a)):], b[min(66, len(b)):]) })
}

// readSet reads the files of one OFAC CSV set together.
func (rd *Reader) readSet(ctx context.Context, files []named) (*List, error) {
	var set ofacSet
	for _, f := range files {
		s, err := rd.open(ctx, f.name, f.r)
		if err != nil {
			return nil, err
		}
		format, piece, err := sniff(s.name, s.head)
		if err != nil {
			return nil, err
		}
		if format != OFACCSV {
			return nil, refuse(s.name, fmt.Sprintf("a file of format %s among the files of an OFAC CSV set", format), "read it by itself")
		}
		if err := set.put(piece, s); err != nil {
			return nil, err
		}
	}
	if set[mainPiece] == nil {
		return nil, refuse(files[0].name, "the main file of the OFAC CSV set (SDN.CSV or CONS_PRIM.CSV) is not there", "put it beside the others")
	}
	p := &parsing{rd: rd, list: &List{Format: OFACCSV}, in: newInterner(), name: set[mainPiece].name}
	if err := p.ofacCSV(set[mainPiece], &set); err != nil {
		return nil, set[mainPiece].explain(err)
	}
	var sources []*source
	for _, s := range set {
		if s == nil {
			continue
		}
		if err := s.explain(s.drain()); err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	return p.done(sources)
}

// ofacSet are the open files of a set by their part.
type ofacSet [commentPiece + 1]*source

func (set *ofacSet) put(k piece, s *source) error {
	if have := set[k]; have != nil {
		return refuse(s.name, fmt.Sprintf("a second %s file beside %s", k, have.name), "keep one version of the list in a folder")
	}
	set[k] = s
	return nil
}

// ofacCSV reads SDN.CSV or CONS_PRIM.CSV and, where given, the alias, address and
// comments files of the same set. Columns are those of the OFAC's data
// specification; none has a header.
func (p *parsing) ofacCSV(s *source, set *ofacSet) error {
	p.list.Name = "ofac-sdn"
	if strings.Contains(strings.ToLower(s.name), "cons") {
		p.list.Name = "ofac-cons"
	}
	comments := map[string]string{}
	if set != nil && set[commentPiece] != nil {
		err := p.rows(set[commentPiece], 2, func(f []string, place string) error {
			if _, twice := comments[f[0]]; twice {
				return refuse(place, "a second continuation for "+f[0], fetchAgain)
			}
			comments[f[0]] = f[1]
			return nil
		})
		if err != nil {
			return err
		}
	}
	index := make(map[string]int32, 1<<14)
	cut := 0
	err := p.rows(s, 12, func(f []string, place string) error {
		remarks := f[11]
		if len(remarks) == cutLength {
			more, ok := comments[f[0]]
			switch {
			case ok:
				remarks += more
				delete(comments, f[0])
			case p.rd.AllowCut || p.rd.CutRemarks:
				cut++
			default:
				return refuse(place, fmt.Sprintf("the remarks of entry %s are cut at %d characters and their continuation is missing", f[0], cutLength),
					"read SDN_COMMENTS.CSV (CONS_COMMENTS.CSV) of the same date together with this file; without it names and wallets are missing")
			}
		}
		e := p.ofacRow(f, remarks)
		index[e.ID] = int32(len(p.list.Entries))
		return p.add(e, place)
	})
	if err != nil {
		return err
	}
	if len(comments) > 0 {
		p.list.note(fmt.Sprintf("%d continuations belong to no cut remark of %s: the files may be of different dates", len(comments), s.name))
	}
	if cut > 0 {
		p.list.lacks(fmt.Sprintf("%d remarks are cut at %d characters and not continued: names, dates and wallets are missing; put SDN_COMMENTS.CSV (CONS_COMMENTS.CSV) of the same date beside %s", cut, cutLength, s.name))
	}
	if set != nil {
		if err := p.ofacAliases(set[aliasPiece], index); err != nil {
			return err
		}
		if err := p.ofacAddresses(set[addressPiece], index); err != nil {
			return err
		}
	}
	for _, k := range []piece{aliasPiece, addressPiece} {
		if set == nil || set[k] == nil {
			p.list.lacks(fmt.Sprintf("the %s file of the set (%s) is not there: what it holds is missing", k, k.file(p.list.Name)))
		}
	}
	p.linkByName()
	return nil
}

func (p *parsing) ofacAliases(s *source, index map[string]int32) error {
	if s == nil {
		return nil
	}
	orphans := 0
	err := p.rows(s, 5, func(f []string, _ string) error {
		i, ok := index[f[0]]
		if !ok {
			orphans++
			return nil
		}
		e := &p.list.Entries[i]
		n := p.commaName(f[3], e.Schema)
		n.ID, n.Kind, n.Alias = strings.Clone(f[1]), Also, e.nextAlias()
		if f[2] == "fka" {
			n.Kind = Formerly
		}
		e.addName(n)
		if f[4] != "" {
			addOnce(&e.Remarks, p.in.string(n.Full+": "+f[4]))
		}
		return nil
	})
	p.orphans(s, orphans)
	return err
}

func (p *parsing) ofacAddresses(s *source, index map[string]int32) error {
	if s == nil {
		return nil
	}
	orphans := 0
	err := p.rows(s, 6, func(f []string, _ string) error {
		i, ok := index[f[0]]
		if !ok {
			orphans++
			return nil
		}
		e := &p.list.Entries[i]
		e.addPlace(Place{Street: p.in.string(f[2]), City: p.in.string(f[3]), Country: p.in.string(codeOrText(f[4]))})
		if f[5] != "" {
			addOnce(&e.Remarks, p.in.string("address: "+f[5]))
		}
		return nil
	})
	p.orphans(s, orphans)
	return err
}

func (p *parsing) orphans(s *source, n int) {
	if n > 0 {
		p.list.lacks(fmt.Sprintf("%d rows of %s belong to no entry of %s: the files may be of different dates", n, s.name, p.name))
	}
}

// rows calls f for each row of an OFAC CSV file. Nulls come as the empty text.
func (p *parsing) rows(s *source, columns int, f func(fields []string, place string) error) error {
	u := &unmarked{s: s}
	r := csv.NewReader(u)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	n := 0
	for {
		rec, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				return refuse(fmt.Sprintf("%s:%d", s.name, bad.Line), "a row is damaged or cut short: "+bad.Err.Error(), fetchAgain)
			}
			return s.explain(err)
		}
		n++
		line, _ := r.FieldPos(0)
		place := fmt.Sprintf("%s:%d", s.name, line)
		if len(rec) != columns || !isNumber(rec[0]) {
			return refuse(place, fmt.Sprintf("a row of %d columns where %d are expected, the first a number", len(rec), columns), fetchAgain)
		}
		for i, v := range rec {
			t := strings.TrimSpace(v)
			switch {
			case t == null:
				v = ""
			case i < columns-1:
				v = t
			} // remarks keep their blanks: a continuation may begin or end with one
			rec[i] = latin1(v)
		}
		if err := f(rec, place); err != nil {
			return err
		}
	}
	switch {
	case u.marked:
	case !u.ended && n > 0 && !p.rd.AllowCut:
		return refuse(s.name, "the last row is not complete: the file is cut short", fetchAgain)
	case p.rd.AllowCut, n < shortFile && !p.rd.RequireEnd:
		p.list.lacks(s.name + " has no end mark (0x1A): it is an extract, or it is not complete")
	default:
		return refuse(s.name, "the end mark (0x1A) is missing: the file is not complete", fetchAgain)
	}
	return nil
}

// ofacRow makes an entry of a row of the main file.
func (p *parsing) ofacRow(f []string, remarks string) Entry {
	e := Entry{ID: strings.Clone(f[0])}
	switch strings.ToLower(f[2]) {
	case "individual":
		e.Schema = Person
	case "vessel":
		e.Schema = Vessel
	case "aircraft":
		e.Schema = Aircraft
	default:
		e.Schema = Entity
	}
	n := p.commaName(f[1], e.Schema)
	n.Kind = Primary
	e.addName(n)
	for _, code := range strings.Split(f[3], "] [") {
		addOnce(&e.Programmes, p.in.string(strings.Trim(code, "[] ")))
	}
	if f[4] != "" {
		addOnce(&e.Remarks, p.in.string("Title: "+f[4]))
	}
	if f[5] != "" {
		e.addDocument(Document{Type: "call-sign", Label: "Vessel Call Sign", Number: p.in.string(f[5])})
	}
	for _, c := range []struct {
		column int
		label  string
	}{{6, "Vessel type"}, {7, "Vessel tonnage"}, {8, "Gross registered tonnage"}, {10, "Vessel owner"}} {
		if v := f[c.column]; v != "" {
			addOnce(&e.Remarks, p.in.string(c.label+": "+v))
		}
	}
	e.addCountry(p.in.string(f[9]), Flag)
	p.ofacRemarks(&e, remarks)
	return e
}

// addName adds a spelling once in each quality and kind.
func (e *Entry) addName(n Name) {
	if !printable(n.Full) {
		return
	}
	for i := range min(len(e.Names), compareUpTo) {
		if have := &e.Names[i]; have.Full == n.Full && have.Quality == n.Quality {
			return
		}
	}
	e.Names = append(e.Names, n)
}

// commaName reads a name as the OFAC prints it: of persons "FAMILY, Given", with a
// suffix after a second comma.
func (p *parsing) commaName(s string, schema Schema) Name {
	family, given, comma := strings.Cut(s, ",")
	if schema != Person || !comma {
		return Name{Full: p.in.string(oneSpace(s))}
	}
	given, suffix, _ := strings.Cut(given, ",")
	var parts []Part
	for _, part := range []Part{{Family, family}, {Given, given}, {Suffix, suffix}} {
		if part.Text = oneSpace(part.Text); part.Text != "" {
			part.Text = p.in.string(part.Text)
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return Name{Full: p.in.string(oneSpace(s))}
	}
	return Name{Full: p.in.string(fullName(parts)), Parts: parts}
}

// linkByName resolves "Linked To" remarks, which give a primary name.
func (p *parsing) linkByName() {
	var byName map[string]string
	for i := range p.list.Entries {
		for j := range p.list.Entries[i].Links {
			if byName == nil {
				byName = make(map[string]string, len(p.list.Entries))
				for k := range p.list.Entries {
					e := &p.list.Entries[k]
					if len(e.Names) == 0 {
						continue
					}
					name := strings.ToLower(e.Names[0].FamilyFirst())
					if _, twice := byName[name]; twice {
						byName[name] = "" // two entries have the name: it tells neither
					} else {
						byName[name] = e.ID
					}
				}
			}
			l := &p.list.Entries[i].Links[j]
			l.ID = byName[strings.ToLower(l.Name)]
		}
	}
}
