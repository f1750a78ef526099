package history

import (
	"fmt"
	"time"

	"bonafide"
)

const (
	// handover is how long an old job may run on beside the new one.
	handover = 30 * 24 * time.Hour
	// ourStart is how far from the start of the engagement a job may begin to be
	// taken for the engagement itself: records do not say which firm is reading.
	ourStart = 45 * 24 * time.Hour
)

// otherJobs raises WRK-12: a record made by others shows another full-time employer
// during the engagement, and no side work was declared.
func (x *examination) otherJobs() {
	start := x.d.Timeline.Started
	if start.IsZero() || start.After(x.asOf) {
		return
	}
	end := x.asOf
	if e := x.d.Timeline.Ended; !e.IsZero() && e.Before(end) {
		end = e
	}
	var evidence []bonafide.Evidence
	var at time.Time
	longest := 0
	for s := range x.of(bonafide.Background, bonafide.HR, bonafide.Public) {
		for i := range s.jobs {
			j := &s.jobs[i]
			if j.PartTime || j.nobody || j.From.IsZero() || j.From.First().Sub(start).Abs() <= ourStart ||
				j.From.Last().Sub(start).Abs() <= ourStart {
				continue
			}
			told, ok := j.span(x.observed(s))
			if !ok {
				continue
			}
			both := overlap(told, span{from: start, to: end})
			if both.length() <= handover || x.declared(j, start) {
				continue
			}
			if t := x.observed(s); t.After(at) {
				at = t
			}
			longest = max(longest, days(both.from, both.to))
			evidence = append(evidence, x.about(s, j.Employer+", "+period(j), "job in the "+s.label(), item("employment", i)))
		}
	}
	if len(evidence) == 0 {
		return
	}
	x.report(otherEmployer, "other-employer", at,
		fmt.Sprintf("A record shows another full-time job during the engagement, for %s, and no side work is declared.", plural(longest, "day", "days")),
		append([]bonafide.Evidence{{Path: "/timeline/started", Value: start.UTC().Format(time.DateOnly), Note: "start of the engagement"}}, evidence...)...)
}

// declared reports whether the person told of the job as side work, or of any side
// work that runs during the engagement.
func (x *examination) declared(j *job, start time.Time) bool {
	for i := range x.sources {
		for k := range x.sources[i].jobs {
			o := &x.sources[i].jobs[k]
			if o.PartTime && (sameEmployer(o, j) || o.Current || !o.To.IsZero() && o.To.Last().After(start)) {
				return true
			}
		}
	}
	return false
}
