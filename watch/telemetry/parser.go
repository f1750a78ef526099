package telemetry

import (
	"errors"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"bonafide"
	"bonafide/watch/telemetry/jsonline"
)

// Parser turns the lines of one source into events. It is safe for concurrent
// use, reads no clock and keeps nothing between lines.
type Parser interface {
	// Name is the source's name and its folder: "okta".
	Name() string
	// Recognise reports whether a line is one of this source. It may be wrong in
	// both directions where lines of two sources look alike.
	Recognise(line []byte) bool
	// Parse appends the events of a line to into. The line may be used again
	// afterwards. An error is a [*bonafide.Refusal] whose Place is the source's
	// name; nothing of the line has been appended then.
	Parse(line []byte, into []Event) ([]Event, error)
}

// HeadParser is the optional ability of a parser whose first line names the
// columns of those that follow.
type HeadParser interface {
	// Head returns the parser for the lines below this one, and false where the
	// line names no columns of this source.
	Head(line []byte) (Parser, bool)
}

// SurroundedParser is the optional ability of a parser whose rows may stand in a list with
// something around it that none of them repeats: the day of a payroll run.
type SurroundedParser interface {
	// Within returns the parser for the rows of a list that stands in this object.
	Within(outer []byte) Parser
}

// Need is a field without which an event says less than it should.
type Need struct {
	Slot int
	Name string
}

// Format is what parsers of JSON lines share: the shape of a line, the fields it
// needs, and the names by which it is recognised.
type Format struct {
	Source  string
	Product Product
	LogName string
	Shape   *jsonline.Shape
	Needs   []Need
	// Marks are names that stand on the first level of a line of this source, and
	// in this combination of no other: one list of names suffices. A name after "="
	// must be spelled exactly so, one after "!" must not stand there.
	Marks [][]string

	records sync.Pool
}

// Record is one line that was read, with room for the parts that a parser reads
// in turn. It goes back with [Format.Done].
type Record struct {
	jsonline.Values
	// Part and Piece are for objects inside of the line.
	Part, Piece jsonline.Values
	// Text is the line, as valid UTF-8.
	Text     string
	repaired bool
}

// Name is the source's name.
func (f *Format) Name() string { return f.Source }

// Recognise reports whether the line has one of the combinations of names.
func (f *Format) Recognise(line []byte) bool {
	if len(line) > MaxLine {
		return false
	}
	names := jsonline.TopNames(line)
	for _, marks := range f.Marks {
		all := true
		for _, m := range marks {
			all = all && marked(&names, m)
		}
		if all {
			return true
		}
	}
	return false
}

func marked(names *jsonline.Names, mark string) bool {
	switch mark[0] {
	case '=':
		return names.HasExactly(mark[1:])
	case '!':
		return !names.Has(mark[1:])
	}
	return names.Has(mark)
}

// Open reads a line. The record must be given back with [Format.Done].
func (f *Format) Open(line []byte) (*Record, error) {
	if len(line) > MaxLine {
		return nil, f.Refuse("", "the line is longer than 4 MiB", "split it, or leave out what it embeds")
	}
	r, _ := f.records.Get().(*Record)
	if r == nil {
		r = &Record{}
	}
	r.Text, r.repaired = string(line), false
	if !utf8.ValidString(r.Text) {
		r.Text, r.repaired = strings.ToValidUTF8(r.Text, "\ufffd"), true
	}
	if err := f.Shape.Read(r.Text, &r.Values); err != nil {
		f.Done(r)
		why, path := err.Error(), ""
		var syntax *jsonline.SyntaxError
		if errors.As(err, &syntax) {
			path = jsonline.Near(string(line), syntax.Offset)
		}
		return nil, f.Refuse(path, "it is no JSON object that can be read: "+why, "one JSON object a line is expected")
	}
	return r, nil
}

// Done gives a record back. Its memory is kept unless a huge line made it huge.
func (f *Format) Done(r *Record) {
	r.Text = ""
	f.records.Put(r)
}

// Refuse is the refusal of a line of this source.
func (f *Format) Refuse(path, why, remedy string) *bonafide.Refusal {
	return &bonafide.Refusal{Place: f.Source, Path: path, Why: why, Remedy: remedy}
}

// Extend appends one empty event and returns it with the list.
func Extend(into []Event) ([]Event, *Event) {
	if len(into) < cap(into) {
		into = into[:len(into)+1]
		clear(into[len(into)-1:])
	} else {
		into = append(into, Event{})
	}
	return into, &into[len(into)-1]
}

// Begin fills in what every event of the source has, and notes what is missing.
func (f *Format) Begin(r *Record, e *Event) {
	e.Metadata.Product, e.Metadata.Version, e.Metadata.LogName = f.Product, Schema, f.LogName
	e.Severity = Informational
	e.Intake.Source = f.Source
	e.Raw = r.Text
	for _, n := range f.Needs {
		if !r.At(n.Slot).Given() {
			e.Intake.Missing = append(e.Intake.Missing, n.Name)
		}
	}
	if len(r.Aside) > 0 {
		e.Unmapped = append(Unmapped(nil), r.Aside...)
	}
	if r.repaired {
		e.Intake.Notes = append(e.Intake.Notes, "text that is not UTF-8 was repaired")
	}
	if r.Doubled > 0 {
		e.Intake.Notes = append(e.Intake.Notes, "a field stands there twice; the last one was taken")
	}
}

// When sets the event's time from the first of the slots that can be read, and
// notes where none can.
func (e *Event) When(v *jsonline.Values, name string, slots ...int) {
	for _, s := range slots {
		val := v.At(s)
		if !val.Given() {
			continue
		}
		if t, ok := Stamp(val); ok {
			e.Time, e.Metadata.OriginalTime = t, val.Raw()
			return
		}
		if e.Metadata.OriginalTime == "" {
			e.Metadata.OriginalTime = val.Text()
		}
	}
	e.Intake.Clock = ClockMissing
	e.Lack(name)
}

// Lack notes a field that is needed and could not be read.
func (e *Event) Lack(name string) {
	for _, m := range e.Intake.Missing {
		if m == name {
			return
		}
	}
	e.Intake.Missing = append(e.Intake.Missing, name)
}

// StampOr is the time of a value, zero where it cannot be read.
func StampOr(v jsonline.Value) time.Time {
	t, _ := Stamp(v)
	return t
}

// IsEmail reports whether a login name is written as an address.
func IsEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	return at > 0 && at < len(s)-3 && strings.IndexByte(s[at:], '.') > 0 && strings.IndexByte(s, ' ') < 0
}

// Account is a user known by a login name, which is an address or is not.
func Account(login string) User {
	u := User{Name: login}
	if IsEmail(login) {
		u.Email = login
	}
	return u
}

// SystemOf is the OCSF number of an operating system by the name a source gives.
func SystemOf(name string) int {
	switch {
	case has(name, "windows") || strings.EqualFold(name, "win"):
		return OSWindows
	case has(name, "mac") || has(name, "osx") || has(name, "os x") || has(name, "darwin"):
		return OSMac
	case has(name, "ipad"):
		return OSiPadOS
	case has(name, "ios") || has(name, "iphone"):
		return OSiOS
	case has(name, "android"):
		return OSAndroid
	case has(name, "linux") || has(name, "ubuntu") || has(name, "debian") || has(name, "fedora") || has(name, "rhel") || has(name, "centos") || has(name, "lin"):
		return OSLinux
	}
	return OSUnknown
}

// has reports whether s contains the word, which is in lower case, in any case.
func has(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if s[i]|0x20 == word[0] && strings.EqualFold(s[i:i+len(word)], word) {
			return true
		}
	}
	return false
}

// BaseName is the last part of a path of Windows or of Unix.
func BaseName(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '\\' || path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}
