package esign

import (
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/csvline"
)

// exported are the columns of the histories of envelopes that consoles download, by
// their plain form, and the members of the flat form.
var exported = map[string]string{
	"envelopeid": "envelope_id", "envelope": "envelope_id", "umschlagid": "envelope_id", "iddenveloppe": "envelope_id", "idenveloppe": "envelope_id", "iddesobre": "envelope_id", "documentid": "envelope_id", "agreementid": "envelope_id", "signaturerequestid": "envelope_id",
	"subject": "title", "betreff": "title", "emailsubject": "title", "objet": "title", "asunto": "title", "title": "title", "documentname": "title",
	"time": "time", "timeutc": "time", "timestamp": "time", "date": "time", "datetime": "time", "eventtime": "time", "zeit": "time", "zeitutc": "time", "zeitpunkt": "time", "datum": "time", "logtime": "time", "actiondate": "time", "fecha": "time", "horodatage": "time",
	"user": "name", "username": "name", "benutzer": "name", "signer": "name", "signername": "name", "recipient": "name", "recipientname": "name", "utilisateur": "name", "usuario": "name", "unterzeichner": "name", "name": "name", "actor": "name",
	"email": "email", "useremail": "email", "signeremail": "email", "recipientemail": "email", "emailadresse": "email", "courriel": "email", "correo": "email",
	"action": "action", "aktion": "action", "activity": "action", "event": "action", "aktivitat": "action", "accion": "action", "evenement": "action",
	"ip": "ip", "ipaddress": "ip", "clientip": "ip", "clientipaddress": "ip", "ipadresse": "ip", "adresseip": "ip", "direccionip": "ip",
	"location": "location", "geolocation": "location", "ort": "location", "ortlautip": "location", "useragent": "user_agent",
}

// Export reads the head of a history of envelopes: what was done with each, by whom,
// when and from where.
func (p *Parser) Export(head []byte) (telemetry.Parser, bool) {
	names, separator := telemetry.Columns(head)
	paths, has := telemetry.Paths(names, func(name string) string { return exported[csvline.Plain(telemetry.Plainly(name))] })
	if !has["envelope_id"] || !has["action"] || !has["time"] || !has["name"] && !has["email"] {
		return nil, false
	}
	return telemetry.NewRows(p, separator, paths), true
}
