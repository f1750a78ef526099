package watchlist

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"bonafide"
)

// feature is what a feature of a party is read as.
type feature uint8

const (
	asRemark feature = iota
	asBirthDate
	asBirthPlace
	asNationality
	asRegistration
	asFlag
	asLocation
	asGender
	asSite
	asEmail
	asPhone
	asWallet
	asRisk
	asDocument
)

var ofacFeatures = map[string]feature{
	"birthdate": asBirthDate, "organization established date": asBirthDate, "place of birth": asBirthPlace,
	"nationality country": asNationality, "citizenship country": asNationality,
	"registration country": asRegistration, "nationality of registration": asRegistration,
	"vessel flag": asFlag, "former vessel flag": asFlag, "other vessel flag": asFlag,
	"location": asLocation, "gender": asGender, "website": asSite, "email address": asEmail, "phone number": asPhone,
	"secondary sanctions risk": asRisk, "additional sanctions information": asRisk,
	"transactions prohibited for persons owned or controlled by u.s. financial institutions": asRisk,
}

const walletLabel = "digital currency address - "

// ofacFeature is what a feature type, or a label of the CSV remarks, is read as.
// The ticker is given for wallets.
func ofacFeature(label string) (f feature, ticker string) {
	k := strings.TrimRight(strings.ToLower(oneSpace(label)), " :-")
	if f, ok := ofacFeatures[k]; ok {
		return f, ""
	}
	if strings.HasPrefix(k, walletLabel) {
		return asWallet, strings.ToUpper(strings.TrimSpace(k[len(walletLabel):]))
	}
	if _, ok := documentLabels().types[k]; ok {
		return asDocument, ""
	}
	return asRemark, ""
}

// knownTickers are the tickers that the OFAC has used. A new one comes without
// notice; its addresses are kept and the list's notes say so.
var knownTickers = map[string]bool{
	"XBT": true, "ETH": true, "XMR": true, "LTC": true, "ZEC": true, "DASH": true, "BTG": true, "ETC": true,
	"BSV": true, "BCH": true, "XVG": true, "USDT": true, "XRP": true, "USDC": true, "TRX": true, "ARB": true,
	"BSC": true, "SOL": true, "BNB": true, "DOGE": true, "BTC": true,
}

func (p *parsing) ticker(t string) string {
	if !knownTickers[t] {
		p.list.note(fmt.Sprintf("a ticker not seen before, %q: its addresses are kept; check that they are recognised", t))
	}
	return p.in.string(t)
}

// advanced is the state of reading an OFAC file in advanced XML.
type advanced struct {
	*parsing
	x *xmlReader

	aliasTypes, namePartTypes, details, docTypes, relations, measures map[int32]string
	locationParts, countries, lists, partyTypes, subTypes, validities map[int32]string
	subTypeParty                                                      map[int32]int32
	areas                                                             map[int32]string
	features                                                          map[int32]featureType

	places     map[int32]Place
	documents  map[int32][]Document // by identity
	identities map[int32]int32      // identity to entry
	profiles   map[int32]int32      // profile to entry
	perList    map[int32]int

	seen struct{ places, parties, entries bool }
	// scratch
	spell  []spelling
	groups map[int32]PartType
}

type featureType struct {
	label  string
	as     feature
	ticker string
}

type spelling struct {
	name   Name
	groups []int32
}

// ofacAdvanced reads the OFAC's "advanced" XML (SDN_ADVANCED.XML, CONS_ADVANCED.XML)
// in one pass. The file has its id documents before the parties, which are joined
// by identity, and programmes and dates of listing after them, joined by profile.
func (p *parsing) ofacAdvanced(s *source) error {
	a := &advanced{
		parsing: p, x: newXMLReader(s.name, s),
		aliasTypes: map[int32]string{}, namePartTypes: map[int32]string{}, details: map[int32]string{}, docTypes: map[int32]string{},
		relations: map[int32]string{}, measures: map[int32]string{}, locationParts: map[int32]string{}, countries: map[int32]string{},
		lists: map[int32]string{}, partyTypes: map[int32]string{}, subTypes: map[int32]string{}, validities: map[int32]string{},
		subTypeParty: map[int32]int32{}, areas: map[int32]string{}, features: map[int32]featureType{},
		places: map[int32]Place{}, documents: map[int32][]Document{}, identities: map[int32]int32{}, profiles: map[int32]int32{},
		perList: map[int32]int{}, groups: map[int32]PartType{},
	}
	x := a.x
	root, err := x.root()
	if err != nil {
		return err
	}
	if root != "Sanctions" {
		return x.fail("<%s> where <Sanctions> is expected", root)
	}
	err = x.children(func(name []byte) error {
		switch string(name) {
		case "DateOfIssue":
			d, err := a.date()
			p.list.Published, p.list.Version = d, d.String()
			return err
		case "ReferenceValueSets":
			return x.children(a.referenceSet)
		case "Locations":
			a.seen.places = true
			return x.children(a.location)
		case "IDRegDocuments":
			return x.children(a.idDocument)
		case "DistinctParties":
			if !a.seen.places {
				return x.fail("the parties come before the locations: the layout has changed")
			}
			a.seen.parties = true
			return x.children(a.party)
		case "ProfileRelationships":
			return x.children(a.relation)
		case "SanctionsEntries":
			if !a.seen.parties {
				return x.fail("the sanctions entries come before the parties: the layout has changed")
			}
			a.seen.entries = true
			return x.children(a.sanctionsEntry)
		}
		return x.skip()
	})
	if err != nil {
		return err
	}
	if err := x.finish(); err != nil {
		return err
	}
	if !a.seen.parties || !a.seen.entries {
		return refuse(s.name, "a section is missing: parties or sanctions entries", fetchAgain)
	}
	return a.join()
}

// join brings together what the file holds apart.
func (a *advanced) join() error {
	unknown := 0
	for id, docs := range a.documents {
		i, ok := a.identities[id]
		if !ok {
			unknown += len(docs)
			continue
		}
		for _, d := range docs {
			a.list.Entries[i].addDocument(d)
		}
	}
	if unknown > 0 {
		a.list.note(fmt.Sprintf("%d id documents belong to no party of the file", unknown))
	}
	for i := range a.list.Entries {
		slices.SortStableFunc(a.list.Entries[i].Names, func(x, y Name) int { return primaryBefore(x.Kind) - primaryBefore(y.Kind) })
		for j := range a.list.Entries[i].Links {
			l := &a.list.Entries[i].Links[j]
			if to, ok := a.profiles[atoi([]byte(l.ID))]; ok {
				l.Name = a.list.Entries[to].PrimaryName()
			}
		}
	}
	a.list.Name = "ofac-cons"
	for id, n := range a.perList {
		if n*2 > len(a.list.Entries) && strings.EqualFold(a.lists[id], "SDN List") {
			a.list.Name = "ofac-sdn"
		}
	}
	return nil
}

// date reads Year, Month and Day.
func (a *advanced) date() (bonafide.Date, error) {
	var d bonafide.Date
	err := a.x.children(func(name []byte) error {
		k := name[0]
		t, err := a.x.text()
		if err != nil {
			return err
		}
		n := int(max(atoi(t), 0))
		switch k {
		case 'Y':
			d.Year = n
		case 'M':
			d.Month = monthOf(n)
		case 'D':
			d.Day = n
		}
		return nil
	})
	if err != nil {
		return d, err
	}
	if d != (bonafide.Date{}) && !plausible(d) {
		return bonafide.Date{}, a.x.fail("no such date: %d-%d-%d", d.Year, d.Month, d.Day)
	}
	return d, nil
}

func primaryBefore(k Kind) int {
	if k == Primary {
		return 0
	}
	return 1
}

func (a *advanced) referenceSet(set []byte) error {
	x := a.x
	var into map[int32]string
	switch string(set) {
	case "AliasTypeValues":
		into = a.aliasTypes
	case "NamePartTypeValues":
		into = a.namePartTypes
	case "DetailReferenceValues":
		into = a.details
	case "IDRegDocTypeValues":
		into = a.docTypes
	case "RelationTypeValues":
		into = a.relations
	case "SanctionsTypeValues":
		into = a.measures
	case "LocPartTypeValues":
		into = a.locationParts
	case "CountryValues":
		into = a.countries
	case "ListValues":
		into = a.lists
	case "PartyTypeValues":
		into = a.partyTypes
	case "PartySubTypeValues":
		into = a.subTypes
	case "ValidityValues":
		into = a.validities
	case "AreaCodeValues", "FeatureTypeValues":
	default:
		return x.skip()
	}
	return x.children(func(name []byte) error {
		id := x.number("ID")
		party := x.number("PartyTypeID")
		described := a.in.bytes(x.attr("Description"))
		kind := name[0]
		t, err := x.text()
		if err != nil {
			return err
		}
		if id < 0 {
			return x.fail("a reference value without an id")
		}
		text := a.in.bytes(t)
		switch {
		case into != nil:
			into[id] = text
			if party >= 0 {
				a.subTypeParty[id] = party
			}
		case kind == 'A': // AreaCode: the code, or the name where it has none
			if text == "" {
				text = described
			}
			a.areas[id] = text
		default:
			f, ticker := ofacFeature(text)
			a.features[id] = featureType{label: strings.TrimRight(text, " :-"), as: f, ticker: ticker}
		}
		return nil
	})
}

func (a *advanced) country(area, id int32) string {
	if c := countryCode(a.areas[area]); c != "" {
		return c
	}
	for _, s := range []string{a.countries[id], a.areas[area]} {
		if s != "" && !strings.EqualFold(s, "undetermined") {
			return a.in.string(codeOrText(s))
		}
	}
	return ""
}

func (a *advanced) location([]byte) error {
	x := a.x
	id := x.number("ID")
	var p Place
	area, country := int32(-1), int32(-1)
	err := x.children(func(name []byte) error {
		switch string(name) {
		case "LocationAreaCode":
			area = x.number("AreaCodeID")
		case "LocationCountry":
			country = x.number("CountryID")
		case "LocationPart":
			kind := a.locationParts[x.number("LocPartTypeID")]
			return x.children(func([]byte) error {
				if string(x.attr("Primary")) == "false" {
					return x.skip()
				}
				return x.children(func(name []byte) error {
					if string(name) != "Value" {
						return x.skip()
					}
					t, err := x.text()
					if err != nil {
						return err
					}
					a.placePart(&p, kind, t)
					return nil
				})
			})
		}
		return x.skip()
	})
	if err != nil {
		return err
	}
	if c := a.country(area, country); c != "" {
		p.Country = c
	}
	a.places[id] = p
	return nil
}

func (a *advanced) placePart(p *Place, kind string, t []byte) {
	if len(t) == 0 {
		return
	}
	switch {
	case strings.HasPrefix(kind, "ADDRESS"):
		if p.Street != "" {
			p.Street = a.in.string(p.Street + ", " + string(t))
		} else {
			p.Street = a.in.bytes(t)
		}
	case kind == "CITY":
		p.City = a.in.bytes(t)
	case kind == "POSTAL CODE":
		p.Postal = a.in.bytes(t)
	case kind == "Unknown": // the country of a nationality stands in words
		p.Country = a.in.string(codeOrText(string(t)))
	default:
		if p.Region != "" {
			p.Region = a.in.string(p.Region + ", " + string(t))
		} else {
			p.Region = a.in.bytes(t)
		}
	}
}

func (a *advanced) idDocument([]byte) error {
	x := a.x
	identity := x.number("IdentityID")
	label := a.docTypes[x.number("IDRegDocTypeID")]
	disputed := strings.EqualFold(a.validities[x.number("ValidityID")], "Fraudulent")
	country := a.country(x.number("IssuedBy-CountryID"), x.number("IssuedBy-CountryID"))
	var number string
	err := x.children(func(name []byte) error {
		if string(name) != "IDRegistrationNo" {
			return x.skip()
		}
		t, err := x.text()
		number = a.in.bytes(t)
		return err
	})
	if err != nil || number == "" {
		return err
	}
	d := document(label, number, country)
	d.Disputed = disputed
	a.documents[identity] = append(a.documents[identity], d)
	return nil
}

func (a *advanced) party([]byte) error {
	x := a.x
	e := Entry{ID: a.in.bytes(x.attr("FixedRef"))}
	index := int32(len(a.list.Entries))
	err := x.children(func(name []byte) error {
		switch string(name) {
		case "Comment":
			t, err := x.text()
			if err == nil {
				addOnce(&e.Remarks, a.in.bytes(t))
			}
			return err
		case "Profile":
			a.profiles[x.number("ID")] = index
			sub := x.number("PartySubTypeID")
			e.Schema = schemaOf(a.subTypes[sub], a.partyTypes[a.subTypeParty[sub]])
			return x.children(func(name []byte) error {
				switch string(name) {
				case "Identity":
					if string(x.attr("False")) == "true" {
						a.list.note("entry " + e.ID + ": an identity marked false is left out")
						return x.skip()
					}
					a.identities[x.number("ID")] = index
					return a.identity(&e)
				case "Feature":
					return a.feature(&e)
				}
				return x.skip()
			})
		}
		return x.skip()
	})
	if err != nil {
		return err
	}
	return a.add(e, fmt.Sprintf("%s:%d", x.place, x.line))
}

func schemaOf(sub, party string) Schema {
	switch {
	case strings.EqualFold(sub, "Vessel"):
		return Vessel
	case strings.EqualFold(sub, "Aircraft"):
		return Aircraft
	case strings.EqualFold(party, "Individual"):
		return Person
	case strings.EqualFold(party, "Entity"), strings.EqualFold(party, "Other Entity"):
		return Entity
	}
	return Unknown
}

func partType(label string) PartType {
	switch label {
	case "Last Name":
		return Family
	case "First Name":
		return Given
	case "Middle Name":
		return Middle
	case "Maiden Name":
		return Maiden
	case "Patronymic":
		return Patronymic
	case "Matronymic":
		return Matronymic
	case "Nickname":
		return Nickname
	}
	return Whole
}

// identity reads the aliases of a party. The types of the name parts come after the
// names, as groups.
func (a *advanced) identity(e *Entry) error {
	x := a.x
	a.spell = a.spell[:0]
	clear(a.groups)
	alias := e.nextAlias()
	err := x.children(func(name []byte) error {
		switch string(name) {
		case "Alias":
			n := Name{Alias: alias, Kind: Also}
			if alias < 1<<16-1 {
				alias++
			}
			if string(x.attr("LowQuality")) == "true" {
				n.Quality = Weak
			}
			if string(x.attr("Primary")) == "true" {
				n.Kind = Primary
			} else if strings.HasPrefix(a.aliasTypes[x.number("AliasTypeID")], "F.K.A") {
				n.Kind = Formerly
			}
			return x.children(func(name []byte) error {
				if string(name) != "DocumentedName" {
					return x.skip()
				}
				return a.documentedName(n)
			})
		case "NamePartGroups":
			return x.children(func([]byte) error {
				return x.children(func([]byte) error {
					a.groups[x.number("ID")] = partType(a.namePartTypes[x.number("NamePartTypeID")])
					return x.skip()
				})
			})
		}
		return x.skip()
	})
	if err != nil {
		return err
	}
	if e.Names == nil {
		e.Names = make([]Name, 0, len(a.spell))
	}
	for i := range a.spell {
		s := &a.spell[i]
		for j := range s.name.Parts {
			s.name.Parts[j].Type = a.groups[s.groups[j]]
		}
		s.name.Full = a.in.string(fullName(s.name.Parts))
		if len(s.name.Parts) == 1 && s.name.Parts[0].Type == Whole {
			s.name.Parts = nil
		}
		if s.name.Full != "" {
			e.Names = append(e.Names, s.name)
		}
	}
	return nil
}

func (a *advanced) documentedName(n Name) error {
	x := a.x
	n.ID = string(x.attr("ID"))
	var parts [16]Part
	var groups []int32
	list := parts[:0]
	err := x.children(func(name []byte) error {
		if string(name) != "DocumentedNamePart" {
			return x.skip()
		}
		return x.children(func([]byte) error {
			group := x.number("NamePartGroupID")
			t, err := x.text()
			if err == nil && len(t) > 0 {
				list = append(list, Part{Text: a.in.bytes(t)})
				groups = append(groups, group)
			}
			return err
		})
	})
	if err != nil || len(list) == 0 {
		return err
	}
	n.Parts = append(make([]Part, 0, len(list)), list...)
	a.spell = append(a.spell, spelling{n, groups})
	return nil
}

func (a *advanced) feature(e *Entry) error {
	x := a.x
	f, ok := a.features[x.number("FeatureTypeID")]
	if !ok {
		return x.fail("a feature of an unknown type")
	}
	return x.children(func(name []byte) error {
		if string(name) != "FeatureVersion" {
			return x.skip()
		}
		var comment, text string
		var born DateRange
		place := int32(-1)
		err := x.children(func(name []byte) error {
			switch string(name) {
			case "Comment":
				t, err := x.text()
				comment = a.in.bytes(t)
				return err
			case "DatePeriod":
				var err error
				born, err = a.period()
				return err
			case "VersionDetail":
				ref := x.number("DetailReferenceID")
				t, err := x.text()
				if ref >= 0 {
					text = a.details[ref]
				} else if len(t) > 0 {
					text = a.in.bytes(t)
				}
				return err
			case "VersionLocation":
				place = x.number("LocationID")
			}
			return x.skip()
		})
		if err != nil {
			return err
		}
		var at Place
		if place >= 0 {
			if at, ok = a.places[place]; !ok {
				return x.fail("a feature at the unknown location %d", place)
			}
		}
		a.take(e, f, text, born, at)
		if comment != "" {
			addOnce(&e.Remarks, f.label+" "+text+born.String()+": "+comment)
		}
		return nil
	})
}

// take puts a feature into the entry.
func (a *advanced) take(e *Entry, f featureType, text string, born DateRange, at Place) {
	switch f.as {
	case asBirthDate:
		e.addBorn(born)
	case asLocation:
		e.addPlace(at)
	case asNationality:
		e.addCountry(at.Country, Nationality)
	case asRegistration:
		e.addCountry(at.Country, Registration)
	case asWallet:
		e.addWallet(a.ticker(f.ticker), text)
	default:
		if born != (DateRange{}) {
			text = born.String()
		}
		e.takeLabelled(f.as, f.label, text)
	}
}

// takeLabelled puts a labelled text of an OFAC list into the entry.
func (e *Entry) takeLabelled(as feature, label, text string) {
	if text == "" {
		return
	}
	switch as {
	case asBirthPlace:
		addOnce(&e.BirthPlaces, text)
	case asGender:
		e.Gender = genderOf(text)
	case asSite:
		addOnce(&e.Sites, text)
	case asEmail:
		addOnce(&e.Emails, text)
	case asPhone:
		addOnce(&e.Phones, text)
	case asFlag:
		e.addCountry(text, Flag)
	case asNationality:
		e.addCountry(text, Nationality)
	case asRegistration:
		e.addCountry(text, Registration)
	case asRisk:
		addOnce(&e.Risks, text)
	case asDocument:
		e.addDocument(document(label, text, ""))
	default:
		addOnce(&e.Remarks, label+": "+text)
	}
}

func genderOf(s string) string {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "male", "m":
		return "male"
	case "female", "f":
		return "female"
	}
	return ""
}

func (e *Entry) addWallet(ticker, address string) {
	w := Wallet{Ticker: ticker, Address: strings.TrimSpace(address)}
	if w.Address == "" {
		return
	}
	once(&e.Wallets, w)
}

// period reads a DatePeriod: Start and End, each with From and To, and a flag
// Approximate. The range is from the first From to the last To.
func (a *advanced) period() (DateRange, error) {
	x := a.x
	var r DateRange
	err := x.children(func(name []byte) error {
		first := bytes.Equal(name, []byte("Start"))
		if string(x.attr("Approximate")) == "true" {
			r.Circa = true
		}
		return x.children(func(name []byte) error {
			from := bytes.Equal(name, []byte("From"))
			d, err := a.date()
			if first && from || r.From.IsZero() {
				r.From = d
			}
			if !d.IsZero() {
				r.To = d
			}
			return err
		})
	})
	return coarse(r), err
}

func (a *advanced) relation([]byte) error {
	x := a.x
	from, ok := a.profiles[x.number("From-ProfileID")]
	kind := a.relations[x.number("RelationTypeID")]
	to := a.in.bytes(x.attr("To-ProfileID"))
	if ok && to != "" {
		e := &a.list.Entries[from]
		e.Links = append(e.Links, Link{Relation: a.in.string(strings.ToLower(kind)), ID: to})
	}
	return x.skip()
}

func (a *advanced) sanctionsEntry([]byte) error {
	x := a.x
	i, ok := a.profiles[x.number("ProfileID")]
	if !ok {
		return x.fail("a sanctions entry of the unknown profile %q", clipped(x.attr("ProfileID")))
	}
	a.perList[x.number("ListID")]++
	e := &a.list.Entries[i]
	return x.children(func(name []byte) error {
		switch string(name) {
		case "EntryEvent":
			return x.children(func(name []byte) error {
				if string(name) != "Date" {
					return x.skip()
				}
				d, err := a.date()
				if e.Listed.IsZero() || d.Before(e.Listed) {
					e.Listed = d
				}
				return err
			})
		case "SanctionsMeasure":
			measure := a.measures[x.number("SanctionsTypeID")]
			return x.children(func(name []byte) error {
				if string(name) != "Comment" {
					return x.skip()
				}
				t, err := x.text()
				if err == nil && len(t) > 0 {
					if measure == "Program" {
						addOnce(&e.Programmes, a.in.bytes(t))
					} else {
						addOnce(&e.Remarks, a.in.string(measure+": "+string(t)))
					}
				}
				return err
			})
		}
		return x.skip()
	})
}
