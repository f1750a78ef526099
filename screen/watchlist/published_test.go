package watchlist

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// published is the folder of real lists. Tests that need it are skipped loudly in a
// clone without it, and fail without it in CI.
func published(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		data := filepath.Join(filepath.Dir(dir), "shared", "data", "sanctions")
		if _, err := os.Stat(data); err == nil {
			return data
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		if os.Getenv("CI") == "true" {
			t.Fatal("the public sanctions lists are absent: shared/data/sanctions is not beside the repository")
		}
		t.Skip("skipped: the public sanctions lists (shared/data/sanctions) are not beside the repository")
	}
}

var advancedOnce struct {
	sync.Once
	list *List
	err  error
}

// advancedSDN is the full SDN list of 19 November 2025, read once.
func advancedSDN(t testing.TB) *List {
	t.Helper()
	path := filepath.Join(published(t), "ofac_2025-11-19", "sdn_advanced.xml.bz2")
	advancedOnce.Do(func() { advancedOnce.list, advancedOnce.err = new(Reader).ReadFiles(context.Background(), path) })
	if advancedOnce.err != nil {
		t.Fatal(advancedOnce.err)
	}
	return advancedOnce.list
}

func sdnSet(data string) []string {
	return []string{
		filepath.Join(data, "ofac_2024-05-03", "sdn.csv"), filepath.Join(data, "ofac_2025-02", "alt.csv"),
		filepath.Join(data, "ofac_2025-02", "add.csv"), filepath.Join(data, "ofac_2025-02", "sdn_comments.csv"),
	}
}

func readAll(t testing.TB, paths ...string) *List {
	t.Helper()
	l, err := new(Reader).ReadFiles(context.Background(), paths...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The figures were counted in the same files by other programs.
func TestAdvancedSDN(t *testing.T) {
	l := advancedSDN(t)
	c := l.Count()
	want := Counts{Entries: 18367, Persons: 7303, Names: 48482, Aliases: 42777, WeakAliases: 4321, Dates: c.Dates, Documents: c.Documents, Wallets: 760}
	if c != want {
		t.Errorf("counts %+v\nwant   %+v (761 wallet rows, of which one entry repeats one)", c, want)
	}
	if l.Name != "ofac-sdn" || l.Published.String() != "2025-11-19" || !l.Dated || l.Format != OFACAdvanced {
		t.Errorf("%s %s published %s dated %v", l.Name, l.Format, l.Published, l.Dated)
	}
	if len(l.Notes) > 0 {
		t.Errorf("notes %q", l.Notes)
	}
	weak, oneWord, digit := 0, 0, 0
	scripts := map[string]int{}
	addresses := map[string]bool{}
	types := map[string]int{}
	emails, phones, sites, dprk, listed := 0, 0, 0, 0, 0
	for i := range l.Entries {
		e := &l.Entries[i]
		for _, n := range e.Names {
			scripts[n.Script]++
			if n.Quality == Weak {
				weak++
				if !strings.Contains(n.Full, " ") {
					oneWord++
				}
				if strings.ContainsAny(n.Full, "0123456789") {
					digit++
				}
			}
		}
		for _, w := range e.Wallets {
			addresses[w.Address] = true
		}
		for _, d := range e.Documents {
			types[d.Label]++
		}
		emails += len(e.Emails)
		phones += len(e.Phones)
		sites += len(e.Sites)
		if slices.ContainsFunc(e.Programmes, func(p string) bool { return strings.HasPrefix(p, "DPRK") }) {
			dprk++
		}
		if !e.Listed.IsZero() {
			listed++
		}
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"weak name strings", weak, 4454}, {"weak names with a digit", digit, 149},
		{"distinct addresses", len(addresses), 745}, {"profiles under a DPRK programme", dprk, 538},
		{"e-mail addresses", emails, 326}, {"entries with a date of listing", listed, 18367},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.what, c.got, c.want)
		}
	}
	// Rows that repeat within an entry are kept once, so a few may be missing.
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"one-word weak names", oneWord, 1499}, {"phones", phones, 97}, {"sites", sites, 1157}, {"passports", types["Passport"], 2506},
		{"tax ids", types["Tax ID No."], 4335}, {"registration numbers", types["Registration Number"], 4301}, {"national ids", types["National ID No."], 1529},
		{"Latin", scripts["Latn"], 42952}, {"Cyrillic", scripts["Cyrl"], 3713}, {"Arabic", scripts["Arab"], 1186}, {"Chinese", scripts["Hani"], 550}, {"Korean", scripts["Hang"], 46},
	} {
		if c.got < c.want*97/100-1 || c.got > c.want*103/100+1 {
			t.Errorf("%s: %d, want about %d", c.what, c.got, c.want)
		}
	}
	if err := SelfTest(context.Background(), l, DefaultSentinels("ofac-sdn"), nil); err != nil {
		t.Error(err)
	}
}

func TestAdvancedSDNKnownEntries(t *testing.T) {
	l := advancedSDN(t)
	wu := l.Entry("42496")
	if !slices.Equal(wu.Handles, []string{"Wakemeupupup", "fast4release"}) {
		t.Errorf("handles of 42496: %q", wu.Handles)
	}
	if n := l.Entry("22609").Names; !slices.ContainsFunc(n, func(n Name) bool { return n.Full == "李红日" && n.Script == "Hani" }) {
		t.Errorf("22609 has no 李红日: %+v", n)
	}
	if n := l.Entry("52117").Names; !slices.ContainsFunc(n, func(n Name) bool { return n.Full == "박 정천" && n.Script == "Hang" }) {
		t.Errorf("52117 has no 박 정천: %+v", n)
	}
	li := l.Entry("28264")
	if li.Names[0].Full != "Jiadong Li" || li.Names[0].FamilyFirst() != "Li, Jiadong" || li.Names[1].Full != "李家东" {
		t.Errorf("names of 28264: %+v", li.Names)
	}
	if !slices.Contains(li.Countries, Country{Code: "CN", Role: Nationality}) {
		t.Errorf("28264 has no nationality: %+v", li.Countries)
	}
	if k := l.Entry("12211"); k.PrimaryName() != "Yong Chol KIM" || k.Born[0].String() != "circa 1947" {
		t.Errorf("12211: %s, %v", k.PrimaryName(), k.Born)
	}
	if v := l.Entry("56045"); v == nil || v.Schema != Person {
		t.Errorf("56045: %+v", v)
	}
}

func TestCSVSet(t *testing.T) {
	data := published(t)
	l := readAll(t, sdnSet(data)...)
	c := l.Count()
	if c.Entries != 14965 || c.Persons != 6854 {
		t.Errorf("%d entries, %d persons; want 14965 and 6854", c.Entries, c.Persons)
	}
	if c.Wallets != 601 {
		t.Errorf("%d wallets, want 601: 602 rows, of which one entry repeats one", c.Wallets)
	}
	none, several, dprk, nexus := 0, 0, 0, 0
	kinds := map[string]int{}
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.Schema == Person {
			switch len(e.Born) {
			case 0:
				none++
			case 1:
			default:
				several++
			}
			for _, d := range e.Born {
				kinds[kindOfDate(d)]++
			}
		}
		code := slices.ContainsFunc(e.Programmes, func(p string) bool { return strings.HasPrefix(p, "DPRK") })
		risk := slices.ContainsFunc(e.Risks, func(r string) bool { return strings.Contains(r, "North Korea") })
		if code {
			dprk++
		}
		if code || risk {
			nexus++
		}
	}
	if none != 118 || several != 548 {
		t.Errorf("%d persons without a birth date and %d with several, want 118 and 548", none, several)
	}
	if got := fmt.Sprint(kinds); got != "map[circa:73 day:6176 month:70 range:141 year:1073]" {
		t.Errorf("dates %s, want 6,177 days (of which one entry repeats one), 70 months, 1,073 years, 141 ranges, 73 circa", got)
	}
	if dprk != 484 || nexus != 593 {
		t.Errorf("%d entries under a DPRK programme and %d with the remarks, want 484 and 593", dprk, nexus)
	}
	weak := 0
	for i := range l.Entries {
		for _, n := range l.Entries[i].Names {
			if n.Quality == Weak {
				weak++
			}
		}
	}
	if weak < 3578 {
		t.Errorf("%d weak names, want the 3,578 of the rows and those of the continuations", weak)
	}
}

func kindOfDate(d DateRange) string {
	switch {
	case d.Circa:
		return "circa"
	case d.From != d.To:
		return "range"
	case d.From.Day != 0:
		return "day"
	case d.From.Month != 0:
		return "month"
	}
	return "year"
}

func TestCutRemarksOfTheListLoseWallets(t *testing.T) {
	main := filepath.Join(published(t), "ofac_2024-05-03", "sdn.csv")
	_, err := new(Reader).ReadFiles(context.Background(), main)
	wantRefusal(t, err, "sdn.csv:", "cut at 1000")
	rd := Reader{AllowCut: true}
	l, err := rd.ReadFiles(context.Background(), main)
	if err != nil {
		t.Fatal(err)
	}
	if n := l.Count().Wallets; n != 294 {
		t.Errorf("%d wallets without the comments, want 294", n)
	}
	if !strings.Contains(strings.Join(l.Notes, " "), "18 remarks are cut") {
		t.Errorf("notes %q do not count the 18 cut rows", l.Notes)
	}
	// The comments of another date do not have every continuation.
	_, err = new(Reader).ReadFiles(context.Background(), main, filepath.Join(published(t), "ofac_2025-12", "sdn_comments.csv"))
	wantRefusal(t, err, "39796")
}

func TestConsolidatedSet(t *testing.T) {
	lists, err := ReadDir(context.Background(), filepath.Join(published(t), "ofac_nonsdn"))
	if err != nil {
		t.Fatal(err)
	}
	if len(lists) != 1 || lists[0].Name != "ofac-cons" || len(lists[0].Entries) != 442 || len(lists[0].Files) != 4 {
		t.Errorf("%d lists, the first %s of %d entries", len(lists), lists[0].Name, len(lists[0].Entries))
	}
	m := lists[0].Entry("50476")
	if m == nil || !slices.ContainsFunc(m.Names, func(n Name) bool { return n.Full == "Sweet Micky" && n.Quality == Weak }) {
		t.Errorf("50476: %+v", m)
	}
}

func TestUN(t *testing.T) {
	l := readAll(t, filepath.Join(published(t), "un", "UN_consolidated.xml"))
	c := l.Count()
	if c.Persons != 730 || c.Entries-c.Persons != 273 {
		t.Errorf("%d individuals and %d entities, want 730 and 273", c.Persons, c.Entries-c.Persons)
	}
	good, low, also, formerly, original := 0, 0, 0, 0, 0
	circa, between := 0, 0
	for i := range l.Entries {
		e := &l.Entries[i]
		last := uint16(0)
		for _, n := range e.Names {
			if n.Alias == 0 && n.Script != "Latn" {
				original++
			}
			if n.Alias == last {
				continue
			}
			last = n.Alias
			switch {
			case e.Schema == Person && n.Quality == Weak:
				low++
			case e.Schema == Person:
				good++
			case n.Kind == Formerly:
				formerly++
			default:
				also++
			}
		}
		for _, d := range e.Born {
			if d.Circa {
				circa++
			}
			if d.From != d.To {
				between++
			}
		}
	}
	if good != 1524 || low != 615 || also != 594 || formerly != 19 {
		t.Errorf("aliases: %d good, %d low, %d a.k.a., %d f.k.a.; want 1524, 615, 594, 19", good, low, also, formerly)
	}
	if between != 31 || circa < 115 {
		t.Errorf("%d dates between two years and %d approximate, want 31 and at least 115", between, circa)
	}
	if original < 370 {
		t.Errorf("%d names in their original script, want 366 Arabic and 11 Cyrillic, less those that say what the Latin name says", original)
	}
	if err := SelfTest(context.Background(), l, DefaultSentinels("un"), nil); err != nil {
		t.Error(err)
	}
}

// The listing of Chinyong on 23 May 2023.
func TestDeltaOfChinyong(t *testing.T) {
	data := published(t)
	comments := filepath.Join(data, "ofac_2025-02", "sdn_comments.csv")
	before := readAll(t, filepath.Join(data, "delta", "sdn_2023-05-19_before_chinyong.csv"), comments)
	after := readAll(t, filepath.Join(data, "delta", "sdn_2023-05-23_after_chinyong.csv"), comments)
	if before.Published.String() != "2023-05-19" || after.Published.String() != "2023-05-23" {
		t.Errorf("published %s and %s, want the dates of the names", before.Published, after.Published)
	}
	d := Diff(before, after)
	want := []string{"43336", "43337", "43338", "43377", "43379"}
	if got := slices.Sorted(slices.Values(d.Added)); !slices.Equal(got, want) {
		t.Errorf("added %v, want %v", got, want)
	}
	if len(d.Removed) != 0 {
		t.Errorf("removed %v", d.Removed)
	}
	for _, c := range d.Changed {
		t.Logf("changed %s: %v", c.ID, c.Fields)
	}
	if back := Diff(after, before); len(back.Removed) != 5 || len(back.Added) != 0 {
		t.Errorf("backwards %+v", back)
	}
	if e := after.Entry("43379"); !slices.Contains(e.Programmes, "DPRK2") {
		t.Errorf("programmes of 43379: %v", e.Programmes)
	}
}

func TestAddressLists(t *testing.T) {
	data := filepath.Join(published(t), "crypto")
	lists, err := ReadDir(context.Background(), data)
	if err != nil {
		t.Fatal(err)
	}
	xbt, all := lists[0], lists[1]
	if len(xbt.Entries) == 0 || xbt.Entries[0].Wallets[0].Ticker != "XBT" {
		t.Errorf("%s: %d entries, ticker %q", xbt.Name, len(xbt.Entries), xbt.Entries[0].Wallets[0].Ticker)
	}
	addresses, rows, lost := map[string]bool{}, 0, 0
	for i := range all.Entries {
		for _, w := range all.Entries[i].Wallets {
			rows++
			if !addresses[w.Address] && w.CaseLost {
				lost++
			}
			addresses[w.Address] = true
		}
	}
	if len(all.Entries) != 94 || len(addresses) != 961 || rows > 977 || rows < 970 || all.Published.String() != "2026-08-20" {
		t.Errorf("%d entries, %d addresses, %d rows, of %s; want 94, 961, 977, 2026-08-20", len(all.Entries), len(addresses), rows, all.Published)
	}
	if lost < 600 {
		t.Errorf("%d addresses have lost their case, want most Bitcoin and all Tron ones", lost)
	}
	lists, err = ReadDir(context.Background(), filepath.Join(data, "0xB10C_2024-09-27"))
	if err != nil {
		t.Fatal(err)
	}
	// Each ticker is there as JSON and as text, with the same addresses.
	if len(lists) != 34 {
		t.Errorf("%d lists of 17 tickers", len(lists))
	}
	for i := 0; i+1 < len(lists); i += 2 {
		if d := Diff(lists[i], lists[i+1]); !d.Empty() {
			t.Errorf("%s: JSON and text differ: %+v", lists[i].Name, d)
		}
	}
}

// A damaged byte anywhere in the packed list is found.
func TestDamagedPackedList(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(published(t), "ofac_2025-11-19", "sdn_advanced.xml.bz2"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Read(context.Background(), "sdn_advanced.xml.bz2", strings.NewReader(string(b[:len(b)/8])))
	wantRefusal(t, err, "sdn_advanced.xml.bz2")
	b[len(b)/10] ^= 0x40
	_, err = Read(context.Background(), "sdn_advanced.xml.bz2", strings.NewReader(string(b)))
	wantRefusal(t, err, "sdn_advanced.xml.bz2")
}
