package wallet

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"bonafide"
)

// maxTable bounds a table or label file, unpacked.
const maxTable = 512 << 20

// unpacked is r, through gzip where it is gzip, bounded.
func unpacked(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	if head, err := b.Peek(2); err == nil && head[0] == 0x1F && head[1] == 0x8B {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, err
		}
		return &bounded{r: z, left: maxTable}, nil
	}
	return &bounded{r: b, left: maxTable}, nil
}

// bounded fails where it is read past its bound, instead of pretending an end.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("more than %d bytes", int64(maxTable))
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// ReadLabelJSON reads the combined account labels of a block explorer, packed with
// gzip or not: {"0x...": {"name": "...", "labels": ["exchange", ...]}}. It yields one
// row a label, under the source and date given; their confidence is "web_crawl". A
// member that is not of this shape is yielded as a [*bonafide.Refusal] and the rest
// goes on; text that is not JSON ends the file.
func ReadLabelJSON(place, source, ticker string, date bonafide.Date, r io.Reader) iter.Seq2[LabelRow, error] {
	return func(yield func(LabelRow, error) bool) {
		fail := func(err error) {
			yield(LabelRow{}, &bonafide.Refusal{Place: place, Why: "reading the labels: " + err.Error(), Remedy: "fetch the file again"})
		}
		in, err := unpacked(r)
		if err != nil {
			fail(err)
			return
		}
		dec := json.NewDecoder(in)
		if t, err := dec.Token(); err != nil {
			fail(err)
			return
		} else if t != json.Delim('{') {
			fail(errors.New("an object of addresses is expected"))
			return
		}
		for dec.More() {
			key, err := dec.Token()
			if err != nil {
				fail(err)
				return
			}
			var account struct {
				Name   string   `json:"name"`
				Labels []string `json:"labels"`
			}
			err = dec.Decode(&account)
			var shape *json.UnmarshalTypeError
			if errors.As(err, &shape) {
				if !yield(LabelRow{}, &bonafide.Refusal{Place: place, Path: fmt.Sprint("/", key), Why: "a name and a list of labels are expected"}) {
					return
				}
				continue
			} else if err != nil {
				fail(err)
				return
			}
			address, _ := key.(string)
			if len(account.Labels) == 0 {
				account.Labels = []string{""}
			}
			for _, l := range account.Labels {
				row := LabelRow{Address: address, Ticker: ticker, Label: Label{
					Source: source, Name: account.Name, Category: l, Confidence: "web_crawl", LastModified: date,
				}}
				if !yield(row, nil) {
					return
				}
			}
		}
		if _, err := dec.Token(); err != nil {
			fail(err)
		} else if _, err := dec.Token(); !errors.Is(err, io.EOF) {
			fail(errors.New("something follows the object"))
		}
	}
}

// table walks a CSV with a header. names gives the field that a column fills; columns
// that fill none are passed over. row gets the fields by their place in want.
func readTable(place string, r io.Reader, names func(column string) int, want int, yield func(line int, fields []string) bool, fail func(error)) {
	refuseLine := func(line int, why string) {
		fail(&bonafide.Refusal{Place: at(place, line), Why: why, Remedy: "give a CSV with a header that names at least the address"})
	}
	in, err := unpacked(r)
	if err != nil {
		refuseLine(1, err.Error())
		return
	}
	c := csv.NewReader(in)
	c.ReuseRecord = true
	header, err := c.Read()
	if err != nil {
		refuseLine(1, "its header: "+err.Error())
		return
	}
	columns := make([]int, len(header))
	taken := make([]bool, want)
	for i, h := range header {
		f := names(strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\uFEFF"))))
		columns[i] = f
		if f < 0 {
			continue
		}
		if taken[f] {
			refuseLine(1, fmt.Sprintf("two columns mean the same as %s", quote(h)))
			return
		}
		taken[f] = true
	}
	if !taken[0] {
		refuseLine(1, "no column of its header holds the address")
		return
	}
	fields := make([]string, want)
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			line := 0
			if e, ok := errors.AsType[*csv.ParseError](err); ok {
				line = e.Line
			}
			refuseLine(line, err.Error())
			return
		}
		line, _ := c.FieldPos(0)
		clear(fields)
		for i, v := range record {
			if columns[i] >= 0 {
				fields[columns[i]] = strings.TrimSpace(v)
			}
		}
		if !yield(line, fields) {
			return
		}
	}
}

func labelColumn(name string) int {
	switch name {
	case "address", "wallet":
		return 0
	case "currency", "ticker", "asset", "chain", "network":
		return 1
	case "label", "name", "name_tag":
		return 2
	case "category", "type":
		return 3
	case "abuse":
		return 4
	case "actor", "entity":
		return 5
	case "confidence":
		return 6
	case "lastmod", "last_modified", "date":
		return 7
	case "source", "reference", "url":
		return 8
	}
	return -1
}

// ReadLabelCSV reads labels from a CSV with a header, packed with gzip or not. It
// needs an address column and knows ticker, label or name, category, abuse, actor,
// confidence, lastmod and source; other columns are passed over. Labels stand under
// the source given. An error is a [*bonafide.Refusal]; a row with a date that cannot
// be read is passed over, anything else ends the file.
func ReadLabelCSV(place, source string, r io.Reader) iter.Seq2[LabelRow, error] {
	return func(yield func(LabelRow, error) bool) {
		readTable(place, r, labelColumn, 9, func(line int, f []string) bool {
			row := LabelRow{Address: f[0], Ticker: f[1], Line: line, Label: Label{
				Source: source, Name: f[2], Category: f[3], Abuse: f[4], Actor: f[5], Confidence: Confidence(f[6]), Reference: f[8],
			}}
			var err error
			if row.Label.LastModified, err = bonafide.ParseDate(f[7]); err != nil {
				return yield(row, &bonafide.Refusal{Place: at(place, line), Why: err.Error()})
			}
			return yield(row, nil)
		}, func(err error) { yield(LabelRow{}, err) })
	}
}

func listingColumn(name string) int {
	switch name {
	case "address", "wallet":
		return 0
	case "ticker", "currency", "asset":
		return 1
	case "list_id", "profile_id", "uid", "id":
		return 2
	case "entity", "name":
		return 3
	case "programme", "programmes", "program", "programs":
		return 4
	case "listed", "listed_on":
		return 5
	case "delisted", "delisted_on":
		return 6
	}
	return -1
}

// ReadListingCSV reads listings from a CSV with a header, packed with gzip or not. It
// needs an address column and knows ticker, list_id (profile_id, uid), entity,
// programme, listed and delisted. Any error is a [*bonafide.Refusal] and ends the
// file: a sanctions list is taken whole or not at all.
func ReadListingCSV(place, list string, r io.Reader) iter.Seq2[Listing, error] {
	return func(yield func(Listing, error) bool) {
		readTable(place, r, listingColumn, 7, func(line int, f []string) bool {
			l := Listing{List: list, ListID: f[2], Ticker: f[1], Address: f[0], Entity: f[3], Programme: f[4]}
			var err, err2 error
			l.Listed, err = bonafide.ParseDate(f[5])
			l.Delisted, err2 = bonafide.ParseDate(f[6])
			if err = errors.Join(err, err2); err != nil {
				yield(Listing{}, &bonafide.Refusal{Place: at(place, line), Why: err.Error()})
				return false
			}
			if l.Address == "" {
				yield(Listing{}, &bonafide.Refusal{Place: at(place, line), Why: "a row without an address"})
				return false
			}
			return yield(l, nil)
		}, func(err error) { yield(Listing{}, err) })
	}
}

// ReadAddressLines reads a list of one address a line under one ticker, as some
// mirrors of the OFAC list are published. Empty lines and lines after # are passed
// over. Any error is a [*bonafide.Refusal] and ends the file.
func ReadAddressLines(place, list, ticker string, r io.Reader) iter.Seq2[Listing, error] {
	return func(yield func(Listing, error) bool) {
		in, err := unpacked(r)
		if err != nil {
			yield(Listing{}, &bonafide.Refusal{Place: place, Why: err.Error()})
			return
		}
		lines := bufio.NewScanner(in)
		for n := 1; lines.Scan(); n++ {
			text, _, _ := strings.Cut(lines.Text(), "#")
			if text = strings.TrimSpace(text); text == "" {
				continue
			}
			if !yield(Listing{List: list, Ticker: ticker, Address: text}, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(Listing{}, &bonafide.Refusal{Place: place, Why: err.Error()})
		}
	}
}
