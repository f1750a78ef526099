package table

import (
	"cmp"
	"strings"
	"time"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// said is what a row was found to say, beside what its columns say by themselves.
type said struct {
	fact        telemetry.Fact
	fresh       string
	state       string
	destination string
	login       string // in the code host
}

// changed fits a row of a log of changes to the fact that the name of the field means.
// None is a row about what may never be an input.
func (p *Parser) changed(v *jsonline.Values, e *telemetry.Event) (none bool) {
	w := e.Worker
	field := v.Text(event)
	plain := telemetry.Plainly(field)
	if isProtected(field) {
		return true
	}
	if has(telemetry.Plainly(v.Text(status)), refusedWords...) {
		return true // it did not come about
	}
	ordinary := func() { e.Metadata.Code = "update" }
	was, is := w.Old, w.New
	day := w.Effective
	switch {
	case has(plain, "government id", "national id", "ssn", "social security", "tax id", "sozialversicherung", "steuer-id", "steuernummer"):
		// The number is nobody's business here; what was seen with it is.
		w.Fact, w.Old, w.New = telemetry.Roster, "", ""
		ordinary()
		if text := telemetry.Plainly(w.Reason); has(text, metWords...) && !denied(text, metWords) {
			w.Fact, w.New, w.State = telemetry.Verification, "in-person-meeting", "passed"
			e.Metadata.Code = "verification"
		}
	case has(plain, "emergency", "notfall", "urgence", "noodcontact", "next of kin", "dependent"):
		w.Fact, w.Old, w.New = telemetry.Roster, "", ""
		ordinary()
	case has(plain, "employee added", "worker added", "employee created", "new hire", "new employee", "hired", "profile created", "einstellung", "neueinstellung", "mitarbeiter angelegt", "embauche", "alta", "contratacion", "indiensttreding", "nieuwe medewerker", "contract contingent worker", "hire employee", "hire worker") || plain == "hire":
		w.Fact, e.Activity = telemetry.Hire, telemetry.Create
		if !day.IsZero() {
			w.StartDate, w.Effective = day.Format(time.DateOnly), time.Time{}
		}
		job, kind, ok := strings.Cut(is, "(")
		if at := strings.LastIndex(job, " \u2013 "); at > 0 && w.Team == "" {
			w.Team, job = strings.TrimSpace(job[at+len(" \u2013 "):]), job[:at]
		}
		if w.Role == "" && has(plain, "hire", "contingent", "added", "created", "new", "angelegt", "nieuwe") {
			w.Role = strings.TrimSpace(job)
		}
		if w.Contract == "" && ok {
			w.Contract = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kind), ")"))
		}
	case has(plain, "address", "adresse", "anschrift", "wohnort", "direccion", "domicil", "woonplaats", "adres") && !has(plain, "mail"):
		w.Fact = telemetry.AddressChange
		if e.Metadata.Code = "address"; has(plain, "deliver", "ship", "liefer", "versand", "zustell", "livraison", "entrega", "envio", "bezorg", "aflever") {
			e.Metadata.Code = "delivery address"
		}
	case has(plain, "contact information", "contact details", "kontaktdaten", "coordonnees", "datos de contacto", "contactgegevens"):
		p.reached(e, is, strings.Contains(plain, "work"))
	case has(telemetry.Plainly(is), "payment:", "payment method:", "payout:", "zahlung:", "paiement:", "pago:"):
		_, was, _ = cutLabel(was)
		_, is, _ = cutLabel(is)
		p.money(v, e, was, is)
	case has(plain, "iban", "bank", "konto", "payee", "direct deposit", "account number", "payout", "payment method", "zahlungs", "compte", "cuenta", "rekening", "clabe", "wallet", "routing"):
		p.money(v, e, was, is)
	case has(plain, "mail"):
		w.Fact, w.Old = telemetry.Roster, ""
		if has(plain, "privat", "personal", "home", "prive", "perso") {
			w.Email = is
		} else if telemetry.IsEmail(is) {
			e.User.Name, e.User.Email = is, is
		}
		ordinary()
	case has(plain, "phone", "mobile", "telefon", "handy", "movil", "portable", "gsm"):
		w.Fact, w.Phone = telemetry.Roster, is
		ordinary()
	case has(plain, "nachname", "last name", "surname", "family name", "legal name", "full name", "first name", "vorname", "apellido", "achternaam", "prenom", "name change", "preferred name") || strings.HasPrefix(plain, "name.") || plain == "name" || plain == "nom" || plain == "nombre" || plain == "naam":
		w.Fact = telemetry.NameChange
	case has(plain, "termination date", "last day", "last working", "austritt", "kundigung", "leaving date", "end of employment", "separation", "date de sortie", "fecha de baja", "uitdienst", "employment.enddate", "employment end date"):
		p.left(e, is)
	case has(plain, "terminate ", "termination", "resignation", "end contingent", "end contract", "kundigung", "demission", "licenciement", "despido", "ontslag"):
		if p.left(e, ""); !day.IsZero() && day.After(telemetry.StampOr(v.At(moment))) && v.At(moment).Given() {
			w.EndDate, w.Effective = day.Format(time.DateOnly), time.Time{}
		}
	case has(plain, "status"):
		// The status of employment, or another: what it became tells.
		switch now := telemetry.Plainly(is); {
		case has(now, "terminat", "left", "inactive", "dismiss", "resigned", "ausgeschieden", "gekundigt", "inaktiv", "sorti", "baja", "uit dienst", "former", "offboarded"):
			p.left(e, "")
		case has(plain, "employment", "contract", "beschaftigung", "worker"):
			w.Fact, w.Contract = telemetry.Roster, is
			ordinary()
		default:
			w.Fact = telemetry.Roster
			ordinary()
		}
	case has(plain, "manager", "supervisor", "vorgesetzt", "reports to", "reporting", "responsable", "jefe", "leidinggevende", "hours", "stunden", "heures", "horas", "uren", "salary", "gehalt", "pay rate", "compensation", "salaire", "salario", "salaris", "fte", "cost", "kosten"):
		w.Fact, w.Old, w.New = telemetry.Roster, "", ""
		ordinary()
	case has(plain, "title", "position", "stelle", "role", "rolle", "funktion", "poste", "puesto", "functie", "job") && !has(plain, "date"):
		w.Fact = telemetry.RoleChange
		if w.Role == "" {
			w.Role = is
		}
	case has(plain, "department", "abteilung", "team", "division", "departement", "departamento", "afdeling"):
		w.Fact = telemetry.RoleChange
		if w.Team == "" {
			w.Team = is
		}
	case has(plain, "time zone", "timezone", "zeitzone"):
		w.Fact = telemetry.Roster
		if p.known.zone(is) {
			w.Zone = is
		}
		ordinary()
	case has(plain, "location", "standort", "work site", "office", "lieu", "sede", "vestiging"):
		w.Fact = telemetry.Roster
		if w.Place == "" {
			w.Place = is
		}
		ordinary()
	case w.Fact == telemetry.Start:
		// The start of something, or another first day: nobody starts by a change.
		w.Fact = telemetry.Roster
		if isTimeText(is) {
			w.StartDate, w.Old, w.New = is, "", ""
		}
		ordinary()
	}
	return false
}

// reached is a change of what somebody can be reached by: the new value says by what.
func (p *Parser) reached(e *telemetry.Event, is string, work bool) {
	w := e.Worker
	w.Fact = telemetry.Roster
	switch digits := len(strings.Map(digit, is)); {
	case telemetry.IsEmail(is) && work:
		e.User.Name, e.User.Email = is, is
	case telemetry.IsEmail(is):
		w.Email = is
	case digits >= 6 && strings.Trim(is, "+()-. 0123456789") == "":
		w.Phone = is
	case strings.ContainsAny(is, ", ") && !work:
		w.Fact, e.Metadata.Code = telemetry.AddressChange, "address"
		return
	}
	e.Metadata.Code = "update"
}

func digit(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// cutLabel takes the word before a colon off: "Payment: bank transfer".
func cutLabel(s string) (label, rest string, ok bool) {
	if label, rest, ok = strings.Cut(s, ":"); !ok || len(label) > 40 {
		return "", s, false
	}
	return label, strings.TrimSpace(rest), true
}

func (p *Parser) left(e *telemetry.Event, day string) {
	w := e.Worker
	w.Fact, e.Activity = telemetry.Termination, telemetry.EntityDeactivate
	if isTimeText(day) {
		w.EndDate = day
	} else if day != "" {
		w.Fact, e.Activity = telemetry.Roster, telemetry.Update
		e.Metadata.Code = "update"
	}
}

// money makes a change of the account of a row. Numbers become tokens.
func (p *Parser) money(v *jsonline.Values, e *telemetry.Event, was, is string) {
	w := e.Worker
	w.Fact = telemetry.PayrollChange
	if is == "" && was == "" {
		if from, to, ok := fromTo(v.First(detail, reason, remark)); ok {
			was, is = from, to
		}
	}
	if v.At(payeeName).Given() {
		w.PayeeName = v.Text(payeeName)
	}
	if w.Payee == "" {
		w.Payee = accountToken(is)
		if strings.Contains(w.Payee, " ") {
			w.Payee = "" // words, not a token
		}
	}
	if way := payWay(is); w.Method == "" {
		if w.Method = way; telemetry.IsWallet(w.Payee) {
			w.Method = "crypto wallet"
		}
	}
	w.Old, w.New = shown(was), shown(is)
	if w.Method == "" && w.Payee != "" && !telemetry.IsWallet(w.Payee) {
		w.Method = "bank"
	}
}

// shown is an account as it may be kept: a token, a wallet, or words without digits.
func shown(s string) string {
	if t := accountToken(s); t != "" && !strings.Contains(t, " ") {
		return t
	}
	return unnumbered(s)
}

// absent fits a row of a table of absences to leave or travel. None is one that was not
// granted.
func (p *Parser) absent(v *jsonline.Values, e *telemetry.Event) (none bool) {
	w := e.Worker
	if state := telemetry.Plainly(v.Text(status)); has(state, refusedWords...) || has(state, openWords...) {
		return true
	}
	kind := telemetry.Plainly(v.First(absence, event, category))
	w.Fact, e.Metadata.Code = telemetry.Leave, "leave"
	// What somebody is away for is nobody's business here.
	why := w.Reason
	w.Reason, w.Old, w.New = "", "", ""
	if has(kind, awayWords...) && !has(kind, "sick", "krank") {
		w.Fact, e.Metadata.Code = telemetry.Travel, "travel"
		if w.Destination == "" {
			w.Destination = cmp.Or(v.Text(detail), why, v.Text(remark))
		}
	}
	p.spanned(v, w)
	if w.Fact == telemetry.Leave {
		w.Destination = ""
	}
	return false
}

// spanned puts the first and the last day of a row where they belong: its end is the
// end of what it is about, never the last day of a person.
func (p *Parser) spanned(v *jsonline.Values, w *telemetry.Worker) {
	w.StartDate, w.EndDate = "", ""
	for _, slot := range []int{effective, begins, old, startDate} {
		if isStamp(v, slot) {
			w.Effective = telemetry.StampOr(v.At(slot))
			break
		}
	}
	for _, slot := range []int{until, ends, fresh, endDate} {
		if isStamp(v, slot) {
			w.EndDate = v.Text(slot)
			break
		}
	}
}

// agreed lists what a row of a table of arrangements says. None of them is a row that
// was not granted, or that says nothing of what is looked at; unknown is what a row is
// called that nobody knows.
func (p *Parser) agreed(v *jsonline.Values, w *telemetry.Worker) (list []said, unknown string) {
	if state := telemetry.Plainly(v.Text(status)); has(state, refusedWords...) || has(state, openWords...) {
		return nil, ""
	}
	name := strings.ReplaceAll(v.First(arrangement, category, event), "_", " ")
	if about := v.Text(topic); about != "" {
		name = strings.TrimPrefix(name+": "+about, ": ")
	}
	more := v.Text(detail)
	if more == "" {
		more = w.Reason
	}
	kind, text := telemetry.Plainly(name), telemetry.Plainly(more)
	whole := name
	if more != "" {
		whole = strings.TrimPrefix(name+": "+more, ": ")
	}
	if len(whole) > 240 {
		whole = strings.ToValidUTF8(whole[:240], "")
	}
	both := kind + " " + text
	add := func(s said) {
		for _, have := range list {
			if have.fact == s.fact && have.fresh == s.fresh {
				return
			}
		}
		list = append(list, s)
	}
	// The name decides; the text where it does not.
	for _, s := range []string{kind, text} {
		switch {
		case has(s, metWords...) && !denied(text, metWords):
			add(said{fact: telemetry.Verification, fresh: "in-person-meeting", state: "passed"})
		case has(s, cameraWords...):
			add(said{fact: telemetry.Accommodation, fresh: "camera"})
		case has(s, nameWords...):
			if has(both, proofWords...) && !denied(text, proofWords) {
				add(said{fact: telemetry.Verification, fresh: "name-change-document", state: "passed"})
			}
		case s == text && s != "" && has(kind, awayWords...), has(s, awayWords...) && !has(s, toolWords...) && (p.hasEnd(v) || s == kind):
			add(said{fact: telemetry.Travel, destination: more})
		case has(s, tieWordsIn...) && otherPerson(more) != "":
			add(said{fact: telemetry.Relation, fresh: otherPerson(more)})
		case has(s, handleWords...) && has(both, "change", "rename", "geandert", "now ", "moves to"):
			if _, to, ok := fromTo(more); ok {
				to, _, _ = strings.Cut(to, " ")
				add(said{fact: telemetry.Roster, login: strings.Trim(to, ",.;")})
			}
		case has(s, livesWords...) && has(both, proofWords...) && !denied(text, proofWords):
			add(said{fact: telemetry.Verification, fresh: "address-document", state: "passed"})
		case has(s, payeeWords...):
			p.paidElsewhere(both, whole, add)
		case has(s, partWords...):
			add(said{})
		case has(s, onsiteWords...):
			add(said{fact: telemetry.Accommodation, fresh: "in-person"})
		case has(s, hourWords...):
			if has(both, "on-call", "on call", "rufbereitschaft", "bereitschaft") {
				// A week of it is no arrangement for good.
				if add(said{}); !p.hasEnd(v) {
					list = nil
					add(said{fact: telemetry.Exception, fresh: "on-call"})
				}
			} else {
				add(said{fact: telemetry.Accommodation, fresh: "hours"})
			}
		case has(s, toolWords...):
			p.tools(both, whole, add)
		default:
			continue
		}
		break
	}
	if len(list) > 0 && list[0].fact == "" {
		return nil, ""
	}
	// What an arrangement of another kind says in passing.
	if len(list) > 0 && list[0].fact != telemetry.Exception {
		if has(text, vpnWords...) || has(text, helpWords...) || has(text, "kvm") {
			p.tools(text, whole, add)
		}
	}
	if has(text, metWords...) && !denied(text, metWords) {
		add(said{fact: telemetry.Verification, fresh: "in-person-meeting", state: "passed"})
	}
	if len(list) > 0 && list[0].fact != telemetry.Exception && has(text, "allowed", "permitted", "erlaubt", "zugelassen", "autoris", "permitid", "toegestaan") {
		p.tools(text, whole, add)
	}
	if has(text, cameraWords...) {
		add(said{fact: telemetry.Accommodation, fresh: "camera"})
	}
	if len(list) > 0 && list[0].fact == telemetry.Relation && has(text, "joint account", "gemeinsames konto", "compte joint", "cuenta conjunta", "gezamenlijke rekening") {
		add(said{fact: telemetry.Exception, fresh: "payout: " + whole})
	}
	if len(list) == 0 {
		unknown = name
	}
	return list, unknown
}

func (p *Parser) hasEnd(v *jsonline.Values) bool {
	return isStamp(v, until) || isStamp(v, ends) || isStamp(v, endDate)
}

func (p *Parser) paidElsewhere(both, whole string, add func(said)) {
	if denied(both, proofWords) {
		return
	}
	add(said{fact: telemetry.Exception, fresh: "payout: " + whole})
	if has(both, proofWords...) {
		add(said{fact: telemetry.Verification, fresh: "payee-proof", state: "passed"})
	}
}

// tools are exceptions for what somebody may use: by the kinds that detectors ask for,
// and in the firm's own words.
func (p *Parser) tools(both, whole string, add func(said)) {
	if has(both, forbidWords...) {
		return
	}
	if has(both, vpnWords...) {
		add(said{fact: telemetry.Exception, fresh: "vpn"})
	}
	if has(both, helpWords...) {
		add(said{fact: telemetry.Exception, fresh: "remote-control"})
	}
	if has(both, byodWords...) {
		add(said{fact: telemetry.Exception, fresh: "device"})
	}
	add(said{fact: telemetry.Exception, fresh: whole})
}

// told makes the events of what a row says. The last event of the list is the row's
// own and takes the first.
func told(list []said, into []telemetry.Event) []telemetry.Event {
	row := into[len(into)-1]
	into = into[:len(into)-1]
	for i, s := range list {
		w := *row.Worker
		w.Fact, w.Old, w.New, w.Destination = s.fact, "", s.fresh, s.destination
		if s.login != "" {
			w.Login = s.login
		}
		if s.state != "" {
			w.State = s.state
		}
		if s.fact == telemetry.Accommodation {
			w.Reason = "" // what it is for is nobody's business here
		}
		part := "" // the first is the row's own
		if i > 0 {
			part = string(s.fact) + " " + s.fresh
		}
		var e *telemetry.Event
		into, e = another(into, &row, &w, part)
		e.Activity, e.Metadata.Code = telemetry.Update, string(s.fact)
		e.Intake.Notes = append(e.Intake.Notes, "taken for "+string(s.fact)+" by the words of the row")
	}
	return into
}

// denied reports whether a part of a text takes back what it would say by one of the words.
func denied(text string, words []string) bool {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '.' || r == ';' || r == ',' || r == '(' }) {
		if has(part, notWords...) && (has(part, words...) || has(part, "meet", "met ", "in person", "treffen")) {
			return true
		}
	}
	return false
}
