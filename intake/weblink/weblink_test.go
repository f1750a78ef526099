package weblink

import (
	"testing"

	"bonafide"
)

func TestAccount(t *testing.T) {
	for _, c := range []struct{ address, service, handle string }{
		{"https://github.com/mira-osei", "github", "mira-osei"},
		{"github.com/mira-osei/ledger", "github", "mira-osei"},
		{"https://www.linkedin.com/in/mira-osei/", "linkedin", "mira-osei"},
		{"https://de.linkedin.com/in/mira-osei", "linkedin", "mira-osei"},
		{"https://medium.com/@mira", "medium", "mira"},
		{"https://www.upwork.com/freelancers/~01ab", "upwork", "01ab"},
		{"https://stackoverflow.com/users/12345/mira", "stackoverflow", "12345"},
		{"HTTPS://GitHub.com/Mira", "github", "Mira"},
		{"https://github.com", "github", ""},
		{"https://mira-osei.example", "", ""},
		{"https://mira.github.io", "", ""},
		{"https://github.com.evil.example/x", "", ""},
		{"javascript:alert(1)", "", ""},
		{"not an address", "", ""},
		{"localhost", "", ""},
	} {
		a, ok := Account(c.address)
		if ok != (c.service != "") || a.Service != c.service || a.Handle != c.handle {
			t.Errorf("Account(%q) = %+v, %v; want %s %s", c.address, a, ok, c.service, c.handle)
		}
	}
}

func TestAddSortsAndKeepsEachOnce(t *testing.T) {
	var s bonafide.Source
	for _, address := range []string{
		"", "  ", "https://github.com/mira", "github.com/Mira", "https://mira.example", " https://mira.example ", "https://linkedin.com", "https://linkedin.com",
	} {
		Add(&s, address)
	}
	if len(s.Accounts) != 2 || len(s.Sites) != 1 || s.Sites[0].URL != "https://mira.example" {
		t.Errorf("got %+v and %+v", s.Accounts, s.Sites)
	}
}

func TestDomain(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.Northwind.example/about": "northwind.example", "northwind.example": "northwind.example",
		"": "", "nowhere": "", "ftp://x.example": "",
	} {
		if got := Domain(address); got != want {
			t.Errorf("Domain(%q) = %q, want %q", address, got, want)
		}
	}
}
