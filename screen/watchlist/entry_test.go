package watchlist

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"bonafide"
)

func TestHashIsOfContentNotLayout(t *testing.T) {
	base := *readSample(t, "sdn_advanced.xml").Entry("90001")
	for what, change := range map[string]func(e *Entry){
		"names in another order":     func(e *Entry) { slices.Reverse(e.Names) },
		"documents in another order": func(e *Entry) { slices.Reverse(e.Documents) },
		"remarks in another order":   func(e *Entry) { slices.Reverse(e.Remarks) },
		"other ids of names":         func(e *Entry) { e.Names[0].ID = "77" },
		"runs of blanks":             func(e *Entry) { e.Names[0].Full = "  Song &  Ho\u00a0Ryang " },
		"a programme twice":          func(e *Entry) { e.Programmes = append(e.Programmes, e.Programmes[0]) },
		"an empty remark":            func(e *Entry) { e.Remarks = append(e.Remarks, " ") },
		"another list's name":        func(e *Entry) { e.List = "mine" },
	} {
		e := clone(base)
		change(&e)
		if e.Hash() != base.Hash() {
			t.Errorf("%s: the hash changed", what)
		}
	}
	for field, change := range map[string]func(e *Entry){
		"schema":       func(e *Entry) { e.Schema = Entity },
		"names":        func(e *Entry) { e.Names[0].Quality = Weak },
		"born":         func(e *Entry) { e.Born[0].Circa = !e.Born[0].Circa },
		"birth_places": func(e *Entry) { e.BirthPlaces = nil },
		"countries":    func(e *Entry) { e.Countries[0].Role = Flag },
		"gender":       func(e *Entry) { e.Gender = "" },
		"documents":    func(e *Entry) { e.Documents[0].Disputed = !e.Documents[0].Disputed },
		"programmes":   func(e *Entry) { e.Programmes[0] = "X" },
		"places":       func(e *Entry) { e.Places[0].City = "X" },
		"wallets":      func(e *Entry) { e.Wallets = e.Wallets[:1] },
		"emails":       func(e *Entry) { e.Emails[0] = "x@mail.example" },
		"phones":       func(e *Entry) { e.Phones = append(e.Phones, "12025550199") },
		"sites":        func(e *Entry) { e.Sites = []string{"https://x.example"} },
		"handles":      func(e *Entry) { e.Handles = nil },
		"risks":        func(e *Entry) { e.Risks = nil },
		"links":        func(e *Entry) { e.Links[0].Relation = "x" },
		"remarks":      func(e *Entry) { e.Remarks[0] = "x" },
		"listed":       func(e *Entry) { e.Listed.Day++ },
		"delisted":     func(e *Entry) { e.Delisted = bonafide.Date{Year: 2026} },
	} {
		e := clone(base)
		change(&e)
		if e.Hash() == base.Hash() {
			t.Errorf("%s: the hash did not change", field)
		}
		d := Diff(&List{Entries: []Entry{base}}, &List{Entries: []Entry{e}})
		if len(d.Changed) != 1 || !slices.Equal(d.Changed[0].Fields, []string{field}) {
			t.Errorf("%s: the difference is %+v", field, d)
		}
	}
}

func clone(e Entry) Entry {
	e.Names, e.Born, e.Countries, e.Documents = slices.Clone(e.Names), slices.Clone(e.Born), slices.Clone(e.Countries), slices.Clone(e.Documents)
	e.Places, e.Wallets, e.Links = slices.Clone(e.Places), slices.Clone(e.Wallets), slices.Clone(e.Links)
	for _, f := range e.textFields() {
		*f = slices.Clone(*f)
	}
	return e
}

func TestDiff(t *testing.T) {
	older := &List{Entries: []Entry{{ID: "1"}, {ID: "2", Gender: "male"}, {ID: "3"}}}
	newer := &List{Entries: []Entry{{ID: "4"}, {ID: "2"}, {ID: "1"}}}
	d := Diff(older, newer)
	want := Delta{Added: []string{"4"}, Changed: []Change{{"2", []string{"gender"}}}, Removed: []string{"3"}}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("%+v, want %+v", d, want)
	}
	if d.Empty() {
		t.Error("a difference is empty")
	}
}

func TestHandles(t *testing.T) {
	for _, c := range []struct {
		name   string
		online bool
		want   bool
	}{
		{"tianyinyin0404", false, true}, {"khaleesi", false, true}, {"Wakemeupupup", true, true}, {"Wakemeupupup", false, false},
		{"RGB", true, false}, {"BLUENOROFF", true, false}, {"Mr. O", true, false}, {"El Chapo", false, false}, {"Hamza", false, false},
		{"@snow_john", false, true}, {"ниндзя", false, false}, {strings.Repeat("a", 41), false, false},
	} {
		if got := handleLike(c.name, c.online); got != c.want {
			t.Errorf("%q (online %v): %v", c.name, c.online, got)
		}
	}
}

func TestNames(t *testing.T) {
	n := Name{Full: "Jong Un KIM", Parts: []Part{{Family, "KIM"}, {Given, "Jong Un"}}}
	if n.FamilyFirst() != "KIM, Jong Un" {
		t.Errorf("family first: %s", n.FamilyFirst())
	}
	n = Name{Full: "Lazarus Group"}
	if n.FamilyFirst() != "Lazarus Group" {
		t.Errorf("without parts: %s", n.FamilyFirst())
	}
	e := Entry{ID: "7"}
	if e.PrimaryName() != "7" {
		t.Errorf("without names: %s", e.PrimaryName())
	}
	e.Names = []Name{{Full: "Alias", Kind: Also}}
	if e.PrimaryName() != "Alias" {
		t.Errorf("without a primary name: %s", e.PrimaryName())
	}
	for _, c := range []struct {
		parts []Part
		want  string
	}{
		{[]Part{{Family, "Guzman"}, {Matronymic, "Loera"}, {Given, "Joaquin"}}, "Joaquin Guzman Loera"},
		{[]Part{{Family, "金"}, {Given, "铁三"}}, "金铁三"},
		{[]Part{{Family, "한"}, {Given, "철 만"}}, "한 철 만"},
		{[]Part{{Given, "Ali"}, {Nickname, "Abu X"}}, "Ali Abu X"},
		{[]Part{{Family, "Kim"}, {Given, "Jong"}, {Middle, "Un"}, {Suffix, "Jr."}}, "Jong Un Kim Jr."},
	} {
		if got := fullName(c.parts); got != c.want {
			t.Errorf("%v: %q, want %q", c.parts, got, c.want)
		}
	}
}

func TestScripts(t *testing.T) {
	for text, want := range map[string]string{
		"Kim Jong Un": "Latn", "José": "Latn", "김정은": "Hang", "李红日": "Hani", "Владимир": "Cyrl", "O Владимир": "Cyrl", "سيف": "Arab",
		"Αθήνα": "Grek", "ひらがな": "Hira", "«»": "Zyyy", "12 «»": "Latn", "華信船務(香港)有限公司": "Hani",
	} {
		if got := scriptOf(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestCountries(t *testing.T) {
	for text, want := range map[string]string{
		"Korea, North": "KP", "Democratic People's Republic of Korea": "KP", " north korea ": "KP", "kp": "KP", "Turkey": "TR", "Türkiye": "TR",
		"Antigua & Barbuda": "AG", "West Bank": "", "": "", "Atlantis": "",
	} {
		if got := countryCode(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	var e Entry
	for _, c := range []string{"undetermined", "00", "na", "KP", "North Korea", "West Bank", "West Bank"} {
		e.addCountry(c, Nationality)
	}
	if want := []Country{{Code: "KP"}, {Name: "West Bank"}}; !slices.Equal(e.Countries, want) {
		t.Errorf("%+v, want %+v", e.Countries, want)
	}
	for line := range strings.Lines(strings.TrimSpace(countryTable)) {
		if code := line[:2]; countryCode(code) != code {
			t.Errorf("the code %s is also a name of %s", code, countryCode(code))
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"10 Dec 1948": "1948-12-10", "Dec 1948": "1948-12", "1948": "1948", "circa 1951": "circa 1951", "circa 07 Jul 1966": "circa 1966-07-07",
		"1979-1982": "1979 to 1982", "circa 1979-1982": "circa 1979 to 1982", "Mar 1962 to Feb 1963": "1962-03 to 1963-02",
		"01 Jan 1973 to 31 Dec 1973": "1973-01-01 to 1973-12-31", "August 1961": "1961-08", "1965-03": "1965-03", "1965-03-12": "1965-03-12",
		"approximately 1960": "circa 1960", "29 Feb 1960": "1960-02-29",
		"30 Feb 1960": "", "1982-1979": "", "1963 to 1960": "", "x": "", "": "", "Foo 1960": "", "1 2 3 4": "", "31 Sep 1970": "", "0999": "",
	} {
		r, ok := wordRange(text)
		if got := r.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q %v, want %q", text, got, ok, want)
		}
	}
	for text, want := range map[string]string{"dd/mm/1945": "1945", "00/00/1945": "1945", "dd/04/1945": "1945-04", "12/04/1945": "1945-04-12", "12/13/1945": "", "12/1945": "", "x/y/z": ""} {
		d, ok := slashDate(text)
		if ok != (want != "") || ok && d.String() != want {
			t.Errorf("%q: %s %v, want %q", text, d, ok, want)
		}
	}
	full := func(y, m, d int) bonafide.Date { return bonafide.Date{Year: y, Month: monthOf(m), Day: d} }
	for _, c := range []struct {
		from, to bonafide.Date
		want     string
	}{
		{full(1965, 1, 1), full(1965, 12, 31), "1965"}, {full(1963, 1, 1), full(1965, 12, 31), "1963 to 1965"},
		{full(1960, 2, 1), full(1960, 2, 29), "1960-02"}, {full(1960, 2, 1), full(1960, 2, 28), "1960-02-01 to 1960-02-28"},
	} {
		if got := coarse(DateRange{From: c.from, To: c.to}).String(); got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

func TestSplitNames(t *testing.T) {
	for text, want := range map[string][]string{
		"Azim Adhajani; Azim Agha-Jani":            {"Azim Adhajani", "Azim Agha-Jani"},
		"Jin Tiesan (金铁三)":                         {"Jin Tiesan", "金铁三"},
		"A Sabet b) M. Javad":                      {"A Sabet", "M. Javad"},
		"Amir (original script: Амир)":             {"Amir", "Амир"},
		"أبو شيماء (Abu-Shaima; Abu- Shayma)":      {"أبو شيماء", "Abu-Shaima", "Abu- Shayma"},
		"Encep Nurjaman (birth name)":              {"Encep Nurjaman"},
		"LIBYAN FOREIGN INVESTMENT COMPANY (LFIC)": {"LIBYAN FOREIGN INVESTMENT COMPANY", "LFIC"},
		"LEADER (HONG KONG) INTERNATIONAL":         {"LEADER (HONG KONG) INTERNATIONAL"},
		"(Sheikh) Musa Hilal":                      {"(Sheikh) Musa Hilal"},
		") Abdelrahman":                            {"Abdelrahman"},
		"":                                         nil,
		"(all)":                                    {"(all)"},
		"unbalanced )":                             {"unbalanced )"},
		"أنصار الشريعة بليبيا (Ansar in Libya (ASL))":      {"أنصار الشريعة بليبيا", "Ansar in Libya", "ASL"},
		"HTS (هيئة تحرير الشام (original script); Hay’at)": {"HTS", "هيئة تحرير الشام", "Hay’at"},
	} {
		if got := splitNames(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestDocumentTypes(t *testing.T) {
	for label, want := range map[string]string{
		"Passport": "passport", "Numéro de passeport ": "passport", "National  Identification\n Number": "national-id", "Tax ID No.": "tax-id",
		"Unified Social Credit Code (USCC)": "uscc", "Legal Entity Number": "lei", "SWIFT BIC": "swift", "Library card": "other",
	} {
		if got := documentType(label); got != want {
			t.Errorf("%q: %s, want %s", label, got, want)
		}
	}
	if d := document("Company Number", "IMO 5055293", ""); d.Type != "imo" {
		t.Errorf("an IMO number is of type %s", d.Type)
	}
	types := DocumentTypes()
	if !slices.IsSorted(types) || !slices.Contains(types, "passport") || !slices.Contains(types, "other") {
		t.Errorf("types %v", types)
	}
	if !slices.IsSorted(OperatorColumns()) || !slices.Contains(OperatorColumns(), "weak_aliases") {
		t.Errorf("columns %v", OperatorColumns())
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Strong.String(), "strong"}, {Weak.String(), "weak"}, {Primary.String(), "primary"}, {Kind(9).String(), "fka"},
		{PartType(99).String(), "suffix"}, {Whole.String(), "whole"}, {CountryRole(9).String(), "flag"}, {Residence.String(), "residence"},
		{commentPiece.String(), "comments"}, {Sentinel{ID: "1", Name: "A B"}.String(), "1 A B"},
		{words("CurrentBelievedFlagOfShips"), "current believed flag of ships"}, {words("OFSIGroupID"), "ofsigroup id"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
