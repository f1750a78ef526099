package name

import (
	"math"
	"runtime"
	"slices"
	"sync"
)

// Entry is one listed name.
type Entry struct {
	// Ref is the caller's number of the listed party; many names share it.
	Ref     uint32
	Name    Name
	Quality Quality
}

// Hit is one listed name that a query met.
type Hit struct {
	// Ref is the party, Entry the place of the name in what NewIndex was given.
	Ref     uint32
	Entry   int
	Quality Quality
	// Score is what Compare gives, graded by how many listed names lie near and how
	// many words end alike; Band is its band.
	Score float64
	Band  Band
	// Plain is the best that Compare gives for a name of the party.
	Plain float64
	// ByChance is how many other parties are expected to be met as nearly by chance;
	// 0 where the name is met in the same words and nothing is graded.
	ByChance float64
	// Ending is how much of the score an ending took that many listed words share and
	// that hid a difference.
	Ending float64
	// Own is how much of the score it took that a word which differs is a name that
	// people bear, and no form of the listed one.
	Own float64
}

// Index finds listed names. It is immutable and safe for concurrent use.
//
// The promise: Search finds every name that Compare, with the weights of the
// index, scores at or above the least score asked for, and that is Floor at
// the lowest. It holds by construction, route by route:
//
//   - a word equal to, or sharing a class key with, a listed word is found by
//     that posting key;
//   - two words within k edits of each other share a string that is left when
//     up to k letters are deleted from each, a swap of neighbours included;
//     both sides keep or make these, for letters and for sounds;
//   - what is joined on one side and parted on the other is found by the joined
//     letters of neighbours, with one deletion;
//   - Korean and Chinese readings are found by the classes of their syllables;
//   - names are then left out only where a bound on the reachable score says
//     so: unexplained query words cost queryLeft of their share at least, titles
//     nothing, which the bound takes as met.
//
// How many listed names lie near, and how many words end alike, grades the scores
// afterwards: a function of the query, the name and the list alone, which lifts by
// mostRaise at the most, so that the search looks that much lower, and leaves what is
// found at Floor or above.
type Index struct {
	entries  []Entry
	weights  *Weights
	tokens   []*token   // by number, from 1
	postings [][]uint32 // token number to entries, ascending

	byText  map[string][]uint32
	byKey   map[string][]uint32
	byClass map[string][]uint32 // trade words by what they stand for
	byNick  map[string][]uint32
	near    deletions  // hashes of deletion variants to token numbers
	pairs   deletions  // hashes of joined neighbours, less one letter, to pair numbers
	ofPair  [][]uint32 // pair number to entries
	whole   map[string][]uint32
	weak    map[string][]uint32
	east    map[string][]uint32
	party   []uint32 // by entry, without gaps
	parties int
	// backwards are the different words of names, each from its last letter on, sorted.
	backwards []string

	scratches sync.Pool
}

// Hash seeds keep the routes apart in one table.
const (
	seedText = iota + 1
	seedSound
	seedKey
	seedOpenKey
	seedForeignSound
	seedPair
	seedName
)

// manyEntries is from how many on the words of entries, once each and once shared, are
// worth a collection: some tens of megabytes of the whole lists.
const manyEntries = 20_000

// NewIndex builds an index over the entries. It shares equal words among the
// names, so that the entries cost less memory afterwards; the slice belongs to
// the index from then on.
func NewIndex(entries []Entry) *Index {
	x := &Index{
		entries: entries,
		tokens:  []*token{nil}, postings: [][]uint32{nil},
		byText: map[string][]uint32{}, byKey: map[string][]uint32{}, byClass: map[string][]uint32{}, byNick: map[string][]uint32{},
		whole: map[string][]uint32{}, weak: map[string][]uint32{}, east: map[string][]uint32{},
	}
	x.intern()
	if len(entries) >= manyEntries {
		runtime.GC() // what intern has shared is let go before more is built
	}
	x.words()
	x.names()
	x.numberParties()
	x.learnEndings()
	x.scratches.New = func() any {
		return &search{
			sum: make([]float32, len(entries)), last: make([]float32, len(entries)), by: make([]uint32, len(entries)), seen: make([]uint32, len(entries)),
			tokenSeen: make([]uint32, len(x.tokens)), crowd: crowd{party: make([]uint32, x.parties)},
		}
	}
	return x
}

// Weights are how much words weigh by their frequency in this index. Compare
// with them scores as Search does.
func (x *Index) Weights() *Weights { return x.weights }

// Len is the number of names.
func (x *Index) Len() int { return len(x.entries) }

// At gives an entry by the number that a Hit carries.
func (x *Index) At(entry int) *Entry { return &x.entries[entry] }

// Explain compares a query with one entry and says how the parts met. The score is
// that of Compare, before the names near it are counted.
func (x *Index) Explain(query *Name, entry int) Match {
	e := &x.entries[entry]
	return Compare(query, &e.Name, Options{Weights: x.weights, Listed: e.Quality, Explain: true})
}

// intern shares equal tokens and counts how many names bear each word.
func (x *Index) intern() {
	type identity struct {
		text, sound, class, nick string
		stem                     string
		kind                     tokenKind
		open                     openness
		foreign, patronymic      bool
	}
	known := map[identity]*token{}
	frequency := map[string]int{}
	for i := range x.entries {
		n := &x.entries[i].Name
		shared := make([]*token, len(n.tokens))
		for j, t := range n.tokens {
			id := identity{text: t.text, sound: t.sound, class: t.class, nick: t.nick, kind: t.kind, open: t.open, foreign: t.foreign, patronymic: t.patronymic}
			if t.stem != nil {
				id.stem = t.stem.text
			}
			have := known[id]
			if have == nil {
				own := *t
				own.number = int32(len(x.tokens))
				have = &own
				known[id] = have
				x.tokens = append(x.tokens, have)
				x.postings = append(x.postings, nil)
			}
			shared[j] = have
			first := true
			for _, before := range shared[:j] {
				first = first && before.text != have.text
			}
			if first {
				frequency[t.text]++
			}
			if x.entries[i].Quality == WeakAlias {
				continue
			}
			p := x.postings[have.number]
			if len(p) == 0 || p[len(p)-1] != uint32(i) {
				x.postings[have.number] = append(p, uint32(i))
			}
		}
		n.tokens = shared
	}
	x.weights = NewWeights(frequency)
	for _, t := range x.tokens[1:] {
		t.weight = x.weights.of(t)
	}
}

// words enters each distinct word under its keys.
func (x *Index) words() {
	b := &deletionBuilder{}
	for number, t := range x.tokens {
		if number == 0 || len(x.postings[number]) == 0 {
			continue
		}
		n := uint32(number)
		x.byText[t.text] = append(x.byText[t.text], n)
		if t.kind == symbolToken && t.class != "" {
			x.byClass[t.class] = append(x.byClass[t.class], n)
		}
		if t.nick != "" {
			x.byNick[t.nick] = append(x.byNick[t.nick], n)
		}
		if t.kind != nameToken && t.kind != symbolToken {
			// Joined words may meet any of these by letters, with one edit.
			if joinable(t) && len(t.text) > 3 {
				b.add(seedText, t.text, 1, n)
			}
			continue
		}
		x.enter(b, t, n)
		if t.stem != nil {
			x.byText[t.stem.text] = append(x.byText[t.stem.text], n)
			x.enter(b, t.stem, n)
		}
	}
	x.near = b.build()
}

// enter puts a listed word under the keys by which alike words find it.
func (x *Index) enter(b *deletionBuilder, t *token, n uint32) {
	for _, k := range t.keys[:t.nkeys] {
		x.byKey[k] = append(x.byKey[k], n)
		b.add(seedKey, k, 1, n)
		if t.open != closed {
			b.add(seedOpenKey, k, 1, n)
		}
	}
	b.add(seedText, t.text, keptDeletions(len(t.text)), n)
	if len(t.sound) >= leastSounds-1 {
		b.add(seedSound, t.sound, 1, n)
		if t.foreign {
			b.add(seedForeignSound, t.sound, 1, n)
		}
	}
}

// keptDeletions is how many letters are deleted on either side to find words
// within the budget: as many as the budget, and one for words of three letters,
// which may have two letters swapped.
func keptDeletions(length int) int {
	if length == 3 {
		return 1
	}
	return editBudget(length)
}

// names enters each name under its joined neighbours, its whole, and its
// readings.
func (x *Index) names() {
	b := &deletionBuilder{}
	pairOf := map[string]uint32{}
	for i := range x.entries {
		e := &x.entries[i]
		id := uint32(i)
		n := &e.Name
		if e.Quality == WeakAlias {
			x.weak[n.joined] = append(x.weak[n.joined], id)
			if k := n.inOrder(); k != "" {
				x.weak[k] = append(x.weak[k], id)
			}
			continue
		}
		x.whole[n.joined] = append(x.whole[n.joined], id)
		for j := 0; j+1 < len(n.tokens); j++ {
			a, c := n.tokens[j], n.tokens[j+1]
			if !joinable(a) || !joinable(c) {
				continue
			}
			text := a.text + c.text
			p, ok := pairOf[text]
			if !ok {
				p = uint32(len(x.ofPair))
				pairOf[text] = p
				x.ofPair = append(x.ofPair, nil)
				most := 0
				if len(text) >= 5 {
					most = 1
				}
				b.add(seedPair, text, most, p)
			}
			if list := x.ofPair[p]; len(list) == 0 || list[len(list)-1] != id {
				x.ofPair[p] = append(list, id)
			}
		}
		enter := func(k string) {
			if list := x.east[k]; len(list) == 0 || list[len(list)-1] != id {
				x.east[k] = append(list, id)
			}
		}
		for _, r := range n.korean {
			for _, k := range r.keys() {
				enter(k)
			}
		}
		for _, r := range n.chinese {
			for _, k := range chinese().keys(r) {
				enter(k)
			}
		}
	}
	x.pairs = b.build()
}

// search is the working space of one query.
type search struct {
	scratch
	epoch uint32
	// sum is the bound gathered for an entry, by the query word that added to
	// it last (from 1), both valid where seen is the epoch.
	sum  []float32
	last []float32 // what that word added
	by   []uint32
	seen []uint32

	tokenEpoch uint32
	tokenSeen  []uint32

	touched []uint32
	direct  []uint32
	crowd   crowd
}

// Search finds the listed names whose Score is at or above least, the best first;
// names that tie stand in the order of the list. At the most top hits are
// given, one for each Ref, its best name; top 0 gives all. least below Floor
// is Floor.
func (x *Index) Search(query *Name, least float64, top int) []Hit {
	return x.search(query, least, top, false)
}

// SearchPlain is Search for callers who know more than a name: it also gives the names
// whose Plain alone is at or above least, in the order of their Scores. Where a birth
// date agrees, it does not matter how many others have such a name.
func (x *Index) SearchPlain(query *Name, least float64, top int) []Hit {
	return x.search(query, least, top, true)
}

func (x *Index) search(query *Name, least float64, top int, plain bool) []Hit {
	if query.Empty() || len(x.entries) == 0 {
		return nil
	}
	if !(least >= Floor) {
		least = Floor
	}
	s := x.scratches.Get().(*search)
	defer x.scratches.Put(s)
	s.begin()
	for i, t := range query.tokens {
		s.queryWeights[i] = x.weights.of(t)
	}
	s.indexed = true
	x.direct(s, query)
	x.gather(s, query, max(Floor, least-mostRaise))
	var hits []Hit
	for _, id := range s.direct {
		hits = x.judge(s, query, id, least, plain, hits)
	}
	return best(hits, top)
}

func (s *search) begin() {
	if s.epoch++; s.epoch == 0 {
		clear(s.seen)
		s.epoch = 1
	}
	s.touched, s.direct = s.touched[:0], s.direct[:0]
	s.crowd.begin()
}

// judge compares a candidate and keeps it if it is good enough, with plain also if it
// was before the names near it were counted.
func (x *Index) judge(s *search, query *Name, id uint32, least float64, plain bool, hits []Hit) []Hit {
	e := &x.entries[id]
	m := s.compare(query, &e.Name, Options{Weights: x.weights, Listed: e.Quality})
	if m.Score < least-mostRaise || m.Score < Floor {
		return hits
	}
	h := Hit{Ref: e.Ref, Entry: int(id), Quality: e.Quality}
	if x.amidOthers(s, query, &e.Name, m, &h); h.Score >= least || plain && h.Plain >= least {
		h.Band = BandOf(h.Score)
		hits = append(hits, h)
	}
	return hits
}

// Judge compares a query with the entries from first up to last, last left out, as
// Search does.
func (x *Index) Judge(query *Name, first, last int) []Hit {
	if query.Empty() {
		return nil
	}
	s := x.scratches.Get().(*search)
	defer x.scratches.Put(s)
	s.begin()
	s.indexed = false
	known := false
	var hits []Hit
	for i := first; i < last; i++ {
		e := &x.entries[i]
		if s.compare(query, &e.Name, Options{Weights: x.weights, Listed: e.Quality}).Score < Floor {
			continue
		}
		if !known {
			known = true
			for k, t := range query.tokens {
				s.queryWeights[k] = x.weights.of(t)
				if _, s.lookedUp[k] = granted(query, k); s.lookedUp[k] {
					x.meets(s, t, k, false)
				}
			}
		}
		s.indexed = true
		hits = x.judge(s, query, uint32(i), Floor, true, hits)
		s.indexed = false
	}
	return best(hits, 0)
}

// best orders hits and keeps the best of each party.
func best(hits []Hit, top int) []Hit {
	slices.SortFunc(hits, func(a, b Hit) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return a.Entry - b.Entry
	})
	out := hits[:0]
	var known map[uint32]int
	for _, h := range hits {
		before := -1
		if len(out) < 16 {
			for k := range out {
				if out[k].Ref == h.Ref {
					before = k
				}
			}
		} else {
			if known == nil {
				known = make(map[uint32]int, len(hits))
				for k := range out {
					known[out[k].Ref] = k
				}
			}
			if k, ok := known[h.Ref]; ok {
				before = k
			}
		}
		if before >= 0 {
			out[before].Plain = max(out[before].Plain, h.Plain)
			continue
		}
		if top > 0 && len(out) == top {
			continue
		}
		if known != nil {
			known[h.Ref] = len(out)
		}
		out = append(out, h)
	}
	return out
}

// direct, in place of a word, marks an entry that is compared whatever the bound says.
const direct = math.MaxUint32

// directly marks an entry as one to compare whatever the bound says.
func (s *search) directly(ids []uint32) {
	for _, id := range ids {
		if s.seen[id] != s.epoch {
			s.seen[id] = s.epoch
			s.sum[id] = 0
			s.by[id] = 0
		}
		if s.by[id] != direct {
			s.by[id] = direct
			s.direct = append(s.direct, id)
		}
	}
}

// direct finds what meets by more than single words.
func (x *Index) direct(s *search, q *Name) {
	s.directly(x.whole[q.joined])
	s.directly(x.weak[q.joined])
	if k := q.inOrder(); k != "" {
		s.directly(x.weak[k])
	}
	for _, r := range q.korean {
		for _, k := range r.keys() {
			s.directly(x.east[k])
		}
	}
	for _, r := range q.chinese {
		for _, k := range chinese().keys(r) {
			s.directly(x.east[k])
		}
	}
	for i, t := range q.tokens {
		// One word here, two on the list.
		if joinable(t) && t.kind != initialToken && len(t.text) >= 4 {
			x.pairsNear(s, t.text)
		}
		if i+1 >= len(q.tokens) || !joinable(t) || !joinable(q.tokens[i+1]) {
			continue
		}
		// Two here, one on the list, or parted elsewhere.
		u := q.tokens[i+1]
		if len(t.text)+len(u.text) > 2*maxLetters {
			continue
		}
		var buf [2*maxLetters + 1]byte
		joined := append(append(buf[:0], t.text...), u.text...)
		for _, p := range x.pairs.at(hashOf(seedPair, joined)) {
			s.directly(x.ofPair[p])
		}
		if len(joined) >= 4 {
			s.beginTokens()
			x.near.variants(seedText, joined, 1, func(n uint32) {
				if one := x.tokens[n]; s.newToken(n) {
					if sim, _ := meetJoined(one, t, u); sim > 0 {
						s.directly(x.postings[n])
					}
				}
			})
		}
		if t.text != "" && u.text != "" {
			for _, n := range x.byText[string([]byte{t.text[0], u.text[0]})] {
				if sim, _ := meetJoined(x.tokens[n], t, u); sim > 0 {
					s.directly(x.postings[n])
				}
			}
		}
	}
}

func (x *Index) pairsNear(s *search, text string) {
	var buf [maxLetters + 1]byte
	joined := append(buf[:0], text...)
	for _, p := range x.pairs.at(hashOf(seedPair, joined)) {
		s.directly(x.ofPair[p])
	}
	if len(text) < 6 {
		return
	}
	eachDeletion(joined, func(v []byte) {
		for _, p := range x.pairs.at(hashOf(seedPair, v)) {
			s.directly(x.ofPair[p])
		}
	})
}

// newToken begins or continues the marking of token numbers.
func (s *search) newToken(n uint32) bool {
	if s.tokenSeen[n] == s.tokenEpoch {
		return false
	}
	s.tokenSeen[n] = s.tokenEpoch
	return true
}

func (s *search) beginTokens() {
	if s.tokenEpoch++; s.tokenEpoch == 0 {
		clear(s.tokenSeen)
		s.tokenEpoch = 1
	}
}

// granted tells the words that may meet something without being looked up; the
// bound takes them as met. lookUp tells that the word can bring in a name all
// the same.
func granted(q *Name, i int) (free, lookUp bool) {
	t := q.tokens[i]
	switch t.kind {
	case particleToken, titleToken, formToken, initialToken:
		return true, false
	}
	for _, before := range q.tokens[:i] {
		if before.text == t.text && before.kind == t.kind {
			return true, false // said twice, looked up once
		}
	}
	if len(t.text) == 2 && !vowel(t.text[1]) {
		return true, true // may be two initials
	}
	return false, true
}

// gather finds, for each word of the query, the listed words that it meets,
// adds up what each name can reach, and keeps the names whose bound allows
// least.
func (x *Index) gather(s *search, q *Name, least float64) {
	var total, given float32
	var order []int
	var bound [MaxTokens]float32
	var cost [MaxTokens]int
	for i, t := range q.tokens {
		w := s.queryWeights[i]
		total += w
		free, lookUp := granted(q, i)
		s.lookedUp[i] = lookUp
		if free {
			given += w
		}
		if !lookUp {
			continue
		}
		x.meets(s, t, i, false)
		for _, m := range s.met[i] {
			if !free {
				bound[i] = max(bound[i], float32(m.sim)*w)
			}
			cost[i] += len(x.postings[m.number])
		}
		if len(s.met[i]) > 0 {
			order = append(order, i)
		}
	}
	need := needed(least, total)
	slices.SortFunc(order, func(a, b int) int { return cost[a] - cost[b] })
	reach := given
	for _, i := range order {
		reach += bound[i]
	}
	if reach < need {
		return
	}
	// The most frequent words cannot bring a name in by themselves.
	rest := given
	first := len(order)
	for first > 0 && rest+bound[order[first-1]] < need {
		first--
		rest += bound[order[first]]
	}
	for k, i := range order {
		for _, m := range s.met[i] {
			gain := min(float32(m.sim)*s.queryWeights[i], bound[i])
			for _, id := range x.postings[m.number] {
				if s.seen[id] != s.epoch {
					if k >= first {
						continue
					}
					s.seen[id] = s.epoch
					s.sum[id] = gain
					s.by[id] = uint32(i) + 1
					s.touched = append(s.touched, id)
					s.last[id] = gain
				} else if s.by[id] == direct {
					continue
				} else if s.by[id] != uint32(i)+1 {
					s.sum[id] += gain
					s.last[id] = gain
					s.by[id] = uint32(i) + 1
				} else if gain > s.last[id] {
					s.sum[id] += gain - s.last[id]
					s.last[id] = gain
				}
			}
		}
	}
	for _, id := range s.touched {
		if s.by[id] != direct && s.sum[id]+given >= need {
			s.direct = append(s.direct, id)
		}
	}
}

// meets lists the words of the index that a word meets, by number; with reverse the
// words of the index are those of queries.
func (x *Index) meets(s *search, t *token, i int, reverse bool) {
	list := s.met[i][:0]
	s.beginTokens()
	try := func(n uint32) {
		if !s.newToken(n) {
			return
		}
		a, b := t, x.tokens[n]
		if reverse {
			a, b = b, a
		}
		if sim, how := meet(a, b); sim > 0 {
			list = append(list, metToken{n, how, sim})
		}
	}
	tryAll := func(ns []uint32) {
		for _, n := range ns {
			try(n)
		}
	}
	tryAll(x.byText[t.text])
	if t.kind == nameToken || t.kind == symbolToken {
		tryAll(x.byText[t.text[:1]])
		if t.class != "" {
			tryAll(x.byClass[t.class])
		}
		if t.nick != "" {
			tryAll(x.byNick[t.nick])
		}
		x.alike(t, try)
		if t.stem != nil {
			tryAll(x.byText[t.stem.text])
			x.alike(t.stem, try)
		}
	}
	slices.SortFunc(list, func(a, b metToken) int { return int(a.number) - int(b.number) })
	s.met[i] = list
}

// alike visits the listed words that share a key of a word.
func (x *Index) alike(t *token, try func(uint32)) {
	for _, k := range t.keys[:t.nkeys] {
		for _, n := range x.byKey[k] {
			try(n)
		}
		if t.open != closed {
			x.near.variants(seedKey, []byte(k), 1, try)
		} else {
			x.near.variants(seedOpenKey, []byte(k), 1, try)
		}
	}
	if len(t.text) >= 3 {
		x.near.variants(seedText, []byte(t.text), keptDeletions(len(t.text)), try)
	}
	switch {
	case len(t.sound) < leastSounds-1:
	case !t.foreign && len(t.sound) < leastLatinSounds:
		x.near.variants(seedForeignSound, []byte(t.sound), 1, try)
	default:
		x.near.variants(seedSound, []byte(t.sound), 1, try)
	}
}
