package app

import (
	"context"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"slices"
	"time"

	"bonafide"
	"bonafide/bus"
	"bonafide/flow"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/tail"
)

// Status is what `watch status` shows.
type Status struct {
	Role     Role               `json:"role"`
	At       time.Time          `json:"at"`
	Since    time.Time          `json:"since"`
	Stopped  bool               `json:"stopped,omitzero"` // it ended
	Once     bool               `json:"once,omitzero"`    // it was to end when everything was read
	Reached  time.Time          `json:"reached"`          // event time
	Events   int64              `json:"events"`
	Doubled  int64              `json:"doubled"`
	Findings int64              `json:"findings"`
	Alerts   int64              `json:"alerts"`
	Dead     int64              `json:"dead_letters"`
	Rate     float64            `json:"events_per_second"`
	Waiting  int64              `json:"waiting"`
	Snapshot time.Time          `json:"snapshot,omitzero"`
	Bus      bus.Health         `json:"bus"`
	Sources  []telemetry.Health `json:"sources"`
	Troubles []bonafide.Trouble `json:"troubles,omitzero"`
	// Review are those who were told of and whom nobody has answered for.
	Review []flow.Standing `json:"review,omitzero"`
}

func (r *running) writeStatus(ctx context.Context) {
	now := r.run.Now().UTC()
	health := r.bus.Health(ctx)
	r.engine.Lock()
	sources, reached, open := r.Engine.Sources(now), r.Engine.Reached(), r.Live.Open()
	var quiet []bonafide.Trouble
	if r.role.Load() != Judging {
		sources = nil // only the judge knows them all
	} else if !r.run.Drain {
		quiet = r.Engine.Quiet(now)
	} else { // logs that are read once say nothing of now
		for i := range sources {
			if h := &sources[i]; h.State == telemetry.StateSilent || h.State == telemetry.StateLagging {
				h.State, h.Words = telemetry.StateOK, telemetry.Title(h.Source)+": read up to "+h.LastEvent.UTC().Format(time.DateTime)
			}
		}
	}
	r.engine.Unlock()
	for _, t := range quiet {
		r.trouble(t)
	}
	r.mu.Lock()
	s := r.status
	s.Role = r.role.Load().(Role)
	s.At, s.Events, s.Bus, s.Sources, s.Waiting, s.Dead = now, r.counted.Load(), health, sources, r.waiting.Load(), r.dead.count.Load()
	if d := now.Sub(s.Since).Seconds(); d > 0 {
		s.Rate = float64(s.Events) / d
	}
	s.Reached, s.Review = reached, open
	s.Troubles = slices.Clone(s.Troubles)
	r.mu.Unlock()
	data, err := json.MarshalIndent(s, "", "  ")
	if err == nil {
		err = tail.Replace(filepath.Join(r.state, "status.json"), data)
	}
	if err != nil {
		r.run.Log.Error("writing the status", slog.Any("error", err))
	}
}
