package screen

import (
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bonafide"
	"bonafide/screen/watchlist"
)

// The promise of the monitor: whoever has a hit on a changed entry is among those whom
// the change is taken to affect. People are the queries of the bench and people on no
// list; the changed entries are those that the queries are about.
func TestMeasuredMonitorMissesNobody(t *testing.T) {
	data := dataFolder(t)
	e := newEngine(t, Options{}, sdn2024(t, data))
	var people []Query
	changed := map[uint32]bool{}
	for _, f := range []string{"gen_dprk_romanised_128.csv", "gen_sdn_ind_eachtoken.csv", "gen_sdn_ind_treated.csv", "gen_sdn_ind_alias.csv", "gen_sdn_ent_exact.csv", "negatives_global_1k.csv"} {
		for i, r := range readTable(t, filepath.Join(data, "bench", f)) {
			if i%3 != 0 {
				continue
			}
			q := Query{ID: f + r["id"], Name: r["name"], Type: Person}
			if r["type"] == "business" {
				q.Type = Entity
			}
			if r["full_name"] != "" {
				q.ID, q.Name = f+r["full_name"]+r["date_of_birth"], r["full_name"]
				if dob, err := bonafide.ParseDate(r["date_of_birth"]); err == nil {
					q.DOB = dob
				}
			} else if ref, ok := e.byID[entryID{e.versions[0].Name, r["want"]}]; ok {
				changed[ref] = true
			}
			people = append(people, q)
		}
	}
	// People of whose name the list has more than the record, or less, or in another
	// order.
	r := rand.New(rand.NewPCG(5, 8))
	for i := range 600 {
		ref := uint32(r.IntN(len(e.entries)))
		en := e.entries[ref]
		words := strings.Fields(en.Names[r.IntN(len(en.Names))].Full)
		if len(words) < 2 {
			continue
		}
		switch k := r.IntN(len(words)); r.IntN(4) {
		case 0:
			words = append(words[:k:k], words[k+1:]...)
		case 1:
			words = append(words, "Ivanovich")
		case 2:
			words[0], words[k] = words[k], words[0]
		case 3:
			words = append(append([]string(nil), words[0]), words[len(words)-1])
		}
		q := Query{ID: "varied " + strconv.Itoa(i), Name: strings.Join(words, " "), Type: Any}
		if en.Schema == watchlist.Person {
			q.Type = Person
		}
		changed[ref] = true
		people = append(people, q)
	}
	// Some have nothing but a detail of an entry in common with it.
	for i := 0; i < len(e.entries); i += 37 {
		q := Query{ID: "detail " + strconv.Itoa(i), Name: "Zzyzx Qwortle", Type: Person}
		en := e.entries[i]
		switch {
		case len(en.Emails) > 0:
			q.Emails = en.Emails[:1]
		case len(en.Wallets) > 0:
			q.Wallets = []string{en.Wallets[0].Address}
		case len(en.Documents) > 0:
			q.Documents = []Document{{Type: en.Documents[0].Type, Number: en.Documents[0].Number, Country: en.Documents[0].Country}}
		case len(en.Sites) > 0:
			q.Sites = en.Sites[:1]
		default:
			continue
		}
		if q.Validate() == nil {
			changed[uint32(i)] = true
			people = append(people, q)
		}
	}
	m, err := NewMonitor(people)
	if err != nil {
		t.Fatal(err)
	}
	affected := map[uint32]map[uint32]bool{}
	pairs := 0
	reverse := m.names.Against(e.names.Weights())
	for ref := range changed {
		affected[ref] = map[uint32]bool{}
		for _, p := range m.affected(reverse, e.entries[ref]) {
			affected[ref][p] = true
			pairs++
		}
	}
	hits, missed := 0, 0
	for i := range people {
		a, err := e.Query(people[i], 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range a.Hits {
			if !changed[h.ref] {
				continue
			}
			hits++
			if affected[h.ref][uint32(i)] {
				if got := e.against(&people[i], h.ref); got == nil || got.Score != h.Score || got.Band != h.Band {
					t.Errorf("%q on %s: %+v by itself, %+v among all", people[i].Name, h.ListID, got, h)
				}
				continue
			}
			missed++
			t.Errorf("%q misses %s %q (%.3f)", people[i].Name, h.ListID, h.Matched, h.Score)
		}
	}
	t.Logf("%d people, %d changed entries, %d pairs looked at, %d hits; %d missed", len(people), len(changed), pairs, hits, missed)
	if hits < 1000 {
		t.Error("too few hits to prove anything")
	}
}
