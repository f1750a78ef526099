package screen

import (
	"testing"

	"bonafide"
)

// One fact raises one finding: a mailbox that equals the entry's stands in the finding
// about the name, and alone in one of its own.
func TestOneFactRaisesOneFinding(t *testing.T) {
	for what, c := range map[string]struct {
		name, born, email string
		want              []bonafide.IndicatorID
	}{
		"the mailbox alone":           {"Marta Lindqvist", "", "t.orsolini@listed-person.example", []bonafide.IndicatorID{"APP-26"}},
		"name and mailbox":            {"Tavidan Mereck Orsolini", "", "t.orsolini@listed-person.example", []bonafide.IndicatorID{"PAY-15"}},
		"name, birth date and it":     {"Tavidan Mereck Orsolini", "1987-03-14", "t.orsolini@listed-person.example", []bonafide.IndicatorID{"PAY-15"}},
		"name and birth date":         {"Tavidan Mereck Orsolini", "1987-03-14", "somebody@mail.example", []bonafide.IndicatorID{"PAY-15"}},
		"the name alone is no answer": {"Tavidan Mereck Orsolini", "", "somebody@mail.example", nil},
	} {
		d := named(t, c.born, c.name)
		d.Sources[0].Emails = []string{c.email}
		x, err := sample(t).Examine(t.Context(), d, asOf)
		if err != nil || len(x.Findings) != len(c.want) {
			t.Errorf("%s: %+v, %v", what, x.Findings, err)
			continue
		}
		for i, f := range x.Findings {
			if f.Indicator != c.want[i] {
				t.Errorf("%s: %s, want %s", what, f.Indicator, c.want[i])
			}
		}
	}
	// A listed wallet raises its own, and is no second attribute of the name.
	d := named(t, "", "Oskian Brunnveld")
	d.Sources[0].Accounts = []bonafide.Account{{Service: "wallet", Handle: "0x00000000000000000000000000000000000d0c51"}}
	x, err := sample(t).Examine(t.Context(), d, asOf)
	if err != nil || len(x.Findings) != 1 || x.Findings[0].Indicator != "PAY-06" {
		t.Errorf("name and wallet: %+v, %v", x.Findings, err)
	}
}

// A decision on a hit that one way of looking at a person raised, asked for in the
// other.
func TestADecisionHoldsInTheOtherWay(t *testing.T) {
	const header = "id,schema,name,birth_dates,emails,phones,websites,handles,documents,wallets\n"
	l := ownList(t, "l", header+"1,person,\"ORSOLINI, Tavidan\",1987,t@o.example,+44 7700 900901,https://orsolini.example/,torsolini87,passport:ZZ0012345:XK,ETH:0x8589427373D6D84E98730D7795D8f6f8731FDA16\n")
	e := newEngine(t, Options{}, l)
	table := Query{ID: "P-1", Name: "Orsolini, Tavidan", Type: Person, DOB: date(t, "1987-03-14")}
	d := &MemoryDecisions{}
	if events, err := e.Follow(t.Context(), table, d, None, asOf.AddDate(0, 0, -2)); err != nil || len(events) != 1 {
		t.Fatal(events, err)
	}
	if err := Decide(t.Context(), d, "P-1", "l", "1", Decision{Outcome: FalsePositive, Reason: "r", By: "b", At: asOf.AddDate(0, 0, -1)}); err != nil {
		t.Fatal(err)
	}
	same := func() Query {
		return Query{ID: "P-1", Names: []string{"Tavidan Orsolini"}, Type: Person, Born: table.born(), Phones: []string{"+44 20 7946 0123"}, personal: true}
	}
	for what, c := range map[string]struct {
		change func(*Query)
		holds  bool
	}{
		"more that is not on the list": {func(*Query) {}, true},
		"no birth date":                {func(q *Query) { q.Born = nil }, true},
		"two birth dates":              {func(q *Query) { q.Born = append(q.Born, date(t, "1990-01-01")) }, true},
		"another birth date":           {func(q *Query) { q.Born[0] = date(t, "1987-03-15") }, false},
		"another spelling":             {func(q *Query) { q.Names[0] = "Tavidan Orsolinni" }, false},
		"a listed mailbox":             {func(q *Query) { q.Emails = []string{"t@o.example"} }, false},
		"a listed phone":               {func(q *Query) { q.Phones = []string{"+44 7700 900901"} }, false},
		"a listed site":                {func(q *Query) { q.Sites = []string{"orsolini.example"} }, false},
		"a listed account":             {func(q *Query) { q.Handles = []string{"torsolini87"} }, false},
		"a listed passport":            {func(q *Query) { q.Documents = []Document{{Type: "passport", Number: "ZZ 001 2345", Country: "XK"}} }, false},
		"a listed wallet":              {func(q *Query) { q.Wallets = []string{"0x8589427373d6d84e98730d7795d8f6f8731fda16"} }, false},
	} {
		q := same()
		c.change(&q)
		copied := &MemoryDecisions{}
		records, err := d.OfPerson(t.Context(), "P-1")
		if err != nil {
			t.Fatal(err)
		}
		if err := copied.Save(t.Context(), records...); err != nil {
			t.Fatal(err)
		}
		events, err := e.Follow(t.Context(), q, copied, None, asOf)
		if err != nil || (len(events) == 0) != c.holds {
			t.Errorf("%s: %+v, %v", what, events, err)
		}
	}
	// In the same way everything binds, whether the hit rests on it or not.
	changed := table
	changed.Phones = []string{"+44 20 7946 0123"}
	if events, err := e.Follow(t.Context(), changed, d, None, asOf); err != nil || len(events) != 1 {
		t.Errorf("a changed row of the table: %+v, %v", events, err)
	}
	// What was decided with all that a dossier has holds for the table too.
	d = &MemoryDecisions{}
	q := same()
	q.Emails = []string{"t@o.example"}
	if events, err := e.Follow(t.Context(), q, d, None, asOf.AddDate(0, 0, -2)); err != nil || len(events) != 1 {
		t.Fatal(events, err)
	}
	if err := Decide(t.Context(), d, "P-1", "l", "1", Decision{Outcome: TrueMatch, Reason: "r", By: "b", At: asOf.AddDate(0, 0, -1)}); err != nil {
		t.Fatal(err)
	}
	if events, err := e.Follow(t.Context(), table, d, None, asOf); err != nil || len(events) != 0 {
		t.Errorf("decided on the dossier: %+v, %v", events, err)
	}
	// Records of before, which say nothing of what was known, hold in their own way only.
	old := Record{Person: "P-1", List: "l", ListID: "1", PersonHash: PersonHash(&table), EntryHash: "e", Decision: &Decision{Outcome: FalsePositive}}
	if h := (Hit{name: 0.9, asked: "Tavidan Orsolini"}); old.settles(&q, &h, PersonHash(&q), "e", asOf) || !old.settles(&table, &h, PersonHash(&table), "e", asOf) {
		t.Error("a record without what was known")
	}
}
