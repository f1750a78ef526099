package watch

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/watch/telemetry"
)

// health watches over the watching: which source fell silent, which accounts belong
// to nobody. Silence is judged by what is usual for the source: a small firm's code
// host says nothing all night, its identity provider never for two hours.
type health struct {
	order   *telemetry.Order
	silence time.Duration // no source is silent before that
	sources map[string]*pulse
	unknown map[string]time.Time
	ails    map[string]telemetry.State // what was said of a source that lags or is broken
}

// pulse is the rhythm of one source.
type pulse struct {
	First time.Time `json:",omitzero"`
	Last  time.Time
	Gap   int64 // nanoseconds: the longest usual pause, fading
	Count int64
	Quiet bool
}

func (p *pulse) gap() time.Duration { return time.Duration(p.Gap) }

const (
	leastSilence = 40 * time.Minute
	// Until a week and its weekend have been seen, a weekend is no silence.
	firstWeek  = 9 * 24 * time.Hour
	weekend    = 72 * time.Hour
	maxUnknown = 1 << 16
	// checkEvery is how often the engine looks for silent sources, in event time.
	checkEvery = 10 * time.Minute
)

func newHealth(cfg telemetry.OrderConfig) *health {
	return &health{
		order: telemetry.NewOrder(cfg), silence: cmp.Or(cfg.Silence, leastSilence),
		sources: map[string]*pulse{}, unknown: map[string]time.Time{}, ails: map[string]telemetry.State{},
	}
}

// tables come when somebody exports them: their silence means nothing.
var tables = []string{"hris", "shipments", "payroll", "access", "dlp", "mdm", "esign"}

// signIns are the logs that say from where people sign in.
var signIns = []string{"okta", "entra", "workspace"}

// Sees says that the logs hold what an indicator needs: from where people sign in.
func (x *Engine) Sees(id bonafide.IndicatorID) bool {
	return strings.HasPrefix(string(id), "NET-") && slices.ContainsFunc(signIns, func(source string) bool { return x.health.sources[source] != nil })
}

func (h *health) saw(e *telemetry.Event) {
	name := e.Intake.Source
	p := h.sources[name]
	if p == nil {
		if len(h.sources) >= 256 {
			return
		}
		p = &pulse{First: e.Time, Last: e.Time}
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
		limit := max(h.silence, 2*p.gap())
		if now.Sub(p.First) < firstWeek {
			limit = max(limit, weekend) // its first weekend is still to come, or was just seen
		}
		switch {
		case silent > limit && !p.Quiet:
			p.Quiet = true
			out = append(out, bonafide.Trouble{Kind: bonafide.SourceSilent, At: now, Source: name,
				Words: fmt.Sprintf("%s: nothing for %s; it is usually never quiet for more than %s", telemetry.Title(name), telemetry.Span(silent), telemetry.Span(p.gap()))})
		case silent <= limit && p.Quiet:
			p.Quiet = false
			out = append(out, bonafide.Trouble{Kind: bonafide.SourceBack, At: now, Source: name, Words: telemetry.Title(name) + ": back"})
		}
	}
	return out
}

// fade lets what was a usual pause be forgotten; it is called once a day.
func (h *health) fade() {
	for _, p := range h.sources {
		p.Gap -= p.Gap / 50
	}
}

// ailing tells of sources that deliver late or not at all, by the time at which their
// events came in. Only a live watch can know.
func (h *health) ailing(now time.Time) []bonafide.Trouble {
	var out []bonafide.Trouble
	for _, s := range h.order.Health(now) {
		if slices.Contains(tables, s.Source) && s.State == telemetry.StateLagging {
			continue
		}
		before := h.ails[s.Source]
		kind := bonafide.SourceBack
		switch s.State {
		case telemetry.StateLagging:
			kind = bonafide.SourceLagging
		case telemetry.StateBroken:
			kind = bonafide.SourceBroken
		default:
			if before == "" {
				continue
			}
			delete(h.ails, s.Source)
			out = append(out, bonafide.Trouble{Kind: kind, At: now, Source: s.Source, Words: s.Words})
			continue
		}
		if before != s.State {
			h.ails[s.Source] = s.State
			out = append(out, bonafide.Trouble{Kind: kind, At: now, Source: s.Source, Words: s.Words})
		}
	}
	return out
}

// news says that nothing was said of a key for a week, and remembers that it is now.
func (h *health) news(key string, at time.Time) bool {
	if last, ok := h.unknown[key]; ok && at.Sub(last) < freshen {
		return false
	}
	if len(h.unknown) >= maxUnknown {
		clear(h.unknown)
	}
	h.unknown[key] = at
	return true
}

// unknown tells of an account or device that is nobody's, once a week.
func (x *Engine) unknown(how *telemetry.How, e *telemetry.Event) {
	if !isActivity(e) || e.Actor.User.Type == telemetry.UserSystem || e.Actor.User.Type == telemetry.UserService {
		return
	}
	if e.Meeting != nil {
		return // guests have no account here that could be bound or closed
	}
	if strings.HasSuffix(e.Actor.User.Name, "$") {
		return // a computer's own account
	}
	if len(how.Unknown) == 0 {
		return
	}
	key := how.Unknown[0].String()
	if !x.health.news(key, e.Time) {
		return
	}
	x.out.Troubles = append(x.out.Troubles, bonafide.Trouble{Kind: bonafide.UnknownAccount, At: e.Time, Source: e.Intake.Source, Subject: key,
		Words: fmt.Sprintf("%s: %s belongs to nobody on record; bind it to a person or close it", telemetry.Title(e.Intake.Source), key)})
}

func (x *Engine) conflict(err error, e *telemetry.Event) {
	var c *telemetry.Conflict
	if !errors.As(err, &c) {
		return
	}
	if !x.health.news("shared "+c.Key.String(), e.Time) {
		return
	}
	x.out.Troubles = append(x.out.Troubles, bonafide.Trouble{Kind: bonafide.SharedKey, At: e.Time, Source: e.Intake.Source, Subject: c.Key.String(), Words: c.Error()})
}
