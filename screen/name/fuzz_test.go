package name

import (
	"fmt"
	"math"
	"testing"
	"unicode/utf8"
)

var seeds = []string{"", "Kim Jong Un", "김정은", "金正恩", "PUTIN, Vladimir", "ООО «Аква»", "Oборона", "محمد بن سلمان", "\xed\xa0\x80", "K\u200bim\u202e", "🙂", "A.B.C.", "abd al", "al al din ullah",
	"バラク・オバマ", "ប៉ុល ពត", "राहुल", "ɐɑ ŋ", "11420 CORP", "forty 4", "o'", "北京科技有限公司", "남궁", "O ln-chun", "ﷺ", "ⅷ ①", "x.y.z a b c d e f g"}

// Any two strings compare in bounded time to a score in range, and a name that
// has anything comparable is a hit for itself.
func FuzzCompare(f *testing.F) {
	for i, a := range seeds {
		f.Add(a, seeds[(i+7)%len(seeds)], uint8(i))
	}
	f.Fuzz(func(t *testing.T, a, b string, k uint8) {
		x, y := Parse(a, Kind(k%3)), Parse(b, Kind(k/3%3))
		if !utf8.ValidString(x.String()) || len(x.tokens) > MaxTokens {
			t.Fatalf("Parse(%q) = %q, %d tokens", a, x.String(), len(x.tokens))
		}
		for _, q := range []Quality{Primary, WeakAlias} {
			m := Compare(&x, &y, Options{Explain: true, Listed: q})
			if !(m.Score >= 0 && m.Score < 1) || m.Band != BandOf(m.Score) && m.Score >= Floor {
				t.Fatalf("%q, %q: score %v band %v", a, b, m.Score, m.Band)
			}
			for _, p := range m.Parts {
				if math.IsNaN(p.Similarity) || math.IsNaN(p.Weight) {
					t.Fatalf("%q, %q: part %+v", a, b, p)
				}
			}
			if q == WeakAlias && m.Score >= Threshold {
				t.Fatalf("a weak alias scores %v", m.Score)
			}
		}
	})
}

// On a small index, search and brute force agree for any query.
func FuzzSearch(f *testing.F) {
	listed := []Entry{}
	for i, s := range append(seeds, "PAK, Jong Chon", "AL-TIKRITI, Saif al-Din", "Bank Rossiya", "JOINT STOCK COMPANY KOVROV PLANT", "Abdul Rahman Yasin", "LOPERA BARBOSA, Juan Carlos", "RAWI, Saifuddin", "Alshehri, Said", "Friedrich Buchenberg", "Jean Claude Juncker", "J. C. Juncker", "O'Brien", "Wu Wei", "Ng, Kim") {
		for _, k := range []Kind{Person, Entity} {
			listed = append(listed, Entry{Ref: uint32(i), Name: Parse(s, k), Quality: Quality(i % 7 / 6)})
		}
	}
	x := NewIndex(listed)
	for _, a := range seeds {
		f.Add(a, uint8(1))
	}
	f.Add("AREFULLAHA REF", uint8(1))
	f.Add("ng", uint8(1))
	f.Fuzz(func(t *testing.T, a string, k uint8) {
		if _, diff := differ(x, wanted{name: a, kind: Kind(k % 3)}); diff != "" {
			t.Fatal(diff)
		}
	})
}

// What an index shares among its names changes nothing: a name compared afresh
// scores as it does inside.
func TestSearchScoresAsCompare(t *testing.T) {
	var entries []Entry
	texts := []string{"PUTIN, Vladimir Vladimirovich", "ALSHEHRI TRADING", "Alshehri, Said", "Robert Johnson", "ROBERT JOHNSON LLC", "Вадим Петрович", "VADIM PETROVICH LTD"}
	for i, s := range texts {
		entries = append(entries, Entry{Ref: uint32(i), Name: Parse(s, []Kind{Entity, Person}[len(s)%2])})
		entries = append(entries, Entry{Ref: uint32(i), Name: Parse(s, []Kind{Person, Entity}[len(s)%2])})
	}
	x := NewIndex(entries)
	for _, s := range append(texts, "Bob Johnson", "Saeed Al Shihri", "Vadim") {
		for _, k := range []Kind{Any, Person, Entity} {
			q := Parse(s, k)
			for i := range x.Len() {
				e := x.At(i)
				fresh := Parse(e.Name.Text, e.Name.Kind)
				if a, b := Compare(&q, &fresh, Options{Weights: x.Weights()}).Score, x.Explain(&q, i).Score; a != b {
					t.Errorf("%q, %q: afresh %.6f, inside %.6f", s, e.Name.Text, a, b)
				}
			}
		}
	}
}

func TestSearchGivesEachPartyOnceBestFirst(t *testing.T) {
	var entries []Entry
	for i := range 60 {
		entries = append(entries, Entry{Ref: uint32(i / 2), Name: Parse(fmt.Sprintf("Quigglebeck%c, Anastasius", 'a'+i%3), Person)})
	}
	x := NewIndex(entries)
	q := Parse("Anastasius Quigglebeck", Person)
	all := x.Search(&q, 0, 0)
	if len(all) != 30 || x.Len() != 60 {
		t.Fatalf("%d hits of %d names, want each of 30 parties once", len(all), x.Len())
	}
	seen := map[uint32]bool{}
	for i, h := range all {
		if seen[h.Ref] || i > 0 && h.Score > all[i-1].Score {
			t.Errorf("hit %d: %+v", i, h)
		}
		seen[h.Ref] = true
		if m := x.Explain(&q, h.Entry); m.Score != h.Plain || h.Score > h.Plain+mostRaise || len(m.Parts) == 0 {
			t.Errorf("explained %.4f, searched %.4f", m.Score, h.Score)
		}
	}
	if top := x.Search(&q, 0, 3); len(top) != 3 || top[0] != all[0] {
		t.Errorf("top 3: %+v", top)
	}
	if h := x.Search(&q, 0.9999, 3); len(h) != 0 {
		t.Errorf("at least 0.9999: %+v", h)
	}
	if h := x.Search(&q, math.NaN(), 0); len(h) != 30 {
		t.Errorf("a least score that is no number is the floor: %d hits", len(h))
	}
	empty := Parse("!", Person)
	if x.Search(&empty, 0, 0) != nil || NewIndex(nil).Search(&q, 0, 0) != nil {
		t.Error("nothing asked or nothing listed gives nothing")
	}
	if x.Weights() == nil || x.At(0).Ref != 0 {
		t.Error("weights and entries are at hand")
	}
}
