package catalog_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"bonafide"
	"bonafide/catalog"
	"bonafide/strict"
)

func compileSchema(t testing.TB, name string) *jsonschema.Schema {
	t.Helper()
	data, err := catalog.Schema(name)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name+".json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if s.DraftVersion != 2020 {
		t.Errorf("%s is of draft %d", name, s.DraftVersion)
	}
	return s
}

func validate(t testing.TB, s *jsonschema.Schema, place string, yaml []byte) error {
	t.Helper()
	docs, err := strict.Documents(place, yaml)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(docs[0].JSON()))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

func TestFilesFollowTheirSchema(t *testing.T) {
	files, err := fs.Glob(catalog.Files(), "indicators/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no indicators: %v", err)
	}
	for _, name := range append(files, "checks.yaml", "inputs.yaml") {
		data, err := fs.ReadFile(catalog.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		kind := strings.TrimSuffix(name, ".yaml")
		if strings.HasPrefix(name, "indicators/") {
			kind = "indicators"
		}
		if err := validate(t, compileSchema(t, kind), name, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	for _, c := range []struct{ name, kind, file, old, new string }{
		{"an unknown field", "indicators", "indicators/application.yaml", "alone:", "weight: 3\n    alone:"},
		{"an unknown strength", "indicators", "indicators/application.yaml", "alone: medium", "alone: huge"},
		{"an unknown family", "indicators", "indicators/application.yaml", "APP-13", "ABC-13"},
		{"no innocent explanation", "indicators", "indicators/application.yaml", "[a slip in a date]", "[]"},
		{"no question", "indicators", "indicators/application.yaml", ", ask: Name the version.", ""},
		{"an odd date", "indicators", "indicators/application.yaml", "2026-05-11", "soon"},
		{"a source elsewhere", "indicators", "indicators/application.yaml", "https://frameworks.example/page", "file:///x"},
		{"an impossible outcome", "checks", "checks.yaml", "unreachable: 0.1", "unreachable: 0"},
		{"an unknown stage", "checks", "checks.yaml", "[application, interview]", "[afterlife]"},
		{"a cost out of range", "checks", "checks.yaml", "cost: 1", "cost: 6"},
		{"no fairness", "checks", "checks.yaml", "fair:", "unfair:"},
		{"an input without title", "inputs", "inputs.yaml", ", title: A curriculum vitae", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := compileSchema(t, c.kind)
			if err := validate(t, s, c.file, folder()[c.file].Data); err != nil {
				t.Fatalf("the sound file is refused: %v", err)
			}
			if err := validate(t, s, c.file, replaced(c.file, c.old, c.new)[c.file].Data); err == nil {
				t.Error("it is accepted")
			}
		})
	}
}

// The schema is written by hand: its fields and values must be the vocabulary's.
func TestSchemaSpeaksTheVocabulary(t *testing.T) {
	type node struct {
		Enum       []string         `json:"enum"`
		Properties map[string]*node `json:"properties"`
		Items      *node            `json:"items"`
		Required   []string         `json:"required"`
	}
	defs := func(kind string) map[string]*node {
		data, err := catalog.Schema(kind)
		if err != nil {
			t.Fatal(err)
		}
		var s struct {
			Defs map[string]*node `json:"$defs"`
		}
		if err := json.Unmarshal(data, &s); err != nil {
			t.Fatal(err)
		}
		return s.Defs
	}
	fields := func(n *node, v any) {
		t.Helper()
		typ := reflect.TypeOf(v)
		if len(n.Properties) != typ.NumField() {
			t.Errorf("%s has %d fields, its schema %d", typ, typ.NumField(), len(n.Properties))
		}
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if n.Properties[name] == nil {
				t.Errorf("%s: the schema lacks %q", typ, name)
			}
		}
	}
	indicator := defs("indicators")["indicator"]
	fields(indicator, bonafide.Indicator{})
	fields(indicator.Properties["next_check"], bonafide.NextStep{})
	fields(indicator.Properties["sources"].Items, bonafide.Citation{})
	check := defs("checks")
	fields(check["check"], bonafide.Check{})
	fields(check["likelihood"], bonafide.Likelihood{})
	fields(defs("inputs")["input"], catalog.Input{})

	if got := indicator.Properties["category"].Enum; fmt.Sprint(got) != fmt.Sprint(bonafide.Categories) {
		t.Errorf("categories are %v", got)
	}
	if got := check["check"].Properties["stages"].Items.Enum; fmt.Sprint(got) != fmt.Sprint(bonafide.Stages) {
		t.Errorf("stages are %v", got)
	}
	for _, field := range []string{"alone", "combined"} {
		for _, s := range indicator.Properties[field].Enum {
			if bonafide.Strength(s).Bits() == 0 {
				t.Errorf("%s: strength %q weighs nothing", field, s)
			}
		}
	}
	for _, field := range []string{"innocent", "next_check", "inputs"} {
		if !slices.Contains(indicator.Required, field) {
			t.Errorf("%s is not required of an indicator", field)
		}
	}
}

func TestSchemaNotFound(t *testing.T) {
	for _, name := range []string{"", "verdicts", "../catalog", "indicators.json"} {
		if data, err := catalog.Schema(name); data != nil || !errors.Is(err, bonafide.ErrNotFound) {
			t.Errorf("%q: got %d bytes, %v", name, len(data), err)
		}
	}
}
