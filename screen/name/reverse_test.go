package name

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// The promise of the reverse index: whoever is hit by a listed name, when everybody is
// compared with it, is found, with the same score, and nobody else.
func TestReverseFindsWhatBruteForceFinds(t *testing.T) {
	data := dataFolder(t)
	listed := append(loadSDN(t, data), loadUN(t, data)...)
	weights := buildIndex(listed).Weights()
	n, size := 150, 6000
	if s := os.Getenv("NAME_DIFFERENTIAL"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	if testing.Short() {
		n, size = 40, 2000
	}
	r := rand.New(rand.NewPCG(13, 17))
	var people []Entry
	for i, q := range randomQueries(t, data, buildIndex(listed), size) {
		people = append(people, Entry{Ref: uint32(i), Name: Parse(q.name, q.kind)})
	}
	x := NewIndex(people)
	reverse := x.Against(weights)
	found := 0
	for range n {
		e := listed[r.IntN(len(listed))]
		if r.IntN(2) == 0 {
			// Near somebody who is there.
			p := people[r.IntN(len(people))]
			e = listEntry{text: p.Name.Text, kind: p.Name.Kind, quality: e.quality}
		}
		for range r.IntN(4) {
			e.text = edited(r, e.text)
		}
		hits, diff := differReverse(reverse, people, weights, e)
		found += hits
		if diff != "" {
			t.Error(diff)
		}
	}
	t.Logf("%d listed names over %d people, %d hits, no difference allowed", n, len(people), found)
	if found == 0 {
		t.Error("nobody was found: the test proves nothing")
	}
}

// differReverse compares the reverse index with brute force for one listed name.
func differReverse(reverse *Reverse, people []Entry, weights *Weights, e listEntry) (found int, difference string) {
	listed := Parse(e.text, e.kind)
	got := map[int]float64{}
	for _, h := range reverse.Search(&listed, e.quality, Floor) {
		got[h.Entry] = h.Score
	}
	brute := new(scratch)
	for i := range people {
		m := brute.compare(&people[i].Name, &listed, Options{Weights: weights, Listed: e.quality})
		if m.Score < Floor {
			if _, ok := got[i]; ok {
				return found, fmt.Sprintf("%q: the index gives %q, brute force does not (%.4f)", e.text, people[i].Name.Text, m.Score)
			}
			continue
		}
		found++
		if s, ok := got[i]; !ok || s != m.Score {
			return found, fmt.Sprintf("%q: brute force scores %q %.4f, the index %.4f (found %v)", e.text, people[i].Name.Text, m.Score, s, ok)
		}
	}
	return found, ""
}

// Among few people, the reverse index and brute force agree for any listed name.
func FuzzReverse(f *testing.F) {
	var people []Entry
	for _, s := range append(seeds, "Jong Chon Pak", "Saif al-Din al-Tikriti", "Rossiya Bank", "Abdul Rahman Yasin", "Juan Lopera", "Said Alshehri", "J. C. Juncker", "JC Juncker", "Bob Johnson Johnson", "Wei Wu", "Kim Ng", "Ivan Ivanov Ivanovich") {
		for _, k := range []Kind{Any, Person, Entity} {
			people = append(people, Entry{Ref: uint32(len(people)), Name: Parse(s, k)})
		}
	}
	weights := NewWeights(map[string]int{"kim": 90, "johnson": 30, "bank": 400, "ivanov": 20})
	reverse := NewIndex(people).Against(weights)
	for _, a := range seeds {
		f.Add(a, uint8(1))
	}
	f.Add("JC", uint8(1))
	f.Add("J C Juncker", uint8(5))
	f.Fuzz(func(t *testing.T, a string, k uint8) {
		if _, diff := differReverse(reverse, people, weights, listEntry{text: a, kind: Kind(k % 3), quality: Quality(k / 3 % 2)}); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestReverseOfNothing(t *testing.T) {
	nobody, somebody := Parse("!", Person), Parse("Ann Example", Person)
	if hits := NewIndex(nil).Against(NewWeights(nil)).Search(&somebody, Primary, Floor); hits != nil {
		t.Error("hits among nobody")
	}
	x := NewIndex([]Entry{{Name: somebody}})
	if hits := x.Against(NewWeights(nil)).Search(&nobody, Primary, Floor); hits != nil {
		t.Error("hits of a name without a letter")
	}
	if hits := x.Against(NewWeights(nil)).Search(&somebody, WeakAlias, 0); len(hits) != 1 || hits[0].Band != Weak {
		t.Errorf("the weak alias that equals a name: %+v", hits)
	}
}
