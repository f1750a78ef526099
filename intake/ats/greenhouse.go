package ats

// Greenhouse Recruiting webhooks.
//
//	{"action": "new_candidate_application", "payload": {"application": {...}}}
//
// Read: new_candidate_application, application_updated, candidate_stage_change,
// hire_candidate, update_candidate, reject_candidate and every other action whose
// payload has an application with a candidate (or the two side by side). Refused:
// deletions, merges, offers, jobs and pings, which name no candidate to look at.
//
// Of the candidate: id, names, company, title, phone_numbers, email_addresses,
// addresses, website_addresses, social_media_addresses, educations, employments
// and the names of attachments (which expire after seven days and are not
// fetched). Of the application: applied_at, last_activity_at, status,
// current_stage, jobs, offer, and those answers that state a place or time zone.
// Never read: photo_url, tags, custom fields, demographic answers.
//
// Signed by header "Signature: sha256 HEX", the HMAC-SHA256 of the raw body;
// "Greenhouse-Event-ID" names the delivery.
// Facts from developers.greenhouse.io/webhooks.html.

import (
	"fmt"
	"strings"
	"time"

	"bonafide"
	"bonafide/intake/weblink"
)

type greenhouseDelivery struct {
	Action  string `json:"action"`
	Payload struct {
		Application greenhouseApplication `json:"application"`
		Candidate   *greenhouseCandidate  `json:"candidate"`
	} `json:"payload"`
}

type greenhouseApplication struct {
	AppliedAt    moment               `json:"applied_at"`
	LastActivity moment               `json:"last_activity_at"`
	Status       text                 `json:"status"`
	Candidate    *greenhouseCandidate `json:"candidate"`
	Stage        struct {
		Name text `json:"name"`
	} `json:"current_stage"`
	Jobs []struct {
		Name text `json:"name"`
	} `json:"jobs"`
	Offer *struct {
		Sent     moment `json:"sent_at"`
		SentOn   moment `json:"sent_on"`
		Resolved moment `json:"resolved_at"`
		Starts   moment `json:"starts_at"`
	} `json:"offer"`
	Answers []struct {
		Question text `json:"question"`
		Answer   text `json:"answer"`
	} `json:"answers"`
}

type greenhouseValue struct {
	Value text `json:"value"`
	Type  text `json:"type"`
}

type greenhouseCandidate struct {
	ID          ident             `json:"id"`
	FirstName   text              `json:"first_name"`
	LastName    text              `json:"last_name"`
	Company     text              `json:"company"`
	Title       text              `json:"title"`
	Phones      []greenhouseValue `json:"phone_numbers"`
	Emails      []greenhouseValue `json:"email_addresses"`
	Addresses   []greenhouseValue `json:"addresses"`
	Websites    []greenhouseValue `json:"website_addresses"`
	Social      []greenhouseValue `json:"social_media_addresses"`
	Educations  []greenhouseStudy `json:"educations"`
	Employments []greenhouseJob   `json:"employments"`
	Attachments []struct {
		Filename text `json:"filename"`
		URL      text `json:"url"`
		Type     text `json:"type"`
	} `json:"attachments"`
}

type greenhouseStudy struct {
	School     text `json:"school_name"`
	Degree     text `json:"degree"`
	Discipline text `json:"discipline"`
	Start      day  `json:"start_date"`
	End        day  `json:"end_date"`
}

type greenhouseJob struct {
	Company text `json:"company_name"`
	Title   text `json:"title"`
	Start   day  `json:"start_date"`
	End     day  `json:"end_date"`
}

func decodeGreenhouse(place string, body []byte, note string) (bonafide.Dossier, error) {
	var in greenhouseDelivery
	notes, err := read(place, body, &in)
	if err != nil {
		return bonafide.Dossier{}, err
	}
	app, c := &in.Payload.Application, in.Payload.Application.Candidate
	if c == nil {
		c = in.Payload.Candidate
	}
	if c == nil || c.ID == "" {
		return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Path: "/payload/application/candidate",
			Why:    fmt.Sprintf("the Greenhouse event %q names no candidate", clip(in.Action)),
			Remedy: "send application events: new_candidate_application, candidate_stage_change, hire_candidate"}
	}
	return greenhouseDossier(in.Action, app, c, notes, note), nil
}

// Candidate understands one candidate of the list that Greenhouse's interface gives
// (Harvest): the same members, with the applications inside; the newest counts.
func Candidate(place string, body []byte) (bonafide.Dossier, error) {
	var c greenhouseCandidate
	notes, err := read(place, body, &c)
	if err != nil {
		return bonafide.Dossier{}, err
	}
	var in struct {
		Applications []greenhouseApplication `json:"applications"`
	}
	more, err := read(place, body, &in)
	if err != nil {
		return bonafide.Dossier{}, err
	}
	notes = append(notes, more...)
	if c.ID == "" {
		return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Path: "/id", Why: "the candidate has no id", Remedy: "export candidates with their ids"}
	}
	app := &greenhouseApplication{}
	for i := range in.Applications {
		if a := &in.Applications[i]; i == 0 || a.AppliedAt.After(app.AppliedAt.Time) {
			app = a
		}
	}
	return greenhouseDossier("", app, &c, notes, " (list of candidates)"), nil
}

func greenhouseDossier(action string, app *greenhouseApplication, c *greenhouseCandidate, notes []string, note string) bonafide.Dossier {
	d, s := dossier(Greenhouse, c.ID, greenhouseStage(action, app), note)
	d.Timeline.Applied = app.AppliedAt.Time
	if o := app.Offer; o != nil {
		if d.Timeline.Offered = o.Sent.Time; d.Timeline.Offered.IsZero() {
			d.Timeline.Offered = o.SentOn.Time
		}
		d.Timeline.Accepted = o.Resolved.Time
		d.Timeline.Started = o.Starts.Time
	}
	if len(app.Jobs) > 0 {
		d.Role.Title = app.Jobs[0].Name.String()
	}
	// The last time that the system tells of; a hire tells of its offer only.
	for _, m := range []time.Time{app.LastActivity.Time, d.Timeline.Accepted, app.AppliedAt.Time} {
		if s.Collected.IsZero() {
			s.Collected = m
		}
	}
	c.fill(s)
	s.Note(notes...)
	for _, a := range app.Answers {
		placeAnswer(s, a.Question.String(), a.Answer.String())
	}
	return d
}

func greenhouseStage(action string, app *greenhouseApplication) bonafide.Stage {
	switch {
	case action == "hire_candidate", action == "candidate_hired", app.Status == "hired":
		return bonafide.Onboarding
	case app.Offer != nil:
		return bonafide.Offer
	}
	return stageNamed(string(app.Stage.Name))
}

func (c *greenhouseCandidate) fill(s *bonafide.Source) {
	s.Names = add(nil, c.FirstName.String()+" "+c.LastName.String())
	for _, v := range c.Emails {
		s.Emails = add(s.Emails, v.Value.String())
	}
	for _, v := range c.Phones {
		s.Phones = add(s.Phones, v.Value.String())
	}
	for _, v := range c.Addresses {
		if l := lines(string(v.Value)); len(l) > 0 {
			a := bonafide.Address{Lines: l}
			if t := v.Type.String(); t == "home" || t == "work" {
				a.Use = t
			}
			s.Addresses = append(s.Addresses, a)
		}
	}
	for _, v := range c.Websites {
		weblink.Add(s, v.Value.String())
	}
	for _, v := range c.Social {
		weblink.Add(s, v.Value.String())
	}
	for _, j := range c.Employments {
		if j.Company.String() != "" {
			s.Employment = append(s.Employment, bonafide.Employment{Employer: j.Company.String(), Title: j.Title.String(),
				From: j.Start.Date, To: j.End.Date, Current: j.End.IsZero() && !j.Start.IsZero()})
		}
	}
	s.Employment = current(s.Employment, c.Company.String(), c.Title.String())
	for _, e := range c.Educations {
		if e.School.String() != "" {
			s.Education = append(s.Education, bonafide.Education{School: e.School.String(), Degree: e.Degree.String(),
				Field: e.Discipline.String(), From: e.Start.Date, To: e.End.Date})
		}
	}
	for _, a := range c.Attachments {
		attach(s, a.Type.String(), a.Filename.String(), unsigned(a.URL.String()))
	}
}

// current adds the employer named beside the list, unless the list has it.
func current(jobs []bonafide.Employment, employer, title string) []bonafide.Employment {
	if employer == "" {
		return jobs
	}
	for i := range jobs {
		if strings.EqualFold(jobs[i].Employer, employer) {
			return jobs
		}
	}
	return append(jobs, bonafide.Employment{Employer: employer, Title: title, Current: true})
}

// attach lists a file that came with the application and was not read.
func attach(s *bonafide.Source, kind, name, address string) {
	if name == "" {
		return
	}
	note := "attachment not fetched: " + name
	if kind != "" {
		note = kind + " " + note
	}
	if address != "" {
		note += " (" + address + ")"
	}
	s.Note(note)
}

// placeQuestions are the questions whose answers are read. Everything else that a
// form asks (permits, demographics, languages) is left alone.
var placeQuestions = map[string]bool{
	"location": true, "current location": true, "your location": true, "city": true, "current city": true,
	"where are you located": true, "where are you currently located": true, "where are you based": true,
	"where are you currently based": true, "location (city)": true,
}

var zoneQuestions = map[string]bool{
	"time zone": true, "timezone": true, "your time zone": true, "your timezone": true, "what time zone are you in": true,
	"what timezone are you in": true, "which time zone do you work in": true, "current time zone": true, "current timezone": true,
}

func placeAnswer(s *bonafide.Source, question, answer string) {
	question = strings.ToLower(strings.TrimRight(question, " ?:*."))
	switch {
	case answer == "" || len(answer) > 500:
	case zoneQuestions[question] && s.TimeZone == "" && zone(answer):
		s.TimeZone = answer
	case placeQuestions[question]:
		s.Addresses = append(s.Addresses, bonafide.Address{Use: "home", Lines: lines(answer)})
	}
}

// zone says whether s is the name of an IANA time zone.
func zone(s string) bool {
	if s == "" || s == "Local" {
		return false
	}
	_, err := time.LoadLocation(s)
	return err == nil
}
