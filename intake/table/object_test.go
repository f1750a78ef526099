package table

import (
	"strings"
	"testing"
	"time"

	"bonafide"
)

// An application with its candidate inside is read by what its members are called; what
// stands in others is not of the candidate.
func TestObject(t *testing.T) {
	const text = `{"id":"app_1","createdAt":"2026-03-14T14:01:00Z","candidate":{"name":{"first":"Ann","last":"Lee"},"emails":["ann@mail.example","lee@mail.example"],"phones":["+1 202 555 0101"],
		"location":{"city":"San Diego","country":"US"},"nationality":"SECRET","links":{"github":"https://github.com/annlee","linkedin":null},"resume":{"file":"SECRET.pdf"}},
		"job":{"title":"Data Engineer"},"source":{"channel":"Inbound","submittedFromIp":"198.51.100.7"},"stage":"Hired",
		"interviews":[{"interviewer":"SECRET@corp.example","name":"SECRET"}],"references":[{"name":"SECRET","email":"SECRET@corp.example","phone":"+1 202 555 0199"}],"recruiter":{"name":"SECRET"},"notes":"SECRET"}`
	d, err := Object("x.json", []byte(text), "x.json", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	s := &d.Sources[0]
	if d.Person != "app_1" || d.Role.Title != "Data Engineer" || d.Stage != bonafide.Onboarding || !d.Timeline.Applied.Equal(time.Date(2026, 3, 14, 14, 1, 0, 0, time.UTC)) {
		t.Errorf("%+v", d)
	}
	if strings.Join(s.Names, ",") != "Ann Lee" || strings.Join(s.Emails, ",") != "ann@mail.example,lee@mail.example" || strings.Join(s.Phones, ",") != "+1 202 555 0101" {
		t.Errorf("%+v", s)
	}
	if len(s.Addresses) != 1 || s.Addresses[0].City != "San Diego" || s.Addresses[0].Country != "US" || len(s.Accounts) != 1 || s.Accounts[0].Handle != "annlee" || len(s.Sightings) != 1 || s.Sightings[0].IP != "198.51.100.7" {
		t.Errorf("%+v", s)
	}
	for name, bad := range map[string]string{"nobody": `{"candidate":{"height":1}}`, "no object": `[]`, "too deep": `{"candidate":{"name":{"name":{"name":{"name":{"name":{"name":{"name":"x"}}}}}}}}`} {
		if d, err := Object("x.json", []byte(bad), "x.json", time.Time{}); err == nil {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func FuzzObject(f *testing.F) {
	f.Add([]byte(`{"candidate":{"name":{"first":"Ann","last":"Lee"},"emails":["a@mail.example"]},"createdAt":"2026-03-14T14:01:00Z"}`))
	f.Add([]byte(`{"applicant":{"emails":[{"value":"a@mail.example"}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Object("x", data, "x", time.Time{})
		if err == nil && (d.Person == "" || len(d.Sources) != 1) {
			t.Errorf("%+v", d)
		}
	})
}
