package ats

import (
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
)

func decode(t *testing.T, v Vendor, body string) bonafide.Dossier {
	t.Helper()
	d, err := Decode(v, "x.json", []byte(body), "")
	if err != nil {
		t.Fatalf("%s: %v", v, err)
	}
	return d
}

func TestStages(t *testing.T) {
	greenhouse := func(action, app string) string {
		return `{"action":"` + action + `","payload":{"application":{"candidate":{"id":1},` + app + `}}}`
	}
	ashby := func(action, app string) string {
		return `{"action":"` + action + `","data":{"application":{"candidate":{"id":"c"},` + app + `}}}`
	}
	lever := func(event string) string {
		return `{"event":"` + event + `","triggeredAt":1781454330072,"data":{"opportunityId":"o"}}`
	}
	for _, c := range []struct {
		vendor Vendor
		body   string
		want   bonafide.Stage
	}{
		{Greenhouse, greenhouse("new_candidate_application", `"status":"active"`), bonafide.Application},
		{Greenhouse, greenhouse("candidate_stage_change", `"current_stage":{"name":"Application Review"}`), bonafide.Application},
		{Greenhouse, greenhouse("candidate_stage_change", `"current_stage":{"name":"Face to Face"}`), bonafide.Interview},
		{Greenhouse, greenhouse("candidate_stage_change", `"current_stage":{"name":"Take Home Test"}`), bonafide.Interview},
		{Greenhouse, greenhouse("candidate_stage_change", `"current_stage":{"name":"Reference Check"}`), bonafide.Offer},
		{Greenhouse, greenhouse("application_updated", `"offer":{"sent_on":"2026-03-01"}`), bonafide.Offer},
		{Greenhouse, greenhouse("application_updated", `"status":"hired"`), bonafide.Onboarding},
		{Greenhouse, greenhouse("candidate_hired", `"status":"active"`), bonafide.Onboarding},
		{Ashby, ashby("applicationSubmit", `"status":"Active"`), bonafide.Application},
		{Ashby, ashby("candidateStageChange", `"currentInterviewStage":{"type":"PreInterviewScreen","title":"Recruiter screen"}`), bonafide.Interview},
		{Ashby, ashby("candidateStageChange", `"currentInterviewStage":{"type":"Active","title":"Application review"}`), bonafide.Application},
		{Ashby, ashby("candidateStageChange", `"currentInterviewStage":{"type":"Active","title":"To be hired?"}`), bonafide.Application},
		{Ashby, ashby("candidateStageChange", `"currentInterviewStage":{"type":"Offer","title":"x"}`), bonafide.Offer},
		{Ashby, ashby("candidateStageChange", `"currentInterviewStage":{"type":"Hired","title":"x"}`), bonafide.Onboarding},
		{Ashby, ashby("candidateHire", `"status":"Active"`), bonafide.Onboarding},
		{Ashby, `{"action":"applicationUpdate","data":{"application":{"candidate":{"id":"c"}},"offer":{"acceptanceStatus":"Pending","decidedAt":null}}}`, bonafide.Offer},
		{Lever, lever("applicationCreated"), bonafide.Application},
		{Lever, lever("candidateStageChange"), bonafide.Application},
		{Lever, lever("interviewCreated"), bonafide.Interview},
		{Lever, lever("candidateHired"), bonafide.Onboarding},
	} {
		if d := decode(t, c.vendor, c.body); d.Stage != c.want {
			t.Errorf("%s: stage %q, want %q", c.body, d.Stage, c.want)
		}
	}
}

func TestGreenhouseTimes(t *testing.T) {
	d := decode(t, Greenhouse, `{"action":"hire_candidate","payload":{"application":{"applied_at":"2026-01-02T03:04:05Z",
		"offer":{"sent_on":"2026-02-01","resolved_at":"2026-02-03T00:00:00+02:00","starts_at":"04/15/2026"}},
		"candidate":{"id":"7","first_name":null,"last_name":"Only"}}}`)
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	want := bonafide.Timeline{Applied: at("2026-01-02T03:04:05Z"), Offered: at("2026-02-01T00:00:00Z"), Accepted: at("2026-02-03T00:00:00+02:00"), Started: at("2026-04-15T00:00:00Z")}
	if !d.Timeline.Applied.Equal(want.Applied) || !d.Timeline.Offered.Equal(want.Offered) || !d.Timeline.Accepted.Equal(want.Accepted) || !d.Timeline.Started.Equal(want.Started) {
		t.Errorf("timeline %+v, want %+v", d.Timeline, want)
	}
	if d.Person != "greenhouse:7" || !d.Sources[0].Collected.Equal(want.Accepted) || !slices.Equal(d.Sources[0].Names, []string{"Only"}) {
		t.Errorf("dossier %+v", d)
	}
}

// TestGreenhouseReadsOnlyPlacesOfAnswers: what a form asks beside a place or a time
// zone is nobody's business here.
func TestGreenhouseReadsOnlyPlacesOfAnswers(t *testing.T) {
	d := decode(t, Greenhouse, `{"action":"x","payload":{"application":{"candidate":{"id":1},"answers":[
		{"question":"Are you a permanent resident?","answer":"resident-answer"},
		{"question":"What is your gender?","answer":"gender-answer"},
		{"question":"Which languages do you speak?","answer":"language-answer"},
		{"question":"Time zone:","answer":"CET-ish"},
		{"question":"What timezone are you in?","answer":"Europe/Oslo"},
		{"question":"Timezone","answer":"Europe/Rome"},
		{"question":"City *","answer":"Oslo"},
		{"question":"Location","answer":""}]}}}`)
	s := d.Sources[0]
	if s.TimeZone != "Europe/Oslo" || len(s.Addresses) != 1 || !slices.Equal(s.Addresses[0].Lines, []string{"Oslo"}) || s.Text != "" {
		t.Errorf("source %+v", s)
	}
}

func TestGreenhouseEmployers(t *testing.T) {
	d := decode(t, Greenhouse, `{"action":"x","payload":{"application":{"candidate":{"id":1,"company":"ACME Example","title":"Dev",
		"addresses":[{"value":" \n ","type":"home"},{"value":"A","type":"other"}],
		"employments":[{"company_name":"Acme example","title":"Dev","start_date":"2020-02","end_date":null},{"company_name":"","title":"x"}],
		"educations":[{"school_name":""},{"school_name":"S","start_date":"2010"}],
		"attachments":[{"filename":"","type":"resume"},{"filename":"a.txt","url":"not a url","type":null}]}}}}`)
	s := d.Sources[0]
	if len(s.Employment) != 1 || !s.Employment[0].Current || len(s.Education) != 1 || len(s.Addresses) != 1 || s.Addresses[0].Use != "" ||
		!slices.Equal(s.File.Notes, []string{"attachment not fetched: a.txt"}) {
		t.Errorf("source %+v", s)
	}
}

func TestAshbyPlaces(t *testing.T) {
	for body, want := range map[string]bonafide.Address{
		`"location":{"locationSummary":"Porto, Portugal"}`: {Lines: []string{"Porto, Portugal"}},
		`"primaryLocation":{"locationComponents":[{"type":"City","name":"Porto"},{"type":"Country","name":"PT"},{"type":"Region","name":""}]}`: {City: "Porto", Country: "PT"},
		`"location":null,"primaryLocation":{"locationComponents":[{"type":"Region","name":"Norte"},{"type":"City","name":"Porto"},{"type":"City","name":"Gaia"}]}`: {
			City: "Porto", Region: "Norte", Lines: []string{"Gaia"}},
	} {
		d := decode(t, Ashby, `{"action":"applicationSubmit","data":{"application":{"candidate":{"id":"c",`+body+`}}}}`)
		a := d.Sources[0].Addresses
		if len(a) != 1 || a[0].City != want.City || a[0].Region != want.Region || a[0].Country != want.Country || !slices.Equal(a[0].Lines, want.Lines) {
			t.Errorf("%s: got %+v", body, a)
		}
	}
	d := decode(t, Ashby, `{"action":"applicationSubmit","data":{"application":{},"candidate":{"id":"c","timezone":"nowhere","phoneNumbers":[{"value":"1"}],"linkedInUrl":"https://linkedin.com/in/x","githubUrl":"https://github.com/x"}}}`)
	s := d.Sources[0]
	if s.TimeZone != "" || len(s.Addresses) != 0 || len(s.Phones) != 1 || len(s.Accounts) != 2 {
		t.Errorf("source %+v", s)
	}
}

func TestLeverNamesTheContactFirst(t *testing.T) {
	for data, want := range map[string]bonafide.PersonID{
		`{"contactId":"a","opportunityId":"b","candidateId":"c"}`: "lever:a",
		`{"contactId":null,"opportunityId":"b"}`:                  "lever:b",
		`{"candidateId":"c"}`:                                     "lever:c",
	} {
		d := decode(t, Lever, `{"event":"applicationCreated","triggeredAt":1781454330072,"data":`+data+`}`)
		if d.Person != want || !d.Timeline.Applied.Equal(time.UnixMilli(1781454330072)) {
			t.Errorf("%s: %s %v", data, d.Person, d.Timeline.Applied)
		}
	}
}

func TestPayloadsThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		vendor     Vendor
		body, want string
	}{
		{Greenhouse, `{"action":"delete_candidate","payload":{"person":{"id":1}}}`, `"delete_candidate" names no candidate`},
		{Greenhouse, `{"action":"x","payload":{"application":{"candidate":{"id":{}}}}}`, "an id is a number or a short text"},
		{Greenhouse, `{"action":"x","payload":{"application":{"candidate":{"id":1,"educations":[{"school_name":"S","start_date":[]}]}}}}`, "a date is wanted here"},
		{Greenhouse, `{"action":"x","payload":{"application":{"applied_at":[],"candidate":{"id":1}}}}`, "a time is wanted here"},
		{Greenhouse, `{"action":"` + strings.Repeat("é", 60) + `","payload":{}}`, `éé…" names no candidate`},
		{Ashby, `{"action":"ping","data":{"webhookActionType":"ping"}}`, `"ping" names no candidate`},
		{Ashby, `{"action":1,"data":{}}`, "a number stands where text is wanted"},
		{Lever, `{"event":"candidateHired","data":{"contactId":"c"}}`, "does not say when"},
		{Lever, `{"event":[],"data":{}}`, "a list stands where text is wanted"},
		{"workday", `{}`, `applicant system "workday" is not known; known: greenhouse, ashby, lever`},
	} {
		_, err := Decode(c.vendor, "x.json", []byte(c.body), "")
		var r *bonafide.Refusal
		if !errors.As(err, &r) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.body, err, c.want)
		}
	}
}

// A time or date that cannot be read costs the field and not the delivery.
func TestTimesThatCannotBeReadAreLeftOutWithANote(t *testing.T) {
	d := decode(t, Greenhouse, `{"action":"x","payload":{"application":{"applied_at":"last week","candidate":{"id":1,"first_name":"A",
		"educations":[{"school_name":"S","start_date":"spring","end_date":"September 2016"}]}}}}`)
	s := d.Sources[0]
	want := []string{`payload/application/applied_at was left out: "last week" is not a time`, `payload/application/candidate/educations/0/start_date was left out: "spring" is not a date`}
	if s.File == nil || !slices.Equal(s.File.Notes, want) {
		t.Errorf("notes of %+v are not %q", s.File, want)
	}
	if len(s.Education) != 1 || !s.Education[0].From.IsZero() || s.Education[0].To.String() != "2016-09" || !d.Timeline.Applied.IsZero() {
		t.Errorf("got %+v, applied %v", s.Education, d.Timeline.Applied)
	}
}

func TestVerify(t *testing.T) {
	body := `{"triggeredAt":1781454330072,"token":"tok","signature":"` + hexMAC("s2", "tok1781454330072") + `"}`
	signed := time.UnixMilli(1781454330072)
	header := func(pairs ...string) http.Header {
		h := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			h.Add(pairs[i], pairs[i+1])
		}
		return h
	}
	two := []string{"s1", "s2"}
	for _, c := range []struct {
		name    string
		vendor  Vendor
		secrets []string
		header  http.Header
		body    string
		now     time.Time
		want    string // empty: accepted
	}{
		{"greenhouse", Greenhouse, two, header("Signature", "sha256 "+hexMAC("s1", "b")), "b", time.Time{}, ""},
		{"greenhouse, second secret", Greenhouse, two, header("Signature", "sha256 "+hexMAC("s2", "b")), "b", time.Time{}, ""},
		{"greenhouse, capital digits", Greenhouse, two, header("Signature", "sha256 "+strings.ToUpper(hexMAC("s2", "b"))), "b", time.Time{}, ""},
		{"greenhouse, written as Ashby's", Greenhouse, two, header("Signature", "sha256="+hexMAC("s1", "b")), "b", time.Time{}, "does not begin"},
		{"greenhouse, other body", Greenhouse, two, header("Signature", "sha256 "+hexMAC("s1", "b")), "b ", time.Time{}, "matches none"},
		{"greenhouse, other secret", Greenhouse, []string{"s3"}, header("Signature", "sha256 "+hexMAC("s1", "b")), "b", time.Time{}, "matches none"},
		{"greenhouse, twice", Greenhouse, two, header("Signature", "sha256 00", "Signature", "sha256 "+hexMAC("s1", "b")), "b", time.Time{}, "more than one"},
		{"greenhouse, none", Greenhouse, two, nil, "b", time.Time{}, "no Signature header"},
		{"greenhouse, short", Greenhouse, two, header("Signature", "sha256 abcd"), "b", time.Time{}, "not a SHA-256"},
		{"empty secret signs nothing", Greenhouse, []string{""}, header("Signature", "sha256 "+hexMAC("", "b")), "b", time.Time{}, "no greenhouse secret"},
		{"empty secret beside one", Greenhouse, []string{"", "s1"}, header("Signature", "sha256 "+hexMAC("", "b")), "b", time.Time{}, "matches none"},
		{"ashby", Ashby, two, header("Ashby-Signature", "sha256="+hexMAC("s2", "b")), "b", time.Time{}, ""},
		{"ashby, bare digits", Ashby, two, header("Ashby-Signature", hexMAC("s2", "b")), "b", time.Time{}, "does not begin"},
		{"lever", Lever, two, nil, body, time.Time{}, ""},
		{"lever, live", Lever, two, nil, body, signed.Add(Window), ""},
		{"lever, early clock", Lever, two, nil, body, signed.Add(-Window), ""},
		{"lever, old", Lever, two, nil, body, signed.Add(Window + time.Second), "more than 5 minutes"},
		{"lever, from the future", Lever, two, nil, body, signed.Add(-Window - time.Second), "more than 5 minutes"},
		{"lever, other secret", Lever, []string{"s1"}, nil, body, time.Time{}, "matches none"},
		{"lever, other time", Lever, two, nil, strings.Replace(body, "072,", "073,", 1), time.Time{}, "matches none"},
		{"lever, unsigned", Lever, two, nil, `{"triggeredAt":1,"token":"t"}`, time.Time{}, "no signature, token"},
		{"lever, no JSON", Lever, two, nil, `{`, time.Time{}, "could not be read"},
		{"lever, time of another kind", Lever, two, nil, `{"triggeredAt":[],"token":"t","signature":"x"}`, time.Time{}, "could not be read"},
		{"lever, no time", Lever, two, nil, `{"triggeredAt":"soon","token":"t","signature":"` + hexMAC("s1", "tsoon") + `"}`, signed, "not a time"},
		{"unknown", "workday", two, nil, "b", time.Time{}, "not known"},
	} {
		err := Verify(c.vendor, c.secrets, c.header, []byte(c.body), c.now)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if !errors.Is(err, ErrSignature) || !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		if why, remedy := Reason(err); why == "" || remedy == "" {
			t.Errorf("%s: no way out in %v", c.name, err)
		}
	}
	if why, remedy := Reason(os.ErrNotExist); why != os.ErrNotExist.Error() || remedy != "" {
		t.Errorf("reason of another error: %q, %q", why, remedy)
	}
}

func TestEventID(t *testing.T) {
	h := http.Header{}
	h.Set("Greenhouse-Event-ID", "e1")
	for _, c := range []struct {
		vendor Vendor
		body   string
		want   string
	}{
		{Greenhouse, "", "greenhouse:e1"}, {Lever, `{"id":"x","token":"t"}`, "lever:x"}, {Lever, `{"token":"t"}`, "lever:t"},
		{Lever, `{`, ""}, {Lever, `{}`, ""}, {Ashby, `{}`, ""}, {Lever, `{"token":"` + strings.Repeat("t", 300) + `"}`, ""},
	} {
		if got := EventID(c.vendor, h, []byte(c.body)); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.vendor, c.body, got, c.want)
		}
	}
}

func TestReplayGuard(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	g := NewReplayGuard(2, time.Hour, func() time.Time { return now })
	expect := func(id string, want bool) {
		t.Helper()
		if got := g.Accept(id); got != want {
			t.Errorf("Accept(%q) = %v", id, got)
		}
	}
	expect("a", true)
	expect("a", false)
	expect("", true)
	expect("", true)
	expect("b", true)
	expect("c", true) // forgets a
	expect("b", false)
	expect("a", true) // forgets b
	now = now.Add(59 * time.Minute)
	expect("c", false)
	now = now.Add(time.Minute)
	expect("c", true) // expired
	expect("c", false)
	if len(g.at) != 2 {
		t.Errorf("it holds %d ids, two were allowed", len(g.at))
	}
}

func TestVendors(t *testing.T) {
	if got := Vendors(); !slices.Equal(got, []Vendor{"greenhouse", "ashby", "lever"}) {
		t.Errorf("vendors %q", got)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("sha256 00", []byte(`{"token":"t","triggeredAt":1,"signature":"s"}`))
	f.Fuzz(func(t *testing.T, value string, body []byte) {
		h := http.Header{"Signature": {value}, "Ashby-Signature": {value}}
		for _, v := range Vendors() {
			if err := Verify(v, []string{"a secret that was never guessed"}, h, body, time.Time{}); !errors.Is(err, ErrSignature) {
				t.Fatalf("%s: %v", v, err)
			}
			EventID(v, h, body)
		}
	})
}

// A candidate of the list that the interface gives is read as in a delivery, with the
// newest of its applications; whoever recruits is not the candidate.
func TestGreenhouseListOfCandidates(t *testing.T) {
	d, err := Candidate("x.json", []byte(`{"id":30118790,"first_name":"Ann","last_name":"Lee","title":"Partner","photo_url":"x","phone_numbers":[{"value":"+1 202 555 0101","type":"mobile"}],"email_addresses":[{"value":"ann@mail.example","type":"personal"}],
		"recruiter":{"id":1,"name":"Bo Cole"},"applications":[{"applied_at":"2026-02-18T21:11:27.000Z","status":"hired","jobs":[{"name":"Senior Partner"}],"current_stage":{"name":"Offer"}},{"applied_at":"2025-02-18T21:11:27.000Z","status":"rejected","jobs":[{"name":"Partner"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	s := &d.Sources[0]
	if d.Person != "greenhouse:30118790" || d.Stage != bonafide.Onboarding || d.Role.Title != "Senior Partner" || strings.Join(s.Names, ",") != "Ann Lee" || strings.Join(s.Emails, ",") != "ann@mail.example" {
		t.Errorf("%+v %+v", d, s)
	}
	for _, bad := range []string{`{"first_name":"Ann"}`, `[]`, `{"id":1,"applications":{}}`} {
		if d, err := Candidate("x.json", []byte(bad)); err == nil {
			t.Errorf("%s: %+v", bad, d)
		}
	}
}
