package screen

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/screen/watchlist"
)

var asOf = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

func sample(t testing.TB) *Examiner {
	t.Helper()
	e, err := SampleExaminer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func named(t testing.TB, born string, names ...string) *bonafide.Dossier {
	return &bonafide.Dossier{Format: bonafide.Format, Person: "P-1", Sources: []bonafide.Source{
		{ID: "id", Kind: bonafide.Identity, Collected: asOf.AddDate(0, -1, 0), Names: names, Born: date(t, born)},
	}}
}

func TestWithoutListsNothingIsLookedAt(t *testing.T) {
	x, err := NewExaminer(nil, nil).Examine(t.Context(), named(t, "1987-03-14", "Tavidan Mereck Orsolini"), asOf)
	if err != nil || len(x.Findings) != 0 || len(x.Missing) != 1 || len(x.Missing[0].Indicators) != 4 || !strings.Contains(x.Missing[0].Why, "bonafide lists update") {
		t.Errorf("%+v, %v", x, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sample(t).Examine(ended, named(t, "", "A B"), asOf); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAFindingSaysWhatItRestsOn(t *testing.T) {
	d := named(t, "1987-03-14", "Tavidan Mereck Orsolini")
	d.Sources = append(d.Sources, bonafide.Source{ID: "pay", Kind: bonafide.Payroll, Collected: asOf.AddDate(1, 0, 0), Accounts: []bonafide.Account{{Service: "wallet", Handle: "0x00000000000000000000000000000000000d0c51"}}})
	x, err := sample(t).Examine(t.Context(), d, asOf)
	if err != nil || len(x.Findings) != 2 || len(x.Datasets) != 2 {
		t.Fatalf("%+v, %v", x, err)
	}
	pay, person := x.Findings[0], x.Findings[1]
	if pay.Indicator != "PAY-06" || person.Indicator != "PAY-15" || person.Rule != "screen/name-and-attribute@1" || !person.ObservedAt.Equal(asOf.AddDate(0, -1, 0)) || pay.ObservedAt.After(asOf) {
		t.Errorf("%+v", x.Findings)
	}
	if len(person.Evidence) != 2 || person.Evidence[0].Path != "/sources/0/names/0" || person.Evidence[1].Path != "/sources/0/born" || pay.Evidence[0].Path != "/sources/1/accounts/0/handle" {
		t.Errorf("%+v", person.Evidence)
	}
	for _, f := range x.Findings {
		for _, e := range f.Evidence {
			if e.Dataset == nil || e.Dataset.Name != "sample-official" || e.Dataset.Version == "" || e.Dataset.Date.IsZero() {
				t.Errorf("evidence without its list: %+v", e)
			}
		}
	}
}

// A name alone counts for nothing and is seen.
func TestPossibleMatchesAreSeen(t *testing.T) {
	e := sample(t)
	for what, c := range map[string]struct {
		d    *bonafide.Dossier
		id   bonafide.IndicatorID
		says string
	}{
		"a person":  {named(t, "", "Tavidan Orsolini"), "PAY-15", "entry S-1 of sample-official"},
		"a firm":    {&bonafide.Dossier{Person: "P", Sources: []bonafide.Source{{ID: "cv", Names: []string{"Marta Lindqvist"}, Employment: []bonafide.Employment{{Employer: "Alis"}}}}}, "VEN-04", "entry S-5"},
		"a payee":   {&bonafide.Dossier{Person: "P", Sources: []bonafide.Source{{ID: "pay", Names: []string{"Marta Lindqvist"}, Payees: []bonafide.Payee{{Kind: "bank", Holder: "Oskian Brunnveld"}}}}}, "PAY-15", "entry S-4"},
		"a handle":  {&bonafide.Dossier{Person: "P", Sources: []bonafide.Source{{ID: "f", Names: []string{"Marta Lindqvist"}, Accounts: []bonafide.Account{{Service: "telegram", URL: "https://t.me/nightjar"}}}}}, "APP-26", "entry H-2"},
		"a wallet":  {&bonafide.Dossier{Person: "P", Sources: []bonafide.Source{{ID: "f", Names: []string{"Marta Lindqvist"}, Accounts: []bonafide.Account{{Service: "wallet", Handle: "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwc"}}}}}, "PAY-06", "payout wallet"},
		"no name":   {&bonafide.Dossier{Person: "P", Sources: []bonafide.Source{{ID: "f", Emails: []string{"a@b.example"}}}}, "PAY-15", "the person's name"},
		"own lists": {named(t, "", "Dorian Vextermann"), "", ""},
	} {
		x, err := e.Examine(t.Context(), c.d, asOf)
		if err != nil || len(x.Findings) != 0 {
			t.Errorf("%s: %+v, %v", what, x.Findings, err)
		}
		if c.id == "" {
			if len(x.Missing) != 0 {
				t.Errorf("%s: %+v", what, x.Missing)
			}
			continue
		}
		if len(x.Missing) != 1 || x.Missing[0].Indicators[0] != c.id || !strings.Contains(x.Missing[0].What, c.says) {
			t.Errorf("%s: %+v", what, x.Missing)
		}
	}
	// A birth date that contradicts tells the two apart: there is nothing to compare.
	if x, err := e.Examine(t.Context(), named(t, "1955-11-02", "Tavidan Orsolini"), asOf); err != nil || len(x.Missing) != 0 {
		t.Errorf("%+v, %v", x.Missing, err)
	}
}

func TestDecisionsSettleFindings(t *testing.T) {
	d := named(t, "1987-03-14", "Tavidan Mereck Orsolini")
	store := &MemoryDecisions{}
	e := NewExaminer(sample(t).engine, store)
	q := PersonQuery(d)
	events, err := e.engine.Follow(t.Context(), q, store, None, asOf.AddDate(0, 0, -9))
	if err != nil || len(events) != 1 {
		t.Fatalf("%+v, %v", events, err)
	}
	findings := func(at time.Time) int {
		t.Helper()
		x, err := e.Examine(t.Context(), d, at)
		if err != nil {
			t.Fatal(err)
		}
		return len(x.Findings)
	}
	word := Decision{Outcome: FalsePositive, Reason: "another place of birth", By: "c.huber", At: asOf.AddDate(0, 0, -8), Expires: asOf.AddDate(0, 1, 0)}
	if err := Decide(t.Context(), store, "P-1", "sample-official", "S-1", word); err != nil {
		t.Fatal(err)
	}
	if n := findings(asOf); n != 0 {
		t.Errorf("%d findings after the entry was found to be somebody else", n)
	}
	if n := findings(asOf.AddDate(0, 0, -20)); n != 1 {
		t.Errorf("%d findings before the decision was taken", n)
	}
	if n := findings(asOf.AddDate(0, 2, 0)); n != 1 {
		t.Errorf("%d findings after it expired", n)
	}
	word.Outcome = TrueMatch
	if err := Decide(t.Context(), store, "P-1", "sample-official", "S-1", word); err != nil {
		t.Fatal(err)
	}
	x, err := e.Examine(t.Context(), d, asOf)
	if err != nil || len(x.Findings) != 1 || !strings.Contains(x.Findings[0].Evidence[0].Note, "confirmed by c.huber") {
		t.Errorf("%+v, %v", x, err)
	}
	d.Sources[0].Emails = []string{"new@mail.example"}
	word.Outcome = FalsePositive
	if err := Decide(t.Context(), store, "P-1", "sample-official", "S-1", word); err != nil {
		t.Fatal(err)
	}
	if n := findings(asOf); n != 1 {
		t.Errorf("%d findings after the person's details changed", n)
	}
	broken := NewExaminer(e.engine, &brokenDecisions{})
	if _, err := broken.Examine(t.Context(), d, asOf); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("a store that does not answer: %v", err)
	}
}

type brokenDecisions struct{ MemoryDecisions }

func (*brokenDecisions) OfPerson(context.Context, string) ([]Record, error) {
	return nil, bonafide.Unavailablef("the store does not answer")
}

// Nationality is not an attribute: neither the country of the address nor that of the
// bank, nor the place of work, moves a person's finding.
func TestNationalityIsNotUsed(t *testing.T) {
	e := sample(t)
	report := func(country string) string {
		d := named(t, "", "Tavidan Mereck Orsolini")
		d.Role.Country = country
		d.Sources[0].Addresses = []bonafide.Address{{City: "Pristina", Country: country}}
		d.Sources[0].Payees = []bonafide.Payee{{Kind: "bank", Holder: "Tavidan Mereck Orsolini", Country: country}}
		x, err := e.Examine(t.Context(), d, asOf)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%+v", x)
	}
	if a, b := report("XK"), report("NO"); a != b {
		t.Errorf("the country changes what is reported:\n%s\n%s", a, b)
	}
}

// Names of every script and origin that stand on no list leave no trace.
func TestUnlistedNamesLeaveNoTrace(t *testing.T) {
	e := sample(t)
	for _, n := range []string{
		"Kim Jong Su", "김정수", "朴 哲", "李家東", "Nguyễn Thị Minh Khai", "Владимир Сергеевич Соколов", "محمد عبد الله الحسن", "דוד לוי", "राम प्रसाद शर्मा",
		"Ngozi Okonkwo-Adeyemi", "María José Carreño Quiñones", "Friðrik Þórsson", "Sukarno", "さくら 田中", "Σωκράτης Παπαδόπουλος", "John Smith", "X Æ",
	} {
		d := named(t, "1987-03-14", n)
		d.Sources[0].Addresses = []bonafide.Address{{City: "Pyongyang", Country: "KP"}}
		x, err := e.Examine(t.Context(), d, asOf)
		if err != nil || len(x.Findings)+len(x.Missing) != 0 {
			t.Errorf("%s: %+v %+v, %v", n, x.Findings, x.Missing, err)
		}
	}
}

func TestFullAddressIsAnAttribute(t *testing.T) {
	l := ownList(t, "l", "id,schema,name\n1,person,\"ORSOLINI, Tavidan\"\n")
	l.Entries[0].Places = []watchlist.Place{{Street: "12 Harbour Lane", City: "Brightwater", Postal: "BW1 4XX", Country: "GB"}}
	e := NewExaminer(newEngine(t, Options{Official: []string{"l"}}, l), nil)
	for _, c := range []struct {
		a     bonafide.Address
		fires bool
	}{
		{bonafide.Address{Postcode: "bw1 4xx", Country: "GB"}, true},
		{bonafide.Address{Lines: []string{"12, Harbour Lane"}, Country: "gb"}, true},
		{bonafide.Address{City: "Brightwater", Country: "GB"}, false},
		{bonafide.Address{Postcode: "BW1 4XX", Country: "IE"}, false},
		{bonafide.Address{Lines: []string{"14 Harbour Lane"}, Country: "GB"}, false},
	} {
		d := named(t, "", "Tavidan Orsolini")
		d.Sources[0].Addresses = []bonafide.Address{c.a}
		x, err := e.Examine(t.Context(), d, asOf)
		if err != nil || (len(x.Findings) == 1) != c.fires {
			t.Errorf("%+v: %+v, %v", c.a, x, err)
		}
	}
}

// The same firm in several records is looked up once, with all that they say of it.
func TestFirmsAreLookedUpOnce(t *testing.T) {
	d := &bonafide.Dossier{Sources: []bonafide.Source{
		{Employment: []bonafide.Employment{{Employer: "Northlight"}, {Employer: "NORTHLIGHT ", Domain: "n.example"}, {Employer: "Northlight", Domain: "m.example"}}},
		{References: []bonafide.Reference{{Employer: "Northlight", Domain: "n.example"}, {Employer: " "}}, Payees: []bonafide.Payee{{Kind: "company", Holder: "Northlight", Country: "CY"}, {Kind: "bank", Holder: "Northlight"}}},
	}}
	firms, more := firmsOf(d)
	if more || len(firms) != 2 || firms[0].domain.value != "n.example" || firms[0].country != "CY" || firms[1].domain.value != "m.example" {
		t.Errorf("%+v", firms)
	}
}

func TestFirmByNameAndCountry(t *testing.T) {
	l := ownList(t, "l", "id,schema,name,countries\n1,entity,Quorvexa Systems Trading Ltd,CY\n2,vessel,Northern Quorvexa Star,CY\n")
	e := NewExaminer(newEngine(t, Options{Official: []string{"l"}, Incomplete: []string{"eu"}}, l), nil)
	for _, c := range []struct {
		employer, country string
		findings, missing int
	}{
		{"Quorvexa Sistems Trading", "CY", 1, 1}, // a letter apart, and the country of the firm
		{"Quorvexa Sistems Trading", "", 0, 2},
		{"Quorvexa Sistems Trading", "NO", 0, 2},
		{"Quorvexa Systems Trading", "", 1, 1},
		{"Northern Quorvexa Star", "CY", 0, 1}, // a ship
	} {
		d := &bonafide.Dossier{Person: "P", Sources: []bonafide.Source{{ID: "cv", Names: []string{"Marta Lindqvist"}, Employment: []bonafide.Employment{{Employer: c.employer, Country: c.country}}}}}
		x, err := e.Examine(t.Context(), d, asOf)
		if err != nil || len(x.Findings) != c.findings || len(x.Missing) != c.missing {
			t.Errorf("%s: %+v %+v, %v", c.employer, x.Findings, x.Missing, err)
		}
	}
}

// What was listed once is seen and counts for nothing.
func TestFormerWallets(t *testing.T) {
	l := ownList(t, "l", "id,schema,name,wallets,delisted\n1,person,Some Body,ETH:0x8589427373D6D84E98730D7795D8f6f8731FDA16,2025-03-22\n2,person,Any Body,,\n")
	gone := l.Entries[1]
	gone.Delisted, gone.ID = date(t, "2024-01-01"), "3"
	gone.Wallets = []watchlist.Wallet{{Ticker: "XBT", Address: "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}}
	e := NewExaminer(newEngine(t, Options{Official: []string{"l"}, Former: []watchlist.Entry{gone}}, l), nil)
	for _, c := range []struct {
		address string
		at      time.Time
		fires   bool
	}{
		{"0x8589427373d6d84e98730d7795d8f6f8731fda16", asOf, false},
		{"0x8589427373d6d84e98730d7795d8f6f8731fda16", asOf.AddDate(-2, 0, 0), true},
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", asOf, false},
	} {
		d := &bonafide.Dossier{Person: "P", Sources: []bonafide.Source{{ID: "pay", Names: []string{"Marta Lindqvist"}, Accounts: []bonafide.Account{{Service: "wallet", Handle: c.address}}}}}
		x, err := e.Examine(t.Context(), d, c.at)
		if err != nil || (len(x.Findings) == 1) != c.fires || (len(x.Missing) == 1) == c.fires {
			t.Errorf("%s at %v: %+v %+v, %v", c.address, c.at, x.Findings, x.Missing, err)
		}
	}
}

func TestAPrivateKeyIsNotRepeated(t *testing.T) {
	const secret = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
	d := &bonafide.Dossier{Person: "P", Sources: []bonafide.Source{{ID: "pay", Names: []string{"Marta Lindqvist"}, Accounts: []bonafide.Account{{Service: "wallet", Handle: secret}}}}}
	x, err := sample(t).Examine(t.Context(), d, asOf)
	if text := fmt.Sprintf("%+v", x); err != nil || strings.Contains(text, secret) || len(x.Missing) != 1 {
		t.Errorf("%s, %v", text, err)
	}
}

// A dossier of many names and firms stays bounded, and says what it left out.
func TestHostileDossier(t *testing.T) {
	d := named(t, "")
	s := &d.Sources[0]
	for i := range 500 {
		s.Names = append(s.Names, fmt.Sprintf("Tavidan Orsolini %c%c", 'a'+i%26, 'a'+i/26), strings.Repeat("x", 5000))
		s.Employment = append(s.Employment, bonafide.Employment{Employer: "Alis", Domain: fmt.Sprintf("d%d.example", i)})
		s.Emails = append(s.Emails, fmt.Sprintf("a%d@b.example", i))
		s.Payees = append(s.Payees, bonafide.Payee{Holder: fmt.Sprintf("Oskian Brunnveld %d", i)})
	}
	x, err := sample(t).Examine(t.Context(), d, asOf)
	if err != nil || len(x.Missing) > mostPending+4 {
		t.Errorf("%d missing, %v", len(x.Missing), err)
	}
	text := fmt.Sprint(x.Missing)
	for _, want := range []string{"further names and details", "further firms"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing says %q: %s", want, text)
		}
	}
}

// Many possible matches are named up to a bound, and the rest is counted.
func TestManyNamesakes(t *testing.T) {
	var rows strings.Builder
	for i := range 30 {
		fmt.Fprintf(&rows, "%d,person,\"ORSOLINI, Tavidan\"\n", i)
	}
	e := NewExaminer(newEngine(t, Options{Official: []string{"l"}}, ownList(t, "l", "id,schema,name\n"+rows.String())), nil)
	x, err := e.Examine(t.Context(), named(t, "", "Tavidan Orsolini"), asOf)
	if err != nil || len(x.Findings) != 0 || len(x.Missing) != mostPending+1 || !strings.Contains(fmt.Sprint(x.Missing), "20 further possible list matches") {
		t.Errorf("%+v, %v", x, err)
	}
}

func BenchmarkExamine(b *testing.B) {
	data := dataFolder(b)
	e := NewExaminer(newEngine(b, Options{}, sdn2024(b, data)), nil)
	d := &bonafide.Dossier{Person: "P-1"}
	for i := range 10 {
		d.Sources = append(d.Sources, bonafide.Source{
			ID: bonafide.SourceID(fmt.Sprint("s", i)), Collected: asOf, Names: []string{"Ingeborg Abrahamsen", "Abrahamsen, Ingeborg"}, Born: date(b, "1988-04-05"), Emails: []string{"ingeborg@mail.example"}, Phones: []string{"+44 7700 900123"},
			Accounts:   []bonafide.Account{{Service: "github", Handle: "iabrahamsen"}},
			Employment: []bonafide.Employment{{Employer: "Northlight Software GmbH", Domain: "northlight.example"}, {Employer: "Global Trading House"}, {Employer: "Fjordbank AS"}},
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Examine(b.Context(), d, asOf); err != nil {
			b.Fatal(err)
		}
	}
}
