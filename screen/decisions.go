package screen

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/screen/watchlist"
)

// Outcome is what a person decided about a hit.
type Outcome string

// The outcomes.
const (
	FalsePositive Outcome = "false-positive" // the entry is somebody else
	TrueMatch     Outcome = "true-match"     // the entry is this one
)

// Decision is a person's word on one hit.
type Decision struct {
	Outcome Outcome   `json:"outcome"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	// Expires is when the question is asked again; zero is never.
	Expires time.Time `json:"expires,omitzero"`
}

// Record is a hit that was raised, and what became of it. There is one for each
// person and entry.
type Record struct {
	Person string `json:"person"`
	List   string `json:"list"`
	ListID string `json:"list_id"`
	// PersonHash and EntryHash are of the two sides when the hit was raised last. A
	// decision binds to both.
	PersonHash string `json:"person_hash"`
	EntryHash  string `json:"entry_hash"`
	// Dossier tells the two ways apart in which a person is looked at: with the details
	// of a dossier ([PersonQuery]) or with those of a table. Known are digests of what
	// was known in that way; a decision holds in the other way too, as far as a hit
	// rests on nothing else.
	Dossier bool     `json:"dossier,omitempty"`
	Known   []string `json:"known,omitempty"`

	Band    Band      `json:"band"`
	Score   float64   `json:"score"`
	Matched string    `json:"matched"`
	Raised  time.Time `json:"raised"`
	// Closed is when the hit ceased: the entry was taken off, or no longer matches.
	Closed    time.Time `json:"closed,omitzero"`
	ClosedWhy string    `json:"closed_why,omitempty"`
	Decision  *Decision `json:"decision,omitempty"`
}

// Holds reports whether the record's decision settles a hit between these two at a
// moment: neither side has changed since, and it has not expired.
func (r *Record) Holds(personHash, entryHash string, at time.Time) bool {
	return r.Decision != nil && r.PersonHash == personHash && r.EntryHash == entryHash &&
		(r.Decision.Expires.IsZero() || at.Before(r.Decision.Expires))
}

// Decisions keeps records. Adapters are safe for concurrent use and pass
// [TestDecisions].
type Decisions interface {
	// Save puts records in place of those of the same person and entry, all of them
	// or none.
	Save(ctx context.Context, records ...Record) error
	// OfPerson gives a person's records, in order of list and entry.
	OfPerson(ctx context.Context, person string) ([]Record, error)
	// OfEntry gives an entry's records, in order of person.
	OfEntry(ctx context.Context, list, id string) ([]Record, error)
}

// Decide writes a decision onto the hit that was raised for a person and an entry.
// [bonafide.ErrNotFound] where none was raised, [bonafide.ErrConflict] where it has
// ceased since.
func Decide(ctx context.Context, d Decisions, person, list, id string, word Decision) error {
	switch {
	case word.Outcome != FalsePositive && word.Outcome != TrueMatch:
		return bonafide.Invalidf("outcome %q: write %s or %s", clip(string(word.Outcome), 40), FalsePositive, TrueMatch)
	case strings.TrimSpace(word.By) == "" || strings.TrimSpace(word.Reason) == "":
		return bonafide.Invalidf("a decision needs an author and a reason")
	case word.At.IsZero():
		return bonafide.Invalidf("a decision needs its time")
	case !word.Expires.IsZero() && !word.Expires.After(word.At):
		return bonafide.Invalidf("the decision expires before it is taken")
	}
	records, err := d.OfPerson(ctx, person)
	if err != nil {
		return err
	}
	for _, r := range records {
		if r.List != list || r.ListID != id {
			continue
		}
		if !r.Closed.IsZero() {
			return bonafide.Conflictf("the hit of %s on %s %s has ceased: %s", person, list, id, r.ClosedWhy)
		}
		r.Decision = &word
		return d.Save(ctx, r)
	}
	return bonafide.NotFoundf("no hit of %s on %s %s was raised", person, list, id)
}

// PersonHash is over everything of a query that is compared; the id, the moment and
// the author are not in it, nor is the order of values.
func PersonHash(q *Query) string {
	h := sha256.New()
	set := func(values []string) {
		values = slices.Clone(values)
		slices.Sort(values)
		values = slices.Compact(values)
		writeLength(h, len(values))
		for _, v := range values {
			writeLength(h, len(v))
			h.Write([]byte(v))
		}
	}
	var born, documents []string
	for _, d := range q.born() {
		born = append(born, d.String())
	}
	for _, d := range q.Documents {
		documents = append(documents, strings.ToLower(d.Type)+":"+normalNumber(d.Number)+":"+strings.ToUpper(d.Country))
	}
	set([]string{string(cmp.Or(q.Type, Any))})
	for _, s := range [][]string{q.stated(), born, {strings.ToUpper(q.Country)}, {q.Gender}, documents, q.Emails, q.Phones, q.Sites, q.Handles, q.Wallets} {
		set(s)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func writeLength(h hash.Hash, n int) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}

func entryHash(en *watchlist.Entry) string {
	d := en.Hash()
	return hex.EncodeToString(d[:16])
}

// recordKey is what a record is about.
type recordKey struct{ person, list, id string }

func (r *Record) key() recordKey { return recordKey{r.Person, r.List, r.ListID} }

func (r *Record) validate() error {
	if r.Person == "" || r.List == "" || r.ListID == "" || r.PersonHash == "" || r.EntryHash == "" {
		return bonafide.Invalidf("a record of a hit needs person, list, entry and both hashes")
	}
	return nil
}
