package sigma_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing/fstest"
	"time"

	"bonafide/watch/sigma"
)

const failedSignIn = `title: Failed sign-in
id: 3c6a5f4e-0000-4000-8000-000000000001
name: failed_sign_in
level: low
logsource: {product: okta, service: okta}
detection:
  selection:
    eventType: user.session.start
    outcome.result: FAILURE
  condition: selection
`

const manyFailed = `title: Many failed sign-ins of one account
id: 3c6a5f4e-0000-4000-8000-000000000002
level: medium
correlation:
  type: event_count
  rules: [failed_sign_in]
  group-by: [actor.alternateId]
  timespan: 10m
  condition: {gte: 3}
`

func signIn(minute int, who string) string {
	return fmt.Sprintf(`{"eventType":"user.session.start","published":"2026-06-01T10:%02d:00Z","actor":{"alternateId":%q},"outcome":{"result":"FAILURE"}}`, minute, who)
}

func ExampleLoadFS() {
	rules := fstest.MapFS{
		"good.yml": {Data: []byte(failedSignIn)},
		"bad.yml":  {Data: []byte("title: Old\nid: old\nlogsource: {product: okta}\ndetection:\n  s: {a|near: b}\n  condition: s\n")},
	}
	set, err := sigma.LoadFS(context.Background(), sigma.LoadOptions{}, rules)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(set.Rules), "rule")
	for _, r := range set.Refusals {
		fmt.Println(r)
	}
	// Output:
	// 1 rule
	// bad.yml:5 /detection/s/a|near: rule old: the modifier "near" is not known
}

func ExampleMatcher_Match() {
	set := sigma.Parse(sigma.LoadOptions{}, "rules.yml", []byte(failedSignIn))
	engine, err := sigma.New(set, sigma.Options{})
	if err != nil {
		panic(err)
	}
	matcher := engine.NewMatcher() // one for each goroutine
	matches, err := matcher.Match([]byte(signIn(0, "ada@firm.example")))
	if err != nil {
		panic(err)
	}
	for _, m := range matches {
		fmt.Println(m.Rule.Level, m.Rule.Title)
	}
	// Output: low Failed sign-in
}

func ExampleEval() {
	set := sigma.Parse(sigma.LoadOptions{}, "rules.yml", []byte(failedSignIn+"---\n"+manyFailed))
	var events strings.Builder
	for i, who := range []string{"ada", "bob", "ada", "ada", "bob"} {
		fmt.Fprintln(&events, signIn(i, who+"@firm.example"))
	}
	stats, err := sigma.Eval(context.Background(), set, strings.NewReader(events.String()), os.Stdout)
	if err != nil {
		panic(err)
	}
	fmt.Println(stats.Events, "events")
	// Output:
	// 3 3c6a5f4e-0000-4000-8000-000000000002
	// 5 events
}

func ExampleEngine_NewCorrelator() {
	set := sigma.Parse(sigma.LoadOptions{}, "rules.yml", []byte(failedSignIn+"---\n"+manyFailed))
	engine, err := sigma.New(set, sigma.Options{Correlation: sigma.CorrelationOptions{Tolerance: 5 * time.Minute}})
	if err != nil {
		panic(err)
	}
	correlator, err := engine.NewCorrelator()
	if err != nil {
		panic(err)
	}
	matcher := engine.NewMatcher()
	var alerts []sigma.Alert
	for i, minute := range []int{3, 1, 2} { // they come in disorder
		matches, err := matcher.Match([]byte(signIn(minute, "ada@firm.example")))
		if err != nil {
			panic(err)
		}
		for _, m := range matches {
			if o, timed := matcher.Occurrence(m, int64(i)); timed {
				alerts = append(alerts, correlator.Observe(o)...)
			}
		}
	}
	alerts = append(alerts, correlator.Flush()...)
	for _, a := range alerts {
		fmt.Println(a.Correlation.Title, a.Group, a.Measure, a.Since.Format("15:04"), a.Time.Format("15:04"), a.Events)
	}
	// Output: Many failed sign-ins of one account [ada@firm.example] 3 10:01 10:03 [1 2 0]
}

func ExampleEngine_Explain() {
	set := sigma.Parse(sigma.LoadOptions{}, "rules.yml", []byte(failedSignIn))
	engine, err := sigma.New(set, sigma.Options{})
	if err != nil {
		panic(err)
	}
	x, err := engine.Explain("failed_sign_in", []byte(`{"eventType":"user.session.start","published":"2026-06-01T10:00:00Z","outcome":{"result":"SUCCESS"}}`))
	if err != nil {
		panic(err)
	}
	fmt.Print(x)
	// Output:
	// Failed sign-in (3c6a5f4e-0000-4000-8000-000000000001) does not match
	// read as: okta system log
	// no  selection: and
	// yes   eventType: "user.session.start"   (the event has "user.session.start")
	// no    outcome.result: "FAILURE"   (the event has "SUCCESS")
}
