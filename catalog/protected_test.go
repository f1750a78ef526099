package catalog

import (
	"slices"
	"strings"
	"testing"
)

func builtInGuard(t testing.TB) *guard {
	t.Helper()
	g, err := guardedWords()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// The traits that the product promises never to score.
func TestProtectedTraits(t *testing.T) {
	traits, err := Protected()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, tr := range traits {
		if names[tr.Name] {
			t.Errorf("%s stands there twice", tr.Name)
		}
		names[tr.Name] = true
		if tr.Why == "" || len(tr.Words) == 0 {
			t.Errorf("%s needs words and a reason", tr.Name)
		}
	}
	for _, want := range []string{
		"nationality", "ethnicity", "race", "accent", "mother tongue", "language", "religion", "sex", "age",
		"place of birth", "origin of a name", "disability", "pregnancy and family", "kind of permit",
		"issuing country of a document", "keyboard layout", "country of a school",
	} {
		if !names[want] {
			t.Errorf("%s is not protected", want)
		}
	}
}

func TestProtectedIDs(t *testing.T) {
	g := builtInGuard(t)
	for id, trait := range map[string]string{
		"nationality": "nationality", "applicant-citizenship": "nationality", "age": "age", "name-origin": "origin of a name",
		"keyboard-layout": "keyboard layout", "visa-type": "kind of permit", "gender": "sex", "place-of-birth": "place of birth",
		"stated-language": "language", "university-country": "country of a school",
	} {
		if hit := g.inID(id); hit == nil || hit.Name != trait {
			t.Errorf("%s: got %v, want %s", id, hit, trait)
		}
	}
	for _, id := range []string{"resume", "restricted-countries", "work-arrangement", "usage", "package", "storage-age-free"} {
		if hit := g.inID(id); (hit != nil) != (id == "storage-age-free") {
			t.Errorf("%s: got %v", id, hit)
		}
	}
}

func TestProtectedWordsInTexts(t *testing.T) {
	g := builtInGuard(t)
	for _, c := range []struct {
		text, trait string // trait is empty where the text is fine
	}{
		{"The nationality of the person is compared.", "nationality"},
		{"NATIONALITY counts.", "nationality"},
		{"Nationality is never looked at.", ""},
		{"Nationality is never looked at. Citizenship counts.", "nationality"},
		{"Citizenship counts; nationality is never looked at.", "nationality"},
		{"Place is compared, and citizenship is left out.", ""},
		{"How good the language is plays no part.", ""},
		{"The programming language is compared.", ""},
		{"The programming language and the spoken language are compared.", "language"},
		{"Both used one language model.", ""},
		{"The applicant’s age is compared.", "age"},
		{"The age of the account is compared.", ""},
		{"The age of onboarding steps counts.", ""},
		{"Names are stripped of accents.", ""},
		{"An accent counts.", "accent"},
		{"Accentuate nothing and trace what is there.", ""},
		{"A race condition.", "race"},
		{"A trace of the terrace.", ""},
		{"Country of birth? It counts!", "place of birth"},
		{"", ""},
	} {
		hits := g.inText(c.text)
		switch {
		case c.trait == "" && len(hits) > 0:
			t.Errorf("%q: found %s (%s)", c.text, hits[0].Name, hits[0].word)
		case c.trait != "" && (len(hits) != 1 || hits[0].Name != c.trait):
			t.Errorf("%q: found %v, want %s", c.text, hits, c.trait)
		}
	}
}

func TestSentences(t *testing.T) {
	got := slices.Collect(sentences("One. Two? Three 1.5 (see a.b); four! Five"))
	want := []string{"One.", " Two?", " Three 1.5 (see a.b);", " four!", " Five"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for first := range sentences("One. Two.") {
		if first != "One." {
			t.Errorf("got %q first", first)
		}
		break
	}
}

func TestOneTypoAway(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"payee-name", "payee-name", false},
		{"payee-name", "payee-names", true},
		{"payee-name", "ayee-name", true},
		{"payee-name", "payee-nama", true},
		{"payee-name", "payee-naem", true},
		{"payee-name", "apyee-name", true},
		{"payee-name", "payee-na", false},
		{"payee-name", "payout-name", false},
		{"ab", "ba", true},
		{"abc", "cba", false},
		{"", "a", true},
		{"", "", false},
		{"a", "b", true},
	} {
		if got := oneTypoAway(c.a, c.b); got != c.want {
			t.Errorf("oneTypoAway(%q, %q) = %v", c.a, c.b, got)
		}
		if got := oneTypoAway(c.b, c.a); got != c.want {
			t.Errorf("oneTypoAway(%q, %q) = %v, not the same both ways", c.b, c.a, got)
		}
	}
}

// FuzzOneTypoAway holds the function to its definition: b is among all words that
// one typo makes of a.
func FuzzOneTypoAway(f *testing.F) {
	f.Add("payee", "payee-name")
	f.Add("abcd", "abdc")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 12 || len(b) > 12 {
			t.Skip()
		}
		want := false
		for i := 0; i <= len(a); i++ {
			for c := range 256 {
				want = want || a[:i]+string([]byte{byte(c)})+a[i:] == b
				if i < len(a) {
					want = want || a[:i]+string([]byte{byte(c)})+a[i+1:] == b
				}
			}
			if i < len(a) {
				want = want || a[:i]+a[i+1:] == b
			}
			if i+1 < len(a) {
				want = want || a[:i]+string([]byte{a[i+1], a[i]})+a[i+2:] == b
			}
		}
		want = want && a != b
		if got := oneTypoAway(a, b); got != want {
			t.Errorf("oneTypoAway(%q, %q) = %v", a, b, got)
		}
	})
}

// FuzzGuard holds that a release is needed sentence by sentence: a protected word
// alone in the last sentence is always found, whatever stands before it.
func FuzzGuard(f *testing.F) {
	f.Add("Nothing is looked at.")
	f.Add("nationality never")
	f.Add("l'âge; ’’ \xff")
	f.Fuzz(func(t *testing.T, before string) {
		g := builtInGuard(t)
		found := false
		for _, h := range g.inText(before + ". Citizenship counts.") {
			found = found || h.word == "citizenship"
		}
		if !found {
			t.Errorf("missed after %q", before)
		}
		if len(g.inText(strings.ReplaceAll(before, " ", ""))) > 0 && strings.TrimSpace(before) == "" {
			t.Errorf("found something in nothing")
		}
	})
}
