package name

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

type wanted struct {
	name string
	want uint32
	kind Kind
	note string
}

func queries(t testing.TB, data, file string) []wanted {
	var out []wanted
	for i, r := range readCSV(t, filepath.Join(data, "bench", file)) {
		if i == 0 {
			continue
		}
		id, _ := strconv.Atoi(r[2])
		kind := Person
		if r[3] == "business" {
			kind = Entity
		}
		out = append(out, wanted{r[1], uint32(id), kind, r[5]})
	}
	return out
}

func negatives(t testing.TB, data string) []wanted {
	var out []wanted
	for _, f := range []string{"negatives_us_1k.csv", "negatives_global_1k.csv"} {
		for i, r := range readCSV(t, filepath.Join(data, "bench", f)) {
			if i > 0 {
				out = append(out, wanted{r[0], 0, Person, f})
			}
		}
	}
	return out
}

func buildIndex(entries []listEntry) *Index {
	es := make([]Entry, len(entries))
	for i, e := range entries {
		es[i] = Entry{Ref: e.ref, Name: Parse(e.text, e.kind), Quality: e.quality}
	}
	return NewIndex(es)
}

// outcome is what a file of queries came to.
type outcome struct {
	n, first, top10, above int
	mean, p99              time.Duration
	misses                 []string
}

func (o outcome) share(k int) float64 { return float64(k) / float64(max(o.n, 1)) }

// ask runs queries on one thread and takes its processor time. A tie with the
// first is first; a weak alias counts as above where it is met as weak.
func ask(x *Index, qs []wanted) outcome {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var o outcome
	times := make([]time.Duration, 0, len(qs))
	for _, q := range qs {
		start := cpuTime()
		n := Parse(q.name, q.kind)
		hits := x.Search(&n, Floor, 10)
		took := cpuTime() - start
		times = append(times, took)
		o.n++
		o.mean += took
		rank := 0
		for i, h := range hits {
			if h.Ref != q.want {
				continue
			}
			if rank = i + 1; h.Score == hits[0].Score {
				rank = 1
			}
			if h.Score >= Threshold || h.Quality == WeakAlias {
				o.above++
			}
			break
		}
		if rank == 1 {
			o.first++
		}
		if rank > 0 {
			o.top10++
		}
		if q.want == 0 && len(hits) > 0 && hits[0].Score >= Threshold {
			o.above++
			o.misses = append(o.misses, fmt.Sprintf("%q above the threshold: %.3f %q", q.name, hits[0].Score, x.At(hits[0].Entry).Name.Text))
		}
		if q.want != 0 && rank != 1 {
			o.misses = append(o.misses, fmt.Sprintf("%q wants %d: rank %d", q.name, q.want, rank))
		}
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	if o.n > 0 {
		o.mean /= time.Duration(o.n)
		o.p99 = times[len(times)*99/100]
	}
	return o
}

// Search on the full lists. Floors lie a little under what was reached; times
// are written down, not judged, since machines differ.
func TestMeasuredSearch(t *testing.T) {
	runtime.LockOSThread() // the clock is the thread's
	defer runtime.UnlockOSThread()
	data := dataFolder(t)
	start := cpuTime()
	sdn := buildIndex(loadSDN(t, data))
	t.Logf("SDN: %d names, %d words; read and built in %v of processor time of one thread", sdn.Len(), len(sdn.tokens)-1, (cpuTime() - start).Round(time.Millisecond))
	un := buildIndex(loadUN(t, data))
	for _, c := range []struct {
		file                string
		x                   *Index
		first, top10, above float64
	}{
		{"gen_dprk_romanised_128.csv", sdn, 0.97, 1, 1},
		{"gen_sdn_ent_exact.csv", sdn, 0.998, 1, 1},
		{"gen_sdn_ind_exact.csv", sdn, 0.998, 1, 1},
		{"gen_sdn_ind_alias.csv", sdn, 0.998, 1, 1},
		{"gen_sdn_ind_treated.csv", sdn, 0.995, 0.997, 0.99},
		{"gen_sdn_ind_eachtoken.csv", sdn, 0.98, 0.995, 0.80},
		{"gen_un_untreated.csv", un, 0.998, 1, 1},
		{"gen_un_treated.csv", un, 0.99, 0.998, 0.985},
	} {
		o := ask(c.x, queries(t, data, c.file))
		t.Logf("%-28s n %4d  rank 1 %.4f  top 10 %.4f  above %.4f  mean %v  p99 %v", c.file, o.n, o.share(o.first), o.share(o.top10), o.share(o.above), o.mean.Round(time.Microsecond), o.p99.Round(time.Microsecond))
		for _, m := range o.misses {
			t.Log("    ", m)
		}
		if o.share(o.first) < c.first || o.share(o.top10) < c.top10 || o.share(o.above) < c.above {
			t.Errorf("%s is below its floor", c.file)
		}
	}
	neg := negatives(t, data)
	o := ask(sdn, neg)
	t.Logf("negatives                    n %4d  above %d  mean %v  p99 %v", o.n, o.above, o.mean.Round(time.Microsecond), o.p99.Round(time.Microsecond))
	for _, m := range o.misses {
		t.Log("    ", m)
	}
	if o.share(o.above) > 0.001 {
		t.Errorf("%d of %d negatives are above the threshold", o.above, o.n)
	}
}

// One script must not be hit more than another. The listed negatives are too
// few to tell, so given and family names are mixed within each script.
func TestMeasuredNegativesByScript(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped under -short: 9,000 queries")
	}
	data := dataFolder(t)
	x := buildIndex(loadSDN(t, data))
	type parts struct{ given, family string }
	rows := map[script][]parts{}
	for _, f := range []string{"negatives_us_1k.csv", "negatives_global_1k.csv"} {
		for i, r := range readCSV(t, filepath.Join(data, "bench", f)) {
			if i == 0 {
				continue
			}
			n := Parse(r[0], Person)
			words, _ := splitWords(r[0])
			if n.Empty() || len(words) == 0 {
				continue
			}
			rows[words[0].script] = append(rows[words[0].script], parts{strings.TrimSpace(r[1] + " " + r[2]), r[3]})
		}
	}
	r := rand.New(rand.NewPCG(3, 5))
	for _, sc := range []script{latin, cyrillic, arabic, indic, hangul, han} {
		var qs []wanted
		for range 1500 {
			a, b := rows[sc][r.IntN(len(rows[sc]))], rows[sc][r.IntN(len(rows[sc]))]
			qs = append(qs, wanted{name: a.given + " " + b.family, kind: Person})
		}
		o := ask(x, qs)
		distinct := map[string]bool{}
		for _, m := range o.misses {
			distinct[m] = true
		}
		t.Logf("script %2d: %3d given and family names, %d mixed: %.2f %% above, %d different", sc, len(rows[sc]), o.n, 100*o.share(o.above), len(distinct))
		for m := range distinct {
			t.Log("    ", m)
		}
		if o.share(o.above) > 0.015 {
			t.Errorf("script %d: %.2f %% above the threshold", sc, 100*o.share(o.above))
		}
	}
}
