package watchlist

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"bonafide"
)

const mostAddressBytes = 256 << 20

// addressesJSON reads the two shapes in which sanctioned addresses are published as
// JSON: an array of addresses, the ticker in the file's name; or an object with
// "metadata" and "addresses", each with the entries that it belongs to.
func (p *parsing) addressesJSON(s *source) error {
	if b, err := s.in.Peek(3); err == nil && bytes.Equal(b, []byte("\xEF\xBB\xBF")) {
		s.in.Discard(3)
	}
	text, err := io.ReadAll(io.LimitReader(s, mostAddressBytes+1))
	if err != nil {
		return err
	}
	if len(text) > mostAddressBytes {
		return refuse(s.name, fmt.Sprintf("an address list of more than %d bytes", mostAddressBytes), "")
	}
	if text = bytes.TrimSpace(text); len(text) > 0 && text[0] == '[' {
		var list []string
		if err := decodeJSON(s.name, text, &list); err != nil {
			return err
		}
		return p.bareAddresses(s.name, list)
	}
	return p.addressObject(s.name, text)
}

// decodeJSON reads one JSON value with nothing after it.
func decodeJSON(name string, text []byte, into any) error {
	err := json.Unmarshal(text, into)
	if err == nil {
		return nil
	}
	at := int64(0)
	switch e := err.(type) {
	case *json.SyntaxError:
		at = e.Offset
	case *json.UnmarshalTypeError:
		at = e.Offset
	}
	line := 1 + bytes.Count(text[:min(max(at, 0), int64(len(text)))], newline)
	return refuse(fmt.Sprintf("%s:%d", name, line), "JSON that is damaged or of another shape: "+err.Error(), fetchAgain)
}

// addressesText reads one address a line. Blank lines and lines that begin with #
// are passed over.
func (p *parsing) addressesText(s *source) error {
	in := bufio.NewScanner(s)
	in.Buffer(nil, 64<<10)
	var list []string
	line := 0
	for in.Scan() {
		line++
		t := strings.TrimSpace(strings.TrimPrefix(in.Text(), "\uFEFF"))
		if t == "" || t[0] == '#' {
			continue
		}
		if !addressLike(t) {
			return refuse(fmt.Sprintf("%s:%d", s.name, line), fmt.Sprintf("%q is no address", clipped([]byte(t))), fetchAgain)
		}
		list = append(list, strings.Clone(t))
	}
	if err := in.Err(); err != nil {
		if err == bufio.ErrTooLong {
			return refuse(fmt.Sprintf("%s:%d", s.name, line+1), "a line of more than 64 kB", fetchAgain)
		}
		return err
	}
	return p.bareAddresses(s.name, list)
}

// bareAddresses makes an entry of each address; the ticker is the last part of the
// file's name that is a known one: sanctioned_addresses_XBT.txt.
func (p *parsing) bareAddresses(name string, list []string) error {
	p.list.Name = stem(name)
	ticker := ""
	for _, part := range strings.FieldsFunc(p.list.Name, func(r rune) bool { return r == '_' || r == '-' || r == '.' || r == ' ' }) {
		if t := strings.ToUpper(part); knownTickers[t] {
			ticker = t
		}
	}
	if ticker == "" {
		p.list.note("the file's name gives no ticker: the addresses are kept without one")
	}
	for i, a := range list {
		place := fmt.Sprintf("%s: address %d", name, i+1)
		if !addressLike(a) {
			return refuse(place, fmt.Sprintf("%q is no address", clipped([]byte(a))), fetchAgain)
		}
		w := Wallet{Ticker: ticker, Address: a}
		if (ticker == "ETH" || ticker == "ETC" || ticker == "ARB" || ticker == "BSC") && len(a) != 42 {
			return refuse(place, fmt.Sprintf("%q is cut short", clipped([]byte(a))), fetchAgain)
		}
		if err := p.add(Entry{ID: a, Schema: BareWallet, Wallets: []Wallet{w}}, place); err != nil {
			return err
		}
	}
	return p.dropTwice()
}

// dropTwice takes out bare addresses that stand in the list more than once.
func (p *parsing) dropTwice() error {
	seen := map[string]bool{}
	before := len(p.list.Entries)
	p.list.Entries = slices.DeleteFunc(p.list.Entries, func(e Entry) bool {
		twice := seen[e.ID]
		seen[e.ID] = true
		return twice
	})
	if n := before - len(p.list.Entries); n > 0 {
		p.list.note(fmt.Sprintf("%d addresses stand in the list more than once", n))
	}
	return nil
}

type addressFile struct {
	Metadata struct {
		LastUpdated    string `json:"lastUpdated"`
		SDNListDate    string `json:"sdnListDate"`
		TotalAddresses *int   `json:"totalAddresses"`
		TotalEntries   *int   `json:"totalEntries"`
	} `json:"metadata"`
	Addresses map[string]struct {
		Type    string `json:"type"`
		Entries []struct {
			Entity  string   `json:"entity"`
			Program string   `json:"program"`
			Type    string   `json:"type"`
			UID     string   `json:"uid"`
			Akas    []string `json:"akas"`
		} `json:"entries"`
	} `json:"addresses"`
}

func (p *parsing) addressObject(name string, text []byte) error {
	var f addressFile
	if err := decodeJSON(name, text, &f); err != nil {
		return err
	}
	p.list.Name = stem(name)
	p.list.Version = f.Metadata.LastUpdated
	if d := f.Metadata.SDNListDate; len(d) == 10 { // month/day/year
		p.list.Published, _ = bonafide.ParseDate(d[6:] + "-" + d[:2] + "-" + d[3:5])
	}
	addresses := make([]string, 0, len(f.Addresses))
	rows, upper := 0, false
	for a, v := range f.Addresses {
		addresses = append(addresses, a)
		rows += len(v.Entries)
		upper = upper || strings.ToLower(a) != a
	}
	for _, total := range []struct {
		what string
		said *int
		is   int
	}{{"addresses", f.Metadata.TotalAddresses, len(addresses)}, {"entries", f.Metadata.TotalEntries, rows}} {
		if total.said != nil && *total.said != total.is {
			return refuse(name, fmt.Sprintf("the file says %d %s and has %d: it is not complete", *total.said, total.what, total.is), fetchAgain)
		}
	}
	slices.Sort(addresses)
	index := map[string]int{}
	lost := 0
	for _, a := range addresses {
		if !addressLike(a) {
			return refuse(name, fmt.Sprintf("%q is no address", clipped([]byte(a))), fetchAgain)
		}
		v := f.Addresses[a]
		caseLost := !upper && caseMatters(a)
		if caseLost {
			lost++
		}
		for _, row := range v.Entries {
			id := row.UID
			if id == "" {
				id = a
			}
			i, ok := index[id]
			if !ok {
				i = len(p.list.Entries)
				index[id] = i
				e := Entry{ID: p.in.string(id), Schema: Unknown}
				if row.Entity == "" {
					e.Schema = BareWallet
				}
				e.addName(Name{Full: p.in.string(oneSpace(row.Entity)), Kind: Primary})
				if err := p.add(e, name); err != nil {
					return err
				}
			}
			kind := row.Type
			if kind == "" {
				kind = v.Type
			}
			_, ticker := ofacFeature(kind)
			e := &p.list.Entries[i]
			for _, aka := range row.Akas {
				e.addName(Name{Full: p.in.string(oneSpace(aka)), Kind: Also, Alias: e.nextAlias()})
			}
			for program := range strings.SplitSeq(row.Program, ",") {
				addOnce(&e.Programmes, p.in.string(program))
			}
			e.addWallet(p.ticker(ticker), p.in.string(a))
			if caseLost {
				e.Wallets[len(e.Wallets)-1].CaseLost = true
			}
		}
	}
	if lost > 0 {
		p.list.note(fmt.Sprintf("the file is in lower case throughout: %d addresses in which case matters can be shown but not compared; take the OFAC list itself", lost))
	}
	return nil
}

// caseMatters reports whether an address in lower case has lost anything: base58
// has, hexadecimal and bech32 have not.
func caseMatters(a string) bool {
	if strings.HasPrefix(a, "0x") || strings.Contains(a, ":") {
		return false
	}
	if i := strings.LastIndexByte(a, '1'); i > 0 && i <= 4 && strings.Trim(a[:i], "abcdefghijklmnopqrstuvwxyz") == "" {
		return false // bech32: bc1, ltc1, bnb1
	}
	if len(a) == 42 && (a[0] == 'q' || a[0] == 'p') && strings.Trim(a, "qpzry9x8gf2tvdw0s3jn54khce6mua7l") == "" {
		return false // a Bitcoin Cash address without its prefix
	}
	if strings.Trim(a, "0123456789abcdef") == "" && len(a) == 64 {
		return false
	}
	return true
}
