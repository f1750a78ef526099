package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/app"
	"bonafide/bus"
	"bonafide/flow"
	"bonafide/watch/telemetry"
)

// What ails is told, and makes the command fail: a watch that stands still, a source
// that is silent, late or broken, a bus with a reason.
func TestStatusSaysWhatAils(t *testing.T) {
	now := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	well := func() app.Status {
		return app.Status{
			At: now.Add(-2 * time.Second), Since: now.Add(-time.Hour), Reached: now, Events: 7200, Rate: 2, Waiting: -3, Bus: bus.Health{State: bus.Ready},
			Sources: []telemetry.Health{{Source: "okta", State: telemetry.StateOK, LastEvent: now, Admitted: 7200}, {Source: "github", State: telemetry.StateWaiting}},
		}
	}
	for name, c := range map[string]struct {
		change func(*app.Status)
		ails   bool
		says   string
	}{
		"well":         {func(*app.Status) {}, false, "watching since 2026-03-02 14:00:00; 7200 events, 2 a second"},
		"stands still": {func(s *app.Status) { s.At = now.Add(-stands - time.Second) }, true, "the watch stands still"},
		"silent": {func(s *app.Status) {
			s.Sources[0].State, s.Sources[0].Words = telemetry.StateSilent, "Okta: nothing for 40 minutes"
		}, true, "Okta: nothing for 40 minutes"},
		"lagging":  {func(s *app.Status) { s.Sources[0].State = telemetry.StateLagging }, true, "lagging"},
		"broken":   {func(s *app.Status) { s.Sources[0].State = telemetry.StateBroken }, true, "broken"},
		"bus full": {func(s *app.Status) { s.Bus = bus.Health{State: bus.Full, Why: "topic events is at its limit"} }, true, "bus full (topic events is at its limit)"},
		"review": {func(s *app.Status) {
			s.Review = []flow.Standing{{Person: "E7", Band: bonafide.Urgent, Now: bonafide.Review, Since: now, Why: "PAY-02"}}
		}, false, "E7  urgent (now review)  2026-03-02 15:00:00  PAY-02"},
		"stopped":      {func(s *app.Status) { s.Stopped = true }, true, "the watch was stopped at 2026-03-02 14:59:58"},
		"dead letters": {func(s *app.Status) { s.Dead = 3 }, false, "3 dead letters (in dead.jsonl beside the status)"},
		"trouble": {func(s *app.Status) {
			s.Troubles = []bonafide.Trouble{{At: now, Words: "the store takes nothing; judging waits"}}
		}, false, "2026-03-02 15:00:00  the store takes nothing; judging waits"},
	} {
		t.Run(name, func(t *testing.T) {
			s := well()
			c.change(&s)
			var out bytes.Buffer
			if ails := printStatus(&out, &s, now); ails != c.ails {
				t.Errorf("ails: %v", ails)
			}
			if !strings.Contains(out.String(), c.says) {
				t.Errorf("%q is not in\n%s", c.says, &out)
			}
			if strings.Contains(out.String(), "-3 waiting") {
				t.Error("fewer than no lines wait")
			}
		})
	}
}
