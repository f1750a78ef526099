package watchlist

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"bonafide"
)

// ftmLine bounds one line. The largest entities have a few hundred kilobytes.
const ftmLine = 16 << 20

// ftmEntity is one line of a FollowTheMoney export.
type ftmEntity struct {
	ID         string               `json:"id"`
	Schema     string               `json:"schema"`
	Caption    string               `json:"caption"`
	Properties map[string]ftmValues `json:"properties"`
	Referents  []string             `json:"referents"`
	Datasets   []string             `json:"datasets"`
	FirstSeen  string               `json:"first_seen"`
	LastSeen   string               `json:"last_seen"`
	LastChange string               `json:"last_change"`
	// Target is set where the export says whom its lists name: an entity that is none is
	// there for its relations (a director, a shareholder).
	Target *bool `json:"target"`
}

// ftmValues are the values of one property: texts, or the nested entities of a
// "nested" export.
type ftmValues struct {
	texts  []string
	nested []ftmEntity
}

// UnmarshalJSON implements [json.Unmarshaler].
func (v *ftmValues) UnmarshalJSON(b []byte) error {
	if err := json.Unmarshal(b, &v.texts); err == nil {
		return nil
	}
	v.texts = nil
	var mixed []json.RawMessage
	if err := json.Unmarshal(b, &mixed); err != nil {
		return err
	}
	for _, m := range mixed {
		if len(m) > 0 && m[0] == '"' {
			var s string
			if err := json.Unmarshal(m, &s); err != nil {
				return err
			}
			v.texts = append(v.texts, s)
			continue
		}
		var e ftmEntity
		if err := json.Unmarshal(m, &e); err != nil {
			return err
		}
		v.nested = append(v.nested, e)
	}
	return nil
}

var ftmSchemas = map[string]Schema{
	"Person": Person, "Company": Entity, "Organization": Entity, "LegalEntity": Entity, "PublicBody": Entity,
	"Vessel": Vessel, "Airplane": Aircraft, "CryptoWallet": BareWallet,
}

// ftmHelpers are schemas that say something about another entity, and the property
// that names it.
var ftmHelpers = map[string]string{
	"Passport": "holder", "Identification": "holder", "Sanction": "entity", "Ownership": "asset", "Directorship": "director",
	"Membership": "member", "Employment": "employee", "Representation": "agent", "Family": "person", "Associate": "person",
	"UnknownLink": "subject", "Succession": "predecessor",
}

// ftmLater is a fact that waits for the entity that it belongs to.
type ftmLater struct {
	holder string
	put    func(e *Entry)
}

type ftm struct {
	*parsing
	index   map[string]int32
	later   []ftmLater
	names   map[string]string // of all entities, for links
	address map[string]Place
	passed  map[string]int
	held    []ftmEntity // wallets that name a holder
	ends    map[string]*ftmEnd
	// bystanders is how many entities the export says are no targets.
	bystanders int
}

// ftmEnd is what the measures against one entity say of their end.
type ftmEnd struct {
	live bool          // one of them goes on
	last bonafide.Date // the last day that one gives
}

// followMoney reads FollowTheMoney entities, one JSON object a line, as OpenSanctions
// publishes them: entities with the facts about them in lines of their own
// (entities.ftm.json), or nested in them (targets.nested.json).
func (p *parsing) followMoney(s *source) error {
	p.list.Name = strings.TrimSuffix(stem(s.name), ".entities")
	f := &ftm{parsing: p, index: map[string]int32{}, names: map[string]string{}, address: map[string]Place{}, passed: map[string]int{}, ends: map[string]*ftmEnd{}}
	in := bufio.NewReaderSize(s, 1<<20)
	newest := ""
	for line := 1; ; line++ {
		text, err := longLine(in)
		if err == io.EOF {
			break
		}
		place := fmt.Sprintf("%s:%d", s.name, line)
		if err != nil {
			if errors.Is(err, bufio.ErrTooLong) {
				return refuse(place, fmt.Sprintf("a line of more than %d bytes", ftmLine), "")
			}
			return err
		}
		if text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))); len(text) == 0 {
			continue
		}
		var e ftmEntity
		if err := json.Unmarshal(text, &e); err != nil {
			return refuse(place, "a line that is damaged or cut short: "+err.Error(), fetchAgain)
		}
		if e.ID == "" || e.Schema == "" {
			return refuse(place, "an entity without id or schema", fetchAgain)
		}
		newest = max(newest, e.LastSeen, e.LastChange)
		if err := f.entity(&e, place); err != nil {
			return err
		}
	}
	p.list.Version = newest
	if len(newest) >= 10 {
		p.list.Published, _ = bonafide.ParseDate(newest[:10])
	}
	return f.join()
}

// longLine reads a line of at most ftmLine bytes.
func longLine(in *bufio.Reader) ([]byte, error) {
	b, err := in.ReadSlice('\n')
	if err == nil {
		return b, nil
	}
	line := bytes.Clone(b)
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(line) > ftmLine {
			return nil, bufio.ErrTooLong
		}
		b, err = in.ReadSlice('\n')
		line = append(line, b...)
	}
	if err == io.EOF && len(line) > 0 {
		err = nil
	}
	return line, err
}

func (f *ftm) entity(e *ftmEntity, place string) error {
	schema, target := ftmSchemas[e.Schema]
	if schema == BareWallet && len(e.ids("holder")) > 0 {
		f.held = append(f.held, *e)
		return nil
	}
	if target && e.Target != nil && !*e.Target {
		f.names[e.ID] = f.in.string(cmp.Or(e.Caption, e.first("name")))
		f.bystanders++
		return nil
	}
	if target {
		return f.target(e, schema, place)
	}
	if e.Schema == "Address" {
		f.address[e.ID] = f.place(e)
		return nil
	}
	if prop, ok := ftmHelpers[e.Schema]; ok {
		for _, holder := range e.ids(prop) {
			f.about(e, holder)
		}
		return nil
	}
	f.passed[e.Schema]++
	return nil
}

// ids are the entities that a property points to.
func (e *ftmEntity) ids(prop string) []string {
	v := e.Properties[prop]
	out := v.texts
	for i := range v.nested {
		out = append(out, v.nested[i].ID)
	}
	return out
}

// first is the first value of a property.
func (e *ftmEntity) first(props ...string) string {
	for _, p := range props {
		if t := e.Properties[p].texts; len(t) > 0 {
			return oneSpace(t[0])
		}
	}
	return ""
}

func (f *ftm) target(in *ftmEntity, schema Schema, place string) error {
	e := Entry{ID: f.in.string(in.ID), Schema: schema}
	for _, r := range in.Referents {
		if r != in.ID {
			addOnce(&e.Referents, f.in.string(r))
		}
	}
	f.ftmNames(&e, in)
	f.names[e.ID] = e.PrimaryName()
	each := func(f func(string), props ...string) {
		for _, p := range props {
			for _, v := range in.Properties[p].texts {
				if v = oneSpace(v); v != "" {
					f(v)
				}
			}
		}
	}
	each(func(v string) {
		if r, ok := wordRange(v); ok {
			e.addBorn(r)
		} else {
			addOnce(&e.Remarks, f.in.string("date of birth: "+v))
		}
	}, "birthDate", "incorporationDate", "buildDate")
	each(func(v string) { addOnce(&e.BirthPlaces, f.in.string(v)) }, "birthPlace", "birthCountry")
	each(func(v string) { e.addCountry(f.in.string(v), Nationality) }, "nationality", "citizenship")
	each(func(v string) { e.addCountry(f.in.string(v), Registration) }, "jurisdiction", "mainCountry")
	each(func(v string) { e.addCountry(f.in.string(v), Residence) }, "country")
	each(func(v string) { e.addCountry(f.in.string(v), Flag) }, "flag", "pastFlags")
	each(func(v string) { e.Gender = genderOf(v) }, "gender")
	each(func(v string) { addOnce(&e.Emails, f.in.string(v)) }, "email")
	each(func(v string) { addOnce(&e.Phones, f.in.string(v)) }, "phone")
	each(func(v string) { addOnce(&e.Sites, f.in.string(v)) }, "website")
	each(func(v string) { addOnce(&e.Handles, f.in.string(v)) }, "username")
	each(func(v string) { e.Places = append(e.Places, Place{Street: f.in.string(v)}) }, "address")
	each(func(v string) { addOnce(&e.Programmes, f.in.string(v)) }, "program", "programId")
	each(func(v string) {
		if v != "sanction" { // a politician, a debarred firm, somebody wanted: a reader has to see it
			addOnce(&e.Programmes, f.in.string(v))
		}
	}, "topics")
	each(func(v string) { addOnce(&e.Remarks, f.in.string(v)) }, "notes", "position", "title")
	for _, d := range ftmDocuments {
		each(func(v string) {
			e.addDocument(Document{Type: d.kind, Label: d.label, Number: f.in.string(v)})
		}, d.prop)
	}
	if schema == BareWallet {
		f.ownWallet(&e, in)
	}
	f.nested(&e, in)
	f.index[e.ID] = int32(len(f.list.Entries))
	return f.add(e, place)
}

var ftmDocuments = []struct{ prop, kind, label string }{
	{"passportNumber", "passport", "Passport"}, {"idNumber", "national-id", "ID number"}, {"socialSecurityNumber", "ssn", "SSN"},
	{"taxNumber", "tax-id", "Tax number"}, {"vatCode", "tax-id", "VAT code"}, {"innCode", "inn", "INN"}, {"ogrnCode", "ogrn", "OGRN"},
	{"registrationNumber", "registration", "Registration number"}, {"okpoCode", "registration", "OKPO"}, {"dunsCode", "duns", "DUNS"},
	{"uniqueEntityId", "registration", "UEI"}, {"npiCode", "registration", "NPI"}, {"kppCode", "registration", "KPP"},
	{"leiCode", "lei", "LEI"}, {"swiftBic", "swift", "SWIFT/BIC"}, {"bikCode", "bik", "BIK"}, {"isinCode", "isin", "ISIN"},
	{"imoNumber", "imo", "IMO number"}, {"mmsi", "mmsi", "MMSI"}, {"callSign", "call-sign", "Call sign"},
	{"serialNumber", "msn", "Serial number"}, {"uscCode", "uscc", "USCC"},
}

// ftmNames takes the names over. The arrays of given and family names are not
// aligned with the names, so parts are set only where there is one of each and both
// stand in the name.
func (f *ftm) ftmNames(e *Entry, in *ftmEntity) {
	var given, family string
	if g, l := in.Properties["firstName"].texts, in.Properties["lastName"].texts; len(g) == 1 && len(l) == 1 {
		given, family = oneSpace(g[0]), oneSpace(l[0])
	}
	caption := oneSpace(in.Caption)
	for _, kind := range []struct {
		prop string
		as   Name
	}{
		{"name", Name{Kind: Primary}}, {"alias", Name{Kind: Also}}, {"previousName", Name{Kind: Formerly}},
		{"abbreviation", Name{Kind: Also, Quality: Weak}}, {"weakAlias", Name{Kind: Also, Quality: Weak}},
	} {
		for _, v := range in.Properties[kind.prop].texts {
			n := kind.as
			n.Full = f.in.string(oneSpace(v))
			n.Alias = e.nextAlias()
			if given != "" && family != "" && (n.Full == given+" "+family || n.Full == family+" "+given) {
				n.Parts = []Part{{Family, f.in.string(family)}, {Given, f.in.string(given)}}
			}
			e.addName(n)
		}
	}
	// All names are primary in this format; the caption is the one to be shown.
	for i := range e.Names {
		if e.Names[i].Kind == Primary && e.Names[i].Full == caption && i > 0 {
			e.Names[0], e.Names[i] = e.Names[i], e.Names[0]
			e.Names[0].Alias, e.Names[i].Alias = e.Names[i].Alias, e.Names[0].Alias
			break
		}
	}
	for i := 1; i < len(e.Names); i++ {
		if e.Names[i].Kind == Primary {
			e.Names[i].Kind = Also
		}
	}
	if len(e.Names) == 0 && e.Schema != BareWallet {
		e.addName(Name{Kind: Primary, Full: f.in.string(caption)})
	}
}

func (f *ftm) place(in *ftmEntity) Place {
	at := Place{
		Street: f.in.string(in.first("street")), City: f.in.string(in.first("city")), Region: f.in.string(in.first("state", "region")),
		Postal: f.in.string(in.first("postalCode")), Country: f.in.string(codeOrText(in.first("country"))),
	}
	if at.Street == "" && at.City == "" {
		at.Street = f.in.string(in.first("full"))
	}
	return at
}

// nested takes the facts that stand inside an entity.
func (f *ftm) nested(e *Entry, in *ftmEntity) {
	for _, v := range in.Properties {
		for i := range v.nested {
			n := &v.nested[i]
			switch n.Schema {
			case "Address":
				e.addPlace(f.place(n))
			case "CryptoWallet":
				f.ownWallet(e, n)
			default:
				if put := f.fact(n); put != nil {
					put(e)
				}
			}
		}
	}
	for _, id := range in.Properties["addressEntity"].texts {
		f.later = append(f.later, ftmLater{e.ID, func(e *Entry) {
			e.addPlace(f.address[id])
		}})
	}
}

func (f *ftm) ownWallet(e *Entry, in *ftmEntity) {
	ticker := strings.ToUpper(in.first("currency", "currencySymbol"))
	for _, key := range in.Properties["publicKey"].texts {
		e.addWallet(f.in.string(ticker), f.in.string(key))
	}
	if at := in.Properties["publicKey"].texts; len(at) == 0 && e.Schema == BareWallet {
		f.list.note("wallet " + e.ID + " has no public key")
	}
}

// about waits for the entity that a fact is about.
func (f *ftm) about(in *ftmEntity, holder string) {
	if put := f.fact(in); put != nil {
		f.later = append(f.later, ftmLater{f.in.string(holder), put})
	}
}

// fact is what a helper entity says about another one.
func (f *ftm) fact(in *ftmEntity) func(e *Entry) {
	switch in.Schema {
	case "Passport", "Identification":
		label := in.first("type")
		if label == "" {
			label = in.Schema
		}
		d := document(f.in.string(label), f.in.string(in.first("number", "passportNumber")), f.in.string(in.first("country")))
		if in.Schema == "Passport" {
			d.Type = "passport"
		}
		return func(e *Entry) { e.addDocument(d) }
	case "Sanction":
		program := f.in.string(in.first("program"))
		code := f.in.string(in.first("programId"))
		listed, _ := wordDate(in.first("listingDate", "startDate"))
		ended := in.ended()
		return func(e *Entry) {
			addOnce(&e.Programmes, program)
			addOnce(&e.Programmes, code)
			if !listed.IsZero() && (e.Listed.IsZero() || listed.Before(e.Listed)) {
				e.Listed = listed
			}
			f.ending(e.ID, ended)
		}
	}
	other := map[string]string{
		"Ownership": "owner", "Directorship": "organization", "Membership": "organization", "Employment": "employer", "Representation": "client",
		"Family": "relative", "Associate": "associate", "UnknownLink": "object", "Succession": "successor",
	}[in.Schema]
	if other == "" {
		return nil
	}
	relation := in.first("role", "relationship", "linkType")
	if relation == "" {
		relation = strings.ToLower(in.Schema)
	}
	var links []Link
	for _, id := range in.ids(other) {
		links = append(links, Link{Relation: f.in.string(strings.ToLower(relation)), ID: f.in.string(id)})
	}
	return func(e *Entry) { e.Links = append(e.Links, links...) }
}

// ended is the last day that a measure gives as its end; the zero date where it goes on.
// An end that cannot be read is none: what is listed stays so.
func (e *ftmEntity) ended() bonafide.Date {
	var last bonafide.Date
	for _, v := range e.Properties["endDate"].texts {
		if v = oneSpace(v); len(v) > 10 && v[10] == 'T' {
			v = v[:10]
		}
		d, ok := wordDate(v)
		if !ok {
			return bonafide.Date{}
		}
		last = later(last, d)
	}
	return last
}

func (f *ftm) ending(id string, ended bonafide.Date) {
	m := f.ends[id]
	if m == nil {
		m = &ftmEnd{}
		f.ends[id] = m
	}
	m.live = m.live || ended.IsZero()
	m.last = later(m.last, ended)
}

// later is the date whose end comes later; a date that is not known comes before all.
func later(a, b bonafide.Date) bonafide.Date {
	if a.IsZero() || !b.IsZero() && b.Last().After(a.Last()) {
		return b
	}
	return a
}

// join brings the waiting facts to their entities. Facts about entities that are
// not in the file are counted in the notes.
func (f *ftm) join() error {
	lost := 0
	for k := range f.held {
		found := false
		for _, h := range f.held[k].ids("holder") {
			if i, ok := f.index[h]; ok {
				f.ownWallet(&f.list.Entries[i], &f.held[k])
				found = true
			}
		}
		if !found { // a wallet never goes for want of its holder
			if err := f.target(&f.held[k], BareWallet, f.name); err != nil {
				return err
			}
		}
	}
	for _, l := range f.later {
		i, ok := f.index[l.holder]
		if !ok {
			lost++
			continue
		}
		l.put(&f.list.Entries[i])
	}
	for i := range f.list.Entries {
		for j := range f.list.Entries[i].Links {
			l := &f.list.Entries[i].Links[j]
			l.Name = f.names[l.ID]
		}
		// One measure that goes on keeps its entry listed, whatever has ended beside it.
		if m := f.ends[f.list.Entries[i].ID]; m != nil && !m.live {
			f.list.Entries[i].Delisted = m.last
		}
	}
	if lost > 0 {
		f.list.note(fmt.Sprintf("%d facts are about entities that are not in the file", lost))
	}
	if f.bystanders > 0 {
		f.list.note(fmt.Sprintf("%d entities are no targets of the list and were passed over", f.bystanders))
	}
	for _, schema := range slices.Sorted(maps.Keys(f.passed)) {
		n := f.passed[schema]
		f.list.note(fmt.Sprintf("%d entities of schema %s are not screened against and were passed over", n, schema))
	}
	return nil
}
