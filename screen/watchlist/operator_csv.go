package watchlist

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"bonafide"
)

// operatorColumns are the columns of an operator's own list, with the names that
// are taken for the same. Cells of several values part them by semicolons.
var operatorColumns = map[string][]string{
	"id":              {"list_id", "uid"},
	"schema":          {"type"},
	"name":            {"full_name"},
	"aliases":         {"alias"},
	"weak_aliases":    {"weak_alias"},
	"previous_names":  {"previous_name"},
	"birth_dates":     {"birth_date", "dob"},
	"birth_places":    {"birth_place"},
	"countries":       {"country"},
	"gender":          nil,
	"documents":       {"identifiers"},
	"programmes":      {"programme", "program", "programs", "sanctions"},
	"programme_ids":   {"program_ids"},
	"addresses":       {"address"},
	"wallets":         {"wallet"},
	"emails":          {"email"},
	"phones":          {"phone"},
	"websites":        {"website"},
	"handles":         {"handle"},
	"remarks":         {"remark", "notes"},
	"listed":          {"first_seen"},
	"delisted":        nil,
	"dataset":         nil, // kept as a remark
	"last_seen":       nil, // passed over
	"last_change":     nil, // passed over
	"referents":       nil,
	"source":          nil, // kept as a remark
	"birth_country":   nil, // kept to be shown
	"nationality":     {"nationalities"},
	"passport_number": {"passport"},
}

// OperatorColumns are the column names of an operator's own CSV list, sorted.
func OperatorColumns() []string {
	out := make([]string, 0, len(operatorColumns))
	for c := range operatorColumns {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

var operatorSchemas = map[string]Schema{
	"person": Person, "individual": Person, "entity": Entity, "company": Entity, "organization": Entity, "organisation": Entity,
	"legalentity": Entity, "publicbody": Entity, "vessel": Vessel, "ship": Vessel, "aircraft": Aircraft, "airplane": Aircraft,
	"wallet": BareWallet, "cryptowallet": BareWallet, "": Unknown, "unknown": Unknown, "any": Unknown, "security": Unknown,
}

// operatorHeader finds out what parts the columns of an operator's list: commas,
// semicolons or tabs. ok is false where the first line has no column of names or wallets.
func operatorHeader(head []byte) (comma rune, ok bool) {
	line, _, _ := bytes.Cut(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), "\r\n"), []byte{'\n'})
	for _, comma := range []rune{',', ';', '\t'} {
		for _, c := range firstRecord(line, comma) {
			c = strings.ToLower(oneSpace(c))
			if c == "name" || c == "wallets" || slices.Contains(operatorColumns["name"], c) || slices.Contains(operatorColumns["wallets"], c) {
				return comma, true
			}
		}
	}
	return ',', false
}

// operatorCSV reads a CSV file with a header of [OperatorColumns]. Only a name or a
// wallet is needed, and it may be the only column; rows without an id get "row-<line>". The same columns read the
// simplified CSV that OpenSanctions publishes.
func (p *parsing) operatorCSV(s *source) error {
	p.list.Name = stem(s.name)
	comma, _ := operatorHeader(s.head)
	t, err := openTable(s, comma, func([]string) bool { return true }, nil)
	if err != nil {
		return err
	}
	canonical := map[string]string{}
	for name, others := range operatorColumns {
		canonical[name] = name
		for _, o := range others {
			canonical[o] = name
		}
	}
	columns := map[string]int{}
	for i, c := range t.header {
		name, ok := canonical[c]
		if !ok {
			return refuse(t.place(), fmt.Sprintf("unknown column %q", clipped([]byte(c))), "the columns are "+strings.Join(OperatorColumns(), ", "))
		}
		if _, twice := columns[name]; twice {
			return refuse(t.place(), fmt.Sprintf("the column %q stands there twice", name), "")
		}
		columns[name] = i
	}
	t.columns = columns
	for {
		if err := t.next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := p.operatorRow(t); err != nil {
			return err
		}
	}
}

func (p *parsing) operatorRow(t *table) error {
	each := func(column string, f func(string) error) error {
		for v := range strings.SplitSeq(t.lines(column), ";") {
			if v = oneSpace(v); v != "" {
				if err := f(p.in.string(v)); err != nil {
					return err
				}
			}
		}
		return nil
	}
	set := func(column string, into *[]string) {
		each(column, func(v string) error { addOnce(into, v); return nil })
	}
	schema, ok := operatorSchemas[strings.ToLower(t.cell("schema"))]
	if !ok {
		return refuse(t.place(), fmt.Sprintf("unknown schema %q", clipped([]byte(t.cell("schema")))), "write person, entity, vessel, aircraft or wallet")
	}
	e := Entry{ID: p.in.string(t.cell("id")), Schema: schema, Gender: genderOf(t.cell("gender"))}
	if e.ID == "" {
		e.ID = "row-" + strconv.Itoa(t.line)
	}
	for _, n := range []struct {
		column string
		as     Name
	}{
		{"name", Name{Kind: Primary}}, {"aliases", Name{Kind: Also}}, {"previous_names", Name{Kind: Formerly}},
		{"weak_aliases", Name{Kind: Also, Quality: Weak}},
	} {
		each(n.column, func(v string) error {
			as := n.as
			typed := p.commaName(v, e.Schema)
			as.Full, as.Parts, as.Alias = typed.Full, typed.Parts, e.nextAlias()
			e.addName(as)
			return nil
		})
	}
	err := each("birth_dates", func(v string) error {
		r, ok := wordRange(v)
		if !ok {
			return refuse(t.place(), fmt.Sprintf("birth date %q", clipped([]byte(v))), "write 1965, 1965-03, 1965-03-12, \"circa 1965\" or \"1963 to 1965\"")
		}
		e.addBorn(r)
		return nil
	})
	if err != nil {
		return err
	}
	set("birth_places", &e.BirthPlaces)
	set("birth_country", &e.BirthPlaces)
	each("countries", func(v string) error { e.addCountry(v, Nationality); return nil })
	each("nationality", func(v string) error { e.addCountry(v, Nationality); return nil })
	each("documents", func(v string) error {
		kind, number, typed := strings.Cut(v, ":")
		if !typed {
			kind, number = "id", v
		}
		number, country, _ := strings.Cut(number, ":")
		e.addDocument(document(strings.TrimSpace(kind), strings.TrimSpace(number), strings.TrimSpace(country)))
		return nil
	})
	each("passport_number", func(v string) error { e.addDocument(document("Passport", v, "")); return nil })
	set("programmes", &e.Programmes)
	set("programme_ids", &e.Programmes)
	each("addresses", func(v string) error { e.addPlace(Place{Street: v}); return nil })
	err = each("wallets", func(v string) error {
		ticker, address, typed := strings.Cut(v, ":")
		if !typed || len(ticker) > 8 || strings.EqualFold(ticker, "bitcoincash") {
			ticker, address = "", v
		}
		if !addressLike(strings.TrimSpace(address)) {
			return refuse(t.place(), fmt.Sprintf("wallet %q is no address", clipped([]byte(v))), "write the address, or TICKER:address")
		}
		e.addWallet(p.in.string(strings.ToUpper(ticker)), address)
		return nil
	})
	if err != nil {
		return err
	}
	set("emails", &e.Emails)
	set("phones", &e.Phones)
	set("websites", &e.Sites)
	set("handles", &e.Handles)
	set("referents", &e.Referents)
	if r := t.cell("remarks"); r != "" {
		addOnce(&e.Remarks, p.in.string(r))
	}
	for _, c := range []string{"dataset", "source"} {
		if v := t.cell(c); v != "" {
			addOnce(&e.Remarks, p.in.string(c+": "+v))
		}
	}
	for _, d := range []struct {
		column string
		into   *bonafide.Date
	}{{"listed", &e.Listed}, {"delisted", &e.Delisted}} {
		v := t.cell(d.column)
		if len(v) > 10 {
			v = v[:10]
		}
		got, err := bonafide.ParseDate(v)
		if err != nil {
			return refuse(t.place(), fmt.Sprintf("%s: %v", d.column, err), "")
		}
		*d.into = got
	}
	if len(e.Names) == 0 && len(e.Wallets) == 0 {
		return refuse(t.place(), "a row with neither name nor wallet", "fill in one of them, or take the row out")
	}
	return p.add(e, t.place())
}
