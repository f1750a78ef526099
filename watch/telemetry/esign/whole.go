package esign

import (
	"strconv"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// Of one thing that was done to an envelope, where it is written flat.
const (
	dTime = iota
	dAction
	dIP
	dEmail
	dName
	dAgent
	dPlace
	dFields
)

var deed = jsonline.NewShape(
	jsonline.At("eventFields", dFields), jsonline.At("logTime", dTime), jsonline.At("time", dTime), jsonline.At("timestamp", dTime), jsonline.At("at", dTime), jsonline.At("action", dAction), jsonline.At("event", dAction),
	jsonline.At("clientIPAddress", dIP), jsonline.At("ip", dIP), jsonline.At("ipAddress", dIP), jsonline.At("ip_address", dIP), jsonline.At("email", dEmail), jsonline.At("userEmail", dEmail), jsonline.At("userName", dName), jsonline.At("name", dName), jsonline.At("user", dName),
	jsonline.At("userAgent", dAgent), jsonline.At("user_agent", dAgent), jsonline.At("geoLocation", dPlace), jsonline.At("location", dPlace), jsonline.At("*", 0))

// maxDeeds bounds what is read of one envelope.
const maxDeeds = 256

// party is one of those who sign.
type party struct {
	email, name, ip, agent string
	signed, viewed         jsonline.Value
	declined               jsonline.Value
	why                    string
}

// whole reads an envelope with those who sign it and, where it is there, what was done
// with it when and from where. Each deed is one event; without them, each signer's own
// times are.
func (p *Parser) whole(r *telemetry.Record, into []telemetry.Event) ([]telemetry.Event, error) {
	from := len(into)
	v := &r.Values
	var parties []party
	for x := v.At(envelopeSigners).Elements(); x.Next() && len(parties) < 32; {
		if x.Value().Kind() != jsonline.Object {
			continue
		}
		signer.ReadValue(x.Value(), &r.Part)
		q := &r.Part
		parties = append(parties, party{q.Text(sEmail), q.Text(sName), q.Text(sIP), q.Text(sAgent), q.At(sSigned), q.At(sDelivered), q.At(sDeclined), q.Text(sWhy)})
	}
	begin := func() *telemetry.Event {
		var e *telemetry.Event
		into, e = telemetry.Extend(into)
		p.Begin(r, e)
		e.Class, e.Activity, e.Status = telemetry.WebResourcesActivity, telemetry.Other, telemetry.Success
		e.Worker = &telemetry.Worker{Fact: telemetry.Signature}
		e.WebResources = append(e.WebResources, telemetry.Resource{Type: "envelope", UID: v.Text(envelope), Name: v.Text(subject)})
		return e
	}
	end := func(e *telemetry.Event, what string) {
		e.Actor.User = e.User
		done(e, what)
		if e.User.Email == "" && e.User.Name == "" && e.User.FullName == "" {
			e.Lack("email")
		}
		e.Metadata.UID = v.Text(envelope) + "/" + what + "/" + strconv.Itoa(len(into)-from)
	}
	for x := v.At(auditList).Elements(); x.Next() && len(into)-from < maxDeeds; {
		if x.Value().Kind() != jsonline.Object {
			continue
		}
		deed.ReadValue(x.Value(), &r.Piece)
		d := &r.Piece
		if d.At(dFields).Kind() == jsonline.Array {
			fields := d.At(dFields)
			e := begin()
			doc := telemetry.Resource{}
			r.Set(eventFields, fields)
			what := audit(r, e, &doc)
			address(parties, &e.User)
			end(e, what)
			continue
		}
		if !d.At(dAction).Given() {
			continue
		}
		e := begin()
		e.When(d, "logTime", dTime)
		e.Src.IP, e.HTTP.UserAgent, e.Src.Location.Desc = d.Text(dIP), d.Text(dAgent), d.Text(dPlace)
		e.User = telemetry.Account(d.Text(dEmail))
		if e.User.FullName = d.Text(dName); telemetry.IsEmail(e.User.FullName) && e.User.Email == "" {
			e.User = telemetry.Account(e.User.FullName)
		}
		if e.User.Email == "" && e.User.FullName == "" && len(parties) == 1 {
			e.User = telemetry.Account(parties[0].email)
			e.User.FullName = parties[0].name
		}
		address(parties, &e.User)
		end(e, d.Text(dAction))
	}
	if len(into) > from {
		return into, nil
	}
	for i := range parties {
		s := &parties[i]
		for _, step := range [...]struct {
			at   jsonline.Value
			what string
		}{{s.viewed, "Viewed"}, {s.signed, "Signed"}, {s.declined, "Declined"}} {
			if !step.at.Given() || len(into)-from >= maxDeeds {
				continue
			}
			e := begin()
			r.Set(moment, step.at)
			e.When(v, "signedDateTime", moment)
			e.User = telemetry.Account(s.email)
			e.User.FullName, e.User.Type = s.name, telemetry.UserPerson
			if step.what == "Signed" {
				e.Src.IP, e.HTTP.UserAgent = s.ip, s.agent
			}
			if end(e, step.what); step.what == "Declined" {
				e.StatusDetail = s.why
			}
		}
	}
	if len(into) == from && v.At(sentAt).Given() {
		e := begin()
		e.When(v, "sentDateTime", sentAt)
		e.User = telemetry.Account(v.Text(envelopeSender))
		end(e, "Sent")
	}
	if len(into) == from {
		return into, p.Refuse("", "the envelope tells of nothing that was done", "export envelopes with their recipients or audit events")
	}
	return into, nil
}

// address gives somebody who is known by name the address that the envelope went to.
func address(parties []party, u *telemetry.User) {
	for i := range parties {
		if u.Email == "" && u.FullName != "" && strings.EqualFold(parties[i].name, u.FullName) {
			u.Name, u.Email = parties[i].email, parties[i].email
		}
	}
}
