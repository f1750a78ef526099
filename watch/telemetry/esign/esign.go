// Package esign reads what electronic-signature services say of an envelope:
// DocuSign Connect messages and audit events, lists of envelopes with their recipients
// and what was done, Dropbox Sign callbacks, and flat exports. Each comes out as Web Resources Activity on the envelope, with the
// signer as the user, the address they signed from where the service tells it, and
// a Worker fact "signature".
package esign

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	event = iota
	generated
	envelope
	account
	recipient
	subject
	signers
	eventFields
	dropType
	dropTime
	dropHash
	dropID
	dropTitle
	dropSigners
	dropBy
	moment
	email
	name
	action
	ip
	agent
	place
	uid
	envelopeSigners
	auditList
	envelopeStatus
	sentAt
	envelopeSender
)

const (
	sEmail = iota
	sName
	sStatus
	sSigned
	sDelivered
	sID
	sGUID
	sIP
	sDeclined
	sWhy
	sAgent
)

var signer = jsonline.NewShape(
	jsonline.At("email", sEmail), jsonline.At("signer_email_address", sEmail), jsonline.At("name", sName), jsonline.At("signer_name", sName), jsonline.At("status", sStatus), jsonline.At("status_code", sStatus),
	jsonline.At("signedDateTime", sSigned), jsonline.At("signed_at", sSigned), jsonline.At("deliveredDateTime", sDelivered), jsonline.At("last_viewed_at", sDelivered), jsonline.At("recipientId", sID), jsonline.At("recipientIdGuid", sGUID), jsonline.At("signature_id", sID),
	jsonline.At("signer_ip", sIP), jsonline.At("signedFromIp", sIP), jsonline.At("ipAddress", sIP), jsonline.At("ip", sIP), jsonline.At("ip_address", sIP), jsonline.At("declinedDateTime", sDeclined), jsonline.At("declinedReason", sWhy), jsonline.At("userAgent", sAgent), jsonline.At("*", 0))

const fName, fValue = 0, 1

var field = jsonline.NewShape(jsonline.At("name", fName), jsonline.At("value", fValue))

// Parser reads signature logs.
type Parser struct{ telemetry.Format }

// New is the parser.
func New() *Parser {
	f := jsonline.At
	return &Parser{telemetry.Format{
		Source:  "esign",
		Product: telemetry.Product{Name: "Electronic Signature"},
		LogName: "envelopes",
		Marks:   [][]string{{"event", "generatedDateTime", "data"}, {"eventFields"}, {"event", "signature_request"}, {"envelope_id", "email"}, {"envelopeId", "action"}, {"envelope_id", "action"}, {"envelopeId", "auditEvents"}, {"envelopeId", "recipients"}, {"envelope_id", "recipients"}},
		Shape: jsonline.NewShape(
			f("event", event), f("generatedDateTime", generated), f("data.envelopeId", envelope), f("data.accountId", account), f("data.recipientId", recipient), f("data.envelopeSummary.emailSubject", subject),
			f("data.envelopeSummary.recipients.signers", signers), f("data.envelopeSummary.recipients.*", 0), f("data.envelopeSummary.*", 0), f("data.*", 0), f("eventFields", eventFields),
			f("event.event_type", dropType), f("event.event_time", dropTime), f("event.event_hash", dropHash), f("event.event_metadata.related_signature_id", recipient), f("event.*", 0), f("event.event_metadata.*", 0),
			f("signature_request.signature_request_id", dropID), f("signature_request.title", dropTitle), f("signature_request.signatures", dropSigners), f("signature_request.requester_email_address", dropBy), f("signature_request.*", 0),
			f("time", moment), f("timestamp", moment), f("email", email), f("user", email), f("name", name), f("action", action), f("ip", ip), f("ip_address", ip), f("user_agent", agent), f("location", place), f("geo_location", place),
			f("envelope_id", envelope), f("envelopeId", envelope), f("id", uid), f("title", subject),
			f("recipients.signers", envelopeSigners), f("recipients.*", 0), f("auditEvents", auditList), f("status", envelopeStatus), f("subject", subject), f("emailSubject", subject), f("sentDateTime", sentAt), f("sender.email", envelopeSender), f("sender.*", 0),
		).Known("apiVersion", "uri", "retryCount", "configurationId", "account_guid", "client_id", "emailBlurb", "signingLocation", "documentsUri", "certificateUri", "recipientsUri", "enableWetSign", "isSignatureProviderEnvelope", "createdDateTime", "lastModifiedDateTime", "statusChangedDateTime", "completedDateTime", "deliveredDateTime"),
	}}
}

// Parse implements [telemetry.Parser].
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	r, err := p.Open(line)
	if err != nil {
		return into, err
	}
	defer p.Done(r)
	if r.At(envelope).Given() && (r.At(envelopeSigners).Kind() == jsonline.Array || r.At(auditList).Kind() == jsonline.Array) && !r.At(generated).Given() {
		return p.whole(r, into)
	}
	into, e := telemetry.Extend(into)
	p.Begin(r, e)
	v := &r.Values
	e.Class, e.Activity, e.Status = telemetry.WebResourcesActivity, telemetry.Other, telemetry.Success
	e.Worker = &telemetry.Worker{Fact: telemetry.Signature}
	doc := telemetry.Resource{Type: "envelope"}
	what := ""
	switch {
	case v.At(eventFields).Kind() == jsonline.Array:
		what = audit(r, e, &doc)
	case v.At(dropType).Given():
		e.Metadata.Product = telemetry.Product{Name: "Dropbox Sign", Vendor: "Dropbox"}
		e.When(v, "event.event_time", dropTime)
		e.Metadata.UID = v.Text(dropHash)
		doc.UID, doc.Name = v.Text(dropID), v.Text(dropTitle)
		what = v.Text(dropType)
		who(r, e, v.At(dropSigners), v.Text(recipient))
		e.Actor.User = e.User
		if e.User.Email == "" {
			e.Actor.User = telemetry.Account(v.Text(dropBy))
		}
	case v.At(generated).Given():
		e.Metadata.Product = telemetry.Product{Name: "DocuSign Connect", Vendor: "DocuSign"}
		e.When(v, "generatedDateTime", generated)
		doc.UID, doc.Name = v.Text(envelope), v.Text(subject)
		what, e.Metadata.TenantUID = v.Text(event), v.Text(account)
		who(r, e, v.At(signers), v.Text(recipient))
		e.Actor.User = e.User
		e.Metadata.UID = doc.UID + "/" + what + "/" + v.Text(recipient) + "/" + v.Text(generated)
	default:
		e.When(v, "time", moment)
		doc.UID, doc.Name = v.Text(envelope), v.Text(subject)
		what = v.First(action, event)
		e.User = telemetry.Account(v.Text(email))
		e.User.FullName = v.Text(name)
		if e.User.Email == "" && telemetry.IsEmail(e.User.FullName) {
			e.User = telemetry.Account(e.User.FullName)
		}
		if e.User.Email == "" && strings.Contains(e.User.Name, " ") {
			// A name is no login.
			e.User.Name, e.User.FullName = "", e.User.Name
		}
		e.Actor.User, e.Src.IP, e.Src.Location.Desc, e.HTTP.UserAgent, e.Metadata.UID = e.User, v.Text(ip), v.Text(place), v.Text(agent), v.Text(uid)
	}
	done(e, what)
	if doc.UID == "" {
		e.Lack("envelope_id")
	}
	if e.User.Email == "" && e.User.Name == "" && e.User.FullName == "" {
		e.Lack("email")
	}
	e.WebResources = append(e.WebResources, doc)
	return into, nil
}

// who is the signer that the message is about: the one named, or the only one.
func who(r *telemetry.Record, e *telemetry.Event, list jsonline.Value, id string) {
	n := 0
	for x := list.Elements(); x.Next(); {
		signer.ReadValue(x.Value(), &r.Part)
		n++
		if n > 1 && id == "" {
			e.User = telemetry.User{}
			return
		}
		if id != "" && id != r.Part.Text(sID) && id != r.Part.Text(sGUID) {
			continue
		}
		e.User = telemetry.Account(r.Part.Text(sEmail))
		e.User.FullName, e.User.Type = r.Part.Text(sName), telemetry.UserPerson
		e.Src.IP = r.Part.Text(sIP)
		e.StatusDetail = r.Part.Text(sStatus)
		if id != "" {
			return
		}
	}
}

func audit(r *telemetry.Record, e *telemetry.Event, doc *telemetry.Resource) (what string) {
	e.Metadata.Product, e.Metadata.LogName = telemetry.Product{Name: "DocuSign", Vendor: "DocuSign"}, "audit_events"
	var when jsonline.Value
	for x := r.At(eventFields).Elements(); x.Next(); {
		field.ReadValue(x.Value(), &r.Part)
		value := r.Part.Text(fValue)
		switch r.Part.Text(fName) {
		case "logTime":
			when = r.Part.At(fValue)
		case "UserName":
			e.User.FullName = value
		case "UserId", "UserGuid":
			e.User.UID = value
		case "Email", "UserEmail":
			e.User.Name, e.User.Email = value, value
		case "Action":
			what = value
		case "Message":
			e.Message = value
		case "ClientIPAddress":
			e.Src.IP = value
		case "GeoLocation":
			e.Src.Location.Desc = value
		case "EnvelopeId":
			doc.UID = value
		}
	}
	if e.User.Name == "" && !strings.Contains(e.User.FullName, " ") {
		e.User.Name = e.User.FullName
	}
	e.Actor.User = e.User
	r.Set(moment, when)
	e.When(&r.Values, "logTime", moment)
	return what
}

// done puts what happened to an envelope into an event.
func done(e *telemetry.Event, what string) {
	e.Metadata.Code, e.Worker.State = what, what
	switch lower := telemetry.Plainly(what); {
	case contains(lower, "declined", "failed", "abgelehnt", "refus", "rechaz", "geweigerd"):
		e.Status = telemetry.Failure
	case contains(lower, "completed", "signed", "unterzeichnet", "signiert", "unterschrieben", "signe", "firmad", "ondertekend"):
		e.Activity = telemetry.Update
	case contains(lower, "view", "delivered", "opened", "angezeigt", "angesehen", "geoffnet", "consulte", "visto", "bekeken"):
		e.Activity = telemetry.Read
	case contains(lower, "sent", "create", "gesendet", "erstellt", "envoy", "enviad", "verzonden"):
		e.Activity = telemetry.Create
	case contains(lower, "void", "delete"):
		e.Activity = telemetry.Delete
	}
}

func contains(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
