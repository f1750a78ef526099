package assess

import (
	"math/bits"
	"strconv"

	"bonafide"
)

// result writes the sum out.
func (s *sum) result() bonafide.Assessment {
	total := s.prior + s.evidence
	posterior := probability(float64(total.bits()))
	out := bonafide.Assessment{
		Bits: total.bits(), Prior: s.config.Prior, PriorBits: s.prior.bits(), Posterior: round(posterior, 1e6),
		Frequency: Frequency(posterior), AsOf: s.in.AsOf.UTC(), CatalogVersion: s.catalogue.Version,
		Findings: make([]bonafide.WeighedFinding, len(s.found)), Checks: make([]bonafide.WeighedCheck, len(s.checked)),
		Missing: s.in.Missing, Sources: s.in.Sources, Datasets: s.in.Datasets,
	}
	if s.decisive {
		out.Frequency = "not a matter of odds"
	}
	out.Band = s.band(posterior)
	out.Why = s.why(out.Band, posterior)
	for i, o := range s.order {
		w, f := &s.found[o.at()], &out.Findings[i]
		found := &s.in.Findings[w.at]
		f.Observed = found.Observed()
		f.Bits = w.bits.bits()
		if w.aside != counts {
			f.SetAside = s.asideWords(w.aside)
		}
		if w.place == unknownPlace {
			f.Described = &bonafide.Described{Indicator: found.Indicator}
			continue
		}
		e := &s.entries[w.place]
		f.Described = e.described
		if w.class == decisive {
			f.Described = e.confirmed
		}
		f.Sum = bonafide.Sum{
			Alone: bonafide.Bits(e.alone), Beside: bonafide.Bits(round(w.beside, 1e3)),
			Fade: round(w.fade, 1e4), Share: w.share,
		}
	}
	for i := range s.checked {
		c := &s.checked[i]
		k := &out.Checks[i]
		k.Check, k.Outcome, k.At, k.Subject, k.Bits, k.Why = c.Check, c.Outcome, c.At.UTC(), c.Subject, c.bits.bits(), c.why
		if c.step != nil {
			k.Title = c.step.Title
		}
	}
	out.NextCheck = s.next(posterior)
	return out
}

// band applies the breadth that each band needs, and the posterior from which it
// may be given.
func (s *sum) band(posterior float64) bonafide.Band {
	breadth := bits.OnesCount16(s.categories)
	switch {
	case s.decisive, posterior >= s.config.UrgentAt && breadth >= 3:
		return bonafide.Urgent
	case s.pending, posterior >= s.config.ReviewAt && (breadth >= 2 || s.critical):
		return bonafide.Review
	case s.evidence > 0:
		return bonafide.Note
	}
	return bonafide.Clear
}

func (s *sum) why(band bonafide.Band, posterior float64) string {
	if s.decisive {
		return "a decisive observation is never weighed: a person must look at it now"
	}
	if s.counted == 0 && s.evidence <= 0 {
		if len(s.found) > 0 {
			return "what was observed is answered"
		}
		return "nothing observed in what was available"
	}
	text := strconv.AppendInt(s.text[:0], int64(s.counted), 10)
	text = append(append(text, ' '), plural(s.counted, "observation")...)
	breadth := bits.OnesCount16(s.categories)
	switch breadth {
	case 0:
	case 1:
		text = append(text, " in one category ("...)
		text = append(appendCategories(text, s.categories), ')')
	default:
		text = append(text, " in "...)
		text = strconv.AppendInt(text, int64(breadth), 10)
		text = append(text, " independent categories ("...)
		text = append(appendCategories(text, s.categories), ')')
	}
	switch {
	case s.pending:
		text = append(text, ": a possible listing, which a person has to confirm or clear"...)
	case band == bonafide.Clear:
		text = append(text, ", outweighed by checks that passed"...)
	case band == bonafide.Note && posterior >= s.config.ReviewAt:
		text = append(text, ": review needs two independent categories or one critical observation"...)
	case band == bonafide.Note:
		text = append(text, ": too little to take a person's time"...)
	case band == bonafide.Review && breadth < 2:
		text = append(text, ", one of them critical"...)
	}
	s.text = text
	return string(text)
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// Frequency says a probability as a natural frequency, which people read better
// than per cent (Gigerenzer and Hoffrage, 1995).
func Frequency(p float64) string {
	switch {
	case p >= 0.995:
		return "more than 99 in 100 profiles like this"
	case p >= 0.95:
		return "about " + strconv.Itoa(int(p*100+0.5)) + " in 100 profiles like this"
	case p >= 0.15:
		return "about " + strconv.Itoa(max(2, min(9, int(p*10+0.5)))) + " in 10 profiles like this"
	case p > 1e-6:
		n := 1 / p
		step := 1.0
		for n/step >= 100 {
			step *= 10
		}
		return "about 1 in " + thousands(int(n/step+0.5)*int(step)) + " profiles like this"
	}
	return "fewer than 1 in 1,000,000 profiles like this"
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// round rounds what is not negative to a part of unit.
func round(x, unit float64) float64 { return float64(int64(float64(x*unit)+0.5)) / unit }
