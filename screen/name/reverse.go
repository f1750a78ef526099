package name

import "slices"

// Reverse is an index the other way round: its names are the queries, and what
// is looked up is a listed name. It finds everybody whom a new or changed entry
// concerns, without asking anybody's name anew. It is immutable and safe for
// concurrent use.
//
// The promise is that of Index: Search gives every name that Compare, as the
// query and with the weights given, scores at or above the least score. The
// routes are the same, since words meet both ways alike; only the bound is
// another, as every name has its own: what is left over of it costs queryLeft of
// its share.
//
// Scores are those of Compare: how many listed names lie near is not known here. Index
// grades what reaches Floor and never below it, so that at Floor both find the same.
type Reverse struct {
	x       *Index
	weights *Weights
	word    []float32 // weight by token number
	need    []float32 // by entry: what has to be met by words, for Floor
	share   []float32 // by entry: its whole weight
}

// Against makes the names of an index queries against a list of the weights
// given. The qualities of its entries play no part.
func (x *Index) Against(w *Weights) *Reverse {
	r := &Reverse{x: x, weights: w, word: make([]float32, len(x.tokens)), need: make([]float32, len(x.entries)), share: make([]float32, len(x.entries))}
	for n, t := range x.tokens {
		if n > 0 {
			r.word[n] = w.of(t)
		}
	}
	for i := range x.entries {
		q := &x.entries[i].Name
		var free float32
		for k, t := range q.tokens {
			weight := r.word[t.number]
			r.share[i] += weight
			if granted, _ := granted(q, k); granted {
				free += weight
			}
		}
		r.need[i] = needed(Floor, r.share[i]) - free
	}
	return r
}

// needed is what of a query's weight has to be met for a score. Rounding must never
// cut what the scorer would let pass.
func needed(least float64, total float32) float32 {
	return float32((least-(1-queryLeft))/queryLeft)*total - 1e-4*total
}

// Search finds the names that score at or above least as queries against a listed
// name, the best first, one for each Ref. least below Floor is Floor.
func (r *Reverse) Search(listed *Name, quality Quality, least float64) []Hit {
	x := r.x
	if listed.Empty() || len(x.entries) == 0 {
		return nil
	}
	least = max(least, Floor)
	s := x.scratches.Get().(*search)
	defer x.scratches.Put(s)
	s.begin()
	s.indexed = false
	if quality == WeakAlias {
		s.directly(x.whole[listed.joined])
		r.withWord(s, listed)
	} else {
		x.direct(s, listed)
		r.gather(s, listed, least)
	}
	var hits []Hit
	for _, id := range s.direct {
		e := &x.entries[id]
		m := s.compare(&e.Name, listed, Options{Weights: r.weights, Listed: quality})
		if m.Score >= least {
			hits = append(hits, Hit{Ref: e.Ref, Entry: int(id), Quality: quality, Score: m.Score, Band: m.Band, Plain: m.Score})
		}
	}
	return best(hits, 0)
}

// withWord finds the names that have the rarest word of a weak alias, which is met with
// all of its words or not at all.
func (r *Reverse) withWord(s *search, listed *Name) {
	var rarest []uint32
	least := -1
	for _, t := range listed.tokens {
		numbers, bear := r.x.byText[t.text], 0
		for _, n := range numbers {
			bear += len(r.x.postings[n])
		}
		if least < 0 || bear < least {
			rarest, least = numbers, bear
		}
	}
	for _, n := range rarest {
		s.directly(r.x.postings[n])
	}
}

// gather adds up what the words of a listed name can explain of each query.
func (r *Reverse) gather(s *search, listed *Name, least float64) {
	x := r.x
	// best is how near a word of the queries comes to any of the listed words.
	best := map[uint32]float32{}
	var spare float32 // what a listed initial can explain of anybody's name
	for i, t := range listed.tokens {
		switch {
		case t.kind == initialToken:
			spare++
			continue
		case len(t.text) == 2 && !vowel(t.text[1]):
			spare += 2 // may be two initials
		}
		for _, before := range listed.tokens[:i] {
			if before.text == t.text && before.kind == t.kind {
				t = nil
				break
			}
		}
		if t == nil {
			continue
		}
		x.meets(s, t, i, true)
		for _, m := range s.met[i] {
			best[m.number] = max(best[m.number], float32(m.sim))
		}
	}
	for number, sim := range best {
		gain := sim * r.word[number]
		for _, id := range x.postings[number] {
			switch {
			case s.seen[id] != s.epoch:
				s.seen[id] = s.epoch
				s.by[id] = 0
				s.sum[id] = gain
				s.touched = append(s.touched, id)
			case s.by[id] == direct:
			default:
				s.sum[id] += gain
			}
		}
	}
	slices.Sort(s.touched)
	for _, id := range s.touched {
		if s.by[id] != direct && s.sum[id]+spare >= r.need[id]+needed(least, r.share[id])-needed(Floor, r.share[id]) {
			s.direct = append(s.direct, id)
		}
	}
}
