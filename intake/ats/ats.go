// Package ats reads the deliveries (webhooks) of applicant systems. The body of
// one delivery comes in, with its headers where a signature has to be checked; out
// comes a dossier with one source of kind form, that holds what the system says
// the person typed. Photographs, tags, custom fields and free answers are never
// read, and nothing that a delivery points to is fetched.
//
// Each vendor is one file, whose first comment is the contract: the events that
// name a person, what is read of them, and how they are signed.
package ats

import (
	"bytes"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"bonafide"
	"bonafide/strict"
	"bonafide/written"
)

// Vendor names an applicant system.
type Vendor string

// The vendors.
const (
	Greenhouse Vendor = "greenhouse"
	Ashby      Vendor = "ashby"
	Lever      Vendor = "lever"
)

// Vendors is every vendor, in the order above.
func Vendors() []Vendor { return []Vendor{Greenhouse, Ashby, Lever} }

// Decode understands the body of one delivery. note is put behind the vendor's
// name as the source's system: " (signature not checked)". Errors are
// [*bonafide.Refusal]; place is the file's name.
func Decode(v Vendor, place string, body []byte, note string) (bonafide.Dossier, error) {
	switch v {
	case Greenhouse:
		return decodeGreenhouse(place, body, note)
	case Ashby:
		return decodeAshby(place, body, note)
	case Lever:
		return decodeLever(place, body, note)
	}
	return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Why: fmt.Sprintf("applicant system %q is not known", v), Remedy: "known: greenhouse, ashby, lever"}
}

// read decodes a payload that grows fields at will. notes are of the times and dates
// in it that could not be read.
func read(place string, body []byte, into any) (notes []string, err error) {
	if err := strict.Lenient(place, body, into); err != nil {
		return nil, err
	}
	unread(reflect.ValueOf(into), "", &notes)
	return notes, nil
}

// unread finds times and dates that could not be read.
func unread(v reflect.Value, path string, notes *[]string) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case moment:
		if x.unread != "" {
			*notes = append(*notes, fmt.Sprintf("%s was left out: %q is not a time", path, x.unread))
		}
		return
	case day:
		if x.unread != "" {
			*notes = append(*notes, fmt.Sprintf("%s was left out: %q is not a date", path, x.unread))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			unread(v.Field(i), strings.TrimPrefix(path+"/"+name, "/"), notes)
		}
	case reflect.Slice:
		for i := range min(v.Len(), 1000) {
			unread(v.Index(i), path+"/"+strconv.Itoa(i), notes)
		}
	}
}

// dossier is the frame that every vendor fills.
func dossier(v Vendor, id ident, stage bonafide.Stage, note string) (bonafide.Dossier, *bonafide.Source) {
	d := bonafide.Dossier{
		Format: bonafide.Format,
		Person: bonafide.PersonID(string(v) + ":" + string(id)),
		Stage:  stage,
		Sources: []bonafide.Source{{
			ID: bonafide.SourceID(v), Kind: bonafide.Form, System: string(v) + note,
		}},
	}
	return d, &d.Sources[0]
}

// ident is an id that one version sends as a number and another as text.
type ident string

func (i *ident) UnmarshalJSON(b []byte) error {
	s, err := plain(b)
	if err != nil || len(s) > 100 {
		return fmt.Errorf("an id is a number or a short text")
	}
	*i = ident(s)
	return nil
}

// text is free text; some systems send a bare number where it is one.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	s, err := plain(b)
	if err != nil {
		return fmt.Errorf("text is wanted here")
	}
	*t = text(s)
	return nil
}

func (t text) String() string { return strings.TrimSpace(string(t)) }

// plain is a JSON text or number as text; null is empty.
func plain(b []byte) (string, error) {
	b = bytes.TrimSpace(b)
	switch {
	case len(b) == 0 || string(b) == "null":
		return "", nil
	case b[0] == '"':
		var s string
		err := strict.Lenient("", b, &s)
		return s, err
	case b[0] == '-' || (b[0] >= '0' && b[0] <= '9'):
		return string(b), nil
	}
	return "", fmt.Errorf("neither text nor number")
}

// moment is a time as applicant systems write it: RFC 3339, a date (taken as its
// first moment in UTC), or milliseconds since 1970.
type moment struct {
	time.Time
	unread string // what stands there instead
}

func (m *moment) UnmarshalJSON(b []byte) error {
	s, err := plain(b)
	if err != nil {
		return fmt.Errorf("a time is wanted here")
	}
	s = strings.TrimSpace(s)
	if s == "" {
		return nil
	}
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) > 8 && ms > 0 && ms < 7258118400000 {
		m.Time = time.UnixMilli(ms).UTC()
		return nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02", "01/02/2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			m.Time = t
			return nil
		}
	}
	m.unread = clip(s)
	return nil
}

// day is a date as applicant systems write it: ISO 8601 to the precision known,
// or month/day/year.
type day struct {
	bonafide.Date
	unread string // what stands there instead
}

func (d *day) UnmarshalJSON(b []byte) error {
	s, err := plain(b)
	if err != nil {
		return fmt.Errorf("a date is wanted here")
	}
	s = strings.TrimSpace(s)
	if t, err := time.Parse("01/02/2006", s); err == nil && t.Year() >= 1900 {
		d.Date = bonafide.DateOf(t)
		return nil
	}
	if d.Date, err = written.Date(s, written.Unknown); err != nil {
		d.unread = clip(s)
	}
	return nil
}

// lines are the non-empty lines of an address.
func lines(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// add appends s unless it is empty or there already.
func add(list []string, s string) []string {
	s = strings.TrimSpace(s)
	if s == "" {
		return list
	}
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return list
		}
	}
	return append(list, s)
}

// unsigned is an address without its query, which carries credentials.
func unsigned(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host + u.EscapedPath()
}

// stageNamed guesses the stage from the name that a firm gave to a step of its
// own pipeline; unknown names are the application.
func stageNamed(name string) bonafide.Stage {
	name = strings.ToLower(name)
	for _, w := range []struct {
		word  string
		stage bonafide.Stage
	}{
		{"hired", bonafide.Onboarding}, {"onboarding", bonafide.Onboarding},
		{"offer", bonafide.Offer}, {"reference check", bonafide.Offer}, {"background check", bonafide.Offer},
		{"interview", bonafide.Interview}, {"screen", bonafide.Interview}, {"phone", bonafide.Interview},
		{"onsite", bonafide.Interview}, {"on-site", bonafide.Interview}, {"assessment", bonafide.Interview},
		{"take home", bonafide.Interview}, {"take-home", bonafide.Interview}, {"technical", bonafide.Interview},
		{"face to face", bonafide.Interview},
	} {
		if strings.Contains(name, w.word) {
			return w.stage
		}
	}
	return bonafide.Application
}

func clip(s string) string {
	if len(s) <= 40 {
		return s
	}
	return strings.ToValidUTF8(s[:40], "") + "…"
}
