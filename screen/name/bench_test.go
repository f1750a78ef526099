package name

import (
	"testing"
)

func benchQueries(b *testing.B, pick func(testing.TB, string) []wanted) {
	data := dataFolder(b)
	x := buildIndex(loadSDN(b, data))
	qs := pick(b, data)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		q := qs[i%len(qs)]
		i++
		n := Parse(q.name, q.kind)
		x.Search(&n, Floor, 10)
	}
}

func file(name string) func(testing.TB, string) []wanted {
	return func(t testing.TB, data string) []wanted { return queries(t, data, name) }
}

func BenchmarkSearchExact(b *testing.B)    { benchQueries(b, file("gen_sdn_ind_exact.csv")) }
func BenchmarkSearchTypo(b *testing.B)     { benchQueries(b, file("gen_sdn_ind_eachtoken.csv")) }
func BenchmarkSearchEntity(b *testing.B)   { benchQueries(b, file("gen_sdn_ent_exact.csv")) }
func BenchmarkSearchNegative(b *testing.B) { benchQueries(b, negatives) }

func BenchmarkSearchNoHit(b *testing.B) {
	benchQueries(b, func(testing.TB, string) []wanted {
		return []wanted{{name: "Wilhelmina Oosterhoutsema", kind: Person}, {name: "Zbigniew Krzyżanowskich", kind: Person}}
	})
}

func BenchmarkCompare(b *testing.B) {
	data := dataFolder(b)
	ps := pairs(b, data)
	type pair struct{ a, b Name }
	parsed := make([]pair, len(ps))
	for i, p := range ps {
		parsed[i] = pair{Parse(p.a, p.kind), Parse(p.b, p.kind)}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		p := &parsed[i%len(parsed)]
		i++
		Compare(&p.a, &p.b, Options{})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Parse("AL-TIKRITI, Saif al-Din Fulayyih Hassan Taha", Person)
	}
}
