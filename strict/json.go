// Package strict reads JSON and YAML the way a careful registrar reads a form:
// unknown fields, doubled fields, invalid UTF-8 and trailing data are refused,
// and every refusal names the line, the place inside the record and the way out.
// YAML is turned into JSON first, so that both formats follow one set of rules
// and one set of struct tags.
package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"bonafide"
)

// MaxBytes bounds one record.
const MaxBytes = 8 << 20

// MaxDepth bounds the nesting of one record. A dossier needs eight levels.
const MaxDepth = 64

var decoding = json.JoinOptions(
	json.RejectUnknownMembers(true),
	jsontext.AllowDuplicateNames(false),
	jsontext.AllowInvalidUTF8(false),
)

// JSON reads exactly one JSON value into the pointer given. Its errors are
// [*bonafide.Refusal]; place is the file's name, to which the line is added.
func JSON(place string, data []byte, into any) error {
	if err := bounds(place, data); err != nil {
		return err
	}
	if err := depth(place, data); err != nil {
		return err
	}
	if err := json.Unmarshal(data, into, decoding); err != nil {
		return refusal(place, data, into, err, func(_ jsontext.Pointer, offset int64) int { return lineAt(data, offset) })
	}
	return nil
}

// Lenient reads one JSON value like [JSON], but passes over unknown members: for
// payloads of other people's systems, which grow fields at will.
func Lenient(place string, data []byte, into any) error {
	if err := bounds(place, data); err != nil {
		return err
	}
	if err := depth(place, data); err != nil {
		return err
	}
	if err := json.Unmarshal(data, into, decoding, json.RejectUnknownMembers(false)); err != nil {
		return refusal(place, data, into, err, func(_ jsontext.Pointer, offset int64) int { return lineAt(data, offset) })
	}
	return nil
}

// Marshal writes v as JSON on one line. Equal values give equal bytes.
func Marshal(v any) ([]byte, error) {
	return json.Marshal(v, json.Deterministic(true), jsontext.EscapeForHTML(false), json.FormatNilSliceAsNull(false))
}

// MarshalTo writes v as one line of JSON, with its line end.
func MarshalTo(w io.Writer, v any) error {
	data, err := Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// MarshalIndent writes v as JSON for people.
func MarshalIndent(v any) ([]byte, error) {
	return json.Marshal(v, json.Deterministic(true), jsontext.EscapeForHTML(false), json.FormatNilSliceAsNull(false),
		jsontext.Multiline(true), jsontext.WithIndent("  "))
}

func bounds(place string, data []byte) error {
	if len(data) > MaxBytes {
		return &bonafide.Refusal{Place: place, Why: fmt.Sprintf("%d bytes, more than the %d that one record may have", len(data), MaxBytes),
			Remedy: "split it"}
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return &bonafide.Refusal{Place: place, Why: "it is empty"}
	}
	if i := invalidUTF8(data); i >= 0 {
		return &bonafide.Refusal{Place: at(place, lineAt(data, int64(i))), Why: "it is not UTF-8", Remedy: "save it as UTF-8 (iconv -f CHARSET -t UTF-8)"}
	}
	return nil
}

// depth refuses nesting past MaxDepth before anything is built from it.
func depth(place string, data []byte) error {
	level, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if level++; level > MaxDepth {
				return &bonafide.Refusal{Place: at(place, lineAt(data, int64(i))), Why: fmt.Sprintf("nested deeper than %d levels", MaxDepth)}
			}
		case c == '}' || c == ']':
			level--
		}
	}
	return nil
}

func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

func lineAt(data []byte, offset int64) int {
	offset = max(0, min(offset, int64(len(data))))
	return 1 + bytes.Count(data[:offset], []byte{'\n'})
}

func at(place string, line int) string {
	if line <= 0 {
		return place
	}
	return place + ":" + strconv.Itoa(line)
}

// refusal turns the decoder's error into one line for people.
func refusal(place string, data []byte, into any, err error, line func(jsontext.Pointer, int64) int) error {
	r := &bonafide.Refusal{Place: place}
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &semantic):
		r.Path = string(semantic.JSONPointer)
		r.Place = at(place, line(semantic.JSONPointer, semantic.ByteOffset))
		describe(r, semantic, into)
	case errors.As(err, &syntactic):
		r.Path = string(syntactic.JSONPointer)
		r.Place = at(place, line(syntactic.JSONPointer, syntactic.ByteOffset))
		switch {
		case errors.Is(syntactic.Err, jsontext.ErrDuplicateName):
			r.Why = fmt.Sprintf("%q stands there twice", clip(syntactic.JSONPointer.LastToken()))
			r.Remedy = "keep one"
		case errors.Is(syntactic.Err, io.ErrUnexpectedEOF):
			r.Why, r.Remedy = "it ends in the middle", "fetch it again: it looks truncated"
		default:
			r.Why = "it is not well-formed: " + syntactic.Err.Error()
		}
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		r.Why, r.Remedy = "it ends in the middle", "fetch it again: it looks truncated"
	default:
		r.Why = err.Error()
	}
	r.Why = oneLine(r.Why)
	return r
}

func describe(r *bonafide.Refusal, e *json.SemanticError, into any) {
	switch {
	case errors.Is(e.Err, json.ErrUnknownName):
		name := e.JSONPointer.LastToken()
		r.Why = fmt.Sprintf("unknown field %q", clip(name))
		if known := fieldsAt(reflect.TypeOf(into), parent(e.JSONPointer)); len(known) > 0 {
			if near := nearest(name, known); near != "" {
				r.Remedy = fmt.Sprintf("did you mean %q?", near)
			} else {
				r.Remedy = "known here: " + strings.Join(known, ", ")
			}
		}
	case isTime(e.GoType) && e.JSONKind == '"':
		r.Why, r.Remedy = "it is no time", "write it as 2006-01-02T15:04:05Z"
	case e.Err != nil && !errors.Is(e.Err, io.ErrUnexpectedEOF) && reflect.TypeOf(e.Err) != reflect.TypeFor[*strconv.NumError]():
		r.Why = e.Err.Error()
	default:
		r.Why = fmt.Sprintf("a %s stands where %s is wanted", kindWord(e.JSONKind), typeWord(e.GoType))
	}
}

func isTime(t reflect.Type) bool { return t != nil && t == reflect.TypeFor[time.Time]() }

func kindWord(k jsontext.Kind) string {
	switch k {
	case '{':
		return "group of fields"
	case '[':
		return "list"
	case '"':
		return "text"
	case '0':
		return "number"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "value"
}

func typeWord(t reflect.Type) string {
	if t == nil {
		return "something else"
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case isTime(t):
		return "a time (2006-01-02T15:04:05Z)"
	case t == reflect.TypeFor[bonafide.Date]():
		return "a date (2006-01-02)"
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "a group of fields"
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	}
	return "a number"
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(s), " ")
}

func clip(s string) string {
	if len(s) <= 60 {
		return s
	}
	n := 60
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}
