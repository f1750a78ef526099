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
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/tail"
)

// Status is what `watch status` shows.
type Status struct {
	Role     Role               `json:"role"`
	At       time.Time          `json:"at"`
	Since    time.Time          `json:"since"`
	Reached  time.Time          `json:"reached"` // event time
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
	Review   []Standing         `json:"review,omitzero"`
}

// Standing is a person who is up for review.
type Standing struct {
	Person bonafide.PersonID `json:"person"`
	Band   bonafide.Band     `json:"band"`
	Since  time.Time         `json:"since"`
	Why    string            `json:"why"`
}

func (r *running) writeStatus(ctx context.Context, counted int64, begun time.Time) {
	now := r.run.Now().UTC()
	health := r.bus.Health(ctx)
	r.engine.Lock()
	sources := r.Engine.Sources(now)
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
	s.At, s.Events, s.Bus, s.Sources, s.Waiting, s.Dead = now, counted, health, sources, r.waiting.Load(), r.dead.count.Load()
	if d := now.Sub(begun).Seconds(); d > 0 {
		s.Rate = float64(counted) / d
	}
	s.Troubles, s.Review = slices.Clone(s.Troubles), slices.Clone(s.Review)
	r.mu.Unlock()
	data, err := json.MarshalIndent(s, "", "  ")
	if err == nil {
		err = tail.Replace(filepath.Join(r.state, "status.json"), data)
	}
	if err != nil {
		r.run.Log.Error("writing the status", slog.Any("error", err))
	}
}
