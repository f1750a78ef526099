package screen

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/screen/name"
	"bonafide/screen/wallet"
	"bonafide/screen/watchlist"
)

// Monitor knows the people who are screened again when a list changes. It is an index
// the other way round: a changed entry is looked up among the people, so that the cost
// follows the change and not their number. It is immutable and safe for concurrent
// use.
type Monitor struct {
	people  []Query
	hashes  []string
	names   *name.Index
	details map[string][]uint32
	wallets map[wallet.Key][]uint32
	texts   map[string][]uint32
}

// NewMonitor indexes people. Their [Query.ID] names them and must differ.
func NewMonitor(people []Query) (*Monitor, error) {
	m := &Monitor{people: people, hashes: make([]string, len(people)), details: map[string][]uint32{}, wallets: map[wallet.Key][]uint32{}, texts: map[string][]uint32{}}
	seen := make(map[string]bool, len(people))
	var names []name.Entry
	for i := range people {
		q := &people[i]
		if q.ID == "" || seen[q.ID] {
			return nil, bonafide.Invalidf("person %q: ids have to be there and to differ", clip(q.ID, 40))
		}
		seen[q.ID] = true
		if err := q.Validate(); err != nil {
			return nil, err
		}
		m.hashes[i] = PersonHash(q)
		at := uint32(i)
		for _, text := range q.names() {
			n := name.Parse(text, q.Type.kind())
			if n.Empty() {
				continue
			}
			names = append(names, name.Entry{Ref: at, Name: n})
			if !q.personal {
				m.keep(handleKey, normalHandle(text), at)
			}
			if q.Type == Wallet || addressLike(text) {
				m.wallet(text, at)
			}
			for _, a := range addressesWithin(text) {
				m.wallet(a, at)
			}
		}
		if q.asDetail() {
			m.keep(emailKey, normalEmail(q.Name), at)
			m.keep(documentKey, normalNumber(q.Name), at)
		}
		for _, v := range q.Emails {
			mail := normalEmail(v)
			if mail == "" {
				continue
			}
			m.keep(emailKey, mail, at)
			m.keep(handleKey, normalHandle(localPart(mail)), at)
			m.keep(siteKey, normalSite(mail[strings.LastIndexByte(mail, '@')+1:]), at)
		}
		for _, v := range q.Phones {
			m.keep(phoneKey, normalPhone(v), at)
		}
		for _, v := range q.Sites {
			m.keep(siteKey, normalSite(v), at)
		}
		for _, v := range q.Handles {
			m.keep(handleKey, normalHandle(v), at)
		}
		for _, d := range q.Documents {
			m.keep(documentKey, normalNumber(d.Number), at)
		}
		for _, v := range q.Wallets {
			m.wallet(v, at)
		}
	}
	m.names = name.NewIndex(names)
	return m, nil
}

func (m *Monitor) keep(key, value string, at uint32) {
	if value != "" {
		m.details[key+value] = append(m.details[key+value], at)
	}
}

func (m *Monitor) wallet(text string, at uint32) {
	m.texts[strings.TrimSpace(text)] = append(m.texts[strings.TrimSpace(text)], at)
	readings, err := wallet.Parse(text)
	if err != nil {
		return
	}
	for i := range readings {
		m.wallets[readings[i].Key] = append(m.wallets[readings[i].Key], at)
	}
}

// People is how many are monitored.
func (m *Monitor) People() int { return len(m.people) }

// affected finds the people whom an entry may concern, in order: everybody whose name
// meets one of its names at [name.Floor] or above, as [name.Reverse] promises, and
// everybody with a detail or a wallet of it. reverse has the weights of the engine that
// judges them afterwards.
func (m *Monitor) affected(reverse *name.Reverse, en *watchlist.Entry) []uint32 {
	var out []uint32
	kind := listedKind(en.Schema)
	for i := range en.Names {
		n := &en.Names[i]
		quality := name.Primary
		if n.Quality == watchlist.Weak {
			quality = name.WeakAlias
		}
		parsed := name.Parse(indexed(n), kind)
		for _, h := range reverse.Search(&parsed, quality, name.Floor) {
			out = append(out, h.Ref)
		}
	}
	for _, v := range en.Emails {
		out = append(out, m.details[emailKey+normalEmail(v)]...)
	}
	for _, v := range en.Phones {
		out = append(out, m.details[phoneKey+normalPhone(v)]...)
	}
	for _, v := range en.Sites {
		out = append(out, m.details[siteKey+normalSite(v)]...)
	}
	for _, v := range en.Handles {
		out = append(out, m.details[handleKey+normalHandle(v)]...)
	}
	for i := range en.Documents {
		out = append(out, m.details[documentKey+normalNumber(en.Documents[i].Number)]...)
	}
	for _, w := range en.Wallets {
		out = append(out, m.texts[strings.TrimSpace(w.Address)]...)
		readings, err := wallet.Parse(w.Address)
		if err != nil {
			continue
		}
		for i := range readings {
			out = append(out, m.wallets[readings[i].Key]...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// EventKind is what happened to a hit.
type EventKind string

// The kinds of events.
const (
	Raised EventKind = "raised" // somebody has to look
	Closed EventKind = "closed" // nothing is left to look at
)

// Event is one thing that a change of lists, or of a person, brought about.
type Event struct {
	Kind   EventKind `json:"kind"`
	Person string    `json:"person"`
	List   string    `json:"list"`
	ListID string    `json:"list_id"`
	Why    string    `json:"why"`
	At     time.Time `json:"at"`
	// Hit is there where Kind is [Raised].
	Hit *Hit `json:"hit,omitempty"`
	// EntryHash with person, list and entry names the event once and for all.
	EntryHash string `json:"entry_hash"`
}

// Rescreen screens again whom a change of one list can affect. e is built from the
// newer version, delta is what changed; hits below the band least are left aside
// (None is [Possible]). What was raised before and has not changed is not raised
// again, what was decided holds until the entry or the person changes or the decision
// expires, and what is no longer listed is closed. Events are in order of the entries
// and of the people; they are given back once all of them are saved. Running it again
// brings nothing new.
func (m *Monitor) Rescreen(ctx context.Context, e *Engine, list string, delta watchlist.Delta, d Decisions, least Band, at time.Time) ([]Event, error) {
	r := ruling{engine: e, reverse: m.names.Against(e.names.Weights()), decisions: d, least: least, at: at}
	ids := slices.Clone(delta.Added)
	for _, c := range delta.Changed {
		ids = append(ids, c.ID)
	}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		ref, ok := e.byID[entryID{list, id}]
		if !ok {
			return nil, bonafide.Invalidf("entry %s of list %s is in the change and not in the engine: build it from the newer version", clip(id, 40), clip(list, 40))
		}
		if err := r.entry(ctx, m, list, ref); err != nil {
			return nil, err
		}
	}
	for _, id := range delta.Removed {
		records, err := d.OfEntry(ctx, list, id)
		if err != nil {
			return nil, err
		}
		for _, rec := range records {
			r.close(rec, "delisted")
		}
	}
	if len(r.changed) > 0 {
		if err := d.Save(ctx, r.changed...); err != nil {
			return nil, err
		}
	}
	return r.events, nil
}

// ruling is the work of comparing hits with what is on record.
type ruling struct {
	engine    *Engine
	reverse   *name.Reverse
	decisions Decisions
	least     Band
	at        time.Time
	events    []Event
	changed   []Record
}

func (r *ruling) entry(ctx context.Context, m *Monitor, list string, ref uint32) error {
	en := r.engine.entries[ref]
	known, err := r.decisions.OfEntry(ctx, list, en.ID)
	if err != nil {
		return err
	}
	open := make(map[string]Record, len(known))
	for _, k := range known {
		open[k.Person] = k
	}
	hash := entryHash(en)
	for _, at := range m.affected(r.reverse, en) {
		q := m.people[at]
		q.At = time.Time{}
		rec, had := open[q.ID]
		delete(open, q.ID)
		hit := r.engine.against(&q, ref)
		r.rule(&q, m.hashes[at], hash, hit, rec, had)
	}
	for _, k := range known {
		if rec, left := open[k.Person]; left {
			r.close(rec, "the entry no longer matches")
		}
	}
	return nil
}

// rule compares a hit with its record.
func (r *ruling) rule(q *Query, personHash, hash string, hit *Hit, rec Record, had bool) {
	if hit == nil || hit.Band.rank() < cmp.Or(r.least, Possible).rank() {
		if had {
			r.close(rec, "the entry no longer matches")
		}
		return
	}
	why := "new hit"
	switch {
	case !had:
	case !rec.Closed.IsZero():
		why = "listed again"
	case rec.Decision != nil && rec.settles(q, hit, personHash, hash, r.at):
		return
	case rec.Decision != nil && rec.EntryHash != hash:
		why = "the entry has changed since the decision"
	case rec.Decision != nil && rec.PersonHash != personHash:
		why = "the person's details have changed since the decision"
	case rec.Decision != nil:
		why = "the decision has expired"
	case rec.Band == hit.Band && strings.EqualFold(rec.Matched, hit.Matched):
		// Open, and nothing that somebody would judge otherwise.
		if rec.EntryHash != hash || rec.PersonHash != personHash || rec.Score != hit.Score {
			rec.EntryHash, rec.PersonHash, rec.Score = hash, personHash, hit.Score
			rec.Dossier, rec.Known = q.personal, known(q)
			r.changed = append(r.changed, rec)
		}
		return
	default:
		why = "the hit has changed"
	}
	r.changed = append(r.changed, Record{
		Person: q.ID, List: hit.List, ListID: hit.ListID, PersonHash: personHash, EntryHash: hash, Dossier: q.personal, Known: known(q),
		Band: hit.Band, Score: hit.Score, Matched: hit.Matched, Raised: r.at,
	})
	r.events = append(r.events, Event{Kind: Raised, Person: q.ID, List: hit.List, ListID: hit.ListID, Why: why, At: r.at, Hit: hit, EntryHash: hash})
}

func (r *ruling) close(rec Record, why string) {
	if !rec.Closed.IsZero() {
		return
	}
	rec.Closed, rec.ClosedWhy = r.at, why
	r.changed = append(r.changed, rec)
	r.events = append(r.events, Event{Kind: Closed, Person: rec.Person, List: rec.List, ListID: rec.ListID, Why: why, At: r.at, EntryHash: rec.EntryHash})
}

// asks reports whether a list of that name is among those that answer.
func (e *Engine) asks(list string) bool {
	return slices.ContainsFunc(e.versions, func(v ListVersion) bool { return v.Name == list })
}

// Follow screens one person against everything and brings the records into step: for
// a new person, one whose details changed, and from time to time for decisions that
// expire. The rules are those of [Monitor.Rescreen].
func (e *Engine) Follow(ctx context.Context, q Query, d Decisions, least Band, at time.Time) ([]Event, error) {
	if q.ID == "" {
		return nil, bonafide.Invalidf("a person who is followed needs an id")
	}
	q.At = time.Time{}
	a, err := e.Query(q, 0, 0)
	if err != nil {
		return nil, err
	}
	known, err := d.OfPerson(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	open := make(map[entryID]Record, len(known))
	for _, k := range known {
		open[entryID{k.List, k.ListID}] = k
	}
	r := ruling{engine: e, decisions: d, least: least, at: at}
	person := PersonHash(&q)
	for i := range a.Hits {
		h := &a.Hits[i]
		if h.ref >= uint32(len(e.entries)) {
			continue // a label, or the wallet of a former entry
		}
		id := entryID{h.List, h.ListID}
		rec, had := open[id]
		delete(open, id)
		r.rule(&q, person, entryHash(e.entries[h.ref]), h, rec, had)
	}
	for _, k := range known {
		if rec, left := open[entryID{k.List, k.ListID}]; left {
			if !e.asks(rec.List) && len(e.opt.Incomplete) > 0 {
				continue // its list may be the one that is not here: that closes nothing
			}
			why := "the entry no longer matches"
			if e.Entry(rec.List, rec.ListID) == nil {
				why = "delisted"
			}
			r.close(rec, why)
		}
	}
	if len(r.changed) > 0 {
		if err := d.Save(ctx, r.changed...); err != nil {
			return nil, err
		}
	}
	return r.events, nil
}
