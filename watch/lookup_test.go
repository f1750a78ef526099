package watch

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestLookup(t *testing.T) {
	const event = `{"a":{"b":"x","n":443,"f":0.5,"big":123456789012,"t":true,"z":null,"e":"","q":"\"\u00e9\\"},"a.b":"dotted","l":[{"k":""},{"k":"second"},{"k":"third"}],"m":[[],["in"]],"a\"b":{"c":"quoted name"},"d":{"x.y":{"z":"deep"}},"end":-1}`
	for path, want := range map[string]string{
		"a.b": "dotted", "a.n": "443", "a.f": "0.5", "a.big": "1.23456789012e+11", "a.t": "true", "a.z": "", "a.e": "", "a.q": `"é\`,
		"l.k": "second", "m": "in", `a"b.c`: "quoted name", "d.x.y.z": "deep", "end": "-1", "a": "", "absent": "", "a.b.c": "", "end.x": "",
	} {
		if got := lookup([]byte(event), strings.Split(path, ".")); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	long := `{"a":"` + strings.Repeat("é", 300) + `"}`
	if got := lookup([]byte(long), []string{"a"}); got != strings.Repeat("é", 100)+"…" {
		t.Errorf("a long text is shown as %q", got)
	}
}

// slowLookup is what lookup answers, over JSON that was built first.
func slowLookup(v any, path []string) string {
	switch x := v.(type) {
	case map[string]any:
		for n := len(path); n > 0; n-- {
			if in, ok := x[strings.Join(path[:n], ".")]; ok {
				if s := slowLookup(in, path[n:]); s != "" {
					return s
				}
			}
		}
	case []any:
		for _, in := range x {
			if s := slowLookup(in, path); s != "" {
				return s
			}
		}
	case string:
		if len(path) == 0 {
			return clip(x)
		}
	case float64, bool:
		if len(path) == 0 {
			return fmt.Sprint(x)
		}
	}
	return ""
}

func FuzzLookup(f *testing.F) {
	f.Add([]byte(`{"a":{"b":[1,"x",{"c":true}]},"a.b":"y"}`), "a.b")
	f.Add([]byte(`[[{"k":"\\\"","m":[]}],-1.5e3]`), "k")
	f.Add([]byte(`[["k":"",[":`), "@")
	f.Fuzz(func(t *testing.T, data []byte, path string) {
		if strings.Count(path, ".") > 6 {
			return // longer names with dots in them are not looked for
		}
		lookup(data, strings.Split(path, ".")) // what is no JSON must not hurt
		var v any
		if json.Unmarshal(data, &v) != nil {
			return
		}
		plain, err := json.Marshal(v) // without spaces and doubled names
		if err != nil {
			t.Fatal(err)
		}
		if got, want := lookup(plain, strings.Split(path, ".")), slowLookup(v, strings.Split(path, ".")); got != want {
			t.Errorf("%s in %s: %q, want %q", path, plain, got, want)
		}
	})
}
