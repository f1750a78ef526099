package watchlist

import (
	"fmt"
	"strings"

	"bonafide"
)

// unXML reads the consolidated list of the UN Security Council
// (schema sc-sanctions.xsd). The key of an entry is its DATAID; the reference
// number (KPi.001) is what people quote, and is kept as a referent.
func (p *parsing) unXML(s *source) error {
	x := newXMLReader(s.name, s)
	root, err := x.root()
	if err != nil {
		return err
	}
	if root != "CONSOLIDATED_LIST" {
		return x.fail("<%s> where <CONSOLIDATED_LIST> is expected", root)
	}
	p.list.Name = "un"
	p.list.Version = string(x.attr("dateGenerated"))
	if len(p.list.Version) >= 10 {
		p.list.Published, _ = bonafide.ParseDate(p.list.Version[:10])
	}
	sections := 0
	err = x.children(func(name []byte) error {
		switch string(name) {
		case "INDIVIDUALS":
			sections++
			return x.children(func([]byte) error { return p.unEntry(x, Person) })
		case "ENTITIES":
			sections++
			return x.children(func([]byte) error { return p.unEntry(x, Entity) })
		}
		return x.skip()
	})
	if err != nil {
		return err
	}
	if sections != 2 {
		return refuse(s.name, "a section is missing: individuals or entities", fetchAgain)
	}
	return x.finish()
}

func (p *parsing) unEntry(x *xmlReader, schema Schema) error {
	place := fmt.Sprintf("%s:%d", x.place, x.line)
	e := Entry{Schema: schema}
	var name [4]string
	var original []string
	var aliases []Name
	text := func() (string, error) {
		t, err := x.text()
		return oneSpace(p.in.bytes(t)), err
	}
	values := func(f func(string)) error {
		return x.children(func([]byte) error {
			t, err := text()
			if t != "" {
				f(t)
			}
			return err
		})
	}
	err := x.children(func(tag []byte) error {
		var err error
		switch string(tag) {
		case "DATAID":
			e.ID, err = text()
		case "REFERENCE_NUMBER":
			var t string
			t, err = text()
			addOnce(&e.Referents, t)
		case "FIRST_NAME":
			name[0], err = text()
		case "SECOND_NAME":
			name[1], err = text()
		case "THIRD_NAME":
			name[2], err = text()
		case "FOURTH_NAME":
			name[3], err = text()
		case "NAME_ORIGINAL_SCRIPT":
			var t string
			t, err = text()
			original = append(original, t)
		case "UN_LIST_TYPE":
			var t string
			t, err = text()
			addOnce(&e.Programmes, t)
		case "LISTED_ON":
			var t string
			t, err = text()
			if len(t) >= 10 {
				e.Listed, _ = bonafide.ParseDate(t[:10])
			}
		case "GENDER":
			var t string
			t, err = text()
			e.Gender = genderOf(t)
		case "COMMENTS1":
			var t string
			t, err = text()
			addOnce(&e.Remarks, t)
		case "NATIONALITY", "NATIONALITY2":
			err = values(func(t string) { e.addCountry(t, Nationality) })
		case "TITLE", "DESIGNATION":
			err = values(func(t string) { addOnce(&e.Remarks, p.in.string("Title: "+t)) })
		case "INDIVIDUAL_ALIAS", "ENTITY_ALIAS":
			aliases, err = p.unAlias(x, &e, aliases)
		case "INDIVIDUAL_DATE_OF_BIRTH":
			err = p.unBirth(x, &e)
		case "INDIVIDUAL_PLACE_OF_BIRTH":
			var at Place
			at, err = p.unPlace(x)
			addOnce(&e.BirthPlaces, p.in.string(at.oneLine()))
		case "INDIVIDUAL_ADDRESS", "ENTITY_ADDRESS":
			var at Place
			at, err = p.unPlace(x)
			at.Country = p.in.string(codeOrText(at.Country))
			e.addPlace(at)
		case "INDIVIDUAL_DOCUMENT":
			err = p.unDocument(x, &e)
		default:
			err = x.skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	full := oneSpace(strings.Join(name[:], " "))
	if full == "" {
		return refuse(place, "entry "+e.ID+" has no name", fetchAgain)
	}
	p.spellings(&e, full, Name{Kind: Primary})
	for _, o := range original {
		p.spellings(&e, o, Name{Kind: Primary})
	}
	for i := range aliases {
		a := aliases[i]
		a.Alias = uint16(min(i+1, 1<<16-1))
		p.spellings(&e, a.Full, a)
	}
	return p.add(e, place)
}

// unAlias reads one alias. Empty alias elements are common and mean nothing. A name
// of low quality is weak; those of entities say a.k.a. or f.k.a. instead.
func (p *parsing) unAlias(x *xmlReader, e *Entry, aliases []Name) ([]Name, error) {
	n := Name{Kind: Also}
	var at Place
	err := x.children(func(tag []byte) error {
		kind := string(tag)
		t, err := x.text()
		s := oneSpace(p.in.bytes(t))
		switch {
		case err != nil || s == "":
		case kind == "QUALITY" && strings.EqualFold(s, "Low"):
			n.Quality = Weak
		case kind == "QUALITY" && strings.HasPrefix(strings.ToLower(s), "f.k.a"):
			n.Kind = Formerly
		case kind == "ALIAS_NAME":
			n.Full = s
		case kind == "DATE_OF_BIRTH":
			if d, ok := wordRange(s); ok {
				e.addBorn(d)
			} else {
				addOnce(&e.Remarks, p.in.string("alias date of birth: "+s))
			}
		case kind == "CITY_OF_BIRTH":
			at.City = s
		case kind == "COUNTRY_OF_BIRTH":
			at.Country = s
		case kind == "NOTE":
			addOnce(&e.Remarks, p.in.string("alias: "+s))
		}
		return err
	})
	addOnce(&e.BirthPlaces, p.in.string(at.oneLine()))
	if n.Full != "" {
		aliases = append(aliases, n)
	}
	return aliases, err
}

// spellings adds the names in one text: several are parted by semicolons, and one
// in brackets at the end is a spelling in another script or an acronym. An acronym
// is a weak name, whatever the list says of the name that it stands with.
func (p *parsing) spellings(e *Entry, text string, as Name) {
	kept := 0
	for _, s := range splitNames(text) {
		n := as
		n.Full = p.in.string(s)
		kept += len(s)
		if !printable(s) || hasName(e.Names, n) {
			continue
		}
		if kept > len(s) && acronym(s) {
			n.Quality = Weak
		}
		e.Names = append(e.Names, n)
	}
	if kept+len(" ()") < len(text) && strings.Contains(text, "(") {
		addOnce(&e.Remarks, p.in.string("name as printed: "+text))
	}
}

func hasName(names []Name, n Name) bool {
	for i := max(0, len(names)-compareUpTo); i < len(names); i++ {
		if names[i].Full == n.Full && names[i].Alias == n.Alias {
			return true
		}
	}
	return false
}

// splitNames takes apart what is printed as one name.
func splitNames(s string) []string {
	var out []string
	depth, from := 0, 0
	cut := func(to int) {
		if part := strings.Trim(s[from:to], " ,;"); part != "" {
			out = append(out, bracketed(part)...)
		}
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '(':
			depth++
		case s[i] == ')' && depth > 0:
			depth--
		case s[i] == ';' && depth == 0:
			cut(i)
			from = i + 1
		case depth == 0 && strings.HasPrefix(s[i:], " b) "), depth == 0 && strings.HasPrefix(s[i:], " c) "):
			cut(i)
			from = i + 4
			i += 3
		}
	}
	cut(len(s))
	return out
}

// bracketed takes a name apart whose end stands in brackets: spellings in another
// script and acronyms are names of their own, other words a remark on the name.
func bracketed(s string) []string {
	if !strings.HasSuffix(s, ")") {
		return []string{strings.TrimLeft(s, ") ")}
	}
	depth, open := 0, -1
	for i := len(s) - 1; i >= 0 && open < 0; i-- {
		switch s[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				open = i
			}
		}
	}
	if open <= 0 {
		return []string{strings.TrimLeft(s, ") ")}
	}
	base, inner := strings.TrimSpace(s[:open]), strings.TrimSpace(s[open+1:len(s)-1])
	inner = strings.TrimPrefix(inner, "original script:")
	out := bracketed(base)
	if scriptOf(inner) != scriptOf(base) || acronym(inner) || strings.Contains(inner, ";") {
		for part := range strings.SplitSeq(inner, ";") {
			if part = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(part), "(original script)")); part != "" {
				out = append(out, bracketed(part)...)
			}
		}
	}
	return out
}

// acronym reports whether s is one word of two to ten capitals.
func acronym(s string) bool {
	for i := 0; i < len(s); i++ {
		if (s[i] < 'A' || s[i] > 'Z') && s[i] != '-' && s[i] != '/' && s[i] != '.' {
			return false
		}
	}
	return len(s) >= 2 && len(s) <= 10
}

// unBirth reads one date of birth: EXACT, APPROXIMATELY or BETWEEN two years. Some
// exact dates stand in a note, as "Nov. 1973".
func (p *parsing) unBirth(x *xmlReader, e *Entry) error {
	var kind, date, yearText, from, to, note string
	err := x.children(func(tag []byte) error {
		name := string(tag)
		b, err := x.text()
		t := oneSpace(string(b))
		switch name {
		case "TYPE_OF_DATE":
			kind = t
		case "DATE":
			date = t
		case "YEAR":
			yearText = t
		case "FROM_YEAR":
			from = t
		case "TO_YEAR":
			to = t
		case "NOTE":
			note = t
		}
		return err
	})
	if err != nil {
		return err
	}
	var r DateRange
	switch {
	case date != "":
		d, ok := wordDate(date[:min(10, len(date))])
		if !ok {
			note = date + " " + note
		}
		r = day(d)
	case yearText != "":
		d, ok := wordDate(strings.Trim(note, " .") + " " + yearText)
		if !ok {
			d = bonafide.Date{Year: year(yearText)}
		} else {
			note = ""
		}
		r = day(d)
	case from != "" || to != "":
		r = DateRange{From: bonafide.Date{Year: year(from)}, To: bonafide.Date{Year: year(to)}}
	case note != "":
		if d, ok := wordDate(note); ok {
			r, note = day(d), ""
		}
	}
	if r != (DateRange{}) {
		r.Circa = strings.HasPrefix(kind, "APPROX") || strings.HasPrefix(strings.ToLower(note), "approx")
		e.addBorn(r)
	}
	if note != "" && !strings.EqualFold(note, "approximately") {
		addOnce(&e.Remarks, p.in.string("date of birth: "+note))
	}
	return nil
}

func (p *parsing) unPlace(x *xmlReader) (Place, error) {
	var at Place
	err := x.children(func(tag []byte) error {
		name := string(tag)
		b, err := x.text()
		t := oneSpace(p.in.bytes(b))
		if strings.EqualFold(t, "na") {
			t = ""
		}
		switch name {
		case "STREET":
			at.Street = t
		case "CITY":
			at.City = t
		case "STATE_PROVINCE":
			at.Region = t
		case "ZIP_CODE":
			at.Postal = t
		case "COUNTRY":
			at.Country = t
		}
		return err
	})
	return at, err
}

func (p *Place) oneLine() string {
	var parts []string
	for _, s := range []string{p.Street, p.City, p.Region, p.Postal, p.Country} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

func (p *parsing) unDocument(x *xmlReader, e *Entry) error {
	var kind, second, number, country, issued, note string
	err := x.children(func(tag []byte) error {
		name := string(tag)
		b, err := x.text()
		t := oneSpace(p.in.bytes(b))
		switch name {
		case "TYPE_OF_DOCUMENT":
			kind = t
		case "TYPE_OF_DOCUMENT2":
			second = t
		case "NUMBER":
			number = t
		case "ISSUING_COUNTRY":
			country = t
		case "COUNTRY_OF_ISSUE":
			issued = t
		case "NOTE":
			note = t
		}
		return err
	})
	if err != nil {
		return err
	}
	if kind == "" {
		kind = second
	}
	if country == "" {
		country = issued
	}
	if number == "" && kind == "" {
		return nil
	}
	d := document(kind, p.in.string(number), p.in.string(country))
	for _, word := range []string{"false", "fraudulent", "counterfeit", "forged", "stolen"} {
		d.Disputed = d.Disputed || strings.Contains(strings.ToLower(note+" "+number), word)
	}
	e.addDocument(d)
	if note != "" {
		addOnce(&e.Remarks, p.in.string(oneSpace(kind+" "+number+": "+note)))
	}
	return nil
}
