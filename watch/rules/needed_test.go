package rules

import (
	"regexp"
	"strings"
	"testing"

	"bonafide/watch/sigma"
)

var conditionLine = regexp.MustCompile(`(?m)^  condition: ([^{\n]+)$`)

// Every search of a condition is needed: where it always holds or never does, some
// sample comes out otherwise. So each exclusion has its look-alike, and each
// alternative its story.
func TestEverySearchIsNeeded(t *testing.T) {
	b, err := Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range b.Rules() {
		if seen[r.File] {
			continue
		}
		seen[r.File] = true
		data, err := own.ReadFile(r.File)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		for _, at := range conditionLine.FindAllStringSubmatchIndex(text, -1) {
			condition := text[at[2]:at[3]]
			for _, name := range regexp.MustCompile(`[a-z_]+`).FindAllString(condition, -1) {
				if name == "and" || name == "or" || name == "not" {
					continue
				}
				for _, other := range []string{"always", "never"} {
					changed := regexp.MustCompile(`\b`+name+`\b`).ReplaceAllString(condition, other)
					variant := text[:at[0]] + "  always: {class_uid|exists: true}\n  never: {class_uid: -1}\n  condition: " + changed + text[at[1]:]
					if holds(t, variant, b.Samples(r.File)) {
						t.Errorf("%s: all samples hold where %q is %s", r.File, name, other)
					}
				}
			}
		}
	}
}

func holds(t *testing.T, text string, samples []Sample) bool {
	t.Helper()
	set := sigma.Parse(sigma.LoadOptions{}, "variant.yml", []byte(text))
	if len(set.Refusals) > 0 {
		t.Fatal(set.Refusals[0])
	}
	engine, err := sigma.New(set, Options(sigma.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	matcher := engine.NewMatcher()
	for _, s := range samples {
		spoke, err := fired(engine, matcher, s.Events)
		if err != nil {
			t.Fatal(err)
		}
		if s.Fires != (len(spoke) > 0) {
			return false
		}
	}
	return true
}

// An event of several categories is one event: it matches a rule once.
func TestSeveralCategoriesAreOneEvent(t *testing.T) {
	b, err := Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	engine, err := b.Engine(sigma.Options{})
	if err != nil {
		t.Fatal(err)
	}
	matches, err := engine.Match([]byte(`{"class_uid":6001,"activity_id":7,"time_dt":"2026-05-13T15:00:00Z","metadata":{"product":{"vendor_name":"GitHub"},"event_code":"git.clone"},"meeting":{"uid":"m"},"worker":{"fact":"roster"},"scene":{"worker":{"left_days":3}}}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range matches {
		r, _ := b.Of(m.Rule.ID)
		got = append(got, string(r.Indicator))
	}
	if strings.Join(got, " ") != "OFF-05" {
		t.Errorf("got %q", got)
	}
}
