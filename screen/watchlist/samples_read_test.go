package watchlist

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bonafide"
)

// show writes a list for people: what the golden files hold.
func show(l *List) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s version=%q published=%s dated=%v\n", l.Name, l.Format, l.Version, l.Published, l.Dated)
	for _, n := range l.Notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	for i := range l.Entries {
		e := &l.Entries[i]
		fmt.Fprintf(&b, "\n%s %s %q listed=%s delisted=%s gender=%s\n", e.Schema, e.ID, e.PrimaryName(), e.Listed, e.Delisted, e.Gender)
		for j := range e.Names {
			n := &e.Names[j]
			fmt.Fprintf(&b, "  name %d %s %s %s %q", n.Alias, n.Kind, n.Quality, n.Script, n.Full)
			for _, p := range n.Parts {
				fmt.Fprintf(&b, " %s=%q", p.Type, p.Text)
			}
			b.WriteByte('\n')
		}
		for _, d := range e.Born {
			fmt.Fprintf(&b, "  born %s\n", d)
		}
		for _, c := range e.Countries {
			fmt.Fprintf(&b, "  country %s %s%s\n", c.Role, c.Code, c.Name)
		}
		for _, d := range e.Documents {
			fmt.Fprintf(&b, "  document %s %q %q %s disputed=%v\n", d.Type, d.Label, d.Number, d.Country, d.Disputed)
		}
		for _, p := range e.Places {
			fmt.Fprintf(&b, "  place %s\n", p.oneLine())
		}
		for _, w := range e.Wallets {
			fmt.Fprintf(&b, "  wallet %s %s lost=%v\n", w.Ticker, w.Address, w.CaseLost)
		}
		for _, v := range e.Links {
			fmt.Fprintf(&b, "  link %q %s %q\n", v.Relation, v.ID, v.Name)
		}
		for k, list := range e.textFields() {
			if len(*list) > 0 {
				fmt.Fprintf(&b, "  %s %q\n", [...]string{"birth places", "programmes", "e-mails", "phones", "sites", "handles", "risks", "remarks", "referents"}[k], *list)
			}
		}
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what is written down (UPDATE_GOLDEN=1 writes it anew):\n%s", path, got)
	}
}

// samples are the single files, by the name under which they are published.
var samples = map[string]string{
	"sdn_advanced.xml":             sampleAdvanced,
	"un.xml":                       sampleUN,
	"eu.xml":                       sampleEU,
	"uk.xml":                       sampleUKXML,
	"uk.csv":                       sampleUKCSV,
	"entities.ftm.json":            sampleFTM,
	"house.csv":                    sampleOperator,
	"sdn.csv":                      sampleSDN,
	"sanctioned_addresses_XBT.txt": "# from the list\n1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE\n\n17UVSMegvrzfobKC82dHXpZLtLcqzW9stF\n1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE",
	"sanctioned_addresses_ETH.json": `[
  "0x098B716B8Aaf21512996dC57EB0615e2383E2f96"
]`,
	"addresses_2026-08-22.json": `{"metadata":{"lastUpdated":"2026-08-22T04:43:26.646Z","sdnListDate":"08/20/2026","totalAddresses":4,"totalEntries":5},"addresses":{
 "1efmvkxqquzfbdocpju6ruscjvenqwbqye":{"type":"Digital Currency Address - XBT","entries":[{"entity":"Ryang Song Ho","program":"DPRK3, NPWMD","type":"Digital Currency Address - XBT","uid":"90001","akas":["Lyang Song Ho"]}]},
 "0x098b716b8aaf21512996dc57eb0615e2383e2f96":{"type":"Digital Currency Address - ETH","entries":[{"entity":"Ryang Song Ho","program":"DPRK3","type":"Digital Currency Address - ETH","uid":"90001","akas":[]},{"entity":"Bright Lantern Trading","program":"DPRK3","uid":"90002"}]},
 "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq":{"type":"Digital Currency Address - XBT","entries":[{"entity":"Bright Lantern Trading","program":"DPRK3","uid":"90002"}]},
 "qpf2cphc5dkuclkqur7lhj2yuqq9pk3hmukle77vhq":{"type":"Digital Currency Address - BCH","entries":[{"entity":"","program":"","uid":""}]}
}}`,
}

func TestReadSamples(t *testing.T) {
	for name, text := range samples {
		t.Run(name, func(t *testing.T) {
			rd := Reader{Date: bonafide.Date{Year: 2026, Month: 9, Day: 1}}
			l, err := rd.Read(context.Background(), name, strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, show(l))

			// The same bytes packed are the same list, with the hash of what was given.
			var z bytes.Buffer
			w := gzip.NewWriter(&z)
			w.Write([]byte(text))
			w.Close()
			packed, err := rd.Read(context.Background(), name+".gz", bytes.NewReader(z.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			if d := Diff(l, packed); !d.Empty() {
				t.Errorf("packed it reads as another list: %+v", d)
			}
			if packed.SHA256 == l.SHA256 || packed.Files[0].Bytes != int64(z.Len()) {
				t.Errorf("the hash is not over the bytes as given: %s, %d bytes", packed.SHA256, packed.Files[0].Bytes)
			}
		})
	}
}

func TestReadOFACSet(t *testing.T) {
	dir := writeFiles(t, map[string]string{"SDN.CSV": sampleSDN, "ALT.CSV": sampleALT, "ADD.CSV": sampleADD, "SDN_COMMENTS.CSV": sampleComments})
	rd := Reader{Date: bonafide.Date{Year: 2026, Month: 9, Day: 1}}
	lists, err := rd.ReadDir(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(lists) != 1 {
		t.Fatalf("%d lists of one set", len(lists))
	}
	golden(t, "ofac_set", show(lists[0]))
	if len(lists[0].Files) != 4 {
		t.Errorf("the list names %d files of four", len(lists[0].Files))
	}
}

func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A remark cut at 1,000 characters goes on in mid-word in the comments file.
func TestCutRemarks(t *testing.T) {
	ctx := context.Background()
	t.Run("joined without a separator", func(t *testing.T) {
		dir := writeFiles(t, map[string]string{"sdn.csv": sampleCut(), "sdn_comments.csv": sampleComments})
		lists, err := ReadDir(ctx, dir)
		if err != nil {
			t.Fatal(err)
		}
		e := lists[0].Entry("90009")
		if len(e.Wallets) != 1 || e.Wallets[0].Address != "1GqChmWq" {
			t.Errorf("wallets %+v, want 1Gq + ChmWq in one", e.Wallets)
		}
		if len(e.Names) != 2 || e.Names[1].Full != "TAIL" {
			t.Errorf("names %+v, want the alias of the continuation", e.Names)
		}
	})
	t.Run("refused without its continuation", func(t *testing.T) {
		_, err := Read(ctx, "sdn.csv", strings.NewReader(sampleCut()))
		wantRefusal(t, err, "cut at 1000 characters", "SDN_COMMENTS")
	})
	t.Run("accepted for old files on request, with a note", func(t *testing.T) {
		rd := Reader{AllowCut: true}
		l, err := rd.Read(ctx, "sdn.csv", strings.NewReader(sampleCut()))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.Join(l.Notes, "\n"), "1 remarks are cut") {
			t.Errorf("notes %q do not say that remarks are cut", l.Notes)
		}
	})
	t.Run("accepted to be screened against, and said before all else", func(t *testing.T) {
		rd := Reader{CutRemarks: true}
		l, err := rd.Read(ctx, "sdn.csv", strings.NewReader(sampleCut()))
		if err != nil || len(l.Notes) != 3 || !strings.HasPrefix(l.Notes[0], Incomplete+"1 remarks are cut") {
			t.Fatalf("%+v, %v", l, err)
		}
		for i, file := range []string{"SDN_COMMENTS.CSV", "ALT.CSV", "ADD.CSV"} {
			if !strings.HasPrefix(l.Notes[i], Incomplete) || !strings.Contains(l.Notes[i], file) {
				t.Errorf("note %q does not say that %s is missing", l.Notes[i], file)
			}
		}
	})
	t.Run("the end mark is asked for all the same", func(t *testing.T) {
		var b strings.Builder
		for i := range 3000 {
			fmt.Fprintf(&b, "%d,\"INVENTED FIRM %d\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n", i+1, i+1)
		}
		rd := Reader{CutRemarks: true}
		_, err := rd.Read(ctx, "sdn.csv", strings.NewReader(b.String()))
		wantRefusal(t, err, "end mark (0x1A) is missing")
		if _, err = rd.Read(ctx, "sdn.csv", strings.NewReader(b.String()+"\x1a")); err != nil {
			t.Error(err)
		}
		rd = Reader{AllowCut: true}
		if _, err = rd.Read(ctx, "sdn.csv", strings.NewReader(b.String())); err != nil {
			t.Error(err)
		}
	})
	t.Run("a blank at the cut is kept", func(t *testing.T) {
		remarks := "DOB 1990; " + strings.Repeat("x", 1000-10-len("; a.k.a. 'TWO ")) + "; a.k.a. 'TWO "
		dir := writeFiles(t, map[string]string{
			"sdn.csv":          "90009,\"X\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"" + remarks + "\"\r\n\x1a",
			"sdn_comments.csv": "90009,\"WORDS'.\"\r\n\x1a",
		})
		lists, err := ReadDir(ctx, dir)
		if err != nil {
			t.Fatal(err)
		}
		if n := lists[0].Entries[0].Names; len(n) != 2 || n[1].Full != "TWO WORDS" {
			t.Errorf("names %+v, want TWO WORDS", n)
		}
	})
}

func wantRefusal(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("accepted, want a refusal")
	}
	if !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("%v is not of kind invalid", err)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("%q does not say %q", err, p)
		}
	}
}

// Every sample that is cut anywhere before its end is refused whole, and never read
// as a shorter list. The formats in lines have no mark at the end: there, a cut at
// the end of a line cannot be seen, and the bound on shrinking has to catch it.
func TestTruncatedSamplesAreRefused(t *testing.T) {
	whole := map[string]bool{"sdn_advanced.xml": true, "un.xml": true, "eu.xml": true, "uk.xml": true, "addresses_2026-08-22.json": true, "sanctioned_addresses_ETH.json": true}
	for name, text := range samples {
		if !whole[name] {
			continue
		}
		t.Run(name, func(t *testing.T) {
			end := len(strings.TrimSpace(text))
			for n := 0; n < end; n += max(1, end/400) {
				if _, err := Read(context.Background(), name, strings.NewReader(text[:n])); err == nil {
					t.Fatalf("accepted when cut after %d of %d bytes", n, end)
				}
			}
		})
	}
	for _, name := range []string{"entities.ftm.json", "uk.csv", "house.csv", "sdn.csv"} {
		t.Run(name, func(t *testing.T) {
			text := samples[name]
			for n := 1; n < len(text); n += max(1, len(text)/400) {
				cutAtRow := text[n-1] == '\n' || text[n] == '\n' || strings.HasPrefix(text[n:], "\x1a") || strings.HasPrefix(text[n:], "\r")
				if cutAtRow {
					continue
				}
				l, err := Read(context.Background(), name, strings.NewReader(text[:n]))
				if err == nil && name != "house.csv" && name != "uk.csv" {
					t.Fatalf("accepted when cut after %d of %d bytes: %d entries", n, len(text), len(l.Entries))
				}
			}
		})
	}
	t.Run("packed", func(t *testing.T) {
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		w.Write([]byte(sampleUN))
		w.Close()
		for n := 1; n < z.Len(); n += 7 {
			if _, err := Read(context.Background(), "un.xml.gz", bytes.NewReader(z.Bytes()[:n])); err == nil {
				t.Fatalf("accepted when cut after %d of %d bytes", n, z.Len())
			}
		}
		damaged := bytes.Clone(z.Bytes())
		damaged[len(damaged)-6] ^= 1
		_, err := Read(context.Background(), "un.xml.gz", bytes.NewReader(damaged))
		wantRefusal(t, err, "damaged")
	})
}

func TestWhatIsNoListIsRefused(t *testing.T) {
	many := strings.Repeat("90001,\"A\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n", 1000)
	for name, c := range map[string]struct{ file, text, says string }{
		"empty":                        {"un.xml", "", "empty"},
		"blank":                        {"un.xml", " \n\n", "empty"},
		"an error page":                {"sdn_advanced.xml", "<!DOCTYPE html><html><body>404</body></html>", "an HTML page"},
		"an error page with a header":  {"sdn_advanced.xml", "<?xml version=\"1.0\"?>\n<html xmlns=\"x\"></html>", "an HTML page"},
		"another XML":                  {"x.xml", "<rss></rss>", "unknown kind"},
		"the plain OFAC XML":           {"sdn.xml", "<sdnList></sdnList>", "sdn_advanced.xml"},
		"the closed OFSI list":         {"ConList.xml", "<ArrayOfFinancialSanctionsTarget/>", "UK Sanctions List"},
		"broken XML":                   {"x.xml", "<", "damaged"},
		"no list without entries":      {"eu.xml", `<export generationDate="2026-01-01"></export>`, "no entries"},
		"sections missing":             {"un.xml", `<CONSOLIDATED_LIST><INDIVIDUALS></INDIVIDUALS></CONSOLIDATED_LIST>`, "section is missing"},
		"parties missing":              {"sdn.xml", `<Sanctions><Locations/></Sanctions>`, "section is missing"},
		"a document type":              {"un.xml", `<CONSOLIDATED_LIST><!DOCTYPE x [<!ENTITY a "b">]></CONSOLIDATED_LIST>`, "document type"},
		"an entity of its own":         {"eu.xml", `<export><sanctionEntity><remark>&boom;</remark></sanctionEntity></export>`, "unknown entity"},
		"a bare ampersand":             {"eu.xml", `<export><sanctionEntity><remark>a & b</remark></sanctionEntity></export>`, "'&'"},
		"crossed elements":             {"eu.xml", `<export><a></export></a>`, "does not close"},
		"two documents":                {"eu.xml", sampleEU + sampleEU, "second"},
		"text after the end":           {"eu.xml", sampleEU + "and more", "after the end"},
		"text in the open":             {"eu.xml", `<export>hello</export>`, "where an element"},
		"another encoding":             {"un.xml", `<?xml version="1.0" encoding="UTF-16"?><CONSOLIDATED_LIST/>`, "UTF-8"},
		"not UTF-8":                    {"eu.xml", "<export><sanctionEntity logicalId=\"1\"><remark>\xff</remark></sanctionEntity></export>", "UTF-8"},
		"UTF-16":                       {"x.csv", "\xff\xfeU\x00n\x00", "no known list format"},
		"UTF-16 without its mark":      {"x.csv", "n\x00a\x00m\x00e\x00", "UTF-8"},
		"UTF-16 cut in a character":    {"x.csv", "\xff\xfen\x00a\x00m\x00e\x00\n\x00A\x00B", "cut short"},
		"xz":                           {"x.csv.xz", "\xfd7zXZ\x00....", "unpack it first"},
		"zstd":                         {"x.csv.zst", "\x28\xb5\x2f\xfd....", "unpack it first"},
		"nested too deep":              {"eu.xml", "<export>" + strings.Repeat("<a>", 100), "nested"},
		"one entry twice":              {"eu.xml", `<export><sanctionEntity logicalId="1"><nameAlias wholeName="A"/></sanctionEntity><sanctionEntity logicalId="1"/></export>`, "two entries"},
		"an entry without id":          {"eu.xml", `<export><sanctionEntity><nameAlias wholeName="A"/></sanctionEntity></export>`, "without an id"},
		"a UN entry without name":      {"un.xml", `<CONSOLIDATED_LIST><INDIVIDUALS><I><DATAID>1</DATAID></I></INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>`, "no name"},
		"zip":                          {"x.zip", "PK\x03\x04....", "zip"},
		"prose":                        {"x.txt", "Dear customer, the list moved.", "no known list format"},
		"JSON of another kind":         {"x.json", `{"a":1}`, "unknown kind"},
		"JSON cut short":               {"x_XBT.json", `["1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE",`, "damaged"},
		"an array of numbers":          {"x_XBT.json", `[1,2]`, "damaged"},
		"what is no address":           {"x_XBT.json", `["hello"]`, "no address"},
		"an address cut short":         {"x_ETH.json", `["0x098B716B8Aaf21512996dC57EB0615e2383E2f"]`, "cut short"},
		"a total that does not hold":   {"x.json", `{"metadata":{"totalAddresses":2},"addresses":{"1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE":{"entries":[{"uid":"1"}]}}}`, "not complete"},
		"a text list with prose":       {"x_XBT.txt", "1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE\nsee page 2\n", "no address"},
		"the alias file alone":         {"alt.csv", sampleALT, "alias file"},
		"the address file alone":       {"add.csv", sampleADD, "address file"},
		"the comments alone":           {"sdn_comments.csv", sampleComments, "comments file"},
		"a row too short":              {"sdn.csv", sampleSDN[:strings.Index(sampleSDN, "\n")+1] + "90002,\"B\"\n\x1a", "2 columns"},
		"data after the end mark":      {"sdn.csv", sampleSDN + "90004", "after the end mark"},
		"a long file without end mark": {"sdn.csv", many, "end mark"},
		"a quote that does not end":    {"sdn.csv", "1,\"A\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB", "cut short"},
		"UK without its columns":       {"uk.csv", "Report Date: 1\nUnique ID,Name 6,Name 1,Name 2,Name 3,Name 4\n", "name type"},
		"UK cut in a row":              {"uk.csv", "Unique ID,Name 6,Name type,a,b,c\nX,Y\n", "2 columns"},
		"FtM without schema":           {"a.json", `{"id":"x","schema":"","properties":{}}`, "without id or schema"},
		"FtM cut in a line":            {"a.json", `{"id":"x","schema":"Person","properties":{"name":["A"]}}` + "\n" + `{"id":"y","sch`, "a.json:2"},
		"an unknown column":            {"own.csv", "name,shoe_size\nA,43\n", "shoe_size"},
		"a column twice":               {"own.csv", "name,name\nA,B\n", "twice"},
		"a column under two names":     {"own.csv", "name,dob,birth_date\nA,1,2\n", "twice"},
		"a bad date":                   {"own.csv", "name,dob\nA,someday\n", "own.csv:2"},
		"a bad listing date":           {"own.csv", "name,listed\nA,someday\n", "listed"},
		"a bad schema":                 {"own.csv", "name,schema\nA,robot\n", "robot"},
		"a bad wallet":                 {"own.csv", "name,wallets\nA,XBT:short\n", "no address"},
		"a row without a name":         {"own.csv", "name,dob\n,1985\n", "neither"},
		"own file not UTF-8":           {"own.csv", "name,dob\n\xff,1985\n", "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(context.Background(), c.file, strings.NewReader(c.text))
			wantRefusal(t, err, c.says, c.file)
		})
	}
}

func TestBoundsAndCancellation(t *testing.T) {
	rd := Reader{MaxBytes: 500}
	_, err := rd.Read(context.Background(), "un.xml", strings.NewReader(sampleUN))
	wantRefusal(t, err, "larger than 500 bytes")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, "un.xml", strings.NewReader(sampleUN)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	if _, err := new(Reader).ReadFiles(context.Background()); err == nil {
		t.Error("no file is a list")
	}
	if _, err := new(Reader).ReadFiles(context.Background(), "absent.xml"); err == nil {
		t.Error("an absent file is a list")
	}
	if _, err := new(Reader).ReadFiles(context.Background(), "absent.csv", "absent2.csv"); err == nil {
		t.Error("absent files are a list")
	}
}

func TestReadDir(t *testing.T) {
	ctx := context.Background()
	t.Run("reads what is there and names what it passed over", func(t *testing.T) {
		dir := writeFiles(t, map[string]string{"a_un.xml": sampleUN, "b_eu.xml": sampleEU, "README.md": "notes", ".hidden": "x", "cons_prim.csv": sampleSDN, "sdn.csv": sampleSDN, "alt.csv": sampleALT})
		if err := os.Mkdir(filepath.Join(dir, "old"), 0o755); err != nil {
			t.Fatal(err)
		}
		lists, err := ReadDir(ctx, dir)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, l := range lists {
			names = append(names, l.Name)
		}
		if got := strings.Join(names, " "); got != "un ofac-sdn eu ofac-cons" {
			t.Errorf("lists %s", got)
		}
		if got := strings.Join(lists[0].Notes, "\n"); !strings.Contains(got, ".hidden, README.md, old (a folder)") {
			t.Errorf("notes %q do not name what was passed over", got)
		}
	})
	t.Run("one bad file refuses the folder and is named", func(t *testing.T) {
		dir := writeFiles(t, map[string]string{"un.xml": sampleUN, "eu.xml": sampleEU[:700], "page.txt": "moved", "uk.xml": "<html>"})
		_, err := ReadDir(ctx, dir)
		wantRefusal(t, err, "page.txt", "uk.xml")
		os.Remove(filepath.Join(dir, "page.txt"))
		os.Remove(filepath.Join(dir, "uk.xml"))
		_, err = ReadDir(ctx, dir)
		wantRefusal(t, err, "eu.xml")
	})
	t.Run("two versions of one set", func(t *testing.T) {
		dir := writeFiles(t, map[string]string{"sdn_1.csv": sampleSDN, "sdn_2.csv": sampleSDN})
		_, err := ReadDir(ctx, dir)
		wantRefusal(t, err, "second main file")
	})
	t.Run("a set without its main file", func(t *testing.T) {
		dir := writeFiles(t, map[string]string{"alt.csv": sampleALT, "add.csv": sampleADD})
		_, err := ReadDir(ctx, dir)
		wantRefusal(t, err, "main file")
	})
	t.Run("another format among the files of a set", func(t *testing.T) {
		dir := writeFiles(t, map[string]string{"sdn.csv": sampleSDN, "un.xml": sampleUN})
		_, err := new(Reader).ReadFiles(ctx, filepath.Join(dir, "sdn.csv"), filepath.Join(dir, "un.xml"))
		wantRefusal(t, err, "un-xml")
	})
	t.Run("two lists of one name are noted", func(t *testing.T) {
		dir := writeFiles(t, map[string]string{"a.xml": sampleUN, "b.xml": sampleUN})
		lists, err := ReadDir(ctx, dir)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.Join(lists[1].Notes, " "), "same name") {
			t.Errorf("notes %q", lists[1].Notes)
		}
	})
	t.Run("nothing there", func(t *testing.T) {
		_, err := ReadDir(ctx, t.TempDir())
		wantRefusal(t, err, "no list")
		if _, err := ReadDir(ctx, "absent"); err == nil {
			t.Error("an absent folder is read")
		}
	})
}

func TestDateOfAFileWithoutOne(t *testing.T) {
	dir := writeFiles(t, map[string]string{"sdn_2023-05-19_before.csv": sampleSDN})
	l, err := new(Reader).ReadFiles(context.Background(), filepath.Join(dir, "sdn_2023-05-19_before.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if l.Published.String() != "2023-05-19" || l.Dated {
		t.Errorf("published %s dated %v, want the date of the file's name", l.Published, l.Dated)
	}
	path := filepath.Join(dir, "sdn.csv")
	if err := os.Rename(filepath.Join(dir, "sdn_2023-05-19_before.csv"), path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if l, err = new(Reader).ReadFiles(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	if l.Published != bonafide.DateOf(info.ModTime()) {
		t.Errorf("published %s, want the date of the file", l.Published)
	}
}
