package baseline

import (
	"fmt"
	"maps"
	"slices"

	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// room is who took part in a meeting, as parts of it come in.
type room struct {
	people   [3]uint32
	n        uint8
	outsider bool // somebody whom no record knows
	sharing  bool
	last     uint16
}

const maxRooms = 1 << 14

// roomKey tells one meeting from the next of a series that bears the same number.
func (b *Book) roomKey(c *telemetry.Meeting, m moment) uint32 {
	t := m.unix
	if !c.Joined.IsZero() {
		t = c.Joined.Unix()
	}
	return b.keys.of(c.UID) ^ uint32(t/86400)*2654435761
}

// enter takes a part in a meeting in, whoever it is.
func (b *Book) enter(s *scene.Scene, m moment) {
	c := s.Event.Meeting
	who := string(s.Person)
	if who == "" {
		who = c.Participant
	}
	if c.UID == "" || who == "" {
		return
	}
	k := b.roomKey(c, m)
	r, ok := b.rooms[k]
	if !ok && len(b.rooms) >= maxRooms {
		b.forgetRooms(m.day)
	}
	r.last = max(r.last, m.day)
	fp := b.keys.of(who)
	if !slices.Contains(r.people[:r.n], fp) && int(r.n) < len(r.people) {
		r.people[r.n] = fp
		r.n++
	}
	if s.Meeting != nil {
		r.outsider = r.outsider || s.Meeting.External
	}
	r.outsider = r.outsider || s.Person == ""
	r.sharing = r.sharing || c.Sharing == telemetry.Yes
	b.rooms[k] = r
}

func (b *Book) forgetRooms(n uint16) {
	maps.DeleteFunc(b.rooms, func(_ uint32, r room) bool {
		old := int(r.last)+2 < int(n)
		if old {
			b.stats.ForgottenRoom++
		}
		return old
	})
	if len(b.rooms) < maxRooms {
		return
	}
	for _, k := range slices.Sorted(maps.Keys(b.rooms))[:maxRooms/8] {
		delete(b.rooms, k)
		b.stats.ForgottenRoom++
	}
}

// meeting is a person's part in a meeting.
type meeting struct {
	first, last int64 // unix seconds
	open        int64
	key         uint32
	sum         uint32 // seconds of all parts
	day         uint16
}

// longCall is a call of more than eight hours.
type longCall struct {
	key, seconds uint32
	day          uint16
}

const (
	maxMeetings = 8
	maxLong     = 12
	workday     = 8 * 3600
)

// call takes in a person's part in a meeting.
func (b *Book) call(w *worker, d *day, s *scene.Scene, m moment) {
	e, c := s.Event, s.Event.Meeting
	if e.Activity == telemetry.NetworkClose && c.Seconds >= 300 && (c.Camera != "" || c.Microphone != "" || c.Speaker != "") {
		// The log names equipment: an empty camera means none was on.
		inc8(&d.calls)
		if c.Camera != "" {
			inc8(&d.cameras)
		}
	}
	if c.UID == "" || e.Activity != telemetry.NetworkOpen && e.Activity != telemetry.NetworkClose {
		return
	}
	x := w.meeting(b.roomKey(c, m), m.day)
	from, to, seconds := int64(0), int64(0), c.Seconds
	if !c.Joined.IsZero() {
		from = c.Joined.Unix()
	} else if e.Activity == telemetry.NetworkOpen {
		from = m.unix
	}
	if !c.Left.IsZero() {
		to = c.Left.Unix()
	} else if e.Activity == telemetry.NetworkClose {
		to = m.unix
	}
	switch {
	case e.Activity == telemetry.NetworkOpen:
		x.open = from
		return
	case from == 0 && seconds > 0:
		from = to - seconds
	case from == 0:
		from = x.open
	}
	if from == 0 || to <= from {
		return
	}
	if seconds <= 0 || seconds > to-from {
		seconds = to - from
	}
	if x.first == 0 || from < x.first {
		x.first = from
	}
	x.last = max(x.last, to)
	inc32(&x.sum, seconds)
	// The same part may be told by two logs: no more than the whole span counts.
	if n := min(int64(x.sum), x.last-x.first); n > workday {
		w.longCall(x.key, m.day, uint32(min(n, 1<<31)))
	}
}

func (w *worker) meeting(key uint32, n uint16) *meeting {
	for i := range w.meetings {
		if w.meetings[i].key == key {
			return &w.meetings[i]
		}
	}
	x := meeting{key: key, day: n}
	if len(w.meetings) < maxMeetings {
		w.meetings = append(w.meetings, x)
		return &w.meetings[len(w.meetings)-1]
	}
	old := 0
	for i := range w.meetings {
		if w.meetings[i].day < w.meetings[old].day {
			old = i
		}
	}
	w.meetings[old] = x
	return &w.meetings[old]
}

func (w *worker) longCall(key uint32, n uint16, seconds uint32) {
	for i := range w.long {
		if w.long[i].key == key {
			w.long[i].seconds = max(w.long[i].seconds, seconds)
			return
		}
	}
	x := longCall{key, seconds, n}
	if len(w.long) < maxLong {
		w.long = append(w.long, x)
		return
	}
	old := 0
	for i := range w.long {
		if w.long[i].day < w.long[old].day {
			old = i
		}
	}
	w.long[old] = x
}

// calls says that a shared screen ran through whole working days with at most one
// other, on three days (NET-17). Two colleagues whom records know are at work
// together.
func (b *Book) calls(w *worker, today uint16) {
	if w.silent(ruleCalls, 0, today) {
		return
	}
	var days []uint16
	var longest uint32
	for _, x := range w.long {
		r, ok := b.rooms[x.key]
		if !ok || !r.sharing || r.n > 2 || r.n == 2 && !r.outsider || x.day > today || int(x.day)+30 <= int(today) || slices.Contains(days, x.day) {
			continue
		}
		days = append(days, x.day)
		longest = max(longest, x.seconds)
	}
	if len(days) < 3 || !w.raise(ruleCalls, 0, today) {
		return
	}
	at := w.endOf(slices.Max(days))
	b.deviate(w, ruleCalls, at, "calls",
		fmt.Sprintf("On %d days of 30 a call with a shared screen and at most one other, whom no record of the firm knows, ran for more than eight hours; the longest for %.1f.", len(days), float64(longest)/3600),
		held(fmt.Sprintf("%.1f hours", float64(longest)/3600), "calls between two people of the firm and calls of three or more are left out", at))
}

// camera says that the camera is hardly ever on where the team's mostly is
// (WRK-05). The shares are everybody's, the person's own among them.
func (b *Book) camera(w *worker, today uint16, on, all int, shares *cameraShares) {
	if w.may(cameraAgreed) || all < 12 || on*20 >= all || w.silent(ruleCamera, 0, today) {
		return
	}
	v, name := shares.team[w.team2], "team "+orNone(w.team)
	if w.contract != "" {
		name += ", " + w.contract
	}
	if len(v) < 5 {
		v, name = shares.firm, "the firm"
	}
	if len(v) < 5 {
		return
	}
	if m := v[len(v)/2]; m >= 40 && w.raise(ruleCamera, 0, today) {
		at := w.endOf(w.newest)
		b.deviate(w, ruleCamera, at, "camera",
			fmt.Sprintf("The camera was on in %d of %d calls in 60 days; the median of %d people of %s is %d per cent.", on, all, len(v), name, m),
			held(fmt.Sprintf("%d of %d", on, all), fmt.Sprintf("held against %d people of %s", len(v), name), at))
	}
}

// cameraShares are the shares of calls with camera, in per cent, sorted. Who is at
// high risk is nobody's measure.
type cameraShares struct {
	team map[uint32][]int
	firm []int
}

func (s *cameraShares) add(w *worker, on, all int) {
	if all < 8 {
		return
	}
	x := on * 100 / all
	if w.team != "" {
		s.team[w.team2] = append(s.team[w.team2], x)
	}
	s.firm = append(s.firm, x)
}

func (s *cameraShares) sort() {
	for _, v := range s.team {
		slices.Sort(v)
	}
	slices.Sort(s.firm)
}

// cameraUse counts the calls of 60 days in which the log names equipment; none
// where they span less than six weeks.
func (w *worker) cameraUse(today uint16) (on, all int) {
	first, last := uint16(0), uint16(0)
	for n := before(today, 59); n <= today; n++ {
		if d := w.on(n); d != nil && d.calls > 0 {
			on, all = on+int(d.cameras), all+int(d.calls)
			if first == 0 {
				first = n
			}
			last = n
		}
	}
	if last-first < 42 {
		return 0, 0
	}
	return on, all
}
