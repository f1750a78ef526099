package wallet_test

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
	"time"

	"bonafide"
	"bonafide/screen/wallet"
)

const (
	mixer    = "0x8589427373D6D84E98730D7795D8f6f8731FDA16"
	genesis  = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
	script   = "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC"
	tronUSDT = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
)

func day(y int, m time.Month, d int) bonafide.Date { return bonafide.Date{Year: y, Month: m, Day: d} }

func noon(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }

// Listed from .. to ..: what is answered depends on the moment asked for.
func TestListedFromTo(t *testing.T) {
	set := build(t, []wallet.Listing{
		{List: "sdn", ListID: "39587", Ticker: "ETH", Address: mixer, Entity: "a mixer", Listed: day(2022, 8, 8), Delisted: day(2025, 3, 22)},
		{List: "eu", ListID: "7", Address: mixer, Listed: bonafide.Date{Year: 2026}, Delisted: bonafide.Date{Year: 2026, Month: 5}},
	})
	tests := []struct {
		at                 time.Time
		status             wallet.Status
		now, former, later int
	}{
		{noon(2022, 8, 7), wallet.ListedLater, 0, 0, 2},
		{noon(2022, 8, 8), wallet.Listed, 1, 0, 1},
		{noon(2025, 3, 22), wallet.Listed, 1, 0, 1},
		{noon(2025, 3, 23), wallet.FormerlyListed, 0, 1, 1},
		{noon(2026, 1, 1), wallet.Listed, 1, 1, 0},
		{noon(2026, 5, 31), wallet.Listed, 1, 1, 0},
		{noon(2026, 6, 1), wallet.FormerlyListed, 0, 2, 0},
		{time.Time{}, wallet.FormerlyListed, 0, 2, 0},
	}
	for _, tt := range tests {
		_, r, err := set.LookupText("", mixer, tt.at)
		if err != nil || r.Status != tt.status || len(r.Now) != tt.now || len(r.Former) != tt.former || len(r.Later) != tt.later {
			t.Errorf("%v: %v, %d now, %d formerly, %d later, %v; want %v, %d, %d, %d",
				tt.at, r.Status, len(r.Now), len(r.Former), len(r.Later), err, tt.status, tt.now, tt.former, tt.later)
		}
	}
}

// The zero result, and the zero set, are 'not found' and nothing better.
func TestNothingIsNotFound(t *testing.T) {
	var zero wallet.Result
	if zero.Status.String() != "not_found" {
		t.Errorf("the zero result reads %q", zero.Status)
	}
	var none wallet.Set
	as, r, err := none.LookupText("", genesis, time.Time{})
	if err != nil || r.Status != wallet.NotFound || len(as) != 3 || none.Len() != 0 {
		t.Errorf("%v, %v, %v", as, r, err)
	}
	empty := newBuilder(t).Build()
	if ref := empty.Find(&as[0].Key); ref != 0 || empty.Result(ref, time.Time{}).Status != wallet.NotFound || empty.Result(99, time.Time{}).Status != wallet.NotFound {
		t.Error("an empty set finds something")
	}
	if _, _, err := empty.LookupText("", genesis+"x", time.Time{}); err == nil {
		t.Error("what cannot be read is answered as not found")
	}
	if _, _, err := empty.LookupText("NEWCOIN", genesis, time.Time{}); !errors.Is(err, wallet.ErrTicker) {
		t.Errorf("an unknown ticker: %v", err)
	}
	if _, _, err := empty.LookupText("", strings.Repeat("1", 5000), time.Time{}); err == nil {
		t.Error("5,000 characters are answered as not found")
	}
}

// A script's 3... is Bitcoin's, Bitcoin Cash's and, in its old spelling, Litecoin's.
// The text as listed is always found again; the new Litecoin spelling only where
// Litecoin was meant.
func TestLitecoinScripts(t *testing.T) {
	as, err := wallet.ParseAs("LTC", script)
	if err != nil {
		t.Fatal(err)
	}
	modern := as[0].String()
	if modern[0] != 'M' {
		t.Fatalf("%s is written %s", script, modern)
	}
	status := func(set *wallet.Set, ticker, text string) wallet.Status {
		_, r, err := set.LookupText(ticker, text, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Now) > 1 {
			t.Errorf("%s %s: one listing is reported %d times", ticker, text, len(r.Now))
		}
		return r.Status
	}
	xbt := build(t, []wallet.Listing{{List: "l", ListID: "1", Ticker: "XBT", Address: script}})
	ltc := build(t, []wallet.Listing{{List: "l", ListID: "2", Ticker: "LTC", Address: script}})
	tests := []struct {
		set          *wallet.Set
		ticker, text string
		want         wallet.Status
	}{
		{xbt, "", script, wallet.Listed}, {xbt, "LTC", script, wallet.Listed}, {xbt, "BCH", script, wallet.Listed}, {xbt, "", modern, wallet.NotFound},
		{ltc, "", script, wallet.Listed}, {ltc, "LTC", script, wallet.Listed}, {ltc, "XBT", script, wallet.Listed}, {ltc, "", modern, wallet.Listed},
		{xbt, "", "ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq", wallet.Listed},
	}
	for i, tt := range tests {
		if got := status(tt.set, tt.ticker, tt.text); got != tt.want {
			t.Errorf("%d: %s %s: %v, want %v", i, tt.ticker, tt.text, got, tt.want)
		}
	}
	m, err := wallet.Parse(modern)
	if err != nil {
		t.Fatal(err)
	}
	if twins := xbt.Twins(m[0], time.Time{}); len(twins) != 1 || twins[0].Address.Family != wallet.Bitcoin {
		t.Errorf("twins of %s: %v", modern, twins)
	}
}

// Whoever holds the key of a Bitcoin address holds the key of the same hash elsewhere.
func TestTwins(t *testing.T) {
	as, err := wallet.Parse(genesis)
	if err != nil {
		t.Fatal(err)
	}
	set := build(t, []wallet.Listing{{List: "l", ListID: "1", Address: genesis}})
	other := wallet.Address{Family: wallet.Bitcoin}
	if set.Twins(other, time.Time{}) != nil {
		t.Error("an address without a key has twins")
	}
	if set.Twins(as[0], time.Time{}) != nil {
		t.Error("an address is its own twin")
	}
	sol, err := wallet.Parse("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
	if err != nil || set.Twins(sol[0], time.Time{}) != nil {
		t.Error("32 bytes have twins")
	}
}

func TestBuilder(t *testing.T) {
	b := newBuilder(t)
	if err := b.Add(wallet.Listing{List: "sdn", ListID: "9", Ticker: "Digital Currency Address - NEWCOIN", Address: genesis}); !errors.Is(err, wallet.ErrTicker) ||
		!strings.Contains(err.Error(), "NEWCOIN") || !strings.Contains(err.Error(), "sdn") {
		t.Errorf("a new ticker: %v", err)
	}
	for _, l := range []wallet.Listing{
		{List: "sdn"}, {Address: genesis}, {List: "sdn", Address: "\xff" + genesis}, {List: "sdn", Address: strings.Repeat("x", 5000)},
	} {
		if err := b.Add(l); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%+v: %v", l, err)
		}
	}
	l := wallet.Listing{List: "sdn", ListID: "1", Ticker: "XBT", Address: tronUSDT, Entity: "\xffname"}
	for range 3 {
		if err := b.Add(l); err != nil {
			t.Fatal(err)
		}
	}
	broken := wallet.Listing{List: "sdn", ListID: "2", Ticker: "XBT", Address: genesis + "x"}
	if err := b.Add(broken); err != nil {
		t.Fatal(err)
	}
	row := wallet.LabelRow{Address: tronUSDT, Ticker: "NEWCOIN", Label: wallet.Label{Source: "s", Name: "n", Confidence: "web_crawl"}}
	if err := b.AddLabel(row); !errors.Is(err, wallet.ErrTicker) {
		t.Errorf("a label under a new ticker: %v", err)
	}
	row.Ticker = ""
	for range 2 {
		if err := b.AddLabel(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.AddLabel(wallet.LabelRow{Address: "hello"}); !errors.Is(err, wallet.ErrForm) {
		t.Errorf("a label on nothing: %v", err)
	}
	set := b.Build()
	r := set.Report()
	if r.Listings != 2 || r.Labels != 1 || r.Addresses != 2 || r.OtherChain != 1 || r.Undecoded != 1 || len(r.Examples) != 1 || set.Bytes() <= 0 {
		t.Errorf("report %+v", r)
	}
	as, found, err := set.LookupText("", " "+broken.Address, time.Time{})
	if err != nil || found.Status != wallet.Listed || !found.Now[0].ExactText || as[0].Kind != wallet.Opaque {
		t.Errorf("the listing that cannot be decoded: %v, %+v, %v", as, found, err)
	}
	if _, found, _ = set.LookupText("", tronUSDT, time.Time{}); found.Now[0].Entity != "\uFFFDname" || len(found.Labels) != 1 || found.Status != wallet.Listed {
		t.Errorf("%+v", found)
	}
	if again := b.Build(); again.Len() != 0 {
		t.Error("the builder keeps what it handed over")
	}

	extra, err := wallet.NewBuilder(wallet.Options{Tickers: map[string]string{"NEWCOIN": "ETH"}, MaxRows: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := extra.Add(wallet.Listing{List: "sdn", Ticker: "NEWCOIN", Address: mixer}); err != nil {
		t.Error(err)
	}
	if err := extra.Add(wallet.Listing{List: "sdn", Address: genesis}); !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), "full") {
		t.Errorf("past the bound: %v", err)
	}
	if err := extra.AddLabel(row); !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("a label past the bound: %v", err)
	}
	if _, err := wallet.NewBuilder(wallet.Options{Tickers: map[string]string{"A": "NONSUCH"}}); !errors.Is(err, wallet.ErrTicker) {
		t.Errorf("a ticker that stands for nothing: %v", err)
	}
}

// One address under very many entries costs no more than its rows, and shows a
// thousand of them.
func TestManyRowsOfOneAddress(t *testing.T) {
	b := newBuilder(t)
	for i := range 3000 {
		if err := b.Add(wallet.Listing{List: "l", ListID: fmt.Sprint(i), Address: mixer}); err != nil {
			t.Fatal(err)
		}
		if err := b.AddLabel(wallet.LabelRow{Address: mixer, Label: wallet.Label{Source: fmt.Sprint(i)}}); err != nil {
			t.Fatal(err)
		}
	}
	_, r, err := b.Build().LookupText("", mixer, time.Time{})
	if err != nil || len(r.Now) != 1000 || len(r.Labels) != 1000 || !r.Truncated {
		t.Errorf("%d listings, %d labels, truncated %v, %v", len(r.Now), len(r.Labels), r.Truncated, err)
	}
}

func TestLabelsAreSortedByConfidence(t *testing.T) {
	b := newBuilder(t)
	words := []wallet.Confidence{"", "unknown", "heuristic", "web_crawl", "untrusted_transaction", "forensic", "authority_data", "service_api", "manual_transaction", "ownership"}
	for _, w := range words {
		if err := b.AddLabel(wallet.LabelRow{Address: mixer, Label: wallet.Label{Source: "s", Confidence: w, LastModified: bonafide.Date{Year: 2022, Month: 8}}}); err != nil {
			t.Fatal(err)
		}
	}
	_, r, _ := b.Build().LookupText("", mixer, time.Time{})
	if r.Status != wallet.Labelled || len(r.Labels) != len(words) {
		t.Fatalf("%+v", r)
	}
	for i, l := range r.Labels {
		if want := words[len(words)-1-i]; l.Confidence != want || l.LastModified.String() != "2022-08" {
			t.Errorf("place %d: %q of %s, want %q", i, l.Confidence, l.LastModified, want)
		}
	}
}

const pack = `title: A pack
creator: somebody
confidence: forensic
currency: ETH
lastmod: 2023-08-16 12:18:52.619444
label: a mixer
category: mixing_service
tags:
- address: '0x8589427373D6D84E98730D7795D8f6f8731FDA16'
- address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
  currency: BTC
  label: the first block
  category: user
  abuse: none
  actor: satoshi
  confidence: ownership
  lastmod: 2009-01-03
  source: https://bitcoin.example
  concepts: [a, b]
`

func TestReadTagPack(t *testing.T) {
	var rows []wallet.LabelRow
	for row, err := range wallet.ReadTagPack("pack.yaml", strings.NewReader(pack)) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	want := []wallet.LabelRow{
		{Address: mixer, Ticker: "ETH", Line: 9, Label: wallet.Label{Source: "A pack", Name: "a mixer", Category: "mixing_service", Confidence: "forensic", LastModified: day(2023, 8, 16)}},
		{Address: genesis, Ticker: "BTC", Line: 10, Label: wallet.Label{Source: "A pack", Name: "the first block", Category: "user", Abuse: "none", Actor: "satoshi",
			Confidence: "ownership", LastModified: day(2009, 1, 3), Reference: "https://bitcoin.example"}},
	}
	if len(rows) != 2 || rows[0] != want[0] || rows[1] != want[1] {
		t.Errorf("%+v\nwant %+v", rows, want)
	}
}

func TestTagPackRefusals(t *testing.T) {
	deep := strings.Repeat("[", 60) + strings.Repeat("]", 60)
	tests := []struct {
		name, text, why string
		rest            int // rows that are read all the same
	}{
		{"nothing", "", "empty", 0},
		{"no YAML", "a: b: c", "mapping values", 0},
		{"a list", "- a", "fields with names", 0},
		{"no tags", "title: x", "no list of tags", 0},
		{"tags that are no list", "tags: x", "no list of tags", 0},
		{"an alias", "title: &a x\nlabel: *a\ntags: []", "anchor", 0},
		{"a field too many", "titel: x\ntags: []", `"titel"`, 0},
		{"a field twice", "title: x\ntitle: y\ntags: []", "twice", 0},
		{"two documents", "tags: []\n---\ntags: []", "second document", 0},
		{"too deep", "tags: []\nlabel: " + deep, "deeper", 0},
		{"a tag's field too many", "tags:\n- address: a\n  adress: b\n- address: c", `"adress"`, 1},
		{"a tag that is a word", "tags:\n- a\n- address: c", "fields with names", 1},
		{"a tag without address", "tags:\n- label: a\n- address: c", "without an address", 1},
		{"an address of many parts", "tags:\n- address: [a]\n- address: c", "without an address", 1},
		{"a date", "tags:\n- address: a\n  lastmod: yesterday\n- address: c", "lastmod", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, problems := 0, []string{}
			for _, err := range wallet.ReadTagPack("pack.yaml", strings.NewReader(tt.text)) {
				var r *bonafide.Refusal
				if err == nil {
					rows++
				} else if errors.As(err, &r) {
					problems = append(problems, r.Error())
				} else {
					t.Errorf("%v is no refusal", err)
				}
			}
			if rows != tt.rest || len(problems) != 1 || !strings.Contains(problems[0], tt.why) || !strings.HasPrefix(problems[0], "pack.yaml") {
				t.Errorf("%d rows, %q; want %d and %q", rows, problems, tt.rest, tt.why)
			}
		})
	}
	for _, err := range wallet.ReadTagPack("p", iotest.ErrReader(io.ErrUnexpectedEOF)) {
		if err == nil || !strings.Contains(err.Error(), "reading") {
			t.Errorf("%v", err)
		}
	}
	// The caller may stop at any row.
	for range wallet.ReadTagPack("p", strings.NewReader(pack)) {
		break
	}
}

func TestReadLabelJSON(t *testing.T) {
	read := func(text string) (rows []wallet.LabelRow, problems []string) {
		for row, err := range wallet.ReadLabelJSON("l.json", "explorer", "ETH", day(2023, 1, 1), strings.NewReader(text)) {
			if err != nil {
				problems = append(problems, err.Error())
			} else {
				rows = append(rows, row)
			}
		}
		return rows, problems
	}
	rows, problems := read(`{"0xa": {"name": "A", "labels": ["x", "y"]}, "0xb": {"name": "B", "labels": []}}`)
	if len(problems) != 0 || len(rows) != 3 || rows[1] != (wallet.LabelRow{Address: "0xa", Ticker: "ETH",
		Label: wallet.Label{Source: "explorer", Name: "A", Category: "y", Confidence: "web_crawl", LastModified: day(2023, 1, 1)}}) {
		t.Errorf("%+v, %q", rows, problems)
	}
	for text, want := range map[string]string{
		"": "reading", "[]": "object", `{"a": 1, "0xb": {"labels": ["x"]}}`: "name and a list", `{"a": {`: "reading", `{"a`: "reading",
		`{} {}`: "follows", `{"a": {}`: "reading", "\x1f\x8bno gzip at all": "gzip",
	} {
		if _, problems := read(text); len(problems) != 1 || !strings.Contains(problems[0], want) {
			t.Errorf("%q: %q, want %q", text, problems, want)
		}
	}
	for range wallet.ReadLabelJSON("l", "s", "", bonafide.Date{}, strings.NewReader(`{"a": 1, "b": {"labels": ["x", "y"]}}`)) {
		break
	}
	for _, err := range wallet.ReadLabelJSON("l", "s", "", bonafide.Date{}, strings.NewReader(`{"b": {"labels": ["x", "y"]}}`)) {
		if err != nil {
			t.Error(err)
		}
		break
	}
}

func TestReadCSV(t *testing.T) {
	var labels []wallet.LabelRow
	for row, err := range wallet.ReadLabelCSV("l.csv", "ours", strings.NewReader("\uFEFFAddress,name,lastmod,unknown\n0xa, A ,2024-05,z\n0xb,B,never,z\n")) {
		if err != nil {
			if !strings.Contains(err.Error(), "l.csv:3") {
				t.Error(err)
			}
			continue
		}
		labels = append(labels, row)
	}
	if len(labels) != 1 || labels[0] != (wallet.LabelRow{Address: "0xa", Line: 2, Label: wallet.Label{Source: "ours", Name: "A", LastModified: bonafide.Date{Year: 2024, Month: 5}}}) {
		t.Errorf("%+v", labels)
	}
	listings := func(text string) (out []wallet.Listing, problem string) {
		for l, err := range wallet.ReadListingCSV("o.csv", "ours", strings.NewReader(text)) {
			if err != nil {
				problem = err.Error()
				continue
			}
			out = append(out, l)
		}
		return out, problem
	}
	got, problem := listings("uid,asset,address,name,program,listed,delisted\n7,ETH,0xa,A,P,2022-08-08,2025-03-22\n")
	if problem != "" || len(got) != 1 || got[0] != (wallet.Listing{List: "ours", ListID: "7", Ticker: "ETH", Address: "0xa", Entity: "A", Programme: "P", Listed: day(2022, 8, 8), Delisted: day(2025, 3, 22)}) {
		t.Errorf("%+v, %s", got, problem)
	}
	for text, want := range map[string]string{
		"": "header", "a,b\n": "no column", "address,wallet\n": "two columns", "address\n0xa,b\n": "wrong number", "address,name\n,x\n": "without an address",
		"address,listed\n0xa,soon\n": "o.csv:2", "\x1f\x8bno": "o.csv",
	} {
		if _, problem := listings(text); !strings.Contains(problem, want) {
			t.Errorf("%q: %q, want %q", text, problem, want)
		}
	}
	n := 0
	for l, err := range wallet.ReadAddressLines("a.txt", "ours", "ETH", strings.NewReader("# head\n\n0xa\n 0xb # tail\n")) {
		if err != nil || l.List != "ours" || l.Ticker != "ETH" || len(l.Address) != 3 {
			t.Errorf("%+v, %v", l, err)
		}
		n++
	}
	if n != 2 {
		t.Errorf("%d lines", n)
	}
	for _, text := range []string{strings.Repeat("x", 100_000), "\x1f\x8bno"} {
		for _, err := range wallet.ReadAddressLines("a.txt", "ours", "ETH", strings.NewReader(text)) {
			if !errors.Is(err, bonafide.ErrInvalid) {
				t.Errorf("%.10q: %v", text, err)
			}
		}
	}
	for range wallet.ReadAddressLines("a.txt", "ours", "ETH", strings.NewReader("a\nb")) {
		break
	}
}

func TestScreenLines(t *testing.T) {
	set := build(t, []wallet.Listing{{List: "sdn", ListID: "39587", Ticker: "ETH", Address: mixer, Entity: `a "mixer"`, Listed: day(2022, 8, 8)}})
	in := strings.Join([]string{
		strings.ToLower(mixer),
		"",
		`{"id":"a","address":"` + genesis + `","ticker":"XBT"}`,
		`{ "address" : "` + genesis + `", "id":"b\u0041" }`,
		`{"address":"` + genesis + `","address":"` + genesis + `"}`,
		`{"addres":"` + genesis + `"}`,
		`{"address":"` + genesis + `x"}`,
		`{"address":"` + genesis + `","ticker":"NEW\"COIN"}`,
		"5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
		"\x01\xff\u2028\"\\",
		strings.Repeat("x", 20_000),
		"BSC:" + mixer + " ",
	}, "\n")
	var out bytes.Buffer
	done, err := wallet.ScreenLines(context.Background(), set, time.Time{}, strings.NewReader(in), &out)
	if err != nil {
		t.Fatal(err)
	}
	if done.Lines != 11 || done.Unread != 7 || done.ByStatus[wallet.Listed] != 2 || done.ByStatus[wallet.NotFound] != 2 {
		t.Errorf("%+v", done)
	}
	type answer struct {
		ID, Query, Status, Error string
		Readings                 []struct {
			Family, Kind, Checksum, Chain string
			Notes                         []string
		}
		Now []wallet.Hit
	}
	var got []answer
	for line := range strings.Lines(out.String()) {
		var a answer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if strings.Contains(line, "5HueCGU8") {
			t.Errorf("the answer repeats a private key: %s", line)
		}
		got = append(got, a)
	}
	want := []string{"listed", "not_found", "not_found", "unread", "unread", "unread", "unread", "unread", "unread", "unread", "listed"}
	if len(got) != len(want) {
		t.Fatalf("%d answers, want %d", len(got), len(want))
	}
	for i, a := range got {
		if a.Status != want[i] || (a.Error == "") != (a.Status != "unread") || (len(a.Readings) > 0) != (a.Status != "unread") {
			t.Errorf("answer %d: %+v, want %s", i, a, want[i])
		}
	}
	if h := got[0].Now; len(h) != 1 || h[0].Entity != `a "mixer"` || h[0].Listed != day(2022, 8, 8) || h[0].Address != mixer {
		t.Errorf("%+v", h)
	}
	if got[1].ID != "a" || got[2].ID != "bA" || got[10].Readings[0].Chain != "BSC" || len(got[0].Readings[0].Notes) != 1 || got[0].Readings[0].Checksum != "case-free" {
		t.Errorf("%+v", got)
	}
}

func TestScreenLinesStops(t *testing.T) {
	set := newBuilder(t).Build()
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	many := strings.Repeat(genesis+"\n", 3000)
	if done, err := wallet.ScreenLines(ended, set, time.Time{}, strings.NewReader(many), io.Discard); !errors.Is(err, context.Canceled) || done.Lines > 1024 {
		t.Errorf("%+v, %v", done, err)
	}
	if _, err := wallet.ScreenLines(context.Background(), set, time.Time{}, iotest.ErrReader(io.ErrClosedPipe), io.Discard); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a reader that fails: %v", err)
	}
	if _, err := wallet.ScreenLines(context.Background(), set, time.Time{}, strings.NewReader(many), failing{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a writer that fails: %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
