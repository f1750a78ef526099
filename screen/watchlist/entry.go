package watchlist

import (
	"strings"

	"bonafide"
)

// Schema is what an entry is about.
type Schema string

// The schemas. An entry whose list does not say is of schema [Unknown] and is
// compared with persons and firms alike.
const (
	Person     Schema = "person"
	Entity     Schema = "entity"
	Vessel     Schema = "vessel"
	Aircraft   Schema = "aircraft"
	BareWallet Schema = "wallet" // an address that no person or firm is named for
	Unknown    Schema = "unknown"
)

// Quality is how far the publisher stands behind a name.
type Quality uint8

// A weak name ("low quality a.k.a.") is one that the publisher holds too broad to
// identify anybody by itself: an acronym, a nickname, an online handle.
const (
	Strong Quality = iota
	Weak
)

// String is "strong" or "weak".
func (q Quality) String() string {
	if q == Weak {
		return "weak"
	}
	return "strong"
}

// Kind is how a name belongs to its entry.
type Kind uint8

// The kinds of names. Formerly is f.k.a.; a "now known as" name is an alias.
const (
	Primary Kind = iota
	Also
	Formerly
)

// String is "primary", "aka" or "fka".
func (k Kind) String() string { return [...]string{"primary", "aka", "fka"}[min(k, Formerly)] }

// PartType is the role of one part of a name.
type PartType uint8

// The roles of name parts. Lists that do not tell given from middle names put
// both into Given.
const (
	Whole PartType = iota // entity, vessel and aircraft names; persons whose name is not taken apart
	Family
	Given
	Middle
	Patronymic
	Matronymic
	Maiden
	Nickname
	Suffix
)

// String names the part in lower case.
func (p PartType) String() string {
	return [...]string{"whole", "family", "given", "middle", "patronymic", "matronymic", "maiden", "nickname", "suffix"}[min(p, Suffix)]
}

// Part is one part of a name in the order in which the list prints it.
type Part struct {
	Type PartType
	Text string
}

// Name is one spelling of one name of an entry.
type Name struct {
	// Full is the name in reading order and without a comma: given names first in
	// Latin, Cyrillic and other alphabets, the family name first in Chinese
	// characters and Hangul. Letters, case and marks are the publisher's.
	Full string
	// Parts are the parts as the list types them; nil where it does not.
	Parts []Part
	// Script is the ISO 15924 code of the letters ("Latn", "Cyrl", "Hani", "Hang",
	// "Arab"), found by looking at them: the lists' own script marks differ from
	// list to list and are sometimes wrong.
	Script string
	// ID is the publisher's id of this spelling; empty where it has none.
	ID string
	// Alias numbers the aliases of an entry from 0. Spellings of one alias in
	// several scripts share it.
	Alias   uint16
	Quality Quality
	Kind    Kind
}

// FamilyFirst is the name as the OFAC prints it, "KIM, Jong Un", for names whose
// parts are known, and the full name for all others.
func (n *Name) FamilyFirst() string {
	var family, rest []string
	for _, p := range n.Parts {
		switch p.Type {
		case Family:
			family = append(family, p.Text)
		default:
			rest = append(rest, p.Text)
		}
	}
	if len(family) == 0 || len(rest) == 0 {
		return n.Full
	}
	return strings.Join(family, " ") + ", " + strings.Join(rest, " ")
}

// DateRange is one possible birth date, or founding date, as far as it is known.
// A day, a month or a year that is known is a range whose ends are the same date
// at that precision. One end may be the zero date: the range is open there.
type DateRange struct {
	From, To bonafide.Date
	// Circa is set where the publisher says "approximately".
	Circa bool
}

// String writes "1965", "circa 1965", "1963 to 1965".
func (r DateRange) String() string {
	s := r.From.String()
	if r.To != r.From {
		s += " to " + r.To.String()
	}
	if r.Circa {
		s = "circa " + s
	}
	return s
}

// CountryRole is how a country belongs to an entry.
type CountryRole uint8

// The roles of countries.
const (
	Nationality CountryRole = iota // nationality or citizenship
	Registration
	Residence // a country among the addresses
	Flag
)

// String names the role in lower case.
func (r CountryRole) String() string {
	return [...]string{"nationality", "registration", "residence", "flag"}[min(r, Flag)]
}

// Country is one country of an entry.
type Country struct {
	// Code is ISO 3166-1 alpha-2 in upper case (XK for Kosovo); empty where the
	// list names a region or a state that is no more.
	Code string
	// Name is the country as the list prints it; empty where it gives the code.
	Name string
	Role CountryRole
}

// Document is one numbered document or registration.
type Document struct {
	// Type is the kind in one word across lists ("passport", "national-id",
	// "tax-id", "registration", "imo", "swift", ...; see [DocumentTypes]), "other"
	// where it is none of them.
	Type string
	// Label is the kind as the list prints it.
	Label string
	// Number is the number as the list prints it.
	Number string
	// Country is the issuing country as a code, as printed where it has none.
	Country string
	// Disputed is set where the list says that the document is false, forged or
	// belongs to somebody else.
	Disputed bool
}

// Place is one postal address. A list that gives one line puts it into Street.
type Place struct {
	Street, City, Region, Postal string
	// Country is a code, or the country as printed where it has none.
	Country string
}

// Wallet is one listed address of a digital currency.
type Wallet struct {
	// Ticker is the publisher's: XBT, ETH, USDT. It misleads: the chain is told by
	// the address. Empty where the list gives none.
	Ticker string
	// Address is as printed.
	Address string
	// CaseLost is set where the list has lower-cased an address in which case
	// matters. It can be shown but never be compared.
	CaseLost bool
}

// Link is a relation to another entry.
type Link struct {
	// Relation is as printed, in lower case: "linked to", "owned or controlled by".
	Relation string
	// ID is the other entry's in the same list; empty where only the name is given.
	ID string
	// Name is the other's primary name.
	Name string
}

// Entry is one listed person, firm, vessel, aircraft or bare wallet.
type Entry struct {
	// ID is the publisher's key, unique within the list.
	ID string
	// List is the name of the list.
	List   string
	Schema Schema
	Names  []Name
	// Born are all alternative dates of birth; of a firm, of foundation.
	Born []DateRange
	// BirthPlaces are kept to be shown, and are never scored.
	BirthPlaces []string
	Countries   []Country
	// Gender is "male", "female" or empty.
	Gender     string
	Documents  []Document
	Programmes []string
	Places     []Place
	Wallets    []Wallet
	Emails     []string
	Phones     []string
	Sites      []string
	// Handles are weak aliases that are written like an account name, and listed
	// account names. They are compared with user names, never with person names.
	Handles []string
	// Risks are the secondary-sanctions remarks.
	Risks []string
	Links []Link
	// Remarks is what the list says beyond the fields above, a statement each.
	Remarks []string
	// Referents are earlier ids of the entry, and its ids in other lists.
	Referents []string
	// Listed and Delisted are the days of listing and delisting, where given. Delisted may
	// lie in the future: until it is over the entry is listed.
	Listed, Delisted bonafide.Date
}

// PrimaryName is the first name of kind [Primary], the first name where there is
// none, and the id where the entry has no name.
func (e *Entry) PrimaryName() string {
	for i := range e.Names {
		if e.Names[i].Kind == Primary {
			return e.Names[i].Full
		}
	}
	if len(e.Names) > 0 {
		return e.Names[0].Full
	}
	return e.ID
}
