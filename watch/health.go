package watch

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// health watches over the watching: which source fell silent, which accounts belong
// to nobody. Silence is judged by what is usual for the source: a small firm's code
// host says nothing all night, its identity provider never for two hours.
type health struct {
	order   *telemetry.Order
	sources map[string]*pulse
	unknown map[string]time.Time
}

// pulse is the rhythm of one source.
type pulse struct {
	Last  time.Time
	Gap   int64 // nanoseconds: the longest usual pause, fading
	Count int64
	Quiet bool
}

func (p *pulse) gap() time.Duration { return time.Duration(p.Gap) }

const (
	leastSilence = 40 * time.Minute
	maxUnknown   = 1 << 16
)

func newHealth(cfg telemetry.OrderConfig) *health {
	return &health{order: telemetry.NewOrder(cfg), sources: map[string]*pulse{}, unknown: map[string]time.Time{}}
}

// tables come when somebody exports them: their silence means nothing.
var tables = []string{"hris", "shipments", "payroll", "access", "dlp", "mdm", "esign"}

func (h *health) saw(e *telemetry.Event) {
	name := e.Intake.Source
	p := h.sources[name]
	if p == nil {
		if len(h.sources) >= 256 {
			return
		}
		p = &pulse{Last: e.Time}
		h.sources[name] = p
	}
	p.Count++
	if gap := e.Time.Sub(p.Last); gap > 0 {
		if gap > p.gap() {
			// One long pause is believed to be usual only in part.
			p.Gap += int64(gap-p.gap()) / 2
		}
		p.Last = e.Time
	}
}

// check tells what changed: a source fell silent, or is back.
func (h *health) check(now time.Time) []bonafide.Trouble {
	var out []bonafide.Trouble
	for _, name := range sortedKeys(h.sources) {
		p := h.sources[name]
		if p.Count < 100 || slices.Contains(tables, name) {
			continue
		}
		silent := now.Sub(p.Last)
		limit := max(leastSilence, 2*p.gap())
		switch {
		case silent > limit && !p.Quiet:
			p.Quiet = true
			out = append(out, bonafide.Trouble{Kind: bonafide.SourceSilent, At: now, Source: name,
				Words: fmt.Sprintf("%s: nothing for %s; it is usually never quiet for more than %s", telemetry.Title(name), telemetry.Span(silent), telemetry.Span(p.gap()))})
		case silent <= limit && p.Quiet:
			p.Quiet = false
			out = append(out, bonafide.Trouble{Kind: bonafide.SourceBack, At: now, Source: name, Words: telemetry.Title(name) + ": back"})
		}
		p.Gap -= p.Gap / 50
	}
	return out
}

// unknown tells of an account or device that is nobody's, once a week.
func (x *Engine) unknown(s *scene.Scene, e *telemetry.Event) {
	if !isActivity(e) || e.Actor.User.Type == telemetry.UserSystem || e.Actor.User.Type == telemetry.UserService {
		return
	}
	_, how, _ := x.directory.Resolve(e)
	if len(how.Unknown) == 0 {
		return
	}
	key := how.Unknown[0].String()
	if last, ok := x.health.unknown[key]; ok && e.Time.Sub(last) < freshen {
		return
	}
	if len(x.health.unknown) >= maxUnknown {
		clear(x.health.unknown)
	}
	x.health.unknown[key] = e.Time
	x.out.Troubles = append(x.out.Troubles, bonafide.Trouble{Kind: bonafide.UnknownAccount, At: e.Time, Source: e.Intake.Source, Subject: key,
		Words: fmt.Sprintf("%s: %s belongs to nobody on record; bind it to a person or close it", telemetry.Title(e.Intake.Source), key)})
}

func (x *Engine) conflict(err error, e *telemetry.Event) {
	var c *telemetry.Conflict
	if !errors.As(err, &c) {
		return
	}
	key := "shared " + c.Key.String()
	if last, ok := x.health.unknown[key]; ok && e.Time.Sub(last) < freshen {
		return
	}
	x.health.unknown[key] = e.Time
	x.out.Troubles = append(x.out.Troubles, bonafide.Trouble{Kind: bonafide.SharedKey, At: e.Time, Source: e.Intake.Source, Subject: c.Key.String(), Words: c.Error()})
}
