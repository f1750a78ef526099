package table

import (
	"strings"

	"bonafide/watch/telemetry"
)

// What rows of people operations say, in the words of several languages, in lower case
// and without accents. Which list is asked first is part of their meaning.
var (
	refusedWords = []string{"declin", "denied", "deny", "reject", "cancel", "withdrawn", "revoked", "not approved", "abgelehnt", "storniert", "zuruckgezogen", "widerrufen", "refus", "annule", "rechaz", "cancelad", "denegad", "geweiger", "afgewezen", "geannuleerd", "afgekeurd"}
	openWords    = []string{"pending", "requested", "submitted", "draft", "open", "awaiting", "in review", "beantragt", "offen", "ausstehend", "entwurf", "in prufung", "en attente", "demande", "pendiente", "solicitad", "in behandeling", "aangevraagd"}

	awayWords   = []string{"working elsewhere", "work from elsewhere", "working from", "work from abroad", "abroad", "workation", "travel", "business trip", "dienstreise", "entsendung", "entsandt", "posting", "posted", "secondment", "auslandsaufenthalt", "arbeitsort", "mobiles arbeiten im ausland", "remote from", "temporary location", "temporary relocation", "relocation window", "deplacement", "detache", "teletravail a l'etranger", "viaje", "desplaz", "desde el extranjero", "dienstreis", "detacher", "buitenland", "trip", "visiting client", "conference"}
	tieWordsIn  = []string{"household", "related worker", "related person", "related party", "rents a room", "lodger", "flat of", "flat share", "flatshare", "flatmate", "roommate", "housemate", "room mate", "spouse", "married to", "husband", "wife", "partner of", "life partner", "lives with", "live together", "sibling", "brother", "sister", "cousin", "relative", "family tie", "family member", "personal relationship", "relationship", "related to", "conflict of interest", "ehepartner", "ehefrau", "ehemann", "mitbewohner", "wohngemeinschaft", "(wg)", "lebensgefahrt", "bruder", "schwester", "verwandt", "verheiratet mit", "conjoint", "epoux", "epouse", "colocataire", "lien familial", "conyuge", "companero de piso", "familiar", "hermano", "hermana", "echtgeno", "huisgenoot", "familielid", "referred by", "empfohlen von", "empfehlung durch"}
	payeeWords  = []string{"own company", "own firm", "limited company", "ltd.", "invoices through", "invoice through", "bills through", "paid through", "paid to", "sole proprietor", "payee", "payout", "employed via", "employer of record", "umbrella company", "staffing agency", "agency worker", "dienstleister", "arbeitnehmeruberlassung", "rechnung uber", "eigene firma", "eigenes unternehmen", "zahlung an", "handelsregister", "joint account", "gemeinsames konto", "wallet", "usdc", "crypto", "bank account in", "account statement", "societe propre", "facture via", "portage salarial", "empresa propia", "factura a traves", "eigen bedrijf", "factureert via", "eenmanszaak"}
	proofWords  = []string{"seen", "proof", "on file", "verified", "confirmed", "statement", "extract", "checked", "letter", "msa", "master service", "shown by", "liegt vor", "lag vor", "gesehen", "geprueft", "gepruft", "nachgewiesen", "nachweis", "bestatigt", "verifie", "justificatif", "visto", "verificad", "comprobad", "rahmenvertrag", "framework contract", "framework agreement", "under contract", "contrat-cadre", "contrato marco", "raamovereenkomst", "gezien", "gecontroleerd", "bewijs"}
	metWords    = []string{"met in person", "met face to face", "in-person check", "in person check", "seen in person", "verified in person", "in person at", "in person with", "passport seen", "passport matched", "id matched", "identity seen", "identity checked", "identity verified", "passport and face", "id checked in person", "id seen", "original id", "checked in person", "identitat vor ort", "personlich gepruft", "im original gepruft", "vor ort gepruft", "identite verifiee", "rencontre en personne", "identidad verificada", "visto en persona", "identiteit gecontroleerd", "in persoon gezien"}
	cameraWords = []string{"camera-optional", "camera optional", "camera off", "camera stays off", "without camera", "no camera", "no video", "off camera", "camera-off", "audio only", "video optional", "video-optional", "ohne kamera", "kamera aus", "kamera bleibt aus", "ohne video", "sans camera", "camera eteinte", "sin camara", "camara apagada", "zonder camera", "camera uit"}
	hourWords   = []string{"shifted hours", "shift", "night work", "nights", "flexible hours", "flex hours", "working hours", "work hours", "working time", "adjusted hours", "alternative hours", "adjusted schedule", "hours agreement", "core hours", "core time", "abweichende arbeitszeit", "kernzeit", "nachtarbeit", "schicht", "gleitzeit", "horaires decales", "horaires", "horario", "turno", "werktijden", "afwijkende uren", "nachtdienst", "time zone overlap", "on-call", "on call", "rufbereitschaft", "bereitschaft"}
	partWords   = []string{"part-time", "part time", "teilzeit", "4-day week", "four-day", "temps partiel", "media jornada", "deeltijd", "reduced hours", "days a week", "% week"}
	onsiteWords = []string{"cannot travel", "no travel", "exempt from travel", "no on-site", "remote only", "cannot attend in person", "excused from on-site", "keine reisen", "reiseunfahig", "kein prasenz"}
	toolWords   = []string{"waiver", "exception", "exemption", "ausnahme", "allowed", "approved list", "permitted", "may use", "own device", "byod", "own monitor", "own mac", "own laptop", "own keyboard", "kvm", "remote tool", "remote desktop", "remote support", "remote control", "teamviewer", "anydesk", "rustdesk", "vpn", "pool device", "shared device", "shared workstation", "shared computer", "shared pc", "loan device", "loaner", "remote session", "splashtop", "screenconnect", "test device", "second device", "second laptop", "admin rights", "local admin", "software", "tool", "zugelassen", "freigegeben", "erlaubt", "freigabe", "fernwartung", "heimlabor", "zweites", "zweiter", "eigenes gerat", "privatgerat", "derogation", "autorise", "exception", "excepcion", "permitid", "uitzondering", "toegestaan", "kit", "caffeinate", "amphetamine", "docker", "wireshark", "usb"}
	nameWords   = []string{"name change", "change of name", "changed name", "namensanderung", "changement de nom", "cambio de nombre", "naamswijziging"}

	// handleWords are of the name of somebody in the code host, livesWords of a proof of
	// where somebody lives.
	handleWords = []string{"github handle", "github user", "github account", "github login", "gitlab handle", "gitlab user", "code host", "code login"}
	livesWords  = []string{"address verified", "address confirmed", "utility bill", "lease", "proof of address", "meldebestatigung", "mietvertrag", "justificatif de domicile", "padron"}

	// sharedWords say of a machine that it is nobody's own; a shelf is nobody's either.
	sharedWords = []string{"shared", "pool", "spare", "kiosk", "front desk", "reception", "meeting room", "conference room", "in stock", "unassigned", "lobby", "gemeinsam", "geteilt", "empfang", "besprechungsraum", "lager", "reserve", "partage", "partagee", "accueil", "stock", "compartido", "compartida", "recepcion", "almacen", "gedeeld", "receptie", "voorraad"}

	// backWords are of a parcel's direction.
	backWords = []string{"return", "returned", "inbound", "incoming", "ruckgabe", "rucksendung", "retoure", "retour", "devolucion", "retourzending"}

	// notWords take back what a text says was seen or shown.
	notWords = []string{"not ", "n't ", "never", "declin", "refus", "no-show", "no show", "missing", "pending", "outstanding", "planned", "scheduled", "failed", "nicht", "kein", "fehlt", "ausstehend", "geplant", "abgelehnt", "ne pas", " pas ", "jamais", "prevu", "no se ", "sin ", "pendiente", "niet ", "geen ", "ontbreekt"}

	// forbidWords say that something is not allowed after all.
	forbidWords = []string{"not allowed", "not permitted", "prohibited", "forbidden", "no longer allowed", "nicht erlaubt", "nicht gestattet", "verboten", "untersagt", "interdit", "non autorise", "prohibid", "no permitid", "verboden", "niet toegestaan"}

	// vpnWords are names and words of virtual private networks.
	vpnWords  = []string{"vpn", "astrill", "mullvad", "nordvpn", "expressvpn", "surfshark", "protonvpn", "proton vpn", "windscribe", "wireguard", "tailscale", "cyberghost", "letsvpn"}
	byodWords = []string{"own device", "byod", "own laptop", "own mac", "own machine", "personal device", "personal laptop", "pool device", "shared device", "shared workstation", "shared computer", "shared pc", "loan device", "loaner", "second device", "second laptop", "whole team", "privatgerat", "eigenes gerat", "zweites dienstgerat", "zweites gerat", "appareil personnel", "propio equipo", "equipo propio", "eigen apparaat", "eigen laptop"}
	helpWords = []string{"anydesk", "teamviewer", "splashtop", "screenconnect", "remote session", "rustdesk", "remote tool", "remote support", "remote desktop", "remote control", "remote access", "fernwartung", "fernzugriff"}
)

// fromTo reads "from A to B" in a text.
func fromTo(text string) (from, to string, ok bool) {
	low := telemetry.Plainly(text)
	if len(low) != len(text) {
		low = strings.ToLower(text)
		if len(low) != len(text) {
			return "", "", false
		}
	}
	for _, w := range [...][2]string{{" from ", " to "}, {" von ", " auf "}, {" von ", " zu "}, {" von ", " nach "}, {" de ", " a "}, {" van ", " naar "}, {"", " -> "}, {"", " \u2192 "}} {
		i := 0
		if w[0] != "" {
			if i = strings.Index(low, w[0]); i < 0 {
				continue
			}
		}
		i += len(w[0])
		j := strings.Index(low[i:], w[1])
		if j <= 0 {
			continue
		}
		from, to = strings.TrimSpace(text[i:i+j]), strings.Trim(text[i+j+len(w[1]):], " .")
		if from != "" && to != "" {
			return from, to, true
		}
	}
	return "", "", false
}

// payWay is how somebody is paid, in the words that are known of it: what an account is
// called says more than what the payment is called.
func payWay(s string) string {
	plain := telemetry.Plainly(s)
	for _, w := range [...]struct {
		way   string
		words []string
	}{
		{"prepaid", []string{"prepaid", "pre-paid", "paycard", "pay card", "payroll card", "green dot", "netspend", "guthabenkarte", "prepagad"}},
		{"crypto wallet", []string{"crypto", "usdc", "usdt", "stablecoin", "wallet", "bitcoin", "ethereum", "tether"}},
		{"payoneer transfer service", []string{"payoneer"}}, {"wise transfer service", []string{"wise", "transferwise"}}, {"paypal transfer service", []string{"paypal"}},
		{"bank", []string{"checking", "savings", "current account", "girokonto", "bank", "sepa", "ach", "direct deposit", "iban"}},
	} {
		if has(plain, w.words...) {
			return w.way
		}
	}
	return ""
}

// unnumbered is an account in words, without its digits: numbers are never kept.
func unnumbered(s string) string {
	var b strings.Builder
	for part := range strings.FieldsSeq(s) {
		if strings.ContainsAny(part, "0123456789\u2022*\u25cf") {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(part)
	}
	return b.String()
}
