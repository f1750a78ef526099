package contact

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide"
)

// change is one contact detail that gave way to another.
type change struct {
	what     string // "e-mail address", "telephone number", "home address"
	from, to claim
	key      string // what and the new value, to count one change once
	at       time.Time
}

// changes is APP-07. Records of one system follow each other; a detail changed
// where a value that the system never had before takes the place of one that is
// gone. A value that merely comes on top is no change, and neither is the return
// of an old one. Equal means equal after normalisation: the same mailbox, the same
// E.164 number, the same place.
func (x *examination) changes() {
	t := &x.d.Timeline
	if t.Started.IsZero() && (x.d.Stage == bonafide.Employed || x.d.Stage == bonafide.Leaving) {
		x.miss("start date", "the person works already, and changes count only before the start; set timeline.started", contactChanges)
		return
	}
	var found []change
	for _, records := range x.series() {
		found = append(found, x.follow(records, "e-mail address", x.mailboxesOf, func(a, b *detail) bool { return a.text == b.text })...)
		found = append(found, x.follow(records, "telephone number", x.numbersOf, func(a, b *detail) bool { return a.text == b.text })...)
		found = append(found, x.follow(records, "home address", x.homesOf, func(a, b *detail) bool { return a.place.compare(b.place) != different })...)
	}
	slices.SortStableFunc(found, func(a, b change) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.what, b.what), cmp.Compare(a.to.path(), b.to.path()))
	})
	counted := found[:0]
	afterOffer := 0
	for _, c := range found {
		within := (t.Applied.IsZero() || !c.at.Before(t.Applied)) && (t.Started.IsZero() || c.at.Before(t.Started))
		if !within || slices.ContainsFunc(counted, func(o change) bool { return o.key == c.key }) {
			continue
		}
		counted = append(counted, c)
		if !t.Offered.IsZero() && c.at.After(t.Offered) {
			afterOffer++
		}
	}
	if len(counted) == 0 || len(counted) == 1 && afterOffer == 0 {
		return
	}
	var evidence []bonafide.Evidence
	for _, c := range counted {
		evidence = append(evidence, x.about(c.from, "the "+c.what+" before", nil), x.about(c.to, "the "+c.what+" after", nil))
	}
	summary := fmt.Sprintf("Contact details changed %s before the start date", times(len(counted)))
	if afterOffer > 0 {
		summary += fmt.Sprintf(", %s after the offer", times(afterOffer))
	}
	x.raise(contactChanges, "contact-changes", counted[len(counted)-1].at, summary+".", evidence...)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// series are the records that follow each other: those of one system, or of one
// kind where they name no system, in order of collection.
func (x *examination) series() [][]int {
	type key struct {
		system string
		kind   bonafide.SourceKind
	}
	var keys []key
	byKey := map[key][]int{}
	undated := map[key]int{}
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		if s.Kind != bonafide.Form && s.Kind != bonafide.HR && s.Kind != bonafide.Messages {
			continue
		}
		k := key{system: strings.ToLower(s.System)}
		if s.System == "" {
			k.kind = s.Kind
		}
		if s.Collected.IsZero() {
			undated[k]++
			continue
		}
		if byKey[k] == nil {
			keys = append(keys, k)
		}
		byKey[k] = append(byKey[k], i)
	}
	for k, n := range undated {
		if n+len(byKey[k]) > 1 {
			x.miss("order of the records of "+clip(cmp.Or(k.system, string(k.kind)), 80), "a record without a date cannot be placed; set collected", contactChanges)
		}
	}
	var out [][]int
	left := maxRecords
	for _, k := range keys {
		records := byKey[k]
		if len(records) < 2 {
			continue
		}
		if left -= len(records); left < 0 {
			x.miss(fmt.Sprintf("order of more than %d records", maxRecords), "one dossier is looked at to that bound; split it by system", contactChanges)
			break
		}
		slices.SortStableFunc(records, func(a, b int) int { return x.d.Sources[a].Collected.Compare(x.d.Sources[b].Collected) })
		out = append(out, records)
	}
	return out
}

// detail is one value of one record.
type detail struct {
	claim claim
	text  string // normal form, to compare by
	place *place
}

func (x *examination) mailboxesOf(source int) (out []detail) {
	for i := range x.mails {
		for _, c := range x.mails[i].claims {
			if c.source == source {
				out = append(out, detail{claim: c, text: x.mails[i].canonical.String()})
				break // once is enough of a source that repeats itself
			}
		}
	}
	return out
}

func (x *examination) numbersOf(source int) (out []detail) {
	for i := range x.phones {
		for _, c := range x.phones[i].claims {
			if c.source == source {
				out = append(out, detail{claim: c, text: x.phones[i].e164})
				break
			}
		}
	}
	return out
}

func (x *examination) homesOf(source int) (out []detail) {
	addresses := x.d.Sources[source].Addresses
	for i := range addresses[:min(len(addresses), 16)] {
		a := &addresses[i]
		if a.Use != "" && a.Use != "home" {
			continue
		}
		if p := normalise(a); !p.empty() {
			out = append(out, detail{claim{source, field("addresses", i), written(a)}, p.key(), &p})
		}
	}
	return out
}

// follow walks through records and reports the changes of one kind of detail.
func (x *examination) follow(records []int, what string, of func(int) []detail, equal func(a, b *detail) bool) (out []change) {
	has := func(list []detail, d *detail) bool {
		return slices.ContainsFunc(list, func(o detail) bool { return equal(&o, d) })
	}
	var anchor, seen []detail
	for _, r := range records {
		now := of(r)
		if len(now) == 0 {
			continue
		}
		if anchor == nil {
			anchor, seen = now, now
			continue
		}
		fresh := slices.IndexFunc(now, func(d detail) bool { return !has(seen, &d) })
		gone := slices.IndexFunc(anchor, func(d detail) bool { return !has(now, &d) })
		if gone < 0 { // nothing is gone: what came on top is not settled yet
			continue
		}
		if fresh >= 0 {
			out = append(out, change{what: what, from: anchor[gone].claim, to: now[fresh].claim,
				key: what + "\x00" + now[fresh].text, at: x.observed(r)})
		}
		anchor = now
		if len(seen) < 256 {
			seen = slices.Concat(seen, now)
		}
	}
	return out
}
