// Package report writes an assessment out for those who read it: one JSON object
// a line for programs, text for a terminal, and a printable page with the sum as
// a picture. An examination comes in, bytes come out; nothing is computed here.
//
// Its words are those of an observer. It says what was observed, what may
// innocently explain it, what was not available and what to check next. It names
// no culprit and no nationality.
package report

import (
	_ "embed"
	"fmt"
	"io"
	"strings"
	"time"

	"bonafide"
	"bonafide/strict"
)

//go:embed assessment.schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of one line of [JSON].
func Schema() []byte { return schema }

// Line is one line of JSON output.
type Line struct {
	Person bonafide.PersonID `json:"person"`
	// Record is the place that the dossier came from.
	Record     string              `json:"record,omitempty"`
	Assessment bonafide.Assessment `json:"assessment"`
	// Notes say what was left out when the record was read, and why.
	Notes []string `json:"notes,omitempty"`
}

// Notes are those of a dossier's sources on how they were read: what was left out and
// why, what was not fetched, what does not show on a page.
func Notes(d *bonafide.Dossier) []string {
	var notes []string
	for i := range d.Sources {
		s := &d.Sources[i]
		if s.File == nil {
			continue
		}
		for _, n := range s.File.Notes {
			notes = append(notes, string(s.ID)+": "+n)
		}
	}
	return notes
}

// JSON writes the assessment as one line, by [Schema], with notes on how the record
// was read.
func JSON(w io.Writer, person bonafide.PersonID, record string, a bonafide.Assessment, notes ...string) error {
	return strict.MarshalTo(w, Line{Person: person, Record: record, Assessment: a, Notes: notes})
}

// signed writes bits with their sign and one decimal.
func signed(b bonafide.Bits) string {
	s := fmt.Sprintf("%+.1f", float64(b))
	if s == "-0.0" || s == "+0.0" {
		return "0.0"
	}
	return strings.Replace(s, "-", "−", 1)
}

// rate says a base rate as people read it.
func rate(p float64) string {
	if p > 0 && p <= 0.5 {
		return fmt.Sprintf("1 in %d", int(1/p+0.5))
	}
	return fmt.Sprintf("%.0f in 100", p*100)
}

// old says an age.
func old(days *int) string {
	switch {
	case days == nil:
		return "of unknown date"
	case *days == 0:
		return "of today"
	case *days == 1:
		return "1 day old"
	case *days < 730:
		return fmt.Sprintf("%d days old", *days)
	}
	return fmt.Sprintf("%d years old", *days/365)
}

// ages finds the sources' ages by id.
func ages(a *bonafide.Assessment) map[bonafide.SourceID]bonafide.SourceAge {
	m := make(map[bonafide.SourceID]bonafide.SourceAge, len(a.Sources))
	for _, s := range a.Sources {
		m[s.Source] = s
	}
	return m
}

// origin says where a piece of evidence comes from.
func origin(e *bonafide.Evidence, by map[bonafide.SourceID]bonafide.SourceAge) string {
	var parts []string
	if s, ok := by[e.Source]; ok {
		name := string(s.Kind)
		if s.System != "" && s.System != name {
			name += " (" + s.System + ")"
		}
		parts = append(parts, name+", "+old(s.AgeDays))
	} else if e.Source != "" {
		parts = append(parts, string(e.Source))
	}
	if e.Dataset != nil {
		d := e.Dataset.Name + " " + e.Dataset.Version
		if !e.Dataset.Date.IsZero() {
			d += " of " + e.Dataset.Date.String()
		}
		parts = append(parts, d)
	}
	return strings.Join(parts, "; ")
}

// arithmetic says how a finding's weight came about.
func arithmetic(f *bonafide.WeighedFinding) string {
	switch {
	case f.SetAside != "":
		return f.SetAside
	case f.Strength == bonafide.Decisive:
		return "decisive: never summed"
	}
	s := fmt.Sprintf("%s, %.1f alone", f.Strength, float64(f.Sum.Alone))
	if f.Sum.Beside > 0 {
		s += fmt.Sprintf(" + %.1f beside independent evidence", float64(f.Sum.Beside))
	}
	if f.Sum.Fade < 0.995 {
		s += fmt.Sprintf(", × %.2f for its age", f.Sum.Fade)
	}
	if f.Sum.Share < 1 {
		s += fmt.Sprintf(", × %.3g as a further one of its group", f.Sum.Share)
	}
	return s
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
