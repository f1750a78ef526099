package screening

import "testing"

// What counts as one name is decided without the matcher.
func TestFormsOfOneName(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"volodymyr", "vladimir", true},
		{"dmytro", "dmitriy", true},
		{"mykola", "nikolai", true},
		{"kovalyov", "kovalev", true},
		{"alekseev", "alekseyev", true},
		{"yelena", "elena", true},
		{"karpenko", "karpenka", true},
		{"youssef", "yusuf", true},
		{"shevchenko", "savchenko", false},
		{"belyaeva", "belova", false},
		{"hassan", "hossein", false},
		{"alina", "elena", false},
		{"marina", "maria", false},
		{"igor", "yegor", false},
		{"", "", false},
	} {
		if got := sameName(c.a, c.b); got != c.same {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}
