package jsonresume

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"bonafide"
)

func decode(t *testing.T, data string) bonafide.Source {
	t.Helper()
	s, err := Decode("r.json", []byte(data), "r.json", time.Time{})
	if err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	return s
}

func TestEmptyDocument(t *testing.T) {
	for _, data := range []string{
		`{}`, `{"basics":{}}`, `{"basics":null,"work":null}`,
		`{"basics":{"name":" ","email":"","phone":"","url":"","location":{"address":"\n","city":""},"profiles":[{}]},
		  "work":[{"startDate":"","endDate":""}],"education":[{"institution":""}],"skills":[{"name":"","keywords":[""]}],"references":[{"name":""}]}`,
	} {
		want := bonafide.Source{ID: "resume", Kind: bonafide.Resume, System: "r.json"}
		if got := decode(t, data); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v", data, got)
		}
	}
}

func TestCollectedIsTakenOver(t *testing.T) {
	at := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	s, err := Decode("r.json", []byte(`{"basics":{"name":"A"}}`), "r.json", at)
	if err != nil || !s.Collected.Equal(at) {
		t.Errorf("got %v, %v", s.Collected, err)
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct {
		start, end string
		want       bonafide.Employment
	}{
		{`"2019-03-01"`, `"2020-01"`, bonafide.Employment{From: bonafide.Date{Year: 2019, Month: 3, Day: 1}, To: bonafide.Date{Year: 2020, Month: 1}}},
		{`2019`, `2020`, bonafide.Employment{From: bonafide.Date{Year: 2019}, To: bonafide.Date{Year: 2020}}},
		{`"2019"`, `""`, bonafide.Employment{From: bonafide.Date{Year: 2019}, Current: true}},
		{`""`, `null`, bonafide.Employment{Current: true}},
		{`"2019"`, `"Present"`, bonafide.Employment{From: bonafide.Date{Year: 2019}, Current: true}},
		{`"2019-06-01T00:00:00Z"`, `"2019"`, bonafide.Employment{From: bonafide.Date{Year: 2019, Month: 6, Day: 1}, To: bonafide.Date{Year: 2019}}},
	} {
		s := decode(t, `{"basics":{},"work":[{"name":"E","startDate":`+c.start+`,"endDate":`+c.end+`}]}`)
		c.want.Employer = "E"
		if len(s.Employment) != 1 || s.Employment[0] != c.want {
			t.Errorf("%s to %s: got %+v", c.start, c.end, s.Employment)
		}
	}
}

func TestRefusals(t *testing.T) {
	for data, want := range map[string]string{
		`{"basics":`: "it ends in the middle",
		`{"basics":{},"work":[{"startDate":true}]}`: "/work/0/startDate",
		`{"basics":{"location":"Berlin"}}`:          "/basics/location: a text stands where a group of fields is wanted",
		`{"basics":{"name":"a","name":"b"}}`:        "stands there twice",
	} {
		_, err := Decode("r.json", []byte(data), "r.json", time.Time{})
		var r *bonafide.Refusal
		if !errors.As(err, &r) || !strings.Contains(err.Error(), want) || !strings.HasPrefix(r.Place, "r.json") {
			t.Errorf("%s: got %v, want %q", data, err, want)
		}
	}
}

// What cannot be read costs the field and not the document, and a note says which.
func TestWhatCannotBeReadIsLeftOutWithANote(t *testing.T) {
	for data, want := range map[string]string{
		`{"basics":{},"work":[{"name":"E","startDate":"Spring 2019"}]}`:                    `work/0/startDate was left out: "Spring 2019": it is not a date that can be read`,
		`{"basics":{},"work":[{"name":"E","startDate":"2019","endDate":"2019-13"}]}`:       `work/0/endDate was left out: "2019-13": it is not a date that can be read`,
		`{"basics":{},"work":[{"name":"E","startDate":"2019-05","endDate":"2019-04-30"}]}`: `work/0/endDate was left out: "2019-04-30": it lies before the start in 2019-05`,
		`{"basics":{},"education":[{"institution":"S","startDate":"03/04/2019"}]}`:         `education/0/startDate was left out: "03/04/2019": it may be 3 April or 4 March, and nothing else in the file says which`,
		`{"basics":{},"work":[{"startDate":"2019","summary":"did things"}]}`:               `work/0 was left out: "2019": neither employer nor title is given`,
		`{"basics":{"location":{"countryCode":"Atlantis"}}}`:                               `basics/location/countryCode was left out: "Atlantis": it names no country; write one by ISO 3166-1 alpha-2: DE, US`,
	} {
		s := decode(t, data)
		if s.File == nil || len(s.File.Notes) != 1 || s.File.Notes[0] != want {
			t.Errorf("%s: notes %+v, want %q", data, s.File, want)
		}
	}
	s := decode(t, `{"basics":{"location":{"countryCode":"Germany"}},"work":[{"name":"E","startDate":"September 2016","endDate":"Feb 2021"}]}`)
	if s.File != nil || s.Addresses[0].Country != "DE" || s.Employment[0].From.String() != "2016-09" || s.Employment[0].To.String() != "2021-02" || s.Employment[0].Current {
		t.Errorf("got %+v, notes %+v", s, s.File)
	}
}

func TestProfiles(t *testing.T) {
	s := decode(t, `{"basics":{"url":"https://a.example","website":"https://github.com/a","profiles":[
		{"network":"GitHub","username":"a","url":"https://github.com/a"},
		{"network":"","username":"","url":"https://b.example"},
		{"network":"Mastodon","username":"@a@social.example","url":"https://social.example/@a"}]}}`)
	want := []bonafide.Account{{Service: "github", Handle: "a", URL: "https://github.com/a"}, {Service: "mastodon", Handle: "@a@social.example", URL: "https://social.example/@a"}}
	if !reflect.DeepEqual(s.Accounts, want) || len(s.Sites) != 2 {
		t.Errorf("accounts %+v, sites %+v", s.Accounts, s.Sites)
	}
}

// TestNeutral: languages, pictures, interests and what others are said to have
// said never reach a dossier.
func TestNeutral(t *testing.T) {
	const plain = `{"basics":{"name":"A"}}`
	const rich = `{"basics":{"name":"A","image":"https://a.example/face.jpg"},"languages":[{"language":"Igbo","fluency":"Native"}],
		"interests":[{"name":"x"}],"awards":[{"title":"x"}],"references":[{"reference":"A joy."}],"certificates":[{"name":"x"}],"x-own":1}`
	if a, b := decode(t, plain), decode(t, rich); !reflect.DeepEqual(a, b) {
		t.Errorf("%+v differs from %+v", a, b)
	}
}

func TestDocument(t *testing.T) {
	s := decode(t, `{"basics":{"name":"Adaeze Nwosu","label":"SRE","email":"adaeze@nwosu.example","phone":"+44 7700 900123","summary":"Keeps exchanges up.",
		"location":{"address":"2 Sample Road\n\nFlat 1","postalCode":"EH1","city":"Edinburgh","countryCode":"gb"}},
		"work":[{"company":"Tidewater","position":"Senior SRE","website":"https://www.tidewater.example","location":"Leith, Scotland","startDate":"2021","highlights":["Led drills"," "]},
			{"name":"Cairn","location":"Remote (EU)"}],
		"volunteer":[{"organization":"Code Club","summary":"Teaches."}],
		"education":[{"institution":"U. Example","area":"Physics","studyType":"MSci","startDate":"2010","endDate":"2014"}],
		"skills":[{"name":"Go"},{"name":"go","keywords":["Rust"]}],
		"references":[{"name":"Isla Reid","reference":"A joy."}],
		"projects":[{"name":"pagewatch","description":"Alerts."}]}`)
	want := bonafide.Source{
		ID: "resume", Kind: bonafide.Resume, System: "r.json", Names: []string{"Adaeze Nwosu"}, Emails: []string{"adaeze@nwosu.example"}, Phones: []string{"+44 7700 900123"},
		Addresses: []bonafide.Address{{Lines: []string{"2 Sample Road", "Flat 1"}, City: "Edinburgh", Postcode: "EH1", Country: "GB"}},
		Employment: []bonafide.Employment{
			{Employer: "Tidewater", Title: "Senior SRE", Domain: "tidewater.example", City: "Leith", From: bonafide.Date{Year: 2021}, Current: true, Text: "- Led drills"},
			{Employer: "Cairn", Current: true},
		},
		Education:  []bonafide.Education{{School: "U. Example", Degree: "MSci", Field: "Physics", From: bonafide.Date{Year: 2010}, To: bonafide.Date{Year: 2014}}},
		Skills:     []bonafide.Skill{{Name: "Go"}, {Name: "Rust"}},
		References: []bonafide.Reference{{Name: "Isla Reid"}},
		Text:       "SRE\nKeeps exchanges up.\n\nSenior SRE, Tidewater\n- Led drills\n\nCairn\n\nCode Club\nTeaches.\n\npagewatch\nAlerts.",
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
}
