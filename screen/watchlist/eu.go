package watchlist

import (
	"bytes"
	"fmt"
	"strings"

	"bonafide"
)

// euXML reads the consolidated list of EU financial sanctions, format 1.1
// (namespace http://eu.europa.ec/fpi/fsd/export): a sanctionEntity an entry, its
// facts in attributes. No name is marked as the primary one: the first strong name
// is taken for it. A name repeats for every regulation that names it.
func (p *parsing) euXML(s *source) error {
	x := newXMLReader(s.name, s)
	root, err := x.root()
	if err != nil {
		return err
	}
	if root != "export" {
		return x.fail("<%s> where <export> is expected", root)
	}
	p.list.Name = "eu"
	p.list.Version = string(x.attr("generationDate"))
	if len(p.list.Version) >= 10 {
		p.list.Published, _ = bonafide.ParseDate(p.list.Version[:10])
	}
	err = x.children(func(name []byte) error {
		if string(name) != "sanctionEntity" {
			return x.skip()
		}
		return p.euEntity(x)
	})
	if err != nil {
		return err
	}
	return x.finish()
}

func (p *parsing) euEntity(x *xmlReader) error {
	place := fmt.Sprintf("%s:%d", x.place, x.line)
	e := Entry{ID: p.in.bytes(x.attr("euReferenceNumber")), Schema: Unknown}
	logical := p.in.bytes(x.attr("logicalId"))
	if e.ID == "" {
		e.ID = logical
	} else {
		addOnce(&e.Referents, logical)
	}
	addOnce(&e.Referents, p.in.bytes(x.attr("unitedNationId")))
	e.Listed = isoDay(x.attr("designationDate"))
	if d := x.attr("designationDetails"); len(d) > 0 {
		addOnce(&e.Remarks, p.in.bytes(d))
	}
	err := x.children(func(tag []byte) error {
		switch string(tag) {
		case "remark":
			t, err := x.text()
			addOnce(&e.Remarks, p.in.bytes(t))
			return err
		case "regulation":
			addOnce(&e.Programmes, p.in.bytes(x.attr("programme")))
			if d := isoDay(x.attr("entryIntoForceDate")); e.Listed.IsZero() || d.Before(e.Listed) {
				e.Listed = d
			}
		case "subjectType":
			e.Schema = euSchema(string(x.attr("code")), string(x.attr("classificationCode")))
		case "nameAlias":
			return p.euName(x, &e)
		case "birthdate":
			return p.euBirth(x, &e)
		case "citizenship":
			e.addCountry(p.euCountry(x), Nationality)
		case "address":
			at := Place{
				Street: p.in.bytes(x.attr("street")), City: p.in.bytes(x.attr("city")), Region: p.in.bytes(x.attr("region")),
				Postal: p.in.bytes(x.attr("zipCode")),
			}
			if at.Street == "" {
				at.Street = p.in.bytes(x.attr("place"))
			}
			if box := x.attr("poBox"); len(box) > 0 {
				at.Street = p.in.string(strings.TrimPrefix(at.Street+", PO box "+string(box), ", "))
			}
			at.Country = p.in.string(codeOrText(p.euCountry(x)))
			e.addPlace(at)
			return p.euContacts(x, &e)
		case "contactInfo":
			return p.euContact(x, &e)
		case "identification":
			return p.euDocument(x, &e)
		}
		return x.skip()
	})
	if err != nil {
		return err
	}
	e.primaryFirst()
	return p.add(e, place)
}

// primaryFirst makes the first strong name the primary one where no name is.
func (e *Entry) primaryFirst() {
	first := -1
	for i := range e.Names {
		if e.Names[i].Kind == Primary {
			return
		}
		if first < 0 && e.Names[i].Quality == Strong && e.Names[i].Kind == Also {
			first = i
		}
	}
	if first >= 0 {
		e.Names[first].Kind = Primary
	}
}

func euSchema(code, class string) Schema {
	switch {
	case strings.EqualFold(code, "person"), code == "P", class == "P":
		return Person
	case strings.EqualFold(code, "vessel"), strings.EqualFold(code, "ship"):
		return Vessel
	case strings.EqualFold(code, "enterprise"), code == "E", class == "E":
		return Entity
	}
	return Unknown
}

func (p *parsing) euCountry(x *xmlReader) string {
	if c := x.attr("countryIso2Code"); len(c) == 2 && string(c) != "00" {
		return p.in.bytes(c)
	}
	if name := x.attr("countryDescription"); !bytes.EqualFold(name, []byte("UNKNOWN")) {
		return p.in.bytes(name)
	}
	return ""
}

func (p *parsing) euName(x *xmlReader, e *Entry) error {
	n := Name{Kind: Also, Alias: e.nextAlias(), ID: p.in.bytes(x.attr("logicalId"))}
	if bytes.EqualFold(x.attr("strong"), []byte("false")) {
		n.Quality = Weak
	}
	var parts []Part
	for _, a := range []struct {
		kind PartType
		attr string
	}{{Given, "firstName"}, {Middle, "middleName"}, {Family, "lastName"}} {
		if t := oneSpace(p.in.bytes(x.attr(a.attr))); t != "" {
			parts = append(parts, Part{a.kind, t})
		}
	}
	n.Full = oneSpace(p.in.bytes(x.attr("wholeName")))
	if n.Full == "" {
		n.Full = p.in.string(fullName(parts))
	}
	if len(parts) > 1 {
		n.Parts = parts
	}
	if g := genderOf(string(x.attr("gender"))); g != "" {
		e.Gender = g
	}
	if t := oneSpace(string(x.attr("title"))); t != "" {
		addOnce(&e.Remarks, p.in.string("Title: "+t))
	}
	if t := oneSpace(string(x.attr("function"))); t != "" {
		addOnce(&e.Remarks, p.in.string("Title: "+t))
	}
	e.addName(n)
	return x.children(func(tag []byte) error {
		if string(tag) != "remark" {
			return x.skip()
		}
		t, err := x.text()
		addOnce(&e.Remarks, p.in.bytes(t))
		return err
	})
}

func isoDay(b []byte) bonafide.Date {
	if len(b) < 10 {
		return bonafide.Date{}
	}
	d, _ := bonafide.ParseDate(string(b[:10]))
	return d
}

// euBirth reads a date or a range of years. Dates of another calendar are kept as a
// remark: they are not converted.
func (p *parsing) euBirth(x *xmlReader, e *Entry) error {
	r := day(isoDay(x.attr("birthdate")))
	if r.From.IsZero() {
		if full, ok := wordDate(string(x.attr("birthdate"))); ok {
			r = day(full)
		}
	}
	if r.From.IsZero() {
		d := bonafide.Date{Year: year(string(x.attr("year"))), Month: monthOf(int(max(x.number("monthOfYear"), 0)))}
		if d.Month > 0 {
			d.Day = int(max(x.number("dayOfMonth"), 0))
		}
		if plausible(d) {
			r = day(d)
		}
	}
	if from, to := year(string(x.attr("yearRangeFrom"))), year(string(x.attr("yearRangeTo"))); r.From.IsZero() && from+to > 0 {
		r = DateRange{From: bonafide.Date{Year: from}, To: bonafide.Date{Year: to}}
	}
	r.Circa = r != (DateRange{}) && bytes.EqualFold(x.attr("circa"), []byte("true"))
	calendar := string(x.attr("calendarType"))
	switch {
	case calendar == "" || strings.EqualFold(calendar, "GREGORIAN"):
		e.addBorn(r)
	case r != DateRange{}:
		addOnce(&e.Remarks, p.in.string("date of birth in the calendar "+strings.ToLower(calendar)+": "+r.String()))
	}
	at := Place{City: p.in.bytes(x.attr("city")), Region: p.in.bytes(x.attr("region")), Country: p.euCountry(x)}
	if at.City == "" {
		at.City = p.in.bytes(x.attr("place"))
	}
	addOnce(&e.BirthPlaces, p.in.string(at.oneLine()))
	return x.skip()
}

func (p *parsing) euDocument(x *xmlReader, e *Entry) error {
	kind, label := p.in.bytes(x.attr("identificationTypeCode")), p.in.bytes(x.attr("identificationTypeDescription"))
	number := p.in.bytes(x.attr("number"))
	if number == "" {
		number = p.in.bytes(x.attr("latinNumber"))
	}
	if label == "" {
		label = kind
	}
	country := p.euCountry(x)
	d := document(label, number, country)
	if t := documentType(kind); d.Type == "other" && t != "other" {
		d.Type = t
	}
	d.Disputed = bytes.EqualFold(x.attr("knownFalse"), []byte("true"))
	e.addDocument(d)
	return x.children(func(tag []byte) error {
		if string(tag) != "remark" {
			return x.skip()
		}
		t, err := x.text()
		if err == nil && len(t) > 0 {
			addOnce(&e.Remarks, p.in.string(label+" "+number+": "+string(t)))
		}
		return err
	})
}

// euContacts reads the contacts inside an address.
func (p *parsing) euContacts(x *xmlReader, e *Entry) error {
	return x.children(func(tag []byte) error {
		if string(tag) == "contactInfo" {
			return p.euContact(x, e)
		}
		if string(tag) == "remark" {
			t, err := x.text()
			addOnce(&e.Remarks, p.in.bytes(t))
			return err
		}
		return x.skip()
	})
}

func (p *parsing) euContact(x *xmlReader, e *Entry) error {
	value := p.in.bytes(x.attr("value"))
	switch k := strings.ToLower(string(x.attr("key"))); {
	case strings.Contains(k, "mail"):
		addOnce(&e.Emails, value)
	case strings.Contains(k, "phone"), strings.Contains(k, "fax"), strings.Contains(k, "mobile"):
		addOnce(&e.Phones, value)
	case strings.Contains(k, "web"):
		addOnce(&e.Sites, value)
	case value != "":
		addOnce(&e.Remarks, p.in.string("contact: "+value))
	}
	return x.skip()
}
