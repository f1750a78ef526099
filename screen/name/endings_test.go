package name

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// withEnding lists one name, and n others whose family names share an ending.
func withEnding(ending string, n int) *Index {
	entries := []Entry{{Ref: 0, Name: Parse("Kurchenko, Ottokar", Person)}}
	for i := range n {
		entries = append(entries, Entry{Ref: uint32(i + 1), Name: Parse(fmt.Sprintf("Zw%c%c%s, Tolivanter", 'a'+i%26, 'l'+i/26, ending), Person)})
	}
	for i := range 400 {
		entries = append(entries, Entry{Ref: uint32(1000 + i), Name: Parse(fmt.Sprintf("%cuaddel%cg%c, Brixomat", 'b'+i%20, 'a'+i%21, 'a'+i%23), Person)})
	}
	return NewIndex(entries)
}

// A letter counts more where the rest of the word is an ending that many listed words
// have, whatever ending that is.
func TestASharedEndingTellsLittle(t *testing.T) {
	q := Parse("Ottokar Yurchenko", Person)
	score := func(x *Index) float64 {
		hits := x.Search(&q, 0, 0)
		if len(hits) != 1 {
			t.Fatalf("%+v", hits)
		}
		return hits[0].Score
	}
	alone, among := score(withEnding("vang", 60)), score(withEnding("chenko", 60))
	if among > alone-0.03 {
		t.Errorf("%.4f among names of the same ending, %.4f without them", among, alone)
	}
	same := Parse("Ottokar Kurchenko", Person)
	if a, b := withEnding("vang", 60).Search(&same, 0, 0), withEnding("chenko", 60).Search(&same, 0, 0); a[0].ByChance != 0 || b[0].ByChance != 0 || math.Abs(a[0].Score-b[0].Score) > 1e-9 {
		t.Errorf("the same name: %+v, %+v", a, b)
	}
}

// What tells something is counted as the words of the list, looked through one by one,
// have it.
func TestEndingsAreThoseOfTheList(t *testing.T) {
	x := withEnding("chenko", 60)
	var words []string
	seen := map[string]bool{}
	for n, w := range x.tokens {
		if n > 0 && w.kind == nameToken && !seen[w.text] {
			seen[w.text] = true
			words = append(words, w.text)
		}
	}
	for _, c := range []struct {
		a, b string
		all  bool // all letters tell
	}{
		{"yurchenko", "kurchenko", false},
		{"zwabchenko", "zwalchenko", false},
		{"quaddel", "buaddel", true}, // shared by no eight words
		{"abenko", "acenko", false},
		{"ko", "o", true},
		{"ako", "eko", true}, // a common ending of two letters
		{"same", "other", true},
	} {
		want := float64(max(len(c.a), len(c.b)))
		letters := want
		for k := leastEnding; k < min(len(c.a), len(c.b), mostEnding+1) && c.a[len(c.a)-k:] == c.b[len(c.b)-k:]; k++ {
			sharing := 0
			for _, w := range words {
				if strings.HasSuffix(w, c.a[len(c.a)-k:]) {
					sharing++
				}
			}
			if sharing < leastSharing {
				break
			}
			want = min(want, letters-float64(k)+math.Log2(float64(len(words))/float64(sharing))/letterBits)
		}
		want = max(want, leastTelling)
		got, of := x.telling(c.a, c.b)
		if math.Abs(got-want) > 1e-9 || of != letters || c.all != (got >= of) {
			t.Errorf("%s and %s: %.2f of %.0f letters tell something, want %.2f", c.a, c.b, got, of, want)
		}
		if back, _ := x.telling(c.b, c.a); back != got {
			t.Errorf("%s and %s: %.2f one way, %.2f the other", c.a, c.b, got, back)
		}
	}
}
