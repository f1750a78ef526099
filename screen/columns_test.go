package screen

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"bonafide"
)

// Tables come as people save them: other delimiters, other names of columns, a wallet.
func TestBatchTakesTablesAsTheyAre(t *testing.T) {
	e := inventedEngine(t, Options{})
	for what, c := range map[string]struct {
		in   string
		said string
		want Summary
	}{
		"as documented":        {"id,name,type,dob,country\n1,Kim Sang Man,person,1984-01-08,KP\n", "", Summary{Queries: 1, Strong: 1}},
		"semicolons":           {"id;name;dob\n1;\"Kim, Sang Man\";1984-01-08\n", "", Summary{Queries: 1, Strong: 1}},
		"tabs":                 {"id\tname\tdob\r\n1\tKim Sang Man\t1984-01-08\r\n", "", Summary{Queries: 1, Strong: 1}},
		"a byte order mark":    {"\ufeff\"name\";dob\nKim Sang Man;1984-01-08\n", "", Summary{Queries: 1, Strong: 1}},
		"other names":          {"Candidate ID,Full Name,Date of Birth,Department\n1,Kim Sang Man,1984-01-08,IT\n", `read "Candidate ID" as id, "Full Name" as name, "Date of Birth" as dob; not read: "Department"`, Summary{Queries: 1, Strong: 1}},
		"a name in two":        {"first_name,last_name,dob\nSang Man,Kim,1984-01-08\n", "", Summary{Queries: 1, Strong: 1}},
		"German":               {"Vorname;Nachname;Geburtsdatum;Land\nSang Man;Kim;1984-01-08;North Korea\n", "read ", Summary{Queries: 1, Strong: 1}},
		"a wallet and no name": {"id,wallet\n1,1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\n", "", Summary{Queries: 1, Strong: 1}},
		"a wallet and a name":  {"name,Wallet Address,type\nNobody Atall,bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,wallet\n", "read ", Summary{Queries: 1, Strong: 1}},
		"two wallets":          {"name,wallet\nNobody Atall,0x8589427373d6d84e98730d7795d8f6f8731fda17; 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\n", "", Summary{Queries: 1, Strong: 1}},
		"unread apart":         {"name,type\nvitalik.eth,\n0x8589427373D6D84E98730D7795D8f6f8731FDA1,wallet\nNobody Atall,\nKim Sang Man,\n", "", Summary{Queries: 4, Possible: 1, Unread: 2, NoHit: 1}},
		"a country in words":   {"name,country\nKim Sang Man,North Korea\nNobody Atall,Atlantis\nKim Sang Man,ZZ\n", "", Summary{Queries: 2, Possible: 2, Refused: 1}},
		"a kind that is other": {"name,kind,birthday\nKim Sang Man,freelance,8 Jan\n", "read ", Summary{Queries: 1, Possible: 1}},
		"the own name first":   {"full name,name\nNobody Atall,Kim Sang Man\n", `not read: "full name"`, Summary{Queries: 1, Possible: 1}},
	} {
		said := ""
		answers, refused, sum, err := runBatch(t, e, c.in, BatchOptions{Header: func(s string) { said = s }})
		if err != nil || sum != c.want || !strings.HasPrefix(said, c.said) || c.said == "" && said != "" {
			t.Errorf("%s: %+v, %v, said %q, refused %q; want %+v, %q", what, sum, err, said, refused, c.want, c.said)
		}
		if len(answers) != sum.Queries {
			t.Errorf("%s: %d answers", what, len(answers))
		}
	}
	answers, _, _, err := runBatch(t, e, "name,kind,birthday,country\nKim Sang Man,freelance,8 Jan,ZZ\n", BatchOptions{})
	if n := strings.Join(answers[0].Notes, "\n"); err != nil || !strings.Contains(n, `the type "freelance" could not be read`) || !strings.Contains(n, `the dob "8 Jan" could not be read`) || !strings.Contains(n, "no country was compared") {
		t.Errorf("notes: %s, %v", n, err)
	}
	if _, _, _, err := runBatch(t, e, "id;dob\n1;1984\n", BatchOptions{}); err == nil || !strings.Contains(err.Error(), "the column name is missing") {
		t.Error(err)
	}
}

func TestQueryColumnsAreListed(t *testing.T) {
	if all := strings.Join(QueryColumns(), "\n"); !strings.Contains(all, "name (full name, ") || !strings.Contains(all, "wallet (") || strings.Contains(all, "nationality") {
		t.Error(all)
	}
}

func TestPeopleWithoutAnID(t *testing.T) {
	var got []string
	for q, err := range Queries(strings.NewReader("Employee ID;Employee\n1;A B\n;C D\n"), "p.csv", nil) {
		if err != nil {
			got = append(got, err.Error())
		} else {
			got = append(got, q.ID)
		}
	}
	if len(got) != 2 || got[0] != "1" || !strings.HasPrefix(got[1], "p.csv:3: the id is empty") {
		t.Errorf("%q", got)
	}
}

func TestPairsKeepTheirDelimiter(t *testing.T) {
	var out bytes.Buffer
	if _, _, err := Pairs(t.Context(), strings.NewReader("name1;name2\nA B;\"B, A\"\n"), &out, PairOptions{OFAC: true}); err != nil || !strings.HasPrefix(out.String(), "name1;name2;score\nA B;B, A;") {
		t.Error(out.String(), err)
	}
}

// A header is understood as soon as it is there, and not when the table ends.
func TestDelimiterDoesNotWait(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	go fmt.Fprint(w, "id;name\n1;A B\n")
	found := make(chan rune, 1)
	go func() { found <- delimiter(bufio.NewReaderSize(r, longestHeader)) }()
	select {
	case d := <-found:
		if d != ';' {
			t.Errorf("%q", d)
		}
	case <-time.After(5 * time.Second):
		t.Error("the header was there, and more was waited for")
	}
}

func TestDelimiterIsNotInQuotes(t *testing.T) {
	for line, want := range map[string]rune{"": ',', "name": ',', "\"a;b;c\",d\nx;y;z": ',', "a\tb": '\t', "\"a,b\";c": ';'} {
		if d := delimiter(bufio.NewReaderSize(strings.NewReader(line), longestHeader)); d != want {
			t.Errorf("%q: %q, want %q", line, d, want)
		}
	}
	if _, err := openTable(strings.NewReader(strings.Repeat("x", 2*longestHeader)), "", queryColumns, "name"); err == nil || !strings.Contains(err.Error(), "the column name is missing") {
		t.Error(bonafide.ErrInvalid, err)
	}
}
