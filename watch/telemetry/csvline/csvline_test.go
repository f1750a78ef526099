package csvline

import (
	"slices"
	"testing"
	"unicode/utf8"

	"bonafide/watch/telemetry/jsonline"
)

func TestSplit(t *testing.T) {
	for line, want := range map[string][]string{
		"a,b":            {"a", "b"},
		"":               {""},
		"a,\r\n":         {"a", ""},
		`"a,b","c""d",e`: {"a,b", `c"d`, "e"},
		`"""",x`:         {`"`, "x"},
		`a "b" c,"",d`:   {`a "b" c`, "", "d"},
		`"a""b""c"`:      {`a"b"c`},
	} {
		if got, why := Split(line, ',', nil); why != "" || !slices.Equal(got, want) {
			t.Errorf("%q: %q %s", line, got, why)
		}
	}
	for _, line := range []string{`"a`, `"a"b,c`, `"a""`} {
		if got, why := Split(line, ',', nil); why == "" || got != nil {
			t.Errorf("%q became %q", line, got)
		}
	}
	if _, why := Split(string(make([]byte, MaxColumns+1)), 0, nil); why == "" {
		t.Error("too many columns are taken")
	}
	for line, want := range map[string]byte{"a;b;c,d": ';', "a\tb": '\t', "a": ',', "a,b": ','} {
		if got := Separator([]byte(line)); got != want {
			t.Errorf("%q is separated by %q", line, got)
		}
	}
}

func TestColumns(t *testing.T) {
	c := NewColumns([]string{"a", "b.c", "t.1.id", "t.0.id", "", "b.d.e", "a", "b"})
	for _, x := range []struct {
		cells []string
		want  string
	}{
		{[]string{"1", "2", "3", "4", "5", "6", "7", "8"}, `{"a":"1","b":{"c":"2","d":{"e":"6"}},"t":[{"id":"4"},{"id":"3"}]}`},
		{[]string{" ", "", "3"}, `{"t":[{"id":"3"}]}`},
		{nil, `{}`},
		{[]string{`{"x":[1]}`, `["y"]`, `{"x"`, "[1]"}, `{"a":{"x":[1]},"b":{"c":["y"]},"t":[{"id":"[1]"},{"id":"{\"x\""}]}`},
		{[]string{"a\"\\\nb"}, `{"a":"a\"\\\u000ab"}`},
	} {
		if got := string(c.AppendJSON(nil, x.cells)); got != x.want {
			t.Errorf("%q became %s, want %s", x.cells, got, x.want)
		}
	}
	if c.Len() != 8 {
		t.Error(c.Len())
	}
}

func TestNames(t *testing.T) {
	for s, want := range map[string]string{"actor.alternate_id": "actor.alternateId", "ip_address": "ipAddress", "uuid": "uuid", "Sign in": "SignIn", "_x": "x"} {
		if got := Camel(s); got != want {
			t.Errorf("%q became %q", s, got)
		}
	}
	if Plain("Name (Original Name)") != "nameoriginalname" {
		t.Error(Plain("Name (Original Name)"))
	}
}

// Whatever the names and cells are, the line that they become can be read.
func FuzzColumns(f *testing.F) {
	f.Add("a,b.c,t.0.id,t.1.id", `1,"2,3",{"x":1},["a"]`)
	f.Add("a.b.c.d,a,a.b", "1,2,3")
	f.Add("0,1.0,1.1..x", "\x01,{},")
	f.Fuzz(func(t *testing.T, head, line string) {
		names, why := Split(head, ',', nil)
		if why != "" || !utf8.ValidString(head) || !utf8.ValidString(line) {
			return
		}
		cells, why := Split(line, ',', nil)
		if why != "" {
			return
		}
		out := NewColumns(names).AppendJSON(nil, cells)
		var v jsonline.Values
		if err := any.Read(string(out), &v); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
	})
}
