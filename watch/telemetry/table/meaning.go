package table

import (
	"strings"

	"bonafide/watch/telemetry"
)

// A name that is not in the list of columns is read by its words: "Recipient
// State/Province" is a part of an address, "Signed For By" who took a parcel,
// "Zugestellt am" when it was handed over. The most groups of words that fit decide;
// among equals the first of the list. What is read so is a guess, and less telling than
// any name of the list.

// hint is one way to name a slot: a word of every group of all must be in the name,
// and none of the words of not.
type hint struct {
	slot int
	all  [][]string
	not  []string
}

// words of kinds that are used again and again.
const (
	when     = "date|datum|day|tag|on|am|at|fecha|le|op|time|el|ts|dato"
	by       = "by|von|vom|durch|par|por|door|from"
	numbered = "number|no|nr|num|nummer|id|code|numero|kennung|key"
	people   = "employee|employees|worker|workers|staff|personnel|personal|contractor|associate|emp|empl|mitarbeiter*|arbeitnehmer*|freelancer|consultant|colaborador|empleado|trabajador|salarie|employe|medewerker|werknemer|person|member|teammate|candidate|beneficiario"
	parcel   = "ship*|deliver*|dest*|consignee|recipient|receiver|empfanger*|empfaenger*|liefer*|zustell*|versand*|livraison|destinataire|entrega|envio|destinatario|aflever*|bezorg*|ontvanger*"
	streets  = "address|addr|adresse|anschrift|adres|direccion|street|domicilio|indirizzo"
	own      = "private|privat*|personal|home|perso*|prive*|own"
	// A place that something comes from is nobody's home.
	sent     = "sender|absender*|shipper*|origin|from|return|returns|ruck*|expediteur|remitente|afzender|billing|rechnungs*|bill|emergency|notfall*|urgence|emergencia|nood*|previous|old|alte*|company|bank|ip|mac|email|mail|web|wallet|previously|former"
	relative = "emergency|notfall*|urgence|emergencia|nood*|next|kin|spouse|partner|dependent*"
	// Parts of an address.
	within  = "city|town|region|state|province|county|postal|postcode|zip|plz|country|land"
	doers   = "actor|author|changed|modified|updated|initiator|approver|approved|reviewed"
	leading = "manager*|supervisor*|vorgesetzt*|reports|reporting|superior|jefe|leidinggevende|lead|recruiter*|reviewer*|interviewer*|recruiting|organizer|creator|owner"
)

// hints are in the words of English, German, French, Spanish and Dutch, in lower case
// and without accents. A star stands for any letters.
var hints = [...]struct {
	slot     int
	all, not string
}{
	{employee, people + "+" + numbered + "|n", leading + "|type|file|tax|name|class|country|mail|email|contract|address|start|" + relative},
	{employee, "personalnummer|personalnr|personalnum|mitarbeiternummer|mitarbeiternr|mitarbeiterid|personeelsnummer|matricule|stammnummer|legajo", leading},
	{name, people + "|full|display|recipient|requester|requestor+name|nom|nombre|naam|namen", leading + "|company|firma|user|file|job|legal|payee|contract|first|last|given|family|middle|bank|holder|" + relative},
	{name, "name|nombre|nom|naam|leistungserbringer|mitarbeiter|mitarbeiterin|mitarbeitername|salarie|empleado|medewerker|worker|staff|contractor|freelancer|nominativo", leading + "|company|firma|user|file|job|payee|contract|first|last|given|family|middle|bank|holder|cost|center|centre|account|host|device|computer|system|threat|rule|policy|team|department|event|course|plan|policy|product|carrier|service|location|country|type|start|date|email|mail|id|number|" + relative},
	{addressee, "recipient|receiver|consignee|addressee|empfanger*|empfaenger*|destinataire|destinatario|ontvanger|geadresseerde|ship|deliver*+contact|name|person|nom|nombre|naam|attention|attn", "company|firma|" + streets + "|phone|email|mail|city|type|id|by"},
	{addressee, "empfanger|empfaenger|empfangername|consignee|addressee|destinataire|destinatario|ontvanger|geadresseerde", "company|firma|phone|email|mail"},
	{sender, "shipper|sender|absender*|expediteur|remitente|afzender+company|name|contact|firma", ""},
	{sender, "sender|absender|expediteur|remitente|afzender", streets + "|city|town|state|zip|postal|postcode|country|phone|email|mail|account|id|reference|ort|plz|strasse|land"},
	{first, "vorname|prenom|voornaam|rufname|forename", ""},
	{first, "first|given+name", leading + "|" + relative},
	{last, "nachname|apellido|apellidos|achternaam|familienname|surname|zuname", "geburts*"},
	{former, "former|previously|formerly|fruher*|ehemalig*+last|name|family|nachname|surname", "employer|company|job|title|first|given|user|email"},
	{last, "last|family+name", leading + "|" + relative},
	{last, "nom+famille", ""},
	{email, "mail|email|courriel|correo|emailadresse|mailadresse+work|business|company|corporate|dienst*|beruf*|geschaft*|firmen*|profession*|requester|requestor|requested|opened|caller|reporter|user|worker|employee|assigned|opened|empleado|employe|werk|zakelijk*", leading + "|" + relative + "|" + doers},
	{email, "mail|email|courriel|correo|emailadresse|mailadresse|emailaddress|upn", "template|" + leading + "|" + relative + "|" + doers},
	{ownEmail, "mail|email|courriel|correo|emailadresse|mailadresse+" + own, relative},
	{ownEmail, "privatmail|privatemail", relative},
	{phone, "phone|mobile|cell|handy*|telefon*|tel|mobil*|telefono|telephone|portable|movil|gsm", "work|office|dienst*|extension|model|type|recipient|shipper|sender|" + leading + "|" + relative},
	{referrer, "referred|empfohlen|recommande|recomendado|aanbevolen|refere+" + by, ""},

	{event, "attribut|attribute|feld|feldname|champ|campo|veld|merkmal|eigenschaft|datenfeld", "custom"},
	{event, "field|item|property|attribute+name|changed|modified", "custom"},
	{event, "amendment|anderungs*|modification|transaction+type|art|tipo|soort|name", ""},
	{event, "ereignis|evenement|evento|gebeurtenis|aktion|anderungsart|aenderungsart", ""},
	{absence, "absence|leave|pto|urlaub*|abwesenheit*|fehlzeit*|conge|conges|ausencia|verlof|timeoff|vacation|absenz*+type|art|category|policy|kategorie|typ|tipo|grund|motif|reason|soort|name|kind|plan", "date|id|balance"},
	{absence, "abwesenheitsart|abwesenheitstyp|fehlzeitenart|absenzart|verlofsoort|urlaubsart|abwesenheitsgrund|fehlgrund", ""},
	{absence, "time+off+type|policy|category|name|kind", "date|id|balance"},
	{arrangement, "arrangement*|attestation*|agreement*|waiver*|exemption*|exception*|accommodation*|vereinbarung*|ausnahme*|sonderregel*|sondergenehmigung*|derogation*|excepcion*|acuerdo*|uitzondering*|afspraak|afspraken|adjustment|allowance|dispensation+type|category|kind|name|art|tipo|kategorie", "amount|pay|date"},
	{arrangement, "arrangement|attestation|agreement|waiver|exemption|vereinbarung|ausnahme|sonderregelung|sondergenehmigung|derogation|excepcion|acuerdo|uitzondering|afspraak|adjustment|dispensation", "amount|pay|date|id|number"},
	{category, "classification|klassifizierung|kategorie|category|rubrik|categorie|categoria|art|kind|typ|soort|tipo", "job|worker|employee|account|issue|service|employment|actor|user|source"},
	{category, "arrangement|agreement|request|item+type|category|kind|art", "status"},
	{detail, "detail|details|narrative|body|description|beschreibung|descripcion|omschrijving|erlauterung|particulars|toelichting|explanation|terms|what", "status|file|job|role"},
	{topic, "subject|betreff|topic|thema|objet|asunto|onderwerp", "id|email|type|area"},
	{old, "old|alt|alter|alte|vorherig*|previous|before|prior|original|ancien*|anterior|antiguo|oud|oude+value|wert|valeur|valor|waarde|data|inhalt", ""},
	{old, "vorher|bisher|altwert|anterior", ""},
	{fresh, "new|neu|neuer|neue|after|updated|current|nouvel*|nuevo|nieuw*|actual+value|wert|valeur|valor|waarde|data|inhalt", ""},
	{fresh, "nachher|neuwert|nuevo", ""},
	{effective, "effective|wirksam*|gultig*|gueltig*|valid|geldig|vigente|vigencia|effet|ingang*|efectiva+date|datum|from|ab|von|seit|on|desde|vanaf|du|zum|since|as", "until|bis|to|hasta|tot|end|au|through"},
	{effective, "wirksamkeitsdatum|ingangsdatum|gultigkeitsbeginn", ""},
	{until, "effective|gultig*|gueltig*|valid|geldig|vigente|expires|expiry|expiration|ablauf*|approved|allowed|granted+until|bis|to|hasta|tot|end|au|through|date|datum|on|am", "from|von|ab|start|by|effective-date"},
	{until, "expires|expiry|ablaufdatum|vervaldatum", "pass*|visa|card"},
	{category, "policy|plan", "insurance|benefit"},
	{units, "hours|days|units|duration|tage|stunden|arbeitstage|jours|heures|dias|horas|dagen|uren|amount|quantity|anzahl", "per|week|rate|working|balance|regular|overtime"},
	{begins, "date|datum|fecha|day|tag+from|von|desde|vanaf", "valid"},
	{ends, "date|datum|fecha|day|tag+to|bis|hasta|tot|until", "valid"},
	{begins, "von|beginn|begin|start|debut|inicio|desde|vanaf|van|begins|starts", ""},
	{ends, "bis|ende|end|fin|hasta|tot|einde|ends|through", ""},

	{startDate, "eintritt|eintrittsdatum|arbeitsbeginn|beschaftigungsbeginn|vertragsbeginn|antrittsdatum|dienstantritt|einstellungsdatum|datumindienst|indiensttreding", ""},
	{startDate, "start|joining|joined|onboarding|onboard|entry|commencement|entree|ingreso|alta|embauche|incorporacion|contratacion|indienst*|dienst|service+date|datum|fecha|day|in|on", leading + "|pay|period*|service-type|last|letzte*|end|out|uit|order|leave|type|level|visa|project"},
	{endDate, "austritt|austrittsdatum|kundigungsdatum|vertragsende|beendigungsdatum|uitdienst|uitdiensttreding|datumuitdienst", ""},
	{endDate, "termination|separation|leaving|exit|sortie|depart|baja|cese|uitdienst*|resignation|offboarding|austritts*+date|datum|fecha|day|on|effective", "reason|type|interview"},
	{endDate, "last|letzter|dernier|ultimo|laatste+working|day|arbeitstag|tag|jour|dia|werkdag|employment", "pay|login|update|modified|seen|check|activity|" + "changed|contact|review"},
	{role, "position|stelle|stellenbezeichnung|funktion|functie|poste|puesto|cargo|rolle|berufsbezeichnung|jobtitel|tatigkeit|fonction|positionsbezeichnung", leading + "|id|number|code|" + relative},
	{role, "job|position|business|role|work+title|profile|name|bezeichnung", leading + "|id|code|previous|candidate"},
	{team, "cost|org|organization|organisation+center|centre|unit|einheit", "id|code|number"},
	{team, "abteilung|bereich|departement|departamento|afdeling|kostenstelle|department|team|dept|abteilungsname|organisationseinheit", leading + "|id|code|lead|number"},
	{place, "standort|arbeitsort|dienstort|sede|vestiging|werklocatie|buro|betriebsstatte|einsatzort", ""},
	{place, "work|office|primary|base|job|arbeits*+location|site|city|ort", "id|code|type|country|email|region|state|zone|timezone|zip|postal|postcode"},
	{zone, "zeitzone|timezone|tijdzone|fuseau|husohorario", ""},
	{zone, "time|zona|fuseau+zone|horaria|horaire", ""},
	{contract, "beschaftigungsart|vertragsart|anstellungsart|anstellungsverhaltnis|dienstverband|beschaftigungsverhaltnis|vertragstyp|contracttype", ""},
	{contract, "employment|contract|contrat|contrato|worker|engagement|arbeits*+type|status|class|category|tipo|kind|relationship", "date|id|number|name|end"},
	{login, "github*|gitlab*|bitbucket*", "team|org*|repo*|url|id"},

	{street, "address|addr|adresse|anschrift|direccion|adres|street+line|zeile|1|ligne|linea|regel|street|strasse|calle", "2|3|" + sent},
	{street, "street|strasse|calle|rue|straat|*strasse|strassenname|str", "2|3|" + sent},
	{street2, "address|addr|adresse|anschrift|direccion|adres|street|line|zeile+2|suite|apt|unit", "3|4|" + sent},
	{street2, "adresszusatz|apartment|complemento|complement|adressezusatz|hausnummerzusatz", sent},
	{houseNumber, "hausnummer|hausnr|huisnummer", sent},
	{houseNumber, "house|haus+number|no|nr", sent},
	{town, "city|town|ort|wohnort|stadt|ville|ciudad|plaats|woonplaats|locality|municipality|poblacion|localidad|gemeinde", "work|office|arbeits*|birth|geburts*|" + sent},
	{region, "state|province|region|county|bundesland|provincia|canton|kanton|prefecture|provincie", "work|office|tax|status|" + sent},
	{postal, "zip|postal|postcode|plz|postleitzahl|zipcode|postalcode|cp|pin", "work|office|" + sent},
	{postal, "code|codigo+postal|zip|post", "work|office|" + sent},
	{shipCountry, parcel + "+country|land|pays|pais", sent},
	{country, "work|employment|contract|arbeits*|job+country|land|pays|pais", "code-of-birth|phone|" + sent},
	{country, "land|pays|pais|country|wohnland|arbeitsland", "code-of-birth|phone|bank|currency|citizenship|" + sent},
	{destination, streets + "|*anschrift|*adresse+" + parcel, "2|" + "sender|absender*|shipper|origin|from|return|returns|billing|email|mail|ip|mac|wallet|payout|company|" + within},
	{destination, "lieferadresse|lieferanschrift|zustelladresse|empfangeradresse|empfaengeradresse|versandadresse|afleveradres|bezorgadres", ""},
	{destination, "adresse|adres|direccion|address", sent + "|id|type|2|3|line|" + numbered + "|phone"},
	{home, streets + "+" + own + "|residen*|permanent|wohn*|domicile|current|legal", "2|" + within + "|" + sent},
	{home, "wohnadresse|privatadresse|anschrift|wohnanschrift|domicilio|woonadres|heimatadresse|privatanschrift", sent},

	{tracking, "tracking|waybill|parcel|package|consignment|airway|awb|colis|paket|zending|envio|suivi|seguimiento|shipment|master+" + numbered, "type|count|pieces"},
	{tracking, "zendingsnummer|trackandtrace|sendungsnummer|sendungsnr|trackingnummer|paketnummer|frachtbriefnummer|sendungsid|paketschein|sendungsverfolgung|trackingcode", ""},
	{carrier, "carrier|versanddienstleister|transporteur|transportista|paketdienst|vervoerder|zusteller|frachtfuhrer|spediteur|dienstleister|kurier", "type|code|reference|id"},
	{carrier, "service|shipping+type|level|method|service", "issue|request|ticket|desk|id"},
	{status, "zustand|stand|estado|etat|statut|ergebnis|gesamtergebnis|resolution|entscheidung|resultado|resultat|status|sendungsstatus", "marital|employment|tax|visa|work|" + "detail|details|" + when},
	{status, "check|verification|overall|approval|request+status|result|outcome|decision", when},
	{remark, "status|delivery|shipment|sendungs*|exception+detail|details|remark|remarks|note|notes|description|message|bemerkung|event|info", "date"},
	{recipient, "signed|received|collected|accepted|picked|empfangen|unterschrieben|angenommen|ubergeben|abgeholt|entgegengenommen|quittiert|recu|signe|recibido|firmado|ontvangen|getekend+" + by + "|name", when + "|email"},
	{recipient, "proof|pod|signature|signatory|unterschrift|firma|handtekening+name|by|of", when + "|image|url|required|service|company"},
	{ordered, "order|ordered|bestell*|beauftragt|label+" + when, ""},
	{shipped, "ship|shipped|shipping|shipment|versand*|versendet|dispatch*|sent|abgesandt|expedi*|envio|enviado|verzend*|verzonden|pickup|collection+" + when, "estimated|expected|by|received|deliver*"},
	{shipped, "versanddatum|versendetam|abgangsdatum|verzenddatum", ""},
	{delivered, "deliver*|zugestellt|zustell*|ausgeliefert|livraison|livre|entrega|entregado|bezorgd|geleverd|arriv*+" + when, "scheduled|estimated|expected|geplant|planned|attempt*|by|from|to"},
	{delivered, "zustelldatum|zustellzeitpunkt|lieferdatum|bezorgdatum", ""},
	{issued, "ausgabe|ausgegeben|issued|handed|assigned|ubergabe|ubergeben|uitgegeven|remis|checkout|allocated+" + when, "by|card|visa|pass*|license|grant*"},
	{issued, "ausgabedatum|ubergabedatum|uitgiftedatum", ""},
	{returned, "return|returned|ruckgabe|zuruckgegeben|retour|retourne|devolucion|devuelto|ingeleverd|checkin+" + when, "expected|due|label|by|planned|reason"},
	{returned, "ruckgabedatum|ruckgabe|retourdatum", "grund|status"},
	{serial, "serial|serie|seriennummer|serien|serienr|serienummer+" + numbered, ""},
	{serial, "serial|seriennummer|seriennr|serienummer|servicetag|geratenummer", "console|port"},
	{reference, "reference|references|referenz|ref|referencia|referentie|kundenreferenz", "salary|name|phone|email|check|contact|candidate|payment|" + when},
	{mode, "direction|richtung|sens|richting|leg", "speaker|wind|id"},
	{mode, "ausgabeart|ubergabeart|fulfilment|fulfillment", ""},

	{payeeName, "name+account|card|konto|compte|cuenta|rekening", "nickname|bank|user|type|contact|first|last"},
	{payeeName, "payee|beneficiary|account|beneficiaire|beneficiario|begunstigde|begunstigter|holder|payment+name|holder|owner|legal|inhaber|titular|titulaire", "nickname|number|user|bank|type|email|cost|service|date|company|id|" + leading[:0] + "manager"},
	{payeeName, "kontoinhaber|kontoinhaberin|rekeninghouder|titulaire|titular", ""},
	{payeeName, "zahlungsempfanger|begunstigter|zahlungsempfangername|kreditorname", ""},
	{payee, "account|iban|bank|wallet|destination|payee+hash|token|fingerprint", "old|new|previous|from|name|git|commit|file"},
	{account, "deposit|wallet|crypto|chain|withdrawal+address|adresse", "email|mail|type|name"},
	{account, "account|konto*|rekening*|cuenta|compte|iban|clabe+number|nr|nummer|no|numero|iban", "type|name|user|previous|old|new|routing|cost|client"},
	{account, "iban|kontonummer|rekeningnummer|clabe|kontonr", "previous|old|new"},
	{account, "withdrawal|payout|disbursement|transfer|auszahlung*|payment|crypto|remittance+destination|account|wallet|target|ziel|konto|address|to", "name|type|bank|date|email|last|ending|digits|network|asset|country|status|exchange|holder"},
	{account, "wallet|wallets|walletadresse", "type|name|provider"},
	{method, "withdrawal|payout|payment|pay|disbursement|zahl*|zahlung*|auszahlung*|paiement|pago|betaal*|deposit|transfer+method|type|art|weg|mode|metodo|wijze|channel|provider|via|option|rail", "period|frequency|status|date|schedule|group|grade|rate|id"},
	{method, "zahlungsart|zahlweg|zahlungsweg|zahlungsmethode|auszahlungsart|betaalwijze|zahlart|auszahlungsweg", ""},
	{accountType, "account|konto|card|compte|cuenta+type|art|kind|tipo", "user|employee"},
	{amount, "net|netto|netto*|auszahlungsbetrag|auszahlung|amount|betrag|gross|brutto|importe|montant|bedrag|nettobetrag|neto", "days|hours|tax|" + when + "|currency|method|pto|leave"},
	{paidAt, "check|cheque|pay|payment|payday|payroll|zahlung*|zahl*|ausfuhrung*|buchung*|auszahlung*|settle*|paid|paiement|versement|pago|betaal*|disbursement|withdrawal|transfer+" + when, "begin|start|end|period|due|from|to|until|grade|created"},
	{paidAt, "valuta|valutadatum|ausfuhrung|buchungsdatum|zahltag|auszahlungsdatum|wertstellung|betaaldatum|ausfuhrungsdatum", ""},

	{resource, "anwendung|applikation|zielsystem|sistema|applicatie|logiciel|systeem|aplicacion|programa|systemname", "operating|id|type"},
	{privilege, "access|permission|permissions|berechtigung*|zugriff*|acces|permiso|toegang*|recht+level|role|type|stufe|rolle|niveau|nivel|recht|group", "date|id|card|badge"},
	{privilege, "berechtigung|zugriffsrecht|permissions|zugriffsrolle|entitlements|toegangsrecht", ""},
	{approver, "approve*|reviewed|attested|genehmigt|freigegeben|bewilligt|autoris*|aprobado|goedgekeurd|authorised|authorized|sanctioned+" + by + "|name", when + "|id"},
	{approver, "approvers|genehmiger|genehmigerin|freigebender", ""},
	{actor, "changed|modified|updated|initiated|entered|performed|geandert|geaendert|bearbeitet|erfasst|initiated|submitted|modifie|modificado|gewijzigd|edited|executed|requested|opened|raised+" + by, "at|date"},
	{requester, "requester|requestor|requestedby|antragsteller|antragstellerin|demandeur|solicitante|aanvrager|reporter|caller|anforderer|beantragt", "email|mail|id|phone|department|manager"},
	{reason, "reason|justification|begrundung|grund|comment|comments|kommentar|note|notes|notiz|bemerkung|anmerkung|motif|motivo|remark|remarks|opmerking|justificacion|justificatif", leading + "|delivery|status|termination|date|cost*|kosten*"},
	{moment, "zeitpunkt|zeitstempel|datum|fecha|horodatage|tijdstip|zeit|timestamp", "birth|geburt*"},
	{moment, "approval|approved|genehmigung|decision|declared|declaration|granted|change|changed|geandert|anderung*|modification|event|occurred|logged|detect*|detection|reported|incident|alert|submitted|action|wijziging*|cambio|aktion|activity|transaction|posted|opened|initiated|request|requested|responded|audit+" + when, "birth|by|end|due|target|expected"},
	{recorded, "erstellt|created|eingang|angelegt|cree|creado|aangemaakt|entered|erfasst|recorded|added|snapshot|stand|verified|completed|confirmed+" + when, "by|name|hire|deliver*"},
	{recorded, "erstellt|created|erstellungsdatum|erfassungsdatum|aangemaakt|stichtag|opened", "by"},

	{checked, "check|verification|verificacion|verificatie|prufung|uberprufung+type|name|kind|art|step|performed", "date|status|result|in|out"},
	{checked, "verification|check|verificacion|prufung|uberprufung", "date|status|result|in|out|number|background|code|account|by|on|email|phone|digit|payment|amount"},
	{threat, "threat|malware|detection|virus|schadsoftware|bedrohung|schadprogramm|menace|amenaza+name|type|title|id|label", "date|time|on"},

	// What must not be taken for anything else.
	{nothing, "period|pay|zeitraum|abrechnung*|periode|invoice|rechnung*|fiscal|billing+start|end|begin|from|to|von|bis|beginn|ende|period|begins|ends|monat", "name"},
	{nothing, "bank|account|konto+name|nickname|routing|bic|code", "holder|owner|inhaber|on|legal|number|payee|beneficiary"},
	{nothing, "bic|swift|routing|sortcode|bankleitzahl|blz|abrechnungszeitraum|bankname", ""},
	{nothing, "probation|probezeit|visa|passport|license|insurance|warranty|garantie|contract|vertrags*|trial+end|ende|expiry|expires|until|bis", "termination"},
	{applicants, "candidate|applicant|application|bewerber*|bewerbung*|candidat|candidato|kandidaat|sollicitant|requisition|prospect+" + numbered + "|stage|date|source|phase|status", "software|name"},
	{applicants, "interview|interviewer|interviewtyp|lebenslauf|resume|cv|scorecard|bewerber|bewerbung|runde|gehaltswunsch|scorecards|veranstaltung|rsvp|attendee|ruckmeldung|applications|interviews|attachments", "exit"},
}

// guessed ranks every guess behind every name of the list.
const guessed = 100_000

func learnHints() []hint {
	out := make([]hint, 0, len(hints))
	for _, h := range hints {
		n := hint{slot: h.slot}
		for group := range strings.SplitSeq(h.all, "+") {
			n.all = append(n.all, strings.Split(group, "|"))
		}
		if h.not != "" {
			n.not = strings.Split(h.not, "|")
		}
		out = append(out, n)
	}
	return out
}

// guess is the column of a name by its words.
func (k *known) guess(words []string) (column, bool) {
	best, found := column{rank: guessed * 2}, false
	for i, h := range k.hints {
		if len(h.all) > len(words) {
			continue
		}
		if rank := guessed + 10_000*(8-len(h.all)) + i; rank < best.rank && h.fits(words) {
			best, found = column{h.slot, rank}, true
		}
	}
	return best, found
}

func (h *hint) fits(words []string) bool {
	for _, group := range h.all {
		if !among(words, group) {
			return false
		}
	}
	return !among(words, h.not)
}

func among(words, atoms []string) bool {
	for _, a := range atoms {
		for _, w := range words {
			if matches(w, a) {
				return true
			}
		}
	}
	return false
}

func matches(word, atom string) bool {
	if atom == "" {
		return false
	}
	front, back := atom[0] == '*', atom[len(atom)-1] == '*'
	switch {
	case front:
		return len(word) >= len(atom)-1 && strings.HasSuffix(word, atom[1:])
	case back:
		return strings.HasPrefix(word, atom[:len(atom)-1])
	}
	return word == atom
}

// maxWords bounds what is read of a name.
const maxWords = 12

// wordsOf takes a name apart: at signs, between small and capital letters, and between
// letters and digits; "#" is a number.
func wordsOf(name string) []string {
	var out []string
	from := -1
	var last byte // 'a', 'A' or '0'
	name = strings.ReplaceAll(name, "#", " number ")
	end := func(to int) {
		if from >= 0 && len(out) < maxWords {
			out = append(out, telemetry.Plainly(name[from:to]))
		}
		from = -1
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		var kind byte
		switch {
		case c >= 'a' && c <= 'z' || c >= 0x80:
			kind = 'a'
		case c >= 'A' && c <= 'Z':
			kind = 'A'
		case c-'0' <= 9:
			kind = '0'
		}
		if kind == 0 || from >= 0 && (kind == '0') != (last == '0') || last == 'a' && kind == 'A' {
			end(i)
		}
		if kind != 0 && from < 0 {
			from = i
		}
		last = kind
	}
	end(len(name))
	return out
}

// wrappers are words around the name that counts.
var wrappers = [...]string{"custom field", "customfield", "custom", "benutzerdefiniertes feld", "champ personnalise", "campo personalizado", "aangepast veld", "cf"}

// unwrapped is a name without what stands in brackets: a unit or a note behind it, or
// the name itself where it stands in a wrapper.
func unwrapped(name string) string {
	open := strings.IndexAny(name, "([")
	if open < 0 {
		return name
	}
	shut := strings.LastIndexAny(name, ")]")
	if shut < open {
		return name
	}
	outside := strings.TrimSpace(name[:open])
	plain := telemetry.Plainly(outside)
	for _, w := range wrappers {
		if plain == w {
			return name[open+1 : shut]
		}
	}
	if outside == "" {
		return name
	}
	// "Telefon (privat)" is another thing than a telephone with a unit.
	return outside + " " + strings.TrimSpace(name[shut+1:]) + " " + qualifier(name[open+1:shut])
}

func qualifier(s string) string {
	for _, w := range wordsOf(s) {
		switch w {
		case "serial", "seriennummer", "serienr", "private", "privat", "personal", "home", "work", "dienstlich", "prive", "perso", "personnel", "geschaftlich", "legal", "old", "new":
			return w
		}
	}
	return ""
}
