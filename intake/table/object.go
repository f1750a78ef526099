package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/strict"
)

// Bounds of one object.
const (
	maxDeep   = 6
	maxLeaves = 400
	maxCells  = 16 // values of one field
)

// carriers are the objects that what an applicant says of themselves may stand in.
var carriers = map[string]bool{
	"candidate": true, "applicant": true, "person": true, "profile": true, "contact": true, "contact_info": true, "contact_details": true, "personal": true, "personal_info": true, "details": true,
	"name": true, "location": true, "address": true, "links": true, "social": true, "profiles": true, "source": true, "origin": true, "application": true, "job": true, "emails": true, "phones": true,
}

// Object understands one application that is an object, whatever its members are
// called: they are known by the names of columns, in objects that tell of the applicant.
// What stands in others (references, interviews, those who recruit, checks) is not read,
// nor is what [Columns.Dropped] names. Errors are [*bonafide.Refusal].
func Object(place string, data []byte, system string, collected time.Time) (bonafide.Dossier, error) {
	var in map[string]any
	if err := strict.Lenient(place, data, &in); err != nil {
		return bonafide.Dossier{}, err
	}
	l := leaves{cells: map[field][]string{}, titles: map[field]string{}}
	l.object(nil, in)
	var header, row []string
	for f := range fields {
		if cells := l.cells[f]; len(cells) > 0 {
			header, row = append(header, l.titles[f]), append(row, strings.Join(cells, "; "))
		}
	}
	c, err := Header(header)
	if err != nil {
		return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Why: "the application names no applicant", Remedy: "give the applicant's name or address in a member candidate"}
	}
	return c.Dossier(place, row, system, collected)
}

// leaves are the values of an object by their field.
type leaves struct {
	cells  map[field][]string
	titles map[field]string
	n      int
}

func (l *leaves) object(path []string, in map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(in)) {
		l.value(append(slices.Clip(path), apart(name)), in[name])
	}
}

func (l *leaves) value(path []string, v any) {
	if len(path) > maxDeep || l.n >= maxLeaves {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		if last := path[len(path)-1]; !carriers[last] && !carriers[strings.TrimSuffix(last, "s")] || onPurpose(last) {
			return
		}
		l.object(path, v)
	case []any:
		for i, x := range v {
			if _, deep := x.(map[string]any); i >= maxCells || deep && i > 0 && path[len(path)-1] == "applications" {
				break
			}
			l.value(path, x)
		}
	case string, float64, fmt.Stringer:
		l.n++
		text := strings.TrimSpace(fmt.Sprint(v))
		f, title := fieldOf(path)
		if text == "" || f == none || standsForNothing(f, text) {
			return
		}
		have := l.cells[f]
		switch f {
		case email, phone, link, linkedin, github:
			if len(have) >= maxCells || slices.Contains(have, text) {
				return
			}
		default:
			if len(have) > 0 && f != id {
				return
			}
			have = nil
		}
		l.cells[f], l.titles[f] = append(have, text), title
	}
}

// fieldOf is what a value means by the names around it, and the name that tells it:
// the outer ones may be left away where they only carry what is inside.
func fieldOf(path []string) (field, string) {
	for from := range path {
		if from > 0 && !carriers[path[from-1]] && !carriers[strings.TrimSuffix(path[from-1], "s")] {
			break
		}
		name := strings.Join(path[from:], "_")
		if onPurpose(name) {
			return none, ""
		}
		for _, try := range []string{name, strings.TrimSuffix(name, "s"), strings.TrimSuffix(name, "es")} {
			f := names()[try]
			if f == none || f == id && from > 0 {
				continue // the id of something inside is not the application's
			}
			return f, try
		}
	}
	return none, ""
}

// apart is a name in lower case with underscores between its words.
func apart(name string) string {
	var b strings.Builder
	for i := 0; i < len(name) && i < 64; i++ {
		c := name[i]
		if c >= 'A' && c <= 'Z' {
			if i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z' {
				b.WriteByte('_')
			}
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return normal(b.String())
}
