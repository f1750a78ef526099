package watchlist

import (
	"fmt"
	"strings"
)

// ukXML reads the UK Sanctions List in XML: a Designation an entry, plural elements
// around their singular ones.
func (p *parsing) ukXML(s *source) error {
	x := newXMLReader(s.name, s)
	root, err := x.root()
	if err != nil {
		return err
	}
	if root != "Designations" {
		return x.fail("<%s> where <Designations> is expected", root)
	}
	p.list.Name = "uk"
	err = x.children(func(name []byte) error {
		switch string(name) {
		case "DateGenerated":
			t, err := x.text()
			p.list.Version = string(t)
			p.list.Published = slashDay(p.list.Version)
			return err
		case "Designation":
			return p.ukDesignation(x)
		}
		return x.skip()
	})
	if err != nil {
		return err
	}
	return x.finish()
}

// ukName is a name as read, before the schema of its entry is known.
type ukName struct {
	six            string
	others         [5]string
	kind, strength string
}

func (p *parsing) ukDesignation(x *xmlReader) error {
	place := fmt.Sprintf("%s:%d", x.place, x.line)
	e := Entry{Schema: Unknown}
	var names []ukName
	var original []string
	group := ""
	text := func() (string, error) {
		t, err := x.text()
		return oneSpace(p.in.bytes(t)), err
	}
	var inside func(tag []byte) error
	inside = func(tag []byte) error {
		name := string(tag)
		switch name {
		case "Name":
			n, err := p.ukXMLName(x)
			names = append(names, n)
			return err
		case "Address":
			return p.ukAddress(x, &e)
		case "Location": // a place of birth
			var town, country string
			err := x.children(func(tag []byte) error {
				what := string(tag)
				t, err := text()
				if strings.HasPrefix(what, "Town") {
					town = t
				} else if strings.HasPrefix(what, "Country") {
					country = t
				}
				return err
			})
			at := Place{City: town, Country: country}
			addOnce(&e.BirthPlaces, p.in.string(at.oneLine()))
			return err
		case "PassportDetails", "Passport", "NationalIdentifierDetails", "NationalIdentifier", "BusinessRegistrationNumber", "BusinessRegistrationNumbers":
			return p.ukDocument(x, &e, name, inside)
		case "Names", "NonLatinNames", "NonLatinName", "Titles", "Addresses", "PhoneNumbers", "Websites", "EmailAddresses",
			"IndividualDetails", "Individual", "DOBs", "Nationalities", "Positions", "Genders", "BirthDetails", "PassportsDetails",
			"Passports", "NationalIdentifiersDetails", "NationalIdentifiers", "EntityDetails", "Entity", "TypeOfEntities", "Subsidiaries",
			"ParentCompanies", "ShipDetails", "Ship", "IMONumbers", "CurrentOwnerOperators", "PreviousOwnerOperators",
			"CurrentBelievedFlagOfShips", "PreviousFlags", "TypeOfShipDetails", "TonnageOfShipDetails", "LengthOfShipDetails", "YearBuilts", "HullIdentificationNumbers":
			return x.children(inside)
		}
		t, err := text()
		if err != nil || t == "" {
			return err
		}
		switch name {
		case "UniqueID":
			e.ID = t
		case "OFSIGroupID":
			group = t
		case "UNReferenceNumber":
			addOnce(&e.Referents, t)
		case "DateDesignated":
			e.Listed = slashDay(t)
		case "NameNonLatinScript":
			original = append(original, t)
		case "RegimeName":
			addOnce(&e.Programmes, t)
		case "IndividualEntityShip", "DesignationType":
			e.Schema = ukSchema(t)
		case "PhoneNumber":
			for _, v := range splitValues(t) {
				addOnce(&e.Phones, p.in.string(v))
			}
		case "Website":
			for _, v := range splitContacts(t) {
				addOnce(&e.Sites, p.in.string(v))
			}
		case "EmailAddress":
			for _, v := range splitContacts(t) {
				addOnce(&e.Emails, p.in.string(v))
			}
		case "DOB":
			e.ukBorn(t)
		case "Nationality":
			e.addCountry(t, Nationality)
		case "Gender":
			e.Gender = genderOf(t)
		case "IMONumber":
			e.addDocument(Document{Type: "imo", Label: "IMO number", Number: t})
		case "HullIdentificationNumber", "HIN":
			e.addDocument(Document{Type: "other", Label: "Hull identification number", Number: t})
		case "CurrentBelievedFlagOfShip", "PreviousFlag":
			e.addCountry(t, Flag)
		case "Title", "Position":
			addOnce(&e.Remarks, p.in.string("Title: "+t))
		case "OtherInformation", "UKStatementofReasons", "SanctionsImposed":
			addOnce(&e.Remarks, t)
		case "CurrentOwnerOperator", "PreviousOwnerOperator", "Subsidiary", "ParentCompany":
			e.Links = append(e.Links, Link{Relation: strings.ToLower(words(name)), Name: t})
		case "LastUpdated", "DesignationSource", "NonLatinScriptType", "NonLatinScriptLanguage":
		default:
			addOnce(&e.Remarks, p.in.string(words(name)+": "+t))
		}
		return nil
	}
	if err := x.children(inside); err != nil {
		return err
	}
	if e.ID == "" {
		e.ID = group
	} else if group != "" {
		addOnce(&e.Referents, group)
	}
	for i := range names {
		n := p.ukParts(names[i].six, names[i].others[:], e.Schema)
		ukKind(&n, names[i].kind, names[i].strength)
		n.Alias = e.nextAlias()
		e.addName(n)
	}
	for _, o := range original {
		e.addName(Name{Full: o, Kind: Also, Alias: e.nextAlias()})
	}
	e.primaryFirst()
	return p.add(e, place)
}

// words takes a CamelCase name apart: "TypeOfShip" is "type of ship".
func words(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'A' && c <= 'Z' {
			if i > 0 && (s[i-1] < 'A' || s[i-1] > 'Z') {
				b.WriteByte(' ')
			}
			b.WriteByte(c + 'a' - 'A')
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func (p *parsing) ukXMLName(x *xmlReader) (ukName, error) {
	var n ukName
	err := x.children(func(tag []byte) error {
		name := string(tag)
		b, err := x.text()
		t := oneSpace(p.in.bytes(b))
		switch name {
		case "Name6":
			n.six = t
		case "Name1", "Name2", "Name3", "Name4", "Name5":
			n.others[name[4]-'1'] = t
		case "NameType":
			n.kind = t
		case "AliasStrength":
			n.strength = t
		}
		return err
	})
	return n, err
}

func (p *parsing) ukAddress(x *xmlReader, e *Entry) error {
	var at Place
	var street []string
	err := x.children(func(tag []byte) error {
		name := string(tag)
		b, err := x.text()
		t := oneSpace(p.in.bytes(b))
		switch {
		case t == "":
		case name == "AddressPostalCode":
			at.Postal = t
		case name == "AddressCountry":
			at.Country = p.in.string(codeOrText(t))
		case name == "AddressLine6":
			at.City = t
		default:
			street = append(street, t)
		}
		return err
	})
	at.Street = p.in.string(strings.Join(street, ", "))
	e.addPlace(at)
	return err
}

// ukDocument reads a passport, a national identifier or a registration: either a
// text, or a number and additional information below it.
func (p *parsing) ukDocument(x *xmlReader, e *Entry, name string, inside func([]byte) error) error {
	label := "National identifier"
	switch {
	case strings.HasPrefix(name, "Passport"):
		label = "Passport"
	case strings.HasPrefix(name, "Business"):
		label = "Business registration number (s)"
	}
	var number, more string
	own, err := x.mixed(func(tag []byte) error {
		child := string(tag)
		var into *string
		switch {
		case child != name && strings.HasSuffix(child, "Number") && child != "BusinessRegistrationNumber":
			into = &number
		case strings.HasSuffix(child, "Information"):
			into = &more
		default:
			return inside(tag)
		}
		t, err := x.text()
		*into = oneSpace(p.in.bytes(t))
		return err
	})
	if err != nil {
		return err
	}
	if number == "" {
		number = oneSpace(p.in.bytes(own))
	}
	p.ukNumbers(e, label, number, more)
	return nil
}

// ukNumbers adds the documents of a cell; additional information is a remark that
// stands with them, and names the country at best.
func (p *parsing) ukNumbers(e *Entry, label, numbers, more string) {
	kind := documentType(label)
	for _, n := range splitValues(numbers) {
		e.addDocument(Document{Type: kind, Label: label, Number: p.in.string(oneSpace(n)), Country: countryCode(more)})
	}
	if more != "" {
		addOnce(&e.Remarks, p.in.string(label+" "+numbers+": "+more))
	}
}
