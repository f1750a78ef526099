package watchlist

import (
	"slices"
	"strings"
	"unicode"
)

// gone are the entries of a list that another one does not hold, in order. An entry is
// held where one of its id, or one that it was merged into, shares a name, a wallet or a
// document with it: ids alone may be numbers of rows, or another publisher's. It is held
// under any id where its main name or one of its wallets is there.
func gone(before, after *List) []*Entry {
	now := make(map[string]*Entry, len(after.Entries))
	for i := range after.Entries {
		e := &after.Entries[i]
		for _, id := range e.Referents {
			if now[id] == nil {
				now[id] = e
			}
		}
	}
	for i := range after.Entries {
		now[after.Entries[i].ID] = &after.Entries[i]
	}
	var out []*Entry
	for i := range before.Entries {
		e := &before.Entries[i]
		if still := now[e.ID]; still == nil || !shares(e, still) {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil
	}
	held := make(map[string]bool, len(after.Entries))
	for i := range after.Entries {
		e := &after.Entries[i]
		for j := range e.Names {
			held[wordsOf(e.Names[j].Full)] = true
		}
		for j := range e.Wallets {
			held[strings.ToLower(e.Wallets[j].Address)] = true
		}
	}
	return slices.DeleteFunc(out, func(e *Entry) bool {
		if len(e.Names) > 0 && held[wordsOf(e.PrimaryName())] {
			return true
		}
		return slices.ContainsFunc(e.Wallets, func(w Wallet) bool { return held[strings.ToLower(w.Address)] })
	})
}

// shares reports two entries of one id that have something in common. An entry that says
// nothing of itself is told by its id alone.
func shares(a, b *Entry) bool {
	if len(a.Names)+len(a.Wallets)+len(a.Documents) == 0 || len(a.Names) > 0 && len(b.Names) > 0 && a.Names[0].Full == b.Names[0].Full {
		return true
	}
	has := map[string]bool{}
	for i := range a.Names {
		has[wordsOf(a.Names[i].Full)] = true
	}
	for i := range a.Wallets {
		has[strings.ToLower(a.Wallets[i].Address)] = true
	}
	for i := range a.Documents {
		has[wordsOf(a.Documents[i].Number)] = true
	}
	return slices.ContainsFunc(b.Names, func(n Name) bool { return has[wordsOf(n.Full)] }) ||
		slices.ContainsFunc(b.Wallets, func(w Wallet) bool { return has[strings.ToLower(w.Address)] }) ||
		slices.ContainsFunc(b.Documents, func(d Document) bool { return has[wordsOf(d.Number)] })
}

// wordsOf are the words of a name in lower case and in the order of the alphabet, so that
// a new layout is no new name.
func wordsOf(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	slices.Sort(words)
	return strings.Join(words, " ")
}
