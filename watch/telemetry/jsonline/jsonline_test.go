package jsonline

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

const (
	slotWho = iota
	slotDeep
	slotList
	slotDotted
	slotWhole
)

var shape = NewShape(
	Field{"who", slotWho}, Field{"a.b.c", slotDeep}, Field{"list", slotList}, Field{"x..y", slotDotted},
	Field{"whole", slotWhole}, Field{"free.*", 0},
).Known("ignored", "a.known")

func TestRead(t *testing.T) {
	var v Values
	tests := []struct{ name, line, who, deep, aside string }{
		{"plain", `{"who":"ann","a":{"b":{"c":7}}}`, "ann", "7", ""},
		{"escapes", `{"who":"a\"b\\\u00e9\ud83d\ude00\n"}`, "a\"b\\é😀\n", "", ""},
		{"lone surrogate", `{"who":"\ud83d!"}`, "\ufffd!", "", ""},
		{"name in other case", `{"WHO":"ann"}`, "ann", "", ""},
		{"exact beats folded, before", `{"who":"ann","Who":"bob"}`, "ann", "", ""},
		{"exact beats folded, after", `{"Who":"bob","who":"ann"}`, "ann", "", ""},
		{"the last of two stands", `{"who":"bob","who":"ann"}`, "ann", "", ""},
		{"null does not undo", `{"who":"ann","who":null}`, "ann", "", ""},
		{"escaped name", `{"wh\u006f":"ann"}`, "ann", "", ""},
		{"unknown kept aside", `{"new":[1, {"k":2}],"a":{"z":true,"known":1},"ignored":{"q":1},"free":{"q":1}}`, "", "", `new=[1, {"k":2}];a.z=true;`},
		{"object where text was", `{"who":{"id":1}}`, "", "", ""},
		{"text where an object was", `{"a":"b"}`, "", "", ""},
		{"space everywhere", " { \"who\" : \"ann\" , \"a\" : { } } \r\n", "ann", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := shape.Read(tt.line, &v); err != nil {
				t.Fatal(err)
			}
			var aside strings.Builder
			for _, a := range v.Aside {
				fmt.Fprintf(&aside, "%s=%s;", a.Name, a.JSON)
			}
			if v.Text(slotWho) != tt.who || v.Text(slotDeep) != tt.deep || aside.String() != tt.aside {
				t.Errorf("who %q, deep %q, aside %q", v.Text(slotWho), v.Text(slotDeep), aside.String())
			}
		})
	}
}

func TestNamesWithDots(t *testing.T) {
	var v Values
	if err := shape.Read(`{"x.y":"dotted","whole":{"k":[1]}}`, &v); err != nil {
		t.Fatal(err)
	}
	if v.Text(slotDotted) != "dotted" || v.At(slotWhole).Raw() != `{"k":[1]}` {
		t.Errorf("dotted %q, whole %q", v.Text(slotDotted), v.At(slotWhole).Raw())
	}
}

func TestBrokenLines(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100)
	lists := `{"q":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + "}"
	tests := []struct{ line, why string }{
		{``, "an object was expected"}, {`[]`, "an object was expected"}, {`{`, "ends inside an object"},
		{`{"a"`, "colon"}, {`{"a":}`, "a value was expected"}, {`{"a":tru}`, "a value was expected"}, {`{"a":1,}`, "a name was expected"},
		{`{"a":"x`, "inside a string"}, {`{"a":"\`, "inside a string"}, {`{"a":"\q"}`, "unknown escape"}, {`{"a":"\u12g4"}`, "hexadecimal"},
		{"{\"a\":\"\x01\"}", "control character"}, {`{"a":01}`, "leading zero"}, {`{"a":1.}`, "after the point"}, {`{"a":1e}`, "exponent"}, {`{"a":-}`, "a number was expected"},
		{`{"a":[1 2]}`, "list"}, {`{"a":[1`, "inside a list"}, {`{"a":1 "b":2}`, "comma"}, {`{} {}`, "more follows"}, {`{"a":1`, "ends inside an object"}, {`{"a":`, "ends where a value"},
		{deep, "deeper than"}, {lists, "deeper than"},
	}
	var v Values
	for _, tt := range tests {
		err := shape.Read(tt.line, &v)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(err.Error(), tt.why) {
			t.Errorf("%.40q: %v; want %q", tt.line, err, tt.why)
		}
	}
}

func TestNumbersAndTruth(t *testing.T) {
	for _, tt := range []struct {
		json string
		n    int64
		ok   bool
	}{{`5`, 5, true}, {`-7`, -7, true}, {`"42"`, 42, true}, {`"0x1eba8"`, 0x1eba8, true}, {`5.0`, 5, true}, {`5.5`, 0, false}, {`"-"`, 0, false}, {`true`, 0, false},
		{`9223372036854775807`, 9223372036854775807, true}, {`-9223372036854775808`, -9223372036854775808, true}, {`1e400`, 0, false}, {`""`, 0, false}} {
		v := only(t, tt.json)
		if n, ok := v.Int(); n != tt.n || ok != tt.ok {
			t.Errorf("%s: %d %v", tt.json, n, ok)
		}
	}
	for json, want := range map[string]string{`true`: "true true", `"False"`: "false true", `"yes"`: "true true", `0`: "false true", `"maybe"`: "false false", `null`: "false false"} {
		b, ok := only(t, json).Bool()
		if got := fmt.Sprint(b, ok); got != want {
			t.Errorf("%s: %s", json, got)
		}
	}
}

func only(t *testing.T, json string) Value {
	t.Helper()
	var v Values
	if err := shape.Read(`{"who":`+json+`}`, &v); err != nil {
		t.Fatal(err)
	}
	return v.At(slotWho)
}

func TestListsAndObjects(t *testing.T) {
	var got []string
	for e := only(t, `[ 1 , "b" , {"c":[2]} , null ]`).Elements(); e.Next(); {
		got = append(got, e.Value().JSON())
	}
	if s := strings.Join(got, "|"); s != `1|"b"|{"c":[2]}|null` {
		t.Error(s)
	}
	n := 0
	for e := only(t, `{"single":1}`).Elements(); e.Next(); {
		n++
	}
	if n != 1 {
		t.Errorf("a single object is a list of %d", n)
	}
	got = nil
	for m := only(t, `{ "k\n" : 1 , "l" : { } }`).Members(); m.Next(); {
		got = append(got, m.Name()+"="+m.Value().JSON())
	}
	if s := strings.Join(got, "|"); s != "k\n=1|l={ }" {
		t.Error(s)
	}
}

// What is read is JSON by the standard library's judgement too, and the other
// way round but for depth and invalid UTF-8.
func FuzzRead(f *testing.F) {
	for _, s := range []string{`{}`, `{"who":"a","a":{"b":{"c":1.5e3}},"list":[1,"x",{"y":null}]}`, `{"who":"\ud83d\ude00"}`, `{"a":[[[]]]}`, `{"x.y":-0}`, `{"q":tru}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var v Values
		err := shape.Read(s, &v)
		var object map[string]json.RawMessage
		standard := json.Unmarshal([]byte(s), &object)
		if err == nil && standard != nil {
			t.Fatalf("%q is accepted: %v", s, standard)
		}
		if err != nil && standard == nil && object != nil && !strings.Contains(err.Error(), "deeper") {
			t.Fatalf("%q is refused: %v", s, err)
		}
		if err != nil {
			return
		}
		for i := range 5 {
			val := v.At(i)
			val.Text()
			val.Int()
			val.Bool()
			for e := val.Elements(); e.Next(); {
			}
			for m := val.Members(); m.Next(); {
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	line := `{"who":"ann@example.test","a":{"b":{"c":7},"known":true},"ignored":{"x":[1,2,3],"y":"` + strings.Repeat("agent ", 20) + `"},"list":[{"id":"1","n":"one"},{"id":"2","n":"two"}],"whole":{"requestId":"abcdef","url":"/a/b/c?d=e"}}`
	var v Values
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		if err := shape.Read(line, &v); err != nil {
			b.Fatal(err)
		}
	}
}
