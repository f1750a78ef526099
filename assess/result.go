package assess

import (
	"fmt"
	"strconv"
	"strings"

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
	for i, w := range s.ordered {
		f := &out.Findings[i]
		f.ObservedAt, f.Rule, f.Summary, f.Evidence = w.ObservedAt.UTC(), w.Rule, w.Summary, w.Evidence
		f.Bits, f.SetAside = w.bits.bits(), w.aside
		if w.entry == nil {
			f.Described = &bonafide.Described{Indicator: w.Indicator}
			continue
		}
		f.Described, f.Strength = w.entry.described, w.entry.Alone
		if w.decisive {
			f.Strength = bonafide.Decisive
		}
		f.Sum = bonafide.Sum{
			Alone: bonafide.Bits(w.entry.alone), Beside: bonafide.Bits(round(w.beside, 1e3)),
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
	breadth := len(s.categories)
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
	counted := 0
	for i := range s.found {
		if s.found[i].counts() && s.found[i].bits > 0 {
			counted++
		}
	}
	if counted == 0 && s.evidence <= 0 {
		if len(s.found) > 0 {
			return "what was observed is answered"
		}
		return "nothing observed in what was available"
	}
	var b strings.Builder
	b.Grow(160)
	b.WriteString(strconv.Itoa(counted) + " " + plural(counted, "observation"))
	switch len(s.categories) {
	case 0:
	case 1:
		b.WriteString(" in one category (" + string(s.categories[0]) + ")")
	default:
		b.WriteString(" in " + strconv.Itoa(len(s.categories)) + " independent categories (" + join(s.categories) + ")")
	}
	switch {
	case s.pending:
		b.WriteString(": a possible listing, which a person has to confirm or clear")
	case band == bonafide.Clear:
		b.WriteString(", outweighed by checks that passed")
	case band == bonafide.Note && posterior >= s.config.ReviewAt:
		b.WriteString(": review needs two independent categories or one critical observation")
	case band == bonafide.Note:
		b.WriteString(": too little to take a person's time")
	case band == bonafide.Review && len(s.categories) < 2:
		b.WriteString(", one of them critical")
	}
	return b.String()
}

func join[T ~string](cs []T) string {
	words := make([]string, len(cs))
	for i, c := range cs {
		words[i] = string(c)
	}
	return strings.Join(words, ", ")
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
		return fmt.Sprintf("about %d in 100 profiles like this", int(p*100+0.5))
	case p >= 0.15:
		return fmt.Sprintf("about %d in 10 profiles like this", max(2, min(9, int(p*10+0.5))))
	case p > 1e-6:
		n := 1 / p
		step := 1.0
		for n/step >= 100 {
			step *= 10
		}
		return fmt.Sprintf("about 1 in %s profiles like this", thousands(int(n/step+0.5)*int(step)))
	}
	return "fewer than 1 in 1,000,000 profiles like this"
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func round(x, unit float64) float64 { return float64(int64(x*unit+0.5)) / unit }
