package watchlist

import (
	"strings"
)

// ofacRemarks takes the remarks of a row apart. They are statements parted by
// semicolons, each with a label at its head, after "alt." where it is not the first
// of its kind. Weak aliases stand here and not in ALT.CSV.
func (p *parsing) ofacRemarks(e *Entry, remarks string) {
	remarks = strings.TrimSuffix(strings.TrimSpace(remarks), ".")
	for s := range strings.SplitSeq(remarks, ";") {
		s = strings.TrimSpace(s)
		s = strings.TrimPrefix(s, "alt. ")
		if s == "" || s == null {
			continue
		}
		if !p.ofacStatement(e, s) {
			addOnce(&e.Remarks, p.in.string(s))
		}
	}
}

// plainLabels are the labels of statements that are not documents, in the case in
// which the OFAC prints them. Longer labels stand before their own heads.
var plainLabels = []struct {
	label string
	as    feature
}{
	{"DOB ", asBirthDate}, {"Organization Established Date ", asBirthDate}, {"POB ", asBirthPlace},
	{"nationality ", asNationality}, {"citizen ", asNationality}, {"Gender ", asGender},
	{"Nationality of Registration ", asRegistration}, {"Registration Country ", asRegistration},
	{"Website ", asSite}, {"Email Address ", asEmail}, {"Email ", asEmail},
	{"Phone Number ", asPhone}, {"Telephone: ", asPhone}, {"Telephone ", asPhone}, {"Fax: ", asPhone}, {"Fax ", asPhone},
	{"Former Vessel Flag ", asFlag}, {"Other Vessel Flag ", asFlag}, {"Vessel Flag ", asFlag},
	{"Secondary sanctions risk:", asRisk}, {"Additional Sanctions Information -", asRisk},
	{"Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions:", asRisk},
}

// ofacStatement takes one statement, and reports whether it was understood.
func (p *parsing) ofacStatement(e *Entry, s string) bool {
	for _, kind := range []struct {
		mark string
		kind Kind
	}{{"a.k.a. ", Also}, {"f.k.a. ", Formerly}, {"n.k.a. ", Also}} {
		if rest, ok := strings.CutPrefix(s, kind.mark); ok {
			return p.weakName(e, rest, kind.kind)
		}
	}
	if rest, ok := strings.CutPrefix(s, "Digital Currency Address"); ok {
		return p.walletStatement(e, rest)
	}
	if rest, ok := strings.CutPrefix(s, "Linked To: "); ok {
		e.Links = append(e.Links, Link{Relation: "linked to", Name: p.in.string(oneSpace(rest))})
		return true
	}
	for _, l := range plainLabels {
		rest, ok := strings.CutPrefix(s, l.label)
		if !ok {
			continue
		}
		rest = strings.TrimSpace(rest)
		if l.as == asBirthDate {
			r, ok := wordRange(rest)
			if ok {
				e.addBorn(r)
			}
			return ok
		}
		if l.as == asNationality && countryCode(rest) == "" && len(rest) > 60 {
			return false
		}
		e.takeLabelled(l.as, strings.Trim(l.label, " :-"), p.in.string(rest))
		return l.as != asGender || e.Gender != ""
	}
	return p.documentStatement(e, s)
}

// weakName takes an alias in quotes. Quotes also stand inside names, so the name is
// all between the first and the last.
func (p *parsing) weakName(e *Entry, s string, kind Kind) bool {
	i, j := strings.IndexByte(s, '\''), strings.LastIndexByte(s, '\'')
	if i < 0 {
		return false
	}
	text := s[i+1:]
	if j > i {
		text = s[i+1 : j]
	}
	n := p.commaName(text, e.Schema)
	n.Quality, n.Kind, n.Alias = Weak, kind, e.nextAlias()
	before := len(e.Names)
	e.addName(n)
	return len(e.Names) > before || printable(n.Full)
}

// walletStatement takes " - XBT 1Kuf2Rd8..." from behind its label.
func (p *parsing) walletStatement(e *Entry, s string) bool {
	s = strings.TrimLeft(s, " -:")
	ticker, address, ok := strings.Cut(s, " ")
	if !ok || strings.TrimSpace(address) == "" {
		return false
	}
	address, note, _ := strings.Cut(strings.TrimSpace(address), " ")
	e.addWallet(p.ticker(strings.TrimRight(ticker, ":")), strings.Clone(address))
	if note != "" {
		addOnce(&e.Remarks, p.in.string(address+": "+note))
	}
	return true
}

// documentStatement takes "Passport RL 1622378 (Lebanon) issued 23 Jun 1999".
func (p *parsing) documentStatement(e *Entry, s string) bool {
	label, rest, ok := labelled(s)
	if !ok || !strings.ContainsAny(rest, "0123456789") {
		return false
	}
	for _, word := range []string{" issued ", " expires ", " Date of Issue "} {
		if i := strings.Index(rest, word); i >= 0 {
			rest = rest[:i]
		}
	}
	rest = strings.TrimSpace(rest)
	country := ""
	if i := strings.LastIndexByte(rest, '('); i > 0 && strings.HasSuffix(rest, ")") {
		if c := countryCode(rest[i+1 : len(rest)-1]); c != "" {
			country, rest = c, strings.TrimSpace(rest[:i])
		}
	}
	e.addDocument(document(p.in.string(label), p.in.string(rest), country))
	return true
}
