package screening

import (
	_ "embed"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"bonafide/screen/name"
	"bonafide/screen/watchlist"
)

//go:embed testdata/populations.txt
var populationsText string

//go:embed testdata/same_names.txt
var sameNamesText string

// population makes names of one origin in one writing.
type population struct {
	origin   string
	native   bool
	patterns []string
	parts    map[string][]string // given, family, father
}

// populations reads the table: each origin once in Latin letters and, where it has
// one, once in its own script.
func populations(t *testing.T) []*population {
	t.Helper()
	var out []*population
	var latin, native *population
	for n, line := range strings.Split(populationsText, "\n") {
		what, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case what == "origin":
			latin, native = &population{origin: rest, parts: map[string][]string{}}, &population{origin: rest, native: true, parts: map[string][]string{}}
			out = append(out, latin)
		case what == "pattern":
			latin.patterns, native.patterns = strings.Fields(rest), strings.Fields(rest)
		default:
			for _, w := range strings.Fields(rest) {
				own, roman, two := strings.Cut(strings.ReplaceAll(w, "_", " "), ":")
				if !two {
					latin.parts[what] = append(latin.parts[what], own)
					continue
				}
				if len(native.parts) == 0 {
					out = append(out, native)
				}
				native.parts[what] = append(native.parts[what], own)
				latin.parts[what] = append(latin.parts[what], roman)
			}
			if len(native.parts) > 0 && len(native.parts[what]) != len(latin.parts[what]) {
				t.Fatalf("populations.txt:%d: a word is written in one way only", n+1)
			}
		}
	}
	return out
}

// half keeps the parts of names whose hash is even, or odd: people of one half share no
// part of a name with those of the other, so that what is chosen on one is measured on
// names that nobody looked at.
func (p *population) half(odd bool) *population {
	out := *p
	out.parts = map[string][]string{}
	for what, words := range p.parts {
		for _, w := range words {
			h := fnv.New32a()
			h.Write([]byte(p.origin + what + w))
			v := h.Sum32()
			v ^= v >> 15
			v *= 0x2c1b3c6d
			v ^= v >> 12
			if v&1 == 1 == odd {
				out.parts[what] = append(out.parts[what], w)
			}
		}
	}
	return &out
}

func (p *population) name() string {
	if p.native {
		return p.origin + ", own script"
	}
	return p.origin + ", Latin"
}

// pick takes a part, the frequent ones more often: the weight of rank r is 1/(r+20).
func (p *population) pick(r *rand.Rand, what string) string {
	words := p.parts[what]
	n := float64(len(words))
	// The inverse of the sum, as an integral.
	x := 20 * (math.Pow((n+20)/20, r.Float64()) - 1)
	return words[min(int(x), len(words)-1)]
}

func (p *population) invent(r *rand.Rand) string {
	pattern := p.patterns[r.IntN(len(p.patterns))]
	if pattern == "fs" {
		return p.syllables(r)
	}
	var words []string
	given := p.pick(r, "given")
	for _, c := range pattern {
		switch c {
		case 'g':
			if len(words) > 0 && !strings.HasSuffix(pattern, "p") {
				given = p.pick(r, "given")
			}
			words = append(words, given)
		case 'f':
			words = append(words, p.agree(p.pick(r, "family"), given))
		case 'p':
			if !feminine(given) {
				words = append(words, p.pick(r, "father"))
			}
		}
	}
	if p.native && p.origin == "japanese" {
		return strings.Join(words, "")
	}
	return strings.Join(words, " ")
}

// feminine tells a woman's given name by its ending, where family names follow it.
func feminine(given string) bool {
	for _, e := range []string{"a", "а", "я", "ь"} {
		if strings.HasSuffix(given, e) && !slices.Contains([]string{"Nikita", "Ilya", "Никита", "Илья", "Игорь"}, given) {
			return true
		}
	}
	return given == "Lyubov"
}

// agree gives a family name the ending that a woman's has in Russian and Polish.
func (p *population) agree(family, given string) string {
	if p.origin != "russian" && p.origin != "polish" || !feminine(given) {
		return family
	}
	for from, to := range map[string]string{"ов": "ова", "ёв": "ёва", "ев": "ева", "ин": "ина", "ын": "ына", "ov": "ova", "yov": "yova", "ev": "eva", "in": "ina", "ski": "ska", "cki": "cka"} {
		if strings.HasSuffix(family, from) {
			return strings.TrimSuffix(family, from) + to
		}
	}
	return family
}

// syllables makes a Chinese or Korean name: one syllable is the given name of one in
// eight Chinese and one in fifty Koreans.
func (p *population) syllables(r *rand.Rand) string {
	family, a, b := p.pick(r, "family"), p.pick(r, "given"), p.pick(r, "given")
	if p.origin == "chinese" && r.IntN(8) == 0 || p.origin == "korean" && r.IntN(50) == 0 {
		b = ""
	}
	if p.native {
		return family + a + b
	}
	if p.origin == "chinese" {
		return family + " " + strings.ToUpper(a[:1]) + a[1:] + b
	}
	given := strings.ToUpper(a[:1]) + a[1:]
	switch {
	case b == "":
	case r.IntN(2) == 0:
		given += "-" + b
	default:
		given += b
	}
	if r.IntN(2) == 0 {
		return given + " " + family
	}
	return family + " " + given
}

// alike says what a listed name is to the query that met it.
type alike int

const (
	nearly    alike = iota // something of the query is another word
	longer                 // one says all that the other says, and more
	thisNames              // they say the same
)

// likeness tells them apart: words count as the same where they are equal, other
// spellings of the same syllables or of the same sounds, and with forms also where the
// papers of one person carry both.
func likeness(m name.Match, forms bool) alike {
	qLeft, lLeft := false, false
	for _, p := range m.Parts {
		switch {
		case p.How == name.Equal, p.How == name.Joined, p.How == name.KoreanClass, p.How == name.ChineseClass, p.How == name.Symbol:
		case p.How == name.Sound && (p.CrossScript && p.Similarity >= 0.85 || sameWord(p.Query, p.Listed)):
		case forms && sameName(p.Query, p.Listed):
		case p.How == name.Unmet:
			if p.Weight > 0.08 { // more than a particle
				qLeft, lLeft = qLeft || p.Listed == "", lLeft || p.Query == ""
			}
		default:
			return nearly
		}
	}
	switch {
	case qLeft && lLeft:
		return nearly
	case qLeft || lLeft:
		return longer
	}
	return thisNames
}

// sameWord tells whether two words are spellings of one, as far as they sound, how
// many bear them left aside.
func sameWord(a, b string) bool {
	q, l := name.Parse(a, name.Person), name.Parse(b, name.Person)
	return name.Compare(&q, &l, name.Options{Weights: unweighted}).Score >= 0.80
}

var unweighted = name.NewWeights(nil)

// sameNames gives for a form of a given name, as transcribed, the number of its line in
// the table.
var sameNames = sync.OnceValue(func() map[string]int {
	lines := map[string]int{}
	for n, line := range strings.Split(sameNamesText, "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			lines[transcribed(strings.ToLower(w))] = n + 1
		}
	}
	return lines
})

// sameName tells whether two words are forms of one name that the papers of one person
// carry: a given name by the table, any word by what transcriptions of Cyrillic exchange.
// The matcher is not asked.
func sameName(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	a, b = transcribed(a), transcribed(b)
	return a == b || sameNames()[a] > 0 && sameNames()[a] == sameNames()[b]
}

// transcribed levels what transcriptions of Cyrillic exchange: y, j and i, a y sound
// before e or not (Alekseyev), yo written as e (Kovalyov, Kovalev), and the
// ending -enko that is -enka in Belarus.
func transcribed(s string) string {
	s = strings.NewReplacer("y", "i", "j", "i").Replace(s)
	var out []byte
	for i := 0; i < len(s); i++ {
		n := len(out)
		switch {
		case s[i] == 'i' && n > 0 && out[n-1] == 'i':
		case (s[i] == 'e' || s[i] == 'o') && n > 0 && out[n-1] == 'i' && i+1 < len(s):
			out[n-1] = 'e'
		default:
			out = append(out, s[i])
		}
	}
	if s = string(out); strings.HasSuffix(s, "enka") {
		s = strings.TrimSuffix(s, "a") + "o"
	}
	return s
}

// tally is what the invented people of one population came to.
type tally struct {
	*population
	n, distinct int
	// Queries by the most that a hit is to them.
	namesakes, longer, near int
	// The same by the words alone, before the names near each were counted.
	plainNamesakes, plainLonger, plainly int
	// spelt is near if forms of one name in two languages count as two names.
	spelt int
	// sharing is how many listed names have a word of a query, summed over the queries:
	// the chances to be like one.
	sharing  int
	examples []string
}

// wilson is the interval of 95 % of a rate.
func wilson(k, n int) (low, high float64) {
	const z = 1.96
	p, m := float64(k)/float64(n), float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	off := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, mid-off), mid + off
}

func listedNames(t *testing.T, data string) *name.Index {
	t.Helper()
	l, err := new(watchlist.Reader).ReadFiles(t.Context(), filepath.Join(data, "ofac_2025-11-19", "sdn_advanced.xml.bz2"))
	if err != nil {
		t.Fatal(err)
	}
	var entries []name.Entry
	for i := range l.Entries {
		e := &l.Entries[i]
		kind := name.Entity
		if e.Schema == watchlist.Person {
			kind = name.Person
		}
		for k := range e.Names {
			n := &e.Names[k]
			text, quality := n.Full, name.Primary
			if n.Script == "Latn" || n.Script == "Cyrl" {
				text = n.FamilyFirst()
			}
			if n.Quality == watchlist.Weak {
				quality = name.WeakAlias
			}
			entries = append(entries, name.Entry{Ref: uint32(i), Name: name.Parse(text, kind), Quality: quality})
		}
	}
	return name.NewIndex(entries)
}

func (c *tally) run(x *name.Index, bearers map[string]int, n int) {
	r := rand.New(rand.NewPCG(20, uint64(len(c.origin))<<8|uint64(c.origin[0])))
	seen := map[string]bool{}
	for range n {
		text := c.invent(r)
		c.n++
		first := !seen[text]
		if first {
			c.distinct++
			seen[text] = true
		}
		q := name.Parse(text, name.Person)
		for _, w := range strings.Fields(q.String()) {
			if len(w) > 2 { // no particle
				c.sharing += bearers[w]
			}
		}
		best, near := nearly, ""
		bestPlain, plain := nearly, false
		bestSpelt, hit := nearly, false
		for _, h := range x.SearchPlain(&q, name.Threshold, 0) {
			if h.Quality == name.WeakAlias {
				continue
			}
			m := x.Explain(&q, h.Entry)
			a := likeness(m, true)
			if h.Score >= name.Threshold {
				bestSpelt, hit = max(bestSpelt, likeness(m, false)), true
			}
			if h.Plain >= name.Threshold {
				bestPlain, plain = max(bestPlain, a), true
			}
			switch {
			case h.Score < name.Threshold:
			case a > best:
				best = a
			case near == "":
				near = fmt.Sprintf("%q %.3f %q", text, h.Score, x.At(h.Entry).Name.Text)
			}
		}
		switch {
		case bestPlain == thisNames:
			c.plainNamesakes++
		case bestPlain == longer:
			c.plainLonger++
		case plain:
			c.plainly++
		}
		if hit && bestSpelt == nearly {
			c.spelt++
		}
		switch {
		case best == thisNames:
			c.namesakes++
		case best == longer:
			c.longer++
		case near != "":
			c.near++
			if first && len(c.examples) < 12 {
				c.examples = append(c.examples, near)
			}
		}
	}
}

// measurePopulations asks for n invented people of each population.
// of asks for all, or for the half a or b of the parts of names.
func measurePopulations(t *testing.T, x *name.Index, n int, of string) []*tally {
	t.Helper()
	var all []*tally
	for _, p := range populations(t) {
		switch of {
		case "a":
			p = p.half(false)
		case "b":
			p = p.half(true)
		}
		all = append(all, &tally{population: p})
	}
	bearers := map[string]int{}
	for i := range x.Len() {
		words := strings.Fields(x.At(i).Name.String())
		slices.Sort(words)
		for _, w := range slices.Compact(words) {
			bearers[w]++
		}
	}
	work := make(chan *tally)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for c := range work {
				c.run(x, bearers, n)
			}
		})
	}
	for _, c := range all {
		work <- c
	}
	close(work)
	wg.Wait()
	return all
}

// populationsVariable says how many people of each population are invented.
const populationsVariable = "BONAFIDE_BENCH_POPULATIONS"

// halfVariable asks for one half of the parts of names, a or b: constants are chosen on
// a and reported on b.
const halfVariable = "BONAFIDE_BENCH_HALF"

// evenness says how unevenly people are hit.
func evenness(all []*tally, hit func(*tally) int) string {
	n, k, none := 0, 0, 0
	most, least := 0.0, 1.0
	for _, c := range all {
		n, k = n+c.n, k+hit(c)
		rate := float64(hit(c)) / float64(c.n)
		most = max(most, rate)
		if rate == 0 {
			none++
		} else {
			least = min(least, rate)
		}
	}
	overall := float64(k) / float64(n)
	miss := ""
	if most > 1.25*overall {
		miss = " **MISS**"
	}
	return fmt.Sprintf("%.3f %%, the most hit %.3f %%: %.2f times the overall rate (target 1.25)%s, %.0f times the least hit; %d of %d populations not hit at all",
		100*overall, 100*most, most/max(overall, 1e-9), miss, most/least, none, len(all))
}

// Invented people of every origin and script, held against the full SDN list: how many
// are hit who only have a name alike, and how many bear a listed name. The lists have
// more names of some origins than of others, so namesakes are counted apart.
func TestBenchPopulations(t *testing.T) {
	if testing.Short() || !testing.Verbose() {
		t.Skip("skipped: measures for half a minute; run it with -v -run TestBenchPopulations")
	}
	n := 2000
	if s := os.Getenv(populationsVariable); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	x := listedNames(t, dataFolder(t, "sanctions"))
	all := measurePopulations(t, x, n, os.Getenv(halfVariable))
	slices.SortFunc(all, func(a, b *tally) int { return b.near - a.near })
	total, near, same, more := 0, 0, 0, 0
	for _, c := range all {
		total, near, same, more = total+c.n, near+c.near, same+c.namesakes, more+c.longer
	}
	overall := float64(near) / float64(total)
	var b strings.Builder
	fmt.Fprintf(&b, "| population | asked (different) | bear a listed name | part of a listed name, or more than one | hit, bearing neither | 95 %% interval | by the words alone | times the overall rate | listed names with a word of theirs, each | hits in a million of those |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, c := range all {
		low, high := wilson(c.near, c.n)
		rate := float64(c.near) / float64(c.n)
		share, inMillion := "-", "-"
		if !c.native { // words of other scripts are spelt without what they leave open
			share, inMillion = strconv.Itoa(c.sharing/c.n), fmt.Sprintf("%.0f", 1e6*float64(c.near)/float64(max(c.sharing, 1)))
		}
		fmt.Fprintf(&b, "| %s | %d (%d) | %d | %d | %d = %.3f %% | %.3f to %.3f %% | %.3f %% | %.2f | %s | %s |\n",
			c.name(), c.n, c.distinct, c.namesakes, c.longer, c.near, 100*rate, 100*low, 100*high, 100*float64(c.plainly)/float64(c.n), rate/overall, share, inMillion)
	}
	t.Logf("hit without bearing a listed name: %s", evenness(all, func(c *tally) int { return c.near }))
	t.Logf("the same by the words alone: %s", evenness(all, func(c *tally) int { return c.plainly }))
	t.Logf("the same if forms of one name in two languages are two names: %s", evenness(all, func(c *tally) int { return c.spelt }))
	plainSame, plainMore := 0, 0
	for _, c := range all {
		plainSame, plainMore = plainSame+c.plainNamesakes, plainMore+c.plainLonger
	}
	t.Logf("by the words alone %.3f %% bear a listed name, %.3f %% part of one, or more", 100*float64(plainSame)/float64(total), 100*float64(plainMore)/float64(total))
	for _, c := range all {
		for _, e := range c.examples {
			t.Logf("%s: %s", c.name(), e)
		}
	}
	t.Logf("overall: %d asked, %d bear a listed name (%.3f %%), %d part of one, or more (%.3f %%), %d are hit bearing neither (%.3f %%)\n%s",
		total, same, 100*float64(same)/float64(total), more, 100*float64(more)/float64(total), near, 100*overall, b.String())
}

// even writes down how evenly invented people of all origins and scripts are hit.
func even(r *reporter, data string) {
	all := measurePopulations(r.t, listedNames(r.t, data), 500, "")
	n, near := 0, 0
	most := all[0]
	for _, c := range all {
		n, near = n+c.n, near+c.near
		if c.near > most.near {
			most = c
		}
	}
	overall := float64(near) / float64(n)
	times := float64(most.near) / float64(most.n) / max(overall, 1e-9)
	r.against(fmt.Sprintf("invented people with frequent names of %d origins and scripts (%d), hit without bearing a listed name; the most hit: times the overall rate", len(all), n), "-", "within 1.25x",
		fmt.Sprintf("%.2f %%; %s %.1fx (TestBenchPopulations has all)", 100*overall, most.name(), times), times <= 1.25)
}
