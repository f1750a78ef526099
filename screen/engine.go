package screen

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/screen/name"
	"bonafide/screen/wallet"
	"bonafide/screen/watchlist"
)

// Options of an engine. The zero Options are the default.
type Options struct {
	// Threshold is the score from which a name is a possible match; 0 is
	// [name.Threshold]. It lies between [name.Floor] and 1.
	Threshold float64
	// Now is the clock of proofs; nil leaves their time out.
	Now func() time.Time
	// Incomplete names lists that should be here and are not. Every answer says so.
	Incomplete []string
	// States tell of lists what their content does not: when their source was asked last,
	// and why they are stale. Every answer says so.
	States map[*watchlist.List]ListState
	// Former are entries that are no longer listed, as watchlist.Folder.Former gives
	// them: a wallet of theirs answers "formerly listed".
	Former []watchlist.Entry
	// Labels are what sources that are no lists say of addresses.
	Labels []wallet.LabelRow
	// Official names lists of an authority that their format does not show to be
	// one. Lists of the formats of OFAC, UN, EU, UK and FollowTheMoney are official
	// without it; an operator's own CSV is not, a bare list of addresses is.
	Official []string
}

// Engine answers queries from lists. It is immutable and safe for concurrent use. It
// keeps the lists that it was built from, which must not change.
type Engine struct {
	opt       Options
	threshold float64
	versions  []ListVersion
	official  []bool
	notes     []string

	entries []*watchlist.Entry
	listOf  []uint16
	byID    map[entryID]uint32

	names   *name.Index
	nameOf  []nameRef
	details map[string][]detail
	wallets *wallet.Set
}

type entryID struct{ list, id string }

// nameRef says which name of which entry an indexed name is.
type nameRef struct {
	ref uint32
	at  uint16
}

// detail is one place where a detail is listed.
type detail struct {
	ref uint32
	at  uint16
	of  detailKind
}

type detailKind uint8

const (
	ofEmail detailKind = iota
	ofPhone
	ofSite
	ofHandle
	ofDocument
)

// The first letter of a key in Engine.details tells what the rest is.
const (
	emailKey    = "e"
	phoneKey    = "p"
	siteKey     = "s"
	handleKey   = "h"
	documentKey = "d"
)

// mostLists is how many lists one engine holds.
const mostLists = 1 << 15

// New builds an engine over lists. An engine without any list is refused: it would
// answer everybody with "not found".
func New(ctx context.Context, lists []*watchlist.List, opt Options) (*Engine, error) {
	e := &Engine{opt: opt, threshold: opt.Threshold, byID: map[entryID]uint32{}, details: map[string][]detail{}}
	switch {
	case len(lists) == 0:
		return nil, bonafide.Unavailablef("no list to screen against: add one and update it")
	case len(lists) > mostLists:
		return nil, bonafide.Invalidf("%d lists, more than %d", len(lists), mostLists)
	case e.threshold == 0:
		e.threshold = name.Threshold
	case !(e.threshold >= name.Floor && e.threshold < 1):
		return nil, bonafide.Invalidf("threshold %v: it lies between %v and 1", opt.Threshold, name.Floor)
	}
	e.opt.Incomplete = slices.Clone(opt.Incomplete)
	for _, l := range e.opt.Incomplete {
		e.notes = append(e.notes, "incomplete: a list is not there, and no hit on it can be found: "+clip(l, 300))
	}
	size := 0
	for _, l := range lists {
		if l == nil || len(l.Entries) == 0 {
			return nil, bonafide.Unavailablef("a list without entries: it would answer everybody with \"not found\"")
		}
		size += len(l.Entries)
	}
	if uint64(size+len(opt.Former)) > math.MaxUint32 {
		return nil, bonafide.Invalidf("%d entries are too many for one engine", size)
	}
	b := builder{Engine: e}
	var err error
	if b.wallets, err = wallet.NewBuilder(wallet.Options{}); err != nil {
		return nil, err
	}
	e.entries = make([]*watchlist.Entry, 0, size+len(opt.Former))
	names := 0
	for _, l := range lists {
		for j := range l.Entries {
			names += len(l.Entries[j].Names)
		}
	}
	// Names are most of what an engine holds: grown by doubling, they would be held twice.
	b.names, b.nameOf = make([]name.Entry, 0, names), make([]nameRef, 0, names)
	for i, l := range lists {
		e.versions = append(e.versions, e.version(l))
		e.official = append(e.official, isOfficial(l) || slices.Contains(opt.Official, l.Name))
		for j := range l.Entries {
			if j%256 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err := b.entry(&l.Entries[j], uint16(i)); err != nil {
				return nil, err
			}
		}
	}
	if err := b.former(opt.Former); err != nil {
		return nil, err
	}
	for _, l := range opt.Labels {
		if err := b.wallets.AddLabel(l); err != nil && !errors.Is(err, bonafide.ErrInvalid) {
			return nil, err
		}
	}
	e.names = name.NewIndex(b.names)
	e.wallets = b.wallets.Build()
	if b.lost > 0 {
		e.notes = append(e.notes, fmt.Sprintf("%d listed addresses have lost their letter case on the way and cannot be compared", b.lost))
	}
	return e, nil
}

// version is what answers say of a list. A stale list is said in the notes too.
func (e *Engine) version(l *watchlist.List) ListVersion {
	state := e.opt.States[l]
	v := ListVersion{
		Name: l.Name, Version: l.Version, Date: l.Published, SHA256: l.SHA256, Entries: len(l.Entries), Dated: l.Dated,
		Checked: state.Checked, Stale: clip(state.Stale, 300), Notes: listNotes(l),
	}
	if e.opt.Now != nil && !l.Published.IsZero() {
		v.AgeDays = max(0, int(e.opt.Now().Sub(l.Published.First())/(24*time.Hour)))
	}
	if v.Stale != "" {
		e.notes = append(e.notes, "stale: the list "+clip(l.Name, 100)+": "+v.Stale)
	}
	for _, n := range v.Notes {
		e.notes = append(e.notes, "the list "+clip(l.Name, 100)+": "+n)
	}
	return v
}

func isOfficial(l *watchlist.List) bool { return l.Format != watchlist.OperatorCSV }

// Lists are the versions of the lists that answer.
func (e *Engine) Lists() []ListVersion { return slices.Clone(e.versions) }

// Incomplete names the lists that should be here and are not, as [Options.Incomplete]
// does: nothing that this engine does not find is proof of anything then.
func (e *Engine) Incomplete() []string { return slices.Clone(e.opt.Incomplete) }

// Notes say what a reader has to know of every answer of this engine.
func (e *Engine) Notes() []string { return slices.Clone(e.notes) }

// Threshold is the score from which a name is a possible match.
func (e *Engine) Threshold() float64 { return e.threshold }

// Wallets are the listed addresses, for look-ups in bulk ([wallet.Set.FindAll],
// [wallet.ScreenLines]).
func (e *Engine) Wallets() *wallet.Set { return e.wallets }

// Entry finds a listed entry; nil where the lists hold none of that id.
func (e *Engine) Entry(list, id string) *watchlist.Entry {
	if ref, ok := e.byID[entryID{list, id}]; ok {
		return e.entries[ref]
	}
	return nil
}

// builder gathers what an engine is made of.
type builder struct {
	*Engine
	names   []name.Entry
	wallets *wallet.Builder
	lost    int
}

func (b *builder) entry(en *watchlist.Entry, list uint16) error {
	ref := uint32(len(b.entries))
	b.entries = append(b.entries, en)
	b.listOf = append(b.listOf, list)
	id := entryID{b.versions[list].Name, en.ID}
	if _, twice := b.byID[id]; !twice {
		b.byID[id] = ref
	}
	if len(en.Names) > math.MaxUint16 || len(en.Documents) > math.MaxUint16 {
		return bonafide.Invalidf("entry %s of list %s: more than %d names or documents", clip(en.ID, 40), b.versions[list].Name, math.MaxUint16)
	}
	kind := listedKind(en.Schema)
	for i := range en.Names {
		n := &en.Names[i]
		if n.Quality == watchlist.Weak && slices.Contains(en.Handles, n.Full) {
			continue // an account name, which is never compared with names
		}
		parsed := name.Parse(indexed(n), kind)
		if parsed.Empty() {
			continue
		}
		quality := name.Primary
		if n.Quality == watchlist.Weak {
			quality = name.WeakAlias
		}
		b.names = append(b.names, name.Entry{Ref: ref, Name: parsed, Quality: quality})
		b.nameOf = append(b.nameOf, nameRef{ref, uint16(i)})
	}
	b.detail(ref, ofEmail, emailKey, en.Emails, normalEmail)
	b.detail(ref, ofPhone, phoneKey, en.Phones, normalPhone)
	b.detail(ref, ofSite, siteKey, en.Sites, normalSite)
	b.detail(ref, ofHandle, handleKey, en.Handles, normalHandle)
	for i := range en.Documents {
		b.keep(documentKey, normalNumber(en.Documents[i].Number), detail{ref, uint16(i), ofDocument})
	}
	return b.listed(en, b.versions[list].Name)
}

// indexed is the spelling in which a listed name is compared: with the family name
// marked by a comma where the list types the parts of an alphabetic name. Weak aliases,
// which are met letter by letter, stay as people say them.
func indexed(n *watchlist.Name) string {
	if (n.Script == "Latn" || n.Script == "Cyrl") && n.Quality != watchlist.Weak {
		return n.FamilyFirst()
	}
	return n.Full
}

func (b *builder) detail(ref uint32, of detailKind, key string, values []string, normal func(string) string) {
	for i, v := range values[:min(len(values), math.MaxUint16)] {
		b.keep(key, normal(v), detail{ref, uint16(i), of})
	}
}

func (b *builder) keep(key, value string, d detail) {
	if value != "" {
		b.details[key+value] = append(b.details[key+value], d)
	}
}

// programmeComma parts the programmes of a listed wallet.
const programmeComma = ", "

// listed takes the wallets of an entry.
func (b *builder) listed(en *watchlist.Entry, list string) error {
	for _, w := range en.Wallets {
		if w.CaseLost {
			b.lost++
			continue
		}
		l := wallet.Listing{
			List: list, ListID: en.ID, Ticker: w.Ticker, Address: strings.ToValidUTF8(w.Address, "\uFFFD"), Entity: en.PrimaryName(),
			Programme: strings.Join(en.Programmes, programmeComma), Listed: en.Listed, Delisted: en.Delisted,
		}
		err := b.wallets.Add(l)
		if errors.Is(err, wallet.ErrTicker) {
			// The payload tells the chain; a new ticker must not lose the address.
			b.notes = append(b.notes, fmt.Sprintf("list %s has a ticker that is not known here, %q: its addresses are compared by what they decode to", list, clip(w.Ticker, 20)))
			slices.Sort(b.notes)
			b.notes = slices.Compact(b.notes)
			l.Ticker = ""
			err = b.wallets.Add(l)
		}
		if err != nil {
			return fmt.Errorf("entry %s of list %s: %w", clip(en.ID, 40), list, err)
		}
	}
	return nil
}

// former takes the wallets of what is no longer listed.
func (b *builder) former(former []watchlist.Entry) error {
	for i := range former {
		en := &former[i]
		if en.Delisted.IsZero() {
			continue
		}
		if err := b.listed(en, en.List); err != nil {
			return err
		}
	}
	return nil
}
