package sigma

import (
	"strings"
	"testing"
	"time"
)

func TestTimesAsLogsWriteThem(t *testing.T) {
	want := time.Date(2026, 6, 1, 10, 11, 12, 0, time.UTC)
	for _, s := range []string{
		"2026-06-01T10:11:12Z", "2026-06-01T12:11:12+02:00", "2026-06-01 10:11:12", "2026-06-01 10:11:12.000", "2026-06-01T10:11:12", "2026-06-01 10:11:12Z",
		"2026-06-01T10:11:12.000+0000", "2026-06-01 10:11:12.000 UTC", "2026-06-01 10:11:12 +0000 UTC", "Mon, 01 Jun 2026 10:11:12 GMT", "Mon Jun  1 10:11:12 2026",
		"1780308672", "1780308672.000", "1780308672000", "1780308672000000", "1780308672000000000", " 1780308672 ",
	} {
		if got, ok := parseTime([]byte(s)); !ok || !got.Equal(want) {
			t.Errorf("%q: %v %t", s, got, ok)
		}
	}
	if got, ok := parseTime([]byte("1780308672.5")); !ok || got.Nanosecond() != 5e8 {
		t.Error(got, ok)
	}
	if got, ok := parseTime([]byte("1780308672.1234567891")); !ok || got.Nanosecond() != 123456789 {
		t.Error(got, ok)
	}
	for _, s := range []string{"", "yesterday", "12345678", "-1780308672", "0178030867", "1780308672.x", "2026-13-01T00:00:00Z", "0000-01-01T00:00:00Z", strings.Repeat("1", 60)} {
		if got, ok := parseTime([]byte(s)); ok {
			t.Errorf("%q is %v", s, got)
		}
	}
}

func TestNumberForms(t *testing.T) {
	for in, want := range map[string]string{"1": "1", "-0": "0", "1.0": "1", "1e3": "1000", "1.50": "1.5", "0e5": "0", "1e-9": "1e-09", "1e400": "1e400", "-2.5E1": "-25"} {
		if got := numberText(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// The text of a pattern is read as the same pattern.
func TestPatternsInTextForm(t *testing.T) {
	for _, s := range []string{``, `a`, `a*b?c`, `\*`, `a\?b`, `C:\x\y`, `*`, `a**b`} {
		p := parsePattern(s)
		if q := parsePattern(p.String()); q.String() != p.String() {
			t.Errorf("%q: %q, then %q", s, p, q)
		}
	}
}

func TestWords(t *testing.T) {
	set := Parse(LoadOptions{}, "x.yml", []byte(detection("r", "a: {F: 1}\nb: {G: 2}\ncondition: a and not b or b")))
	if got := set.Rules[0].holds.String(); got != "((F: 1 and not (G: 2)) or G: 2)" {
		t.Error(got)
	}
	for name, c := range comparisons {
		if c.String() != name {
			t.Errorf("%s is %s", name, c)
		}
	}
	if (Stats{Events: 10}).EventsPerCPUSecond() != 0 || (Stats{Events: 10, CPU: 3 * time.Second, Compile: time.Second}).EventsPerCPUSecond() != 5 {
		t.Error("the rate is wrong")
	}
	if s := describe(strings.Repeat("é", 100)); len(s) > 90 || !strings.HasSuffix(s, "…") {
		t.Error(s)
	}
	if (&refused{why: "w"}).Error() != "w" {
		t.Error("the reason is lost")
	}
	e := streaming(t)
	if len(e.Set().Rules) != 2 {
		t.Error("the set is lost")
	}
}

// More mixtures of groups than an engine compiles together are evaluated one by one,
// with the same result.
func TestGroupsOneByOne(t *testing.T) {
	e := sigmaHQEngine(t, isCloud)
	event := []byte(`{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":"x","action":"repo.access","actor":"x","org":"y","auditType":{"category":"x","action":"y"}}`)
	want, err := e.reference(event)
	if err != nil {
		t.Fatal(err)
	}
	for i := range maxPrograms {
		e.programs[strings.Repeat("x", i+1)] = &program{}
	}
	m := e.NewMatcher()
	for range 2 {
		got, err := m.Match(event)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(ids(got), " ") != strings.Join(want, " ") {
			t.Errorf("%v, want %v", ids(got), want)
		}
	}
	if len(m.current.programs) < 2 {
		t.Errorf("%d programs", len(m.current.programs))
	}
}

// Values that are no UTF-8, or an event's values that keywords may hide in.
func TestOddTexts(t *testing.T) {
	for _, c := range []struct {
		body, event string
		want        bool
	}{
		{selection("F|re: '^a.b$'"), "{\"F\":\"a\xffb\"}", true},
		{selection("F|re: 'x'"), "{\"F\":{\"a\":\"\xff x\"}}", true},
		{selection("F|contains: x"), "{\"F\":{\"a\":\"\xff x\"}}", true},
		{selection(`F: "a\u2028b"`), `{"F":"a\u2028b"}`, true},
		{selection("F: 'xyz'"), `{"F":"\u00zz"}`, false},
		{"k: [longkeyword]\ncondition: k", `{"a":[1,-2.5,true,false,null,{"b":"a \"longKeyword\""}]}`, true},
		{"k: ['true']\ncondition: k", `{"a":true}`, true},
		{"k: ['false']\ncondition: k", `{"a":[false]}`, true},
	} {
		set := Parse(LoadOptions{}, "r.yml", []byte(detection("r", c.body)))
		e, err := New(set, Options{Sources: []Source{everywhere}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Match([]byte(c.event))
		if err != nil || (len(got) == 1) != c.want {
			t.Errorf("%q on %q: %v %v", c.body, c.event, ids(got), err)
		}
	}
}

// A literal is found at every place of a text, however long it is and whatever is looked for
// beside it; one that differs in a byte is not. The same for keywords.
func TestLiteralsAtEveryPlace(t *testing.T) {
	const letters = "abcdefghijklmnopqrstuvw"
	for length := 1; length <= len(letters); length++ {
		for _, beside := range []string{"", ", '12345678901234567890'", ", '12345'"} {
			literal := letters[:length]
			rules := detection("field", selection("F|contains: ['"+literal+"'"+beside+"]")) + "---\n" + detection("keyword", "k: ['"+literal+"'"+beside+"]\ncondition: k")
			e, err := New(Parse(LoadOptions{}, "r.yml", []byte(rules)), Options{Sources: []Source{everywhere}})
			if err != nil {
				t.Fatal(err)
			}
			m := e.NewMatcher()
			for before := range 2 * farthest {
				for after := range 5 {
					for text, want := range map[string]int{strings.ToUpper(literal): 2, literal[:length-1] + "-": 0} {
						event := `{"F":"` + strings.Repeat("-", before) + text + strings.Repeat("-", after) + `"}`
						if got, err := m.Match([]byte(event)); err != nil || len(got) != want {
							t.Fatalf("%q%s in %s: %v %v", literal, beside, event, ids(got), err)
						}
					}
				}
			}
		}
	}
}

func TestCorrelationHelpers(t *testing.T) {
	// A long value is kept short, and still told from others that begin alike.
	long := strings.Repeat("x", 5000)
	c := &Correlation{GroupBy: []string{"u"}}
	a, _ := combinations(map[string][]string{"u": {long + "a"}}, c, "r", c.GroupBy)
	b, _ := combinations(map[string][]string{"u": {long + "b"}}, c, "r", c.GroupBy)
	if len(a[0][0]) > 200 || a[0][0] == b[0][0] {
		t.Errorf("%q, %q", a, b)
	}
	// One event with many values belongs to a bounded number of groups.
	var many []string
	for i := range 100 {
		many = append(many, strings.Repeat("v", i+1))
	}
	if got, _ := combinations(map[string][]string{"u": many}, c, "r", c.GroupBy); len(got) != maxCombos {
		t.Errorf("%d groups", len(got))
	}
}

// Windows that lose many events keep sums exact and give room back.
func TestLongWindows(t *testing.T) {
	for _, kind := range []string{"value_sum", "value_median", "value_count"} {
		e := correlating(t, CorrelationOptions{Events: 3000}, "title: X\nid: x\ncorrelation: {type: "+kind+", rules: [a], group-by: [u], timespan: 20s, condition: {field: n, gte: 1000000}}")
		c, err := e.NewCorrelator()
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20_000 {
			s := seen{at: i / 500, user: "x", number: i%7 - 3}
			c.Observe(s.occurrence(i))
		}
		for _, s := range c.order {
			for _, w := range s.windows {
				if w.size() > s.capacity || cap(w.entries) > 4*s.capacity {
					t.Errorf("%s: %d entries, room for %d", kind, w.size(), cap(w.entries))
				}
				sum := 0.0
				for _, e := range w.entries[w.first:] {
					sum += e.Number
				}
				if w.sum != sum {
					t.Errorf("%s: %v, want %v", kind, w.sum, sum)
				}
			}
		}
	}
}

// Eight bytes folded at once are what they are one by one, wherever they stand.
func TestFoldByWords(t *testing.T) {
	all := make([]byte, 0, 3*256)
	for i := range 128 {
		all = append(all, byte(i), 'Z', byte(127-i), '@')
	}
	for from := range 16 {
		for _, tail := range []string{"", "\u00c9", "K", "\xff"} {
			text := string(all[from:]) + tail + string(all[:from])
			want := ""
			for _, r := range text {
				want += string(foldRune(r))
			}
			if got := fold(text); got != want {
				t.Fatalf("from %d with %q: %q, want %q", from, tail, got, want)
			}
		}
	}
	for c := range 256 {
		if hasByte(0x1122334455667788, byte(c)) != (c%0x11 == 0 && c >= 0x11 && c <= 0x88) {
			t.Errorf("%#x", c)
		}
	}
}

// A value that several fields read is folded once; one that is longer than all that is
// looked for, or begins otherwise, is not folded at all. But a number may be written longer
// than it is, and a letter in many ways.
func TestValuesThatCannotBeExactLiterals(t *testing.T) {
	e := correlating(t, CorrelationOptions{}, "title: X\nid: x\nlogsource: {product: p}\ndetection: {a: {f: 1}, b: {h: [ab, k2, /x, '']}, c: {n: 500}, condition: a or b or c}")
	for event, want := range map[string]int{
		`{"h":"aB"}`: 1, `{"h":"ba"}`: 0, `{"h":""}`: 1, `{"h":"\/x"}`: 1, "{\"h\":\"\u212A2\"}": 1, `{"h":"\u212a2"}`: 1, `{"h":"x"}`: 0, `{"h":true}`: 0, `{"h":[]}`: 0,
		`{"n":5e2}`: 1, `{"n":0.5E3}`: 1, `{"n":"0.5E3"}`: 0,
		`{"f":1.000000000000000}`: 1, `{"f":"1.000000000000000"}`: 0, `{"h":"\u0041\u0062"}`: 1, `{"h":"` + strings.Repeat("ab", 40) + `"}`: 0, `{"h":{"ab":"` + strings.Repeat("ab", 40) + `"}}`: 0} {
		got, err := e.NewMatcher().Match([]byte(event), Logsource{Product: "p"})
		if err != nil || len(got) != want {
			t.Errorf("%.60s: %d matches, %v", event, len(got), err)
		}
	}
}
