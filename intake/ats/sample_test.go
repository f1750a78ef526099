package ats

import (
	"os"
	"slices"
	"strings"
	"testing"

	"bonafide"
	"bonafide/strict"
)

// TestSamples reads deliveries in the vendors' documented shape. That all of what
// was made of them is right, the golden files of package intake hold.
func TestSamples(t *testing.T) {
	for _, c := range []struct {
		vendor Vendor
		file   string
		person bonafide.PersonID
		emails []string
		role   string
	}{
		{Greenhouse, "greenhouse-application.json", "greenhouse:60304594", []string{"ingrid@okonkwo.example"}, "Principal Engineer"},
		{Greenhouse, "greenhouse-hire.json", "greenhouse:35897443", []string{"johan@smit.example"}, "Developer"},
		{Ashby, "ashby-submit.json", "ashby:c9d3b7aa-0000-4000-8000-000000000003", []string{"leilani@kaur.example", "lk@work.example"}, "Smart Contract Engineer"},
		{Ashby, "ashby-hire.json", "ashby:cand-9", []string{"bo@larsen.example"}, "Analyst"},
		{Lever, "lever-stage.json", "lever:05c248f9-0000-4000-8000-0ec608aec263", nil, ""},
	} {
		body, err := os.ReadFile("../testdata/good/" + c.file)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Decode(c.vendor, c.file, body, " (note)")
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		s := d.Sources[0]
		if d.Person != c.person || d.Role.Title != c.role || !slices.Equal(s.Emails, c.emails) ||
			s.Kind != bonafide.Form || s.System != string(c.vendor)+" (note)" || s.Collected.IsZero() {
			t.Errorf("%s: %+v", c.file, d)
		}
		out, err := strict.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, never := range []string{"secret", "AWSAccessKey", "photo", "nationality", "never read", "visa", "Visa", "Ruby", "referral"} {
			if strings.Contains(string(out), never) {
				t.Errorf("%s: %q got into the dossier", c.file, never)
			}
		}
	}
}

func TestReadersOfTimesAndAddresses(t *testing.T) {
	d := decode(t, Greenhouse, `{"action":"x","payload":{"application":{"applied_at":"05/06/2026","candidate":{"id":1,"email_addresses":[{"value":" "},{"value":"a@x.example"},{"value":"A@X.example"}]}}}}`)
	if got := d.Timeline.Applied.Format("2006-01-02"); got != "2026-05-06" || len(d.Sources[0].Emails) != 1 {
		t.Errorf("applied %s, e-mails %q", got, d.Sources[0].Emails)
	}
	for in, want := range map[string]string{
		"https://a.example/x%20y?Signature=z#f": "https://a.example/x%20y", "/x": "", "::": "", "": "",
	} {
		if got := unsigned(in); got != want {
			t.Errorf("unsigned(%q) = %q, want %q", in, got, want)
		}
	}
}
