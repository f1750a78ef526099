package ats

// Lever webhooks.
//
//	{"id", "event", "triggeredAt", "token", "signature", "data": {ids}}
//
// Read: applicationCreated, candidateStageChange, candidateArchiveChange,
// candidateHired, interviewCreated, interviewUpdated, interviewDeleted,
// contactCreated, contactUpdated. Refused: candidateDeleted, and test deliveries,
// whose data is empty. A delivery carries ids only: what the person typed has to
// be fetched by Lever's API or added to a dossier by hand. The person is the
// contact where one is named, else the opportunity.
//
// Signed in the body: "signature" is the HMAC-SHA256, in hex, of token followed by
// triggeredAt (milliseconds since 1970). It does not cover the data.
// Facts from hire.lever.co/developer/documentation.

import (
	"fmt"

	"bonafide"
)

type leverDelivery struct {
	Event       string `json:"event"`
	TriggeredAt moment `json:"triggeredAt"`
	Data        struct {
		ContactID     ident `json:"contactId"`
		OpportunityID ident `json:"opportunityId"`
		CandidateID   ident `json:"candidateId"`
	} `json:"data"`
}

func decodeLever(place string, body []byte, note string) (bonafide.Dossier, error) {
	var in leverDelivery
	if _, err := read(place, body, &in); err != nil {
		return bonafide.Dossier{}, err
	}
	if in.TriggeredAt.IsZero() {
		return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Path: "/triggeredAt", Why: "the delivery does not say when it was triggered"}
	}
	if in.Event == "candidateDeleted" {
		return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Path: "/event", Why: "the Lever event \"candidateDeleted\" leaves nobody to look at"}
	}
	id := in.Data.ContactID
	if id == "" {
		id = in.Data.OpportunityID
	}
	if id == "" {
		id = in.Data.CandidateID
	}
	if id == "" {
		return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Path: "/data",
			Why:    fmt.Sprintf("the Lever event %q names neither contact nor opportunity", clip(in.Event)),
			Remedy: "test deliveries carry no data; send a real one"}
	}
	stage := bonafide.Application
	switch in.Event {
	case "candidateHired":
		stage = bonafide.Onboarding
	case "interviewCreated", "interviewUpdated", "interviewDeleted":
		stage = bonafide.Interview
	}
	d, s := dossier(Lever, id, stage, note)
	s.Collected = in.TriggeredAt.Time
	switch in.Event {
	case "applicationCreated":
		d.Timeline.Applied = in.TriggeredAt.Time
	case "candidateHired":
		d.Timeline.Accepted = in.TriggeredAt.Time
	}
	return d, nil
}
