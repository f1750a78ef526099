package screen

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
)

// Two names in one text are two names; one name in two scripts, or with a mark of a place
// or a firm, is one.
func TestNamesWithin(t *testing.T) {
	for text, want := range map[string][]string{
		"Wu Huihui (吴惠慧)":                      {"Wu Huihui", "吴惠慧"},
		"Kim Jong Un 김정은":                      {"Kim Jong Un", "김정은"},
		"Hassan Nasrallah / حسن نصر الله":      {"Hassan Nasrallah", "حسن نصر الله"},
		"Владимир Путин (Vladimir Putin)":      {"Владимир Путин", "Vladimir Putin"},
		"Vladimir Putin a.k.a. Bobby":          {"Vladimir Putin"},
		"Vladimir Putin aka Sergey Ivanov":     {"Vladimir Putin", "Sergey Ivanov"},
		"Putin Vladimir (née Ivanova)":         {"Putin Vladimir"},
		"Acme Ltd also known as Zorax Ltd":     {"Acme Ltd", "Zorax Ltd"},
		"Kim Jong Un a.k.a. ":                  {"Kim Jong Un"}, // of a form whose field is empty
		"Jean Paul Nee":                        nil,
		"Acme LLC c/o Ann Lee":                 {"Acme LLC", "Ann Lee"},
		"Bank of China (Hong Kong) Limited":    nil,
		"Huawei 华为":                            nil, // one word is no whole name
		"Vlаdimir Putin":                       nil, // one letter of another script
		"Aka Tanaka":                           nil,
		"Ann Alias":                            nil,
		"김정은":                                  nil,
		strings.Repeat("Ann aka Bo Cole ", 40): nil,
	} {
		if got := namesWithin(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// An address is found beside whatever people write around it, and a slip in it is told.
func TestAddressesWithin(t *testing.T) {
	const eth, btc = "0x098B716B8Aaf21512996dC57EB0615e2383E2f96", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
	for text, want := range map[string][]string{
		"ETH " + eth: {eth}, "ETH-" + eth: {eth}, "ETH=" + eth: {eth}, eth + " (ERC20)": {eth}, "wallet: " + eth: {eth}, eth + " / " + btc: {eth, btc},
		"０x" + eth[2:]: {eth}, eth[:20] + "\n" + eth[20:]: {eth}, "pay to " + btc + ", please": {btc}, "rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66?dt=12345": {"rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66"},
		"XBT " + btc[:len(btc)-1] + "b":                                {btc[:len(btc)-1] + "b"}, // the checksum fails, which is told
		"Rheinisch-Westfälische Elektrizitätswerke Aktiengesellschaft": nil, "Ann Lee": nil, eth: nil, "Order 4711-0815-4711-0815-4711-0815": nil,
	} {
		if got := addressesWithin(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A quote that nobody closed must not let the rows behind it pass as screened.
func TestAQuoteThatIsNotClosed(t *testing.T) {
	e := newEngine(t, Options{}, ownList(t, "own", "name,country\nBoris Proverov,RU\n"))
	for text, refused := range map[string]string{
		"id,name\n1,\"Ann Lee\n2,Bo Cole\n3,\"Acme\" Ltd\n4,Boris Proverov\n": "queries:2",
		"id,name\n1,Ann Lee\n2,\"Boris Proverov\n":                            "", // nothing is behind it
		"id,\"name\n1,Boris Proverov\n":                                       "queries:1",
		"id,name\n1,\"Ann\nLee\"\n2,Acme \"X\" Ltd\n3,\"Acme\" Ltd\n":         "",
		"id,name\n1,\"Boris \"\"Bo\"\" \nProverov\"\n":                        "",
	} {
		var out bytes.Buffer
		_, err := e.Batch(t.Context(), strings.NewReader(text), &out, BatchOptions{})
		if (err != nil) != (refused != "") || err != nil && !strings.Contains(err.Error(), refused+":") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What a least score hides is no "not found", and the band is that of the best all the
// same; a birth date that is still to come says nothing.
func TestWhatIsHiddenIsFound(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }
	e := newEngine(t, Options{Now: now}, ownList(t, "own", "name,dob\nBoris Proverov,1970-03-04\n"))
	a, err := e.Query(Query{Name: "Boris Proverov", Type: Person}, 0, 0.999)
	if err != nil || a.Status != Found || len(a.Hits) != 0 || a.Best != Possible || a.Proof != nil || !strings.Contains(strings.Join(a.Notes, "\n"), "1 hits below") {
		t.Errorf("%+v, %v", a, err)
	}
	future, _ := bonafide.ParseDate("2050-01-01")
	a, err = e.Query(Query{Name: "Boris Proverov", Type: Person, DOB: future}, 0, 0)
	if err != nil || len(a.Hits) != 1 || a.Hits[0].Band != Possible || !strings.Contains(strings.Join(a.Notes, "\n"), "still to come") {
		t.Errorf("%+v, %v", a, err)
	}
}

// A recovery phrase that was pasted for a name is not repeated, and a long name is none.
func TestARecoveryPhraseIsNotRepeated(t *testing.T) {
	e := newEngine(t, Options{}, ownList(t, "own", "name,country\nBoris Proverov,RU\n"))
	const phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
	a, err := e.Query(Query{Name: phrase}, 0, 0)
	said := fmt.Sprintf("%+v", a)
	if err != nil || a.Status != Unread || strings.Contains(said, "sausage") {
		t.Errorf("%s, %v", said, err)
	}
	for _, name := range []string{"federal state unitary enterprise scientific research institute of precise machine building and optics", "Ann Lee"} {
		if recoveryPhrase(name) {
			t.Errorf("%q is a name", name)
		}
	}
}

// "n/a" in a cell is nothing, and the name beside it is screened.
func TestCellsThatStandForNothing(t *testing.T) {
	e := newEngine(t, Options{}, ownList(t, "own", "name,country\nBoris Proverov,RU\n"))
	var out bytes.Buffer
	s, err := e.Batch(t.Context(), strings.NewReader("id,name,dob,country,wallet,type\n1,Boris Proverov,N/A,-,n/a,unknown\n2,n/a,,,-,\n"), &out, BatchOptions{})
	if err != nil || s.Possible != 1 || s.Refused != 1 || s.Unread != 0 {
		t.Errorf("%+v, %v: %s", s, err, out.String())
	}
}

// What nothing here reads was not looked up, and that is no "not found".
func TestLettersThatNothingReads(t *testing.T) {
	e := newEngine(t, Options{}, ownList(t, "own", "name,country\nBoris Proverov,RU\n"))
	for query, want := range map[string]Status{
		"මහින්ද රාජපක්ෂ": Unread, "བསྟན་འཛིན": Unread, "!!!": Unread, "🙂": Unread, "Ann Lee": NotFound, "Boris Proverov": Found, "Борис Проверов": Found,
	} {
		a, err := e.Query(Query{Name: query, Type: Person}, 0, 0)
		if err != nil || a.Status != want || (len(a.Unread) > 0) != (want == Unread) || want == Unread && a.Proof != nil {
			t.Errorf("%s: %+v, %v", query, a, err)
		}
	}
}

// Whatever stands in a text: few names, whole ones, and addresses that are pieces of it.
func FuzzWithin(f *testing.F) {
	for _, s := range []string{"Wu Huihui (吴惠慧)", "Ann Lee a.k.a. Bo Cole", "ETH: 0x098B716B8Aaf21512996dC57EB0615e2383E2f96 / 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "née", "((((", "\u202eAnn\u0301 李", "０x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		names := namesWithin(text)
		if len(names) > mostWithin {
			t.Errorf("%d names", len(names))
		}
		for _, n := range names {
			if n == "" || n == text || len(n) > len(text) || !wholeName(n) {
				t.Errorf("%q within %q", n, text)
			}
		}
		for _, a := range addressesWithin(text) {
			if a == text || len(a) < leastAddress || len(a) > len(text) {
				t.Errorf("%q within %q", a, text)
			}
		}
	})
}

// Kept decisions hold for what a person's record states: the names that are found within
// a name are no change of the person. The hash is one that was kept before they were
// looked for.
func TestNamesWithinAreNoChangeOfAPerson(t *testing.T) {
	q := Query{Name: "Wu Huihui (吴惠慧)", Names: []string{"Ann Lee a.k.a. Bo Cole"}, Type: Person}
	if got := PersonHash(&q); got != "2dab21cc74e05138010351a1928084f5" {
		t.Errorf("the person is %s", got)
	}
	if got := known(&q); len(got) != 2 {
		t.Errorf("%d facts of two names", len(got))
	}
}
