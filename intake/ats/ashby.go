package ats

// Ashby webhooks.
//
//	{"action": "applicationSubmit", "data": {"application": {...}}}
//
// Read: applicationSubmit, applicationUpdate, candidateStageChange, candidateHire,
// pushToHRIS and every other action whose data has an application with a candidate.
// Refused: ping, deletions, merges, interview schedules, jobs, offers and surveys,
// which name no candidate to look at.
//
// Of the candidate: id, name, e-mail addresses, phone numbers, socialLinks,
// location, timezone, company with position, school, and the names of files (read
// by a separate call that is not made). Of the application: createdAt, updatedAt,
// status, currentInterviewStage, job; of an offer: when it was made and decided,
// and the start. Never read: tags, custom fields, form and survey answers.
//
// Signed by header "Ashby-Signature: sha256=HEX", the HMAC-SHA256 of the raw body.
// "webhookActionId" is the same for deliveries that one action caused.
// Facts from developers.ashbyhq.com.

import (
	"fmt"
	"strings"

	"bonafide"
	"bonafide/intake/weblink"
	"bonafide/written"
)

type ashbyDelivery struct {
	Action string `json:"action"`
	Data   struct {
		Application ashbyApplication `json:"application"`
		Candidate   *ashbyCandidate  `json:"candidate"`
		Offer       *struct {
			Status    text   `json:"acceptanceStatus"`
			DecidedAt moment `json:"decidedAt"`
			Latest    struct {
				CreatedAt moment `json:"createdAt"`
				StartDate moment `json:"startDate"`
			} `json:"latestVersion"`
		} `json:"offer"`
	} `json:"data"`
}

type ashbyApplication struct {
	CreatedAt moment          `json:"createdAt"`
	UpdatedAt moment          `json:"updatedAt"`
	Status    text            `json:"status"`
	Candidate *ashbyCandidate `json:"candidate"`
	Stage     struct {
		Title text `json:"title"`
		Type  text `json:"type"`
	} `json:"currentInterviewStage"`
	Job struct {
		Title text `json:"title"`
	} `json:"job"`
}

type ashbyValue struct {
	Value text `json:"value"`
}

type ashbyFile struct {
	Name text `json:"name"`
}

type ashbyPlace struct {
	Summary    text `json:"locationSummary"`
	Components []struct {
		Type text `json:"type"`
		Name text `json:"name"`
	} `json:"locationComponents"`
}

type ashbyCandidate struct {
	ID           ident        `json:"id"`
	Name         text         `json:"name"`
	PrimaryEmail *ashbyValue  `json:"primaryEmailAddress"`
	Emails       []ashbyValue `json:"emailAddresses"`
	PrimaryPhone *ashbyValue  `json:"primaryPhoneNumber"`
	Phones       []ashbyValue `json:"phoneNumbers"`
	SocialLinks  []struct {
		URL text `json:"url"`
	} `json:"socialLinks"`
	LinkedIn        text        `json:"linkedInUrl"`
	GitHub          text        `json:"githubUrl"`
	Location        *ashbyPlace `json:"location"`
	PrimaryLocation *ashbyPlace `json:"primaryLocation"`
	TimeZone        text        `json:"timezone"`
	Position        text        `json:"position"`
	Company         text        `json:"company"`
	School          text        `json:"school"`
	Resume          *ashbyFile  `json:"resumeFileHandle"`
	Files           []ashbyFile `json:"fileHandles"`
}

func decodeAshby(place string, body []byte, note string) (bonafide.Dossier, error) {
	var in ashbyDelivery
	notes, err := read(place, body, &in)
	if err != nil {
		return bonafide.Dossier{}, err
	}
	app, c := &in.Data.Application, in.Data.Application.Candidate
	if c == nil && in.Action != "candidateDelete" {
		c = in.Data.Candidate
	}
	if c == nil || c.ID == "" {
		return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Path: "/data/application/candidate",
			Why:    fmt.Sprintf("the Ashby event %q names no candidate to look at", clip(in.Action)),
			Remedy: "send applicationSubmit, candidateStageChange or candidateHire"}
	}
	d, s := dossier(Ashby, c.ID, ashbyStage(in.Action, app), note)
	d.Timeline.Applied = app.CreatedAt.Time
	if o := in.Data.Offer; o != nil {
		d.Timeline.Offered = o.Latest.CreatedAt.Time
		if o.Status == "Accepted" {
			d.Timeline.Accepted = o.DecidedAt.Time
		}
		d.Timeline.Started = o.Latest.StartDate.Time
		if d.Stage == bonafide.Application || d.Stage == bonafide.Interview {
			d.Stage = bonafide.Offer
		}
	}
	d.Role.Title = app.Job.Title.String()
	if s.Collected = app.UpdatedAt.Time; s.Collected.IsZero() {
		s.Collected = app.CreatedAt.Time
	}
	c.fill(s)
	s.Note(notes...)
	return d, nil
}

func ashbyStage(action string, app *ashbyApplication) bonafide.Stage {
	switch {
	case action == "candidateHire", action == "pushToHRIS", app.Status == "Hired", app.Stage.Type == "Hired":
		return bonafide.Onboarding
	case app.Stage.Type == "Offer":
		return bonafide.Offer
	case app.Stage.Type == "PreInterviewScreen", app.Stage.Type == "Active":
		if stage := stageNamed(string(app.Stage.Title)); stage != bonafide.Onboarding {
			return stage
		}
	}
	return bonafide.Application
}

func (c *ashbyCandidate) fill(s *bonafide.Source) {
	s.Names = add(nil, c.Name.String())
	if c.PrimaryEmail != nil {
		s.Emails = add(s.Emails, c.PrimaryEmail.Value.String())
	}
	for _, v := range c.Emails {
		s.Emails = add(s.Emails, v.Value.String())
	}
	if c.PrimaryPhone != nil {
		s.Phones = add(s.Phones, c.PrimaryPhone.Value.String())
	}
	for _, v := range c.Phones {
		s.Phones = add(s.Phones, v.Value.String())
	}
	for _, l := range c.SocialLinks {
		weblink.Add(s, l.URL.String())
	}
	weblink.Add(s, c.LinkedIn.String())
	weblink.Add(s, c.GitHub.String())
	for _, p := range []*ashbyPlace{c.Location, c.PrimaryLocation} {
		if a := p.address(); len(a.Lines)+len(a.City)+len(a.Region)+len(a.Country) > 0 {
			s.Addresses = append(s.Addresses, a)
			break
		}
	}
	if z := c.TimeZone.String(); zone(z) {
		s.TimeZone = z
	}
	s.Employment = current(nil, c.Company.String(), c.Position.String())
	if school := c.School.String(); school != "" {
		s.Education = append(s.Education, bonafide.Education{School: school})
	}
	if c.Resume != nil {
		attach(s, "resume", c.Resume.Name.String(), "")
	}
	for _, f := range c.Files {
		if c.Resume == nil || f.Name != c.Resume.Name {
			attach(s, "", f.Name.String(), "")
		}
	}
}

func (p *ashbyPlace) address() bonafide.Address {
	var a bonafide.Address
	if p == nil {
		return a
	}
	for _, c := range p.Components {
		name := c.Name.String()
		switch {
		case name == "":
		case strings.EqualFold(string(c.Type), "city") && a.City == "":
			a.City = name
		case strings.EqualFold(string(c.Type), "region") && a.Region == "":
			a.Region = name
		case strings.EqualFold(string(c.Type), "country") && written.Country(name) != "":
			a.Country = written.Country(name)
		default:
			a.Lines = append(a.Lines, name)
		}
	}
	if summary := p.Summary.String(); summary != "" && a.City == "" && a.Region == "" && len(a.Lines) == 0 {
		a.Lines = lines(summary)
	}
	return a
}
