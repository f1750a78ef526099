package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"bonafide"
	"bonafide/intake/ats"
	"bonafide/strict"
)

const (
	// mostFlaws is how many mistakes of one record are looked for.
	mostFlaws = 20
	// mostBytes is how large a record may be in which more than one is looked for:
	// each costs reading it again.
	mostBytes = 256 << 10
)

// flaws are the mistakes of one record, in the order in which they were found.
type flaws []*bonafide.Refusal

func (f flaws) Error() string { return f[0].Error() }
func (f flaws) Unwrap() error { return f[0] }

// Flaws says everything that is wrong with a record, up to 20 things, where [Decode]
// says the first. None is no promise that it can be taken: it may be unreadable as a whole.
func (r *Reader) Flaws(ctx context.Context, raw bonafide.Raw) []*bonafide.Refusal {
	_, err := r.understand(ctx, raw)
	var several flaws
	var one *bonafide.Refusal
	switch {
	case errors.As(err, &several):
		return several
	case errors.As(err, &one):
		return flaws{one}
	}
	return nil
}

// first is the first of several mistakes, which says how many there are.
func first(err error) error {
	several, ok := err.(flaws)
	if !ok {
		return err
	}
	one := several[0]
	if n := len(several) - 1; n > 0 {
		more := fmt.Sprintf("%d more like it: bonafide dossier check lists them", n)
		if n == mostFlaws-1 {
			more = "at least " + more
		}
		one.Remedy = strings.TrimPrefix(one.Remedy+"; "+more, "; ")
	}
	return one
}

// strictly decodes a dossier that somebody wrote and finds all that is wrong with it:
// what was found is taken out, so that the next shows. data is overwritten on the way.
func (r *Reader) strictly(place string, data []byte, decode func(*bonafide.Dossier) error, line func(pointer string) int) (bonafide.Dossier, error) {
	var found flaws
	most := mostFlaws
	if len(data) > mostBytes {
		most = 1
	}
	known := func(path string) bool {
		return slices.ContainsFunc(found, func(f *bonafide.Refusal) bool { return f.Path == path || strings.HasPrefix(path, f.Path+"/") })
	}
	for {
		var d bonafide.Dossier
		err := decode(&d)
		if err != nil {
			refusal, ok := err.(*bonafide.Refusal)
			switch {
			case !ok:
				return d, err
			case len(found) > 0 && known(refusal.Path):
				return d, found
			}
			found = append(found, refusal)
			// What is not well-formed has no further places.
			var any struct{}
			if len(found) == most || strict.Lenient(place, data, &any) != nil || !blank(data, refusal.Path) {
				return d, found
			}
			continue
		}
		var out takenOut
		for len(found) < most {
			f := r.check(&d)
			if f == nil {
				break
			}
			path := out.before(f.path)
			if !known(path) {
				found = append(found, &bonafide.Refusal{Place: at(place, line(path)), Path: path, Why: f.why, Remedy: f.remedy})
			}
			if !out.take(&d, f.path) {
				return d, found
			}
		}
		if len(found) == 0 {
			return d, r.person(place, &d)
		}
		return d, found
	}
}

// mend takes out of a dossier that was made of another format what cannot stand, a
// field or an entry at a time, and notes each. What the record cannot do without is
// handed back.
func (r *Reader) mend(d *bonafide.Dossier) *flaw {
	var out takenOut
	for range 5 * mostFlaws {
		f := r.check(d)
		if f == nil {
			return nil
		}
		path := out.before(f.path)
		if !out.take(d, f.path) {
			return f
		}
		source, what := 0, strings.TrimPrefix(path, "/")
		if after, ok := strings.CutPrefix(path, "/sources/"); ok {
			index, rest, _ := strings.Cut(after, "/")
			source, _ = strconv.Atoi(index)
			what = rest
		}
		d.Sources[source].Note(what + " was left out: " + f.why)
	}
	return r.check(d)
}

// nothing reports whether a dossier has nothing about a person that could be examined.
func nothing(d *bonafide.Dossier) bool {
	if len(d.Observations)+len(d.Checks) > 0 {
		return false
	}
	for i := range d.Sources {
		s := &d.Sources[i]
		n := claims(s)
		if s.File != nil {
			n -= len(s.File.Notes)
		}
		if n > 0 || s.Text != "" || !s.Born.IsZero() || s.TimeZone != "" || s.PayRequest.Amount != 0 {
			return false
		}
	}
	return true
}

// person refuses a dossier without a person, where one is wanted.
func (r *Reader) person(place string, d *bonafide.Dossier) error {
	if !r.cfg.Persons || !nothing(d) {
		return nil
	}
	remedy := "give a source with names, addresses of mail or jobs, or an observation"
	if strings.HasPrefix(string(d.Person), string(ats.Lever)+":") {
		remedy = "a Lever delivery carries ids only: write what the person typed into a dossier (bonafide dossier new)"
	}
	return refuse(place, remedy, "nothing to examine: the record says nothing of the person but an id")
}

// takenOut is what was taken out of the lists of a dossier, in order, so that places
// in what is left can be told as places in the whole.
type takenOut []struct {
	list  string
	index int
}

// take takes the value at a pointer out of a dossier; where it is empty already, the
// entry of a list that it stands in. False where the dossier cannot do without it.
func (t *takenOut) take(d *bonafide.Dossier, pointer string) bool {
	tokens := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	switch tokens[0] {
	case "role", "timeline", "stage", "accommodations", "observations", "checks":
		return t.from(reflect.ValueOf(d).Elem(), "", tokens)
	case "sources":
		if len(tokens) < 3 || tokens[2] == "id" || tokens[2] == "kind" {
			return false
		}
		i, err := strconv.Atoi(tokens[1])
		return err == nil && i >= 0 && i < len(d.Sources) &&
			t.from(reflect.ValueOf(&d.Sources[i]).Elem(), "/sources/"+tokens[1], tokens[2:])
	}
	return false
}

func (t *takenOut) from(v reflect.Value, path string, tokens []string) bool {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if len(tokens) == 0 {
		if v.IsZero() {
			return false
		}
		v.SetZero()
		return true
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); name == tokens[0] {
				return t.from(v.Field(i), path+"/"+name, tokens[1:])
			}
		}
	case reflect.Slice:
		i, err := strconv.Atoi(tokens[0])
		if err != nil || i < 0 || i >= v.Len() {
			return false
		}
		if len(tokens) == 1 || !t.from(v.Index(i), path+"/"+tokens[0], tokens[1:]) {
			// Every text and time of a list is wanted; an empty one is no repair.
			v.Set(reflect.AppendSlice(v.Slice3(0, i, i), v.Slice(i+1, v.Len())))
			*t = append(*t, struct {
				list  string
				index int
			}{path, i})
		}
		return true
	case reflect.Map:
		v.Clear()
		return true
	}
	return false
}

// before is where a value stood before anything was taken out.
func (t takenOut) before(pointer string) string {
	for _, gone := range slices.Backward(t) {
		after, ok := strings.CutPrefix(pointer, gone.list+"/")
		if !ok {
			continue
		}
		index, rest, deeper := strings.Cut(after, "/")
		if i, err := strconv.Atoi(index); err == nil && i >= gone.index {
			pointer = gone.list + "/" + strconv.Itoa(i+1)
			if deeper {
				pointer += "/" + rest
			}
		}
	}
	return pointer
}

// blank writes spaces over the member or element at a JSON pointer, so that what
// stands behind it keeps its line. False where nothing stands there, or where a list
// would lose an element and the others their places.
func blank(data []byte, pointer string) bool {
	i := strings.LastIndexByte(pointer, '/')
	if i < 0 {
		return false
	}
	start, ok := valueAt(data, pointer[:i])
	if !ok {
		return false
	}
	if data[start] == '[' {
		// null is no error in a list, and keeps the places of the others.
		from, ok := valueAt(data, pointer)
		end := skipValue(data, from)
		if !ok || end-from < 4 {
			return false
		}
		copy(data[from:], "null")
		spaces(data[from+4 : end])
		return true
	}
	from, to := -1, -1
	members(data[start:], func(name, rest []byte) bool {
		if unquote(name) != pointer[i+1:] {
			return true
		}
		to = skipValue(data, len(data)-len(rest))
		from = cap(data) - cap(name) - 1 // both are parts of one memory
		return false
	})
	if from < 0 {
		return false
	}
	// One of the commas beside it goes too.
	if next := space(data, to); next < len(data) && data[next] == ',' {
		to = next + 1
	} else if before := bytes.TrimRight(data[:from], " \t\r\n"); len(before) > 0 && before[len(before)-1] == ',' {
		from = len(before) - 1
	}
	spaces(data[from:to])
	return true
}

func spaces(b []byte) {
	for i := range b {
		if b[i] != '\n' {
			b[i] = ' '
		}
	}
}
