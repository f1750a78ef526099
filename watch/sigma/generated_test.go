package sigma

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawRules draws rules over few fields and a small alphabet, so that they often match.
func drawRules(t *rapid.T) string {
	var docs []string
	n := rapid.IntRange(1, 6).Draw(t, "rules")
	for i := range n {
		docs = append(docs, detection(fmt.Sprintf("r%d", i), drawDetection(t)))
	}
	return strings.Join(docs, "---\n")
}

var drawnFields = []string{"F", "G", "a.b", "a.b.c"}

func drawText(t *rapid.T, label string) string {
	parts := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "K", "k", "K", "ſ", "s", `\`, "-", "/", " ", "é", "É", "*", "?", "10.0.0.1", "5", "abcdefgh", ".exe", "\n", `"`, "😀"}), 0, 5).Draw(t, label)
	return strings.Join(parts, "")
}

func drawDetection(t *rapid.T) string {
	var b strings.Builder
	n := rapid.IntRange(1, 3).Draw(t, "searches")
	for i := range n {
		fmt.Fprintf(&b, "s%d:\n", i)
		if rapid.IntRange(0, 9).Draw(t, "keywords") == 0 {
			fmt.Fprintf(&b, "  - %s\n", quoted(drawText(t, "keyword")+"x"))
			continue
		}
		fields := slices.Clone(drawnFields)
		for j := range rapid.IntRange(1, 2).Draw(t, "fields") {
			m := rapid.SampledFrom([]string{"", "", "|contains", "|startswith", "|endswith", "|contains|all", "|contains|cased", "|cased", "|neq", "|re", "|re|i", "|cidr", "|lt", "|gte", "|exists", "|fieldref",
				"|fieldref|neq", "|fieldref|contains", "|windash|contains", "|base64offset|contains", "|hour"}).Draw(t, "modifier")
			field := fields[j] + m
			switch {
			case strings.HasPrefix(m, "|re"):
				fmt.Fprintf(&b, "  %s: %s\n", field, quoted(rapid.SampledFrom([]string{"a.c", "(ab|k)s?", "^b", "é$", "[0-9]+", "kiss", "a{2,}", "(a|)b", ".*", `\\`}).Draw(t, "expression")))
			case m == "|cidr":
				fmt.Fprintf(&b, "  %s: 10.0.0.0/8\n", field)
			case m == "|lt" || m == "|gte" || m == "|hour":
				fmt.Fprintf(&b, "  %s: %d\n", field, rapid.IntRange(0, 9).Draw(t, "number"))
			case m == "|exists":
				fmt.Fprintf(&b, "  %s: %t\n", field, rapid.Bool().Draw(t, "exists"))
			case strings.HasPrefix(m, "|fieldref"):
				fmt.Fprintf(&b, "  %s: %s\n", field, rapid.SampledFrom(drawnFields).Draw(t, "other"))
			case strings.HasPrefix(m, "|base64"):
				fmt.Fprintf(&b, "  %s: abc\n", field)
			default:
				fmt.Fprintf(&b, "  %s:\n", field)
				for range rapid.IntRange(1, 3).Draw(t, "values") {
					switch k := rapid.IntRange(0, 9).Draw(t, "kind"); {
					case k == 0 && m == "":
						b.WriteString("    - null\n")
					case k == 1:
						fmt.Fprintf(&b, "    - %d\n", rapid.IntRange(0, 20).Draw(t, "int"))
					case k == 2 && !strings.Contains(m, "contains"):
						fmt.Fprintf(&b, "    - %t\n", rapid.Bool().Draw(t, "bool"))
					default:
						fmt.Fprintf(&b, "    - %s\n", quoted(drawText(t, "value")))
					}
				}
			}
		}
	}
	names := []string{"s0"}
	for i := 1; i < n; i++ {
		names = append(names, fmt.Sprintf("s%d", i))
	}
	condition := rapid.SampledFrom([]string{"1 of s*", "all of them", "not s0", names[len(names)-1], "not 1 of them or s0", "s0 and not " + names[len(names)-1]}).Draw(t, "condition")
	fmt.Fprintf(&b, "condition: %s", condition)
	return b.String()
}

func quoted(s string) string {
	q, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(q)
}

func drawEvent(t *rapid.T) string {
	var value func(depth int) string
	value = func(depth int) string {
		switch k := rapid.IntRange(0, 14).Draw(t, "value"); {
		case k == 0:
			return "null"
		case k == 1:
			return "true"
		case k == 2:
			return rapid.SampledFrom([]string{"5", "-0", "1.50", "1e3", "10", "0.0000001", "1E+2"}).Draw(t, "number")
		case k == 3:
			return "[]"
		case k == 4 && depth < 3:
			return "[" + value(depth+1) + " , " + value(depth+1) + "]"
		case k == 5 && depth < 3:
			return `{"b": ` + value(depth+1) + `, "b.c":` + value(depth+1) + `, "c" :` + value(depth+1) + `}`
		case k == 6:
			return rapid.SampledFrom([]string{`"\u004b\u212aſ"`, `"a\/b\\"`, `"\ud83d"`, `"2026-01-01T05:00:00Z"`, `"YWJj"`, `"10.2.3.4"`}).Draw(t, "escaped")
		}
		return quoted(drawText(t, "text"))
	}
	var parts []string
	for range rapid.IntRange(0, 5).Draw(t, "members") {
		key := rapid.SampledFrom([]string{"F", "G", "a", "a.b", "a.b.c", "Z", "F ", `\u0046`}).Draw(t, "key")
		parts = append(parts, `"`+key+`":`+value(0))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// On drawn rules and events, engine, reference and explanation agree.
func TestEngineAgreesOnDrawnRules(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		doc := drawRules(r)
		set := Parse(LoadOptions{}, "drawn.yml", []byte(doc))
		if len(set.Rules) == 0 {
			r.Skip("all refused")
		}
		for _, f := range set.Refusals {
			if strings.Contains(f.Why, "YAML") {
				r.Fatalf("%v\n%s", f, doc)
			}
		}
		e, err := New(set, Options{Sources: []Source{everywhere}})
		if err != nil {
			r.Fatal(err)
		}
		m := e.NewMatcher()
		for range 4 {
			event := drawEvent(r)
			want, err := e.reference([]byte(event))
			if err != nil {
				r.Fatalf("%v: %s", err, event)
			}
			got, err := m.Match([]byte(event))
			if err != nil {
				r.Fatalf("%v: %s", err, event)
			}
			if !slices.Equal(ids(got), want) {
				r.Fatalf("engine %v, reference %v\n%s\n%s", ids(got), want, event, doc)
			}
			for _, rule := range set.Rules {
				x, err := e.Explain(rule.ID, []byte(event))
				if err != nil {
					r.Fatal(err)
				}
				if x.Condition.Holds != slices.Contains(want, rule.ID) {
					r.Fatalf("explanation %t\n%s\n%s\n%s", x.Condition.Holds, event, x, doc)
				}
			}
		}
	})
}
