package wallet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"bonafide"
)

// Options are the bounds and additions of a [Builder]. The zero Options are usable.
type Options struct {
	// Tickers adds tickers that are not known here: the chain each stands for, by a
	// name that is. {"NEWCOIN": "ETH"} makes NEWCOIN's addresses EVM's.
	Tickers map[string]string
	// MaxRows bounds listings and labels together; 0 is 20 million.
	MaxRows int
}

// Report says what a set was built from and what did not go in as it should.
type Report struct {
	Listings  int `json:"listings"`
	Labels    int `json:"labels"`
	Addresses int `json:"addresses"`
	// OtherChain counts listings whose ticker contradicts their address.
	OtherChain int `json:"other_chain"`
	// Undecoded counts listings that no form fits; they are found by the exact text
	// only. The first hundred stand in Examples.
	Undecoded int      `json:"undecoded"`
	Examples  []string `json:"examples,omitempty"`
}

// Builder gathers rows for a [Set]. It is not safe for concurrent use.
type Builder struct {
	set     Set
	opts    Options
	words   map[string]uint32
	scratch []Address
}

// NewBuilder starts an empty set. A ticker in opts that stands for a chain nobody
// knows is of kind [ErrTicker].
func NewBuilder(opts Options) (*Builder, error) {
	for _, name := range opts.Tickers {
		if _, ok := chainOf(name); !ok {
			return nil, unknownTicker(name)
		}
	}
	if opts.MaxRows == 0 {
		opts.MaxRows = 20_000_000
	}
	b := &Builder{opts: opts, words: map[string]uint32{"": 0}}
	b.set.words = []string{""}
	return b, nil
}

// Add takes a listing in. A ticker that nobody knows is an error of kind [ErrTicker]
// and nothing is taken in: a caller that goes on loses the address knowingly. A
// listing without a ticker is fine. An address that no form fits is kept by its exact
// text and counted in the report.
func (b *Builder) Add(l Listing) error {
	if err := b.room(); err != nil {
		return err
	}
	text := strings.TrimSpace(l.Address)
	if text == "" || l.List == "" {
		return bonafide.Invalidf("listing %s of list %s: it needs a list and an address", quote(l.ListID), quote(l.List))
	}
	if len(text) > maxText {
		return bonafide.Invalidf("listing %s of list %s: its address has %d bytes, more than %d", quote(l.ListID), quote(l.List), len(text), maxText)
	}
	if !utf8.ValidString(text) {
		return bonafide.Invalidf("listing %s of list %s: its address is not valid UTF-8", quote(l.ListID), quote(l.List))
	}
	found, err := b.parse(l.Ticker, text)
	if errors.Is(err, ErrTicker) {
		return fmt.Errorf("listing %s of list %s: %w", quote(l.ListID), quote(l.List), err)
	}
	r := row{
		list: b.word(l.List), id: b.word(l.ListID), ticker: b.word(l.Ticker), entity: b.word(l.Entity), programme: b.word(l.Programme),
		text: uint32(len(b.set.texts)), textLen: uint16(len(text)), listed: packDate(l.Listed), delisted: packDate(l.Delisted),
	}
	if err != nil {
		r.flags = undecoded
		k := textKey(text)
		if b.link(r, text, []Key{k}) {
			b.set.report.Undecoded++
			if len(b.set.report.Examples) < 100 {
				b.set.report.Examples = append(b.set.report.Examples, fmt.Sprintf("%s %s: %v", l.List, l.ListID, err))
			}
		}
		return nil
	}
	var keys []Key
	for i := range found {
		k, n := found[i].keys()
		for _, k := range k[:n] {
			if !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
		if found[i].Notes&OtherChain != 0 {
			r.flags = otherChain
		}
	}
	if b.link(r, text, keys) && r.flags == otherChain {
		b.set.report.OtherChain++
	}
	return nil
}

// AddLabel takes a label in. What cannot be decoded is an error and left out. A ticker
// that nobody knows is an error of kind [ErrTicker], but the label is taken in, by
// what its address shows.
func (b *Builder) AddLabel(l LabelRow) error {
	if err := b.room(); err != nil {
		return err
	}
	found, err := b.parse(l.Ticker, l.Address)
	unknown := err
	if errors.Is(err, ErrTicker) {
		found, err = AppendParse(b.scratch[:0], l.Address)
	} else {
		unknown = nil
	}
	if err != nil {
		return err
	}
	r := labelRow{
		source: b.word(l.Label.Source), name: b.word(l.Label.Name), category: b.word(l.Label.Category), abuse: b.word(l.Label.Abuse), actor: b.word(l.Label.Actor),
		confidence: b.word(string(l.Label.Confidence)), reference: b.word(l.Label.Reference), modified: packDate(l.Label.LastModified),
	}
	added := false
	var seen [8]Key
	keys := seen[:0]
	for i := range found {
		if k := found[i].Key; !slices.Contains(keys, k) {
			keys = append(keys, k)
			added = b.linkLabel(r, &k) || added
		}
	}
	if added {
		b.set.report.Labels++
	}
	return unknown
}

// room refuses what the index's 32-bit places cannot hold.
func (b *Builder) room() error {
	s := &b.set
	if len(s.rows)+len(s.labels) >= b.opts.MaxRows || len(s.texts) > 1<<32-1-maxText || len(s.table.keys) > 1<<32-1-4*keySize {
		return bonafide.Invalidf("the set is full at %d rows; load fewer label sets or raise the bound", len(s.rows)+len(s.labels))
	}
	return nil
}

func (b *Builder) parse(ticker, text string) ([]Address, error) {
	var err error
	if ticker == "" {
		b.scratch, err = AppendParse(b.scratch[:0], text)
		return b.scratch, err
	}
	if as, ok := b.opts.Tickers[ticker]; ok {
		ticker = as
	}
	b.scratch, err = appendParseAs(b.scratch[:0], ticker, text)
	return b.scratch, err
}

func (b *Builder) word(s string) uint32 {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if i, ok := b.words[s]; ok {
		return i
	}
	// The caller's string may be a slice of a whole file.
	s = strings.Clone(s)
	i := uint32(len(b.set.words))
	b.set.words = append(b.set.words, s)
	b.words[s] = i
	return i
}

// entry finds or makes the place of a key.
func (b *Builder) entry(k *Key) *heads {
	i, added := b.set.table.insert(k)
	if added {
		b.set.heads = append(b.set.heads, heads{})
	}
	return &b.set.heads[i]
}

// chainLimit bounds the search for a row's double, so that a list that repeats one
// address a million times costs no more than a million rows.
const chainLimit = 64

// link hangs a row under each of its keys, unless it hangs there already.
func (b *Builder) link(r row, text string, keys []Key) (added bool) {
	s := &b.set
	for i := range keys {
		h := b.entry(&keys[i])
		double := false
		for at, n := h.listing, 0; at != 0 && n < chainLimit && !double; at, n = s.rows[at-1].next, n+1 {
			old := s.rows[at-1]
			same := string(s.texts[old.text:old.text+uint32(old.textLen)]) == text
			old.next, old.text = 0, r.text
			double = same && old == r
		}
		if double {
			continue
		}
		if !added {
			s.texts = append(s.texts, text...)
		}
		r := r
		r.next = h.listing
		s.rows = append(s.rows, r)
		h.listing, added = uint32(len(s.rows)), true
	}
	if added {
		s.report.Listings++
	}
	return added
}

func (b *Builder) linkLabel(r labelRow, k *Key) bool {
	s := &b.set
	h := b.entry(k)
	for at, n := h.label, 0; at != 0 && n < chainLimit; at, n = s.labels[at-1].next, n+1 {
		old := s.labels[at-1]
		if old.next = 0; old == r {
			return false
		}
	}
	r.next = h.label
	s.labels = append(s.labels, r)
	h.label = uint32(len(s.labels))
	return true
}

// Build hands the set over. The builder is empty afterwards.
func (b *Builder) Build() *Set {
	s := b.set
	b.set, b.words, b.scratch = Set{words: []string{""}}, map[string]uint32{"": 0}, nil
	s.rows, s.labels, s.texts = slices.Clip(s.rows), slices.Clip(s.labels), slices.Clip(s.texts)
	if s.table.n > 0 {
		s.fillFilter()
	}
	s.report.Addresses = s.table.n
	return &s
}
