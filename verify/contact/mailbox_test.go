package contact

import (
	"errors"
	"strings"
	"testing"

	"bonafide"
)

func TestParseMailbox(t *testing.T) {
	for in, want := range map[string]string{
		" J.Brook@Mail.EXAMPLE ":               "j.brook@mail.example",
		"Jo Brook <jo@mail.example>":           "jo@mail.example",
		"mailto:jo@mail.example?subject=hello": "jo@mail.example",
		"jo@bücher.example":                    "jo@xn--bcher-kva.example",
		"jo@XN--BCHER-KVA.example":             "jo@xn--bcher-kva.example",
		"jö@mail.example.":                     "jö@mail.example",
		"a..b@mail.example":                    "a..b@mail.example",
	} {
		m, err := ParseMailbox(in)
		if err != nil || m.String() != want {
			t.Errorf("%q: got %q, %v, want %q", in, m, err, want)
		}
	}
	for _, in := range []string{
		"", "@", "jo", "jo@", "@mail.example", "jo@localhost", "jo@[192.0.2.1]", `"jo b"@mail.example`, "jo b@mail.example",
		"jo@mail..example", "jo@-mail.example", "jo@mail.123", "jo@mail_x.example", "j\xff@mail.example", "j\u200bo@mail.example",
		strings.Repeat("a", 65) + "@mail.example", "jo@" + strings.Repeat("a", 64) + ".example", "jo@" + strings.Repeat("a.", 130) + "example", strings.Repeat("a", 2000), "jo@xn--0.example",
	} {
		if m, err := ParseMailbox(in); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%q was read as %q, %v", clip(in, 40), m, err)
		}
	}
}

func TestCanonicalByProvider(t *testing.T) {
	for in, want := range map[string]string{
		"j.o.brook+cv@gmail.com":       "jobrook@gmail.com",
		"jo.brook@googlemail.com":      "jobrook@gmail.com",
		"...@gmail.com":                "...@gmail.com", // nothing would be left
		"jo.b+x@outlook.com":           "jo.b@outlook.com",
		"jo+x@hotmail.co.uk":           "jo@hotmail.co.uk",
		"jo+x@live.nl":                 "jo@live.nl",
		"jo-shop@yahoo.co.uk":          "jo@yahoo.co.uk",
		"jo-shop@ymail.com":            "jo@ymail.com",
		"jo-shop@yahoo.unrelated.test": "jo-shop@yahoo.unrelated.test",
		"jo+x@fastmail.fm":             "jo@fastmail.fm",
		"shop@jo.fastmail.com":         "jo@fastmail.com",
		"shop@a.b.fastmail.com":        "shop@a.b.fastmail.com",
		"j.o_b-r+x@pm.me":              "jobr@proton.me",
		"jo+x@me.com":                  "jo@icloud.com",
		"j.o@ya.ru":                    "j-o@yandex.com",
		"j-o+x@yandex.com":             "j-o@yandex.com",
		"j.o-b+x@firm.example":         "j.o-b@firm.example",
		"+x@firm.example":              "+x@firm.example",
		"jo+x@msn.com":                 "jo@msn.com",
	} {
		m, err := ParseMailbox(in)
		if err != nil {
			t.Fatal(err)
		}
		c := m.Canonical()
		if c.String() != want {
			t.Errorf("%s is %s, want %s", in, c, want)
		}
		if again := c.Canonical(); again != c {
			t.Errorf("%s: the canonical form of %s is %s", in, c, again)
		}
	}
}
