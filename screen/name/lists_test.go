package name

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// dataFolder finds the public test data beside the repository. Without it a
// test is skipped, loudly; under CI=true its absence is a failure.
func dataFolder(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		for _, p := range []string{filepath.Join(dir, "shared", "data", "sanctions"), filepath.Join(dir, "..", "shared", "data", "sanctions")} {
			if st, e := os.Stat(p); e == nil && st.IsDir() {
				return p
			}
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("the public sanctions data is absent: shared/data/sanctions is not beside the repository")
	}
	t.Skip("skipped: the public sanctions data (shared/data/sanctions) is not beside the repository")
	return ""
}

func readCSV(t testing.TB, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	r.Comment = '#'
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		rows = append(rows, row)
	}
}

// listEntry is one listed name, for tests.
type listEntry struct {
	ref     uint32
	text    string
	kind    Kind
	quality Quality
}

var weakRemark = regexp.MustCompile(`a\.k\.a\. '([^']*)'`)

// loadSDN reads the CSV set of the SDN list: main names, aliases, and the weak
// aliases that stand in the remarks.
func loadSDN(t testing.TB, data string) []listEntry {
	more := map[string]string{}
	for _, r := range readCSV(t, filepath.Join(data, "ofac_2025-02", "sdn_comments.csv")) {
		if len(r) > 1 {
			more[r[0]] += r[1]
		}
	}
	var out []listEntry
	kinds := map[string]Kind{}
	for _, r := range readCSV(t, filepath.Join(data, "ofac_2024-05-03", "sdn.csv")) {
		if len(r) < 12 {
			continue
		}
		id, _ := strconv.Atoi(r[0])
		kind := Entity
		if strings.TrimSpace(r[2]) == "individual" {
			kind = Person
		}
		kinds[r[0]] = kind
		out = append(out, listEntry{uint32(id), r[1], kind, Primary})
		remarks := r[11]
		if len(remarks) >= 1000 {
			remarks += more[r[0]]
		}
		for _, m := range weakRemark.FindAllStringSubmatch(remarks, -1) {
			out = append(out, listEntry{uint32(id), m[1], kind, WeakAlias})
		}
	}
	for _, r := range readCSV(t, filepath.Join(data, "ofac_2025-02", "alt.csv")) {
		if len(r) < 4 {
			continue
		}
		kind, ok := kinds[r[0]]
		if !ok {
			continue
		}
		id, _ := strconv.Atoi(r[0])
		out = append(out, listEntry{uint32(id), r[3], kind, Primary})
	}
	return out
}

// loadUN streams the consolidated list of the Security Council.
func loadUN(t testing.TB, data string) []listEntry {
	f, err := os.Open(filepath.Join(data, "un", "UN_consolidated.xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	type alias struct {
		Quality string `xml:"QUALITY"`
		Name    string `xml:"ALIAS_NAME"`
	}
	type record struct {
		ID            uint32  `xml:"DATAID"`
		First         string  `xml:"FIRST_NAME"`
		Second        string  `xml:"SECOND_NAME"`
		Third         string  `xml:"THIRD_NAME"`
		Fourth        string  `xml:"FOURTH_NAME"`
		Original      string  `xml:"NAME_ORIGINAL_SCRIPT"`
		PersonAliases []alias `xml:"INDIVIDUAL_ALIAS"`
		EntityAliases []alias `xml:"ENTITY_ALIAS"`
	}
	var out []listEntry
	d := xml.NewDecoder(f)
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok || start.Name.Local != "INDIVIDUAL" && start.Name.Local != "ENTITY" {
			continue
		}
		var r record
		if err := d.DecodeElement(&r, &start); err != nil {
			t.Fatal(err)
		}
		kind := Person
		if start.Name.Local == "ENTITY" {
			kind = Entity
		}
		whole := strings.Join(strings.Fields(strings.Join([]string{r.First, r.Second, r.Third, r.Fourth}, " ")), " ")
		out = append(out, listEntry{r.ID, whole, kind, Primary})
		if r.Original != "" {
			out = append(out, listEntry{r.ID, r.Original, kind, Primary})
		}
		for _, a := range append(r.PersonAliases, r.EntityAliases...) {
			q := Primary
			if a.Quality == "Low" {
				q = WeakAlias
			}
			for _, n := range strings.Split(a.Name, ";") {
				if n = strings.TrimSpace(n); n != "" {
					out = append(out, listEntry{r.ID, n, kind, q})
				}
			}
		}
	}
}
