package history

import (
	"time"

	"bonafide"
)

// jobConflicts compares the dates of jobs that both name, and looks for full-time
// jobs that exclude each other.
func (x *examination) jobConflicts(a, b *source, add func(conflict)) {
	weight := func(alone float64) float64 {
		if a.recorded() != b.recorded() {
			return weightRecorded
		}
		return alone
	}
	for i := range a.jobs {
		ja := &a.jobs[i]
		if ja.nobody {
			continue
		}
		shared := false
		for j := range b.jobs {
			jb := &b.jobs[j]
			if jb.nobody || !sameEmployer(ja, jb) {
				continue
			}
			shared = true
			if field, differ := x.datesDiffer(a, b, ja, jb); differ {
				add(conflict{
					fact: "dates at " + clip(ja.Employer, 60), kind: "dates", who: ja.firm,
					weight: weight(weightDates), at: x.later(a, b),
					a: x.about(a, period(ja), ja.Employer+" in the "+a.label(), item("employment", ja.at), ja.field(field)),
					b: x.about(b, period(jb), jb.Employer+" in the "+b.label(), item("employment", jb.at), jb.field(field)),
				})
			}
		}
		if shared || !ja.firm.plainLatin {
			continue
		}
		for j := range b.jobs {
			jb := &b.jobs[j]
			if !x.exclude(a, b, ja, jb) {
				continue
			}
			add(conflict{
				fact: "the full-time employer of one time", kind: "employer", who: ja.firm, and: jb.firm,
				weight: weight(weightEmployer), at: x.later(a, b),
				a: x.about(a, ja.Employer+", "+period(ja), "job in the "+a.label(), item("employment", ja.at)),
				b: x.about(b, jb.Employer+", "+period(jb), "job in the "+b.label(), item("employment", jb.at)),
			})
		}
	}
}

// datesDiffer compares one job as two sources date it, and names the field. Several
// entries at one employer are one stay: neither its parts nor a part against the
// whole is a difference.
func (x *examination) datesDiffer(a, b *source, ja, jb *job) (string, bool) {
	severalA, severalB := repeats(a, ja), repeats(b, jb)
	if severalA || severalB {
		ra, rb := stay(a, ja), stay(b, jb)
		// A source that tells one spell of several tells part of the stay.
		for _, s := range []struct {
			src *source
			j   *job
			of  *bonafide.Employment
		}{{a, ja, &rb}, {b, jb, &ra}} {
			for i := range s.src.jobs {
				o := &s.src.jobs[i]
				if sameEmployer(o, s.j) && apart(o.From, s.of.From) <= datesTolerance && x.endsAgree(a, b, o.Employment, s.of) {
					return "", false
				}
			}
		}
		// Whoever tells several may tell more of the stay, never less.
		if severalB && within(&ra, &rb) || severalA && within(&rb, &ra) {
			return "", false
		}
		if apart(ra.From, rb.From) > datesTolerance {
			return "from", true
		}
		return "to", !x.endsAgree(a, b, &ra, &rb)
	}
	if apart(ja.From, jb.From) > datesTolerance {
		return "from", true
	}
	return "to", !x.endsAgree(a, b, ja.Employment, jb.Employment)
}

// endsAgree compares the ends of one job. A job that runs on in one source ended
// later only if that source was written after the end; profiles are written and
// then left alone, so that theirs says nothing.
func (x *examination) endsAgree(a, b *source, ea, eb *bonafide.Employment) bool {
	switch {
	case ea.Current && eb.Current:
		return true
	case ea.Current:
		return x.runsOn(a, eb.To)
	case eb.Current:
		return x.runsOn(b, ea.To)
	}
	return apart(ea.To, eb.To) <= datesTolerance
}

// runsOn reports whether "until today" in s is in keeping with an end.
func (x *examination) runsOn(s *source, end bonafide.Date) bool {
	return s.Kind == bonafide.Profile || s.Collected.IsZero() || end.IsZero() || s.Collected.Sub(end.Last()) <= datesTolerance
}

// repeats reports whether the source has several entries at the job's employer.
func repeats(s *source, j *job) bool {
	for i := range s.jobs {
		if o := &s.jobs[i]; o != j && !o.nobody && sameEmployer(o, j) {
			return true
		}
	}
	return false
}

// stay joins a source's entries at one employer.
func stay(s *source, j *job) bonafide.Employment {
	e := *j.Employment
	for i := range s.jobs {
		o := &s.jobs[i]
		if o.nobody || !sameEmployer(o, j) {
			continue
		}
		if e.From.IsZero() || !o.From.IsZero() && o.From.First().Before(e.From.First()) {
			e.From = o.From
		}
		if e.To.IsZero() || !o.To.IsZero() && o.To.Last().After(e.To.Last()) {
			e.To = o.To
		}
		e.Current = e.Current || o.Current
	}
	return e
}

// within reports whether a can lie inside b.
func within(a, b *bonafide.Employment) bool {
	starts := a.From.IsZero() || b.From.IsZero() || !a.From.Last().Before(b.From.First())
	ends := b.Current || a.To.IsZero() || b.To.IsZero() || !b.To.Last().Before(a.To.First())
	return starts && ends && !(a.Current && !b.Current && !b.To.IsZero())
}

// exclude reports whether two sources give one stretch of time to two full-time
// employers, each without the other's. Jobs told side by side in one source are
// declared to run side by side, and a job that only one source has is left out in
// the other, not contradicted.
func (x *examination) exclude(a, b *source, ja, jb *job) bool {
	if jb.nobody || !jb.firm.plainLatin || ja.PartTime || jb.PartTime || sameEmployer(ja, jb) {
		return false
	}
	known := x.observed(a)
	if t := x.observed(b); t.Before(known) {
		known = t
	}
	sa, ok := ja.span(known)
	if !ok {
		return false
	}
	sb, ok := jb.span(known)
	if !ok {
		return false
	}
	both := overlap(sa, sb)
	if both.length() < overlapTolerance || 2*both.length() < min(sa.length(), sb.length()) {
		return false
	}
	// A profile left alone shows the job of its last visit as today's.
	if a.Kind == bonafide.Profile && ja.Current && sb.from.Sub(sa.from) > 6*month ||
		b.Kind == bonafide.Profile && jb.Current && sa.from.Sub(sb.from) > 6*month {
		return false
	}
	for i := range b.jobs {
		if !b.jobs[i].nobody && sameEmployer(ja, &b.jobs[i]) {
			return false
		}
	}
	for i := range a.jobs {
		if !a.jobs[i].nobody && sameEmployer(jb, &a.jobs[i]) {
			return false
		}
	}
	return !beside(a, ja, known) && !beside(b, jb, known)
}

// beside reports whether the source itself tells another job at the same time.
func beside(s *source, j *job, known time.Time) bool {
	own, ok := j.span(known)
	if !ok {
		return false
	}
	for i := range s.jobs {
		o := &s.jobs[i]
		if o == j || sameEmployer(o, j) {
			continue
		}
		if other, ok := o.span(known); ok && overlap(own, other).length() > overlapTolerance {
			return true
		}
	}
	return false
}

// field is the member in which the job says what is compared.
func (j *job) field(wanted string) string {
	switch {
	case wanted == "to" && j.To.IsZero() && j.Current:
		return "current"
	case wanted == "to" && j.To.IsZero(), wanted == "from" && j.From.IsZero():
		return "employer"
	}
	return wanted
}

// period writes a job's dates for people.
func period(j *job) string {
	from, to := j.From.String(), j.To.String()
	if from == "" {
		from = "?"
	}
	switch {
	case to == "" && j.Current:
		to = "today"
	case to == "":
		to = "?"
	}
	return from + " to " + to
}
