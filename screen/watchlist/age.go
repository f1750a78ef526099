package watchlist

import (
	"fmt"
	"time"
)

// DefaultMaxPublished is the age, counted from its publication, after which a list that
// is taken from files is stale. The official lists change more often than that.
const DefaultMaxPublished = 14 * 24 * time.Hour

// What the age of a list is counted from.
const (
	sincePublication = "publication"
	sinceCheck       = "check"
)

// publishers reports whether the date of a list's file tells how old its content is. An
// operator's own table that nobody has changed is as it should be.
func publishers(f Format, dated bool) bool { return dated || f != OperatorCSV }

// Stale says in a few words why a list that was read from files may be out of date: it
// was published longer ago than [DefaultMaxPublished]. It is empty where it was not, and
// for an operator's own list that states no date.
func (l *List) Stale(now time.Time) string {
	if l.Published.IsZero() || !publishers(l.Format, l.Dated) {
		return ""
	}
	return oldEdition(now.Sub(l.Published.First()), DefaultMaxPublished, l.Published.String(), l.Dated)
}

// oldEdition says that a file is older than the bound. A date in the future is one as
// well: nothing can be told by it.
func oldEdition(age, bound time.Duration, published string, dated bool) string {
	what := "published"
	if !dated {
		what = "its file is of"
	}
	switch {
	case age > bound:
		return fmt.Sprintf("%s %s, %s ago; take a newer file from its publisher", what, published, Long(age))
	case inFuture(age):
		return fmt.Sprintf("%s %s, which is in the future; look at the clock", what, published)
	}
	return ""
}

// inFuture allows for the time zones between a publisher and here.
func inFuture(age time.Duration) bool { return age < -48*time.Hour }

// grow fills in what time has made of a kept list.
func (s *Status) grow(source Source, st state, now time.Time) {
	v := &s.Version
	s.Checked, s.Age, s.AgeSince = st.Checked, now.Sub(st.Checked), sinceCheck
	switch {
	case st.Fault != "":
		s.Why = "the last update failed on " + st.FaultAt.UTC().Format(time.RFC3339)
	case s.Age < -time.Hour:
		s.Why = "its last check lies in the future; look at the clock"
	case s.Age > source.maxAge():
		s.Why = fmt.Sprintf("last checked %s ago, more than %s; bonafide lists update", Long(s.Age), Long(source.maxAge()))
	}
	// Reading the same file again makes nothing younger.
	if source.fromFiles() && !v.Published.IsZero() && publishers(v.Format, v.Dated) {
		s.Age, s.AgeSince = now.Sub(v.Published.First()), sincePublication
		if s.Why == "" {
			s.Why = oldEdition(s.Age, source.maxPublished(), v.Published.String(), v.Dated)
		}
	}
	s.Stale = s.Why != ""
}

// fromFiles: nobody but the operator brings a new version.
func (s *Source) fromFiles() bool {
	for _, f := range s.Files {
		if f.Path != "" {
			return true
		}
	}
	return false
}

func (s *Source) maxPublished() time.Duration {
	if s.MaxAgeHours <= 0 {
		return DefaultMaxPublished
	}
	return time.Duration(s.MaxAgeHours) * time.Hour
}

// Long writes a time as people say it: "40 minutes", "3 hours", "12 days".
func Long(d time.Duration) string {
	n, unit := int(d/time.Minute), "minute"
	switch {
	case d < 0:
		return "no time"
	case d < time.Minute:
		return "less than a minute"
	case d >= 48*time.Hour:
		n, unit = int(d/(24*time.Hour)), "day"
	case d >= 2*time.Hour:
		n, unit = int(d/time.Hour), "hour"
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
