package screen

import (
	"strings"
	"testing"
	"time"
)

// Who is to be taken off in time to come is listed until then; who was taken off is told
// as a former listing, by the name as by the wallet.
func TestListedUntilTheEnd(t *testing.T) {
	const own = "id,schema,name,wallets,listed,delisted\n" +
		"1,person,Boris Proverov,3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC,2020-01-01,2030-01-01\n" +
		"2,person,Tilda Penhallow,1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,2020-01-01,2024-01-01\n" +
		"3,person,Oren Mastick,,2020-01-01,2026-11-27\n"
	clock := func(s string) func() time.Time {
		at := date(t, s).First().Add(12 * time.Hour)
		return func() time.Time { return at }
	}
	l := ownList(t, "own", own)
	undated := newEngine(t, Options{}, l)
	published := ownList(t, "own", own)
	published.Published = date(t, "2026-06-01")
	for _, c := range []struct {
		what, name string
		e          *Engine
		at         string
		band       Band
		how, says  string
	}{
		{"a name before its end", "Boris Proverov", newEngine(t, Options{Now: clock("2026-11-27")}, l), "", Possible, "the main name", ""},
		{"a wallet before its end", "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC", newEngine(t, Options{Now: clock("2026-11-27")}, l), "", Strong, "the listed address", "to be taken off after 2030-01-01"},
		{"a name after its end", "Boris Proverov", newEngine(t, Options{Now: clock("2030-01-02")}, l), "", Weak, "the formerly listed name", "since 2020-01-01 until 2030-01-01, no longer"},
		{"a wallet after its end", "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC", newEngine(t, Options{Now: clock("2030-01-02")}, l), "", Weak, "the formerly listed address", "until 2030-01-01, no longer"},
		{"a former name", "Tilda Penhallow", newEngine(t, Options{Now: clock("2026-11-27")}, l), "", Weak, "the formerly listed name", "until 2024-01-01, no longer"},
		{"a former wallet", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", newEngine(t, Options{Now: clock("2026-11-27")}, l), "", Weak, "the formerly listed address", "no longer"},
		{"the last day", "Oren Mastick", newEngine(t, Options{Now: clock("2026-11-27")}, l), "", Possible, "the main name", ""},
		{"the day after", "Oren Mastick", newEngine(t, Options{Now: clock("2026-11-28")}, l), "", Weak, "the formerly listed name", ""},
		{"no clock, an end after publication", "Oren Mastick", newEngine(t, Options{}, published), "", Possible, "the main name", ""},
		{"no clock, an end before publication", "Tilda Penhallow", newEngine(t, Options{}, published), "", Weak, "the formerly listed name", ""},
		{"no clock and no date", "Boris Proverov", undated, "", Weak, "the formerly listed name", ""},
		{"asked of a moment before", "Tilda Penhallow", undated, "2023-01-01", Possible, "the main name", ""},
		{"asked of a moment after", "Boris Proverov", newEngine(t, Options{Now: clock("2026-11-27")}, l), "2031-01-01", Weak, "the formerly listed name", ""},
		{"asked of a moment before the listing", "Boris Proverov", undated, "2019-01-01", None, "", ""},
	} {
		q := Query{Name: c.name}
		if c.at != "" {
			q.At = date(t, c.at).First()
		}
		a, err := c.e.Query(q, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if c.band == None {
			if len(a.Hits) != 0 {
				t.Errorf("%s: %+v", c.what, a.Hits)
			}
			continue
		}
		if len(a.Hits) != 1 || a.Hits[0].Band != c.band || a.Hits[0].How != c.how || !strings.Contains(strings.Join(a.Hits[0].Explain, "\n"), c.says) {
			t.Errorf("%s: %+v", c.what, a.Hits)
		}
	}
}

// A former name raises nothing in an examination, and closes what was raised before.
func TestFormerNameIsNoFinding(t *testing.T) {
	l := ownList(t, "own", "id,schema,name,birth_dates,delisted\n1,person,Boris Proverov,1971-02-03,2024-01-01\n")
	e := newEngine(t, Options{Official: []string{"own"}}, l)
	a, err := e.Query(Query{Name: "Boris Proverov", DOB: date(t, "1971-02-03")}, 0, 0)
	if err != nil || len(a.Hits) != 1 || a.Hits[0].Band != Weak || a.Hits[0].Score > formerScore {
		t.Errorf("%+v, %v", a.Hits, err)
	}
	if a, err = e.Query(Query{Name: "Boris Proverov", DOB: date(t, "1990-05-06")}, 0, 0); err != nil || len(a.Hits) != 0 {
		t.Errorf("another birth date: %+v, %v", a.Hits, err)
	}
	w := e.ask(&Query{Name: "Boris Proverov", DOB: date(t, "1971-02-03"), personal: true}, e.threshold)
	if h := w.hits(); len(h) != 1 || h[0].name != 0 || len(h[0].facts) != 0 {
		t.Errorf("%+v", h)
	}
}
