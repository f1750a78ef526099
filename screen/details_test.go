package screen

import (
	"testing"

	"bonafide/screen/watchlist"
)

func TestNormalForms(t *testing.T) {
	for _, c := range []struct {
		of     string
		normal func(string) string
		in     map[string]string
	}{
		{"e-mail", normalEmail, map[string]string{" A.B@Mail.Example ": "a.b@mail.example", "mailto:x@y.example": "x@y.example", "no mail": "", "@y.example": "", "x@": "", "a@b c": ""}},
		{"phone", normalPhone, map[string]string{"+1 (202) 555-0147": "12025550147", "001 202 555 0147": "12025550147", "+1 202 555 0147 ext. 12": "12025550147", "12-34": "", "٠١٢٣٤٥٦٧٨": "", "1234567890123456": ""}},
		{"site", normalSite, map[string]string{
			"https://www.Quorvexa.example/about?x=1": "quorvexa.example", "quorvexa.example.": "quorvexa.example", "http://quorvexa.example:8080": "quorvexa.example",
			"https://github.com/some-one/": "github.com/some-one", "github.com": "", "https://m.facebook.com/page?ref=1": "facebook.com/page", "not a site": "", "a@b.example": "", "": "",
		}},
		{"handle", normalHandle, map[string]string{" @Night_Jar ": "night_jar", "ab": "", "two words": ""}},
		{"number", normalNumber, map[string]string{"AB 123-456": "AB123456", "a/b.1 2": "AB12", "123": "", "№ 12 345": "12345"}},
		{"account", handleOfAccount, map[string]string{"https://www.linkedin.com/in/Some-One": "some-one", "https://t.me/abc": "abc", "https://own.example/abc": ""}},
	} {
		for in, want := range c.in {
			if got := c.normal(in); got != want {
				t.Errorf("%s %q is %q, want %q", c.of, in, got, want)
			}
		}
	}
}

func TestDocumentGrades(t *testing.T) {
	for _, c := range []struct {
		have   Document
		listed watchlist.Document
		want   Band
	}{
		{Document{"passport", "AB 123456", "ru"}, watchlist.Document{Type: "passport", Number: "AB123456", Country: "RU"}, Strong},
		{Document{"passport", "AB123456", ""}, watchlist.Document{Type: "passport", Number: "AB123456", Country: "RU"}, Possible},
		{Document{"passport", "AB123456", "KZ"}, watchlist.Document{Type: "passport", Number: "AB123456", Country: "RU"}, Weak},
		{Document{"passport", "AB123456", "RU"}, watchlist.Document{Type: "tax-id", Number: "AB123456", Country: "RU"}, Weak},
		{Document{"passport", "AB123456", "RU"}, watchlist.Document{Type: "passport", Number: "AB123456", Country: "RU", Disputed: true}, Possible},
		{Document{"", "AB123456", ""}, watchlist.Document{Type: "passport", Number: "AB123456", Country: "RU"}, Possible},
		{Document{"", "12345", ""}, watchlist.Document{Type: "passport", Number: "12345", Country: "RU"}, Weak},
		{Document{"imo", "9187629", "PA"}, watchlist.Document{Type: "imo", Number: "9187629"}, Strong},
	} {
		if g := documentGrade(&c.have, &c.listed); g.band != c.want || g.score <= 0 || g.score >= 1 || g.why == "" {
			t.Errorf("%+v and %+v: %+v, want %s", c.have, c.listed, g, c.want)
		}
	}
}
