package contact

import (
	"embed"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"

	"bonafide"
)

// Bounds of a list of domains.
const (
	maxListBytes   = 32 << 20
	maxListEntries = 2_000_000
)

// Domains is a sorted list of domains, held as one string with offsets. It is
// immutable.
type Domains struct {
	text    string // the entries, one after the other
	ends    []uint32
	dataset bonafide.Dataset
}

// ReadDomains reads a list: one domain a line, lower-case ASCII, sorted by bytes
// without doubles; empty lines and lines that begin with '#' are passed over. ds
// names the list in every verdict. Errors are [*bonafide.Refusal] with the line.
func ReadDomains(r io.Reader, ds bonafide.Dataset) (*Domains, error) {
	if ds.Name == "" || ds.Version == "" {
		return nil, bonafide.Invalidf("a list of domains needs a name and a version, so that verdicts can say which it was")
	}
	data, err := io.ReadAll(io.LimitReader(r, maxListBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read the list of domains %s: %w", ds.Name, err)
	}
	if len(data) > maxListBytes {
		return nil, &bonafide.Refusal{Place: ds.Name, Why: fmt.Sprintf("the list is larger than %d MiB", maxListBytes>>20), Remedy: "take a curated list"}
	}
	l := &Domains{dataset: ds}
	var b strings.Builder
	b.Grow(len(data))
	last, line := "", 0
	for rest := string(data); rest != ""; {
		var entry string
		entry, rest, _ = strings.Cut(rest, "\n")
		line++
		entry = strings.TrimSuffix(entry, "\r")
		if entry == "" || entry[0] == '#' {
			continue
		}
		refuse := func(why, remedy string) error {
			return &bonafide.Refusal{Place: ds.Name + ":" + strconv.Itoa(line), Why: why, Remedy: remedy}
		}
		switch {
		case !plausible(entry):
			return nil, refuse(fmt.Sprintf("%q is not a domain in lower-case ASCII", clip(entry, 80)), "write international names as xn--")
		case entry == last:
			return nil, refuse(fmt.Sprintf("%q stands there twice", clip(entry, 80)), "sort with LC_ALL=C sort -u")
		case entry < last:
			return nil, refuse(fmt.Sprintf("%q stands after %q", clip(entry, 80), clip(last, 80)), "sort with LC_ALL=C sort -u")
		case len(l.ends) == maxListEntries:
			return nil, refuse(fmt.Sprintf("more than %d domains", maxListEntries), "take a curated list")
		}
		last = entry
		b.WriteString(entry)
		l.ends = append(l.ends, uint32(b.Len()))
	}
	l.text = strings.Clone(b.String())
	return l, nil
}

// Len is the number of entries.
func (l *Domains) Len() int { return len(l.ends) }

// Dataset names the list.
func (l *Domains) Dataset() bonafide.Dataset { return l.dataset }

func (l *Domains) entry(i int) string {
	start := uint32(0)
	if i > 0 {
		start = l.ends[i-1]
	}
	return l.text[start:l.ends[i]]
}

func (l *Domains) contains(domain string) bool {
	i := sort.Search(len(l.ends), func(i int) bool { return l.entry(i) >= domain })
	return i < len(l.ends) && l.entry(i) == domain
}

// Match returns the entry that covers an ASCII domain: itself, or the nearest
// domain above it that somebody can register. A public suffix in the list covers
// nobody below it.
func (l *Domains) Match(domain string) (entry string, ok bool) {
	if l.contains(domain) {
		return domain, true
	}
	suffix := icannSuffix(domain)
	for {
		i := strings.IndexByte(domain, '.')
		if i < 0 {
			return "", false
		}
		domain = domain[i+1:]
		if len(domain) <= len(suffix) {
			return "", false
		}
		if l.contains(domain) {
			return domain, true
		}
	}
}

//go:embed lists/*.txt
var lists embed.FS

// builtInDataset names the project's own small lists.
var builtInDataset = bonafide.Dataset{Name: "bonafide-builtin", Version: "2026.11", Date: bonafide.Date{Year: 2026, Month: 11, Day: 26}}

func builtIn(name string) (*Domains, error) {
	f, err := lists.Open("lists/" + name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadDomains(f, builtInDataset)
}
