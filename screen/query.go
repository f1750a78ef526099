package screen

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bonafide"
	"bonafide/screen/name"
	"bonafide/screen/watchlist"
)

// Type is what a query is about.
type Type string

// The types. The empty type is [Any].
const (
	Person Type = "person"
	Entity Type = "entity"
	Wallet Type = "wallet"
	Any    Type = "any"
)

// typeWords are the words that name a type at the edges.
var typeWords = map[string]Type{
	"": Any, "any": Any, "unknown": Any, "thing": Any, "legalentity": Any,
	"person": Person, "individual": Person,
	"entity": Entity, "business": Entity, "company": Entity, "organization": Entity, "organisation": Entity, "publicbody": Entity,
	"vessel": Entity, "aircraft": Entity, "airplane": Entity,
	"wallet": Wallet, "cryptowallet": Wallet, "address": Wallet,
}

// ParseType reads the type of a query: person, entity, wallet, any, in any case, and
// the words that other tools use for them (individual, business, LegalEntity).
func ParseType(s string) (Type, error) {
	if t, ok := typeWords[strings.ToLower(strings.TrimSpace(s))]; ok {
		return t, nil
	}
	return "", bonafide.Invalidf("type %s: write person, entity, wallet or any", strconv.QuoteToASCII(clip(s, 40)))
}

func (t Type) kind() name.Kind {
	switch t {
	case Person:
		return name.Person
	case Entity:
		return name.Entity
	}
	return name.Any
}

// Document is a numbered paper of the one who is screened.
type Document struct {
	// Type is one of [watchlist.DocumentTypes], "passport" for instance; empty where
	// it is not known.
	Type string `json:"type,omitempty"`
	// Number in any spelling; blanks, hyphens and case do not count.
	Number string `json:"number"`
	// Country that issued it, ISO 3166-1 alpha-2; empty where it is not known.
	Country string `json:"country,omitempty"`
}

// Query is one question. Only one of its fields has to be there. What further
// details do to a hit of the name:
//
//	birth date      agrees to the day: the band goes up by one
//	                agrees with all that the list gives, a year: the same, of a name
//	                that is strong by itself (0.88) and of a weak alias
//	                compatible (year against day): nothing
//	                near (day and month swapped, one digit, one year): minus 0.05
//	                contradicts: minus 0.20, and the band falls by one
//	country         agrees: a weak alias is lifted to possible, nothing else
//	                none agrees: minus 0.05
//	gender          differs: minus 0.10
//	documents, e-mail, phone, site, account
//	                agree: the band goes to strong
//	                a document of the same type and country has another number:
//	                minus 0.05
type Query struct {
	ID string
	// Name as written; an address of a digital currency is screened as a wallet.
	Name string
	// Names are further names of the same one.
	Names []string
	Type  Type
	// DOB is the birth date, or of a firm the founding date; Born has further
	// statements of the same.
	DOB  bonafide.Date
	Born []bonafide.Date
	// Country is ISO 3166-1 alpha-2: of residence, nationality or registration.
	Country string
	// Gender is "male", "female" or empty.
	Gender    string
	Documents []Document
	Emails    []string
	Phones    []string
	// Sites are web addresses or domains.
	Sites []string
	// Handles are account names, with or without @.
	Handles []string
	// Wallets are addresses of digital currencies.
	Wallets []string
	// At is the moment asked about: what was listed later, or no longer, is left
	// out. The zero time asks for the newest state of the lists.
	At time.Time
	// By is who asks; it is kept in the proof.
	By string
	// notes are said in the answer.
	notes []string
	// personal keeps the name away from account names: it is a person's for sure.
	personal bool
}

// Bounds of one query. What is beyond them is refused and never left out.
const (
	// mostValues is the number of values of one kind.
	mostValues = 64
	// longestValue is in bytes; names have their own bound, beyond which they are
	// cut and the answer says so.
	longestValue = 1024
)

// Validate says what is wrong with a query: nothing to look for, or more than an engine
// takes. The error is of kind [bonafide.ErrInvalid].
func (q *Query) Validate() error {
	lists := []struct {
		what string
		n    int
	}{{"names", len(q.Names)}, {"birth dates", len(q.Born)}, {"documents", len(q.Documents)}, {"e-mail addresses", len(q.Emails)},
		{"phones", len(q.Phones)}, {"sites", len(q.Sites)}, {"handles", len(q.Handles)}, {"wallets", len(q.Wallets)}}
	something := strings.TrimSpace(q.Name) != ""
	for _, l := range lists {
		if l.n > mostValues {
			return bonafide.Invalidf("query %s: %d %s, more than %d; ask in parts", strconv.QuoteToASCII(clip(q.ID, 40)), l.n, l.what, mostValues)
		}
		something = something || l.n > 0 && l.what != "birth dates"
	}
	if !something {
		return bonafide.Invalidf("query %s: it has neither a name nor another detail to look for", strconv.QuoteToASCII(clip(q.ID, 40)))
	}
	for _, values := range [][]string{q.Emails, q.Phones, q.Sites, q.Handles, q.Wallets} {
		for _, v := range values {
			if len(v) > longestValue {
				return bonafide.Invalidf("query %s: a value of %d bytes, more than %d", strconv.QuoteToASCII(clip(q.ID, 40)), len(v), longestValue)
			}
		}
	}
	switch q.Type {
	case "", Any, Person, Entity, Wallet:
	default:
		return bonafide.Invalidf("query %s: type %s: write person, entity, wallet or any", strconv.QuoteToASCII(clip(q.ID, 40)), strconv.QuoteToASCII(clip(string(q.Type), 40)))
	}
	return nil
}

// stated are the names that the query gives, each once.
func (q *Query) stated() []string { return distinct(append([]string{q.Name}, q.Names...)) }

// names are those that are asked for: the stated ones, and those that stand within them.
func (q *Query) names() []string {
	out := q.stated()
	for _, n := range out {
		out = append(out, namesWithin(n)...)
	}
	return distinct(out)
}

// distinct takes out what is empty or was there before, in place.
func distinct(texts []string) []string {
	out := texts[:0]
	for _, t := range texts {
		if t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// born are all birth dates of the query, each once.
func (q *Query) born() []bonafide.Date {
	var out []bonafide.Date
	for _, d := range append([]bonafide.Date{q.DOB}, q.Born...) {
		known := d.IsZero()
		for _, o := range out {
			known = known || o == d
		}
		if !known {
			out = append(out, d)
		}
	}
	return out
}

// echo is what an answer shows as the query.
func (q *Query) echo() string {
	if q.Name != "" {
		return q.Name
	}
	for _, values := range [][]string{q.Names, q.Emails, q.Phones, q.Sites, q.Handles, q.Wallets} {
		if len(values) > 0 {
			return values[0]
		}
	}
	if len(q.Documents) > 0 {
		return q.Documents[0].Number
	}
	return ""
}

// clip shortens s to n bytes at a rune boundary.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// listedKind is how the name of a listed party is read.
func listedKind(s watchlist.Schema) name.Kind {
	switch s {
	case watchlist.Person:
		return name.Person
	case watchlist.Entity, watchlist.Vessel, watchlist.Aircraft:
		return name.Entity
	}
	return name.Any
}
