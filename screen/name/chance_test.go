package name

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// crowdedList has one family and one given name many times, and one rare name of each.
func crowdedList() *Index {
	var entries []Entry
	for i := range 400 {
		text := fmt.Sprintf("Brandeklu%c%c, Tolivanter%c", 'a'+i%26, 'a'+i/26, 'a'+i%7)
		if i < 60 {
			text = fmt.Sprintf("Mohammadi, Quorrelvin%c%c", 'b'+i%5, 'b'+i/5)
		} else if i < 120 {
			text = fmt.Sprintf("Vestergallo%c%c, Hossein", 'b'+i%5, 'b'+(i-60)/5)
		}
		entries = append(entries, Entry{Ref: uint32(i), Name: Parse(text, Person)})
	}
	entries = append(entries, Entry{Ref: 400, Name: Parse("Mohammadi, Hossein", Person)}, Entry{Ref: 401, Name: Parse("Zwingelspeck, Ottokar", Person)})
	return NewIndex(entries)
}

// The same difference counts more between names that many bear and less where nobody is
// near; what is the same stays as it is.
func TestADifferenceCountsByHowManyLieNear(t *testing.T) {
	x := crowdedList()
	for _, c := range []struct {
		query     string
		ref       uint32
		direction int
	}{
		{"Hossein Mohammadi", 400, 0},
		{"Hosein Mohamadi", 400, -1},
		{"Mohammadi Hosseinn", 400, -1},
		{"Ottokar Zwingelspeck", 401, 0},
		{"Otokar Zwingelspeck", 401, 1},
		{"Ottokar Zwingelspeck Brixomat", 401, 0},
		{"Otokar Zwingelspeck Brixomat", 401, 1},
	} {
		q := Parse(c.query, Person)
		hits := x.Search(&q, 0, 0)
		at := slices.IndexFunc(hits, func(h Hit) bool { return h.Ref == c.ref })
		if at < 0 {
			t.Errorf("%q does not find %d", c.query, c.ref)
			continue
		}
		h := hits[at]
		if m := Compare(&q, &x.At(h.Entry).Name, Options{Weights: x.Weights()}); m.Score != h.Plain {
			t.Errorf("%q: %.4f plain, compared %.4f", c.query, h.Plain, m.Score)
		}
		direction := 0
		switch {
		case h.Score < h.Plain-1e-3:
			direction = -1
		case h.Score > h.Plain+1e-3:
			direction = 1
		}
		if direction != c.direction {
			t.Errorf("%q: from %.4f to %.4f with %.2g by chance, want direction %d", c.query, h.Plain, h.Score, h.ByChance, c.direction)
		}
		if h.Band != BandOf(h.Score) || (h.ByChance == 0) != (h.Score == h.Plain) && c.direction != 0 {
			t.Errorf("%q: %+v", c.query, h)
		}
	}
}

// Who stands near by chance is counted by party and not by name: a person with many
// spellings is no crowd.
func TestManySpellingsOfOnePartyAreNoCrowd(t *testing.T) {
	one := []Entry{{Ref: 7, Name: Parse("Zwingelspeck, Ottokar", Person)}}
	many := slices.Clone(one)
	for _, s := range []string{"Zwingelspek, Ottokar", "Zwingelspeck, Otokar", "Tsvingelspek, Ottokar", "Zwingelspeck, Otokaar"} {
		many = append(many, Entry{Ref: 7, Name: Parse(s, Person)})
	}
	for i := range 50 {
		e := Entry{Ref: uint32(100 + i), Name: Parse(fmt.Sprintf("Brandeklu%c, Tolivanter%c", 'a'+i%26, 'a'+i/26), Person)}
		one, many = append(one, e), append(many, e)
	}
	q := Parse("Ottokaar Zwingelspeckk", Person)
	a, b := NewIndex(one).Search(&q, 0, 0), NewIndex(many).Search(&q, 0, 0)
	if len(a) != 1 || len(b) != 1 || math.Abs(a[0].ByChance-b[0].ByChance) > 1e-12 {
		t.Errorf("%+v, %+v", a, b)
	}
}

// Judge is Search for single entries.
func TestJudgeIsSearch(t *testing.T) {
	x := crowdedList()
	for _, text := range []string{"Hosein Mohamadi", "Ottokar Zwingelspeck", "Otokar Zwingelspeck", "Nobody Atall", "!"} {
		q := Parse(text, Person)
		hits := x.Search(&q, 0, 0)
		for i := range x.Len() {
			got := x.Judge(&q, i, i+1)
			at := slices.IndexFunc(hits, func(h Hit) bool { return h.Entry == i })
			switch {
			case at < 0 && len(got) > 0, at >= 0 && (len(got) != 1 || got[0] != hits[at]):
				t.Errorf("%q and %d: %+v", text, i, got)
			}
		}
	}
}
