package watchlist

import (
	"archive/zip"
	"bytes"
	"context"
	"strings"
	"testing"
)

// fuzz checks what must hold for any input: no panic, and a list that was read has
// entries with ids, and survives the cache unchanged.
func fuzz(f *testing.F, names ...string) {
	for _, name := range names {
		f.Add([]byte(samples[name]))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		rd := Reader{MaxBytes: 1 << 20}
		l, err := rd.Read(context.Background(), names[0], bytes.NewReader(b))
		if err != nil {
			if l != nil {
				t.Fatal("a list beside an error")
			}
			return
		}
		if len(l.Entries) == 0 {
			t.Fatal("a list without entries")
		}
		for i := range l.Entries {
			if l.Entries[i].ID == "" || l.Entries[i].List != l.Name {
				t.Fatalf("entry %+v", l.Entries[i])
			}
		}
		var c bytes.Buffer
		if err := WriteCache(&c, l); err != nil {
			t.Fatal(err)
		}
		back, err := ReadCache("c", &c)
		if err != nil {
			t.Fatal(err)
		}
		if d := Diff(l, back); !d.Empty() {
			t.Fatalf("the cache says something else: %+v", d)
		}
	})
}

func FuzzAdvanced(f *testing.F)    { fuzz(f, "sdn_advanced.xml") }
func FuzzUN(f *testing.F)          { fuzz(f, "un.xml") }
func FuzzEU(f *testing.F)          { fuzz(f, "eu.xml") }
func FuzzUKXML(f *testing.F)       { fuzz(f, "uk.xml") }
func FuzzUKCSV(f *testing.F)       { fuzz(f, "uk.csv") }
func FuzzFollowMoney(f *testing.F) { fuzz(f, "entities.ftm.json") }
func FuzzOperatorCSV(f *testing.F) { fuzz(f, "house.csv") }
func FuzzAddressJSON(f *testing.F) {
	fuzz(f, "addresses_2026-08-22.json", "sanctioned_addresses_ETH.json")
}
func FuzzAddressText(f *testing.F) { fuzz(f, "sanctioned_addresses_XBT.txt") }
func FuzzOFACMainCSV(f *testing.F) { fuzz(f, "sdn.csv") }

func FuzzOFACSet(f *testing.F) {
	f.Add([]byte(sampleSDN), []byte(sampleALT), []byte(sampleADD), []byte(sampleComments))
	f.Add([]byte(sampleCut()), []byte(sampleALT), []byte(sampleADD), []byte(sampleComments))
	f.Fuzz(func(t *testing.T, main, alt, add, comments []byte) {
		rd := Reader{MaxBytes: 1 << 20}
		l, err := rd.readSet(context.Background(), []named{
			{"sdn.csv", bytes.NewReader(main)}, {"alt.csv", bytes.NewReader(alt)}, {"add.csv", bytes.NewReader(add)}, {"sdn_comments.csv", bytes.NewReader(comments)},
		})
		if err == nil && len(l.Entries) == 0 {
			t.Fatal("a list without entries")
		}
	})
}

func FuzzCache(f *testing.F) {
	for _, name := range []string{"un.xml", "sdn_advanced.xml", "house.csv"} {
		f.Add(cacheOf(f, readSample(f, name))[len(cacheMagic)+8+32:])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		// The checksum keeps damage out; here the body itself is hostile.
		c := &cacheReader{b: body}
		c.readTexts()
		c.readList()
	})
}

// Our XML reader never accepts what is not well-formed by the standard library's
// measure of nesting, and reads the same texts.
func FuzzXML(f *testing.F) {
	for _, s := range []string{sampleEU, sampleUN, "<a>1<b/>2<c x='>'>&lt;&#x41;<![CDATA[<&>]]></c><!-- no --><?pi x?></a>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		got, err := tree(strings.NewReader(doc))
		if err != nil {
			return
		}
		if strings.Contains(doc, "\r") || strings.Contains(got, ":") {
			return // line ends and prefixes are treated otherwise
		}
		want, err := reference(doc)
		if err == nil && got != want {
			t.Errorf("%q reads as\n%q\nthe standard library reads\n%q", doc, got, want)
		}
	})
}

// FuzzPacked reads archives and texts in UTF-16: refused or read, and bounded.
func FuzzPacked(f *testing.F) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("own.csv")
	if err != nil {
		f.Fatal(err)
	}
	if _, err := w.Write([]byte("name,country\nBoris Proverov,RU\n")); err != nil {
		f.Fatal(err)
	}
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("\xFF\xFEn\x00a\x00m\x00e\x00\n\x00A\x00n\x00n\x00"))
	f.Add([]byte("\xFE\xFF\x00n\x00a\x00m\x00e"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rd := Reader{MaxBytes: 1 << 20}
		l, err := rd.Read(t.Context(), "list.zip", bytes.NewReader(data))
		if err == nil && len(l.Entries) == 0 {
			t.Error("a list without an entry was taken")
		}
	})
}
