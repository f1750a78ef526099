package watchlist

import (
	"io"
	"slices"
	"strings"
)

// ukCSV reads the UK Sanctions List in CSV: a "Report Date" line, a header, then a
// row for every combination of an entry's names, dates, addresses and documents,
// joined by the unique id.
func (p *parsing) ukCSV(s *source) error {
	p.list.Name = "uk"
	t, err := openTable(s, ',', func(row []string) bool { return len(row) > 5 }, func(line string) {
		if _, date, ok := strings.Cut(line, ":"); ok && strings.HasPrefix(line, "Report Date") {
			p.list.Version = oneSpace(date)
			if d, ok := wordDate(strings.ReplaceAll(p.list.Version, "-", " ")); ok {
				p.list.Published = d
			} else {
				p.list.Published = slashDay(p.list.Version)
			}
		}
	})
	if err != nil {
		return err
	}
	for _, needed := range []string{"unique id", "name 6", "name type"} {
		if !slices.Contains(t.header, needed) {
			return refuse(t.place(), "the column \""+needed+"\" is not there", "take the file from the UK Sanctions List page")
		}
	}
	index := map[string]int{}
	for {
		if err := t.next(); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		id := t.cell("unique id")
		if id == "" {
			id = t.cell("ofsi group id")
		}
		i, ok := index[id]
		if !ok {
			i = len(p.list.Entries)
			index[id] = i
			e := Entry{ID: p.in.string(id), Schema: ukSchema(t.cell("designation type", "individual, entity, ship"))}
			if err := p.add(e, t.place()); err != nil {
				return err
			}
		}
		p.ukRow(&p.list.Entries[i], t)
	}
	for i := range p.list.Entries {
		p.list.Entries[i].primaryFirst()
	}
	return nil
}

func (p *parsing) ukRow(e *Entry, t *table) {
	str := func(names ...string) string { return p.in.string(t.cell(names...)) }
	n := p.ukParts(t.cell("name 6"), []string{t.cell("name 1"), t.cell("name 2"), t.cell("name 3"), t.cell("name 4"), t.cell("name 5")}, e.Schema)
	ukKind(&n, t.cell("name type"), t.cell("alias strength"))
	n.Alias = e.nextAlias()
	e.addName(n)
	if o := str("name non-latin script"); o != "" {
		e.addName(Name{Full: o, Kind: Also, Alias: e.nextAlias()})
	}
	if group := str("ofsi group id"); group != e.ID {
		addOnce(&e.Referents, group)
	}
	addOnce(&e.Referents, str("un reference number"))
	addOnce(&e.Programmes, str("regime name"))
	if e.Listed.IsZero() {
		e.Listed = slashDay(t.cell("date designated"))
	}
	e.ukBorn(p.in.string(t.lines("d.o.b")))
	for _, v := range splitValues(t.lines("nationality(/ies)")) {
		e.addCountry(p.in.string(oneSpace(v)), Nationality)
	}
	at := Place{City: str("address line 6"), Postal: str("address postal code"), Country: p.in.string(codeOrText(t.cell("address country")))}
	var street []string
	for _, c := range []string{"address line 1", "address line 2", "address line 3", "address line 4", "address line 5"} {
		if v := t.cell(c); v != "" {
			street = append(street, v)
		}
	}
	at.Street = p.in.string(strings.Join(street, ", "))
	e.addPlace(at)
	for _, v := range splitValues(t.lines("phone number")) {
		addOnce(&e.Phones, p.in.string(v))
	}
	for _, v := range splitContacts(t.lines("website")) {
		addOnce(&e.Sites, p.in.string(v))
	}
	for _, v := range splitContacts(t.lines("email address")) {
		addOnce(&e.Emails, p.in.string(v))
	}
	p.ukNumbers(e, "Passport", t.lines("passport number"), str("passport additional information"))
	p.ukNumbers(e, "National identifier", t.lines("national identifier number"), str("national identifier additional information"))
	p.ukNumbers(e, "Business registration number (s)", t.lines("business registration number (s)"), "")
	p.ukNumbers(e, "IMO number", t.lines("imo number"), "")
	p.ukNumbers(e, "Hull identification number", t.lines("hull identification number (hin)"), "")
	if g := genderOf(t.cell("gender")); g != "" {
		e.Gender = g
	}
	born := Place{City: str("town of birth"), Country: str("country of birth")}
	addOnce(&e.BirthPlaces, p.in.string(born.oneLine()))
	for _, c := range []string{"current believed flag of ship", "previous flags"} {
		for _, v := range splitValues(t.lines(c)) {
			e.addCountry(p.in.string(oneSpace(v)), Flag)
		}
	}
	for _, c := range []string{"title", "position"} {
		if v := t.cell(c); v != "" {
			addOnce(&e.Remarks, p.in.string("Title: "+v))
		}
	}
	for _, c := range []string{"other information", "uk statement of reasons", "sanctions imposed"} {
		addOnce(&e.Remarks, str(c))
	}
	for _, c := range []string{"type of entity", "type of ship", "tonnage of ship", "length of ship", "year built"} {
		if v := t.cell(c); v != "" {
			addOnce(&e.Remarks, p.in.string(c+": "+v))
		}
	}
	for _, c := range []string{"subsidiaries", "parent company", "current owner/operator (s)", "previous owner/operator (s)"} {
		for _, v := range splitValues(t.lines(c)) {
			l := Link{Relation: strings.TrimSuffix(c, " (s)"), Name: p.in.string(oneSpace(v))}
			if l.Name != "" {
				once(&e.Links, l)
			}
		}
	}
}
