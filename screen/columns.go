package screen

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// column is a column of a table under all its names.
type column struct {
	name string
	// others are the names that other tools give it, in lower case with single blanks.
	others []string
}

// queryColumns are the columns of a table of queries. The first name of each is the
// product's own and goes before the others.
var queryColumns = []column{
	{"id", []string{"person", "person id", "candidate id", "applicant id", "application id", "employee id", "customer id", "record id", "external id", "reference"}},
	{"name", []string{"full name", "person name", "candidate", "candidate name", "applicant", "applicant name", "employee", "employee name", "customer name", "legal name", "company name", "entity name", "vollständiger name"}},
	{"first name", []string{"firstname", "given name", "given names", "forename", "first", "vorname"}},
	{"last name", []string{"lastname", "surname", "family name", "last", "nachname", "familienname"}},
	{"type", []string{"schema", "kind", "entity type", "subject type", "party type"}},
	{"dob", []string{"date of birth", "birth date", "birthdate", "birthday", "geburtsdatum"}},
	{"country", []string{"country code", "country of residence", "residence", "land"}},
	{"wallet", []string{"wallets", "wallet address", "wallet addresses", "crypto address", "crypto wallet", "payout wallet", "payout address"}},
}

// pairColumns are the columns of a table of pairs.
var pairColumns = []column{{name: "name1"}, {name: "name2"}, {name: "schema"}}

// QueryColumns describes the columns of a table of queries, one line each, with the
// names that are taken for the same.
func QueryColumns() []string {
	var out []string
	for _, c := range queryColumns {
		out = append(out, c.name+" ("+strings.Join(c.others, ", ")+")")
	}
	return out
}

// columnKey is the name of a column in lower case, its words parted by single blanks.
func columnKey(header string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(header), func(r rune) bool { return r == ' ' || r == '\t' || r == '_' || r == '-' || r == '\u00a0' }), " ")
}

// places finds the known columns in a header, and which of them have another name than
// the product's own. What is read under another name, and what is not read at all, is
// said in one line; it is empty where all is as documented.
func places(header []string, known []column) (at map[string]int, renamed map[string]bool, said string) {
	at, renamed = map[string]int{}, map[string]bool{}
	var read, passed []string
	taken := make([]bool, len(header))
	for pass := range 2 {
		for i, h := range header {
			key := columnKey(h)
			for _, c := range known {
				if _, have := at[c.name]; have || taken[i] || pass == 0 && key != c.name || pass == 1 && !slices.Contains(c.others, key) {
					continue
				}
				at[c.name], taken[i], renamed[c.name] = i, true, pass == 1
				if pass == 1 {
					read = append(read, quoted(clip(h, 40))+" as "+c.name)
				}
			}
		}
	}
	for i, h := range header {
		if !taken[i] && strings.TrimSpace(h) != "" {
			passed = append(passed, quoted(clip(h, 40)))
		}
	}
	var parts []string
	if len(read) > 0 {
		parts = append(parts, "read "+some(read))
	}
	if len(passed) > 0 {
		parts = append(parts, "not read: "+some(passed))
	}
	return at, renamed, strings.Join(parts, "; ")
}

// some joins the first of many.
func some(list []string) string {
	const most = 12
	if len(list) > most {
		return strings.Join(list[:most], ", ") + fmt.Sprintf(" and %d more", len(list)-most)
	}
	return strings.Join(list, ", ")
}

// longestHeader bounds the line in which the delimiter is looked for.
const longestHeader = 64 << 10

// delimiter finds what parts the fields of a table: of comma, semicolon and tab the one
// that stands in the first line most often outside quotes. It reads no further than
// that line, so that a table may come slowly.
func delimiter(in *bufio.Reader) rune {
	line, want := []byte(nil), 1
	for want <= longestHeader {
		_, err := in.Peek(want)
		line, _ = in.Peek(min(in.Buffered(), longestHeader))
		if err != nil || bytes.IndexByte(line, '\n') >= 0 {
			break
		}
		want = len(line) + 1
	}
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	best, most := ',', 0
	for _, d := range []rune{',', ';', '\t'} {
		n, inQuotes := 0, false
		for _, c := range line {
			switch {
			case c == '"':
				inQuotes = !inQuotes
			case rune(c) == d && !inQuotes:
				n++
			}
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}

const byteOrderMark = "\xEF\xBB\xBF"

// tableLines reads a table behind its byte order mark.
func tableLines(in io.Reader) *bufio.Reader {
	r := bufio.NewReaderSize(in, longestHeader)
	if head, _ := r.Peek(len(byteOrderMark)); string(head) == byteOrderMark {
		_, _ = r.Discard(len(byteOrderMark))
	}
	return r
}
