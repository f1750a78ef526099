package table

import (
	"slices"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// isName reports whether a text is the name of a person rather than a number of one:
// two words or more, and no figures.
func isName(s string) bool {
	return strings.ContainsAny(s, " ,") && len(s) < 128 && !strings.ContainsAny(s, "0123456789@_/:")
}

// forwards writes "Last, First" as it is spoken.
func forwards(s string) string {
	last, rest, ok := strings.Cut(s, ",")
	if rest = strings.TrimSpace(rest); !ok || rest == "" || strings.Contains(rest, ",") {
		return s
	}
	switch telemetry.Plainly(strings.Trim(rest, ".")) {
	case "jr", "sr", "ii", "iii", "phd", "md", "inc", "llc", "ltd", "gmbh":
		return s
	}
	return rest + " " + strings.TrimSpace(last)
}

// fullName is the name that a row has of its person.
func fullName(whole, first, last string) string {
	both := strings.TrimSpace(first + " " + last)
	switch {
	case whole == "":
		return both
	case first != "" && last != "" && !strings.Contains(whole, " "):
		return both // a name that somebody is called by
	case first == "" && last != "" && !strings.Contains(telemetry.Plainly(whole), telemetry.Plainly(last)):
		return whole + " " + last
	}
	return forwards(whole)
}

// otherPerson is whom a text tells of beside the row's own person: the number behind a
// word for number, else the first name of two words or more. Empty where there is none.
func otherPerson(text string) string {
	for _, mark := range []string{"personalnr", "personalnummer", "employee no", "employee number", "employee id", "employee #", "worker id", "staff id", "emp id", "matricule", "personeelsnummer", "(#", " #", " id "} {
		low := strings.ToLower(text)
		i := strings.Index(low, mark)
		if i < 0 || len(low) != len(text) {
			continue
		}
		rest := strings.TrimLeft(text[i+len(mark):], " .:#-")
		if n := strings.IndexFunc(rest, func(r rune) bool {
			return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-')
		}); n >= 0 {
			rest = rest[:n]
		}
		if rest != "" && len(rest) <= 16 && strings.ContainsAny(rest, "0123456789") {
			return rest
		}
	}
	for part := range strings.FieldsSeq(text) {
		if p := strings.Trim(part, "().,;:"); telemetry.IsEmail(p) {
			return p
		}
	}
	var run []string
	fields := strings.Fields(text)
	for i, w := range fields {
		bare := strings.Trim(w, "().,;:\"")
		ends := strings.ContainsAny(w[len(w)-1:], ".,;:)") || i == len(fields)-1
		capital := bare != "" && bare != strings.ToLower(bare) && strings.ToUpper(bare[:1]) == bare[:1] || bare != "" && bare[0] >= 0x80
		joins := len(run) > 0 && among([]string{strings.ToLower(bare)}, particles)
		opens := strings.HasPrefix(w, "(") && len(run) > 0
		switch {
		case opens:
			if named(run) {
				return strings.Join(run, " ")
			}
			run = run[:0]
		case capital && !among([]string{telemetry.Plainly(bare)}, tieWords):
			run = append(run, bare)
			if !ends {
				continue
			}
		case joins:
			run = append(run, bare)
			continue
		}
		if named(run) {
			return strings.Join(run, " ")
		}
		run = run[:0]
	}
	return ""
}

func named(run []string) bool {
	return len(run) >= 2 && len(run) <= 5 && run[len(run)-1] != strings.ToLower(run[len(run)-1])
}

var (
	particles = []string{"van", "von", "de", "der", "den", "del", "la", "da", "dos", "di", "bin", "al", "el", "ter", "ten", "zu", "zum"}
	// tieWords stand before or behind the name of another person in a text about a tie.
	tieWords = []string{"lives", "flat", "shares", "shared", "married", "spouse", "partner", "household", "sibling", "brother", "sister", "cousin", "roommate", "flatmate", "referred", "relative", "related", "father", "mother", "son", "daughter", "friend", "same", "joint", "with", "and", "is", "to", "of", "the", "joint", "lease", "declared", "disclosed",
		"ehepartner*", "ehefrau", "ehemann", "lebensgefahrt*", "mitbewohner*", "wohngemeinschaft", "wg", "empfehlung", "empfohlen", "bruder", "schwester", "verwandt*", "verheiratet", "gleiche", "gemeinsame*", "durch", "mit", "wohnt", "lebt", "partnerin", "geschwister", "schwager", "eltern", "vater", "mutter", "sohn", "tochter", "anschrift", "adresse", "konto",
		"conjoint*", "epoux", "epouse", "colocataire", "frere", "soeur", "marie*", "vit", "avec", "conyuge", "esposo", "esposa", "hermano", "hermana", "vive", "con", "companero", "echtgeno*", "huisgenoot", "broer", "zus", "getrouwd", "woont", "met", "samen"}
)

// byName takes the name that stands where a number was expected, or of whom a parcel or
// a request is.
func (p *Parser) byName(v *jsonline.Values, e *telemetry.Event) {
	w := e.Worker
	if isName(w.EmployeeID) {
		if e.User.FullName == "" {
			e.User.FullName = forwards(w.EmployeeID)
		}
		w.EmployeeID = ""
	}
	if isName(string(w.Person)) {
		if e.User.FullName == "" {
			e.User.FullName = forwards(string(w.Person))
		}
		w.Person = ""
	}
	if e.User.Email == "" && isName(e.User.Name) {
		if e.User.FullName == "" {
			e.User.FullName = forwards(e.User.Name)
		}
		e.User.Name = ""
	}
	if e.User.FullName != "" {
		return
	}
	switch p.kind {
	case Shipments:
		if e.User.FullName = forwards(v.Text(addressee)); e.User.FullName == "" && w.EmployeeID == "" && w.Person == "" && e.User.Name == "" && w.Recipient != "" && isName(w.Recipient) {
			e.User.FullName, w.Recipient = forwards(w.Recipient), ""
			e.Intake.Notes = append(slices.Clip(e.Intake.Notes), "the recipient is taken for whom the parcel is for, who took it is not known")
		}
	case Access:
		if who := v.First(requester, actor); isName(who) {
			e.User.FullName = forwards(who)
		}
	}
}

// cameBack reports whether a parcel goes back to the firm: whom it is of is its sender.
func (p *Parser) cameBack(v *jsonline.Values, e *telemetry.Event) bool {
	if hasWord(telemetry.Plainly(v.Text(mode)), backWords) {
		e.Worker.Recipient, e.Worker.Destination = "", ""
		return true
	}
	from := v.Text(sender)
	if from == "" || !has(telemetry.Plainly(v.Text(remark)+" "+v.Text(reason)+" "+v.Text(mode)), "return", "ruckgabe", "rucksendung", "retour", "devoluc") {
		return false
	}
	e.User.FullName, e.Worker.Recipient = forwards(from), ""
	return true
}

// otherTicket reports whether a row of a table of tickets is no request for access.
func (p *Parser) otherTicket(v *jsonline.Values, l *layout) bool {
	if !l.has[privilege] || !l.tickets {
		return false
	}
	kind := telemetry.Plainly(v.Text(category))
	return v.Text(privilege) == "" || v.Text(resource) == "" || kind != "" && !has(kind, "access", "zugriff", "berechtigung", "permission", "acces", "acceso", "toegang", "role", "entitlement", "licen")
}
