package baseline_test

import (
	"fmt"
	"time"

	"bonafide/watch/baseline"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// Two devices sign in within an hour from places that are seven thousand
// kilometres apart.
func Example() {
	book, err := baseline.New(baseline.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	for i, net := range []scene.Network{
		{IP: "192.0.2.10", Key: "192.0.2.0/24", Class: scene.Residential, Country: "US", Lat: 40.7, Long: -74, Radius: 20, Placed: true},
		{IP: "203.0.113.7", Key: "203.0.113.0/24", Class: scene.Residential, Country: "PL", Lat: 52.2, Long: 21, Radius: 20, Placed: true},
	} {
		s := scene.Scene{
			Person: "ann",
			Worker: &scene.Worker{Country: "US"},
			Net:    net,
			Device: scene.Device{Key: fmt.Sprint("okta:device-", i)},
			Event: &telemetry.Event{
				Class: telemetry.Authentication, Activity: telemetry.Logon, Status: telemetry.Success, Time: at.Add(time.Duration(i) * time.Hour),
			},
		}
		for _, d := range book.Observe(&s, false) {
			fmt.Println(d.Indicator, d.Rule)
			fmt.Println(d.Summary)
		}
	}
	// Output:
	// NET-04 baseline/travel@1
	// Sign-ins came by two devices from places 6816 km apart beyond their accuracy within 60 minutes (US and PL); no notice of travel covers it.
}

func ExampleBook_Sweep() {
	book, _ := baseline.New(baseline.Config{})
	zone, _ := time.LoadLocation("America/New_York")
	for d := range 35 {
		day := time.Date(2026, 3, 2+d, 0, 0, 0, 0, zone)
		for _, hour := range []int{22, 23, 24, 25, 27, 28} { // ten in the evening to four
			book.Observe(&scene.Scene{
				Person: "ann", Zone: zone, Worker: &scene.Worker{Team: "Core"},
				Event: &telemetry.Event{Class: telemetry.WebResourcesActivity, Activity: telemetry.Update, Time: day.Add(time.Duration(hour) * time.Hour)},
			}, false)
		}
		for _, d := range book.Sweep(day.AddDate(0, 0, 1)) {
			fmt.Println(d.Indicator, d.Summary)
		}
	}
	// Output:
	// NET-10 Over 17 active days of four weeks the busiest eight hours began at 22:00 in the stated zone, 11.0 hours from the stated day of 09:00 to 17:00, in 3 of 3 weeks; 0 of 0 others of the firm work alike.
}
