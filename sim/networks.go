package sim

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/strict"
)

// manifest is that of a kept table, as `bonafide data` writes it.
type manifest struct {
	Name        string        `json:"name"`
	Kind        string        `json:"kind"`
	Version     string        `json:"version"`
	Date        bonafide.Date `json:"date,omitzero"`
	Licence     string        `json:"licence,omitempty"`
	Source      string        `json:"source"`
	File        string        `json:"file"`
	SHA256      string        `json:"sha256"`
	Bytes       int64         `json:"bytes"`
	Entries     int           `json:"entries"`
	InstalledAt time.Time     `json:"installed_at"`
}

// span is a run of addresses with a value.
type span struct {
	from, next netip.Addr // next is the first address after it; zero where there is none
	number     uint32
	text       string
}

// writeNetworks writes the tables that an operator of the product would have:
// countries and operators of networks, VPN, relay and hosting ranges.
func (w *world) writeNetworks() error {
	blocks := slices.Clone(w.space.blocks)
	slices.SortFunc(blocks, func(a, b *block) int { return a.prefix.Addr().Compare(b.prefix.Addr()) })
	kinds := []struct {
		kind string
		of   func(b *block) (span, bool)
	}{
		{"ip-country", func(b *block) (span, bool) { return span{text: b.at.code}, true }},
		{"ip-asn", func(b *block) (span, bool) { return span{number: b.op.number, text: b.op.name}, true }},
		{"vpn-ranges", func(b *block) (span, bool) { return span{}, b.op.class == "vpn" && b.op.service != "Astrill" }},
		{"relay-ranges", func(b *block) (span, bool) { return span{}, b.op.class == "relay" }},
		{"hosting-ranges", func(b *block) (span, bool) {
			return span{}, b.op.class == "hosting" || b.op.service == "Astrill"
		}},
	}
	for _, k := range kinds {
		var spans []span
		for _, b := range blocks {
			if s, ok := k.of(b); ok {
				s.from, s.next = b.prefix.Addr(), after(b.prefix)
				spans = append(spans, s)
			}
		}
		// A firm's table is not empty, even where nobody uses such a network.
		if len(spans) == 0 {
			p := netip.MustParsePrefix("198.51.100.0/25")
			spans = append(spans, span{from: p.Addr(), next: after(p)})
		}
		data, entries := rangeTable(spans)
		if err := w.keep(k.kind, "table.bin", data, entries); err != nil {
			return err
		}
	}
	numbers := map[uint32]string{64511: "Example Hosting"}
	for _, o := range w.space.operators {
		if o.class == "hosting" {
			numbers[o.number] = o.name
		}
	}
	var list bytes.Buffer
	var sorted []uint32
	for n := range numbers {
		sorted = append(sorted, n)
	}
	slices.Sort(sorted)
	for _, n := range sorted {
		fmt.Fprintf(&list, "%d\t%s\n", n, numbers[n])
	}
	return w.keep("hosting-asns", "list.txt", list.Bytes(), len(sorted))
}

func (w *world) keep(kind, file string, data []byte, entries int) error {
	sum := sha256.Sum256(data)
	m := manifest{Name: "Lanternfish networks", Kind: kind, Version: "2026-03-01", Licence: "CC0-1.0", Source: "the firm's own records", File: file,
		SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(data)), Entries: entries, InstalledAt: w.start}
	date, err := bonafide.ParseDate("2026-03-01")
	if err != nil {
		return err
	}
	m.Date = date
	words, err := strict.MarshalIndent(&m)
	if err != nil {
		return err
	}
	folder := "v" + m.Version + "-" + m.SHA256[:8]
	return cmp.Or(
		w.files.whole(path.Join("tables", kind, folder, file), data, w.start),
		w.files.whole(path.Join("tables", kind, folder, "manifest.json"), append(words, '\n'), w.start),
		w.files.whole(path.Join("tables", kind, "current"), []byte(folder+"\n"), w.start),
	)
}

// after is the first address behind a prefix.
func after(p netip.Prefix) netip.Addr {
	if p.Addr().Is4() {
		a := p.Addr().As4()
		n := binary.BigEndian.Uint32(a[:]) + 1<<(32-p.Bits())
		binary.BigEndian.PutUint32(a[:], n)
		return netip.AddrFrom4(a)
	}
	a := p.Addr().As16()
	n := binary.BigEndian.Uint64(a[:8]) + 1<<(64-p.Bits())
	binary.BigEndian.PutUint64(a[:8], n)
	return netip.AddrFrom16(a)
}

// rangeTable is the canonical form of a table of ranges: see package dataset.
// Spans are sorted and do not overlap.
func rangeTable(spans []span) (data []byte, entries int) {
	type mark struct {
		at    netip.Addr
		value uint32
	}
	type value struct {
		number uint32
		text   string
	}
	index := map[value]uint32{}
	var values []value
	var marks [2][]mark
	for _, s := range spans {
		v := value{s.number, s.text}
		if index[v] == 0 {
			values = append(values, v)
			index[v] = uint32(len(values))
		}
		f := 0
		if s.from.Is6() {
			f = 1
		}
		if n := len(marks[f]); n > 0 && marks[f][n-1].at == s.from {
			marks[f] = marks[f][:n-1]
		}
		if n := len(marks[f]); n == 0 || marks[f][n-1].value != index[v] {
			marks[f] = append(marks[f], mark{s.from, index[v]})
		}
		marks[f] = append(marks[f], mark{s.next, 0}) // taken back where the next span begins there
	}
	var words bytes.Buffer
	at := map[string]uint32{}
	var rows []byte
	for _, v := range values {
		if _, ok := at[v.text]; !ok {
			at[v.text] = uint32(words.Len())
			words.WriteString(v.text)
		}
		rows = binary.LittleEndian.AppendUint32(rows, v.number)
		rows = binary.LittleEndian.AppendUint32(rows, at[v.text])
		rows = binary.LittleEndian.AppendUint32(rows, uint32(len(v.text)))
	}
	out := []byte("bfranges")
	for _, n := range []int{1, len(marks[0]), len(marks[1]), len(values), words.Len(), 0} {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	for f := range marks {
		for _, m := range marks[f] {
			if f == 0 {
				a := m.at.As4()
				out = binary.LittleEndian.AppendUint32(out, binary.BigEndian.Uint32(a[:]))
			} else {
				a := m.at.As16()
				out = append(out, a[:]...)
			}
		}
		for _, m := range marks[f] {
			out = binary.LittleEndian.AppendUint32(out, m.value)
			if m.value != 0 {
				entries++
			}
		}
	}
	out = append(out, rows...)
	return append(out, words.Bytes()...), entries
}

// company is what the firm says of itself.
type company struct {
	Name                string   `json:"name"`
	Domain              string   `json:"domain"`
	Zone                string   `json:"zone"`
	Start               string   `json:"start"` // the first day
	End                 string   `json:"end"`   // the last
	Egress              []string `json:"egress"`
	ApprovedTools       []string `json:"approved_tools"`
	RestrictedCountries []string `json:"restricted_countries"`
	Currency            string   `json:"currency"`
}

func (w *world) writeCompany() error {
	c := company{Name: "Lanternfish Protocol", Domain: w.domain, Zone: "Europe/Lisbon", Start: w.date(0), End: w.date(w.cfg.Days - 1), ApprovedTools: []string{"TeamViewer", "Tailscale", "Zoom"}, RestrictedCountries: []string{"CU", "IR", "KP", "SY"}, Currency: "USD"}
	for _, p := range egress {
		c.Egress = append(c.Egress, p.String())
	}
	data, err := strict.MarshalIndent(&c)
	if err != nil {
		return err
	}
	if err := w.files.whole("company.json", append(data, '\n'), w.start); err != nil {
		return err
	}
	return w.files.whole("bonafide.yaml", c.settings(), w.start)
}

// settings is the firm's configuration of the product.
func (c *company) settings() []byte {
	list := func(s []string) string { return "[" + strings.Join(s, ", ") + "]" }
	return fmt.Appendf(nil, "network:\n  egress: %s\n  restricted_countries: %s\nwatch:\n  approved: %s\n", list(c.Egress), list(c.RestrictedCountries), list(c.ApprovedTools))
}
