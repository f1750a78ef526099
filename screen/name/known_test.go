package name

import (
	"bytes"
	"compress/gzip"
	"io"
	"slices"
	"strings"
	"testing"
)

// knownText is the table as it is written.
func knownText(t testing.TB) string {
	z, err := gzip.NewReader(bytes.NewReader(knownNamesText))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The table says what it is said to say, for each of its words, and nothing of words
// that are not in it.
func TestKnownNamesAreThoseOfTheTable(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(knownText(t), "\n"), "\n")
	if len(lines) < 140_000 || !slices.IsSorted(lines) {
		t.Fatalf("%d lines, sorted %v", len(lines), slices.IsSorted(lines))
	}
	levels, of := map[string]int{}, map[string][]int{}
	for n, line := range lines {
		for w := range strings.SplitSeq(line, " ") {
			word := strings.TrimRight(w, "123")
			if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" || len(w)-len(word) > 1 {
				t.Fatalf("line %d: %q", n+1, w)
			}
			level := 0
			if word != w {
				level = int(w[len(w)-1] - '0')
			}
			levels[word] = max(levels[word], level)
			of[word] = append(of[word], n)
		}
	}
	k := personNames()
	none := "zwingelquock" // nobody's
	for word, level := range levels {
		if got := k.own(word, none); got != borne[level] {
			t.Fatalf("%s: %v, want %v", word, got, borne[level])
		}
	}
	for n := 0; n < len(lines); n += 97 {
		words := strings.Split(lines[n], " ")
		for i := range words {
			words[i] = strings.TrimRight(words[i], "123")
		}
		for _, a := range words {
			for _, b := range words {
				if got := k.own(a, b); got != 0 {
					t.Errorf("%s and %s are forms of one name: %v", a, b, got)
				}
			}
			other := strings.TrimRight(strings.Split(lines[(n+1)%len(lines)], " ")[0], "123")
			if !slices.ContainsFunc(of[a], func(n int) bool { return slices.Contains(of[other], n) }) && k.own(a, other) == 0 {
				t.Errorf("%s is no form of %s", a, other)
			}
		}
	}
	strangers := 0
	for word := range levels {
		if _, known := levels[word+"qx"]; !known && k.own(word+"qx", none) > 0 {
			strangers++
		}
	}
	if strangers > 100 { // some 16 by their hashes
		t.Errorf("%d words are taken for others", strangers)
	}
}

// The words of the table are as the matcher reads them, or nobody would meet them.
func TestKnownNamesAreReadAsTheMatcherReads(t *testing.T) {
	words := strings.Fields(knownText(t))
	asked := 0
	for i := 0; i < len(words); i += 53 {
		word := strings.TrimRight(words[i], "123")
		n := Parse(word, Person)
		asked++
		if len(n.tokens) != 1 || n.tokens[0].text != word {
			t.Errorf("%q is read as %q", word, n.String())
		}
	}
	if asked < 4000 {
		t.Errorf("%d words", asked)
	}
	for native, latin := range map[string]string{"Каримов": "karimov", "Özdemir": "ozdemir", "Χριστοδούλου": "christodoulou"} {
		n := Parse(native, Person)
		if personNames().own(n.tokens[0].text, "zwingelquock") == 0 {
			t.Errorf("%s, read as %s, is not known (%s)", native, n.String(), latin)
		}
	}
}

// A word that is a name by itself is told from a slip and from another spelling.
func TestADifferenceThatIsANameByItself(t *testing.T) {
	var entries []Entry
	for i, text := range []string{"Karami, Ottokar", "Hussein, Ottilie", "Maria, Zwingelspeck", "Star Karami Trading"} {
		kind := Person
		if i == 3 {
			kind = Entity
		}
		entries = append(entries, Entry{Ref: uint32(i), Name: Parse(text, kind)})
	}
	x := NewIndex(entries)
	find := func(query string, kind Kind, ref uint32) (Hit, []Part) {
		t.Helper()
		q := Parse(query, kind)
		for _, h := range x.Search(&q, 0, 0) {
			if h.Ref == ref {
				return h, x.Explain(&q, h.Entry).Parts
			}
		}
		t.Fatalf("%q does not find %d", query, ref)
		return Hit{}, nil
	}
	for _, c := range []struct {
		query string
		ref   uint32
		own   bool
	}{
		{"Ottokar Karimi", 0, true},   // a family of its own
		{"Ottokar Karamiq", 0, false}, // a slip
		{"Ottokar Karami", 0, false},  // the same
		{"Ottilie Hossain", 1, false}, // a form
		{"Marina Zwingelspeck", 2, true},
		{"Mariaa Zwingelspeck", 2, false},
	} {
		h, parts := find(c.query, Person, c.ref)
		if (h.Own > 0) != c.own || slices.ContainsFunc(parts, func(p Part) bool { return p.Own }) != c.own {
			t.Errorf("%q: %+v, parts %+v", c.query, h, parts)
		}
	}
	// Names of firms are no names of people.
	if h, _ := find("Star Karimi Trading", Entity, 3); h.Own != 0 {
		t.Errorf("a firm: %+v", h)
	}
	h, _ := find("Ottokar Karimi", Person, 0)
	if h.Score > h.Plain+mostRaise-h.Own+1e-9 || h.Score < Floor {
		t.Errorf("what the word costs is taken off, and what is found stays: %+v", h)
	}
}

// BenchmarkReadKnownNames is what the first search of a process pays.
func BenchmarkReadKnownNames(b *testing.B) {
	text := []byte(knownText(b))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		readKnown(text)
	}
}

func BenchmarkOwnName(b *testing.B) {
	k := personNames()
	b.ReportAllocs()
	for b.Loop() {
		k.own("karimi", "karami")
	}
}
