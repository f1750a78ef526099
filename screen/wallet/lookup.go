package wallet

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"
)

// Status is what the set knows of an address at a moment. There is no word for an
// address that is in order: the zero Status is [NotFound], and it says that these
// lists, as loaded, do not hold it.
type Status uint8

// The statuses, the graver later.
const (
	NotFound Status = iota
	// Labelled: no list holds it, some label set does.
	Labelled
	// ListedLater: a list held it only after the moment asked for.
	ListedLater
	// FormerlyListed: a list held it and took it off before the moment asked for.
	FormerlyListed
	// Listed: a list holds it at that moment.
	Listed
)

// String is "not_found", "labelled", "listed_later", "formerly_listed" or "listed".
func (s Status) String() string {
	switch s {
	case Labelled:
		return "labelled"
	case ListedLater:
		return "listed_later"
	case FormerlyListed:
		return "formerly_listed"
	case Listed:
		return "listed"
	default:
		return "not_found"
	}
}

// MarshalText implements [encoding.TextMarshaler].
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Hit is a listing that holds an address.
type Hit struct {
	Listing
	// OtherChain: the ticker as listed contradicts the address as decoded.
	OtherChain bool `json:"other_chain,omitzero"`
	// ExactText: the listed text could not be decoded and was compared letter by
	// letter.
	ExactText bool `json:"exact_text,omitzero"`
}

// Result is what a set holds of an address at a moment. The zero Result is not found,
// which never means more than that.
type Result struct {
	Status Status `json:"status"`
	// Now holds the listings in force at the moment; Former those that ended before
	// it, Later those that began after. Each is sorted by list, id, ticker, address.
	Now    []Hit `json:"now,omitempty"`
	Former []Hit `json:"former,omitempty"`
	Later  []Hit `json:"later,omitempty"`
	// Labels are sorted by falling confidence, then by source and name. They are not
	// tied to the moment; each has its date.
	Labels []Label `json:"labels,omitempty"`
	// Truncated: there are more rows than the thousand that are shown.
	Truncated bool `json:"truncated,omitzero"`
}

// maxShown bounds the listings, and the labels, that one address brings along.
const maxShown = 1000

// Lookup says what the set holds of one address at asOf. The zero time asks for the
// newest state that the lists know. The day of listing and the day of removal count as
// listed, and a day that is not known exactly counts the longer way.
func (s *Set) Lookup(a Address, asOf time.Time) Result {
	var r Result
	s.gather(&r, &a, asOf)
	r.finish()
	return r
}

// LookupAll is [Set.Lookup] for all readings of one text.
func (s *Set) LookupAll(readings []Address, asOf time.Time) Result {
	var r Result
	for i := range readings {
		s.gather(&r, &readings[i], asOf)
	}
	r.finish()
	return r
}

// LookupText parses a text and looks up all its readings; ticker may be empty. A text
// that no form fits is looked up by its letters, because a list may hold it so: then
// the readings are one of kind [Opaque]. The error is the one of parsing where that
// found nothing either. It means 'not looked up', and never 'not found'.
func (s *Set) LookupText(ticker, text string, asOf time.Time) ([]Address, Result, error) {
	var readings []Address
	var err error
	if ticker == "" {
		readings, err = Parse(text)
	} else {
		readings, err = ParseAs(ticker, text)
	}
	if err == nil {
		return readings, s.LookupAll(readings, asOf), nil
	}
	if errors.Is(err, ErrTicker) {
		return nil, Result{}, err
	}
	exact := []string{strings.TrimSpace(text)}
	if c, cerr := clean(text); cerr == nil {
		exact = append(exact, c.body)
	}
	for _, t := range exact {
		if len(t) > maxText {
			continue
		}
		a := Address{Kind: Opaque, Notes: Unchecked, Key: textKey(t)}
		if r := s.Lookup(a, asOf); r.Status != NotFound {
			return []Address{a}, r, nil
		}
	}
	return nil, Result{}, err
}

// Result is [Set.Lookup] for what [Set.Find] found.
func (s *Set) Result(ref Ref, asOf time.Time) Result {
	var r Result
	s.collect(&r, ref, asOf)
	r.finish()
	return r
}

func (s *Set) gather(r *Result, a *Address, asOf time.Time) {
	keys, n := a.keys()
	for i := range keys[:n] {
		s.collect(r, s.Find(&keys[i]), asOf)
	}
}

func (s *Set) collect(r *Result, ref Ref, asOf time.Time) {
	if ref == 0 || int(ref) > len(s.heads) {
		return
	}
	h := s.heads[ref-1]
	for at, n := h.listing, 0; at != 0; at, n = s.rows[at-1].next, n+1 {
		if n == maxShown {
			r.Truncated = true
			break
		}
		hit := s.hit(&s.rows[at-1])
		into := &r.Now
		switch {
		case !hit.Delisted.IsZero() && (asOf.IsZero() || !asOf.Before(hit.Delisted.Last())):
			into = &r.Former
		case !hit.Listed.IsZero() && !asOf.IsZero() && asOf.Before(hit.Listed.First()):
			into = &r.Later
		}
		if !slices.Contains(*into, hit) {
			*into = append(*into, hit)
		}
	}
	for at, n := h.label, 0; at != 0; at, n = s.labels[at-1].next, n+1 {
		if n == maxShown {
			r.Truncated = true
			break
		}
		l := &s.labels[at-1]
		label := Label{
			Source: s.words[l.source], Name: s.words[l.name], Category: s.words[l.category], Abuse: s.words[l.abuse], Actor: s.words[l.actor],
			Confidence: Confidence(s.words[l.confidence]), Reference: s.words[l.reference], LastModified: unpackDate(l.modified),
		}
		if !slices.Contains(r.Labels, label) {
			r.Labels = append(r.Labels, label)
		}
	}
}

func (s *Set) hit(w *row) Hit {
	return Hit{
		Listing: Listing{
			List: s.words[w.list], ListID: s.words[w.id], Ticker: s.words[w.ticker], Entity: s.words[w.entity], Programme: s.words[w.programme],
			Address: string(s.texts[w.text : w.text+uint32(w.textLen)]), Listed: unpackDate(w.listed), Delisted: unpackDate(w.delisted),
		},
		OtherChain: w.flags&otherChain != 0,
		ExactText:  w.flags&undecoded != 0,
	}
}

func (r *Result) finish() {
	switch {
	case len(r.Now) > 0:
		r.Status = Listed
	case len(r.Former) > 0:
		r.Status = FormerlyListed
	case len(r.Later) > 0:
		r.Status = ListedLater
	case len(r.Labels) > 0:
		r.Status = Labelled
	}
	for _, hits := range [...][]Hit{r.Now, r.Former, r.Later} {
		slices.SortFunc(hits, func(a, b Hit) int {
			return cmp.Or(cmp.Compare(a.List, b.List), cmp.Compare(a.ListID, b.ListID), cmp.Compare(a.Ticker, b.Ticker),
				cmp.Compare(a.Address, b.Address), a.Listed.First().Compare(b.Listed.First()))
		})
	}
	slices.SortFunc(r.Labels, func(a, b Label) int {
		return cmp.Or(cmp.Compare(b.Confidence.Level(), a.Confidence.Level()), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.Category, b.Category), cmp.Compare(a.Reference, b.Reference))
	})
}

// Twin is another address with the same payload, which the set holds.
type Twin struct {
	Address Address
	Result  Result
}

// Twins looks for addresses of other forms whose payload is that of a: on EVM and
// Tron, and among the chains that hash keys as Bitcoin does, whoever holds the key of
// one holds the key of the other. A twin is no hit: nobody listed this address. It is
// a reason to ask.
func (s *Set) Twins(a Address, asOf time.Time) []Twin {
	var out []Twin
	own, n := a.keys()
	for _, t := range twins(&a) {
		if slices.Contains(own[:n], t.Key) {
			continue
		}
		if r := s.Lookup(t, asOf); r.Status != NotFound {
			out = append(out, Twin{t, r})
		}
	}
	return out
}

// twins are the addresses of all forms that share a's payload of 20 bytes.
func twins(a *Address) []Address {
	p := a.Payload()
	if len(p) != 20 || a.Key.digested() {
		return nil
	}
	switch {
	case a.Family == EVM || a.Family == Tron:
		return []Address{{Family: EVM, Key: fixedKey(formEVM, p)}, {Family: Tron, Key: hash20Key([]byte{versionTron}, p)}}
	case a.Kind == PubKeyHash || a.Kind == WitnessKey || a.Family == BNB || a.Family == XRP:
		out := []Address{{Family: BNB, Key: fixedKey(formBNB, p)}, {Family: XRP, Key: fixedKey(formXRP, p)}}
		for i := range witnessPrefixes {
			out = append(out, Address{Family: witnessPrefixes[i].family, Kind: WitnessKey, Key: newKey(formWitness, []byte{byte(i), 0}, p)})
		}
		return append(out, hashTwins(p, PubKeyHash, []byte{0x00}, []byte{0x30}, []byte{0x4C}, []byte{0x1E}, []byte{0x26}, []byte{0x1C, 0xB8})...)
	case a.Kind == ScriptHash:
		return hashTwins(p, ScriptHash, []byte{0x05}, []byte{0x32}, []byte{0x10}, []byte{0x16}, []byte{0x21}, []byte{0x17}, []byte{0x1C, 0xBD})
	}
	return nil
}

func hashTwins(p []byte, kind Kind, versions ...[]byte) []Address {
	var out []Address
	for _, v := range versions {
		readings := baseReadings(v[0])
		if len(v) == 2 {
			readings = pairReadings(v[0], v[1])
		}
		out = append(out, Address{Family: readings[0].family, Kind: kind, Key: hash20Key(v, p)})
	}
	return out
}
