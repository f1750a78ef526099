package watchlist

import (
	"strings"

	"bonafide"
)

// ukParts makes a name of the UK list's six columns: Name 6 is the family name, or
// the whole name of a firm or ship; Name 1 to 5 are the others in their order.
func (p *parsing) ukParts(six string, others []string, schema Schema) Name {
	var given []string
	for _, o := range others {
		if o = oneSpace(o); o != "" {
			given = append(given, o)
		}
	}
	six = oneSpace(six)
	rest := p.in.string(strings.Join(given, " "))
	switch {
	case schema != Person || six == "" || rest == "":
		return Name{Full: p.in.string(oneSpace(rest + " " + six))}
	}
	parts := []Part{{Family, p.in.string(six)}, {Given, rest}}
	return Name{Full: p.in.string(fullName(parts)), Parts: parts}
}

// ukKind sets the kind and quality of a name from the list's words: "Primary Name",
// "Primary name variation", "Alias", "a.k.a", "f.k.a", and for the strength "Good
// quality a.k.a" or "Low quality a.k.a".
func ukKind(n *Name, kind, strength string) {
	kind, strength = strings.ToLower(kind), strings.ToLower(strength)
	n.Kind = Also
	switch {
	case strings.HasPrefix(kind, "primary name") && !strings.Contains(kind, "variation"):
		n.Kind = Primary
	case strings.HasPrefix(kind, "f"), strings.HasPrefix(strength, "f.k.a"), strings.Contains(kind, "former"):
		n.Kind = Formerly
	}
	if strings.Contains(strength, "low") || strings.Contains(strength, "weak") {
		n.Quality = Weak
	}
}

func ukSchema(s string) Schema {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "individual":
		return Person
	case "entity":
		return Entity
	case "ship":
		return Vessel
	case "aircraft":
		return Aircraft
	}
	return Unknown
}

// ukBorn adds the birth dates of a text like "dd/mm/1957", "02/03/1958".
func (e *Entry) ukBorn(s string) {
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r == '|' || r == ';' }) {
		if d, ok := slashDate(f); ok {
			e.addBorn(day(d))
		} else if r, ok := wordRange(f); ok {
			e.addBorn(r)
		} else if t := oneSpace(f); t != "" {
			addOnce(&e.Remarks, "date of birth: "+t)
		}
	}
}

// splitValues takes apart a cell with several values. Commas stand inside values.
func splitValues(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == '|' || r == ';' || r == '\n' })
}

// splitContacts takes apart a cell with several e-mail addresses.
func splitContacts(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == '|' || r == ';' || r == ',' || r == ' ' || r == '\n' })
}

func slashDay(s string) bonafide.Date {
	d, _ := slashDate(s)
	return d
}
