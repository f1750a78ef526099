package watchlist

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"time"

	"bonafide"
)

// The cache is a list in a compact binary form of our own, for a fast start:
//
//	"bonafide list 2\n"   magic with the version of the form
//	8 bytes               length of the body, big-endian
//	32 bytes              SHA-256 of the body
//	body                  the texts once each, then the list with numbers for texts
//
// A reader of another version refuses it; the list files are then read again. Form 1 is
// the same, but of FollowTheMoney lists it took an entry for delisted where one of its
// measures had ended: of those it is refused.
const (
	cacheMagic    = "bonafide list 2\n"
	oldCacheMagic = "bonafide list 1\n"
)

// mostCache bounds the body of a cache.
const mostCache = 2 << 30

// WriteCache writes l to w in the cache form.
func WriteCache(w io.Writer, l *List) error {
	c := &cacheWriter{ids: map[string]uint64{"": 0}, texts: []string{""}}
	c.list(l)
	var head []byte
	head = binary.AppendUvarint(head, uint64(len(c.texts)))
	for _, t := range c.texts {
		head = binary.AppendUvarint(head, uint64(len(t)))
	}
	sum := sha256.New()
	size := len(head) + len(c.body)
	sum.Write(head)
	for _, t := range c.texts {
		size += len(t)
		io.WriteString(sum, t)
	}
	sum.Write(c.body)
	out := make([]byte, 0, len(cacheMagic)+8+sha256.Size+len(head))
	out = append(out, cacheMagic...)
	out = binary.BigEndian.AppendUint64(out, uint64(size))
	out = sum.Sum(out)
	out = append(out, head...)
	if _, err := w.Write(out); err != nil {
		return fmt.Errorf("writing the cache of a list: %w", err)
	}
	var texts bytes.Buffer
	for _, t := range c.texts {
		texts.WriteString(t)
	}
	for _, b := range [][]byte{texts.Bytes(), c.body} {
		if _, err := w.Write(b); err != nil {
			return fmt.Errorf("writing the cache of a list: %w", err)
		}
	}
	return nil
}

// ReadCache reads what [WriteCache] wrote. place names the cache in messages.
// Anything but a whole cache of this version is refused.
func ReadCache(place string, r io.Reader) (*List, error) {
	var head [len(cacheMagic) + 8 + sha256.Size]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, refuse(place, "the cache is cut short", "it is made anew from the list files")
	}
	old := string(head[:len(cacheMagic)]) == oldCacheMagic
	if string(head[:len(cacheMagic)]) != cacheMagic && !old {
		return nil, refuse(place, "no cache of this version", "it is made anew from the list files")
	}
	size := binary.BigEndian.Uint64(head[len(cacheMagic):])
	if size > mostCache {
		return nil, refuse(place, "the cache is too large", "")
	}
	body, err := readExactly(r, int(size))
	if err != nil {
		return nil, refuse(place, "the cache is cut short", "it is made anew from the list files")
	}
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], head[len(cacheMagic)+8:]) {
		return nil, refuse(place, "the cache is damaged: its checksum does not hold", "it is made anew from the list files")
	}
	c := &cacheReader{b: body}
	c.readTexts()
	l := c.readList()
	if c.bad || len(c.b) != 0 {
		return nil, refuse(place, "the cache is damaged", "it is made anew from the list files")
	}
	if old && l.Format == FollowMoney {
		return nil, refuse(place, "no cache of this version", "it is made anew from the list files")
	}
	return l, nil
}

// readExactly reads n bytes and sees that nothing follows. Memory grows with what
// is there, not with what the header says.
func readExactly(r io.Reader, n int) ([]byte, error) {
	var b bytes.Buffer
	if n < 64<<20 {
		b.Grow(n + 512)
	}
	got, err := io.Copy(&b, io.LimitReader(r, int64(n)+1))
	if err == nil && got != int64(n) {
		err = io.ErrUnexpectedEOF
	}
	return b.Bytes(), err
}

type cacheWriter struct {
	ids   map[string]uint64
	texts []string
	body  []byte
}

func (c *cacheWriter) n(n int) { c.body = binary.AppendUvarint(c.body, uint64(n)) }

func (c *cacheWriter) s(s string) {
	id, ok := c.ids[s]
	if !ok {
		id = uint64(len(c.texts))
		c.ids[s] = id
		c.texts = append(c.texts, s)
	}
	c.body = binary.AppendUvarint(c.body, id)
}

func (c *cacheWriter) ss(list []string) {
	c.n(len(list))
	for _, s := range list {
		c.s(s)
	}
}

func (c *cacheWriter) date(d bonafide.Date) {
	c.n(d.Year*512 + int(d.Month)*32 + d.Day)
}

func (c *cacheWriter) flag(b bool) {
	if b {
		c.n(1)
	} else {
		c.n(0)
	}
}

func (c *cacheWriter) list(l *List) {
	c.s(l.Name)
	c.s(string(l.Format))
	c.s(l.Version)
	c.date(l.Published)
	c.flag(l.Dated)
	c.s(l.SHA256)
	c.n(len(l.Files))
	for _, f := range l.Files {
		c.s(f.Name)
		c.n(int(f.Bytes))
		c.s(f.SHA256)
	}
	c.ss(l.Notes)
	c.n(len(l.Entries))
	for i := range l.Entries {
		c.entry(&l.Entries[i])
	}
}

func (c *cacheWriter) entry(e *Entry) {
	c.s(e.ID)
	c.s(e.List)
	c.s(string(e.Schema))
	c.s(e.Gender)
	c.date(e.Listed)
	c.date(e.Delisted)
	c.n(len(e.Names))
	for i := range e.Names {
		n := &e.Names[i]
		c.s(n.Full)
		c.s(n.Script)
		c.s(n.ID)
		c.n(int(n.Alias)<<3 | int(n.Kind)<<1 | int(n.Quality))
		c.n(len(n.Parts))
		for _, p := range n.Parts {
			c.n(int(p.Type))
			c.s(p.Text)
		}
	}
	c.n(len(e.Born))
	for _, d := range e.Born {
		c.date(d.From)
		c.date(d.To)
		c.flag(d.Circa)
	}
	c.n(len(e.Countries))
	for _, v := range e.Countries {
		c.s(v.Code)
		c.s(v.Name)
		c.n(int(v.Role))
	}
	c.n(len(e.Documents))
	for _, d := range e.Documents {
		c.s(d.Type)
		c.s(d.Label)
		c.s(d.Number)
		c.s(d.Country)
		c.flag(d.Disputed)
	}
	c.n(len(e.Places))
	for _, p := range e.Places {
		c.s(p.Street)
		c.s(p.City)
		c.s(p.Region)
		c.s(p.Postal)
		c.s(p.Country)
	}
	c.n(len(e.Wallets))
	for _, w := range e.Wallets {
		c.s(w.Ticker)
		c.s(w.Address)
		c.flag(w.CaseLost)
	}
	c.n(len(e.Links))
	for _, v := range e.Links {
		c.s(v.Relation)
		c.s(v.ID)
		c.s(v.Name)
	}
	for _, list := range e.textFields() {
		c.ss(*list)
	}
}

// textFields are the fields that are lists of texts, in the order of the cache.
func (e *Entry) textFields() [9]*[]string {
	return [9]*[]string{&e.BirthPlaces, &e.Programmes, &e.Emails, &e.Phones, &e.Sites, &e.Handles, &e.Risks, &e.Remarks, &e.Referents}
}

// cacheReader reads a body. A fault sets bad; reading goes on with zeros, bounded
// by what is left.
type cacheReader struct {
	b     []byte
	texts []string
	bad   bool
	// slabs of the small slices, so that a list is a few hundred large allocations
	// and not a million small ones
	strs  []string
	names []Name
	parts []Part
}

func (c *cacheReader) n() int {
	if len(c.b) > 0 && c.b[0] < 0x80 {
		n := int(c.b[0])
		c.b = c.b[1:]
		return n
	}
	v, w := binary.Uvarint(c.b)
	if w <= 0 || v > math.MaxInt32*1024 {
		c.bad, c.b = true, nil
		return 0
	}
	c.b = c.b[w:]
	return int(v)
}

// count is a number of things that take at least size bytes each.
func (c *cacheReader) count(size int) int {
	n := c.n()
	if n > len(c.b)/size {
		c.bad, c.b = true, nil
		return 0
	}
	return n
}

func (c *cacheReader) s() string {
	n := c.n()
	if n >= len(c.texts) {
		c.bad, c.b = true, nil
		return ""
	}
	return c.texts[n]
}

func (c *cacheReader) ss() []string {
	n := c.count(1)
	if n == 0 {
		return nil
	}
	out := take(&c.strs, n)
	for i := range out {
		out[i] = c.s()
	}
	return out
}

// take cuts n things off a slab.
func take[T any](slab *[]T, n int) []T {
	if n > len(*slab) {
		*slab = make([]T, max(n, 1024))
	}
	out := (*slab)[:n:n]
	*slab = (*slab)[n:]
	return out
}

func (c *cacheReader) date() bonafide.Date {
	n := c.n()
	return bonafide.Date{Year: n / 512, Month: time.Month(n % 512 / 32), Day: n % 32}
}

func (c *cacheReader) flag() bool { return c.n() == 1 }

// texts are substrings of one string.
func (c *cacheReader) readTexts() {
	n := c.count(1)
	lengths := make([]int, n)
	total := 0
	for i := range lengths {
		lengths[i] = c.n()
		if total += lengths[i]; total > len(c.b) {
			c.bad, c.b = true, nil
			return
		}
	}
	if total > len(c.b) {
		c.bad, c.b = true, nil
		return
	}
	all := string(c.b[:total])
	c.b = c.b[total:]
	c.texts = make([]string, n)
	for i, k := range lengths {
		c.texts[i] = all[:k]
		all = all[k:]
	}
}

func (c *cacheReader) readList() *List {
	l := &List{Name: c.s(), Format: Format(c.s()), Version: c.s(), Published: c.date(), Dated: c.flag(), SHA256: c.s()}
	l.Files = make([]File, c.count(3))
	for i := range l.Files {
		l.Files[i] = File{Name: c.s(), Bytes: int64(c.n()), SHA256: c.s()}
	}
	l.Notes = c.ss()
	l.Entries = make([]Entry, c.count(20))
	for i := range l.Entries {
		c.entry(&l.Entries[i])
		if c.bad {
			break
		}
	}
	return l
}

func (c *cacheReader) entry(e *Entry) {
	e.ID, e.List, e.Schema, e.Gender, e.Listed, e.Delisted = c.s(), c.s(), Schema(c.s()), c.s(), c.date(), c.date()
	if n := c.count(5); n > 0 {
		e.Names = take(&c.names, n)
		for i := range e.Names {
			v := &e.Names[i]
			v.Full, v.Script, v.ID = c.s(), c.s(), c.s()
			k := c.n()
			v.Alias, v.Kind, v.Quality = uint16(k>>3), Kind(k>>1&3), Quality(k&1)
			if m := c.count(2); m > 0 {
				v.Parts = take(&c.parts, m)
				for j := range v.Parts {
					v.Parts[j] = Part{PartType(c.n()), c.s()}
				}
			}
		}
	}
	e.Born = fill(c, 3, func() DateRange { return DateRange{c.date(), c.date(), c.flag()} })
	e.Countries = fill(c, 3, func() Country { return Country{c.s(), c.s(), CountryRole(c.n())} })
	e.Documents = fill(c, 5, func() Document { return Document{c.s(), c.s(), c.s(), c.s(), c.flag()} })
	e.Places = fill(c, 5, func() Place { return Place{c.s(), c.s(), c.s(), c.s(), c.s()} })
	e.Wallets = fill(c, 3, func() Wallet { return Wallet{c.s(), c.s(), c.flag()} })
	e.Links = fill(c, 3, func() Link { return Link{c.s(), c.s(), c.s()} })
	for _, list := range e.textFields() {
		*list = c.ss()
	}
}

// fill reads a slice of things of at least size bytes each.
func fill[T any](c *cacheReader, size int, read func() T) []T {
	n := c.count(size)
	if n == 0 {
		return nil
	}
	out := make([]T, n)
	for i := range out {
		out[i] = read()
	}
	return out
}
