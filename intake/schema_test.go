package intake

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"bonafide"
	"bonafide/strict"
)

type node = map[string]any

// rawSchema is the schema as a tree.
func rawSchema(t testing.TB) node {
	t.Helper()
	data, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var root node
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	return root
}

func compiled(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("dossier.json", any(rawSchema(t))); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("dossier.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchemaHasTheFieldsOfTheTypes walks the Go types and the schema side by side.
func TestSchemaHasTheFieldsOfTheTypes(t *testing.T) {
	root := rawSchema(t)
	defs := root["$defs"].(node)
	seen := map[reflect.Type]bool{}
	used := map[string]bool{}
	var walk func(path string, typ reflect.Type, s node)
	walk = func(path string, typ reflect.Type, s node) {
		if ref, ok := s["$ref"].(string); ok {
			name := strings.TrimPrefix(ref, "#/$defs/")
			used[name] = true
			next, ok := defs[name].(node)
			if !ok {
				t.Errorf("%s: %s is not defined", path, ref)
				return
			}
			s = next
		}
		for typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		want := ""
		switch {
		case typ == reflect.TypeFor[time.Time](), typ == reflect.TypeFor[bonafide.Date](), typ.Kind() == reflect.String:
			want = "string"
		case typ.Kind() == reflect.Slice:
			want = "array"
			walk(path+"/*", typ.Elem(), s["items"].(node))
		case typ.Kind() == reflect.Bool:
			want = "boolean"
		case typ.Kind() == reflect.Int, typ.Kind() == reflect.Int64:
			want = "integer"
		case typ.Kind() == reflect.Float64:
			want = "number"
		case typ.Kind() == reflect.Map, typ.Kind() == reflect.Struct:
			want = "object"
		}
		if got := s["type"]; got != want && s["const"] == nil {
			t.Errorf("%s: type %v, want %s", path, got, want)
		}
		if typ.Kind() != reflect.Struct || want != "object" || seen[typ] {
			return
		}
		seen[typ] = true
		if s["additionalProperties"] != false {
			t.Errorf("%s: further properties are not refused", path)
		}
		properties := s["properties"].(node)
		var names []string
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			names = append(names, name)
			p, ok := properties[name].(node)
			if !ok {
				t.Errorf("%s/%s is missing in the schema", path, name)
				continue
			}
			if d, _ := p["description"].(string); len(d) < 5 {
				t.Errorf("%s/%s has no description", path, name)
			}
			walk(path+"/"+name, typ.Field(i).Type, p)
		}
		for name := range properties {
			if !slices.Contains(names, name) {
				t.Errorf("%s/%s is in the schema, but in no type", path, name)
			}
		}
	}
	walk("", reflect.TypeFor[bonafide.Dossier](), root)
	for name := range defs {
		if !used[name] {
			t.Errorf("$defs/%s is used nowhere", name)
		}
	}
}

// TestSchemaKnowsTheWords holds the schema's lists against those of the vocabulary.
func TestSchemaKnowsTheWords(t *testing.T) {
	root := rawSchema(t)
	defs := root["$defs"].(node)
	words := func(s any) []string {
		var out []string
		for _, w := range s.(node)["enum"].([]any) {
			if w != "" {
				out = append(out, w.(string))
			}
		}
		return out
	}
	property := func(def, name string) any { return defs[def].(node)["properties"].(node)[name] }
	same := func(name string, got, want []string) {
		if !slices.Equal(got, want) {
			t.Errorf("%s: schema %q, program %q", name, got, want)
		}
	}
	same("stage", words(root["properties"].(node)["stage"]), strings.Split(join(bonafide.Stages), ", "))
	same("kind", words(property("source", "kind")), strings.Split(join(bonafide.SourceKinds), ", "))
	same("outcome", words(property("check_result", "outcome")), strings.Split(join(bonafide.Outcomes), ", "))
	same("use", words(property("address", "use")), addressUses)
	same("place", words(property("address", "place")), addressPlaces)
	same("state", words(property("site", "state")), siteStates)
	same("sighting use", words(property("sighting", "use")), sightingUses)
	same("payee kind", words(property("payee", "kind")), payeeKinds)
	same("route", words(property("check_result", "route")), routes)
	same("registered", words(property("employment", "registered")), yesNo)
}

// TestSchemaAcceptsWhatIsTakenIn validates every dossier that the samples make.
func TestSchemaAcceptsWhatIsTakenIn(t *testing.T) {
	schema := compiled(t)
	check := func(name string, d bonafide.Dossier) {
		data, err := strict.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	check("sound", sound())
	for _, name := range files(t, "testdata/good") {
		dossiers, places, _ := read(t, New(Config{Now: now, Resume: canned{}}), "testdata/good/"+name)
		for i := range dossiers {
			check(places[i], dossiers[i])
		}
	}
}

// beyond are the mistakes that a schema cannot see, each with its reason.
var beyond = map[string]string{
	"duplicate-field.json": "the tree has lost it", "duplicate-source-id.yaml": "compares elements",
	"future-": "has no clock", "check-in-future.json": "has no clock", "wrong-zone.json": "needs the zones", "zone-": "needs the zones",
	"from-after-to.json": "compares fields", "study-from-after-to.json": "compares fields", "current-with-end.json": "compares fields",
	"year-out-of-bounds.json": "is a number inside a text", "observation-of-missing-source.json": "compares elements",
	"control-characters.json": "left to the program", "invisible-id.json": "left to the program",
	"resume-": "is no dossier", "too-many-claims.json": "adds lists up",
}

// TestSchemaRefusesWhatIsRefused holds the schema against the files with mistakes.
func TestSchemaRefusesWhatIsRefused(t *testing.T) {
	schema := compiled(t)
	refused := 0
	for _, name := range files(t, "testdata/bad") {
		data, err := os.ReadFile("testdata/bad/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".yaml") {
			docs, err := strict.Documents(name, data)
			if err != nil || len(docs) != 1 {
				continue
			}
			data = docs[0].JSON()
		} else if !strings.HasSuffix(name, ".json") {
			continue
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			continue // not well-formed: no tree to look at
		}
		allowed := false
		for prefix := range beyond {
			allowed = allowed || strings.HasPrefix(name, prefix)
		}
		if err := schema.Validate(v); err == nil && !allowed {
			t.Errorf("%s passes the schema", name)
		} else if err != nil {
			refused++
		}
	}
	if refused < 25 {
		t.Errorf("the schema refused %d files only", refused)
	}
}
