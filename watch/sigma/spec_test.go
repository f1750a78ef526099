package sigma

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"
)

// everywhere is a source to which every event belongs.
var everywhere = Source{Name: "everywhere", Logsource: Logsource{Product: "test"}, When: []Clause{{}}, Times: []string{"time"}}

// detection makes a rule document of a detection, whose lines are indented by two.
func detection(id, body string) string {
	return fmt.Sprintf("title: T\nid: %s\nlogsource: {product: test}\ndetection:\n%s\n", id, indent(body))
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(s, "\n "), "\n", "\n  ")
}

func selection(body string) string {
	return "sel:\n" + indent(body) + "\ncondition: sel"
}

// decide evaluates one detection on one event in all three ways, which must agree.
func decide(t testing.TB, body, event string, options LoadOptions, zone *time.Location) bool {
	t.Helper()
	set := Parse(options, "rule.yml", []byte(detection("r", body)))
	if len(set.Refusals) > 0 {
		t.Fatalf("refused: %v\n%s", set.Refusals[0], body)
	}
	e, err := New(set, Options{Sources: []Source{everywhere}, Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	found, err := e.Match([]byte(event))
	if err != nil {
		t.Fatalf("%v: %s", err, event)
	}
	want, err := e.reference([]byte(event))
	if err != nil {
		t.Fatal(err)
	}
	x, err := e.Explain("r", []byte(event))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(found) == 1; got != (len(want) == 1) || got != x.Condition.Holds || got != x.Matches {
		t.Fatalf("engine %t, reference %t, explanation %t:\n%s\n%s\n%s", got, len(want) == 1, x.Condition.Holds, body, event, x)
	}
	return len(found) == 1
}

func TestValues(t *testing.T) {
	b64 := base64.StdEncoding.EncodeToString
	wide := func(s string) string { return utf16Bytes(s, false, false) }
	cases := []struct {
		name, selection string
		yes, no         []string // events
	}{
		{"equal, without case", `F: aBc`, []string{`{"F":"AbC"}`, `{"F":["x","abc"]}`}, []string{`{"F":"abcd"}`, `{"F":""}`, `{}`, `{"F":null}`, `{"f":"abc"}`}},
		{"empty text", `F: ''`, []string{`{"F":""}`, `{"F":["",1]}`}, []string{`{}`, `{"F":null}`, `{"F":" "}`, `{"F":[]}`}},
		{"null", `F: null`, []string{`{}`, `{"F":null}`, `{"F":[]}`, `{"F":[null]}`}, []string{`{"F":""}`, `{"F":0}`, `{"F":{}}`, `{"F":[null,1]}`}},
		{"null or a value", "F: [null, a]", []string{`{}`, `{"F":"A"}`}, []string{`{"F":"b"}`}},
		{"star", `F: '*'`, []string{`{"F":""}`, `{"F":"x"}`, `{"F":0}`, `{"F":{"a":1}}`}, []string{`{}`, `{"F":null}`, `{"F":[]}`}},
		{"one character", `F: 'a?c'`, []string{`{"F":"abc"}`, `{"F":"aäc"}`, `{"F":"a\nc"}`}, []string{`{"F":"ac"}`, `{"F":"abbc"}`}},
		{"wildcards inside", `F: 'a*b?d*'`, []string{`{"F":"axxbcd"}`, `{"F":"abcdz"}`, `{"F":"abxbyd"}`}, []string{`{"F":"abd"}`, `{"F":"xabcd"}`}},
		{"escaped star", `F: 'a\*b'`, []string{`{"F":"a*b"}`}, []string{`{"F":"axb"}`, `{"F":"a\\*b"}`}},
		{"escaped question mark", `F: 'a\?'`, []string{`{"F":"a?"}`}, []string{`{"F":"ab"}`}},
		{"backslash before a wildcard", `F: 'C:\dir\\*'`, []string{`{"F":"c:\\dir\\x"}`, `{"F":"c:\\dir\\"}`}, []string{`{"F":"c:\\dir*"}`, `{"F":"c:\\dirx"}`}},
		{"plain backslashes", `F: 'C:\Windows\x.exe'`, []string{`{"F":"c:\\windows\\X.EXE"}`}, []string{`{"F":"c:windowsx.exe"}`}},
		{"startswith that ends in a backslash", `F|startswith: 'C:\Program Files\'`, []string{`{"F":"C:\\Program Files\\x"}`}, []string{`{"F":"C:\\Program Files*"}`, `{"F":"C:\\Program Filesx"}`}},
		{"contains that ends in a backslash", `F|contains: '\Temp\'`, []string{`{"F":"C:\\temp\\a"}`, `{"F":"\\Temp\\"}`}, []string{`{"F":"C:\\temp*"}`, `{"F":"\\Temp"}`}},
		{"endswith", `F|endswith: '\a.exe'`, []string{`{"F":"c:\\A.EXE"}`, `{"F":"\\a.exe"}`}, []string{`{"F":"ba.exe"}`, `{"F":"\\a.exe "}`}},
		{"endswith a slash", `F|endswith: '/sh'`, []string{`{"F":"/bin/sh"}`}, []string{`{"F":"/bin/bash"}`, `{"F":"sh"}`}},
		{"endswith in two parts", `F|endswith: '\b\a.exe'`, []string{`{"F":"c:\\b\\a.exe"}`}, []string{`{"F":"c:\\cb\\a.exe2"}`, `{"F":"c:\\c\\a.exe"}`}},
		{"short literals", "F|contains: [a, bc, def, ghij, klmno]", []string{`{"F":"xxa"}`, `{"F":"bc"}`, `{"F":"xdefx"}`, `{"F":"xghijx"}`, `{"F":"klmno"}`}, []string{`{"F":"xbdgh"}`, `{"F":"de"}`}},
		{"long literal at every place", "F|contains: abcdefgh", []string{`{"F":"abcdefgh"}`, `{"F":".abcdefgh"}`, `{"F":"..abcdefgh"}`, `{"F":"...abcdefgh"}`, `{"F":"....abcdefgh."}`}, []string{`{"F":"abcdefg"}`, `{"F":"abcdefgxh"}`}},
		{"empty contains", "F|contains: ''", []string{`{"F":""}`, `{"F":"x"}`}, []string{`{}`, `{"F":null}`}},
		{"list is any", "F: [a, b]", []string{`{"F":"a"}`, `{"F":"B"}`}, []string{`{"F":"c"}`}},
		{"all of a list", "F|contains|all: [a, b]", []string{`{"F":"xbxa"}`, `{"F":["a","b"]}`}, []string{`{"F":"a"}`, `{"F":"b"}`}},
		{"fields are all", "F: a\nG: b", []string{`{"F":"a","G":"b"}`}, []string{`{"F":"a"}`, `{"G":"b"}`}},
		{"maps are any", "- F: a\n- G: b", []string{`{"F":"a"}`, `{"G":"b"}`}, []string{`{"F":"b","G":"a"}`}},
		{"number", "F: 4688", []string{`{"F":4688}`, `{"F":"4688"}`, `{"F":4688.0}`, `{"F":4.688e3}`}, []string{`{"F":46880}`, `{"F":"04688"}`}},
		{"number as text", "F: '4688'", []string{`{"F":4688}`, `{"F":"4688"}`}, []string{`{"F":468}`}},
		{"number that is no decimal", "F: 0x147a", []string{`{"F":"0x147A"}`}, []string{`{"F":5242}`}},
		{"fraction", "F: 1.50", []string{`{"F":1.5}`}, []string{`{"F":1}`}},
		{"boolean", "F: true", []string{`{"F":true}`, `{"F":"True"}`}, []string{`{"F":false}`, `{"F":1}`}},
		{"boolean as text", "F: 'true'", []string{`{"F":true}`}, []string{`{"F":false}`}},
		{"starts like a number", "F|startswith: 10", []string{`{"F":"10.0.0.1"}`, `{"F":1000}`}, []string{`{"F":"210"}`}},
		{"cased", "F|cased: aB", []string{`{"F":"aB"}`}, []string{`{"F":"ab"}`, `{"F":"AB"}`}},
		{"cased contains", "F|contains|cased: 'xY*Z'", []string{`{"F":"..xY..Z"}`}, []string{`{"F":"..xy..z"}`}},
		{"exists", "F|exists: true", []string{`{"F":1}`, `{"F":null}`, `{"F":""}`, `{"F":[]}`, `{"F":{}}`}, []string{`{}`, `{"G":1}`}},
		{"exists not", "F|exists: false", []string{`{}`}, []string{`{"F":null}`}},
		{"neq", "F|neq: a", []string{`{"F":"b"}`, `{}`}, []string{`{"F":"A"}`, `{"F":["b","a"]}`}},
		{"neq of a list", "F|neq: [a, b]", []string{`{"F":"c"}`}, []string{`{"F":"a"}`, `{"F":"b"}`}},
		{"regular expression", `F|re: 'a+b$'`, []string{`{"F":"xxaab"}`}, []string{`{"F":"xxAAB"}`, `{"F":"aabc"}`}},
		{"its flags", `F|re|i|m|s: '^b.c$'`, []string{`{"F":"a\nB\nc\nd"}`}, []string{`{"F":"ab\nc"}`}},
		{"star and question mark in it", `F|re: '^a*b?$'`, []string{`{"F":""}`, `{"F":"aab"}`}, []string{`{"F":"a*b"}`}},
		{"alternatives", `F|re: '(foo|bar)[0-9]+'`, []string{`{"F":"xfoo1"}`, `{"F":"bar22"}`}, []string{`{"F":"fooo"}`, `{"F":"FOO1"}`}},
		{"kelvin and long s", `F|re|i: 'kiss'`, []string{`{"F":"\u212aiſs"}`}, []string{`{"F":"kis"}`}},
		{"fold beyond ASCII", `F: 'ÄKS'`, []string{`{"F":"äks"}`, `{"F":"ä\u212a\u017f"}`}, []string{`{"F":"aks"}`}},
		{"cidr", "F|cidr: [10.0.0.0/8, '2001:db8::/32']", []string{`{"F":"10.1.2.3"}`, `{"F":"::ffff:10.1.2.3"}`, `{"F":"2001:db8::1"}`, `{"F":["x","10.0.0.1"]}`}, []string{`{"F":"11.0.0.1"}`, `{"F":"10.1.2"}`, `{"F":"host"}`, `{"F":10}`}},
		{"cidr of one address", "F|cidr: 192.0.2.1", []string{`{"F":"192.0.2.1"}`}, []string{`{"F":"192.0.2.2"}`}},
		{"cidr of mapped addresses", "F|cidr: '::ffff:10.0.0.0/104'", []string{`{"F":"10.1.2.3"}`}, []string{`{"F":"11.1.2.3"}`}},
		{"lt", "F|lt: 5", []string{`{"F":4.9}`, `{"F":"-1"}`}, []string{`{"F":5}`, `{"F":"x"}`, `{}`, `{"F":true}`}},
		{"lte and gte", "F|lte: 5\nF|gte: 3", []string{`{"F":5}`, `{"F":3}`}, []string{`{"F":2}`, `{"F":6}`}},
		{"gt", "F|gt: 5", []string{`{"F":5.1}`, `{"F":"1e3"}`}, []string{`{"F":5}`, `{"F":""}`}},
		{"fieldref", "F|fieldref: G", []string{`{"F":"a","G":"A"}`, `{"F":["x","a"],"G":["a"]}`}, []string{`{"F":"a","G":"b"}`, `{"F":"a"}`, `{}`}},
		{"fieldref with startswith", "F|fieldref|startswith: G", []string{`{"F":"abc","G":"AB"}`}, []string{`{"F":"ab","G":"abc"}`}},
		{"fieldref with endswith", "F|endswith|fieldref: G", []string{`{"F":"abc","G":"bc"}`}, []string{`{"F":"abc","G":"ab"}`}},
		{"fieldref with contains, cased", "F|fieldref|contains|cased: G", []string{`{"F":"abc","G":"b"}`}, []string{`{"F":"abc","G":"B"}`}},
		{"fieldref with neq", "F|fieldref|neq: G", []string{`{"F":"a","G":"b"}`}, []string{`{"F":"a","G":"a"}`, `{"F":"a"}`, `{}`}},
		{"windash", "F|contains|windash: ' -enc'", []string{`{"F":"x -enc"}`, `{"F":"x /enc"}`, `{"F":"x –enc"}`, `{"F":"x —ENC"}`, `{"F":"x ―enc"}`}, []string{`{"F":"x +enc"}`}},
		{"windash where no option starts", "F|windash: 'a-b'", []string{`{"F":"a-b"}`}, []string{`{"F":"a/b"}`}},
		{"windash at the beginning", "F|windash: '/a -b'", []string{`{"F":"-a /b"}`}, []string{`{"F":"a b"}`}},
		{"base64", "F|base64|contains: foobar", []string{`{"F":"x` + b64([]byte("foobar")) + `x"}`}, []string{`{"F":"foobar"}`}},
		{"base64offset", "F|base64offset|contains: 'http://'", []string{`{"F":"` + b64([]byte("http://x")) + `"}`, `{"F":"` + b64([]byte("ahttp://x")) + `"}`, `{"F":"` + b64([]byte("abhttp://x")) + `"}`}, []string{`{"F":"` + b64([]byte("https://x")) + `"}`}},
		{"wide and base64offset", "F|wide|base64offset|contains: ping", []string{`{"F":"` + b64([]byte(wide("xx ping y"))) + `"}`, `{"F":"` + b64([]byte("a"+wide("ping y"))) + `"}`}, []string{`{"F":"` + b64([]byte("ping")) + `"}`}},
		{"utf16be and base64", "F|utf16be|base64: ab", []string{`{"F":"` + b64([]byte{0, 'a', 0, 'b'}) + `"}`}, nil},
		{"utf16 and base64", "F|utf16|base64: ab", []string{`{"F":"` + b64([]byte{0xFF, 0xFE, 'a', 0, 'b', 0}) + `"}`}, nil},
		{"wide alone", "F|wide: ab", []string{`{"F":"a\u0000b\u0000"}`}, []string{`{"F":"ab"}`}},
		{"nested name", "a.b.c: x", []string{`{"a":{"b":{"c":"x"}}}`, `{"a.b":{"c":"x"}}`, `{"a":{"b.c":"x"}}`, `{"a.b.c":"x"}`, `{"a":[{"b":1},{"b":[{"c":"x"}]}]}`}, []string{`{"a":{"b":"x"}}`, `{"c":"x"}`}},
		{"spaces in names", "Source Name: x", []string{`{"SourceName":"x"}`, `{"Source Name":"x"}`}, []string{`{"Source_Name":"x"}`}},
		{"text of an object", "F|contains: '\"a\": 1'", []string{`{"F":{"a": 1}}`}, []string{`{"F":{"a":1}}`}},
		{"name twice", "F: a", []string{`{"F":"b","F":"a"}`, `{"F":"a","F":"b"}`}, nil},
		{"escapes in the event", `F: "a\"\\/\b\f\n\r\té€😀"`, []string{`{"F":"\u0061\"\\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00"}`}, nil},
		{"broken surrogates", `F: "�x"`, []string{`{"F":"\ud83dx"}`}, []string{`{"F":"x"}`}},
		{"escaped key", "F: a", []string{`{"\u0046":"a"}`}, nil},
		{"timestamp as text", "F: 2024-01-01", []string{`{"F":"2024-01-01"}`}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, e := range c.yes {
				if !decide(t, selection(c.selection), e, LoadOptions{}, nil) {
					t.Errorf("%s should match %s", c.selection, e)
				}
			}
			for _, e := range c.no {
				if decide(t, selection(c.selection), e, LoadOptions{}, nil) {
					t.Errorf("%s should not match %s", c.selection, e)
				}
			}
		})
	}
}

func TestKeywords(t *testing.T) {
	cases := []struct {
		name, detection string
		yes, no         []string
	}{
		{"any of a list", "k: [mimikatz, 'dump*lsass']\ncondition: k", []string{`{"a":"x MimiKatz y"}`, `{"a":{"b":["dump the LSASS"]}}`, `{"a":"\u006dimikatz"}`}, []string{`{"mimikatz":"a"}`, `{"a":"mimi","b":"katz"}`}},
		{"one word", "k: evil\ncondition: k", []string{`{"a":1,"b":"EVIL"}`}, []string{`{}`}},
		{"all", "k:\n  '|all': [foo1, bar2]\ncondition: k", []string{`{"a":"foo1","b":"bar2"}`}, []string{`{"a":"foo1"}`}},
		{"numbers and booleans", "k: [4688]\ncondition: k", []string{`{"a":14688}`, `{"a":"4688"}`}, []string{`{"a":468}`}},
		{"expression", "k:\n  '|re': 'a[0-9]b'\ncondition: k", []string{`{"x":["y","a1b"]}`}, []string{`{"x":"aab"}`}},
		{"with characters that JSON escapes", "k: ['a\"b\\c/d']\ncondition: k", []string{`{"x":"a\"b\\c/d"}`, `{"x":"a\"b\\c\/d"}`}, []string{`{"x":"abcd"}`}},
		{"long s and kelvin", "k: [kiss1234]\ncondition: k", []string{`{"x":"\u212Aiss1234"}`, `{"x":"kiſs1234"}`}, nil},
		{"keywords beside maps", "k:\n - evilword\n - F: a\ncondition: k", []string{`{"x":"evilword"}`, `{"F":"a"}`}, []string{`{"F":"b"}`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, e := range c.yes {
				if !decide(t, c.detection, e, LoadOptions{}, nil) {
					t.Errorf("should match %s", e)
				}
			}
			for _, e := range c.no {
				if decide(t, c.detection, e, LoadOptions{}, nil) {
					t.Errorf("should not match %s", e)
				}
			}
		})
	}
}

func TestConditions(t *testing.T) {
	const searches = "a: {A: 1}\nb: {B: 1}\nb2: {C: 1}\n_hidden: {D: 1}\n"
	cases := []struct{ condition, yes, no string }{
		{"a and b", `{"A":1,"B":1}`, `{"A":1}`},
		{"a or b and b2", `{"A":1}`, `{"B":1}`},
		{"(a or b) and b2", `{"B":1,"C":1}`, `{"A":1}`},
		{"not a and b", `{"B":1}`, `{"A":1,"B":1}`},
		{"not (a and b)", `{"A":1}`, `{"A":1,"B":1}`},
		{"not not a", `{"A":1}`, `{}`},
		{"a AND NOT b", `{"A":1}`, `{"A":1,"B":1}`},
		{"1 of them", `{"C":1}`, `{"D":1}`},
		{"all of them", `{"A":1,"B":1,"C":1}`, `{"A":1,"B":1,"D":1}`},
		{"1 of b*", `{"C":1}`, `{"A":1}`},
		{"all of b*", `{"B":1,"C":1}`, `{"B":1}`},
		{"any of b?", `{"C":1}`, `{"B":1}`},
		{"1 of _h*", `{"D":1}`, `{"A":1}`},
		{"1 of *", `{"A":1}`, `{"D":1}`},
		{"not 1 of b* and a", `{"A":1}`, `{"A":1,"C":1}`},
		{"_hidden", `{"D":1}`, `{}`},
		{"[a, b]", `{"B":1}`, `{"C":1}`},
	}
	for _, c := range cases {
		t.Run(c.condition, func(t *testing.T) {
			body := searches + "condition: " + c.condition
			if !decide(t, body, c.yes, LoadOptions{}, nil) {
				t.Errorf("should match %s", c.yes)
			}
			if decide(t, body, c.no, LoadOptions{}, nil) {
				t.Errorf("should not match %s", c.no)
			}
		})
	}
}

func TestPlaceholders(t *testing.T) {
	options := LoadOptions{Placeholders: map[string][]string{"admins": {"root", "adm_*"}, "net": {"10.0.0.0/8", "192.0.2.0/24"}, "dot": {"a.b"}}}
	cases := []struct {
		selection, event string
		want             bool
	}{
		{"F|expand: '%admins%'", `{"F":"ROOT"}`, true},
		{"F|expand: '%admins%'", `{"F":"adm_x"}`, true},
		{"F|expand: '%admins%'", `{"F":"%admins%"}`, false},
		{"F|contains|expand: '\\%admins%\\'", `{"F":"c:\\root\\x"}`, true},
		{"F|expand|contains: '%admins%'", `{"F":"xxrootyy"}`, true},
		{"F|cidr|expand: '%net%'", `{"F":"192.0.2.9"}`, true},
		{"F|re|expand: '^%dot%$'", `{"F":"a.b"}`, true},
		{"F|re|expand: '^%dot%$'", `{"F":"axb"}`, false},
		{"F|expand: '100% %admins%'", `{"F":"100% root"}`, true},
		{"F: '%admins%'", `{"F":"%admins%"}`, true},
	}
	for _, c := range cases {
		if got := decide(t, selection(c.selection), c.event, options, nil); got != c.want {
			t.Errorf("%s on %s: %t", c.selection, c.event, got)
		}
	}
	set := Parse(LoadOptions{}, "r.yml", []byte(detection("r", selection("F|expand: '%nobody%'"))))
	if len(set.Rules) != 0 || len(set.Refusals) != 1 || set.Refusals[0].Placeholder != "nobody" {
		t.Errorf("a placeholder without values: %v", set.Refusals)
	}
}

func TestTimeParts(t *testing.T) {
	tokyo := time.FixedZone("Tokyo", 9*3600)
	const at = `{"F":"2026-12-31T23:45:10-05:00"}`
	cases := []struct {
		selection, event string
		zone             *time.Location
		want             bool
	}{
		{"F|minute: 45", at, nil, true},
		{"F|hour: 23", at, nil, true},
		{"F|day: 31", at, nil, true},
		{"F|week: 53", at, nil, true},
		{"F|month: 12", at, nil, true},
		{"F|year: 2026", at, nil, true},
		{"F|year: 2027", at, tokyo, true},
		{"F|hour: 13", at, tokyo, true},
		{"F|hour|gte: 22", at, nil, true},
		{"F|hour|lt: 22", at, nil, false},
		{"F|hour: 4", `{"F":1700020800000}`, nil, true},
		{"F|hour: 4", `{"F":"1700020800"}`, nil, true},
		{"F|hour: 4", `{"F":"yesterday"}`, nil, false},
		{"F|hour: [3, 4]", `{"F":"2026-01-01 04:00:00"}`, nil, true},
	}
	for _, c := range cases {
		if got := decide(t, selection(c.selection), c.event, LoadOptions{}, c.zone); got != c.want {
			t.Errorf("%s on %s: %t", c.selection, c.event, got)
		}
	}
}

// The zone may change from event to event: each worker has one.
func TestTimePartsOfEachWorker(t *testing.T) {
	set := Parse(LoadOptions{}, "z.yml", []byte(detection("night", selection("F|hour|lt: 6"))))
	e, err := New(set, Options{Sources: []Source{everywhere}, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	m := e.NewMatcher()
	for _, c := range []struct {
		zone *time.Location
		want int
	}{{nil, 1}, {time.FixedZone("", 5*3600), 0}, {time.FixedZone("", -6*3600), 0}, {time.UTC, 1}} {
		m.InZone(c.zone)
		if got, err := m.Match([]byte(`{"F":"2026-01-01T02:00:00Z"}`)); err != nil || len(got) != c.want {
			t.Errorf("%v: %v %v", c.zone, ids(got), err)
		}
	}
}

func TestDocumentsRefused(t *testing.T) {
	many := strings.Repeat(" -a", 8)
	cases := []struct{ name, document, why string }{
		{"modifier", detection("r", selection("F|foo: a")), "not known"},
		{"modifier twice", detection("r", selection("F|all|all: [a, b]")), "twice"},
		{"empty modifier", detection("r", selection("F|: a")), "empty"},
		{"contains and endswith", detection("r", selection("F|contains|endswith: a")), "cannot be joined"},
		{"re and cidr", detection("r", selection("F|re|cidr: a")), "different things"},
		{"re and contains", detection("r", selection("F|re|contains: a")), "cannot be joined"},
		{"cased re", detection("r", selection("F|re|cased: a")), "cased"},
		{"flag without re", detection("r", selection("F|i: a")), "behind re"},
		{"two comparisons", detection("r", selection("F|lt|gt: 1")), "one of lt"},
		{"two parts of a time", detection("r", selection("F|hour|day: 1")), "one part"},
		{"base64 twice", detection("r", selection("F|base64|base64offset: a")), "cannot be joined"},
		{"expression of another flavour", detection("r", selection("F|re: '(?=a)b'")), "RE2"},
		{"network", detection("r", selection("F|cidr: 10.0.0.0/40")), "no network"},
		{"number", detection("r", selection("F|lt: x")), "no number"},
		{"hour of 25", detection("r", selection("F|hour: 25")), "between"},
		{"exists of text", detection("r", selection("F|exists: yes please")), "true or false"},
		{"fieldref of nothing", detection("r", selection("F|fieldref: 1")), "name of a field"},
		{"null with contains", detection("r", selection("F|contains: null")), "null takes no modifier"},
		{"null as a keyword", detection("r", "k: [null]\ncondition: k"), "no keyword"},
		{"keyword that compares", detection("r", "k: {'|lt': 1}\ncondition: k"), "keywords take"},
		{"wildcards encoded", detection("r", selection("F|base64: 'a*'")), "wildcards cannot be encoded"},
		{"contains before base64", detection("r", selection("F|contains|base64: a")), "encodings come before"},
		{"too short for base64offset", detection("r", selection("F|base64offset: ''")), "too short"},
		{"utf16 alone", detection("r", selection("F|utf16be: 'ÿ'")), "no text that an event can hold"},
		{"too many dashes", detection("r", selection("F|windash: '"+many+"'")), "windash makes more"},
		{"expand of nothing", detection("r", selection("F|expand: a")), "names no"},
		{"expand and exists", detection("r", selection("F|exists|expand: true")), "expand is for values"},
		{"empty list", detection("r", selection("F: []")), "empty"},
		{"map as a value", detection("r", selection("F: {a: b}")), "value or a list"},
		{"list in a list", detection("r", selection("F: [[a]]")), "must be text"},
		{"empty search", detection("r", "sel: {}\ncondition: sel"), "empty map"},
		{"empty list of a search", detection("r", "sel: []\ncondition: sel"), "empty list"},
		{"list in the list of a search", detection("r", "sel: [[a]]\ncondition: sel"), "inside the list"},
		{"field twice", detection("r", "sel:\n  F: a\n  F: b\ncondition: sel"), "twice"},
		{"search twice", detection("r", "sel: {F: a}\nsel: {F: b}\ncondition: sel"), "twice"},
		{"no condition", detection("r", "sel: {F: a}"), "no 'condition'"},
		{"empty condition", detection("r", "sel: {F: a}\ncondition: ''"), "ends where"},
		{"condition that is a map", detection("r", "sel: {F: a}\ncondition: {a: b}"), "neither text"},
		{"unknown search", detection("r", "sel: {F: a}\ncondition: sel2"), "no search"},
		{"unknown searches", detection("r", "sel: {F: a}\ncondition: 1 of x*"), "no search"},
		{"quantifier", detection("r", "sel: {F: a}\ncondition: 2 of sel"), "no quantifier"},
		{"quantifier of nothing", detection("r", "sel: {F: a}\ncondition: 1 of"), "no name behind"},
		{"open parenthesis", detection("r", "sel: {F: a}\ncondition: (sel"), "not closed"},
		{"closed parenthesis", detection("r", "sel: {F: a}\ncondition: sel)"), "should end"},
		{"operator alone", detection("r", "sel: {F: a}\ncondition: sel and or"), "where a search is wanted"},
		{"old aggregation", detection("r", "sel: {F: a}\ncondition: sel | count() > 5"), "pipe"},
		{"odd character", detection("r", "sel: {F: a}\ncondition: sel & sel"), "means nothing"},
		{"deep condition", detection("r", "sel: {F: a}\ncondition: "+strings.Repeat("(", 100)+"sel"+strings.Repeat(")", 100)), "nested deeper"},
		{"long condition", detection("r", "sel: {F: a}\ncondition: "+strings.Repeat("not ", 5000)+"sel"), "bytes"},
		{"no logsource", "title: T\ndetection: {a: {b: c}, condition: a}", "logsource"},
		{"empty logsource", "title: T\nlogsource: {definition: x}\ndetection: {a: {b: c}, condition: a}", "neither category"},
		{"logsource that is text", "title: T\nlogsource: x\ndetection: {a: {b: c}, condition: a}", "no map"},
		{"detection that is text", "title: T\nlogsource: {product: test}\ndetection: x", "no map of searches"},
		{"nothing known", "title: T\nfoo: bar", "none of"},
		{"two kinds", "title: T\ndetection: {}\nfilter: {}", "more than one"},
		{"action", "action: global\ntitle: T", "action"},
		{"no map", "- a\n- b", "a Sigma document is a map"},
		{"key twice", "title: a\ntitle: b\ndetection: {}", "twice"},
		{"no YAML", "title: [a", "not well-formed YAML"},
		{"not UTF-8", "title: \xff", "not UTF-8"},
		{"deep brackets", "title: " + strings.Repeat("[", 1000), "nested deeper"},
		{"deep lists", "title:\n" + strings.Repeat("- ", 1000) + "a", "nested deeper"},
		{"deep maps", "detection:\n" + deepMap(60), "nested deeper"},
		{"alias of itself", "title: &a [*a]", ""},
		{"aliases that multiply", "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]", "more than"},
		{"long value with dashes", detection("r", selection("F|windash: '"+strings.Repeat("x", 1<<20)+" -a -b'")), "too long ones"},
		{"condition that repeats", detection("r", "sel:\n  F:\n"+strings.Repeat("    - a\n", 2000)+"condition: "+strings.Repeat("sel or ", 2000)+"sel"), "grows too large"},
		{"long expression", detection("r", selection("F|re: '"+strings.Repeat("a", 9000)+"'")), "bytes"},
		{"expression that repeats too often", detection("r", selection("F|re: '(a{500}){500}'")), "RE2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			set := Parse(LoadOptions{}, "dir/bad.yml", []byte(c.document))
			if len(set.Refusals) != 1 || len(set.Rules) != 0 {
				t.Fatalf("%d refusals, %d rules", len(set.Refusals), len(set.Rules))
			}
			msg := set.Refusals[0].Error()
			if !strings.Contains(msg, c.why) || !strings.HasPrefix(msg, "dir/bad.yml") || strings.Contains(msg, "\n") {
				t.Errorf("%s", msg)
			}
		})
	}
	// The message names file, line, rule and reason.
	set := Parse(LoadOptions{}, "a.yml", []byte(detection("the-id", selection("F: a\nG|foo: b"))))
	if got, want := set.Refusals[0].Error(), `a.yml:7 /detection/sel/G|foo: rule the-id: the modifier "foo" is not known`; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// Aliases cannot make a small file large, however many documents it has.
func TestAliasesCountForTheFile(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ndetection: {s: {F: a}, condition: s}\nlogsource: {product: test}\n"
	set := Parse(LoadOptions{}, "b.yml", []byte(strings.Repeat(bomb+"---\n", 200)))
	if len(set.Rules) == 0 || len(set.Rules) > 25 || len(set.Refusals) != 200-len(set.Rules) {
		t.Errorf("%d rules, %d refusals", len(set.Rules), len(set.Refusals))
	}
	// Aliases that stay small are fine.
	set = Parse(LoadOptions{}, "ok.yml", []byte("title: T\nid: r\nlogsource: {product: test}\ndetection: {s: {F: &v [a, b], G: *v}, condition: s}\n"))
	if len(set.Rules) != 1 {
		t.Error(set.Refusals)
	}
}

func deepMap(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i+1) + "a:\n")
	}
	return b.String()
}

func TestOneBadDocumentDoesNotSpoilTheOthers(t *testing.T) {
	doc := detection("a", selection("F: 1")) + "---\n" + detection("b", selection("F|foo: 1")) + "---\n---\n" + detection("c", selection("F: 1")) + "---\n" + detection("a", selection("F: 1"))
	set := Parse(LoadOptions{}, "x.yml", []byte(doc))
	if len(set.Rules) != 2 || len(set.Refusals) != 2 || set.Documents != 4 {
		t.Fatalf("%d rules, %v", len(set.Rules), set.Refusals)
	}
	if !strings.Contains(set.Refusals[1].Why, "already read, at x.yml:1") {
		t.Error(set.Refusals[1])
	}
	if set.Rules[1].Line < 10 {
		t.Errorf("line %d", set.Rules[1].Line)
	}
}

func TestFilters(t *testing.T) {
	rule := detection("r1", selection("Image: cmd")) + "---\n" + strings.Replace(detection("r2", selection("Image: cmd")), "title: T", "title: T\nname: second", 1)
	filter := func(rules, body string) string {
		return "---\ntitle: F\nid: f\nlogsource: {product: test}\nfilter:\n  rules: " + rules + "\n" + indent(body) + "\n"
	}
	cases := []struct {
		name, filter, event string
		want                string
	}{
		{"exclusion by id", filter("[r1]", "sel: {User|startswith: adm_}\ncondition: not sel"), `{"Image":"cmd","User":"adm_x"}`, "r2"},
		{"others stay", filter("[r1]", "sel: {User|startswith: adm_}\ncondition: not sel"), `{"Image":"cmd","User":"bob"}`, "r1 r2"},
		{"by name", filter("[second]", "sel: {User: x}\ncondition: not sel"), `{"Image":"cmd","User":"x"}`, "r1"},
		{"any", filter("any", "sel: {User: x}\ncondition: not sel"), `{"Image":"cmd","User":"x"}`, ""},
		{"what the condition holds for is kept", filter("[r1]", "sel: {User: x}\ncondition: sel"), `{"Image":"cmd","User":"y"}`, "r2"},
		{"another log source", strings.Replace(filter("[r1]", "sel: {User: x}\ncondition: not sel"), "product: test", "product: other", 1), `{"Image":"cmd","User":"x"}`, "r1 r2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			// The filter stands before the rules: order does not matter.
			set := Parse(LoadOptions{}, "f.yml", []byte(c.filter+"---\n"+rule))
			if len(set.Refusals) > 0 {
				t.Fatal(set.Refusals[0])
			}
			e, err := New(set, Options{Sources: []Source{everywhere}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Match([]byte(c.event))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Join(ids(got), " ") != c.want {
				t.Errorf("%v, want %q", ids(got), c.want)
			}
		})
	}
	for _, bad := range []string{
		"title: F\nlogsource: {product: test}\nfilter: {sel: {a: b}, condition: sel}",
		"title: F\nfilter: {rules: [a], sel: {a: b}, condition: sel}",
		"title: F\nlogsource: {product: test}\nfilter: {rules: [a], sel: {a: b}, condition: nope}",
		"title: F\nlogsource: {product: test}\nfilter: [a]",
	} {
		if set := Parse(LoadOptions{}, "f.yml", []byte(bad)); len(set.Refusals) != 1 {
			t.Errorf("taken: %s", bad)
		}
	}
}
