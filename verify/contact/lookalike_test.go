package contact

import (
	"errors"
	"testing"

	"bonafide"
)

func TestImitated(t *testing.T) {
	e := examiner(t, Config{KnownFirms: []string{"https://www.fernlight.example/", "coinbase.com"}})
	tests := []struct{ domain, employer, known, how string }{
		{"xn--oinbase-xjg.com", "Coinbase", "coinbase.com", "looks the same as"},
		{"co1nbase.com", "Coinbase", "coinbase.com", "differs by one character from"},
		{"chaina1ysis.com", "", "chainalysis.com", "looks the same as"},
		{"rnicrosoft.com", "Microsoft", "microsoft.com", "looks the same as"},
		{"mlcrosoft.com", "Microsoft", "microsoft.com", "differs by one character from"},
		{"mircosoft.com", "Microsoft", "microsoft.com", "differs by one character from"},
		{"con-sensys.io", "", "consensys.io", "differs by a hyphen from"},
		{"stripe-careers.com", "Stripe", "stripe.com", "adds a word to"},
		{"stripecareers.com", "Stripe", "stripe.com", "adds a word to"},
		{"jobs-at-stripe.com", "Stripe", "", ""},
		{"hr-stripe-inc.com", "", "", ""},
		{"the-stripe.com", "", "stripe.com", "adds a word to"},
		{"fernlight-hr.example", "Fernlight", "fernlight.example", "adds a word to"},
		{"stripe.xyz", "Stripe, Inc.", "stripe.com", "has another ending than"},
		{"stripe.xyz", "", "stripe.com", "has another ending than"},
		{"stripe.xyz", "Stripe Paint Shop", "", ""},
		{"stripe.de", "Stripe", "", ""},
		{"stripe.co.uk", "Stripe", "", ""},
		{"stripe.co", "Stripe", "stripe.com", "has another ending than"},
		{"stripe.com", "Stripe", "", ""},
		{"notion.so", "Notion", "", ""},
		{"strive.com", "Strive Ltd", "", ""},
		{"northwind.example", "Northwind", "", ""},
		{"eyo.com", "EYO", "", ""},
	}
	for _, tt := range tests {
		known, how := e.firms.imitated(tt.domain, tt.employer)
		domain := ""
		if known != nil {
			domain = known.domain
		}
		if domain != tt.known || how != tt.how {
			t.Errorf("%s of %q: %q %q, want %q %q", tt.domain, tt.employer, how, domain, tt.how, tt.known)
		}
	}
	known, _ := e.firms.imitated("fernlight-hr.example", "")
	if d := e.firms.table(known); d.Name != "contact.known_firms" {
		t.Error("an operator's own entry is said to come from", d.Name)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, c := range map[string]Config{
		"a firm that is no domain": {KnownFirms: []string{"Acme"}},
		"a public suffix":          {KnownFirms: []string{"co.uk"}},
		"negative concurrency":     {Concurrency: -1},
		"too much concurrency":     {Concurrency: 65},
		"negative deadline":        {Deadline: -1},
	} {
		if _, err := New(c); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOneEdit(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"stripe", "strive", true}, {"stripe", "stripes", true}, {"stripe", "tripe", true}, {"stripe", "srtipe", true}, {"", "a", true},
		{"stripe", "stripe", false}, {"stripe", "sprite", false}, {"stripe", "stri", false}, {"a", "bcdefg", false}, {"ab", "cd", false},
		{"größe", "grösse", false}, {"größe", "grose", false}, {"größe", "große", true}, {"aa", "aaa", true},
	} {
		if oneEdit(tt.a, tt.b) != tt.want || oneEdit(tt.b, tt.a) != tt.want {
			t.Errorf("%q and %q: not %v", tt.a, tt.b, tt.want)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"ÀÉÎ Łódź Straße": "aei lodz strasse", "Ærø Œuvre Þór Đorđe ıI": "aero oeuvre thor dorde ii", "ﬁn": "fin", "１２": "12", "ガ": "ガ",
		"ΣΊΣΥΦΟΣ": "σισυφοσ", "a\u200bb": "ab", "한국": "한국",
	} {
		if got := fold(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
