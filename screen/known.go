package screen

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"bonafide/screen/name"
)

// What is known of a person is kept as digests, each of one fact, with a letter before
// it that tells the kind: the names and details that a decision was made with.
const (
	knownName   = "n"
	knownBorn   = "b"
	knownWallet = "w"
)

// known are the facts of a query, sorted.
func known(q *Query) []string {
	var out []string
	add := func(kind, value string) {
		if value != "" {
			out = append(out, digest(kind, value))
		}
	}
	for _, v := range q.stated() {
		add(knownName, nameKey(v))
		if !q.personal {
			add(handleKey, normalHandle(v))
		}
	}
	for _, d := range q.born() {
		add(knownBorn, d.String())
	}
	for _, v := range q.Emails {
		add(emailKey, normalEmail(v))
	}
	for _, v := range q.Phones {
		add(phoneKey, normalPhone(v))
	}
	for _, v := range q.Sites {
		add(siteKey, normalSite(v))
	}
	for _, v := range q.Handles {
		add(handleKey, normalHandle(v))
	}
	for i := range q.Documents {
		add(documentKey, normalNumber(q.Documents[i].Number))
	}
	for _, v := range q.Wallets {
		add(knownWallet, strings.TrimSpace(v))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func digest(kind, value string) string {
	h := sha256.Sum256([]byte(kind + "\x00" + value))
	return kind + hex.EncodeToString(h[:8])
}

// nameKey is a name in the order of the alphabet: 'Kim, Sang Man' is 'Sang Man Kim'.
func nameKey(text string) string {
	n := name.Parse(text, name.Person)
	words := strings.Fields(n.String())
	slices.Sort(words)
	return strings.Join(words, " ")
}

// factKey is the fact of a query that a shared detail is about.
func factKey(f *fact) string {
	switch f.kind {
	case "e-mail", "e-mail name", "e-mail domain":
		return digest(emailKey, normalEmail(f.query))
	case "phone":
		return digest(phoneKey, normalPhone(f.query))
	case "web site":
		return digest(siteKey, normalSite(f.query))
	case "account":
		return digest(handleKey, normalHandle(f.query))
	case "document":
		return digest(documentKey, normalNumber(f.query))
	}
	return digest(knownWallet, strings.TrimSpace(f.query))
}

// settles reports whether the record's decision settles a hit. Asked for in the way in
// which the hit was raised, from a table or from a dossier, the person must be the same
// in everything, as [Record.Holds] says. Asked for in the other way, which has other
// details of the same person, whatever the hit rests on must have been known when it
// was decided: the name that was met, the details that agree and the birth date.
func (r *Record) settles(q *Query, h *Hit, personHash, entryHash string, at time.Time) bool {
	if r.Holds(personHash, entryHash, at) {
		return true
	}
	if r.Dossier == q.personal || !r.Holds(r.PersonHash, entryHash, at) {
		return false
	}
	has := func(k string) bool { return slices.Contains(r.Known, k) }
	if h.name > 0 && !has(digest(knownName, nameKey(h.asked))) {
		return false
	}
	for i := range h.facts {
		if !has(factKey(&h.facts[i])) {
			return false
		}
	}
	born := q.born()
	if slices.ContainsFunc(r.Known, func(k string) bool { return strings.HasPrefix(k, knownBorn) }) {
		for _, d := range born {
			if has(digest(knownBorn, d.String())) {
				return true
			}
		}
		return len(born) == 0
	}
	return h.order.date == 0
}
