package screen

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"bonafide"
	"bonafide/screen/watchlist"
)

func runBatch(t testing.TB, e *Engine, in string, opt BatchOptions) (answers []Answer, refused []string, sum Summary, err error) {
	t.Helper()
	var out bytes.Buffer
	opt.Refused = func(r *bonafide.Refusal) { refused = append(refused, r.Error()) }
	sum, err = e.Batch(t.Context(), strings.NewReader(in), &out, opt)
	for line := range strings.Lines(out.String()) {
		var a Answer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		answers = append(answers, a)
	}
	return answers, refused, sum, err
}

func TestBatch(t *testing.T) {
	e := inventedEngine(t, Options{})
	in := "\ufeffname,id,type,dob,country,other\r\n" +
		"Kim Sang Man,a,person,1984-01-08,KP,x\r\n" +
		"\"Kim, Sang Man\",b,individual,,,\r\n" +
		"too,few\n" +
		",c,person,,,\n" +
		"A B,d,ghost,,,\n" +
		"A B,f,person,,Korea,\n" +
		"bad \xff bytes,g,,,,\n" +
		"Old Fox,h,,,,\n" +
		"Nobody Atall,i,any,,,\n" +
		"Kim Sang Man,j,person,1984-13-30,,\n" +
		"Kim Sang Man,k,person,31.12.1999,,\n" +
		"Kim Sang Man,l,person,19x9-13-30,,\n"
	answers, refused, sum, err := runBatch(t, e, in, BatchOptions{Top: 3, Place: "q.csv", Proof: true, By: "c.huber"})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Summary{Queries: 5, Refused: 7, Strong: 1, Possible: 2, Weak: 1, NoHit: 1}); sum != want {
		t.Errorf("%+v, want %+v", sum, want)
	}
	ids := ""
	for _, a := range answers {
		ids += a.ID
	}
	if ids != "abhij" || answers[0].Hits[0].Band != Strong || answers[3].Proof == nil || answers[3].Proof.By != "c.huber" {
		t.Errorf("%s, %+v", ids, answers)
	}
	if n := answers[4].Notes; len(n) != 1 || !strings.Contains(n[0], "only its year") {
		t.Errorf("notes on dates: %q", n)
	}
	if want := []string{"q.csv:4: 2 fields", "q.csv:5: the name is empty", "q.csv:6: type", "q.csv:7: country", "q.csv:8: the row is not valid UTF-8", "q.csv:12: dob", "q.csv:13: dob"}; len(refused) != len(want) {
		t.Errorf("refused %q", refused)
	} else {
		for i := range want {
			if !strings.HasPrefix(refused[i], want[i]) {
				t.Errorf("%q, want %q", refused[i], want[i])
			}
		}
	}
	if answers, _, _, err = runBatch(t, e, "name\nNobody Atall\n", BatchOptions{}); err != nil || answers[0].Proof != nil {
		t.Errorf("a proof that nobody asked for: %+v, %v", answers, err)
	}
}

// Many rows over several chunks and workers come out in order, whoever is first.
func TestBatchKeepsOrder(t *testing.T) {
	e := inventedEngine(t, Options{})
	var in strings.Builder
	in.WriteString("id,name\n")
	const n = 1000
	for i := range n {
		fmt.Fprintf(&in, "%d,Kim Sang Man\n", i)
	}
	answers, _, sum, err := runBatch(t, e, in.String(), BatchOptions{Workers: 5})
	if err != nil || sum.Queries != n {
		t.Fatal(sum, err)
	}
	for i, a := range answers {
		if a.ID != fmt.Sprint(i) {
			t.Fatalf("row %d has id %s", i, a.ID)
		}
	}
}

func TestPeopleToBeFollowed(t *testing.T) {
	var ids, refused []string
	for q, err := range Queries(strings.NewReader("id,name,type\n1,A B,\n2,C D,ghost\n3,E F,person\n"), "p.csv", nil) {
		if err != nil {
			refused = append(refused, err.Error())
			continue
		}
		ids = append(ids, q.ID)
	}
	if strings.Join(ids, " ") != "1 3" || len(refused) != 1 || !strings.HasPrefix(refused[0], "p.csv:3: type") {
		t.Error(ids, refused)
	}
	for _, err := range Queries(strings.NewReader("name\nA B\n"), "p.csv", nil) {
		if err == nil {
			t.Error("people without ids were taken")
		}
	}
}

type failing struct{ after int }

func (f *failing) Write(p []byte) (int, error) {
	if f.after -= len(p); f.after < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

func TestBatchFails(t *testing.T) {
	e := inventedEngine(t, Options{})
	rows := "id,name\n" + strings.Repeat("1,Kim Sang Man\n", 500)
	for what, c := range map[string]struct {
		in   string
		want string
	}{
		"empty":             {"", "the file is empty"},
		"no name":           {"id,dob\n", "the column name is missing"},
		"a column twice":    {"name,Name\n", "stands there twice"},
		"an unclosed quote": {"id,name\n1,\"" + strings.Repeat("x\n", longestRow), "a row of more than"},
	} {
		if _, _, _, err := runBatch(t, e, c.in, BatchOptions{}); err == nil || !strings.Contains(err.Error(), c.want) || !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := e.Batch(t.Context(), strings.NewReader(rows), &failing{100_000}, BatchOptions{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a closed pipe: %v", err)
	}
	broken := io.MultiReader(strings.NewReader("id,name\n1,A B\n"), iotest.ErrReader(io.ErrNoProgress))
	if _, err := e.Batch(t.Context(), broken, io.Discard, BatchOptions{}); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a broken reader: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Batch(ctx, strings.NewReader(rows), io.Discard, BatchOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
}

func TestPairs(t *testing.T) {
	in := "case,schema,name1,name2\n1,Person,Kim Jong Un,Gim Jung Eun\n2,Company,OOO Akva,Akva LLC\n3,Person,too,few,many\n4,Person,John Smith,Maria Huber\n5,Vessel,Ever Given,\n"
	var out bytes.Buffer
	var refused []string
	n, bad, err := Pairs(t.Context(), strings.NewReader(in), &out, PairOptions{Place: "p.csv", Refused: func(r *bonafide.Refusal) { refused = append(refused, r.Error()) }})
	if err != nil || n != 4 || bad != 1 || !strings.HasPrefix(refused[0], "p.csv:4: 5 fields") {
		t.Fatal(n, bad, refused, err)
	}
	lines := strings.Split(out.String(), "\n")
	if lines[0] != "case,schema,name1,name2,score" || !strings.HasPrefix(lines[1], "1,Person,Kim Jong Un,Gim Jung Eun,0.9") || !strings.HasPrefix(lines[2], "2,Company,OOO Akva,Akva LLC,0.9") || lines[4] != "5,Vessel,Ever Given,,0.000000" {
		t.Error(out.String())
	}
	out.Reset()
	if _, _, err := Pairs(t.Context(), strings.NewReader("name1,name2\nVLADIMIR PUTIN,\"PUTIN, Vladimir\"\n"), &out, PairOptions{OFAC: true}); err != nil || !strings.Contains(out.String(), ",100\n") {
		t.Error(out.String(), err)
	}
	for in, want := range map[string]string{"": "empty", "name1\n": "the column name2 is missing", "name1,name2,score\n": "there already"} {
		if _, _, err := Pairs(t.Context(), strings.NewReader(in), &out, PairOptions{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", in, err)
		}
	}
	if _, _, err := Pairs(t.Context(), strings.NewReader("name1,name2\n"+strings.Repeat("A B,C D\n", 2000)), &failing{10}, PairOptions{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a closed pipe: %v", err)
	}
}

func TestProbe(t *testing.T) {
	probe := NewProbe()
	l := ownList(t, "own", invented)
	for _, c := range []struct {
		s  watchlist.Sentinel
		ok bool
	}{
		{watchlist.Sentinel{ID: "1", Name: "Kim Sang Man", Wallet: "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Document: "PS 472310104"}, true},
		{watchlist.Sentinel{Name: "Quorvexa"}, true},
		{watchlist.Sentinel{ID: "2", Name: "Kim Sang Man"}, false},
		{watchlist.Sentinel{ID: "1", Wallet: "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC"}, false},
		{watchlist.Sentinel{ID: "1", Document: "PS 472310105"}, false},
	} {
		if err := probe(t.Context(), l, c.s); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.s, err)
		}
	}
	if err := probe(t.Context(), &watchlist.List{Name: "empty"}, watchlist.Sentinel{Name: "A"}); err == nil {
		t.Error("an empty list passes")
	}
}

func FuzzBatch(f *testing.F) {
	for _, s := range []string{"id,name\n1,Kim Sang Man\n", "name,type,dob\n\"a\"b,wallet,1970\n", "name\n\xff\xfe\n", "\"", "name,country\n\u202eA\u200b B,KP\n", "id,name,type\n1,0x8589427373D6D84E98730D7795D8f6f8731FDA16,any\n"} {
		f.Add(s)
	}
	e := inventedEngine(f, Options{})
	f.Fuzz(func(t *testing.T, in string) {
		var out bytes.Buffer
		sum, err := e.Batch(t.Context(), strings.NewReader(in), &out, BatchOptions{Top: 3, Proof: true, Workers: 1})
		if n := strings.Count(out.String(), "\n"); err == nil && n != sum.Queries {
			t.Errorf("%d lines for %d queries", n, sum.Queries)
		}
		for line := range strings.Lines(out.String()) {
			if !json.Valid([]byte(line)) {
				t.Errorf("not JSON: %q", line)
			}
		}
	})
}

func FuzzDetails(f *testing.F) {
	f.Add("a@b.example", "+1 202 555 0147", "https://x.example/y", "@abc", "PS 472310104")
	f.Add("@", "\u0660", "://", "", "№")
	e := inventedEngine(f, Options{})
	f.Fuzz(func(t *testing.T, mail, phone, site, handle, number string) {
		a, err := e.Query(Query{Emails: []string{mail}, Phones: []string{phone}, Sites: []string{site}, Handles: []string{handle}, Documents: []Document{{Number: number}}, Wallets: []string{number}}, 0, 0)
		if err != nil && !errors.Is(err, bonafide.ErrInvalid) {
			t.Error(err)
		}
		for _, h := range a.Hits {
			if h.Score <= 0 || h.Score >= 1 || h.Band == None || len(h.Explain) == 0 {
				t.Errorf("%+v", h)
			}
		}
	})
}
