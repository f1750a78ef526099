package screen

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/screen/wallet"
	"bonafide/screen/watchlist"
)

const invented = `id,schema,name,aliases,weak_aliases,birth_dates,countries,gender,documents,wallets,emails,phones,websites,handles,listed,delisted
1,person,"KIM, Sang Man",KIM Sangman,Old Fox,1984-01-08,KP,male,passport:PS 472310104:KP,XBT:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,fox@listed.example,+7 700 555 0100,,fox_builder88,,
2,person,"VOLKOV, Sergey Ivanovich",,,1970;1971-02-03,RU,male,,,,,,,,
3,person,"VOLKOV, Sergey Petrovich",,,1955-06-07,RU,male,,,,,,,,
4,entity,Quorvexa Systems Trading Ltd,,QST,,CY,,registration:HE 445566:CY,,,,quorvexa.example,,,
5,person,"LINDGARD, Marta",,,1990-01-01,,female,,,,,,,2024-01-01,
6,person,"LINDGARD, Torvald",,,1990-01-01,,male,,,,,,,2010-01-01,2020-01-01
`

func inventedEngine(t testing.TB, opt Options) *Engine {
	return newEngine(t, opt, ownList(t, "invented", invented))
}

func TestQueries(t *testing.T) {
	e := inventedEngine(t, Options{})
	type want struct {
		id      string // of the first hit; empty where there is none
		band    Band
		quality string
		says    string // a part of the explanation
	}
	at := func(y int) time.Time { return time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC) }
	for what, c := range map[string]struct {
		q Query
		want
	}{
		"a name alone is possible at the most":       {Query{Name: "Kim Sang Man", Type: Person}, want{"1", Possible, "strong", "a name alone is never more than possible"}},
		"another romanisation":                       {Query{Name: "Gim Sangman", Type: Person}, want{"1", Possible, "strong", "spells the same name"}},
		"another script":                             {Query{Name: "김상만"}, want{"1", Possible, "strong", "met"}},
		"the birth date lifts it to strong":          {Query{Name: "Kim Sang Man", DOB: date(t, "1984-01-08")}, want{"1", Strong, "strong", "birth date 1984-01-08 agrees"}},
		"a contradicting date lowers it":             {Query{Name: "Kim Sang Man", DOB: date(t, "1961-11-23")}, want{"1", Weak, "strong", "contradicts"}},
		"a near date changes no band":                {Query{Name: "Kim Sang Man", DOB: date(t, "1984-08-01")}, want{"1", Possible, "strong", "is near"}},
		"a year is compatible":                       {Query{Name: "Kim Sang Man", DOB: date(t, "1984")}, want{"1", Possible, "strong", "compatible"}},
		"a country that agrees lifts nothing":        {Query{Name: "Kim Sang Man", Country: "kp"}, want{"1", Possible, "strong", "country KP is among the entry's"}},
		"a country that does not subtracts":          {Query{Name: "Kim Sang Man", Country: "FR"}, want{"1", Possible, "strong", "not among the entry's"}},
		"gender subtracts":                           {Query{Name: "Kim Sang Man", Gender: "female"}, want{"1", Possible, "strong", "gender differs"}},
		"a weak alias alone is weak":                 {Query{Name: "Old Fox"}, want{"1", Weak, "weak", "a weak alias alone is never more than weak"}},
		"a weak alias is literal":                    {Query{Name: "Old Foxx"}, want{}},
		"a weak alias with a country is possible":    {Query{Name: "Old Fox", Country: "KP"}, want{"1", Possible, "weak", "country KP"}},
		"a weak alias with a birth date is possible": {Query{Name: "Old Fox", DOB: date(t, "1984-01-08")}, want{"1", Possible, "weak", "agrees"}},
		"a passport by itself":                       {Query{Name: "Somebody Else", Documents: []Document{{"passport", "ps472310104", "KP"}}}, want{"1", Strong, "exact", "the same type and country"}},
		"a contradicting date does not erase it":     {Query{DOB: date(t, "1961-11-23"), Documents: []Document{{"passport", "PS-472310104", "KP"}}}, want{"1", Strong, "exact", "contradicts"}},
		"another passport subtracts":                 {Query{Name: "Kim Sang Man", Documents: []Document{{"passport", "PS999999", "KP"}}}, want{"1", Possible, "strong", "has another number"}},
		"an e-mail address":                          {Query{Emails: []string{"FOX@listed.example"}}, want{"1", Strong, "exact", "e-mail"}},
		"a phone":                                    {Query{Phones: []string{"007 700 5550100"}}, want{"1", Possible, "exact", "phone"}},
		"a phone and the name":                       {Query{Name: "Sang-man KIM", Phones: []string{"+77005550100"}}, want{"1", Strong, "strong", "phone"}},
		"an account name":                            {Query{Handles: []string{"@Fox_Builder88"}}, want{"1", Possible, "exact", "account"}},
		"an account name in an e-mail address":       {Query{Emails: []string{"fox_builder88+jobs@other.example"}}, want{"1", Possible, "exact", "before the @"}},
		"an account name typed as a name":            {Query{Name: "fox_builder88"}, want{"1", Weak, "exact", "compared as an account name"}},
		"a site":                                     {Query{Sites: []string{"https://www.quorvexa.example/team"}}, want{"4", Strong, "exact", "the same site"}},
		"an e-mail at a listed site":                 {Query{Emails: []string{"hr@quorvexa.example"}}, want{"4", Possible, "exact", "listed web site"}},
		"another legal form":                         {Query{Name: "OOO Quorvexa Systems Trading", Type: Entity}, want{"4", Possible, "strong", "Quorvexa"}},
		"a wallet, typed as a name":                  {Query{Name: " bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}, want{"1", Strong, "exact", "the same payload"}},
		"the older entry by the patronymic":          {Query{Name: "Sergey Petrovich Volkov"}, want{"3", Possible, "strong", "petrovich"}},
		"the birth date goes before a better name":   {Query{Name: "Sergei Volkov", DOB: date(t, "1971-02-03")}, want{"2", Strong, "strong", "1971-02-03"}},
		"listed later":                               {Query{Name: "Marta Lindgard", Type: Person, At: at(2023)}, want{}},
		"listed by then":                             {Query{Name: "Marta Lindgard", Type: Person, At: at(2024)}, want{"5", Possible, "strong", "Marta"}},
		"no longer listed":                           {Query{Name: "Torvald Lindgard", Type: Person}, want{}},
		"listed at that time":                        {Query{Name: "Torvald Lindgard", Type: Person, At: at(2015)}, want{"6", Possible, "strong", "Torvald"}},
		"nobody":                                     {Query{Name: "Wilhelmina Oosterhout"}, want{}},
	} {
		a, err := e.Query(c.q, 10, 0)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if c.id == "" {
			if len(a.Hits) > 0 && a.Hits[0].Band != Weak {
				t.Errorf("%s: %+v, want no hit", what, a.Hits[0])
			}
			if a.Proof == nil {
				t.Errorf("%s: no hit, and no proof", what)
			}
			continue
		}
		if len(a.Hits) == 0 {
			t.Errorf("%s: no hit", what)
			continue
		}
		h := a.Hits[0]
		if h.ListID != c.id || h.Band != c.band || h.Quality != c.quality || !strings.Contains(strings.ToLower(strings.Join(h.Explain, "\n")), strings.ToLower(c.says)) {
			t.Errorf("%s: %+v, want %+v", what, h, c.want)
		}
		if h.Score <= 0 || h.Score >= 1 {
			t.Errorf("%s: score %v", what, h.Score)
		}
		if (a.Proof != nil) != (h.Band == Weak) {
			t.Errorf("%s: proof %v beside a hit that is %s", what, a.Proof, h.Band)
		}
	}
}

// The keys of the JSON are a contract.
func TestAnswerAsJSON(t *testing.T) {
	e := inventedEngine(t, Options{})
	a, err := e.Query(Query{ID: "7", Name: "Kim Sang Man"}, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	keys := func(m any) []string {
		var out []string
		for k := range m.(map[string]any) {
			out = append(out, k)
		}
		slices.Sort(out)
		return out
	}
	for _, c := range []struct {
		of   any
		want string
	}{
		{got, "hits id lists query status"},
		{got["hits"].([]any)[0], "band explain how list list_id matched party quality schema score"},
		{got["lists"].([]any)[0], "date dated entries name sha256 version"},
	} {
		if k := strings.Join(keys(c.of), " "); k != c.want {
			t.Errorf("keys %s, want %s", k, c.want)
		}
	}
}

func TestOrderAndBounds(t *testing.T) {
	e := inventedEngine(t, Options{})
	a, err := e.Query(Query{Name: "Sergey Volkov"}, 0, 0)
	if err != nil || len(a.Hits) != 2 {
		t.Fatalf("%+v, %v", a, err)
	}
	if a.Hits[0].Score < a.Hits[1].Score {
		t.Error("the better name stands second")
	}
	if a, err = e.Query(Query{Name: "Sergey Volkov"}, 1, 0); err != nil || len(a.Hits) != 1 {
		t.Errorf("top 1: %+v, %v", a.Hits, err)
	}
	if a, err = e.Query(Query{Name: "Sergey Volkov"}, 0, 0.999); err != nil || len(a.Hits) != 0 || a.Hits == nil {
		t.Errorf("min 0.999: %+v, %v", a.Hits, err)
	}
	// A date lifts one of the two, and it goes first whatever the names score.
	if a, err = e.Query(Query{Name: "Sergei Volkow", DOB: date(t, "1955-06-07")}, 0, 0); err != nil || a.Hits[0].ListID != "3" || a.Hits[0].Band != Strong {
		t.Errorf("%+v, %v", a.Hits, err)
	}
}

func TestAddresses(t *testing.T) {
	l := ownList(t, "own", "id,schema,name,wallets,listed\n9,person,Some Body,ETH:0x8589427373D6D84E98730D7795D8f6f8731FDA16,2022-08-08\n")
	l.Entries[0].Wallets = append(l.Entries[0].Wallets, watchlist.Wallet{Ticker: "NEWCOIN", Address: "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"}, watchlist.Wallet{Ticker: "XBT", Address: "1a1zp1ep5qgefi2dmptftl5slmv7divfna", CaseLost: true})
	former := l.Entries[0]
	former.ID, former.Delisted = "8", date(t, "2025-03-22")
	former.Wallets = []watchlist.Wallet{{Ticker: "XBT", Address: "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC"}}
	e := newEngine(t, Options{
		Former: []watchlist.Entry{former},
		Labels: []wallet.LabelRow{{Address: "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Label: wallet.Label{Source: "pack", Name: "A mixer", Confidence: "forensic"}}},
	}, l)
	if n := strings.Join(e.Notes(), "\n"); !strings.Contains(n, "NEWCOIN") || !strings.Contains(n, "letter case") {
		t.Errorf("notes: %s", n)
	}
	for _, c := range []struct {
		text    string
		of      Type
		id      string
		band    Band
		note    string
		noProof bool
	}{
		{"0x8589427373d6d84e98730d7795d8f6f8731fda16", Any, "9", Strong, "", false},
		{"0x8589427373d6d84e98730d7795d8f6f8731fda16", Person, "9", Strong, "", false},
		{"ARB:0x8589427373D6D84E98730D7795D8f6f8731FDA16", Wallet, "9", Strong, "", false},
		{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Any, "9", Strong, "", false},
		{"0x8589427373D6D84E98730D7795D8f6f8731FDA17", Any, "", None, "checksum", true},
		{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", Any, "", None, "checksum fails", true},
		{"vitalik.eth", Wallet, "", None, "resolve it first", true},
		{"0x8589427373d6d84e98730d7795d8f6f8731fda17", Any, "", None, "", false},
		{"3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC", Any, "8", Weak, "", false},
		{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Any, "", Weak, "", false},
	} {
		a, err := e.Query(Query{Name: c.text, Type: c.of}, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if c.band == None {
			if len(a.Hits) != 0 || (a.Proof == nil) != c.noProof || !strings.Contains(strings.Join(a.Unread, "\n"), c.note) || (a.Status == Unread) != c.noProof {
				t.Errorf("%s: %+v", c.text, a)
			}
			continue
		}
		if len(a.Hits) != 1 || a.Hits[0].ListID != c.id || a.Hits[0].Band != c.band {
			t.Errorf("%s: %+v", c.text, a.Hits)
		}
	}
	// Before the day of listing there is no hit, and the answer says why.
	a, err := e.Query(Query{Name: "0x8589427373d6d84e98730d7795d8f6f8731fda16", At: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)}, 0, 0)
	if err != nil || len(a.Hits) != 0 || !strings.Contains(strings.Join(a.Notes, "\n"), "after the moment asked about") {
		t.Errorf("%+v, %v", a, err)
	}
	// The same key on another chain is no hit, but is told.
	readings, err := wallet.Parse("0x8589427373D6D84E98730D7795D8f6f8731FDA16")
	if err != nil {
		t.Fatal(err)
	}
	hexed := "41" + strings.ToLower("8589427373D6D84E98730D7795D8f6f8731FDA16")
	if a, err = e.Query(Query{Wallets: []string{hexed}}, 0, 0); err != nil || len(a.Hits) != 0 || !strings.Contains(strings.Join(a.Notes, "\n"), readings[0].String()) {
		t.Errorf("%+v, %v", a, err)
	}
	// A private key is neither looked up nor repeated.
	const secret = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
	a, err = e.Query(Query{Name: secret}, 0, 0)
	data, _ := json.Marshal(a)
	if err != nil || strings.Contains(string(data), secret) || a.Proof != nil || a.Status != Unread {
		t.Errorf("%s, %v", data, err)
	}
}

func TestProofOfNoHit(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	e := inventedEngine(t, Options{Now: func() time.Time { return now }, Incomplete: []string{"eu"}})
	q := Query{ID: "1", Name: "Сергей Волкогонов", DOB: date(t, "1971-02-03"), Type: Person, Emails: []string{"S@mail.example"}, By: "c.huber"}
	a, err := e.Query(q, 10, 0)
	if err != nil || a.Proof == nil {
		t.Fatalf("%+v, %v", a, err)
	}
	p := a.Proof
	if p.Engine != EngineVersion || p.Threshold != 0.7 || p.By != "c.huber" || !p.At.Equal(now) || len(p.Lists) != 1 || len(p.Lists[0].SHA256) != 64 || p.Lists[0].Entries != 6 {
		t.Errorf("%+v", p)
	}
	if strings.Join(p.Query.Names, "") == "" || p.Query.Born[0] != "1971-02-03" || p.Query.Emails[0] != "s@mail.example" || p.Query.Type != Person {
		t.Errorf("the query as it was compared: %+v", p.Query)
	}
	if !slices.Contains(p.Incomplete, "eu") || !strings.Contains(strings.Join(a.Notes, "\n"), "can be found: eu") {
		t.Errorf("nothing says that a list is missing: %v %v", p.Incomplete, a.Notes)
	}
	again, err := e.Query(q, 10, 0)
	if err != nil {
		t.Fatal(err)
	}
	one, err1 := p.ID()
	two, err2 := again.Proof.ID()
	if one != two || one == "" || err1 != nil || err2 != nil {
		t.Errorf("the same question leaves %s and %s (%v %v)", one, two, err1, err2)
	}
}

func TestRefusedQueriesAndEngines(t *testing.T) {
	e := inventedEngine(t, Options{})
	for what, q := range map[string]Query{
		"nothing to look for": {ID: "1", DOB: date(t, "1970")},
		"blank":               {Name: "  "},
		"unknown type":        {Name: "A B", Type: "ghost"},
		"too many":            {Emails: make([]string, 65)},
		"too long":            {Handles: []string{strings.Repeat("a", 2000)}},
	} {
		if a, err := e.Query(q, 0, 0); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%s: %+v, %v", what, a, err)
		}
	}
	l := ownList(t, "own", "id,schema,name\n1,person,A B\n")
	for what, c := range map[string]struct {
		lists []*watchlist.List
		opt   Options
		kind  error
	}{
		"no list":          {nil, Options{}, bonafide.ErrUnavailable},
		"an empty list":    {[]*watchlist.List{{Name: "x"}}, Options{}, bonafide.ErrUnavailable},
		"a low threshold":  {[]*watchlist.List{l}, Options{Threshold: 0.2}, bonafide.ErrInvalid},
		"a threshold of 1": {[]*watchlist.List{l}, Options{Threshold: 1}, bonafide.ErrInvalid},
	} {
		if _, err := New(t.Context(), c.lists, c.opt); !errors.Is(err, c.kind) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if a, err := e.Query(Query{Name: "!!!"}, 0, 0); err != nil || a.Status != Unread || len(a.Unread) != 1 || a.Proof != nil {
		t.Errorf("a name without a letter: %+v, %v", a, err)
	}
	if v := e.Lists(); e.Wallets().Len() != 1 || len(v) != 1 || v[0].Name != "invented" || v[0].Entries != 6 {
		t.Errorf("%+v", v)
	}
	if got := inventedEngine(t, Options{Threshold: 0.99}); got.Threshold() != 0.99 || got.Entry("invented", "4") == nil || got.Entry("invented", "44") != nil {
		t.Error("threshold or entries are wrong")
	}
}

// A name in characters is compared as the list writes it, and a spelling of the same
// name in Latin letters meets it.
func TestNamesInCharacters(t *testing.T) {
	l := ownList(t, "own", "id,schema,name,aliases\n1,person,\"LI, Jiadong\",李家东\n")
	for _, n := range []string{"李家东", "李家東", "Jiadong Li", "Li Jia Dong"} {
		a, err := newEngine(t, Options{}, l).Query(Query{Name: n, Type: Person}, 0, 0)
		if err != nil || len(a.Hits) != 1 || a.Hits[0].Band != Possible {
			t.Errorf("%s: %+v, %v", n, a.Hits, err)
		}
	}
}

// Names of every script that stand on no list get nothing.
func TestNobodyOnTheListGetsNothing(t *testing.T) {
	e := inventedEngine(t, Options{})
	for _, n := range []string{
		"Ingeborg Abrahamsen", "José García Márquez", "Nguyễn Thị Hoa", "Ольга Морозова", "Δημήτρης Παππάς", "محمد الفاسي", "דוד לוי", "राम शर्मा",
		"สมชาย ใจดี", "陳小明", "田中さくら", "박지성", "Park Ji-sung", "Kim Yuna", "Li Na", "გიორგი ბერიძე", "Արամ Սարգսյան", "Ngozi Okonkwo", "Sukarno", "O'Brien", "X Æ A-12", "👩‍💻 Dev",
	} {
		for _, of := range []Type{Person, Any} {
			a, err := e.Query(Query{Name: n, Type: of, DOB: date(t, "1984-01-08"), Country: "KP"}, 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Hits) > 0 && a.Hits[0].Band != Weak {
				t.Errorf("%s: %+v", n, a.Hits[0])
			}
		}
	}
}
