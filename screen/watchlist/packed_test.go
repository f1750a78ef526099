package watchlist

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

// An operator's own list is read as spreadsheets write it.
func TestOwnCSVAsSpreadsheetsWriteIt(t *testing.T) {
	const rows = "id,name,aliases,dob\r\n7,Boris Proverov,Boria;Borja,1971-02-03\r\n"
	inUTF16 := func(order binary.AppendByteOrder, text string) string {
		var b []byte
		for _, u := range utf16.Encode([]rune("\uFEFF" + text)) {
			b = order.AppendUint16(b, u)
		}
		return string(b)
	}
	for what, text := range map[string]string{
		"commas":               rows,
		"a mark of UTF-8":      "\xEF\xBB\xBF" + rows,
		"semicolons":           "id;name;aliases;dob\r\n7;Boris Proverov;\"Boria;Borja\";1971-02-03\r\n",
		"tabs":                 strings.ReplaceAll(rows, ",", "\t"),
		"UTF-16":               inUTF16(binary.LittleEndian, rows),
		"UTF-16, large end":    inUTF16(binary.BigEndian, rows),
		"UTF-16 with tabs":     inUTF16(binary.LittleEndian, strings.ReplaceAll(rows, ",", "\t")),
		"in a zip archive":     archive(t, "our list.csv", rows, "README.txt", "read me", "__MACOSX/._our list.csv", "x"),
		"UTF-16 in an archive": archive(t, "our list.csv", inUTF16(binary.LittleEndian, rows)),
	} {
		l, err := Read(t.Context(), "house.csv", strings.NewReader(text))
		if err != nil || l.Format != OperatorCSV || len(l.Entries) != 1 {
			t.Errorf("%s: %+v, %v", what, l, err)
			continue
		}
		if e := l.Entries[0]; e.ID != "7" || len(e.Names) != 3 || e.Names[2].Full != "Borja" || e.Born[0].String() != "1971-02-03" || l.Name != "house" {
			t.Errorf("%s: %s: %+v", what, l.Name, e)
		}
	}
	for what, c := range map[string]struct{ text, name string }{
		"names alone":            {"name\nBoris Proverov\nTilda Penhallow\n", "Boris Proverov"},
		"names in quotes":        {"Name\n\"PROVEROV, Boris\"\nTilda Penhallow\n", "PROVEROV Boris"},
		"wallets alone":          {"wallets\n1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE\n3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC\n", "row-2"},
		"under its other name":   {"full_name\nBoris Proverov\nTilda Penhallow\n", "Boris Proverov"},
		"the wallet's singular":  {"wallet,remark\n1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE,a\n3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC,b\n", "row-2"},
		"a blank line before it": {"\r\nname\r\nBoris Proverov\r\nTilda Penhallow\r\n", "Boris Proverov"},
	} {
		l, err := Read(t.Context(), "house.csv", strings.NewReader(c.text))
		if err != nil || len(l.Entries) != 2 {
			t.Errorf("%s: %+v, %v", what, l, err)
			continue
		}
		if n := strings.ReplaceAll(l.Entries[0].PrimaryName(), ",", ""); !strings.EqualFold(n, c.name) {
			t.Errorf("%s: %q", what, n)
		}
	}
	_, err := Read(t.Context(), "house.csv", strings.NewReader("name\nPROVEROV, Boris\n"))
	wantRefusal(t, err, "house.csv:2", "in quotes")
}

// A published list in an archive, and in UTF-16.
func TestPublishedListRepacked(t *testing.T) {
	l, err := Read(t.Context(), "un.zip", strings.NewReader(archive(t, "consolidated.xml", sampleUN)))
	if err != nil || l.Format != UNXML || l.Files[0].Name != "un.zip" {
		t.Errorf("%+v, %v", l, err)
	}
	var b []byte
	for _, u := range utf16.Encode([]rune("\uFEFF<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + sampleEU[strings.Index(sampleEU, "<export"):])) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	if l, err = Read(t.Context(), "eu.xml", bytes.NewReader(b)); err != nil || l.Format != EUXML {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestArchivesThatAreRefused(t *testing.T) {
	whole := archive(t, "un.xml", sampleUN)
	for what, c := range map[string]struct{ text, says string }{
		"two lists":         {archive(t, "un.xml", sampleUN, "eu.xml", sampleEU), "2 files where one list is expected"},
		"nothing":           {archive(t, "README.md", "x"), "0 files where one list is expected"},
		"an empty archive":  {archive(t), "0 files"},
		"a spreadsheet":     {archive(t, "[Content_Types].xml", "<x/>", "xl/workbook.xml", "<x/>"), "save it as CSV"},
		"cut short":         {whole[:len(whole)-30], "damaged or incomplete"},
		"no list":           {archive(t, "un.xml", "<rss></rss>"), "unknown kind"},
		"an archive inside": {archive(t, "un.zip", whole), "UTF-8"},
	} {
		_, err := Read(t.Context(), "list.zip", strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", what, err, c.says)
		}
	}
	damaged := []byte(whole)
	damaged[len("PK")+60] ^= 1
	if _, err := Read(t.Context(), "list.zip", bytes.NewReader(damaged)); err == nil {
		t.Error("a damaged archive is read")
	}
	// The bound holds whatever the archive says of itself.
	rd := Reader{MaxBytes: 1000}
	_, err := rd.Read(t.Context(), "list.zip", strings.NewReader(archive(t, "house.csv", "name\n"+strings.Repeat("Boris Proverov\n", 1000))))
	wantRefusal(t, err, "larger than 1000 bytes")
}

// archive is a zip archive of files, each its name and its text.
func archive(t *testing.T, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
