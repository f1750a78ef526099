package watch

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// meetings counts who takes part in a meeting while it lasts.
type meetings map[string]*gathering

type gathering struct {
	Who      []string
	External bool
	Last     time.Time
}

const (
	maxMeetings = 1 << 14
	maxWho      = 16
)

func (m meetings) take(e *telemetry.Event, known bool) scene.Meeting {
	g := m[e.Meeting.UID]
	if g == nil {
		if len(m) >= maxMeetings {
			for id, x := range m {
				if e.Time.Sub(x.Last) > 24*time.Hour {
					delete(m, id)
				}
			}
			if len(m) >= maxMeetings {
				clear(m)
			}
		}
		g = &gathering{}
		m[strings.Clone(e.Meeting.UID)] = g // text of an event holds its whole line
	}
	g.Last = e.Time
	who := cmp.Or(e.Meeting.Participant, e.Actor.User.Email, e.Actor.User.UID, e.Actor.User.FullName)
	if who != "" && len(g.Who) < maxWho && !slices.Contains(g.Who, who) {
		g.Who = append(g.Who, strings.Clone(who))
	}
	g.External = g.External || !known
	return scene.Meeting{Participants: len(g.Who), External: g.External}
}

// day is the date of a moment in a zone.
func day(t time.Time, zone *time.Location) string {
	if zone != nil {
		t = t.In(zone)
	}
	return t.Format(time.DateOnly)
}
