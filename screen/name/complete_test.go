package name

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// The promise of the index: whatever brute force scores at or above the floor
// is found, with the same score, and nothing else is.
func TestSearchFindsWhatBruteForceFinds(t *testing.T) {
	data := dataFolder(t)
	x := buildIndex(append(loadSDN(t, data), loadUN(t, data)...))
	n := 250
	if s := os.Getenv("NAME_DIFFERENTIAL"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	if testing.Short() {
		n = 60
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	found := 0
	work := make(chan wanted)
	for range 2 {
		wg.Go(func() {
			for q := range work {
				f, diff := differ(x, q)
				mu.Lock()
				found += f
				if diff != "" {
					t.Error(diff)
				}
				mu.Unlock()
			}
		})
	}
	for _, q := range randomQueries(t, data, x, n) {
		work <- q
	}
	close(work)
	wg.Wait()
	t.Logf("%d queries over %d names, %d names found, no difference allowed", n, x.Len(), found)
	if found == 0 {
		t.Error("no query found anything: the test proves nothing")
	}
}

// differ compares the index with brute force for one query: every listed name is
// compared, and the words near those of the query are sought among all listed words.
func differ(x *Index, q wanted) (found int, difference string) {
	n := Parse(q.name, q.kind)
	got := map[int]Hit{}
	s := x.scratches.Get().(*search)
	defer x.scratches.Put(s)
	s.begin()
	s.indexed = true
	for i, t := range n.tokens {
		s.queryWeights[i] = x.weights.of(t)
	}
	if !n.Empty() {
		x.direct(s, &n)
		x.gather(s, &n, Floor)
		for _, id := range s.direct {
			for _, h := range x.judge(s, &n, id, Floor, true, nil) {
				got[h.Entry] = h
			}
		}
	}
	brute := x.scratches.New().(*search)
	known := false
	for i := range x.entries {
		e := &x.entries[i]
		brute.indexed = false
		m := brute.compare(&n, &e.Name, Options{Weights: x.weights, Listed: e.Quality})
		h, ok := got[i]
		if m.Score < Floor {
			if ok {
				return found, fmt.Sprintf("%q: the index gives %q, brute force does not (%.4f)", q.name, e.Name.Text, m.Score)
			}
			continue
		}
		found++
		if !ok || h.Plain != m.Score {
			return found, fmt.Sprintf("%q: brute force scores %q %.4f, the index %.4f (found %v)", q.name, e.Name.Text, m.Score, h.Plain, ok)
		}
		if !known {
			known = true
			everyWordNear(x, brute, &n)
		}
		var all Hit
		x.amidOthers(brute, &n, &e.Name, m, &all)
		if all.Score != h.Score || all.ByChance != h.ByChance {
			return found, fmt.Sprintf("%q: amid all words %q scores %.4f (%g by chance), in the index %.4f (%g)", q.name, e.Name.Text, all.Score, all.ByChance, h.Score, h.ByChance)
		}
		if h.Score < Floor || h.Score >= 1 || h.Score > h.Plain+mostRaise {
			return found, fmt.Sprintf("%q: %q scores %.4f, from %.4f", q.name, e.Name.Text, h.Score, h.Plain)
		}
	}
	return found, ""
}

// everyWordNear finds the listed words that the words of a query meet by comparing it
// with each of them.
func everyWordNear(x *Index, s *search, q *Name) {
	s.begin()
	for i, t := range q.tokens {
		s.met[i] = s.met[i][:0]
		if _, s.lookedUp[i] = granted(q, i); !s.lookedUp[i] {
			continue
		}
		for number := 1; number < len(x.tokens); number++ {
			if len(x.postings[number]) == 0 {
				continue
			}
			if sim, how := meet(t, x.tokens[number]); sim > 0 {
				s.met[i] = append(s.met[i], metToken{uint32(number), how, sim})
			}
		}
	}
}

// randomQueries mixes all bench files, listed names themselves, and random
// edits of either.
func randomQueries(t testing.TB, data string, x *Index, n int) []wanted {
	r := rand.New(rand.NewPCG(7, 11))
	pool := negatives(t, data)
	for _, f := range []string{"gen_dprk_romanised_128.csv", "gen_sdn_ent_exact.csv", "gen_sdn_ind_exact.csv", "gen_sdn_ind_alias.csv", "gen_sdn_ind_treated.csv", "gen_sdn_ind_eachtoken.csv", "gen_un_treated.csv", "gen_un_untreated.csv"} {
		pool = append(pool, queries(t, data, f)...)
	}
	for _, p := range pairs(t, data) {
		pool = append(pool, wanted{name: p.a, kind: p.kind}, wanted{name: p.b, kind: p.kind})
	}
	out := make([]wanted, n)
	for i := range out {
		q := pool[r.IntN(len(pool))]
		if r.IntN(3) == 0 {
			e := x.entries[r.IntN(len(x.entries))]
			q = wanted{name: e.Name.Text, kind: e.Name.Kind}
		}
		if r.IntN(8) == 0 {
			q.kind = Any
		}
		for range r.IntN(4) {
			q.name = edited(r, q.name)
		}
		out[i] = q
	}
	return out
}

// edited makes one random change: a letter, a space, an order, a part.
func edited(r *rand.Rand, s string) string {
	rs := []rune(s)
	if len(rs) < 2 {
		return s
	}
	i := r.IntN(len(rs))
	switch r.IntN(9) {
	case 0:
		return string(append(rs[:i:i], rs[i+1:]...))
	case 1:
		return string(append(append(rs[:i:i], rune('a'+r.IntN(26))), rs[i:]...))
	case 2:
		rs[i] = rune('a' + r.IntN(26))
		return string(rs)
	case 3:
		if i+1 < len(rs) {
			rs[i], rs[i+1] = rs[i+1], rs[i]
		}
		return string(rs)
	case 4:
		return strings.Replace(s, " ", "", 1)
	case 5:
		return string(append(append(rs[:i:i], ' '), rs[i:]...))
	}
	words := strings.Fields(s)
	k := r.IntN(len(words) + 1)
	switch {
	case k >= len(words):
		return s
	case r.IntN(3) == 0:
		words[k] = words[k][:1]
	case r.IntN(2) == 0:
		words = append(words[:k:k], words[k+1:]...)
	default:
		words[0], words[k] = words[k], words[0]
	}
	return strings.Join(words, " ")
}
