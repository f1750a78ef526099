package history

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bonafide"
)

// parts of the names of the people below.
var parts = []string{"alpha", "bravo", "gamma", "delta", "omega", "sigma"}

// peopled are dossiers in which names decide every finding: some with conflicts,
// some without.
func peopled(conflict bool) bonafide.Dossier {
	at := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	other, stranger := "gamma delta", "omega sigma"
	if !conflict {
		other, stranger = "bravo alpha", "alpha bravo"
	}
	return bonafide.Dossier{
		Format: bonafide.Format, Person: "p",
		Sources: []bonafide.Source{
			{ID: "cv", Kind: bonafide.Resume, Collected: at, Names: []string{"alpha bravo"}},
			{ID: "page", Kind: bonafide.Profile, Collected: at, Names: []string{other}},
			{ID: "id", Kind: bonafide.Identity, Collected: at, Names: []string{"alpha gamma bravo"}},
			{ID: "bg", Kind: bonafide.Background, Collected: at, Names: []string{other}},
			{ID: "form", Kind: bonafide.Form, Collected: at, Names: []string{"alpha delta"}},
			{ID: "hr", Kind: bonafide.HR, Collected: at, Names: []string{"bravo, alpha"}},
			{ID: "sign", Kind: bonafide.Signing, Collected: at, Names: []string{other}},
			{ID: "pay", Kind: bonafide.Payroll, Collected: at, Payees: []bonafide.Payee{
				{Kind: "bank", Holder: "alpha bravo"}, {Kind: "transfer-service", Holder: stranger}, {Kind: "prepaid", Holder: "alpha delta"},
			}},
			{ID: "calls", Kind: bonafide.Meeting, Collected: at, Sightings: []bonafide.Sighting{
				{At: at, Use: "meeting", Name: "alpha bravo"}, {At: at, Use: "meeting", Name: stranger}, {At: at, Use: "meeting", Name: "bravo"},
			}},
		},
	}
}

func rename(d bonafide.Dossier, to map[string]string) bonafide.Dossier {
	var pairs []string
	for _, p := range parts {
		pairs = append(pairs, p, to[p])
	}
	r := strings.NewReplacer(pairs...)
	sources := make([]bonafide.Source, len(d.Sources))
	for i, s := range d.Sources {
		names := make([]string, len(s.Names))
		for j, n := range s.Names {
			names[j] = r.Replace(n)
		}
		s.Names = names
		payees := make([]bonafide.Payee, len(s.Payees))
		for j, p := range s.Payees {
			p.Holder = r.Replace(p.Holder)
			payees[j] = p
		}
		s.Payees = payees
		sights := make([]bonafide.Sighting, len(s.Sightings))
		for j, g := range s.Sightings {
			g.Name = r.Replace(g.Name)
			sights[j] = g
		}
		s.Sightings = sights
		sources[i] = s
	}
	d.Sources = sources
	return d
}

// outline is an examination without the names themselves.
func outline(t interface{ Fatal(...any) }, d bonafide.Dossier) string {
	e, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.Examine(context.Background(), &d, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range got.Findings {
		fmt.Fprintf(&b, "%s %s %s\n", f.Indicator, f.Rule, f.ObservedAt.Format(time.RFC3339))
		for _, v := range f.Evidence {
			fmt.Fprintf(&b, "  %s %s %s\n", v.Source, v.Path, v.Note)
		}
	}
	for _, m := range got.Missing {
		fmt.Fprintf(&b, "missing %v %s\n", m.Indicators, m.What)
	}
	return b.String()
}

// drawWords draws a word for each part, none of which resembles another.
func drawWords(t *rapid.T, letters func() []rune) map[string]string {
	to := map[string]string{}
	var drawn []*name
	for _, p := range parts {
		set := letters()
		word := rapid.Custom(func(t *rapid.T) string {
			return string(rapid.SliceOfN(rapid.SampledFrom(set), 3, 9).Draw(t, "letters"))
		}).Filter(func(s string) bool {
			n := parseName(s)
			if len(n.tokens) == 0 || len(n.tokens) > 2 || len([]rune(n.whole)) < 2 || minorParts[n.whole] {
				return false
			}
			n.tokens = []token{newToken([]rune(n.whole))} // as it stands beside other parts
			for _, o := range drawn {
				a, b := &n.tokens[0], &o.tokens[0]
				if tokenSame(a, b) || likeness(a.text, b.text) > 0.5 || strings.HasPrefix(a.text, b.text) || strings.HasPrefix(b.text, a.text) ||
					strings.Contains(a.text, b.text) || strings.Contains(b.text, a.text) {
					return false
				}
			}
			return true
		}).Draw(t, p)
		n := parseName(word)
		n.tokens = []token{newToken([]rune(n.whole))}
		drawn = append(drawn, n)
		to[p] = word
	}
	return to
}

// A person may bear any name in any script: what is found does not depend on it.
func TestRenamingThroughoutChangesNothing(t *testing.T) {
	latinNames := map[string]string{"alpha": "karl", "bravo": "ostrava", "gamma": "winston", "delta": "abernathy", "omega": "philippe", "sigma": "tchoumi"}
	t.Run("with conflicts, in one script", func(t *testing.T) {
		want := outline(t, rename(peopled(true), latinNames))
		for _, id := range []string{"APP-08", "APP-21", "INT-12", "ONB-08", "PAY-01"} {
			if !strings.Contains(want, id) {
				t.Fatalf("the dossier does not raise %s:\n%s", id, want)
			}
		}
		rapid.Check(t, func(t *rapid.T) {
			letters := alphabets[rapid.IntRange(0, len(alphabets)-1).Draw(t, "script")]
			to := drawWords(t, func() []rune { return letters })
			if got := outline(t, rename(peopled(true), to)); got != want {
				t.Fatalf("names %v change what is found:\n%s\nwant:\n%s", to, got, want)
			}
		})
	})
	t.Run("without conflicts, each part in a script of its own", func(t *testing.T) {
		want := outline(t, rename(peopled(false), latinNames))
		for _, id := range []string{"APP-08", "APP-21", "INT-12", "ONB-08"} {
			if strings.Contains(want, "\n"+id+" ") || strings.HasPrefix(want, id+" ") {
				t.Fatalf("the dossier raises %s:\n%s", id, want)
			}
		}
		rapid.Check(t, func(t *rapid.T) {
			to := drawWords(t, func() []rune { return alphabets[rapid.IntRange(0, len(alphabets)-1).Draw(t, "script")] })
			d := peopled(false)
			d.Sources = slicesWithoutNearMisses(d.Sources)
			w := outline(t, rename(d, latinNames))
			if got := outline(t, rename(d, to)); got != w {
				t.Fatalf("names %v change what is found:\n%s\nwant:\n%s", to, got, w)
			}
		})
	})
}

// slicesWithoutNearMisses leaves out names of which one part differs on purpose:
// across two scripts such a part cannot be compared, which is said, not found.
func slicesWithoutNearMisses(all []bonafide.Source) []bonafide.Source {
	var kept []bonafide.Source
	for _, s := range all {
		if s.ID != "id" && s.ID != "form" && s.ID != "calls" {
			if s.ID == "pay" {
				s.Payees = s.Payees[:2]
			}
			kept = append(kept, s)
		}
	}
	return kept
}
