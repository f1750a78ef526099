package screen

import (
	"math"
	"strconv"
	"strings"

	"bonafide/screen/name"
	"bonafide/screen/watchlist"
)

// explain writes the sentences of hits.
func (w *question) explain(hits []Hit) {
	for i := range hits {
		h := &hits[i]
		if h.ref >= uint32(len(w.entries)) || h.Explain != nil {
			continue
		}
		c := &w.found[w.at[h.ref]]
		en := w.entries[h.ref]
		for _, f := range c.facts {
			h.Explain = append(h.Explain, sentence(f))
		}
		if c.score > 0 {
			w.explainName(h, c, en)
		}
		w.explainDetails(h, c, en)
	}
}

func sentence(f fact) string {
	return f.kind + " " + quoted(f.query) + " is listed as " + quoted(f.listed) + ": " + f.why
}

func quoted(s string) string { return strconv.Quote(clip(strings.ToValidUTF8(s, "\uFFFD"), 200)) }

func number(f float64) string { return strconv.FormatFloat(f, 'f', 3, 64) }

func (w *question) explainName(h *Hit, c *candidate, en *watchlist.Entry) {
	listed := &en.Names[w.nameOf[c.met].at]
	m := w.Engine.names.Explain(&w.names[c.name], c.met)
	h.exact = isExact(m)
	var b strings.Builder
	b.WriteString("name ")
	b.WriteString(quoted(w.names[c.name].Text))
	b.WriteString(" met ")
	b.WriteString(quoted(listed.Full))
	b.WriteString(" (")
	b.WriteString(listed.Kind.String())
	if listed.Quality == watchlist.Weak {
		b.WriteString(", weak alias")
	}
	b.WriteString("): ")
	graded := math.Abs(c.score-m.Score) >= 0.0005
	if graded {
		b.WriteString(number(m.Score))
	} else {
		b.WriteString(number(c.score))
	}
	h.Explain = append(h.Explain, b.String())
	b.Reset()
	for i := range m.Parts {
		if i > 0 {
			b.WriteString("; ")
		}
		if i == 12 {
			b.WriteString("and more")
			break
		}
		part(&b, &m.Parts[i])
	}
	h.Explain = append(h.Explain, b.String())
	if graded {
		h.Explain = append(h.Explain, amidOthers(c, &m, h.settled))
	}
}

// amidOthers says what grades a name that differs: the listed names near it, endings
// that many share, and that the word asked for is a name by itself. The weightiest is
// told.
func amidOthers(c *candidate, m *name.Match, settled bool) string {
	lost := m.Score - c.score
	if lost < 0 {
		return "hardly any other listed name lies near this one: +" + number(-lost)
	}
	why := nearBy(c)
	switch near := lost - c.ending - c.own; {
	case c.own > max(c.ending, near):
		why = ownName(m)
	case c.ending > near:
		why = "a word ends as many listed words do, and what is left of it differs"
	}
	if settled {
		return why + ", which counts for nothing since more than the name agrees"
	}
	return why + ": -" + number(lost)
}

// nearBy tells how many others are met as nearly.
func nearBy(c *candidate) string {
	const near = "many listed names lie near this one: by chance "
	if c.byChance >= 1 {
		return near + "some " + strconv.FormatFloat(math.Min(math.Round(c.byChance), 1e9), 'f', 0, 64) + " others are met as nearly"
	}
	return near + "one such name in " + strconv.FormatFloat(math.Round(math.Min(1/c.byChance, 1e9)), 'f', 0, 64) + " meets another as nearly"
}

// ownName names the words that are names by themselves.
func ownName(m *name.Match) string {
	var words []string
	for i := range m.Parts {
		if p := &m.Parts[i]; p.Own {
			words = append(words, quoted(p.Query)+" is a name that people bear, and no known form of "+quoted(p.Listed))
		}
	}
	return strings.Join(words, "; ")
}

func part(b *strings.Builder, p *name.Part) {
	switch {
	case p.How == name.Unmet && p.Query != "":
		b.WriteString(quoted(p.Query) + " of the query is left over")
		return
	case p.How == name.Unmet:
		b.WriteString(quoted(p.Listed) + " of the list is left over")
		return
	}
	b.WriteString(quoted(p.Query))
	switch p.How {
	case name.Equal, name.Literal:
		b.WriteString(" equals ")
	case name.Sound:
		b.WriteString(" sounds like ")
	case name.Edited:
		b.WriteString(" is " + strconv.Itoa(p.Edits) + " of " + strconv.Itoa(p.Budget) + " allowed edits from ")
	case name.Initial:
		b.WriteString(" may begin or be begun by ")
	case name.Nickname:
		b.WriteString(" is a form of ")
	case name.Joined:
		b.WriteString(" joined is ")
	case name.Symbol:
		b.WriteString(" means the same as ")
	case name.KoreanClass, name.ChineseClass:
		b.WriteString(" spells the same name as ")
	default:
		b.WriteString(" meets ")
	}
	b.WriteString(quoted(p.Listed))
	if p.Common != "" {
		b.WriteString(" (" + p.Common + ")")
	}
}

// isExact: every word met its like, and nothing but a legal form is left over.
func isExact(m name.Match) bool {
	if m.Score < name.StrongAt {
		return false
	}
	for i := range m.Parts {
		switch p := &m.Parts[i]; p.How {
		case name.Equal, name.Symbol, name.KoreanClass, name.ChineseClass:
		default:
			if p.Weight > 0.15 {
				return false
			}
		}
	}
	return true
}

func (w *question) explainDetails(h *Hit, c *candidate, en *watchlist.Entry) {
	d := compareAllDates(w.born, en.Born)
	say := func(s string) { h.Explain = append(h.Explain, s) }
	switch d.agreement {
	case agrees:
		if d.sharp {
			say("birth date " + d.query.String() + " agrees")
		} else {
			say("birth date " + d.query.String() + " agrees with " + d.listed.String() + ", which is all that the list gives")
		}
	case compatible:
		say("birth date " + d.query.String() + " is compatible with " + d.listed.String())
	case near:
		say("birth date " + d.query.String() + " is near " + d.listed.String() + ": -" + number(dateNear))
	case contradicts:
		say("birth date " + d.query.String() + " contradicts " + d.listed.String() + ": -" + number(dateContradicts))
	case unknown:
		if len(w.born) > 0 {
			say("the list gives no birth date")
		}
	}
	switch compareCountry(w.q.Country, en) {
	case agrees:
		say("country " + strings.ToUpper(w.q.Country) + " is among the entry's")
	case contradicts:
		say("country " + strings.ToUpper(w.q.Country) + " is not among the entry's: -" + number(noCountryAgrees))
	}
	if w.q.Gender != "" && en.Gender != "" && !strings.EqualFold(w.q.Gender, en.Gender) {
		say("gender differs: -" + number(genderDiffers))
	}
	if w.hasOtherDocument(en) {
		say("a document of the same type and country has another number: -" + number(otherDocument))
	}
	if c.quality == name.WeakAlias && c.score > 0 && h.Band == Weak {
		say("a weak alias alone is never more than weak")
	} else if c.score > 0 && len(c.facts) == 0 && d.agreement != agrees && h.Band == Possible {
		say("a name alone is never more than possible")
	}
}
