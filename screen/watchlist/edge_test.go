package watchlist

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func read(t *testing.T, name, text string) *List {
	t.Helper()
	l, err := Read(context.Background(), name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestFollowTheMoneyShapes(t *testing.T) {
	l := read(t, "x.json", `{"id":"a","schema":"Person","caption":"Cap Tion","properties":{"holder":["x"],"birthDate":["last spring"],"country":["cn"],"username":["captain_1"],"mixed":["a",{"id":"w","schema":"CryptoWallet","properties":{"publicKey":["0x098B716B8Aaf21512996dC57EB0615e2383E2f96"],"currency":["eth"]}}],"passports":[{"id":"p","schema":"Passport","properties":{"number":["77"]}}]}}
{"id":"w2","schema":"CryptoWallet","properties":{"holder":[{"id":"a","schema":"Person"}],"publicKey":["0x1111111111111111111111111111111111111111"]}}
{"id":"w3","schema":"CryptoWallet","properties":{}}
{"id":"i","schema":"Identification","properties":{"holder":["a"],"number":["5"],"type":["Library card"]}}
{"id":"v","schema":"Vessel","properties":{"name":["Sea"],"imoNumber":["IMO 7406784"],"flag":["ga"]}}
`)
	a := l.Entry("a")
	if a.PrimaryName() != "Cap Tion" || len(a.Wallets) != 2 || a.Wallets[0].Ticker != "ETH" || !slices.Contains(a.Handles, "captain_1") {
		t.Errorf("%+v", a)
	}
	if len(a.Documents) != 2 || a.Documents[0].Number != "77" || a.Documents[1].Type != "other" {
		t.Errorf("documents %+v", a.Documents)
	}
	if !slices.Contains(a.Remarks, "date of birth: last spring") {
		t.Errorf("remarks %q", a.Remarks)
	}
	if l.Entry("v").Schema != Vessel || l.Entry("v").Documents[0].Type != "imo" {
		t.Errorf("vessel %+v", l.Entry("v"))
	}
	notes := strings.Join(l.Notes, "\n")
	if !strings.Contains(notes, "w3 has no public key") || !strings.Contains(notes, "neither a name nor a wallet") {
		t.Errorf("notes %s", notes)
	}
	for _, bad := range []string{`{"id":"a","schema":"Person","properties":{"name":"A"}}`, `{"id":"a","schema":"Person","properties":{"name":[1]}}`, `{"id":"a","schema":"Person","properties":{"name":["A",{"id":1}]}}`} {
		_, err := Read(context.Background(), "x.json", strings.NewReader(bad))
		wantRefusal(t, err, "x.json:1")
	}
}

func TestLongLines(t *testing.T) {
	long := strings.Repeat("x", 2<<20)
	l := read(t, "x.json", `{"id":"a","schema":"Person","properties":{"name":["A"],"notes":["`+long+`"]}}`)
	if len(l.Entries[0].Remarks[0]) != len(long) {
		t.Error("a long remark is cut")
	}
	_, err := Read(context.Background(), "x.json", strings.NewReader(`{"id":"a","schema":"Person","properties":{"notes":["`+strings.Repeat("x", ftmLine+(2<<20))+`"]}}`))
	wantRefusal(t, err, "x.json:1: a line of more than")
	_, err = Read(context.Background(), "x_XBT.txt", strings.NewReader("1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE\n"+strings.Repeat("x", 100<<10)))
	wantRefusal(t, err, "x_XBT.txt:2: a line of more than")
}

// One entry with very many values is read in time that grows with its length only.
func TestHostileEntryIsReadInLinearTime(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,name,aliases,emails,wallets\n1,A,")
	for i := range 150_000 {
		fmt.Fprintf(&b, "Name Number %d;", i)
	}
	b.WriteString(",")
	for i := range 150_000 {
		fmt.Fprintf(&b, "a%d@mail.example;", i)
	}
	b.WriteString(",")
	for i := range 50_000 {
		fmt.Fprintf(&b, "0x%040d;", i)
	}
	b.WriteString("\n")
	from := time.Now()
	l := read(t, "own.csv", b.String())
	if n := len(l.Entries[0].Names); n != 150_001 {
		t.Errorf("%d names", n)
	}
	if took := time.Since(from); took > 2*time.Minute {
		t.Errorf("it took %s", took)
	}
}

func TestTextsThatAreNotUTF8(t *testing.T) {
	l := read(t, "sdn.csv", "1,\"CAF\xc9\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a")
	if n := l.Entries[0].PrimaryName(); n != "CAFÉ" {
		t.Errorf("name %q", n)
	}
}

func TestOFACStatements(t *testing.T) {
	remarks := "a.k.a. no quotes; DOB someday; Gender Unknown; nationality of a very long text that goes on and on and names no country at all in it; " +
		"Digital Currency Address - ; Digital Currency Address - DOGE: DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z (fork); n.k.a. 'NEW NAME'; a.k.a. 'A'; a.k.a. '.'; a.k.a. 'CUT; Fax: 0097; IDENTITY 5"
	l := read(t, "sdn.csv", "1,\"X\",\"aircraft\",\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\""+remarks+"\"\r\n\x1a")
	e := l.Entries[0]
	want := []string{"a.k.a. no quotes", "DOB someday", "Gender Unknown", "nationality of a very long text that goes on and on and names no country at all in it",
		"Digital Currency Address -", "DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z: (fork)", "a.k.a. '.'", "IDENTITY 5"}
	if !slices.Equal(e.Remarks, want) {
		t.Errorf("remarks %q\nwant    %q", e.Remarks, want)
	}
	var names []string
	for _, n := range e.Names {
		names = append(names, n.Full)
	}
	if !slices.Equal(names, []string{"X", "NEW NAME", "A", "CUT"}) || e.Schema != Aircraft || e.Phones[0] != "0097" || e.Wallets[0].Ticker != "DOGE" {
		t.Errorf("%s %q %q %+v", e.Schema, names, e.Phones, e.Wallets)
	}
}

func TestAmbiguousLinkNamesNobody(t *testing.T) {
	row := func(id, name, remarks string) string {
		return id + ",\"" + name + "\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"" + remarks + "\"\r\n"
	}
	l := read(t, "sdn.csv", row("1", "TWIN", "-0- ")+row("2", "TWIN", "-0- ")+row("3", "SINGLE", "-0- ")+row("4", "X", "Linked To: TWIN; Linked To: SINGLE; Linked To: GONE.")+"\x1a")
	links := l.Entry("4").Links
	if links[0].ID != "" || links[1].ID != "3" || links[2].ID != "" {
		t.Errorf("links %+v", links)
	}
}

func TestSchemas(t *testing.T) {
	for _, c := range []struct{ got, want Schema }{
		{euSchema("person", ""), Person}, {euSchema("", "P"), Person}, {euSchema("E", ""), Entity}, {euSchema("vessel", "E"), Vessel}, {euSchema("", ""), Unknown},
		{ukSchema("Aircraft"), Aircraft}, {ukSchema("Entity"), Entity}, {ukSchema("?"), Unknown},
		{schemaOf("Aircraft", ""), Aircraft}, {schemaOf("", "Other Entity"), Entity}, {schemaOf("", "Location"), Unknown},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}

func TestSniffing(t *testing.T) {
	for text, want := range map[string]string{
		"<?xml version=\"1.0\"?><!-- <a> --><ns:export x=\"\">": "export", "<a/>": "a", "<a": "", "<?xml": "", "<!-- ": "", "": "",
	} {
		if got := rootName([]byte(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	_, err := Read(context.Background(), "x.txt", strings.NewReader("# only\n# comments"))
	wantRefusal(t, err, "x.txt")
	for name, want := range map[string]bool{"README": true, "LICENSE.txt": true, "list.csv": false, "a.pdf": true, ".x": true, "list.html": true} {
		if noData(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

func TestReorderedAdvancedXMLIsRefused(t *testing.T) {
	for doc, says := range map[string]string{
		"<Sanctions><DistinctParties/></Sanctions>":  "before the locations",
		"<Sanctions><SanctionsEntries/></Sanctions>": "before the parties",
		"<Sanctions><Locations/><DistinctParties/><SanctionsEntries><SanctionsEntry ProfileID=\"5\"/></SanctionsEntries></Sanctions>":                                                    "unknown profile",
		"<Sanctions><DateOfIssue><Year>2026</Year><Month>13</Month></DateOfIssue></Sanctions>":                                                                                           "no such date",
		"<Sanctions><ReferenceValueSets><ListValues><List>x</List></ListValues></ReferenceValueSets></Sanctions>":                                                                        "without an id",
		"<Sanctions><Locations/><DistinctParties><DistinctParty FixedRef=\"1\"><Profile ID=\"1\"><Feature FeatureTypeID=\"9\"/></Profile></DistinctParty></DistinctParties></Sanctions>": "unknown type",
	} {
		_, err := Read(context.Background(), "a.xml", strings.NewReader(doc))
		wantRefusal(t, err, says)
	}
	moved := strings.Replace(sampleAdvanced, `<VersionLocation LocationID="1" />`, `<VersionLocation LocationID="7" />`, 1)
	_, err := Read(context.Background(), "a.xml", strings.NewReader(moved))
	wantRefusal(t, err, "unknown location")
}

func TestHostileCacheBody(t *testing.T) {
	n := func(values ...uint64) (b []byte) {
		for _, v := range values {
			b = binary.AppendUvarint(b, v)
		}
		return b
	}
	for what, body := range map[string][]byte{
		"empty":                    nil,
		"more texts than fit":      n(1 << 40),
		"texts too long":           n(2, 0, 1<<30),
		"a text that is not there": append(n(1, 0), n(99)...),
		"a long number":            bytes.Repeat([]byte{0xff}, 20),
		"too many entries":         append(n(1, 0), n(0, 0, 0, 0, 0, 0, 0, 0, 1<<20)...),
	} {
		c := &cacheReader{b: body}
		c.readTexts()
		c.readList()
		if !c.bad {
			t.Errorf("%s: not noticed", what)
		}
	}
}

func TestNotesAreBounded(t *testing.T) {
	var l List
	for i := range 1000 {
		l.note(fmt.Sprint(i))
		l.note("again")
	}
	if len(l.Notes) != 200 {
		t.Errorf("%d notes", len(l.Notes))
	}
	if l.Entry("absent") != nil {
		t.Error("an entry that is not there")
	}
}

func TestOwnCSVOfTheOpenKind(t *testing.T) {
	l := read(t, "targets.simple.csv", "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,program_ids,dataset,first_seen,last_seen,last_change\n"+
		"NK-1,LegalEntity,Bright Lantern,BL Trading,,kp,,\"77\",DPRK,,,,un,2023-04-20T10:00:00,2026-01-01,2025-01-01\n")
	if e := l.Entries[0]; e.Schema != Entity || e.Listed.String() != "2023-04-20" || e.Programmes[0] != "DPRK" {
		t.Errorf("%+v", e)
	}
}
