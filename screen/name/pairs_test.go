package name

import (
	"os"
	"path/filepath"
	"sort"
	"testing"
	"unicode"
)

type labelled struct {
	a, b   string
	kind   Kind
	same   bool
	score  float64
	script bool
	note   string
}

func kindOfSchema(s string) Kind {
	switch s {
	case "Person":
		return Person
	case "LegalEntity":
		return Any
	}
	return Entity
}

func latinOnly(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) && scriptOf(unicode.ToLower(r)) != latin {
			return false
		}
	}
	return true
}

// pairs reads the labelled pairs, each pair once.
func pairs(t testing.TB, data string) []labelled {
	var out []labelled
	seen := map[string]bool{}
	for i, r := range readCSV(t, filepath.Join(data, "bench", "nk_name_bench_cases.csv")) {
		key := r[1] + "|" + r[2] + "|" + r[3]
		if i == 0 || seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, labelled{a: r[2], b: r[3], kind: kindOfSchema(r[1]), same: r[4] == "true", script: latinOnly(r[2]) != latinOnly(r[3]), note: r[7]})
	}
	return out
}

func auc(ps []labelled) float64 {
	var n, m, u float64
	for _, p := range ps {
		if !p.same {
			m++
			continue
		}
		n++
		for _, q := range ps {
			if q.same {
				continue
			}
			switch {
			case p.score > q.score:
				u++
			case p.score == q.score:
				u += 0.5
			}
		}
	}
	return u / (n * m)
}

func f1At(ps []labelled, at float64) (p, r, f float64) {
	var tp, fp, fn float64
	for _, x := range ps {
		switch {
		case x.score >= at && x.same:
			tp++
		case x.score >= at:
			fp++
		case x.same:
			fn++
		}
	}
	if tp == 0 {
		return 0, 0, 0
	}
	p, r = tp/(tp+fp), tp/(tp+fn)
	return p, r, 2 * p * r / (p + r)
}

func bestF1(ps []labelled) (f, at float64) {
	for _, x := range ps {
		if _, _, g := f1At(ps, x.score); g > f {
			f, at = g, x.score
		}
	}
	return f, at
}

// scorePairs compares each pair by name alone, with the built-in weights.
func scorePairs(ps []labelled) {
	for i := range ps {
		a, b := Parse(ps[i].a, ps[i].kind), Parse(ps[i].b, ps[i].kind)
		ps[i].score = Compare(&a, &b, Options{}).Score
	}
}

// The labelled pairs: floors lie a little under what was reached.
func TestMeasuredPairs(t *testing.T) {
	ps := pairs(t, dataFolder(t))
	scorePairs(ps)
	f, at := bestF1(ps)
	p, r, g := f1At(ps, Threshold)
	all := auc(ps)
	t.Logf("%d pairs: AUC %.4f, best F1 %.4f at %.3f; at the threshold precision %.3f, recall %.3f, F1 %.3f", len(ps), all, f, at, p, r, g)
	if all < 0.92 || f < 0.87 {
		t.Errorf("AUC %.4f (floor 0.92), best F1 %.4f (floor 0.87)", all, f)
	}
	for _, k := range []Kind{Person, Entity} {
		var some []labelled
		for _, x := range ps {
			if (x.kind == Person) == (k == Person) {
				some = append(some, x)
			}
		}
		t.Logf("  %d of kind %v: AUC %.4f", len(some), k, auc(some))
	}
	for _, x := range ps {
		if x.script && (x.score >= Threshold) != x.same {
			t.Errorf("across scripts: %q and %q score %.3f, same: %v", x.a, x.b, x.score, x.same)
		}
	}
	if os.Getenv("NAME_DUMP") != "" {
		sort.Slice(ps, func(i, j int) bool { return ps[i].score < ps[j].score })
		for _, x := range ps {
			t.Logf("%.3f %v | %s | %s | %s", x.score, x.same, x.a, x.b, x.note)
		}
	}
}
