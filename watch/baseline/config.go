package baseline

import (
	"math"

	"bonafide"
)

// Config has the thresholds. A zero field means the default that its comment
// gives. Thresholds without a source are starting points to be tuned on cases that
// a firm has decided itself.
type Config struct {
	// Key is the secret that fingerprints are keyed with, so that nobody outside can
	// make two names collide. A snapshot is read only with the key it was written
	// with.
	Key []byte
	// Workers bounds the people whose state is held: 200,000. Beyond it those whom
	// nothing was heard of for longest are forgotten, and counted.
	Workers int
	// Group is how many people a peer group has at least: 10.
	Group int

	// DayStart and DayEnd are the stated working day in local hours: 9 to 17.
	DayStart, DayEnd int
	// HoursOff is how many hours the middle of the busiest eight lies from the middle
	// of the stated day before it counts (NET-10): 5.
	HoursOff float64
	// HoursDays is how many active days of four weeks are needed (NET-10): 12.
	HoursDays int

	// Speed in km/h and Distance in km beyond both radii of accuracy are more than
	// travel explains (NET-04, NET-05, NET-12): 900 and 300.
	Speed, Distance float64
	// HostedShare of the sign-ins of 14 days, on HostedDays days or more, have to come
	// through hosting or a VPN (NET-03): 0.2 and 2.
	HostedShare float64
	HostedDays  int
	// ApartShare is the share of a month's sign-ins that are far from the device
	// (NET-05): 0.8. It needs ApartSignIns sign-ins on five days: 10.
	ApartShare   float64
	ApartSignIns int

	// NewDevices in 30 days are ordinary (NET-11): 2.
	NewDevices int
	// Damp is for how many days after the first one new things are expected: 14.
	Damp int

	// SurgeTimes the own median is a surge (OFF-01): 5.
	SurgeTimes float64
	// Repositories cloned in the first two weeks are ordinary whatever peers do
	// (ONB-12): 10.
	Repositories int
	// OwnBytes copied to personal storage in a day are ordinary whatever peers do
	// (WRK-01): 50 MiB.
	OwnBytes int64
}

func (c Config) withDefaults() (Config, error) {
	for _, f := range []struct {
		name string
		v    float64
	}{
		{"workers", float64(c.Workers)}, {"group", float64(c.Group)}, {"hours off", c.HoursOff}, {"hours days", float64(c.HoursDays)}, {"speed", c.Speed}, {"distance", c.Distance},
		{"hosted share", c.HostedShare}, {"hosted days", float64(c.HostedDays)}, {"apart share", c.ApartShare}, {"apart sign-ins", float64(c.ApartSignIns)}, {"new devices", float64(c.NewDevices)},
		{"damp", float64(c.Damp)}, {"surge times", c.SurgeTimes}, {"repositories", float64(c.Repositories)}, {"own bytes", float64(c.OwnBytes)},
	} {
		if f.v < 0 || math.IsNaN(f.v) || math.IsInf(f.v, 0) {
			return c, bonafide.Invalidf("baseline: %s is %v; give a number that is not negative, 0 for the default", f.name, f.v)
		}
	}
	if c.HostedShare > 1 || c.ApartShare > 1 {
		return c, bonafide.Invalidf("baseline: a share is above 1; give a part of the whole, 0.8 for four in five")
	}
	if c.DayStart == 0 && c.DayEnd == 0 {
		c.DayStart, c.DayEnd = 9, 17
	}
	if c.DayStart < 0 || c.DayEnd > 24 || c.DayEnd <= c.DayStart {
		return c, bonafide.Invalidf("baseline: the stated day runs from %d to %d; give local hours, the first before the second", c.DayStart, c.DayEnd)
	}
	set(&c.Workers, 200_000)
	set(&c.Group, 10)
	set(&c.HoursOff, 5)
	set(&c.HoursDays, 12)
	set(&c.Speed, 900)
	set(&c.Distance, 300)
	set(&c.HostedShare, 0.2)
	set(&c.HostedDays, 2)
	set(&c.ApartShare, 0.8)
	set(&c.ApartSignIns, 10)
	set(&c.NewDevices, 2)
	set(&c.Damp, 14)
	set(&c.SurgeTimes, 5)
	set(&c.Repositories, 10)
	set(&c.OwnBytes, 50<<20)
	return c, nil
}

func set[T int | int64 | float64](v *T, to T) {
	if *v == 0 {
		*v = to
	}
}
