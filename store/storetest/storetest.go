// Package storetest is what every store has to hold: [Run] is the conformance suite
// of [bonafide.Store]. A way to open stores comes in; failures of the test come out.
// The examinations it records ([Examinations]) and the way it compares stores
// ([Dump]) serve other tests too.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bonafide"
	"bonafide/strict"
)

// Open opens the store of a test. The first call for a t makes an empty store;
// every further call for the same t opens the same data once more, as another
// process would. Open closes what it opened when t ends.
type Open = func(t *testing.T) bonafide.Store

// Run holds a kind of store against everything the port promises.
func Run(t *testing.T, open Open) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Open)
	}{
		{"whole", testWhole},
		{"versions", testVersions},
		{"idempotence", testIdempotence},
		{"idempotence across stores", testReopened},
		{"retraction and return", testRetraction},
		{"the order of findings", testOrder},
		{"known at", testKnownAt},
		{"time running backwards", testBackwards},
		{"one moment", testOneMoment},
		{"precision of times", testPrecision},
		{"history", testHistory},
		{"assessments made again", testAssessments},
		{"people in order", testPeople},
		{"people page by page", testPaging},
		{"sharing", testSharing},
		{"catalogues", testCatalogues},
		{"whole batch or nothing", testAtomic},
		{"one person twice in a batch", testTwice},
		{"cancelled", testCancelled},
		{"refused", testRefused},
		{"unicode", testUnicode},
		{"hostile text", testHostile},
		{"huge", testHuge},
		{"many", testMany},
		{"two stores on the same data", testConcurrent},
		{"reading while writing", testReadingWhileWriting},
		{"opened at once", testOpenedAtOnce},
		{"closed", testClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, open)
		})
	}
}

// noon is the moment around which the tests play.
var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// ever is a moment by which everything was recorded.
var ever = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

func record(t *testing.T, s bonafide.Store, at time.Time, batch ...bonafide.Examined) {
	t.Helper()
	if err := s.Record(t.Context(), at, batch); err != nil {
		t.Fatalf("Record: %v", err)
	}
}

func known(t *testing.T, s bonafide.Store, id bonafide.PersonID, at time.Time) bonafide.Known {
	t.Helper()
	k, err := s.Known(t.Context(), id, at)
	if err != nil {
		t.Fatalf("Known(%q, %s): %v", id, at, err)
	}
	return k
}

func history(t *testing.T, s bonafide.Store, id bonafide.PersonID) bonafide.History {
	t.Helper()
	h, err := s.History(t.Context(), id)
	if err != nil {
		t.Fatalf("History(%q): %v", id, err)
	}
	return h
}

func people(t *testing.T, s bonafide.Store, after bonafide.PersonID) []bonafide.PersonID {
	t.Helper()
	var ids []bonafide.PersonID
	for id, err := range s.People(t.Context(), after) {
		if err != nil {
			t.Fatalf("People(%q): %v", after, err)
		}
		ids = append(ids, id)
	}
	return ids
}

func sharing(t *testing.T, s bonafide.Store, kind, value string) []bonafide.PersonID {
	t.Helper()
	ids, err := s.Sharing(t.Context(), kind, value)
	if err != nil {
		t.Fatalf("Sharing(%q, %q): %v", kind, value, err)
	}
	return ids
}

func dump(t *testing.T, s bonafide.Store) string {
	t.Helper()
	text, err := Dump(t.Context(), s)
	if err != nil {
		t.Fatalf("Dump: %v", err)
	}
	return text
}

// same fails where two values differ in their JSON, which is where times and lists
// are compared as the port means them.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	g, w := mustJSON(t, got), mustJSON(t, want)
	if g != w {
		t.Fatalf("%s differs:\n got %s\nwant %s", what, excerpt(g, w), excerpt(w, g))
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := strict.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// excerpt is the part of a that begins a little before it differs from b.
func excerpt(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(0, i-60)
	return fmt.Sprintf("…%q…", a[from:min(len(a), i+200)])
}

func wantKind(t *testing.T, doing string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("%s: got error %v, want one of kind %q", doing, err, kind)
	}
}

// listed is an Examined with nil lists where they are empty: a store may hand back
// either.
func listed(e bonafide.Examined) bonafide.Examined {
	if len(e.Findings) == 0 {
		e.Findings = nil
	}
	if len(e.Artefacts) == 0 {
		e.Artefacts = nil
	}
	if len(e.Missing) == 0 {
		e.Missing = nil
	}
	if len(e.Datasets) == 0 {
		e.Datasets = nil
	}
	return e
}

func testWhole(t *testing.T, open Open) {
	s := open(t)
	for _, e := range Examinations(3) {
		record(t, s, noon, e)
		k := known(t, s, e.Dossier.Person, noon)
		same(t, "the examination", listed(k.Examined), listed(e))
		if k.Version != 1 || !k.RecordedAt.Equal(noon) {
			t.Fatalf("version %d of %s, want 1 of %s", k.Version, k.RecordedAt, noon)
		}
	}
	t.Run("nothing but a name", func(t *testing.T) {
		e := bonafide.Examined{Dossier: bonafide.Dossier{Person: "bare"}}
		record(t, s, noon, e)
		same(t, "the examination", listed(known(t, s, "bare", noon).Examined), e)
	})
	t.Run("an empty batch", func(t *testing.T) {
		before := dump(t, s)
		record(t, s, noon)
		same(t, "the store", dump(t, s), before)
	})
	t.Run("a stranger", func(t *testing.T) {
		_, err := s.Known(t.Context(), "nobody", ever)
		wantKind(t, "Known", err, bonafide.ErrNotFound)
		_, err = s.History(t.Context(), "nobody")
		wantKind(t, "History", err, bonafide.ErrNotFound)
		_, err = s.Known(t.Context(), "", ever)
		wantKind(t, "Known of nobody", err, bonafide.ErrNotFound)
		_, err = s.History(t.Context(), "")
		wantKind(t, "History of nobody", err, bonafide.ErrNotFound)
	})
}

func testVersions(t *testing.T, open Open) {
	s := open(t)
	a := small("p")
	b := small("p")
	b.Dossier.Stage = bonafide.Offer
	for i, e := range []bonafide.Examined{a, b, a} {
		record(t, s, noon.Add(time.Duration(i)*time.Hour), e)
	}
	h := history(t, s, "p")
	if len(h.Versions) != 3 {
		t.Fatalf("%d versions, want 3: content that comes back is the next version", len(h.Versions))
	}
	for i, v := range h.Versions {
		if v.Version != i+1 || !v.RecordedAt.Equal(noon.Add(time.Duration(i)*time.Hour)) || len(v.SHA256) != 64 {
			t.Errorf("version %d: %+v", i+1, v)
		}
	}
	if h.Versions[0].SHA256 != h.Versions[2].SHA256 || h.Versions[0].SHA256 == h.Versions[1].SHA256 {
		t.Errorf("sums %+v: want the first and third alike", h.Versions)
	}
	if k := known(t, s, "p", ever); k.Version != 3 || k.Examined.Dossier.Stage != a.Dossier.Stage {
		t.Errorf("newest is version %d at stage %q", k.Version, k.Examined.Dossier.Stage)
	}
}

func testIdempotence(t *testing.T, open Open) {
	s := open(t)
	batch := Examinations(5)
	record(t, s, noon, batch...)
	before := full(t, s)
	for i := range 3 {
		record(t, s, noon.Add(time.Duration(i)*time.Hour), batch...)
	}
	record(t, s, noon.Add(-time.Hour), batch[2])
	same(t, "the store, times included,", full(t, s), before)
}

func testReopened(t *testing.T, open Open) {
	batch := Examinations(5)
	first := open(t)
	record(t, first, noon, batch...)
	before := full(t, first)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := open(t)
	same(t, "the store opened again", full(t, second), before)
	record(t, second, noon.Add(time.Hour), batch...)
	same(t, "the store, times included,", full(t, second), before)
}

func testRetraction(t *testing.T, open Open) {
	s := open(t)
	both := small("p")
	both.Findings = []bonafide.Finding{finding("p", "APP-01"), finding("p", "APP-02")}
	one := small("p")
	one.Findings = both.Findings[:1]
	none := small("p")

	at := func(h int) time.Time { return noon.Add(time.Duration(h) * time.Hour) }
	record(t, s, at(0), both)
	record(t, s, at(1), one)
	record(t, s, at(2), none)
	record(t, s, at(3), both)
	record(t, s, at(4), one)

	for _, c := range []struct {
		at   time.Time
		want []bonafide.IndicatorID
	}{
		{at(0), []bonafide.IndicatorID{"APP-01", "APP-02"}},
		{at(1).Add(-time.Microsecond), []bonafide.IndicatorID{"APP-01", "APP-02"}},
		{at(1), []bonafide.IndicatorID{"APP-01"}},
		{at(2), nil},
		{at(3), []bonafide.IndicatorID{"APP-01", "APP-02"}},
		{at(4), []bonafide.IndicatorID{"APP-01"}},
		{ever, []bonafide.IndicatorID{"APP-01"}},
	} {
		k := known(t, s, "p", c.at)
		if got := indicators(k); !slices.Equal(got, c.want) {
			t.Errorf("known at %s: %v, want %v", c.at, got, c.want)
		}
		if k.Version != 1 {
			t.Errorf("known at %s: version %d; the dossier never changed", c.at, k.Version)
		}
	}
}

func testOrder(t *testing.T, open Open) {
	s := open(t)
	a, b, c := finding("p", "APP-01"), finding("p", "APP-02"), finding("p", "APP-03")
	for i, want := range [][]bonafide.Finding{{a, b, c}, {c, a, b}, {b, a}, {b, c, a}, {a, a, b}} {
		at := noon.Add(time.Duration(i) * time.Minute)
		e := small("p")
		e.Findings = want
		record(t, s, at, e)
		same(t, fmt.Sprintf("findings %d", i), known(t, s, "p", at).Examined.Findings, want)
	}
}

func testKnownAt(t *testing.T, open Open) {
	s := open(t)
	var states []bonafide.Examined
	for i := range 6 {
		e := Examinations(6)[i]
		rename(&e, "p")
		e.Assessment.AsOf = noon.Add(time.Duration(i) * time.Hour)
		states = append(states, e)
		record(t, s, noon.Add(time.Duration(i)*time.Hour), e)
	}
	_, err := s.Known(t.Context(), "p", noon.Add(-time.Microsecond))
	wantKind(t, "Known before anything was recorded", err, bonafide.ErrNotFound)
	_, err = s.Known(t.Context(), "p", time.Time{})
	wantKind(t, "Known at the zero time", err, bonafide.ErrNotFound)
	for i, want := range states {
		from := noon.Add(time.Duration(i) * time.Hour)
		for _, at := range []time.Time{from, from.Add(time.Nanosecond), from.Add(30 * time.Minute), from.In(time.FixedZone("", 9*3600))} {
			k := known(t, s, "p", at)
			same(t, fmt.Sprintf("state %d at %s", i, at), listed(k.Examined), listed(want))
			if k.Version != i+1 || !k.RecordedAt.Equal(from) {
				t.Errorf("at %s: version %d of %s", at, k.Version, k.RecordedAt)
			}
		}
	}
}

// Versions stay ordered where the clock did not: the later one is the newer one,
// and its time is that of the one before.
func testBackwards(t *testing.T, open Open) {
	s := open(t)
	a, b := small("p"), small("p")
	b.Dossier.Stage = bonafide.Offer
	b.Findings = []bonafide.Finding{finding("p", "APP-01")}
	record(t, s, noon, a)
	record(t, s, noon.Add(-time.Hour), b)

	k := known(t, s, "p", noon)
	if k.Version != 2 || !k.RecordedAt.Equal(noon) || len(k.Examined.Findings) != 1 {
		t.Errorf("at noon: version %d of %s with %d findings", k.Version, k.RecordedAt, len(k.Examined.Findings))
	}
	_, err := s.Known(t.Context(), "p", noon.Add(-time.Minute))
	wantKind(t, "Known before noon", err, bonafide.ErrNotFound)
	record(t, s, noon.Add(-2*time.Hour), small("q"))
	if k := known(t, s, "q", noon.Add(-time.Hour)); k.Version != 1 {
		t.Errorf("one person's clock holds up another's: version %d", k.Version)
	}
}

func testOneMoment(t *testing.T, open Open) {
	s := open(t)
	with, without := small("p"), small("p")
	with.Findings = []bonafide.Finding{finding("p", "APP-01")}
	for i, e := range []bonafide.Examined{with, without, with, without, with} {
		record(t, s, noon, e)
		if got, want := len(known(t, s, "p", noon).Examined.Findings), len(e.Findings); got != want {
			t.Fatalf("step %d: %d findings, want %d", i, got, want)
		}
	}
}

func testPrecision(t *testing.T, open Open) {
	s := open(t)
	at := noon.Add(123456789)
	e := small("p")
	e.Dossier.Timeline.Applied = noon.Add(1)
	e.Dossier.Sources[0].Sightings = []bonafide.Sighting{{IP: "192.0.2.1"}, {At: noon.Add(999999999).In(time.FixedZone("", -5*3600))}}
	e.Findings = []bonafide.Finding{finding("p", "APP-01"), finding("p", "APP-02")}
	e.Findings[0].ObservedAt = noon.Add(987654321)
	e.Findings[1].ObservedAt = time.Time{}
	e.Assessment.AsOf = noon.Add(111222333).In(time.FixedZone("", 3600))
	record(t, s, at, e)

	truncated := at.Truncate(time.Microsecond)
	k := known(t, s, "p", at)
	same(t, "the examination", listed(k.Examined), listed(e))
	if !k.RecordedAt.Equal(truncated) {
		t.Errorf("recorded at %s, want %s: to the microsecond", k.RecordedAt, truncated)
	}
	if k := known(t, s, "p", truncated); k.Version != 1 {
		t.Errorf("version %d", k.Version)
	}
	h := history(t, s, "p")
	if got := h.Assessments[0].AsOf; !got.Equal(e.Assessment.AsOf) {
		t.Errorf("as of %s, want %s", got, e.Assessment.AsOf)
	}
	_, err := s.Known(t.Context(), "p", truncated.Add(-time.Nanosecond))
	wantKind(t, "Known before it", err, bonafide.ErrNotFound)

	record(t, s, time.Time{}, small("zero"))
	if k := known(t, s, "zero", time.Time{}); !k.RecordedAt.IsZero() {
		t.Errorf("recorded at %s, want the zero time", k.RecordedAt)
	}
	err = s.Record(t.Context(), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), []bonafide.Examined{small("late")})
	wantKind(t, "Record in the year 10000", err, bonafide.ErrInvalid)
}

func testHistory(t *testing.T, open Open) {
	s := open(t)
	var want bonafide.History
	for i := range 4 {
		at := noon.Add(time.Duration(i) * time.Hour)
		e := small("p")
		if i >= 2 {
			e.Dossier.Stage = bonafide.Offer
		}
		e.Assessment = assessment(e, at.Add(-time.Minute), bonafide.Bands[i], bonafide.Bits(float64(i)-0.1))
		e.Assessment.CatalogVersion = fmt.Sprintf("1.%d", i)
		record(t, s, at, e)
		want.Assessments = append(want.Assessments, bonafide.PastAssessment{
			RecordedAt: at, DossierVersion: 1 + i/2, AsOf: at.Add(-time.Minute),
			CatalogVersion: fmt.Sprintf("1.%d", i), Band: bonafide.Bands[i], Bits: bonafide.Bits(float64(i) - 0.1),
		})
	}
	h := history(t, s, "p")
	same(t, "assessments", h.Assessments, want.Assessments)
	if len(h.Versions) != 2 || !h.Versions[1].RecordedAt.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("versions %+v", h.Versions)
	}
}

func testAssessments(t *testing.T, open Open) {
	s := open(t)
	e := small("p")
	older := assessment(e, noon, bonafide.Clear, -3)
	newer := assessment(e, noon.AddDate(0, 1, 0), bonafide.Note, -2)
	for i, a := range []bonafide.Assessment{older, newer, older, newer} {
		e.Assessment = a
		record(t, s, noon.Add(time.Duration(i)*time.Hour), e)
	}
	h := history(t, s, "p")
	if len(h.Assessments) != 2 || len(h.Versions) != 1 {
		t.Fatalf("%d assessments of %d versions, want 2 of 1", len(h.Assessments), len(h.Versions))
	}
	same(t, "the first hour's assessment", known(t, s, "p", noon.Add(59*time.Minute)).Examined.Assessment, older)
	same(t, "the last assessment", known(t, s, "p", ever).Examined.Assessment, newer)

	// With other findings it is another sum, even where its numbers are the same.
	e.Findings = []bonafide.Finding{finding("p", "APP-01")}
	e.Assessment = older
	record(t, s, noon.Add(9*time.Hour), e)
	same(t, "the assessment of the new findings", known(t, s, "p", ever).Examined.Assessment, older)
}

func testPeople(t *testing.T, open Open) {
	s := open(t)
	if got := people(t, s, ""); len(got) != 0 {
		t.Fatalf("an empty store lists %q", got)
	}
	// The order of bytes, in no language's alphabet.
	want := []bonafide.PersonID{" ", "!", "1", "10", "2", "A", "B", "a", "a b", "a-b", "ab", "b", "zz", "ä", "ß", "É", "Ω", "日本", "😀"}
	slices.Sort(want)
	shuffled := slices.Clone(want)
	slices.Reverse(shuffled)
	for _, id := range shuffled {
		record(t, s, noon, small(id))
	}
	if got := people(t, s, ""); !slices.Equal(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for i, id := range want {
		if got := people(t, s, id); !slices.Equal(got, want[i+1:]) {
			t.Errorf("after %q: %q, want %q", id, got, want[i+1:])
		}
	}
	if got := people(t, s, "a\x00"); !slices.Equal(got, want[slices.Index(want, "a")+1:]) {
		t.Errorf("after an id that nobody has: %q", got)
	}
	for _, err := range s.People(t.Context(), "\xff") {
		wantKind(t, "People after what is not UTF-8", err, bonafide.ErrInvalid)
	}
	for range s.People(t.Context(), "") {
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range s.People(ctx, "") {
		wantKind(t, "People", err, context.Canceled)
	}
	_, err := s.Known(t.Context(), "\xff", ever)
	wantKind(t, "Known of what is not UTF-8", err, bonafide.ErrNotFound)
}

func testPaging(t *testing.T, open Open) {
	s := open(t)
	var want []bonafide.PersonID
	var batch []bonafide.Examined
	for i := range 1030 {
		id := bonafide.PersonID(fmt.Sprintf("person-%05d", i))
		want = append(want, id)
		batch = append(batch, bonafide.Examined{Dossier: bonafide.Dossier{Person: id}})
	}
	record(t, s, noon, batch...)
	if got := people(t, s, ""); !slices.Equal(got, want) {
		t.Fatalf("%d people, want %d", len(got), len(want))
	}
	// Reading inside the loop works: listing holds nothing.
	n := 0
	for id, err := range s.People(t.Context(), want[1000]) {
		if err != nil {
			t.Fatal(err)
		}
		known(t, s, id, noon)
		n++
	}
	if n != 29 {
		t.Errorf("%d after the 1,001st, want 29", n)
	}
}

func testSharing(t *testing.T, open Open) {
	s := open(t)
	carry := func(id bonafide.PersonID, artefacts ...bonafide.Artefact) {
		e := small(id)
		e.Artefacts = artefacts
		record(t, s, noon, e)
	}
	mail := bonafide.Artefact{Kind: "email", Value: "j@mail.example"}
	again := bonafide.Artefact{Kind: "email", Value: "j@mail.example", Source: "s2", At: noon}
	phone := bonafide.Artefact{Kind: "phone", Value: "j@mail.example"}
	long := bonafide.Artefact{Kind: "postal", Value: strings.Repeat("long street ", 2000)}
	carry("c", mail, again, long)
	carry("a", mail, phone)
	carry("b", phone)

	for _, c := range []struct {
		kind, value string
		want        []bonafide.PersonID
	}{
		{"email", "j@mail.example", []bonafide.PersonID{"a", "c"}},
		{"phone", "j@mail.example", []bonafide.PersonID{"a", "b"}},
		{"email", "J@mail.example", nil},
		{"emailj", "@mail.example", nil},
		{"postal", long.Value, []bonafide.PersonID{"c"}},
		{"", "", nil},
	} {
		if got := sharing(t, s, c.kind, c.value); !slices.Equal(got, c.want) {
			t.Errorf("%s %.20q: %q, want %q", c.kind, c.value, got, c.want)
		}
	}
	carry("c", long)
	if got := sharing(t, s, "email", "j@mail.example"); !slices.Equal(got, []bonafide.PersonID{"a"}) {
		t.Errorf("after c lost it: %q", got)
	}
	carry("c", mail)
	if got := sharing(t, s, "email", "j@mail.example"); !slices.Equal(got, []bonafide.PersonID{"a", "c"}) {
		t.Errorf("after it came back: %q", got)
	}
}

func testCatalogues(t *testing.T, open Open) {
	s := open(t)
	c := bonafide.NewCatalogue("1.0+abc",
		[]bonafide.Indicator{{ID: "APP-01", Title: "Title <&> \u2028", HalfLifeDays: 90, Innocent: []string{"one", "two"}, Inputs: []bonafide.InputID{"resume"}}},
		[]bonafide.Check{{ID: "callback", Honest: bonafide.Likelihood{Passed: 0.9, Failed: 0.03, Unreachable: 0.07}}})
	_, err := s.Catalogue(t.Context(), c.Version)
	wantKind(t, "Catalogue before it was recorded", err, bonafide.ErrNotFound)
	_, err = s.Catalogue(t.Context(), "")
	wantKind(t, "Catalogue without a version", err, bonafide.ErrNotFound)
	for range 2 {
		if err := s.RecordCatalogue(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Catalogue(t.Context(), c.Version)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the catalogue", got, c)
	if got.Indicator("APP-01") == nil || got.Check("callback") == nil {
		t.Error("the catalogue comes back without its index")
	}
	other := bonafide.NewCatalogue(c.Version, nil, nil)
	wantKind(t, "the same version with other content", s.RecordCatalogue(t.Context(), other), bonafide.ErrConflict)
	wantKind(t, "no version", s.RecordCatalogue(t.Context(), &bonafide.Catalogue{}), bonafide.ErrInvalid)
	wantKind(t, "no catalogue", s.RecordCatalogue(t.Context(), nil), bonafide.ErrInvalid)
	got, err = s.Catalogue(t.Context(), c.Version)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the catalogue after that", got, c)
}

func testAtomic(t *testing.T, open Open) {
	s := open(t)
	record(t, s, noon, Examinations(3)...)
	before := full(t, s)
	batch := Examinations(40)
	batch[39].Dossier.Role.Title = "not UTF-8: \xff"
	err := s.Record(t.Context(), noon, batch)
	wantKind(t, "Record", err, bonafide.ErrInvalid)
	same(t, "the store", full(t, s), before)
}

func testTwice(t *testing.T, open Open) {
	s := open(t)
	a, b := small("p"), small("p")
	a.Findings = []bonafide.Finding{finding("p", "APP-01"), finding("p", "APP-02")}
	a.Artefacts = []bonafide.Artefact{{Kind: "email", Value: "a@mail.example"}}
	b.Dossier.Stage = bonafide.Offer
	b.Findings = a.Findings[1:]
	record(t, s, noon, a, small("q"), b, b, a, a)
	if h := history(t, s, "p"); len(h.Versions) != 3 || len(h.Assessments) != 3 {
		t.Errorf("%d versions, %d assessments, want 3 and 3", len(h.Versions), len(h.Assessments))
	}
	same(t, "the newest", listed(known(t, s, "p", noon).Examined), listed(a))
	record(t, s, noon, b)
	same(t, "the next", listed(known(t, s, "p", noon).Examined), listed(b))
	if got := sharing(t, s, "email", "a@mail.example"); len(got) != 0 {
		t.Errorf("still carried by %q", got)
	}
}

func testCancelled(t *testing.T, open Open) {
	s := open(t)
	record(t, s, noon, Examinations(2)...)
	before := full(t, s)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	wantKind(t, "Record", s.Record(ended, noon, Examinations(30)), context.Canceled)
	wantKind(t, "RecordCatalogue", s.RecordCatalogue(ended, bonafide.NewCatalogue("1", nil, nil)), context.Canceled)
	_, err := s.Known(ended, "p", noon)
	wantKind(t, "Known", err, context.Canceled)
	same(t, "the store", full(t, s), before)

	// Cancelled while it writes: after a while that grows until a batch comes
	// through, it is all of the batch or nothing.
	batch := Examinations(60)
	count := len(people(t, s, ""))
	for pause := 100 * time.Microsecond; ; pause += pause / 2 {
		ctx, cancel := context.WithTimeout(t.Context(), pause)
		err := s.Record(ctx, noon, batch)
		cancel()
		switch n := len(people(t, s, "")); {
		case n == count && err == nil:
			t.Fatal("acknowledged and not there")
		case n != count && n != len(batch):
			t.Fatalf("%d people, want %d or %d", n, count, len(batch))
		case err == nil:
			return
		default:
			wantKind(t, "Record", err, context.DeadlineExceeded)
			if n != count {
				return // committed while the time ran out
			}
		}
	}
}

func testRefused(t *testing.T, open Open) {
	s := open(t)
	about := small("p")
	about.Findings = []bonafide.Finding{finding("q", "APP-01")}
	huge := small("p")
	huge.Dossier.Sources[0].Text = strings.Repeat("x", strict.MaxBytes)
	badNote := small("p")
	badNote.Dossier.Checks = []bonafide.CheckResult{{Check: "callback", Note: "\xff"}}
	badFinding := small("p")
	badFinding.Findings = []bonafide.Finding{finding("p", "APP-01")}
	badFinding.Findings[0].Summary = "\xff"
	badArtefact := small("p")
	badArtefact.Artefacts = []bonafide.Artefact{{Kind: "email", Value: "\xff"}}
	badAssessment := small("p")
	badAssessment.Assessment.Why = "\xff"
	for name, e := range map[string]bonafide.Examined{
		"without an id":           {},
		"id with U+0000":          small("a\x00b"),
		"long id":                 small(bonafide.PersonID(strings.Repeat("p", 1025))),
		"finding about another":   about,
		"dossier too large":       huge,
		"check not UTF-8":         badNote,
		"finding not UTF-8":       badFinding,
		"artefact not UTF-8":      badArtefact,
		"assessment not UTF-8":    badAssessment,
		"id that is not UTF-8":    small("\xff"),
		"year of five digits":     {Dossier: bonafide.Dossier{Person: "p", Timeline: bonafide.Timeline{Applied: time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC)}}},
		"bits that are no number": {Dossier: bonafide.Dossier{Person: "p"}, Assessment: bonafide.Assessment{Bits: nan}},
	} {
		wantKind(t, name, s.Record(t.Context(), noon, []bonafide.Examined{e}), bonafide.ErrInvalid)
	}
	if got := people(t, s, ""); len(got) != 0 {
		t.Errorf("recorded %q", got)
	}
	record(t, s, noon, small(bonafide.PersonID(strings.Repeat("p", 1024))))
}

func testUnicode(t *testing.T, open Open) {
	s := open(t)
	for _, text := range []string{
		"Ángström", "e\u0301", "日本語のテキスト", "한국어", "العربية", "👩‍👩‍👧", "\u202egnp.exe", "\ufeff", "\U0010ffff", "a\tb\nc\r", `quote " and \ back`, "'; DROP TABLE people; --", "$1 ? :x @y",
	} {
		e := small(bonafide.PersonID(text))
		e.Dossier.Sources[0].Names = []string{text}
		e.Findings = []bonafide.Finding{finding(e.Dossier.Person, bonafide.IndicatorID(text))}
		e.Artefacts = []bonafide.Artefact{{Kind: text, Value: text}}
		e.Assessment.CatalogVersion = text
		record(t, s, noon, e)
		same(t, text, listed(known(t, s, e.Dossier.Person, noon).Examined), listed(e))
		if got := sharing(t, s, text, text); !slices.Equal(got, []bonafide.PersonID{e.Dossier.Person}) {
			t.Errorf("%q is carried by %q", text, got)
		}
		if got := history(t, s, e.Dossier.Person).Assessments[0].CatalogVersion; got != text {
			t.Errorf("catalogue %q, want %q", got, text)
		}
	}
}

// A dossier may hold anything that JSON can say, U+0000 included.
func testHostile(t *testing.T, open Open) {
	s := open(t)
	const nul = "a\x00b"
	e := small("p")
	e.Dossier.Sources[0].Text = nul
	e.Dossier.Checks = []bonafide.CheckResult{{Check: nul, Outcome: nul, Subject: nul, Note: nul, At: noon}}
	e.Findings = []bonafide.Finding{finding("p", nul)}
	e.Findings[0].Rule = nul
	e.Artefacts = []bonafide.Artefact{{Kind: nul, Value: nul}, {Kind: "a␀b", Value: "a␀b"}}
	e.Assessment.Band, e.Assessment.CatalogVersion = nul, nul
	record(t, s, noon, e)
	before := full(t, s)
	record(t, s, noon.Add(time.Hour), e)
	same(t, "recorded again", full(t, s), before)
	same(t, "the examination", listed(known(t, s, "p", noon).Examined), listed(e))
	if got := sharing(t, s, nul, nul); !slices.Equal(got, []bonafide.PersonID{"p"}) {
		t.Errorf("carried by %q", got)
	}
	e.Artefacts = e.Artefacts[1:]
	record(t, s, noon.Add(2*time.Hour), e)
	if got := sharing(t, s, nul, nul); len(got) != 0 {
		t.Errorf("still carried by %q", got)
	}
	_, err := s.Known(t.Context(), nul, ever)
	wantKind(t, "Known of an id with U+0000", err, bonafide.ErrNotFound)
	_, err = s.History(t.Context(), nul)
	wantKind(t, "History of an id with U+0000", err, bonafide.ErrNotFound)
	_, err = s.Catalogue(t.Context(), nul)
	wantKind(t, "Catalogue of a version with U+0000", err, bonafide.ErrNotFound)
}

func testHuge(t *testing.T, open Open) {
	s := open(t)
	e := small("p")
	e.Dossier.Sources[0].Text = strings.Repeat("many words of a long file; ", 1<<20/27+1)
	e.Findings = []bonafide.Finding{finding("p", "APP-01")}
	e.Findings[0].Evidence[0].Value = strings.Repeat("v", 1<<20)
	for i := range 2000 {
		e.Artefacts = append(e.Artefacts, bonafide.Artefact{Kind: "ip", Value: fmt.Sprintf("192.0.2.%d", i)})
	}
	record(t, s, noon, e)
	same(t, "the examination", listed(known(t, s, "p", noon).Examined), listed(e))
	e.Artefacts = e.Artefacts[1500:]
	record(t, s, noon, e)
	if got := sharing(t, s, "ip", "192.0.2.3"); len(got) != 0 {
		t.Errorf("still carried by %q", got)
	}
	if got := sharing(t, s, "ip", "192.0.2.1999"); len(got) != 1 {
		t.Errorf("carried by %q", got)
	}
}

func testMany(t *testing.T, open Open) {
	one, many := open(t), Examinations(333)
	record(t, one, noon, many...)
	before := dump(t, one)
	for i := range many {
		k := known(t, one, many[i].Dossier.Person, noon)
		same(t, string(many[i].Dossier.Person), listed(k.Examined), listed(many[i]))
	}
	// In other batches it is the same.
	for batch := range slices.Chunk(many, 50) {
		record(t, one, noon, batch...)
	}
	same(t, "the store", dump(t, one), before)
}

func testConcurrent(t *testing.T, open Open) {
	a, b := open(t), open(t)
	const rounds, size = 20, 20
	all := Examinations(rounds * size / 2)
	var group sync.WaitGroup
	fails := make(chan error, 2*rounds)
	for n, s := range []bonafide.Store{a, b} {
		group.Go(func() {
			for i := range rounds {
				// Both record overlapping batches, in opposite order.
				from := (i * size / 2) % (len(all) - size)
				batch := slices.Clone(all[from : from+size])
				if n == 1 {
					slices.Reverse(batch)
				}
				fails <- s.Record(t.Context(), noon, batch)
			}
		})
	}
	group.Wait()
	close(fails)
	for err := range fails {
		if err != nil && !errors.Is(err, bonafide.ErrConflict) && !errors.Is(err, bonafide.ErrUnavailable) {
			t.Fatalf("Record: %v", err)
		}
		if err != nil {
			t.Logf("failed cleanly: %v", err)
		}
	}
	for _, s := range []bonafide.Store{a, b} {
		record(t, s, noon, all...)
	}
	same(t, "one store through the other", dump(t, b), dump(t, a))
	for i := range all {
		h := history(t, a, all[i].Dossier.Person)
		if len(h.Versions) != 1 || len(h.Assessments) != 1 {
			t.Fatalf("%s: %d versions, %d assessments, want one of each", all[i].Dossier.Person, len(h.Versions), len(h.Assessments))
		}
		same(t, "the examination", listed(known(t, a, all[i].Dossier.Person, noon).Examined), listed(all[i]))
	}
}

// What is read is always one examination, never half of one and half of the next.
func testReadingWhileWriting(t *testing.T, open Open) {
	w, r := open(t), open(t)
	states := make([]bonafide.Examined, 2)
	for i := range states {
		states[i] = Examinations(2)[i]
		rename(&states[i], "p")
	}
	record(t, w, noon, states[0])
	done := make(chan error, 1)
	go func() {
		for i := range 60 {
			if err := w.Record(t.Context(), noon, states[(i+1)%2:(i+1)%2+1]); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	want := []string{mustJSON(t, listed(states[0])), mustJSON(t, listed(states[1]))}
	for reads := 0; ; reads++ {
		k := known(t, r, "p", ever)
		if got := mustJSON(t, listed(k.Examined)); got != want[(k.Version+1)%2] {
			t.Fatalf("read %d, version %d, is a mixture: %s", reads, k.Version, excerpt(got, want[(k.Version+1)%2]))
		}
		h := history(t, r, "p")
		if last := h.Assessments[len(h.Assessments)-1].DossierVersion; last > len(h.Versions) {
			t.Fatalf("an assessment of version %d, of which there are %d", last, len(h.Versions))
		}
		select {
		case err := <-done:
			if err != nil {
				t.Fatalf("Record: %v", err)
			}
			if n := len(history(t, r, "p").Versions); n != 61 {
				t.Fatalf("%d versions, want 61", n)
			}
			return
		default:
		}
	}
}

func testOpenedAtOnce(t *testing.T, open Open) {
	stores := make([]bonafide.Store, 4)
	var group sync.WaitGroup
	for i := range stores {
		group.Go(func() { stores[i] = open(t) })
	}
	group.Wait()
	if t.Failed() {
		return
	}
	record(t, stores[0], noon, small("p"))
	for _, s := range stores {
		known(t, s, "p", noon)
	}
}

func testClosed(t *testing.T, open Open) {
	s := open(t)
	record(t, s, noon, small("p"))
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
	}
	wantKind(t, "Record", s.Record(t.Context(), noon, []bonafide.Examined{small("q")}), bonafide.ErrUnavailable)
	wantKind(t, "RecordCatalogue", s.RecordCatalogue(t.Context(), bonafide.NewCatalogue("1", nil, nil)), bonafide.ErrUnavailable)
	_, err := s.Known(t.Context(), "p", noon)
	wantKind(t, "Known", err, bonafide.ErrUnavailable)
	_, err = s.History(t.Context(), "p")
	wantKind(t, "History", err, bonafide.ErrUnavailable)
	_, err = s.Sharing(t.Context(), "email", "x")
	wantKind(t, "Sharing", err, bonafide.ErrUnavailable)
	_, err = s.Catalogue(t.Context(), "1")
	wantKind(t, "Catalogue", err, bonafide.ErrUnavailable)
	for _, err := range s.People(t.Context(), "") {
		wantKind(t, "People", err, bonafide.ErrUnavailable)
	}
}
