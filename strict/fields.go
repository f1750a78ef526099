package strict

import (
	"reflect"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

func parent(p jsontext.Pointer) []string {
	var tokens []string
	for t := range p.Tokens() {
		tokens = append(tokens, t)
	}
	if len(tokens) == 0 {
		return nil
	}
	return tokens[:len(tokens)-1]
}

// fieldsAt walks from t along a JSON pointer's tokens and names the fields of the
// struct that it ends in; nil where it ends elsewhere.
func fieldsAt(t reflect.Type, path []string) []string {
	for {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if len(path) == 0 {
			break
		}
		switch t.Kind() {
		case reflect.Slice, reflect.Array, reflect.Map:
			t = t.Elem()
		case reflect.Struct:
			f, ok := fieldNamed(t, path[0])
			if !ok {
				return nil
			}
			t = f
		default:
			return nil
		}
		path = path[1:]
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var names []string
	for i := range t.NumField() {
		if name := jsonName(t.Field(i)); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func fieldNamed(t reflect.Type, name string) (reflect.Type, bool) {
	for i := range t.NumField() {
		if jsonName(t.Field(i)) == name {
			return t.Field(i).Type, true
		}
	}
	return nil, false
}

func jsonName(f reflect.StructField) string {
	if !f.IsExported() {
		return ""
	}
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	switch name {
	case "-":
		return ""
	case "":
		return f.Name
	}
	return name
}

// nearest is the known name within two edits of name, or empty.
func nearest(name string, known []string) string {
	if len(name) > 60 {
		return ""
	}
	best, found := 3, ""
	for _, k := range known {
		if d := edits(strings.ToLower(name), k); d < best {
			best, found = d, k
		}
	}
	return found
}

// edits is the Levenshtein distance in bytes.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
