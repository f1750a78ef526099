package watchlist

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An entity is delisted where all its measures have ended, on the day of the last one.
func TestEndOfMeasures(t *testing.T) {
	const person = `{"id":"P","schema":"Person","caption":"Boris Proverov","properties":{"name":["Boris Proverov"]}}` + "\n"
	sanction := func(id, end string) string {
		return `{"id":"` + id + `","schema":"Sanction","properties":{"entity":["P"],"startDate":["2014-03-01"]` + end + `}}` + "\n"
	}
	nested := func(ends ...string) string {
		var all []string
		for _, end := range ends {
			all = append(all, `{"id":"S`+end[:min(len(end), 1)]+`","schema":"Sanction","properties":{"startDate":["2014-03-01"]`+end+`}}`)
		}
		return `{"id":"P","schema":"Person","caption":"Boris Proverov","properties":{"name":["Boris Proverov"],"sanctions":[` + strings.Join(all, ",") + `]}}` + "\n"
	}
	end := func(days ...string) string { return `,"endDate":["` + strings.Join(days, `","`) + `"]` }
	for what, c := range map[string]struct{ text, delisted string }{
		"no end":                        {person + sanction("S1", ""), ""},
		"one that ended":                {person + sanction("S1", end("2020-01-01")), "2020-01-01"},
		"one that will end":             {person + sanction("S1", end("2027-01-01")), "2027-01-01"},
		"one ended, one live":           {person + sanction("S1", end("2020-01-01")) + sanction("S2", ""), ""},
		"one live, one ended":           {person + sanction("S1", "") + sanction("S2", end("2020-01-01")), ""},
		"both ended":                    {person + sanction("S1", end("2022-05-01")) + sanction("S2", end("2020-01-01")), "2022-05-01"},
		"ended and to end":              {person + sanction("S1", end("2027-01-01")) + sanction("S2", end("2020-01-01")), "2027-01-01"},
		"two ends of one":               {person + sanction("S1", end("2020-01-01", "2021-01-01")), "2021-01-01"},
		"an end with its hour":          {person + sanction("S1", end("2020-01-01T00:00:00")), "2020-01-01"},
		"an end that cannot be read":    {person + sanction("S1", end("until revoked")), ""},
		"a year holds to its last day":  {person + sanction("S1", end("2021-05-01")) + sanction("S2", end("2021")), "2021"},
		"nested, one ended, one live":   {nested(end("2020-01-01"), ""), ""},
		"nested, one live, one ended":   {nested("", end("2020-01-01")), ""},
		"nested, both ended":            {nested(end("2020-01-01"), end("2021-01-01")), "2021-01-01"},
		"the measure before its entity": {sanction("S1", end("2020-01-01")) + person + sanction("S2", ""), ""},
	} {
		l, err := Read(t.Context(), "entities.ftm.json", strings.NewReader(c.text))
		if err != nil || len(l.Entries) != 1 || l.Entries[0].Delisted.String() != c.delisted {
			t.Errorf("%s: %+v, %v; want %q", what, l, err, c.delisted)
		}
	}
}

// A cache of the older form is read, but of FollowTheMoney lists it may hold an end that
// is none.
func TestOlderCache(t *testing.T) {
	for name, text := range map[string]string{
		"house.csv":         "id,name\n1,Boris Proverov\n",
		"entities.ftm.json": `{"id":"P","schema":"Person","caption":"Boris Proverov","properties":{"name":["Boris Proverov"]}}`,
	} {
		l, err := Read(t.Context(), name, strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := WriteCache(&b, l); err != nil {
			t.Fatal(err)
		}
		old := append([]byte(oldCacheMagic), b.Bytes()[len(cacheMagic):]...)
		_, err = ReadCache("cache", bytes.NewReader(old))
		if refused := err != nil; refused != (l.Format == FollowMoney) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Who stands in an export for a relation's sake is not listed; what one is listed for, if
// not a sanction, is told.
func TestTargetsOfAnExport(t *testing.T) {
	const text = `{"id":"a","schema":"Person","caption":"Boris Proverov","target":true,"properties":{"name":["Boris Proverov"],"topics":["sanction"]}}
{"id":"b","schema":"Person","caption":"Ann Lee","target":false,"properties":{"name":["Ann Lee"]}}
{"id":"c","schema":"Person","caption":"Pol Itician","target":true,"properties":{"name":["Pol Itician"],"topics":["role.pep"]}}
{"id":"d","schema":"Person","caption":"Old Export","properties":{"name":["Old Export"]}}
`
	path := filepath.Join(t.TempDir(), "x.ftm.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := new(Reader).ReadFiles(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for i := range l.Entries {
		got += l.Entries[i].ID + strings.Join(l.Entries[i].Programmes, ",") + " "
	}
	if got != "a crole.pep d " || !strings.Contains(strings.Join(l.Notes, "\n"), "1 entities are no targets") {
		t.Errorf("%s, %q", got, l.Notes)
	}
}
