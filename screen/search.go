package screen

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"bonafide"
	"bonafide/screen/name"
	"bonafide/screen/wallet"
	"bonafide/screen/watchlist"
)

// fact is a detail that a query shares with an entry.
type fact struct {
	kind   string // "e-mail", "phone", "web site", "account", "document", "wallet", ...
	query  string
	listed string
	grade
}

// candidate is an entry that something of the query met.
type candidate struct {
	ref uint32
	// score of the best name; met is its place in the index, by the name-th name of
	// the query; quality as indexed.
	score   float64
	met     int
	name    int
	quality name.Quality
	facts   []fact
	// plain is the score before the names near it were counted, byChance what they
	// came to; see name.Hit.
	plain, byChance float64
	// ending is what of the score an ending took that many listed words share
	ending float64
	// own is what of it a word took that is a name by itself
	own float64
}

// likeness is the score of the name beside something else that agrees: how many others
// have such a name then no longer matters.
func (c *candidate) likeness() float64 { return max(c.score, c.plain) }

// question is a query on its way.
type question struct {
	*Engine
	q      *Query
	names  []name.Name
	born   []bonafide.Date
	found  []candidate
	at     map[uint32]int
	labels []Hit
	notes  []string
	normal NormalQuery
	asked  bool     // something was compared
	unread []string // why addresses were not looked up
	// unreadNames says why names were not
	unreadNames []string
	secret      string // a text that must not be repeated
	// secretWhy is what unread says of it
	secretWhy string
	// addresses are texts that are meant as addresses and are no names
	addresses []string
}

// Query asks the lists. At the most top hits are given, 0 gives all; hits below min
// are left out, unless further details lifted them to possible. The error is of kind
// [bonafide.ErrInvalid]: a query with nothing to look for.
func (e *Engine) Query(q Query, top int, min float64) (Answer, error) {
	return e.query(&q, top, min, true)
}

// Unread says of each address and name of a query that cannot be read what is wrong with it, as
// [Answer.Unread] does, without asking for anything else.
func (e *Engine) Unread(q Query) []string {
	w := &question{Engine: e, q: &q}
	w.askWallets()
	w.askNames(func(*name.Name) []name.Hit { return nil })
	return slices.Concat(w.unread, w.unreadNames)
}

func (e *Engine) query(q *Query, top int, min float64, explain bool) (Answer, error) {
	if err := q.Validate(); err != nil {
		return Answer{}, err
	}
	a := Answer{ID: strings.ToValidUTF8(q.ID, "\uFFFD"), Query: strings.ToValidUTF8(q.echo(), "\uFFFD"), Lists: e.versions}
	w := e.ask(q, name.Floor)
	hits := w.hits()
	a.Hits = []Hit{}
	hidden := 0
	for i := range hits {
		if top > 0 && len(a.Hits) == top {
			break
		}
		if w.shown(&hits[i], min) {
			a.Hits = append(a.Hits, hits[i])
		} else if hits[i].Band.rank() >= Possible.rank() {
			hidden++
		}
	}
	if explain {
		w.explain(a.Hits)
	}
	if hidden > 0 {
		w.notes = append(w.notes, fmt.Sprintf("%d hits below the score that was asked for are not shown", hidden))
	}
	if len(a.Hits) > 0 || hidden > 0 {
		a.Best = hits[0].Band
	}
	a.Notes = append(append(slices.Clone(e.notes), q.notes...), w.notes...)
	if w.secret != "" {
		a.Query = "(a private key, which is not repeated)"
	}
	a.Unread, a.Incomplete = slices.Concat(w.unread, w.unreadNames), e.opt.Incomplete
	switch {
	case len(a.Hits) > 0 || hidden > 0:
		a.Status = Found
	case len(a.Unread) > 0:
		a.Status = Unread
	case len(a.Incomplete) > 0:
		a.Status = Incomplete
	default:
		a.Status = NotFound
	}
	if w.asked && len(a.Unread) == 0 && (len(hits) == 0 || hits[0].Band.rank() < Possible.rank()) {
		a.Proof = w.proof(hits, explain)
	}
	return a, nil
}

func (w *question) shown(h *Hit, min float64) bool {
	return h.Score >= min || h.Band.rank() >= Possible.rank() && h.Score < w.threshold
}

// ask compares a query with everything; names that score below least are left out.
func (e *Engine) ask(q *Query, least float64) *question {
	return e.askWith(q, func(n *name.Name) []name.Hit { return e.names.SearchPlain(n, least, 0) })
}

// against is the hit of a query on one entry; nil where there is none.
func (e *Engine) against(q *Query, ref uint32) *Hit {
	first := sort.Search(len(e.nameOf), func(i int) bool { return e.nameOf[i].ref >= ref })
	w := e.askWith(q, func(n *name.Name) []name.Hit {
		last := first
		for last < len(e.nameOf) && e.nameOf[last].ref == ref {
			last++
		}
		return e.names.Judge(n, first, last)
	})
	i, ok := w.at[ref]
	if !ok {
		return nil
	}
	h, ok := w.grade(&w.found[i])
	if !ok {
		return nil
	}
	hits := []Hit{h}
	w.explain(hits)
	return &hits[0]
}

// askWith compares a query, its names by a search of the caller's.
func (e *Engine) askWith(q *Query, search func(*name.Name) []name.Hit) *question {
	w := &question{Engine: e, q: q, born: q.born()}
	w.normal.Type = cmp.Or(q.Type, Any)
	w.leaveFuture()
	w.askWallets()
	w.askNames(search)
	w.askDetails()
	for _, d := range w.born {
		w.normal.Born = append(w.normal.Born, d.String())
	}
	w.normal.Country, w.normal.Gender = strings.ToUpper(q.Country), q.Gender
	return w
}

// leaveFuture leaves birth dates out that are still to come: nobody was born then, and
// they contradict nothing.
func (w *question) leaveFuture() {
	if w.opt.Now == nil {
		return
	}
	now := w.opt.Now()
	w.born = slices.DeleteFunc(w.born, func(d bonafide.Date) bool {
		future := d.First().After(now)
		if future {
			w.notes = append(w.notes, "the birth date "+d.String()+" is still to come, and was not compared")
		}
		return future
	})
}

func (w *question) askNames(search func(*name.Name) []name.Hit) {
	if w.q.Type == Wallet {
		return
	}
	kind := w.q.Type.kind()
	for _, text := range w.q.names() {
		if text == w.secret && text != "" || w.q.Type != Person && w.q.Type != Entity && slices.Contains(w.normal.Wallets, text) {
			continue
		}
		if slices.Contains(w.addresses, text) {
			w.oneWord(text) // of a list of account names it may be one, letter by letter
			continue
		}
		n := name.Parse(text, kind)
		if n.Unread {
			w.unreadNames = append(w.unreadNames, "name "+quoted(text)+": it has letters that nothing here reads; ask for it in Latin letters")
		}
		if n.Empty() {
			if !n.Unread {
				w.unreadNames = append(w.unreadNames, "name "+quoted(text)+": it has no letter or digit that can be compared")
			}
			continue
		}
		if n.Cut {
			w.notes = append(w.notes, "the name is too long: only its beginning was compared")
		}
		w.asked = true
		w.names = append(w.names, n)
		w.normal.Names = append(w.normal.Names, n.String())
		for _, h := range search(&n) {
			c := w.candidate(h.Ref)
			if h.Score > c.score {
				c.score, c.met, c.name, c.quality, c.byChance, c.ending, c.own = h.Score, h.Entry, len(w.names)-1, h.Quality, h.ByChance, h.Ending, h.Own
			}
			c.plain = max(c.plain, h.Plain)
		}
		if !w.q.personal {
			w.oneWord(text)
		}
	}
}

// oneWord looks a name of one word up as an account name: a query that does not say
// what it is may well be one.
func (w *question) oneWord(text string) {
	text = strings.TrimSpace(text)
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c >= 0x7F {
			return
		}
	}
	w.exact(handleKey, normalHandle(text), "account", text, func(*watchlist.Entry, detail) grade {
		return grade{0.60, Weak, "a name of one word, compared as an account name"}
	})
}

func (w *question) candidate(ref uint32) *candidate {
	if i, ok := w.at[ref]; ok {
		return &w.found[i]
	}
	if w.at == nil {
		w.at = map[uint32]int{}
	}
	w.at[ref] = len(w.found)
	w.found = append(w.found, candidate{ref: ref})
	return &w.found[len(w.found)-1]
}

// exact looks a detail up in its normal form.
func (w *question) exact(key, normal, kind, written string, worth func(*watchlist.Entry, detail) grade) {
	if normal == "" {
		return
	}
	w.asked = true
	for _, d := range w.details[key+normal] {
		en := w.entries[d.ref]
		c := w.candidate(d.ref)
		f := fact{kind: kind, query: written, listed: listedDetail(en, d), grade: worth(en, d)}
		known := false
		for i := range c.facts {
			if o := &c.facts[i]; o.kind == f.kind && o.listed == f.listed {
				if known = true; f.score > o.score {
					*o = f
				}
			}
		}
		if !known {
			c.facts = append(c.facts, f)
		}
	}
}

func listedDetail(en *watchlist.Entry, d detail) string {
	switch d.of {
	case ofEmail:
		return en.Emails[d.at]
	case ofPhone:
		return en.Phones[d.at]
	case ofSite:
		return en.Sites[d.at]
	case ofHandle:
		return en.Handles[d.at]
	}
	return en.Documents[d.at].Number
}

func always(g grade) func(*watchlist.Entry, detail) grade {
	return func(*watchlist.Entry, detail) grade { return g }
}

// freeMail are hosts whose addresses say nothing about who owns the domain.
var freeMail = map[string]bool{
	"gmail.com": true, "outlook.com": true, "hotmail.com": true, "yahoo.com": true, "mail.ru": true, "yandex.ru": true, "163.com": true,
	"126.com": true, "qq.com": true, "proton.me": true, "protonmail.com": true, "icloud.com": true, "gmx.de": true, "gmx.net": true,
	"web.de": true, "sina.com": true, "naver.com": true, "live.com": true, "aol.com": true, "tutanota.com": true,
}

func (w *question) askDetails() {
	for _, v := range w.q.Emails {
		mail := normalEmail(v)
		if mail == "" {
			w.notes = append(w.notes, "not an e-mail address, and not looked up: "+quoted(v))
			continue
		}
		w.normal.Emails = append(w.normal.Emails, mail)
		w.exact(emailKey, mail, "e-mail", v, always(grade{0.95, Strong, "the same address"}))
		if local := normalHandle(localPart(mail)); len(local) >= 5 {
			g := grade{0.60, Weak, "the part before the @ is a listed account name"}
			if distinctive(local) {
				g.score, g.band = 0.75, Possible
			}
			w.exact(handleKey, local, "e-mail name", v, always(g))
		}
		if host := normalSite(mail[strings.LastIndexByte(mail, '@')+1:]); !freeMail[host] && !platforms[host] {
			w.exact(siteKey, host, "e-mail domain", v, always(grade{0.80, Possible, "the domain is a listed web site"}))
		}
	}
	for _, v := range w.q.Phones {
		phone := normalPhone(v)
		if phone == "" {
			w.notes = append(w.notes, "not a phone number, and not looked up: "+quoted(v))
			continue
		}
		w.normal.Phones = append(w.normal.Phones, phone)
		w.exact(phoneKey, phone, "phone", v, always(grade{0.85, Possible, "the same number; numbers change hands"}))
	}
	for _, v := range w.q.Sites {
		if site := normalSite(v); site != "" {
			w.normal.Sites = append(w.normal.Sites, site)
			w.exact(siteKey, site, "web site", v, always(grade{0.90, Strong, "the same site"}))
		}
	}
	for _, v := range w.q.Handles {
		if handle := normalHandle(v); handle != "" {
			w.normal.Handles = append(w.normal.Handles, handle)
			g := grade{0.60, Weak, "the same account name, which others may have chosen too"}
			if distinctive(handle) {
				g = grade{0.80, Possible, "the same account name"}
			}
			w.exact(handleKey, handle, "account", v, always(g))
		}
	}
	for i := range w.q.Documents {
		have := &w.q.Documents[i]
		number := normalNumber(have.Number)
		if number == "" {
			w.notes = append(w.notes, "a document's number of fewer than four letters and digits is not looked up")
			continue
		}
		w.normal.Documents = append(w.normal.Documents, strings.ToLower(have.Type)+":"+number+":"+strings.ToUpper(have.Country))
		w.exact(documentKey, number, "document", have.Number, func(en *watchlist.Entry, d detail) grade {
			return documentGrade(have, &en.Documents[d.at])
		})
	}
	if w.q.asDetail() {
		w.askAsDetail()
	}
}

// asDetail reports a query that does not say what it is about, and whose name is one word
// that may be a mailbox or a number.
func (q *Query) asDetail() bool {
	return (q.Type == "" || q.Type == Any) && len(q.Name) <= 64 && !strings.ContainsAny(strings.TrimSpace(q.Name), " \t\r\n")
}

// leastDigits is how many digits make a word a number.
const leastDigits = 5

// askAsDetail looks the name up as a mailbox or a number, where it is written like one.
func (w *question) askAsDetail() {
	text := strings.TrimSpace(w.q.Name)
	if mail := normalEmail(text); mail != "" {
		w.exact(emailKey, mail, "e-mail", text, always(grade{0.95, Strong, "the same address"}))
		return
	}
	digits := 0
	for i := range len(text) {
		if text[i]-'0' <= 9 {
			digits++
		}
	}
	if digits >= leastDigits {
		have := Document{Number: text}
		w.exact(documentKey, normalNumber(text), "document", text, func(en *watchlist.Entry, d detail) grade {
			return documentGrade(&have, &en.Documents[d.at])
		})
	}
}

func (w *question) askWallets() {
	for _, v := range w.q.Wallets {
		w.askWallet(v, true)
	}
	for _, v := range w.q.names() {
		if w.q.Type == Wallet || addressLike(v) || recoveryPhrase(v) {
			w.askWallet(v, w.q.Type == Wallet)
			continue
		}
		w.askWithin(v)
	}
}

// askWallet looks an address up; sure says that the text is meant as one.
func (w *question) askWallet(text string, sure bool) {
	readings, result, err := w.wallets.LookupText("", text, w.q.At)
	switch {
	case errors.Is(err, wallet.ErrSecret):
		w.secret, w.secretWhy = text, err.Error()
		w.unread = append(w.unread, w.secretWhy)
		return
	case err != nil && w.askWithin(text):
		return
	case err != nil:
		named := w.q.Type == Person || w.q.Type == Entity // who asks says that it is a name
		if sure || meantAsAddress(text, err) && !(named && chainName(text)) {
			w.unread = append(w.unread, err.Error())
		}
		if !sure && !named && noName(text) {
			w.addresses = append(w.addresses, text)
		}
		return
	}
	w.asked = true
	w.normal.Wallets = append(w.normal.Wallets, strings.ToValidUTF8(text, "\uFFFD"))
	var remarks []string
	for i := range readings {
		if t := readings[i].Notes.String(); t != "" && !slices.Contains(remarks, t) {
			remarks = append(remarks, t)
		}
	}
	about := strings.Join(remarks, "; ")
	if result.Status == wallet.NotFound && about != "" {
		w.notes = append(w.notes, "address "+quoted(text)+": "+about)
	}
	for i := range result.Now {
		w.walletHit(&result.Now[i], text, about, grade{0.98, Strong, "the same payload, listed" + since(result.Now[i].Listed)})
	}
	for i := range result.Former {
		h := &result.Former[i]
		if w.stillListed(h) {
			w.walletHit(h, text, about, grade{0.98, Strong, "the same payload, listed" + since(h.Listed) + ", to be taken off after " + h.Delisted.String()})
			continue
		}
		w.walletHit(h, text, about, grade{formerScore, Weak, "the same payload, " + noLonger(h.Listed, h.Delisted)})
	}
	for _, h := range result.Later {
		w.notes = append(w.notes, "the address is listed on "+h.List+since(h.Listed)+", after the moment asked about")
	}
	for _, l := range result.Labels {
		w.label(l, text)
	}
	for i := range readings {
		for _, t := range w.wallets.Twins(readings[i], w.q.At) {
			if t.Result.Status == wallet.Listed || slices.ContainsFunc(t.Result.Former, func(h wallet.Hit) bool { return w.stillListed(&h) }) {
				w.notes = append(w.notes, "an address with the same payload is listed as "+t.Address.String()+" ("+t.Address.Family.String()+"): no hit, but whoever holds one key may hold the other")
			}
		}
	}
}

// askWithin looks up the addresses that stand in a text beside other words, and tells
// whether there are any.
func (w *question) askWithin(text string) bool {
	within := addressesWithin(text)
	for _, a := range within {
		w.askWallet(a, true)
	}
	if len(within) > 0 && w.secret != "" {
		w.secret = text
	}
	return len(within) > 0
}

func since(d bonafide.Date) string {
	if d.IsZero() {
		return ""
	}
	return " since " + d.String()
}

func (w *question) walletHit(h *wallet.Hit, text, about string, g grade) {
	if about != "" {
		g.why += "; " + about
	}
	if h.OtherChain {
		g.why += "; the list names another chain than the address shows"
	}
	if h.ExactText {
		g.why += "; the listed text could not be decoded and was compared letter by letter"
	}
	ref, ok := w.byID[entryID{h.List, h.ListID}]
	if !ok {
		// Of a former entry nothing but the wallet is kept.
		hit := Hit{
			List: h.List, ListID: h.ListID, Schema: string(watchlist.Unknown), Party: h.Entity, Matched: h.Address, How: "the formerly listed address",
			Quality: "exact", Score: g.score, Band: g.band, ref: math.MaxUint32,
		}
		if hit.Party == h.ListID {
			hit.Party = "" // an entry without a name is named by its id
		}
		if h.Programme != "" {
			hit.Programmes = strings.Split(h.Programme, programmeComma)
		}
		hit.Explain = []string{sentence(fact{"wallet", text, h.Address, g})}
		w.labels = append(w.labels, hit)
		return
	}
	c := w.candidate(ref)
	f := fact{kind: "wallet", query: text, listed: h.Address, grade: g}
	if !slices.Contains(c.facts, f) {
		c.facts = append(c.facts, f)
	}
}

// label shows what a source that is no list says of an address.
func (w *question) label(l wallet.Label, text string) {
	what := strings.Join(slices.DeleteFunc([]string{l.Name, l.Category, l.Abuse}, func(s string) bool { return s == "" }), ", ")
	w.labels = append(w.labels, Hit{
		List: l.Source, ListID: l.Actor, Schema: string(watchlist.BareWallet), Matched: strings.ToValidUTF8(text, "\uFFFD"), How: "a labelled address, not a listed one",
		Quality: "label", Score: 0.30, Band: Weak, ref: math.MaxUint32,
		Explain: []string{"a label and no listing: " + what + "; confidence " + cmp.Or(string(l.Confidence), "not stated") + since(l.LastModified)},
	})
}

// hits grades all candidates and puts them in order.
func (w *question) hits() []Hit {
	out := make([]Hit, 0, len(w.found)+len(w.labels))
	for i := range w.found {
		if h, ok := w.grade(&w.found[i]); ok {
			out = append(out, h)
		}
	}
	out = append(out, w.labels...)
	slices.SortStableFunc(out, compareHits)
	return out
}

func compareHits(a, b Hit) int {
	return cmp.Or(
		cmp.Compare(b.Band.rank(), a.Band.rank()),
		cmp.Compare(b.order.identifier, a.order.identifier),
		cmp.Compare(b.order.date, a.order.date),
		cmp.Compare(b.Score, a.Score),
		cmp.Compare(b.order.quality, a.order.quality),
		cmp.Compare(b.order.country, a.order.country),
		cmp.Compare(a.ref, b.ref),
		cmp.Compare(a.List, b.List), cmp.Compare(a.ListID, b.ListID), cmp.Compare(a.Matched, b.Matched),
	)
}

// What further details take off a name's score.
const (
	dateContradicts = 0.20
	dateNear        = 0.05
	noCountryAgrees = 0.05
	genderDiffers   = 0.10
	otherDocument   = 0.05
)

// settledOtherwise: more than the name agrees, so that nobody is met by chance.
func (c *candidate) settledOtherwise(date dates, best grade) bool {
	return date.agreement == agrees || best.band.rank() >= Possible.rank()
}

// grade makes a hit of a candidate; ok is false where the entry was not listed at
// the moment asked about, or nothing speaks for it.
func (w *question) grade(c *candidate) (h Hit, ok bool) {
	en := w.entries[c.ref]
	if ended := w.ended(en, w.listOf[c.ref]); ended || w.notYet(en) {
		// The wallets' own answer tells former and later listings.
		c.facts = slices.DeleteFunc(c.facts, func(f fact) bool { return f.kind != "wallet" })
		named, met := c.score, c.quality != name.WeakAlias && c.score >= w.threshold
		if c.score, c.plain = 0, 0; len(c.facts) == 0 {
			if !ended || !met || compareAllDates(w.born, en.Born).agreement == contradicts {
				return h, false
			}
			return w.formerName(c, en, named), true
		}
	}
	h = Hit{List: w.versions[w.listOf[c.ref]].Name, ListID: en.ID, Schema: string(en.Schema), Programmes: en.Programmes, ref: c.ref, facts: c.facts, name: c.score}
	if len(en.Names) > 0 {
		h.Party = en.PrimaryName()
	}
	date := compareAllDates(w.born, en.Born)
	country := compareCountry(w.q.Country, en)
	best := grade{}
	for _, f := range c.facts {
		if f.score > best.score {
			best, h.Matched, h.How, h.Quality = f.grade, f.listed, howOf(&f), "exact"
		}
	}
	band := None
	if c.score > 0 {
		h.asked = w.names[c.name].Text
		score := c.score
		if c.settledOtherwise(date, best) {
			score, h.settled = c.likeness(), true
		}
		switch date.agreement {
		case contradicts:
			score -= dateContradicts
		case near:
			score -= dateNear
		}
		if country == contradicts {
			score -= noCountryAgrees
		}
		if w.q.Gender != "" && en.Gender != "" && !strings.EqualFold(w.q.Gender, en.Gender) {
			score -= genderDiffers
		}
		if w.hasOtherDocument(en) {
			score -= otherDocument
		}
		score = max(score, 0.01)
		weakAlias := c.quality == name.WeakAlias
		band = Weak
		if score >= w.threshold && !weakAlias {
			band = Possible
		}
		if date.agreement == contradicts {
			band = Weak
		}
		switch {
		case best.band.rank() >= Possible.rank():
			band = Strong
		case date.agreement == agrees && (date.sharp || weakAlias || c.likeness() >= name.StrongAt):
			band = bandAt(band.rank() + 1)
		case country == agrees && weakAlias:
			band = Possible
		}
		if score >= best.score {
			listed := &en.Names[w.nameOf[c.met].at]
			h.Matched, h.How, h.Quality = listed.Full, howNamed(listed), listed.Quality.String()
		}
		h.Score = score
	}
	h.Score = math.Round(max(h.Score, best.score)*1e6) / 1e6
	h.Band = bandAt(max(band.rank(), best.band.rank()))
	h.order.identifier = best.band.rank()
	if date.agreement == agrees {
		if h.order.date = 1; date.sharp {
			h.order.date = 2
		}
	}
	if country == agrees {
		h.order.country = 1
	}
	if c.quality == name.Primary {
		h.order.quality = 1
	}
	return h, true
}

// howOf says what of an entry a fact met.
func howOf(f *fact) string {
	switch f.kind {
	case "wallet":
		if f.band != Strong {
			return "the formerly listed address"
		}
		return "the listed address"
	case "e-mail":
		return "the listed e-mail address"
	case "e-mail domain", "web site":
		return "the listed web site"
	case "e-mail name", "account":
		return "the listed account name"
	case "phone":
		return "the listed phone number"
	}
	return "the number of a listed document"
}

// howNamed says which name of its entry a name is.
func howNamed(n *watchlist.Name) string {
	switch {
	case n.Quality == watchlist.Weak:
		return "a weak alias"
	case n.Kind == watchlist.Primary:
		return "the main name"
	case n.Kind == watchlist.Formerly:
		return "a former name"
	}
	return "an alias"
}

// formerScore is the most that a hit on a former listing is worth.
const formerScore = 0.40

func noLonger(listed, delisted bonafide.Date) string {
	return "listed" + since(listed) + " until " + delisted.String() + ", no longer"
}

// formerName tells of a name whose entry was listed once. It is a weak hit like that of
// a former wallet, and no name is compared any further.
func (w *question) formerName(c *candidate, en *watchlist.Entry, score float64) Hit {
	listed := en.Names[w.nameOf[c.met].at].Full
	return Hit{
		List: w.versions[w.listOf[c.ref]].Name, ListID: en.ID, Schema: string(en.Schema), Programmes: en.Programmes, Party: en.PrimaryName(),
		Matched: listed, How: "the formerly listed name", Quality: en.Names[w.nameOf[c.met].at].Quality.String(),
		Score: math.Round(formerScore*score*1e6) / 1e6, Band: Weak, ref: c.ref,
		Explain: []string{"name " + quoted(w.names[c.name].Text) + " met " + quoted(listed) + ": " + noLonger(en.Listed, en.Delisted)},
	}
}

// ended reports an entry that is listed no longer: at the moment asked about, which is
// now where the query names none. Without a clock, now is the day on which the list was
// published. The day of delisting still counts, as it does for wallets.
func (w *question) ended(en *watchlist.Entry, list uint16) bool {
	if en.Delisted.IsZero() {
		return false
	}
	at := w.q.At
	switch published := w.versions[list].Date; {
	case !at.IsZero():
	case w.opt.Now != nil:
		at = w.opt.Now()
	case !published.IsZero():
		at = published.Last()
	default:
		return true
	}
	return !at.Before(en.Delisted.Last())
}

// notYet reports an entry that was listed after the moment asked about.
func (w *question) notYet(en *watchlist.Entry) bool {
	return !w.q.At.IsZero() && !en.Listed.IsZero() && w.q.At.Before(en.Listed.First())
}

// stillListed reports a listing whose end is known and has not come.
func (w *question) stillListed(h *wallet.Hit) bool {
	ref, ok := w.byID[entryID{h.List, h.ListID}]
	return ok && w.entries[ref].Delisted == h.Delisted && !w.ended(w.entries[ref], w.listOf[ref])
}

// compareCountry: the country is any of the entry's, or none, or one side has none.
func compareCountry(code string, en *watchlist.Entry) agreement {
	if code == "" {
		return unknown
	}
	some := false
	for i := range en.Countries {
		if strings.EqualFold(en.Countries[i].Code, code) {
			return agrees
		}
		some = some || en.Countries[i].Code != ""
	}
	for i := range en.Places {
		if strings.EqualFold(en.Places[i].Country, code) {
			return agrees
		}
		some = some || len(en.Places[i].Country) == 2
	}
	if some {
		return contradicts
	}
	return unknown
}

// hasOtherDocument: of some type and country both have a document, and no number of
// that type is the same.
func (w *question) hasOtherDocument(en *watchlist.Entry) bool {
	for i := range w.q.Documents {
		have := &w.q.Documents[i]
		if have.Type == "" || have.Country == "" {
			continue
		}
		other := false
		for j := range en.Documents {
			l := &en.Documents[j]
			if !strings.EqualFold(l.Type, have.Type) || !strings.EqualFold(l.Country, have.Country) {
				continue
			}
			if normalNumber(l.Number) == normalNumber(have.Number) {
				return false
			}
			other = true
		}
		if other {
			return true
		}
	}
	return false
}

func (w *question) proof(hits []Hit, explain bool) *Proof {
	p := &Proof{
		Query: w.normal, Lists: w.versions, Incomplete: w.opt.Incomplete, Threshold: w.threshold, Engine: EngineVersion,
		Rejected: slices.Clone(hits[:min(len(hits), mostRejected)]), By: strings.ToValidUTF8(w.q.By, "\uFFFD"), AsOf: w.q.At,
	}
	if p.Rejected == nil {
		p.Rejected = []Hit{}
	}
	if explain {
		w.explain(p.Rejected)
	}
	if w.opt.Now != nil {
		p.At = w.opt.Now().UTC()
	}
	return p
}
