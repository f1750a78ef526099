package watchlist

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
)

// piece is a part of an OFAC CSV set.
type piece int

const (
	noPiece piece = iota
	mainPiece
	aliasPiece
	addressPiece
	commentPiece
)

func (p piece) String() string {
	return [...]string{"", "main", "alias", "address", "comments"}[p]
}

// file is the part's name as the OFAC publishes it.
func (p piece) file(list string) string {
	if list == "ofac-cons" {
		return [...]string{"", "CONS_PRIM.CSV", "CONS_ALT.CSV", "CONS_ADD.CSV", "CONS_COMMENTS.CSV"}[p]
	}
	return [...]string{"", "SDN.CSV", "ALT.CSV", "ADD.CSV", "SDN_COMMENTS.CSV"}[p]
}

const formatsRead = "the formats read are: OFAC advanced XML and CSV, UN, EU and UK XML, UK CSV, FollowTheMoney JSON lines, address lists (JSON or text), and the operator's CSV (see docs/lists.md)"

// sniff finds the format in the first bytes of a file.
func sniff(name string, head []byte) (Format, piece, error) {
	t := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")))
	switch {
	case len(t) == 0:
		return "", noPiece, refuse(name, "the file is empty", fetchAgain)
	case bytes.IndexByte(head, 0) >= 0:
		return "", noPiece, refuse(name, "the file is not text in UTF-8, or in UTF-16 with its mark", "save it as UTF-8; "+formatsRead)
	case t[0] == '<':
		f, err := sniffXML(name, t)
		return f, noPiece, err
	case t[0] == '{':
		return sniffObject(name, t)
	case t[0] == '[':
		return AddressesJSON, noPiece, nil
	}
	return sniffTable(name, t)
}

func sniffXML(name string, t []byte) (Format, error) {
	lower := bytes.ToLower(t[:min(len(t), 1024)])
	if bytes.HasPrefix(lower, []byte("<!doctype html")) || bytes.Contains(lower, []byte("<html")) {
		return "", refuse(name, "an HTML page, not a list", "the address has moved or answered with an error page; open it and look")
	}
	switch root := rootName(t); root {
	case "Sanctions":
		return OFACAdvanced, nil
	case "CONSOLIDATED_LIST":
		return UNXML, nil
	case "export":
		return EUXML, nil
	case "Designations":
		return UKXML, nil
	case "sdnList", "sanctionsData":
		return "", refuse(name, "the OFAC list in its plain or enhanced XML", "take sdn_advanced.xml, which says more, or the CSV set")
	case "ArrayOfFinancialSanctionsTarget":
		return "", refuse(name, "the OFSI consolidated list, which is no longer kept", "take the UK Sanctions List")
	case "":
		return "", refuse(name, "damaged XML", fetchAgain)
	default:
		return "", refuse(name, fmt.Sprintf("XML of an unknown kind, <%s>", clipped([]byte(root))), formatsRead)
	}
}

// rootName is the local name of the first element of t.
func rootName(t []byte) string {
	for {
		i := bytes.IndexByte(t, '<')
		if i < 0 || i+1 >= len(t) {
			return ""
		}
		t = t[i+1:]
		switch {
		case t[0] == '?':
			if i = bytes.Index(t, []byte("?>")); i < 0 {
				return ""
			}
			t = t[i:]
		case bytes.HasPrefix(t, []byte("!--")):
			if i = bytes.Index(t, []byte("-->")); i < 0 {
				return ""
			}
			t = t[i:]
		default:
			n := bytes.IndexAny(t, " \t\r\n/>")
			if n < 0 {
				return ""
			}
			return string(local(t[:n]))
		}
	}
}

func sniffObject(name string, t []byte) (Format, piece, error) {
	line, _, _ := bytes.Cut(t, []byte{'\n'})
	switch {
	case bytes.Contains(line, []byte(`"schema"`)) && bytes.Contains(line, []byte(`"properties"`)):
		return FollowMoney, noPiece, nil
	case bytes.Contains(t, []byte(`"addresses"`)) || bytes.Contains(t, []byte(`"totalAddresses"`)):
		return AddressesJSON, noPiece, nil
	}
	return "", noPiece, refuse(name, "JSON of an unknown kind", formatsRead)
}

func sniffTable(name string, t []byte) (Format, piece, error) {
	for t[0] == '#' { // comments of an address list
		i := bytes.IndexByte(t, '\n')
		if i < 0 {
			break
		}
		if t = bytes.TrimSpace(t[i:]); len(t) == 0 {
			return "", noPiece, refuse(name, "nothing but comments", fetchAgain)
		}
	}
	lines := bytes.SplitN(t, []byte{'\n'}, 3)
	first := firstRecord(lines[0], ',')
	if len(first) == 1 && (strings.HasPrefix(first[0], "Report Date") || strings.HasPrefix(first[0], "Last Updated")) && len(lines) > 1 {
		first = firstRecord(lines[1], ',')
	}
	if len(first) >= 2 && isNumber(first[0]) {
		switch {
		case len(first) == 12:
			return OFACCSV, mainPiece, nil
		case len(first) == 5 && isNumber(first[1]) && (first[2] == "aka" || first[2] == "fka" || first[2] == "nka"):
			return OFACCSV, aliasPiece, nil
		case len(first) == 6 && isNumber(first[1]):
			return OFACCSV, addressPiece, nil
		case len(first) == 2:
			return OFACCSV, commentPiece, nil
		}
	}
	has := func(column string) bool {
		for _, c := range first {
			if strings.EqualFold(strings.TrimSpace(c), column) {
				return true
			}
		}
		return false
	}
	_, own := operatorHeader(t)
	switch {
	case has("Unique ID") && has("Name 6"):
		return UKCSV, noPiece, nil
	case own:
		return OperatorCSV, noPiece, nil
	case len(first) == 1 && addressLike(strings.TrimSpace(first[0])):
		return AddressesText, noPiece, nil
	}
	return "", noPiece, refuse(name, "the content is of no known list format", formatsRead)
}

// firstRecord is a line as CSV; nil where it is none by itself.
func firstRecord(line []byte, comma rune) []string {
	r := csv.NewReader(bytes.NewReader(line))
	r.Comma = comma
	r.FieldsPerRecord = -1
	rec, err := r.Read()
	if err != nil {
		// A quoted field may go on in the next line: the columns before it tell enough.
		r = csv.NewReader(bytes.NewReader(line))
		r.Comma = comma
		r.LazyQuotes = true
		r.FieldsPerRecord = -1
		if rec, err = r.Read(); err != nil {
			return nil
		}
	}
	return rec
}

func isNumber(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 10 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
