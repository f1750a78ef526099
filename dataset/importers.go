package dataset

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/oschwald/maxminddb-golang/v2"
)

// content is a table in canonical form.
type content struct {
	data    []byte
	entries int
	leftOut int
}

// maxLine bounds a line of a text list in bytes.
const maxLine = 4096

// tally counts what could not be read. A publisher's list may have a few odd
// entries; more than one in a hundred, or a damaged end, is another matter.
type tally struct {
	seen, odd int
	first     string // the first odd entry, with its line
	lastOdd   bool
}

func (t *tally) good() { t.seen++; t.lastOdd = false }

func (t *tally) bad(line int, why string) {
	t.seen++
	t.odd++
	t.lastOdd = true
	if t.first == "" {
		t.first = fmt.Sprintf("line %d: %s", line, why)
	}
}

// verdict refuses a list of which too much could not be read. ended says that
// the file closes with a line end.
func (t *tally) verdict(ended bool) error {
	switch {
	case t.seen == t.odd:
		if t.first != "" {
			return fmt.Errorf("it has no usable entry (%s)", t.first)
		}
		return errors.New("it is empty")
	case t.lastOdd && !ended:
		return errors.New("it ends in the middle of an entry and looks cut off")
	case t.odd*100 > t.seen:
		return fmt.Errorf("%d of %d entries cannot be read, more than one in a hundred (%s)", t.odd, t.seen, t.first)
	}
	return nil
}

// ending remembers whether the last byte read was a line end.
type ending struct {
	r    io.Reader
	last byte
}

func (e *ending) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if n > 0 {
		e.last = p[n-1]
	}
	return n, err
}

// eachLine gives each line that is neither empty nor a comment.
func eachLine(r io.Reader, take func(n int, line string)) (ended bool, err error) {
	e := &ending{r: r}
	sc := bufio.NewScanner(e)
	sc.Buffer(make([]byte, 0, maxLine), maxLine)
	n := 0
	for sc.Scan() {
		n++
		line := strings.TrimSpace(strings.TrimPrefix(sc.Text(), "\ufeff"))
		if line == "" || line[0] == '#' || line[0] == ';' || strings.HasPrefix(line, "//") {
			continue
		}
		take(n, line)
	}
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		return false, fmt.Errorf("line %d is longer than %d bytes; this is no list of one entry a line", n+1, maxLine)
	}
	return e.last == '\n', sc.Err()
}

// domainList gathers mail domains: a JSON list of texts, or one a line.
type domainList struct {
	domains []string
	tally   tally
}

func (l *domainList) read(r io.Reader) error {
	br := bufio.NewReaderSize(r, 64<<10)
	if head, _ := br.Peek(512); bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\ufeff"), []byte{'['}) {
		return l.readJSON(br)
	}
	ended, err := eachLine(br, func(n int, line string) { l.take(n, line) })
	if err != nil {
		return err
	}
	return l.tally.verdict(ended)
}

func (l *domainList) readJSON(r io.Reader) error {
	dec := json.NewDecoder(r)
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("it is not well-formed JSON: %w", err)
	}
	for n := 1; dec.More(); n++ {
		var s string
		if err := dec.Decode(&s); err != nil {
			return fmt.Errorf("entry %d is not text, or the file is cut off: %w", n, err)
		}
		l.take(n, s)
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("it ends in the middle and looks cut off: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the end of the list")
	}
	return l.tally.verdict(true)
}

func (l *domainList) take(n int, s string) {
	d := strings.ToLower(strings.TrimSpace(s))
	d = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(d, "@"), "*"), ".")
	d = strings.TrimSuffix(d, ".")
	if !isDomain(d) || len(l.domains) >= maxRows {
		l.tally.bad(n, fmt.Sprintf("%q is no domain in ASCII", clip(s)))
		return
	}
	l.tally.good()
	l.domains = append(l.domains, d)
}

func (l *domainList) finish() (*content, error) {
	slices.Sort(l.domains)
	l.domains = slices.Compact(l.domains)
	var b bytes.Buffer
	for _, d := range l.domains {
		b.WriteString(d)
		b.WriteByte('\n')
	}
	return &content{b.Bytes(), len(l.domains), l.tally.odd}, nil
}

// isDomain reports whether s is a host name of two labels or more (RFC 1123),
// lower-case ASCII, whose last label is not a number.
func isDomain(s string) bool {
	if len(s) == 0 || len(s) > 253 {
		return false
	}
	labels, start := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != '.' {
			c := s[i]
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
				return false
			}
			continue
		}
		label := s[start:i]
		if len(label) == 0 || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if i == len(s) && strings.Trim(label, "0123456789") == "" {
			return false
		}
		labels++
		start = i + 1
	}
	return labels >= 2
}

// numberList gathers network numbers with the names of their holders.
type numberList struct {
	names map[uint32]string
	tally tally
}

// read takes "64500,Name", `"64500","Name"`, "AS64500 # Name" and "64500<TAB>Name".
func (l *numberList) read(r io.Reader) error {
	if l.names == nil {
		l.names = map[uint32]string{}
	}
	first := true
	ended, err := eachLine(r, func(n int, line string) {
		number, name := line, ""
		if i := strings.IndexAny(line, ",;#\t "); i >= 0 {
			number, name = line[:i], line[i+1:]
		}
		number = strings.Trim(number, `" `)
		header := first && strings.EqualFold(number, "asn")
		first = false
		if header {
			return
		}
		if len(number) > 2 && strings.EqualFold(number[:2], "AS") {
			number = number[2:]
		}
		v, err := strconv.ParseUint(number, 10, 32)
		if err != nil || v == 0 || len(l.names) >= maxRows {
			l.tally.bad(n, fmt.Sprintf("%q is no network number", clip(line)))
			return
		}
		l.tally.good()
		l.names[uint32(v)] = strings.Trim(operatorName(name), `"# `)
	})
	if err != nil {
		return err
	}
	return l.tally.verdict(ended)
}

func (l *numberList) finish() (*content, error) {
	numbers := make([]uint32, 0, len(l.names))
	for n := range l.names {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	var b bytes.Buffer
	for _, n := range numbers {
		fmt.Fprintf(&b, "%d\t%s\n", n, l.names[n])
	}
	return &content{b.Bytes(), len(numbers), l.tally.odd}, nil
}

// rangeList gathers ranges of one kind from lists of networks, from CSV and from
// MaxMind DB files.
type rangeList struct {
	kind  Kind
	table *rangeTable
	tally tally
}

func newRangeList(kind Kind) *rangeList { return &rangeList{kind: kind, table: newRangeTable()} }

func (l *rangeList) finish() (*content, error) {
	data, entries := l.table.encode()
	if entries == 0 {
		return nil, errors.New("it is empty")
	}
	if len(l.table.values) > maxRows {
		return nil, fmt.Errorf("more than %d operators", maxRows)
	}
	return &content{data, entries, l.tally.odd}, nil
}

// The widest networks that a list of VPN, relay or hosting networks may name. A
// wider one would tag a large part of the internet, by mistake or by intent.
const (
	widest4 = 8
	widest6 = 16
)

// readNetworks takes one network or address a line; what follows a comma, as in
// the relays' own lists, is passed over.
func (l *rangeList) readNetworks(r io.Reader) error {
	var fatal error
	ended, err := eachLine(r, func(n int, line string) {
		if i := strings.IndexAny(line, ", \t#"); i >= 0 {
			line = line[:i]
		}
		p, err := parseNetwork(line)
		if err != nil {
			l.tally.bad(n, err.Error())
			return
		}
		if widest := map[bool]int{true: widest4, false: widest6}[p.Addr().Is4()]; p.Bits() < widest && fatal == nil {
			fatal = fmt.Errorf("line %d: %s is wider than /%d and would tag a large part of the internet", n, p, widest)
		}
		if err := l.table.addPrefix(p, value{}); err != nil && fatal == nil {
			fatal = err
		}
		l.tally.good()
	})
	if err == nil {
		err = fatal
	}
	if err != nil {
		return err
	}
	return l.tally.verdict(ended)
}

func parseNetwork(s string) (netip.Prefix, error) {
	if strings.IndexByte(s, '/') < 0 {
		a, err := netip.ParseAddr(s)
		if err != nil || a.Zone() != "" {
			return netip.Prefix{}, fmt.Errorf("%q is no network", clip(s))
		}
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil || p.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%q is no network", clip(s))
	}
	if p != p.Masked() {
		return netip.Prefix{}, fmt.Errorf("%q names an address inside its network", clip(s))
	}
	return p, nil
}

// readCSV takes "first,last,country" for countries and "first,last,number,name"
// for operators.
func (l *rangeList) readCSV(r io.Reader) error {
	e := &ending{r: r}
	cr := csv.NewReader(bufio.NewReaderSize(e, 64<<10))
	cr.ReuseRecord, cr.FieldsPerRecord, cr.LazyQuotes = true, -1, true
	for n := 1; ; n++ {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		from, to, v, why := l.row(row)
		switch {
		case why != "" && n == 1 && l.tally.seen == 0 && len(row) > 0 && strings.Trim(row[0], "abcdefghijklmnopqrstuvwxyz_") == "":
			// A header.
		case why != "":
			l.tally.bad(n, why)
		case v == value{}:
			l.tally.good() // announced as not in use
		default:
			if err := l.table.add(from, to, v); err != nil {
				l.tally.bad(n, err.Error())
				if l.table.full() {
					return err
				}
				continue
			}
			l.tally.good()
		}
	}
	return l.tally.verdict(e.last == '\n')
}

func (l *rangeList) row(row []string) (from, to netip.Addr, v value, why string) {
	want := 3
	if l.kind == IPASN {
		want = 4
	}
	if len(row) != want {
		return from, to, v, fmt.Sprintf("%d columns where %d are wanted", len(row), want)
	}
	var err1, err2 error
	from, err1 = netip.ParseAddr(row[0])
	to, err2 = netip.ParseAddr(row[1])
	if err1 != nil || err2 != nil || from.Zone() != "" || to.Zone() != "" || from.Is4In6() || to.Is4In6() {
		return from, to, v, fmt.Sprintf("%q to %q is no range of addresses", clip(row[0]), clip(row[1]))
	}
	if l.kind == IPASN {
		n, err := strconv.ParseUint(row[2], 10, 32)
		if err != nil {
			return from, to, v, fmt.Sprintf("%q is no network number", clip(row[2]))
		}
		if n != 0 {
			v = value{uint32(n), operatorName(row[3])}
		}
		return from, to, v, ""
	}
	switch code := row[2]; {
	case isCountry(code):
		v.text = strings.Clone(code)
	case code != "" && code != "ZZ" && code != "None":
		return from, to, v, fmt.Sprintf("%q is no country", clip(code))
	}
	return from, to, v, ""
}

// readMMDB takes a MaxMind DB of countries or of operators, in MaxMind's nested
// form ("country": {"iso_code": ...}) or the flat one ("country_code").
func (l *rangeList) readMMDB(data []byte) (err error) {
	// The file is hostile and its reader a library's: a panic is a refusal.
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("it is not a sound MaxMind DB")
		}
	}()
	db, err := maxminddb.OpenBytes(data)
	if err != nil {
		return fmt.Errorf("it is not a MaxMind DB, or is cut off: %w", err)
	}
	defer db.Close()
	// Most networks share a few records: each is decoded once.
	known := map[uintptr]value{}
	for res := range db.Networks() {
		if err := res.Err(); err != nil {
			return fmt.Errorf("it is damaged: %w", err)
		}
		v, ok := known[res.Offset()]
		if !ok {
			if v, err = l.record(res); err != nil {
				return fmt.Errorf("it is damaged: %w", err)
			}
			known[res.Offset()] = v
		}
		p := res.Prefix()
		if (v == value{}) || !p.IsValid() || p.Addr().Is4In6() {
			l.tally.bad(l.tally.seen+1, fmt.Sprintf("%s has no entry that can be read", p))
			continue
		}
		if err := l.table.addPrefix(p.Masked(), v); err != nil {
			return err
		}
		l.tally.good()
	}
	return l.tally.verdict(true)
}

func (l *rangeList) record(res maxminddb.Result) (value, error) {
	if l.kind == IPASN {
		var rec struct {
			Number uint32 `maxminddb:"autonomous_system_number"`
			Name   string `maxminddb:"autonomous_system_organization"`
		}
		if err := res.Decode(&rec); err != nil || rec.Number == 0 {
			return value{}, err
		}
		return value{rec.Number, operatorName(rec.Name)}, nil
	}
	var rec struct {
		Flat    string `maxminddb:"country_code"`
		Country struct {
			Code string `maxminddb:"iso_code"`
		} `maxminddb:"country"`
	}
	if err := res.Decode(&rec); err != nil {
		return value{}, err
	}
	for _, code := range []string{rec.Flat, rec.Country.Code} {
		if isCountry(code) {
			return value{text: code}, nil
		}
	}
	return value{}, nil
}
