package screen

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bonafide/screen/name"
)

// crowd is a list on which many have the same family name and many the same given name.
func crowd(t *testing.T) *Engine {
	var b strings.Builder
	b.WriteString("id,schema,name,birth_dates\n")
	for i := range 400 {
		text := fmt.Sprintf("BRANDEKLU%c%c, Tolivanter%c", 'A'+i%26, 'A'+i/26, 'a'+i%7)
		switch {
		case i < 60:
			text = fmt.Sprintf("MOHAMMADI, Quorrelvin%c%c", 'b'+i%5, 'b'+i/5)
		case i < 120:
			text = fmt.Sprintf("VESTERGALLO%c%c, Hossein", 'B'+i%5, 'B'+(i-60)/5)
		}
		fmt.Fprintf(&b, "%d,person,\"%s\",\n", i, text)
	}
	b.WriteString("common,person,\"MOHAMMADI, Hossein\",1971-02-03\nrare,person,\"ZWINGELSPECK, Ottokar\",1971-02-03\n")
	return newEngine(t, Options{}, ownList(t, "crowd", b.String()))
}

// A difference that hides before an ending of many listed words is told as that.
func TestAnEndingOfMany(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,schema,name,dob\n")
	for i, stem := range []string{"Kur", "Shev", "Bond", "Tymosh", "Lysh", "Rud", "Pavl", "Symon", "Fedor", "Danyl", "Ivash", "Prokop"} {
		fmt.Fprintf(&b, "p%d,person,\"%schenko, %s\",1970-01-01\n", i, stem, []string{"Serhiy", "Ada", "Bela", "Cyril", "Dora", "Egon", "Fritz", "Gustav", "Hanna", "Ida", "Jonas", "Karl"}[i])
	}
	a, err := newEngine(t, Options{}, ownList(t, "endings", b.String())).Query(Query{Name: "Serhiy Yurchenko", Type: Person}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(a.Hits, func(h Hit) bool { return h.ListID == "p0" })
	if at < 0 {
		t.Fatalf("Kurchenko is not met at all: %+v", a.Hits)
	}
	if said := strings.Join(a.Hits[at].Explain, "\n"); !strings.Contains(said, "ends as many listed words do") {
		t.Errorf("the ending is not told:\n%s", said)
	}
}

// How many listed names lie near is said in plain words, and counts for nothing where
// more than the name agrees.
func TestNamesNearAHit(t *testing.T) {
	e := crowd(t)
	for what, c := range map[string]struct {
		query, dob, id string
		band           Band
		says           string
	}{
		"the listed name":            {"Hossein Mohammadi", "", "common", Possible, ""},
		"another, amid many":         {"Hossin Mohammadu", "", "common", Weak, "many listed names lie near this one: by chance"},
		"another, and a birth date":  {"Hossin Mohammadu", "1971-02-03", "common", Strong, "which counts for nothing since more than the name agrees"},
		"another, nobody else near":  {"Otokar Zwingelspeck", "", "rare", Possible, "hardly any other listed name lies near this one: +0.0"},
		"another, other birth date":  {"Hossin Mohammadu", "1950-11-12", "common", Weak, "by chance"},
		"the listed name, rare also": {"Ottokar Zwingelspeck", "", "rare", Possible, ""},
	} {
		q := Query{Name: c.query, Type: Person}
		if c.dob != "" {
			q.DOB = date(t, c.dob)
		}
		a, err := e.Query(q, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(a.Hits, func(h Hit) bool { return h.ListID == c.id })
		if at < 0 {
			t.Errorf("%s: not found", what)
			continue
		}
		h := a.Hits[at]
		said := strings.Join(h.Explain, "\n")
		near := strings.Contains(said, "this one: ")
		if h.Band != c.band || near != (c.says != "") || !strings.Contains(said, c.says) {
			t.Errorf("%s: %s %.3f, want %s and %q in\n%s", what, h.Band, h.Score, c.band, c.says, said)
		}
		ref := e.byID[entryID{"crowd", c.id}]
		if by := e.against(&q, ref); by == nil || by.Score != h.Score || by.Band != h.Band {
			t.Errorf("%s: %+v by itself", what, by)
		}
		if c.dob == "1971-02-03" && h.Score < name.Threshold {
			t.Errorf("%s: %.3f although the birth date agrees", what, h.Score)
		}
	}
}
